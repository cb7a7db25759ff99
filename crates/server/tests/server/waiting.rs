use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::problem::kind;
use domain::{Actor, BookingId, SessionId, api};
use serde_json::{Value, json};
use store::Notice;

use crate::harness::{MASSAGE, TestHub, bits, family, token};

const SUPPER: &str = "people-2026-11-26";

fn desk() -> Actor {
    Actor::parse("Front desk").unwrap()
}

async fn with_places(session: &str, capacity: u16) -> TestHub {
    let hub = TestHub::new().await;
    let id: SessionId = session.parse().unwrap();
    hub.hub.store.set_capacity(&id, capacity, &desk(), hub.hub.now()).await.unwrap();
    hub
}

/// Family `n`, who would wait.
fn patient(n: u32, session: &str) -> Value {
    let mut body = family(n, session);
    body["waiting"] = json!(true);
    body
}

async fn session(hub: &TestHub, session: &str) -> Value {
    hub.get(&format!("/api/v1/sessions/{session}")).await.json()
}

#[tokio::test]
async fn a_family_joins_the_list_is_offered_a_place_and_takes_it() {
    let hub = with_places(MASSAGE, 1).await;
    assert_eq!(hub.put(1, patient(1, MASSAGE)).await.json()["status"], json!({"state": "booked"}));
    let full = hub.put(2, family(2, MASSAGE)).await;
    assert_eq!((full.status, &full.json()["type"]), (StatusCode::CONFLICT, &json!(kind::FULL)));
    let joined = hub.put(2, patient(2, MASSAGE)).await;
    assert_eq!(joined.status, StatusCode::CREATED, "{}", joined.text);
    let joined = joined.json();
    assert_eq!(joined["status"], json!({"state": "waiting", "since": "2026-11-23T09:00:00Z"}));
    assert_eq!((&joined["position"], &joined["places"]), (&json!(1), &json!(1)));
    let again = hub.put(2, patient(2, MASSAGE)).await;
    assert_eq!((again.status, again.json()), (StatusCode::OK, joined));
    assert_eq!(hub.put(3, patient(3, MASSAGE)).await.json()["position"], 2);
    let accept = json!({"change": "accept"});
    let early = hub.change(2, &token(2), accept.clone()).await;
    assert_eq!((early.status, &early.json()["type"]), (StatusCode::CONFLICT, &json!(kind::NOT_OFFERED)));

    assert_eq!(hub.change(1, &token(1), json!({"change": "cancel"})).await.status, StatusCode::OK);
    let offered = hub.see(2, &token(2)).await.json();
    assert_eq!(offered["status"], json!({"state": "offered", "until": "2026-11-23T13:00:00Z"}));
    assert_eq!(offered["position"], Value::Null);
    let seen = session(&hub, MASSAGE).await;
    assert_eq!(seen["session"]["availability"], json!({"state": "full"}));
    assert_eq!((&seen["places_held"], &seen["waiting"]), (&json!(1), &json!(1)));
    assert_eq!(hub.put(4, family(4, MASSAGE)).await.json()["type"], kind::FULL, "the place is held");
    let taken = hub.change(2, &token(2), accept.clone()).await.json();
    assert_eq!(taken["status"], json!({"state": "booked"}));
    assert_eq!(hub.change(2, &token(2), accept.clone()).await.json(), taken, "one more tap is no harm");
    assert_eq!(session(&hub, MASSAGE).await["places_held"], 0);

    // The next one lets its time pass.
    hub.change(2, &token(2), json!({"change": "cancel"})).await;
    hub.set_time("2026-11-23T13:00:00Z");
    let late = hub.change(3, &token(3), accept.clone()).await;
    assert_eq!((late.status, &late.json()["type"]), (StatusCode::CONFLICT, &json!(kind::OFFER_OVER)));
    assert_eq!(hub.hub.store.pass_on_offers(hub.hub.now()).await, Ok(1));
    assert_eq!(hub.see(3, &token(3)).await.json()["status"]["state"], "lapsed");
    assert_eq!(hub.change(3, &token(3), accept).await.json()["type"], kind::OFFER_OVER);
    assert_eq!(hub.left(MASSAGE).await, 1);
    let again = json!({"token": token(5), "contact": "sam3@example.org"});
    let mut body = patient(5, MASSAGE);
    body["contact"] = again["contact"].clone();
    assert_eq!(hub.put(5, body).await.status, StatusCode::CREATED, "and may book again");
}

#[tokio::test]
async fn the_list_can_be_left_and_has_an_end() {
    let hub = with_places(MASSAGE, 1).await;
    hub.put(1, patient(1, MASSAGE)).await;
    hub.put(2, patient(2, MASSAGE)).await;
    let left = hub.change(2, &token(2), json!({"change": "leave"})).await.json();
    assert_eq!(left["status"], json!({"state": "cancelled", "at": "2026-11-23T09:00:00Z", "by": "family"}));
    assert_eq!(session(&hub, MASSAGE).await["waiting"], 0);
    // A page of the list that was drawn before the offer was taken gives no place back.
    let leave = hub.change(1, &token(1), json!({"change": "leave"})).await;
    assert_eq!((leave.status, &leave.json()["type"]), (StatusCode::CONFLICT, &json!(kind::NOT_WAITING)));
    assert_eq!(hub.see(1, &token(1)).await.json()["status"], json!({"state": "booked"}));
    hub.put(3, patient(3, MASSAGE)).await;
    hub.cancel(1, &token(1)).await;
    assert_eq!(hub.see(3, &token(3)).await.json()["status"]["state"], "offered");
    for _ in 0..2 {
        let declined = hub.change(3, &token(3), json!({"change": "leave"})).await;
        assert_eq!(declined.json()["status"]["state"], "cancelled", "an offer is declined, and once");
    }
    assert_eq!(hub.left(MASSAGE).await, 1);
    let hub = with_places(SUPPER, 2).await;
    let too_large = hub.put(3, {
        let mut body = patient(3, SUPPER);
        body["adults"] = json!(2);
        body
    });
    let too_large = too_large.await;
    assert_eq!(too_large.status, StatusCode::CONFLICT);
    assert_eq!(too_large.json()["type"], kind::PARTY_TOO_LARGE);
    assert_eq!(too_large.json()["detail"], "The session has 2 places in all.");
}

#[tokio::test]
async fn a_party_is_changed_within_its_rules() {
    let hub = TestHub::new().await;
    hub.put(1, family(1, SUPPER)).await;
    let party =
        |adults: u8, children: &[&str]| json!({"change": "party", "adults": adults, "children": children});
    let larger = hub.change(1, &token(1), party(2, &["5", "30"])).await.json();
    assert_eq!((&larger["places"], &larger["party"]["children"]), (&json!(4), &json!([5, 30])));
    assert_eq!(hub.left(SUPPER).await, 1);
    assert_eq!(hub.change(1, &token(1), party(2, &["5", "30"])).await.json(), larger);
    let full = hub.change(1, &token(1), party(3, &["5", "30", "40"])).await.json();
    assert_eq!(full["type"], kind::PARTY_TOO_LARGE);
    hub.put(2, {
        let mut body = family(2, SUPPER);
        body["children"] = json!([]);
        body
    })
    .await;
    let full = hub.change(1, &token(1), party(2, &["5", "30", "40"])).await.json();
    assert_eq!((&full["type"], &full["places_left"]), (&json!(kind::FULL), &json!(0)));
    let wrong = hub.change(1, &token(1), party(0, &["", "x"])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        wrong.json()["errors"],
        json!([
            {"field": "children/0", "code": "child-age-missing"},
            {"field": "children/1", "code": "age-not-an-age"},
            {"field": "adults", "code": "adults-out-of-range"},
        ])
    );
    hub.set_time("2026-11-26T18:00:00Z");
    assert_eq!(
        hub.change(1, &token(1), party(2, &["30", "5"])).await.status,
        StatusCode::OK,
        "the same people"
    );
    let closed = hub.change(1, &token(1), party(2, &["5", "31"])).await.json();
    assert_eq!(closed["type"], kind::CLOSED);
    assert_eq!(
        hub.change(1, &token(1), party(1, &["5"])).await.json()["places"],
        2,
        "one child off, even late"
    );
    assert_eq!(hub.cancel(1, &token(1)).await.status, StatusCode::OK);
    assert_eq!(hub.change(1, &token(1), party(1, &[])).await.json()["type"], kind::BOOKING_CANCELLED);
    assert_eq!(hub.change(1, &token(2), party(1, &[])).await.status, StatusCode::NOT_FOUND);
    for body in [json!({}), json!({"change": "fly"}), json!({"change": "party", "adults": -1}), json!([])] {
        let answer = hub.change(1, &token(1), body).await;
        assert_eq!(answer.json()["errors"], json!([{"field": "body", "code": "body-not-understood"}]));
    }
}

#[tokio::test]
async fn someone_books_for_a_family_and_says_so() {
    let hub = TestHub::new().await;
    let with = |n, words: Value| {
        let mut body = family(n, MASSAGE);
        body["on_behalf"] = words;
        body
    };
    assert_eq!(hub.put(1, with(1, json!(" Health  visitor "))).await.json()["on_behalf"], "Health visitor");
    assert_eq!(hub.put(2, with(2, json!(""))).await.json()["on_behalf"], Value::Null);
    let long = hub.put(3, with(3, json!("x".repeat(81)))).await;
    assert_eq!(long.json()["errors"], json!([{"field": "on_behalf", "code": "on-behalf-too-long"}]));
}

#[tokio::test]
async fn a_family_has_its_data_deleted() {
    let hub = TestHub::new().await;
    hub.put(1, family(1, MASSAGE)).await;
    let unknown = hub.forget(9, &token(9)).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_eq!(hub.forget(1, &token(2)).await.text, unknown.text, "a stranger learns nothing");
    for _ in 0..2 {
        let gone = hub.forget(1, &token(1)).await;
        assert_eq!((gone.status, gone.text.as_str()), (StatusCode::NO_CONTENT, ""));
    }
    assert_eq!(hub.see(1, &token(1)).await.text, unknown.text);
    assert_eq!(hub.left(MASSAGE).await, 10);
    assert_eq!(hub.hub.store.messages_waiting().await, Ok(0), "no message is sent to it");
}

#[tokio::test]
async fn a_new_link_takes_the_place_of_all_others() {
    let hub = TestHub::new().await;
    hub.put(1, family(1, MASSAGE)).await;
    let links = api::booking_links(&BookingId::from_random(bits(1)));
    let body = json!({"token": token(7)});
    assert_eq!(hub.send_json("POST", &links, &token(2), body.clone()).await.status, StatusCode::NOT_FOUND);
    for _ in 0..2 {
        let answer = hub.send_json("POST", &links, &token(1), body.clone()).await;
        assert_eq!((answer.status, answer.json()), (StatusCode::OK, body.clone()));
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    assert_eq!(hub.see(1, &token(1)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(hub.see(1, &token(7)).await.status, StatusCode::OK);
    let made = hub.send_json("POST", &links, &token(7), json!({})).await.json();
    assert_eq!(hub.see(1, &token(7)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(hub.see(1, made["token"].as_str().unwrap()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_lost_link_is_sent_again_and_nobody_learns_whether_there_is_one() {
    let hub = TestHub::with(|config| config.booking_limit_per_minute = 4).await;
    hub.put(1, family(1, MASSAGE)).await;
    let ask = async |contact: &str| {
        let request = Request::post(api::LOST_LINKS).header("content-type", "application/json");
        hub.send(request.body(Body::from(json!({"contact": contact}).to_string())).unwrap()).await
    };
    let (stranger, known) = (ask("nobody@example.org").await, ask("SAM1@example.org").await);
    assert_eq!((stranger.status, stranger.text.as_str()), (StatusCode::ACCEPTED, ""));
    assert_eq!((known.status, known.text), (stranger.status, stranger.text));
    assert_eq!(known.headers, stranger.headers);
    let wrong = ask("sam@").await;
    assert_eq!(wrong.json()["errors"], json!([{"field": "contact", "code": "contact-not-an-email"}]));
    assert_eq!(ask("sam1@example.org").await.status, StatusCode::TOO_MANY_REQUESTS);
    let due = loop {
        let due = hub.hub.store.notices_to_compose(9).await.unwrap();
        if !due.is_empty() {
            break due;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!((due.len(), &due[0].notice), (1, &Notice::Link));
    assert_eq!(due[0].booking.contact.as_str(), "sam1@example.org");
}
