//! What the team did.

use domain::{Record, Recorded};
use maud::{Markup, html};

use super::{Drawn, empty};
use crate::moment;
use crate::route::TeamPage;
use crate::words::written as w;
use crate::written::{counted, say};

/// All that may be seen, the latest first.
#[must_use]
pub fn page(records: &[Record]) -> Drawn {
    let main = html! {
        div.stack.stack--loose {
            div.stack.stack--tight { h1 { (w::TEAM_RECORDS_TITLE) } p.lead { (w::TEAM_RECORDS_LEAD) } }
            (list(records, true))
        }
    };
    Drawn::new(w::TEAM_RECORDS_TITLE, TeamPage::Records, main)
}

/// Records in a list; those of one session need not name it.
pub(super) fn list(records: &[Record], named: bool) -> Markup {
    html! {
        @if records.is_empty() { (empty(w::TEAM_RECORDS_NONE, w::TEAM_RECORDS_NONE_WORDS)) }
        @else {
            ul.link-list role="list" {
                @for one in records {
                    li.link-list__item {
                        p.team-line {
                            strong { (words(&one.what)) }
                            @if let Some(id) = one.session_id.as_ref().filter(|_| named) { " " a href=(TeamPage::Session(id.clone()).href()) { (id) } }
                            span.team-line__more { (when(one)) ", " (one.actor.as_str()) }
                        }
                    }
                }
            }
        }
    }
}

fn when(record: &Record) -> String {
    let (day, time) = record.at.london();
    [moment::date_with_year(day), moment::time(time)].join(", ")
}

/// What was done, in words.
fn words(what: &Recorded) -> String {
    let plain = match what {
        Recorded::Booked { places } => {
            let places =
                counted(w::TEAM_RECORDS_PLACES_ONE, w::TEAM_RECORDS_PLACES_OTHER, usize::from(*places));
            return say(w::TEAM_RECORDS_BOOKED, &[("places", &places)]);
        }
        Recorded::CapacityChanged { from, to } => {
            return say(w::TEAM_RECORDS_CAPACITY, &[("from", &from.to_string()), ("to", &to.to_string())]);
        }
        Recorded::TimetableImported { new_sessions, .. } => {
            return say(w::TEAM_RECORDS_IMPORTED, &[("sessions", &new_sessions.to_string())]);
        }
        Recorded::RequestRead { reference, .. } => {
            return say(w::TEAM_RECORDS_REQUEST_READ, &[("reference", reference.as_str())]);
        }
        Recorded::RequestAssigned { reference, .. } => {
            return say(w::TEAM_RECORDS_REQUEST_ASSIGNED, &[("reference", reference.as_str())]);
        }
        Recorded::RequestClosed { reference, .. } => {
            return say(w::TEAM_RECORDS_REQUEST_CLOSED, &[("reference", reference.as_str())]);
        }
        Recorded::FamilyPageTakenDown { page } => {
            return say(w::TEAM_RECORDS_PAGE_TAKEN_DOWN, &[("page", page.as_str())]);
        }
        Recorded::FamilyPagePutBack { page } => {
            return say(w::TEAM_RECORDS_PAGE_PUT_BACK, &[("page", page.as_str())]);
        }
        Recorded::BookingCancelled => w::TEAM_RECORDS_BOOKING_CANCELLED,
        Recorded::PartyChanged { .. } => w::TEAM_RECORDS_PARTY_CHANGED,
        Recorded::OfferAccepted => w::TEAM_RECORDS_OFFER_ACCEPTED,
        Recorded::Marked { came: true } => w::TEAM_RECORDS_CAME,
        Recorded::Marked { came: false } => w::TEAM_RECORDS_AWAY,
        Recorded::Unmarked => w::TEAM_RECORDS_UNMARKED,
        Recorded::WeekChanged { coming: true } => w::TEAM_RECORDS_WEEK_BACK,
        Recorded::WeekChanged { coming: false } => w::TEAM_RECORDS_WEEK_OFF,
        Recorded::SessionCancelled { .. } => w::TEAM_RECORDS_SESSION_CANCELLED,
        Recorded::SessionMoved { .. } => w::TEAM_RECORDS_SESSION_MOVED,
        Recorded::SessionAdded => w::TEAM_RECORDS_SESSION_ADDED,
        Recorded::SignedIn => w::TEAM_RECORDS_SIGNED_IN,
        Recorded::SuggestionDone { .. } => w::TEAM_RECORDS_SUGGESTION_DONE,
    };
    plain.to_owned()
}
