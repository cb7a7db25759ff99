use std::process::{Command, Output};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::team_key::TeamKey;
use domain::{Actor, problem::kind};
use serde_json::{Value, json};

use crate::harness::{Answer, MASSAGE, NOW, TestHub, bits, family, fixture};

const PROGRAM: &str = env!("CARGO_BIN_EXE_family-hub-server");
const BASE: &str = "/api/v1/team";

fn booking_path(n: u32) -> String {
    format!("{BASE}/bookings/{}", domain::BookingId::from_random(bits(n)))
}

/// Keeps the `n`th key of this scope and returns its text.
async fn key(hub: &TestHub, n: u8, localities: &[&str], expires_on: Option<&str>) -> String {
    hub.team_key(n, &format!("Key {n}"), localities, expires_on).await
}

async fn import(hub: &TestHub, key: &str, query: &str, text: String) -> Answer {
    let request = Request::post(format!("{BASE}/timetables{query}"))
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", "text/csv; charset=utf-8");
    hub.send(request.body(Body::from(text)).unwrap()).await
}

#[tokio::test]
async fn every_address_asks_for_a_key_of_its_locality() {
    let hub = TestHub::new().await;
    let everywhere = key(&hub, 1, &[], None).await;
    let east = key(&hub, 2, &["east"], None).await;
    let west = key(&hub, 3, &["west"], None).await;
    let expired = key(&hub, 4, &[], Some("2026-11-22")).await;
    let revoked = key(&hub, 5, &[], None).await;
    hub.hub.store.revoke_team_key(&Actor::parse("Key 5").unwrap(), hub.hub.now()).await.unwrap();
    let unknown = TeamKey::from_random([9; 32]).expose().to_owned();
    let booked = hub.send_json("PUT", &booking_path(7), &everywhere, family(7, MASSAGE)).await;
    assert_eq!(booked.status, StatusCode::CREATED, "{}", booked.text);

    let session = format!("{BASE}/sessions/{MASSAGE}");
    let extra = json!({ "series_id": "massage", "date": "2026-11-28" });
    let asked = [
        ("GET", session.clone(), Value::Null, 200),
        ("GET", format!("{session}/register"), Value::Null, 200),
        ("GET", format!("{session}/records"), Value::Null, 200),
        ("PATCH", session.clone(), json!({ "change": "capacity", "capacity": 12 }), 200),
        ("PATCH", session.clone(), json!({ "change": "move", "start_time": "10:00" }), 200),
        ("PUT", booking_path(8), family(8, MASSAGE), 201),
        ("PATCH", booking_path(7), json!({ "change": "cancel" }), 204),
        ("POST", format!("{BASE}/sessions"), extra, 201),
        ("PATCH", session.clone(), json!({ "change": "cancel" }), 200),
    ];
    for (method, path, body, good) in asked {
        for (key, status) in [
            (unknown.as_str(), 401),
            (&expired, 401),
            (&revoked, 401),
            ("", 401),
            ("fhk_", 401),
            (&west, 403),
            (&east, good),
        ] {
            let answer = hub.send_json(method, &path, key, body.clone()).await;
            assert_eq!(answer.status.as_u16(), status, "{method} {path}: {}", answer.text);
            assert_eq!(answer.header("cache-control"), "no-store", "{method} {path}");
            let said = match status {
                401 => kind::KEY,
                403 => kind::OUT_OF_SCOPE,
                _ => continue,
            };
            assert_eq!(answer.json()["type"], said);
            assert_eq!(answer.header("www-authenticate"), if status == 401 { "Bearer" } else { "" });
        }
    }
    let bare = hub.get(&session).await;
    assert_eq!(bare.status, StatusCode::UNAUTHORIZED, "no key at all");
    // Lists hold what is within the scope; a place without a locality belongs to the whole network.
    for (key, titles) in [(&everywhere, 3), (&east, 2), (&west, 0)] {
        let path = format!("{BASE}/sessions?from=2026-11-24");
        let list = hub.send_json("GET", &path, key, Value::Null).await.json();
        assert_eq!(list["sessions"].as_array().unwrap().len(), titles, "{list}");
        let path = format!("{BASE}/export.csv?from=2026-11-24");
        let export = hub.send_json("GET", &path, key, Value::Null).await;
        assert_eq!(export.text.lines().count(), titles + 1, "{}", export.text);
        assert!(!export.text.contains("Sam") && !export.text.contains("example.org"));
    }
}

#[tokio::test]
async fn the_team_runs_a_session_and_each_step_is_recorded() {
    let hub = TestHub::new().await;
    let desk = key(&hub, 1, &["east"], None).await;
    let session = format!("{BASE}/sessions/{MASSAGE}");
    let ask = async |method: &str, path: &str, body: Value| hub.send_json(method, path, &desk, body).await;
    for n in [1, 2] {
        let mut body = family(n, MASSAGE);
        body["access_needs"] = json!("A quiet corner");
        assert_eq!(ask("PUT", &booking_path(n), body.clone()).await.status, StatusCode::CREATED);
        assert_eq!(ask("PUT", &booking_path(n), body).await.status, StatusCode::OK, "a retry");
    }
    let low = ask("PATCH", &session, json!({ "change": "capacity", "capacity": 1 })).await;
    assert_eq!((low.status, &low.json()["type"]), (StatusCode::CONFLICT, &json!(kind::TEAM_CHANGE)));
    assert!(low.json()["detail"].as_str().unwrap().contains("2 places"), "{}", low.text);
    let early = ask("PATCH", &booking_path(1), json!({ "change": "attended", "came": true })).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    let moved = json!({ "change": "move", "start_time": "13:00", "location_id": "library-id" });
    let moved = ask("PATCH", &session, moved).await.json();
    assert_eq!(moved["families_told"], 2);
    let far = ask("PATCH", &session, json!({ "change": "move", "date": "2036-11-24" })).await;
    assert_eq!(
        (far.status, &far.json()["detail"]),
        (StatusCode::CONFLICT, &json!("it is more than two years ahead"))
    );
    let mut third = family(3, MASSAGE);
    third["waiting"] = json!(true);
    ask("PATCH", &session, json!({ "change": "capacity", "capacity": 2 })).await;
    assert_eq!(ask("PUT", &booking_path(3), third).await.json()["status"]["state"], "waiting");
    let raised = json!({ "change": "capacity", "capacity": 3 });
    for told in [1, 0] {
        let raised = ask("PATCH", &session, raised.clone()).await.json();
        assert_eq!(raised["families_told"], told, "who waits is told of an offer, once: {raised}");
    }
    assert_eq!(
        ask("PATCH", &booking_path(3), json!({ "change": "cancel" })).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(moved["session"]["starts_at"], "2026-11-24T13:00:00Z");
    assert_eq!(moved["session"]["ends_at"], "2026-11-24T14:30:00Z");
    hub.set_time("2026-11-24T13:05:00Z");
    let came = ask("PATCH", &booking_path(1), json!({ "change": "attended", "came": true })).await;
    assert_eq!(came.status, StatusCode::NO_CONTENT, "{}", came.text);

    let register = ask("GET", &format!("{session}/register"), Value::Null).await;
    assert!(!register.text.contains("example.org"), "no way to reach anyone: {}", register.text);
    let register = register.json();
    assert_eq!(register["bookings"].as_array().unwrap().len(), 2);
    let marked = |came: Value| register["bookings"].as_array().unwrap().iter().any(|b| b["attended"] == came);
    assert!(marked(json!(true)) && marked(Value::Null));
    assert_eq!(register["bookings"][0]["name"], "Sam Okafor");
    assert_eq!(register["bookings"][0]["access_needs"], "A quiet corner");
    assert_eq!(register["session"]["attendance"]["children_came"], 1);

    let records = ask("GET", &format!("{session}/records"), Value::Null).await;
    assert!(!records.text.contains("Sam"));
    let actions: Vec<Value> =
        records.json().as_array().unwrap().iter().map(|one| one["what"]["action"].clone()).collect();
    let done = ["marked", "booking_cancelled", "capacity_changed", "booked", "capacity_changed"];
    assert_eq!(actions, [&done[..], &["session_moved", "booked", "booked"]].concat());
    assert!(records.json().as_array().unwrap().iter().all(|one| one["actor"] == "Key 1"));
    for (method, path, body) in [
        ("GET", format!("{BASE}/sessions/none"), Value::Null),
        ("PATCH", booking_path(99), json!({ "change": "cancel" })),
        ("POST", format!("{BASE}/sessions"), json!({ "series_id": "none", "date": "2026-12-05" })),
    ] {
        assert_eq!(ask(method, &path, body).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in [format!("{BASE}/sessions/%ff"), format!("{BASE}/bookings/%ff")] {
        let answer = ask("PATCH", &path, json!({ "change": "cancel" })).await;
        assert_eq!((answer.status, &answer.json()["type"]), (StatusCode::NOT_FOUND, &json!(kind::NOT_FOUND)));
    }
    for (path, body) in [
        (format!("{BASE}/sessions"), json!({ "series_id": "massage", "date": "soon" })),
        (format!("{BASE}/sessions"), json!([])),
    ] {
        assert_eq!(ask("POST", &path, body).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    for span in ["from=x", "from=2026-11-24&to=2026-11-23", "from=2026-11-24&to=2029-01-01"] {
        let answer = ask("GET", &format!("{BASE}/sessions?{span}"), Value::Null).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{span}");
    }
}

#[tokio::test]
async fn a_timetable_is_tried_then_imported_and_never_outside_the_scope() {
    let hub = TestHub::new().await;
    let east = key(&hub, 1, &["east"], None).await;
    let all = std::fs::read_to_string(fixture().join("timetable.csv")).unwrap();
    let mut lines = all.lines();
    let header = lines.next().unwrap();
    let massage = lines.next().unwrap();
    let one = format!("{header}\n{}\n", massage.replacen("massage,", "touch,", 1));
    // Spreadsheet programs put a byte order mark first.
    let tried = import(&hub, &east, "?dry_run=true", format!("\u{feff}{one}")).await.json();
    assert_eq!((&tried["applied"], &tried["added"]), (&json!(false), &json!(1)));
    for (query, status) in [
        ("?dry_run", 200),
        ("?dry_run&skip_rejected", 200),
        ("?dry_run=&skip_rejected=", 200),
        ("?dry_run=1", 200),
        ("?dry_run=YES&skip_rejected=0", 200),
        ("?dry_run=true&skip_rejected=no", 200),
        ("?dry_run&skip_rejected=perhaps", 422),
    ] {
        let answer = import(&hub, &east, query, one.clone()).await;
        assert_eq!(answer.status.as_u16(), status, "{query}: {}", answer.text);
        if status == 200 {
            assert_eq!(answer.json()["refusal"], "it was only tried", "{query}");
        } else {
            let wrong = json!([{ "field": "skip_rejected", "code": "not-a-choice" }]);
            assert_eq!((&answer.json()["type"], &answer.json()["errors"]), (&json!(kind::FIELDS), &wrong));
        }
    }
    assert!(hub.hub.store.series(&"touch".parse().unwrap()).await.unwrap().is_none());
    let done = import(&hub, &east, "", one).await.json();
    assert_eq!(done["applied"], true, "{done}");
    let records = hub.hub.store.all_records().await.unwrap();
    assert_eq!((records.len(), records[0].actor.as_str()), (1, "Key 1"));
    // A place of no locality, and a series there that would be drawn into this one.
    let stolen = format!("{header}\n{}\n", massage.replacen("massage,", "quiet,", 1));
    for text in [all, stolen] {
        let report = import(&hub, &east, "", text).await.json();
        assert_eq!(report["applied"], false);
        assert_eq!(report["rejected"].as_array().unwrap().len(), 1, "{report}");
    }
    assert_eq!(import(&hub, &east, "", "a,b\n".to_owned()).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let large = "x".repeat(2 * 1024 * 1024 + 1);
    assert_eq!(import(&hub, &east, "", large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let json = hub.send_json("POST", &format!("{BASE}/timetables"), &east, json!({})).await;
    assert_eq!(json.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn keys_cannot_be_tried_without_end() {
    let hub = TestHub::new().await;
    let path = format!("{BASE}/sessions");
    let mut last = StatusCode::OK;
    for _ in 0..=server::hub::TEAM_LIMIT_PER_MINUTE {
        last = hub.send_json("GET", &path, "x", Value::Null).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(hub.get("/api/v1/localities").await.status, StatusCode::OK, "families are not held back");
}

/// Runs the program on this database.
fn run(url: &str, clock: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    command.env("RUST_LOG", "trace").args(["--clock", clock]).args(arguments);
    command.args(["--database-url", url]).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_command_line_does_the_same_on_a_real_database() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("hub.sqlite").display());
    for (kind, file) in
        [("network", "network.json"), ("services", "services.json"), ("timetable", "timetable.csv")]
    {
        assert!(run(&url, NOW, &["import", kind, fixture().join(file).to_str().unwrap()]).status.success());
    }
    let good = |arguments: &[&str]| {
        let output = run(&url, NOW, arguments);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {errors}");
        assert!(!errors.contains("Okafor") && !errors.contains("07700"), "{errors}");
        said(&output)
    };
    let bad = |arguments: &[&str], reason: &str| {
        let output = run(&url, NOW, arguments);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && errors.contains(reason), "{arguments:?}: {errors}");
        assert!(!errors.contains("Okafor"), "{errors}");
    };
    let key = good(&["keys", "add", "Front desk", "--locality", "east", "--expires", "2027-03-31"]);
    assert!(key.trim().parse::<TeamKey>().is_ok(), "{key}");
    bad(&["keys", "add", "front desk"], "of this name");
    bad(&["keys", "add", "Other", "--locality", "south"], "use one of east");
    bad(&["keys", "add", "Other", "--expires", "2026-11-22"], "a day that is over");
    let list = good(&["keys", "list"]);
    assert!(list.contains("Front desk,east,active,2026-11-23,2027-03-31,,\n"), "{list}");
    assert!(!list.contains(key.trim()));
    good(&["keys", "add", "Browser", "--email", "desk@example.org"]);
    assert!(good(&["keys", "list"]).contains("Browser,everywhere,active,2026-11-23,,,desk@example.org\n"));
    assert_eq!(good(&["keys", "email", "browser"]), "no links are sent from now on\n");
    assert_eq!(good(&["keys", "email", "Front desk", "east@example.org"]), "links go there from now on\n");
    assert!(good(&["keys", "list"]).contains("2027-03-31,,east@example.org\n"));
    bad(&["keys", "email", "Nobody", "east@example.org"], "no key of this name");
    bad(&["keys", "add", "Other", "--email", "07700 900123"], "expected an email address");
    assert_eq!(good(&["keys", "revoke", "Front desk"]), "revoked\n");
    bad(&["keys", "revoke", "Nobody"], "no key of this name");

    let by = ["--by", "Ana at the desk"];
    let with = |arguments: &[&'static str]| [arguments, &by[..]].concat();
    assert_eq!(good(&with(&["sessions", "create", "massage", "2026-11-28"])), "added massage-2026-11-28\n");
    bad(&with(&["sessions", "create", "massage", "2026-11-28"]), "has a session on this date");
    bad(&["sessions", "cancel", MASSAGE], "--by");
    let needs = "<script>alert(1)</script> & \"calm\"";
    let book = ["book", MASSAGE, "--name", "Sam Okafor", "--contact", "07700 900123", "--child", "5"];
    let booked = good(&[&book[..], &["--needs", needs], &by[..]].concat());
    assert!(booked.ends_with(": booked\n"), "{booked}");
    let reference = booked.split(':').next().unwrap().to_owned();
    bad(&[&book[..], &by[..]].concat(), "already has a booking");
    bad(&[&book[..6], &by[..]].concat(), "look at children");
    bad(&[&book[..4], &["--contact", "x"], &by[..]].concat(), "put these right: contact");
    good(&with(&["sessions", "capacity", MASSAGE, "12"]));
    assert_eq!(good(&with(&["sessions", "move", MASSAGE, "--start", "13:00"])), "done; 1 family is told\n");

    let table = good(&["register", MASSAGE]);
    let id = table.lines().nth(1).unwrap().split(',').next().unwrap().to_owned();
    let page = folder.path().join("register.html");
    good(&["register", MASSAGE, "--html", page.to_str().unwrap()]);
    let html = std::fs::read_to_string(&page).unwrap();
    assert!(html.contains("Sam Okafor") && html.contains(&reference) && html.contains("child of 5 months"));
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script"), "{html}");
    assert!(html.contains("1pm to 2:30pm") && html.contains("1 of 12 places taken"), "{html}");
    assert!(
        !html.contains("http:") && !html.contains("https:") && !html.contains(" src="),
        "asks for nothing"
    );
    assert!(!html.contains("07700"), "no way to reach anyone on paper");

    let day = "2026-11-24T13:10:00Z";
    bad(&with(&["attended", "7d0c0f3e-1111-4222-8333-444455556666"]), "no such booking");
    let marked = run(&url, day, &["attended", &id, "--by", "Ana at the desk"]);
    assert_eq!(said(&marked), "noted\n");
    let export = good(&["export", "--from", "2026-11-24", "--to", "2026-11-24"]);
    let line = export.lines().find(|line| line.starts_with(MASSAGE)).unwrap();
    assert!(line.ends_with(",scheduled,12,1,0,1,1,1,1,1,1,0,0"), "{line}");
    assert_eq!(good(&with(&["sessions", "cancel", MASSAGE])), "done; 1 family is told\n");
    let records = good(&["records", MASSAGE]);
    assert_eq!(records.lines().count(), 6, "{records}");
    assert!(records.lines().skip(1).all(|line| line.contains("Ana at the desk")), "{records}");
    bad(&["records", "none"], "no such session");
    assert_eq!(good(&["records"]).lines().count(), 8, "the timetable of the place itself is the first");
}
