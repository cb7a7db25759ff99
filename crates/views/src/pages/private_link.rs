//! Who can open a booking, and what is kept of the family: stop other links, delete the details.

use domain::{Booking, BookingStatus};
use maud::{Markup, html};

use super::booking::{Trying, not_done};
use super::check_answers::OUTCOME;
use crate::pieces::{Tone, back_link, notice, scene, ticket};
use crate::route::Link;
use crate::words::{self as w, t};
use crate::{Page, Setting};

/// Both, each with what it means.
#[must_use]
pub fn main(setting: Setting<'_>, booking: &Booking, trying: &Trying, stopped: bool) -> Markup {
    html! {
        div.wrap {
            div.stack.stack--loose.flow {
                (back_link(&Link::Booking(booking.id.clone()).href(), t(w::CANCEL_BACK)))
                h1 { (t(w::PRIVATE_TITLE)) }
                (ticket(&booking.session, false, None))
                div #(OUTCOME) tabindex="-1" role="alert" {
                    @if let Some(failure) = &trying.failed {
                        (not_done(setting, failure, w::PRIVATE_OFFLINE, w::PRIVATE_SERVER))
                    } @else if stopped {
                        (notice(Tone::Plain, Some("tick"), t(w::PRIVATE_STOPPED), html! {
                            p { (t(w::PRIVATE_STOPPED_WORDS)) " " a href=(Link::LostLink.href()) { (t(w::LOST_LINK_TITLE)) } }
                        }))
                    }
                }
                section.stack.stack--tight aria-labelledby="links" {
                    h2 #links { (t(w::PRIVATE_LINK)) }
                    p { (t(w::PRIVATE_LINK_WORDS)) }
                    form #stop novalidate {
                        button.button.button--quiet type="submit" aria-disabled=[trying.sending.then_some("true")] {
                            (t(if trying.sending { w::PRIVATE_STOPPING } else { w::PRIVATE_STOP }))
                        }
                    }
                }
                section.stack.stack--tight aria-labelledby="details" {
                    h2 #details { (t(w::PRIVATE_DELETE)) }
                    p { (t(w::PRIVATE_DELETE_WORDS)) }
                    p { a.button.button--quiet href=(Link::ForgetBooking(booking.id.clone()).href()) { (t(w::PRIVATE_DELETE)) } }
                }
            }
        }
    }
}

/// Asks once before the details are deleted.
#[must_use]
pub fn forget(setting: Setting<'_>, booking: &Booking, trying: &Trying) -> Markup {
    let page = Link::PrivateLink(booking.id.clone()).href();
    let loses_place = booking.status == BookingStatus::Booked && !super::booking::is_over(setting, booking);
    html! {
        div.wrap {
            div.stack.stack--loose.flow {
                (back_link(&page, t(w::PRIVATE_TITLE)))
                h1 { (t(w::FORGET_TITLE)) }
                (ticket(&booking.session, false, None))
                div #(OUTCOME) tabindex="-1" role="alert" {
                    @if let Some(failure) = &trying.failed { (not_done(setting, failure, w::PRIVATE_OFFLINE, w::PRIVATE_SERVER)) }
                }
                form.stack #forget novalidate {
                    p { (t(w::FORGET_WORDS)) @if loses_place { " " strong { (t(w::FORGET_WORDS_PLACE)) } } }
                    button.button.button--wide.button--urgent type="submit" aria-disabled=[trying.sending.then_some("true")] {
                        (t(if trying.sending { w::FORGET_SENDING } else { w::FORGET_YES }))
                    }
                    a.button.button--wide.button--quiet href=(page) { (t(w::FORGET_KEEP)) }
                }
            }
        }
    }
}

/// They are deleted.
#[must_use]
pub fn forgotten() -> Page {
    let acts = html! { a.button href=(Link::whats_on().href()) { (t(w::CANCEL_WHATS_ON)) } };
    Page {
        title: t(w::FORGET_DONE).to_owned(),
        main: html! { div.wrap { (scene("empty", t(w::FORGET_DONE), t(w::FORGET_DONE_WORDS), true, acts)) } },
    }
}
