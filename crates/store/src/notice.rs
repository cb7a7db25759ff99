//! Notices: what a family is to be told, kept in the transaction that made it so. A worker writes the words later.

use domain::{BookingStatus, CancelledBy, Instant, LocationId, SessionStatus};
use serde::{Deserialize, Serialize};

use crate::StoredBooking;

/// A family is not asked how a session was more than so many days after it.
const ASKED_WITHIN_DAYS: i32 = 3;

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
    /// The hub has cancelled the session, and says why.
    SessionCancelledBecause {
        /// One line.
        reason: String,
    },
    /// The session is at another time or place. They keep their places.
    SessionMoved {
        /// When it was to start.
        from: Instant,
        /// Where it was to be.
        from_location: LocationId,
    },
    /// Booking has closed, and no place came free for them.
    Closed,
    /// They have said of one week of their course whether they come.
    WeekChanged {
        /// Whether they do.
        coming: bool,
    },
    /// The session is tomorrow.
    Reminder,
    /// Somebody with this contact has lost the link.
    Link,
    /// The session was yesterday: did it help?
    HowWasIt,
}

impl Notice {
    /// Whether it still is so at `now`, and of use to the family: one that is not is dropped, because another notice
    /// tells how things are, or nobody needs to know any more.
    #[must_use]
    pub fn holds(&self, booking: &StoredBooking, now: Instant) -> bool {
        let StoredBooking { status, session, .. } = booking;
        let is_to_come = now < if self.is_of_one_session() { session.ends_at } else { booking.ends_at() };
        match self {
            Self::Booked | Self::Accepted => is_to_come && *status == BookingStatus::Booked,
            Self::Joined { .. } | Self::Closed => {
                is_to_come && matches!(status, BookingStatus::Waiting { .. })
            }
            Self::Offered { until } => now < *until && *status == BookingStatus::Offered { until: *until },
            Self::Lapsed => is_to_come && matches!(status, BookingStatus::Lapsed { .. }),
            Self::PartyChanged | Self::Link => is_to_come && status.is_live(),
            Self::SessionMoved { .. } => {
                is_to_come && status.is_live() && booking.comes_to_it() != Some(false)
            }
            Self::WeekChanged { coming } => {
                is_to_come && *status == BookingStatus::Booked && booking.comes_to_it() == Some(*coming)
            }
            Self::Left | Self::Cancelled => {
                is_to_come && matches!(status, BookingStatus::Cancelled { by: CancelledBy::Family, .. })
            }
            // Even late: they may have stood before a closed door.
            Self::SessionCancelled | Self::SessionCancelledBecause { .. } => {
                matches!(status, BookingStatus::Cancelled { by: CancelledBy::Hub, .. })
                    || (booking.course.is_some() && status.holds_places())
            }
            Self::Reminder => {
                let (today, day) = (now.london_date(), session.starts_at.london_date());
                now < session.starts_at
                    && day <= today.plus_days(1)
                    && *status == BookingStatus::Booked
                    && booking.comes_to_it() != Some(false)
            }
            // Held up for longer than that, nobody would know any more what is meant.
            Self::HowWasIt => {
                let days = now.london_date().days() - session.starts_at.london_date().days();
                let came = *status == BookingStatus::Booked
                    && booking.attended != Some(false)
                    && booking.comes_to_it() != Some(false);
                came && session.ends_at <= now
                    && days <= ASKED_WITHIN_DAYS
                    && session.status == SessionStatus::Scheduled
            }
        }
    }

    /// Whether it is about one session, also where the booking is for a course.
    #[must_use]
    pub fn is_of_one_session(&self) -> bool {
        matches!(
            self,
            Self::SessionCancelled
                | Self::SessionCancelledBecause { .. }
                | Self::SessionMoved { .. }
                | Self::WeekChanged { .. }
                | Self::Reminder
        )
    }
}

impl StoredBooking {
    /// Whether the family comes to the session of a notice; `None` where it is not for a course, or holds no places.
    fn comes_to_it(&self) -> Option<bool> {
        self.course.as_ref().and_then(|_| self.comes_to(&self.session.id))
    }
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
    use crate::StoredWeek;
    use domain::{CarerName, Contact, Course, CourseRule, Months, Party, Session, SessionStatus};

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn booking(status: BookingStatus) -> StoredBooking {
        let starts_at = at("2026-11-24T10:00:00Z");
        StoredBooking {
            id: "0192f0c1-2f6e-4c3e-8f0a-6d0d6f0c9b11".parse().unwrap(),
            reference: "K7M-4QX".parse().unwrap(),
            status,
            session: Session {
                id: "massage-1".parse().unwrap(),
                series_id: "massage".parse().unwrap(),
                service_id: "s".parse().unwrap(),
                location_id: "oak".parse().unwrap(),
                starts_at,
                ends_at: starts_at.plus_minutes(90),
                opens_at: None,
                closes_at: starts_at.plus_minutes(-60),
                capacity: Some(8),
                places_taken: 8,
                places_held: 0,
                waiting: 0,
                status: SessionStatus::Scheduled,
            },
            course: None,
            weeks: Vec::new(),
            moved: Vec::new(),
            party: Party::new(1, vec![Months(5)]).unwrap(),
            places: 1,
            position: None,
            name: CarerName::parse("Sam").unwrap(),
            contact: Contact::parse("sam@example.org").unwrap(),
            access_needs: String::new(),
            on_behalf: None,
            attended: None,
            booked_at: at("2026-11-20T10:00:00Z"),
        }
    }

    #[test]
    fn each_notice_holds_in_its_own_states_and_time() {
        let (monday, end) = (at("2026-11-23T12:00:00Z"), at("2026-11-24T11:30:00Z"));
        let (until, other) = (at("2026-11-23T13:00:00Z"), at("2026-11-23T14:00:00Z"));
        let cancelled = |by| BookingStatus::Cancelled { at: monday, by };
        let states = [
            BookingStatus::Waiting { since: monday },
            BookingStatus::Offered { until },
            BookingStatus::Booked,
            BookingStatus::Lapsed { at: monday },
            cancelled(CancelledBy::Family),
            cancelled(CancelledBy::Hub),
        ];
        let moved = Notice::SessionMoved { from: monday, from_location: "elm".parse().unwrap() };
        // In which of these states each holds, and before when.
        for (notice, holds_in, before) in [
            (Notice::Booked, [false, false, true, false, false, false], end),
            (Notice::Joined { position: 2 }, [true, false, false, false, false, false], end),
            (Notice::Offered { until }, [false, true, false, false, false, false], until),
            (Notice::Offered { until: other }, [false; 6], end),
            (Notice::Accepted, [false, false, true, false, false, false], end),
            (Notice::Closed, [true, false, false, false, false, false], end),
            (Notice::WeekChanged { coming: true }, [false; 6], end),
            (Notice::Lapsed, [false, false, false, true, false, false], end),
            (Notice::PartyChanged, [true, true, true, false, false, false], end),
            (Notice::Left, [false, false, false, false, true, false], end),
            (Notice::Cancelled, [false, false, false, false, true, false], end),
            (Notice::SessionCancelled, [false, false, false, false, false, true], at("2030-01-01T00:00:00Z")),
            (moved, [true, true, true, false, false, false], end),
            (Notice::Reminder, [false, false, true, false, false, false], at("2026-11-24T10:00:00Z")),
            (Notice::Link, [true, true, true, false, false, false], end),
        ] {
            for (status, holds) in states.into_iter().zip(holds_in) {
                let booking = booking(status);
                for now in [monday, Instant::from_unix(before.unix() - 1)] {
                    assert_eq!(notice.holds(&booking, now), holds, "{notice:?} {status:?} {now}");
                }
                let is_late = matches!(notice, Notice::SessionCancelled);
                assert_eq!(notice.holds(&booking, before), holds && is_late, "{notice:?} {status:?} late");
            }
        }
    }

    #[test]
    fn a_reminder_is_of_tomorrow_or_today() {
        for (now, holds) in [
            ("2026-11-22T23:59:59Z", false),
            ("2026-11-23T00:00:00Z", true),
            ("2026-11-24T09:59:59Z", true),
            ("2026-11-24T10:00:00Z", false),
        ] {
            assert_eq!(Notice::Reminder.holds(&booking(BookingStatus::Booked), at(now)), holds, "{now}");
        }
    }

    #[test]
    fn how_it_was_is_asked_of_those_who_came_or_may_have() {
        let held = |status, attended| StoredBooking { attended, ..booking(status) };
        let off = |by| BookingStatus::Cancelled { at: at("2026-11-23T12:00:00Z"), by };
        for (booking, now, holds) in [
            (held(BookingStatus::Booked, None), "2026-11-24T11:29:59Z", false),
            (held(BookingStatus::Booked, None), "2026-11-25T09:00:00Z", true),
            (held(BookingStatus::Booked, Some(true)), "2026-11-25T09:00:00Z", true),
            (held(BookingStatus::Booked, Some(true)), "2026-11-27T23:59:59Z", true),
            (held(BookingStatus::Booked, Some(true)), "2026-11-28T00:00:00Z", false),
            (held(BookingStatus::Booked, Some(false)), "2026-11-25T09:00:00Z", false),
            (held(off(CancelledBy::Family), None), "2026-11-25T09:00:00Z", false),
            (held(off(CancelledBy::Hub), None), "2026-11-25T09:00:00Z", false),
            (
                held(BookingStatus::Waiting { since: at("2026-11-23T12:00:00Z") }, None),
                "2026-11-25T09:00:00Z",
                false,
            ),
        ] {
            assert_eq!(
                Notice::HowWasIt.holds(&booking, at(now)),
                holds,
                "{:?} {:?} {now}",
                booking.status,
                booking.attended
            );
        }
        let mut gone = held(BookingStatus::Booked, None);
        gone.session.status = SessionStatus::Cancelled;
        assert!(!Notice::HowWasIt.holds(&gone, at("2026-11-25T09:00:00Z")));
    }

    #[test]
    fn a_notice_of_one_week_holds_by_that_week_and_others_by_the_course() {
        let first = booking(BookingStatus::Booked).session;
        let starts_at = first.starts_at.plus_minutes(7 * 24 * 60);
        let second = Session {
            id: "massage-2".parse().unwrap(),
            starts_at,
            ends_at: starts_at.plus_minutes(90),
            ..first.clone()
        };
        let rule = CourseRule { join_until_week: 1, single_weeks: false };
        let course = Course::new(rule, vec![first.clone(), second], 0);
        let weeks =
            |coming| vec![StoredWeek { session_id: first.id.clone(), coming, places: 1, attended: None }];
        let of_first = |coming| StoredBooking {
            course: course.clone(),
            weeks: weeks(coming),
            ..booking(BookingStatus::Booked)
        };
        let (before, between) = (at("2026-11-23T12:00:00Z"), at("2026-11-25T12:00:00Z"));
        let moved = Notice::SessionMoved { from: before, from_location: "elm".parse().unwrap() };
        for (notice, coming, now, holds) in [
            (Notice::Reminder, true, before, true),
            (Notice::Reminder, false, before, false),
            (Notice::Reminder, true, between, false),
            (Notice::WeekChanged { coming: false }, false, before, true),
            (Notice::WeekChanged { coming: false }, true, before, false),
            (Notice::WeekChanged { coming: true }, true, before, true),
            (Notice::WeekChanged { coming: true }, true, between, false),
            (moved.clone(), true, before, true),
            (moved, false, before, false),
            (Notice::SessionCancelled, true, between, true),
            // The course goes on after its first week.
            (Notice::Booked, true, between, true),
            (Notice::PartyChanged, true, between, true),
        ] {
            assert_eq!(notice.holds(&of_first(coming), now), holds, "{notice:?} {coming} {now}");
        }
    }

    #[test]
    fn a_notice_reads_back() {
        let from = Instant::from_unix(1_800_000_000);
        for notice in [
            Notice::Joined { position: 3 },
            Notice::Offered { until: from },
            Notice::SessionMoved { from, from_location: "oak".parse().unwrap() },
            Notice::WeekChanged { coming: false },
            Notice::Link,
            Notice::SessionCancelledBecause { reason: "The heating is off.".to_owned() },
        ] {
            let text = serde_json::to_string(&notice).unwrap();
            assert_eq!(serde_json::from_str::<Notice>(&text).unwrap(), notice, "{text}");
        }
    }
}
