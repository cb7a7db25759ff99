use std::path::Path;
use std::str::FromStr;
use std::time::{Duration, Instant};

use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, PgConnection, SqliteConnection};
use store::StoreError;
use tokio::task::JoinSet;

use crate::cluster;
use crate::hub::{Hub, drop_schema, refused};
use crate::sample::{booking, message, now, reference};

pub async fn many_open_the_same_hub_at_once(hub: &Hub) {
    let (url, schema) = hub.empty_beside().await;
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let url = url.clone();
        tasks.spawn(async move { store::open_with(&url, 1).await.unwrap().version().await });
    }
    assert_eq!(tasks.join_all().await, vec![Ok(0); 8]);
    if let Some(schema) = schema {
        drop_schema(&schema).await;
    }
}

pub async fn a_hub_opened_again_has_everything(hub: &Hub) {
    let session = hub.with_session().await;
    let new = booking(1, &session);
    hub.store.book(&new, &reference(1), &message(1), now()).await.unwrap();
    let again = store::open(&hub.url).await.unwrap();
    assert_eq!(again.booking(&new.id, &new.token).await, hub.store.booking(&new.id, &new.token).await);
    assert_eq!(again.catalogue(now()).await, hub.store.catalogue(now()).await);
}

/// SQLite makes the outbox anew when a message need not be about a booking.
pub async fn messages_of_an_older_database_are_kept(hub: &Hub) {
    let (url, schema) = hub.empty_beside().await;
    let older = |mut migrations: Migrator| {
        migrations.migrations = migrations.iter().filter(|step| step.version < 5).cloned().collect();
        migrations
    };
    const ROWS: &str = "insert into services (id, body) values ('massage', '{}'); \
        insert into locations (id, body) values ('oak-lane', '{}'); \
        insert into series (id, service_id, location_id, body) values ('s', 'massage', 'oak-lane', '{}'); \
        insert into sessions (id, series_id, service_id, location_id, starts_at, ends_at, closes_at, status) \
        values ('s-1', 's', 'massage', 'oak-lane', 1, 2, 1, 'scheduled'); \
        insert into bookings (id, session_id, reference, token_hash, request_hash, status, adults, children, ages, \
        places, name, contact_by, contact, access_needs, booked_at) \
        values ('b', 's-1', 'r', 'x', 'x', 'booked', 1, 0, '[]', 1, 'n', 'email', 'c', '', 1); \
        insert into bookings (id, session_id, reference, token_hash, request_hash, status, adults, children, ages, \
        places, name, contact_by, contact, access_needs, booked_at, cancelled_at) \
        values ('c', 's-1', 'q', 'x', 'x', 'cancelled', 1, 0, '[]', 1, 'n', 'email', 'c', '', 1, 2); \
        insert into outbox (id, booking_id, channel, recipient, subject, text, created_at, next_attempt_at, attempts) \
        values ('m', 'b', 'email', 'sam@example.org', 'You are booked', 'See you', 7, 9, 2);";
    if schema.is_some() {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        older(sqlx::migrate!("migrations/postgres")).run(&mut connection).await.unwrap();
        sqlx::raw_sql(ROWS).execute(&mut connection).await.unwrap();
    } else {
        let options = SqliteConnectOptions::from_str(&url).unwrap().create_if_missing(true);
        let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
        older(sqlx::migrate!("migrations/sqlite")).run(&mut connection).await.unwrap();
        let rows = ROWS.replace("'x', 'x'", "x'00', x'00'");
        sqlx::raw_sql(sqlx::AssertSqlSafe(rows)).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }
    let store = store::open(&url).await.unwrap();
    let due = store.take_due_messages(now(), now(), 9).await.unwrap();
    assert_eq!((due.len(), due[0].attempts, due[0].created_at.unix()), (1, 3, 7));
    assert_eq!((due[0].message.id.as_str(), due[0].message.subject.as_str()), ("m", "You are booked"));
    if let Some(schema) = schema {
        drop_schema(&schema).await;
    }
}

pub async fn a_newer_database_is_refused(hub: &Hub) {
    let known = hub.number("select max(version) from _sqlx_migrations").await;
    hub.execute(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
         select 9999, 'later', success, checksum, 0 from _sqlx_migrations where version = 1",
    )
    .await;
    let error = refused(&hub.url).await;
    assert_eq!(error, StoreError::NewerDatabase { found: 9999, known });
    assert!(error.to_string().starts_with("this database was made by a newer version"));
}

pub async fn a_database_of_another_make_is_refused(hub: &Hub) {
    // No migration has an empty checksum.
    hub.execute("update _sqlx_migrations set checksum = ''").await;
    assert_eq!(refused(&hub.url).await, StoreError::OtherDatabase { version: 1 });
}

#[tokio::test]
async fn addresses_that_lead_nowhere_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "This is not a database. ".repeat(100)).unwrap();
    let in_a_file = text.join("hub.sqlite");
    let file = |path: &Path| format!("sqlite:{}", path.display());
    for (url, words) in [
        ("mysql://localhost/hub".to_owned(), "neither sqlite: nor postgres:"),
        ("hub.sqlite".to_owned(), "neither sqlite: nor postgres:"),
        ("sqlite:".to_owned(), "names no file"),
        ("sqlite::memory:".to_owned(), "names no file"),
        ("postgres://hub:hunter2@localhost:notaport/hub".to_owned(), "address is not understood"),
        (file(&text), "not a SQLite database"),
        (file(&in_a_file), "its folder is a file"),
        (file(folder.path()), "is a directory"),
    ] {
        let error = refused(&url).await;
        assert!(matches!(error, StoreError::CannotOpen { .. }), "{url}: {error:?}");
        assert!(
            error.to_string().contains(words) && !error.to_string().contains("hunter2"),
            "{url}: {error}"
        );
    }
    let nobody = format!("postgres://hub@localhost/hub?host={}", folder.path().display());
    assert_eq!(refused(&nobody).await, StoreError::Unavailable);
    let other = cluster::url().replacen("/postgres?", "/no_such_database?", 1);
    if other != cluster::url() {
        assert!(refused(&other).await.to_string().contains("no database of this name"));
    }
}

/// What is confirmed must survive a power cut, and what is removed must be overwritten.
#[cfg(unix)]
#[tokio::test]
async fn a_sqlite_file_is_private_and_logged_ahead() {
    use std::os::unix::fs::PermissionsExt;
    let hub = Hub::sqlite().await;
    assert_eq!(hub.number("select count(*) from pragma_journal_mode where journal_mode = 'wal'").await, 1);
    for file in std::fs::read_dir(hub.folder()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{}", file.path().display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bare_database_is_measured_by_the_clock_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scratch.sqlite");
    let started = Instant::now();
    for sessions in [0, 1, 7] {
        let load = store::bare::Load { bookings: 50, workers: 7, sessions };
        let before = started.elapsed();
        let took = store::bare::sqlite(&path, load, || started.elapsed()).await.unwrap();
        assert!(took > Duration::ZERO && took <= started.elapsed() - before);
    }
    let load = store::bare::Load { bookings: 1, workers: 1, sessions: 1 };
    let nowhere = folder.path().join("none/scratch.sqlite");
    assert!(store::bare::sqlite(&nowhere, load, || started.elapsed()).await.is_err());
}
