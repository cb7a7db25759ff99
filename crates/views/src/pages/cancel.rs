//! Giving a booking back.

use domain::Booking;
use maud::{Markup, html};

use super::check_answers::OUTCOME;
use crate::Failure;
use crate::pieces::{Tone, back_link, notice, ticket};
use crate::route::Link;
use crate::words::{self as w, t};

/// Asks once, with what came of the last try.
#[must_use]
pub fn main(booking: &Booking, failed: Option<&Failure>, sending: bool) -> Markup {
    let page = Link::Booking(booking.id.clone()).href();
    html! {
        div.wrap {
            div.stack.stack--loose.flow {
                (back_link(&page, t(w::CANCEL_BACK)))
                h1 { (t(w::CANCEL_TITLE)) }
                (ticket(&booking.session, false, None))
                div #(OUTCOME) tabindex="-1" role="alert" { @if let Some(failed) = failed { (outcome(failed)) } }
                form.stack #cancel novalidate {
                    p { (t(w::CANCEL_WORDS)) }
                    button.button.button--wide.button--urgent type="submit" aria-disabled=[sending.then_some("true")] {
                        (t(if sending { w::CANCEL_SENDING } else { w::CANCEL_YES }))
                    }
                    a.button.button--wide.button--quiet href=(page) { (t(w::CANCEL_KEEP)) }
                }
            }
        }
    }
}

fn outcome(failure: &Failure) -> Markup {
    let (title, words) = match failure {
        Failure::Offline => (w::OUTCOME_OFFLINE, w::CANCEL_OFFLINE),
        Failure::Problem(_) => (w::CANCEL_OVER, w::CANCEL_OVER_WORDS),
        Failure::NotFound => (w::WRONG_LINK_TITLE, w::WRONG_LINK_WORDS),
        Failure::Server => (w::LOADING_FAILED, w::CANCEL_SERVER),
    };
    notice(Tone::Warning, None, t(title), html! { p { (t(words)) } })
}
