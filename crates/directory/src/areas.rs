//! The areas in which services come to families: what each is, and what that means for a family at an origin.
//!
//! An area is what its outline says; without one, what its words say: the name of a locality, postcode districts and
//! sectors (`WA1, WA2 and WA4 5`, `WA1 to WA5`), the council's whole area, or everywhere. A locality is what lies
//! nearest to its sites. Words that say something else may mean anything: such an area brings no service nearer and
//! leaves none out.

use std::collections::HashMap;

use domain::postcode::PartialPostcode;
use domain::service::AttendingType;
use domain::service_area::{Rings, is_within};
use domain::{Locality, Location, LocationKind, Point, Service};

use crate::bits::{Bits, Set};
use crate::distance::Origin;
use crate::text;

/// The longest name of an area that a card has room for, in characters.
const LONGEST_NAME: usize = 60;
/// The most districts that a range, `WA1 to WA5`, stands for.
const LONGEST_RANGE: u16 = 60;

/// Part of a postcode, `WA5` or `WA5 1`, in so few bytes that it is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part([u8; 6]);

impl From<&PartialPostcode> for Part {
    fn from(part: &PartialPostcode) -> Self {
        let mut bytes = [0; 6];
        // A district has at most four letters and digits, a sector a blank and a digit more.
        bytes.iter_mut().zip(part.as_str().bytes()).for_each(|(to, byte)| *to = byte);
        Self(bytes)
    }
}

impl Part {
    /// Whether one of them lies in the other: `WA5 1` and `WA5`, but not `WA51` and `WA5`.
    fn meets(self, other: Self) -> bool {
        self.lies_in(other) || other.lies_in(self)
    }

    fn lies_in(self, other: Self) -> bool {
        let wide = other.0.iter().take_while(|byte| **byte != 0).count();
        self.0[..wide] == other.0[..wide] && matches!(self.0.get(wide), None | Some(0 | b' '))
    }
}

/// Every area, and what services have which.
#[derive(Clone, Debug, Default)]
pub(crate) struct Areas {
    areas: Vec<Area>,
    /// Where the areas of each service begin in `of`; one more at the end.
    starts: Vec<u32>,
    /// The areas of services that come to families, by number, in each service's order.
    of: Vec<u32>,
    /// Services that come to families and nowhere else.
    only: Bits,
    /// Those that come in person: to the home, or out and about.
    outreach: Bits,
    /// The points of sites, each with the number of its locality.
    sites: Vec<(Point, usize)>,
}

#[derive(Clone, Debug)]
struct Area {
    name: String,
    extent: Extent,
    services: Set,
}

/// Where an area is.
#[derive(Clone, Debug, PartialEq)]
enum Extent {
    Everywhere,
    Council,
    Localities(Vec<usize>),
    Parts(Vec<Part>),
    Outline { north: [f64; 2], east: [f64; 2], polygons: Vec<Rings> },
    Unknown,
}

/// What the areas mean for a family at one origin.
#[derive(Clone, Debug)]
pub(crate) struct Here {
    /// Services that come to families in an area that the origin lies in.
    pub covered: Bits,
    /// Services that come to families in areas alone that the origin does not lie in.
    pub away: Bits,
    /// Those of them that come to families and nowhere else: they are left out unless nothing else is found.
    pub left_out: Bits,
}

impl Areas {
    /// The areas of these services. Locations must be public already: a masked one has no point.
    pub(crate) fn new(services: &[Service], localities: &[Locality], locations: &[Location]) -> Self {
        let names: HashMap<String, usize> =
            localities.iter().enumerate().map(|(at, one)| (text::folded(&one.name), at)).collect();
        let mut numbers: HashMap<(&str, &str, &str), u32> = HashMap::new();
        let mut found: Vec<(String, Extent, Vec<u32>)> = Vec::new();
        let (mut starts, mut of) = (vec![0], Vec::new());
        let mut only = Bits::none(services.len());
        let mut outreach = Bits::none(services.len());
        for (number, service) in (0_u32..).zip(services) {
            let comes = service.comes_to_families();
            for name in service.areas.iter().filter(|_| comes) {
                let extent = service.area_extents.iter().find(|one| one.name == *name);
                let (words, outline) = match extent {
                    Some(one) => (one.words.as_str(), one.outline.as_str()),
                    None => ("", ""),
                };
                let area = *numbers.entry((name, words, outline)).or_insert_with(|| {
                    let polygons = extent.map(|one| one.outline.polygons()).unwrap_or_default();
                    let words = if words.is_empty() { name } else { words };
                    let extent = outlined(polygons).unwrap_or_else(|| Extent::read(words, &names));
                    found.push((name.clone(), extent, Vec::new()));
                    found.len() as u32 - 1
                });
                if !of[starts[number as usize] as usize..].contains(&area) {
                    of.push(area);
                    found[area as usize].2.push(number);
                }
            }
            starts.push(of.len() as u32);
            if service.only_comes_to_families() {
                only.put(number);
            }
            // Without a word on how, a service that has an area and no place comes to it.
            if service.attending.contains(&AttendingType::Outreach) || (comes && service.attending.is_empty())
            {
                outreach.put(number);
            }
        }
        let area =
            |(name, extent, numbers)| Area { name, extent, services: Set::new(numbers, services.len()) };
        let site = |location: &Location| {
            let stands = matches!(location.kind, LocationKind::FamilyCentre | LocationKind::Outreach);
            let own = location.locality.as_ref().filter(|_| stands)?;
            Some((location.point?, localities.iter().position(|locality| locality.id == *own)?))
        };
        Self {
            areas: found.into_iter().map(area).collect(),
            starts,
            of,
            only,
            outreach,
            sites: locations.iter().filter_map(site).collect(),
        }
    }

    /// The same for a council of this name, whose own name then says its whole area: "Bridgewater" is where Bridgewater
    /// Borough Council is.
    pub(crate) fn of_council(&mut self, name: &str) {
        let own = without_general_words(name).0;
        for area in self.areas.iter_mut().filter(|area| area.extent == Extent::Unknown) {
            if !own.is_empty() && without_general_words(&area.name).0 == own {
                area.extent = Extent::Council;
            }
        }
    }

    /// What the areas mean for a family here.
    pub(crate) fn here(&self, origin: Origin) -> Here {
        let services = self.starts.len().saturating_sub(1);
        let mut here = Here {
            covered: Bits::none(services),
            away: Bits::none(services),
            left_out: Bits::none(services),
        };
        if self.areas.is_empty() {
            return here;
        }
        let locality = self.locality_of(origin);
        let mut unsure = Bits::none(services);
        for area in &self.areas {
            match area.extent.has(origin, locality) {
                Some(true) => area.services.add_to(&mut here.covered),
                Some(false) => area.services.add_to(&mut here.away),
                None => area.services.add_to(&mut unsure),
            }
        }
        here.away.drop_all(&here.covered);
        here.away.drop_all(&unsure);
        here.left_out = here.away.clone();
        here.left_out.keep(&self.only);
        here
    }

    /// Whether a service comes to families and nowhere else.
    pub(crate) fn only_comes(&self, service: u32) -> bool {
        self.only.has(service)
    }

    /// Whether it comes in person.
    pub(crate) fn comes_in_person(&self, service: u32) -> bool {
        self.outreach.has(service)
    }

    /// The name of the first of a service's areas that this origin lies in.
    pub(crate) fn around(&self, service: u32, origin: Origin) -> Option<&str> {
        let locality = self.locality_of(origin);
        let mut own = self.areas_of(service);
        let area = own.find(|area| area.extent.has(origin, locality) == Some(true))?;
        Some(&area.name)
    }

    /// Whether this origin is known to lie in none of a service's areas, of which it has some.
    pub(crate) fn is_elsewhere(&self, service: u32, origin: Origin) -> bool {
        let locality = self.locality_of(origin);
        let mut own = self.areas_of(service).peekable();
        own.peek().is_some() && own.all(|area| area.extent.has(origin, locality) == Some(false))
    }

    fn areas_of(&self, service: u32) -> impl Iterator<Item = &Area> {
        let at = service as usize;
        let own = self.starts[at] as usize..self.starts[at + 1] as usize;
        self.of[own].iter().map(|area| &self.areas[*area as usize])
    }

    /// The locality that an origin in the council's area lies in: that of the nearest site.
    fn locality_of(&self, origin: Origin) -> Option<usize> {
        let nearest = self.sites.iter().min_by_key(|(site, _)| origin.point.distance(*site));
        nearest.filter(|_| !origin.outside).map(|(_, locality)| *locality)
    }
}

/// A name for a card; nothing where it is too long.
pub(crate) fn shown(name: &str) -> &str {
    if name.chars().count() > LONGEST_NAME { "" } else { name }
}

fn outlined(polygons: Vec<Rings>) -> Option<Extent> {
    let points = || polygons.iter().flatten().flatten();
    let span = |of: fn(&Point) -> f64| {
        let degrees = || points().map(of);
        [degrees().fold(f64::INFINITY, f64::min), degrees().fold(f64::NEG_INFINITY, f64::max)]
    };
    points().next()?;
    let (north, east) = (span(|point| point.latitude), span(|point| point.longitude));
    Some(Extent::Outline { north, east, polygons })
}

impl Extent {
    /// What words say of where an area is. `localities` are their folded names.
    fn read(words: &str, localities: &HashMap<String, usize>) -> Self {
        if let Some(parts) = parts(words) {
            return Self::Parts(parts);
        }
        let (rest, says_whole) = without_general_words(words);
        let folded = text::folded(words);
        let named = |name: &str| {
            let of_name = localities.get(&text::folded(name));
            of_name.or_else(|| localities.get(&without_general_words(name).0)).copied()
        };
        let listed = words.split([',', ';', '/', '&']).flat_map(|part| part.split(" and "));
        let listed = listed.filter(|part| !part.trim().is_empty()).map(named);
        // A locality may have a comma or an "and" in its own name.
        let found = named(words).map(|at| vec![at]).or_else(|| listed.collect());
        if let Some(found) = found.filter(|found| !found.is_empty()) {
            return Self::Localities(found);
        }
        if EVERYWHERE.contains(&folded.as_str()) {
            return Self::Everywhere;
        }
        if rest.is_empty() && says_whole { Self::Council } else { Self::Unknown }
    }

    /// Whether an origin lies in it; `None` where that cannot be told.
    fn has(&self, origin: Origin, locality: Option<usize>) -> Option<bool> {
        match self {
            Self::Everywhere => Some(true),
            Self::Council => Some(!origin.outside),
            Self::Localities(_) if origin.outside => Some(false),
            Self::Localities(all) => locality.map(|here| all.contains(&here)),
            // A family that says no more than its district may live in any of its sectors.
            Self::Parts(parts) => origin.part.map(|here| parts.iter().any(|part| part.meets(here))),
            Self::Outline { north, east, polygons } => {
                let Point { latitude, longitude } = origin.point;
                let is_near =
                    (north[0]..=north[1]).contains(&latitude) && (east[0]..=east[1]).contains(&longitude);
                Some(is_near && is_within(polygons, origin.point))
            }
            Self::Unknown => None,
        }
    }
}

/// Words by which an area is wider than any council.
const EVERYWHERE: [&str; 10] = [
    "everywhere",
    "national",
    "nationwide",
    "nationally",
    "england",
    "all of england",
    "uk",
    "united kingdom",
    "great britain",
    "england and wales",
];

/// Words that say that a council's whole area is meant.
const WHOLE: [&str; 19] = [
    "all",
    "whole",
    "entire",
    "across",
    "throughout",
    "borough",
    "boroughwide",
    "city",
    "citywide",
    "county",
    "countywide",
    "district",
    "districtwide",
    "council",
    "authority",
    "metropolitan",
    "royal",
    "unitary",
    "areas",
];
/// Words that say nothing of where an area is.
const EMPTY: [&str; 10] =
    ["the", "of", "in", "within", "area", "wide", "locality", "hub", "residents", "and"];

/// A name without the words that any council's name may have, and whether some of those say that the whole is meant.
fn without_general_words(name: &str) -> (String, bool) {
    let folded = text::folded(name);
    let rest: Vec<&str> =
        folded.split(' ').filter(|word| !WHOLE.contains(word) && !EMPTY.contains(word)).collect();
    (rest.join(" "), folded.split(' ').any(|word| WHOLE.contains(&word)))
}

/// The parts of postcodes that words name; `None` when they say anything else.
fn parts(words: &str) -> Option<Vec<Part>> {
    let listed = words.to_uppercase().replace([',', ';', '/', '&', '+', '(', ')', ':', '.'], " , ");
    let listed = listed.replace(['-', '–'], " TO ");
    let noise = ["POSTCODE", "POSTCODES", "POSTAL", "DISTRICT", "DISTRICTS", "SECTOR", "SECTORS", "AREA"];
    let mut found: Vec<PartialPostcode> = Vec::new();
    let mut is_range = false;
    let mut written = listed.split_whitespace().filter(|word| !noise.contains(word)).peekable();
    while let Some(word) = written.next() {
        match word {
            "," | "AND" | "OR" | "THE" | "IN" | "AREAS" => continue,
            "TO" if !found.is_empty() && !is_range => {
                is_range = true;
                continue;
            }
            _ => {}
        }
        let mut part = word.to_owned();
        // A lone digit after a district makes it a sector: `WA5 1`.
        if let Some(digit) = written.next_if(|next| next.len() == 1 && next.as_bytes()[0].is_ascii_digit()) {
            part = [&part, " ", digit].concat();
        }
        let part: PartialPostcode = part.parse().ok()?;
        if core::mem::take(&mut is_range) {
            found.extend(between(found.last()?.as_str(), part.as_str())?);
        } else {
            found.push(part);
        }
    }
    (!found.is_empty() && !is_range).then(|| found.iter().map(Part::from).collect())
}

/// The districts after the first up to the last: `WA2` to `WA5` for `WA1` and `WA5`.
fn between(first: &str, last: &str) -> Option<Vec<PartialPostcode>> {
    let split = |text: &str| -> Option<(String, u16)> {
        let digits = text.find(|c: char| c.is_ascii_digit())?;
        Some((text[..digits].to_owned(), text[digits..].parse().ok()?))
    };
    let ((area, from), (other, to)) = (split(first)?, split(last)?);
    if area != other || to <= from || to - from > LONGEST_RANGE {
        return None;
    }
    (from + 1..=to).map(|number| format!("{area}{number}").parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str) -> Part {
        Part::from(&text.parse::<PartialPostcode>().unwrap())
    }

    #[test]
    fn words_say_where_an_area_is() {
        let localities = HashMap::from([("east".to_owned(), 0), ("the west bank".to_owned(), 1)]);
        let of = |names: &[&str]| Extent::Parts(names.iter().map(|name| part(name)).collect());
        for (words, wanted) in [
            ("East", Extent::Localities(vec![0])),
            ("  EAST locality ", Extent::Localities(vec![0])),
            ("The East area", Extent::Localities(vec![0])),
            ("The West Bank", Extent::Localities(vec![1])),
            ("East and the West Bank", Extent::Localities(vec![0, 1])),
            ("East, South", Extent::Unknown),
            (" , ", Extent::Unknown),
            ("North East", Extent::Unknown),
            ("WA5", of(&["WA5"])),
            ("wa5 1", of(&["WA5 1"])),
            ("WA1, WA2 and WA4 5", of(&["WA1", "WA2", "WA4 5"])),
            ("Postcode districts WA1; WA2/WA3", of(&["WA1", "WA2", "WA3"])),
            ("WA1-WA3", of(&["WA1", "WA2", "WA3"])),
            ("WA1 to WA3, M31", of(&["WA1", "WA2", "WA3", "M31"])),
            ("WA3 to WA1", Extent::Unknown),
            ("WA1 to M3", Extent::Unknown),
            ("WA1 to", Extent::Unknown),
            ("to WA1", Extent::Unknown),
            ("WA5 1AB", Extent::Unknown),
            ("Families in WA1", Extent::Unknown),
            ("Whole borough", Extent::Council),
            ("Borough-wide", Extent::Council),
            ("all of the city", Extent::Council),
            ("The council’s area", Extent::Unknown),
            ("the council area", Extent::Council),
            ("area", Extent::Unknown),
            ("", Extent::Unknown),
            ("Everywhere", Extent::Everywhere),
            ("England and Wales", Extent::Everywhere),
            ("Bridgewater", Extent::Unknown),
        ] {
            assert_eq!(Extent::read(words, &localities), wanted, "{words}");
        }
    }

    #[test]
    fn a_sector_lies_in_its_district_alone() {
        for (one, other, meets) in [
            ("WA5", "WA5", true),
            ("WA5 1", "WA5", true),
            ("WA5 1", "WA5 1", true),
            ("WA5 1", "WA5 2", false),
            ("WA51", "WA5", false),
            ("WA1", "WA11", false),
            ("WA1 1", "WA11", false),
            ("W1A", "W1", false),
            ("EC1A 1", "EC1A", true),
            ("EC1A 1", "EC1A 2", false),
        ] {
            assert_eq!(part(one).meets(part(other)), meets, "{one} {other}");
            assert_eq!(part(other).meets(part(one)), meets, "{other} {one}");
        }
    }

    #[test]
    fn a_council_is_known_by_its_name() {
        for (council, area, is_it) in [
            ("Bridgewater Borough Council", "Bridgewater", true),
            ("Bridgewater Borough Council", "Borough of Bridgewater", true),
            ("Bridgewater Borough Council", "North Bridgewater", false),
            ("City of Oakford", "Oakford city", true),
            ("", "Oakford", false),
            ("Borough Council", "of the", false),
        ] {
            let unknown =
                Area { name: area.to_owned(), extent: Extent::Unknown, services: Set::new(vec![], 0) };
            let mut areas = Areas { areas: vec![unknown], ..Areas::default() };
            areas.of_council(council);
            let wanted = if is_it { Extent::Council } else { Extent::Unknown };
            assert_eq!(areas.areas[0].extent, wanted, "{council} {area}");
        }
    }
}
