//! Calendars to subscribe to, read with a parser that did not write them.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Request;
use icalendar::parser::{read_calendar, unfold};

use crate::harness::{MASSAGE, TestHub, family, send};

/// Each event by its UID, as its properties by name; what stands before them under no name at all.
fn read(text: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])), "{text}");
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    let unfolded = unfold(text);
    let calendar = read_calendar(&unfolded).unwrap();
    let texts = |properties: &[icalendar::parser::Property<'_>]| {
        properties.iter().map(|one| (one.name.to_string(), one.val.to_string())).collect::<BTreeMap<_, _>>()
    };
    let mut events = BTreeMap::from([(String::new(), texts(&calendar.properties))]);
    for component in &calendar.components {
        assert_eq!(component.name, "VEVENT");
        let event = texts(&component.properties);
        for needed in
            ["UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS", "LAST-MODIFIED", "URL"]
        {
            assert!(event.contains_key(needed), "{needed} is not in {event:?}");
        }
        assert_eq!(events.insert(event["UID"].clone(), event), None, "a UID is there twice");
    }
    events
}

#[tokio::test]
async fn there_is_a_calendar_of_a_place_a_locality_a_service_and_a_series() {
    let hub = TestHub::new().await;
    let by_slug = hub.get("/api/v1/calendars/places/oak-lane.ics").await;
    assert_eq!(by_slug.header("content-type"), "text/calendar; charset=utf-8");
    assert_eq!(by_slug.header("content-disposition"), "inline; filename=\"places-oak-lane.ics\"");
    let events = read(&by_slug.text);
    let head = &events[""];
    for (name, value) in [
        ("VERSION", "2.0"),
        ("METHOD", "PUBLISH"),
        ("REFRESH-INTERVAL", "PT6H"),
        ("X-PUBLISHED-TTL", "PT6H"),
        ("X-WR-CALNAME", "Oak Lane Family Centre – Family hub"),
    ] {
        assert_eq!(head[name], value);
    }
    assert!(by_slug.text.contains("REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n"));
    let massage = &events["massage-2026-11-24@hub.example.org"];
    assert_eq!(
        (massage["DTSTART"].as_str(), massage["DTEND"].as_str()),
        ("20261124T100000Z", "20261124T113000Z")
    );
    assert_eq!(massage["URL"], "https://hub.example.org/sessions/massage-2026-11-24");
    assert_eq!((massage["STATUS"].as_str(), massage["SEQUENCE"].as_str()), ("CONFIRMED", "0"));

    let count = |kind: &'static str, id: &'static str| {
        let hub = &hub;
        async move { read(&hub.get(&format!("/api/v1/calendars/{kind}/{id}.ics")).await.text).len() - 1 }
    };
    // Twelve weeks: eleven Tuesdays (one is left out), twelve of each other day, and 84 days of rhyme time.
    let series = count("series", "massage").await;
    assert_eq!(series, 11);
    assert_eq!(count("places", "oak-lane-id").await, events.len() - 1);
    assert_eq!(count("localities", "east").await, count("services", "massage").await);
    assert!(count("localities", "east").await > events.len());
    for nothing in
        ["places/none.ics", "places/oak-lane", "sessions/massage.ics", "series/a%20b.ics", "localities/.ics"]
    {
        assert_eq!(hub.get(&format!("/api/v1/calendars/{nothing}")).await.status, 404, "{nothing}");
    }
}

#[tokio::test]
async fn who_has_it_already_is_told_so_until_a_session_is_called_off() {
    let hub = TestHub::new().await;
    let address = "/api/v1/calendars/series/massage.ics";
    let first = hub.get(address).await;
    let asked_again = |tag: &str| {
        let request = Request::get(address).header("if-none-match", tag).body(Body::empty()).unwrap();
        send(&hub.app, request)
    };
    let tag = first.header("etag").to_owned();
    let again = asked_again(&tag).await;
    assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
    // A place that is taken is no news to a calendar, nor is the time that goes by until a session ends.
    assert_eq!(hub.put(1, family(1, MASSAGE)).await.status, 201);
    hub.set_time("2026-11-23T19:00:00Z");
    assert_eq!(asked_again(&tag).await.status, 304);

    let file = format!("sqlite:{}", hub.folder.path().join("hub.sqlite").display());
    let mut database = <sqlx::SqliteConnection as sqlx::Connection>::connect(&file).await.unwrap();
    sqlx::raw_sql("update sessions set status = 'cancelled' where id = 'massage-2026-11-24'")
        .execute(&mut database)
        .await
        .unwrap();
    let changed = asked_again(&tag).await;
    assert_eq!(changed.status, 200);
    let events = read(&changed.text);
    let off = &events["massage-2026-11-24@hub.example.org"];
    assert_eq!((off["STATUS"].as_str(), off["SEQUENCE"].as_str()), ("CANCELLED", "1"));
    assert_eq!(events["massage-2026-12-01@hub.example.org"]["SEQUENCE"], "0");
    // The session's own file says the same.
    let own = read(&hub.get("/api/v1/sessions/massage-2026-11-24/calendar.ics").await.text);
    let own = &own["massage-2026-11-24@hub.example.org"];
    assert_eq!((own["STATUS"].as_str(), own["SEQUENCE"].as_str()), ("CANCELLED", "1"));
}

#[tokio::test]
async fn a_masked_place_is_a_name_and_no_more() {
    let hub = TestHub::new().await;
    for address in ["places/refuge-id", "services/refuge", "series/quiet"] {
        let text = hub.get(&format!("/api/v1/calendars/{address}.ics")).await.text;
        assert!(read(&text).len() > 1, "{address}");
        assert!(!text.contains("Hidden") && !text.contains("WA2"), "{address}: {text}");
    }
}

#[tokio::test]
async fn a_calendar_with_nothing_to_come_is_still_one() {
    let hub = TestHub::new().await;
    hub.set_time("2028-01-01T00:00:00Z");
    let answer = hub.get("/api/v1/calendars/series/massage.ics").await;
    assert_eq!(answer.status, 200);
    let text = unfold(&answer.text);
    let calendar = read_calendar(&text).unwrap();
    let names: Vec<&str> = calendar.components.iter().map(|component| component.name.as_str()).collect();
    assert_eq!(names, ["VTIMEZONE"], "{}", answer.text);
    let rules: Vec<&str> = calendar.components[0].components.iter().map(|rule| rule.name.as_str()).collect();
    assert_eq!(rules, ["DAYLIGHT", "STANDARD"]);
    assert!(answer.text.ends_with("END:VCALENDAR\r\n") && !answer.text.contains("VEVENT"), "{}", answer.text);
}
