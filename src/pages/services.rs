//! A search for services. The address is the state.

use std::cell::RefCell;

use domain::service::ServicePage;
use domain::{FieldProblem, RawSearch, ServiceSearch, api};
use leptos::prelude::*;
use views::pages::services::{self, Shown};
use views::route::Link;
use views::words::{self as w, t};
use views::{Answer, Failure};

use crate::announce::{say, set_title};
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
    let last = RefCell::new(None::<ServiceSearch>);
    beside(
        part(move || {
            let raw = raw();
            let near = if raw.near.is_empty() { device::origin() } else { raw.near.clone() };
            stage.draw(|_| services::head(&raw, &near, &problems()))
        }),
        part(move || {
            let page = load.ready::<ServicePage>();
            // What is ticked on the screen is ahead of the answer and stays as it is until that is here.
            let drawn =
                if page.is_some() && raw().parse().is_ok() { of(&load.answered.get()) } else { raw() };
            stage.draw(|_| services::filters_of(&drawn, page.as_deref()))
        }),
        part(move || {
            let shown = shown(raw().parse(), problems(), &load.answered.get(), &last);
            let as_what = match map.get() {
                _ if !is_map() => Shown::List,
                Answer::Failed(_) => Shown::MapFailed,
                _ => Shown::Map,
            };
            stage.draw(|setting| services::results(as_what, setting, &shown, &load.read::<ServicePage>()))
        }),
    )
}

/// The search that a path of the API asks for.
fn of(path: &str) -> RawSearch {
    RawSearch::from_query(path.split_once('?').map_or("", |(_, query)| query))
}

/// The search that the list on the screen is for: the old list stays, with its own words, until the new one is
/// here.
fn shown(
    asked: Result<ServiceSearch, Vec<FieldProblem>>,
    problems: Vec<FieldProblem>,
    answered: &str,
    last: &RefCell<Option<ServiceSearch>>,
) -> Result<ServiceSearch, Vec<FieldProblem>> {
    let asked = asked?;
    if answered == api::services(&asked) {
        if !problems.is_empty() {
            return Err(problems);
        }
        last.replace(Some(asked.clone()));
    }
    Ok(last.borrow().clone().unwrap_or(asked))
}
