//! The search for services over HTTP: filters, facets, what to drop, orders and pages.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::problem::kind;
use serde_json::{Value, json};
use server::import::{self, Kind};

use crate::harness::{TestHub, send};

/// The fixture's two services and three more, each with something of its own.
async fn hub() -> TestHub {
    let hub = TestHub::new().await;
    let term = |taxonomy: &str, slug: &str| json!({ "taxonomy_term": { "taxonomy": format!("x-{taxonomy}"), "term_uri": format!("https://x.example.org/{taxonomy}/{slug}") } });
    let place = |id: &str, latitude: f64, longitude: f64, access: &[&str]| {
        let access: Vec<Value> = access.iter().map(|words| json!({ "description": words })).collect();
        json!([{ "location": { "id": id, "name": id, "latitude": latitude, "longitude": longitude, "accessibility": access } }])
    };
    let more = json!([
        {
            "id": "a", "name": "Autism play", "organization": { "id": "o", "name": "O" },
            "minimum_age": 0, "maximum_age": 5, "cost_options": [{ "amount": 0 }],
            "languages": [{ "name": "Polish" }],
            "attributes": [term("send-needs", "autism"), term("attending", "in-person")],
            "schedules": [{ "byday": "WE", "opens_at": "13:00", "closes_at": "15:00" }],
            "service_at_locations": place("hall", 53.4, -2.565, &["Step-free entrance", "Hearing loop"]),
        },
        {
            "id": "b", "name": "Big children’s club", "organization": { "id": "o", "name": "O" },
            "minimum_age": 4, "maximum_age": 11, "cost_options": [{ "amount": 2.5 }],
            "languages": [{ "name": "Polish" }, { "name": "Urdu" }],
            "attributes": [term("send-needs", "hearing"), term("attending", "in-person")],
            "schedules": [{ "byday": "FR", "opens_at": "17:30", "closes_at": "19:00" }],
            "service_at_locations": place("far", 53.4774, -2.24, &[]),
        },
        {
            "id": "c", "name": "Call us", "organization": { "id": "o", "name": "O" }, "cost_options": [{ "amount": 0 }],
            "attributes": [term("attending", "phone"), term("attending", "online"), term("referral", "professional-referral")],
        },
    ]);
    add(&hub, &more).await;
    hub
}

async fn add(hub: &TestHub, records: &Value) {
    let store = &*hub.hub.store;
    let report = import::text(store, Kind::Services, &records.to_string(), false, hub.hub.now()).await;
    assert!(report.unwrap().applied);
    assert_eq!(hub.hub.refresh().await, Ok(true));
}

async fn page(hub: &TestHub, query: &str) -> Value {
    let answer = hub.get(&format!("/api/v1/services?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text);
    answer.json()
}

fn ids(page: &Value) -> Vec<String> {
    let services = page["services"].as_array().unwrap();
    services.iter().map(|service| service["id"].as_str().unwrap().to_owned()).collect()
}

/// The options of a kind as value and count; those chosen have a star.
fn options(page: &Value, kind: &str) -> Vec<(String, u64)> {
    let facets = page["facets"].as_array().unwrap();
    let Some(facet) = facets.iter().find(|facet| facet["kind"] == kind) else { return vec![] };
    let option = |option: &Value| {
        let star = if option["chosen"] == true { "*" } else { "" };
        (format!("{}{star}", option["value"].as_str().unwrap()), option["count"].as_u64().unwrap())
    };
    facet["options"].as_array().unwrap().iter().map(option).collect()
}

#[tokio::test]
async fn filters_widen_within_a_kind_and_narrow_across_kinds() {
    let hub = hub().await;
    for (query, wanted) in [
        ("", "a b c massage refuge"),
        ("language=polish", "a b"),
        ("language=urdu&language=polish", "a b"),
        ("language=polish&cost=free", "a"),
        ("cost=paid&cost=free", "a b c massage"),
        ("free=1", "a c massage"),
        ("age=6", "a c massage refuge"),
        ("age=6&age=50", "a c refuge"),
        ("need=autism&need=hearing", "a b"),
        ("need=nobodys", ""),
        ("access=step-free-entrance", "a massage"),
        ("category=health", "massage"),
        ("category=feeding&category=nobodys", "massage"),
        ("day=tue", "massage refuge"),
        ("day=wed&time=afternoon", "a"),
        ("time=evening", "b massage"),
        ("day=wed&day=fri&time=afternoon&time=evening", "a b"),
        ("attending=phone", "c"),
        ("attending=phone&attending=in_person", "a b c massage"),
        ("referral=none", "a b massage"),
        ("near=WA1+3SL&within=1", "a c massage refuge"),
        ("near=WA1+3SL&within=20", "a b c massage refuge"),
        // From outside the council's area what comes to the family is not near; what is masked tells nothing.
        ("near=M1+1AE&within=1", "b refuge"),
        ("q=play&age=6", "a"),
    ] {
        let page = page(&hub, query).await;
        let mut found = ids(&page);
        found.sort();
        assert_eq!(found.join(" "), wanted, "{query}");
        assert_eq!(page["total"], found.len(), "{query}");
    }
}

#[tokio::test]
async fn facets_tell_what_each_choice_would_leave() {
    let hub = hub().await;
    let option = |value: &str, count| (value.to_owned(), count);
    let free = page(&hub, "cost=free").await;
    assert_eq!(options(&free, "cost"), [option("free*", 3), option("paid", 1)]);
    assert_eq!(options(&free, "language"), [option("english", 1), option("polish", 1)]);
    assert_eq!(options(&free, "access"), [option("step-free-entrance", 2), option("hearing-loop", 1)]);
    assert_eq!(options(&free, "category"), [option("health", 1), option("feeding", 1)]);
    assert_eq!(free["facets"][0]["options"][1]["parent"], "health");
    assert_eq!(free["facets"][0]["options"][1]["name"], "Feeding");
    assert_eq!(options(&free, "age"), []);
    assert_eq!(options(&free, "within"), []);

    let far = page(&hub, "near=WA1+3SL&within=2&day=wed&language=urdu").await;
    assert_eq!(options(&far, "language"), [option("english", 1), option("polish", 1), option("urdu*", 0)]);
    assert_eq!(options(&far, "within"), [option("2*", 0)]);
    assert_eq!(options(&far, "day"), [option("wed*", 0)]);
    let evening = page(&hub, "time=evening").await;
    assert_eq!(options(&evening, "day"), [option("thu", 1), option("fri", 1)]);
    assert_eq!(
        options(&evening, "time"),
        [option("morning", 2), option("afternoon", 1), option("evening*", 2)]
    );
    let near = page(&hub, "near=WA1+3SL").await;
    assert_eq!(
        options(&near, "within"),
        ["1", "2", "5", "10"]
            .map(|miles| option(miles, 4))
            .into_iter()
            .chain([option("20", 5)])
            .collect::<Vec<_>>()
    );
    assert_eq!(
        options(&page(&hub, "need=nobodys").await, "need"),
        [option("autism", 1), option("hearing", 1), option("nobodys*", 0)]
    );
}

#[tokio::test]
async fn when_nothing_is_left_it_tells_what_to_drop() {
    let hub = hub().await;
    let drop = |kind: &str, value: &str, count: u32| json!({ "kind": kind, "value": value, "count": count });
    let none = page(&hub, "language=urdu&cost=free&age=6").await;
    let drops = json!([drop("language", "urdu", 3), drop("age", "6", 0), drop("cost", "free", 0)]);
    assert_eq!((&none["to_drop"], &none["without_filters"]), (&drops, &json!(5)));
    let none = page(&hub, "language=urdu&cost=free&attending=phone&referral=none").await;
    assert!(none["to_drop"].as_array().unwrap().iter().all(|drop| drop["count"] == 0));
    assert_eq!(none["without_filters"], 5);
    let none = page(&hub, "near=M1+1AE&within=1&language=english").await;
    assert_eq!(none["to_drop"], json!([drop("language", "english", 2), drop("within", "1", 1)]));
    for query in ["q=zeppelin", "language=polish"] {
        let page = page(&hub, query).await;
        assert_eq!((&page["to_drop"], &page["without_filters"]), (&json!([]), &Value::Null), "{query}");
    }
}

#[tokio::test]
async fn results_come_in_the_order_asked_for() {
    let hub = hub().await;
    for (query, wanted) in [
        ("", "a massage b c refuge"),
        ("sort=soonest", "massage refuge a b c"),
        ("near=WA1+3SL", "massage a b c refuge"),
        ("near=M1+1AE", "b a massage c refuge"),
        ("near=M1+1AE&q=play+massage&sort=nearest", "a massage"),
        ("near=M1+1AE&sort=soonest&language=polish", "b a"),
    ] {
        assert_eq!(ids(&page(&hub, query).await).join(" "), wanted, "{query}");
    }
    let refuge = page(&hub, "near=WA2+0AA&within=1&q=quiet").await;
    assert_eq!(
        (refuge["services"][0]["id"].as_str(), &refuge["services"][0]["distance"]),
        (Some("refuge"), &Value::Null)
    );
}

#[tokio::test]
async fn pages_are_the_same_every_time_and_end() {
    let hub = TestHub::new().await;
    let record = |n: u32| json!({ "id": format!("p{n}"), "name": "Paddling", "organization": { "id": "o", "name": "O" } });
    add(&hub, &(0..45).map(record).collect::<Value>()).await;
    for query in ["q=paddling", "q=paddling&sort=soonest", "q=paddling&near=WA1+3SL&sort=nearest"] {
        let mut all = Vec::new();
        for number in 1..=3 {
            let (first, again) = (
                page(&hub, &format!("{query}&page={number}")).await,
                page(&hub, &format!("{query}&page={number}")).await,
            );
            assert_eq!(first, again);
            all.extend(ids(&first));
        }
        // All are alike, so their ids decide.
        let mut in_order: Vec<String> = (0..45).map(|n| format!("p{n}")).collect();
        in_order.sort();
        assert_eq!(all, in_order, "{query}");
        let past = page(&hub, &format!("{query}&page=4")).await;
        assert_eq!(
            (&past["services"], &past["total"], &past["page"], &past["pages"]),
            (&json!([]), &json!(45), &json!(4), &json!(3))
        );
    }
}

#[tokio::test]
async fn what_cannot_be_filtered_by_is_a_problem_beside_its_field() {
    let hub = TestHub::new().await;
    let many = |name: &str, count: u32| (0..count).map(|n| format!("&{name}={n}")).collect::<String>();
    let many = [many("age", 9), many("need", 21)];
    for (query, wanted) in [
        ("within=5", vec![("within", "near-missing")]),
        ("within=3&near=WA1+3SL", vec![("within", "not-a-choice")]),
        ("within=5&near=Atlantis", vec![("near", "near-not-found")]),
        (
            "age=6&age=x&cost=cheap&day=monday&time=night&attending=post&referral=yes&sort=price&page=x",
            vec![
                ("age", "age-not-an-age"),
                ("cost", "not-a-choice"),
                ("day", "not-a-choice"),
                ("time", "not-a-choice"),
                ("attending", "not-a-choice"),
                ("referral", "not-a-choice"),
                ("sort", "not-a-choice"),
                ("page", "page-not-a-page"),
            ],
        ),
        (&many[0], vec![("age", "children-too-many")]),
        (&many[1], vec![("need", "too-many-choices")]),
    ] {
        let answer = hub.get(&format!("/api/v1/services?{query}")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["type"].as_str()),
            (422, Some(kind::FIELDS)),
            "{query}"
        );
        let wanted: Vec<Value> =
            wanted.iter().map(|(field, code)| json!({ "field": field, "code": code })).collect();
        assert_eq!(answer.json()["errors"], Value::Array(wanted), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_on_one_database_follow_it_while_they_answer() {
    let first = TestHub::new().await;
    let second = first.beside().await;
    let reading = tokio::spawn({
        let app = second.app.clone();
        async move {
            let mut totals = Vec::new();
            loop {
                let request = Request::get("/api/v1/services").body(Body::empty()).unwrap();
                let answer = send(&app, request).await;
                assert_eq!(answer.status, StatusCode::OK);
                let page = answer.json();
                // Each answer is of one version: as many services as it says.
                assert_eq!(page["total"], ids(&page).len());
                totals.push(page["total"].as_u64().unwrap());
                if totals.last() == Some(&7) {
                    return totals;
                }
            }
        }
    });
    for n in 0..5 {
        let record =
            json!([{ "id": format!("n{n}"), "name": "New", "organization": { "id": "o", "name": "O" } }]);
        add(&first, &record).await;
        assert_eq!(second.hub.refresh().await, Ok(true));
        assert_eq!(second.hub.refresh().await, Ok(false));
    }
    let totals = reading.await.unwrap();
    assert!(totals.is_sorted(), "{totals:?}");
    assert_eq!(ids(&page(&first, "").await), ids(&page(&second, "").await));
}
