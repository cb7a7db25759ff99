//! The bookings kept on this device.

use domain::{Availability, Booking, BookingStatus, Instant};
use maud::{Markup, html};

use super::booking::last_heard;
use crate::moment;
use crate::pieces::{band, kept_places, party_words, scene};
use crate::route::Link;
use crate::words::{self as w, Word, fill, t};
use crate::{Page, Setting};

/// Coming up, and before. `as_of` is when this device last heard, where the server cannot be asked just now.
#[must_use]
pub fn page(setting: Setting<'_>, bookings: &[Booking], as_of: Option<Instant>, cleared: bool) -> Page {
    let main = if bookings.is_empty() { empty(cleared) } else { list(setting, bookings, as_of) };
    Page { title: t(w::NAV_BOOKINGS).to_owned(), main }
}

fn empty(cleared: bool) -> Markup {
    let title = t(if cleared { w::MINE_CLEARED } else { w::MINE_EMPTY });
    let acts = html! { a.button href=(Link::whats_on().href()) { (t(w::CANCEL_WHATS_ON)) } };
    html! {
        (band("band--plain", false, None, kept_places(&Link::MyBookings)))
        div.wrap { (scene("empty", title, t(w::MINE_EMPTY_WORDS), true, acts)) }
    }
}

fn list(setting: Setting<'_>, bookings: &[Booking], as_of: Option<Instant>) -> Markup {
    let is_over = |booking: &&Booking| setting.now.is_some_and(|now| booking.session.ends_at <= now);
    let mut sorted: Vec<&Booking> = bookings.iter().collect();
    sorted.sort_by_key(|booking| booking.session.starts_at);
    let (mut before, coming): (Vec<&Booking>, Vec<&Booking>) = sorted.into_iter().partition(is_over);
    before.reverse();
    html! {
        (band("band--plain", false, None, html! { (kept_places(&Link::MyBookings)) h1 { (t(w::NAV_BOOKINGS)) } p.lead { (t(w::MINE_LEAD)) } }))
        div.wrap {
            div.stack.stack--loose {
                @if let Some(as_of) = as_of { (last_heard(as_of)) }
                (section(w::MINE_COMING, "coming", &coming, false))
                (section(w::MINE_BEFORE, "before", &before, true))
                div.stack.stack--tight {
                    p.small.soft { (t(w::MINE_CLEAR_WORDS)) }
                    p { button.button.button--quiet.button--small type="button" data-action="clear" { (t(w::MINE_CLEAR)) } }
                }
            }
        }
    }
}

fn section(title: Word, id: &str, bookings: &[&Booking], past: bool) -> Markup {
    html! {
        @if !bookings.is_empty() {
            section.stack aria-labelledby=(id) {
                h2 #(id) { (t(title)) }
                ul.stack role="list" { @for booking in bookings { (card(booking, past)) } }
            }
        }
    }
}

fn card(booking: &Booking, past: bool) -> Markup {
    let session = &booking.session;
    let (day, time) = session.starts_at.london();
    let cancelled = matches!(booking.status, BookingStatus::Cancelled { .. });
    let party = party_words(booking.party.adults(), booking.party.children().len());
    let facts = [session.location.name.as_str(), &party, booking.reference.as_str()].join(" · ");
    let tag = match session.availability {
        _ if cancelled => Some(w::MINE_CANCELLED),
        Availability::Cancelled => Some(w::SESSION_CANCELLED),
        _ => None,
    };
    html! {
        li.booking-card .booking-card--past[past || cancelled] {
            p.booking-card__when {
                time.booking-card__time datetime=(session.starts_at) { (moment::time(time)) } " " span { (moment::date(day)) }
            }
            h3 { a href=(Link::Booking(booking.id.clone()).href()) { (session.title) } }
            p.soft.small { (facts) }
            @if let Some(tag) = tag { p { span.tag.tag--urgent { (t(tag)) } } }
            @if !past && !cancelled {
                div.booking-card__acts {
                    a.booking-card__act href=(Link::CancelBooking(booking.id.clone()).href()) {
                        (t(w::BOOKED_CANCEL)) span.hidden-visually { " " (fill(w::MINE_OF, &[("title", &session.title)])) }
                    }
                }
            }
        }
    }
}
