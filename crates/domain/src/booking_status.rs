//! Where a booking stands, and what may become of it. Each step is a method that can refuse.
//!
//! ```text
//!  joins → Waiting → Offered → Booked        an offer that nobody takes: Lapsed
//!  books ──────────────────────┘             given back, by the family or the hub: Cancelled
//! ```
//!
//! A booking is *live* while it is waiting, offered or booked; a family has one live booking in a session. One that is
//! offered or booked holds its places.

use serde::{Deserialize, Serialize};

use crate::time::Instant;

/// Who gave a booking back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CancelledBy {
    /// The family, or the hub's team when the family asked them to.
    #[default]
    Family,
    /// The hub, with the whole session.
    Hub,
}

/// Where a booking stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum BookingStatus {
    /// On the waiting list.
    Waiting {
        /// When they joined.
        since: Instant,
    },
    /// Their places are free and held for them, to be taken with one tap.
    Offered {
        /// The places are held before this moment.
        until: Instant,
    },
    /// The places are theirs.
    Booked,
    /// The offer was not taken in time.
    Lapsed {
        /// When it was passed on.
        at: Instant,
    },
    /// Given back, or left the waiting list.
    Cancelled {
        /// When.
        at: Instant,
        /// Who did so.
        #[serde(default)]
        by: CancelledBy,
    },
}

/// Why a step was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedStep {
    /// It has been cancelled.
    Cancelled,
    /// The offer has lapsed, or its time is up.
    OfferOver,
    /// The offer still stands.
    OfferStands,
    /// No place has been offered yet.
    NotOffered,
    /// It is not on the waiting list.
    NotWaiting,
    /// The places are not theirs.
    NotBooked,
}

impl BookingStatus {
    /// Whether it is waiting, offered or booked.
    #[must_use]
    pub fn is_live(self) -> bool {
        matches!(self, Self::Waiting { .. }) || self.holds_places()
    }

    /// Whether its places are kept for it: it is offered or booked.
    #[must_use]
    pub fn holds_places(self) -> bool {
        matches!(self, Self::Offered { .. } | Self::Booked)
    }

    /// Its places have become free and are held until this moment.
    ///
    /// # Errors
    /// Only one that waits can be offered places.
    pub fn offer(self, until: Instant) -> Result<Self, RefusedStep> {
        match self {
            Self::Waiting { .. } => Ok(Self::Offered { until }),
            Self::Offered { .. } => Err(RefusedStep::OfferStands),
            Self::Booked => Err(RefusedStep::NotWaiting),
            Self::Lapsed { .. } => Err(RefusedStep::OfferOver),
            Self::Cancelled { .. } => Err(RefusedStep::Cancelled),
        }
    }

    /// The family takes what it was offered. Taking it twice is no harm.
    ///
    /// # Errors
    /// When nothing was offered, the time is up, or it was cancelled.
    pub fn accept(self, now: Instant) -> Result<Self, RefusedStep> {
        match self {
            Self::Booked => Ok(self),
            Self::Offered { until } if now < until => Ok(Self::Booked),
            Self::Offered { .. } | Self::Lapsed { .. } => Err(RefusedStep::OfferOver),
            Self::Waiting { .. } => Err(RefusedStep::NotOffered),
            Self::Cancelled { .. } => Err(RefusedStep::Cancelled),
        }
    }

    /// A family that waits takes places that nobody is offered any more, because booking is about to close. The caller
    /// has made sure that they are free. Taking them twice is no harm.
    ///
    /// # Errors
    /// When it does not wait: an offer is accepted.
    pub fn take_free(self) -> Result<Self, RefusedStep> {
        match self {
            Self::Booked | Self::Waiting { .. } => Ok(Self::Booked),
            Self::Offered { .. } => Err(RefusedStep::OfferStands),
            Self::Lapsed { .. } => Err(RefusedStep::OfferOver),
            Self::Cancelled { .. } => Err(RefusedStep::Cancelled),
        }
    }

    /// The time of the offer is up: the places go to the next. A second time changes nothing.
    ///
    /// # Errors
    /// While the offer stands, and when there is none.
    pub fn lapse(self, now: Instant) -> Result<Self, RefusedStep> {
        match self {
            Self::Offered { until } if now >= until => Ok(Self::Lapsed { at: now }),
            Self::Offered { .. } => Err(RefusedStep::OfferStands),
            Self::Lapsed { .. } => Ok(self),
            Self::Waiting { .. } | Self::Booked => Err(RefusedStep::NotOffered),
            Self::Cancelled { .. } => Err(RefusedStep::Cancelled),
        }
    }

    /// Given back, or left the waiting list. A second time changes nothing.
    ///
    /// # Errors
    /// When an offer has lapsed there is nothing left to give back.
    pub fn cancel(self, now: Instant, by: CancelledBy) -> Result<Self, RefusedStep> {
        match self {
            Self::Waiting { .. } | Self::Offered { .. } | Self::Booked => Ok(Self::Cancelled { at: now, by }),
            Self::Cancelled { .. } => Ok(self),
            Self::Lapsed { .. } => Err(RefusedStep::OfferOver),
        }
    }

    /// Another party is to come. The state stays.
    ///
    /// # Errors
    /// When it is not live any more.
    pub fn change_party(self) -> Result<Self, RefusedStep> {
        match self {
            Self::Waiting { .. } | Self::Offered { .. } | Self::Booked => Ok(self),
            Self::Lapsed { .. } => Err(RefusedStep::OfferOver),
            Self::Cancelled { .. } => Err(RefusedStep::Cancelled),
        }
    }

    /// The family says of one week of its course that it comes, or does not. The state stays.
    ///
    /// # Errors
    /// When the places are not theirs: an offer is taken, or declined, as a whole.
    pub fn change_week(self) -> Result<Self, RefusedStep> {
        match self {
            Self::Booked => Ok(self),
            Self::Waiting { .. } | Self::Offered { .. } => Err(RefusedStep::NotBooked),
            Self::Lapsed { .. } => Err(RefusedStep::OfferOver),
            Self::Cancelled { .. } => Err(RefusedStep::Cancelled),
        }
    }

    /// The hub's team notes who came. The state stays.
    ///
    /// # Errors
    /// When the places are not theirs.
    pub fn mark(self) -> Result<Self, RefusedStep> {
        match self {
            Self::Booked => Ok(self),
            Self::Waiting { .. } | Self::Offered { .. } | Self::Lapsed { .. } => Err(RefusedStep::NotBooked),
            Self::Cancelled { .. } => Err(RefusedStep::Cancelled),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Instant {
        Instant::from_unix(1_800_000_000).plus_minutes(minutes)
    }

    #[test]
    fn every_step_from_every_state() {
        use BookingStatus::{Booked, Cancelled, Lapsed, Offered, Waiting};
        use RefusedStep as No;
        let now = at(0);
        let waiting = Waiting { since: at(-60) };
        let offered = Offered { until: at(1) };
        let late = Offered { until: now };
        let lapsed = Lapsed { at: at(-5) };
        let by_family = Cancelled { at: at(-5), by: CancelledBy::Family };
        let by_hub = Cancelled { at: at(-5), by: CancelledBy::Hub };
        let gone = Cancelled { at: now, by: CancelledBy::Hub };
        let states = [waiting, offered, late, Booked, lapsed, by_family, by_hub];
        type Step = fn(BookingStatus) -> Result<BookingStatus, RefusedStep>;
        type Outcomes = [Result<BookingStatus, No>; 7];
        type Row<'a> = (&'a str, Step, Outcomes);
        let table: [Row<'_>; 8] = [
            (
                "offer",
                |status| status.offer(at(9)),
                [
                    Ok(Offered { until: at(9) }),
                    Err(No::OfferStands),
                    Err(No::OfferStands),
                    Err(No::NotWaiting),
                    Err(No::OfferOver),
                    Err(No::Cancelled),
                    Err(No::Cancelled),
                ],
            ),
            (
                "accept",
                |status| status.accept(at(0)),
                [
                    Err(No::NotOffered),
                    Ok(Booked),
                    Err(No::OfferOver),
                    Ok(Booked),
                    Err(No::OfferOver),
                    Err(No::Cancelled),
                    Err(No::Cancelled),
                ],
            ),
            (
                "take what is free",
                |status| status.take_free(),
                [
                    Ok(Booked),
                    Err(No::OfferStands),
                    Err(No::OfferStands),
                    Ok(Booked),
                    Err(No::OfferOver),
                    Err(No::Cancelled),
                    Err(No::Cancelled),
                ],
            ),
            (
                "lapse",
                |status| status.lapse(at(0)),
                [
                    Err(No::NotOffered),
                    Err(No::OfferStands),
                    Ok(Lapsed { at: now }),
                    Err(No::NotOffered),
                    Ok(lapsed),
                    Err(No::Cancelled),
                    Err(No::Cancelled),
                ],
            ),
            (
                "cancel",
                |status| status.cancel(at(0), CancelledBy::Hub),
                [Ok(gone), Ok(gone), Ok(gone), Ok(gone), Err(No::OfferOver), Ok(by_family), Ok(by_hub)],
            ),
            (
                "change the party",
                |status| status.change_party(),
                [
                    Ok(waiting),
                    Ok(offered),
                    Ok(late),
                    Ok(Booked),
                    Err(No::OfferOver),
                    Err(No::Cancelled),
                    Err(No::Cancelled),
                ],
            ),
            (
                "change a week",
                |status| status.change_week(),
                [
                    Err(No::NotBooked),
                    Err(No::NotBooked),
                    Err(No::NotBooked),
                    Ok(Booked),
                    Err(No::OfferOver),
                    Err(No::Cancelled),
                    Err(No::Cancelled),
                ],
            ),
            (
                "mark who came",
                |status| status.mark(),
                [
                    Err(No::NotBooked),
                    Err(No::NotBooked),
                    Err(No::NotBooked),
                    Ok(Booked),
                    Err(No::NotBooked),
                    Err(No::Cancelled),
                    Err(No::Cancelled),
                ],
            ),
        ];
        for (name, step, outcomes) in table {
            for (status, outcome) in states.into_iter().zip(outcomes) {
                assert_eq!(step(status), outcome, "{name} from {status:?}");
            }
        }
    }

    #[test]
    fn what_is_live_and_what_holds_places() {
        let (until, at, since) = (at(1), at(1), at(1));
        let by = CancelledBy::Family;
        for (status, live, holds) in [
            (BookingStatus::Waiting { since }, true, false),
            (BookingStatus::Offered { until }, true, true),
            (BookingStatus::Booked, true, true),
            (BookingStatus::Lapsed { at }, false, false),
            (BookingStatus::Cancelled { at, by }, false, false),
        ] {
            assert_eq!((status.is_live(), status.holds_places()), (live, holds), "{status:?}");
        }
    }

    #[test]
    fn a_booking_kept_before_there_was_a_waiting_list_reads() {
        let read = |text| serde_json::from_str::<BookingStatus>(text).unwrap();
        assert_eq!(read(r#"{"state":"booked"}"#), BookingStatus::Booked);
        let at = "2026-11-23T09:00:00Z".parse().unwrap();
        let cancelled = BookingStatus::Cancelled { at, by: CancelledBy::Family };
        assert_eq!(read(r#"{"state":"cancelled","at":"2026-11-23T09:00:00Z"}"#), cancelled);
    }
}
