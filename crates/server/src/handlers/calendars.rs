//! Calendars to subscribe to: of a place, a locality, a service or a series.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use directory::Directory;
use domain::api::CalendarKind;
use domain::search::LONGEST_SPAN;
use domain::{Instant, Location, Session, SessionId, SessionSearch, api};

use crate::calendar::{self, Entry};
use crate::hub::Hub;
use crate::pages::settings;
use crate::problem::Refusal;

/// The most sessions that one calendar has; the soonest count.
pub const MOST_EVENTS: usize = 1000;
/// How many sessions are read from the store at once.
const CHUNK: usize = 500;

/// The sessions to come as a calendar to subscribe to, cancelled ones among them and marked as such.
///
/// # Errors
/// A problem when there is no such place, locality, service or series.
#[utoipa::path(
    get, path = api::CALENDAR, tag = "sessions", operation_id = "getCalendar",
    params(
        ("kind" = String, Path, description = "`places`, `localities`, `services` or `series`."),
        ("file" = String, Path, description = "Its id, or a place's slug, and `.ics`."),
    ),
    responses(
        (status = 200, description = "An iCalendar file (RFC 5545) with at most 1,000 events, and an `ETag`.", body = String, content_type = "text/calendar"),
        (status = 304, description = "Nothing has changed since the answer whose `ETag` was sent."),
        (status = 404, description = "No such calendar.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn subscription(
    State(hub): State<Arc<Hub>>,
    Path((kind, file)): Path<(String, String)>,
) -> Result<impl IntoResponse, Refusal> {
    let kind = CalendarKind::ALL.into_iter().find(|known| known.as_str() == kind);
    let (kind, id) = kind.zip(file.strip_suffix(".ics")).ok_or_else(Refusal::not_found)?;
    let directory = hub.directory();
    let (name, sessions) = found(&directory, kind, id, hub.now()).ok_or_else(Refusal::not_found)?;
    let mut rows = Vec::with_capacity(sessions.len());
    let mut stamps = std::collections::HashMap::with_capacity(sessions.len());
    for chunk in sessions.chunks(CHUNK) {
        let ids: Vec<SessionId> = chunk.iter().map(|session| session.id.clone()).collect();
        rows.extend(hub.live(chunk).await?);
        stamps.extend(hub.store.calendar_stamps(&ids).await?);
    }
    let known = |row: &Session| {
        Some((directory.series(&row.series_id)?, directory.location(&row.location_id)?.clone().public()))
    };
    let public: Vec<(&Session, _, Location)> = rows
        .iter()
        .filter_map(|row| known(row).map(|(series, location)| (row.as_ref(), series, location)))
        .collect();
    let entries: Vec<Entry<'_>> = public
        .iter()
        .filter_map(|(session, series, location)| {
            Some(Entry { session, series, location, stamp: *stamps.get(&session.id)? })
        })
        .collect();
    let name = format!("{name} – {}", settings(&hub.config.dist).await.title);
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{}-{id}.ics\"", kind.as_str())),
    ];
    Ok((headers, calendar::subscription(&name, &entries, &hub.config.public_url)))
}

/// What a calendar is called and its sessions to come, soonest first; `None` where there is no such thing.
fn found<'a>(
    directory: &'a Directory,
    kind: CalendarKind,
    id: &str,
    now: Instant,
) -> Option<(&'a str, Vec<&'a Session>)> {
    let mut search =
        SessionSearch { to: Some(now.london_date().plus_days(LONGEST_SPAN - 1)), ..SessionSearch::default() };
    let name = match kind {
        CalendarKind::Place => {
            let location = id.parse().ok().and_then(|id| directory.location(&id));
            let location = location.or_else(|| directory.location_by_slug(id))?;
            search.location = Some(location.id.clone());
            &location.name
        }
        CalendarKind::Locality => {
            let locality = directory.locality(&id.parse().ok()?)?;
            search.locality = Some(locality.id.clone());
            &locality.name
        }
        CalendarKind::Service => {
            let service = directory.service(&id.parse().ok()?)?;
            search.service = Some(service.id.clone());
            &service.name
        }
        CalendarKind::Series => {
            let series = directory.series(&id.parse().ok()?)?;
            let sessions = directory.next_sessions(&series.service_id, now);
            let of_series = sessions.filter(|session| session.series_id == series.id);
            return Some((&series.title, of_series.take(MOST_EVENTS).collect()));
        }
    };
    Some((name, directory.sessions(&search, now).take(MOST_EVENTS).collect()))
}
