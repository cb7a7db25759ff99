//! What the hub's team does to a session: another capacity, another time or place, or none at all.

use serde::{Deserialize, Serialize};

use crate::id::LocationId;
use crate::series::Series;
use crate::session::{Availability, Booking, Session, SessionStatus};
use crate::time::{Date, Instant, TimeOfDay};
use crate::typed;

/// How far ahead one session may be added or moved, in days: two years.
pub const LATEST_EXTRA: i32 = 731;

/// Where and when a session is to be instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionMove {
    /// When it starts.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// Where it is.
    pub location_id: LocationId,
}

/// Another time or place as the team asks for it: what is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoveAsked {
    /// The date in London.
    #[serde(default)]
    pub date: Option<Date>,
    /// When it starts, on London's clock.
    #[serde(default)]
    pub start_time: Option<TimeOfDay>,
    /// When it ends, on London's clock. Left out, it takes as long as before.
    #[serde(default)]
    pub end_time: Option<TimeOfDay>,
    /// Where it is.
    #[serde(default)]
    pub location_id: Option<LocationId>,
}

impl MoveAsked {
    /// Where and when this session is to be then.
    #[must_use]
    pub fn of(&self, session: &Session) -> SessionMove {
        let (date, start_time) = session.starts_at.london();
        let date = self.date.unwrap_or(date);
        let starts_at = Instant::from_london(date, self.start_time.unwrap_or(start_time));
        let seconds = session.ends_at.unix() - session.starts_at.unix();
        let as_long = Instant::from_unix(starts_at.unix() + seconds);
        SessionMove {
            starts_at,
            ends_at: self.end_time.map_or(as_long, |time| Instant::from_london(date, time)),
            location_id: self.location_id.clone().unwrap_or_else(|| session.location_id.clone()),
        }
    }
}

/// The longest reason for cancelling a session, in characters: one text message holds it.
pub const LONGEST_REASON: usize = 160;

/// Why a session is cancelled, for the families in it: one line, perhaps empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CancelReason(String);

impl CancelReason {
    /// Reads one line, without what cannot be seen; `None` when it has more than [`LONGEST_REASON`] characters.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let line = typed::line(typed);
        (line.chars().count() <= LONGEST_REASON).then_some(Self(line))
    }

    /// The line.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What came of setting a capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CapacityOutcome {
    /// It is this now; perhaps it was before.
    Set {
        /// How many families are told that places are theirs to take.
        families: u32,
    },
    /// Families hold more places than that.
    BelowTaken {
        /// How many are taken, those on offer included.
        places_taken: u16,
    },
    /// There are no places to count: just turn up, or the session is cancelled or over.
    NotBookable(Availability),
    /// There is no such session.
    NoSuchSession,
}

/// What came of cancelling a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelSessionOutcome {
    /// It is cancelled.
    Cancelled {
        /// How many families are told.
        families: u32,
    },
    /// It was cancelled before: nobody is told again.
    AlreadyCancelled,
    /// It is over.
    Finished,
    /// There is no such session.
    NoSuchSession,
}

/// What came of moving a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoveOutcome {
    /// It is there now.
    Moved {
        /// How many families are told.
        families: u32,
    },
    /// It was there before: nobody is told again.
    AlreadyThere,
    /// It would end before it starts.
    EndsBeforeStart,
    /// It would start in the past.
    InThePast,
    /// It would start more than two years ahead.
    TooFarAhead,
    /// It is cancelled.
    Cancelled,
    /// It is over.
    Finished,
    /// There is no such location.
    NoSuchLocation,
    /// There is no such session.
    NoSuchSession,
}

/// One more session of a series, on a date of its own. What is left out is as the series says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExtraSession {
    /// Its date in London.
    pub date: Date,
    /// When it starts, on London's clock.
    #[serde(default)]
    pub start_time: Option<TimeOfDay>,
    /// When it ends, on London's clock.
    #[serde(default)]
    pub end_time: Option<TimeOfDay>,
    /// Where it is.
    #[serde(default)]
    pub location_id: Option<LocationId>,
    /// How many places it has, at least 1.
    #[serde(default)]
    pub capacity: Option<u16>,
}

/// What came of adding a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddSessionOutcome {
    /// It is there.
    Added,
    /// The series has a session on this date, perhaps a cancelled one.
    AlreadyThere,
    /// It would end before it starts.
    EndsBeforeStart,
    /// It would start in the past.
    InThePast,
    /// It is more than two years ahead.
    TooFarAhead,
    /// Families hold its course whole, and this week would not be theirs.
    CourseIsBooked,
    /// A session to book has at least one place, and one where people just turn up has no number of them.
    CapacityDoesNotFit,
}

impl Session {
    /// One more session of a series. Booking opens and closes as long before its start as the series says.
    ///
    /// # Errors
    /// What stands against it.
    pub fn extra(series: &Series, extra: &ExtraSession, now: Instant) -> Result<Self, AddSessionOutcome> {
        let series = Series {
            start_time: extra.start_time.unwrap_or(series.start_time),
            end_time: extra.end_time.unwrap_or(series.end_time),
            location_id: extra.location_id.clone().unwrap_or_else(|| series.location_id.clone()),
            capacity: extra.capacity.or(series.capacity),
            ..series.clone()
        };
        let has_places = match series.booking {
            Booking::Book => series.capacity.is_some_and(|capacity| capacity > 0),
            Booking::DropIn => extra.capacity.is_none(),
        };
        if !has_places {
            return Err(AddSessionOutcome::CapacityDoesNotFit);
        }
        if series.end_time <= series.start_time {
            return Err(AddSessionOutcome::EndsBeforeStart);
        }
        if Instant::from_london(extra.date, series.start_time) <= now {
            return Err(AddSessionOutcome::InThePast);
        }
        if extra.date > now.london_date().plus_days(LATEST_EXTRA) {
            return Err(AddSessionOutcome::TooFarAhead);
        }
        // An id that would be too long is refused when its series is imported.
        Self::of(&series, extra.date).ok_or(AddSessionOutcome::TooFarAhead)
    }

    /// The session with this many places.
    ///
    /// # Errors
    /// What stands against it.
    pub fn with_capacity(&self, capacity: u16, now: Instant) -> Result<Self, CapacityOutcome> {
        match self.availability(now) {
            state @ (Availability::DropIn | Availability::Cancelled | Availability::Finished) => {
                Err(CapacityOutcome::NotBookable(state))
            }
            _ if capacity < self.places_taken => {
                Err(CapacityOutcome::BelowTaken { places_taken: self.places_taken })
            }
            _ => Ok(Self { capacity: Some(capacity), ..self.clone() }),
        }
    }

    /// The session without anyone in it, because the hub does not run it.
    ///
    /// # Errors
    /// When it is cancelled already, or over.
    pub fn cancelled(&self, now: Instant) -> Result<Self, CancelSessionOutcome> {
        if self.status == SessionStatus::Cancelled {
            return Err(CancelSessionOutcome::AlreadyCancelled);
        }
        if now >= self.ends_at {
            return Err(CancelSessionOutcome::Finished);
        }
        Ok(Self {
            status: SessionStatus::Cancelled,
            places_taken: 0,
            places_held: 0,
            waiting: 0,
            ..self.clone()
        })
    }

    /// The session at another time or place. Booking closes as long before the start as it did; all places stay taken.
    ///
    /// # Errors
    /// What stands against it.
    pub fn moved(&self, to: &SessionMove, now: Instant) -> Result<Self, MoveOutcome> {
        if self.status == SessionStatus::Cancelled {
            return Err(MoveOutcome::Cancelled);
        }
        if now >= self.ends_at {
            return Err(MoveOutcome::Finished);
        }
        if (self.starts_at, self.ends_at, &self.location_id) == (to.starts_at, to.ends_at, &to.location_id) {
            return Err(MoveOutcome::AlreadyThere);
        }
        if to.ends_at <= to.starts_at {
            return Err(MoveOutcome::EndsBeforeStart);
        }
        if to.starts_at <= now {
            return Err(MoveOutcome::InThePast);
        }
        if to.starts_at.london_date() > now.london_date().plus_days(LATEST_EXTRA) {
            return Err(MoveOutcome::TooFarAhead);
        }
        let before = self.starts_at.unix() - self.closes_at.unix();
        let closes_at = Instant::from_unix(to.starts_at.unix() - before);
        Ok(Self {
            starts_at: to.starts_at,
            ends_at: to.ends_at,
            location_id: to.location_id.clone(),
            closes_at,
            opens_at: self.opens_at.filter(|opens_at| *opens_at < closes_at),
            ..self.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn session() -> Session {
        Session {
            id: "massage-2026-11-24".parse().unwrap(),
            series_id: "massage".parse().unwrap(),
            service_id: "s".parse().unwrap(),
            location_id: "oak".parse().unwrap(),
            starts_at: at("2026-11-24T10:00:00Z"),
            ends_at: at("2026-11-24T11:30:00Z"),
            opens_at: Some(at("2026-11-10T10:00:00Z")),
            closes_at: at("2026-11-24T09:00:00Z"),
            capacity: Some(8),
            places_taken: 5,
            places_held: 2,
            waiting: 1,
            status: SessionStatus::Scheduled,
        }
    }

    #[test]
    fn a_reason_is_one_line_that_a_text_message_holds() {
        let long = "é".repeat(LONGEST_REASON);
        for (typed, read) in [
            ("", Some("")),
            (" The heating\nis off. ", Some("The heating is off.")),
            (long.as_str(), Some(long.as_str())),
            (&format!("{long}x"), None),
        ] {
            assert_eq!(CancelReason::parse(typed).as_ref().map(CancelReason::as_str), read, "{typed}");
        }
    }

    #[test]
    fn a_capacity_is_never_below_what_is_taken() {
        let drop_in = Session { capacity: None, places_taken: 0, places_held: 0, ..session() };
        let cancelled = Session { status: SessionStatus::Cancelled, ..session() };
        let (now, last, over) = ("2026-11-20T10:00:00Z", "2026-11-24T11:29:59Z", "2026-11-24T11:30:00Z");
        for (session, capacity, now, outcome) in [
            (session(), 5, now, Ok(Some(5))),
            (session(), 65_535, now, Ok(Some(65_535))),
            (session(), 8, last, Ok(Some(8))),
            (session(), 4, now, Err(CapacityOutcome::BelowTaken { places_taken: 5 })),
            (session(), 9, over, Err(CapacityOutcome::NotBookable(Availability::Finished))),
            (drop_in, 9, now, Err(CapacityOutcome::NotBookable(Availability::DropIn))),
            (cancelled, 9, now, Err(CapacityOutcome::NotBookable(Availability::Cancelled))),
        ] {
            let found = session.with_capacity(capacity, at(now)).map(|session| session.capacity);
            assert_eq!(found, outcome, "{capacity} at {now}");
        }
    }

    #[test]
    fn a_session_is_cancelled_once_and_until_it_ends() {
        let gone = session().cancelled(at("2026-11-24T11:29:59Z")).unwrap();
        assert_eq!((gone.places_taken, gone.places_held, gone.waiting), (0, 0, 0));
        assert_eq!(gone.cancelled(at("2027-01-01T00:00:00Z")), Err(CancelSessionOutcome::AlreadyCancelled));
        assert_eq!(session().cancelled(session().ends_at), Err(CancelSessionOutcome::Finished));
    }

    fn series(booking: Booking, capacity: Option<u16>) -> Series {
        serde_json::from_value(serde_json::json!({
            "id": "massage", "service_id": "s", "location_id": "oak", "title": "Massage",
            "starts_on": "2026-09-01", "rule": "FREQ=WEEKLY;BYDAY=TU", "start_time": "10:00", "end_time": "11:30",
            "ages": { "from": 2, "to": 12 }, "booking": booking, "capacity": capacity, "counts": "families",
            "opens_days_before": 14, "closes_minutes_before": 60,
        }))
        .unwrap()
    }

    #[test]
    fn an_extra_session_is_as_its_series_says_but_for_what_is_asked() {
        let plain = ExtraSession {
            date: "2027-07-01".parse().unwrap(),
            start_time: None,
            end_time: None,
            location_id: None,
            capacity: None,
        };
        let now = at("2026-11-20T10:00:00Z");
        let book = series(Booking::Book, Some(8));
        let added = Session::extra(&book, &plain, now).unwrap();
        assert_eq!(added, Session::of(&book, plain.date).unwrap());
        let asked = ExtraSession {
            start_time: TimeOfDay::new(13, 0),
            end_time: TimeOfDay::new(14, 0),
            location_id: Some("elm".parse().unwrap()),
            capacity: Some(3),
            ..plain.clone()
        };
        let added = Session::extra(&book, &asked, now).unwrap();
        assert_eq!(added.id.as_str(), "massage-2027-07-01");
        // It is summer then: one o'clock in London is noon in UTC.
        assert_eq!(
            (added.starts_at, added.ends_at),
            (at("2027-07-01T12:00:00Z"), at("2027-07-01T13:00:00Z"))
        );
        assert_eq!(added.closes_at, at("2027-07-01T11:00:00Z"));
        assert_eq!((added.capacity, added.location_id.as_str(), added.places_taken), (Some(3), "elm", 0));
        let on = |date: &str| ExtraSession { date: date.parse().unwrap(), ..plain.clone() };
        let drop_in = series(Booking::DropIn, None);
        for (series, extra, now, outcome) in [
            (
                &book,
                ExtraSession { end_time: TimeOfDay::new(10, 0), ..plain.clone() },
                now,
                Some(AddSessionOutcome::EndsBeforeStart),
            ),
            (&book, ExtraSession { end_time: TimeOfDay::new(10, 1), ..plain.clone() }, now, None),
            (
                &book,
                ExtraSession { capacity: Some(0), ..plain.clone() },
                now,
                Some(AddSessionOutcome::CapacityDoesNotFit),
            ),
            (
                &drop_in,
                ExtraSession { capacity: Some(5), ..plain.clone() },
                now,
                Some(AddSessionOutcome::CapacityDoesNotFit),
            ),
            (&drop_in, plain.clone(), now, None),
            (&book, on("2026-11-20"), now, Some(AddSessionOutcome::InThePast)),
            (&book, on("2026-11-20"), at("2026-11-20T09:59:59Z"), None),
            (&book, on("2028-11-20"), now, None),
            (&book, on("2028-11-21"), now, Some(AddSessionOutcome::TooFarAhead)),
        ] {
            assert_eq!(Session::extra(series, &extra, now).err(), outcome, "{extra:?} at {now}");
        }
    }

    #[test]
    fn what_a_move_leaves_out_stays() {
        let ask = |date: Option<&str>, start, end| {
            let asked = MoveAsked {
                date: date.map(|day| day.parse().unwrap()),
                start_time: start,
                end_time: end,
                location_id: None,
            };
            let to = asked.of(&session());
            (to.starts_at.to_string(), to.ends_at.to_string())
        };
        let (one, two) = (TimeOfDay::new(13, 0), TimeOfDay::new(14, 0));
        for (date, start, end, starts_at, ends_at) in [
            (None, None, None, "2026-11-24T10:00:00Z", "2026-11-24T11:30:00Z"),
            (None, one, None, "2026-11-24T13:00:00Z", "2026-11-24T14:30:00Z"),
            (None, one, two, "2026-11-24T13:00:00Z", "2026-11-24T14:00:00Z"),
            // Ten o'clock stays ten o'clock in summer.
            (Some("2027-06-01"), None, None, "2027-06-01T09:00:00Z", "2027-06-01T10:30:00Z"),
        ] {
            assert_eq!(ask(date, start, end), (starts_at.to_owned(), ends_at.to_owned()));
        }
        let elsewhere = MoveAsked { location_id: Some("elm".parse().unwrap()), ..MoveAsked::default() };
        assert_eq!(elsewhere.of(&session()).location_id.as_str(), "elm");
    }

    #[test]
    fn a_moved_session_keeps_its_places_and_its_closing() {
        let to = |starts: &str, ends: &str, place: &str| SessionMove {
            starts_at: at(starts),
            ends_at: at(ends),
            location_id: place.parse().unwrap(),
        };
        let (ten, half_past) = ("2026-11-24T10:00:00Z", "2026-11-24T11:30:00Z");
        let now = "2026-11-20T10:00:00Z";
        let moved =
            session().moved(&to("2026-11-25T13:00:00Z", "2026-11-25T14:00:00Z", "elm"), at(now)).unwrap();
        assert_eq!(moved.closes_at, at("2026-11-25T12:00:00Z"));
        assert_eq!((moved.places_taken, moved.opens_at), (5, session().opens_at));
        let sooner = session()
            .moved(&to("2026-11-09T13:00:00Z", "2026-11-09T14:00:00Z", "oak"), at("2026-11-01T00:00:00Z"));
        assert_eq!(sooner.unwrap().opens_at, None, "booking cannot open after it has closed");
        let latest = to("2028-11-20T10:00:00Z", "2028-11-20T11:30:00Z", "oak");
        assert!(session().moved(&latest, at(now)).is_ok());
        let cancelled = Session { status: SessionStatus::Cancelled, ..session() };
        for (session, to, now, outcome) in [
            (session(), to(ten, half_past, "oak"), now, MoveOutcome::AlreadyThere),
            (session(), to(half_past, half_past, "oak"), now, MoveOutcome::EndsBeforeStart),
            (session(), to(now, half_past, "oak"), now, MoveOutcome::InThePast),
            // The limit that one more session has.
            (
                session(),
                to("2028-11-22T10:00:00Z", "2028-11-22T11:30:00Z", "oak"),
                now,
                MoveOutcome::TooFarAhead,
            ),
            (session(), to(ten, half_past, "elm"), half_past, MoveOutcome::Finished),
            (cancelled, to(ten, half_past, "elm"), now, MoveOutcome::Cancelled),
        ] {
            assert_eq!(session.moved(&to, at(now)), Err(outcome));
        }
    }
}
