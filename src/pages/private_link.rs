//! Stopping other links, and deleting what a booking tells of the family.

use std::cell::Cell;
use std::rc::Rc;

use domain::{BookingId, PrivateToken};
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use views::pages::{check_answers::OUTCOME, private_link};
use views::words::{self as w, t};

use super::booking::{Known, draw, use_booking};
use crate::acts::{Act, on_act};
use crate::announce::{focus_heading, focus_on, set_title};
use crate::api::{self, Failure};
use crate::device;
use crate::stage::{Pieces, main_of, part, use_stage};

/// The link of a booking and what is kept of the family.
pub(super) fn page(id: BookingId) -> Pieces {
    let stage = use_stage();
    let telling = use_booking(id.clone());
    let stopped = SendWrapper::new(Rc::new(Cell::new(false)));
    let (told, was_stopped) = (telling.clone(), stopped.clone());
    let html = part(move || match told.now() {
        (Known::Here { kept, .. }, trying) => stage.draw(|setting| {
            set_title(t(w::PRIVATE_TITLE));
            private_link::main(setting, &kept.booking, &trying, was_stopped.get())
        }),
        (other, trying) => draw(&other, &trying),
    });
    on_act(move |act| {
        if !matches!(act, Act::Sent(_)) {
            return;
        }
        let Some(token) = telling.begin() else { return };
        // Kept before it is sent: an answer that is lost locks nobody out, and the next try asks for the same.
        let next = device::booking(&id).and_then(|kept| kept.next_token);
        let Some(next) = next.or_else(|| Some(PrivateToken::from_random(device::random()?))) else {
            return telling.end(Some(Failure::Server));
        };
        device::keep_next_token(&id, &next);
        telling.draw();
        let (telling, stopped, id) = (telling.clone(), stopped.clone(), id.clone());
        spawn_local(async move {
            let failed = api::replace_links(&stage.api(), &id, token.expose(), next.expose()).await.err();
            stopped.set(failed.is_none());
            if failed.is_none() {
                device::take_next_token(&id);
            }
            telling.end(failed);
            focus_on(OUTCOME);
        });
    });
    main_of(vec![html])
}

/// Asks once, then deletes the details, here and at the hub.
pub(super) fn forget(id: BookingId) -> Pieces {
    let stage = use_stage();
    let telling = use_booking(id.clone());
    let done = SendWrapper::new(Rc::new(Cell::new(false)));
    let (told, was_done) = (telling.clone(), done.clone());
    let html = part(move || {
        let (known, trying) = told.now();
        if was_done.get() {
            return stage.page(|_| private_link::forgotten());
        }
        match known {
            Known::Here { kept, .. } => stage.draw(|setting| {
                set_title(t(w::FORGET_TITLE));
                private_link::forget(setting, &kept.booking, &trying)
            }),
            other => draw(&other, &trying),
        }
    });
    on_act(move |act| {
        if !matches!(act, Act::Sent(_)) {
            return;
        }
        let Some(token) = telling.begin() else { return };
        telling.draw();
        let (telling, done, id) = (telling.clone(), done.clone(), id.clone());
        spawn_local(async move {
            let failed = api::forget(&stage.api(), &id, token.expose()).await.err();
            let is_done = failed.is_none();
            if is_done {
                device::forget_booking(&id);
                done.set(true);
            }
            telling.end(failed);
            if is_done {
                focus_heading();
            }
        });
    });
    main_of(vec![html])
}
