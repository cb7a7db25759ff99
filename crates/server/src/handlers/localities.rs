//! Localities: the areas of the network.

use std::sync::Arc;

use axum::Json;
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
pub async fn one(State(hub): State<Arc<Hub>>, Path(id): Path<String>) -> Result<Json<LocalityDetail>, Refusal> {
    let id: LocalityId = id.parse().map_err(|_| Refusal::not_found())?;
    let directory = hub.directory();
    let locality = directory.locality(&id).ok_or_else(Refusal::not_found)?.clone();
    let mut locations: Vec<Location> = directory
        .sites()
        .into_iter()
        .filter(|site| site.locality.as_ref() == Some(&id))
        .map(|site| site.clone().public())
        .collect();
    locations.sort_by(|a, b| (a.kind != LocationKind::FamilyCentre, &a.name).cmp(&(b.kind != LocationKind::FamilyCentre, &b.name)));
    let sessions = this_week(&hub, SessionSearch { locality: Some(id), ..SessionSearch::default() }).await?;
    Ok(Json(LocalityDetail { locality, locations, sessions }))
}
