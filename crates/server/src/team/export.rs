//! Sessions with their counts, for whoever plans and reports: nothing of any family.

use domain::SessionStatus;
use domain::team_session::TeamSession;

use super::commands::{harmless, written};

/// The sessions as CSV (RFC 4180) with a header. Dates and times are on London's clock.
#[must_use]
pub fn csv(sessions: &[TeamSession]) -> String {
    let mut rows = csv::Writer::from_writer(Vec::new());
    // Memory takes every row.
    let _ = rows.write_record([
        "session_id",
        "series_id",
        "title",
        "date",
        "start_time",
        "end_time",
        "location",
        "locality",
        "status",
        "capacity",
        "places_taken",
        "waiting",
        "booked",
        "adults",
        "children",
        "came",
        "adults_came",
        "children_came",
        "stayed_away",
        "cancelled_bookings",
    ]);
    for one in sessions {
        let (session, counts) = (&one.session, &one.attendance);
        let (date, start) = session.starts_at.london();
        let status = match session.status {
            SessionStatus::Scheduled => "scheduled",
            SessionStatus::Cancelled => "cancelled",
        };
        let _ = rows.write_record([
            session.id.as_str(),
            session.series_id.as_str(),
            &harmless(&one.title),
            &date.to_string(),
            &start.to_string(),
            &session.ends_at.london().1.to_string(),
            &harmless(&one.location),
            one.locality.as_ref().map_or("", |id| id.as_str()),
            status,
            &session.capacity.map(|places| places.to_string()).unwrap_or_default(),
            &session.places_taken.to_string(),
            &session.waiting.to_string(),
            &counts.booked.to_string(),
            &counts.adults.to_string(),
            &counts.children.to_string(),
            &counts.came.to_string(),
            &counts.adults_came.to_string(),
            &counts.children_came.to_string(),
            &counts.stayed_away.to_string(),
            &counts.cancelled.to_string(),
        ]);
    }
    written(rows)
}
