//! All guide pages, by stage.

use leptos::prelude::*;

use crate::announce::set_title;
use crate::api::use_load_file;
use crate::components::{Band, StageStones};
use crate::guide::{GuideCard, GuideIndex, GuideStage, INDEX};
use crate::route::Link;
use crate::ui::{Icon, Loading};
use crate::words::{self as w, fill, plural, t};

/// The guide's own front page.
#[component]
pub fn GuidesPage() -> impl IntoView {
    set_title(t(w::GUIDE_TITLE));
    let load = use_load_file::<GuideIndex>(|| Some(INDEX.to_owned()));
    view! {
        <Band wide=true>
            <h1>{t(w::GUIDE_TITLE)}</h1>
            <p class="lead">{t(w::GUIDE_LEAD)}</p>
        </Band>
        <Loading load cards=3 ready=|index: GuideIndex| view! { <Stages index /> }.into_any() />
    }
}

#[component]
fn Stages(index: GuideIndex) -> impl IntoView {
    let written: Vec<GuideStage> =
        index.stages.iter().filter(|stage| index.guides.iter().any(|guide| guide.stage == stage.id)).cloned().collect();
    let to_come: Vec<String> = index
        .stages
        .iter()
        .filter(|stage| !written.contains(stage))
        .map(|stage| stage.name.clone())
        .collect();
    let guides = index.guides;
    view! {
        <section class="wrap wrap--wide" aria-labelledby="stages">
            <div class="stack">
                <h2 id="stages">{t(w::GUIDE_CHOOSE)}</h2>
                <StageStones stages=index.stages />
            </div>
        </section>
        {written
            .into_iter()
            .map(|stage| {
                let pages = guides.iter().filter(|guide| guide.stage == stage.id).cloned().collect();
                view! { <Stage stage pages /> }
            })
            .collect_view()}
        {(!to_come.is_empty())
            .then(|| {
                view! {
                    <p class="wrap wrap--wide soft">{fill(w::GUIDE_TO_COME, &[("stages", &to_come.join(", "))])}</p>
                }
            })}
    }
}

#[component]
fn Stage(stage: GuideStage, pages: Vec<GuideCard>) -> impl IntoView {
    view! {
        <section class="wrap wrap--wide" aria-labelledby=stage.id.clone()>
            <div class="stack">
                <h2 id=stage.id.clone()>{format!("{}, {}", stage.name, stage.ages)}</h2>
                <ul class="link-list" role="list">
                    {pages.into_iter().map(|guide| view! { <Card guide /> }).collect_view()}
                </ul>
            </div>
        </section>
    }
}

#[component]
fn Card(guide: GuideCard) -> impl IntoView {
    let more = [vec![plural(w::GUIDE_MINUTES, guide.minutes)], guide.topics.clone()].concat().join(" · ");
    view! {
        <li class="link-list__item">
            <a class="link-list__link" href=Link::Guide(guide.slug.clone()).href()>
                <span class="link-list__name">{guide.title}</span>
                <span class="link-list__more">{more}</span>
                <Icon name="arrow-next" class="link-list__arrow" />
            </a>
        </li>
    }
}
