//! Every operation of the store, written once and compiled twice: inside `sqlite` and inside `postgres`.
//!
//! The statements are in the SQL that both databases share. What differs stands in `super`: the types of
//! connection and row, how a transaction begins, and two fragments of SQL.
//!
//! Locks are always taken in one order (the session, then the booking, then the outbox; an import takes the
//! catalogue's version first), so that two operations cannot wait for each other.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::booking::{BookOutcome, CancelOutcome};
use domain::family_page::{FamilyPage, FamilyPageCount, FamilyPageId};
use domain::listing_change::ChangeOutcome;
use domain::outcome::{Alike, Outcome};
use domain::support_request::{KeepOutcome, NewSupportRequest, RequestOutcome, StoredRequest};
use domain::time::DAY;
use domain::unmet::{ALIKE, UnmetSearch, UnmetSearchCount};
use domain::{
    AgeRange, Availability, BookingId, BookingStatus, CarerName, Catalogue, Category, ChangeId, Contact,
    Counts, Date, GuideAnswer, GuideAnswerCount, Instant, Locality, Location, Months, NewBooking,
    NewListingChange, OpenListingChange, Party, Point, Postcode, PrivateToken, Reference, Series, Service,
    Session, SessionId, SessionStatus,
};
use futures_util::TryStreamExt as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::{QueryBuilder, Row as _};

#[path = "operations/changes.rs"]
mod changes;
#[path = "operations/family_pages.rs"]
mod family_pages;
#[path = "operations/outcomes.rs"]
mod outcomes;
#[path = "operations/support_requests.rs"]
mod support_requests;

use super::{AMONG_IDS, Connection, Database, Hub, Row, SKIP_LOCKED};
use crate::feed::{FeedOutcome, FeedRun, KnownServices};
use crate::{
    Channel, DueMessage, FamilyPageOutcome, Message, PostcodeRow, Store, StoreError, StoredBooking,
    fingerprint,
};

#[path = "feed_run.rs"]
mod feed_run;
#[path = "unmet_searches.rs"]
mod unmet;

/// How often a transaction is begun again after others were in its way.
const TRIES: u32 = 8;
/// How many rows one statement carries; both databases take tens of thousands of bound values.
const ROWS: usize = 500;

/// What a transaction comes to.
pub(super) enum Change<T> {
    /// Something changed: keep it.
    Keep(T),
    /// Nothing was to change: undo whatever was tried on the way.
    Undo(T),
}

use Change::{Keep, Undo};

/// Runs an operation in a transaction of its own, and again when others were in its way.
macro_rules! in_transaction {
    ($hub:expr, |$connection:ident| $operation:expr) => {{
        let mut tries = 1;
        loop {
            let mut transaction = $hub.write().await?;
            let $connection = &mut *transaction;
            // An error drops the transaction, which undoes it.
            let result: Result<_, StoreError> = match $operation.await {
                Ok(Keep(kept)) => transaction.commit().await.map(|()| kept).map_err(StoreError::from),
                Ok(Undo(outcome)) => transaction.rollback().await.map(|()| outcome).map_err(StoreError::from),
                Err(error) => Err(error),
            };
            match result {
                Err(StoreError::Conflict) if tries < TRIES => tries += 1,
                result => break result,
            }
        }
    }};
}

/// A write that many families make at once. Where the database syncs for each transaction, several share one.
#[async_trait]
pub(super) trait Operation: Send + Sync + 'static {
    type Outcome: Send + 'static;
    async fn run(&self, connection: &mut Connection) -> Result<Change<Self::Outcome>, StoreError>;
}

struct Book {
    booking: NewBooking,
    reference: Reference,
    message: Message,
    now: Instant,
}

#[async_trait]
impl Operation for Book {
    type Outcome = BookOutcome;

    async fn run(&self, connection: &mut Connection) -> Result<Change<BookOutcome>, StoreError> {
        book(connection, &self.booking, &self.reference, &self.message, self.now).await
    }
}

struct Cancel {
    id: BookingId,
    token: PrivateToken,
    message: Message,
    now: Instant,
}

#[async_trait]
impl Operation for Cancel {
    type Outcome = CancelOutcome;

    async fn run(&self, connection: &mut Connection) -> Result<Change<CancelOutcome>, StoreError> {
        cancel(connection, &self.id, &self.token, &self.message, self.now).await
    }
}

/// Runs an operation in a transaction of its own.
pub(super) async fn alone<O: Operation>(hub: &Hub, operation: &O) -> Result<O::Outcome, StoreError> {
    in_transaction!(hub, |connection| operation.run(connection))
}

#[async_trait]
impl Store for Hub {
    async fn version(&self) -> Result<i64, StoreError> {
        let version = sqlx::query_scalar("select version from catalogue_version");
        Ok(version.fetch_one(self.readers()).await?)
    }

    async fn catalogue(&self, now: Instant) -> Result<Catalogue, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let catalogue = read_catalogue(&mut snapshot, now).await?;
        snapshot.rollback().await?;
        Ok(catalogue)
    }

    async fn put_network(
        &self,
        localities: &[Locality],
        categories: &[Category],
        locations: &[Location],
    ) -> Result<(), StoreError> {
        in_transaction!(self, |connection| put_network(connection, localities, categories, locations))
    }

    async fn put_services(&self, services: &[Service], locations: &[Location]) -> Result<(), StoreError> {
        in_transaction!(self, |connection| put_services(connection, services, locations))
    }

    async fn known_services(&self, source: &str) -> Result<KnownServices, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let known = feed_run::known(&mut snapshot, source).await?;
        snapshot.rollback().await?;
        Ok(known)
    }

    async fn run_feed(&self, run: &FeedRun<'_>) -> Result<FeedOutcome, StoreError> {
        in_transaction!(self, |connection| feed_run::apply(connection, run))
    }

    async fn put_series(&self, series: &[Series], sessions: &[Session]) -> Result<u64, StoreError> {
        in_transaction!(self, |connection| put_series(connection, series, sessions))
    }

    async fn sessions(&self, ids: &[SessionId]) -> Result<Vec<Session>, StoreError> {
        let mut statement = QueryBuilder::<Database>::new("select * from sessions where id in ");
        statement.push(AMONG_IDS);
        let ids = json(&ids)?;
        let rows = sqlx::query(statement.into_sql()).bind(ids).fetch_all(self.readers()).await?;
        rows.iter().map(session).collect()
    }

    async fn book(
        &self,
        booking: &NewBooking,
        reference: &Reference,
        message: &Message,
        now: Instant,
    ) -> Result<BookOutcome, StoreError> {
        let (booking, reference, message) = (booking.clone(), reference.clone(), message.clone());
        self.write_soon(Book { booking, reference, message, now }).await
    }

    async fn booking(
        &self,
        id: &BookingId,
        token: &PrivateToken,
    ) -> Result<Option<StoredBooking>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let booking = read_booking(&mut snapshot, id, token).await?;
        snapshot.rollback().await?;
        Ok(booking)
    }

    async fn cancel(
        &self,
        id: &BookingId,
        token: &PrivateToken,
        message: &Message,
        now: Instant,
    ) -> Result<CancelOutcome, StoreError> {
        let (id, token, message) = (id.clone(), token.clone(), message.clone());
        self.write_soon(Cancel { id, token, message, now }).await
    }

    async fn take_due_messages(
        &self,
        now: Instant,
        lease: Instant,
        limit: u16,
    ) -> Result<Vec<DueMessage>, StoreError> {
        in_transaction!(self, |connection| take_due_messages(connection, now, lease, limit))
    }

    async fn message_sent(&self, id: &str, now: Instant) -> Result<(), StoreError> {
        in_transaction!(self, |connection| message_sent(connection, id, now))
    }

    async fn message_failed(&self, id: &str, reason: &str, next: Option<Instant>) -> Result<(), StoreError> {
        in_transaction!(self, |connection| message_failed(connection, id, reason, next))
    }

    async fn messages_waiting(&self) -> Result<u32, StoreError> {
        let waiting = sqlx::query_scalar("select count(*) from outbox where next_attempt_at is not null");
        let waiting: i64 = waiting.fetch_one(self.readers()).await?;
        Ok(u32::try_from(waiting).unwrap_or(u32::MAX))
    }

    async fn put_postcodes(&self, rows: &[PostcodeRow]) -> Result<(), StoreError> {
        in_transaction!(self, |connection| put_postcodes(connection, rows))
    }

    async fn postcode(&self, postcode: &Postcode) -> Result<Option<PostcodeRow>, StoreError> {
        let row =
            sqlx::query("select latitude, longitude, local_authority from postcodes where postcode = $1")
                .bind(postcode.as_str())
                .fetch_optional(self.readers())
                .await?;
        let Some(row) = row else { return Ok(None) };
        let point = Point::new(row.try_get("latitude")?, row.try_get("longitude")?);
        Ok(Some(PostcodeRow {
            postcode: postcode.clone(),
            point: point.ok_or(StoreError::Corrupt { what: "a postcode's position" })?,
            local_authority: row.try_get("local_authority")?,
        }))
    }

    async fn count_guide_answer(&self, slug: &str, answer: GuideAnswer, day: Date) -> Result<(), StoreError> {
        in_transaction!(self, |connection| count_guide_answer(connection, slug, answer, day))
    }

    async fn guide_answers(&self) -> Result<Vec<GuideAnswerCount>, StoreError> {
        let counted = sqlx::query(
            "select slug, answer, cast(sum(count) as bigint) as count from guide_answers group by slug, answer order by slug, answer",
        );
        let rows = counted.fetch_all(self.readers()).await?;
        rows.iter().map(guide_answer_count).collect()
    }

    async fn count_unmet_search(&self, search: &UnmetSearch, day: Date) -> Result<(), StoreError> {
        in_transaction!(self, |connection| unmet::count(connection, search, day))
    }

    async fn unmet_searches(&self) -> Result<Vec<UnmetSearchCount>, StoreError> {
        let told = sqlx::query(unmet::TOLD).bind(i64::try_from(ALIKE).unwrap_or(i64::MAX));
        told.fetch_all(self.readers()).await?.iter().map(unmet::read).collect()
    }

    async fn forget_unmet_searches(&self, today: Date) -> Result<u64, StoreError> {
        let forgotten = in_transaction!(self, |connection| unmet::forget(connection, today))?;
        self.after_forgetting().await?;
        Ok(forgotten)
    }

    async fn keep_change(
        &self,
        change: &NewListingChange,
        message: Option<&Message>,
        now: Instant,
    ) -> Result<ChangeOutcome, StoreError> {
        in_transaction!(self, |connection| changes::keep(connection, change, message, now))
    }

    async fn open_changes(&self) -> Result<Vec<OpenListingChange>, StoreError> {
        changes::open(self.readers()).await
    }

    async fn change_done(&self, id: &ChangeId, now: Instant) -> Result<bool, StoreError> {
        in_transaction!(self, |connection| changes::done(connection, id, now))
    }

    async fn forget_changes_before(&self, before: Instant) -> Result<u64, StoreError> {
        let forgotten = in_transaction!(self, |connection| changes::forget_before(connection, before))?;
        self.after_forgetting().await?;
        Ok(forgotten)
    }

    async fn keep_family_page(
        &self,
        id: &FamilyPageId,
        page: &FamilyPage,
        today: Date,
    ) -> Result<FamilyPageOutcome, StoreError> {
        in_transaction!(self, |connection| family_pages::keep(connection, id, page, today))
    }

    async fn family_page(&self, id: &FamilyPageId) -> Result<Option<FamilyPage>, StoreError> {
        family_pages::one(self.readers(), id).await
    }

    async fn count_family_page(&self, id: &FamilyPageId, day: Date) -> Result<(), StoreError> {
        in_transaction!(self, |connection| family_pages::count(connection, id, day))
    }

    async fn family_page_counts(&self) -> Result<Vec<FamilyPageCount>, StoreError> {
        family_pages::counts(self.readers()).await
    }

    async fn keep_request(
        &self,
        request: &NewSupportRequest,
        message: Option<&Message>,
        now: Instant,
    ) -> Result<KeepOutcome, StoreError> {
        in_transaction!(self, |connection| support_requests::keep(connection, request, message, now))
    }

    async fn request_by_token(&self, token: &PrivateToken) -> Result<Option<StoredRequest>, StoreError> {
        support_requests::by_token(self.readers(), token).await
    }

    async fn request_by_reference(&self, reference: &Reference) -> Result<Option<StoredRequest>, StoreError> {
        support_requests::by_reference(self.readers(), reference).await
    }

    async fn open_requests(&self) -> Result<Vec<StoredRequest>, StoreError> {
        support_requests::open(self.readers()).await
    }

    async fn withdraw_request(&self, token: &PrivateToken, now: Instant) -> Result<bool, StoreError> {
        let withdrawn =
            in_transaction!(self, |connection| support_requests::withdraw(connection, token, now))?;
        self.after_forgetting().await?;
        Ok(withdrawn)
    }

    async fn assign_request(&self, reference: &Reference, to: &str) -> Result<bool, StoreError> {
        in_transaction!(self, |connection| support_requests::assign(connection, reference, to))
    }

    async fn close_request(
        &self,
        reference: &Reference,
        outcome: RequestOutcome,
        now: Instant,
    ) -> Result<bool, StoreError> {
        in_transaction!(self, |connection| support_requests::close(connection, reference, outcome, now))
    }

    async fn forget_requests(
        &self,
        ended_before: Instant,
        received_before: Instant,
    ) -> Result<u64, StoreError> {
        let forgotten = in_transaction!(self, |connection| support_requests::forget(
            connection,
            ended_before,
            received_before
        ))?;
        self.after_forgetting().await?;
        Ok(forgotten)
    }

    async fn count_outcome(&self, outcome: &Outcome, mark: &str, today: Date) -> Result<bool, StoreError> {
        in_transaction!(self, |connection| outcomes::count(connection, outcome, mark, today))
    }

    async fn outcomes(&self) -> Result<Vec<Alike>, StoreError> {
        outcomes::all(self.readers()).await
    }

    async fn forget_outcomes(&self, today: Date) -> Result<u64, StoreError> {
        in_transaction!(self, |connection| outcomes::forget(connection, today))
    }

    async fn forget_before(&self, before: Instant) -> Result<u64, StoreError> {
        let forgotten = in_transaction!(self, |connection| forget_before(connection, before))?;
        self.after_forgetting().await?;
        Ok(forgotten)
    }
}

// The catalogue

async fn read_catalogue(connection: &mut Connection, now: Instant) -> Result<Catalogue, StoreError> {
    let version =
        sqlx::query_scalar("select version from catalogue_version").fetch_one(&mut *connection).await?;
    let localities = bodies(connection, "select body from localities order by position").await?;
    let categories = categories(connection).await?;
    let locations = bodies(connection, "select body from locations order by id").await?;
    let services =
        bodies(connection, "select body from services where withdrawn_at is null order by id").await?;
    let series = bodies(
        connection,
        "select body from series where service_id in (select id from services where withdrawn_at is null) \
         order by id",
    )
    .await?;
    // Row by row: a million rows at once would take ten times the memory of the sessions in them.
    let mut rows = sqlx::query(
        "select * from sessions where ends_at >= $1 \
         and service_id in (select id from services where withdrawn_at is null) order by starts_at, id",
    )
    .bind(now.unix() - DAY)
    .fetch(&mut *connection);
    let mut sessions = Vec::new();
    while let Some(row) = rows.try_next().await? {
        sessions.push(session(&row)?);
    }
    drop(rows);
    Ok(Catalogue { version, localities, categories, locations, services, series, sessions })
}

async fn categories(connection: &mut Connection) -> Result<Vec<Category>, StoreError> {
    let mut categories: Vec<Category> =
        bodies(connection, "select body from categories order by position").await?;
    // The sort is stable: groups first, and both kinds in the order they were given.
    categories.sort_by_key(|category| category.parent.is_some());
    Ok(categories)
}

async fn bodies<T: DeserializeOwned>(
    connection: &mut Connection,
    statement: &'static str,
) -> Result<Vec<T>, StoreError> {
    let bodies: Vec<String> = sqlx::query_scalar(statement).fetch_all(connection).await?;
    bodies
        .iter()
        .map(|body| serde_json::from_str(body).map_err(|_| StoreError::Corrupt { what: "a body" }))
        .collect()
}

fn session(row: &Row) -> Result<Session, StoreError> {
    let id = |column: &str| row.try_get::<String, _>(column);
    let instant = |column: &str| row.try_get::<i64, _>(column).map(Instant::from_unix);
    let corrupt = StoreError::Corrupt { what: "a session" };
    Ok(Session {
        id: id("id")?.parse().map_err(|_| corrupt.clone())?,
        series_id: id("series_id")?.parse().map_err(|_| corrupt.clone())?,
        service_id: id("service_id")?.parse().map_err(|_| corrupt.clone())?,
        location_id: id("location_id")?.parse().map_err(|_| corrupt.clone())?,
        starts_at: instant("starts_at")?,
        ends_at: instant("ends_at")?,
        opens_at: row.try_get::<Option<i64>, _>("opens_at")?.map(Instant::from_unix),
        closes_at: instant("closes_at")?,
        capacity: match row.try_get::<Option<i64>, _>("capacity")? {
            Some(capacity) => Some(u16::try_from(capacity).map_err(|_| corrupt.clone())?),
            None => None,
        },
        places_taken: u16::try_from(row.try_get::<i64, _>("places_taken")?).map_err(|_| corrupt.clone())?,
        status: match row.try_get("status")? {
            "scheduled" => SessionStatus::Scheduled,
            "cancelled" => SessionStatus::Cancelled,
            _ => return Err(corrupt),
        },
    })
}

// Imports

/// Every import begins here: the version's row is a lock, so imports follow one another.
async fn raise_version(connection: &mut Connection) -> Result<(), StoreError> {
    sqlx::query("update catalogue_version set version = version + 1").execute(connection).await?;
    Ok(())
}

async fn put_network(
    connection: &mut Connection,
    localities: &[Locality],
    categories: &[Category],
    locations: &[Location],
) -> Result<Change<()>, StoreError> {
    raise_version(connection).await?;
    sqlx::query("delete from localities").execute(&mut *connection).await?;
    let rows = listed(localities.iter().map(|locality| (locality.id.as_str(), locality)))?;
    put_listed(connection, "insert into localities (id, position, body) ", &rows).await?;
    sqlx::query("delete from categories").execute(&mut *connection).await?;
    let rows = listed(categories.iter().map(|category| (category.id.as_str(), category)))?;
    put_listed(connection, "insert into categories (id, position, body) ", &rows).await?;
    put_locations(connection, locations).await?;
    Ok(Keep(()))
}

/// Rows of a list that keeps its order; of two with one id the later counts.
fn listed<'a, T: Serialize + 'a>(
    items: impl Iterator<Item = (&'a str, &'a T)>,
) -> Result<Vec<(&'a str, i64, String)>, StoreError> {
    let mut rows = BTreeMap::new();
    for (position, (id, item)) in (0..).zip(items) {
        rows.insert(id, (position, json(item)?));
    }
    Ok(rows.into_iter().map(|(id, (position, body))| (id, position, body)).collect())
}

async fn put_listed(
    connection: &mut Connection,
    insert: &'static str,
    rows: &[(&str, i64, String)],
) -> Result<(), StoreError> {
    for rows in rows.chunks(ROWS) {
        let mut statement = QueryBuilder::<Database>::new(insert);
        statement.push_values(rows, |mut row, (id, position, body)| {
            row.push_bind(*id).push_bind(*position).push_bind(body);
        });
        statement.build().execute(&mut *connection).await?;
    }
    Ok(())
}

async fn put_locations(connection: &mut Connection, locations: &[Location]) -> Result<(), StoreError> {
    let rows = listed(locations.iter().map(|location| (location.id.as_str(), location)))?;
    put_bodies(connection, "insert into locations (id, body) ", &rows).await
}

async fn put_bodies(
    connection: &mut Connection,
    insert: &'static str,
    rows: &[(&str, i64, String)],
) -> Result<(), StoreError> {
    for rows in rows.chunks(ROWS) {
        let mut statement = QueryBuilder::<Database>::new(insert);
        statement.push_values(rows, |mut row, (id, _, body)| {
            row.push_bind(*id).push_bind(body);
        });
        statement.push(" on conflict (id) do update set body = excluded.body");
        statement.build().execute(&mut *connection).await?;
    }
    Ok(())
}

async fn put_services(
    connection: &mut Connection,
    services: &[Service],
    locations: &[Location],
) -> Result<Change<()>, StoreError> {
    raise_version(connection).await?;
    put_locations(connection, locations).await?;
    let rows = listed(services.iter().map(|service| (service.id.as_str(), service)))?;
    put_bodies(connection, "insert into services (id, body) ", &rows).await?;
    Ok(Keep(()))
}

async fn put_series(
    connection: &mut Connection,
    series: &[Series],
    sessions: &[Session],
) -> Result<Change<u64>, StoreError> {
    raise_version(connection).await?;
    let rows: BTreeMap<&str, &Series> = series.iter().map(|series| (series.id.as_str(), series)).collect();
    let rows = rows
        .into_values()
        .map(|series| Ok((series, json(series)?)))
        .collect::<Result<Vec<_>, StoreError>>()?;
    for rows in rows.chunks(ROWS) {
        let mut statement =
            QueryBuilder::<Database>::new("insert into series (id, service_id, location_id, body) ");
        statement.push_values(rows, |mut row, (series, body)| {
            row.push_bind(series.id.as_str())
                .push_bind(series.service_id.as_str())
                .push_bind(series.location_id.as_str())
                .push_bind(body);
        });
        statement.push(
            " on conflict (id) do update set service_id = excluded.service_id, location_id = excluded.location_id, \
             body = excluded.body",
        );
        statement.build().execute(&mut *connection).await?;
    }
    let before = count_sessions(connection).await?;
    // Rows are locked in the order of their ids, whatever order they came in.
    let rows: BTreeMap<&str, &Session> =
        sessions.iter().map(|session| (session.id.as_str(), session)).collect();
    let rows: Vec<&Session> = rows.into_values().collect();
    for rows in rows.chunks(ROWS) {
        put_sessions(connection, rows).await?;
    }
    let after = count_sessions(connection).await?;
    Ok(Keep(u64::try_from(after - before).unwrap_or_default()))
}

async fn count_sessions(connection: &mut Connection) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("select count(*) from sessions").fetch_one(connection).await?)
}

async fn put_sessions(connection: &mut Connection, sessions: &[&Session]) -> Result<(), StoreError> {
    let mut statement = QueryBuilder::<Database>::new(
        "insert into sessions (id, series_id, service_id, location_id, starts_at, ends_at, opens_at, closes_at, \
         capacity, status) ",
    );
    statement.push_values(sessions, |mut row, session| {
        row.push_bind(session.id.as_str())
            .push_bind(session.series_id.as_str())
            .push_bind(session.service_id.as_str())
            .push_bind(session.location_id.as_str())
            .push_bind(session.starts_at.unix())
            .push_bind(session.ends_at.unix())
            .push_bind(session.opens_at.map(Instant::unix))
            .push_bind(session.closes_at.unix())
            .push_bind(session.capacity.map(i64::from))
            .push_bind(match session.status {
                SessionStatus::Scheduled => "scheduled",
                SessionStatus::Cancelled => "cancelled",
            });
    });
    // Families hold places and were told a time: neither changes under them. A capacity may shrink as far as
    // the places taken, and no further.
    statement.push(
        " on conflict (id) do update set \
         series_id = excluded.series_id, service_id = excluded.service_id, location_id = excluded.location_id, \
         starts_at = case when sessions.places_taken > 0 then sessions.starts_at else excluded.starts_at end, \
         ends_at = case when sessions.places_taken > 0 then sessions.ends_at else excluded.ends_at end, \
         opens_at = case when sessions.places_taken > 0 then sessions.opens_at else excluded.opens_at end, \
         closes_at = case when sessions.places_taken > 0 then sessions.closes_at else excluded.closes_at end, \
         capacity = case when excluded.capacity < sessions.places_taken then sessions.places_taken \
                    else excluded.capacity end",
    );
    statement.build().execute(connection).await?;
    Ok(())
}

async fn put_postcodes(connection: &mut Connection, rows: &[PostcodeRow]) -> Result<Change<()>, StoreError> {
    raise_version(connection).await?;
    let rows: BTreeMap<&Postcode, &PostcodeRow> = rows.iter().map(|row| (&row.postcode, row)).collect();
    let rows: Vec<&PostcodeRow> = rows.into_values().collect();
    for rows in rows.chunks(ROWS) {
        let mut statement = QueryBuilder::<Database>::new(
            "insert into postcodes (postcode, latitude, longitude, local_authority) ",
        );
        statement.push_values(rows, |mut values, row| {
            values
                .push_bind(row.postcode.as_str())
                .push_bind(row.point.latitude)
                .push_bind(row.point.longitude)
                .push_bind(&row.local_authority);
        });
        statement.push(
            " on conflict (postcode) do update set latitude = excluded.latitude, longitude = excluded.longitude, \
             local_authority = excluded.local_authority",
        );
        statement.build().execute(&mut *connection).await?;
    }
    Ok(Keep(()))
}

// Booking

/// The session a family wants, with all that decides whether it can be theirs, as of one moment.
struct Wanted {
    session: Session,
    ages: AgeRange,
    counts: Counts,
    family_has_booked: bool,
    /// What the booking already kept under this id asked for.
    known: Option<Vec<u8>>,
}

async fn book(
    connection: &mut Connection,
    booking: &NewBooking,
    reference: &Reference,
    message: &Message,
    now: Instant,
) -> Result<Change<BookOutcome>, StoreError> {
    let Some(wanted) = wanted(connection, booking).await? else {
        let outcome = known(connection, booking).await?;
        return Ok(Undo(outcome.unwrap_or(BookOutcome::NoSuchSession)));
    };
    if let Some(outcome) = refusal(&wanted, booking, now) {
        return Ok(Undo(outcome));
    }
    let places = booking.party.places(wanted.counts);
    // From here on others who book this session wait for us: the row is ours until the transaction ends.
    let taken = sqlx::query(
        "update sessions set places_taken = places_taken + $1 \
         where id = $2 and status = 'scheduled' and places_taken + $1 <= capacity",
    )
    .bind(i64::from(places))
    .bind(booking.session_id.as_str())
    .execute(&mut *connection)
    .await?;
    if taken.rows_affected() == 0 {
        return no_places(connection, booking, places, now).await.map(Undo);
    }
    if keep_booking(connection, booking, reference, places, now).await? {
        keep_message(connection, About::Booking(&booking.id), message, now).await?;
        return Ok(Keep(BookOutcome::Booked));
    }
    // Someone else kept a booking with the same id or reference while we were on our way; or one of the same
    // family, which the next try sees.
    if let Some(outcome) = known(connection, booking).await? {
        return Ok(Undo(outcome));
    }
    if reference_is_taken(connection, reference).await? {
        return Err(StoreError::ReferenceTaken);
    }
    Err(StoreError::Conflict)
}

/// What to say of a booking whose id is known: the very same request is a retry, even of one since cancelled.
fn again(known: &[u8], booking: &NewBooking) -> BookOutcome {
    let is_retry = fingerprint::same(known, &fingerprint::of_request(booking));
    if is_retry { BookOutcome::AlreadyBooked } else { BookOutcome::IdInUse }
}

async fn known(connection: &mut Connection, booking: &NewBooking) -> Result<Option<BookOutcome>, StoreError> {
    let known: Option<Vec<u8>> = sqlx::query_scalar("select request_hash from bookings where id = $1")
        .bind(booking.id.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(known.map(|known| again(&known, booking)))
}

/// Reads it in one statement: between two, PostgreSQL would let the very same booking, sent twice at once, appear
/// as another one of the same family.
async fn wanted(connection: &mut Connection, booking: &NewBooking) -> Result<Option<Wanted>, StoreError> {
    let row = sqlx::query(
        "select sessions.*, series.body as series_body, \
         (select count(*) from bookings where bookings.session_id = sessions.id \
          and bookings.contact_key = $2 and bookings.status = 'booked') as family_bookings, \
         (select bookings.request_hash from bookings where bookings.id = $3) as known \
         from sessions join series on series.id = sessions.series_id where sessions.id = $1",
    )
    .bind(booking.session_id.as_str())
    .bind(booking.contact.key())
    .bind(booking.id.as_str())
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let series: Series = serde_json::from_str(row.try_get("series_body")?)
        .map_err(|_| StoreError::Corrupt { what: "the body of a series" })?;
    Ok(Some(Wanted {
        session: session(&row)?,
        ages: series.ages,
        counts: series.counts,
        family_has_booked: row.try_get::<i64, _>("family_bookings")? > 0,
        known: row.try_get("known")?,
    }))
}

/// Why this booking is not to be made, if there is a reason other than room. The order is the order of the words a
/// family is best served with: a retry is told that all is well, whatever has happened to the session since.
fn refusal(wanted: &Wanted, booking: &NewBooking, now: Instant) -> Option<BookOutcome> {
    if let Some(known) = &wanted.known {
        return Some(again(known, booking));
    }
    match wanted.session.availability(now) {
        Availability::Places { .. } | Availability::Full => (),
        state => return Some(BookOutcome::NotBookable(state)),
    }
    if let Err(problems) = booking.party.fits(wanted.ages, wanted.counts) {
        return Some(BookOutcome::DoesNotFit(problems));
    }
    wanted.family_has_booked.then_some(BookOutcome::FamilyAlreadyBooked)
}

/// Why the places could not be taken, by the session as it is at this moment.
async fn no_places(
    connection: &mut Connection,
    booking: &NewBooking,
    places: u16,
    now: Instant,
) -> Result<BookOutcome, StoreError> {
    let Some(wanted) = wanted(connection, booking).await? else { return Ok(BookOutcome::NoSuchSession) };
    if let Some(outcome) = refusal(&wanted, booking, now) {
        return Ok(outcome);
    }
    let places_left = wanted.session.capacity.unwrap_or_default().saturating_sub(wanted.session.places_taken);
    // A place given back since then is worth another try.
    if places_left >= places { Err(StoreError::Conflict) } else { Ok(BookOutcome::Full { places_left }) }
}

/// Whether the booking is kept; it is not when its id, its family in this session or its reference is there.
async fn keep_booking(
    connection: &mut Connection,
    booking: &NewBooking,
    reference: &Reference,
    places: u16,
    now: Instant,
) -> Result<bool, StoreError> {
    let (contact_by, contact) = match &booking.contact {
        Contact::Email(address) => ("email", address),
        Contact::Phone(number) => ("phone", number),
    };
    let kept = sqlx::query(
        "insert into bookings (id, session_id, reference, token_hash, request_hash, status, adults, children, ages, \
         places, name, contact_by, contact, contact_key, access_needs, booked_at) \
         values ($1, $2, $3, $4, $5, 'booked', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict do nothing",
    )
    .bind(booking.id.as_str())
    .bind(booking.session_id.as_str())
    .bind(reference.as_str())
    .bind(fingerprint::of_token(&booking.token).to_vec())
    .bind(fingerprint::of_request(booking).to_vec())
    .bind(i64::from(booking.party.adults()))
    .bind(i64::try_from(booking.party.children().len()).unwrap_or(i64::MAX))
    .bind(json(&booking.party.children())?)
    .bind(i64::from(places))
    .bind(booking.name.as_str())
    .bind(contact_by)
    .bind(contact)
    .bind(booking.contact.key())
    .bind(plain(&booking.access_needs))
    .bind(now.unix())
    .execute(connection)
    .await?;
    Ok(kept.rows_affected() == 1)
}

async fn reference_is_taken(connection: &mut Connection, reference: &Reference) -> Result<bool, StoreError> {
    let taken: i64 = sqlx::query_scalar("select count(*) from bookings where reference = $1")
        .bind(reference.as_str())
        .fetch_one(connection)
        .await?;
    Ok(taken > 0)
}

async fn read_booking(
    connection: &mut Connection,
    id: &BookingId,
    token: &PrivateToken,
) -> Result<Option<StoredBooking>, StoreError> {
    let row = sqlx::query("select * from bookings where id = $1 and forgotten_before is null")
        .bind(id.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    if !fingerprint::same(row.try_get("token_hash")?, &fingerprint::of_token(token)) {
        return Ok(None);
    }
    let session_row = sqlx::query("select * from sessions where id = $1")
        .bind(row.try_get::<String, _>("session_id")?)
        .fetch_one(connection)
        .await?;
    stored_booking(&row, id, session(&session_row)?).map(Some)
}

fn stored_booking(row: &Row, id: &BookingId, session: Session) -> Result<StoredBooking, StoreError> {
    let corrupt = StoreError::Corrupt { what: "a booking" };
    let ages: Vec<Months> = serde_json::from_str(row.try_get("ages")?).map_err(|_| corrupt.clone())?;
    let adults = u8::try_from(row.try_get::<i64, _>("adults")?).map_err(|_| corrupt.clone())?;
    let contact = row.try_get("contact")?;
    Ok(StoredBooking {
        id: id.clone(),
        reference: row.try_get::<&str, _>("reference")?.parse().map_err(|_| corrupt.clone())?,
        status: match row.try_get::<Option<i64>, _>("cancelled_at")? {
            Some(at) => BookingStatus::Cancelled { at: Instant::from_unix(at) },
            None => BookingStatus::Booked,
        },
        session,
        party: Party::new(adults, ages).map_err(|_| corrupt.clone())?,
        places: u16::try_from(row.try_get::<i64, _>("places")?).map_err(|_| corrupt.clone())?,
        name: CarerName::parse(row.try_get("name")?).map_err(|_| corrupt.clone())?,
        contact: match row.try_get("contact_by")? {
            "email" => Contact::Email(contact),
            "phone" => Contact::Phone(contact),
            _ => return Err(corrupt),
        },
        access_needs: row.try_get("access_needs")?,
        booked_at: Instant::from_unix(row.try_get("booked_at")?),
    })
}

async fn cancel(
    connection: &mut Connection,
    id: &BookingId,
    token: &PrivateToken,
    message: &Message,
    now: Instant,
) -> Result<Change<CancelOutcome>, StoreError> {
    let row = sqlx::query(
        "select bookings.session_id, bookings.token_hash, bookings.status, bookings.places, sessions.ends_at \
         from bookings join sessions on sessions.id = bookings.session_id \
         where bookings.id = $1 and bookings.forgotten_before is null",
    )
    .bind(id.as_str())
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(Undo(CancelOutcome::NotFound)) };
    if !fingerprint::same(row.try_get("token_hash")?, &fingerprint::of_token(token)) {
        return Ok(Undo(CancelOutcome::NotFound));
    }
    if row.try_get::<&str, _>("status")? == "cancelled" {
        return Ok(Undo(CancelOutcome::AlreadyCancelled));
    }
    if now.unix() >= row.try_get("ends_at")? {
        return Ok(Undo(CancelOutcome::Finished));
    }
    let given_back = sqlx::query(
        "update sessions set places_taken = places_taken - $1 \
         where id = $2 and places_taken >= $1",
    )
    .bind(row.try_get::<i64, _>("places")?)
    .bind(row.try_get::<String, _>("session_id")?)
    .execute(&mut *connection)
    .await?;
    let cancelled = sqlx::query(
        "update bookings set status = 'cancelled', cancelled_at = $1 where id = $2 and status = 'booked'",
    )
    .bind(now.unix())
    .bind(id.as_str())
    .execute(&mut *connection)
    .await?;
    // The same family pressed twice: the other one was quicker, and its places are not to be given back again.
    if cancelled.rows_affected() == 0 {
        return Ok(Undo(CancelOutcome::AlreadyCancelled));
    }
    if given_back.rows_affected() == 0 {
        return Err(StoreError::Corrupt { what: "a session counts fewer places than its bookings hold" });
    }
    keep_message(connection, About::Booking(id), message, now).await?;
    Ok(Keep(CancelOutcome::Cancelled))
}

// Messages

/// What a message is about. It is forgotten with it.
enum About<'a> {
    Booking(&'a BookingId),
    Change(&'a ChangeId),
    Request(&'a Reference),
}

async fn keep_message(
    connection: &mut Connection,
    about: About<'_>,
    message: &Message,
    now: Instant,
) -> Result<(), StoreError> {
    let (booking, change, request) = match about {
        About::Booking(id) => (Some(id.as_str()), None, None),
        About::Change(id) => (None, Some(id.as_str()), None),
        About::Request(reference) => (None, None, Some(reference.as_str())),
    };
    sqlx::query(
        "insert into outbox (id, booking_id, change_id, request_reference, channel, recipient, subject, text, html, \
         calendar, created_at, next_attempt_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)",
    )
    .bind(&message.id)
    .bind(booking)
    .bind(change)
    .bind(request)
    .bind(message.channel.as_str())
    .bind(plain(&message.recipient))
    .bind(plain(&message.subject))
    .bind(plain(&message.text))
    .bind(message.html.as_deref().map(plain))
    .bind(message.calendar.as_deref().map(plain))
    .bind(now.unix())
    .execute(connection)
    .await?;
    Ok(())
}

async fn take_due_messages(
    connection: &mut Connection,
    now: Instant,
    lease: Instant,
    limit: u16,
) -> Result<Change<Vec<DueMessage>>, StoreError> {
    let mut statement = QueryBuilder::<Database>::new(
        "with due as materialized (select id from outbox where next_attempt_at <= $1 \
         order by next_attempt_at, id limit $2 ",
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

async fn message_sent(connection: &mut Connection, id: &str, now: Instant) -> Result<Change<()>, StoreError> {
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

async fn message_failed(
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

// The guide

async fn count_guide_answer(
    connection: &mut Connection,
    slug: &str,
    answer: GuideAnswer,
    day: Date,
) -> Result<Change<()>, StoreError> {
    sqlx::query(
        "insert into guide_answers (slug, answer, day, count) values ($1, $2, $3, 1) \
         on conflict (slug, answer, day) do update set count = guide_answers.count + 1",
    )
    .bind(slug)
    .bind(answer.as_str())
    .bind(i64::from(day.days()))
    .execute(connection)
    .await?;
    Ok(Keep(()))
}

fn guide_answer_count(row: &Row) -> Result<GuideAnswerCount, StoreError> {
    let corrupt = StoreError::Corrupt { what: "an answer on a guide page" };
    Ok(GuideAnswerCount {
        slug: row.try_get("slug")?,
        answer: GuideAnswer::from_name(row.try_get("answer")?).ok_or_else(|| corrupt.clone())?,
        count: u64::try_from(row.try_get::<i64, _>("count")?).map_err(|_| corrupt)?,
    })
}

// Forgetting

async fn forget_before(connection: &mut Connection, before: Instant) -> Result<Change<u64>, StoreError> {
    let forgotten = sqlx::query(
        "update bookings set name = '', contact = '', contact_key = null, access_needs = '', ages = '[]', \
         token_hash = $2, request_hash = $2, forgotten_before = $1 \
         where forgotten_before is null and session_id in (select id from sessions where ends_at < $1)",
    )
    .bind(before.unix())
    .bind(Vec::<u8>::new())
    .execute(&mut *connection)
    .await?;
    // What a mail server answered may name the address too.
    sqlx::query(
        "update outbox set recipient = '', subject = '', text = '', html = null, calendar = null, \
         next_attempt_at = null, failed_reason = null \
         where (next_attempt_at is not null or recipient <> '' or failed_reason is not null) and booking_id in \
         (select id from bookings where forgotten_before is not null)",
    )
    .execute(connection)
    .await?;
    Ok(Keep(forgotten.rows_affected()))
}

// Text

fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value)
        .map(|text| plain(&text))
        .map_err(|_| StoreError::Query { detail: "a value could not be written".to_owned() })
}

/// The text without NUL characters, which no person types and PostgreSQL cannot keep.
fn plain(text: &str) -> String {
    text.replace('\0', "")
}

/// A day, kept as its number.
fn day(row: &Row, name: &str) -> Result<Date, StoreError> {
    let days = i32::try_from(row.try_get::<i64, _>(name)?);
    days.map(Date::from_days).map_err(|_| StoreError::Corrupt { what: "a day" })
}
