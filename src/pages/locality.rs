//! An area of the hub network: its places, its week, and whom to ask for.

use domain::api::LocalityDetail;
use domain::{LocalityId, Location, LocationKind};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::announce::set_title;
use crate::api::use_load;
use crate::clock::use_now;
use crate::components::{BackLink, Band, SessionDays, open_now};
use crate::route::Link;
use crate::ui::{Icon, Loading, Size};
use crate::words::{self as w, Word, fill, t};

/// One area.
#[component]
pub fn LocalityPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).and_then(|id| id.parse::<LocalityId>().ok());
    let load = use_load::<LocalityDetail>(move || id().map(|id| domain::api::locality(&id)));
    view! { <Loading load ready=|detail: LocalityDetail| view! { <Area detail /> }.into_any() /> }
}

#[component]
fn Area(detail: LocalityDetail) -> impl IntoView {
    let locality = detail.locality;
    set_title(&locality.name);
    let (centres, others): (Vec<_>, Vec<_>) = detail.locations.into_iter().partition(|place| place.kind == LocationKind::FamilyCentre);
    let phone = locality.phone.clone();
    view! {
        <Band wide=true>
            <BackLink href=Link::Home.href() words=t(w::LOCALITY_BACK) />
            <h1>{locality.name.clone()}</h1>
            <p class="lead">{locality.summary.clone()}</p>
            {(!phone.is_empty())
                .then(|| {
                    view! {
                        <div class="row">
                            <a class="button" href=format!("tel:{}", phone.replace(' ', ""))>
                                <Icon name="phone" size=Size::Small />
                                {fill(w::LOADING_RING, &[("phone", &phone)])}
                            </a>
                        </div>
                    }
                })}
            {(!locality.contact_role.is_empty()).then(|| view! { <p>{fill(w::PLACE_ASK_FOR, &[("role", &locality.contact_role)])}</p> })}
        </Band>
        <Places title=w::LOCALITY_CENTRES id="centres" places=centres />
        <Places title=w::LOCALITY_OUTREACH id="outreach" places=others />
        <section class="wrap wrap--wide" aria-labelledby="week">
            <div class="stack">
                <h2 id="week">{t(w::PLACE_WEEK)}</h2>
                {if detail.sessions.is_empty() {
                    view! { <p>{t(w::WHATS_ON_NONE)}</p> }.into_any()
                } else {
                    view! { <SessionDays sessions=detail.sessions /> }.into_any()
                }}
            </div>
        </section>
    }
}

#[component]
fn Places(title: Word, id: &'static str, places: Vec<Location>) -> impl IntoView {
    let now = use_now();
    let item = move |place: Location| {
        let open = now.and_then(|now| open_now(&place.opening_hours, now));
        let postcode = place.postcode.as_ref().map(ToString::to_string);
        let more = [open, postcode].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        view! {
            <li class="link-list__item">
                <a class="link-list__link" href=place.slug.map(|slug| Link::Place(slug).href())>
                    <span class="link-list__name">{place.name}</span>
                    <span class="link-list__more">{more}</span>
                    <Icon name="arrow-next" class="link-list__arrow" />
                </a>
            </li>
        }
    };
    (!places.is_empty()).then(|| {
        view! {
            <section class="wrap wrap--wide" aria-labelledby=id>
                <div class="stack">
                    <h2 id=id>{t(title)}</h2>
                    <ul class="link-list" role="list">
                        {places.into_iter().map(item).collect_view()}
                    </ul>
                </div>
            </section>
        }
    })
}
