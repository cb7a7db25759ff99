use leptos::prelude::*;

use super::Icon;
use views::words::{self as w, fill};

/// A small number with a button either side.
#[component]
pub fn Stepper(
    /// The id, which is also the name.
    id: &'static str,
    /// What is counted.
    label: String,
    /// More on what is counted.
    #[prop(optional, into)]
    hint: Option<String>,
    /// The least it may be.
    #[prop(into)]
    least: Signal<usize>,
    /// The most it may be.
    most: usize,
    /// The number.
    #[prop(into)]
    value: Signal<usize>,
    /// Told of another number, always within the limits.
    #[prop(into)]
    on_step: Callback<usize>,
) -> impl IntoView {
    let fewer = fill(w::FORM_FEWER, &[("what", &label)]);
    let more = fill(w::FORM_MORE, &[("what", &label)]);
    let step = move |to: Option<usize>| {
        if let Some(to) = to.filter(|to| (least.get_untracked()..=most).contains(to)) {
            on_step.run(to);
        }
    };
    let typed = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
        let input = event.target();
        step(input.value().parse().ok());
        // What cannot be taken shows the number that stands.
        input.set_value(&value.get_untracked().to_string());
    };
    view! {
        <div class="stepper">
            <label class="stepper__label" for=id>
                {label}
                {hint.map(|hint| view! { <span class="stepper__hint">{hint}</span> })}
            </label>
            <div class="stepper__control">
                <button
                    class="stepper__button"
                    type="button"
                    aria-label=fewer
                    aria-disabled=move || (value.get() <= least.get()).then_some("true")
                    on:click=move |_| step(value.get_untracked().checked_sub(1))
                >
                    <Icon name="minus" />
                </button>
                <input
                    class="stepper__value"
                    id=id
                    name=id
                    type="number"
                    inputmode="numeric"
                    min=move || least.get()
                    max=most
                    prop:value=move || value.get().to_string()
                    on:change:target=typed
                />
                <button
                    class="stepper__button"
                    type="button"
                    aria-label=more
                    aria-disabled=move || (value.get() >= most).then_some("true")
                    on:click=move |_| step(Some(value.get_untracked() + 1))
                >
                    <Icon name="plus" />
                </button>
            </div>
        </div>
    }
}
