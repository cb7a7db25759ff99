use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json;

use crate::harness::TestHub;

const SHELL: &str = "<title>{{title}}</title><meta name=\"description\" content=\"{{description}}\">\
    <link href=\"{{url}}\"><script type=\"application/ld+json\">{{json_ld}}</script><main>{{summary}}</main>";

async fn hub() -> TestHub {
    let hub = TestHub::new().await;
    for name in ["service", "session", "place", "locality"] {
        hub.write(&format!("_shells/{name}.html"), SHELL);
    }
    hub.write("_shells/app.html", "the app");
    hub.write("404.html", "nothing here");
    hub.write("index.html", "home");
    hub.write("guides/sleep/index.html", "sleep well");
    hub.write("guides/sleep.json", "{}");
    hub.write("privacy.html", "private");
    hub.write("config.json", "{}");
    hub.write("services/index.html", "search");
    hub.write("assets/app-1234.js", "let a;");
    hub.write("assets/app-1234.js.br", "squeezed");
    hub.write("icon.svg", "<svg/>");
    hub
}

#[tokio::test]
async fn every_address_is_answered_with_its_page() {
    let hub = hub().await;
    for (path, status, text, cache) in [
        ("/", 200, "home", "no-cache"),
        ("/guides/sleep", 200, "sleep well", "no-cache"),
        ("/guides/sleep/", 200, "sleep well", "no-cache"),
        ("/guides/sleep.json", 200, "{}", "public, max-age=300"),
        ("/privacy", 200, "private", "no-cache"),
        ("/config.json", 200, "{}", "no-cache"),
        ("/services?q=x", 200, "search", "no-cache"),
        ("/assets/app-1234.js", 200, "let a;", "public, max-age=31536000, immutable"),
        ("/icon.svg", 200, "<svg/>", "public, max-age=86400"),
        ("/bookings/7d0c0f3e-1111-4222-8333-444455556666", 200, "the app", "no-cache"),
        ("/bookings/7d0c0f3e-1111-4222-8333-444455556666/cancel", 200, "the app", "no-cache"),
        ("/sessions/massage-2026-11-24/book", 200, "the app", "no-cache"),
        ("/sessions/massage-2026-11-24/book/check", 200, "the app", "no-cache"),
        ("/places/none", 404, "nothing here", "no-cache"),
        ("/places/refuge-id", 404, "nothing here", "no-cache"),
        ("/localities/none", 404, "nothing here", "no-cache"),
        ("/nothing", 404, "nothing here", "no-cache"),
        ("/services/none", 404, "nothing here", "no-cache"),
        ("/sessions/none", 404, "nothing here", "no-cache"),
        ("/services/a%20b", 404, "nothing here", "no-cache"),
        ("/_shells/app.html", 404, "nothing here", "no-cache"),
        ("/../hub.sqlite", 404, "nothing here", "no-cache"),
        ("/%2e%2e/hub.sqlite", 404, "nothing here", "no-cache"),
    ] {
        let answer = hub.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (status, text), "{path}");
        assert_eq!(answer.header("cache-control"), cache, "{path}");
    }
    let squeezed = Request::get("/assets/app-1234.js").header("accept-encoding", "br, gzip");
    let answer = hub.send(squeezed.body(Body::empty()).unwrap()).await;
    assert_eq!((answer.text.as_str(), answer.header("content-encoding")), ("squeezed", "br"));
    // What is asked for without its body has the length that it has with it (RFC 9110, 9.3.2).
    for (path, length) in
        [("/", "4"), ("/privacy", "7"), ("/icon.svg", "6"), ("/services?q=x", "6"), ("/nothing", "12")]
    {
        let answer = hub.send(Request::head(path).body(Body::empty()).unwrap()).await;
        assert_eq!((answer.text.as_str(), answer.header("content-length")), ("", length), "{path}");
    }
}

#[tokio::test]
async fn every_picture_of_a_preview_has_a_whole_address() {
    let hub = hub().await;
    let page = "<meta property=\"og:image\" content=\"/icon-512.png\"><link href=\"/icon-512.png\">{{title}}";
    for name in
        ["index.html", "guides/sleep/index.html", "404.html", "_shells/service.html", "_shells/app.html"]
    {
        hub.write(name, page);
    }
    // What was squeezed before has another address in it: for browsers alone, which take brotli.
    hub.write("index.html.br", "squeezed");
    hub.write("index.html.gz", "squeezed");
    for path in [
        "/",
        "/guides/sleep",
        "/nothing",
        "/services/massage",
        "/bookings/7d0c0f3e-1111-4222-8333-444455556666",
    ] {
        let request = Request::get(path).header("range", "bytes=0-9");
        let answer = hub.send(request.body(Body::empty()).unwrap()).await;
        let wanted = "content=\"https://hub.example.org/icon-512.png\"";
        assert!(answer.text.contains(wanted), "{path}: {}", answer.text);
        assert!(answer.text.contains("href=\"/icon-512.png\""), "other addresses stay: {path}");
    }
    let preview = Request::get("/").header("accept-encoding", "gzip, deflate");
    let answer = hub.send(preview.body(Body::empty()).unwrap()).await;
    assert_eq!((answer.status, answer.text.contains("squeezed")), (StatusCode::OK, false));
    let browser = Request::get("/").header("accept-encoding", "gzip, deflate, br");
    let answer = hub.send(browser.body(Body::empty()).unwrap()).await;
    assert_eq!((answer.text.as_str(), answer.header("content-encoding")), ("squeezed", "br"));
    let seen = hub.get("/").await;
    let again = Request::get("/").header("if-modified-since", seen.header("last-modified"));
    assert_eq!(hub.send(again.body(Body::empty()).unwrap()).await.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn a_shared_link_reads_without_script_and_nothing_in_it_is_markup() {
    let hub = hub().await;
    let service = hub.get("/services/massage").await;
    assert_eq!(service.status, StatusCode::OK);
    for wanted in [
        "<title>Baby massage &lt;script&gt;",
        "<h1>Baby massage &lt;script&gt;",
        "content=\"Gentle strokes for babies.",
        "href=\"https://hub.example.org/services/massage\"",
        "<p>Stay for tea.</p>",
        "1 to 12 months",
        "12 Oak Lane, Bridgewater, WA1 3SL",
        "href=\"/sessions/massage-2026-11-24\">",
        "\\u003cscript>alert('x')\\u003c/script>",
        "GovernmentService",
    ] {
        assert!(service.text.contains(wanted), "{wanted} is not in {}", service.text);
    }
    assert!(!service.text.contains("<script>alert"), "{}", service.text);

    hub.write("config.json", r#"{"title": "Bridgewater <Hubs>"}"#);
    for (path, wanted) in [
        ("/services/massage", " – Bridgewater &lt;Hubs&gt;</title>"),
        ("/places/oak-lane", "<title>Oak Lane Family Centre – Bridgewater &lt;Hubs&gt;</title>"),
        ("/places/oak-lane", "8:45am to 5pm"),
        ("/places/oak-lane", "12 Oak Lane, Bridgewater, WA1 3SL"),
        ("/places/oak-lane", "href=\"/sessions/massage-2026-11-24\">"),
        (
            "/localities/east",
            "href=\"/places/oak-lane\"><span class=\"link-list__name\">Oak Lane Family Centre</span>",
        ),
        ("/localities/east", ">Mills and moss.</p>"),
    ] {
        let answer = hub.get(path).await;
        assert!(answer.text.contains(wanted), "{wanted} is not in {path}: {}", answer.text);
    }

    let session = hub.get("/sessions/massage-2026-11-24").await;
    for wanted in [
        "<h1>Baby massage</h1>",
        "Tuesday 24 November",
        "10am to 11:30am",
        "2 to 12 months",
        "10 places left",
        "href=\"/sessions/massage-2026-11-24/book\">",
        "\"@type\":\"Event\"",
        "\"startDate\":\"2026-11-24T10:00:00Z\"",
    ] {
        assert!(session.text.contains(wanted), "{wanted} is not in {}", session.text);
    }
}

#[tokio::test]
async fn results_read_without_script() {
    let hub = hub().await;
    hub.write("_shells/services.html", "<main>{{results}}</main>");
    hub.write("_shells/whats-on.html", "<main>{{results}}</main>");
    for (path, wanted) in [
        ("/services?q=massage&near=WA1+3SL", "1 service for “massage” near WA1 3SL</p>"),
        ("/services?q=massage", "href=\"/services/massage\">Baby massage &lt;script&gt;"),
        ("/services?q=massage", "Today, 9:30am"),
        ("/services?q=zeppelin", "Nothing found for this"),
        ("/services?near=WA5+1A", "Enter a full UK postcode, like WA5 1AB"),
        ("/services?near=Atlantis", "We do not know that postcode or place"),
        ("/whats-on", "href=\"/sessions/massage-2026-11-24\">Baby massage</a>"),
        ("/whats-on?when=2026-12-29", "Tuesday 29 December"),
        ("/whats-on?when=tomorrow", "href=\"/sessions/drop-in-2026-11-24\">"),
    ] {
        let answer = hub.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.text.contains(wanted), "{wanted} is not in {path}: {}", answer.text);
    }
}

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    let hub = hub().await;
    let policy = |answer: &crate::harness::Answer| answer.header("content-security-policy").to_owned();
    assert!(policy(&hub.get("/").await).starts_with("default-src 'none'; script-src 'self'"));
    hub.write("policy.txt", "default-src 'self'; connect-src 'self' {api}; script-src 'sha256-abc'\n");
    assert_eq!(
        policy(&hub.get("/").await),
        "default-src 'self'; connect-src 'self' ; script-src 'sha256-abc'"
    );
    hub.write("policy.txt", "default-src 'none'; img-src 'self' https://old.example.org; font-src 'self'\n");
    for (tiles, origin) in [
        ("", ""),
        (
            r#""tiles":{"url":"https://tiles.example.org/{z}/{x}/{y}.png","attribution":"A"}"#,
            " https://tiles.example.org",
        ),
        (r#""tiles":{"url":"https://*/{z}/{x}/{y}.png","attribution":"A"}"#, ""),
    ] {
        hub.write("config.json", &format!("{{{tiles}}}"));
        let wanted = format!("default-src 'none'; img-src 'self'{origin}; font-src 'self'");
        assert_eq!(policy(&hub.get("/").await), wanted, "{tiles}");
    }
    for path in
        ["/", "/nothing", "/services/massage", "/api/v1/services", "/api/v1/none", "/assets/app-1234.js"]
    {
        let answer = hub.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert!(answer.header("permissions-policy").contains("geolocation=(self)"), "{path}");
        assert!(!policy(&answer).is_empty(), "{path}");
    }
    assert_eq!(policy(&hub.get("/api/v1/services").await), "default-src 'none'; frame-ancestors 'none'");
}

#[tokio::test]
async fn a_session_is_an_event_to_search_engines() {
    let hub = hub().await;
    let event = |page: &str| -> serde_json::Value {
        let (_, rest) = page.split_once("<script type=\"application/ld+json\">").unwrap();
        serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
    };
    let massage = event(&hub.get("/sessions/massage-2026-11-24").await.text);
    for (member, value) in [
        ("@type", json!("Event")),
        ("endDate", json!("2026-11-24T11:30:00Z")),
        ("eventStatus", json!("https://schema.org/EventScheduled")),
        ("eventAttendanceMode", json!("https://schema.org/OfflineEventAttendanceMode")),
        ("isAccessibleForFree", json!(true)),
        ("typicalAgeRange", json!("0-1")),
        ("maximumAttendeeCapacity", json!(10)),
        ("remainingAttendeeCapacity", json!(10)),
    ] {
        assert_eq!(massage[member], value, "{member}");
    }
    assert_eq!(massage["offers"]["price"], "0.00");
    assert_eq!(massage["offers"]["availability"], "https://schema.org/InStock");
    assert_eq!(massage["superEvent"]["@type"], "EventSeries");
    assert_eq!(massage["location"]["address"]["postalCode"], "WA1 3SL");
    let later = event(&hub.get("/sessions/later-2026-12-04").await.text);
    assert_eq!(later["offers"]["availability"], "https://schema.org/PreOrder");
    assert_eq!(later["offers"]["validFrom"], "2026-12-03T10:00:00Z");
    let supper = event(&hub.get("/sessions/people-2026-11-26").await.text);
    assert_eq!((&supper["offers"]["price"], &supper["typicalAgeRange"]), (&json!("2.50"), &json!("0-")));
    let masked = event(&hub.get("/sessions/quiet-2026-11-24").await.text);
    assert!(masked["location"].get("address").is_none() && masked["location"].get("geo").is_none());
}

#[tokio::test]
async fn what_is_on_reads_without_script_as_a_list_and_as_a_week() {
    let hub = hub().await;
    hub.write("_shells/whats-on.html", "<main>{{head}}<form>{{filters}}</form><div>{{results}}</div></main>");
    let list = hub.get("/whats-on?place=oak-lane").await.text;
    for wanted in [
        "<option value=\"oak-lane\" selected>Oak Lane Family Centre</option>",
        "<option value=\"library\">A Library</option>",
        "<option value=\"health\">Health</option>",
        "<option value=\"feeding\">– Feeding</option>",
        "<option value=\"east\">East</option>",
        "href=\"/whats-on?place=oak-lane&amp;view=week\"",
        "4 sessions",
    ] {
        assert!(list.contains(wanted), "{wanted} is not in {list}");
    }
    assert!(list.contains("Baby massage") && !list.contains("Rhyme time"), "{list}");
    let week = hub.get("/whats-on?place=oak-lane&view=week&when=2026-12-28").await.text;
    for wanted in [
        "Monday 28 December to Sunday 3 January",
        "Nothing on.",
        "Family supper",
        "name=\"view\" value=\"week\"",
    ] {
        assert!(week.contains(wanted), "{wanted} is not in {week}");
    }
    assert!(!week.contains("/sessions/massage-2026-12-29"), "that Tuesday is left out");
    assert!(list.contains("webcal://hub.example.org/api/v1/calendars/places/oak-lane.ics"), "{list}");
    for (query, count) in [
        ("when=today", "1 session<"),
        ("when=tomorrow&category=health", "2 sessions"),
        ("category=none", "Nothing found for this"),
        ("place=none", "Nothing found for this"),
        ("locality=east&age=50", "8 sessions"),
        ("place=oak-lane-id&bookable=1", "3 sessions"),
        ("when=2026-11-25", "2 sessions"),
        ("place=%3Cscript%3E", "sessions"),
    ] {
        let page = hub.get(&format!("/whats-on?{query}")).await.text;
        assert!(page.contains(count), "{query}: {page}");
        assert!(!page.contains("<script>"), "{query}");
    }
}
