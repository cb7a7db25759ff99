//! Guide pages as the app reads them: a small index, and one file a page, fetched when someone goes there.

use serde::{Deserialize, Serialize};

/// A guide page in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideCard {
    /// Its address below the guide.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// One or two sentences on it.
    pub summary: String,
    /// The stage it belongs to.
    pub stage: String,
    /// Names of its topics.
    pub topics: Vec<String>,
    /// Minutes to read it.
    pub minutes: u32,
}

/// A stage of family life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideStage {
    /// Its slug, which is also its colour's and its icon's.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The ages it covers, in words.
    pub ages: String,
    /// A sentence on what is found there.
    pub summary: String,
}

/// What guide pages are about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideTopic {
    /// Its slug.
    pub id: String,
    /// What people call it.
    pub name: String,
}

/// All guide pages and the stages they belong to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideIndex {
    /// The stages, in the order of life.
    pub stages: Vec<GuideStage>,
    /// The topics, in the order they are offered.
    pub topics: Vec<GuideTopic>,
    /// The pages, by title.
    pub guides: Vec<GuideCard>,
}

/// Where a fact comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideSource {
    /// Whose page it is and what it is called.
    pub title: String,
    /// Its address.
    pub url: String,
}

/// One guide page. Its HTML is checked when the site is built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuidePage {
    /// What a list has.
    pub card: GuideCard,
    /// The name of its stage.
    pub stage_name: String,
    /// What to take away if nothing else is read.
    pub key_points: Vec<String>,
    /// "Do this first".
    pub do_first: Option<String>,
    /// The rest.
    pub body: String,
    /// "When to get help".
    pub get_help: Option<String>,
    /// Where its facts come from.
    pub sources: Vec<GuideSource>,
    /// The day it was last checked, ISO 8601.
    pub reviewed: domain::Date,
    /// Words that find the sessions to show.
    pub session_words: String,
    /// The category of the sessions to show, where words find none.
    pub category: Option<domain::CategoryId>,
    /// The name of its picture.
    pub art: Option<String>,
}

/// A page whose text is made when the site is built: privacy, accessibility, about the data, a step on the way to help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextPage {
    /// Its title.
    pub title: String,
    /// One sentence on it.
    pub summary: String,
    /// Its text. On a step on the way to help, with a mark where each word of the interface goes: see
    /// [`crate::pages::help::main`].
    pub body: String,
    /// The search for what is near, as it stands in an address; empty where nothing is looked for.
    #[serde(default)]
    pub near: String,
}

/// The address of the index file.
pub const INDEX: &str = "/guides/index.json";

/// Where the build writes the guide down for the server's search, below the site's folder.
pub const SEARCH: &str = "_search/guide.json";

/// The address of a guide page's file.
#[must_use]
pub fn file(slug: &str) -> String {
    format!("/guides/{slug}.json")
}

/// The address of a fixed page's file.
#[must_use]
pub fn text_file(slug: &str) -> String {
    format!("/texts/{slug}.json")
}
