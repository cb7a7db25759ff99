//! Notices: kept with what they tell of, found by whoever writes their words, turned into messages.

use domain::{BookingId, Contact, Instant, PrivateToken, SessionId, TimeOfDay};
use sqlx::Row as _;

use super::holding::{self, lock_session};
use super::{Change, Connection, Keep, Row, Undo, json, plain};
use crate::{DueNotice, Message, Notice, StoreError, fingerprint};

/// How soon a lost link is sent again, in minutes.
const LINK_EVERY: i64 = 10;
/// How many lost links are sent at once.
const MOST_LINKS: i64 = 20;

/// Keeps a notice for one family; one that is forgotten cannot be told anything.
pub(super) async fn keep(
    connection: &mut Connection,
    id: &BookingId,
    notice: &Notice,
    now: Instant,
) -> Result<(), StoreError> {
    keep_one(connection, id, None, notice, now).await
}

/// Keeps a notice for one family that is about one session of its course.
pub(super) async fn keep_about(
    connection: &mut Connection,
    id: &BookingId,
    session: &SessionId,
    notice: &Notice,
    now: Instant,
) -> Result<(), StoreError> {
    keep_one(connection, id, Some(session), notice, now).await
}

async fn keep_one(
    connection: &mut Connection,
    id: &BookingId,
    session: Option<&SessionId>,
    notice: &Notice,
    now: Instant,
) -> Result<(), StoreError> {
    let rows = sqlx::query(
        "update bookings set notices = notices + 1 where id = $1 and forgotten_before is null \
         returning id, contact_by, notices",
    )
    .bind(id.as_str())
    .fetch_all(&mut *connection)
    .await?;
    keep_rows(connection, &rows, session, notice, now).await.map(|_| ())
}

/// Keeps a notice for every family with a live booking in a session, by itself or with its course. Returns how many there
/// are.
pub(super) async fn keep_for_all(
    connection: &mut Connection,
    session: &SessionId,
    notice: &Notice,
    now: Instant,
) -> Result<u32, StoreError> {
    let rows = sqlx::query(
        "update bookings set notices = notices + 1 \
         where session_id = $1 and course is null and status in ('waiting', 'offered', 'booked') \
         and forgotten_before is null returning id, contact_by, notices",
    )
    .bind(session.as_str())
    .fetch_all(&mut *connection)
    .await?;
    let of_course = sqlx::query(
        "update bookings set notices = notices + 1 where status in ('offered', 'booked') and forgotten_before is null \
         and id in (select booking_id from course_weeks where session_id = $1 and coming = 1) \
         returning id, contact_by, notices",
    )
    .bind(session.as_str())
    .fetch_all(&mut *connection)
    .await?;
    let told = keep_rows(connection, &rows, None, notice, now).await?;
    Ok(told + keep_rows(connection, &of_course, Some(session), notice, now).await?)
}

/// Keeps one for each of these bookings, whose notices have just been counted up; about one session, where they are for
/// a course.
pub(super) async fn keep_rows(
    connection: &mut Connection,
    rows: &[Row],
    session: Option<&SessionId>,
    notice: &Notice,
    now: Instant,
) -> Result<u32, StoreError> {
    let words = json(notice)?;
    for row in rows {
        let id: &str = row.try_get("id")?;
        let channel = if row.try_get::<&str, _>("contact_by")? == "email" { "email" } else { "text" };
        sqlx::query(
            "insert into outbox (id, booking_id, channel, recipient, subject, text, created_at, notice, session_id) \
             values ($1, $2, $3, '', '', '', $4, $5, $6)",
        )
        .bind(fingerprint::message_id(id, row.try_get("notices")?))
        .bind(id)
        .bind(channel)
        .bind(now.unix())
        .bind(&words)
        .bind(session.map(SessionId::as_str))
        .execute(&mut *connection)
        .await?;
    }
    Ok(u32::try_from(rows.len()).unwrap_or(u32::MAX))
}

/// Reminds the families whose session, or week of a course, is tomorrow in London, each once for each day it may be moved
/// to.
pub(super) async fn remind(connection: &mut Connection, now: Instant) -> Result<Change<u32>, StoreError> {
    let tomorrow = now.london_date().plus_days(1);
    // The first condition is the one of the index on live bookings, without which it would not be used.
    let midnight = TimeOfDay::new(0, 0).ok_or(StoreError::Corrupt { what: "the clock" })?;
    let rows = sqlx::query(
        "update bookings set notices = notices + 1, reminded_on = $1 \
         where status in ('waiting', 'offered', 'booked') and status = 'booked' and forgotten_before is null \
         and course is null \
         and (reminded_on is null or reminded_on <> $1) and session_id in \
         (select id from sessions where starts_at >= $2 and starts_at < $3 and status = 'scheduled') \
         returning id, contact_by, notices",
    )
    .bind(i64::from(tomorrow.days()))
    .bind(Instant::from_london(tomorrow, midnight).unix())
    .bind(Instant::from_london(tomorrow.plus_days(1), midnight).unix())
    .fetch_all(&mut *connection)
    .await?;
    let mut reminded = keep_rows(connection, &rows, None, &Notice::Reminder, now).await?;
    let weeks = sqlx::query(
        "update course_weeks set reminded_on = $1 where coming = 1 and (reminded_on is null or reminded_on <> $1) \
         and session_id in \
         (select id from sessions where starts_at >= $2 and starts_at < $3 and status = 'scheduled') \
         and booking_id in (select id from bookings where course is not null and status = 'booked' \
         and forgotten_before is null) returning booking_id, session_id",
    )
    .bind(i64::from(tomorrow.days()))
    .bind(Instant::from_london(tomorrow, midnight).unix())
    .bind(Instant::from_london(tomorrow.plus_days(1), midnight).unix())
    .fetch_all(&mut *connection)
    .await?;
    let corrupt = || StoreError::Corrupt { what: "a week of a course" };
    for row in &weeks {
        let id = row.try_get::<&str, _>("booking_id")?.parse().map_err(|_| corrupt())?;
        let session: SessionId = row.try_get::<&str, _>("session_id")?.parse().map_err(|_| corrupt())?;
        keep_about(connection, &id, &session, &Notice::Reminder, now).await?;
        reminded += 1;
    }
    Ok(if reminded > 0 { Keep(reminded) } else { Undo(0) })
}

/// Asks the families whose session was yesterday in London how it was, each once. A family on a course is asked after the
/// week that it booked the course by.
pub(super) async fn ask_how_it_was(
    connection: &mut Connection,
    now: Instant,
) -> Result<Change<u32>, StoreError> {
    let today = now.london_date();
    let midnight = TimeOfDay::new(0, 0).ok_or(StoreError::Corrupt { what: "the clock" })?;
    let rows = sqlx::query(
        "update bookings set notices = notices + 1, asked_on = $1 \
         where status in ('waiting', 'offered', 'booked') and status = 'booked' and forgotten_before is null \
         and (attended is null or attended = 1) and asked_on is null and session_id in \
         (select id from sessions where starts_at >= $2 and starts_at < $3 and ends_at <= $4 and status = 'scheduled') \
         and not exists (select 1 from course_weeks where booking_id = bookings.id \
         and course_weeks.session_id = bookings.session_id and (coming = 0 or course_weeks.attended = 0)) \
         returning id, contact_by, notices",
    )
    .bind(i64::from(today.days()))
    .bind(Instant::from_london(today.plus_days(-1), midnight).unix())
    .bind(Instant::from_london(today, midnight).unix())
    .bind(now.unix())
    .fetch_all(&mut *connection)
    .await?;
    let asked = keep_rows(connection, &rows, None, &Notice::HowWasIt, now).await?;
    Ok(if asked > 0 { Keep(asked) } else { Undo(0) })
}

/// Sends the links of a family's live bookings again.
pub(super) async fn send_links(
    connection: &mut Connection,
    contact: &Contact,
    now: Instant,
) -> Result<Change<u32>, StoreError> {
    let rows = sqlx::query(
        "update bookings set notices = notices + 1, link_asked_at = $1 where id in \
         (select bookings.id from sessions join bookings on bookings.session_id = sessions.id \
          and bookings.contact_key = $2 and bookings.status in ('waiting', 'offered', 'booked') \
          where (sessions.ends_at > $1 or exists (select 1 from sessions as later \
           where later.series_id = bookings.course and later.ends_at > $1)) and bookings.forgotten_before is null \
          and (link_asked_at is null or link_asked_at <= $3) order by sessions.starts_at, bookings.id limit $4) \
         returning id, contact_by, notices",
    )
    .bind(now.unix())
    .bind(contact.key())
    .bind(now.plus_minutes(-LINK_EVERY).unix())
    .bind(MOST_LINKS)
    .fetch_all(&mut *connection)
    .await?;
    let sent = keep_rows(connection, &rows, None, &Notice::Link, now).await?;
    Ok(if sent > 0 { Keep(sent) } else { Undo(0) })
}

/// The oldest notices whose words are to be written.
pub(super) async fn to_compose(
    connection: &mut Connection,
    limit: u16,
) -> Result<Vec<DueNotice>, StoreError> {
    let notices = sqlx::query(
        "select id, booking_id, session_id, notice, created_at from outbox where notice is not null \
         order by created_at, id limit $1",
    )
    .bind(i64::from(limit))
    .fetch_all(&mut *connection)
    .await?;
    let mut due = Vec::with_capacity(notices.len());
    for row in notices {
        let corrupt = || StoreError::Corrupt { what: "a notice" };
        let booking = sqlx::query("select * from bookings where id = $1 and forgotten_before is null")
            .bind(row.try_get::<&str, _>("booking_id")?)
            .fetch_optional(&mut *connection)
            .await?;
        // One whose family is forgotten has gone with it.
        let Some(booking) = booking else { continue };
        let mut booking = holding::complete(connection, &booking).await?;
        let about: Option<&str> = row.try_get("session_id")?;
        if let (Some(about), Some(course)) = (about, &booking.course) {
            let about = about.parse().map_err(|_| corrupt())?;
            let Some(session) = course.session(&about) else { continue };
            booking.session = session.clone();
        }
        due.push(DueNotice {
            id: row.try_get("id")?,
            notice: serde_json::from_str(row.try_get("notice")?).map_err(|_| corrupt())?,
            created_at: Instant::from_unix(row.try_get("created_at")?),
            booking,
        });
    }
    Ok(due)
}

/// Those who wait for a course, by one of its sessions.
pub(super) const COURSES_WAITED_FOR: &str = "select min(session_id) from bookings where course is not null \
     and joined is not null and closing_told_at is null group by course order by 1";

/// Tells those who still wait for sessions that booking has closed, each once.
pub(super) async fn tell_closed(
    connection: &mut Connection,
    now: Instant,
) -> Result<Change<u32>, StoreError> {
    let rows = sqlx::query(
        "update bookings set notices = notices + 1, closing_told_at = $1 where joined is not null and course is null \
         and closing_told_at is null and forgotten_before is null and session_id in (select id from sessions \
         where waiting > 0 and closes_at <= $1 and ends_at > $1 and status = 'scheduled') \
         returning id, contact_by, notices",
    )
    .bind(now.unix())
    .fetch_all(&mut *connection)
    .await?;
    let told = keep_rows(connection, &rows, None, &Notice::Closed, now).await?;
    Ok(if told > 0 { Keep(told) } else { Undo(0) })
}

/// The same of the course that this session is one of.
pub(super) async fn tell_course_closed(
    connection: &mut Connection,
    session: &SessionId,
    now: Instant,
) -> Result<Change<u32>, StoreError> {
    let course = lock_session(connection, session).await?.and_then(|held| held.course);
    let Some(course) = course.filter(|course| course.closes_at() <= now) else { return Ok(Undo(0)) };
    let rows = sqlx::query(
        "update bookings set notices = notices + 1, closing_told_at = $1 where joined is not null and course = $2 \
         and closing_told_at is null and forgotten_before is null returning id, contact_by, notices",
    )
    .bind(now.unix())
    .bind(course.whole(now).series_id.as_str())
    .fetch_all(&mut *connection)
    .await?;
    let told = keep_rows(connection, &rows, None, &Notice::Closed, now).await?;
    Ok(if told > 0 { Keep(told) } else { Undo(0) })
}

/// Turns a notice into its message, and makes the link that stands in it open the booking.
pub(super) async fn compose(
    connection: &mut Connection,
    message: &Message,
    link: Option<&PrivateToken>,
    now: Instant,
) -> Result<Change<bool>, StoreError> {
    let rows = sqlx::query(
        "update outbox set notice = null, channel = $1, recipient = $2, subject = $3, text = $4, html = $5, \
         calendar = $6, next_attempt_at = $7 where id = $8 and notice is not null returning booking_id",
    )
    .bind(message.channel.as_str())
    .bind(plain(&message.recipient))
    .bind(plain(&message.subject))
    .bind(plain(&message.text))
    .bind(message.html.as_deref().map(plain))
    .bind(message.calendar.as_deref().map(plain))
    .bind(now.unix())
    .bind(&message.id)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = rows else { return Ok(Undo(false)) };
    if let Some(token) = link {
        sqlx::query(
            "insert into private_links (booking_id, token_hash, made_at) values ($1, $2, $3) on conflict do nothing",
        )
        .bind(row.try_get::<String, _>("booking_id")?)
        .bind(fingerprint::of_token(token).to_vec())
        .bind(now.unix())
        .execute(connection)
        .await?;
    }
    Ok(Keep(true))
}

/// Takes away a notice that there is nothing to tell of any more.
pub(super) async fn drop(connection: &mut Connection, id: &str) -> Result<Change<bool>, StoreError> {
    let dropped = sqlx::query("delete from outbox where id = $1 and notice is not null")
        .bind(id)
        .execute(connection)
        .await?;
    Ok(Keep(dropped.rows_affected() > 0))
}
