//! Keys of the hub's team.

use domain::team_key::{AddKeyOutcome, KeptTeamKey, KeyState, NewTeamKey, RevokeKeyOutcome, TeamKey};
use domain::{Actor, Contact, Date, Instant};
use sqlx::{Executor, Row as _};

use super::{Change, Connection, Database, Keep, Row, Undo, json, plain};
use crate::{StoreError, fingerprint};

/// The form under which two names are one.
pub(super) fn name_key(name: &Actor) -> String {
    plain(&name.as_str().to_lowercase())
}

pub(super) async fn add(
    connection: &mut Connection,
    new: &NewTeamKey,
    key: &TeamKey,
    now: Instant,
) -> Result<Change<AddKeyOutcome>, StoreError> {
    let kept = sqlx::query(
        "insert into team_keys (name_key, name, key_hash, scope, made_at, expires_on) \
         values ($1, $2, $3, $4, $5, $6) on conflict (name_key) do nothing",
    )
    .bind(name_key(&new.name))
    .bind(plain(new.name.as_str()))
    .bind(fingerprint::of_team_key(key).to_vec())
    .bind(json(&new.scope)?)
    .bind(now.unix())
    .bind(new.expires_on.map(|day| i64::from(day.days())))
    .execute(connection)
    .await?;
    Ok(if kept.rows_affected() == 1 { Keep(AddKeyOutcome::Added) } else { Undo(AddKeyOutcome::NameTaken) })
}

pub(super) async fn list(
    readers: impl Executor<'_, Database = Database>,
) -> Result<Vec<KeptTeamKey>, StoreError> {
    let rows = sqlx::query("select * from team_keys order by name_key").fetch_all(readers).await?;
    rows.iter().map(read).collect()
}

pub(super) fn read(row: &Row) -> Result<KeptTeamKey, StoreError> {
    let corrupt = || StoreError::Corrupt { what: "a key of the team" };
    let day = |column: &str| -> Result<Option<Date>, StoreError> {
        let days: Option<i64> = row.try_get(column)?;
        days.map(|days| i32::try_from(days).map(Date::from_days).map_err(|_| corrupt())).transpose()
    };
    let email: Option<&str> = row.try_get("email")?;
    Ok(KeptTeamKey {
        key: NewTeamKey {
            name: Actor::parse(row.try_get("name")?).map_err(|_| corrupt())?,
            scope: serde_json::from_str(row.try_get("scope")?).map_err(|_| corrupt())?,
            expires_on: day("expires_on")?,
        },
        made_at: Instant::from_unix(row.try_get("made_at")?),
        revoked_at: row.try_get::<Option<i64>, _>("revoked_at")?.map(Instant::from_unix),
        last_used_on: day("last_used_on")?,
        email: email.map(Contact::parse).transpose().map_err(|_| corrupt())?,
    })
}

pub(super) async fn revoke(
    connection: &mut Connection,
    name: &Actor,
    now: Instant,
) -> Result<Change<RevokeKeyOutcome>, StoreError> {
    let revoked =
        sqlx::query("update team_keys set revoked_at = $1 where name_key = $2 and revoked_at is null")
            .bind(now.unix())
            .bind(name_key(name))
            .execute(&mut *connection)
            .await?;
    if revoked.rows_affected() == 1 {
        return Ok(Keep(RevokeKeyOutcome::Revoked));
    }
    let there: i64 = sqlx::query_scalar("select count(*) from team_keys where name_key = $1")
        .bind(name_key(name))
        .fetch_one(connection)
        .await?;
    Ok(Undo(if there > 0 { RevokeKeyOutcome::AlreadyRevoked } else { RevokeKeyOutcome::NoSuchKey }))
}

/// The names of the keys that open something today and whose links go to this address, whatever its letter case.
pub(super) async fn of_email(
    readers: impl Executor<'_, Database = Database>,
    email: &Contact,
    now: Instant,
) -> Result<Vec<Actor>, StoreError> {
    let mut found = list(readers).await?;
    let today = now.london_date();
    found.retain(|kept| {
        kept.state(today) == KeyState::Active
            && kept.email.as_ref().is_some_and(|own| own.key() == email.key())
    });
    Ok(found.into_iter().map(|kept| kept.key.name).collect())
}

/// The key with this fingerprint. Every one is compared to its end: how long that takes tells nothing of any.
pub(super) async fn find(
    readers: impl Executor<'_, Database = Database>,
    key: &TeamKey,
    now: Instant,
) -> Result<Option<KeptTeamKey>, StoreError> {
    let asked = fingerprint::of_team_key(key);
    let mut found = None;
    for row in &sqlx::query("select * from team_keys").fetch_all(readers).await? {
        if fingerprint::same(row.try_get("key_hash")?, &asked) {
            found = Some(read(row)?);
        }
    }
    Ok(found.filter(|kept| kept.state(now.london_date()) == KeyState::Active))
}

/// Notes the day a key was used; the later one stays.
pub(super) async fn note_use(
    connection: &mut Connection,
    name: &Actor,
    today: Date,
) -> Result<Change<()>, StoreError> {
    sqlx::query(
        "update team_keys set last_used_on = $1 where name_key = $2 and (last_used_on is null or last_used_on < $1)",
    )
    .bind(i64::from(today.days()))
    .bind(name_key(name))
    .execute(connection)
    .await?;
    Ok(Keep(()))
}
