//! Every operation of the store, written once and compiled twice: inside `sqlite` and inside `postgres`.
//!
//! The statements are in the SQL that both databases share. What differs stands in `super`: the types of
//! connection and row, how a transaction begins, and two fragments of SQL.
//!
//! Locks are always taken in one order (the session, then the booking, then the outbox; an import, and what the hub's
//! team does to a whole session, takes the catalogue's version first), so that two operations cannot wait for each other.
//! Those that touch the bookings of many sessions at once may meet in another order: then PostgreSQL undoes one of
//! them, and it is begun again.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use domain::booking::{AcceptOutcome, BookOutcome, CancelOutcome, ForgetOutcome, MarkOutcome, PartyOutcome};
use domain::course::WeekOutcome;
use domain::family_page::{AtAddress, FamilyPage, FamilyPageCount, FamilyPageId};
use domain::listing_change::ChangeOutcome;
use domain::outcome::{Alike, Outcome};
use domain::session_change::{CancelReason, CancelSessionOutcome, CapacityOutcome, MoveOutcome, SessionMove};
use domain::support_request::{KeepOutcome, NewSupportRequest, RequestOutcome, StoredRequest};
use domain::team_session::Tick;
use domain::time::DAY;
use domain::unmet::{ALIKE, UnmetSearch, UnmetSearchCount};
use domain::{
    Actor, BankHoliday, BookingId, Catalogue, Category, ChangeId, Contact, Course, Date, GuideAnswer,
    GuideAnswerCount, Instant, Locality, Location, NamedDates, NewBooking, NewListingChange,
    OpenListingChange, Party, Point, Postcode, PrivateToken, Record, Reference, Series, SeriesId, Service,
    Session, SessionId, SessionStatus, Term,
};
use futures_util::TryStreamExt as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::{QueryBuilder, Row as _};

#[path = "operations/booking.rs"]
pub(super) mod booking;
#[path = "operations/booking_change.rs"]
mod booking_change;
#[path = "operations/changes.rs"]
mod changes;
#[path = "operations/course_change.rs"]
mod course_change;
#[path = "operations/courses.rs"]
mod courses;
#[path = "operations/family_pages.rs"]
mod family_pages;
#[path = "operations/forgetting.rs"]
mod forgetting;
#[path = "operations/holding.rs"]
mod holding;
#[path = "operations/named_dates.rs"]
mod named_dates;
#[path = "operations/notices.rs"]
mod notices;
#[path = "operations/outcomes.rs"]
mod outcomes;
#[path = "operations/revisions.rs"]
mod revisions;
#[path = "operations/support_requests.rs"]
mod support_requests;
#[path = "operations/team.rs"]
mod team;
#[path = "operations/team_desk.rs"]
mod team_desk;
#[path = "operations/team_keys.rs"]
mod team_keys;
#[path = "operations/team_sessions.rs"]
mod team_sessions;
#[path = "operations/team_shifts.rs"]
mod team_shifts;
#[path = "operations/waiting.rs"]
mod waiting;

use super::{AMONG_IDS, Connection, Database, Hub, LOCK_SESSION, ONE_STATEMENT_WRITES_ALL, Row, SKIP_LOCKED};
use crate::feed::{FeedOutcome, FeedRun, KnownServices};
use crate::message::LONGEST_WAIT;
use crate::revision::{CalendarStamp, Mark, Revision};
use crate::{
    Caller, Channel, DueMessage, DueNotice, FamilyPageOutcome, Message, PostcodeRow, Register, Store,
    StoreError, StoredBooking,
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

// It uses the macro above, so it stands below it.
#[path = "operations/team_store.rs"]
mod team_store;

/// A write that many families make at once. Where the database syncs for each transaction, several share one.
#[async_trait]
pub(super) trait Operation: Send + Sync + 'static {
    type Outcome: Send + 'static;
    async fn run(&self, connection: &mut Connection) -> Result<Change<Self::Outcome>, StoreError>;
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

    async fn drop_unbooked(&self, ids: &[SessionId]) -> Result<Vec<SessionId>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        in_transaction!(self, |connection| revisions::drop_unbooked(connection, ids))
    }

    async fn named_dates(&self) -> Result<NamedDates, StoreError> {
        named_dates::read(&sqlx::query(named_dates::ALL).fetch_all(self.readers()).await?)
    }

    async fn put_named_dates(
        &self,
        terms: Option<&[Term]>,
        bank_holidays: Option<&[BankHoliday]>,
    ) -> Result<(), StoreError> {
        in_transaction!(self, |connection| named_dates::put(connection, terms, bank_holidays))
    }

    async fn session_revisions(
        &self,
        after: &Mark,
        ended_after: Instant,
        limit: u16,
    ) -> Result<Vec<Revision<Session>>, StoreError> {
        revisions::of_sessions(self, after, ended_after, limit).await
    }

    async fn series_revisions(
        &self,
        after: &Mark,
        limit: u16,
    ) -> Result<Vec<Revision<SeriesId>>, StoreError> {
        revisions::of_series(self, after, limit).await
    }

    async fn calendar_stamps(
        &self,
        ids: &[SessionId],
    ) -> Result<HashMap<SessionId, CalendarStamp>, StoreError> {
        revisions::calendar_stamps(self, ids).await
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
        let (booking, reference) = (booking.clone(), reference.clone());
        let tell = booking::Tell::Message(message.clone());
        let book = booking::Book { booking, reference, tell, now };
        if ONE_STATEMENT_WRITES_ALL {
            let mut connection = self.readers().acquire().await?;
            if let Some(outcome) = booking::at_once(&mut connection, &book).await? {
                return Ok(outcome);
            }
        }
        self.write_soon(book).await
    }

    async fn book_by_team(
        &self,
        booking: &NewBooking,
        reference: &Reference,
        actor: &Actor,
        now: Instant,
    ) -> Result<BookOutcome, StoreError> {
        let (booking, reference) = (booking.clone(), reference.clone());
        let tell = booking::Tell::Notice(actor.clone());
        self.write_soon(booking::Book { booking, reference, tell, now }).await
    }

    async fn booking(
        &self,
        id: &BookingId,
        token: &PrivateToken,
    ) -> Result<Option<StoredBooking>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let booking = holding::read(&mut snapshot, id, token).await?;
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
        let (id, caller) = (id.clone(), Caller::Family(token.clone()));
        let message = Some(message.clone());
        self.write_soon(booking_change::Cancel { id, caller, message, now }).await
    }

    async fn cancel_by_team(
        &self,
        id: &BookingId,
        actor: &Actor,
        now: Instant,
    ) -> Result<CancelOutcome, StoreError> {
        let (id, caller) = (id.clone(), Caller::Team(actor.clone()));
        self.write_soon(booking_change::Cancel { id, caller, message: None, now }).await
    }

    async fn accept(
        &self,
        id: &BookingId,
        caller: &Caller,
        now: Instant,
    ) -> Result<AcceptOutcome, StoreError> {
        let (id, caller) = (id.clone(), caller.clone());
        self.write_soon(booking_change::Accept { id, caller, now }).await
    }

    async fn change_party(
        &self,
        id: &BookingId,
        caller: &Caller,
        party: &Party,
        now: Instant,
    ) -> Result<PartyOutcome, StoreError> {
        let (id, caller, party) = (id.clone(), caller.clone(), party.clone());
        self.write_soon(booking_change::ChangeParty { id, caller, party, now }).await
    }

    async fn change_week(
        &self,
        id: &BookingId,
        caller: &Caller,
        session: &SessionId,
        coming: bool,
        now: Instant,
    ) -> Result<WeekOutcome, StoreError> {
        let (id, caller, session) = (id.clone(), caller.clone(), session.clone());
        self.write_soon(course_change::ChangeWeek { id, caller, session, coming, now }).await
    }

    async fn course(&self, series: &SeriesId) -> Result<Option<Course>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let course = courses::listed(&mut snapshot, series).await?;
        snapshot.rollback().await?;
        Ok(course)
    }

    async fn tell_closed(&self, now: Instant) -> Result<u32, StoreError> {
        let mut told = in_transaction!(self, |connection| notices::tell_closed(connection, now))?;
        let courses: Vec<String> =
            sqlx::query_scalar(notices::COURSES_WAITED_FOR).fetch_all(self.readers()).await?;
        for id in courses {
            let id: SessionId = id.parse().map_err(|_| StoreError::Corrupt { what: "a session" })?;
            told += in_transaction!(self, |connection| notices::tell_course_closed(connection, &id, now))?;
        }
        Ok(told)
    }

    async fn pass_on_offers(&self, now: Instant) -> Result<u64, StoreError> {
        let due: Vec<String> =
            sqlx::query_scalar(waiting::WITH_WORK).bind(now.unix()).fetch_all(self.readers()).await?;
        let mut told = 0;
        for id in due {
            let id: SessionId = id.parse().map_err(|_| StoreError::Corrupt { what: "a session" })?;
            told += in_transaction!(self, |connection| waiting::pass_on(connection, &id, now))?;
        }
        Ok(told)
    }

    async fn set_capacity(
        &self,
        session: &SessionId,
        capacity: u16,
        actor: &Actor,
        now: Instant,
    ) -> Result<CapacityOutcome, StoreError> {
        in_transaction!(self, |connection| team::set_capacity(connection, session, capacity, actor, now))
    }

    async fn cancel_session(
        &self,
        session: &SessionId,
        actor: &Actor,
        now: Instant,
    ) -> Result<CancelSessionOutcome, StoreError> {
        let reason = CancelReason::default();
        in_transaction!(self, |connection| team::cancel_session(connection, session, &reason, actor, now))
    }

    async fn move_session(
        &self,
        session: &SessionId,
        to: &SessionMove,
        actor: &Actor,
        now: Instant,
    ) -> Result<MoveOutcome, StoreError> {
        in_transaction!(self, |connection| team::move_session(connection, session, to, actor, now))
    }

    async fn mark_attended(
        &self,
        id: &BookingId,
        session: Option<&SessionId>,
        tick: Tick,
        actor: &Actor,
        now: Instant,
    ) -> Result<MarkOutcome, StoreError> {
        in_transaction!(self, |connection| team::mark(connection, id, session, tick, actor, now))
    }

    async fn register(&self, session: &SessionId) -> Result<Option<Register>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let register = team::register(&mut snapshot, session).await?;
        snapshot.rollback().await?;
        Ok(register)
    }

    async fn records(&self, session: &SessionId) -> Result<Vec<Record>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let records = team::records(&mut snapshot, session).await?;
        snapshot.rollback().await?;
        Ok(records)
    }

    async fn remind(&self, now: Instant) -> Result<u32, StoreError> {
        in_transaction!(self, |connection| notices::remind(connection, now))
    }

    async fn ask_how_it_was(&self, now: Instant) -> Result<u32, StoreError> {
        in_transaction!(self, |connection| notices::ask_how_it_was(connection, now))
    }

    async fn send_links(&self, contact: &Contact, now: Instant) -> Result<u32, StoreError> {
        in_transaction!(self, |connection| notices::send_links(connection, contact, now))
    }

    async fn replace_links(
        &self,
        id: &BookingId,
        token: &PrivateToken,
        new: &PrivateToken,
        now: Instant,
    ) -> Result<bool, StoreError> {
        in_transaction!(self, |connection| forgetting::replace_links(connection, id, token, new, now))
    }

    async fn forget_booking(
        &self,
        id: &BookingId,
        token: &PrivateToken,
        now: Instant,
    ) -> Result<ForgetOutcome, StoreError> {
        let outcome = in_transaction!(self, |connection| forgetting::forget(connection, id, token, now))?;
        if outcome == ForgetOutcome::Forgotten {
            self.after_forgetting().await?;
        }
        Ok(outcome)
    }

    async fn notices_to_compose(&self, limit: u16) -> Result<Vec<DueNotice>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let notices = notices::to_compose(&mut snapshot, limit).await?;
        snapshot.rollback().await?;
        Ok(notices)
    }

    async fn compose(
        &self,
        message: &Message,
        link: Option<&PrivateToken>,
        now: Instant,
    ) -> Result<bool, StoreError> {
        in_transaction!(self, |connection| notices::compose(connection, message, link, now))
    }

    async fn drop_notice(&self, id: &str) -> Result<bool, StoreError> {
        in_transaction!(self, |connection| notices::drop(connection, id))
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
        let waiting = sqlx::query_scalar(
            "select count(*) from outbox where next_attempt_at is not null or notice is not null",
        );
        let waiting: i64 = waiting.fetch_one(self.readers()).await?;
        Ok(u32::try_from(waiting).unwrap_or(u32::MAX))
    }

    async fn messages_given_up(&self) -> Result<u32, StoreError> {
        let given_up = sqlx::query_scalar(
            "select count(*) from outbox where failed_reason is not null and sent_at is null \
             and next_attempt_at is null",
        );
        let given_up: i64 = given_up.fetch_one(self.readers()).await?;
        Ok(u32::try_from(given_up).unwrap_or(u32::MAX))
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

    async fn family_page(&self, id: &FamilyPageId) -> Result<Option<AtAddress>, StoreError> {
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
        let forgotten = in_transaction!(self, |connection| forgetting::forget_before(connection, before))?;
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
    let count = |column: &str| u16::try_from(row.try_get::<i64, _>(column)?).map_err(|_| corrupt.clone());
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
        places_taken: count("places_taken")?,
        places_held: count("places_held")?,
        waiting: count("waiting")?,
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
            QueryBuilder::<Database>::new("insert into series (id, service_id, location_id, body, course) ");
        statement.push_values(rows, |mut row, (series, body)| {
            row.push_bind(series.id.as_str())
                .push_bind(series.service_id.as_str())
                .push_bind(series.location_id.as_str())
                .push_bind(body)
                .push_bind(i64::from(series.course.is_some()));
        });
        statement.push(
            " on conflict (id) do update set service_id = excluded.service_id, location_id = excluded.location_id, \
             body = excluded.body, course = excluded.course",
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
    // Families hold places, or wait for one, and were told a time and a place: neither changes under them, nor does
    // what the hub's team has set. A capacity may shrink as far as the places taken, and no further.
    statement.push(
        " on conflict (id) do update set series_id = excluded.series_id, service_id = excluded.service_id",
    );
    for column in ["location_id", "starts_at", "ends_at", "opens_at", "closes_at"] {
        statement.push(format_args!(
            ", {column} = case when sessions.places_taken > 0 or sessions.waiting > 0 or sessions.moved_by_hub = 1 \
             then sessions.{column} else excluded.{column} end"
        ));
    }
    statement.push(
        ", capacity = case when sessions.capacity_by_hub = 1 then sessions.capacity \
         when excluded.capacity < sessions.places_taken then sessions.places_taken else excluded.capacity end",
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

// Messages

/// What a message is about. It is forgotten with it.
enum About<'a> {
    Booking(&'a BookingId),
    Change(&'a ChangeId),
    Request(&'a Reference),
    /// The team itself, which asked for a link.
    Team,
}

async fn keep_message(
    connection: &mut Connection,
    about: About<'_>,
    message: &Message,
    now: Instant,
) -> Result<(), StoreError> {
    let mut statement = QueryBuilder::<Database>::new("");
    push_message(&mut statement, about, message, now);
    statement.build().execute(connection).await?;
    Ok(())
}

/// The insert of one message, up to its values: what comes after them says when it is made.
fn push_message(statement: &mut QueryBuilder<Database>, about: About<'_>, message: &Message, now: Instant) {
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

async fn take_due_messages(
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
