//! Services side by side.

use domain::saved::{LinkIds, MOST_COMPARED, ServiceOutline, ServicesById};
use domain::service::{AttendingType, Referral};
use maud::{Markup, html};

use super::{next_words, phone};
use crate::Setting;
use crate::moment;
use crate::pieces::{Tone, back_link, band, how_far, notice, page_actions, scene};
use crate::route::Link;
use crate::vocabulary::access;
use crate::words::{self as w, Word, fill, plural, t};

/// Up to four services side by side, from a list of one's own or somebody's link.
#[must_use]
pub fn compare(setting: Setting<'_>, link: &LinkIds, list: &ServicesById) -> Markup {
    if list.services.len() < 2 { few() } else { side_by_side(setting, link, list) }
}

fn few() -> Markup {
    let acts = html! { a.button href=(Link::Saved.href()) { (t(w::SHARED_TO_MINE)) } };
    html! { div.wrap { (scene("empty", t(w::COMPARE_FEW), t(w::COMPARE_FEW_WORDS), true, acts)) } }
}

fn side_by_side(setting: Setting<'_>, link: &LinkIds, list: &ServicesById) -> Markup {
    let head = html! { (back_link(&Link::Saved.href(), t(w::COMPARE_BACK))) h1 { (t(w::COMPARE_TITLE)) } };
    let gone = list.gone.len() as u32;
    html! {
        (band("band--plain", true, None, head))
        div.wrap.wrap--wide {
            div.stack {
                @if link.left_out > 0 {
                    @let words = fill(w::COMPARE_MOST, &[("count", &MOST_COMPARED.to_string())]);
                    (notice(Tone::Plain, None, &words, html! {}))
                }
                @if gone > 0 { p { (plural(w::SHARED_GONE, gone)) } }
                (table(setting, &list.services))
                (page_actions())
            }
        }
    }
}

/// A row of the table: what it tells of a service, and nothing where that is not known.
type Row = (Word, fn(Setting<'_>, &ServiceOutline) -> Option<Markup>);

const ROWS: [Row; 9] = [
    (w::COMPARE_WHEN, when),
    (w::COMPARE_NEXT, |setting, service| {
        Some(html! { (next_words(setting, service).as_deref().unwrap_or(t(w::COMPARE_NO_NEXT))) })
    }),
    (w::COMPARE_WHERE, |_, service| Some(where_to(service))),
    (w::COMPARE_DISTANCE, |_, service| how_far(&service.summary).map(|words| html! { (words) })),
    (w::COMPARE_AGES, |_, service| Some(html! { (moment::ages(service.summary.ages)) })),
    (w::COMPARE_COST, |_, service| moment::cost(service.summary.cost).map(|cost| html! { (cost) })),
    (w::COMPARE_REFERRAL, |_, service| {
        let word = match service.summary.referral {
            Referral::None => w::SERVICE_NO_REFERRAL,
            Referral::Professional => w::SERVICE_REFERRAL_LONG,
        };
        Some(html! { (t(word)) })
    }),
    (w::COMPARE_ACCESS, |_, service| {
        lines(&service.access.iter().map(|name| access(name).to_owned()).collect::<Vec<_>>())
    }),
    (w::COMPARE_PHONE, |_, service| (!service.phone.is_empty()).then(|| phone(service))),
];

/// A table in the markup and to a screen reader, whatever its looks: on a phone each name of a row stands over its
/// values, and some browsers would no longer tell a table from that. So every role is said.
fn table(setting: Setting<'_>, services: &[ServiceOutline]) -> Markup {
    html! {
        div.compare role="region" tabindex="0" aria-label=(t(w::COMPARE_TABLE)) {
            table.compare__table role="table" aria-label=(t(w::COMPARE_TABLE)) {
                thead role="rowgroup" {
                    tr.compare__row role="row" {
                        th.compare__name role="columnheader" scope="col" { span.hidden-visually { (t(w::COMPARE_SERVICE)) } }
                        @for service in services {
                            th.compare__service role="columnheader" scope="col" {
                                a href=(Link::Service(service.summary.id.clone()).href()) { (service.summary.name) }
                            }
                        }
                    }
                }
                tbody role="rowgroup" {
                    @for (name, tell) in ROWS {
                        @let told: Vec<_> = services.iter().map(|service| tell(setting, service)).collect();
                        // A row of which nobody knows anything helps nobody: distances without a place to measure from.
                        @if told.iter().any(Option::is_some) {
                            tr.compare__row role="row" {
                                th.compare__name role="rowheader" scope="row" { (t(name)) }
                                @for cell in told {
                                    td.compare__value role="cell" {
                                        @match cell { Some(cell) => (cell), None => span.soft { (t(w::COMPARE_UNKNOWN)) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn when(setting: Setting<'_>, service: &ServiceOutline) -> Option<Markup> {
    lines(&service.times.iter().map(|time| moment::regular(time, setting.today())).collect::<Vec<_>>())
}

fn where_to(service: &ServiceOutline) -> Markup {
    let summary = &service.summary;
    let others =
        (summary.other_places > 0).then(|| plural(w::SERVICE_MORE_PLACES, u32::from(summary.other_places)));
    html! {
        @match &summary.place {
            Some(place) => (place.name),
            None if summary.attending.contains(&AttendingType::Online) => (t(w::COMPARE_ONLINE)),
            None => (t(w::SERVICE_NO_PLACE)),
        }
        @if let Some(others) = others { " " (others) }
    }
}

/// One line each; nothing where there are none.
fn lines(lines: &[String]) -> Option<Markup> {
    (!lines.is_empty()).then(|| html! { @for line in lines { div.compare__line { (line) } } })
}
