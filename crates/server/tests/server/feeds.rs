//! Feeds of services as councils have them: every shape, every kind of dirt, and what a second run does.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use domain::service::{AttendingType, Referral};
use domain::{Catalogue, Cost, Instant, Service, ServiceStatus};
use serde_json::{Value, json};
use server::import::{self, ImportError, Input, Kind, Report, Since, Wishes, services};
use store::Store;
use tempfile::TempDir;

use crate::harness::{NOW, TestHub, family, fixture, store_in};

fn now() -> Instant {
    NOW.parse().unwrap()
}

struct Hub {
    store: std::sync::Arc<dyn Store>,
    folder: TempDir,
}

impl Hub {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { store: store_in(folder.path()).await, folder }
    }

    async fn run(&self, input: Input, wishes: Wishes) -> Result<Report, ImportError> {
        services::import(&*self.store, input, &wishes, now()).await
    }

    async fn text(&self, text: impl Into<String>) -> Result<Report, ImportError> {
        self.run(Input::Text(text.into()), Wishes::default()).await
    }

    async fn bytes(&self, bytes: &[u8], skip_rejected: bool) -> Result<Report, ImportError> {
        let path = self.folder.path().join("feed");
        std::fs::write(&path, bytes).unwrap();
        self.run(Input::File(path), Wishes { skip_rejected, ..Wishes::default() }).await
    }

    async fn catalogue(&self) -> Catalogue {
        self.store.catalogue(now()).await.unwrap()
    }

    async fn service(&self, id: &str) -> Service {
        let services = self.catalogue().await.services;
        services.into_iter().find(|service| service.id.as_str() == id).unwrap()
    }

    async fn ids(&self) -> Vec<String> {
        self.catalogue().await.services.iter().map(|service| service.id.to_string()).collect()
    }
}

/// Imports one record with these members besides id and name; gives the service and what was left out.
async fn read(members: Value) -> (Service, Vec<String>) {
    let hub = Hub::new().await;
    let mut record = json!({ "id": "x", "name": "Play" });
    for (name, value) in members.as_object().unwrap() {
        record[name] = value.clone();
    }
    let report = hub.text(json!([record]).to_string()).await.unwrap();
    assert!(report.applied, "{report}");
    (hub.service("x").await, report.warnings.into_iter().map(|remark| remark.reason).collect())
}

#[tokio::test]
async fn every_member_is_read_as_it_is_meant() {
    let show = |service: &Service, member: &str| serde_json::to_value(service).unwrap()[member].clone();
    for (members, member, kept, warnings) in [
        (
            json!({ "description": "<p>A &amp; b</p><ul><li>c</li></ul>" }),
            "description",
            json!("A & b\n\n• c"),
            0,
        ),
        (json!({ "description": ["One", "two"] }), "description", json!("One\n\ntwo"), 0),
        (json!({ "description": null }), "description", json!(""), 0),
        (json!({ "description": { "en": "x" } }), "description", json!(""), 0),
        (json!({ "name": ["Play", "again"] }), "name", json!("Play"), 0),
        (json!({ "name": "Tea <script>x()</script>&lt;b&gt;" }), "name", json!("Tea <b>"), 0),
        (json!({ "status": "ACTIVE" }), "status", json!("active"), 0),
        (json!({ "status": "temporarily-closed" }), "status", json!("temporarily_closed"), 0),
        (json!({ "status": null }), "status", json!("active"), 0),
        (json!({ "url": "example.org/x" }), "url", json!("https://example.org/x"), 0),
        (json!({ "url": "HTTP://example.org" }), "url", json!("https://example.org"), 0),
        (json!({ "url": "//example.org" }), "url", json!("https://example.org"), 0),
        (json!({ "url": "javascript:alert(1)" }), "url", json!(""), 1),
        (json!({ "url": "ftp://example.org" }), "url", json!(""), 1),
        (json!({ "url": "https://exa mple.org" }), "url", json!(""), 1),
        (json!({ "url": "http://a.example.org/ b" }), "url", json!(""), 1),
        (json!({ "url": "sam@example.org" }), "url", json!(""), 1),
        (json!({ "url": ["www.example.org"] }), "url", json!("https://www.example.org"), 0),
        (json!({ "email": "mailto:hub@example.org" }), "email", json!("hub@example.org"), 0),
        (json!({ "email": "ask at the desk" }), "email", json!(""), 1),
        (json!({ "phones": { "number": "tel:01632 960001" } }), "phone", json!("01632 960001"), 0),
        (json!({ "phones": [{ "number": "ex directory" }] }), "phone", json!(""), 0),
        (
            json!({ "contacts": [{ "name": "Sam Okafor", "title": "Play worker" }] }),
            "contact_role",
            json!("Play worker"),
            0,
        ),
        (
            json!({ "minimum_age": "5 years", "maximum_age": "11" }),
            "ages",
            json!({ "from": 60, "to": 132 }),
            0,
        ),
        (json!({ "minimum_age": 11, "maximum_age": 5 }), "ages", json!({ "from": 60, "to": 132 }), 0),
        (json!({ "minimum_age": "18 months", "maximum_age": 99 }), "ages", json!({ "from": 18 }), 0),
        (json!({ "minimum_age": 60 }), "ages", json!({ "from": 300 }), 0),
        (json!({ "minimum_age": "old", "maximum_age": -3 }), "ages", json!({ "from": 0 }), 1),
        (
            json!({ "eligibilitys": [{ "minimum_age": 2, "maximum_age": 3 }, { "minimum_age": 1 }] }),
            "ages",
            json!({ "from": 12, "to": 36 }),
            0,
        ),
        (
            json!({ "cost_options": [{ "amount": "£3.50" }, { "amount": 5 }] }),
            "cost",
            json!({ "kind": "from", "pence": 350 }),
            0,
        ),
        (json!({ "cost_options": [{ "amount": "Free" }] }), "cost", json!({ "kind": "free" }), 0),
        (json!({ "cost_options": [{ "amount": -1 }] }), "cost", json!({ "kind": "unknown" }), 1),
        (json!({ "cost_options": [{ "amount": 1e30 }] }), "cost", json!({ "kind": "unknown" }), 1),
        (
            json!({ "cost_options": [{ "amount": "3,50" }] }),
            "cost",
            json!({ "kind": "from", "pence": 350 }),
            0,
        ),
        (json!({ "cost_options": [{ "amount": "50p" }] }), "cost", json!({ "kind": "from", "pence": 50 }), 0),
        (json!({ "cost_options": [{ "amount": "no charge" }] }), "cost", json!({ "kind": "free" }), 0),
        (json!({ "cost_options": [{ "amount": "donation" }] }), "fees", json!("donation"), 0),
        (
            json!({ "cost_options": [{ "amount": "£3.50 per session" }], "fees": "Pay at the door." }),
            "fees",
            json!("Pay at the door.\n\n£3.50 per session"),
            0,
        ),
        (json!({ "languages": "Polish" }), "languages", json!(["Polish"]), 0),
        (json!({ "languages": [{ "language": "Urdu" }, null, 7] }), "languages", json!(["Urdu"]), 0),
        (
            json!({ "service_areas": [{ "name": "East" }, { "service_area": "West" }, {}] }),
            "areas",
            json!(["East", "West"]),
            0,
        ),
        (
            json!({ "last_modified": "2026-11-02T09:00:00.000Z" }),
            "last_modified",
            json!("2026-11-02T09:00:00Z"),
            0,
        ),
        (json!({ "last_modified": "2031-01-01" }), "last_modified", json!(NOW), 1),
        (json!({ "last_modified": "yesterday" }), "last_modified", json!(NOW), 1),
        (json!({ "last_modified": "31/12/2025" }), "last_modified", json!("2025-12-31T00:00:00Z"), 0),
        (json!({ "assured_date": "31/12/2025" }), "assured_on", json!("2025-12-31"), 0),
        (json!({ "assured_date": "2099-01-01" }), "assured_on", json!(null), 1),
        (json!({ "assured_date": "2026-01-23T10:00:00Z" }), "assured_on", json!("2026-01-23"), 0),
        (json!({ "assured_date": 20260123 }), "assured_on", json!(null), 1),
        (json!({ "attributes": "none", "schedules": 7, "service_at_locations": {} }), "times", json!([]), 0),
    ] {
        let (service, told) = read(members.clone()).await;
        assert_eq!((show(&service, member), told.len()), (kept, warnings), "{members} {told:?}");
    }
    for (schedule, days, opens) in [
        (json!({ "byday": "TU", "opens_at": "10:00:00", "closes_at": "11:00:00" }), 1, "10:00"),
        (json!({ "byday": "Monday, Thursday", "opens_at": "10am", "closes_at": "1.30pm" }), 2, "10:00"),
        (
            json!({ "byday": ["MO", "2WE"], "opens_at": "10:00+01:00", "closes_at": "11:00+01:00" }),
            2,
            "10:00",
        ),
        (
            json!({ "freq": "WEEKLY", "dtstart": "2026-09-08", "opens_at": "9:30", "closes_at": "noon" }),
            1,
            "09:30",
        ),
    ] {
        for member in ["schedules", "regular_schedules"] {
            let (service, _) = read(json!({ (member): [schedule] })).await;
            assert_eq!(
                (
                    service.times.iter().map(|time| time.days.len()).sum::<usize>(),
                    service.times[0].opens.to_string().as_str()
                ),
                (days, opens)
            );
        }
    }
}

#[tokio::test]
async fn positions_that_are_none_are_left_out_and_told() {
    for (latitude, longitude, is_kept) in [
        (json!(53.39), json!(-2.59), true),
        (json!("53.39"), json!(" -2.59 "), true),
        (json!(100), json!(-2.59), false),
        (json!(-2.59), json!(53.39), false),
        (json!(0), json!(0), false),
        (json!("0.0"), json!(0), false),
        (json!(53.39), json!(null), false),
        (json!("north"), json!("west"), false),
        (json!("53,39"), json!("-2,59"), true),
        // New York, the North Sea without its minus, and a position half filled in.
        (json!(40.7), json!(-74.0), false),
        (json!(53.39), json!(2.63), false),
        (json!(0), json!(-2.6), false),
        (json!(null), json!(null), false),
    ] {
        let place = json!({ "id": "p", "name": "Hall", "latitude": latitude, "longitude": longitude });
        let hub = Hub::new().await;
        let feed = json!([{ "id": "x", "name": "X", "service_at_locations": [{ "location": place }] }]);
        let report = hub.text(feed.to_string()).await.unwrap();
        let is_said = latitude != json!(null) || longitude != json!(null);
        assert_eq!(report.warnings.len(), usize::from(is_said && !is_kept), "{latitude} {longitude}");
        assert_eq!(hub.catalogue().await.locations[0].point.is_some(), is_kept, "{latitude} {longitude}");
    }
}

#[tokio::test]
async fn a_place_without_a_position_is_where_its_postcode_is() {
    let hub = Hub::new().await;
    import::text(
        &*hub.store,
        Kind::Postcodes,
        "postcode,latitude,longitude\nWA5 1AB,53.4,-2.6\n",
        false,
        now(),
    )
    .await
    .unwrap();
    for (place, is_placed) in [
        (json!({ "addresses": [{ "postal_code": "wa51ab" }] }), true),
        (json!({ "addresses": [{ "postal_code": "WA5 1AB" }], "latitude": 40.7, "longitude": -74.0 }), true),
        (json!({ "addresses": [{ "postal_code": "WA5 1ZZ" }] }), false),
        (json!({ "addresses": [{ "postal_code": "WA5 1AB" }], "location_type": "virtual" }), false),
        (json!({ "addresses": [{ "postal_code": "WA5 1AB" }], "masked": true }), false),
        (json!({ "addresses": [{ "city": "Anytown" }] }), false),
    ] {
        let mut place = place;
        place["id"] = "p".into();
        let feed = json!([{ "id": "x", "name": "X", "service_at_locations": [{ "location": place }] }]);
        hub.text(feed.to_string()).await.unwrap();
        let point = hub.catalogue().await.locations.remove(0).point;
        assert_eq!(point, domain::Point::new(53.4, -2.6).filter(|_| is_placed), "{place}");
        hub.text("[]").await.unwrap();
    }
}

#[tokio::test]
async fn times_are_understood_or_told() {
    let week = "MO TU WE TH FR SA SU";
    // A schedule, its days, its clock, and whether something is told.
    for (schedule, days, times, told) in [
        (
            json!({ "byday": "Monday to Friday", "opens_at": "0900", "closes_at": "1000" }),
            "MO TU WE TH FR",
            "09:00-10:00",
            0,
        ),
        (json!({ "byday": "Mondays", "opens_at": "9.30am", "closes_at": "12 noon" }), "MO", "09:30-12:00", 0),
        (json!({ "byday": "MO", "opens_at": "18:00", "closes_at": "00:00" }), "MO", "18:00-23:59", 0),
        (json!({ "byday": "MO", "opens_at": "20:00", "closes_at": "24:00" }), "MO", "20:00-23:59", 0),
        (json!({ "byday": "daily", "opens_at": "00:00", "closes_at": "00:00" }), week, "00:00-23:59", 0),
        (json!({ "freq": "DAILY", "opens_at": "10:00", "closes_at": "11:00" }), week, "10:00-11:00", 0),
        (json!({ "weekday": "MO", "opens_at": "10:00", "closes_at": "11:00" }), "MO", "10:00-11:00", 0),
        (
            json!({ "freq": "WEEKLY", "dtstart": "2026-09-08T10:00:00Z", "dtend": "2026-09-08T11:00:00Z" }),
            "TU",
            "10:00-11:00",
            0,
        ),
        (
            json!({ "byday": "Tuesday mornings", "opens_at": "10:00", "closes_at": "11:00" }),
            "TU",
            "10:00-11:00",
            1,
        ),
        (json!({ "byday": "XX", "opens_at": "10:00", "closes_at": "11:00" }), "", "", 1),
        (json!({ "opens_at": "10:00", "closes_at": "11:00" }), "", "", 1),
        (json!({ "byday": "MO", "opens_at": "10:00" }), "", "", 1),
        (json!({ "byday": "MO", "opens_at": "22:00", "closes_at": "02:00" }), "", "", 1),
        (json!({ "byday": "MO", "opens_at": "half past nine", "closes_at": "5pm" }), "", "", 1),
        (json!({ "byday": "MO" }), "", "", 1),
        (json!({ "description": "Ring us" }), "", "", 1),
        (json!("every tuesday"), "", "", 1),
        (json!({ "byday": "", "opens_at": "", "closes_at": "", "description": "" }), "", "", 0),
    ] {
        let (service, warnings) = read(json!({ "schedules": [schedule] })).await;
        let found: Vec<&str> =
            service.times.iter().flat_map(|time| &time.days).map(|day| day.code()).collect();
        let clock =
            service.times.first().map(|time| format!("{}-{}", time.opens, time.closes)).unwrap_or_default();
        assert_eq!(
            (found.join(" ").as_str(), clock.as_str(), warnings.len()),
            (days, times, told),
            "{schedule} {warnings:?}"
        );
    }
}

#[tokio::test]
async fn whatever_is_not_plainly_a_no_keeps_an_address_secret() {
    let feed = |of_service: &Value, of_tie: &Value, of_place: &Value| {
        let mut record = json!({ "id": "x", "name": "X" });
        let mut tie = json!({ "id": "q" });
        let mut place = json!({ "id": "p", "name": "n", "addresses": [{ "address_1": "7 Cairo Street" }] });
        for (object, more) in [(&mut record, of_service), (&mut tie, of_tie), (&mut place, of_place)] {
            for (name, value) in more.as_object().unwrap() {
                object[name] = value.clone();
            }
        }
        tie["location"] = place;
        record["service_at_locations"] = json!([tie]);
        json!([record]).to_string()
    };
    let none = json!({});
    let term = |term: Value| json!({ "attributes": [{ "taxonomy_term": term }] });
    for (flag, masked, told) in [
        (term(json!({ "taxonomy": "f", "term": "masked-address" })), true, 0),
        (term(json!({ "term": "masked_address" })), true, 0),
        (term(json!({ "term": "Masked-Address" })), true, 0),
        (term(json!({ "name": "Masked address" })), true, 0),
        (term(json!({ "code": "masked-address" })), true, 0),
        (term(json!({ "term_uri": "https://example.org/flags#masked-address" })), true, 0),
        (term(json!("masked-address")), true, 0),
        (json!({ "attributes": [{ "taxonomy_term_id": "masked-address" }] }), true, 0),
        (json!({ "attributes": [{ "value": "masked-address" }] }), true, 0),
        (json!({ "attributes": ["masked-address"] }), true, 0),
        (json!({ "masked": true }), true, 0),
        (json!({ "masked_address": "perhaps" }), true, 1),
        (json!({ "Masked Address": "yes" }), true, 0),
        (json!({ "masked": false }), false, 0),
        (term(json!({ "term": "unmasked-address" })), false, 0),
        (term(json!({ "term": "quiet", "description": "masked address" })), false, 0),
    ] {
        for (of_service, of_tie, of_place) in
            [(&flag, &none, &none), (&none, &flag, &none), (&none, &none, &flag)]
        {
            let hub = Hub::new().await;
            let report = hub.text(feed(of_service, of_tie, of_place)).await.unwrap();
            assert_eq!(hub.catalogue().await.locations[0].masked, masked, "{flag}");
            assert_eq!(report.warnings.len(), told, "{flag} {report}");
        }
    }
    for (cell, masked, told) in [
        ("yes", true, 0),
        ("Masked", true, 0),
        ("x", true, 0),
        ("t", true, 0),
        ("on", true, 0),
        ("secret", true, 0),
        ("ask first", true, 1),
        ("no", false, 0),
        ("FALSE", false, 0),
        ("0", false, 0),
        ("", false, 0),
    ] {
        for column in ["masked", "Masked address?", "address_masked"] {
            let hub = Hub::new().await;
            let report = hub.text(format!("id,name,venue,{column}\nx,X,Hall,{cell}\n")).await.unwrap();
            assert_eq!(hub.catalogue().await.locations[0].masked, masked, "{column} {cell}");
            assert_eq!(report.warnings.len(), told, "{cell} {report}");
        }
    }
}

#[tokio::test]
async fn only_the_whole_feed_that_said_so_tells_a_secret_address() {
    let record = |id: &str, flag: bool| {
        json!({ "id": id, "name": id, "service_at_locations": [{ "location": { "id": "p", "masked": flag,
            "addresses": [{ "address_1": "7 Cairo Street" }] } }] })
    };
    let list = |id: &str, flag: bool| json!([record(id, flag)]).to_string();
    let page = |about: Value| {
        let mut page = about;
        page["contents"] = json!([record("a", false)]);
        page.to_string()
    };
    let hub = Hub::new().await;
    for (source, text, masked) in [
        ("mm", list("a", true), true),
        // Another feed, with a service of its own or with the very same, and the next night too.
        ("other", list("b", false), true),
        ("other", list("a", false), true),
        ("other", list("a", false), true),
        // One page of the feed.
        ("mm", page(json!({ "total_items": 500, "total_pages": 250, "last_page": false })), true),
        ("mm", page(json!({ "total_pages": 2 })), true),
        ("mm", page(json!({ "last": "false" })), true),
        // A row that ends before it could say so.
        ("mm", "id,name,location_id,venue,address,masked\na,A,p,Hall,7 Cairo Street\n".to_owned(), true),
        ("mm", page(json!({ "total_items": 1, "total_pages": 1, "last_page": true })), false),
    ] {
        let wishes = Wishes { source: Some(source.to_owned()), ..Wishes::default() };
        let report = hub.run(Input::Text(text.clone()), wishes).await.unwrap();
        assert!(report.applied, "{report}");
        assert_eq!(hub.catalogue().await.locations[0].masked, masked, "{source} {text}");
        let is_told = report.to_string().contains("location p: its address stays secret");
        assert_eq!(is_told, masked && !text.contains("\"masked\":true"), "{report}");
    }
}

#[tokio::test]
async fn a_masked_address_stays_masked_however_the_feed_says_so() {
    let by_uri = json!([{ "taxonomy_term": { "taxonomy": "anyshire-flags", "term_uri": "https://a.example.org/flags/masked-address" } }]);
    let by_term =
        json!([{ "taxonomy_term": { "taxonomy": { "name": "anyshire-flags" }, "term": "masked-address" } }]);
    let flat = json!({ "taxonomy": "anyshire-flags", "term": "masked-address" });
    let nothing = json!(null);
    for (first, second, masked) in [
        (&by_uri, &by_uri, true),
        (&by_term, &nothing, true),
        (&flat, &flat, true),
        // Two services meet there, and only one says that it is secret.
        (&nothing, &by_uri, true),
        (&nothing, &nothing, false),
    ] {
        let service = |id: &str, attributes: &Value| {
            let location = json!({ "id": "p", "attributes": attributes, "latitude": 53.39, "longitude": -2.59,
                "addresses": [{ "address_1": "77 Hidden Street", "postal_code": "WA2 0AA" }] });
            json!({ "id": id, "name": "Quiet mornings", "service_at_locations": [{ "location": location }] })
        };
        let hub = Hub::new().await;
        let report = hub.text(json!([service("a", first), service("b", second)]).to_string()).await.unwrap();
        assert!(report.applied && !report.to_string().contains("Hidden"), "{report}");
        let place = hub.catalogue().await.locations.remove(0);
        assert_eq!(place.masked, masked);
        // A part of the feed in which nobody says so does not tell the secret.
        let part = json!([service("a", &nothing), { "id": "broken" }]).to_string();
        let wishes = Wishes { skip_rejected: true, ..Wishes::default() };
        assert!(hub.run(Input::Text(part), wishes).await.unwrap().applied);
        assert_eq!(hub.catalogue().await.locations[0].masked, masked);
        let public = serde_json::to_string(&place.public()).unwrap();
        assert_eq!(public.contains("Hidden"), !masked, "{public}");
        assert_eq!(public.contains("WA2 0AA") || public.contains("53.39"), !masked, "{public}");
    }
}

const VERSION_1: &str = r#"{ "totalElements": 1, "totalPages": 1, "number": 1, "size": 1, "first": true, "last": true, "empty": false,
  "content": [{ "id": "club", "name": "After-school club", "description": "<p>Games.</p>", "status": "active",
    "organization": { "id": "org", "name": "The Trust" }, "eligibilitys": [{ "minimum_age": 5, "maximum_age": 11 }],
    "regular_schedules": [{ "byday": "MO", "opens_at": "15:30", "closes_at": "17:00" }], "attending_type": "venue",
    "service_taxonomys": [{ "taxonomy": { "id": "anyshire:activities", "name": "Out of school", "vocabulary": "esdServiceTypes" } }],
    "languages": [{ "language": "English" }], "service_areas": [{ "service_area": "East" }],
    "contacts": [{ "title": "Club lead", "phones": [{ "number": "01632 960001" }] }], "cost_options": [{ "amount": 4.5 }],
    "service_at_locations": [{ "location": { "id": "hall", "name": "Hall", "latitude": 53.39, "longitude": -2.59,
      "accessibility_for_disabilities": [{ "accessibility": "Ramp" }],
      "physical_addresses": [{ "address_1": "1 High Street", "city": "Anytown", "postal_code": "WA1 1AA" }] } }] }] }"#;

const FLAT: &str = "\u{feff}ID;Service name;Description;Organisation;Min age;Max age;Day;Start time;End time;Attending;Category;Language;Areas;\
    Contact title;Telephone;Cost;Venue;Address 1;Town;Postcode;Lat;Long;Accessibility;Notes nobody reads\r\n\
    club;After-school club;<p>Games.</p>;The Trust;5;11;Monday;15:30;17:00;venue;activities;English;East;Club lead;01632 960001;4.50;Hall;\
    1 High Street;Anytown;WA1 1AA;53.39;-2.59;Ramp;x\r\n;;;\r\n";

fn tables(folder: &Path) {
    for (name, text) in [
        (
            "services",
            "id,organization_id,name,description,status,attending_type\nclub,org,After-school club,<p>Games.</p>,active,venue\n",
        ),
        ("organizations", "id,name\norg,The Trust\n"),
        ("eligibility", "id,service_id,minimum_age,maximum_age\ne,club,5,11\n"),
        ("schedules", "id,service_id,byday,opens_at,closes_at\ns,club,MO,15:30,17:00\n"),
        ("attributes", "id,link_id,link_entity,taxonomy_term_id\na,club,service,t\nb,hall,location,u\n"),
        (
            "taxonomy_terms",
            "id,name,term,taxonomy_id\nt,Activities,activities,x\nu,Secret,masked-address,y\n",
        ),
        ("taxonomies", "id,name\nx,anyshire-categories\ny,anyshire-other\n"),
        ("languages", "id,service_id,name\nl,club,English\n"),
        ("service_areas", "id,service_id,name\nz,club,East\n"),
        ("contacts", "id,service_id,title\nc,club,Club lead\n"),
        ("phones", "id,contact_id,number\np,c,01632 960001\n"),
        ("cost_options", "id,service_id,amount\no,club,4.5\n"),
        ("service_at_locations", "id,service_id,location_id\nq,club,hall\n"),
        ("locations", "id,name,latitude,longitude\nhall,Hall,53.39,-2.59\n"),
        ("addresses", "id,location_id,address_1,city,postal_code\nr,hall,1 High Street,Anytown,WA1 1AA\n"),
        ("accessibility", "id,location_id,description\nm,hall,Ramp\n"),
    ] {
        std::fs::write(folder.join(format!("{name}.csv")), text).unwrap();
    }
}

#[tokio::test]
async fn every_shape_of_feed_gives_the_same_service() {
    let folder = tempfile::tempdir().unwrap();
    tables(folder.path());
    let record = serde_json::from_str::<Value>(VERSION_1).unwrap()["content"][0].to_string();
    for (shape, input) in [
        ("version 1", Input::Text(VERSION_1.to_owned())),
        ("a list", Input::Text(format!("[{record}]"))),
        ("a page", Input::Text(format!("{{\"total_items\":1,\"contents\":[{record}]}}"))),
        ("lines", Input::Text(format!("{record}\r\n"))),
        ("one CSV file", Input::Text(FLAT.to_owned())),
        ("a folder of tables", Input::File(folder.path().to_owned())),
    ] {
        let hub = Hub::new().await;
        import::file(&*hub.store, Kind::Network, &fixture().join("network.json"), false, now())
            .await
            .unwrap();
        let network =
            r#"{"localities":[],"categories":[{"id":"activities","name":"Activities"}],"sites":[]}"#;
        import::text(&*hub.store, Kind::Network, network, false, now()).await.unwrap();
        let report = hub.run(input, Wishes::default()).await.unwrap();
        assert!(report.applied && report.added == 1 && report.warnings.is_empty(), "{shape}: {report}");
        let club = hub.service("club").await;
        assert_eq!(
            (club.name.as_str(), club.organisation.as_str()),
            ("After-school club", "The Trust"),
            "{shape}"
        );
        assert_eq!((club.description.as_str(), club.phone.as_str()), ("Games.", "01632 960001"), "{shape}");
        assert_eq!((club.ages.from.0, club.ages.to.unwrap().0), (60, 132), "{shape}");
        assert_eq!((club.times[0].opens.to_string().as_str(), club.times[0].days[0].code()), ("15:30", "MO"));
        assert_eq!(
            (club.cost, club.contact_role.as_str()),
            (Cost::From { pence: 450 }, "Club lead"),
            "{shape}"
        );
        assert_eq!(
            (club.areas, club.languages),
            (vec!["East".to_owned()], vec!["English".to_owned()]),
            "{shape}"
        );
        assert_eq!(
            (club.attending, club.access),
            (vec![AttendingType::InPerson], vec!["Ramp".to_owned()]),
            "{shape}"
        );
        assert_eq!((club.categories.len(), club.referral), (1, Referral::None), "{shape}");
        let locations = hub.catalogue().await.locations;
        let hall = locations.iter().find(|location| location.id == club.locations[0]).unwrap();
        assert_eq!(hall.postcode.as_ref().unwrap().as_str(), "WA1 1AA", "{shape}");
        assert_eq!(
            (hall.address.join(", ").as_str(), hall.point.is_some()),
            ("1 High Street, Anytown", true),
            "{shape}"
        );
        assert_eq!(hall.masked, shape == "a folder of tables");
    }
}

#[tokio::test]
async fn rows_of_a_table_are_told_by_their_line() {
    let hub = Hub::new().await;
    let table = "id,name,status,masked,venue,postcode\na,Play,,yes,,WA1 1AA\n,No id,,,,\nb,,,,,\na,Twice,,,,\nc,Odd,=cmd(),,,\n";
    // However lines end.
    let returns = hub.text(table.replace('\n', "\r\n")).await.unwrap();
    let report = hub.text(table).await.unwrap();
    assert_eq!(report.rejected, returns.rejected);
    let told: Vec<String> = report.rejected.iter().map(|r| format!("{}: {}", r.record, r.reason)).collect();
    assert_eq!(
        told,
        [
            "line 3 (No id): its id is missing or is not an id",
            "line 4: its name is missing",
            "line 5 (Twice): another service has the id a",
            "line 6 (Odd): its status \"=cmd()\" is not one that is listed",
        ]
    );
    assert!(!report.applied && hub.ids().await.is_empty());
    let report =
        hub.run(Input::Text(table.to_owned()), Wishes { skip_rejected: true, ..Wishes::default() }).await;
    assert!(report.unwrap().applied);
    assert_eq!(hub.ids().await, ["a"]);
    assert!(hub.catalogue().await.locations[0].masked);
    let unclosed = format!("id,name\nq,\"Never ends\n{}", "r,Row\n".repeat(300_000));
    assert!(hub.text(unclosed).await.unwrap_err().to_string().contains("quotation marks"));
    let long = format!("id,name\nq,\"{}\"\n", "r,Row\n".repeat(300_000));
    let report = hub.text(long).await.unwrap();
    assert!(report.rejected[0].reason.contains("quotation mark"), "{report}");
    for (text, reason) in [
        ("id,title of it\n1,2\n", "no column name"),
        ("name,colour\nx,y\n", "no column id"),
        ("<html><body>Log in</body></html>", "no column id"),
        ("", "no column id"),
    ] {
        assert!(hub.text(text).await.unwrap_err().to_string().contains(reason), "{text}");
    }
    let empty =
        hub.run(Input::File(tempfile::tempdir().unwrap().keep()), Wishes::default()).await.unwrap_err();
    assert!(empty.to_string().contains("no services.csv"), "{empty}");
}

#[tokio::test]
async fn files_that_are_damaged_change_nothing_or_only_what_is_whole() {
    let hub = Hub::new().await;
    let good = r#"{"id":"good","name":"Good"}"#;
    let long = "word ".repeat(2_100_000);
    let deep = format!(r#"{{"id":"deep","name":"Deep","x":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    // What is there, whether it may be applied as it is, and what is applied when broken records are skipped.
    for (bytes, is_clean, taken) in [
        (format!("\u{feff}[{good}]").into_bytes(), true, Some(1)),
        (format!("[\r\n{good},\r\n]\r\n").into_bytes(), true, Some(1)),
        (b"[{\"id\":\"cafe\",\"name\":\"Caf\xe9 \x93Rosa\x94\"}]".to_vec(), true, Some(1)),
        (
            format!(r#"[{good},{{"id":"long","name":"{long}","description":"{long}","email":"{long}"}}]"#)
                .into_bytes(),
            true,
            Some(2),
        ),
        (format!("[{good},{deep}]").into_bytes(), false, Some(1)),
        (
            format!("[{good},null,[],\"x\",{{\"id\":\"odd\",\"name\":\"Odd\",\"status\":\"paused\"}}]")
                .into_bytes(),
            false,
            Some(1),
        ),
        (format!("[{good},{good}]").into_bytes(), false, Some(1)),
        (format!("[{good}]<!-- made in 0.3 s -->").into_bytes(), false, Some(1)),
        (format!("[{good},{{\"id\":\"b\",\"name\":\"B").into_bytes(), false, None),
        (format!("{{\"contents\":[{good}").into_bytes(), false, None),
        (format!("{{\"contents\":[{good}],").into_bytes(), false, None),
        (b"\xff\xfe[\0]\0".to_vec(), false, None),
        (b"[".repeat(1_000_000), false, None),
        (vec![0; 1000], false, None),
        (b"{}".to_vec(), false, None),
        (Vec::new(), false, None),
    ] {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        let before = hub.catalogue().await;
        let report = hub.bytes(&bytes, false).await;
        assert_eq!(report.as_ref().is_ok_and(|report| report.applied), is_clean, "{shown}: {report:?}");
        if !is_clean {
            assert_eq!(hub.catalogue().await, before, "{shown}");
        }
        let report = hub.bytes(&bytes, true).await;
        assert_eq!(report.ok().map(|report| report.added + report.updated), taken, "{shown}");
        if taken.is_none() {
            assert_eq!(hub.catalogue().await, before, "{shown}");
        }
    }
    assert_eq!(hub.service("cafe").await.name, "Café “Rosa”");
    let long = hub.service("long").await;
    assert!(long.name.chars().count() <= 302 && long.description.chars().count() <= 20_002);
}

#[tokio::test]
async fn a_second_run_leaves_alone_what_has_not_changed() {
    let hub = Hub::new().await;
    let feed = |name: &str, modified: &str| {
        json!([
            { "id": "dated", "name": "Dated", "last_modified": modified },
            { "id": "named", "name": name },
        ])
        .to_string()
    };
    hub.text(feed("Play", "2026-01-01T00:00:00Z")).await.unwrap();
    let version = hub.store.version().await.unwrap();
    let later: Instant = "2026-12-24T09:00:00Z".parse().unwrap();
    let wishes = Wishes::default();
    let again = |text: String| services::import(&*hub.store, Input::Text(text), &wishes, later);
    // Some feeds say of every record that it was changed when it was asked for.
    let report = again(feed("Play", "2026-12-01T00:00:00Z")).await.unwrap();
    assert_eq!((report.updated, report.unchanged), (2, 2));
    assert_eq!(hub.store.version().await.unwrap(), version, "no server has to read again");
    assert_eq!(hub.service("dated").await.last_modified.unwrap().to_string(), "2026-01-01T00:00:00Z");
    assert_eq!(hub.service("named").await.last_modified, Some(now()));
    let report = again(feed("Play and learn", "2026-12-01T00:00:00Z")).await.unwrap();
    assert_eq!((report.updated, report.unchanged), (2, 1));
    assert_eq!(hub.service("named").await.last_modified, Some(later));
    assert!(report.to_string().ends_with("0 added, 2 updated (1 of them unchanged), 0 rejected"));
}

#[tokio::test]
async fn what_is_absent_goes_only_when_asked_and_never_too_much_of_it() {
    let hub = Hub::new().await;
    let feed = |ids: &[&str]| {
        let records: Vec<Value> = ids.iter().map(|id| json!({ "id": id, "name": id })).collect();
        Input::Text(Value::Array(records).to_string())
    };
    let delete = |yes| Wishes { delete_absent: true, yes, ..Wishes::default() };
    hub.run(feed(&["a", "b", "c", "d", "e", "f"]), Wishes::default()).await.unwrap();
    hub.run(feed(&["a"]), Wishes::default()).await.unwrap();
    assert_eq!(hub.ids().await.len(), 6, "nothing goes unasked");

    let report = hub.run(feed(&["a", "b", "c", "new"]), delete(false)).await.unwrap();
    assert!(!report.applied && report.removed.len() == 3, "{report}");
    assert!(report.to_string().contains("3 of 6 services would be removed, more than a third"), "{report}");
    assert_eq!(hub.ids().await.len(), 6, "nor is anything else of the run applied");
    let report = hub.run(feed(&["a", "b", "c", "d"]), delete(false)).await.unwrap();
    assert!(report.applied && report.removed.len() == 2, "{report}");
    assert_eq!(hub.ids().await, ["a", "b", "c", "d"]);
    let report = hub.run(feed(&[]), delete(false)).await.unwrap();
    assert!(!report.applied, "an empty feed is a mistake");
    hub.run(feed(&["a", "b"]), delete(true)).await.unwrap();
    assert_eq!(hub.ids().await, ["a", "b"]);

    // One that cannot be read may be any of those that seem to be absent.
    let gaps = Input::Text(r#"[{"id":"a","name":"a"},{"name":"No id"}]"#.to_owned());
    let report = hub.run(gaps, Wishes { skip_rejected: true, ..delete(true) }).await.unwrap();
    assert!(!report.applied && report.refusal.is_some(), "{report}");
    let broken = Input::Text(r#"[{"id":"a","name":"a"},{"id":"b"}]"#.to_owned());
    let report = hub.run(broken, Wishes { skip_rejected: true, ..delete(true) }).await.unwrap();
    assert!(report.applied && report.removed.is_empty(), "{report}");

    // One page of many is not the whole of it, nor is a table that was cut off.
    let page =
        r#"{"total_items":500,"total_pages":500,"last_page":false,"contents":[{"id":"a","name":"a"}]}"#;
    let report = hub.run(Input::Text(page.to_owned()), delete(true)).await.unwrap();
    assert!(!report.applied && report.refusal.is_some(), "{report}");
    let cut = Input::Text("id,name,description\na,a,\"cut of".to_owned());
    assert!(hub.run(cut, delete(true)).await.unwrap_err().to_string().contains("quotation marks"));
    let long = Input::Text("id,name\na,a\nb,b,c\n".to_owned());
    let report = hub.run(long, Wishes { skip_rejected: true, ..delete(true) }).await.unwrap();
    assert!(!report.applied && report.rejected[0].record == "line 3", "{report}");
    let short = Input::Text("id,name,cost\na,a\nb,b,\n".to_owned());
    let report = hub.run(short, delete(true)).await.unwrap();
    assert!(report.applied && report.warnings.len() == 1, "{report}");
    assert_eq!(hub.ids().await, ["a", "b"]);

    // With a name for each of two feeds, neither takes the other's services for absent.
    let named = |source: &str, delete_absent| Wishes {
        source: Some(source.to_owned()),
        delete_absent,
        yes: true,
        ..Wishes::default()
    };
    hub.run(feed(&["x", "y"]), named("charities", false)).await.unwrap();
    hub.run(feed(&["x"]), named("charities", true)).await.unwrap();
    assert_eq!(hub.ids().await, ["a", "b", "x"]);
}

#[tokio::test]
async fn what_has_ended_is_closed_or_goes() {
    let hub = Hub::new().await;
    let feed = |status: &str| {
        Input::Text(json!([
        { "id": "a", "name": "a", "status": status }, { "id": "b", "name": "b" }, { "id": "c", "name": "c" },
        { "id": "d", "name": "d", "status": "Defunct" },
    ]).to_string())
    };
    hub.run(feed("active"), Wishes::default()).await.unwrap();
    assert_eq!(hub.ids().await, ["a", "b", "c"]);
    let report = hub.run(feed("inactive"), Wishes::default()).await.unwrap();
    assert!(report.applied && report.warnings.len() == 2, "{report}");
    assert_eq!(hub.service("a").await.status, ServiceStatus::TemporarilyClosed);
    hub.run(feed("inactive"), Wishes { delete_absent: true, ..Wishes::default() }).await.unwrap();
    assert_eq!(hub.ids().await, ["b", "c"]);
}

#[tokio::test]
async fn a_service_with_booked_sessions_is_never_removed() {
    let hub = TestHub::new().await;
    assert_eq!(hub.put(1, family(1, crate::harness::MASSAGE)).await.status, 201);
    let input = Input::Text(r#"[{"id":"other","name":"Other"}]"#.to_owned());
    let wishes = Wishes { delete_absent: true, yes: true, ..Wishes::default() };
    let report = services::import(&*hub.hub.store, input, &wishes, now()).await.unwrap();
    assert!(report.applied, "{report}");
    assert_eq!((report.kept.len(), report.kept[0].record.as_str(), report.removed.len()), (1, "massage", 1));
    assert!(report.to_string().contains("1 removed, 1 kept for their bookings"), "{report}");
    let catalogue = hub.hub.store.catalogue(now()).await.unwrap();
    let massage = catalogue.services.iter().find(|service| service.id.as_str() == "massage").unwrap();
    assert_eq!(massage.status, ServiceStatus::TemporarilyClosed);
    assert_eq!(hub.see(1, &crate::harness::token(1)).await.status, 200, "the family's booking stands");
}

#[tokio::test]
async fn only_what_has_changed_is_read_when_asked() {
    let hub = Hub::new().await;
    let feed = |id: &str, hour: u32| json!({ "id": id, "name": id, "last_modified": format!("2026-11-23T{hour:02}:00:00Z") });
    let input = |records: Vec<Value>| Input::Text(Value::Array(records).to_string());
    let since =
        |since| Wishes { since: Some(since), source: Some("council".to_owned()), ..Wishes::default() };
    // Never read before: all of it.
    let report = hub.run(input(vec![feed("a", 1), feed("b", 2)]), since(Since::LastRun)).await.unwrap();
    assert_eq!((report.added, report.not_modified), (2, 0));
    // That run began at nine.
    let records = vec![feed("a", 8), feed("b", 10), json!({ "id": "c", "name": "c" })];
    let report = hub.run(input(records), since(Since::LastRun)).await.unwrap();
    assert_eq!((report.added, report.updated, report.not_modified), (1, 1, 1), "{report}");
    let moment = Since::Moment("2026-11-23T02:00:00Z".parse().unwrap());
    let report = hub.run(input(vec![feed("a", 2), feed("b", 3)]), since(moment)).await.unwrap();
    assert_eq!((report.updated, report.not_modified), (1, 1));
    assert!(report.to_string().contains("1 not modified since"));
    // What was rejected is read again next time, so that run does not count.
    let wishes = Wishes { skip_rejected: true, source: Some("other".to_owned()), ..Wishes::default() };
    hub.run(input(vec![feed("x", 1), json!({ "id": "y" })]), wishes).await.unwrap();
    assert_eq!(hub.store.known_services("other").await.unwrap().last_run, None);
    assert_eq!(hub.store.known_services("council").await.unwrap().last_run, Some(now()));
}

/// Numbers that are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}

fn mangle(feed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut feed = feed.to_vec();
    let signs = b"\"\\{}[],:0x-e.\0\n\xff\xc3 tn";
    for _ in 0..=dice.below(6) {
        let at = dice.below(feed.len());
        let length = dice.below(400).min(feed.len() - at);
        match dice.below(7) {
            0 => feed[at] = signs[dice.below(signs.len())],
            1 => feed.insert(at, signs[dice.below(signs.len())]),
            2 => drop(feed.drain(at..at + length)),
            3 => {
                let piece = feed[at..at + length].to_vec();
                let to = dice.below(feed.len());
                feed.splice(to..to, piece);
            }
            4 => feed[at] ^= 1 << dice.below(8),
            5 => feed.truncate(at.max(1)),
            _ => {
                let nested = b"[{".repeat(dice.below(300));
                feed.splice(at..at, nested);
            }
        }
    }
    feed
}

#[tokio::test]
async fn no_mangled_feed_is_half_applied() {
    let sample =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample/services.json")).unwrap();
    let mut sample: Value = serde_json::from_slice(&sample).unwrap();
    sample["contents"].as_array_mut().unwrap().truncate(12);
    let whole = serde_json::to_vec_pretty(&sample).unwrap();
    let hub = Hub::new().await;
    assert!(hub.bytes(&whole, false).await.unwrap().applied);
    let mut dice = Dice(0x5eed_0f0a_c0c0);
    let (mut applied, mut refused) = (0, 0);
    for round in 0..240 {
        let before = hub.catalogue().await;
        let skip_rejected = round % 2 == 0;
        let report = hub.bytes(&mangle(&whole, &mut dice), skip_rejected).await;
        let after = hub.catalogue().await;
        match report {
            Ok(report) if report.applied => {
                applied += 1;
                assert!(skip_rejected || report.rejected.is_empty(), "round {round}: {report}");
                assert_eq!(
                    after.services.len(),
                    before.services.len() + report.added,
                    "round {round}: {report}"
                );
            }
            _ => {
                refused += 1;
                assert_eq!(after, before, "round {round}");
            }
        }
    }
    assert!(applied > 20 && refused > 20, "{applied} applied, {refused} refused: the dice have to try both");
}

/// A feed of this many services, each with a place, times and words of its own.
fn large(services: usize) -> String {
    let mut feed = format!("{{\"total_items\":{services},\"contents\":[");
    for n in 0..services {
        let comma = if n == 0 { "" } else { "," };
        write!(
            feed,
            r#"{comma}{{"id":"service-{n}","name":"Service {n}","description":"<p>Come and play, number {n}. {}</p>","status":"active",
            "last_modified":"2026-01-23T16:05:00.000Z","organization":{{"id":"org-{}","name":"Organisation {}"}},"minimum_age":{},
            "schedules":[{{"byday":"TU","opens_at":"10:00:00","closes_at":"11:00:00"}}],"cost_options":[{{"amount":0}}],
            "service_at_locations":[{{"location":{{"id":"place-{n}","name":"Hall {n}","latitude":53.39,"longitude":-2.59,
            "addresses":[{{"address_1":"{n} High Street","city":"Anytown","postal_code":"WA1 1AA"}}]}}}}]}}"#,
            "There is tea, and room for prams. ".repeat(12),
            n % 500,
            n % 500,
            n % 11,
        )
        .unwrap();
    }
    feed + "]}"
}

#[tokio::test]
async fn a_large_feed_is_read_and_a_part_of_it_again() {
    let hub = Hub::new().await;
    let report = hub.bytes(large(20_000).as_bytes(), false).await.unwrap();
    assert_eq!((report.added, report.applied), (20_000, true));
    let report = hub.bytes(large(1200).as_bytes(), false).await.unwrap();
    assert_eq!((report.updated, report.unchanged), (1200, 1200));
    assert_eq!(hub.store.version().await, Ok(1));
}

#[tokio::test]
async fn the_command_says_what_happened_on_its_last_line_and_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let feed = folder.path().join("feed.json");
    let run = |options: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_family-hub-server"))
            .args(["import", "services", feed.to_str().unwrap(), "--database-url"])
            .arg(format!("sqlite:{}", folder.path().join("hub.sqlite").display()))
            .args(options)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        (output.status.success(), said.lines().last().unwrap_or_default().to_owned())
    };
    std::fs::write(&feed, r#"[{"id":"a","name":"=A"},{"name":"=B"}]"#).unwrap();
    let (csv, json) = (folder.path().join("report.csv"), folder.path().join("report.json"));
    let not_applied = "1 added, 0 updated, 1 rejected; nothing was applied (put these right, or repeat with --skip-rejected)";
    assert_eq!(run(&["--report", csv.to_str().unwrap()]), (false, not_applied.to_owned()));
    let rows = std::fs::read_to_string(&csv).unwrap();
    assert!(rows.contains("rejected,service 2 (=B),its id is missing or is not an id"), "{rows}");
    let applied = "1 added, 0 updated, 1 rejected".to_owned();
    assert_eq!(run(&["--skip-rejected", "--report", json.to_str().unwrap()]), (true, applied));
    let report: Value = serde_json::from_str(&std::fs::read_to_string(&json).unwrap()).unwrap();
    assert_eq!(
        (&report["applied"], &report["rejected"][0]["record"]),
        (&json!(true), &json!("service 2 (=B)"))
    );
    for options in [
        &["--report", "report.txt"][..],
        &["--yes"],
        &["--delete-absent", "--modified-after", "since-last-run"],
        &["--modified-after", "soon"],
        &["--per-page", "0"],
    ] {
        assert!(!run(options).0, "{options:?}");
    }
    std::fs::write(&feed, "[{").unwrap();
    assert_eq!(run(&[]), (false, String::new()));
}
