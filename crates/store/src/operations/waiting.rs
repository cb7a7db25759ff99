//! The waiting list: joining it, offering what is free, passing on what nobody took.

use domain::booking::BookOutcome;
use domain::waiting::{MOST_WAITING, offer_until, to_offer};
use domain::{BookingId, BookingStatus, Instant, NewBooking, Reference, Session, SessionId};
use sqlx::Row as _;

use super::holding::{HeldSession, hold_session, lock_session, put_counts, put_status, without};
use super::{Change, Connection, Keep, Undo, booking, courses, notices};
use crate::{Notice, StoreError};

/// Offers what is free to those who wait and fit, by the rule of [`domain::waiting`]. The session is held; it comes back as
/// it is afterwards.
pub(super) async fn settle(
    connection: &mut Connection,
    mut session: Session,
    now: Instant,
) -> Result<Session, StoreError> {
    let free = session.capacity.unwrap_or_default().saturating_sub(session.places_taken);
    if session.waiting == 0 || free == 0 {
        return Ok(session);
    }
    let Some(until) = offer_until(now, &session) else { return Ok(session) };
    let rows = sqlx::query(
        "select id, places from bookings where session_id = $1 and joined is not null and course is null \
         order by joined",
    )
    .bind(session.id.as_str())
    .fetch_all(&mut *connection)
    .await?;
    let corrupt = || StoreError::Corrupt { what: "an entry of a waiting list" };
    let mut entries: Vec<(BookingId, u16)> = Vec::with_capacity(rows.len());
    for row in &rows {
        let id = row.try_get::<&str, _>("id")?.parse().map_err(|_| corrupt())?;
        entries.push((id, u16::try_from(row.try_get::<i64, _>("places")?).map_err(|_| corrupt())?));
    }
    let asked: Vec<u16> = entries.iter().map(|(_, places)| *places).collect();
    let offered = to_offer(free, &asked);
    for index in &offered {
        let (id, places) = &entries[*index];
        put_status(connection, id, BookingStatus::Offered { until }).await?;
        notices::keep(connection, id, &Notice::Offered { until }, now).await?;
        session.places_taken += places;
        session.places_held += places;
        session.waiting = session.waiting.checked_sub(1).ok_or_else(corrupt)?;
    }
    if !offered.is_empty() {
        put_counts(connection, &session).await?;
    }
    Ok(session)
}

/// Whether a party of so many places has room in a session, or room on its waiting list where it would wait.
///
/// # Errors
/// What there is no room in.
pub(super) fn room(
    session: &Session,
    places: u16,
    would_wait: bool,
    now: Instant,
) -> Result<(), BookOutcome> {
    let capacity = session.capacity.unwrap_or_default();
    let places_left = capacity.saturating_sub(session.places_taken);
    if places <= places_left {
        Ok(())
    } else if !would_wait {
        Err(BookOutcome::Full { places_left })
    } else if places > capacity {
        Err(BookOutcome::TooLarge { capacity })
    } else if offer_until(now, session).is_none() {
        Err(BookOutcome::Full { places_left })
    } else if session.waiting >= MOST_WAITING {
        Err(BookOutcome::WaitingListFull)
    } else {
        Ok(())
    }
}

/// Puts a family for which there is no room on the waiting list.
pub(super) async fn join(
    connection: &mut Connection,
    new: &NewBooking,
    reference: &Reference,
    now: Instant,
) -> Result<Change<BookOutcome>, StoreError> {
    let Some(HeldSession { mut session, rules, .. }) = hold_session(connection, &new.session_id, now).await?
    else {
        return Ok(Undo(BookOutcome::NoSuchSession));
    };
    // Another try of the very same, or another one of the family, may have come first.
    if let Some(outcome) = booking::refusal_now(connection, new, now).await? {
        return Ok(Undo(outcome));
    }
    let places = new.party.places(rules.counts);
    let capacity = session.capacity.unwrap_or_default();
    if places <= capacity.saturating_sub(session.places_taken) {
        // A place was given back a moment ago: the next try books it.
        return Err(StoreError::Conflict);
    }
    let last: i64 = sqlx::query_scalar(
        "select coalesce(max(joined), 0) from bookings where session_id = $1 and joined is not null \
         and course is null",
    )
    .bind(session.id.as_str())
    .fetch_one(&mut *connection)
    .await?;
    if !booking::insert(connection, new, reference, places, Some(last + 1), None, now).await? {
        return booking::lost(connection, new, reference).await;
    }
    session.waiting += 1;
    put_counts(connection, &session).await?;
    let position = session.waiting;
    notices::keep(connection, &new.id, &Notice::Joined { position }, now).await?;
    Ok(Keep(BookOutcome::Joined { position }))
}

/// Sessions with an offer whose time is up, or with free places while families wait, which an import can bring about; of
/// a course any one session.
pub(super) const WITH_WORK: &str = "select session_id from bookings where offered_until <= $1 \
     union select id from sessions where waiting > 0 and closes_at > $1 and status = 'scheduled' \
     and places_taken < capacity \
     union select session_id from bookings where course is not null and joined is not null \
     and closing_told_at is null and not exists (select 1 from sessions where sessions.series_id = bookings.course \
      and status = 'scheduled' and starts_at > $1 and places_taken >= capacity) order by 1";

/// Passes on the offers in one session that nobody took in time. Returns how many families are told something.
pub(super) async fn pass_on(
    connection: &mut Connection,
    id: &SessionId,
    now: Instant,
) -> Result<Change<u64>, StoreError> {
    let Some(HeldSession { mut session, course, .. }) = lock_session(connection, id).await? else {
        return Ok(Undo(0));
    };
    let rows = sqlx::query(
        "select * from bookings where session_id = $1 and offered_until <= $2 and course is null \
         order by offered_until, id",
    )
    .bind(id.as_str())
    .bind(now.unix())
    .fetch_all(&mut *connection)
    .await?;
    let mut told = 0;
    for row in &rows {
        let corrupt = |_| StoreError::Corrupt { what: "a booking" };
        let booking_id: BookingId = row.try_get::<&str, _>("id")?.parse().map_err(corrupt)?;
        let until = Instant::from_unix(row.try_get("offered_until")?);
        let offered = BookingStatus::Offered { until };
        let Ok(lapsed) = offered.lapse(now) else { continue };
        let places = u16::try_from(row.try_get::<i64, _>("places")?)
            .map_err(|_| StoreError::Corrupt { what: "a booking" })?;
        session = without(session, offered, places)?;
        put_status(connection, &booking_id, lapsed).await?;
        notices::keep(connection, &booking_id, &Notice::Lapsed, now).await?;
        told += 1;
    }
    if told > 0 {
        put_counts(connection, &session).await?;
    }
    let waiting = session.waiting;
    let session = settle(connection, session, now).await?;
    told += u64::from(waiting - session.waiting);
    if let Some(mut course) = course {
        course.put(&session);
        told += courses::pass_on(connection, course, now).await?;
    }
    Ok(if told > 0 { Keep(told) } else { Undo(0) })
}
