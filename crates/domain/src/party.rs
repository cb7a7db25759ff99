//! The party: adults and children one booking is for.

use serde::{Deserialize, Serialize};

use crate::age::{AgeRange, Months};
use crate::problem::{Field, FieldProblem, ProblemCode};

/// The most adults in one booking.
pub const MOST_ADULTS: u8 = 6;
/// The most children in one booking.
pub const MOST_CHILDREN: usize = 8;

/// What a session's capacity counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    /// One place for each booking.
    Families,
    /// One place for each child.
    Children,
    /// One place for each adult and each child.
    People,
}

impl Counts {
    /// How many places so many adults and children take.
    #[must_use]
    pub fn places(self, adults: u8, children: usize) -> u16 {
        match self {
            Self::Families => 1,
            Self::Children => children as u16,
            Self::People => u16::from(adults) + children as u16,
        }
    }
}

/// Adults and children one booking is for. Valid by construction.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Party {
    adults: u8,
    /// Each child's age on the day of the session, in completed months.
    children: Vec<Months>,
}

impl Party {
    /// A party of 1 to 6 adults and at most 8 children.
    ///
    /// # Errors
    /// The fields to put right.
    pub fn new(adults: u8, children: Vec<Months>) -> Result<Self, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        if !(1..=MOST_ADULTS).contains(&adults) {
            problems.push(FieldProblem::new("adults", ProblemCode::AdultsOutOfRange));
        }
        if children.len() > MOST_CHILDREN {
            problems.push(FieldProblem::new("children", ProblemCode::ChildrenTooMany));
        }
        if problems.is_empty() { Ok(Self { adults, children }) } else { Err(problems) }
    }

    /// How many adults, 1 to 6.
    #[must_use]
    pub fn adults(&self) -> u8 {
        self.adults
    }

    /// Each child's age on the day of the session.
    #[must_use]
    pub fn children(&self) -> &[Months] {
        &self.children
    }

    /// How many places this party takes.
    #[must_use]
    pub fn places(&self, counts: Counts) -> u16 {
        counts.places(self.adults, self.children.len())
    }

    /// Checks every child against the ages a session is for, give or take `grace` months.
    ///
    /// A session with an upper age is for children, so a party needs at least one child to come.
    ///
    /// # Errors
    /// One problem for each child who does not fit, in order.
    pub fn fits(&self, ages: AgeRange, counts: Counts, grace: u8) -> Result<(), Vec<FieldProblem>> {
        let grace = u16::from(grace);
        let (from, to) = (ages.from.0.saturating_sub(grace), ages.to.map(|to| to.0.saturating_add(grace)));
        let needs_a_child = ages.to.is_some() || counts == Counts::Children;
        if self.children.is_empty() && needs_a_child {
            return Err(vec![FieldProblem::new("children", ProblemCode::ChildrenMissing)]);
        }
        let problems: Vec<FieldProblem> = self
            .children
            .iter()
            .enumerate()
            .filter(|(_, age)| age.0 < from || to.is_some_and(|to| age.0 > to))
            .map(|(i, age)| FieldProblem {
                field: Field::child(i),
                code: if age.0 < from { ProblemCode::ChildTooYoung } else { ProblemCode::ChildTooOld },
            })
            .collect();
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(adults: u8, children: &[u16]) -> Party {
        Party::new(adults, children.iter().map(|m| Months(*m)).collect()).unwrap()
    }

    #[test]
    fn places_depend_on_what_the_session_counts() {
        for (adults, children, counts, places) in [
            (1, &[5][..], Counts::Families, 1),
            (2, &[5, 30], Counts::Families, 1),
            (2, &[5, 30], Counts::Children, 2),
            (2, &[5, 30], Counts::People, 4),
            (1, &[], Counts::People, 1),
        ] {
            assert_eq!(party(adults, children).places(counts), places);
        }
    }

    #[test]
    fn each_child_is_checked_by_itself() {
        let ages = AgeRange::new(Months(2), Some(Months(12)));
        assert_eq!(party(1, &[2, 12]).fits(ages, Counts::Families, 0), Ok(()));
        assert_eq!(
            party(1, &[1, 5, 13]).fits(ages, Counts::Families, 0),
            Err(vec![
                FieldProblem { field: Field::child(0), code: ProblemCode::ChildTooYoung },
                FieldProblem { field: Field::child(2), code: ProblemCode::ChildTooOld },
            ])
        );
    }

    #[test]
    fn a_hub_may_give_some_months_of_grace() {
        let ages = AgeRange::new(Months(2), Some(Months(12)));
        let baby = AgeRange::new(Months(0), None);
        for (age, ages, grace, fits) in [
            (1, ages, 0, false),
            (1, ages, 1, true),
            (0, ages, 1, false),
            (0, ages, 3, true),
            (13, ages, 1, true),
            (14, ages, 1, false),
            (267, ages, 255, true),
            (268, ages, 255, false),
            (300, baby, 0, true),
        ] {
            assert_eq!(party(1, &[age]).fits(ages, Counts::Families, grace).is_ok(), fits, "{age} {grace}");
        }
    }

    #[test]
    fn a_session_for_children_needs_a_child() {
        let missing = Err(vec![FieldProblem::new("children", ProblemCode::ChildrenMissing)]);
        assert_eq!(
            party(1, &[]).fits(AgeRange::new(Months(0), Some(Months(60))), Counts::Families, 0),
            missing
        );
        assert_eq!(party(1, &[]).fits(AgeRange::ALL, Counts::Children, 0), missing);
        assert_eq!(party(1, &[]).fits(AgeRange::ALL, Counts::People, 0), Ok(()));
    }

    #[test]
    fn sizes_have_limits() {
        assert!(Party::new(0, vec![]).is_err());
        assert!(Party::new(7, vec![]).is_err());
        assert!(Party::new(1, vec![Months(1); 9]).is_err());
    }
}
