//! The front page: one sentence, one search, what is on, and the stones of family life.

use domain::session::SessionList as Sessions;
use domain::{Near, RawSessionSearch, ServiceSearch, SessionSearch};
use leptos::prelude::*;

use crate::announce::set_title;
use crate::api::{LoadState, use_load};
use crate::components::{HubCard, SearchForm, SessionList, StageStones};
use crate::device;
use crate::guide::{GuideIndex, INDEX};
use crate::route::Link;
use crate::ui::{Icon, Loading, Size};
use crate::words::{self as w, t};

/// The front page.
#[component]
pub fn HomePage() -> impl IntoView {
    set_title("");
    view! {
        <div class="hero">
            <div class="wrap wrap--wide stack">
                <h1 class="hero__title">{t(w::HOME_TITLE)}</h1>
            </div>
            <img class="hero__bridge" src="/art/bridge.svg" alt="" width="480" height="166" />
            <div class="hero__ground">
                <div class="hero__search">
                    <SearchForm words=String::new() near=String::new() />
                </div>
            </div>
        </div>
        <SoonSection />
        <StagesSection />
        <div class="wrap wrap--wide">
            <div class="duo">
                <section class="card card--first" aria-labelledby="read">
                    <h2 class="card__title" id="read">
                        {t(w::HOME_READ_TITLE)}
                    </h2>
                    <p>{t(w::HOME_READ_WORDS)}</p>
                    <p>
                        <a class="button" href=Link::Guides.href()>
                            {t(w::HOME_READ_BUTTON)}
                            <Icon name="arrow-next" size=Size::Small />
                        </a>
                    </p>
                </section>
                <NearestHub />
            </div>
        </div>
        <p class="wrap wrap--wide worry">
            <Icon name="heart" size=Size::Small />
            <span>
                {t(w::HOME_WORRY)} " " <a href=Link::UrgentHelp.href()>{t(w::HOME_WORRY_LINK)}</a> " " {t(w::HOME_WORRY_END)}
            </span>
        </p>
    }
}

/// The next three sessions, nearest days first.
#[component]
fn SoonSection() -> impl IntoView {
    let load = use_load::<Sessions>(|| {
        let near = Near::parse(&device::origin()).ok().flatten();
        Some(domain::api::sessions(&SessionSearch { near, limit: 3, ..SessionSearch::default() }))
    });
    view! {
        <section class="wrap wrap--wide" aria-labelledby="soon">
            <div class="stack">
                <h2 id="soon">{t(w::HOME_SOON)}</h2>
                <div class="session-strip">
                    <Loading load cards=3 ready=|list: Sessions| soon(list).into_any() />
                </div>
                <p>
                    <a href=Link::whats_on().href()>{t(w::HOME_SOON_ALL)}</a>
                </p>
            </div>
        </section>
    }
}

fn soon(list: Sessions) -> impl IntoView {
    if list.sessions.is_empty() {
        view! { <p>{t(w::WHATS_ON_NONE)}</p> }.into_any()
    } else {
        view! { <SessionList sessions=list.sessions dated=true /> }.into_any()
    }
}

#[component]
fn StagesSection() -> impl IntoView {
    let load = crate::api::use_load_file::<GuideIndex>(|| Some(INDEX.to_owned()));
    view! {
        <section class="wrap wrap--wide" aria-labelledby="stages">
            <div class="stack">
                <h2 id="stages">{t(w::HOME_STAGES)}</h2>
                <p>{t(w::HOME_STAGES_WORDS)}</p>
                <Loading load cards=1 ready=|index: GuideIndex| view! { <StageStones stages=index.stages /> }.into_any() />
            </div>
        </section>
    }
}

/// The nearest family centre, once it is known where the family is.
#[component]
fn NearestHub() -> impl IntoView {
    let origin = device_origin();
    let asked = origin.clone();
    let load = use_load::<domain::service::ServicePage>(move || {
        let near = asked.clone()?;
        Some(domain::api::services(&ServiceSearch { near: Some(near), page: 1, ..ServiceSearch::default() }))
    });
    let centre = move || match load.state.get() {
        LoadState::Ready(page) => page.nearest_centre,
        _ => None,
    };
    move || match centre() {
        Some(centre) => view! { <HubCard centre /> }.into_any(),
        None => view! {
            <section class="card" aria-labelledby="hub">
                <h2 class="card__title" id="hub">
                    {t(w::HOME_HUB_TITLE)}
                </h2>
                <p>{t(w::HOME_HUB_WORDS)}</p>
                <p>
                    <a class="button button--quiet" href=Link::all_services().href()>
                        {t(w::HOME_HUB_BUTTON)}
                    </a>
                </p>
            </section>
        }
        .into_any(),
    }
}

fn device_origin() -> Option<Near> {
    let raw = RawSessionSearch { near: device::origin(), ..RawSessionSearch::default() };
    raw.parse().ok()?.near
}
