//! The index: which documents have which words, and how much each word says about its document.
//!
//! Postings lie in one array in order of term and document. How much a word says (its impact) is worked out when the
//! index is built, so that a search only adds numbers up.

use std::collections::HashMap;

use crate::spelling::{Entry, Lexicon};
use crate::text;

/// A part of a document, by how much its words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    Name,
    Category,
    Organisation,
    Description,
    /// Where and on which days.
    Place,
    /// The group of a category: so wide that its words say little.
    Group,
}

/// How many kinds of field there are.
const FIELDS: usize = 6;
/// How much one mention in each field counts, in the order of [`Field`].
const WEIGHTS: [f32; FIELDS] = [6.0, 3.0, 2.0, 1.0, 0.7, 0.3];
/// How much a field's length tells against its words, 0 to 1, in the order of [`Field`]: a mention in a long
/// description says less than one in a short one; in the other fields length hardly matters.
const LENGTHS: [f32; FIELDS] = [0.2, 0.2, 0.2, 0.6, 0.2, 0.2];
/// A field counts as at most this many times the usual length, so that a long name is still found by it.
const LONGEST: f32 = 3.0;
/// How soon more mentions stop counting (BM25's k1).
const SATURATION: f32 = 1.2;

/// How much of a phrase counts when its words stand in different fields.
const SCATTERED: f32 = 0.3;
/// How much of a source counts beside a greater one.
const AGAIN: f32 = 0.3;

/// A document that has a term, and how much the term says about it: more than 0, less than 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Posting {
    pub document: u32,
    pub impact: f32,
    /// A bit for each field that has the term.
    fields: u8,
}

/// A stem that documents have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Term(u32);

/// What satisfies a word of a search.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// Documents with this term, their impact times the weight (0 to 1).
    Term { term: Term, weight: f32 },
    /// These documents, in order, each once.
    Documents(Vec<Posting>),
}

impl Source {
    /// Makes it count this much of what it did.
    pub(crate) fn weaken(&mut self, share: f32) {
        match self {
            Self::Term { weight, .. } => *weight *= share,
            Self::Documents(postings) => postings.iter_mut().for_each(|posting| posting.impact *= share),
        }
    }
}

/// A document that satisfies at least one word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Match {
    pub document: u32,
    /// How many words it satisfies.
    pub words: u32,
    /// How well, from 0 to the [`Matches::best_possible`].
    pub score: f32,
}

/// Every document that satisfies at least one word, in no order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matches {
    pub found: Vec<Match>,
    /// The score that no document quite reaches.
    pub best_possible: f32,
}

/// The finished index.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    documents: usize,
    /// Every word of every document, in alphabetical order, with its stem's term.
    words: Vec<(Box<str>, Term)>,
    terms: HashMap<Box<str>, Term>,
    /// Where each term's postings begin; one more at the end.
    starts: Vec<usize>,
    postings: Vec<Posting>,
}

impl Index {
    /// The term of a stem, if any document has it.
    pub(crate) fn term(&self, stem: &str) -> Option<Term> {
        self.terms.get(stem).copied()
    }

    /// The terms of words that begin so, each once.
    pub(crate) fn beginning_with(&self, prefix: &str) -> Vec<Term> {
        let start = self.words.partition_point(|(word, _)| word.as_ref() < prefix);
        let mut terms: Vec<Term> = self.words[start..]
            .iter()
            .take_while(|(word, _)| word.starts_with(prefix))
            .map(|(_, term)| *term)
            .collect();
        terms.sort_unstable();
        terms.dedup();
        terms
    }

    /// The documents with this term, in order.
    pub(crate) fn postings(&self, term: Term) -> &[Posting] {
        let term = term.0 as usize;
        &self.postings[self.starts[term]..self.starts[term + 1]]
    }

    /// The documents with every one of these terms, in order; the least impact counts, times the weight, and far less
    /// when no one field has them all: "baby" in a name and "bank" in an address make no baby bank.
    pub(crate) fn all_of(&self, terms: &[Term], weight: f32) -> Vec<Posting> {
        let mut terms: Vec<&[Posting]> = terms.iter().map(|term| self.postings(*term)).collect();
        terms.sort_unstable_by_key(|postings| postings.len());
        let Some((rarest, rest)) = terms.split_first() else { return Vec::new() };
        let mut found = rarest.to_vec();
        for postings in rest {
            let mut ahead = *postings;
            found.retain_mut(|posting| {
                ahead = since(ahead, posting.document);
                let Some(other) = ahead.first().filter(|other| other.document == posting.document) else {
                    return false;
                };
                posting.impact = other.impact.min(posting.impact);
                posting.fields &= other.fields;
                true
            });
        }
        for posting in &mut found {
            posting.impact *= if posting.fields == 0 { weight * SCATTERED } else { weight };
        }
        found
    }

    /// Every document that satisfies at least one of these words (at most 32); hints add to the score of those alone.
    ///
    /// A word's share of the score is its rarity (BM25's inverse document frequency, over all that satisfy it) times
    /// the greatest impact among its sources, a little more when several sources say the same; of a hint's, the share.
    pub(crate) fn matches(&self, words: &[Vec<Source>], hints: &[Vec<Source>], hint_share: f32) -> Matches {
        let mut totals = vec![(0u32, 0f32); self.documents];
        let mut heard = vec![Heard::NOTHING; self.documents];
        let mut touched: Vec<u32> = Vec::new();
        let mut all: Vec<u32> = Vec::new();
        let mut best_possible = 0.0;
        for (at, sources) in words.iter().chain(hints).enumerate() {
            let is_hint = at >= words.len();
            let mut take = |posting: &Posting, weight: f32| {
                let heard = &mut heard[posting.document as usize];
                if heard.greatest == 0.0 {
                    touched.push(posting.document);
                }
                heard.hear(posting.impact * weight);
            };
            for source in sources {
                match source {
                    Source::Term { term, weight } => {
                        self.postings(*term).iter().for_each(|posting| take(posting, *weight))
                    }
                    Source::Documents(postings) => postings.iter().for_each(|posting| take(posting, 1.0)),
                }
            }
            let rarity = self.rarity(touched.len()) * if is_hint { hint_share } else { 1.0 };
            best_possible += rarity;
            for document in touched.drain(..) {
                let impact = core::mem::replace(&mut heard[document as usize], Heard::NOTHING).impact();
                let total = &mut totals[document as usize];
                total.1 += rarity * impact;
                if !is_hint {
                    if total.0 == 0 {
                        all.push(document);
                    }
                    total.0 += 1;
                }
            }
        }
        let found = all.into_iter().map(|document| {
            let (words, score) = totals[document as usize];
            Match { document, words, score }
        });
        Matches { found: found.collect(), best_possible }
    }

    fn rarity(&self, having: usize) -> f32 {
        let (all, having) = (self.documents as f32, having as f32);
        (1.0 + (all - having + 0.5) / (having + 0.5)).ln()
    }
}

/// Postings from this document on. It is sought in steps that double: in lists that are walked together it is near.
fn since(postings: &[Posting], document: u32) -> &[Posting] {
    let is_before = |posting: &Posting| posting.document < document;
    let mut step = 1;
    while postings.get(step - 1).is_some_and(is_before) {
        step *= 2;
    }
    let (near, far) = (step / 2, step.min(postings.len()));
    &postings[near + postings[near..far].partition_point(is_before)..]
}

/// What a document's sources have said of one word so far.
#[derive(Clone, Copy)]
struct Heard {
    greatest: f32,
    /// How much the others leave of what the greatest lacks of 1.
    left: f32,
}

impl Heard {
    const NOTHING: Self = Self { greatest: 0.0, left: 1.0 };

    fn hear(&mut self, impact: f32) {
        let lesser = impact.min(self.greatest);
        self.greatest = impact.max(self.greatest);
        self.left *= 1.0 - AGAIN * lesser;
    }

    /// More than the greatest, less than 1.
    fn impact(self) -> f32 {
        1.0 - (1.0 - self.greatest) * self.left
    }
}

/// An index in the making.
#[derive(Default)]
pub(crate) struct IndexBuilder {
    words: HashMap<Box<str>, usize>,
    /// For each word, how it was first written, and its term.
    written: Vec<(Box<str>, Term)>,
    terms: HashMap<Box<str>, Term>,
    mentions: Vec<Mention>,
    lengths: Vec<[u32; FIELDS]>,
}

/// That a field of a document has a term, and how often.
struct Mention {
    term: Term,
    document: u32,
    field: u8,
    count: u16,
}

impl IndexBuilder {
    /// Adds the next document: its texts with the field each belongs to.
    pub(crate) fn add(&mut self, texts: &[(Field, &str)]) {
        let document = self.lengths.len() as u32;
        let mut lengths = [0; FIELDS];
        let mut seen: Vec<(Term, u8)> = Vec::new();
        for (field, text) in texts {
            text::for_each_word(text, |word, range| {
                let term = self.term_of(word, text.get(range).unwrap_or_default());
                lengths[*field as usize] += 1;
                seen.push((term, *field as u8));
            });
        }
        seen.sort_unstable();
        for same in seen.chunk_by(|a, b| a == b) {
            if let Some((term, field)) = same.first() {
                let count = u16::try_from(same.len()).unwrap_or(u16::MAX);
                self.mentions.push(Mention { term: *term, document, field: *field, count });
            }
        }
        self.lengths.push(lengths);
    }

    fn term_of(&mut self, word: &str, written: &str) -> Term {
        if let Some(at) = self.words.get(word) {
            return self.written[*at].1;
        }
        let stem = text::stem(word);
        let next = Term(self.terms.len() as u32);
        let term = *self.terms.entry(stem.as_ref().into()).or_insert(next);
        self.words.insert(word.into(), self.written.len());
        self.written.push((written.to_lowercase().into(), term));
        term
    }

    /// The index, and its words with how many documents have them.
    pub(crate) fn finish(self) -> (Index, Vec<Entry>) {
        let usual = self.usual_lengths();
        let mut starts = vec![0usize; self.terms.len() + 1];
        for mention in &self.mentions {
            starts[mention.term.0 as usize + 1] += 1;
        }
        for term in 1..starts.len() {
            starts[term] += starts[term - 1];
        }
        // Mentions come in order of document, so putting each at its term's next place keeps that order.
        let mut places = starts.clone();
        let mut in_order: Vec<(u32, f32, u8)> = vec![(0, 0.0, 0); self.mentions.len()];
        for mention in &self.mentions {
            let field = mention.field as usize;
            let length = (self.lengths[mention.document as usize][field] as f32 / usual[field]).min(LONGEST);
            let share =
                WEIGHTS[field] * f32::from(mention.count) / (1.0 - LENGTHS[field] + LENGTHS[field] * length);
            let place = &mut places[mention.term.0 as usize];
            in_order[*place] = (mention.document, share, 1 << mention.field);
            *place += 1;
        }
        let mut postings = Vec::with_capacity(in_order.len());
        let mut merged_starts = Vec::with_capacity(starts.len());
        for bounds in starts.windows(2) {
            merged_starts.push(postings.len());
            for same in in_order[bounds[0]..bounds[1]].chunk_by(|a, b| a.0 == b.0) {
                let sum: f32 = same.iter().map(|(_, share, _)| share).sum();
                let fields = same.iter().fold(0, |fields, (.., field)| fields | field);
                postings.push(Posting { document: same[0].0, impact: sum / (sum + SATURATION), fields });
            }
        }
        merged_starts.push(postings.len());
        postings.shrink_to_fit();

        let mut words: Vec<(Box<str>, usize)> = self.words.into_iter().collect();
        words.sort_unstable();
        let documents_with = |term: Term| merged_starts[term.0 as usize + 1] - merged_starts[term.0 as usize];
        let entries = words.iter().map(|(word, at)| {
            let (written, term) = &self.written[*at];
            Entry {
                folded: word.to_string(),
                written: written.to_string(),
                documents: u32::try_from(documents_with(*term)).unwrap_or(u32::MAX),
            }
        });
        let entries = entries.collect();
        let words = words.into_iter().map(|(word, at)| (word, self.written[at].1)).collect();
        let documents = self.lengths.len();
        (Index { documents, words, terms: self.terms, starts: merged_starts, postings }, entries)
    }

    /// The mean length of each field over the documents that have it; 1 where none has.
    fn usual_lengths(&self) -> [f32; FIELDS] {
        core::array::from_fn(|field| {
            let having = self.lengths.iter().map(|lengths| lengths[field]).filter(|length| *length > 0);
            let (count, sum) =
                having.fold((0u32, 0u64), |(count, sum), length| (count + 1, sum + u64::from(length)));
            if count == 0 { 1.0 } else { sum as f32 / count as f32 }
        })
    }
}

/// An index with all that reading a search's words takes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Searchable {
    pub index: Index,
    pub lexicon: Lexicon,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(documents: &[&[(Field, &str)]]) -> Index {
        let mut builder = IndexBuilder::default();
        documents.iter().for_each(|texts| builder.add(texts));
        builder.finish().0
    }

    fn documents(postings: &[Posting]) -> Vec<u32> {
        postings.iter().map(|posting| posting.document).collect()
    }

    #[test]
    fn a_term_knows_its_documents_in_order() {
        let index = index(&[
            &[(Field::Name, "Baby massage"), (Field::Description, "Massaging babies")],
            &[(Field::Description, "a baby")],
            &[],
            &[(Field::Place, "Massage hall")],
        ]);
        let term = |stem: &str| index.term(stem).unwrap();
        assert_eq!(documents(index.postings(term("babi"))), [0, 1]);
        assert_eq!(documents(index.postings(term("massag"))), [0, 3]);
        assert_eq!(documents(&index.all_of(&[term("massag"), term("babi")], 1.0)), [0]);
        assert_eq!(index.term("nothing"), None);
        assert_eq!(index.beginning_with("mass"), [term("massag")]);
        assert_eq!(index.beginning_with("massagi"), [term("massag")]);
        assert_eq!(index.beginning_with("zz"), []);
        assert!(index.all_of(&[], 1.0).is_empty());
    }

    #[test]
    fn fields_count_in_their_order() {
        let in_field = |field| -> Vec<(Field, &'static str)> { vec![(field, "massage")] };
        let fields = [
            Field::Name,
            Field::Category,
            Field::Organisation,
            Field::Description,
            Field::Place,
            Field::Group,
        ]
        .map(in_field);
        let index = index(&fields.each_ref().map(Vec::as_slice));
        let impacts: Vec<f32> =
            index.postings(index.term("massag").unwrap()).iter().map(|posting| posting.impact).collect();
        assert!(impacts.is_sorted_by(|a, b| a > b), "{impacts:?}");
        assert!(impacts.iter().all(|impact| (0.0..1.0).contains(impact)));
    }

    #[test]
    fn words_are_counted_once_however_they_are_satisfied() {
        let index =
            index(&[&[(Field::Name, "baby massage")], &[(Field::Name, "baby")], &[(Field::Name, "clay")]]);
        let source = |stem: &str, weight| Source::Term { term: index.term(stem).unwrap(), weight };
        let words = [vec![source("babi", 1.0), source("clay", 0.5)], vec![source("massag", 1.0)], vec![]];
        let mut matches = index.matches(&words, &[], 1.0);
        matches.found.sort_by_key(|found| found.document);
        let counts: Vec<(u32, u32)> =
            matches.found.iter().map(|found| (found.document, found.words)).collect();
        assert_eq!(counts, [(0, 2), (1, 1), (2, 1)]);
        assert!(matches.found[1].score > matches.found[2].score);
        assert!(matches.found.iter().all(|found| found.score < matches.best_possible));
        assert!(Index::default().matches(&[vec![]], &[], 1.0).found.is_empty());
    }
}
