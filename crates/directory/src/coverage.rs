//! Need by locality by age: one walk over the services.

use std::collections::{HashMap, HashSet};

use domain::coverage::{Area, Counts, Coverage, Distances, Need, Span};
use domain::service::AttendingType;
use domain::{CategoryId, LocalityId, Location, LocationKind, Metres, Point, Service, ServiceStatus};

use crate::directory::{Directory, each_once};
use crate::text;

/// How far a venue of no locality may be from a site to count in that site's: five miles.
const NEIGHBOURHOOD: Metres = Metres(8047);

impl Directory {
    /// How the running services cover the network, with the way to the nearest of each of these core categories; those
    /// that the directory does not know are left out.
    ///
    /// A service counts in a locality when one of its places is there, or no farther than five miles from the
    /// nearest site, which is there, or when it says that it is for that area. One that comes to the family, online, by phone or as outreach, counts for all of them, apart.
    #[must_use]
    pub fn coverage(&self, core: &[CategoryId]) -> Coverage {
        let mut needs = self.needs();
        let numbers: HashMap<CategoryId, usize> =
            needs.iter().enumerate().map(|(at, need)| (need.id.clone(), at)).collect();
        // A category of the directory that is neither a group nor in one is no need.
        let need_of: Vec<Option<usize>> =
            self.categories.iter().map(|category| numbers.get(&category.id).copied()).collect();
        let mut localities: Vec<Area> = self
            .localities
            .iter()
            .map(|one| Area { id: one.id.clone(), name: one.name.clone(), services: 0 })
            .collect();
        let (names, homes) = (self.names(), self.homes());
        let core: Vec<usize> = core.iter().filter_map(|id| numbers.get(id).copied()).collect();
        // By core category, which places have one.
        let mut has_one = vec![vec![false; self.locations.len()]; core.len()];
        let (mut running, mut from_afar) = (0, 0);
        for (number, service) in self.services.iter().enumerate() {
            if service.status != ServiceStatus::Active {
                continue;
            }
            let areas = self.areas_of(number, service, &homes, &names);
            let afar = comes_to_the_family(service);
            running += 1;
            from_afar += u32::from(afar);
            areas.iter().for_each(|at| localities[*at].services += 1);
            let mut one = Counts::default();
            one.add(service.ages);
            for at in self.facts[number].categories.iter().filter_map(|at| need_of[*at as usize]) {
                let need = &mut needs[at];
                need.total += one;
                areas.iter().for_each(|area| need.here[*area] += one);
                if afar {
                    need.from_afar += one;
                }
                if let Some(which) = core.iter().position(|core| *core == at) {
                    self.facts[number].places.iter().for_each(|place| has_one[which][*place] = true);
                }
            }
        }
        let distances = core
            .iter()
            .zip(has_one)
            .map(|(at, has_one)| Distances {
                id: needs[*at].id.clone(),
                name: needs[*at].name.clone(),
                spans: self.spans(&has_one),
            })
            .collect();
        Coverage { localities, needs, distances, services: running, from_afar }
    }

    /// The running services that families of a locality can go to, by the same rule as [`Directory::coverage`], and those
    /// that come to the family, wherever that is.
    #[must_use]
    pub fn services_in(&self, locality: &LocalityId) -> Vec<&Service> {
        let Some(at) = self.localities.iter().position(|one| one.id == *locality) else { return Vec::new() };
        let (names, homes) = (self.names(), self.homes());
        let is_for = |(number, service): &(usize, &Service)| {
            service.status == ServiceStatus::Active
                && (comes_to_the_family(service)
                    || self.areas_of(*number, service, &homes, &names).contains(&at))
        };
        self.services.iter().enumerate().filter(is_for).map(|(_, service)| service).collect()
    }

    /// Every need with nothing counted yet: each group, then its categories.
    fn needs(&self) -> Vec<Need> {
        let need = |category: &domain::Category| Need {
            id: category.id.clone(),
            name: category.name.clone(),
            group: category.parent.clone(),
            here: vec![Counts::default(); self.localities.len()],
            from_afar: Counts::default(),
            total: Counts::default(),
        };
        let groups = self.categories.iter().filter(|category| category.parent.is_none());
        let mut needs = Vec::with_capacity(self.categories.len());
        for group in groups {
            needs.push(need(group));
            let within = self.categories.iter().filter(|one| one.parent.as_ref() == Some(&group.id));
            needs.extend(within.map(need));
        }
        needs
    }

    /// Where a family can go to a service: the localities of its places, and those it says it is for.
    fn areas_of(
        &self,
        number: usize,
        service: &Service,
        home: &[Option<usize>],
        names: &HashMap<&str, usize>,
    ) -> Vec<usize> {
        let there = self.facts[number].places.iter().filter_map(|place| home[*place]);
        let in_person = service.attending.is_empty() || service.attending.contains(&AttendingType::InPerson);
        let said = service.areas.iter().filter(|_| in_person);
        each_once(there.chain(said.filter_map(|area| names.get(area.as_str()).copied())))
    }

    /// What services call each locality, by the localities' numbers.
    fn names(&self) -> HashMap<&str, usize> {
        let localities: HashMap<String, usize> =
            self.localities.iter().enumerate().map(|(at, one)| (text::folded(&one.name), at)).collect();
        let called: HashSet<&str> =
            self.services.iter().flat_map(|service| service.areas.iter().map(String::as_str)).collect();
        called.into_iter().filter_map(|area| Some((area, *localities.get(&text::folded(area))?))).collect()
    }

    /// The locality of each place to go to, by number: its own, or that of the nearest site when that is not far.
    fn homes(&self) -> Vec<Option<usize>> {
        let number = |location: &Location| {
            let own = location.locality.as_ref()?;
            self.localities.iter().position(|locality| locality.id == *own)
        };
        let sites: Vec<(Point, usize)> =
            self.sites().into_iter().filter_map(|site| Some((site.point?, number(site)?))).collect();
        let near = |location: &Location| {
            let from = location.point?;
            let (site, at) = nearest(from, &sites, |(site, _)| *site)?;
            (from.distance(*site) <= NEIGHBOURHOOD).then_some(*at)
        };
        let home = |location: &Location| match location.kind {
            LocationKind::Virtual => None,
            _ => number(location).or_else(|| near(location)),
        };
        self.locations.iter().map(home).collect()
    }

    /// From each locality's own sites to the nearest of the places that have one. A masked place has no position here, so
    /// no distance tells where it is.
    fn spans(&self, has_one: &[bool]) -> Vec<Option<Span>> {
        let points = self.locations.iter().zip(has_one).filter(|(_, has_one)| **has_one);
        let points: Vec<Point> = points
            .filter(|(place, _)| place.kind != LocationKind::Virtual)
            .filter_map(|(place, _)| place.point)
            .collect();
        let sites = self.sites();
        let span = |locality: &domain::Locality| {
            let own = sites.iter().filter(|site| site.locality.as_ref() == Some(&locality.id));
            let way = |site: &Location| {
                let from = site.point?;
                nearest(from, &points, |point| *point).map(|to| from.distance(*to))
            };
            let ways: Vec<Metres> = own.filter_map(|site| way(site)).collect();
            Some(Span { shortest: *ways.iter().min()?, longest: *ways.iter().max()? })
        };
        self.localities.iter().map(span).collect()
    }
}

fn comes_to_the_family(service: &Service) -> bool {
    let ways = [AttendingType::Online, AttendingType::Phone, AttendingType::Outreach];
    service.attending.iter().any(|way| ways.contains(way))
}

/// The nearest of what stands at points. It is found on a flat map, which is right within a county and takes a tenth of the
/// time of a distance over the globe.
fn nearest<T>(from: Point, those: &[T], point: impl Fn(&T) -> Point) -> Option<&T> {
    let narrow = from.latitude.to_radians().cos();
    let apart = |one: &&T| {
        let to = point(one);
        let east = (to.longitude - from.longitude) * narrow;
        let north = to.latitude - from.latitude;
        east * east + north * north
    };
    let closer = |a: &(f64, &T), b: &(f64, &T)| a.0.total_cmp(&b.0);
    those.iter().map(|one| (apart(&one), one)).min_by(closer).map(|(_, one)| one)
}

#[cfg(test)]
mod tests {
    use domain::coverage::{AgeGroup, Mark};
    use domain::service::Referral;
    use domain::{AgeRange, Catalogue, Category, Cost, Locality, Months};

    use super::*;
    use crate::Synonyms;

    fn location(id: &str, kind: LocationKind, locality: Option<&str>, latitude: Option<f64>) -> Location {
        Location {
            id: id.parse().unwrap(),
            slug: (kind != LocationKind::Venue).then(|| id.to_owned()),
            kind,
            locality: locality.map(|id| id.parse().unwrap()),
            name: id.to_owned(),
            summary: String::new(),
            what_to_expect: String::new(),
            address: vec![],
            postcode: None,
            point: latitude.and_then(|latitude| Point::new(latitude, -2.6)),
            masked: false,
            phone: String::new(),
            email: String::new(),
            opening_hours: vec![],
            opening_notes: String::new(),
            facilities: vec![],
            bus: String::new(),
            parking: String::new(),
            ask_for: String::new(),
            ask_for_name: String::new(),
            bridge_sites: vec![],
        }
    }

    fn service(id: &str, categories: &[&str], locations: &[&str], attending: &[AttendingType]) -> Service {
        Service {
            id: id.parse().unwrap(),
            name: id.to_owned(),
            description: String::new(),
            organisation_id: "o".parse().unwrap(),
            organisation: String::new(),
            status: ServiceStatus::Active,
            url: String::new(),
            email: String::new(),
            phone: String::new(),
            contact_role: String::new(),
            ages: AgeRange::new(Months(0), Some(Months(23))),
            cost: Cost::Free,
            fees: String::new(),
            assured_on: None,
            categories: categories.iter().map(|id| id.parse().unwrap()).collect(),
            send_needs: vec![],
            attending: attending.to_vec(),
            referral: Referral::None,
            languages: vec![],
            access: vec![],
            times: vec![],
            locations: locations.iter().map(|id| id.parse().unwrap()).collect(),
            areas: vec![],
            area_extents: vec![],
            last_modified: None,
            first_seen: None,
            changed_at: None,
        }
    }

    fn directory(services: Vec<Service>) -> Directory {
        let category = |id: &str, parent: Option<&str>| Category {
            id: id.parse().unwrap(),
            name: id.to_uppercase(),
            parent: parent.map(|id| id.parse().unwrap()),
            summary: String::new(),
        };
        let locality = |id: &str| Locality {
            id: id.parse().unwrap(),
            name: id.to_uppercase(),
            summary: String::new(),
            contact_role: String::new(),
            contact_name: String::new(),
            phone: String::new(),
            email: String::new(),
        };
        let mut home = location("home", LocationKind::Venue, None, Some(53.40));
        home.masked = true;
        let locations = vec![
            location("oak", LocationKind::FamilyCentre, Some("east"), Some(53.40)),
            location("library", LocationKind::Outreach, Some("east"), Some(53.45)),
            location("elm", LocationKind::FamilyCentre, Some("west"), Some(53.60)),
            location("hall", LocationKind::Venue, None, Some(53.41)),
            location("far", LocationKind::Venue, None, Some(54.40)),
            location("line", LocationKind::Virtual, Some("west"), None),
            home,
        ];
        let categories = vec![
            category("health", None),
            category("feeding", Some("health")),
            category("sleep", Some("health")),
            category("play", None),
            category("groups", Some("play")),
        ];
        let localities = vec![locality("east"), locality("west")];
        Directory::build(
            Catalogue { version: 1, localities, categories, locations, services, ..Catalogue::default() },
            &Synonyms::default(),
        )
    }

    #[test]
    fn a_service_counts_where_a_family_can_go_to_it() {
        use AttendingType::{InPerson, Online, Phone};
        let said = Service { areas: vec!["WEST".to_owned()], ..service("x", &["feeding"], &[], &[]) };
        for (name, counted, wanted) in [
            ("a site", service("x", &["feeding"], &["oak"], &[]), ([1, 0], 0, 1)),
            ("a venue near one", service("x", &["feeding"], &["hall"], &[InPerson]), ([1, 0], 0, 1)),
            ("two places of one locality", service("x", &["feeding"], &["oak", "hall"], &[]), ([1, 0], 0, 1)),
            ("two localities", service("x", &["feeding"], &["oak", "elm"], &[]), ([1, 1], 0, 1)),
            ("a venue far away", service("x", &["feeding"], &["far"], &[]), ([0, 0], 0, 1)),
            ("a masked place", service("x", &["feeding"], &["home"], &[]), ([0, 0], 0, 1)),
            ("online", service("x", &["feeding"], &["line"], &[Online]), ([0, 0], 1, 1)),
            ("both", service("x", &["feeding"], &["elm"], &[InPerson, Phone]), ([0, 1], 1, 1)),
            ("an area it names", said.clone(), ([0, 1], 0, 1)),
            ("an area, by phone alone", Service { attending: vec![Phone], ..said }, ([0, 0], 1, 1)),
            (
                "closed",
                Service {
                    status: ServiceStatus::TemporarilyClosed,
                    ..service("x", &["feeding"], &["oak"], &[])
                },
                ([0, 0], 0, 0),
            ),
        ] {
            let counted_again = counted.clone();
            let coverage = directory(vec![counted]).coverage(&[]);
            let need = coverage.needs.iter().find(|need| need.id.as_str() == "feeding").unwrap();
            let here = [need.here[0].of(None), need.here[1].of(None)];
            assert_eq!((here, need.from_afar.of(None), need.total.of(None)), wanted, "{name}");
            let services = directory(vec![counted_again]);
            let in_east = services.services_in(&"east".parse().unwrap()).len() as u32;
            assert_eq!(in_east, wanted.0[0].max(wanted.1), "{name}");
            let localities = [coverage.localities[0].services, coverage.localities[1].services];
            assert_eq!((localities, coverage.from_afar, coverage.services), wanted, "{name}");
        }
    }

    #[test]
    fn a_group_counts_each_service_once_and_ages_are_its_own() {
        let coverage = directory(vec![service("x", &["feeding", "sleep"], &["oak"], &[])]).coverage(&[]);
        let names: Vec<&str> = coverage.needs.iter().map(|need| need.id.as_str()).collect();
        assert_eq!(names, ["health", "feeding", "sleep", "play", "groups"]);
        assert_eq!(coverage.needs[0].here[0].of(None), 1);
        assert_eq!(coverage.needs[1].here[0].of(Some(AgeGroup::Toddler)), 1);
        assert_eq!(coverage.needs[1].here[0].of(Some(AgeGroup::EarlyYears)), 0);
        assert_eq!(coverage.needs[1].mark(0, None), Mark::One);
        let missing =
            |at: usize| coverage.missing(at, None).map(|(need, _)| need.id.as_str()).collect::<Vec<_>>();
        assert_eq!(missing(0), ["groups"]);
        assert_eq!(missing(1), ["feeding", "sleep", "groups"]);
    }

    #[test]
    fn the_way_to_the_nearest_is_from_the_nearest_and_the_farthest_site() {
        let services = vec![
            service("a", &["feeding"], &["hall"], &[]),
            service("b", &["sleep"], &["home"], &[]),
            service("c", &["groups"], &["line"], &[AttendingType::Online]),
        ];
        let core: Vec<CategoryId> = ["feeding", "health", "sleep", "groups", "unknown"]
            .iter()
            .map(|id| id.parse().unwrap())
            .collect();
        let coverage = directory(services).coverage(&core);
        let of = |id: &str| &coverage.distances.iter().find(|one| one.id.as_str() == id).unwrap().spans;
        assert_eq!(coverage.distances.len(), 4);
        let point = |latitude| Point::new(latitude, -2.6).unwrap();
        let way = |a, b| point(a).distance(point(b));
        let east = Span { shortest: way(53.40, 53.41), longest: way(53.45, 53.41) };
        let west = Span { shortest: way(53.60, 53.41), longest: way(53.60, 53.41) };
        assert_eq!(of("feeding"), &[Some(east), Some(west)]);
        assert_eq!(of("health"), of("feeding"));
        assert_eq!(of("sleep"), &[None, None], "a masked place tells no distance");
        assert_eq!(of("groups"), &[None, None]);
    }
}
