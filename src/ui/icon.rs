use leptos::prelude::*;
use views::pieces::{Size, icon};

/// A drawn icon among what reacts.
#[component]
pub fn Icon(
    /// The symbol's id in `icons.svg`.
    name: &'static str,
    /// Whether it stands in a line of text.
    #[prop(optional)]
    small: bool,
    /// A class for its place in another component.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let size = if small { Size::Small } else { Size::Middle };
    view! { <span class="drawn" inner_html=icon(name, size, class).into_string()></span> }
}
