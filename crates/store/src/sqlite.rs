//! The hub on SQLite: one file, one connection that writes, several that read.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{Connection as _, Sqlite, Transaction};

use self::group::Group;
use crate::StoreError;
use crate::error::from_migration;

// The operations are one text for both databases, compiled here with SQLite's types: what works on one works
// on the other, and the contract test runs on both.
mod group;
#[path = "operations.rs"]
mod operations;

type Database = Sqlite;
type Connection = SqliteConnection;
type Row = SqliteRow;
type Hub = SqliteStore;

/// Reads the ids out of one bound JSON array.
const AMONG_IDS: &str = "(select value from json_each($1))";
/// SQLite has one writer at a time, so no other worker can be taking the same messages.
const SKIP_LOCKED: &str = "";
/// SQLite has one writer at a time, so nobody else can be changing the same session.
const LOCK_SESSION: &str = "";
/// A statement of SQLite's writes to one table; there is no way there and back to save.
const ONE_STATEMENT_WRITES_ALL: bool = false;

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// How long a write waits for another process that is writing to the same file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an operation waits for a connection of its own process.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

/// The hub kept in one SQLite file.
#[derive(Clone, Debug)]
pub struct SqliteStore {
    writer: SqlitePool,
    readers: SqlitePool,
    group: Group,
}

impl SqliteStore {
    /// Opens the hub kept in this file, with this many connections for reading; the file and its folder are
    /// made when they are not there, for the eyes of this account alone.
    ///
    /// # Errors
    /// [`StoreError::NewerDatabase`] when a newer version made it, [`StoreError::CannotOpen`] when it is no such
    /// file or may not be used, [`StoreError::DiskFull`] and [`StoreError::Busy`].
    pub async fn open(path: &Path, readers: u32) -> Result<Self, StoreError> {
        prepare_file(path).await?;
        let pool = SqlitePoolOptions::new()
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false);
        migrate(path).await?;
        let writing =
            pool.clone().max_connections(1).after_release(|connection, _| Box::pin(is_clean(connection)));
        let writer = writing.connect_with(options(path)).await?;
        let reading = options(path).pragma("query_only", "on");
        let readers = pool.max_connections(readers.max(1)).connect_with(reading).await?;
        Ok(Self { group: Group::start(writer.clone()), writer, readers })
    }

    /// A transaction that may write. It takes the write lock at once, so that what it reads stays true.
    async fn write(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.writer.begin_with("begin immediate").await?)
    }

    /// Does a write of the busy kind, together with others that wait.
    async fn write_soon<O: operations::Operation>(&self, operation: O) -> Result<O::Outcome, StoreError> {
        let operation = Arc::new(operation);
        match self.group.run(operation.clone()).await {
            // Others were in its way: now it has the database to itself.
            Err(StoreError::Conflict) => operations::alone(self, &*operation).await,
            done => done,
        }
    }

    /// A transaction that reads the database as it was at one moment.
    async fn snapshot(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.readers.begin().await?)
    }

    /// Up to which revision all is kept: there is one writer at a time, so whatever is there.
    async fn settled(&self) -> Result<i64, StoreError> {
        Ok(i64::MAX)
    }

    fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    /// Moves the log into the database and empties it: the log still holds the pages as they were before.
    async fn after_forgetting(&self) -> Result<(), StoreError> {
        // Readers may be in the way; then the next forgetting, or closing the hub, empties the log.
        sqlx::query("pragma wal_checkpoint(truncate)").fetch_all(&self.writer).await?;
        Ok(())
    }
}

/// Whether a connection that comes back can be used again. After some errors, such as a full disk, SQLite undoes the whole
/// transaction by itself; then undoing it once more fails, and the connection believes for ever that it is in one.
async fn is_clean(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // Undoing is under way when the connection comes back; the answer to this comes after it.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// How every connection is set: what is confirmed survives a power cut (WAL with `synchronous=FULL`), and what
/// is removed is overwritten.
pub(crate) fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("secure_delete", "on")
        // In pages of 4 kB: a busy morning's bookings touch the same pages, which are then moved over once.
        .pragma("wal_autocheckpoint", "4000")
}

/// Makes the file and its folder. The log files that SQLite puts beside it take over its permissions.
async fn prepare_file(path: &Path) -> Result<(), StoreError> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::StorageFull => StoreError::DiskFull,
        // A folder is there already only when it is a file.
        std::io::ErrorKind::AlreadyExists => {
            StoreError::CannotOpen { reason: format!("{}: its folder is a file", path.display()) }
        }
        kind => StoreError::CannotOpen { reason: format!("{}: {kind}", path.display()) },
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        tokio::fs::create_dir_all(folder).await.map_err(failed)?;
    }
    let mut file = tokio::fs::OpenOptions::new();
    file.create(true).append(true);
    #[cfg(unix)]
    file.mode(0o600);
    file.open(path).await.map_err(failed)?;
    Ok(())
}

/// Brings the database up to date. Others may be starting on the same file at this moment.
async fn migrate(path: &Path) -> Result<(), StoreError> {
    const TRIES: u32 = 40;
    let mut tries = 1;
    loop {
        match migrate_once(path).await {
            // SQLite does not wait for others while it turns the write-ahead log on, so we do.
            Err(StoreError::Busy) if tries < TRIES => tries += 1,
            done => break done,
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn migrate_once(path: &Path) -> Result<(), StoreError> {
    let mut connection = SqliteConnection::connect_with(&options(path)).await?;
    let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default();
    // The write lock is held throughout: of two programs that start at once, the second finds all of it done.
    let mut transaction = connection.begin_with("begin immediate").await?;
    MIGRATIONS
        .run_direct(None, &mut *transaction, false)
        .await
        .map_err(|error| from_migration(error, known))?;
    transaction.commit().await?;
    connection.close().await?;
    Ok(())
}
