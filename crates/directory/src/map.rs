//! Where the services are that a search found.

use std::collections::HashSet;

use domain::service_area::ReachWay;
use domain::service_map::{MOST_POINTS, MapCentre, MapPoint, ServiceMap};
use domain::{Instant, Location, LocationId, LocationKind, Service, ServiceId, Session, SessionStatus};

use crate::directory::Directory;
use crate::search::Hit;

impl Directory {
    /// The points of these hits, in their order, and how many have none and why. Where the search was made from is the
    /// caller's to add.
    ///
    /// The next session of a point is the service's first at that place that has not ended at `now` and is not cancelled.
    #[must_use]
    pub fn service_map(&self, hits: &[Hit<'_>], now: Instant) -> ServiceMap {
        let mut points = Vec::new();
        let mut left_out = 0;
        let mut private = HashSet::new();
        let (mut unplaced, mut reaching) = (0, 0);
        for hit in hits {
            let comes = matches!(hit.reach, Some((ReachWay::ComesToYou | ReachWay::Covers, _)));
            reaching += u32::from(comes);
            // The pin of what comes to families and nowhere else would stand on its office.
            if hit.reach.is_some() && hit.service.only_comes_to_families() {
                unplaced += 1;
                continue;
            }
            let mut is_placed = false;
            for place in self.places_of(hit.service) {
                if place.masked {
                    private.insert(&place.id);
                } else if place.point.is_none() {
                    continue;
                } else if points.len() == MOST_POINTS {
                    left_out += 1;
                } else {
                    points.extend(self.map_point(hit.service, place, now));
                }
                is_placed = true;
            }
            unplaced += u32::from(!is_placed);
        }
        ServiceMap {
            total: hits.len() as u32,
            points,
            left_out,
            private: private.len() as u32,
            unplaced,
            reaching,
            origin: None,
            centres: self.sites().into_iter().filter_map(centre).collect(),
        }
    }

    /// The places of a service that the directory knows, each once.
    fn places_of<'a>(&'a self, service: &'a Service) -> impl Iterator<Item = &'a Location> {
        let mut seen = HashSet::new();
        service.locations.iter().filter(move |id| seen.insert(*id)).filter_map(|id| self.location(id))
    }

    fn map_point(&self, service: &Service, place: &Location, now: Instant) -> Option<MapPoint> {
        Some(MapPoint {
            id: service.id.clone(),
            name: service.name.clone(),
            status: service.status,
            location: place.id.clone(),
            place: place.name.clone(),
            kind: place.kind,
            point: place.point?,
            next: self.next_session_at(&service.id, &place.id, now).map(|session| session.starts_at),
        })
    }

    fn next_session_at(&self, service: &ServiceId, place: &LocationId, now: Instant) -> Option<&Session> {
        self.next_sessions(service, now)
            .find(|session| session.location_id == *place && session.status != SessionStatus::Cancelled)
    }
}

fn centre(site: &Location) -> Option<MapCentre> {
    let is_centre = site.kind == LocationKind::FamilyCentre && !site.masked;
    is_centre.then_some(())?;
    Some(MapCentre {
        location: site.id.clone(),
        name: site.name.clone(),
        slug: site.slug.clone()?,
        point: site.point?,
    })
}
