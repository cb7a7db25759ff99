//! The team's commands: what is typed, and what is printed.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use domain::session_change::{ExtraSession, MoveAsked};
use domain::team_key::{NewTeamKey, Scope};
use domain::team_session::{NewSession, SessionChange, Tick};
use domain::{
    Actor, BookingId, BookingStatus, Date, Instant, LocalityId, LocationId, PrivateToken, RawBooking, Record,
    SeriesId, SessionId, TimeOfDay,
};
use store::StoreError;

use super::acts::{self, Member, Refused};
use super::keys::{self, AddKey, EmailKey, Keys, RevokeKey, actor, date};
use super::{export, register};
use crate::cli::Database;
use crate::serve::{self, StartError};

/// Why a command of the team did not do what was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    /// The database did not open.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The database failed.
    #[error("the database failed, and nothing was changed: {0}")]
    Store(#[from] StoreError),
    /// The system gives no random bits.
    #[error("the system gave no random bits: {0}")]
    Random(getrandom::Error),
    /// It does not go with things as they are.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Something typed for a booking has to be put right.
    #[error("put these right: {0}")]
    Fields(String),
    /// A file cannot be written.
    #[error("cannot write {path}: {reason}")]
    Write {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        reason: std::io::Error,
    },
    /// A key is to expire before today.
    #[error("--expires is a day that is over")]
    ExpiredAlready,
    /// A locality that the network has not.
    #[error("there is no locality {given}: use one of {known}")]
    NoSuchLocality {
        /// What was typed.
        given: LocalityId,
        /// Those there are.
        known: String,
    },
    /// A key of this name is or was there.
    #[error("there is or was a key of this name: choose another, because records name it")]
    NameTaken,
    /// No key has this name.
    #[error("there is no key of this name: `keys list` has them all")]
    NoSuchKey,
}

/// Who does it, for the record, and where the database is.
#[derive(Debug, Args)]
pub struct By {
    /// Who does this: a name or role for the record, such as "Front desk".
    #[arg(long, env = "FAMILY_HUB_BY", value_parser = actor)]
    pub by: Actor,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub database: Database,
}

impl By {
    /// The command line is for those who hold the database: it has no bounds.
    fn member(&self) -> Member {
        Member { actor: self.by.clone(), scope: Scope::Everywhere }
    }
}

/// From which date to which.
#[derive(Debug, Args)]
pub struct Span {
    /// The first date; today when left out.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<Date>,
    /// The last date, at most 400 days on; the first when left out.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub to: Option<Date>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub database: Database,
}

/// What to do with sessions.
#[derive(Debug, Subcommand)]
pub enum Sessions {
    /// Print sessions with their counts, as CSV.
    List(Span),
    /// Add one session to a series.
    Create {
        /// The series, by id.
        series: SeriesId,
        /// The date, such as 2026-11-28.
        #[arg(value_parser = date)]
        date: Date,
        /// When it starts, on London's clock; as the series when left out.
        #[arg(long, value_name = "HH:MM", value_parser = time)]
        start: Option<TimeOfDay>,
        /// When it ends; as the series when left out.
        #[arg(long, value_name = "HH:MM", value_parser = time)]
        end: Option<TimeOfDay>,
        /// Where, by the location's id; as the series when left out.
        #[arg(long, value_name = "ID")]
        location: Option<LocationId>,
        /// How many places; as the series when left out.
        #[arg(long, value_name = "PLACES")]
        capacity: Option<u16>,
        #[command(flatten)]
        #[allow(missing_docs)]
        by: By,
    },
    /// Move a session to another time or place, and tell every family in it.
    Move {
        /// The session, by id.
        session: SessionId,
        /// The new date; as before when left out.
        #[arg(long, value_name = "DATE", value_parser = date)]
        date: Option<Date>,
        /// When it starts, on London's clock; as before when left out.
        #[arg(long, value_name = "HH:MM", value_parser = time)]
        start: Option<TimeOfDay>,
        /// When it ends; as long as before when left out.
        #[arg(long, value_name = "HH:MM", value_parser = time)]
        end: Option<TimeOfDay>,
        /// Where, by the location's id; as before when left out.
        #[arg(long, value_name = "ID")]
        location: Option<LocationId>,
        #[command(flatten)]
        #[allow(missing_docs)]
        by: By,
    },
    /// Cancel a session, and tell every family in it. It cannot be undone.
    Cancel {
        /// The session, by id.
        session: SessionId,
        /// Why, for the families: one line of at most 160 characters.
        #[arg(long, default_value = "")]
        reason: String,
        #[command(flatten)]
        #[allow(missing_docs)]
        by: By,
    },
    /// Give a session another number of places. Those who wait are offered what becomes free.
    Capacity {
        /// The session, by id.
        session: SessionId,
        /// How many places.
        places: u16,
        #[command(flatten)]
        #[allow(missing_docs)]
        by: By,
    },
}

/// Who comes to a session.
#[derive(Debug, Args)]
pub struct Register {
    /// The session, by id.
    pub session: SessionId,
    /// Print it as CSV, which is what happens when nothing is asked for.
    #[arg(long, conflicts_with = "html")]
    pub csv: bool,
    /// Write a page to print (A4) to this file instead.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub database: Database,
}

/// Whether a family came.
#[derive(Debug, Args)]
pub struct Attended {
    /// The booking, by its id, which the register as CSV has.
    pub booking: BookingId,
    /// The family did not come.
    #[arg(long)]
    pub no: bool,
    /// The session, where the booking is for a course; the last whose day has come when left out.
    #[arg(long)]
    pub session: Option<SessionId>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub by: By,
}

/// A booking for a family on the phone. What is typed may be seen by others on the machine while the command runs.
#[derive(Args)]
pub struct Book {
    /// The session, by id.
    pub session: SessionId,
    /// The name of the person who comes.
    #[arg(long)]
    pub name: String,
    /// An email address or a UK phone number: the family is told there.
    #[arg(long)]
    pub contact: String,
    /// How many adults.
    #[arg(long, default_value_t = 1)]
    pub adults: u8,
    /// A child's age in completed months on the day; may be repeated.
    #[arg(long = "child", value_name = "MONTHS")]
    pub children: Vec<String>,
    /// What would help, as the family says it.
    #[arg(long, default_value = "")]
    pub needs: String,
    /// Join the waiting list when there is no room.
    #[arg(long)]
    pub wait: bool,
    /// Book the whole course that the session is one of.
    #[arg(long)]
    pub course: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub by: By,
}

impl core::fmt::Debug for Book {
    // What a family says of itself never reaches a log line.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Book").field("session", &self.session).finish_non_exhaustive()
    }
}

/// What the team did.
#[derive(Debug, Args)]
pub struct Records {
    /// To this session, by id; to all, imports too, when left out.
    pub session: Option<SessionId>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub database: Database,
}

fn time(text: &str) -> Result<TimeOfDay, String> {
    text.parse().map_err(|_| "expected a time such as 13:30".to_owned())
}

async fn listed(span: Span, now: Instant) -> Result<String, TeamError> {
    let store = serve::open(&span.database.database_url).await?;
    let from = span.from.unwrap_or_else(|| now.london_date());
    let found = acts::sessions(&*store, &Scope::Everywhere, from, span.to.unwrap_or(from)).await?;
    Ok(export::csv(&found))
}

/// Lists, adds or changes sessions.
///
/// # Errors
/// When it could not be done; the error says why.
#[allow(clippy::print_stdout)]
pub async fn sessions(command: Sessions, now: Instant) -> Result<(), TeamError> {
    match command {
        Sessions::List(span) => print!("{}", listed(span, now).await?),
        Sessions::Create { series, date, start, end, location, capacity, by } => {
            let store = serve::open(&by.database.database_url).await?;
            let extra =
                ExtraSession { date, start_time: start, end_time: end, location_id: location, capacity };
            let new = NewSession { series_id: series, extra };
            println!("added {}", acts::add(&*store, &by.member(), &new, now).await?.session.id);
        }
        Sessions::Move { session, date, start, end, location, by } => {
            let asked = MoveAsked { date, start_time: start, end_time: end, location_id: location };
            change(&by, &session, &SessionChange::Move(asked), now).await?;
        }
        Sessions::Cancel { session, reason, by } => {
            change(&by, &session, &SessionChange::Cancel { reason }, now).await?;
        }
        Sessions::Capacity { session, places, by } => {
            change(&by, &session, &SessionChange::Capacity { capacity: places }, now).await?;
        }
    }
    Ok(())
}

#[allow(clippy::print_stdout)]
async fn change(by: &By, id: &SessionId, asked: &SessionChange, now: Instant) -> Result<(), TeamError> {
    let store = serve::open(&by.database.database_url).await?;
    let told = acts::change_session(&*store, &by.member(), id, asked, now).await?;
    println!("done; {told} {} told", if told == 1 { "family is" } else { "families are" });
    Ok(())
}

/// Prints the register of a session, or writes it as a page to print.
///
/// # Errors
/// When there is no such session, or the file cannot be written.
#[allow(clippy::print_stdout)]
pub async fn register(command: Register) -> Result<(), TeamError> {
    let store = serve::open(&command.database.database_url).await?;
    let found = acts::register(&*store, &Scope::Everywhere, &command.session).await?;
    match &command.html {
        Some(path) => write_private(path, &register::page(&found))
            .map_err(|reason| TeamError::Write { path: path.clone(), reason })?,
        None => print!("{}", register::csv(&found)),
    }
    Ok(())
}

/// Writes a file that only this account may read: it has names in it.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

/// Notes whether a family came.
///
/// # Errors
/// When it could not be noted; the error says why.
#[allow(clippy::print_stdout)]
pub async fn attended(command: Attended, now: Instant) -> Result<(), TeamError> {
    let store = serve::open(&command.by.database.database_url).await?;
    let (session, tick) = (command.session.as_ref(), Tick { came: Some(!command.no), at: now });
    acts::mark(&*store, &command.by.member(), &command.booking, session, tick, now).await?;
    println!("noted");
    Ok(())
}

/// Books for a family on the phone, and prints the reference to read out.
///
/// # Errors
/// When it could not be booked; the error names fields and not what was typed.
#[allow(clippy::print_stdout)]
pub async fn book(command: Book, now: Instant) -> Result<(), TeamError> {
    let raw = RawBooking {
        session_id: command.session,
        token: PrivateToken::from_random(random()?).expose().to_owned(),
        adults: command.adults,
        children: command.children,
        name: command.name,
        contact: command.contact,
        access_needs: command.needs,
        on_behalf: None,
        waiting: command.wait,
        course: command.course,
    };
    let booking = raw.parse(BookingId::from_random(random()?)).map_err(|problems| {
        let fields: Vec<&str> = problems.iter().map(|one| one.field.0.as_str()).collect();
        TeamError::Fields(fields.join(", "))
    })?;
    let store = serve::open(&command.by.database.database_url).await?;
    let (_, line) = acts::book(&*store, &command.by.member(), &booking, now, random::<8>).await?;
    match (line.status, line.position) {
        (BookingStatus::Waiting { .. }, Some(position)) => {
            println!("{}: on the waiting list, number {position}", line.reference);
        }
        _ => println!("{}: booked", line.reference),
    }
    Ok(())
}

/// Prints sessions with their counts.
///
/// # Errors
/// When they cannot be read, or the dates span too much.
#[allow(clippy::print_stdout)]
pub async fn export(span: Span, now: Instant) -> Result<(), TeamError> {
    print!("{}", listed(span, now).await?);
    Ok(())
}

/// Prints what the team did, as CSV, the latest first.
///
/// # Errors
/// When it cannot be read.
#[allow(clippy::print_stdout)]
pub async fn records(command: Records) -> Result<(), TeamError> {
    let store = serve::open(&command.database.database_url).await?;
    let found = match &command.session {
        Some(id) => acts::records(&*store, &Scope::Everywhere, id).await?,
        None => store.all_records().await?,
    };
    print!("{}", records_csv(&found));
    Ok(())
}

fn records_csv(records: &[Record]) -> String {
    let mut rows = csv::Writer::from_writer(Vec::new());
    // Memory takes every row.
    let _ = rows.write_record(["at", "who", "session_id", "booking_id", "what"]);
    for one in records {
        let what = serde_json::to_string(&one.what).unwrap_or_default();
        let _ = rows.write_record([
            one.at.to_string().as_str(),
            &harmless(one.actor.as_str()),
            one.session_id.as_ref().map_or("", SessionId::as_str),
            one.booking_id.as_ref().map_or("", BookingId::as_str),
            &what,
        ]);
    }
    written(rows)
}

/// Makes, lists or revokes keys.
///
/// # Errors
/// When it could not be done; the error says why and what to do.
#[allow(clippy::print_stdout)]
pub async fn keys(command: Keys, now: Instant) -> Result<(), TeamError> {
    match command {
        Keys::Add(AddKey { name, locality, expires, email, database }) => {
            let store = serve::open(&database.database_url).await?;
            let new = NewTeamKey { name: name.clone(), scope: Scope::of(locality), expires_on: expires };
            println!("{}", keys::add(&*store, new, random()?, now).await?.expose());
            if email.is_some() {
                keys::set_email(&*store, &name, email.as_ref()).await?;
            }
        }
        Keys::Email(EmailKey { name, email, database }) => {
            let store = serve::open(&database.database_url).await?;
            println!("{}", keys::set_email(&*store, &name, email.as_ref()).await?);
        }
        Keys::List(database) => {
            let store = serve::open(&database.database_url).await?;
            print!("{}", keys::csv(&store.team_keys().await?, now.london_date()));
        }
        Keys::Revoke(RevokeKey { name, database }) => {
            let store = serve::open(&database.database_url).await?;
            println!("{}", keys::revoke(&*store, &name, now).await?);
        }
    }
    Ok(())
}

fn random<const N: usize>() -> Result<[u8; N], TeamError> {
    let mut bits = [0; N];
    getrandom::fill(&mut bits).map_err(TeamError::Random)?;
    Ok(bits)
}

/// A text as a cell of a spreadsheet, which runs what begins like a formula: such a text gets an apostrophe.
#[must_use]
pub fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// The text of rows that were written to memory.
#[must_use]
pub fn written(rows: csv::Writer<Vec<u8>>) -> String {
    rows.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}
