//! The command line.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::support_request::RequestOutcome;
use domain::team_key::Scope;
use domain::unmet::UnmetSearchCount;
use domain::{Actor, ChangeId, Instant, Reference};

use crate::bench;
use crate::config::Config;
use crate::hub::Clock;
use crate::import::{self, ImportError, Input, Kind, Manners, Since, Wishes, timetable};
use crate::requests;
use crate::sealing::DataKey;
use crate::serve::{self, Options, StartError};
use crate::suggestions;
use crate::team::acts::Member;
use crate::team::commands::{self, Attended, Book, Records, Register, Sessions, Span, TeamError};
use crate::team::keys::{Keys, actor};

/// The API, the pages and the tools of the family hub.
#[derive(Debug, Parser)]
#[command(name = "family-hub-server", version)]
pub struct Cli {
    /// Starts the clock at this moment instead of now; for tests.
    #[arg(long, env = "FAMILY_HUB_CLOCK", hide = true, global = true)]
    pub clock: Option<Instant>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the app and the API.
    Serve(Box<Serve>),
    /// Import a file or a feed: all of it, or nothing.
    Import(Box<Import>),
    /// Make the sessions of the next twelve weeks.
    RollForward(Database),
    /// Print what readers said of guide pages, as CSV.
    GuideAnswers(Database),
    /// Print what at least five alike searched for and did not find, as CSV.
    ZeroResults(Database),
    /// Print how often each family page was opened on each day, as CSV.
    FamilyPages(Database),
    /// Print the changes suggested to listings that nobody has dealt with, as CSV.
    Suggestions(Suggestions),
    /// List requests for help, read one, say who has it, close it.
    Requests(Box<Requests>),
    /// Make, list and revoke the keys that open the team's part of the API.
    #[command(subcommand)]
    Keys(Keys),
    /// List, add, move or cancel sessions, or change their places.
    #[command(subcommand)]
    Sessions(Box<Sessions>),
    /// Print the register of a session.
    Register(Register),
    /// Note whether a family came.
    Attended(Attended),
    /// Book for a family on the phone.
    Book(Box<Book>),
    /// Print sessions with who booked and who came as counts, as CSV: nothing of any family.
    Export(Span),
    /// Print what the team did, as CSV, the latest first.
    Records(Records),
    /// Measure a running server, and bookings against the bare database.
    Bench(bench::Bench),
}

/// Where the database is.
#[derive(Clone, Debug, Args)]
pub struct Database {
    /// sqlite:FILE or postgres://user@host/database
    #[arg(long, env = "FAMILY_HUB_DATABASE_URL", default_value = "sqlite:var/family-hub.sqlite")]
    pub database_url: String,
}

/// Which suggestions.
#[derive(Debug, Args)]
pub struct Suggestions {
    /// First note that the one with this id was dealt with.
    #[arg(long)]
    pub done: Option<ChangeId>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub database: Database,
}

/// How to serve.
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// The port to listen on; 0 for any that is free.
    #[arg(long, env = "FAMILY_HUB_PORT", default_value_t = 8080)]
    pub port: u16,
    /// The address to listen on; 0.0.0.0 for every one.
    #[arg(long, env = "FAMILY_HUB_HOST", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub host: IpAddr,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub database: Database,
    /// The folder of the built app.
    #[arg(long, env = "FAMILY_HUB_DIST", default_value = "dist")]
    pub dist: PathBuf,
    /// The folder for what the server writes.
    #[arg(long, env = "FAMILY_HUB_VAR", default_value = "var")]
    pub var: PathBuf,
    /// A folder with a sample borough, loaded when the database is empty.
    #[arg(long, env = "FAMILY_HUB_SAMPLE")]
    pub sample: Option<PathBuf>,
    /// The address families use; http://localhost and the port when left out.
    #[arg(long, env = "FAMILY_HUB_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// An origin from which a browser may call the API, such as https://hub.example.org; may be repeated.
    #[arg(long = "allow-origin", env = "FAMILY_HUB_ALLOW_ORIGIN", value_delimiter = ',')]
    pub allow_origins: Vec<String>,
    /// The mail server, smtp://user:password@host:587?tls=required or smtps://…; files under var/outbox when left out.
    #[arg(long, env = "FAMILY_HUB_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// A PEM file with the root certificate of a mail server that is not known to the public.
    #[arg(long, env = "FAMILY_HUB_SMTP_ROOT_CERTIFICATE", value_name = "FILE")]
    pub smtp_root_certificate: Option<PathBuf>,
    /// How many seconds handing one message to the mail server may take.
    #[arg(long, env = "FAMILY_HUB_SMTP_TIMEOUT", value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=120))]
    pub smtp_timeout: u16,
    /// The sender of every email.
    #[arg(long, env = "FAMILY_HUB_MAIL_FROM", default_value = "Family hub <family-hub@localhost>")]
    pub mail_from: String,
    /// The team's own mailbox, which passes text messages on.
    #[arg(long, env = "FAMILY_HUB_TEXT_DESK")]
    pub text_desk: Option<String>,
    /// The council's GSS code.
    #[arg(long, env = "FAMILY_HUB_LOCAL_AUTHORITY", default_value = "E06000007")]
    pub local_authority: String,
    /// Words that mean the same, in a TOML file.
    #[arg(long, env = "FAMILY_HUB_SYNONYMS", default_value = "content/synonyms.toml")]
    pub synonyms: PathBuf,
    /// How many proxies of yours stand before the server.
    #[arg(long, env = "FAMILY_HUB_TRUSTED_PROXIES", default_value_t = 0)]
    pub trusted_proxies: usize,
    /// How many bookings and cancellations one client may send in a minute.
    #[arg(long, env = "FAMILY_HUB_BOOKING_LIMIT_PER_MINUTE", default_value_t = 60)]
    pub booking_limit_per_minute: u32,
    /// How many days after a session names, contacts and needs of those booked are kept.
    #[arg(long, env = "FAMILY_HUB_KEEP_DAYS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(0..=730))]
    pub keep_days: u16,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub key: Key,
}

/// The key to what families ask.
#[derive(Clone, Debug, Args)]
pub struct Key {
    /// 64 hexadecimal digits that seal what families ask, as `openssl rand -hex 32` prints them. Without it nobody can ask.
    #[arg(long, env = "FAMILY_HUB_DATA_KEY", hide_env_values = true)]
    pub data_key: Option<DataKey>,
}

/// Which requests for help, and what to do with one. Without either all that are open are listed, as CSV.
#[derive(Debug, Args)]
pub struct Requests {
    /// Print what was asked in this request.
    #[arg(long, value_name = "REFERENCE", conflicts_with_all = ["assign", "close"])]
    pub show: Option<Reference>,
    /// Note that somebody of the team has this request.
    #[arg(long, value_name = "REFERENCE", requires = "to", conflicts_with = "close")]
    pub assign: Option<Reference>,
    /// Who has it: a role or initials, at most 80 characters.
    #[arg(long, value_name = "WHO", requires = "assign")]
    pub to: Option<String>,
    /// Close this request.
    #[arg(long, value_name = "REFERENCE", requires = "outcome")]
    pub close: Option<Reference>,
    /// What came of it: helped, passed-on, not-reached or not-wanted.
    #[arg(long, value_parser = outcome, requires = "close")]
    pub outcome: Option<RequestOutcome>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub key: Key,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub database: Database,
}

fn outcome(text: &str) -> Result<RequestOutcome, String> {
    RequestOutcome::parse(text)
        .ok_or_else(|| "expected helped, passed-on, not-reached or not-wanted".to_owned())
}

/// What to import.
#[derive(Debug, Args)]
pub struct Import {
    /// The kind of file.
    #[arg(value_enum)]
    pub kind: FileKind,
    /// The file. Services may also come from a folder of tables, or from the address of a feed (https:// or http://).
    pub file: String,
    /// Apply the rest when some records are rejected.
    #[arg(long)]
    pub skip_rejected: bool,
    /// Write the report to this file too: .csv, or .json
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Who does this, for the record: a name or role. Timetables alone are recorded.
    #[arg(long, env = "FAMILY_HUB_BY", value_name = "NAME", default_value = "Command line", value_parser = actor)]
    pub by: Actor,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub feed: FeedOptions,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub database: Database,
}

/// What is asked of a feed of services, and of no other kind of file.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Services only")]
pub struct FeedOptions {
    /// Take services out that the feed no longer has. Those with booked sessions stay, closed.
    #[arg(long, conflicts_with = "modified_after")]
    pub delete_absent: bool,
    /// Take them out even when they are more than a third of all.
    #[arg(long, requires = "delete_absent")]
    pub yes: bool,
    /// Read only what has changed since: a moment such as 2026-11-01T00:00:00Z, a date, or since-last-run
    #[arg(long, value_name = "WHEN", value_parser = since)]
    pub modified_after: Option<Since>,
    /// A name for the feed, where a hub has several: only services that last came from it can be absent from it.
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub source: Option<String>,
    /// How many services to ask a feed on the web for at once.
    #[arg(long, value_name = "COUNT", default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub per_page: u16,
    /// How many pages of single services to ask for at the same time.
    #[arg(long, value_name = "COUNT", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=16))]
    pub in_flight: u8,
    /// How many seconds one answer may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u16).range(1..=3600))]
    pub timeout: u16,
}

fn since(text: &str) -> Result<Since, String> {
    if text == "since-last-run" {
        return Ok(Since::LastRun);
    }
    let reason = "expected a moment such as 2026-11-01T00:00:00Z, a date, or since-last-run";
    import::fields::moment(text).map(Since::Moment).ok_or_else(|| reason.to_owned())
}

impl FeedOptions {
    /// Whether nothing was asked for that only a feed of services can do.
    fn is_plain(&self) -> bool {
        !self.delete_absent && self.modified_after.is_none() && self.source.is_none()
    }

    fn wishes(self, skip_rejected: bool) -> Wishes {
        let manners = Manners {
            per_page: usize::from(self.per_page),
            in_flight: usize::from(self.in_flight),
            timeout: Duration::from_secs(u64::from(self.timeout)),
            ..Manners::default()
        };
        Wishes {
            skip_rejected,
            delete_absent: self.delete_absent,
            yes: self.yes,
            since: self.modified_after,
            source: self.source,
            manners,
        }
    }
}

/// The kinds of file, as they are typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FileKind {
    /// Localities, categories and sites (JSON).
    Network,
    /// Services (Open Referral: JSON, lines of JSON, CSV, a folder of tables, a feed on the web).
    Services,
    /// School terms and bank holidays (TOML).
    Dates,
    /// Series of sessions (CSV).
    Timetable,
    /// Postcodes (our CSV, the ONS Postcode Directory, Code-Point Open).
    Postcodes,
}

impl From<FileKind> for Kind {
    fn from(kind: FileKind) -> Self {
        match kind {
            FileKind::Network => Self::Network,
            FileKind::Services => Self::Services,
            FileKind::Dates => Self::Dates,
            FileKind::Timetable => Self::Timetable,
            FileKind::Postcodes => Self::Postcodes,
        }
    }
}

/// Why a command ended with nothing, or too little, done.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// A server did not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// An import did not happen.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// Some records were rejected, so nothing was applied.
    #[error("nothing was applied")]
    Rejected,
    /// What was asked for does not go together.
    #[error("{0}")]
    Usage(&'static str),
    /// The suggestion to note as dealt with is not among those open.
    #[error("no open suggestion has this id")]
    NoSuchSuggestion,
    /// A request for help could not be read or changed.
    #[error(transparent)]
    Requests(#[from] requests::RequestsError),
    /// Something the team asked for was not done.
    #[error(transparent)]
    Team(#[from] TeamError),
    /// A measurement did not happen.
    #[error(transparent)]
    Bench(#[from] bench::BenchError),
}

impl Serve {
    /// The options this command line asks for.
    #[must_use]
    pub fn options(self) -> Options {
        let public_url = self.public_url.unwrap_or_else(|| format!("http://localhost:{}", self.port));
        Options {
            config: Config {
                dist: self.dist,
                var: self.var,
                public_url: public_url.trim_end_matches('/').to_owned(),
                allow_origins: self.allow_origins,
                local_authority: self.local_authority,
                trusted_proxies: self.trusted_proxies,
                booking_limit_per_minute: self.booking_limit_per_minute,
                keep_days: self.keep_days,
                data_key: self.key.data_key,
            },
            host: self.host,
            port: self.port,
            database_url: self.database.database_url,
            sample: self.sample,
            synonyms: self.synonyms,
            smtp_url: self.smtp_url,
            smtp_root_certificate: self.smtp_root_certificate,
            smtp_timeout: Duration::from_secs(u64::from(self.smtp_timeout)),
            mail_from: self.mail_from,
            text_desk: self.text_desk,
        }
    }
}

async fn run_import(import: Import, now: Instant) -> Result<import::Report, CommandError> {
    let Import { kind, file, skip_rejected, report, by, feed, database } = import;
    if report.as_ref().is_some_and(|path| import::report::Form::of(path).is_none()) {
        return Err(CommandError::Usage("--report has to be the name of a .csv or a .json file"));
    }
    let is_web = file.contains("://");
    if kind != FileKind::Services && (is_web || !feed.is_plain()) {
        return Err(CommandError::Usage(
            "only services come from a feed: another kind is one file, read whole",
        ));
    }
    // Before the database: an address that is none changes nothing.
    let input = if is_web {
        Input::Web(import::web::address(&file).map_err(ImportError::from)?)
    } else {
        Input::File(file.into())
    };
    let store = serve::open(&database.database_url).await?;
    Ok(match (kind, input) {
        (FileKind::Services, input) => {
            import::services::import(&*store, input, &feed.wishes(skip_rejected), now).await?
        }
        (FileKind::Timetable, Input::File(path)) => {
            // Whoever runs this holds the database: there are no bounds.
            let member = Member { actor: by, scope: Scope::Everywhere };
            import::timetable_by(&*store, &path, skip_rejected, &member, now).await?
        }
        (kind, Input::File(path)) => import::file(&*store, kind.into(), &path, skip_rejected, now).await?,
        (..) => return Err(CommandError::Usage("only services come from a feed")),
    })
}

/// Does what a command line asks for.
///
/// # Errors
/// When it could not be done; the error says why and what to do.
#[allow(clippy::print_stdout)]
pub async fn run(
    command: Command,
    clock: Clock,
    stop: impl Future<Output = ()> + Send,
) -> Result<(), CommandError> {
    match command {
        Command::Serve(serve) => Ok(serve::serve(serve.options(), clock, stop).await?),
        Command::Import(import) => {
            let written = import.report.clone();
            let report = run_import(*import, clock()).await?;
            report.print(std::io::stdout()).map_err(|error| ImportError::Report {
                path: "the standard output".into(),
                reason: error.to_string(),
            })?;
            if let Some(path) = written {
                report.write(&path)?;
            }
            if report.applied { Ok(()) } else { Err(CommandError::Rejected) }
        }
        Command::RollForward(database) => {
            let store = serve::open(&database.database_url).await?;
            let new = timetable::roll_forward(&*store, clock()).await.map_err(StartError::from)?;
            println!("{new} new sessions");
            Ok(())
        }
        Command::GuideAnswers(database) => {
            let store = serve::open(&database.database_url).await?;
            println!("page,answer,count");
            for one in store.guide_answers().await.map_err(StartError::from)? {
                println!("{},{},{}", one.slug, one.answer.as_str(), one.count);
            }
            Ok(())
        }
        Command::ZeroResults(database) => {
            let store = serve::open(&database.database_url).await?;
            print!("{}", zero_results(&store.unmet_searches().await.map_err(StartError::from)?));
            Ok(())
        }
        Command::FamilyPages(database) => {
            let store = serve::open(&database.database_url).await?;
            println!("page,day,opened");
            for one in store.family_page_counts().await.map_err(StartError::from)? {
                println!("{},{},{}", one.id, one.day, one.count);
            }
            Ok(())
        }
        Command::Suggestions(Suggestions { done, database }) => {
            let store = serve::open(&database.database_url).await?;
            if let Some(id) = &done
                && !store.change_done(id, clock()).await.map_err(StartError::from)?
            {
                return Err(CommandError::NoSuchSuggestion);
            }
            let open = store.open_changes().await.map_err(StartError::from)?;
            print!("{}", suggestions::csv(&open));
            Ok(())
        }
        Command::Requests(asked) => {
            let store = serve::open(&asked.database.database_url).await?;
            print!("{}", requests::run(&*store, *asked, clock()).await?);
            Ok(())
        }
        Command::Keys(keys) => Ok(commands::keys(keys, clock()).await?),
        Command::Sessions(sessions) => Ok(commands::sessions(*sessions, clock()).await?),
        Command::Register(register) => Ok(commands::register(register).await?),
        Command::Attended(attended) => Ok(commands::attended(attended, clock()).await?),
        Command::Book(book) => Ok(commands::book(*book, clock()).await?),
        Command::Export(span) => Ok(commands::export(span, clock()).await?),
        Command::Records(records) => Ok(commands::records(records).await?),
        Command::Bench(bench) => Ok(bench::run(bench, clock).await?),
    }
}

/// Searches that found nothing as CSV (RFC 4180). Their words are letters, digits and spaces, so nothing needs quotes.
#[must_use]
pub fn zero_results(searches: &[UnmetSearchCount]) -> String {
    let header = "words,outward,count,first_day,last_day\n".to_owned();
    searches.iter().fold(header, |mut lines, one| {
        let UnmetSearchCount { search, count, first_day, last_day } = one;
        // Writing to a text never fails.
        let _ = writeln!(lines, "{},{},{count},{first_day},{last_day}", search.words, search.outward);
        lines
    })
}
