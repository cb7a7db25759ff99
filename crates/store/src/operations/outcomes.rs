//! What sessions and requests did for families, counted as it comes: no answer is kept by itself.

use domain::Date;
use domain::outcome::{About, Alike, Changed, Helped, KEPT_DAYS, Next, Outcome};
use domain::{LocalityId, ServiceId};
use sqlx::{Executor, Row as _};

use super::{Change, Connection, Database, Keep, Row, Undo, day, plain};
use crate::StoreError;

const CORRUPT: StoreError = StoreError::Corrupt { what: "an outcome" };
/// The mark of a form is kept for so many days: longer than anyone keeps a page open.
const MARKS_KEPT_DAYS: i32 = 7;

pub(super) async fn count(
    connection: &mut Connection,
    outcome: &Outcome,
    mark: &str,
    today: Date,
) -> Result<Change<bool>, StoreError> {
    let marked = sqlx::query("insert into outcome_marks (mark, day) values ($1, $2) on conflict do nothing")
        .bind(plain(mark))
        .bind(i64::from(today.days()))
        .execute(&mut *connection)
        .await?;
    if marked.rows_affected() == 0 {
        return Ok(Undo(false));
    }
    let service = match &outcome.about {
        About::Service(id, _) => id.as_str(),
        About::Request(_) => "",
    };
    sqlx::query(
        "insert into outcomes (service_id, locality, helped, changed, next, week, count) values ($1, $2, $3, $4, $5, $6, 1) \
         on conflict (service_id, locality, helped, changed, next, week) do update set count = outcomes.count + 1",
    )
    .bind(service)
    .bind(outcome.about.locality().map_or("", LocalityId::as_str))
    .bind(outcome.helped.slug())
    .bind(outcome.changed.map_or("", Changed::slug))
    .bind(outcome.next.map_or("", Next::slug))
    .bind(i64::from(outcome.week.days()))
    .execute(connection)
    .await?;
    Ok(Keep(true))
}

pub(super) async fn all(readers: impl Executor<'_, Database = Database>) -> Result<Vec<Alike>, StoreError> {
    let rows =
        sqlx::query("select * from outcomes order by week, service_id, locality, helped, changed, next");
    rows.fetch_all(readers).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Alike, StoreError> {
    let known = |name: &str| -> Result<Option<String>, StoreError> {
        Ok(Some(row.try_get::<String, _>(name)?).filter(|text| !text.is_empty()))
    };
    let service: Option<ServiceId> =
        known("service_id")?.map(|text| text.parse().map_err(|_| CORRUPT)).transpose()?;
    let locality: Option<LocalityId> =
        known("locality")?.map(|text| text.parse().map_err(|_| CORRUPT)).transpose()?;
    let about = match (service, locality) {
        (Some(service), locality) => About::Service(service, locality),
        (None, Some(locality)) => About::Request(locality),
        (None, None) => return Err(CORRUPT),
    };
    let outcome = Outcome {
        about,
        helped: Helped::parse(row.try_get("helped")?).ok_or(CORRUPT)?,
        changed: known("changed")?.map(|text| Changed::parse(&text).ok_or(CORRUPT)).transpose()?,
        next: known("next")?.map(|text| Next::parse(&text).ok_or(CORRUPT)).transpose()?,
        week: day(row, "week")?,
    };
    Ok(Alike { outcome, count: u32::try_from(row.try_get::<i64, _>("count")?).map_err(|_| CORRUPT)? })
}

pub(super) async fn forget(connection: &mut Connection, today: Date) -> Result<Change<u64>, StoreError> {
    sqlx::query("delete from outcome_marks where day < $1")
        .bind(i64::from(today.plus_days(-MARKS_KEPT_DAYS).days()))
        .execute(&mut *connection)
        .await?;
    let forgotten = sqlx::query("delete from outcomes where week < $1")
        .bind(i64::from(today.plus_days(-KEPT_DAYS).days()))
        .execute(connection)
        .await?;
    Ok(Keep(forgotten.rows_affected()))
}
