//! The Open Referral UK feed: held against the standard's own schemas, and what its readers could notice.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::Service;
use jsonschema::{Registry, Validator};
use serde_json::{Value, json};
use server::import::{self, Kind};

use crate::harness::{NOW, TestHub, store_in};

const LISTS: [(&str, &str); 5] = [
    ("services", "service"),
    ("taxonomies", "taxonomy"),
    ("taxonomy_terms", "taxonomy_term"),
    ("service_at_locations", "service_at_location"),
    ("organizations", "organization"),
];

/// The schemas of the standard, each with those it names.
struct Standard(BTreeMap<String, Validator>);

impl Standard {
    fn read() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/standards/oruk-3.0");
        let mut schemas = BTreeMap::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let schema: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            schemas.insert(path.file_stem().unwrap().to_str().unwrap().to_owned(), schema);
        }
        assert_eq!(schemas.len(), 17);
        let address = |name: &str| format!("https://standard.example.org/{name}.json");
        let mut registry = Registry::new();
        for (name, schema) in &schemas {
            registry = registry.add(address(name), schema.clone()).unwrap();
        }
        let registry = registry.prepare().unwrap();
        let validator = |name: &String| {
            jsonschema::options()
                .with_registry(&registry)
                .should_validate_formats(true)
                .build(&json!({ "$ref": address(name) }))
                .unwrap()
        };
        Self(schemas.keys().map(|name| (name.clone(), validator(name))).collect())
    }

    /// Holds a record and the phones in it, which the standard's other schemas do not name, against its schema.
    fn hold(&self, name: &str, record: &Value) {
        let problems: Vec<String> =
            self.0[name].iter_errors(record).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(problems.is_empty(), "{name}: {problems:?}\n{record:#}");
        assert!(!has_empty_member(record), "a null or an empty list: {record:#}");
        for contact in record["contacts"].as_array().into_iter().flatten() {
            contact["phones"].as_array().into_iter().flatten().for_each(|phone| self.hold("phone", phone));
        }
    }
}

fn has_empty_member(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty() || items.iter().any(has_empty_member),
        Value::Object(members) => members.values().any(has_empty_member),
        _ => false,
    }
}

/// Every item of a list, gathered page by page, each page held against what a page is.
async fn every_page(hub: &TestHub, list: &str, query: &str, per_page: usize) -> Vec<Value> {
    let mut items = Vec::new();
    for page in 1.. {
        let path = format!("/oruk/v3/{list}?{query}&page={page}&per_page={per_page}");
        let answer = hub.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        let answer = answer.json();
        let contents = answer["contents"].as_array().unwrap().clone();
        let total = answer["total_items"].as_u64().unwrap() as usize;
        let last = page * per_page >= total;
        assert_eq!(
            answer.as_object().unwrap().iter().filter(|(name, _)| *name != "contents").collect::<Vec<_>>(),
            json!({
                "empty": contents.is_empty(), "first_page": page == 1, "last_page": last, "page_number": page,
                "size": contents.len(), "total_items": total, "total_pages": total.div_ceil(per_page),
            })
            .as_object()
            .unwrap()
            .iter()
            .collect::<Vec<_>>(),
            "{path}"
        );
        assert_eq!(contents.len(), per_page.min(total - items.len()), "{path}");
        items.extend(contents);
        if last {
            assert_eq!(items.len(), total, "{path}");
            break;
        }
    }
    items
}

fn id(record: &Value) -> String {
    record["id"].as_str().unwrap().to_owned()
}

fn ids(records: &[Value]) -> Vec<String> {
    records.iter().map(id).collect()
}

/// Every answer there is: the pages of each list, and each record of them.
async fn crawl(hub: &TestHub, per_page: usize, mut see: impl FnMut(&str, &Value)) {
    for (list, schema) in LISTS {
        let items = every_page(hub, list, "", per_page).await;
        let distinct: BTreeSet<String> = ids(&items).into_iter().collect();
        assert_eq!(distinct.len(), items.len(), "an id comes twice in {list}");
        for item in items {
            let one = hub.get(&format!("/oruk/v3/{list}/{}", id(&item))).await;
            assert_eq!(one.status, StatusCode::OK, "{list}/{}", id(&item));
            let one = one.json();
            assert_eq!(id(&one), id(&item));
            see(schema, &item);
            see(schema, &one);
        }
    }
    for service in every_page(hub, "services", "full=true", per_page).await {
        let one = hub.get(&format!("/oruk/v3/services/{}", id(&service))).await.json();
        assert_eq!(service, one, "asked for in full, a list has what each address has");
    }
}

fn sample() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample")
}

/// A service with every member the directory has, and one with none that it can do without.
fn at_both_ends() -> Vec<Service> {
    let service = |value: Value| serde_json::from_value::<Service>(value).unwrap();
    vec![
        service(json!({
            "id": "Everything", "name": "Everything", "description": "All of it.\n\nTwice.",
            "organisation_id": "all", "organisation": "All & Co", "status": "temporarily_closed",
            "url": "https://all.example.org/caf\u{e9}?a=[b]", "email": "all@example.org", "phone": "01632 960001",
            "contact_role": "Lead", "ages": { "from": 18, "to": 59 }, "cost": { "kind": "from", "pence": 350 },
            "fees": "For two", "assured_on": "2026-01-02", "categories": ["feeding", "unheard-of"],
            "send_needs": ["speech-language", "Needs & wants/more"],
            "attending": ["in_person", "online", "phone", "outreach"],
            "referral": "professional", "languages": ["English", "Polish"], "access": ["Pram parking", "Ramp"],
            "times": [
                { "days": ["MO", "WE"], "opens": "09:30", "closes": "11:00", "note": "" },
                { "days": ["SA"], "opens": "14:00", "closes": "15:00", "note": "First Saturday", "recurrence": "first" },
            ],
            "locations": ["oak-lane-id", "library-id", "refuge-id", "gone-id"], "areas": ["East", "West", "Moss"],
            "area_extents": [
                { "name": "West", "words": "WA5 1, WA5 2" },
                { "name": "Moss", "outline": "53.4,-2.6 53.4,-2.5 53.5,-2.5;53.41,-2.55 53.42,-2.54 53.42,-2.55|53.1,-2.6 53.1,-2.5 53.2,-2.5" },
            ],
            "last_modified": "2026-11-20T08:30:15Z",
        })),
        service(json!({
            "id": "7D0C0F3E-1111-4222-8333-444455556666", "name": "Bare", "organisation_id": "b", "organisation": "B",
            "status": "active", "url": "https://not a host/", "email": "not an address", "ages": { "from": 0 },
            "cost": { "kind": "unknown" }, "referral": "none",
        })),
    ]
}

async fn hub_with(services: &[Service]) -> TestHub {
    let hub = TestHub::new().await;
    hub.hub.store.put_services(services, &[]).await.unwrap();
    hub.hub.reload().await.unwrap();
    hub
}

#[tokio::test]
async fn every_answer_is_as_the_standard_says() {
    let standard = Standard::read();
    let sample = TestHub::of(&sample(), |_| {}).await;
    for (hub, per_page) in [(&hub_with(&at_both_ends()).await, 2), (&sample, 70)] {
        let mut seen = BTreeMap::new();
        crawl(hub, per_page, |schema, record| {
            standard.hold(schema, record);
            if schema == "service_at_location" {
                standard.hold("service", &record["service"]);
            }
            *seen.entry(schema.to_owned()).or_insert(0) += 1;
        })
        .await;
        assert!(seen.len() == LISTS.len() && seen.values().all(|count| *count > 1), "{seen:?}");
    }
    let about = sample.get("/oruk/v3").await.json();
    assert_eq!(about["version"], "HSDS-UK-3.0");
    assert_eq!(sample.get("/oruk/v3/").await.json(), about);
    for address in ["profile", "openapi_url"] {
        assert!(about[address].as_str().unwrap().starts_with("https://"));
    }
}

#[tokio::test]
async fn a_record_says_what_the_directory_knows_in_the_standards_words() {
    let hub = hub_with(&at_both_ends()).await;
    let all = hub.get("/oruk/v3/services/Everything").await.json();
    let made = id(&all);
    assert_eq!(hub.get(&format!("/oruk/v3/services/{made}")).await.json(), all);
    for (pointer, expected) in [
        ("/status", json!("temporarily closed")),
        ("/minimum_age", json!(1.5)),
        ("/maximum_age", json!(4.9167)),
        ("/url", json!("https://all.example.org/caf%C3%A9?a=%5Bb%5D")),
        ("/assured_date", json!("2026-01-02")),
        ("/last_modified", json!("2026-11-20T08:30:15.000Z")),
        ("/organization/name", json!("All & Co")),
        ("/contacts/0/title", json!("Lead")),
        ("/contacts/0/phones/0/number", json!("01632 960001")),
        ("/cost_options/0/amount", json!(3.5)),
        ("/cost_options/0/amount_description", json!("For two")),
        ("/languages/1/name", json!("Polish")),
        ("/service_areas/0/extent", Value::Null),
        ("/service_areas/1/name", json!("West")),
        ("/service_areas/1/extent", json!("WA5 1, WA5 2")),
        ("/service_areas/1/extent_type", json!("text")),
        ("/service_areas/2/name", json!("Moss")),
        // One of its places is a refuge, and an outline may be drawn around that.
        ("/service_areas/2/extent", Value::Null),
        ("/schedules/0/byday", json!("MO,WE")),
        ("/schedules/0/freq", json!("WEEKLY")),
        ("/schedules/0/opens_at", json!("09:30")),
        ("/schedules/1/byday", json!("1SA")),
        ("/schedules/1/freq", json!("MONTHLY")),
        ("/schedules/1/description", json!("First Saturday")),
        ("/service_at_locations/0/location/name", json!("Oak Lane Family Centre")),
        ("/service_at_locations/0/location/addresses/0/address_1", json!("12 Oak Lane")),
        ("/service_at_locations/0/location/addresses/0/city", json!("Bridgewater")),
        ("/service_at_locations/0/location/addresses/0/postal_code", json!("WA1 3SL")),
        ("/service_at_locations/0/location/latitude", json!(53.39798)),
        ("/service_at_locations/2/location/name", Value::Null),
        ("/service_at_locations/2/location/attributes/0/taxonomy_term/term", json!("masked-address")),
        ("/service_at_locations/3", Value::Null),
    ] {
        assert_eq!(all.pointer(pointer).unwrap_or(&Value::Null), &expected, "{pointer}");
    }
    let terms: Vec<&str> = all["attributes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|attribute| attribute["taxonomy_term"]["term"].as_str().unwrap())
        .collect();
    assert_eq!(
        terms,
        [
            "feeding",
            "unheard-of",
            "speech-language",
            "Needs & wants/more",
            "in-person",
            "online",
            "phone",
            "outreach",
            "professional-referral",
        ]
    );
    let bare = hub.get("/oruk/v3/services/7D0C0F3E-1111-4222-8333-444455556666").await.json();
    assert_eq!(
        bare.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["id", "name", "organization", "organization_id", "status"]
    );
    assert_eq!(id(&bare), "7D0C0F3E-1111-4222-8333-444455556666", "a UUID stays as it is");
    let small = hub.get("/oruk/v3/services/7d0c0f3e-1111-4222-8333-444455556666").await;
    assert_eq!(small.json(), bare);

    let term = &all["attributes"][0]["taxonomy_term"];
    let health = hub.get(&format!("/oruk/v3/taxonomy_terms/{}", term["parent_id"].as_str().unwrap())).await;
    assert_eq!(health.json()["name"], "Health");
    let path = term["term_uri"].as_str().unwrap().strip_prefix("https://hub.example.org").unwrap();
    assert_eq!(&hub.get(path).await.json(), term, "a term's own address leads to it");
    let taxonomy = hub.get(&format!("/oruk/v3/taxonomies/{}", term["taxonomy_id"].as_str().unwrap())).await;
    assert_eq!(taxonomy.json()["taxonomy_terms"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn schedules_have_the_dates_and_the_place_of_their_series() {
    let mut service = at_both_ends().remove(0);
    service.id = "massage".parse().unwrap();
    service.attending.truncate(1);
    service.times = serde_json::from_value(json!([
        { "days": ["TU"], "opens": "10:00", "closes": "11:30", "note": "Baby massage" },
        { "days": ["TU"], "opens": "10:00", "closes": "11:30", "note": "Another" },
    ]))
    .unwrap();
    let hub = hub_with(&[service]).await;
    let service = hub.get("/oruk/v3/services/massage").await.json();
    let at_oak_lane = &service["service_at_locations"][0]["id"];
    let schedule = &service["schedules"][0];
    for (member, expected) in [
        ("dtstart", json!("2026-09-01")),
        ("valid_from", Value::Null),
        ("freq", json!("WEEKLY")),
        ("interval", json!(1)),
        ("byday", json!("TU")),
        ("service_at_location_id", at_oak_lane.clone()),
        ("attending_type", json!("in-person")),
        ("schedule_link", json!("https://hub.example.org/services/massage")),
        ("notes", json!("Not on 2026-12-29")),
    ] {
        assert_eq!(schedule[member], expected, "{member}");
    }
    assert_eq!(service["schedules"][1]["dtstart"], Value::Null);
}

/// Services that differ in one thing each.
fn for_filters() -> Vec<Service> {
    let service = |id: &str, change: Value| {
        let mut value = json!({
            "id": id, "name": format!("Service {id}"), "organisation_id": "hub", "organisation": "Hub",
            "status": "active", "ages": { "from": 0 }, "cost": { "kind": "unknown" }, "referral": "none",
            "last_modified": "2026-11-01T00:00:00Z",
        });
        value.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        serde_json::from_value::<Service>(value).unwrap()
    };
    let times =
        |days: Value, opens: &str, closes: &str| json!({ "days": days, "opens": opens, "closes": closes });
    vec![
        service(
            "a",
            json!({ "ages": { "from": 2, "to": 12 }, "categories": ["feeding"], "locations": ["oak-lane-id"] }),
        ),
        service(
            "b",
            json!({ "ages": { "from": 18, "to": 59 }, "categories": ["health"], "send_needs": ["autism"] }),
        ),
        service(
            "c",
            json!({ "ages": { "from": 60 }, "organisation_id": "other", "last_modified": null,
            "times": [times(json!(["MO"]), "09:00", "10:00"), times(json!(["TU"]), "14:00", "16:00")] }),
        ),
        service(
            "d",
            json!({ "description": "Pottery", "last_modified": "2026-11-20T10:00:00Z", "locations": ["refuge-id"],
            "times": [times(json!(["MO", "SU"]), "14:00", "15:30")] }),
        ),
    ]
}

#[tokio::test]
async fn filters_leave_what_meets_all_of_them() {
    let hub = hub_with(&for_filters()).await;
    let organisation = id(&hub.get("/oruk/v3/organizations/other").await.json());
    let feeding = id(&hub.get("/oruk/v3/taxonomy_terms/feeding").await.json());
    let needs = id(&hub.get("/oruk/v3/taxonomies/family-hub-send-needs").await.json());
    for (query, expected) in [
        ("", "a b c d massage refuge"),
        ("organization_id=other", "c"),
        (&format!("organization_id={organisation}"), "c"),
        ("organization_id=nobody", ""),
        ("search=pottery", "d"),
        ("search=POTERY", "d"),
        ("search=pottery+massage", ""),
        ("search=%21%21", "a b c d massage refuge"),
        ("taxonomy_term_id=feeding", "a massage"),
        (&format!("taxonomy_term_id={feeding}"), "a massage"),
        (&format!("taxonomy_term_id={}", feeding.to_uppercase()), "a massage"),
        ("taxonomy_term_id=health", "a b massage"),
        ("taxonomy_term_id=autism", "b"),
        ("taxonomy_term_id=nothing", ""),
        (&format!("taxonomy_id={needs}"), "b"),
        ("taxonomy_id=family-hub-categories", "a b massage"),
        ("taxonomy_id=nothing", ""),
        ("taxonomy_id=family-hub-categories&taxonomy_term_id=autism", "b"),
        ("minimum_age=1.5", "b c"),
        ("minimum_age=1.6", "c"),
        ("minimum_age=0.1667&maximum_age=5", "a b"),
        ("maximum_age=4.9167", "a b massage"),
        ("maximum_age=4.9", "a massage"),
        ("maximum_age=0.9", ""),
        ("start_time=14:00", "c d"),
        ("start_time=14:01", ""),
        ("end_time=10:00", "c"),
        ("day=MO", "c d"),
        ("day=sunday", "d"),
        // Each is true of one of its times, and none of both.
        ("day=MO&start_time=14:00", "d"),
        ("day=TU&end_time=15:59", ""),
        ("start_time=14:00&end_time=15:30", "d"),
        ("modified_after=2026-11-01", "a b c d massage refuge"),
        ("modified_after=2026-11-20T10:00:00Z&organization_id=hub", "d massage"),
        ("modified_after=2026-11-20T10:00:01Z&search=pottery", ""),
        ("search=service&day=MO&minimum_age=5", "c"),
    ] {
        let found = every_page(&hub, "services", query, 2).await;
        let mut own = Vec::new();
        for service in &found {
            let name = service["name"].as_str().unwrap();
            own.push(match name.strip_prefix("Service ") {
                Some(name) => name,
                None if name.starts_with("Baby massage") => "massage",
                None => "refuge",
            });
        }
        own.sort_unstable();
        assert_eq!(own.join(" "), expected, "{query}");
    }
    for (query, count) in
        [("", 4), ("search=pottery", 1), ("day=SU", 1), ("minimum_age=4", 0), ("taxonomy_term_id=health", 2)]
    {
        assert_eq!(every_page(&hub, "service_at_locations", query, 3).await.len(), count, "{query}");
    }
}

#[tokio::test]
async fn a_postcode_and_metres_leave_what_is_near() {
    let hub = TestHub::new().await;
    for (query, count) in [
        ("postcode=WA1+3SL&proximity=0", 1),
        ("postcode=wa13sl&proximity=2000.5", 1),
        ("postcode=M1+1AE&proximity=1000", 0),
        ("postcode=M1+1AE&proximity=100000", 1),
        // Where the masked one is: it is near to nothing.
        ("postcode=WA2+0AA&proximity=0", 0),
        ("postcode=WA2+0AA&proximity=5000&search=quiet", 0),
        ("postcode=WA2+0AA&search=quiet", 1),
        ("postcode=WA5+1", 2),
    ] {
        assert_eq!(every_page(&hub, "service_at_locations", query, 50).await.len(), count, "{query}");
    }
    for (query, parameter) in [
        ("postcode=ZZ1+1ZZ&proximity=10", "postcode"),
        ("postcode=nowhere", "postcode"),
        ("proximity=10", "postcode"),
        ("postcode=WA1+3SL&proximity=near", "proximity"),
    ] {
        let answer = hub.get(&format!("/oruk/v3/service_at_locations?{query}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert_eq!(answer.json()["errors"][0]["field"], parameter, "{query}");
    }
}

#[tokio::test]
async fn what_is_asked_wrongly_is_a_problem_that_names_it() {
    let hub = TestHub::new().await;
    for (path, parameter) in [
        ("services?page=0", "page"),
        ("services?per_page=201", "per_page"),
        ("services?day=x", "day"),
        ("services?full=perhaps", "full"),
        ("services?modified_after=never", "modified_after"),
        ("service_at_locations?maximum_age=old", "maximum_age"),
        ("taxonomies?per_page=x", "per_page"),
        ("taxonomy_terms?page=-1", "page"),
        ("organizations?page=1.0", "page"),
    ] {
        let answer = hub.get(&format!("/oruk/v3/{path}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        let problem = answer.json();
        assert_eq!(problem["errors"][0]["field"], parameter, "{path}");
        assert!(
            problem["detail"].as_str().unwrap().starts_with(&format!("{parameter} has to be")),
            "{problem}"
        );
    }
    for path in [
        "services/none",
        "services/a%20b",
        "taxonomies/x/y",
        "none",
        "services/massage/more",
        "organizations/x",
    ] {
        let answer = hub.get(&format!("/oruk/v3/{path}")).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (StatusCode::NOT_FOUND, "application/problem+json"),
            "{path}"
        );
    }
    for page in ["3", "1000000000000", "99999999999999999999"] {
        let past = hub.get(&format!("/oruk/v3/services?page={page}")).await.json();
        assert_eq!(
            (&past["empty"], &past["last_page"], &past["first_page"]),
            (&json!(true), &json!(true), &json!(false))
        );
        assert_eq!(
            (&past["total_items"], &past["size"], &past["contents"]),
            (&json!(2), &json!(0), &json!([]))
        );
    }
}

#[tokio::test]
async fn anyone_may_read_and_nobody_write_and_caches_are_told() {
    let hub = TestHub::new().await;
    let ask = |method: &str, path: &str, headers: &[(&str, &str)]| {
        let request =
            headers.iter().fold(Request::builder().method(method).uri(path), |request, (name, value)| {
                request.header(*name, *value)
            });
        request.body(Body::empty()).unwrap()
    };
    let path = "/oruk/v3/services";
    let first = hub.send(ask("GET", path, &[("origin", "https://elsewhere.example.com")])).await;
    assert_eq!(first.header("access-control-allow-origin"), "*");
    assert_eq!(first.header("content-type"), "application/json");
    assert_eq!(first.header("cache-control"), "public, max-age=60");
    assert!(first.header("content-security-policy").starts_with("default-src 'none'"));
    let tag = first.header("etag");
    assert!(tag.starts_with("W/\""), "{tag}");

    let head = hub.send(ask("HEAD", path, &[])).await;
    assert_eq!((head.status, head.header("etag"), head.text.as_str()), (StatusCode::OK, tag, ""));
    for (known, status) in [(tag, 304), ("*", 304), (&format!("\"x\", {tag}"), 304), ("W/\"x\"", 200)] {
        let again = hub.send(ask("GET", path, &[("if-none-match", known)])).await;
        assert_eq!(again.status.as_u16(), status, "{known}");
        assert_eq!((again.header("etag"), again.text.is_empty()), (tag, status == 304));
    }
    hub.hub.store.put_services(&for_filters(), &[]).await.unwrap();
    hub.hub.reload().await.unwrap();
    assert_eq!(hub.send(ask("GET", path, &[("if-none-match", tag)])).await.status, StatusCode::OK);

    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        let answer = hub.send(ask(method, path, &[])).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert_eq!(
            (answer.header("allow"), answer.header("content-type")),
            ("GET,HEAD", "application/problem+json")
        );
    }
    let asked_before = ask(
        "OPTIONS",
        path,
        &[("origin", "https://e.example.com"), ("access-control-request-method", "GET")],
    );
    let allowed = hub.send(asked_before).await;
    assert_eq!(
        (allowed.status, allowed.header("access-control-allow-methods")),
        (StatusCode::OK, "GET,HEAD")
    );
}

#[tokio::test]
async fn a_masked_home_is_nowhere_in_the_feed() {
    let hub = TestHub::new().await;
    let feed = json!([{
        "id": "hens", "name": "Childminding", "description": "In a family home.",
        "organization": { "id": "hens-org", "name": "Five Hens" },
        "schedules": [{ "byday": "MO", "opens_at": "08:00", "closes_at": "18:00" }],
        "service_at_locations": [{ "location": {
            "id": "hens-id", "name": "Five Hens, 18 Duckpond Drive", "description": "Behind Duckpond Drive.",
            "latitude": 53.40376, "longitude": -2.65822, "transportation": "Bus 9 to Duckpond.",
            "addresses": [{ "address_1": "18 Duckpond Drive", "city": "Millbrook", "postal_code": "WA5 3YD" }],
            "accessibility": [{ "description": "Baby changing" }, { "description": "Ramp from Duckpond Drive" }],
            "attributes": [{ "taxonomy_term": {
                "taxonomy": "x-flags", "term_uri": "https://x.example.org/flags/masked-address" } }],
        } }],
    }, {
        "id": "ducks", "name": "Childminding", "organization": { "id": "ducks-org", "name": "Ducks" },
        "service_at_locations": [{ "location": {
            "id": "nameless-id", "latitude": 53.40376, "longitude": -2.65822,
            "addresses": [{ "address_1": "18 Duckpond Drive", "city": "Millbrook", "postal_code": "WA5 3YD" }],
            "attributes": [{ "taxonomy_term": {
                "taxonomy": "x-flags", "term_uri": "https://x.example.org/flags/masked-address" } }],
        } }],
    }]);
    let now = NOW.parse().unwrap();
    let report = import::text(&*hub.hub.store, Kind::Services, &feed.to_string(), false, now).await.unwrap();
    assert!(report.applied, "{report}");
    hub.hub.reload().await.unwrap();
    let (mut seen, mut homes) = (String::new(), 0);
    crawl(&hub, 1, |schema, record| {
        seen += &record.to_string();
        homes += usize::from(schema == "service_at_location" && record["service"]["name"] == "Childminding");
    })
    .await;
    assert_eq!(homes, 4, "both places are listed, and found");
    for secret in
        ["uckpond", "Millbrook", "WA5 3YD", "WA53YD", "53.4037", "2.6582", "Hidden", "WA2 0AA", "53.41234"]
    {
        assert!(!seen.contains(secret), "the feed tells {secret}");
    }
    for query in
        ["search=duckpond", "search=Millbrook", "search=WA5+3YD", "postcode=WA5+3YD&proximity=2000000"]
    {
        let answer = hub.get(&format!("/oruk/v3/service_at_locations?{query}")).await;
        let found = if answer.status.is_success() { answer.text } else { String::new() };
        assert!(!found.contains("Childminding"), "{query}");
    }
}

#[tokio::test]
async fn what_the_feed_gives_the_importer_takes_in_unchanged() {
    let sample = TestHub::of(&sample(), |_| {}).await;
    let services = every_page(&sample, "services", "full=true", 70).await;
    let (folder, now) = (tempfile::tempdir().unwrap(), NOW.parse().unwrap());
    let store = store_in(folder.path()).await;
    let page = json!({ "contents": services }).to_string();
    let report = import::text(&*store, Kind::Services, &page, false, now).await.unwrap();
    assert!(report.applied && report.rejected.is_empty() && report.warnings.is_empty(), "{report}");

    let by_id = |services: &[Service]| -> BTreeMap<String, Service> {
        services.iter().map(|service| (service.id.to_string(), service.clone())).collect()
    };
    let before = by_id(sample.hub.directory().services());
    let catalogue = store.catalogue(now).await.unwrap();
    let after = by_id(&catalogue.services);
    assert_eq!(before.len(), 180);
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (id, service) in &before {
        assert_eq!(&after[id], service, "{id}");
    }
    let masked = |locations: &[domain::Location]| locations.iter().filter(|place| place.masked).count();
    assert_eq!(masked(&catalogue.locations), 4, "what is masked stays so");
}
