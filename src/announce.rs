//! On navigation: the title, the scroll position, the focus and one polite announcement.
//!
//! A person who cannot see the page learns of the new one because its heading takes the focus. When only the
//! query changes the page announces its own count, and the count takes the focus if what had it is gone.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;
use views::words::{self as w, fill};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::api;
use crate::screen::add;
use crate::stage::{Stage, effect, is_unpainted};
use crate::takeover;
use crate::turns;

const HEADING: &str = "#main h1";
const COUNT: &str = "#count";

/// What is said aloud, what is also shown, and the name of the page.
#[derive(Clone, Copy)]
struct Announcer {
    said: RwSignal<String>,
    shown: RwSignal<String>,
    title: RwSignal<String>,
}

/// What a page that has just been gone to is still owed, until it has something to show.
#[derive(Default)]
struct Owed {
    /// How far down to go, in pixels.
    scroll: Option<f64>,
    /// Whether its heading takes the focus.
    heading: bool,
    /// Whether the count of its results takes the focus, if nothing else has it.
    count: bool,
    /// What to bring into view, by its id.
    into_view: Option<String>,
}

thread_local! {
    static ANNOUNCER: Cell<Option<Announcer>> = const { Cell::new(None) };
    static OWED: RefCell<Owed> = const { RefCell::new(Owed { scroll: None, heading: false, count: false, into_view: None }) };
}

/// Makes the announcer; called once, by the app.
pub fn provide() {
    let empty = || RwSignal::new(String::new());
    ANNOUNCER.set(Some(Announcer { said: empty(), shown: empty(), title: empty() }));
}

/// Says this politely.
pub fn say(text: &str) {
    if let Some(announcer) = ANNOUNCER.get() {
        announcer.said.set(text.to_owned());
    }
}

/// Says this politely, and shows it until the next page.
pub fn show(text: &str) {
    if let Some(announcer) = ANNOUNCER.get() {
        announcer.shown.set(text.to_owned());
    }
}

/// Names the page. Called by every page, again when its name becomes known.
pub fn set_title(title: &str) {
    if let Some(announcer) = ANNOUNCER.get()
        && announcer.title.with_untracked(|now| now != title)
    {
        announcer.title.set(title.to_owned());
    }
}

/// Adds the live regions, which are there before anything is said so that they are heard.
pub fn live_regions(page: &Element) {
    let Some(announcer) = ANNOUNCER.get() else { return };
    for (class, words) in [("hidden-visually", announcer.said), ("status", announcer.shown)] {
        let Some(region) = add(page, "p", class) else { return };
        let _ = region.set_attribute("role", "status");
        if class != "status" {
            region.set_id("announcements");
        }
        effect(move || region.set_text_content(Some(&words.get())));
    }
}

/// Keeps the tab's title, and the mark in the main navigation, with the page.
pub fn follow(stage: Stage) {
    let hub = stage.title();
    effect(move || {
        let name = ANNOUNCER.get().map(|announcer| announcer.title.get()).unwrap_or_default();
        let full = if name.is_empty() {
            hub.clone()
        } else {
            fill(w::FRAME_TITLE, &[("page", &name), ("hub", &hub)])
        };
        document().set_title(&full);
    });
    let path = stage.address.path;
    let before = RefCell::new(None::<String>);
    effect(move || {
        let now = path.get();
        if before.replace(Some(now.clone())).is_some_and(|before| before != now) {
            mark_place(&now);
            say("");
            show("");
            OWED.with_borrow_mut(|owed| {
                owed.heading = true;
                owed.count = false;
            });
        }
    });
}

/// A person has gone to another address: the page they left goes, and the new one begins this far down.
pub fn arrived(scroll: Option<f64>) {
    turns::end();
    takeover::now();
    OWED.with_borrow_mut(|owed| {
        owed.scroll = scroll;
        owed.count = true;
    });
    page_drawn();
}

/// The button that was tapped goes with what it asked for anew; the heading takes the focus when that is here.
pub fn owe_heading() {
    OWED.with_borrow_mut(|owed| owed.heading = true);
}

/// The new page begins with this element in view.
pub fn bring_into_view(id: &str) {
    OWED.with_borrow_mut(|owed| owed.into_view = Some(id.to_owned()));
    page_drawn();
}

/// Marks where in the main navigation a person is.
fn mark_place(path: &str) {
    let here = views::frame::place_in_nav(path);
    let Ok(links) = document().query_selector_all(".nav__link") else { return };
    for i in 0..links.length() {
        let Some(link) = links.get(i).and_then(|link| link.dyn_into::<Element>().ok()) else { continue };
        let _ = if here == Some(i as usize) {
            link.set_attribute("aria-current", "page")
        } else {
            link.remove_attribute("aria-current")
        };
    }
}

/// The page has drawn something, in the next frame at the latest: what it is owed is given as far as it can be.
pub fn page_drawn() {
    request_animation_frame(|| {
        if !takeover::is_done() {
            return;
        }
        let has_heading = find(HEADING).is_some();
        if has_heading && OWED.with_borrow_mut(|owed| std::mem::take(&mut owed.heading)) {
            focus(HEADING);
        } else if find(COUNT).is_some()
            && document().active_element().is_none_or(|element| element.tag_name() == "BODY")
            && OWED.with_borrow_mut(|owed| std::mem::take(&mut owed.count))
        {
            focus(COUNT);
        }
        if has_heading {
            go_down();
        }
    });
}

/// Goes as far down the page as is owed, once the page is long enough or has nothing more to come.
fn go_down() {
    let last = !api::is_asking() && !is_unpainted();
    if let Some(down) = OWED.with_borrow(|owed| owed.scroll) {
        let room =
            document().document_element().map_or(0, |root| root.scroll_height() - root.client_height());
        if f64::from(room) >= down || last {
            OWED.with_borrow_mut(|owed| owed.scroll = None);
            window().scroll_to_with_x_and_y(0.0, down);
        }
    }
    let wanted = OWED.with_borrow(|owed| owed.into_view.clone());
    if let Some(element) = wanted.and_then(|id| document().get_element_by_id(&id)) {
        OWED.with_borrow_mut(|owed| owed.into_view = None);
        element.scroll_into_view();
    }
}

/// Puts the focus on the page's heading, once it is drawn.
pub fn focus_heading() {
    request_animation_frame(|| focus(HEADING));
}

/// Puts the focus on the element with this id, once it is drawn.
pub fn focus_on(id: &str) {
    let id = id.to_owned();
    request_animation_frame(move || {
        if let Some(element) =
            document().get_element_by_id(&id).and_then(|element| element.dyn_into::<HtmlElement>().ok())
        {
            let _ = element.focus();
        }
    });
}

fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}

fn focus(selector: &str) {
    if let Some(element) = find(selector) {
        if element.tab_index() < 0 && !element.has_attribute("tabindex") {
            let _ = element.set_attribute("tabindex", "-1");
        }
        // The scroll position is this module's own business.
        let quietly = web_sys::FocusOptions::new();
        quietly.set_prevent_scroll(true);
        let _ = element.focus_with_options(&quietly);
    }
}
