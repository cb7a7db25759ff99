//! A family centre or outreach site: open today, what is on, how to get in, whom to ask for.

use domain::api::CalendarKind;
use domain::location::{LocationDetail, LocationKind};
use maud::{Markup, html};

use crate::pieces::{
    ask_for, ask_link, back_link, band, getting_here, hours, link_row, open_now, page_actions, ring_button,
    subscribe, timetable,
};
use crate::route::Link;
use crate::words::{self as w, t};
use crate::{Page, Setting};

/// One site of the hub network.
#[must_use]
pub fn page(setting: Setting<'_>, detail: &LocationDetail) -> Page {
    let place = &detail.location;
    let open = setting.now.and_then(|now| open_now(&place.opening_hours, now));
    let kind = t(match place.kind {
        LocationKind::FamilyCentre => w::PLACE_FAMILY_CENTRE,
        LocationKind::Outreach => w::PLACE_OUTREACH,
        LocationKind::Virtual => w::PLACE_VIRTUAL,
        LocationKind::Venue => w::PLACE_VENUE,
    });
    let head = html! {
        @if let Some(id) = &place.locality { (back_link(&Link::Locality(id.clone()).href(), t(w::PLACE_BACK))) }
        h1 { (place.name) }
        p.lead { (open.as_deref().unwrap_or(kind)) }
        div.row {
            (ring_button(&place.phone, "button"))
            @if let Some(id) = &place.locality { (ask_link(id)) }
        }
    };
    let main = html! {
        (band("", true, None, head))
        div.wrap.wrap--wide {
            div.beside {
                div.stack.stack--airy {
                    p { (place.summary) }
                    @if let Some(today) = setting.today() {
                        section.stack aria-labelledby="week" { h2 #week { (t(w::PLACE_WEEK)) } (timetable(today, &detail.sessions)) }
                    }
                    (subscribe(setting, CalendarKind::Place, place.slug.as_deref().unwrap_or(place.id.as_str())))
                    @if !detail.services.is_empty() {
                        section.stack aria-labelledby="based" {
                            h2 #based { (t(w::PLACE_BASED)) }
                            ul.link-list role="list" {
                                @for service in &detail.services { (link_row(Some(Link::Service(service.id.clone()).href()), &service.name, "")) }
                            }
                        }
                    }
                    @if !place.what_to_expect.is_empty() {
                        section.stack aria-labelledby="expect" { h2 #expect { (t(w::SESSION_EXPECT)) } p { (place.what_to_expect) } }
                    }
                }
                aside.beside__aside.stack.stack--loose aria-label=(t(w::PLACE_ASIDE)) { (beside(setting, detail)) }
            }
        }
    };
    Page { title: place.name.clone(), main }
}

fn beside(setting: Setting<'_>, detail: &LocationDetail) -> Markup {
    let place = &detail.location;
    html! {
        @if !place.opening_hours.is_empty() {
            section.stack aria-labelledby="hours" {
                h2 #hours { (t(w::HOURS_TITLE)) }
                (hours(setting, &place.opening_hours))
                @if !place.opening_notes.is_empty() { p.small.soft { (place.opening_notes) } }
            }
        }
        (ask_for(&place.contact()))
        section.stack aria-labelledby="getting" {
            h2 #getting { (t(w::PLACE_GETTING_HERE)) }
            (getting_here(place))
        }
        @if !detail.bridge_sites.is_empty() {
            section.stack aria-labelledby="near" {
                h2 #near { (t(w::PLACE_NEAR)) }
                ul.link-list role="list" {
                    @for site in &detail.bridge_sites { (link_row(site.slug.clone().map(|slug| Link::Place(slug).href()), &site.name, "")) }
                }
            }
        }
        (page_actions())
    }
}
