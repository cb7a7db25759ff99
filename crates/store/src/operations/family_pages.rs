//! Family pages, and how often each was opened.

use domain::Date;
use domain::family_page::{AtAddress, FamilyPage, FamilyPageCount, FamilyPageId};
use sqlx::{Executor, Row as _};

use super::{Change, Connection, Database, Keep, Row, Undo, day};
use crate::{FamilyPageOutcome, StoreError};

const CORRUPT: StoreError = StoreError::Corrupt { what: "a family page" };

pub(super) async fn keep(
    connection: &mut Connection,
    id: &FamilyPageId,
    page: &FamilyPage,
    today: Date,
) -> Result<Change<FamilyPageOutcome>, StoreError> {
    let kept = sqlx::query(
        "insert into family_pages (id, body, made_on) values ($1, $2, $3) on conflict do nothing",
    )
    .bind(id.as_str())
    .bind(page.text())
    .bind(i64::from(today.days()))
    .execute(&mut *connection)
    .await?;
    if kept.rows_affected() > 0 {
        return Ok(Keep(FamilyPageOutcome::Kept));
    }
    let (there, _) = read(&mut *connection, id).await?.ok_or(CORRUPT)?;
    Ok(Undo(if there == *page { FamilyPageOutcome::AlreadyKept } else { FamilyPageOutcome::IdInUse }))
}

pub(super) async fn one(
    reader: impl Executor<'_, Database = Database>,
    id: &FamilyPageId,
) -> Result<Option<AtAddress>, StoreError> {
    let read = read(reader, id).await?;
    Ok(read.map(
        |(page, is_taken_down)| if is_taken_down { AtAddress::TakenDown } else { AtAddress::Page(page) },
    ))
}

/// A page, and whether it was taken down.
async fn read(
    reader: impl Executor<'_, Database = Database>,
    id: &FamilyPageId,
) -> Result<Option<(FamilyPage, bool)>, StoreError> {
    let row = sqlx::query("select body, taken_down_on from family_pages where id = $1")
        .bind(id.as_str())
        .fetch_optional(reader)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let page = FamilyPage::from_text(row.try_get("body")?).ok_or(CORRUPT)?;
    Ok(Some((page, row.try_get::<Option<i64>, _>("taken_down_on")?.is_some())))
}

pub(super) async fn count(
    connection: &mut Connection,
    id: &FamilyPageId,
    day: Date,
) -> Result<Change<()>, StoreError> {
    sqlx::query(
        "insert into family_page_days (page_id, day, count) select id, $2, 1 from family_pages where id = $1 \
         on conflict (page_id, day) do update set count = family_page_days.count + 1",
    )
    .bind(id.as_str())
    .bind(i64::from(day.days()))
    .execute(connection)
    .await?;
    Ok(Keep(()))
}

pub(super) async fn counts(
    readers: impl Executor<'_, Database = Database>,
) -> Result<Vec<FamilyPageCount>, StoreError> {
    let rows = sqlx::query("select page_id, day, count from family_page_days order by page_id, day");
    let read = |row: &Row| {
        Ok(FamilyPageCount {
            id: row.try_get::<&str, _>("page_id")?.parse().map_err(|_| CORRUPT)?,
            day: day(row, "day")?,
            count: u64::try_from(row.try_get::<i64, _>("count")?).map_err(|_| CORRUPT)?,
        })
    };
    rows.fetch_all(readers).await?.iter().map(read).collect()
}
