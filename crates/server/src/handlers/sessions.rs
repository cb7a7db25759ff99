//! Sessions: list, one, and its calendar file.

use std::sync::Arc;

use crate::json::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::IntoResponse;
use domain::course::{MOST_WEEKS, week_availability};
use domain::session::{SessionDetail, SessionList, SessionSummary};
use domain::{
    Course, CourseDetail, CourseWeek, Instant, RawSessionSearch, Session, SessionId, SessionSearch, api,
};

use crate::calendar::{self, Entry};
use crate::hub::{Hub, summary};
use crate::problem::Refusal;

/// How many sessions are read from the store at once.
const CHUNK: usize = 500;
/// How many coming sessions are looked at to find others with room.
const LOOK_AHEAD: usize = 60;
/// How many others a session's page offers.
const OTHERS: usize = 4;

/// Lists sessions by date, place, service, category and age, soonest first.
///
/// # Errors
/// A problem with the fields to put right.
#[utoipa::path(
    get, path = api::SESSIONS, tag = "sessions", operation_id = "listSessions",
    params(
        ("from" = Option<String>, Query, description = "The first date in London, `YYYY-MM-DD`; from now when left out."),
        ("to" = Option<String>, Query, description = "The last date, included; a week from the first when left out; at most 92 days."),
        ("q" = Option<String>, Query, description = "Words in the title or the service."),
        ("near" = Option<String>, Query, description = "A postcode, part of one, or the name of a place: adds distances."),
        ("locality" = Option<String>, Query, description = "A locality's id."),
        ("location" = Option<String>, Query, description = "A location's id or slug."),
        ("service" = Option<String>, Query, description = "A service's id."),
        ("category" = Option<String>, Query, description = "A category's id; those under it count too."),
        ("age" = Option<u16>, Query, description = "A child's age in completed months, 0 to 300."),
        ("bookable" = Option<String>, Query, description = "`1` for sessions with places to book now."),
        ("limit" = Option<u16>, Query, description = "At most this many, 1 to 200."),
    ),
    responses(
        (status = 200, description = "Sessions, soonest first.", body = SessionList),
        (status = 422, description = "Fields to put right.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(hub): State<Arc<Hub>>,
    RawQuery(query): RawQuery,
) -> Result<Json<SessionList>, Refusal> {
    let raw = RawSessionSearch::from_query(&query.unwrap_or_default());
    let search = raw.parse_on(hub.now().london_date()).map_err(Refusal::fields)?;
    find(&hub, &search).await.map(Json)
}

/// One session.
///
/// # Errors
/// A problem when there is none with this id.
#[utoipa::path(
    get, path = api::SESSION, tag = "sessions", operation_id = "getSession",
    params(("id" = String, Path, description = "The session's id.")),
    responses(
        (status = 200, description = "The session, its place and others with room.", body = SessionDetail),
        (status = 404, description = "No such session.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn one(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<String>,
) -> Result<Json<SessionDetail>, Refusal> {
    let id = id.parse().map_err(|_| Refusal::not_found())?;
    detail(&hub, &id).await?.map(Json).ok_or_else(Refusal::not_found)
}

/// One session as a calendar file.
///
/// # Errors
/// A problem when there is none with this id.
#[utoipa::path(
    get, path = api::SESSION_CALENDAR, tag = "sessions", operation_id = "getSessionCalendar",
    params(("id" = String, Path, description = "The session's id.")),
    responses(
        (status = 200, description = "An iCalendar file (RFC 5545) with one event.", body = String, content_type = "text/calendar"),
        (status = 404, description = "No such session.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn calendar_file(
    State(hub): State<Arc<Hub>>,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Refusal> {
    let id: SessionId = id.parse().map_err(|_| Refusal::not_found())?;
    let directory = hub.directory();
    let session = hub.live_by_id(&id).await?.ok_or_else(Refusal::not_found)?;
    let series = directory.series(&session.series_id).ok_or_else(Refusal::not_found)?;
    let location = directory.location(&session.location_id).ok_or_else(Refusal::not_found)?.clone().public();
    let stamps = hub.store.calendar_stamps(std::slice::from_ref(&id)).await?;
    let stamp = *stamps.get(&id).ok_or_else(Refusal::not_found)?;
    let entry = Entry { session: &session, series, location: &location, stamp };
    let file = calendar::several(&[entry], &hub.config.public_url, hub.now());
    let named = format!("attachment; filename=\"{id}.ics\"");
    Ok((
        [
            (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
            (header::CONTENT_DISPOSITION, named),
        ],
        file,
    ))
}

/// The sessions a search is for, with their places as they are now.
///
/// # Errors
/// A problem with the field `near` when the place is not known.
pub async fn find(hub: &Hub, search: &SessionSearch) -> Result<SessionList, Refusal> {
    let (now, directory) = (hub.now(), hub.directory());
    let ground = hub.ground(&directory, search.near.as_ref()).await?;
    let point = ground.as_ref().map(|ground| ground.point);
    let limit = usize::from(search.limit);
    // One more than asked for is enough to tell that there are more.
    let chunk = if search.bookable { CHUNK } else { limit + 1 };
    let mut candidates = directory.sessions(search, now);
    let mut rows = Vec::new();
    while rows.len() <= limit {
        let next: Vec<&Session> = candidates.by_ref().take(chunk).collect();
        if next.is_empty() {
            break;
        }
        let live = hub.live(&next).await?;
        rows.extend(live.into_iter().filter(|row| !search.bookable || row.availability(now).is_bookable()));
    }
    let more = rows.len() > limit;
    rows.truncate(limit);
    let sessions = rows.iter().filter_map(|row| summary(&directory, row, point, now)).collect();
    let origin = ground.map(|ground| ground.origin(&directory, &hub.config.local_authority));
    Ok(SessionList { sessions, more, origin })
}

/// What is on in the next seven days within this search.
///
/// # Errors
/// When the store cannot be read.
pub async fn this_week(hub: &Hub, search: SessionSearch) -> Result<Vec<SessionSummary>, Refusal> {
    Ok(find(hub, &SessionSearch { from: None, to: None, ..search }).await?.sessions)
}

/// A session with its place and others with room, if there is one with this id.
///
/// # Errors
/// When the store cannot be read.
pub async fn detail(hub: &Hub, id: &SessionId) -> Result<Option<SessionDetail>, Refusal> {
    let (now, directory) = (hub.now(), hub.directory());
    let Some(row) = hub.live_by_id(id).await? else { return Ok(None) };
    let known = (
        summary(&directory, &row, None, now),
        directory.series(&row.series_id),
        directory.service(&row.service_id),
        directory.location(&row.location_id),
    );
    let (Some(facts), Some(series), Some(service), Some(location)) = known else { return Ok(None) };
    let later: Vec<&Session> = directory
        .next_sessions(&row.service_id, now)
        .filter(|other| other.id != row.id && other.starts_at >= row.starts_at)
        // The other weeks of a course are no other choice.
        .filter(|other| series.course.is_none() || other.series_id != row.series_id)
        .take(LOOK_AHEAD)
        .collect();
    let mut others = hub.live_summaries(&directory, &later, None).await?;
    others.retain(|other| other.availability.is_bookable());
    others.truncate(OTHERS);
    let course = match series.course {
        Some(_) => hub.store.course(&series.id).await?,
        None => None,
    };
    Ok(Some(SessionDetail {
        session: facts,
        series_id: Some(series.id.clone()),
        service: service.name.clone(),
        organisation: service.organisation.clone(),
        location: location.clone().public(),
        counts: series.counts,
        capacity: row.capacity,
        places_held: row.places_held,
        waiting: course.as_ref().map_or(0, |course| course.waiting) + row.waiting,
        course: course.map(|course| course_detail(&course, now)),
        grace_months: series.grace_months,
        summary: series.summary.clone(),
        what_to_bring: series.what_to_bring.clone(),
        run_by: series.run_by.clone(),
        languages: series.languages.clone(),
        pram: series.pram.clone(),
        feeding_space: series.feeding_space.clone(),
        others,
    }))
}

/// A course as pages show it.
#[must_use]
pub fn course_detail(course: &Course, now: Instant) -> CourseDetail {
    let whole = course.whole(now);
    let week = |session: &Session| CourseWeek {
        id: session.id.clone(),
        starts_at: session.starts_at,
        ends_at: session.ends_at,
        availability: week_availability(session, now),
        coming: None,
    };
    CourseDetail {
        series_id: whole.series_id.clone(),
        weeks: course.sessions().iter().take(MOST_WEEKS).map(week).collect(),
        availability: whole.availability(now),
        capacity: whole.capacity,
        closes_at: course.closes_at(),
        single_weeks: course.takes_singles(now),
    }
}
