//! Requests for help. What is asked is sealed before it comes here.

use domain::support_request::{KeepOutcome, NewSupportRequest, RequestOutcome, RequestState, StoredRequest};
use domain::{Instant, PrivateToken, Reference};
use sqlx::{Executor, Row as _};

use super::outbox::{self, About};
use super::{Change, Connection, Database, Keep, Row, Undo, day, plain};
use crate::{Message, StoreError, fingerprint};

const CORRUPT: StoreError = StoreError::Corrupt { what: "a request for help" };

pub(super) async fn keep(
    connection: &mut Connection,
    request: &NewSupportRequest,
    message: Option<&Message>,
    now: Instant,
) -> Result<Change<KeepOutcome>, StoreError> {
    let hash = fingerprint::of_token(&request.token);
    let kept = sqlx::query(
        "insert into support_requests (reference, token_hash, locality, state, sealed, received_at, answer_by) \
         values ($1, $2, $3, 'received', $4, $5, $6) on conflict do nothing",
    )
    .bind(request.reference.as_str())
    .bind(&hash[..])
    .bind(request.locality.as_str())
    .bind(&request.sealed[..])
    .bind(now.unix())
    .bind(i64::from(request.answer_by.days()))
    .execute(&mut *connection)
    .await?;
    if kept.rows_affected() == 0 {
        return match by_token(&mut *connection, &request.token).await? {
            Some(_) => Ok(Undo(KeepOutcome::AlreadyKept)),
            None => Err(StoreError::ReferenceTaken),
        };
    }
    if let Some(message) = message {
        outbox::keep(connection, About::Request(&request.reference), message, now).await?;
    }
    Ok(Keep(KeepOutcome::Kept))
}

pub(super) async fn by_token(
    reader: impl Executor<'_, Database = Database>,
    token: &PrivateToken,
) -> Result<Option<StoredRequest>, StoreError> {
    let hash = fingerprint::of_token(token);
    let row = sqlx::query("select * from support_requests where token_hash = $1").bind(&hash[..]);
    row.fetch_optional(reader).await?.as_ref().map(read).transpose()
}

pub(super) async fn by_reference(
    reader: impl Executor<'_, Database = Database>,
    reference: &Reference,
) -> Result<Option<StoredRequest>, StoreError> {
    let row = sqlx::query("select * from support_requests where reference = $1").bind(reference.as_str());
    row.fetch_optional(reader).await?.as_ref().map(read).transpose()
}

pub(super) async fn open(
    readers: impl Executor<'_, Database = Database>,
) -> Result<Vec<StoredRequest>, StoreError> {
    let open = sqlx::query(
        "select * from support_requests where state in ('received', 'assigned') order by answer_by, received_at, reference",
    );
    open.fetch_all(readers).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<StoredRequest, StoreError> {
    let outcome = row.try_get::<Option<&str>, _>("outcome")?;
    Ok(StoredRequest {
        reference: row.try_get::<&str, _>("reference")?.parse().map_err(|_| CORRUPT)?,
        locality: row.try_get::<&str, _>("locality")?.parse().map_err(|_| CORRUPT)?,
        state: RequestState::parse(row.try_get("state")?).ok_or(CORRUPT)?,
        assigned_to: row.try_get("assigned_to")?,
        outcome: outcome.map(|text| RequestOutcome::parse(text).ok_or(CORRUPT)).transpose()?,
        sealed: row.try_get::<Option<Vec<u8>>, _>("sealed")?.unwrap_or_default(),
        received_at: Instant::from_unix(row.try_get("received_at")?),
        answer_by: day(row, "answer_by")?,
    })
}

/// Takes a request back: what was asked goes at once, with messages about it that have not gone out.
pub(super) async fn withdraw(
    connection: &mut Connection,
    token: &PrivateToken,
    now: Instant,
) -> Result<Change<bool>, StoreError> {
    let hash = fingerprint::of_token(token);
    let taken = sqlx::query(
        "update support_requests set state = 'withdrawn', sealed = null, assigned_to = '', ended_at = $2 \
         where token_hash = $1 and state in ('received', 'assigned')",
    )
    .bind(&hash[..])
    .bind(now.unix())
    .execute(&mut *connection)
    .await?;
    if taken.rows_affected() == 0 {
        return Ok(Undo(false));
    }
    sqlx::query(
        "delete from outbox where request_reference in (select reference from support_requests where token_hash = $1) \
         and sent_at is null",
    )
    .bind(&hash[..])
    .execute(connection)
    .await?;
    Ok(Keep(true))
}

pub(super) async fn assign(
    connection: &mut Connection,
    reference: &Reference,
    to: &str,
) -> Result<Change<bool>, StoreError> {
    let done = sqlx::query(
        "update support_requests set state = 'assigned', assigned_to = $2 \
         where reference = $1 and state in ('received', 'assigned')",
    )
    .bind(reference.as_str())
    .bind(plain(to))
    .execute(connection)
    .await?;
    Ok(Keep(done.rows_affected() > 0))
}

pub(super) async fn close(
    connection: &mut Connection,
    reference: &Reference,
    outcome: RequestOutcome,
    now: Instant,
) -> Result<Change<bool>, StoreError> {
    let done = sqlx::query(
        "update support_requests set state = 'closed', outcome = $2, ended_at = $3 \
         where reference = $1 and state in ('received', 'assigned')",
    )
    .bind(reference.as_str())
    .bind(outcome.slug())
    .bind(now.unix())
    .execute(connection)
    .await?;
    Ok(Keep(done.rows_affected() > 0))
}

/// Deletes what was asked, with every message about it; locality, days and outcome stay, to be counted. A request that
/// is still open by then is closed, because nobody can answer it any more.
pub(super) async fn forget(
    connection: &mut Connection,
    ended_before: Instant,
    received_before: Instant,
) -> Result<Change<u64>, StoreError> {
    sqlx::query(
        "delete from outbox where request_reference in \
         (select reference from support_requests where ended_at < $1 or received_at < $2)",
    )
    .bind(ended_before.unix())
    .bind(received_before.unix())
    .execute(&mut *connection)
    .await?;
    let forgotten = sqlx::query(
        "update support_requests set sealed = null, assigned_to = '', \
         outcome = case when state in ('received', 'assigned') then 'not-reached' else outcome end, \
         state = case when state in ('received', 'assigned') then 'closed' else state end \
         where sealed is not null and (ended_at < $1 or received_at < $2)",
    )
    .bind(ended_before.unix())
    .bind(received_before.unix())
    .execute(connection)
    .await?;
    Ok(Keep(forgotten.rows_affected()))
}
