//! The search for services.

use domain::service::{CategoryCount, NextSession, ServiceSummary};
use domain::{Location, Metres, Point, Service, ServiceSearch};

use crate::directory::{Directory, Facts};
use crate::index::{Match, Matches};
use crate::ranking::{self, Standing};
use crate::wording::Wording;

/// How many services are on a page.
pub const PAGE_SIZE: u32 = 20;
/// How many categories are counted at most.
pub const MOST_CATEGORIES: usize = 12;

/// One page of what a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<'a> {
    /// The services on this page, the best first; none on a page past the end.
    pub hits: Vec<Hit<'a>>,
    /// How many services there are on all pages.
    pub total: u32,
    /// This page, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
    /// The words as they would be spelled, when some were nowhere in the directory as typed.
    pub did_you_mean: Option<String>,
    /// Categories (groups are left out) with how many services choosing each in place of the category now chosen would
    /// leave; most first, then by name; at most [`MOST_CATEGORIES`].
    pub categories: Vec<CategoryCount>,
}

/// A service that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit<'a> {
    /// The service.
    pub service: &'a Service,
    /// Its place nearest to the origin; without an origin, or when none of its places has a point, the first.
    pub place: Option<&'a Location>,
    /// How far the nearest place is from the origin; `None` without an origin, online or masked.
    pub distance: Option<Metres>,
    /// How many more places it has.
    pub other_places: u16,
}

/// What a search found before it is put in order.
struct Ranked {
    standings: Vec<Standing>,
    /// How far each location is from the origin, if there is one.
    distances: Option<Vec<Option<Metres>>>,
    did_you_mean: Option<String>,
    categories: Vec<CategoryCount>,
}

impl Directory {
    /// Finds services.
    ///
    /// `origin` is where `search.near` is; distances and nearness come from it alone. A service is found when it passes
    /// every filter and satisfies every word; when none under the filters for age and cost does, those that satisfy
    /// some words are found, most words first. Words without a letter or digit are no words.
    ///
    /// The order with words is that of `ranking.rs`; without words nearest first, what has no distance last; then
    /// services that are running before those temporarily closed, then by name, then by id.
    ///
    /// Nothing among services depends on the time yet; `now` is here so that a listing may come to expire.
    #[must_use]
    pub fn search(&self, search: &ServiceSearch, origin: Option<Point>, now: domain::Instant) -> Found<'_> {
        let Ranked { mut standings, distances, did_you_mean, categories } = self.ranked(search, origin, now);
        let total = standings.len() as u32;
        let page = search.page.max(1);
        let hits =
            page_of(&mut standings, page).iter().map(|standing| self.hit(standing, distances.as_deref()));
        Found {
            hits: hits.collect(),
            total,
            page,
            pages: total.div_ceil(PAGE_SIZE).max(1),
            did_you_mean,
            categories,
        }
    }

    /// What [`Directory::search`] finds on all pages, in the same order.
    #[must_use]
    pub fn all_hits(
        &self,
        search: &ServiceSearch,
        origin: Option<Point>,
        now: domain::Instant,
    ) -> Vec<Hit<'_>> {
        let Ranked { mut standings, distances, .. } = self.ranked(search, origin, now);
        standings.sort_unstable_by(Standing::compare);
        standings.iter().map(|standing| self.hit(standing, distances.as_deref())).collect()
    }

    /// Everything that a search finds, not yet in order.
    fn ranked(&self, search: &ServiceSearch, origin: Option<Point>, _now: domain::Instant) -> Ranked {
        let wording = Wording::read(&search.words, &self.service_words, &self.synonyms);
        let passes = |facts: &Facts| {
            search.age.is_none_or(|age| facts.ages.contains(age)) && (facts.free || !search.free)
        };
        let Matches { found: mut left, best_possible } = self.matches(&wording);
        left.retain(|found| passes(self.facts_of(found)));
        let all_words = wording.words.len() as u32;
        if left.iter().any(|found| found.words == all_words) {
            left.retain(|found| found.words == all_words);
        }

        let categories = self.category_counts(&left);
        if let Some(category) = &search.category {
            let wanted = self.tags.under(category);
            left.retain(|found| self.facts_of(found).tags.iter().any(|tag| wanted.contains(tag)));
        }

        let distances = origin.map(|origin| self.distances(origin));
        let standings: Vec<Standing> = left
            .iter()
            .map(|found| {
                let facts = self.facts_of(found);
                let distance =
                    distances.as_ref().and_then(|all| nearest(facts, all)).map(|(metres, _)| metres);
                let very_name = !wording.words.is_empty() && facts.name == wording.key;
                let matched = ranking::with_name(found.score, best_possible, very_name);
                let score =
                    if origin.is_some() { ranking::with_distance(matched, distance) } else { matched };
                Standing { words: found.words, score, distance, number: found.document }
            })
            .collect();

        Ranked { standings, distances, did_you_mean: wording.did_you_mean, categories }
    }

    /// The hit as a list of results shows it, with its next session as the caller knows it to be.
    #[must_use]
    pub fn service_summary(&self, hit: &Hit<'_>, next: Option<NextSession>) -> ServiceSummary {
        let service = hit.service;
        ServiceSummary {
            id: service.id.clone(),
            name: service.name.clone(),
            summary: service.one_line(),
            organisation: service.organisation.clone(),
            status: service.status,
            ages: service.ages,
            cost: service.cost,
            attending: service.attending.clone(),
            referral: service.referral,
            place: hit.place.map(Location::brief),
            other_places: hit.other_places,
            distance: hit.distance,
            next_session: next,
        }
    }

    /// What satisfies at least one word; everything when there are no words.
    fn matches(&self, wording: &Wording) -> Matches {
        if wording.words.is_empty() {
            let every =
                (0..self.services.len() as u32).map(|document| Match { document, words: 0, score: 0.0 });
            return Matches { found: every.collect(), best_possible: 0.0 };
        }
        self.service_words.index.matches(&wording.words)
    }

    fn facts_of(&self, found: &Match) -> &Facts {
        &self.facts[found.document as usize]
    }

    fn category_counts(&self, found: &[Match]) -> Vec<CategoryCount> {
        let mut counts = vec![0u32; self.tags.len()];
        for tag in found.iter().flat_map(|found| &self.facts_of(found).tags) {
            counts[*tag as usize] += 1;
        }
        let mut terms: Vec<(u32, &domain::Category)> = counts
            .into_iter()
            .enumerate()
            .filter(|(_, count)| *count > 0)
            .filter_map(|(tag, count)| Some((count, &self.categories[self.tags.term(tag)?])))
            .collect();
        terms.sort_unstable_by(|(count_a, a), (count_b, b)| {
            count_b.cmp(count_a).then_with(|| a.name.cmp(&b.name)).then_with(|| a.id.cmp(&b.id))
        });
        terms.truncate(MOST_CATEGORIES);
        let count = |(count, term): (u32, &domain::Category)| CategoryCount {
            id: term.id.clone(),
            name: term.name.clone(),
            count,
        };
        terms.into_iter().map(count).collect()
    }

    /// How far each location is from the origin.
    fn distances(&self, origin: Point) -> Vec<Option<Metres>> {
        self.locations.iter().map(|location| location.point.map(|point| origin.distance(point))).collect()
    }

    fn hit(&self, standing: &Standing, distances: Option<&[Option<Metres>]>) -> Hit<'_> {
        let number = standing.number as usize;
        let facts = &self.facts[number];
        let nearest = distances.and_then(|all| nearest(facts, all));
        let place = nearest.map(|(_, place)| place).or_else(|| facts.places.first().copied());
        Hit {
            service: &self.services[number],
            place: place.map(|place| &self.locations[place]),
            distance: nearest.map(|(metres, _)| metres),
            other_places: u16::try_from(facts.places.len().saturating_sub(1)).unwrap_or(u16::MAX),
        }
    }
}

/// The nearest of a service's places; of two as near the one it names first.
fn nearest(facts: &Facts, distances: &[Option<Metres>]) -> Option<(Metres, usize)> {
    let known = facts.places.iter().filter_map(|place| Some((distances[*place]?, *place)));
    known.min_by_key(|(metres, _)| *metres)
}

/// The standings of one page, in order. Only the pages up to this one are put in order, which for the first few pages
/// is far less work than sorting every result.
fn page_of(standings: &mut [Standing], page: u32) -> &[Standing] {
    let start = (page as usize - 1).saturating_mul(PAGE_SIZE as usize);
    if start >= standings.len() {
        return &[];
    }
    let end = (start + PAGE_SIZE as usize).min(standings.len());
    if end < standings.len() {
        standings.select_nth_unstable_by(end, Standing::compare);
    }
    standings[..end].sort_unstable_by(Standing::compare);
    &standings[start..end]
}
