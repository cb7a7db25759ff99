//! Sessions as the hub's team sees them: with who has booked and who came, as counts.

use serde::{Deserialize, Serialize};

use crate::booking::BookingStatus;
use crate::contact::{CarerName, OnBehalf};
use crate::id::{BookingId, LocalityId, LocationId, SeriesId, SessionId};
use crate::party::{Counts, Party};
use crate::reference::Reference;
use crate::session::{Session, SessionStatus};
use crate::session_change::{ExtraSession, MoveAsked};
use crate::time::Instant;

/// How many have booked a session, and how many came. Counts alone: they stay when a family's details are deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attendance {
    /// Families with a place.
    pub booked: u32,
    /// Adults of those families.
    pub adults: u32,
    /// Children of those families.
    pub children: u32,
    /// Families noted as having come.
    pub came: u32,
    /// Adults of the families that came.
    pub adults_came: u32,
    /// Children of the families that came.
    pub children_came: u32,
    /// Families noted as not having come; those nobody has noted are in neither count.
    pub stayed_away: u32,
    /// Bookings that were cancelled, by the family or the hub.
    pub cancelled: u32,
}

/// A session with all that the team's lists say of it, and nothing of any family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamSession {
    /// The session, as it is now.
    pub session: Session,
    /// What it is called.
    pub title: String,
    /// What its capacity counts.
    pub counts: Counts,
    /// The name of the place.
    pub location: String,
    /// The locality of the place, if it belongs to one.
    pub locality: Option<LocalityId>,
    /// Who has booked and who came.
    pub attendance: Attendance,
}

/// A session in the team's lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamSessionSummary {
    /// The session.
    pub id: SessionId,
    /// The series it belongs to.
    pub series_id: SeriesId,
    /// What it is called.
    pub title: String,
    /// When it starts.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// Where it is.
    pub location_id: LocationId,
    /// The name of the place.
    pub location: String,
    /// The locality of the place, if it belongs to one.
    pub locality: Option<LocalityId>,
    /// Whether it is going ahead.
    pub status: SessionStatus,
    /// What the capacity counts.
    pub counts: Counts,
    /// Places in all; `None` for drop-in.
    pub capacity: Option<u16>,
    /// Places taken, those on offer included.
    pub places_taken: u16,
    /// How many of the places taken are on offer to families that waited.
    pub places_held: u16,
    /// How many families wait without an offer.
    pub waiting: u16,
    /// Who has booked and who came.
    pub attendance: Attendance,
}

impl From<TeamSession> for TeamSessionSummary {
    fn from(one: TeamSession) -> Self {
        let TeamSession { session, title, counts, location, locality, attendance } = one;
        Self {
            id: session.id,
            series_id: session.series_id,
            title,
            starts_at: session.starts_at,
            ends_at: session.ends_at,
            location_id: session.location_id,
            location,
            locality,
            status: session.status,
            counts,
            capacity: session.capacity,
            places_taken: session.places_taken,
            places_held: session.places_held,
            waiting: session.waiting,
            attendance,
        }
    }
}

/// Sessions in order of their start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamSessionList {
    /// Those within the key's scope.
    pub sessions: Vec<TeamSessionSummary>,
}

/// The body of `POST /api/v1/team/sessions`: one more session of a series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewSession {
    /// The series it is to belong to.
    pub series_id: SeriesId,
    /// When and where.
    #[serde(flatten)]
    pub extra: ExtraSession,
}

/// The body of `PATCH /api/v1/team/sessions/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum SessionChange {
    /// The hub does not run it. Everyone booked or waiting is told.
    Cancel {
        /// Why, in one line of at most 160 characters; perhaps nothing.
        #[serde(default)]
        reason: String,
    },
    /// It has this many places.
    Capacity {
        /// Places in all, never fewer than are taken.
        capacity: u16,
    },
    /// It is at another time or place. Everyone booked or waiting is told.
    Move(MoveAsked),
}

/// What a change came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionChanged {
    /// The session as it is now.
    pub session: TeamSessionSummary,
    /// How many families are told; none when nothing changed.
    pub families_told: u32,
}

/// The body of `PATCH /api/v1/team/bookings/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum TeamBookingChange {
    /// The family gives its place back, leaves the waiting list or declines.
    Cancel,
    /// Whether the family came; from the day of the session on.
    Attended {
        /// Whether it did.
        came: bool,
        /// The session, where the booking is for a course; the last whose day has come when left out.
        #[serde(default)]
        session_id: Option<SessionId>,
        /// When it was noted; now when left out. Of what two people note the later stays.
        #[serde(default)]
        at: Option<Instant>,
    },
    /// The family gives one week of its course back.
    Miss {
        /// The session of that week.
        session_id: SessionId,
    },
    /// The family comes in a week of its course after all.
    Come {
        /// The session of that week.
        session_id: SessionId,
    },
    /// What was noted of whether the family came is taken back.
    Unmark {
        /// The session, as for `attended`.
        #[serde(default)]
        session_id: Option<SessionId>,
        /// When it was taken back; now when left out.
        #[serde(default)]
        at: Option<Instant>,
    },
}

impl TeamBookingChange {
    /// What it notes at this moment, if it is about whether the family came. A device whose clock is fast notes nothing
    /// of the future.
    #[must_use]
    pub fn tick(&self, now: Instant) -> Option<Tick> {
        let (came, at) = match self {
            Self::Cancel | Self::Miss { .. } | Self::Come { .. } => return None,
            Self::Attended { came, at, .. } => (Some(*came), at),
            Self::Unmark { at, .. } => (None, at),
        };
        Some(Tick { came, at: at.unwrap_or(now).min(now) })
    }
}

/// What somebody at the door notes of a family, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Whether it came; `None` takes back what was noted.
    pub came: Option<bool>,
    /// When the button was tapped. Ticks of a device without a signal come later than they were made.
    pub at: Instant,
}

/// What a tick comes to beside what is noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TickEffect {
    /// It is noted.
    Noted,
    /// The same is noted already.
    Same,
    /// Something else was noted later, which stays.
    TooLate,
}

impl Tick {
    /// What it comes to where this is noted since this moment: the latest tap wins. Of two in the same second the one
    /// that comes last does, because one device sends its own in order.
    #[must_use]
    pub fn against(self, noted: Option<bool>, noted_at: Option<Instant>) -> TickEffect {
        if self.came == noted {
            TickEffect::Same
        } else if noted_at.is_some_and(|noted_at| self.at < noted_at) {
            TickEffect::TooLate
        } else {
            TickEffect::Noted
        }
    }
}

/// One line of a register. It says how to greet a family and not how to reach it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegisterLine {
    /// The booking.
    pub booking_id: BookingId,
    /// What to read aloud.
    pub reference: Reference,
    /// Where it stands.
    pub status: BookingStatus,
    /// Where it is in line, from 1, while it waits.
    pub position: Option<u16>,
    /// Who booked.
    pub name: CarerName,
    /// Who is coming.
    pub party: Party,
    /// Places it holds, held, or asks for.
    pub places: u16,
    /// What would help, perhaps nothing.
    pub access_needs: String,
    /// Who booked for a family they support.
    pub on_behalf: Option<OnBehalf>,
    /// Whether they came; `None` until somebody notes it.
    pub attended: Option<bool>,
}

/// Who comes to a session.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamRegister {
    /// The session.
    pub session: TeamSessionSummary,
    /// Those booked by name, then those offered a place, then those who wait, in their order.
    pub bookings: Vec<RegisterLine>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> Instant {
        Instant::from_unix(second)
    }

    #[test]
    fn the_latest_tap_wins() {
        let (yes, no) = (Some(true), Some(false));
        for (came, tapped, noted, noted_at, effect) in [
            (yes, 5, None, None, TickEffect::Noted),
            (None, 5, None, None, TickEffect::Same),
            (yes, 5, no, Some(4), TickEffect::Noted),
            (yes, 5, no, Some(5), TickEffect::Noted),
            (yes, 5, no, Some(6), TickEffect::TooLate),
            (None, 5, no, Some(6), TickEffect::TooLate),
            (no, 5, None, Some(6), TickEffect::TooLate),
            (no, 5, no, Some(6), TickEffect::Same),
            (no, 5, yes, None, TickEffect::Noted),
        ] {
            let tick = Tick { came, at: at(tapped) };
            assert_eq!(tick.against(noted, noted_at.map(at)), effect, "{tick:?} {noted:?} {noted_at:?}");
        }
    }

    #[test]
    fn a_change_says_what_is_noted_and_nothing_of_the_future() {
        for (json, tick) in [
            (r#"{"change":"attended","came":true}"#, Some((Some(true), 100))),
            (r#"{"change":"attended","came":false,"at":"1970-01-01T00:00:50Z"}"#, Some((Some(false), 50))),
            (r#"{"change":"unmark","at":"1970-01-01T00:05:00Z"}"#, Some((None, 100))),
            (r#"{"change":"cancel"}"#, None),
        ] {
            let change: TeamBookingChange = serde_json::from_str(json).unwrap();
            let expected = tick.map(|(came, second)| Tick { came, at: at(second) });
            assert_eq!(change.tick(at(100)), expected, "{json}");
        }
        assert!(serde_json::from_str::<TeamBookingChange>(r#"{"change":"attended"}"#).is_err());
    }

    /// What is noted when these ticks come in this order.
    fn noted(ticks: &[(Option<bool>, i64)]) -> Option<bool> {
        let (mut state, mut since) = (None, None);
        for (came, second) in ticks {
            let tick = Tick { came: *came, at: at(*second) };
            if tick.against(state, since) != TickEffect::TooLate {
                state = tick.came;
                since = since.max(Some(tick.at));
            }
        }
        state
    }

    proptest! {
        #[test]
        fn in_whatever_order_ticks_come_the_latest_is_what_is_noted(
            came in proptest::collection::vec(proptest::option::of(any::<bool>()), 1..8),
            seed: u64,
        ) {
            let made: Vec<(Option<bool>, i64)> = came.into_iter().zip(1..).collect();
            let mut come = made.clone();
            let mut bits = seed;
            for last in (1..come.len()).rev() {
                come.swap(last, (bits % (last as u64 + 1)) as usize);
                bits = bits.rotate_right(7) ^ 0x9e37_79b9;
            }
            prop_assert_eq!(noted(&come), made.last().unwrap().0);
            let twice: Vec<_> = come.iter().chain(&come).copied().collect();
            prop_assert_eq!(noted(&twice), noted(&come));
        }
    }
}
