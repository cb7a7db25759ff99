//! Ages and age ranges, in months.

use serde::{Deserialize, Serialize};

/// An age in completed months, 0 to 300 (25 years, where the hub's offer ends).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Months(pub u16);

/// The oldest age the hub serves: 25 years, in months.
pub const OLDEST: Months = Months(300);

impl Months {
    /// Reads completed months written as a plain number.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.len() > 3 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        text.parse().ok().map(Self).filter(|age| *age <= OLDEST)
    }

    /// Whole years, and the months left over.
    #[must_use]
    pub fn years_and_months(self) -> (u16, u16) {
        (self.0 / 12, self.0 % 12)
    }
}

/// The ages something is for: from the first month to the last, both included.
///
/// No upper limit is `None`. A range always has `from <= to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgeRange {
    /// The youngest age, in completed months.
    pub from: Months,
    /// The oldest age, in completed months; `None` for no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Months>,
}

impl AgeRange {
    /// Everyone.
    pub const ALL: Self = Self { from: Months(0), to: None };

    /// The range between these ages; the two are put in order.
    #[must_use]
    pub fn new(from: Months, to: Option<Months>) -> Self {
        match to {
            Some(to) if to < from => Self { from: to, to: Some(from) },
            to => Self { from, to },
        }
    }

    /// Whether a child of this age may come.
    #[must_use]
    pub fn contains(self, age: Months) -> bool {
        age >= self.from && self.to.is_none_or(|to| age <= to)
    }

    /// Whether some age is in both ranges.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.to.is_none_or(|to| other.from <= to) && other.to.is_none_or(|to| self.from <= to)
    }

    /// Whether there is no limit at either end.
    #[must_use]
    pub fn is_everyone(self) -> bool {
        self == Self::ALL
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_ends_are_included() {
        let range = AgeRange::new(Months(2), Some(Months(12)));
        for (age, fits) in [(1, false), (2, true), (12, true), (13, false)] {
            assert_eq!(range.contains(Months(age)), fits, "{age}");
        }
        assert!(AgeRange::ALL.contains(Months(300)));
    }

    #[test]
    fn ages_are_plain_whole_numbers() {
        for (text, age) in [
            ("5", Some(5)),
            (" 300 ", Some(300)),
            ("301", None),
            ("-1", None),
            ("+5", None),
            ("5.5", None),
            ("", None),
            ("９", None),
        ] {
            assert_eq!(Months::parse(text), age.map(Months), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn ranges_meet_where_they_share_an_age(
            a in 0u16..=40, b in proptest::option::of(0u16..=40), c in 0u16..=40, d in proptest::option::of(0u16..=40),
        ) {
            let one = AgeRange::new(Months(a), b.map(Months));
            let other = AgeRange::new(Months(c), d.map(Months));
            let shared = (0..=41).any(|age| one.contains(Months(age)) && other.contains(Months(age)));
            prop_assert_eq!(one.meets(other), shared);
            prop_assert_eq!(other.meets(one), shared);
        }

        #[test]
        fn a_range_is_in_order_whatever_it_is_made_of(a in 0u16..=300, b in 0u16..=300, age in 0u16..=300) {
            let range = AgeRange::new(Months(a), Some(Months(b)));
            prop_assert_eq!(range.contains(Months(age)), age >= a.min(b) && age <= a.max(b));
        }
    }
}
