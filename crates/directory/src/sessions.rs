//! The search for sessions.

use domain::session::SessionSummary;
use domain::time::DAY;
use domain::{AgeRange, Date, Instant, Months, Point, Session, SessionSearch};

use crate::bits::Set;
use crate::directory::{Belongings, Directory};
use crate::wording::Wording;

/// How many days a list of sessions spans when its last date is not given.
const USUAL_DAYS: i32 = 7;

impl Directory {
    /// Finds sessions that have not ended at `now`, in order of start, then title, then id.
    ///
    /// Dates are London's and a session belongs to the date on which it starts. Without a first date the list starts
    /// now; without a last date it spans seven days, so that a weekly session is in it once: from a first date that
    /// date and the six after it, from now the sessions that start before the same time next week.
    ///
    /// Every word must be satisfied by the title, the service or the place, as in [`Directory::search`]; unlike there,
    /// sessions that satisfy only some are not found, for here words narrow a list down.
    ///
    /// A location may be named by its id or its slug. What this directory has not got finds nothing.
    ///
    /// Sessions are found as they are asked for: whoever takes the first two hundred waits for no others.
    /// `search.bookable` and `search.limit` are the caller's to apply, because places left are known only to the store,
    /// and so is `search.near`, which changes neither what is found nor its order.
    pub fn sessions<'a>(
        &'a self,
        search: &SessionSearch,
        now: Instant,
    ) -> impl Iterator<Item = &'a Session> + use<'a> {
        let (start, end) = span(search, now);
        let at = |time: Instant| self.sessions.partition_point(|session| session.starts_at < time);
        let numbers = start.map_or(0, at)..at(end);
        self.wanted(search).into_iter().flat_map(move |wanted| {
            let numbers = numbers.clone();
            let found = numbers.filter(move |at| {
                let of = self.belongings[*at];
                self.sessions[*at].ends_at > now && wanted.has(of, || self.series[of.series as usize].ages)
            });
            found.map(|at| &self.sessions[at])
        })
    }

    /// What a session has to belong to; `None` where nothing can.
    fn wanted<'a>(&'a self, search: &SessionSearch) -> Option<Wanted<'a>> {
        let number = |known: Option<&usize>| known.map(|at| *at as u32);
        let mut wanted = Wanted { age: search.age, ..Wanted::default() };
        if let Some(id) = &search.service {
            wanted.service = Some(number(self.service_numbers.get(id))?);
        }
        if let Some(id) = &search.location {
            let by_id = self.location_numbers.get(id);
            wanted.location = Some(number(by_id.or_else(|| self.slugs.get(id.as_str())))?);
        }
        if let Some(id) = &search.locality {
            wanted.locality = Some(number(self.locality_numbers.get(id))?);
        }
        if let Some(id) = &search.category {
            wanted.carriers = Some(&self.facets.categories.get(id.as_str())?.services);
        }
        wanted.satisfied = self.satisfied_series(&search.words);
        Some(wanted)
    }

    /// The session as a list shows it: what it offers comes from the session given, which may be fresher than the
    /// directory's own; all else from its series and location.
    ///
    /// `None` when the directory has not got its series or location.
    #[must_use]
    pub fn session_summary(
        &self,
        session: &Session,
        origin: Option<Point>,
        now: Instant,
    ) -> Option<SessionSummary> {
        let series = self.series(&session.series_id)?;
        let location = self.location(&session.location_id)?;
        Some(SessionSummary {
            id: session.id.clone(),
            service_id: session.service_id.clone(),
            title: series.title.clone(),
            starts_at: session.starts_at,
            ends_at: session.ends_at,
            location: location.brief(),
            ages: series.ages,
            cost_pence: series.cost_pence,
            course: series.course.is_some(),
            availability: session.availability(now),
            distance: origin.zip(location.point).map(|(origin, point)| origin.distance(point)),
        })
    }

    /// For each series whether it satisfies every word; `None` when there are no words.
    fn satisfied_series(&self, words: &str) -> Option<Vec<bool>> {
        let wording = Wording::read(words, &self.series_words, &self.synonyms);
        if wording.words.is_empty() {
            return None;
        }
        let mut satisfied = vec![false; self.series.len()];
        for found in wording.matches(&self.series_words.index).found {
            satisfied[found.document as usize] = found.words as usize == wording.words.len();
        }
        Some(satisfied)
    }
}

/// What a session has to belong to, by number; what is not asked for is `None`.
#[derive(Default)]
struct Wanted<'a> {
    service: Option<u32>,
    location: Option<u32>,
    locality: Option<u32>,
    /// The services that are in the category.
    carriers: Option<&'a Set>,
    /// For each series whether it satisfies every word.
    satisfied: Option<Vec<bool>>,
    age: Option<Months>,
}

impl Wanted<'_> {
    /// Whether a session of these belongings is wanted. What is dearest to look up is asked last.
    fn has(&self, of: Belongings, ages: impl FnOnce() -> AgeRange) -> bool {
        self.service.is_none_or(|service| of.service == service)
            && self.location.is_none_or(|location| of.location == location)
            && self.locality.is_none_or(|locality| of.locality == locality)
            && self.carriers.is_none_or(|carriers| carriers.has(of.service))
            && self.satisfied.as_ref().is_none_or(|satisfied| satisfied[of.series as usize])
            && self.age.is_none_or(|age| ages().contains(age))
    }
}

/// When a date begins in London.
fn midnight(date: Date) -> Instant {
    let utc = Instant::from_unix(i64::from(date.days()) * DAY);
    // Clocks change at one in the morning UTC, so London's midnight has the same offset as midnight UTC.
    Instant::from_unix(utc.unix() - utc.london_offset())
}

/// From when, if not from now, and until when (not included) sessions may start.
fn span(search: &SessionSearch, now: Instant) -> (Option<Instant>, Instant) {
    let (today, time) = now.london();
    let end = match (search.from, search.to) {
        (_, Some(to)) => midnight(to.plus_days(1)),
        (Some(from), None) => midnight(from.plus_days(USUAL_DAYS)),
        // Seven days by London's clock, so that the change to or from summer time makes no week longer.
        (None, None) => Instant::from_london(today.plus_days(USUAL_DAYS), time),
    };
    (search.from.map(midnight), end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_begins_at_midnight_in_london() {
        for (date, instant) in [
            ("2026-01-01", "2026-01-01T00:00:00Z"),
            ("2026-03-29", "2026-03-29T00:00:00Z"),
            ("2026-03-30", "2026-03-29T23:00:00Z"),
            ("2026-10-25", "2026-10-24T23:00:00Z"),
            ("2026-10-26", "2026-10-26T00:00:00Z"),
        ] {
            assert_eq!(midnight(date.parse().unwrap()).to_string(), instant);
        }
    }

    #[test]
    fn a_list_spans_seven_days_unless_told_otherwise() {
        let date = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
        for (from, to, now, start, end) in [
            ("", "", "2026-11-24T10:30:20Z", None, "2026-12-01T10:30:00Z"),
            ("", "", "2026-03-25T10:30:00Z", None, "2026-04-01T09:30:00Z"),
            ("", "2026-11-24", "2026-11-24T10:30:00Z", None, "2026-11-25T00:00:00Z"),
            ("2026-11-24", "", "2026-11-01T10:30:00Z", Some("2026-11-24T00:00:00Z"), "2026-12-01T00:00:00Z"),
            (
                "2026-07-01",
                "2026-07-01",
                "2026-01-01T00:00:00Z",
                Some("2026-06-30T23:00:00Z"),
                "2026-07-01T23:00:00Z",
            ),
        ] {
            let search = SessionSearch { from: date(from), to: date(to), ..SessionSearch::default() };
            let wanted = (start.map(|start| start.parse().unwrap()), end.parse().unwrap());
            assert_eq!(span(&search, now.parse().unwrap()), wanted, "{from} {to} {now}");
        }
    }
}
