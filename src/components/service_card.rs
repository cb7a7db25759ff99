use domain::service::{Referral, ServiceStatus, ServiceSummary};
use domain::{Availability, Cost};
use leptos::prelude::*;

use super::places_words;
use crate::clock::use_today;
use crate::moment;
use crate::route::Link;
use crate::ui::{Fact, Facts};
use crate::words::{self as w, plural, t};

/// One service in a list: its name, one line, three facts and at most one chip.
#[component]
pub fn ServiceCard(
    /// The service.
    service: ServiceSummary,
) -> impl IntoView {
    let next = service.next_session.as_ref().map(|next| {
        let (day, time) = next.starts_at.london();
        let day = use_today().map_or_else(|| moment::date(day), |today| moment::day_from(day, today));
        crate::words::fill(w::SERVICE_NEXT, &[("day", &day), ("time", &moment::time(time))])
    });
    let place = place(&service);
    view! {
        <li class="service-card">
            <h3 class="service-card__title">
                <a class="service-card__link" href=Link::Service(service.id.clone()).href()>
                    {service.name.clone()}
                </a>
            </h3>
            <p class="service-card__text">{service.summary.clone()}</p>
            <Facts>
                {next.map(|next| view! { <Fact icon="clock">{next}</Fact> })} <Fact icon=place.0>{place.1}</Fact>
                <Fact icon="baby">{moment::ages(service.ages)}</Fact>
            </Facts>
            {chip(&service).map(|(class, words)| view! { <span class=class>{words}</span> })}
        </li>
    }
}

/// Where it is: how far, or how it is reached.
fn place(service: &ServiceSummary) -> (&'static str, String) {
    let Some(place) = &service.place else {
        return ("phone", t(w::SERVICE_NO_PLACE).to_owned());
    };
    let mut words = place.name.clone();
    if let Some(distance) = service.distance {
        words = format!("{} · {words}", moment::distance(distance));
    }
    if service.other_places > 0 {
        words = format!("{words} {}", plural(w::SERVICE_MORE_PLACES, u32::from(service.other_places)));
    }
    ("pin", words)
}

/// The one thing most worth knowing before a tap.
fn chip(service: &ServiceSummary) -> Option<(&'static str, String)> {
    if service.status == ServiceStatus::TemporarilyClosed {
        return Some(("tag tag--urgent", t(w::SERVICE_CLOSED).to_owned()));
    }
    if service.referral == Referral::Professional {
        return Some(("tag", t(w::SERVICE_REFERRAL).to_owned()));
    }
    match service.next_session.as_ref().map(|next| next.availability) {
        Some(few @ Availability::Places { left: 1..=3 }) => Some(("tag tag--warm", places_words(few))),
        Some(Availability::DropIn) => Some(("tag", t(w::PLACES_DROP_IN).to_owned())),
        _ if service.cost == Cost::Free => Some(("tag", t(w::COST_FREE).to_owned())),
        _ => moment::cost(service.cost).map(|words| ("tag", words)),
    }
}
