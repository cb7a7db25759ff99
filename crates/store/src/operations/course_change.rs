//! What may become of a booking for a course: given back, an offer taken, another party, a week missed.

use async_trait::async_trait;
use domain::booking::{AcceptOutcome, CancelOutcome, PartyOutcome, RefusedStep, other_party};
use domain::course::{WeekOutcome, change_week};
use domain::waiting::offer_until;
use domain::{
    Availability, BookingId, BookingStatus, CancelledBy, Course, Instant, Party, Recorded, Session, SessionId,
};

use super::booking_change::put_party;
use super::courses::{self, give_back, put_week, release, settle, settle_session, take_weeks};
use super::holding::{Held, hold, put_counts, put_status, without};
use super::{Change, Connection, Keep, Operation, Undo, notices, team};
use crate::{Caller, Notice, StoreError, StoredBooking};

/// Gives all weeks that are not over back, leaves the waiting list or declines an offer.
pub(super) async fn cancel(
    connection: &mut Connection,
    booking: StoredBooking,
    mut course: Course,
    caller: &Caller,
    now: Instant,
) -> Result<Change<CancelOutcome>, StoreError> {
    let before = booking.status;
    let after = match before.cancel(now, CancelledBy::Family) {
        Err(_) => return Ok(Undo(CancelOutcome::AlreadyCancelled)),
        Ok(after) if after == before => return Ok(Undo(CancelOutcome::AlreadyCancelled)),
        Ok(after) => after,
    };
    if now >= course.ends_at() {
        return Ok(Undo(CancelOutcome::Finished));
    }
    release(connection, &mut course, (&booking.id, before), &booking.weeks, now).await?;
    put_status(connection, &booking.id, after).await?;
    let notice = if before == BookingStatus::Booked { Notice::Cancelled } else { Notice::Left };
    notices::keep(connection, &booking.id, &notice, now).await?;
    record(connection, caller, &booking, &Recorded::BookingCancelled, now).await?;
    settle(connection, course, now).await?;
    Ok(Keep(CancelOutcome::Cancelled))
}

/// Takes the weeks that were offered; or those that are free, when no more offers are made.
pub(super) async fn accept(
    connection: &mut Connection,
    booking: StoredBooking,
    mut course: Course,
    caller: &Caller,
    now: Instant,
) -> Result<Change<AcceptOutcome>, StoreError> {
    let (before, whole) = (booking.status, course.whole(now));
    let free = match whole.availability(now) {
        Availability::Places { left } => left,
        _ => 0,
    };
    let after = match before.accept(now) {
        Ok(after) if after == before => return Ok(Undo(AcceptOutcome::AlreadyAccepted)),
        Ok(after) => {
            for week in booking.weeks.iter().filter(|week| week.coming) {
                let held = course.session(&week.session_id).filter(|session| session.places_held > 0);
                let Some(mut session) = held.cloned() else { continue };
                session.places_held = session.places_held.saturating_sub(week.places);
                put_counts(connection, &session).await?;
            }
            after
        }
        Err(RefusedStep::NotOffered) if booking.places <= free && offer_until(now, &whole).is_none() => {
            match before.take_free() {
                Ok(after) => {
                    let party = (&booking.party, booking.places);
                    take_weeks(connection, &mut course, &booking.id, party, false, now).await?;
                    after
                }
                Err(refused) => return Ok(Undo(AcceptOutcome::Refused(refused))),
            }
        }
        Err(refused) => return Ok(Undo(AcceptOutcome::Refused(refused))),
    };
    put_status(connection, &booking.id, after).await?;
    notices::keep(connection, &booking.id, &Notice::Accepted, now).await?;
    record(connection, caller, &booking, &Recorded::OfferAccepted, now).await?;
    Ok(Keep(AcceptOutcome::Accepted))
}

/// Puts another party in, in all weeks to come; a larger one only where each of them has room.
pub(super) async fn change_party(
    connection: &mut Connection,
    Held { booking, rules, .. }: Held,
    mut course: Course,
    (caller, party): (&Caller, &Party),
    now: Instant,
) -> Result<Change<PartyOutcome>, StoreError> {
    let is_held = booking.status.holds_places();
    let coming =
        |session: &&Session| booking.weeks.iter().any(|one| one.coming && one.session_id == session.id);
    let weeks: Vec<Session> = course.to_come(now).filter(coming).cloned().collect();
    let as_one = if is_held { course.held(&weeks.iter().collect::<Vec<_>>()) } else { course.whole(now) };
    if let Err(outcome) = other_party(&as_one, &rules, &booking.party, party, now) {
        return Ok(Undo(outcome));
    }
    let (from, to) = (booking.places, party.places(rules.counts));
    let capacity = as_one.capacity.unwrap_or_default();
    if to > capacity && to > from {
        return Ok(Undo(PartyOutcome::TooLarge { capacity }));
    }
    let places_left = capacity.saturating_sub(as_one.places_taken);
    if is_held && !weeks.is_empty() && to > from && to - from > places_left {
        return Ok(Undo(PartyOutcome::Full { places_left }));
    }
    for week in weeks {
        let mut week = without(week, booking.status, from)?;
        week.places_taken += to;
        if matches!(booking.status, BookingStatus::Offered { .. }) {
            week.places_held += to;
        }
        put_counts(connection, &week).await?;
        put_week(connection, &booking.id, &week.id, (party, to)).await?;
        course.put(&week);
    }
    put_party(connection, &booking.id, party, to).await?;
    notices::keep(connection, &booking.id, &Notice::PartyChanged, now).await?;
    record(connection, caller, &booking, &Recorded::PartyChanged { from, to }, now).await?;
    settle(connection, course, now).await?;
    Ok(Keep(PartyOutcome::Changed))
}

/// Says of one week of a course whether the family comes.
pub(super) struct ChangeWeek {
    pub(super) id: BookingId,
    pub(super) caller: Caller,
    pub(super) session: SessionId,
    pub(super) coming: bool,
    pub(super) now: Instant,
}

#[async_trait]
impl Operation for ChangeWeek {
    type Outcome = WeekOutcome;

    async fn run(&self, connection: &mut Connection) -> Result<Change<WeekOutcome>, StoreError> {
        let Self { id, caller, session, coming, now } = self;
        let Some(Held { booking, .. }) = hold(connection, id, caller, *now).await? else {
            return Ok(Undo(WeekOutcome::NotFound));
        };
        let Some(mut course) = booking.course.clone() else { return Ok(Undo(WeekOutcome::NotFound)) };
        let Some(week) = course.session(session).cloned() else { return Ok(Undo(WeekOutcome::NotFound)) };
        if let Err(refused) = booking.status.change_week() {
            return Ok(Undo(WeekOutcome::Refused(refused)));
        }
        let before = booking.weeks.iter().find(|week| week.session_id == *session);
        if before.is_some_and(|week| week.coming) == *coming {
            return Ok(Undo(WeekOutcome::Changed));
        }
        if let Err(outcome) = change_week(&week, *coming, booking.places, *now) {
            return Ok(Undo(outcome));
        }
        let week = if *coming {
            if courses::family_is_in(connection, session, &booking.contact, id).await? {
                return Ok(Undo(WeekOutcome::FamilyAlreadyBooked));
            }
            put_week(connection, id, session, (&booking.party, booking.places)).await?;
            Session { places_taken: week.places_taken + booking.places, ..week }
        } else {
            give_back(connection, id, session).await?;
            without(week, BookingStatus::Booked, before.map_or(0, |week| week.places))?
        };
        put_counts(connection, &week).await?;
        course.put(&week);
        let notice = Notice::WeekChanged { coming: *coming };
        notices::keep_about(connection, id, session, &notice, *now).await?;
        if let Caller::Team(actor) = caller {
            let what = Recorded::WeekChanged { coming: *coming };
            team::record(connection, actor, Some(session), Some(id), &what, *now).await?;
        }
        settle_session(connection, week, Some(course), *now).await?;
        Ok(Keep(WeekOutcome::Changed))
    }
}

async fn record(
    connection: &mut Connection,
    caller: &Caller,
    booking: &StoredBooking,
    what: &Recorded,
    now: Instant,
) -> Result<(), StoreError> {
    let Caller::Team(actor) = caller else { return Ok(()) };
    team::record(connection, actor, Some(&booking.session.id), Some(&booking.id), what, now).await
}
