//! What is on, by day. The address is the state.

use domain::session::SessionList;
use domain::{Locality, Near, api};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use views::Answer;
use views::pages::whats_on;
use views::route::WhatsOn;
use views::words::{self as w, plural, t};

use crate::announce::{say, set_title};
use crate::api::use_load;
use crate::device;
use crate::stage::{beside, ready, use_stage};

/// Days, filters and sessions.
#[component]
pub fn WhatsOnPage() -> impl IntoView {
    set_title(t(w::NAV_WHATS_ON));
    let stage = use_stage();
    let query = use_location().search;
    let raw = Memo::new(move |_| WhatsOn::from_query(&query.get()));
    let load = use_load::<SessionList>(move || {
        let near = Near::parse(&device::origin()).ok().flatten();
        Some(api::sessions(&whats_on::search(&raw.get(), stage.today(), near)))
    });
    let areas = use_load::<Vec<Locality>>(|| Some(api::LOCALITIES.to_owned()));
    Effect::new(move |_| {
        if let Answer::Ready(list) = load.state.get() {
            say(&plural(w::WHATS_ON_COUNT, list.sessions.len() as u32));
        }
    });
    beside(
        Signal::derive(move || stage.draw(|setting| whats_on::head(setting, &raw.get()))),
        Signal::derive(move || {
            let areas = areas.state.with(ready).unwrap_or_default();
            stage.draw(|_| whats_on::filters_of(&raw.get(), &areas))
        }),
        Signal::derive(move || load.state.with(|list| stage.draw(|setting| whats_on::results(setting, list)))),
    )
}
