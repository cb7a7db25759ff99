//! The front page: one sentence, one search, what is on, and the stones of family life.

use domain::Availability;
use domain::location::NearestCentre;
use domain::session::{SessionList, SessionSummary};
use maud::{Markup, PreEscaped, html};

use crate::guide::GuideIndex;
use crate::pieces::{
    Size, all_week, hub_card, icon, search_form, session_list, small, stage_stones, timeline_link, to_help,
};
use crate::route::Link;
use crate::words::{self as w, t};
use crate::{Answer, Setting};

/// The bridge, in the page itself: the largest thing on the first screen waits for no second request.
const BRIDGE: &str = include_str!("../../art/bridge.svg");

/// One sentence, one search.
#[must_use]
pub fn hero(near: &str) -> Markup {
    html! {
        div.hero {
            div.wrap.wrap--wide.stack { h1.hero__title { (t(w::HOME_TITLE)) } }
            (PreEscaped(BRIDGE))
            div.hero__ground { div.hero__search { (search_form("", near, &[])) div.hero__more { (to_help()) } } }
        }
    }
}

/// The next three sessions that a family can still come to.
#[must_use]
pub fn soon(setting: Setting<'_>, sessions: &Answer<SessionList>) -> Markup {
    html! {
        section.wrap.wrap--wide aria-labelledby="soon" {
            div.stack {
                h2 #soon { (t(w::HOME_SOON)) }
                div.session-strip {
                    (sessions.part(setting, 3, |list| {
                        let open = |one: &&SessionSummary| matches!(one.availability, Availability::DropIn | Availability::Places { .. });
                        let soon: Vec<SessionSummary> = list.sessions.iter().filter(open).take(3).cloned().collect();
                        html! {
                            @if soon.is_empty() { p { (t(w::WHATS_ON_NONE)) } } @else { (session_list(setting, &soon, true)) }
                        }
                    }))
                }
                (all_week())
            }
        }
    }
}

/// The stages of family life.
#[must_use]
pub fn stages(setting: Setting<'_>, index: &Answer<GuideIndex>) -> Markup {
    html! {
        section.wrap.wrap--wide aria-labelledby="stages" {
            div.stack {
                h2 #stages { (t(w::HOME_STAGES)) }
                p { (t(w::HOME_STAGES_WORDS)) }
                (index.part(setting, 1, |index| stage_stones(&index.stages)))
                (timeline_link())
            }
        }
    }
}

/// A way to read, the nearest family centre once it is known where the family is, and a line for the worried.
#[must_use]
pub fn help(setting: Setting<'_>, centre: Option<&NearestCentre>) -> Markup {
    html! {
        div.wrap.wrap--wide {
            div.duo {
                section.card.card--first aria-labelledby="read" {
                    h2.card__title #read { (t(w::HOME_READ_TITLE)) }
                    p { (t(w::HOME_READ_WORDS)) }
                    p { a.button href=(Link::Guides.href()) { (t(w::HOME_READ_BUTTON)) (small("arrow-next")) } }
                }
                @match centre {
                    Some(centre) => (hub_card(setting, centre)),
                    None => section.card aria-labelledby="hub" {
                        h2.card__title #hub { (t(w::HOME_HUB_TITLE)) }
                        p { (t(w::HOME_HUB_WORDS)) }
                        p { a.button.button--quiet href=(Link::all_services().href()) { (t(w::HOME_HUB_BUTTON)) } }
                    },
                }
            }
        }
        p.wrap.wrap--wide.worry {
            (icon("heart", Size::Small, ""))
            span { (t(w::HOME_WORRY)) " " a href=(Link::UrgentHelp.href()) { (t(w::HOME_WORRY_LINK)) } " " (t(w::HOME_WORRY_END)) }
        }
    }
}
