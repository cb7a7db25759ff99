//! What the hub's team does, with a key or within a shift. Both are checked once, before any handler; the scope in every
//! act.

pub mod desk;
pub mod shifts;

use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Extension, Path, Query, RawQuery, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post, put};
use domain::api::team as api;
use domain::team_session::{
    NewSession, RegisterLine, SessionChange, SessionChanged, TeamBookingChange, TeamRegister,
    TeamSessionList, TeamSessionSummary,
};
use domain::{BookingId, Date, FieldProblem, ProblemCode, RawBooking, Record, SessionId};
use serde::Deserialize;

use crate::handlers::bookings::not_booked;
use crate::handlers::request::{has_media_type, hold_back_by, json, random, unread};
use crate::hub::Hub;
use crate::import::{ImportError, timetable};
use crate::json::Json;
use crate::problem::Refusal;
use crate::team::acts::{self, Member, Refused};
use crate::team::export as table;
use crate::team::sign_in;

/// The largest timetable, in bytes: some ten thousand series.
pub(crate) const LARGEST_TIMETABLE: usize = 2 * 1024 * 1024;

/// The routes of the team, behind its keys.
pub fn routes(hub: &Arc<Hub>) -> Router<Arc<Hub>> {
    Router::new()
        .route(api::SESSIONS, get(sessions).post(add))
        .route(api::SESSION, get(one).patch(change))
        .route(api::REGISTER, get(register))
        .route(api::RECORDS, get(records))
        .route(api::BOOKING, put(book).patch(change_booking))
        .route(api::TIMETABLES, post(import))
        .route(api::EXPORT, get(export))
        .route(api::REQUESTS, get(desk::requests))
        .route(api::REQUEST, get(desk::request).patch(desk::change_request))
        .route(api::SUGGESTIONS, get(desk::suggestions))
        .route(api::SUGGESTION, patch(desk::change_suggestion))
        .route(api::FAMILY_PAGES, get(desk::family_pages))
        .route(api::FAMILY_PAGE, patch(desk::change_family_page))
        .route(api::ALL_RECORDS, get(desk::records))
        .route_layer(from_fn_with_state(hub.clone(), with_key))
        .route(api::LINKS, post(shifts::ask))
        .route(api::SHIFTS, post(shifts::begin))
        .route(api::OWN_SHIFT, delete(shifts::end))
}

/// Middleware: lets a request with a good key pass, or one within a shift, with whose it is.
async fn with_key(
    State(hub): State<Arc<Hub>>,
    mut request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    hold_back_by(&hub.team_limit, &hub, &request)?;
    let member = sign_in::member(&hub, request.headers()).await?;
    request.extensions_mut().insert(member);
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NoSuchSession
            | Refused::NoSuchSeries
            | Refused::NoSuchLocation
            | Refused::NoSuchBooking => Self::not_found().because(&refused.to_string()),
            Refused::OutOfScope => Self::out_of_scope(),
            Refused::Span => Self::field("to", ProblemCode::DateNotADate),
            Refused::NoneSuch => Self::not_found().because(&refused.to_string()),
            Refused::Reason => Self::field("reason", ProblemCode::TooLong),
            Refused::Who => Self::field("to", ProblemCode::WordsMissing),
            Refused::NotedLater { .. } => Self::noted_later(&refused.to_string()),
            Refused::Change(reason) => Self::team_change(&reason),
            Refused::Book(outcome) => not_booked(outcome),
            Refused::Store(error) => error.into(),
        }
    }
}

fn session_id(id: &str) -> Result<SessionId, Refusal> {
    id.parse().map_err(|_| Refusal::not_found())
}

fn booking_id(id: &str) -> Result<BookingId, Refusal> {
    id.parse().map_err(|_| Refusal::not_found())
}

/// Two dates in London, both included; today when left out.
#[derive(Debug, Deserialize)]
pub struct Span {
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    to: Option<String>,
}

impl Span {
    fn dates(&self, today: Date) -> Result<(Date, Date), Refusal> {
        let read = |text: &Option<String>, field: &str, otherwise: Date| match text.as_deref() {
            None | Some("") => Ok(otherwise),
            Some(text) => text.parse().map_err(|_| Refusal::field(field, ProblemCode::DateNotADate)),
        };
        let from = read(&self.from, "from", today)?;
        Ok((from, read(&self.to, "to", from)?))
    }
}

/// The sessions from one date to another, with their counts.
///
/// # Errors
/// A problem with the key or the dates.
#[utoipa::path(
    get, path = api::SESSIONS, tag = "team", operation_id = "listTeamSessions",
    params(
        ("Authorization" = String, Header, description = "`Bearer` and a key of the team."),
        ("from" = Option<String>, Query, description = "A date in London; today when left out."),
        ("to" = Option<String>, Query, description = "The last date, at most 400 days on; `from` when left out."),
    ),
    responses(
        (status = 200, description = "Sessions within the key's scope, cancelled ones too.", body = TeamSessionList),
        (status = 401, description = "No key that opens anything.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 422, description = "Not a date.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn sessions(
    State(hub): State<Arc<Hub>>,
    Extension(member): Extension<Member>,
    Query(span): Query<Span>,
) -> Result<Response, Refusal> {
    let (from, to) = span.dates(hub.now().london_date())?;
    let found = acts::sessions(&*hub.store, &member.scope, from, to).await?;
    let sessions = found.into_iter().map(TeamSessionSummary::from).collect();
    Ok(Json(TeamSessionList { sessions }).into_response())
}

/// One more session of a series, on a date of its own.
///
/// # Errors
/// A problem with the key, its scope, or what stands against it.
#[utoipa::path(
    post, path = api::SESSIONS, tag = "team", operation_id = "addSession",
    params(("Authorization" = String, Header, description = "`Bearer` and a key of the team.")),
    request_body = NewSession,
    responses(
        (status = 201, description = "The session is there.", body = SessionChanged),
        (status = 401, description = "No key that opens anything.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key is for other localities.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such series or location.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 409, description = "It cannot be added; `detail` says why.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 422, description = "The body is not understood.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn add(
    State(hub): State<Arc<Hub>>,
    Extension(member): Extension<Member>,
    request: Request,
) -> Result<Response, Refusal> {
    let new: NewSession = json(request).await?;
    let session = acts::add(&*hub.store, &member, &new, hub.now()).await?.into();
    Ok((StatusCode::CREATED, Json(SessionChanged { session, families_told: 0 })).into_response())
}

/// One session with its counts.
///
/// # Errors
/// A problem with the key, its scope or the id.
#[utoipa::path(
    get, path = api::SESSION, tag = "team", operation_id = "getTeamSession",
    params(
        ("id" = String, Path, description = "The session's id."),
        ("Authorization" = String, Header, description = "`Bearer` and a key of the team."),
    ),
    responses(
        (status = 200, description = "The session.", body = TeamSessionSummary),
        (status = 401, description = "No key that opens anything.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key is for other localities.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such session.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn one(
    State(hub): State<Arc<Hub>>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let found = acts::session(&*hub.store, &member.scope, &session_id(&id)?).await?;
    Ok(Json(TeamSessionSummary::from(found)).into_response())
}

/// Cancels a session, moves it, or gives it another capacity. Sending the same request again changes nothing.
///
/// # Errors
/// A problem with the key, its scope, or what stands against it.
#[utoipa::path(
    patch, path = api::SESSION, tag = "team", operation_id = "changeSession",
    params(
        ("id" = String, Path, description = "The session's id."),
        ("Authorization" = String, Header, description = "`Bearer` and a key of the team."),
    ),
    request_body = SessionChange,
    responses(
        (status = 200, description = "The session as it is now, and how many families are told.", body = SessionChanged),
        (status = 401, description = "No key that opens anything.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key is for other localities.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such session or location.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 409, description = "It cannot be changed so; `detail` says why.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 422, description = "The body is not understood.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn change(
    State(hub): State<Arc<Hub>>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let id = session_id(&id)?;
    let asked: SessionChange = json(request).await?;
    let families_told = acts::change_session(&*hub.store, &member, &id, &asked, hub.now()).await?;
    hub.outbox.notify_one();
    let session = acts::session(&*hub.store, &member.scope, &id).await?.into();
    Ok(Json(SessionChanged { session, families_told }).into_response())
}

/// Who comes to a session.
///
/// # Errors
/// A problem with the key, its scope or the id.
#[utoipa::path(
    get, path = api::REGISTER, tag = "team", operation_id = "getRegister",
    params(
        ("id" = String, Path, description = "The session's id."),
        ("Authorization" = String, Header, description = "`Bearer` and a key of the team."),
    ),
    responses(
        (status = 200, description = "Names, parties, needs and states; no way to reach anyone.", body = TeamRegister),
        (status = 401, description = "No key that opens anything.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key is for other localities.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such session.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn register(
    State(hub): State<Arc<Hub>>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    Ok(Json(acts::register(&*hub.store, &member.scope, &session_id(&id)?).await?).into_response())
}

/// What the team did to a session and its bookings, the latest first, at most 1,000.
///
/// # Errors
/// A problem with the key, its scope or the id.
#[utoipa::path(
    get, path = api::RECORDS, tag = "team", operation_id = "listRecords",
    params(
        ("id" = String, Path, description = "The session's id."),
        ("Authorization" = String, Header, description = "`Bearer` and a key of the team."),
    ),
    responses(
        (status = 200, description = "Who did what, and when.", body = Vec<Record>),
        (status = 401, description = "No key that opens anything.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key is for other localities.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such session.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn records(
    State(hub): State<Arc<Hub>>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    Ok(Json(acts::records(&*hub.store, &member.scope, &session_id(&id)?).await?).into_response())
}

/// Books for a family that asked on the phone or at the desk, which is told so. The client picks the id.
///
/// # Errors
/// A problem with the key, its scope, the fields to put right, or with the session's state.
#[utoipa::path(
    put, path = api::BOOKING, tag = "team", operation_id = "bookForFamily",
    params(
        ("id" = String, Path, description = "A random UUID (version 4) that the client makes."),
        ("Authorization" = String, Header, description = "`Bearer` and a key of the team."),
    ),
    request_body = RawBooking,
    responses(
        (status = 201, description = "Booked, or on the waiting list: `status` says which.", body = RegisterLine),
        (status = 200, description = "This very booking was made before.", body = RegisterLine),
        (status = 401, description = "No key that opens anything.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key is for other localities.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such session.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 409, description = "The session cannot be booked; `type` says why.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 422, description = "Fields to put right.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn book(
    State(hub): State<Arc<Hub>>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let id = booking_id(&id)?;
    let raw: RawBooking = json(request).await?;
    let booking = raw.parse(id).map_err(Refusal::fields)?;
    let (made, line) = acts::book(&*hub.store, &member, &booking, hub.now(), random::<8>).await?;
    hub.outbox.notify_one();
    let status = if made { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(line)).into_response())
}

/// Notes whether a family came, takes that back, cancels its booking as it asked, or changes one week of its course.
/// Sending the same request again changes nothing. Of what two people note of a family the later stays.
///
/// # Errors
/// A problem with the key, its scope, or what stands against it.
#[utoipa::path(
    patch, path = api::BOOKING, tag = "team", operation_id = "changeBookingForFamily",
    params(
        ("id" = String, Path, description = "The booking's id."),
        ("Authorization" = String, Header, description = "`Bearer` and a key of the team."),
    ),
    request_body = TeamBookingChange,
    responses(
        (status = 204, description = "It is so now."),
        (status = 401, description = "No key that opens anything.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key is for other localities.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such booking, or its details are deleted.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 409, description = "It cannot be changed so; `detail` says why.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn change_booking(
    State(hub): State<Arc<Hub>>,
    Extension(member): Extension<Member>,
    Path(id): Path<String>,
    request: Request,
) -> Result<StatusCode, Refusal> {
    let (id, now) = (booking_id(&id)?, hub.now());
    let change: TeamBookingChange = json(request).await?;
    let (store, tick) = (&*hub.store, change.tick(now));
    match (change, tick) {
        (TeamBookingChange::Miss { session_id }, _) => {
            acts::change_week(store, &member, &id, &session_id, false, now).await?;
        }
        (TeamBookingChange::Come { session_id }, _) => {
            acts::change_week(store, &member, &id, &session_id, true, now).await?;
        }
        (
            TeamBookingChange::Attended { session_id, .. } | TeamBookingChange::Unmark { session_id, .. },
            Some(tick),
        ) => acts::mark(store, &member, &id, session_id.as_ref(), tick, now).await?,
        (_, _) => acts::cancel_booking(store, &member, &id, now).await?,
    }
    hub.outbox.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

/// How to import.
#[derive(Debug, Default)]
struct ImportAsked {
    dry_run: bool,
    skip_rejected: bool,
}

impl ImportAsked {
    /// Reads a query string; names it does not know are left out. A name alone is a yes, as in an address typed by hand.
    fn from_query(query: &str) -> Result<Self, Refusal> {
        let mut asked = Self::default();
        let mut problems = Vec::new();
        for (name, value) in domain::query::pairs(query) {
            let slot = match name.as_str() {
                "dry_run" => &mut asked.dry_run,
                "skip_rejected" => &mut asked.skip_rejected,
                _ => continue,
            };
            match value.to_ascii_lowercase().as_str() {
                "" | "1" | "yes" | "true" => *slot = true,
                "0" | "no" | "false" => *slot = false,
                _ => problems.push(FieldProblem::new(&name, ProblemCode::NotAChoice)),
            }
        }
        if problems.is_empty() { Ok(asked) } else { Err(Refusal::fields(problems)) }
    }
}

/// Imports a timetable: all of it or nothing. A series outside the key's scope is rejected.
///
/// # Errors
/// A problem with the key, the size, the media type, or a table that is none.
#[utoipa::path(
    post, path = api::TIMETABLES, tag = "team", operation_id = "importTimetable",
    params(
        ("Authorization" = String, Header, description = "`Bearer` and a key of the team."),
        ("dry_run" = Option<bool>, Query, description = "Only say what would be done. By itself, `1`, `yes` or `true`."),
        ("skip_rejected" = Option<bool>, Query, description = "Apply the rest when some series are rejected. By itself, `1`, `yes` or `true`."),
    ),
    request_body(content = String, content_type = "text/csv"),
    responses(
        (status = 200, description = "The report: `applied` says whether anything was written.", content_type = "application/json"),
        (status = 401, description = "No key that opens anything.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is larger than 2 MiB.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not CSV.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 422, description = "It is not a timetable, or the query is not understood.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn import(
    State(hub): State<Arc<Hub>>,
    Extension(member): Extension<Member>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, Refusal> {
    let asked = ImportAsked::from_query(&query.unwrap_or_default())?;
    if !has_media_type(request.headers(), "text/csv") {
        return Err(Refusal::not_csv());
    }
    let bytes = to_bytes(request.into_body(), LARGEST_TIMETABLE).await.map_err(unread)?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let by_team = timetable::ByTeam { member: &member, dry_run: asked.dry_run };
    match timetable::import(&*hub.store, text, asked.skip_rejected, Some(by_team), hub.now()).await {
        Ok(report) => Ok(Json(report.json()).into_response()),
        Err(ImportError::Store(error)) => Err(error.into()),
        Err(error) => Err(Refusal::field("body", ProblemCode::BodyNotUnderstood).because(&error.to_string())),
    }
}

/// Sessions from one date to another with who booked and who came, as counts.
///
/// # Errors
/// A problem with the key or the dates.
#[utoipa::path(
    get, path = api::EXPORT, tag = "team", operation_id = "exportSessions",
    params(
        ("Authorization" = String, Header, description = "`Bearer` and a key of the team."),
        ("from" = Option<String>, Query, description = "A date in London; today when left out."),
        ("to" = Option<String>, Query, description = "The last date, at most 400 days on; `from` when left out."),
    ),
    responses(
        (status = 200, description = "One row for each session, nothing of any family.", content_type = "text/csv"),
        (status = 401, description = "No key that opens anything.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 422, description = "Not a date.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn export(
    State(hub): State<Arc<Hub>>,
    Extension(member): Extension<Member>,
    Query(span): Query<Span>,
) -> Result<Response, Refusal> {
    let (from, to) = span.dates(hub.now().london_date())?;
    let found = acts::sessions(&*hub.store, &member.scope, from, to).await?;
    let kind = [(header::CONTENT_TYPE, "text/csv; charset=utf-8")];
    Ok((kind, table::csv(&found)).into_response())
}
