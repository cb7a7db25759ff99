use std::collections::BTreeSet;

use domain::opening::Recurrence;
use domain::{Instant, Weekday};
use server::import::{self, Kind, Report, timetable};
use store::Store;

use crate::harness::{NOW, fixture, store_in};

fn now() -> Instant {
    NOW.parse().unwrap()
}

async fn import(store: &dyn Store, kind: Kind, text: &str, skip: bool) -> Report {
    import::text(store, kind, text, skip, now()).await.unwrap()
}

async fn import_file(store: &dyn Store, kind: Kind, name: &str) -> Report {
    import::file(store, kind, &fixture().join(name), false, now()).await.unwrap()
}

#[tokio::test]
async fn the_network_and_the_services_keep_each_others_facts_in_either_order() {
    let order = [(Kind::Network, "network.json"), (Kind::Services, "services.json")];
    for order in [order, [order[1], order[0]]] {
        let folder = tempfile::tempdir().unwrap();
        let store = store_in(folder.path()).await;
        for (kind, name) in order.into_iter().chain(order) {
            assert!(import_file(&*store, kind, name).await.applied);
        }
        let catalogue = store.catalogue(now()).await.unwrap();
        let oak_lane = catalogue.locations.iter().find(|l| l.id.as_str() == "oak-lane-id").unwrap();
        assert_eq!(oak_lane.name, "Oak Lane Family Centre");
        assert_eq!(oak_lane.slug.as_deref(), Some("oak-lane"));
        assert_eq!(oak_lane.address, ["12 Oak Lane", "Bridgewater"]);
        assert_eq!(oak_lane.facilities, ["Pram parking"]);
        assert!(oak_lane.point.is_some());
        let refuge = catalogue.locations.iter().find(|l| l.id.as_str() == "refuge-id").unwrap();
        assert!(refuge.masked);
    }
}

#[tokio::test]
async fn a_second_import_updates() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path()).await;
    for (kind, name, records) in [
        (Kind::Network, "network.json", 5),
        (Kind::Services, "services.json", 2),
        (Kind::Timetable, "timetable.csv", 6),
        (Kind::Postcodes, "postcodes.csv", 4),
    ] {
        let (first, second) =
            (import_file(&*store, kind, name).await, import_file(&*store, kind, name).await);
        assert_eq!((first.added, first.updated), (records, 0), "{name}");
        assert_eq!((second.added, second.updated, second.new_sessions), (0, records, 0), "{name}");
    }
}

#[tokio::test]
async fn feeds_are_read_as_they_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path()).await;
    let feed = r#"[
        { "id": "bare", "name": "Bare" },
        { "id": "numbers", "name": "Numbers", "minimum_age": "2", "maximum_age": "4.9167", "cost_options": { "amount": "3.50" },
          "phones": [{ "number": 1632960105 }], "languages": "English", "schedules": [null, { "opens_at": "09:00Z" }] },
        { "id": "swapped", "name": "Swapped", "minimum_age": 5, "maximum_age": 1, "url": "www.example.org", "alert": "Shut in May." },
        { "id": "nowhere", "name": "Nowhere", "service_at_locations": [{ "location": { "id": "n", "name": "N", "latitude": "north",
          "longitude": 500, "addresses": [{ "postal_code": "nope", "address_1": "1 Way" }] } }, {}, { "location": { "name": "no id" } }] },
        { "id": "gone", "name": "Gone", "status": "defunct" },
        { "id": "times", "name": "Times", "schedules": [
            { "freq": "MONTHLY", "byday": "3TU,-1FR", "opens_at": "10:00:00", "closes_at": "11:00", "valid_to": "2026-12-15" },
            { "freq": "WEEKLY", "interval": 1, "byday": "MO, TH", "opens_at": "10:00:00", "closes_at": "11:00" },
            { "freq": "WEEKLY", "interval": 2, "byday": "MO", "opens_at": "10:00:00", "closes_at": "11:00" },
            { "byday": "2TU", "opens_at": "10:00:00", "closes_at": "11:00" }],
          "attributes": [{ "taxonomy_term": { "taxonomy": "anyshire-send-needs", "term_uri": "https://a.example.org/x/autism" } }] }
    ]"#;
    let report = import(&*store, Kind::Services, feed, false).await;
    assert_eq!(
        (report.added, report.rejected.len(), report.warnings.len(), report.applied),
        (5, 0, 5, true),
        "{report}"
    );
    let services = store.catalogue(now()).await.unwrap().services;
    let find = |id: &str| services.iter().find(|s| s.id.as_str() == id).unwrap();
    assert_eq!(find("bare").organisation_id.as_str(), "bare");
    assert_eq!((find("numbers").ages.from.0, find("numbers").ages.to.unwrap().0), (24, 59));
    assert_eq!(find("numbers").cost, domain::Cost::From { pence: 350 });
    assert_eq!(find("numbers").phone, "1632960105");
    assert_eq!((find("swapped").ages.from.0, find("swapped").url.as_str()), (12, "https://www.example.org"));
    assert_eq!(find("swapped").description, "Shut in May.");
    assert_eq!(find("nowhere").locations.len(), 1);
    let times = &find("times").times;
    let told = |at: usize| (times[at].days.as_slice(), times[at].recurrence, times[at].until);
    assert_eq!(told(0), (&[Weekday::Tuesday][..], Recurrence::Third, "2026-12-15".parse().ok()));
    assert_eq!(told(1), (&[Weekday::Friday][..], Recurrence::Last, "2026-12-15".parse().ok()));
    assert_eq!(told(2), (&[Weekday::Monday, Weekday::Thursday][..], Recurrence::Weekly, None));
    assert_eq!(told(3), (&[Weekday::Monday][..], Recurrence::SomeWeeks, None));
    assert_eq!(told(4), (&[Weekday::Tuesday][..], Recurrence::Monthly, None));
    assert_eq!(times.len(), 5);
    assert_eq!(find("times").send_needs, ["autism"]);
}

#[tokio::test]
async fn dirty_records_are_told_and_nothing_is_applied_unless_asked() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path()).await;
    import_file(&*store, Kind::Network, "network.json").await;
    import_file(&*store, Kind::Services, "services.json").await;
    let head =
        std::fs::read_to_string(fixture().join("timetable.csv")).unwrap().lines().next().unwrap().to_owned();
    let row = |change: &[(usize, &str)]| {
        let mut cells: Vec<&str> =
            "s,massage,oak-lane-id,Title,2026-09-01,FREQ=WEEKLY;BYDAY=TU,,10:00,11:00,2,12,book,10,families,,60,0,,,,,,".split(',').collect();
        for (at, cell) in change {
            cells[*at] = cell;
        }
        format!("{head}\n{}\n", cells.join(","))
    };
    let timetables: &[(&[(usize, &str)], &str)] = &[
        (&[(0, "a b")], "series_id is not understood"),
        (&[(0, &"x".repeat(60))], "series_id is longer"),
        (&[(1, "none")], "there is no service none"),
        (&[(2, "none")], "there is no location none"),
        (&[(3, "")], "title is missing"),
        (&[(4, "soon")], "starts_on is not understood"),
        (&[(5, "FREQ=WEEKLY;UNTIL=20261201T000000Z")], "UNTIL is not understood"),
        (&[(5, "FREQ=HOURLY")], "daily, weekly, monthly"),
        (&[(5, "FREQ=SOMETIMES")], "the rule is not valid"),
        (&[(5, "")], "is not understood"),
        (&[(6, "2026-13-01")], "excluded_dates"),
        (&[(8, "09:00")], "end_time must be later"),
        (&[(9, "-1")], "age_from_months"),
        (&[(9, "13")], "less than age_from_months"),
        (&[(11, "maybe")], "booking must be"),
        (&[(12, "")], "capacity of at least 1"),
        (&[(12, "0")], "capacity of at least 1"),
        (&[(13, "dogs")], "counts must be"),
    ];
    for (change, reason) in timetables {
        let text = row(change);
        let report = import(&*store, Kind::Timetable, &text, false).await;
        assert!(!report.applied && report.rejected.len() == 1, "{report}");
        assert_eq!(report.rejected[0].record, "line 2");
        // However lines end.
        let returns = import(&*store, Kind::Timetable, &text.replace('\n', "\r\n"), false).await;
        assert_eq!(returns.rejected[0].record, "line 2");
        assert!(report.rejected[0].reason.contains(reason), "{reason} is not in {report}");
        assert!(store.catalogue(now()).await.unwrap().series.is_empty());
    }
    for (kind, text, reasons) in [
        (
            Kind::Services,
            r#"[{"id":"x","name":"X"},{"id":"x","name":"Y"},{"name":"Z"},{"id":"q"},{"id":"a b","name":"A"},7,{"id":"w","name":"W","status":"odd"}]"#,
            6,
        ),
        (
            Kind::Network,
            r#"{"localities":[{"id":"w","name":"W"},{"id":"w","name":"V"},{}],"categories":[{"id":"c","name":"C","parent":"none"}],"sites":[{"id":"s","slug":"s","kind":"castle","locality":null,"name":"S"},{"id":"t","slug":"t","kind":"outreach","locality":"none","name":"T"}]}"#,
            5,
        ),
        (
            Kind::Postcodes,
            "postcode,latitude,longitude\nWA1 1AA,53.4,-2.6\nWA1 1AA,53.4,-2.6\nnope,1,1\nWA1 1AB,x,1\nWA1 1AC,95,1\nWA1 1AD,99.999999,0\n",
            4,
        ),
    ] {
        let report = import(&*store, kind, text, false).await;
        assert_eq!((report.rejected.len(), report.applied), (reasons, false), "{report}");
    }
    let text = row(&[]) + "t,none,oak-lane-id,T,2026-09-01,FREQ=DAILY,,10:00,11:00,,,drop_in,,,,,,,,,,,\n";
    let report = import(&*store, Kind::Timetable, &text, true).await;
    assert_eq!((report.added, report.rejected.len(), report.applied), (1, 1, true), "{report}");
    assert_eq!(report.new_sessions, 12);
}

#[tokio::test]
async fn a_file_that_is_not_of_its_kind_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path()).await;
    for (kind, text) in [
        (Kind::Services, "not json"),
        (Kind::Services, "{}"),
        (Kind::Services, "7"),
        (Kind::Network, "[]"),
        (Kind::Timetable, "a,b\n1,2\n"),
        (Kind::Timetable, ""),
        (Kind::Postcodes, ""),
        (Kind::Postcodes, "name,colour\nx,y\n"),
    ] {
        assert!(import::text(&*store, kind, text, true, now()).await.is_err(), "{kind:?} {text}");
    }
    assert!(
        import::file(&*store, Kind::Services, &folder.path().join("none.json"), true, now()).await.is_err()
    );
    assert_eq!(store.catalogue(now()).await.unwrap().services, []);
}

#[tokio::test]
async fn postcodes_come_in_three_shapes() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path()).await;
    for (text, postcode, authority) in [
        (
            "postcode,latitude,longitude,local_authority\nWA5 1AB,53.39,-2.63,E06000007\n",
            "WA5 1AB",
            "E06000007",
        ),
        (
            "\u{feff}pcd,pcd2,pcds,dointr,oslaua,lat,long\nWA5 2AB,WA5  2AB,WA5 2AB,2000,E06000007,53.40,-2.65\n",
            "WA5 2AB",
            "E06000007",
        ),
        ("pcds,lad25cd,lat,long\nWA5 3AB,E06000007,53.40,-2.65\n", "WA5 3AB", "E06000007"),
        (
            "\"WA5 4AB\",10,358000,388000,\"E92000001\",\"\",\"\",\"\",\"E06000007\",\"E05000001\"\n",
            "WA5 4AB",
            "E06000007",
        ),
    ] {
        let report = import(&*store, Kind::Postcodes, text, false).await;
        assert!(report.applied && report.added == 1, "{report}");
        let row = store.postcode(&postcode.parse().unwrap()).await.unwrap().unwrap();
        assert_eq!(row.local_authority, authority);
        let near = domain::Point::new(53.39, -2.63).unwrap();
        assert!(row.point.distance(near).0 < 5000, "{postcode} {:?}", row.point);
    }
    for end in ["\n", "\r\n"] {
        let text = ["postcode,latitude,longitude", "WA5 1AB,53.39,-2.63", "nope,53.39,-2.63", ""].join(end);
        let report = import(&*store, Kind::Postcodes, &text, false).await;
        assert_eq!(report.rejected[0].record, "line 3");
    }
}

#[tokio::test]
async fn sessions_are_made_twelve_weeks_ahead_and_rolled_forward() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path()).await;
    assert!(import::sample(&*store, &fixture(), now()).await.unwrap());
    assert!(
        !import::sample(&*store, &fixture(), now()).await.unwrap(),
        "a store with services is left alone"
    );
    let dates = |sessions: Vec<domain::Session>| -> BTreeSet<String> {
        sessions
            .into_iter()
            .filter(|s| s.series_id.as_str() == "massage")
            .map(|s| s.starts_at.to_string())
            .collect()
    };
    let first = dates(store.catalogue(now()).await.unwrap().sessions);
    // Thirteen Tuesdays from 24 November to 9 February, less 29 December.
    assert_eq!(first.len(), 11, "{first:?}");
    assert!(!first.iter().any(|at| at.starts_with("2026-12-29")));
    let version = store.version().await.unwrap();
    assert_eq!(timetable::roll_forward(&*store, now()).await, Ok(0));
    assert_eq!(store.version().await.unwrap(), version);

    let spring: Instant = "2027-03-15T09:00:00Z".parse().unwrap();
    assert!(timetable::roll_forward(&*store, spring).await.unwrap() > 0);
    let later = dates(store.catalogue(spring).await.unwrap().sessions);
    // Ten in London is nine in UTC once the clocks have gone forward.
    assert!(later.contains("2027-03-23T10:00:00Z") && later.contains("2027-03-30T09:00:00Z"), "{later:?}");
}
