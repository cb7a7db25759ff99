//! Childcare and money: what a family may get, from answers that stay in this page.

use leptos::prelude::*;
use views::pages::checkers::{ERROR, FORM, FOUND, PIECES, Piece, SUMMARY, more_id};
use views::pieces::{ERROR_SUMMARY, error_summary};
use views::words::{self as w, t};
use views::{Answer, PreEscaped};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use crate::acts::{Act, on_act};
use crate::announce::{bring_into_view, focus_on, set_title};
use crate::api::use_planner;
use crate::device;
use crate::planner::planner;
use crate::stage::{Pieces, effect, main_of, part, use_stage};

/// The questions, and what comes of them once it has been asked for. The browser's own form holds the answers; a copy
/// stays in memory, so that a guide page and back loses nothing.
pub(super) fn page() -> Pieces {
    set_title(t(w::CHECKERS_TITLE));
    let stage = use_stage();
    let seconds = move || stage.now().unix() as f64;
    let load = use_planner(PIECES);
    // Grows when what comes of the answers may be another.
    let news = RwSignal::new(0_usize);
    let questions = part(move || {
        let answer = load.read::<Vec<String>>();
        stage.draw(|setting| {
            answer.page(setting, |pieces| {
                PreEscaped(pieces.get(Piece::Questions as usize).cloned().unwrap_or_default())
            })
        })
    });
    let result = part(move || {
        news.get();
        let (Answer::Ready(pieces), Some(planner)) = (load.text(), planner()) else { return String::new() };
        planner.entitlements_found(&pieces, &device::answers_query(), device::answers().1, seconds())
    });
    effect(move || {
        load.answered.track();
        request_animation_frame(restore);
    });
    on_act(move |act| match act {
        Act::Typed(field, value) | Act::Settled(field, value) => {
            // A choice of a question is named after it and its number: `work-2`.
            let question = field.strip_suffix(value).and_then(|name| name.strip_suffix('-')).unwrap_or(field);
            device::keep_answer(question, value);
            reveal(question, value);
            news.update(|news| *news += 1);
        }
        Act::Sent(FORM) => {
            let Some(planner) = planner() else { return };
            let wrong = planner.entitlements_wrong(&device::answers_query(), seconds());
            let told = tell(&wrong.split(' ').collect::<Vec<_>>());
            let next = if told.is_empty() { FOUND } else { ERROR_SUMMARY };
            if told.is_empty() {
                device::show_outcome();
                news.update(|news| *news += 1);
            }
            focus_on(next);
            bring_into_view(next);
            if let Some(summary) = find::<Element>(SUMMARY) {
                summary.set_inner_html(&error_summary(&told).into_string());
            }
        }
        _ => {}
    });
    main_of(vec![questions, result])
}

/// Puts what was answered before back into a form that has just been drawn.
fn restore() {
    for (question, value) in device::answers().0 {
        if let Some(choice) = find::<HtmlInputElement>(&format!("{question}-{value}")) {
            choice.set_checked(true);
        } else if let Some(field) = find::<HtmlInputElement>(&question) {
            field.set_value(&value);
            reveal(&question, &value);
        }
    }
}

/// Once a child has a birth date, there is more to ask, and room for another.
fn reveal(question: &str, value: &str) {
    if let Some(more) = find::<Element>(&more_id(question)).filter(|_| !value.is_empty()) {
        let _ = more.remove_attribute("hidden");
    }
}

/// Says beside each field whether it is wrong; those that are, with what is said there.
fn tell(wrong: &[&str]) -> Vec<(String, String)> {
    let mut told = Vec::new();
    let Ok(errors) = document().query_selector_all(".field__error") else { return told };
    for i in 0..errors.length() {
        let Some(error) = errors.get(i).and_then(|error| error.dyn_into::<Element>().ok()) else { continue };
        let id = error.id();
        let Some(field) = id.strip_suffix(ERROR) else { continue };
        let input = find::<Element>(field);
        if wrong.contains(&field) {
            let _ = error.remove_attribute("hidden");
            let _ = input.map(|input| input.set_attribute("aria-invalid", "true"));
            told.push((field.to_owned(), error.text_content().unwrap_or_default()));
        } else {
            let _ = error.set_attribute("hidden", "");
            let _ = input.map(|input| input.remove_attribute("aria-invalid"));
        }
    }
    told
}

fn find<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}
