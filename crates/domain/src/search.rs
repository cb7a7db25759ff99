//! Searches: the raw text of a URL, and what it means.
//!
//! A raw search always succeeds in being read; [`RawSearch::parse`] then gives either a search or every
//! problem at once. The same call runs in the browser and on the server.

use std::borrow::Cow;

use crate::age::Months;
use crate::filter::{Choice, Choices, FacetKind};
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

/// How results are put in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// What matches the words best, blended with nearness when there is an origin.
    Best,
    /// The nearest first; what has no distance last.
    Nearest,
    /// The soonest next session first; what has none last.
    Soonest,
}

impl Sort {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Best, Self::Nearest, Self::Soonest];

    /// Its value in an address.
    #[must_use]
    pub fn value(self) -> &'static str {
        ["best", "nearest", "soonest"][self as usize]
    }
}

/// A search for services as it stands in a URL: `q`, `near`, one parameter for each [`FacetKind`], which may be
/// repeated, `sort` and `page`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawSearch {
    /// `q`: words.
    pub words: String,
    /// `near`: a postcode or place.
    pub near: String,
    /// What is chosen of each kind, in the order given, without empty values.
    pub choices: Vec<(FacetKind, String)>,
    /// `sort`: `best`, `nearest` or `soonest`.
    pub sort: String,
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
    /// What is chosen of each kind of filter.
    pub choices: Choices,
    /// The order asked for, where it is not the usual one; [`ServiceSearch::order`] is what it comes to.
    pub sort: Option<Sort>,
    /// The page, from 1.
    pub page: u32,
}

impl RawSearch {
    /// Reads a query string; names it does not know are left out, of `q`, `near`, `sort` and `page` the first counts.
    ///
    /// `free=1`, which addresses had before there was `cost`, is read as `cost=free`.
    #[must_use]
    pub fn from_query(query: &str) -> Self {
        let mut raw = Self::default();
        for (name, value) in pairs(query) {
            let slot = match name.as_str() {
                "q" => &mut raw.words,
                "near" => &mut raw.near,
                "sort" => &mut raw.sort,
                "page" => &mut raw.page,
                "free" => {
                    match value.as_str() {
                        "" | "0" => {}
                        "1" | "on" => raw.choices.push((FacetKind::Cost, "free".to_owned())),
                        _ => raw.choices.push((FacetKind::Cost, "?".to_owned())),
                    }
                    continue;
                }
                _ => {
                    if let Some(kind) = FacetKind::named(&name)
                        && !value.is_empty()
                    {
                        raw.choices.push((kind, value));
                    }
                    continue;
                }
            };
            if slot.is_empty() {
                *slot = value;
            }
        }
        raw
    }

    /// The values given for a kind, in the order given.
    pub fn values(&self, kind: FacetKind) -> impl Iterator<Item = &str> {
        self.choices.iter().filter(move |(of, _)| *of == kind).map(|(_, value)| value.as_str())
    }

    /// The search this means.
    ///
    /// # Errors
    /// Every field to put right.
    pub fn parse(&self) -> Result<ServiceSearch, Vec<FieldProblem>> {
        let mut problems = Problems::default();
        let words = problems.keep("q", words(&self.words)).unwrap_or_default();
        let near = problems.keep("near", Near::parse(&self.near)).flatten();
        let mut choices = Choices::default();
        for kind in FacetKind::ALL {
            let added = self.values(kind).try_for_each(|value| choices.add(Choice::parse(kind, value)?));
            problems.keep(kind.name(), added);
        }
        if self.near.trim().is_empty() && choices.of(FacetKind::Within).next().is_some() {
            problems.0.push(FieldProblem::new(FacetKind::Within.name(), ProblemCode::NearMissing));
        }
        let sort = problems.keep("sort", sort(&self.sort)).flatten();
        let page = problems.keep("page", page(&self.page)).unwrap_or(1);
        let search = ServiceSearch { words, near, choices, sort: None, page };
        problems.or(ServiceSearch { sort: sort.filter(|sort| search.is_unusual(*sort)), ..search })
    }
}

impl ServiceSearch {
    /// The query string that means this search; [`RawSearch::from_query`] reads it back. One search has one.
    #[must_use]
    pub fn query(&self) -> QueryWriter {
        let page = if self.page > 1 { self.page.to_string() } else { String::new() };
        let sort = self.sort.filter(|sort| self.is_unusual(*sort)).map_or("", Sort::value);
        let mut query = QueryWriter::default()
            .with("q", &self.words)
            .with("near", self.near.as_ref().map_or("", Near::as_str));
        for choice in self.choices.iter() {
            query = query.with(choice.kind().name(), &choice.value());
        }
        query.with("sort", sort).with("page", &page)
    }

    /// The same search on another page.
    #[must_use]
    pub fn on_page(&self, page: u32) -> Self {
        Self { page, ..self.clone() }
    }

    /// The first page of the same search with this chosen as well; of distances it is the only one. What the kind has
    /// not got, or is one too many, changes nothing.
    #[must_use]
    pub fn with(&self, kind: FacetKind, value: &str) -> Self {
        let mut search = self.on_page(1);
        if let Ok(choice) = Choice::parse(kind, value) {
            if kind == FacetKind::Within {
                search.choices.clear(kind);
            }
            // One too many is not added; the page offers no such link.
            let _ = search.choices.add(choice);
        }
        search
    }

    /// The first page of the same search without this choice.
    #[must_use]
    pub fn without(&self, kind: FacetKind, value: &str) -> Self {
        let mut search = self.on_page(1);
        search.choices.remove(kind, value);
        search
    }

    /// The first page of the same search without any filter; words, place and order stay.
    #[must_use]
    pub fn unfiltered(&self) -> Self {
        Self { choices: Choices::default(), ..self.on_page(1) }
    }

    /// The first page of the same search in another order.
    #[must_use]
    pub fn sorted(&self, sort: Sort) -> Self {
        Self { sort: self.is_unusual(sort).then_some(sort), ..self.on_page(1) }
    }

    /// What is chosen: kind and value of each filter, in order.
    pub fn chosen(&self) -> impl Iterator<Item = (FacetKind, Cow<'_, str>)> {
        self.choices.iter().map(|choice| (choice.kind(), choice.value()))
    }

    /// Whether any filter is chosen.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        !self.choices.is_empty()
    }

    /// The order of the results.
    ///
    /// Usual is the best match with words, the nearest with only a place, and without either by name, which is what
    /// [`Sort::Best`] comes to when nothing is better than anything else. An order that has nothing to go by, the
    /// nearest without a place or the best match without words, is the usual one.
    #[must_use]
    pub fn order(&self) -> Sort {
        match self.sort {
            Some(sort) if self.is_unusual(sort) => sort,
            _ if self.words.is_empty() && self.near.is_some() => Sort::Nearest,
            _ => Sort::Best,
        }
    }

    fn is_unusual(&self, sort: Sort) -> bool {
        match sort {
            Sort::Best => false,
            Sort::Nearest => self.near.is_some() && !self.words.is_empty(),
            Sort::Soonest => true,
        }
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

    /// The search this means on this day in London: one without a first date begins then.
    ///
    /// # Errors
    /// Every field to put right.
    pub fn parse_on(&self, today: Date) -> Result<SessionSearch, Vec<FieldProblem>> {
        let search = self.parse()?;
        let mut problems = Problems::default();
        if let (None, Some(to)) = (search.from, search.to) {
            problems.keep("to", span(today, to));
        }
        problems.or(search)
    }

    /// The search this means, whatever the day.
    ///
    /// # Errors
    /// Every field to put right.
    pub fn parse(&self) -> Result<SessionSearch, Vec<FieldProblem>> {
        let mut problems = Problems::default();
        let from = problems.keep("from", date(&self.from)).flatten();
        let to = problems.keep("to", date(&self.to)).flatten();
        if let (Some(from), Some(to)) = (from, to) {
            problems.keep("to", span(from, to));
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

fn sort(text: &str) -> Result<Option<Sort>, ProblemCode> {
    if text.is_empty() {
        return Ok(None);
    }
    Sort::ALL.into_iter().find(|sort| sort.value() == text).map(Some).ok_or(ProblemCode::NotAChoice)
}

fn date(text: &str) -> Result<Option<Date>, ProblemCode> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| ProblemCode::DateNotADate) }
}

/// Checks the last of the days that are asked for.
fn span(from: Date, to: Date) -> Result<(), ProblemCode> {
    let days = to.days().saturating_sub(from.days());
    if (0..LONGEST_SPAN).contains(&days) { Ok(()) } else { Err(ProblemCode::DateNotADate) }
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
        check("page=-1&free=yes", &[("cost", ProblemCode::NotAChoice), ("page", ProblemCode::PageNotAPage)]);
        check(&format!("q={}", "x".repeat(121)), &[("q", ProblemCode::TooLong)]);
        check("category=a%2Fb", &[("category", ProblemCode::NotAChoice)]);
        check("category=&age=&cost=&free=0&sort=", &[]);
        check(
            "day=mon&day=nonday&day=never&time=night",
            &[("day", ProblemCode::NotAChoice), ("time", ProblemCode::NotAChoice)],
        );
        check("within=5", &[("within", ProblemCode::NearMissing)]);
        check("within=5&near=WA5", &[]);
        check("within=5&near=WA5+1A", &[("near", ProblemCode::NearNotAPostcode)]);
        check("within=3&near=WA5", &[("within", ProblemCode::NotAChoice)]);
        check("need=nobody-has-this&language=none", &[]);
        check("sort=cheapest", &[("sort", ProblemCode::NotAChoice)]);
        let ages = |count: u16| (0..count).map(|age| format!("&age={age}")).collect::<String>();
        check(&ages(8), &[]);
        check(&format!("{}&age=3", ages(8)), &[]);
        check(&ages(9), &[("age", ProblemCode::ChildrenTooMany)]);
        let needs = (0..21).map(|need| format!("&need=n{need}")).collect::<String>();
        check(&needs, &[("need", ProblemCode::TooManyChoices)]);
    }

    #[test]
    fn one_search_has_one_address() {
        for (query, address) in [
            ("free=1&page=1", "cost=free"),
            ("cost=paid&free=on&cost=free", "cost=free&cost=paid"),
            ("day=tue&day=mon&day=tue&age=30&age=5", "age=5&age=30&day=mon&day=tue"),
            ("need=B&need=a&category=z&category=b", "category=b&category=z&need=a&need=b"),
            ("near=wa51ab&within=2&within=5", "near=WA5+1AB&within=5"),
            ("sort=best", ""),
            ("sort=nearest", ""),
            ("sort=soonest", "sort=soonest"),
            ("q=sleep&sort=best", "q=sleep"),
            ("q=sleep&sort=nearest", "q=sleep"),
            ("q=sleep&near=WA5&sort=nearest", "q=sleep&near=WA5&sort=nearest"),
            ("near=WA5&sort=nearest", "near=WA5"),
            ("near=WA5&sort=best", "near=WA5"),
            (
                "referral=none&attending=phone&attending=in_person&time=evening",
                "time=evening&attending=in_person&attending=phone&referral=none",
            ),
        ] {
            assert_eq!(RawSearch::from_query(query).parse().unwrap().query().finish(), address, "{query}");
        }
    }

    #[test]
    fn the_usual_order_follows_what_is_asked() {
        for (query, order) in [
            ("", Sort::Best),
            ("q=sleep", Sort::Best),
            ("near=WA5", Sort::Nearest),
            ("near=WA5&sort=best", Sort::Nearest),
            ("q=sleep&near=WA5", Sort::Best),
            ("q=sleep&near=WA5&sort=nearest", Sort::Nearest),
            ("q=sleep&sort=nearest", Sort::Best),
            ("near=WA5&sort=soonest", Sort::Soonest),
        ] {
            assert_eq!(RawSearch::from_query(query).parse().unwrap().order(), order, "{query}");
        }
        let search = RawSearch::from_query("q=sleep&near=WA5&sort=nearest&page=3").parse().unwrap();
        assert_eq!(search.sorted(Sort::Best).query().finish(), "q=sleep&near=WA5");
        // What an order goes by may be taken away.
        let without = ServiceSearch { near: None, ..search };
        assert_eq!((without.order(), without.query().finish()), (Sort::Best, "q=sleep&page=3".to_owned()));
    }

    #[test]
    fn filters_are_chosen_and_taken_away() {
        let search = RawSearch::from_query("q=sleep&near=WA5&within=2&page=4").parse().unwrap();
        let two = search.with(FacetKind::Day, "mon").with(FacetKind::Cost, "free");
        assert_eq!(two.query().finish(), "q=sleep&near=WA5&cost=free&day=mon&within=2");
        let chosen: Vec<(FacetKind, String)> =
            two.chosen().map(|(kind, value)| (kind, value.into_owned())).collect();
        assert_eq!(
            chosen,
            [
                (FacetKind::Cost, "free".to_owned()),
                (FacetKind::Day, "mon".to_owned()),
                (FacetKind::Within, "2".to_owned()),
            ]
        );
        assert_eq!(
            two.with(FacetKind::Within, "1").without(FacetKind::Cost, "free").query().finish(),
            "q=sleep&near=WA5&day=mon&within=1"
        );
        assert_eq!(two.with(FacetKind::Day, "nonday"), two);
        assert_eq!(two.without(FacetKind::Day, "tue"), two);
        assert!(two.is_filtered() && !two.unfiltered().is_filtered());
        assert_eq!(two.unfiltered().query().finish(), "q=sleep&near=WA5");
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

    #[test]
    fn a_search_without_a_first_day_begins_today() {
        let today: Date = "2026-11-23".parse().unwrap();
        let wrong = vec![FieldProblem::new("to", ProblemCode::DateNotADate)];
        for (query, good) in [
            ("", true),
            ("to=2026-11-23", true),
            ("to=2027-02-22", true),
            ("to=2027-02-23", false),
            ("to=9999-12-31", false),
            ("to=2026-11-22", false),
            ("from=2026-11-01&to=2026-11-22", true),
        ] {
            let found = RawSessionSearch::from_query(query).parse_on(today);
            assert_eq!(found.is_ok(), good, "{query}");
            assert!(good || found == Err(wrong.clone()), "{query}");
        }
    }

    proptest! {
        #[test]
        fn a_search_survives_its_own_query_string(
            q in "\\PC{0,30}", near in "[A-Za-z0-9 ]{0,9}", page in "[0-9]{0,3}",
            sort in proptest::sample::select(vec!["", "best", "nearest", "soonest"]),
            chosen in proptest::collection::vec((proptest::sample::select(&FacetKind::ALL[..]), 0usize..26), 0..30),
        ) {
            let choices = chosen.into_iter().map(|(kind, n)| {
                let of = |values: &[&str]| values[n % values.len()].to_owned();
                let value = match kind {
                    FacetKind::Age => (n * 7).to_string(),
                    FacetKind::Cost => of(&["free", "paid"]),
                    FacetKind::Day => of(&["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
                    FacetKind::Time => of(&["morning", "afternoon", "evening"]),
                    FacetKind::Attending => of(&["in_person", "online", "phone", "outreach"]),
                    FacetKind::Referral => of(&["none"]),
                    FacetKind::Within => of(&["1", "2", "5", "10", "20"]),
                    _ => format!("Slug-{n}"),
                };
                (kind, value)
            }).collect();
            let raw = RawSearch { words: q, near, choices, sort: sort.to_owned(), page };
            if let Ok(search) = raw.parse() {
                let query = search.query().finish();
                let again = RawSearch::from_query(&query).parse();
                prop_assert_eq!(again.as_ref().map(|again| again.query().finish()), Ok(query));
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
