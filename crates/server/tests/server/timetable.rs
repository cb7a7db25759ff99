//! Which dates a series has, and what becomes of its sessions when its timetable is imported again.

use std::path::Path;

use domain::{Date, NamedDates, Series, Session};
use serde_json::{Value, json};
use server::import::{self, Kind, Report, timetable};
use store::Store;

use crate::harness::{NOW, family, fixture, store_in, token};

/// The sample's own dates, as they are imported.
async fn year() -> NamedDates {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path()).await;
    for name in ["bank-holidays.toml", "terms.toml"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample").join(name);
        let report = import::file(&*store, Kind::Dates, &path, false, NOW.parse().unwrap()).await.unwrap();
        assert!(report.applied && report.rejected.is_empty(), "{report}");
    }
    store.named_dates().await.unwrap()
}

fn series(rule: &str, starts_on: &str, changes: &Value) -> Series {
    let mut series = json!({
        "id": "s", "service_id": "s", "location_id": "l", "title": "", "starts_on": starts_on, "rule": rule,
        "start_time": "10:00", "end_time": "11:00", "ages": { "from": 0 }, "booking": "drop_in", "counts": "families",
    });
    for (key, value) in changes.as_object().unwrap() {
        series[key] = value.clone();
    }
    serde_json::from_value(series).unwrap()
}

fn told(series: &Series, year: &NamedDates, from: &str, to: &str) -> String {
    let dates = timetable::dates(series, year, from.parse().unwrap(), to.parse().unwrap()).unwrap();
    dates.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[test]
fn rules_become_dates() {
    for (rule, starts_on, dates) in [
        ("FREQ=WEEKLY;BYDAY=TU", "2026-09-01", "2026-11-24 2026-12-01 2026-12-08"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-11-17", "2026-12-01"),
        ("FREQ=MONTHLY;BYDAY=2WE", "2026-01-01", "2026-12-09"),
        ("FREQ=MONTHLY;BYDAY=1MO", "2026-01-01", "2026-12-07"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2026-01-01", "2026-11-27"),
        ("FREQ=MONTHLY;BYMONTHDAY=24", "2026-01-01", "2026-11-24"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-01-01", "2026-11-30"),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=2", "2026-11-24", "2026-11-24 2026-12-01"),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=2", "2026-01-06", ""),
        ("FREQ=WEEKLY;BYDAY=WE", "2026-12-05", "2026-12-09"),
        ("FREQ=DAILY", "2026-12-08", "2026-12-08 2026-12-09 2026-12-10"),
    ] {
        let series = series(rule, starts_on, &json!({}));
        let found = told(&series, &NamedDates::default(), "2026-11-24", "2026-12-10");
        assert_eq!(found, dates, "{rule} from {starts_on}");
    }
}

#[tokio::test]
async fn terms_holidays_ends_exceptions_and_extra_dates() {
    let year = year().await;
    let tuesdays = "FREQ=WEEKLY;BYDAY=TU";
    for (rule, starts_on, changes, from, to, dates) in [
        // Christmas 2026 is a Friday, Boxing Day a Saturday, with Monday the 28th in its stead.
        (
            "FREQ=WEEKLY;BYDAY=FR",
            "2026-09-04",
            json!({}),
            "2026-12-18",
            "2027-01-08",
            "2026-12-18 2027-01-08",
        ),
        (
            "FREQ=WEEKLY;BYDAY=FR",
            "2026-09-04",
            json!({ "bank_holidays": true }),
            "2026-12-18",
            "2027-01-08",
            "2026-12-18 2026-12-25 2027-01-01 2027-01-08",
        ),
        (
            "FREQ=WEEKLY;BYDAY=SA",
            "2026-09-05",
            json!({}),
            "2026-12-19",
            "2027-01-02",
            "2026-12-19 2027-01-02",
        ),
        (
            "FREQ=WEEKLY;BYDAY=MO",
            "2026-09-07",
            json!({}),
            "2026-12-21",
            "2027-01-04",
            "2026-12-21 2027-01-04",
        ),
        // The first Monday of May is a bank holiday; it does not move to another Monday.
        (
            "FREQ=MONTHLY;BYDAY=1MO",
            "2026-01-05",
            json!({}),
            "2027-04-01",
            "2027-06-30",
            "2027-04-05 2027-06-07",
        ),
        (
            "FREQ=MONTHLY;BYDAY=-1FR",
            "2026-01-30",
            json!({}),
            "2027-02-01",
            "2027-04-30",
            "2027-02-26 2027-04-30",
        ),
        // Term time: the half-term week and the Christmas holidays are out, to the very days.
        (
            tuesdays,
            "2026-09-01",
            json!({ "term_time": true }),
            "2026-10-13",
            "2026-11-10",
            "2026-10-13 2026-10-20 2026-11-03 2026-11-10",
        ),
        (
            "FREQ=DAILY",
            "2026-09-01",
            json!({ "term_time": true }),
            "2026-12-17",
            "2027-01-05",
            "2026-12-17 2026-12-18 2027-01-04 2027-01-05",
        ),
        // A fortnightly series goes on counting through the holidays.
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
            "2026-09-08",
            json!({ "term_time": true }),
            "2026-12-01",
            "2027-01-31",
            "2026-12-01 2026-12-15 2027-01-12 2027-01-26",
        ),
        // Beyond the last known term there is none.
        (tuesdays, "2026-09-01", json!({ "term_time": true }), "2028-01-01", "2028-03-01", ""),
        (
            tuesdays,
            "2026-09-01",
            json!({ "ends_on": "2026-12-08" }),
            "2026-11-24",
            "2026-12-31",
            "2026-11-24 2026-12-01 2026-12-08",
        ),
        (
            tuesdays,
            "2026-09-01",
            json!({ "ends_on": "2026-12-07" }),
            "2026-12-01",
            "2026-12-31",
            "2026-12-01",
        ),
        // An extra date stands in the holidays, on a bank holiday and after the end, and never twice; not where it is
        // excluded.
        (
            tuesdays,
            "2026-09-01",
            json!({ "term_time": true, "ends_on": "2026-12-15", "excluded_dates": ["2026-12-01", "2026-12-24"],
                "extra_dates": ["2026-12-24", "2026-12-28", "2026-12-08", "2026-12-22", "2027-02-01"] }),
            "2026-12-01",
            "2026-12-31",
            "2026-12-08 2026-12-15 2026-12-22 2026-12-28",
        ),
        // The count is of what the rule gives, exceptions among them (RFC 5545, 3.3.10).
        (
            "FREQ=WEEKLY;BYDAY=TU;COUNT=3",
            "2026-11-24",
            json!({ "excluded_dates": ["2026-12-01"] }),
            "2026-11-24",
            "2027-01-31",
            "2026-11-24 2026-12-08",
        ),
    ] {
        let series = series(rule, starts_on, &changes);
        assert_eq!(told(&series, &year, from, to), dates, "{rule} {changes}");
    }
}

#[test]
fn ten_in_the_morning_is_ten_on_the_clock_all_year() {
    let times = |rule: &str, from: &str, to: &str| {
        let series = series(rule, "2026-09-01", &json!({}));
        let dates: Vec<Date> =
            timetable::dates(&series, &NamedDates::default(), from.parse().unwrap(), to.parse().unwrap())
                .unwrap();
        let at = dates.into_iter().map(|date| Session::of(&series, date).unwrap().starts_at.to_string());
        at.collect::<Vec<_>>().join(" ")
    };
    for (rule, from, to, utc) in [
        ("FREQ=WEEKLY;BYDAY=TU", "2026-10-20", "2026-10-27", "2026-10-20T09:00:00Z 2026-10-27T10:00:00Z"),
        ("FREQ=WEEKLY;BYDAY=TU", "2027-03-23", "2027-03-30", "2027-03-23T10:00:00Z 2027-03-30T09:00:00Z"),
        // The clocks change on Sundays at one in the morning UTC: ten o'clock is after it.
        ("FREQ=WEEKLY;BYDAY=SU", "2026-10-18", "2026-10-25", "2026-10-18T09:00:00Z 2026-10-25T10:00:00Z"),
        ("FREQ=WEEKLY;BYDAY=SU", "2027-03-21", "2027-03-28", "2027-03-21T10:00:00Z 2027-03-28T09:00:00Z"),
        ("FREQ=MONTHLY;BYDAY=1MO", "2026-10-01", "2026-11-30", "2026-10-05T09:00:00Z 2026-11-02T10:00:00Z"),
    ] {
        assert_eq!(times(rule, from, to), utc, "{rule}");
    }
}

const HEAD: &str = "series_id,service_id,location_id,title,starts_on,rule,start_time,end_time,booking,capacity,ends_on,extra_dates,\
     term_time,bank_holidays,excluded_dates";

async fn hub() -> (tempfile::TempDir, std::sync::Arc<dyn Store>) {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path()).await;
    for (kind, name) in [(Kind::Network, "network.json"), (Kind::Services, "services.json")] {
        import::file(&*store, kind, &fixture().join(name), false, NOW.parse().unwrap()).await.unwrap();
    }
    (folder, store)
}

async fn import(store: &dyn Store, row: &str) -> Report {
    let text = format!("{HEAD}\ns,massage,oak-lane-id,Stay and play,2026-09-01,{row}\n");
    import::text(store, Kind::Timetable, &text, false, NOW.parse().unwrap()).await.unwrap()
}

#[tokio::test]
async fn what_a_row_cannot_mean_is_told() {
    let (_folder, store) = hub().await;
    for (row, reason) in [
        ("FREQ=WEEKLY,10:00,11:00,drop_in,,2026-08-31,,,,", "ends_on is before starts_on"),
        ("FREQ=WEEKLY,10:00,11:00,drop_in,,soon,,,,", "ends_on is not understood"),
        ("FREQ=WEEKLY,10:00,11:00,drop_in,,,2026-08-31,,,", "2026-08-31, which is before starts_on"),
        ("FREQ=WEEKLY,10:00,11:00,drop_in,,,2026-13-01,,,", "extra_dates is not understood"),
        ("FREQ=WEEKLY,10:00,11:00,drop_in,,,,maybe,,", "term_time must be yes or no"),
        ("FREQ=WEEKLY,10:00,11:00,drop_in,,,,,perhaps,", "bank_holidays must be yes or no"),
        ("FREQ=WEEKLY,10:00,11:00,drop_in,,,,yes,,", "knows no school terms"),
        ("FREQ=WEEKLY;INTERVAL=0,10:00,11:00,drop_in,,,,,,", "the rule's INTERVAL must be at least 1"),
        ("FREQ=WEEKLY;COUNT=0,10:00,11:00,drop_in,,,,,,", "the rule's COUNT must be at least 1"),
        ("FREQ=WEEKLY;COUNT=00,10:00,11:00,drop_in,,,,,,", "the rule's COUNT must be at least 1"),
    ] {
        let report = import(&*store, row).await;
        assert!(!report.applied && report.rejected.len() == 1, "{row}: {report}");
        assert!(report.rejected[0].reason.contains(reason), "{row}: {report}");
    }
    let many = vec!["2026-12-01"; 501].join(";");
    let report = import(&*store, &format!("FREQ=WEEKLY,10:00,11:00,drop_in,,,{many},,,")).await;
    assert!(report.rejected[0].reason.contains("more than 500"), "{report}");
    let terms = "source = 'x'\nterms = [{ name = 'Autumn', first = '2026-09-02', last = '2026-12-18' }]";
    import::text(&*store, Kind::Dates, terms, false, NOW.parse().unwrap()).await.unwrap();
    let report = import(&*store, "FREQ=WEEKLY;BYDAY=TU,10:00,11:00,drop_in,,,,YES,,").await;
    assert!(report.applied && report.warnings[0].reason.contains("known until 2026-12-18"), "{report}");
    assert_eq!(report.new_sessions, 4, "24 November to 15 December");
}

#[tokio::test]
async fn what_a_series_cannot_be_is_told() {
    let (_folder, store) = hub().await;
    let head = "series_id,service_id,location_id,rule,start_time,end_time,booking,capacity,title,starts_on,\
         opens_days_before,closes_minutes_before,run_by";
    let import =
        async |text: &str| import::text(&*store, Kind::Timetable, text, false, NOW.parse().unwrap()).await;
    let long = "x".repeat(151);
    for (rest, reason) in [
        ("Play,0001-01-01,,,", Some("starts_on must be from 1976-11-23 to 2031-11-23, not 0001-01-01")),
        ("Play,9999-12-31,,,", Some("starts_on must be from 1976-11-23 to 2031-11-23, not 9999-12-31")),
        ("Play,2026-09-01,0,2880,", Some("booking would close before it opens")),
        ("Play,2026-09-01,2,2880,", Some("booking would close before it opens")),
        ("Play,2026-09-01,2,2879,", None),
        ("Play,2026-09-01,,2880,", None),
        ("Pl\u{0}ay,2026-09-01,,,", Some("title has characters that cannot be seen")),
        ("\"Play\nand stay\",2026-09-01,,,", Some("more than one line")),
        ("Play,2026-09-01,,,Ma\u{7}ria", Some("run_by has characters that cannot be seen")),
        (&format!("{long},2026-09-01,,,"), Some("title is longer than 150 characters")),
        (&format!("{},2026-09-01,,,", &long[1..]), None),
    ] {
        let text = format!("{head}\ns,massage,oak-lane-id,FREQ=WEEKLY,10:00,11:00,book,8,{rest}\n");
        let report = import(&text).await.unwrap();
        let found = report.rejected.first().map(|remark| remark.reason.as_str());
        assert_eq!(found.is_some(), reason.is_some(), "{rest}: {report}");
        assert!(found.unwrap_or_default().contains(reason.unwrap_or_default()), "{rest}: {report}");
    }
    let twice = import(&format!("{head},title\n")).await.unwrap_err().to_string();
    assert!(twice.contains("the column title is there twice"), "{twice}");
}

#[tokio::test]
async fn dates_that_cannot_be_are_told() {
    let (_folder, store) = hub().await;
    let import = |text: &'static str| {
        let store = store.clone();
        async move { import::text(&*store, Kind::Dates, text, false, NOW.parse().unwrap()).await }
    };
    for text in ["", "source = 'x'", "terms = []", "source = 'x'\nholidays = []", "not toml"] {
        assert!(import(text).await.is_err(), "{text}");
    }
    for (text, reason) in [
        ("terms = [{ name = 'A', first = '2026-12-18', last = '2026-09-02' }]", "last must be"),
        ("terms = [{ name = 'A', first = '2026-09-02', last = '2027-09-03' }]", "within a year"),
        ("terms = [{ name = '', first = '2026-09-02', last = '2026-12-18' }]", "name is missing"),
        ("terms = [{ name = 'A', first = '2 September', last = '2026-12-18' }]", "first is not a date"),
        ("bank_holidays = [{ name = 'A', date = '2026-02-29' }]", "date is not a date"),
        (
            "bank_holidays = [{ name = 'A', date = '2026-12-25' }, { name = 'B', date = '2026-12-25' }]",
            "is there twice",
        ),
        (
            "terms = [{ name = 'A', first = '2026-09-02', last = '2026-10-23' }, { name = 'B', first = '2026-10-23', last = '2026-12-18' }]",
            "overlaps another",
        ),
    ] {
        let text: &'static str = Box::leak(format!("source = 'x'\n{text}").into_boxed_str());
        let report = import(text).await.unwrap();
        assert!(!report.applied && report.rejected[0].reason.contains(reason), "{text}: {report}");
    }
    assert_eq!(store.named_dates().await, Ok(NamedDates::default()));
}

#[tokio::test]
async fn a_new_timetable_moves_nothing_that_is_booked() {
    let test = crate::harness::TestHub::new().await;
    let store = &test.hub.store;
    let starts = || async {
        let sessions = store.catalogue(NOW.parse().unwrap()).await.unwrap().sessions;
        let of_series = sessions.into_iter().filter(|session| session.series_id.as_str() == "s");
        of_series.map(|session| session.starts_at.to_string()).collect::<Vec<_>>()
    };
    import(&**store, "FREQ=WEEKLY;BYDAY=TU,10:00,11:00,book,8,2026-12-08,,,,").await;
    assert_eq!(starts().await, ["2026-11-24T10:00:00Z", "2026-12-01T10:00:00Z", "2026-12-08T10:00:00Z"]);
    test.hub.reload().await.unwrap();
    assert_eq!(test.put(1, family(1, "s-2026-12-01")).await.status, 201);
    assert_eq!(test.put(2, family(2, "s-2026-12-08")).await.status, 201);
    assert_eq!(test.cancel(2, &token(2)).await.status, 200);

    // An hour later, and on Wednesdays: the booked Tuesday stays as it was, with its hour, and so does the one whose
    // booking a family can still look up.
    let report = import(&**store, "FREQ=WEEKLY;BYDAY=WE,11:00,12:00,book,8,2026-12-09,,,,").await;
    assert_eq!((report.removed.len(), report.kept.len(), report.applied), (1, 2, true), "{report}");
    assert!(report.kept[0].record.contains("s-2026-12-01"), "{report}");
    assert_eq!(
        starts().await,
        [
            "2026-11-25T11:00:00Z",
            "2026-12-01T10:00:00Z",
            "2026-12-02T11:00:00Z",
            "2026-12-08T10:00:00Z",
            "2026-12-09T11:00:00Z",
        ]
    );
    // The same once more tells the same and changes nothing.
    let report = import(&**store, "FREQ=WEEKLY;BYDAY=WE,11:00,12:00,book,8,2026-12-09,,,,").await;
    assert_eq!((report.removed.len(), report.kept.len(), report.new_sessions), (0, 2, 0), "{report}");
}

#[tokio::test]
async fn a_booked_session_that_stays_as_it_was_is_told_of() {
    let test = crate::harness::TestHub::new().await;
    let store = &test.hub.store;
    import(&**store, "FREQ=WEEKLY;BYDAY=TU,10:00,11:00,book,8,2026-12-08,,,,").await;
    test.hub.reload().await.unwrap();
    assert_eq!(test.put(1, family(1, "s-2026-12-01")).await.status, 201);
    let kept = async |place: &str, row: &str| {
        let text = format!("{HEAD}\ns,massage,{place},Stay and play,2026-09-01,{row}\n");
        let report =
            import::text(&**store, Kind::Timetable, &text, false, NOW.parse().unwrap()).await.unwrap();
        assert!(report.applied && report.kept.iter().all(|one| one.record == "s-2026-12-01"), "{report}");
        report.kept.into_iter().map(|one| one.reason).collect::<Vec<_>>().join(" | ")
    };
    let why = "families have booked it or the team has changed it";
    let time = "it stays on 2026-12-01 from 10:00 to 11:00, not 2026-12-01 from 11:00 to 12:00";
    let place = "it stays at oak-lane-id, not library-id";
    for (at, row, reason) in [
        ("oak-lane-id", "10:00,11:00,book,8", String::new()),
        ("oak-lane-id", "10:00,11:00,book,9", String::new()),
        ("oak-lane-id", "11:00,12:00,book,8", format!("{time}: {why}")),
        ("library-id", "11:00,12:00,book,8", format!("{time}; {place}: {why}")),
        (
            "oak-lane-id",
            "10:00,11:00,drop_in,",
            "people just turn up now, but families have booked it: their bookings stand".to_owned(),
        ),
    ] {
        assert_eq!(
            kept(at, &format!("FREQ=WEEKLY;BYDAY=TU,{row},2026-12-08,,,,")).await,
            reason,
            "{at} {row}"
        );
    }
}
