//! A search for services. The address is the state.

mod filters;
mod map;

use std::borrow::Borrow;

use domain::search::Sort;
use domain::service::ServicePage;
use domain::{FieldProblem, RawSearch, ServiceSearch};
use maud::{Markup, html};

pub use filters::filters_of;

use crate::pieces::{
    Tone, hub_card, link_row, notice, pagination, ring_button, scene, search_form, service_card, small,
    to_saved,
};
use crate::problem_words::problem_words;
use crate::route::Link;
use crate::words::{self as w, fill, plural, t};
use crate::{Answer, Setting};

/// The search as it stands in the address, with what is wrong with it.
#[must_use]
pub fn head(raw: &RawSearch, near: &str, problems: &[FieldProblem]) -> Markup {
    html! {
        div.band.band--plain {
            div.wrap.wrap--wide {
                div.stack { h1 { (t(w::SERVICES_TITLE)) } (search_form(&raw.words, near, problems)) }
            }
        }
    }
}

/// How results are shown: as a list or, equal to it, on a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// As a list.
    List,
    /// On the map, which draws itself into its place.
    Map,
    /// The list in place of the map: nothing runs that could draw it.
    MapWithoutScript,
    /// The list in place of the map, which did not come.
    MapFailed,
}

impl Shown {
    /// The address of a search that is shown in the same way.
    fn link(self, search: ServiceSearch) -> String {
        let search = Box::new(search);
        if self == Self::List { Link::Services(search) } else { Link::ServiceMap(search) }.href()
    }
}

/// What was found, or what to put right.
#[must_use]
pub fn results(
    shown: Shown,
    setting: Setting<'_>,
    search: &Result<ServiceSearch, Vec<FieldProblem>>,
    page: &Answer<impl Borrow<ServicePage>>,
) -> Markup {
    match search {
        Ok(search) => page.part(setting, 4, |page| found(shown, setting, search, page.borrow())),
        Err(found) => problems(found),
    }
}

/// "14 services for “sleep” near WA5 1AB"
#[must_use]
pub fn count_words(page: &ServicePage, search: &ServiceSearch) -> String {
    let count = plural(w::SERVICES_COUNT, page.total);
    let words = (!search.words.is_empty()).then(|| fill(w::SERVICES_FOR, &[("words", &search.words)]));
    let near = page.origin.as_ref().map(|origin| fill(w::SERVICES_NEAR, &[("place", &origin.name)]));
    let number = (page.page > 1).then(|| {
        fill(w::SERVICES_PAGE, &[("page", &page.page.to_string()), ("pages", &page.pages.to_string())])
    });
    [Some(count), words, near, number].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn found(shown: Shown, setting: Setting<'_>, search: &ServiceSearch, page: &ServicePage) -> Markup {
    let to = |search: ServiceSearch| shown.link(search);
    html! {
        div.stack {
            p.lead #count tabindex="-1" { (count_words(page, search)) }
            (chosen(shown, search, page))
            @if let Some(words) = &page.did_you_mean {
                p { (t(w::SERVICES_MEANT)) " " a href=(to(ServiceSearch { words: words.clone(), page: 1, ..search.clone() })) { (words) } }
            }
            (orders(shown, search, page))
        }
        @if let Some(origin) = page.origin.as_ref().filter(|origin| origin.outside) {
            @let title = fill(w::SERVICES_OUTSIDE, &[("place", &origin.name), ("council", &setting.config.council)]);
            (notice(Tone::Warning, None, &title, html! { p { (t(w::SERVICES_OUTSIDE_WORDS)) } }))
        }
        @if page.services.is_empty() { (list(shown, setting, search, page)) } @else {
            div.row.row--apart.small { (map::switch(shown, search)) (to_saved("page-actions__button")) }
            @if shown == Shown::Map { (map::map()) } @else { (list(shown, setting, search, page)) }
        }
    }
}

fn list(shown: Shown, setting: Setting<'_>, search: &ServiceSearch, page: &ServicePage) -> Markup {
    html! {
        (map::instead(shown))
        @if let Some(centre) = page.nearest_centre.as_ref().filter(|_| page.page == 1) { (hub_card(setting, centre)) }
        @if page.total > 0 {
            section.stack aria-labelledby="list" {
                h2 #list .hidden-visually { (t(w::SERVICES_LIST)) }
                @if page.services.is_empty() { p { (t(w::SERVICES_SHORTER)) } }
                ul.service-list role="list" { @for service in &page.services { (service_card(setting, service)) } }
            }
            // From beyond the end, the way back is to the last page.
            (pagination(page.page.min(page.pages + 1), page.pages, |number| shown.link(search.on_page(number))))
        }
        @if !page.guides.is_empty() {
            section.stack aria-labelledby="guides" {
                h2 #guides { (t(w::GUIDE_FOUND)) }
                ul.link-list role="list" {
                    @for guide in &page.guides { (link_row(Some(Link::Guide(guide.slug.clone()).href()), &guide.title, &guide.summary)) }
                }
            }
        }
        @if page.total == 0 { (none(setting, search, page)) }
    }
}

/// What was chosen, each removable with one tap.
fn chosen(shown: Shown, search: &ServiceSearch, page: &ServicePage) -> Markup {
    html! {
        @if search.is_filtered() {
            ul.chips role="list" aria-label=(t(w::SERVICES_CHOSEN)) {
                @for choice in search.choices.iter() {
                    li {
                        a.chip href=(shown.link(search.without(choice.kind(), &choice.value()))) {
                            (filters::choice_name(choice.kind(), &choice.value(), page)) (small("cross")) span.hidden-visually { (t(w::SERVICES_TAKE_AWAY)) }
                        }
                    }
                }
            }
        }
    }
}

/// The orders that make a difference, the one that is on marked.
fn orders(shown: Shown, search: &ServiceSearch, page: &ServicePage) -> Markup {
    let there = Sort::ALL.into_iter().filter(|sort| match sort {
        Sort::Best => !search.words.is_empty() || search.near.is_none(),
        Sort::Nearest => search.near.is_some(),
        Sort::Soonest => true,
    });
    html! {
        @if page.total > 1 {
            nav aria-label=(t(w::SERVICES_ORDER)) {
                ul.orders role="list" {
                    @for sort in there {
                        @let words = match sort {
                            Sort::Best if search.words.is_empty() => w::SERVICES_ORDER_NAME,
                            Sort::Best => w::SERVICES_ORDER_BEST,
                            Sort::Nearest => w::SERVICES_ORDER_NEAREST,
                            Sort::Soonest => w::SERVICES_ORDER_SOONEST,
                        };
                        li {
                            a.orders__link href=(shown.link(search.sorted(sort)))
                                aria-current=[(search.order() == sort).then_some("true")] { (t(words)) }
                        }
                    }
                }
            }
        }
    }
}

/// Which filter to drop and what it would give back, and a person to ring.
fn none(setting: Setting<'_>, search: &ServiceSearch, page: &ServicePage) -> Markup {
    let to = |search: ServiceSearch| Link::Services(Box::new(search)).href();
    let helps: Vec<_> = page.to_drop.iter().filter(|one| one.count > 0).collect();
    let (href, words) = if search.is_filtered() {
        (to(search.unfiltered()), w::SERVICES_NONE_WIDER)
    } else {
        (
            to(ServiceSearch { near: search.near.clone(), page: 1, ..ServiceSearch::default() }),
            w::SERVICES_NONE_ALL,
        )
    };
    html! {
        (scene(
            "empty",
            t(w::SERVICES_NONE),
            t(w::SERVICES_NONE_WORDS),
            false,
            html! {
                @if helps.is_empty() { a.button href=(href) { (t(words)) } }
                (ring_button(&setting.config.phone, "button button--quiet"))
            },
        ))
        @if !helps.is_empty() {
            section.stack aria-labelledby="drop" {
                h2 #drop { (t(w::SERVICES_DROP)) }
                ul.link-list role="list" {
                    @for one in helps {
                        @let name = fill(w::SERVICES_DROP_ONE, &[("filter", &filters::choice_name(one.kind, &one.value, page))]);
                        (link_row(Some(to(search.without(one.kind, &one.value))), &name, &plural(w::SERVICES_COUNT, one.count)))
                    }
                    (link_row(Some(href), t(words), ""))
                }
            }
        }
    }
}

/// What to put right, said where the results would be.
fn problems(problems: &[FieldProblem]) -> Markup {
    html! {
        div role="alert" {
            (notice(Tone::Warning, None, t(w::SERVICES_PROBLEM), html! {
                @for problem in problems { p { (problem_words(problem.code, None)) } }
                p { a href=(Link::all_services().href()) { (t(w::SERVICES_NONE_ALL)) } }
            }))
        }
    }
}
