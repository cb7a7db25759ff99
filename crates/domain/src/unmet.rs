//! Searches that found nothing, counted without identity: words, a postcode's outward half, days and a number.

use crate::time::Date;

/// A search is told to people only when so many were alike. What fewer families typed stays unsaid.
pub const ALIKE: u64 = 5;
/// Searches of which fewer were alike are deleted so many days after the first of them.
pub const FEW_KEPT_DAYS: i32 = 28;
/// Searches that have been told are deleted so many days after the last of them.
pub const MANY_KEPT_DAYS: i32 = 365;
/// The most words a search may have to be counted.
pub const MOST_WORDS: usize = 5;
/// The longest text that is counted, in characters.
pub const LONGEST: usize = 60;
/// How many different searches are kept at most; others are not counted while there are so many.
pub const MOST_KEPT: i64 = 20_000;

/// A search whose words found nothing, as it is counted.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnmetSearch {
    /// Its words, folded, each once, in alphabetical order with one space between: at most [`LONGEST`] characters.
    pub words: String,
    /// The outward half of the postcode it was made from, `WA5`; empty when it was not made from one.
    pub outward: String,
}

impl core::fmt::Debug for UnmetSearch {
    // What one family typed never reaches a log line.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("UnmetSearch")
    }
}

/// How many searches were alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnmetSearchCount {
    /// What they were.
    pub search: UnmetSearch,
    /// How many, at least [`ALIKE`].
    pub count: u64,
    /// The day of the first, in London.
    pub first_day: Date,
    /// The day of the last, in London.
    pub last_day: Date,
}
