//! Where a masked home is must not leave the server, whatever is asked and however.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use domain::support_request::NewSupportRequest;
use domain::{Location, PrivateToken, Series, Service, Session};
use serde_json::{Value, json};
use server::handlers::openapi;

use crate::harness::TestHub;

/// A street, a postcode and a position that are nowhere else in the hub.
const STREET: &str = "7 Quillfeather Row";
const POSTCODE: &str = "WA7 9ZQ";
const AT: (f64, f64) = (53.371_937, -2.718_264);

/// What would give the home away, in lower case and without spaces.
const MARKS: [&str; 7] =
    ["quillfeather", "wa79zq", "53.3719", "2.71826", "53371937", "2718264", "lavenderporch"];

/// A hub with a childminder at a masked home, one at a place everyone may know, and one at both.
async fn hub() -> TestHub {
    let hub = TestHub::new().await;
    let home = json!({
        "id": "home", "kind": "venue", "locality": "east", "name": STREET, "summary": format!("The home at {STREET}."),
        "what_to_expect": "Ring at Quillfeather Row.", "address": ["Flat 2", STREET, "Bridgewater"], "postcode": POSTCODE,
        "point": { "latitude": AT.0, "longitude": AT.1 }, "masked": true, "opening_notes": "In wa79zq.",
        "facilities": ["Steps up from Quillfeather Row", "Garden"], "bus": "Bus 3 to Quillfeather Row.",
        "parking": "Behind the lavender porch.", "ask_for": "Childminder",
        "opening_hours": [{ "days": ["MO"], "opens": "08:00", "closes": "18:00" }],
    });
    let service = |id: &str, name: &str, locations: Value| -> Service {
        serde_json::from_value(json!({
            "id": id, "name": name, "organisation_id": "minder", "organisation": "Calm childminding", "status": "active",
            "description": format!("Calm days.\n\nCome to {STREET}, {POSTCODE}."), "fees": "Pay at Quillfeather Row.",
            "ages": { "from": 0, "to": 60 }, "cost": { "kind": "free" }, "referral": "none", "categories": ["feeding"],
            "locations": locations, "access": ["Steps up from Quillfeather Row"], "phone": format!("01632 960199 ({STREET})"),
            "languages": ["English", "Polish in Quillfeather Row"], "send_needs": ["quillfeather-row"],
            "times": [{ "days": ["MO"], "opens": "08:00", "closes": "18:00", "note": "at Quillfeather Row" }],
        }))
        .unwrap()
    };
    let services = [
        service("minder", &format!("Childminder at {STREET}"), json!(["home"])),
        service("both", "Childminder with two rooms", json!(["home", "oak-lane-id"])),
    ];
    let home: Location = serde_json::from_value(home).unwrap();
    hub.hub.store.put_services(&services, &[home]).await.unwrap();
    let series: Series = serde_json::from_value(json!({
        "id": "open-day", "service_id": "minder", "location_id": "home", "title": "Open day in Quillfeather Row",
        "summary": "See the room.\n\nIt is in Quillfeather Row.", "starts_on": "2026-11-24", "rule": "FREQ=WEEKLY;BYDAY=TU",
        "start_time": "10:00", "end_time": "11:00", "ages": { "from": 0, "to": 60 }, "booking": "book", "capacity": 5,
        "counts": "families", "closes_minutes_before": 0, "pram": "On Quillfeather Row.",
    }))
    .unwrap();
    let session = Session::of(&series, "2026-11-24".parse().unwrap()).unwrap();
    hub.hub.store.put_series(&[series], &[session]).await.unwrap();
    hub.hub.reload().await.unwrap();
    let shell = "<title>{{title}}</title><meta content=\"{{description}}\">{{url}}<main>{{head}}{{summary}}{{results}}</main>\
                 <script type=\"application/ld+json\">{{json_ld}}</script>";
    for name in ["service", "session", "place", "locality", "services", "whats-on", "suggest", "app"] {
        hub.write(&format!("_shells/{name}.html"), shell);
    }
    hub
}

fn tells_nothing(path: &str, text: &str) {
    let plain: String = text.to_lowercase().chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    for mark in MARKS {
        assert!(!plain.contains(mark), "{mark} is in {path}: {text}");
    }
}

/// Everything that may stand in a place of an address.
const NAMES: [&str; 19] = [
    "minder",
    "both",
    "massage",
    "open-day-2026-11-24",
    "massage-2026-11-24",
    "home",
    "oak-lane",
    "library-id",
    "east",
    "feeding",
    "WA13SL",
    "sleep-in-the-first-year",
    "open-day",
    "places",
    "services",
    "home.ics",
    "minder.ics",
    "index",
    "K7M-4QX",
];

/// Every address that a template stands for.
fn filled(template: &str) -> Vec<String> {
    let Some((before, rest)) = template.split_once('{') else { return vec![template.to_owned()] };
    let (_, after) = rest.split_once('}').unwrap();
    NAMES.iter().flat_map(|name| filled(&format!("{before}{name}{after}"))).collect()
}

#[tokio::test]
async fn no_address_of_the_api_tells_where_a_masked_home_is() {
    let hub = hub().await;
    // The team's lists may lie on a desk, so they tell no more than the pages.
    let key = hub.team_key(1, "Front desk", &[], None).await;
    let asked = NewSupportRequest {
        token: PrivateToken::from_random([1; 16]),
        reference: "K7M-4QX".parse().unwrap(),
        locality: "east".parse().unwrap(),
        sealed: vec![1],
        answer_by: "2026-11-24".parse().unwrap(),
    };
    hub.hub.store.keep_request(&asked, None, hub.hub.now()).await.unwrap();
    let document = serde_json::to_value(openapi::api()).unwrap();
    let templates = document["paths"].as_object().unwrap();
    let mut silent = BTreeSet::new();
    let templates =
        templates.iter().filter(|(_, path)| path.get("get").is_some()).map(|(template, _)| template);
    for (minute, template) in templates.enumerate() {
        // Each address has a minute of its own, so that none is refused for the number of requests.
        hub.set_time(&format!("2026-11-23T09:{minute:02}:00Z"));
        let mut answered = false;
        for path in filled(template) {
            for query in [
                "",
                "?near=WA1+3SL",
                "?q=childminder",
                "?q=quiet&near=WA5+1AB&limit=50",
                "?from=2026-11-24&to=2026-11-24",
                "?id=minder&id=both&near=WA1+3SL",
                "?north=5339&east=-260",
            ] {
                let path = format!("{path}{query}");
                let answer = hub.send_json("GET", &path, &key, Value::Null).await;
                answered |= answer.status == StatusCode::OK;
                tells_nothing(&path, &answer.text);
            }
        }
        if !answered {
            silent.insert(template.as_str());
        }
    }
    // A booking is for its family alone. Any other address that is never answered needs a name in `NAMES`.
    assert_eq!(silent, BTreeSet::from([domain::api::BOOKING]));
}

#[tokio::test]
async fn no_page_of_the_team_tells_where_a_masked_home_is() {
    let hub = hub().await;
    let key = hub.team_key(1, "Front desk", &[], None).await;
    let session = "/team/sessions/open-day-2026-11-24";
    for path in [
        "/team/sessions?on=2026-11-24".to_owned(),
        session.to_owned(),
        format!("{session}/register"),
        format!("{session}/change"),
        format!("{session}/cancel"),
        format!("{session}/book"),
        "/team/suggestions".to_owned(),
        "/team/records".to_owned(),
    ] {
        let answer = hub.send_json("GET", &path, &key, Value::Null).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        tells_nothing(&path, &answer.text);
    }
}

#[tokio::test]
async fn no_page_tells_where_a_masked_home_is() {
    let hub = hub().await;
    for path in [
        "/services/minder",
        "/services/both",
        "/services/minder/suggest",
        "/sessions/open-day-2026-11-24",
        "/sessions/open-day-2026-11-24/book",
        "/places/oak-lane",
        "/places/home",
        "/localities/east",
        "/services",
        "/services?q=childminder",
        "/services?near=WA1+3SL",
        "/whats-on",
        "/whats-on?when=2026-11-24",
        "/whats-on?when=2026-11-24&view=week&place=home",
        "/openactive",
        "/openactive/session-series",
        "/openactive/session-series/open-day",
        "/openactive/scheduled-sessions",
        "/openactive/scheduled-sessions/open-day-2026-11-24",
    ] {
        tells_nothing(path, &hub.get(path).await.text);
    }
    let page = hub.get("/services/minder").await.text;
    for wanted in ["<h1>Calm childminding</h1>", "Calm days.", "kept private", "Private address", "Garden"] {
        assert!(page.contains(wanted), "{wanted} is not in {page}");
    }
    assert!(!page.contains("openstreetmap"), "{page}");
    let both = hub.get("/services/both").await.text;
    assert!(both.contains("12 Oak Lane") && both.contains("kept private"), "{both}");
}

#[tokio::test]
async fn no_distance_and_no_order_tells_where_a_masked_home_is() {
    let hub = hub().await;
    let order = |answer: &Value, list: &str| -> Vec<String> {
        answer[list].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    // The home's own postcode becomes one that is known, so that a search can begin at its door.
    let row = store::PostcodeRow {
        postcode: POSTCODE.parse().unwrap(),
        point: domain::Point::new(AT.0, AT.1).unwrap(),
        local_authority: "E06000007".to_owned(),
    };
    hub.hub.store.put_postcodes(&[row]).await.unwrap();
    let (door, away) = ("near=WA7+9ZQ", "near=M1+1AE");
    for words in ["", "q=childminding&", "q=childminder&"] {
        let at_door = hub.get(&format!("/api/v1/services?{words}{door}")).await.json();
        let far = hub.get(&format!("/api/v1/services?{words}{away}")).await.json();
        for answer in [&at_door, &far] {
            let minder = answer["services"].as_array().unwrap().iter().find(|one| one["id"] == "minder");
            if let Some(minder) = minder {
                assert_eq!((&minder["distance"], &minder["place"]["postcode"]), (&Value::Null, &Value::Null));
            }
        }
        if words == "q=childminding&" {
            assert!(order(&at_door, "services").contains(&"minder".to_owned()));
        }
        // Where it stands among those whose distance is as unknown does not depend on where one asks from.
        let unknown = |answer: &Value| -> Vec<String> {
            let services = answer["services"].as_array().unwrap().iter();
            services.filter(|one| one["distance"].is_null()).map(|one| one["id"].to_string()).collect()
        };
        assert_eq!(unknown(&at_door), unknown(&far), "{words}");
        // One with a place that may be told is found by that alone.
        let both = at_door["services"].as_array().unwrap().iter().find(|one| one["id"] == "both");
        if let Some(both) = both {
            assert_eq!(both["place"]["id"], "oak-lane-id");
            assert!(both["distance"].as_u64() > Some(1000), "{both}");
        }
    }
    let sessions = |query: &str| format!("/api/v1/sessions?from=2026-11-24&to=2026-11-24&{query}");
    let at_door = hub.get(&sessions(door)).await.json();
    assert_eq!(order(&at_door, "sessions"), order(&hub.get(&sessions(away)).await.json(), "sessions"));
    let open_day = at_door["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == "open-day-2026-11-24")
        .unwrap();
    assert_eq!((&open_day["distance"], &open_day["title"]), (&Value::Null, &json!("Calm childminding")));
    // Nor is the street a place to search from.
    let street = hub.get("/api/v1/services?near=Quillfeather+Row").await;
    assert_eq!(street.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["quillfeather", "WA79ZQ"] {
        assert_eq!(hub.get(&format!("/api/v1/services?q={words}")).await.json()["total"], 0, "{words}");
    }
}

#[tokio::test]
async fn the_description_for_search_engines_says_ages_in_years_and_stays_in_its_element() {
    let hub = hub().await;
    let page = hub.get("/services/massage").await.text;
    let (_, rest) = page.split_once("<script type=\"application/ld+json\">").unwrap();
    let (text, _) = rest.split_once("</script>").unwrap();
    let value: Value = serde_json::from_str(text).unwrap();
    for (pointer, wanted) in [
        ("/@type", json!("GovernmentService")),
        ("/name", json!("Baby massage <script>alert('x')</script>")),
        ("/audience/suggestedMinAge", json!(0.08)),
        ("/audience/suggestedMaxAge", json!(1.0)),
        ("/availableChannel/0/serviceLocation/address/postalCode", json!("WA1 3SL")),
        ("/availableChannel/0/serviceLocation/geo/latitude", json!(53.39798)),
        ("/availableChannel/0/servicePhone/telephone", json!("01632 960105")),
        ("/offers/price", json!("0.00")),
    ] {
        assert_eq!(value.pointer(pointer), Some(&wanted), "{pointer} {text}");
    }
    let minder = hub.get("/services/minder").await.text;
    for none in ["PostalAddress", "GeoCoordinates"] {
        assert!(!minder.contains(none), "{minder}");
    }
    assert!(minder.contains("\"dayOfWeek\":[\"https://schema.org/Monday\"]"), "{minder}");
}
