//! One service: what it is, who it is for, where, when, and its next sessions.

use domain::service::{Referral, RegularTime, Service, ServiceDetail, ServiceStatus};
use domain::{Location, ServiceId};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::announce::set_title;
use crate::api::use_load;
use crate::components::{BackLink, Band, PageActions, SessionList};
use crate::moment;
use crate::route::Link;
use crate::ui::{Fact, Facts, Icon, Loading, Notice, Size, Tone};
use crate::words::{self as w, fill, t};

/// One service.
#[component]
pub fn ServicePageView() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).and_then(|id| id.parse::<ServiceId>().ok());
    let load = use_load::<ServiceDetail>(move || id().map(|id| domain::api::service(&id)));
    view! { <Loading load ready=|detail: ServiceDetail| view! { <Detail detail /> }.into_any() /> }
}

#[component]
fn Detail(detail: ServiceDetail) -> impl IntoView {
    let service = detail.service;
    set_title(&service.name);
    let paragraphs = service.description.split("\n\n").map(|text| view! { <p>{text.to_owned()}</p> }).collect_view();
    let sessions = detail.next_sessions;
    let has_sessions = !sessions.is_empty();
    let name = service.name.clone();
    let by = fill(w::SERVICE_BY, &[("organisation", &service.organisation)]);
    view! {
        <Band>
            <BackLink href=Link::all_services().href() words=t(w::SERVICE_BACK) />
            <h1>{name}</h1>
            <p class="lead">{by}</p>
            <p>{detail.categories.into_iter().take(3).map(|name| view! { <span class="tag">{name}</span> " " }).collect_view()}</p>
        </Band>
        <div class="wrap">
            <div class="stack stack--loose">
                <Warnings closed=service.status == ServiceStatus::TemporarilyClosed out_of_date=detail.out_of_date />
                <KeyFacts service=service.clone() locations=detail.locations.clone() />
                <Contacts service=service.clone() />
                {has_sessions
                    .then(|| {
                        view! {
                            <section class="stack" aria-labelledby="next">
                                <h2 id="next">{t(w::SERVICE_SESSIONS)}</h2>
                                <SessionList sessions dated=true />
                            </section>
                        }
                    })}
                <article class="prose">
                    <h2>{t(w::SERVICE_WHAT)}</h2>
                    {paragraphs}
                </article>
                <Access service=service.clone() locations=detail.locations />
                <PageActions title=service.name.clone() />
                {service
                    .assured_on
                    .map(|checked| {
                        let date = moment::date_with_year(checked);
                        view! { <p class="small soft">{fill(w::SERVICE_CHECKED, &[("date", &date)])}</p> }
                    })}
            </div>
        </div>
    }
}

#[component]
fn Warnings(closed: bool, out_of_date: bool) -> impl IntoView {
    view! {
        {closed.then(|| view! { <Notice tone=Tone::Urgent title=t(w::SERVICE_CLOSED).to_owned()>{t(w::SERVICE_CLOSED_WORDS)}</Notice> })}
        {out_of_date
            .then(|| view! { <Notice tone=Tone::Warning title=t(w::SERVICE_STALE).to_owned()>{t(w::SERVICE_STALE_WORDS)}</Notice> })}
    }
}

#[component]
fn KeyFacts(service: Service, locations: Vec<Location>) -> impl IntoView {
    let referral = match service.referral {
        Referral::None => t(w::SERVICE_NO_REFERRAL),
        Referral::Professional => t(w::SERVICE_REFERRAL_LONG),
    };
    let cost = moment::cost(service.cost);
    let fees = service.fees.clone();
    view! {
        <Facts list=true>
            {service.times.into_iter().map(|time| view! { <Fact icon="clock" large=true>{regular(&time)}</Fact> }).collect_view()}
            {locations.into_iter().map(|location| view! { <Place location /> }).collect_view()}
            <Fact icon="baby" large=true>
                <strong>{moment::ages(service.ages)}</strong>
            </Fact>
            <Fact icon="ticket" large=true>
                {cost.map(|cost| view! { <strong>{cost}</strong> ". " })}
                {referral}
                {(!fees.is_empty()).then(|| view! { <br /> <span class="soft">{fees}</span> })}
            </Fact>
            {(!service.languages.is_empty())
                .then(|| view! { <Fact icon="language" large=true>{service.languages.join(", ")}</Fact> })}
        </Facts>
    }
}

/// "Tuesday, Thursday, 10am to 11:30am"
fn regular(time: &RegularTime) -> String {
    let days = time.days.iter().map(|day| moment::weekday(*day)).collect::<Vec<_>>().join(", ");
    let note = if time.note.is_empty() { String::new() } else { format!(" ({})", time.note) };
    let span = moment::span(time.opens, time.closes);
    if days.is_empty() { format!("{span}{note}") } else { format!("{days}, {span}{note}") }
}

#[component]
fn Place(location: Location) -> impl IntoView {
    let address =
        location.address.iter().cloned().chain(location.postcode.iter().map(ToString::to_string)).collect::<Vec<_>>().join(", ");
    let more = if location.masked { t(w::PLACE_MASKED).to_owned() } else { address };
    let name = location.name.clone();
    view! {
        <Fact icon="pin" large=true>
            {match location.slug {
                Some(slug) => {
                    view! {
                        <strong>
                            <a href=Link::Place(slug).href()>{name}</a>
                        </strong>
                    }
                        .into_any()
                }
                None => view! { <strong>{name}</strong> }.into_any(),
            }} <br /> <span class="soft">{more}</span>
        </Fact>
    }
}

#[component]
fn Contacts(service: Service) -> impl IntoView {
    let Service { phone, email, url, contact_role, .. } = service;
    if phone.is_empty() && email.is_empty() && url.is_empty() {
        return ().into_any();
    }
    view! {
        <div class="stack stack--tight">
            <div class="row">
                {(!phone.is_empty())
                    .then(|| {
                        view! {
                            <a class="button" href=format!("tel:{}", phone.replace(' ', ""))>
                                <Icon name="phone" size=Size::Small />
                                {fill(w::LOADING_RING, &[("phone", &phone)])}
                            </a>
                        }
                    })}
                {(!email.is_empty())
                    .then(|| {
                        view! {
                            <a class="button button--quiet" href=format!("mailto:{email}")>
                                <Icon name="mail" size=Size::Small />
                                {t(w::SERVICE_EMAIL)}
                            </a>
                        }
                    })}
                {(!url.is_empty())
                    .then(|| {
                        view! {
                            <a class="button button--quiet" href=url rel="noopener noreferrer external">
                                {t(w::SERVICE_WEBSITE)}
                            </a>
                        }
                    })}
            </div>
            {(!contact_role.is_empty())
                .then(|| view! { <p class="small soft">{fill(w::PLACE_ASK_FOR, &[("role", &contact_role)])}</p> })}
        </div>
    }
    .into_any()
}

#[component]
fn Access(service: Service, locations: Vec<Location>) -> impl IntoView {
    let first = locations.into_iter().next();
    let (bus, parking) = first.map(|place| (place.bus, place.parking)).unwrap_or_default();
    if service.access.is_empty() && bus.is_empty() && parking.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="stack" aria-labelledby="access">
            <h2 id="access">{t(w::SERVICE_GETTING_IN)}</h2>
            <Facts list=true>
                {service.access.into_iter().map(|fact| view! { <Fact icon="wheelchair" large=true>{fact}</Fact> }).collect_view()}
                {(!bus.is_empty()).then(|| view! { <Fact icon="bus" large=true>{bus}</Fact> })}
                {(!parking.is_empty()).then(|| view! { <Fact icon="parking" large=true>{parking}</Fact> })}
            </Facts>
        </section>
    }
    .into_any()
}
