//! What can go wrong with the database.

use sqlx::error::{DatabaseError, ErrorKind};
use sqlx::migrate::MigrateError;
use sqlx::postgres::PgDatabaseError;
use thiserror::Error;

/// Something a family cannot put right. None of these ever holds a value that was sent to the database: a
/// database's own message may quote a row, so its code and the names of tables are all that is kept of it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StoreError {
    /// The database cannot be reached, or its connection broke. What was under way may or may not be kept: a
    /// booking sent again under its own id finds out.
    #[error("the database cannot be reached")]
    Unavailable,
    /// The database had no time for this; nothing was kept.
    #[error("the database is busy")]
    Busy,
    /// Other changes were in the way several times in a row; nothing was kept.
    #[error("other changes to the database were in the way")]
    Conflict,
    /// Another booking has this reference; nothing was kept.
    #[error("the booking reference is taken")]
    ReferenceTaken,
    /// The database was made by a newer version of this program, which this one could only spoil.
    #[error(
        "this database was made by a newer version of this program: it is at step {found}, this program knows steps up to {known}"
    )]
    NewerDatabase {
        /// A migration the database has and this program does not.
        found: i64,
        /// The last migration this program knows.
        known: i64,
    },
    /// The database is another program's, or its migrations were changed after they were run.
    #[error("this database was not made by this program: its step {version} is a different one")]
    OtherDatabase {
        /// The migration that is not the one this program knows.
        version: i64,
    },
    /// There is no room left on the database's disk; nothing was kept.
    #[error("the database's disk is full")]
    DiskFull,
    /// The database cannot be opened at all.
    #[error("the database cannot be opened: {reason}")]
    CannotOpen {
        /// Why, without the address, which may hold a password.
        reason: String,
    },
    /// The database is damaged, or holds something that this program never writes.
    #[error("the database is damaged: {what}")]
    Corrupt {
        /// What cannot be read.
        what: &'static str,
    },
    /// Something to keep belongs to a service, location or series that is not there; nothing was kept.
    #[error("something to keep belongs to a service, location or series that is not there")]
    Orphan,
    /// The database refused a statement.
    #[error("the database refused a statement: {detail}")]
    Query {
        /// The database's code and the names of the table and constraint, where it gives them.
        detail: String,
    },
}

impl StoreError {
    /// Whether the same call may well succeed a little later.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Unavailable | Self::Busy | Self::Conflict)
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => match error.try_downcast_ref::<PgDatabaseError>() {
                Some(error) => from_postgres(error),
                None => from_sqlite(&*error),
            },
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Io(error) if error.kind() == std::io::ErrorKind::StorageFull => Self::DiskFull,
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed => Self::Unavailable,
            sqlx::Error::Configuration(_) => {
                Self::CannotOpen { reason: "its address is not understood".to_owned() }
            }
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Self::Corrupt { what: "a value" },
            sqlx::Error::Migrate(error) => from_migration(*error, i64::MAX),
            // The rest are mistakes in this crate's own statements; their words may quote what was bound.
            _ => Self::Query { detail: "it was not understood".to_owned() },
        }
    }
}

/// Says of a failed migration what an operator needs to know; `known` is the last one this program has.
pub(crate) fn from_migration(error: MigrateError, known: i64) -> StoreError {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
        MigrateError::VersionMissing(found) if found > known => StoreError::NewerDatabase { found, known },
        MigrateError::VersionMissing(version)
        | MigrateError::VersionMismatch(version)
        | MigrateError::Dirty(version) => StoreError::OtherDatabase { version },
        _ => StoreError::Query { detail: "a migration could not be run".to_owned() },
    }
}

/// PostgreSQL's SQLSTATE codes, Appendix A of its manual.
fn from_postgres(error: &PgDatabaseError) -> StoreError {
    let code = error.code();
    match code {
        // serialization_failure and deadlock_detected: the transaction is undone and may be tried again.
        "40001" | "40P01" => StoreError::Conflict,
        // lock_not_available, query_canceled
        "55P03" | "57014" => StoreError::Busy,
        "53100" => StoreError::DiskFull,
        "23503" => StoreError::Orphan,
        "3D000" => StoreError::CannotOpen { reason: "there is no database of this name".to_owned() },
        "42501" => StoreError::CannotOpen { reason: "this account may not do what is needed".to_owned() },
        "XX001" | "XX002" => StoreError::Corrupt { what: "a page" },
        _ if code.starts_with("28") => {
            StoreError::CannotOpen { reason: "the account or its password is refused".to_owned() }
        }
        // connection_exception, insufficient_resources, operator_intervention
        _ if ["08", "53", "57"].iter().any(|class| code.starts_with(class)) => StoreError::Unavailable,
        _ => {
            let names = [error.table(), error.constraint()];
            StoreError::Query {
                detail: [Some(code)].into_iter().chain(names).flatten().collect::<Vec<_>>().join(" "),
            }
        }
    }
}

/// SQLite's result codes (sqlite.org/rescode.html); the low byte is the primary one.
fn from_sqlite(error: &dyn DatabaseError) -> StoreError {
    let code: u32 = error.code().and_then(|code| code.parse().ok()).unwrap_or_default();
    match code & 0xff {
        5 | 6 => StoreError::Busy,
        10 => StoreError::Unavailable,
        11 => StoreError::Corrupt { what: "its file" },
        13 => StoreError::DiskFull,
        8 => StoreError::CannotOpen { reason: "its file may not be written to".to_owned() },
        14 => StoreError::CannotOpen { reason: "its file cannot be opened".to_owned() },
        26 => StoreError::CannotOpen { reason: "its file is not a SQLite database".to_owned() },
        _ if error.kind() == ErrorKind::ForeignKeyViolation => StoreError::Orphan,
        _ => StoreError::Query { detail: format!("SQLite code {code}") },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_database_is_told_from_one_of_another_make() {
        for (error, told) in [
            (MigrateError::VersionMissing(3), StoreError::NewerDatabase { found: 3, known: 2 }),
            (MigrateError::VersionMissing(1), StoreError::OtherDatabase { version: 1 }),
            (MigrateError::VersionMismatch(2), StoreError::OtherDatabase { version: 2 }),
            (MigrateError::Execute(sqlx::Error::PoolTimedOut), StoreError::Busy),
        ] {
            assert_eq!(from_migration(error, 2), told);
        }
    }

    #[test]
    fn an_error_never_repeats_what_was_sent() {
        let secret = || "sam@example.org".to_owned();
        for error in [
            sqlx::Error::Protocol(secret()),
            sqlx::Error::InvalidArgument(secret()),
            sqlx::Error::ColumnNotFound(secret()),
            sqlx::Error::Decode(secret().into()),
            sqlx::Error::Encode(secret().into()),
            sqlx::Error::Configuration(secret().into()),
            sqlx::Error::Io(std::io::Error::other(secret())),
        ] {
            let told = StoreError::from(error);
            assert!(!format!("{told} {told:?}").contains("sam"), "{told:?}");
        }
    }
}
