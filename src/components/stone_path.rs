use leptos::prelude::*;

use crate::ui::{Icon, Size};
use crate::words::{self as w, fill, t};

/// The steps of a booking.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Who is coming.
    Form,
    /// Is this right.
    Check,
    /// Booked.
    Done,
}

/// How far a booking is, as stepping stones.
#[component]
pub fn StonePath(
    /// Where a person stands.
    step: Step,
) -> impl IntoView {
    let names = [w::BOOK_STEP_FORM, w::BOOK_STEP_CHECK, w::BOOK_STEP_DONE];
    let number = (step as usize + 1).to_string();
    let stone = move |(i, name): (usize, crate::words::Word)| {
        let done = i < step as usize || step == Step::Done;
        view! {
            <li
                class=if done { "stone-path__step stone-path__step--done" } else { "stone-path__step" }
                aria-current=(i == step as usize && !done).then_some("step")
            >
                <span class="stone-path__stone">
                    {if done { view! { <Icon name="tick" size=Size::Small /> }.into_any() } else { (i + 1).into_any() }}
                </span>
                <span>{t(name)} {done.then(|| view! { <span class="hidden-visually">{t(w::BOOK_STEP_FINISHED)}</span> })}</span>
            </li>
        }
    };
    view! {
        <ol class="stone-path" role="list" aria-label=fill(w::BOOK_STEP, &[("number", &number)])>
            {names.into_iter().enumerate().map(stone).collect_view()}
        </ol>
    }
}
