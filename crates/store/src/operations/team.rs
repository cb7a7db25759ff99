//! What the hub's team does, each with its record.

use domain::booking::{MarkOutcome, RefusedStep};
use domain::session_change::{CancelReason, CancelSessionOutcome, CapacityOutcome, MoveOutcome, SessionMove};
use domain::team_session::{Tick, TickEffect};
use domain::{
    Actor, BookingId, BookingStatus, Course, Instant, Record, Recorded, Session, SessionId, SessionStatus,
};
use sqlx::Row as _;

use super::catalogue::{raise_version, session};
use super::holding::{self, Held, HeldSession, hold, hold_session, lock_session};
use super::{Change, Connection, Keep, Undo, courses, json, notices, plain};
use crate::{Caller, Notice, Register, StoreError, StoredBooking};

/// The most records read at once.
const MOST_RECORDS: i64 = 1000;

pub(super) async fn set_capacity(
    connection: &mut Connection,
    id: &SessionId,
    capacity: u16,
    actor: &Actor,
    now: Instant,
) -> Result<Change<CapacityOutcome>, StoreError> {
    let Some(HeldSession { session, course, .. }) = hold_session(connection, id, now).await? else {
        return Ok(Undo(CapacityOutcome::NoSuchSession));
    };
    if session.capacity == Some(capacity) {
        return Ok(Undo(CapacityOutcome::Set { families: 0 }));
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
    let waiting = |session: &Session, course: &Option<Course>| {
        u32::from(session.waiting) + course.as_ref().map_or(0, |course| u32::from(course.waiting))
    };
    let before = waiting(&after, &course);
    let (after, course) = courses::settle_session(connection, after, course, now).await?;
    let families = before.saturating_sub(waiting(&after, &course));
    Ok(Keep(CapacityOutcome::Set { families }))
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
    let Some(HeldSession { session, course, .. }) = lock_session(connection, id).await? else {
        return Ok(Undo(CancelSessionOutcome::NoSuchSession));
    };
    let after = match session.cancelled(now) {
        Ok(after) => after,
        Err(outcome) => return Ok(Undo(outcome)),
    };
    // Told first, while they can still be found as those who are live.
    let notice = match reason.as_str() {
        "" => Notice::SessionCancelled,
        reason => Notice::SessionCancelledBecause { reason: plain(reason) },
    };
    let mut families = notices::keep_for_all(connection, id, &notice, now).await?;
    sqlx::query(
        "update bookings set status = 'cancelled', cancelled_by = 'hub', ended_at = $1, joined = null, \
         offered_until = null where session_id = $2 and course is null \
         and status in ('waiting', 'offered', 'booked')",
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
    if let Some(mut course) = course {
        course.put(&after);
        families += without_week(connection, course, &after, now).await?;
    }
    record(connection, actor, Some(id), None, &Recorded::SessionCancelled { families }, now).await?;
    Ok(Keep(CancelSessionOutcome::Cancelled { families }))
}

/// What becomes of a course when one of its weeks is cancelled: the rest stands, and may have room now for those who wait.
/// When none of its weeks goes ahead, or ever did, it is cancelled as a whole. Returns how many families are told of
/// that besides those who were to come in this week.
async fn without_week(
    connection: &mut Connection,
    course: Course,
    week: &Session,
    now: Instant,
) -> Result<u32, StoreError> {
    if course.whole(now).status == SessionStatus::Scheduled {
        courses::settle(connection, course, now).await?;
        return Ok(0);
    }
    // Those who come in this week have just been told.
    let others = sqlx::query(
        "update bookings set notices = notices + 1 where course = $1 and status in ('waiting', 'offered', 'booked') \
         and forgotten_before is null and id not in \
         (select booking_id from course_weeks where session_id = $2 and coming = 1) \
         returning id, contact_by, notices",
    )
    .bind(week.series_id.as_str())
    .bind(week.id.as_str())
    .fetch_all(&mut *connection)
    .await?;
    let told =
        notices::keep_rows(connection, &others, Some(&week.id), &Notice::SessionCancelled, now).await?;
    sqlx::query(
        "update bookings set status = 'cancelled', cancelled_by = 'hub', ended_at = $1, joined = null, \
         offered_until = null where course = $2 and status in ('waiting', 'offered', 'booked')",
    )
    .bind(now.unix())
    .bind(week.series_id.as_str())
    .execute(connection)
    .await?;
    Ok(told)
}

pub(super) async fn move_session(
    connection: &mut Connection,
    id: &SessionId,
    to: &SessionMove,
    actor: &Actor,
    now: Instant,
) -> Result<Change<MoveOutcome>, StoreError> {
    raise_version(connection).await?;
    let Some(HeldSession { session, mut course, .. }) = lock_session(connection, id).await? else {
        return Ok(Undo(MoveOutcome::NoSuchSession));
    };
    let mut after = match session.moved(to, now) {
        Ok(after) => after,
        Err(outcome) => return Ok(Undo(outcome)),
    };
    if let Some(course) = &mut course {
        if course.joining_week().id == *id && !course.rule.single_weeks {
            // The other weeks close with this one.
            sqlx::query(
                "update sessions set closes_at = $1 where series_id = $2 and closes_at = $3 and id <> $4",
            )
            .bind(after.closes_at.unix())
            .bind(session.series_id.as_str())
            .bind(session.closes_at.unix())
            .bind(id.as_str())
            .execute(&mut *connection)
            .await?;
        } else if !course.rule.single_weeks {
            // Only the last week in which families may join moves the moment until which they may.
            after.closes_at = session.closes_at.min(after.closes_at);
        }
        course.put(&after);
    }
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
    sqlx::query(
        "update bookings set offered_until = $1 where session_id = $2 and offered_until > $1 and course is null",
    )
    .bind(after.closes_at.unix())
    .bind(id.as_str())
    .execute(&mut *connection)
    .await?;
    if let Some(course) = &course {
        sqlx::query("update bookings set offered_until = $1 where course = $2 and offered_until > $1")
            .bind(course.closes_at().unix())
            .bind(session.series_id.as_str())
            .execute(&mut *connection)
            .await?;
    }
    let closes_at = course.as_ref().map_or(after.closes_at, Course::closes_at);
    if closes_at > now {
        // Those who were told that it had closed wait on, and are told again when it does.
        sqlx::query(
            "update bookings set closing_told_at = null where closing_told_at is not null \
             and ((session_id = $1 and course is null) or course = $2)",
        )
        .bind(id.as_str())
        .bind(session.series_id.as_str())
        .execute(&mut *connection)
        .await?;
    }
    let notice = Notice::SessionMoved { from: session.starts_at, from_location: session.location_id.clone() };
    let families = notices::keep_for_all(connection, id, &notice, now).await?;
    let what = Recorded::SessionMoved {
        from: session.starts_at,
        to: after.starts_at,
        from_location: session.location_id,
        to_location: after.location_id.clone(),
    };
    record(connection, actor, Some(id), None, &what, now).await?;
    courses::settle_session(connection, after, course, now).await?;
    Ok(Keep(MoveOutcome::Moved { families }))
}

pub(super) async fn mark(
    connection: &mut Connection,
    id: &BookingId,
    session: Option<&SessionId>,
    tick: Tick,
    actor: &Actor,
    now: Instant,
) -> Result<Change<MarkOutcome>, StoreError> {
    let caller = Caller::Team(actor.clone());
    let Some(Held { booking, .. }) = hold(connection, id, &caller, now).await? else {
        return Ok(Undo(MarkOutcome::NotFound));
    };
    if booking.course.is_some() {
        return mark_week(connection, &booking, session, tick, actor, now).await;
    }
    if session.is_some_and(|session| *session != booking.session.id) {
        return Ok(Undo(MarkOutcome::NotFound));
    }
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
    let effect = match effect(tick, booking.attended, noted_at) {
        Ok(effect) => effect,
        Err(outcome) => return Ok(Undo(outcome)),
    };
    sqlx::query("update bookings set attended = $1, noted_at = $2 where id = $3")
        .bind(tick.came.map(i64::from))
        .bind(tick.at.unix())
        .bind(id.as_str())
        .execute(&mut *connection)
        .await?;
    if effect == TickEffect::Noted {
        record(connection, actor, Some(&booking.session.id), Some(id), &recorded(tick), now).await?;
    }
    Ok(Keep(MarkOutcome::Marked))
}

/// What a tick changes of what is known, or why it changes nothing.
fn effect(tick: Tick, known: Option<bool>, noted_at: Option<i64>) -> Result<TickEffect, MarkOutcome> {
    let noted_at = noted_at.map(Instant::from_unix);
    match tick.against(known, noted_at) {
        TickEffect::TooLate => Err(MarkOutcome::NotedLater { came: known }),
        TickEffect::Same if noted_at >= Some(tick.at) => Err(MarkOutcome::Marked),
        effect => Ok(effect),
    }
}

fn recorded(tick: Tick) -> Recorded {
    tick.came.map_or(Recorded::Unmarked, |came| Recorded::Marked { came })
}

/// Notes whether a family came in one week of its course; without saying which, in the last whose day has come. The weeks
/// before a booking was cancelled can be marked too.
async fn mark_week(
    connection: &mut Connection,
    booking: &StoredBooking,
    session: Option<&SessionId>,
    tick: Tick,
    actor: &Actor,
    now: Instant,
) -> Result<Change<MarkOutcome>, StoreError> {
    let sessions = booking.course.as_ref().map_or(&[][..], Course::sessions);
    let has_come = |one: &&Session| one.starts_at.london_date() <= now.london_date();
    let comes = |one: &&Session| booking.weeks.iter().any(|week| week.coming && week.session_id == one.id);
    let week = match session {
        Some(id) => sessions.iter().find(|one| one.id == *id),
        None => sessions.iter().rfind(|one| has_come(one) && comes(one)).or(sessions.first()),
    };
    let Some(week) = week else { return Ok(Undo(MarkOutcome::NotFound)) };
    if matches!(booking.status, BookingStatus::Offered { .. }) || !comes(&week) {
        return Ok(Undo(MarkOutcome::Refused(RefusedStep::NotBooked)));
    }
    if !has_come(&week) {
        return Ok(Undo(MarkOutcome::TooEarly));
    }
    let known = booking.weeks.iter().find(|one| one.session_id == week.id).and_then(|one| one.attended);
    let noted_at: Option<i64> =
        sqlx::query_scalar("select noted_at from course_weeks where booking_id = $1 and session_id = $2")
            .bind(booking.id.as_str())
            .bind(week.id.as_str())
            .fetch_one(&mut *connection)
            .await?;
    let effect = match effect(tick, known, noted_at) {
        Ok(effect) => effect,
        Err(outcome) => return Ok(Undo(outcome)),
    };
    sqlx::query(
        "update course_weeks set attended = $1, noted_at = $2 where booking_id = $3 and session_id = $4",
    )
    .bind(tick.came.map(i64::from))
    .bind(tick.at.unix())
    .bind(booking.id.as_str())
    .bind(week.id.as_str())
    .execute(&mut *connection)
    .await?;
    if effect == TickEffect::Noted {
        record(connection, actor, Some(&week.id), Some(&booking.id), &recorded(tick), now).await?;
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
    let rows = sqlx::query(
        "select * from bookings where session_id = $1 and course is null \
         and status in ('waiting', 'offered', 'booked') and forgotten_before is null order by coalesce(joined, 0)",
    )
    .bind(id.as_str())
    .fetch_all(&mut *connection)
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
    bookings.extend(of_course(connection, &session).await?);
    // Those who wait come last, in their order, so that their position is their row.
    bookings.sort_by_cached_key(|one| {
        let rank = match one.status {
            BookingStatus::Booked => 0,
            BookingStatus::Offered { .. } => 1,
            _ => 2,
        };
        (rank, one.position, one.name.as_str().to_lowercase(), one.id.as_str().to_owned())
    });
    Ok(Some(Register { session, bookings }))
}

/// Who comes to a session with its course, with as many as come in that week; and who waits for the course.
async fn of_course(connection: &mut Connection, session: &Session) -> Result<Vec<StoredBooking>, StoreError> {
    let rows = sqlx::query(
        "select bookings.*, weeks.places as week_places, weeks.attended as week_attended \
         from bookings left join course_weeks as weeks on weeks.booking_id = bookings.id and weeks.session_id = $1 \
         where bookings.course = $2 and forgotten_before is null \
         and (weeks.coming = 1 or bookings.joined is not null) order by coalesce(joined, 0)",
    )
    .bind(session.id.as_str())
    .bind(session.series_id.as_str())
    .fetch_all(connection)
    .await?;
    let mut bookings = Vec::with_capacity(rows.len());
    let mut position = 0;
    for row in &rows {
        let mut booking = holding::stored(row, session.clone())?;
        match booking.status {
            BookingStatus::Waiting { .. } => {
                position += 1;
                booking.position = Some(position);
            }
            BookingStatus::Offered { .. } => (),
            // A family that has given the rest of its course back did come in this week.
            _ => booking.status = BookingStatus::Booked,
        }
        if let Some(places) = row.try_get::<Option<i64>, _>("week_places")? {
            booking.places =
                u16::try_from(places).map_err(|_| StoreError::Corrupt { what: "a week of a course" })?;
        }
        booking.attended = row.try_get::<Option<i64>, _>("week_attended")?.map(|came| came == 1);
        bookings.push(booking);
    }
    Ok(bookings)
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
