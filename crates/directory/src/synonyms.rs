//! Synonyms: different words for one thing, as parents and professionals use them.

use std::collections::HashMap;

use serde::Deserialize;

use crate::text::{self, Token};

/// The synonyms file cannot be used. Every variant says what to put right.
#[derive(Debug, thiserror::Error)]
pub enum SynonymsError {
    /// The text is not TOML, or not a list `groups` of lists of words.
    #[error("synonyms are not a list `groups` of lists of words: {0}")]
    Form(#[from] toml::de::Error),
    /// A group says one thing only.
    #[error("group {group} of the synonyms needs at least two entries")]
    Lonely {
        /// Which group, from 1.
        group: usize,
    },
    /// An entry has no letter or digit.
    #[error("group {group} of the synonyms has an entry without words: {entry:?}")]
    Wordless {
        /// Which group, from 1.
        group: usize,
        /// The entry.
        entry: String,
    },
    /// Two entries of one group are the same words to a search, such as "dad" and "dads".
    #[error("group {group} of the synonyms says the same twice: {entry:?}")]
    Twice {
        /// Which group, from 1.
        group: usize,
        /// The second of the two.
        entry: String,
    },
}

/// Groups of words and phrases that mean the same to someone who searches. The default has none.
///
/// A phrase of a search stands for every other phrase of its group. Groups are not chained: when "money" stands with
/// "benefits" in one group and "benefits" with "perks" in another, a search for "money" does not find "perks".
#[derive(Clone, Debug, Default)]
pub struct Synonyms {
    groups: Vec<Vec<Phrase>>,
    /// For each stem, the phrases that begin with it: group and place in the group.
    beginnings: HashMap<String, Vec<(usize, usize)>>,
}

/// One entry of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// The stems of its telling words, in order; at least one.
    pub stems: Vec<String>,
    /// Its telling words: folded, and as written.
    pub words: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    groups: Vec<Vec<String>>,
}

impl Synonyms {
    /// Reads the synonyms file: a TOML list `groups` of lists of words or phrases.
    ///
    /// # Errors
    /// The first thing to put right: see [`SynonymsError`].
    pub fn parse(toml_text: &str) -> Result<Self, SynonymsError> {
        let file: File = toml::from_str(toml_text)?;
        let mut synonyms = Self::default();
        for (index, entries) in file.groups.into_iter().enumerate() {
            let group = index + 1;
            if entries.len() < 2 {
                return Err(SynonymsError::Lonely { group });
            }
            let mut phrases: Vec<Phrase> = Vec::with_capacity(entries.len());
            for entry in entries {
                let phrase = Phrase::read(&entry);
                let Some(first) = phrase.stems.first() else {
                    return Err(SynonymsError::Wordless { group, entry });
                };
                if phrases.iter().any(|other| other.stems == phrase.stems) {
                    return Err(SynonymsError::Twice { group, entry });
                }
                synonyms.beginnings.entry(first.clone()).or_default().push((index, phrases.len()));
                phrases.push(phrase);
            }
            synonyms.groups.push(phrases);
        }
        Ok(synonyms)
    }

    /// How many groups there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether there is no group.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    pub(crate) fn groups(&self) -> &[Vec<Phrase>] {
        &self.groups
    }

    /// The phrases that stand at the beginning of these stems: how many stems each takes, and the others of its
    /// group.
    pub(crate) fn at<'a>(
        &'a self,
        stems: &'a [String],
    ) -> impl Iterator<Item = (usize, impl Iterator<Item = &'a Phrase>)> {
        let places =
            stems.first().and_then(|first| self.beginnings.get(first)).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(move |(group, place)| {
            let phrases = &self.groups[*group];
            let phrase = &phrases[*place];
            let others = phrases.iter().filter(move |other| *other != phrase);
            stems.starts_with(&phrase.stems).then_some((phrase.stems.len(), others))
        })
    }
}

impl Phrase {
    fn read(entry: &str) -> Self {
        let tokens = text::telling_tokens(entry);
        let written = |token: &Token| entry.get(token.range.clone()).unwrap_or_default().to_lowercase();
        Self {
            stems: tokens.iter().map(|token| text::stem(&token.folded).into_owned()).collect(),
            words: tokens.iter().map(|token| (token.folded.clone(), written(token))).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str) -> Vec<String> {
        Phrase::read(text).stems
    }

    #[test]
    fn a_phrase_stands_for_the_others_of_its_group() {
        let synonyms = Synonyms::parse(
            r#"groups = [["potty", "toilet training"], ["won't sleep", "sleep"], ["dad", "father"], ["toilet", "loo"]]"#,
        )
        .unwrap();
        assert_eq!(synonyms.len(), 4);
        for (typed, found) in [
            ("potty", vec![(1, "toilet training")]),
            ("Toilet Training group", vec![(2, "potty"), (1, "loo")]),
            ("toilets", vec![(1, "loo")]),
            ("wont sleep", vec![(2, "sleep")]),
            ("wont", vec![]),
            ("dads'", vec![(1, "father")]),
            ("training", vec![]),
            ("", vec![]),
        ] {
            let typed_stems = stems(typed);
            let read: Vec<(usize, Vec<String>)> = synonyms
                .at(&typed_stems)
                .flat_map(|(taken, others)| others.map(move |other| (taken, other.stems.clone())))
                .collect();
            let wanted: Vec<(usize, Vec<String>)> =
                found.into_iter().map(|(taken, other)| (taken, stems(other))).collect();
            assert_eq!(read, wanted, "{typed}");
        }
    }

    #[test]
    fn a_bad_file_says_what_to_put_right() {
        for (text, message) in [
            (r#"groups = [["a b", "c"], ["dad"]]"#, "group 2 of the synonyms needs at least two entries"),
            (r#"groups = [["dad", "…"]]"#, "group 1 of the synonyms has an entry without words: \"…\""),
            (
                r#"groups = [["dad", "father", "Dads"]]"#,
                "group 1 of the synonyms says the same twice: \"Dads\"",
            ),
        ] {
            assert_eq!(Synonyms::parse(text).unwrap_err().to_string(), message);
        }
        for text in ["groups = 1", "groups = [", "other = []", "groups = []\nother = 1"] {
            assert!(matches!(Synonyms::parse(text), Err(SynonymsError::Form(_))), "{text}");
        }
        assert!(Synonyms::default().is_empty());
    }

    #[test]
    fn the_file_of_the_hub_can_be_read() {
        let synonyms = Synonyms::parse(include_str!("../../../content/synonyms.toml")).unwrap();
        assert!(synonyms.len() >= 40, "{}", synonyms.len());
    }
}
