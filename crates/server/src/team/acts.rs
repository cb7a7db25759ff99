//! What the team does to sessions and bookings, within a scope: the same for the command line and the API.

use domain::booking::{BookOutcome, CancelOutcome, MarkOutcome};
use domain::course::WeekOutcome;
use domain::session_change::{
    AddSessionOutcome, CancelReason, CancelSessionOutcome, CapacityOutcome, LONGEST_REASON, MoveAsked,
    MoveOutcome,
};
use domain::team_key::Scope;
use domain::team_session::{NewSession, RegisterLine, SessionChange, TeamRegister, TeamSession, Tick};
use domain::{
    Actor, Availability, BookingId, Date, Instant, LocalityId, LocationId, NewBooking, Record, Reference,
    Session, SessionId, TimeOfDay,
};
use store::{Caller, Store, StoreError, StoredBooking};

/// The most days that a list of sessions spans.
pub const MOST_DAYS: i32 = 400;
/// The most sessions in a list.
pub const MOST_SESSIONS: u16 = 20_000;
/// How often another reference is tried when one is taken.
const TRIES: usize = 8;

/// Who does something, and where they may.
#[derive(Clone, Debug)]
pub struct Member {
    /// The name in the records.
    pub actor: Actor,
    /// Where.
    pub scope: Scope,
}

/// Why something was not done. Nothing was changed, and nothing here tells of a family.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// There is no such session.
    #[error("there is no such session")]
    NoSuchSession,
    /// There is no such series.
    #[error("there is no such series")]
    NoSuchSeries,
    /// There is no such location.
    #[error("there is no such location")]
    NoSuchLocation,
    /// There is no such booking, or its details are deleted.
    #[error("there is no such booking, or its details are deleted")]
    NoSuchBooking,
    /// It is in a locality that the key is not for.
    #[error("it is in a locality that this key is not for")]
    OutOfScope,
    /// The list would be too long.
    #[error("the dates span more than {MOST_DAYS} days, or end before they begin")]
    Span,
    /// What was asked for does not go with the session or booking as it is.
    #[error("{0}")]
    Change(String),
    /// There is no such request, suggestion or page, or it is dealt with.
    #[error("there is none such any more")]
    NoneSuch,
    /// Nobody is named to have a request, or with too many letters.
    #[error("say who has it, in 1 to 80 characters")]
    Who,
    /// The reason for cancelling a session is too long.
    #[error("use at most {LONGEST_REASON} characters for the reason")]
    Reason,
    /// Somebody noted something else later.
    #[error("somebody noted later that {}", noted(*.came))]
    NotedLater {
        /// What they noted.
        came: Option<bool>,
    },
    /// A family cannot be booked so.
    #[error("{}", why_not_booked(.0))]
    Book(BookOutcome),
    /// The database failed.
    #[error("the database failed, and nothing was changed: {0}")]
    Store(#[from] StoreError),
}

fn noted(came: Option<bool>) -> &'static str {
    match came {
        Some(true) => "the family came",
        Some(false) => "the family did not come",
        None => "it is not known whether the family came",
    }
}

fn change(reason: &str) -> Refused {
    Refused::Change(reason.to_owned())
}

pub(super) fn within(scope: &Scope, locality: Option<&LocalityId>) -> Result<(), Refused> {
    if scope.covers(locality) { Ok(()) } else { Err(Refused::OutOfScope) }
}

async fn location_within(store: &dyn Store, member: &Member, id: &LocationId) -> Result<(), Refused> {
    let location = store.location(id).await?.ok_or(Refused::NoSuchLocation)?;
    within(&member.scope, location.locality.as_ref())
}

/// One session within the scope.
///
/// # Errors
/// When there is none, or it is elsewhere.
pub async fn session(store: &dyn Store, scope: &Scope, id: &SessionId) -> Result<TeamSession, Refused> {
    let session = store.team_session(id).await?.ok_or(Refused::NoSuchSession)?;
    within(scope, session.locality.as_ref())?;
    Ok(session)
}

/// The sessions within the scope that start from one date to another in London, both included.
///
/// # Errors
/// When the dates span too much.
pub async fn sessions(
    store: &dyn Store,
    scope: &Scope,
    from: Date,
    to: Date,
) -> Result<Vec<TeamSession>, Refused> {
    if !(0..MOST_DAYS).contains(&to.days().saturating_sub(from.days())) {
        return Err(Refused::Span);
    }
    let midnight = |date| Instant::from_london(date, TimeOfDay::MIDNIGHT);
    let mut found = store.team_sessions(midnight(from), midnight(to.plus_days(1)), MOST_SESSIONS).await?;
    found.retain(|one| scope.covers(one.locality.as_ref()));
    Ok(found)
}

/// Adds a session to a series. Both the series' place and the session's own have to be within the scope.
///
/// # Errors
/// What stands against it.
pub async fn add(
    store: &dyn Store,
    member: &Member,
    new: &NewSession,
    now: Instant,
) -> Result<TeamSession, Refused> {
    let series = store.series(&new.series_id).await?.ok_or(Refused::NoSuchSeries)?;
    location_within(store, member, &series.location_id).await?;
    let mut session = match Session::extra(&series, &new.extra, now) {
        Ok(session) => session,
        Err(outcome) => return Err(change(why_not_added(outcome))),
    };
    if series.course.is_some_and(|rule| !rule.single_weeks)
        && let Some(course) = store.course(&series.id).await?
    {
        // One more week of a course is no new way into it.
        session.closes_at = session.closes_at.min(course.closes_at());
    }
    location_within(store, member, &session.location_id).await?;
    match store.add_session(&session, &member.actor, now).await? {
        AddSessionOutcome::Added => self::session(store, &member.scope, &session.id).await,
        outcome => Err(change(why_not_added(outcome))),
    }
}

fn why_not_added(outcome: AddSessionOutcome) -> &'static str {
    match outcome {
        AddSessionOutcome::Added | AddSessionOutcome::AlreadyThere => {
            "the series has a session on this date, perhaps a cancelled one"
        }
        AddSessionOutcome::EndsBeforeStart => "it would end before it starts",
        AddSessionOutcome::InThePast => "it would start in the past",
        AddSessionOutcome::TooFarAhead => "it is more than two years ahead",
        AddSessionOutcome::CourseIsBooked => {
            "families have booked this course or are offered it, and one more week would not be theirs: add it to \
             another series, and tell them"
        }
        AddSessionOutcome::CapacityDoesNotFit => {
            "a session to book has at least one place, and one where people just turn up has no number of them"
        }
    }
}

/// Changes a session, and says how many families are told.
///
/// # Errors
/// What stands against it.
pub async fn change_session(
    store: &dyn Store,
    member: &Member,
    id: &SessionId,
    asked: &SessionChange,
    now: Instant,
) -> Result<u32, Refused> {
    let there = session(store, &member.scope, id).await?;
    match asked {
        SessionChange::Cancel { reason } => cancel(store, member, id, reason, now).await,
        SessionChange::Capacity { capacity } => capacity_of(store, member, id, *capacity, now).await,
        SessionChange::Move(asked) => moved(store, member, &there.session, asked, now).await,
    }
}

async fn cancel(
    store: &dyn Store,
    member: &Member,
    id: &SessionId,
    reason: &str,
    now: Instant,
) -> Result<u32, Refused> {
    let reason = CancelReason::parse(reason).ok_or(Refused::Reason)?;
    match store.cancel_session_because(id, &reason, &member.actor, now).await? {
        CancelSessionOutcome::Cancelled { families } => Ok(families),
        // A retry tells nobody again.
        CancelSessionOutcome::AlreadyCancelled => Ok(0),
        CancelSessionOutcome::Finished => Err(change("the session is over")),
        CancelSessionOutcome::NoSuchSession => Err(Refused::NoSuchSession),
    }
}

async fn capacity_of(
    store: &dyn Store,
    member: &Member,
    id: &SessionId,
    capacity: u16,
    now: Instant,
) -> Result<u32, Refused> {
    match store.set_capacity(id, capacity, &member.actor, now).await? {
        CapacityOutcome::Set { families } => Ok(families),
        CapacityOutcome::BelowTaken { places_taken } => Err(Refused::Change(format!(
            "families hold {places_taken} places, those on offer included: no capacity below that"
        ))),
        CapacityOutcome::NotBookable(Availability::DropIn) => {
            Err(change("people just turn up: there are no places to count"))
        }
        CapacityOutcome::NotBookable(Availability::Cancelled) => Err(change("the session is cancelled")),
        CapacityOutcome::NotBookable(_) => Err(change("the session is over")),
        CapacityOutcome::NoSuchSession => Err(Refused::NoSuchSession),
    }
}

async fn moved(
    store: &dyn Store,
    member: &Member,
    session: &Session,
    asked: &MoveAsked,
    now: Instant,
) -> Result<u32, Refused> {
    let to = asked.of(session);
    location_within(store, member, &to.location_id).await?;
    match store.move_session(&session.id, &to, &member.actor, now).await? {
        MoveOutcome::Moved { families } => Ok(families),
        MoveOutcome::AlreadyThere => Ok(0),
        MoveOutcome::EndsBeforeStart => Err(change("it would end before it starts")),
        MoveOutcome::InThePast => Err(change("it would start in the past")),
        MoveOutcome::TooFarAhead => Err(change("it is more than two years ahead")),
        MoveOutcome::Cancelled => Err(change("the session is cancelled")),
        MoveOutcome::Finished => Err(change("the session is over")),
        MoveOutcome::NoSuchLocation => Err(Refused::NoSuchLocation),
        MoveOutcome::NoSuchSession => Err(Refused::NoSuchSession),
    }
}

/// Who comes to a session.
///
/// # Errors
/// When there is none, or it is elsewhere.
pub async fn register(store: &dyn Store, scope: &Scope, id: &SessionId) -> Result<TeamRegister, Refused> {
    let (session, bookings) = register_of(store, scope, id).await?;
    Ok(TeamRegister { session: session.into(), bookings })
}

/// The same with the session whole.
///
/// # Errors
/// As [`register`].
pub async fn register_of(
    store: &dyn Store,
    scope: &Scope,
    id: &SessionId,
) -> Result<(TeamSession, Vec<RegisterLine>), Refused> {
    let session = session(store, scope, id).await?;
    let register = store.register(id).await?.ok_or(Refused::NoSuchSession)?;
    Ok((session, register.bookings.into_iter().map(line).collect()))
}

fn line(booking: StoredBooking) -> RegisterLine {
    RegisterLine {
        booking_id: booking.id,
        reference: booking.reference,
        status: booking.status,
        position: booking.position,
        name: booking.name,
        party: booking.party,
        places: booking.places,
        access_needs: booking.access_needs,
        on_behalf: booking.on_behalf,
        attended: booking.attended,
    }
}

/// What the team did to a session.
///
/// # Errors
/// When there is none, or it is elsewhere.
pub async fn records(store: &dyn Store, scope: &Scope, id: &SessionId) -> Result<Vec<Record>, Refused> {
    session(store, scope, id).await?;
    Ok(store.records(id).await?)
}

async fn booking_within(store: &dyn Store, member: &Member, id: &BookingId) -> Result<(), Refused> {
    let session_id = store.session_of_booking(id).await?.ok_or(Refused::NoSuchBooking)?;
    session(store, &member.scope, &session_id).await.map(drop)
}

/// Notes whether a family came, or takes that back.
///
/// # Errors
/// What stands against it.
pub async fn mark(
    store: &dyn Store,
    member: &Member,
    id: &BookingId,
    session_id: Option<&SessionId>,
    tick: Tick,
    now: Instant,
) -> Result<(), Refused> {
    booking_within(store, member, id).await?;
    match store.mark_attended(id, session_id, tick, &member.actor, now).await? {
        MarkOutcome::Marked => Ok(()),
        MarkOutcome::NotedLater { came } => Err(Refused::NotedLater { came }),
        MarkOutcome::TooEarly => Err(change("the day of the session has not come")),
        MarkOutcome::Refused(_) => Err(change("the family has no place in this session")),
        MarkOutcome::NotFound => Err(Refused::NoSuchBooking),
    }
}

/// Says of one week of a family's course whether it comes, as it asked.
///
/// # Errors
/// What stands against it.
pub async fn change_week(
    store: &dyn Store,
    member: &Member,
    id: &BookingId,
    session_id: &SessionId,
    coming: bool,
    now: Instant,
) -> Result<(), Refused> {
    booking_within(store, member, id).await?;
    match store.change_week(id, &Caller::Team(member.actor.clone()), session_id, coming, now).await? {
        WeekOutcome::Changed => Ok(()),
        WeekOutcome::Full { .. } => Err(change("there is no longer room in that week")),
        WeekOutcome::NotBookable(Availability::Cancelled) => Err(change("the session is cancelled")),
        WeekOutcome::NotBookable(Availability::Finished) => Err(change("the session is over")),
        WeekOutcome::NotBookable(_) => Err(change("the session has begun")),
        WeekOutcome::FamilyAlreadyBooked => {
            Err(change("this family has another booking in this session, or waits for one"))
        }
        WeekOutcome::Refused(_) => Err(change("the family has no place in this course")),
        WeekOutcome::NotFound => Err(Refused::NoSuchBooking),
    }
}

/// Gives a family's place back, as it asked.
///
/// # Errors
/// What stands against it.
pub async fn cancel_booking(
    store: &dyn Store,
    member: &Member,
    id: &BookingId,
    now: Instant,
) -> Result<(), Refused> {
    booking_within(store, member, id).await?;
    match store.cancel_by_team(id, &member.actor, now).await? {
        CancelOutcome::Cancelled | CancelOutcome::AlreadyCancelled => Ok(()),
        CancelOutcome::NotFound => Err(Refused::NoSuchBooking),
        CancelOutcome::Finished => Err(change("the session is over")),
        CancelOutcome::NotWaiting => Err(change("the family's places are booked")),
    }
}

/// Books for a family. `random` gives bits for its reference. Says whether it was made now, with its line of the
/// register.
///
/// # Errors
/// What stands against it.
pub async fn book<E>(
    store: &dyn Store,
    member: &Member,
    booking: &NewBooking,
    now: Instant,
    mut random: impl FnMut() -> Result<[u8; 8], E>,
) -> Result<(bool, RegisterLine), E>
where
    E: From<Refused>,
{
    session(store, &member.scope, &booking.session_id).await?;
    let mut tries = 0;
    let outcome = loop {
        let reference = Reference::from_random(u64::from_le_bytes(random()?));
        match store.book_by_team(booking, &reference, &member.actor, now).await {
            Err(StoreError::ReferenceTaken) if tries < TRIES => tries += 1,
            done => break done.map_err(Refused::from)?,
        }
    };
    let made = match outcome {
        BookOutcome::Booked | BookOutcome::Joined { .. } => true,
        BookOutcome::AlreadyBooked => false,
        refused => return Err(Refused::Book(refused).into()),
    };
    let stored = store.booking(&booking.id, &booking.token).await.map_err(Refused::from)?;
    Ok((made, line(stored.ok_or(Refused::NoSuchBooking)?)))
}

fn why_not_booked(outcome: &BookOutcome) -> String {
    match outcome {
        BookOutcome::Booked | BookOutcome::Joined { .. } | BookOutcome::AlreadyBooked => String::new(),
        BookOutcome::Full { places_left } => {
            format!("there are not enough places: {places_left} left. Ask whether the family would wait")
        }
        BookOutcome::TooLarge { capacity } => {
            format!("the party is larger than the session, which has {capacity} places in all")
        }
        BookOutcome::WaitingListFull => "the waiting list is full".to_owned(),
        BookOutcome::FamilyAlreadyBooked => {
            "this family already has a booking in this session, or waits for one".to_owned()
        }
        BookOutcome::IdInUse => "another booking has this id".to_owned(),
        BookOutcome::NoSuchSession => "there is no such session".to_owned(),
        BookOutcome::AskedOtherwise => {
            "a session of a course is booked with the course, and no other session is".to_owned()
        }
        BookOutcome::NotBookable(state) => match state {
            Availability::DropIn => "no booking is needed: people just turn up",
            Availability::NotOpen { .. } => "booking has not opened yet",
            Availability::Cancelled => "the session is cancelled",
            Availability::Finished => "the session is over",
            _ => "booking has closed",
        }
        .to_owned(),
        BookOutcome::DoesNotFit(problems) => {
            let fields: Vec<&str> = problems.iter().map(|one| one.field.0.as_str()).collect();
            format!("the party does not fit the session: look at {}", fields.join(", "))
        }
    }
}
