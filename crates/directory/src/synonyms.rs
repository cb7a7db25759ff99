//! Synonyms: different words for one thing, as parents and professionals use them.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use crate::text::{self, Token};

/// The synonyms file cannot be used. Every variant says what to put right.
#[derive(Debug, thiserror::Error)]
pub enum SynonymsError {
    /// The text is not TOML, or has not this form.
    #[error("synonyms are not lists `groups` and `leads`, and a text `known`: {0}")]
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
    /// A lead has no words to start from or none to lead to.
    #[error("lead {lead} of the synonyms needs words in `from` and in `to`")]
    LeadsNowhere {
        /// Which lead, from 1.
        lead: usize,
    },
    /// An entry of a lead has no letter or digit.
    #[error("lead {lead} of the synonyms has an entry without words: {entry:?}")]
    WordlessLead {
        /// Which lead, from 1.
        lead: usize,
        /// The entry.
        entry: String,
    },
}

/// Groups of words and phrases that mean the same to someone who searches. The default has none.
///
/// A phrase of a search stands for every other phrase of its group. Groups are not chained: when "money" stands with
/// "benefits" in one group and "benefits" with "perks" in another, a search for "money" does not find "perks".
///
/// A lead goes one way: what a parent types leads to what helps with it, as "sore nipples" does to "infant feeding",
/// though nobody who types "infant feeding" looks for sore nipples. From an urgent one, as from "suicide", a search
/// leads to help whatever else it says.
///
/// Its words are words, and so are those that it only knows: none of them is taken for a slip in another.
#[derive(Clone, Debug, Default)]
pub struct Synonyms {
    groups: Vec<Vec<Phrase>>,
    leads: Vec<Way>,
    /// Stems of words that are spelled right.
    known: HashSet<String>,
    /// For each stem, the entries that begin with it.
    beginnings: HashMap<String, Vec<Entry>>,
}

/// What a lead leads to.
#[derive(Clone, Debug)]
struct Way {
    to: Vec<Phrase>,
    urgent: bool,
}

/// Something that a parent may type, and what it stands for.
#[derive(Clone, Debug)]
struct Entry {
    stems: Vec<String>,
    words: Vec<(String, String)>,
    meaning: Meaning,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    /// The others of this group.
    Group(usize),
    /// What this lead leads to.
    Lead(usize),
}

/// What a phrase of a search stands for.
pub(crate) struct Standing<'a> {
    /// How many words of the search the phrase takes.
    pub taken: usize,
    /// Other words for it.
    pub others: Vec<&'a Phrase>,
    /// Whether those only help with it.
    pub is_lead: bool,
    /// Whether it says danger or loss, so that nothing else in the search is insisted on.
    pub is_urgent: bool,
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
    #[serde(default)]
    leads: Vec<Lead>,
    #[serde(default)]
    known: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lead {
    from: Vec<String>,
    to: Vec<String>,
    #[serde(default)]
    urgent: bool,
}

impl Synonyms {
    /// Reads the synonyms file: a TOML list `groups` of lists of words or phrases, and, both of which may be left out, a
    /// list `leads` of tables with such lists `from` and `to`, some of them `urgent`, and a text `known` of words.
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
                let Some(phrase) = Phrase::read(&entry) else {
                    return Err(SynonymsError::Wordless { group, entry });
                };
                if phrases.iter().any(|other| other.stems == phrase.stems) {
                    return Err(SynonymsError::Twice { group, entry });
                }
                synonyms.begin(&phrase, Meaning::Group(index));
                phrases.push(phrase);
            }
            synonyms.groups.push(phrases);
        }
        for (index, Lead { from, to, urgent }) in file.leads.into_iter().enumerate() {
            let lead = index + 1;
            if from.is_empty() || to.is_empty() {
                return Err(SynonymsError::LeadsNowhere { lead });
            }
            let read =
                |entry: String| Phrase::read(&entry).ok_or(SynonymsError::WordlessLead { lead, entry });
            let from: Vec<Phrase> = from.into_iter().map(read).collect::<Result<_, _>>()?;
            from.iter().for_each(|phrase| synonyms.begin(phrase, Meaning::Lead(index)));
            let to = to.into_iter().map(read).collect::<Result<_, _>>()?;
            synonyms.leads.push(Way { to, urgent });
        }
        text::for_each_word(&file.known, |word, _| {
            synonyms.known.insert(text::stem(word).into_owned());
        });
        let phrases = synonyms.groups.iter().chain(synonyms.leads.iter().map(|way| &way.to)).flatten();
        let typed = synonyms.beginnings.values().flatten().flat_map(|entry| &entry.stems);
        synonyms.known.extend(phrases.flat_map(|phrase| &phrase.stems).chain(typed).cloned());
        Ok(synonyms)
    }

    fn begin(&mut self, phrase: &Phrase, meaning: Meaning) {
        if let Some(first) = phrase.stems.first() {
            let Phrase { stems, words } = phrase.clone();
            self.beginnings.entry(first.clone()).or_default().push(Entry { stems, words, meaning });
        }
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

    /// Whether words with this stem are spelled right, though nothing in the directory may have them.
    pub(crate) fn knows(&self, stem: &str) -> bool {
        self.known.contains(stem)
    }

    /// Whether a phrase that is known stands at the end of these stems, or a word that is urgent.
    pub(crate) fn end(&self, stems: &[String]) -> bool {
        (0..stems.len()).any(|at| {
            let ends = |of: Standing<'_>| at + of.taken == stems.len() && (of.taken > 1 || of.is_urgent);
            self.at(&stems[at..]).any(ends)
        })
    }

    /// What the phrases stand for that stand at the beginning of these stems.
    pub(crate) fn at<'a>(&'a self, stems: &'a [String]) -> impl Iterator<Item = Standing<'a>> {
        let entries =
            stems.first().and_then(|first| self.beginnings.get(first)).map_or(&[][..], Vec::as_slice);
        entries.iter().filter(|entry| stems.starts_with(&entry.stems)).map(|entry| self.standing(entry))
    }

    /// Everything that may be typed, with what it stands for.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&[(String, String)], Vec<&Phrase>)> {
        let entries = self.beginnings.values().flatten();
        entries.map(|entry| (entry.words.as_slice(), self.standing(entry).others))
    }

    fn standing(&self, entry: &Entry) -> Standing<'_> {
        let taken = entry.stems.len();
        match entry.meaning {
            Meaning::Group(group) => {
                let others = self.groups[group].iter().filter(|other| other.stems != entry.stems);
                Standing { taken, others: others.collect(), is_lead: false, is_urgent: false }
            }
            Meaning::Lead(lead) => {
                let Way { to, urgent } = &self.leads[lead];
                Standing { taken, others: to.iter().collect(), is_lead: true, is_urgent: *urgent }
            }
        }
    }
}

impl Phrase {
    /// `None` when there is no word in it.
    fn read(entry: &str) -> Option<Self> {
        let tokens = text::telling_tokens(entry);
        let written = |token: &Token| entry.get(token.range.clone()).unwrap_or_default().to_lowercase();
        (!tokens.is_empty()).then(|| Self {
            stems: tokens.iter().map(|token| text::stem(&token.folded).into_owned()).collect(),
            words: tokens.iter().map(|token| (token.folded.clone(), written(token))).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str) -> Vec<String> {
        Phrase::read(text).map(|phrase| phrase.stems).unwrap_or_default()
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
                .flat_map(|of| of.others.into_iter().map(move |other| (of.taken, other.stems.clone())))
                .collect();
            let wanted: Vec<(usize, Vec<String>)> =
                found.into_iter().map(|(taken, other)| (taken, stems(other))).collect();
            assert_eq!(read, wanted, "{typed}");
        }
    }

    #[test]
    fn a_lead_goes_one_way() {
        let synonyms = Synonyms::parse(
            r#"groups = [["job", "employment"]]
            leads = [{ from = ["sore nipples", "job"], to = ["infant feeding", "training"] }]"#,
        )
        .unwrap();
        for (typed, found) in [
            ("sore nipples", vec![(2, true, "infant feeding"), (2, true, "training")]),
            ("jobs", vec![(1, false, "employment"), (1, true, "infant feeding"), (1, true, "training")]),
            ("infant feeding", vec![]),
            ("sore", vec![]),
        ] {
            let typed_stems = stems(typed);
            let read: Vec<(usize, bool, Vec<String>)> = synonyms
                .at(&typed_stems)
                .flat_map(|of| {
                    of.others.into_iter().map(move |other| (of.taken, of.is_lead, other.stems.clone()))
                })
                .collect();
            let wanted: Vec<(usize, bool, Vec<String>)> =
                found.into_iter().map(|(taken, is_lead, other)| (taken, is_lead, stems(other))).collect();
            assert_eq!(read, wanted, "{typed}");
        }
    }

    #[test]
    fn words_of_the_file_are_known() {
        let synonyms = Synonyms::parse(
            r#"groups = [["job", "employment"]]
            leads = [{ from = ["sore nipples"], to = ["infant feeding"], urgent = true }]
            known = "gang, weeds anger""#,
        )
        .unwrap();
        for (word, is_known) in [
            ("jobs", true),
            ("nipple", true),
            ("feed", true),
            ("weed", true),
            ("anger", true),
            ("angler", false),
        ] {
            assert_eq!(synonyms.knows(&text::stem(word)), is_known, "{word}");
        }
        for (typed, ends) in [("my sore nipples", true), ("sore nipples today", false), ("job", false)] {
            assert_eq!(synonyms.end(&stems(typed)), ends, "{typed}");
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
            (
                r#"groups = []
                leads = [{ from = ["a"], to = [], urgent = true }]"#,
                "lead 1 of the synonyms needs words in `from` and in `to`",
            ),
            (
                r#"groups = []
                leads = [{ from = ["a"], to = ["b", "…"] }]"#,
                "lead 1 of the synonyms has an entry without words: \"…\"",
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
