//! Pages that are drawn from one answer and nothing else.

use domain::api::LocalityDetail;
use domain::location::LocationDetail;
use domain::service::ServiceDetail;
use domain::session::SessionDetail;
use domain::{LocalityId, ServiceId, SessionId, api};
use leptos::prelude::*;
use views::guide::{GuideIndex, INDEX, TextPage, text_file};
use views::{Page, pages};

use super::use_param;
use crate::api::{use_load, use_load_file};
use crate::stage::{main_of, use_stage, whole};

/// Nothing is at this address.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let html = use_stage().page(|_| pages::not_found::page());
    main_of(vec![Signal::stored(html)])
}

/// Whom to call now.
#[component]
pub fn UrgentHelpPage() -> impl IntoView {
    let html = use_stage().page(|_| pages::urgent_help::page());
    main_of(vec![Signal::stored(html)])
}

/// All guide pages.
#[component]
pub fn GuidesPage() -> impl IntoView {
    let load = use_load_file::<GuideIndex>(|| Some(INDEX.to_owned()));
    let stage = use_stage();
    main_of(vec![Signal::derive(move || load.state.with(|index| stage.page(|setting| pages::guides::page(setting, index))))])
}

/// One service.
#[component]
pub fn ServicePage() -> impl IntoView {
    let id = use_param::<ServiceId>("id");
    whole(use_load::<ServiceDetail>(move || Some(id().map_or_else(nowhere, |id| api::service(&id)))), pages::service::page)
}

/// One session.
#[component]
pub fn SessionPage() -> impl IntoView {
    let id = use_param::<SessionId>("id");
    whole(use_load::<SessionDetail>(move || Some(id().map_or_else(nowhere, |id| api::session(&id)))), pages::session::page)
}

/// One site of the hub network.
#[component]
pub fn PlacePage() -> impl IntoView {
    let slug = use_param::<domain::LocationId>("slug");
    whole(use_load::<LocationDetail>(move || Some(slug().map_or_else(nowhere, |slug| api::location(slug.as_str())))), pages::place::page)
}

/// One area.
#[component]
pub fn LocalityPage() -> impl IntoView {
    let id = use_param::<LocalityId>("id");
    whole(use_load::<LocalityDetail>(move || Some(id().map_or_else(nowhere, |id| api::locality(&id)))), pages::locality::page)
}

/// What is kept and why.
#[component]
pub fn PrivacyPage() -> impl IntoView {
    text("privacy")
}

/// How accessible this is.
#[component]
pub fn AccessibilityPage() -> impl IntoView {
    text("accessibility")
}

/// Where listings and places come from.
#[component]
pub fn AboutDataPage() -> impl IntoView {
    text("about-data")
}

fn text(slug: &'static str) -> impl IntoView {
    let load = use_load_file::<TextPage>(move || Some(text_file(slug)));
    whole(load, |_, page: &TextPage| Page { title: page.title.clone(), main: pages::text::main(page) })
}

/// For what cannot be an id: an address at which the API has nothing, and says so.
fn nowhere() -> String {
    format!("{}/-", api::SERVICES)
}
