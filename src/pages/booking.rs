//! One booking: what this device has at once, what the server says, and what is asked of it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use domain::booking::ChangeAsked;
use domain::problem::kind;
use domain::{Booking, BookingId, KeptBooking, PrivateToken};
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use views::pages::booking::Trying;
use views::pages::check_answers::OUTCOME;
use views::pieces::WEEKS;
use views::words::{self as w, t};
use views::{Failure, pages};

use crate::acts::{Act, on_act};
use crate::announce::{focus_heading, focus_on, page_drawn, show};
use crate::api;
use crate::device;
use crate::stage::{Pieces, effect, main_of, part, use_stage};
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

/// What is known, told to whoever draws it, and what is being tried.
#[derive(Clone)]
pub(super) struct Telling(SendWrapper<Rc<Told>>);

struct Told {
    id: BookingId,
    /// The secret that the address came with.
    linked: Option<PrivateToken>,
    known: RefCell<Known>,
    trying: RefCell<Trying>,
    /// How many things have come of trying: an answer that was asked for before the last of them is old.
    turns: Cell<usize>,
    news: RwSignal<usize>,
}

impl Telling {
    /// What is known and tried now; drawn again when there is news.
    pub(super) fn now(&self) -> (Known, Trying) {
        self.0.news.get();
        (self.0.known.borrow().clone(), self.0.trying.borrow().clone())
    }

    /// The booking, without waiting for news.
    pub(super) fn at_once(&self) -> Option<Booking> {
        match &*self.0.known.borrow() {
            Known::Here { kept, .. } => Some(kept.booking.clone()),
            _ => None,
        }
    }

    /// Draws it again, if the page is still there.
    pub(super) fn draw(&self) {
        let _ = self.0.news.try_update(|news| *news += 1);
        page_drawn();
    }

    fn tell(&self, known: Known) {
        self.0.known.replace(known);
        self.draw();
    }

    fn tell_heard(&self, token: PrivateToken, booking: Booking) {
        let kept = device::keep_booking(token, booking, use_stage().now());
        self.tell(Known::Here { kept: Box::new(kept), offline: false });
    }

    /// Every secret that may open it: the newest that this device has, then the one of the address.
    fn tokens(&self, kept: Option<&KeptBooking>) -> Vec<PrivateToken> {
        let kept = kept.map(|kept| [Some(kept.token.clone()), kept.next_token.clone()]).unwrap_or_default();
        let mut all: Vec<PrivateToken> = kept.into_iter().flatten().collect();
        if let Some(linked) = &self.0.linked
            && !all.contains(linked)
        {
            all.push(linked.clone());
        }
        all
    }

    /// Tells what the device has; whether there is anything to ask the server with.
    fn tell_kept(&self) -> bool {
        let kept = device::booking(&self.0.id);
        if self.tokens(kept.as_ref()).is_empty() {
            self.tell(Known::WrongLink);
            return false;
        }
        if let Some(kept) = kept {
            self.tell(Known::Here { kept: Box::new(kept), offline: false });
        }
        true
    }

    /// Asks the server, and tells what it says unless something else has come of it meanwhile.
    async fn ask(&self) {
        let kept = device::booking(&self.0.id);
        let turn = self.0.turns.get();
        let mut answer = Err(Failure::NotFound);
        for token in self.tokens(kept.as_ref()) {
            let heard = api::booking(&use_stage().api(), &self.0.id, token.expose()).await;
            let is_wrong = matches!(heard, Err(Failure::NotFound));
            answer = heard.map(|booking| (token, booking));
            if !is_wrong {
                break;
            }
        }
        // A trace that was taken away meanwhile stays away.
        let is_gone = kept.is_some() && device::booking(&self.0.id).is_none();
        if turn != self.0.turns.get() || is_gone {
            return;
        }
        match (answer, kept) {
            (Ok((token, booking)), _) => self.tell_heard(token, booking),
            (Err(Failure::NotFound), _) => self.tell(Known::WrongLink),
            (Err(_), Some(kept)) => self.tell(Known::Here { kept: Box::new(kept), offline: true }),
            (Err(failure), None) => self.tell(Known::Failed(failure)),
        }
    }

    /// A try begins, unless another is on its way: a second tap does nothing. Gives the secret to try it with.
    pub(super) fn begin(&self) -> Option<PrivateToken> {
        let Known::Here { kept, .. } = &*self.0.known.borrow() else { return None };
        if self.0.trying.borrow().sending {
            return None;
        }
        self.0.trying.replace(Trying { sending: true, failed: None });
        // Another tab may have taken a new link.
        let token = device::booking(&self.0.id).map_or_else(|| kept.token.clone(), |kept| kept.token);
        Some(token)
    }

    /// A try has come to an end, well or not. What failed is told where the page has room for it.
    pub(super) fn end(&self, failed: Option<Failure>) {
        self.0.turns.set(self.0.turns.get() + 1);
        let focus = failed.is_some();
        self.0.trying.replace(Trying { sending: false, failed });
        self.draw();
        if focus {
            focus_on(OUTCOME);
        }
    }

    /// Asks for a change. `then` is done once it is made.
    pub(super) fn change(&self, change: ChangeAsked, then: fn(&Booking)) {
        let Some(token) = self.begin() else { return };
        self.draw();
        let this = self.clone();
        spawn_local(async move {
            match api::change(&use_stage().api(), &this.0.id, token.expose(), &change).await {
                Ok(booking) => {
                    this.end(None);
                    this.tell_heard(token, booking.clone());
                    then(&booking);
                }
                Err(failure) => {
                    let is_otherwise =
                        matches!(&failure, Failure::Problem(problem) if stands_otherwise(&problem.kind));
                    this.end(Some(failure));
                    if is_otherwise {
                        this.ask().await;
                        focus_on_what_is_there();
                    }
                }
            }
        });
    }
}

/// Whether a refusal means that what the page shows is no longer so.
fn stands_otherwise(refusal: &str) -> bool {
    [kind::OFFER_OVER, kind::NOT_OFFERED, kind::BOOKING_CANCELLED, kind::SESSION_CANCELLED, kind::FINISHED]
        .contains(&refusal)
}

/// The place where a failure is told, else the heading of what is there instead.
fn focus_on_what_is_there() {
    request_animation_frame(|| {
        if document().get_element_by_id(OUTCOME).is_some() {
            focus_on(OUTCOME);
        } else {
            focus_heading();
        }
    });
}

/// The booking of this address: what the device has at once, then what the server says; again when the person comes
/// back to the page, and when another tab has news.
///
/// A private link carries its secret after the `#`, which no browser sends and no log sees; it is taken off
/// the address and kept on the device.
pub(super) fn use_booking(id: BookingId) -> Telling {
    let stage = use_stage();
    let telling = Telling(SendWrapper::new(Rc::new(Told {
        id,
        linked: token_of_link(),
        known: RefCell::default(),
        trying: RefCell::default(),
        turns: Cell::default(),
        news: RwSignal::new(0),
    })));
    let back = RwSignal::new(0_usize);
    let seen = window_event_listener_untyped("visibilitychange", move |_| {
        if !document().hidden() {
            let _ = back.try_update(|back| *back += 1);
        }
    });
    // What another tab has kept, it has from the server: two that both asked again would wake each other for ever.
    let teller = telling.clone();
    let kept = window_event_listener_untyped("storage", move |_| {
        teller.tell_kept();
    });
    on_cleanup(move || {
        seen.remove();
        kept.remove();
    });
    let teller = telling.clone();
    effect(move || {
        stage.again.get();
        back.get();
        if teller.tell_kept() {
            let teller = teller.clone();
            spawn_local(async move { teller.ask().await });
        }
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
pub(super) fn draw(known: &Known, trying: &Trying) -> String {
    let stage = use_stage();
    match known {
        Known::Waiting => stage.draw(|_| pages::booking::waiting()),
        Known::WrongLink => stage.page(pages::booking::wrong_link),
        Known::Failed(failure) => stage.page(|setting| pages::booking::unreachable(setting, failure)),
        Known::Here { kept, offline } => {
            let as_of = offline.then_some(kept.as_of);
            stage.page(|setting| pages::booking::page(setting, kept, as_of, trying))
        }
    }
}

/// The button that was tapped is another one now, so the heading above it takes the focus.
fn changed(words: &str) {
    show(words);
    focus_on(WEEKS);
}

/// One booking. An offered place is taken here, with one tap.
pub(super) fn page(id: BookingId) -> Pieces {
    let telling = use_booking(id);
    let told = telling.clone();
    let html = part(move || {
        let (known, trying) = told.now();
        draw(&known, &trying)
    });
    on_act(move |act| match act {
        Act::Sent(_) => telling.change(ChangeAsked::Accept, |_| focus_heading()),
        Act::Tapped(action @ ("miss" | "come"), button) => {
            let Some(session_id) = button.get_attribute("data-by").and_then(|id| id.parse().ok()) else {
                return;
            };
            if action == "miss" {
                telling.change(ChangeAsked::Miss { session_id }, |_| changed(t(w::COURSE_MISS_DONE)));
            } else {
                telling.change(ChangeAsked::Come { session_id }, |_| changed(t(w::COURSE_COME_DONE)));
            }
        }
        _ => {}
    });
    main_of(vec![html])
}
