//! Coverage: which needs are met where and for what ages, and where nothing is.
//!
//! Counted from the directory alone. No family is in it.

use crate::age::{AgeRange, Months};
use crate::geo::Metres;
use crate::id::{CategoryId, LocalityId};

/// The age groups that councils plan by, from birth to 25 years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgeGroup {
    /// Under 1.
    Baby,
    /// 1.
    Toddler,
    /// 2 to 4.
    EarlyYears,
    /// 5 to 10.
    Primary,
    /// 11 to 18.
    Secondary,
    /// 19 to 25.
    YoungAdult,
}

impl AgeGroup {
    /// All of them, the youngest first.
    pub const ALL: [Self; 6] =
        [Self::Baby, Self::Toddler, Self::EarlyYears, Self::Primary, Self::Secondary, Self::YoungAdult];

    /// Its name in an address and a table for machines: its first and last age in whole years.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Baby => "0",
            Self::Toddler => "1",
            Self::EarlyYears => "2-4",
            Self::Primary => "5-10",
            Self::Secondary => "11-18",
            Self::YoungAdult => "19-25",
        }
    }

    /// The group of this name; the inverse of [`AgeGroup::slug`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.slug() == text)
    }

    /// Its ages. Together the groups are every month from 0 to 300, and no month is in two.
    #[must_use]
    pub fn ages(self) -> AgeRange {
        let (from, to) = match self {
            Self::Baby => (0, 11),
            Self::Toddler => (12, 23),
            Self::EarlyYears => (24, 59),
            Self::Primary => (60, 131),
            Self::Secondary => (132, 227),
            Self::YoungAdult => (228, 300),
        };
        AgeRange::new(Months(from), Some(Months(to)))
    }
}

/// How many services there are: for any age, and for each age group. A service for several groups is counted in each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    any: u32,
    by_age: [u32; AgeGroup::ALL.len()],
}

impl core::ops::AddAssign for Counts {
    fn add_assign(&mut self, more: Self) {
        self.any += more.any;
        self.by_age.iter_mut().zip(more.by_age).for_each(|(count, more)| *count += more);
    }
}

impl Counts {
    /// Counts one more service, for these ages.
    pub fn add(&mut self, ages: AgeRange) {
        self.any += 1;
        for group in AgeGroup::ALL {
            self.by_age[group as usize] += u32::from(ages.meets(group.ages()));
        }
    }

    /// How many there are for this group; for any age when it is `None`.
    #[must_use]
    pub fn of(&self, group: Option<AgeGroup>) -> u32 {
        group.map_or(self.any, |group| self.by_age[group as usize])
    }
}

/// What a number of services means for the families of a locality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing at all.
    Gap,
    /// Nothing to go to, but something online, by phone or at home.
    FromAfar,
    /// One service: nothing if it closes.
    One,
    /// Two or more.
    Several,
}

impl Mark {
    /// What it means that so many can be gone to, and so many come to the family.
    #[must_use]
    pub fn of(here: u32, from_afar: u32) -> Self {
        match (here, from_afar) {
            (0, 0) => Self::Gap,
            (0, _) => Self::FromAfar,
            (1, _) => Self::One,
            _ => Self::Several,
        }
    }

    /// Its name in a table for machines.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::FromAfar => "from-afar",
            Self::One => "one",
            Self::Several => "several",
        }
    }
}

/// One need: a category, or a group of them, with the running services that have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The category.
    pub id: CategoryId,
    /// What people call it.
    pub name: String,
    /// The group it belongs to; `None` for a group.
    pub group: Option<CategoryId>,
    /// Services to go to, for each locality of [`Coverage::localities`] in its order.
    pub here: Vec<Counts>,
    /// Services that come to the family: online, by phone or at home.
    pub from_afar: Counts,
    /// All of them, each once, those whose place is in no locality too.
    pub total: Counts,
}

impl Need {
    /// What there is of it in the locality with this number.
    #[must_use]
    pub fn mark(&self, locality: usize, group: Option<AgeGroup>) -> Mark {
        let here = self.here.get(locality).map_or(0, |counts| counts.of(group));
        Mark::of(here, self.from_afar.of(group))
    }

    /// Whether it is a single need, not a group of them.
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.group.is_some()
    }
}

/// An area that is counted in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// The locality.
    pub id: LocalityId,
    /// Its name.
    pub name: String,
    /// Running services to go to there, each once.
    pub services: u32,
}

/// How far families go to the nearest of a core service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distances {
    /// The category.
    pub id: CategoryId,
    /// Its name.
    pub name: String,
    /// For each locality, in the order of [`Coverage::localities`]: how far it is from the locality's own sites, from
    /// the one that is nearest and from the one that is farthest. `None` without a site or a service to go to.
    pub spans: Vec<Option<Span>>,
}

/// Distances as the crow flies, from the shortest to the longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// From the site that is nearest.
    pub shortest: Metres,
    /// From the site that is farthest.
    pub longest: Metres,
}

/// Need by locality by age, as the directory has it at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The localities, in the network's order.
    pub localities: Vec<Area>,
    /// Groups, each followed by its categories.
    pub needs: Vec<Need>,
    /// The core services, in the council's order.
    pub distances: Vec<Distances>,
    /// How many services are running.
    pub services: u32,
    /// How many of them come to the family: online, by phone or at home.
    pub from_afar: u32,
}

impl Coverage {
    /// The single needs of which there is nothing to go to in the locality with this number, in the table's order.
    pub fn missing(&self, locality: usize, group: Option<AgeGroup>) -> impl Iterator<Item = (&Need, Mark)> {
        let marked = self.needs.iter().filter(|need| need.is_single());
        marked
            .map(move |need| (need, need.mark(locality, group)))
            .filter(|(_, mark)| matches!(mark, Mark::Gap | Mark::FromAfar))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_month_is_in_one_group() {
        for month in 0..=300 {
            let groups = AgeGroup::ALL.iter().filter(|group| group.ages().contains(Months(month))).count();
            assert_eq!(groups, 1, "{month}");
        }
        for group in AgeGroup::ALL {
            assert_eq!(AgeGroup::parse(group.slug()), Some(group));
        }
        assert_eq!(AgeGroup::parse("babies"), None);
    }

    #[test]
    fn a_service_counts_in_every_group_it_is_for() {
        for (from, to, wanted) in [
            (0, Some(11), [1, 0, 0, 0, 0, 0]),
            (11, Some(12), [1, 1, 0, 0, 0, 0]),
            (24, Some(59), [0, 0, 1, 0, 0, 0]),
            (131, Some(132), [0, 0, 0, 1, 1, 0]),
            (227, None, [0, 0, 0, 0, 1, 1]),
            (0, None, [1, 1, 1, 1, 1, 1]),
        ] {
            let mut counts = Counts::default();
            counts.add(AgeRange::new(Months(from), to.map(Months)));
            let by_age = AgeGroup::ALL.map(|group| counts.of(Some(group)));
            assert_eq!((counts.of(None), by_age), (1, wanted), "{from} {to:?}");
        }
    }

    #[test]
    fn a_gap_is_told_from_what_comes_to_the_family() {
        for (here, from_afar, mark) in [
            (0, 0, Mark::Gap),
            (0, 1, Mark::FromAfar),
            (1, 0, Mark::One),
            (1, 9, Mark::One),
            (2, 0, Mark::Several),
        ] {
            assert_eq!(Mark::of(here, from_afar), mark, "{here} {from_afar}");
        }
    }
}
