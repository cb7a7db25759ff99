//! Pages that the server draws whole: plain links and forms, no script. The app names none of them, so they and their
//! words are not in what families download.

pub mod ask;
pub mod coverage;
pub mod coverage_summary;
pub mod family_page;
mod figures;
pub mod outcomes;
pub mod share;
pub mod team;
pub mod whats_new;

use maud::{Markup, PreEscaped, html};

use crate::Setting;
use crate::pieces::ring_button;
use crate::words::{put, written as w};

/// A text with each `{name}` in it replaced.
#[must_use]
pub fn say(text: &str, values: &[(&str, &str)]) -> String {
    put(text.to_owned(), values)
}

/// The text for this many, with `{count}` replaced.
#[must_use]
pub fn counted(one: &str, other: &str, count: usize) -> String {
    say(if count == 1 { one } else { other }, &[("count", &count.to_string())])
}

/// "sleep", "sleep and feeding", "sleep, feeding and play"
#[must_use]
pub fn listed(items: &[String], and: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

/// What the frame that the build wrote for these pages is filled with, all of it safe in HTML.
#[derive(Clone, Debug)]
pub struct Written {
    /// The title, without the hub's name.
    pub title: String,
    /// One or two sentences for a preview.
    pub description: String,
    /// More for the document's head.
    pub head: Markup,
    /// The inside of `main`.
    pub main: Markup,
}

impl Written {
    /// A page with nothing more in its head.
    #[must_use]
    pub fn new(title: &str, description: &str, main: Markup) -> Self {
        let head = PreEscaped(String::new());
        Self { title: title.to_owned(), description: description.to_owned(), head, main }
    }

    /// A page with a form. Where something is to be put right the title says so first: it is what is read aloud when the
    /// page comes back.
    #[must_use]
    pub fn of_form(title: &str, description: &str, main: Markup, is_wrong: bool) -> Self {
        if is_wrong {
            return Self::new(&say(w::REFUSED_ERROR, &[("title", title)]), description, main);
        }
        Self::new(title, description, main)
    }
}

/// What a person is told when a form or page was refused, in these words.
#[must_use]
pub fn refused(setting: Setting<'_>, title: &str, words: &str) -> Written {
    let main = html! {
        div.wrap {
            div.stack.flow {
                h1 { (title) }
                p.lead { (words) }
                div.row { (ring_button(&setting.config.phone, "button button--quiet")) }
            }
        }
    };
    Written::new(title, words, main)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_listed_as_people_say_them() {
        let items = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        for (names, words) in [
            (&[][..], ""),
            (&["sleep"], "sleep"),
            (&["sleep", "play"], "sleep and play"),
            (&["sleep", "play", "food"], "sleep, play and food"),
        ] {
            assert_eq!(listed(&items(names), "and"), words);
        }
        assert_eq!(counted("{count} need", "{count} needs", 1), "1 need");
        assert_eq!(counted("{count} need", "{count} needs", 0), "0 needs");
    }
}
