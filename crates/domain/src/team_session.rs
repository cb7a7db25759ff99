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
    Cancel,
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
