use maud::{Markup, html};

use super::small;
use crate::words::{self as w, fill, t};

/// The steps of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Who is coming.
    Form,
    /// Is this right.
    Check,
    /// Booked.
    Done,
}

/// How far a booking is, as stepping stones; the last leads to a place, or to the waiting list.
#[must_use]
pub fn stone_path(step: Step, waiting: bool) -> Markup {
    let at = step as usize;
    let last = if waiting { w::BOOK_STEP_WAITING } else { w::BOOK_STEP_DONE };
    let label = fill(w::BOOK_STEP, &[("number", &(at + 1).to_string())]);
    html! {
        ol.stone-path role="list" aria-label=(label) {
            @for (i, name) in [w::BOOK_STEP_FORM, w::BOOK_STEP_CHECK, last].into_iter().enumerate() {
                @let done = i < at || step == Step::Done;
                li.stone-path__step .stone-path__step--done[done] aria-current=[(i == at && !done).then_some("step")] {
                    span.stone-path__stone { @if done { (small("tick")) } @else { (i + 1) } }
                    span { (t(name)) @if done { span.hidden-visually { (t(w::BOOK_STEP_FINISHED)) } } }
                }
            }
        }
    }
}
