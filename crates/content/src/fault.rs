//! What can be wrong with a content file, said so that its writer can put it right.

use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

/// One thing to put right in one file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}:{line}: {kind}", file.display())]
pub struct Fault {
    /// The file, under the folder that was given to [`Library::load`](crate::Library::load).
    pub file: PathBuf,
    /// The line to look at, counted from 1.
    pub line: usize,
    /// What is wrong, and how to fix it.
    pub kind: FaultKind,
}

/// What is wrong. Each message says how to fix it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FaultKind {
    /// The file or folder cannot be opened, or is not UTF-8.
    #[error("cannot be read ({0}): check that it exists and is saved as UTF-8")]
    CannotRead(String),
    /// The file does not begin with `+++`.
    #[error("no front matter: start the file with a line of +++, then the keys, then another line of +++")]
    NoFrontMatter,
    /// The second `+++` never comes.
    #[error("the front matter never ends: add a line of +++ after its last key")]
    FrontMatterNotClosed,
    /// The TOML does not parse, has a key nobody reads, or a value of the wrong type.
    #[error("this TOML does not read: {0}")]
    Toml(String),
    /// A key that every file of its kind has is not there.
    #[error("`{key}` is missing: add a line such as `{example}`")]
    MissingKey {
        /// The key to add.
        key: &'static str,
        /// A line that would do.
        example: &'static str,
    },
    /// A value is there but is blank.
    #[error("`{0}` is empty: write something, or take an optional key out")]
    EmptyValue(&'static str),
    /// Something is not a date in the calendar.
    #[error("`{key}` is \"{given}\", which is not a date: write year-month-day, like 2026-11-20")]
    BadDate {
        /// The key whose value is not a date.
        key: &'static str,
        /// What was written.
        given: String,
    },
    /// A page is due for review no later than the day it was reviewed.
    #[error("`review_due` is not after `reviewed` ({reviewed}): a year later is usual")]
    ReviewDueTooEarly {
        /// The day of the last review.
        reviewed: String,
    },
    /// The day for the next review has passed.
    #[error("was due for review on {0}: check it against its sources, then move both dates on")]
    ReviewOverdue(String),
    /// The summary is too long for a card or a shared link.
    #[error("`summary` has {0} characters: cut it to 160 or fewer")]
    SummaryTooLong(usize),
    /// There are not exactly three key points.
    #[error("`key_points` has {0}: write exactly three short ones")]
    KeyPoints(usize),
    /// The ages are the wrong way round.
    #[error("`age_to_months` is below `age_from_months`: swap them")]
    AgesReversed,
    /// A stage that `topics.toml` does not list.
    #[error("there is no stage \"{0}\": use an id from topics.toml, or add it there")]
    UnknownStage(String),
    /// A topic that `topics.toml` does not list.
    #[error("there is no topic \"{0}\": use an id from topics.toml, or add it there")]
    UnknownTopic(String),
    /// A category that `topics.toml` does not list.
    #[error(
        "there is no category \"{0}\": use an id from topics.toml, or add it there if the council has it"
    )]
    UnknownCategory(String),
    /// A phone line that `help/lines.toml` does not list.
    #[error("there is no phone line \"{0}\": use an id from help/lines.toml, or add it there")]
    UnknownLine(String),
    /// A number that a phone could not ring.
    #[error("`number` is \"{0}\": write digits and spaces only, like 0800 1111")]
    BadNumber(String),
    /// A choice in the paths to help that leads to no question and no answer.
    #[error(
        "this choice leads nowhere: `to = \"{0}\"` must be the id of an answer of this file, the name of another file \
         without .toml, or both as \"file/answer\""
    )]
    LeadsNowhere(String),
    /// A question or an answer in the paths to help to which no choice leads.
    #[error("nobody gets to \"{0}\": add a choice that leads to it, or take it out")]
    Unreached(String),
    /// An answer that is too far from the first question.
    #[error("it takes {taps} taps to get here: let an earlier question lead to it, so that 3 are enough")]
    TooManyTaps {
        /// How many taps it takes from the first question.
        taps: usize,
    },
    /// An answer that names nobody to call.
    #[error("there is nobody to call: add ids of help/lines.toml, such as `call = [\"hub\"]`")]
    NobodyToCall,
    /// More of something than a tired parent reads.
    #[error("`{key}` has {count}: keep the {most} that help most")]
    TooMany {
        /// The key of the list.
        key: &'static str,
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// Two entries of one list share an id.
    #[error("the id \"{0}\" is used twice: give each its own")]
    DuplicateId(String),
    /// A name that becomes part of an address has other characters than `a-z`, `0-9` and `-`.
    #[error("\"{0}\" cannot be part of an address: use small letters, digits and hyphens only")]
    BadSlug(String),
    /// The picture is not named as a plain file name.
    #[error("`art` is \"{0}\": give only the name of a file in public/art, like baby.svg")]
    BadArt(String),
    /// HTML tags in Markdown.
    #[error("HTML is not allowed here: say it in Markdown, or take {0} out")]
    RawHtml(String),
    /// A picture in Markdown.
    #[error("pictures are not allowed in the text: name one as `art` in the front matter")]
    Image,
    /// A link that a page may not have.
    #[error(
        "the link \"{0}\" is not allowed: use https:, tel: with digits only, mailto:, or a path that starts with /"
    )]
    BadLink(String),
    /// A link with no words to press.
    #[error("the link to \"{0}\" has no words: write what it leads to between the square brackets")]
    EmptyLink(String),
    /// A link to a guide that is not in the library.
    #[error("no guide is read at \"{0}\": correct the link, or add the guide")]
    UnknownGuide(String),
    /// A first-level heading in the text.
    #[error("the title is the page's only first-level heading: start this one with ##")]
    TitleInBody,
    /// A heading that skips a level, which loses people who move by headings.
    #[error("this heading jumps from level {from} to level {to}: use level {} or less", from + 1)]
    HeadingJump {
        /// The level of the heading before, or 1 for the title.
        from: u8,
        /// The level of this heading.
        to: u8,
    },
    /// An amount that is not named by its rate.
    #[error(
        "{0} is an amount in prose: put it into rates.toml with its dates and source, and write its name as {{{{name}}}} here"
    )]
    AmountInProse(String),
    /// A rate that `rates.toml` does not have.
    #[error("there is no rate \"{0}\" in rates.toml: add it there, or correct the name")]
    UnknownRate(String),
    /// A rate that holds no longer.
    #[error(
        "this rate ended on {0}: look the new one up at its source, and change the amount and both dates"
    )]
    RateEnded(String),
    /// A heading with no words.
    #[error("this heading has no words: write some, or take it out")]
    EmptyHeading,
    /// A section that is drawn as a card of its own is there twice.
    #[error("there are two sections \"{0}\": join them into one")]
    DuplicateSection(&'static str),
    /// There is front matter but nothing to read.
    #[error("there is no text after the front matter: write some, or take the file out")]
    EmptyBody,
}

/// Every fault found, in order of file and line. Displayed one to a line.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn new(mut faults: Vec<Fault>) -> Faults {
        faults.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        Faults(faults)
    }

    /// The faults, in order of file and line. There is at least one.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter()
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}
