//! Services in the Open Referral UK shape (HSDS-UK 3.0), read as liberally as feeds are written.

use std::collections::{HashMap, HashSet};

use domain::opening::Recurrence;
use domain::service::{AttendingType, Referral, RegularTime};
use domain::{
    AgeRange, CategoryId, Cost, Date, Instant, Location, LocationId, LocationKind, Months, OrganisationId,
    Point, Postcode, Service, ServiceId, ServiceStatus, TimeOfDay, Weekday,
};
use serde_json::Value;
use store::Store;

use super::{ImportError, Report};
use crate::html::strip;

/// Imports services: a page object with `contents`, or a bare array.
///
/// # Errors
/// When the text is neither, or the store refuses.
pub async fn import(
    store: &dyn Store,
    feed: &str,
    skip_rejected: bool,
    now: Instant,
) -> Result<Report, ImportError> {
    let value: Value = serde_json::from_str(feed).map_err(|e| ImportError::NotUnderstood(e.to_string()))?;
    let records = match &value {
        Value::Array(records) => records,
        Value::Object(page) => {
            page.get("contents").or_else(|| page.get("content")).and_then(Value::as_array).ok_or_else(
                || {
                    ImportError::NotUnderstood(
                        "expected an array of services, or a page with \"contents\"".to_owned(),
                    )
                },
            )?
        }
        _ => return Err(ImportError::NotUnderstood("expected an array of services".to_owned())),
    };
    let there = store.catalogue(now).await?;
    let known: HashSet<&ServiceId> = there.services.iter().map(|s| &s.id).collect();
    let mut places =
        Places { known: there.locations.iter().map(|l| (l.id.clone(), l)).collect(), ..Places::default() };
    let (mut report, mut services, mut ids) = (Report::default(), Vec::new(), HashSet::new());
    for (i, record) in records.iter().enumerate() {
        let name = format!("service {}", i + 1);
        if matches!(text(record, "status").as_str(), "inactive" | "defunct") {
            report.warn(&name, "it is no longer offered and is left out");
            continue;
        }
        match service(record, &name, &mut places, &mut report) {
            Err(reason) => report.reject(&name, reason),
            Ok(service) if !ids.insert(service.id.clone()) => {
                report.reject(&name, format_args!("another service has the id {}", service.id));
            }
            Ok(service) => {
                report.count(known.contains(&service.id));
                services.push(service);
            }
        }
    }
    if report.may_apply(skip_rejected) {
        store.put_services(&services, &places.in_order).await?;
        report.applied = true;
    }
    Ok(report)
}

/// Locations met in the feed, each once, with what the network says of them kept.
#[derive(Default)]
struct Places<'a> {
    known: HashMap<LocationId, &'a Location>,
    met: HashSet<LocationId>,
    in_order: Vec<Location>,
}

fn service(
    record: &Value,
    name: &str,
    places: &mut Places<'_>,
    report: &mut Report,
) -> Result<Service, String> {
    let id: ServiceId =
        text(record, "id").parse().map_err(|_| "its id is missing or is not an id".to_owned())?;
    let title = strip(&text(record, "name"));
    if title.is_empty() {
        return Err("its name is missing".to_owned());
    }
    let status = match text(record, "status").to_lowercase().as_str() {
        "" | "active" => ServiceStatus::Active,
        "temporarily closed" | "temporarily_closed" => ServiceStatus::TemporarilyClosed,
        other => return Err(format!("its status \"{other}\" is not one that is listed")),
    };
    let organisation =
        record.get("organization").or_else(|| record.get("organisation")).unwrap_or(&Value::Null);
    let organisation_id = [text(organisation, "id"), text(record, "organization_id"), id.to_string()]
        .iter()
        .find_map(|id| id.parse::<OrganisationId>().ok())
        .ok_or("its organisation has no id")?;
    let terms = terms(record);
    let of = |suffix: &str| {
        let found: Vec<String> =
            terms.iter().filter(|t| t.taxonomy.ends_with(suffix)).map(|t| t.slug.clone()).collect();
        found
    };
    let mut access = Vec::new();
    let mut locations = Vec::new();
    for at in list(record, "service_at_locations") {
        let Some(found) = at.get("location").filter(|l| l.is_object()) else { continue };
        match places.meet(found, name, report) {
            Some(location) => {
                for feature in features(found) {
                    add(&mut access, feature);
                }
                add(&mut locations, location);
            }
            None => report.warn(name, "a location without an id is left out"),
        }
    }
    let (contact_role, contact_phone) = contact(record);
    let alert = strip(&text(record, "alert"));
    let mut description = strip(&text(record, "description"));
    if !alert.is_empty() {
        description = if description.is_empty() { alert } else { format!("{description}\n\n{alert}") };
    }
    Ok(Service {
        description,
        organisation: Some(strip(&text(organisation, "name")))
            .filter(|n| !n.is_empty())
            .unwrap_or_else(|| title.clone()),
        name: title,
        organisation_id,
        status,
        url: web_address(&text(record, "url"), name, report),
        email: text(record, "email"),
        phone: [contact_phone, phone(record)].into_iter().find(|p| !p.is_empty()).unwrap_or_default(),
        contact_role,
        ages: ages(record),
        cost: cost(record),
        fees: fees(record),
        assured_on: text(record, "assured_date").get(..10).and_then(|date| date.parse().ok()),
        categories: terms
            .iter()
            .filter(|t| t.is_a_category)
            .filter_map(|t| t.slug.parse::<CategoryId>().ok())
            .collect(),
        send_needs: of("-send-needs"),
        attending: attending(record, &of("-attending")),
        referral: if of("-referral").iter().any(|slug| slug.contains("professional")) {
            Referral::Professional
        } else {
            Referral::None
        },
        languages: list(record, "languages")
            .iter()
            .map(|l| text(l, "name"))
            .filter(|n| !n.is_empty())
            .collect(),
        access,
        times: list(record, "schedules").iter().flat_map(times).collect(),
        locations,
        id,
    })
}

impl Places<'_> {
    fn meet(&mut self, value: &Value, name: &str, report: &mut Report) -> Option<LocationId> {
        let id: LocationId = text(value, "id").parse().ok()?;
        if self.met.contains(&id) {
            return Some(id);
        }
        let location = match self.known.get(&id) {
            Some(site) if site.slug.is_some() => within(site, read_place(value, &id, name, report)),
            _ => read_place(value, &id, name, report),
        };
        self.met.insert(id.clone());
        self.in_order.push(location);
        Some(id)
    }
}

/// What the feed says of a place, without what only the network says.
fn read_place(value: &Value, id: &LocationId, name: &str, report: &mut Report) -> Location {
    let address = list(value, "addresses").into_iter().next().unwrap_or(Value::Null);
    let lines = ["address_1", "address_2", "city", "region"].map(|part| strip(&text(&address, part)));
    let postcode = text(&address, "postal_code");
    let parsed = postcode.parse::<Postcode>().ok();
    if parsed.is_none() && !postcode.is_empty() {
        report.warn(name, format_args!("the postcode of location {id} is not one and is left out"));
    }
    let is_virtual = matches!(text(value, "location_type").as_str(), "virtual" | "online" | "postal");
    let title =
        [text(value, "name"), lines[0].clone()].into_iter().map(|t| strip(&t)).find(|t| !t.is_empty());
    Location {
        id: id.clone(),
        slug: None,
        kind: if is_virtual { LocationKind::Virtual } else { LocationKind::Venue },
        locality: None,
        name: title.unwrap_or_else(|| "Venue".to_owned()),
        summary: strip(&text(value, "description")),
        what_to_expect: String::new(),
        address: lines.into_iter().filter(|line| !line.is_empty()).collect(),
        postcode: parsed,
        point: point(value, id, name, report),
        masked: terms(value).iter().any(|t| t.taxonomy.ends_with("-flags") && t.slug == "masked-address"),
        phone: phone(value),
        email: String::new(),
        opening_hours: Vec::new(),
        opening_notes: String::new(),
        facilities: features(value),
        bus: strip(&text(value, "transportation")),
        parking: String::new(),
        ask_for: String::new(),
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
    if latitude.is_none() && longitude.is_none() {
        return None;
    }
    let point = latitude.zip(longitude).and_then(|(latitude, longitude)| Point::new(latitude, longitude));
    // Nought and nought is in the Gulf of Guinea: a form saved with nothing in it.
    let point = point.filter(|p| p.latitude != 0.0 || p.longitude != 0.0);
    if point.is_none() {
        report.warn(name, format_args!("the position of location {id} is not one and is left out"));
    }
    point
}

/// A taxonomy term as its taxonomy and its slug.
struct Term {
    taxonomy: String,
    slug: String,
    is_a_category: bool,
}

fn terms(value: &Value) -> Vec<Term> {
    let mut found = Vec::new();
    for attribute in list(value, "attributes") {
        let term = attribute.get("taxonomy_term").unwrap_or(&attribute);
        let uri = text(term, "term_uri");
        let taxonomy = match term.get("taxonomy") {
            Some(Value::Object(_)) => text(term.get("taxonomy").unwrap_or(&Value::Null), "name"),
            _ => text(term, "taxonomy"),
        };
        let end = uri.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
        let slug = if end.is_empty() { text(term, "term") } else { end };
        if !slug.is_empty() {
            let is_a_category = uri.contains("/categories/") || taxonomy.ends_with("-categories");
            found.push(Term { taxonomy, slug, is_a_category });
        }
    }
    found
}

fn features(location: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for item in list(location, "accessibility") {
        let words = strip(&text(&item, "description"));
        if !words.is_empty() {
            add(&mut found, words);
        }
    }
    found
}

fn contact(record: &Value) -> (String, String) {
    let contact = list(record, "contacts").into_iter().next().unwrap_or(Value::Null);
    // The title is a role; a contact's name would be a person's and is left where it is.
    (strip(&text(&contact, "title")), phone(&contact))
}

fn phone(value: &Value) -> String {
    list(value, "phones").first().map(|phone| text(phone, "number")).unwrap_or_default()
}

fn web_address(url: &str, name: &str, report: &mut Report) -> String {
    let url = url.trim();
    if url.starts_with("https://") && !url.contains(char::is_whitespace) {
        return url.to_owned();
    }
    if let Some(rest) = url.strip_prefix("http://") {
        return format!("https://{rest}");
    }
    if url.starts_with("www.") {
        return format!("https://{url}");
    }
    if !url.is_empty() {
        report.warn(name, "its web address is not one and is left out");
    }
    String::new()
}

/// Years to months. A feed's `maximum_age` of 4.9167 is 59 months.
fn ages(record: &Value) -> AgeRange {
    let months = |name: &str| {
        number(record, name)
            .filter(|years| (0.0..=25.0).contains(years))
            .map(|y| Months((y * 12.0).round() as u16))
    };
    AgeRange::new(months("minimum_age").unwrap_or(Months(0)), months("maximum_age"))
}

fn cost(record: &Value) -> Cost {
    let amounts =
        list(record, "cost_options").iter().filter_map(|option| number(option, "amount")).collect::<Vec<_>>();
    let pence = |pounds: f64| (pounds * 100.0).round().clamp(0.0, 10_000_000.0) as u32;
    match amounts.into_iter().filter(|a| *a >= 0.0).map(pence).min() {
        Some(0) => Cost::Free,
        Some(pence) => Cost::From { pence },
        None if text(record, "fees").to_lowercase().starts_with("free") => Cost::Free,
        None => Cost::Unknown,
    }
}

fn fees(record: &Value) -> String {
    let said = strip(&text(record, "fees"));
    if !said.is_empty() {
        return said;
    }
    list(record, "cost_options")
        .first()
        .map(|option| strip(&text(option, "amount_description")))
        .unwrap_or_default()
}

fn attending(record: &Value, slugs: &[String]) -> Vec<AttendingType> {
    let said = list(record, "schedules").iter().map(|s| text(s, "attending_type")).collect::<Vec<_>>();
    let mut found = Vec::new();
    for word in slugs.iter().chain(&said) {
        let kind = match word.to_lowercase().replace(['_', ' '], "-").as_str() {
            "in-person" | "venue" => AttendingType::InPerson,
            "online" | "virtual" => AttendingType::Online,
            "phone" | "telephone" => AttendingType::Phone,
            "outreach" | "home-visit" => AttendingType::Outreach,
            _ => continue,
        };
        add(&mut found, kind);
    }
    found
}

/// The regular times of a schedule: one, or one for each week of the month that it names.
fn times(schedule: &Value) -> Vec<RegularTime> {
    let clock = |name: &str| text(schedule, name).parse::<TimeOfDay>().ok();
    let (Some(opens), Some(closes)) = (clock("opens_at"), clock("closes_at")) else { return Vec::new() };
    if closes <= opens {
        return Vec::new();
    }
    let date = |name: &str| text(schedule, name).get(..10).and_then(|date| date.parse::<Date>().ok());
    let note = strip(&text(schedule, "description"));
    let mut times: Vec<RegularTime> = Vec::new();
    for part in text(schedule, "byday").split(',') {
        // `3TU` is the third Tuesday.
        let code = part.trim();
        let at = code.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(code.len());
        let Some(day) = Weekday::from_code(&code[at..]) else { continue };
        let recurrence = recurrence(schedule, &code[..at]);
        match times.iter_mut().find(|time| time.recurrence == recurrence) {
            Some(time) => add(&mut time.days, day),
            None => times.push(RegularTime {
                days: vec![day],
                opens,
                closes,
                note: note.clone(),
                recurrence,
                from: date("valid_from"),
                until: date("valid_to"),
            }),
        }
    }
    times
}

fn recurrence(schedule: &Value, which: &str) -> Recurrence {
    let every = number(schedule, "interval").unwrap_or(1.0) <= 1.0;
    match (text(schedule, "freq").to_uppercase().as_str(), every, which) {
        ("MONTHLY", true, "1") => Recurrence::First,
        ("MONTHLY", true, "2") => Recurrence::Second,
        ("MONTHLY", true, "3") => Recurrence::Third,
        ("MONTHLY", true, "4") => Recurrence::Fourth,
        ("MONTHLY", true, "-1") => Recurrence::Last,
        // A numbered day is one of a month, whatever else is said.
        ("MONTHLY", ..) | ("", _, "1" | "2" | "3" | "4" | "5" | "-1") => Recurrence::Monthly,
        ("WEEKLY" | "", true, _) => Recurrence::Weekly,
        _ => Recurrence::SomeWeeks,
    }
}

/// The text of a member; a number or a truth value is read as text, anything else as nothing.
fn text(value: &Value, name: &str) -> String {
    match value.get(name) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(truth)) => truth.to_string(),
        _ => String::new(),
    }
}

/// The number of a member, also when it is written as text.
fn number(value: &Value, name: &str) -> Option<f64> {
    match value.get(name) {
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().trim_start_matches('£').parse().ok(),
        _ => None,
    }
    .filter(|number: &f64| number.is_finite())
}

/// The items of a member: those of a list, or a lone object.
fn list(value: &Value, name: &str) -> Vec<Value> {
    match value.get(name) {
        Some(Value::Array(items)) => items.clone(),
        Some(item @ Value::Object(_)) => vec![item.clone()],
        _ => Vec::new(),
    }
}

fn add<T: PartialEq>(items: &mut Vec<T>, item: T) {
    if !items.contains(&item) {
        items.push(item);
    }
}
