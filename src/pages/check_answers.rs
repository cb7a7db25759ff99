//! Is this right: the answers once more, then book.

use std::cell::RefCell;
use std::rc::Rc;

use domain::kept_booking::clash;
use domain::problem::kind;
use domain::session::SessionDetail;
use domain::{Booking, SessionId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use views::Failure;
use views::pages::book::room;
use views::pages::check_answers::{OUTCOME, main, not_yet};
use views::route::Link;
use views::words::{self as w, t};

use crate::acts::{Act, on_act};
use crate::announce::{focus_on, set_title};
use crate::api::{self, use_load};
use crate::device::{self, Draft};
use crate::draft;
use crate::navigation;
use crate::stage::{Pieces, Stage, main_of, name_failure, part, use_stage};

/// Whether a try is on its way, and why the last one failed.
#[derive(Default)]
struct Trying {
    sending: bool,
    failed: Option<Failure>,
}

/// The answers, to check before booking.
pub(super) fn page(id: SessionId) -> Pieces {
    set_title(t(w::CHECK_TITLE));
    let stage = use_stage();
    let session = id.clone();
    let load = use_load(move || Some(domain::api::session(&session)));
    let trying = SendWrapper::new(Rc::new(RefCell::new(Trying::default())));
    // Grows when what came of a try is to be shown.
    let tries = RwSignal::new(0_usize);
    let drawn = trying.clone();
    let html = part(move || {
        tries.get();
        let answer = load.read::<SessionDetail>();
        name_failure(&answer);
        let Trying { sending, failed } = &*drawn.borrow();
        stage.draw(|setting| {
            answer.page(setting, |detail| {
                // Someone may come here by the address, with nothing filled in or something to put right.
                match device::draft(&detail.session.id)
                    .filter(|draft| draft::problems(draft, detail).is_empty())
                {
                    Some(draft) => {
                        let kept = device::bookings();
                        let clash = clash(&detail.dates(), &kept);
                        main(detail, &draft.form, clash, failed.as_ref(), *sending)
                    }
                    None => not_yet(detail),
                }
            })
        })
    });
    on_act(move |act| {
        // A second tap while the first is on its way does nothing; the id would make it harmless anyway.
        if !matches!(act, Act::Sent(_)) || trying.borrow().sending {
            return;
        }
        let (Some(mut draft), Some(detail)) = (device::draft(&id), untrack(|| load.ready::<SessionDetail>()))
        else {
            return;
        };
        // What the button says is what is asked for; the same again, should the answer get lost.
        draft.form.waiting = room(&detail, &draft.form).is_to_wait();
        draft.form.course = detail.whole_course().is_some();
        device::keep_draft(&draft);
        trying.replace(Trying { sending: true, failed: None });
        tries.update(|tries| *tries += 1);
        let trying = trying.clone();
        spawn_local(async move {
            match book(&stage.api(), &draft).await {
                Ok(booking) => booked(stage, &draft, booking),
                Err(failure) => {
                    if matches!(&failure, Failure::Problem(problem) if problem.kind == kind::FULL) {
                        // The button is to say what can be done now.
                        stage.again.update(|times| *times += 1);
                    }
                    trying.replace(Trying { sending: false, failed: Some(failure) });
                    let _ = tries.try_update(|tries| *tries += 1);
                    focus_on(OUTCOME);
                }
            }
        });
    });
    main_of(vec![html])
}

fn booked(stage: Stage, draft: &Draft, booking: Booking) {
    let page = Link::Booking(booking.id.clone()).href();
    if let Ok(token) = draft.form.token.parse() {
        device::keep_booking(token, booking, stage.now());
    }
    device::forget_draft();
    navigation::replace(&page);
}

/// Books; where an earlier try of this form got through after all, what it booked is the answer.
async fn book(origin: &str, draft: &Draft) -> Result<Booking, Failure> {
    match api::book(origin, &draft.id, &draft.form).await {
        Err(Failure::Problem(problem)) if problem.kind == kind::ID_IN_USE => {
            api::booking(origin, &draft.id, &draft.form.token).await
        }
        outcome => outcome,
    }
}
