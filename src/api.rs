//! The client of the API: one way to send, one way to read, one way to wait.

use domain::booking::ChangeAsked;
use domain::saved::ById;
use domain::{Booking, BookingId, GuideAnswer, Problem, RawBooking, RawListingChange, ServiceId, api};
use serde::de::DeserializeOwned;
use web_sys::AbortSignal;

use crate::stage::use_stage;

mod files;
mod load;
mod request;
pub use load::{Load, is_asking, keep_fresh, read_ahead, use_load, use_load_file, use_planner};
use request::Request;
pub use views::Failure;

/// A path of `domain::api` on the configured origin.
#[must_use]
pub fn address(origin: &str, path: &str) -> String {
    format!("{}{path}", origin.trim_end_matches('/'))
}

/// What the server finds wrong with a request.
fn read_problem(text: &str) -> Failure {
    json::from_str::<Problem>(text).map_or(Failure::Server, |problem| Failure::Problem(Box::new(problem)))
}

/// Asks for a path of the API once, outside any page's waiting; a signal may give it up.
///
/// # Errors
/// What the server says, or that it could not be reached.
pub async fn read<T: DeserializeOwned>(path: &str, signal: Option<&AbortSignal>) -> Result<T, Failure> {
    let address = address(&use_stage().api(), path);
    let text = Request::get(&address).until(signal).answer().await?;
    json::from_str(&text).map_err(|_| Failure::Server)
}

fn read_booking(text: &str) -> Result<Booking, Failure> {
    json::from_str(text).map_err(|_| Failure::Server)
}

fn to_booking(origin: &str, id: &BookingId) -> String {
    address(origin, &api::booking(id))
}

fn with_token(request: Request, token: &str) -> Request {
    request.header("authorization", &format!("Bearer {token}"))
}

/// Books. Sending the same booking again is safe: the id is the client's.
///
/// # Errors
/// What the server says, or that it could not be reached: then nobody knows whether it was booked, and
/// sending again finds out.
pub async fn book(origin: &str, id: &BookingId, booking: &RawBooking) -> Result<Booking, Failure> {
    let body = serde_json::to_string(booking).map_err(|_| Failure::Server)?;
    read_booking(&Request::send("PUT", &to_booking(origin, id), &body).answer().await?)
}

/// Reads a booking by its private link.
///
/// # Errors
/// [`Failure::NotFound`] for a wrong link as for an unknown booking.
pub async fn booking(origin: &str, id: &BookingId, token: &str) -> Result<Booking, Failure> {
    let request = with_token(Request::get(&to_booking(origin, id)), token);
    read_booking(&request.answer().await?)
}

/// Asks for a change to a booking. Asking twice is the same as once.
///
/// # Errors
/// As for [`booking`], and what stands against the change.
pub async fn change(
    origin: &str,
    id: &BookingId,
    token: &str,
    change: &ChangeAsked,
) -> Result<Booking, Failure> {
    let body = serde_json::to_string(change).map_err(|_| Failure::Server)?;
    let request = with_token(Request::send("PATCH", &to_booking(origin, id), &body), token);
    read_booking(&request.answer().await?)
}

/// Makes `new` the one private link of a booking. Doing it twice is the same as once.
///
/// # Errors
/// As for [`booking`].
pub async fn replace_links(origin: &str, id: &BookingId, token: &str, new: &str) -> Result<(), Failure> {
    // A token is hexadecimal digits, so nothing needs escaping.
    let body = format!("{{\"token\":\"{new}\"}}");
    let request = Request::send("POST", &address(origin, &api::booking_links(id)), &body);
    with_token(request, token).answer().await.map(|_| ())
}

/// Deletes what a booking tells of the family. Doing it twice is the same as once.
///
/// # Errors
/// As for [`booking`].
pub async fn forget(origin: &str, id: &BookingId, token: &str) -> Result<(), Failure> {
    with_token(Request::send("DELETE", &to_booking(origin, id), ""), token).answer().await.map(|_| ())
}

/// Has the links of all bookings to come with this contact sent to it. The answer is the same when there are none.
///
/// # Errors
/// What is wrong with the contact, or that the server could not be reached.
pub async fn send_links(origin: &str, contact: &str) -> Result<(), Failure> {
    let contact = serde_json::to_string(contact).map_err(|_| Failure::Server)?;
    let body = ["{\"contact\":", &contact, "}"].concat();
    Request::send("POST", &address(origin, api::LOST_LINKS), &body).answer().await.map(|_| ())
}

/// Sends what a reader says is wrong with a service's listing. Sending the same again is safe: the id is the client's.
///
/// # Errors
/// What the server says, or that it could not be reached.
pub async fn suggest(origin: &str, service: &ServiceId, change: &RawListingChange) -> Result<(), Failure> {
    let body = serde_json::to_string(change).map_err(|_| Failure::Server)?;
    Request::send("POST", &address(origin, &api::service_changes(service)), &body).answer().await.map(|_| ())
}

/// Asks for several services by id, for a list that keeps the answer itself: the worker keeps no copy. The answer is JSON.
///
/// # Errors
/// What the server says, or that it could not be reached.
pub async fn services_by_id(origin: &str, asked: &ById) -> Result<String, Failure> {
    Request::get(&address(origin, &api::services_by_id(asked))).unkept().answer().await
}

/// Sends what a reader says of a guide page.
///
/// # Errors
/// What the server says, or that it could not be reached.
pub async fn answer_guide(origin: &str, slug: &str, answer: GuideAnswer) -> Result<(), Failure> {
    let body = format!("{{\"answer\":\"{}\"}}", answer.as_str());
    Request::send("POST", &address(origin, &api::guide_answers(slug)), &body).answer().await.map(|_| ())
}
