//! Services that come to families in an area: read from every kind of feed, found by the area, and told again.

use axum::http::StatusCode;
use domain::Service;
use domain::service_area::Outline;
use serde_json::{Value, json};
use server::import::{self, Input, Kind, Wishes, services};

use crate::harness::TestHub;

/// Around the middle of WA5 1.
const DRAWN: &str = r#"{"type":"Polygon","coordinates":[[[-2.645,53.38],[-2.62,53.38],[-2.62,53.397],[-2.645,53.397],[-2.645,53.38]]]}"#;

fn term(slug: &str) -> Value {
    json!({ "taxonomy_term": { "taxonomy": "x-attending", "term": slug } })
}

fn coming(id: &str, way: &str, areas: Value) -> Value {
    json!({
        "id": id, "name": id, "organization": { "id": "o", "name": "O" }, "attributes": [term(way)], "service_areas": areas,
    })
}

/// Services that come to families in areas, beside those of the fixture, which families go to.
async fn hub() -> TestHub {
    let hub = TestHub::new().await;
    hub.write("_shells/service.html", "{{summary}}");
    hub.write("config.json", r#"{ "council": "Bridgewater Borough Council" }"#);
    let both = json!({
        "id": "both", "name": "both", "organization": { "id": "o", "name": "O" },
        "attributes": [term("outreach"), term("in-person")], "service_areas": ["East"],
        "service_at_locations": [{ "location": { "id": "hall", "name": "Hall", "latitude": 53.4774, "longitude": -2.24 } }],
    });
    let records = json!([
        coming("sector", "outreach", json!([{ "name": "WA5 1" }])),
        coming("other", "outreach", json!([{ "name": "WA5 2 and WA6" }, "WA7"])),
        coming(
            "drawn",
            "outreach",
            json!([{ "name": "The moss", "extent": DRAWN, "extent_type": "geojson" }])
        ),
        coming("line", "phone", json!([{ "service_area": "Bridgewater" }])),
        coming("unclear", "outreach", json!([{ "name": "Up the hill" }])),
        both,
    ]);
    import::text(&*hub.hub.store, Kind::Services, &records.to_string(), false, hub.hub.now()).await.unwrap();
    hub.hub.reload().await.unwrap();
    hub
}

async fn found(hub: &TestHub, query: &str) -> Vec<Value> {
    let answer = hub.get(&format!("/api/v1/services?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.json()["services"].as_array().unwrap().clone()
}

fn ids(services: &[Value]) -> Vec<&str> {
    services.iter().map(|one| one["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn what_comes_to_a_family_is_found_where_they_are_and_not_told_as_miles_away() {
    let hub = hub().await;
    // What comes home, then what they travel to, then what is for them by phone, then what nobody can tell.
    let near = found(&hub, "near=WA5+1AB").await;
    assert_eq!(ids(&near), ["drawn", "sector", "massage", "both", "line", "refuge", "unclear"]);
    let told = |id: &str| {
        let one = near.iter().find(|one| one["id"] == id).unwrap();
        (one["reach"].clone(), one["distance"].is_null())
    };
    let reach = |way: &str, area: &str| json!({ "way": way, "area": area });
    for (id, wanted) in [
        ("sector", (reach("comes_to_you", "WA5 1"), true)),
        ("drawn", (reach("comes_to_you", "The moss"), true)),
        ("line", (reach("covers", "Bridgewater"), true)),
        ("both", (reach("comes_to_you", "East"), false)),
        ("massage", (Value::Null, false)),
        ("unclear", (Value::Null, true)),
    ] {
        assert_eq!(told(id), wanted, "{id}");
    }
    // Within its area a service is at no distance at all; the place of one is 25 km away.
    let within = found(&hub, "near=WA5+1AB&within=1").await;
    assert_eq!(ids(&within), ["drawn", "sector", "both", "line", "refuge", "unclear"]);
    // Elsewhere, and without a place.
    for (query, wanted) in [
        ("near=WA5+2&within=1", vec!["other", "both", "line", "refuge", "unclear"]),
        ("near=WA5&within=1", vec!["drawn", "other", "sector", "both", "line", "refuge", "unclear"]),
        ("near=EH1+1AA&within=1", vec!["refuge"]),
        ("near=WA5+1AB&q=other", vec!["other"]),
        ("q=other", vec!["other"]),
    ] {
        let mut found: Vec<Value> = found(&hub, query).await;
        found.sort_by_key(|one| wanted.iter().position(|id| one["id"] == *id));
        assert_eq!(ids(&found), wanted, "{query}");
    }
    let other = found(&hub, "near=WA5+1AB&q=other").await;
    assert_eq!(other[0]["reach"], reach("elsewhere", "WA5 2 and WA6, WA7"));
    let saved = hub.get("/api/v1/services/by-id?id=sector&id=other&near=WA5+1AB").await.json();
    assert_eq!(saved["services"][0]["summary"]["reach"], reach("comes_to_you", "WA5 1"), "{saved}");
    let map = hub.get("/api/v1/services/map?near=WA5+1AB").await.json();
    assert_eq!((&map["total"], &map["reaching"]), (&json!(7), &json!(4)), "{map}");
    assert!(map["points"].as_array().unwrap().iter().all(|point| point["id"] != "sector"));
    let page = hub.get("/services/sector").await;
    assert!(page.text.contains("Comes to you in WA5 1"), "{}", page.text);
}

/// The areas of every service by its name, as a hub holds them after reading this.
async fn read(input: Input) -> Vec<(String, Vec<String>, Vec<(String, String, Outline)>)> {
    let hub = TestHub::new().await;
    let now = hub.hub.now();
    services::import(&*hub.hub.store, input, &Wishes::default(), now).await.unwrap();
    let catalogue = hub.hub.store.catalogue(now).await.unwrap();
    let areas = |one: Service| {
        let extents = one.area_extents.into_iter().map(|area| (area.name, area.words, area.outline));
        (one.name, one.areas, extents.collect())
    };
    let mut all: Vec<_> = catalogue.services.into_iter().map(areas).collect();
    all.retain(|(name, ..)| ["sector", "other", "drawn", "line", "unclear", "both"].contains(&name.as_str()));
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

#[tokio::test]
async fn areas_are_the_same_out_and_in_again_and_in_every_form() {
    let hub = hub().await;
    let feed = hub.get("/oruk/v3/services?full=true&per_page=50").await.json();
    let again = read(Input::Text(feed.to_string())).await;
    assert_eq!(again.len(), 6, "{feed}");
    let drawn = again.iter().find(|(name, ..)| name == "drawn").unwrap();
    assert_eq!(drawn.1, ["The moss"]);
    assert_eq!(drawn.2[0].2.polygons().concat().concat().len(), 4, "{drawn:?}");

    let table =
        "id,name,attending,areas\nsector,sector,outreach,WA5 1\nother,other,outreach,WA5 2 and WA6;WA7\n";
    let flat = read(Input::Text(table.to_owned())).await;
    for one in &flat {
        assert!(again.contains(one), "{one:?}");
    }
    assert_eq!(flat.len(), 2);

    let folder = tempfile::tempdir().unwrap();
    let quoted = DRAWN.replace('"', "\"\"");
    for (name, text) in [
        ("services", "id,name\ndrawn,drawn\nline,line\n".to_owned()),
        (
            "service_areas",
            format!(
                "id,service_id,name,extent,extent_type\na,drawn,The moss,\"{quoted}\",geojson\nb,line,Bridgewater,,\n"
            ),
        ),
    ] {
        std::fs::write(folder.path().join(format!("{name}.csv")), text).unwrap();
    }
    let tables = read(Input::File(folder.path().to_owned())).await;
    for one in &tables {
        assert!(again.contains(one), "{one:?}");
    }
    assert_eq!(tables.len(), 2);
}
