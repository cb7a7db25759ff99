//! Courses: series whose sessions are booked together, as one booking.
//!
//! **The rule.** A course is booked whole: a family holds places in every week to come, or in none. It can be joined until
//! booking closes for the week that its council says, by default the first. What a family asks of a course (room, the
//! waiting list, when booking opens and closes) it asks of one session in which the fullest week counts
//! ([`Course::whole`]), so there is one set of rules for both. A week that a family cannot come to is free again: for
//! the family itself, for a party that grows, and for those who wait once every week to come has room for them. From the
//! moment a course can no longer be joined, such places can be booked by themselves where the council allows it.

use serde::{Deserialize, Serialize};

use crate::id::{SeriesId, SessionId};
use crate::session::{Availability, Session, SessionStatus};
use crate::time::Instant;

/// The most weeks of one course.
pub const MOST_WEEKS: usize = 60;

/// What makes a series a course, as its council wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CourseRule {
    /// The last week in which families may still join, from 1: at 1 only until booking closes for the first.
    pub join_until_week: u8,
    /// Whether a free place in one week can be booked by itself once the course can no longer be joined.
    #[serde(default)]
    pub single_weeks: bool,
}

impl CourseRule {
    /// Makes the booking of these sessions, in their order, open and close as one: with the first of them, and with the
    /// last week in which families may join. Where single weeks can be booked each keeps its own closing.
    pub fn set_window(self, sessions: &mut [Session]) {
        let Some(opens_at) = sessions.first().map(|first| first.opens_at) else { return };
        let last = usize::from(self.join_until_week).clamp(1, sessions.len()) - 1;
        let closes_at = sessions[last].closes_at;
        for session in sessions {
            session.opens_at = opens_at;
            if !self.single_weeks {
                session.closes_at = closes_at.min(session.closes_at);
            }
        }
    }
}

/// A course as it stands: all its sessions, those of the past and the cancelled ones too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// What its council wishes.
    pub rule: CourseRule,
    /// Its sessions, in order of their start.
    sessions: Vec<Session>,
    /// How many families wait for it without an offer.
    pub waiting: u16,
}

impl Course {
    /// The course of these sessions, in whatever order they come. `None` when there are none.
    #[must_use]
    pub fn new(rule: CourseRule, mut sessions: Vec<Session>, waiting: u16) -> Option<Self> {
        sessions.sort_by(|a, b| (a.starts_at, &a.id).cmp(&(b.starts_at, &b.id)));
        (!sessions.is_empty()).then_some(Self { rule, sessions, waiting })
    }

    /// All its sessions, in order of their start.
    #[must_use]
    pub fn sessions(&self) -> &[Session] {
        &self.sessions
    }

    /// One of its sessions.
    #[must_use]
    pub fn session(&self, id: &SessionId) -> Option<&Session> {
        self.sessions.iter().find(|session| session.id == *id)
    }

    /// Takes a session as it is now in the place of the one that it was.
    pub fn put(&mut self, session: &Session) {
        if let Some(there) = self.sessions.iter_mut().find(|there| there.id == session.id) {
            session.clone_into(there);
        }
    }

    /// When it can no longer be joined, whatever room there is.
    #[must_use]
    pub fn closes_at(&self) -> Instant {
        self.joining_week().closes_at
    }

    /// The last week in which families may join.
    #[must_use]
    pub fn joining_week(&self) -> &Session {
        let last = usize::from(self.rule.join_until_week).clamp(1, self.sessions.len());
        &self.sessions[last - 1]
    }

    /// The weeks to come: those that have not begun and go ahead. They are what a family books.
    pub fn to_come(&self, now: Instant) -> impl Iterator<Item = &Session> {
        self.sessions.iter().filter(move |session| is_to_come(session, now))
    }

    /// When the last of its sessions that go ahead ends; when none does, the last of all.
    #[must_use]
    pub fn ends_at(&self) -> Instant {
        let end = |goes_ahead: bool| {
            let counts = |one: &&Session| !goes_ahead || one.status == SessionStatus::Scheduled;
            self.sessions.iter().filter(counts).map(|one| one.ends_at).max()
        };
        end(true).or_else(|| end(false)).unwrap_or(Instant::from_unix(0))
    }

    /// The course as one session, in which there is as much room as in the fullest of its weeks to come.
    #[must_use]
    pub fn whole(&self, now: Instant) -> Session {
        let weeks: Vec<&Session> = self.to_come(now).collect();
        Session { waiting: self.waiting, ..self.as_one(&weeks, self.closes_at()) }
    }

    /// What it offers at this moment.
    #[must_use]
    pub fn availability(&self, now: Instant) -> Availability {
        self.whole(now).availability(now)
    }

    /// Whether one week can be booked by itself.
    #[must_use]
    pub fn takes_singles(&self, now: Instant) -> bool {
        self.rule.single_weeks && now >= self.closes_at()
    }

    /// The weeks of a family that is in the course, as one session: its party may grow until the last of them starts.
    #[must_use]
    pub fn held(&self, weeks: &[&Session]) -> Session {
        let closes_at = weeks.iter().map(|week| week.starts_at).max().unwrap_or(self.closes_at());
        Session { opens_at: None, ..self.as_one(weeks, closes_at) }
    }

    fn as_one(&self, weeks: &[&Session], closes_at: Instant) -> Session {
        let first = &self.sessions[0];
        let tightest = weeks.iter().min_by_key(|week| left(week)).copied().unwrap_or(first);
        let capacity = weeks.iter().filter_map(|week| week.capacity).min().or(first.capacity);
        let goes_ahead = self.sessions.iter().any(|one| one.status == SessionStatus::Scheduled);
        Session {
            starts_at: weeks.first().map_or(first.starts_at, |week| week.starts_at),
            ends_at: self.ends_at(),
            closes_at,
            capacity,
            places_taken: capacity.unwrap_or_default().saturating_sub(left(tightest)),
            places_held: weeks.iter().map(|week| week.places_held).max().unwrap_or_default(),
            waiting: 0,
            status: if goes_ahead { SessionStatus::Scheduled } else { SessionStatus::Cancelled },
            ..first.clone()
        }
    }
}

/// Whether a session goes ahead and has not begun.
#[must_use]
pub fn is_to_come(session: &Session, now: Instant) -> bool {
    session.status == SessionStatus::Scheduled && now < session.starts_at
}

/// What one week has for those who are in its course: it can be taken back until it starts.
#[must_use]
pub fn week_availability(session: &Session, now: Instant) -> Availability {
    Session { opens_at: None, closes_at: session.starts_at, ..session.clone() }.availability(now)
}

fn left(session: &Session) -> u16 {
    session.capacity.unwrap_or_default().saturating_sub(session.places_taken)
}

/// What came of a family saying that it cannot, or can, come in one week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeekOutcome {
    /// It is so; perhaps it was before.
    Changed,
    /// There is no longer room in that week.
    Full {
        /// How many places there are.
        places_left: u16,
    },
    /// The week is cancelled, or has begun.
    NotBookable(Availability),
    /// The family has another booking in that session.
    FamilyAlreadyBooked,
    /// The places are not theirs.
    Refused(crate::booking_status::RefusedStep),
    /// No booking has this id and token, or it is not for this session along with others.
    NotFound,
}

/// Whether a family may say of this week that it comes, or does not, where that is something new. `needs` is how many
/// places it would take.
///
/// A week can be given back until it ends, even late; it can be taken back until it starts, if there is room.
///
/// # Errors
/// What stands against it.
pub fn change_week(week: &Session, coming: bool, needs: u16, now: Instant) -> Result<(), WeekOutcome> {
    if week.status == SessionStatus::Cancelled {
        return Err(WeekOutcome::NotBookable(Availability::Cancelled));
    }
    if now >= week.ends_at {
        return Err(WeekOutcome::NotBookable(Availability::Finished));
    }
    if !coming {
        return Ok(());
    }
    if now >= week.starts_at {
        return Err(WeekOutcome::NotBookable(Availability::Closed));
    }
    let places_left = left(week);
    if needs > places_left { Err(WeekOutcome::Full { places_left }) } else { Ok(()) }
}

/// One session of a course, as a page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CourseWeek {
    /// The session.
    pub id: SessionId,
    /// When it starts.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// What it offers now.
    pub availability: Availability,
    /// Whether the family comes; only in its own booking, once it holds places.
    #[serde(default)]
    pub coming: Option<bool>,
}

/// A course as its sessions' pages show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CourseDetail {
    /// Its series.
    pub series_id: SeriesId,
    /// All its sessions, in order of their start, at most [`MOST_WEEKS`].
    pub weeks: Vec<CourseWeek>,
    /// What the course as a whole offers now: room for a family is room in every week to come.
    pub availability: Availability,
    /// The most places that a family can ask for, which is the smallest capacity of the weeks to come.
    #[serde(default)]
    pub capacity: Option<u16>,
    /// When it can no longer be joined.
    pub closes_at: Instant,
    /// Whether one week can be booked by itself now.
    #[serde(default)]
    pub single_weeks: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Room;
    use proptest::prelude::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn week(day: u8, capacity: u16, taken: u16) -> Session {
        let starts_at = at(&format!("2026-11-{day:02}T10:00:00Z"));
        Session {
            id: format!("massage-2026-11-{day:02}").parse().unwrap(),
            series_id: "massage".parse().unwrap(),
            service_id: "s".parse().unwrap(),
            location_id: "oak".parse().unwrap(),
            starts_at,
            ends_at: starts_at.plus_minutes(60),
            opens_at: Some(at("2026-10-20T10:00:00Z")),
            closes_at: starts_at.plus_minutes(-60),
            capacity: Some(capacity),
            places_taken: taken,
            places_held: 0,
            waiting: 0,
            status: SessionStatus::Scheduled,
        }
    }

    fn course(join_until_week: u8, weeks: &[(u8, u16, u16)]) -> Course {
        let rule = CourseRule { join_until_week, single_weeks: true };
        let weeks = weeks.iter().map(|(day, capacity, taken)| week(*day, *capacity, *taken));
        Course::new(rule, weeks.collect(), 3).unwrap()
    }

    #[test]
    fn a_course_is_as_full_as_its_fullest_week_to_come() {
        let before = "2026-11-01T00:00:00Z";
        let opens_at = at("2026-10-20T10:00:00Z");
        let places = |left| Availability::Places { left };
        for (join, weeks, now, state) in [
            (1, &[(3, 8, 0), (10, 8, 5), (17, 6, 1)][..], before, places(3)),
            (1, &[(3, 8, 8), (10, 8, 5)], before, Availability::Full),
            (1, &[(3, 8, 0)], "2026-10-20T09:59:59Z", Availability::NotOpen { opens_at }),
            // It can be joined until booking closes for the week its council says, and counts what is to come.
            (1, &[(3, 8, 0), (10, 8, 5)], "2026-11-03T08:59:59Z", places(3)),
            (1, &[(3, 8, 0), (10, 8, 5)], "2026-11-03T09:00:00Z", Availability::Closed),
            (2, &[(3, 8, 8), (10, 8, 5)], "2026-11-03T09:59:59Z", Availability::Full),
            (2, &[(3, 8, 8), (10, 8, 5)], "2026-11-03T10:00:00Z", places(3)),
            (2, &[(3, 8, 8), (10, 8, 5)], "2026-11-10T09:00:00Z", Availability::Closed),
            // A week that is never reached means the last.
            (9, &[(3, 8, 8), (10, 8, 5)], "2026-11-10T08:59:59Z", places(3)),
            (1, &[(3, 8, 0), (10, 8, 5)], "2026-11-10T10:59:59Z", Availability::Closed),
            (1, &[(3, 8, 0), (10, 8, 5)], "2026-11-10T11:00:00Z", Availability::Finished),
        ] {
            assert_eq!(course(join, weeks).availability(at(now)), state, "week {join} of {weeks:?} at {now}");
        }
    }

    #[test]
    fn cancelled_weeks_do_not_count_until_all_are() {
        let now = at("2026-11-01T00:00:00Z");
        let mut course = course(1, &[(3, 8, 8), (10, 8, 5)]);
        let off = Session { status: SessionStatus::Cancelled, places_taken: 0, ..week(3, 8, 8) };
        course.put(&off);
        assert_eq!(course.availability(now), Availability::Places { left: 3 });
        assert_eq!(course.whole(now).starts_at, at("2026-11-10T10:00:00Z"));
        course.put(&Session { status: SessionStatus::Cancelled, ..week(10, 8, 5) });
        assert_eq!(course.availability(now), Availability::Cancelled);
        assert_eq!(course.ends_at(), at("2026-11-10T11:00:00Z"));
    }

    #[test]
    fn a_party_fits_the_smallest_week() {
        let course = course(1, &[(3, 8, 0), (10, 4, 1)]);
        let whole = course.whole(at("2026-11-01T00:00:00Z"));
        let room = |places| whole.availability(at("2026-11-01T00:00:00Z")).room(places, whole.capacity);
        assert_eq!((whole.capacity, whole.waiting), (Some(4), 3));
        assert_eq!(
            (room(3), room(4), room(5)),
            (Room::Enough, Room::Few { left: 3 }, Room::TooMany { capacity: 4 })
        );
    }

    #[test]
    fn single_weeks_open_when_the_course_can_no_longer_be_joined() {
        let mut course = course(1, &[(3, 8, 0), (10, 8, 5)]);
        assert!(!course.takes_singles(at("2026-11-03T08:59:59Z")));
        assert!(course.takes_singles(at("2026-11-03T09:00:00Z")));
        course.rule.single_weeks = false;
        assert!(!course.takes_singles(at("2026-11-03T09:00:00Z")));
    }

    #[test]
    fn booking_opens_and_closes_for_all_weeks_at_once() {
        for (join_until_week, single_weeks, closing) in [
            (1, false, ["2026-11-03T09:00:00Z"; 3]),
            (2, false, ["2026-11-03T09:00:00Z", "2026-11-10T09:00:00Z", "2026-11-10T09:00:00Z"]),
            (1, true, ["2026-11-03T09:00:00Z", "2026-11-10T09:00:00Z", "2026-11-17T09:00:00Z"]),
        ] {
            let mut weeks = [week(3, 8, 0), week(10, 8, 0), week(17, 8, 0)];
            weeks[0].opens_at = None;
            CourseRule { join_until_week, single_weeks }.set_window(&mut weeks);
            assert_eq!(weeks.clone().map(|week| week.closes_at), closing.map(at));
            assert!(weeks.iter().all(|week| week.opens_at.is_none()));
        }
        CourseRule { join_until_week: 1, single_weeks: false }.set_window(&mut []);
    }

    #[test]
    fn a_party_in_the_course_may_grow_until_its_last_week_starts() {
        let course = course(1, &[(3, 8, 8), (10, 8, 5), (17, 8, 7)]);
        let weeks: Vec<&Session> = course.sessions()[1..].iter().collect();
        let held = course.held(&weeks);
        assert_eq!(held.availability(at("2026-11-17T09:59:59Z")), Availability::Places { left: 1 });
        assert_eq!(held.availability(at("2026-11-17T10:00:00Z")), Availability::Closed);
    }

    #[test]
    fn a_week_is_given_back_until_it_ends_and_taken_back_until_it_starts() {
        let off = Session { status: SessionStatus::Cancelled, ..week(3, 8, 0) };
        let no = |state| Err(WeekOutcome::NotBookable(state));
        for (week, coming, needs, now, outcome) in [
            (week(3, 8, 8), false, 2, "2026-11-03T10:59:59Z", Ok(())),
            (week(3, 8, 8), false, 2, "2026-11-03T11:00:00Z", no(Availability::Finished)),
            (week(3, 8, 6), true, 2, "2026-11-03T09:59:59Z", Ok(())),
            (week(3, 8, 6), true, 2, "2026-11-03T10:00:00Z", no(Availability::Closed)),
            (week(3, 8, 7), true, 2, "2026-11-01T00:00:00Z", Err(WeekOutcome::Full { places_left: 1 })),
            (off.clone(), true, 1, "2026-11-01T00:00:00Z", no(Availability::Cancelled)),
            (off, false, 1, "2026-11-01T00:00:00Z", no(Availability::Cancelled)),
        ] {
            assert_eq!(change_week(&week, coming, needs, at(now)), outcome, "{coming} at {now}");
        }
    }

    proptest! {
        #[test]
        fn a_party_that_fits_the_whole_fits_each_week(
            weeks in prop::collection::vec((1u16..12, 0u16..12), 1..7),
            join in 1u8..9,
            hours in 0i64..900,
            places in 1u16..14,
        ) {
            let weeks: Vec<(u8, u16, u16)> = (1u8..)
                .zip(&weeks)
                .map(|(number, (capacity, taken))| (number * 4, *capacity, (*taken).min(*capacity)))
                .collect();
            let now = at("2026-10-25T00:00:00Z").plus_minutes(hours * 60);
            let course = course(join, &weeks);
            let whole = course.whole(now);
            let fits = whole.availability(now).room(places, whole.capacity) == Room::Enough;
            let each = course.to_come(now).all(|week| places <= left(week));
            let is_open = now < course.closes_at() && course.to_come(now).next().is_some();
            prop_assert_eq!(fits, each && is_open);
        }
    }
}
