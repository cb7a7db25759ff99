//! A link that was lost is sent again. The answer never tells whether there is a booking.

use domain::FieldProblem;
use maud::{Markup, html};

use super::app_only::without_script;
use super::booking::{Trying, not_done};
use super::check_answers::OUTCOME;
use crate::Setting;
use crate::pieces::{Field, back_link, ring};
use crate::problem_words::problem_words;
use crate::route::Link;
use crate::words::{self as w, t};

/// The form with what has been typed, what is wrong with it, and what came of the last try.
#[must_use]
pub fn main(setting: Setting<'_>, contact: &str, problem: Option<&FieldProblem>, trying: &Trying) -> Markup {
    let error = problem.map(|problem| problem_words(problem.code, None));
    let field = Field { id: "contact", label: t(w::LOST_LINK_CONTACT), hint: "", error: error.as_deref() };
    let sending = trying.sending;
    around(html! {
        div #(OUTCOME) tabindex="-1" role="alert" {
            @if let Some(failure) = &trying.failed { (not_done(setting, failure, w::LOST_LINK_OFFLINE, w::LOST_LINK_SERVER)) }
        }
        form.stack #lost-link novalidate {
            (field.line(contact, "email", "email"))
            button.button.button--wide type="submit" aria-disabled=[sending.then_some("true")] {
                (t(if sending { w::LOST_LINK_SENDING } else { w::LOST_LINK_SEND }))
            }
        }
    })
}

/// What every state but the last begins with.
fn around(body: Markup) -> Markup {
    html! {
        div.wrap {
            div.stack.stack--loose.flow {
                (back_link(&Link::MyBookings.href(), t(w::NAV_BOOKINGS)))
                div.stack.stack--tight {
                    h1 { (t(w::LOST_LINK_TITLE)) }
                    p.lead { (t(w::LOST_LINK_LEAD)) }
                }
                (body)
            }
        }
    }
}

/// It has been asked for, whether there is anything to send or not.
#[must_use]
pub fn asked(setting: Setting<'_>) -> Markup {
    html! {
        div.wrap {
            div.stack.stack--loose.flow {
                (back_link(&Link::MyBookings.href(), t(w::NAV_BOOKINGS)))
                h1 { (t(w::LOST_LINK_DONE)) }
                p.lead { (t(w::LOST_LINK_DONE_WORDS)) }
                p { (t(w::LOST_LINK_NOTHING)) " " (ring(&setting.config.phone)) }
                p { a.button.button--quiet href=(Link::MyBookings.href()) { (t(w::NAV_BOOKINGS)) } }
            }
        }
    }
}

/// What the build writes: whom to ask without script.
#[must_use]
pub fn frame(setting: Setting<'_>) -> Markup {
    around(html! { noscript { (without_script(setting, false)) } })
}
