//! Areas in which a service comes to families (Open Referral `service_area`), and how a family is told of them.

use core::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::geo::Point;

/// The most points that an outline keeps: enough for a council's boundary to some ten metres.
pub const MOST_OUTLINE_POINTS: usize = 5000;

/// What an area's name alone does not say: where it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaExtent {
    /// The area's name, as it stands in the service's `areas`.
    pub name: String,
    /// Where it is in words, such as `WA1, WA2`; empty when there is an outline.
    #[serde(default)]
    pub words: String,
    /// Its outline; empty when there are words.
    #[serde(default)]
    pub outline: Outline,
}

/// The outline of an area as a text: `latitude,longitude` with blanks between points, `;` between the rings of a polygon
/// (its border, then its holes) and `|` between polygons. In this form it takes little room and the app, which has no use
/// for it, needs no code to read it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Outline(String);

/// The rings of one polygon: its border, then its holes. A ring need not repeat its first point at its end.
pub type Rings = Vec<Vec<Point>>;

impl Outline {
    /// The outline of these polygons, to the ten-thousandth of a degree, which is some ten metres. `None` when no polygon
    /// has a border of three different points, or there are more than [`MOST_OUTLINE_POINTS`].
    #[must_use]
    pub fn new(polygons: &[Rings]) -> Option<Self> {
        let mut text = String::new();
        let mut points = 0;
        for polygon in polygons {
            let rings: Vec<Vec<(i32, i32)>> = polygon.iter().map(|ring| rounded(ring)).collect();
            // Without its border a polygon is nothing; a hole of no size is none.
            if rings.first().is_none_or(|border| border.len() < 3) {
                continue;
            }
            for (at, ring) in rings.iter().filter(|ring| ring.len() >= 3).enumerate() {
                if at > 0 {
                    text.push(';');
                } else if !text.is_empty() {
                    text.push('|');
                }
                points += ring.len();
                for (at, (latitude, longitude)) in ring.iter().enumerate() {
                    let blank = if at > 0 { " " } else { "" };
                    // Writing to a text never fails.
                    let _ = write!(text, "{blank}{},{}", degrees(*latitude), degrees(*longitude));
                }
            }
        }
        (!text.is_empty() && points <= MOST_OUTLINE_POINTS).then_some(Self(text))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As it is kept.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The polygons. What is no point is passed over: [`Outline::new`] makes no such thing.
    #[must_use]
    pub fn polygons(&self) -> Vec<Rings> {
        let point = |text: &str| {
            let (latitude, longitude) = text.split_once(',')?;
            Point::new(latitude.parse().ok()?, longitude.parse().ok()?)
        };
        let ring = |text: &str| text.split(' ').filter_map(point).collect();
        let polygons = self.0.split('|').filter(|text| !text.is_empty());
        polygons.map(|polygon| polygon.split(';').map(ring).collect()).collect()
    }
}

/// In ten-thousandths of a degree, without points that repeat the one before or close the ring.
fn rounded(ring: &[Point]) -> Vec<(i32, i32)> {
    let whole = |degrees: f64| (degrees * 10_000.0).round() as i32;
    let mut points: Vec<(i32, i32)> =
        ring.iter().map(|point| (whole(point.latitude), whole(point.longitude))).collect();
    points.dedup();
    while points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    points
}

fn degrees(ten_thousandths: i32) -> f64 {
    f64::from(ten_thousandths) / 10_000.0
}

/// Whether a point lies in one of these polygons and in none of that one's holes, on a flat map: over a county the
/// globe's curve is less than the width of a street.
#[must_use]
pub fn is_within(polygons: &[Rings], point: Point) -> bool {
    polygons.iter().any(|rings| {
        // A point is within where a line from it to infinity crosses an odd number of edges.
        let crossings = rings.iter().map(|ring| crossings(ring, point)).sum::<usize>();
        crossings % 2 == 1
    })
}

/// How many edges of a ring a line due east from this point crosses.
fn crossings(ring: &[Point], from: Point) -> usize {
    let next = ring.iter().cycle().skip(1);
    let crossed = ring.iter().zip(next).filter(|(a, b)| {
        if (a.latitude > from.latitude) == (b.latitude > from.latitude) {
            return false;
        }
        let share = (from.latitude - a.latitude) / (b.latitude - a.latitude);
        from.longitude < a.longitude + share * (b.longitude - a.longitude)
    });
    crossed.count()
}

/// How a service reaches a family where they are, in place of a distance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AreaReach {
    /// How.
    pub way: ReachWay,
    /// The area's name as the service has it; empty where it is too long for a card.
    #[serde(default)]
    pub area: String,
}

/// How a service reaches a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReachWay {
    /// It comes to the family's home, or out and about, in this area, where the family is.
    ComesToYou,
    /// It is for this area, where the family is, by phone or online.
    Covers,
    /// It is for this area, and the family is somewhere else.
    Elsewhere,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ring(points: &[(f64, f64)]) -> Vec<Point> {
        points.iter().map(|(latitude, longitude)| Point::new(*latitude, *longitude).unwrap()).collect()
    }

    fn square(from: f64, to: f64) -> Vec<Point> {
        ring(&[(from, from), (from, to), (to, to), (to, from), (from, from)])
    }

    #[test]
    fn a_point_is_in_an_outline_and_not_in_its_holes() {
        let island = ring(&[(20.0, 20.0), (20.0, 21.0), (21.0, 20.0)]);
        let outline = Outline::new(&[vec![square(0.0, 10.0), square(4.0, 6.0)], vec![island]]).unwrap();
        let polygons = outline.polygons();
        for (latitude, longitude, is_in) in [
            (1.0, 1.0, true),
            (5.0, 5.0, false),
            (5.0, 3.9, true),
            (5.0, 6.1, true),
            (9.9999, 9.9999, true),
            (10.1, 5.0, false),
            (5.0, -0.1, false),
            (-1.0, 5.0, false),
            (20.2, 20.2, true),
            (20.9, 20.9, false),
        ] {
            let point = Point::new(latitude, longitude).unwrap();
            assert_eq!(is_within(&polygons, point), is_in, "{latitude} {longitude}");
        }
        assert!(!is_within(&[], Point::new(0.0, 0.0).unwrap()));
    }

    #[test]
    fn only_what_has_an_inside_is_an_outline() {
        let line = ring(&[(1.0, 1.0), (2.0, 2.0), (1.0, 1.0)]);
        let speck = ring(&[(1.0, 1.0), (1.000_01, 1.0), (1.0, 1.000_01)]);
        let many = (0..=MOST_OUTLINE_POINTS).map(|n| (n as f64 / 1000.0, (n % 2) as f64)).collect::<Vec<_>>();
        for (polygons, is_one) in [
            (vec![], false),
            (vec![vec![]], false),
            (vec![vec![line.clone()]], false),
            (vec![vec![speck]], false),
            (vec![vec![square(0.0, 1.0)], vec![line.clone()]], true),
            // A hole without a border.
            (vec![vec![line, square(0.0, 1.0)]], false),
            (vec![vec![ring(&many[1..])]], true),
            (vec![vec![ring(&many)]], false),
        ] {
            assert_eq!(Outline::new(&polygons).is_some(), is_one, "{} polygons", polygons.len());
        }
        assert_eq!(Outline("x;1,2 3|91,0".to_owned()).polygons().concat().concat().len(), 1);
    }

    proptest! {
        #[test]
        fn an_outline_reads_back(
            polygons in prop::collection::vec(
                prop::collection::vec(prop::collection::vec((-899_999i32..899_999, -1_799_999i32..1_799_999), 3..8), 1..3), 1..3,
            ),
        ) {
            let point = |(latitude, longitude): &(i32, i32)| Point::new(degrees(*latitude), degrees(*longitude)).unwrap();
            let polygons: Vec<Rings> = polygons.iter()
                .map(|rings| rings.iter().map(|ring| ring.iter().map(point).collect()).collect())
                .collect();
            if let Some(outline) = Outline::new(&polygons) {
                prop_assert_eq!(Outline::new(&outline.polygons()), Some(outline));
            }
        }

        #[test]
        fn where_a_ring_begins_and_how_it_turns_is_all_one(
            points in prop::collection::vec((-50i32..50, -50i32..50), 3..9), at in (-500i32..500, -500i32..500), turn in 0usize..8,
        ) {
            let ring: Vec<Point> = points.iter().map(|(a, b)| Point::new(f64::from(*a), f64::from(*b)).unwrap()).collect();
            // Never on an edge's end.
            let point = Point::new(f64::from(at.0) / 10.0 + 0.03, f64::from(at.1) / 10.0 + 0.07).unwrap();
            let mut turned = ring.clone();
            turned.rotate_left(turn % ring.len());
            turned.reverse();
            prop_assert_eq!(is_within(&[vec![ring]], point), is_within(&[vec![turned]], point));
        }
    }
}
