//! All guide pages, by stage.

use maud::{Markup, html};

use crate::guide::{GuideIndex, GuideStage};
use crate::pieces::{band, link_row, stage_stones};
use crate::route::Link;
use crate::words::{self as w, fill, plural, t};
use crate::{Answer, Page, Setting};

/// The guide's own front page.
#[must_use]
pub fn page(setting: Setting<'_>, index: &Answer<GuideIndex>) -> Page {
    let main = html! {
        (band("", true, None, html! { h1 { (t(w::GUIDE_TITLE)) } p.lead { (t(w::GUIDE_LEAD)) } }))
        (index.part(setting, 3, all))
    };
    Page { title: t(w::GUIDE_TITLE).to_owned(), main }
}

fn all(index: &GuideIndex) -> Markup {
    let is_written = |stage: &&GuideStage| index.guides.iter().any(|guide| guide.stage == stage.id);
    let to_come = index
        .stages
        .iter()
        .filter(|stage| !is_written(stage))
        .map(|stage| stage.name.as_str())
        .collect::<Vec<_>>();
    html! {
        section.wrap.wrap--wide aria-labelledby="stages" {
            div.stack { h2 #stages { (t(w::GUIDE_CHOOSE)) } (stage_stones(&index.stages)) }
        }
        @for stage in index.stages.iter().filter(is_written) { (one(index, stage)) }
        @if !to_come.is_empty() {
            p.wrap.wrap--wide.soft { (fill(w::GUIDE_TO_COME, &[("stages", &to_come.join(", "))])) }
        }
    }
}

fn one(index: &GuideIndex, stage: &GuideStage) -> Markup {
    html! {
        section.wrap.wrap--wide aria-labelledby=(stage.id) {
            div.stack {
                h2 #(stage.id) { (stage.name) ", " (stage.ages) }
                ul.link-list role="list" {
                    @for guide in index.guides.iter().filter(|guide| guide.stage == stage.id) {
                        @let more = [&[plural(w::GUIDE_MINUTES, guide.minutes)], guide.topics.as_slice()].concat().join(" · ");
                        (link_row(Some(Link::Guide(guide.slug.clone()).href()), &guide.title, &more))
                    }
                }
            }
        }
    }
}
