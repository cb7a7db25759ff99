//! The hub on PostgreSQL, for many servers on one database.

use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions, PgRow};
use sqlx::{Connection as _, Postgres, Transaction};

use crate::StoreError;
use crate::error::from_migration;

// The operations are one text for both databases, compiled here with PostgreSQL's types.
#[expect(clippy::duplicate_mod, reason = "the same statements, checked against each database's own types")]
#[path = "operations.rs"]
mod operations;

type Database = Postgres;
type Connection = PgConnection;
type Row = PgRow;
type Hub = PostgresStore;

/// Reads the ids out of one bound JSON array.
const AMONG_IDS: &str = "(select jsonb_array_elements_text($1::jsonb))";
/// Messages that another worker is taking are left to it.
const SKIP_LOCKED: &str = "for update skip locked";
/// A session that is about to change is ours until the transaction ends.
const LOCK_SESSION: &str = "for no key update of sessions";
/// One statement can write to several tables, and is a transaction by itself: a booking has no further way there and back,
/// and the session's row is held for no longer than that statement and the disk take.
const ONE_STATEMENT_WRITES_ALL: bool = true;

/// What is read for each booking, so that it can be held against the indexes.
pub const READ_FOR_EACH_BOOKING: &str = operations::booking::WANTED;

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// How long an operation waits for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection may have lain idle and is taken without asking whether anybody is still at its other end. Each
/// was asked when it was given back.
const TRUSTED_FOR: Duration = Duration::from_secs(1);
/// How long an operation waits for others that are changing the same session.
const LOCK_TIMEOUT: &str = "10s";
/// How every connection is set. A statement that is a transaction by itself has the isolation of those that are begun
/// ([`PostgresStore::write`]), whatever the server was told.
const SETTINGS: [(&str, &str); 2] =
    [("lock_timeout", LOCK_TIMEOUT), ("default_transaction_isolation", "read committed")];

/// The hub kept in a PostgreSQL database.
#[derive(Clone, Debug)]
pub struct PostgresStore {
    pool: PgPool,
}

impl PostgresStore {
    /// Opens the hub at this address, with at most this many connections.
    ///
    /// # Errors
    /// [`StoreError::NewerDatabase`] when a newer version made it, [`StoreError::CannotOpen`] when the address is
    /// not understood or the account refused, [`StoreError::Unavailable`] when nothing answers.
    pub async fn open(url: &str, connections: u32) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url)?.application_name("family-hub");
        migrate(&options).await?;
        let pool = PgPoolOptions::new()
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .max_connections(connections.max(1))
            .test_before_acquire(false)
            .before_acquire(|connection, since| Box::pin(is_there(connection, since.idle_for)))
            .connect_with(options.options(SETTINGS))
            .await?;
        Ok(Self { pool })
    }

    /// A transaction that may write. A booking takes its places by one conditional update, which is right under
    /// `read committed`: the condition is checked again once the row is ours.
    async fn write(&self) -> Result<Transaction<'static, Postgres>, StoreError> {
        Ok(self.pool.begin_with("begin isolation level read committed").await?)
    }

    /// Does a write of the busy kind. PostgreSQL lets those who commit at once share a sync by itself.
    async fn write_soon<O: operations::Operation>(&self, operation: O) -> Result<O::Outcome, StoreError> {
        operations::alone(self, &operation).await
    }

    /// A transaction that reads the database as it was at one moment.
    async fn snapshot(&self) -> Result<Transaction<'static, Postgres>, StoreError> {
        Ok(self.pool.begin_with("begin isolation level repeatable read read only").await?)
    }

    /// Up to which revision all is kept: the last that was given out, or where a transaction under way began to count
    /// (`next_revision` in migration 0007). Rows have to be read after this.
    async fn settled(&self) -> Result<i64, StoreError> {
        let given_out: i64 =
            sqlx::query_scalar("select last_value from revision_numbers").fetch_one(&self.pool).await?;
        // A lock has the lowest 31 bits of its number; one put up since then is ahead of us and no hindrance.
        let under_way: Option<i64> = sqlx::query_scalar(
            "select min($1 - behind) from (select ($1 - objid::bigint) & 2147483647 as behind from pg_locks \
             where locktype = 'advisory' and objsubid = 2 and classid = 'revision_numbers'::regclass::oid \
             and database = (select oid from pg_database where datname = current_database())) as locks \
             where behind < 1073741824",
        )
        .bind(given_out)
        .fetch_one(&self.pool)
        .await?;
        Ok(under_way.unwrap_or(given_out))
    }

    fn readers(&self) -> &PgPool {
        &self.pool
    }

    /// PostgreSQL clears old row versions away by itself.
    async fn after_forgetting(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// Whether a connection can be used that has lain idle for so long.
async fn is_there(connection: &mut PgConnection, idle_for: Duration) -> Result<bool, sqlx::Error> {
    Ok(idle_for < TRUSTED_FOR || connection.ping().await.is_ok())
}

/// Brings the database up to date; an advisory lock lets one server at a time do so.
async fn migrate(options: &PgConnectOptions) -> Result<(), StoreError> {
    // The lock belongs to the connection, and this one is closed afterwards whatever happens.
    let mut connection = PgConnection::connect_with(options).await?;
    let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default();
    let migrated = MIGRATIONS.run_direct(None, &mut connection, false).await;
    connection.close().await?;
    migrated.map_err(|error| from_migration(error, known))
}
