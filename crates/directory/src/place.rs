//! Places: the names by which a family says where they are, and the point each stands for.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Locality, Location, LocationKind, Point};

use crate::{spelling, text};

/// Names shorter than this must be typed as they are spelled.
const SHORTEST_FORGIVEN: usize = 5;

/// Every named place, in order of its folded name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places(Vec<Place>);

#[derive(Clone, Debug)]
struct Place {
    /// The name as it is compared: letters and digits, one space between words.
    folded: String,
    letters: Vec<char>,
    /// The name as it is written.
    name: String,
    /// The mean of the points it stands for.
    point: Point,
    /// How many points those are.
    points: usize,
}

impl Places {
    /// The names of localities, sites, and the streets, areas and towns in addresses.
    ///
    /// Locations must be public already: one without a point names no place.
    pub(crate) fn new(localities: &[Locality], locations: &[Location]) -> Self {
        let mut named: BTreeMap<String, (String, BTreeSet<usize>)> = BTreeMap::new();
        let mut put = |name: &str, points: &mut dyn Iterator<Item = usize>| {
            let folded = text::folded(name);
            if !folded.is_empty() {
                named
                    .entry(folded)
                    .or_insert_with(|| (name.trim().to_owned(), BTreeSet::new()))
                    .1
                    .extend(points);
            }
        };
        let with_points = || locations.iter().enumerate().filter(|(_, location)| location.point.is_some());
        // The first to give a name decides how it is written, so localities come first.
        for locality in localities {
            let there =
                || with_points().filter(|(_, location)| location.locality.as_ref() == Some(&locality.id));
            let mut sites = there().filter(|(_, location)| is_site(location)).map(|(at, _)| at).peekable();
            if sites.peek().is_some() {
                put(&locality.name, &mut sites);
            } else {
                put(&locality.name, &mut there().map(|(at, _)| at));
            }
        }
        for (at, site) in with_points().filter(|(_, location)| is_site(location)) {
            put(&site.name, &mut core::iter::once(at));
        }
        for (at, location) in with_points() {
            for part in location.address.iter().flat_map(|line| line.split(',')) {
                if let Some(name) = without_number(part) {
                    put(name, &mut core::iter::once(at));
                }
            }
        }
        let places = named.into_iter().filter_map(|(folded, (name, at))| {
            let points: Vec<Point> = at.iter().filter_map(|at| locations[*at].point).collect();
            let letters = folded.chars().collect();
            Some(Place { letters, name, point: middle(&points)?, points: points.len(), folded })
        });
        Self(places.collect())
    }

    /// The name of each place as it is written, and how many points it stands for.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&str, usize)> {
        self.0.iter().map(|place| (place.name.as_str(), place.points))
    }

    /// The place with this name, its case, accents and punctuation aside; with one slip of the finger in a name of five
    /// letters or more. Of a list with commas the first part that is a place counts.
    pub(crate) fn find(&self, name: &str) -> Option<(String, Point)> {
        let place = self.find_one(name).or_else(|| name.split(',').find_map(|part| self.find_one(part)))?;
        Some((place.name.clone(), place.point))
    }

    fn find_one(&self, name: &str) -> Option<&Place> {
        let folded = text::folded(name);
        if folded.is_empty() {
            return None;
        }
        if let Ok(at) = self.0.binary_search_by(|place| place.folded.as_str().cmp(&folded)) {
            return Some(&self.0[at]);
        }
        let typed: Vec<char> = folded.chars().collect();
        let near = self.0.iter().filter(|place| {
            let letters = place.letters.iter().filter(|letter| **letter != ' ').count();
            letters >= SHORTEST_FORGIVEN && spelling::slips(&typed, &place.letters, 1).is_some()
        });
        // The one with the most points is the likeliest; of two alike the first in the alphabet is taken.
        near.reduce(|best, place| if place.points > best.points { place } else { best })
    }
}

fn is_site(location: &Location) -> bool {
    location.kind != LocationKind::Venue
}

/// A part of an address as the name of a place: "12a Oak Lane" is Oak Lane, "Unit 4" and "WA5 1AB" are none.
fn without_number(part: &str) -> Option<&str> {
    let part = part.trim();
    let name = match part.split_once(char::is_whitespace) {
        Some((number, rest)) if number.starts_with(|first: char| first.is_ascii_digit()) => rest.trim(),
        _ => part,
    };
    (!name.chars().any(|character| character.is_ascii_digit())).then_some(name)
}

/// The mean of some points, which lie so close together that degrees may be averaged.
fn middle(points: &[Point]) -> Option<Point> {
    let count = points.len() as f64;
    let mean = |of: fn(&Point) -> f64| points.iter().map(of).sum::<f64>() / count;
    if points.is_empty() {
        None
    } else {
        Point::new(mean(|point| point.latitude), mean(|point| point.longitude))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(
        id: &str,
        kind: LocationKind,
        locality: Option<&str>,
        name: &str,
        address: &[&str],
        point: Option<(f64, f64)>,
    ) -> Location {
        Location {
            id: id.parse().unwrap(),
            slug: None,
            kind,
            locality: locality.map(|id| id.parse().unwrap()),
            name: name.to_owned(),
            summary: String::new(),
            what_to_expect: String::new(),
            address: address.iter().map(|line| (*line).to_owned()).collect(),
            postcode: None,
            point: point.map(|(lat, lon)| Point::new(lat, lon).unwrap()),
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

    fn places() -> Places {
        let locality = |id: &str, name: &str| Locality {
            id: id.parse().unwrap(),
            name: name.to_owned(),
            summary: String::new(),
            contact_role: String::new(),
            contact_name: String::new(),
            phone: String::new(),
            email: String::new(),
        };
        let localities =
            [locality("east", "East"), locality("north", "Northern Villages"), locality("far", "Farway")];
        use LocationKind::{FamilyCentre, Outreach, Venue, Virtual};
        Places::new(
            &localities,
            &[
                location(
                    "a",
                    FamilyCentre,
                    Some("east"),
                    "Oak Lane Family Centre",
                    &["12a Oak Lane", "Great Sankey, Warrington"],
                    Some((53.0, -2.0)),
                ),
                location(
                    "b",
                    Outreach,
                    Some("east"),
                    "St. Mary's Hall",
                    &["Hall Road", "Warrington", "WA5 1AB"],
                    Some((53.2, -2.4)),
                ),
                location(
                    "c",
                    Venue,
                    Some("east"),
                    "Private Nursery",
                    &["Unit 4", "Great Sankey"],
                    Some((53.4, -2.2)),
                ),
                location("d", Virtual, Some("east"), "Online", &[], None),
                location("e", Venue, Some("north"), "Barn", &["Croft"], Some((54.0, -2.0))),
            ],
        )
    }

    #[test]
    fn places_are_found_by_name() {
        let places = places();
        for (typed, name, point) in [
            ("East", "East", (53.1, -2.2)),
            ("northern villages", "Northern Villages", (54.0, -2.0)),
            ("oak lane family centre", "Oak Lane Family Centre", (53.0, -2.0)),
            ("St Marys Hall", "St. Mary's Hall", (53.2, -2.4)),
            ("  GREAT-SANKEY ", "Great Sankey", (53.2, -2.1)),
            ("Graet Sankey", "Great Sankey", (53.2, -2.1)),
            ("Warringtn", "Warrington", (53.1, -2.2)),
            ("Sankey Street, Warrington", "Warrington", (53.1, -2.2)),
            ("Oak Lane", "Oak Lane", (53.0, -2.0)),
            ("crofts", "Croft", (54.0, -2.0)),
        ] {
            let (found, at) = places.find(typed).unwrap();
            assert_eq!(found, name, "{typed}");
            assert!(at.distance(Point::new(point.0, point.1).unwrap()).0 < 2, "{typed}: {at:?}");
        }
        // Too short to forgive, nobody's place, no name at all, a venue of someone else's, a locality without points.
        for typed in ["Esst", "London", "", " , ", "4", "Private Nursery", "Online", "Farway", "WA5 1AB"] {
            assert_eq!(places.find(typed), None, "{typed}");
        }
    }
}
