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

/// How far a booking is, as stepping stones.
#[must_use]
pub fn stone_path(step: Step) -> Markup {
    let at = step as usize;
    let label = fill(w::BOOK_STEP, &[("number", &(at + 1).to_string())]);
    html! {
        ol.stone-path role="list" aria-label=(label) {
            @for (i, name) in [w::BOOK_STEP_FORM, w::BOOK_STEP_CHECK, w::BOOK_STEP_DONE].into_iter().enumerate() {
                @let done = i < at || step == Step::Done;
                li.stone-path__step .stone-path__step--done[done] aria-current=[(i == at && !done).then_some("step")] {
                    span.stone-path__stone { @if done { (small("tick")) } @else { (i + 1) } }
                    span { (t(name)) @if done { span.hidden-visually { (t(w::BOOK_STEP_FINISHED)) } } }
                }
            }
        }
    }
}
