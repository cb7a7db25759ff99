use leptos::prelude::*;

use super::Icon;
use views::words::{self as w, t};

/// The ids of a field's hint and error, for `aria-describedby`.
fn described_by(id: &str, hint: bool, error: bool) -> Option<String> {
    let ids: Vec<String> =
        [(hint, "hint"), (error, "error")].iter().filter(|(there, _)| *there).map(|(_, part)| format!("{id}-{part}")).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// A label, a hint, what is wrong, and the control itself.
#[component]
fn Field(id: String, label: String, hint: Option<String>, error: Signal<Option<String>>, children: Children) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    view! {
        <div class="field" class=("field--wrong", move || error.with(Option::is_some))>
            <label class="field__label" for=id>
                {label}
            </label>
            {hint
                .map(|hint| {
                    view! {
                        <p class="field__hint" id=hint_id>
                            {hint}
                        </p>
                    }
                })}
            {move || {
                let id = error_id.clone();
                error
                    .get()
                    .map(|words| {
                        view! {
                            <p class="field__error" id=id>
                                <Icon name="warning" small=true />
                                <span>
                                    <span class="hidden-visually">{t(w::FORM_PUT_RIGHT)}</span>
                                    {words}
                                </span>
                            </p>
                        }
                    })
            }}
            {children()}
        </div>
    }
}

/// One line of text.
#[component]
pub fn TextField(
    /// The id, which is also the name.
    id: &'static str,
    /// What to type.
    label: String,
    /// More on what to type.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// What has been typed.
    value: RwSignal<String>,
    /// The HTML `autocomplete` token.
    autocomplete: &'static str,
    /// The keyboard to show.
    #[prop(default = "text")]
    inputmode: &'static str,
) -> impl IntoView {
    let has_hint = hint.is_some();
    view! {
        <Field id=id.to_owned() label hint error>
            <input
                class="field__input"
                type="text"
                id=id
                name=id
                inputmode=inputmode
                autocomplete=autocomplete
                aria-describedby=move || described_by(id, has_hint, error.with(Option::is_some))
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
            />
        </Field>
    }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    /// The id, which is also the name.
    id: &'static str,
    /// What to type.
    label: String,
    /// More on what to type.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// What has been typed.
    value: RwSignal<String>,
) -> impl IntoView {
    let has_hint = hint.is_some();
    view! {
        <Field id=id.to_owned() label hint error>
            <textarea
                class="field__input field__input--area"
                id=id
                name=id
                rows="3"
                aria-describedby=move || described_by(id, has_hint, error.with(Option::is_some))
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
            ></textarea>
        </Field>
    }
}

/// One choice of several, by the phone's own picker.
#[component]
pub fn SelectField(
    /// The id.
    id: String,
    /// The name under which it is sent.
    name: &'static str,
    /// What to choose.
    label: String,
    /// More on what to choose.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Values and words, in order.
    options: Vec<(String, String)>,
    /// The value chosen.
    #[prop(into)]
    value: Signal<String>,
    /// Told of a choice.
    #[prop(optional, into)]
    on_choose: Option<Callback<String>>,
) -> impl IntoView {
    let has_hint = hint.is_some();
    let for_label = id.clone();
    let for_error = id.clone();
    view! {
        <Field id=for_label label hint error>
            <div class="field__select">
                <select
                    class="field__input"
                    id=id
                    name=name
                    aria-describedby=move || described_by(&for_error, has_hint, error.with(Option::is_some))
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    on:change:target=move |event| {
                        if let Some(tell) = on_choose {
                            tell.run(event.target().value());
                        }
                    }
                >
                    {options
                        .into_iter()
                        .map(|(option, words)| {
                            let this = option.clone();
                            view! {
                                <option value=option selected=move || value.with(|chosen| *chosen == this)>
                                    {words}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
                <Icon name="chevron" class="field__chevron" />
            </div>
        </Field>
    }
}
