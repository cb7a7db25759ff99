//! Text: how writing becomes words that can be compared.

use core::ops::Range;
use std::borrow::Cow;
use std::hash::{DefaultHasher, Hasher as _};

use rust_stemmers::{Algorithm, Stemmer};

/// A word of a text, as it is compared and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// The word in lower case, without accents and apostrophes.
    pub folded: String,
    /// The bytes of the text it was read from.
    pub range: Range<usize>,
}

/// Words that say nothing about what is looked for, so a search does not insist on them.
///
/// The list is kept light: a word belongs here only when no parent would look for it by itself.
const STOP_WORDS: [&str; 34] = [
    "a", "am", "an", "and", "any", "are", "as", "at", "be", "by", "can", "do", "for", "from", "i", "in",
    "is", "it", "me", "my", "near", "nearby", "of", "on", "or", "our", "so", "that", "the", "there", "to",
    "we", "where", "with",
];

/// Words that say little here, where everything is for families: a search does not insist on them, but what has them
/// comes first. Numbers are such words too.
const SLIGHT_WORDS: [&str; 231] = [
    "about",
    "activities",
    "activity",
    "advice",
    "after",
    "again",
    "all",
    "already",
    "also",
    "always",
    "anymore",
    "anyone",
    "anything",
    "anyway",
    "appointment",
    "appointments",
    "around",
    "available",
    "because",
    "been",
    "being",
    "best",
    "bit",
    "but",
    "cant",
    "centre",
    "check",
    "checks",
    "child",
    "children",
    "childrens",
    "childs",
    "class",
    "classes",
    "club",
    "clubs",
    "come",
    "could",
    "course",
    "courses",
    "daughter",
    "day",
    "days",
    "didnt",
    "does",
    "doesnt",
    "doing",
    "done",
    "dont",
    "each",
    "ever",
    "every",
    "families",
    "family",
    "feel",
    "feeling",
    "few",
    "find",
    "finding",
    "form",
    "forms",
    "found",
    "free",
    "get",
    "gets",
    "getting",
    "give",
    "go",
    "going",
    "good",
    "got",
    "group",
    "groups",
    "had",
    "has",
    "have",
    "havent",
    "having",
    "he",
    "help",
    "helping",
    "helps",
    "her",
    "here",
    "him",
    "his",
    "hour",
    "hours",
    "how",
    "idea",
    "if",
    "im",
    "info",
    "information",
    "into",
    "isnt",
    "issue",
    "issues",
    "its",
    "ive",
    "just",
    "keep",
    "keeps",
    "kid",
    "kids",
    "kind",
    "know",
    "last",
    "lesson",
    "lessons",
    "let",
    "lets",
    "like",
    "little",
    "local",
    "look",
    "looking",
    "lot",
    "make",
    "meet",
    "month",
    "months",
    "more",
    "much",
    "need",
    "needed",
    "needs",
    "never",
    "new",
    "next",
    "nice",
    "no",
    "not",
    "now",
    "old",
    "one",
    "ones",
    "only",
    "other",
    "out",
    "over",
    "own",
    "parent",
    "parents",
    "people",
    "person",
    "place",
    "places",
    "please",
    "problem",
    "problems",
    "program",
    "programme",
    "really",
    "see",
    "service",
    "services",
    "session",
    "sessions",
    "she",
    "should",
    "since",
    "some",
    "someone",
    "something",
    "somewhere",
    "son",
    "still",
    "struggle",
    "struggles",
    "struggling",
    "stuff",
    "support",
    "supporting",
    "take",
    "tell",
    "test",
    "tests",
    "than",
    "their",
    "them",
    "then",
    "these",
    "they",
    "thing",
    "things",
    "think",
    "this",
    "those",
    "time",
    "times",
    "tips",
    "today",
    "told",
    "too",
    "trouble",
    "try",
    "trying",
    "under",
    "until",
    "up",
    "us",
    "use",
    "very",
    "want",
    "wants",
    "was",
    "way",
    "week",
    "weekly",
    "weeks",
    "went",
    "were",
    "what",
    "when",
    "which",
    "while",
    "who",
    "why",
    "will",
    "wont",
    "worker",
    "workshop",
    "workshops",
    "would",
    "year",
    "years",
    "yes",
    "yet",
    "you",
    "your",
];

/// Whether a folded word says nothing about what is looked for.
pub(crate) fn is_stop_word(folded: &str) -> bool {
    STOP_WORDS.binary_search(&folded).is_ok()
}

/// Words that say whom something is for. A search that says what it is for as well does not insist on them: whoever
/// looks for "baby swimming" is glad of a family swim.
const WHOM_WORDS: [&str; 24] = [
    "babies",
    "baby",
    "babys",
    "infant",
    "infants",
    "mother",
    "mothers",
    "mum",
    "mummy",
    "mums",
    "newborn",
    "newborns",
    "teen",
    "teenage",
    "teenager",
    "teenagers",
    "teens",
    "toddler",
    "toddlers",
    "tot",
    "tots",
    "youngster",
    "youngsters",
    "youth",
];

/// How much a word says of what is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Telling {
    /// Next to nothing: "help", "find", a number.
    Slight,
    /// For whom: "baby", "teenager".
    Whom,
    /// What.
    What,
    /// Danger or loss: see [`crate::Synonyms`]. Only a phrase says so.
    Urgent,
}

/// How much a folded word says. A search insists on those of its words that say most.
pub(crate) fn telling(folded: &str) -> Telling {
    if SLIGHT_WORDS.binary_search(&folded).is_ok() || folded.bytes().all(|byte| byte.is_ascii_digit()) {
        Telling::Slight
    } else if WHOM_WORDS.binary_search(&folded).is_ok() {
        Telling::Whom
    } else {
        Telling::What
    }
}

/// Calls `visit` with each word of the text, folded, and the bytes it was read from.
///
/// Words are runs of letters and digits. An apostrophe inside a word is dropped, so that "dad's" and "dads"
/// are one word, and so are "won't" and "wont".
pub(crate) fn for_each_word(text: &str, mut visit: impl FnMut(&str, Range<usize>)) {
    let mut folded = String::new();
    let mut start = 0;
    let mut end = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next_is_letter = characters.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if character.is_alphanumeric() && !is_accent(character) {
            if folded.is_empty() {
                start = at;
            }
            character.to_lowercase().for_each(|lower| fold(lower, &mut folded));
            end = at + character.len_utf8();
        } else if !folded.is_empty() && is_accent(character) {
            end = at + character.len_utf8();
        } else if !(folded.is_empty() || is_apostrophe(character) && next_is_letter) {
            visit(&folded, start..end);
            folded.clear();
        }
    }
    if !folded.is_empty() {
        visit(&folded, start..end);
    }
}

/// Every word of the text.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    for_each_word(text, |folded, range| tokens.push(Token { folded: folded.to_owned(), range }));
    tokens
}

/// The words of the text that say what is looked for; every word when it has only stop words.
pub(crate) fn telling_tokens(text: &str) -> Vec<Token> {
    let mut tokens = tokens(text);
    if tokens.iter().any(|token| !is_stop_word(&token.folded)) {
        tokens.retain(|token| !is_stop_word(&token.folded));
    }
    tokens
}

/// The text folded to its words with one space between: what names are compared and ordered by.
pub(crate) fn folded(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for_each_word(text, |word, _| {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(word);
    });
    joined
}

/// The English stem of a folded word; words of other alphabets and words with digits are their own stem.
pub(crate) fn stem(folded: &str) -> Cow<'_, str> {
    if folded.bytes().all(|byte| byte.is_ascii_lowercase()) {
        Stemmer::create(Algorithm::English).stem(folded)
    } else {
        Cow::Borrowed(folded)
    }
}

/// A number that is the same for the same text, and all but never for another.
pub(crate) fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// The stems of the telling words with one space between: two names with the same key are the same name.
pub(crate) fn key(tokens: &[Token]) -> String {
    tokens.iter().map(|token| stem(&token.folded)).collect::<Vec<_>>().join(" ")
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '\u{2018}' | '\u{2019}' | '\u{02bc}' | '`')
}

/// Whether this is an accent written as a character of its own (a combining diacritical mark).
fn is_accent(character: char) -> bool {
    matches!(character, '\u{0300}'..='\u{036f}')
}

/// Adds a lower-case character without its accent: the letters of Latin-1 and Latin Extended-A, which cover the
/// languages of Europe in Latin script.
fn fold(lower: char, out: &mut String) {
    let plain = match lower {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' | 'ð' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' | 'ħ' => 'h',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => 'i',
        'ĵ' => 'j',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ŧ' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ß' => return out.push_str("ss"),
        'æ' => return out.push_str("ae"),
        'œ' => return out.push_str("oe"),
        'þ' => return out.push_str("th"),
        accent if is_accent(accent) => return,
        other => other,
    };
    out.push(plain);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_is_read_as_words() {
        for (text, words) in [
            ("Baby Massage", "baby massage"),
            ("stay-and-play: 0–5s", "stay and play 0 5s"),
            ("Crèche & CRÈCHE, cre\u{300}che", "creche creche creche"),
            ("Dad's, dads’ and 'dads'", "dads dads and dads"),
            ("won't  sleep", "wont sleep"),
            ("rock'n'roll", "rocknroll"),
            ("Łódź Straße Ærø İstanbul", "lodz strasse aero istanbul"),
            ("Дети دعم", "дети دعم"),
            ("(£5) 🙂 !!!", "5"),
            ("' ’ \u{301}", ""),
            ("", ""),
        ] {
            assert_eq!(folded(text), words, "{text}");
        }
    }

    #[test]
    fn a_token_knows_where_it_stands() {
        let text = "  Won't cre\u{300}che!";
        let written: Vec<&str> = tokens(text).into_iter().map(|token| &text[token.range]).collect();
        assert_eq!(written, ["Won't", "cre\u{300}che"]);
    }

    #[test]
    fn words_of_one_family_share_a_stem() {
        for (a, b) in [
            ("group", "groups"),
            ("nursery", "nurseries"),
            ("weaning", "wean"),
            ("childrens", "children"),
            ("dads", "dad"),
            ("massaging", "massage"),
        ] {
            assert_eq!(stem(a), stem(b), "{a} {b}");
        }
        assert_eq!(stem("дети"), "дети");
        assert_eq!(stem("5s"), "5s");
    }

    #[test]
    fn stop_words_are_left_out_unless_there_is_nothing_else() {
        assert!(STOP_WORDS.is_sorted() && SLIGHT_WORDS.is_sorted() && WHOM_WORDS.is_sorted());
        assert!(!SLIGHT_WORDS.iter().any(|word| is_stop_word(word)));
        assert!(!WHOM_WORDS.iter().any(|word| telling(word) == Telling::Slight));
        for (word, says) in [
            ("help", Telling::Slight),
            ("15", Telling::Slight),
            ("5s", Telling::What),
            ("baby", Telling::Whom),
            ("sleep", Telling::What),
        ] {
            assert_eq!(telling(word), says, "{word}");
        }
        for (text, words) in
            [("help with my baby", vec!["help", "baby"]), ("the and", vec!["the", "and"]), ("…", vec![])]
        {
            let read: Vec<String> = telling_tokens(text).into_iter().map(|token| token.folded).collect();
            assert_eq!(read, words, "{text}");
        }
        assert_eq!(key(&telling_tokens("The Dads' Groups")), key(&telling_tokens("dad group")));
    }

    proptest! {
        #[test]
        fn folding_is_stable_and_tokens_lie_in_the_text(text in "\\PC{0,40}") {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once.clone());
            for token in tokens(&text) {
                prop_assert!(!token.folded.is_empty());
                prop_assert!(text.get(token.range).is_some());
                let _ = stem(&token.folded);
            }
        }
    }
}
