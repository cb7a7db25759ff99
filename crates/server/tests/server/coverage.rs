//! Coverage as a councillor opens it.

use axum::http::{Method, Request, StatusCode};
use domain::unmet::UnmetSearch;

use crate::harness::TestHub;

#[tokio::test]
async fn need_by_area_by_age_reads_without_script() {
    let hub = TestHub::new().await;
    hub.write("_shells/written.html", "<title>{{title}}</title>{{head}}<main>{{summary}}</main>{{url}}");
    hub.write(
        "config.json",
        r#"{"title":"Family hub","council":"Bridgewater","core_services":["feeding","gone"]}"#,
    );
    let page = hub.get("/coverage").await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
    for wanted in [
        "<title>What there is, and where – Family hub</title>",
        "<th class=\"figures__head\" scope=\"col\">East</th>",
        "<th class=\"figures__need\" scope=\"row\">Feeding</th>",
        "How far it is to the nearest",
        "no search without a result was made five times",
        "href=\"/coverage/counts.csv\"",
        "https://hub.example.org/coverage",
    ] {
        assert!(page.text.contains(wanted), "{wanted} is not in {}", page.text);
    }
    assert!(!page.text.contains("<script"), "{}", page.text);

    let aged = hub.get("/coverage?age=0").await.text;
    assert!(aged.contains("Services by need and area, ages under 1"), "{aged}");
    let east = hub.get("/coverage?area=east&age=0").await.text;
    assert!(east.contains("Services by need and age, East"), "{east}");
    assert!(east.contains("<option value=\"east\" selected>East</option>"), "{east}");
    let odd = hub.get("/coverage?area=%3Cb%3E&age=x").await.text;
    assert!(odd.contains("Services by need and area, any age") && !odd.contains("<b>"), "{odd}");

    let summary = hub.get("/coverage/summary").await.text;
    assert!(summary.contains("Made from Bridgewater’s directory on 23 November 2026."), "{summary}");
    assert!(summary.contains("In East there "), "{summary}");
    assert!(hub.get("/coverage/summary/").await.status == StatusCode::OK);
    assert_eq!(hub.get("/coverage/none").await.status, StatusCode::NOT_FOUND);
    let posted =
        Request::builder().method(Method::POST).uri("/coverage").body(axum::body::Body::empty()).unwrap();
    assert_eq!(hub.send(posted).await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn the_figures_can_be_taken_away_as_csv() {
    let hub = TestHub::new().await;
    for _ in 0..5 {
        let search = UnmetSearch { words: "puppet theatre".to_owned(), outward: "WA5".to_owned() };
        let day = "2026-11-20".parse().unwrap();
        hub.hub.store.count_unmet_search(&search, day).await.unwrap();
    }
    let counts = hub.get("/coverage/counts.csv").await;
    assert_eq!(counts.header("content-type"), "text/csv; charset=utf-8; header=present");
    assert_eq!(counts.header("content-disposition"), "attachment; filename=\"coverage.csv\"");
    let lines: Vec<&str> = counts.text.lines().collect();
    assert_eq!(lines[0], "need,name,group,area,ages,services_to_go_to,services_from_afar,mark");
    // Two needs, one area, any age and six age groups.
    assert_eq!(lines.len(), 1 + 2 * 7, "{}", counts.text);
    assert!(lines[1].starts_with("health,Health,,East,any,"), "{}", lines[1]);
    assert!(lines[8].starts_with("feeding,Feeding,health,East,any,"), "{}", lines[8]);
    let ways = hub.get("/coverage/distances.csv").await.text;
    assert!(
        ways.starts_with("service,name,area,shortest_metres,longest_metres\nhealth,Health,East,"),
        "{ways}"
    );
    let searches = hub.get("/coverage/searches.csv").await.text;
    assert_eq!(
        searches,
        "words,outward,count,first_day,last_day\npuppet theatre,WA5,5,2026-11-20,2026-11-20\n"
    );
    let page = hub.get("/coverage").await.text;
    assert!(page.contains("puppet theatre") && page.contains("20 November 2026"), "{page}");
    let summary = hub.get("/coverage/summary").await.text;
    assert!(summary.contains("at least five times each: “puppet theatre”."), "{summary}");
}
