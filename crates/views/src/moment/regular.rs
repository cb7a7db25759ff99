//! Regular times in words.

use domain::opening::Recurrence;
use domain::service::RegularTime;
use domain::{Date, Weekday};

use super::{date_with_year, span, weekday};
use crate::words::{self as w, Word, fill, t};

/// "First Tuesday of the month, 10am to 11:30am, until 16 December 2026 (term time)"
#[must_use]
pub fn regular(time: &RegularTime, today: Option<Date>) -> String {
    let (days, times) = days_and_times(time, today);
    fill(w::SERVICE_AT, &[("days", &days), ("times", &times)])
}

/// The same in two: its days, and its times with all that goes with them. When it begins is said while that is still to
/// come.
#[must_use]
pub fn days_and_times(time: &RegularTime, today: Option<Date>) -> (String, String) {
    let days = days(&time.days);
    let word = match time.recurrence {
        Recurrence::Weekly => None,
        Recurrence::SomeWeeks => Some(w::SERVICE_SOME_WEEKS),
        Recurrence::First => Some(w::SERVICE_FIRST),
        Recurrence::Second => Some(w::SERVICE_SECOND),
        Recurrence::Third => Some(w::SERVICE_THIRD),
        Recurrence::Fourth => Some(w::SERVICE_FOURTH),
        Recurrence::Last => Some(w::SERVICE_LAST),
        Recurrence::Monthly => Some(w::SERVICE_MONTHLY),
    };
    let days = word.map_or(days.clone(), |word| fill(word, &[("days", &days)]));
    let times = match (time.opens.minutes(), time.closes.clock()) {
        (0, (23, 59)) => t(w::SERVICE_ANY_TIME).to_owned(),
        _ => span(time.opens, time.closes),
    };
    let dated = |word: Word, day: Option<Date>| day.map(|day| fill(word, &[("date", &date_with_year(day))]));
    let begins = time.from.filter(|from| today.is_some_and(|today| *from > today));
    let parts = [Some(times), dated(w::SERVICE_FROM, begins), dated(w::SERVICE_UNTIL, time.until)];
    let said = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    (days, if time.note.is_empty() { said } else { format!("{said} ({})", time.note) })
}

/// "Every day", "Monday to Friday", "Tuesday, Thursday"
fn days(days: &[Weekday]) -> String {
    let mut days = days.to_vec();
    days.sort_unstable();
    days.dedup();
    let name = |day: &Weekday| weekday(*day);
    match days.as_slice() {
        all if all.len() == 7 => t(w::SERVICE_EVERY_DAY).to_owned(),
        [first, _, .., last] if *last as usize - *first as usize + 1 == days.len() => {
            fill(w::SERVICE_DAYS_RANGE, &[("from", name(first)), ("to", name(last))])
        }
        some => some.iter().map(name).collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_often_it_comes_round_is_said() {
        let time = |days: &[Weekday], recurrence| RegularTime {
            days: days.to_vec(),
            recurrence,
            ..json::from_str(r#"{"days":[],"opens":"10:00","closes":"11:30","note":""}"#).unwrap()
        };
        let tuesday = &[Weekday::Tuesday];
        for (time, said) in [
            (time(tuesday, Recurrence::Weekly), "Tuesday, 10am to 11:30am"),
            (time(tuesday, Recurrence::First), "First Tuesday of the month, 10am to 11:30am"),
            (time(tuesday, Recurrence::Last), "Last Tuesday of the month, 10am to 11:30am"),
            (
                time(&[Weekday::Wednesday, Weekday::Monday, Weekday::Tuesday], Recurrence::Weekly),
                "Monday to Wednesday, 10am to 11:30am",
            ),
            (
                time(&[Weekday::Friday, Weekday::Tuesday], Recurrence::Weekly),
                "Tuesday, Friday, 10am to 11:30am",
            ),
            (
                RegularTime { note: "term time".into(), ..time(tuesday, Recurrence::Weekly) },
                "Tuesday, 10am to 11:30am (term time)",
            ),
        ] {
            assert_eq!(regular(&time, None), said);
        }
        let begins: Date = "2026-12-01".parse().unwrap();
        let begun =
            RegularTime { from: Some(begins), until: Some(begins), ..time(tuesday, Recurrence::Weekly) };
        let until = "Tuesday, 10am to 11:30am, until 1 December 2026";
        assert_eq!(regular(&begun, Some(begins)), until);
        assert_eq!(
            regular(&begun, Some(begins.plus_days(-1))),
            "Tuesday, 10am to 11:30am, from 1 December 2026, until 1 December 2026"
        );
    }
}
