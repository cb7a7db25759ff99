use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::{Actor, Contact, Recorded, problem::kind};
use serde_json::{Value, json};
use server::outbox;

use crate::harness::{Answer, MASSAGE, TestHub, bits, family, fixture};

const LINKS: &str = "/api/v1/team/links";
const SHIFTS: &str = "/api/v1/team/shifts";

/// Makes a key of this scope whose links go to this address.
async fn key(hub: &TestHub, n: u8, name: &str, localities: &[&str], email: &str) -> String {
    let key = hub.team_key(n, name, localities, None).await;
    let (name, email) = (Actor::parse(name).unwrap(), Contact::parse(email).unwrap());
    hub.hub.store.set_team_key_email(&name, Some(&email)).await.unwrap();
    key
}

async fn ask(hub: &TestHub, email: &str) -> Answer {
    hub.send_json("POST", LINKS, "", json!({ "email": email })).await
}

/// The private tokens in the messages to the team so far.
async fn tokens(hub: &TestHub, expected: usize) -> Vec<String> {
    let delivery = hub.files();
    for _ in 0..100 {
        outbox::round(&hub.hub.store, &delivery, hub.hub.now()).await.unwrap();
        let mut found = Vec::new();
        for name in hub.outbox_files().iter().filter(|name| name.ends_with(".eml")) {
            let text = std::fs::read_to_string(hub.outbox().join(name)).unwrap();
            let text = text.replace("=\r\n", "").replace("=\n", "");
            found.extend(text.split("/team#").skip(1).map(|rest| rest[..32].to_owned()));
        }
        if found.len() >= expected {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{expected} links did not come");
}

/// Signs in with the address of one key.
async fn sign_in(hub: &TestHub, email: &str) -> String {
    let before = if hub.outbox().exists() { tokens(hub, 0).await } else { Vec::new() };
    assert_eq!(ask(hub, email).await.status, StatusCode::ACCEPTED);
    let after = tokens(hub, before.len() + 1).await;
    let link = after.into_iter().find(|token| !before.contains(token)).unwrap();
    let begun = hub.send_json("POST", SHIFTS, "", json!({ "link": link })).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text);
    begun.json()["token"].as_str().unwrap().to_owned()
}

async fn page(hub: &TestHub, token: &str, path: &str) -> Answer {
    let request = Request::get(path).header("authorization", format!("Bearer {token}"));
    hub.send(request.body(Body::empty()).unwrap()).await
}

async fn submit(hub: &TestHub, token: &str, path: &str, form: &str) -> Answer {
    let request = Request::post(path)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/x-www-form-urlencoded");
    hub.send(request.body(Body::from(form.to_owned())).unwrap()).await
}

fn booking_path(n: u32) -> String {
    format!("/api/v1/team/bookings/{}", domain::BookingId::from_random(bits(n)))
}

#[tokio::test]
async fn a_private_link_signs_in_once() {
    let hub = TestHub::new().await;
    key(&hub, 1, "Desk East", &["east"], "desk@example.org").await;
    key(&hub, 2, "Whole network", &[], "Desk@example.org").await;
    let known = ask(&hub, "desk@example.org").await;
    let unknown = ask(&hub, "nobody@example.org").await;
    assert_eq!((known.status, &known.text), (StatusCode::ACCEPTED, &unknown.text));
    assert_eq!(known.status, unknown.status, "nobody learns which addresses are known");
    let links = tokens(&hub, 2).await;
    assert_eq!(links.len(), 2, "a link for each key of the address");
    let names = hub.outbox_files();
    let mail = std::fs::read_to_string(hub.outbox().join(&names[0])).unwrap();
    assert!(mail.contains("Desk East") && mail.contains("Whole network"), "{mail}");
    let begin = async |link: &str| hub.send_json("POST", SHIFTS, "", json!({ "link": link })).await;
    let begun = begin(&links[0]).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text);
    assert_eq!(begun.header("cache-control"), "no-store");
    assert_eq!(begun.json()["ends_at"], "2026-11-23T21:00:00Z");
    let token = begun.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(begun.json()["name"], "Desk East");
    let again = begin(&links[0]).await;
    assert_eq!((again.status, &again.json()["type"]), (StatusCode::UNAUTHORIZED, &json!(kind::TEAM_LINK)));
    hub.set_time("2026-11-23T09:15:00Z");
    assert_eq!(begin(&links[1]).await.status, StatusCode::UNAUTHORIZED, "too old");
    assert_eq!(begin(&"0".repeat(32)).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(begin("x").await.status, StatusCode::UNPROCESSABLE_ENTITY);

    // The shift opens what the key opens, under its name.
    let path = format!("/api/v1/team/sessions/{MASSAGE}");
    let body = json!({ "change": "capacity", "capacity": 12 });
    assert_eq!(hub.send_json("PATCH", &path, &token, body).await.status, StatusCode::OK);
    let records = hub.hub.store.all_records().await.unwrap();
    assert!(records.iter().all(|record| record.actor.as_str() == "Desk East"));
    assert_eq!(records[1].what, Recorded::SignedIn);
    assert_eq!(
        page(&hub, &links[1], "/team/sessions").await.status,
        StatusCode::UNAUTHORIZED,
        "a link is no shift"
    );

    let end = hub.send_json("DELETE", "/api/v1/team/shift", &token, Value::Null).await;
    assert_eq!(end.status, StatusCode::NO_CONTENT);
    let over = page(&hub, &token, "/team/sessions").await;
    assert_eq!((over.status, &over.json()["type"]), (StatusCode::UNAUTHORIZED, &json!(kind::KEY)));
}

#[tokio::test]
async fn a_shift_ends_by_itself_and_with_its_key() {
    let hub = TestHub::new().await;
    key(&hub, 1, "Desk", &[], "desk@example.org").await;
    let (one, other) = (sign_in(&hub, "desk@example.org").await, sign_in(&hub, "desk@example.org").await);
    let status = async |token: &str, at: &str| {
        hub.set_time(at);
        page(&hub, token, "/team/sessions").await.status
    };
    assert_eq!(status(&one, "2026-11-23T09:59:59Z").await, StatusCode::OK);
    assert_eq!(status(&other, "2026-11-23T10:00:00Z").await, StatusCode::UNAUTHORIZED, "an hour without use");
    assert_eq!(status(&one, "2026-11-23T10:59:00Z").await, StatusCode::OK);
    hub.hub.store.revoke_team_key(&Actor::parse("Desk").unwrap(), hub.hub.now()).await.unwrap();
    assert_eq!(status(&one, "2026-11-23T10:59:01Z").await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn links_cannot_be_asked_for_without_end() {
    let hub = TestHub::new().await;
    for (email, status) in
        [("", 422), ("x", 422), ("07700 900123", 422), ("a@b", 422), ("a@example.org", 202)]
    {
        assert_eq!(ask(&hub, email).await.status.as_u16(), status, "{email}");
    }
    let bare = hub.send_json("POST", LINKS, "", json!([])).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut last = StatusCode::OK;
    for _ in 0..server::hub::SIGN_IN_LIMIT_PER_MINUTE {
        last = ask(&hub, "a@example.org").await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let followed = hub.send_json("POST", SHIFTS, "", json!({ "link": "0".repeat(32) })).await;
    assert_eq!(followed.status, StatusCode::TOO_MANY_REQUESTS, "links are not tried without end either");
}

#[tokio::test]
async fn the_shell_is_the_same_for_everybody_and_tells_nothing() {
    let hub = TestHub::new().await;
    let booked = hub.put(7, family(7, MASSAGE)).await;
    assert_eq!(booked.status, StatusCode::CREATED);
    let door = hub.get("/team").await;
    for path in ["/team/sessions", &format!("/team/sessions/{MASSAGE}/register"), "/team/requests/K7M-4QX"] {
        let answer = hub.get(path).await;
        assert_eq!((answer.status, &answer.text), (StatusCode::OK, &door.text), "{path}");
    }
    assert_eq!(door.header("cache-control"), "no-store");
    assert_eq!(door.header("x-robots-tag"), "noindex, nofollow");
    assert!(door.text.contains("<noscript>") && door.text.contains("JavaScript"), "{}", door.text);
    assert!(!door.text.contains("Okafor") && !door.text.contains("massage"), "{}", door.text);
    assert_eq!(hub.post_form("/team/sessions", "").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(hub.get("/team/nothing").await.status, StatusCode::NOT_FOUND);
    hub.write("_shells/team.html", "built");
    assert_eq!(hub.get("/team").await.text, "built");
}

#[tokio::test]
async fn every_page_is_drawn_and_keeps_to_its_scope() {
    let hub = TestHub::new().await;
    let booked = hub.put(7, family(7, MASSAGE)).await;
    assert_eq!(booked.status, StatusCode::CREATED);
    let east = key(&hub, 1, "East", &["east"], "east@example.org").await;
    let west = key(&hub, 2, "West", &["west"], "west@example.org").await;
    let all = key(&hub, 3, "All", &[], "all@example.org").await;
    let session = format!("/team/sessions/{MASSAGE}");
    for (path, has, [in_east, in_west, everywhere]) in [
        ("/team/sessions?on=2026-11-24".to_owned(), "1 of", [200, 200, 200]),
        (session.clone(), "Book for a family", [200, 403, 200]),
        (format!("{session}/register"), "Okafor", [200, 403, 200]),
        (format!("{session}/change"), "Time and place", [200, 403, 200]),
        (format!("{session}/cancel"), "1 family is told", [200, 403, 200]),
        (format!("{session}/book"), "Name of the parent", [200, 403, 200]),
        ("/team/requests".to_owned(), "Requests for help", [200, 200, 200]),
        ("/team/suggestions".to_owned(), "Suggested changes", [200, 200, 200]),
        ("/team/family-pages".to_owned(), "Family pages", [403, 403, 200]),
        ("/team/import".to_owned(), "Try it", [200, 200, 200]),
        ("/team/records".to_owned(), "What was done", [200, 200, 200]),
        ("/team/sessions/none-2026-11-24".to_owned(), "", [404, 404, 404]),
        ("/team/requests/K7M-4QX".to_owned(), "", [404, 404, 404]),
    ] {
        for (key, status) in [(&east, in_east), (&west, in_west), (&all, everywhere)] {
            let answer = page(&hub, key, &path).await;
            assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text);
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
            assert!(answer.text.matches("<h1").count() == 1 && answer.text.contains("data-title="), "{path}");
            assert!(!answer.text.contains(" style=") && !answer.text.contains("<script"), "{path}");
            let is_seen = answer.text.contains(has);
            assert!(is_seen || status != 200 || key == &west, "{path} has not {has}: {}", answer.text);
            assert!(status == 200 || !answer.text.contains("Okafor"), "{path}");
        }
    }
    let listed = page(&hub, &west, "/team/sessions?on=2026-11-24").await;
    assert!(!listed.text.contains("Baby massage") && listed.text.contains("No sessions"), "{}", listed.text);
    let register = page(&hub, &east, &format!("{session}/register")).await;
    assert!(
        !register.text.contains("example.org") && !register.text.contains("data-tick"),
        "{}",
        register.text
    );
    assert!(register.text.contains("You can tick from Tuesday 24 November 2026"), "{}", register.text);
    hub.set_time("2026-11-24T09:30:00Z");
    let register = page(&hub, &east, &format!("{session}/register")).await;
    assert_eq!(register.text.matches("data-tick=").count(), 2, "{}", register.text);
}

#[tokio::test]
async fn a_session_is_changed_booked_and_cancelled_in_the_browser() {
    let hub = TestHub::new().await;
    let desk = key(&hub, 1, "East", &["east"], "east@example.org").await;
    let session = format!("/team/sessions/{MASSAGE}");
    let form = page(&hub, &desk, &format!("{session}/book")).await.text;
    let hidden = |name: &str| {
        let field = form.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
        field.split('"').next().unwrap().to_owned()
    };
    let (id, token) = (hidden("id"), hidden("token"));
    let sent = |rest: &str| format!("id={id}&token={token}&{rest}");
    let wrong =
        submit(&hub, &desk, &format!("{session}/book"), &sent("name=&contact=x&adults=1&children=two")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.text.matches("error-summary__link").count(), 3, "{}", wrong.text);
    assert!(wrong.text.contains("value=\"two\"") && wrong.text.contains(&id), "nothing typed is lost");
    let good = sent("name=Sam+Okafor&contact=sam%40example.org&adults=1&children=5+months");
    for _ in 0..2 {
        let done = submit(&hub, &desk, &format!("{session}/book"), &good).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text);
        assert!(done.text.contains("Booked. Reference"), "{}", done.text);
        assert!(done.text.contains(&format!("data-address=\"{session}\"")));
    }
    let too_old = "id=7d0c0f3e-1111-4222-8333-444455556666&token=abababababababababababababababab&name=Jo&contact=jo%40example.org&adults=1&children=9+years";
    let too_old = submit(&hub, &desk, &format!("{session}/book"), too_old).await;
    assert_eq!(too_old.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(too_old.text.contains("children-error"), "{}", too_old.text);

    let change = async |form: &str| submit(&hub, &desk, &format!("{session}/change"), form).await;
    let bad = change("what=move&date=&start=x&end=11:30&location=oak-lane-id").await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bad.text.matches("error-summary__link").count(), 2, "{}", bad.text);
    for places in ["0", "x", "1000", ""] {
        let bad = change(&format!("what=places&places={places}")).await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY, "{places}");
    }
    let places = change("what=places&places=12").await;
    assert!(
        places.text.contains("The places are set.") && places.text.contains("1 of 12"),
        "{}",
        places.text
    );
    let past = change("what=move&date=2026-11-22&start=10:00&end=11:00&location=oak-lane").await;
    assert!(past.status.is_client_error(), "{}", past.text);
    let nobody = page(&hub, &desk, &format!("{session}/cancel")).await;
    assert!(nobody.text.contains("1 family is told at once"), "{}", nobody.text);
    let long =
        submit(&hub, &desk, &format!("{session}/cancel"), &format!("reason={}", "x".repeat(161))).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(long.text.contains("Use at most 160 characters."), "{}", long.text);
    let done = submit(&hub, &desk, &format!("{session}/cancel"), "reason=The+heating+is+off.").await;
    assert!(done.text.contains("The session is cancelled. 1 family is told."), "{}", done.text);
    let due = hub.hub.store.notices_to_compose(100).await.unwrap();
    let because = store::Notice::SessionCancelledBecause { reason: "The heating is off.".to_owned() };
    assert_eq!(due.iter().filter(|due| due.notice == because).count(), 1, "{due:?}");
    let again = submit(&hub, &desk, &format!("{session}/cancel"), "").await;
    assert!(again.text.contains("No family had to be told."), "{}", again.text);
    let records = page(&hub, &desk, "/team/records").await.text;
    for what in ["Cancelled a session", "Changed the places from", "Booked a family (1 place)"] {
        assert!(records.contains(what), "{what}: {records}");
    }
    assert!(!records.contains("Okafor"), "{records}");
}

#[tokio::test]
async fn requests_and_suggestions_are_worked_off() {
    let hub = TestHub::new().await;
    let east = key(&hub, 1, "East", &["east"], "east@example.org").await;
    let west = key(&hub, 2, "West", &["west"], "west@example.org").await;
    let asked = "urgency=soon&topic=sleep&words=Two+nights+without+sleep&whom=baby&locality=east&name=Sam&contact=07700+900123&message=no&times=morning&consent=yes&token=abababababababababababababababab";
    assert_eq!(hub.post_form("/ask", asked).await.status, StatusCode::SEE_OTHER);
    let list = hub.send_json("GET", "/api/v1/team/requests", &east, Value::Null).await.json();
    let reference = list[0]["reference"].as_str().unwrap().to_owned();
    assert_eq!((&list[0]["state"], &list[0]["late"]), (&json!("received"), &json!(false)));
    assert!(!list.to_string().contains("Sam"));
    let none = hub.send_json("GET", "/api/v1/team/requests", &west, Value::Null).await.json();
    assert_eq!(none, json!([]));
    let path = format!("/team/requests/{reference}");
    let api = format!("/api/v1/team/requests/{reference}");
    assert_eq!(page(&hub, &west, &path).await.status, StatusCode::FORBIDDEN);
    assert_eq!(hub.send_json("GET", &api, &west, Value::Null).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        hub.send_json("PATCH", &api, &west, json!({ "change": "assign", "to": "JO" })).await.status,
        StatusCode::FORBIDDEN
    );
    let read = page(&hub, &east, &path).await;
    assert!(
        read.text.contains("Two nights without sleep") && read.text.contains("Speak to nobody else"),
        "{}",
        read.text
    );
    let detail = hub.send_json("GET", &api, &east, Value::Null).await.json();
    assert_eq!(
        (&detail["asked"]["message_is_safe"], &detail["reference"]),
        (&json!(false), &json!(reference))
    );
    let missing = submit(&hub, &east, &path, "change=close").await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.text.contains("Choose what came of it."));
    assert_eq!(
        submit(&hub, &east, &path, "change=assign&to=").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert!(submit(&hub, &east, &path, "change=assign&to=JO").await.text.contains("With JO"));
    let closed = submit(&hub, &east, &path, "change=close&outcome=helped").await;
    assert!(
        closed.text.contains("The request is closed.") && closed.text.contains("No open requests"),
        "{}",
        closed.text
    );
    let late = hub.send_json("PATCH", &api, &east, json!({ "change": "close", "outcome": "helped" })).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text);
    let bad = hub.send_json("PATCH", &api, &east, json!({ "change": "assign", "to": "" })).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let records = hub.send_json("GET", "/api/v1/team/records", &east, Value::Null).await;
    let actions: Vec<Value> =
        records.json().as_array().unwrap().iter().map(|one| one["what"]["action"].clone()).collect();
    assert_eq!(actions[0], "request_closed");
    assert!(actions.contains(&json!("request_assigned")) && actions.contains(&json!("request_read")));
    assert!(!records.text.contains("Sam") && !records.text.contains("nights"), "{}", records.text);
    let elsewhere = hub.send_json("GET", "/api/v1/team/records", &west, Value::Null).await.json();
    assert_eq!(elsewhere, json!([]), "other areas see none of it");
}

#[tokio::test]
async fn a_suggestion_is_ticked_off_within_its_scope() {
    let hub = TestHub::new().await;
    let all = key(&hub, 1, "All", &[], "all@example.org").await;
    let west = key(&hub, 2, "West", &["west"], "west@example.org").await;
    let service = hub.hub.directory().services()[0].id.clone();
    let id = "7d0c0f3e-1111-4222-8333-444455556666";
    let body =
        json!({ "id": id, "what": "times", "text": "It is at ten <b>now</b>", "email": "sam@example.org" });
    let sent = hub.send_json("POST", &format!("/api/v1/services/{service}/changes"), "", body).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text);
    let list = page(&hub, &all, "/team/suggestions").await;
    assert!(
        list.text.contains("It is at ten &lt;b&gt;now") && list.text.contains("sam@example.org"),
        "{}",
        list.text
    );
    assert!(!page(&hub, &west, "/team/suggestions").await.text.contains("It is at ten"));
    let api = format!("/api/v1/team/suggestions/{id}");
    let refused = hub.send_json("PATCH", &api, &west, json!({ "change": "done" })).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let done = submit(&hub, &all, "/team/suggestions", &format!("done={id}")).await;
    assert!(done.text.contains("Ticked off.") && done.text.contains("No open suggestions"), "{}", done.text);
    assert_eq!(
        hub.send_json("PATCH", &api, &all, json!({ "change": "done" })).await.status,
        StatusCode::NOT_FOUND
    );
    let pages = hub.send_json("GET", "/api/v1/team/family-pages", &all, Value::Null).await;
    assert_eq!((pages.status, pages.json()), (StatusCode::OK, json!([])));
    let pages = hub.send_json("GET", "/api/v1/team/family-pages", &west, Value::Null).await;
    assert_eq!(pages.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_family_page_is_taken_down_for_everybody_and_put_back() {
    let hub = TestHub::new().await;
    let all = key(&hub, 1, "All", &[], "all@example.org").await;
    let west = key(&hub, 2, "West", &["west"], "west@example.org").await;
    let organisation = hub.hub.directory().services()[0].organisation.clone();
    let name: String = organisation.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let form = format!("theme=baby&organisation={name}&items=service.massage");
    let made = hub.post_form("/share", &form).await;
    let id = made.header("location").strip_prefix("/share/").unwrap().to_owned();
    let addresses =
        ["/f/{id}", "/f/{id}/picture.png", "/share/{id}", "/share/{id}/poster", "/share/{id}/strips"]
            .map(|address| address.replace("{id}", &id));
    let api = format!("/api/v1/team/family-pages/{id}");
    let (down, back) = (json!({ "change": "take_down" }), json!({ "change": "put_back" }));

    for (key, path, body, status) in [
        ("", api.as_str(), &down, StatusCode::UNAUTHORIZED),
        (&west, &api, &down, StatusCode::FORBIDDEN),
        (&all, "/api/v1/team/family-pages/22222222", &down, StatusCode::NOT_FOUND),
        (&all, "/api/v1/team/family-pages/x", &down, StatusCode::NOT_FOUND),
        (&all, &api, &json!({ "change": "burn" }), StatusCode::UNPROCESSABLE_ENTITY),
        (&all, &api, &down, StatusCode::NO_CONTENT),
    ] {
        assert_eq!(hub.send_json("PATCH", path, key, body.clone()).await.status, status, "{path} {body}");
    }
    for address in &addresses {
        let answer = hub.get(address).await;
        assert_eq!(answer.status, StatusCode::GONE, "{address}");
        assert!(answer.text.contains("This page has been taken down"), "{address}: {}", answer.text);
    }
    let again = hub.post_form("/share", &form).await;
    assert_eq!(
        again.header("location"),
        format!("/share/{id}"),
        "the same page is the same address, and stays down"
    );
    let list = page(&hub, &all, "/team/family-pages").await.text;
    assert!(list.contains("Taken down: whoever opens it is told so."), "{list}");

    let refused = submit(&hub, &west, "/team/family-pages", &format!("put_back={id}")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let put_back = submit(&hub, &all, "/team/family-pages", &format!("put_back={id}")).await;
    assert!(put_back.text.contains("The page is there again."), "{}", put_back.text);
    assert_eq!(hub.send_json("PATCH", &api, &all, back).await.status, StatusCode::NO_CONTENT);
    for address in &addresses {
        assert_eq!(hub.get(address).await.status, StatusCode::OK, "{address}");
    }
    let records = page(&hub, &all, "/team/records").await.text;
    assert_eq!(records.matches(&format!("Took down the family page {id}")).count(), 1, "{records}");
    assert_eq!(records.matches(&format!("Put back the family page {id}")).count(), 1, "{records}");
    assert!(!page(&hub, &west, "/team/records").await.text.contains(&id), "one area's team sees none of it");
}

#[tokio::test]
async fn of_two_ticks_the_later_tap_wins() {
    let hub = TestHub::new().await;
    let desk = key(&hub, 1, "East", &["east"], "east@example.org").await;
    assert_eq!(
        hub.send_json("PUT", &booking_path(1), &desk, family(1, MASSAGE)).await.status,
        StatusCode::CREATED
    );
    hub.set_time("2026-11-24T10:30:00Z");
    let tick = async |body: Value| hub.send_json("PATCH", &booking_path(1), &desk, body).await;
    let at = |second: &str| format!("2026-11-24T10:00:{second}Z");
    for (body, status) in [
        (json!({ "change": "attended", "came": true, "at": at("10") }), 204),
        (json!({ "change": "attended", "came": true, "at": at("10") }), 204),
        (json!({ "change": "attended", "came": false, "at": at("05") }), 409),
        (json!({ "change": "unmark", "at": at("05") }), 409),
        (json!({ "change": "unmark", "at": at("20") }), 204),
        (json!({ "change": "attended", "came": false }), 204),
        (json!({ "change": "attended", "came": true, "at": "2027-01-01T00:00:00Z" }), 204),
        (json!({ "change": "attended", "at": at("30") }), 422),
    ] {
        let answer = tick(body.clone()).await;
        assert_eq!(answer.status.as_u16(), status, "{body}: {}", answer.text);
        if status == 409 {
            assert_eq!(answer.json()["type"], kind::NOTED_LATER);
            assert!(answer.json()["detail"].as_str().unwrap().contains("the family came"), "{}", answer.text);
        }
    }
}

#[tokio::test]
async fn a_timetable_is_tried_and_imported_in_the_browser() {
    let hub = TestHub::new().await;
    let desk = key(&hub, 1, "East", &["east"], "east@example.org").await;
    let all = std::fs::read_to_string(fixture().join("timetable.csv")).unwrap();
    let mut lines = all.lines();
    let (header, massage) = (lines.next().unwrap(), lines.next().unwrap());
    let one = format!("{header}\n{}\n", massage.replacen("massage,", "touch,", 1));
    let send = async |query: &str, body: String| {
        let request = Request::post(format!("/team/import{query}"))
            .header("authorization", format!("Bearer {desk}"))
            .header("content-type", "text/csv");
        hub.send(request.body(Body::from(body)).unwrap()).await
    };
    let tried = send("?dry_run=true", one.clone()).await;
    assert!(
        tried.text.contains("nothing has changed yet") && tried.text.contains("Import it"),
        "{}",
        tried.text
    );
    assert!(hub.hub.store.series(&"touch".parse().unwrap()).await.unwrap().is_none());
    let rejected = send("?dry_run=true", all).await;
    assert!(
        rejected.text.contains("1 line rejected") && rejected.text.contains("not for"),
        "{}",
        rejected.text
    );
    let done = send("?dry_run=false", one).await;
    assert!(done.status == StatusCode::OK && done.text.contains("Imported"), "{}", done.text);
    assert!(hub.hub.store.series(&"touch".parse().unwrap()).await.unwrap().is_some());
    for body in [String::new(), "a,b\n".to_owned(), "x".repeat(2 * 1024 * 1024 + 1)] {
        let bad = send("?dry_run=true", body).await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", bad.text);
    }
}
