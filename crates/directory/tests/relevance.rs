//! How well the words of parents find services: queries judged by hand (`relevance.toml`) against the sample borough.
//!
//! The measure is nDCG@10 with gains of 2^grade − 1 (Järvelin and Kekäläinen), 1 when the first ten are in the best
//! order there is. `cargo test -p directory --test relevance -- --nocapture` prints it with every query that misses.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::{BTreeMap, HashMap};

use directory::{Directory, Synonyms};
use domain::{Catalogue, CategoryId, Instant, ServiceSearch};
use serde::Deserialize;

mod sample;

/// The least mean nDCG@10 of all queries.
const LEAST: f64 = 0.9;
/// How many results count.
const RESULTS: usize = 10;
/// Among so many results every query has a good answer.
const FIRST: usize = 3;
/// A good answer's grade.
const GOOD: u8 = 2;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Judgements {
    queries: Vec<Query>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    words: String,
    #[serde(default)]
    best: Vec<String>,
    #[serde(default)]
    good: Vec<String>,
    #[serde(default)]
    fair: Vec<String>,
}

impl Query {
    /// The grade of every service that answers, by name.
    fn grades<'a>(&self, catalogue: &'a Catalogue) -> HashMap<&'a str, u8> {
        let mut grades = HashMap::new();
        let lists = [(3, &self.best), (2, &self.good), (1, &self.fair)];
        let entries = || lists.iter().flat_map(|(grade, list)| list.iter().map(move |entry| (*grade, entry)));
        for (grade, entry) in entries() {
            let Some(service) = catalogue.services.iter().find(|service| service.name == *entry) else {
                assert!(entry.starts_with("category:"), "{}: there is no service {entry:?}", self.words);
                continue;
            };
            let twice = grades.insert(service.name.as_str(), grade);
            assert_eq!(twice, None, "{}: {entry:?} is judged twice", self.words);
        }
        for (grade, entry) in entries() {
            let Some(category) = entry.strip_prefix("category:") else { continue };
            let category: CategoryId = category.parse().unwrap();
            let within = catalogue.services.iter().filter(|service| service.categories.contains(&category));
            let before = grades.len();
            within.for_each(|service| {
                grades.entry(service.name.as_str()).or_insert(grade);
            });
            assert!(grades.len() > before, "{}: {entry:?} adds nothing", self.words);
        }
        grades
    }
}

/// The gain of results with these grades, each discounted by how far down it stands.
fn gain(grades: impl Iterator<Item = u8>) -> f64 {
    let gain = |(at, grade): (usize, u8)| (2f64.powi(i32::from(grade)) - 1.0) / ((at + 2) as f64).log2();
    grades.take(RESULTS).enumerate().map(gain).sum()
}

#[test]
fn parents_words_find_what_they_need_first() {
    let Judgements { queries } = toml::from_str(include_str!("relevance.toml")).unwrap();
    assert!(queries.len() >= 120, "{} queries", queries.len());
    let once: BTreeMap<&str, ()> = queries.iter().map(|query| (query.words.as_str(), ())).collect();
    assert_eq!(once.len(), queries.len(), "a query is there twice");

    let catalogue = sample::catalogue();
    let synonyms = Synonyms::parse(include_str!("../../../content/synonyms.toml")).unwrap();
    let directory = Directory::build(catalogue.clone(), &synonyms);
    let (mut sum, mut misses) = (0.0, Vec::new());
    for query in &queries {
        let grades = query.grades(&catalogue);
        let search = ServiceSearch { words: query.words.clone(), page: 1, ..ServiceSearch::default() };
        let found = directory.search(&search, None, Instant::from_unix(1_795_000_000));
        let grade = |name: &str| grades.get(name).copied().unwrap_or_default();
        let results: Vec<(u8, &str)> =
            found.hits.iter().map(|hit| (grade(&hit.service.name), hit.service.name.as_str())).collect();
        let mut ideal: Vec<u8> = grades.values().copied().collect();
        ideal.sort_unstable_by(|a, b| b.cmp(a));
        assert!(ideal.first().is_some_and(|best| *best >= GOOD), "{}: no good answer", query.words);
        let figure = gain(results.iter().map(|(grade, _)| *grade)) / gain(ideal.into_iter());
        sum += figure;
        let answered = results.iter().take(FIRST).any(|(grade, _)| *grade >= GOOD);
        if figure < LEAST || !answered {
            println!(
                "{figure:.2} {}{:?} of {}",
                if answered { "" } else { "UNANSWERED " },
                query.words,
                found.total
            );
            for (grade, name) in results.iter().take(RESULTS) {
                println!("       {grade} {name}");
            }
            let missed = |(name, grade): (&&str, &u8)| {
                let there = results.iter().take(RESULTS).any(|(_, found)| found == name);
                (*grade >= GOOD && !there).then(|| format!("{grade} {name}"))
            };
            let mut missed: Vec<String> = grades.iter().filter_map(missed).collect();
            missed.sort_by(|a, b| b.cmp(a));
            println!("       not there: {}", missed.join("; "));
        }
        if !answered {
            misses.push(query.words.as_str());
        }
    }
    let mean = sum / queries.len() as f64;
    println!(
        "nDCG@{RESULTS} {mean:.4} over {} queries; {} without a good answer",
        queries.len(),
        misses.len()
    );
    assert!(misses.is_empty(), "no good answer in the first {FIRST}: {misses:?}");
    assert!(mean >= LEAST, "nDCG@{RESULTS} is {mean:.4}, under {LEAST}");
}

/// What a search for these words was taken for, and how many services it found.
fn taken_for(directory: &Directory, words: &str) -> (Option<String>, u32) {
    let search = ServiceSearch { words: words.to_owned(), page: 1, ..ServiceSearch::default() };
    let found = directory.search(&search, None, Instant::from_unix(1_795_000_000));
    (found.did_you_mean, found.total)
}

#[test]
fn slips_are_put_right_and_real_words_are_not() {
    let synonyms = Synonyms::parse(include_str!("../../../content/synonyms.toml")).unwrap();
    let directory = Directory::build(sample::catalogue(), &synonyms);
    for words in [
        "adoption",
        "alive",
        "anger",
        "cold",
        "excluded",
        "fasd",
        "gambling",
        "gang",
        "kill",
        "landlord",
        "loan",
        "race",
        "rape",
        "stimming",
        "trans",
        "twos",
        "weed",
        "bail",
        "bite",
        "clown",
        "crutches",
        "debt",
        "forest",
        "house fire",
        "jealous",
        "knee",
        "lonely",
        "murder",
        "neighbour",
        "police",
        "poison",
        "prison",
        "racism",
        "rent",
        "scabies",
        "stepmum",
        "thumb",
        "verruca",
        "widow",
        "wheezing",
    ] {
        assert_eq!(taken_for(&directory, words).0, None, "{words}");
    }
    for (words, meant) in [
        ("breatsfeeding", "breastfeeding"),
        ("toldler", "toddler"),
        ("nursary", "nursery"),
        ("suicde", "suicide"),
        ("domestic voilence", "domestic violence"),
        ("anxeity", "anxiety"),
        ("excersise", "exercise"),
    ] {
        assert_eq!(taken_for(&directory, words).0.as_deref(), Some(meant), "{words}");
    }
    // Some are written by ear, further from the word than a slip.
    for words in ["vaxine", "excema", "fisiotherapy"] {
        assert!(taken_for(&directory, words).1 > 0, "{words}");
    }
}

#[test]
fn pictures_are_no_words() {
    let directory = Directory::build(sample::catalogue(), &Synonyms::default());
    let everything = taken_for(&directory, "");
    for words in ["🙂", "👶🏽🍼", "👨\u{200d}👩\u{200d}👧 ❤\u{fe0f}", "🇬🇧", "…"] {
        assert_eq!(taken_for(&directory, words), everything, "{words}");
    }
}

#[test]
fn the_measure_is_as_defined() {
    assert_eq!(gain([].into_iter()), 0.0);
    assert_eq!(gain([3].into_iter()), 7.0);
    assert!((gain([0, 2, 1].into_iter()) - (3.0 / 3f64.log2() + 0.5)).abs() < 1e-12);
    assert_eq!(gain([0; RESULTS].into_iter().chain([3])), 0.0);
}
