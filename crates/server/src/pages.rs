//! The pages: files of the built app, and shells that the server fills so that a link reads without script.

use std::path::Path;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::{Location, RawSearch, api};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use crate::handlers::{localities, locations, services, sessions};
use crate::html::{escape, fill};
use crate::hub::Hub;
use crate::problem::Refusal;
use crate::summary::{self, Summary};
use crate::{openactive, oruk, written};
use views::pages::services::Shown;
use views::pages::whats_on::Known;
use views::route::{Link, ServerPage, WhatsOn};
use views::tiles::{OWN_PICTURES, picture_policy};
use views::words::{self as w, t};
use views::{Answer, Config, Setting, pages};

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
    if let Some(page) = ServerPage::read(path) {
        return written::answer(&hub, &page, request).await;
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Refusal::for_status(StatusCode::METHOD_NOT_ALLOWED).into_response();
    }
    let query = request.uri().query().unwrap_or_default().to_owned();
    let answer = match Link::read(path) {
        Some(
            Link::Book(_)
            | Link::CheckAnswers(_)
            | Link::Booking(_)
            | Link::CancelBooking(_)
            | Link::ChangeParty(_)
            | Link::PrivateLink(_)
            | Link::ForgetBooking(_),
        ) => whole(&hub).await,
        Some(shared) => match filling(&hub, &shared, &query).await {
            Ok(Filling::With(name, summary)) => match shell(&hub, name, &summary).await {
                Some(page) => Some(page),
                // A build without this shell still has its file.
                None => file(&hub, request).await,
            },
            Ok(Filling::File) => file(&hub, request).await,
            Ok(Filling::Nothing) => None,
            Err(refusal) => return refusal.into_response(),
        },
        None => file(&hub, request).await,
    };
    match answer {
        Some(answer) => answer,
        None => not_found(&hub).await,
    }
}

/// What the page at an address is made of.
enum Filling {
    /// A shell and what fills it.
    With(&'static str, Box<Summary>),
    /// A file of the build, whole as it is.
    File,
    /// There is no such thing.
    Nothing,
}

impl Filling {
    fn found(name: &'static str, summary: Option<Summary>) -> Self {
        summary.map_or(Self::Nothing, |summary| Self::With(name, Box::new(summary)))
    }
}

/// What fills the page at this address.
async fn filling(hub: &Hub, link: &Link, query: &str) -> Result<Filling, Refusal> {
    let url = &hub.config.public_url;
    let config = Config { origin: url.clone(), ..settings(&hub.config.dist).await };
    let setting = Setting { config: &config, now: Some(hub.now()) };
    Ok(match link {
        Link::Service(id) => {
            let found = services::detail(hub, id).await?;
            Filling::found("service.html", found.map(|detail| summary::service(setting, &detail, url)))
        }
        Link::Suggest(id) => {
            let found = services::detail(hub, id).await?;
            Filling::found("suggest.html", found.map(|detail| summary::suggest(setting, &detail, url)))
        }
        Link::Session(id) => {
            let found = sessions::detail(hub, id).await?;
            Filling::found("session.html", found.map(|detail| summary::session(setting, &detail, url)))
        }
        Link::Place(slug) => {
            let found = locations::detail(hub, slug).await?;
            let site = found.filter(|detail| detail.location.slug.as_ref() == Some(slug));
            Filling::found("place.html", site.map(|detail| summary::location(setting, &detail, url)))
        }
        Link::Locality(id) => {
            let found = localities::detail(hub, id).await?;
            Filling::found("locality.html", found.map(|detail| summary::locality(setting, &detail, url)))
        }
        Link::Services(_) => Filling::found("services.html", Some(services_found(hub, setting, query).await)),
        Link::WhatsOn(_) => Filling::found("whats-on.html", Some(sessions_found(hub, setting, query).await)),
        _ => Filling::File,
    })
}

/// A shell with its places filled, if the build wrote it.
async fn shell(hub: &Hub, name: &str, summary: &Summary) -> Option<Response> {
    let template = tokio::fs::read_to_string(hub.config.dist.join("_shells").join(name)).await.ok()?;
    let title = format!("{} – {}", summary.title, escape(&settings(&hub.config.dist).await.title));
    let values = [
        ("title", title.as_str()),
        ("description", &summary.description),
        ("url", &summary.url),
        ("summary", &summary.main),
        ("head", &summary.main),
        ("filters", &summary.filters),
        ("results", &summary.results),
        ("json_ld", &summary.json_ld),
    ];
    let page = with_whole_picture(fill(&template, &values), &hub.config.public_url);
    Some(html(StatusCode::OK, page))
}

/// The council's settings, which the app reads too. They are read each time because a council may change them
/// while the server runs.
pub(crate) async fn settings(dist: &Path) -> Config {
    let text = tokio::fs::read_to_string(dist.join("config.json")).await.unwrap_or_default();
    Config::read(&text).unwrap_or_default()
}

/// The frame of pages that only the app can draw.
async fn whole(hub: &Hub) -> Option<Response> {
    let page = tokio::fs::read_to_string(hub.config.dist.join("_shells/app.html")).await.ok()?;
    Some(html(StatusCode::OK, with_whole_picture(page, &hub.config.public_url)))
}

/// A search and its results. What is wrong with it stands beside its field, as in the app.
async fn services_found(hub: &Hub, setting: Setting<'_>, query: &str) -> Summary {
    let raw = RawSearch::from_query(query);
    let mut search = raw.parse();
    let mut answer = Answer::Quiet;
    if let Ok(asked) = &search {
        match services::page(hub, asked).await {
            Ok(page) => answer = Answer::Ready(page),
            Err(refusal) => search = Err(refusal.errors()),
        }
    }
    let problems = search.as_ref().err().cloned().unwrap_or_default();
    let found = if let Answer::Ready(page) = &answer { Some(page) } else { None };
    let shown = if Link::asks_for_map(query) { Shown::MapWithoutScript } else { Shown::List };
    let parts = [
        pages::services::head(&raw, &raw.near, &problems),
        pages::services::filters_of(&raw, found),
        pages::services::results(shown, setting, &search, &answer),
    ];
    let (title, description) = (t(w::SERVICES_TITLE), t(w::SERVICES_DESCRIPTION));
    let url = format!("{}{}", hub.config.public_url, Link::all_services().href());
    Summary::of_results(title, description, &url, parts)
}

/// The days and what is on in them.
async fn sessions_found(hub: &Hub, setting: Setting<'_>, query: &str) -> Summary {
    let raw = WhatsOn::from_query(query);
    let search = pages::whats_on::search(&raw, hub.now().london_date(), None);
    let answer = sessions::find(hub, &search).await.map_or(Answer::Quiet, Answer::Ready);
    let directory = hub.directory();
    let places: Vec<Location> = directory.sites().into_iter().map(|site| site.clone().public()).collect();
    let known = Known { areas: directory.localities(), places: &places, categories: directory.categories() };
    let parts = [
        pages::whats_on::head(setting, &raw),
        pages::whats_on::filters_of(&raw, known),
        pages::whats_on::results(setting, &raw, &answer),
    ];
    let (title, description) = (t(w::NAV_WHATS_ON), t(w::WHATS_ON_DESCRIPTION));
    let url = format!("{}{}", hub.config.public_url, Link::whats_on().href());
    Summary::of_results(title, description, &url, parts)
}

/// A file of the built app: the path itself, the page of that name, or the index of that folder.
async fn file(hub: &Hub, mut request: Request) -> Option<Response> {
    let path = request.uri().path().to_owned();
    if !is_public(&path) {
        return None;
    }
    let found = on_disk(&hub.config.dist, &path).await?;
    *request.uri_mut() = found.parse::<Uri>().ok()?;
    // The address of a page's picture for previews is made whole, which the build could not do. What draws previews asks for
    // pages without brotli; browsers ask for it, have no use for the picture, and get the small file of the build.
    let takes_brotli = |value: &HeaderValue| value.to_str().is_ok_and(|value| value.contains("br"));
    let is_drawn =
        found.ends_with(".html") && !request.headers().get(header::ACCEPT_ENCODING).is_some_and(takes_brotli);
    let mut files = ServeDir::new(&hub.config.dist);
    if is_drawn {
        request.headers_mut().remove(header::RANGE);
        // For HEAD too, so that the length is that of the page; its body is left out on the way.
        *request.method_mut() = Method::GET;
    } else {
        files = files.precompressed_br().precompressed_gzip();
    }
    let mut response = files.oneshot(request).await.ok()?.map(Body::new);
    if response.status() == StatusCode::NOT_FOUND {
        return None;
    }
    if is_drawn && response.status() == StatusCode::OK {
        response = with_whole_addresses(hub, response).await?;
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(keep_for(&found)));
    Some(response)
}

/// The largest page of the build, in bytes.
const LARGEST_PAGE: usize = 4 * 1024 * 1024;

/// A page of the build with its picture for previews at this hub's own address.
async fn with_whole_addresses(hub: &Hub, response: Response) -> Option<Response> {
    let (mut parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, LARGEST_PAGE).await.ok()?;
    let page = with_whole_picture(String::from_utf8(bytes.to_vec()).ok()?, &hub.config.public_url);
    parts.headers.remove(header::CONTENT_LENGTH);
    Some(Response::from_parts(parts, Body::from(page)))
}

/// The page with the address of its picture made whole: the build does not know where it will stand, and what draws a
/// preview follows no address without a host (Open Graph, `og:image`).
fn with_whole_picture(page: String, public_url: &str) -> String {
    const PICTURE: &str = "property=\"og:image\" content=\"";
    let relative = [PICTURE, "/"].concat();
    if !page.contains(&relative) {
        return page;
    }
    page.replace(&relative, &[PICTURE, &escape(public_url), "/"].concat())
}

/// Whether a path may name a file to send: nothing hidden, no shell, no way up.
fn is_public(path: &str) -> bool {
    path.split('/').skip(1).all(|segment| !segment.starts_with(['.', '_']) && !segment.contains(['\\', '%']))
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

/// Names under `/assets/` carry a hash of what is in them, so they never change; pages and settings do. A text that the
/// app draws stays for as long as someone reads to and fro, so that going back to it asks nobody.
fn keep_for(path: &str) -> &'static str {
    let is_text = ["/guides/", "/texts/", "/help/"].iter().any(|folder| path.starts_with(folder));
    if path.starts_with("/assets/") {
        "public, max-age=31536000, immutable"
    } else if is_text && path.ends_with(".json") {
        "public, max-age=300"
    } else if path.ends_with(".html") || path.ends_with(".json") || path.ends_with(".js") {
        "no-cache"
    } else {
        "public, max-age=86400"
    }
}

pub(crate) async fn not_found(hub: &Hub) -> Response {
    match tokio::fs::read_to_string(hub.config.dist.join("404.html")).await {
        Ok(page) => html(StatusCode::NOT_FOUND, with_whole_picture(page, &hub.config.public_url)),
        Err(_) => (StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response(),
    }
}

pub(crate) fn html(status: StatusCode, page: String) -> Response {
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (status, headers, page).into_response()
}

/// Middleware: the security headers of every answer.
pub async fn secure(State(hub): State<Arc<Hub>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_api = path.starts_with("/api/") || oruk::is_address(path) || openactive::is_feed(path);
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

/// The policy that the build wrote beside its pages, with the origin of map tiles as the settings have it now. Both are
/// read each time, because a rebuild changes the hashes and a council its settings. One process serves pages and API, so
/// the place for the API's origin stays empty.
async fn policy(dist: &Path) -> HeaderValue {
    let written = tokio::fs::read_to_string(dist.join("policy.txt")).await.unwrap_or_default();
    let line = written.lines().next().unwrap_or_default().replace("{api}", "");
    let line = line.trim();
    if line.is_empty() {
        return HeaderValue::from_static(STRICT);
    }
    let settings = tokio::fs::read_to_string(dist.join("config.json")).await.unwrap_or_default();
    // A setting with a fault in it lets nothing in.
    let pictures = picture_policy(&settings).unwrap_or_else(|_| OWN_PICTURES.to_owned());
    let pictures = format!(" {pictures}");
    let directives = line.split(';').map(|one| if is_for_pictures(one) { &pictures } else { one });
    let line = directives.collect::<Vec<_>>().join(";");
    HeaderValue::from_str(&line).unwrap_or(HeaderValue::from_static(STRICT))
}

fn is_for_pictures(directive: &str) -> bool {
    directive.split_whitespace().next() == Some("img-src")
}
