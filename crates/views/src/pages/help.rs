//! The way to the right help: a question or two, then whom to call, what to do, what to read and what is near.

use domain::service::ServicePage;
use domain::session::SessionList;
use maud::{Markup, PreEscaped, html};

use crate::guide::TextPage;
use crate::pieces::{near_you, page_actions, service_card};
use crate::words::{self as w, put, t};
use crate::{Answer, Setting};

/// How many services are shown; the rest is a tap away.
const MOST_SERVICES: usize = 3;

/// A step down to what is near: all there is of a question. The build leaves a mark where each word of the interface
/// goes.
#[must_use]
pub fn main(page: &TextPage) -> Markup {
    let words = [
        ("trail", t(w::HELP_TRAIL)),
        ("urgent", t(w::FRAME_URGENT)),
        ("urgent-words", t(w::URGENT_LEAD)),
        ("exit", t(w::URGENT_EXIT)),
        ("exit-words", t(w::URGENT_EXIT_WORDS)),
        ("first", t(w::GUIDE_DO_FIRST)),
        ("call", t(w::HELP_CALL)),
        ("read", t(w::HOME_READ_BUTTON)),
        ("services", t(w::HELP_SERVICES)),
    ];
    PreEscaped(put(page.body.clone(), &words))
}

/// Services and sessions of an answer. Only the app draws them: it knows where the family is.
#[must_use]
pub fn near(setting: Setting<'_>, services: &Answer<ServicePage>, sessions: &Answer<SessionList>) -> Markup {
    html! {
        div.wrap {
            div.stack.stack--loose {
                (services.part(setting, MOST_SERVICES, |page| html! {
                    ul.service-list role="list" {
                        @for service in page.services.iter().take(MOST_SERVICES) { (service_card(setting, service)) }
                    }
                }))
                (near_you(setting, sessions))
                (page_actions())
            }
        }
    }
}
