//! What the hub keeps: one trait of domain operations, with SQLite and PostgreSQL behind it.
//!
//! Only this crate writes SQL. Every operation is one transaction; the clock is a parameter.

use core::fmt;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use domain::booking::{BookOutcome, CancelOutcome};
use domain::listing_change::ChangeOutcome;
use domain::unmet::{UnmetSearch, UnmetSearchCount};
use domain::{
    BankHoliday, BookingId, BookingStatus, CarerName, Catalogue, Category, ChangeId, Contact, Date,
    GuideAnswer, GuideAnswerCount, Instant, Locality, Location, NamedDates, NewBooking, NewListingChange,
    OpenListingChange, Party, Point, Postcode, PrivateToken, Reference, Series, SeriesId, Service, Session,
    SessionId, Term,
};

pub mod bare;
pub mod error;
pub mod feed;
mod fingerprint;
pub mod message;
pub mod postgres;
pub mod revision;
pub mod sqlite;

pub use error::StoreError;
pub use feed::{FeedOutcome, FeedRun, KnownServices};
pub use message::{Channel, DueMessage, Message};
pub use revision::{CalendarStamp, Mark, Revision};

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
    /// keeps its places, its status and, when it has bookings, its times and its location; its capacity shrinks no further than
    /// the places taken. A new one comes without bookings. Returns how many sessions are new.
    async fn put_series(&self, series: &[Series], sessions: &[Session]) -> Result<u64, StoreError>;

    /// Removes those of these sessions that nobody ever booked, and says which they were.
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

    /// Removes names, contacts, ages and needs of bookings whose session ended before `before`, with the messages
    /// about them; the counts stay. From then on nobody finds them by id and token. Returns how many bookings
    /// were cleared.
    async fn forget_before(&self, before: Instant) -> Result<u64, StoreError>;
}
