//! Whether a reader has an answer already (RFC 9110 section 13).

use core::hash::Hasher;
use std::hash::DefaultHasher;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::Refusal;

/// How long a cache may answer by itself: short, so that a listing taken back is soon gone everywhere.
const CACHING: HeaderValue = HeaderValue::from_static("public, max-age=60");

/// Middleware: names each answer by its content, and answers "not modified" to a reader that has it.
///
/// The name is of the content, not of the catalogue's version, so that a page that an import left alone stays known.
/// It is a weak one, because the answer may be compressed on its way out.
pub async fn with_etag(request: Request, next: Next) -> Response {
    let known = request.headers().get_all(header::IF_NONE_MATCH).iter().cloned().collect::<Vec<_>>();
    let response = next.run(request).await;
    if response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else { return Refusal::server().into_response() };
    let mut hasher = DefaultHasher::new();
    hasher.write(&bytes);
    let tag = format!("W/\"{:016x}\"", hasher.finish());
    if let Ok(value) = HeaderValue::from_str(&tag) {
        parts.headers.insert(header::ETAG, value);
    }
    parts.headers.insert(header::CACHE_CONTROL, CACHING);
    if known.iter().any(|value| names(value, &tag)) {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// Whether an `If-None-Match` names this answer, by the weak comparison.
fn names(value: &HeaderValue, tag: &str) -> bool {
    let opaque = tag.trim_start_matches("W/");
    let Ok(text) = value.to_str() else { return false };
    text.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == opaque)
}
