//! Sessions as other software follows them: OpenActive's paged feeds (RPDE 1.0) of its `SessionSeries` and
//! `ScheduledSession` (Modelling Opportunity Data 2.0), and a page that says what there is.
//!
//! What conforms, what cannot, and why the stamps are numbers and not times: `docs/decisions/0018-sessions-as-open-data.md`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, Method, header};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use directory::Directory;
use domain::api::openactive as address;
use domain::query::pairs;
use domain::time::DAY;
use domain::{FieldProblem, Instant, ProblemCode, SeriesId, Session, SessionId};
use serde::Serialize;
use serde_json::Value;
use store::{Mark, Revision};
use tower_http::cors::{Any, CorsLayer};

use crate::hub::Hub;
use crate::json::Json;
use crate::problem::{Refusal, always_a_problem};

mod dataset;
mod items;

/// How many items one page has at most.
pub const PER_PAGE: u16 = 500;
/// The licence of all that is published here; the models ask for this one.
pub const LICENCE: &str = "https://creativecommons.org/licenses/by/4.0/";
/// The media type of a page.
pub const MEDIA_TYPE: &str = "application/vnd.openactive.rpde+json; version=1";
/// How long a cache may keep a page, as RPDE asks: one with items for an hour, for what changes moves on to a later page;
/// the last one for a moment.
const FULL_PAGE: &str = "public, max-age=3600";
const LAST_PAGE: &str = "public, max-age=8";

/// The addresses of the feeds: open to every origin and without a key, because all they say is public.
pub fn routes() -> Router<Arc<Hub>> {
    let nothing_else = format!("{}/{{*rest}}", address::BASE);
    let feeds = Router::new()
        .route(address::SERIES, get(series))
        .route(address::ONE_SERIES, get(one_series))
        .route(address::SESSIONS, get(sessions))
        .route(address::ONE_SESSION, get(one_session))
        .route(&nothing_else, any(|| async { Refusal::not_found() }));
    let cors =
        CorsLayer::new().allow_origin(Any).allow_methods([Method::GET, Method::HEAD]).allow_headers(Any);
    feeds.route(address::BASE, get(dataset::page)).layer(from_fn(always_a_problem)).layer(cors)
}

/// Whether this path is one of ours.
#[must_use]
pub fn is_address(path: &str) -> bool {
    path == address::BASE || is_feed(path)
}

/// Whether this path is a feed's, and not the page's.
#[must_use]
pub fn is_feed(path: &str) -> bool {
    path.strip_prefix(address::BASE).is_some_and(|rest| rest.starts_with('/'))
}

/// One page of a feed.
#[derive(Serialize)]
struct Page {
    next: String,
    items: Vec<Item>,
    license: &'static str,
}

#[derive(Serialize)]
struct Item {
    state: &'static str,
    kind: &'static str,
    id: String,
    modified: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
}

/// One page of series.
async fn series(State(hub): State<Arc<Hub>>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let after = after(&query.unwrap_or_default())?;
    let revisions = hub.store.series_revisions(&after, PER_PAGE).await?;
    // What is told of a revision must be no older than it is.
    hub.refresh().await?;
    let (directory, base) = (hub.directory(), &hub.config.public_url);
    let data =
        |id: SeriesId| is_listed(&directory, &id).then(|| items::series(&directory, &id, base)).flatten();
    Ok(page(base, address::SERIES, "SessionSeries", &after, revisions, data))
}

/// One page of sessions.
async fn sessions(State(hub): State<Arc<Hub>>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let after = after(&query.unwrap_or_default())?;
    // Those of the past are no news.
    let ended_after = Instant::from_unix(hub.now().unix() - DAY);
    let revisions = hub.store.session_revisions(&after, ended_after, PER_PAGE).await?;
    hub.refresh().await?;
    let (directory, base) = (hub.directory(), &hub.config.public_url);
    let data =
        |session: Session| is_listed(&directory, &session.series_id).then(|| items::session(&session, base));
    Ok(page(base, address::SESSIONS, "ScheduledSession", &after, revisions, data))
}

/// One series.
async fn one_series(State(hub): State<Arc<Hub>>, Path(id): Path<String>) -> Result<Response, Refusal> {
    let id = id.parse().map_err(|_| Refusal::not_found())?;
    let directory = hub.directory();
    let item =
        is_listed(&directory, &id).then(|| items::series(&directory, &id, &hub.config.public_url)).flatten();
    item.map(|item| Json(item).into_response()).ok_or_else(Refusal::not_found)
}

/// One session.
async fn one_session(State(hub): State<Arc<Hub>>, Path(id): Path<String>) -> Result<Response, Refusal> {
    let id: SessionId = id.parse().map_err(|_| Refusal::not_found())?;
    let session = hub.live_by_id(&id).await?.ok_or_else(Refusal::not_found)?;
    if !is_listed(&hub.directory(), &session.series_id) {
        return Err(Refusal::not_found());
    }
    Ok(Json(items::session(&session, &hub.config.public_url)).into_response())
}

/// Whether a series is offered and is none of the courses, which these feeds leave out: `docs/decisions/0022-courses.md`.
fn is_listed(directory: &Directory, id: &SeriesId) -> bool {
    directory.series(id).is_some_and(|series| series.course.is_none())
}

/// How far the reader has come. The first page has neither parameter, every other both.
fn after(query: &str) -> Result<Mark, Refusal> {
    let pairs = pairs(query);
    let value = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let wrong = |field: &str| Refusal::fields(vec![FieldProblem::new(field, ProblemCode::NotAChoice)]);
    match (value("afterTimestamp"), value("afterId")) {
        (None, None) => Ok(Mark::default()),
        (None, Some(_)) => Err(wrong("afterTimestamp")),
        (Some(_), None) => Err(wrong("afterId")),
        (Some(number), Some(id)) => {
            let number = number.parse().ok().filter(|number| *number >= 0);
            // An id is compared and never shown, so any text will do that could be one.
            let id = Some(id).filter(|id| id.len() <= domain::id::LONGEST_ID && !id.contains('\0'));
            Ok(Mark {
                number: number.ok_or_else(|| wrong("afterTimestamp"))?,
                id: id.ok_or_else(|| wrong("afterId"))?.to_owned(),
            })
        }
    }
}

fn page<T>(
    base: &str,
    feed: &str,
    kind: &'static str,
    after: &Mark,
    revisions: Vec<Revision<T>>,
    data: impl Fn(T) -> Option<Value>,
) -> Response {
    let item = |Revision { id, number, now }| {
        let data = now.and_then(&data);
        let state = if data.is_some() { "updated" } else { "deleted" };
        Item { state, kind, id, modified: number, data }
    };
    let items: Vec<Item> = revisions.into_iter().map(item).collect();
    // The last page leads to itself, where later changes will stand.
    let next = match items.last() {
        Some(last) => address::after(feed, last.modified, &last.id),
        None if *after == Mark::default() => feed.to_owned(),
        None => address::after(feed, after.number, &after.id),
    };
    let keep = if items.is_empty() { LAST_PAGE } else { FULL_PAGE };
    let page = Page { next: format!("{base}{next}"), items, license: LICENCE };
    let mut response = Json(page).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    response
}
