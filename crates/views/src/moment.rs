//! Dates, times, ages, distances and prices in words.

mod regular;

pub use regular::{days_and_times, regular};

use domain::service::Cost;
use domain::{AgeRange, Date, Instant, Metres, Months, TimeOfDay, Weekday};

use crate::words::{self as w, Word, fill, plural, t};

const DAYS: [Word; 7] = [
    w::DAY_MONDAY,
    w::DAY_TUESDAY,
    w::DAY_WEDNESDAY,
    w::DAY_THURSDAY,
    w::DAY_FRIDAY,
    w::DAY_SATURDAY,
    w::DAY_SUNDAY,
];
const DAYS_SHORT: [Word; 7] = [
    w::DAY_SHORT_MONDAY,
    w::DAY_SHORT_TUESDAY,
    w::DAY_SHORT_WEDNESDAY,
    w::DAY_SHORT_THURSDAY,
    w::DAY_SHORT_FRIDAY,
    w::DAY_SHORT_SATURDAY,
    w::DAY_SHORT_SUNDAY,
];
const MONTHS: [Word; 12] = [
    w::MONTH_JANUARY,
    w::MONTH_FEBRUARY,
    w::MONTH_MARCH,
    w::MONTH_APRIL,
    w::MONTH_MAY,
    w::MONTH_JUNE,
    w::MONTH_JULY,
    w::MONTH_AUGUST,
    w::MONTH_SEPTEMBER,
    w::MONTH_OCTOBER,
    w::MONTH_NOVEMBER,
    w::MONTH_DECEMBER,
];

/// "Tuesday"
#[must_use]
pub fn weekday(day: Weekday) -> &'static str {
    t(DAYS[day as usize])
}

/// "Tue"
#[must_use]
pub fn weekday_short(day: Weekday) -> &'static str {
    t(DAYS_SHORT[day as usize])
}

/// "November"
#[must_use]
pub fn month(date: Date) -> &'static str {
    t(MONTHS[usize::from(date.civil().1.saturating_sub(1)) % 12])
}

/// "Tuesday 24 November"
#[must_use]
pub fn date(date: Date) -> String {
    let day = date.civil().2.to_string();
    fill(w::MOMENT_DATE, &[("weekday", weekday(date.weekday())), ("day", &day), ("month", month(date))])
}

/// "Tuesday 24 November 2026"
#[must_use]
pub fn full_date(day: Date) -> String {
    fill(w::MOMENT_DATE_FULL, &[("weekday", weekday(day.weekday())), ("date", &date_with_year(day))])
}

/// "24 November 2026"
#[must_use]
pub fn date_with_year(date: Date) -> String {
    let (year, _, day) = date.civil();
    let (year, day) = (year.to_string(), day.to_string());
    fill(w::MOMENT_DATE_YEAR, &[("day", &day), ("month", month(date)), ("year", &year)])
}

/// "Today", "Tomorrow" or "Tue 24 Nov", seen from this day.
#[must_use]
pub fn day_from(day: Date, today: Date) -> String {
    match day.days() - today.days() {
        0 => t(w::MOMENT_TODAY).to_owned(),
        1 => t(w::MOMENT_TOMORROW).to_owned(),
        _ => {
            let number = day.civil().2.to_string();
            fill(
                w::MOMENT_DATE_SHORT,
                &[("weekday", weekday_short(day.weekday())), ("day", &number), ("month", month(day))],
            )
        }
    }
}

/// "Today, 10am", seen from this day; "Tuesday 24 November, 10am" where there is no day to see it from.
#[must_use]
pub fn start(at: Instant, today: Option<Date>) -> String {
    let (day, hour) = at.london();
    let day = today.map_or_else(|| date(day), |today| day_from(day, today));
    fill(w::SERVICE_NEXT, &[("day", &day), ("time", &time(hour))])
}

/// "10am", "1:30pm", "noon"
#[must_use]
pub fn time(time: TimeOfDay) -> String {
    let (hour, minute) = time.clock();
    if (hour, minute) == (12, 0) {
        return t(w::MOMENT_NOON).to_owned();
    }
    let half = t(if hour < 12 { w::MOMENT_AM } else { w::MOMENT_PM });
    let hour = match hour % 12 {
        0 => 12,
        hour => hour,
    };
    if minute == 0 { format!("{hour}{half}") } else { format!("{hour}:{minute:02}{half}") }
}

/// "10am to 11:30am"
#[must_use]
pub fn times(from: Instant, to: Instant) -> String {
    span(from.london().1, to.london().1)
}

/// "10am to 11:30am"
#[must_use]
pub fn span(from: TimeOfDay, to: TimeOfDay) -> String {
    fill(w::MOMENT_TIMES, &[("from", &time(from)), ("to", &time(to))])
}

/// "5 months", "1 year 3 months", "2 years"
#[must_use]
pub fn age(age: Months) -> String {
    let (years, months) = age.years_and_months();
    match (years, months) {
        (0 | 1, _) if age.0 < 24 => plural(w::AGE_MONTHS, u32::from(age.0)),
        (years, 0) => plural(w::AGE_YEARS, u32::from(years)),
        (years, months) => fill(
            w::AGE_YEARS_AND_MONTHS,
            &[
                ("years", &plural(w::AGE_YEARS, u32::from(years))),
                ("months", &plural(w::AGE_MONTHS, u32::from(months))),
            ],
        ),
    }
}

/// "2 to 12 months", "up to 5 years", "from 3 years", "All ages"
#[must_use]
pub fn ages(range: AgeRange) -> String {
    match (range.from, range.to) {
        (Months(0), None) => t(w::AGE_ALL).to_owned(),
        (from, None) => fill(w::AGE_FROM, &[("from", &age(from))]),
        (Months(0), Some(to)) => fill(w::AGE_UP_TO, &[("to", &age(to))]),
        (from, Some(to)) => {
            let both_months = to.0 < 24;
            let both_years = from.0 >= 24 && from.0 % 12 == 0 && to.0 % 12 == 0;
            let start = if both_months {
                from.0.to_string()
            } else if both_years {
                (from.0 / 12).to_string()
            } else {
                age(from)
            };
            fill(w::AGE_RANGE, &[("from", &start), ("to", &age(to))])
        }
    }
}

/// "1.2 miles", "less than 0.1 miles"
#[must_use]
pub fn distance(metres: Metres) -> String {
    let tenths = metres.tenths_of_a_mile();
    match tenths {
        0 => t(w::DISTANCE_NEXT_DOOR).to_owned(),
        10 => t(w::DISTANCE_ONE_MILE).to_owned(),
        1..100 => fill(w::DISTANCE_MILES, &[("miles", &format!("{}.{}", tenths / 10, tenths % 10))]),
        _ => fill(w::DISTANCE_MILES, &[("miles", &((tenths + 5) / 10).to_string())]),
    }
}

/// "Free", "£2.50"
#[must_use]
pub fn price(pence: u32) -> String {
    match (pence / 100, pence % 100) {
        (0, 0) => t(w::COST_FREE).to_owned(),
        (pounds, 0) => format!("£{pounds}"),
        (pounds, pence) => format!("£{pounds}.{pence:02}"),
    }
}

/// "Free", "From £2.50", or nothing where the cost is not known.
#[must_use]
pub fn cost(cost: Cost) -> Option<String> {
    match cost {
        Cost::Free => Some(t(w::COST_FREE).to_owned()),
        Cost::From { pence } => Some(fill(w::COST_FROM, &[("price", &price(pence))])),
        Cost::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_said_as_a_parent_would() {
        for (from, to, said) in [
            (0, None, "All ages"),
            (1, Some(12), "1 to 12 months"),
            (2, Some(12), "2 to 12 months"),
            (0, Some(59), "Up to 4 years 11 months"),
            (0, Some(60), "Up to 5 years"),
            (18, Some(48), "18 months to 4 years"),
            (24, Some(60), "2 to 5 years"),
            (36, None, "From 3 years"),
        ] {
            assert_eq!(ages(AgeRange::new(Months(from), to.map(Months))), said);
        }
        assert_eq!(age(Months(1)), "1 month");
        assert_eq!(age(Months(15)), "15 months");
        assert_eq!(age(Months(30)), "2 years 6 months");
    }

    #[test]
    fn times_distances_and_prices() {
        let clock = |text: &str| time(text.parse().unwrap());
        assert_eq!(
            [clock("09:30"), clock("12:00"), clock("00:15"), clock("13:00")],
            ["9:30am", "noon", "12:15am", "1pm"]
        );
        assert_eq!(date("2026-11-24".parse().unwrap()), "Tuesday 24 November");
        assert_eq!(distance(Metres(1931)), "1.2 miles");
        assert_eq!(distance(Metres(40)), "Very close");
        assert_eq!(distance(Metres(112_654)), "70 miles");
        assert_eq!([price(0), price(200), price(250)], ["Free", "£2", "£2.50"]);
        let monday: Date = "2026-11-23".parse().unwrap();
        assert_eq!([day_from(monday, monday), day_from(monday.plus_days(1), monday)], ["Today", "Tomorrow"]);
        assert_eq!(day_from(monday.plus_days(2), monday), "Wed 25 November");
    }
}
