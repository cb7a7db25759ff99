//! Changes that readers suggest to listings.

use domain::listing_change::ChangeOutcome;
use domain::{ChangeId, Contact, Instant, NewListingChange, OpenListingChange, RawListingChange};
use sqlx::{Executor, Row as _};

use super::outbox::{self, About};
use super::{Change, Connection, Database, Keep, Row, Undo, plain};
use crate::{Message, StoreError};

pub(super) async fn keep(
    connection: &mut Connection,
    change: &NewListingChange,
    message: Option<&Message>,
    now: Instant,
) -> Result<Change<ChangeOutcome>, StoreError> {
    let there = sqlx::query("select id from services where id = $1")
        .bind(change.service_id.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    if there.is_none() {
        return Ok(Undo(ChangeOutcome::NoSuchService));
    }
    let kept = sqlx::query(
        "insert into listing_changes (id, service_id, what, text, email, received_at) \
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
    )
    .bind(change.id.as_str())
    .bind(change.service_id.as_str())
    .bind(change.what.as_str())
    .bind(plain(change.text.as_str()))
    .bind(change.email.as_ref().map_or("", Contact::as_str))
    .bind(now.unix())
    .execute(&mut *connection)
    .await?;
    if kept.rows_affected() == 0 {
        return known(connection, change).await.map(Undo);
    }
    if let Some(message) = message {
        outbox::keep(connection, About::Change(&change.id), message, now).await?;
    }
    Ok(Keep(ChangeOutcome::Kept))
}

/// What to say of a suggestion whose id is known: the very same one is a retry.
async fn known(connection: &mut Connection, change: &NewListingChange) -> Result<ChangeOutcome, StoreError> {
    let row = sqlx::query("select service_id, what, text, email from listing_changes where id = $1")
        .bind(change.id.as_str())
        .fetch_optional(connection)
        .await?;
    // It was forgotten a moment ago; the next try keeps it.
    let Some(row) = row else { return Err(StoreError::Conflict) };
    let same = row.try_get::<&str, _>("service_id")? == change.service_id.as_str()
        && row.try_get::<&str, _>("what")? == change.what.as_str()
        && row.try_get::<&str, _>("text")? == plain(change.text.as_str())
        && row.try_get::<&str, _>("email")? == change.email.as_ref().map_or("", Contact::as_str);
    Ok(if same { ChangeOutcome::AlreadyKept } else { ChangeOutcome::IdInUse })
}

pub(super) async fn open(
    readers: impl Executor<'_, Database = Database>,
) -> Result<Vec<OpenListingChange>, StoreError> {
    let open = sqlx::query(
        "select listing_changes.*, services.body as service_body from listing_changes \
         join services on services.id = listing_changes.service_id \
         where done_at is null order by received_at, listing_changes.id",
    );
    open.fetch_all(readers).await?.iter().map(open_change).collect()
}

fn open_change(row: &Row) -> Result<OpenListingChange, StoreError> {
    let corrupt = || StoreError::Corrupt { what: "a suggested change" };
    let service: domain::Service =
        serde_json::from_str(row.try_get("service_body")?).map_err(|_| corrupt())?;
    let raw = RawListingChange {
        id: row.try_get("id")?,
        what: row.try_get("what")?,
        text: row.try_get("text")?,
        email: row.try_get("email")?,
    };
    let NewListingChange { id, service_id, what, text, email } =
        raw.parse(service.id).map_err(|_| corrupt())?;
    let received_at = Instant::from_unix(row.try_get("received_at")?);
    Ok(OpenListingChange { id, service_id, service: service.name, what, text, email, received_at })
}

pub(super) async fn done(
    connection: &mut Connection,
    id: &ChangeId,
    now: Instant,
) -> Result<Change<bool>, StoreError> {
    let done = sqlx::query("update listing_changes set done_at = $1 where id = $2 and done_at is null")
        .bind(now.unix())
        .bind(id.as_str())
        .execute(connection)
        .await?;
    Ok(Keep(done.rows_affected() > 0))
}

pub(super) async fn forget_before(
    connection: &mut Connection,
    before: Instant,
) -> Result<Change<u64>, StoreError> {
    sqlx::query(
        "delete from outbox where change_id in (select id from listing_changes where received_at < $1)",
    )
    .bind(before.unix())
    .execute(&mut *connection)
    .await?;
    let forgotten = sqlx::query("delete from listing_changes where received_at < $1")
        .bind(before.unix())
        .execute(connection)
        .await?;
    Ok(Keep(forgotten.rows_affected()))
}
