//! What fills a shell: the page itself as the app would draw it, and what previews and search engines read.

use domain::api::LocalityDetail;
use domain::location::LocationDetail;
use domain::opening::Recurrence;
use domain::service::{RegularTime, ServiceDetail};
use domain::session::{SessionDetail, SessionSummary};
use domain::{AgeRange, Availability, Cost, Instant, Location, LocationKind, Months};
use serde_json::{Value, json};
use views::pieces::places_words;
use views::route::Link;
use views::words::{self as w, t};
use views::{Markup, Page, Setting, moment, pages};

use crate::html::{escape, json as safe_json};

/// What fills a shell. Title, description and address are text, escaped; the rest is markup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The page's title, without the hub's name.
    pub title: String,
    /// One or two sentences for a preview.
    pub description: String,
    /// The page's full address.
    pub url: String,
    /// The inside of `main`, or the head of a page of results.
    pub main: String,
    /// The filters beside the results, where there are any.
    pub filters: String,
    /// The results, where there are any.
    pub results: String,
    /// What search engines read (schema.org), safe in a `script` element.
    pub json_ld: String,
}

impl Summary {
    /// A page of results: its address without the query, so that every search is one page to a search engine.
    #[must_use]
    pub fn of_results(
        title: &str,
        description: &str,
        url: &str,
        [head, filters, results]: [Markup; 3],
    ) -> Self {
        let value = json!({ "@context": "https://schema.org", "@type": "SearchResultsPage", "name": title, "url": url });
        Self {
            title: escape(title),
            description: escape(description),
            url: escape(url),
            main: head.into_string(),
            filters: filters.into_string(),
            results: results.into_string(),
            json_ld: safe_json(&value),
        }
    }

    fn of(page: Page, description: &str, url: &str, value: &Value) -> Self {
        Self {
            title: escape(&page.title),
            description: escape(description),
            url: escape(url),
            main: page.main.into_string(),
            filters: String::new(),
            results: String::new(),
            json_ld: safe_json(value),
        }
    }
}

/// A site of the network.
#[must_use]
pub fn location(setting: Setting<'_>, detail: &LocationDetail, public_url: &str) -> Summary {
    let location = &detail.location;
    let slug = location.slug.clone().unwrap_or_else(|| location.id.to_string());
    let url = format!("{public_url}{}", Link::Place(slug).href());
    let mut value = place_value(location);
    value["@context"] = json!("https://schema.org");
    value["url"] = json!(url);
    Summary::of(pages::place::page(setting, detail), &location.summary, &url, &value)
}

/// One locality.
#[must_use]
pub fn locality(setting: Setting<'_>, detail: &LocalityDetail, public_url: &str) -> Summary {
    let locality = &detail.locality;
    let url = format!("{public_url}{}", Link::Locality(locality.id.clone()).href());
    let value = json!({
        "@context": "https://schema.org",
        "@type": "AdministrativeArea",
        "name": locality.name,
        "description": locality.summary,
        "url": url,
    });
    Summary::of(pages::locality::page(setting, detail), &locality.summary, &url, &value)
}

/// One service: what, for whom, where, when and how to reach it.
#[must_use]
pub fn service(setting: Setting<'_>, detail: &ServiceDetail, public_url: &str) -> Summary {
    let service = &detail.service;
    let url = format!("{public_url}{}", Link::Service(service.id.clone()).href());
    let mut value = json!({
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": service.name,
        "description": service.description,
        "url": url,
        "serviceType": detail.categories,
        "provider": { "@type": "Organization", "name": service.organisation },
        "audience": audience(service.ages),
        "availableChannel": channels(detail),
        "hoursAvailable": service.times.iter().filter_map(hours_value).collect::<Vec<Value>>(),
    });
    let pence = match service.cost {
        Cost::Free => Some(0),
        Cost::From { pence } => Some(pence),
        Cost::Unknown => None,
    };
    if let Some(pence) = pence {
        let price = format!("{}.{:02}", pence / 100, pence % 100);
        value["offers"] = json!({ "@type": "Offer", "price": price, "priceCurrency": "GBP" });
    }
    Summary::of(pages::service::page(setting, detail), &service.one_line(), &url, &value)
}

/// Whom it is for. schema.org counts ages in years.
fn audience(ages: AgeRange) -> Value {
    let years = |months: Months| (f64::from(months.0) / 12.0 * 100.0).round() / 100.0;
    let mut value = json!({ "@type": "PeopleAudience", "audienceType": "Families" });
    if ages.from.0 > 0 {
        value["suggestedMinAge"] = json!(years(ages.from));
    }
    if let Some(to) = ages.to {
        value["suggestedMaxAge"] = json!(years(to));
    }
    value
}

/// One way in for each place, or one without a place, each with the service's own number and page.
fn channels(detail: &ServiceDetail) -> Vec<Value> {
    let service = &detail.service;
    let mut common = json!({ "@type": "ServiceChannel" });
    if !service.phone.is_empty() {
        common["servicePhone"] = json!({ "@type": "ContactPoint", "telephone": service.phone });
    }
    if !service.url.is_empty() {
        common["serviceUrl"] = json!(service.url);
    }
    if !service.languages.is_empty() {
        common["availableLanguage"] = json!(service.languages);
    }
    if detail.locations.is_empty() {
        return vec![common];
    }
    let at = |location: &Location| {
        let mut channel = common.clone();
        channel["serviceLocation"] = place_value(location);
        channel
    };
    detail.locations.iter().map(at).collect()
}

/// A time of every week; schema.org has no first Monday of the month.
fn hours_value(time: &RegularTime) -> Option<Value> {
    let days: Vec<String> = time.days.iter().map(|day| format!("https://schema.org/{day:?}")).collect();
    (time.recurrence == Recurrence::Weekly).then(|| {
        let mut value = json!({
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": days,
            "opens": time.opens,
            "closes": time.closes,
        });
        for (name, day) in [("validFrom", time.from), ("validThrough", time.until)] {
            if let Some(day) = day {
                value[name] = json!(day);
            }
        }
        value
    })
}

/// The form to suggest a change, which no search engine needs to know.
#[must_use]
pub fn suggest(setting: Setting<'_>, detail: &ServiceDetail, public_url: &str) -> Summary {
    let page = pages::suggest::frame(setting, detail);
    let url = format!("{public_url}{}", Link::Suggest(detail.service.id.clone()).href());
    Summary { json_ld: String::new(), ..Summary::of(page, t(w::SUGGEST_LEAD), &url, &Value::Null) }
}

/// One session: what, when, where and for whom.
#[must_use]
pub fn session(setting: Setting<'_>, detail: &SessionDetail, public_url: &str) -> Summary {
    let session = &detail.session;
    let url = format!("{public_url}{}", Link::Session(session.id.clone()).href());
    let status = match session.availability {
        Availability::Cancelled => "https://schema.org/EventCancelled",
        _ => "https://schema.org/EventScheduled",
    };
    let mode = match detail.location.kind {
        LocationKind::Virtual => "https://schema.org/OnlineEventAttendanceMode",
        _ => "https://schema.org/OfflineEventAttendanceMode",
    };
    let service = format!("{public_url}{}", Link::Service(session.service_id.clone()).href());
    let mut value = json!({
        "@context": "https://schema.org",
        "@type": "Event",
        "name": session.title,
        "description": detail.summary,
        "url": url,
        "startDate": on_londons_clock(session.starts_at),
        "endDate": on_londons_clock(session.ends_at),
        "eventStatus": status,
        "eventAttendanceMode": mode,
        "isAccessibleForFree": session.cost_pence == 0,
        "typicalAgeRange": age_range(session.ages),
        "location": place_value(&detail.location),
        "organizer": { "@type": "Organization", "name": detail.organisation, "url": service },
        "offers": offer(session, &url),
        "superEvent": { "@type": "EventSeries", "name": session.title, "url": service },
    });
    if let Some(capacity) = detail.capacity {
        value["maximumAttendeeCapacity"] = json!(capacity);
    }
    if let Some(course) = &detail.course {
        let times = course.weeks.first().zip(course.weeks.last());
        if let Some((first, last)) = times {
            value["superEvent"]["startDate"] = json!(on_londons_clock(first.starts_at));
            value["superEvent"]["endDate"] = json!(on_londons_clock(last.ends_at));
        }
        // What is on offer is the course as a whole, for as long as it can be joined.
        let whole = SessionSummary { availability: detail.to_book().0, ..session.clone() };
        value["offers"] = offer(&whole, &url);
    }
    match session.availability {
        Availability::Places { left } => value["remainingAttendeeCapacity"] = json!(left),
        Availability::Full => value["remainingAttendeeCapacity"] = json!(0),
        _ => (),
    }
    let description = format!(
        "{}, {}, {}. {}.",
        moment::date(session.starts_at.london_date()),
        moment::times(session.starts_at, session.ends_at),
        detail.location.name,
        places_words(session.availability),
    );
    Summary::of(pages::session::page(setting, detail), &description, &url, &value)
}

/// What a place costs, and whether there is one as far as that can be said.
fn offer(session: &SessionSummary, url: &str) -> Value {
    let pence = session.cost_pence;
    let price = format!("{}.{:02}", pence / 100, pence % 100);
    let mut offer = json!({ "@type": "Offer", "price": price, "priceCurrency": "GBP", "url": url });
    let availability = match session.availability {
        Availability::Places { .. } | Availability::DropIn => "https://schema.org/InStock",
        Availability::Full => "https://schema.org/SoldOut",
        Availability::NotOpen { opens_at } => {
            offer["validFrom"] = json!(on_londons_clock(opens_at));
            "https://schema.org/PreOrder"
        }
        Availability::Closed | Availability::Cancelled | Availability::Finished => return offer,
    };
    offer["availability"] = json!(availability);
    offer
}

/// A moment as the family's clock shows it, with its distance from UTC: `2026-07-07T10:00:00+01:00`.
fn on_londons_clock(at: Instant) -> String {
    let (date, time) = at.london();
    let offset = match at.london_offset() / 3600 {
        0 => "Z".to_owned(),
        hours => format!("+{hours:02}:00"),
    };
    format!("{date}T{time}:00{offset}")
}

/// Whole years, both included, as schema.org writes a range: `0-1`, or `3-` without an end.
fn age_range(ages: AgeRange) -> String {
    let to = ages.to.map(|to| (to.0 / 12).to_string()).unwrap_or_default();
    format!("{}-{to}", ages.from.0 / 12)
}

fn place_value(location: &Location) -> Value {
    if location.kind == LocationKind::Virtual {
        return json!({ "@type": "VirtualLocation", "name": location.name });
    }
    let mut value = json!({ "@type": "Place", "name": location.name });
    if !location.masked && !location.address.is_empty() {
        value["address"] = json!({
            "@type": "PostalAddress",
            "streetAddress": location.address.join(", "),
            "postalCode": location.postcode,
            "addressCountry": "GB",
        });
    }
    if let Some(point) = location.point.filter(|_| !location.masked) {
        value["geo"] =
            json!({ "@type": "GeoCoordinates", "latitude": point.latitude, "longitude": point.longitude });
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_has_its_distance_from_utc() {
        for (at, told) in [
            ("2026-11-24T10:00:00Z", "2026-11-24T10:00:00Z"),
            ("2026-10-24T09:00:00Z", "2026-10-24T10:00:00+01:00"),
            ("2026-10-25T10:00:00Z", "2026-10-25T10:00:00Z"),
            ("2027-03-28T09:00:00Z", "2027-03-28T10:00:00+01:00"),
            ("2026-06-30T23:30:00Z", "2026-07-01T00:30:00+01:00"),
        ] {
            assert_eq!(on_londons_clock(at.parse().unwrap()), told);
        }
    }
}
