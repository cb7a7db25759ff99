use leptos::prelude::*;

use crate::guide::GuideStage;
use crate::route::Link;
use crate::ui::{Icon, Size};

/// The symbols of the stages, by their slug.
const ICONS: [(&str, &str); 9] = [
    ("pregnancy", "stage-pregnancy"),
    ("newborn", "stage-newborn"),
    ("baby", "stage-baby"),
    ("toddler", "stage-toddler"),
    ("starting-school", "stage-starting-school"),
    ("school-age", "stage-school-age"),
    ("teenager", "stage-teenager"),
    ("send", "stage-send"),
    ("parent", "stage-parent"),
];

/// The stages of family life as stepping stones.
#[component]
pub fn StageStones(
    /// The stages, in the order of life.
    stages: Vec<GuideStage>,
) -> impl IntoView {
    let stone = |stage: GuideStage| {
        let icon = ICONS.iter().find(|(id, _)| *id == stage.id).map_or("guide", |(_, icon)| icon);
        view! {
            <li class="stones__item">
                <a class=format!("stone stage--{}", stage.id) href=format!("{}#{}", Link::Guides.href(), stage.id)>
                    <Icon name=icon size=Size::Large />
                    <span class="stone__name">{stage.name}</span>
                    <span class="stone__age">{stage.ages}</span>
                </a>
            </li>
        }
    };
    view! {
        <ol class="stones" role="list">
            {stages.into_iter().map(stone).collect_view()}
        </ol>
    }
}
