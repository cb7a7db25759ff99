//! The router: which handler answers which address, and what surrounds them all.

use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use domain::api;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::CorsLayer;
use tower_http::timeout::TimeoutLayer;

use crate::freshness;
use crate::handlers::{
    bookings, calendars, categories, changes, guides, health, links, localities, locations, openapi,
    postcodes, service_map, services, services_by_id, sessions, suggestions, team,
};
use crate::hub::Hub;
use crate::openactive;
use crate::oruk;
use crate::pages;
use crate::problem::{Refusal, always_a_problem};

/// How long one request may take, its body's arrival included.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The whole server: the API, and the pages for every other address.
pub fn router(hub: Arc<Hub>) -> Router {
    let api = Router::new()
        .route(api::HEALTH, get(health::health))
        .route(api::OPENAPI, get(openapi::document))
        .route(api::SERVICES, get(services::search))
        .route(api::SUGGESTIONS, get(suggestions::list))
        .route(api::SERVICES_BY_ID, get(services_by_id::by_id))
        .route(api::SERVICE_MAP, get(service_map::points))
        .route(api::SERVICE, get(services::one))
        .route(api::SERVICE_CHANGES, post(changes::suggest))
        .route(api::SESSIONS, get(sessions::list))
        .route(api::SESSION, get(sessions::one))
        .route(api::SESSION_CALENDAR, get(sessions::calendar_file))
        .route(api::CALENDAR, get(calendars::subscription).layer(from_fn(freshness::with_etag)))
        .route(
            api::BOOKING,
            put(bookings::book).get(bookings::one).patch(bookings::change).delete(bookings::forget),
        )
        .route(api::BOOKING_LINKS, post(links::replace))
        .route(api::LOST_LINKS, post(links::lost))
        .route(api::GUIDE_ANSWERS, post(guides::answer))
        .route(api::LOCALITIES, get(localities::list))
        .route(api::LOCALITY, get(localities::one))
        .route(api::LOCATIONS, get(locations::list))
        .route(api::LOCATION, get(locations::one))
        .route(api::CATEGORIES, get(categories::list))
        .route(api::POSTCODES, get(postcodes::at))
        .route(api::POSTCODE, get(postcodes::one))
        .merge(team::routes(&hub))
        .layer(from_fn(fresh))
        .layer(from_fn(always_a_problem))
        .layer(cors(&hub.config.allow_origins));
    api.merge(oruk::routes())
        .merge(openactive::routes())
        .fallback(pages::page)
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, TIMEOUT))
        .layer(CatchPanicLayer::custom(broken))
        .layer(from_fn(problems_of_the_api))
        .layer(from_fn_with_state(hub.clone(), pages::secure))
        .layer(from_fn(log))
        .with_state(hub)
}

/// Origins are compared whole; `*` is never sent, because bookings are opened by a header.
fn cors(origins: &[String]) -> CorsLayer {
    let origins: Vec<HeaderValue> = origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::PUT, Method::PATCH, Method::POST, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .max_age(Duration::from_secs(3600))
}

/// Middleware: answers of the API are asked for again each time, because places change by the minute.
async fn fresh(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    response
}

/// Middleware: what the layers around the API answer by themselves, such as a timeout, is a problem too.
async fn problems_of_the_api(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") || oruk::is_address(path) || openactive::is_address(path) {
        always_a_problem(request, next).await
    } else {
        next.run(request).await
    }
}

/// A handler that panicked has broken nothing but its own answer. What it said may hold personal data, so it
/// is not logged here.
fn broken(_: Box<dyn core::any::Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    Refusal::server().into_response()
}

/// Middleware: one line for each request with the route that matched, never the address itself, which may hold
/// a booking's id or a postcode.
async fn log(request: Request, next: Next) -> Response {
    let started = Stopwatch::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let response = next.run(request).await;
    let millis = started.elapsed().as_millis();
    let route = route.as_deref().unwrap_or("page");
    tracing::info!(%method, route, status = response.status().as_u16(), ms = millis, "request");
    response
}
