//! Dates that a council's year is made of: school terms and bank holidays. They are data, never written into the code.

use crate::time::Date;

/// The most terms, and the most bank holidays, that a hub keeps: a generation of half terms.
pub const MOST_NAMED_DATES: usize = 400;
/// The longest name or source, in characters.
pub const LONGEST_NAME: usize = 200;

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

    /// Whether this day is a bank holiday.
    #[must_use]
    pub fn is_bank_holiday(&self, date: Date) -> bool {
        self.bank_holidays.iter().any(|holiday| holiday.date == date)
    }

    /// The last day of the last term that is known.
    #[must_use]
    pub fn terms_known_until(&self) -> Option<Date> {
        self.terms.iter().map(|term| term.last).max()
    }
}
