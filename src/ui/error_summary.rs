use leptos::prelude::*;

use crate::announce::focus_on;
use views::words::{self as w, plural};

/// The id of the summary, for the focus.
pub const ERROR_SUMMARY: &str = "error-summary";

/// One problem, and the field to put right.
#[derive(Clone, PartialEq, Eq)]
pub struct SummaryItem {
    /// The id of the field.
    pub field: String,
    /// What to do.
    pub words: String,
}

/// Every problem of a form at its top, each leading to its field. Takes the focus when problems appear.
#[component]
pub fn ErrorSummary(
    /// The problems; nothing is drawn when there are none.
    items: Signal<Vec<SummaryItem>>,
) -> impl IntoView {
    let item = |item: SummaryItem| {
        let field = item.field.clone();
        let follow = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            focus_on(&field);
        };
        view! {
            <li>
                <a class="error-summary__link" href=format!("#{}", item.field) on:click=follow>
                    {item.words}
                </a>
            </li>
        }
    };
    view! {
        <Show when=move || !items.with(Vec::is_empty)>
            <div class="error-summary" id=ERROR_SUMMARY tabindex="-1" role="alert" aria-labelledby="error-summary-title">
                <h2 id="error-summary-title">{move || plural(w::FORM_SUMMARY, items.with(Vec::len) as u32)}</h2>
                <ul class="stack stack--tight" role="list">
                    {move || items.get().into_iter().map(item).collect_view()}
                </ul>
            </div>
        </Show>
    }
}
