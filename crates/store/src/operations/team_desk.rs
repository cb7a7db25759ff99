//! Requests for help, suggested changes and family pages as the hub's team works with them, each step with its record.

use domain::family_page::{FamilyPage, FamilyPageId};
use domain::team_desk::{FamilyPageChange, KeptFamilyPage, RequestStep};
use domain::{Actor, ChangeId, Date, Instant, LocalityId, Location, Record, Recorded, Reference};
use sqlx::{Executor, Row as _};

use super::team::{read_record, record};
use super::{Change, Connection, Database, Keep, Undo, changes, day, family_pages, support_requests};
use crate::StoreError;

/// The most records read at once.
const MOST_RECORDS: i64 = 1000;
/// The most family pages in a list.
const MOST_PAGES: i64 = 500;

pub(super) async fn note_read(
    connection: &mut Connection,
    reference: &Reference,
    locality: &LocalityId,
    actor: &Actor,
    now: Instant,
) -> Result<Change<()>, StoreError> {
    let what = Recorded::RequestRead { reference: reference.clone(), locality: locality.clone() };
    record(connection, actor, None, None, &what, now).await?;
    Ok(Keep(()))
}

pub(super) async fn step(
    connection: &mut Connection,
    reference: &Reference,
    locality: &LocalityId,
    step: &RequestStep,
    actor: &Actor,
    now: Instant,
) -> Result<Change<bool>, StoreError> {
    let (reference, locality) = (reference.clone(), locality.clone());
    let (done, what) = match step {
        RequestStep::Assign(to) => (
            support_requests::assign(connection, &reference, to.as_str()).await?,
            Recorded::RequestAssigned { reference, locality },
        ),
        RequestStep::Close(outcome) => (
            support_requests::close(connection, &reference, *outcome, now).await?,
            Recorded::RequestClosed { reference, locality, outcome: *outcome },
        ),
    };
    if let Keep(false) | Undo(_) = done {
        return Ok(Undo(false));
    }
    record(connection, actor, None, None, &what, now).await?;
    Ok(Keep(true))
}

pub(super) async fn change_done(
    connection: &mut Connection,
    id: &ChangeId,
    actor: &Actor,
    now: Instant,
) -> Result<Change<bool>, StoreError> {
    if let Keep(false) | Undo(_) = changes::done(connection, id, now).await? {
        return Ok(Undo(false));
    }
    record(connection, actor, None, None, &Recorded::SuggestionDone { id: id.clone() }, now).await?;
    Ok(Keep(true))
}

pub(super) async fn change_family_page(
    connection: &mut Connection,
    id: &FamilyPageId,
    change: FamilyPageChange,
    actor: &Actor,
    now: Instant,
) -> Result<Change<bool>, StoreError> {
    let page = id.clone();
    let (taken_down_on, what) = match change {
        FamilyPageChange::TakeDown => (Some(now.london_date()), Recorded::FamilyPageTakenDown { page }),
        FamilyPageChange::PutBack => (None, Recorded::FamilyPagePutBack { page }),
    };
    let changed = sqlx::query(
        "update family_pages set taken_down_on = $2 \
         where id = $1 and (taken_down_on is null) <> (cast($2 as bigint) is null)",
    )
    .bind(id.as_str())
    .bind(taken_down_on.map(|day| i64::from(day.days())))
    .execute(&mut *connection)
    .await?;
    if changed.rows_affected() > 0 {
        record(connection, actor, None, None, &what, now).await?;
        return Ok(Keep(true));
    }
    // What is so already is not done again, nor recorded.
    let there = family_pages::one(&mut *connection, id).await?;
    Ok(Undo(there.is_some()))
}

pub(super) async fn placed_records(
    readers: impl Executor<'_, Database = Database>,
) -> Result<Vec<(Record, Option<LocalityId>)>, StoreError> {
    let rows = sqlx::query(
        "select records.*, locations.body as location_body from records \
         left join sessions on sessions.id = records.session_id \
         left join locations on locations.id = sessions.location_id order by number desc limit $1",
    )
    .bind(MOST_RECORDS)
    .fetch_all(readers)
    .await?;
    let mut records = Vec::with_capacity(rows.len());
    for row in &rows {
        let body: Option<&str> = row.try_get("location_body")?;
        let location: Option<Location> =
            body.map(serde_json::from_str).transpose().map_err(|_| StoreError::Corrupt { what: "a body" })?;
        records.push((read_record(row)?, location.and_then(|location| location.locality)));
    }
    Ok(records)
}

pub(super) async fn family_pages(
    readers: impl Executor<'_, Database = Database>,
    today: Date,
) -> Result<Vec<KeptFamilyPage>, StoreError> {
    const CORRUPT: StoreError = StoreError::Corrupt { what: "a family page" };
    let rows = sqlx::query(
        "select id, body, made_on, taken_down_on, \
         (select cast(coalesce(sum(count), 0) as bigint) from family_page_days where page_id = family_pages.id and day = $1) as today, \
         (select cast(coalesce(sum(count), 0) as bigint) from family_page_days where page_id = family_pages.id) as opened \
         from family_pages order by made_on desc, id limit $2",
    )
    .bind(i64::from(today.days()))
    .bind(MOST_PAGES)
    .fetch_all(readers)
    .await?;
    let mut pages = Vec::with_capacity(rows.len());
    for row in &rows {
        let count = |column: &str| -> Result<u64, StoreError> {
            u64::try_from(row.try_get::<i64, _>(column)?).map_err(|_| CORRUPT)
        };
        pages.push(KeptFamilyPage {
            id: row.try_get::<&str, _>("id")?.parse().map_err(|_| CORRUPT)?,
            page: FamilyPage::from_text(row.try_get("body")?).ok_or(CORRUPT)?,
            made_on: day(row, "made_on")?,
            today: count("today")?,
            opened: count("opened")?,
            is_taken_down: row.try_get::<Option<i64>, _>("taken_down_on")?.is_some(),
        });
    }
    Ok(pages)
}
