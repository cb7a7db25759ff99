//! What readers say of guide pages.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use domain::{NewGuideAnswer, api};

use crate::handlers::request::{hold_back, json};
use crate::hub::Hub;
use crate::problem::Refusal;

/// Counts an answer to "Was this page useful?". Nothing of who gave it is kept: a page, an answer, a day and a number.
///
/// # Errors
/// A problem when there is no such page, the body is not an answer, or one client sends too many.
#[utoipa::path(
    post, path = api::GUIDE_ANSWERS, tag = "guide", operation_id = "answerGuide",
    params(("slug" = String, Path, description = "The page's path under `/guide/`.")),
    request_body = NewGuideAnswer,
    responses(
        (status = 204, description = "Counted."),
        (status = 404, description = "No such page.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 422, description = "The body is not an answer.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn answer(
    State(hub): State<Arc<Hub>>,
    Path(slug): Path<String>,
    request: Request,
) -> Result<StatusCode, Refusal> {
    hold_back(&hub, &request)?;
    if !hub.guide.has(&slug) {
        return Err(Refusal::not_found());
    }
    let NewGuideAnswer { answer } = json(request).await?;
    hub.store.count_guide_answer(&slug, answer, hub.now().london_date()).await?;
    Ok(StatusCode::NO_CONTENT)
}
