//! Another party for a booking: more people, fewer, or one child less.

use domain::booking::RawParty;
use domain::problem::kind;
use domain::{Booking, FieldProblem};
use maud::{Markup, html};

use super::book::{told, who};
use super::booking::{Trying, not_done};
use super::check_answers::OUTCOME;
use crate::pieces::{Tone, back_link, error_summary, notice, ticket};
use crate::route::Link;
use crate::words::{self as w, plural, t};
use crate::{Failure, Setting};

/// The fewest children that can come.
#[must_use]
pub fn least_children(booking: &Booking) -> usize {
    usize::from(booking.session.ages.to.is_some())
}

/// The party as it is to be, everything to put right, and what came of the last try.
#[must_use]
pub fn main(
    setting: Setting<'_>,
    booking: &Booking,
    party: &RawParty,
    problems: &[FieldProblem],
    trying: &Trying,
) -> Markup {
    let told = told(problems, booking.session.ages);
    html! {
        div.wrap {
            div.stack.stack--loose.flow {
                (back_link(&Link::Booking(booking.id.clone()).href(), t(w::CANCEL_BACK)))
                (error_summary(&told))
                div.stack.stack--tight {
                    h1 { (t(w::PARTY_CHANGE_TITLE)) }
                    p.lead { (t(w::PARTY_CHANGE_LEAD)) }
                }
                (ticket(&booking.session, true, None))
                form.stack.stack--loose #party novalidate {
                    (who(party.adults, &party.children, least_children(booking), &told, true))
                    div #(OUTCOME) tabindex="-1" role="alert" {
                        @if let Some(failure) = &trying.failed { (outcome(setting, failure)) }
                    }
                    button.button.button--wide type="submit" aria-disabled=[trying.sending.then_some("true")] {
                        (t(if trying.sending { w::PARTY_CHANGE_SAVING } else { w::PARTY_CHANGE_SAVE }))
                    }
                    p { a href=(Link::Booking(booking.id.clone()).href()) data-action="leave-it" { (t(w::PARTY_CHANGE_LEAVE)) } }
                }
            }
        }
    }
}

/// Why it is still the old party.
fn outcome(setting: Setting<'_>, failure: &Failure) -> Markup {
    let tell = |title, words: &str| notice(Tone::Warning, None, t(title), html! { p { (words) } });
    if let Failure::Problem(problem) = failure {
        match (problem.kind.as_str(), problem.places_left) {
            (kind::FULL, Some(left @ 1..)) => {
                return tell(w::OUTCOME_TOO_LARGE_TITLE, &plural(w::PARTY_CHANGE_FULL, u32::from(left)));
            }
            (kind::FULL | kind::PARTY_TOO_LARGE, _) => {
                return tell(w::OUTCOME_TOO_LARGE_TITLE, t(w::PARTY_CHANGE_FULL_NONE));
            }
            (kind::CLOSED | kind::NOT_OPEN | kind::DROP_IN, _) => {
                return tell(w::PARTY_CHANGE_SMALLER_TITLE, t(w::PARTY_CHANGE_SMALLER));
            }
            _ => {}
        }
    }
    not_done(setting, failure, w::PARTY_CHANGE_OFFLINE, w::PARTY_CHANGE_SERVER)
}
