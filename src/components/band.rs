use leptos::prelude::*;

use crate::ui::{Icon, Size};

/// The head of a page: its colour, its heading and what belongs right under it.
#[component]
pub fn Band(
    /// The class of its colour: a stage's, `band--plain`, or none for the hub's own.
    #[prop(optional, into)]
    tint: String,
    /// As wide as results.
    #[prop(optional)]
    wide: bool,
    /// A picture in `art`.
    #[prop(optional_no_strip)]
    art: Option<String>,
    /// A heading and what goes with it.
    children: Children,
) -> impl IntoView {
    let wrap = if wide { "wrap wrap--wide" } else { "wrap" };
    let inner = if art.is_some() { "band__inner band__inner--art" } else { "band__inner" };
    view! {
        <div class=format!("band {tint}").trim().to_owned()>
            <div class=wrap>
                <div class=inner>
                    {children()}
                    {art.map(|art| {
                        view! { <img class="band__art" src=format!("/art/{art}") alt="" width="260" height="180" /> }
                    })}
                </div>
            </div>
        </div>
    }
}

/// The way back to where this page belongs.
#[component]
pub fn BackLink(
    /// The address.
    href: String,
    /// What is there.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    view! {
        <a class="back-link" href=href>
            <Icon name="arrow-back" size=Size::Small />
            {words}
        </a>
    }
}
