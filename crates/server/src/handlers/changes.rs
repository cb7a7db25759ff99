//! Changes that readers suggest to listings.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use domain::listing_change::ChangeOutcome;
use domain::{Contact, ListingFault, NewListingChange, RawListingChange, Service, ServiceId, api};

use crate::handlers::request::{hold_back, json, message_id};
use crate::hub::Hub;
use crate::mail;
use crate::pages;
use crate::problem::Refusal;

/// Keeps what a reader says is wrong with a service's listing, and tells whoever keeps it. The client picks the id, so
/// sending the same request again changes nothing and is answered with 200.
///
/// # Errors
/// A problem when there is no such service, fields are to be put right, or one client sends too many.
#[utoipa::path(
    post, path = api::SERVICE_CHANGES, tag = "services", operation_id = "suggestChange",
    params(("id" = String, Path, description = "The service's id.")),
    request_body = RawListingChange,
    responses(
        (status = 201, description = "Kept."),
        (status = 200, description = "This very suggestion was kept before."),
        (status = 404, description = "No such service.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 409, description = "Another suggestion has this id.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is larger than 16 KiB.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not JSON.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 422, description = "Fields to put right.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn suggest(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<StatusCode, Refusal> {
    hold_back(&hub, &request)?;
    let id: ServiceId = id.parse().map_err(|_| Refusal::not_found())?;
    let directory = hub.directory();
    let service = directory.service(&id).ok_or_else(Refusal::not_found)?;
    let raw: RawListingChange = json(request).await?;
    let change = raw.parse(id).map_err(Refusal::fields)?;
    let message = match editor(&hub, service, &change).await {
        Some(to) => Some(mail::listing_change(message_id()?, &to, service, &change, &hub.config.public_url)),
        None => None,
    };
    match hub.store.keep_change(&change, message.as_ref(), hub.now()).await? {
        ChangeOutcome::Kept => {
            hub.outbox.notify_one();
            Ok(StatusCode::CREATED)
        }
        ChangeOutcome::AlreadyKept => Ok(StatusCode::OK),
        ChangeOutcome::IdInUse => Err(Refusal::change_id_in_use()),
        ChangeOutcome::NoSuchService => Err(Refusal::not_found()),
    }
}

/// Who is told: the service itself, or the hub's desk where the service has no address or its address may be what is
/// wrong. `None` when neither has one: then the suggestion is only kept.
async fn editor(hub: &Hub, service: &Service, change: &NewListingChange) -> Option<Contact> {
    let address = |text: &str| Contact::parse(text).ok().filter(|to| matches!(to, Contact::Email(_)));
    let own = address(&service.email);
    let desk = address(&pages::settings(&hub.config.dist).await.email);
    match change.what {
        ListingFault::Contact | ListingFault::Closed => desk.or(own),
        _ => own.or(desk),
    }
}
