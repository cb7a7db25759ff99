//! A search for services. The address is the state.

use domain::service::{CategoryCount, ServicePage};
use domain::{FieldProblem, RawSearch, ServiceSearch};
use maud::{Markup, html};

use crate::moment;
use crate::pieces::{
    Field, Tone, age_options, filters, hub_card, link_row, notice, pagination, ring_button, scene,
    search_form, service_card, small,
};
use crate::problem_words::problem_words;
use crate::route::Link;
use crate::words::{self as w, fill, plural, t};
use crate::{Answer, Setting};

mod map;

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

/// The filters, as the address has them.
#[must_use]
pub fn filters_of(raw: &RawSearch) -> Markup {
    filters(&Link::all_services().href(), fields(raw))
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

/// What was found, as a list, or what to put right.
#[must_use]
pub fn results(
    setting: Setting<'_>,
    search: &Result<ServiceSearch, Vec<FieldProblem>>,
    page: &Answer<ServicePage>,
) -> Markup {
    results_as(Shown::List, setting, search, page)
}

/// What was found, or what to put right.
#[must_use]
pub fn results_as(
    shown: Shown,
    setting: Setting<'_>,
    search: &Result<ServiceSearch, Vec<FieldProblem>>,
    page: &Answer<ServicePage>,
) -> Markup {
    match search {
        Ok(search) => page.part(setting, 4, |page| found(shown, setting, search, page)),
        Err(found) => problems(found),
    }
}

fn fields(raw: &RawSearch) -> Markup {
    html! {
        input type="hidden" name="q" value=(raw.words);
        input type="hidden" name="near" value=(raw.near);
        input type="hidden" name="category" value=(raw.category);
        (Field { id: "age", label: t(w::FILTERS_AGE), hint: "", error: None }.choice(&raw.age, &age_options()))
        label.choice {
            input.choice__box #free type="checkbox" name="free" value="1" checked[raw.free == "1"];
            span { (t(w::FILTERS_FREE)) }
        }
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
            (chosen(shown, search, &page.categories))
            @if let Some(words) = &page.did_you_mean {
                p { (t(w::SERVICES_MEANT)) " " a href=(to(ServiceSearch { words: words.clone(), page: 1, ..search.clone() })) { (words) } }
            }
            (narrow(shown, search, &page.categories))
        }
        @if let Some(origin) = page.origin.as_ref().filter(|origin| origin.outside) {
            @let title = fill(w::SERVICES_OUTSIDE, &[("place", &origin.name), ("council", &setting.config.council)]);
            (notice(Tone::Warning, None, &title, html! { p { (t(w::SERVICES_OUTSIDE_WORDS)) } }))
        }
        @if page.services.is_empty() { (list(shown, setting, search, page)) } @else {
            (map::switch(shown, search))
            @if shown == Shown::Map { (map::map()) } @else { (list(shown, setting, search, page)) }
        }
    }
}

fn list(shown: Shown, setting: Setting<'_>, search: &ServiceSearch, page: &ServicePage) -> Markup {
    html! {
        (map::instead(shown))
        @if let Some(centre) = page.nearest_centre.as_ref().filter(|_| page.page == 1) { (hub_card(setting, centre)) }
        @if !page.guides.is_empty() {
            section.stack aria-labelledby="guides" {
                h2 #guides { (t(w::GUIDE_FOUND)) }
                ul.link-list role="list" {
                    @for guide in &page.guides { (link_row(Some(Link::Guide(guide.slug.clone()).href()), &guide.title, &guide.summary)) }
                }
            }
        }
        @if page.services.is_empty() { (none(setting, search)) } @else {
            section.stack aria-labelledby="list" {
                h2 #list .hidden-visually[page.guides.is_empty()] { (t(w::SERVICES_LIST)) }
                ul.service-list role="list" { @for service in &page.services { (service_card(setting, service)) } }
            }
        }
        (pagination(page.page, page.pages, |number| shown.link(search.on_page(number))))
    }
}

/// What was chosen, each removable with one tap.
fn chosen(shown: Shown, search: &ServiceSearch, categories: &[CategoryCount]) -> Markup {
    let first = search.on_page(1);
    let category = search.category.as_ref().map(|id| {
        let name = categories
            .iter()
            .find(|one| one.id == *id)
            .map_or_else(|| id.as_str().replace('-', " "), |one| one.name.clone());
        (name, ServiceSearch { category: None, ..first.clone() })
    });
    let age = search.age.map(|age| {
        (
            fill(w::SERVICES_AGE_CHIP, &[("age", &moment::age(age))]),
            ServiceSearch { age: None, ..first.clone() },
        )
    });
    let free =
        search.free.then(|| (t(w::COST_FREE).to_owned(), ServiceSearch { free: false, ..first.clone() }));
    let chips: Vec<_> = [category, age, free].into_iter().flatten().collect();
    html! {
        @if !chips.is_empty() {
            ul.chips role="list" aria-label=(t(w::SERVICES_CHOSEN)) {
                @for (name, without) in chips {
                    li {
                        a.chip href=(shown.link(without)) {
                            (name) (small("cross")) span.hidden-visually { (t(w::SERVICES_TAKE_AWAY)) }
                        }
                    }
                }
            }
        }
    }
}

/// The categories among the results, each with how many it would leave.
fn narrow(shown: Shown, search: &ServiceSearch, categories: &[CategoryCount]) -> Markup {
    html! {
        @if search.category.is_none() && categories.len() > 1 {
            details.disclosure {
                summary.disclosure__summary { (t(w::SERVICES_NARROW)) }
                div.disclosure__body {
                    ul.chips role="list" {
                        @for one in categories {
                            @let only = ServiceSearch { category: Some(one.id.clone()), ..search.on_page(1) };
                            li { a.chip href=(shown.link(only)) { (one.name) " " span.choice__count { (one.count) } } }
                        }
                    }
                }
            }
        }
    }
}

/// Which filters to drop, and a person to ring.
fn none(setting: Setting<'_>, search: &ServiceSearch) -> Markup {
    let wider = ServiceSearch {
        words: search.words.clone(),
        near: search.near.clone(),
        page: 1,
        ..ServiceSearch::default()
    };
    let (href, words) = if wider == search.on_page(1) {
        let all = ServiceSearch { near: search.near.clone(), page: 1, ..ServiceSearch::default() };
        (Link::Services(Box::new(all)).href(), w::SERVICES_NONE_ALL)
    } else {
        (Link::Services(Box::new(wider)).href(), w::SERVICES_NONE_WIDER)
    };
    scene(
        "empty",
        t(w::SERVICES_NONE),
        t(w::SERVICES_NONE_WORDS),
        false,
        html! {
            a.button href=(href) { (t(words)) }
            (ring_button(&setting.config.phone, "button button--quiet"))
        },
    )
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
