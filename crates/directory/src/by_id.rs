//! One service by its id, as a search would show it.

use domain::{Location, Metres, Point, ServiceId};

use crate::directory::Directory;
use crate::search::Hit;

impl Directory {
    /// This service as a search from `origin` shows it; `None` when it is not listed.
    #[must_use]
    pub fn hit_of(&self, id: &ServiceId, origin: Option<Point>) -> Option<Hit<'_>> {
        let service = self.service(id)?;
        let mut places: Vec<&Location> = Vec::new();
        for place in service.locations.iter().filter_map(|id| self.location(id)) {
            if !places.iter().any(|other| other.id == place.id) {
                places.push(place);
            }
        }
        let distance = |place: &&&Location| -> Option<Metres> { Some(origin?.distance(place.point?)) };
        let nearest = places.iter().filter(|place| distance(place).is_some()).min_by_key(distance);
        Some(Hit {
            service,
            place: nearest.or(places.first()).copied(),
            distance: nearest.as_ref().and_then(distance),
            other_places: u16::try_from(places.len().saturating_sub(1)).unwrap_or(u16::MAX),
        })
    }
}
