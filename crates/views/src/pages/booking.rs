//! One booking: booked, with what comes next, or cancelled, or a link that opens nothing.

use domain::{Booking, BookingStatus, Contact, Instant};
use maud::{Markup, html};

use super::session::calendar_button;
use crate::answer::failed;
use crate::moment;
use crate::pieces::{Step, Tone, notice, party_words, ring, scene, small, stone_path, ticket};
use crate::route::Link;
use crate::words::{self as w, Word, fill, t};
use crate::{Failure, Page, Setting};

/// A booking. `as_of` is when this device last heard of it, where the server cannot be asked just now.
#[must_use]
pub fn page(setting: Setting<'_>, booking: &Booking, as_of: Option<Instant>) -> Page {
    match booking.status {
        BookingStatus::Booked => Page {
            title: t(w::BOOKED_TITLE).to_owned(),
            main: html! { div.wrap { (booked(setting, booking, as_of)) } },
        },
        BookingStatus::Waiting { .. } => {
            let day = moment::date(booking.session.starts_at.london_date());
            let words = fill(w::WAITING_WORDS, &[("title", &booking.session.title), ("date", &day)]);
            without_a_place(w::WAITING_TITLE, &words)
        }
        BookingStatus::Offered { until } => {
            let (day, time) = until.london();
            let (day, time) = (moment::date(day), moment::time(time));
            let words = fill(w::WAITING_OFFERED_WORDS, &[("date", &day), ("time", &time)]);
            without_a_place(w::WAITING_OFFERED, &words)
        }
        BookingStatus::Lapsed { .. } => without_a_place(w::WAITING_LAPSED, t(w::WAITING_LAPSED_WORDS)),
        BookingStatus::Cancelled { .. } => {
            let day = moment::date(booking.session.starts_at.london_date());
            let words = fill(w::CANCEL_DONE_WORDS, &[("title", &booking.session.title), ("date", &day)]);
            let acts = html! { a.button href=(Link::whats_on().href()) { (t(w::CANCEL_WHATS_ON)) } };
            let main = html! { div.wrap { (scene("booked", t(w::CANCEL_DONE), &words, true, acts)) } };
            Page { title: t(w::CANCEL_DONE).to_owned(), main }
        }
    }
}

/// A booking that is not yet, or no longer, a place.
fn without_a_place(title: Word, words: &str) -> Page {
    let acts = html! { a.button href=(Link::whats_on().href()) { (t(w::CANCEL_WHATS_ON)) } };
    Page {
        title: t(title).to_owned(),
        main: html! { div.wrap { (scene("booked", t(title), words, true, acts)) } },
    }
}

fn booked(setting: Setting<'_>, booking: &Booking, as_of: Option<Instant>) -> Markup {
    let session = &booking.session;
    let day = moment::date(session.starts_at.london_date());
    let told = match &booking.contact {
        Contact::Email(email) => fill(w::BOOKED_EMAIL, &[("contact", email)]),
        Contact::Phone(phone) => fill(w::BOOKED_PHONE, &[("contact", phone)]),
    };
    let acts = html! {
        div.row {
            (calendar_button(setting, &session.id, "button button--small"))
            @if let Some(slug) = &session.location.slug {
                a.button.button--small.button--quiet href=(Link::Place(slug.clone()).href()) { (small("map")) (t(w::BOOKED_DIRECTIONS)) }
            }
        }
    };
    let party = party_words(booking.party.adults(), booking.party.children().len());
    html! {
        div.stack.stack--loose.flow {
            (stone_path(Step::Done))
            section.scene {
                img.scene__picture src="/art/booked.svg" alt="" width="320" height="180";
                h1 { (t(w::BOOKED_TITLE)) }
                p.scene__text { (fill(w::BOOKED_SEE_YOU, &[("date", &day)])) " " (told) }
            }
            @if let Some(as_of) = as_of { (last_heard(as_of)) }
            p.reference {
                span.reference__label { (t(w::BOOKED_REFERENCE)) } " "
                strong.reference__value { (booking.reference) }
            }
            (ticket(session, false, Some(acts)))
            p { (fill(w::BOOKED_FOR, &[("party", &party), ("name", booking.name.as_str())])) }
            section.stack.stack--tight aria-labelledby="plans" {
                h2 #plans { (t(w::BOOKED_PLANS)) }
                p { (t(w::BOOKED_PLANS_WORDS)) }
                p { a.button.button--quiet href=(Link::CancelBooking(booking.id.clone()).href()) { (t(w::BOOKED_CANCEL)) } }
            }
            p {
                a href=(Link::Session(session.id.clone()).href()) { (t(w::BOOKED_SESSION)) } " · "
                a href=(Link::MyBookings.href()) { (t(w::BOOKED_ALL)) }
            }
        }
    }
}

/// Says that this is what the device last heard.
#[must_use]
pub fn last_heard(as_of: Instant) -> Markup {
    let (day, time) = as_of.london();
    let words = fill(w::BOOKED_AS_OF, &[("date", &moment::date(day)), ("time", &moment::time(time))]);
    notice(Tone::Plain, Some("wifi-off"), &words, html! {})
}

/// The link opens nothing.
#[must_use]
pub fn wrong_link(setting: Setting<'_>) -> Page {
    let main = html! {
        div.wrap {
            div.stack.stack--loose {
                h1 { (t(w::WRONG_LINK_TITLE)) }
                (notice(Tone::Plain, None, t(w::WRONG_LINK_WHY), html! {
                    p { (t(w::WRONG_LINK_WORDS)) }
                    p { (ring(&setting.config.phone)) }
                }))
                p { a.button.button--quiet href=(Link::MyBookings.href()) { (t(w::NAV_BOOKINGS)) } }
            }
        }
    };
    Page { title: t(w::WRONG_LINK_TITLE).to_owned(), main }
}

/// The booking could not be asked for, and this device knows nothing of it.
#[must_use]
pub fn unreachable(setting: Setting<'_>, failure: &Failure) -> Page {
    let title = t(w::LOADING_FAILED_PAGE).to_owned();
    let again = html! { button.button type="button" data-action="retry" { (t(w::LOADING_AGAIN)) } };
    let inside = match failure {
        Failure::Offline => scene("offline", t(w::OFFLINE_TITLE), t(w::OFFLINE_BOOKING), true, again),
        other => failed(setting, other, true),
    };
    Page { title, main: html! { div.wrap { (inside) } } }
}

/// Nothing is known yet.
#[must_use]
pub fn waiting() -> Markup {
    html! { div.wrap { h1 { (t(w::LOADING_TITLE)) } } }
}
