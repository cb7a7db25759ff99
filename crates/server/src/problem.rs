//! Problems over HTTP: what a handler answers when it cannot do what was asked (RFC 9457).

use crate::json::Json;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::booking::RefusedStep;
use domain::problem::kind;
use domain::{Availability, FieldProblem, Problem, ProblemCode};
use store::StoreError;

use crate::words;

/// The media type of a problem document.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// A problem on its way out. A handler returns it with `?`.
#[derive(Debug)]
pub struct Refusal(Box<Problem>);

impl Refusal {
    /// A problem of this kind without more to say.
    #[must_use]
    pub fn new(kind: &str, status: StatusCode, title: &str) -> Self {
        Self(Box::new(Problem {
            kind: kind.to_owned(),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: None,
            errors: Vec::new(),
            places_left: None,
        }))
    }

    /// Adds what happened this time.
    #[must_use]
    pub fn because(mut self, detail: &str) -> Self {
        self.0.detail = Some(detail.to_owned());
        self
    }

    /// Fields to put right.
    #[must_use]
    pub fn fields(errors: Vec<FieldProblem>) -> Self {
        let mut refusal =
            Self::new(kind::FIELDS, StatusCode::UNPROCESSABLE_ENTITY, "Some answers need to be put right");
        refusal.0.errors = errors;
        refusal
    }

    /// One field to put right.
    #[must_use]
    pub fn field(field: &str, code: ProblemCode) -> Self {
        Self::fields(vec![FieldProblem::new(field, code)])
    }

    /// The fields to put right, if that is what it is about.
    #[must_use]
    pub fn errors(self) -> Vec<FieldProblem> {
        self.0.errors
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// There is nothing at this address.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(kind::NOT_FOUND, StatusCode::NOT_FOUND, "There is nothing at this address")
    }

    /// What was at this address was taken down.
    #[must_use]
    pub fn taken_down() -> Self {
        Self::new(kind::TAKEN_DOWN, StatusCode::GONE, "What was at this address was taken down")
    }

    /// Not enough places left.
    #[must_use]
    pub fn full(places_left: u16) -> Self {
        let mut refusal = conflict(kind::FULL, "There are not enough places left");
        refusal.0.places_left = Some(places_left);
        refusal
    }

    /// The party is larger than the whole session.
    #[must_use]
    pub fn party_too_large(capacity: u16) -> Self {
        let places = if capacity == 1 { "place" } else { "places" };
        conflict(kind::PARTY_TOO_LARGE, "The party is larger than the session")
            .because(&format!("The session has {capacity} {places} in all."))
    }

    /// As many wait as the list takes.
    #[must_use]
    pub fn waiting_list_full() -> Self {
        conflict(kind::WAITING_LIST_FULL, "The waiting list is full")
    }

    /// Why a booking does not take this step.
    #[must_use]
    pub fn step(refused: RefusedStep) -> Self {
        match refused {
            RefusedStep::Cancelled => conflict(kind::BOOKING_CANCELLED, "The booking is cancelled"),
            RefusedStep::OfferOver => conflict(kind::OFFER_OVER, "The offer is over").because(
                "The places are no longer held. They may have gone to another family, or still be free.",
            ),
            RefusedStep::NotOffered
            | RefusedStep::OfferStands
            | RefusedStep::NotWaiting
            | RefusedStep::NotBooked => conflict(kind::NOT_OFFERED, "No place has been offered yet"),
        }
    }

    /// The family's places are booked, and it asked to leave the list or to decline.
    #[must_use]
    pub fn not_waiting() -> Self {
        conflict(kind::NOT_WAITING, "The places are booked")
            .because("The booking is not on the waiting list. To give the places back, cancel it.")
    }

    /// This family holds another booking in the session.
    #[must_use]
    pub fn family_already_booked() -> Self {
        conflict(kind::FAMILY_ALREADY_BOOKED, "This family already has a booking in this session")
    }

    /// The session is booked with its whole course, or is part of none.
    #[must_use]
    pub fn asked_otherwise() -> Self {
        conflict(kind::COURSE, "This is not how the session is booked").because(
            "A session of a course is booked with all weeks to come, by `course`; no other session is.",
        )
    }

    /// Another booking has this id.
    #[must_use]
    pub fn id_in_use() -> Self {
        conflict(kind::ID_IN_USE, "Another booking has this id")
    }

    /// Another suggested change has this id.
    #[must_use]
    pub fn change_id_in_use() -> Self {
        conflict(kind::CHANGE_ID_IN_USE, "Another suggested change has this id")
    }

    /// The session is over.
    #[must_use]
    pub fn finished() -> Self {
        conflict(kind::FINISHED, "The session has finished")
    }

    /// Why a session in this state takes no booking.
    #[must_use]
    pub fn not_bookable(availability: Availability) -> Self {
        match availability {
            Availability::DropIn => conflict(kind::DROP_IN, "No booking is needed: just turn up"),
            Availability::NotOpen { opens_at } => conflict(kind::NOT_OPEN, "Booking has not opened yet")
                .because(&format!("Booking opens on {}.", words::moment(opens_at))),
            Availability::Closed => conflict(kind::CLOSED, "Booking has closed"),
            Availability::Cancelled => conflict(kind::SESSION_CANCELLED, "The session is cancelled"),
            Availability::Finished => Self::finished(),
            Availability::Full => Self::full(0),
            // A session with places is never refused for its state; a party too large for it is `Full`.
            Availability::Places { left } => Self::full(left),
        }
    }

    /// No key of the team, or one that opens nothing: which of both, and why, is not told.
    #[must_use]
    pub fn key() -> Self {
        Self::new(kind::KEY, StatusCode::UNAUTHORIZED, "This needs a key of the hub's team")
    }

    /// The private link to the team's pages was followed before, or is too old: which of both is not told.
    #[must_use]
    pub fn team_link() -> Self {
        Self::new(kind::TEAM_LINK, StatusCode::UNAUTHORIZED, "The link was used before, or is too old")
    }

    /// Somebody noted something else later.
    #[must_use]
    pub fn noted_later(reason: &str) -> Self {
        conflict(kind::NOTED_LATER, "Somebody noted something else later").because(reason)
    }

    /// The key is for other localities.
    #[must_use]
    pub fn out_of_scope() -> Self {
        Self::new(kind::OUT_OF_SCOPE, StatusCode::FORBIDDEN, "The key is for other localities")
    }

    /// What the team asked for does not go with things as they are.
    #[must_use]
    pub fn team_change(reason: &str) -> Self {
        conflict(kind::TEAM_CHANGE, "The change cannot be made").because(reason)
    }

    /// The body is not a table.
    #[must_use]
    pub fn not_csv() -> Self {
        Self::new(kind::MEDIA_TYPE, StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body must be text/csv")
    }

    /// Too many requests from one client.
    #[must_use]
    pub fn too_many() -> Self {
        Self::new(kind::TOO_MANY, StatusCode::TOO_MANY_REQUESTS, "Too many requests")
            .because("Wait a minute, then try again.")
    }

    /// The body is too large.
    #[must_use]
    pub fn too_large() -> Self {
        Self::new(kind::TOO_LARGE, StatusCode::PAYLOAD_TOO_LARGE, "The request is too large")
    }

    /// The body is not JSON.
    #[must_use]
    pub fn media_type() -> Self {
        Self::new(kind::MEDIA_TYPE, StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body must be application/json")
    }

    /// Something broke on our side.
    #[must_use]
    pub fn server() -> Self {
        Self::new(kind::SERVER, StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side")
    }

    /// The problem that an answer without one of its own stands for.
    #[must_use]
    pub fn for_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found(),
            // The framework could not read what a handler asked it for: bodies and fields are told by the handlers.
            StatusCode::BAD_REQUEST => Self::field("query", ProblemCode::BodyNotUnderstood),
            StatusCode::METHOD_NOT_ALLOWED => {
                Self::new(kind::METHOD, status, "This address does not take that method")
            }
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::media_type(),
            StatusCode::TOO_MANY_REQUESTS => Self::too_many(),
            StatusCode::SERVICE_UNAVAILABLE => Self::new(kind::BUSY, status, "The server is busy"),
            StatusCode::INTERNAL_SERVER_ERROR => Self::server(),
            // RFC 9457 section 4.2.1: nothing to say beyond the status itself.
            _ => Self::new("about:blank", status, status.canonical_reason().unwrap_or("Error")),
        }
    }
}

fn conflict(kind: &str, title: &str) -> Refusal {
    Refusal::new(kind, StatusCode::CONFLICT, title)
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        // Store errors carry no names or contacts: they say what the database could not do.
        tracing::error!(%error, "the store failed");
        let is_passing = error.is_passing() || error == StoreError::DiskFull;
        if is_passing { Self::for_status(StatusCode::SERVICE_UNAVAILABLE) } else { Self::server() }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut response = (status, Json(self.0)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::UNAUTHORIZED {
            // RFC 9110 section 11.6.1: an answer 401 says how to authenticate.
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if status == StatusCode::TOO_MANY_REQUESTS {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        }
        response
    }
}

/// Whether the path of an address is UTF-8 once it is decoded.
fn is_text(path: &str) -> bool {
    let decoded = domain::query::pairs(path);
    !decoded.iter().any(|(name, value)| [name, value].iter().any(|text| text.contains('\u{fffd}')))
}

/// Middleware: gives every error answer of the API the form of a problem, also those of the framework.
pub async fn always_a_problem(request: Request, next: Next) -> Response {
    let is_text = is_text(request.uri().path());
    let response = next.run(request).await;
    let status = match response.status() {
        // No address has bytes that are no text, so there is nothing at this one.
        StatusCode::BAD_REQUEST if !is_text => StatusCode::NOT_FOUND,
        status => status,
    };
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let is_a_problem = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == MEDIA_TYPE);
    if is_a_problem {
        return response;
    }
    let allow = response.headers().get(header::ALLOW).cloned();
    let mut problem = Refusal::for_status(status).into_response();
    if let Some(allow) = allow {
        problem.headers_mut().insert(header::ALLOW, allow);
    }
    problem
}
