//! What the hub's team needs kept besides what families do: its keys, sessions with their counts, single sessions.

use async_trait::async_trait;
use domain::session_change::AddSessionOutcome;
use domain::team_key::{AddKeyOutcome, KeptTeamKey, NewTeamKey, RevokeKeyOutcome, TeamKey};
use domain::team_session::TeamSession;
use domain::{Actor, BookingId, Instant, Location, LocationId, Record, Series, SeriesId, Session, SessionId};

use crate::StoreError;

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
}
