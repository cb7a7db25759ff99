//! Moments in words, for messages and problems. The words themselves are those of the pages.

use domain::{Date, Instant};
use views::moment;

/// `Tuesday 24 November 2026`
#[must_use]
pub fn date(date: Date) -> String {
    format!("{} {}", moment::weekday(date.weekday()), moment::date_with_year(date))
}

/// `Tuesday 24 November 2026, 10am to 11:30am`, on London's clock.
#[must_use]
pub fn when(starts: Instant, ends: Instant) -> String {
    format!("{}, {}", date(starts.london_date()), moment::times(starts, ends))
}

/// `Tuesday 24 November 2026, 10am`, on London's clock.
#[must_use]
pub fn moment(at: Instant) -> String {
    let (day, clock) = at.london();
    format!("{}, {}", date(day), moment::time(clock))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_said_on_the_wall_clock() {
        // In July London is an hour ahead of UTC.
        let (starts, ends) =
            ("2026-07-07T09:00:00Z".parse().unwrap(), "2026-07-07T10:30:00Z".parse().unwrap());
        assert_eq!(when(starts, ends), "Tuesday 7 July 2026, 10am to 11:30am");
        assert_eq!(moment(starts), "Tuesday 7 July 2026, 10am");
    }
}
