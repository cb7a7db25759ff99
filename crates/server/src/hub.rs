//! The hub: what every handler works with.

use std::sync::{Arc, PoisonError, RwLock};

use directory::{Directory, Guide, GuideDocument, Synonyms};
use domain::session::SessionSummary;
use domain::{Instant, Session, SessionId};
use store::{CalendarStamp, Store, StoreError};
use tokio::sync::{Notify, Semaphore};

use crate::booking_limit::BookingLimit;
use crate::config::Config;
use crate::live::Live;
use crate::oruk::Feed;
use crate::pages;
use crate::postcode_sectors::PostcodeSectors;
use crate::unmet::UnmetSearches;
use crate::written::family_page::COUNTING;

/// How many requests one client may send to the team's part of the API in a minute, those with a wrong key included.
pub const TEAM_LIMIT_PER_MINUTE: u32 = 300;

/// How often one client may ask for a private link to the team's pages, or follow one, in a minute.
pub const SIGN_IN_LIMIT_PER_MINUTE: u32 = 20;

/// Tells the time. Only `main` makes one that reads the machine's clock.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// The store, the directory built from it, the clock and the settings of one server.
pub struct Hub {
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// The settings.
    pub config: Config,
    /// The middle of every postcode sector.
    pub sectors: PostcodeSectors,
    /// How many bookings one client may send.
    pub limit: BookingLimit,
    /// How much one client may ask of the team's part of the API.
    pub team_limit: BookingLimit,
    /// How often one client may try to sign in to the team's pages.
    pub sign_in_limit: BookingLimit,
    /// Wakes the outbox when a message has been kept.
    pub outbox: Notify,
    /// Counts searches that found nothing.
    pub unmet: UnmetSearches,
    /// Counts openings of family pages: so many at once.
    pub counting: Arc<Semaphore>,
    live: Live<Arc<Session>>,
    stamps: Live<CalendarStamp>,
    clock: Clock,
    /// The pages of the guide, for its search.
    pub guide: Guide,
    synonyms: Arc<Synonyms>,
    /// The directory, within what other software reads of it.
    feed: RwLock<Arc<Feed>>,
}

impl Hub {
    /// A hub over this store, with its directory built.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn open(
        store: Arc<dyn Store>,
        config: Config,
        clock: Clock,
        synonyms: Synonyms,
        guide: Vec<GuideDocument>,
        sectors: PostcodeSectors,
    ) -> Result<Self, StoreError> {
        let catalogue = store.catalogue(clock()).await?;
        let guide = Guide::build(guide, &synonyms);
        let synonyms = Arc::new(synonyms);
        let council = pages::settings(&config.dist).await.council;
        let directory = Arc::new(Directory::build(catalogue, &synonyms).of_council(&council));
        let feed = RwLock::new(Arc::new(Feed::build(directory, &config.public_url)));
        let limit = BookingLimit::new(config.booking_limit_per_minute);
        let live = Live::start(store.clone());
        let stamps = Live::start(store.clone());
        let unmet = UnmetSearches::start(store.clone());
        Ok(Self {
            store,
            config,
            sectors,
            limit,
            team_limit: BookingLimit::new(TEAM_LIMIT_PER_MINUTE),
            sign_in_limit: BookingLimit::new(SIGN_IN_LIMIT_PER_MINUTE),
            outbox: Notify::new(),
            unmet,
            counting: Arc::new(Semaphore::new(COUNTING)),
            live,
            stamps,
            clock,
            guide,
            synonyms,
            feed,
        })
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Instant {
        (self.clock)()
    }

    /// The directory as it is at this moment. A handler takes it once, so that its whole answer is of one
    /// version.
    #[must_use]
    pub fn directory(&self) -> Arc<Directory> {
        self.feed().directory().clone()
    }

    /// What other software reads, with the directory it is made from.
    #[must_use]
    pub fn feed(&self) -> Arc<Feed> {
        self.feed.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Builds the directory again when the catalogue has changed. Readers keep the old one until the new one
    /// is whole.
    ///
    /// # Errors
    /// When the catalogue cannot be read; the old directory stays.
    pub async fn refresh(&self) -> Result<bool, StoreError> {
        if self.store.version().await? == self.directory().version() {
            return Ok(false);
        }
        self.reload().await.map(|()| true)
    }

    /// Builds the directory again.
    ///
    /// # Errors
    /// When the catalogue cannot be read; the old directory stays.
    pub async fn reload(&self) -> Result<(), StoreError> {
        let catalogue = self.store.catalogue(self.now()).await?;
        let (synonyms, public_url) = (self.synonyms.clone(), self.config.public_url.clone());
        let council = pages::settings(&self.config.dist).await.council;
        // Building takes a second for a hundred thousand services, so it keeps clear of the threads that answer.
        let build = move || {
            let directory = Directory::build(catalogue, &synonyms).of_council(&council);
            Feed::build(Arc::new(directory), &public_url)
        };
        match tokio::task::spawn_blocking(build).await {
            Ok(built) => *self.feed.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(built),
            Err(_) => tracing::error!("the directory could not be built; the old one stays"),
        }
        Ok(())
    }

    /// These sessions with their places as they are now, in the order given. One that has gone is left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn live(&self, sessions: &[&Session]) -> Result<Vec<Arc<Session>>, StoreError> {
        self.live.read(sessions.iter().map(|session| session.id.clone()).collect()).await
    }

    /// One session with its places as they are now.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn live_by_id(&self, id: &SessionId) -> Result<Option<Arc<Session>>, StoreError> {
        Ok(self.live.read(vec![id.clone()]).await?.pop())
    }

    /// How often a session was moved or cancelled, for its calendar file.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn sequence(&self, id: &SessionId) -> Result<u32, StoreError> {
        let stamps = self.stamps.read(vec![id.clone()]).await?;
        Ok(stamps.first().map_or(0, |stamp| stamp.sequence))
    }

    /// Summaries of these sessions with their places as they are now, in the order given.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn live_summaries(
        &self,
        directory: &Directory,
        sessions: &[&Session],
        from: Option<domain::Point>,
    ) -> Result<Vec<SessionSummary>, StoreError> {
        let now = self.now();
        let rows = self.live(sessions).await?;
        Ok(rows.iter().filter_map(|row| summary(directory, row, from, now)).collect())
    }
}

/// The summary of a session without what would tell where a masked place is: its postcode, and its distance,
/// which from three origins gives the address away.
#[must_use]
pub fn summary(
    directory: &Directory,
    session: &Session,
    from: Option<domain::Point>,
    now: Instant,
) -> Option<SessionSummary> {
    let mut summary = directory.session_summary(session, from, now)?;
    if summary.location.masked {
        summary.location.postcode = None;
        summary.distance = None;
    }
    Some(summary)
}
