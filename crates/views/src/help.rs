//! The steps on the way to the right help as the app reads them: one file a step, fetched when someone goes there.

use serde::{Deserialize, Serialize};

/// One step: a question with its choices, or an answer. Its HTML is made when the site is built, from content alone, so
/// that a phone need not know how; the words of the interface are put into it in the language chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpPage {
    /// Its heading.
    pub title: String,
    /// The page, with a mark where each word of the interface goes: see [`crate::pages::help::main`].
    pub main: String,
    /// The category of the services and sessions to show; none on a question.
    pub category: Option<domain::CategoryId>,
    /// Words that find the sessions; empty where the category does.
    pub words: String,
}

/// The address of a step's file. A step is what [`Link::Help`](crate::route::Link::Help) holds.
#[must_use]
pub fn file(step: &str) -> String {
    let step = if step.is_empty() { "start" } else { step };
    format!("/help/{step}.json")
}
