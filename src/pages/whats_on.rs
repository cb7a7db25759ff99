//! What is on, by day.

use domain::session::SessionList as Sessions;
use domain::{Date, Locality, Near, RawSessionSearch, SessionSearch};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::services::age_options;
use crate::announce::{set_title, use_announcer};
use crate::api::{LoadState, use_load};
use crate::clock::use_today;
use crate::components::SessionDays;
use crate::device;
use crate::moment;
use crate::route::{Link, WhatsOn};
use crate::ui::{GetForm, Icon, Loading, Scene, SelectField, Size};
use crate::words::{self as w, plural, t};

/// Days, filters and sessions.
#[component]
pub fn WhatsOnPage() -> impl IntoView {
    set_title(t(w::NAV_WHATS_ON));
    let query = use_location().search;
    let raw = Memo::new(move |_| WhatsOn::from_query(&query.get()));
    let today = use_today();
    let load = use_load::<Sessions>(move || Some(domain::api::sessions(&search(&raw.get(), today?))));
    let announcer = use_announcer();
    Effect::new(move |_| {
        if let (LoadState::Ready(list), Some(announcer)) = (load.state.get(), announcer) {
            announcer.say(plural(w::WHATS_ON_COUNT, list.sessions.len() as u32));
        }
    });
    view! {
        <div class="band band--plain">
            <div class="wrap wrap--wide">
                <div class="stack">
                    <h1>{t(w::NAV_WHATS_ON)}</h1>
                    <Days raw today />
                </div>
            </div>
        </div>
        <div class="wrap wrap--wide">
            <div class="beside beside--filters">
                <Filters raw />
                <div class="stack stack--loose" id="results" aria-busy=move || load.busy.get().to_string()>
                    <Loading load cards=5 ready=|list: Sessions| view! { <Results list /> }.into_any() />
                </div>
            </div>
        </div>
    }
}

/// The sessions this address asks for, seen from today. A choice that makes no sense is left out.
fn search(raw: &WhatsOn, today: Date) -> SessionSearch {
    let (from, to) = dates(raw, today);
    let asked = RawSessionSearch {
        locality: raw.locality.clone(),
        category: raw.category.clone(),
        age: raw.age.clone(),
        bookable: raw.bookable.clone(),
        ..RawSessionSearch::default()
    };
    let near = Near::parse(&device::origin()).ok().flatten();
    SessionSearch { from: Some(from), to: Some(to), near, ..asked.parse().unwrap_or_default() }
}

/// The first and the last day asked for.
fn dates(raw: &WhatsOn, today: Date) -> (Date, Date) {
    match raw.when.as_str() {
        "today" => (today, today),
        "tomorrow" => (today.plus_days(1), today.plus_days(1)),
        date => date.parse().map_or((today, today.plus_days(6)), |date| (date, date)),
    }
}

#[component]
fn Days(raw: Memo<WhatsOn>, today: Option<Date>) -> impl IntoView {
    let day = move |when: &'static str, name: &'static str, date: Option<String>| {
        let href = move || Link::WhatsOn(WhatsOn { when: when.to_owned(), ..raw.get() }).href();
        let current = move || {
            let chosen = raw.with(|raw| raw.when == when || (raw.when.is_empty() && when == "week"));
            chosen.then_some("true")
        };
        view! {
            <li>
                <a class="date-strip__link" href=href aria-current=current>
                    {name}
                    <span class="date-strip__date">{date}</span>
                </a>
            </li>
        }
    };
    let short = move |ahead: i32| {
        today.map(|today| {
            let day = today.plus_days(ahead);
            format!("{} {}", moment::weekday_short(day.weekday()), day.civil().2)
        })
    };
    view! {
        <nav aria-label=t(w::WHATS_ON_CHOOSE)>
            <ul class="date-strip" role="list">
                {day("today", t(w::MOMENT_TODAY), short(0))} {day("tomorrow", t(w::MOMENT_TOMORROW), short(1))}
                {day("week", t(w::WHATS_ON_WEEK), short(6).map(|to| format!("{} {to}", t(w::WHATS_ON_UNTIL))))}
            </ul>
        </nav>
    }
}

#[component]
fn Filters(raw: Memo<WhatsOn>) -> impl IntoView {
    let localities = use_load::<Vec<Locality>>(|| Some(domain::api::LOCALITIES.to_owned()));
    let areas = move || {
        let mut options = vec![(String::new(), t(w::WHATS_ON_EVERYWHERE).to_owned())];
        if let LoadState::Ready(all) = localities.state.get() {
            options.extend(all.into_iter().map(|one| (one.id.to_string(), one.name)));
        }
        options
    };
    let open = RwSignal::new(false);
    let date = move || raw.with(|raw| raw.when.parse::<Date>().map(|date| date.to_string()).unwrap_or_default());
    let send = move |values: Vec<(String, String)>| values.iter().all(|(name, value)| name != "when" || value.is_empty() || value.parse::<Date>().is_ok());
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
                <GetForm action=Link::whats_on().href() class="stack" label=t(w::FILTERS_TITLE).to_owned() on_send=Callback::new(send)>
                    <div class="field">
                        <label class="field__label" for="when">
                            {t(w::WHATS_ON_DATE)}
                        </label>
                        <input class="field__input" type="date" id="when" name="when" prop:value=date />
                    </div>
                    {move || {
                        view! {
                            <SelectField
                                id="locality".to_owned()
                                name="locality"
                                label=t(w::WHATS_ON_AREA).to_owned()
                                options=areas()
                                value=Signal::derive(move || raw.get().locality)
                            />
                        }
                    }}
                    <SelectField
                        id="age".to_owned()
                        name="age"
                        label=t(w::FILTERS_AGE).to_owned()
                        options=age_options()
                        value=Signal::derive(move || raw.get().age)
                    />
                    <label class="choice">
                        <input class="choice__box" type="checkbox" name="bookable" value="1" id="bookable" prop:checked=move || raw.get().bookable == "1" />
                        <span>{t(w::WHATS_ON_BOOKABLE)}</span>
                    </label>
                    <button class="button button--wide" type="submit">
                        {t(w::FILTERS_SHOW)}
                    </button>
                </GetForm>
            </div>
        </div>
    }
}

#[component]
fn Results(list: Sessions) -> impl IntoView {
    if list.sessions.is_empty() {
        return view! {
            <Scene picture="empty" title=t(w::WHATS_ON_NONE).to_owned() words=t(w::WHATS_ON_NONE_WORDS)>
                <a class="button" href=Link::whats_on().href()>
                    {t(w::WHATS_ON_ALL)}
                </a>
            </Scene>
        }
        .into_any();
    }
    view! {
        <p class="lead">{plural(w::WHATS_ON_COUNT, list.sessions.len() as u32)}</p>
        {list.more.then(|| view! { <p>{t(w::WHATS_ON_MORE)}</p> })}
        <SessionDays sessions=list.sessions />
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_seen_from_today() {
        let today: Date = "2026-11-23".parse().unwrap();
        for (when, from, to) in [
            ("", "2026-11-23", "2026-11-29"),
            ("week", "2026-11-23", "2026-11-29"),
            ("today", "2026-11-23", "2026-11-23"),
            ("tomorrow", "2026-11-24", "2026-11-24"),
            ("2026-12-24", "2026-12-24", "2026-12-24"),
            ("yesterday", "2026-11-23", "2026-11-29"),
        ] {
            let raw = WhatsOn { when: when.to_owned(), ..WhatsOn::default() };
            let span = dates(&raw, today);
            assert_eq!((span.0.to_string().as_str(), span.1.to_string().as_str()), (from, to), "{when}");
        }
    }
}
