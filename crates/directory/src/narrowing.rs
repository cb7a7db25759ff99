//! Filters at work: which services pass what is chosen, how many each other choice would leave, and which to drop when
//! nothing is left.

use std::borrow::Cow;

use domain::filter::{Miles, PartOfDay, Price};
use domain::service::AttendingType;
use domain::{Choice, Choices, Facet, FacetKind, FacetOption, FilterToDrop, Instant, Months, Weekday};

use crate::areas::Here;
use crate::bits::{Bits, Set};
use crate::directory::Directory;
use crate::distance::{BY_WIRE, COMES_HOME, NOWHERE, Origin};
use crate::facets::{Slots, Values, words_of};

/// How many options a kind has at most, besides those chosen.
pub const MOST_OPTIONS: usize = 60;

/// A search's filters against one directory.
pub(crate) struct Narrowing<'a> {
    directory: &'a Directory,
    choices: &'a Choices,
    origin: Option<Origin>,
    /// How far each service is that the filters may ask about; empty without an origin.
    distances: Vec<u32>,
    /// What the areas of services mean at the origin, and the services that pass every distance from it.
    here: Option<(Here, Bits)>,
    slots: Slots,
    /// What the words found, before any filter.
    found: Bits,
    /// For each kind chosen the services that pass it. Day and time are one: the day, for a service is to be on at one of
    /// the times on one of the days.
    passing: Vec<(FacetKind, Bits)>,
    /// What passes everything.
    left: Bits,
}

impl<'a> Narrowing<'a> {
    /// `found` is what the words found; `is_named` says of a service whether they are its very name.
    pub(crate) fn new(
        directory: &'a Directory,
        choices: &'a Choices,
        origin: Option<Origin>,
        found: Bits,
        is_named: &dyn Fn(u32) -> bool,
        now: Instant,
    ) -> Self {
        let slots = directory.facets.times.from(now);
        let here = origin.map(|origin| {
            let here = directory.areas.here(origin);
            let near = directory.positions.always_near(origin, &here);
            (here, near)
        });
        let found =
            without_those_for_elsewhere(found, here.as_ref().map(|(here, _)| &here.left_out), is_named);
        let (left, passing, distances) = (found.clone(), Vec::new(), Vec::new());
        let mut narrowing = Self { directory, choices, origin, distances, here, slots, found, passing, left };
        let mut kinds: Vec<FacetKind> = choices.iter().map(|choice| together(choice.kind())).collect();
        kinds.dedup();
        // Distances come last: when none is chosen, only those of what is left matter.
        for kind in kinds {
            if kind == FacetKind::Within {
                narrowing.measure(&narrowing.found.clone());
            }
            let passing = narrowing.passing(kind);
            narrowing.left.keep(&passing);
            narrowing.passing.push((kind, passing));
        }
        if narrowing.distances.is_empty() {
            narrowing.measure(&narrowing.left.clone());
        }
        narrowing
    }

    fn measure(&mut self, services: &Bits) {
        let (Some(origin), Some((here, _))) = (self.origin, &self.here) else { return };
        let Directory { positions, areas, .. } = self.directory;
        self.distances = positions.distances(origin.point, services);
        for service in here.covered.iter().filter(|service| services.has(*service)) {
            // Where families can go to, how far that is counts.
            if areas.only_comes(service) || !positions.has_any(service) {
                let far = if areas.comes_in_person(service) { COMES_HOME } else { BY_WIRE };
                self.distances[service as usize] = far;
            }
        }
        // Away from its area, the place of a service that comes to families and nowhere else is its office.
        for service in here.left_out.iter().filter(|service| services.has(*service)) {
            self.distances[service as usize] = NOWHERE;
        }
    }

    /// What passes every filter.
    pub(crate) fn left(&self) -> &Bits {
        &self.left
    }

    /// How far a service that is left is.
    pub(crate) fn distance(&self, service: u32) -> u32 {
        self.distances.get(service as usize).copied().unwrap_or(NOWHERE)
    }

    /// What would be left without any filter.
    pub(crate) fn found(&self) -> u32 {
        self.found.count()
    }

    /// What passes every filter but those of one kind.
    fn but(&self, kind: FacetKind) -> Cow<'_, Bits> {
        let kind = together(kind);
        if self.passing.iter().all(|(of, _)| *of != kind) {
            return Cow::Borrowed(&self.left);
        }
        let mut left = self.found.clone();
        self.passing.iter().filter(|(of, _)| *of != kind).for_each(|(_, bits)| left.keep(bits));
        Cow::Owned(left)
    }

    /// The services that pass what is chosen of a kind.
    fn passing(&self, kind: FacetKind) -> Bits {
        let mut bits = Bits::none(self.directory.services.len());
        let facets = &self.directory.facets;
        let mut add = |set: Option<&Set>| set.into_iter().for_each(|set| set.add_to(&mut bits));
        for choice in self.choices.of(kind) {
            match choice {
                Choice::Category(id) => add(facets.categories.get(id.as_str()).map(|value| &value.services)),
                Choice::Need(slug) => add(facets.needs.get(slug.as_str()).map(|value| &value.services)),
                Choice::Access(slug) => add(facets.access.get(slug.as_str()).map(|value| &value.services)),
                Choice::Language(slug) => {
                    add(facets.languages.get(slug.as_str()).map(|value| &value.services));
                }
                Choice::Cost(price) => add(Some(&facets.prices[*price as usize])),
                Choice::Attending(way) => add(Some(&facets.attending[*way as usize])),
                Choice::NoReferral => add(Some(&facets.no_referral)),
                Choice::Within(miles) => return self.within(*miles),
                Choice::Age(_) => return facets.for_all(&self.ages(None)),
                Choice::Day(_) | Choice::Time(_) => {}
            }
        }
        if kind == FacetKind::Day { self.slots.on(&self.days(), &self.parts()) } else { bits }
    }

    /// The services at most so far away; every service without an origin.
    fn within(&self, miles: Miles) -> Bits {
        let Some((_, near)) = &self.here else { return Bits::all(self.directory.services.len()) };
        let mut bits = near.clone();
        for (service, metres) in self.distances.iter().enumerate() {
            if *metres <= miles.metres().0 {
                bits.put(service as u32);
            }
        }
        bits
    }

    fn ages(&self, without: Option<Months>) -> Vec<Months> {
        let ages = self.choices.of(FacetKind::Age).filter_map(|choice| match choice {
            Choice::Age(age) if Some(*age) != without => Some(*age),
            _ => None,
        });
        ages.collect()
    }

    fn days(&self) -> Vec<Weekday> {
        let days = self.choices.of(FacetKind::Day).filter_map(|choice| match choice {
            Choice::Day(day) => Some(*day),
            _ => None,
        });
        days.collect()
    }

    fn parts(&self) -> Vec<PartOfDay> {
        let parts = self.choices.of(FacetKind::Time).filter_map(|choice| match choice {
            Choice::Time(part) => Some(*part),
            _ => None,
        });
        parts.collect()
    }

    /// What may be chosen of each kind but age, in the order of the kinds.
    pub(crate) fn facets(&self) -> Vec<Facet> {
        let kinds = FacetKind::ALL.into_iter().filter(|kind| *kind != FacetKind::Age);
        let facets = kinds.map(|kind| Facet { kind, options: self.options(kind, &self.but(kind)) });
        facets.filter(|facet| !facet.options.is_empty()).collect()
    }

    fn options(&self, kind: FacetKind, but: &Bits) -> Vec<FacetOption> {
        let facets = &self.directory.facets;
        let count = |set: &Set| set.count_among(but);
        match kind {
            FacetKind::Category => self.named(kind, &facets.categories, but),
            FacetKind::Need => self.named(kind, &facets.needs, but),
            FacetKind::Access => self.named(kind, &facets.access, but),
            FacetKind::Language => self.named(kind, &facets.languages, but),
            FacetKind::Cost => self.fixed(
                [(Price::Free, "Free"), (Price::Paid, "Paid")]
                    .map(|(price, name)| (Choice::Cost(price), name, count(&facets.prices[price as usize]))),
            ),
            FacetKind::Day => {
                let parts = self.parts();
                self.fixed(DAYS.map(|(day, name)| {
                    (Choice::Day(day), name, self.slots.on(&[day], &parts).count_both(but))
                }))
            }
            FacetKind::Time => {
                let days = self.days();
                self.fixed(PARTS.map(|(part, name)| {
                    (Choice::Time(part), name, self.slots.on(&days, &[part]).count_both(but))
                }))
            }
            FacetKind::Attending => {
                self.fixed(WAYS.map(|(way, name)| {
                    (Choice::Attending(way), name, count(&facets.attending[way as usize]))
                }))
            }
            FacetKind::Referral => {
                self.fixed([(Choice::NoReferral, "No referral needed", count(&facets.no_referral))])
            }
            FacetKind::Within => self.distance_options(but),
            FacetKind::Age => Vec::new(),
        }
    }

    /// The distances, each with how many are at most that far away; none without an origin.
    fn distance_options(&self, but: &Bits) -> Vec<FacetOption> {
        let Some((_, near)) = &self.here else { return Vec::new() };
        let mut counts = [near.count_both(but); Miles::ALL.len()];
        for service in but.iter() {
            let metres = self.distances[service as usize];
            if metres == NOWHERE || near.has(service) {
                continue;
            }
            for (count, miles) in counts.iter_mut().zip(Miles::ALL) {
                *count += u32::from(metres <= miles.metres().0);
            }
        }
        let named = [0, 1, 2, 3, 4].map(|at| (Choice::Within(Miles::ALL[at]), DISTANCES[at], counts[at]));
        self.fixed(named)
    }

    /// The options of a kind that the hub defines, in their own order.
    fn fixed<const N: usize>(&self, options: [(Choice, &str, u32); N]) -> Vec<FacetOption> {
        let option = |(choice, name, count): (Choice, &str, u32)| {
            let chosen = self.choices.iter().any(|one| *one == choice);
            (chosen || count > 0).then(|| FacetOption {
                value: choice.value().into_owned(),
                name: name.to_owned(),
                count,
                chosen,
                parent: None,
            })
        };
        options.into_iter().filter_map(option).collect()
    }

    /// The options of a kind that data defines: most results first, a group before what is in it, then by name. What is
    /// chosen is never left out, nor the group that it is in.
    fn named(&self, kind: FacetKind, values: &Values, but: &Bits) -> Vec<FacetOption> {
        let chosen = |slug: &str| self.choices.has(kind, slug);
        let group_of_chosen = |slug: &str| {
            let mut parents = self.choices.of(kind).filter_map(|choice| values.get(&choice.value()));
            parents.any(|value| value.parent.as_deref() == Some(slug))
        };
        let mut offered: Vec<_> = values
            .values
            .iter()
            .filter_map(|value| Some((value, value.name.as_deref()?, value.services.count_among(but))))
            .filter(|(value, _, count)| *count > 0 || chosen(&value.slug) || group_of_chosen(&value.slug))
            .collect();
        offered.sort_unstable_by(|(a, name_a, count_a), (b, name_b, count_b)| {
            (count_b, a.parent.is_some(), name_a, &a.slug).cmp(&(
                count_a,
                b.parent.is_some(),
                name_b,
                &b.slug,
            ))
        });
        let stays = |slug: &str| chosen(slug) || group_of_chosen(slug);
        let kept = offered.into_iter().enumerate();
        let kept = kept.filter(|(at, (value, ..))| *at < MOST_OPTIONS || stays(&value.slug));
        let mut options: Vec<FacetOption> = kept
            .map(|(_, (value, name, count))| FacetOption {
                value: value.slug.clone(),
                name: name.to_owned(),
                count,
                chosen: chosen(&value.slug),
                parent: value.parent.clone(),
            })
            .collect();
        // What no service has, and a category that the taxonomy has not got, can be chosen by its address.
        for choice in self.choices.of(kind) {
            let value = choice.value();
            if !options.iter().any(|option| option.value == value) {
                options.push(FacetOption {
                    name: words_of(&value),
                    count: values.get(&value).map_or(0, |value| value.services.count_among(but)),
                    chosen: true,
                    parent: None,
                    value: value.into_owned(),
                });
            }
        }
        options
    }

    /// Each filter with how many would be left without it, most first. Called when nothing is left.
    pub(crate) fn to_drop(&self) -> Vec<FilterToDrop> {
        let mut filters: Vec<FilterToDrop> = self
            .choices
            .iter()
            .map(|choice| FilterToDrop {
                kind: choice.kind(),
                value: choice.value().into_owned(),
                count: self.left_without(choice),
            })
            .collect();
        filters.sort_by_key(|filter| core::cmp::Reverse(filter.count));
        filters
    }

    fn left_without(&self, choice: &Choice) -> u32 {
        let kind = choice.kind();
        let but = || self.but(kind);
        match choice {
            Choice::Age(age) => self.directory.facets.for_all(&self.ages(Some(*age))).count_both(&but()),
            // Of several that widen a search, one less finds no more.
            _ if self.choices.of(kind).nth(1).is_some() => 0,
            Choice::Day(_) if !self.parts().is_empty() => {
                self.slots.on(&[], &self.parts()).count_both(&but())
            }
            Choice::Time(_) if !self.days().is_empty() => self.slots.on(&self.days(), &[]).count_both(&but()),
            _ => but().count(),
        }
    }
}

/// What was found, without what comes to families elsewhere alone: it is no help here. Unless there is nothing else, or
/// somebody asks for it by its very name.
fn without_those_for_elsewhere(found: Bits, left_out: Option<&Bits>, is_named: &dyn Fn(u32) -> bool) -> Bits {
    let Some(left_out) = left_out else { return found };
    let mut elsewhere = left_out.clone();
    elsewhere.keep(&found);
    let mut left = found.clone();
    left.drop_all(&elsewhere);
    elsewhere.iter().filter(|service| is_named(*service)).for_each(|service| left.put(service));
    if left.count() > 0 { left } else { found }
}

/// The kind under which a kind is filtered: day and time are one filter.
fn together(kind: FacetKind) -> FacetKind {
    if kind == FacetKind::Time { FacetKind::Day } else { kind }
}

const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "Monday"),
    (Weekday::Tuesday, "Tuesday"),
    (Weekday::Wednesday, "Wednesday"),
    (Weekday::Thursday, "Thursday"),
    (Weekday::Friday, "Friday"),
    (Weekday::Saturday, "Saturday"),
    (Weekday::Sunday, "Sunday"),
];
const PARTS: [(PartOfDay, &str); 3] =
    [(PartOfDay::Morning, "Morning"), (PartOfDay::Afternoon, "Afternoon"), (PartOfDay::Evening, "Evening")];
const WAYS: [(AttendingType, &str); 4] = [
    (AttendingType::InPerson, "In person"),
    (AttendingType::Online, "Online"),
    (AttendingType::Phone, "By phone"),
    (AttendingType::Outreach, "At home or out and about"),
];
const DISTANCES: [&str; 5] = ["1 mile", "2 miles", "5 miles", "10 miles", "20 miles"];
