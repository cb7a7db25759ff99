//! The front page.

use domain::service::ServicePage;
use domain::session::SessionList;
use domain::{Near, ServiceSearch, SessionSearch, api};
use leptos::prelude::*;
use views::guide::{GuideIndex, INDEX};
use views::pages::home;

use crate::announce::set_title;
use crate::api::{use_load, use_load_file};
use crate::device;
use crate::stage::{main_of, ready, use_stage};

/// One sentence, one search, what is on, and the stones of family life.
#[component]
pub fn HomePage() -> impl IntoView {
    set_title("");
    let stage = use_stage();
    let origin = device::origin();
    let near = Near::parse(&origin).ok().flatten();
    let hero = stage.draw(|_| home::hero(&origin));
    let soon = near.clone();
    let sessions = use_load::<SessionList>(move || {
        Some(api::sessions(&SessionSearch { near: soon.clone(), limit: 3, ..SessionSearch::default() }))
    });
    let index = use_load_file::<GuideIndex>(|| Some(INDEX.to_owned()));
    // Which family centre is nearest can be told only once it is known where the family is.
    let around = use_load::<ServicePage>(move || {
        let near = Some(near.clone()?);
        Some(api::services(&ServiceSearch { near, page: 1, ..ServiceSearch::default() }))
    });
    main_of(vec![
        Signal::stored(hero),
        Signal::derive(move || sessions.state.with(|sessions| stage.draw(|setting| home::soon(setting, sessions)))),
        Signal::derive(move || index.state.with(|index| stage.draw(|setting| home::stages(setting, index)))),
        Signal::derive(move || {
            let centre = around.state.with(ready).and_then(|page| page.nearest_centre);
            stage.draw(|setting| home::help(setting, centre.as_ref()))
        }),
    ])
}
