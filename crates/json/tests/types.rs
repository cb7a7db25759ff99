//! What types read from a text, in step with serde_json.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fmt::Debug;

use domain::booking::{BookingChange, MovedFrom, RawBooking};
use domain::contact::Contact;
use domain::location::{LocationBrief, NearestCentre};
use domain::opening::Recurrence;
use domain::service::{
    AttendingType, GuideHit, NextSession, Origin, Referral, RegularTime, ServiceDetail, ServicePage,
    ServiceSummary,
};
use domain::service_area::{AreaReach, ReachWay};
use domain::session::{SessionDetail, SessionList, SessionSummary};
use domain::{
    AgeRange, Availability, Booking, BookingId, BookingStatus, CancelledBy, CarerName, Cost, Counts,
    CourseDetail, CourseWeek, Facet, FacetKind, FacetOption, FieldProblem, FilterToDrop, Instant, Location,
    LocationKind, Metres, Months, OnBehalf, OpeningHours, Party, Point, Problem, ProblemCode, Reference,
    Service, ServiceStatus, Weekday,
};
use json::Error;
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

fn round_trip<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(json::from_str::<T>(&text).as_ref(), Ok(value), "{text}");
    assert_eq!(json::from_str::<T>(&serde_json::to_string_pretty(value).unwrap()).as_ref(), Ok(value));
}

/// What makes one example of the domain differ from another.
#[derive(Clone, Debug)]
struct Seed {
    words: String,
    maybe: Option<String>,
    number: u16,
    latitude: f64,
    longitude: f64,
    some: bool,
    pick: usize,
}

fn any_seed() -> impl Strategy<Value = Seed> {
    let point = (-90.0..90.0_f64, -180.0..180.0_f64);
    (any::<String>(), any::<Option<String>>(), any::<u16>(), point, any::<bool>(), 0..60_usize).prop_map(
        |(words, maybe, number, (latitude, longitude), some, pick)| Seed {
            words,
            maybe,
            number,
            latitude,
            longitude,
            some,
            pick,
        },
    )
}

impl Seed {
    fn instant(&self) -> Instant {
        "2026-11-24T10:00:00Z".parse::<Instant>().unwrap().plus_minutes(i64::from(self.number))
    }

    fn one_of<T: Clone>(&self, all: &[T]) -> T {
        all[self.pick % all.len()].clone()
    }

    fn maybe<T>(&self, value: T) -> Option<T> {
        self.some.then_some(value)
    }

    fn ages(&self) -> AgeRange {
        AgeRange::new(Months(2), self.maybe(Months(self.number)))
    }

    fn availability(&self) -> Availability {
        self.one_of(&[
            Availability::DropIn,
            Availability::Places { left: self.number },
            Availability::Full,
            Availability::NotOpen { opens_at: self.instant() },
            Availability::Closed,
            Availability::Cancelled,
            Availability::Finished,
        ])
    }

    fn location(&self) -> Location {
        Location {
            id: "oak-lane".parse().unwrap(),
            slug: self.maybe.clone(),
            kind: self.one_of(&[
                LocationKind::FamilyCentre,
                LocationKind::Outreach,
                LocationKind::Virtual,
                LocationKind::Venue,
            ]),
            locality: self.maybe("east".parse().unwrap()),
            name: self.words.clone(),
            summary: self.words.clone(),
            what_to_expect: String::new(),
            address: vec![self.words.clone(); self.pick % 3],
            postcode: self.maybe("WA5 1AB".parse().unwrap()),
            point: self.maybe(Point { latitude: self.latitude, longitude: self.longitude }),
            masked: self.some,
            phone: String::new(),
            email: String::new(),
            opening_hours: vec![OpeningHours {
                days: Weekday::ALL.to_vec(),
                opens: "09:00".parse().unwrap(),
                closes: "17:30".parse().unwrap(),
            }],
            opening_notes: String::new(),
            facilities: vec![self.words.clone()],
            bus: String::new(),
            parking: String::new(),
            ask_for: String::new(),
            ask_for_name: String::new(),
            bridge_sites: vec!["elm-road".parse().unwrap()],
        }
    }

    fn brief(&self) -> LocationBrief {
        self.location().brief()
    }

    fn session(&self) -> SessionSummary {
        SessionSummary {
            id: "baby-massage-oak-lane-2026-11-24".parse().unwrap(),
            service_id: "s".parse().unwrap(),
            title: self.words.clone(),
            starts_at: self.instant(),
            ends_at: self.instant(),
            location: self.brief(),
            ages: self.ages(),
            cost_pence: u32::from(self.number),
            course: self.some,
            availability: self.availability(),
            distance: self.maybe(Metres(u32::from(self.number))),
        }
    }

    fn course(&self) -> CourseDetail {
        let week = CourseWeek {
            id: "massage-2026-11-24".parse().unwrap(),
            starts_at: self.instant(),
            ends_at: self.instant(),
            availability: self.availability(),
            coming: self.maybe(self.some),
        };
        CourseDetail {
            series_id: "massage".parse().unwrap(),
            weeks: vec![week; self.pick % 3],
            availability: self.availability(),
            capacity: self.maybe(self.number),
            closes_at: self.instant(),
            single_weeks: self.some,
        }
    }

    fn session_detail(&self) -> SessionDetail {
        SessionDetail {
            session: self.session(),
            series_id: self.maybe("massage".parse().unwrap()),
            service: self.words.clone(),
            organisation: self.words.clone(),
            location: self.location(),
            counts: self.one_of(&[Counts::Families, Counts::Children, Counts::People]),
            capacity: self.maybe(self.number),
            summary: self.words.clone(),
            what_to_bring: String::new(),
            run_by: String::new(),
            languages: vec![self.words.clone()],
            pram: String::new(),
            feeding_space: String::new(),
            places_held: self.number,
            waiting: self.number,
            grace_months: self.number as u8,
            course: self.maybe(self.course()),
            others: vec![self.session(); self.pick % 3],
        }
    }

    fn cost(&self) -> Cost {
        self.one_of(&[Cost::Free, Cost::From { pence: u32::from(self.number) }, Cost::Unknown])
    }

    fn service_page(&self) -> ServicePage {
        let service = ServiceSummary {
            id: "s".parse().unwrap(),
            name: self.words.clone(),
            summary: self.words.clone(),
            organisation: String::new(),
            status: self.one_of(&[ServiceStatus::Active, ServiceStatus::TemporarilyClosed]),
            ages: self.ages(),
            cost: self.cost(),
            attending: vec![AttendingType::InPerson, AttendingType::Online],
            referral: self.one_of(&[Referral::None, Referral::Professional]),
            place: self.maybe(self.brief()),
            other_places: self.number,
            distance: self.maybe(Metres(7)),
            reach: self.maybe(AreaReach { way: ReachWay::Covers, area: self.words.clone() }),
            next_session: self.maybe(NextSession {
                id: "x-2026-11-24".parse().unwrap(),
                starts_at: self.instant(),
                availability: self.availability(),
            }),
        };
        ServicePage {
            services: vec![service; self.pick % 4],
            total: u32::MAX,
            page: 1,
            pages: u32::from(self.number),
            origin: self.maybe(Origin { name: self.words.clone(), outside: self.some }),
            nearest_centre: self.maybe(NearestCentre { location: self.location(), distance: Metres(9) }),
            did_you_mean: self.maybe.clone(),
            facets: vec![Facet {
                kind: FacetKind::ALL[self.pick % FacetKind::ALL.len()],
                options: vec![
                    FacetOption {
                        value: self.words.clone(),
                        name: self.words.clone(),
                        count: 3,
                        chosen: self.some,
                        parent: self.maybe.clone(),
                    };
                    self.pick % 3
                ],
            }],
            to_drop: vec![FilterToDrop { kind: FacetKind::Within, value: self.words.clone(), count: 0 }],
            without_filters: self.maybe(u32::from(self.number)),
            guides: vec![GuideHit {
                slug: "g".to_owned(),
                title: self.words.clone(),
                summary: self.words.clone(),
            }],
        }
    }

    fn service_detail(&self) -> ServiceDetail {
        let service = Service {
            id: "s".parse().unwrap(),
            name: self.words.clone(),
            description: self.words.clone(),
            organisation_id: "o".parse().unwrap(),
            organisation: String::new(),
            status: ServiceStatus::Active,
            url: String::new(),
            email: String::new(),
            phone: String::new(),
            contact_role: String::new(),
            ages: self.ages(),
            cost: self.cost(),
            fees: String::new(),
            assured_on: self.maybe("2025-01-01".parse().unwrap()),
            categories: vec!["c".parse().unwrap()],
            send_needs: vec![],
            attending: vec![AttendingType::Phone],
            referral: Referral::None,
            languages: vec![],
            access: vec![],
            times: vec![RegularTime {
                days: vec![Weekday::ALL[self.pick % 7]],
                opens: "09:00".parse().unwrap(),
                closes: "10:00".parse().unwrap(),
                note: self.words.clone(),
                recurrence: [Recurrence::Weekly, Recurrence::SomeWeeks, Recurrence::Last][self.pick % 3],
                from: self.maybe("2025-01-01".parse().unwrap()),
                until: self.maybe("2027-01-01".parse().unwrap()),
            }],
            locations: vec![],
            areas: vec![],
            area_extents: vec![],
            last_modified: None,
            first_seen: None,
            changed_at: None,
        };
        ServiceDetail {
            service,
            locations: vec![self.location()],
            categories: vec![self.words.clone()],
            out_of_date: self.some,
            next_sessions: vec![self.session()],
        }
    }

    fn booking(&self) -> Booking {
        Booking {
            id: BookingId::from_random([self.pick as u8; 16]),
            reference: Reference::from_random(u64::from(self.number)),
            status: self.one_of(&[
                BookingStatus::Waiting { since: self.instant() },
                BookingStatus::Offered { until: self.instant() },
                BookingStatus::Booked,
                BookingStatus::Lapsed { at: self.instant() },
                BookingStatus::Cancelled { at: self.instant(), by: CancelledBy::Hub },
            ]),
            session: self.session(),
            course: self.maybe(self.course()),
            moved_from: self.maybe(MovedFrom { starts_at: self.instant(), place: self.words.clone() }),
            party: Party::new(2, vec![Months(self.number); self.pick % 3]).unwrap(),
            places: self.number,
            position: self.maybe(self.number),
            name: CarerName::parse("Zoë Okafor").unwrap(),
            contact: Contact::parse(self.one_of(&["sam@example.org", "07700 900123"])).unwrap(),
            access_needs: self.words.clone(),
            on_behalf: self.maybe(OnBehalf::parse("Health visitor").unwrap()).flatten(),
            booked_at: self.instant(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_answer_reads_back(seed in any_seed()) {
        round_trip(&seed.booking());
        round_trip(&seed.service_page());
        round_trip(&seed.service_detail());
        round_trip(&seed.session_detail());
        round_trip(&SessionList { sessions: vec![seed.session(); 3], more: seed.some, origin: None });
    }
}

#[test]
fn problems_read_back() {
    round_trip(&Problem {
        kind: "about:blank".to_owned(),
        title: "Not found".to_owned(),
        status: 404,
        detail: None,
        ..serde_json::from_str(r#"{"type":"","title":"","status":0}"#).unwrap()
    });
    round_trip(&vec![FieldProblem::new("children/0", ProblemCode::ChildAgeMissing)]);
}

#[test]
fn what_may_be_left_out_may_be_left_out() {
    let raw: RawBooking = json::from_str(r#"{"session_id":"s","more":[{"a":1}]}"#).unwrap();
    assert_eq!((raw.adults, raw.children.len(), raw.name.as_str()), (0, 0, ""));
    let ages: AgeRange = json::from_str(r#"{"from":2}"#).unwrap();
    assert_eq!(ages.to, None);
}

#[test]
fn an_answer_of_the_wrong_shape_is_refused() {
    for text in [
        "",
        "null",
        "[]",
        "{}",
        "{\"status\":1}",
        "{\"status\":\"booked\"}",
        "{\"status\":null}",
        "[\"cancelled\"]",
    ] {
        assert_eq!(json::from_str::<BookingChange>(text), Err(Error), "{text}");
    }
    assert!(json::from_str::<BookingChange>("{\"status\":\"cancelled\"}").is_ok());
    assert_eq!(Error.to_string(), "not the JSON expected");
}

#[derive(Debug, PartialEq, Deserialize)]
enum Outside {
    Unit,
    Newtype(u8),
    Maybe(Option<u8>),
    Tuple(u8, i8),
    Struct { a: Option<u8>, b: char },
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "t")]
enum Inside {
    Unit,
    Newtype(Nested),
    Struct { a: f32, b: Option<i64> },
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "t", content = "c")]
enum Beside {
    Unit,
    Newtype(u8),
    Tuple(u8, u8),
    Struct { a: Vec<bool> },
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Number(u32),
    Float(f64),
    Text(String),
    List(Vec<Untagged>),
    Struct { a: () },
}

#[derive(Debug, PartialEq, Deserialize)]
struct Nested {
    a: u8,
    b: Option<Box<Nested>>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Flat {
    a: u8,
    #[serde(flatten)]
    rest: BTreeMap<String, Untagged>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Unit;

#[derive(Debug, PartialEq, Deserialize)]
struct Newtype(Option<i16>);

#[derive(Debug, PartialEq, Deserialize)]
struct Pair(u64, f64);

fn agree<T: DeserializeOwned + PartialEq + Debug>(text: &str) -> bool {
    let theirs = serde_json::from_str::<T>(text).map_err(|_| Error);
    assert_eq!(json::from_str::<T>(text), theirs, "{text} as {}", std::any::type_name::<T>());
    theirs.is_ok()
}

#[test]
fn every_kind_of_type_is_read_as_serde_json_reads_it() {
    let texts = [
        "null",
        "true",
        "0",
        "7",
        "-7",
        "255",
        "256",
        "-129",
        "40000",
        "1.0",
        "1.5",
        "-0",
        "18446744073709551615",
        "1e30",
        r#""""#,
        r#""é""#,
        r#""ab""#,
        "[]",
        "[1]",
        "[1,2]",
        "[1,2,3]",
        "[null]",
        "[true]",
        r#"["Unit"]"#,
        "[1,-2.5]",
        "{}",
        r#"{"a":1}"#,
        r#"{"a":null}"#,
        r#"{"a":1,"a":2}"#,
        r#"{"a":1,"b":null}"#,
        r#"{"a":1,"b":{"a":2}}"#,
        r#"{"a":1,"c":3}"#,
        r#"{"a":1,"c":[1,"x",{"a":null}]}"#,
        r#"{"b":null}"#,
        r#""Unit""#,
        r#""Newtype""#,
        r#""Maybe""#,
        r#""Struct""#,
        r#""None""#,
        r#"{"Unit":null}"#,
        r#"{"Unit":1}"#,
        r#"{"Newtype":1}"#,
        r#"{"Newtype":null}"#,
        r#"{"Newtype":256}"#,
        r#"{"Maybe":null}"#,
        r#"{"Maybe":2}"#,
        r#"{"Tuple":[1,-2]}"#,
        r#"{"Tuple":[1]}"#,
        r#"{"Tuple":[1,2,3]}"#,
        r#"{"Struct":{"b":"é"}}"#,
        r#"{"Struct":{"a":1,"b":"ab"}}"#,
        r#"{"Struct":{"a":1,"b":"b"},"Unit":null}"#,
        r#"{"None":1}"#,
        r#"{"t":"Unit"}"#,
        r#"{"t":"Unit","more":[]}"#,
        r#"{"t":"Newtype","a":3}"#,
        r#"{"a":3,"t":"Newtype"}"#,
        r#"{"b":-3,"t":"Struct","a":1.5}"#,
        r#"{"t":"Struct","a":1}"#,
        r#"{"t":"None"}"#,
        r#"{"t":1}"#,
        r#"{"t":"Unit","c":null}"#,
        r#"{"t":"Newtype","c":3}"#,
        r#"{"c":3,"t":"Newtype"}"#,
        r#"{"t":"Newtype"}"#,
        r#"{"c":[1,2],"t":"Tuple"}"#,
        r#"{"t":"Struct","c":{"a":[true,false]}}"#,
        r#"{"t":"Struct","c":{"a":[1]}}"#,
    ];
    type Check = fn(&str) -> bool;
    let checks: [(&str, Check); 28] = [
        ("bool", agree::<bool>),
        ("u8", agree::<u8>),
        ("i8", agree::<i8>),
        ("u16", agree::<u16>),
        ("i32", agree::<i32>),
        ("u64", agree::<u64>),
        ("i64", agree::<i64>),
        ("f32", agree::<f32>),
        ("f64", agree::<f64>),
        ("char", agree::<char>),
        ("String", agree::<String>),
        ("unit", agree::<()>),
        ("Option", agree::<Option<u8>>),
        ("Vec", agree::<Vec<u8>>),
        ("array", agree::<[u8; 2]>),
        ("tuple", agree::<(u8, f32)>),
        ("map", agree::<BTreeMap<String, Option<u8>>>),
        ("json", agree::<serde_json::Value>),
        ("Outside", agree::<Outside>),
        ("list of Outside", agree::<Vec<Outside>>),
        ("Inside", agree::<Inside>),
        ("Beside", agree::<Beside>),
        ("Untagged", agree::<Untagged>),
        ("Flat", agree::<BTreeMap<String, Flat>>),
        ("Unit", agree::<Unit>),
        ("Newtype", agree::<Newtype>),
        ("Pair", agree::<Pair>),
        ("skipped", agree::<serde::de::IgnoredAny>),
    ];
    for (name, check) in checks {
        let read = texts.iter().filter(|text| check(text)).count();
        assert!(read > 0, "no example is a {name}");
    }
    // These two are structs, which serde_json also reads from a list.
    for text in texts.iter().filter(|text| text.starts_with('{')) {
        agree::<Nested>(text);
        agree::<Flat>(text);
    }
}

#[test]
fn a_struct_is_never_a_list() {
    assert_eq!(json::from_str::<Nested>("[1,null]"), Err(Error));
}
