//! Revisions: in what order series and sessions changed, for software that reads them again and again.

use domain::Instant;

/// How far a reader has come: past the revision with this number and id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// The number of the last revision read; 0 for none.
    pub number: i64,
    /// Its id: several revisions may have one number.
    pub id: String,
}

/// The latest revision of a series or a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision<T> {
    /// The id of what changed.
    pub id: String,
    /// Grows with every change, places taken among them; no other kind shares the order.
    pub number: i64,
    /// How it is now; `None` when it is gone.
    pub now: Option<T>,
}

/// What calendars are told of a session's changes (RFC 5545, 3.8.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalendarStamp {
    /// How often its time, its place or its going ahead has changed.
    pub sequence: u32,
    /// When it, or what its series says, last changed.
    pub changed_at: Instant,
}
