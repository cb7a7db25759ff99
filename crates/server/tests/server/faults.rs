//! Faults of the machine: killed again and again under load, a database that goes and comes, a full disk, a clock that is
//! set back, a worker killed between handing a message over and noting it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant as Stopwatch};

use domain::{BookingId, BookingStatus, SessionId};
use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use server::caller::{Answer, Caller};
use server::notices::compose;
use server::outbox;
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::cluster;
use crate::crash::{CROWD, CROWD_CAPACITY, Place, Program, book};
use crate::harness::{MASSAGE, NOW, TestHub, bits, family, path, token};
use crate::smtp::{MailServer, Manner, Safety};

const SUPPER: &str = "people-2026-11-26";
/// When whatever was under way at the hour of the tests is over.
const LATER: &str = "2026-11-23T10:30:00Z";

/// For how long servers are killed: five seconds, or as many as `FAMILY_HUB_CRASH_SECONDS` says.
fn seconds() -> Duration {
    let asked = std::env::var("FAMILY_HUB_CRASH_SECONDS").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(asked.unwrap_or(5))
}

/// What the families of a test were told.
#[derive(Default)]
struct Told {
    next: AtomicU32,
    /// Booked or waiting.
    kept: Mutex<BTreeSet<u32>>,
    /// Those that asked to cancel, whatever came of it.
    asked_to_cancel: Mutex<BTreeSet<u32>>,
    cancelled: Mutex<BTreeSet<u32>>,
}

/// Which session family `n` comes to: a large one, or a small one with a waiting list.
fn chosen(n: u32) -> &'static str {
    if n.is_multiple_of(4) { SUPPER } else { CROWD }
}

/// Families that book, and some of which cancel, one after the other until the server is gone.
async fn live(mut caller: Caller, told: Arc<Told>) {
    loop {
        let n = told.next.fetch_add(1, Ordering::Relaxed) + 1;
        let mut body = family(n, chosen(n));
        body["waiting"] = json!(true);
        let Ok(answer) = caller.send(Method::PUT, &path(n), None, body.to_string()).await else { return };
        match answer.status {
            StatusCode::CREATED => told.kept.lock().unwrap().insert(n),
            // The waiting list is full too.
            StatusCode::CONFLICT => continue,
            other => panic!("{other}: {}", String::from_utf8_lossy(&answer.body)),
        };
        if n.is_multiple_of(3) {
            told.asked_to_cancel.lock().unwrap().insert(n);
            let body = json!({"change": "cancel"}).to_string();
            let Ok(answer) = caller.send(Method::PATCH, &path(n), Some(&token(n)), body).await else {
                return;
            };
            assert_eq!(answer.status, StatusCode::OK);
            told.cancelled.lock().unwrap().insert(n);
        }
    }
}

async fn killed_again_and_again(place: Place) {
    let told = Arc::new(Told::default());
    let (started, mut kills, mut chance) = (Stopwatch::now(), 0, 0x9e37_79b9_u32);
    while started.elapsed() < seconds() {
        let program = place.start();
        let mut families = JoinSet::new();
        for _ in 0..6 {
            families.spawn(live(program.caller().await, told.clone()));
        }
        // Killed after another number of confirmed bookings each time, at whatever the server does by then.
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let wanted = told.kept.lock().unwrap().len() + 5 + (chance >> 26) as usize;
        while told.kept.lock().unwrap().len() < wanted {
            tokio::task::yield_now().await;
        }
        program.kill();
        families.join_all().await;
        kills += 1;
    }
    // The leases of the messages that were on their way are over by then.
    let program = place.start_at(LATER, &[]);
    program.until_all_is_told().await;
    program.kill();
    assert!(kills > 1, "{kills}");

    let store = store::open(&place.database_url).await.unwrap();
    let mut live = BTreeSet::new();
    for session in [CROWD, SUPPER] {
        let register = store.register(&session.parse().unwrap()).await.unwrap().unwrap();
        let seen = &register.session;
        let places = |counts: fn(&BookingStatus) -> bool| -> u16 {
            register.bookings.iter().filter(|one| counts(&one.status)).map(|one| one.places).sum()
        };
        assert!(seen.places_taken <= seen.capacity.unwrap(), "oversold");
        assert_eq!(seen.places_taken, places(|status| status.holds_places()));
        assert_eq!(seen.places_held, places(|status| matches!(status, BookingStatus::Offered { .. })));
        let waits = |status: &BookingStatus| matches!(status, BookingStatus::Waiting { .. });
        assert_eq!(
            usize::from(seen.waiting),
            register.bookings.iter().filter(|one| waits(&one.status)).count()
        );
        live.extend(register.bookings.into_iter().map(|one| one.id.to_string()));
    }
    let letters = letters(&place.folder.path().join("var/outbox"));
    let asked = told.asked_to_cancel.lock().unwrap();
    let cancelled = told.cancelled.lock().unwrap();
    for n in told.kept.lock().unwrap().iter() {
        let id = BookingId::from_random(bits(*n)).to_string();
        if cancelled.contains(n) {
            assert!(!live.contains(&id), "{n} was cancelled and is there");
        } else if !asked.contains(n) {
            assert!(live.contains(&id), "{n} was confirmed and is gone");
        }
        // One that left the waiting list at once was perhaps never told that it had joined, but that it has left.
        assert!(letters.contains(&id), "{n} was confirmed and not told");
    }
    let log = place.log();
    for secret in ["Okafor", "@example.org"] {
        assert_eq!(log.lines().find(|line| line.contains(secret)), None, "{secret} is in the log");
    }
}

/// All messages in a folder, their long lines put together.
fn letters(folder: &Path) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "eml") {
            all += &std::fs::read_to_string(path).unwrap().replace("=\r\n", "").replace("=\n", "");
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_again_and_again_on_sqlite() {
    killed_again_and_again(Place::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_again_and_again_on_postgres() {
    killed_again_and_again(Place::postgres().await).await;
}

/// A PostgreSQL of its own, which a test stops and starts.
struct OwnPostgres {
    programs: PathBuf,
    folder: String,
}

impl OwnPostgres {
    fn make() -> Self {
        let programs = cluster::programs().unwrap();
        let folder = run(&programs, "mktemp -d /tmp/hub-postgres-XXXXXX").trim().to_owned();
        let own = Self { programs, folder };
        own.run("\"$0/initdb\" -D data -U hub -A trust -E UTF8 --locale=C --no-sync");
        own.start();
        own
    }

    fn start(&self) {
        let folder = &self.folder;
        self.run(&format!(
            "\"$0/pg_ctl\" -D data -w -l log -o '-k {folder} -c listen_addresses= -c fsync=off' start"
        ));
    }

    /// As a machine that loses its power, but for what is written.
    fn crash(&self) {
        self.run("\"$0/pg_ctl\" -D data -w -m immediate stop");
    }

    fn url(&self) -> String {
        format!("postgres://hub@localhost/postgres?host={}", self.folder)
    }

    fn run(&self, script: &str) {
        run(&self.programs, &format!("cd {} && {script} >>said 2>&1 </dev/null", self.folder));
    }
}

impl Drop for OwnPostgres {
    fn drop(&mut self) {
        let folder = &self.folder;
        let script =
            format!("\"$0/pg_ctl\" -D {folder}/data -m immediate stop >/dev/null 2>&1; rm -rf {folder}");
        run(&self.programs, &script);
    }
}

/// Runs a script as an account that PostgreSQL accepts: it refuses root.
fn run(programs: &Path, script: &str) -> String {
    use std::os::unix::fs::MetadataExt;
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
    let mut command = if is_root { Command::new("runuser") } else { Command::new("sh") };
    if is_root {
        command.args(["-u", "postgres", "--", "sh"]);
    }
    let done = command.arg("-c").arg(script).arg(programs).current_dir("/").output().unwrap();
    assert!(done.status.success(), "{script}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// Sends a booking until it is answered with something else than "not now", for half a minute at most.
async fn book_in_the_end(program: &Program, n: u32) -> Answer {
    let started = Stopwatch::now();
    loop {
        let answer = book(&mut program.caller().await, n, CROWD).await.unwrap();
        if answer.status != StatusCode::SERVICE_UNAVAILABLE || started.elapsed() > Duration::from_secs(30) {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn is_a_problem_for_now(answer: &Answer) {
    let problem: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!((answer.status, &problem["status"]), (StatusCode::SERVICE_UNAVAILABLE, &json!(503)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_goes_and_comes_back_is_used_again() {
    let postgres = OwnPostgres::make();
    let place = Place::new(tempfile::tempdir().unwrap(), postgres.url());
    let program = place.start();
    let mut caller = program.caller().await;
    assert_eq!(book(&mut caller, 1, CROWD).await.unwrap().status, StatusCode::CREATED);
    for n in 2..=3 {
        postgres.crash();
        is_a_problem_for_now(&book(&mut program.caller().await, n, CROWD).await.unwrap());
        let health = program.caller().await.get("/api/v1/health").await.unwrap();
        assert!(health.status.is_server_error(), "{}", health.status);
        postgres.start();
        assert_eq!(book_in_the_end(&program, n).await.status, StatusCode::CREATED);
    }
    for n in 1..=3 {
        let answer = program.caller().await.send(Method::GET, &path(n), Some(&token(n)), String::new()).await;
        assert_eq!(answer.unwrap().status, StatusCode::OK, "{n}");
    }
    assert_eq!(program.left(CROWD).await, CROWD_CAPACITY - 3);
    program.kill();
    place.start_at(LATER, &[]).until_all_is_told().await;
}

/// A folder on a disk of its own of a few megabytes, or `None` where only root may have one.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let done = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=6m", "hub-small-disk"])
            .arg(folder.path())
            .output();
        done.is_ok_and(|done| done.status.success()).then_some(Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.0.path()).status();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_a_problem_for_now_and_loses_nothing() {
    let disk = SmallDisk::mount();
    let folder = tempfile::tempdir().unwrap();
    let home = disk.as_ref().map_or(folder.path(), |disk| disk.0.path()).to_owned();
    let database = home.join("hub.sqlite");
    let place = Place::new(folder, format!("sqlite:{}", database.display()));
    let program = place.start();
    assert_eq!(book(&mut program.caller().await, 1, CROWD).await.unwrap().status, StatusCode::CREATED);
    program.until_all_is_told().await;
    let ballast = home.join("ballast");
    let fill = || match disk {
        Some(_) => {
            // Until not one more byte goes in.
            let written = std::fs::write(&ballast, vec![0; 16 << 20]);
            assert_eq!(written.unwrap_err().kind(), std::io::ErrorKind::StorageFull);
        }
        None => program.limit_files("0"),
    };
    let make_room = || match disk {
        Some(_) => std::fs::remove_file(&ballast).unwrap(),
        None => program.limit_files("unlimited"),
    };
    fill();
    // What has been set aside in the log may take a few more.
    let mut kept = BTreeSet::from([1]);
    let mut refused = None;
    for n in 2..2000 {
        let answer = book(&mut program.caller().await, n, CROWD).await.unwrap();
        if answer.status == StatusCode::CREATED {
            kept.insert(n);
        } else {
            refused = Some((n, answer));
            break;
        }
    }
    let (n, answer) = refused.unwrap();
    is_a_problem_for_now(&answer);
    let answer = program.caller().await.get("/api/v1/sessions").await.unwrap();
    assert_eq!(answer.status, StatusCode::OK, "families may still read");
    make_room();
    assert_eq!(book_in_the_end(&program, n).await.status, StatusCode::CREATED);
    kept.insert(n);
    assert_eq!(program.left(CROWD).await, CROWD_CAPACITY - kept.len() as u64);
    program.kill();
    let program = place.start_at(LATER, &[]);
    program.until_all_is_told().await;
    for n in kept {
        let answer = program.caller().await.send(Method::GET, &path(n), Some(&token(n)), String::new()).await;
        assert_eq!(answer.unwrap().status, StatusCode::OK, "{n}");
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_loses_nothing_and_tells_everybody() {
    let hub = TestHub::new().await;
    let store = &hub.hub.store;
    let session: SessionId = MASSAGE.parse().unwrap();
    let desk = domain::Actor::parse("Front desk").unwrap();
    store.set_capacity(&session, 2, &desk, hub.hub.now()).await.unwrap();
    let patient = |n: u32| {
        let mut body = family(n, MASSAGE);
        body["waiting"] = json!(true);
        body
    };
    for n in 1..=3 {
        assert_eq!(hub.put(n, patient(n)).await.status, 201);
    }
    // The clock was a day ahead, and is put right before anything was sent.
    hub.set_time("2026-11-22T09:00:00Z");
    assert_eq!(hub.put(4, patient(4)).await.json()["position"], 2);
    assert_eq!(hub.change(1, &token(1), json!({"change": "cancel"})).await.status, 200);
    let offered = hub.see(3, &token(3)).await.json();
    assert_eq!(offered["status"], json!({"state": "offered", "until": "2026-11-22T13:00:00Z"}));
    assert_eq!(store.pass_on_offers(hub.hub.now()).await, Ok(0), "an offer is not over before its time");
    assert_eq!(store.remind(hub.hub.now()).await, Ok(0), "tomorrow is another day now");
    compose(&hub.hub, || Some([7; 16])).await.unwrap();
    while outbox::round(store, &hub.files(), hub.hub.now()).await.unwrap() > 0 {}
    assert_eq!(store.messages_waiting().await, Ok(0), "nobody waits for the clock to come round again");
    let register = store.register(&session).await.unwrap().unwrap();
    assert_eq!(
        (register.session.places_taken, register.session.places_held, register.session.waiting),
        (2, 1, 1)
    );
    hub.set_time(NOW);
    assert_eq!(store.pass_on_offers(hub.hub.now()).await, Ok(2));
    assert_eq!(store.remind(hub.hub.now()).await, Ok(1));
    let register = store.register(&session).await.unwrap().unwrap();
    assert_eq!(
        (register.session.places_taken, register.session.places_held, register.session.waiting),
        (2, 1, 0)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_killed_while_a_message_is_handed_over_hands_it_over_again_under_the_same_id() {
    let place = Place::sqlite().await;
    let mut mail = MailServer::start(Safety::None, &[Manner::Stall { at: "." }]).await;
    let url = format!("smtp://127.0.0.1:{}", mail.port);
    let program = place.start_at(NOW, &["--smtp-url", &url]);
    assert_eq!(book(&mut program.caller().await, 1, MASSAGE).await.unwrap().status, StatusCode::CREATED);
    let first = mail.letters.recv().await.unwrap();
    assert!(!first.taken);
    program.kill();
    // Its lease is over by then.
    let program = place.start_at("2026-11-23T09:06:00Z", &["--smtp-url", &url]);
    let second = mail.letters.recv().await.unwrap();
    assert!(second.taken && second.to.contains("<sam1@example.org>"), "{second:?}");
    assert_eq!(first.message_id(), second.message_id());
    program.until_all_is_told().await;
    assert!(mail.letters.try_recv().is_err(), "and not a third time");
    let log = place.log();
    for secret in ["Okafor", "@example.org", &token(1)] {
        assert_eq!(log.lines().find(|line| line.contains(secret)), None, "{secret} is in the log");
    }
}
