//! Every operation of the store, written once and compiled twice: inside `sqlite` and inside `postgres`.
//!
//! The statements are in the SQL that both databases share. What differs stands in `super`: the types of
//! connection and row, how a transaction begins, and two fragments of SQL.
//!
//! Locks are always taken in one order (the session, then the booking, then the outbox; an import, and what the hub's
//! team does to a whole session, takes the catalogue's version first), so that two operations cannot wait for each other.
//! Those that touch the bookings of many sessions at once may meet in another order: then PostgreSQL undoes one of
//! them, and it is begun again.

use std::collections::HashMap;

use async_trait::async_trait;
use domain::booking::{AcceptOutcome, BookOutcome, CancelOutcome, ForgetOutcome, MarkOutcome, PartyOutcome};
use domain::course::WeekOutcome;
use domain::family_page::{AtAddress, FamilyPage, FamilyPageCount, FamilyPageId};
use domain::listing_change::ChangeOutcome;
use domain::outcome::{Alike, Outcome};
use domain::session_change::{CancelReason, CancelSessionOutcome, CapacityOutcome, MoveOutcome, SessionMove};
use domain::support_request::{KeepOutcome, NewSupportRequest, RequestOutcome, StoredRequest};
use domain::team_session::Tick;
use domain::unmet::{ALIKE, UnmetSearch, UnmetSearchCount};
use domain::{
    Actor, BankHoliday, BookingId, Catalogue, Category, ChangeId, Contact, Course, Date, GuideAnswer,
    GuideAnswerCount, Instant, Locality, Location, NamedDates, NewBooking, NewListingChange,
    OpenListingChange, Party, Point, Postcode, PrivateToken, Record, Reference, Series, SeriesId, Service,
    Session, SessionId, Term,
};
use serde::Serialize;
use sqlx::{QueryBuilder, Row as _};

#[path = "operations/booking.rs"]
pub(super) mod booking;
#[path = "operations/booking_change.rs"]
mod booking_change;
#[path = "operations/catalogue.rs"]
mod catalogue;
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
#[path = "operations/outbox.rs"]
mod outbox;
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
use crate::revision::{CalendarStamp, Mark, Revision};
use crate::{
    Caller, DueMessage, DueNotice, FamilyPageOutcome, Message, PostcodeRow, Register, Store, StoreError,
    StoredBooking,
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
        let catalogue = catalogue::read(&mut snapshot, now).await?;
        snapshot.rollback().await?;
        Ok(catalogue)
    }

    async fn put_network(
        &self,
        localities: &[Locality],
        categories: &[Category],
        locations: &[Location],
    ) -> Result<(), StoreError> {
        in_transaction!(self, |connection| catalogue::put_network(
            connection, localities, categories, locations
        ))
    }

    async fn put_services(&self, services: &[Service], locations: &[Location]) -> Result<(), StoreError> {
        in_transaction!(self, |connection| catalogue::put_services(connection, services, locations))
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
        in_transaction!(self, |connection| catalogue::put_series(connection, series, sessions))
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
        rows.iter().map(catalogue::session).collect()
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
        self.write_soon(booking_change::Cancel { id, caller, message, only_leaves: false, now }).await
    }

    async fn leave(
        &self,
        id: &BookingId,
        token: &PrivateToken,
        now: Instant,
    ) -> Result<CancelOutcome, StoreError> {
        let (id, caller) = (id.clone(), Caller::Family(token.clone()));
        self.write_soon(booking_change::Cancel { id, caller, message: None, only_leaves: true, now }).await
    }

    async fn cancel_by_team(
        &self,
        id: &BookingId,
        actor: &Actor,
        now: Instant,
    ) -> Result<CancelOutcome, StoreError> {
        let (id, caller) = (id.clone(), Caller::Team(actor.clone()));
        self.write_soon(booking_change::Cancel { id, caller, message: None, only_leaves: false, now }).await
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
        in_transaction!(self, |connection| outbox::take_due(connection, now, lease, limit))
    }

    async fn message_sent(&self, id: &str, now: Instant) -> Result<(), StoreError> {
        in_transaction!(self, |connection| outbox::sent(connection, id, now))
    }

    async fn message_failed(&self, id: &str, reason: &str, next: Option<Instant>) -> Result<(), StoreError> {
        in_transaction!(self, |connection| outbox::failed(connection, id, reason, next))
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
        in_transaction!(self, |connection| catalogue::put_postcodes(connection, rows))
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
