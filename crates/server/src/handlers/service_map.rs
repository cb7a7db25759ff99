//! All services that a search finds, on a map.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use domain::service_map::{MapOrigin, ServiceMap};
use domain::{RawSearch, api};

use super::search_parameters::SearchParameters;
use crate::hub::Hub;
use crate::json::Json;
use crate::problem::Refusal;

/// Where the services are that a search finds: all of them, whatever the page.
///
/// # Errors
/// A problem with the fields to put right.
#[utoipa::path(
    get, path = api::SERVICE_MAP, tag = "services", operation_id = "mapServices",
    params(SearchParameters),
    responses(
        (status = 200, description = "At most 2,000 points, in the order of the list, and how many have none. Every parameter of `/services` counts, `page` apart.", body = ServiceMap),
        (status = 422, description = "Fields to put right.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn points(
    State(hub): State<Arc<Hub>>,
    RawQuery(query): RawQuery,
) -> Result<Json<ServiceMap>, Refusal> {
    let search = RawSearch::from_query(&query.unwrap_or_default()).parse().map_err(Refusal::fields)?;
    let (now, directory) = (hub.now(), hub.directory());
    let ground = hub.ground(&directory, search.near.as_ref()).await?;
    let from = ground.as_ref().map(|ground| ground.to_search_from(&directory, &hub.config.local_authority));
    let hits = directory.all_hits(&search, from, now);
    let map = directory.service_map(&hits, now);
    let origin = ground.map(|ground| MapOrigin { name: ground.name, point: ground.point.roughly() });
    Ok(Json(ServiceMap { origin, ..map }))
}
