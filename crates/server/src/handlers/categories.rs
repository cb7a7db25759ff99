//! Categories: the taxonomy, groups first.

use std::sync::Arc;

use crate::json::Json;
use axum::extract::State;
use domain::{Category, api};

use crate::hub::Hub;

/// Every category, in two levels.
#[utoipa::path(
    get, path = api::CATEGORIES, tag = "services", operation_id = "listCategories",
    responses((status = 200, description = "Every category, groups first.", body = Vec<Category>))
)]
pub async fn list(State(hub): State<Arc<Hub>>) -> Json<Vec<Category>> {
    Json(hub.directory().categories().to_vec())
}
