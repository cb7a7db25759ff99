//! What each address of the feed answers.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use domain::{Metres, Near, Point, ProblemCode};
use serde::Serialize;

use super::facts::Wanted;
use super::feed::{Feed, Picked, whole};
use super::query::{self, Filters, Paging};
use super::standard::{About, Page};
use super::taxonomy::Taxonomy;
use crate::hub::Hub;
use crate::json::Json;
use crate::problem::Refusal;

const VERSION: &str = "HSDS-UK-3.0";
const PROFILE: &str = "https://open-referral-uk-profile.readthedocs.io/en/latest/";
/// The standard's own description of these addresses.
const OPENAPI: &str = "https://raw.githubusercontent.com/OpenReferralUK/uk-profile/main/schema/openapi.json";

type Answer = Result<Response, Refusal>;

/// Which standard the feed follows.
pub async fn about() -> Response {
    Json(About { version: VERSION, profile: PROFILE, openapi_url: OPENAPI }).into_response()
}

/// One page of services.
pub async fn services(State(hub): State<Arc<Hub>>, RawQuery(query): RawQuery) -> Answer {
    let asked = query::of_services(&query.unwrap_or_default())?;
    let feed = hub.feed();
    let picked = feed.services(wanted(&feed, &asked.filters).as_ref(), asked.paging);
    Ok(page(
        picked,
        asked.paging,
        |service| if asked.full { feed.full(service) } else { feed.brief(service) },
    ))
}

/// One service with all that belongs to it.
pub async fn service(State(hub): State<Arc<Hub>>, Path(id): Path<String>) -> Answer {
    let feed = hub.feed();
    found(feed.service(&id).map(|service| feed.full(service)))
}

/// One page of services at their locations.
pub async fn service_at_locations(State(hub): State<Arc<Hub>>, RawQuery(query): RawQuery) -> Answer {
    let asked = query::of_places(&query.unwrap_or_default())?;
    let feed = hub.feed();
    let from = match &asked.postcode {
        Some(near) => Some(point(&hub, &feed, near).await?),
        None => None,
    };
    let around: Option<(Point, Metres)> = from.zip(asked.proximity);
    let picked = feed.places(wanted(&feed, &asked.filters).as_ref(), around, asked.paging);
    Ok(page(picked, asked.paging, |(service, location)| feed.brief_at_location(service, location)))
}

/// One service at one of its locations.
pub async fn service_at_location(State(hub): State<Arc<Hub>>, Path(id): Path<String>) -> Answer {
    let feed = hub.feed();
    found(feed.place(&id).map(|(service, location)| feed.full_at_location(service, location)))
}

/// One page of those who run services.
pub async fn organisations(State(hub): State<Arc<Hub>>, RawQuery(query): RawQuery) -> Answer {
    let paging = query::of_list(&query.unwrap_or_default())?;
    Ok(page(hub.feed().organisations(paging), paging, |one| one.written()))
}

/// One of those who run services.
pub async fn organisation(State(hub): State<Arc<Hub>>, Path(id): Path<String>) -> Answer {
    found(hub.feed().organisation(&id).map(|one| one.written()))
}

/// One page of taxonomies.
pub async fn taxonomies(State(hub): State<Arc<Hub>>, RawQuery(query): RawQuery) -> Answer {
    let paging = query::of_list(&query.unwrap_or_default())?;
    let feed = hub.feed();
    Ok(page(whole(&Taxonomy::ALL, paging), paging, |taxonomy| feed.taxonomy_alone(*taxonomy)))
}

/// One taxonomy with its terms.
pub async fn taxonomy(State(hub): State<Arc<Hub>>, Path(id): Path<String>) -> Answer {
    let feed = hub.feed();
    found(Taxonomy::find(&id).map(|taxonomy| feed.taxonomy(taxonomy)))
}

/// One term of a taxonomy, by its short name.
pub async fn term_of_taxonomy(
    State(hub): State<Arc<Hub>>,
    Path((id, term)): Path<(String, String)>,
) -> Answer {
    let feed = hub.feed();
    let term = Taxonomy::find(&id).and_then(|taxonomy| feed.terms.in_taxonomy(taxonomy, &term));
    found(term.map(|term| feed.term(term)))
}

/// One page of terms.
pub async fn taxonomy_terms(State(hub): State<Arc<Hub>>, RawQuery(query): RawQuery) -> Answer {
    let paging = query::of_list(&query.unwrap_or_default())?;
    let feed = hub.feed();
    Ok(page(whole(feed.terms.all(), paging), paging, |term| feed.term(term)))
}

/// One term.
pub async fn taxonomy_term(State(hub): State<Arc<Hub>>, Path(id): Path<String>) -> Answer {
    let feed = hub.feed();
    let term = feed.terms.find(&id).and_then(|number| feed.terms.get(number));
    found(term.map(|term| feed.term(term)))
}

/// What the filters come to in this feed; `None` when nothing is asked. An id that is nowhere leaves nothing.
fn wanted(feed: &Feed, filters: &Filters) -> Option<Wanted> {
    if *filters == Filters::default() {
        return None;
    }
    Some(Wanted {
        words: filters.words.as_ref().and_then(|words| feed.directory().services_with(words)),
        terms: filters.term.as_ref().map(|id| {
            feed.terms.find(id).map(|number| feed.terms.with_those_under(number)).unwrap_or_default()
        }),
        taxonomy: filters.taxonomy.as_ref().map(|id| match Taxonomy::find(id) {
            Some(taxonomy) => feed.terms.range(taxonomy),
            None => 0..0,
        }),
        minimum_age: filters.minimum_age,
        maximum_age: filters.maximum_age,
        start: filters.start,
        end: filters.end,
        day: filters.day,
        modified_after: filters.modified_after,
        organisation: filters
            .organisation
            .as_ref()
            .map(|id| feed.organisation_number(id).unwrap_or(u32::MAX)),
    })
}

/// The middle of a postcode.
async fn point(hub: &Hub, feed: &Feed, near: &Near) -> Result<Point, Refusal> {
    let ground = hub.find(feed.directory(), near).await?;
    let not_known = || {
        Refusal::field("postcode", ProblemCode::NearNotFound).because("postcode has to be one that is known.")
    };
    ground.map(|ground| ground.point).ok_or_else(not_known)
}

fn found<T: Serialize>(record: Option<T>) -> Answer {
    record.map(|record| Json(record).into_response()).ok_or_else(Refusal::not_found)
}

fn page<T, U: Serialize>(picked: Picked<T>, paging: Paging, write: impl Fn(T) -> U) -> Response {
    let total_pages = picked.total.div_ceil(paging.per_page);
    let contents: Vec<U> = picked.items.into_iter().map(write).collect();
    Json(Page {
        total_items: picked.total,
        total_pages,
        page_number: paging.page,
        size: contents.len(),
        first_page: paging.page == 1,
        last_page: paging.page >= total_pages as u64,
        empty: contents.is_empty(),
        contents,
    })
    .into_response()
}
