//! The bookings kept on this device.

use std::cell::Cell;
use std::rc::Rc;

use domain::Instant;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use views::pages;
use views::words::{self as w, t};

use crate::acts::{Act, on_act};
use crate::announce::{focus_heading, say};
use crate::api::{self, Failure};
use crate::device;
use crate::stage::{Pieces, main_of, part, use_stage};

/// Coming up, and before.
pub(super) fn page() -> Pieces {
    let stage = use_stage();
    // Grows when the device keeps something else than before.
    let news = RwSignal::new(0_usize);
    let offline_since = SendWrapper::new(Rc::new(Cell::new(None::<Instant>)));
    let cleared = SendWrapper::new(Rc::new(Cell::new(false)));
    for one in device::bookings() {
        let offline_since = offline_since.clone();
        spawn_local(async move {
            match api::booking(&stage.api(), &one.booking.id, one.token.expose()).await {
                // Kept only while it is still there: a trace that was taken away stays away.
                Ok(booking) if device::booking(&booking.id).is_some() => {
                    device::keep_booking(one.token, booking, stage.now());
                }
                Err(Failure::Offline) => offline_since.set(Some(one.as_of)),
                // A booking that the hub has since forgotten stays as the family last saw it.
                _ => {}
            }
            let _ = news.try_update(|news| *news += 1);
        });
    }
    let was_cleared = cleared.clone();
    let html = part(move || {
        news.get();
        stage.page(|setting| {
            pages::my_bookings::page(setting, &device::bookings(), offline_since.get(), was_cleared.get())
        })
    });
    on_act(move |act| {
        if matches!(act, Act::Tapped("clear", _)) {
            device::clear();
            cleared.set(true);
            news.update(|news| *news += 1);
            say(t(w::MINE_CLEARED));
            focus_heading();
        }
    });
    main_of(vec![html])
}
