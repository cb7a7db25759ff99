//! Changes that readers suggest to listings.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::problem::kind;
use serde_json::{Value, json};
use server::outbox;

use crate::harness::{Answer, TestHub};

const CHANGES: &str = "/api/v1/services/massage/changes";
const ID: &str = "7d0c0f3e-1111-4222-8333-444455556666";

async fn suggest(hub: &TestHub, path: &str, body: Value) -> Answer {
    let request = Request::post(path).header("content-type", "application/json");
    hub.send(request.body(Body::from(body.to_string())).unwrap()).await
}

fn change(what: &str, text: &str) -> Value {
    json!({ "id": ID, "what": what, "text": text, "email": "sam@example.org" })
}

/// The only letter handed over, its long lines put together.
async fn letter(hub: &TestHub) -> String {
    assert_eq!(outbox::round(&hub.hub.store, &hub.files(), hub.hub.now()).await, Ok(1));
    let email = std::fs::read_to_string(hub.outbox().join(hub.outbox_files().remove(0))).unwrap();
    email.replace("=\r\n", "").replace("=\n", "").replace("=3D", "=")
}

#[tokio::test]
async fn a_suggested_change_is_kept_once_and_told_to_the_desk() {
    let hub = TestHub::new().await;
    hub.write("config.json", r#"{"email": "listings@example.org"}"#);
    let words = "It is at nine.\n<b>Come</b> early.";
    let kept = suggest(&hub, CHANGES, change("times", words)).await;
    assert_eq!((kept.status, kept.text.as_str()), (StatusCode::CREATED, ""));
    assert_eq!(suggest(&hub, CHANGES, change("times", words)).await.status, StatusCode::OK);
    let other = suggest(&hub, CHANGES, change("times", "It is at ten.")).await;
    assert_eq!(
        (other.status, other.json()["type"].as_str()),
        (StatusCode::CONFLICT, Some(kind::CHANGE_ID_IN_USE))
    );

    assert_eq!(hub.hub.store.open_changes().await.unwrap().len(), 1);
    let letter = letter(&hub).await;
    for wanted in [
        "To: listings@example.org",
        "Subject: Is this listing right? Baby massage",
        "What is wrong: The days or times",
        "In their words: It is at nine.",
        "Answer to: sam@example.org",
        "https://hub.example.org/services/massage",
        "&lt;b&gt;Come&lt;/b&gt; early.",
    ] {
        assert!(letter.contains(wanted), "{wanted} is not in {letter}");
    }
    assert_eq!(outbox::round(&hub.hub.store, &hub.files(), hub.hub.now()).await, Ok(0));
}

#[tokio::test]
async fn the_service_is_told_unless_its_own_address_may_be_what_is_wrong() {
    for (what, to) in [("times", "group@example.org"), ("contact", "listings@example.org")] {
        let hub = TestHub::new().await;
        hub.write("config.json", r#"{"email": "listings@example.org"}"#);
        let mut service = hub.hub.directory().service(&"massage".parse().unwrap()).unwrap().clone();
        service.email = "group@example.org".to_owned();
        hub.hub.store.put_services(&[service], &[]).await.unwrap();
        hub.hub.reload().await.unwrap();
        suggest(&hub, CHANGES, change(what, "")).await;
        let letter = letter(&hub).await;
        assert!(letter.contains(&format!("To: {to}")), "{letter}");
    }
}

#[tokio::test]
async fn a_change_that_nobody_can_be_told_of_is_kept_all_the_same() {
    let hub = TestHub::new().await;
    assert_eq!(suggest(&hub, CHANGES, change("closed", "")).await.status, StatusCode::CREATED);
    assert_eq!(hub.hub.store.open_changes().await.unwrap().len(), 1);
    assert_eq!(hub.hub.store.messages_waiting().await, Ok(0));
}

#[tokio::test]
async fn what_cannot_be_suggested_is_a_problem() {
    let hub = TestHub::with(|config| config.booking_limit_per_minute = 5).await;
    let long = "x".repeat(1001);
    for (path, body, status, errors) in [
        ("/api/v1/services/none/changes", change("times", ""), 404, json!(null)),
        (
            CHANGES,
            json!({ "id": "1", "what": "rude", "text": long, "email": "sam" }),
            422,
            json!([
                { "field": "what", "code": "not-a-choice" },
                { "field": "text", "code": "words-too-long" },
                { "field": "email", "code": "contact-not-an-email" },
                { "field": "id", "code": "not-an-id" },
            ]),
        ),
        (CHANGES, change("other", " "), 422, json!([{ "field": "text", "code": "words-missing" }])),
        (
            CHANGES,
            json!({ "id": ID, "what": "times", "name": "Sam" }),
            422,
            json!([{ "field": "body", "code": "body-not-understood" }]),
        ),
        (CHANGES, change("times", &"x".repeat(17_000)), 413, json!(null)),
        (CHANGES, change("times", ""), 429, json!(null)),
    ] {
        let answer = suggest(&hub, path, body).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
        assert_eq!(answer.json()["errors"], errors);
        assert!(!answer.text.contains("sam@example.org"), "{}", answer.text);
    }
    assert_eq!(hub.hub.store.open_changes().await.unwrap(), []);
}

#[tokio::test]
async fn without_script_the_page_says_where_to_tell_us() {
    let hub = TestHub::new().await;
    hub.write("_shells/suggest.html", "<title>{{title}}</title><main>{{summary}}</main>");
    hub.write("config.json", r#"{"email": "listings@example.org", "phone": "01632 960105"}"#);
    let page = hub.get("/services/massage/suggest").await;
    assert_eq!(page.status, StatusCode::OK);
    for wanted in
        ["<title>Suggest a change: Baby massage", "href=\"tel:01632960105\"", "mailto:listings@example.org"]
    {
        assert!(page.text.contains(wanted), "{wanted} is not in {}", page.text);
    }
    assert_eq!(hub.get("/services/none/suggest").await.status, StatusCode::NOT_FOUND);
}
