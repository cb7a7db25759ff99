//! The translation layer: every interface word, by a constant.
//!
//! English is compiled in (`locales/en`; the words of `planner/` only where the planner is). Another language is a file of the same words in the same order,
//! read once at start; until it is there, and where it cannot be read, the words are English.

use std::sync::OnceLock;

use serde::Deserialize;

/// One word or sentence of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word(u16);

/// A sentence with a number in it, `{count}`.
#[derive(Clone, Copy, Debug)]
pub struct Plural {
    one: Word,
    other: Word,
}

impl Plural {
    /// Both forms, for one and for any other number: for a script that counts by itself.
    #[must_use]
    pub const fn forms(self) -> [Word; 2] {
        [self.one, self.other]
    }
}

mod table {
    use super::{Plural, Word};
    include!(concat!(env!("OUT_DIR"), "/words.rs"));

    /// The word in English, whatever is chosen.
    pub(crate) fn english(word: Word) -> &'static str {
        ENGLISH.get(usize::from(word.0)).copied().unwrap_or_default()
    }
}

pub(crate) use table::english;
pub use table::*;

/// A language other than English, as `locales/<code>.json` holds it.
#[derive(Deserialize)]
pub struct Language {
    /// `ltr` or `rtl`
    pub dir: String,
    /// Must equal [`KEYS_MARK`].
    pub keys: String,
    /// The words, in the order of the English table.
    pub words: Vec<String>,
}

static CHOSEN: OnceLock<Language> = OnceLock::new();

/// Uses this language from now on; called once, before anything is drawn.
///
/// A file for other keys (an old copy from a cache) is left alone: English is better than wrong words.
pub fn choose(language: Language) -> bool {
    language.keys == KEYS_MARK && language.words.len() == WORDS && CHOSEN.set(language).is_ok()
}

/// The words as they are shown.
#[must_use]
pub fn t(word: Word) -> &'static str {
    match CHOSEN.get().and_then(|language| language.words.get(usize::from(word.0))) {
        Some(text) => text,
        None => english(word),
    }
}

/// The words with each `{name}` replaced by its value.
#[must_use]
pub fn fill(word: Word, values: &[(&str, &str)]) -> String {
    put(t(word).to_owned(), values)
}

/// A text with each `{name}` replaced by its value.
#[must_use]
pub fn put(text: String, values: &[(&str, &str)]) -> String {
    values.iter().fold(text, |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// The words for this many, with `{count}` replaced.
#[must_use]
pub fn plural(words: Plural, count: u32) -> String {
    let word = if count == 1 { words.one } else { words.other };
    fill(word, &[("count", &count.to_string())])
}
