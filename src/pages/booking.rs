//! One booking.

use domain::{BookingId, PrivateToken};
use leptos::prelude::*;
use leptos::task::spawn_local;
use views::{Failure, pages};

use super::use_param;
use crate::api;
use crate::device::{self, KeptBooking};
use crate::stage::{main_of, use_stage};
use crate::takeover;

/// What is known of a booking on this device.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Known {
    /// Asking.
    Waiting,
    /// As the server tells it, or as this device last heard it.
    Here {
        kept: Box<KeptBooking>,
        /// Whether the server could not be asked just now.
        offline: bool,
    },
    /// The link is wrong, or lost its end.
    WrongLink,
    /// It could not be asked, and this device knows nothing.
    Failed(Failure),
}

/// The booking of this address: what the device has at once, then what the server says.
///
/// A private link carries its secret after the `#`, which no browser sends and no log sees; it is taken off
/// the address and kept on the device.
pub(super) fn use_booking() -> RwSignal<Known> {
    let id = use_param::<BookingId>("id");
    let known = RwSignal::new(Known::Waiting);
    let stage = use_stage();
    Effect::new(move |_| {
        stage.again.track();
        let Some(id) = id() else {
            known.set(Known::WrongLink);
            return;
        };
        let kept = device::booking(&id);
        let Some(token) = token_of_link().or_else(|| kept.as_ref().map(|kept| kept.token.clone())) else {
            known.set(Known::WrongLink);
            return;
        };
        if let Some(kept) = &kept {
            known.set(Known::Here { kept: Box::new(kept.clone()), offline: false });
        }
        spawn_local(async move {
            let answer = api::booking(&stage.api(), &id, token.expose()).await;
            let _ = known.try_set(match (answer, kept) {
                (Ok(booking), _) => {
                    let kept = KeptBooking { token, booking, as_of: stage.now() };
                    device::keep_booking(kept.clone());
                    Known::Here { kept: Box::new(kept), offline: false }
                }
                (Err(Failure::NotFound), _) => Known::WrongLink,
                (Err(_), Some(kept)) => Known::Here { kept: Box::new(kept), offline: true },
                (Err(failure), None) => Known::Failed(failure),
            });
            crate::announce::page_drawn();
        });
    });
    known
}

/// The secret after the `#`, taken off the address.
fn token_of_link() -> Option<PrivateToken> {
    let location = window().location();
    let token = location.hash().ok()?.strip_prefix('#')?.parse().ok()?;
    let history = window().history().ok()?;
    let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&takeover::path()));
    Some(token)
}

/// The booking drawn, or why it cannot be.
pub(super) fn draw(known: &Known) -> String {
    let stage = use_stage();
    match known {
        Known::Waiting => stage.draw(|_| pages::booking::waiting()),
        Known::WrongLink => stage.page(pages::booking::wrong_link),
        Known::Failed(failure) => stage.page(|setting| pages::booking::unreachable(setting, failure)),
        Known::Here { kept, offline } => {
            stage.page(|setting| pages::booking::page(setting, &kept.booking, offline.then_some(kept.as_of)))
        }
    }
}

/// One booking.
#[component]
pub fn BookingPage() -> impl IntoView {
    let known = use_booking();
    main_of(vec![Signal::derive(move || known.with(draw))])
}
