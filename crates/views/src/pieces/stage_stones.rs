use maud::{Markup, html};

use super::{Size, icon};
use crate::guide::GuideStage;
use crate::route::Link;

/// The stages of family life as stepping stones.
#[must_use]
pub fn stage_stones(stages: &[GuideStage]) -> Markup {
    let href = |stage: &GuideStage| Link::GuideStage(stage.id.clone()).href();
    html! {
        ol.stones role="list" {
            @for stage in stages { (stone(&href(stage), &stage.id, &stage.name, &stage.ages)) }
        }
    }
}

/// One stepping stone, in the colour and with the icon of its stage.
#[must_use]
pub fn stone(href: &str, stage: &str, name: &str, more: &str) -> Markup {
    html! {
        li.stones__item {
            a class={ "stone stage--" (stage) } href=(href) {
                (icon(&format!("stage-{stage}"), Size::Large, ""))
                span.stone__name { (name) } " "
                span.stone__age { (more) }
            }
        }
    }
}
