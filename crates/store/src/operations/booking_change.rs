//! What may become of a booking: given back, another party, an offer taken.

use async_trait::async_trait;
use domain::booking::{AcceptOutcome, CancelOutcome, PartyOutcome, RefusedStep, other_party};
use domain::waiting::offer_until;
use domain::{Availability, BookingId, BookingStatus, CancelledBy, Instant, Party, Recorded};

use super::holding::{Held, hold, put_counts, put_status, without};
use super::outbox::{self, About};
use super::{Change, Connection, Keep, Operation, Undo, course_change, json, notices, team, waiting};
use crate::{Caller, Message, Notice, StoreError};

/// Gives a booking back, leaves the waiting list or declines an offer.
pub(super) struct Cancel {
    pub(super) id: BookingId,
    pub(super) caller: Caller,
    /// What the family is told of a place given back; without it a notice says so.
    pub(super) message: Option<Message>,
    /// Whether it is to leave the list or decline, and not to give booked places back.
    pub(super) only_leaves: bool,
    pub(super) now: Instant,
}

#[async_trait]
impl Operation for Cancel {
    type Outcome = CancelOutcome;

    async fn run(&self, connection: &mut Connection) -> Result<Change<CancelOutcome>, StoreError> {
        let Self { id, caller, message, only_leaves, now } = self;
        let Some(Held { booking, .. }) = hold(connection, id, caller, *now).await? else {
            return Ok(Undo(CancelOutcome::NotFound));
        };
        if *only_leaves && booking.status == BookingStatus::Booked {
            return Ok(Undo(CancelOutcome::NotWaiting));
        }
        if let Some(course) = booking.course.clone() {
            return course_change::cancel(connection, booking, course, caller, *now).await;
        }
        let before = booking.status;
        let after = match before.cancel(*now, CancelledBy::Family) {
            // Only a lapsed offer refuses: nothing is left to give back.
            Err(_) => return Ok(Undo(CancelOutcome::AlreadyCancelled)),
            Ok(after) if after == before => return Ok(Undo(CancelOutcome::AlreadyCancelled)),
            Ok(after) => after,
        };
        if *now >= booking.session.ends_at {
            return Ok(Undo(CancelOutcome::Finished));
        }
        let session = without(booking.session, before, booking.places)?;
        put_counts(connection, &session).await?;
        put_status(connection, id, after).await?;
        match (before, message) {
            (BookingStatus::Booked, Some(message)) => {
                outbox::keep(connection, About::Booking(id), message, *now).await?;
            }
            (BookingStatus::Booked, None) => notices::keep(connection, id, &Notice::Cancelled, *now).await?,
            _ => notices::keep(connection, id, &Notice::Left, *now).await?,
        }
        if let Caller::Team(actor) = caller {
            team::record(connection, actor, Some(&session.id), Some(id), &Recorded::BookingCancelled, *now)
                .await?;
        }
        waiting::settle(connection, session, *now).await?;
        Ok(Keep(CancelOutcome::Cancelled))
    }
}

/// Takes what was offered.
pub(super) struct Accept {
    pub(super) id: BookingId,
    pub(super) caller: Caller,
    pub(super) now: Instant,
}

#[async_trait]
impl Operation for Accept {
    type Outcome = AcceptOutcome;

    async fn run(&self, connection: &mut Connection) -> Result<Change<AcceptOutcome>, StoreError> {
        let Self { id, caller, now } = self;
        let Some(Held { booking, .. }) = hold(connection, id, caller, *now).await? else {
            return Ok(Undo(AcceptOutcome::NotFound));
        };
        if let Some(course) = booking.course.clone() {
            return course_change::accept(connection, booking, course, caller, *now).await;
        }
        let before = booking.status;
        let mut session = booking.session;
        let free = match session.availability(*now) {
            Availability::Places { left } => left,
            _ => 0,
        };
        let after = match before.accept(*now) {
            Ok(after) if after == before => return Ok(Undo(AcceptOutcome::AlreadyAccepted)),
            Ok(after) => after,
            // When no more offers are made, free places are for whoever comes first: also for those who wait.
            Err(RefusedStep::NotOffered)
                if booking.places <= free && offer_until(*now, &session).is_none() =>
            {
                match before.take_free() {
                    Ok(after) => after,
                    Err(refused) => return Ok(Undo(AcceptOutcome::Refused(refused))),
                }
            }
            Err(refused) => return Ok(Undo(AcceptOutcome::Refused(refused))),
        };
        session = without(session, before, booking.places)?;
        session.places_taken += booking.places;
        put_counts(connection, &session).await?;
        put_status(connection, id, after).await?;
        notices::keep(connection, id, &Notice::Accepted, *now).await?;
        if let Caller::Team(actor) = caller {
            team::record(connection, actor, Some(&session.id), Some(id), &Recorded::OfferAccepted, *now)
                .await?;
        }
        Ok(Keep(AcceptOutcome::Accepted))
    }
}

/// Puts another party in the place of the one that holds, or asks for, places.
pub(super) struct ChangeParty {
    pub(super) id: BookingId,
    pub(super) caller: Caller,
    pub(super) party: Party,
    pub(super) now: Instant,
}

#[async_trait]
impl Operation for ChangeParty {
    type Outcome = PartyOutcome;

    async fn run(&self, connection: &mut Connection) -> Result<Change<PartyOutcome>, StoreError> {
        let Self { id, caller, party, now } = self;
        let Some(Held { booking, rules }) = hold(connection, id, caller, *now).await? else {
            return Ok(Undo(PartyOutcome::NotFound));
        };
        if let Err(refused) = booking.status.change_party() {
            return Ok(Undo(PartyOutcome::Refused(refused)));
        }
        if booking.party == *party {
            return Ok(Undo(PartyOutcome::Changed));
        }
        if let Some(course) = booking.course.clone() {
            let held = Held { booking, rules };
            return course_change::change_party(connection, held, course, (caller, party), *now).await;
        }
        if let Err(outcome) = other_party(&booking.session, &rules, &booking.party, party, *now) {
            return Ok(Undo(outcome));
        }
        let (from, to) = (booking.places, party.places(rules.counts));
        let capacity = booking.session.capacity.unwrap_or_default();
        if to > capacity && to > from {
            return Ok(Undo(PartyOutcome::TooLarge { capacity }));
        }
        let mut session = booking.session;
        if booking.status.holds_places() {
            let places_left = capacity.saturating_sub(session.places_taken);
            if to > from && to - from > places_left {
                return Ok(Undo(PartyOutcome::Full { places_left }));
            }
            session = without(session, booking.status, from)?;
            session.places_taken += to;
            if matches!(booking.status, BookingStatus::Offered { .. }) {
                session.places_held += to;
            }
            put_counts(connection, &session).await?;
        }
        put_party(connection, id, party, to).await?;
        notices::keep(connection, id, &Notice::PartyChanged, *now).await?;
        if let Caller::Team(actor) = caller {
            let what = Recorded::PartyChanged { from, to };
            team::record(connection, actor, Some(&session.id), Some(id), &what, *now).await?;
        }
        waiting::settle(connection, session, *now).await?;
        Ok(Keep(PartyOutcome::Changed))
    }
}

pub(super) async fn put_party(
    connection: &mut Connection,
    id: &BookingId,
    party: &Party,
    places: u16,
) -> Result<(), StoreError> {
    sqlx::query("update bookings set adults = $1, children = $2, ages = $3, places = $4 where id = $5")
        .bind(i64::from(party.adults()))
        .bind(i64::try_from(party.children().len()).unwrap_or(i64::MAX))
        .bind(json(&party.children())?)
        .bind(i64::from(places))
        .bind(id.as_str())
        .execute(connection)
        .await?;
    Ok(())
}
