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
    /// The role to ask for: never a person's name.
    #[serde(default)]
    pub contact_role: String,
    /// The locality's own number.
    #[serde(default)]
    pub phone: String,
    /// The locality's own address.
    #[serde(default)]
    pub email: String,
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
    /// Nearby sites that share families.
    #[serde(default)]
    pub bridge_sites: Vec<LocationId>,
}

/// What a location without a name is called.
pub const UNNAMED: &str = "Venue";

/// A text with its letters and digits alone, in lower case, so that spacing and punctuation hide nothing.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Location {
    /// The location as the public may see it: a masked one keeps neither address, postcode nor position, nor a name or
    /// other words that repeat them.
    #[must_use]
    pub fn public(mut self) -> Self {
        if self.masked {
            let telling = self.telling_words();
            let tells = |text: &str| {
                let text = plain(text);
                telling.iter().any(|words| text.contains(words))
            };
            if tells(&self.name) {
                UNNAMED.clone_into(&mut self.name);
            }
            let texts =
                [&mut self.summary, &mut self.what_to_expect, &mut self.opening_notes, &mut self.ask_for];
            texts.into_iter().filter(|text| tells(text)).for_each(String::clear);
            self.facilities.retain(|text| !tells(text));
            self.address.clear();
            self.postcode = None;
            self.point = None;
            self.bus.clear();
            self.parking.clear();
        }
        self
    }

    /// What gives the place away wherever it is written: the postcode, and each line of the address but the town, from
    /// which a house number is left out.
    fn telling_words(&self) -> Vec<String> {
        let lines = match self.address.as_slice() {
            [lines @ .., _town] if !lines.is_empty() => lines,
            lines => lines,
        };
        let street = |line: &String| {
            plain(line.trim_start_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || c == ','))
        };
        let postcode = self.postcode.iter().map(|postcode| plain(postcode.as_str()));
        lines.iter().map(street).chain(postcode).filter(|words| words.len() > 2).collect()
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

    fn home(name: &str, address: &[&str], masked: bool) -> Location {
        serde_json::from_value(serde_json::json!({
            "id": "home", "kind": "venue", "name": name, "summary": name, "address": address, "masked": masked,
            "postcode": "WA4 6QR", "point": { "latitude": 53.4, "longitude": -2.6 }, "bus": "4", "parking": "Yes",
            "facilities": [name, "Baby changing"],
        }))
        .unwrap()
    }

    #[test]
    fn a_masked_place_tells_where_it_is_in_no_words() {
        let address = ["7 Bluebell Walk", "Bridgewater"];
        for (name, address, public) in [
            ("Five Hens Childminding", &address[..], "Five Hens Childminding"),
            ("Bridgewater Childminding", &address, "Bridgewater Childminding"),
            ("7 Bluebell Walk", &address, UNNAMED),
            ("Hens of bluebell  walk", &address, UNNAMED),
            ("Hens, WA46QR", &address, UNNAMED),
            ("Rose Cottage", &["Rose Cottage", "Mill Lane", "Bridgewater"], UNNAMED),
            ("Mill Lane Mornings", &["Rose Cottage", "Mill Lane", "Bridgewater"], UNNAMED),
            ("The Old Forge", &["The Old Forge"], UNNAMED),
            ("Five Hens", &["7", "Bridgewater"], "Five Hens"),
            ("Five Hens", &[], "Five Hens"),
        ] {
            let seen = home(name, address, true).public();
            assert_eq!(seen.name, public, "{name} at {address:?}");
            let kept = public == name;
            assert_eq!(
                (seen.summary == name, seen.facilities.len()),
                (kept, if kept { 2 } else { 1 }),
                "{name}"
            );
            assert!(seen.address.is_empty() && seen.postcode.is_none() && seen.point.is_none());
            assert!(seen.bus.is_empty() && seen.parking.is_empty());
            let open = home(name, address, false);
            assert_eq!(open.clone().public(), open, "{name}");
        }
    }
}
