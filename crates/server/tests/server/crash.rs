//! The program itself, over real HTTP, on both databases: crowds, and being killed in the middle.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use hyper::{Method, StatusCode};
use serde_json::Value;
use server::caller::{Answer, Caller};
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::harness::{MASSAGE, NOW, family, fixture, path, token};

const PROGRAM: &str = env!("CARGO_BIN_EXE_family-hub-server");
pub const CROWD: &str = "crowd-2026-11-25";
pub const CROWD_CAPACITY: u64 = 5000;

/// A database with the small catalogue, and the folder of the servers on it.
pub struct Place {
    pub folder: TempDir,
    pub database_url: String,
}

impl Place {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database_url = format!("sqlite:{}", folder.path().join("hub.sqlite").display());
        Self::new(folder, database_url)
    }

    pub async fn postgres() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let url = crate::cluster::url();
        let schema = format!("hub_server_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let mut connection = PgConnection::connect(url).await.unwrap();
        let statement = format!("drop schema if exists {schema} cascade; create schema {schema}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        let joint = if url.contains('?') { '&' } else { '?' };
        Self::new(tempfile::tempdir().unwrap(), format!("{url}{joint}options[search_path]={schema}"))
    }

    /// Loads the catalogue with the program's own importers.
    pub fn new(folder: TempDir, database_url: String) -> Self {
        for (kind, file) in
            [("network", "network.json"), ("services", "services.json"), ("timetable", "timetable.csv")]
        {
            let done = Command::new(PROGRAM)
                .args(["--clock", NOW, "import", kind, "--database-url", &database_url])
                .arg(fixture().join(file))
                .output()
                .unwrap();
            let said =
                String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
            assert!(done.status.success() && said.contains("added"), "{kind}: {said}");
        }
        std::fs::create_dir_all(folder.path().join("dist")).unwrap();
        Self { folder, database_url }
    }

    pub fn start(&self) -> Program {
        self.start_at(NOW, &[])
    }

    /// Starts a server whose clock begins at this moment, with more flags.
    pub fn start_at(&self, now: &str, flags: &[&str]) -> Program {
        Program::start(self.folder.path(), &self.database_url, now, flags)
    }

    /// All that the servers here have logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }
}

/// A running server; it is killed when it goes.
pub struct Program {
    child: Child,
    address: String,
}

impl Program {
    fn start(folder: &Path, database_url: &str, now: &str, flags: &[&str]) -> Self {
        let log = std::fs::File::options().create(true).append(true).open(folder.join("log")).unwrap();
        // A write past a limit on files is to fail, not to end the server.
        let mut child = Command::new("sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", PROGRAM])
            .args(["--clock", now, "serve", "--port", "0", "--booking-limit-per-minute", "1000000"])
            .args(flags)
            .args(["--database-url", database_url])
            .arg("--dist")
            .arg(folder.join("dist"))
            .arg("--var")
            .arg(folder.join("var"))
            .arg("--synonyms")
            .arg(folder.join("none.toml"))
            .env("RUST_LOG", "debug")
            .stderr(log)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let (_, rest) =
            line.split_once("listening on ").unwrap_or_else(|| panic!("the server did not start: {line}"));
        Self { child, address: rest.trim().trim_end_matches(')').to_owned() }
    }

    pub async fn caller(&self) -> Caller {
        Caller::connect(&self.address).await.unwrap()
    }

    /// Sets how large a file the server may write, in bytes: what comes nearest to a full disk without being root.
    pub fn limit_files(&self, bytes: &str) {
        let (pid, limit) = (self.child.id().to_string(), format!("--fsize={bytes}:"));
        assert!(Command::new("prlimit").args(["--pid", &pid, &limit]).status().unwrap().success());
    }

    /// `SIGKILL`: no time to finish or write anything.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits until no message is left to be sent.
    pub async fn until_all_is_told(&self) {
        let mut caller = self.caller().await;
        loop {
            let health = caller.get("/api/v1/health").await.unwrap();
            let health: Value = serde_json::from_slice(&health.body).unwrap();
            if health["messages_waiting"] == 0 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    pub async fn left(&self, session: &str) -> u64 {
        let answer = self.caller().await.get(&format!("/api/v1/sessions/{session}")).await.unwrap();
        let value: Value = serde_json::from_slice(&answer.body).unwrap();
        value["session"]["availability"]["left"].as_u64().unwrap_or(0)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub async fn book(caller: &mut Caller, n: u32, session: &str) -> Option<Answer> {
    caller.send(Method::PUT, &path(n), None, family(n, session).to_string()).await.ok()
}

/// Sends a booking for each number at once, each over its own connection; gives how often each status came.
async fn crowd(program: &Program, numbers: impl Iterator<Item = u32>) -> (usize, usize, usize) {
    let mut tasks = JoinSet::new();
    for n in numbers {
        let mut caller = program.caller().await;
        tasks.spawn(async move { book(&mut caller, n, MASSAGE).await.unwrap().status });
    }
    let statuses = tasks.join_all().await;
    let count = |wanted: StatusCode| statuses.iter().filter(|status| **status == wanted).count();
    (count(StatusCode::CREATED), count(StatusCode::OK), count(StatusCode::CONFLICT))
}

async fn crowds_never_oversell(place: Place) {
    let program = place.start();
    assert_eq!(crowd(&program, std::iter::repeat_n(1, 20)).await, (1, 19, 0));
    assert_eq!(program.left(MASSAGE).await, 9);
    assert_eq!(crowd(&program, 2..=200).await, (9, 0, 190));
    assert_eq!(program.left(MASSAGE).await, 0);

    // Ten bookings are ten messages, whichever of the sends made them.
    program.until_all_is_told().await;
    let emails = std::fs::read_dir(place.folder.path().join("var/outbox")).unwrap();
    assert_eq!(
        emails.filter(|e| e.as_ref().unwrap().path().extension().is_some_and(|end| end == "eml")).count(),
        10
    );
}

async fn killing_it_loses_nothing_it_confirmed(place: Place) {
    let program = place.start();
    let (confirm, mut confirmed) = mpsc::unbounded_channel();
    let next = Arc::new(AtomicU32::new(1));
    let mut senders = JoinSet::new();
    for _ in 0..8 {
        let (mut caller, confirm, next) = (program.caller().await, confirm.clone(), next.clone());
        senders.spawn(async move {
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                // No answer: the server is gone, and this booking may or may not be there.
                let Some(answer) = book(&mut caller, n, CROWD).await else { return };
                assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
                confirm.send(n).unwrap();
            }
        });
    }
    drop(confirm);
    let mut kept = Vec::new();
    while kept.len() < 60 {
        kept.push(confirmed.recv().await.unwrap());
    }
    program.kill();
    senders.join_all().await;
    while let Some(n) = confirmed.recv().await {
        kept.push(n);
    }

    let program = place.start();
    let mut caller = program.caller().await;
    let sent = 1..next.load(Ordering::Relaxed);
    let mut there = Vec::new();
    for n in sent.clone() {
        let answer = caller.send(Method::GET, &path(n), Some(&token(n)), String::new()).await.unwrap();
        if answer.status == StatusCode::OK {
            there.push(n);
        }
    }
    let lost: Vec<u32> = kept.iter().copied().filter(|n| !there.contains(n)).collect();
    assert_eq!(lost, Vec::<u32>::new(), "bookings that were confirmed are gone");
    assert_eq!(
        program.left(CROWD).await,
        CROWD_CAPACITY - there.len() as u64,
        "places and bookings disagree"
    );

    // Whoever had no answer sends again: once each is enough, whether it was there or not.
    for n in sent.clone() {
        let wanted = if there.contains(&n) { StatusCode::OK } else { StatusCode::CREATED };
        assert_eq!(book(&mut caller, n, CROWD).await.unwrap().status, wanted);
    }
    assert_eq!(program.left(CROWD).await, CROWD_CAPACITY - sent.count() as u64);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn crowds_never_oversell_on_sqlite() {
    crowds_never_oversell(Place::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn crowds_never_oversell_on_postgres() {
    crowds_never_oversell(Place::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killing_it_loses_nothing_it_confirmed_on_sqlite() {
    killing_it_loses_nothing_it_confirmed(Place::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killing_it_loses_nothing_it_confirmed_on_postgres() {
    killing_it_loses_nothing_it_confirmed(Place::postgres().await).await;
}

async fn state(caller: &mut Caller, n: u32) -> Value {
    let answer = caller.send(Method::GET, &path(n), Some(&token(n)), String::new()).await.unwrap();
    serde_json::from_slice::<Value>(&answer.body).unwrap()["status"]["state"].clone()
}

#[tokio::test]
async fn a_server_passes_on_offers_whose_time_ran_out_while_it_was_off() {
    let place = Place::sqlite().await;
    let store = store::open(&place.database_url).await.unwrap();
    let desk = domain::Actor::parse("Front desk").unwrap();
    store.set_capacity(&MASSAGE.parse().unwrap(), 1, &desk, NOW.parse().unwrap()).await.unwrap();
    let program = place.start();
    let mut caller = program.caller().await;
    for n in 1..=3 {
        let mut body = family(n, MASSAGE);
        body["waiting"] = Value::Bool(true);
        let answer = caller.send(Method::PUT, &path(n), None, body.to_string()).await.unwrap();
        assert_eq!(answer.status, StatusCode::CREATED);
    }
    let cancel = r#"{"change":"cancel"}"#.to_owned();
    caller.send(Method::PATCH, &path(1), Some(&token(1)), cancel).await.unwrap();
    assert_eq!(state(&mut caller, 2).await, "offered");
    program.kill();
    let program = place.start_at("2026-11-23T14:00:00Z", &[]);
    let mut caller = program.caller().await;
    // It looks for them when it starts, beside its other work.
    while state(&mut caller, 2).await != "lapsed" {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(state(&mut caller, 3).await, "offered");
}

#[tokio::test]
async fn a_server_told_to_stop_stops_in_order() {
    let place = Place::sqlite().await;
    let mut program = place.start();
    // A connection that is only kept open does not hold it back.
    let mut caller = program.caller().await;
    assert_eq!(book(&mut caller, 1, MASSAGE).await.unwrap().status, StatusCode::CREATED);
    let told = Command::new("kill").args(["-TERM", &program.child.id().to_string()]).status().unwrap();
    assert!(told.success() && program.child.wait().unwrap().success());
    let program = place.start();
    assert_eq!(program.left(MASSAGE).await, 9);
}

#[tokio::test]
async fn a_server_that_cannot_start_says_what_to_do() {
    let place = Place::sqlite().await;
    let running = place.start();
    let port = running.address.rsplit(':').next().unwrap().to_owned();
    let dist = place.folder.path().join("dist").display().to_string();
    let newer = place.folder.path().join("folder-not-file");
    std::fs::create_dir_all(&newer).unwrap();
    let newer = format!("sqlite:{}", newer.display());
    for (args, said) in [
        (["--port", &port, "--dist", &dist], "--port"),
        (["--port", "0", "--dist", "/nowhere"], "--dist"),
        (["--database-url", "mysql://x", "--dist", &dist], "--database-url"),
        (["--database-url", &newer, "--dist", &dist], "--database-url"),
        (["--mail-from", "nobody", "--dist", &dist], "--mail-from"),
        (["--allow-origin", "https://a.example.org/", "--dist", &dist], "--allow-origin"),
        (["--allow-origin", "*", "--dist", &dist], "--allow-origin"),
        (["--public-url", "hub.example.org", "--dist", &dist], "--public-url"),
    ] {
        let mut command = Command::new(PROGRAM);
        command.args(["serve"]).args(args).current_dir(place.folder.path());
        if !args.contains(&"--port") {
            command.args(["--port", "0"]);
        }
        let done = command.output().unwrap();
        let error = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success() && error.contains(said), "{args:?}: {error}");
    }
}
