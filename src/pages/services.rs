//! A search for services. The address is the state.

use domain::service::ServicePage;
use domain::{FieldProblem, RawSearch, ServiceSearch, api};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use views::pages::services;
use views::words::{self as w, t};
use views::{Answer, Failure};

use crate::announce::{say, set_title};
use crate::api::use_load;
use crate::device;
use crate::stage::{beside, use_stage};

type Search = Result<ServiceSearch, Vec<FieldProblem>>;

/// Search and results.
#[component]
pub fn ServicesPage() -> impl IntoView {
    set_title(t(w::SERVICES_TITLE));
    let stage = use_stage();
    let query = use_location().search;
    let raw = Memo::new(move |_| RawSearch::from_query(&query.get()));
    let parsed = Memo::new(move |_| raw.with(RawSearch::parse));
    let load = use_load::<ServicePage>(move || parsed.get().ok().map(|search| api::services(&search)));
    // What the server finds wrong stands beside the same field as what is wrong at first sight.
    let search = Memo::new(move |_| match (parsed.get(), load.state.get()) {
        (Ok(_), Answer::Failed(Failure::Problem(problem))) if !problem.errors.is_empty() => Err(problem.errors),
        (parsed, _) => parsed,
    });
    Effect::new(move |_| {
        if let (Answer::Ready(page), Ok(search)) = (load.state.get(), search.get_untracked()) {
            say(&services::count_words(&page, &search));
        }
    });
    // The old list stays until the new one is here, and is drawn with the search that it is for.
    let shown = Memo::new(move |before: Option<&Search>| {
        let now = search.get();
        let answered = load.answered.get();
        match (&now, before) {
            (Ok(asked), Some(before)) if !answered.is_empty() && api::services(asked) != answered => before.clone(),
            _ => now,
        }
    });
    beside(
        Signal::derive(move || {
            let raw = raw.get();
            let near = if raw.near.is_empty() { device::origin() } else { raw.near.clone() };
            let problems = search.get().err().unwrap_or_default();
            stage.draw(|_| services::head(&raw, &near, &problems))
        }),
        Signal::derive(move || stage.draw(|_| services::filters_of(&raw.get()))),
        Signal::derive(move || {
            let search = shown.get();
            load.state.with(|page| stage.draw(|setting| services::results(setting, &search, page)))
        }),
    )
}
