//! Places on the ground and the distance between them.

use serde::{Deserialize, Serialize};

/// A position in WGS 84 degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Point {
    /// Degrees north, -90 to 90.
    pub latitude: f64,
    /// Degrees east, -180 to 180.
    pub longitude: f64,
}

/// A distance over the ground in whole metres, as the crow flies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Metres(pub u32);

/// The mean radius of the Earth in metres (IUGG).
const EARTH: f64 = 6_371_008.8;

impl Point {
    /// The point at these coordinates, if they are on the globe.
    #[must_use]
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let good = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        good.then_some(Self { latitude, longitude })
    }

    /// The same point to about a hundred metres: a thousandth of a degree.
    #[must_use]
    pub fn roughly(self) -> Self {
        let rounded = |degrees: f64| (degrees * 1000.0).round() / 1000.0;
        Self { latitude: rounded(self.latitude), longitude: rounded(self.longitude) }
    }

    /// The great-circle distance to another point (haversine).
    #[must_use]
    pub fn distance(self, other: Self) -> Metres {
        let (a, b) = (self.latitude.to_radians(), other.latitude.to_radians());
        let half_lat = ((b - a) / 2.0).sin();
        let half_lon = ((other.longitude - self.longitude).to_radians() / 2.0).sin();
        let h = half_lat * half_lat + a.cos() * b.cos() * half_lon * half_lon;
        Metres((2.0 * EARTH * h.sqrt().min(1.0).asin()).round() as u32)
    }
}

impl Metres {
    /// Tenths of a mile, rounded to the nearest: 12 stands for 1.2 miles.
    #[must_use]
    pub fn tenths_of_a_mile(self) -> u32 {
        ((f64::from(self.0) / 160.934_4).round()) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_distances() {
        let warrington = Point::new(53.3900, -2.5970).unwrap();
        let manchester = Point::new(53.4808, -2.2426).unwrap();
        let metres = warrington.distance(manchester).0;
        assert!((25_300..25_800).contains(&metres), "{metres}");
        assert_eq!(Metres(1609).tenths_of_a_mile(), 10);
        assert_eq!(Metres(0).tenths_of_a_mile(), 0);
    }

    #[test]
    fn a_rough_point_is_near_and_tells_no_more() {
        let door = Point::new(53.397_98, -2.567_64).unwrap();
        assert_eq!(door.roughly(), Point::new(53.398, -2.568).unwrap());
        assert!(door.distance(door.roughly()).0 < 80);
        assert_eq!(door.roughly().roughly(), door.roughly());
    }

    #[test]
    fn points_off_the_globe_are_refused() {
        for (latitude, longitude) in [(100.0, 0.0), (0.0, 181.0), (f64::NAN, 0.0), (f64::INFINITY, 0.0)] {
            assert_eq!(Point::new(latitude, longitude), None);
        }
    }

    proptest! {
        #[test]
        fn distance_is_symmetric_and_obeys_the_triangle(
            a in (-89.0f64..89.0, -179.0f64..179.0), b in (-89.0f64..89.0, -179.0f64..179.0), c in (-89.0f64..89.0, -179.0f64..179.0),
        ) {
            let [a, b, c] = [a, b, c].map(|(lat, lon)| Point::new(lat, lon).unwrap());
            prop_assert_eq!(a.distance(b), b.distance(a));
            prop_assert_eq!(a.distance(a), Metres(0));
            prop_assert!(a.distance(c).0 <= a.distance(b).0 + b.distance(c).0 + 2);
        }
    }
}
