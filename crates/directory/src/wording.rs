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
/// How much it counts when a word is satisfied by what an urgent one leads to: more than a mention of the word itself.
const URGENT_LEAD: f32 = 1.0;
/// How much a word counts that is not insisted on.
const HINT: f32 = 0.25;
/// How much it counts beside an urgent one: it tells apart what helps alike.
const HINT_BESIDE_URGENT: f32 = 0.02;
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
        // Who has typed a phrase to its end begins no other word with it: "want to die" is not about diets.
        if let (Some(sources), Some(token), false) = (words.last_mut(), tokens.last(), synonyms.end(&stems)) {
            add_beginnings(index, &token.folded, sources);
        }
        let mut telling: Vec<Telling> = tokens.iter().map(|token| text::telling(&token.folded)).collect();
        add_compounds(index, synonyms, &tokens, &mut words);
        add_synonyms(index, synonyms, &stems, &mut words, &mut telling);

        let mut corrected: Vec<(&Token, &Entry)> = Vec::new();
        // A word that says little is spelled right, though nothing has it, and so is one that is known.
        let is_misspelt = |at: &usize| {
            let says_what = text::telling(&tokens[*at].folded) == Telling::What;
            words[*at].is_empty() && says_what && !synonyms.knows(&stems[*at])
        };
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
        let insisted_on = insisted_on(&words, &telling);
        let (mut insisted, mut hints) = (Vec::new(), Vec::new());
        for (sources, telling) in words.into_iter().zip(telling) {
            if Some(telling) >= insisted_on { insisted.push(sources) } else { hints.push(sources) }
        }
        // Who says only for whom is to be known by the rest, as "classes" for a baby.
        let hint_share = match insisted_on {
            Some(Telling::Whom) => 1.0,
            Some(Telling::Urgent) => HINT_BESIDE_URGENT,
            _ => HINT,
        };
        Self { did_you_mean, key: text::key(&tokens), words: insisted, hints, hint_share }
    }

    /// The documents of the index that satisfy at least one word.
    pub(crate) fn matches(&self, index: &Index) -> Matches {
        index.matches(&self.words, &self.hints, self.hint_share)
    }
}

/// How much a word must say to be insisted on: as much as the one that says most, or, when nothing is like that one, as
/// the next that something is like. What says next to nothing finds too much to be insisted on beside a word that does.
fn insisted_on(words: &[Vec<Source>], telling: &[Telling]) -> Option<Telling> {
    let found = words.iter().zip(telling).filter(|(sources, _)| !sources.is_empty());
    let most_found = found.map(|(_, telling)| *telling).max().filter(|most| *most > Telling::Slight);
    let most = telling.iter().max().copied();
    most_found.or(most)
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
        if !word.is_empty() || synonyms.knows(&text::stem(&token.folded)) {
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
/// as "free stuff", every word tells; in an urgent one every word tells most.
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
    let urgent = urgent_phrases(synonyms, stems);
    for at in 0..stems.len() {
        for Standing { taken, others, is_lead, is_urgent } in synonyms.at(&stems[at..]) {
            let phrase = at..at + taken;
            if urgent.iter().any(|longer| longer.len() > taken && longer.contains(&at)) {
                continue;
            }
            let weight = match (is_lead, is_urgent) {
                (_, true) => URGENT_LEAD,
                (true, false) => LEAD,
                (false, false) => SYNONYM,
            };
            let mut sources: Vec<Source> =
                others.into_iter().filter_map(|other| meant(index, &other.stems, weight)).collect();
            if is_urgent {
                // "My baby died" is not about babies. Its single words count for nothing, not even where nothing helps.
                telling[phrase.clone()].fill(Telling::Urgent);
                words[phrase.clone()].iter_mut().filter(|_| taken > 1).for_each(Vec::clear);
            }
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
        let says_what = words.iter().any(|telling| *telling >= Telling::What);
        weak[phrase.clone()].iter_mut().for_each(|weak| *weak |= says_what || !says_whom);
        if !says_whom {
            telling[phrase].iter_mut().for_each(|telling| *telling = Telling::What.max(*telling));
        }
    }
    for ((word, added), weak) in words.iter_mut().zip(added).zip(weak) {
        if weak {
            word.iter_mut().for_each(|source| source.weaken(IN_PHRASE));
        }
        word.extend(added);
    }
}

/// Where urgent phrases of more than one word stand. They mean themselves and none of the phrases in them: who wants to
/// die is not in mourning.
fn urgent_phrases(synonyms: &Synonyms, stems: &[String]) -> Vec<Range<usize>> {
    let beginning = |at: usize| {
        let urgent = synonyms.at(&stems[at..]).filter(|of| of.is_urgent && of.taken > 1);
        urgent.map(move |of| at..at + of.taken)
    };
    (0..stems.len()).flat_map(beginning).collect()
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

    /// The documents found, those with most words first.
    fn found(typed: &str, searchable: &Searchable, synonyms: &Synonyms) -> (Vec<u32>, Option<String>) {
        let wording = Wording::read(typed, searchable, synonyms);
        let mut found = wording.matches(&searchable.index).found;
        found.sort_by(|a, b| (b.words, b.score).partial_cmp(&(a.words, a.score)).unwrap());
        (found.iter().map(|found| found.document).collect(), wording.did_you_mean)
    }

    #[test]
    fn a_word_for_whom_is_insisted_on_when_nothing_is_like_the_others() {
        let synonyms = Synonyms::default();
        let searchable = searchable(&["Toddler gym", "Mum and toddler song", "Help with song"], &synonyms);
        for (typed, documents) in [
            ("toddler xylophone", vec![0, 1]),
            ("xylophone", vec![]),
            ("toddler song", vec![1, 2]),
            ("help with a xylophone", vec![]),
            ("help with a toddler xylophone", vec![0, 1]),
        ] {
            assert_eq!(found(typed, &searchable, &synonyms).0, documents, "{typed}");
        }
    }

    #[test]
    fn who_is_in_danger_or_grief_is_led_to_help_whatever_else_they_say() {
        let synonyms = Synonyms::parse(
            r#"groups = [["baby", "infant"]]
            leads = [
                { urgent = true, from = ["want to die", "suicide"], to = ["crisis line"] },
                { urgent = true, from = ["baby died"], to = ["baby loss"] },
                { urgent = true, from = ["died"], to = ["bereavement"] },
                { urgent = true, from = ["raped"], to = ["sexual assault"] },
            ]"#,
        )
        .unwrap();
        let names = [
            "Crisis line",
            "What babies want",
            "Dieting for mums",
            "Baby loss group",
            "Infant group",
            "Bereavement group",
            "Group for husbands",
        ];
        let searchable = searchable(&names, &synonyms);
        for (typed, documents) in [
            ("want to die", vec![0]),
            ("my husband and I want to die", vec![0]),
            ("suicde", vec![0]),
            ("my baby died", vec![3]),
            ("group, my baby died", vec![3]),
            ("my husband died", vec![5]),
            // Where nothing helps, the words beside it count.
            ("raped", vec![]),
            ("raped by my husband", vec![6]),
        ] {
            assert_eq!(found(typed, &searchable, &synonyms).0, documents, "{typed}");
        }
    }

    #[test]
    fn a_word_that_is_known_is_no_slip() {
        let synonyms = Synonyms::parse(
            r#"groups = [["gambling", "betting"]]
            leads = [{ from = ["weed"], to = ["cannabis"] }]
            known = "kill race""#,
        )
        .unwrap();
        let searchable = searchable(&["Gaming for a week", "Will writing", "Cannabis clinic"], &synonyms);
        for (typed, documents, meant) in [
            ("gambling", vec![], None),
            ("weed", vec![2], None),
            ("kill", vec![], None),
            ("killing", vec![], None),
            ("clinic kill", vec![2], None),
            ("gamming", vec![0], Some("gaming")),
            ("writting", vec![1], Some("writing")),
        ] {
            let wanted = (documents, meant.map(str::to_owned));
            assert_eq!(found(typed, &searchable, &synonyms), wanted, "{typed}");
        }
    }

    #[test]
    fn very_many_words_are_cut_off() {
        let searchable = searchable(&["baby"], &Synonyms::default());
        let wording = Wording::read(&"baby ".repeat(500), &searchable, &Synonyms::default());
        assert_eq!(wording.words.len(), MOST_WORDS);
    }
}
