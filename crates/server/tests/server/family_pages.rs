//! Family pages as a school makes them and a parent opens them.

use axum::http::{Method, Request, StatusCode};
use server::written::family_page::COUNTING;

use crate::harness::TestHub;

const FORM: &str = "theme=reception&organisation=bridgewater%20family%20hubs&items=guide.sleep-in-the-first-year\
                    &items=session.massage-2026-11-24&items=service.massage&items=hub.oak-lane";

async fn made(hub: &TestHub, form: &str) -> String {
    let answer = hub.post_form("/share", form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.header("location").strip_prefix("/share/").unwrap().to_owned()
}

/// The name of the organisation that runs the sample's services, as the form takes it.
async fn form(hub: &TestHub) -> String {
    let services = hub.hub.directory();
    let name = services.services()[0].organisation.to_uppercase();
    let name: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    FORM.replace("bridgewater%20family%20hubs", &name)
}

#[tokio::test]
async fn a_school_makes_a_page_and_a_parent_opens_it() {
    let hub = TestHub::new().await;
    hub.write("_shells/written.html", "<title>{{title}}</title>{{head}}<meta name=\"d\" content=\"{{description}}\"><main>{{summary}}</main>");
    let look = hub.get("/share?q=massage").await.text;
    for wanted in [
        "value=\"guide.baby-massage-and-touch\"",
        "value=\"service.massage\"",
        "value=\"session.massage-2026-11-24\"",
        "formmethod=\"post\"",
        "<datalist id=\"organisations\">",
    ] {
        assert!(look.contains(wanted), "{wanted} is not in {look}");
    }
    let ticked = hub.get("/share?q=oak&items=service.massage&items=service.gone").await.text;
    assert!(ticked.contains("value=\"service.massage\" checked"), "{ticked}");
    assert!(ticked.contains("value=\"hub.oak-lane\"") && !ticked.contains("gone"), "{ticked}");

    let form = form(&hub).await;
    let id = made(&hub, &form).await;
    assert_eq!(made(&hub, &form).await, id, "the same page has one address");
    let page = hub.get(&format!("/f/{id}")).await;
    assert_eq!(page.status, StatusCode::OK);
    for wanted in [
        "<title>Starting Reception, from ",
        "content=\"Next: Baby massage, Tuesday 24 November, 10am. 4 things for your family.\"",
        &format!("property=\"og:image\" content=\"https://hub.example.org/f/{id}/picture.png\""),
        "href=\"/sessions/massage-2026-11-24/book\"",
        "href=\"/services/massage\"",
        "href=\"/guide/sleep-in-the-first-year\"",
        "href=\"/places/oak-lane\"",
        "href=\"/services?age=48\"",
        "href=\"/whats-on?age=48\"",
    ] {
        assert!(page.text.contains(wanted), "{wanted} is not in {}", page.text);
    }
    assert!(!page.text.contains("<script"), "{}", page.text);
    // From paper, in capitals.
    assert_eq!(hub.get(&format!("/f/{}", id.to_uppercase())).await.status, StatusCode::OK);
    assert_eq!(hub.get("/f/22222222").await.status, StatusCode::NOT_FOUND);

    let picture = hub.get(&format!("/f/{id}/picture.png")).await;
    assert_eq!((picture.status, picture.header("content-type")), (StatusCode::OK, "image/png"));
    let code = hub.get(&format!("/share/{id}/code.svg")).await;
    assert_eq!((code.status, code.header("content-type")), (StatusCode::OK, "image/svg+xml"));
    let kit = hub.get(&format!("/share/{id}")).await.text;
    for wanted in [
        &format!("hub.example.org/f/{id}"),
        "<svg xmlns",
        "Reading age of the words on the page: ",
        "You will find Sleep in the first year, Baby massage",
        "Next: Baby massage, Tuesday 24 November, 10am.",
        "Starting Reception: help and things to do for your family. https://hub.example.org/f/",
    ] {
        assert!(kit.contains(wanted), "{wanted} is not in {kit}");
    }
    let poster = hub.get(&format!("/share/{id}/poster")).await.text;
    assert!(poster.contains("poster__title\">Starting Reception<") && !poster.contains("strips"), "{poster}");
    let strips = hub.get(&format!("/share/{id}/strips")).await.text;
    assert_eq!(strips.matches("strips__one").count(), 8, "{strips}");
}

#[tokio::test]
async fn a_page_says_what_is_gone_and_what_comes_next() {
    let hub = TestHub::new().await;
    let id = made(&hub, &form(&hub).await).await;
    hub.set_time("2026-11-27T12:00:00Z");
    hub.hub.reload().await.unwrap();
    let later = hub.get(&format!("/f/{id}")).await.text;
    assert!(later.contains("href=\"/sessions/massage-2026-12-01\""), "{later}");
    assert!(later.contains("The day first chosen has been. This is the next."), "{later}");
    assert!(!later.contains("massage-2026-11-24"), "{later}");
    // Long after the last session: three things are left.
    hub.set_time("2029-11-27T12:00:00Z");
    hub.hub.reload().await.unwrap();
    let last = hub.get(&format!("/f/{id}")).await.text;
    assert!(last.contains("1 thing that was on this page is not there any more."), "{last}");
    assert!(!last.contains("Next:"), "{last}");
}

#[tokio::test]
async fn everything_to_put_right_is_told_and_nothing_free_is_taken() {
    let hub = TestHub::new().await;
    let form = form(&hub).await;
    for (form, wanted) in [
        (
            String::new(),
            vec!["Choose what the page is for", "Choose your organisation", "Tick at least one thing"],
        ),
        (form.replace("theme=reception", "theme=BUY+NOW"), vec!["Choose what the page is for"]),
        (form.replace("service.massage", "service.gone"), vec!["not there any more. It has been taken off"]),
        (
            "theme=baby&organisation=Anyone+%3Cb%3E&items=service.massage".to_owned(),
            vec![
                "Choose your organisation from the list",
                "value=\"Anyone &lt;b&gt;\"",
                "value=\"service.massage\" checked",
            ],
        ),
    ] {
        let answer = hub.post_form("/share", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        for wanted in wanted {
            assert!(answer.text.contains(wanted), "{wanted} is not in {}", answer.text);
        }
    }
    let large = format!("theme=baby&q={}", "x".repeat(20_000));
    assert_eq!(hub.post_form("/share", &large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn openings_are_counted_by_day_and_by_nothing_else() {
    let hub = TestHub::new().await;
    let id = made(&hub, &form(&hub).await).await;
    hub.get(&format!("/f/{id}")).await;
    hub.get(&format!("/f/{id}?utm_source=somebody")).await;
    let head = Request::builder()
        .method(Method::HEAD)
        .uri(format!("/f/{id}"))
        .body(axum::body::Body::empty())
        .unwrap();
    hub.send(head).await;
    // Whoever holds every permit knows that nothing is under way.
    drop(hub.hub.counting.acquire_many(u32::try_from(COUNTING).unwrap()).await.unwrap());
    let counts = hub.hub.store.family_page_counts().await.unwrap();
    assert_eq!(counts.len(), 1);
    assert_eq!((counts[0].id.as_str(), counts[0].count), (id.as_str(), 2));
    assert_eq!(counts[0].day, "2026-11-23".parse().unwrap());
}
