//! Locations: the sites of the network, and any venue by id.

use std::sync::Arc;

use crate::json::Json;
use axum::extract::{Path, State};
use directory::Directory;
use domain::location::LocationDetail;
use domain::service::ServiceLink;
use domain::{Location, SessionSearch, api};

use super::sessions::this_week;
use crate::hub::Hub;
use crate::problem::Refusal;

/// Every site of the network.
#[utoipa::path(
    get, path = api::LOCATIONS, tag = "network", operation_id = "listLocations",
    responses((status = 200, description = "Every site of the hub network.", body = Vec<Location>))
)]
pub async fn list(State(hub): State<Arc<Hub>>) -> Json<Vec<Location>> {
    Json(hub.directory().sites().into_iter().map(|site| site.clone().public()).collect())
}

/// One location by id or slug, and what is on there in the next seven days.
///
/// # Errors
/// A problem when there is none.
#[utoipa::path(
    get, path = api::LOCATION, tag = "network", operation_id = "getLocation",
    params(("id" = String, Path, description = "The location's id, or its slug.")),
    responses(
        (status = 200, description = "The location.", body = LocationDetail),
        (status = 404, description = "No such location.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn one(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<String>,
) -> Result<Json<LocationDetail>, Refusal> {
    detail(&hub, &id).await?.map(Json).ok_or_else(Refusal::not_found)
}

/// A location with its services and coming week, if there is one with this id or slug.
///
/// # Errors
/// When the store cannot be read.
pub async fn detail(hub: &Hub, id_or_slug: &str) -> Result<Option<LocationDetail>, Refusal> {
    let directory = hub.directory();
    let Some(location) = by_id_or_slug(&directory, id_or_slug) else { return Ok(None) };
    let here = SessionSearch { location: Some(location.id.clone()), ..SessionSearch::default() };
    let services = directory.services_at(&location.id);
    let bridge_sites = location.bridge_sites.iter().filter_map(|id| directory.location(id));
    Ok(Some(LocationDetail {
        sessions: this_week(hub, here).await?,
        services: services
            .into_iter()
            .map(|s| ServiceLink { id: s.id.clone(), name: s.name.clone() })
            .collect(),
        bridge_sites: bridge_sites.map(|site| site.clone().public().brief()).collect(),
        location: location.clone().public(),
    }))
}

fn by_id_or_slug<'a>(directory: &'a Directory, text: &str) -> Option<&'a Location> {
    let by_id = text.parse().ok().and_then(|id| directory.location(&id));
    by_id.or_else(|| directory.location_by_slug(text))
}
