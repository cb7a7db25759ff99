//! Suggestions: what a family may mean while it types into the search box.

use serde::{Deserialize, Serialize};

use crate::problem::{FieldProblem, ProblemCode};
use crate::query::{QueryWriter, pairs};
use crate::search::LONGEST_WORDS;

/// How many suggestions are made at most.
pub const MOST_SUGGESTIONS: usize = 8;

/// What a suggestion leads to, in the order in which as good ones are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SuggestionKind {
    /// Everything in a category.
    Category,
    /// A service, or a search for its name.
    Service,
    /// A page of the guide.
    Guide,
    /// A place to search from.
    Place,
}

/// Something that a family may mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Suggestion {
    /// What it leads to.
    pub kind: SuggestionKind,
    /// What to show: the name as it is written.
    pub text: String,
    /// The category's or service's id, the guide page's slug, or the slug of the place when it is a site with a page.
    /// None for other places, and for a name that several services have: search for the text.
    #[serde(default)]
    pub id: Option<String>,
    /// What tells it from others of its name: the organisation of a service, the group of a category. May be empty.
    #[serde(default)]
    pub about: String,
}

/// What a family may mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SuggestionList {
    /// At most [`MOST_SUGGESTIONS`]; those of one kind stand together, the kind of the best first.
    pub suggestions: Vec<Suggestion>,
}

/// What has been typed so far: `q`. Valid by construction; empty when there is nothing yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed(String);

impl Typed {
    /// Reads a query string; names it does not know are left out.
    ///
    /// # Errors
    /// That `q` is longer than [`LONGEST_WORDS`].
    pub fn from_query(query: &str) -> Result<Self, Vec<FieldProblem>> {
        let text = pairs(query).into_iter().find(|(name, _)| name == "q");
        let text = text.map(|(_, value)| value).unwrap_or_default();
        Self::parse(&text)
    }

    /// Reads what stands in the box.
    ///
    /// # Errors
    /// That it is longer than [`LONGEST_WORDS`], under the field `q`.
    pub fn parse(text: &str) -> Result<Self, Vec<FieldProblem>> {
        let text = text.trim();
        if text.chars().count() > LONGEST_WORDS {
            return Err(vec![FieldProblem::new("q", ProblemCode::TooLong)]);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text, trimmed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The query string that means this; [`Typed::from_query`] reads it back.
    #[must_use]
    pub fn query(&self) -> QueryWriter {
        QueryWriter::default().with("q", &self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_trimmed_and_not_too_long() {
        let longest = "é".repeat(LONGEST_WORDS);
        let too_long = "é".repeat(LONGEST_WORDS + 1);
        for (query, text) in [
            ("q=baby+mas", Some("baby mas")),
            ("?page=2&q=%20potty%20&q=other", Some("potty")),
            ("", Some("")),
            ("q=", Some("")),
            (&format!("q={longest}"), Some(longest.as_str())),
            (&format!("q={too_long}"), None),
        ] {
            let typed = Typed::from_query(query);
            assert_eq!(typed.as_ref().ok().map(Typed::as_str), text, "{query}");
            match typed {
                Ok(typed) => assert_eq!(Typed::from_query(&typed.query().after("")), Ok(typed)),
                Err(problems) => assert_eq!(problems, [FieldProblem::new("q", ProblemCode::TooLong)]),
            }
        }
    }
}
