//! Making, listing and revoking the team's keys.

use clap::{Args, Subcommand};
use domain::team_key::{AddKeyOutcome, KeptTeamKey, NewTeamKey, RevokeKeyOutcome, Scope, TeamKey};
use domain::{Actor, Contact, Date, Instant, LocalityId};
use store::Store;

use super::commands::{TeamError, harmless, written};
use crate::cli::Database;

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Make a key. It is shown this once: only its fingerprint is kept.
    Add(AddKey),
    /// Print all keys, as CSV: name, localities, state, days, email address.
    List(Database),
    /// Set the email address to which a key's links to the team's pages are sent.
    Email(EmailKey),
    /// Revoke a key: from now on it opens nothing.
    Revoke(RevokeKey),
}

/// The key to make.
#[derive(Debug, Args)]
pub struct AddKey {
    /// Who uses it, such as "Front desk South": all that is done with the key is recorded under this name.
    #[arg(value_parser = actor)]
    pub name: Actor,
    /// The localities it is for, by id; may be repeated. Everywhere when left out.
    #[arg(long, value_name = "ID", num_args = 1..)]
    pub locality: Vec<LocalityId>,
    /// The last day on which it may be used, such as 2027-03-31. No end when left out.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub expires: Option<Date>,
    /// Where its private links to the team's pages are sent. Without one the key opens the API alone.
    #[arg(long, value_name = "ADDRESS", value_parser = email)]
    pub email: Option<Contact>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub database: Database,
}

/// The key to revoke.
#[derive(Debug, Args)]
pub struct RevokeKey {
    /// Its name.
    #[arg(value_parser = actor)]
    pub name: Actor,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub database: Database,
}

/// The key whose links go elsewhere.
#[derive(Debug, Args)]
pub struct EmailKey {
    /// Its name.
    #[arg(value_parser = actor)]
    pub name: Actor,
    /// The address; nowhere when left out.
    #[arg(value_parser = email)]
    pub email: Option<Contact>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub database: Database,
}

/// Reads an email address.
///
/// # Errors
/// What to put right.
pub fn email(text: &str) -> Result<Contact, String> {
    match Contact::parse(text) {
        Ok(email @ Contact::Email(_)) => Ok(email),
        _ => Err("expected an email address such as desk@example.org".to_owned()),
    }
}

/// Reads who does something.
///
/// # Errors
/// What to put right.
pub fn actor(text: &str) -> Result<Actor, String> {
    Actor::parse(text).map_err(|error| error.to_string())
}

/// Reads a date.
///
/// # Errors
/// What to put right.
pub fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a date such as 2026-11-24".to_owned())
}

/// Keeps a key made of these random bits, and returns it.
///
/// # Errors
/// When a locality is not in the network, the last day is over, or the name is taken.
pub async fn add(
    store: &dyn Store,
    new: NewTeamKey,
    bits: [u8; 32],
    now: Instant,
) -> Result<TeamKey, TeamError> {
    if new.expires_on.is_some_and(|last| last < now.london_date()) {
        return Err(TeamError::ExpiredAlready);
    }
    if let Scope::Localities(localities) = &new.scope {
        let there = store.catalogue(now).await?.localities;
        if let Some(unknown) = localities.iter().find(|id| there.iter().all(|one| one.id != **id)) {
            let known: Vec<&str> = there.iter().map(|one| one.id.as_str()).collect();
            return Err(TeamError::NoSuchLocality { given: unknown.clone(), known: known.join(", ") });
        }
    }
    let key = TeamKey::from_random(bits);
    match store.add_team_key(&new, &key, now).await? {
        AddKeyOutcome::Added => Ok(key),
        AddKeyOutcome::NameTaken => Err(TeamError::NameTaken),
    }
}

/// Sets where a key's links go, and says what happened.
///
/// # Errors
/// When no key has this name.
pub async fn set_email(
    store: &dyn Store,
    name: &Actor,
    email: Option<&Contact>,
) -> Result<&'static str, TeamError> {
    match (store.set_team_key_email(name, email).await?, email) {
        (false, _) => Err(TeamError::NoSuchKey),
        (true, Some(_)) => Ok("links go there from now on"),
        (true, None) => Ok("no links are sent from now on"),
    }
}

/// Revokes a key, and says what happened.
///
/// # Errors
/// When no key has this name.
pub async fn revoke(store: &dyn Store, name: &Actor, now: Instant) -> Result<&'static str, TeamError> {
    match store.revoke_team_key(name, now).await? {
        RevokeKeyOutcome::Revoked => Ok("revoked"),
        RevokeKeyOutcome::AlreadyRevoked => Ok("it was revoked before"),
        RevokeKeyOutcome::NoSuchKey => Err(TeamError::NoSuchKey),
    }
}

/// The keys as CSV (RFC 4180) with a header. Of the keys themselves nothing is known.
#[must_use]
pub fn csv(keys: &[KeptTeamKey], today: Date) -> String {
    let mut rows = csv::Writer::from_writer(Vec::new());
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    // Memory takes every row.
    let _ =
        rows.write_record(["name", "localities", "state", "made_on", "expires_on", "last_used_on", "email"]);
    for kept in keys {
        let localities = match &kept.key.scope {
            Scope::Everywhere => "everywhere".to_owned(),
            Scope::Localities(ids) => ids.iter().map(LocalityId::as_str).collect::<Vec<_>>().join(" "),
        };
        let _ = rows.write_record([
            &harmless(kept.key.name.as_str()),
            &localities,
            kept.state(today).as_str(),
            &kept.made_at.london_date().to_string(),
            &day(kept.key.expires_on),
            &day(kept.last_used_on),
            &harmless(kept.email.as_ref().map_or("", Contact::as_str)),
        ]);
    }
    written(rows)
}
