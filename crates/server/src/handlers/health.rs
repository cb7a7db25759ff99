//! Health: whether the server and its database answer.

use std::sync::Arc;

use crate::json::Json;
use axum::extract::State;
use domain::SessionSearch;
use domain::api::{self, Health};
use domain::search::LONGEST_SPAN;

use crate::hub::Hub;
use crate::problem::Refusal;

/// Whether the server and its database answer.
///
/// # Errors
/// A problem when the database does not.
#[utoipa::path(
    get, path = api::HEALTH, tag = "server", operation_id = "getHealth",
    responses(
        (status = 200, description = "All is well.", body = Health),
        (status = 500, description = "The database does not answer.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn health(State(hub): State<Arc<Hub>>) -> Result<Json<Health>, Refusal> {
    let (now, directory) = (hub.now(), hub.directory());
    let today = now.london_date();
    let from_now_on =
        SessionSearch { from: None, to: Some(today.plus_days(LONGEST_SPAN - 1)), ..SessionSearch::default() };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(Json(Health {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        services: count(directory.services().len()),
        sessions: count(directory.sessions(&from_now_on, now).count()),
        messages_waiting: hub.store.messages_waiting().await?,
        messages_given_up: hub.store.messages_given_up().await?,
    }))
}
