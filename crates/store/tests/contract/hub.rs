//! A hub of its own for each test, on either database.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use domain::{Series, Session, SessionId};
use sqlx::{Connection as _, PgConnection, SqliteConnection};
use store::{Store, StoreError};
use tempfile::TempDir;

use crate::{cluster, sample};

pub struct Hub {
    pub store: Arc<dyn Store>,
    pub url: String,
    place: Place,
}

enum Place {
    File(TempDir),
    Schema(String),
}

impl Hub {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("var/hub.sqlite").display());
        Self { store: store::open(&url).await.unwrap(), url, place: Place::File(folder) }
    }

    pub async fn postgres() -> Self {
        let (schema, url) = new_schema().await;
        Self { store: store::open(&url).await.unwrap(), url, place: Place::Schema(schema) }
    }

    /// The address of a database with nothing in it, and what to drop in the end.
    pub async fn empty_beside(&self) -> (String, Option<String>) {
        match &self.place {
            Place::File(folder) => {
                (format!("sqlite://{}", folder.path().join("other.sqlite").display()), None)
            }
            Place::Schema(_) => {
                let (schema, url) = new_schema().await;
                (url, Some(schema))
            }
        }
    }

    /// The folder in which SQLite keeps its files.
    pub fn folder(&self) -> PathBuf {
        match &self.place {
            Place::File(folder) => folder.path().join("var"),
            Place::Schema(_) => panic!("PostgreSQL keeps its own files"),
        }
    }

    /// Runs a statement behind the store's back.
    pub async fn execute(&self, statement: &'static str) {
        match &self.place {
            Place::File(_) => {
                let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
            Place::Schema(_) => {
                let mut connection = PgConnection::connect(&self.url).await.unwrap();
                sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
        }
    }

    /// Reads a number behind the store's back.
    pub async fn number(&self, statement: &'static str) -> i64 {
        match &self.place {
            Place::File(_) => {
                let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(statement).fetch_one(&mut connection).await.unwrap()
            }
            Place::Schema(_) => {
                let mut connection = PgConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(statement).fetch_one(&mut connection).await.unwrap()
            }
        }
    }

    /// Adds the sample series, changed as asked, and its session on 24 November.
    pub async fn with_series(&self, changes: serde_json::Value) -> (Series, Session) {
        let series = sample::series(changes);
        let session = sample::session(&series);
        self.store
            .put_services(&[sample::service("massage")], &[sample::location("oak-lane")])
            .await
            .unwrap();
        self.store.put_series(std::slice::from_ref(&series), std::slice::from_ref(&session)).await.unwrap();
        (series, session)
    }

    pub async fn with_session(&self) -> Session {
        self.with_series(serde_json::json!({})).await.1
    }

    pub async fn session(&self, id: &SessionId) -> Session {
        self.store.sessions(std::slice::from_ref(id)).await.unwrap().pop().unwrap()
    }

    pub async fn places_taken(&self, session: &Session) -> u16 {
        self.session(&session.id).await.places_taken
    }

    /// Removes what a passed test leaves behind on a server that others use too.
    pub async fn close(self) {
        if let Place::Schema(schema) = self.place {
            drop_schema(&schema).await;
        }
    }
}

pub async fn drop_schema(schema: &str) {
    let mut connection = PgConnection::connect(cluster::url()).await.unwrap();
    let statement = sqlx::AssertSqlSafe(format!("drop schema {schema} cascade"));
    sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// A schema of its own, with its name and the address that leads into it.
async fn new_schema() -> (String, String) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let schema = format!("hub_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let mut connection = PgConnection::connect(cluster::url()).await.unwrap();
    let statement = format!("drop schema if exists {schema} cascade; create schema {schema}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let joint = if cluster::url().contains('?') { '&' } else { '?' };
    let url = format!("{}{joint}options[search_path]={schema}", cluster::url());
    (schema, url)
}

/// Why a hub could not be opened.
pub async fn refused(url: &str) -> StoreError {
    match store::open(url).await {
        Ok(_) => panic!("it opened"),
        Err(error) => error,
    }
}

/// Every byte of the files in a folder.
pub fn bytes(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        bytes.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    bytes
}
