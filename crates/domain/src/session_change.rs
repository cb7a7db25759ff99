//! What the hub's team does to a session: another capacity, another time or place, or none at all.

use crate::id::LocationId;
use crate::session::{Availability, Session, SessionStatus};
use crate::time::Instant;

/// Where and when a session is to be instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionMove {
    /// When it starts.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// Where it is.
    pub location_id: LocationId,
}

/// What came of setting a capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CapacityOutcome {
    /// It is this now; perhaps it was before.
    Set,
    /// Families hold more places than that.
    BelowTaken {
        /// How many are taken, those on offer included.
        places_taken: u16,
    },
    /// There are no places to count: just turn up, or the session is cancelled or over.
    NotBookable(Availability),
    /// There is no such session.
    NoSuchSession,
}

/// What came of cancelling a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelSessionOutcome {
    /// It is cancelled.
    Cancelled {
        /// How many families are told.
        families: u32,
    },
    /// It was cancelled before: nobody is told again.
    AlreadyCancelled,
    /// It is over.
    Finished,
    /// There is no such session.
    NoSuchSession,
}

/// What came of moving a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoveOutcome {
    /// It is there now.
    Moved {
        /// How many families are told.
        families: u32,
    },
    /// It was there before: nobody is told again.
    AlreadyThere,
    /// It would end before it starts.
    EndsBeforeStart,
    /// It would start in the past.
    InThePast,
    /// It is cancelled.
    Cancelled,
    /// It is over.
    Finished,
    /// There is no such location.
    NoSuchLocation,
    /// There is no such session.
    NoSuchSession,
}

impl Session {
    /// The session with this many places.
    ///
    /// # Errors
    /// What stands against it.
    pub fn with_capacity(&self, capacity: u16, now: Instant) -> Result<Self, CapacityOutcome> {
        match self.availability(now) {
            state @ (Availability::DropIn | Availability::Cancelled | Availability::Finished) => {
                Err(CapacityOutcome::NotBookable(state))
            }
            _ if capacity < self.places_taken => {
                Err(CapacityOutcome::BelowTaken { places_taken: self.places_taken })
            }
            _ => Ok(Self { capacity: Some(capacity), ..self.clone() }),
        }
    }

    /// The session without anyone in it, because the hub does not run it.
    ///
    /// # Errors
    /// When it is cancelled already, or over.
    pub fn cancelled(&self, now: Instant) -> Result<Self, CancelSessionOutcome> {
        if self.status == SessionStatus::Cancelled {
            return Err(CancelSessionOutcome::AlreadyCancelled);
        }
        if now >= self.ends_at {
            return Err(CancelSessionOutcome::Finished);
        }
        Ok(Self {
            status: SessionStatus::Cancelled,
            places_taken: 0,
            places_held: 0,
            waiting: 0,
            ..self.clone()
        })
    }

    /// The session at another time or place. Booking closes as long before the start as it did; all places stay taken.
    ///
    /// # Errors
    /// What stands against it.
    pub fn moved(&self, to: &SessionMove, now: Instant) -> Result<Self, MoveOutcome> {
        if self.status == SessionStatus::Cancelled {
            return Err(MoveOutcome::Cancelled);
        }
        if now >= self.ends_at {
            return Err(MoveOutcome::Finished);
        }
        if (self.starts_at, self.ends_at, &self.location_id) == (to.starts_at, to.ends_at, &to.location_id) {
            return Err(MoveOutcome::AlreadyThere);
        }
        if to.ends_at <= to.starts_at {
            return Err(MoveOutcome::EndsBeforeStart);
        }
        if to.starts_at <= now {
            return Err(MoveOutcome::InThePast);
        }
        let before = self.starts_at.unix() - self.closes_at.unix();
        let closes_at = Instant::from_unix(to.starts_at.unix() - before);
        Ok(Self {
            starts_at: to.starts_at,
            ends_at: to.ends_at,
            location_id: to.location_id.clone(),
            closes_at,
            opens_at: self.opens_at.filter(|opens_at| *opens_at < closes_at),
            ..self.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn session() -> Session {
        Session {
            id: "massage-2026-11-24".parse().unwrap(),
            series_id: "massage".parse().unwrap(),
            service_id: "s".parse().unwrap(),
            location_id: "oak".parse().unwrap(),
            starts_at: at("2026-11-24T10:00:00Z"),
            ends_at: at("2026-11-24T11:30:00Z"),
            opens_at: Some(at("2026-11-10T10:00:00Z")),
            closes_at: at("2026-11-24T09:00:00Z"),
            capacity: Some(8),
            places_taken: 5,
            places_held: 2,
            waiting: 1,
            status: SessionStatus::Scheduled,
        }
    }

    #[test]
    fn a_capacity_is_never_below_what_is_taken() {
        let drop_in = Session { capacity: None, places_taken: 0, places_held: 0, ..session() };
        let cancelled = Session { status: SessionStatus::Cancelled, ..session() };
        let (now, last, over) = ("2026-11-20T10:00:00Z", "2026-11-24T11:29:59Z", "2026-11-24T11:30:00Z");
        for (session, capacity, now, outcome) in [
            (session(), 5, now, Ok(Some(5))),
            (session(), 65_535, now, Ok(Some(65_535))),
            (session(), 8, last, Ok(Some(8))),
            (session(), 4, now, Err(CapacityOutcome::BelowTaken { places_taken: 5 })),
            (session(), 9, over, Err(CapacityOutcome::NotBookable(Availability::Finished))),
            (drop_in, 9, now, Err(CapacityOutcome::NotBookable(Availability::DropIn))),
            (cancelled, 9, now, Err(CapacityOutcome::NotBookable(Availability::Cancelled))),
        ] {
            let found = session.with_capacity(capacity, at(now)).map(|session| session.capacity);
            assert_eq!(found, outcome, "{capacity} at {now}");
        }
    }

    #[test]
    fn a_session_is_cancelled_once_and_until_it_ends() {
        let gone = session().cancelled(at("2026-11-24T11:29:59Z")).unwrap();
        assert_eq!((gone.places_taken, gone.places_held, gone.waiting), (0, 0, 0));
        assert_eq!(gone.cancelled(at("2027-01-01T00:00:00Z")), Err(CancelSessionOutcome::AlreadyCancelled));
        assert_eq!(session().cancelled(session().ends_at), Err(CancelSessionOutcome::Finished));
    }

    #[test]
    fn a_moved_session_keeps_its_places_and_its_closing() {
        let to = |starts: &str, ends: &str, place: &str| SessionMove {
            starts_at: at(starts),
            ends_at: at(ends),
            location_id: place.parse().unwrap(),
        };
        let (ten, half_past) = ("2026-11-24T10:00:00Z", "2026-11-24T11:30:00Z");
        let now = "2026-11-20T10:00:00Z";
        let moved =
            session().moved(&to("2026-11-25T13:00:00Z", "2026-11-25T14:00:00Z", "elm"), at(now)).unwrap();
        assert_eq!(moved.closes_at, at("2026-11-25T12:00:00Z"));
        assert_eq!((moved.places_taken, moved.opens_at), (5, session().opens_at));
        let sooner = session()
            .moved(&to("2026-11-09T13:00:00Z", "2026-11-09T14:00:00Z", "oak"), at("2026-11-01T00:00:00Z"));
        assert_eq!(sooner.unwrap().opens_at, None, "booking cannot open after it has closed");
        let cancelled = Session { status: SessionStatus::Cancelled, ..session() };
        for (session, to, now, outcome) in [
            (session(), to(ten, half_past, "oak"), now, MoveOutcome::AlreadyThere),
            (session(), to(half_past, half_past, "oak"), now, MoveOutcome::EndsBeforeStart),
            (session(), to(now, half_past, "oak"), now, MoveOutcome::InThePast),
            (session(), to(ten, half_past, "elm"), half_past, MoveOutcome::Finished),
            (cancelled, to(ten, half_past, "elm"), now, MoveOutcome::Cancelled),
        ] {
            assert_eq!(session.moved(&to, at(now)), Err(outcome));
        }
    }
}
