//! Measurements: searches against a running server, and bookings over HTTP against the bare database.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use clap::Args;
use directory::Synonyms;
use domain::session::Booking;
use domain::{
    AgeRange, BookingId, Cost, Counts, Instant, Location, LocationKind, PrivateToken, RawBooking, Series,
    Service, ServiceStatus, Session, SessionId,
};
use hyper::{Method, StatusCode};
use store::bare::{self, Load};
use store::{Store, StoreError};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::caller::{CallError, Caller};
use crate::config::Config;
use crate::hub::{Clock, Hub};
use crate::postcode_sectors::PostcodeSectors;
use crate::router::router;

/// What to measure.
#[derive(Debug, Args)]
pub struct Bench {
    /// A running server, such as http://127.0.0.1:8080; searches are not measured when left out.
    #[arg(long)]
    pub url: Option<String>,
    /// How long to measure each kind of request, in seconds.
    #[arg(long, default_value_t = 5)]
    pub seconds: u64,
    /// Requests under way at any moment.
    #[arg(long, default_value_t = 16)]
    pub in_flight: u32,
    /// How many bookings to make in each measurement.
    #[arg(long, default_value_t = 3000)]
    pub bookings: u32,
    /// Bookings under way at any moment.
    #[arg(long, default_value_t = 64)]
    pub bookings_in_flight: u32,
    /// An empty PostgreSQL database to measure bookings on too; it is left filled.
    #[arg(long)]
    pub postgres_url: Option<String>,
    /// A folder for the scratch databases, on the disk to measure; what is made there is removed.
    #[arg(long, default_value = "var")]
    pub folder: PathBuf,
}

/// Why a measurement did not happen.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The server did not answer.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The scratch database did not work.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The scratch folder or server could not be made.
    #[error("cannot make the scratch server: {0}")]
    Scratch(#[from] std::io::Error),
    /// The scratch catalogue is not valid.
    #[error("the scratch catalogue is not valid")]
    Catalogue,
    /// An answer that a measurement cannot count.
    #[error("expected another answer than {0}")]
    Unexpected(StatusCode),
    /// A task ended early.
    #[error("a task ended early")]
    Task,
}

/// Measures and prints.
///
/// # Errors
/// When a server does not answer as it should.
#[allow(clippy::print_stdout)]
pub async fn run(bench: Bench, clock: Clock) -> Result<(), BenchError> {
    if let Some(url) = &bench.url {
        let address = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let today = clock().london_date();
        for path in [
            "/api/v1/services?q=baby+massage&near=WA5+1".to_owned(),
            format!("/api/v1/sessions?from={today}&to={}", today.plus_days(6)),
        ] {
            let mut times = requests(&address, &path, &bench).await?;
            times.sort_unstable();
            let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
            let rate = times.len() as f64 / bench.seconds as f64;
            println!(
                "{path}: {rate:.0} a second, p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms",
                at(0.5),
                at(0.95),
                at(0.99)
            );
        }
    }
    let folder = bench.folder.join(format!("bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let measured = all_bookings(&folder, &bench, clock).await;
    std::fs::remove_dir_all(&folder)?;
    measured
}

/// Bookings on each database, spread over many sessions and all in one.
#[allow(clippy::print_stdout)]
async fn all_bookings(folder: &Path, bench: &Bench, clock: Clock) -> Result<(), BenchError> {
    let workers = bench.bookings_in_flight.max(1);
    println!("bookings over HTTP, {workers} under way; messages are kept, not sent, while this measures");
    let sqlite = format!("sqlite:{}", folder.join("hub.sqlite").display());
    let stopwatch = Stopwatch::now();
    let elapsed = move || stopwatch.elapsed();
    for (name, url) in [("SQLite", Some(&sqlite)), ("PostgreSQL", bench.postgres_url.as_ref())] {
        let Some(url) = url else { continue };
        for (how, sessions) in [("spread over sessions", workers), ("all in one session", 1)] {
            let load = Load { bookings: bench.bookings, workers, sessions };
            let (took, mut times) = bookings(url, folder, &load, clock.clone()).await?;
            times.sort_unstable();
            let p99 = times[(times.len() - 1) * 99 / 100].as_secs_f64() * 1000.0;
            let bare = match name {
                "SQLite" => {
                    bare::sqlite(&folder.join(format!("bare-{sessions}.sqlite")), load, elapsed).await?
                }
                _ => bare::postgres(url, load, elapsed).await?,
            };
            let rate = |took: Duration| f64::from(bench.bookings) / took.as_secs_f64();
            println!(
                "{name}, {how}: {:.0} a second, p99 {p99:.0} ms; the bare database: {:.0} a second; ratio {:.2}",
                rate(took),
                rate(bare),
                rate(took) / rate(bare)
            );
        }
    }
    Ok(())
}

/// How long each request took, from as many connections as requests under way.
async fn requests(address: &str, path: &str, bench: &Bench) -> Result<Vec<Duration>, BenchError> {
    let until = Stopwatch::now() + Duration::from_secs(bench.seconds);
    let mut tasks = JoinSet::new();
    for _ in 0..bench.in_flight.max(1) {
        let (mut caller, path) = (Caller::connect(address).await?, path.to_owned());
        tasks.spawn(async move {
            let mut times = Vec::new();
            loop {
                let started = Stopwatch::now();
                let answer = caller.get(&path).await?;
                times.push(started.elapsed());
                if answer.status != StatusCode::OK {
                    return Err(BenchError::Unexpected(answer.status));
                }
                if Stopwatch::now() >= until {
                    return Ok(times);
                }
            }
        });
    }
    let mut all = Vec::new();
    while let Some(done) = tasks.join_next().await {
        all.extend(done.map_err(|_| BenchError::Task)??);
    }
    Ok(all)
}

/// How long so many bookings over HTTP took, and each of them.
async fn bookings(
    url: &str,
    folder: &Path,
    load: &Load,
    clock: Clock,
) -> Result<(Duration, Vec<Duration>), BenchError> {
    let store = store::open(url).await?;
    let now = clock();
    let sessions = fill(&*store, now, load.sessions).await?;
    let config = Config {
        dist: folder.to_owned(),
        var: folder.to_owned(),
        public_url: "http://localhost".to_owned(),
        allow_origins: Vec::new(),
        local_authority: String::new(),
        trusted_proxies: 0,
        booking_limit_per_minute: u32::MAX,
        keep_days: 30,
        data_key: None,
    };
    let hub =
        Hub::open(store, config, clock, Synonyms::default(), Vec::new(), PostcodeSectors::default()).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    let server = tokio::spawn(axum::serve(listener, router(Arc::new(hub))).into_future());

    let started = Stopwatch::now();
    let mut tasks = JoinSet::new();
    for worker in 0..load.workers {
        let mut caller = Caller::connect(&address).await?;
        let session = sessions[worker as usize % sessions.len()].clone();
        let share = load.bookings / load.workers + u32::from(worker < load.bookings % load.workers);
        // Each measurement on a database makes bookings of its own.
        let family = worker + load.sessions * 1000;
        tasks.spawn(async move {
            let mut times = Vec::new();
            for n in 0..share {
                let began = Stopwatch::now();
                let answer =
                    caller.send(Method::PUT, &path(family, n), None, body(&session, family, n)).await?;
                times.push(began.elapsed());
                if answer.status != StatusCode::CREATED {
                    return Err(BenchError::Unexpected(answer.status));
                }
            }
            Ok(times)
        });
    }
    let mut times = Vec::new();
    while let Some(done) = tasks.join_next().await {
        times.extend(done.map_err(|_| BenchError::Task)??);
    }
    let took = started.elapsed();
    server.abort();
    Ok((took, times))
}

fn path(family: u32, n: u32) -> String {
    domain::api::booking(&BookingId::from_random(bits(family, n)))
}

fn body(session: &SessionId, family: u32, n: u32) -> String {
    let raw = RawBooking {
        session_id: session.clone(),
        token: PrivateToken::from_random(bits(family, n)).expose().to_owned(),
        adults: 1,
        children: vec!["5".to_owned()],
        name: "Sam Okafor".to_owned(),
        contact: format!("sam-{family}-{n}@example.org"),
        access_needs: String::new(),
        on_behalf: None,
        waiting: false,
        course: false,
    };
    // A struct of texts and numbers always becomes JSON.
    serde_json::to_string(&raw).unwrap_or_default()
}

fn bits(family: u32, n: u32) -> [u8; 16] {
    let mut bits = [0; 16];
    bits[..4].copy_from_slice(&family.to_le_bytes());
    bits[10..14].copy_from_slice(&n.to_le_bytes());
    bits
}

/// One service with so many sessions tomorrow, each of which holds everyone.
async fn fill(store: &dyn Store, now: Instant, count: u32) -> Result<Vec<SessionId>, BenchError> {
    let (location, service) = (location()?, service()?);
    let tomorrow = now.london_date().plus_days(1);
    store.put_services(&[service], &[location]).await?;
    let series: Vec<Series> =
        (1..=count).map(|n| series(&format!("scratch-{count}-{n}"), tomorrow)).collect::<Result<_, _>>()?;
    let sessions: Vec<Session> = series.iter().filter_map(|series| Session::of(series, tomorrow)).collect();
    store.put_series(&series, &sessions).await?;
    Ok(sessions.into_iter().map(|session| session.id).collect())
}

fn id<T: core::str::FromStr>(text: &str) -> Result<T, BenchError> {
    text.parse().map_err(|_| BenchError::Catalogue)
}

fn location() -> Result<Location, BenchError> {
    Ok(Location {
        id: id("scratch-place")?,
        slug: None,
        kind: LocationKind::Venue,
        locality: None,
        name: "Scratch place".to_owned(),
        summary: String::new(),
        what_to_expect: String::new(),
        address: Vec::new(),
        postcode: None,
        point: None,
        masked: false,
        phone: String::new(),
        email: String::new(),
        opening_hours: Vec::new(),
        opening_notes: String::new(),
        facilities: Vec::new(),
        bus: String::new(),
        parking: String::new(),
        ask_for: String::new(),
        ask_for_name: String::new(),
        bridge_sites: Vec::new(),
    })
}

fn service() -> Result<Service, BenchError> {
    Ok(Service {
        id: id("scratch-service")?,
        name: "Scratch service".to_owned(),
        description: String::new(),
        organisation_id: id("scratch-organisation")?,
        organisation: "Scratch".to_owned(),
        status: ServiceStatus::Active,
        url: String::new(),
        email: String::new(),
        phone: String::new(),
        contact_role: String::new(),
        ages: AgeRange::ALL,
        cost: Cost::Free,
        fees: String::new(),
        assured_on: None,
        categories: Vec::new(),
        send_needs: Vec::new(),
        attending: Vec::new(),
        referral: domain::service::Referral::None,
        languages: Vec::new(),
        access: Vec::new(),
        times: Vec::new(),
        locations: vec![id("scratch-place")?],
        areas: Vec::new(),
        area_extents: Vec::new(),
        last_modified: None,
        first_seen: None,
        changed_at: None,
    })
}

fn series(name: &str, starts_on: domain::Date) -> Result<Series, BenchError> {
    Ok(Series {
        id: id(name)?,
        service_id: id("scratch-service")?,
        location_id: id("scratch-place")?,
        title: "Scratch session".to_owned(),
        starts_on,
        rule: "FREQ=DAILY".to_owned(),
        excluded_dates: Vec::new(),
        ends_on: None,
        extra_dates: vec![],
        term_time: false,
        bank_holidays: false,
        start_time: id("10:00")?,
        end_time: id("11:00")?,
        ages: AgeRange::ALL,
        booking: Booking::Book,
        capacity: Some(u16::MAX),
        counts: Counts::Families,
        opens_days_before: None,
        grace_months: 0,
        closes_minutes_before: 0,
        course: None,
        cost_pence: 0,
        summary: String::new(),
        what_to_bring: String::new(),
        run_by: String::new(),
        languages: Vec::new(),
        pram: String::new(),
        feeding_space: String::new(),
    })
}
