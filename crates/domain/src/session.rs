//! Sessions: one dated occurrence of a series, and what it offers now.

use serde::{Deserialize, Serialize};

use crate::age::AgeRange;
use crate::geo::Metres;
use crate::id::{LocationId, SeriesId, ServiceId, SessionId};
use crate::location::{Location, LocationBrief};
use crate::party::Counts;
use crate::series::Series;
use crate::time::{Date, Instant};

/// Whether a session is booked or people just turn up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Booking {
    /// Just turn up.
    DropIn,
    /// Book a place.
    Book,
}

/// Whether the hub still means to run a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SessionStatus {
    /// It is going ahead.
    Scheduled,
    /// The hub has cancelled it.
    Cancelled,
}

/// One dated occurrence as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its series' id and its date.
    pub id: SessionId,
    /// The series it belongs to.
    pub series_id: SeriesId,
    /// The service it belongs to.
    pub service_id: ServiceId,
    /// Where it is.
    pub location_id: LocationId,
    /// When it starts.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// When booking opens; `None` for already.
    pub opens_at: Option<Instant>,
    /// When booking closes.
    pub closes_at: Instant,
    /// Places in all; `None` for drop-in.
    pub capacity: Option<u16>,
    /// Places taken, never more than the capacity; those that are offered to a family on the waiting list are taken.
    pub places_taken: u16,
    /// How many of the places taken are offered, and held until the family answers.
    pub places_held: u16,
    /// How many families wait without an offer.
    pub waiting: u16,
    /// Whether it is going ahead.
    pub status: SessionStatus,
}

impl Session {
    /// The session of a series on this date, as yet without bookings.
    ///
    /// `None` when series and date make no valid session id, which happens only with an over-long series id.
    #[must_use]
    pub fn of(series: &Series, date: Date) -> Option<Self> {
        let starts_at = Instant::from_london(date, series.start_time);
        let opens = |days: u16| Instant::from_london(date.plus_days(-i32::from(days)), series.start_time);
        Some(Self {
            id: format!("{}-{date}", series.id).parse().ok()?,
            series_id: series.id.clone(),
            service_id: series.service_id.clone(),
            location_id: series.location_id.clone(),
            starts_at,
            ends_at: Instant::from_london(date, series.end_time),
            opens_at: series.opens_days_before.map(opens),
            closes_at: starts_at.plus_minutes(-i64::from(series.closes_minutes_before)),
            capacity: match series.booking {
                Booking::Book => series.capacity,
                Booking::DropIn => None,
            },
            places_taken: 0,
            places_held: 0,
            waiting: 0,
            status: SessionStatus::Scheduled,
        })
    }

    /// What the session offers at this moment.
    #[must_use]
    pub fn availability(&self, now: Instant) -> Availability {
        if self.status == SessionStatus::Cancelled {
            return Availability::Cancelled;
        }
        if now >= self.ends_at {
            return Availability::Finished;
        }
        let Some(capacity) = self.capacity else { return Availability::DropIn };
        if now >= self.closes_at {
            return Availability::Closed;
        }
        if let Some(opens_at) = self.opens_at
            && now < opens_at
        {
            return Availability::NotOpen { opens_at };
        }
        match capacity.saturating_sub(self.places_taken) {
            0 => Availability::Full,
            left => Availability::Places { left },
        }
    }
}

/// What a session offers at this moment, said as one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Availability {
    /// Just turn up.
    DropIn,
    /// Places can be booked.
    Places {
        /// How many are left, at least 1.
        left: u16,
    },
    /// Every place is taken.
    Full,
    /// Booking opens later.
    NotOpen {
        /// When.
        opens_at: Instant,
    },
    /// Booking has closed; the session has yet to end.
    Closed,
    /// The hub has cancelled the session.
    Cancelled,
    /// The session is over.
    Finished,
}

impl Availability {
    /// Whether a booking could be made now.
    #[must_use]
    pub fn is_bookable(self) -> bool {
        matches!(self, Self::Places { .. })
    }

    /// Whether a booking could be made now, or the waiting list joined.
    #[must_use]
    pub fn takes_bookings(self) -> bool {
        matches!(self, Self::Places { .. } | Self::Full)
    }

    /// What there is for a party that takes so many places, of `capacity` in all.
    #[must_use]
    pub fn room(self, places: u16, capacity: Option<u16>) -> Room {
        let left = match self {
            Self::Places { left } => left,
            Self::Full => 0,
            _ => return Room::Shut,
        };
        match capacity {
            Some(capacity) if places > capacity => Room::TooMany { capacity },
            _ if places <= left => Room::Enough,
            _ if left > 0 => Room::Few { left },
            _ => Room::Full,
        }
    }
}

/// What a session has for a party of some size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Places for all of them.
    Enough,
    /// Too few for all of them: they can wait, or fewer can come.
    Few {
        /// Places left, at least 1.
        left: u16,
    },
    /// None: they can wait.
    Full,
    /// They are more than the session has places in all: there is nothing to wait for.
    TooMany {
        /// Places in all.
        capacity: u16,
    },
    /// It takes nobody at the moment.
    Shut,
}

impl Room {
    /// Whether the waiting list is what such a party can join.
    #[must_use]
    pub fn is_to_wait(self) -> bool {
        matches!(self, Self::Few { .. } | Self::Full)
    }
}

/// A session in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionSummary {
    /// The session.
    pub id: SessionId,
    /// The service it belongs to.
    pub service_id: ServiceId,
    /// What it is called.
    pub title: String,
    /// When it starts.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// Where it is.
    pub location: LocationBrief,
    /// Whom it is for, at the date of the session.
    pub ages: AgeRange,
    /// What it costs a family, in pence: the session, or the whole of its course.
    pub cost_pence: u32,
    /// Whether it is one of a course, which is booked whole.
    #[serde(default)]
    pub course: bool,
    /// What it offers now.
    pub availability: Availability,
    /// How far it is from the origin.
    #[serde(default)]
    pub distance: Option<Metres>,
}

/// Sessions in order of their start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionList {
    /// The sessions, soonest first, at most 200.
    pub sessions: Vec<SessionSummary>,
    /// Whether there were more than the limit.
    pub more: bool,
    /// Where the search was made from, if anywhere.
    #[serde(default)]
    pub origin: Option<crate::service::Origin>,
}

/// A session's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionDetail {
    /// The facts a list has.
    pub session: SessionSummary,
    /// The series it is one of.
    #[serde(default)]
    pub series_id: Option<SeriesId>,
    /// The name of the service it belongs to.
    pub service: String,
    /// Who runs the service.
    pub organisation: String,
    /// The place, without its address when masked.
    pub location: Location,
    /// What the capacity counts.
    pub counts: Counts,
    /// Places in all; `None` for drop-in.
    #[serde(default)]
    pub capacity: Option<u16>,
    /// How many of the places taken are offered to families on the waiting list, and held until they answer.
    #[serde(default)]
    pub places_held: u16,
    /// How many families wait without an offer.
    #[serde(default)]
    pub waiting: u16,
    /// How many months a child may be younger or older than the ages say.
    #[serde(default)]
    pub grace_months: u8,
    /// What to expect.
    #[serde(default)]
    pub summary: String,
    /// What to bring.
    #[serde(default)]
    pub what_to_bring: String,
    /// The role of who runs it.
    #[serde(default)]
    pub run_by: String,
    /// Languages spoken, by name.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Where prams go.
    #[serde(default)]
    pub pram: String,
    /// Where to feed and change.
    #[serde(default)]
    pub feeding_space: String,
    /// The course that it is one of.
    #[serde(default)]
    pub course: Option<crate::course::CourseDetail>,
    /// Later sessions of the same service with room, soonest first, at most four: what to offer when this
    /// one is full, cancelled or over.
    #[serde(default)]
    pub others: Vec<SessionSummary>,
}

impl SessionDetail {
    /// The course that is booked here; `None` where this session is booked by itself.
    #[must_use]
    pub fn whole_course(&self) -> Option<&crate::course::CourseDetail> {
        self.course.as_ref().filter(|course| !course.single_weeks)
    }

    /// The sessions that are booked here: this one, or the weeks of its course that have yet to begin.
    #[must_use]
    pub fn dates(&self) -> Vec<(&SessionId, Instant, Instant)> {
        let session = &self.session;
        let Some(course) = self.whole_course() else {
            return vec![(&session.id, session.starts_at, session.ends_at)];
        };
        let weeks = course.weeks.iter().filter(|week| week.availability.takes_bookings());
        weeks.map(|week| (&week.id, week.starts_at, week.ends_at)).collect()
    }

    /// What is there to book, the session or its course, and how many places in all.
    #[must_use]
    pub fn to_book(&self) -> (Availability, Option<u16>) {
        match self.whole_course() {
            Some(course) => (course.availability, course.capacity),
            None => (self.session.availability, self.capacity),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::age::Months;

    fn series() -> Series {
        Series {
            id: "baby-massage-oak-lane".parse().unwrap(),
            service_id: "s".parse().unwrap(),
            location_id: "l".parse().unwrap(),
            title: "Baby massage".to_owned(),
            starts_on: "2025-09-02".parse().unwrap(),
            rule: "FREQ=WEEKLY;BYDAY=TU".to_owned(),
            excluded_dates: vec![],
            ends_on: None,
            extra_dates: vec![],
            term_time: false,
            bank_holidays: false,
            start_time: "10:00".parse().unwrap(),
            end_time: "11:30".parse().unwrap(),
            ages: AgeRange::new(Months(2), Some(Months(12))),
            booking: Booking::Book,
            capacity: Some(8),
            counts: Counts::Families,
            grace_months: 0,
            opens_days_before: Some(14),
            closes_minutes_before: 60,
            course: None,
            cost_pence: 0,
            summary: String::new(),
            what_to_bring: String::new(),
            run_by: String::new(),
            languages: vec![],
            pram: String::new(),
            feeding_space: String::new(),
        }
    }

    #[test]
    fn availability_is_one_state_at_every_moment() {
        let day: Date = "2026-11-24".parse().unwrap();
        let session = Session::of(&series(), day).unwrap();
        let full = Session { places_taken: 8, ..session.clone() };
        let cancelled = Session { status: SessionStatus::Cancelled, ..session.clone() };
        let drop_in = Session { capacity: None, ..session.clone() };
        let opens_at = "2026-11-10T10:00:00Z".parse().unwrap();
        for (session, now, state) in [
            (&session, "2026-11-10T09:59:59Z", Availability::NotOpen { opens_at }),
            (&session, "2026-11-10T10:00:00Z", Availability::Places { left: 8 }),
            (&full, "2026-11-20T10:00:00Z", Availability::Full),
            (&session, "2026-11-24T08:59:59Z", Availability::Places { left: 8 }),
            (&session, "2026-11-24T09:00:00Z", Availability::Closed),
            (&full, "2026-11-24T09:00:00Z", Availability::Closed),
            (&session, "2026-11-24T11:29:59Z", Availability::Closed),
            (&session, "2026-11-24T11:30:00Z", Availability::Finished),
            (&drop_in, "2026-11-24T11:29:59Z", Availability::DropIn),
            (&drop_in, "2026-11-24T11:30:00Z", Availability::Finished),
            (&cancelled, "2026-11-20T10:00:00Z", Availability::Cancelled),
        ] {
            assert_eq!(session.availability(now.parse().unwrap()), state, "{now}");
        }
    }

    #[test]
    fn a_session_is_named_by_its_series_and_date() {
        let summer = Session::of(&series(), "2026-07-07".parse().unwrap()).unwrap();
        assert_eq!(summer.id.as_str(), "baby-massage-oak-lane-2026-07-07");
        assert_eq!(summer.starts_at.to_string(), "2026-07-07T09:00:00Z");
        assert_eq!(summer.ends_at.to_string(), "2026-07-07T10:30:00Z");
    }

    #[test]
    fn a_party_finds_room_or_knows_what_it_can_do() {
        for (availability, places, room, waits) in [
            (Availability::Places { left: 3 }, 3, Room::Enough, false),
            (Availability::Places { left: 3 }, 4, Room::Few { left: 3 }, true),
            (Availability::Places { left: 3 }, 8, Room::Few { left: 3 }, true),
            (Availability::Places { left: 3 }, 9, Room::TooMany { capacity: 8 }, false),
            (Availability::Full, 1, Room::Full, true),
            (Availability::Full, 8, Room::Full, true),
            (Availability::Full, 9, Room::TooMany { capacity: 8 }, false),
            (Availability::Closed, 1, Room::Shut, false),
            (Availability::DropIn, 1, Room::Shut, false),
            (Availability::Cancelled, 9, Room::Shut, false),
        ] {
            let found = availability.room(places, Some(8));
            assert_eq!((found, found.is_to_wait()), (room, waits), "{places} for {availability:?}");
        }
    }
}
