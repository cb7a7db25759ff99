//! The words of a search, read against an index: what satisfies each of them.

use crate::index::{Index, Searchable, Source, Term};
use crate::spelling::{Entry, Lexicon};
use crate::synonyms::{Phrase, Synonyms};
use crate::text::{self, Token};

/// Words of a search beyond this many are left out; a search of 120 characters hardly has more.
const MOST_WORDS: usize = 32;
/// The last word may be the beginning of one from this many letters.
const SHORTEST_BEGINNING: usize = 3;

/// How much it counts when a word is satisfied by one that it begins.
const BEGINNING: f32 = 0.6;
/// How much it counts when a word is satisfied by a synonym.
const SYNONYM: f32 = 0.7;
/// How much it counts when a word is satisfied by its likeliest correction.
const CORRECTION: f32 = 0.8;
/// How much it counts when a word is satisfied by another correction just as near.
const OTHER_CORRECTION: f32 = 0.4;

/// The words of a search, read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wording {
    /// For each word what satisfies it; nothing for a word that nothing in the directory is like.
    pub words: Vec<Vec<Source>>,
    /// The text with its misspelt words put right; `None` when there were none.
    pub did_you_mean: Option<String>,
    /// What a name must be for the search to be that name: see [`text::key`].
    pub key: String,
}

impl Wording {
    /// Reads the words of a search.
    pub(crate) fn read(text: &str, searchable: &Searchable, synonyms: &Synonyms) -> Self {
        let mut tokens = text::telling_tokens(text);
        tokens.truncate(MOST_WORDS);
        let index = &searchable.index;
        let mut stems: Vec<String> =
            tokens.iter().map(|token| text::stem(&token.folded).into_owned()).collect();
        let mut words: Vec<Vec<Source>> = stems.iter().map(|stem| itself(index, stem)).collect();
        if let (Some(sources), Some(token)) = (words.last_mut(), tokens.last()) {
            add_beginnings(index, &token.folded, sources);
        }
        add_synonyms(index, synonyms, &stems, &mut words);

        let mut corrected: Vec<(&Token, &Entry)> = Vec::new();
        let missing: Vec<usize> = (0..words.len()).filter(|at| words[*at].is_empty()).collect();
        for at in &missing {
            let corrections = searchable.lexicon.corrections(&tokens[*at].folded);
            words[*at] = corrections_found(index, &corrections);
            if let Some(likeliest) = corrections.first() {
                stems[*at] = text::stem(&likeliest.folded).into_owned();
                corrected.push((&tokens[*at], likeliest));
            }
        }
        if !corrected.is_empty() {
            // A word put right may be a synonym or complete a phrase that is one.
            let mut again = vec![Vec::new(); words.len()];
            add_synonyms(index, synonyms, &stems, &mut again);
            for (sources, more) in words.iter_mut().zip(again) {
                sources.extend(more);
            }
        }
        let helped = |token: &Token| {
            missing.iter().any(|at| tokens[*at].range == token.range && !words[*at].is_empty())
        };
        corrected.retain(|(token, _)| helped(token));
        Self { did_you_mean: put_right(text, &corrected), key: text::key(&tokens), words }
    }
}

/// The words of an index and of those synonyms that can lead to a document in it.
pub(crate) fn lexicon(index: &Index, mut entries: Vec<Entry>, synonyms: &Synonyms) -> Lexicon {
    let mut others: Vec<&(String, String)> = Vec::new();
    for group in synonyms.groups() {
        let leads_somewhere = |phrase: &Phrase| terms(index, phrase).is_some();
        if group.iter().any(leads_somewhere) {
            others.extend(group.iter().flat_map(|phrase| &phrase.words));
        }
    }
    others.sort_unstable();
    others.dedup_by(|a, b| a.0 == b.0);
    let known = entries.len();
    for (folded, written) in others {
        if entries[..known].binary_search_by(|entry| entry.folded.as_str().cmp(folded)).is_err() {
            entries.push(Entry { folded: folded.clone(), written: written.clone(), documents: 0 });
        }
    }
    Lexicon::new(entries)
}

fn itself(index: &Index, stem: &str) -> Vec<Source> {
    index.term(stem).map(|term| Source::Term { term, weight: 1.0 }).into_iter().collect()
}

fn add_beginnings(index: &Index, folded: &str, sources: &mut Vec<Source>) {
    if folded.chars().count() >= SHORTEST_BEGINNING {
        let terms = index.beginning_with(folded).into_iter();
        sources.extend(terms.map(|term| Source::Term { term, weight: BEGINNING }));
    }
}

/// Adds to each word what satisfies the synonyms of the phrases it stands in.
fn add_synonyms(index: &Index, synonyms: &Synonyms, stems: &[String], words: &mut [Vec<Source>]) {
    for at in 0..stems.len() {
        for (taken, others) in synonyms.at(&stems[at..]) {
            for source in others.filter_map(|other| synonym(index, other)) {
                for word in &mut words[at..at + taken] {
                    word.push(source.clone());
                }
            }
        }
    }
}

/// The documents with every word of a phrase; `None` when there are none.
fn synonym(index: &Index, phrase: &Phrase) -> Option<Source> {
    match terms(index, phrase)?.as_slice() {
        [term] => Some(Source::Term { term: *term, weight: SYNONYM }),
        terms => Some(index.all_of(terms, SYNONYM)).filter(|found| !found.is_empty()).map(Source::Documents),
    }
}

fn terms(index: &Index, phrase: &Phrase) -> Option<Vec<Term>> {
    phrase.stems.iter().map(|stem| index.term(stem)).collect()
}

fn corrections_found(index: &Index, corrections: &[&Entry]) -> Vec<Source> {
    let weights = core::iter::once(CORRECTION).chain(core::iter::repeat(OTHER_CORRECTION));
    let source = |(entry, weight): (&&Entry, f32)| {
        index.term(&text::stem(&entry.folded)).map(|term| Source::Term { term, weight })
    };
    corrections.iter().zip(weights).filter_map(source).collect()
}

/// The text with these words in place of those typed.
fn put_right(text: &str, corrected: &[(&Token, &Entry)]) -> Option<String> {
    if corrected.is_empty() {
        return None;
    }
    let mut right = String::with_capacity(text.len());
    let mut done = 0;
    for (token, entry) in corrected {
        right.push_str(text.get(done..token.range.start).unwrap_or_default());
        right.push_str(&entry.written);
        done = token.range.end;
    }
    right.push_str(text.get(done..).unwrap_or_default());
    Some(right)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Field, IndexBuilder};

    fn searchable(names: &[&str], synonyms: &Synonyms) -> Searchable {
        let mut builder = IndexBuilder::default();
        names.iter().for_each(|name| builder.add(&[(Field::Name, name)]));
        let (index, entries) = builder.finish();
        let lexicon = lexicon(&index, entries, synonyms);
        Searchable { index, lexicon }
    }

    #[test]
    fn each_word_is_satisfied_by_some_route() {
        let synonyms = Synonyms::parse(
            r#"groups = [["potty", "toilet training"], ["breastfeeding", "infant feeding"], ["won't sleep", "sleep"]]"#,
        )
        .unwrap();
        let names = [
            "Baby massage",
            "Toilet training help",
            "Infant feeding café",
            "Sleep clinic",
            "Children's centre",
            "Training",
        ];
        let searchable = searchable(&names, &synonyms);
        // For each search: the documents with every word, and what it was taken for.
        for (typed, found, meant) in [
            ("baby massage", vec![0], None),
            ("Babies' MASSAGES", vec![0], None),
            ("baby mass", vec![0], None),
            ("ba massage", vec![], None),
            ("potty", vec![1], None),
            ("potty help", vec![1], None),
            ("toilet training", vec![1], None),
            ("Breastfeeding cafe", vec![2], None),
            ("won't sleep", vec![3], None),
            ("my baby wont sleep", vec![], None),
            ("babby masage", vec![0], Some("baby massage")),
            ("brestfeeding  café!", vec![2], Some("breastfeeding  café!")),
            ("childrns centre", vec![4], Some("children's centre")),
            ("poty", vec![1], Some("potty")),
            ("xylophone massage", vec![], None),
            ("training", vec![1, 5], None),
            ("!!!", vec![], None),
        ] {
            let wording = Wording::read(typed, &searchable, &synonyms);
            let all = wording.words.len() as u32;
            let matches = searchable.index.matches(&wording.words).found;
            let mut documents: Vec<u32> =
                matches.iter().filter(|found| found.words == all).map(|found| found.document).collect();
            documents.sort_unstable();
            assert_eq!(documents, found, "{typed}");
            assert_eq!(wording.did_you_mean.as_deref(), meant, "{typed}");
        }
    }

    #[test]
    fn very_many_words_are_cut_off() {
        let searchable = searchable(&["baby"], &Synonyms::default());
        let wording = Wording::read(&"baby ".repeat(500), &searchable, &Synonyms::default());
        assert_eq!(wording.words.len(), MOST_WORDS);
    }
}
