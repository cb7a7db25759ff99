//! The directory's records in the standard's shapes.

use domain::service::{Cost, ServiceStatus};
use domain::service_area::{AreaExtent, Rings};
use domain::{Contact as Reach, Location, LocationKind, Months, Point, Service, api};
use serde_json::{Value, json};

use super::feed::{Feed, Organisation, organisation_id, place_id, service_id};
use super::identity::Id;
use super::schedule::schedules;
use super::standard;
use super::taxonomy::{Taxonomy, Term};

impl Feed {
    /// A service with what it has one of.
    pub(super) fn brief<'a>(&'a self, service: &'a Service) -> standard::Service<'a> {
        let ages = service.ages;
        standard::Service {
            id: service_id(service),
            organization_id: organisation_id(&service.organisation_id),
            name: &service.name,
            description: &service.description,
            url: web_address(&service.url),
            email: Some(service.email.as_str()).filter(|email| is_email(email)).unwrap_or_default(),
            status: match service.status {
                ServiceStatus::Active => "active",
                ServiceStatus::TemporarilyClosed => "temporarily closed",
            },
            fees: &service.fees,
            minimum_age: Some(years(ages.from)).filter(|_| !ages.is_everyone()),
            maximum_age: ages.to.map(years),
            assured_date: service.assured_on,
            last_modified: service.last_modified.map(|at| at.to_string().replace('Z', ".000Z")),
            organization: standard::Organisation {
                id: organisation_id(&service.organisation_id),
                name: &service.organisation,
                description: &service.organisation,
            },
            schedules: Vec::new(),
            service_areas: Vec::new(),
            service_at_locations: Vec::new(),
            languages: Vec::new(),
            cost_options: Vec::new(),
            contacts: Vec::new(),
            attributes: Vec::new(),
        }
    }

    /// A service with all that belongs to it.
    pub(super) fn full<'a>(&'a self, service: &'a Service) -> standard::Service<'a> {
        let id = service_id(service);
        let own = service.id.as_str();
        let locations = service.locations.iter().filter_map(|id| self.directory().location(id));
        standard::Service {
            schedules: schedules(self, service),
            service_areas: service
                .areas
                .iter()
                .map(|name| {
                    let extent = service.area_extents.iter().find(|extent| extent.name == *name);
                    let (extent, extent_type) = extent.map(extent_of).unzip();
                    let id_of_area = Id::made("service_area", &[own, name]);
                    standard::ServiceArea { id: id_of_area, service_id: id, name, extent, extent_type }
                })
                .collect(),
            service_at_locations: locations.map(|location| self.at_location(service, location)).collect(),
            languages: service
                .languages
                .iter()
                .map(|name| standard::Language {
                    id: Id::made("language", &[own, name]),
                    service_id: id,
                    name,
                })
                .collect(),
            cost_options: cost_option(service).into_iter().collect(),
            contacts: contact(service).into_iter().collect(),
            attributes: self
                .terms
                .of_service(service)
                .into_iter()
                .filter_map(|number| self.terms.get(number))
                .map(|term| self.attribute("service", id, own, term))
                .collect(),
            ..self.brief(service)
        }
    }

    /// A service at one of its locations, as it stands within the service.
    pub(super) fn at_location<'a>(
        &'a self,
        service: &'a Service,
        location: &'a Location,
    ) -> standard::ServiceAtLocation<'a> {
        standard::ServiceAtLocation {
            id: place_id(service, location),
            service_id: service_id(service),
            location_id: location_id(location),
            location: standard::Location {
                accessibility: accessibility(service, location),
                ..self.place_alone(location)
            },
            service: None,
        }
    }

    /// A service at one of its locations with both, as a list has it: what either has one of.
    pub(super) fn brief_at_location<'a>(
        &'a self,
        service: &'a Service,
        location: &'a Location,
    ) -> standard::ServiceAtLocation<'a> {
        standard::ServiceAtLocation {
            id: place_id(service, location),
            service_id: service_id(service),
            location_id: location_id(location),
            location: standard::Location { addresses: None, attributes: None, ..self.place_alone(location) },
            service: Some(self.brief(service)),
        }
    }

    /// A service at one of its locations, with all of the location and the service's own members.
    pub(super) fn full_at_location<'a>(
        &'a self,
        service: &'a Service,
        location: &'a Location,
    ) -> standard::ServiceAtLocation<'a> {
        let service_members = self.brief(service);
        standard::ServiceAtLocation { service: Some(service_members), ..self.at_location(service, location) }
    }

    /// A location without what it has for access.
    fn place_alone<'a>(&'a self, location: &'a Location) -> standard::Location<'a> {
        let masked = standard::Location {
            id: location_id(location),
            location_type: match location.kind {
                LocationKind::Virtual => "virtual",
                LocationKind::FamilyCentre | LocationKind::Outreach | LocationKind::Venue => "physical",
            },
            name: "",
            description: "",
            latitude: None,
            longitude: None,
            addresses: None,
            accessibility: Vec::new(),
            attributes: None,
        };
        if location.masked {
            let flag = self
                .terms
                .masked()
                .map(|term| [self.attribute("location", location_id(location), location.id.as_str(), term)]);
            return standard::Location { attributes: flag, ..masked };
        }
        standard::Location {
            name: &location.name,
            description: &location.summary,
            latitude: location.point.map(|point| point.latitude),
            longitude: location.point.map(|point| point.longitude),
            addresses: address(location).map(|address| [address]),
            ..masked
        }
    }

    fn attribute<'a>(
        &'a self,
        link_type: &'static str,
        link_id: Id<'a>,
        own: &str,
        term: &'a Term,
    ) -> standard::Attribute<'a> {
        standard::Attribute {
            id: Id::made("attribute", &[own, term.taxonomy.name(), &term.slug]),
            link_id,
            taxonomy_term_id: term.id(),
            link_type,
            taxonomy_term: self.term(term),
        }
    }

    /// A term.
    pub(super) fn term<'a>(&'a self, term: &'a Term) -> standard::TaxonomyTerm<'a> {
        let taxonomy = term.taxonomy;
        let plain = term.slug.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b));
        standard::TaxonomyTerm {
            id: term.id(),
            name: &term.name,
            description: &term.description,
            parent_id: term.parent.and_then(|number| self.terms.get(number)).map(Term::id),
            taxonomy: taxonomy.name(),
            taxonomy_id: taxonomy.id(),
            term_uri: plain
                .then(|| format!("{}{}", self.public_url, api::oruk::term(taxonomy.name(), &term.slug))),
            term: &term.slug,
        }
    }

    /// A taxonomy without its terms.
    pub(super) fn taxonomy_alone(&self, taxonomy: Taxonomy) -> standard::Taxonomy<'_> {
        standard::Taxonomy {
            id: taxonomy.id(),
            name: taxonomy.name(),
            description: taxonomy.description(),
            uri: format!("{}{}", self.public_url, api::oruk::taxonomy(taxonomy.name())),
            taxonomy_terms: Vec::new(),
        }
    }

    /// A taxonomy with its terms.
    pub(super) fn taxonomy(&self, taxonomy: Taxonomy) -> standard::Taxonomy<'_> {
        let terms = self.terms.all().iter().filter(|term| term.taxonomy == taxonomy);
        standard::Taxonomy {
            taxonomy_terms: terms.map(|term| self.term(term)).collect(),
            ..self.taxonomy_alone(taxonomy)
        }
    }
}

impl Organisation {
    /// The organisation. The directory keeps no description of it, and the standard requires one: its name stands in.
    pub(super) fn written(&self) -> standard::Organisation<'_> {
        standard::Organisation { id: organisation_id(&self.id), name: &self.name, description: &self.name }
    }
}

fn location_id(location: &Location) -> Id<'_> {
    Id::of("location", location.id.as_str())
}

/// Months as years with four decimals, which read back as the same month.
fn years(months: Months) -> f64 {
    (f64::from(months.0) / 12.0 * 10_000.0).round() / 10_000.0
}

/// What a location has for access. What only the service says is of its one location, when it has but one; of a masked
/// one nothing is said but what the directory has found to be harmless.
fn accessibility<'a>(service: &'a Service, location: &'a Location) -> Vec<standard::Accessibility<'a>> {
    let own = location.facilities.iter();
    let more = service.access.iter().filter(|text| !location.facilities.contains(text));
    let is_all_here = service.locations.len() == 1 && !location.masked;
    let more = more.take(if is_all_here { usize::MAX } else { 0 });
    own.chain(more)
        .map(|text| standard::Accessibility {
            id: Id::made("accessibility", &[location.id.as_str(), text]),
            location_id: location_id(location),
            description: text,
        })
        .collect()
}

/// The address: its last line is the town, and those before it are the first line of the standard.
fn address(location: &Location) -> Option<standard::Address<'_>> {
    if location.address.is_empty() && location.postcode.is_none() {
        return None;
    }
    let (first, town) = match location.address.as_slice() {
        [] => (String::new(), ""),
        [only] => (only.clone(), ""),
        [first @ .., town] => (first.join(", "), town.as_str()),
    };
    Some(standard::Address {
        id: Id::made("address", &[location.id.as_str()]),
        location_id: location_id(location),
        address_1: first,
        city: town,
        state_province: "",
        postal_code: location.postcode.as_ref().map_or("", |postcode| postcode.as_str()),
        country: "GB",
        address_type: if location.kind == LocationKind::Virtual { "virtual" } else { "physical" },
    })
}

fn cost_option(service: &Service) -> Option<standard::CostOption<'_>> {
    let (option, pence) = match service.cost {
        Cost::Free => ("Free", 0),
        Cost::From { pence } => ("From", pence),
        Cost::Unknown => return None,
    };
    Some(standard::CostOption {
        id: Id::made("cost_option", &[service.id.as_str()]),
        service_id: service_id(service),
        option,
        amount: f64::from(pence) / 100.0,
        amount_description: &service.fees,
    })
}

/// Where an area is, and in which form that is said: GeoJSON (RFC 7946), longitude first, or words.
fn extent_of(extent: &AreaExtent) -> (String, &'static str) {
    if extent.outline.is_empty() {
        return (extent.words.clone(), "text");
    }
    let position = |point: &Point| json!([point.longitude, point.latitude]);
    // A ring of GeoJSON ends where it began.
    let ring = |ring: &Vec<Point>| ring.iter().chain(ring.first()).map(position).collect::<Vec<Value>>();
    let polygon = |rings: &Rings| rings.iter().map(ring).collect::<Vec<_>>();
    let polygons: Vec<_> = extent.outline.polygons().iter().map(polygon).collect();
    let shape = match polygons.as_slice() {
        [one] => json!({ "type": "Polygon", "coordinates": one }),
        all => json!({ "type": "MultiPolygon", "coordinates": all }),
    };
    (shape.to_string(), "geojson")
}

fn contact(service: &Service) -> Option<standard::Contact<'_>> {
    if service.contact_role.is_empty() && service.phone.is_empty() {
        return None;
    }
    let id = Id::made("contact", &[service.id.as_str()]);
    let phone = standard::Phone {
        id: Id::made("phone", &[service.id.as_str()]),
        contact_id: id,
        number: &service.phone,
    };
    Some(standard::Contact {
        id,
        service_id: service_id(service),
        title: &service.contact_role,
        phones: (!service.phone.is_empty()).then_some([phone]),
    })
}

fn is_email(text: &str) -> bool {
    matches!(Reach::parse(text), Ok(Reach::Email(_)))
}

/// A web address as a URI (RFC 3986): what it may not hold is escaped. `None` when its host is not one.
fn web_address(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
    let is_host = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b));
    if !is_host || !port.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut written = format!("https://{authority}");
    let bytes = path.as_bytes();
    let is_hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let mut in_fragment = false;
    for (at, byte) in bytes.iter().enumerate() {
        let good = match byte {
            b'%' => is_hex(at + 1) && is_hex(at + 2),
            b'#' => !core::mem::replace(&mut in_fragment, true),
            _ => byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(byte),
        };
        if good {
            written.push(char::from(*byte));
        } else {
            written.push_str(&format!("%{byte:02X}"));
        }
    }
    Some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_month_reads_back_from_its_years() {
        for (months, expected) in [(0, 0.0), (1, 0.0833), (18, 1.5), (59, 4.9167), (300, 25.0)] {
            assert_eq!(years(Months(months)), expected);
        }
        for months in 0..=300 {
            assert_eq!((years(Months(months)) * 12.0).round() as u16, months);
        }
    }

    #[test]
    fn web_addresses_are_uris_or_left_out() {
        for (url, written) in [
            ("https://a.example.org", Some("https://a.example.org")),
            ("https://a.example.org:8443/x?y=1#z", Some("https://a.example.org:8443/x?y=1#z")),
            (
                "https://a.example.org/caf\u{e9}/50%/%20/[x]#a#b",
                Some("https://a.example.org/caf%C3%A9/50%25/%20/%5Bx%5D#a%23b"),
            ),
            ("https://", None),
            ("https://a b/", None),
            ("https://a.example.org:port/", None),
            ("http://a.example.org", None),
            ("", None),
        ] {
            assert_eq!(web_address(url).as_deref(), written, "{url}");
        }
    }
}
