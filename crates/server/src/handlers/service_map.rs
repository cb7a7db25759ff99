//! All services that a search finds, on a map.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use domain::service_map::{MapOrigin, ServiceMap};
use domain::{RawSearch, api};

use crate::hub::Hub;
use crate::json::Json;
use crate::problem::Refusal;

/// Where the services are that a search finds: all of them, whatever the page.
///
/// # Errors
/// A problem with the fields to put right.
#[utoipa::path(
    get, path = api::SERVICE_MAP, tag = "services", operation_id = "mapServices",
    params(
        ("q" = Option<String>, Query, description = "Words, at most 120 characters."),
        ("near" = Option<String>, Query, description = "A postcode, part of one, or the name of a place."),
        ("category" = Option<String>, Query, description = "A category's id; those under it count too."),
        ("age" = Option<u16>, Query, description = "A child's age in completed months, 0 to 300."),
        ("free" = Option<String>, Query, description = "`1` for services that cost nothing."),
    ),
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
    let hits = directory.all_hits(&search, ground.as_ref().map(|ground| ground.point), now);
    let map = directory.service_map(&hits, now);
    let origin = ground.map(|ground| MapOrigin { name: ground.name, point: ground.point.roughly() });
    Ok(Json(ServiceMap { origin, ..map }))
}
