//! Fixed pages: privacy, accessibility, about the data. Their words are content, not code.

use leptos::prelude::*;

use crate::announce::set_title;
use crate::api::use_load_file;
use crate::components::Band;
use crate::guide::{TextPage, text_file};
use crate::ui::Loading;

/// What is kept and why.
#[component]
pub fn PrivacyPage() -> impl IntoView {
    view! { <Text slug="privacy" /> }
}

/// How accessible this is.
#[component]
pub fn AccessibilityPage() -> impl IntoView {
    view! { <Text slug="accessibility" /> }
}

/// Where listings and places come from.
#[component]
pub fn AboutDataPage() -> impl IntoView {
    view! { <Text slug="about-data" /> }
}

#[component]
fn Text(slug: &'static str) -> impl IntoView {
    let load = use_load_file::<TextPage>(move || Some(text_file(slug)));
    view! { <Loading load ready=|page: TextPage| view! { <Body page /> }.into_any() /> }
}

#[component]
fn Body(page: TextPage) -> impl IntoView {
    set_title(&page.title);
    view! {
        <Band tint="band--plain">
            <h1>{page.title}</h1>
            <p class="lead">{page.summary}</p>
        </Band>
        <div class="wrap">
            <article class="prose" inner_html=page.body></article>
        </div>
    }
}
