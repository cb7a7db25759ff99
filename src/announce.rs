//! On navigation: the title, the focus and one polite announcement.
//!
//! The router moves the scroll position and nothing else. A person who cannot see the page learns of the new
//! one because its heading takes the focus and its title is spoken. When only the query changes nothing
//! moves; the page announces its own count.

use std::cell::Cell;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::config::use_config;
use crate::takeover;
use crate::words::{self as w, fill};

const HEADING: &str = "#main h1";

/// What the live region says.
#[derive(Clone, Copy)]
pub struct Announcer(RwSignal<String>);

impl Announcer {
    /// Says this politely.
    pub fn say(self, text: String) {
        let _ = self.0.try_set(text);
    }
}

/// The announcer, from anywhere in the app.
#[must_use]
pub fn use_announcer() -> Option<Announcer> {
    use_context()
}

/// The title of the page as the address bar's tab shows it; also read by the prerenderer.
#[derive(Clone, Copy)]
pub struct PageTitle(pub RwSignal<String>);

/// Names the page. Called by every page, again when its name becomes known.
pub fn set_title(title: &str) {
    if let Some(PageTitle(signal)) = use_context() {
        let _ = signal.try_set(title.to_owned());
    }
}

/// Provides the announcer and draws its live region.
#[component]
pub fn Announcements() -> impl IntoView {
    let said = RwSignal::new(String::new());
    provide_context(Announcer(said));
    view! {
        <p class="hidden-visually" role="status" id="announcements">
            {move || said.get()}
        </p>
    }
}

/// Follows navigation; draws nothing.
#[component]
pub fn FollowNavigation() -> impl IntoView {
    let path = use_location().pathname;
    let titled = use_context::<PageTitle>();
    let hub = use_config().title;
    Effect::new(move |_| {
        if let Some(PageTitle(title)) = titled {
            let name = title.get();
            let full = if name.is_empty() { hub.clone() } else { fill(w::FRAME_TITLE, &[("page", &name), ("hub", &hub)]) };
            document().set_title(&full);
        }
    });
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            takeover::now();
            OWED.set(true);
            // The new page draws first; its heading exists in the frame after, or when its answer is here.
            page_drawn();
        }
        now
    });
    let search = use_location().search;
    Effect::new(move |before: Option<String>| {
        let now = search.get();
        if before.is_some_and(|before| before != now) {
            takeover::now();
        }
        now
    });
}

thread_local! {
    /// Whether the page gone to has yet to be given the focus.
    static OWED: Cell<bool> = const { Cell::new(false) };
}

/// The page has drawn something: its heading takes the focus if it is owed and there.
pub fn page_drawn() {
    request_animation_frame(|| {
        if OWED.get() && document().query_selector(HEADING).ok().flatten().is_some() {
            OWED.set(false);
            focus_heading();
        }
    });
}

/// Puts the focus on the page's heading, without a ring for those who did not ask for one.
pub fn focus_heading() {
    let heading = document().query_selector(HEADING).ok().flatten();
    if let Some(heading) = heading.as_ref().and_then(|heading| heading.dyn_ref::<HtmlElement>()) {
        let _ = heading.set_attribute("tabindex", "-1");
        let _ = heading.focus();
    }
}

/// Puts the focus on the element with this id, once it is drawn.
pub fn focus_on(id: &str) {
    let id = id.to_owned();
    request_animation_frame(move || {
        if let Some(element) = document().get_element_by_id(&id).and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
            let _ = element.focus();
        }
    });
}
