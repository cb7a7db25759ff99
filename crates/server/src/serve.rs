//! Serving: opens everything, says where it listens, and works until it is told to stop.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use directory::{GuideDocument, Synonyms};
use domain::support_request::{CLOSED_KEPT_DAYS, OPEN_KEPT_DAYS};
use store::{Store, StoreError};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::config::Config;
use crate::hub::{Clock, Hub};
use crate::import::{self, ImportError, timetable};
use crate::notices;
use crate::outbox::{self, Delivery, DeliveryError, Sender, Smtp};
use crate::postcode_sectors::PostcodeSectors;
use crate::router::router;

/// The hour in London from which families are reminded of tomorrow.
const REMIND_FROM: u16 = 10;

/// How long a change suggested to a listing is kept, in minutes: 180 days.
const KEEP_CHANGES: i64 = 180 * 24 * 60;

/// Everything a server is started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// The settings of the hub.
    pub config: Config,
    /// The address to listen on.
    pub host: IpAddr,
    /// The port to listen on; 0 for any that is free.
    pub port: u16,
    /// The database's address.
    pub database_url: String,
    /// The folder with the sample borough, loaded into an empty database.
    pub sample: Option<PathBuf>,
    /// Words that mean the same, in a TOML file.
    pub synonyms: PathBuf,
    /// The mail server; files under `var` when there is none.
    pub smtp_url: Option<String>,
    /// A root certificate that the mail server's is signed by, beside the usual ones: a PEM file.
    pub smtp_root_certificate: Option<PathBuf>,
    /// How long handing one message to the mail server may take.
    pub smtp_timeout: Duration,
    /// The sender of every email.
    pub mail_from: String,
    /// The mailbox that passes text messages on.
    pub text_desk: Option<String>,
}

/// Why a server did not start, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another program listens there.
    #[error("port {port} is taken. Stop the program that uses it, or choose another with --port")]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {reason}")]
    CannotListen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        reason: std::io::Error,
    },
    /// There is no built app.
    #[error(
        "there is no built app in {0}. Build it with `cargo xtask build`, or say where it is with --dist"
    )]
    NoDist(PathBuf),
    /// The database was written by a newer version.
    #[error("{0}. Update this program, or open another database with --database-url")]
    NewerDatabase(StoreError),
    /// No room left.
    #[error("the disk is full. Make room, then start again: nothing was lost")]
    DiskFull,
    /// The database did not open.
    #[error("{0}. Check --database-url: sqlite:var/family-hub.sqlite or postgres://user@host/database")]
    Store(StoreError),
    /// The sample was not loaded.
    #[error("the sample was not loaded: {0}")]
    Sample(ImportError),
    /// An origin or address of our own is not one.
    #[error("{flag} is not {wanted}: {given}")]
    Address {
        /// The flag.
        flag: &'static str,
        /// What it takes.
        wanted: &'static str,
        /// What was given.
        given: String,
    },
    /// A folder cannot be made or a file cannot be read.
    #[error("cannot use {path}: {reason}")]
    Path {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The messages have no way out.
    #[error("{0}")]
    Delivery(#[from] DeliveryError),
    /// The server stopped by itself.
    #[error("the server stopped: {0}")]
    Stopped(std::io::Error),
}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NewerDatabase { .. } => Self::NewerDatabase(error),
            StoreError::DiskFull => Self::DiskFull,
            other => Self::Store(other),
        }
    }
}

/// Opens a database.
///
/// # Errors
/// When it cannot be opened; the error says what to do.
pub async fn open(database_url: &str) -> Result<Arc<dyn Store>, StartError> {
    Ok(store::open(database_url).await?)
}

/// Starts a server and works until `stop` says so.
///
/// # Errors
/// When something it needs is not there; each says what to do.
pub async fn serve(
    options: Options,
    clock: Clock,
    stop: impl Future<Output = ()> + Send,
) -> Result<(), StartError> {
    if !options.config.dist.is_dir() {
        return Err(StartError::NoDist(options.config.dist));
    }
    check_addresses(&options.config)?;
    // The port comes first, so that a second start by mistake changes nothing.
    let address = SocketAddr::new(options.host, options.port);
    let listener = TcpListener::bind(address).await.map_err(|reason| match reason.kind() {
        std::io::ErrorKind::AddrInUse => StartError::PortTaken { port: options.port },
        _ => StartError::CannotListen { address, reason },
    })?;
    let hub = Arc::new(open_hub(&options, clock).await?);
    let delivery = delivery(&options)?;
    let listening = listener.local_addr().map_err(StartError::Stopped)?;
    announce(&hub, listening);

    let (stopping, stopped) = watch::channel(false);
    let workers = [
        tokio::spawn(keep_fresh(hub.clone(), stopped.clone())),
        tokio::spawn(send_messages(hub.clone(), delivery, stopped.clone())),
        tokio::spawn(keep_lists(hub.clone(), stopped.clone())),
        tokio::spawn(do_daily(hub.clone(), stopped)),
    ];
    let app = router(hub.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let (shut_down, shutting) = watch::channel(false);
    let mut server =
        tokio::spawn(axum::serve(listener, app).with_graceful_shutdown(until(shutting)).into_future());
    let ended = tokio::select! {
        ended = &mut server => Some(ended),
        () = stop => None,
    };
    shut_down.send_replace(true);
    stopping.send_replace(true);
    let served = match ended {
        Some(ended) => ended.map_err(std::io::Error::other).and_then(|ended| ended),
        // A request under way may finish; a connection that is only kept open does not hold the server back.
        None => match tokio::time::timeout(Duration::from_secs(15), server).await {
            Ok(ended) => ended.map_err(std::io::Error::other).and_then(|ended| ended),
            Err(_) => Ok(()),
        },
    };
    for worker in workers {
        // A worker ends by itself after its round; one that was stuck is left behind.
        let _ = tokio::time::timeout(Duration::from_secs(5), worker).await;
    }
    let _ = tokio::time::timeout(Duration::from_secs(5), hub.unmet.settle()).await;
    served.map_err(StartError::Stopped)
}

/// Opens the store, loads the sample into an empty one and builds the directory.
///
/// # Errors
/// When something it needs is not there.
pub async fn open_hub(options: &Options, clock: Clock) -> Result<Hub, StartError> {
    make_folder(&options.config.var)?;
    let store = open(&options.database_url).await?;
    if let Some(sample) = &options.sample
        && import::sample(&*store, sample, clock()).await.map_err(StartError::Sample)?
    {
        tracing::info!("the sample borough is loaded");
    }
    timetable::roll_forward(&*store, clock()).await?;
    let synonyms = synonyms(&options.synonyms)?;
    let sectors = sectors(&options.config.dist);
    Ok(Hub::open(store, options.config.clone(), clock, synonyms, guide(&options.config.dist), sectors)
        .await?)
}

/// Browsers compare origins letter by letter, so one with a slash at its end would never match.
fn check_addresses(config: &Config) -> Result<(), StartError> {
    let is_origin = |text: &str| {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        host.is_some_and(|host| {
            !host.is_empty() && !host.contains(|c: char| c == '/' || c == '*' || c.is_whitespace())
        })
    };
    if let Some(wrong) = config.allow_origins.iter().find(|origin| !is_origin(origin)) {
        let wanted = "an origin such as https://hub.example.org, without a path";
        return Err(StartError::Address { flag: "--allow-origin", wanted, given: wrong.clone() });
    }
    if !is_origin(&config.public_url) {
        let wanted = "an address such as https://hub.example.org, without a path";
        return Err(StartError::Address { flag: "--public-url", wanted, given: config.public_url.clone() });
    }
    Ok(())
}

fn synonyms(path: &Path) -> Result<Synonyms, StartError> {
    // A council may have no words of its own.
    let Ok(text) = std::fs::read_to_string(path) else {
        tracing::warn!(path = %path.display(), "no synonyms are read");
        return Ok(Synonyms::default());
    };
    Synonyms::parse(&text).map_err(|e| StartError::Path { path: path.to_owned(), reason: e.to_string() })
}

/// The pages of the guide as the site's build wrote them down for searching.
fn guide(dist: &Path) -> Vec<GuideDocument> {
    let read = std::fs::read(dist.join(views::guide::SEARCH)).ok();
    let pages = read.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    if pages.is_none() {
        tracing::warn!("no guide is read: searches find services alone");
    }
    pages.unwrap_or_default()
}

fn sectors(dist: &Path) -> PostcodeSectors {
    let read = [dist.join("postcode-sectors.txt"), PathBuf::from("public/postcode-sectors.txt")]
        .iter()
        .find_map(|path| std::fs::read_to_string(path).ok());
    let (sectors, left_out) = PostcodeSectors::parse(&read.unwrap_or_default());
    if sectors.is_empty() {
        tracing::warn!("no postcode sectors are read: only exact postcodes are known");
    } else if left_out > 0 {
        tracing::warn!(left_out, "some postcode sectors are not understood");
    }
    sectors
}

fn delivery(options: &Options) -> Result<Delivery, StartError> {
    let mailbox = |text: &str, flag: &str| {
        text.parse().map_err(|_| {
            DeliveryError::Settings(format!("{flag} is not an email address: use Name <name@example.org>"))
        })
    };
    let sender = Sender {
        from: mailbox(&options.mail_from, "--mail-from")?,
        text_desk: options.text_desk.as_deref().map(|text| mailbox(text, "--text-desk")).transpose()?,
        host: crate::calendar::host(&options.config.public_url).to_owned(),
    };
    Ok(match &options.smtp_url {
        Some(url) => {
            let read = |path: &PathBuf| {
                std::fs::read(path)
                    .map_err(|e| StartError::Path { path: path.clone(), reason: e.to_string() })
            };
            let root_certificate = options.smtp_root_certificate.as_ref().map(read).transpose()?;
            let server = Smtp { url: url.clone(), root_certificate, timeout: options.smtp_timeout };
            Delivery::smtp(&server, sender)?
        }
        None => Delivery::files(&options.config.var.join("outbox"), sender)?,
    })
}

/// The one line on standard output: scripts wait for it.
#[allow(clippy::print_stdout)]
fn announce(hub: &Hub, listening: SocketAddr) {
    tracing::info!(services = hub.directory().services().len(), "the directory is built");
    println!("Family hub is ready at {} (listening on {listening})", hub.config.public_url);
}

fn make_folder(path: &Path) -> Result<(), StartError> {
    if path.as_os_str().is_empty() {
        return Ok(());
    }
    std::fs::create_dir_all(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::StorageFull => StartError::DiskFull,
        _ => StartError::Path { path: path.to_owned(), reason: e.to_string() },
    })
}

async fn until(mut flag: watch::Receiver<bool>) {
    // When the sender is gone there is nothing left to wait for.
    let _ = flag.wait_for(|set| *set).await;
}

/// Looks every second whether the catalogue has changed.
async fn keep_fresh(hub: Arc<Hub>, stopped: watch::Receiver<bool>) {
    while !pause(&stopped, Duration::from_secs(1)).await {
        match hub.refresh().await {
            Ok(true) => tracing::info!(version = hub.directory().version(), "the directory is built again"),
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(%error, "the catalogue cannot be read; the directory stays as it is")
            }
        }
    }
}

/// Writes the words of notices and hands messages over as they are kept, and looks every five seconds for those due
/// again.
async fn send_messages(hub: Arc<Hub>, delivery: Delivery, stopped: watch::Receiver<bool>) {
    loop {
        if let Err(error) = notices::compose(&hub, random_bits).await {
            tracing::warn!(%error, "notices cannot be read");
        }
        match outbox::round(&hub.store, &delivery, hub.now()).await {
            // There may be more of them.
            Ok(1..) if !*stopped.borrow() => continue,
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the outbox cannot be read"),
        }
        tokio::select! {
            () = hub.outbox.notified() => {}
            () = tokio::time::sleep(Duration::from_secs(5)) => {}
            () = until(stopped.clone()) => return,
        }
    }
}

fn random_bits() -> Option<[u8; 16]> {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).ok().map(|()| bits)
}

/// Passes on offers that nobody took in time, and tells those who still wait when booking closes, every five seconds, and
/// once a day reminds families of tomorrow and asks how yesterday was.
async fn keep_lists(hub: Arc<Hub>, stopped: watch::Receiver<bool>) {
    let (mut reminded_on, mut asked_on) = (None, None);
    loop {
        let now = hub.now();
        match hub.store.pass_on_offers(now).await {
            Ok(0) => {}
            Ok(_) => hub.outbox.notify_one(),
            Err(error) => tracing::warn!(%error, "the waiting lists cannot be kept"),
        }
        match hub.store.tell_closed(now).await {
            Ok(0) => {}
            Ok(_) => hub.outbox.notify_one(),
            Err(error) => tracing::warn!(%error, "families who still wait cannot be told yet"),
        }
        let (today, time) = now.london();
        // Once: who books later today has just been told all of it.
        if reminded_on != Some(today) && time.clock().0 >= REMIND_FROM {
            match hub.store.remind(now).await {
                Ok(reminded) => {
                    reminded_on = Some(today);
                    tracing::info!(reminded, "families are reminded of tomorrow");
                    hub.outbox.notify_one();
                }
                Err(error) => tracing::warn!(%error, "nobody is reminded yet; it will be tried again"),
            }
        }
        if asked_on != Some(today) && time.clock().0 >= REMIND_FROM {
            match hub.store.ask_how_it_was(now).await {
                Ok(asked) => {
                    asked_on = Some(today);
                    tracing::info!(asked, "families are asked how yesterday was");
                    hub.outbox.notify_one();
                }
                Err(error) => tracing::warn!(%error, "nobody is asked yet; it will be tried again"),
            }
        }
        if pause(&stopped, Duration::from_secs(5)).await {
            return;
        }
    }
}

/// Once a day, and at the start: makes sessions twelve weeks ahead and forgets what is no longer needed.
async fn do_daily(hub: Arc<Hub>, stopped: watch::Receiver<bool>) {
    let mut done_on = None;
    loop {
        let today = hub.now().london_date();
        if done_on != Some(today) && daily(&hub).await {
            done_on = Some(today);
        }
        if pause(&stopped, Duration::from_secs(60)).await {
            return;
        }
    }
}

async fn daily(hub: &Hub) -> bool {
    let now = hub.now();
    let rolled = timetable::roll_forward(&*hub.store, now).await;
    let forgotten =
        hub.store.forget_before(now.plus_minutes(-i64::from(hub.config.keep_days) * 24 * 60)).await;
    let unmet = hub.store.forget_unmet_searches(now.london_date()).await;
    let changes = hub.store.forget_changes_before(now.plus_minutes(-KEEP_CHANGES)).await;
    let days = |days: i64| now.plus_minutes(-days * 24 * 60);
    let requests = hub.store.forget_requests(days(CLOSED_KEPT_DAYS), days(OPEN_KEPT_DAYS)).await;
    let outcomes = hub.store.forget_outcomes(now.london_date()).await;
    match (rolled, forgotten, unmet, changes, requests, outcomes) {
        (Ok(new_sessions), Ok(forgotten), Ok(unmet), Ok(changes), Ok(requests), Ok(outcomes)) => {
            tracing::info!(
                new_sessions,
                forgotten,
                unmet,
                changes,
                requests,
                outcomes,
                "the day's work is done"
            );
            true
        }
        (Err(error), ..)
        | (_, Err(error), ..)
        | (_, _, Err(error), ..)
        | (.., Err(error), _, _)
        | (.., Err(error), _)
        | (.., Err(error)) => {
            tracing::warn!(%error, "the day's work is not done and will be tried again");
            false
        }
    }
}

/// Waits this long, or until told to stop: then says true.
async fn pause(stopped: &watch::Receiver<bool>, wait: Duration) -> bool {
    tokio::select! {
        () = tokio::time::sleep(wait) => false,
        () = until(stopped.clone()) => true,
    }
}
