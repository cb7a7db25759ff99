//! One guide page, with what is near.

use domain::session::SessionList;
use domain::{LocationId, Near, SessionSearch, api};
use leptos::prelude::*;
use views::guide::{GuidePage as Guide, file};
use views::pages;

use super::use_param;
use crate::announce::set_title;
use crate::api::{use_load, use_load_file};
use crate::device;
use crate::stage::{main_of, ready, use_stage};

/// One guide page. What is near never stands in the way of reading.
#[component]
pub fn GuidePage() -> impl IntoView {
    // A guide's slug is made of what an id is made of.
    let slug = use_param::<LocationId>("slug");
    let stage = use_stage();
    let guide = use_load_file::<Guide>(move || slug().map(|slug| file(slug.as_str())));
    let sessions = use_load::<SessionList>(move || {
        let guide = guide.state.with(ready)?;
        let near = Near::parse(&device::origin()).ok().flatten();
        let category = if guide.session_words.is_empty() { guide.category } else { None };
        Some(api::sessions(&SessionSearch { words: guide.session_words, category, near, limit: 3, ..SessionSearch::default() }))
    });
    main_of(vec![
        Signal::derive(move || {
            guide.state.with(|guide| {
                stage.draw(|setting| {
                    guide.page(setting, |guide| {
                        set_title(&guide.card.title);
                        pages::guide::text(guide)
                    })
                })
            })
        }),
        Signal::derive(move || {
            guide.state.with(ready).map(|guide| {
                sessions.state.with(|sessions| stage.draw(|setting| pages::guide::near_you(setting, &guide, sessions)))
            }).unwrap_or_default()
        }),
    ])
}
