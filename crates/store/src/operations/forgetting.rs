//! Private links that are revoked, and what a family told that is deleted.

use domain::booking::ForgetOutcome;
use domain::{BookingId, CancelledBy, Course, Instant, PrivateToken};

use sqlx::QueryBuilder;

use super::holding::{self, Held, hold, put_counts, put_status, without};
use super::{Change, Connection, Database, Keep, Undo, courses, waiting};
use crate::{Caller, StoreError, fingerprint};

/// Makes `new` the one link that opens the booking.
pub(super) async fn replace_links(
    connection: &mut Connection,
    id: &BookingId,
    token: &PrivateToken,
    new: &PrivateToken,
    now: Instant,
) -> Result<Change<bool>, StoreError> {
    let Some(_held) = hold(connection, id, &Caller::Family(token.clone()), now).await? else {
        // A retry comes with a link that has been revoked by its first try.
        let done = holding::read(connection, id, new).await?.is_some();
        return Ok(Undo(done));
    };
    sqlx::query("update bookings set token_hash = $1 where id = $2")
        .bind(fingerprint::of_token(new).to_vec())
        .bind(id.as_str())
        .execute(&mut *connection)
        .await?;
    sqlx::query("delete from private_links where booking_id = $1")
        .bind(id.as_str())
        .execute(connection)
        .await?;
    Ok(Keep(true))
}

/// Deletes at once what a family told of itself; its places are free again. The fingerprint of its token stays until the
/// session is forgotten, so that a retry is answered the same.
pub(super) async fn forget(
    connection: &mut Connection,
    id: &BookingId,
    token: &PrivateToken,
    now: Instant,
) -> Result<Change<ForgetOutcome>, StoreError> {
    let caller = Caller::Family(token.clone());
    let Some(Held { booking, .. }) = hold(connection, id, &caller, now).await? else {
        let row = sqlx::query("select id, token_hash from bookings where id = $1")
            .bind(id.as_str())
            .fetch_optional(&mut *connection)
            .await?;
        let opened = match &row {
            Some(row) => holding::opens(connection, row, id, token).await?,
            None => false,
        };
        return Ok(Undo(if opened { ForgetOutcome::Forgotten } else { ForgetOutcome::NotFound }));
    };
    let before = booking.status;
    let (mut session, mut course) = (booking.session, booking.course);
    let ends_at = course.as_ref().map_or(session.ends_at, Course::ends_at);
    if now < ends_at
        && let Ok(after) = before.cancel(now, CancelledBy::Family)
        && after != before
    {
        match &mut course {
            Some(course) => courses::release(connection, course, (id, before), &booking.weeks, now).await?,
            None => {
                session = without(session, before, booking.places)?;
                put_counts(connection, &session).await?;
            }
        }
        put_status(connection, id, after).await?;
    }
    sqlx::query(
        "update bookings set name = '', contact = '', contact_key = null, access_needs = '', on_behalf = '', \
         ages = '[]', request_hash = $1, forgotten_before = $2 where id = $3",
    )
    .bind(Vec::<u8>::new())
    .bind(now.unix())
    .bind(id.as_str())
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "update outbox set recipient = '', subject = '', text = '', html = null, calendar = null, \
         next_attempt_at = null, failed_reason = null, notice = null \
         where booking_id = $1 and (recipient <> '' or failed_reason is not null or notice is not null)",
    )
    .bind(id.as_str())
    .execute(&mut *connection)
    .await?;
    match course {
        Some(course) => drop(courses::settle(connection, course, now).await?),
        None => drop(waiting::settle(connection, session, now).await?),
    }
    Ok(Keep(ForgetOutcome::Forgotten))
}

/// Whether the session of a booking, or the last of its course, ended before `$1`.
const IS_PAST: &str = "((course is null and session_id in (select id from sessions where ends_at < $1)) \
     or (course is not null and not exists \
      (select 1 from sessions where sessions.series_id = bookings.course and ends_at >= $1)))";

/// Deletes what families told whose session, or the last of whose course, ended before this moment. Returns how many.
pub(super) async fn forget_before(
    connection: &mut Connection,
    before: Instant,
) -> Result<Change<u64>, StoreError> {
    let mut statement = QueryBuilder::<Database>::new(
        "update bookings set name = '', contact = '', contact_key = null, access_needs = '', on_behalf = '', \
         ages = '[]', token_hash = $2, request_hash = $2, forgotten_before = $1 \
         where forgotten_before is null and ",
    );
    statement.push(IS_PAST);
    let forgotten = sqlx::query(statement.into_sql())
        .bind(before.unix())
        .bind(Vec::<u8>::new())
        .execute(&mut *connection)
        .await?;
    // What a mail server answered may name the address too.
    sqlx::query(
        "update outbox set recipient = '', subject = '', text = '', html = null, calendar = null, \
         next_attempt_at = null, failed_reason = null, notice = null \
         where (recipient <> '' or failed_reason is not null or notice is not null) and booking_id in \
         (select id from bookings where forgotten_before is not null)",
    )
    .execute(&mut *connection)
    .await?;
    // The fingerprints of those who asked to be forgotten at once, and all further links.
    let mut statement = QueryBuilder::<Database>::new(
        "update bookings set token_hash = $2 where forgotten_before is not null and token_hash <> $2 and ",
    );
    statement.push(IS_PAST);
    sqlx::query(statement.into_sql())
        .bind(before.unix())
        .bind(Vec::<u8>::new())
        .execute(&mut *connection)
        .await?;
    let mut statement = QueryBuilder::<Database>::new(
        "delete from private_links where booking_id in (select id from bookings where ",
    );
    statement.push(IS_PAST).push(")");
    sqlx::query(statement.into_sql()).bind(before.unix()).execute(connection).await?;
    Ok(Keep(forgotten.rows_affected()))
}
