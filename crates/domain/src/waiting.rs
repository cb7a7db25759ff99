//! The waiting list: whom free places are offered to, and for how long an offer stands.
//!
//! **The rule.** Free places are offered in the order of joining. An entry whose party does not fit into what is free
//! keeps its place in line, and those after it that fit are asked; next time it is asked first. What is offered is held.
//! So while offers may be made nobody waits for places that are free, and booking is no way past the list.

use crate::session::{Session, SessionStatus};
use crate::time::{Instant, TimeOfDay};

/// How long an offer stands when the session is far off, in waking minutes.
pub const LONGEST_OFFER: i64 = 4 * 60;
/// The shortest time in which a family can be asked to decide, in waking minutes.
pub const SHORTEST_OFFER: i64 = 15;
/// The most entries on the waiting list of one session.
pub const MOST_WAITING: u16 = 200;

/// When families sleep no longer, in minutes after midnight on London's clock: 08:00.
const MORNING: u16 = 8 * 60;
/// When families may sleep, in minutes after midnight on London's clock: 21:00.
const NIGHT: u16 = 21 * 60;

/// Which entries are offered places now, by their index: `free` places are there, and `waiting` has the places that each
/// entry asks for, in the order of joining.
#[must_use]
pub fn to_offer(free: u16, waiting: &[u16]) -> Vec<usize> {
    let mut left = free;
    let mut offered = Vec::new();
    for (index, places) in waiting.iter().enumerate() {
        if *places <= left {
            left -= places;
            offered.push(index);
        }
    }
    offered
}

/// Until when a place offered at `now` is held, or `None` when no offers are made any more, and free places are there for
/// whoever comes first.
///
/// Only the time from 08:00 to 21:00 in London counts: four hours of it, or half of what is left until booking closes
/// when that is less, but never under a quarter of an hour, and never past the closing.
#[must_use]
pub fn offer_until(now: Instant, session: &Session) -> Option<Instant> {
    if session.status == SessionStatus::Cancelled || session.capacity.is_none() {
        return None;
    }
    // Beyond twice the longest offer it does not matter how much is left.
    let left = waking_seconds(now, session.closes_at, 2 * LONGEST_OFFER * 60);
    if left < SHORTEST_OFFER * 60 {
        return None;
    }
    Some(after_waking_seconds(now, (left / 2).clamp(SHORTEST_OFFER * 60, LONGEST_OFFER * 60)))
}

/// How many seconds from `from` to `to` are between 08:00 and 21:00 in London; `enough` or more when counting further
/// changes nothing.
fn waking_seconds(from: Instant, to: Instant, enough: i64) -> i64 {
    let mut seconds = 0;
    for (wakes, sleeps) in days(from) {
        if wakes >= to || seconds >= enough {
            break;
        }
        seconds += (sleeps.unix().min(to.unix()) - wakes.unix().max(from.unix())).max(0);
    }
    seconds
}

/// The moment at which this many seconds between 08:00 and 21:00 in London have passed since `from`.
fn after_waking_seconds(from: Instant, seconds: i64) -> Instant {
    let mut left = seconds;
    for (wakes, sleeps) in days(from) {
        let starts = wakes.unix().max(from.unix());
        let today = (sleeps.unix() - starts).max(0);
        if left <= today {
            return Instant::from_unix(starts + left);
        }
        left -= today;
    }
    from
}

/// The waking hours of this day in London and of all that follow.
fn days(from: Instant) -> impl Iterator<Item = (Instant, Instant)> {
    let today = from.london_date();
    let at = |date, minutes: u16| {
        let time = TimeOfDay::new(minutes / 60, minutes % 60);
        time.map(|time| Instant::from_london(date, time))
    };
    (0..).map_while(move |day| {
        let date = today.plus_days(day);
        Some((at(date, MORNING)?, at(date, NIGHT)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn session(closes_at: &str) -> Session {
        let closes_at: Instant = closes_at.parse().unwrap();
        Session {
            id: "massage-1".parse().unwrap(),
            series_id: "massage".parse().unwrap(),
            service_id: "s".parse().unwrap(),
            location_id: "l".parse().unwrap(),
            starts_at: closes_at.plus_minutes(60),
            ends_at: closes_at.plus_minutes(120),
            opens_at: None,
            closes_at,
            capacity: Some(8),
            places_taken: 8,
            places_held: 0,
            waiting: 1,
            status: SessionStatus::Scheduled,
        }
    }

    #[test]
    fn an_offer_stands_for_waking_hours_and_shorter_near_the_closing() {
        let closes = "2026-11-24T09:00:00Z";
        for (now, closes, until) in [
            // Four hours on the same day, to the very end of it, and over one night or two.
            ("2026-11-20T08:00:00Z", closes, Some("2026-11-20T12:00:00Z")),
            ("2026-11-20T17:00:00Z", closes, Some("2026-11-20T21:00:00Z")),
            ("2026-11-20T17:00:01Z", closes, Some("2026-11-21T08:00:01Z")),
            ("2026-11-20T20:30:00Z", closes, Some("2026-11-21T11:30:00Z")),
            ("2026-11-20T21:00:00Z", closes, Some("2026-11-21T12:00:00Z")),
            ("2026-11-20T23:59:59Z", closes, Some("2026-11-21T12:00:00Z")),
            ("2026-11-21T07:59:59Z", closes, Some("2026-11-21T12:00:00Z")),
            // Half of what is left: an hour of the last morning and what is left of the evening before.
            ("2026-11-23T14:00:00Z", closes, Some("2026-11-23T18:00:00Z")),
            ("2026-11-23T16:00:00Z", closes, Some("2026-11-23T19:00:00Z")),
            ("2026-11-23T20:00:00Z", closes, Some("2026-11-23T21:00:00Z")),
            ("2026-11-23T22:00:00Z", closes, Some("2026-11-24T08:30:00Z")),
            ("2026-11-24T08:00:00Z", closes, Some("2026-11-24T08:30:00Z")),
            // A quarter of an hour at least, while it is there.
            ("2026-11-24T08:40:00Z", closes, Some("2026-11-24T08:55:00Z")),
            ("2026-11-24T08:45:00Z", closes, Some("2026-11-24T09:00:00Z")),
            ("2026-11-24T08:45:01Z", closes, None),
            ("2026-11-24T09:00:00Z", closes, None),
            ("2026-11-25T09:00:00Z", closes, None),
            // Booking that closes in the night leaves only the evening before.
            ("2026-11-23T20:00:00Z", "2026-11-24T07:30:00Z", Some("2026-11-23T20:30:00Z")),
            ("2026-11-23T20:46:00Z", "2026-11-24T07:30:00Z", None),
            ("2026-11-23T23:00:00Z", "2026-11-24T07:30:00Z", None),
            // In summer London is an hour ahead, and a night across a clock change is as long as families sleep.
            ("2026-07-01T19:30:00Z", "2026-07-09T09:00:00Z", Some("2026-07-02T10:30:00Z")),
            ("2026-10-24T19:00:00Z", "2026-11-01T09:00:00Z", Some("2026-10-25T11:00:00Z")),
            ("2027-03-27T20:00:00Z", "2027-04-03T09:00:00Z", Some("2027-03-28T10:00:00Z")),
        ] {
            let found = offer_until(now.parse().unwrap(), &session(closes));
            assert_eq!(found.map(|until| until.to_string()).as_deref(), until, "{now}, closing {closes}");
        }
    }

    #[test]
    fn no_place_is_offered_where_none_can_be_had() {
        let now = "2026-11-20T08:00:00Z".parse().unwrap();
        let open = session("2026-11-24T09:00:00Z");
        assert!(offer_until(now, &open).is_some());
        assert_eq!(offer_until(now, &Session { status: SessionStatus::Cancelled, ..open.clone() }), None);
        assert_eq!(offer_until(now, &Session { capacity: None, ..open }), None);
    }

    #[test]
    fn those_who_fit_are_asked_in_the_order_of_joining() {
        for (free, waiting, offered) in [
            (0, &[1][..], &[][..]),
            (1, &[], &[]),
            (1, &[1, 1], &[0]),
            (2, &[1, 1, 1], &[0, 1]),
            (2, &[3, 2, 1], &[1]),
            (3, &[4, 2, 2, 1], &[1, 3]),
            (9, &[4, 2, 2, 1], &[0, 1, 2, 3]),
        ] {
            assert_eq!(to_offer(free, waiting), offered, "{free} for {waiting:?}");
        }
    }

    proptest! {
        #[test]
        fn afterwards_nobody_waits_for_places_that_are_free(
            free in 0u16..40,
            waiting in prop::collection::vec(1u16..12, 0..30),
        ) {
            let offered = to_offer(free, &waiting);
            let held: u16 = offered.iter().map(|index| waiting[*index]).sum();
            prop_assert!(held <= free, "more is offered than there is");
            let left = free - held;
            for (index, places) in waiting.iter().enumerate() {
                if !offered.contains(&index) {
                    prop_assert!(*places > left, "entry {index} fits and was not asked");
                    // Only those before it in line were asked before it.
                    let before: u16 =
                        offered.iter().filter(|other| **other < index).map(|other| waiting[*other]).sum();
                    prop_assert!(*places > free - before, "entry {index} was passed over");
                }
            }
        }

        #[test]
        fn an_offer_ends_in_time(from in 1_790_000_000_i64..1_830_000_000, minutes in -60i64..20_000) {
            let now = Instant::from_unix(from);
            let mut session = session("2026-11-24T09:00:00Z");
            session.closes_at = now.plus_minutes(minutes);
            if let Some(until) = offer_until(now, &session) {
                prop_assert!(until > now && until <= session.closes_at);
                let waking = waking_seconds(now, until, i64::MAX);
                let left = waking_seconds(now, session.closes_at, i64::MAX);
                prop_assert!((SHORTEST_OFFER * 60..=LONGEST_OFFER * 60).contains(&waking));
                prop_assert!(waking <= (left / 2).max(SHORTEST_OFFER * 60));
            } else {
                prop_assert!(waking_seconds(now, session.closes_at, i64::MAX) < SHORTEST_OFFER * 60);
            }
        }
    }
}
