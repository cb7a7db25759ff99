//! One guide page: what to do, when to get help, and what is near you.

use domain::session::SessionList;
use maud::{Markup, html};

use crate::guide::GuidePage;
use crate::moment;
use crate::pieces::{Size, all_week, back_link, band, checked, disclosure, icon, page_actions, session_list};
use crate::route::Link;
use crate::words::{self as w, fill, plural, t};
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

/// The next sessions about this, bookable here; then what ends every guide page.
#[must_use]
pub fn near_you(setting: Setting<'_>, guide: &GuidePage, sessions: &Answer<SessionList>) -> Markup {
    html! {
        div.wrap {
            div.stack.stack--loose {
                section.stack aria-labelledby="near-you" {
                    h2 #near-you { (t(w::GUIDE_NEAR_YOU)) }
                    div.session-strip {
                        (sessions.part(setting, 3, |list| html! {
                            @if list.sessions.is_empty() { p { (t(w::GUIDE_NEAR_YOU_NONE)) } }
                            @else { (session_list(setting, &list.sessions, true)) }
                        }))
                    }
                    (all_week())
                }
                (page_actions())
                (disclosure(t(w::GUIDE_SOURCES), html! {
                    ul { @for source in &guide.sources { li { a href=(source.url) rel="noopener external" { (source.title) } } } }
                    p.small.soft { (reviewed(guide)) }
                }))
            }
        }
    }
}
