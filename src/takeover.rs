//! Taking over from the prerendered page.
//!
//! The page is readable before the app arrives. The app is mounted beside it, out of sight, and put in its
//! place in one task, so that nothing flashes or moves; what a person has typed, where they are and what has
//! the focus come along. Where the page came with its content filled in, the swap waits for the app's own
//! answer; when that cannot be had the readable page stays, and its links still work.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use crate::api;
use crate::stage::use_stage;
use crate::turns;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

/// The id of the node that holds the page, prerendered or alive.
pub const PAGE: &str = "page";

thread_local! {
    static DONE: Cell<bool> = const { Cell::new(false) };
    static WAITING: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
}

/// Mounts the app by `mount` and swaps it in. The frame, the page and the swap are a task each, and the page's pieces take
/// turns.
pub fn begin(mount: impl FnOnce(HtmlElement)) {
    let document = document();
    let Some(old) = document.get_element_by_id(PAGE) else { return };
    let Some(new) = document.create_element("div").ok().and_then(|node| node.dyn_into::<HtmlElement>().ok())
    else {
        return;
    };
    let filled = old.has_attribute("data-filled");
    mount(new.clone());
    WAITING.set(Some(Box::new(move || swap(&old, &new))));
    set_timeout(
        move || {
            use_stage().begun.set(true);
            // When the page is made. What is typed until then comes along.
            turns::when_done(if filled { swap_unless_asking } else { swap_at_once });
        },
        Duration::ZERO,
    );
}

fn swap_at_once() {
    now();
    ready();
}

/// A page that asks nothing has nothing to wait for.
fn swap_unless_asking() {
    if !api::is_asking() {
        now();
    }
    ready();
}

/// Tells tests and styles that the app answers taps.
fn ready() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-app", "ready");
    }
}

/// A question of the page is settled: with an answer, a swap that waited for it happens when the answer is drawn.
pub fn settled(answered: bool) {
    if answered && WAITING.with_borrow(Option::is_some) {
        turns::when_done(now);
    }
}

/// A swap that waits happens now: a person goes somewhere else.
pub fn now() {
    if let Some(swap) = WAITING.take() {
        swap();
    }
}

/// Whether the app's page is the one on the screen.
#[must_use]
pub fn is_done() -> bool {
    DONE.get()
}

/// The path in the address bar.
#[must_use]
pub fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

fn swap(old: &Element, new: &HtmlElement) {
    DONE.set(true);
    let typed = typed(old);
    let focus = document().active_element().filter(|element| old.contains(Some(element)));
    let caret = focus.as_ref().and_then(|element| element.dyn_ref::<HtmlInputElement>()).and_then(caret);
    let focus = focus.and_then(|element| locate(&element));
    let scroll = (window().scroll_x().unwrap_or(0.0), window().scroll_y().unwrap_or(0.0));

    new.set_id(PAGE);
    new.set_class_name("page");
    let _ = old.replace_with_with_node_1(new);

    for (field, value) in typed {
        write(&field, value);
    }
    if let Some(element) = focus.and_then(|selector| document().query_selector(&selector).ok().flatten()) {
        if let Some(element) = element.dyn_ref::<HtmlElement>() {
            let _ = element.focus();
        }
        if let (Some(input), Some((start, end))) = (element.dyn_ref::<HtmlInputElement>(), caret) {
            let _ = input.set_selection_range(start, end);
        }
    }
    window().scroll_to_with_x_and_y(scroll.0, scroll.1);
}

/// What a person put into a field.
enum Typed {
    Text(String),
    Ticked(bool),
}

/// Every field that no longer holds what the page came with, by a selector that finds its twin.
fn typed(old: &Element) -> Vec<(String, Typed)> {
    let mut found = Vec::new();
    let Ok(fields) = old.query_selector_all("input, select, textarea") else { return found };
    for field in (0..fields.length()).filter_map(|i| fields.get(i)) {
        let Ok(field) = field.dyn_into::<Element>() else { continue };
        let Some(selector) = locate(&field) else { continue };
        if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
            if matches!(input.type_().as_str(), "checkbox" | "radio") {
                if input.checked() != input.default_checked() {
                    found.push((selector, Typed::Ticked(input.checked())));
                }
            } else if input.value() != input.default_value() {
                found.push((selector, Typed::Text(input.value())));
            }
        } else if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
            found.push((selector, Typed::Text(select.value())));
        } else if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
            found.push((selector, Typed::Text(area.value())));
        }
    }
    found
}

/// Puts the value in and says so, as if it had just been typed, so that signals hear of it.
fn write(selector: &str, value: Typed) {
    let Ok(Some(field)) = document().query_selector(selector) else { return };
    let event = match value {
        Typed::Text(text) => {
            if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
                input.set_value(&text);
            } else if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
                select.set_value(&text);
            } else if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
                area.set_value(&text);
            }
            "input"
        }
        Typed::Ticked(ticked) => {
            if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
                input.set_checked(ticked);
            }
            "change"
        }
    };
    let heard = web_sys::EventInit::new();
    heard.set_bubbles(true);
    if let Ok(event) = web_sys::Event::new_with_event_init_dict(event, &heard) {
        let _ = field.dispatch_event(&event);
    }
}

/// A selector for an element and its twin: by id, or by address for a link.
fn locate(element: &Element) -> Option<String> {
    let id = element.id();
    if !id.is_empty() {
        return Some(format!("#{PAGE} [id=\"{}\"]", quote(&id)));
    }
    if let Some(href) = element.get_attribute("href") {
        return Some(format!("#{PAGE} [href=\"{}\"]", quote(&href)));
    }
    None
}

fn caret(input: &HtmlInputElement) -> Option<(u32, u32)> {
    Some((input.selection_start().ok()??, input.selection_end().ok()??))
}

fn quote(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
