//! The TOML between two lines of `+++` at the top of a content file, parsed once into types.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use toml::Spanned;

use crate::fault::FaultKind;
use crate::markdown::{LineFault, line_of};

/// A day in the Gregorian calendar, read and written as `2026-11-20` (ISO 8601).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct IsoDate {
    year: u16,
    month: u8,
    day: u8,
}

/// The text is not a day in the calendar, written as `2026-11-20`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("\"{0}\" is not a date like 2026-11-20")]
pub struct BadDate(pub String);

impl IsoDate {
    /// The year, from 1 to 9999.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, from 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u8 {
        self.day
    }
}

impl FromStr for IsoDate {
    type Err = BadDate;

    fn from_str(text: &str) -> Result<IsoDate, BadDate> {
        parse_date(text).ok_or_else(|| BadDate(text.to_owned()))
    }
}

impl fmt::Display for IsoDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl From<IsoDate> for String {
    fn from(date: IsoDate) -> String {
        date.to_string()
    }
}

fn parse_date(text: &str) -> Option<IsoDate> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let date = IsoDate { year: digits(year, 4)?, month: digits(month, 2)?, day: digits(day, 2)? };
    let leap =
        date.year.is_multiple_of(4) && (!date.year.is_multiple_of(100) || date.year.is_multiple_of(400));
    let last_day = match date.month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u8::from(leap),
        1..=12 => 31,
        _ => return None,
    };
    (date.year > 0 && (1..=last_day).contains(&date.day)).then_some(date)
}

fn digits<N: FromStr>(text: &str, length: usize) -> Option<N> {
    let plain = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// Where a page's facts come from: a page that a family can open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What the page is called, with who wrote it.
    pub title: String,
    /// Its address, always https.
    pub url: String,
}

/// A value with the line it was written on, for checks that come later.
#[derive(Debug, Clone)]
pub(crate) struct Lined<T> {
    pub(crate) line: usize,
    pub(crate) value: T,
}

/// A file in two parts, the front matter still as text.
#[derive(Debug)]
pub(crate) struct Split<'a> {
    pub(crate) matter: &'a str,
    pub(crate) body: &'a str,
    /// The line of the file that the body's first line is.
    pub(crate) body_line: usize,
}

/// The front matter always begins here: under the opening `+++`.
pub(crate) const MATTER_LINE: usize = 2;

/// Parts a file at its two lines of `+++`.
pub(crate) fn split(file: &str) -> Result<Split<'_>, LineFault> {
    let mut lines = file.split_inclusive('\n');
    let opening = lines.next().filter(|line| line.trim_end() == "+++");
    let Some(opening) = opening else { return Err((1, FaultKind::NoFrontMatter)) };
    let mut end = opening.len();
    for (index, line) in lines.enumerate() {
        if line.trim_end() == "+++" {
            let body = &file[end + line.len()..];
            return Ok(Split { matter: &file[opening.len()..end], body, body_line: index + MATTER_LINE + 1 });
        }
        end += line.len();
    }
    Err((1, FaultKind::FrontMatterNotClosed))
}

/// What a guide says about itself.
#[derive(Debug)]
pub(crate) struct GuideMatter {
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) stage: Lined<String>,
    pub(crate) topics: Vec<Lined<String>>,
    pub(crate) age_from_months: Option<u16>,
    pub(crate) age_to_months: Option<u16>,
    pub(crate) reviewed: IsoDate,
    pub(crate) review_due: Lined<IsoDate>,
    pub(crate) sources: Vec<Source>,
    pub(crate) categories: Vec<Lined<String>>,
    pub(crate) session_words: Vec<String>,
    pub(crate) art: Option<String>,
    pub(crate) urgent: bool,
    pub(crate) key_points: [String; 3],
}

/// What a fixed page says about itself.
#[derive(Debug)]
pub(crate) struct PageMatter {
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) reviewed: IsoDate,
}

// Every key is optional here so that all the missing ones are told at once.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGuide {
    title: Option<Spanned<String>>,
    summary: Option<Spanned<String>>,
    stage: Option<Spanned<String>>,
    topics: Option<Spanned<Vec<Spanned<String>>>>,
    age_from_months: Option<u16>,
    age_to_months: Option<Spanned<u16>>,
    reviewed: Option<Spanned<String>>,
    review_due: Option<Spanned<String>>,
    sources: Option<Spanned<Vec<Spanned<Source>>>>,
    #[serde(default)]
    categories: Vec<Spanned<String>>,
    #[serde(default)]
    session_words: Vec<Spanned<String>>,
    art: Option<Spanned<String>>,
    #[serde(default)]
    urgent: bool,
    key_points: Option<Spanned<Vec<Spanned<String>>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPage {
    title: Option<Spanned<String>>,
    summary: Option<Spanned<String>>,
    reviewed: Option<Spanned<String>>,
}

/// Parses a guide's front matter, or answers with all that is wrong with it. Lines are of the file.
pub(crate) fn guide(matter: &str) -> Result<GuideMatter, Vec<LineFault>> {
    let raw: RawGuide = from_toml(matter, MATTER_LINE).map_err(|fault| vec![fault])?;
    let mut check = Check::new(matter, MATTER_LINE);

    let title = check.words("title", raw.title, "title = \"Starting solid food\"");
    let summary = check.summary(raw.summary);
    let stage = check.words("stage", raw.stage, "stage = \"baby\"");
    let topics = check.list("topics", raw.topics, "topics = [\"feeding\"]");
    let reviewed = check.date("reviewed", raw.reviewed, "reviewed = \"2026-11-20\"");
    let review_due = check.date("review_due", raw.review_due, "review_due = \"2027-11-20\"");
    let sources = check.sources(raw.sources);
    let categories = check.each("categories", raw.categories);
    let session_words = check.each("session_words", raw.session_words);
    let key_points = check.key_points(raw.key_points);

    for category in &categories {
        check.slug(category);
    }
    if let (Some(reviewed), Some(due)) = (&reviewed, &review_due)
        && due.value <= reviewed.value
    {
        check.fault(due.line, FaultKind::ReviewDueTooEarly { reviewed: reviewed.value.to_string() });
    }
    if let (Some(from), Some(to)) = (raw.age_from_months, &raw.age_to_months)
        && *to.get_ref() < from
    {
        check.fault_at(to.span(), FaultKind::AgesReversed);
    }
    if let Some(art) = &raw.art
        && !is_file_name(art.get_ref())
    {
        check.fault_at(art.span(), FaultKind::BadArt(art.get_ref().clone()));
    }

    // Whatever is `None` has its fault noted, so the two always go together.
    let (Some(title), Some(summary), Some(stage), Some(reviewed), Some(review_due), Some(key_points)) =
        (title, summary, stage, reviewed, review_due, key_points)
    else {
        return Err(check.faults);
    };
    check.done(GuideMatter {
        title: title.value,
        summary: summary.value,
        stage,
        topics,
        age_from_months: raw.age_from_months,
        age_to_months: raw.age_to_months.map(Spanned::into_inner),
        reviewed: reviewed.value,
        review_due,
        sources,
        categories,
        session_words: values(session_words),
        art: raw.art.map(Spanned::into_inner),
        urgent: raw.urgent,
        key_points,
    })
}

/// Parses a page's front matter, or answers with all that is wrong with it. Lines are of the file.
pub(crate) fn page(matter: &str) -> Result<PageMatter, Vec<LineFault>> {
    let raw: RawPage = from_toml(matter, MATTER_LINE).map_err(|fault| vec![fault])?;
    let mut check = Check::new(matter, MATTER_LINE);
    let title = check.words("title", raw.title, "title = \"Privacy\"");
    let summary = check.summary(raw.summary);
    let reviewed = check.date("reviewed", raw.reviewed, "reviewed = \"2026-11-20\"");
    match (title, summary, reviewed) {
        (Some(title), Some(summary), Some(reviewed)) => {
            check.done(PageMatter { title: title.value, summary: summary.value, reviewed: reviewed.value })
        }
        _ => Err(check.faults),
    }
}

/// Reads TOML that starts on the given line of its file.
pub(crate) fn from_toml<'de, T: Deserialize<'de>>(text: &'de str, first_line: usize) -> Result<T, LineFault> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let offset = error.span().map_or(0, |span| span.start);
        (line_of(text, offset) + first_line - 1, FaultKind::Toml(error.message().replace('\n', " ")))
    })
}

/// A name that can be part of an address.
pub(crate) fn is_slug(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

fn is_file_name(text: &str) -> bool {
    text.rsplit_once('.').is_some_and(|(stem, extension)| is_slug(stem) && is_slug(extension))
}

pub(crate) fn values<T>(lined: Vec<Lined<T>>) -> Vec<T> {
    lined.into_iter().map(|lined| lined.value).collect()
}

/// Faults gathered while the values of one piece of TOML are parsed.
pub(crate) struct Check<'a> {
    matter: &'a str,
    /// The line of the file that the TOML's first line is.
    first_line: usize,
    /// Where missing keys are told: at the top of the file, or of the table that is being parsed.
    pub(crate) table: usize,
    pub(crate) faults: Vec<LineFault>,
}

impl<'a> Check<'a> {
    pub(crate) fn new(matter: &'a str, first_line: usize) -> Self {
        Check { matter, first_line, table: 1, faults: Vec::new() }
    }

    pub(crate) fn line(&self, span: Range<usize>) -> usize {
        line_of(self.matter, span.start) + self.first_line - 1
    }

    pub(crate) fn fault(&mut self, line: usize, kind: FaultKind) {
        self.faults.push((line, kind));
    }

    pub(crate) fn fault_at(&mut self, span: Range<usize>, kind: FaultKind) {
        let line = self.line(span);
        self.fault(line, kind);
    }

    fn done<T>(self, value: T) -> Result<T, Vec<LineFault>> {
        if self.faults.is_empty() { Ok(value) } else { Err(self.faults) }
    }

    fn present<T>(&mut self, key: &'static str, raw: Option<T>, example: &'static str) -> Option<T> {
        if raw.is_none() {
            self.fault(self.table, FaultKind::MissingKey { key, example });
        }
        raw
    }

    pub(crate) fn lined<T>(&self, raw: Spanned<T>) -> Lined<T> {
        Lined { line: self.line(raw.span()), value: raw.into_inner() }
    }

    pub(crate) fn words(
        &mut self,
        key: &'static str,
        raw: Option<Spanned<String>>,
        example: &'static str,
    ) -> Option<Lined<String>> {
        let raw = self.present(key, raw, example)?;
        let words = self.lined(raw);
        if words.value.trim().is_empty() {
            self.fault(words.line, FaultKind::EmptyValue(key));
        }
        Some(words)
    }

    fn summary(&mut self, raw: Option<Spanned<String>>) -> Option<Lined<String>> {
        let summary =
            self.words("summary", raw, "summary = \"When to start, what to offer, what to avoid.\"")?;
        let length = summary.value.chars().count();
        if length > 160 {
            self.fault(summary.line, FaultKind::SummaryTooLong(length));
        }
        Some(summary)
    }

    fn date(
        &mut self,
        key: &'static str,
        raw: Option<Spanned<String>>,
        example: &'static str,
    ) -> Option<Lined<IsoDate>> {
        let raw = self.present(key, raw, example)?;
        let Lined { line, value } = self.lined(raw);
        match value.parse() {
            Ok(value) => Some(Lined { line, value }),
            Err(BadDate(given)) => {
                self.fault(line, FaultKind::BadDate { key, given });
                None
            }
        }
    }

    /// A list that must be there and hold something.
    pub(crate) fn list(
        &mut self,
        key: &'static str,
        raw: Option<Spanned<Vec<Spanned<String>>>>,
        example: &'static str,
    ) -> Vec<Lined<String>> {
        let Some(raw) = self.present(key, raw, example) else { return Vec::new() };
        if raw.get_ref().is_empty() {
            self.fault_at(raw.span(), FaultKind::EmptyValue(key));
        }
        self.each(key, raw.into_inner())
    }

    pub(crate) fn each(&mut self, key: &'static str, raw: Vec<Spanned<String>>) -> Vec<Lined<String>> {
        let lined: Vec<_> = raw.into_iter().map(|raw| self.lined(raw)).collect();
        for blank in lined.iter().filter(|lined| lined.value.trim().is_empty()) {
            self.fault(blank.line, FaultKind::EmptyValue(key));
        }
        lined
    }

    fn sources(&mut self, raw: Option<Spanned<Vec<Spanned<Source>>>>) -> Vec<Source> {
        let example = "sources = [{ title = \"NHS: weaning\", url = \"https://www.nhs.uk/baby/\" }]";
        let Some(raw) = self.present("sources", raw, example) else { return Vec::new() };
        if raw.get_ref().is_empty() {
            self.fault_at(raw.span(), FaultKind::EmptyValue("sources"));
        }
        let sources: Vec<_> = raw.into_inner().into_iter().map(|raw| self.lined(raw)).collect();
        for Lined { line, value } in &sources {
            if value.title.trim().is_empty() {
                self.fault(*line, FaultKind::EmptyValue("title"));
            }
            if !value.url.starts_with("https://") {
                self.fault(*line, FaultKind::BadLink(value.url.clone()));
            }
        }
        values(sources)
    }

    fn key_points(&mut self, raw: Option<Spanned<Vec<Spanned<String>>>>) -> Option<[String; 3]> {
        let example = "key_points = [\"First.\", \"Second.\", \"Third.\"]";
        let raw = self.present("key_points", raw, example)?;
        let span = raw.span();
        let points = values(self.each("key_points", raw.into_inner()));
        let points = <[String; 3]>::try_from(points);
        points.map_err(|points| self.fault_at(span, FaultKind::KeyPoints(points.len()))).ok()
    }

    pub(crate) fn slug(&mut self, name: &Lined<String>) {
        if !is_slug(&name.value) {
            self.fault(name.line, FaultKind::BadSlug(name.value.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_of_the_calendar() {
        for text in ["2026-11-20", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(text.parse::<IsoDate>().map(|date| date.to_string()).as_deref(), Ok(text));
        }
        for text in [
            "",
            "2026",
            "2026-11",
            "2026-13-01",
            "2026-00-10",
            "2026-04-31",
            "2026-02-29",
            "1900-02-29",
            "2026-1-2",
            "20-11-2026",
            "2026-11-20 ",
            "+026-11-20",
            "2026-11-20-1",
            "0000-01-01",
            "soon",
        ] {
            assert_eq!(text.parse::<IsoDate>(), Err(BadDate(text.to_owned())));
        }
        let early: IsoDate = "2026-09-30".parse().unwrap();
        let late: IsoDate = "2026-10-01".parse().unwrap();
        assert!(early < late);
        assert_eq!((late.year(), late.month(), late.day()), (2026, 10, 1));
    }

    #[test]
    fn a_file_parts_at_its_fences() {
        let parts = split("+++\ntitle = \"A\"\n+++\n\nText.\n").unwrap();
        assert_eq!((parts.matter, parts.body, parts.body_line), ("title = \"A\"\n", "\nText.\n", 4));
        let parts = split("+++\r\na = 1\r\n+++\r\nText.").unwrap();
        assert_eq!((parts.matter, parts.body, parts.body_line), ("a = 1\r\n", "Text.", 4));
        for (file, expected) in [
            ("", FaultKind::NoFrontMatter),
            ("# Hello", FaultKind::NoFrontMatter),
            ("\n+++\n+++\n", FaultKind::NoFrontMatter),
            ("+++\ntitle = \"A\"\n", FaultKind::FrontMatterNotClosed),
        ] {
            assert_eq!(split(file).unwrap_err(), (1, expected), "{file:?}");
        }
    }
}
