//! The front page.

use domain::service::ServicePage;
use domain::session::SessionList;
use domain::{ServiceSearch, SessionSearch, api};
use views::guide::{GuideIndex, INDEX};
use views::pages::home;

use crate::announce::set_title;
use crate::api::{use_load, use_load_file};
use crate::device;
use crate::stage::{Pieces, main_of, part, use_stage};

/// One sentence, one search, what is on, and the stones of family life.
pub(super) fn page() -> Pieces {
    set_title("");
    let stage = use_stage();
    let origin = device::origin();
    let near = device::near();
    let soon = SessionSearch { near: near.clone(), limit: 20, ..SessionSearch::default() };
    let sessions = use_load(move || Some(api::sessions(&soon)));
    let index = use_load_file(|| Some(INDEX.to_owned()));
    // Which family centre is nearest can be told only once it is known where the family is.
    let around = near
        .map(|near| api::services(&ServiceSearch { near: Some(near), page: 1, ..ServiceSearch::default() }));
    let around = use_load(move || around.clone());
    main_of(vec![
        part(move || stage.draw(|_| home::hero(&origin))),
        part(move || stage.draw(|setting| home::soon(setting, &sessions.read::<SessionList>()))),
        part(move || stage.draw(|setting| home::stages(setting, &index.read::<GuideIndex>()))),
        part(move || {
            let centre = around.ready::<ServicePage>().and_then(|page| page.nearest_centre.clone());
            stage.draw(|setting| home::help(setting, centre.as_ref()))
        }),
    ])
}
