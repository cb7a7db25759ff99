use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;

use domain::query::QueryWriter;

/// A form that leads to an address: works without script, and without a reload with it.
#[component]
pub fn GetForm(
    /// The address, without a query.
    action: String,
    /// A class.
    class: &'static str,
    /// What a screen reader calls it.
    label: String,
    /// Whether it is the page's search.
    #[prop(optional)]
    search: bool,
    /// The id, if something leads to it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// Told of the form's values before it leads away; `false` stays here.
    #[prop(optional, into)]
    on_send: Option<Callback<Vec<(String, String)>, bool>>,
    /// Fields and a button.
    children: Children,
) -> impl IntoView {
    let navigate = use_navigate();
    let path = action.clone();
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(form) = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlFormElement>().ok()) else {
            return;
        };
        let values = values(&form);
        if on_send.is_some_and(|tell| !tell.run(values.clone())) {
            return;
        }
        let query = values.iter().fold(QueryWriter::default(), |query, (name, value)| query.with(name, value.trim()));
        navigate(&query.after(&path), NavigateOptions::default());
    };
    view! {
        <form
            class=class
            id=id
            role=search.then_some("search")
            aria-label=label
            action=action
            method="get"
            novalidate
            on:submit=send
        >
            {children()}
        </form>
    }
}

/// Names and values as the browser would send them.
fn values(form: &web_sys::HtmlFormElement) -> Vec<(String, String)> {
    let Ok(data) = web_sys::FormData::new_with_form(form) else { return Vec::new() };
    let Ok(Some(pairs)) = js_sys::try_iter(&data) else { return Vec::new() };
    pairs
        .flatten()
        .filter_map(|pair| {
            let pair: js_sys::Array = pair.dyn_into().ok()?;
            Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
        })
        .collect()
}
