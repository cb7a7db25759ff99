//! A family's own timeline. The app has its heading alone; the rest is the planner's (`crates/planner`).

#[cfg(feature = "planner")]
mod plan;

use maud::{Markup, html};

use crate::pieces::band;
use crate::words::{self as w, t};

#[cfg(feature = "planner")]
pub use plan::{calendar_file, field, frame, page};

/// What the page is, before anything else is known.
#[must_use]
pub fn lead() -> Markup {
    band(
        "band--plain",
        false,
        None,
        html! {
            h1 { (t(w::TIMELINE_TITLE)) }
            p.lead { (t(w::TIMELINE_LEAD)) }
        },
    )
}
