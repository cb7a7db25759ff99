use leptos::prelude::*;

use super::{Icon, Size};

/// A short list of facts, each with its icon.
#[component]
pub fn Facts(
    /// One under the other, with larger icons.
    #[prop(optional)]
    list: bool,
    /// [`Fact`]s.
    children: Children,
) -> impl IntoView {
    let class = if list { "facts facts--list" } else { "facts" };
    view! {
        <ul class=class role="list">
            {children()}
        </ul>
    }
}

/// One fact.
#[component]
pub fn Fact(
    /// Its icon.
    icon: &'static str,
    /// With the large icon of a list.
    #[prop(optional)]
    large: bool,
    /// The fact.
    children: Children,
) -> impl IntoView {
    let size = if large { Size::Middle } else { Size::Small };
    view! {
        <li class="facts__item">
            <Icon name=icon size=size class="facts__icon" />
            <span>{children()}</span>
        </li>
    }
}
