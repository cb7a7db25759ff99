//! The team's part of the store.

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

use super::{Hub, Keep, TRIES, Undo, team, team_desk, team_keys, team_sessions, team_shifts};
use crate::{Message, StoreError, TeamStore};

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

    async fn placed_records(&self) -> Result<Vec<(Record, Option<LocalityId>)>, StoreError> {
        team_desk::placed_records(self.readers()).await
    }

    async fn cancel_session_because(
        &self,
        session: &SessionId,
        reason: &CancelReason,
        actor: &Actor,
        now: Instant,
    ) -> Result<CancelSessionOutcome, StoreError> {
        in_transaction!(self, |connection| team::cancel_session(connection, session, reason, actor, now))
    }

    async fn set_team_key_email(&self, name: &Actor, email: Option<&Contact>) -> Result<bool, StoreError> {
        in_transaction!(self, |connection| team_shifts::set_email(connection, name, email))
    }

    async fn team_keys_of(&self, email: &Contact, now: Instant) -> Result<Vec<Actor>, StoreError> {
        team_keys::of_email(self.readers(), email, now).await
    }

    async fn keep_team_links(
        &self,
        links: &[(Actor, PrivateToken)],
        message: &Message,
        now: Instant,
    ) -> Result<bool, StoreError> {
        in_transaction!(self, |connection| team_shifts::keep_links(connection, links, message, now))
    }

    async fn begin_shift(
        &self,
        link: &PrivateToken,
        token: &PrivateToken,
        now: Instant,
    ) -> Result<Option<NewTeamKey>, StoreError> {
        in_transaction!(self, |connection| team_shifts::begin(connection, link, token, now))
    }

    async fn use_shift(&self, token: &PrivateToken, now: Instant) -> Result<Option<NewTeamKey>, StoreError> {
        in_transaction!(self, |connection| team_shifts::go_on(connection, token, now))
    }

    async fn end_shift(&self, token: &PrivateToken) -> Result<bool, StoreError> {
        in_transaction!(self, |connection| team_shifts::end(connection, token))
    }

    async fn note_request_read(
        &self,
        reference: &Reference,
        locality: &LocalityId,
        actor: &Actor,
        now: Instant,
    ) -> Result<(), StoreError> {
        in_transaction!(self, |connection| team_desk::note_read(connection, reference, locality, actor, now))
    }

    async fn step_request(
        &self,
        reference: &Reference,
        locality: &LocalityId,
        step: &RequestStep,
        actor: &Actor,
        now: Instant,
    ) -> Result<bool, StoreError> {
        in_transaction!(self, |connection| team_desk::step(connection, reference, locality, step, actor, now))
    }

    async fn change_done_by(&self, id: &ChangeId, actor: &Actor, now: Instant) -> Result<bool, StoreError> {
        in_transaction!(self, |connection| team_desk::change_done(connection, id, actor, now))
    }

    async fn change_family_page(
        &self,
        id: &FamilyPageId,
        change: FamilyPageChange,
        actor: &Actor,
        now: Instant,
    ) -> Result<bool, StoreError> {
        in_transaction!(self, |connection| team_desk::change_family_page(connection, id, change, actor, now))
    }

    async fn family_pages(&self, today: Date) -> Result<Vec<KeptFamilyPage>, StoreError> {
        team_desk::family_pages(self.readers(), today).await
    }
}
