//! Sessions as iCalendar files (RFC 5545): one to keep, or a calendar to subscribe to.

use chrono::{DateTime, Utc};
use domain::{Instant, Location, Series, Session, SessionStatus};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use store::CalendarStamp;
use views::route::Link;

/// How often a program that subscribes is asked to look again: every six hours.
const REFRESH: &str = "PT6H";

/// One session with what a calendar says of it. `location` is its public form.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The session.
    pub session: &'a Session,
    /// Its series.
    pub series: &'a Series,
    /// Where it is.
    pub location: &'a Location,
    /// How often it has changed, and when.
    pub stamp: CalendarStamp,
}

/// The calendar file of a session that goes out with a message; `sequence` says how often it has been moved or cancelled.
#[must_use]
pub fn file(
    session: &Session,
    series: &Series,
    location: &Location,
    sequence: u32,
    public_url: &str,
    now: Instant,
) -> String {
    let stamp = CalendarStamp { sequence, changed_at: now };
    several(&[Entry { session, series, location, stamp }], public_url, now)
}

/// The calendar file of some sessions, made at this moment.
#[must_use]
pub fn several(entries: &[Entry<'_>], public_url: &str, now: Instant) -> String {
    let mut calendar = empty();
    for entry in entries {
        calendar.push(event(entry, public_url, now));
    }
    calendar.done().to_string()
}

/// A calendar to subscribe to: what it is called, and its sessions.
///
/// Nothing in it changes but when a session does, so that who has it already is told so.
#[must_use]
pub fn subscription(name: &str, entries: &[Entry<'_>], public_url: &str) -> String {
    let mut calendar = empty();
    calendar.name(name);
    calendar.append_property(
        Property::new("REFRESH-INTERVAL", REFRESH).add_parameter("VALUE", "DURATION").done(),
    );
    // What most programs read instead of the one before, which is RFC 7986's.
    calendar.append_property(Property::new("X-PUBLISHED-TTL", REFRESH));
    for entry in entries {
        calendar.push(event(entry, public_url, entry.stamp.changed_at));
    }
    let text = calendar.done().to_string();
    // A calendar has at least one component (RFC 5545, 3.6), and this one says nothing of any day.
    if entries.is_empty() { text.replace(END, &format!("{LONDON}{END}")) } else { text }
}

const END: &str = "END:VCALENDAR";
/// London's clock since 1996 (RFC 5545, 3.6.5).
const LONDON: &str = "BEGIN:VTIMEZONE\r\nTZID:Europe/London\r\n\
    BEGIN:DAYLIGHT\r\nDTSTART:19960331T010000\r\nTZNAME:BST\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\n\
    RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n\
    BEGIN:STANDARD\r\nDTSTART:19961027T020000\r\nTZNAME:GMT\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000\r\n\
    RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

fn empty() -> Calendar {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//Family hub//Family hub//EN"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar
}

/// An event with times in UTC, so that no time zone table is needed to read it.
///
/// The UID is the session's id at the hub's host, the same in every file, so that a later one takes the place of an
/// earlier one in the family's calendar.
fn event(entry: &Entry<'_>, public_url: &str, made_at: Instant) -> Event {
    let Entry { session, series, location, stamp } = *entry;
    let status = match session.status {
        SessionStatus::Scheduled => EventStatus::Confirmed,
        SessionStatus::Cancelled => EventStatus::Cancelled,
    };
    let mut event = Event::new();
    event
        .uid(&format!("{}@{}", session.id, host(public_url)))
        .timestamp(utc(made_at))
        .last_modified(utc(stamp.changed_at))
        .starts(utc(session.starts_at))
        .ends(utc(session.ends_at))
        .summary(&series.title)
        .description(&description(series))
        .location(&address(location))
        .url(&format!("{public_url}{}", Link::Session(session.id.clone()).href()))
        .sequence(stamp.sequence)
        .status(status);
    event.done()
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
