//! One step on the way to the right help, with what is near once there is an answer.

use domain::service::ServicePage;
use domain::session::SessionList;
use domain::{ServiceSearch, api};
use leptos::prelude::*;
use views::help::{HelpPage, file};
use views::pages;

use super::guide::next_sessions;
use crate::announce::set_title;
use crate::api::{use_load, use_load_file};
use crate::device;
use crate::stage::{main_of, name_failure, part, use_stage};

/// One step. What is near never stands in the way of reading.
pub(super) fn page(step: String) -> AnyView {
    let stage = use_stage();
    let step = use_load_file(move || Some(file(&step)));
    let services = use_load(move || {
        let category = Some(step.ready::<HelpPage>()?.category?);
        let search = ServiceSearch { category, near: device::near(), page: 1, ..ServiceSearch::default() };
        Some(api::services(&search))
    });
    let sessions = use_load(move || {
        let step = step.ready::<HelpPage>()?;
        Some(next_sessions(step.words, Some(step.category?)))
    });
    main_of(vec![
        part(move || {
            let step = step.read::<HelpPage>();
            name_failure(&step);
            stage.draw(|setting| {
                step.page(setting, |step| {
                    set_title(&step.title);
                    pages::help::main(step)
                })
            })
        }),
        part(move || {
            if step.ready::<HelpPage>().is_none_or(|step| step.category.is_none()) {
                return String::new();
            }
            stage.draw(|setting| {
                pages::help::near(setting, &services.read::<ServicePage>(), &sessions.read::<SessionList>())
            })
        }),
    ])
}
