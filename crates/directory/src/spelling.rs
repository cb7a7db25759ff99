//! Spelling: the words of the directory nearest to one that is not in it.

use core::cmp::Reverse;

/// Words longer than this are nobody's slip of the finger.
const LONGEST: usize = 40;

/// A word that can be searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The word as it is compared.
    pub folded: String,
    /// The word as a person types it: in lower case, with its apostrophe.
    pub written: String,
    /// How many documents have it or its stem; 0 for a word that only the synonyms have.
    pub documents: u32,
}

/// Every word that can be searched for, in order of length.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lexicon {
    entries: Vec<Entry>,
    /// For each entry, which letters it has: see [`letters`].
    letters: Vec<u32>,
    /// Where the words of each length begin.
    starts: Vec<usize>,
}

/// How many slips are forgiven in a word of this many letters.
///
/// In a short word one slip already makes another word, so there none is.
pub(crate) fn forgiven(letters: usize) -> usize {
    match letters {
        0..4 => 0,
        4..8 => 1,
        8..=LONGEST => 2,
        _ => 0,
    }
}

impl Lexicon {
    /// The lexicon of these words.
    pub(crate) fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_by_cached_key(|entry| (entry.folded.chars().count(), entry.folded.clone()));
        let lengths: Vec<usize> = entries.iter().map(|entry| entry.folded.chars().count()).collect();
        let longest = lengths.last().copied().unwrap_or(0);
        Self {
            letters: entries.iter().map(|entry| letters(&entry.folded)).collect(),
            starts: (0..=longest + 1).map(|length| lengths.partition_point(|l| *l < length)).collect(),
            entries,
        }
    }

    /// The words fewest slips away from this one, as far as slips are forgiven: the likeliest first, which is one
    /// that begins with the same letter, then one that differs only in letters written twice, then one that many
    /// documents have.
    pub(crate) fn corrections(&self, folded: &str) -> Vec<&Entry> {
        let word: Vec<char> = folded.chars().collect();
        let limit = forgiven(word.len());
        if limit == 0 || word.iter().any(char::is_ascii_digit) {
            return Vec::new();
        }
        let mut nearest = limit;
        let mut found: Vec<(usize, &Entry)> = Vec::new();
        let mask = letters(folded);
        for at in self.range(word.len() - limit, word.len() + limit) {
            // One slip takes away at most one letter and brings at most one, so it changes at most two bits.
            if (self.letters[at] ^ mask).count_ones() as usize > 2 * nearest {
                continue;
            }
            let entry = &self.entries[at];
            let other: Vec<char> = entry.folded.chars().collect();
            if let Some(slips) = slips(&word, &other, nearest) {
                nearest = slips;
                found.push((slips, entry));
            }
        }
        found.retain(|(slips, _)| *slips == nearest);
        let first = word.first();
        let written_once = once(&word);
        found.sort_by_cached_key(|(_, entry)| {
            (
                entry.documents == 0,
                entry.folded.chars().next().as_ref() != first,
                once(&entry.folded.chars().collect::<Vec<_>>()) != written_once,
                Reverse(entry.documents),
                entry.folded.clone(),
            )
        });
        found.into_iter().map(|(_, entry)| entry).collect()
    }

    fn range(&self, shortest: usize, longest: usize) -> core::ops::Range<usize> {
        let start = |length: usize| self.starts.get(length).copied().unwrap_or(self.entries.len());
        start(shortest.max(2))..start(longest + 1)
    }
}

/// The word with letters that are written twice written once.
fn once(word: &[char]) -> Vec<char> {
    let mut word = word.to_vec();
    word.dedup();
    word
}

/// A bit for each letter the word has; letters beyond `a` to `z` share the six bits left.
pub(crate) fn letters(word: &str) -> u32 {
    word.chars().fold(0, |bits, letter| {
        let bit = match letter {
            'a'..='z' => letter as u32 - 'a' as u32,
            other => 26 + other as u32 % 6,
        };
        bits | 1 << bit
    })
}

/// How many slips lead from one word to the other, if no more than `limit`: a letter too many, too few or wrong, or
/// two neighbours exchanged (optimal string alignment).
pub(crate) fn slips(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    to_whole_and_beginning(a, b, limit).map(|(whole, _)| whole).filter(|slips| *slips <= limit)
}

/// How many slips lead from what is typed to the nearest beginning of the word, if no more than `limit`.
pub(crate) fn slips_of_beginning(typed: &[char], word: &[char], limit: usize) -> Option<usize> {
    let longest = word.len().min(typed.len() + limit);
    // A letter typed that the beginning has not is a slip.
    let strange = typed.iter().filter(|letter| !word[..longest].contains(letter)).count();
    if longest + limit < typed.len() || strange > limit {
        return None;
    }
    let slips = to_whole_and_beginning(typed, &word[..longest], limit).map(|(_, beginning)| beginning);
    slips.filter(|slips| *slips <= limit)
}

/// How many slips lead from `a` to all of `b` and to its nearest beginning; exact as far as they are no more than
/// `limit`, and `None` when neither is.
fn to_whole_and_beginning(a: &[char], b: &[char], limit: usize) -> Option<(usize, usize)> {
    let width = b.len() + 1;
    let mut rows = vec![0; 3 * width];
    let (mut before, rest) = rows.split_at_mut(width);
    let (mut last, mut this) = rest.split_at_mut(width);
    last.iter_mut().zip(0..).for_each(|(cost, at)| *cost = at);
    for i in 1..=a.len() {
        this[0] = i;
        let mut least = i;
        for j in 1..width {
            let same = a[i - 1] == b[j - 1];
            let mut cost = (last[j] + 1).min(this[j - 1] + 1).min(last[j - 1] + usize::from(!same));
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cost = cost.min(before[j - 2] + 1);
            }
            this[j] = cost;
            least = least.min(cost);
        }
        // An exchange reaches two rows back, but never for less than the row between already costs less one.
        if least > limit + 1 {
            return None;
        }
        (before, last, this) = (last, this, before);
    }
    Some((last[width - 1], last.iter().copied().min()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lexicon(words: &[(&str, u32)]) -> Lexicon {
        let entry = |(word, documents): &(&str, u32)| Entry {
            folded: (*word).to_owned(),
            written: (*word).to_owned(),
            documents: *documents,
        };
        Lexicon::new(words.iter().map(entry).collect())
    }

    #[test]
    fn slips_are_counted() {
        for (a, b, count) in [
            ("massage", "massage", Some(0)),
            ("masage", "massage", Some(1)),
            ("massgae", "massage", Some(1)),
            ("message", "massage", Some(1)),
            ("breatsfeding", "breastfeeding", Some(2)),
            ("ca", "abc", None),
            ("", "abc", None),
            ("", "", Some(0)),
            ("ab", "", Some(2)),
        ] {
            let [x, y] = [a, b].map(|word| word.chars().collect::<Vec<_>>());
            assert_eq!(slips(&x, &y, 2), count, "{a} {b}");
            assert_eq!(slips(&y, &x, 2), count, "{b} {a}");
        }
    }

    #[test]
    fn the_likeliest_word_comes_first() {
        let lexicon = lexicon(&[
            ("massage", 9),
            ("manage", 12),
            ("baby", 30),
            ("breastfeeding", 4),
            ("play", 7),
            ("clay", 9),
            ("5s", 2),
        ]);
        for (typed, words) in [
            ("masage", vec!["massage", "manage"]),
            ("bayb", vec!["baby"]),
            ("babby", vec!["baby"]),
            ("brestfeding", vec!["breastfeeding"]),
            ("plaay", vec!["play"]),
            ("bab", vec![]),
            ("mxsxage", vec![]),
            ("bab5", vec![]),
            ("xyzzy", vec![]),
        ] {
            let found: Vec<&str> =
                lexicon.corrections(typed).into_iter().map(|entry| entry.written.as_str()).collect();
            assert_eq!(found, words, "{typed}");
        }
        assert!(Lexicon::default().corrections("massage").is_empty());
    }

    /// The textbook definition, without limits.
    fn slowly(a: &[char], b: &[char]) -> usize {
        match (a, b) {
            ([], rest) | (rest, []) => rest.len(),
            ([a_head @ .., x], [b_head @ .., y]) => {
                let mut cost = (slowly(a_head, b) + 1)
                    .min(slowly(a, b_head) + 1)
                    .min(slowly(a_head, b_head) + usize::from(x != y));
                if let ([a_rest @ .., x2], [b_rest @ .., y2]) = (a_head, b_head)
                    && x == y2
                    && x2 == y
                {
                    cost = cost.min(slowly(a_rest, b_rest) + 1);
                }
                cost
            }
        }
    }

    proptest! {
        #[test]
        fn slips_agree_with_the_definition(a in "[abc]{0,6}", b in "[abc]{0,6}", limit in 0usize..4) {
            let [a, b] = [a, b].map(|word| word.chars().collect::<Vec<_>>());
            let exact = slowly(&a, &b);
            prop_assert_eq!(slips(&a, &b, limit), (exact <= limit).then_some(exact));
            let nearest = (0..=b.len()).map(|end| slowly(&a, &b[..end])).min().unwrap_or_default();
            prop_assert_eq!(slips_of_beginning(&a, &b, limit), (nearest <= limit).then_some(nearest));
        }

        #[test]
        fn corrections_agree_with_a_scan(words in proptest::collection::btree_set("[a-eé]{2,10}", 0..40), typed in "[a-eé]{0,10}") {
            let lexicon = lexicon(&words.iter().map(|word| (word.as_str(), 1)).collect::<Vec<_>>());
            let typed_letters: Vec<char> = typed.chars().collect();
            let limit = forgiven(typed_letters.len());
            let near = |word: &String| slips(&typed_letters, &word.chars().collect::<Vec<_>>(), limit);
            let least = words.iter().filter_map(near).min();
            let mut wanted: Vec<&str> =
                words.iter().filter(|word| limit > 0 && least.is_some() && near(word) == least).map(String::as_str).collect();
            let mut found: Vec<&str> = lexicon.corrections(&typed).into_iter().map(|entry| entry.folded.as_str()).collect();
            wanted.sort_unstable();
            found.sort_unstable();
            prop_assert_eq!(found, wanted);
        }
    }
}
