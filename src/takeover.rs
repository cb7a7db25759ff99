//! Taking over from the prerendered page.
//!
//! The page is readable before the app arrives, and stays: the app finds its own pieces in it and draws only what
//! differs, so that nothing flashes or moves, and what a person has typed, where they are and what has the focus are
//! left alone. Where the page came with its content filled in, that waits for the app's own answer; when it cannot be
//! had the readable page stays as it is, and its links still work.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

use crate::stage::{Stage, effect};
use crate::{api, pages, screen, turns};

/// The id of the node that holds the page.
const PAGE: &str = "page";
/// Marks a page that came with its content filled in, until the app has gone through it.
const FILLED: &str = "data-filled";

thread_local! {
    static DONE: Cell<bool> = const { Cell::new(false) };
    static WAITING: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
}

/// Makes the page and takes over, and makes the next one whenever the address changes.
pub fn begin(stage: Stage) {
    let Some(page) = document().get_element_by_id(PAGE) else { return };
    let Ok(Some(main)) = page.query_selector("main") else { return };
    let filled = page.has_attribute(FILLED);
    let app = Owner::current().unwrap_or_default();
    // In a task of its own: between two short ones a phone can answer a tap.
    set_timeout(
        move || {
            let begun = Cell::new(false);
            effect(move || {
                let path = stage.address.path.get();
                stage.heard.set(String::new());
                let pieces = pages::at(&path);
                if begun.replace(true) {
                    return screen::show(&main, pieces);
                }
                // What follows the pieces goes with the page, what follows the frame stays with the app.
                let (app, owner) = (app.clone(), Owner::current().unwrap_or_default());
                let (page, main) = (page.clone(), main.clone());
                WAITING.set(Some(Box::new(move || {
                    DONE.set(true);
                    let typed = typed(&page);
                    app.with(|| screen::frame(stage, &page));
                    owner.with(|| screen::adopt(&main, pieces, filled));
                    heard(typed);
                })));
            });
            // When the page is made.
            turns::when_done(if filled { adopt_unless_asking } else { adopt_at_once });
        },
        Duration::ZERO,
    );
}

fn adopt_at_once() {
    now();
    ready();
}

/// A page that asks nothing has nothing to wait for.
fn adopt_unless_asking() {
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

/// A question of the page is settled: with an answer, a takeover that waited for it happens when the page has heard it.
pub fn settled(answered: bool) {
    if answered && WAITING.with_borrow(Option::is_some) {
        turns::when_done(now);
    }
}

/// A takeover that waits happens now: a person goes somewhere else.
pub fn now() {
    if let Some(adopt) = WAITING.take() {
        adopt();
    }
}

/// Whether the app has taken over.
#[must_use]
pub fn is_done() -> bool {
    DONE.get()
}

/// The path in the address bar.
#[must_use]
pub fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// The app hears of what was typed, and the page is as it should be once every piece of it has been gone through.
fn heard(typed: Vec<(Element, &'static str)>) {
    for (field, event) in typed {
        tell(&field, event);
    }
    turns::when_done(|| {
        if let Some(page) = document().get_element_by_id(PAGE) {
            let _ = page.remove_attribute(FILLED);
        }
    });
}

/// Every field that no longer holds what the page came with, and what that is to the app: as if it had happened now.
fn typed(page: &Element) -> Vec<(Element, &'static str)> {
    let Ok(fields) = page.query_selector_all("input, select, textarea") else { return Vec::new() };
    let fields = (0..fields.length()).filter_map(|i| fields.get(i)?.dyn_into::<Element>().ok());
    fields.filter_map(|field| Some((event_of(&field)?, field))).map(|(event, field)| (field, event)).collect()
}

fn event_of(field: &Element) -> Option<&'static str> {
    if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        if input.checked() != input.default_checked() {
            return Some("change");
        }
        return (input.value() != input.default_value()).then_some("input");
    }
    if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        let came = area.default_value().unwrap_or_default();
        return (area.value() != came).then_some("input");
    }
    let select = field.dyn_ref::<HtmlSelectElement>()?;
    let option = |selector| select.query_selector(selector).ok().flatten();
    let first = option("option[selected]").or_else(|| option("option"))?;
    (first.get_attribute("value")? != select.value()).then_some("input")
}

fn tell(field: &Element, event: &str) {
    let heard = web_sys::EventInit::new();
    heard.set_bubbles(true);
    if let Ok(event) = web_sys::Event::new_with_event_init_dict(event, &heard) {
        let _ = field.dispatch_event(&event);
    }
}
