//! The words of a search, read against an index: what satisfies each of them.

use core::ops::Range;

use crate::index::{Index, Matches, Searchable, Source, Term};
use crate::spelling::{Entry, Lexicon};
use crate::synonyms::{Phrase, Standing, Synonyms};
use crate::text::{self, Telling, Token};

/// Words of a search beyond this many are left out; a search of 120 characters hardly has more.
const MOST_WORDS: usize = 32;
/// The last word may be the beginning of one from this many letters.
const SHORTEST_BEGINNING: usize = 3;

/// A word is taken apart into no part shorter than this.
const SHORTEST_PART: usize = 3;

/// How much it counts when a word is satisfied by one that it begins.
const BEGINNING: f32 = 0.6;
/// How much it counts when a word is satisfied by a synonym.
const SYNONYM: f32 = 0.7;
/// How much it counts when a word is satisfied by what it leads to.
const LEAD: f32 = 0.45;
/// How much a word counts that is not insisted on.
const HINT: f32 = 0.25;
/// How much of a word's own meaning counts when it stands in a phrase that is known: who types "food bank" does not
/// look for banks.
const IN_PHRASE: f32 = 0.4;
/// How much it counts when a word is satisfied by its likeliest correction.
const CORRECTION: f32 = 0.8;
/// How much it counts when a word is satisfied by another correction just as near.
const OTHER_CORRECTION: f32 = 0.4;

/// The words of a search, read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wording {
    /// For each word what satisfies it; nothing for a word that nothing in the directory is like.
    pub words: Vec<Vec<Source>>,
    /// The same for the words that are not insisted on: see [`text::telling`].
    hints: Vec<Vec<Source>>,
    /// How much of their rarity hints count.
    hint_share: f32,
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
        let mut telling: Vec<Telling> = tokens.iter().map(|token| text::telling(&token.folded)).collect();
        add_compounds(index, synonyms, &tokens, &mut words);
        add_synonyms(index, synonyms, &stems, &mut words, &mut telling);

        let mut corrected: Vec<(&Token, &Entry)> = Vec::new();
        // A word that says little is spelled right, though nothing has it.
        let is_misspelt =
            |at: &usize| words[*at].is_empty() && text::telling(&tokens[*at].folded) == Telling::What;
        let missing: Vec<usize> = (0..words.len()).filter(is_misspelt).collect();
        for at in &missing {
            let corrections = searchable.lexicon.corrections(&tokens[*at].folded);
            words[*at] = corrections_found(index, &corrections);
            if let Some(likeliest) = corrections.first() {
                stems[*at] = text::stem(&likeliest.folded).into_owned();
                telling[*at] = text::telling(&likeliest.folded);
                corrected.push((&tokens[*at], likeliest));
            }
        }
        if !corrected.is_empty() {
            // A word put right may be a synonym or complete a phrase that is one.
            let mut again = vec![Vec::new(); words.len()];
            add_synonyms(index, synonyms, &stems, &mut again, &mut telling);
            for (sources, more) in words.iter_mut().zip(again) {
                sources.extend(more);
            }
        }
        let helped = |token: &Token| {
            missing.iter().any(|at| tokens[*at].range == token.range && !words[*at].is_empty())
        };
        corrected.retain(|(token, _)| helped(token));
        let did_you_mean = put_right(text, &corrected);
        let most = telling.iter().max().copied();
        let (mut insisted, mut hints) = (Vec::new(), Vec::new());
        for (sources, telling) in words.into_iter().zip(telling) {
            if Some(telling) == most { insisted.push(sources) } else { hints.push(sources) }
        }
        // Who says only for whom is to be known by the rest, as "classes" for a baby.
        let hint_share = if most == Some(Telling::Whom) { 1.0 } else { HINT };
        Self { did_you_mean, key: text::key(&tokens), words: insisted, hints, hint_share }
    }

    /// The documents of the index that satisfy at least one word.
    pub(crate) fn matches(&self, index: &Index) -> Matches {
        index.matches(&self.words, &self.hints, self.hint_share)
    }
}

/// The words of an index and of those synonyms that can lead to a document in it.
pub(crate) fn lexicon(index: &Index, mut entries: Vec<Entry>, synonyms: &Synonyms) -> Lexicon {
    let mut others: Vec<&(String, String)> = Vec::new();
    let leads_somewhere = |phrase: &Phrase| terms(index, &phrase.stems).is_some();
    for (words, meanings) in synonyms.all() {
        if meanings.into_iter().any(leads_somewhere) {
            others.extend(words);
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

/// Adds what is written as one word where two were typed, "child minder", and as two where one was, "foodbank".
fn add_compounds(index: &Index, synonyms: &Synonyms, tokens: &[Token], words: &mut [Vec<Source>]) {
    for (at, pair) in tokens.windows(2).enumerate() {
        let joined = [text::stem(&format!("{}{}", pair[0].folded, pair[1].folded)).into_owned()];
        let itself = meant(index, &joined, 1.0);
        let meanings = synonyms.at(&joined).filter(|of| !of.is_lead).flat_map(|of| of.others);
        let sources: Vec<Source> = itself
            .into_iter()
            .chain(meanings.filter_map(|other| meant(index, &other.stems, SYNONYM)))
            .collect();
        words[at..at + 2].iter_mut().for_each(|word| word.extend_from_slice(&sources));
    }
    for (token, word) in tokens.iter().zip(words) {
        if !word.is_empty() {
            continue;
        }
        let breaks = token.folded.char_indices().map(|(at, _)| at);
        word.extend(breaks.filter_map(|at| {
            let (a, b) = token.folded.split_at(at);
            let are_words = [a, b].iter().all(|part| part.chars().count() >= SHORTEST_PART);
            are_words.then(|| meant(index, &[a, b].map(|part| text::stem(part).into_owned()), 1.0))?
        }));
    }
}

/// Adds to each word what satisfies the synonyms of the phrases it stands in. In a phrase that does not say for whom,
/// as "free stuff", every word tells.
fn add_synonyms(
    index: &Index,
    synonyms: &Synonyms,
    stems: &[String],
    words: &mut [Vec<Source>],
    telling: &mut [Telling],
) {
    let mut weak = vec![false; stems.len()];
    let mut added: Vec<Vec<Source>> = vec![Vec::new(); stems.len()];
    let mut in_phrase: Vec<Range<usize>> = Vec::new();
    for at in 0..stems.len() {
        for Standing { taken, others, is_lead } in synonyms.at(&stems[at..]) {
            let phrase = at..at + taken;
            let weight = if is_lead { LEAD } else { SYNONYM };
            let mut sources: Vec<Source> =
                others.into_iter().filter_map(|other| meant(index, &other.stems, weight)).collect();
            if taken > 1 {
                sources.extend(meant(index, &stems[phrase.clone()], 1.0));
                in_phrase.push(phrase.clone());
            }
            added[phrase].iter_mut().for_each(|word| word.extend_from_slice(&sources));
        }
    }
    for phrase in in_phrase {
        // "Baby group" is also a group for babies, but "someone to talk to" has little to do with talking.
        let words = &telling[phrase.clone()];
        let says_whom = words.contains(&Telling::Whom);
        let says_what = words.contains(&Telling::What);
        weak[phrase.clone()].iter_mut().for_each(|weak| *weak |= says_what || !says_whom);
        if !says_whom {
            telling[phrase].fill(Telling::What);
        }
    }
    for ((word, added), weak) in words.iter_mut().zip(added).zip(weak) {
        if weak {
            word.iter_mut().for_each(|source| source.weaken(IN_PHRASE));
        }
        word.extend(added);
    }
}

/// The documents with every one of these stems; `None` when there are none.
fn meant(index: &Index, stems: &[String], weight: f32) -> Option<Source> {
    match terms(index, stems)?.as_slice() {
        [term] => Some(Source::Term { term: *term, weight }),
        terms => Some(index.all_of(terms, weight)).filter(|found| !found.is_empty()).map(Source::Documents),
    }
}

fn terms(index: &Index, stems: &[String]) -> Option<Vec<Term>> {
    stems.iter().map(|stem| index.term(stem)).collect()
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
            ("my baby wont sleep", vec![3], None),
            ("help with sleep", vec![3], None),
            ("baby training", vec![1, 5], None),
            ("toilet help for a baby", vec![1], None),
            ("sleepclinic", vec![3], None),
            ("baby mass age", vec![0], None),
            ("some massage stuff", vec![0], None),
            ("hepl with sleep", vec![3], Some("help with sleep")),
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
            let matches = wording.matches(&searchable.index).found;
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
