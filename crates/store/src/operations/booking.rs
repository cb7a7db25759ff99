//! Booking: the one write that must be quick, because many families make it at once.

use async_trait::async_trait;
use domain::booking::{BookOutcome, PartyRules};
use domain::{Availability, Contact, Instant, NewBooking, Recorded, Reference, Session};
use sqlx::{QueryBuilder, Row as _};

use super::catalogue::session;
use super::holding::{self, HeldSession, hold_session};
use super::outbox::{self, About};
use super::{
    Change, Connection, Database, Keep, Operation, Undo, courses, json, notices, plain, team, waiting,
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

impl Wanted {
    /// Whether the places go to whoever asks first. Else the session has to be held: those who wait come first, should
    /// places have become free unnoticed, and one week of a course is had by itself only where its council allows it.
    fn goes_to_the_first(&self) -> bool {
        self.session.waiting == 0 && self.rules.course.is_none()
    }
}

/// Books for a family that is told by a message, by one statement that reads and one that writes and is a transaction by
/// itself. `None` when it takes more than that, or when another booking was in the way: nothing is kept then, and
/// [`book`] has to see to it.
///
/// Between the two nobody is held up: what the first has read is checked again by the condition of the update and by the
/// table's unique indexes, as in [`book`].
pub(super) async fn at_once(
    connection: &mut Connection,
    book: &Book,
) -> Result<Option<BookOutcome>, StoreError> {
    let Book { booking, reference, tell: Tell::Message(message), now } = book else { return Ok(None) };
    if booking.course {
        return Ok(None);
    }
    let Some(wanted) = wanted(connection, booking).await? else { return Ok(None) };
    if let Some(outcome) = refusal(&wanted, booking, Seen::InPassing, *now) {
        return Ok(Some(outcome));
    }
    if !wanted.goes_to_the_first() {
        return Ok(None);
    }
    let places = booking.party.places(wanted.rules.counts);
    let mut statement = QueryBuilder::<Database>::new("with taken as (");
    push_taking(&mut statement, booking, places);
    statement.push(" returning 1), kept as (");
    push_booking(&mut statement, booking, reference, places, None, None, *now)?;
    // Without `on conflict do nothing`: a booking that is in the way undoes the whole statement.
    statement.push(" from taken returning 1), told as (");
    outbox::push(&mut statement, About::Booking(&booking.id), message, *now);
    statement.push(" from kept) select count(*) from kept");
    match statement.build_query_scalar::<i64>().fetch_one(connection).await {
        Ok(kept) => Ok((kept > 0).then_some(BookOutcome::Booked)),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(None),
        Err(error) => match error.into() {
            StoreError::Conflict => Ok(None),
            error => Err(error),
        },
    }
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
    if let Some(outcome) = refusal(&wanted, booking, Seen::InPassing, now) {
        return Ok(Undo(outcome));
    }
    if !wanted.goes_to_the_first() {
        let held = hold_session(connection, &booking.session_id, now).await?;
        let Some(HeldSession { course, .. }) = held else { return Ok(Undo(BookOutcome::NoSuchSession)) };
        if course.is_some_and(|course| !course.takes_singles(now)) {
            return Ok(Undo(BookOutcome::AskedOtherwise));
        }
        if let Some(outcome) = refusal_now(connection, booking, now).await? {
            return Ok(Undo(outcome));
        }
    }
    let places = booking.party.places(wanted.rules.counts);
    // From here on others who book this session wait for us: the row is ours until the transaction ends.
    let mut statement = QueryBuilder::<Database>::new("");
    push_taking(&mut statement, booking, places);
    if statement.build().execute(&mut *connection).await?.rows_affected() == 0 {
        return if booking.waiting {
            waiting::join(connection, booking, reference, now).await
        } else {
            no_places(connection, booking, now).await.map(Undo)
        };
    }
    if !insert(connection, booking, reference, places, None, None, now).await? {
        return lost(connection, booking, reference).await;
    }
    match tell {
        Tell::Message(message) => outbox::keep(connection, About::Booking(&booking.id), message, now).await?,
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
///
/// The session's id is bound to each of its tables. Taken from `sessions`, whose ids have a collation of their own, it
/// would fit no index of the others, and PostgreSQL would look through all bookings for each that is made.
pub(in super::super) const WANTED: &str = "select sessions.*, series.body as series_body, \
     (select count(*) from bookings where bookings.session_id = $1 \
      and bookings.contact_key = $2 and bookings.course is null and status in ('waiting', 'offered', 'booked')) \
     + (select count(*) from course_weeks join bookings on bookings.id = course_weeks.booking_id \
      where course_weeks.session_id = $1 and coming = 1 and bookings.contact_key = $2 \
      and bookings.status in ('offered', 'booked')) as family_bookings, \
     (select bookings.request_hash from bookings where bookings.id = $3) as known \
     from sessions join series on series.id = sessions.series_id where sessions.id = $1";

async fn wanted(connection: &mut Connection, booking: &NewBooking) -> Result<Option<Wanted>, StoreError> {
    let row = sqlx::query(WANTED)
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

/// How a session was read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// As it was at that moment.
    InPassing,
    /// While nobody else changes it, after what was free in it went to those who wait.
    Held,
}

/// Why this booking is not to be made, if there is a reason. The order is the order of the words a family is best served
/// with: a retry is told that all is well, whatever has happened to the session since.
///
/// Whether the family is in the session comes last, once all else speaks for the booking. Told any sooner, it would tell
/// whoever asks with somebody else's address, by a request that leaves no trace.
fn refusal(wanted: &Wanted, booking: &NewBooking, seen: Seen, now: Instant) -> Option<BookOutcome> {
    if let Some(known) = &wanted.known {
        return Some(again(known, booking));
    }
    match wanted.session.availability(now) {
        Availability::Places { .. } | Availability::Full => (),
        state => return Some(BookOutcome::NotBookable(state)),
    }
    let PartyRules { ages, counts, grace_months, course } = wanted.rules;
    if let Err(problems) = booking.party.fits(ages, counts, grace_months) {
        return Some(BookOutcome::DoesNotFit(problems));
    }
    if course.is_some() && seen == Seen::InPassing {
        // Whether one week is to be had by itself comes first.
        return None;
    }
    let places = booking.party.places(counts);
    if let Err(outcome) = waiting::room(&wanted.session, places, booking.waiting, now) {
        return Some(outcome);
    }
    let is_certain = seen == Seen::Held || wanted.goes_to_the_first();
    (is_certain && wanted.family_has_booked).then_some(BookOutcome::FamilyAlreadyBooked)
}

/// The same, by the held session as it is at this moment.
pub(super) async fn refusal_now(
    connection: &mut Connection,
    booking: &NewBooking,
    now: Instant,
) -> Result<Option<BookOutcome>, StoreError> {
    let Some(wanted) = wanted(connection, booking).await? else {
        return Ok(Some(BookOutcome::NoSuchSession));
    };
    Ok(refusal(&wanted, booking, Seen::Held, now))
}

/// Why the places could not be taken, by the session as it is at this moment.
async fn no_places(
    connection: &mut Connection,
    booking: &NewBooking,
    now: Instant,
) -> Result<BookOutcome, StoreError> {
    let Some(wanted) = wanted(connection, booking).await? else { return Ok(BookOutcome::NoSuchSession) };
    // A place given back since then is worth another try.
    refusal(&wanted, booking, Seen::InPassing, now).ok_or(StoreError::Conflict)
}

/// The conditional update that takes the places: when there are not as many left it changes nothing.
fn push_taking(statement: &mut QueryBuilder<Database>, booking: &NewBooking, places: u16) {
    let places = i64::from(places);
    statement
        .push("update sessions set places_taken = places_taken + ")
        .push_bind(places)
        .push(" where status = 'scheduled' and id = ")
        .push_bind(booking.session_id.as_str())
        .push(" and capacity >= places_taken + ")
        .push_bind(places);
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
    let mut statement = QueryBuilder::<Database>::new("");
    push_booking(&mut statement, booking, reference, places, joined, course, now)?;
    // SQLite takes `on` for part of a join where no condition comes before it.
    statement.push(" where true on conflict do nothing");
    Ok(statement.build().execute(connection).await?.rows_affected() == 1)
}

/// The insert of one booking, up to its values: what comes after them says when it is made.
fn push_booking(
    statement: &mut QueryBuilder<Database>,
    booking: &NewBooking,
    reference: &Reference,
    places: u16,
    joined: Option<i64>,
    course: Option<&Session>,
    now: Instant,
) -> Result<(), StoreError> {
    let (contact_by, contact) = match &booking.contact {
        Contact::Email(address) => ("email", address),
        Contact::Phone(number) => ("phone", number),
    };
    statement.push(
        "insert into bookings (id, session_id, reference, token_hash, request_hash, status, adults, children, ages, \
         places, name, contact_by, contact, contact_key, access_needs, on_behalf, booked_at, joined, course) select ",
    );
    statement
        .separated(", ")
        .push_bind(booking.id.as_str())
        .push_bind(course.map_or(&booking.session_id, |course| &course.id).as_str())
        .push_bind(reference.as_str())
        .push_bind(fingerprint::of_token(&booking.token).to_vec())
        .push_bind(fingerprint::of_request(booking).to_vec())
        .push_bind(if joined.is_some() { "waiting" } else { "booked" })
        .push_bind(i64::from(booking.party.adults()))
        .push_bind(i64::try_from(booking.party.children().len()).unwrap_or(i64::MAX))
        .push_bind(json(&booking.party.children())?)
        .push_bind(i64::from(places))
        .push_bind(booking.name.as_str())
        .push_bind(contact_by)
        .push_bind(contact)
        .push_bind(booking.contact.key())
        .push_bind(plain(&booking.access_needs))
        .push_bind(booking.on_behalf.as_ref().map_or("", domain::OnBehalf::as_str))
        .push_bind(now.unix())
        .push_bind(joined)
        .push_bind(course.map(|course| course.series_id.as_str()));
    Ok(())
}

async fn reference_is_taken(connection: &mut Connection, reference: &Reference) -> Result<bool, StoreError> {
    let taken: i64 = sqlx::query_scalar("select count(*) from bookings where reference = $1")
        .bind(reference.as_str())
        .fetch_one(connection)
        .await?;
    Ok(taken > 0)
}
