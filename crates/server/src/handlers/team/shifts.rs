//! Signing in to the team's pages and out of them.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::api::team as api;
use domain::shift::{AskLink, BeginShift, Shift};
use domain::{Contact, PrivateToken, ProblemCode};

use crate::handlers::request::{bearer, hold_back_by, json};
use crate::hub::Hub;
use crate::json::Json;
use crate::problem::Refusal;
use crate::team::sign_in;

/// Sends a private link to an address that a key was made with. The answer is the same, and comes as soon, whether there
/// is one. A link is good once and for a quarter of an hour; one key is sent five in that time.
///
/// # Errors
/// A problem when what was typed is no email address, or with too many requests.
#[utoipa::path(
    post, path = api::LINKS, tag = "team", operation_id = "askTeamLink",
    request_body = AskLink,
    responses(
        (status = 202, description = "If a key has this address, a link is sent to it."),
        (status = 422, description = "Not an email address.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn ask(State(hub): State<Arc<Hub>>, request: Request) -> Result<StatusCode, Refusal> {
    hold_back_by(&hub.sign_in_limit, &hub, &request)?;
    let AskLink { email } = json(request).await?;
    match Contact::parse(&email) {
        Ok(email @ Contact::Email(_)) => sign_in::send_links(&hub, email),
        Err(ProblemCode::ContactMissing) => return Err(Refusal::field("email", ProblemCode::ContactMissing)),
        _ => return Err(Refusal::field("email", ProblemCode::ContactNotAnEmail)),
    }
    Ok(StatusCode::ACCEPTED)
}

/// Begins a shift with a private link. Its token opens what the key opens; it ends after twelve hours, after one without
/// use, and when the key is revoked.
///
/// # Errors
/// A problem when the link was used before or is too old, or with too many requests.
#[utoipa::path(
    post, path = api::SHIFTS, tag = "team", operation_id = "beginShift",
    request_body = BeginShift,
    responses(
        (status = 201, description = "The shift has begun.", body = Shift),
        (status = 401, description = "The link was used before, or is too old.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 422, description = "The body is not understood.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn begin(State(hub): State<Arc<Hub>>, request: Request) -> Result<Response, Refusal> {
    hold_back_by(&hub.sign_in_limit, &hub, &request)?;
    let BeginShift { link } = json(request).await?;
    let shift = sign_in::begin(&hub, &link).await?;
    let mut response = (StatusCode::CREATED, Json(shift)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Ends a shift. Ending it again changes nothing.
///
/// # Errors
/// A problem when there is no token of that form.
#[utoipa::path(
    delete, path = api::OWN_SHIFT, tag = "team", operation_id = "endShift",
    params(("Authorization" = String, Header, description = "`Bearer` and the token of the shift.")),
    responses(
        (status = 204, description = "The token opens nothing any more."),
        (status = 401, description = "No token of a shift.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn end(State(hub): State<Arc<Hub>>, request: Request) -> Result<StatusCode, Refusal> {
    hold_back_by(&hub.team_limit, &hub, &request)?;
    let token: PrivateToken = bearer(request.headers()).ok_or_else(Refusal::key)?;
    hub.store.end_shift(&token).await?;
    Ok(StatusCode::NO_CONTENT)
}
