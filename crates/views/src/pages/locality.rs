//! An area of the hub network: its places, its week, and whom to ask for.

use domain::api::{CalendarKind, LocalityDetail};
use domain::{Location, LocationKind};
use maud::{Markup, html};

use crate::pieces::{
    ask_for, ask_link, back_link, band, link_row, open_now, ring_button, session_days, subscribe,
};
use crate::route::Link;
use crate::words::{self as w, Word, t};
use crate::{Page, Setting};

/// One area.
#[must_use]
pub fn page(setting: Setting<'_>, detail: &LocalityDetail) -> Page {
    let locality = &detail.locality;
    let head = html! {
        (back_link(&Link::Home.href(), t(w::LOCALITY_BACK)))
        h1 { (locality.name) }
        p.lead { (locality.summary) }
        div.row { (ring_button(&locality.phone, "button")) (ask_link(&locality.id)) }
        (ask_for(&locality.contact()))
    };
    let main = html! {
        (band("", true, None, head))
        (places(setting, w::LOCALITY_CENTRES, "centres", &detail.locations, |kind| kind == LocationKind::FamilyCentre))
        (places(setting, w::LOCALITY_OUTREACH, "outreach", &detail.locations, |kind| kind != LocationKind::FamilyCentre))
        section.wrap.wrap--wide aria-labelledby="week" {
            div.stack {
                h2 #week { (t(w::PLACE_WEEK)) }
                @if detail.sessions.is_empty() { p { (t(w::WHATS_ON_NONE)) } } @else { (session_days(setting, &detail.sessions)) }
                (subscribe(setting, CalendarKind::Locality, locality.id.as_str()))
            }
        }
    };
    Page { title: locality.name.clone(), main }
}

fn places(
    setting: Setting<'_>,
    title: Word,
    id: &str,
    all: &[Location],
    of: impl Fn(LocationKind) -> bool,
) -> Markup {
    let row = |place: &Location| {
        let open = setting.now.and_then(|now| open_now(&place.opening_hours, now));
        let postcode = place.postcode.as_ref().map(ToString::to_string);
        let more = [open, postcode].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        link_row(place.slug.clone().map(|slug| Link::Place(slug).href()), &place.name, &more)
    };
    html! {
        @if all.iter().any(|place| of(place.kind)) {
            section.wrap.wrap--wide aria-labelledby=(id) {
                div.stack {
                    h2 #(id) { (t(title)) }
                    ul.link-list role="list" { @for place in all.iter().filter(|place| of(place.kind)) { (row(place)) } }
                }
            }
        }
    }
}
