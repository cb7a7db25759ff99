//! Services by id: those of a saved list, all at once.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use directory::{Directory, Hit};
use domain::saved::{ById, ServiceOutline, ServicesById};
use domain::service::NextSession;
use domain::{Location, ServiceId, api};

use super::services::{next_sessions, without_masked_place};
use crate::hub::Hub;
use crate::json::Json;
use crate::problem::Refusal;

/// Tells of several services, and which of them are no longer listed.
///
/// # Errors
/// A problem with the fields to put right.
#[utoipa::path(
    get, path = api::SERVICES_BY_ID, tag = "services", operation_id = "getServicesById",
    params(
        ("id" = Vec<String>, Query, description = "A service's id; 1 to 20 of them, the name repeated."),
        ("near" = Option<String>, Query, description = "A postcode, part of one, or the name of a place: adds distances."),
    ),
    responses(
        (status = 200, description = "The services in the order asked for, and the ids that are not listed.", body = ServicesById),
        (status = 422, description = "Fields to put right.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn by_id(
    State(hub): State<Arc<Hub>>,
    RawQuery(query): RawQuery,
) -> Result<Json<ServicesById>, Refusal> {
    let asked = ById::from_query(&query.unwrap_or_default()).map_err(Refusal::fields)?;
    find(&hub, &asked).await.map(Json)
}

async fn find(hub: &Hub, asked: &ById) -> Result<ServicesById, Refusal> {
    let (now, directory) = (hub.now(), hub.directory());
    let ground = hub.ground(&directory, asked.near.as_ref()).await?;
    let council = &hub.config.local_authority;
    let from = ground.as_ref().map(|ground| ground.to_search_from(&directory, council));
    let hits: Vec<Hit<'_>> = asked.ids.iter().filter_map(|id| directory.hit_of(id, from)).collect();
    let mut next = next_sessions(hub, &directory, &hits, now).await?;
    let is_gone = |id: &&ServiceId| directory.service(id).is_none();
    Ok(ServicesById {
        services: hits.iter().map(|hit| outline(&directory, hit, next.remove(&hit.service.id))).collect(),
        gone: asked.ids.iter().filter(is_gone).cloned().collect(),
        origin: ground.map(|ground| ground.origin(&directory, council)),
    })
}

fn outline(directory: &Directory, hit: &Hit<'_>, next: Option<NextSession>) -> ServiceOutline {
    let place = hit.place.cloned().map(Location::public);
    ServiceOutline {
        summary: without_masked_place(directory.service_summary(hit, next)),
        phone: hit.service.phone.clone(),
        times: hit.service.times.clone(),
        address: place.map(|place| place.address).unwrap_or_default(),
        access: hit.service.access.clone(),
    }
}
