//! The directory: a catalogue with everything that finding in it takes.

use core::hash::Hash;
use std::collections::HashMap;

use domain::location::HiddenAddress;
use domain::{
    AgeRange, Catalogue, Category, CategoryId, Instant, Locality, LocalityId, Location, LocationId,
    LocationKind, Metres, Point, Series, SeriesId, Service, ServiceId, ServiceStatus, Session, SessionId,
    SessionStatus, Weekday,
};

use crate::areas::Areas;
use crate::distance::Positions;
use crate::facets::Facets;
use crate::index::{Field, IndexBuilder, Searchable};
use crate::place::Places;
use crate::suggest::{self, Names};
use crate::synonyms::Synonyms;
use crate::{text, wording};

/// Everything that is offered at one version of the catalogue, ready to be searched. Never changes once built.
#[derive(Clone, Debug)]
pub struct Directory {
    pub(crate) version: i64,
    pub(crate) localities: Vec<Locality>,
    pub(crate) categories: Vec<Category>,
    pub(crate) locations: Vec<Location>,
    /// Running ones first, then by name, then by id: a service's number is its place here.
    pub(crate) services: Vec<Service>,
    pub(crate) series: Vec<Series>,
    /// By start, then title, then id.
    pub(crate) sessions: Vec<Session>,
    pub(crate) synonyms: Synonyms,
    /// For each service what results ask of it.
    pub(crate) facts: Vec<Facts>,
    /// For each session what it belongs to.
    pub(crate) belongings: Vec<Belongings>,
    pub(crate) service_words: Searchable,
    pub(crate) series_words: Searchable,
    pub(crate) facets: Facets,
    pub(crate) positions: Positions,
    pub(crate) areas: Areas,
    pub(crate) sessions_of: SessionsOf,
    /// Which services have each location.
    services_at: HashMap<usize, Vec<usize>>,
    sites: Vec<usize>,
    places: Places,
    pub(crate) names: Names,
    pub(crate) locality_numbers: HashMap<LocalityId, usize>,
    category_numbers: HashMap<CategoryId, usize>,
    pub(crate) location_numbers: HashMap<LocationId, usize>,
    pub(crate) slugs: HashMap<String, usize>,
    pub(crate) service_numbers: HashMap<ServiceId, usize>,
    series_numbers: HashMap<SeriesId, usize>,
    /// The numbers of all sessions in order of their ids.
    sessions_by_id: Vec<u32>,
}

/// What results ask of a service.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    /// Its locations that are known, each once, in its own order.
    pub places: Vec<usize>,
    /// The hash of its name as [`text::key`] puts it: a long list is gone through without reading a text for each.
    pub name: u64,
    /// The numbers of its categories and their groups, each once.
    pub categories: Box<[u32]>,
}

/// What a session belongs to, by number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Belongings {
    pub series: u32,
    pub service: u32,
    pub location: u32,
    /// The locality of its location; [`NO_LOCALITY`] where it has none.
    pub locality: u32,
}

/// The number of no locality.
const NO_LOCALITY: u32 = u32::MAX;

/// Gives back what the lists of a service grew beyond what is in them while they were read.
fn shrink(service: &mut Service) {
    service.categories.shrink_to_fit();
    service.attending.shrink_to_fit();
    service.times.shrink_to_fit();
    service.locations.shrink_to_fit();
    for texts in [&mut service.send_needs, &mut service.languages, &mut service.access, &mut service.areas] {
        texts.shrink_to_fit();
    }
}

/// The sessions of each service, soonest first.
#[derive(Clone, Debug)]
pub(crate) struct SessionsOf {
    /// Where those of each service begin; one more at the end.
    starts: Vec<u32>,
    numbers: Vec<u32>,
    /// When each starts and ends; one that is cancelled ended before all time, so that it never lies ahead.
    times: Vec<(Instant, Instant)>,
}

impl SessionsOf {
    fn new(services: usize, sessions: &[Session], belongings: &[Belongings]) -> Self {
        let mut starts = vec![0u32; services + 1];
        for of in belongings {
            starts[of.service as usize + 1] += 1;
        }
        for service in 0..services {
            starts[service + 1] += starts[service];
        }
        // Sessions come in order of start, so putting each at its service's next place keeps that order.
        let mut next = starts.clone();
        const CANCELLED: Instant = Instant::from_unix(i64::MIN);
        let mut numbers = vec![0; sessions.len()];
        let mut times = vec![(CANCELLED, CANCELLED); sessions.len()];
        for (number, (session, of)) in sessions.iter().zip(belongings).enumerate() {
            let place = &mut next[of.service as usize];
            numbers[*place as usize] = number as u32;
            if session.status == SessionStatus::Scheduled {
                times[*place as usize] = (session.starts_at, session.ends_at);
            }
            *place += 1;
        }
        Self { starts, numbers, times }
    }

    fn range(&self, service: u32) -> core::ops::Range<usize> {
        let service = service as usize;
        self.starts[service] as usize..self.starts[service + 1] as usize
    }

    /// The numbers of a service's sessions.
    fn numbers(&self, service: u32) -> &[u32] {
        &self.numbers[self.range(service)]
    }

    /// When the first of a service's sessions starts that goes ahead and has not ended.
    pub(crate) fn next_start(&self, service: u32, now: Instant) -> Option<Instant> {
        let times = &self.times[self.range(service)];
        times.iter().find(|(_, end)| *end > now).map(|(start, _)| *start)
    }
}

impl Directory {
    /// The directory of this catalogue.
    ///
    /// Every location becomes public first ([`Location::public`]): what a masked one hides is gone for good, from the
    /// words of its services and series too. A session whose series, service or location is not in the catalogue is left
    /// out.
    #[must_use]
    pub fn build(catalogue: Catalogue, synonyms: &Synonyms) -> Self {
        let Catalogue { version, localities, categories, locations, mut services, mut series, sessions } =
            catalogue;
        let hidden: HashMap<LocationId, HiddenAddress> = locations
            .iter()
            .filter(|location| location.masked)
            .map(|location| (location.id.clone(), location.hidden_address()))
            .collect();
        let locations: Vec<Location> = locations.into_iter().map(Location::public).collect();
        for service in &mut services {
            let ids = service.locations.clone();
            ids.iter().filter_map(|id| hidden.get(id)).for_each(|address| service.hide(address));
            shrink(service);
        }
        let names: HashMap<&ServiceId, &str> =
            services.iter().map(|service| (&service.id, service.name.as_str())).collect();
        for one in &mut series {
            if let Some(address) = hidden.get(&one.location_id) {
                one.hide(address, names.get(&one.service_id).copied().unwrap_or_default());
            }
        }
        services.sort_by_cached_key(|service| {
            let closed = service.status == ServiceStatus::TemporarilyClosed;
            (closed, text::folded(&service.name), service.name.clone(), service.id.clone())
        });

        let locality_numbers = numbers(&localities, |locality| locality.id.clone());
        let category_numbers = numbers(&categories, |category| category.id.clone());
        let location_numbers = numbers(&locations, |location| location.id.clone());
        let service_numbers = numbers(&services, |service| service.id.clone());
        let series_numbers = numbers(&series, |series| series.id.clone());

        let facts: Vec<Facts> = services
            .iter()
            .map(|service| Facts {
                places: each_once(
                    service.locations.iter().filter_map(|id| location_numbers.get(id).copied()),
                ),
                name: text::hash(&text::key(&text::telling_tokens(&service.name))),
                categories: each_once(service.categories.iter().flat_map(|id| {
                    let own = category_numbers.get(id).copied();
                    let group = own.and_then(|at| category_numbers.get(categories[at].parent.as_ref()?));
                    own.into_iter().chain(group.copied()).map(|at| at as u32)
                }))
                .into_boxed_slice(),
            })
            .collect();
        let mut services_at: HashMap<usize, Vec<usize>> = HashMap::new();
        for (service, facts) in facts.iter().enumerate() {
            facts.places.iter().for_each(|place| services_at.entry(*place).or_default().push(service));
        }

        let localities_of: Vec<u32> = locations
            .iter()
            .map(|location| location.locality.as_ref().and_then(|id| locality_numbers.get(id)))
            .map(|number| number.map_or(NO_LOCALITY, |at| *at as u32))
            .collect();
        let mut known: Vec<(Session, Belongings)> = sessions
            .into_iter()
            .filter_map(|session| {
                let in_series = *series_numbers.get(&session.series_id)?;
                let service = *service_numbers.get(&session.service_id)?;
                let location = *location_numbers.get(&session.location_id)?;
                let belongings = Belongings {
                    series: in_series as u32,
                    service: service as u32,
                    location: location as u32,
                    locality: localities_of[location],
                };
                // Ids that share their text take a third of the memory of ids that do not.
                let session = Session {
                    series_id: series[in_series].id.clone(),
                    service_id: services[service].id.clone(),
                    location_id: locations[location].id.clone(),
                    ..session
                };
                Some((session, belongings))
            })
            .collect();
        known.sort_unstable_by(|(a, of_a), (b, of_b)| {
            let title = |of: &Belongings| series[of.series as usize].title.as_str();
            a.starts_at
                .cmp(&b.starts_at)
                .then_with(|| title(of_a).cmp(title(of_b)))
                .then_with(|| a.id.cmp(&b.id))
        });
        let (sessions, belongings): (Vec<Session>, Vec<Belongings>) = known.into_iter().unzip();

        let writing = Writing {
            localities: &localities,
            locality_numbers: &locality_numbers,
            categories: &categories,
            category_numbers: &category_numbers,
            locations: &locations,
        };
        let mut words = IndexBuilder::default();
        for (service, facts) in services.iter().zip(&facts) {
            words.add(&writing.of_service(service, &facts.places));
        }
        let service_words = finished(words, synonyms);
        let mut words = IndexBuilder::default();
        for one in &series {
            let service = service_numbers.get(&one.service_id).map(|at| &services[*at]);
            words.add(&writing.of_series(one, service, location_numbers.get(&one.location_id).copied()));
        }
        let series_words = finished(words, synonyms);
        let places = Places::new(&localities, &locations);

        Self {
            version,
            facets: Facets::new(&categories, &services, &sessions, &belongings),
            positions: Positions::new(&services, &facts, &locations),
            areas: Areas::new(&services, &localities, &locations),
            sessions_of: SessionsOf::new(services.len(), &sessions, &belongings),
            names: suggest::names(&services, &categories, &locations, &places),
            places,
            sites: sites(&locations),
            slugs: locations
                .iter()
                .enumerate()
                .filter_map(|(at, location)| Some((location.slug.clone()?, at)))
                .collect(),
            sessions_by_id: by_id(&sessions),
            synonyms: synonyms.clone(),
            localities,
            categories,
            locations,
            services,
            series,
            sessions,
            facts,
            belongings,
            service_words,
            series_words,
            services_at,
            locality_numbers,
            category_numbers,
            location_numbers,
            service_numbers,
            series_numbers,
        }
    }

    /// The same for a council of this name: an area of service that is called as the council is its whole area.
    #[must_use]
    pub fn of_council(mut self, name: &str) -> Self {
        self.areas.of_council(name);
        self
    }

    /// The version of the catalogue it was built from.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.version
    }

    /// The service with this id.
    #[must_use]
    pub fn service(&self, id: &ServiceId) -> Option<&Service> {
        self.service_numbers.get(id).map(|at| &self.services[*at])
    }

    /// The series with this id.
    #[must_use]
    pub fn series(&self, id: &SeriesId) -> Option<&Series> {
        self.series_numbers.get(id).map(|at| &self.series[*at])
    }

    /// The session with this id, its places taken as of when the catalogue was read.
    #[must_use]
    pub fn session(&self, id: &SessionId) -> Option<&Session> {
        let session = |number: u32| &self.sessions[number as usize];
        let at = self.sessions_by_id.binary_search_by(|number| session(*number).id.cmp(id)).ok()?;
        Some(session(self.sessions_by_id[at]))
    }

    /// The location with this id, as the public may see it.
    #[must_use]
    pub fn location(&self, id: &LocationId) -> Option<&Location> {
        self.location_numbers.get(id).map(|at| &self.locations[*at])
    }

    /// The location whose page has this address.
    #[must_use]
    pub fn location_by_slug(&self, slug: &str) -> Option<&Location> {
        self.slugs.get(slug).map(|at| &self.locations[*at])
    }

    /// The locality with this id.
    #[must_use]
    pub fn locality(&self, id: &LocalityId) -> Option<&Locality> {
        self.locality_numbers.get(id).map(|at| &self.localities[*at])
    }

    /// The category with this id.
    #[must_use]
    pub fn category(&self, id: &CategoryId) -> Option<&Category> {
        self.category_numbers.get(id).map(|at| &self.categories[*at])
    }

    /// Every locality, in the catalogue's order.
    #[must_use]
    pub fn localities(&self) -> &[Locality] {
        &self.localities
    }

    /// Every category, in the catalogue's order: groups first.
    #[must_use]
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// The sites of the hub network that have a page: family centres, then outreach sites, then virtual ones, each in
    /// order of name.
    #[must_use]
    pub fn sites(&self) -> Vec<&Location> {
        self.sites.iter().map(|at| &self.locations[*at]).collect()
    }

    /// Every service: running ones first, then by name.
    #[must_use]
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// Every series, in the catalogue's order.
    #[must_use]
    pub fn all_series(&self) -> &[Series] {
        &self.series
    }

    /// The services that run at this location: running ones first, then by name.
    #[must_use]
    pub fn services_at(&self, location: &LocationId) -> Vec<&Service> {
        let here = self.location_numbers.get(location).and_then(|at| self.services_at.get(at));
        here.into_iter().flatten().map(|service| &self.services[*service]).collect()
    }

    /// The sessions of a service that have not ended at `now`, soonest first; cancelled ones are among them.
    pub fn next_sessions<'a>(
        &'a self,
        service: &ServiceId,
        now: Instant,
    ) -> impl Iterator<Item = &'a Session> + use<'a> {
        let service = self.service_numbers.get(service);
        let numbers = service.map_or(&[][..], |service| self.sessions_of.numbers(*service as u32));
        numbers.iter().map(|at| &self.sessions[*at as usize]).filter(move |session| session.ends_at > now)
    }

    /// The family centre nearest to this point, and how far it is; of two as near the first by name.
    #[must_use]
    pub fn nearest_centre(&self, origin: Point) -> Option<(&Location, Metres)> {
        let centres = self.locations.iter().filter(|location| location.kind == LocationKind::FamilyCentre);
        centres
            .filter_map(|centre| Some((centre, origin.distance(centre.point?))))
            .min_by(|(a, near_a), (b, near_b)| (near_a, &a.name, &a.id).cmp(&(near_b, &b.name, &b.id)))
    }

    /// A named place: how its name is written, and the mean of the points it stands for.
    ///
    /// Known are localities (the mean of their sites), sites, and the streets, areas and towns of public
    /// addresses. Case, accents and punctuation do not matter, and one slip in a name of five letters or more is
    /// forgiven.
    #[must_use]
    pub fn place(&self, name: &str) -> Option<(String, Point)> {
        self.places.find(name)
    }
}

fn numbers<T, Id: Eq + Hash>(items: &[T], id: impl Fn(&T) -> Id) -> HashMap<Id, usize> {
    items.iter().enumerate().map(|(at, item)| (id(item), at)).collect()
}

fn by_id(sessions: &[Session]) -> Vec<u32> {
    let mut numbers: Vec<u32> = (0..sessions.len() as u32).collect();
    numbers.sort_unstable_by_key(|number| &sessions[*number as usize].id);
    numbers
}

/// The items in their order, later repetitions left out; for the handful that one service has.
pub(crate) fn each_once<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    items.fold(Vec::new(), |mut once, item| {
        if !once.contains(&item) {
            once.push(item);
        }
        once
    })
}

fn sites(locations: &[Location]) -> Vec<usize> {
    let rank = |location: &Location| match location.kind {
        LocationKind::FamilyCentre => Some(0),
        LocationKind::Outreach => Some(1),
        LocationKind::Virtual => Some(2),
        LocationKind::Venue => None,
    };
    let with_page = locations.iter().enumerate().filter(|(_, location)| location.slug.is_some());
    let mut sites: Vec<(i32, String, &LocationId, usize)> = with_page
        .filter_map(|(at, location)| Some((rank(location)?, text::folded(&location.name), &location.id, at)))
        .collect();
    sites.sort_unstable();
    sites.into_iter().map(|(.., at)| at).collect()
}

/// The index of these words, with all that reading a search takes.
pub(crate) fn finished(words: IndexBuilder, synonyms: &Synonyms) -> Searchable {
    let (index, entries) = words.finish();
    let lexicon = wording::lexicon(&index, entries, synonyms);
    Searchable { index, lexicon }
}

/// Whom a service of these ages is for, in the words that families type: nobody for one that is for nearly all ages.
pub(crate) fn whom(ages: AgeRange) -> &'static [&'static str] {
    let (from, to) = (ages.from.0, ages.to.map_or(u16::MAX, |to| to.0));
    match (from, to) {
        (0..12, 0..12) => &["baby"],
        (0..12, 12..60) => &["baby", "toddler"],
        (12..36, 12..72) => &["toddler"],
        (108.., 156..) => &["teenager"],
        _ => &[],
    }
}

/// A day as families type it.
fn day_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// What the words of a service or series are gathered from.
struct Writing<'a> {
    localities: &'a [Locality],
    locality_numbers: &'a HashMap<LocalityId, usize>,
    categories: &'a [Category],
    category_numbers: &'a HashMap<CategoryId, usize>,
    locations: &'a [Location],
}

impl<'a> Writing<'a> {
    fn of_service(&self, service: &'a Service, places: &[usize]) -> Vec<(Field, &'a str)> {
        let mut texts = self.about(service);
        texts.push((Field::Name, &service.name));
        texts.extend(
            service.times.iter().flat_map(|time| &time.days).map(|day| (Field::Place, day_name(*day))),
        );
        places.iter().for_each(|place| self.add_place(*place, &mut texts));
        texts
    }

    fn of_series(
        &self,
        series: &'a Series,
        service: Option<&'a Service>,
        place: Option<usize>,
    ) -> Vec<(Field, &'a str)> {
        let mut texts = service.map(|service| self.about(service)).unwrap_or_default();
        texts.push((Field::Name, &series.title));
        texts.push((Field::Description, &series.summary));
        texts.extend(service.map(|service| (Field::Description, service.name.as_str())));
        texts.extend(series.languages.iter().map(|language| (Field::Description, language.as_str())));
        place.into_iter().for_each(|place| self.add_place(place, &mut texts));
        texts
    }

    /// All but the name: needs and languages are as good as said in the description.
    fn about(&self, service: &'a Service) -> Vec<(Field, &'a str)> {
        let mut texts = vec![
            (Field::Organisation, service.organisation.as_str()),
            (Field::Description, &service.description),
        ];
        // Every service speaks English, so saying so tells nothing; "English" is a word of lessons.
        let languages = service.languages.iter().filter(|language| *language != "English");
        let described = service.send_needs.iter().chain(languages);
        texts.extend(described.map(|text| (Field::Description, text.as_str())));
        texts.extend(whom(service.ages).iter().map(|word| (Field::Place, *word)));
        let categories = service.categories.iter().filter_map(|id| self.category_numbers.get(id));
        for category in categories.map(|at| &self.categories[*at]) {
            texts.push((Field::Category, &category.name));
            let group = category.parent.as_ref().and_then(|id| self.category_numbers.get(id));
            texts.extend(group.map(|at| (Field::Group, self.categories[*at].name.as_str())));
        }
        texts
    }

    /// The place's name and the areas it lies in, which families type among the words.
    fn add_place(&self, place: usize, texts: &mut Vec<(Field, &'a str)>) {
        let location = &self.locations[place];
        texts.push((Field::Place, &location.name));
        texts.extend(location.address.iter().map(|line| (Field::Place, line.as_str())));
        let locality = location.locality.as_ref().and_then(|id| self.locality_numbers.get(id));
        texts.extend(locality.map(|at| (Field::Place, self.localities[*at].name.as_str())));
    }
}
