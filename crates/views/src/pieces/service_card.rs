use domain::service::{Referral, ServiceStatus, ServiceSummary};
use domain::service_area::{AreaReach, ReachWay};
use domain::{Availability, Cost};
use maud::{Markup, html};

use super::{places_words, save_button, short_fact};
use crate::Setting;
use crate::moment;
use crate::route::Link;
use crate::words::{self as w, fill, plural, t};

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

/// Where it is: how far, or how it reaches the family.
fn place(service: &ServiceSummary) -> (&'static str, String) {
    let reach = service.reach.as_ref().map(reach_words);
    let Some(place) = service.place.as_ref().filter(|_| reach.is_none() || service.distance.is_some()) else {
        return ("phone", reach.unwrap_or_else(|| t(w::SERVICE_NO_PLACE).to_owned()));
    };
    let distance = service.distance.map(moment::distance);
    let others =
        (service.other_places > 0).then(|| plural(w::SERVICE_MORE_PLACES, u32::from(service.other_places)));
    let name = [Some(place.name.clone()), others].into_iter().flatten().collect::<Vec<_>>().join(" ");
    ("pin", [distance, Some(name), reach].into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

/// How far it is, or how it reaches the family.
#[must_use]
pub fn how_far(service: &ServiceSummary) -> Option<String> {
    service.distance.map(moment::distance).or_else(|| service.reach.as_ref().map(reach_words))
}

/// How it reaches the family: "Comes to you in East".
#[must_use]
pub fn reach_words(reach: &AreaReach) -> String {
    let (without, with) = match reach.way {
        ReachWay::ComesToYou => (w::SERVICE_COMES_TO_YOU, w::SERVICE_COMES_TO_YOU_IN),
        ReachWay::Covers => (w::SERVICE_COVERS, w::SERVICE_COVERS_IN),
        ReachWay::Elsewhere => (w::SERVICE_ELSEWHERE, w::SERVICE_ELSEWHERE_IN),
    };
    if reach.area.is_empty() { t(without).to_owned() } else { fill(with, &[("area", &reach.area)]) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reach_is_said_with_its_area_where_that_is_short() {
        for (way, area, words) in [
            (ReachWay::ComesToYou, "East", "Comes to you in East"),
            (ReachWay::ComesToYou, "", "Comes to you"),
            (ReachWay::Covers, "WA5", "Covers WA5"),
            (ReachWay::Covers, "", "Covers where you are"),
            (ReachWay::Elsewhere, "East, West", "Only for families in East, West"),
            (ReachWay::Elsewhere, "", "Not where you are"),
        ] {
            assert_eq!(reach_words(&AreaReach { way, area: area.to_owned() }), words);
        }
    }
}
