//! The team's commands: what is typed, and what is printed.

use domain::team_key::{NewTeamKey, Scope};
use domain::{Instant, LocalityId};
use store::StoreError;

use super::keys::{self, AddKey, Keys, RevokeKey};
use crate::serve::{self, StartError};

/// Why a command of the team did not do what was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    /// The database did not open.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The database failed.
    #[error("the database failed, and nothing was changed: {0}")]
    Store(#[from] StoreError),
    /// The system gives no random bits.
    #[error("the system gave no random bits: {0}")]
    Random(getrandom::Error),
    /// A key is to expire before today.
    #[error("--expires is a day that is over")]
    ExpiredAlready,
    /// A locality that the network has not.
    #[error("there is no locality {given}: use one of {known}")]
    NoSuchLocality {
        /// What was typed.
        given: LocalityId,
        /// Those there are.
        known: String,
    },
    /// A key of this name is or was there.
    #[error("there is or was a key of this name: choose another, because records name it")]
    NameTaken,
    /// No key has this name.
    #[error("there is no key of this name: `keys list` has them all")]
    NoSuchKey,
}

/// Makes, lists or revokes keys.
///
/// # Errors
/// When it could not be done; the error says why and what to do.
#[allow(clippy::print_stdout)]
pub async fn keys(command: Keys, now: Instant) -> Result<(), TeamError> {
    match command {
        Keys::Add(AddKey { name, locality, expires, database }) => {
            let store = serve::open(&database.database_url).await?;
            let new = NewTeamKey { name, scope: Scope::of(locality), expires_on: expires };
            println!("{}", keys::add(&*store, new, random()?, now).await?.expose());
        }
        Keys::List(database) => {
            let store = serve::open(&database.database_url).await?;
            print!("{}", keys::csv(&store.team_keys().await?, now.london_date()));
        }
        Keys::Revoke(RevokeKey { name, database }) => {
            let store = serve::open(&database.database_url).await?;
            println!("{}", keys::revoke(&*store, &name, now).await?);
        }
    }
    Ok(())
}

fn random<const N: usize>() -> Result<[u8; N], TeamError> {
    let mut bits = [0; N];
    getrandom::fill(&mut bits).map_err(TeamError::Random)?;
    Ok(bits)
}

/// A text as a cell of a spreadsheet, which runs what begins like a formula: such a text gets an apostrophe.
#[must_use]
pub fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// The text of rows that were written to memory.
#[must_use]
pub fn written(rows: csv::Writer<Vec<u8>>) -> String {
    rows.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}
