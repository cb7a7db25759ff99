//! What is told of a series and of a session, in the words of OpenActive's models.

use directory::Directory;
use domain::api::openactive as address;
use domain::{AgeRange, Category, Location, Series, SeriesId, Service, Session, SessionStatus, Weekday};
use serde_json::{Value, json};
use views::route::Link;

use crate::oruk::{Taxonomy, organisation_id};

const CONTEXT: &str = "https://openactive.io/";

/// A series with its service, its place and what it costs; `None` when it is not offered.
pub(super) fn series(directory: &Directory, id: &SeriesId, base: &str) -> Option<Value> {
    let series = directory.series(id)?;
    let service = directory.service(&series.service_id)?;
    let location = directory.location(&series.location_id)?;
    let own = format!("{base}{}/{id}", address::SERIES);
    let url = format!("{base}{}", Link::Service(service.id.clone()).href());
    let description = if series.summary.is_empty() { &service.description } else { &series.summary };
    let categories: Vec<&Category> =
        service.categories.iter().filter_map(|id| directory.category(id)).collect();
    let mut value = json!({
        "@context": [CONTEXT],
        "@type": "SessionSeries",
        "@id": own,
        "identifier": series.id,
        "url": url,
        "name": series.title,
        "description": description,
        "location": place(location, base),
        "activity": categories.iter().map(|category| concept(category, base)).collect::<Vec<Value>>(),
        "category": categories.iter().map(|category| &category.name).collect::<Vec<_>>(),
        "organizer": organisation(service, base),
        "eventSchedule": [schedule(series)],
        "ageRange": age_range(series.ages),
        "genderRestriction": "https://openactive.io/NoRestriction",
        "isAccessibleForFree": series.cost_pence == 0,
        "offers": [{
            "@type": "Offer",
            "@id": format!("{own}#offer"),
            "name": "Place",
            "price": f64::from(series.cost_pence) / 100.0,
            "priceCurrency": "GBP",
            "url": url,
        }],
    });
    if !series.what_to_bring.is_empty() {
        value["attendeeInstructions"] = json!(series.what_to_bring);
    }
    Some(value)
}

/// A session with the places left in it.
pub(super) fn session(session: &Session, base: &str) -> Value {
    let status = match session.status {
        SessionStatus::Scheduled => "https://schema.org/EventScheduled",
        SessionStatus::Cancelled => "https://schema.org/EventCancelled",
    };
    let mut value = json!({
        "@context": [CONTEXT],
        "@type": "ScheduledSession",
        "@id": format!("{base}{}/{}", address::SESSIONS, session.id),
        "identifier": session.id,
        "url": format!("{base}{}", Link::Session(session.id.clone()).href()),
        "superEvent": format!("{base}{}/{}", address::SERIES, session.series_id),
        "startDate": session.starts_at,
        "endDate": session.ends_at,
        "duration": duration((session.ends_at.unix() - session.starts_at.unix()) / 60),
        "eventStatus": status,
    });
    if let Some(capacity) = session.capacity {
        value["maximumAttendeeCapacity"] = json!(capacity);
        value["remainingAttendeeCapacity"] = json!(capacity.saturating_sub(session.places_taken));
    }
    value
}

/// A length of time in ISO 8601, from whole minutes: `PT1H30M`.
fn duration(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("PT{minutes}M"),
        (hours, 0) => format!("PT{hours}H"),
        (hours, minutes) => format!("PT{hours}H{minutes}M"),
    }
}

/// When a series runs, as far as its rule says it: a partial schedule, from which no reader makes sessions, because each
/// of them is in the other feed.
fn schedule(series: &Series) -> Value {
    let minutes = i64::from(series.end_time.minutes()) - i64::from(series.start_time.minutes());
    let mut value = json!({
        "@type": "PartialSchedule",
        "startDate": series.starts_on,
        "startTime": series.start_time,
        "endTime": series.end_time,
        "duration": duration(minutes),
        "scheduleTimezone": "Europe/London",
    });
    if let Some(end) = series.ends_on {
        value["endDate"] = json!(end);
    }
    let part =
        |wanted: &str| series.rule.split(';').find_map(|part| part.strip_prefix(wanted)?.strip_prefix('='));
    if part("FREQ") == Some("WEEKLY") {
        let days = part("BYDAY").unwrap_or(series.starts_on.weekday().code()).split(',');
        let days = days.filter_map(Weekday::from_code).map(|day| format!("https://schema.org/{day:?}"));
        value["byDay"] = json!(days.collect::<Vec<_>>());
        value["repeatFrequency"] = json!(format!("P{}W", part("INTERVAL").unwrap_or("1")));
    }
    value
}

/// Ages in whole years, both included: who may come at 59 months may come at four years old.
fn age_range(ages: AgeRange) -> Value {
    let mut value = json!({ "@type": "QuantitativeValue", "minValue": ages.from.0 / 12 });
    if let Some(to) = ages.to {
        value["maxValue"] = json!(to.0 / 12);
    }
    value
}

/// A category of ours as the kind of concept that the models ask for. It is not of OpenActive's own list of sports.
fn concept(category: &Category, base: &str) -> Value {
    let scheme = Taxonomy::Categories.name();
    json!({
        "@type": "Concept",
        "@id": format!("{base}{}", domain::api::oruk::term(scheme, category.id.as_str())),
        "prefLabel": category.name,
        "inScheme": format!("{base}{}", domain::api::oruk::taxonomy(scheme)),
    })
}

fn organisation(service: &Service, base: &str) -> Value {
    let mut value = json!({
        "@type": "Organization",
        "@id": format!("{base}{}/{}", domain::api::oruk::ORGANISATIONS, organisation_id(&service.organisation_id)),
        "name": service.organisation,
    });
    if !service.url.is_empty() {
        value["url"] = json!(service.url);
    }
    value
}

/// A place, of which nothing but the name is told when it is masked: the directory holds no more.
fn place(location: &Location, base: &str) -> Value {
    let location = location.clone().public();
    let mut value = json!({ "@type": "Place", "identifier": location.id, "name": location.name });
    if let Some(slug) = &location.slug {
        value["url"] = json!(format!("{base}{}", Link::Place(slug.clone()).href()));
    }
    if let Some((town, street)) = location.address.split_last() {
        let street = if street.is_empty() { town.clone() } else { street.join(", ") };
        value["address"] = json!({
            "@type": "PostalAddress",
            "streetAddress": street,
            "addressLocality": town,
            "addressCountry": "GB",
        });
        if let Some(postcode) = &location.postcode {
            value["address"]["postalCode"] = json!(postcode);
        }
    }
    if let Some(point) = location.point {
        value["geo"] =
            json!({ "@type": "GeoCoordinates", "latitude": point.latitude, "longitude": point.longitude });
    }
    if !location.phone.is_empty() {
        value["telephone"] = json!(location.phone);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Months;

    #[test]
    fn lengths_and_ages_are_said_as_the_models_ask() {
        for (minutes, told) in [(45, "PT45M"), (60, "PT1H"), (90, "PT1H30M"), (0, "PT0M")] {
            assert_eq!(duration(minutes), told);
        }
        for (from, to, told) in [
            (0, Some(12), json!({ "@type": "QuantitativeValue", "minValue": 0, "maxValue": 1 })),
            (2, Some(59), json!({ "@type": "QuantitativeValue", "minValue": 0, "maxValue": 4 })),
            (24, Some(60), json!({ "@type": "QuantitativeValue", "minValue": 2, "maxValue": 5 })),
            (36, None, json!({ "@type": "QuantitativeValue", "minValue": 3 })),
        ] {
            assert_eq!(age_range(AgeRange::new(Months(from), to.map(Months))), told);
        }
    }
}
