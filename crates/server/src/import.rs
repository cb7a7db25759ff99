//! Importers: files that a council has, into the store.
//!
//! Each run is all or nothing. A file that cannot be read as a whole changes nothing; a record that cannot be
//! taken is told with its reason, and then nothing is applied unless the caller asked to skip such records.

use std::path::{Path, PathBuf};

use domain::Instant;
use store::{Store, StoreError};

use crate::team::acts::Member;

pub mod areas;
pub mod dates;
pub mod fields;
pub mod letters;
mod lines;
pub mod network;
pub mod open_referral;
pub mod postcodes;
pub mod records;
pub mod report;
pub mod services;
pub mod tables;
pub mod timetable;
pub mod venues;
pub mod web;

pub use records::FeedError;
pub use report::Report;
pub use services::{Input, Since, Wishes};
pub use web::{Manners, WebError};

/// The kinds of file there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Localities, categories and sites: `network.json`.
    Network,
    /// Services in the Open Referral shape, as JSON or tables: `services.json`.
    Services,
    /// School terms and bank holidays: `terms.toml`, `bank-holidays.toml`.
    Dates,
    /// Series of sessions: `timetable.csv`.
    Timetable,
    /// Postcodes: our own columns, the ONS Postcode Directory or Code-Point Open.
    Postcodes,
}

/// Why an import did not happen.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened.
    #[error("cannot read {path}: {reason}")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        reason: std::io::Error,
    },
    /// The file is not of its kind at all.
    #[error("cannot understand the file as a whole: {0}")]
    NotUnderstood(String),
    /// The feed is not one.
    #[error("cannot understand the feed as a whole: {0}")]
    Feed(#[from] FeedError),
    /// The feed did not come whole, so nothing was changed.
    #[error("cannot read the feed, and nothing was changed: {0}")]
    Web(#[from] WebError),
    /// The report cannot be written; the import itself was done or not, as its last line says.
    #[error("cannot write the report to {path}: {reason}")]
    Report {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The database refused.
    #[error("the database refused the import, and nothing was changed: {0}")]
    Store(#[from] StoreError),
}

/// Imports one file. The report says what was, or would have been, done.
///
/// # Errors
/// When the file as a whole cannot be read, or the store refuses; nothing is applied then.
pub async fn file(
    store: &dyn Store,
    kind: Kind,
    path: &Path,
    skip_rejected: bool,
    now: Instant,
) -> Result<Report, ImportError> {
    if kind == Kind::Services {
        let wishes = Wishes { skip_rejected, ..Wishes::default() };
        return services::import(store, Input::File(path.to_owned()), &wishes, now).await;
    }
    let bytes =
        std::fs::read(path).map_err(|reason| ImportError::Unreadable { path: path.to_owned(), reason })?;
    text(store, kind, &String::from_utf8_lossy(&bytes), skip_rejected, now).await
}

/// Imports a timetable for somebody who holds the database, and records that they did.
///
/// # Errors
/// When the file as a whole cannot be read, or the store refuses; nothing is applied then.
pub async fn timetable_by(
    store: &dyn Store,
    path: &Path,
    skip_rejected: bool,
    member: &Member,
    now: Instant,
) -> Result<Report, ImportError> {
    let bytes =
        std::fs::read(path).map_err(|reason| ImportError::Unreadable { path: path.to_owned(), reason })?;
    let by_team = timetable::ByTeam { member, dry_run: false };
    let text = String::from_utf8_lossy(&bytes);
    timetable::import(store, without_mark(&text), skip_rejected, Some(by_team), now).await
}

/// Spreadsheet programs put a byte order mark before the first column's name.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Imports the text of a file.
///
/// # Errors
/// When the text as a whole cannot be read, or the store refuses; nothing is applied then.
pub async fn text(
    store: &dyn Store,
    kind: Kind,
    text: &str,
    skip_rejected: bool,
    now: Instant,
) -> Result<Report, ImportError> {
    let text = without_mark(text);
    match kind {
        Kind::Network => network::import(store, text, skip_rejected, now).await,
        Kind::Services => {
            let wishes = Wishes { skip_rejected, ..Wishes::default() };
            services::import(store, Input::Text(text.to_owned()), &wishes, now).await
        }
        Kind::Dates => dates::import(store, text, skip_rejected).await,
        Kind::Timetable => timetable::import(store, text, skip_rejected, None, now).await,
        Kind::Postcodes => postcodes::import(store, text, skip_rejected).await,
    }
}

/// Loads the sample borough into a store that has nothing yet. Returns whether it did.
///
/// # Errors
/// When a file cannot be read or has a record that cannot be taken.
pub async fn sample(store: &dyn Store, folder: &Path, now: Instant) -> Result<bool, ImportError> {
    let there = store.catalogue(now).await?;
    if !there.services.is_empty() || !there.locations.is_empty() {
        return Ok(false);
    }
    for (kind, name) in [
        (Kind::Network, "network.json"),
        (Kind::Services, "services.json"),
        (Kind::Dates, "bank-holidays.toml"),
        (Kind::Dates, "terms.toml"),
        (Kind::Timetable, "timetable.csv"),
        (Kind::Postcodes, "postcodes.csv"),
    ] {
        let path = folder.join(name);
        // What a sample can do without: sectors stand in for postcodes, and nothing need be out in the holidays.
        if matches!(kind, Kind::Postcodes | Kind::Dates) && !path.exists() {
            continue;
        }
        let report = file(store, kind, &path, false, now).await?;
        if !report.applied {
            return Err(ImportError::NotUnderstood(format!("{}\n{report}", path.display())));
        }
    }
    Ok(true)
}
