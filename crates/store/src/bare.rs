//! The bare database: what SQLite or PostgreSQL can do when nothing is asked of it but the write itself.
//!
//! A measure to hold the hub's own bookings a second against, taken in the same run: the same rows, the same wait for the
//! disk, the same number of connections.

use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqlitePool, SqlitePoolOptions};
use tokio::task::JoinSet;

use crate::sqlite::options;
use crate::{POSTGRES_CONNECTIONS, StoreError};

/// How long a task waits for a connection that others use.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(600);

/// How long a booking's row is, in bytes, without its session and when it was made.
const BOOKING: usize = 300;
/// How long the row of its message is.
const MESSAGE: usize = 1800;

/// What is written: for each booking the rows that the hub writes, each as long as there, by one conditional update, one
/// more update (the session's revision), two inserts (the booking and its message) and one commit that waits for the disk.
/// The tables have no index but their keys, no constraint and no trigger, and nothing is read.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// How many in all.
    pub bookings: u32,
    /// How many tasks send them at once; none is one.
    pub workers: u32,
    /// Over how many sessions they are spread; none is one.
    pub sessions: u32,
}

/// Makes a scratch database at `path`, with the settings the hub uses, and writes over one connection. Returns how long
/// that took by the clock `elapsed`, which says how much time has passed since some fixed moment.
///
/// # Errors
/// [`StoreError::CannotOpen`] when the file cannot be made or is not empty, and all that a write can meet.
pub async fn sqlite(path: &Path, load: Load, elapsed: impl Fn() -> Duration) -> Result<Duration, StoreError> {
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .connect_with(options(path))
        .await?;
    on_sqlite::measure(pool, load, elapsed).await
}

/// As [`sqlite`], in two tables of their own in the PostgreSQL database at `url`, over as many connections as the hub has.
///
/// # Errors
/// As [`sqlite`].
pub async fn postgres(url: &str, load: Load, elapsed: impl Fn() -> Duration) -> Result<Duration, StoreError> {
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .connect_with(PgConnectOptions::from_str(url)?)
        .await?;
    on_postgres::measure(pool, load, elapsed).await
}

// The same statements for both, each with its own types.
macro_rules! measured {
    ($name:ident, $pool:ty, $begin:literal, $id:literal) => {
        mod $name {
            use super::*;

            pub(super) async fn measure(
                pool: $pool,
                load: Load,
                elapsed: impl Fn() -> Duration,
            ) -> Result<Duration, StoreError> {
                let (workers, sessions) = (load.workers.max(1), load.sessions.max(1));
                prepare(&pool, sessions, load.bookings).await?;
                let started = elapsed();
                let mut tasks = JoinSet::new();
                for worker in 0..workers {
                    // The first workers take one more each when the bookings cannot be shared out evenly.
                    let share = load.bookings / workers + u32::from(worker < load.bookings % workers);
                    tasks.spawn(write(pool.clone(), i64::from(worker % sessions), share));
                }
                while let Some(done) = tasks.join_next().await {
                    done.map_err(|_| StoreError::Unavailable)??;
                }
                let took = elapsed().saturating_sub(started);
                for table in [
                    "drop table bare_messages",
                    "drop table bare_bookings",
                    "drop table bare_revisions",
                    "drop table bare_sessions",
                ] {
                    sqlx::query(table).execute(&pool).await?;
                }
                pool.close().await;
                Ok(took)
            }

            async fn prepare(pool: &$pool, sessions: u32, capacity: u32) -> Result<(), StoreError> {
                sqlx::query(
                    "create table bare_sessions (id bigint primary key, capacity bigint, places_taken bigint)",
                )
                .execute(pool)
                .await
                .map_err(|_| StoreError::CannotOpen { reason: "it is not a scratch database".to_owned() })?;
                for table in [
                    "create table bare_revisions (id bigint primary key, number bigint)",
                    concat!(
                        "create table bare_bookings (id ",
                        $id,
                        " primary key, session_id bigint, booked_at bigint, body text)"
                    ),
                    concat!("create table bare_messages (id ", $id, " primary key, body text)"),
                ] {
                    sqlx::query(table).execute(pool).await?;
                }
                for id in 0..sessions {
                    sqlx::query("insert into bare_sessions (id, capacity, places_taken) values ($1, $2, 0)")
                        .bind(i64::from(id))
                        .bind(i64::from(capacity))
                        .execute(pool)
                        .await?;
                    sqlx::query("insert into bare_revisions (id, number) values ($1, 0)")
                        .bind(i64::from(id))
                        .execute(pool)
                        .await?;
                }
                Ok(())
            }

            async fn write(pool: $pool, session: i64, bookings: u32) -> Result<(), StoreError> {
                let (booking, message) = ("x".repeat(BOOKING), "x".repeat(MESSAGE));
                for booked_at in 0..bookings {
                    let mut transaction = pool.begin_with($begin).await?;
                    sqlx::query(
                        "update bare_sessions set places_taken = places_taken + $1 \
                         where id = $2 and places_taken + $1 <= capacity",
                    )
                    .bind(1_i64)
                    .bind(session)
                    .execute(&mut *transaction)
                    .await?;
                    sqlx::query("update bare_revisions set number = number + 1 where id = $1")
                        .bind(session)
                        .execute(&mut *transaction)
                        .await?;
                    sqlx::query(
                        "insert into bare_bookings (session_id, booked_at, body) values ($1, $2, $3)",
                    )
                    .bind(session)
                    .bind(i64::from(booked_at))
                    .bind(&booking)
                    .execute(&mut *transaction)
                    .await?;
                    sqlx::query("insert into bare_messages (body) values ($1)")
                        .bind(&message)
                        .execute(&mut *transaction)
                        .await?;
                    transaction.commit().await?;
                }
                Ok(())
            }
        }
    };
}

measured!(on_sqlite, SqlitePool, "begin immediate", "integer");
measured!(on_postgres, PgPool, "begin isolation level read committed", "bigserial");
