//! The bare database: what SQLite can do on this disk when nothing is asked of it but the write itself.
//!
//! A measure to hold the hub's own bookings a second against, taken in the same run.

use std::path::Path;
use std::time::Duration;

use sqlx::SqlitePool;
use sqlx::sqlite::SqlitePoolOptions;
use tokio::task::JoinSet;

use crate::StoreError;
use crate::sqlite::options;

/// Makes a scratch database at `path`, with the settings the hub uses, and does only what a booking cannot do
/// without: one conditional update, one small row and one commit that waits for the disk, `bookings` times in
/// all, sent by `workers` tasks over one connection. Returns how long that took by the clock `elapsed`, which
/// says how much time has passed since some fixed moment.
///
/// # Errors
/// [`StoreError::CannotOpen`] when the file cannot be made or is not empty, and all that a write can meet.
pub async fn measure(
    path: &Path,
    bookings: u32,
    workers: u32,
    elapsed: impl Fn() -> Duration,
) -> Result<Duration, StoreError> {
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(600))
        .test_before_acquire(false)
        .connect_with(options(path))
        .await?;
    prepare(&pool, bookings).await?;
    let workers = workers.max(1);
    let started = elapsed();
    let mut tasks = JoinSet::new();
    for worker in 0..workers {
        // The first workers take one more each when the bookings cannot be shared out evenly.
        let share = bookings / workers + u32::from(worker < bookings % workers);
        tasks.spawn(write(pool.clone(), share));
    }
    while let Some(done) = tasks.join_next().await {
        done.map_err(|_| StoreError::Unavailable)??;
    }
    let took = elapsed().saturating_sub(started);
    pool.close().await;
    Ok(took)
}

async fn prepare(pool: &SqlitePool, capacity: u32) -> Result<(), StoreError> {
    sqlx::query(
        "create table bare_sessions (id integer primary key, capacity integer, places_taken integer) strict",
    )
    .execute(pool)
    .await
    .map_err(|_| StoreError::CannotOpen { reason: "it is not a scratch database".to_owned() })?;
    sqlx::query(
        "create table bare_bookings (id integer primary key, session_id integer, booked_at integer) strict",
    )
    .execute(pool)
    .await?;
    sqlx::query("insert into bare_sessions (id, capacity, places_taken) values (1, $1, 0)")
        .bind(i64::from(capacity))
        .execute(pool)
        .await?;
    Ok(())
}

async fn write(pool: SqlitePool, bookings: u32) -> Result<(), StoreError> {
    for booked_at in 0..bookings {
        let mut transaction = pool.begin_with("begin immediate").await?;
        sqlx::query(
            "update bare_sessions set places_taken = places_taken + $1 where id = $2 and places_taken + $1 <= capacity",
        )
        .bind(1_i64)
        .bind(1_i64)
        .execute(&mut *transaction)
        .await?;
        sqlx::query("insert into bare_bookings (session_id, booked_at) values ($1, $2)")
            .bind(1_i64)
            .bind(i64::from(booked_at))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
    }
    Ok(())
}
