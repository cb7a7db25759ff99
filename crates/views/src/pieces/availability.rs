use domain::Availability;
use maud::{Markup, html};

use crate::moment;
use crate::words::{self as w, fill, plural, t};

/// What a session offers, in words.
#[must_use]
pub fn places_words(availability: Availability) -> String {
    match availability {
        Availability::DropIn => t(w::PLACES_DROP_IN).to_owned(),
        Availability::Places { left } => plural(w::PLACES_LEFT, u32::from(left)),
        Availability::Full => t(w::PLACES_FULL).to_owned(),
        Availability::NotOpen { opens_at } => {
            fill(w::PLACES_OPENS, &[("date", &moment::date(opens_at.london_date()))])
        }
        Availability::Closed => t(w::PLACES_CLOSED).to_owned(),
        Availability::Cancelled => t(w::PLACES_CANCELLED).to_owned(),
        Availability::Finished => t(w::PLACES_FINISHED).to_owned(),
    }
}

/// What a session offers, with its stone.
#[must_use]
pub fn places(availability: Availability) -> Markup {
    let state = match availability {
        Availability::Places { left: 1..=3 } => " places--few",
        Availability::DropIn | Availability::Places { .. } | Availability::NotOpen { .. } => "",
        Availability::Full => " places--full",
        Availability::Closed | Availability::Finished => " places--over",
        Availability::Cancelled => " places--off",
    };
    html! { span class={ "places" (state) } { (places_words(availability)) } }
}
