//! Whether a place is open, on London's clock, right across both clock changes and on bank holidays.

use serde::{Deserialize, Serialize};

use crate::location::OpeningHours;
use crate::service::RegularTime;
use crate::time::{Date, Instant, TimeOfDay, Weekday};

/// How many days ahead the next opening is looked for.
const AHEAD: i32 = 35;

/// Whether something is open at a moment, and until or from when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Open, until this time today.
    Until(TimeOfDay),
    /// Open all of today.
    AllDay,
    /// Today is a bank holiday, for which no hours are known.
    BankHoliday,
    /// Closed; it opens on this day, perhaps today, at this time.
    Opens(Date, TimeOfDay),
}

/// Whether a place with these hours is open; `None` where no hours are known.
#[must_use]
pub fn of_place(hours: &[OpeningHours], now: Instant) -> Option<Opening> {
    let spans = |day: Date| {
        let here = hours.iter().filter(|hours| hours.days.contains(&day.weekday()));
        here.map(|hours| (hours.opens, hours.closes)).collect()
    };
    at(&spans, now)
}

/// Whether a service with these regular times runs; `None` where it has none, or none soon.
#[must_use]
pub fn of_service(times: &[RegularTime], now: Instant) -> Option<Opening> {
    let spans = |day: Date| {
        times.iter().filter(|time| time.is_on(day)).map(|time| (time.opens, time.closes)).collect()
    };
    at(&spans, now)
}

fn at(spans: &dyn Fn(Date) -> Vec<(TimeOfDay, TimeOfDay)>, now: Instant) -> Option<Opening> {
    let today = now.london_date();
    let opens = |day| joined(spans(day)).into_iter().map(move |(opens, closes)| (day, opens, closes));
    if is_bank_holiday(today) && opens(today).next().is_some() {
        return Some(Opening::BankHoliday);
    }
    // By moments, not by the wall clock: what closes at half past one does not open again when the hour is repeated.
    let is_on = |day, from, to| Instant::from_london(day, from) <= now && now < ends(day, to);
    if let Some((_, from, to)) = opens(today).find(|(day, from, to)| is_on(*day, *from, *to)) {
        let all_day = from.minutes() == 0 && to.minutes() == LAST_MINUTE;
        return Some(if all_day { Opening::AllDay } else { Opening::Until(to) });
    }
    (0..AHEAD)
        .map(|ahead| today.plus_days(ahead))
        .filter(|day| !is_bank_holiday(*day))
        .flat_map(opens)
        .find(|(day, from, _)| Instant::from_london(*day, *from) > now)
        .map(|(day, from, _)| Opening::Opens(day, from))
}

/// How feeds write the end of a whole day, which has no 24:00.
const LAST_MINUTE: u16 = 23 * 60 + 59;

/// The moment a span of this day ends. One until the last minute of the day ends with the day.
fn ends(day: Date, to: TimeOfDay) -> Instant {
    let end = Instant::from_london(day, to);
    if to.minutes() == LAST_MINUTE { end.plus_minutes(1) } else { end }
}

/// Spans in order, those that meet or overlap made one.
fn joined(mut spans: Vec<(TimeOfDay, TimeOfDay)>) -> Vec<(TimeOfDay, TimeOfDay)> {
    spans.sort_unstable();
    let mut joined: Vec<(TimeOfDay, TimeOfDay)> = Vec::new();
    for (from, to) in spans {
        match joined.last_mut() {
            Some((_, end)) if from <= *end => *end = to.max(*end),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// How often a regular time comes round (RFC 5545 `FREQ` with `INTERVAL`, and the numbers of `BYDAY`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Recurrence {
    /// Every week.
    #[default]
    Weekly,
    /// Every other week, or less often: which weeks is not known.
    SomeWeeks,
    /// The first such day of each month.
    First,
    /// The second.
    Second,
    /// The third.
    Third,
    /// The fourth.
    Fourth,
    /// The last.
    Last,
    /// Some day of the month: which is not known.
    Monthly,
}

impl RegularTime {
    /// Whether it is certain to be on this day, bank holidays aside.
    #[must_use]
    pub fn is_on(&self, day: Date) -> bool {
        self.days.contains(&day.weekday())
            && self.from.is_none_or(|from| from <= day)
            && self.until.is_none_or(|until| day <= until)
            && self.recurrence.is_in_week_of(day)
    }

    /// Whether it has ended for good.
    #[must_use]
    pub fn is_over(&self, today: Date) -> bool {
        self.until.is_some_and(|until| until < today)
    }
}

impl Recurrence {
    fn is_in_week_of(self, day: Date) -> bool {
        let day_of_month = day.civil().2;
        match self {
            Self::Weekly => true,
            Self::SomeWeeks | Self::Monthly => false,
            Self::First => day_of_month <= 7,
            Self::Second => (8..=14).contains(&day_of_month),
            Self::Third => (15..=21).contains(&day_of_month),
            Self::Fourth => (22..=28).contains(&day_of_month),
            Self::Last => day.plus_days(7).civil().1 != day.civil().1,
        }
    }
}

/// Whether a day is a bank holiday in England and Wales, by the rules of the Banking and Financial Dealings Act 1971
/// and custom. Those proclaimed for one year alone are not known: a server asks [`crate::NamedDates::is_bank_holiday`],
/// which has the council's list as well. The app has none, so whether a place is open now goes by the rule on both ends.
#[must_use]
pub fn is_bank_holiday(day: Date) -> bool {
    let (year, month, number) = day.civil();
    let weekday = day.weekday();
    let monday = weekday == Weekday::Monday;
    if is_always_a_holiday(day) {
        return true;
    }
    match month {
        // On a Saturday or Sunday the Monday after is a holiday too.
        1 => monday && number <= 3,
        3 | 4 => {
            let since_easter = day.days() - easter(year).days();
            since_easter == -2 || since_easter == 1
        }
        5 => monday && (number <= 7 || number > 24),
        8 => monday && number > 24,
        // Each of 25 and 26 that is on a weekend makes the next working day that is none a holiday too.
        12 => match number {
            27 => weekday <= Weekday::Tuesday,
            28 => weekday == Weekday::Monday || weekday == Weekday::Tuesday,
            _ => false,
        },
        _ => false,
    }
}

/// Christmas Day, Boxing Day and New Year's Day: holidays on any day of the week. Lists name only the day that stands in
/// for one on a weekend, and nobody is at work on either.
pub(crate) fn is_always_a_holiday(day: Date) -> bool {
    let (_, month, number) = day.civil();
    matches!((month, number), (12, 25 | 26) | (1, 1))
}

/// Easter Sunday of the Gregorian calendar (the anonymous rule, Nature, 20 April 1876).
fn easter(year: i32) -> Date {
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let epact = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
    let late = (golden + 11 * epact + 22 * to_sunday) / 451;
    let days = epact + to_sunday - 7 * late + 114;
    Date::clamped(year, (days / 31) as u8, (days % 31 + 1) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn time(text: &str) -> TimeOfDay {
        text.parse().unwrap()
    }

    fn hours(days: &[Weekday], spans: &[(&str, &str)]) -> Vec<OpeningHours> {
        let hours = |(opens, closes): &(&str, &str)| OpeningHours {
            days: days.to_vec(),
            opens: time(opens),
            closes: time(closes),
        };
        spans.iter().map(hours).collect()
    }

    #[test]
    fn opening_is_told_from_the_clock_on_the_wall() {
        use Opening::{BankHoliday, Opens, Until};
        let hours = hours(&[Weekday::Monday, Weekday::Tuesday], &[("13:00", "17:00"), ("09:00", "12:30")]);
        for (now, opening) in [
            ("2026-11-23T08:59:59Z", Opens(day("2026-11-23"), time("09:00"))),
            ("2026-11-23T09:00:00Z", Until(time("12:30"))),
            ("2026-11-23T12:29:59Z", Until(time("12:30"))),
            ("2026-11-23T12:30:00Z", Opens(day("2026-11-23"), time("13:00"))),
            ("2026-11-23T16:59:59Z", Until(time("17:00"))),
            ("2026-11-23T17:00:00Z", Opens(day("2026-11-24"), time("09:00"))),
            ("2026-11-24T17:00:00Z", Opens(day("2026-11-30"), time("09:00"))),
            // The day before and the day after each change: the same wall clock, another moment.
            ("2026-03-24T16:59:59Z", Until(time("17:00"))),
            ("2026-03-28T12:00:00Z", Opens(day("2026-03-30"), time("09:00"))),
            ("2026-03-30T07:59:59Z", Opens(day("2026-03-30"), time("09:00"))),
            ("2026-03-30T08:00:00Z", Until(time("12:30"))),
            ("2026-10-20T15:59:59Z", Until(time("17:00"))),
            ("2026-10-20T16:00:00Z", Opens(day("2026-10-26"), time("09:00"))),
            ("2026-10-26T08:59:59Z", Opens(day("2026-10-26"), time("09:00"))),
            ("2026-10-26T16:59:59Z", Until(time("17:00"))),
            // On a bank holiday nothing is promised, and none is named as the next opening.
            ("2026-12-22T17:00:00Z", Opens(day("2026-12-29"), time("09:00"))),
            ("2026-12-28T10:00:00Z", BankHoliday),
            ("2026-12-25T10:00:00Z", Opens(day("2026-12-29"), time("09:00"))),
        ] {
            assert_eq!(of_place(&hours, now.parse().unwrap()), Some(opening), "{now}");
        }
        let everyday = self::hours(&Weekday::ALL, &[("09:30", "12:30")]);
        for (now, opening) in [
            // Boxing Day on a Saturday, Christmas on a Saturday, New Year on a Saturday.
            ("2026-12-24T19:00:00Z", Opens(day("2026-12-27"), time("09:30"))),
            ("2026-12-26T10:00:00Z", BankHoliday),
            ("2027-12-25T10:00:00Z", BankHoliday),
            ("2027-12-26T10:00:00Z", BankHoliday),
            ("2027-12-24T19:00:00Z", Opens(day("2027-12-29"), time("09:30"))),
            ("2028-01-01T10:00:00Z", BankHoliday),
        ] {
            assert_eq!(of_place(&everyday, now.parse().unwrap()), Some(opening), "{now}");
        }
        assert_eq!(of_place(&[], "2026-11-23T09:00:00Z".parse().unwrap()), None);
    }

    #[test]
    fn an_hour_that_is_skipped_or_repeated_opens_nothing_twice() {
        use Opening::{Opens, Until};
        let night = hours(&[Weekday::Sunday], &[("00:30", "01:30")]);
        for (now, opening) in [
            // 25 October 2026: 01:00 to 02:00 comes twice; the second time is an hour later.
            ("2026-10-25T00:29:59Z", Until(time("01:30"))),
            ("2026-10-25T00:30:00Z", Opens(day("2026-11-01"), time("00:30"))),
            ("2026-10-25T01:15:00Z", Opens(day("2026-11-01"), time("00:30"))),
            // 29 March 2026: 01:00 to 02:00 is not there; half past one is read as half past two.
            ("2026-03-29T00:59:59Z", Until(time("01:30"))),
            ("2026-03-29T01:29:59Z", Until(time("01:30"))),
            ("2026-03-29T01:30:00Z", Opens(day("2026-04-05"), time("00:30"))),
        ] {
            assert_eq!(of_place(&night, now.parse().unwrap()), Some(opening), "{now}");
        }
    }

    #[test]
    fn a_whole_day_has_no_end() {
        let always = hours(&Weekday::ALL, &[("00:00", "23:59")]);
        for now in ["2026-10-25T00:00:00Z", "2026-10-25T23:59:59Z", "2026-03-29T12:00:00Z"] {
            assert_eq!(of_place(&always, now.parse().unwrap()), Some(Opening::AllDay), "{now}");
        }
        let joined = hours(&Weekday::ALL, &[("09:00", "12:00"), ("12:00", "15:00"), ("10:00", "11:00")]);
        let noon = "2026-11-23T11:30:00Z".parse().unwrap();
        assert_eq!(of_place(&joined, noon), Some(Opening::Until(time("15:00"))));
    }

    fn regular(recurrence: Recurrence, from: &str, until: &str) -> RegularTime {
        RegularTime {
            days: vec![Weekday::Wednesday],
            opens: time("10:00"),
            closes: time("11:00"),
            note: String::new(),
            recurrence,
            from: from.parse().ok(),
            until: until.parse().ok(),
        }
    }

    #[test]
    fn a_regular_time_is_on_only_where_it_is_certain() {
        for (recurrence, from, until, date, on) in [
            (Recurrence::Weekly, "", "", "2026-11-25", true),
            (Recurrence::Weekly, "", "", "2026-11-26", false),
            (Recurrence::Weekly, "2026-11-25", "2026-11-25", "2026-11-25", true),
            (Recurrence::Weekly, "2026-11-26", "", "2026-11-25", false),
            (Recurrence::Weekly, "", "2026-11-24", "2026-11-25", false),
            (Recurrence::SomeWeeks, "", "", "2026-11-25", false),
            (Recurrence::Monthly, "", "", "2026-11-25", false),
            (Recurrence::First, "", "", "2026-11-04", true),
            (Recurrence::First, "", "", "2026-11-11", false),
            (Recurrence::Second, "", "", "2026-11-11", true),
            (Recurrence::Third, "", "", "2026-11-18", true),
            (Recurrence::Fourth, "", "", "2026-11-25", true),
            (Recurrence::Last, "", "", "2026-11-25", true),
            (Recurrence::Last, "", "", "2026-12-23", false),
            (Recurrence::Last, "", "", "2026-12-30", true),
            (Recurrence::Fourth, "", "", "2026-12-30", false),
        ] {
            assert_eq!(regular(recurrence, from, until).is_on(day(date)), on, "{recurrence:?} {date}");
        }
        let ended = regular(Recurrence::Weekly, "", "2026-11-24");
        assert!(ended.is_over(day("2026-11-25")) && !ended.is_over(day("2026-11-24")));
        let first = [regular(Recurrence::First, "", "")];
        let now = "2026-11-25T10:30:00Z".parse().unwrap();
        assert_eq!(of_service(&first, now), Some(Opening::Opens(day("2026-12-02"), time("10:00"))));
        assert_eq!(of_service(&[regular(Recurrence::SomeWeeks, "", "")], now), None);
        assert_eq!(of_service(&[ended], now), None);
    }

    /// As published on gov.uk/bank-holidays, without those proclaimed for one year; with the three days that are holidays
    /// on a weekend as well.
    #[test]
    fn bank_holidays_are_those_of_england_and_wales() {
        let years = [
            (2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-25 12-26 12-27 12-28"),
            (2023, "01-01 01-02 04-07 04-10 05-01 05-29 08-28 12-25 12-26"),
            (2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
            (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-26 12-28"),
            (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-25 12-26 12-27 12-28"),
            (2028, "01-01 01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
        ];
        for (year, holidays) in years {
            let first = Date::clamped(year, 1, 1);
            let found: Vec<String> = (0..366)
                .map(|n| first.plus_days(n))
                .filter(|day| day.civil().0 == year && is_bank_holiday(*day))
                .map(|day| day.to_string()[5..].to_owned())
                .collect();
            assert_eq!(found.join(" "), holidays, "{year}");
        }
    }

    proptest! {
        /// What is told is true: open means inside a span of that day, closed means the named opening is yet to come.
        #[test]
        fn what_is_told_is_true(
            seconds in 1_767_225_600i64..1_830_297_600,
            spans in prop::collection::vec((0u16..1440, 0u16..1440, prop::collection::vec(0usize..7, 1..4)), 0..5),
        ) {
            let hours: Vec<OpeningHours> = spans.iter().filter(|(a, b, _)| a != b).map(|(a, b, days)| OpeningHours {
                days: days.iter().map(|day| Weekday::ALL[*day]).collect(),
                opens: TimeOfDay::new(a.min(b) / 60, a.min(b) % 60).unwrap(),
                closes: TimeOfDay::new(a.max(b) / 60, a.max(b) % 60).unwrap(),
            }).collect();
            let now = Instant::from_unix(seconds);
            let today = now.london_date();
            let is_in = |hours: &OpeningHours, day: Date, at: Instant| hours.days.contains(&day.weekday())
                && Instant::from_london(day, hours.opens) <= at && at < ends(day, hours.closes);
            match of_place(&hours, now) {
                None => prop_assert!(hours.is_empty()),
                Some(Opening::BankHoliday) => prop_assert!(is_bank_holiday(today)),
                Some(Opening::Until(_) | Opening::AllDay) => {
                    prop_assert!(hours.iter().any(|hours| is_in(hours, today, now)));
                }
                Some(Opening::Opens(day, opens)) => {
                    prop_assert!(!hours.iter().any(|hours| is_in(hours, today, now)));
                    prop_assert!(Instant::from_london(day, opens) > now && !is_bank_holiday(day));
                }
            }
        }
    }
}
