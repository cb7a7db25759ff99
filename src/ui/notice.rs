use leptos::prelude::*;

use super::Icon;

/// How much a notice matters.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    #[default]
    Plain,
    /// Something is not as it should be.
    Warning,
    /// Something matters now.
    Urgent,
}

/// A few words that stand apart.
#[component]
pub fn Notice(
    /// How much it matters.
    #[prop(optional)]
    tone: Tone,
    /// What it says first.
    title: String,
    /// Its icon, where the tone's own does not fit.
    #[prop(optional)]
    icon: Option<&'static str>,
    /// The rest.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (class, own) = match tone {
        Tone::Plain => ("notice", "info"),
        Tone::Warning => ("notice notice--warning", "warning"),
        Tone::Urgent => ("notice notice--urgent", "warning"),
    };
    view! {
        <div class=class>
            <span class="notice__icon">
                <Icon name=icon.unwrap_or(own) />
            </span>
            <div class="notice__body">
                <p class="notice__title">{title}</p>
                {children.map(|children| children())}
            </div>
        </div>
    }
}
