//! What the hub's team does, each with its record.

use domain::booking::MarkOutcome;
use domain::session_change::{CancelReason, CancelSessionOutcome, CapacityOutcome, MoveOutcome, SessionMove};
use domain::team_session::{Tick, TickEffect};
use domain::{Actor, BookingId, BookingStatus, Instant, Record, Recorded, SessionId};
use sqlx::Row as _;

use super::holding::{self, Held, HeldSession, hold, hold_session, lock_session};
use super::{Change, Connection, Keep, Undo, json, notices, plain, raise_version, session, waiting};
use crate::{Caller, Notice, Register, StoreError};

/// The most records read at once.
const MOST_RECORDS: i64 = 1000;

pub(super) async fn set_capacity(
    connection: &mut Connection,
    id: &SessionId,
    capacity: u16,
    actor: &Actor,
    now: Instant,
) -> Result<Change<CapacityOutcome>, StoreError> {
    let Some(HeldSession { session, .. }) = hold_session(connection, id, now).await? else {
        return Ok(Undo(CapacityOutcome::NoSuchSession));
    };
    if session.capacity == Some(capacity) {
        return Ok(Undo(CapacityOutcome::Set));
    }
    let after = match session.with_capacity(capacity, now) {
        Ok(after) => after,
        Err(outcome) => return Ok(Undo(outcome)),
    };
    sqlx::query("update sessions set capacity = $1, capacity_by_hub = 1 where id = $2")
        .bind(i64::from(capacity))
        .bind(id.as_str())
        .execute(&mut *connection)
        .await?;
    let what = Recorded::CapacityChanged { from: session.capacity.unwrap_or_default(), to: capacity };
    record(connection, actor, Some(id), None, &what, now).await?;
    waiting::settle(connection, after, now).await?;
    Ok(Keep(CapacityOutcome::Set))
}

pub(super) async fn cancel_session(
    connection: &mut Connection,
    id: &SessionId,
    reason: &CancelReason,
    actor: &Actor,
    now: Instant,
) -> Result<Change<CancelSessionOutcome>, StoreError> {
    // Lists of sessions are drawn from what each server has read: it is to read again.
    raise_version(connection).await?;
    let Some(HeldSession { session, .. }) = lock_session(connection, id).await? else {
        return Ok(Undo(CancelSessionOutcome::NoSuchSession));
    };
    if let Err(outcome) = session.cancelled(now) {
        return Ok(Undo(outcome));
    }
    // Told first, while they can still be found as those who are live.
    let notice = match reason.as_str() {
        "" => Notice::SessionCancelled,
        reason => Notice::SessionCancelledBecause { reason: plain(reason) },
    };
    let families = notices::keep_for_all(connection, id, &notice, now).await?;
    sqlx::query(
        "update bookings set status = 'cancelled', cancelled_by = 'hub', ended_at = $1, joined = null, \
         offered_until = null where session_id = $2 and status in ('waiting', 'offered', 'booked')",
    )
    .bind(now.unix())
    .bind(id.as_str())
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "update sessions set status = 'cancelled', places_taken = 0, places_held = 0, waiting = 0 where id = $1",
    )
    .bind(id.as_str())
    .execute(&mut *connection)
    .await?;
    record(connection, actor, Some(id), None, &Recorded::SessionCancelled { families }, now).await?;
    Ok(Keep(CancelSessionOutcome::Cancelled { families }))
}

pub(super) async fn move_session(
    connection: &mut Connection,
    id: &SessionId,
    to: &SessionMove,
    actor: &Actor,
    now: Instant,
) -> Result<Change<MoveOutcome>, StoreError> {
    raise_version(connection).await?;
    let Some(HeldSession { session, .. }) = lock_session(connection, id).await? else {
        return Ok(Undo(MoveOutcome::NoSuchSession));
    };
    let after = match session.moved(to, now) {
        Ok(after) => after,
        Err(outcome) => return Ok(Undo(outcome)),
    };
    let there: i64 = sqlx::query_scalar("select count(*) from locations where id = $1")
        .bind(to.location_id.as_str())
        .fetch_one(&mut *connection)
        .await?;
    if there == 0 {
        return Ok(Undo(MoveOutcome::NoSuchLocation));
    }
    sqlx::query(
        "update sessions set starts_at = $1, ends_at = $2, opens_at = $3, closes_at = $4, location_id = $5, \
         moved_by_hub = 1 where id = $6",
    )
    .bind(after.starts_at.unix())
    .bind(after.ends_at.unix())
    .bind(after.opens_at.map(Instant::unix))
    .bind(after.closes_at.unix())
    .bind(after.location_id.as_str())
    .bind(id.as_str())
    .execute(&mut *connection)
    .await?;
    // No offer stands past the closing.
    sqlx::query("update bookings set offered_until = $1 where session_id = $2 and offered_until > $1")
        .bind(after.closes_at.unix())
        .bind(id.as_str())
        .execute(&mut *connection)
        .await?;
    let notice = Notice::SessionMoved { from: session.starts_at, from_location: session.location_id.clone() };
    let families = notices::keep_for_all(connection, id, &notice, now).await?;
    let what = Recorded::SessionMoved {
        from: session.starts_at,
        to: after.starts_at,
        from_location: session.location_id,
        to_location: after.location_id.clone(),
    };
    record(connection, actor, Some(id), None, &what, now).await?;
    waiting::settle(connection, after, now).await?;
    Ok(Keep(MoveOutcome::Moved { families }))
}

pub(super) async fn mark(
    connection: &mut Connection,
    id: &BookingId,
    tick: Tick,
    actor: &Actor,
    now: Instant,
) -> Result<Change<MarkOutcome>, StoreError> {
    let caller = Caller::Team(actor.clone());
    let Some(Held { booking, .. }) = hold(connection, id, &caller, now).await? else {
        return Ok(Undo(MarkOutcome::NotFound));
    };
    if let Err(refused) = booking.status.mark() {
        return Ok(Undo(MarkOutcome::Refused(refused)));
    }
    if now.london_date() < booking.session.starts_at.london_date() {
        return Ok(Undo(MarkOutcome::TooEarly));
    }
    let noted_at: Option<i64> = sqlx::query_scalar("select noted_at from bookings where id = $1")
        .bind(id.as_str())
        .fetch_one(&mut *connection)
        .await?;
    let noted_at = noted_at.map(Instant::from_unix);
    let effect = tick.against(booking.attended, noted_at);
    if effect == TickEffect::TooLate {
        return Ok(Undo(MarkOutcome::NotedLater { came: booking.attended }));
    }
    if effect == TickEffect::Same && noted_at >= Some(tick.at) {
        return Ok(Undo(MarkOutcome::Marked));
    }
    sqlx::query("update bookings set attended = $1, noted_at = $2 where id = $3")
        .bind(tick.came.map(i64::from))
        .bind(tick.at.unix())
        .bind(id.as_str())
        .execute(&mut *connection)
        .await?;
    if effect == TickEffect::Noted {
        let what = tick.came.map_or(Recorded::Unmarked, |came| Recorded::Marked { came });
        record(connection, actor, Some(&booking.session.id), Some(id), &what, now).await?;
    }
    Ok(Keep(MarkOutcome::Marked))
}

pub(super) async fn register(
    connection: &mut Connection,
    id: &SessionId,
) -> Result<Option<Register>, StoreError> {
    let row = sqlx::query("select * from sessions where id = $1")
        .bind(id.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let session = session(&row)?;
    // Those who wait come last, in their order, so that their position is their row.
    let rows = sqlx::query(
        "select * from bookings where session_id = $1 and status in ('waiting', 'offered', 'booked') \
         and forgotten_before is null order by case status when 'booked' then 0 when 'offered' then 1 else 2 end, \
         coalesce(joined, 0), lower(name), id",
    )
    .bind(id.as_str())
    .fetch_all(connection)
    .await?;
    let mut bookings = Vec::with_capacity(rows.len());
    let mut position = 0;
    for row in &rows {
        let mut booking = holding::stored(row, session.clone())?;
        if let BookingStatus::Waiting { .. } = booking.status {
            position += 1;
            booking.position = Some(position);
        }
        bookings.push(booking);
    }
    Ok(Some(Register { session, bookings }))
}

/// Notes what the team did.
pub(super) async fn record(
    connection: &mut Connection,
    actor: &Actor,
    session: Option<&SessionId>,
    booking: Option<&BookingId>,
    what: &Recorded,
    now: Instant,
) -> Result<(), StoreError> {
    sqlx::query("insert into records (at, actor, session_id, booking_id, what) values ($1, $2, $3, $4, $5)")
        .bind(now.unix())
        .bind(plain(actor.as_str()))
        .bind(session.map(SessionId::as_str))
        .bind(booking.map(BookingId::as_str))
        .bind(json(what)?)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn records(
    connection: &mut Connection,
    session: &SessionId,
) -> Result<Vec<Record>, StoreError> {
    let rows = sqlx::query("select * from records where session_id = $1 order by number desc limit $2")
        .bind(session.as_str())
        .bind(MOST_RECORDS)
        .fetch_all(connection)
        .await?;
    rows.iter().map(read_record).collect()
}

/// The latest of all.
pub(super) async fn all_records(connection: &mut Connection) -> Result<Vec<Record>, StoreError> {
    let rows = sqlx::query("select * from records order by number desc limit $1")
        .bind(MOST_RECORDS)
        .fetch_all(connection)
        .await?;
    rows.iter().map(read_record).collect()
}

pub(super) fn read_record(row: &super::Row) -> Result<Record, StoreError> {
    let corrupt = || StoreError::Corrupt { what: "a record" };
    let session_id: Option<&str> = row.try_get("session_id")?;
    let booking_id: Option<&str> = row.try_get("booking_id")?;
    Ok(Record {
        at: Instant::from_unix(row.try_get("at")?),
        actor: Actor::parse(row.try_get("actor")?).map_err(|_| corrupt())?,
        session_id: session_id.map(str::parse).transpose().map_err(|_| corrupt())?,
        booking_id: booking_id.map(str::parse).transpose().map_err(|_| corrupt())?,
        what: serde_json::from_str(row.try_get("what")?).map_err(|_| corrupt())?,
    })
}
