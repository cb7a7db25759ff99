//! One guide page, with what is near.

use domain::service::ServicePage;
use domain::session::SessionList;
use domain::{CategoryId, FacetKind, GuideAnswer, ServiceSearch, SessionSearch, api};
use leptos::prelude::*;
use leptos::task::spawn_local;
use maud::html;
use views::guide::{GuidePage, file};
use views::pages;
use views::pages::guide::Asked;

use crate::acts::{Act, on_act};
use crate::announce::{focus_on, set_title};
use crate::api::{answer_guide, use_load, use_load_file};
use crate::device;
use crate::stage::{Pieces, main_of, name_failure, part, use_stage, use_top_painted};

const ASKED: [Asked; 4] = [Asked::Useful, Asked::Why, Asked::Thanked, Asked::Failed];

/// One guide page. What is near never stands in the way of reading.
pub(super) fn page(slug: String) -> Pieces {
    let stage = use_stage();
    let path = file(&slug);
    let guide = use_load_file(move || Some(path.clone()));
    let top_painted = use_top_painted();
    let below = move || if top_painted.get() { guide.ready::<GuidePage>() } else { None };
    let sessions = use_load(move || {
        let guide = below()?;
        Some(next_sessions(guide.session_words.clone(), guide.category.clone()))
    });
    let services = use_load(move || {
        let category = below()?.category.clone();
        category.is_some().then(|| nearest_services(category))
    });
    // A place in `ASKED`: one type of signal for all pages.
    let asked = RwSignal::new(0_usize);
    let ask = move |next: Asked| asked.set(ASKED.iter().position(|one| *one == next).unwrap_or_default());
    let answer = move |name: &str| {
        let Some(answer) = GuideAnswer::from_name(name) else { return };
        let slug = slug.clone();
        spawn_local(async move {
            let counted = answer_guide(&stage.api(), &slug, answer).await.is_ok();
            ask(if counted { Asked::Thanked } else { Asked::Failed });
            focus_on("useful");
        });
    };
    on_act(move |act| match act {
        Act::Tapped("why", _) => {
            ask(Asked::Why);
            focus_on("useful");
        }
        Act::Tapped("ask", _) => ask(Asked::Useful),
        Act::Tapped("answer", element) => answer(&element.get_attribute("data-value").unwrap_or_default()),
        _ => {}
    });
    main_of(vec![
        part(move || {
            if let Some(guide) = guide.ready::<GuidePage>() {
                set_title(&guide.card.title);
                return pages::guide::text(&guide).into_string();
            }
            let guide = guide.read::<GuidePage>();
            name_failure(&guide);
            stage.draw(|setting| guide.page(setting, |_| html! {}))
        }),
        part(move || match below() {
            Some(guide) => {
                let (sessions, services) = (sessions.read::<SessionList>(), services.read::<ServicePage>());
                stage.draw(|setting| {
                    pages::guide::more(setting, &guide, &sessions, &services, ASKED[asked.get()])
                })
            }
            None => String::new(),
        }),
    ])
}

/// Asks for the next sessions that words find, or for those of a category where there are none.
pub(super) fn next_sessions(words: String, category: Option<CategoryId>) -> String {
    let category = if words.is_empty() { category } else { None };
    let near = device::near();
    api::sessions(&SessionSearch { words, category, near, limit: 3, ..SessionSearch::default() })
}

/// Asks for the services of a category, the nearest first.
pub(super) fn nearest_services(category: Option<CategoryId>) -> String {
    let all = ServiceSearch { near: device::near(), page: 1, ..ServiceSearch::default() };
    api::services(&category.map_or(all.clone(), |id| all.with(FacetKind::Category, id.as_str())))
}
