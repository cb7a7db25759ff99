//! Nothing is at this address.

use maud::html;

use crate::Page;
use crate::pieces::scene;
use crate::route::Link;
use crate::words::{self as w, t};

/// Says so, and offers two ways on.
#[must_use]
pub fn page() -> Page {
    let acts = html! {
        a.button href=(Link::Home.href()) { (t(w::NOT_FOUND_HOME)) }
        a.button.button--quiet href=(Link::all_services().href()) { (t(w::NOT_FOUND_FIND)) }
    };
    Page {
        title: t(w::NOT_FOUND_TITLE).to_owned(),
        main: html! { div.wrap { (scene("missing-stone", t(w::NOT_FOUND_TITLE), t(w::NOT_FOUND_WORDS), true, acts)) } },
    }
}
