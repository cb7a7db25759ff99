//! What the hub keeps: one trait of domain operations, with SQLite and PostgreSQL behind it.
//!
//! Only this crate writes SQL. Every operation is one transaction; the clock is a parameter.

use core::fmt;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use domain::booking::{AcceptOutcome, BookOutcome, CancelOutcome, ForgetOutcome, MarkOutcome, PartyOutcome};
use domain::course::WeekOutcome;
use domain::family_page::{AtAddress, FamilyPage, FamilyPageCount, FamilyPageId};
use domain::listing_change::ChangeOutcome;
use domain::outcome::{Alike, Outcome};
use domain::session_change::{CancelSessionOutcome, CapacityOutcome, MoveOutcome, SessionMove};
use domain::support_request::{KeepOutcome, NewSupportRequest, RequestOutcome, StoredRequest};
use domain::team_session::Tick;
use domain::unmet::{UnmetSearch, UnmetSearchCount};
use domain::{
    Actor, BankHoliday, BookingId, BookingStatus, CarerName, Catalogue, Category, ChangeId, Contact, Course,
    Date, GuideAnswer, GuideAnswerCount, Instant, Locality, Location, LocationId, NamedDates, NewBooking,
    NewListingChange, OnBehalf, OpenListingChange, Party, Point, Postcode, PrivateToken, Record, Reference,
    Series, SeriesId, Service, Session, SessionId, Term,
};

pub mod bare;
pub mod error;
pub mod feed;
mod fingerprint;
pub mod message;
pub mod notice;
pub mod postgres;
pub mod revision;
pub mod sqlite;
pub mod team;

pub use error::StoreError;
pub use feed::{FeedOutcome, FeedRun, KnownServices};
pub use message::{Channel, DueMessage, Message};
pub use notice::{DueNotice, Notice};
pub use revision::{CalendarStamp, Mark, Revision};
pub use team::TeamStore;

/// How many connections [`open`] gives a SQLite hub to read with; one more writes.
pub const SQLITE_READERS: u32 = 4;
/// How many connections [`open`] gives a PostgreSQL hub at most.
pub const POSTGRES_CONNECTIONS: u32 = 10;

/// Opens the hub at this address, bringing the database up to date first: `sqlite:PATH` or `sqlite://PATH` for a
/// file, which is made with its folder when it is not there, `postgres://…` (or `postgresql://…`) for a server.
/// Several programs may do so at once.
///
/// # Errors
/// [`StoreError::NewerDatabase`] when a newer version of this program has been at it, [`StoreError::CannotOpen`]
/// when the address is not understood or access is refused, [`StoreError::Unavailable`] when nothing answers.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, StoreError> {
    let connections = if url.starts_with("sqlite:") { SQLITE_READERS } else { POSTGRES_CONNECTIONS };
    open_with(url, connections).await
}

/// As [`open`], with this many connections: those that read from SQLite, or all of PostgreSQL's. None is one.
///
/// # Errors
/// As [`open`].
pub async fn open_with(url: &str, connections: u32) -> Result<Arc<dyn Store>, StoreError> {
    let cannot_open = |reason: &str| StoreError::CannotOpen { reason: reason.to_owned() };
    match url.split_once(':') {
        Some(("sqlite", rest)) => {
            let path = rest.strip_prefix("//").unwrap_or(rest);
            if path.is_empty() || path.starts_with(':') {
                return Err(cannot_open("its address names no file"));
            }
            Ok(Arc::new(sqlite::SqliteStore::open(Path::new(path), connections).await?))
        }
        Some(("postgres" | "postgresql", _)) => {
            Ok(Arc::new(postgres::PostgresStore::open(url, connections).await?))
        }
        _ => Err(cannot_open("its address starts with neither sqlite: nor postgres:")),
    }
}

/// A booking as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredBooking {
    /// The id the client chose.
    pub id: BookingId,
    /// What to read aloud.
    pub reference: Reference,
    /// Where it stands.
    pub status: BookingStatus,
    /// Its session, as it is now. Of a course it is the one that a notice is about, else the first.
    pub session: Session,
    /// The course it is for, as it is now.
    pub course: Option<Course>,
    /// The weeks of its course that it holds or has given back. None while it waits.
    pub weeks: Vec<StoredWeek>,
    /// Where its sessions first were that the hub has moved since it was made. Only [`Store::booking`] looks.
    pub moved: Vec<WasAt>,
    /// Who is coming.
    pub party: Party,
    /// Places it holds, held, or asks for on the waiting list.
    pub places: u16,
    /// Where it is in line, from 1, while it waits. Only [`Store::booking`] and [`Store::register`] look.
    pub position: Option<u16>,
    /// Who booked.
    pub name: CarerName,
    /// How to reach them.
    pub contact: Contact,
    /// What would help, perhaps nothing.
    pub access_needs: String,
    /// Who booked for a family they support; `None` when the family booked for itself.
    pub on_behalf: Option<OnBehalf>,
    /// Whether they came; `None` until somebody notes it.
    pub attended: Option<bool>,
    /// When it was made, or the waiting list joined.
    pub booked_at: Instant,
}

/// One week of a course, as a booking has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredWeek {
    /// The session.
    pub session_id: SessionId,
    /// Whether the family comes; else it has given this week back.
    pub coming: bool,
    /// Places it takes, or took, in this week.
    pub places: u16,
    /// Whether they came; `None` until somebody notes it.
    pub attended: Option<bool>,
}

/// When and where a session was to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WasAt {
    /// The session.
    pub session_id: SessionId,
    /// When it was to start.
    pub from: Instant,
    /// Where it was to be.
    pub place: LocationId,
}

impl StoredBooking {
    /// Whether the family comes to this session of its course; `None` while it holds no places.
    #[must_use]
    pub fn comes_to(&self, session: &SessionId) -> Option<bool> {
        let week = self.weeks.iter().find(|week| week.session_id == *session);
        self.status.holds_places().then(|| week.is_some_and(|week| week.coming))
    }

    /// The session; of a course the next that the family comes to and that is not over, else the last.
    #[must_use]
    pub fn next(&self, now: Instant) -> &Session {
        let sessions = self.course.as_ref().map_or(&[][..], Course::sessions);
        let is_next = |session: &&Session| {
            session.status == domain::SessionStatus::Scheduled
                && now < session.ends_at
                && self.comes_to(&session.id) != Some(false)
        };
        sessions.iter().find(is_next).or(sessions.last()).unwrap_or(&self.session)
    }

    /// When the last of its sessions ends.
    #[must_use]
    pub fn ends_at(&self) -> Instant {
        self.course.as_ref().map_or(self.session.ends_at, Course::ends_at)
    }
}

/// Who asks for a change to a booking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Whoever holds a private link of it.
    Family(PrivateToken),
    /// The hub's team, which the family asked. What it does is recorded.
    Team(Actor),
}

/// Who comes to a session: for the hub's team alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    /// The session, as it is now.
    pub session: Session,
    /// Its live bookings: those booked by name, then those offered a place, then those who wait, in their order. Those
    /// whose details are deleted are not among them.
    pub bookings: Vec<StoredBooking>,
}

impl fmt::Debug for StoredBooking {
    // What a family says of itself never reaches a log line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredBooking")
            .field("id", &self.id)
            .field("status", &self.status)
            .field("session", &self.session.id)
            .field("places", &self.places)
            .finish_non_exhaustive()
    }
}

/// One row of the postcode table.
#[derive(Clone, Debug, PartialEq)]
pub struct PostcodeRow {
    /// The postcode.
    pub postcode: Postcode,
    /// Where it is.
    pub point: Point,
    /// The local authority's GSS code, such as `E06000007`; empty where not known.
    pub local_authority: String,
}

/// What came of keeping a family page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FamilyPageOutcome {
    /// It is kept.
    Kept,
    /// The very same page was there before.
    AlreadyKept,
    /// Another page has this address: it needs another.
    IdInUse,
}

/// What a server needs kept. Both databases pass the same contract (`tests/contract`).
///
/// # Errors
/// Any operation can meet a database that is away, busy, full or damaged; one that fails keeps nothing. An import
/// gives [`StoreError::Orphan`] when a series or session belongs to something that is not there.
#[async_trait]
pub trait Store: TeamStore + Send + Sync {
    /// The catalogue's version; grows with every import.
    async fn version(&self) -> Result<i64, StoreError>;

    /// Everything that is offered; sessions that ended more than a day before `now` are left out.
    async fn catalogue(&self, now: Instant) -> Result<Catalogue, StoreError>;

    /// Puts these localities and categories in place of those there, in this order, and adds or updates these
    /// locations.
    async fn put_network(
        &self,
        localities: &[Locality],
        categories: &[Category],
        locations: &[Location],
    ) -> Result<(), StoreError>;

    /// Adds or updates, by id, all of these or none.
    async fn put_services(&self, services: &[Service], locations: &[Location]) -> Result<(), StoreError>;

    /// What has to be known before a feed of services is read, and when this source was last read whole.
    async fn known_services(&self, source: &str) -> Result<KnownServices, StoreError>;

    /// Applies one run of a feed, all or nothing. A listing that is the very same keeps the moment it last changed,
    /// and when nothing is new the version stays. A service is withdrawn with its series and sessions, unless a
    /// family has booked one that has not ended: then it stays, closed. One that only past bookings belong to is
    /// out of sight, and listed again when a feed brings it again.
    async fn run_feed(&self, run: &FeedRun<'_>) -> Result<FeedOutcome, StoreError>;

    /// Adds or updates series by id and adds the sessions not there yet, all or none. A session that is there
    /// keeps its places, its status and, when it has bookings, its times and its location; its capacity shrinks no further than
    /// the places taken. A new one comes without bookings. Returns how many sessions are new.
    async fn put_series(&self, series: &[Series], sessions: &[Session]) -> Result<u64, StoreError>;

    /// Removes those of these sessions that nobody ever booked and the team never touched, and says which they were.
    async fn drop_unbooked(&self, ids: &[SessionId]) -> Result<Vec<SessionId>, StoreError>;

    /// School terms and bank holidays.
    async fn named_dates(&self) -> Result<NamedDates, StoreError>;

    /// Puts these in place of those there; `None` leaves a list as it is. No two terms or holidays begin on one day.
    async fn put_named_dates(
        &self,
        terms: Option<&[Term]>,
        bank_holidays: Option<&[BankHoliday]>,
    ) -> Result<(), StoreError>;

    /// The latest revision of each session that changed after this mark, in the order in which they changed, at most so
    /// many; sessions that ended before `ended_after` are left out. Whoever reads on from the last one given misses no
    /// change and meets each session's latest once. One that changes meanwhile comes again.
    async fn session_revisions(
        &self,
        after: &Mark,
        ended_after: Instant,
        limit: u16,
    ) -> Result<Vec<Revision<Session>>, StoreError>;

    /// The same of series. One changes with what it says, and with its service and its location.
    async fn series_revisions(&self, after: &Mark, limit: u16)
    -> Result<Vec<Revision<SeriesId>>, StoreError>;

    /// What calendars are told of these sessions; unknown ids are left out.
    async fn calendar_stamps(
        &self,
        ids: &[SessionId],
    ) -> Result<HashMap<SessionId, CalendarStamp>, StoreError>;

    /// These sessions as they are now, in no order; unknown ids are left out.
    async fn sessions(&self, ids: &[SessionId]) -> Result<Vec<Session>, StoreError>;

    /// Books in one transaction: checks the session's rules at `now`, takes the places by one conditional
    /// update, keeps the booking and its message. The message is kept only when the outcome is `Booked`. When there is
    /// no room and the booking asks for it, the family joins the waiting list, and a notice tells it so.
    ///
    /// A booking for a whole course takes its places in every week to come, or in none. Its words name all of them, so a
    /// notice tells the family then, and the message is not kept.
    ///
    /// # Errors
    /// [`StoreError::ReferenceTaken`] asks the caller for another reference; nothing was kept.
    async fn book(
        &self,
        booking: &NewBooking,
        reference: &Reference,
        message: &Message,
        now: Instant,
    ) -> Result<BookOutcome, StoreError>;

    /// As [`Store::book`], by the hub's team for a family that asked on the phone or at the desk. It is recorded, and a
    /// notice tells the family.
    async fn book_by_team(
        &self,
        booking: &NewBooking,
        reference: &Reference,
        actor: &Actor,
        now: Instant,
    ) -> Result<BookOutcome, StoreError>;

    /// The booking with this id, when the token is one of its own (compared in constant time).
    async fn booking(
        &self,
        id: &BookingId,
        token: &PrivateToken,
    ) -> Result<Option<StoredBooking>, StoreError>;

    /// Gives the places back, leaves the waiting list or declines an offer, until the session ends; of a course, in all
    /// weeks that are not over. The message is kept when booked places in a single session were given back; else a notice
    /// tells the family. What becomes free is offered to those who
    /// wait. A cancelled booking stays readable.
    async fn cancel(
        &self,
        id: &BookingId,
        token: &PrivateToken,
        message: &Message,
        now: Instant,
    ) -> Result<CancelOutcome, StoreError>;

    /// Leaves the waiting list or declines an offer, and never gives booked places back: a page that was drawn before they
    /// were booked would ask for more than its reader knows. A notice tells the family.
    async fn leave(
        &self,
        id: &BookingId,
        token: &PrivateToken,
        now: Instant,
    ) -> Result<CancelOutcome, StoreError>;

    /// As [`Store::cancel`], by the hub's team, as the family asked; a notice tells the family.
    async fn cancel_by_team(
        &self,
        id: &BookingId,
        actor: &Actor,
        now: Instant,
    ) -> Result<CancelOutcome, StoreError>;

    /// Takes what is offered. When no more offers are made, a family that waits may take what is free in the same way.
    async fn accept(
        &self,
        id: &BookingId,
        caller: &Caller,
        now: Instant,
    ) -> Result<AcceptOutcome, StoreError>;

    /// Puts another party in place of the one a booking was made for: a smaller one until the session ends, a larger
    /// one if there is room. One that waits keeps its place in line.
    async fn change_party(
        &self,
        id: &BookingId,
        caller: &Caller,
        party: &Party,
        now: Instant,
    ) -> Result<PartyOutcome, StoreError>;

    /// Says of one week of a course that the family does not come, which frees its places in that session alone, or
    /// that it comes after all, if there is room. A notice tells the family.
    async fn change_week(
        &self,
        id: &BookingId,
        caller: &Caller,
        session: &SessionId,
        coming: bool,
        now: Instant,
    ) -> Result<WeekOutcome, StoreError>;

    /// The course of a series, with all its sessions as they are now; `None` when it is none, or is not listed.
    async fn course(&self, series: &SeriesId) -> Result<Option<Course>, StoreError>;

    /// Keeps a notice for every family that still waits when booking has closed, each once. Returns how many.
    async fn tell_closed(&self, now: Instant) -> Result<u32, StoreError>;

    /// Passes on every offer whose time is up, and offers places that have become free unnoticed, such as by an import
    /// with a larger capacity. A server does this every few seconds; each session is a transaction of its own. Returns
    /// how many families a notice tells something.
    async fn pass_on_offers(&self, now: Instant) -> Result<u64, StoreError>;

    /// Sets how many places a session has, never fewer than are taken. No import sets it back.
    async fn set_capacity(
        &self,
        session: &SessionId,
        capacity: u16,
        actor: &Actor,
        now: Instant,
    ) -> Result<CapacityOutcome, StoreError>;

    /// Cancels a session: every live booking ends, and a notice tells its family. The version grows.
    async fn cancel_session(
        &self,
        session: &SessionId,
        actor: &Actor,
        now: Instant,
    ) -> Result<CancelSessionOutcome, StoreError>;

    /// Moves a session: every live booking stays, and a notice tells its family. No import moves it back. The version
    /// grows.
    async fn move_session(
        &self,
        session: &SessionId,
        to: &SessionMove,
        actor: &Actor,
        now: Instant,
    ) -> Result<MoveOutcome, StoreError>;

    /// Notes whether a family came, or takes that back, from the day of the session on. Of what is noted twice the later
    /// stays, whichever comes first. Of a course it is noted for one session; when none is named, for the last whose day
    /// has come.
    async fn mark_attended(
        &self,
        id: &BookingId,
        session: Option<&SessionId>,
        tick: Tick,
        actor: &Actor,
        now: Instant,
    ) -> Result<MarkOutcome, StoreError>;

    /// Who comes to a session; `None` when there is no such session.
    async fn register(&self, session: &SessionId) -> Result<Option<Register>, StoreError>;

    /// What the hub's team did to a session and its bookings, the latest first, at most 1,000.
    async fn records(&self, session: &SessionId) -> Result<Vec<Record>, StoreError>;

    /// Keeps a reminder for every family that is booked into a session of tomorrow in London, each once. Returns how
    /// many.
    async fn remind(&self, now: Instant) -> Result<u32, StoreError>;

    /// Keeps a notice for every family that was booked into a session of yesterday in London, to ask how it was: each once,
    /// and none of whom the register says that they did not come. Returns how many.
    async fn ask_how_it_was(&self, now: Instant) -> Result<u32, StoreError>;

    /// Keeps a notice with a new link for each live booking of this contact, at most 20, and none within ten minutes of
    /// the last. Returns how many, which nobody outside is to learn.
    async fn send_links(&self, contact: &Contact, now: Instant) -> Result<u32, StoreError>;

    /// Makes `new` the one link that opens a booking; all others are revoked. Says whether it is so: not when no booking
    /// has this id and token.
    async fn replace_links(
        &self,
        id: &BookingId,
        token: &PrivateToken,
        new: &PrivateToken,
        now: Instant,
    ) -> Result<bool, StoreError>;

    /// Deletes at once what a family told of itself, with the messages about it, as [`Store::forget_before`] does in
    /// time. A live booking is cancelled, and its places are free. Nobody finds it by id and token afterwards.
    async fn forget_booking(
        &self,
        id: &BookingId,
        token: &PrivateToken,
        now: Instant,
    ) -> Result<ForgetOutcome, StoreError>;

    /// The oldest notices whose words are still to be written, up to `limit`.
    async fn notices_to_compose(&self, limit: u16) -> Result<Vec<DueNotice>, StoreError>;

    /// Puts a message, whose id is the notice's, in the notice's place, to be handed over from `now` on; the link that
    /// stands in it opens the booking beside all others. Says whether it was done: not when another worker was
    /// quicker, or the family has been forgotten.
    async fn compose(
        &self,
        message: &Message,
        link: Option<&PrivateToken>,
        now: Instant,
    ) -> Result<bool, StoreError>;

    /// Takes away a notice that there is nothing to tell of any more. Says whether it was there.
    async fn drop_notice(&self, id: &str) -> Result<bool, StoreError>;

    /// Takes up to `limit` messages due at `now`, putting each out of other workers' sight until `lease`. One that would
    /// wait longer than [`message::LONGEST_WAIT`] is due too: the clock was set back.
    async fn take_due_messages(
        &self,
        now: Instant,
        lease: Instant,
        limit: u16,
    ) -> Result<Vec<DueMessage>, StoreError>;

    /// Records that a message was handed over, and removes its text and recipient.
    async fn message_sent(&self, id: &str, now: Instant) -> Result<(), StoreError>;

    /// Records that a message could not be handed over, to be tried again at `next`, or never when `None`: then
    /// its text and recipient are removed too.
    async fn message_failed(&self, id: &str, reason: &str, next: Option<Instant>) -> Result<(), StoreError>;

    /// How many messages are waiting, those whose words are to be written included.
    async fn messages_waiting(&self) -> Result<u32, StoreError>;

    /// How many messages were given up, of bookings and suggested changes that are not forgotten yet.
    async fn messages_given_up(&self) -> Result<u32, StoreError>;

    /// Adds or updates these postcodes, all or none; an import like the others, so the version grows.
    async fn put_postcodes(&self, rows: &[PostcodeRow]) -> Result<(), StoreError>;

    /// One postcode.
    async fn postcode(&self, postcode: &Postcode) -> Result<Option<PostcodeRow>, StoreError>;

    /// Counts what a reader said of a guide page on this day.
    async fn count_guide_answer(&self, slug: &str, answer: GuideAnswer, day: Date) -> Result<(), StoreError>;

    /// What readers said of guide pages on all days, in order of page and answer.
    async fn guide_answers(&self) -> Result<Vec<GuideAnswerCount>, StoreError>;

    /// Counts a search on this day whose words found nothing; not a new one while [`domain::unmet::MOST_KEPT`] are
    /// kept.
    async fn count_unmet_search(&self, search: &UnmetSearch, day: Date) -> Result<(), StoreError>;

    /// The searches whose words found nothing, most first. One of which fewer than [`domain::unmet::ALIKE`] were alike
    /// is never told.
    async fn unmet_searches(&self) -> Result<Vec<UnmetSearchCount>, StoreError>;

    /// Removes searches of which fewer than [`domain::unmet::ALIKE`] were alike when the first is more than
    /// [`domain::unmet::FEW_KEPT_DAYS`] old, and all whose last is more than [`domain::unmet::MANY_KEPT_DAYS`] old.
    /// Returns how many went.
    async fn forget_unmet_searches(&self, today: Date) -> Result<u64, StoreError>;

    /// Keeps a change suggested to a listing, and in the same transaction the message that tells of it, if there is
    /// anyone to tell. Nothing but the first under an id is kept.
    async fn keep_change(
        &self,
        change: &NewListingChange,
        message: Option<&Message>,
        now: Instant,
    ) -> Result<ChangeOutcome, StoreError>;

    /// Suggested changes that nobody has dealt with, the oldest first.
    async fn open_changes(&self) -> Result<Vec<OpenListingChange>, StoreError>;

    /// Records that a suggested change was dealt with; says whether it was open.
    async fn change_done(&self, id: &ChangeId, now: Instant) -> Result<bool, StoreError>;

    /// Removes suggested changes received before `before`, dealt with or not, and the messages about them. Returns
    /// how many there were.
    async fn forget_changes_before(&self, before: Instant) -> Result<u64, StoreError>;

    /// Keeps a family page under this address for good.
    async fn keep_family_page(
        &self,
        id: &FamilyPageId,
        page: &FamilyPage,
        today: Date,
    ) -> Result<FamilyPageOutcome, StoreError>;

    /// The family page at this address.
    async fn family_page(&self, id: &FamilyPageId) -> Result<Option<AtAddress>, StoreError>;

    /// Counts that a family page was opened on this day; a page that is not there is not counted.
    async fn count_family_page(&self, id: &FamilyPageId, day: Date) -> Result<(), StoreError>;

    /// How often each family page was opened on each day, in order of page and day.
    async fn family_page_counts(&self) -> Result<Vec<FamilyPageCount>, StoreError>;

    /// Keeps a request for help, and in the same transaction the message that tells the team of it. Nothing but the
    /// first under a token is kept.
    ///
    /// # Errors
    /// [`StoreError::ReferenceTaken`] asks the caller for another reference; nothing was kept.
    async fn keep_request(
        &self,
        request: &NewSupportRequest,
        message: Option<&Message>,
        now: Instant,
    ) -> Result<KeepOutcome, StoreError>;

    /// The request that this token opens.
    async fn request_by_token(&self, token: &PrivateToken) -> Result<Option<StoredRequest>, StoreError>;

    /// The request with this reference, for the team.
    async fn request_by_reference(&self, reference: &Reference) -> Result<Option<StoredRequest>, StoreError>;

    /// Requests that are neither closed nor withdrawn, the one that is due first first.
    async fn open_requests(&self) -> Result<Vec<StoredRequest>, StoreError>;

    /// Takes an open request back: what was asked is deleted at once, with messages about it that have not gone out.
    /// Says whether it was open.
    async fn withdraw_request(&self, token: &PrivateToken, now: Instant) -> Result<bool, StoreError>;

    /// Records who of the team has an open request; says whether it was open.
    async fn assign_request(&self, reference: &Reference, to: &str) -> Result<bool, StoreError>;

    /// Closes an open request; says whether it was open.
    async fn close_request(
        &self,
        reference: &Reference,
        outcome: RequestOutcome,
        now: Instant,
    ) -> Result<bool, StoreError>;

    /// Deletes what was asked in requests that ended before the one moment or came before the other, with the messages
    /// about them; the counts stay. Returns how many there were.
    async fn forget_requests(
        &self,
        ended_before: Instant,
        received_before: Instant,
    ) -> Result<u64, StoreError>;

    /// Counts what something did for a family. A form with the same mark counts once; says whether this was it.
    async fn count_outcome(&self, outcome: &Outcome, mark: &str, today: Date) -> Result<bool, StoreError>;

    /// All that families said, counted where it is alike. [`domain::outcome::Report`] says what of it may be told.
    async fn outcomes(&self) -> Result<Vec<Alike>, StoreError>;

    /// Removes answers more than [`domain::outcome::KEPT_DAYS`] old. Returns how many kinds went.
    async fn forget_outcomes(&self, today: Date) -> Result<u64, StoreError>;

    /// Removes names, contacts, ages and needs of bookings whose session, or the last of whose course, ended before
    /// `before`, with the messages
    /// about them; the counts stay. From then on nobody finds them by id and token. Returns how many bookings
    /// were cleared.
    async fn forget_before(&self, before: Instant) -> Result<u64, StoreError>;
}
