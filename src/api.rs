//! The client of the API: one way to send, one error type, one way to wait.

use domain::api;
use domain::booking::{BookingChange, ChangedStatus};
use domain::{Booking, BookingId, Problem, RawBooking};
use gloo_net::http::{Request, RequestBuilder, Response};
use serde::de::DeserializeOwned;

mod load;
pub use load::{Load, use_load, use_load_file};
pub use views::Failure;

/// A path of `domain::api` on the configured origin.
#[must_use]
pub fn address(origin: &str, path: &str) -> String {
    format!("{}{path}", origin.trim_end_matches('/'))
}

/// Reads the answer of a request that was sent.
async fn receive<T: DeserializeOwned>(sent: Result<Response, gloo_net::Error>) -> Result<T, Failure> {
    let response = sent.map_err(|_| Failure::Offline)?;
    if response.ok() {
        // A body that breaks off half-way is a lost connection; one that is not ours is a broken server.
        let text = response.text().await.map_err(|_| Failure::Offline)?;
        return serde_json::from_str(&text).map_err(|_| Failure::Server);
    }
    if response.status() == 404 {
        return Err(Failure::NotFound);
    }
    let text = response.text().await.unwrap_or_default();
    match serde_json::from_str::<Problem>(&text) {
        Ok(problem) if response.status() < 500 => Err(Failure::Problem(Box::new(problem))),
        _ => Err(Failure::Server),
    }
}

fn with_token(request: RequestBuilder, token: &str) -> RequestBuilder {
    request.header("authorization", &format!("Bearer {token}"))
}

/// Books. Sending the same booking again is safe: the id is the client's.
///
/// # Errors
/// What the server says, or that it could not be reached: then nobody knows whether it was booked, and
/// sending again finds out.
pub async fn book(origin: &str, id: &BookingId, booking: &RawBooking) -> Result<Booking, Failure> {
    let request = Request::put(&address(origin, &api::booking(id))).json(booking).map_err(|_| Failure::Server)?;
    receive(request.send().await).await
}

/// Reads a booking by its private link.
///
/// # Errors
/// [`Failure::NotFound`] for a wrong link as for an unknown booking.
pub async fn booking(origin: &str, id: &BookingId, token: &str) -> Result<Booking, Failure> {
    receive(with_token(Request::get(&address(origin, &api::booking(id))), token).send().await).await
}

/// Gives a booking back. Doing it twice is the same as once.
///
/// # Errors
/// As for [`booking`].
pub async fn cancel(origin: &str, id: &BookingId, token: &str) -> Result<Booking, Failure> {
    let change = BookingChange { status: ChangedStatus::Cancelled };
    let request = with_token(Request::patch(&address(origin, &api::booking(id))), token)
        .json(&change)
        .map_err(|_| Failure::Server)?;
    receive(request.send().await).await
}
