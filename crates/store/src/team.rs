//! What the hub's team needs kept besides what families do: its keys, sessions with their counts, single sessions.

use async_trait::async_trait;
use domain::family_page::FamilyPageId;
use domain::session_change::{AddSessionOutcome, CancelReason, CancelSessionOutcome};
use domain::team_desk::{FamilyPageChange, KeptFamilyPage, RequestStep};
use domain::team_key::{AddKeyOutcome, KeptTeamKey, NewTeamKey, RevokeKeyOutcome, TeamKey};
use domain::team_session::TeamSession;
use domain::{
    Actor, BookingId, ChangeId, Contact, Date, Instant, LocalityId, Location, LocationId, PrivateToken,
    Record, Reference, Series, SeriesId, Session, SessionId,
};

use crate::{Message, StoreError};

/// The team's part of the store. What changes something for families, and what is recorded of it, is with it in
/// [`crate::Store`].
///
/// # Errors
/// As [`crate::Store`].
#[async_trait]
pub trait TeamStore: Send + Sync {
    /// Keeps the fingerprint of a key.
    async fn add_team_key(
        &self,
        new: &NewTeamKey,
        key: &TeamKey,
        now: Instant,
    ) -> Result<AddKeyOutcome, StoreError>;

    /// All keys, by name.
    async fn team_keys(&self) -> Result<Vec<KeptTeamKey>, StoreError>;

    /// Revokes the key of this name, whatever its letter case. The key stays in the list.
    async fn revoke_team_key(&self, name: &Actor, now: Instant) -> Result<RevokeKeyOutcome, StoreError>;

    /// Whose key this is, when it opens something today (compared in constant time), and notes the day. A key that is
    /// unknown, expired or revoked is told apart by nobody.
    async fn use_team_key(&self, key: &TeamKey, now: Instant) -> Result<Option<NewTeamKey>, StoreError>;

    /// Sessions that start from `from` on and before `to`, cancelled ones too, in order of their start, at most `limit`.
    async fn team_sessions(
        &self,
        from: Instant,
        to: Instant,
        limit: u16,
    ) -> Result<Vec<TeamSession>, StoreError>;

    /// One session, however long ago it was.
    async fn team_session(&self, id: &SessionId) -> Result<Option<TeamSession>, StoreError>;

    /// One location, as it is kept: a masked one has its address.
    async fn location(&self, id: &LocationId) -> Result<Option<Location>, StoreError>;

    /// One series of a service that is listed.
    async fn series(&self, id: &SeriesId) -> Result<Option<Series>, StoreError>;

    /// The session of a booking, whatever has become of it.
    async fn session_of_booking(&self, id: &BookingId) -> Result<Option<SessionId>, StoreError>;

    /// Adds one session to a series, unless one of its id is there. No import changes its time, place or capacity. The
    /// version grows.
    async fn add_session(
        &self,
        session: &Session,
        actor: &Actor,
        now: Instant,
    ) -> Result<AddSessionOutcome, StoreError>;

    /// As [`crate::Store::put_series`], recorded; `added` of the series are new. Returns how many sessions are.
    async fn put_timetable(
        &self,
        series: &[Series],
        sessions: &[Session],
        added: usize,
        actor: &Actor,
        now: Instant,
    ) -> Result<u64, StoreError>;

    /// What the team did to anything, the latest first, at most 1,000.
    async fn all_records(&self) -> Result<Vec<Record>, StoreError>;

    /// The same, each with the locality of the session that it is about, if it is about one in a locality.
    async fn placed_records(&self) -> Result<Vec<(Record, Option<LocalityId>)>, StoreError>;

    /// As [`crate::Store::cancel_session`], telling the families why; an empty reason tells none.
    async fn cancel_session_because(
        &self,
        session: &SessionId,
        reason: &CancelReason,
        actor: &Actor,
        now: Instant,
    ) -> Result<CancelSessionOutcome, StoreError>;

    /// The email address to which the links of the key of this name go from now on, whatever the name's letter case; `None`
    /// for nowhere. Says whether there is such a key.
    async fn set_team_key_email(&self, name: &Actor, email: Option<&Contact>) -> Result<bool, StoreError>;

    /// The names of the keys that open something today and whose links go to this address.
    async fn team_keys_of(&self, email: &Contact, now: Instant) -> Result<Vec<Actor>, StoreError>;

    /// Keeps private links, each for the key of this name, with the message that they stand in. None is kept when
    /// [`domain::shift::MOST_LINKS`] of one of the keys are younger than [`domain::shift::LINK_MINUTES`]; says whether
    /// they were.
    async fn keep_team_links(
        &self,
        links: &[(Actor, PrivateToken)],
        message: &Message,
        now: Instant,
    ) -> Result<bool, StoreError>;

    /// Begins a shift under `token` with a link that is good and was never used, which is recorded; whose it is. A link
    /// that is unknown, used, too old, or of a key that opens nothing is told apart by nobody.
    async fn begin_shift(
        &self,
        link: &PrivateToken,
        token: &PrivateToken,
        now: Instant,
    ) -> Result<Option<NewTeamKey>, StoreError>;

    /// Whose shift this is, while it is on and its key opens something; it is noted as used.
    async fn use_shift(&self, token: &PrivateToken, now: Instant) -> Result<Option<NewTeamKey>, StoreError>;

    /// Ends a shift; says whether there was one.
    async fn end_shift(&self, token: &PrivateToken) -> Result<bool, StoreError>;

    /// Notes that what was asked in a request for help was read.
    async fn note_request_read(
        &self,
        reference: &Reference,
        locality: &LocalityId,
        actor: &Actor,
        now: Instant,
    ) -> Result<(), StoreError>;

    /// Assigns or closes an open request of this locality, recorded; says whether it was open.
    async fn step_request(
        &self,
        reference: &Reference,
        locality: &LocalityId,
        step: &RequestStep,
        actor: &Actor,
        now: Instant,
    ) -> Result<bool, StoreError>;

    /// As [`crate::Store::change_done`], recorded.
    async fn change_done_by(&self, id: &ChangeId, actor: &Actor, now: Instant) -> Result<bool, StoreError>;

    /// Takes a family page down or puts it back, recorded unless it is so already; says whether there is such a page.
    async fn change_family_page(
        &self,
        id: &FamilyPageId,
        change: FamilyPageChange,
        actor: &Actor,
        now: Instant,
    ) -> Result<bool, StoreError>;

    /// The family pages made last, at most 500, with how often each was opened on this day and ever.
    async fn family_pages(&self, today: Date) -> Result<Vec<KeptFamilyPage>, StoreError>;
}
