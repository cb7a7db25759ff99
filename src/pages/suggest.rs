//! Suggest a change to a service's listing.

use std::cell::RefCell;
use std::rc::Rc;

use domain::problem::kind;
use domain::service::ServiceDetail;
use domain::{BookingId, FieldProblem, RawListingChange, ServiceId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use views::Failure;
use views::pages::{check_answers::OUTCOME, suggest};
use views::pieces::ERROR_SUMMARY;
use views::words::{self as w, t};

use crate::acts::{Act, on_act};
use crate::announce::{focus_heading, focus_on, set_title};
use crate::api::{self, use_load};
use crate::device;
use crate::stage::{Pieces, main_of, name_failure, part, use_stage};

/// Where the form stands.
#[derive(Default)]
struct Suggesting {
    form: RawListingChange,
    problems: Vec<FieldProblem>,
    failed: Option<Failure>,
    sending: bool,
    kept: bool,
}

/// The form. What is typed is kept with the tab at once: reload and back lose nothing.
pub(super) fn page(id: ServiceId) -> Pieces {
    set_title(t(w::SUGGEST_TITLE));
    let stage = use_stage();
    let service = id.clone();
    let load = use_load(move || Some(domain::api::service(&service)));
    let state = SendWrapper::new(Rc::new(RefCell::new(Suggesting {
        form: device::suggestion(&id).unwrap_or_default(),
        ..Suggesting::default()
    })));
    // Grows when the form must be drawn anew.
    let shape = RwSignal::new(0_usize);
    let drawn = state.clone();
    let html = part(move || {
        shape.get();
        let answer = load.read::<ServiceDetail>();
        name_failure(&answer);
        let Suggesting { form, problems, failed, sending, kept } = &*drawn.borrow();
        stage.draw(|setting| {
            answer.page(setting, |detail| {
                if *kept {
                    suggest::thanks(detail, &form.email)
                } else {
                    suggest::main(setting, detail, form, problems, failed.as_ref(), *sending)
                }
            })
        })
    });
    on_act(move |act| {
        let mut now = state.borrow_mut();
        match act {
            Act::Typed(field, value) => {
                let form = &mut now.form;
                match field {
                    "text" => value.clone_into(&mut form.text),
                    "email" => value.clone_into(&mut form.email),
                    _ => value.clone_into(&mut form.what),
                }
                device::keep_suggestion(&id, form);
            }
            // A second tap while the first is on its way does nothing; the id would make it harmless anyway.
            Act::Sent(_) if !now.sending => {
                if now.form.id.is_empty() {
                    now.form.id = new_id();
                }
                now.problems = now.form.parse(id.clone()).err().unwrap_or_default();
                now.failed = None;
                now.sending = now.problems.is_empty();
                if !now.sending {
                    focus_on(ERROR_SUMMARY);
                } else {
                    device::keep_suggestion(&id, &now.form);
                    let (state, id, form) = (state.clone(), id.clone(), now.form.clone());
                    spawn_local(async move {
                        let sent = send(&stage.api(), &id, form).await;
                        let mut now = state.borrow_mut();
                        now.sending = false;
                        match sent {
                            Ok(()) => {
                                now.kept = true;
                                device::forget_suggestion();
                                focus_heading();
                            }
                            Err(failure) => {
                                now.failed = Some(failure);
                                focus_on(OUTCOME);
                            }
                        }
                        drop(now);
                        let _ = shape.try_update(|shape| *shape += 1);
                    });
                }
                drop(now);
                shape.update(|shape| *shape += 1);
            }
            _ => {}
        }
    });
    main_of(vec![html])
}

/// Sends it. Where an earlier try got through after all, and something was changed since, it is a suggestion of its own.
async fn send(origin: &str, service: &ServiceId, mut form: RawListingChange) -> Result<(), Failure> {
    match api::suggest(origin, service, &form).await {
        Err(Failure::Problem(problem)) if problem.kind == kind::CHANGE_ID_IN_USE => {
            form.id = new_id();
            api::suggest(origin, service, &form).await
        }
        outcome => outcome,
    }
}

/// A random UUID; empty, which is told as a fault of ours, where the browser gives no random bits.
fn new_id() -> String {
    device::random().map(|bits| BookingId::from_random(bits).to_string()).unwrap_or_default()
}
