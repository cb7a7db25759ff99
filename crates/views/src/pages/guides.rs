//! The guide's own front page, and its pages by stage and by topic.

use maud::{Markup, html};

use crate::guide::{GuideCard, GuideIndex, GuideStage};
use crate::pieces::{back_link, band, link_row, search_form, stage_stones, timeline_link, to_help};
use crate::route::Link;
use crate::words::{self as w, plural, t};
use crate::{Answer, Page, Setting};

/// The guide's own front page: search, stages, topics.
#[must_use]
pub fn page(setting: Setting<'_>, index: &Answer<GuideIndex>) -> Page {
    let head = html! {
        h1 { (t(w::GUIDE_TITLE)) }
        p.lead { (t(w::GUIDE_LEAD)) }
        (search_form("", "", &[]))
        (to_help())
    };
    let main = html! { (band("", true, None, head)) (index.part(setting, 3, ways_in)) };
    Page { title: t(w::GUIDE_TITLE).to_owned(), main }
}

fn ways_in(index: &GuideIndex) -> Markup {
    html! {
        section.wrap.wrap--wide aria-labelledby="stages" {
            div.stack { h2 #stages { (t(w::GUIDE_CHOOSE)) } (stage_stones(&index.stages)) (timeline_link()) }
        }
        (checkers())
        section.wrap.wrap--wide aria-labelledby="topics" {
            div.stack {
                h2 #topics { (t(w::GUIDE_CHOOSE_TOPIC)) }
                ul.chips role="list" {
                    @for topic in &index.topics {
                        li { a.chip href=(Link::GuideTopic(topic.id.clone()).href()) { (topic.name) } }
                    }
                }
            }
        }
    }
}

/// The way to what a family may get, which is no guide page and as often looked for.
fn checkers() -> Markup {
    html! {
        section.wrap.wrap--wide {
            ul.link-list role="list" {
                (link_row(Some(Link::ChildcareAndMoney.href()), t(w::CHECKERS_TITLE), t(w::CHECKERS_INDEX_WORDS)))
            }
        }
    }
}

/// The pages of one stage; `None` when there is no such stage.
#[must_use]
pub fn stage(index: &GuideIndex, id: &str) -> Option<Page> {
    let stage = index.stages.iter().find(|stage| stage.id == id)?;
    let head = html! {
        (back_link(&Link::Guides.href(), t(w::GUIDE_TITLE)))
        h1 { (stage.name) }
        p.lead { (stage.summary) }
    };
    let pages = index.guides.iter().filter(|guide| guide.stage == id);
    let main = html! {
        (band(&format!("stage--{id}"), true, None, head))
        div.wrap.wrap--wide { (list(pages)) }
    };
    Some(Page { title: stage.name.clone(), main })
}

/// The pages on one topic, in the order of family life; `None` when there is no such topic.
#[must_use]
pub fn topic(index: &GuideIndex, id: &str) -> Option<Page> {
    let topic = index.topics.iter().find(|topic| topic.id == id)?;
    let head = html! {
        (back_link(&Link::Guides.href(), t(w::GUIDE_TITLE)))
        h1 { (topic.name) }
        p.lead { (t(w::GUIDE_TOPIC_LEAD)) }
    };
    let of = |stage: &GuideStage| -> Vec<&GuideCard> {
        let is_here = |guide: &&GuideCard| guide.stage == stage.id && guide.topics.contains(&topic.name);
        index.guides.iter().filter(is_here).collect()
    };
    let main = html! {
        (band("band--plain", true, None, head))
        @for stage in &index.stages {
            @let pages = of(stage);
            @if !pages.is_empty() {
                section.wrap.wrap--wide aria-labelledby=(stage.id) {
                    div.stack {
                        h2 #(stage.id) { (stage.name) }
                        (list(pages.into_iter()))
                    }
                }
            }
        }
    };
    Some(Page { title: topic.name.clone(), main })
}

/// Pages one a line, each with what it is about.
fn list<'a>(pages: impl Iterator<Item = &'a GuideCard>) -> Markup {
    html! {
        ul.link-list role="list" {
            @for guide in pages {
                @let more = format!("{} · {}", guide.summary.trim_end_matches('.'), plural(w::GUIDE_MINUTES, guide.minutes));
                (link_row(Some(Link::Guide(guide.slug.clone()).href()), &guide.title, &more))
            }
        }
    }
}
