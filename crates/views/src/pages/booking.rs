//! One booking in each of its states: what it is now, what comes next, and what can be done about it.

use domain::outcome::TOLD_WITHIN_DAYS;
use domain::waiting::LONGEST_OFFER;
use domain::{Availability, Booking, BookingStatus, CancelledBy, Contact, Instant, KeptBooking};
use maud::{Markup, html};

use super::check_answers::OUTCOME;
use super::session::{calendar_button, course_calendar};
use crate::answer::failed;
use crate::moment;
use crate::pieces::{
    Step, Tone, course_dates, notice, own_weeks, party_words, ring, scene, small, stone_path, ticket,
};
use crate::route::{Link, ServerPage};
use crate::words::{self as w, Word, fill, plural, t};
use crate::{Failure, Page, Setting};

/// What came of the last try to change something, and whether another is on its way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trying {
    /// Whether a try is on its way.
    pub sending: bool,
    /// Why the last one failed.
    pub failed: Option<Failure>,
}

/// A booking. `as_of` is when this device last heard of it, where the server cannot be asked just now.
#[must_use]
pub fn page(setting: Setting<'_>, kept: &KeptBooking, as_of: Option<Instant>, trying: &Trying) -> Page {
    let booking = &kept.booking;
    let is_over = is_over(setting, booking);
    match booking.status {
        BookingStatus::Cancelled { by: CancelledBy::Hub, .. } => off(booking),
        _ if booking.course.is_none() && booking.session.availability == Availability::Cancelled => {
            off(booking)
        }
        BookingStatus::Cancelled { at, .. } => given_back(kept, at),
        BookingStatus::Lapsed { .. } => lapsed(booking),
        BookingStatus::Offered { until } if setting.now.is_some_and(|now| now >= until) => lapsed(booking),
        BookingStatus::Booked if is_over => {
            let acts =
                html! { (ways_on(booking, false)) (how_was_it(setting, booking, "button button--quiet")) };
            ending(w::BOOKED_OVER, &about(w::BOOKED_OVER_WORDS, booking), acts)
        }
        BookingStatus::Waiting { .. } | BookingStatus::Offered { .. } if is_over || is_closed(booking) => {
            ending(w::WAITING_OVER, &about(w::WAITING_OVER_WORDS, booking), ways_on(booking, false))
        }
        BookingStatus::Booked => within(t(w::BOOKED_TITLE).to_owned(), booked(setting, kept, as_of, trying)),
        BookingStatus::Waiting { .. } => {
            within(t(w::WAITING_TITLE).to_owned(), on_the_list(setting, kept, as_of, trying))
        }
        BookingStatus::Offered { until } => {
            let title = plural(w::OFFER_TITLE, u32::from(booking.places));
            let main = offered(setting, kept, until, &title, (as_of, trying));
            within(title, main)
        }
    }
}

/// Whether the session has ended.
#[must_use]
pub fn is_over(setting: Setting<'_>, booking: &Booking) -> bool {
    let is_finished = booking.course.is_none() && booking.session.availability == Availability::Finished;
    is_finished || setting.now.is_some_and(|now| booking.ends_at() <= now)
}

/// Whether booking has closed while the family waits, so that no place can come free for it any more.
fn is_closed(booking: &Booking) -> bool {
    let availability = booking.course.as_ref().map_or(booking.session.availability, |one| one.availability);
    matches!(booking.status, BookingStatus::Waiting { .. }) && availability == Availability::Closed
}

fn within(title: String, inside: Markup) -> Page {
    Page { title, main: html! { div.wrap { div.stack.stack--loose.flow { (inside) } } } }
}

/// Words about a session by its title and its day.
fn about(words: Word, booking: &Booking) -> String {
    let session = &booking.session;
    let day = moment::date(session.starts_at.london_date());
    fill(words, &[("title", &session.title), ("date", &day)])
}

/// A booking that is no place, and no longer can be one.
fn ending(title: Word, words: &str, acts: Markup) -> Page {
    Page {
        title: t(title).to_owned(),
        main: html! { div.wrap { (scene("booked", t(title), words, true, acts)) } },
    }
}

/// The ways on from there: to what else is on, and to the session itself where it can be booked again.
fn ways_on(booking: &Booking, again: bool) -> Markup {
    html! {
        a.button href=(Link::whats_on().href()) { (t(w::CANCEL_WHATS_ON)) }
        @if again {
            a.button.button--quiet href=(Link::Session(booking.session.id.clone()).href()) { (t(w::BOOKED_AGAIN)) }
        }
    }
}

fn off(booking: &Booking) -> Page {
    ending(w::SESSION_CANCELLED, &about(w::BOOKED_HUB_WORDS, booking), ways_on(booking, false))
}

fn lapsed(booking: &Booking) -> Page {
    ending(w::OFFER_LAPSED, &about(w::OFFER_LAPSED_WORDS, booking), ways_on(booking, true))
}

/// The way to say how a session was, for as long as anybody may.
pub(super) fn how_was_it(setting: Setting<'_>, booking: &Booking, class: &str) -> Markup {
    let session = &booking.session;
    let days = setting.today().map(|today| today.days() - session.starts_at.london_date().days());
    let is_told = booking.status == BookingStatus::Booked
        && session.availability != Availability::Cancelled
        && days.is_some_and(|days| days <= TOLD_WITHIN_DAYS);
    html! {
        @if is_told {
            a class=(class) href=(ServerPage::how_was(&session.id)) {
                (t(w::MINE_HOW_WAS)) span.hidden-visually { " " (session.title) }
            }
        }
    }
}

fn given_back(kept: &KeptBooking, at: Instant) -> Page {
    let booking = &kept.booking;
    let is_late = at.london_date() == booking.session.starts_at.london_date();
    let (title, words) = match (kept.never_held, is_late) {
        (true, _) => (w::LEAVE_DONE, w::LEAVE_DONE_WORDS),
        (false, true) => (w::CANCEL_DONE, w::CANCEL_DONE_LATE),
        (false, false) => (w::CANCEL_DONE, w::CANCEL_DONE_WORDS),
    };
    ending(title, &about(words, booking), ways_on(booking, true))
}

fn party_of(booking: &Booking) -> String {
    party_words(booking.party.adults(), booking.party.children().len())
}

/// When the hub has moved the session: where it was and where it is.
fn moved(kept: &KeptBooking) -> Markup {
    let session = &kept.booking.session;
    let said = |words, starts_at: Instant, times: &str, place: &str| {
        fill(words, &[("date", &moment::date(starts_at.london_date())), ("times", times), ("place", place)])
    };
    html! {
        @if let Some(was) = &kept.booking.moved_from {
            @let now = moment::times(session.starts_at, session.ends_at);
            (notice(Tone::Urgent, None, t(w::BOOKED_MOVED), html! {
                p { strong { (said(w::BOOKED_MOVED_TO, session.starts_at, &now, &session.location.name)) } }
                p { (said(w::BOOKED_MOVED_FROM, was.starts_at, &moment::time(was.starts_at.london().1), &was.place)) }
            }))
        }
    }
}

/// Who it is for.
fn made_for(booking: &Booking) -> Markup {
    html! {
        p {
            (fill(w::BOOKED_FOR, &[("party", &party_of(booking)), ("name", booking.name.as_str())]))
            @if let Some(who) = &booking.on_behalf { " " (fill(w::BOOKED_ON_BEHALF, &[("who", who.as_str())])) }
        }
    }
}

/// What is read aloud, and the other pages about this booking.
fn foot(booking: &Booking) -> Markup {
    html! {
        p {
            a href=(Link::Session(booking.session.id.clone()).href()) { (t(w::BOOKED_SESSION)) } " · "
            a href=(Link::MyBookings.href()) { (t(w::BOOKED_ALL)) } " · "
            a href=(Link::PrivateLink(booking.id.clone()).href()) { (t(w::BOOKED_LINK)) }
        }
    }
}

fn reference(booking: &Booking) -> Markup {
    html! {
        p.reference {
            span.reference__label { (t(w::BOOKED_REFERENCE)) } " "
            strong.reference__value { (booking.reference) }
        }
    }
}

/// What can be done about it, under a heading.
fn plans(title: Word, words: Word, booking: &Booking, change: Word, leave: Word) -> Markup {
    html! {
        section.stack.stack--tight aria-labelledby="plans" {
            h2 #plans { (t(title)) }
            p { (t(words)) }
            div.row {
                a.button.button--quiet href=(Link::ChangeParty(booking.id.clone()).href()) { (t(change)) }
                a.button.button--quiet href=(Link::CancelBooking(booking.id.clone()).href()) { (t(leave)) }
            }
        }
    }
}

fn booked(setting: Setting<'_>, kept: &KeptBooking, as_of: Option<Instant>, trying: &Trying) -> Markup {
    let booking = &kept.booking;
    let session = &booking.session;
    let day = moment::date(session.starts_at.london_date());
    let told = match &booking.contact {
        Contact::Email(email) => fill(w::BOOKED_EMAIL, &[("contact", email)]),
        Contact::Phone(phone) => fill(w::BOOKED_PHONE, &[("contact", phone)]),
    };
    let acts = html! {
        div.row {
            @match &booking.course {
                Some(course) => (course_calendar(setting, course)),
                None => (calendar_button(setting, &session.id, "button button--small")),
            }
            @if let Some(slug) = &session.location.slug {
                a.button.button--small.button--quiet href=(Link::Place(slug.clone()).href()) { (small("map")) (t(w::BOOKED_DIRECTIONS)) }
            }
        }
    };
    html! {
        (stone_path(Step::Done, false))
        section.scene {
            img.scene__picture src="/art/booked.svg" alt="" width="320" height="180";
            h1 { (t(w::BOOKED_TITLE)) }
            p.scene__text { (fill(w::BOOKED_SEE_YOU, &[("date", &day)])) " " (told) }
        }
        @if let Some(as_of) = as_of { (last_heard(as_of)) }
        (moved(kept))
        (reference(booking))
        (ticket(session, false, Some(acts)))
        (made_for(booking))
        @if booking.course.is_some() { (outcome_place(setting, trying)) (own_weeks(setting, booking)) }
        (plans(w::BOOKED_PLANS, w::BOOKED_PLANS_WORDS, booking, w::BOOKED_CHANGE, w::BOOKED_CANCEL))
        (foot(booking))
    }
}

fn on_the_list(setting: Setting<'_>, kept: &KeptBooking, as_of: Option<Instant>, trying: &Trying) -> Markup {
    let booking = &kept.booking;
    let hours = (LONGEST_OFFER / 60).to_string();
    let next = fill(
        w::WAITING_NEXT_MESSAGE,
        &[("party", &party_of(booking)), ("contact", booking.contact.as_str())],
    );
    // Too close to the session for offers, what is free is there for whoever comes first.
    let now = booking.course.as_ref().map_or(booking.session.availability, |course| course.availability);
    let is_free = now.room(booking.places, None) == domain::session::Room::Enough;
    html! {
        (stone_path(Step::Done, true))
        div.stack.stack--tight {
            h1 { (t(w::WAITING_TITLE)) }
            p.lead { (about(w::WAITING_WORDS, booking)) }
            @if !is_free { (outcome_place(setting, trying)) }
        }
        @if let Some(as_of) = as_of { (last_heard(as_of)) }
        (moved(kept))
        @if is_free {
            (notice(Tone::Warning, Some("ticket"), t(w::WAITING_FREE), html! { p { (t(w::WAITING_FREE_WORDS)) } }))
            (take(setting, trying))
        }
        @if let Some(position) = booking.position {
            p.reference {
                span.reference__label { (t(w::WAITING_LINE)) } " "
                strong.reference__value { (fill(w::WAITING_NUMBER, &[("number", &position.to_string())])) }
            }
        }
        section.stack.stack--tight aria-labelledby="next" {
            h2 #next { (t(w::WAITING_NEXT)) }
            ul.stack.stack--tight {
                li { (next) }
                li { (fill(w::WAITING_NEXT_KEEP, &[("hours", &hours)])) }
                li { (t(w::WAITING_NEXT_TAP)) }
            }
            p.small.soft { (t(w::WAITING_FAIR)) }
        }
        (ticket(&booking.session, false, None))
        @if let Some(course) = &booking.course { (course_dates(course)) }
        (made_for(booking))
        (plans(w::WAITING_PLANS, w::WAITING_PLANS_WORDS, booking, w::WAITING_CHANGE, w::WAITING_LEAVE))
        (reference(booking))
        (foot(booking))
    }
}

fn offered(
    setting: Setting<'_>,
    kept: &KeptBooking,
    until: Instant,
    title: &str,
    (as_of, trying): (Option<Instant>, &Trying),
) -> Markup {
    let booking = &kept.booking;
    html! {
        h1 { (title) }
        @if let Some(as_of) = as_of { (last_heard(as_of)) }
        (moved(kept))
        (ticket(&booking.session, false, None))
        @if let Some(course) = &booking.course { (course_dates(course)) }
        (notice(Tone::Warning, Some("clock"), &deadline(w::OFFER_UNTIL, until), html! { p { (t(w::OFFER_UNTIL_WORDS)) } }))
        div.stack {
            (take(setting, trying))
            a.button.button--wide.button--quiet href=(Link::CancelBooking(booking.id.clone()).href()) { (t(w::OFFER_DECLINE)) }
        }
        (made_for(booking))
        p { a href=(Link::ChangeParty(booking.id.clone()).href()) { (t(w::WAITING_CHANGE)) } }
        (reference(booking))
        (foot(booking))
    }
}

/// Words with the moment before which a place is kept, in London.
#[must_use]
pub fn deadline(words: Word, until: Instant) -> String {
    let (day, time) = until.london();
    fill(words, &[("date", &moment::date(day)), ("time", &moment::time(time))])
}

/// One tap takes the place.
fn take(setting: Setting<'_>, trying: &Trying) -> Markup {
    let sending = trying.sending;
    html! {
        (outcome_place(setting, trying))
        form #accept novalidate {
            button.button.button--wide type="submit" aria-disabled=[sending.then_some("true")] {
                (small("tick")) (t(if sending { w::OFFER_ACCEPTING } else { w::OFFER_ACCEPT }))
            }
        }
    }
}

fn outcome_place(setting: Setting<'_>, trying: &Trying) -> Markup {
    html! {
        div #(OUTCOME) tabindex="-1" role="alert" {
            @if let Some(failure) = &trying.failed { (not_done(setting, failure, w::OFFER_OFFLINE, w::OFFER_SERVER)) }
        }
    }
}

/// What was asked for did not happen, and how things stand.
#[must_use]
pub fn not_done(setting: Setting<'_>, failure: &Failure, offline: Word, server: Word) -> Markup {
    use domain::problem::kind;
    let (title, words) = match failure {
        Failure::Offline => (w::OUTCOME_OFFLINE, offline),
        Failure::Problem(problem) => match problem.kind.as_str() {
            kind::TOO_MANY => (w::OUTCOME_TOO_MANY, w::OUTCOME_TOO_MANY_WORDS),
            kind::FINISHED => (w::CANCEL_OVER, w::CANCEL_OVER_WORDS),
            _ => (w::BOOKED_OTHERWISE, w::BOOKED_OTHERWISE_WORDS),
        },
        Failure::NotFound => (w::WRONG_LINK_TITLE, w::WRONG_LINK_WORDS),
        Failure::Server => (w::LOADING_FAILED, server),
    };
    notice(
        Tone::Warning,
        None,
        t(title),
        html! {
            p { (t(words)) }
            @if *failure == Failure::Server { p.small { (ring(&setting.config.phone)) } }
        },
    )
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
                div.row {
                    a.button href=(Link::LostLink.href()) { (t(w::LOST_LINK_SEND)) }
                    a.button.button--quiet href=(Link::MyBookings.href()) { (t(w::NAV_BOOKINGS)) }
                }
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
