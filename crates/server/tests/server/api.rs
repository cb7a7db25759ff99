use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::api;
use domain::problem::kind;
use serde_json::{Value, json};
use server::handlers::openapi;
use server::outbox;

use crate::harness::{MASSAGE, TestHub, family, path, token};

#[tokio::test]
async fn every_reading_endpoint_answers() {
    let hub = TestHub::new().await;
    for (path, pointer, value) in [
        ("/api/v1/health", "/services", json!(2)),
        ("/api/v1/services", "/total", json!(2)),
        ("/api/v1/services?q=massage", "/services/0/next_session/id", json!("drop-in-2026-11-23")),
        ("/api/v1/services?q=massage&near=WA1+3SL", "/services/0/distance", json!(0)),
        ("/api/v1/services?near=WA1+3SL", "/nearest_centre/location/slug", json!("oak-lane")),
        ("/api/v1/services?q=massage", "/nearest_centre", Value::Null),
        ("/api/v1/services?near=WA1+3SL", "/origin/outside", json!(false)),
        ("/api/v1/services?near=WA5+1AB", "/origin/outside", json!(false)),
        ("/api/v1/services?near=WA5", "/origin/name", json!("WA5")),
        ("/api/v1/services?near=M1+1AE", "/origin/outside", json!(true)),
        ("/api/v1/services?near=EH1+1", "/origin/outside", json!(true)),
        ("/api/v1/services?near=East", "/origin/name", json!("East")),
        ("/api/v1/services?category=health", "/total", json!(1)),
        ("/api/v1/services/map", "/total", json!(2)),
        ("/api/v1/services/map?q=massage", "/points/0/id", json!("massage")),
        ("/api/v1/services/map?q=massage", "/points/0/place", json!("Oak Lane Family Centre")),
        ("/api/v1/services/map?q=massage", "/points/0/kind", json!("family_centre")),
        ("/api/v1/services/map?q=massage", "/points/0/next", json!("2026-11-24T10:00:00Z")),
        ("/api/v1/services/map?q=massage&page=9", "/points/0/point/latitude", json!(53.39798)),
        (
            "/api/v1/services/map?near=WA1+3SL",
            "/origin/point",
            json!({"latitude": 53.398, "longitude": -2.568}),
        ),
        ("/api/v1/services/map?near=WA1+3SL", "/origin/name", json!("WA1 3SL")),
        ("/api/v1/services/map?q=quiet", "/points", json!([])),
        ("/api/v1/services/map?q=quiet", "/private", json!(1)),
        ("/api/v1/services/map?q=quiet", "/unplaced", json!(0)),
        ("/api/v1/services/map?q=quiet", "/centres/0/slug", json!("oak-lane")),
        ("/api/v1/services/massage", "/service/ages/to", json!(12)),
        (
            "/api/v1/services/massage",
            "/service/description",
            json!("Gentle strokes for babies.\n\nStay for tea."),
        ),
        ("/api/v1/services/massage", "/locations/0/address/0", json!("12 Oak Lane")),
        ("/api/v1/services/massage", "/categories/0", json!("Feeding")),
        ("/api/v1/services/massage", "/next_sessions/7/id", json!("drop-in-2026-11-27")),
        ("/api/v1/services/refuge", "/service/referral", json!("professional")),
        ("/api/v1/sessions?limit=1", "/sessions/0/id", json!("drop-in-2026-11-23")),
        ("/api/v1/sessions?limit=1", "/more", json!(true)),
        ("/api/v1/sessions?bookable=1&limit=1", "/sessions/0/id", json!("massage-2026-11-24")),
        (
            "/api/v1/sessions?from=2026-12-29&to=2026-12-29&q=massage&age=5",
            "/sessions/0/id",
            json!("drop-in-2026-12-29"),
        ),
        (
            "/api/v1/sessions?location=library-id&from=2026-11-24&to=2026-11-24&near=WA1+3SL",
            "/more",
            json!(false),
        ),
        ("/api/v1/sessions?q=zeppelin", "/sessions", json!([])),
        ("/api/v1/sessions/massage-2026-11-24", "/session/availability/left", json!(10)),
        ("/api/v1/sessions/massage-2026-11-24", "/languages/1", json!("Polish")),
        ("/api/v1/sessions/massage-2026-11-24", "/others/0/id", json!("crowd-2026-11-25")),
        ("/api/v1/localities", "/0/id", json!("east")),
        ("/api/v1/localities/east", "/locations/0/slug", json!("oak-lane")),
        ("/api/v1/localities/east", "/sessions/0/id", json!("drop-in-2026-11-23")),
        ("/api/v1/locations", "/1/slug", json!("library")),
        ("/api/v1/locations/oak-lane", "/location/bus", json!("Bus 4.")),
        ("/api/v1/locations/oak-lane", "/location/postcode", json!("WA1 3SL")),
        ("/api/v1/locations/oak-lane-id", "/bridge_sites/0/slug", json!("library")),
        ("/api/v1/categories", "/0/id", json!("health")),
        ("/api/v1/postcodes/wa13sl", "/exact", json!(true)),
        ("/api/v1/postcodes/WA5%202ZZ", "/exact", json!(false)),
        ("/api/v1/suggestions?q=massa", "/suggestions/0/kind", json!("service")),
        ("/api/v1/openapi.json", "/openapi", json!("3.1.0")),
    ] {
        let answer = hub.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        assert_eq!(answer.header("content-type"), "application/json", "{path}");
        assert_eq!(answer.json().pointer(pointer), Some(&value), "{path} {pointer}: {}", answer.text);
    }
}

#[tokio::test]
async fn what_cannot_be_answered_is_a_problem() {
    let hub = TestHub::new().await;
    let fields = |pairs: &[(&str, &str)]| {
        Value::Array(pairs.iter().map(|(field, code)| json!({"field": field, "code": code})).collect())
    };
    for (method, path, status, kind, errors) in [
        (
            "GET",
            "/api/v1/services?near=WA5+1A",
            422,
            kind::FIELDS,
            fields(&[("near", "near-not-a-postcode")]),
        ),
        ("GET", "/api/v1/services?near=Atlantis", 422, kind::FIELDS, fields(&[("near", "near-not-found")])),
        ("GET", "/api/v1/services?near=SW1A+1AA", 422, kind::FIELDS, fields(&[("near", "near-not-found")])),
        (
            "GET",
            "/api/v1/services?age=x&page=0",
            422,
            kind::FIELDS,
            fields(&[("age", "age-not-an-age"), ("page", "page-not-a-page")]),
        ),
        (
            "GET",
            "/api/v1/services/map?near=Atlantis",
            422,
            kind::FIELDS,
            fields(&[("near", "near-not-found")]),
        ),
        (
            "GET",
            "/api/v1/services/map?age=x&cost=yes",
            422,
            kind::FIELDS,
            fields(&[("age", "age-not-an-age"), ("cost", "not-a-choice")]),
        ),
        ("GET", "/api/v1/sessions?from=soon", 422, kind::FIELDS, fields(&[("from", "date-not-a-date")])),
        ("GET", "/api/v1/sessions?near=Atlantis", 422, kind::FIELDS, fields(&[("near", "near-not-found")])),
        ("GET", "/api/v1/postcodes/hello", 422, kind::FIELDS, fields(&[("postcode", "near-not-a-postcode")])),
        ("GET", "/api/v1/postcodes/SW1A1AA", 404, kind::NOT_FOUND, Value::Null),
        ("GET", "/api/v1/services/none", 404, kind::NOT_FOUND, Value::Null),
        ("GET", "/api/v1/services/a%2Fb", 404, kind::NOT_FOUND, Value::Null),
        ("GET", "/api/v1/sessions?to=9999-12-31", 422, kind::FIELDS, fields(&[("to", "date-not-a-date")])),
        ("GET", "/api/v1/sessions?to=2026-11-22", 422, kind::FIELDS, fields(&[("to", "date-not-a-date")])),
        ("GET", "/api/v1/sessions/%ff", 404, kind::NOT_FOUND, Value::Null),
        ("GET", "/api/v1/bookings/%ff", 404, kind::NOT_FOUND, Value::Null),
        (
            "GET",
            "/api/v1/postcodes?north=1&north=2",
            422,
            kind::FIELDS,
            fields(&[("query", "body-not-understood")]),
        ),
        ("GET", "/api/v1/sessions/none", 404, kind::NOT_FOUND, Value::Null),
        ("GET", "/api/v1/sessions/none/calendar.ics", 404, kind::NOT_FOUND, Value::Null),
        ("GET", "/api/v1/localities/none", 404, kind::NOT_FOUND, Value::Null),
        ("GET", "/api/v1/locations/none", 404, kind::NOT_FOUND, Value::Null),
        ("GET", "/api/v1/nothing", 404, kind::NOT_FOUND, Value::Null),
        ("GET", "/api/v1", 404, kind::NOT_FOUND, Value::Null),
        ("GET", "/api/v1/bookings/none", 404, kind::NOT_FOUND, Value::Null),
        ("POST", "/api/v1/services", 405, kind::METHOD, Value::Null),
        ("DELETE", "/api/v1/bookings/none", 404, kind::NOT_FOUND, Value::Null),
        ("POST", "/api/v1/bookings/none", 405, kind::METHOD, Value::Null),
        ("POST", "/api/v1/bookings/none/links", 404, kind::NOT_FOUND, Value::Null),
        ("POST", "/services", 405, kind::METHOD, Value::Null),
    ] {
        let answer = hub.send(Request::builder().method(method).uri(path).body(Body::empty()).unwrap()).await;
        let problem = answer.json();
        assert_eq!(answer.status.as_u16(), status, "{method} {path}: {}", answer.text);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
        assert_eq!(
            (problem["type"].as_str(), problem["status"].as_u64()),
            (Some(kind), Some(status.into())),
            "{path}"
        );
        assert_eq!(problem["errors"], errors, "{path}");
    }
}

#[tokio::test]
async fn a_booking_is_made_seen_and_cancelled() {
    let hub = TestHub::new().await;
    let made = hub.put(1, family(1, MASSAGE)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    assert_eq!(made.header("cache-control"), "no-store");
    let booking = made.json();
    assert_eq!(booking["session"]["availability"], json!({"state": "places", "left": 9}));
    assert_eq!(booking["status"], json!({"state": "booked"}));
    assert_eq!(booking["places"], 1);

    let again = hub.put(1, family(1, MASSAGE)).await;
    assert_eq!((again.status, again.json()), (StatusCode::OK, booking.clone()));
    assert_eq!(hub.see(1, &token(1)).await.json(), booking);

    // Neither an id nor a token can be guessed from the answer.
    let (wrong, unknown) = (hub.see(1, &token(2)).await, hub.see(2, &token(1)).await);
    assert_eq!((wrong.status, &wrong.text), (StatusCode::NOT_FOUND, &unknown.text));
    assert_eq!(hub.get(&path(1)).await.text, unknown.text);
    assert_eq!(hub.cancel(1, &token(2)).await.text, unknown.text);

    let cancelled = hub.cancel(1, &token(1)).await;
    assert_eq!(cancelled.status, StatusCode::OK, "{}", cancelled.text);
    assert_eq!(
        cancelled.json()["status"],
        json!({"state": "cancelled", "at": "2026-11-23T09:00:00Z", "by": "family"})
    );
    hub.set_time("2026-11-23T09:05:00Z");
    assert_eq!(hub.cancel(1, &token(1)).await.json(), cancelled.json());
    assert_eq!(hub.left(MASSAGE).await, 10);
}

#[tokio::test]
async fn a_booking_that_cannot_be_made_says_why() {
    let hub = TestHub::new().await;
    let change = |n, session, member: &str, value: Value| {
        let mut body = family(n, session);
        body[member] = value;
        body
    };
    assert_eq!(hub.put(1, family(1, MASSAGE)).await.status, StatusCode::CREATED);
    assert_eq!(
        hub.put(2, change(2, "people-2026-11-26", "adults", json!(3))).await.status,
        StatusCode::CREATED
    );
    let same_family = change(3, MASSAGE, "contact", json!("SAM1@example.org"));
    for (n, body, status, kind, errors) in [
        (3, family(3, "none"), 404, kind::NOT_FOUND, Value::Null),
        (3, family(3, "drop-in-2026-11-24"), 409, kind::DROP_IN, Value::Null),
        (3, family(3, "later-2026-11-27"), 409, kind::NOT_OPEN, Value::Null),
        (3, family(3, "people-2026-11-26"), 409, kind::FULL, Value::Null),
        (3, same_family, 409, kind::FAMILY_ALREADY_BOOKED, Value::Null),
        (1, family(9, MASSAGE), 409, kind::ID_IN_USE, Value::Null),
        (
            3,
            change(3, MASSAGE, "children", json!(["40", "1"])),
            422,
            kind::FIELDS,
            json!([
            {"field": "children/0", "code": "child-too-old"}, {"field": "children/1", "code": "child-too-young"}]),
        ),
        (
            3,
            change(3, MASSAGE, "children", json!([])),
            422,
            kind::FIELDS,
            json!([{"field": "children", "code": "children-missing"}]),
        ),
        (
            3,
            change(3, MASSAGE, "name", json!("")),
            422,
            kind::FIELDS,
            json!([{"field": "name", "code": "name-missing"}]),
        ),
        (
            3,
            change(3, MASSAGE, "adults", json!("one")),
            422,
            kind::FIELDS,
            json!([{"field": "body", "code": "body-not-understood"}]),
        ),
        (
            3,
            change(3, "a/b", "name", json!("Sam")),
            422,
            kind::FIELDS,
            json!([{"field": "body", "code": "body-not-understood"}]),
        ),
    ] {
        let answer = hub.put(n, body).await;
        let problem = answer.json();
        assert_eq!(
            (answer.status.as_u16(), problem["type"].as_str()),
            (status, Some(kind)),
            "{}",
            answer.text
        );
        assert_eq!(problem["errors"], errors);
    }
    let full = hub.put(3, family(3, "people-2026-11-26")).await.json();
    assert_eq!(full["places_left"], 1);

    for (now, kind) in [("2026-11-24T09:00:00Z", kind::CLOSED), ("2026-11-24T11:30:00Z", kind::FINISHED)] {
        hub.set_time(now);
        assert_eq!(hub.put(4, family(4, MASSAGE)).await.json()["type"], kind);
    }
    assert_eq!(hub.cancel(1, &token(1)).await.json()["type"], kind::FINISHED);
}

#[tokio::test]
async fn a_body_that_is_no_booking_is_refused_before_it_is_read() {
    let hub = TestHub::new().await;
    let put = |kind: &'static str, body: String| {
        hub.send(Request::put(path(1)).header("content-type", kind).body(Body::from(body)).unwrap())
    };
    for (kind, body, status) in [
        ("text/plain", "{}".to_owned(), 415),
        ("application/json", "{".to_owned(), 422),
        ("application/json", String::new(), 422),
        ("application/json; charset=utf-8", "x".repeat(17 * 1024), 413),
    ] {
        let answer = put(kind, body).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_sends_of_one_booking_are_one_booking_and_one_message() {
    let hub = TestHub::new().await;
    let body = family(1, MASSAGE);
    let sends = (0..20).map(|_| hub.put(1, body.clone()));
    let statuses: Vec<u16> = all(sends).await.into_iter().map(|answer| answer.status.as_u16()).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 19, "{statuses:?}");
    assert_eq!(hub.left(MASSAGE).await, 9);
    assert_eq!(outbox::round(&hub.hub.store, &hub.files(), hub.hub.now()).await, Ok(1));
    assert_eq!(hub.outbox_files().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_families_for_ten_places_are_ten_bookings() {
    let hub = TestHub::new().await;
    let sends = (1..=200).map(|n| hub.put(n, family(n, MASSAGE)));
    let answers = all(sends).await;
    let made = answers.iter().filter(|answer| answer.status == StatusCode::CREATED).count();
    let full =
        answers.iter().filter(|a| a.status == StatusCode::CONFLICT && a.json()["type"] == kind::FULL).count();
    assert_eq!((made, full), (10, 190));
    assert_eq!(
        hub.get(&format!("/api/v1/sessions/{MASSAGE}")).await.json()["session"]["availability"]["state"],
        "full"
    );
}

/// Runs all of these at once.
async fn all<T>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = futures.map(Box::pin).map(Some).collect();
    let mut done: Vec<Option<T>> = waiting.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, done) in waiting.iter_mut().zip(&mut done) {
            if let Some(running) = future
                && let std::task::Poll::Ready(value) = running.as_mut().poll(context)
            {
                *done = Some(value);
                *future = None;
            }
        }
        if done.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}

#[tokio::test]
async fn only_configured_origins_may_call_from_a_browser() {
    let hub = TestHub::new().await;
    for (origin, allowed) in [
        ("https://app.example.org", "https://app.example.org"),
        ("https://app.example.org.evil.example", ""),
        ("http://app.example.org", ""),
        ("null", ""),
    ] {
        let preflight = Request::options(path(1))
            .header("origin", origin)
            .header("access-control-request-method", "PUT")
            .header("access-control-request-headers", "content-type");
        let answer = hub.send(preflight.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.header("access-control-allow-origin"), allowed, "{origin}");
        for path in ["/api/v1/services", "/api/v1/services/none", "/api/v1/services?age=x"] {
            let answer =
                hub.send(Request::get(path).header("origin", origin).body(Body::empty()).unwrap()).await;
            assert_eq!(answer.header("access-control-allow-origin"), allowed, "{origin} {path}");
        }
    }
}

#[tokio::test]
async fn one_client_may_send_so_many_bookings_a_minute() {
    let hub = TestHub::with(|config| config.booking_limit_per_minute = 2).await;
    assert_eq!(hub.put(1, family(1, MASSAGE)).await.status, StatusCode::CREATED);
    assert_eq!(hub.cancel(1, &token(1)).await.status, StatusCode::OK);
    let refused = hub.put(2, family(2, MASSAGE)).await;
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "60"));
    assert_eq!(refused.json()["type"], kind::TOO_MANY);
    assert_eq!(hub.get("/api/v1/services").await.status, StatusCode::OK);
    hub.set_time("2026-11-23T09:01:00Z");
    assert_eq!(hub.put(2, family(2, MASSAGE)).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_masked_address_never_leaves_the_server() {
    let hub = TestHub::new().await;
    for shell in ["service", "session", "services", "whats-on"] {
        hub.write(
            &format!("_shells/{shell}.html"),
            "{{title}} {{description}} {{summary}} {{json_ld}} {{results}}",
        );
    }
    for path in [
        "/api/v1/services?q=quiet",
        "/api/v1/services?q=quiet&near=WA1+3SL",
        "/api/v1/services?near=WA2+0AB&q=quiet",
        "/api/v1/services/refuge",
        "/api/v1/services/map",
        "/api/v1/services/map?q=quiet&near=WA1+3SL",
        "/api/v1/sessions?service=refuge&near=WA1+3SL",
        "/api/v1/sessions/quiet-2026-11-24",
        "/api/v1/sessions/quiet-2026-11-24/calendar.ics",
        "/api/v1/locations",
        "/api/v1/locations/refuge-id",
        "/api/v1/localities/east",
        "/services/refuge",
        "/sessions/quiet-2026-11-24",
        "/services?q=quiet",
        "/whats-on?service=refuge",
    ] {
        let answer = hub.get(path).await;
        assert!(answer.status.is_success() || path.contains("WA2"), "{path}: {}", answer.text);
        for secret in ["77 Hidden", "Hidden Street", "WA2 0AA", "53.41234", "-2.58765"] {
            assert!(!answer.text.contains(secret), "{path} tells {secret}: {}", answer.text);
        }
    }
    let near = hub.get("/api/v1/services?q=quiet&near=WA1+3SL").await.json();
    assert_eq!(
        (near["services"][0]["id"].as_str(), &near["services"][0]["distance"]),
        (Some("refuge"), &Value::Null)
    );
    let listed = hub.get("/api/v1/sessions?service=refuge&near=WA1+3SL").await.json();
    assert_eq!(
        (listed["sessions"][0]["id"].as_str(), &listed["sessions"][0]["distance"]),
        (Some("quiet-2026-11-24"), &Value::Null)
    );
    assert_eq!(hub.get("/api/v1/services?near=Hidden+Street").await.status, StatusCode::UNPROCESSABLE_ENTITY);

    assert_eq!(hub.put(1, family(1, "quiet-2026-11-24")).await.status, StatusCode::CREATED);
    assert_eq!(outbox::round(&hub.hub.store, &hub.files(), hub.hub.now()).await, Ok(1));
    let email = std::fs::read_to_string(hub.outbox().join(&hub.outbox_files()[0])).unwrap();
    assert!(!email.contains("Hidden") && !email.contains("WA2 0AA"), "{email}");
}

#[tokio::test]
async fn the_calendar_file_is_one_event_in_utc() {
    let hub = TestHub::new().await;
    let answer = hub.get("/api/v1/sessions/massage-2026-11-24/calendar.ics").await;
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    for line in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "UID:massage-2026-11-24@hub.example.org",
        "DTSTAMP:20261123T090000Z",
        "DTSTART:20261124T100000Z",
        "DTEND:20261124T113000Z",
        "SEQUENCE:0",
        "SUMMARY:Baby massage",
        "LOCATION:Oak Lane Family Centre\\, 12 Oak Lane\\, Bridgewater\\, WA1 3SL",
    ] {
        assert!(answer.text.contains(&format!("{line}\r\n")), "{line} is not in {}", answer.text);
    }
    assert_eq!(answer.text.matches("BEGIN:VEVENT").count(), 1);
}

#[tokio::test]
async fn a_handler_that_breaks_answers_with_a_problem() {
    let hub = TestHub::new().await;
    hub.break_clock();
    let answer = hub.get("/api/v1/services").await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (500, "application/problem+json"));
    assert_eq!(answer.json()["type"], kind::SERVER);
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_up() {
    let hub = TestHub::new().await;
    let endless = Body::new(Endless);
    let request = Request::put(path(1)).header("content-type", "application/json").body(endless).unwrap();
    // With nothing else to do, paused time goes straight to the next timer.
    tokio::time::pause();
    let answer = hub.send(request).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (408, "application/problem+json"));
}

/// A body of which nothing ever comes.
struct Endless;

impl hyper::body::Body for Endless {
    type Data = hyper::body::Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Self::Data>, Self::Error>>> {
        std::task::Poll::Pending
    }
}

#[tokio::test]
async fn the_directory_follows_the_store_and_places_are_live() {
    let hub = TestHub::new().await;
    assert_eq!(hub.hub.refresh().await, Ok(false));
    assert_eq!(hub.put(1, family(1, MASSAGE)).await.status, StatusCode::CREATED);
    let listed = hub.get("/api/v1/sessions?bookable=1&limit=1").await.json();
    assert_eq!(listed["sessions"][0]["availability"]["left"], 9);
    let more = r#"[{"id": "dads", "name": "Dads' group", "organization": {"id": "hub", "name": "Hubs"}}]"#;
    server::import::text(&*hub.hub.store, server::import::Kind::Services, more, false, hub.hub.now())
        .await
        .unwrap();
    assert_eq!(hub.hub.refresh().await, Ok(true));
    assert_eq!(hub.get("/api/v1/services/dads").await.status, StatusCode::OK);
}

#[tokio::test]
async fn words_find_guide_pages_beside_services() {
    let hub = TestHub::new().await;
    for (query, pointer, value) in [
        ("q=massage", "/guides/0/slug", json!("baby-massage-and-touch")),
        ("q=masage", "/guides/0/slug", json!("baby-massage-and-touch")),
        ("q=sleep", "/guides/0/title", json!("Sleep in the first year")),
        ("q=sleep", "/total", json!(0)),
        ("q=zeppelin", "/guides", json!([])),
        ("q=massage&page=2", "/guides", json!([])),
        ("", "/guides", json!([])),
    ] {
        let answer = hub.get(&format!("/api/v1/services?{query}")).await;
        assert_eq!(answer.json().pointer(pointer), Some(&value), "{query} {pointer}");
    }
}

#[tokio::test]
async fn what_readers_say_of_a_page_is_counted_and_nothing_else() {
    let hub = TestHub::new().await;
    let path = "/api/v1/guides/sleep-in-the-first-year/answers";
    for (path, body, status) in [
        (path, json!({ "answer": "useful" }), StatusCode::NO_CONTENT),
        (path, json!({ "answer": "useful" }), StatusCode::NO_CONTENT),
        (path, json!({ "answer": "hard_to_read" }), StatusCode::NO_CONTENT),
        (path, json!({ "answer": "ring me on 01632 960123" }), StatusCode::UNPROCESSABLE_ENTITY),
        (path, json!({ "answer": "useful", "name": "Sam" }), StatusCode::UNPROCESSABLE_ENTITY),
        ("/api/v1/guides/no-such-page/answers", json!({ "answer": "useful" }), StatusCode::NOT_FOUND),
    ] {
        let request = Request::post(path).header("content-type", "application/json");
        let answer = hub.send(request.body(Body::from(body.to_string())).unwrap()).await;
        assert_eq!(answer.status, status, "{path} {body}");
    }
    let counted = hub.hub.store.guide_answers().await.unwrap();
    let counted: Vec<_> = counted.iter().map(|one| (one.answer.as_str(), one.count)).collect();
    assert_eq!(counted, [("hard_to_read", 1), ("useful", 2)]);
}

/// Set `UPDATE_OPENAPI=1` to write the document anew, then read what changed.
#[test]
fn the_openapi_document_is_the_committed_one() {
    let document = openapi::api().to_pretty_json().unwrap() + "\n";
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(file, &document).unwrap();
    }
    let committed = std::fs::read_to_string(file).unwrap_or_default();
    assert!(committed == document, "openapi.json is not up to date: run this test with UPDATE_OPENAPI=1");
}

#[test]
fn the_openapi_document_has_every_address_of_the_api() {
    let document: Value = serde_json::to_value(openapi::api()).unwrap();
    let described: BTreeSet<&str> =
        document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    let spelled = BTreeSet::from([
        api::HEALTH,
        api::OPENAPI,
        api::SERVICES,
        api::SERVICES_BY_ID,
        api::SUGGESTIONS,
        api::SERVICE,
        api::SERVICE_CHANGES,
        api::SERVICE_MAP,
        api::SESSIONS,
        api::SESSION,
        api::SESSION_CALENDAR,
        api::CALENDAR,
        api::BOOKING,
        api::BOOKING_LINKS,
        api::LOST_LINKS,
        api::GUIDE_ANSWERS,
        api::LOCALITIES,
        api::LOCALITY,
        api::LOCATIONS,
        api::LOCATION,
        api::CATEGORIES,
        api::POSTCODES,
        api::POSTCODE,
        api::team::SESSIONS,
        api::team::SESSION,
        api::team::REGISTER,
        api::team::RECORDS,
        api::team::BOOKING,
        api::team::TIMETABLES,
        api::team::EXPORT,
        api::team::LINKS,
        api::team::SHIFTS,
        api::team::OWN_SHIFT,
        api::team::REQUESTS,
        api::team::REQUEST,
        api::team::SUGGESTIONS,
        api::team::SUGGESTION,
        api::team::FAMILY_PAGES,
        api::team::FAMILY_PAGE,
        api::team::ALL_RECORDS,
    ]);
    assert_eq!(described, spelled);
    assert_eq!(document["info"]["title"], "Family hub API");
}
