//! What is on, by day. The address is the state.

use std::cell::RefCell;

use domain::session::SessionList;
use domain::{Category, Locality, Location, Near, api};
use leptos::prelude::*;
use views::pages::whats_on::{self, Known};
use views::route::WhatsOn;
use views::words::{self as w, plural, t};

use crate::announce::{say, set_title};
use crate::api::{keep_fresh, use_load};
use crate::device;
use crate::stage::{Pieces, beside, effect, part, use_stage};

/// Days, filters and sessions.
pub(super) fn page() -> Pieces {
    set_title(t(w::NAV_WHATS_ON));
    let stage = use_stage();
    let query = stage.address.query;
    let raw = move || WhatsOn::from_query(&query.get());
    let address = move || {
        let near = Near::parse(&device::origin()).ok().flatten();
        api::sessions(&whats_on::search(&raw(), stage.today(), near))
    };
    let load = use_load(move || Some(address()));
    keep_fresh(load);
    let areas = use_load(|| Some(api::LOCALITIES.to_owned()));
    let places = use_load(|| Some(api::LOCATIONS.to_owned()));
    let categories = use_load(|| Some(api::CATEGORIES.to_owned()));
    let told = RefCell::new((String::new(), 0));
    effect(move || {
        if let Some(list) = load.ready::<SessionList>() {
            // The same list with other places left is no news.
            let news = (load.answered.get(), list.sessions.len());
            if *told.borrow() != news {
                say(&plural(w::WHATS_ON_COUNT, list.sessions.len() as u32));
                told.replace(news);
            }
        }
    });
    // The old list stays, drawn as it was, until the new one is here.
    let shown = Memo::new(move |before: Option<&String>| match before {
        Some(before) if load.answered.get() != address() => before.clone(),
        _ => query.get(),
    });
    beside(
        part(move || stage.draw(|setting| whats_on::head(setting, &raw()))),
        part(move || {
            let areas = areas.ready::<Vec<Locality>>().unwrap_or_default();
            let places = places.ready::<Vec<Location>>().unwrap_or_default();
            let categories = categories.ready::<Vec<Category>>().unwrap_or_default();
            let known = Known { areas: &areas, places: &places, categories: &categories };
            stage.draw(|_| whats_on::filters_of(&raw(), known))
        }),
        part(move || {
            let shown = WhatsOn::from_query(&shown.get());
            stage.draw(|setting| whats_on::results(setting, &shown, &load.shared::<SessionList>()))
        }),
    )
}
