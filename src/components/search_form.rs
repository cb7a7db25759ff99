use domain::{FieldProblem, Near};
use leptos::prelude::*;

use crate::announce::focus_on;
use crate::device;
use crate::problem_words::problem_words;
use crate::route::Link;
use crate::ui::{GetForm, Icon, Size};
use crate::words::{self as w, t};

/// What do you need, and where.
#[component]
pub fn SearchForm(
    /// Words already searched for.
    #[prop(into)]
    words: Signal<String>,
    /// Where they were searched from.
    #[prop(into)]
    near: Signal<String>,
    /// What is wrong with the search in the address, if anything.
    #[prop(optional, into)]
    problems: Signal<Vec<FieldProblem>>,
) -> impl IntoView {
    let what = RwSignal::new(String::new());
    let from = RwSignal::new(String::new());
    // A new address fills the fields; typing in them does not change the address.
    Effect::new(move |_| what.set(words.get()));
    Effect::new(move |_| {
        let near = near.get();
        from.set(if near.is_empty() { device::origin() } else { near });
    });
    let typed = RwSignal::new(None::<String>);
    let wrong = Signal::derive(move || {
        typed.get().or_else(|| {
            problems.with(|all| all.iter().find(|problem| problem.field.0 == "near").map(|problem| problem_words(problem.code, None)))
        })
    });
    let check = move |values: Vec<(String, String)>| {
        let near = values.iter().find(|(name, _)| name == "near").map(|(_, value)| value.trim().to_owned()).unwrap_or_default();
        match Near::parse(&near) {
            Ok(_) => {
                typed.set(None);
                device::keep_origin(&near);
                true
            }
            Err(code) => {
                typed.set(Some(problem_words(code, None)));
                focus_on("near");
                false
            }
        }
    };
    view! {
        <GetForm action=Link::all_services().href() class="search-form" label=t(w::SEARCH_LABEL).to_owned() search=true on_send=Callback::new(check)>
            <div class="search-form__field">
                <label class="search-form__label" for="q">
                    {t(w::SEARCH_WHAT)}
                </label>
                <input
                    class="search-form__input"
                    id="q"
                    name="q"
                    type="search"
                    maxlength="120"
                    placeholder=t(w::SEARCH_WHAT_HINT)
                    autocomplete="off"
                    enterkeyhint="search"
                    prop:value=move || what.get()
                    on:input:target=move |event| what.set(event.target().value())
                />
            </div>
            <div class="search-form__field">
                <label class="search-form__label" for="near">
                    {t(w::SEARCH_WHERE)}
                </label>
                {move || {
                    wrong
                        .get()
                        .map(|words| {
                            view! {
                                <p class="field__error search-form__error" id="near-error">
                                    <Icon name="warning" size=Size::Small />
                                    <span>{words}</span>
                                </p>
                            }
                        })
                }}
                <input
                    class="search-form__input"
                    id="near"
                    name="near"
                    maxlength="120"
                    placeholder=t(w::SEARCH_WHERE_HINT)
                    autocomplete="postal-code"
                    enterkeyhint="search"
                    aria-describedby=move || wrong.with(Option::is_some).then_some("near-error")
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    prop:value=move || from.get()
                    on:input:target=move |event| from.set(event.target().value())
                />
            </div>
            <button class="button search-form__button" type="submit">
                <Icon name="search" size=Size::Small />
                {t(w::SEARCH_BUTTON)}
            </button>
        </GetForm>
    }
}
