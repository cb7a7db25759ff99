//! What services can be filtered by: for each value the services that have it, worked out when a directory is built.

use std::collections::{BTreeMap, HashMap};

use domain::filter::{LONGEST_SLUG, PartOfDay, Price};
use domain::service::{AttendingType, Referral};
use domain::{AgeRange, Category, Cost, Instant, Months, Service, Session, SessionStatus, Weekday};

use crate::bits::{Bits, Set};
use crate::directory::Belongings;
use crate::text;

/// Everything services can be filtered by but distance.
#[derive(Clone, Debug)]
pub(crate) struct Facets {
    pub categories: Values,
    pub needs: Values,
    pub access: Values,
    pub languages: Values,
    /// By [`Price`].
    pub prices: [Set; 2],
    /// By [`AttendingType`].
    pub attending: [Set; 4],
    pub no_referral: Set,
    pub times: Times,
    ages: Vec<AgeRange>,
}

/// The values of a kind that data defines.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values {
    numbers: HashMap<String, usize>,
    pub values: Vec<Value>,
}

/// One value and the services that have it.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    pub slug: String,
    /// What to call it; `None` for a category that the taxonomy has not got: it can be asked for but is not offered.
    pub name: Option<String>,
    /// The group of a category.
    pub parent: Option<String>,
    pub services: Set,
}

impl Facets {
    /// What these services can be filtered by. The sessions are those of the services, each with its belongings.
    pub(crate) fn new(
        categories: &[Category],
        services: &[Service],
        sessions: &[Session],
        belongings: &[Belongings],
    ) -> Self {
        let having = |has: &dyn Fn(&Service) -> bool| {
            let numbers = services.iter().enumerate().filter(|(_, service)| has(service));
            Set::new(numbers.map(|(number, _)| number as u32).collect(), services.len())
        };
        let ways =
            [AttendingType::InPerson, AttendingType::Online, AttendingType::Phone, AttendingType::Outreach];
        Self {
            categories: Values::of_categories(categories, services),
            needs: Values::of_names(
                services,
                |service| &service.send_needs,
                |slug, _| need_name(slug, categories),
            ),
            access: Values::of_names(services, |service| &service.access, |_, name| name.to_owned()),
            languages: Values::of_names(services, |service| &service.languages, |_, name| name.to_owned()),
            prices: [Price::Free, Price::Paid].map(|price| having(&|service| has_price(service, price))),
            attending: ways.map(|way| having(&|service| service.attending.contains(&way))),
            no_referral: having(&|service| service.referral == Referral::None),
            times: Times::new(services, sessions, belongings),
            ages: services.iter().map(|service| service.ages).collect(),
        }
    }

    /// The services that are for children of all these ages.
    pub(crate) fn for_all(&self, ages: &[Months]) -> Bits {
        let mut bits = Bits::none(self.ages.len());
        for (number, range) in self.ages.iter().enumerate() {
            if ages.iter().all(|age| range.contains(*age)) {
                bits.put(number as u32);
            }
        }
        bits
    }
}

fn has_price(service: &Service, price: Price) -> bool {
    match price {
        Price::Free => service.cost == Cost::Free,
        Price::Paid => matches!(service.cost, Cost::From { .. }),
    }
}

impl Values {
    /// The value with this slug.
    pub(crate) fn get(&self, slug: &str) -> Option<&Value> {
        self.numbers.get(slug).map(|at| &self.values[*at])
    }

    fn of_categories(categories: &[Category], services: &[Service]) -> Self {
        let mut carried: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        let parents: HashMap<&str, &str> = categories
            .iter()
            .filter_map(|one| Some((one.id.as_str(), one.parent.as_ref()?.as_str())))
            .collect();
        for (number, service) in services.iter().enumerate() {
            for id in &service.categories {
                let id = id.as_str();
                // A service has its category, and the group the category is in.
                for id in [Some(id), parents.get(id).copied()].into_iter().flatten() {
                    let numbers = carried.entry(id).or_default();
                    if numbers.last() != Some(&(number as u32)) {
                        numbers.push(number as u32);
                    }
                }
            }
        }
        let names: HashMap<&str, &str> =
            categories.iter().map(|one| (one.id.as_str(), one.name.as_str())).collect();
        let value = |(id, numbers)| Value {
            slug: str::to_owned(id),
            name: names.get(id).map(|name| str::to_owned(name)),
            parent: parents.get(id).map(|id| str::to_owned(id)),
            services: Set::new(numbers, services.len()),
        };
        Self::new(carried.into_iter().map(value).collect())
    }

    /// The values that services list by name. Names that differ only in capitals, accents and punctuation are one
    /// value; it is called what it is called most often.
    fn of_names(
        services: &[Service],
        listed: impl Fn(&Service) -> &[String],
        called: impl Fn(&str, &str) -> String,
    ) -> Self {
        let mut slugs: HashMap<&str, String> = HashMap::new();
        let mut names: BTreeMap<&str, u32> = BTreeMap::new();
        let mut carried: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (number, service) in services.iter().enumerate() {
            for name in listed(service) {
                let slug = slugs.entry(name).or_insert_with(|| slug(name));
                if slug.is_empty() {
                    continue;
                }
                *names.entry(name).or_default() += 1;
                let numbers = match carried.get_mut(slug.as_str()) {
                    Some(numbers) => numbers,
                    None => carried.entry(slug.clone()).or_default(),
                };
                if numbers.last() != Some(&(number as u32)) {
                    numbers.push(number as u32);
                }
            }
        }
        let mut usual: HashMap<&str, (u32, &str)> = HashMap::new();
        for (name, count) in &names {
            let best = usual.entry(&slugs[name]).or_insert((*count, name));
            if *count > best.0 {
                *best = (*count, name);
            }
        }
        let value = |(slug, numbers): (String, Vec<u32>)| Value {
            name: usual.get(slug.as_str()).map(|(_, name)| called(&slug, name)),
            parent: None,
            services: Set::new(numbers, services.len()),
            slug,
        };
        Self::new(carried.into_iter().map(value).collect())
    }

    fn new(values: Vec<Value>) -> Self {
        let numbers = values.iter().enumerate().map(|(at, value)| (value.slug.clone(), at)).collect();
        Self { numbers, values }
    }
}

/// A name as a value: its words with hyphens between.
pub(crate) fn slug(name: &str) -> String {
    text::folded(name).replace(' ', "-").chars().take(LONGEST_SLUG).collect()
}

/// A slug as words, for what has no name.
pub(crate) fn words_of(slug: &str) -> String {
    let mut letters = slug.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    first + &letters.as_str().replace('-', " ")
}

/// What to call a need, of which services carry the slug alone.
///
/// A taxonomy that has needs among its categories says their names: in a group `send` the need `hearing` is the
/// category `send-hearing` or one that goes on from there, such as `send-hearing-and-sight`.
fn need_name(need: &str, categories: &[Category]) -> String {
    let goes_on = |category: &&Category| {
        let own = category.parent.as_ref().and_then(|group| {
            category.id.as_str().strip_prefix(group.as_str())?.strip_prefix('-')?.strip_prefix(need)
        });
        own.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    let found = categories.iter().filter(goes_on).min_by_key(|category| category.id.as_str().len());
    found.map_or_else(|| words_of(need), |category| category.name.clone())
}

/// How many pairs of a day and a part of it there are.
const SLOTS: usize = 7 * 3;

/// When services are on: for each day of the week and part of the day, those with a regular time or a coming session
/// then. A regular time counts in every part in which it is open, a session in the part in which it starts, both on
/// London's clock.
#[derive(Clone, Debug)]
pub(crate) struct Times {
    /// Those with a regular time or any session that goes ahead.
    ever: Vec<Bits>,
    /// Those with sessions alone, by when the last of these ends: from then on they are not on any more.
    until: Vec<Vec<(Instant, u32)>>,
}

impl Times {
    fn new(services: &[Service], sessions: &[Session], belongings: &[Belongings]) -> Self {
        let mut ever = vec![Bits::none(services.len()); SLOTS];
        for (number, service) in services.iter().enumerate() {
            for time in &service.times {
                let parts = PartOfDay::ALL.into_iter().filter(|part| part.meets(time.opens, time.closes));
                for part in parts {
                    time.days.iter().for_each(|day| ever[slot(*day, part)].put(number as u32));
                }
            }
        }
        let mut last: Vec<HashMap<u32, Instant>> = vec![HashMap::new(); SLOTS];
        for (session, of) in sessions.iter().zip(belongings) {
            if session.status == SessionStatus::Cancelled {
                continue;
            }
            let (date, time) = session.starts_at.london();
            let slot = slot(date.weekday(), PartOfDay::of(time));
            if !ever[slot].has(of.service) {
                let end = last[slot].entry(of.service).or_insert(session.ends_at);
                *end = session.ends_at.max(*end);
            }
        }
        let until = last.into_iter().zip(&mut ever).map(|(last, ever)| {
            let mut until: Vec<(Instant, u32)> =
                last.into_iter().map(|(service, end)| (end, service)).collect();
            until.sort_unstable();
            until.iter().for_each(|(_, service)| ever.put(*service));
            until
        });
        Self { until: until.collect(), ever }
    }

    /// The services that are on in each slot at this moment or later.
    pub(crate) fn from(&self, now: Instant) -> Slots {
        let mut slots = self.ever.clone();
        for (bits, until) in slots.iter_mut().zip(&self.until) {
            let over = until.iter().take_while(|(end, _)| *end <= now);
            over.for_each(|(_, service)| bits.take_out(*service));
        }
        Slots(slots)
    }
}

/// When services are on from a moment on.
pub(crate) struct Slots(Vec<Bits>);

impl Slots {
    /// The services that are on in one of these parts of one of these days; none given means any.
    pub(crate) fn on(&self, days: &[Weekday], parts: &[PartOfDay]) -> Bits {
        let days = if days.is_empty() { &Weekday::ALL[..] } else { days };
        let parts = if parts.is_empty() { &PartOfDay::ALL[..] } else { parts };
        let mut there = days.iter().flat_map(|day| parts.iter().map(|part| &self.0[slot(*day, *part)]));
        let mut bits = there.next().cloned().unwrap_or_default();
        there.for_each(|more| bits.add(more));
        bits
    }
}

fn slot(day: Weekday, part: PartOfDay) -> usize {
    day as usize * PartOfDay::ALL.len() + part as usize
}
