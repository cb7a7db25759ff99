//! A search for services. The address is the state.

use domain::service::ServicePage;
use domain::{RawSearch, api};
use leptos::prelude::*;
use views::pages::services::{self, Shown};
use views::route::Link;
use views::words::{self as w, t};
use views::{Answer, Failure};

use crate::announce::{focus_on, say, set_title};
use crate::api::use_load;
use crate::device;
use crate::stage::{Pieces, beside, effect, part, use_stage};

use super::map::draw_map;

/// Search and results.
pub(super) fn page() -> Pieces {
    set_title(t(w::SERVICES_TITLE));
    let stage = use_stage();
    let query = stage.address.query;
    let raw = move || RawSearch::from_query(&query.get());
    let load = use_load(move || raw().parse().ok().map(|search| api::services(&search)));
    // The query that is on the screen: the old answer stays, with its own words and ticks, until the new one is here.
    // Nothing is drawn again before.
    let shown = Memo::new(move |before: Option<&String>| {
        let query = query.get();
        match (before, RawSearch::from_query(&query).parse()) {
            (Some(before), Ok(search)) if load.answered.get() != api::services(&search) => before.clone(),
            _ => query,
        }
    });
    let on_screen = move || RawSearch::from_query(&shown.get());
    let is_map = move || Link::asks_for_map(&query.get());
    let map = draw_map(move || if is_map() { raw().parse().ok() } else { None });
    // What the server finds wrong stands beside the same field as what is wrong at first sight.
    let problems = move || match (raw().parse(), load.text()) {
        (Err(problems), _) => problems,
        (Ok(_), Answer::Failed(Failure::Problem(problem))) => problem.errors,
        _ => Vec::new(),
    };
    effect(move || {
        if let (Ok(search), Some(page)) = (raw().parse(), load.ready::<ServicePage>())
            && load.answered.get() == api::services(&search)
        {
            say(&services::count_words(&page, &search));
        }
    });
    effect(move || {
        if let Some(problem) = problems().first() {
            let field = problem.field.0.clone();
            request_animation_frame(move || focus_on(&field));
        }
    });
    beside(
        part(move || {
            let raw = raw();
            let near = if raw.near.is_empty() { device::origin() } else { raw.near.clone() };
            stage.draw(|_| services::head(&raw, &near, &problems()))
        }),
        part(move || {
            let page = load.ready::<ServicePage>();
            stage.draw(|_| services::filters_of(&on_screen(), page.as_deref()))
        }),
        part(move || {
            let page = load.shared::<ServicePage>();
            let search = match (on_screen().parse(), &page) {
                (Ok(_), Answer::Failed(Failure::Problem(problem))) if !problem.errors.is_empty() => {
                    Err(problem.errors.clone())
                }
                (search, _) => search,
            };
            let as_what = match map.get() {
                _ if !is_map() => Shown::List,
                Answer::Failed(_) => Shown::MapFailed,
                _ => Shown::Map,
            };
            stage.draw(|setting| services::results(as_what, setting, &search, &page))
        }),
    )
}
