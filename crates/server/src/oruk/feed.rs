//! The feed: the lists in their order, and where each record is found.

use std::collections::HashMap;
use std::sync::Arc;

use directory::Directory;
use domain::{Location, Metres, OrganisationId, Point, SeriesId, Service, ServiceId};
use uuid::Uuid;

use super::facts::{Facts, Wanted};
use super::identity::{Id, as_uuid};
use super::query::Paging;
use super::taxonomy::Terms;

/// Everything the feed's answers are made from, at one version of the catalogue. Never changes once built.
pub struct Feed {
    directory: Arc<Directory>,
    /// The address that families use, which links begin with.
    pub(super) public_url: String,
    pub(super) terms: Terms,
    facts: Facts,
    service_numbers: HashMap<ServiceId, u32>,
    service_keys: HashMap<Uuid, u32>,
    /// By name, then by id.
    organisations: Vec<Organisation>,
    organisation_keys: HashMap<Uuid, u32>,
    /// In the order of services, and of each service's own list.
    places: Vec<Place>,
    place_keys: HashMap<Uuid, u32>,
    /// The numbers of each service's series.
    series: HashMap<ServiceId, Vec<u32>>,
}

/// Who runs services.
pub(super) struct Organisation {
    pub id: OrganisationId,
    pub name: String,
}

/// A service at one of its locations.
#[derive(Clone, Copy)]
struct Place {
    service: u32,
    /// Which of the service's locations it is.
    at: u16,
    /// Where it is; `None` for one that is online or masked.
    point: Option<Point>,
}

/// The items of one page, and how many there are on all.
pub(super) struct Picked<T> {
    pub total: usize,
    pub items: Vec<T>,
}

impl Feed {
    /// The feed of this directory.
    #[must_use]
    pub fn build(directory: Arc<Directory>, public_url: &str) -> Self {
        let terms = Terms::of(&directory);
        let organisations = organisations(&directory);
        let organisation_numbers: HashMap<&OrganisationId, u32> =
            (0u32..).zip(&organisations).map(|(number, one)| (&one.id, number)).collect();

        let mut facts = Facts::default();
        let mut places = Vec::new();
        let mut place_keys = HashMap::new();
        for (number, service) in (0u32..).zip(directory.services()) {
            // Whoever runs a service is among those who do, so the number beyond all of them is never taken.
            let organisation =
                organisation_numbers.get(&service.organisation_id).copied().unwrap_or(u32::MAX);
            facts.add(service, organisation, &terms);
            for (at, id) in (0u16..).zip(&service.locations) {
                let Some(location) = directory.location(id) else { continue };
                place_keys.insert(place_id(service, location).key(), places.len() as u32);
                places.push(Place { service: number, at, point: location.point });
            }
        }
        let mut series: HashMap<ServiceId, Vec<u32>> = HashMap::new();
        for (number, one) in (0u32..).zip(directory.all_series()) {
            series.entry(one.service_id.clone()).or_default().push(number);
        }
        let services = || (0u32..).zip(directory.services());
        Self {
            public_url: public_url.trim_end_matches('/').to_owned(),
            facts,
            service_numbers: services().map(|(number, service)| (service.id.clone(), number)).collect(),
            service_keys: services().map(|(number, service)| (service_id(service).key(), number)).collect(),
            organisation_keys: (0u32..)
                .zip(&organisations)
                .map(|(number, one)| (organisation_id(&one.id).key(), number))
                .collect(),
            organisations,
            places,
            place_keys,
            series,
            terms,
            directory,
        }
    }

    /// The directory that the feed was built from.
    #[must_use]
    pub fn directory(&self) -> &Arc<Directory> {
        &self.directory
    }

    /// The service with this id: its own, or the one that the feed gives it.
    pub(super) fn service(&self, id: &str) -> Option<&Service> {
        let own = id.parse().ok().and_then(|id: ServiceId| self.service_numbers.get(&id));
        let number = own.or_else(|| self.service_keys.get(&as_uuid(id)?))?;
        self.directory.services().get(*number as usize)
    }

    /// The organisation with this id: its own, or the one that the feed gives it.
    pub(super) fn organisation(&self, id: &str) -> Option<&Organisation> {
        self.organisations.get(self.organisation_number(id)? as usize)
    }

    /// The number of the organisation with this id.
    pub(super) fn organisation_number(&self, id: &str) -> Option<u32> {
        let by_key = || self.organisation_keys.get(&as_uuid(id)?).copied();
        let by_name = || self.organisations.iter().position(|one| one.id.as_str() == id);
        by_key().or_else(|| by_name().map(|number| number as u32))
    }

    /// The service at a location with this id, which only the feed gives.
    pub(super) fn place(&self, id: &str) -> Option<(&Service, &Location)> {
        let number = self.place_keys.get(&as_uuid(id)?)?;
        self.at(*self.places.get(*number as usize)?)
    }

    /// One page of the services that are all that is wanted.
    pub(super) fn services(&self, wanted: Option<&Wanted>, paging: Paging) -> Picked<&Service> {
        let all = self.directory.services();
        let Some(wanted) = wanted else { return whole(all, paging) };
        let numbers = 0..all.len() as u32;
        let picked = pick(numbers.filter(|number| self.facts.meet(*number, wanted)), paging);
        Picked {
            total: picked.total,
            items: picked.items.into_iter().filter_map(|number| all.get(number as usize)).collect(),
        }
    }

    /// One page of the services at their locations that are all that is wanted and, if asked, no further from a point
    /// than this. What has no point of its own, such as a masked location, is near to none.
    pub(super) fn places(
        &self,
        wanted: Option<&Wanted>,
        around: Option<(Point, Metres)>,
        paging: Paging,
    ) -> Picked<(&Service, &Location)> {
        let near = |place: &Place| {
            around.is_none_or(|(from, most)| place.point.is_some_and(|point| from.distance(point) <= most))
        };
        let meets = |place: &Place| wanted.is_none_or(|wanted| self.facts.meet(place.service, wanted));
        let picked = if wanted.is_none() && around.is_none() {
            let picked = whole(&self.places, paging);
            Picked { total: picked.total, items: picked.items.into_iter().copied().collect() }
        } else {
            pick(self.places.iter().filter(|place| near(place) && meets(place)).copied(), paging)
        };
        Picked {
            total: picked.total,
            items: picked.items.into_iter().filter_map(|place| self.at(place)).collect(),
        }
    }

    /// One page of those who run services.
    pub(super) fn organisations(&self, paging: Paging) -> Picked<&Organisation> {
        whole(&self.organisations, paging)
    }

    /// The series of a service, in the catalogue's order.
    pub(super) fn series(&self, service: &ServiceId) -> impl Iterator<Item = &domain::Series> {
        let all = self.directory.all_series();
        let numbers = self.series.get(service).into_iter().flatten();
        numbers.filter_map(|number| all.get(*number as usize))
    }

    fn at(&self, place: Place) -> Option<(&Service, &Location)> {
        let service = self.directory.services().get(place.service as usize)?;
        let location = self.directory.location(service.locations.get(usize::from(place.at))?)?;
        Some((service, location))
    }
}

/// The id of a service in the feed.
pub(super) fn service_id(service: &Service) -> Id<'_> {
    Id::of("service", service.id.as_str())
}

/// The id of an organisation in the feed.
pub(crate) fn organisation_id(id: &OrganisationId) -> Id<'_> {
    Id::of("organization", id.as_str())
}

/// The id of a service at a location in the feed.
pub(super) fn place_id(service: &Service, location: &Location) -> Id<'static> {
    Id::made("service_at_location", &[service.id.as_str(), location.id.as_str()])
}

/// The id of the schedule that a series is.
pub(super) fn series_key(id: &SeriesId) -> Id<'static> {
    Id::made("schedule", &[id.as_str()])
}

fn organisations(directory: &Directory) -> Vec<Organisation> {
    let mut by_id: HashMap<&OrganisationId, &str> = HashMap::new();
    for service in directory.services() {
        by_id.entry(&service.organisation_id).or_insert(&service.organisation);
    }
    let mut all: Vec<Organisation> =
        by_id.into_iter().map(|(id, name)| Organisation { id: id.clone(), name: name.to_owned() }).collect();
    all.sort_unstable_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    all
}

/// One page of a list that nothing is left out of.
pub(super) fn whole<T>(all: &[T], paging: Paging) -> Picked<&T> {
    let range = paging.range();
    let page = all.get(range.start.min(all.len())..range.end.min(all.len())).unwrap_or_default();
    Picked { total: all.len(), items: page.iter().collect() }
}

/// One page of what comes; the rest is counted.
fn pick<T>(items: impl Iterator<Item = T>, paging: Paging) -> Picked<T> {
    let range = paging.range();
    let mut picked = Picked { total: 0, items: Vec::new() };
    for item in items {
        if range.contains(&picked.total) {
            picked.items.push(item);
        }
        picked.total += 1;
    }
    picked
}
