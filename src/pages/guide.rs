//! One guide page: what to do, when to get help, and what is near you.

use domain::session::SessionList as Sessions;
use domain::{Near, SessionSearch};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::announce::set_title;
use crate::api::{use_load, use_load_file};
use crate::components::{BackLink, Band, PageActions, SessionList};
use crate::device;
use crate::guide::{GuidePage, GuideSource, file};
use crate::moment;
use crate::route::Link;
use crate::ui::{Disclosure, Icon, Loading};
use crate::words::{self as w, fill, plural, t};

/// One guide page.
#[component]
pub fn GuidePageView() -> impl IntoView {
    let params = use_params_map();
    let load = use_load_file::<GuidePage>(move || params.with(|params| params.get("slug")).map(|slug| file(&slug)));
    view! { <Loading load ready=|guide: GuidePage| view! { <Guide guide /> }.into_any() /> }
}

#[component]
fn Guide(guide: GuidePage) -> impl IntoView {
    set_title(&guide.card.title);
    let reviewed = moment::date_with_year(guide.reviewed);
    let checked = fill(w::GUIDE_REVIEWED, &[("date", &reviewed)]);
    let title = guide.card.title.clone();
    let back = format!("{}#{}", Link::Guides.href(), guide.card.stage);
    view! {
        <Band tint=format!("stage--{}", guide.card.stage) art=guide.art.clone()>
            <BackLink href=back words=guide.stage_name />
            <h1>{title}</h1>
            <p class="band__facts">
                <span>{plural(w::GUIDE_TO_READ, guide.card.minutes)}</span>
                " "
                <span>{checked}</span>
            </p>
        </Band>
        <div class="wrap">
            <div class="stack stack--loose">
                <ul class="in-short" role="list">
                    {guide
                        .key_points
                        .into_iter()
                        .map(|point| {
                            view! {
                                <li class="in-short__line">
                                    <span>{point}</span>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
                {guide.do_first.map(|html| view! { <Card class="card card--first" icon="star" title=t(w::GUIDE_DO_FIRST) id="do-first" html /> })}
                <article class="prose" inner_html=guide.body></article>
                {guide.get_help.map(|html| view! { <Card class="card card--help" icon="urgent" title=t(w::GUIDE_GET_HELP) id="get-help" html /> })}
                <NearYou words=guide.session_words category=guide.category />
                <PageActions title=guide.card.title />
                <Sources sources=guide.sources reviewed />
            </div>
        </div>
    }
}

#[component]
fn Card(class: &'static str, icon: &'static str, title: &'static str, id: &'static str, html: String) -> impl IntoView {
    view! {
        <section class=class aria-labelledby=id>
            <h2 class="card__title" id=id>
                <Icon name=icon />
                {title}
            </h2>
            <div class="card__prose prose" inner_html=html></div>
        </section>
    }
}

/// The next sessions about this, bookable here. Never in the way of reading.
#[component]
fn NearYou(words: String, category: Option<domain::CategoryId>) -> impl IntoView {
    let search = SessionSearch {
        category: if words.is_empty() { category } else { None },
        words,
        limit: 3,
        ..SessionSearch::default()
    };
    let load = use_load::<Sessions>(move || {
        let near = Near::parse(&device::origin()).ok().flatten();
        Some(domain::api::sessions(&SessionSearch { near, ..search.clone() }))
    });
    view! {
        <section class="stack" aria-labelledby="near-you">
            <h2 id="near-you">{t(w::GUIDE_NEAR_YOU)}</h2>
            <div class="session-strip">
                <Loading load cards=3 ready=|list: Sessions| near_you(list).into_any() />
            </div>
        </section>
    }
}

fn near_you(list: Sessions) -> impl IntoView {
    if list.sessions.is_empty() {
        view! { <p>{t(w::GUIDE_NEAR_YOU_NONE)}</p> }.into_any()
    } else {
        view! {
            <SessionList sessions=list.sessions dated=true />
            <p>
                <a href=Link::whats_on().href()>{t(w::HOME_SOON_ALL)}</a>
            </p>
        }
        .into_any()
    }
}

#[component]
fn Sources(sources: Vec<GuideSource>, reviewed: String) -> impl IntoView {
    view! {
        <Disclosure summary=t(w::GUIDE_SOURCES).to_owned()>
            <ul>
                {sources
                    .into_iter()
                    .map(|source| {
                        view! {
                            <li>
                                <a href=source.url rel="noopener external">
                                    {source.title}
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            <p class="small soft">{fill(w::GUIDE_REVIEWED, &[("date", &reviewed)])}</p>
        </Disclosure>
    }
}
