//! Property tests: the directory agrees with a plain scan of the catalogue.

use std::collections::{BTreeMap, BTreeSet};

use domain::filter::{Miles, PartOfDay};
use domain::service::{AttendingType, Referral, RegularTime};
use domain::service_area::{AreaExtent, Outline, ReachWay};
use domain::service_map::MOST_POINTS;
use domain::time::DAY;
use domain::{
    AgeRange, BookingRule, Catalogue, Category, CategoryId, Choice, Choices, Cost, Date, FacetKind, Instant,
    Locality, Location, LocationKind, Metres, Months, Near, Point, Series, Service, ServiceSearch,
    ServiceStatus, Session, SessionSearch, SessionStatus, Sort, TimeOfDay, Weekday, party::Counts,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::facets::slug;
use crate::synonyms::Synonyms;
use crate::text::{self, Telling, stem};
use crate::{Directory, Found, Origin, PAGE_SIZE, Part, spelling};

mod filtered;

/// Words far enough apart that one slip in a long one never makes another.
const WORDS: [&str; 20] = [
    "baby",
    "massage",
    "toddler",
    "breastfeeding",
    "father",
    "dad",
    "potty",
    "toilet",
    "training",
    "sleep",
    "clinic",
    "sensory",
    "nurseries",
    "crèche",
    "Children's",
    "and",
    "the",
    "swimming",
    "group",
    "advice",
];

const NEEDS: [&str; 3] = ["autism", "hearing", "speech-language"];
/// Two of them are the same thing.
const ACCESS: [&str; 4] = ["Step-free entrance", "step free entrance", "Hearing loop", "Café"];
const LANGUAGES: [&str; 3] = ["English", "Polish", "اردو"];
/// Two of them are the same place; what the last means nobody can tell.
const AREAS: [&str; 8] =
    ["East", "west locality", "WA7", "wa7 1 and WA4", "Whole borough", "England", "Drawn", "Up the hill"];
const PARTS: [&str; 5] = ["WA7", "WA7 1", "WA7 2", "WA4 3", "M1"];
const WAYS: [AttendingType; 4] =
    [AttendingType::InPerson, AttendingType::Online, AttendingType::Phone, AttendingType::Outreach];

fn synonyms() -> Synonyms {
    Synonyms::parse(r#"groups = [["dad", "father"], ["potty", "toilet training"], ["pushchair", "crèche"]]"#)
        .unwrap()
}

fn now() -> Instant {
    "2026-07-07T09:30:00Z".parse().unwrap()
}

fn words(most: usize) -> impl Strategy<Value = String> {
    vec(select(&WORDS[..]), 1..=most).prop_map(|words| words.join(" "))
}

fn categories() -> Vec<Category> {
    let category = |id: String, parent: Option<&str>| Category {
        name: format!("Term {}", id.len()),
        id: id.parse().unwrap(),
        parent: parent.map(|id| id.parse().unwrap()),
        summary: String::new(),
    };
    let groups = ["ga", "gb"].map(|id| category(id.to_owned(), None));
    let terms = (0..14)
        .map(|n| category(format!("t{}{n}", "x".repeat(n % 3)), Some(if n % 2 == 0 { "ga" } else { "gb" })));
    groups.into_iter().chain(terms).collect()
}

fn category_id() -> impl Strategy<Value = CategoryId> {
    let mut ids: Vec<CategoryId> = categories().into_iter().map(|category| category.id).collect();
    ids.push("unlisted".parse().unwrap());
    select(ids)
}

/// A point of the test's grid, and between its lines where the numbers are.
fn at(north: f64, east: f64) -> Point {
    Point::new(53.3 + north * 0.02, -2.7 + east * 0.02).unwrap()
}

/// An L of the grid: the two lower rows, and of the others the first two columns.
const DRAWN: [(f64, f64); 6] = [(-0.5, -0.5), (-0.5, 3.5), (1.5, 3.5), (1.5, 1.5), (3.5, 1.5), (3.5, -0.5)];

fn point() -> impl Strategy<Value = Point> {
    // A coarse grid, so that some distances are equal.
    (0u8..4, 0u8..4).prop_map(|(north, east)| at(f64::from(north), f64::from(east)))
}

fn a_location(at: usize, kind: LocationKind, name: String, point: Option<Point>) -> Location {
    Location {
        id: format!("l{at}").parse().unwrap(),
        slug: None,
        kind,
        locality: None,
        name,
        summary: String::new(),
        what_to_expect: String::new(),
        address: vec![format!("{at} Secret Street"), "Hidden Town".to_owned()],
        postcode: Some("WA5 1AB".parse().unwrap()),
        point,
        masked: false,
        phone: String::new(),
        email: String::new(),
        opening_hours: vec![],
        opening_notes: String::new(),
        facilities: vec![],
        bus: "Stop on Secret Street".to_owned(),
        parking: String::new(),
        ask_for: String::new(),
        ask_for_name: String::new(),
        bridge_sites: vec![],
    }
}

fn a_service(at: usize, name: String) -> Service {
    Service {
        id: format!("s{at}").parse().unwrap(),
        name,
        description: String::new(),
        organisation_id: "o".parse().unwrap(),
        organisation: String::new(),
        status: ServiceStatus::Active,
        url: String::new(),
        email: String::new(),
        phone: String::new(),
        contact_role: String::new(),
        ages: AgeRange::ALL,
        cost: Cost::Unknown,
        fees: String::new(),
        assured_on: None,
        categories: vec![],
        send_needs: vec![],
        attending: vec![],
        referral: Referral::None,
        languages: vec![],
        access: vec![],
        times: vec![],
        locations: vec![],
        areas: vec![],
        area_extents: vec![],
        last_modified: None,
        first_seen: None,
        changed_at: None,
    }
}

fn locations() -> impl Strategy<Value = Vec<Location>> {
    use LocationKind::{FamilyCentre, Outreach, Venue, Virtual};
    let kind = select(vec![FamilyCentre, Outreach, Virtual, Venue]);
    let one = (kind, of(select(vec!["east", "west"])), words(2), of(point()), any::<bool>(), any::<bool>());
    vec(one, 1..8).prop_map(|all| {
        let location = |(at, (kind, locality, name, point, masked, page)): (usize, _)| Location {
            slug: if page { Some(format!("slug-{at}")) } else { None },
            locality: Option::<&str>::map(locality, |id| id.parse().unwrap()),
            masked,
            ..a_location(at, kind, name, point)
        };
        all.into_iter().enumerate().map(location).collect()
    })
}

fn ages() -> impl Strategy<Value = AgeRange> {
    (0u16..60, of(0u16..120)).prop_map(|(from, to)| AgeRange::new(Months(from), to.map(Months)))
}

fn regular_time() -> impl Strategy<Value = RegularTime> {
    let days = vec(select(Weekday::ALL.to_vec()), 1..3);
    (days, 0u16..22, 0u16..3).prop_map(|(days, hour, hours)| RegularTime {
        days,
        opens: TimeOfDay::new(hour, 0).unwrap(),
        closes: TimeOfDay::new(hour + hours.min(23 - hour), 30).unwrap(),
        note: String::new(),
        recurrence: domain::opening::Recurrence::Weekly,
        from: None,
        until: None,
    })
}

fn services() -> impl Strategy<Value = Vec<Service>> {
    let cost = select(vec![Cost::Free, Cost::From { pence: 250 }, Cost::Unknown]);
    let referral = select(vec![Referral::None, Referral::Professional]);
    let listed = |names: &'static [&'static str]| vec(select(names).prop_map(str::to_owned), 0..3);
    let lists = (listed(&NEEDS), listed(&ACCESS), listed(&LANGUAGES), vec(select(WAYS.to_vec()), 0..3));
    let areas = vec(select(&AREAS[..]).prop_map(str::to_owned), 0..3);
    let lists = (lists, referral, vec(regular_time(), 0..2), areas);
    let status = prop_oneof![4 => Just(ServiceStatus::Active), 1 => Just(ServiceStatus::TemporarilyClosed)];
    let places = vec(0usize..9, 0..4);
    let one = (words(3), words(8), words(2), (ages(), cost, status), vec(category_id(), 0..4), places, lists);
    vec(one, 0..60).prop_map(|all| {
        let service =
            |(at_number, (name, description, organisation, about, categories, places, lists)): (usize, _)| {
                let (ages, cost, status) = about;
                let ((send_needs, access, languages, attending), referral, times, areas) = lists;
                let areas: Vec<String> = areas;
                let drawn = |name: &String| {
                    let outline = Outline::new(&[vec![DRAWN.map(|(north, east)| at(north, east)).to_vec()]]);
                    let outline = outline.unwrap();
                    AreaExtent { name: name.clone(), words: String::new(), outline }
                };
                let area_extents: Vec<AreaExtent> =
                    areas.iter().filter(|name: &&String| *name == "Drawn").map(drawn).collect();
                // Some name a location that is not there.
                let locations =
                    Vec::into_iter(places).map(|place: usize| format!("l{place}").parse().unwrap()).collect();
                Service {
                    description,
                    organisation,
                    ages,
                    cost,
                    status,
                    categories,
                    locations,
                    send_needs,
                    access,
                    languages,
                    attending,
                    referral,
                    times,
                    areas,
                    area_extents,
                    ..a_service(at_number, name)
                }
            };
        all.into_iter().enumerate().map(service).collect()
    })
}

fn series(at: usize, (service, location, title, ages): (usize, usize, String, AgeRange)) -> Series {
    Series {
        id: format!("r{at}").parse().unwrap(),
        service_id: format!("s{service}").parse().unwrap(),
        location_id: format!("l{location}").parse().unwrap(),
        title,
        starts_on: Date::from_days(0),
        rule: String::new(),
        excluded_dates: vec![],
        ends_on: None,
        extra_dates: vec![],
        term_time: false,
        bank_holidays: false,
        start_time: "10:00".parse().unwrap(),
        end_time: "11:00".parse().unwrap(),
        ages,
        booking: BookingRule::Book,
        capacity: Some(8),
        counts: Counts::Families,
        grace_months: 0,
        opens_days_before: None,
        closes_minutes_before: 0,
        course: None,
        cost_pence: 0,
        summary: String::new(),
        what_to_bring: String::new(),
        run_by: String::new(),
        languages: vec![],
        pram: String::new(),
        feeding_space: String::new(),
    }
}

fn sessions(of: &[Series], starts: &[(Index, i64, bool)]) -> Vec<Session> {
    if of.is_empty() {
        return vec![];
    }
    let session = |(at, (series, half_hours, cancelled)): (usize, &(Index, i64, bool))| {
        let series = series.get(of);
        let starts_at = now().plus_minutes(half_hours * 30);
        Session {
            id: format!("n{at}").parse().unwrap(),
            series_id: series.id.clone(),
            service_id: series.service_id.clone(),
            location_id: series.location_id.clone(),
            starts_at,
            ends_at: starts_at.plus_minutes(60),
            opens_at: None,
            closes_at: starts_at,
            capacity: Some(8),
            places_taken: 0,
            places_held: 0,
            waiting: 0,
            status: if *cancelled { SessionStatus::Cancelled } else { SessionStatus::Scheduled },
        }
    };
    starts.iter().enumerate().map(session).collect()
}

fn catalogue() -> impl Strategy<Value = Catalogue> {
    let one_series = (0usize..60, 0usize..9, words(2), ages());
    let starts = vec((any::<Index>(), -48i64..900, any::<bool>()), 0..60);
    (locations(), services(), vec(one_series, 0..8), starts).prop_map(|(locations, services, all, starts)| {
        let series: Vec<Series> = all.into_iter().enumerate().map(|(at, one)| series(at, one)).collect();
        let locality = |id: &str| Locality {
            id: id.parse().unwrap(),
            name: id.to_owned(),
            summary: String::new(),
            contact_role: String::new(),
            contact_name: String::new(),
            phone: String::new(),
            email: String::new(),
        };
        let localities = vec![locality("east"), locality("west")];
        let sessions = sessions(&series, &starts);
        Catalogue { version: 7, localities, categories: categories(), locations, services, series, sessions }
    })
}

/// A value of a kind that some service may have.
fn choice() -> impl Strategy<Value = Choice> {
    let parse = |kind, value: &str| Choice::parse(kind, value).unwrap();
    let listed =
        |kind, names: &'static [&'static str]| select(names).prop_map(move |name| parse(kind, &slug(name)));
    prop_oneof![
        4 => category_id().prop_map(Choice::Category),
        3 => (0u16..120).prop_map(|age| Choice::Age(Months(age))),
        2 => listed(FacetKind::Need, &NEEDS),
        2 => listed(FacetKind::Access, &ACCESS),
        2 => listed(FacetKind::Language, &LANGUAGES),
        2 => select(vec!["free", "paid"]).prop_map(move |value| parse(FacetKind::Cost, value)),
        2 => select(Weekday::ALL.to_vec()).prop_map(Choice::Day),
        2 => select(PartOfDay::ALL.to_vec()).prop_map(Choice::Time),
        2 => select(WAYS.to_vec()).prop_map(Choice::Attending),
        1 => Just(Choice::NoReferral),
        2 => select(Miles::ALL.to_vec()).prop_map(Choice::Within),
    ]
}

fn search() -> impl Strategy<Value = ServiceSearch> {
    let typed = prop_oneof![3 => Just(String::new()), 4 => words(3), 1 => "\\PC{0,20}"];
    (typed, vec(choice(), 0..5), of(select(Sort::ALL.to_vec())), any::<bool>()).prop_map(
        |(words, chosen, sort, placed)| {
            let mut choices = Choices::default();
            chosen.into_iter().for_each(|choice| {
                let _ = choices.add(choice);
            });
            let near = placed.then(|| Near::Place("Somewhere".to_owned()));
            ServiceSearch { words, near, choices, sort, page: 1 }
        },
    )
}

fn origin() -> impl Strategy<Value = Origin> {
    let part = |text: &str| Part::from(&text.parse().unwrap());
    (point(), any::<bool>(), of(select(&PARTS[..]))).prop_map(move |(point, outside, name)| Origin {
        point,
        outside,
        part: name.map(part),
    })
}

fn under(categories: &[Category], wanted: &CategoryId, carried: &[CategoryId]) -> bool {
    let child =
        |id: &CategoryId| categories.iter().any(|one| one.id == *id && one.parent.as_ref() == Some(wanted));
    carried.iter().any(|id| id == wanted || child(id))
}

fn distance(catalogue: &Catalogue, service: &Service, origin: Point) -> Option<Metres> {
    let places =
        service.locations.iter().filter_map(|id| catalogue.locations.iter().find(|one| one.id == *id));
    places.filter(|place| !place.masked).filter_map(|place| Some(origin.distance(place.point?))).min()
}

/// Every page of a search, one after the other.
fn all_pages<'a>(directory: &'a Directory, search: &ServiceSearch, origin: Option<Origin>) -> Vec<Found<'a>> {
    let first = directory.search(search, origin, now());
    let rest = (2..=first.pages).map(|page| directory.search(&search.on_page(page), origin, now()));
    core::iter::once(first.clone()).chain(rest).collect()
}

fn ids(pages: &[Found<'_>]) -> Vec<String> {
    pages.iter().flat_map(|page| &page.hits).map(|hit| hit.service.id.to_string()).collect()
}

/// Every text of a service that is searched.
fn texts(catalogue: &Catalogue, service: &Service) -> String {
    let mut texts = vec![service.name.clone(), service.description.clone(), service.organisation.clone()];
    let carried = catalogue.categories.iter().filter(|one| service.categories.contains(&one.id));
    texts.extend(carried.map(|one| one.name.clone()));
    for place in catalogue.locations.iter().filter(|one| service.locations.contains(&one.id)) {
        texts.push(place.name.clone());
        texts.extend(place.clone().public().address);
        texts.extend(place.locality.iter().map(ToString::to_string));
    }
    texts.extend(crate::directory::whom(service.ages).iter().map(ToString::to_string));
    texts.extend(groups(catalogue, service));
    texts.join(" ; ")
}

/// The names of the groups that a service's categories are in.
fn groups(catalogue: &Catalogue, service: &Service) -> Vec<String> {
    let carried = catalogue.categories.iter().filter(|one| service.categories.contains(&one.id));
    let parents = carried
        .filter_map(|one| catalogue.categories.iter().find(|group| one.parent.as_ref() == Some(&group.id)));
    parents.map(|group| group.name.clone()).collect()
}

fn stems(text: &str) -> Vec<String> {
    text::tokens(text).iter().map(|token| stem(&token.folded).into_owned()).collect()
}

/// Which of the words of a search a text satisfies without any correction: by itself, as a beginning or by a synonym. No
/// phrase of the test has a word that does not say what.
fn satisfied(typed: &[String], text: &str) -> Vec<bool> {
    let stems_there = stems(text);
    let has = |phrase: &str| stems(phrase).iter().all(|stem| stems_there.contains(stem));
    let typed_stems: Vec<String> = typed.iter().map(|word| stem(word).into_owned()).collect();
    let groups = [vec!["dad", "father"], vec!["potty", "toilet training"], vec!["pushchair", "crèche"]];
    (0..typed.len())
        .map(|at| {
            let beginning = at + 1 == typed.len()
                && typed[at].chars().count() >= 3
                && text::tokens(text).iter().any(|token| token.folded.starts_with(&typed[at]));
            let synonym = groups.iter().any(|group| {
                group.iter().any(|phrase| {
                    let phrase_stems = stems(phrase);
                    let covers = (0..typed_stems.len()).any(|from| {
                        typed_stems[from..].starts_with(&phrase_stems)
                            && (from..from + phrase_stems.len()).contains(&at)
                    });
                    covers && group.iter().any(|other| other != phrase && has(other))
                })
            });
            has(&typed[at]) || beginning || synonym
        })
        .collect()
}

/// Of these words those that say so much at least.
fn telling_of(typed: &[String], satisfied: Vec<bool>, least: Option<Telling>) -> Vec<bool> {
    let words = typed.iter().zip(satisfied);
    words.filter(|(word, _)| Some(text::telling(word)) >= least).map(|(_, satisfied)| satisfied).collect()
}

/// A directory of services with these names and descriptions, each at a place so many kilometres north of the origin.
fn near_and_far(services: &[(&str, &str, f64)]) -> (Directory, Origin) {
    let origin = Origin::inside(Point::new(53.0, -2.6).unwrap());
    let mut catalogue = Catalogue::default();
    for (at, (name, description, kilometres)) in services.iter().enumerate() {
        let point = Point::new(53.0 + kilometres / 111.2, -2.6);
        let place = a_location(at, LocationKind::Venue, String::new(), point);
        let (description, locations) = ((*description).to_owned(), vec![place.id.clone()]);
        catalogue.services.push(Service { description, locations, ..a_service(at, (*name).to_owned()) });
        catalogue.locations.push(place);
    }
    let synonyms = Synonyms::parse(include_str!("../../../content/synonyms.toml")).unwrap();
    (Directory::build(catalogue, &synonyms), origin)
}

fn names(directory: &Directory, words: &str, origin: Option<Origin>) -> Vec<String> {
    let search = ServiceSearch { words: words.to_owned(), page: 1, ..ServiceSearch::default() };
    directory.search(&search, origin, now()).hits.into_iter().map(|hit| hit.service.name.clone()).collect()
}

#[test]
fn match_and_nearness_are_weighed() {
    let (directory, origin) = near_and_far(&[
        ("Baby massage", "For little ones.", 3.0),
        ("Drop-in", "We have massage for your baby too.", 0.0),
        (
            "Parents' morning",
            "Weighing, advice, a cup of tea, and now and then massage for a baby of any age.",
            0.2,
        ),
        ("Stay and play Oak Lane", "", 0.5),
        ("Stay and play Elm Road", "", 2.0),
        ("Stay and play", "", 60.0),
    ]);
    for (words, from, wanted) in [
        ("baby massage", Some(origin), vec!["Baby massage", "Drop-in", "Parents' morning"]),
        ("baby massage", None, vec!["Baby massage", "Drop-in", "Parents' morning"]),
        (
            "stay and play",
            Some(origin),
            vec!["Stay and play Oak Lane", "Stay and play Elm Road", "Stay and play"],
        ),
        ("stay play", None, vec!["Stay and play", "Stay and play Elm Road", "Stay and play Oak Lane"]),
    ] {
        assert_eq!(names(&directory, words, from), wanted, "{words}");
    }
}

#[test]
fn parents_words_find_what_services_are_called() {
    let (directory, _) = near_and_far(&[
        ("Toilet training workshop", "", 0.0),
        ("Infant feeding support", "", 0.0),
        ("Fathers' breakfast", "", 0.0),
        ("Benefits and budgeting", "", 0.0),
        ("Sleep clinic", "", 0.0),
        ("Starting solid food", "", 0.0),
        ("SEND drop-in", "", 0.0),
        ("Crèche", "", 0.0),
        ("Childhood vaccinations", "", 0.0),
        ("ESOL", "", 0.0),
    ]);
    for (words, wanted) in [
        ("potty", "Toilet training workshop"),
        ("breastfeeding help", "Infant feeding support"),
        ("breast feeding", "Infant feeding support"),
        ("brestfeeding", "Infant feeding support"),
        ("dads", "Fathers' breakfast"),
        ("debt", "Benefits and budgeting"),
        ("money", "Benefits and budgeting"),
        ("my baby won’t sleep", "Sleep clinic"),
        ("weaning", "Starting solid food"),
        ("SEN", "SEND drop-in"),
        ("creche childcare", "Crèche"),
        ("jabs", "Childhood vaccinations"),
        ("learn english", "ESOL"),
    ] {
        assert_eq!(names(&directory, words, None).first().map(String::as_str), Some(wanted), "{words}");
    }
}

#[test]
fn the_closed_come_after_those_that_run() {
    let mut services: Vec<Service> = (0..3).map(|at| a_service(at, "Baby massage".to_owned())).collect();
    services[0].status = ServiceStatus::TemporarilyClosed;
    let directory = Directory::build(Catalogue { services, ..Catalogue::default() }, &Synonyms::default());
    for words in ["baby", "massage baby", "Baby massage", ""] {
        let search = ServiceSearch { words: words.to_owned(), page: 1, ..ServiceSearch::default() };
        assert_eq!(ids(&all_pages(&directory, &search, None)), ["s1", "s2", "s0"], "{words}");
    }
}

#[test]
fn a_map_has_its_fill_and_says_what_is_left_out() {
    for (services, too_many) in [(0, 0), (1000, 0), (1001, 1), (1500, 500)] {
        let mut catalogue = Catalogue::default();
        for at in 0..2 {
            let point = Point::new(53.0, -2.6 + f64::from(at) / 10.0);
            catalogue.locations.push(a_location(at as usize, LocationKind::Venue, String::new(), point));
        }
        // Each is at both places, one of them named twice, and at one that is not known.
        let locations = ["l0", "l1", "l0", "l9"].map(|id| id.parse().unwrap()).to_vec();
        let service = |at| Service { locations: locations.clone(), ..a_service(at, "Play".to_owned()) };
        catalogue.services = (0..services).map(service).collect();
        let directory = Directory::build(catalogue, &Synonyms::default());
        let map = directory.service_map(&directory.all_hits(&ServiceSearch::default(), None, now()), now());
        assert_eq!((map.total as usize, map.unplaced), (services, 0));
        assert_eq!(map.points.len(), (services * 2).min(MOST_POINTS));
        // Two points for each service.
        assert_eq!(map.left_out, too_many * 2, "{services}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_map_holds_the_whole_list_and_no_private_place(
        catalogue in catalogue(), search in search(), origin in of(origin()),
    ) {
        let directory = Directory::build(catalogue.clone(), &synonyms());
        let hits = directory.all_hits(&search, origin, now());
        let listed: Vec<String> = hits.iter().map(|hit| hit.service.id.to_string()).collect();
        prop_assert_eq!(&listed, &ids(&all_pages(&directory, &search, origin)));

        let map = directory.service_map(&hits, now());
        prop_assert_eq!(map.total as usize, listed.len());
        prop_assert_eq!(map.left_out, 0);
        let known = |service: &Service| -> Vec<Location> {
            let carried = catalogue.locations.iter().filter(|one| service.locations.contains(&one.id));
            carried.cloned().collect()
        };
        let scan = filtered::Scan { catalogue: &catalogue, origin };
        let found: Vec<&Service> = hits.iter().map(|hit| hit.service).collect();
        let reaching = found.iter().filter(|service| scan.reach(service).is_some_and(|way| way != ReachWay::Elsewhere));
        prop_assert_eq!(map.reaching as usize, reaching.count());
        let (reached, found): (Vec<&Service>, Vec<&Service>) = found.into_iter().partition(|service| {
            scan.reach(service).is_some() && !service.attending.contains(&AttendingType::InPerson)
        });
        let wanted: usize = found
            .iter()
            .map(|service| known(service).iter().filter(|place| !place.masked && place.point.is_some()).count())
            .sum();
        prop_assert_eq!(map.points.len(), wanted);
        let masked: BTreeSet<String> = found
            .iter()
            .flat_map(|service| known(service))
            .filter(|place| place.masked)
            .map(|place| place.id.to_string())
            .collect();
        prop_assert_eq!(map.private as usize, masked.len());
        prop_assert!(map.points.iter().all(|point| !masked.contains(&point.location.to_string())));
        let unplaced = found
            .iter()
            .filter(|service| known(service).iter().all(|place| !place.masked && place.point.is_none()))
            .count();
        prop_assert_eq!(map.unplaced as usize, unplaced + reached.len());
        let order: Vec<usize> = map
            .points
            .iter()
            .map(|point| listed.iter().position(|id| *id == point.id.to_string()).unwrap())
            .collect();
        prop_assert!(order.is_sorted());
        for point in &map.points {
            let next = catalogue.sessions.iter().filter(|session| {
                session.service_id == point.id
                    && session.location_id == point.location
                    && session.ends_at > now()
                    && session.status == SessionStatus::Scheduled
            });
            let known_series = next.filter(|session| {
                catalogue.services.iter().any(|service| service.id == session.service_id)
            });
            prop_assert_eq!(point.next, known_series.map(|session| session.starts_at).min());
        }
    }

    #[test]
    fn pages_never_repeat_or_skip(catalogue in catalogue(), search in search(), origin in of(origin())) {
        let directory = Directory::build(catalogue.clone(), &synonyms());
        let pages = all_pages(&directory, &search, origin);
        let mut once = ids(&pages);
        prop_assert_eq!(once.len(), pages[0].total as usize);
        once.sort();
        once.dedup();
        prop_assert_eq!(once.len(), pages[0].total as usize);
        // The order of the catalogue does not matter.
        let mut turned = catalogue;
        turned.services.reverse();
        let directory = Directory::build(turned, &synonyms());
        prop_assert_eq!(ids(&all_pages(&directory, &search, origin)), ids(&pages));
    }

    #[test]
    fn words_find_what_a_scan_finds(
        catalogue in catalogue(), search in search(), typed in words(3), cut in any::<bool>(),
    ) {
        // The last word may be cut to its beginning.
        let letters = typed.chars().count();
        let typed = if cut && letters > 3 { typed.chars().take(letters - 1).collect() } else { typed };
        let search = ServiceSearch { words: typed, ..search };
        // In the usual order, which with words goes by them.
        let search = ServiceSearch { sort: None, ..search };
        let directory = Directory::build(catalogue.clone(), &synonyms());
        let scan = filtered::Scan { catalogue: &catalogue, origin: None };
        let pages = all_pages(&directory, &search, None);
        if pages[0].did_you_mean.is_some() {
            return Ok(());
        }
        let typed: Vec<String> = text::telling_tokens(&search.words).into_iter().map(|token| token.folded).collect();
        let of_all = catalogue.services.iter().map(|service| (service, satisfied(&typed, &texts(&catalogue, service))));
        let of_all: Vec<(&Service, Vec<bool>)> = of_all.collect();
        let says = |at: usize| text::telling(&typed[at]);
        let somewhere = (0..typed.len()).filter(|at| of_all.iter().any(|(_, words)| words[*at]));
        // A word for whom is insisted on when what it is for is nowhere.
        let least = somewhere.map(says).max().filter(|most| *most > Telling::Slight);
        let least = least.or((0..typed.len()).map(says).max());
        let all: Vec<(&Service, Vec<bool>)> =
            of_all.into_iter().map(|(service, words)| (service, telling_of(&typed, words, least))).collect();
        let everything = all.iter().any(|(_, words)| words.iter().all(|word| *word));
        let satisfying: Vec<(&Service, Vec<bool>)> = all
            .into_iter()
            .filter(|(_, words)| if everything { words.iter().all(|word| *word) } else { words.contains(&true) })
            .collect();
        let found_by_words: Vec<&Service> = satisfying.iter().map(|(service, _)| *service).collect();
        scan.agrees_on_filters(&search, &found_by_words, &pages[0])?;
        let wanted: BTreeMap<String, usize> = satisfying
            .into_iter()
            .filter(|(service, _)| scan.passes(&search.choices, service))
            .map(|(service, words)| (service.id.to_string(), words.into_iter().filter(|word| *word).count()))
            .collect();
        let found = ids(&pages);
        let mut in_order = found.clone();
        in_order.sort();
        prop_assert_eq!(in_order, wanted.keys().cloned().collect::<Vec<_>>());
        prop_assert!(found.iter().map(|id| wanted[id]).is_sorted_by(|a, b| a >= b), "most words first");
    }

    #[test]
    fn its_own_name_finds_a_service(catalogue in catalogue(), which in any::<Index>(), origin in of(origin())) {
        prop_assume!(!catalogue.services.is_empty());
        let name = which.get(&catalogue.services).name.clone();
        let directory = Directory::build(catalogue, &synonyms());
        let search = ServiceSearch { words: name.clone(), page: 1, ..ServiceSearch::default() };
        let found = directory.search(&search, origin, now());
        let key = |name: &str| text::key(&text::telling_tokens(name));
        prop_assert!(found.hits.iter().any(|hit| key(&hit.service.name) == key(&name)), "{name}");
        if origin.is_none() {
            prop_assert_eq!(key(&found.hits[0].service.name), key(&name));
        }
    }

    #[test]
    fn one_slip_in_a_long_word_is_forgiven(
        catalogue in catalogue(), which in any::<Index>(), at in any::<Index>(),
        slip in 0u8..4, letter in prop::char::range('a', 'z'),
    ) {
        let long: Vec<&str> = WORDS.iter().copied().filter(|word| word.is_ascii() && word.len() >= 6).collect();
        let word = which.get(&long).to_lowercase();
        let mut letters: Vec<char> = word.chars().collect();
        let at = at.index(letters.len() - 1);
        match slip {
            0 => letters[at] = letter,
            1 => letters.insert(at, letter),
            2 => { letters.remove(at); }
            _ => letters.swap(at, at + 1),
        }
        let slipped: String = letters.into_iter().collect();
        let stem_of_word = stem(&word).into_owned();
        let has_it = |one: &&Service| stems(&texts(&catalogue, one)).contains(&stem_of_word);
        let having: Vec<String> = catalogue.services.iter().filter(has_it).map(|one| one.id.to_string()).collect();
        let directory = Directory::build(catalogue, &Synonyms::default());
        let search = ServiceSearch { words: slipped.clone(), page: 1, ..ServiceSearch::default() };
        let found = ids(&all_pages(&directory, &search, None));
        for id in having {
            prop_assert!(found.contains(&id), "{slipped} {id}");
        }
    }

    #[test]
    fn what_it_was_taken_for_is_near_and_finds_the_same(catalogue in catalogue(), typed in "[a-z]{4,9}( [a-z]{4,9})?") {
        let directory = Directory::build(catalogue, &synonyms());
        let search = ServiceSearch { words: typed.clone(), page: 1, ..ServiceSearch::default() };
        let found = directory.search(&search, None, now());
        if let Some(meant) = found.did_you_mean {
            let pairs = text::tokens(&typed).into_iter().zip(text::tokens(&meant));
            for (a, b) in pairs {
                let [a, b] = [a, b].map(|token| token.folded.chars().collect::<Vec<_>>());
                prop_assert!(spelling::slips(&a, &b, spelling::forgiven(a.len())).is_some());
            }
            let again = directory.search(&ServiceSearch { words: meant, ..search }, None, now());
            prop_assert_eq!(again.did_you_mean, None);
            prop_assert!(again.total > 0);
        }
    }

    #[test]
    fn sessions_are_a_scan(
        catalogue in catalogue(), typed in prop_oneof![Just(String::new()), words(2)],
        from in of(-3i32..20), days in of(0i32..9), later in 0i64..600,
        (locality, location, service) in (of(select(vec!["east", "west"])), of(0usize..9), of(0usize..60)),
        category in of(category_id()), age in of(0u16..120),
    ) {
        let now = now().plus_minutes(later * 7);
        let today = now.london_date();
        let from = from.map(|days| today.plus_days(days));
        let to = days.map(|days| from.unwrap_or(today).plus_days(days));
        let search = SessionSearch {
            from, to, words: typed.clone(),
            locality: locality.map(|id| id.parse().unwrap()),
            location: location.map(|at| format!("l{at}").parse().unwrap()),
            service: service.map(|at| format!("s{at}").parse().unwrap()),
            category, age: age.map(Months), ..SessionSearch::default()
        };
        let directory = Directory::build(catalogue.clone(), &synonyms());
        let found = directory.sessions(&search, now);
        let found: Vec<String> = found.map(|one| one.id.to_string()).collect();

        let words: Vec<String> = text::telling_tokens(&typed).into_iter().map(|token| token.folded).collect();
        let most = words.iter().map(|word| text::telling(word)).max();
        let mut wanted: Vec<(Instant, String, String)> = Vec::new();
        for session in &catalogue.sessions {
            let series = catalogue.series.iter().find(|one| one.id == session.series_id).unwrap();
            let Some(service) = catalogue.services.iter().find(|one| one.id == session.service_id) else { continue };
            let Some(place) = catalogue.locations.iter().find(|one| one.id == session.location_id) else { continue };
            let date = session.starts_at.london_date();
            let in_time = match (from, to) {
                (Some(from), Some(to)) => from <= date && date <= to,
                (Some(from), None) => from <= date && date < from.plus_days(7),
                (None, Some(to)) => date <= to,
                // No clock changes in the weeks of this test.
                (None, None) => session.starts_at.unix() < (now.unix() - now.unix() % 60) + 7 * DAY,
            };
            let at_place = Service { locations: vec![place.id.clone()], ..service.clone() };
            let text = format!("{} {}", series.title, texts(&catalogue, &at_place));
            let keeps = in_time && session.ends_at > now
                && telling_of(&words, satisfied(&words, &text), most).into_iter().all(|word| word)
                && search.locality.as_ref().is_none_or(|id| place.locality.as_ref() == Some(id))
                && search.location.as_ref().is_none_or(|id| place.id == *id)
                && search.service.as_ref().is_none_or(|id| service.id == *id)
                && search.category.as_ref().is_none_or(|id| under(&catalogue.categories, id, &service.categories))
                && search.age.is_none_or(|age| series.ages.contains(age));
            if keeps {
                wanted.push((session.starts_at, series.title.clone(), session.id.to_string()));
            }
        }
        wanted.sort();
        let wanted: Vec<String> = wanted.into_iter().map(|(.., id)| id).collect();
        prop_assert_eq!(found, wanted);
    }

    #[test]
    fn next_sessions_and_summaries_agree_with_the_catalogue(
        catalogue in catalogue(), later in 0i64..20_000, origin in of(point()),
    ) {
        let now = now().plus_minutes(later);
        let directory = Directory::build(catalogue.clone(), &Synonyms::default());
        for service in &catalogue.services {
            let next: Vec<&Session> = directory.next_sessions(&service.id, now).collect();
            prop_assert!(next.is_sorted_by_key(|session| session.starts_at));
            prop_assert!(next.iter().all(|session| session.ends_at > now && session.service_id == service.id));
            let there = |session: &&Session| {
                session.service_id == service.id
                    && session.ends_at > now
                    && directory.location(&session.location_id).is_some()
            };
            prop_assert_eq!(next.len(), catalogue.sessions.iter().filter(there).count());
            for session in next {
                let fresh = Session { places_taken: 8, ..session.clone() };
                let summary = directory.session_summary(&fresh, origin, now).unwrap();
                prop_assert_eq!(summary.availability, fresh.availability(now));
                let point = directory.location(&session.location_id).unwrap().point;
                prop_assert_eq!(summary.distance, origin.zip(point).map(|(from, to)| from.distance(to)));
            }
        }
    }

    #[test]
    fn what_is_masked_never_comes_out(catalogue in catalogue(), origin in point()) {
        let mut catalogue = catalogue;
        catalogue.locations.iter_mut().for_each(|location| location.masked = true);
        let directory = Directory::build(catalogue, &Synonyms::default());
        let everything = format!("{directory:?}").to_lowercase();
        prop_assert!(!everything.contains("secret"));
        prop_assert!(!everything.contains("wa5"));
        prop_assert_eq!(directory.place("Secret Street"), None);
        prop_assert_eq!(directory.nearest_centre(origin), None);
        let found = directory.search(&ServiceSearch { page: 1, ..ServiceSearch::default() }, Some(Origin::inside(origin)), now());
        prop_assert!(found.hits.iter().all(|hit| hit.distance.is_none()));
    }

    #[test]
    fn no_words_make_it_panic(
        catalogue in catalogue(), typed in "\\PC{0,130}", page in any::<u32>(), origin in of(origin()),
    ) {
        let directory = Directory::build(catalogue, &synonyms());
        let search = ServiceSearch { words: typed.clone(), page, ..ServiceSearch::default() };
        let _ = directory.search(&search, origin, now());
        let _ = directory.place(&typed);
        let _ = directory.sessions(&SessionSearch { words: typed, ..SessionSearch::default() }, now()).count();
    }

    #[test]
    fn centres_and_sites_agree_with_a_scan(catalogue in catalogue(), origin in point()) {
        let directory = Directory::build(catalogue.clone(), &Synonyms::default());
        let nearest = catalogue.locations.iter()
            .filter(|one| one.kind == LocationKind::FamilyCentre && !one.masked)
            .filter_map(|one| one.point.map(|point| origin.distance(point)))
            .min();
        prop_assert_eq!(directory.nearest_centre(origin).map(|(_, metres)| metres), nearest);
        let sites = directory.sites();
        let order = [LocationKind::FamilyCentre, LocationKind::Outreach, LocationKind::Virtual];
        let rank = |one: &&Location| (order.iter().position(|kind| *kind == one.kind), text::folded(&one.name));
        prop_assert!(sites.is_sorted_by_key(rank));
        let with_page = catalogue.locations.iter().filter(|one| one.slug.is_some() && one.kind != LocationKind::Venue);
        prop_assert_eq!(sites.len(), with_page.count());
        for location in &catalogue.locations {
            let is_here = |one: &&Service| one.locations.contains(&location.id);
            let here: Vec<&Service> = directory.services().iter().filter(is_here).collect();
            prop_assert_eq!(directory.services_at(&location.id), here);
            if let Some(slug) = &location.slug {
                prop_assert_eq!(directory.location_by_slug(slug).map(|one| &one.id), Some(&location.id));
            }
        }
    }
}
