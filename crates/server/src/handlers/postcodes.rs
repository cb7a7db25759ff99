//! Postcodes: where one is, and whether it lies in the council's area.

use std::sync::Arc;

use crate::json::Json;
use axum::extract::{Path, State};
use domain::api::{self, PostcodeDetail};
use domain::{Near, ProblemCode};

use crate::hub::Hub;
use crate::problem::Refusal;

/// What is known of a postcode, a sector or a district.
///
/// # Errors
/// A problem with the field `postcode` when it is not one, or when it is not known.
#[utoipa::path(
    get, path = api::POSTCODE, tag = "network", operation_id = "getPostcode",
    params(("postcode" = String, Path, description = "A postcode or part of one; spaces do not matter.")),
    responses(
        (status = 200, description = "Where it is.", body = PostcodeDetail),
        (status = 404, description = "Not known.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 422, description = "Not a postcode.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn one(
    State(hub): State<Arc<Hub>>,
    Path(text): Path<String>,
) -> Result<Json<PostcodeDetail>, Refusal> {
    let near = match Near::parse(&text) {
        Ok(Some(near @ (Near::Postcode(_) | Near::Partial(_)))) => near,
        _ => return Err(Refusal::field("postcode", ProblemCode::NearNotAPostcode)),
    };
    let directory = hub.directory();
    let ground = hub.find(&directory, &near).await?.ok_or_else(Refusal::not_found)?;
    let outside = ground.is_outside(&directory, &hub.config.local_authority);
    Ok(Json(PostcodeDetail {
        postcode: ground.name,
        point: ground.point,
        exact: ground.exact,
        local_authority: ground.local_authority,
        outside,
    }))
}
