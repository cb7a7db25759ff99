//! Giving a booking back, leaving the waiting list, or letting an offered place go.

use domain::BookingId;
use domain::booking::ChangeAsked;
use views::pages::cancel;

use super::booking::{Known, draw, use_booking};
use crate::acts::{Act, on_act};
use crate::announce::{focus_heading, set_title};
use crate::stage::{Pieces, main_of, part, use_stage};

/// Asks once, then gives it back.
pub(super) fn page(id: BookingId) -> Pieces {
    let stage = use_stage();
    let telling = use_booking(id);
    let told = telling.clone();
    let html = part(move || match told.now() {
        (Known::Here { kept, .. }, trying) if kept.booking.status.is_live() => stage.draw(|setting| {
            let booking = &kept.booking;
            set_title(cancel::title(booking));
            cancel::main(setting, booking, &trying)
        }),
        (other, trying) => draw(&other, &trying),
    });
    on_act(move |act| {
        if matches!(act, Act::Sent(_)) {
            telling.change(ChangeAsked::Cancel, |_| focus_heading());
        }
    });
    main_of(vec![html])
}
