use domain::ServiceId;
use domain::saved::MOST_SAVED;
use maud::{Markup, html};

use super::{Size, icon, small};
use crate::route::Link;
use crate::words::{self as w, fill, t};

/// The button that saves a service, or takes it off the list again. Whether it is saved only the device knows: the app
/// presses it. Without the app it keeps its room and is not there.
#[must_use]
pub fn save_button(id: &ServiceId, name: &str) -> Markup {
    html! {
        button.save type="button" aria-pressed="false" data-action="save" data-service=(id) data-name=(name) {
            (icon("bookmark", Size::Small, "save__icon"))
            span {
                span.save__off { (t(w::SAVE_SAVE)) } span.save__on { (t(w::SAVE_SAVED)) }
                span.hidden-visually { " " (name) }
            }
        }
    }
}

/// What a family does with a service: save, share, print.
#[must_use]
pub fn service_actions(id: &ServiceId, name: &str) -> Markup {
    html! { div.page-actions { (save_button(id, name)) (super::share_and_print()) (to_saved("page-actions__button")) } }
}

/// That the list is full, and what to do.
#[must_use]
pub fn list_is_full() -> String {
    fill(w::SAVE_FULL, &[("count", &MOST_SAVED.to_string())])
}

/// The way to the saved list.
#[must_use]
pub fn to_saved(class: &str) -> Markup {
    html! { a class=(class) href=(Link::Saved.href()) { (small("bookmark")) (t(w::SAVED_TITLE)) } }
}

/// The two pages of what this device keeps, side by side at the head of each.
#[must_use]
pub fn kept_places(here: &Link) -> Markup {
    html! {
        nav aria-label=(t(w::SAVED_PLACES)) {
            ul.chips role="list" {
                @for (link, word) in [(Link::MyBookings, w::NAV_BOOKINGS), (Link::Saved, w::SAVED_TITLE)] {
                    li { a.chip href=(link.href()) aria-current=[(link == *here).then_some("page")] { (t(word)) } }
                }
            }
        }
    }
}
