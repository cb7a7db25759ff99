//! Where a question to the API stands, and how waiting and failing look.

use domain::Problem;
use maud::{Markup, html};

use crate::Setting;
use crate::pieces::{Tone, notice, ring, ring_button, scene};
use crate::route::Link;
use crate::words::{self as w, t};

/// Where a question stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer<T> {
    /// Asked a moment ago: draw nothing yet.
    Quiet,
    /// Asked more than half a second ago.
    Waiting,
    /// Answered.
    Ready(T),
    /// Not answered.
    Failed(Failure),
}

/// Why an answer did not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No connection, or none that reached the server.
    Offline,
    /// There is nothing at this address.
    NotFound,
    /// Something to put right.
    Problem(Box<Problem>),
    /// The server is there and cannot answer now.
    Server,
}

impl<T> Answer<T> {
    /// The answer drawn, or so many skeleton cards, or what went wrong.
    pub fn part(&self, setting: Setting<'_>, cards: usize, ready: impl FnOnce(&T) -> Markup) -> Markup {
        match self {
            Self::Quiet => skeleton(cards, true),
            Self::Waiting => html! {
                p.hidden-visually role="status" { (t(w::LOADING_TITLE)) }
                (skeleton(cards, false))
            },
            Self::Ready(value) => ready(value),
            Self::Failed(failure) => failed(setting, failure, false),
        }
    }

    /// The answer drawn as a whole page; in every other state the page has a heading too.
    pub fn page(&self, setting: Setting<'_>, ready: impl FnOnce(&T) -> Markup) -> Markup {
        match self {
            Self::Quiet => html! {},
            Self::Waiting => {
                html! { div.wrap { div.stack { h1 { (t(w::LOADING_TITLE)) } (skeleton(3, false)) } } }
            }
            Self::Ready(value) => ready(value),
            Self::Failed(failure) => html! { div.wrap { (failed(setting, failure, true)) } },
        }
    }
}

fn skeleton(cards: usize, quiet: bool) -> Markup {
    html! {
        div.skeletons .skeletons--quiet[quiet] aria-hidden="true" {
            @for _ in 0..cards {
                div.skeleton {
                    span.skeleton__line.skeleton__line--title {}
                    span.skeleton__line {}
                    span.skeleton__line.skeleton__line--short {}
                }
            }
        }
    }
}

/// What went wrong and what to do next.
#[must_use]
pub fn failed(setting: Setting<'_>, failure: &Failure, whole_page: bool) -> Markup {
    let again = html! { button.button type="button" data-action="retry" { (t(w::LOADING_AGAIN)) } };
    match failure {
        Failure::NotFound => scene(
            "missing-stone",
            t(w::NOT_FOUND_TITLE),
            t(w::NOT_FOUND_WORDS),
            whole_page,
            html! { a.button href=(Link::all_services().href()) { (t(w::NOT_FOUND_FIND)) } },
        ),
        Failure::Offline => scene(
            "offline",
            t(w::OFFLINE_TITLE),
            t(w::OFFLINE_WORDS),
            whole_page,
            html! {
                (again)
                (ring_button(&setting.config.phone, "button button--quiet"))
                a.button.button--quiet href=(Link::MyBookings.href()) { (t(w::NAV_BOOKINGS)) }
            },
        ),
        Failure::Problem(_) | Failure::Server => html! {
            @if whole_page { h1 { (t(w::LOADING_FAILED_PAGE)) } }
            (notice(Tone::Warning, None, t(w::LOADING_FAILED), html! {
                p { (t(w::LOADING_FAILED_WORDS)) }
                (again)
                p.small { (ring(&setting.config.phone)) }
            }))
        },
    }
}
