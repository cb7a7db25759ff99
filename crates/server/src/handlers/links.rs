//! Private links: a new one in place of all others, and one that was lost sent again.

use std::sync::Arc;

use crate::json::Json;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use domain::booking::{Link, LostLink, NewLink};
use domain::{Contact, PrivateToken, api};

use super::bookings::key;
use crate::handlers::request::{hold_back, json, random};
use crate::hub::Hub;
use crate::problem::Refusal;

/// Revokes every private link of a booking and gives one that opens it from now on.
///
/// # Errors
/// A problem when no booking has this id and token.
#[utoipa::path(
    post, path = api::BOOKING_LINKS, tag = "bookings", operation_id = "replaceLinks",
    params(
        ("id" = String, Path, description = "The booking's id."),
        ("Authorization" = String, Header, description = "`Bearer` and the private token."),
    ),
    request_body = NewLink,
    responses(
        (status = 200, description = "The one link from now on.", body = Link),
        (status = 404, description = "No booking has this id and token.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 422, description = "The body cannot be read.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn replace(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<impl IntoResponse, Refusal> {
    hold_back(&hub, &request)?;
    let (id, token) = key(&id, request.headers())?;
    let NewLink { token: chosen } = json(request).await?;
    let new = match chosen {
        Some(chosen) => chosen,
        None => PrivateToken::from_random(random()?),
    };
    if !hub.store.replace_links(&id, &token, &new, hub.now()).await? {
        return Err(Refusal::not_found());
    }
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(Link { token: new })))
}

/// Sends the links of a family's bookings to come to the contact they were made with. The answer is the same, and comes
/// as soon, whether there are any.
///
/// # Errors
/// A problem when what was typed is no contact.
#[utoipa::path(
    post, path = api::LOST_LINKS, tag = "bookings", operation_id = "sendLinksAgain",
    request_body = LostLink,
    responses(
        (status = 202, description = "If there are bookings with this contact, their links are sent to it."),
        (status = 422, description = "Neither an email address nor a UK phone number.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn lost(State(hub): State<Arc<Hub>>, request: Request) -> Result<StatusCode, Refusal> {
    hold_back(&hub, &request)?;
    let LostLink { contact } = json(request).await?;
    let contact = Contact::parse(&contact).map_err(|code| Refusal::field("contact", code))?;
    // A write takes longer than a look in vain: nobody waits for either.
    tokio::spawn(async move {
        match hub.store.send_links(&contact, hub.now()).await {
            Ok(0) => {}
            Ok(_) => hub.outbox.notify_one(),
            Err(error) => tracing::error!(%error, "lost links are not sent"),
        }
    });
    Ok(StatusCode::ACCEPTED)
}
