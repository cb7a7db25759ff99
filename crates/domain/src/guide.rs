//! What readers say of guide pages, without saying who they are.

use serde::{Deserialize, Serialize};

/// An answer to "Was this page useful?".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum GuideAnswer {
    /// Yes.
    Useful,
    /// No: something is missing.
    Missing,
    /// No: it is hard to read.
    HardToRead,
    /// No: something is wrong.
    Wrong,
    /// No: it is not what was needed.
    NotNeeded,
}

impl GuideAnswer {
    /// Every answer, the good one first.
    pub const ALL: [Self; 5] = [Self::Useful, Self::Missing, Self::HardToRead, Self::Wrong, Self::NotNeeded];

    /// Its name in JSON, in the database and on a page.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Useful => "useful",
            Self::Missing => "missing",
            Self::HardToRead => "hard_to_read",
            Self::Wrong => "wrong",
            Self::NotNeeded => "not_needed",
        }
    }

    /// The answer of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.as_str() == name)
    }
}

/// An answer on its way to the server. There is no place in it for a name or for free words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewGuideAnswer {
    /// The answer.
    pub answer: GuideAnswer,
}

/// How often a page was answered so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuideAnswerCount {
    /// The page, by its path under `/guide/`.
    pub slug: String,
    /// The answer.
    pub answer: GuideAnswer,
    /// How often, on all days.
    pub count: u64,
}
