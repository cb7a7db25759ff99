//! The timetable: series of sessions as a CSV file, and the sessions their rules make.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{Datelike, NaiveDate, TimeZone};
use domain::course::MOST_WEEKS;
use domain::session::Booking;
use domain::{
    AgeRange, Catalogue, Counts, CourseRule, Date, Instant, LocationId, Months, NamedDates, Series, SeriesId,
    ServiceId, Session, SessionId, SessionStatus, TimeOfDay,
};
use rrule::{RRule, RRuleSet, Tz, Unvalidated};
use store::{Store, StoreError};

use super::report::Remark;
use super::{ImportError, Report};
use crate::team::acts::Member;

/// How far ahead sessions are made, in days: twelve weeks.
pub const AHEAD: i32 = 84;
/// The parts of a rule that are understood (RFC 5545, 3.3.10).
const PARTS: [&str; 6] = ["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "COUNT"];
/// More occurrences than a daily rule has in ninety years.
const MOST_OCCURRENCES: u16 = 32_768;
/// How long a course may last, in days: all of its sessions are made at once, however far ahead.
const LONGEST_COURSE: i32 = 400;
/// How long ago a series may have begun, in years. A daily rule is not followed further than [`MOST_OCCURRENCES`].
const OLDEST: i32 = 50;
/// How far ahead a series may begin, in years.
const FARTHEST: i32 = 5;
/// The longest title, in characters.
const LONGEST_TITLE: usize = 150;
/// The most dates that one cell may list.
const MOST_LISTED: usize = 500;

/// A rule that makes no sessions.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// It has a part that is not understood.
    #[error(
        "the rule's part {0} is not understood: use FREQ, INTERVAL, BYDAY, BYMONTHDAY, BYSETPOS and COUNT"
    )]
    Part(String),
    /// It repeats more often than once a day.
    #[error("the rule must repeat daily, weekly, monthly or yearly")]
    Frequency,
    /// It repeats every nought weeks, or nought times.
    #[error("the rule's {0} must be at least 1")]
    Nought(String),
    /// It is not a rule.
    #[error("the rule is not valid: {0}")]
    NotARule(String),
    /// A course never ends.
    #[error("a course needs an end: ends_on, or COUNT in its rule")]
    CourseWithoutEnd,
    /// A course has too few dates, or too many.
    #[error("a course has from 2 to {MOST_WEEKS} dates within {LONGEST_COURSE} days, and this one has {0}")]
    CourseLength(usize),
    /// A course could be joined after its last week.
    #[error("course_join_until is later than the last of the course's {0} weeks")]
    CourseJoining(usize),
}

/// An import that the team sends: it is recorded, and takes only what is within a scope.
#[derive(Clone, Copy, Debug)]
pub struct ByTeam<'a> {
    /// Who, and where they may.
    pub member: &'a Member,
    /// Whether to say only what would be done.
    pub dry_run: bool,
}

/// Imports the timetable and makes its sessions, from today to twelve weeks on. A session to come that its series no
/// longer has goes, unless a family has ever booked it: then it stays as it is, and the report tells of it.
///
/// # Errors
/// When the text is not such a file, or the store refuses.
pub async fn import(
    store: &dyn Store,
    text: &str,
    skip_rejected: bool,
    by_team: Option<ByTeam<'_>>,
    now: Instant,
) -> Result<Report, ImportError> {
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|e| ImportError::NotUnderstood(e.to_string()))?.clone();
    let mut names = HashSet::new();
    if let Some(twice) = headers.iter().find(|name| !name.is_empty() && !names.insert(*name)) {
        return Err(ImportError::NotUnderstood(format!("the column {twice} is there twice")));
    }
    let columns: HashMap<&str, usize> = headers.iter().enumerate().map(|(i, name)| (name, i)).collect();
    let needed = [
        "series_id",
        "service_id",
        "location_id",
        "title",
        "starts_on",
        "rule",
        "start_time",
        "end_time",
        "booking",
    ];
    if let Some(missing) = needed.iter().find(|name| !columns.contains_key(**name)) {
        return Err(ImportError::NotUnderstood(format!("there is no column {missing}")));
    }
    let there = store.catalogue(now).await?;
    let services: HashSet<&ServiceId> = there.services.iter().map(|s| &s.id).collect();
    let locations: HashSet<&LocationId> = there.locations.iter().map(|l| &l.id).collect();
    let known: HashMap<&SeriesId, bool> = there.series.iter().map(|s| (&s.id, s.course.is_some())).collect();
    let within = |location: &LocationId| {
        let locality =
            there.locations.iter().find(|one| one.id == *location).and_then(|one| one.locality.as_ref());
        by_team.is_none_or(|by| by.member.scope.covers(locality))
    };
    // A series that is elsewhere now is not drawn into the scope by giving it a place in it.
    let elsewhere: HashSet<&SeriesId> =
        there.series.iter().filter(|series| !within(&series.location_id)).map(|series| &series.id).collect();

    let year = store.named_dates().await?;
    let today = now.london_date();
    let horizon = today.plus_days(AHEAD);
    let (mut report, mut ids) = (Report::default(), HashSet::new());
    let (mut all, mut sessions) = (Vec::new(), Vec::new());
    // The first row has the names of the columns.
    let lines = super::lines::of_rows(text);
    for (row, line) in reader.records().zip(lines.iter().skip(1)) {
        let record = format!("line {line}");
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                report.reject(&record, error);
                continue;
            }
        };
        let cells = Cells { columns: &columns, row: &row };
        let read = cells.series(today).and_then(|series| {
            if series.term_time && year.terms.is_empty() {
                return Err(
                    "term_time is yes, and the hub knows no school terms: import dates first".to_owned()
                );
            }
            let sessions = sessions_of(&series, &year, today, horizon).map_err(|e| e.to_string())?;
            Ok((series, sessions))
        });
        match read {
            Err(reason) => report.reject(&record, reason),
            Ok((series, _)) if !services.contains(&series.service_id) => {
                report.reject(&record, format_args!("there is no service {}", series.service_id));
            }
            Ok((series, _)) if !locations.contains(&series.location_id) => {
                report.reject(&record, format_args!("there is no location {}", series.location_id));
            }
            Ok((series, _)) if elsewhere.contains(&series.id) || !within(&series.location_id) => {
                report.reject(&record, "it is in a locality that this key is not for");
            }
            Ok((series, _)) if !ids.insert(series.id.clone()) => {
                report.reject(&record, format_args!("series {} is there twice", series.id));
            }
            // Families hold all of a course, or one session: neither can become the other under them.
            Ok((series, _)) if known.get(&series.id).is_some_and(|was| *was != series.course.is_some()) => {
                report.reject(
                    &record,
                    "a series cannot become a course, or stop being one: give it another series_id",
                );
            }
            Ok((series, of_series)) => {
                report.count(known.contains_key(&series.id));
                if let Some(end) = year.terms_known_until().filter(|end| series.term_time && *end < horizon) {
                    report.warn(
                        &record,
                        format_args!("school terms are known until {end}: later ones make no sessions"),
                    );
                }
                sessions.extend(of_series);
                all.push(series);
            }
        }
    }
    if by_team.is_some_and(|by| by.dry_run) {
        report.refusal.get_or_insert_with(|| "it was only tried".to_owned());
    }
    if report.may_apply(skip_rejected) {
        report.new_sessions = match by_team {
            Some(by) => {
                report.by = Some(by.member.actor.clone());
                store.put_timetable(&all, &sessions, report.added, &by.member.actor, now).await?
            }
            None => store.put_series(&all, &sessions).await?,
        };
        drop_outdated(store, &there, &ids, &sessions, now, &mut report).await?;
        tell_unmoved(store, &there, &sessions, now, &mut report).await?;
        report.applied = true;
    }
    Ok(report)
}

/// Takes out the sessions to come that these series no longer have and nobody has booked.
async fn drop_outdated(
    store: &dyn Store,
    there: &Catalogue,
    imported: &HashSet<SeriesId>,
    sessions: &[Session],
    now: Instant,
    report: &mut Report,
) -> Result<(), StoreError> {
    let wanted: HashSet<&SessionId> = sessions.iter().map(|session| &session.id).collect();
    let outdated = there.sessions.iter().filter(|session| {
        imported.contains(&session.series_id)
            && session.starts_at > now
            && session.status == SessionStatus::Scheduled
            && !wanted.contains(&session.id)
    });
    let outdated: Vec<SessionId> = outdated.map(|session| session.id.clone()).collect();
    let dropped: BTreeSet<SessionId> = store.drop_unbooked(&outdated).await?.into_iter().collect();
    for id in outdated {
        if dropped.contains(&id) {
            report.removed.push(Remark::new(id.as_str(), "its series no longer has this date"));
        } else {
            let reason =
                "its series no longer has this date, but families have booked it or the team has changed it";
            report.kept.push(Remark::new(id.as_str(), reason));
        }
    }
    Ok(())
}

/// Tells of the sessions to come that are not as their series now says, because families hold places in them or the team
/// has changed them: nobody is to learn that from a family that came at another time.
async fn tell_unmoved(
    store: &dyn Store,
    there: &Catalogue,
    sessions: &[Session],
    now: Instant,
    report: &mut Report,
) -> Result<(), StoreError> {
    let known: HashSet<&SessionId> = there.sessions.iter().map(|session| &session.id).collect();
    let wanted: HashMap<&SessionId, &Session> = sessions
        .iter()
        .filter(|session| known.contains(&session.id))
        .map(|session| (&session.id, session))
        .collect();
    let ids: Vec<SessionId> = wanted.keys().map(|id| (*id).clone()).collect();
    let mut kept = store.sessions(&ids).await?;
    kept.retain(|session| session.starts_at > now && session.status == SessionStatus::Scheduled);
    kept.sort_by(|a, b| (a.starts_at, &a.id).cmp(&(b.starts_at, &b.id)));
    for session in &kept {
        let Some(wanted) = wanted.get(&session.id) else { continue };
        let mut differs = Vec::new();
        if (session.starts_at, session.ends_at) != (wanted.starts_at, wanted.ends_at) {
            differs.push(format!("it stays on {}, not {}", times(session), times(wanted)));
        }
        if session.location_id != wanted.location_id {
            differs.push(format!("it stays at {}, not {}", session.location_id, wanted.location_id));
        }
        if !differs.is_empty() {
            let reason = differs.join("; ");
            let why = "families have booked it or the team has changed it";
            report.kept.push(Remark::new(session.id.as_str(), format_args!("{reason}: {why}")));
        }
        if wanted.capacity.is_none() && (session.places_taken > 0 || session.waiting > 0) {
            let reason = "people just turn up now, but families have booked it: their bookings stand";
            report.kept.push(Remark::new(session.id.as_str(), reason));
        }
    }
    Ok(())
}

/// The date and times of a session on London's clock.
fn times(session: &Session) -> String {
    let ((date, from), (_, to)) = (session.starts_at.london(), session.ends_at.london());
    format!("{date} from {from} to {to}")
}

/// Makes the sessions of every known series from today to twelve weeks on. Returns how many are new.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn roll_forward(store: &dyn Store, now: Instant) -> Result<u64, StoreError> {
    let there = store.catalogue(now).await?;
    let year = store.named_dates().await?;
    let known: HashSet<&str> = there.sessions.iter().map(|session| session.id.as_str()).collect();
    let today = now.london_date();
    let mut sessions = Vec::new();
    for series in &there.series {
        match sessions_of(series, &year, today, today.plus_days(AHEAD)) {
            // The catalogue leaves out what is long past, so that is not new.
            Ok(found) => {
                sessions.extend(found.into_iter().filter(|one| one.starts_at.london_date() >= today))
            }
            Err(error) => tracing::warn!(series = %series.id, %error, "a series makes no sessions"),
        }
    }
    // Those there keep what they have; writing nothing leaves the catalogue's version alone.
    sessions.retain(|session| !known.contains(session.id.as_str()));
    if sessions.is_empty() {
        return Ok(0);
    }
    store.put_series(&there.series, &sessions).await
}

/// The sessions of a series from one date to another; of a course all there are, those of the past too, because its weeks
/// are counted from the first.
///
/// # Errors
/// When its rule is not understood, or makes no course.
pub fn sessions_of(
    series: &Series,
    year: &NamedDates,
    from: Date,
    to: Date,
) -> Result<Vec<Session>, RuleError> {
    let Some(rule) = series.course else {
        let dates = dates(series, year, from, to)?;
        return Ok(dates.into_iter().filter_map(|date| Session::of(series, date)).collect());
    };
    if series.ends_on.is_none() && !series.rule.split(';').any(|part| part.trim().starts_with("COUNT=")) {
        return Err(RuleError::CourseWithoutEnd);
    }
    let dates = dates(series, year, series.starts_on, series.starts_on.plus_days(LONGEST_COURSE))?;
    let mut sessions: Vec<Session> = dates.into_iter().filter_map(|date| Session::of(series, date)).collect();
    if sessions.len() < 2 || sessions.len() > MOST_WEEKS {
        return Err(RuleError::CourseLength(sessions.len()));
    }
    if usize::from(rule.join_until_week) > sessions.len() {
        return Err(RuleError::CourseJoining(sessions.len()));
    }
    rule.set_window(&mut sessions);
    Ok(sessions)
}

/// The dates of a series from `from` to `to`, both included, in order: those of its rule that [`Series::runs_on`] leaves,
/// and its extra ones.
///
/// # Errors
/// When the rule has a part that is not understood, or none of its own.
pub fn dates(series: &Series, year: &NamedDates, from: Date, to: Date) -> Result<Vec<Date>, RuleError> {
    let rule = rule(&series.rule)?;
    // Only dates are asked for, at noon so that no midnight is crossed: the wall-clock time is added later.
    let start = noon(series.starts_on);
    let rule = rule.validate(start).map_err(|e| RuleError::NotARule(e.to_string()))?;
    let found = RRuleSet::new(start)
        .rrule(rule)
        // Both bounds are left out by the library's comparison of whole instants, so each is a day wider.
        .after(noon(from.plus_days(-1)))
        .before(noon(to.plus_days(1)))
        .all(MOST_OCCURRENCES);
    let of_rule = found.dates.iter().filter_map(|at| Date::new(at.year(), at.month() as u8, at.day() as u8));
    let mut dates = series.runs_on(&of_rule.collect::<Vec<_>>(), year);
    dates.retain(|date| (from..=to).contains(date));
    Ok(dates)
}

fn rule(text: &str) -> Result<RRule<Unvalidated>, RuleError> {
    for part in text.split(';') {
        let name = part.split('=').next().unwrap_or_default().trim();
        if !PARTS.contains(&name) {
            return Err(RuleError::Part(name.to_owned()));
        }
        let is_nought = part.split_once('=').is_some_and(|(_, value)| value.trim().parse() == Ok(0));
        if ["INTERVAL", "COUNT"].contains(&name) && is_nought {
            return Err(RuleError::Nought(name.to_owned()));
        }
        let often = ["SECONDLY", "MINUTELY", "HOURLY"];
        if name == "FREQ" && often.iter().any(|word| part.ends_with(word)) {
            return Err(RuleError::Frequency);
        }
    }
    text.parse().map_err(|error: rrule::RRuleError| RuleError::NotARule(error.to_string()))
}

fn noon(date: Date) -> chrono::DateTime<Tz> {
    let (year, month, day) = date.civil();
    let date = NaiveDate::from_ymd_opt(year, u32::from(month), u32::from(day)).unwrap_or_default();
    Tz::UTC.from_utc_datetime(&date.and_hms_opt(12, 0, 0).unwrap_or_default())
}

/// Whether nobody could ever book. A course that may be joined later closes with a later week.
fn closes_before_it_opens(series: &Series) -> bool {
    let opens_minutes_before = series.opens_days_before.map(|days| u32::from(days) * 24 * 60);
    series.booking == Booking::Book
        && series.course.is_none_or(|rule| rule.join_until_week == 1)
        && opens_minutes_before.is_some_and(|opens| opens <= u32::from(series.closes_minutes_before))
}

struct Cells<'a> {
    columns: &'a HashMap<&'a str, usize>,
    row: &'a csv::StringRecord,
}

impl Cells<'_> {
    fn text(&self, name: &str) -> &str {
        self.columns.get(name).and_then(|at| self.row.get(*at)).unwrap_or_default()
    }

    fn needed<T: core::str::FromStr>(&self, name: &str) -> Result<T, String> {
        let text = self.text(name);
        text.parse().map_err(|_| format!("{name} is not understood: \"{text}\""))
    }

    fn optional<T: core::str::FromStr>(&self, name: &str) -> Result<Option<T>, String> {
        if self.text(name).is_empty() { Ok(None) } else { self.needed(name).map(Some) }
    }

    fn months(&self, name: &str) -> Result<Option<Months>, String> {
        let text = self.text(name);
        if text.is_empty() {
            return Ok(None);
        }
        Months::parse(text).map(Some).ok_or_else(|| format!("{name} is not an age in months: \"{text}\""))
    }

    fn list<T: core::str::FromStr>(&self, name: &str) -> Result<Vec<T>, String> {
        let parts = self.text(name).split(';').map(str::trim).filter(|part| !part.is_empty());
        let parts =
            parts.map(|part| part.parse().map_err(|_| format!("{name} is not understood: \"{part}\"")));
        let list = parts.take(MOST_LISTED + 1).collect::<Result<Vec<T>, String>>()?;
        if list.len() > MOST_LISTED { Err(format!("{name} lists more than {MOST_LISTED}")) } else { Ok(list) }
    }

    fn yes(&self, name: &str) -> Result<bool, String> {
        match self.text(name).to_ascii_lowercase().as_str() {
            "yes" => Ok(true),
            "no" | "" => Ok(false),
            other => Err(format!("{name} must be yes or no, not \"{other}\"")),
        }
    }

    fn course(&self) -> Result<Option<CourseRule>, String> {
        let join_until: Option<u8> = self.optional("course_join_until")?;
        let single_weeks = self.yes("course_single_weeks")?;
        if !self.yes("course")? {
            let nothing_else = join_until.is_none() && !single_weeks;
            return if nothing_else {
                Ok(None)
            } else {
                Err("course must be yes for what is said of it".to_owned())
            };
        }
        let join_until_week = join_until.unwrap_or(1);
        if join_until_week == 0 {
            return Err("course_join_until is the number of a week, from 1".to_owned());
        }
        if self.text("booking") != "book" {
            return Err("a course is booked: booking must be book".to_owned());
        }
        Ok(Some(CourseRule { join_until_week, single_weeks }))
    }

    /// Checks what families read: it ends up in messages, on paper and in databases that keep no NUL.
    fn check_texts(&self) -> Result<(), String> {
        let title = self.text("title");
        if title.is_empty() {
            return Err("title is missing".to_owned());
        }
        if title.chars().count() > LONGEST_TITLE {
            return Err(format!("title is longer than {LONGEST_TITLE} characters"));
        }
        if title.contains(char::is_control) {
            return Err("title has characters that cannot be seen, or more than one line".to_owned());
        }
        let is_unseen = |c: char| c.is_control() && !['\n', '\r', '\t'].contains(&c);
        let texts = ["summary", "what_to_bring", "run_by", "languages", "pram", "feeding_space"];
        match texts.iter().find(|name| self.text(name).contains(is_unseen)) {
            Some(name) => Err(format!("{name} has characters that cannot be seen")),
            None => Ok(()),
        }
    }

    fn series(&self, today: Date) -> Result<Series, String> {
        let booking = match self.text("booking") {
            "book" => Booking::Book,
            "drop_in" => Booking::DropIn,
            other => return Err(format!("booking must be book or drop_in, not \"{other}\"")),
        };
        let counts = match self.text("counts") {
            "families" | "" => Counts::Families,
            "children" => Counts::Children,
            "people" => Counts::People,
            other => return Err(format!("counts must be families, children or people, not \"{other}\"")),
        };
        let capacity: Option<u16> = self.optional("capacity")?;
        if booking == Booking::Book && capacity.unwrap_or(0) == 0 {
            return Err("a session to book needs a capacity of at least 1".to_owned());
        }
        let (start_time, end_time): (TimeOfDay, TimeOfDay) =
            (self.needed("start_time")?, self.needed("end_time")?);
        if end_time <= start_time {
            return Err("end_time must be later than start_time".to_owned());
        }
        self.check_texts()?;
        let from = self.months("age_from_months")?.unwrap_or(Months(0));
        let to = self.months("age_to_months")?;
        if to.is_some_and(|to| to < from) {
            return Err("age_to_months is less than age_from_months".to_owned());
        }
        let starts_on: Date = self.needed("starts_on")?;
        let (oldest, farthest) = (today.plus_months(-12 * OLDEST), today.plus_months(12 * FARTHEST));
        if !(oldest..=farthest).contains(&starts_on) {
            return Err(format!("starts_on must be from {oldest} to {farthest}, not {starts_on}"));
        }
        let ends_on: Option<Date> = self.optional("ends_on")?;
        if ends_on.is_some_and(|end| end < starts_on) {
            return Err("ends_on is before starts_on".to_owned());
        }
        let extra_dates: Vec<Date> = self.list("extra_dates")?;
        if let Some(early) = extra_dates.iter().find(|date| **date < starts_on) {
            return Err(format!("extra_dates has {early}, which is before starts_on"));
        }
        let series = Series {
            id: self.needed("series_id")?,
            service_id: self.needed("service_id")?,
            location_id: self.needed("location_id")?,
            title: self.text("title").to_owned(),
            starts_on,
            rule: self.text("rule").to_owned(),
            excluded_dates: self.list("excluded_dates")?,
            ends_on,
            extra_dates,
            term_time: self.yes("term_time")?,
            bank_holidays: self.yes("bank_holidays")?,
            start_time,
            end_time,
            ages: AgeRange::new(from, to),
            booking,
            capacity: capacity.filter(|_| booking == Booking::Book),
            counts,
            opens_days_before: self.optional("opens_days_before")?,
            grace_months: self.optional("grace_months")?.unwrap_or(0),
            closes_minutes_before: self.optional("closes_minutes_before")?.unwrap_or(0),
            course: self.course()?,
            cost_pence: self.optional("cost_pence")?.unwrap_or(0),
            summary: self.text("summary").to_owned(),
            what_to_bring: self.text("what_to_bring").to_owned(),
            run_by: self.text("run_by").to_owned(),
            languages: self.list("languages")?,
            pram: self.text("pram").to_owned(),
            feeding_space: self.text("feeding_space").to_owned(),
        };
        if closes_before_it_opens(&series) {
            return Err(
                "booking would close before it opens: closes_minutes_before is more than opens_days_before"
                    .to_owned(),
            );
        }
        // A session's id is the series' id, a hyphen and a date: 11 characters more.
        if series.id.as_str().len() + 11 > domain::id::LONGEST_ID {
            return Err(format!("series_id is longer than {} characters", domain::id::LONGEST_ID - 11));
        }
        Ok(series)
    }
}
