//! A search for services. The address is the state.

use domain::service::ServicePage;
use domain::{Months, RawSearch, ServiceSearch};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::announce::{set_title, use_announcer};
use crate::api::{ApiError, LoadState, use_load};
use crate::components::{HubCard, SearchForm, ServiceCard};
use crate::config::use_config;
use crate::moment;
use crate::problem_words::problem_words;
use crate::route::Link;
use crate::ui::{GetForm, Icon, Loading, Notice, Pagination, Scene, SelectField, Size, Tone};
use crate::words::{self as w, fill, plural, t};

/// Search and results.
#[component]
pub fn ServicesPage() -> impl IntoView {
    set_title(t(w::SERVICES_TITLE));
    let query = use_location().search;
    let raw = Memo::new(move |_| RawSearch::from_query(&query.get()));
    let search = Memo::new(move |_| raw.with(RawSearch::parse));
    let load = use_load::<ServicePage>(move || search.get().ok().map(|search| domain::api::services(&search)));
    let told = Memo::new(move |_| match load.state.get() {
        LoadState::Failed(ApiError::Problem(problem)) => problem.errors,
        _ => Vec::new(),
    });
    let problems = Signal::derive(move || search.get().err().unwrap_or_else(|| told.get()));
    announce_count(load.state, search);
    view! {
        <div class="band band--plain">
            <div class="wrap wrap--wide">
                <div class="stack">
                    <h1>{t(w::SERVICES_TITLE)}</h1>
                    <SearchForm words=Signal::derive(move || raw.get().words) near=Signal::derive(move || raw.get().near) problems />
                </div>
            </div>
        </div>
        <div class="wrap wrap--wide">
            <div class="beside beside--filters">
                <Filters raw />
                <div class="stack stack--loose" id="results" aria-busy=move || load.busy.get().to_string()>
                    {move || {
                        let problems = problems.get();
                        if problems.is_empty() {
                            let search = search.get().unwrap_or_default();
                            view! {
                                <Loading load cards=4 ready=move |page: ServicePage| view! { <Results page search=search.clone() /> }.into_any() />
                            }
                                .into_any()
                        } else {
                            view! { <Problems problems /> }.into_any()
                        }
                    }}
                </div>
            </div>
        </div>
    }
}

/// Says how many there are when a new answer has come.
fn announce_count(
    state: RwSignal<LoadState<ServicePage>>,
    search: Memo<Result<ServiceSearch, Vec<domain::FieldProblem>>>,
) {
    let announcer = use_announcer();
    Effect::new(move |_| {
        if let (LoadState::Ready(page), Ok(search), Some(announcer)) = (state.get(), search.get_untracked(), announcer) {
            announcer.say(count_words(&page, &search));
        }
    });
}

/// "14 services for “sleep” near WA5 1AB, nearest first."
fn count_words(page: &ServicePage, search: &ServiceSearch) -> String {
    let count = plural(w::SERVICES_COUNT, page.total);
    let words = (!search.words.is_empty()).then(|| fill(w::SERVICES_FOR, &[("words", &search.words)]));
    let near = page.origin.as_ref().map(|origin| fill(w::SERVICES_NEAR, &[("place", &origin.name)]));
    [Some(count), words, near].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[component]
fn Results(page: ServicePage, search: ServiceSearch) -> impl IntoView {
    let outside = page.origin.as_ref().filter(|origin| origin.outside).map(|origin| {
        let words = fill(w::SERVICES_OUTSIDE, &[("place", &origin.name), ("council", &use_config().council)]);
        view! { <Notice tone=Tone::Warning title=words>{t(w::SERVICES_OUTSIDE_WORDS)}</Notice> }
    });
    let meant = page.did_you_mean.as_ref().map(|words| {
        let href = Link::Services(Box::new(ServiceSearch { words: words.clone(), page: 1, ..search.clone() })).href();
        view! {
            <p>
                {t(w::SERVICES_MEANT)} " " <a href=href>{words.clone()}</a>
            </p>
        }
    });
    let count = count_words(&page, &search);
    let pages = page.pages;
    let this = page.page;
    let empty = page.services.is_empty();
    let chosen = search.clone();
    let paged = StoredValue::new(search.clone());
    view! {
        <div class="stack">
            <div class="row row--apart">
                <p class="lead">{count}</p>
            </div>
            <Chosen search=chosen categories=page.categories.clone() />
            {meant}
        </div>
        {outside}
        {page.nearest_centre.filter(|_| this == 1).map(|centre| view! { <HubCard centre /> })}
        {if empty {
            view! { <NoneFound search /> }.into_any()
        } else {
            view! {
                <section class="stack" aria-labelledby="list">
                    <h2 class="hidden-visually" id="list">
                        {t(w::SERVICES_LIST)}
                    </h2>
                    <ul class="service-list" role="list">
                        {page.services.into_iter().map(|service| view! { <ServiceCard service /> }).collect_view()}
                    </ul>
                </section>
            }
                .into_any()
        }}
        <Pagination page=this pages href=move |page| Link::Services(Box::new(paged.read_value().on_page(page))).href() />
    }
}

/// What was chosen, each removable with one tap.
#[component]
fn Chosen(search: ServiceSearch, categories: Vec<domain::service::CategoryCount>) -> impl IntoView {
    let first = ServiceSearch { page: 1, ..search.clone() };
    let category = search.category.as_ref().map(|id| {
        let name = categories.iter().find(|one| one.id == *id).map_or_else(|| id.as_str().replace('-', " "), |one| one.name.clone());
        (name, ServiceSearch { category: None, ..first.clone() })
    });
    let age = search.age.map(|age| (fill(w::SERVICES_AGE_CHIP, &[("age", &moment::age(age))]), ServiceSearch { age: None, ..first.clone() }));
    let free = search.free.then(|| (t(w::COST_FREE).to_owned(), ServiceSearch { free: false, ..first.clone() }));
    let chips: Vec<_> = [category, age, free].into_iter().flatten().collect();
    if chips.is_empty() {
        return ().into_any();
    }
    view! {
        <ul class="chips" role="list" aria-label=t(w::SERVICES_CHOSEN)>
            {chips
                .into_iter()
                .map(|(name, without)| {
                    view! {
                        <li>
                            <a class="chip" href=Link::Services(Box::new(without)).href()>
                                {name}
                                <Icon name="cross" size=Size::Small />
                                <span class="hidden-visually">{t(w::SERVICES_TAKE_AWAY)}</span>
                            </a>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .into_any()
}

/// Which filter to drop, and a person to ring.
#[component]
fn NoneFound(search: ServiceSearch) -> impl IntoView {
    let phone = use_config().phone;
    let wider = ServiceSearch { words: search.words.clone(), near: search.near.clone(), page: 1, ..ServiceSearch::default() };
    let filtered = wider != ServiceSearch { page: 1, ..search.clone() };
    let all = Link::Services(Box::new(ServiceSearch { near: search.near, page: 1, ..ServiceSearch::default() })).href();
    view! {
        <Scene picture="empty" title=t(w::SERVICES_NONE).to_owned() words=t(w::SERVICES_NONE_WORDS)>
            {if filtered {
                view! {
                    <a class="button" href=Link::Services(Box::new(wider)).href()>
                        {t(w::SERVICES_NONE_WIDER)}
                    </a>
                }
                    .into_any()
            } else {
                view! {
                    <a class="button" href=all>
                        {t(w::SERVICES_NONE_ALL)}
                    </a>
                }
                    .into_any()
            }}
            <a class="button button--quiet" href=format!("tel:{}", phone.replace(' ', ""))>
                <Icon name="phone" size=Size::Small />
                {fill(w::LOADING_RING, &[("phone", &phone)])}
            </a>
        </Scene>
    }
}

/// Fields to put right, where there is no field to say it beside.
#[component]
fn Problems(problems: Vec<domain::FieldProblem>) -> impl IntoView {
    let items = problems.iter().map(|problem| view! { <p>{problem_words(problem.code, None)}</p> }).collect_view();
    view! {
        <div role="alert">
            <Notice tone=Tone::Warning title=t(w::SERVICES_PROBLEM).to_owned()>
                {items}
                <p>
                    <a href=Link::all_services().href()>{t(w::SERVICES_NONE_ALL)}</a>
                </p>
            </Notice>
        </div>
    }
}

#[component]
fn Filters(raw: Memo<RawSearch>) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <div>
            <button
                class="button button--quiet button--small filters__open"
                type="button"
                aria-expanded=move || open.get().to_string()
                aria-controls="filters"
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <Icon name="filter" size=Size::Small />
                {t(w::FILTERS_TITLE)}
            </button>
            <div class="filters filters--inline" class=("filters--open", move || open.get()) id="filters">
                <h2>{t(w::FILTERS_TITLE)}</h2>
                <GetForm action=Link::all_services().href() class="stack" label=t(w::FILTERS_TITLE).to_owned()>
                    <input type="hidden" name="q" prop:value=move || raw.get().words value=move || raw.get().words />
                    <input type="hidden" name="near" prop:value=move || raw.get().near value=move || raw.get().near />
                    <input type="hidden" name="category" prop:value=move || raw.get().category value=move || raw.get().category />
                    <SelectField
                        id="age".to_owned()
                        name="age"
                        label=t(w::FILTERS_AGE).to_owned()
                        options=age_options()
                        value=Signal::derive(move || raw.get().age)
                    />
                    <label class="choice">
                        <input class="choice__box" type="checkbox" name="free" value="1" id="free" prop:checked=move || raw.get().free == "1" />
                        <span>{t(w::FILTERS_FREE)}</span>
                    </label>
                    <button class="button button--wide" type="submit">
                        {t(w::FILTERS_SHOW)}
                    </button>
                </GetForm>
            </div>
        </div>
    }
}

/// Ages to filter by: every month in the first two years, then every year.
#[must_use]
pub fn age_options() -> Vec<(String, String)> {
    let ages = (0..24).chain((24..=216).step_by(12)).map(|months| (months.to_string(), moment::age(Months(months))));
    std::iter::once((String::new(), t(w::FILTERS_ANY_AGE).to_owned())).chain(ages).collect()
}
