//! One step on the way to the right help, with what is near once there is an answer.

use domain::service::ServicePage;
use domain::session::SessionList;
use domain::{CategoryId, FacetKind, RawSearch};
use views::guide::TextPage;
use views::help::file;
use views::pages;

use super::guide::{nearest_services, next_sessions};
use crate::announce::set_title;
use crate::api::{use_load, use_load_file};
use crate::stage::{Pieces, main_of, name_failure, part, use_stage};

/// One step. What is near never stands in the way of reading.
pub(super) fn page(step: String) -> Pieces {
    let stage = use_stage();
    let step = use_load_file(move || Some(file(&step)));
    let search = move || {
        let near = step.ready::<TextPage>()?.near.clone();
        let raw = RawSearch::from_query(&near);
        let category: Option<CategoryId> =
            raw.values(FacetKind::Category).next().and_then(|id| id.parse().ok());
        if near.is_empty() { None } else { Some((raw.words, category)) }
    };
    let services = use_load(move || search().map(|(_, category)| nearest_services(category)));
    let sessions = use_load(move || search().map(|(words, category)| next_sessions(words, category)));
    main_of(vec![
        part(move || {
            let step = step.read::<TextPage>();
            name_failure(&step);
            stage.draw(|setting| {
                step.page(setting, |step| {
                    set_title(&step.title);
                    pages::help::main(step)
                })
            })
        }),
        part(move || {
            if search().is_none() {
                return String::new();
            }
            stage.draw(|setting| {
                pages::help::near(setting, &services.read::<ServicePage>(), &sessions.read::<SessionList>())
            })
        }),
    ])
}
