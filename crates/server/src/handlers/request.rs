//! What requests that change something have in common.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;

use axum::body::to_bytes;
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, header};
use domain::ProblemCode;
use serde::de::DeserializeOwned;

use crate::booking_limit::{BookingLimit, client};
use crate::hub::Hub;
use crate::problem::Refusal;

/// The largest body, in bytes.
const LARGEST_BODY: usize = 16 * 1024;

/// Counts the request against what one client may send in a minute.
///
/// # Errors
/// A problem when it is one too many.
pub(crate) fn hold_back(hub: &Hub, request: &Request) -> Result<(), Refusal> {
    hold_back_by(&hub.limit, hub, request)
}

/// Counts the request against this limit.
///
/// # Errors
/// A problem when it is one too many.
pub(crate) fn hold_back_by(limit: &BookingLimit, hub: &Hub, request: &Request) -> Result<(), Refusal> {
    let socket = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(socket)| socket.ip());
    let client = client(socket, request.headers(), hub.config.trusted_proxies);
    if limit.allows(client, hub.now()) { Ok(()) } else { Err(Refusal::too_many()) }
}

/// Reads a JSON body of at most 16 KiB.
///
/// # Errors
/// A problem with its media type, its size or the field `body`.
pub(super) async fn json<T: DeserializeOwned>(request: Request) -> Result<T, Refusal> {
    let is_json = has_media_type(request.headers(), "application/json");
    if !is_json {
        return Err(Refusal::media_type());
    }
    let bytes = to_bytes(request.into_body(), LARGEST_BODY).await.map_err(unread)?;
    // What serde says may quote the body, and with it a name: the field `body` is all that is told.
    serde_json::from_slice(&bytes).map_err(|_| Refusal::field("body", ProblemCode::BodyNotUnderstood))
}

/// Whether a body is said to be of this media type, whatever its parameters.
pub(super) fn has_media_type(headers: &HeaderMap, wanted: &str) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .and_then(|kind| kind.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case(wanted))
}

/// What the request proves itself with: the `Bearer` of its `Authorization` (RFC 6750, 2.1), if it reads as one.
pub(crate) fn bearer<T: FromStr>(headers: &HeaderMap) -> Option<T> {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .and_then(|(_, token)| token.trim().parse().ok())
}

/// The id of a new message.
///
/// # Errors
/// When the system gives no random bits.
pub(crate) fn message_id() -> Result<String, Refusal> {
    Ok(uuid::Builder::from_random_bytes(random()?).into_uuid().to_string())
}

/// Random bits.
///
/// # Errors
/// When the system gives none.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Refusal> {
    let mut bits = [0; N];
    getrandom::fill(&mut bits).map_err(|error| {
        tracing::error!(%error, "the system gave no random bits");
        Refusal::server()
    })?;
    Ok(bits)
}

pub(crate) fn unread(error: axum::Error) -> Refusal {
    let too_large = error.into_inner().downcast_ref::<http_body_util::LengthLimitError>().is_some();
    if too_large { Refusal::too_large() } else { Refusal::field("body", ProblemCode::BodyNotUnderstood) }
}
