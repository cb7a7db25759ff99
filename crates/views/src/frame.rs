//! What every page stands in: the way round it, urgent help and the quick exit, always there.

use maud::{Markup, html};

use crate::Setting;
use crate::pieces::{Size, icon};
use crate::route::{Link, ServerPage};
use crate::words::{self as w, Word, fill, t};

/// The four places a person may be in, with the paths under each.
const NAV: [(&str, Word, &[&str]); 4] = [
    ("guide", w::NAV_GUIDE, Link::GUIDE_ROOTS),
    ("find", w::NAV_FIND, Link::FIND_ROOTS),
    ("calendar", w::NAV_WHATS_ON, Link::WHATS_ON_ROOTS),
    ("saved", w::NAV_BOOKINGS, Link::BOOKING_ROOTS),
];

/// Which of the four places a path belongs to, if any.
#[must_use]
pub fn place_in_nav(path: &str) -> Option<usize> {
    let under =
        |root: &&str| path == *root || path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'));
    NAV.iter().position(|(_, _, roots)| roots.iter().any(under))
}

/// Everything before `main`.
#[must_use]
pub fn head(setting: Setting<'_>, path: &str) -> Markup {
    let config = setting.config;
    let here = place_in_nav(path);
    html! {
        a.skip-link href="#main" { (t(w::FRAME_SKIP)) }
        @if config.sample {
            aside.ribbon aria-label=(t(w::FRAME_SAMPLE_LABEL)) { (fill(w::FRAME_SAMPLE, &[("council", &config.council)])) }
        }
        header.site-header {
            div.site-header__inner.wrap.wrap--wide {
                div.site-header__name {
                    a.wordmark href=(Link::Home.href()) {
                        svg.wordmark__arc viewBox="0 0 40 32" aria-hidden="true" {
                            path d="M4 29a16 16 0 0 1 32 0" fill="none" stroke="currentColor" stroke-width="6" stroke-linecap="round" {}
                            circle.wordmark__stone cx="20" cy="5" r="4.5" fill="currentColor" {}
                        }
                        span.wordmark__name { (config.title) }
                    }
                }
                nav.nav aria-label=(t(w::NAV_LABEL)) {
                    ul.nav__list role="list" {
                        @for (i, (name, word, roots)) in NAV.iter().enumerate() {
                            li.nav__item {
                                a.nav__link href=(roots[0]) aria-current=[(here == Some(i)).then_some("page")] {
                                    (icon(name, Size::Middle, "nav__icon")) span { (t(*word)) }
                                }
                            }
                        }
                    }
                }
                a.site-header__urgent href=(Link::UrgentHelp.href()) { (t(w::FRAME_URGENT)) }
                a.site-header__exit href=(config.quick_exit) rel="noreferrer noopener external" data-action="exit" { (t(w::FRAME_EXIT)) }
            }
        }
    }
}

/// Everything after `main`.
#[must_use]
pub fn foot(setting: Setting<'_>) -> Markup {
    let at = |href: &str, name: Word| html! { li { a.site-footer__link href=(href) { (t(name)) } } };
    let link = |link: Link, name: Word| at(&link.href(), name);
    html! {
        footer.site-footer {
            div.site-footer__inner.wrap.wrap--wide {
                p.lead { (t(w::FRAME_PROMISE)) }
                ul.site-footer__links role="list" {
                    (link(Link::Help(String::new()), w::HELP_TITLE))
                    (at(ServerPage::ASK, w::FRAME_ASK))
                    (link(Link::Saved, w::SAVED_TITLE))
                    (link(Link::Privacy, w::FRAME_PRIVACY))
                    (link(Link::Accessibility, w::FRAME_ACCESSIBILITY))
                    (link(Link::AboutData, w::FRAME_ABOUT_DATA))
                    (at(ServerPage::SHARE, w::FRAME_PARTNERS))
                    @for choice in &setting.config.languages {
                        li { button.site-footer__link type="button" lang=(choice.code) data-action="language" data-value=(choice.code) { (choice.name) } }
                    }
                }
                p.soft { (t(w::FRAME_ATTRIBUTION)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_belongs_to_one_place_or_none() {
        for (path, place) in [
            ("/", None),
            ("/guide", Some(0)),
            ("/guide/sleep", Some(0)),
            ("/guidelines", None),
            ("/services/a", Some(1)),
            ("/places/a", Some(1)),
            ("/help/new-baby", Some(1)),
            ("/sessions/a/book", Some(2)),
            ("/bookings/a", Some(3)),
            ("/saved", Some(3)),
            ("/privacy", None),
        ] {
            assert_eq!(place_in_nav(path), place, "{path}");
        }
    }
}
