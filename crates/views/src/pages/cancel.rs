//! Giving a booking back, leaving the waiting list, or letting an offered place go.

use domain::{Booking, BookingStatus};
use maud::{Markup, html};

use super::booking::{Trying, not_done};
use super::check_answers::OUTCOME;
use crate::Setting;
use crate::pieces::{back_link, ticket};
use crate::route::Link;
use crate::words::{self as w, Word, t};

/// What is asked, what it means, yes, yes on its way, no, and where things stand without a signal or a server.
struct Asked {
    title: Word,
    words: Word,
    yes: Word,
    sending: Word,
    no: Word,
    offline: Word,
    server: Word,
}

fn asked(booking: &Booking) -> Asked {
    match booking.status {
        BookingStatus::Waiting { .. } => Asked {
            title: w::LEAVE_TITLE,
            words: w::LEAVE_WORDS,
            yes: w::LEAVE_YES,
            sending: w::LEAVE_SENDING,
            no: w::LEAVE_KEEP,
            offline: w::LEAVE_OFFLINE,
            server: w::LEAVE_SERVER,
        },
        BookingStatus::Offered { .. } => Asked {
            title: w::DECLINE_TITLE,
            words: w::DECLINE_WORDS,
            yes: w::DECLINE_YES,
            sending: w::DECLINE_SENDING,
            no: w::DECLINE_KEEP,
            offline: w::DECLINE_OFFLINE,
            server: w::DECLINE_SERVER,
        },
        _ => Asked {
            title: if booking.course.is_some() { w::COURSE_CANCEL } else { w::CANCEL_TITLE },
            words: if booking.course.is_some() { w::COURSE_CANCEL_WORDS } else { w::CANCEL_WORDS },
            yes: w::CANCEL_YES,
            sending: w::CANCEL_SENDING,
            no: w::CANCEL_KEEP,
            offline: w::CANCEL_OFFLINE,
            server: w::CANCEL_SERVER,
        },
    }
}

/// What the page asks.
#[must_use]
pub fn title(booking: &Booking) -> &'static str {
    t(asked(booking).title)
}

/// Asks once, with what came of the last try.
#[must_use]
pub fn main(setting: Setting<'_>, booking: &Booking, trying: &Trying) -> Markup {
    let page = Link::Booking(booking.id.clone()).href();
    let Asked { title, words, yes, sending, no, offline, server } = asked(booking);
    html! {
        div.wrap {
            div.stack.stack--loose.flow {
                (back_link(&page, t(w::CANCEL_BACK)))
                h1 { (t(title)) }
                (ticket(&booking.session, false, None))
                div #(OUTCOME) tabindex="-1" role="alert" {
                    @if let Some(failure) = &trying.failed { (not_done(setting, failure, offline, server)) }
                }
                form.stack #cancel novalidate {
                    p { (t(words)) }
                    button.button.button--wide.button--urgent type="submit" aria-disabled=[trying.sending.then_some("true")] {
                        (t(if trying.sending { sending } else { yes }))
                    }
                    a.button.button--wide.button--quiet href=(page) { (t(no)) }
                }
            }
        }
    }
}
