//! What is asked of a list: the standard's parameters, read once. Every problem is told at once.

use core::ops::Range;

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use domain::search::LONGEST_WORDS;
use domain::{FieldProblem, Instant, Metres, Near, ProblemCode, TimeOfDay, Weekday, query};

use crate::problem::Refusal;

/// How many items a page has when nothing else is asked.
pub const PER_PAGE: usize = 50;
/// How many items a page has at most.
pub const MOST_PER_PAGE: usize = 200;
/// The longest id or name of a term that is looked for, in characters.
const LONGEST_ID: usize = 128;
/// The greatest age that may be asked for, in years.
const OLDEST: f64 = 150.0;
/// The furthest that may be asked for, in metres: all of the United Kingdom.
const FURTHEST: f64 = 2_000_000.0;

/// Which page of a list, and how long pages are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    /// From 1.
    pub page: u64,
    /// 1 to [`MOST_PER_PAGE`].
    pub per_page: usize,
}

impl Paging {
    /// Which items are on the page.
    pub fn range(self) -> Range<usize> {
        let before = usize::try_from(self.page.saturating_sub(1)).unwrap_or(usize::MAX);
        let start = before.saturating_mul(self.per_page);
        start..start.saturating_add(self.per_page)
    }
}

/// What a service has to be, as it was asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filters {
    pub words: Option<String>,
    pub term: Option<String>,
    pub taxonomy: Option<String>,
    /// In months.
    pub minimum_age: Option<f64>,
    /// In months.
    pub maximum_age: Option<f64>,
    pub start: Option<TimeOfDay>,
    pub end: Option<TimeOfDay>,
    pub day: Option<Weekday>,
    pub modified_after: Option<Instant>,
    pub organisation: Option<String>,
}

/// A page of services.
#[derive(Clone, Debug, PartialEq)]
pub struct OfServices {
    pub paging: Paging,
    pub filters: Filters,
    /// Whether each service comes with all that belongs to it.
    pub full: bool,
}

/// A page of services at their locations.
#[derive(Clone, Debug, PartialEq)]
pub struct OfPlaces {
    pub paging: Paging,
    pub filters: Filters,
    /// The postcode from which proximity counts.
    pub postcode: Option<Near>,
    /// No further than this.
    pub proximity: Option<Metres>,
}

/// Reads what is asked of a list without filters.
///
/// # Errors
/// Every parameter to put right.
pub fn of_list(query: &str) -> Result<Paging, Refusal> {
    let mut asked = Asked::read(query);
    let paging = asked.paging();
    asked.or(paging)
}

/// Reads what is asked of services.
///
/// # Errors
/// Every parameter to put right.
pub fn of_services(query: &str) -> Result<OfServices, Refusal> {
    let mut asked = Asked::read(query);
    let of = OfServices {
        paging: asked.paging(),
        filters: asked.filters(),
        full: asked.take("full", ProblemCode::NotAChoice, "true or false", truth).unwrap_or_default(),
    };
    asked.or(of)
}

/// Reads what is asked of services at their locations.
///
/// # Errors
/// Every parameter to put right.
pub fn of_places(query: &str) -> Result<OfPlaces, Refusal> {
    let mut asked = Asked::read(query);
    let wanted = "a whole number of metres up to 2000000, beside a postcode";
    let proximity = asked.take("proximity", ProblemCode::NotAChoice, wanted, metres);
    let postcode = asked.take("postcode", ProblemCode::NearNotAPostcode, "a UK postcode", postcode);
    if proximity.is_some() && asked.value("postcode").is_none() {
        asked.refuse("postcode", ProblemCode::NearNotAPostcode, "given with proximity");
    }
    let of = OfPlaces { paging: asked.paging(), filters: asked.filters(), postcode, proximity };
    asked.or(of)
}

/// The parameters of an address, and what is wrong with them.
struct Asked {
    pairs: Vec<(String, String)>,
    problems: Vec<FieldProblem>,
    /// The problems as sentences, for whoever writes the program that asks.
    sentences: Vec<String>,
}

impl Asked {
    fn read(query: &str) -> Self {
        Self { pairs: query::pairs(query), problems: Vec::new(), sentences: Vec::new() }
    }

    /// The first value of a parameter that is not empty.
    fn value(&self, name: &str) -> Option<&str> {
        let of_name = self.pairs.iter().filter(|(given, _)| given == name);
        of_name.map(|(_, value)| value.trim()).find(|value| !value.is_empty())
    }

    /// What a parameter means; `None` when it is not given, or noted as a problem.
    fn take<T>(
        &mut self,
        name: &str,
        code: ProblemCode,
        wanted: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let parsed = parse(self.value(name)?);
        if parsed.is_none() {
            self.refuse(name, code, wanted);
        }
        parsed
    }

    fn refuse(&mut self, name: &str, code: ProblemCode, wanted: &str) {
        self.problems.push(FieldProblem::new(name, code));
        self.sentences.push(format!("{name} has to be {wanted}."));
    }

    fn paging(&mut self) -> Paging {
        let count = |text: &str| digits(text).filter(|number| *number >= 1);
        let size = |text: &str| usize::try_from(count(text)?).ok().filter(|size| *size <= MOST_PER_PAGE);
        let per_page = format!("a whole number from 1 to {MOST_PER_PAGE}");
        Paging {
            page: self.take("page", ProblemCode::PageNotAPage, "a whole number from 1", count).unwrap_or(1),
            per_page: self.take("per_page", ProblemCode::NotAChoice, &per_page, size).unwrap_or(PER_PAGE),
        }
    }

    fn filters(&mut self) -> Filters {
        let (years, clock) = ("a number of years from 0 to 150", "a time of day such as 09:30");
        Filters {
            words: self.take("search", ProblemCode::TooLong, "120 characters at most", words),
            term: self.take("taxonomy_term_id", ProblemCode::NotAChoice, "an id", id),
            taxonomy: self.take("taxonomy_id", ProblemCode::NotAChoice, "an id", id),
            minimum_age: self.take("minimum_age", ProblemCode::AgeNotAnAge, years, months),
            maximum_age: self.take("maximum_age", ProblemCode::AgeNotAnAge, years, months),
            start: self.take("start_time", ProblemCode::DateNotADate, clock, time),
            end: self.take("end_time", ProblemCode::DateNotADate, clock, time),
            day: self.take("day", ProblemCode::NotAChoice, "a day such as MO or Monday", day),
            modified_after: self.take(
                "modified_after",
                ProblemCode::DateNotADate,
                "a date, or a date and time as in RFC 3339",
                moment,
            ),
            organisation: self.take("organization_id", ProblemCode::NotAChoice, "an id", id),
        }
    }

    fn or<T>(self, value: T) -> Result<T, Refusal> {
        if self.problems.is_empty() {
            return Ok(value);
        }
        Err(Refusal::fields(self.problems).because(&self.sentences.join(" ")))
    }
}

/// A number of digits alone, as large as it may be: a page past the end is one, however far.
fn digits(text: &str) -> Option<u64> {
    let all_digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (all_digits && text.len() <= 40).then(|| text.parse().unwrap_or(u64::MAX))
}

fn words(text: &str) -> Option<String> {
    (text.chars().count() <= LONGEST_WORDS).then(|| text.to_owned())
}

fn id(text: &str) -> Option<String> {
    (text.chars().count() <= LONGEST_ID && !text.contains(char::is_control)).then(|| text.to_owned())
}

/// Years with decimals, as months.
fn months(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let years: f64 = text.parse().ok().filter(|_| plain)?;
    (0.0..=OLDEST).contains(&years).then_some(years * 12.0)
}

fn time(text: &str) -> Option<TimeOfDay> {
    text.parse().ok()
}

/// A day by its RFC 5545 code or its English name, in any case.
fn day(text: &str) -> Option<Weekday> {
    let name = |day: &Weekday| format!("{day:?}");
    Weekday::ALL
        .into_iter()
        .find(|day| day.code().eq_ignore_ascii_case(text) || name(day).eq_ignore_ascii_case(text))
}

/// A date is its first moment; a time without an offset is in UTC.
fn moment(text: &str) -> Option<Instant> {
    // A plus sign that nobody escaped arrives as a space.
    let text = text.replace(' ', "+");
    let seconds = DateTime::parse_from_rfc3339(&text)
        .map(|at| at.timestamp())
        .or_else(|_| text.parse::<NaiveDateTime>().map(|at| at.and_utc().timestamp()))
        .or_else(|_| {
            text.parse::<NaiveDate>().map(|date| date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp())
        });
    seconds.ok().map(Instant::from_unix)
}

/// A postcode, or part of one.
fn postcode(text: &str) -> Option<Near> {
    Near::parse(text).ok().flatten().filter(|near| !matches!(near, Near::Place(_)))
}

fn metres(text: &str) -> Option<Metres> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let metres: f64 = text.parse().ok().filter(|_| plain)?;
    (0.0..=FURTHEST).contains(&metres).then(|| Metres(metres.round() as u32))
}

fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(query: &str) -> Vec<String> {
        let refused = of_places(query).err().map(Refusal::errors).unwrap_or_default();
        refused.into_iter().map(|problem| problem.field.0).collect()
    }

    #[test]
    fn every_parameter_is_read_or_named() {
        for good in [
            "",
            "page=1&per_page=200",
            "page=99999999999999999999",
            "search=baby+massage&page=",
            "minimum_age=0&maximum_age=1.5",
            "minimum_age=.5",
            "start_time=09:30&end_time=17:00:00&day=tu",
            "day=Saturday",
            "start_time=09:30Z",
            "postcode=wa51ab&proximity=1500",
            "postcode=WA5+1&proximity=0",
            "taxonomy_term_id=infant-feeding&taxonomy_id=x&organization_id=y",
            "modified_after=2026-11-24",
            "modified_after=2026-11-24T10:00:00Z",
            "modified_after=2026-11-24T10:00:00.123+01:00",
            "modified_after=2026-11-24T10:00:00",
            "colour=blue",
        ] {
            assert_eq!(problems(good), Vec::<String>::new(), "{good}");
        }
        for (bad, names) in [
            ("page=0", "page"),
            ("page=-1", "page"),
            ("page=1.5", "page"),
            ("page=one", "page"),
            ("per_page=0", "per_page"),
            ("per_page=201", "per_page"),
            ("per_page=%EF%BC%95", "per_page"),
            ("minimum_age=-1", "minimum_age"),
            ("minimum_age=151", "minimum_age"),
            ("maximum_age=NaN", "maximum_age"),
            ("maximum_age=1e1", "maximum_age"),
            ("maximum_age=.", "maximum_age"),
            ("start_time=25:00", "start_time"),
            ("end_time=noon", "end_time"),
            ("day=someday", "day"),
            ("day=M", "day"),
            ("modified_after=yesterday", "modified_after"),
            ("modified_after=2026-02-30", "modified_after"),
            ("postcode=Leeds", "postcode"),
            ("postcode=WA5+1ABC", "postcode"),
            ("proximity=100", "postcode"),
            ("postcode=WA5+1AB&proximity=near", "proximity"),
            ("postcode=WA5+1AB&proximity=-5", "proximity"),
            ("postcode=WA5+1AB&proximity=2000001", "proximity"),
        ] {
            assert_eq!(problems(bad), [names], "{bad}");
        }
        assert_eq!(problems("page=0&day=x&minimum_age=y"), ["page", "minimum_age", "day"]);
        assert_eq!(problems(&format!("search={}", "x".repeat(121))), ["search"]);
        assert_eq!(problems(&format!("taxonomy_id={}", "x".repeat(129))), ["taxonomy_id"]);
    }

    #[test]
    fn moments_are_in_utc() {
        for (text, at) in [
            ("2026-11-24", "2026-11-24T00:00:00Z"),
            ("2026-07-01T10:00:00 01:00", "2026-07-01T09:00:00Z"),
            ("2026-07-01T10:00:00.999-02:30", "2026-07-01T12:30:00Z"),
            ("2026-07-01T10:00:00", "2026-07-01T10:00:00Z"),
        ] {
            assert_eq!(moment(text), at.parse().ok(), "{text}");
        }
    }

    #[test]
    fn a_page_far_past_the_end_has_a_range_and_no_items() {
        let last = Paging { page: u64::MAX, per_page: MOST_PER_PAGE };
        assert!(last.range().start > 1 << 60);
        assert_eq!(Paging { page: 2, per_page: 50 }.range(), 50..100);
    }
}
