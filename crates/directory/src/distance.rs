//! How far every service is from an origin, and which services are never far.

use domain::service::AttendingType;
use domain::{Location, Metres, Point, Service};

use crate::areas::{Here, Part};
use crate::bits::{Bits, Set};
use crate::directory::Facts;

/// Where a search is made from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Origin {
    /// The point.
    pub point: Point,
    /// Whether it lies outside the council's area.
    pub outside: bool,
    /// The postcode sector or district it lies in, where known: areas of service may be said by them.
    pub part: Option<Part>,
}

impl Origin {
    /// A place in the council's area of whose postcode nothing is known.
    #[must_use]
    pub fn inside(point: Point) -> Self {
        Self { point, outside: false, part: None }
    }
}

/// The distance of a service that has none.
pub(crate) const NOWHERE: u32 = u32::MAX;
/// As how far away a service counts that is for the family's area by phone or online: after every place there is.
pub(crate) const BY_WIRE: u32 = NOWHERE - 1;
/// As how far away a service counts that comes to the family: after what they can walk to, which is a mile, and before
/// what they have to travel to.
pub(crate) const COMES_HOME: u32 = 1609;

/// The mean radius of the Earth in metres, as [`Point::distance`] has it.
const EARTH: f64 = 6_371_008.8;
/// Half the chord of about 380 km on a globe of radius 1; up to here four terms give an arc to far less than a
/// millimetre.
const LONGEST_HALF_CHORD: f64 = 0.03;
/// Nearer than this to the middle between two whole metres, in metres, the slow way decides which it is.
const DOUBTFUL: f64 = 1e-4;

/// The positions of every service's places.
#[derive(Clone, Debug)]
pub(crate) struct Positions {
    /// Where the positions of each service begin; one more at the end.
    starts: Vec<u32>,
    positions: Vec<Position>,
    /// Services without a position that have a masked place. They pass every distance, wherever the origin is: if they
    /// passed some, asking from enough origins would tell where they are.
    masked: Set,
    /// Services without a position that come to the family: online, by phone or outreach.
    come_to_you: Set,
}

#[derive(Clone, Copy, Debug)]
struct Position {
    point: Point,
    /// The same on a globe of radius 1.
    unit: [f64; 3],
}

impl Positions {
    /// The positions of these services. Locations must be public already: a masked one has no point.
    pub(crate) fn new(services: &[Service], facts: &[Facts], locations: &[Location]) -> Self {
        let (mut starts, mut positions) = (vec![0], Vec::new());
        let (mut masked, mut come_to_you) = (Vec::new(), Vec::new());
        for (number, (service, facts)) in services.iter().zip(facts).enumerate() {
            let before = positions.len();
            let places = || facts.places.iter().map(|place| &locations[*place]);
            positions.extend(places().filter_map(|place| place.point).map(Position::new));
            if positions.len() == before {
                if places().any(|place| place.masked) {
                    masked.push(number as u32);
                } else if service.attending.iter().any(|way| *way != AttendingType::InPerson) {
                    come_to_you.push(number as u32);
                }
            }
            starts.push(positions.len() as u32);
        }
        let set = |numbers| Set::new(numbers, services.len());
        Self { starts, positions, masked: set(masked), come_to_you: set(come_to_you) }
    }

    /// How far the nearest place of each of these services is in metres, by the service's number; [`NOWHERE`] for services
    /// without a position and for those not asked for.
    pub(crate) fn distances(&self, origin: Point, services: &Bits) -> Vec<u32> {
        let from = Position::new(origin);
        let mut distances = vec![NOWHERE; self.starts.len() - 1];
        for service in services.iter().map(|service| service as usize) {
            let places = self.starts[service] as usize..self.starts[service + 1] as usize;
            for place in &self.positions[places] {
                distances[service] = distances[service].min(from.metres(place));
            }
        }
        distances
    }

    /// Whether a service has a place with a position.
    pub(crate) fn has_any(&self, service: u32) -> bool {
        self.starts[service as usize] < self.starts[service as usize + 1]
    }

    /// The services that pass every distance from this origin, where this is what their areas mean.
    pub(crate) fn always_near(&self, origin: Origin, here: &Here) -> Bits {
        let mut near = Bits::none(self.starts.len() - 1);
        if !origin.outside {
            self.come_to_you.add_to(&mut near);
            near.drop_all(&here.away);
        }
        self.masked.add_to(&mut near);
        near.add(&here.covered);
        near
    }
}

impl Position {
    fn new(point: Point) -> Self {
        let (latitude, longitude) = (point.latitude.to_radians(), point.longitude.to_radians());
        let unit = [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()];
        Self { point, unit }
    }

    /// Just what [`Point::distance`] says, without its sines: the arc is worked out from the chord.
    fn metres(&self, other: &Self) -> u32 {
        let across: f64 = self.unit.iter().zip(&other.unit).map(|(a, b)| (a - b) * (a - b)).sum();
        let half = across.sqrt() / 2.0;
        let square = half * half;
        // The arc sine as a series.
        let arc = half * (1.0 + square * (1.0 / 6.0 + square * (3.0 / 40.0 + square * (15.0 / 336.0))));
        let metres = 2.0 * EARTH * arc;
        // Rounding by hand: without it the compiler calls a function for each.
        let whole = metres as u32;
        let rest = metres - f64::from(whole);
        if half > LONGEST_HALF_CHORD || (rest - 0.5).abs() < DOUBTFUL {
            let Metres(metres) = self.point.distance(other.point);
            return metres;
        }
        whole + u32::from(rest > 0.5)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn metres(a: Point, b: Point) -> u32 {
        Position::new(a).metres(&Position::new(b))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn the_quick_way_says_what_the_slow_way_says(
            latitude in -89.9f64..89.9, longitude in -179.9f64..179.9, north in -3.0f64..3.0, east in -5.0f64..5.0,
            scale in 0u32..6,
        ) {
            let a = Point::new(latitude, longitude).unwrap();
            let less = 10f64.powi(-(scale as i32));
            let b = Point::new((latitude + north * less).clamp(-90.0, 90.0), (longitude + east * less).clamp(-180.0, 180.0)).unwrap();
            prop_assert_eq!(metres(a, b), a.distance(b).0);
            prop_assert_eq!(metres(a, a), 0);
        }
    }
}
