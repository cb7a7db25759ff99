//! What other software may follow, said on a page of its own: it needs neither the app nor its styles.

use domain::api::openactive as address;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::Config;
use crate::route::Link;
use crate::words::written as w;

/// The whole document. `description` is what programs read of it (JSON-LD), safe in a `script` element.
#[must_use]
pub fn document(config: &Config, publisher: &str, licence: &str, description: &str) -> Markup {
    let title = w::DATASET_NAME.replace("{publisher}", publisher);
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – " (config.title) }
                meta name="description" content=(w::DATASET_LEAD);
                script type="application/ld+json" { (PreEscaped(description)) }
            }
            body {
                main {
                    h1 { (title) }
                    p { (w::DATASET_LEAD) }
                    h2 { (w::DATASET_FEEDS) }
                    ul {
                        li { a href=(address::SERIES) { (w::DATASET_SERIES) } }
                        li { a href=(address::SESSIONS) { (w::DATASET_SESSIONS) } }
                    }
                    p { (w::DATASET_ACTIVITY) }
                    h2 { (w::DATASET_LICENCE) }
                    p { (w::DATASET_LICENCE_WORDS) " " a href=(licence) { (w::DATASET_LICENCE_NAME) } }
                    p { a href=(Link::Home.href()) { (config.title) } }
                }
            }
        }
    }
}
