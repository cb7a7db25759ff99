use leptos::prelude::*;

/// More for those who want it, folded away.
#[component]
pub fn Disclosure(
    /// What is inside.
    summary: String,
    /// Whether it begins open.
    #[prop(optional)]
    open: bool,
    /// The inside.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="disclosure" open=open>
            <summary class="disclosure__summary">{summary}</summary>
            <div class="disclosure__body">{children()}</div>
        </details>
    }
}
