//! The hub network: localities and the locations in them.

use serde::{Deserialize, Serialize};

use crate::geo::{Metres, Point};
use crate::id::{LocalityId, LocationId};
use crate::postcode::Postcode;
use crate::session::SessionSummary;
use crate::time::{TimeOfDay, Weekday};

/// An area of the hub network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Locality {
    /// Its slug, such as `east`.
    pub id: LocalityId,
    /// What people call it.
    pub name: String,
    /// One or two sentences on the area.
    #[serde(default)]
    pub summary: String,
    /// The role to ask for, with its team.
    #[serde(default)]
    pub contact_role: String,
    /// The name of who has that role, where the council wishes families to know it.
    #[serde(default)]
    pub contact_name: String,
    /// The locality's own number.
    #[serde(default)]
    pub phone: String,
    /// The locality's own address.
    #[serde(default)]
    pub email: String,
}

impl Locality {
    /// Whom to ask for, by name and role; nothing where neither is known.
    #[must_use]
    pub fn contact(&self) -> String {
        by_name_and_role(&self.contact_name, &self.contact_role)
    }
}

/// "Name, role", or the one of them that is known.
fn by_name_and_role(name: &str, role: &str) -> String {
    let between = if name.is_empty() || role.is_empty() { "" } else { ", " };
    [name, between, role].concat()
}

/// What kind of place a location is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LocationKind {
    /// A family hub building.
    FamilyCentre,
    /// A library, hall or school that the hub visits.
    Outreach,
    /// Online or by phone.
    Virtual,
    /// Another organisation's venue.
    Venue,
}

/// Hours on some days of the week, on London's clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpeningHours {
    /// The days these hours are for.
    pub days: Vec<Weekday>,
    /// When the doors open.
    pub opens: TimeOfDay,
    /// When the doors close.
    pub closes: TimeOfDay,
}

/// A venue, physical or online (Open Referral `location`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Location {
    /// Open Referral `location.id`.
    pub id: LocationId,
    /// The address of its page; only sites of the hub network have one.
    #[serde(default)]
    pub slug: Option<String>,
    /// What kind of place it is.
    pub kind: LocationKind,
    /// The locality it belongs to.
    #[serde(default)]
    pub locality: Option<LocalityId>,
    /// What people call it.
    pub name: String,
    /// One sentence on it.
    #[serde(default)]
    pub summary: String,
    /// What a first visit is like.
    #[serde(default)]
    pub what_to_expect: String,
    /// Address lines without the postcode; empty when masked or online.
    #[serde(default)]
    pub address: Vec<String>,
    /// Its postcode; `None` when masked or online.
    #[serde(default)]
    pub postcode: Option<Postcode>,
    /// Where it is; `None` when masked or online.
    #[serde(default)]
    pub point: Option<Point>,
    /// Whether the address is kept secret (a refuge, a childminder's home).
    #[serde(default)]
    pub masked: bool,
    /// Its phone number.
    #[serde(default)]
    pub phone: String,
    /// Its email address.
    #[serde(default)]
    pub email: String,
    /// When it is open.
    #[serde(default)]
    pub opening_hours: Vec<OpeningHours>,
    /// Exceptions in words.
    #[serde(default)]
    pub opening_notes: String,
    /// What it has, in plain words.
    #[serde(default)]
    pub facilities: Vec<String>,
    /// Which bus stops near.
    #[serde(default)]
    pub bus: String,
    /// Where to park.
    #[serde(default)]
    pub parking: String,
    /// The role to ask for at the door.
    #[serde(default)]
    pub ask_for: String,
    /// The name of who has that role, where the council wishes families to know it.
    #[serde(default)]
    pub ask_for_name: String,
    /// Nearby sites that share families.
    #[serde(default)]
    pub bridge_sites: Vec<LocationId>,
}

impl Location {
    /// The location as the public may see it: a masked one keeps neither address, postcode nor position, nor a text
    /// that tells one of them.
    #[must_use]
    pub fn public(mut self) -> Self {
        if self.masked {
            let address = self.hidden_address();
            address.take_out_of_name(&mut self.name, UNNAMED);
            for text in [
                &mut self.summary,
                &mut self.what_to_expect,
                &mut self.opening_notes,
                &mut self.ask_for,
                &mut self.phone,
                &mut self.email,
            ] {
                address.take_out_of(text);
            }
            self.facilities.retain(|facility| !address.is_told_in(facility));
            self.address.clear();
            self.postcode = None;
            self.point = None;
            self.ask_for_name.clear();
            self.bus.clear();
            self.parking.clear();
        }
        self
    }

    /// What must not be told, when this location is masked; nothing otherwise.
    #[must_use]
    pub fn hidden_address(&self) -> HiddenAddress {
        if !self.masked {
            return HiddenAddress::default();
        }
        let lines: Vec<&str> = self
            .address
            .iter()
            .flat_map(|line| line.split(','))
            .map(str::trim)
            .filter(|l| !l.is_empty())
            .collect();
        // A town is no address. What stands before the street, and the street itself, is; where no line is plainly a
        // street, whatever stands before the last.
        let streets = match lines.iter().rposition(|line| is_street(line)) {
            Some(last) => last + 1,
            None => lines.len().saturating_sub(1),
        };
        let postcode = self.postcode.iter().map(|postcode| plain(postcode.as_str()));
        let mut parts: Vec<String> = postcode.collect();
        for line in &lines[..streets] {
            // Without its number a street is still an address.
            for part in [*line, &street(line)] {
                parts.push(in_full(part));
                // In letters alone a shortened kind of street is the start of other words: High St, high standards.
                let is_short =
                    words(part).last().is_some_and(|w| kind_of_street(&w).is_some_and(|full| full != w));
                if !is_short {
                    parts.push(plain(part));
                }
            }
        }
        parts.retain(|part| part.chars().count() >= SHORTEST_HIDDEN);
        parts.sort_unstable();
        parts.dedup();
        HiddenAddress(parts)
    }

    /// Whom to ask for, by name and role; nothing where neither is known.
    #[must_use]
    pub fn contact(&self) -> String {
        by_name_and_role(&self.ask_for_name, &self.ask_for)
    }

    /// The few facts a list needs.
    #[must_use]
    pub fn brief(&self) -> LocationBrief {
        LocationBrief {
            id: self.id.clone(),
            slug: self.slug.clone(),
            kind: self.kind,
            locality: self.locality.clone(),
            name: self.name.clone(),
            postcode: self.postcode.clone(),
            masked: self.masked,
        }
    }
}

/// What a masked location is called when its name is its address.
pub(crate) const UNNAMED: &str = "Private address";
/// A part of an address with fewer letters and digits is in too many words to mean anything.
const SHORTEST_HIDDEN: usize = 5;

/// What kinds of street there are, each with how it is shortened.
const STREETS: [(&str, &[&str]); 36] = [
    ("avenue", &["ave", "av", "avn"]),
    ("bank", &[]),
    ("boulevard", &["blvd"]),
    ("brow", &[]),
    ("buildings", &["bldgs"]),
    ("circle", &["cir"]),
    ("close", &["cl", "clo"]),
    ("court", &["ct", "crt"]),
    ("crescent", &["cres", "cr"]),
    ("croft", &[]),
    ("drive", &["dr", "drv"]),
    ("end", &[]),
    ("fold", &[]),
    ("gardens", &["gdns", "gdn"]),
    ("gate", &[]),
    ("green", &["grn"]),
    ("grove", &["gr", "gro"]),
    ("heights", &["hts"]),
    ("hill", &[]),
    ("lane", &["ln", "la"]),
    ("loan", &[]),
    ("mews", &["mws"]),
    ("parade", &["pde"]),
    ("park", &["pk"]),
    ("passage", &[]),
    ("path", &[]),
    ("place", &["pl"]),
    ("rise", &[]),
    ("road", &["rd"]),
    ("row", &[]),
    ("square", &["sq"]),
    ("street", &["st", "str"]),
    ("terrace", &["ter", "terr", "tce"]),
    ("view", &["vw"]),
    ("walk", &["wk", "wlk"]),
    ("way", &["wy"]),
];
/// What names a door and no street.
const DOORS: [&str; 17] = [
    "apartment",
    "apt",
    "basement",
    "block",
    "bottom",
    "first",
    "flat",
    "floor",
    "ground",
    "house",
    "no",
    "number",
    "room",
    "second",
    "suite",
    "top",
    "unit",
];

/// The words of a text in lower case.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// The kind of street that a word names, in full.
fn kind_of_street(word: &str) -> Option<&'static str> {
    STREETS.iter().find(|(name, short)| *name == word || short.contains(&word)).map(|(name, _)| *name)
}

/// A text as [`plain`] has it, with kinds of street written in full: `Zanzibar Cl` is `zanzibarclose`.
fn in_full(text: &str) -> String {
    words(text).map(|word| kind_of_street(&word).map_or(word, str::to_owned)).collect()
}

/// A number of a house or flat: `27`, `27a`, but not the `2nd` of 2nd Avenue.
fn is_number(word: &str) -> bool {
    let is_ordinal = ["st", "nd", "rd", "th"].iter().any(|end| word.ends_with(end));
    word.contains(|c: char| c.is_ascii_digit()) && !is_ordinal
}

/// The longest run of words that are no number, when it says more than which door or what kind of street.
fn street(line: &str) -> String {
    let words: Vec<String> = words(line).collect();
    let runs = words.split(|word| is_number(word));
    let longest = runs.max_by_key(|run| run.len()).unwrap_or_default();
    let says_nothing = |word: &String| DOORS.contains(&word.as_str()) || kind_of_street(word).is_some();
    if longest.iter().all(says_nothing) { String::new() } else { longest.join(" ") }
}

/// Whether a line of an address is plainly a street: with a number, or with its kind at the end.
fn is_street(line: &str) -> bool {
    let ends_as_one =
        || words(line).count() > 1 && words(line).last().is_some_and(|w| kind_of_street(&w).is_some());
    !street(line).is_empty() && (words(line).any(|word| is_number(&word)) || ends_as_one())
}

/// The postcode and street of a masked location, to be looked for in texts.
#[derive(Clone, Default)]
pub struct HiddenAddress(Vec<String>);

impl HiddenAddress {
    /// Whether a text tells a part of it, whatever its case, spaces and punctuation.
    #[must_use]
    pub fn is_told_in(&self, text: &str) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let (text, in_full) = (plain(text), in_full(text));
        self.0.iter().any(|part| text.contains(part.as_str()) || in_full.contains(part.as_str()))
    }

    /// Puts another name in place of one that tells it; where that does too, one that says nothing.
    pub fn take_out_of_name(&self, name: &mut String, other: &str) {
        if self.is_told_in(name) {
            let other = if self.is_told_in(other) { UNNAMED } else { other };
            other.clone_into(name);
        }
    }

    /// Takes the paragraphs that tell it out of a text.
    pub fn take_out_of(&self, text: &mut String) {
        if self.is_told_in(text) {
            let kept: Vec<&str> = text.split("\n\n").filter(|part| !self.is_told_in(part)).collect();
            let kept = kept.join("\n\n");
            // Parted by the break between two paragraphs it would still be there.
            *text = if self.is_told_in(&kept) { String::new() } else { kept };
        }
    }
}

/// Letters and digits alone, in lower case.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The few facts about a location that a list needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LocationBrief {
    /// Open Referral `location.id`.
    pub id: LocationId,
    /// The address of its page, if it has one.
    #[serde(default)]
    pub slug: Option<String>,
    /// What kind of place it is.
    pub kind: LocationKind,
    /// The locality it belongs to.
    #[serde(default)]
    pub locality: Option<LocalityId>,
    /// What people call it.
    pub name: String,
    /// Its postcode; `None` when masked or online.
    #[serde(default)]
    pub postcode: Option<Postcode>,
    /// Whether the address is kept secret.
    #[serde(default)]
    pub masked: bool,
}

/// A location with how far it is from the family's origin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NearestCentre {
    /// The family centre.
    pub location: Location,
    /// How far it is, as the crow flies.
    pub distance: Metres,
}

/// A location's page: the place, and what is on there in the next seven days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LocationDetail {
    /// The place.
    pub location: Location,
    /// Sessions there in the next seven days, soonest first.
    pub sessions: Vec<SessionSummary>,
    /// Services based there: id and name.
    pub services: Vec<crate::service::ServiceLink>,
    /// Nearby sites.
    pub bridge_sites: Vec<LocationBrief>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_address_is_found_however_it_is_written() {
        let home = |masked| Location {
            id: "home".parse().unwrap(),
            slug: None,
            kind: LocationKind::Venue,
            locality: None,
            name: "77 Hidden Street".to_owned(),
            summary: "A calm home.\n\nRing twice at 77, hidden street.".to_owned(),
            what_to_expect: String::new(),
            address: vec!["77 Hidden Street".to_owned(), "Bridgewater".to_owned()],
            postcode: "WA2 0AA".parse().ok(),
            point: Point::new(53.4, -2.6),
            masked,
            phone: String::new(),
            email: String::new(),
            opening_hours: vec![],
            opening_notes: "Near wa20aa.".to_owned(),
            facilities: vec!["Garden".to_owned(), "Parking in Hidden St\u{ad}reet".to_owned()],
            bus: "Bus 4".to_owned(),
            parking: "In the drive".to_owned(),
            ask_for: "Childminder".to_owned(),
            ask_for_name: "The name".to_owned(),
            bridge_sites: vec![],
        };
        let hidden = home(true).hidden_address();
        for (text, told) in [
            ("77 HIDDEN STREET", true),
            ("the yellow door in Hidden Street", true),
            ("wa2-0aa", true),
            ("Bridgewater", false),
            ("A street that is hidden", false),
            ("", false),
        ] {
            assert_eq!(hidden.is_told_in(text), told, "{text}");
            assert!(!home(false).hidden_address().is_told_in(text));
        }
        let public = home(true).public();
        assert_eq!((public.name.as_str(), public.summary.as_str()), (UNNAMED, "A calm home."));
        assert_eq!((public.opening_notes.as_str(), public.ask_for.as_str()), ("", "Childminder"));
        assert_eq!(public.facilities, ["Garden"]);
        assert_eq!((public.address.len(), public.postcode, public.point), (0, None, None));
        assert_eq!((public.bus.as_str(), public.parking.as_str()), ("", ""));
        assert_eq!(home(false).public(), home(false));
        let mut parted = "Hidden\n\nStreet".to_owned();
        hidden.take_out_of(&mut parted);
        assert_eq!(parted, "");
        // Which lines there are, a text, and whether it tells them.
        let flat = ["Flat 2", "27 Zanzibar Close", "Hiddentown"];
        for (lines, text, told) in [
            (&flat[..], "Knock at number 27, zanzibar close.", true),
            (&flat, "the yellow door in Zanzibar Close", true),
            (&flat, "Zanzibar Cl, opposite the shop", true),
            (&flat, "https://example.org/27-zanzibar-cl", true),
            (&flat, "A home in Hiddentown", false),
            (&flat, "We are close to Zanzibar", false),
            (&["Flat 2, 27 Zanzibar Close, Hiddentown"], "in Zanzibar Close", true),
            (&["Flat 2, 27 Zanzibar Close, Hiddentown"], "in Hiddentown", false),
            (&["Flat 2 27a Zanzibar Cl", "Hiddentown"], "in Zanzibar Close", true),
            (&["27a Zanzibar Close", "Hiddentown"], "in Zanzibar Close", true),
            (&["Rose Cottage", "Zanzibar Close", "Hiddentown", "Cheshire"], "Ring at Rose Cottage", true),
            (&["Rose Cottage", "Zanzibar Close", "Hiddentown", "Cheshire"], "in Zanzibar Close", true),
            (&["Rose Cottage", "Zanzibar Close", "Hiddentown", "Cheshire"], "Hiddentown in Cheshire", false),
            (&["Flat 2", "Broadway", "Hiddentown"], "on Broadway", true),
            (&["Unit 3", "Cheapside", "Hiddentown"], "in Hiddentown", false),
            (&["The Shambles", "Hiddentown"], "in the shambles", true),
            (&["12 2nd Avenue", "Hiddentown"], "in 2nd Ave.", true),
            (&["12 2nd Avenue", "Hiddentown"], "an avenue of trees", false),
            (&["Zanzibar Close"], "in Zanzibar Close", true),
            (&["Hiddentown"], "in Hiddentown", false),
            (&["St Mary's Road 5", "Hiddentown"], "by St Marys Rd", true),
            (&["9 High St", "Hiddentown"], "high standards", false),
            (&["9 High St", "Hiddentown"], "in the High Street", true),
        ] {
            let address = lines.iter().map(|line| (*line).to_owned()).collect();
            let hidden = Location { address, ..home(true) }.hidden_address();
            assert_eq!(hidden.is_told_in(text), told, "{lines:?} {text}");
        }
    }
}
