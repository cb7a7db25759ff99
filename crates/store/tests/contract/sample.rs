//! A small hub to test with: one service, one location, one series.

use domain::{
    BookingId, Category, Instant, Locality, Location, NewBooking, RawBooking, Reference, Series, Service,
    Session,
};
use serde_json::{Value, json};
use store::{Channel, Message};

/// Four days before the session, when booking is open.
pub fn now() -> Instant {
    at("2026-11-20T10:00:00Z")
}

pub fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn with(mut value: Value, changes: Value) -> Value {
    for (key, change) in changes.as_object().unwrap() {
        value[key] = change.clone();
    }
    value
}

pub fn locality(id: &str) -> Locality {
    serde_json::from_value(json!({ "id": id, "name": "Sankey “east”" })).unwrap()
}

pub fn category(id: &str, parent: Option<&str>) -> Category {
    serde_json::from_value(json!({ "id": id, "name": "Feeding", "parent": parent })).unwrap()
}

pub fn location(id: &str) -> Location {
    serde_json::from_value(json!({
        "id": id, "kind": "family_centre", "locality": "east", "name": "Oak Lane", "postcode": "WA5 1AB",
        "point": { "latitude": 53.39, "longitude": -2.5970123 }, "masked": true, "facilities": ["Café", "Lift"],
    }))
    .unwrap()
}

pub fn service(id: &str) -> Service {
    serde_json::from_value(json!({
        "id": id, "name": "Baby massage", "organisation_id": "hub", "organisation": "The hub", "status": "active",
        "ages": { "from": 0, "to": 24 }, "cost": { "kind": "from", "pence": 150 }, "referral": "none",
        "categories": ["feeding"], "locations": ["oak-lane"], "assured_on": "2026-09-01",
    }))
    .unwrap()
}

/// Tuesdays at ten, from two months old to twelve, eight families.
pub fn series(changes: Value) -> Series {
    let series = json!({
        "id": "baby-massage", "service_id": "massage", "location_id": "oak-lane", "title": "Baby massage",
        "starts_on": "2026-09-01", "rule": "FREQ=WEEKLY;BYDAY=TU", "start_time": "10:00", "end_time": "11:30",
        "ages": { "from": 2, "to": 12 }, "booking": "book", "capacity": 8, "counts": "families",
        "opens_days_before": 14, "closes_minutes_before": 60,
    });
    serde_json::from_value(with(series, changes)).unwrap()
}

pub fn session(series: &Series) -> Session {
    session_on(series, "2026-11-24")
}

pub fn session_on(series: &Series, date: &str) -> Session {
    Session::of(series, date.parse().unwrap()).unwrap()
}

/// The booking of family number `n`: one adult with a baby of five months.
pub fn booking(n: u64, session: &Session) -> NewBooking {
    booking_with(n, session, |_| ())
}

pub fn booking_with(n: u64, session: &Session, change: impl FnOnce(&mut RawBooking)) -> NewBooking {
    let mut raw = RawBooking {
        session_id: session.id.clone(),
        token: format!("{n:032x}"),
        adults: 1,
        children: vec!["5".to_owned()],
        name: format!("Sam Okafor {n}"),
        contact: format!("sam{n}@example.org"),
        access_needs: String::new(),
        on_behalf: None,
        waiting: false,
        course: false,
    };
    change(&mut raw);
    raw.parse(id(n)).unwrap()
}

pub fn id(n: u64) -> BookingId {
    let mut bits = [0; 16];
    bits[8..].copy_from_slice(&n.rotate_left(8).to_be_bytes());
    bits[..8].copy_from_slice(&n.to_be_bytes());
    BookingId::from_random(bits)
}

pub fn reference(n: u64) -> Reference {
    Reference::from_random(n)
}

pub fn message(id: impl ToString) -> Message {
    Message {
        id: id.to_string(),
        channel: Channel::Email,
        recipient: "sam@example.org".to_owned(),
        subject: "You're booked".to_owned(),
        text: "Sam, see you on Tuesday.".to_owned(),
        html: Some("<p>Sam, see you on Tuesday.</p>".to_owned()),
        calendar: None,
    }
}
