//! Finding with words: suggestions while typing, and searches that found nothing.

use axum::http::StatusCode;
use domain::unmet::{ALIKE, FEW_KEPT_DAYS, UnmetSearch};
use serde_json::json;
use server::cli::zero_results;

use crate::harness::TestHub;

#[tokio::test]
async fn what_is_typed_is_answered_with_names() {
    let hub = TestHub::new().await;
    let suggested = async |query: &str| -> Vec<String> {
        let answer = hub.get(&format!("/api/v1/suggestions{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text);
        assert_eq!(answer.header("cache-control"), "max-age=60");
        assert_eq!(answer.header("content-type"), "application/json");
        let list = answer.json();
        let list = list["suggestions"].as_array().unwrap();
        list.iter()
            .map(|one| format!("{} {} {}", one["kind"].as_str().unwrap(), one["text"], one["id"]))
            .collect()
    };
    for (query, wanted) in [
        ("?q=quiet", vec![r#"service "Quiet mornings" "refuge""#]),
        ("?q=quite+morn", vec![r#"service "Quiet mornings" "refuge""#]),
        ("?q=sleep", vec![r#"guide "Sleep in the first year" "sleep-in-the-first-year""#]),
        ("?q=fee", vec![r#"category "Feeding" "feeding""#]),
        ("?q=oak+l", vec![r#"place "Oak Lane" null"#, r#"place "Oak Lane Family Centre" "oak-lane""#]),
        ("?q=zeppelin", vec![]),
        ("?q=", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(suggested(query).await, wanted, "{query}");
    }
    assert!(suggested("?q=b").await.iter().any(|one| one.starts_with("guide \"Baby massage and touch")));
    assert!(suggested("?q=hidden+str").await.is_empty(), "a masked place is no suggestion");

    let answer = hub.get(&format!("/api/v1/suggestions?q={}", "x".repeat(121))).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.json()["errors"], json!([{ "field": "q", "code": "too-long" }]));
}

#[tokio::test]
async fn what_five_did_not_find_is_told_and_nothing_else() {
    let hub = TestHub::new().await;
    let search = async |query: &str, times: u64| {
        for _ in 0..times {
            assert_eq!(hub.get(&format!("/api/v1/services?{query}")).await.status, StatusCode::OK);
        }
    };
    search("q=Zeppelin+rides&near=WA5+1AB", ALIKE).await;
    search("q=rides+zeppelin&near=WA5+1", 1).await;
    search("q=zeppelin&near=WA5", ALIKE - 1).await;
    search("q=gluehwein@example.org", ALIKE).await;
    search("q=xylophone&free=1", ALIKE).await;
    search("q=massage", ALIKE).await;
    hub.hub.unmet.settle().await;
    let told = hub.hub.store.unmet_searches().await.unwrap();
    let csv = "words,outward,count,first_day,last_day\nrides zeppelin,WA5,6,2026-11-23,2026-11-23\n";
    assert_eq!(zero_results(&told), csv);

    let today = hub.hub.now().london_date();
    assert_eq!(hub.hub.store.forget_unmet_searches(today.plus_days(FEW_KEPT_DAYS + 1)).await, Ok(1));
    assert_eq!(zero_results(&hub.hub.store.unmet_searches().await.unwrap()), csv);
}

#[tokio::test]
async fn counting_never_holds_a_search_up() {
    let hub = TestHub::new().await;
    let day = hub.hub.now().london_date();
    let search = UnmetSearch { words: "zeppelin".to_owned(), outward: String::new() };
    // On one thread the worker cannot write in between, so most of these find the queue full.
    for _ in 0..1000 {
        hub.hub.unmet.count(search.clone(), day);
    }
    assert_eq!(hub.get("/api/v1/services?q=zeppelin").await.json()["total"], 0);
    hub.hub.unmet.settle().await;
    let told = hub.hub.store.unmet_searches().await.unwrap();
    assert!((ALIKE..1000).contains(&told[0].count), "{}", told[0].count);
}
