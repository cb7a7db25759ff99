//! In what order series and sessions changed. The numbers are given out by triggers: see migration 0007.

use std::collections::HashMap;

use domain::{Instant, SeriesId, Session, SessionId};
use sqlx::{QueryBuilder, Row as _};

use super::super::{AMONG_IDS, Connection, Database, Hub, Row};
use super::catalogue::{raise_version, session};
use super::{Change, Keep, json};
use crate::StoreError;
use crate::revision::{CalendarStamp, Mark, Revision};

pub(super) async fn of_sessions(
    hub: &Hub,
    after: &Mark,
    ended_after: Instant,
    limit: u16,
) -> Result<Vec<Revision<Session>>, StoreError> {
    // First how far all is settled, then the rows: see `settled`.
    let settled = hub.settled().await?;
    let rows = sqlx::query(
        "select revisions.id as revised, revisions.number, sessions.* from revisions \
         left join sessions on sessions.id = revisions.id \
         and sessions.service_id in (select id from services where withdrawn_at is null) \
         where revisions.kind = 'session' and (revisions.number, revisions.id) > ($1, $2) and revisions.number <= $3 \
         and (sessions.ends_at is null or sessions.ends_at >= $4) \
         order by revisions.number, revisions.id limit $5",
    )
    .bind(after.number)
    .bind(&after.id)
    .bind(settled)
    .bind(ended_after.unix())
    .bind(i64::from(limit))
    .fetch_all(hub.readers())
    .await?;
    rows.iter().map(|row| revision(row, session)).collect()
}

pub(super) async fn of_series(
    hub: &Hub,
    after: &Mark,
    limit: u16,
) -> Result<Vec<Revision<SeriesId>>, StoreError> {
    let settled = hub.settled().await?;
    let rows = sqlx::query(
        "select revisions.id as revised, revisions.number, series.id as id from revisions \
         left join series on series.id = revisions.id \
         and series.service_id in (select id from services where withdrawn_at is null) \
         where revisions.kind = 'series' and (revisions.number, revisions.id) > ($1, $2) and revisions.number <= $3 \
         order by revisions.number, revisions.id limit $4",
    )
    .bind(after.number)
    .bind(&after.id)
    .bind(settled)
    .bind(i64::from(limit))
    .fetch_all(hub.readers())
    .await?;
    let id = |row: &Row| {
        let id: String = row.try_get("id")?;
        id.parse().map_err(|_| StoreError::Corrupt { what: "a series" })
    };
    rows.iter().map(|row| revision(row, id)).collect()
}

fn revision<T>(row: &Row, read: impl Fn(&Row) -> Result<T, StoreError>) -> Result<Revision<T>, StoreError> {
    let is_there = row.try_get::<Option<String>, _>("id")?.is_some();
    Ok(Revision {
        id: row.try_get("revised")?,
        number: row.try_get("number")?,
        now: if is_there { Some(read(row)?) } else { None },
    })
}

pub(super) async fn calendar_stamps(
    hub: &Hub,
    ids: &[SessionId],
) -> Result<HashMap<SessionId, CalendarStamp>, StoreError> {
    let mut statement = QueryBuilder::<Database>::new(
        "select revisions.id, revisions.sequence, \
         case when of_series.changed_at > revisions.changed_at then of_series.changed_at \
         else revisions.changed_at end as changed_at \
         from revisions join sessions on sessions.id = revisions.id \
         join revisions as of_series on of_series.kind = 'series' and of_series.id = sessions.series_id \
         where revisions.kind = 'session' and revisions.id in ",
    );
    statement.push(AMONG_IDS);
    let rows = sqlx::query(statement.into_sql()).bind(json(&ids)?).fetch_all(hub.readers()).await?;
    let corrupt = StoreError::Corrupt { what: "a revision" };
    let stamp = |row: &Row| {
        let id: String = row.try_get("id")?;
        let sequence = u32::try_from(row.try_get::<i64, _>("sequence")?).map_err(|_| corrupt.clone())?;
        let changed_at = Instant::from_unix(row.try_get("changed_at")?);
        Ok((id.parse().map_err(|_| corrupt.clone())?, CalendarStamp { sequence, changed_at }))
    };
    rows.iter().map(stamp).collect()
}

/// Removes those of these sessions that no booking, standing or cancelled, belongs to and that the team has never changed
/// or added. Says which.
pub(super) async fn drop_unbooked(
    connection: &mut Connection,
    ids: &[SessionId],
) -> Result<Change<Vec<SessionId>>, StoreError> {
    raise_version(connection).await?;
    let mut statement = QueryBuilder::<Database>::new(
        "delete from sessions where places_taken = 0 \
         and not exists (select 1 from bookings where bookings.session_id = sessions.id) \
         and not exists (select 1 from course_weeks where course_weeks.session_id = sessions.id) \
         and not exists (select 1 from records where records.session_id = sessions.id) and id in ",
    );
    statement.push(AMONG_IDS).push(" returning id");
    let rows = sqlx::query(statement.into_sql()).bind(json(&ids)?).fetch_all(connection).await?;
    let id = |row: &Row| {
        let id: String = row.try_get("id")?;
        id.parse().map_err(|_| StoreError::Corrupt { what: "a session" })
    };
    Ok(Keep(rows.iter().map(id).collect::<Result<_, _>>()?))
}
