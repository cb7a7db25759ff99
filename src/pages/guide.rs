//! One guide page, with what is near.

use domain::session::SessionList;
use domain::{Near, SessionSearch, api};
use leptos::prelude::*;
use views::guide::{GuidePage, file};
use views::pages;

use crate::announce::set_title;
use crate::api::{use_load, use_load_file};
use crate::device;
use crate::stage::{main_of, name_failure, part, use_stage};

/// One guide page. What is near never stands in the way of reading.
pub(super) fn page(slug: String) -> AnyView {
    let stage = use_stage();
    let guide = use_load_file(move || Some(file(&slug)));
    let sessions = use_load(move || {
        let guide = guide.ready::<GuidePage>()?;
        let near = Near::parse(&device::origin()).ok().flatten();
        let category = if guide.session_words.is_empty() { guide.category } else { None };
        Some(api::sessions(&SessionSearch {
            words: guide.session_words,
            category,
            near,
            limit: 3,
            ..SessionSearch::default()
        }))
    });
    main_of(vec![
        part(move || {
            let guide = guide.read::<GuidePage>();
            name_failure(&guide);
            stage.draw(|setting| {
                guide.page(setting, |guide| {
                    set_title(&guide.card.title);
                    pages::guide::text(guide)
                })
            })
        }),
        part(move || match guide.ready::<GuidePage>() {
            Some(guide) => {
                stage.draw(|setting| pages::guide::near_you(setting, &guide, &sessions.read::<SessionList>()))
            }
            None => String::new(),
        }),
    ])
}
