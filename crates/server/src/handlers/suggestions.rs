//! Suggestions while a family types.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::api;
use domain::suggestion::{SuggestionList, Typed};

use crate::hub::Hub;
use crate::json::Json;
use crate::problem::Refusal;

/// How long an answer may be used again: typing on and back asks for the same beginnings.
const KEEP: HeaderValue = HeaderValue::from_static("max-age=60");

/// Names of categories, services, guide pages and places that what has been typed may mean.
///
/// # Errors
/// A problem with the field `q` when it is too long.
#[utoipa::path(
    get, path = api::SUGGESTIONS, tag = "services", operation_id = "listSuggestions",
    params(("q" = Option<String>, Query, description = "What has been typed, at most 120 characters.")),
    responses(
        (status = 200, description = "At most eight; none when nothing is typed.", body = SuggestionList),
        (status = 422, description = "Fields to put right.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(State(hub): State<Arc<Hub>>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let typed = Typed::from_query(&query.unwrap_or_default()).map_err(Refusal::fields)?;
    let suggestions = directory::suggest(&hub.directory(), &hub.guide, &typed);
    Ok(([(header::CACHE_CONTROL, KEEP)], Json(SuggestionList { suggestions })).into_response())
}
