//! Services: search, and one.

use std::collections::HashMap;
use std::sync::Arc;

use crate::json::Json;
use axum::extract::{Path, RawQuery, State};
use directory::{Directory, Hit};
use domain::location::NearestCentre;
use domain::service::{NextSession, ServiceDetail, ServicePage, ServiceSummary};
use domain::{Availability, Instant, RawSearch, ServiceId, ServiceSearch, Session, api};

use super::search_parameters::SearchParameters;
use crate::hub::Hub;
use crate::problem::Refusal;

/// How many coming sessions of a service are looked at to find the next that goes ahead.
const LOOK_AHEAD: usize = 3;
/// How many pages of the guide stand beside the services found.
const GUIDES: usize = 3;
/// How many sessions a service's page lists.
const ON_PAGE: usize = 8;

/// Finds services by words, place and filters, with how many each other filter would leave.
///
/// Several values of one parameter are alternatives, except for `age`: a service must be for every child. Different
/// parameters must all be met. `day` and `time` together ask for a regular time or a coming session on one of the days in
/// one of the parts of the day, in London.
///
/// # Errors
/// A problem with the fields to put right.
#[utoipa::path(
    get, path = api::SERVICES, tag = "services", operation_id = "searchServices",
    params(
        SearchParameters,
        ("page" = Option<u32>, Query, description = "The page, from 1."),
    ),
    responses(
        (status = 200, description = "One page of services.", body = ServicePage),
        (status = 422, description = "Fields to put right.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn search(
    State(hub): State<Arc<Hub>>,
    RawQuery(query): RawQuery,
) -> Result<Json<ServicePage>, Refusal> {
    let search = RawSearch::from_query(&query.unwrap_or_default()).parse().map_err(Refusal::fields)?;
    let found = page(&hub, &search).await?;
    // Pages that the server fills are not counted: the app asks here for the same search again.
    if found.total == 0
        && let Some(unmet) = directory::unmet(&search)
    {
        hub.unmet.count(unmet, hub.now().london_date());
    }
    Ok(Json(found))
}

/// One service.
///
/// # Errors
/// A problem when there is none with this id.
#[utoipa::path(
    get, path = api::SERVICE, tag = "services", operation_id = "getService",
    params(("id" = String, Path, description = "The service's id.")),
    responses(
        (status = 200, description = "The service, its places and its next sessions.", body = ServiceDetail),
        (status = 404, description = "No such service.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn one(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<String>,
) -> Result<Json<ServiceDetail>, Refusal> {
    let id = id.parse().map_err(|_| Refusal::not_found())?;
    detail(&hub, &id).await?.map(Json).ok_or_else(Refusal::not_found)
}

/// The page of results of a search.
///
/// # Errors
/// A problem with the field `near` when the place is not known.
pub async fn page(hub: &Hub, search: &ServiceSearch) -> Result<ServicePage, Refusal> {
    let (now, directory) = (hub.now(), hub.directory());
    let ground = hub.ground(&directory, search.near.as_ref()).await?;
    let point = ground.as_ref().map(|ground| ground.point);
    let council = &hub.config.local_authority;
    let from = ground.as_ref().map(|ground| ground.to_search_from(&directory, council));
    let origin = ground.map(|ground| ground.origin(&directory, council));
    let found = directory.search(search, from, now);
    let mut next = next_sessions(hub, &directory, &found.hits, now).await?;
    let services = found
        .hits
        .iter()
        .map(|hit| without_masked_place(directory.service_summary(hit, next.remove(&hit.service.id))))
        .collect();
    let nearest_centre = point
        .and_then(|point| directory.nearest_centre(point))
        .map(|(location, distance)| NearestCentre { location: location.clone().public(), distance });
    Ok(ServicePage {
        services,
        total: found.total,
        page: found.page,
        pages: found.pages,
        origin,
        nearest_centre,
        did_you_mean: found.did_you_mean,
        facets: found.facets,
        to_drop: found.to_drop,
        without_filters: found.without_filters,
        guides: if search.page <= 1 { hub.guide.search(search, GUIDES) } else { Vec::new() },
    })
}

/// A service with its places and next sessions, if there is one with this id.
///
/// # Errors
/// When the store cannot be read.
pub async fn detail(hub: &Hub, id: &ServiceId) -> Result<Option<ServiceDetail>, Refusal> {
    let (now, directory) = (hub.now(), hub.directory());
    let Some(service) = directory.service(id) else { return Ok(None) };
    let coming: Vec<&Session> = directory.next_sessions(id, now).take(ON_PAGE).collect();
    let locations = service.locations.iter().filter_map(|id| directory.location(id));
    let categories = service.categories.iter().filter_map(|id| directory.category(id));
    let mut service = service.clone();
    // As a week runs, whatever order a feed has them in.
    service.times.sort_by_key(|time| (time.days.iter().min().copied(), time.opens));
    // Nobody draws them from here, and a boundary is longer than all the rest.
    service.area_extents.clear();
    Ok(Some(ServiceDetail {
        locations: locations.cloned().map(domain::Location::public).collect(),
        categories: categories.map(|category| category.name.clone()).collect(),
        out_of_date: service.is_out_of_date(now.london_date()),
        next_sessions: hub.live_summaries(&directory, &coming, None).await?,
        service,
    }))
}

/// The next session of each hit that goes ahead, all read from the store at once.
pub(super) async fn next_sessions(
    hub: &Hub,
    directory: &Directory,
    hits: &[Hit<'_>],
    now: Instant,
) -> Result<HashMap<ServiceId, NextSession>, Refusal> {
    let coming: Vec<&Session> =
        hits.iter().flat_map(|hit| directory.next_sessions(&hit.service.id, now).take(LOOK_AHEAD)).collect();
    let mut next = HashMap::new();
    for row in hub.live(&coming).await? {
        let availability = row.availability(now);
        if !matches!(availability, Availability::Cancelled | Availability::Finished) {
            next.entry(row.service_id.clone()).or_insert(NextSession {
                id: row.id.clone(),
                starts_at: row.starts_at,
                availability,
            });
        }
    }
    Ok(next)
}

/// The summary as the public may see it.
pub(super) fn without_masked_place(mut summary: ServiceSummary) -> ServiceSummary {
    if let Some(place) = &mut summary.place
        && place.masked
    {
        place.postcode = None;
        summary.distance = None;
    }
    summary
}
