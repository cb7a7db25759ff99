//! What the hub keeps: one trait of domain operations, with SQLite and PostgreSQL behind it.
//!
//! Only this crate writes SQL. Every operation is one transaction; the clock is a parameter.

use core::fmt;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use domain::booking::{BookOutcome, CancelOutcome};
use domain::family_page::{FamilyPage, FamilyPageCount, FamilyPageId};
use domain::listing_change::ChangeOutcome;
use domain::outcome::{Alike, Outcome};
use domain::support_request::{KeepOutcome, NewSupportRequest, RequestOutcome, StoredRequest};
use domain::unmet::{UnmetSearch, UnmetSearchCount};
use domain::{
    BookingId, BookingStatus, CarerName, Catalogue, Category, ChangeId, Contact, Date, GuideAnswer,
    GuideAnswerCount, Instant, Locality, Location, NewBooking, NewListingChange, OpenListingChange, Party,
    Point, Postcode, PrivateToken, Reference, Series, Service, Session, SessionId,
};

pub mod bare;
pub mod error;
pub mod feed;
mod fingerprint;
pub mod message;
pub mod postgres;
pub mod sqlite;

pub use error::StoreError;
pub use feed::{FeedOutcome, FeedRun, KnownServices};
pub use message::{Channel, DueMessage, Message};

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
    /// Its session, as it is now.
    pub session: Session,
    /// Who is coming.
    pub party: Party,
    /// Places it holds, or held.
    pub places: u16,
    /// Who booked.
    pub name: CarerName,
    /// How to reach them.
    pub contact: Contact,
    /// What would help, perhaps nothing.
    pub access_needs: String,
    /// When it was made.
    pub booked_at: Instant,
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
pub trait Store: Send + Sync {
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
    /// keeps its places, its status and, when it has bookings, its times; its capacity shrinks no further than
    /// the places taken. A new one comes without bookings. Returns how many sessions are new.
    async fn put_series(&self, series: &[Series], sessions: &[Session]) -> Result<u64, StoreError>;

    /// These sessions as they are now, in no order; unknown ids are left out.
    async fn sessions(&self, ids: &[SessionId]) -> Result<Vec<Session>, StoreError>;

    /// Books in one transaction: checks the session's rules at `now`, takes the places by one conditional
    /// update, keeps the booking and its message. The message is kept only when the outcome is `Booked`.
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

    /// The booking with this id, when the token is its own (compared in constant time).
    async fn booking(
        &self,
        id: &BookingId,
        token: &PrivateToken,
    ) -> Result<Option<StoredBooking>, StoreError>;

    /// Gives the places back in one transaction with its message. A cancelled booking stays readable.
    async fn cancel(
        &self,
        id: &BookingId,
        token: &PrivateToken,
        message: &Message,
        now: Instant,
    ) -> Result<CancelOutcome, StoreError>;

    /// Takes up to `limit` messages due at `now`, putting each out of other workers' sight until `lease`.
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

    /// How many messages are waiting.
    async fn messages_waiting(&self) -> Result<u32, StoreError>;

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
    async fn family_page(&self, id: &FamilyPageId) -> Result<Option<FamilyPage>, StoreError>;

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

    /// Removes names, contacts, ages and needs of bookings whose session ended before `before`, with the messages
    /// about them; the counts stay. From then on nobody finds them by id and token. Returns how many bookings
    /// were cleared.
    async fn forget_before(&self, before: Instant) -> Result<u64, StoreError>;
}
