//! What every page shows, as HTML.
//!
//! Pure functions of data, words and the moment. The app draws them in the browser, the build writes them to
//! files and the server fills them into shells, so that a page reads the same before the app arrives, without
//! script, and after it has taken over. Everything is escaped unless it comes checked from the guide.
//!
//! Templates are `maud`: a page written with it costs a third of the same page as reactive views (see
//! `docs/decisions/0005-pages-are-templates.md`). A page that reacts is drawn again by the app.
//!
//! An element with `data-action` asks the app to do something; without the app it does nothing or is a link.

pub mod answer;
pub mod config;
pub mod frame;
pub mod guide;
pub mod help;
pub mod moment;
pub mod pages;
pub mod pieces;
pub mod planner;
pub mod problem_words;
pub mod rates;
pub mod route;
pub mod tiles;
pub mod vocabulary;
pub mod words;
pub mod written;

use domain::{Date, Instant};

pub use answer::{Answer, Failure};
pub use config::Config;
pub use maud::{Markup, PreEscaped};

/// What a page is drawn in: the council's settings and the moment.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The council's settings.
    pub config: &'a Config,
    /// The moment; `None` while pages are written to files, which have no moment.
    pub now: Option<Instant>,
}

impl Setting<'_> {
    /// Today in London.
    #[must_use]
    pub fn today(&self) -> Option<Date> {
        self.now.map(Instant::london_date)
    }
}

/// A page: its title, and what stands in `main`.
#[derive(Clone, Debug)]
pub struct Page {
    /// The title, without the hub's name; empty for the front page.
    pub title: String,
    /// The inside of `main`.
    pub main: Markup,
}
