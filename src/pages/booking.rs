//! One booking.

use std::cell::RefCell;
use std::rc::Rc;

use domain::{BookingId, PrivateToken};
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use views::{Failure, pages};

use crate::announce::page_drawn;
use crate::api;
use crate::device::{self, KeptBooking};
use crate::stage::{effect, main_of, part, use_stage};
use crate::takeover;

/// What is known of a booking on this device.
#[derive(Clone, Default)]
pub(super) enum Known {
    /// Asking.
    #[default]
    Waiting,
    /// As the server tells it, or as this device last heard it while the server could not be asked.
    Here { kept: Box<KeptBooking>, offline: bool },
    /// The link is wrong, or lost its end.
    WrongLink,
    /// It could not be asked, and this device knows nothing.
    Failed(Failure),
}

/// What is known, told to whoever draws it.
#[derive(Clone)]
pub(super) struct Telling {
    known: SendWrapper<Rc<RefCell<Known>>>,
    news: RwSignal<usize>,
}

impl Telling {
    /// What is known now; drawn again when there is news.
    pub(super) fn now(&self) -> Known {
        self.news.get();
        self.known.borrow().clone()
    }

    /// What is known, without waiting for news.
    pub(super) fn at_once(&self) -> Known {
        self.known.borrow().clone()
    }

    /// There is news, perhaps after the page has gone.
    pub(super) fn tell(&self, known: Known) {
        self.known.replace(known);
        let _ = self.news.try_update(|news| *news += 1);
        page_drawn();
    }
}

/// The booking of this address: what the device has at once, then what the server says.
///
/// A private link carries its secret after the `#`, which no browser sends and no log sees; it is taken off
/// the address and kept on the device.
pub(super) fn use_booking(id: BookingId) -> Telling {
    let telling = Telling { known: SendWrapper::new(Rc::default()), news: RwSignal::new(0) };
    let stage = use_stage();
    let linked = token_of_link();
    let teller = telling.clone();
    effect(move || {
        stage.again.get();
        let kept = device::booking(&id);
        let Some(token) = linked.clone().or_else(|| kept.as_ref().map(|kept| kept.token.clone())) else {
            teller.tell(Known::WrongLink);
            return;
        };
        if let Some(kept) = &kept {
            teller.tell(Known::Here { kept: Box::new(kept.clone()), offline: false });
        }
        let (teller, id) = (teller.clone(), id.clone());
        spawn_local(async move {
            let answer = api::booking(&stage.api(), &id, token.expose()).await;
            teller.tell(match (answer, kept) {
                (Ok(booking), _) => {
                    let kept = KeptBooking { token, booking, as_of: stage.now() };
                    device::keep_booking(kept.clone());
                    Known::Here { kept: Box::new(kept), offline: false }
                }
                (Err(Failure::NotFound), _) => Known::WrongLink,
                (Err(_), Some(kept)) => Known::Here { kept: Box::new(kept), offline: true },
                (Err(failure), None) => Known::Failed(failure),
            });
        });
    });
    telling
}

/// The secret after the `#`, taken off the address.
fn token_of_link() -> Option<PrivateToken> {
    let token = window().location().hash().ok()?.strip_prefix('#')?.parse().ok()?;
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
pub(super) fn page(id: BookingId) -> AnyView {
    let telling = use_booking(id);
    main_of(vec![part(move || draw(&telling.now()))])
}
