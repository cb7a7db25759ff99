//! A booking as a family's device keeps it, and what the device can tell that the server does not: what changed since,
//! and what else the family has at that time.

use serde::{Deserialize, Serialize};

use crate::booking::{Booking, BookingStatus};
use crate::id::{PrivateToken, SessionId};
use crate::session::Availability;
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
    /// Whether it was only waiting, or offered, when it was cancelled.
    #[serde(default)]
    pub never_held: bool,
}

impl KeptBooking {
    /// What is kept once the server has told this, where `before` was kept until now.
    #[must_use]
    pub fn heard(before: Option<&Self>, token: PrivateToken, booking: Booking, as_of: Instant) -> Self {
        let next_token = before.and_then(|before| before.next_token.clone()).filter(|next| *next != token);
        let never_held = matches!(booking.status, BookingStatus::Cancelled { .. })
            && before.is_some_and(|before| match before.booking.status {
                BookingStatus::Waiting { .. } | BookingStatus::Offered { .. } => true,
                BookingStatus::Cancelled { .. } => before.never_held,
                BookingStatus::Booked | BookingStatus::Lapsed { .. } => false,
            });
        Self { token, booking, as_of, next_token, never_held }
    }
}

impl Booking {
    /// The sessions that the family comes to, or hopes to: of a course, each week that it has not given back.
    pub fn dates(&self) -> impl Iterator<Item = (&SessionId, Instant, Instant)> {
        let weeks = self.course.as_ref().map_or(&[][..], |course| &course.weeks[..]);
        let weeks = weeks
            .iter()
            .filter(|week| week.coming != Some(false) && week.availability != Availability::Cancelled)
            .map(|week| (&week.id, week.starts_at, week.ends_at));
        let only = &self.session;
        let only = (self.course.is_none() && only.availability != Availability::Cancelled).then_some((
            &only.id,
            only.starts_at,
            only.ends_at,
        ));
        weeks.chain(only)
    }

    /// When the last of its sessions ends.
    #[must_use]
    pub fn ends_at(&self) -> Instant {
        let weeks = self.course.as_ref().map_or(&[][..], |course| &course.weeks[..]);
        weeks.iter().map(|week| week.ends_at).fold(self.session.ends_at, Instant::max)
    }
}

/// What a family has, or waits for, at the time of one of these sessions: a booking of the session itself before all
/// others, else the one with the first date that overlaps, and that date. One that ends as the session starts does not.
#[must_use]
pub fn clash<'a>(
    wanted: &[(&SessionId, Instant, Instant)],
    bookings: &'a [KeptBooking],
) -> Option<(&'a Booking, Instant, Instant)> {
    let mut first: Option<((bool, Instant), &Booking, Instant)> = None;
    for booking in bookings.iter().map(|kept| &kept.booking).filter(|booking| booking.status.is_live()) {
        for (id, starts_at, ends_at) in booking.dates() {
            let overlaps = wanted.iter().any(|(_, from, to)| starts_at < *to && *from < ends_at);
            let is_other = !wanted.iter().any(|(own, ..)| *own == id);
            if overlaps && first.is_none_or(|(before, ..)| (is_other, starts_at) < before) {
                first = Some(((is_other, starts_at), booking, ends_at));
            }
        }
    }
    first.map(|((_, starts_at), booking, ends_at)| (booking, starts_at, ends_at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::age::{AgeRange, Months};
    use crate::booking_status::CancelledBy;
    use crate::contact::{CarerName, Contact};
    use crate::course::{CourseDetail, CourseWeek};
    use crate::id::BookingId;
    use crate::location::{LocationBrief, LocationKind};
    use crate::party::Party;
    use crate::reference::Reference;
    use crate::session::SessionSummary;

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
                course: false,
                availability: Availability::Full,
                distance: None,
            },
            course: None,
            moved_from: None,
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
            ("a", TEN, NOON, BookingStatus::Booked, true),
            ("a", TEN, NOON, waiting, true),
            ("a", TEN, NOON, gone, false),
        ] {
            let all = [kept(booking(other, from, to, status))];
            let found = clash(&[(&"a".parse().unwrap(), at(TEN), at(NOON))], &all);
            assert_eq!(found.is_some(), clashes, "{other} {from} {to} {status:?}");
        }
        let both = ["b", "a"].map(|other| kept(booking(other, TEN, NOON, BookingStatus::Booked)));
        let found = clash(&[(&"a".parse().unwrap(), at(TEN), at(NOON))], &both);
        assert_eq!(
            found.map(|(booking, ..)| booking.session.id.as_str()),
            Some("a"),
            "its own is told first"
        );
        let mut off = booking("b", TEN, NOON, BookingStatus::Booked);
        off.session.availability = Availability::Cancelled;
        assert_eq!(clash(&[(&"a".parse().unwrap(), at(TEN), at(NOON))], &[kept(off)]), None);
    }

    #[test]
    fn each_week_of_a_course_that_the_family_comes_to_can_clash() {
        let week = |id: &str, from: &str, to: &str, coming, availability| CourseWeek {
            id: id.parse().unwrap(),
            starts_at: at(from),
            ends_at: at(to),
            availability,
            coming,
        };
        let (early, late) = ("2026-11-17T10:00:00Z", "2026-11-17T12:00:00Z");
        for (coming, availability, clashes) in [
            (Some(true), Availability::Full, true),
            (None, Availability::Full, true),
            (Some(false), Availability::Full, false),
            (Some(true), Availability::Cancelled, false),
        ] {
            let mut course = booking("c2", TEN, NOON, BookingStatus::Booked);
            course.course = Some(CourseDetail {
                series_id: "c".parse().unwrap(),
                weeks: vec![
                    week("c1", early, late, Some(true), Availability::Finished),
                    week("c2", TEN, NOON, coming, availability),
                ],
                availability: Availability::Closed,
                capacity: Some(8),
                closes_at: at(early),
                single_weeks: false,
            });
            let all = [kept(course)];
            let other = "a".parse().unwrap();
            assert_eq!(clash(&[(&other, at(TEN), at(NOON))], &all).is_some(), clashes, "{coming:?}");
            let first = clash(&[(&other, at(TEN), at(NOON)), (&other, at(early), at(late))], &all);
            assert_eq!(first.map(|(_, from, _)| from), Some(at(early)), "the first date is told");
        }
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
