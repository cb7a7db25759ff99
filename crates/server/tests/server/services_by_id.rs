use axum::http::StatusCode;
use domain::problem::kind;
use serde_json::{Value, json};

use crate::harness::{MASSAGE, TestHub, family};

const PATH: &str = "/api/v1/services/by-id";

fn ids(answer: &Value) -> Vec<&str> {
    let services = answer["services"].as_array().unwrap();
    services.iter().map(|one| one["summary"]["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn services_come_in_the_order_asked_for_and_the_gone_are_named() {
    let hub = TestHub::new().await;
    for (query, there, gone) in [
        ("id=massage&id=refuge", vec!["massage", "refuge"], json!([])),
        ("id=refuge&id=massage", vec!["refuge", "massage"], json!([])),
        ("id=refuge&id=old-1&id=massage&id=old-2", vec!["refuge", "massage"], json!(["old-1", "old-2"])),
        ("id=massage&id=massage&id=old-1&id=old-1", vec!["massage"], json!(["old-1"])),
        ("id=by-id", vec![], json!(["by-id"])),
    ] {
        let answer = hub.get(&format!("{PATH}?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text);
        let answer = answer.json();
        assert_eq!((ids(&answer), &answer["gone"]), (there, &gone), "{query}");
    }
}

#[tokio::test]
async fn what_a_family_compares_and_prints_is_told() {
    let hub = TestHub::new().await;
    let answer = hub.get(&format!("{PATH}?id=massage&near=WA1+3SL")).await.json();
    for (pointer, value) in [
        ("/services/0/summary/ages/to", json!(12)),
        ("/services/0/summary/cost/kind", json!("free")),
        ("/services/0/summary/place/name", json!("Oak Lane Family Centre")),
        ("/services/0/summary/distance", json!(0)),
        ("/services/0/summary/next_session/id", json!("drop-in-2026-11-23")),
        ("/services/0/phone", json!("01632 960105")),
        ("/services/0/address/0", json!("12 Oak Lane")),
        ("/services/0/access/0", json!("Step-free entrance")),
        ("/origin/name", json!("WA1 3SL")),
    ] {
        assert_eq!(answer.pointer(pointer), Some(&value), "{pointer}: {answer}");
    }
    let answer = hub.get(&format!("{PATH}?id=massage")).await.json();
    assert_eq!(
        (&answer["services"][0]["summary"]["distance"], &answer["origin"]),
        (&Value::Null, &Value::Null)
    );
}

/// The same summary as in a search, so that a card reads the same on the list.
#[tokio::test]
async fn a_service_reads_as_in_a_search() {
    let hub = TestHub::new().await;
    assert_eq!(hub.put(1, family(1, MASSAGE)).await.status, StatusCode::CREATED);
    for query in ["", "near=WA1+3SL", "near=WA5+1AB"] {
        let found = hub.get(&format!("/api/v1/services?{query}")).await.json();
        for summary in found["services"].as_array().unwrap() {
            let id = summary["id"].as_str().unwrap();
            let told = hub.get(&format!("{PATH}?id={id}&{query}")).await.json();
            assert_eq!(&told["services"][0]["summary"], summary, "{query}");
        }
    }
}

#[tokio::test]
async fn a_request_to_put_right_is_a_problem() {
    let hub = TestHub::new().await;
    let many = "id=massage&".repeat(21);
    for (query, errors) in [
        ("", json!([{"field": "id", "code": "ids-out-of-range"}])),
        ("ids=massage", json!([{"field": "id", "code": "ids-out-of-range"}])),
        (many.as_str(), json!([{"field": "id", "code": "ids-out-of-range"}])),
        (
            "id=massage&id=a%2Fb&near=WA5+1A",
            json!([{"field": "id/1", "code": "id-not-an-id"}, {"field": "near", "code": "near-not-a-postcode"}]),
        ),
        ("id=massage&near=Atlantis", json!([{"field": "near", "code": "near-not-found"}])),
    ] {
        let answer = hub.get(&format!("{PATH}?{query}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query:.40}: {}", answer.text);
        let problem = answer.json();
        assert_eq!((&problem["type"], &problem["errors"]), (&json!(kind::FIELDS), &errors), "{query:.40}");
    }
    assert_eq!(hub.get(&format!("{PATH}?{}", "id=massage&".repeat(20))).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_masked_address_stays_masked() {
    let hub = TestHub::new().await;
    let answer = hub.get(&format!("{PATH}?id=refuge&near=WA1+3SL")).await;
    for secret in ["77 Hidden", "Hidden Street", "WA2 0AA", "53.41234", "-2.58765"] {
        assert!(!answer.text.contains(secret), "{secret} is told: {}", answer.text);
    }
    let service = &answer.json()["services"][0];
    assert_eq!(service["summary"]["place"]["masked"], true);
    assert_eq!((&service["summary"]["distance"], &service["address"]), (&Value::Null, &json!([])));
}
