//! The paths to help: a question, its choices, and the answers they lead to, at most three taps from the start.
//!
//! Each file `help/<name>.toml` is one question with its choices and its answers; `help/start.toml` is the first, and
//! `help/lines.toml` lists whom a family can ring. What is checked here is what would leave a family standing: a
//! choice that leads nowhere, an answer too far away, an answer with nobody to call.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::fault::{Fault, FaultKind};
use crate::front_matter::{self, Check, Lined};
use crate::library::{File, Known, read, read_folder};
use crate::markdown::LineFault;
use crate::rates;

/// The most taps from the first question to an answer.
const MOST_TAPS: usize = 3;
/// The most guides, and the most categories of services, that one answer names.
const MOST_NAMED: usize = 3;
const START: &str = "start";
const LINES: &str = "lines";

/// Every path to help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Help {
    /// The questions, the first one first, then in order of their ids.
    pub branches: Vec<Branch>,
    /// Whom a family can ring, in the order of the list.
    pub lines: Vec<Line>,
}

/// One question: what to choose from, and the answers that belong to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Branch {
    /// Its name in addresses, which is its file's; `start` for the first question.
    pub id: String,
    /// The heading of its page.
    pub title: String,
    /// What is asked.
    pub question: String,
    /// A sentence under the heading.
    pub lead: Option<String>,
    /// The id of the [`Stage`](crate::Stage) whose colour it has.
    pub stage: Option<String>,
    /// The ids of the questions before this one on the shortest way here, the first one first.
    pub way: Vec<String>,
    /// What to choose from, in order.
    pub choices: Vec<Choice>,
    /// The answers that belong to this question, in order.
    pub answers: Vec<Answer>,
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Where it leads: the id of a [`Branch`], or `branch/answer`.
    pub to: String,
    /// What a family taps.
    pub name: String,
    /// A few words more.
    pub note: String,
    /// The id of the [`Stage`](crate::Stage) whose stone it is.
    pub stage: Option<String>,
}

/// What a family gets in the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// Its name in addresses, after that of its question.
    pub id: String,
    /// The heading of its page.
    pub title: String,
    /// A short text, in paragraphs.
    pub text: Vec<String>,
    /// What to do first; may be empty.
    pub first: Vec<String>,
    /// Slugs of at most three guides.
    pub guides: Vec<String>,
    /// Ids of one to three categories of services, most fitting first.
    pub categories: Vec<String>,
    /// Words that find sessions, where the category alone is too wide.
    pub words: Option<String>,
    /// Ids of [`Line`]s, at least one, the first to call first.
    pub call: Vec<String>,
    /// Whether somebody may look over the reader's shoulder, so that the page says how to leave it fast.
    pub exit: bool,
}

/// Whom a family can ring or text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Its name in answers.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Digits and spaces; `None` for the hub team, whose number the council sets.
    pub number: Option<String>,
    /// Whether it is for texts and not for calls.
    pub text: bool,
    /// One or two sentences on it.
    pub what: String,
    /// When it answers, where that is sure.
    pub hours: Option<String>,
}

impl Help {
    /// The question with this id.
    pub fn branch(&self, id: &str) -> Option<&Branch> {
        self.branches.iter().find(|branch| branch.id == id)
    }

    /// The phone line with this id.
    pub fn line(&self, id: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.id == id)
    }
}

/// The files of the paths as they were read, nothing checked yet.
pub(crate) struct Shelf {
    lines: Option<File>,
    /// `start.toml` first.
    branches: Vec<File>,
}

impl Shelf {
    /// Reads a folder. Its two fixed files are named when they are not there.
    pub(crate) fn read(folder: &Path, faults: &mut Vec<Fault>) -> Shelf {
        let named = |name: &str| folder.join(format!("{name}.toml"));
        let lines = read(&named(LINES), LINES.to_owned(), faults);
        let mut branches: Vec<File> = read(&named(START), START.to_owned(), faults).into_iter().collect();
        let rest = read_folder(folder, "toml", faults);
        branches.extend(rest.into_iter().filter(|file| file.slug != START && file.slug != LINES));
        Shelf { lines, branches }
    }

    /// Checks every file, and then the ways between them.
    pub(crate) fn parse(&self, known: &Known<'_>) -> Result<Help, Vec<Fault>> {
        let mut faults = Vec::new();
        let lines = self.lines.as_ref().and_then(|file| told(file, parse_lines(&file.text), &mut faults));
        let parsed: Vec<_> = self
            .branches
            .iter()
            .map(|file| told(file, parse_branch(file, known, lines.as_deref()), &mut faults))
            .collect();
        let ids: BTreeSet<&str> = self.branches.iter().map(|file| file.slug.as_str()).collect();
        let mut map = Map { shelf: self, parsed, ids };
        faults.extend(map.lead());
        // A file with faults hides where its choices lead, and others would be blamed for it.
        if map.parsed.iter().all(Option::is_some) {
            faults.extend(map.reach());
        }
        match lines {
            Some(lines) if faults.is_empty() => {
                let branches = map.parsed.into_iter().flatten().map(|written| written.branch).collect();
                Ok(Help { branches, lines })
            }
            _ => Err(faults),
        }
    }
}

fn told<T>(file: &File, parsed: Result<T, Vec<LineFault>>, faults: &mut Vec<Fault>) -> Option<T> {
    parsed.map_err(|found| faults.extend(file.faults(found))).ok()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLines {
    lines: Vec<Spanned<RawLine>>,
}

// Keys are optional so that all the missing ones are told at once.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLine {
    id: Option<Spanned<String>>,
    name: Option<Spanned<String>>,
    number: Option<Spanned<String>>,
    #[serde(default)]
    text: bool,
    what: Option<Spanned<String>>,
    hours: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBranch {
    title: Option<Spanned<String>>,
    question: Option<Spanned<String>>,
    lead: Option<Spanned<String>>,
    stage: Option<Spanned<String>>,
    #[serde(default)]
    choices: Vec<Spanned<RawChoice>>,
    #[serde(default)]
    answers: Vec<Spanned<RawAnswer>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChoice {
    to: Option<Spanned<String>>,
    name: Option<Spanned<String>>,
    #[serde(default)]
    note: String,
    stage: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAnswer {
    id: Option<Spanned<String>>,
    title: Option<Spanned<String>>,
    text: Option<Spanned<Vec<Spanned<String>>>>,
    #[serde(default)]
    first: Vec<Spanned<String>>,
    guides: Option<Spanned<Vec<Spanned<String>>>>,
    categories: Option<Spanned<Vec<Spanned<String>>>>,
    words: Option<Spanned<String>>,
    #[serde(default)]
    call: Vec<Spanned<String>>,
    #[serde(default)]
    exit: bool,
}

fn parse_lines(text: &str) -> Result<Vec<Line>, Vec<LineFault>> {
    let raw: RawLines = front_matter::from_toml(text, 1).map_err(|fault| vec![fault])?;
    let mut check = Check::new(text, 1);
    let mut seen = BTreeSet::new();
    let mut lines = Vec::new();
    for raw in raw.lines {
        check.table = check.line(raw.span());
        let raw = raw.into_inner();
        let id = identified(&mut check, raw.id, &mut seen, "id = \"samaritans\"");
        let name = check.words("name", raw.name, "name = \"Samaritans\"");
        let what = check.words("what", raw.what, "what = \"Somebody to listen.\"");
        let number = raw.number.map(|number| check.lined(number));
        if let Some(Lined { line, value }) = &number
            && !(value.chars().any(|c| c.is_ascii_digit())
                && value.chars().all(|c| c.is_ascii_digit() || c == ' '))
        {
            check.fault(*line, FaultKind::BadNumber(value.clone()));
        }
        let (Some(id), Some(name), Some(what)) = (id, name, what) else { continue };
        lines.push(Line {
            id: id.value,
            name: name.value,
            number: number.map(|number| number.value),
            text: raw.text,
            what: what.value,
            hours: raw.hours.map(Spanned::into_inner),
        });
    }
    if check.faults.is_empty() { Ok(lines) } else { Err(check.faults) }
}

/// A branch with the lines that later checks speak of.
struct Written {
    branch: Branch,
    /// The line of each choice's `to`, in their order.
    choices: Vec<usize>,
    /// The line of each answer's `id`, in their order.
    answers: Vec<usize>,
}

fn parse_branch(file: &File, known: &Known<'_>, lines: Option<&[Line]>) -> Result<Written, Vec<LineFault>> {
    let text = &file.text;
    let amounts = rates::amounts(text);
    let raw: RawBranch =
        front_matter::from_toml(text, 1).map_err(|fault| [amounts.clone(), vec![fault]].concat())?;
    let mut check = Check::new(text, 1);
    check.faults = amounts;
    check.slug(&Lined { line: 1, value: file.slug.clone() });
    let title = check.words("title", raw.title, "title = \"A new baby\"");
    let question = check.words("question", raw.question, "question = \"What is on your mind?\"");
    let stage = staged(&mut check, raw.stage, known);
    if raw.choices.is_empty() {
        let example = "[[choices]] with `to` and `name` under it";
        check.fault(1, FaultKind::MissingKey { key: "choices", example });
    }
    let choices: Vec<_> =
        raw.choices.into_iter().filter_map(|raw| parse_choice(&mut check, raw, known)).collect();
    let mut seen = BTreeSet::new();
    let answers: Vec<_> = raw
        .answers
        .into_iter()
        .filter_map(|raw| parse_answer(&mut check, raw, &mut seen, known, lines))
        .collect();
    let (Some(title), Some(question)) = (title, question) else { return Err(check.faults) };
    if !check.faults.is_empty() {
        return Err(check.faults);
    }
    Ok(Written {
        choices: choices.iter().map(|choice| choice.line).collect(),
        answers: answers.iter().map(|answer| answer.line).collect(),
        branch: Branch {
            id: file.slug.clone(),
            title: title.value,
            question: question.value,
            lead: raw.lead.map(Spanned::into_inner),
            stage,
            way: Vec::new(),
            choices: front_matter::values(choices),
            answers: front_matter::values(answers),
        },
    })
}

fn parse_choice(check: &mut Check<'_>, raw: Spanned<RawChoice>, known: &Known<'_>) -> Option<Lined<Choice>> {
    check.table = check.line(raw.span());
    let raw = raw.into_inner();
    let to = check.words("to", raw.to, "to = \"feeding\"");
    let name = check.words("name", raw.name, "name = \"Feeding\"");
    let stage = staged(check, raw.stage, known);
    let (Lined { line, value: to }, Lined { value: name, .. }) = (to?, name?);
    Some(Lined { line, value: Choice { to, name, note: raw.note, stage } })
}

fn parse_answer(
    check: &mut Check<'_>,
    raw: Spanned<RawAnswer>,
    seen: &mut BTreeSet<String>,
    known: &Known<'_>,
    lines: Option<&[Line]>,
) -> Option<Lined<Answer>> {
    check.table = check.line(raw.span());
    let raw = raw.into_inner();
    let id = identified(check, raw.id, seen, "id = \"feeding\"");
    let title = check.words("title", raw.title, "title = \"Help with feeding\"");
    let text = check.list("text", raw.text, "text = [\"Feeding is learned, by both of you.\"]");
    let first = check.each("first", raw.first);
    let guides = check.list("guides", raw.guides, "guides = [\"breastfeeding\"]");
    let categories = check.list("categories", raw.categories, "categories = [\"infant-feeding\"]");
    let call = check.each("call", raw.call);
    for Lined { line, value } in guides.iter().filter(|guide| known.lacks_guide(&guide.value)) {
        check.fault(*line, FaultKind::UnknownGuide(value.clone()));
    }
    for Lined { line, value } in categories.iter().filter(|one| known.lacks_category(&one.value)) {
        check.fault(*line, FaultKind::UnknownCategory(value.clone()));
    }
    for Lined { line, value } in &call {
        if lines.is_some_and(|lines| lines.iter().all(|known| known.id != *value)) {
            check.fault(*line, FaultKind::UnknownLine(value.clone()));
        }
    }
    if call.is_empty() {
        check.fault(check.table, FaultKind::NobodyToCall);
    }
    for (key, list) in [("guides", &guides), ("categories", &categories)] {
        if let Some(surplus) = list.get(MOST_NAMED) {
            let kind = FaultKind::TooMany { key, count: list.len(), most: MOST_NAMED };
            check.fault(surplus.line, kind);
        }
    }
    let (Lined { line, value: id }, Lined { value: title, .. }) = (id?, title?);
    let answer = Answer {
        id,
        title,
        text: front_matter::values(text),
        first: front_matter::values(first),
        guides: front_matter::values(guides),
        categories: front_matter::values(categories),
        words: raw.words.map(Spanned::into_inner),
        call: front_matter::values(call),
        exit: raw.exit,
    };
    Some(Lined { line, value: answer })
}

/// An id that can be part of an address and that no other entry of its list has.
fn identified(
    check: &mut Check<'_>,
    raw: Option<Spanned<String>>,
    seen: &mut BTreeSet<String>,
    example: &'static str,
) -> Option<Lined<String>> {
    let id = check.words("id", raw, example)?;
    check.slug(&id);
    if !seen.insert(id.value.clone()) {
        check.fault(id.line, FaultKind::DuplicateId(id.value.clone()));
    }
    Some(id)
}

fn staged(check: &mut Check<'_>, raw: Option<Spanned<String>>, known: &Known<'_>) -> Option<String> {
    let Lined { line, value } = check.lined(raw?);
    if known.lacks_stage(&value) {
        check.fault(line, FaultKind::UnknownStage(value.clone()));
    }
    Some(value)
}

/// The questions and what leads to what.
struct Map<'a> {
    shelf: &'a Shelf,
    /// In the order of the shelf; `None` where a file has faults.
    parsed: Vec<Option<Written>>,
    ids: BTreeSet<&'a str>,
}

impl Map<'_> {
    /// Writes in full where each choice leads; told are those that lead nowhere.
    fn lead(&mut self) -> Vec<Fault> {
        let answers: BTreeMap<String, BTreeSet<String>> = self
            .parsed
            .iter()
            .flatten()
            .map(|Written { branch, .. }| {
                (branch.id.clone(), branch.answers.iter().map(|answer| answer.id.clone()).collect())
            })
            .collect();
        // What a file with faults holds is not known, so a choice that leads into it is believed.
        let has = |branch: &str, answer: &str| match answers.get(branch) {
            Some(answers) => answers.contains(answer),
            None => self.ids.contains(branch),
        };
        let mut faults = Vec::new();
        for (file, written) in self.shelf.branches.iter().zip(&mut self.parsed) {
            let Some(Written { branch, choices, .. }) = written else { continue };
            for (choice, line) in branch.choices.iter_mut().zip(choices) {
                // An answer of the same file comes before another file of that name.
                if has(&branch.id, &choice.to) {
                    choice.to = format!("{}/{}", branch.id, choice.to);
                    continue;
                }
                let is_there = match choice.to.split_once('/') {
                    Some((branch, answer)) => has(branch, answer),
                    None => choice.to != START && self.ids.contains(choice.to.as_str()),
                };
                if !is_there {
                    faults.push(file.fault((*line, FaultKind::LeadsNowhere(choice.to.clone()))));
                }
            }
        }
        faults
    }

    /// Notes the shortest way to each question; told are questions and answers that nobody gets to in three taps.
    fn reach(&mut self) -> Vec<Fault> {
        let mut ways: BTreeMap<String, Vec<String>> = BTreeMap::from([(START.to_owned(), Vec::new())]);
        let mut taps: BTreeMap<String, usize> = BTreeMap::new();
        let mut next = VecDeque::from([START.to_owned()]);
        while let Some(id) = next.pop_front() {
            let Some(branch) = self.parsed.iter().flatten().map(|one| &one.branch).find(|one| one.id == id)
            else {
                continue;
            };
            let way = [ways.get(&id).cloned().unwrap_or_default(), vec![id]].concat();
            for choice in &branch.choices {
                taps.entry(choice.to.clone()).or_insert(way.len());
                if self.ids.contains(choice.to.as_str()) && !ways.contains_key(&choice.to) {
                    ways.insert(choice.to.clone(), way.clone());
                    next.push_back(choice.to.clone());
                }
            }
        }
        let mut faults = Vec::new();
        for (file, written) in self.shelf.branches.iter().zip(&mut self.parsed) {
            let Some(Written { branch, answers, .. }) = written else { continue };
            match ways.get(&branch.id) {
                Some(way) => branch.way.clone_from(way),
                None => faults.push(file.fault((1, FaultKind::Unreached(branch.id.clone())))),
            }
            for (answer, line) in branch.answers.iter().zip(answers) {
                let path = format!("{}/{}", branch.id, answer.id);
                let kind = match taps.get(&path) {
                    Some(taps) if *taps > MOST_TAPS => FaultKind::TooManyTaps { taps: *taps },
                    Some(_) => continue,
                    None => FaultKind::Unreached(path),
                };
                faults.push(file.fault((*line, kind)));
            }
        }
        faults
    }
}

#[cfg(test)]
pub(crate) mod tests;
