//! On navigation: the title, the focus and one polite announcement.
//!
//! The router moves the scroll position and nothing else. A person who cannot see the page learns of the new
//! one because its heading takes the focus. When only the query changes the page announces its own count, and
//! the count takes the focus if what had it is gone.

use std::cell::Cell;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use views::words::{self as w, fill};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::stage::use_stage;
use crate::takeover;

const HEADING: &str = "#main h1";
const COUNT: &str = "#count";

/// What is said aloud, what is also shown, and the name of the page.
#[derive(Clone, Copy)]
struct Announcer {
    said: RwSignal<String>,
    shown: RwSignal<String>,
    title: RwSignal<String>,
}

thread_local! {
    static ANNOUNCER: Cell<Option<Announcer>> = const { Cell::new(None) };
    /// Whether the page gone to has yet to be given the focus.
    static OWED: Cell<bool> = const { Cell::new(false) };
}

/// Makes the announcer; called once, by the app.
pub fn provide() {
    let empty = || RwSignal::new(String::new());
    ANNOUNCER.set(Some(Announcer { said: empty(), shown: empty(), title: empty() }));
}

/// Says this politely.
pub fn say(text: &str) {
    if let Some(announcer) = ANNOUNCER.get() {
        let _ = announcer.said.try_set(text.to_owned());
    }
}

/// Says this politely, and shows it until the next page.
pub fn show(text: &str) {
    if let Some(announcer) = ANNOUNCER.get() {
        let _ = announcer.shown.try_set(text.to_owned());
    }
}

/// Names the page. Called by every page, again when its name becomes known.
pub fn set_title(title: &str) {
    if let Some(announcer) = ANNOUNCER.get() {
        let _ = announcer.title.try_update(|now| {
            if now != title {
                title.clone_into(now);
            }
        });
    }
}

/// The live regions, always there so that they are heard.
#[component]
pub fn Announcements() -> impl IntoView {
    let announcer = ANNOUNCER.get();
    let said = move || announcer.map(|announcer| announcer.said.get());
    let shown = move || announcer.map(|announcer| announcer.shown.get());
    view! {
        <p class="hidden-visually" role="status" id="announcements">
            {said}
        </p>
        <p class="status" role="status">
            {shown}
        </p>
    }
}

/// Follows navigation; draws nothing.
#[component]
pub fn FollowNavigation() -> impl IntoView {
    let location = use_location();
    let hub = use_stage().title();
    Effect::new(move |_| {
        let name = ANNOUNCER.get().map(|announcer| announcer.title.get()).unwrap_or_default();
        let full = if name.is_empty() { hub.clone() } else { fill(w::FRAME_TITLE, &[("page", &name), ("hub", &hub)]) };
        document().set_title(&full);
    });
    let path = location.pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            takeover::now();
            mark_place(&now);
            say("");
            show("");
            OWED.set(true);
            // The new page draws first; its heading exists in the frame after, or when its answer is here.
            page_drawn();
        }
        now
    });
    let search = location.search;
    Effect::new(move |before: Option<String>| {
        let now = search.get();
        if before.is_some_and(|before| before != now) {
            takeover::now();
        }
        now
    });
}

/// Marks where in the main navigation a person is.
fn mark_place(path: &str) {
    let here = views::frame::place_in_nav(path);
    let Ok(links) = document().query_selector_all(".nav__link") else { return };
    for i in 0..links.length() {
        let Some(link) = links.get(i).and_then(|link| link.dyn_into::<web_sys::Element>().ok()) else { continue };
        let _ = if here == Some(i as usize) { link.set_attribute("aria-current", "page") } else { link.remove_attribute("aria-current") };
    }
}

/// The page has drawn something: its heading takes the focus if it is owed, its count if nothing has it.
pub fn page_drawn() {
    request_animation_frame(|| {
        if OWED.get() {
            OWED.set(!focus(HEADING));
        } else if document().active_element().is_none_or(|element| element.tag_name() == "BODY") && takeover::is_done() {
            focus(COUNT);
        }
    });
}

/// Puts the focus on the page's heading.
pub fn focus_heading() {
    request_animation_frame(|| {
        focus(HEADING);
    });
}

/// Puts the focus on the element with this id, once it is drawn.
pub fn focus_on(id: &str) {
    let selector = format!("[id=\"{id}\"]");
    request_animation_frame(move || {
        focus(&selector);
    });
}

fn focus(selector: &str) -> bool {
    let element = document().query_selector(selector).ok().flatten();
    let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else { return false };
    if element.tab_index() < 0 && !element.has_attribute("tabindex") {
        let _ = element.set_attribute("tabindex", "-1");
    }
    element.focus().is_ok()
}
