//! Sessions as the hub's team sees them: with who has booked and who came, as counts.

use serde::{Deserialize, Serialize};

use crate::id::LocalityId;
use crate::party::Counts;
use crate::session::Session;

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
