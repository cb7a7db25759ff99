//! Courses: booked whole, waited for whole, and offered whole, by the rules of [`domain::course`].
//!
//! Whoever changes anything in a course holds all its sessions ([`holding::lock_session`]), always in the order of their
//! ids, so what is counted here stays true until the transaction ends.

use domain::booking::BookOutcome;
use domain::waiting::{offer_until, to_offer};
use domain::{
    Availability, BookingId, BookingStatus, Contact, Course, CourseRule, Instant, NewBooking, Party,
    Reference, SeriesId, Session, SessionId, SessionStatus,
};
use sqlx::Row as _;

use super::catalogue::session;
use super::holding::{self, HeldSession, hold_session, put_counts, put_status};
use super::{Change, Connection, Keep, Undo, booking, notices, waiting};
use crate::{Notice, StoreError, StoredWeek};

/// The course of a series as it is now; `None` when it has no sessions.
pub(super) async fn read(
    connection: &mut Connection,
    series: &SeriesId,
    rule: CourseRule,
) -> Result<Option<Course>, StoreError> {
    let rows = sqlx::query("select * from sessions where series_id = $1 order by starts_at, id")
        .bind(series.as_str())
        .fetch_all(&mut *connection)
        .await?;
    let sessions = rows.iter().map(session).collect::<Result<Vec<_>, _>>()?;
    let waiting = waiting_for(connection, series).await?;
    Ok(Course::new(rule, sessions, waiting))
}

/// The series of this id, when it is a course that is listed.
pub(super) async fn listed(connection: &mut Connection, id: &SeriesId) -> Result<Option<Course>, StoreError> {
    let row = sqlx::query(
        "select body as series_body from series where id = $1 and course = 1 \
         and service_id in (select id from services where withdrawn_at is null)",
    )
    .bind(id.as_str())
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    match holding::rules(&row)?.course {
        Some(rule) => read(connection, id, rule).await,
        None => Ok(None),
    }
}

/// How many families wait for a course without an offer.
pub(super) async fn waiting_for(connection: &mut Connection, series: &SeriesId) -> Result<u16, StoreError> {
    let waiting: i64 =
        sqlx::query_scalar("select count(*) from bookings where course = $1 and joined is not null")
            .bind(series.as_str())
            .fetch_one(connection)
            .await?;
    Ok(u16::try_from(waiting).unwrap_or(u16::MAX))
}

/// The weeks of a booking, in no order.
pub(super) async fn weeks(
    connection: &mut Connection,
    id: &BookingId,
) -> Result<Vec<StoredWeek>, StoreError> {
    let rows = sqlx::query("select * from course_weeks where booking_id = $1")
        .bind(id.as_str())
        .fetch_all(connection)
        .await?;
    let corrupt = || StoreError::Corrupt { what: "a week of a course" };
    let week = |row: &super::Row| {
        Ok(StoredWeek {
            session_id: row.try_get::<&str, _>("session_id")?.parse().map_err(|_| corrupt())?,
            coming: row.try_get::<i64, _>("coming")? == 1,
            places: u16::try_from(row.try_get::<i64, _>("places")?).map_err(|_| corrupt())?,
            attended: row.try_get::<Option<i64>, _>("attended")?.map(|came| came == 1),
        })
    };
    rows.iter().map(week).collect()
}

/// Whether the family of this contact has another booking in this session than `own`, by itself or with a course, or
/// waits for one.
pub(super) async fn family_is_in(
    connection: &mut Connection,
    session: &SessionId,
    contact: &Contact,
    own: &BookingId,
) -> Result<bool, StoreError> {
    let found: i64 = sqlx::query_scalar(
        "select (select count(*) from bookings where session_id = $1 and contact_key = $2 and id <> $3 \
          and course is null and status in ('waiting', 'offered', 'booked')) \
         + (select count(*) from course_weeks join bookings on bookings.id = course_weeks.booking_id \
          where course_weeks.session_id = $1 and coming = 1 and contact_key = $2 and bookings.id <> $3 \
          and status in ('offered', 'booked'))",
    )
    .bind(session.as_str())
    .bind(contact.key())
    .bind(own.as_str())
    .fetch_one(connection)
    .await?;
    Ok(found > 0)
}

/// Books the weeks to come, all or none, or joins the waiting list of the whole.
pub(super) async fn book(
    connection: &mut Connection,
    new: &NewBooking,
    reference: &Reference,
    now: Instant,
) -> Result<Change<BookOutcome>, StoreError> {
    let Some(HeldSession { rules, course, .. }) = hold_session(connection, &new.session_id, now).await?
    else {
        let known = booking::known(connection, new).await?;
        return Ok(Undo(known.unwrap_or(BookOutcome::NoSuchSession)));
    };
    // A retry is told that all is well, whatever has happened to the course since.
    if let Some(known) = booking::known(connection, new).await? {
        return Ok(Undo(known));
    }
    let Some(mut course) = course else { return Ok(Undo(BookOutcome::AskedOtherwise)) };
    let whole = course.whole(now);
    let places_left = match whole.availability(now) {
        Availability::Places { left } => left,
        Availability::Full => 0,
        state => return Ok(Undo(BookOutcome::NotBookable(state))),
    };
    if let Err(problems) = new.party.fits(rules.ages, rules.counts, rules.grace_months) {
        return Ok(Undo(BookOutcome::DoesNotFit(problems)));
    }
    let places = new.party.places(rules.counts);
    if let Err(outcome) = waiting::room(&whole, places, new.waiting, now) {
        return Ok(Undo(outcome));
    }
    // Last, as of a single session: a request that cannot succeed tells nobody who is in the course.
    if family_has_booked(connection, &course, new, now).await? {
        return Ok(Undo(BookOutcome::FamilyAlreadyBooked));
    }
    let joined =
        if places <= places_left { None } else { Some(last_joined(connection, &whole.series_id).await? + 1) };
    if !booking::insert(connection, new, reference, places, joined, Some(&whole), now).await? {
        return booking::lost(connection, new, reference).await;
    }
    if joined.is_some() {
        let position = course.waiting + 1;
        notices::keep(connection, &new.id, &Notice::Joined { position }, now).await?;
        return Ok(Keep(BookOutcome::Joined { position }));
    }
    take_weeks(connection, &mut course, &new.id, (&new.party, places), false, now).await?;
    notices::keep(connection, &new.id, &Notice::Booked, now).await?;
    Ok(Keep(BookOutcome::Booked))
}

async fn last_joined(connection: &mut Connection, series: &SeriesId) -> Result<i64, StoreError> {
    let last = sqlx::query_scalar(
        "select coalesce(max(joined), 0) from bookings where course = $1 and joined is not null",
    );
    Ok(last.bind(series.as_str()).fetch_one(connection).await?)
}

async fn family_has_booked(
    connection: &mut Connection,
    course: &Course,
    new: &NewBooking,
    now: Instant,
) -> Result<bool, StoreError> {
    let Some(first) = course.sessions().first() else { return Ok(false) };
    let live: i64 = sqlx::query_scalar(
        "select count(*) from bookings where course = $1 and contact_key = $2 \
         and status in ('waiting', 'offered', 'booked')",
    )
    .bind(first.series_id.as_str())
    .bind(new.contact.key())
    .fetch_one(&mut *connection)
    .await?;
    if live > 0 {
        return Ok(true);
    }
    for week in course.to_come(now) {
        if family_is_in(connection, &week.id, &new.contact, &new.id).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes places in every week to come; the caller has made sure that they are there.
pub(super) async fn take_weeks(
    connection: &mut Connection,
    course: &mut Course,
    id: &BookingId,
    (party, places): (&Party, u16),
    is_offer: bool,
    now: Instant,
) -> Result<(), StoreError> {
    let weeks: Vec<Session> = course.to_come(now).cloned().collect();
    for mut week in weeks {
        week.places_taken += places;
        week.places_held += if is_offer { places } else { 0 };
        put_counts(connection, &week).await?;
        put_week(connection, id, &week.id, (party, places)).await?;
        course.put(&week);
    }
    Ok(())
}

/// Writes that a family comes in this week, with so many.
pub(super) async fn put_week(
    connection: &mut Connection,
    id: &BookingId,
    session: &SessionId,
    (party, places): (&Party, u16),
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into course_weeks (booking_id, session_id, coming, places, adults, children) \
         values ($1, $2, 1, $3, $4, $5) on conflict (booking_id, session_id) \
         do update set coming = 1, places = excluded.places, adults = excluded.adults, children = excluded.children",
    )
    .bind(id.as_str())
    .bind(session.as_str())
    .bind(i64::from(places))
    .bind(i64::from(party.adults()))
    .bind(i64::try_from(party.children().len()).unwrap_or(i64::MAX))
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes out of the course what a booking in this state has of it: all that is offered, or the weeks that are not over.
pub(super) async fn release(
    connection: &mut Connection,
    course: &mut Course,
    (id, before): (&BookingId, BookingStatus),
    weeks: &[StoredWeek],
    now: Instant,
) -> Result<(), StoreError> {
    match before {
        BookingStatus::Waiting { .. } => course.waiting = course.waiting.saturating_sub(1),
        BookingStatus::Offered { .. } | BookingStatus::Booked => (),
        BookingStatus::Lapsed { .. } | BookingStatus::Cancelled { .. } => return Ok(()),
    }
    let is_offer = matches!(before, BookingStatus::Offered { .. });
    for week in weeks.iter().filter(|week| week.coming) {
        let Some(session) = course.session(&week.session_id) else { continue };
        if !is_offer && session.ends_at <= now {
            continue;
        }
        if session.status == SessionStatus::Scheduled {
            let session = holding::without(session.clone(), before, week.places)?;
            put_counts(connection, &session).await?;
            course.put(&session);
        }
        if !is_offer {
            give_back(connection, id, &week.session_id).await?;
        }
    }
    if is_offer {
        sqlx::query("delete from course_weeks where booking_id = $1")
            .bind(id.as_str())
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// Writes that a family does not come in this week.
pub(super) async fn give_back(
    connection: &mut Connection,
    id: &BookingId,
    session: &SessionId,
) -> Result<(), StoreError> {
    sqlx::query(
        "update course_weeks set coming = 0, attended = null where booking_id = $1 and session_id = $2",
    )
    .bind(id.as_str())
    .bind(session.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// Offers the course to those who wait and fit, where every week to come has room.
pub(super) async fn settle(
    connection: &mut Connection,
    mut course: Course,
    now: Instant,
) -> Result<Course, StoreError> {
    let whole = course.whole(now);
    let Availability::Places { left } = whole.availability(now) else { return Ok(course) };
    if course.waiting == 0 {
        return Ok(course);
    }
    let Some(until) = offer_until(now, &whole) else { return Ok(course) };
    let rows = sqlx::query("select * from bookings where course = $1 and joined is not null order by joined")
        .bind(whole.series_id.as_str())
        .fetch_all(&mut *connection)
        .await?;
    let entries =
        rows.iter().map(|row| holding::stored(row, whole.clone())).collect::<Result<Vec<_>, _>>()?;
    let asked: Vec<u16> = entries.iter().map(|entry| entry.places).collect();
    for index in to_offer(left, &asked) {
        let entry = &entries[index];
        put_status(connection, &entry.id, entry.status.offer(until).unwrap_or(entry.status)).await?;
        take_weeks(connection, &mut course, &entry.id, (&entry.party, entry.places), true, now).await?;
        notices::keep(connection, &entry.id, &Notice::Offered { until }, now).await?;
        course.waiting = course.waiting.saturating_sub(1);
    }
    Ok(course)
}

/// Offers what is free in a session to those who wait for it, and then its course to those who wait for that. Both are
/// held; the session comes back as it is afterwards.
pub(super) async fn settle_session(
    connection: &mut Connection,
    session: Session,
    course: Option<Course>,
    now: Instant,
) -> Result<(Session, Option<Course>), StoreError> {
    let session = waiting::settle(connection, session, now).await?;
    let Some(mut course) = course else { return Ok((session, None)) };
    course.put(&session);
    let course = settle(connection, course, now).await?;
    let session = course.session(&session.id).cloned().unwrap_or(session);
    Ok((session, Some(course)))
}

/// Passes on the offers of a course that nobody took in time. Returns how many families are told something.
pub(super) async fn pass_on(
    connection: &mut Connection,
    mut course: Course,
    now: Instant,
) -> Result<u64, StoreError> {
    let series = course.whole(now).series_id;
    let rows = sqlx::query(
        "select * from bookings where course = $1 and offered_until <= $2 order by offered_until, id",
    )
    .bind(series.as_str())
    .bind(now.unix())
    .fetch_all(&mut *connection)
    .await?;
    let mut told = 0;
    for row in &rows {
        let entry = holding::stored(row, course.whole(now))?;
        let Ok(lapsed) = entry.status.lapse(now) else { continue };
        let weeks = weeks(connection, &entry.id).await?;
        release(connection, &mut course, (&entry.id, entry.status), &weeks, now).await?;
        put_status(connection, &entry.id, lapsed).await?;
        notices::keep(connection, &entry.id, &Notice::Lapsed, now).await?;
        told += 1;
    }
    let waiting = course.waiting;
    let course = settle(connection, course, now).await?;
    Ok(told + u64::from(waiting - course.waiting))
}
