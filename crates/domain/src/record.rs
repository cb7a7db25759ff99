//! Records of what the hub's team did: who, when and what, and nothing of the families it was about.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::family_page::FamilyPageId;
use crate::id::{BookingId, ChangeId, LocalityId, LocationId, SessionId};
use crate::reference::Reference;
use crate::support_request::RequestOutcome;
use crate::time::Instant;
use crate::typed;

/// Who did something for the hub: the name or role that the team gives, 1 to 80 characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
#[serde(transparent)]
pub struct Actor(String);

/// A text that names nobody: empty, or longer than 80 characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnActor;

impl fmt::Display for NotAnActor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("say who does this, in 1 to 80 characters")
    }
}

impl core::error::Error for NotAnActor {}

impl Actor {
    /// The actor of this name or role.
    ///
    /// # Errors
    /// When there is no name, or it is too long.
    pub fn parse(text: &str) -> Result<Self, NotAnActor> {
        let name = typed::line(text);
        if name.is_empty() || name.chars().count() > 80 { Err(NotAnActor) } else { Ok(Self(name)) }
    }

    /// The name or role.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Recorded {
    /// A family was booked, or put on the waiting list, as it asked on the phone or at the desk.
    Booked {
        /// Places held or asked for.
        places: u16,
    },
    /// A booking was given back as the family asked.
    BookingCancelled,
    /// The party of a booking was changed as the family asked.
    PartyChanged {
        /// Places before.
        from: u16,
        /// Places since.
        to: u16,
    },
    /// An offer was taken as the family asked.
    OfferAccepted,
    /// A family gave one week of its course back, or comes in it after all, as it asked.
    WeekChanged {
        /// Whether it comes.
        coming: bool,
    },
    /// It was noted whether the family came.
    Marked {
        /// Whether it did.
        came: bool,
    },
    /// What was noted of whether the family came was taken back.
    Unmarked,
    /// The session has another capacity.
    CapacityChanged {
        /// Places before.
        from: u16,
        /// Places since.
        to: u16,
    },
    /// The session was cancelled.
    SessionCancelled {
        /// How many families had a live booking.
        families: u32,
    },
    /// The session was moved.
    SessionMoved {
        /// When it was to start.
        from: Instant,
        /// When it starts since.
        to: Instant,
        /// Where it was to be.
        from_location: LocationId,
        /// Where it is since.
        to_location: LocationId,
    },
    /// The session was added to its series.
    SessionAdded,
    /// A timetable was imported; it is about no single session.
    TimetableImported {
        /// Series not there before.
        added: u32,
        /// Series that were there.
        updated: u32,
        /// Sessions not there before.
        new_sessions: u32,
    },
    /// Somebody signed in to the team's pages.
    SignedIn,
    /// What a family asked for was read.
    RequestRead {
        /// Which request.
        reference: Reference,
        /// Whose team was asked.
        locality: LocalityId,
    },
    /// Somebody of the team has a request for help from then on.
    RequestAssigned {
        /// Which request.
        reference: Reference,
        /// Whose team was asked.
        locality: LocalityId,
    },
    /// A request for help was closed.
    RequestClosed {
        /// Which request.
        reference: Reference,
        /// Whose team was asked.
        locality: LocalityId,
        /// What came of it: `helped`, `passed-on`, `not-reached` or `not-wanted`.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        outcome: RequestOutcome,
    },
    /// A change suggested to a listing was dealt with.
    SuggestionDone {
        /// Which suggestion.
        id: ChangeId,
    },
    /// A family page was taken down.
    FamilyPageTakenDown {
        /// Which page.
        page: FamilyPageId,
    },
    /// A family page that had been taken down was put back.
    FamilyPagePutBack {
        /// Which page.
        page: FamilyPageId,
    },
}

/// One line of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Record {
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: Actor,
    /// The session it is about; `None` for what is about the timetable as a whole.
    pub session_id: Option<SessionId>,
    /// The booking, if it is about one.
    pub booking_id: Option<BookingId>,
    /// What.
    pub what: Recorded,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_has_a_name() {
        let long = "x".repeat(81);
        for (text, name) in [
            (" Front  desk ", Some("Front desk")),
            ("Ana\n\u{0}", Some("Ana")),
            ("", None),
            (" \t", None),
            (&long[..80], Some(&long[..80])),
            (&long, None),
        ] {
            assert_eq!(Actor::parse(text).ok().as_ref().map(Actor::as_str), name, "{text:?}");
        }
    }

    #[test]
    fn what_was_done_reads_back() {
        let all = [
            Recorded::Marked { came: true },
            Recorded::BookingCancelled,
            Recorded::CapacityChanged { from: 8, to: 10 },
            Recorded::Unmarked,
            Recorded::RequestClosed {
                reference: "K7M-4QX".parse().unwrap(),
                locality: "east".parse().unwrap(),
                outcome: RequestOutcome::PassedOn,
            },
        ];
        for what in all {
            let text = serde_json::to_string(&what).unwrap();
            assert_eq!(serde_json::from_str::<Recorded>(&text).unwrap(), what, "{text}");
        }
    }
}
