//! Sessions as the hub's team sees and adds them.

use domain::session_change::AddSessionOutcome;
use domain::team_session::{Attendance, TeamSession};
use domain::{Actor, Instant, Location, Recorded, Series, Session, SessionId, SessionStatus};
use sqlx::{QueryBuilder, Row as _};

use super::catalogue::{put_series, raise_version, session};
use super::{Change, Connection, Database, Keep, Row, Undo, holding, team};
use crate::StoreError;

/// Sessions with what is called by their series and place, and with the counts of their bookings, which stay when a
/// family's details are deleted.
const LISTED: &str = "select sessions.*, series.body as series_body, locations.body as location_body, \
    (select count(*) from seats where seats.session_id = sessions.id and status = 'booked') as booked, \
    (select cast(coalesce(sum(adults), 0) as bigint) from seats \
     where seats.session_id = sessions.id and status = 'booked') as adults, \
    (select cast(coalesce(sum(children), 0) as bigint) from seats \
     where seats.session_id = sessions.id and status = 'booked') as children, \
    (select count(*) from seats where seats.session_id = sessions.id and attended = 1) as came, \
    (select cast(coalesce(sum(adults), 0) as bigint) from seats \
     where seats.session_id = sessions.id and attended = 1) as adults_came, \
    (select cast(coalesce(sum(children), 0) as bigint) from seats \
     where seats.session_id = sessions.id and attended = 1) as children_came, \
    (select count(*) from seats where seats.session_id = sessions.id and attended = 0) as stayed_away, \
    (select count(*) from seats where seats.session_id = sessions.id and status = 'cancelled') as cancelled \
    from sessions join series on series.id = sessions.series_id \
    join locations on locations.id = sessions.location_id where ";

pub(super) async fn between(
    connection: &mut Connection,
    from: Instant,
    to: Instant,
    limit: u16,
) -> Result<Vec<TeamSession>, StoreError> {
    let mut statement = QueryBuilder::<Database>::new(LISTED);
    statement.push("starts_at >= $1 and starts_at < $2 order by starts_at, sessions.id limit $3");
    let rows = sqlx::query(statement.into_sql())
        .bind(from.unix())
        .bind(to.unix())
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await?;
    rows.iter().map(listed).collect()
}

pub(super) async fn one(
    connection: &mut Connection,
    id: &SessionId,
) -> Result<Option<TeamSession>, StoreError> {
    let mut statement = QueryBuilder::<Database>::new(LISTED);
    statement.push("sessions.id = $1");
    let row = sqlx::query(statement.into_sql()).bind(id.as_str()).fetch_optional(connection).await?;
    row.as_ref().map(listed).transpose()
}

fn listed(row: &Row) -> Result<TeamSession, StoreError> {
    let corrupt = || StoreError::Corrupt { what: "a body" };
    let mut series: Series = serde_json::from_str(row.try_get("series_body")?).map_err(|_| corrupt())?;
    let location: Location = serde_json::from_str(row.try_get("location_body")?).map_err(|_| corrupt())?;
    // The team knows its places, but a list may lie on a desk: a masked one is named as the public knows it.
    let address = location.hidden_address();
    let is_masked = location.masked;
    let location = location.public();
    if is_masked {
        series.hide(&address, &location.name);
    }
    let count = |column: &str| -> Result<u32, StoreError> {
        u32::try_from(row.try_get::<i64, _>(column)?).map_err(|_| StoreError::Corrupt { what: "a count" })
    };
    Ok(TeamSession {
        session: session(row)?,
        title: series.title,
        counts: series.counts,
        location: location.name,
        locality: location.locality,
        attendance: Attendance {
            booked: count("booked")?,
            adults: count("adults")?,
            children: count("children")?,
            came: count("came")?,
            adults_came: count("adults_came")?,
            children_came: count("children_came")?,
            stayed_away: count("stayed_away")?,
            cancelled: count("cancelled")?,
        },
    })
}

pub(super) async fn add(
    connection: &mut Connection,
    session: &Session,
    actor: &Actor,
    now: Instant,
) -> Result<Change<AddSessionOutcome>, StoreError> {
    raise_version(connection).await?;
    let added = sqlx::query(
        "insert into sessions (id, series_id, service_id, location_id, starts_at, ends_at, opens_at, closes_at, \
         capacity, status, capacity_by_hub, moved_by_hub) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, 1) \
         on conflict (id) do nothing",
    )
    .bind(session.id.as_str())
    .bind(session.series_id.as_str())
    .bind(session.service_id.as_str())
    .bind(session.location_id.as_str())
    .bind(session.starts_at.unix())
    .bind(session.ends_at.unix())
    .bind(session.opens_at.map(Instant::unix))
    .bind(session.closes_at.unix())
    .bind(session.capacity.map(i64::from))
    .bind(match session.status {
        SessionStatus::Scheduled => "scheduled",
        SessionStatus::Cancelled => "cancelled",
    })
    .execute(&mut *connection)
    .await?;
    if added.rows_affected() == 0 {
        return Ok(Undo(AddSessionOutcome::AlreadyThere));
    }
    // Whoever books the course meanwhile waits for all of its sessions to be let go.
    let held = holding::lock_session(connection, &session.id).await?;
    if held.is_some_and(|held| held.course.is_some()) {
        let families: i64 = sqlx::query_scalar(
            "select count(*) from bookings where course = $1 and status in ('offered', 'booked')",
        )
        .bind(session.series_id.as_str())
        .fetch_one(&mut *connection)
        .await?;
        if families > 0 {
            return Ok(Undo(AddSessionOutcome::CourseIsBooked));
        }
    }
    team::record(connection, actor, Some(&session.id), None, &Recorded::SessionAdded, now).await?;
    Ok(Keep(AddSessionOutcome::Added))
}

pub(super) async fn put_timetable(
    connection: &mut Connection,
    series: &[Series],
    sessions: &[Session],
    added: usize,
    actor: &Actor,
    now: Instant,
) -> Result<Change<u64>, StoreError> {
    let change = put_series(connection, series, sessions).await?;
    let (Keep(new) | Undo(new)) = &change;
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let what = Recorded::TimetableImported {
        added: count(added),
        updated: count(series.len().saturating_sub(added)),
        new_sessions: u32::try_from(*new).unwrap_or(u32::MAX),
    };
    team::record(connection, actor, None, None, &what, now).await?;
    Ok(change)
}

/// The body that this statement finds by an id.
pub(super) async fn body<T: serde::de::DeserializeOwned>(
    connection: &mut Connection,
    statement: &'static str,
    id: &str,
) -> Result<Option<T>, StoreError> {
    let body: Option<String> = sqlx::query_scalar(statement).bind(id).fetch_optional(connection).await?;
    let read = |body: String| serde_json::from_str(&body).map_err(|_| StoreError::Corrupt { what: "a body" });
    body.map(read).transpose()
}
