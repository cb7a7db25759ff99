//! Terms and school years.

use crate::time::Date;

/// The months in which terms begin, on their first day, as the childcare hours count terms: January, April, September.
const TERMS: [u8; 3] = [1, 4, 9];

fn first_of(year: i32, month: u8) -> Date {
    // The first of a month is always a date; the years come from dates.
    Date::new(year, month, 1).unwrap_or(Date::from_days(0))
}

/// The first day of a term that comes after this day: 1 January, 1 April or 1 September.
pub(super) fn term_after(day: Date) -> Date {
    let (year, month, _) = day.civil();
    match TERMS.into_iter().find(|term| *term > month) {
        Some(term) => first_of(year, term),
        None => first_of(year + 1, TERMS[0]),
    }
}

/// The best days to apply for hours that begin on this first day of a term.
pub(super) fn best_days(term: Date) -> (Date, Date) {
    let (year, month, _) = term.civil();
    let day = |year, month, day| Date::new(year, month, day).unwrap_or(term);
    match month {
        1 => (day(year - 1, 10, 15), day(year - 1, 11, 30)),
        4 => (day(year, 1, 15), day(year, 2, 28)),
        _ => (day(year, 6, 15), day(year, 7, 31)),
    }
}

/// The first 1 September after the birthday of this many years. After the fourth it is when Reception begins.
pub(super) fn september_after(born: Date, years: i32) -> Date {
    let (year, month, _) = born.plus_months(12 * years).civil();
    first_of(if month < 9 { year } else { year + 1 }, 9)
}
