use domain::location::NearestCentre;
use maud::{Markup, html};

use super::{open_now, ring_button, short_fact};
use crate::Setting;
use crate::moment;
use crate::route::Link;
use crate::words::{self as w, t};

/// The family centre nearest to where a family is.
#[must_use]
pub fn hub_card(setting: Setting<'_>, centre: &NearestCentre) -> Markup {
    let location = &centre.location;
    let open = setting.now.and_then(|now| open_now(&location.opening_hours, now)).unwrap_or_default();
    let page = location.slug.clone().map(|slug| Link::Place(slug).href());
    html! {
        section.card aria-labelledby="nearest-centre" {
            p.small.soft { (t(w::HUB_NEAREST)) }
            h2.card__title #nearest-centre { a href=[page] { (location.name) } }
            ul.facts role="list" {
                (short_fact("clock", &open))
                (short_fact("pin", &moment::distance(centre.distance)))
                (short_fact("bus", &location.bus))
            }
            div.row { (ring_button(&location.phone, "button button--quiet button--small")) }
        }
    }
}
