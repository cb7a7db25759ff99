//! The venues of a feed: each is read once, and what the network says of its own sites is kept.

use std::collections::{HashMap, HashSet};

use domain::{Location, LocationId, LocationKind, Point, Postcode};
use serde_json::Value;

use super::fields::{Said, add, list, number, paragraphs, plain, text, words};
use super::open_referral::phone;
use super::report::Report;

/// What a place is called that has no name.
const NAMELESS: &str = "Venue";

/// The locations met in a feed.
#[derive(Default)]
pub struct Venues {
    sites: HashMap<LocationId, Location>,
    met: HashSet<LocationId>,
    in_order: Vec<Location>,
    /// Those whose address is secret. Said once it holds, however often the place is named without it.
    secret: HashSet<LocationId>,
}

impl Venues {
    /// With the sites that the network knows.
    #[must_use]
    pub fn new(sites: Vec<Location>) -> Self {
        let sites = sites.into_iter().map(|site| (site.id.clone(), site)).collect();
        Self { sites, ..Self::default() }
    }

    /// Those met so far, in the order they were met in.
    #[must_use]
    pub fn into_locations(mut self) -> Vec<Location> {
        for location in &mut self.in_order {
            if self.secret.contains(&location.id) {
                location.masked = true;
                hide_address_in_name(location);
            }
        }
        self.in_order
    }

    /// Notes which places of a service are secret, also of a service that is not taken. The service may say it of all of
    /// its places, and the tie between them of one.
    pub fn keep_secrets(&mut self, record: &Value, name: &str, report: &mut Report) {
        let of_all = says_masked(record, name, report);
        for at in list(record, "service_at_locations") {
            let location = at.get("location").unwrap_or(&Value::Null);
            let of_this = says_masked(at, name, report) | says_masked(location, name, report);
            let id = [text(location, "id"), text(at, "location_id")].into_iter().find(|id| !id.is_empty());
            if (of_all || of_this)
                && let Some(Ok(id)) = id.map(|id| id.parse())
            {
                self.secret.insert(id);
            }
        }
    }

    /// Takes a location as a service names it: its id, and what it has for access. One without an id is nothing.
    pub fn meet(
        &mut self,
        value: &Value,
        name: &str,
        report: &mut Report,
    ) -> Option<(LocationId, Vec<String>)> {
        let id: LocationId = text(value, "id").parse().ok()?;
        let features = features(value);
        if !self.met.insert(id.clone()) {
            return Some((id, features));
        }
        let read = read(value, &id, features.clone(), name, report);
        let location = match self.sites.get(&id) {
            Some(site) => within(site, read),
            None => read,
        };
        self.in_order.push(location);
        Some((id, features))
    }
}

/// Where a term or an attribute may say what it is.
const TERM_MEMBERS: [&str; 10] =
    ["term", "term_uri", "uri", "name", "label", "code", "id", "term_id", "taxonomy_term_id", "value"];
/// What a term is called that says so, and a member, without what stands between the words.
const FLAGS: [&str; 5] = ["masked", "maskedaddress", "maskedaddresses", "addressmasked", "ismasked"];

/// A refuge or a childminder's home says that its address is secret by a term of its own, or by a member. Whatever is
/// not plainly a no is heeded: an address that is told cannot be taken back.
fn says_masked(value: &Value, name: &str, report: &mut Report) -> bool {
    let is_flag = |said: &str| {
        let end = said.trim_end_matches('/').rsplit(['/', '#', ':']).next().unwrap_or_default();
        let letters: String =
            end.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        FLAGS.contains(&letters.as_str())
    };
    let is_a_flag = |term: &Value| {
        is_flag(&plain(term)) || TERM_MEMBERS.iter().any(|member| is_flag(&text(term, member)))
    };
    let by_term =
        ["attributes", "service_taxonomys"].into_iter().flat_map(|member| list(value, member)).any(|item| {
            is_a_flag(item)
                || ["taxonomy_term", "taxonomy"].iter().filter_map(|part| item.get(*part)).any(is_a_flag)
        });
    let mut by_member = false;
    let members = value.as_object().into_iter().flatten().filter(|(member, _)| is_flag(member));
    for (_, said) in members {
        by_member |= match Said::of(said) {
            Said::Nothing | Said::No => false,
            Said::Yes => true,
            Said::Unclear(said) => {
                let reason = format_args!("\"{said:.40}\" is neither yes nor no: its address is kept secret");
                report.warn(name, reason);
                true
            }
        };
    }
    by_term || by_member
}

/// A place without a name is called by its first line, and that is no name for one whose address is secret.
fn hide_address_in_name(location: &mut Location) {
    if location.address.contains(&location.name) {
        NAMELESS.clone_into(&mut location.name);
    }
}

/// What the feed says of a place, without what only the network says.
fn read(
    value: &Value,
    id: &LocationId,
    facilities: Vec<String>,
    name: &str,
    report: &mut Report,
) -> Location {
    let address = ["addresses", "physical_addresses"]
        .into_iter()
        .find_map(|member| list(value, member).first())
        .unwrap_or(&Value::Null);
    let lines = ["address_1", "address_2", "city", "region"].map(|part| words(address, part));
    let postcode = text(address, "postal_code");
    let parsed = postcode.parse::<Postcode>().ok();
    if parsed.is_none() && !postcode.is_empty() {
        report.warn(name, format_args!("the postcode of location {id} is not one and is left out"));
    }
    let is_virtual =
        matches!(text(value, "location_type").to_lowercase().as_str(), "virtual" | "online" | "postal");
    let title = [words(value, "name"), lines[0].clone()].into_iter().find(|t| !t.is_empty());
    Location {
        id: id.clone(),
        slug: None,
        kind: if is_virtual { LocationKind::Virtual } else { LocationKind::Venue },
        locality: None,
        name: title.unwrap_or_else(|| NAMELESS.to_owned()),
        summary: paragraphs(value, "description"),
        what_to_expect: String::new(),
        address: lines.into_iter().filter(|line| !line.is_empty()).collect(),
        postcode: parsed,
        point: point(value, id, name, report),
        // Told by `keep_secrets`, in which the whole feed has a say.
        masked: false,
        phone: phone(value),
        email: String::new(),
        opening_hours: Vec::new(),
        opening_notes: String::new(),
        facilities,
        bus: paragraphs(value, "transportation"),
        parking: String::new(),
        ask_for: String::new(),
        ask_for_name: String::new(),
        bridge_sites: Vec::new(),
    }
}

/// The network's facts of a site with the feed's address, position and secrecy.
fn within(site: &Location, read: Location) -> Location {
    Location {
        address: read.address,
        postcode: read.postcode,
        point: read.point,
        masked: read.masked,
        ..site.clone()
    }
}

fn point(value: &Value, id: &LocationId, name: &str, report: &mut Report) -> Option<Point> {
    let (latitude, longitude) = (number(value, "latitude"), number(value, "longitude"));
    let is_said = ["latitude", "longitude"].iter().any(|member| !text(value, member).is_empty());
    if !is_said {
        return None;
    }
    // Nought and nought is in the Gulf of Guinea: a form saved with nothing in it. One in the Indian Ocean has its two
    // numbers in the wrong order, and one in the North Sea has lost its minus.
    let point = latitude.zip(longitude).and_then(|(latitude, longitude)| Point::new(latitude, longitude));
    match point {
        None => {
            report.warn(name, format_args!("the position of location {id} is not one and is left out"));
            None
        }
        Some(point) if !is_in_britain(point.latitude, point.longitude) => {
            let reason = "is not in the United Kingdom and is left out";
            report.warn(name, format_args!("the position of location {id} {reason}"));
            None
        }
        inside => inside,
    }
}

/// Roughly: the United Kingdom with its islands.
fn is_in_britain(latitude: f64, longitude: f64) -> bool {
    (49.0..61.5).contains(&latitude) && (-9.0..2.5).contains(&longitude)
}

fn features(location: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for item in list(location, "accessibility").iter().chain(list(location, "accessibility_for_disabilities"))
    {
        let said = ["description", "accessibility", "details"].map(|member| words(item, member));
        if let Some(said) = said.into_iter().find(|said| !said.is_empty()) {
            add(&mut found, said);
        }
    }
    found
}
