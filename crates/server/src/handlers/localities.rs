//! Localities: the areas of the network.

use std::sync::Arc;

use crate::json::Json;
use axum::extract::{Path, State};
use domain::api::{self, LocalityDetail};
use domain::{Locality, LocalityId, Location, LocationKind, SessionSearch};

use super::sessions::this_week;
use crate::hub::Hub;
use crate::problem::Refusal;

/// Every locality.
#[utoipa::path(
    get, path = api::LOCALITIES, tag = "network", operation_id = "listLocalities",
    responses((status = 200, description = "Every locality.", body = Vec<Locality>))
)]
pub async fn list(State(hub): State<Arc<Hub>>) -> Json<Vec<Locality>> {
    Json(hub.directory().localities().to_vec())
}

/// One locality, its sites, and what is on there in the next seven days.
///
/// # Errors
/// A problem when there is none with this id.
#[utoipa::path(
    get, path = api::LOCALITY, tag = "network", operation_id = "getLocality",
    params(("id" = String, Path, description = "The locality's id, such as `east`.")),
    responses(
        (status = 200, description = "The locality.", body = LocalityDetail),
        (status = 404, description = "No such locality.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn one(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<String>,
) -> Result<Json<LocalityDetail>, Refusal> {
    let id: LocalityId = id.parse().map_err(|_| Refusal::not_found())?;
    detail(&hub, &id).await?.map(Json).ok_or_else(Refusal::not_found)
}

/// A locality with its sites and coming week, if there is one with this id.
///
/// # Errors
/// When the store cannot be read.
pub async fn detail(hub: &Hub, id: &LocalityId) -> Result<Option<LocalityDetail>, Refusal> {
    let directory = hub.directory();
    let Some(locality) = directory.locality(id).cloned() else { return Ok(None) };
    let sites = directory.sites().into_iter().filter(|site| site.locality.as_ref() == Some(id));
    let mut locations: Vec<Location> = sites.map(|site| site.clone().public()).collect();
    let place = |site: &Location| (site.kind != LocationKind::FamilyCentre, site.name.clone());
    locations.sort_by_key(place);
    let here = SessionSearch { locality: Some(id.clone()), ..SessionSearch::default() };
    let sessions = this_week(hub, here).await?;
    Ok(Some(LocalityDetail { locality, locations, sessions }))
}
