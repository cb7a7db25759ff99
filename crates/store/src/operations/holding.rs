//! One booking and its session, held until the transaction ends: what every change to a booking begins with.

use domain::booking::PartyRules;
use domain::{
    BookingId, BookingStatus, CancelledBy, CarerName, Contact, Course, Instant, LocationId, Months, OnBehalf,
    Party, PrivateToken, Recorded, Series, SeriesId, Session, SessionId,
};
use sqlx::{QueryBuilder, Row as _};

use super::catalogue::session;
use super::{Connection, Database, LOCK_SESSION, Row, courses};
use crate::{Caller, StoreError, StoredBooking, WasAt, fingerprint};

/// A session that nobody else changes meanwhile, with what it asks of a party.
pub(super) struct HeldSession {
    pub(super) session: Session,
    pub(super) rules: PartyRules,
    /// The course it is one of, held as a whole.
    pub(super) course: Option<Course>,
}

/// A booking that nobody else changes meanwhile.
pub(super) struct Held {
    pub(super) booking: StoredBooking,
    pub(super) rules: PartyRules,
}

/// Holds the session, and offers what is free in it to those who wait before anything else is done.
pub(super) async fn hold_session(
    connection: &mut Connection,
    id: &SessionId,
    now: Instant,
) -> Result<Option<HeldSession>, StoreError> {
    let Some(held) = lock_session(connection, id).await? else { return Ok(None) };
    let HeldSession { session, rules, course } = held;
    let (session, course) = courses::settle_session(connection, session, course, now).await?;
    Ok(Some(HeldSession { session, rules, course }))
}

/// Waits for whoever else changes this session, or any of the course that it is one of, and reads it.
pub(super) async fn lock_session(
    connection: &mut Connection,
    id: &SessionId,
) -> Result<Option<HeldSession>, StoreError> {
    let mut statement = QueryBuilder::<Database>::new(
        "select sessions.*, series.body as series_body from sessions join series on series.id = sessions.series_id \
         where sessions.id in (select id from sessions where id = $1 union select of_course.id from sessions as one \
          join series as its on its.id = one.series_id and its.course = 1 \
          join sessions as of_course on of_course.series_id = one.series_id where one.id = $1) \
         order by sessions.id ",
    );
    // Always in the order of their ids, so that two who hold the same course cannot wait for each other.
    statement.push(LOCK_SESSION);
    let rows = sqlx::query(statement.into_sql()).bind(id.as_str()).fetch_all(&mut *connection).await?;
    let all = rows.iter().map(session).collect::<Result<Vec<_>, _>>()?;
    let Some(at) = all.iter().position(|session| session.id == *id) else { return Ok(None) };
    let (session, rules) = (all[at].clone(), rules(&rows[at])?);
    let course = match rules.course {
        Some(rule) => {
            let waiting = courses::waiting_for(connection, &session.series_id).await?;
            Course::new(rule, all, waiting)
        }
        None => None,
    };
    Ok(Some(HeldSession { session, rules, course }))
}

/// Holds the booking with its session, when the caller may change it.
///
/// The session's row is locked before the booking's, so the booking is read twice: to know its session and whether the
/// token opens it, and then as it is when nobody else is at it.
pub(super) async fn hold(
    connection: &mut Connection,
    id: &BookingId,
    caller: &Caller,
    now: Instant,
) -> Result<Option<Held>, StoreError> {
    let Some(row) = row(connection, id).await? else { return Ok(None) };
    if !may(connection, &row, id, caller).await? {
        return Ok(None);
    }
    let session_id = session_id(&row)?;
    let Some(HeldSession { session, rules, course }) = hold_session(connection, &session_id, now).await?
    else {
        return Err(StoreError::Corrupt { what: "a booking without a session" });
    };
    let Some(row) = self::row(connection, id).await? else { return Ok(None) };
    // The link may have been revoked while we waited.
    if !may(connection, &row, id, caller).await? {
        return Ok(None);
    }
    let mut booking = stored(&row, session)?;
    if series_of_course(&row)?.is_some() {
        booking.weeks = courses::weeks(connection, id).await?;
        booking.course = course;
    }
    Ok(Some(Held { booking, rules }))
}

/// The series, where a booking is for a whole course.
pub(super) fn series_of_course(row: &Row) -> Result<Option<SeriesId>, StoreError> {
    let series: Option<&str> = row.try_get("course")?;
    series.map(|id| id.parse().map_err(|_| StoreError::Corrupt { what: "a booking" })).transpose()
}

/// The booking of this row with its session, or its course, as of this moment.
pub(super) async fn complete(connection: &mut Connection, row: &Row) -> Result<StoredBooking, StoreError> {
    let held = sqlx::query(
        "select sessions.*, series.body as series_body from sessions join series on series.id = sessions.series_id \
         where sessions.id = $1",
    )
    .bind(row.try_get::<&str, _>("session_id")?)
    .fetch_one(&mut *connection)
    .await?;
    let mut booking = stored(row, session(&held)?)?;
    if let (Some(series), Some(rule)) = (series_of_course(row)?, rules(&held)?.course) {
        booking.weeks = courses::weeks(connection, &booking.id).await?;
        booking.course = courses::read(connection, &series, rule).await?;
    }
    Ok(booking)
}

/// What the series asks of a party, from a row with its body.
pub(super) fn rules(row: &Row) -> Result<PartyRules, StoreError> {
    let series: Series = serde_json::from_str(row.try_get("series_body")?)
        .map_err(|_| StoreError::Corrupt { what: "the body of a series" })?;
    let Series { ages, counts, grace_months, course, .. } = series;
    Ok(PartyRules { ages, counts, grace_months, course })
}

/// The booking as this token's holder sees it.
pub(super) async fn read(
    connection: &mut Connection,
    id: &BookingId,
    token: &PrivateToken,
) -> Result<Option<StoredBooking>, StoreError> {
    let Some(row) = row(connection, id).await? else { return Ok(None) };
    if !opens(connection, &row, id, token).await? {
        return Ok(None);
    }
    let mut booking = complete(connection, &row).await?;
    if let Some(joined) = row.try_get::<Option<i64>, _>("joined")? {
        let before: i64 = sqlx::query_scalar(
            "select count(*) from bookings where joined < $2 and (($3 = '' and session_id = $1 and course is null) \
             or ($3 <> '' and course = $3))",
        )
        .bind(booking.session.id.as_str())
        .bind(joined)
        .bind(row.try_get::<Option<&str>, _>("course")?.unwrap_or_default())
        .fetch_one(&mut *connection)
        .await?;
        booking.position = Some(u16::try_from(before + 1).unwrap_or(u16::MAX));
    }
    booking.moved = moves(connection, &booking).await?;
    Ok(Some(booking))
}

/// Where those of a booking's sessions first were that the hub has moved since the booking was made.
async fn moves(connection: &mut Connection, booking: &StoredBooking) -> Result<Vec<WasAt>, StoreError> {
    let sessions = booking.course.as_ref().map_or(std::slice::from_ref(&booking.session), Course::sessions);
    let mut moved = Vec::new();
    for session in sessions {
        let records: Vec<String> =
            sqlx::query_scalar("select what from records where session_id = $1 and at >= $2 order by number")
                .bind(session.id.as_str())
                .bind(booking.booked_at.unix())
                .fetch_all(&mut *connection)
                .await?;
        let first = records.iter().find_map(|what| was_at(what));
        moved.extend(
            first
                .filter(|(from, place)| (*from, place) != (session.starts_at, &session.location_id))
                .map(|(from, place)| WasAt { session_id: session.id.clone(), from, place }),
        );
    }
    Ok(moved)
}

fn was_at(what: &str) -> Option<(Instant, LocationId)> {
    match serde_json::from_str(what) {
        Ok(Recorded::SessionMoved { from, from_location, .. }) => Some((from, from_location)),
        _ => None,
    }
}

async fn row(connection: &mut Connection, id: &BookingId) -> Result<Option<Row>, StoreError> {
    let row = sqlx::query("select * from bookings where id = $1 and forgotten_before is null")
        .bind(id.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(row)
}

async fn may(
    connection: &mut Connection,
    row: &Row,
    id: &BookingId,
    caller: &Caller,
) -> Result<bool, StoreError> {
    match caller {
        Caller::Family(token) => opens(connection, row, id, token).await,
        Caller::Team(_) => Ok(true),
    }
}

/// Whether the token opens the booking of this row: by the link it was made with, or by a later one. All are compared,
/// whichever fits, so that the time it takes tells nothing.
pub(super) async fn opens(
    connection: &mut Connection,
    row: &Row,
    id: &BookingId,
    token: &PrivateToken,
) -> Result<bool, StoreError> {
    let given = fingerprint::of_token(token);
    let later: Vec<Vec<u8>> =
        sqlx::query_scalar("select token_hash from private_links where booking_id = $1")
            .bind(id.as_str())
            .fetch_all(connection)
            .await?;
    let mut opens = fingerprint::same(row.try_get("token_hash")?, &given);
    for hash in later {
        opens |= fingerprint::same(&hash, &given);
    }
    Ok(opens)
}

pub(super) fn session_id(row: &Row) -> Result<SessionId, StoreError> {
    row.try_get::<&str, _>("session_id")?.parse().map_err(|_| StoreError::Corrupt { what: "a booking" })
}

/// The booking of this row, without its position in line.
pub(super) fn stored(row: &Row, session: Session) -> Result<StoredBooking, StoreError> {
    let corrupt = StoreError::Corrupt { what: "a booking" };
    let ages: Vec<Months> = serde_json::from_str(row.try_get("ages")?).map_err(|_| corrupt.clone())?;
    let adults = u8::try_from(row.try_get::<i64, _>("adults")?).map_err(|_| corrupt.clone())?;
    let contact = row.try_get("contact")?;
    Ok(StoredBooking {
        id: row.try_get::<&str, _>("id")?.parse().map_err(|_| corrupt.clone())?,
        reference: row.try_get::<&str, _>("reference")?.parse().map_err(|_| corrupt.clone())?,
        status: status(row)?,
        session,
        course: None,
        weeks: Vec::new(),
        moved: Vec::new(),
        party: Party::new(adults, ages).map_err(|_| corrupt.clone())?,
        places: u16::try_from(row.try_get::<i64, _>("places")?).map_err(|_| corrupt.clone())?,
        position: None,
        name: CarerName::parse(row.try_get("name")?).map_err(|_| corrupt.clone())?,
        contact: match row.try_get("contact_by")? {
            "email" => Contact::Email(contact),
            "phone" => Contact::Phone(contact),
            _ => return Err(corrupt),
        },
        access_needs: row.try_get("access_needs")?,
        on_behalf: OnBehalf::parse(row.try_get("on_behalf")?).map_err(|_| corrupt)?,
        attended: row.try_get::<Option<i64>, _>("attended")?.map(|came| came == 1),
        booked_at: Instant::from_unix(row.try_get("booked_at")?),
    })
}

fn status(row: &Row) -> Result<BookingStatus, StoreError> {
    let corrupt = || StoreError::Corrupt { what: "the state of a booking" };
    let moment = |column: &str| {
        let at = row.try_get::<Option<i64>, _>(column)?;
        at.map(Instant::from_unix).ok_or_else(corrupt)
    };
    Ok(match row.try_get("status")? {
        "waiting" => BookingStatus::Waiting { since: moment("booked_at")? },
        "offered" => BookingStatus::Offered { until: moment("offered_until")? },
        "booked" => BookingStatus::Booked,
        "lapsed" => BookingStatus::Lapsed { at: moment("ended_at")? },
        "cancelled" => BookingStatus::Cancelled {
            at: moment("ended_at")?,
            by: match row.try_get("cancelled_by")? {
                "family" => CancelledBy::Family,
                "hub" => CancelledBy::Hub,
                _ => return Err(corrupt()),
            },
        },
        _ => return Err(corrupt()),
    })
}

/// Writes where the booking stands now.
pub(super) async fn put_status(
    connection: &mut Connection,
    id: &BookingId,
    status: BookingStatus,
) -> Result<(), StoreError> {
    let (name, offered_until, ended_at, by) = match status {
        // Only joining makes an entry wait, and that is an insert.
        BookingStatus::Waiting { .. } => return Ok(()),
        BookingStatus::Offered { until } => ("offered", Some(until), None, None),
        BookingStatus::Booked => ("booked", None, None, None),
        BookingStatus::Lapsed { at } => ("lapsed", None, Some(at), None),
        BookingStatus::Cancelled { at, by: CancelledBy::Family } => {
            ("cancelled", None, Some(at), Some("family"))
        }
        BookingStatus::Cancelled { at, by: CancelledBy::Hub } => ("cancelled", None, Some(at), Some("hub")),
    };
    sqlx::query(
        "update bookings set status = $1, joined = null, offered_until = $2, ended_at = $3, cancelled_by = $4 \
         where id = $5",
    )
    .bind(name)
    .bind(offered_until.map(Instant::unix))
    .bind(ended_at.map(Instant::unix))
    .bind(by)
    .bind(id.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes how many places of a held session are taken and held, and how many families wait.
pub(super) async fn put_counts(connection: &mut Connection, session: &Session) -> Result<(), StoreError> {
    sqlx::query("update sessions set places_taken = $1, places_held = $2, waiting = $3 where id = $4")
        .bind(i64::from(session.places_taken))
        .bind(i64::from(session.places_held))
        .bind(i64::from(session.waiting))
        .bind(session.id.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// The session without what a booking in this state takes of it.
pub(super) fn without(
    mut session: Session,
    status: BookingStatus,
    places: u16,
) -> Result<Session, StoreError> {
    let less = |count: u16, by: u16| {
        count
            .checked_sub(by)
            .ok_or(StoreError::Corrupt { what: "a session counts less than its bookings hold" })
    };
    match status {
        BookingStatus::Waiting { .. } => session.waiting = less(session.waiting, 1)?,
        BookingStatus::Offered { .. } => {
            session.places_taken = less(session.places_taken, places)?;
            session.places_held = less(session.places_held, places)?;
        }
        BookingStatus::Booked => session.places_taken = less(session.places_taken, places)?,
        BookingStatus::Lapsed { .. } | BookingStatus::Cancelled { .. } => (),
    }
    Ok(session)
}
