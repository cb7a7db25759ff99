//! One guide page: what to do, when to get help, and what is near you.

use domain::GuideAnswer;
use domain::service::ServicePage;
use domain::session::SessionList;
use maud::{Markup, html};

use crate::guide::GuidePage;
use crate::moment;
use crate::pieces::{Size, back_link, band, checked, disclosure, icon, link_row, near_you, page_actions};
use crate::route::Link;
use crate::words::{self as w, Word, fill, plural, t};
use crate::{Answer, Setting};

/// Everything down to what is near you.
#[must_use]
pub fn text(guide: &GuidePage) -> Markup {
    let back = Link::GuideStage(guide.card.stage.clone()).href();
    let head = html! {
        (back_link(&back, &guide.stage_name))
        h1 { (guide.card.title) }
        p.band__facts { span { (plural(w::GUIDE_TO_READ, guide.card.minutes)) } " " span { (reviewed(guide)) } }
    };
    html! {
        (band(&format!("stage--{}", guide.card.stage), false, guide.art.as_deref(), head))
        div.wrap {
            div.stack.stack--loose {
                ul.in-short role="list" { @for point in &guide.key_points { li.in-short__line { span { (point) } } } }
                @if let Some(html) = &guide.do_first { (card("card card--first", "star", t(w::GUIDE_DO_FIRST), "do-first", html)) }
                article.prose { (checked(&guide.body)) }
                @if let Some(html) = &guide.get_help { (card("card card--help", "urgent", t(w::GUIDE_GET_HELP), "get-help", html)) }
            }
        }
    }
}

fn reviewed(guide: &GuidePage) -> String {
    fill(w::GUIDE_REVIEWED, &[("date", &moment::date_with_year(guide.reviewed))])
}

fn card(class: &str, name: &str, title: &str, id: &str, body: &str) -> Markup {
    html! {
        section class=(class) aria-labelledby=(id) {
            h2.card__title #(id) { (icon(name, Size::Middle, "")) (title) }
            div.prose { (checked(body)) }
        }
    }
}

/// What a reader has been asked, and has said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Asked {
    /// Whether the page was useful.
    #[default]
    Useful,
    /// Why it was not.
    Why,
    /// The answer is counted.
    Thanked,
    /// The answer did not get through.
    Failed,
}

/// The next sessions about this, bookable here, and who can help; then what ends every guide page.
#[must_use]
pub fn more(
    setting: Setting<'_>,
    guide: &GuidePage,
    sessions: &Answer<SessionList>,
    services: &Answer<ServicePage>,
    asked: Asked,
) -> Markup {
    html! {
        div.wrap {
            div.stack.stack--loose {
                (near_you(setting, sessions))
                (helpers(setting, guide, services))
                (page_actions())
                (useful(asked))
                (disclosure(t(w::GUIDE_SOURCES), html! {
                    ul { @for source in &guide.sources { li { a href=(source.url) rel="noopener external" { (source.title) } } } }
                    p.small.soft { (reviewed(guide)) }
                }))
            }
        }
    }
}

/// The services of its first category, the nearest first.
fn helpers(setting: Setting<'_>, guide: &GuidePage, services: &Answer<ServicePage>) -> Markup {
    let Some(category) = &guide.category else { return html! {} };
    html! {
        section.stack aria-labelledby="who-can-help" {
            h2 #who-can-help { (t(w::GUIDE_NEAR_YOU_SERVICES)) }
            (services.part(setting, 2, |page| html! {
                ul.link-list role="list" {
                    @for service in page.services.iter().take(3) {
                        @let place = service.place.as_ref().map_or(service.organisation.as_str(), |place| place.name.as_str());
                        (link_row(Some(Link::Service(service.id.clone()).href()), &service.name, place))
                    }
                }
            }))
            p { a href=(Link::services_of(category.as_str()).href()) { (t(w::GUIDE_NEAR_YOU_ALL)) } }
        }
    }
}

fn useful(asked: Asked) -> Markup {
    let answer = |answer: GuideAnswer, words: Word| {
        html! { button.chip type="button" data-action="answer" data-value=(answer.as_str()) { (t(words)) } }
    };
    html! {
        section.stack.stack--tight #useful tabindex="-1" aria-labelledby="useful-title" {
            @match asked {
                Asked::Useful => {
                    h2 #useful-title { (t(w::GUIDE_USEFUL)) }
                    p.chips {
                        (answer(GuideAnswer::Useful, w::GUIDE_USEFUL_YES))
                        button.chip type="button" data-action="why" { (t(w::GUIDE_USEFUL_NO)) }
                    }
                }
                Asked::Why => {
                    h2 #useful-title { (t(w::GUIDE_USEFUL_WHY)) }
                    p.chips {
                        (answer(GuideAnswer::Missing, w::GUIDE_USEFUL_MISSING))
                        (answer(GuideAnswer::HardToRead, w::GUIDE_USEFUL_HARD))
                        (answer(GuideAnswer::Wrong, w::GUIDE_USEFUL_WRONG))
                        (answer(GuideAnswer::NotNeeded, w::GUIDE_USEFUL_NOT_NEEDED))
                    }
                }
                Asked::Thanked => { h2 #useful-title { (t(w::GUIDE_USEFUL_DONE)) } p.soft { (t(w::GUIDE_USEFUL_THANKS)) } }
                Asked::Failed => {
                    h2 #useful-title { (t(w::GUIDE_USEFUL)) }
                    p { (t(w::GUIDE_USEFUL_FAILED)) }
                    p { button.chip type="button" data-action="ask" { (t(w::LOADING_AGAIN)) } }
                }
            }
        }
    }
}
