//! The search for services.

use domain::service::{NextSession, ServiceSummary};
use domain::service_area::{AreaReach, ReachWay};
use domain::{Facet, FilterToDrop, Instant, Location, Metres, Service, ServiceSearch, Sort};

use crate::areas::shown;
use crate::bits::Bits;
use crate::directory::Directory;
use crate::distance::Origin;
use crate::index::Matches;
use crate::narrowing::Narrowing;
use crate::ranking::{self, Quality, Standing};
use crate::text;
use crate::wording::Wording;

/// How many services are on a page.
pub const PAGE_SIZE: u32 = 20;

/// One page of what a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<'a> {
    /// The services on this page, in order; none on a page past the end.
    pub hits: Vec<Hit<'a>>,
    /// How many services there are on all pages.
    pub total: u32,
    /// This page, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
    /// The words as they would be spelled, when some were nowhere in the directory as typed.
    pub did_you_mean: Option<String>,
    /// What may be chosen of each kind of filter but age, with how many services it would leave chosen alone of its kind;
    /// at most [`crate::MOST_OPTIONS`] of a kind besides those chosen.
    pub facets: Vec<Facet>,
    /// When filters leave nothing, each of them with how many services there are without it; most first.
    pub to_drop: Vec<FilterToDrop>,
    /// When filters leave nothing, how many services there are without any of them.
    pub without_filters: Option<u32>,
}

/// A service that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit<'a> {
    /// The service.
    pub service: &'a Service,
    /// Its place nearest to the origin; without an origin, or when none of its places has a point, the first.
    pub place: Option<&'a Location>,
    /// How far the nearest place is from the origin; `None` without an origin, online or masked, and for a service that
    /// comes to families in an area and nowhere else.
    pub distance: Option<Metres>,
    /// How it reaches a family at the origin, with the area; `None` without an origin, and for a service whose areas say
    /// nothing of it. Where it comes to the family and they can go to it too, there is a distance as well.
    pub reach: Option<(ReachWay, &'a str)>,
    /// How many more places it has.
    pub other_places: u16,
}

/// What a search found before it is put in order.
struct Ranked<'a> {
    narrowing: Narrowing<'a>,
    standings: Vec<Standing>,
    did_you_mean: Option<String>,
}

impl Directory {
    /// Finds services.
    ///
    /// `origin` is where `search.near` is; distances and nearness come from it alone. A service is found when it
    /// satisfies every word and passes every filter. When no service at all satisfies every word, those that satisfy some
    /// count as found; filters do not change that, so that what a filter would leave can be told beforehand. Words without
    /// a letter or digit are no words.
    ///
    /// The order is that of [`ServiceSearch::order`], as `ranking.rs` has it; what is alike in everything else has
    /// services that are running before those temporarily closed, then is by name, then by id.
    ///
    /// `now` decides which sessions are still to come: for the filters day and time, and for the soonest first.
    #[must_use]
    pub fn search(&self, search: &ServiceSearch, origin: Option<Origin>, now: Instant) -> Found<'_> {
        let Ranked { narrowing, mut standings, did_you_mean } = self.ranked(search, origin, now);
        let total = standings.len() as u32;
        let nothing_left = total == 0 && search.is_filtered();
        let page = search.page.max(1);
        let on_page = page_of(&mut standings, page);
        Found {
            hits: on_page.iter().map(|standing| self.hit(standing.service(), origin)).collect(),
            total,
            page,
            pages: total.div_ceil(PAGE_SIZE).max(1),
            did_you_mean,
            facets: narrowing.facets(),
            to_drop: if nothing_left { narrowing.to_drop() } else { Vec::new() },
            without_filters: nothing_left.then(|| narrowing.found()),
        }
    }

    /// What [`Directory::search`] finds on all pages, in the same order.
    #[must_use]
    pub fn all_hits(&self, search: &ServiceSearch, origin: Option<Origin>, now: Instant) -> Vec<Hit<'_>> {
        let mut standings = self.ranked(search, origin, now).standings;
        standings.sort_unstable();
        standings.iter().map(|standing| self.hit(standing.service(), origin)).collect()
    }

    /// Everything that a search finds, not yet in order.
    fn ranked<'a>(&'a self, search: &'a ServiceSearch, origin: Option<Origin>, now: Instant) -> Ranked<'a> {
        let wording = Wording::read(&search.words, &self.service_words, &self.synonyms);
        let matches = self.matches(&wording);
        let found = match &matches {
            None => Bits::all(self.services.len()),
            Some(matches) => {
                let mut found = Bits::none(self.services.len());
                matches.found.iter().for_each(|one| found.put(one.document));
                found
            }
        };
        let name = text::hash(&wording.key);
        let is_named = |service: u32| {
            let at = service as usize;
            matches.is_some()
                && self.facts[at].name == name
                && text::key(&text::telling_tokens(&self.services[at].name)) == wording.key
        };
        let narrowing = Narrowing::new(self, &search.choices, origin, found, &is_named, now);
        let order = search.order();
        let standing = |service: u32, quality: Quality| {
            let distance = narrowing.distance(service);
            match order {
                Sort::Best => Standing::by_match(quality, distance, service),
                Sort::Nearest => Standing::by_distance(distance, quality, service),
                Sort::Soonest => {
                    Standing::by_start(self.sessions_of.next_start(service, now), distance, service)
                }
            }
        };
        let left = narrowing.left();
        let standings: Vec<Standing> = match &matches {
            None => left.iter().map(|service| standing(service, Quality::default())).collect(),
            Some(matches) => {
                let found = matches.found.iter().filter(|one| left.has(one.document));
                let with_quality = found.map(|one| {
                    let mut score =
                        ranking::with_name(one.score, matches.best_possible, is_named(one.document));
                    if origin.is_some() {
                        score = ranking::with_distance(score, narrowing.distance(one.document));
                    }
                    standing(one.document, Quality { words: one.words, score })
                });
                with_quality.collect()
            }
        };

        Ranked { narrowing, standings, did_you_mean: wording.did_you_mean }
    }

    /// Which of [`Directory::services`] satisfy every one of these words: for each whether it does. `None` for words
    /// without a letter or digit, which everything satisfies.
    #[must_use]
    pub fn services_with(&self, words: &str) -> Option<Vec<bool>> {
        let wording = Wording::read(words, &self.service_words, &self.synonyms);
        let matches = self.matches(&wording)?;
        let all_words = wording.words.len() as u32;
        let mut satisfies = vec![false; self.services.len()];
        for found in matches.found {
            satisfies[found.document as usize] = found.words == all_words;
        }
        Some(satisfies)
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
            reach: hit.reach.map(|(way, area)| AreaReach { way, area: area_name(way, area, service) }),
            next_session: next,
        }
    }

    /// What satisfies every word or, when nothing does, at least one; `None` when there are no words.
    fn matches(&self, wording: &Wording) -> Option<Matches> {
        if wording.words.is_empty() {
            return None;
        }
        let mut matches = wording.matches(&self.service_words.index);
        let all_words = wording.words.len() as u32;
        if matches.found.iter().any(|found| found.words == all_words) {
            matches.found.retain(|found| found.words == all_words);
        }
        Some(matches)
    }

    /// A service as a search from `origin` shows it.
    pub(crate) fn hit(&self, service: u32, origin: Option<Origin>) -> Hit<'_> {
        let places = &self.facts[service as usize].places;
        let reach = origin.and_then(|origin| self.reach(service, origin));
        let nearest = origin.and_then(|origin| {
            let known = places
                .iter()
                .filter_map(|place| Some((origin.point.distance(self.locations[*place].point?), *place)));
            // Of two as near the one that the service names first.
            known.min_by_key(|(metres, _)| *metres)
        });
        let nearest = nearest.filter(|_| reach.is_none() || !self.areas.only_comes(service));
        let place = nearest.map(|(_, place)| place).or_else(|| places.first().copied());
        Hit {
            service: &self.services[service as usize],
            place: place.map(|place| &self.locations[place]),
            distance: nearest.map(|(metres, _)| metres),
            reach,
            other_places: u16::try_from(places.len().saturating_sub(1)).unwrap_or(u16::MAX),
        }
    }

    /// How a service reaches a family at this origin, where its areas say so. That one answers by phone besides, which a
    /// family can go to, is not worth telling in the place of how far it is.
    fn reach(&self, service: u32, origin: Origin) -> Option<(ReachWay, &str)> {
        let only_comes = self.areas.only_comes(service);
        if let Some(area) = self.areas.around(service, origin) {
            let in_person = self.areas.comes_in_person(service);
            let way = if in_person { ReachWay::ComesToYou } else { ReachWay::Covers };
            let is_told = in_person || only_comes || !self.positions.has_any(service);
            return is_told.then_some((way, area));
        }
        (only_comes && self.areas.is_elsewhere(service, origin)).then_some((ReachWay::Elsewhere, ""))
    }
}

/// The name to show of the area that the family is in, or of all its areas where it is in none; nothing where that is too
/// long.
fn area_name(way: ReachWay, area: &str, service: &Service) -> String {
    match way {
        ReachWay::ComesToYou | ReachWay::Covers => shown(area).to_owned(),
        ReachWay::Elsewhere => shown(&service.areas.join(", ")).to_owned(),
    }
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
        standings.select_nth_unstable(end);
    }
    standings[..end].sort_unstable();
    &standings[start..end]
}
