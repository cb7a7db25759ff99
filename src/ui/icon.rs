use leptos::prelude::*;

/// How large an icon is.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Size {
    /// In a line of text.
    Small,
    /// On its own.
    #[default]
    Middle,
    /// On a stone or a big button.
    Large,
}

/// A line icon of the sprite. Decorative: the words beside it say the same.
#[component]
pub fn Icon(
    /// The symbol's id in `icons.svg`.
    name: &'static str,
    /// How large it is.
    #[prop(optional)]
    size: Size,
    /// A class for its place in another component.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let size = match size {
        Size::Small => " icon--small",
        Size::Middle => "",
        Size::Large => " icon--large",
    };
    // An arrow along the reading direction turns round in right-to-left languages.
    let way = if name.starts_with("arrow-") { " icon--way" } else { "" };
    view! {
        <svg class=format!("icon{size}{way} {class}").trim().to_owned() aria-hidden="true">
            <use href=format!("/icons.svg#{name}")></use>
        </svg>
    }
}
