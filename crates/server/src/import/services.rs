//! One run of a feed of services: read from a file, a folder or the web, then applied whole or not at all.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use domain::{Instant, Location, Postcode, Service, ServiceId};
use serde_json::Value;
use store::{FeedRun, KnownServices, Store};
use url::Url;

use super::fields::words;
use super::open_referral::{self, Categories};
use super::records::{Record, Records};
use super::report::{Remark, Report};
use super::venues::Venues;
use super::web::{self, Manners};
use super::{ImportError, tables};

/// How many records a feed may have.
pub const MOST_RECORDS: usize = 500_000;
/// How far the clocks of a feed and of the hub may differ: what changed so shortly before the last run is read again,
/// in minutes.
const OVERLAP: i64 = 5;
/// How much of a file is looked at to see what it is, in bytes.
const HEAD: u64 = 4096;
/// How many characters of a service's name stand in a report.
const LONGEST_NAME: usize = 60;

/// Where services are read from.
#[derive(Clone, Debug)]
pub enum Input {
    /// A text that is there already.
    Text(String),
    /// A file of JSON, NDJSON or CSV, or a folder of the tables of Open Referral.
    File(PathBuf),
    /// A feed that is read page by page, or a file on the web.
    Web(Url),
}

impl Input {
    /// What its runs are remembered by: an address without what may be secret in it.
    fn source(&self) -> String {
        match self {
            Self::Text(_) => String::new(),
            Self::File(path) => {
                std::path::absolute(path).unwrap_or_else(|_| path.clone()).display().to_string()
            }
            Self::Web(url) => web::shown(url),
        }
    }
}

/// Since when services have to have changed to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// Since this moment.
    Moment(Instant),
    /// Since the last whole run of this source; always, when there was none.
    LastRun,
}

/// How a run is to go.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Apply the rest when some records are rejected.
    pub skip_rejected: bool,
    /// Take out services that the feed no longer has.
    pub delete_absent: bool,
    /// Even when they are more than a third.
    pub yes: bool,
    /// Only what has changed since.
    pub since: Option<Since>,
    /// The name the source is remembered by, when it is not to be its address. With a name, only services that last
    /// came from it can be absent from it.
    pub source: Option<String>,
    /// How a feed on the web is asked.
    pub manners: Manners,
}

/// Imports services.
///
/// # Errors
/// When the feed cannot be read as a whole, or the store refuses; nothing is applied then.
pub async fn import(
    store: &dyn Store,
    input: Input,
    wishes: &Wishes,
    now: Instant,
) -> Result<Report, ImportError> {
    let source = wishes.source.clone().unwrap_or_else(|| input.source());
    let known = store.known_services(&source).await?;
    let since = match wishes.since {
        None => None,
        Some(Since::Moment(moment)) => Some(moment),
        Some(Since::LastRun) => known.last_run.map(|last| last.plus_minutes(-OVERLAP)),
    };
    let (mut reading, manners) = (Reading::new(known, since, now), wishes.manners.clone());
    let read = tokio::task::spawn_blocking(move || {
        read(input, &manners, &mut reading)?;
        Ok::<_, ImportError>(reading)
    });
    let reading = read.await.map_err(|error| ImportError::NotUnderstood(error.to_string()))??;
    reading.apply(store, &source, wishes).await
}

fn read(input: Input, manners: &Manners, reading: &mut Reading) -> Result<(), ImportError> {
    match input {
        Input::Text(text) => read_any(Cursor::new(text), reading),
        Input::File(path) if path.is_dir() => tables::folder(&path, reading),
        Input::File(path) => {
            let file = File::open(&path).map_err(|reason| ImportError::Unreadable { path, reason })?;
            read_any(file, reading)
        }
        Input::Web(url) => web::read(&url, manners, reading),
    }
}

/// Reads JSON, or else CSV, whatever the file is called.
pub(super) fn read_any(mut from: impl Read, reading: &mut Reading) -> Result<(), ImportError> {
    let mut head = Vec::new();
    let not_readable = |error: std::io::Error| ImportError::NotUnderstood(error.to_string());
    from.by_ref().take(HEAD).read_to_end(&mut head).map_err(not_readable)?;
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
    let first = start.iter().find(|byte| **byte > b' ').copied();
    let whole = Cursor::new(head).chain(from);
    match first {
        Some(b'{' | b'[') => reading.take_all(Records::new(whole)),
        _ => tables::flat(whole, reading),
    }
}

/// Gives places without a position that of their postcode, where the hub knows it: a place that is nowhere is never
/// near. A secret one needs none.
async fn place(store: &dyn Store, locations: &mut [Location]) -> Result<(), ImportError> {
    let mut known: HashMap<Postcode, Option<domain::Point>> = HashMap::new();
    let nowhere = |location: &&mut Location| {
        location.point.is_none() && !location.masked && location.kind != domain::LocationKind::Virtual
    };
    for location in locations.iter_mut().filter(nowhere) {
        let Some(postcode) = &location.postcode else { continue };
        location.point = match known.get(postcode) {
            Some(point) => *point,
            None => {
                let point = store.postcode(postcode).await?.map(|row| row.point);
                known.insert(postcode.clone(), point);
                point
            }
        };
    }
    Ok(())
}

/// A feed as it is being read.
pub struct Reading {
    known: KnownServices,
    categories: Categories,
    since: Option<Instant>,
    now: Instant,
    venues: Venues,
    services: Vec<Service>,
    /// Every id the feed has, also of records that are not taken.
    ids: HashSet<ServiceId>,
    /// Services that the hub lists and the feed says are no longer offered.
    ended: Vec<ServiceId>,
    /// Whether the feed may have services that were not seen.
    has_gaps: bool,
    /// Whether a record may have lost the word that its address is secret.
    has_doubts: bool,
    records: usize,
    report: Report,
}

impl Reading {
    fn new(mut known: KnownServices, since: Option<Instant>, now: Instant) -> Self {
        Self {
            categories: Categories::new(&known.categories),
            venues: Venues::new(std::mem::take(&mut known.sites)),
            known,
            since,
            now,
            services: Vec::new(),
            ids: HashSet::new(),
            ended: Vec::new(),
            has_gaps: false,
            has_doubts: false,
            records: 0,
            report: Report::default(),
        }
    }

    /// Since when services have to have changed to be read.
    pub(super) fn since(&self) -> Option<Instant> {
        self.since
    }

    /// How many records were met so far.
    pub(super) fn records(&self) -> usize {
        self.records
    }

    /// Notes something about the feed itself because of which services may be missing.
    pub(super) fn miss(&mut self, reason: impl core::fmt::Display) {
        self.has_gaps = true;
        self.report.reject("the feed", reason);
    }

    /// Notes a row of a table beside that of the services that cannot be read.
    pub(super) fn miss_row(&mut self, file: &Path, line: u64, reason: &str) {
        let table = file.file_name().unwrap_or_default().to_string_lossy();
        self.has_gaps = true;
        self.report.reject(&format!("line {line} of {table}"), reason);
    }

    /// Notes that a record ended before it could say that its address is secret.
    pub(super) fn doubt(&mut self) {
        self.has_doubts = true;
    }

    /// Notes something left out.
    pub(super) fn warn(&mut self, record: &str, reason: impl core::fmt::Display) {
        self.report.warn(record, reason);
    }

    fn take_all(&mut self, mut records: Records<impl Read>) -> Result<(), ImportError> {
        for record in &mut records {
            self.take(&format!("service {}", self.records + 1), record?)?;
        }
        if let Some(reason) = web::part(records.page(), self.records) {
            self.has_gaps = true;
            self.report.warn("the file", reason);
        } else if let Some(total) = web::total(records.page()).filter(|total| *total != self.records) {
            let reason = format!("it says it has {total} services and has {}", self.records);
            self.report.warn("the file", reason);
        }
        self.tell_letters(records.put_right());
        Ok(())
    }

    /// Tells how many bytes were not UTF-8, when there were some.
    pub(super) fn tell_letters(&mut self, put_right: usize) {
        if put_right > 0 {
            let reason = format!("{put_right} bytes are not UTF-8 and were read as Windows-1252");
            self.report.warn("the file", reason);
        }
    }

    /// Takes the next record, which stands at this place in the feed.
    pub(super) fn take(&mut self, place: &str, record: Record) -> Result<(), ImportError> {
        self.records += 1;
        if self.records > MOST_RECORDS {
            return Err(ImportError::NotUnderstood(format!("it has more than {MOST_RECORDS} records")));
        }
        match record {
            Ok(value) => self.take_value(place, &value),
            Err(reason) => {
                self.has_gaps = true;
                self.report.reject(place, reason);
            }
        }
        Ok(())
    }

    fn take_value(&mut self, place: &str, value: &Value) {
        let title: String = words(value, "name").chars().take(LONGEST_NAME).collect();
        let name = if title.is_empty() { place.to_owned() } else { format!("{place} ({title})") };
        self.venues.keep_secrets(value, &name, &mut self.report);
        let id = match open_referral::id(value) {
            Ok(id) => id,
            // An ended one is no loss, whatever it is called.
            Err(_) if open_referral::has_ended(value) => {
                return self.report.warn(&name, "it is no longer offered and is left out");
            }
            Err(reason) => {
                self.has_gaps = true;
                return self.report.reject(&name, reason);
            }
        };
        if !self.ids.insert(id.clone()) {
            return self.report.reject(&name, format_args!("another service has the id {id}"));
        }
        let is_known = self.known.services.contains_key(&id);
        if open_referral::has_ended(value) {
            let what = if is_known { "and stays closed, or is removed" } else { "and is left out" };
            self.report.warn(&name, format_args!("it is no longer offered {what}"));
            if is_known {
                self.ended.push(id);
            }
            return;
        }
        // What is odd about its moment is told once, when all of it is read.
        let modified = |report: &mut Report| open_referral::last_modified(value, &name, self.now, report);
        if let Some(since) = self.since
            && modified(&mut Report::default()).is_some_and(|at| at <= since)
        {
            self.report.not_modified += 1;
            return;
        }
        let report = &mut self.report;
        match open_referral::service(value, &name, &self.categories, &mut self.venues, self.now, report) {
            Err(reason) => report.reject(&name, reason),
            Ok(service) => {
                report.count(is_known);
                self.services.push(service);
            }
        }
    }

    async fn apply(
        mut self,
        store: &dyn Store,
        source: &str,
        wishes: &Wishes,
    ) -> Result<Report, ImportError> {
        let withdrawn = if wishes.delete_absent { self.absent(wishes) } else { Vec::new() };
        let ended = if wishes.delete_absent { Vec::new() } else { self.ended };
        let mut report = self.report;
        if !report.may_apply(wishes.skip_rejected) {
            return Ok(report);
        }
        let mut locations = self.venues.into_locations();
        place(store, &mut locations).await?;
        let is_whole = report.rejected.is_empty() && !self.has_gaps;
        let outcome = store
            .run_feed(&FeedRun {
                source,
                services: &self.services,
                locations: &locations,
                closed: &ended,
                withdrawn: &withdrawn,
                is_complete: is_whole && !self.has_doubts && report.not_modified == 0 && self.since.is_none(),
                // What was rejected has to be read again, however long ago it changed.
                is_remembered: is_whole && !matches!(wishes.since, Some(Since::Moment(_))),
                now: self.now,
            })
            .await?;
        report.unchanged = outcome.unchanged;
        for id in outcome.kept_secret {
            let reason =
                "its address stays secret: only a whole run of each feed that said so can take it back";
            report.warn(&format!("location {id}"), reason);
        }
        for id in outcome.kept_for_bookings {
            report.removed.retain(|remark| remark.record != id.as_str());
            let reason = "families have booked sessions of it: it stays, closed";
            report.kept.push(Remark::new(id.as_str(), reason));
        }
        report.applied = true;
        Ok(report)
    }

    /// The services to take out: those the feed does not have, and those it says have ended.
    fn absent(&mut self, wishes: &Wishes) -> Vec<ServiceId> {
        let of_source = |from: &str| wishes.source.as_ref().is_none_or(|source| source == from);
        let listed: Vec<&ServiceId> =
            self.known.services.iter().filter(|(_, from)| of_source(from)).map(|(id, _)| id).collect();
        let mut absent: Vec<ServiceId> =
            listed.iter().filter(|id| !self.ids.contains(**id)).map(|id| (*id).clone()).collect();
        absent.append(&mut self.ended);
        absent.sort();
        for id in &absent {
            let ended = self.ids.contains(id);
            let reason =
                if ended { "the feed says it is no longer offered" } else { "the feed no longer has it" };
            self.report.removed.push(Remark::new(id.as_str(), reason));
        }
        if absent.is_empty() {
            return absent;
        }
        if self.has_gaps {
            let reason = "not all of the feed could be read, so what is absent from it cannot be told";
            self.report.refusal = Some(reason.to_owned());
        } else if absent.len() * 3 > listed.len() && !wishes.yes {
            let reason = format!(
                "{} of {} services would be removed, more than a third: if that is right, repeat with --yes",
                absent.len(),
                listed.len()
            );
            self.report.refusal = Some(reason);
        }
        absent
    }
}
