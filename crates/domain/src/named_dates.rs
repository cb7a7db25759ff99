//! Dates that a council's year is made of: school terms and bank holidays. They are data; bank holidays that the data does
//! not have are worked out.

use crate::opening;
use crate::time::Date;

/// The most terms, and the most bank holidays, that a hub keeps: a generation of half terms.
pub const MOST_NAMED_DATES: usize = 400;
/// The longest name or source, in characters.
pub const LONGEST_NAME: usize = 200;
/// How many bank holidays a year in England and Wales has at the least.
const BANK_HOLIDAYS_OF_A_YEAR: usize = 8;

/// Days on which schools are open, without a break: half a term, where there is a half-term holiday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// What it is called: `Autumn term, first half`.
    pub name: String,
    /// Its first day.
    pub first: Date,
    /// Its last day, included.
    pub last: Date,
    /// Where the dates come from: an address, or the name of a list.
    pub source: String,
}

/// A day on which what is regular does not run unless it says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankHoliday {
    /// What it is called: `Easter Monday`.
    pub name: String,
    /// The day.
    pub date: Date,
    /// Where the date comes from.
    pub source: String,
}

/// All that a hub knows of its year, each list in order of its days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedDates {
    /// School terms.
    pub terms: Vec<Term>,
    /// Bank holidays.
    pub bank_holidays: Vec<BankHoliday>,
}

impl NamedDates {
    /// Whether schools are open in the term that this day lies in. A day beyond the last known term lies in none.
    #[must_use]
    pub fn is_in_term(&self, date: Date) -> bool {
        self.terms.iter().any(|term| (term.first..=term.last).contains(&date))
    }

    /// Whether this day is a bank holiday: as the council's list says where it has the whole year, so that a day that was
    /// moved is one day; otherwise by the list or by the rule for England and Wales ([`opening::is_bank_holiday`]).
    /// Christmas, Boxing Day and New Year's Day are holidays in any case: lists leave them out when they are on a weekend.
    #[must_use]
    pub fn is_bank_holiday(&self, date: Date) -> bool {
        let is_listed = self.bank_holidays.iter().any(|holiday| holiday.date == date);
        is_listed
            || opening::is_always_a_holiday(date)
            || !self.has_bank_holidays_of(date.civil().0) && opening::is_bank_holiday(date)
    }

    /// Whether the list has as many bank holidays in a year as every year has in England and Wales.
    fn has_bank_holidays_of(&self, year: i32) -> bool {
        let in_year = self.bank_holidays.iter().filter(|holiday| holiday.date.civil().0 == year);
        in_year.count() >= BANK_HOLIDAYS_OF_A_YEAR
    }

    /// The last day of the last term that is known.
    #[must_use]
    pub fn terms_known_until(&self) -> Option<Date> {
        self.terms.iter().map(|term| term.last).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(days: &[&str]) -> NamedDates {
        let holiday = |day: &&str| BankHoliday {
            name: String::new(),
            date: day.parse().unwrap(),
            source: String::new(),
        };
        NamedDates { bank_holidays: days.iter().map(holiday).collect(), ..NamedDates::default() }
    }

    #[test]
    fn the_council_has_the_last_word_on_a_year_that_it_lists() {
        // As in 2020, when the holiday in early May was moved to a Friday.
        let moved = [
            "2020-01-01",
            "2020-04-10",
            "2020-04-13",
            "2020-05-08",
            "2020-05-25",
            "2020-08-31",
            "2020-12-25",
            "2020-12-28",
        ];
        for (listed, day, is_one) in [
            (&[][..], "2026-12-25", true),
            (&[], "2026-12-28", true),
            (&[], "2026-12-24", false),
            (&moved, "2020-05-08", true),
            (&moved, "2020-05-04", false),
            (&moved, "2020-12-26", true),
            (&moved, "2020-12-27", false),
            // Of the next year the list says nothing.
            (&moved, "2021-05-03", true),
            // Some days of a year are no whole year.
            (&moved[..7], "2020-05-04", true),
            (&moved[..7], "2020-05-08", true),
            (&["2023-05-08"], "2023-05-08", true),
            (&["2023-05-08"], "2023-05-01", true),
            (&["2023-05-08"], "2023-05-15", false),
        ] {
            assert_eq!(year(listed).is_bank_holiday(day.parse().unwrap()), is_one, "{day} {}", listed.len());
        }
    }
}
