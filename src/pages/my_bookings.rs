//! The bookings kept on this device.

use domain::{Booking, Instant};
use leptos::prelude::*;
use leptos::task::spawn_local;
use views::pages;
use views::words::{self as w, t};
use wasm_bindgen::JsCast;

use crate::announce::{focus_heading, say};
use crate::api::{self, Failure};
use crate::device::{self, KeptBooking};
use crate::stage::{Stage, main_of, use_stage};

/// Coming up, and before.
#[component]
pub fn MyBookingsPage() -> impl IntoView {
    let stage = use_stage();
    let kept = RwSignal::new(device::bookings());
    let offline_since = RwSignal::new(None::<Instant>);
    let cleared = RwSignal::new(false);
    freshen(stage, kept, offline_since);
    let tapped = move |event: leptos::ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if target.is_some_and(|element| element.closest("[data-action=clear]").is_ok_and(|found| found.is_some())) {
            device::clear();
            kept.set(Vec::new());
            cleared.set(true);
            say(t(w::MINE_CLEARED));
            focus_heading();
        }
    };
    let html = Signal::derive(move || {
        let bookings: Vec<Booking> = kept.with(|all| all.iter().map(|one| one.booking.clone()).collect());
        stage.page(|setting| pages::my_bookings::page(setting, &bookings, offline_since.get(), cleared.get()))
    });
    view! {
        <div class="drawn" on:click=tapped>
            {main_of(vec![html])}
        </div>
    }
}

/// Asks the server for each booking and keeps its word.
fn freshen(stage: Stage, kept: RwSignal<Vec<KeptBooking>>, offline_since: RwSignal<Option<Instant>>) {
    for one in kept.get_untracked() {
        spawn_local(async move {
            match api::booking(&stage.api(), &one.booking.id, one.token.expose()).await {
                Ok(booking) => {
                    device::keep_booking(KeptBooking { booking, as_of: stage.now(), ..one });
                    let _ = kept.try_set(device::bookings());
                }
                Err(Failure::Offline) => {
                    let _ = offline_since.try_set(Some(one.as_of));
                }
                // A booking that the hub has since forgotten stays as the family last saw it.
                Err(_) => {}
            }
        });
    }
}
