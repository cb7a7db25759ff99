//! Suggestions under the search box while a family types (the combobox pattern of WAI-ARIA 1.2, with a list).
//!
//! The focus stays in the box; the arrow keys mark an option, Enter takes it, Escape closes the list. A question is
//! sent once typing rests, the one before it is given up, and its answer never replaces a newer one's.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use domain::ServiceSearch;
use domain::api;
use domain::suggestion::{Suggestion, SuggestionKind, SuggestionList, Typed};
use leptos::prelude::*;
use leptos::task::spawn_local;
use views::pieces::suggestions;
use views::route::Link;
use views::words::{self as w, plural};
use wasm_bindgen::JsCast;
use web_sys::{AbortController, Element, HtmlInputElement};

use crate::announce::say;
use crate::device;
use crate::navigation;

/// The id of the search box.
pub const FIELD: &str = "q";
const LIST: &str = "suggestions";
/// How long typing rests before a question is sent, in milliseconds.
const REST: u64 = 150;

#[derive(Default)]
struct Shown {
    list: Vec<Suggestion>,
    active: Option<usize>,
    asking: Option<AbortController>,
}

thread_local! {
    static SHOWN: RefCell<Shown> = RefCell::default();
    /// Grows with every letter; an answer to an older one is dropped.
    static TURN: Cell<u32> = const { Cell::new(0) };
}

/// The text in the box is now this.
pub fn typed(text: &str) {
    let turn = next_turn();
    let Ok(typed) = Typed::parse(text) else { return close() };
    if typed.as_str().is_empty() {
        return close();
    }
    set_timeout(
        move || {
            if TURN.get() == turn {
                spawn_local(ask(typed, turn));
            }
        },
        Duration::from_millis(REST),
    );
}

fn next_turn() -> u32 {
    TURN.set(TURN.get().wrapping_add(1));
    if let Some(older) = SHOWN.with_borrow_mut(|shown| shown.asking.take()) {
        older.abort();
    }
    TURN.get()
}

async fn ask(typed: Typed, turn: u32) {
    let Ok(controller) = AbortController::new() else { return };
    let signal = controller.signal();
    SHOWN.with_borrow_mut(|shown| shown.asking = Some(controller));
    let answer = crate::api::read::<SuggestionList>(&api::suggestions(&typed), Some(&signal)).await;
    // Whoever has gone on to another field would find the button that they are about to tap pushed away.
    let is_there = document().active_element().is_some_and(|element| element.id() == FIELD);
    if TURN.get() != turn || !is_there {
        return;
    }
    // No answer is no harm: the search itself still works.
    let list = answer.map(|answer| answer.suggestions).unwrap_or_default();
    if !list.is_empty() {
        say(&plural(w::SEARCH_SUGGESTIONS_COUNT, list.len() as u32));
    }
    SHOWN.set(Shown { list, active: None, asking: None });
    draw();
}

/// Closes the list, and takes no answer that is still on its way.
pub fn close() {
    next_turn();
    if !SHOWN.take().list.is_empty() {
        draw();
    }
}

/// Closes the list when a tap was elsewhere.
pub fn close_beside(tapped: &Element) {
    if tapped.closest(".search-form").ok().flatten().is_none() {
        close();
    }
}

/// A key in the box.
pub fn key(event: &leptos::ev::KeyboardEvent) {
    let (count, active) = SHOWN.with_borrow(|shown| (shown.list.len(), shown.active));
    if count == 0 {
        return;
    }
    // Between the last and the first option is the box itself.
    let next = match (event.key().as_str(), active) {
        ("ArrowDown", None) => Some(0),
        ("ArrowDown", Some(at)) => (at + 1 < count).then_some(at + 1),
        ("ArrowUp", None) => Some(count - 1),
        ("ArrowUp", Some(at)) => at.checked_sub(1),
        ("Enter", Some(at)) => {
            event.prevent_default();
            return choose(Some(at));
        }
        ("Escape", _) => {
            // The browser would empty the box.
            event.prevent_default();
            return close();
        }
        ("Tab", _) => return close(),
        _ => return,
    };
    event.prevent_default();
    SHOWN.with_borrow_mut(|shown| shown.active = next);
    draw();
}

/// Goes where this suggestion leads.
pub fn choose(at: Option<usize>) {
    let chosen = SHOWN.with_borrow(|shown| at.and_then(|at| shown.list.get(at).cloned()));
    let Some(Suggestion { kind, text, id, .. }) = chosen else { return };
    close();
    let near = device::near();
    let search = |words: String| {
        Link::Services(Box::new(ServiceSearch {
            words,
            near: near.clone(),
            page: 1,
            ..ServiceSearch::default()
        }))
    };
    let link = match (kind, id) {
        (SuggestionKind::Category, Some(id)) => Link::services_of(&id),
        (SuggestionKind::Service, Some(id)) => id.parse().map_or_else(|_| search(text), Link::Service),
        (SuggestionKind::Guide, Some(slug)) => Link::Guide(slug),
        (SuggestionKind::Place, Some(slug)) => Link::Place(slug),
        (SuggestionKind::Place, None) => {
            device::keep_origin(&text);
            let near = domain::Near::parse(&text).ok().flatten();
            Link::Services(Box::new(ServiceSearch { near, page: 1, ..ServiceSearch::default() }))
        }
        (_, None) => search(text),
    };
    navigation::go(&link.href());
}

fn draw() {
    let (Some(list), Some(field)) = (find::<Element>(LIST), find::<HtmlInputElement>(FIELD)) else { return };
    SHOWN.with_borrow(|shown| {
        list.set_inner_html(&suggestions(&shown.list, shown.active).into_string());
        let is_open = !shown.list.is_empty();
        let _ = list.toggle_attribute_with_force("hidden", !is_open);
        let _ = field.set_attribute("aria-expanded", if is_open { "true" } else { "false" });
        let _ = match shown.active {
            Some(at) => field.set_attribute("aria-activedescendant", &format!("suggestion-{at}")),
            None => field.remove_attribute("aria-activedescendant"),
        };
    });
}

fn find<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}
