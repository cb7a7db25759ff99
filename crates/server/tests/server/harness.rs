//! A hub of its own for each test: a SQLite file in a folder of its own, a small catalogue, a clock that is set.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use directory::{GuideDocument, Synonyms};
use domain::team_key::{NewTeamKey, Scope, TeamKey};
use domain::{Actor, BookingId, Instant, PrivateToken};
use serde_json::{Value, json};
use server::config::Config;
use server::hub::{Clock, Hub};
use server::import;
use server::outbox::{Delivery, Sender};
use server::postcode_sectors::PostcodeSectors;
use server::router::router;
use store::Store;
use tempfile::TempDir;
use tower::ServiceExt;

/// A Monday morning.
pub const NOW: &str = "2026-11-23T09:00:00Z";
pub const MASSAGE: &str = "massage-2026-11-24";

pub fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/server/fixture")
}

pub struct TestHub {
    pub hub: Arc<Hub>,
    pub app: Router,
    pub folder: Arc<TempDir>,
    time: Arc<AtomicI64>,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub async fn store_in(folder: &Path) -> Arc<dyn Store> {
    store::open(&format!("sqlite:{}", folder.join("hub.sqlite").display())).await.unwrap()
}

impl TestHub {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::of(&fixture(), change).await
    }

    /// Keeps the `n`th key of the team, for these localities or for everywhere, and returns its text.
    pub async fn team_key(&self, n: u8, name: &str, localities: &[&str], expires_on: Option<&str>) -> String {
        let key = TeamKey::from_random([n; 32]);
        let new = NewTeamKey {
            name: Actor::parse(name).unwrap(),
            scope: Scope::of(localities.iter().map(|id| id.parse().unwrap()).collect()),
            expires_on: expires_on.map(|day| day.parse().unwrap()),
        };
        self.hub.store.add_team_key(&new, &key, self.hub.now()).await.unwrap();
        key.expose().to_owned()
    }

    /// A hub of the files in another folder than the fixture's.
    pub async fn of(files: &Path, change: impl FnOnce(&mut Config)) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let store = store_in(folder.path()).await;
        let now: Instant = NOW.parse().unwrap();
        assert!(import::sample(&*store, files, now).await.unwrap());
        std::fs::create_dir_all(folder.path().join("dist/_shells")).unwrap();
        let mut config = Config {
            dist: folder.path().join("dist"),
            var: folder.path().join("var"),
            public_url: "https://hub.example.org".to_owned(),
            allow_origins: vec!["https://app.example.org".to_owned()],
            local_authority: "E06000007".to_owned(),
            trusted_proxies: 0,
            booking_limit_per_minute: 10_000,
            keep_days: 30,
            data_key: "5e".repeat(32).parse().ok(),
        };
        change(&mut config);
        Self::over(store, folder, config, Arc::new(AtomicI64::new(now.unix()))).await
    }

    /// Another server on the same database, with a connection of its own and the same clock.
    pub async fn beside(&self) -> Self {
        let store = store_in(self.folder.path()).await;
        Self::over(store, self.folder.clone(), self.hub.config.clone(), self.time.clone()).await
    }

    async fn over(store: Arc<dyn Store>, folder: Arc<TempDir>, config: Config, time: Arc<AtomicI64>) -> Self {
        let told = time.clone();
        let clock: Clock = Arc::new(move || {
            let seconds = told.load(Ordering::Relaxed);
            assert!(seconds > 0, "the clock is broken");
            Instant::from_unix(seconds)
        });
        let (sectors, _) =
            PostcodeSectors::parse("WA5 1,53.39,-2.63\nWA5 2,53.40,-2.65\nEH1 1,55.95,-3.19\n");
        let hub =
            Arc::new(Hub::open(store, config, clock, Synonyms::default(), guide(), sectors).await.unwrap());
        Self { app: router(hub.clone()), hub, folder, time }
    }

    pub fn set_time(&self, text: &str) {
        self.time.store(text.parse::<Instant>().unwrap().unix(), Ordering::Relaxed);
    }

    pub fn break_clock(&self) {
        self.time.store(0, Ordering::Relaxed);
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.folder.path().join("dist").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        send(&self.app, request).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form as a browser without script does.
    pub async fn post_form(&self, path: &str, form: &str) -> Answer {
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    pub async fn put(&self, n: u32, body: Value) -> Answer {
        let request = Request::put(path(n)).header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    pub async fn see(&self, n: u32, token: &str) -> Answer {
        let request = Request::get(path(n)).header("authorization", format!("Bearer {token}"));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn cancel(&self, n: u32, token: &str) -> Answer {
        self.change(n, token, json!({"status": "cancelled"})).await
    }

    pub async fn change(&self, n: u32, token: &str, body: Value) -> Answer {
        self.send_json("PATCH", &path(n), token, body).await
    }

    pub async fn forget(&self, n: u32, token: &str) -> Answer {
        self.send_json("DELETE", &path(n), token, Value::Null).await
    }

    pub async fn send_json(&self, method: &str, path: &str, token: &str, body: Value) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// How many places a session has left.
    pub async fn left(&self, session: &str) -> u64 {
        let answer = self.get(&format!("/api/v1/sessions/{session}")).await.json();
        answer["session"]["availability"]["left"].as_u64().unwrap_or(0)
    }

    pub fn outbox(&self) -> PathBuf {
        self.folder.path().join("var/outbox")
    }

    pub fn files(&self) -> Delivery {
        Delivery::files(&self.outbox(), sender()).unwrap()
    }

    pub fn outbox_files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.outbox()).unwrap();
        let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

pub async fn send(app: &Router, request: Request<Body>) -> Answer {
    let response = app.clone().oneshot(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    Answer { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
}

pub fn sender() -> Sender {
    Sender {
        from: "Family hub <hub@example.org>".parse().unwrap(),
        text_desk: Some("Front desk <desk@example.org>".parse().unwrap()),
        host: "hub.example.org".to_owned(),
    }
}

pub fn bits(n: u32) -> [u8; 16] {
    let mut bits = [0; 16];
    bits[..4].copy_from_slice(&n.to_be_bytes());
    bits
}

pub fn path(n: u32) -> String {
    domain::api::booking(&BookingId::from_random(bits(n)))
}

pub fn token(n: u32) -> String {
    PrivateToken::from_random(bits(n)).expose().to_owned()
}

/// A family with one adult and a baby of five months; each `n` is another family.
pub fn family(n: u32, session: &str) -> Value {
    json!({
        "session_id": session, "token": token(n), "adults": 1, "children": ["5"],
        "name": "Sam Okafor", "contact": format!("sam{n}@example.org"),
    })
}

/// A guide of two pages.
fn guide() -> Vec<GuideDocument> {
    let page = |slug: &str, title: &str, text: &str| GuideDocument {
        slug: slug.to_owned(),
        title: title.to_owned(),
        summary: format!("About {slug}."),
        about: "Baby".to_owned(),
        text: text.to_owned(),
    };
    vec![
        page("baby-massage-and-touch", "Baby massage and touch", "Warm hands and a calm room."),
        page("sleep-in-the-first-year", "Sleep in the first year", "Babies wake at night."),
    ]
}
