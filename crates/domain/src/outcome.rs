//! Outcomes: what a session or an answered request did for a family, told in one optional minute and without a name.

use std::collections::BTreeMap;

use crate::id::{LocalityId, ServiceId};
use crate::named::named;
use crate::time::Date;

/// Answers are shown only when so many families gave them.
pub const ENOUGH: u32 = 5;
/// So many days after a session a family may still tell how it was.
pub const TOLD_WITHIN_DAYS: i32 = 60;
/// Answers are deleted so many days after the week in which they came.
pub const KEPT_DAYS: i32 = 730;

named! {
    /// Whether it helped.
    Helped {
        /// Yes, a lot.
        ALot = "a-lot",
        /// A little.
        ALittle = "a-little",
        /// Not really.
        No = "no",
    }
}

named! {
    /// What changed.
    Changed {
        /// I feel more sure of myself.
        Confident = "confident",
        /// I know what to do or whom to ask.
        Know = "know",
        /// Things are calmer at home.
        Calmer = "calmer",
        /// I met people.
        Met = "met",
        /// My child tried something new.
        Child = "child",
        /// Nothing yet.
        Nothing = "nothing",
    }
}

named! {
    /// What comes next.
    Next {
        /// I will come again.
        Again = "again",
        /// I will try something else here.
        Else = "else",
        /// I would like more help.
        More = "more",
        /// Nothing is needed.
        Done = "done",
    }
}

/// What an answer is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// A service, of which a session was at a place in this locality, where known.
    Service(ServiceId, Option<LocalityId>),
    /// A request for help to this locality's team.
    Request(LocalityId),
}

impl About {
    /// The locality, where known.
    #[must_use]
    pub fn locality(&self) -> Option<&LocalityId> {
        match self {
            Self::Service(_, locality) => locality.as_ref(),
            Self::Request(locality) => Some(locality),
        }
    }
}

/// One family's answers. Nothing in it says whose they are, nor on which day or at which session they were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What it is about.
    pub about: About,
    /// Whether it helped.
    pub helped: Helped,
    /// What changed, where they said.
    pub changed: Option<Changed>,
    /// What comes next, where they said.
    pub next: Option<Next>,
    /// The Monday of the week in which they answered.
    pub week: Date,
}

/// How many answers were alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// The answers.
    pub outcome: Outcome,
    /// How many families gave them.
    pub count: u32,
}

/// Answers added up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many families answered.
    pub answers: u32,
    /// By [`Helped`].
    pub helped: [u32; Helped::ALL.len()],
    /// By [`Changed`].
    pub changed: [u32; Changed::ALL.len()],
    /// By [`Next`].
    pub next: [u32; Next::ALL.len()],
}

impl Tally {
    fn add(&mut self, outcome: &Outcome, count: u32) {
        self.answers += count;
        self.helped[outcome.helped as usize] += count;
        outcome.changed.into_iter().for_each(|changed| self.changed[changed as usize] += count);
        outcome.next.into_iter().for_each(|next| self.next[next as usize] += count);
    }

    /// Of a hundred families, how many it helped a lot or a little; rounded to the nearest.
    #[must_use]
    pub fn helped_percent(&self) -> u32 {
        let helped = self.helped[Helped::ALot as usize] + self.helped[Helped::ALittle as usize];
        if self.answers == 0 { 0 } else { (helped * 200 + self.answers) / (self.answers * 2) }
    }

    fn is_enough(&self) -> bool {
        self.answers >= ENOUGH
    }
}

/// What may be told of all answers: every tally in it is of at least [`ENOUGH`] families.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// All answers together.
    pub all: Option<Tally>,
    /// By service.
    pub services: Vec<(ServiceId, Tally)>,
    /// By locality.
    pub localities: Vec<(LocalityId, Tally)>,
    /// All answers by month, as its first day, the earliest first.
    pub months: Vec<(Date, Tally)>,
}

impl Report {
    /// What may be told of these answers.
    ///
    /// Where all but one of the groups that make up a whole are told, that one follows by taking the others away. So of
    /// the groups too small to be told either there are none, or together they have enough answers too; if not, the
    /// smallest that could be told stays untold with them.
    #[must_use]
    pub fn of(alike: &[Alike]) -> Self {
        let mut all = Tally::default();
        let mut services: BTreeMap<Option<ServiceId>, Tally> = BTreeMap::new();
        let mut localities: BTreeMap<Option<LocalityId>, Tally> = BTreeMap::new();
        let mut months: BTreeMap<Option<Date>, Tally> = BTreeMap::new();
        for Alike { outcome, count } in alike {
            all.add(outcome, *count);
            let service = match &outcome.about {
                About::Service(id, _) => Some(id.clone()),
                About::Request(_) => None,
            };
            let (year, month, _) = outcome.week.civil();
            services.entry(service).or_default().add(outcome, *count);
            localities.entry(outcome.about.locality().cloned()).or_default().add(outcome, *count);
            months.entry(Date::new(year, month, 1)).or_default().add(outcome, *count);
        }
        Self {
            services: told(services),
            localities: told(localities),
            months: told(months),
            all: Some(all).filter(Tally::is_enough),
        }
    }
}

/// The groups that may be told, in order. The group without a name, such as answers of no known locality, never is.
fn told<K: Ord + Clone>(groups: BTreeMap<Option<K>, Tally>) -> Vec<(K, Tally)> {
    let (mut told, untold): (Vec<_>, Vec<_>) =
        groups.into_iter().partition(|(name, tally)| name.is_some() && tally.is_enough());
    let hidden: u32 = untold.iter().map(|(_, tally)| tally.answers).sum();
    if hidden > 0 && hidden < ENOUGH {
        let smallest = told.iter().enumerate().min_by_key(|(_, (_, tally))| tally.answers).map(|(at, _)| at);
        if let Some(at) = smallest {
            told.remove(at);
        }
    }
    told.into_iter().filter_map(|(name, tally)| Some((name?, tally))).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn answers(service: &str, locality: &str, week: &str, count: u32) -> Alike {
        let about = About::Service(service.parse().unwrap(), locality.parse().ok());
        let week = week.parse().unwrap();
        let outcome = Outcome { about, helped: Helped::ALot, changed: Some(Changed::Met), next: None, week };
        Alike { outcome, count }
    }

    fn names(report: &Report) -> (Vec<&str>, Vec<&str>, usize) {
        let services = report.services.iter().map(|(id, _)| id.as_str()).collect();
        let localities = report.localities.iter().map(|(id, _)| id.as_str()).collect();
        (services, localities, report.months.len())
    }

    #[test]
    fn nothing_is_told_of_a_few() {
        for (given, all, wanted) in [
            (vec![], false, (vec![], vec![], 0)),
            (vec![answers("a", "east", "2026-11-02", 4)], false, (vec![], vec![], 0)),
            (vec![answers("a", "east", "2026-11-02", 5)], true, (vec!["a"], vec!["east"], 1)),
            // The two families of b would follow by taking a away from all.
            (
                vec![answers("a", "east", "2026-11-02", 9), answers("b", "east", "2026-11-02", 2)],
                true,
                (vec![], vec!["east"], 1),
            ),
            (
                vec![
                    answers("a", "east", "2026-11-02", 9),
                    answers("b", "east", "2026-11-02", 2),
                    answers("c", "west", "2026-10-05", 5),
                ],
                true,
                (vec!["a"], vec!["east", "west"], 2),
            ),
            (
                vec![
                    answers("a", "east", "2026-11-02", 9),
                    answers("b", "east", "2026-11-02", 3),
                    answers("c", "", "2026-11-02", 2),
                ],
                true,
                (vec!["a"], vec![], 1),
            ),
        ] {
            let report = Report::of(&given);
            assert_eq!((report.all.is_some(), names(&report)), (all, wanted), "{given:?}");
        }
    }

    #[test]
    fn shares_are_rounded_to_the_nearest() {
        for (helped, percent) in
            [([0, 0, 0], 0), ([1, 1, 1], 67), ([5, 0, 0], 100), ([0, 0, 7], 0), ([1, 0, 7], 13)]
        {
            let tally = Tally { answers: helped.iter().sum(), helped, ..Tally::default() };
            assert_eq!(tally.helped_percent(), percent, "{helped:?}");
        }
    }

    proptest! {
        #[test]
        fn no_group_that_is_told_is_small_and_none_follows(
            counts in proptest::collection::vec((0usize..6, 1u32..9), 0..12),
        ) {
            let given: Vec<Alike> =
                counts.iter().map(|(service, count)| answers(&format!("s-{service}"), "east", "2026-11-02", *count)).collect();
            let total: u32 = counts.iter().map(|(_, count)| count).sum();
            let report = Report::of(&given);
            prop_assert!(report.services.iter().all(|(_, tally)| tally.answers >= ENOUGH));
            let told: u32 = report.services.iter().map(|(_, tally)| tally.answers).sum();
            let hidden = total - told;
            prop_assert!(hidden == 0 || hidden >= ENOUGH || report.services.is_empty(), "{hidden}");
        }
    }
}
