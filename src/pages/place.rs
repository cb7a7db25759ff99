//! A family centre or outreach site: open today, what is on, how to get in, whom to ask for.

use domain::Location;
use domain::location::{LocationDetail, LocationKind};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::announce::set_title;
use crate::api::use_load;
use crate::clock::{use_now, use_today};
use crate::components::{BackLink, Band, Hours, PageActions, Timetable, open_now};
use crate::route::Link;
use crate::ui::{Fact, Facts, Icon, Loading, Size};
use crate::words::{self as w, fill, t};

/// One site of the hub network.
#[component]
pub fn PlacePage() -> impl IntoView {
    let params = use_params_map();
    let load = use_load::<LocationDetail>(move || params.with(|params| params.get("slug")).map(|slug| domain::api::location(&slug)));
    view! { <Loading load ready=|detail: LocationDetail| view! { <Place detail /> }.into_any() /> }
}

#[component]
fn Place(detail: LocationDetail) -> impl IntoView {
    let place = detail.location;
    set_title(&place.name);
    let open = use_now().and_then(|now| open_now(&place.opening_hours, now));
    let kind = t(match place.kind {
        LocationKind::FamilyCentre => w::PLACE_FAMILY_CENTRE,
        LocationKind::Outreach => w::PLACE_OUTREACH,
        LocationKind::Virtual => w::PLACE_VIRTUAL,
        LocationKind::Venue => w::PLACE_VENUE,
    });
    let (name, phone) = (place.name.clone(), place.phone.clone());
    let back = place.locality.clone().map(|id| Link::Locality(id).href());
    view! {
        <Band wide=true>
            {back.map(|href| view! { <BackLink href words=t(w::PLACE_BACK) /> })} <h1>{name}</h1>
            <p class="lead">{open.unwrap_or_else(|| kind.to_owned())}</p> <Ring phone />
        </Band>
        <div class="wrap wrap--wide">
            <div class="beside">
                <div class="stack stack--airy">
                    <p>{place.summary.clone()}</p>
                    <section class="stack" aria-labelledby="week">
                        <h2 id="week">{t(w::PLACE_WEEK)}</h2>
                        {use_today().map(|from| view! { <Timetable from sessions=detail.sessions.clone() /> })}
                    </section>
                    <Services services=detail.services />
                    {(!place.what_to_expect.is_empty())
                        .then(|| {
                            view! {
                                <section class="stack" aria-labelledby="expect">
                                    <h2 id="expect">{t(w::SESSION_EXPECT)}</h2>
                                    <p>{place.what_to_expect.clone()}</p>
                                </section>
                            }
                        })}
                </div>
                <aside class="beside__aside stack stack--loose" aria-label=t(w::PLACE_ASIDE)>
                    <OpeningSection place=place.clone() />
                    <Getting place=place.clone() />
                    <Near sites=detail.bridge_sites />
                    <PageActions title=place.name.clone() />
                </aside>
            </div>
        </div>
    }
}

#[component]
fn Ring(phone: String) -> impl IntoView {
    (!phone.is_empty()).then(|| {
        view! {
            <div class="row">
                <a class="button" href=format!("tel:{}", phone.replace(' ', ""))>
                    <Icon name="phone" size=Size::Small />
                    {fill(w::LOADING_RING, &[("phone", &phone)])}
                </a>
            </div>
        }
    })
}

#[component]
fn Services(services: Vec<domain::service::ServiceLink>) -> impl IntoView {
    (!services.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="based">
                <h2 id="based">{t(w::PLACE_BASED)}</h2>
                <ul class="link-list" role="list">
                    {services
                        .into_iter()
                        .map(|service| {
                            view! {
                                <li class="link-list__item">
                                    <a class="link-list__link" href=Link::Service(service.id).href()>
                                        <span class="link-list__name">{service.name}</span>
                                        <Icon name="arrow-next" class="link-list__arrow" />
                                    </a>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </section>
        }
    })
}

#[component]
fn OpeningSection(place: Location) -> impl IntoView {
    view! {
        {(!place.opening_hours.is_empty())
            .then(|| {
                view! {
                    <section class="stack" aria-labelledby="hours">
                        <h2 id="hours">{t(w::HOURS_TITLE)}</h2>
                        <Hours hours=place.opening_hours.clone() />
                        {(!place.opening_notes.is_empty()).then(|| view! { <p class="small soft">{place.opening_notes.clone()}</p> })}
                    </section>
                }
            })}
        {(!place.ask_for.is_empty()).then(|| view! { <p>{fill(w::PLACE_ASK_FOR, &[("role", &place.ask_for)])}</p> })}
    }
}

#[component]
fn Getting(place: Location) -> impl IntoView {
    let address = place.address.iter().cloned().chain(place.postcode.iter().map(ToString::to_string)).collect::<Vec<_>>().join(", ");
    let map = place.point.map(|at| {
        format!("https://www.openstreetmap.org/?mlat={0:.5}&mlon={1:.5}#map=17/{0:.5}/{1:.5}", at.latitude, at.longitude)
    });
    let fact = |icon: &'static str, words: String| (!words.is_empty()).then(|| view! { <Fact icon=icon large=true>{words}</Fact> });
    view! {
        <section class="stack" aria-labelledby="getting">
            <h2 id="getting">{t(w::PLACE_GETTING_HERE)}</h2>
            <Facts list=true>
                {fact("pin", address)} {fact("bus", place.bus)} {fact("parking", place.parking)}
                {fact("wheelchair", place.facilities.join(", "))}
            </Facts>
            {map.map(|map| {
                view! {
                    <p>
                        <a href=map rel="noopener noreferrer external">
                            {t(w::PLACE_MAP)}
                        </a>
                    </p>
                }
            })}
        </section>
    }
}

#[component]
fn Near(sites: Vec<domain::location::LocationBrief>) -> impl IntoView {
    (!sites.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="near">
                <h2 id="near">{t(w::PLACE_NEAR)}</h2>
                <ul>
                    {sites
                        .into_iter()
                        .map(|site| {
                            let href = site.slug.map(|slug| Link::Place(slug).href());
                            view! {
                                <li>
                                    <a href=href>{site.name}</a>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </section>
        }
    })
}
