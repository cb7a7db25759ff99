//! What comes when for a family: checks, jabs, childcare and school, worked out from a due date or a birth date.
//!
//! Pure functions of a child and of today. The rules are those of England. Each table names its official source;
//! where no source tells the day, an entry says less and leaves the day to the team that gives it.
//!
//! A child born early has two ages. Reviews and vaccinations go by the day of birth, school and childcare too;
//! only development is reckoned by the corrected age, from the due date (see [`Child::early`]).

pub mod calendar;
mod child;
mod entry;
mod schedule;
mod vaccination;

pub use child::{
    Child, ChildField, ChildId, ChildProblem, Early, LONGEST_NICKNAME, MOST_CHILDREN, RawChild, Told, kept,
    read,
};
pub(crate) use child::{FARTHEST_DUE, LATEST_DUE};
pub use entry::{Entry, KEYS, Key, Place, Shape};
pub(crate) use schedule::employer_told_by;
pub use schedule::entries;
pub use vaccination::{Vaccine, vaccines};

use crate::Date;

/// The day on which someone born then reaches this age in months: the same day of the month.
///
/// Where that month has no such day it is the first of the next, as in law for those born on 29 February: nothing
/// is told to be due before the age is reached.
#[must_use]
pub fn age_reached(birth: Date, months: i32) -> Date {
    let there = birth.plus_months(months);
    if there.civil().2 < birth.civil().2 { there.plus_days(1) } else { there }
}

/// Completed months between a birth and a day; 0 for a day before it.
#[must_use]
pub fn months_old(birth: Date, today: Date) -> u16 {
    let ((year, month, day), (now, this, day_now)) = (birth.civil(), today.civil());
    let months = (now - year) * 12 + i32::from(this) - i32::from(month) - i32::from(day_now < day);
    u16::try_from(months).unwrap_or(0)
}

#[cfg(test)]
mod tests;
