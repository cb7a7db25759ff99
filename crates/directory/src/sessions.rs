//! The search for sessions.

use domain::session::SessionSummary;
use domain::time::DAY;
use domain::{Date, Instant, Point, Session, SessionSearch};

use crate::directory::Directory;
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
    /// `search.bookable` and `search.limit` are the caller's to apply, because places left are known only to the store.
    /// The origin changes neither what is found nor its order; distances come with [`Directory::session_summary`].
    #[must_use]
    pub fn sessions(&self, search: &SessionSearch, _origin: Option<Point>, now: Instant) -> Vec<&Session> {
        let (start, end) = span(search, now);
        let satisfied = self.satisfied_series(&search.words);
        // A category that no service has finds nothing.
        let carriers = search
            .category
            .as_ref()
            .map(|category| self.facets.categories.get(category.as_str()).map(|value| &value.services));
        let upcoming = self.sessions.partition_point(|session| session.starts_at < end);
        let candidates = self.sessions[..upcoming].iter().zip(&self.belongings);
        let found = candidates.filter(|(session, of)| {
            session.ends_at > now
                && start.is_none_or(|start| session.starts_at >= start)
                && search.service.as_ref().is_none_or(|service| session.service_id == *service)
                && search.location.as_ref().is_none_or(|location| session.location_id == *location)
                && search
                    .locality
                    .as_ref()
                    .is_none_or(|id| self.locations[of.location as usize].locality.as_ref() == Some(id))
                && search.age.is_none_or(|age| self.series[of.series as usize].ages.contains(age))
                && carriers.is_none_or(|carriers| carriers.is_some_and(|set| set.has(of.service)))
                && satisfied.as_ref().is_none_or(|satisfied| satisfied[of.series as usize])
        });
        found.map(|(session, _)| session).collect()
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
        for found in self.series_words.index.matches(&wording.words).found {
            satisfied[found.document as usize] = found.words as usize == wording.words.len();
        }
        Some(satisfied)
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
