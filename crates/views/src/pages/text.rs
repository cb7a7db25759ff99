//! Fixed pages: privacy, accessibility, about the data. Their words are content, not code.

use maud::{Markup, html};

use crate::guide::TextPage;
use crate::pieces::{band, checked};

/// One fixed page.
#[must_use]
pub fn main(page: &TextPage) -> Markup {
    html! {
        (band("band--plain", false, None, html! { h1 { (page.title) } p.lead { (page.summary) } }))
        div.wrap { article.prose { (checked(&page.body)) } }
    }
}
