//! A booking as a family's device keeps it, and what the device can tell that the server does not: what changed since,
//! and what else the family has at that time.

use serde::{Deserialize, Serialize};

use crate::booking::{Booking, BookingStatus};
use crate::id::{PrivateToken, SessionId};
use crate::session::{Availability, SessionSummary};
use crate::time::Instant;

/// A booking, the secret that opens it, and what this device remembers of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptBooking {
    /// The secret of its private link.
    pub token: PrivateToken,
    /// The booking as the server last told it.
    pub booking: Booking,
    /// When that was.
    pub as_of: Instant,
    /// The secret that is to take the other's place, while nobody knows whether the server has heard of it.
    #[serde(default)]
    pub next_token: Option<PrivateToken>,
    /// The session as it was before the hub moved it.
    #[serde(default)]
    pub moved_from: Option<SessionSummary>,
    /// Whether it was only waiting, or offered, when it was cancelled.
    #[serde(default)]
    pub never_held: bool,
}

impl KeptBooking {
    /// What is kept once the server has told this, where `before` was kept until now.
    #[must_use]
    pub fn heard(before: Option<&Self>, token: PrivateToken, booking: Booking, as_of: Instant) -> Self {
        let next_token = before.and_then(|before| before.next_token.clone()).filter(|next| *next != token);
        let moved_from = before.and_then(|before| {
            let was = before.moved_from.as_ref().unwrap_or(&before.booking.session);
            was_elsewhere(was, &booking.session).then(|| was.clone())
        });
        let never_held = matches!(booking.status, BookingStatus::Cancelled { .. })
            && before.is_some_and(|before| match before.booking.status {
                BookingStatus::Waiting { .. } | BookingStatus::Offered { .. } => true,
                BookingStatus::Cancelled { .. } => before.never_held,
                BookingStatus::Booked | BookingStatus::Lapsed { .. } => false,
            });
        Self { token, booking, as_of, next_token, moved_from, never_held }
    }
}

/// Whether a session was at another time or place.
fn was_elsewhere(was: &SessionSummary, is: &SessionSummary) -> bool {
    (was.starts_at, was.ends_at, &was.location.id) != (is.starts_at, is.ends_at, &is.location.id)
}

/// What a family has, or waits for, at the time of a session: the first of its other bookings that overlaps. One that
/// ends as the session starts does not.
#[must_use]
pub fn clash<'a>(
    session: &SessionId,
    starts_at: Instant,
    ends_at: Instant,
    bookings: &'a [KeptBooking],
) -> Option<&'a Booking> {
    let overlaps = |booking: &&Booking| {
        let other = &booking.session;
        booking.status.is_live()
            && other.id != *session
            && other.availability != Availability::Cancelled
            && other.starts_at < ends_at
            && starts_at < other.ends_at
    };
    bookings.iter().map(|kept| &kept.booking).filter(overlaps).min_by_key(|booking| booking.session.starts_at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::age::{AgeRange, Months};
    use crate::booking_status::CancelledBy;
    use crate::contact::{CarerName, Contact};
    use crate::id::BookingId;
    use crate::location::{LocationBrief, LocationKind};
    use crate::party::Party;
    use crate::reference::Reference;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn token(byte: u8) -> PrivateToken {
        PrivateToken::from_random([byte; 16])
    }

    fn booking(session: &str, from: &str, to: &str, status: BookingStatus) -> Booking {
        Booking {
            id: BookingId::from_random([1; 16]),
            reference: Reference::from_random(1),
            status,
            session: SessionSummary {
                id: session.parse().unwrap(),
                service_id: "s".parse().unwrap(),
                title: "Stay and play".to_owned(),
                starts_at: at(from),
                ends_at: at(to),
                location: LocationBrief {
                    id: "oak".parse().unwrap(),
                    slug: None,
                    kind: LocationKind::FamilyCentre,
                    locality: None,
                    name: "Oak Lane".to_owned(),
                    postcode: None,
                    masked: false,
                },
                ages: AgeRange::new(Months(0), None),
                cost_pence: 0,
                availability: Availability::Full,
                distance: None,
            },
            party: Party::new(1, vec![Months(5)]).unwrap(),
            places: 1,
            position: None,
            name: CarerName::parse("Sam").unwrap(),
            contact: Contact::parse("sam@example.org").unwrap(),
            access_needs: String::new(),
            on_behalf: None,
            booked_at: at("2026-11-20T10:00:00Z"),
        }
    }

    fn kept(booking: Booking) -> KeptBooking {
        KeptBooking::heard(None, token(1), booking, at("2026-11-20T10:00:00Z"))
    }

    const TEN: &str = "2026-11-24T10:00:00Z";
    const NOON: &str = "2026-11-24T12:00:00Z";

    #[test]
    fn sessions_clash_when_they_overlap_and_are_held_or_hoped_for() {
        let now = at(TEN);
        let waiting = BookingStatus::Waiting { since: now };
        let gone = BookingStatus::Cancelled { at: now, by: CancelledBy::Family };
        for (other, from, to, status, clashes) in [
            ("b", TEN, NOON, BookingStatus::Booked, true),
            ("b", "2026-11-24T11:59:59Z", "2026-11-24T13:00:00Z", BookingStatus::Booked, true),
            ("b", NOON, "2026-11-24T13:00:00Z", BookingStatus::Booked, false),
            ("b", "2026-11-24T09:00:00Z", "2026-11-24T10:00:01Z", BookingStatus::Booked, true),
            ("b", "2026-11-24T09:00:00Z", TEN, BookingStatus::Booked, false),
            ("b", "2026-11-24T09:00:00Z", "2026-11-24T13:00:00Z", waiting, true),
            ("b", TEN, NOON, BookingStatus::Offered { until: now }, true),
            ("b", TEN, NOON, BookingStatus::Lapsed { at: now }, false),
            ("b", TEN, NOON, gone, false),
            ("a", TEN, NOON, BookingStatus::Booked, false),
        ] {
            let all = [kept(booking(other, from, to, status))];
            let found = clash(&"a".parse().unwrap(), at(TEN), at(NOON), &all);
            assert_eq!(found.is_some(), clashes, "{other} {from} {to} {status:?}");
        }
        let mut off = booking("b", TEN, NOON, BookingStatus::Booked);
        off.session.availability = Availability::Cancelled;
        assert_eq!(clash(&"a".parse().unwrap(), at(TEN), at(NOON), &[kept(off)]), None);
    }

    #[test]
    fn a_device_remembers_where_a_session_was_first() {
        let first = kept(booking("a", TEN, NOON, BookingStatus::Booked));
        assert_eq!(first.moved_from, None);
        let hear = |before: &KeptBooking, from: &str| {
            let booking = booking("a", from, "2026-11-24T16:00:00Z", BookingStatus::Booked);
            KeptBooking::heard(Some(before), token(1), booking, at(NOON))
        };
        let moved = hear(&first, "2026-11-24T14:00:00Z");
        assert_eq!(moved.moved_from.as_ref(), Some(&first.booking.session));
        assert_eq!(hear(&moved, "2026-11-24T15:00:00Z").moved_from.as_ref(), Some(&first.booking.session));
        let back = booking("a", TEN, NOON, BookingStatus::Booked);
        assert_eq!(KeptBooking::heard(Some(&moved), token(1), back, at(NOON)).moved_from, None);
        let mut elsewhere = booking("a", TEN, NOON, BookingStatus::Booked);
        elsewhere.session.location.id = "elm".parse().unwrap();
        assert!(KeptBooking::heard(Some(&first), token(1), elsewhere, at(NOON)).moved_from.is_some());
    }

    #[test]
    fn a_place_that_was_never_held_is_not_given_back() {
        let now = at(TEN);
        let hear = |before: Option<&KeptBooking>, status| {
            KeptBooking::heard(before, token(1), booking("a", TEN, NOON, status), now)
        };
        let gone = BookingStatus::Cancelled { at: now, by: CancelledBy::Family };
        assert!(!hear(None, gone).never_held);
        for (before, never_held) in [
            (BookingStatus::Waiting { since: now }, true),
            (BookingStatus::Offered { until: now }, true),
            (BookingStatus::Booked, false),
            (BookingStatus::Lapsed { at: now }, false),
        ] {
            let left = hear(Some(&hear(None, before)), gone);
            assert_eq!(left.never_held, never_held, "{before:?}");
            assert_eq!(hear(Some(&left), gone).never_held, never_held, "{before:?}, heard again");
        }
    }

    #[test]
    fn a_new_secret_is_forgotten_as_next_once_it_is_the_one() {
        let first = KeptBooking {
            next_token: Some(token(2)),
            ..kept(booking("a", TEN, NOON, BookingStatus::Booked))
        };
        let hear = |with| KeptBooking::heard(Some(&first), with, first.booking.clone(), at(NOON)).next_token;
        assert_eq!(hear(token(1)), Some(token(2)));
        assert_eq!(hear(token(2)), None);
    }
}
