//! The directory: a catalogue with everything that finding in it takes.

use core::hash::Hash;
use std::collections::HashMap;

use domain::location::HiddenAddress;
use domain::{
    AgeRange, Catalogue, Category, CategoryId, Cost, Instant, Locality, LocalityId, Location, LocationId,
    LocationKind, Metres, Point, Series, SeriesId, Service, ServiceId, ServiceStatus, Session, SessionId,
};

use crate::index::{Field, IndexBuilder, Searchable};
use crate::place::Places;
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
    /// For each service what filters and ranking ask of it.
    pub(crate) facts: Vec<Facts>,
    /// For each session what it belongs to.
    pub(crate) belongings: Vec<Belongings>,
    pub(crate) service_words: Searchable,
    pub(crate) series_words: Searchable,
    pub(crate) tags: Tags,
    /// Which services have each location.
    services_at: HashMap<usize, Vec<usize>>,
    /// Which sessions each service has, soonest first.
    sessions_of: HashMap<ServiceId, Vec<usize>>,
    sites: Vec<usize>,
    places: Places,
    locality_numbers: HashMap<LocalityId, usize>,
    category_numbers: HashMap<CategoryId, usize>,
    location_numbers: HashMap<LocationId, usize>,
    slugs: HashMap<String, usize>,
    service_numbers: HashMap<ServiceId, usize>,
    series_numbers: HashMap<SeriesId, usize>,
    session_numbers: HashMap<SessionId, usize>,
}

/// What filters and ranking ask of a service.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub ages: AgeRange,
    pub free: bool,
    /// Its categories as numbers of [`Tags`], each once.
    pub tags: Vec<u32>,
    /// Its locations that are known, each once, in its own order.
    pub places: Vec<usize>,
    /// Its name as [`text::key`] puts it.
    pub name: String,
}

/// What a session belongs to, by number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Belongings {
    pub series: usize,
    pub service: usize,
    pub location: usize,
}

/// Numbers for every category that services carry or the taxonomy has.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tags {
    numbers: HashMap<CategoryId, u32>,
    /// For each number: the term of the taxonomy it stands for, when it is one and not a group.
    terms: Vec<Option<usize>>,
    children: HashMap<CategoryId, Vec<u32>>,
}

impl Tags {
    fn new(categories: &[Category], services: &[Service]) -> Self {
        let mut tags = Self::default();
        for (at, category) in categories.iter().enumerate() {
            let number = tags.number(&category.id);
            if let Some(parent) = &category.parent {
                tags.terms[number as usize] = Some(at);
                tags.children.entry(parent.clone()).or_default().push(number);
            }
        }
        services.iter().flat_map(|service| &service.categories).for_each(|id| {
            tags.number(id);
        });
        tags
    }

    fn number(&mut self, id: &CategoryId) -> u32 {
        if let Some(number) = self.numbers.get(id) {
            return *number;
        }
        let number = self.terms.len() as u32;
        self.numbers.insert(id.clone(), number);
        self.terms.push(None);
        number
    }

    /// How many numbers there are.
    pub(crate) fn len(&self) -> usize {
        self.terms.len()
    }

    /// The category of the taxonomy that this number stands for, unless it is a group.
    pub(crate) fn term(&self, number: usize) -> Option<usize> {
        self.terms.get(number).copied().flatten()
    }

    /// The numbers of this category and of those under it.
    pub(crate) fn under(&self, id: &CategoryId) -> Vec<u32> {
        let children = self.children.get(id).map_or(&[][..], Vec::as_slice);
        self.numbers.get(id).into_iter().chain(children).copied().collect()
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
        let tags = Tags::new(&categories, &services);

        let facts: Vec<Facts> = services
            .iter()
            .map(|service| Facts {
                ages: service.ages,
                free: service.cost == Cost::Free,
                tags: each_once(service.categories.iter().filter_map(|id| tags.numbers.get(id).copied())),
                places: each_once(
                    service.locations.iter().filter_map(|id| location_numbers.get(id).copied()),
                ),
                name: text::key(&text::telling_tokens(&service.name)),
            })
            .collect();
        let mut services_at: HashMap<usize, Vec<usize>> = HashMap::new();
        for (service, facts) in facts.iter().enumerate() {
            facts.places.iter().for_each(|place| services_at.entry(*place).or_default().push(service));
        }

        let mut known: Vec<(Session, Belongings)> = sessions
            .into_iter()
            .filter_map(|session| {
                let belongings = Belongings {
                    series: *series_numbers.get(&session.series_id)?,
                    service: *service_numbers.get(&session.service_id)?,
                    location: *location_numbers.get(&session.location_id)?,
                };
                Some((session, belongings))
            })
            .collect();
        known.sort_by(|(a, of_a), (b, of_b)| {
            let title = |of: &Belongings| series[of.series].title.as_str();
            a.starts_at
                .cmp(&b.starts_at)
                .then_with(|| title(of_a).cmp(title(of_b)))
                .then_with(|| a.id.cmp(&b.id))
        });
        let (sessions, belongings): (Vec<Session>, Vec<Belongings>) = known.into_iter().unzip();
        let mut sessions_of: HashMap<ServiceId, Vec<usize>> = HashMap::new();
        for (at, session) in sessions.iter().enumerate() {
            sessions_of.entry(session.service_id.clone()).or_default().push(at);
        }

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

        Self {
            version,
            places: Places::new(&localities, &locations),
            sites: sites(&locations),
            slugs: locations
                .iter()
                .enumerate()
                .filter_map(|(at, location)| Some((location.slug.clone()?, at)))
                .collect(),
            session_numbers: numbers(&sessions, |session| session.id.clone()),
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
            tags,
            services_at,
            sessions_of,
            locality_numbers,
            category_numbers,
            location_numbers,
            service_numbers,
            series_numbers,
        }
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
        self.session_numbers.get(id).map(|at| &self.sessions[*at])
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
        let sessions = self.sessions_of.get(service).map_or(&[][..], Vec::as_slice);
        sessions.iter().map(|at| &self.sessions[*at]).filter(move |session| session.ends_at > now)
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

/// The items in their order, later repetitions left out; for the handful that one service has.
fn each_once<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
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
        let described = service.send_needs.iter().chain(&service.languages);
        texts.extend(described.map(|text| (Field::Description, text.as_str())));
        let categories = service.categories.iter().filter_map(|id| self.category_numbers.get(id));
        texts.extend(categories.map(|at| (Field::Category, self.categories[*at].name.as_str())));
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
