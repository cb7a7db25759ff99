//! Notices: what a family is to be told, kept in the transaction that made it so. A worker writes the words later.

use domain::{Instant, LocationId};
use serde::{Deserialize, Serialize};

use crate::StoredBooking;

/// What a family is to be told of its booking, with the facts that may have changed again by the time of writing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// The hub's team has booked for them, as they asked.
    Booked,
    /// They are on the waiting list.
    Joined {
        /// Where in line they joined, from 1.
        position: u16,
    },
    /// Their places are free, and held for them.
    Offered {
        /// The places are held before this moment.
        until: Instant,
    },
    /// They have taken what was offered: they are booked.
    Accepted,
    /// The offer was not taken in time; the places went to the next.
    Lapsed,
    /// Another party is to come, as they asked.
    PartyChanged,
    /// They have left the waiting list, or declined what was offered.
    Left,
    /// Their booking was given back by the hub's team, as they asked.
    Cancelled,
    /// The hub has cancelled the session.
    SessionCancelled,
    /// The session is at another time or place. They keep their places.
    SessionMoved {
        /// When it was to start.
        from: Instant,
        /// Where it was to be.
        from_location: LocationId,
    },
    /// The session is tomorrow.
    Reminder,
    /// Somebody with this contact has lost the link.
    Link,
}

/// A notice whose words are to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueNotice {
    /// The id that the message will have: 32 hexadecimal digits.
    pub id: String,
    /// What is to be told.
    pub notice: Notice,
    /// When it came to be.
    pub created_at: Instant,
    /// The booking as it is now, perhaps not as it was then.
    pub booking: StoredBooking,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_reads_back() {
        let from = Instant::from_unix(1_800_000_000);
        for notice in [
            Notice::Joined { position: 3 },
            Notice::Offered { until: from },
            Notice::SessionMoved { from, from_location: "oak".parse().unwrap() },
            Notice::Link,
        ] {
            let text = serde_json::to_string(&notice).unwrap();
            assert_eq!(serde_json::from_str::<Notice>(&text).unwrap(), notice, "{text}");
        }
    }
}
