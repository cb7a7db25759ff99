//! A search for services. The address is the state.

use domain::service::ServicePage;
use domain::{Choice, FacetKind, FacetOption, FieldProblem, RawSearch, ServiceSearch};
use maud::{Markup, html};

use crate::moment;
use crate::pieces::{
    Field, Tone, age_options, filters, hub_card, link_row, notice, pagination, ring_button, scene,
    search_form, service_card, small, to_saved,
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

/// The filters, as the address has them.
#[must_use]
pub fn filters_of(raw: &RawSearch) -> Markup {
    filters(&Link::all_services().href(), fields(raw))
}

/// What was found, or what to put right.
#[must_use]
pub fn results(
    setting: Setting<'_>,
    search: &Result<ServiceSearch, Vec<FieldProblem>>,
    page: &Answer<ServicePage>,
) -> Markup {
    match search {
        Ok(search) => page.part(setting, 4, |page| found(setting, search, page)),
        Err(found) => problems(found),
    }
}

/// Age and cost can be changed here; everything else that is chosen stays.
fn fields(raw: &RawSearch) -> Markup {
    let age = raw.values(FacetKind::Age).next().unwrap_or_default();
    let free = raw.values(FacetKind::Cost).any(|value| value == "free");
    html! {
        input type="hidden" name="q" value=(raw.words);
        input type="hidden" name="near" value=(raw.near);
        input type="hidden" name="sort" value=(raw.sort);
        @for (kind, value) in &raw.choices {
            @if !matches!(kind, FacetKind::Age | FacetKind::Cost) { input type="hidden" name=(kind.name()) value=(value); }
        }
        (Field { id: "age", label: t(w::FILTERS_AGE), hint: "", error: None }.choice(age, &age_options()))
        label.choice {
            input.choice__box #free type="checkbox" name="cost" value="free" checked[free];
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

fn found(setting: Setting<'_>, search: &ServiceSearch, page: &ServicePage) -> Markup {
    let to = |search: ServiceSearch| Link::Services(Box::new(search)).href();
    html! {
        div.stack {
            p.lead #count tabindex="-1" { (count_words(page, search)) }
            (chosen(search, page))
            @if let Some(words) = &page.did_you_mean {
                p { (t(w::SERVICES_MEANT)) " " a href=(to(ServiceSearch { words: words.clone(), page: 1, ..search.clone() })) { (words) } }
            }
            (narrow(search, page))
            p { (to_saved("page-actions__button")) }
        }
        @if let Some(origin) = page.origin.as_ref().filter(|origin| origin.outside) {
            @let title = fill(w::SERVICES_OUTSIDE, &[("place", &origin.name), ("council", &setting.config.council)]);
            (notice(Tone::Warning, None, &title, html! { p { (t(w::SERVICES_OUTSIDE_WORDS)) } }))
        }
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
        (pagination(page.page, page.pages, |number| to(search.on_page(number))))
    }
}

/// What was chosen, each removable with one tap.
fn chosen(search: &ServiceSearch, page: &ServicePage) -> Markup {
    html! {
        @if search.is_filtered() {
            ul.chips role="list" aria-label=(t(w::SERVICES_CHOSEN)) {
                @for choice in search.choices.iter() {
                    li {
                        a.chip href=(Link::Services(Box::new(search.without(choice.kind(), &choice.value()))).href()) {
                            (choice_name(choice, page)) (small("cross")) span.hidden-visually { (t(w::SERVICES_TAKE_AWAY)) }
                        }
                    }
                }
            }
        }
    }
}

/// What to call something chosen.
fn choice_name(choice: &Choice, page: &ServicePage) -> String {
    let (kind, value) = (choice.kind(), choice.value());
    match choice {
        Choice::Age(age) => fill(w::SERVICES_AGE_CHIP, &[("age", &moment::age(*age))]),
        _ => options(page, kind)
            .iter()
            .find(|option| option.value == value)
            .map_or_else(|| value.replace('-', " "), |option| option.name.clone()),
    }
}

fn options(page: &ServicePage, kind: FacetKind) -> &[FacetOption] {
    page.facets.iter().find(|facet| facet.kind == kind).map_or(&[], |facet| &facet.options)
}

/// The categories among the results, each with how many it would leave.
fn narrow(search: &ServiceSearch, page: &ServicePage) -> Markup {
    let categories = options(page, FacetKind::Category);
    html! {
        @if categories.len() > 1 && search.choices.of(FacetKind::Category).next().is_none() {
            details.disclosure {
                summary.disclosure__summary { (t(w::SERVICES_NARROW)) }
                div.disclosure__body {
                    ul.chips role="list" {
                        @for one in categories.iter().filter(|one| one.parent.is_some()).take(12) {
                            @let only = search.with(FacetKind::Category, &one.value);
                            li { a.chip href=(Link::Services(Box::new(only)).href()) { (one.name) " " span.choice__count { (one.count) } } }
                        }
                    }
                }
            }
        }
    }
}

/// Which filters to drop, and a person to ring.
fn none(setting: Setting<'_>, search: &ServiceSearch) -> Markup {
    let (href, words) = if search.is_filtered() {
        (Link::Services(Box::new(search.unfiltered())).href(), w::SERVICES_NONE_WIDER)
    } else {
        let all = ServiceSearch { near: search.near.clone(), page: 1, ..ServiceSearch::default() };
        (Link::Services(Box::new(all)).href(), w::SERVICES_NONE_ALL)
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
