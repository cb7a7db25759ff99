//! The sample borough as a catalogue: as much of it as finding by words looks at. The server has the real importers,
//! which this crate cannot depend on.

use domain::service::{Referral, RegularTime};
use domain::{
    AgeRange, Catalogue, Category, Cost, Locality, Location, LocationKind, Months, Point, Service,
    ServiceStatus, TimeOfDay, Weekday,
};
use serde_json::Value;

/// Localities, categories, places and services of `sample/`; no sessions.
pub fn catalogue() -> Catalogue {
    let network: Value = serde_json::from_str(include_str!("../../../../sample/network.json")).unwrap();
    let feed: Value = serde_json::from_str(include_str!("../../../../sample/services.json")).unwrap();
    let mut locations: Vec<Location> = Vec::new();
    for at in items(&feed, "contents").iter().flat_map(|service| items(service, "service_at_locations")) {
        let place = location(&at["location"], items(&network, "sites"));
        if !locations.iter().any(|known| known.id == place.id) {
            locations.push(place);
        }
    }
    Catalogue {
        version: 1,
        localities: items(&network, "localities").iter().map(locality).collect(),
        categories: items(&network, "categories").iter().map(category).collect(),
        services: items(&feed, "contents").iter().map(service).collect(),
        locations,
        ..Catalogue::default()
    }
}

fn locality(value: &Value) -> Locality {
    Locality {
        id: text(value, "id").parse().unwrap(),
        name: text(value, "name"),
        summary: text(value, "summary"),
        contact_role: String::new(),
        contact_name: String::new(),
        phone: String::new(),
        email: String::new(),
    }
}

fn category(value: &Value) -> Category {
    Category {
        id: text(value, "id").parse().unwrap(),
        name: text(value, "name"),
        parent: value["parent"].as_str().map(|id| id.parse().unwrap()),
        summary: text(value, "summary"),
    }
}

fn location(value: &Value, sites: &[Value]) -> Location {
    let site = sites.iter().find(|site| site["id"] == value["id"]);
    let kind = match site.map(|site| text(site, "kind")).as_deref() {
        Some("family_centre") => LocationKind::FamilyCentre,
        Some("outreach") => LocationKind::Outreach,
        Some("virtual") => LocationKind::Virtual,
        _ => LocationKind::Venue,
    };
    let address = items(value, "addresses").first().unwrap_or(&Value::Null);
    let lines = ["address_1", "city"].map(|part| text(address, part));
    Location {
        id: text(value, "id").parse().unwrap(),
        slug: site.map(|site| text(site, "slug")),
        kind,
        locality: site.and_then(|site| site["locality"].as_str()).map(|id| id.parse().unwrap()),
        name: text(value, "name"),
        summary: String::new(),
        what_to_expect: String::new(),
        address: lines.into_iter().filter(|line| !line.is_empty()).collect(),
        postcode: None,
        point: number(value, "latitude")
            .zip(number(value, "longitude"))
            .and_then(|(latitude, longitude)| Point::new(latitude, longitude)),
        masked: terms(value, "bridgewater-flags").iter().any(|term| term == "masked-address"),
        phone: String::new(),
        email: String::new(),
        opening_hours: Vec::new(),
        opening_notes: String::new(),
        facilities: Vec::new(),
        bus: String::new(),
        parking: String::new(),
        ask_for: String::new(),
        ask_for_name: String::new(),
        bridge_sites: Vec::new(),
    }
}

fn service(value: &Value) -> Service {
    let months = |name: &str| number(value, name).map(|years| Months((years * 12.0).round() as u16));
    let closed = text(value, "status") == "temporarily closed";
    let amounts = items(value, "cost_options").iter().filter_map(|option| number(option, "amount"));
    let least = amounts.map(|pounds| (pounds * 100.0).round() as u32).min();
    let places = items(value, "service_at_locations").iter();
    Service {
        id: text(value, "id").parse().unwrap(),
        name: text(value, "name"),
        description: text(value, "description"),
        organisation_id: text(value, "organization_id").parse().unwrap(),
        organisation: text(&value["organization"], "name"),
        status: if closed { ServiceStatus::TemporarilyClosed } else { ServiceStatus::Active },
        url: String::new(),
        email: String::new(),
        phone: String::new(),
        contact_role: String::new(),
        ages: AgeRange::new(months("minimum_age").unwrap_or(Months(0)), months("maximum_age")),
        cost: match least {
            Some(0) => Cost::Free,
            Some(pence) => Cost::From { pence },
            None => Cost::Unknown,
        },
        fees: text(value, "fees"),
        assured_on: None,
        categories: terms(value, "bridgewater-categories").iter().map(|id| id.parse().unwrap()).collect(),
        send_needs: terms(value, "bridgewater-send-needs"),
        attending: Vec::new(),
        referral: Referral::None,
        languages: items(value, "languages").iter().map(|language| text(language, "name")).collect(),
        access: Vec::new(),
        times: items(value, "schedules").iter().filter_map(time).collect(),
        locations: places.map(|at| text(&at["location"], "id").parse().unwrap()).collect(),
        areas: Vec::new(),
        area_extents: Vec::new(),
        last_modified: None,
        first_seen: None,
        changed_at: None,
    }
}

fn time(value: &Value) -> Option<RegularTime> {
    let clock = |name: &str| text(value, name).parse::<TimeOfDay>().ok();
    let day =
        |part: &str| Weekday::from_code(part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-'));
    let days: Vec<Weekday> = text(value, "byday").split(',').filter_map(day).collect();
    (!days.is_empty()).then_some(RegularTime {
        days,
        opens: clock("opens_at")?,
        closes: clock("closes_at")?,
        note: text(value, "description"),
        recurrence: domain::opening::Recurrence::Weekly,
        from: None,
        until: None,
    })
}

/// The terms of one taxonomy that a service or place carries.
fn terms(value: &Value, taxonomy: &str) -> Vec<String> {
    let terms = items(value, "attributes").iter().map(|attribute| &attribute["taxonomy_term"]);
    terms.filter(|term| term["taxonomy"] == taxonomy).map(|term| text(term, "term")).collect()
}

fn items<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

fn number(value: &Value, name: &str) -> Option<f64> {
    value[name].as_f64()
}
