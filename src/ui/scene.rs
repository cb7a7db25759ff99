use leptos::prelude::*;

/// A picture and a few words where there is nothing else to show.
#[component]
pub fn Scene(
    /// The picture's name in `art`.
    picture: &'static str,
    /// What it says first.
    title: String,
    /// What it says next.
    #[prop(into)]
    words: String,
    /// Whether its title is the page's heading.
    #[prop(optional)]
    heading: bool,
    /// What to do next.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <section class="scene">
            <img class="scene__picture" src=format!("/art/{picture}.svg") alt="" width="320" height="180" />
            {if heading { view! { <h1>{title}</h1> }.into_any() } else { view! { <h2>{title}</h2> }.into_any() }}
            <p class="scene__text">{words}</p>
            {children.map(|children| view! { <div class="scene__acts">{children()}</div> })}
        </section>
    }
}
