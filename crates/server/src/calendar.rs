//! One session as an iCalendar file (RFC 5545).

use chrono::{DateTime, Utc};
use domain::{Instant, Location, Series, Session, SessionStatus};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};

/// The calendar file of a session, with times in UTC so that no time zone table is needed to read it.
///
/// The UID is the session's id at `host`, the same in every file, so that a later one takes the place of an
/// earlier one in the family's calendar; `sequence` says how often it has been moved or cancelled. `location` is its
/// public form.
#[must_use]
pub fn file(
    session: &Session,
    series: &Series,
    location: &Location,
    sequence: u32,
    public_url: &str,
    now: Instant,
) -> String {
    let mut event = Event::new();
    event
        .uid(&format!("{}@{}", session.id, host(public_url)))
        .timestamp(utc(now))
        .starts(utc(session.starts_at))
        .ends(utc(session.ends_at))
        .summary(&series.title)
        .description(&description(series))
        .location(&address(location))
        .url(&format!("{public_url}/sessions/{}", session.id));
    event.sequence(sequence).status(match session.status {
        SessionStatus::Scheduled => EventStatus::Confirmed,
        SessionStatus::Cancelled => EventStatus::Cancelled,
    });
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//Family hub//Family hub//EN"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.push(event.done());
    calendar.done().to_string()
}

/// The host of an address: `hub.example.org` for `https://hub.example.org:8080/x`.
#[must_use]
pub fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', ':']).next().filter(|host| !host.is_empty()).unwrap_or("localhost")
}

/// A place in one line, without an address when it is masked or online.
#[must_use]
pub fn address(location: &Location) -> String {
    let mut parts = vec![location.name.clone()];
    parts.extend(location.address.iter().filter(|line| **line != location.name).cloned());
    parts.extend(location.postcode.as_ref().map(ToString::to_string));
    parts.join(", ")
}

fn description(series: &Series) -> String {
    let bring = if series.what_to_bring.is_empty() {
        String::new()
    } else {
        format!("What to bring: {}", series.what_to_bring)
    };
    [series.summary.as_str(), bring.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n")
}

fn utc(at: Instant) -> DateTime<Utc> {
    // Every instant of the years 1 to 9999 is in chrono's range; the epoch stands in for none.
    DateTime::from_timestamp(at.unix(), 0).unwrap_or_default()
}
