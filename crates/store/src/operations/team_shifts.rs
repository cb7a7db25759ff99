//! Private links to the team's pages, and the shifts that begin with them.

use domain::shift::{LINK_MINUTES, MOST_LINKS, Times, link_is_good};
use domain::team_key::{KeptTeamKey, KeyState, NewTeamKey};
use domain::time::DAY;
use domain::{Actor, Contact, Instant, PrivateToken, Recorded};
use sqlx::Row as _;

use super::outbox::{self, About};
use super::team_keys::{name_key, note_use, read};
use super::{Change, Connection, Keep, Undo, plain, team};
use crate::{Message, StoreError, fingerprint};

/// The address to which a key's links go from now on. Says whether there is such a key.
pub(super) async fn set_email(
    connection: &mut Connection,
    name: &Actor,
    email: Option<&Contact>,
) -> Result<Change<bool>, StoreError> {
    let set = sqlx::query("update team_keys set email = $1 where name_key = $2")
        .bind(email.map(|email| plain(email.as_str())))
        .bind(name_key(name))
        .execute(connection)
        .await?;
    Ok(Keep(set.rows_affected() > 0))
}

/// Keeps links, each for a key, with the message that they stand in; none when one of the keys was sent too many.
pub(super) async fn keep_links(
    connection: &mut Connection,
    links: &[(Actor, PrivateToken)],
    message: &Message,
    now: Instant,
) -> Result<Change<bool>, StoreError> {
    prune(connection, now).await?;
    for (name, token) in links {
        let sent: i64 =
            sqlx::query_scalar("select count(*) from team_links where name_key = $1 and made_at > $2")
                .bind(name_key(name))
                .bind(now.plus_minutes(-LINK_MINUTES).unix())
                .fetch_one(&mut *connection)
                .await?;
        if sent >= MOST_LINKS {
            return Ok(Undo(false));
        }
        sqlx::query("insert into team_links (token_hash, name_key, made_at) values ($1, $2, $3)")
            .bind(fingerprint::of_token(token).to_vec())
            .bind(name_key(name))
            .bind(now.unix())
            .execute(&mut *connection)
            .await?;
    }
    outbox::keep(connection, About::Team, message, now).await?;
    Ok(Keep(true))
}

/// Removes what opens nothing any more, and what is left of messages that were handed over or given up.
async fn prune(connection: &mut Connection, now: Instant) -> Result<(), StoreError> {
    let day_ago = now.unix().saturating_sub(DAY);
    for statement in [
        "delete from team_links where made_at < $1",
        "delete from team_shifts where used_at < $1",
        "delete from outbox where booking_id is null and change_id is null and request_reference is null \
         and created_at < $1",
    ] {
        sqlx::query(statement).bind(day_ago).execute(&mut *connection).await?;
    }
    Ok(())
}

async fn active_key(
    connection: &mut Connection,
    name_key: &str,
    now: Instant,
) -> Result<Option<KeptTeamKey>, StoreError> {
    let row = sqlx::query("select * from team_keys where name_key = $1")
        .bind(name_key)
        .fetch_optional(connection)
        .await?;
    let kept = row.as_ref().map(read).transpose()?;
    Ok(kept.filter(|kept| kept.state(now.london_date()) == KeyState::Active))
}

/// Begins a shift with a link that nobody has used.
pub(super) async fn begin(
    connection: &mut Connection,
    link: &PrivateToken,
    token: &PrivateToken,
    now: Instant,
) -> Result<Change<Option<NewTeamKey>>, StoreError> {
    let hash = fingerprint::of_token(link).to_vec();
    let row = sqlx::query("select name_key, made_at from team_links where token_hash = $1")
        .bind(hash.clone())
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(Undo(None)) };
    let name_key: String = row.try_get("name_key")?;
    if !link_is_good(Instant::from_unix(row.try_get("made_at")?), now) {
        return Ok(Undo(None));
    }
    // Two devices that follow one link at once both come here; the condition lets one of them on.
    let used = sqlx::query("update team_links set used_at = $1 where token_hash = $2 and used_at is null")
        .bind(now.unix())
        .bind(hash)
        .execute(&mut *connection)
        .await?;
    if used.rows_affected() == 0 {
        return Ok(Undo(None));
    }
    let Some(kept) = active_key(connection, &name_key, now).await? else { return Ok(Undo(None)) };
    sqlx::query("insert into team_shifts (token_hash, name_key, began_at, used_at) values ($1, $2, $3, $3)")
        .bind(fingerprint::of_token(token).to_vec())
        .bind(name_key)
        .bind(now.unix())
        .execute(&mut *connection)
        .await?;
    team::record(connection, &kept.key.name, None, None, &Recorded::SignedIn, now).await?;
    note_use(connection, &kept.key.name, now.london_date()).await?;
    Ok(Keep(Some(kept.key)))
}

/// Whose shift this is while it is on, and notes that it is used.
pub(super) async fn go_on(
    connection: &mut Connection,
    token: &PrivateToken,
    now: Instant,
) -> Result<Change<Option<NewTeamKey>>, StoreError> {
    let hash = fingerprint::of_token(token).to_vec();
    let row = sqlx::query("select name_key, began_at, used_at from team_shifts where token_hash = $1")
        .bind(hash.clone())
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(Undo(None)) };
    let times = Times {
        began_at: Instant::from_unix(row.try_get("began_at")?),
        used_at: Instant::from_unix(row.try_get("used_at")?),
    };
    if !times.is_on(now) {
        return Ok(Undo(None));
    }
    let name_key: String = row.try_get("name_key")?;
    let Some(kept) = active_key(connection, &name_key, now).await? else { return Ok(Undo(None)) };
    sqlx::query("update team_shifts set used_at = $1 where token_hash = $2 and used_at < $1")
        .bind(now.unix())
        .bind(hash)
        .execute(&mut *connection)
        .await?;
    note_use(connection, &kept.key.name, now.london_date()).await?;
    Ok(Keep(Some(kept.key)))
}

/// Ends a shift; says whether there was one.
pub(super) async fn end(
    connection: &mut Connection,
    token: &PrivateToken,
) -> Result<Change<bool>, StoreError> {
    let ended = sqlx::query("delete from team_shifts where token_hash = $1")
        .bind(fingerprint::of_token(token).to_vec())
        .execute(connection)
        .await?;
    Ok(Keep(ended.rows_affected() > 0))
}
