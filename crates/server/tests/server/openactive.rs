//! The feeds that other software follows, walked as it does, and their items against the published models.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::harness::{MASSAGE, TestHub, family, token};

const BASE: &str = "https://hub.example.org";
const SERIES: &str = "/openactive/session-series";
const SESSIONS: &str = "/openactive/scheduled-sessions";

/// Reads a page and checks what every page has to keep to (RPDE 1.0).
async fn page(hub: &TestHub, address: &str) -> (Vec<Value>, String) {
    let answer = hub.get(address).await;
    assert_eq!(answer.status, 200, "{address}");
    assert_eq!(answer.header("content-type"), "application/vnd.openactive.rpde+json; version=1");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let page = answer.json();
    assert_eq!(page["license"], "https://creativecommons.org/licenses/by/4.0/");
    let next = page["next"].as_str().unwrap().strip_prefix(BASE).unwrap().to_owned();
    let items = page["items"].as_array().unwrap().clone();
    let order = |item: &Value| (item["modified"].as_i64().unwrap(), item["id"].as_str().unwrap().to_owned());
    assert!(items.is_sorted_by(|a, b| order(a) < order(b)), "{address}");
    match items.last() {
        None => assert_eq!(next, address, "the last page leads to itself"),
        Some(last) => {
            let (modified, id) = order(last);
            assert!(next.ends_with(&format!("?afterTimestamp={modified}&afterId={id}")), "{next}");
        }
    }
    for item in &items {
        let updated = item["state"] == "updated";
        assert!(updated || item["state"] == "deleted");
        assert_eq!(item.get("data").is_some(), updated, "{item}");
    }
    (items, next)
}

/// Walks from here to the end; the items, and where the end is.
async fn walk(hub: &TestHub, from: &str) -> (Vec<Value>, String) {
    let (mut all, mut address) = (Vec::new(), from.to_owned());
    loop {
        let (items, next) = page(hub, &address).await;
        if items.is_empty() {
            return (all, next);
        }
        all.extend(items);
        address = next;
    }
}

fn remaining(item: &Value) -> &Value {
    &item["data"]["remainingAttendeeCapacity"]
}

#[tokio::test]
async fn a_reader_walks_to_the_end_and_sees_each_change_once() {
    let hub = TestHub::new().await;
    let (all, end) = walk(&hub, SESSIONS).await;
    let ids: BTreeSet<&str> = all.iter().map(|item| item["id"].as_str().unwrap()).collect();
    let catalogue = hub.hub.store.catalogue(hub.hub.now()).await.unwrap();
    let known: BTreeSet<&str> = catalogue.sessions.iter().map(|session| session.id.as_str()).collect();
    assert_eq!((ids, all.len()), (known, catalogue.sessions.len()));
    assert_eq!(walk(&hub, &end).await.0, Vec::<Value>::new());

    assert_eq!(hub.put(1, family(1, MASSAGE)).await.status, 201);
    let (told, end) = walk(&hub, &end).await;
    assert_eq!((told.len(), &told[0]["id"], remaining(&told[0])), (1, &json!(MASSAGE), &json!(9)));
    // The same request again changes nothing; a place given back does.
    assert_eq!(hub.put(1, family(1, MASSAGE)).await.status, 200);
    assert_eq!(walk(&hub, &end).await.0.len(), 0);
    assert_eq!(hub.cancel(1, &token(1)).await.status, 200);
    let (told, end) = walk(&hub, &end).await;
    assert_eq!((told.len(), remaining(&told[0])), (1, &json!(10)));

    // What is gone is told as gone, without data.
    let gone: domain::SessionId = "massage-2026-12-01".parse().unwrap();
    assert_eq!(hub.hub.store.drop_unbooked(std::slice::from_ref(&gone)).await.unwrap(), [gone]);
    let (told, end) = walk(&hub, &end).await;
    assert_eq!((told.len(), &told[0]["state"]), (1, &json!("deleted")));
    // Whoever begins anew meets each once, as it is now.
    let (anew, same_end) = walk(&hub, SESSIONS).await;
    assert_eq!((anew.len(), same_end), (all.len(), end));
}

#[tokio::test]
async fn a_series_is_told_again_with_its_service_at_once() {
    let hub = TestHub::new().await;
    let (all, end) = walk(&hub, SERIES).await;
    assert_eq!(all.len(), 6);
    let catalogue = hub.hub.store.catalogue(hub.hub.now()).await.unwrap();
    let mut service = catalogue.services.iter().find(|one| one.id.as_str() == "massage").unwrap().clone();
    service.organisation = "Another organisation".to_owned();
    hub.hub.store.put_services(&[service], &[]).await.unwrap();
    // The directory is still the old one, and nothing of it may be told under the new stamp.
    let (told, _) = walk(&hub, &end).await;
    assert_eq!(told.len(), 5);
    assert!(told.iter().all(|item| item["data"]["organizer"]["name"] == "Another organisation"));
}

#[tokio::test]
async fn a_mark_that_is_none_is_a_problem() {
    let hub = TestHub::new().await;
    for query in [
        "afterTimestamp=1",
        "afterId=a",
        "afterTimestamp=-1&afterId=a",
        "afterTimestamp=yesterday&afterId=a",
        "afterTimestamp=99999999999999999999&afterId=a",
        &format!("afterTimestamp=1&afterId={}", "x".repeat(65)),
        "afterTimestamp=1&afterId=%00",
    ] {
        let answer = hub.get(&format!("{SESSIONS}?{query}")).await;
        assert_eq!(answer.status, 422, "{query}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{query}");
    }
    for address in
        ["/openactive/none", "/openactive/session-series/none", "/openactive/scheduled-sessions/a%20b"]
    {
        assert_eq!(hub.get(address).await.status, 404, "{address}");
    }
    assert_eq!(hub.get(&format!("{SESSIONS}?afterTimestamp=1&afterId=a%27%20or%201=1")).await.status, 200);
}

/// The members that are required, those that are recommended, and those of which one is needed.
type Asked = (Vec<&'static str>, Vec<&'static str>, Vec<&'static str>);

/// What OpenActive's models 2.x ask of each type, read from the data models that OpenActive publishes (`versions/2.x/models`, October 2024).
fn models() -> BTreeMap<&'static str, Asked> {
    BTreeMap::from([
        (
            "SessionSeries",
            (
                vec!["@type", "@id", "url", "name", "location", "activity", "organizer", "offers"],
                vec!["description", "ageRange", "genderRestriction"],
                vec!["eventSchedule", "subEvent"],
            ),
        ),
        (
            "ScheduledSession",
            (
                vec!["@type", "@id", "startDate", "superEvent"],
                vec!["eventStatus", "maximumAttendeeCapacity", "remainingAttendeeCapacity", "url", "endDate"],
                vec![],
            ),
        ),
        ("PartialSchedule", (vec!["@type", "startTime", "endTime"], vec!["startDate", "duration"], vec![])),
        ("Place", (vec!["@type", "name"], vec![], vec!["address", "geo"])),
        ("Organization", (vec!["@type", "@id", "name"], vec![], vec![])),
        ("Offer", (vec!["@type", "price"], vec!["@id", "name", "url", "priceCurrency"], vec![])),
        ("Concept", (vec!["@type", "@id", "prefLabel", "inScheme"], vec![], vec![])),
        ("QuantitativeValue", (vec!["@type", "minValue"], vec![], vec![])),
        (
            "PostalAddress",
            (
                vec!["@type", "streetAddress", "addressLocality", "addressRegion", "addressCountry"],
                vec![],
                vec![],
            ),
        ),
        ("GeoCoordinates", (vec!["@type", "latitude", "longitude"], vec![], vec![])),
        (
            "Dataset",
            (
                vec![
                    "@type",
                    "url",
                    "name",
                    "description",
                    "keywords",
                    "license",
                    "distribution",
                    "discussionUrl",
                    "documentation",
                    "inLanguage",
                    "publisher",
                    "schemaVersion",
                ],
                vec![],
                vec![],
            ),
        ),
        (
            "DataDownload",
            (vec!["@type", "name", "additionalType", "encodingFormat", "contentUrl"], vec![], vec![]),
        ),
        ("DataCatalog", (vec!["@type", "url"], vec![], vec![])),
    ])
}

/// Every fault of a value and of all within it, as `Type.member`.
fn faults(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| faults(one, found)),
        Value::Object(members) => {
            let kind = value["@type"].as_str().unwrap_or("no type");
            let models = models();
            let Some((required, recommended, one_of)) = models.get(kind) else {
                found.insert(format!("{kind} is no model"));
                return;
            };
            let is_there = |name: &&str| {
                members
                    .get(*name)
                    .is_some_and(|value| !value.is_null() && *value != json!("") && *value != json!([]))
            };
            let missing = required.iter().chain(recommended).filter(|name| !is_there(name));
            found.extend(missing.map(|name| format!("{kind}.{name}")));
            if !one_of.is_empty() && !one_of.iter().any(is_there) {
                found.insert(format!("{kind}.{}", one_of.join("|")));
            }
            members.values().filter(|value| !value.is_string()).for_each(|value| faults(value, found));
        }
        _ => (),
    }
}

#[tokio::test]
async fn items_keep_to_the_published_models() {
    let hub = TestHub::new().await;
    let mut found = BTreeMap::new();
    for feed in [SERIES, SESSIONS] {
        for item in walk(&hub, feed).await.0 {
            let mut faulty = BTreeSet::new();
            faults(&item["data"], &mut faulty);
            let kind = item["kind"].as_str().unwrap();
            assert_eq!(item["data"]["@type"], kind);
            assert_eq!(item["data"]["@context"][0], "https://openactive.io/");
            assert_eq!(item["data"]["identifier"], item["id"]);
            let series = item["id"].as_str().unwrap().split("-2").next().unwrap().to_owned();
            found.entry((kind.to_owned(), series)).or_insert(faulty);
        }
    }
    found.retain(|_, faults| !faults.is_empty());
    let fault = |kind: &str, series: &str, faults: &[&str]| {
        ((kind.to_owned(), series.to_owned()), faults.iter().map(|one| (*one).to_owned()).collect())
    };
    // What cannot be otherwise: a directory's addresses have no county, whoever just turns up is not counted, a masked
    // place has neither address nor position, and this fixture's refuge is in no category and its library has no address.
    let no_county = &["PostalAddress.addressRegion"];
    let expected = BTreeMap::from([
        fault("SessionSeries", "massage", no_county),
        fault("SessionSeries", "crowd", no_county),
        fault("SessionSeries", "people", no_county),
        fault("SessionSeries", "later", no_county),
        fault(
            "ScheduledSession",
            "drop-in",
            &["ScheduledSession.maximumAttendeeCapacity", "ScheduledSession.remainingAttendeeCapacity"],
        ),
        fault("SessionSeries", "drop-in", &["Place.address|geo"]),
        fault("SessionSeries", "quiet", &["Place.address|geo", "SessionSeries.activity"]),
    ]);
    assert_eq!(found, expected);

    let series = hub.get("/openactive/session-series/massage").await.json();
    assert_eq!(series["@id"], "https://hub.example.org/openactive/session-series/massage");
    assert_eq!(series["ageRange"], json!({ "@type": "QuantitativeValue", "minValue": 0, "maxValue": 1 }));
    let schedule = &series["eventSchedule"][0];
    assert_eq!(
        (&schedule["byDay"], &schedule["repeatFrequency"]),
        (&json!(["https://schema.org/Tuesday"]), &json!("P1W"))
    );
    assert_eq!(series["offers"][0]["price"], json!(0.0));
    assert_eq!(series["activity"][0]["prefLabel"], "Feeding");
    // The concept's address is one that the hub answers.
    let concept = series["activity"][0]["@id"].as_str().unwrap().strip_prefix(BASE).unwrap();
    assert_eq!(hub.get(concept).await.json()["name"], "Feeding");
    let organiser = series["organizer"]["@id"].as_str().unwrap().strip_prefix(BASE).unwrap();
    assert_eq!(hub.get(organiser).await.json()["name"], "Bridgewater Family Hubs");
    let session = hub.get("/openactive/scheduled-sessions/massage-2026-11-24").await.json();
    assert_eq!(session["superEvent"], series["@id"]);
    assert_eq!(
        (&session["startDate"], &session["duration"]),
        (&json!("2026-11-24T10:00:00Z"), &json!("PT1H30M"))
    );
}

#[tokio::test]
async fn a_masked_place_is_told_by_its_name_alone() {
    let hub = TestHub::new().await;
    for feed in [SERIES, SESSIONS] {
        let text = serde_json::to_string(&walk(&hub, feed).await.0).unwrap();
        for mark in ["Hidden", "WA2 0AA", "53.41234", "2.58765"] {
            assert!(!text.contains(mark), "{mark} in {feed}");
        }
    }
}

#[tokio::test]
async fn the_page_says_what_there_is_to_people_and_to_programs() {
    let hub = TestHub::new().await;
    hub.write("config.json", r#"{ "council": "Bridgewater </script> Council", "title": "Family hubs" }"#);
    let page = hub.get("/openactive").await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.text.starts_with("<!DOCTYPE html>") && page.text.contains("<h1>"));
    // A data block holds nothing that ends it, and the policy lets no script of the page run.
    let (_, rest) = page.text.split_once("<script type=\"application/ld+json\">").unwrap();
    let (block, _) = rest.split_once("</script>").unwrap();
    let described: Value = serde_json::from_str(block).unwrap();
    assert_eq!(described["publisher"]["name"], "Bridgewater </script> Council");
    assert_eq!(page.text.matches("</script>").count(), 1);
    assert!(!page.header("content-security-policy").contains("unsafe-inline"));
    let mut found = BTreeSet::new();
    let mut checked = described.clone();
    checked["publisher"]["@id"] = json!("a publisher of data needs none");
    faults(&checked, &mut found);
    assert_eq!(found, BTreeSet::new());
    for download in described["distribution"].as_array().unwrap() {
        let address = download["contentUrl"].as_str().unwrap().strip_prefix(BASE).unwrap();
        let kind = &self::page(&hub, address).await.0[0]["kind"];
        assert_eq!(
            download["additionalType"],
            json!(format!("https://openactive.io/{}", kind.as_str().unwrap()))
        );
    }
    let request =
        Request::get("/openactive").header("accept", "application/ld+json").body(Body::empty()).unwrap();
    let answer = hub.send(request).await;
    assert_eq!(answer.header("content-type"), "application/ld+json");
    assert_eq!(answer.json(), described);
}
