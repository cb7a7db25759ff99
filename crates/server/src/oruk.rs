//! The directory as other software reads it: Open Referral UK 3.0 (HSDS-UK), in the standard's own shapes and words.
//!
//! A [`Feed`] is built beside each [`directory::Directory`], once for each version of the catalogue: what a list is
//! made of, in its order, and what filters ask of each service. A request picks its page from there and writes that
//! page alone.
//!
//! What the standard says, and where it leaves a choice, is in `docs/decisions/0014-open-referral-feed.md`.
//!
//! # What is deliberately absent
//! Of a masked location nothing is written but its id, what it has for access and the term that says it is masked:
//! the directory holds neither its address nor its position, and even its name may tell where it is.

use std::sync::Arc;

use axum::Router;
use axum::http::{Method, header};
use axum::middleware::from_fn;
use axum::routing::{any, get};
use domain::api::oruk as address;
use tower_http::cors::{Any, CorsLayer};

use crate::freshness;
use crate::hub::Hub;
use crate::problem::{Refusal, always_a_problem};

mod facts;
mod feed;
mod handlers;
mod identity;
mod query;
mod schedule;
mod standard;
mod taxonomy;
mod writing;

pub use feed::Feed;
pub(crate) use feed::organisation_id;
pub use query::{MOST_PER_PAGE, PER_PAGE};
pub(crate) use taxonomy::Taxonomy;

/// The addresses of the feed: open to every origin and without a key, because all it says is public.
pub fn routes() -> Router<Arc<Hub>> {
    // A base that ends in a slash is as good: readers join it with paths in both ways.
    let with_slash = format!("{}/", address::BASE);
    let nothing_else = format!("{}/{{*rest}}", address::BASE);
    Router::new()
        .route(address::BASE, get(handlers::about))
        .route(&with_slash, get(handlers::about))
        .route(address::SERVICES, get(handlers::services))
        .route(address::SERVICE, get(handlers::service))
        .route(address::TAXONOMIES, get(handlers::taxonomies))
        .route(address::TAXONOMY, get(handlers::taxonomy))
        .route(address::TERM_OF_TAXONOMY, get(handlers::term_of_taxonomy))
        .route(address::TAXONOMY_TERMS, get(handlers::taxonomy_terms))
        .route(address::TAXONOMY_TERM, get(handlers::taxonomy_term))
        .route(address::SERVICE_AT_LOCATIONS, get(handlers::service_at_locations))
        .route(address::SERVICE_AT_LOCATION, get(handlers::service_at_location))
        .route(address::ORGANISATIONS, get(handlers::organisations))
        .route(address::ORGANISATION, get(handlers::organisation))
        .route(&nothing_else, any(|| async { Refusal::not_found() }))
        .layer(from_fn(freshness::with_etag))
        .layer(from_fn(always_a_problem))
        .layer(open())
}

/// Whether this path is the feed's.
#[must_use]
pub fn is_address(path: &str) -> bool {
    path.strip_prefix(address::BASE).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn open() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers(Any)
        .expose_headers([header::ETAG])
}
