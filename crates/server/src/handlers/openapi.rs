//! The OpenAPI document, generated from the handlers.

use crate::json::Json;
use domain::api;
use utoipa::OpenApi;

use super::{
    bookings, calendars, categories, changes, guides, health, links, localities, locations, postcodes,
    service_map, services, services_by_id, sessions, suggestions, team,
};

/// What the document says besides the handlers' own words.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Family hub API",
        description = "Services, sessions and bookings of a family hub network. Problems are `application/problem+json` (RFC 9457). Ages are in completed months, money in pence, distances in metres, instants in UTC.",
        license(name = "MIT", identifier = "MIT"),
    ),
    paths(
        services::search, services_by_id::by_id, service_map::points, services::one, suggestions::list, changes::suggest,
        sessions::list, sessions::one, sessions::calendar_file, calendars::subscription,
        bookings::book, bookings::one, bookings::change, bookings::forget, links::replace, links::lost,
        guides::answer,
        localities::list, localities::one, locations::list, locations::one,
        team::sessions, team::add, team::one, team::change, team::register, team::records, team::book,
        team::change_booking, team::import, team::export,
        team::shifts::ask, team::shifts::begin, team::shifts::end,
        team::desk::requests, team::desk::request, team::desk::change_request, team::desk::suggestions,
        team::desk::change_suggestion, team::desk::family_pages, team::desk::change_family_page, team::desk::records,
        categories::list, postcodes::at, postcodes::one, health::health, document,
    ),
    tags(
        (name = "services", description = "The directory."),
        (name = "sessions", description = "What is on, and what it offers now."),
        (name = "bookings", description = "Making, seeing and changing a booking, and the waiting list. The private token opens one booking and nothing else."),
        (name = "guide", description = "What readers say of guide pages."),
        (name = "network", description = "Localities, sites and postcodes."),
        (name = "team", description = "What the hub's team does, with a key or within a shift. Whatever belongs to a locality that the key is not for is answered with 403."),
        (name = "server", description = "The server itself."),
    )
)]
struct Document;

/// The document as a value.
#[must_use]
pub fn api() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// This document.
#[utoipa::path(
    get, path = api::OPENAPI, tag = "server", operation_id = "getOpenApi",
    responses((status = 200, description = "The OpenAPI document, 3.1.", content_type = "application/json"))
)]
pub async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(api())
}
