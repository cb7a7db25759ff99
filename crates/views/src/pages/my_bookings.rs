//! The bookings kept on this device.

use domain::{Availability, Booking, BookingStatus, CancelledBy, Instant, KeptBooking};
use maud::{Markup, html};

use super::booking::{deadline, how_was_it, is_over, last_heard};
use crate::moment;
use crate::pieces::{band, kept_places, party_words, scene};
use crate::route::Link;
use crate::words::{self as w, Word, fill, t};
use crate::{Page, Setting};

/// What waits for an answer, what comes up, and what was before. `as_of` is when this device last heard, where the server cannot be asked just now.
#[must_use]
pub fn page(setting: Setting<'_>, bookings: &[KeptBooking], as_of: Option<Instant>, cleared: bool) -> Page {
    let main = if bookings.is_empty() { empty(cleared) } else { list(setting, bookings, as_of) };
    Page { title: t(w::NAV_BOOKINGS).to_owned(), main }
}

fn empty(cleared: bool) -> Markup {
    let title = t(if cleared { w::MINE_CLEARED } else { w::MINE_EMPTY });
    let acts = html! { a.button href=(Link::whats_on().href()) { (t(w::CANCEL_WHATS_ON)) } };
    html! {
        (band("band--plain", false, None, kept_places(&Link::MyBookings)))
        div.wrap {
            div.stack.stack--loose {
                (scene("empty", title, t(w::MINE_EMPTY_WORDS), true, acts))
                (lost_link())
                @if !cleared { (leave_no_trace()) }
            }
        }
    }
}

fn list(setting: Setting<'_>, bookings: &[KeptBooking], as_of: Option<Instant>) -> Markup {
    let mut sorted: Vec<&KeptBooking> = bookings.iter().collect();
    sorted.sort_by_key(|kept| kept.booking.session.starts_at);
    let [mut offers, mut coming, mut before] = [const { Vec::new() }; 3];
    for kept in sorted {
        match standing(setting, kept) {
            Standing::Offered(_) => offers.push(kept),
            _ if is_over(setting, &kept.booking) => before.push(kept),
            _ => coming.push(kept),
        }
    }
    before.reverse();
    html! {
        (band("band--plain", false, None, html! { (kept_places(&Link::MyBookings)) h1 { (t(w::NAV_BOOKINGS)) } p.lead { (t(w::MINE_LEAD)) } }))
        div.wrap {
            div.stack.stack--loose {
                @if let Some(as_of) = as_of { (last_heard(as_of)) }
                (section(setting, w::MINE_OFFERS, "offers", &offers))
                (section(setting, w::MINE_COMING, "coming", &coming))
                (section(setting, w::MINE_BEFORE, "before", &before))
                (lost_link())
                (leave_no_trace())
            }
        }
    }
}

/// Without a booking too: where a family searched from and what it read are kept as well.
fn leave_no_trace() -> Markup {
    html! {
        div.stack.stack--tight {
            p.small.soft { (t(w::MINE_CLEAR_WORDS)) }
            p { button.button.button--quiet.button--small type="button" data-action="clear" { (t(w::MINE_CLEAR)) } }
        }
    }
}

fn lost_link() -> Markup {
    html! { p { a href=(Link::LostLink.href()) { (t(w::LOST_LINK_TITLE)) } } }
}

fn section(setting: Setting<'_>, title: Word, id: &str, bookings: &[&KeptBooking]) -> Markup {
    html! {
        @if !bookings.is_empty() {
            section.stack aria-labelledby=(id) {
                h2 #(id) { (t(title)) }
                ul.stack role="list" { @for kept in bookings { (card(setting, kept)) } }
            }
        }
    }
}

/// Where a booking stands, as a list tells it.
enum Standing {
    /// A place is kept until then.
    Offered(Instant),
    /// On the waiting list, at this place in line where it is known.
    Waiting(Option<u16>),
    /// The place is theirs.
    Booked,
    /// It is over or will not be, for this reason if there is one to tell.
    Off(Option<Word>),
}

fn standing(setting: Setting<'_>, kept: &KeptBooking) -> Standing {
    let booking = &kept.booking;
    let off = |word| Standing::Off(Some(word));
    match booking.status {
        BookingStatus::Cancelled { by: CancelledBy::Hub, .. } => off(w::SESSION_CANCELLED),
        _ if booking.course.is_none() && booking.session.availability == Availability::Cancelled => {
            off(w::SESSION_CANCELLED)
        }
        BookingStatus::Cancelled { .. } if kept.never_held => off(w::MINE_LEFT),
        BookingStatus::Cancelled { .. } => off(w::MINE_CANCELLED),
        BookingStatus::Lapsed { .. } => off(w::MINE_PASSED),
        BookingStatus::Offered { until } if setting.now.is_some_and(|now| now >= until) => {
            off(w::MINE_PASSED)
        }
        _ if is_over(setting, booking) => Standing::Off(None),
        BookingStatus::Offered { until } => Standing::Offered(until),
        BookingStatus::Waiting { .. } => Standing::Waiting(booking.position),
        BookingStatus::Booked => Standing::Booked,
    }
}

fn card(setting: Setting<'_>, kept: &KeptBooking) -> Markup {
    let booking = &kept.booking;
    let session = &booking.session;
    let (day, time) = session.starts_at.london();
    let standing = standing(setting, kept);
    let party = party_words(booking.party.adults(), booking.party.children().len());
    let facts = [session.location.name.as_str(), &party, booking.reference.as_str()].join(" · ");
    html! {
        li.booking-card .booking-card--past[matches!(standing, Standing::Off(_))] {
            p.booking-card__when {
                time.booking-card__time datetime=(session.starts_at) { (moment::time(time)) } " " span { (moment::date(day)) }
            }
            h3 { a href=(Link::Booking(booking.id.clone()).href()) { (session.title) } }
            p.soft.small { (facts) }
            (tags(kept, &standing))
            (acts(setting, booking, &standing))
        }
    }
}

fn tags(kept: &KeptBooking, standing: &Standing) -> Markup {
    let word = match standing {
        Standing::Offered(until) => Some(("tag tag--warm", deadline(w::MINE_OFFER, *until))),
        Standing::Waiting(Some(number)) => {
            Some(("tag", fill(w::MINE_WAITING, &[("number", &number.to_string())])))
        }
        Standing::Waiting(None) => Some(("tag", t(w::MINE_WAITS).to_owned())),
        Standing::Off(Some(word)) => Some(("tag tag--urgent", t(*word).to_owned())),
        Standing::Booked | Standing::Off(None) => None,
    };
    let moved = kept.booking.moved_from.is_some() && !matches!(standing, Standing::Off(_));
    html! {
        @if moved { p { span.tag.tag--urgent { (t(w::MINE_MOVED)) } } }
        @if let Some((class, word)) = word { p { span class=(class) { (word) } } }
    }
}

fn acts(setting: Setting<'_>, booking: &Booking, standing: &Standing) -> Markup {
    let (link, word) = match standing {
        Standing::Offered(_) => (Link::Booking(booking.id.clone()), w::MINE_SEE_OFFER),
        Standing::Waiting(_) => (Link::CancelBooking(booking.id.clone()), w::WAITING_LEAVE),
        Standing::Booked => (Link::CancelBooking(booking.id.clone()), w::BOOKED_CANCEL),
        Standing::Off(None) => {
            let link = how_was_it(setting, booking, "booking-card__act");
            return html! { @if !link.0.is_empty() { div.booking-card__acts { (link) } } };
        }
        Standing::Off(Some(_)) => return Markup::default(),
    };
    let title = &booking.session.title;
    let of = if matches!(standing, Standing::Booked) { w::MINE_OF } else { w::MINE_OF_LIST };
    html! {
        div.booking-card__acts {
            a.booking-card__act .button[matches!(standing, Standing::Offered(_))] href=(link.href()) {
                (t(word)) span.hidden-visually { " " (fill(of, &[("title", title)])) }
            }
        }
    }
}
