//! A link that was lost is sent again.

use std::cell::RefCell;
use std::rc::Rc;

use domain::{Contact, FieldProblem};
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use views::pages::booking::Trying;
use views::pages::{check_answers::OUTCOME, lost_link};
use views::words::{self as w, t};

use crate::acts::{Act, on_act};
use crate::announce::{focus_heading, focus_on, set_title};
use crate::api;
use crate::stage::{Pieces, main_of, part, use_stage};

/// Where the form stands.
#[derive(Default)]
struct Asking {
    contact: String,
    problem: Option<FieldProblem>,
    trying: Trying,
    asked: bool,
}

/// One field. Whatever is typed, what comes of it looks the same.
pub(super) fn page() -> Pieces {
    set_title(t(w::LOST_LINK_TITLE));
    let stage = use_stage();
    let state = SendWrapper::new(Rc::new(RefCell::new(Asking::default())));
    // Grows when the form must be drawn anew.
    let shape = RwSignal::new(0_usize);
    let drawn = state.clone();
    let html = part(move || {
        shape.get();
        let Asking { contact, problem, trying, asked } = &*drawn.borrow();
        stage.draw(|setting| {
            if *asked {
                lost_link::asked(setting)
            } else {
                lost_link::main(setting, contact, problem.as_ref(), trying)
            }
        })
    });
    on_act(move |act| {
        let mut now = state.borrow_mut();
        match act {
            Act::Typed(_, value) => value.clone_into(&mut now.contact),
            Act::Sent(_) if !now.trying.sending => {
                let code = Contact::parse(&now.contact).err();
                now.problem = code.map(|code| FieldProblem::new("contact", code));
                let is_right = now.problem.is_none();
                now.trying = Trying { sending: is_right, failed: None };
                let contact = now.contact.clone();
                drop(now);
                shape.update(|shape| *shape += 1);
                if !is_right {
                    return focus_on("contact");
                }
                let state = state.clone();
                spawn_local(async move {
                    let failed = api::send_links(&stage.api(), &contact).await.err();
                    let asked = failed.is_none();
                    let mut now = state.borrow_mut();
                    now.trying = Trying { sending: false, failed };
                    now.asked = asked;
                    drop(now);
                    let _ = shape.try_update(|shape| *shape += 1);
                    if asked { focus_heading() } else { focus_on(OUTCOME) }
                });
            }
            _ => {}
        }
    });
    main_of(vec![html])
}
