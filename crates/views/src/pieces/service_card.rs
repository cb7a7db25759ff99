use domain::service::{Referral, ServiceStatus, ServiceSummary};
use domain::{Availability, Cost};
use maud::{Markup, html};

use super::{places_words, save_button, short_fact};
use crate::Setting;
use crate::moment;
use crate::route::Link;
use crate::words::{self as w, plural, t};

/// One service in a list: its name, one line, three facts and at most one chip.
#[must_use]
pub fn service_card(setting: Setting<'_>, service: &ServiceSummary) -> Markup {
    let next = service.next_session.as_ref().map(|next| moment::start(next.starts_at, setting.today()));
    let (place_icon, place) = place(service);
    html! {
        li.service-card {
            h3.service-card__title {
                a.service-card__link href=(Link::Service(service.id.clone()).href()) { (service.name) }
            }
            p.service-card__text { (service.summary) }
            ul.facts role="list" {
                (short_fact("clock", &next.unwrap_or_default()))
                (short_fact(place_icon, &place))
                (short_fact("baby", &moment::ages(service.ages)))
            }
            div.service-card__foot {
                span { @if let Some((class, words)) = chip(service) { span class=(class) { (words) } } }
                (save_button(&service.id, &service.name))
            }
        }
    }
}

/// Where it is: how far, or how it is reached.
fn place(service: &ServiceSummary) -> (&'static str, String) {
    let Some(place) = &service.place else {
        return ("phone", t(w::SERVICE_NO_PLACE).to_owned());
    };
    let distance = service.distance.map(moment::distance);
    let others =
        (service.other_places > 0).then(|| plural(w::SERVICE_MORE_PLACES, u32::from(service.other_places)));
    let name = [Some(place.name.clone()), others].into_iter().flatten().collect::<Vec<_>>().join(" ");
    ("pin", [distance, Some(name)].into_iter().flatten().collect::<Vec<_>>().join(" · "))
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
