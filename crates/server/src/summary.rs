//! What fills a shell: the page itself as the app would draw it, and what previews and search engines read.

use domain::api::LocalityDetail;
use domain::location::LocationDetail;
use domain::service::ServiceDetail;
use domain::session::SessionDetail;
use domain::{Location, LocationKind};
use serde_json::{Value, json};
use views::pieces::places_words;
use views::route::Link;
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
    pub fn of_results(title: &str, description: &str, url: &str, [head, filters, results]: [Markup; 3]) -> Self {
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

/// One service.
#[must_use]
pub fn service(setting: Setting<'_>, detail: &ServiceDetail, public_url: &str) -> Summary {
    let service = &detail.service;
    let url = format!("{public_url}{}", Link::Service(service.id.clone()).href());
    let value = json!({
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": service.name,
        "description": service.description,
        "url": url,
        "provider": { "@type": "Organization", "name": service.organisation },
        "availableChannel": detail.locations.iter().map(|location| json!({
            "@type": "ServiceChannel",
            "serviceLocation": place_value(location),
        })).collect::<Vec<Value>>(),
    });
    Summary::of(pages::service::page(setting, detail), &service.one_line(), &url, &value)
}

/// One session: what, when, where and for whom.
#[must_use]
pub fn session(setting: Setting<'_>, detail: &SessionDetail, public_url: &str) -> Summary {
    let session = &detail.session;
    let url = format!("{public_url}{}", Link::Session(session.id.clone()).href());
    let status = match session.availability {
        domain::Availability::Cancelled => "https://schema.org/EventCancelled",
        _ => "https://schema.org/EventScheduled",
    };
    let mode = match detail.location.kind {
        LocationKind::Virtual => "https://schema.org/OnlineEventAttendanceMode",
        _ => "https://schema.org/OfflineEventAttendanceMode",
    };
    let value = json!({
        "@context": "https://schema.org",
        "@type": "Event",
        "name": session.title,
        "description": detail.summary,
        "url": url,
        "startDate": session.starts_at,
        "endDate": session.ends_at,
        "eventStatus": status,
        "eventAttendanceMode": mode,
        "isAccessibleForFree": session.cost_pence == 0,
        "location": place_value(&detail.location),
        "organizer": { "@type": "Organization", "name": detail.organisation },
    });
    let description = format!(
        "{}, {}, {}. {}.",
        moment::date(session.starts_at.london_date()),
        moment::times(session.starts_at, session.ends_at),
        detail.location.name,
        places_words(session.availability),
    );
    Summary::of(pages::session::page(setting, detail), &description, &url, &value)
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
    value
}
