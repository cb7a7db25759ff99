//! The command line.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::{ChangeId, Instant};

use crate::bench;
use crate::config::Config;
use crate::hub::Clock;
use crate::import::{self, Kind, timetable};
use crate::serve::{self, Options, StartError};
use crate::suggestions;

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
    /// Import a file: all of it, or nothing.
    Import(Import),
    /// Make the sessions of the next twelve weeks.
    RollForward(Database),
    /// Print what readers said of guide pages, as CSV.
    GuideAnswers(Database),
    /// Print the changes suggested to listings that nobody has dealt with, as CSV.
    Suggestions(Suggestions),
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
}

/// What to import.
#[derive(Debug, Args)]
pub struct Import {
    /// The kind of file.
    #[arg(value_enum)]
    pub kind: FileKind,
    /// The file.
    pub file: PathBuf,
    /// Apply the rest when some records are rejected.
    #[arg(long)]
    pub skip_rejected: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub database: Database,
}

/// The kinds of file, as they are typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FileKind {
    /// Localities, categories and sites (JSON).
    Network,
    /// Services (Open Referral UK JSON).
    Services,
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
    Import(#[from] import::ImportError),
    /// Some records were rejected, so nothing was applied.
    #[error("nothing was applied")]
    Rejected,
    /// The suggestion to note as dealt with is not among those open.
    #[error("no open suggestion has this id")]
    NoSuchSuggestion,
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
            },
            host: self.host,
            port: self.port,
            database_url: self.database.database_url,
            sample: self.sample,
            synonyms: self.synonyms,
            smtp_url: self.smtp_url,
            mail_from: self.mail_from,
            text_desk: self.text_desk,
        }
    }
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
        Command::Import(Import { kind, file, skip_rejected, database }) => {
            let store = serve::open(&database.database_url).await?;
            let report = import::file(&*store, kind.into(), &file, skip_rejected, clock()).await?;
            println!("{report}");
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
        Command::Bench(bench) => Ok(bench::run(bench, clock).await?),
    }
}
