//! Services and sessions as small readable HTML, for previews and for pages without script.

use domain::api::LocalityDetail;
use domain::location::LocationDetail;
use domain::service::{ServiceDetail, ServicePage, ServiceSummary};
use domain::session::{SessionDetail, SessionSummary};
use domain::{Location, LocationKind};
use serde_json::{Value, json};

use crate::html::{escape, json as safe_json};
use crate::{calendar, words};

/// What fills a shell. Everything but `html` and `json_ld` is text, escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The page's title.
    pub title: String,
    /// One or two sentences for a preview.
    pub description: String,
    /// The page's full address.
    pub url: String,
    /// The page in small.
    pub html: String,
    /// What search engines read (schema.org), safe in a `script` element.
    pub json_ld: String,
}

impl Summary {
    /// A page of results: its address without the query, so that every search is one page to a search engine.
    #[must_use]
    pub fn of_results(title: &str, description: &str, url: &str, html: String) -> Self {
        let value = json!({ "@context": "https://schema.org", "@type": "SearchResultsPage", "name": title, "url": url });
        Self {
            title: escape(title),
            description: escape(description),
            url: escape(url),
            html,
            json_ld: safe_json(&value),
        }
    }
}

/// A site of the network.
#[must_use]
pub fn location(detail: &LocationDetail, public_url: &str) -> Summary {
    let location = &detail.location;
    let slug = location.slug.as_deref().unwrap_or(location.id.as_str());
    let url = format!("{public_url}/places/{slug}");
    let mut html = heading(&location.name, &[&location.summary, &location.what_to_expect]);
    let hours: Vec<String> = location.opening_hours.iter().map(words::hours).collect();
    html.push_str(&facts(&[
        ("Where", place(location)),
        ("Open", hours.join("; ")),
        ("Phone", location.phone.clone()),
        ("Email", location.email.clone()),
        ("Bus", location.bus.clone()),
        ("Parking", location.parking.clone()),
        ("What it has", location.facilities.join(", ")),
    ]));
    html.push_str("<h2>What’s on in the next seven days</h2>\n");
    html.push_str(&sessions(&detail.sessions));
    let mut value = place_value(location);
    value["@context"] = json!("https://schema.org");
    value["url"] = json!(url);
    Summary {
        title: escape(&location.name),
        description: escape(&location.summary),
        url: escape(&url),
        html,
        json_ld: safe_json(&value),
    }
}

/// One locality.
#[must_use]
pub fn locality(detail: &LocalityDetail, public_url: &str) -> Summary {
    let locality = &detail.locality;
    let url = format!("{public_url}/localities/{}", locality.id);
    let mut html = heading(&locality.name, &[&locality.summary]);
    html.push_str(&facts(&[("Phone", locality.phone.clone()), ("Email", locality.email.clone())]));
    let site = |location: &Location| {
        let slug = location.slug.as_deref().unwrap_or_default();
        format!("<li><a href=\"/places/{}\">{}</a></li>\n", escape(slug), escape(&place(location)))
    };
    html.push_str(&format!("<ul>\n{}</ul>\n", detail.locations.iter().map(site).collect::<String>()));
    html.push_str("<h2>What’s on in the next seven days</h2>\n");
    html.push_str(&sessions(&detail.sessions));
    let value = json!({
        "@context": "https://schema.org",
        "@type": "AdministrativeArea",
        "name": locality.name,
        "description": locality.summary,
        "url": url,
    });
    Summary {
        title: escape(&locality.name),
        description: escape(&locality.summary),
        url: escape(&url),
        html,
        json_ld: safe_json(&value),
    }
}

fn heading(name: &str, paragraphs: &[&str]) -> String {
    let mut html = format!("<h1>{}</h1>\n", escape(name));
    for paragraph in paragraphs.iter().flat_map(|text| text.split("\n\n")).filter(|p| !p.is_empty()) {
        html.push_str(&format!("<p>{}</p>\n", escape(paragraph).replace('\n', "<br>")));
    }
    html
}

/// One service.
#[must_use]
pub fn service(detail: &ServiceDetail, public_url: &str) -> Summary {
    let service = &detail.service;
    let url = format!("{public_url}/services/{}", service.id);
    let mut html = heading(&service.name, &[&service.description]);
    let places: Vec<String> = detail.locations.iter().map(place).collect();
    html.push_str(&facts(&[
        ("Who it is for", words::ages(service.ages)),
        ("Cost", words::cost(service.cost)),
        ("Run by", service.organisation.clone()),
        ("Where", places.join("; ")),
        ("Phone", service.phone.clone()),
    ]));
    if !detail.next_sessions.is_empty() {
        html.push_str("<h2>Next sessions</h2>\n");
        html.push_str(&sessions(&detail.next_sessions));
    }
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
    Summary {
        title: escape(&service.name),
        description: escape(&service.one_line()),
        url: escape(&url),
        html,
        json_ld: safe_json(&value),
    }
}

/// One session: what, when, where and for whom.
#[must_use]
pub fn session(detail: &SessionDetail, public_url: &str) -> Summary {
    let session = &detail.session;
    let url = format!("{public_url}/sessions/{}", session.id);
    let when = words::when(session.starts_at, session.ends_at);
    let mut html = heading(&session.title, &[&detail.summary]);
    html.push_str(&facts(&[
        ("When", when.clone()),
        ("Where", place(&detail.location)),
        ("Who it is for", words::ages(session.ages)),
        ("Cost", words::pence(session.cost_pence)),
        ("Places", words::availability(session.availability)),
        ("What to bring", detail.what_to_bring.clone()),
    ]));
    if session.availability.is_bookable() {
        html.push_str(&format!("<p><a href=\"/sessions/{}/book\">Book a place</a></p>\n", session.id));
    }
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
    Summary {
        title: escape(&session.title),
        description: escape(&format!(
            "{when}, {}. {}.",
            detail.location.name,
            words::availability(session.availability)
        )),
        url: escape(&url),
        html,
        json_ld: safe_json(&value),
    }
}

/// A list of sessions with links.
#[must_use]
pub fn sessions(sessions: &[SessionSummary]) -> String {
    if sessions.is_empty() {
        return "<p>Nothing is on in these days.</p>\n".to_owned();
    }
    let item = |session: &SessionSummary| {
        format!(
            "<li><a href=\"/sessions/{}\">{}</a>, {}, {}. {}</li>\n",
            session.id,
            escape(&session.title),
            words::when(session.starts_at, session.ends_at),
            escape(&session.location.name),
            escape(&words::availability(session.availability)),
        )
    };
    format!("<ul>\n{}</ul>\n", sessions.iter().map(item).collect::<String>())
}

/// A page of results with links.
#[must_use]
pub fn services(page: &ServicePage) -> String {
    if page.services.is_empty() {
        return "<p>No services found. Try fewer or other words.</p>\n".to_owned();
    }
    let near =
        page.origin.as_ref().map(|origin| format!(" near {}", escape(&origin.name))).unwrap_or_default();
    let noun = if page.total == 1 { "service" } else { "services" };
    let items: String = page.services.iter().map(result).collect();
    format!("<p>{} {noun}{near}</p>\n<ul>\n{items}</ul>\n", page.total)
}

fn result(service: &ServiceSummary) -> String {
    let place = service.place.as_ref().map(|place| place.name.clone()).unwrap_or_default();
    let away = service.distance.map(words::miles).unwrap_or_default();
    let next = service.next_session.as_ref().map(|next| format!("Next: {}", words::moment(next.starts_at)));
    let facts: Vec<String> =
        [place, away, next.unwrap_or_default()].into_iter().filter(|fact| !fact.is_empty()).collect();
    let lines: String = [service.summary.clone(), facts.join(" · ")]
        .iter()
        .filter(|line| !line.is_empty())
        .map(|line| format!("<p>{}</p>", escape(line)))
        .collect();
    format!("<li><a href=\"/services/{}\">{}</a>{lines}</li>\n", service.id, escape(&service.name))
}

fn facts(rows: &[(&str, String)]) -> String {
    let rows: String = rows
        .iter()
        .filter(|(_, words)| !words.is_empty())
        .map(|(name, words)| format!("<dt>{name}</dt><dd>{}</dd>\n", escape(words)))
        .collect();
    format!("<dl>\n{rows}</dl>\n")
}

fn place(location: &Location) -> String {
    if location.masked {
        format!("{} (address kept private)", location.name)
    } else {
        calendar::address(location)
    }
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
