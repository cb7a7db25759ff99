//! Searches: the raw text of a URL, and what it means.
//!
//! A raw search always succeeds in being read; [`RawSearch::parse`] then gives either a search or every
//! problem at once. The same call runs in the browser and on the server.

use crate::age::Months;
use crate::id::{CategoryId, LocalityId, LocationId, ServiceId};
use crate::postcode::{PartialPostcode, Postcode, looks_like_a_postcode};
use crate::problem::{FieldProblem, ProblemCode};
use crate::query::{QueryWriter, pairs};
use crate::time::Date;

/// The longest text accepted in a search field, in characters.
pub const LONGEST_WORDS: usize = 120;
/// The last page of results that may be asked for.
pub const LAST_PAGE: u32 = 5000;
/// The most days one list of sessions may span.
pub const LONGEST_SPAN: i32 = 92;

/// Where to search from, as a family types it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Near {
    /// A full postcode.
    Postcode(Postcode),
    /// A district or sector.
    Partial(PartialPostcode),
    /// The name of a place.
    Place(String),
}

impl Near {
    /// Reads a postcode, part of one, or the name of a place; empty text is `None`.
    ///
    /// # Errors
    /// [`ProblemCode::NearNotAPostcode`] for what starts like a postcode and is not one.
    pub fn parse(text: &str) -> Result<Option<Self>, ProblemCode> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if text.chars().count() > LONGEST_WORDS {
            return Err(ProblemCode::TooLong);
        }
        if let Ok(postcode) = text.parse() {
            return Ok(Some(Self::Postcode(postcode)));
        }
        if let Ok(part) = text.parse() {
            return Ok(Some(Self::Partial(part)));
        }
        if looks_like_a_postcode(text) {
            return Err(ProblemCode::NearNotAPostcode);
        }
        Ok(Some(Self::Place(text.to_owned())))
    }

    /// The text to show and to put in a URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Postcode(postcode) => postcode.as_str(),
            Self::Partial(part) => part.as_str(),
            Self::Place(name) => name,
        }
    }
}

/// A search for services as it stands in a URL: `q`, `near`, `category`, `age`, `free`, `page`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawSearch {
    /// `q`: words.
    pub words: String,
    /// `near`: a postcode or place.
    pub near: String,
    /// `category`: a category's slug.
    pub category: String,
    /// `age`: a child's age in months.
    pub age: String,
    /// `free`: `1` for services that cost nothing.
    pub free: String,
    /// `page`: from 1.
    pub page: String,
}

/// A search for services. Valid by construction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceSearch {
    /// Words, trimmed; empty for everything.
    pub words: String,
    /// Where to search from.
    pub near: Option<Near>,
    /// Only this category or those under it.
    pub category: Option<CategoryId>,
    /// Only what is for a child of this age.
    pub age: Option<Months>,
    /// Only what costs nothing.
    pub free: bool,
    /// The page, from 1.
    pub page: u32,
}

impl RawSearch {
    /// Reads a query string; names it does not know are left out, the first of a repeated name counts.
    #[must_use]
    pub fn from_query(query: &str) -> Self {
        let mut raw = Self::default();
        for (name, value) in pairs(query) {
            let slot = match name.as_str() {
                "q" => &mut raw.words,
                "near" => &mut raw.near,
                "category" => &mut raw.category,
                "age" => &mut raw.age,
                "free" => &mut raw.free,
                "page" => &mut raw.page,
                _ => continue,
            };
            if slot.is_empty() {
                *slot = value;
            }
        }
        raw
    }

    /// The search this means.
    ///
    /// # Errors
    /// Every field to put right.
    pub fn parse(&self) -> Result<ServiceSearch, Vec<FieldProblem>> {
        let mut problems = Problems::default();
        let search = ServiceSearch {
            words: problems.keep("q", words(&self.words)).unwrap_or_default(),
            near: problems.keep("near", Near::parse(&self.near)).flatten(),
            category: problems.keep("category", choice(&self.category)).flatten(),
            age: problems.keep("age", age(&self.age)).flatten(),
            free: problems.keep("free", flag(&self.free)).unwrap_or_default(),
            page: problems.keep("page", page(&self.page)).unwrap_or(1),
        };
        problems.or(search)
    }
}

impl ServiceSearch {
    /// The query string that means this search; [`RawSearch::from_query`] reads it back.
    #[must_use]
    pub fn query(&self) -> QueryWriter {
        let page = if self.page > 1 { self.page.to_string() } else { String::new() };
        QueryWriter::default()
            .with("q", &self.words)
            .with("near", self.near.as_ref().map_or("", Near::as_str))
            .with("category", self.category.as_ref().map_or("", CategoryId::as_str))
            .with("age", &self.age.map(|age| age.0.to_string()).unwrap_or_default())
            .with("free", if self.free { "1" } else { "" })
            .with("page", &page)
    }

    /// The same search on another page.
    #[must_use]
    pub fn on_page(&self, page: u32) -> Self {
        Self { page, ..self.clone() }
    }
}

/// A search for sessions as it stands in a URL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawSessionSearch {
    /// `from`: the first date, in London.
    pub from: String,
    /// `to`: the last date, in London, included.
    pub to: String,
    /// `q`: words in the title or the service.
    pub words: String,
    /// `near`: a postcode or place.
    pub near: String,
    /// `locality`: a locality's slug.
    pub locality: String,
    /// `location`: a location's id.
    pub location: String,
    /// `service`: a service's id.
    pub service: String,
    /// `category`: a category's slug.
    pub category: String,
    /// `age`: a child's age in months.
    pub age: String,
    /// `bookable`: `1` for sessions with places to book now.
    pub bookable: String,
    /// `limit`: at most this many, 1 to 200.
    pub limit: String,
}

/// A search for sessions. Valid by construction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionSearch {
    /// The first date, in London; `None` for from now.
    pub from: Option<Date>,
    /// The last date, included; `None` for a week from the first.
    pub to: Option<Date>,
    /// Words in the title or the service.
    pub words: String,
    /// Where to search from: adds distances, the order stays by time.
    pub near: Option<Near>,
    /// Only this locality.
    pub locality: Option<LocalityId>,
    /// Only this location.
    pub location: Option<LocationId>,
    /// Only this service.
    pub service: Option<ServiceId>,
    /// Only this category or those under it.
    pub category: Option<CategoryId>,
    /// Only what is for a child of this age.
    pub age: Option<Months>,
    /// Only sessions with places to book now.
    pub bookable: bool,
    /// At most this many, 1 to 200.
    pub limit: u16,
}

impl Default for SessionSearch {
    fn default() -> Self {
        Self {
            from: None,
            to: None,
            words: String::new(),
            near: None,
            locality: None,
            location: None,
            service: None,
            category: None,
            age: None,
            bookable: false,
            limit: 200,
        }
    }
}

impl RawSessionSearch {
    /// Reads a query string; names it does not know are left out, the first of a repeated name counts.
    #[must_use]
    pub fn from_query(query: &str) -> Self {
        let mut raw = Self::default();
        for (name, value) in pairs(query) {
            let slot = match name.as_str() {
                "from" => &mut raw.from,
                "to" => &mut raw.to,
                "q" => &mut raw.words,
                "near" => &mut raw.near,
                "locality" => &mut raw.locality,
                "location" => &mut raw.location,
                "service" => &mut raw.service,
                "category" => &mut raw.category,
                "age" => &mut raw.age,
                "bookable" => &mut raw.bookable,
                "limit" => &mut raw.limit,
                _ => continue,
            };
            if slot.is_empty() {
                *slot = value;
            }
        }
        raw
    }

    /// The search this means.
    ///
    /// # Errors
    /// Every field to put right.
    pub fn parse(&self) -> Result<SessionSearch, Vec<FieldProblem>> {
        let mut problems = Problems::default();
        let from = problems.keep("from", date(&self.from)).flatten();
        let to = problems.keep("to", date(&self.to)).flatten();
        if let (Some(from), Some(to)) = (from, to)
            && !(0..LONGEST_SPAN).contains(&(to.days() - from.days()))
        {
            problems.0.push(FieldProblem::new("to", ProblemCode::DateNotADate));
        }
        let search = SessionSearch {
            from,
            to,
            words: problems.keep("q", words(&self.words)).unwrap_or_default(),
            near: problems.keep("near", Near::parse(&self.near)).flatten(),
            locality: problems.keep("locality", choice(&self.locality)).flatten(),
            location: problems.keep("location", choice(&self.location)).flatten(),
            service: problems.keep("service", choice(&self.service)).flatten(),
            category: problems.keep("category", choice(&self.category)).flatten(),
            age: problems.keep("age", age(&self.age)).flatten(),
            bookable: problems.keep("bookable", flag(&self.bookable)).unwrap_or_default(),
            limit: problems.keep("limit", limit(&self.limit)).unwrap_or(200),
        };
        problems.or(search)
    }
}

impl SessionSearch {
    /// The query string that means this search; [`RawSessionSearch::from_query`] reads it back.
    #[must_use]
    pub fn query(&self) -> QueryWriter {
        let text = |date: Option<Date>| date.map(|d| d.to_string()).unwrap_or_default();
        QueryWriter::default()
            .with("from", &text(self.from))
            .with("to", &text(self.to))
            .with("q", &self.words)
            .with("near", self.near.as_ref().map_or("", Near::as_str))
            .with("locality", self.locality.as_ref().map_or("", LocalityId::as_str))
            .with("location", self.location.as_ref().map_or("", LocationId::as_str))
            .with("service", self.service.as_ref().map_or("", ServiceId::as_str))
            .with("category", self.category.as_ref().map_or("", CategoryId::as_str))
            .with("age", &self.age.map(|age| age.0.to_string()).unwrap_or_default())
            .with("bookable", if self.bookable { "1" } else { "" })
            .with("limit", &if self.limit == 200 { String::new() } else { self.limit.to_string() })
    }
}

/// Collects problems while the rest is still read, so that all are told at once.
#[derive(Default)]
struct Problems(Vec<FieldProblem>);

impl Problems {
    fn keep<T>(&mut self, field: &str, value: Result<T, ProblemCode>) -> Option<T> {
        value.map_err(|code| self.0.push(FieldProblem::new(field, code))).ok()
    }

    fn or<T>(self, value: T) -> Result<T, Vec<FieldProblem>> {
        if self.0.is_empty() { Ok(value) } else { Err(self.0) }
    }
}

fn words(text: &str) -> Result<String, ProblemCode> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > LONGEST_WORDS { Err(ProblemCode::TooLong) } else { Ok(text) }
}

fn choice<T: core::str::FromStr>(text: &str) -> Result<Option<T>, ProblemCode> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| ProblemCode::NotAChoice) }
}

fn age(text: &str) -> Result<Option<Months>, ProblemCode> {
    if text.trim().is_empty() {
        Ok(None)
    } else {
        Months::parse(text).map(Some).ok_or(ProblemCode::AgeNotAnAge)
    }
}

fn date(text: &str) -> Result<Option<Date>, ProblemCode> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| ProblemCode::DateNotADate) }
}

fn flag(text: &str) -> Result<bool, ProblemCode> {
    match text {
        "" | "0" => Ok(false),
        "1" | "on" => Ok(true),
        _ => Err(ProblemCode::NotAChoice),
    }
}

fn page(text: &str) -> Result<u32, ProblemCode> {
    match text {
        "" => Ok(1),
        _ => text.parse().ok().filter(|page| (1..=LAST_PAGE).contains(page)).ok_or(ProblemCode::PageNotAPage),
    }
}

fn limit(text: &str) -> Result<u16, ProblemCode> {
    match text {
        "" => Ok(200),
        _ => text.parse().ok().filter(|limit| (1..=200).contains(limit)).ok_or(ProblemCode::NotAChoice),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(query: &str, problems: &[(&str, ProblemCode)]) {
        let found = RawSearch::from_query(query).parse().err().unwrap_or_default();
        let wanted: Vec<FieldProblem> =
            problems.iter().map(|(field, code)| FieldProblem::new(field, *code)).collect();
        assert_eq!(found, wanted, "{query}");
    }

    #[test]
    fn searches_are_read_or_every_problem_is_told() {
        check("", &[]);
        check("q=baby+massage&near=wa51ab", &[]);
        check("near=WA5", &[]);
        check("near=WA5+1", &[]);
        check("near=Great+Sankey", &[]);
        check("near=WA5+1A", &[("near", ProblemCode::NearNotAPostcode)]);
        check(
            "near=WA5+1ABC&age=x",
            &[("near", ProblemCode::NearNotAPostcode), ("age", ProblemCode::AgeNotAnAge)],
        );
        check("page=0", &[("page", ProblemCode::PageNotAPage)]);
        check("page=-1&free=yes", &[("free", ProblemCode::NotAChoice), ("page", ProblemCode::PageNotAPage)]);
        check(&format!("q={}", "x".repeat(121)), &[("q", ProblemCode::TooLong)]);
        check("category=a%2Fb", &[("category", ProblemCode::NotAChoice)]);
    }

    #[test]
    fn session_searches_keep_to_a_sensible_span() {
        for (query, good) in [
            ("", true),
            ("from=2026-11-24&to=2026-11-24", true),
            ("from=2026-11-24&to=2026-11-23", false),
            ("from=2026-11-24&to=2027-12-01", false),
            ("from=tomorrow", false),
            ("limit=0", false),
            ("limit=201", false),
            ("bookable=1&limit=3", true),
        ] {
            assert_eq!(RawSessionSearch::from_query(query).parse().is_ok(), good, "{query}");
        }
    }

    proptest! {
        #[test]
        fn a_search_survives_its_own_query_string(q in "\\PC{0,30}", near in "[A-Za-z0-9 ]{0,9}", age in proptest::option::of(0u16..=300), free: bool, page in 1u32..50) {
            let raw = RawSearch {
                words: q,
                near,
                age: age.map(|a| a.to_string()).unwrap_or_default(),
                free: if free { "1".into() } else { String::new() },
                page: page.to_string(),
                category: String::new(),
            };
            if let Ok(search) = raw.parse() {
                let again = RawSearch::from_query(&search.query().finish()).parse();
                prop_assert_eq!(again, Ok(search));
            }
        }

        #[test]
        fn no_query_string_makes_it_panic(query in "\\PC{0,60}") {
            let _ = RawSearch::from_query(&query).parse();
            let _ = RawSessionSearch::from_query(&query).parse();
        }
    }
}
