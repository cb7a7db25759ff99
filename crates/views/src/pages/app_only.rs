//! Pages that only the app can draw: what stands there before it comes, and where it cannot.

use maud::{Markup, html};

use crate::Setting;
use crate::pieces::{band, kept_places, ring_button, scene};
use crate::route::Link;
use crate::words::{self as w, t, written};

/// Nothing until the app comes; without script, why, and two ways on.
#[must_use]
pub fn frame(setting: Setting<'_>) -> Markup {
    html! { noscript { div.wrap { (without_script(setting, true)) } } }
}

/// The frame of the bookings kept on this device.
#[must_use]
pub fn bookings(setting: Setting<'_>) -> Markup {
    html! {
        (band("band--plain", false, None, html! { (kept_places(&Link::MyBookings)) h1 { (t(w::NAV_BOOKINGS)) } p.lead { (t(w::MINE_LEAD)) } }))
        noscript { div.wrap { (without_script(setting, false)) } }
    }
}

/// The head of the services kept on this device, until they are drawn.
#[must_use]
pub fn saved_lead() -> Markup {
    let head = html! { (kept_places(&Link::Saved)) h1 { (t(w::SAVED_TITLE)) } p.lead { (t(w::SAVED_LEAD)) } };
    band("band--plain", false, None, head)
}

/// The frame of the services kept on this device.
#[must_use]
pub fn saved(setting: Setting<'_>) -> Markup {
    let acts = html! {
        a.button href=(Link::all_services().href()) { (t(w::NOT_FOUND_FIND)) }
        (ring_button(&setting.config.phone, "button button--quiet"))
    };
    html! {
        (saved_lead())
        noscript { div.wrap { (scene("empty", t(w::NO_SCRIPT_TITLE), written::SAVED_NO_SCRIPT, false, acts)) } }
    }
}

pub(super) fn without_script(setting: Setting<'_>, heading: bool) -> Markup {
    let acts = html! {
        (ring_button(&setting.config.phone, "button"))
        a.button.button--quiet href=(Link::whats_on().href()) { (t(w::NO_SCRIPT_WHATS_ON)) }
    };
    scene("empty", t(w::NO_SCRIPT_TITLE), t(w::NO_SCRIPT_WORDS), heading, acts)
}
