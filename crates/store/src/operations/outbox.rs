//! Messages on their way: kept with what they are about, taken by a worker, and emptied once they have gone.

use domain::{BookingId, ChangeId, Instant, Reference};
use sqlx::{QueryBuilder, Row as _};

use super::{Change, Connection, Database, Keep, Row, SKIP_LOCKED, Undo, plain};
use crate::message::LONGEST_WAIT;
use crate::{Channel, DueMessage, Message, StoreError};

/// What a message is about. It is forgotten with it.
pub(super) enum About<'a> {
    Booking(&'a BookingId),
    Change(&'a ChangeId),
    Request(&'a Reference),
    /// The team itself, which asked for a link.
    Team,
}

pub(super) async fn keep(
    connection: &mut Connection,
    about: About<'_>,
    message: &Message,
    now: Instant,
) -> Result<(), StoreError> {
    let mut statement = QueryBuilder::<Database>::new("");
    push(&mut statement, about, message, now);
    statement.build().execute(connection).await?;
    Ok(())
}

/// The insert of one message, up to its values: what comes after them says when it is made.
pub(super) fn push(
    statement: &mut QueryBuilder<Database>,
    about: About<'_>,
    message: &Message,
    now: Instant,
) {
    let (booking, change, request) = match about {
        About::Booking(id) => (Some(id.as_str()), None, None),
        About::Change(id) => (None, Some(id.as_str()), None),
        About::Request(reference) => (None, None, Some(reference.as_str())),
        About::Team => (None, None, None),
    };
    statement.push(
        "insert into outbox (id, booking_id, change_id, request_reference, channel, recipient, subject, text, html, \
         calendar, created_at, next_attempt_at) select ",
    );
    statement
        .separated(", ")
        .push_bind(&message.id)
        .push_bind(booking)
        .push_bind(change)
        .push_bind(request)
        .push_bind(message.channel.as_str())
        .push_bind(plain(&message.recipient))
        .push_bind(plain(&message.subject))
        .push_bind(plain(&message.text))
        .push_bind(message.html.as_deref().map(plain))
        .push_bind(message.calendar.as_deref().map(plain))
        .push_bind(now.unix())
        .push_bind(now.unix());
}

pub(super) async fn take_due(
    connection: &mut Connection,
    now: Instant,
    lease: Instant,
    limit: u16,
) -> Result<Change<Vec<DueMessage>>, StoreError> {
    let mut statement = QueryBuilder::<Database>::new(
        "with due as materialized (select id from outbox where next_attempt_at is not null \
         and (next_attempt_at <= $1 or next_attempt_at > $4) order by next_attempt_at, id limit $2 ",
    );
    statement.push(SKIP_LOCKED);
    statement.push(
        ") update outbox set next_attempt_at = $3, attempts = attempts + 1 from due where outbox.id = due.id \
         returning outbox.id, channel, recipient, subject, text, html, calendar, created_at, attempts",
    );
    let rows = sqlx::query(statement.into_sql())
        .bind(now.unix())
        .bind(i64::from(limit))
        .bind(lease.unix())
        .bind(now.plus_minutes(LONGEST_WAIT).unix())
        .fetch_all(connection)
        .await?;
    let mut messages = rows.iter().map(due_message).collect::<Result<Vec<_>, _>>()?;
    // Neither database returns changed rows in an order.
    messages.sort_by(|a, b| (a.created_at, &a.message.id).cmp(&(b.created_at, &b.message.id)));
    Ok(if messages.is_empty() { Undo(messages) } else { Keep(messages) })
}

fn due_message(row: &Row) -> Result<DueMessage, StoreError> {
    let channel = Channel::from_kept(row.try_get("channel")?);
    Ok(DueMessage {
        message: Message {
            id: row.try_get("id")?,
            channel: channel.ok_or(StoreError::Corrupt { what: "a message" })?,
            recipient: row.try_get("recipient")?,
            subject: row.try_get("subject")?,
            text: row.try_get("text")?,
            html: row.try_get("html")?,
            calendar: row.try_get("calendar")?,
        },
        attempts: u32::try_from(row.try_get::<i64, _>("attempts")?).unwrap_or(u32::MAX),
        created_at: Instant::from_unix(row.try_get("created_at")?),
    })
}

pub(super) async fn sent(
    connection: &mut Connection,
    id: &str,
    now: Instant,
) -> Result<Change<()>, StoreError> {
    sqlx::query(
        "update outbox set sent_at = $1, next_attempt_at = null, failed_reason = null, recipient = '', subject = '', \
         text = '', html = null, calendar = null where id = $2 and sent_at is null",
    )
    .bind(now.unix())
    .bind(id)
    .execute(connection)
    .await?;
    Ok(Keep(()))
}

pub(super) async fn failed(
    connection: &mut Connection,
    id: &str,
    reason: &str,
    next: Option<Instant>,
) -> Result<Change<()>, StoreError> {
    // A message that was sent, given up or forgotten stays so, whatever a slow worker says of it.
    sqlx::query(
        "update outbox set failed_reason = $1, next_attempt_at = $2 where id = $3 and next_attempt_at is not null",
    )
    .bind(plain(reason))
    .bind(next.map(Instant::unix))
    .bind(id)
    .execute(&mut *connection)
    .await?;
    // One given up keeps no words: the booking itself says whom to reach.
    sqlx::query(
        "update outbox set recipient = '', subject = '', text = '', html = null, calendar = null \
         where id = $1 and next_attempt_at is null",
    )
    .bind(id)
    .execute(connection)
    .await?;
    Ok(Keep(()))
}
