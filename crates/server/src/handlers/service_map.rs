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
        ("category" = Option<Vec<String>>, Query, description = "A category's id; those under it count too. At most 20."),
        ("age" = Option<Vec<u16>>, Query, description = "A child's age in completed months, 0 to 300. At most 8; a service must be for all of them."),
        ("need" = Option<Vec<String>>, Query, description = "A SEND need, by the value its facet gives. At most 20."),
        ("access" = Option<Vec<String>>, Query, description = "What its venues have for access, by the value its facet gives. At most 20."),
        ("language" = Option<Vec<String>>, Query, description = "A language, by the value its facet gives. At most 20."),
        ("cost" = Option<Vec<String>>, Query, description = "`free` or `paid`."),
        ("day" = Option<Vec<String>>, Query, description = "`mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`."),
        ("time" = Option<Vec<String>>, Query, description = "`morning` (before 12:00), `afternoon` or `evening` (from 17:00)."),
        ("attending" = Option<Vec<String>>, Query, description = "`in_person`, `online`, `phone` or `outreach`."),
        ("referral" = Option<String>, Query, description = "`none`: no referral is needed."),
        ("within" = Option<u8>, Query, description = "At most so many miles away: 1, 2, 5, 10 or 20. Needs `near`."),
        ("sort" = Option<String>, Query, description = "`best`, `nearest` or `soonest`. Usual is the best match with words, the nearest with only a place, else by name."),
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
    let from = ground.as_ref().map(|ground| ground.to_search_from(&directory, &hub.config.local_authority));
    let hits = directory.all_hits(&search, from, now);
    let map = directory.service_map(&hits, now);
    let origin = ground.map(|ground| MapOrigin { name: ground.name, point: ground.point.roughly() });
    Ok(Json(ServiceMap { origin, ..map }))
}
