//! Answers as JSON.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::problem::Refusal;

/// What most answers fit into, in bytes. A longer one grows a few times.
const USUAL_LENGTH: usize = 16 * 1024;

/// An answer as JSON. Written into one plain buffer, which takes a third less time for a long list than the
/// framework's own.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        let mut body = Vec::with_capacity(USUAL_LENGTH);
        match serde_json::to_writer(&mut body, &self.0) {
            Ok(()) => {
                ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
            }
            Err(error) => {
                tracing::error!(%error, "an answer could not be written");
                Refusal::server().into_response()
            }
        }
    }
}
