//! Booking: the one write that must be quick, because many families make it at once.

use async_trait::async_trait;
use domain::booking::{BookOutcome, PartyRules};
use domain::{Availability, Contact, Instant, NewBooking, Recorded, Reference, Session};
use sqlx::Row as _;

use super::holding::{self, HeldSession, hold_session};
use super::{
    About, Change, Connection, Keep, Operation, Undo, courses, json, keep_message, notices, plain, session,
    team, waiting,
};
use crate::{Message, Notice, StoreError, fingerprint};

/// How the family learns that it is booked.
pub(super) enum Tell {
    /// By this message, which was written along with the request.
    Message(Message),
    /// By a notice, because the hub's team has booked for it; and that is recorded.
    Notice(domain::Actor),
}

pub(super) struct Book {
    pub(super) booking: NewBooking,
    pub(super) reference: Reference,
    pub(super) tell: Tell,
    pub(super) now: Instant,
}

#[async_trait]
impl Operation for Book {
    type Outcome = BookOutcome;

    async fn run(&self, connection: &mut Connection) -> Result<Change<BookOutcome>, StoreError> {
        let Self { booking, reference, tell, now } = self;
        let change = if booking.course {
            courses::book(connection, booking, reference, *now).await?
        } else {
            book(connection, booking, reference, tell, *now).await?
        };
        if let (Keep(_), Tell::Notice(actor)) = (&change, tell) {
            let Some(wanted) = wanted(connection, booking).await? else { return Err(StoreError::Conflict) };
            let what = Recorded::Booked { places: booking.party.places(wanted.rules.counts) };
            team::record(connection, actor, Some(&booking.session_id), Some(&booking.id), &what, *now)
                .await?;
        }
        Ok(change)
    }
}

/// The session a family wants, with all that decides whether it can be theirs, as of one moment.
struct Wanted {
    session: Session,
    rules: PartyRules,
    family_has_booked: bool,
    /// What the booking already kept under this id asked for.
    known: Option<Vec<u8>>,
}

async fn book(
    connection: &mut Connection,
    booking: &NewBooking,
    reference: &Reference,
    tell: &Tell,
    now: Instant,
) -> Result<Change<BookOutcome>, StoreError> {
    let Some(wanted) = wanted(connection, booking).await? else {
        let outcome = known(connection, booking).await?;
        return Ok(Undo(outcome.unwrap_or(BookOutcome::NoSuchSession)));
    };
    if let Some(outcome) = refusal(&wanted, booking, now) {
        return Ok(Undo(outcome));
    }
    if wanted.session.waiting > 0 || wanted.rules.course.is_some() {
        // Those who wait come first, should places have become free unnoticed. One week of a course is had by itself only
        // where its council allows it.
        let held = hold_session(connection, &booking.session_id, now).await?;
        let Some(HeldSession { course, .. }) = held else { return Ok(Undo(BookOutcome::NoSuchSession)) };
        if let Some(course) = course {
            if !course.takes_singles(now) {
                return Ok(Undo(BookOutcome::AskedOtherwise));
            }
            if let Some(outcome) = refusal_now(connection, booking, now).await? {
                return Ok(Undo(outcome));
            }
        }
    }
    let places = booking.party.places(wanted.rules.counts);
    // From here on others who book this session wait for us: the row is ours until the transaction ends.
    let taken = sqlx::query(
        "update sessions set places_taken = places_taken + $1 \
         where id = $2 and status = 'scheduled' and places_taken + $1 <= capacity",
    )
    .bind(i64::from(places))
    .bind(booking.session_id.as_str())
    .execute(&mut *connection)
    .await?;
    if taken.rows_affected() == 0 {
        return if booking.waiting {
            waiting::join(connection, booking, reference, now).await
        } else {
            no_places(connection, booking, places, now).await.map(Undo)
        };
    }
    if !insert(connection, booking, reference, places, None, None, now).await? {
        return lost(connection, booking, reference).await;
    }
    match tell {
        Tell::Message(message) => keep_message(connection, About::Booking(&booking.id), message, now).await?,
        Tell::Notice(_) => notices::keep(connection, &booking.id, &Notice::Booked, now).await?,
    }
    Ok(Keep(BookOutcome::Booked))
}

/// Why a booking could not be inserted: someone else kept one with the same id or reference while we were on our way; or
/// one of the same family, which the next try sees.
pub(super) async fn lost(
    connection: &mut Connection,
    booking: &NewBooking,
    reference: &Reference,
) -> Result<Change<BookOutcome>, StoreError> {
    if let Some(outcome) = known(connection, booking).await? {
        return Ok(Undo(outcome));
    }
    if reference_is_taken(connection, reference).await? {
        return Err(StoreError::ReferenceTaken);
    }
    Err(StoreError::Conflict)
}

/// What to say of a booking whose id is known: the very same request is a retry, even of one since cancelled.
fn again(known: &[u8], booking: &NewBooking) -> BookOutcome {
    let is_retry = fingerprint::same(known, &fingerprint::of_request(booking));
    if is_retry { BookOutcome::AlreadyBooked } else { BookOutcome::IdInUse }
}

pub(super) async fn known(
    connection: &mut Connection,
    booking: &NewBooking,
) -> Result<Option<BookOutcome>, StoreError> {
    let known: Option<Vec<u8>> = sqlx::query_scalar("select request_hash from bookings where id = $1")
        .bind(booking.id.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(known.map(|known| again(&known, booking)))
}

/// Reads it in one statement: between two, PostgreSQL would let the very same booking, sent twice at once, appear
/// as another one of the same family.
async fn wanted(connection: &mut Connection, booking: &NewBooking) -> Result<Option<Wanted>, StoreError> {
    let row = sqlx::query(
        "select sessions.*, series.body as series_body, \
         (select count(*) from bookings where bookings.session_id = sessions.id \
          and bookings.contact_key = $2 and bookings.course is null and status in ('waiting', 'offered', 'booked')) \
         + (select count(*) from course_weeks join bookings on bookings.id = course_weeks.booking_id \
          where course_weeks.session_id = sessions.id and coming = 1 and bookings.contact_key = $2 \
          and bookings.status in ('offered', 'booked')) as family_bookings, \
         (select bookings.request_hash from bookings where bookings.id = $3) as known \
         from sessions join series on series.id = sessions.series_id where sessions.id = $1",
    )
    .bind(booking.session_id.as_str())
    .bind(booking.contact.key())
    .bind(booking.id.as_str())
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Wanted {
        session: session(&row)?,
        rules: holding::rules(&row)?,
        family_has_booked: row.try_get::<i64, _>("family_bookings")? > 0,
        known: row.try_get("known")?,
    }))
}

/// Why this booking is not to be made, if there is a reason other than room. The order is the order of the words a
/// family is best served with: a retry is told that all is well, whatever has happened to the session since.
fn refusal(wanted: &Wanted, booking: &NewBooking, now: Instant) -> Option<BookOutcome> {
    if let Some(known) = &wanted.known {
        return Some(again(known, booking));
    }
    match wanted.session.availability(now) {
        Availability::Places { .. } | Availability::Full => (),
        state => return Some(BookOutcome::NotBookable(state)),
    }
    let PartyRules { ages, counts, grace_months, .. } = wanted.rules;
    if let Err(problems) = booking.party.fits(ages, counts, grace_months) {
        return Some(BookOutcome::DoesNotFit(problems));
    }
    wanted.family_has_booked.then_some(BookOutcome::FamilyAlreadyBooked)
}

/// The same, by the session as it is at this moment.
pub(super) async fn refusal_now(
    connection: &mut Connection,
    booking: &NewBooking,
    now: Instant,
) -> Result<Option<BookOutcome>, StoreError> {
    let Some(wanted) = wanted(connection, booking).await? else {
        return Ok(Some(BookOutcome::NoSuchSession));
    };
    Ok(refusal(&wanted, booking, now))
}

/// Why the places could not be taken, by the session as it is at this moment.
async fn no_places(
    connection: &mut Connection,
    booking: &NewBooking,
    places: u16,
    now: Instant,
) -> Result<BookOutcome, StoreError> {
    let Some(wanted) = wanted(connection, booking).await? else { return Ok(BookOutcome::NoSuchSession) };
    if let Some(outcome) = refusal(&wanted, booking, now) {
        return Ok(outcome);
    }
    let places_left = wanted.session.capacity.unwrap_or_default().saturating_sub(wanted.session.places_taken);
    // A place given back since then is worth another try.
    if places_left >= places { Err(StoreError::Conflict) } else { Ok(BookOutcome::Full { places_left }) }
}

/// Whether the booking is kept, as booked or at this number of the waiting list; it is not when its id, its family in this
/// session or its reference is there. One for a whole course is kept with the first of its sessions.
pub(super) async fn insert(
    connection: &mut Connection,
    booking: &NewBooking,
    reference: &Reference,
    places: u16,
    joined: Option<i64>,
    course: Option<&Session>,
    now: Instant,
) -> Result<bool, StoreError> {
    let (contact_by, contact) = match &booking.contact {
        Contact::Email(address) => ("email", address),
        Contact::Phone(number) => ("phone", number),
    };
    let kept = sqlx::query(
        "insert into bookings (id, session_id, reference, token_hash, request_hash, status, adults, children, ages, \
         places, name, contact_by, contact, contact_key, access_needs, on_behalf, booked_at, joined, course) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) \
         on conflict do nothing",
    )
    .bind(booking.id.as_str())
    .bind(course.map_or(&booking.session_id, |course| &course.id).as_str())
    .bind(reference.as_str())
    .bind(fingerprint::of_token(&booking.token).to_vec())
    .bind(fingerprint::of_request(booking).to_vec())
    .bind(if joined.is_some() { "waiting" } else { "booked" })
    .bind(i64::from(booking.party.adults()))
    .bind(i64::try_from(booking.party.children().len()).unwrap_or(i64::MAX))
    .bind(json(&booking.party.children())?)
    .bind(i64::from(places))
    .bind(booking.name.as_str())
    .bind(contact_by)
    .bind(contact)
    .bind(booking.contact.key())
    .bind(plain(&booking.access_needs))
    .bind(booking.on_behalf.as_ref().map_or("", domain::OnBehalf::as_str))
    .bind(now.unix())
    .bind(joined)
    .bind(course.map(|course| course.series_id.as_str()))
    .execute(connection)
    .await?;
    Ok(kept.rows_affected() == 1)
}

async fn reference_is_taken(connection: &mut Connection, reference: &Reference) -> Result<bool, StoreError> {
    let taken: i64 = sqlx::query_scalar("select count(*) from bookings where reference = $1")
        .bind(reference.as_str())
        .fetch_one(connection)
        .await?;
    Ok(taken > 0)
}
