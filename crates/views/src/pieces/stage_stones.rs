use maud::{Markup, html};

use super::{Size, icon};
use crate::guide::GuideStage;
use crate::route::Link;

/// The stages of family life as stepping stones.
#[must_use]
pub fn stage_stones(stages: &[GuideStage]) -> Markup {
    html! {
        ol.stones role="list" {
            @for stage in stages {
                li.stones__item {
                    a class={ "stone stage--" (stage.id) } href=(Link::GuideStage(stage.id.clone()).href()) {
                        (icon(&format!("stage-{}", stage.id), Size::Large, ""))
                        span.stone__name { (stage.name) } " "
                        span.stone__age { (stage.ages) }
                    }
                }
            }
        }
    }
}
