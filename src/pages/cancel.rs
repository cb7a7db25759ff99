//! Giving a booking back.

use std::cell::RefCell;
use std::rc::Rc;

use domain::{BookingId, BookingStatus};
use leptos::prelude::*;
use leptos::task::spawn_local;
use views::Failure;
use views::pages::{cancel, check_answers::OUTCOME};
use views::words::{self as w, t};

use super::booking::{Known, draw, use_booking};
use crate::acts::{Act, on_act};
use crate::announce::{focus_heading, focus_on, set_title};
use crate::api;
use crate::device::{self, KeptBooking};
use crate::stage::{main_of, part, use_stage};

/// Asks once, then gives the booking back.
pub(super) fn page(id: BookingId) -> AnyView {
    let stage = use_stage();
    let telling = use_booking(id);
    // Whether a try is on its way, and why the last one failed.
    let trying = Rc::new(RefCell::new((false, None::<Failure>)));
    let (drawn, told) = (Rc::clone(&trying), telling.clone());
    let html = part(move || match told.now() {
        Known::Here { kept, .. } if kept.booking.status == BookingStatus::Booked => {
            set_title(t(w::CANCEL_TITLE));
            let (sending, failed) = &*drawn.borrow();
            stage.draw(|_| cancel::main(&kept.booking, failed.as_ref(), *sending))
        }
        other => draw(&other),
    });
    on_act(move |act| {
        let Known::Here { kept, .. } = telling.at_once() else { return };
        if !matches!(act, Act::Sent(_)) || trying.borrow().0 {
            return;
        }
        trying.replace((true, None));
        telling.tell(telling.at_once());
        let (trying, telling) = (Rc::clone(&trying), telling.clone());
        spawn_local(async move {
            match api::cancel(&stage.api(), &kept.booking.id, kept.token.expose()).await {
                Ok(booking) => {
                    let kept = KeptBooking { token: kept.token, booking, as_of: stage.now() };
                    device::keep_booking(kept.clone());
                    telling.tell(Known::Here { kept: Box::new(kept), offline: false });
                    focus_heading();
                }
                Err(failure) => {
                    trying.replace((false, Some(failure)));
                    telling.tell(telling.at_once());
                    focus_on(OUTCOME);
                }
            }
        });
    });
    main_of(vec![html])
}
