//! Another party for a booking.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use domain::booking::{ChangeAsked, RawParty};
use domain::{Booking, BookingId, FieldProblem};
use leptos::prelude::*;
use views::Failure;
use views::pages::{book, change_party};
use views::pieces::{ERROR_SUMMARY, party_words};
use views::route::Link;
use views::words::{self as w, fill, t};

use super::booking::{Known, draw, use_booking};
use crate::acts::{Act, on_act};
use crate::announce::{focus_on, set_title, show};
use crate::device;
use crate::navigation;
use crate::party::set_number;
use crate::stage::{Pieces, main_of, part, use_stage};

/// The party as it is to be, kept with the tab so that reload and back lose nothing, and everything to put right in it.
/// `None` until something is changed.
type Wanted = Rc<RefCell<(Option<RawParty>, Vec<FieldProblem>)>>;

/// More people, fewer, or one child less.
pub(super) fn page(id: BookingId) -> Pieces {
    let stage = use_stage();
    let wanted = Wanted::new(RefCell::new((device::party(&id), Vec::new())));
    let telling = use_booking(id);
    let (told, drawn) = (telling.clone(), Rc::clone(&wanted));
    let html = part(move || match told.now() {
        (Known::Here { kept, .. }, trying) if kept.booking.status.is_live() => stage.draw(|setting| {
            set_title(t(w::PARTY_CHANGE_TITLE));
            let booking = &kept.booking;
            let (party, problems) = &*drawn.borrow();
            let now = party.clone().unwrap_or_else(|| as_typed(booking));
            // What the server finds wrong with a field stands beside it too.
            match &trying.failed {
                Some(Failure::Problem(problem)) if !problem.errors.is_empty() => {
                    change_party::main(setting, booking, &now, &problem.errors, &Default::default())
                }
                _ => change_party::main(setting, booking, &now, problems, &trying),
            }
        }),
        (other, trying) => draw(&other, &trying),
    });
    let refused = Cell::new(false);
    on_act(move |act| {
        let Some(booking) = telling.at_once() else { return };
        if matches!(act, Act::Tapped("leave-it", _)) {
            device::forget_party();
            return navigation::go(&Link::Booking(booking.id).href());
        }
        let mut now = wanted.borrow_mut();
        let mut party = now.0.take().unwrap_or_else(|| as_typed(&booking));
        let outcome = asked(&mut party, &act, change_party::least_children(&booking));
        let redraw = outcome.is_some();
        // Leaving a field whose number cannot be taken may be the very tap that sends the form.
        let sent = matches!(act, Act::Sent(_));
        let send = sent && !refused.take();
        if let Some(outcome) = outcome {
            refused.set(outcome.is_err());
            now.1 = outcome.err().into_iter().collect();
        }
        let found = party.parse().err().unwrap_or_default();
        now.0 = Some(party.clone());
        device::keep_party(&booking.id, &party);
        if send {
            now.1.clone_from(&found);
        }
        drop(now);
        if send && found.is_empty() {
            telling.change(ChangeAsked::Party(party), saved);
        } else if redraw || send {
            telling.draw();
        }
        if sent && !(send && found.is_empty()) {
            focus_on(ERROR_SUMMARY);
        }
    });
    main_of(vec![html])
}

/// The party of a booking as the form has it.
fn as_typed(booking: &Booking) -> RawParty {
    let party = &booking.party;
    let children = party.children().iter().map(|age| age.0.to_string()).collect();
    RawParty { adults: party.adults(), children }
}

/// Takes what was typed or tapped; `None` where the form need not be drawn anew, else whether it could be taken.
fn asked(party: &mut RawParty, act: &Act<'_>, least: usize) -> Option<Result<(), FieldProblem>> {
    let set = |party: &mut RawParty, field: &str, to| {
        set_number((&mut party.adults, &mut party.children), (field, to), least)
    };
    match act {
        Act::Typed(field, value) | Act::Settled(field, value) => {
            let child = (0..party.children.len()).find(|i| book::child_id(*i) == **field);
            match child {
                Some(child) => (*value).clone_into(&mut party.children[child]),
                None if matches!(act, Act::Settled(..)) => return set(party, field, value.parse().ok()),
                None => {}
            }
            None
        }
        Act::Tapped("step", button) => {
            let by = button.get_attribute("data-by").and_then(|by| by.parse::<isize>().ok());
            let field = button.get_attribute("data-field").unwrap_or_default();
            let now = if field == "adults" { usize::from(party.adults) } else { party.children.len() };
            set(party, &field, by.and_then(|by| now.checked_add_signed(by)))
        }
        Act::Tapped("take-off", button) => {
            let child = button.get_attribute("data-by").and_then(|by| by.parse::<usize>().ok());
            if let Some(child) = child.filter(|child| *child < party.children.len()) {
                party.children.remove(child);
                // The button is gone; the number beside which it says what happened is not.
                focus_on("children");
            }
            Some(Ok(()))
        }
        _ => None,
    }
}

/// Back to the booking, which says who is coming now.
fn saved(booking: &Booking) {
    device::forget_party();
    navigation::replace(&Link::Booking(booking.id.clone()).href());
    let party = party_words(booking.party.adults(), booking.party.children().len());
    // The new page begins with silence, so this comes after it.
    request_animation_frame(move || show(&fill(w::PARTY_CHANGE_SAVED, &[("party", &party)])));
}
