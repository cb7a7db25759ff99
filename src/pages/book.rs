//! Who is coming: the booking form of a session.

use std::rc::Rc;

use domain::session::{Room, SessionDetail};
use domain::{FieldProblem, SessionId, api};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use views::pages::book;
use views::pieces::ERROR_SUMMARY;
use views::route::Link;
use views::words::{self as w, t};

use crate::acts::{Act, on_act};
use crate::announce::{focus_on, say, set_title};
use crate::api::use_load;
use crate::device::{self, Draft};
use crate::draft;
use crate::navigation;
use crate::party::set_number;
use crate::stage::{Pieces, main_of, name_failure, part, use_stage};

/// The booking form. What is typed is kept with the tab at once: reload and back lose nothing.
pub(super) fn page(id: SessionId) -> Pieces {
    set_title(t(w::BOOK_TITLE));
    let stage = use_stage();
    let session = id.clone();
    let load = use_load(move || Some(api::session(&session)));
    // Grows when the form must be drawn anew: another number of children, or problems to show.
    let shape = RwSignal::new(0_usize);
    let problems = SendWrapper::new(Rc::new(std::cell::RefCell::new(Vec::new())));
    let told = problems.clone();
    // Whether a number was just refused: leaving its field may be the very tap that sends the form.
    let refused = std::cell::Cell::new(false);
    let html = part(move || {
        shape.get();
        let answer = load.read::<SessionDetail>();
        name_failure(&answer);
        stage.draw(|setting| {
            answer.page(setting, |detail| {
                let bookable = detail.to_book().0.takes_bookings();
                match draft::open(&detail.session.id, book::needs_child(detail)).filter(|_| bookable) {
                    Some(draft) => {
                        device::keep_draft(&draft);
                        book::main(detail, &draft.form, &told.borrow())
                    }
                    None => book::not_now(detail),
                }
            })
        })
    });
    on_act(move |act| {
        let (Some(mut draft), Some(detail)) = (device::draft(&id), untrack(|| load.ready::<SessionDetail>()))
        else {
            return;
        };
        let set = |draft: &mut Draft, field: &str, to| {
            let form = &mut draft.form;
            let party = (&mut form.adults, &mut form.children);
            let Some(outcome) = set_number(party, (field, to), book::needs_child(&detail).into()) else {
                return false;
            };
            let mut problems = problems.borrow_mut();
            problems.retain(|problem: &FieldProblem| problem.field.0 != field);
            refused.set(outcome.is_err());
            problems.extend(outcome.err());
            true
        };
        let redraw = match act {
            Act::Typed(field, value) => {
                write(&mut draft, field, value);
                false
            }
            Act::Settled(field, value) => set(&mut draft, field, value.parse().ok()),
            Act::Tapped("step", button) => {
                let by = button.get_attribute("data-by").and_then(|by| by.parse::<isize>().ok());
                let field = button.get_attribute("data-field").unwrap_or_default();
                let to = by.and_then(|by| number(&draft, &field).checked_add_signed(by));
                set(&mut draft, &field, to)
            }
            Act::Sent(_) if refused.take() => return focus_on(ERROR_SUMMARY),
            Act::Sent(_) => {
                let found = draft::problems(&draft, &detail);
                let is_too_many = matches!(book::room(&detail, &draft.form), Room::TooMany { .. });
                if found.is_empty() && is_too_many {
                    return focus_on(book::ROOM);
                }
                if found.is_empty() {
                    device::keep_draft(&draft);
                    navigation::go(&Link::CheckAnswers(id.clone()).href());
                    return;
                }
                problems.replace(found);
                focus_on(ERROR_SUMMARY);
                true
            }
            Act::Tapped(..) => false,
        };
        device::keep_draft(&draft);
        if redraw {
            let words = book::room_words(&detail, &draft.form);
            say(&words.map(|(title, words)| [title, words].join(". ")).unwrap_or_default());
            shape.update(|shape| *shape += 1);
        }
    });
    main_of(vec![html])
}

/// Puts what was typed where it belongs.
fn write(draft: &mut Draft, field: &str, value: &str) {
    let form = &mut draft.form;
    match field {
        "name" => value.clone_into(&mut form.name),
        "contact" => value.clone_into(&mut form.contact),
        "on_behalf" => form.on_behalf = Some(value.to_owned()),
        "access_needs" => value.clone_into(&mut form.access_needs),
        child => {
            if let Some((_, age)) =
                form.children.iter_mut().enumerate().find(|(i, _)| book::child_id(*i) == child)
            {
                value.clone_into(age);
            }
        }
    }
}

fn number(draft: &Draft, field: &str) -> usize {
    if field == "adults" { usize::from(draft.form.adults) } else { draft.form.children.len() }
}
