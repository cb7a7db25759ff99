//! Bookings: make, see, change, cancel and forget; the waiting list is a state of theirs.

use std::sync::Arc;

use crate::json::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use directory::Directory;
use domain::booking::{
    AcceptOutcome, BookOutcome, BookingChange, CancelOutcome, ChangeAsked, ForgetOutcome, MovedFrom,
    PartyOutcome, RawParty,
};
use domain::course::WeekOutcome;
use domain::{
    Availability, Booking, BookingId, BookingStatus, Instant, NewBooking, PrivateToken, RawBooking,
    Reference, SessionId, api,
};
use store::{Caller, StoreError, StoredBooking};

use crate::handlers::request::{bearer, hold_back, json, message_id, random};
use crate::hub::{Hub, summary};
use crate::mail::Writer;
use crate::problem::Refusal;

/// How often another reference is tried when one is taken. With half a billion references, one is enough.
const TRIES: usize = 8;

/// Books, or with `waiting` joins the waiting list when there is no room. The client picks the id, so sending the same
/// request again changes nothing and is answered with 200.
///
/// # Errors
/// A problem with the fields to put right, or with the session's state.
#[utoipa::path(
    put, path = api::BOOKING, tag = "bookings", operation_id = "book",
    params(("id" = String, Path, description = "A random UUID (version 4) that the client makes.")),
    request_body = RawBooking,
    responses(
        (status = 201, description = "Booked, or on the waiting list: `status` says which.", body = Booking),
        (status = 200, description = "This very booking was made before.", body = Booking),
        (status = 404, description = "No such session.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 409, description = "The session cannot be booked; `type` says why.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is larger than 16 KiB.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not JSON.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 422, description = "Fields to put right.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn book(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    hold_back(&hub, &request)?;
    let id: BookingId = id.parse().map_err(|_| Refusal::not_found())?;
    let raw: RawBooking = json(request).await?;
    let booking = raw.parse(id).map_err(Refusal::fields)?;
    match keep(&hub, &booking).await? {
        Kept::Now(made) => {
            hub.outbox.notify_one();
            Ok((StatusCode::CREATED, private(*made)).into_response())
        }
        Kept::ToRead => {
            hub.outbox.notify_one();
            let stored = stored(&hub, &booking.id, &booking.token).await?;
            Ok((StatusCode::CREATED, private(seen(&hub, stored)?)).into_response())
        }
        Kept::Before => {
            let stored = stored(&hub, &booking.id, &booking.token).await?;
            Ok((StatusCode::OK, private(seen(&hub, stored)?)).into_response())
        }
    }
}

/// The booking, for who holds its private link.
///
/// # Errors
/// The same problem for an unknown id and for a wrong token, so that neither can be guessed.
#[utoipa::path(
    get, path = api::BOOKING, tag = "bookings", operation_id = "getBooking",
    params(
        ("id" = String, Path, description = "The booking's id."),
        ("Authorization" = String, Header, description = "`Bearer` and the private token."),
    ),
    responses(
        (status = 200, description = "The booking.", body = Booking),
        (status = 404, description = "No booking has this id and token.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn one(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (id, token) = key(&id, &headers)?;
    Ok(private(seen(&hub, stored(&hub, &id, &token).await?)?).into_response())
}

/// Cancels, leaves the waiting list, takes an offer, puts another party in, or gives one week of a course back. Sending the same request again changes
/// nothing.
///
/// # Errors
/// A problem when no booking has this id and token, with the fields to put right, or with what stands against it.
#[utoipa::path(
    patch, path = api::BOOKING, tag = "bookings", operation_id = "changeBooking",
    params(
        ("id" = String, Path, description = "The booking's id."),
        ("Authorization" = String, Header, description = "`Bearer` and the private token."),
    ),
    request_body = BookingChange,
    responses(
        (status = 200, description = "The booking as it is now.", body = Booking),
        (status = 404, description = "No booking has this id and token.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 409, description = "It cannot be changed so; `type` says why.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 422, description = "Fields to put right.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn change(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    hold_back(&hub, &request)?;
    let (id, token) = key(&id, request.headers())?;
    match json(request).await? {
        BookingChange::Status { status: domain::booking::ChangedStatus::Cancelled }
        | BookingChange::Change(ChangeAsked::Cancel) => cancel(&hub, &id, &token).await?,
        BookingChange::Change(ChangeAsked::Leave) => leave(&hub, &id, &token).await?,
        BookingChange::Change(ChangeAsked::Accept) => accept(&hub, &id, &token).await?,
        BookingChange::Change(ChangeAsked::Party(party)) => change_party(&hub, &id, &token, &party).await?,
        BookingChange::Change(ChangeAsked::Miss { session_id }) => {
            change_week(&hub, &id, &token, &session_id, false).await?;
        }
        BookingChange::Change(ChangeAsked::Come { session_id }) => {
            change_week(&hub, &id, &token, &session_id, true).await?;
        }
    }
    Ok(private(seen(&hub, stored(&hub, &id, &token).await?)?).into_response())
}

/// Deletes what the family told of itself, with the messages about it. Its places are free again; only counts are kept.
/// Sending the same request again changes nothing.
///
/// # Errors
/// A problem when no booking has this id and token.
#[utoipa::path(
    delete, path = api::BOOKING, tag = "bookings", operation_id = "forgetBooking",
    params(
        ("id" = String, Path, description = "The booking's id."),
        ("Authorization" = String, Header, description = "`Bearer` and the private token."),
    ),
    responses(
        (status = 204, description = "It is deleted."),
        (status = 404, description = "No booking has this id and token.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn forget(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<String>,
    request: Request,
) -> Result<StatusCode, Refusal> {
    hold_back(&hub, &request)?;
    let (id, token) = key(&id, request.headers())?;
    match hub.store.forget_booking(&id, &token, hub.now()).await? {
        ForgetOutcome::Forgotten => {
            // Somebody on the waiting list may have been offered the place.
            hub.outbox.notify_one();
            Ok(StatusCode::NO_CONTENT)
        }
        ForgetOutcome::NotFound => Err(Refusal::not_found()),
    }
}

async fn cancel(hub: &Hub, id: &BookingId, token: &PrivateToken) -> Result<(), Refusal> {
    let held = stored(hub, id, token).await?;
    let message_id = message_id()?;
    let message = {
        let directory = hub.directory();
        // A place given back goes without a calendar file, for the session itself goes ahead.
        writer(hub, &directory, 0).cancelled(message_id, &held, token).ok_or_else(unknown_series)?
    };
    match hub.store.cancel(id, token, &message, hub.now()).await? {
        CancelOutcome::Cancelled => hub.outbox.notify_one(),
        CancelOutcome::AlreadyCancelled => {}
        outcome => return Err(not_given_back(outcome)),
    }
    Ok(())
}

async fn leave(hub: &Hub, id: &BookingId, token: &PrivateToken) -> Result<(), Refusal> {
    match hub.store.leave(id, token, hub.now()).await? {
        CancelOutcome::Cancelled => hub.outbox.notify_one(),
        CancelOutcome::AlreadyCancelled => {}
        outcome => return Err(not_given_back(outcome)),
    }
    Ok(())
}

fn not_given_back(outcome: CancelOutcome) -> Refusal {
    match outcome {
        CancelOutcome::NotFound => Refusal::not_found(),
        CancelOutcome::Finished => Refusal::finished(),
        CancelOutcome::NotWaiting => Refusal::not_waiting(),
        CancelOutcome::Cancelled | CancelOutcome::AlreadyCancelled => Refusal::server(),
    }
}

async fn accept(hub: &Hub, id: &BookingId, token: &PrivateToken) -> Result<(), Refusal> {
    match hub.store.accept(id, &Caller::Family(token.clone()), hub.now()).await? {
        AcceptOutcome::Accepted => hub.outbox.notify_one(),
        AcceptOutcome::AlreadyAccepted => {}
        AcceptOutcome::Refused(refused) => return Err(Refusal::step(refused)),
        AcceptOutcome::NotFound => return Err(Refusal::not_found()),
    }
    Ok(())
}

async fn change_party(
    hub: &Hub,
    id: &BookingId,
    token: &PrivateToken,
    raw: &RawParty,
) -> Result<(), Refusal> {
    let party = raw.parse().map_err(Refusal::fields)?;
    match hub.store.change_party(id, &Caller::Family(token.clone()), &party, hub.now()).await? {
        PartyOutcome::Changed => hub.outbox.notify_one(),
        PartyOutcome::Full { places_left } => return Err(Refusal::full(places_left)),
        PartyOutcome::TooLarge { capacity } => return Err(Refusal::party_too_large(capacity)),
        PartyOutcome::DoesNotFit(problems) => return Err(Refusal::fields(problems)),
        PartyOutcome::NotBookable(availability) => return Err(Refusal::not_bookable(availability)),
        PartyOutcome::Refused(refused) => return Err(Refusal::step(refused)),
        PartyOutcome::NotFound => return Err(Refusal::not_found()),
        PartyOutcome::Finished => return Err(Refusal::finished()),
    }
    Ok(())
}

async fn change_week(
    hub: &Hub,
    id: &BookingId,
    token: &PrivateToken,
    session: &SessionId,
    coming: bool,
) -> Result<(), Refusal> {
    let caller = Caller::Family(token.clone());
    match hub.store.change_week(id, &caller, session, coming, hub.now()).await? {
        WeekOutcome::Changed => hub.outbox.notify_one(),
        WeekOutcome::Full { places_left } => return Err(Refusal::full(places_left)),
        WeekOutcome::NotBookable(Availability::Finished) => return Err(Refusal::finished()),
        WeekOutcome::NotBookable(state) => return Err(Refusal::not_bookable(state)),
        WeekOutcome::FamilyAlreadyBooked => return Err(Refusal::family_already_booked()),
        WeekOutcome::Refused(refused) => return Err(Refusal::step(refused)),
        WeekOutcome::NotFound => return Err(Refusal::not_found()),
    }
    Ok(())
}

/// A booking that is there.
enum Kept {
    /// It was made by this request.
    Now(Box<Booking>),
    /// It was made by this request and is to be read: there was no room and it waits, or it is for a course.
    ToRead,
    /// It was made by an earlier one.
    Before,
}

/// Asks the store to book, with another reference when one is taken.
async fn keep(hub: &Hub, booking: &NewBooking) -> Result<Kept, Refusal> {
    if hub.directory().session(&booking.session_id).is_none() {
        // It may have been imported by another process a moment ago.
        hub.refresh().await?;
    }
    let directory = hub.directory();
    let no_such_session = || Refusal::not_found().because("There is no such session.");
    let session = directory.session(&booking.session_id).ok_or_else(no_such_session)?;
    let sequence = hub.sequence(&booking.session_id).await?;
    for _ in 0..TRIES {
        let reference = Reference::from_random(u64::from_le_bytes(random()?));
        let now = hub.now();
        let message = writer(hub, &directory, sequence)
            .booked(message_id()?, session, booking, &reference)
            .ok_or_else(unknown_series)?;
        return match hub.store.book(booking, &reference, &message, now).await {
            Err(StoreError::ReferenceTaken) => continue,
            Err(error) => Err(error.into()),
            Ok(BookOutcome::Booked) if booking.course => Ok(Kept::ToRead),
            Ok(BookOutcome::Booked) => {
                made(hub, &directory, booking, reference, now).await.map(|made| Kept::Now(Box::new(made)))
            }
            Ok(BookOutcome::Joined { .. }) => Ok(Kept::ToRead),
            Ok(BookOutcome::AlreadyBooked) => Ok(Kept::Before),
            Ok(BookOutcome::NoSuchSession) => Err(no_such_session()),
            Ok(outcome) => Err(not_booked(outcome)),
        };
    }
    Err(Refusal::server())
}

/// Why a booking was not made, the same for a family and for the team.
pub(super) fn not_booked(outcome: BookOutcome) -> Refusal {
    match outcome {
        BookOutcome::Full { places_left } => Refusal::full(places_left),
        BookOutcome::TooLarge { capacity } => Refusal::party_too_large(capacity),
        BookOutcome::WaitingListFull => Refusal::waiting_list_full(),
        BookOutcome::FamilyAlreadyBooked => Refusal::family_already_booked(),
        BookOutcome::IdInUse => Refusal::id_in_use(),
        BookOutcome::NoSuchSession => Refusal::not_found(),
        BookOutcome::NotBookable(availability) => Refusal::not_bookable(availability),
        BookOutcome::AskedOtherwise => Refusal::asked_otherwise(),
        BookOutcome::DoesNotFit(problems) => Refusal::fields(problems),
        BookOutcome::Booked | BookOutcome::Joined { .. } | BookOutcome::AlreadyBooked => Refusal::server(),
    }
}

/// The booking that was made a moment ago, with its session as it is now.
async fn made(
    hub: &Hub,
    directory: &Directory,
    booking: &NewBooking,
    reference: Reference,
    now: Instant,
) -> Result<Booking, Refusal> {
    let series =
        directory.session(&booking.session_id).and_then(|session| directory.series(&session.series_id));
    let counts = series.ok_or_else(unknown_series)?.counts;
    let row = hub.live_by_id(&booking.session_id).await?.ok_or_else(unknown_series)?;
    Ok(Booking {
        id: booking.id.clone(),
        reference,
        status: BookingStatus::Booked,
        session: summary(directory, &row, None, now).ok_or_else(unknown_series)?,
        course: None,
        moved_from: None,
        places: booking.party.places(counts),
        position: None,
        party: booking.party.clone(),
        name: booking.name.clone(),
        contact: booking.contact.clone(),
        access_needs: booking.access_needs.clone(),
        on_behalf: booking.on_behalf.clone(),
        booked_at: now,
    })
}

async fn stored(hub: &Hub, id: &BookingId, token: &PrivateToken) -> Result<StoredBooking, Refusal> {
    hub.store.booking(id, token).await?.ok_or_else(Refusal::not_found)
}

fn seen(hub: &Hub, stored: StoredBooking) -> Result<Booking, Refusal> {
    let (directory, now) = (hub.directory(), hub.now());
    let next = stored.next(now);
    let session = summary(&directory, next, None, now).ok_or_else(unknown_series)?;
    let was_at = stored.moved.iter().find(|was| was.session_id == next.id);
    let moved_from = was_at.map(|was| MovedFrom {
        starts_at: was.from,
        place: directory.location(&was.place).map(|place| place.clone().public().name).unwrap_or_default(),
    });
    let course = stored.course.as_ref().map(|course| {
        let mut detail = crate::handlers::sessions::course_detail(course, now);
        for week in &mut detail.weeks {
            week.coming = stored.comes_to(&week.id);
        }
        detail
    });
    Ok(Booking {
        id: stored.id,
        reference: stored.reference,
        status: stored.status,
        session,
        course,
        moved_from,
        party: stored.party,
        places: stored.places,
        position: stored.position,
        name: stored.name,
        contact: stored.contact,
        access_needs: stored.access_needs,
        on_behalf: stored.on_behalf,
        booked_at: stored.booked_at,
    })
}

fn private(booking: Booking) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "no-store")], Json(booking))
}

fn unknown_series() -> Refusal {
    tracing::error!("a session belongs to a series or a location that is not in the directory");
    Refusal::server()
}

/// The booking's id and the private token of the request.
pub(super) fn key(id: &str, headers: &HeaderMap) -> Result<(BookingId, PrivateToken), Refusal> {
    let id = id.parse().map_err(|_| Refusal::not_found())?;
    bearer(headers).map(|token| (id, token)).ok_or_else(Refusal::not_found)
}

fn writer<'a>(hub: &'a Hub, directory: &'a Directory, sequence: u32) -> Writer<'a> {
    Writer {
        directory,
        public_url: &hub.config.public_url,
        now: hub.now(),
        sequence,
        weeks: Vec::new(),
        others: Vec::new(),
    }
}
