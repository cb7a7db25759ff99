//! One session: the four answers, then book or just turn up, then what to expect.

use domain::session::SessionDetail;
use domain::{Availability, SessionId};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::announce::set_title;
use crate::api::{address, use_load};
use crate::components::{BackLink, Band, FourAnswers, PageActions, SessionList};
use crate::config::use_config;
use crate::moment;
use crate::route::Link;
use crate::ui::{Fact, Facts, Icon, Loading, Notice, Size, Tone};
use crate::words::{self as w, fill, t};

/// The session's id, from the address.
pub(super) fn session_id() -> impl Fn() -> Option<SessionId> + Copy + Send + Sync + 'static {
    let params = use_params_map();
    move || params.with(|params| params.get("id")).and_then(|id| id.parse().ok())
}

/// One session.
#[component]
pub fn SessionPage() -> impl IntoView {
    let id = session_id();
    let load = use_load::<SessionDetail>(move || id().map(|id| domain::api::session(&id)));
    view! { <Loading load ready=|detail: SessionDetail| view! { <Detail detail /> }.into_any() /> }
}

#[component]
fn Detail(detail: SessionDetail) -> impl IntoView {
    let session = detail.session.clone();
    let date = moment::date(session.starts_at.london_date());
    set_title(&format!("{}, {date}", session.title));
    let (title, summary) = (session.title.clone(), detail.summary.clone());
    let calendar = address(&use_config().api, &domain::api::session_calendar(&session.id));
    let going_ahead = !matches!(session.availability, Availability::Cancelled | Availability::Finished);
    view! {
        <Band tint="stage--baby">
            <BackLink href=Link::whats_on().href() words=t(w::NAV_WHATS_ON) />
            <h1>{title}</h1>
            {(!summary.is_empty()).then(|| view! { <p class="lead">{summary}</p> })}
        </Band>
        <div class="wrap">
            <div class="stack stack--loose">
                <State detail=detail.clone() />
                <FourAnswers detail=detail.clone() />
                <Act detail=detail.clone() />
                {(!detail.others.is_empty() && !session.availability.is_bookable())
                    .then(|| {
                        view! {
                            <section class="stack" aria-labelledby="others">
                                <h2 id="others">{t(w::SESSION_OTHERS)}</h2>
                                <SessionList sessions=detail.others.clone() dated=true />
                            </section>
                        }
                    })}
                <Expect detail=detail.clone() />
                <Practical detail=detail.clone() />
                <p>
                    {fill(w::SESSION_PART_OF, &[("organisation", &detail.organisation)])}
                    " "
                    <a href=Link::Service(session.service_id.clone()).href()>{detail.service.clone()}</a>
                </p>
                {going_ahead
                    .then(|| {
                        view! {
                            <p>
                                <a class="button button--quiet" href=calendar rel="external">
                                    <Icon name="calendar" size=Size::Small />
                                    {t(w::SESSION_CALENDAR)}
                                </a>
                            </p>
                        }
                    })}
                <PageActions title=session.title />
            </div>
        </div>
    }
}

/// What stands in the way, said first.
#[component]
fn State(detail: SessionDetail) -> impl IntoView {
    match detail.session.availability {
        Availability::Cancelled => {
            view! { <Notice tone=Tone::Urgent title=t(w::SESSION_CANCELLED).to_owned()>{t(w::SESSION_CANCELLED_WORDS)}</Notice> }.into_any()
        }
        Availability::Finished => view! { <Notice icon="clock" title=t(w::SESSION_FINISHED).to_owned() /> }.into_any(),
        _ => ().into_any(),
    }
}

/// The one thing to do.
#[component]
fn Act(detail: SessionDetail) -> impl IntoView {
    let phone = if detail.location.phone.is_empty() { use_config().phone } else { detail.location.phone.clone() };
    let cost = moment::price(detail.session.cost_pence);
    match detail.session.availability {
        Availability::Places { .. } => view! {
            <div class="book-action">
                <a class="button button--wide" href=Link::Book(detail.session.id).href()>
                    {t(w::SESSION_BOOK_PLACE)}
                </a>
                <p class="small soft">{fill(w::SESSION_BOOK_HINT, &[("cost", &cost)])}</p>
            </div>
        }
        .into_any(),
        Availability::DropIn => {
            view! { <Notice icon="door" title=t(w::PLACES_DROP_IN).to_owned()>{t(w::SESSION_DROP_IN_WORDS)}</Notice> }.into_any()
        }
        Availability::Full => view! {
            <Notice icon="people" title=t(w::SESSION_FULL).to_owned()>
                <p>{fill(w::SESSION_FULL_WORDS, &[("phone", &phone)])}</p>
            </Notice>
        }
        .into_any(),
        Availability::NotOpen { opens_at } => {
            let (day, time) = opens_at.london();
            let words = fill(w::SESSION_OPENS, &[("date", &moment::date(day)), ("time", &moment::time(time))]);
            view! { <Notice icon="clock" title=words /> }.into_any()
        }
        Availability::Closed => view! {
            <Notice icon="clock" title=t(w::SESSION_CLOSED).to_owned()>
                <p>{fill(w::SESSION_CLOSED_WORDS, &[("phone", &phone)])}</p>
            </Notice>
        }
        .into_any(),
        Availability::Cancelled | Availability::Finished => ().into_any(),
    }
}

#[component]
fn Expect(detail: SessionDetail) -> impl IntoView {
    let expect = detail.location.what_to_expect;
    let bring = detail.what_to_bring;
    view! {
        <article class="prose">
            {(!bring.is_empty())
                .then(|| {
                    view! {
                        <h2>{t(w::SESSION_BRING)}</h2>
                        <p>{bring}</p>
                    }
                })}
            {(!expect.is_empty())
                .then(|| {
                    view! {
                        <h2>{t(w::SESSION_EXPECT)}</h2>
                        <p>{expect}</p>
                    }
                })}
        </article>
    }
}

#[component]
fn Practical(detail: SessionDetail) -> impl IntoView {
    let place = detail.location;
    let page = place.slug.clone().map(|slug| Link::Place(slug).href());
    let fact = |icon: &'static str, words: String| (!words.is_empty()).then(|| view! { <Fact icon=icon large=true>{words}</Fact> });
    let run_by = if detail.run_by.is_empty() { String::new() } else { fill(w::SESSION_RUN_BY, &[("role", &detail.run_by)]) };
    view! {
        <section class="stack" aria-labelledby="practical">
            <h2 id="practical">{t(w::SERVICE_GETTING_IN)}</h2>
            <Facts list=true>
                {fact("pram", detail.pram)} {fact("parking", place.parking)} {fact("bus", place.bus)}
                {fact("wheelchair", place.facilities.join(", "))} {fact("cup", detail.feeding_space)}
                {fact("language", detail.languages.join(", "))} {fact("people", run_by)}
            </Facts>
            {page
                .map(|page| {
                    view! {
                        <p>
                            <a href=page>{fill(w::SESSION_ABOUT_PLACE, &[("place", &place.name)])}</a>
                        </p>
                    }
                })}
        </section>
    }
}
