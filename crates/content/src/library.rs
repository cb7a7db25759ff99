//! Everything there is to read, loaded and checked as one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::fault::{Fault, FaultKind, Faults};
use crate::front_matter::{self, GuideMatter, IsoDate, Lined, PageMatter, Source};
use crate::help::{self, Help};
use crate::markdown::{self, Heading, LineFault, Link, Rendered, Section};
use crate::rates::{self, Rate, Rates};
use crate::reading_age::{reading_age, word_count};

/// All guides and pages, every one of them checked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Library {
    /// The guides, in order of their slugs.
    pub guides: Vec<Guide>,
    /// The fixed pages, such as privacy and urgent help, in order of their slugs.
    pub pages: Vec<Page>,
    /// The stages of family life, in the order a family meets them.
    pub stages: Vec<Stage>,
    /// The topics, in the order they are offered.
    pub topics: Vec<Topic>,
    /// The categories of services that content may name.
    pub categories: Vec<Category>,
    /// What benefits pay and where limits lie, in order of their ids.
    pub rates: Vec<Rate>,
    /// The paths to help.
    pub help: Help,
}

/// One guide, ready to draw. All `…_html` is safe to place in a page as it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Guide {
    /// Its path under `/guide/`, which is its file's path under `guides/`.
    pub slug: String,
    /// Its title, the only first-level heading of its page.
    pub title: String,
    /// One or two sentences for cards and shared links, at most 160 characters.
    pub summary: String,
    /// The id of its [`Stage`].
    pub stage: String,
    /// The ids of its [`Topic`]s, the main one first.
    pub topics: Vec<String>,
    /// The youngest age it is for, in months from birth, where age matters.
    pub age_from_months: Option<u16>,
    /// The oldest age it is for, in months from birth, where age matters.
    pub age_to_months: Option<u16>,
    /// The day it was last checked against its sources.
    pub reviewed: IsoDate,
    /// The day by which it must be checked again.
    pub review_due: IsoDate,
    /// Where its facts come from, at least one.
    pub sources: Vec<Source>,
    /// Slugs of the service categories that belong with it.
    pub categories: Vec<String>,
    /// Words that find sessions to show beside it, such as "baby massage".
    pub session_words: Vec<String>,
    /// The name of its picture in `public/art`.
    pub art: Option<String>,
    /// Whether it is about something that cannot wait.
    pub urgent: bool,
    /// What to take away if nothing else is read.
    pub key_points: [String; 3],
    /// What follows the heading "Do this first", without that heading.
    pub do_first_html: Option<String>,
    /// What follows the heading "When to get help", without that heading.
    pub get_help_html: Option<String>,
    /// Every other section, with its heading.
    pub body_html: String,
    /// The headings of `body_html`, in order.
    pub contents: Vec<Heading>,
    /// All of its text without markup, headings included, for search.
    pub text: String,
    /// How many words `text` has.
    pub word_count: usize,
    /// Minutes to read it at 200 words a minute, rounded up.
    pub reading_minutes: usize,
    /// Its reading age in years; see [`reading_age`].
    pub reading_age: f64,
}

/// One fixed page, ready to draw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page {
    /// Its file's path under `pages/`.
    pub slug: String,
    /// Its title, the only first-level heading of its page.
    pub title: String,
    /// One or two sentences for shared links, at most 160 characters.
    pub summary: String,
    /// The day it was last checked.
    pub reviewed: IsoDate,
    /// All of its text. Safe to place in a page as it is.
    pub body_html: String,
    /// The headings of `body_html`, in order.
    pub contents: Vec<Heading>,
    /// How many words it has.
    pub word_count: usize,
    /// Its reading age in years; see [`reading_age`].
    pub reading_age: f64,
}

/// A stage of family life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its name in addresses and style sheets, such as `starting-school`.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// A sentence on what is found there.
    pub summary: String,
    /// The ages it covers, in words.
    pub ages: String,
}

/// What a guide is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its name in addresses, such as `money-and-housing`.
    pub id: String,
    /// Its name for people.
    pub name: String,
}

/// A category of services, one of the council's own list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its name in addresses, such as `infant-feeding`.
    pub id: String,
    /// Its name for people.
    pub name: String,
}

/// Where a guide is read.
const GUIDE_PATH: &str = "/guide/";
const DO_FIRST: &str = "Do this first";
const GET_HELP: &str = "When to get help";
const WORDS_A_MINUTE: usize = 200;

impl Library {
    /// Reads `topics.toml`, `rates.toml`, `guides/**/*.md`, `pages/**/*.md` and `help/*.toml` under a folder and checks
    /// them all.
    ///
    /// With the date of `today` (ISO 8601), a guide whose review is overdue and a rate that has ended are faults;
    /// without, that is not checked, so that an old version can still be built.
    ///
    /// # Errors
    ///
    /// Every fault in every file, so that one reading tells a writer all there is to put right.
    pub fn load(dir: &Path, today: Option<&str>) -> Result<Library, Faults> {
        let mut faults = Vec::new();
        let today = today.and_then(|day| match day.parse() {
            Ok(date) => Some(date),
            Err(_) => {
                let kind = FaultKind::BadDate { key: "today", given: day.to_owned() };
                faults.push(Fault { file: dir.to_owned(), line: 1, kind });
                None
            }
        });
        let shelf = Shelf {
            topics: read(&dir.join("topics.toml"), String::new(), &mut faults),
            rates: read(&dir.join("rates.toml"), String::new(), &mut faults),
            guides: read_folder(&dir.join("guides"), "md", &mut faults),
            pages: read_folder(&dir.join("pages"), "md", &mut faults),
            help: help::Shelf::read(&dir.join("help"), &mut faults),
        };
        parse(&shelf, today, faults)
    }

    /// The guide with this slug.
    pub fn guide(&self, slug: &str) -> Option<&Guide> {
        self.guides.iter().find(|guide| guide.slug == slug)
    }

    /// The fixed page with this slug.
    pub fn page(&self, slug: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.slug == slug)
    }
}

/// The files of a library as they were read, nothing checked yet.
struct Shelf {
    topics: Option<File>,
    rates: Option<File>,
    guides: Vec<File>,
    pages: Vec<File>,
    help: help::Shelf,
}

pub(crate) struct File {
    pub(crate) path: PathBuf,
    /// Its path under its folder, without the ending.
    pub(crate) slug: String,
    pub(crate) text: String,
}

impl File {
    pub(crate) fn fault(&self, (line, kind): LineFault) -> Fault {
        Fault { file: self.path.clone(), line, kind }
    }

    pub(crate) fn faults(&self, found: Vec<LineFault>) -> Vec<Fault> {
        found.into_iter().map(|fault| self.fault(fault)).collect()
    }
}

pub(crate) fn read(path: &Path, slug: String, faults: &mut Vec<Fault>) -> Option<File> {
    match fs::read_to_string(path) {
        Ok(text) => Some(File { path: path.to_owned(), slug, text }),
        Err(error) => {
            faults.push(cannot_read(path, &error));
            None
        }
    }
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Fault {
    Fault { file: path.to_owned(), line: 1, kind: FaultKind::CannotRead(error.to_string()) }
}

/// The files with an ending under a folder, in order of their slugs.
pub(crate) fn read_folder(folder: &Path, ending: &str, faults: &mut Vec<Fault>) -> Vec<File> {
    let mut files = Vec::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        let entries = match fs::read_dir(&folder).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
            Ok(entries) => entries,
            Err(error) => {
                faults.push(cannot_read(&folder, &error));
                continue;
            }
        };
        for path in entries.into_iter().map(|entry| entry.path()) {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                folders.push((path.clone(), format!("{prefix}{name}/")));
            } else if path.extension().is_some_and(|extension| extension == ending) {
                files.extend(read(&path, format!("{prefix}{name}"), faults));
            }
        }
    }
    files.sort_by(|a, b| a.slug.cmp(&b.slug));
    files
}

/// Checks and renders what was read. Faults found on the way here are told with the rest.
fn parse(shelf: &Shelf, today: Option<IsoDate>, mut faults: Vec<Fault>) -> Result<Library, Faults> {
    let lists = shelf.topics.as_ref().and_then(|file| keep(parse_lists(file), &mut faults));
    let rates = shelf.rates.as_ref().and_then(|file| {
        let parsed = Rates::parse(&file.text, today);
        keep(parsed.map_err(|found| file.faults(found)), &mut faults)
    });
    let known = Known::new(lists.as_ref(), rates.as_ref(), &shelf.guides);
    let guides: Vec<_> =
        shelf.guides.iter().filter_map(|file| keep(parse_guide(file, &known, today), &mut faults)).collect();
    let pages: Vec<_> =
        shelf.pages.iter().filter_map(|file| keep(parse_page(file, &known), &mut faults)).collect();
    let help = keep(shelf.help.parse(&known), &mut faults);
    match (lists, help) {
        (Some(Lists { stages, topics, categories }), Some(help)) if faults.is_empty() => {
            let rates = rates.map(Rates::into_list).unwrap_or_default();
            Ok(Library { guides, pages, stages, topics, categories, rates, help })
        }
        _ => Err(Faults::new(faults)),
    }
}

pub(crate) fn keep<T>(parsed: Result<T, Vec<Fault>>, faults: &mut Vec<Fault>) -> Option<T> {
    parsed.map_err(|found| faults.extend(found)).ok()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    stages: Vec<Stage>,
    topics: Vec<Topic>,
    categories: Vec<Category>,
}

fn parse_lists(file: &File) -> Result<Lists, Vec<Fault>> {
    let lists: Lists = front_matter::from_toml(&file.text, 1).map_err(|fault| vec![file.fault(fault)])?;
    let mut faults = Vec::new();
    let stages = lists.stages.iter().map(|stage| &stage.id).collect::<Vec<_>>();
    let topics = lists.topics.iter().map(|topic| &topic.id).collect::<Vec<_>>();
    let categories = lists.categories.iter().map(|category| &category.id).collect::<Vec<_>>();
    for ids in [stages, topics, categories] {
        let mut seen = BTreeSet::new();
        for id in ids {
            if !front_matter::is_slug(id) {
                faults.push(file.fault((line_naming(&file.text, id, 0), FaultKind::BadSlug(id.clone()))));
            } else if !seen.insert(id) {
                faults.push(file.fault((line_naming(&file.text, id, 1), FaultKind::DuplicateId(id.clone()))));
            }
        }
    }
    if faults.is_empty() { Ok(lists) } else { Err(faults) }
}

/// The line where an id is written for the first time, or for a later one.
fn line_naming(text: &str, id: &str, earlier: usize) -> usize {
    let quoted = format!("\"{id}\"");
    let found = text.lines().enumerate().filter(|(_, line)| line.contains(&quoted)).nth(earlier);
    found.map_or(1, |(index, _)| index + 1)
}

/// What a guide, a page or a path to help may refer to.
pub(crate) struct Known<'a> {
    /// `None` while `topics.toml` has faults, which would otherwise be blamed on every guide.
    pub(crate) stages: Option<BTreeSet<&'a str>>,
    pub(crate) topics: Option<BTreeSet<&'a str>>,
    pub(crate) categories: Option<BTreeSet<&'a str>>,
    /// `None` while `rates.toml` has faults.
    pub(crate) rates: Option<&'a Rates>,
    pub(crate) guides: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    fn new(lists: Option<&'a Lists>, rates: Option<&'a Rates>, guides: &'a [File]) -> Known<'a> {
        Known {
            stages: lists.map(|lists| lists.stages.iter().map(|stage| stage.id.as_str()).collect()),
            topics: lists.map(|lists| lists.topics.iter().map(|topic| topic.id.as_str()).collect()),
            categories: lists
                .map(|lists| lists.categories.iter().map(|category| category.id.as_str()).collect()),
            rates,
            guides: guides.iter().map(|file| file.slug.as_str()).collect(),
        }
    }

    pub(crate) fn lacks_stage(&self, id: &str) -> bool {
        self.stages.as_ref().is_some_and(|known| !known.contains(id))
    }

    fn lacks_topic(&self, id: &str) -> bool {
        self.topics.as_ref().is_some_and(|known| !known.contains(id))
    }

    pub(crate) fn lacks_category(&self, id: &str) -> bool {
        self.categories.as_ref().is_some_and(|known| !known.contains(id))
    }

    pub(crate) fn lacks_guide(&self, slug: &str) -> bool {
        !self.guides.contains(slug)
    }

    /// Links to guides that are not there. A query or a fragment does not change the guide.
    fn broken<'l>(&self, links: &'l [Link]) -> impl Iterator<Item = &'l Link> {
        links.iter().filter(|link| {
            let path = link.address.split(['?', '#']).next().unwrap_or_default();
            path.strip_prefix(GUIDE_PATH).is_some_and(|slug| !self.guides.contains(slug))
        })
    }
}

fn parse_guide(file: &File, known: &Known<'_>, today: Option<IsoDate>) -> Result<Guide, Vec<Fault>> {
    let amounts = rates::amounts(&file.text);
    let (matter, text) = parse_parts(file, front_matter::guide, known)
        .map_err(|found| [found, file.faults(amounts.clone())].concat())?;
    let mut found = check_references(&matter, known);
    found.extend(amounts);
    if let Some(today) = today
        && matter.review_due.value < today
    {
        let due = matter.review_due.value.to_string();
        found.push((matter.review_due.line, FaultKind::ReviewOverdue(due)));
    }
    let parts = pull_out(text.rendered.sections, text.first_line);
    match parts {
        Ok(parts) if found.is_empty() => {
            Ok(guide(file, matter, parts, &text.rendered.blocks, text.rendered.text))
        }
        Ok(_) => Err(file.faults(found)),
        Err(twice) => Err(file.faults(found.into_iter().chain(twice).collect())),
    }
}

fn check_references(matter: &GuideMatter, known: &Known<'_>) -> Vec<LineFault> {
    let mut found = Vec::new();
    if known.lacks_stage(&matter.stage.value) {
        found.push((matter.stage.line, FaultKind::UnknownStage(matter.stage.value.clone())));
    }
    for Lined { line, value } in matter.topics.iter().filter(|topic| known.lacks_topic(&topic.value)) {
        found.push((*line, FaultKind::UnknownTopic(value.clone())));
    }
    for Lined { line, value } in matter.categories.iter().filter(|one| known.lacks_category(&one.value)) {
        found.push((*line, FaultKind::UnknownCategory(value.clone())));
    }
    found
}

fn guide(file: &File, matter: GuideMatter, parts: Parts, blocks: &[String], text: String) -> Guide {
    let word_count = word_count(&text);
    Guide {
        slug: file.slug.clone(),
        title: typeset(matter.title),
        summary: typeset(matter.summary),
        stage: matter.stage.value,
        topics: matter.topics.into_iter().map(|topic| topic.value).collect(),
        age_from_months: matter.age_from_months,
        age_to_months: matter.age_to_months,
        reviewed: matter.reviewed,
        review_due: matter.review_due.value,
        sources: matter.sources,
        categories: front_matter::values(matter.categories),
        session_words: matter.session_words,
        art: matter.art,
        urgent: matter.urgent,
        key_points: matter.key_points.map(typeset),
        do_first_html: parts.do_first_html,
        get_help_html: parts.get_help_html,
        body_html: parts.body_html,
        contents: parts.contents,
        text,
        word_count,
        reading_minutes: word_count.div_ceil(WORDS_A_MINUTE),
        reading_age: reading_age(blocks.iter().map(String::as_str)),
    }
}

/// The apostrophes of front matter as they are in the text below it.
fn typeset(words: String) -> String {
    words.replace('\'', "’")
}

fn parse_page(file: &File, known: &Known<'_>) -> Result<Page, Vec<Fault>> {
    let (PageMatter { title, summary, reviewed }, text) = parse_parts(file, front_matter::page, known)?;
    let rendered = text.rendered;
    let mut parts = Parts::default();
    for section in rendered.sections {
        parts.add(section);
    }
    Ok(Page {
        slug: file.slug.clone(),
        title,
        summary,
        reviewed,
        body_html: parts.body_html,
        contents: parts.contents,
        word_count: word_count(&rendered.text),
        reading_age: reading_age(rendered.blocks.iter().map(String::as_str)),
    })
}

struct Text {
    rendered: Rendered,
    /// The line of the file that the text's first line is.
    first_line: usize,
}

/// Front matter and text, with the faults of both.
fn parse_parts<M>(
    file: &File,
    parse_matter: fn(&str) -> Result<M, Vec<LineFault>>,
    known: &Known<'_>,
) -> Result<(M, Text), Vec<Fault>> {
    let mut found = Vec::new();
    if !file.slug.split('/').all(front_matter::is_slug) {
        found.push((1, FaultKind::BadSlug(file.slug.clone())));
    }
    let text = match known.rates.map(|rates| rates.fill(&file.text)) {
        Some(Ok(filled)) => filled,
        Some(Err(faults)) => {
            found.extend(faults);
            file.text.clone()
        }
        None => file.text.clone(),
    };
    let split = match front_matter::split(&text) {
        Ok(split) => split,
        Err(fault) => return Err(file.faults(found.into_iter().chain([fault]).collect())),
    };
    let in_file = |line: usize| line + split.body_line - 1;
    let matter = parse_matter(split.matter).map_err(|faults| found.extend(faults)).ok();
    let rendered = match markdown::render(split.body) {
        Ok(rendered) => Some(rendered),
        Err(faults) => {
            found.extend(faults.into_iter().map(|(line, kind)| (in_file(line), kind)));
            None
        }
    };
    for link in rendered.iter().flat_map(|rendered| known.broken(&rendered.links)) {
        found.push((in_file(link.line), FaultKind::UnknownGuide(link.address.clone())));
    }
    match (matter, rendered) {
        (Some(matter), Some(rendered)) if found.is_empty() => {
            Ok((matter, Text { rendered, first_line: split.body_line }))
        }
        _ => Err(file.faults(found)),
    }
}

#[derive(Default)]
struct Parts {
    do_first_html: Option<String>,
    get_help_html: Option<String>,
    body_html: String,
    contents: Vec<Heading>,
}

impl Parts {
    fn add(&mut self, section: Section) {
        self.body_html.push_str(&section.heading_html);
        self.body_html.push_str(&section.html);
        self.contents.extend(section.contents);
    }
}

/// Takes the two sections that are drawn as cards out of the rest.
fn pull_out(sections: Vec<Section>, first_line: usize) -> Result<Parts, Vec<LineFault>> {
    let mut cards: BTreeMap<&'static str, String> = BTreeMap::new();
    let mut parts = Parts::default();
    let mut found = Vec::new();
    for section in sections {
        let card = [DO_FIRST, GET_HELP].into_iter().find(|name| is_titled(&section, name));
        match card {
            Some(name) if cards.contains_key(name) => {
                found.push((section.line + first_line - 1, FaultKind::DuplicateSection(name)));
            }
            Some(name) => {
                cards.insert(name, section.html);
            }
            None => parts.add(section),
        }
    }
    parts.do_first_html = cards.remove(DO_FIRST);
    parts.get_help_html = cards.remove(GET_HELP);
    if found.is_empty() { Ok(parts) } else { Err(found) }
}

fn is_titled(section: &Section, name: &str) -> bool {
    section.heading.as_ref().is_some_and(|heading| heading.text.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOPICS: &str = r#"
[[stages]]
id = "baby"
name = "Baby"
summary = "The first year."
ages = "0 to 1"

[[topics]]
id = "sleep"
name = "Sleep"

[[categories]]
id = "health-visiting"
name = "Health visiting"
"#;

    const RATES: &str = r#"
[[rates]]
id = "child-benefit-first"
amount = "£27.05 a week"
what = "Child Benefit, first child"
valid_from = "2026-04-06"
valid_to = "2027-04-05"
source = { title = "GOV.UK", url = "https://www.gov.uk/child-benefit" }
"#;

    const GUIDE: &str = r#"+++
title = "Sleep"
summary = "How babies sleep."
stage = "baby"
topics = ["sleep"]
age_from_months = 0
age_to_months = 12
reviewed = "2026-11-20"
review_due = "2027-11-20"
sources = [{ title = "NHS", url = "https://www.nhs.uk/" }]
categories = ["health-visiting"]
session_words = ["sleep"]
art = "sleep.svg"
key_points = ["One.", "Two.", "Three."]
+++

Babies wake.

## Do this first

Lie them [on their back](/guide/sleep).

## Naps

### By day

They nap.

## When to get help

[Call 111](tel:111).
"#;

    const PAGE: &str =
        "+++\ntitle = \"Privacy\"\nsummary = \"Short.\"\nreviewed = \"2026-11-20\"\n+++\n\nNothing.\n";

    fn file(path: &str, slug: &str, text: &str) -> File {
        File { path: PathBuf::from(path), slug: slug.to_owned(), text: text.to_owned() }
    }

    fn library_of(topics: &str, guide: &str, page: &str, today: Option<&str>) -> Result<Library, Faults> {
        let shelf = Shelf {
            topics: Some(file("topics.toml", "", topics)),
            rates: Some(file("rates.toml", "", RATES)),
            guides: vec![file("guides/sleep.md", "sleep", guide)],
            pages: vec![file("pages/privacy.md", "privacy", page)],
            help: help::tests::shelf(help::tests::START, help::tests::BABY),
        };
        parse(&shelf, today.map(|day| day.parse().unwrap()), Vec::new())
    }

    /// The faults as a writer sees them.
    fn faults_of(result: Result<Library, Faults>) -> Vec<String> {
        match result {
            Ok(_) => Vec::new(),
            Err(faults) => faults.to_string().lines().map(str::to_owned).collect(),
        }
    }

    fn check(parsed: Result<Library, Faults>, expected: &[(&str, &str)], what: &str) {
        let faults = faults_of(parsed);
        assert_eq!(faults.len(), expected.len(), "{what}: {faults:#?}");
        for (fault, (place, words)) in faults.iter().zip(expected) {
            assert!(fault.starts_with(&format!("{place}: ")), "{what}: {fault} should be at {place}");
            assert!(fault.contains(words), "{what}: {fault} should say {words}");
        }
    }

    #[test]
    fn a_guide_is_parted_into_its_cards_and_its_body() {
        let library = library_of(TOPICS, GUIDE, PAGE, Some("2027-04-05")).unwrap();
        let guide = library.guide("sleep").unwrap();
        let do_first = "<p>Lie them <a href=\"/guide/sleep\">on their back</a>.</p>\n";
        assert_eq!(guide.do_first_html.as_deref(), Some(do_first));
        let get_help = "<p><a href=\"tel:111\" rel=\"noopener\">Call 111</a>.</p>\n";
        assert_eq!(guide.get_help_html.as_deref(), Some(get_help));
        assert_eq!(
            guide.body_html,
            "<p>Babies wake.</p>\n<h2 id=\"naps\">Naps</h2>\n<h3 id=\"by-day\">By day</h3>\n<p>They nap.</p>\n"
        );
        let contents: Vec<_> =
            guide.contents.iter().map(|h| (h.level, h.id.as_str(), h.text.as_str())).collect();
        assert_eq!(contents, [(2, "naps", "Naps"), (3, "by-day", "By day")]);
        assert_eq!((guide.word_count, guide.reading_minutes), (21, 1));
        assert_eq!((guide.age_from_months, guide.age_to_months), (Some(0), Some(12)));
        assert_eq!(guide.review_due.to_string(), "2027-11-20");
        assert_eq!(library.page("privacy").unwrap().body_html, "<p>Nothing.</p>\n");
        assert!(library.guide("teething").is_none() && library.page("cookies").is_none());
    }

    #[test]
    fn faults_in_a_guide_name_their_line() {
        for (from, to, expected) in [
            ("title = \"Sleep\"", "titel = \"Sleep\"", ("guides/sleep.md:2", "unknown field `titel`")),
            ("title = \"Sleep\"\n", "", ("guides/sleep.md:1", "`title` is missing: add a line such as")),
            ("title = \"Sleep\"", "title = \" \"", ("guides/sleep.md:2", "`title` is empty")),
            ("title = \"Sleep\"", "title = 3", ("guides/sleep.md:2", "expected a string")),
            ("title = \"Sleep\"", "title = Sleep", ("guides/sleep.md:2", "this TOML does not read")),
            ("How babies", &"How ".repeat(50), ("guides/sleep.md:3", "`summary` has 207 characters")),
            ("\"baby\"", "\"bbay\"", ("guides/sleep.md:4", "no stage \"bbay\"")),
            ("[\"sleep\"]\nage", "[\n\"sleep\",\n\"slep\"]\nage", ("guides/sleep.md:7", "no topic \"slep\"")),
            ("topics = [\"sleep\"]", "topics = []", ("guides/sleep.md:5", "`topics` is empty")),
            (
                "to_months = 12",
                "to_months = 12\nage_from = 1",
                ("guides/sleep.md:8", "unknown field `age_from`"),
            ),
            ("from_months = 0", "from_months = 13", ("guides/sleep.md:7", "swap them")),
            ("from_months = 0", "from_months = -1", ("guides/sleep.md:6", "this TOML does not read")),
            ("\"2026-11-20\"", "\"2026-11-31\"", ("guides/sleep.md:8", "`reviewed` is \"2026-11-31\"")),
            ("\"2027-11-20\"", "\"next year\"", ("guides/sleep.md:9", "write year-month-day")),
            ("2027-11-20", "2026-11-20", ("guides/sleep.md:9", "not after `reviewed` (2026-11-20)")),
            ("2027-11-20", "2026-11-30", ("guides/sleep.md:9", "due for review on 2026-11-30")),
            (
                "[{ title = \"NHS\", url = \"https://www.nhs.uk/\" }]",
                "[]",
                ("guides/sleep.md:10", "`sources` is"),
            ),
            ("https://www", "http://www", ("guides/sleep.md:10", "the link \"http://www.nhs.uk/\"")),
            ("\"NHS\",", "\"\",", ("guides/sleep.md:10", "`title` is empty")),
            ("health-visiting", "health-visits", ("guides/sleep.md:11", "no category \"health-visits\"")),
            ("[\"sleep\"]\nart", "[\"\"]\nart", ("guides/sleep.md:12", "`session_words` is empty")),
            ("sleep.svg", "../sleep.svg", ("guides/sleep.md:13", "only the name of a file in public/art")),
            (", \"Three.\"", "", ("guides/sleep.md:14", "`key_points` has 2")),
            ("+++\ntitle", "title", ("guides/sleep.md:1", "no front matter")),
            ("\n+++\n\n", "\n\n", ("guides/sleep.md:1", "never ends")),
            ("Babies wake.", "Babies <em>wake.", ("guides/sleep.md:17", "HTML is not allowed")),
            ("Babies wake.", "![Baby](/baby.svg)", ("guides/sleep.md:17", "pictures are not allowed")),
            ("/guide/sleep", "ftp://a.uk", ("guides/sleep.md:21", "\"ftp://a.uk\" is not allowed")),
            (
                "/guide/sleep",
                "/guide/slep#x",
                ("guides/sleep.md:21", "no guide is read at \"/guide/slep#x\""),
            ),
            ("### By day", "#### By day", ("guides/sleep.md:25", "level 2 to level 4: use level 3 or less")),
            ("Babies wake.", "It is £5.", ("guides/sleep.md:17", "an amount in prose")),
            ("Babies wake.", "It is 20% more.", ("guides/sleep.md:17", "an amount in prose")),
            ("How babies sleep.", "It is £5.", ("guides/sleep.md:3", "an amount in prose")),
            ("Babies wake.", "It is {{milk}}.", ("guides/sleep.md:17", "no rate \"milk\" in rates.toml")),
            ("## Naps", "# Naps", ("guides/sleep.md:23", "the title is the page's only")),
            (
                "## When to get help",
                "## Do this first",
                ("guides/sleep.md:29", "two sections \"Do this first\""),
            ),
        ] {
            assert!(GUIDE.contains(from), "{from:?} is not in the sample");
            let guide = GUIDE.replacen(from, to, 1);
            let skipped = to == "# Naps";
            let parsed = library_of(TOPICS, &guide, PAGE, Some("2026-12-01"));
            if skipped {
                // The part below then skips a level as well.
                let second = ("guides/sleep.md:25", "level 1 to level 3");
                check(parsed, &[expected, second], to);
            } else {
                check(parsed, &[expected], to);
            }
        }
    }

    #[test]
    fn faults_elsewhere_name_their_file() {
        let list = |from: &str, to: &str| library_of(&TOPICS.replacen(from, to, 1), GUIDE, PAGE, None);
        let page = |from: &str, to: &str| library_of(TOPICS, GUIDE, &PAGE.replacen(from, to, 1), None);
        check(list("ages =", "age ="), &[("topics.toml:6", "unknown field `age`")], "list key");
        check(
            list("\"sleep\"", "\"Sleep!\""),
            &[("topics.toml:9", "cannot be part of an address")],
            "list id",
        );
        let twice = format!("{TOPICS}\n[[topics]]\nid = \"sleep\"\nname = \"Again\"\n");
        check(library_of(&twice, GUIDE, PAGE, None), &[("topics.toml:17", "used twice")], "same id");
        check(page("title =", "stage ="), &[("pages/privacy.md:2", "unknown field `stage`")], "page key");
        check(
            page("reviewed = \"2026-11-20\"\n", ""),
            &[("pages/privacy.md:1", "`reviewed` is missing")],
            "key",
        );
        check(page("Nothing.", ""), &[("pages/privacy.md:6", "no text after")], "no text");
        check(page("Nothing.", "[x](/guide/gone)"), &[("pages/privacy.md:7", "no guide is read at")], "link");
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let guide = GUIDE
            .replace("title = \"Sleep\"\n", "")
            .replace("2026-11-20", "2026-11-31")
            .replace("Babies wake.", "<b>Babies</b>");
        let parsed = library_of(TOPICS, &guide, "no fences", None);
        let expected = [
            ("guides/sleep.md:1", "`title` is missing"),
            ("guides/sleep.md:7", "not a date"),
            ("guides/sleep.md:16", "take <b> out"),
            ("guides/sleep.md:16", "take </b> out"),
            ("pages/privacy.md:1", "no front matter"),
        ];
        check(parsed, &expected, "many");
    }

    #[test]
    fn a_rate_takes_its_place_in_the_text_until_it_ends() {
        let guide = GUIDE.replace("Babies wake.", "It is {{child-benefit-first}}.");
        let library = library_of(TOPICS, &guide, PAGE, Some("2027-04-05")).unwrap();
        assert!(library.guides[0].text.starts_with("It is £27.05 a week."), "{}", library.guides[0].text);
        let ended = library_of(TOPICS, &guide, PAGE, Some("2027-04-06"));
        check(ended, &[("rates.toml:7", "ended on 2027-04-05")], "ended");
    }

    #[test]
    fn in_a_folder_that_is_not_there_every_missing_part_is_told_and_a_bad_today_too() {
        let nowhere = Path::new("no-such-folder");
        let faults = faults_of(Library::load(nowhere, Some("tomorrow")));
        assert_eq!(faults.len(), 8, "{faults:#?}");
        assert!(faults[0].starts_with("no-such-folder:1: `today` is \"tomorrow\""), "{}", faults[0]);
        assert!(faults[1].starts_with("no-such-folder/guides:1: cannot be read"), "{}", faults[1]);
    }

    #[test]
    fn a_file_name_that_cannot_be_an_address_is_a_fault() {
        let shelf = Shelf {
            topics: Some(file("topics.toml", "", TOPICS)),
            rates: Some(file("rates.toml", "", RATES)),
            guides: vec![
                file("guides/sleep.md", "sleep", GUIDE),
                file("guides/My Guide.md", "My Guide", GUIDE),
            ],
            pages: Vec::new(),
            help: help::tests::shelf(help::tests::START, help::tests::BABY),
        };
        check(parse(&shelf, None, Vec::new()), &[("guides/My Guide.md:1", "small letters")], "name");
    }
}
