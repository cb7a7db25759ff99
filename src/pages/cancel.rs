//! Giving a booking back.

use domain::{Booking, BookingStatus, PrivateToken};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::booked::{Known, Unreachable, WrongLink, use_booking};
use crate::announce::{focus_on, set_title};
use crate::api::{self, ApiError};
use crate::clock::use_now;
use crate::components::{BackLink, Ticket};
use crate::config::use_config;
use crate::device::{self, KeptBooking};
use crate::route::Link;
use crate::ui::{Notice, Tone};
use crate::words::{self as w, t};

const OUTCOME: &str = "outcome";

/// Asks once, then gives the booking back.
#[component]
pub fn CancelPage() -> impl IntoView {
    set_title(t(w::CANCEL_TITLE));
    let (id, known) = use_booking();
    let navigate = use_navigate();
    // A booking that is cancelled already has its own page for that.
    Effect::new(move |_| {
        if let (Known::Here { kept, .. }, Some(id)) = (known.get(), id())
            && matches!(kept.booking.status, BookingStatus::Cancelled { .. })
        {
            navigate(&Link::Booking(id).href(), NavigateOptions { replace: true, ..NavigateOptions::default() });
        }
    });
    let shown = Memo::new(move |_| known.get());
    view! {
        <div class="wrap">
            {move || match shown.get() {
                Known::Waiting => view! { <h1>{t(w::LOADING_TITLE)}</h1> }.into_any(),
                Known::WrongLink => view! { <WrongLink /> }.into_any(),
                Known::Failed => view! { <Unreachable /> }.into_any(),
                Known::Here { kept, .. } => view! { <Ask booking=kept.booking token=kept.token known /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Ask(booking: Booking, token: PrivateToken, known: RwSignal<Known>) -> impl IntoView {
    let sending = RwSignal::new(false);
    let failed = RwSignal::new(None::<ApiError>);
    let origin = use_config().api;
    let now = use_now();
    let id = booking.id.clone();
    let page = Link::Booking(id.clone()).href();
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if sending.get_untracked() {
            return;
        }
        sending.set(true);
        failed.set(None);
        let (origin, id, token) = (origin.clone(), id.clone(), token.clone());
        spawn_local(async move {
            let outcome = api::cancel(&origin, &id, token.expose()).await;
            let _ = sending.try_set(false);
            match (outcome, now) {
                (Ok(booking), Some(as_of)) => {
                    let kept = KeptBooking { token, booking, as_of };
                    device::keep_booking(kept.clone());
                    let _ = known.try_set(Known::Here { kept: Box::new(kept), offline: false });
                }
                (Err(error), _) => {
                    let _ = failed.try_set(Some(error));
                    focus_on(OUTCOME);
                }
                (Ok(_), None) => {}
            }
        });
    };
    view! {
        <div class="stack stack--loose flow">
            <BackLink href=page.clone() words=t(w::CANCEL_BACK) />
            <h1>{t(w::CANCEL_TITLE)}</h1>
            <Ticket session=booking.session.clone() />
            <div id=OUTCOME tabindex="-1" role="alert">
                {move || failed.get().map(|error| view! { <Outcome error /> })}
            </div>
            <form class="stack" novalidate on:submit=send>
                <p>{t(w::CANCEL_WORDS)}</p>
                <button class="button button--wide button--urgent" type="submit" aria-disabled=move || sending.get().then_some("true")>
                    {move || t(if sending.get() { w::CANCEL_SENDING } else { w::CANCEL_YES })}
                </button>
                <a class="button button--wide button--quiet" href=page>
                    {t(w::CANCEL_KEEP)}
                </a>
            </form>
        </div>
    }
}

#[component]
fn Outcome(error: ApiError) -> impl IntoView {
    let (title, words) = match error {
        ApiError::Offline => (w::OUTCOME_OFFLINE, w::CANCEL_OFFLINE),
        ApiError::Problem(_) => (w::CANCEL_OVER, w::CANCEL_OVER_WORDS),
        ApiError::NotFound => (w::WRONG_LINK_TITLE, w::WRONG_LINK_WORDS),
        ApiError::Server => (w::LOADING_FAILED, w::CANCEL_SERVER),
    };
    view! { <Notice tone=Tone::Warning title=t(title).to_owned()>{t(words)}</Notice> }
}
