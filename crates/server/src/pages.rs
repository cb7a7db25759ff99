//! The pages: files of the built app, and shells that the server fills so that a link reads without script.

use std::path::Path;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::query::pairs;
use domain::{Date, RawSearch, RawSessionSearch, SessionSearch, api};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use crate::app_path::AppPath;
use crate::handlers::{localities, locations, services, sessions};
use crate::html::{escape, fill};
use crate::hub::Hub;
use crate::problem::Refusal;
use crate::summary::{self, Summary};

/// The policy of pages when the build wrote none.
const STRICT: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
                      font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
                      form-action 'self'; frame-ancestors 'none'";
/// The policy of the API's answers, which are not pages.
const NO_PAGE: &str = "default-src 'none'; frame-ancestors 'none'";

/// Answers every address that the API does not.
pub async fn page(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let path = request.uri().path();
    if path == api::BASE || path.starts_with("/api/") {
        return Refusal::not_found().into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Refusal::for_status(StatusCode::METHOD_NOT_ALLOWED).into_response();
    }
    let query = request.uri().query().unwrap_or_default().to_owned();
    let answer = match AppPath::of(path) {
        AppPath::App => whole(&hub.config.dist.join("_shells/app.html")).await,
        AppPath::Nothing => None,
        AppPath::File => file(&hub, request).await,
        shared => match filling(&hub, &shared, &query).await {
            Ok(Some((name, summary))) => match shell(&hub, name, &summary).await {
                Some(page) => Some(page),
                // A build without this shell still has its file.
                None => file(&hub, request).await,
            },
            Ok(None) => None,
            Err(refusal) => return refusal.into_response(),
        },
    };
    match answer {
        Some(answer) => answer,
        None => not_found(&hub.config.dist).await,
    }
}

/// The shell for a page that can be shared, and what fills it; `None` when there is no such thing.
async fn filling(hub: &Hub, page: &AppPath, query: &str) -> Result<Option<(&'static str, Summary)>, Refusal> {
    let url = &hub.config.public_url;
    Ok(match page {
        AppPath::Service(id) => {
            services::detail(hub, id).await?.map(|detail| ("service.html", summary::service(&detail, url)))
        }
        AppPath::Session(id) => {
            sessions::detail(hub, id).await?.map(|detail| ("session.html", summary::session(&detail, url)))
        }
        AppPath::Place(slug) => {
            let found = locations::detail(hub, slug).await?;
            let site = found.filter(|detail| detail.location.slug.as_ref() == Some(slug));
            site.map(|detail| ("place.html", summary::location(&detail, url)))
        }
        AppPath::Locality(id) => localities::detail(hub, id)
            .await?
            .map(|detail| ("locality.html", summary::locality(&detail, url))),
        AppPath::Services => {
            let (title, description) = (
                "Find help",
                "Groups, clinics and people who help families, by what you need and where you are.",
            );
            let results = services_found(hub, query).await;
            Some((
                "services.html",
                Summary::of_results(title, description, &format!("{url}/services"), results),
            ))
        }
        AppPath::WhatsOn => {
            let (title, description) =
                ("What’s on", "Groups, clinics and courses for families, day by day, with places left.");
            let results = sessions_found(hub, query).await;
            Some((
                "whats-on.html",
                Summary::of_results(title, description, &format!("{url}/whats-on"), results),
            ))
        }
        AppPath::App | AppPath::Nothing | AppPath::File => None,
    })
}

/// A shell with its places filled, if the build wrote it.
async fn shell(hub: &Hub, name: &str, summary: &Summary) -> Option<Response> {
    let template = tokio::fs::read_to_string(hub.config.dist.join("_shells").join(name)).await.ok()?;
    let title = match hub_title(&hub.config.dist).await {
        Some(hub) => format!("{} – {}", summary.title, escape(&hub)),
        None => summary.title.clone(),
    };
    let values = [
        ("title", title.as_str()),
        ("description", &summary.description),
        ("url", &summary.url),
        ("summary", &summary.html),
        ("results", &summary.html),
        ("json_ld", &summary.json_ld),
    ];
    Some(html(StatusCode::OK, fill(&template, &values)))
}

/// What the network calls itself, from the settings that the app reads too.
async fn hub_title(dist: &Path) -> Option<String> {
    let config = tokio::fs::read(dist.join("config.json")).await.ok()?;
    let config: serde_json::Value = serde_json::from_slice(&config).ok()?;
    config.get("title").and_then(|title| title.as_str()).map(str::to_owned)
}

async fn whole(path: &Path) -> Option<Response> {
    tokio::fs::read_to_string(path).await.ok().map(|page| html(StatusCode::OK, page))
}

async fn services_found(hub: &Hub, query: &str) -> String {
    let Ok(search) = RawSearch::from_query(query).parse() else { return String::new() };
    // A place that is not known is for the app to tell, beside its field.
    services::page(hub, &search).await.map(|page| summary::services(&page)).unwrap_or_default()
}

async fn sessions_found(hub: &Hub, query: &str) -> String {
    let Ok(search) = RawSessionSearch::from_query(query).parse() else { return String::new() };
    let (from, to) = days(query, hub.now().london_date());
    let search = SessionSearch { from, to, ..search };
    sessions::find(hub, &search).await.map(|list| summary::sessions(&list.sessions)).unwrap_or_default()
}

/// The days that the app's own address for what's on asks for: `when` is `today`, `tomorrow`, `week` or a date.
fn days(query: &str, today: Date) -> (Option<Date>, Option<Date>) {
    let when = pairs(query).into_iter().find(|(name, _)| name == "when").map(|(_, when)| when);
    let day = match when.as_deref() {
        Some("today") => Some(today),
        Some("tomorrow") => Some(today.plus_days(1)),
        Some(date) => date.parse().ok(),
        None => None,
    };
    (day, day)
}

/// A file of the built app: the path itself, the page of that name, or the index of that folder.
async fn file(hub: &Hub, mut request: Request) -> Option<Response> {
    let path = request.uri().path().to_owned();
    if !AppPath::is_public_file(&path) {
        return None;
    }
    let found = on_disk(&hub.config.dist, &path).await?;
    *request.uri_mut() = found.parse::<Uri>().ok()?;
    let files = ServeDir::new(&hub.config.dist).precompressed_br().precompressed_gzip();
    let mut response = files.oneshot(request).await.ok()?.map(Body::new);
    if response.status() == StatusCode::NOT_FOUND {
        return None;
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(keep_for(&found)));
    Some(response)
}

async fn on_disk(dist: &Path, path: &str) -> Option<String> {
    let bare = path.trim_end_matches('/');
    let candidates = [bare.to_owned(), format!("{bare}/index.html"), format!("{bare}.html")];
    for candidate in candidates.into_iter().filter(|candidate| !candidate.is_empty()) {
        let there = tokio::fs::metadata(dist.join(candidate.trim_start_matches('/'))).await;
        if there.is_ok_and(|entry| entry.is_file()) {
            return Some(candidate);
        }
    }
    None
}

/// Names under `/assets/` carry a hash of what is in them, so they never change; pages and settings do.
fn keep_for(path: &str) -> &'static str {
    if path.starts_with("/assets/") {
        "public, max-age=31536000, immutable"
    } else if path.ends_with(".html") || path.ends_with(".json") || path.ends_with(".js") {
        "no-cache"
    } else {
        "public, max-age=86400"
    }
}

async fn not_found(dist: &Path) -> Response {
    match tokio::fs::read_to_string(dist.join("404.html")).await {
        Ok(page) => html(StatusCode::NOT_FOUND, page),
        Err(_) => (StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response(),
    }
}

fn html(status: StatusCode, page: String) -> Response {
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (status, headers, page).into_response()
}

/// Middleware: the security headers of every answer.
pub async fn secure(State(hub): State<Arc<Hub>>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let policy = if is_api { HeaderValue::from_static(NO_PAGE) } else { policy(&hub.config.dist).await };
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("permissions-policy", "geolocation=(self), camera=(), microphone=(), payment=(), usb=()"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

/// The policy that the build wrote beside its pages. It is read each time because a rebuild changes the hashes
/// in it. One process serves pages and API, so the place for the API's origin stays empty.
async fn policy(dist: &Path) -> HeaderValue {
    let written = tokio::fs::read_to_string(dist.join("policy.txt")).await.unwrap_or_default();
    let line = written.lines().next().unwrap_or_default().replace("{api}", "");
    let line = line.trim();
    if line.is_empty() {
        return HeaderValue::from_static(STRICT);
    }
    HeaderValue::from_str(line).unwrap_or(HeaderValue::from_static(STRICT))
}
