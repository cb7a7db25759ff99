//! The team's part of the store.

use async_trait::async_trait;
use domain::session_change::AddSessionOutcome;
use domain::team_key::{AddKeyOutcome, KeptTeamKey, NewTeamKey, RevokeKeyOutcome, TeamKey};
use domain::team_session::TeamSession;
use domain::{Actor, BookingId, Instant, Location, LocationId, Record, Series, SeriesId, Session, SessionId};

use super::{Hub, Keep, TRIES, Undo, team, team_keys, team_sessions};
use crate::{StoreError, TeamStore};

#[async_trait]
impl TeamStore for Hub {
    async fn add_team_key(
        &self,
        new: &NewTeamKey,
        key: &TeamKey,
        now: Instant,
    ) -> Result<AddKeyOutcome, StoreError> {
        in_transaction!(self, |connection| team_keys::add(connection, new, key, now))
    }

    async fn team_keys(&self) -> Result<Vec<KeptTeamKey>, StoreError> {
        team_keys::list(self.readers()).await
    }

    async fn revoke_team_key(&self, name: &Actor, now: Instant) -> Result<RevokeKeyOutcome, StoreError> {
        in_transaction!(self, |connection| team_keys::revoke(connection, name, now))
    }

    async fn use_team_key(&self, key: &TeamKey, now: Instant) -> Result<Option<NewTeamKey>, StoreError> {
        let Some(kept) = team_keys::find(self.readers(), key, now).await? else { return Ok(None) };
        let today = now.london_date();
        if kept.last_used_on != Some(today) {
            in_transaction!(self, |connection| team_keys::note_use(connection, &kept.key.name, today))?;
        }
        Ok(Some(kept.key))
    }

    async fn team_sessions(
        &self,
        from: Instant,
        to: Instant,
        limit: u16,
    ) -> Result<Vec<TeamSession>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let sessions = team_sessions::between(&mut snapshot, from, to, limit).await?;
        snapshot.rollback().await?;
        Ok(sessions)
    }

    async fn team_session(&self, id: &SessionId) -> Result<Option<TeamSession>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let session = team_sessions::one(&mut snapshot, id).await?;
        snapshot.rollback().await?;
        Ok(session)
    }

    async fn location(&self, id: &LocationId) -> Result<Option<Location>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let statement = "select body from locations where id = $1";
        let location = team_sessions::body(&mut snapshot, statement, id.as_str()).await?;
        snapshot.rollback().await?;
        Ok(location)
    }

    async fn series(&self, id: &SeriesId) -> Result<Option<Series>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let statement = "select body from series where id = $1 \
                         and service_id in (select id from services where withdrawn_at is null)";
        let series = team_sessions::body(&mut snapshot, statement, id.as_str()).await?;
        snapshot.rollback().await?;
        Ok(series)
    }

    async fn session_of_booking(&self, id: &BookingId) -> Result<Option<SessionId>, StoreError> {
        let found: Option<String> = sqlx::query_scalar("select session_id from bookings where id = $1")
            .bind(id.as_str())
            .fetch_optional(self.readers())
            .await?;
        found.map(|id| id.parse().map_err(|_| StoreError::Corrupt { what: "a booking" })).transpose()
    }

    async fn add_session(
        &self,
        session: &Session,
        actor: &Actor,
        now: Instant,
    ) -> Result<AddSessionOutcome, StoreError> {
        in_transaction!(self, |connection| team_sessions::add(connection, session, actor, now))
    }

    async fn put_timetable(
        &self,
        series: &[Series],
        sessions: &[Session],
        added: usize,
        actor: &Actor,
        now: Instant,
    ) -> Result<u64, StoreError> {
        in_transaction!(self, |connection| team_sessions::put_timetable(
            connection, series, sessions, added, actor, now
        ))
    }

    async fn all_records(&self) -> Result<Vec<Record>, StoreError> {
        let mut snapshot = self.snapshot().await?;
        let records = team::all_records(&mut snapshot).await?;
        snapshot.rollback().await?;
        Ok(records)
    }
}
