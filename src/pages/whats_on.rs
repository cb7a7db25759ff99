//! What is on, by day. The address is the state.

use domain::session::SessionList;
use domain::{Locality, Near, api};
use leptos::prelude::*;
use views::pages::whats_on;
use views::route::WhatsOn;
use views::words::{self as w, plural, t};

use crate::announce::{say, set_title};
use crate::api::use_load;
use crate::device;
use crate::stage::{beside, effect, part, use_stage};

/// Days, filters and sessions.
pub(super) fn page() -> AnyView {
    set_title(t(w::NAV_WHATS_ON));
    let stage = use_stage();
    let query = stage.address.query;
    let raw = move || WhatsOn::from_query(&query.get());
    let load = use_load(move || {
        let near = Near::parse(&device::origin()).ok().flatten();
        Some(api::sessions(&whats_on::search(&raw(), stage.today(), near)))
    });
    let areas = use_load(|| Some(api::LOCALITIES.to_owned()));
    effect(move || {
        if let Some(list) = load.ready::<SessionList>() {
            say(&plural(w::WHATS_ON_COUNT, list.sessions.len() as u32));
        }
    });
    beside(
        part(move || stage.draw(|setting| whats_on::head(setting, &raw()))),
        part(move || {
            let areas = areas.ready::<Vec<Locality>>().unwrap_or_default();
            stage.draw(|_| whats_on::filters_of(&raw(), &areas))
        }),
        part(move || stage.draw(|setting| whats_on::results(setting, &load.read::<SessionList>()))),
    )
}
