//! Requests for help, suggested changes, family pages and records, for the team.

use std::sync::Arc;

use axum::extract::{Extension, Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::api::team as api;
use domain::team_desk::{
    FamilyPageChange, RequestChange, SuggestionChange, TeamFamilyPage, TeamRequest, TeamRequestDetail,
    TeamSuggestion,
};
use domain::{Record, Reference};

use crate::handlers::request::json;
use crate::hub::Hub;
use crate::json::Json;
use crate::problem::Refusal;
use crate::team::acts::Member;
use crate::team::desk;

fn reference(text: &str) -> Result<Reference, Refusal> {
    text.parse().map_err(|_| Refusal::not_found())
}

/// Requests for help that are open, the one that is due first first: nothing of what was asked.
///
/// # Errors
/// A problem with the key.
#[utoipa::path(
    get, path = api::REQUESTS, tag = "team", operation_id = "listRequests",
    params(("Authorization" = String, Header, description = "`Bearer` and a key of the team, or the token of a shift.")),
    responses(
        (status = 200, description = "Those within the key's scope.", body = Vec<TeamRequest>),
        (status = 401, description = "No key that opens anything.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn requests(
    State(hub): State<Arc<Hub>>,
    Extension(member): Extension<Member>,
) -> Result<Response, Refusal> {
    let today = hub.now().london_date();
    let open = desk::requests(&*hub.store, &member.scope).await?;
    Ok(Json(open.iter().map(|one| TeamRequest::of(one, today)).collect::<Vec<_>>()).into_response())
}

/// One request for help with what was asked. That it was read is recorded.
///
/// # Errors
/// A problem with the key, its scope or the reference.
#[utoipa::path(
    get, path = api::REQUEST, tag = "team", operation_id = "readRequest",
    params(
        ("reference" = String, Path, description = "The request's reference."),
        ("Authorization" = String, Header, description = "`Bearer` and a key of the team, or the token of a shift."),
    ),
    responses(
        (status = 200, description = "The request.", body = TeamRequestDetail),
        (status = 401, description = "No key that opens anything.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key is for other localities.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such request.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn request(
    State(hub): State<Arc<Hub>>,
    Extension(member): Extension<Member>,
    Path(text): Path<String>,
) -> Result<Response, Refusal> {
    let (reference, now) = (reference(&text)?, hub.now());
    let key = hub.config.data_key.as_ref();
    let (request, asked) = desk::request(&*hub.store, &member, &reference, key, now).await?;
    let request = TeamRequest::of(&request, now.london_date());
    Ok(Json(TeamRequestDetail { request, asked }).into_response())
}

/// Says who has a request for help, or closes it with what came of it.
///
/// # Errors
/// A problem with the key, its scope, or what stands against it.
#[utoipa::path(
    patch, path = api::REQUEST, tag = "team", operation_id = "changeRequest",
    params(
        ("reference" = String, Path, description = "The request's reference."),
        ("Authorization" = String, Header, description = "`Bearer` and a key of the team, or the token of a shift."),
    ),
    request_body = RequestChange,
    responses(
        (status = 204, description = "It is so now."),
        (status = 401, description = "No key that opens anything.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key is for other localities.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such request.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is closed, or the family took it back.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 422, description = "The body is not understood.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn change_request(
    State(hub): State<Arc<Hub>>,
    Extension(member): Extension<Member>,
    Path(text): Path<String>,
    request: Request,
) -> Result<StatusCode, Refusal> {
    let reference = reference(&text)?;
    let change: RequestChange = json(request).await?;
    desk::change_request(&*hub.store, &member, &reference, &change, hub.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes suggested to listings that nobody has dealt with, the oldest first.
///
/// # Errors
/// A problem with the key.
#[utoipa::path(
    get, path = api::SUGGESTIONS, tag = "team", operation_id = "listListingChanges",
    params(("Authorization" = String, Header, description = "`Bearer` and a key of the team, or the token of a shift.")),
    responses(
        (status = 200, description = "Those to services within the key's scope.", body = Vec<TeamSuggestion>),
        (status = 401, description = "No key that opens anything.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn suggestions(
    State(hub): State<Arc<Hub>>,
    Extension(member): Extension<Member>,
) -> Result<Response, Refusal> {
    let open = desk::suggestions(&*hub.store, &hub.directory(), &member.scope).await?;
    Ok(Json(open.iter().map(TeamSuggestion::from).collect::<Vec<_>>()).into_response())
}

/// Notes that a suggested change was dealt with.
///
/// # Errors
/// A problem with the key, its scope or the id.
#[utoipa::path(
    patch, path = api::SUGGESTION, tag = "team", operation_id = "changeListingChange",
    params(
        ("id" = String, Path, description = "The suggestion's id."),
        ("Authorization" = String, Header, description = "`Bearer` and a key of the team, or the token of a shift."),
    ),
    request_body = SuggestionChange,
    responses(
        (status = 204, description = "It is noted."),
        (status = 401, description = "No key that opens anything.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key is for other localities.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 404, description = "No open suggestion has this id.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 422, description = "The body is not understood.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn change_suggestion(
    State(hub): State<Arc<Hub>>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    request: Request,
) -> Result<StatusCode, Refusal> {
    let id = id.parse().map_err(|_| Refusal::not_found())?;
    let SuggestionChange::Done = json(request).await?;
    desk::suggestion_done(&*hub.store, &hub.directory(), &member, &id, hub.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Family pages, the latest first, with how often each was opened. They belong to no locality: only keys for everywhere
/// see them.
///
/// # Errors
/// A problem with the key or its scope.
#[utoipa::path(
    get, path = api::FAMILY_PAGES, tag = "team", operation_id = "listFamilyPages",
    params(("Authorization" = String, Header, description = "`Bearer` and a key of the team, or the token of a shift.")),
    responses(
        (status = 200, description = "At most 500.", body = Vec<TeamFamilyPage>),
        (status = 401, description = "No key that opens anything.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key is for some localities.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn family_pages(
    State(hub): State<Arc<Hub>>,
    Extension(member): Extension<Member>,
) -> Result<Response, Refusal> {
    let pages = desk::family_pages(&*hub.store, &member.scope, hub.now()).await?;
    Ok(Json(pages.iter().map(TeamFamilyPage::from).collect::<Vec<_>>()).into_response())
}

/// Takes a family page down, or puts it back.
///
/// # Errors
/// A problem with the key, its scope or the id.
#[utoipa::path(
    patch, path = api::FAMILY_PAGE, tag = "team", operation_id = "changeFamilyPage",
    params(
        ("id" = String, Path, description = "What stands after `/f/` in its address."),
        ("Authorization" = String, Header, description = "`Bearer` and a key of the team, or the token of a shift."),
    ),
    request_body = FamilyPageChange,
    responses(
        (status = 204, description = "It is so now."),
        (status = 401, description = "No key that opens anything.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key is for some localities.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such page.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 422, description = "The body is not understood.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn change_family_page(
    State(hub): State<Arc<Hub>>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    request: Request,
) -> Result<StatusCode, Refusal> {
    let id = id.parse().map_err(|_| Refusal::not_found())?;
    let change: FamilyPageChange = json(request).await?;
    desk::change_family_page(&*hub.store, &member, &id, change, hub.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the team did within the key's scope, and what was done with the key itself, the latest first, at most 300.
///
/// # Errors
/// A problem with the key.
#[utoipa::path(
    get, path = api::ALL_RECORDS, tag = "team", operation_id = "listAllRecords",
    params(("Authorization" = String, Header, description = "`Bearer` and a key of the team, or the token of a shift.")),
    responses(
        (status = 200, description = "Who did what, and when.", body = Vec<Record>),
        (status = 401, description = "No key that opens anything.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn records(
    State(hub): State<Arc<Hub>>,
    Extension(member): Extension<Member>,
) -> Result<Response, Refusal> {
    Ok(Json(desk::records(&*hub.store, &member).await?).into_response())
}
