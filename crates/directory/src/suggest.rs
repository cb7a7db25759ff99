//! Suggestions while a family types: names of categories, services, guide pages and places.
//!
//! A name is suggested when it has a word for each word typed that the search would insist on ([`text::telling`]) and
//! for the last one: a word that begins so, or, for what begins no word at all, one that does after the fewest slips.
//! The best names have the fewest slips, then most of the other words typed, then the words at their beginning; of
//! those alike a category comes before a service, a guide page and a place, then what more stands behind, then what is
//! shorter. All names lie in that order, so that a suggestion is worked out with whole numbers alone.

use std::collections::{BTreeMap, HashMap};

use domain::suggestion::{MOST_SUGGESTIONS, Typed};
use domain::{Category, Location, Service, Suggestion, SuggestionKind};

use crate::place::Places;
use crate::text::{Telling, Token};
use crate::{Directory, Guide, spelling, text};

/// Words typed beyond this many are left out.
const MOST_WORDS: usize = 8;

/// How far from the beginning of a word one of the first letters typed is found when no more than two are slips.
const HEAD: usize = 6;

/// What a family may mean by what it has typed: at most [`MOST_SUGGESTIONS`], those of one kind together.
#[must_use]
pub fn suggest(directory: &Directory, guide: &Guide, typed: &Typed) -> Vec<Suggestion> {
    of_all(&[&directory.names, &guide.names], typed.as_str())
}

fn of_all(all: &[&Names], typed: &str) -> Vec<Suggestion> {
    let words = Word::read(typed, |word| all.iter().any(|names| !names.beginning_with(word).is_empty()));
    let mut best: Vec<(Standing, &Suggestion)> = all.iter().flat_map(|names| names.best(&words)).collect();
    best.sort_by_key(|(standing, suggestion)| (standing.fit(), suggestion.kind, standing.number));
    let chosen = shared_out(best.into_iter().map(|(_, suggestion)| suggestion));
    chosen.into_iter().cloned().collect()
}

/// At most so many of one kind while there are others.
fn share(kind: SuggestionKind) -> usize {
    match kind {
        SuggestionKind::Service => 4,
        SuggestionKind::Category | SuggestionKind::Guide => 3,
        SuggestionKind::Place => 2,
    }
}

/// The first eight, no kind with more than its share unless there is room; those of one kind together.
fn shared_out<'a>(best: impl Iterator<Item = &'a Suggestion>) -> Vec<&'a Suggestion> {
    let mut counts: HashMap<SuggestionKind, usize> = HashMap::new();
    let (within, beyond): (Vec<_>, Vec<_>) = best.partition(|suggestion| {
        let count = counts.entry(suggestion.kind).or_default();
        *count += 1;
        *count <= share(suggestion.kind)
    });
    let chosen: Vec<&Suggestion> = within.into_iter().chain(beyond).take(MOST_SUGGESTIONS).collect();
    let mut kinds: Vec<SuggestionKind> = Vec::new();
    for suggestion in &chosen {
        if !kinds.contains(&suggestion.kind) {
            kinds.push(suggestion.kind);
        }
    }
    let of_kind =
        |kind| chosen.iter().copied().filter(move |suggestion: &&Suggestion| suggestion.kind == kind);
    kinds.into_iter().flat_map(of_kind).collect()
}

/// A word typed.
struct Word {
    folded: String,
    /// Whether a name must have it.
    insisted: bool,
    /// Whether some name has a word that begins so: then no slips are looked for.
    known: bool,
}

impl Word {
    fn read(typed: &str, is_known: impl Fn(&str) -> bool) -> Vec<Self> {
        let mut tokens = text::tokens(typed);
        tokens.truncate(MOST_WORDS);
        let telling = |token: &Token| {
            if text::is_stop_word(&token.folded) { Telling::Slight } else { text::telling(&token.folded) }
        };
        let most = tokens.iter().map(telling).max();
        let last = tokens.len().saturating_sub(1);
        let word = |(at, token): (usize, Token)| Self {
            insisted: at == last || Some(telling(&token)) == most,
            known: is_known(&token.folded),
            folded: token.folded,
        };
        tokens.into_iter().enumerate().map(word).collect()
    }
}

/// A name that can be suggested.
pub(crate) struct Name {
    pub kind: SuggestionKind,
    pub text: String,
    pub id: Option<String>,
    pub about: String,
    /// How much stands behind it: services, or points on the ground.
    pub weight: usize,
}

/// Names that can be suggested, ready to be found by beginnings of their words. Never changes once built.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    /// In order of kind, weight, length, text and id.
    suggestions: Vec<Suggestion>,
    /// The kind of each, close together because many are asked for.
    kinds: Vec<SuggestionKind>,
    /// Every word of every name, in alphabetical order.
    words: Vec<Box<str>>,
    /// For each word which letters it has: see [`spelling::letters`].
    letters: Vec<u32>,
    /// The same for the first [`HEAD`] letters of each word.
    heads: Vec<u32>,
    /// Where the names with each word begin in `having`; one more at the end.
    having_starts: Vec<u32>,
    having: Vec<u32>,
    /// Where the words of each name begin in `written`; one more at the end.
    written_starts: Vec<u32>,
    written: Vec<u32>,
}

impl Default for Names {
    fn default() -> Self {
        Self::new(core::iter::empty())
    }
}

/// How well a name fits what is typed; the least is the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Standing {
    slips: u8,
    /// How many words typed it has not; none that is insisted on.
    missing: u8,
    /// 0 when it begins with all that is typed, 1 when it begins with the first word typed that it has, else 2.
    position: u8,
    /// Its number among the names of its index.
    number: u32,
}

impl Standing {
    fn fit(self) -> (u8, u8, u8) {
        (self.slips, self.missing, self.position)
    }
}

/// The words of names that stand for a word typed: a range of alphabetical order, or the nearest in spelling.
enum Meant {
    Range(core::ops::Range<u32>),
    Nearest { words: Vec<u32>, slips: u8 },
}

impl Meant {
    fn has(&self, word: u32) -> bool {
        match self {
            Self::Range(range) => range.contains(&word),
            Self::Nearest { words, .. } => words.binary_search(&word).is_ok(),
        }
    }

    fn slips(&self) -> u8 {
        match self {
            Self::Range(_) => 0,
            Self::Nearest { slips, .. } => *slips,
        }
    }
}

impl Names {
    /// The index of these names.
    pub(crate) fn new(names: impl Iterator<Item = Name>) -> Self {
        let mut names: Vec<Name> = names.collect();
        names.sort_by_cached_key(|name| {
            let length = name.text.chars().count();
            (name.kind, usize::MAX - name.weight, length, name.text.clone(), name.id.clone())
        });
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        for name in &names {
            text::for_each_word(&name.text, |word, _| {
                if !numbers.contains_key(word) {
                    numbers.insert(word.to_owned(), 0);
                }
            });
        }
        numbers.values_mut().zip(0..).for_each(|(number, at)| *number = at);
        let mut index = Self {
            suggestions: Vec::new(),
            kinds: names.iter().map(|name| name.kind).collect(),
            words: Vec::new(),
            letters: Vec::new(),
            heads: Vec::new(),
            having_starts: vec![0],
            having: Vec::new(),
            written_starts: vec![0],
            written: Vec::new(),
        };
        let mut having: Vec<Vec<u32>> = vec![Vec::new(); numbers.len()];
        for (name, at) in names.iter().zip(0..) {
            text::for_each_word(&name.text, |word, _| {
                let number = numbers[word];
                index.written.push(number);
                let names = &mut having[number as usize];
                if names.last() != Some(&at) {
                    names.push(at);
                }
            });
            index.written_starts.push(index.written.len() as u32);
        }
        for names in having {
            index.having.extend(names);
            index.having_starts.push(index.having.len() as u32);
        }
        index.heads = numbers.keys().map(|word| spelling::letters(&head(word, HEAD))).collect();
        index.letters = numbers.keys().map(|word| spelling::letters(word)).collect();
        index.words = numbers.into_keys().map(String::into_boxed_str).collect();
        let suggestion = |Name { kind, text, id, about, .. }| Suggestion { kind, text, id, about };
        index.suggestions = names.into_iter().map(suggestion).collect();
        index
    }

    /// The best names for these words, enough of each kind for [`shared_out`].
    fn best(&self, words: &[Word]) -> Vec<(Standing, &Suggestion)> {
        let mut meant: Vec<Meant> = Vec::with_capacity(words.len());
        for word in words {
            let means = self.meant(word);
            if word.insisted && self.count(&means) == 0 {
                return Vec::new();
            }
            meant.push(means);
        }
        let insisted = meant.iter().zip(words).filter(|(_, word)| word.insisted);
        let slips = insisted.clone().map(|(meant, _)| meant.slips()).sum();
        let Some((rarest, _)) = insisted.min_by_key(|(meant, _)| self.count(meant)) else {
            return Vec::new();
        };
        let mut seen = vec![false; self.suggestions.len()];
        // One list for each kind; there are few, and a map would be asked for each of many thousand names.
        let mut best: Vec<(SuggestionKind, Vec<Standing>)> = Vec::new();
        self.for_each_having(rarest, |number| {
            let kind = self.kinds[number as usize];
            let at = best.iter().position(|(other, _)| *other == kind).unwrap_or_else(|| {
                best.push((kind, Vec::new()));
                best.len() - 1
            });
            let best = &mut best[at].1;
            let is_among = |best: &[Standing], standing: Standing| {
                best.len() < MOST_SUGGESTIONS || best.last().is_some_and(|last| standing < *last)
            };
            // Most names would not be among the best however well they fit.
            if !is_among(best, Standing { slips, missing: 0, position: 0, number })
                || core::mem::replace(&mut seen[number as usize], true)
            {
                return;
            }
            let Some(standing) = self.standing(number, words, &meant) else { return };
            if is_among(best, standing) {
                best.insert(best.partition_point(|other| *other < standing), standing);
                best.truncate(MOST_SUGGESTIONS);
            }
        });
        let all = best.into_iter().flat_map(|(_, best)| best);
        all.map(|standing| (standing, &self.suggestions[standing.number as usize])).collect()
    }

    /// How well the name fits; `None` when it has not all that is insisted on.
    fn standing(&self, number: u32, words: &[Word], meant: &[Meant]) -> Option<Standing> {
        let written = self.written(number);
        let (mut slips, mut missing, mut at_start) = (0, 0, None);
        for (word, meant) in words.iter().zip(meant) {
            if written.iter().any(|written| meant.has(*written)) {
                slips += meant.slips();
                at_start.get_or_insert_with(|| written.first().is_some_and(|first| meant.has(*first)));
            } else if word.insisted {
                return None;
            } else {
                missing += 1;
            }
        }
        let position = match at_start {
            Some(true) if self.begins_with(written, words) => 0,
            Some(true) => 1,
            _ => 2,
        };
        Some(Standing { slips, missing, position, number })
    }

    /// Whether the name is all that is typed, with or without more after it.
    fn begins_with(&self, written: &[u32], words: &[Word]) -> bool {
        let Some((last, before)) = words.split_last() else { return true };
        written.len() >= words.len()
            && before.iter().zip(written).all(|(word, at)| *self.words[*at as usize] == word.folded)
            && self.words[written[before.len()] as usize].starts_with(&last.folded)
    }

    fn meant(&self, word: &Word) -> Meant {
        if word.known {
            return Meant::Range(self.beginning_with(&word.folded));
        }
        let typed: Vec<char> = word.folded.chars().collect();
        let mut nearest = spelling::forgiven(typed.len());
        let mut found: Vec<u32> = Vec::new();
        if nearest > 0 && !typed.iter().any(char::is_ascii_digit) {
            let letters = spelling::letters(&word.folded);
            // So many slips spoil so many letters at most, so of one letter more one is still there, not far away.
            let first = spelling::letters(&head(&word.folded, nearest + 1));
            let mut beginning: Vec<char> = Vec::new();
            for (at, other) in self.words.iter().enumerate() {
                // One slip takes at most one letter away from what the beginning of the word has.
                if first & self.heads[at] == 0
                    || (letters & !self.letters[at]).count_ones() as usize > nearest
                {
                    continue;
                }
                beginning.clear();
                beginning.extend(other.chars().take(typed.len() + nearest));
                let Some(slips) = spelling::slips_of_beginning(&typed, &beginning, nearest) else { continue };
                if slips < nearest {
                    nearest = slips;
                    found.clear();
                }
                found.push(at as u32);
            }
        }
        Meant::Nearest { words: found, slips: u8::try_from(nearest).unwrap_or(u8::MAX) }
    }

    /// The words that begin so.
    fn beginning_with(&self, beginning: &str) -> core::ops::Range<u32> {
        let start = self.words.partition_point(|word| word.as_ref() < beginning);
        let count = self.words[start..].partition_point(|word| word.starts_with(beginning));
        start as u32..(start + count) as u32
    }

    fn written(&self, number: u32) -> &[u32] {
        let at = number as usize;
        &self.written[self.written_starts[at] as usize..self.written_starts[at + 1] as usize]
    }

    fn having(&self, words: core::ops::Range<u32>) -> &[u32] {
        let start = |word: u32| self.having_starts[word as usize] as usize;
        &self.having[start(words.start)..start(words.end)]
    }

    fn count(&self, meant: &Meant) -> usize {
        match meant {
            Meant::Range(range) => self.having(range.clone()).len(),
            Meant::Nearest { words, .. } => {
                words.iter().map(|word| self.having(*word..*word + 1).len()).sum()
            }
        }
    }

    fn for_each_having(&self, meant: &Meant, mut visit: impl FnMut(u32)) {
        match meant {
            Meant::Range(range) => self.having(range.clone()).iter().for_each(|number| visit(*number)),
            Meant::Nearest { words, .. } => {
                let names = words.iter().flat_map(|word| self.having(*word..*word + 1));
                names.for_each(|number| visit(*number));
            }
        }
    }
}

fn head(word: &str, letters: usize) -> String {
    word.chars().take(letters).collect()
}

/// The names of a directory: of categories with a service, of services, each name once, and of places.
///
/// Locations must be public already.
pub(crate) fn names(
    services: &[Service],
    categories: &[Category],
    locations: &[Location],
    places: &Places,
) -> Names {
    let mut carried: HashMap<&str, usize> = HashMap::new();
    let mut by_name: BTreeMap<String, Name> = BTreeMap::new();
    for service in services {
        let mut under: Vec<&str> = Vec::new();
        for category in categories.iter().filter(|category| service.categories.contains(&category.id)) {
            under.push(category.id.as_str());
            under.extend(category.parent.as_ref().map(|group| group.as_str()));
        }
        under.sort_unstable();
        under.dedup();
        under.into_iter().for_each(|id| *carried.entry(id).or_default() += 1);
        let name = by_name.entry(text::folded(&service.name)).or_insert_with(|| Name {
            kind: SuggestionKind::Service,
            text: service.name.clone(),
            id: Some(service.id.to_string()),
            about: service.organisation.clone(),
            weight: 0,
        });
        name.weight += 1;
        if name.weight > 1 {
            name.id = None;
            name.about.clear();
        }
    }
    let of_categories = categories.iter().filter_map(|category| {
        let group = categories.iter().find(|group| category.parent.as_ref() == Some(&group.id));
        Some(Name {
            kind: SuggestionKind::Category,
            text: category.name.clone(),
            id: Some(category.id.to_string()),
            about: group.map(|group| group.name.clone()).unwrap_or_default(),
            weight: *carried.get(category.id.as_str())?,
        })
    });
    let sites: HashMap<String, &String> = locations
        .iter()
        .filter(|location| location.point.is_some())
        .filter_map(|location| Some((text::folded(&location.name), location.slug.as_ref()?)))
        .collect();
    let of_places = places.names().map(|(name, points)| Name {
        kind: SuggestionKind::Place,
        text: name.to_owned(),
        id: sites.get(&text::folded(name)).map(|slug| (*slug).clone()),
        about: String::new(),
        weight: points,
    });
    Names::new(of_categories.chain(by_name.into_values()).chain(of_places))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    const KINDS: [SuggestionKind; 4] =
        [SuggestionKind::Category, SuggestionKind::Service, SuggestionKind::Guide, SuggestionKind::Place];

    fn name(kind: SuggestionKind, text: &str, weight: usize) -> Name {
        Name { kind, text: text.to_owned(), id: None, about: String::new(), weight }
    }

    fn texts(all: &[&Names], typed: &str) -> Vec<String> {
        of_all(all, typed).into_iter().map(|suggestion| suggestion.text).collect()
    }

    #[test]
    fn beginnings_and_slips_find_names() {
        use SuggestionKind::{Category, Guide, Place, Service};
        let directory = Names::new(
            [
                name(Service, "Baby massage", 1),
                name(Service, "Bump and baby yoga", 1),
                name(Service, "Stay and play", 3),
                name(Service, "Virtual stay and play", 1),
                name(Service, "Crèche", 1),
                name(Category, "Parent, baby and toddler groups", 9),
                name(Category, "Breaks and respite", 1),
                name(Place, "Bay Street", 1),
            ]
            .into_iter(),
        );
        let guide = Names::new(
            [name(Guide, "Breastfeeding", 1), name(Guide, "Learning to use the potty", 1)].into_iter(),
        );
        for (typed, wanted) in [
            (
                "b",
                "Breaks and respite; Baby massage; Bump and baby yoga; Breastfeeding; Bay Street; Parent, baby and toddler groups",
            ),
            ("ba", "Baby massage; Bump and baby yoga; Bay Street; Parent, baby and toddler groups"),
            ("baby m", "Baby massage"),
            ("MASSAGE, baby", "Baby massage"),
            ("sta pl", "Stay and play; Virtual stay and play"),
            ("stay and", "Stay and play; Virtual stay and play"),
            ("baby masage", "Baby massage"),
            ("brestfeed", "Breastfeeding"),
            ("help with pott", "Learning to use the potty"),
            ("my toddler potty", "Learning to use the potty"),
            ("creche", "Crèche"),
            ("xyz", ""),
            ("bxy", ""),
            ("baby potty", "Learning to use the potty"),
            ("potty massage", ""),
            ("", ""),
            ("…", ""),
        ] {
            let mut found = texts(&[&directory, &guide], typed);
            let mut expected: Vec<&str> = wanted.split("; ").filter(|text| !text.is_empty()).collect();
            if typed == "b" || typed == "ba" {
                found.sort();
                expected.sort_unstable();
            }
            assert_eq!(found, expected, "{typed}");
        }
    }

    #[test]
    fn no_kind_crowds_the_others_out_and_room_is_filled() {
        let many = |kind, count: usize| (0..count).map(move |at| name(kind, &format!("Sleep {at:02}"), 1));
        let kinds = |all: &[&Names]| {
            let found = of_all(all, "sle");
            KINDS.map(|kind| found.iter().filter(|suggestion| suggestion.kind == kind).count())
        };
        let all = Names::new(KINDS.into_iter().flat_map(|kind| many(kind, 20)));
        assert_eq!(kinds(&[&all]), [3, 4, 1, 0]);
        let places = Names::new(many(SuggestionKind::Place, 20));
        assert_eq!(kinds(&[&places]), [0, 0, 0, 8]);
        let guide = Names::new(many(SuggestionKind::Guide, 1));
        assert_eq!(kinds(&[&places, &guide]), [0, 0, 1, 7]);
        assert_eq!(kinds(&[&Names::default(), &guide]), [0, 0, 1, 0]);
    }

    /// The suggestions by the definition: every name looked at, word by word.
    fn slowly(indexes: &[Vec<(SuggestionKind, String, usize)>], typed: &str) -> Vec<String> {
        let words_of =
            |text: &str| text::tokens(text).into_iter().map(|token| token.folded).collect::<Vec<_>>();
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        let typed = words_of(typed);
        let tell =
            |word: &String| if text::is_stop_word(word) { Telling::Slight } else { text::telling(word) };
        let most = typed.iter().map(tell).max();
        let known = |typed: &String| {
            let names = indexes.iter().flatten();
            names.flat_map(|(_, text, _)| words_of(text)).any(|word| word.starts_with(typed))
        };
        let mut found = Vec::new();
        for names in indexes {
            let every: Vec<String> = names.iter().flat_map(|(_, text, _)| words_of(text)).collect();
            let slips = |typed: &String, word: &String| {
                if known(typed) {
                    return word.starts_with(typed).then_some(0);
                }
                let limit = spelling::forgiven(typed.chars().count());
                let slips = |word: &String| spelling::slips_of_beginning(&chars(typed), &chars(word), limit);
                let nearest = every.iter().filter_map(slips).min();
                slips(word).filter(|slips| limit > 0 && Some(*slips) == nearest)
            };
            for (kind, text, weight) in names {
                let words = words_of(text);
                let best = |typed: &String| words.iter().filter_map(|word| slips(typed, word)).min();
                let fits: Vec<Option<usize>> = typed.iter().map(best).collect();
                let insisted = |at: usize| at + 1 == typed.len() || Some(tell(&typed[at])) == most;
                if typed.is_empty() || (0..typed.len()).any(|at| insisted(at) && fits[at].is_none()) {
                    continue;
                }
                let at_start = typed
                    .iter()
                    .zip(&fits)
                    .find(|(_, fit)| fit.is_some())
                    .is_some_and(|(typed, _)| slips(typed, &words[0]).is_some());
                let begins = words.join(" ").starts_with(&typed.join(" "));
                let position = if begins {
                    0
                } else if at_start {
                    1
                } else {
                    2
                };
                let fit = (
                    fits.iter().flatten().sum::<usize>(),
                    fits.iter().filter(|fit| fit.is_none()).count(),
                    position,
                );
                found.push((fit, *kind, usize::MAX - weight, text.chars().count(), text.clone()));
            }
        }
        found.sort();
        let suggestions: Vec<Suggestion> = found
            .into_iter()
            .map(|(_, kind, _, _, text)| Suggestion { kind, text, id: None, about: String::new() })
            .collect();
        shared_out(suggestions.iter()).into_iter().map(|suggestion| suggestion.text.clone()).collect()
    }

    const WORDS: [&str; 14] = [
        "baby", "bay", "bath", "massage", "message", "stay", "and", "play", "plan", "help", "group",
        "crèche", "toddler", "5s",
    ];

    fn names() -> impl Strategy<Value = Vec<(SuggestionKind, String, usize)>> {
        let text = vec(select(&WORDS[..]), 1..4).prop_map(|words| words.join(" "));
        let one = (select(&KINDS[..]), text, 1usize..4);
        vec(one, 0..24).prop_map(|mut names| {
            names.sort();
            names.dedup_by(|a, b| (a.0, &a.1) == (b.0, &b.1));
            names
        })
    }

    fn typed() -> impl Strategy<Value = String> {
        let whole = prop_oneof![select(&WORDS[..]).prop_map(str::to_owned), "[abmpsty]{1,5}"];
        (vec(whole, 0..4), 0usize..4).prop_map(|(words, cut)| {
            let text = words.join(" ");
            text.chars().take(text.chars().count().saturating_sub(cut)).collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn suggestions_agree_with_a_scan(one in names(), other in names(), typed in typed()) {
            // An index has kinds of its own, as directory and guide have.
            let (mut one, mut other) = (one, other);
            one.retain(|(kind, ..)| *kind != SuggestionKind::Guide);
            other.retain(|(kind, ..)| *kind == SuggestionKind::Guide);
            let index = |names: &[(SuggestionKind, String, usize)]| {
                Names::new(names.iter().map(|(kind, text, weight)| name(*kind, text, *weight)))
            };
            let found = texts(&[&index(&one), &index(&other)], &typed);
            prop_assert!(found.len() <= MOST_SUGGESTIONS);
            prop_assert_eq!(found, slowly(&[one, other], &typed));
        }

        #[test]
        fn nothing_typed_makes_it_panic(names in names(), typed in "\\PC{0,130}") {
            let index = Names::new(names.iter().map(|(kind, text, weight)| name(*kind, text, *weight)));
            let _ = of_all(&[&index], &typed);
        }
    }
}
