//! The client of the API: one way to send, one way to read, one way to wait.

use domain::booking::{BookingChange, ChangedStatus};
use domain::saved::ById;
use domain::{Booking, BookingId, GuideAnswer, Problem, RawBooking, RawListingChange, ServiceId, api};
use gloo_net::http::{Request, RequestBuilder, Response};
use leptos::prelude::Set;
use serde::de::DeserializeOwned;
use web_sys::{AbortSignal, RequestCache};

use crate::stage::use_stage;

mod load;
pub use load::{Load, is_asking, keep_fresh, use_load, use_load_file, use_planner};
pub use views::Failure;

/// A path of `domain::api` on the configured origin.
#[must_use]
pub fn address(origin: &str, path: &str) -> String {
    format!("{}{path}", origin.trim_end_matches('/'))
}

/// The text of an answer, or why there is none.
async fn receive(sent: Result<Response, gloo_net::Error>) -> Result<String, Failure> {
    let response = sent.map_err(|_| Failure::Offline)?;
    if let Some(as_of) = response.headers().get("x-as-of") {
        use_stage().heard.set(as_of);
    }
    // A body that breaks off half-way is a lost connection.
    let text = response.text().await.map_err(|_| Failure::Offline)?;
    match response.status() {
        200..300 => Ok(text),
        404 => Err(Failure::NotFound),
        400..500 => Err(json::from_str::<Problem>(&text)
            .map_or(Failure::Server, |problem| Failure::Problem(Box::new(problem)))),
        _ => Err(Failure::Server),
    }
}

/// Asks for a path of the API once, outside any page's waiting; a signal may give it up.
///
/// # Errors
/// What the server says, or that it could not be reached.
pub async fn read<T: DeserializeOwned>(path: &str, signal: Option<&AbortSignal>) -> Result<T, Failure> {
    let address = address(&use_stage().api(), path);
    let text = receive(Request::get(&address).abort_signal(signal).send().await).await?;
    json::from_str(&text).map_err(|_| Failure::Server)
}

fn read_booking(text: &str) -> Result<Booking, Failure> {
    json::from_str(text).map_err(|_| Failure::Server)
}

fn to_booking(method: fn(&str) -> RequestBuilder, origin: &str, id: &BookingId) -> RequestBuilder {
    method(&address(origin, &api::booking(id)))
}

fn with_token(request: RequestBuilder, token: &str) -> RequestBuilder {
    request.header("authorization", &format!("Bearer {token}"))
}

/// Sends a body. Text that is ours is always JSON, so only the browser can refuse it.
async fn send(request: RequestBuilder, body: String) -> Result<String, Failure> {
    let request =
        request.header("content-type", "application/json").body(body).map_err(|_| Failure::Server)?;
    receive(request.send().await).await
}

/// Books. Sending the same booking again is safe: the id is the client's.
///
/// # Errors
/// What the server says, or that it could not be reached: then nobody knows whether it was booked, and
/// sending again finds out.
pub async fn book(origin: &str, id: &BookingId, booking: &RawBooking) -> Result<Booking, Failure> {
    let body = serde_json::to_string(booking).map_err(|_| Failure::Server)?;
    read_booking(&send(to_booking(Request::put, origin, id), body).await?)
}

/// Reads a booking by its private link.
///
/// # Errors
/// [`Failure::NotFound`] for a wrong link as for an unknown booking.
pub async fn booking(origin: &str, id: &BookingId, token: &str) -> Result<Booking, Failure> {
    let request = with_token(to_booking(Request::get, origin, id), token);
    read_booking(&receive(request.send().await).await?)
}

/// Gives a booking back. Doing it twice is the same as once.
///
/// # Errors
/// As for [`booking`].
pub async fn cancel(origin: &str, id: &BookingId, token: &str) -> Result<Booking, Failure> {
    let change = BookingChange { status: ChangedStatus::Cancelled };
    let body = serde_json::to_string(&change).map_err(|_| Failure::Server)?;
    let request = with_token(to_booking(Request::patch, origin, id), token);
    read_booking(&send(request, body).await?)
}

/// Sends what a reader says is wrong with a service's listing. Sending the same again is safe: the id is the client's.
///
/// # Errors
/// What the server says, or that it could not be reached.
pub async fn suggest(origin: &str, service: &ServiceId, change: &RawListingChange) -> Result<(), Failure> {
    let body = serde_json::to_string(change).map_err(|_| Failure::Server)?;
    send(Request::post(&address(origin, &api::service_changes(service))), body).await.map(|_| ())
}

/// Asks for several services by id, for a list that keeps the answer itself: the worker keeps no copy. The answer is JSON.
///
/// # Errors
/// What the server says, or that it could not be reached.
pub async fn services_by_id(origin: &str, asked: &ById) -> Result<String, Failure> {
    let request = Request::get(&address(origin, &api::services_by_id(asked))).cache(RequestCache::NoStore);
    receive(request.send().await).await
}

/// Sends what a reader says of a guide page.
///
/// # Errors
/// What the server says, or that it could not be reached.
pub async fn answer_guide(origin: &str, slug: &str, answer: GuideAnswer) -> Result<(), Failure> {
    let body = format!("{{\"answer\":\"{}\"}}", answer.as_str());
    send(Request::post(&address(origin, &api::guide_answers(slug))), body).await.map(|_| ())
}
