//! The middle of every postcode sector of the country.

use std::collections::BTreeMap;
use std::ops::Bound;

use domain::postcode::PartialPostcode;
use domain::{Metres, Point};

/// How far to the north and south a nearest sector is first looked for, in degrees, and somewhat less than that in metres.
const BAND: f64 = 0.2;
const BAND_METRES: u32 = 22_000;

/// Sector to centroid, as read from `postcode-sectors.txt`: lines of `WA5 1,53.39,-2.63`, `#` for comments.
#[derive(Clone, Debug, Default)]
pub struct PostcodeSectors(BTreeMap<String, Point>);

impl PostcodeSectors {
    /// Reads the table. Lines that are not a sector with a point are left out and counted.
    #[must_use]
    pub fn parse(text: &str) -> (Self, usize) {
        let mut sectors = BTreeMap::new();
        let mut left_out = 0;
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match row(line) {
                Some((sector, point)) => {
                    sectors.insert(sector, point);
                }
                None => left_out += 1,
            }
        }
        (Self(sectors), left_out)
    }

    /// The middle of this sector, `WA5 1`.
    #[must_use]
    pub fn sector(&self, sector: &str) -> Option<Point> {
        self.0.get(sector).copied()
    }

    /// The middle of a district or sector: the mean of its sectors.
    #[must_use]
    pub fn middle(&self, part: &PartialPostcode) -> Option<Point> {
        if part.as_str().contains(' ') {
            return self.sector(part.as_str());
        }
        let start = format!("{} ", part.as_str());
        let from = (Bound::Included(start.as_str()), Bound::Unbounded);
        let (mut north, mut east, mut count) = (0.0, 0.0, 0.0);
        for (_, point) in self.0.range::<str, _>(from).take_while(|(sector, _)| sector.starts_with(&start)) {
            north += point.latitude;
            east += point.longitude;
            count += 1.0;
        }
        if count == 0.0 { None } else { Point::new(north / count, east / count) }
    }

    /// The sector whose middle is nearest to this point, and how far that is.
    #[must_use]
    pub fn nearest(&self, point: Point) -> Option<(&str, Point, Metres)> {
        let nearest = |band: f64| {
            let within = self.0.iter().filter(|(_, middle)| (middle.latitude - point.latitude).abs() <= band);
            let all = within.map(|(sector, middle)| (sector.as_str(), *middle, point.distance(*middle)));
            all.min_by_key(|(_, _, distance)| *distance)
        };
        // Most lie far to the north or south, and their distance need not be worked out: beyond the band is further than
        // what is taken from it.
        nearest(BAND).filter(|(_, _, distance)| distance.0 < BAND_METRES).or_else(|| nearest(180.0))
    }

    /// How many sectors there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn row(line: &str) -> Option<(String, Point)> {
    let mut cells = line.split(',').map(str::trim);
    let part: PartialPostcode = cells.next()?.parse().ok()?;
    let (latitude, longitude) = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
    part.as_str().contains(' ').then_some(())?;
    Some((part.as_str().to_owned(), Point::new(latitude, longitude)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_district_is_the_mean_of_its_own_sectors_only() {
        let (sectors, left_out) = PostcodeSectors::parse(
            "# Contains OS data\nWA5 1,53.0,-2.0\nWA5 2,54.0,-3.0\nWA50 1,10.0,10.0\nWA51 1,0,0\nWA5,1,1\nx\n",
        );
        assert_eq!((sectors.len(), left_out), (4, 2));
        for (text, point) in
            [("WA5 2", Some((54.0, -3.0))), ("WA5", Some((53.5, -2.5))), ("WA6", None), ("WA5 9", None)]
        {
            let found = sectors.middle(&text.parse().unwrap()).map(|p| (p.latitude, p.longitude));
            assert_eq!(found, point, "{text}");
        }
    }
}
