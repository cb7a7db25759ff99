//! Giving a booking back.

use domain::{BookingStatus, PrivateToken};
use leptos::prelude::*;
use leptos::task::spawn_local;
use maud::html;
use views::pieces::{Tone, back_link, notice, ticket};
use views::route::Link;
use views::words::{self as w, t};
use views::{Failure, Markup};

use super::booking::{Known, draw, use_booking};
use crate::announce::{focus_heading, focus_on, set_title};
use crate::api;
use crate::device::{self, KeptBooking};
use crate::stage::use_stage;

const OUTCOME: &str = "outcome";

/// Asks once, then gives the booking back.
#[component]
pub fn CancelPage() -> impl IntoView {
    set_title(t(w::CANCEL_TITLE));
    let known = use_booking();
    view! {
        <main class="page__main" id="main" tabindex="-1">
            {move || match known.get() {
                Known::Here { kept, .. } if kept.booking.status == BookingStatus::Booked => {
                    view! { <Ask kept=*kept known /> }.into_any()
                }
                other => view! { <div class="drawn" inner_html=draw(&other)></div> }.into_any(),
            }}
        </main>
    }
}

#[component]
fn Ask(kept: KeptBooking, known: RwSignal<Known>) -> impl IntoView {
    let stage = use_stage();
    let sending = RwSignal::new(false);
    let failed = RwSignal::new(None::<Failure>);
    let KeptBooking { token, booking, .. } = kept;
    let page = Link::Booking(booking.id.clone()).href();
    let head = html! {
        (back_link(&page, t(w::CANCEL_BACK)))
        h1 { (t(w::CANCEL_TITLE)) }
        (ticket(&booking.session, false, None))
    };
    let id = booking.id;
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if sending.get_untracked() {
            return;
        }
        sending.set(true);
        failed.set(None);
        let (id, token): (_, PrivateToken) = (id.clone(), token.clone());
        spawn_local(async move {
            let outcome = api::cancel(&stage.api(), &id, token.expose()).await;
            let _ = sending.try_set(false);
            match outcome {
                Ok(booking) => {
                    let kept = KeptBooking { token, booking, as_of: stage.now() };
                    device::keep_booking(kept.clone());
                    let _ = known.try_set(Known::Here { kept: Box::new(kept), offline: false });
                    focus_heading();
                }
                Err(failure) => {
                    let _ = failed.try_set(Some(failure));
                    focus_on(OUTCOME);
                }
            }
        });
    };
    view! {
        <div class="wrap">
            <div class="stack stack--loose flow">
                <div class="drawn" inner_html=head.into_string()></div>
                <div
                    id=OUTCOME
                    tabindex="-1"
                    role="alert"
                    inner_html=move || failed.get().map(|failure| outcome(&failure).into_string()).unwrap_or_default()
                ></div>
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
        </div>
    }
}

fn outcome(failure: &Failure) -> Markup {
    let (title, words) = match failure {
        Failure::Offline => (w::OUTCOME_OFFLINE, w::CANCEL_OFFLINE),
        Failure::Problem(_) => (w::CANCEL_OVER, w::CANCEL_OVER_WORDS),
        Failure::NotFound => (w::WRONG_LINK_TITLE, w::WRONG_LINK_WORDS),
        Failure::Server => (w::LOADING_FAILED, w::CANCEL_SERVER),
    };
    notice(Tone::Warning, None, t(title), html! { p { (t(words)) } })
}
