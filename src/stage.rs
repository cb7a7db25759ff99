//! Where pages are drawn: the settings, the clock, and the one way from HTML to the screen.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use domain::{Date, Instant};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use serde::de::DeserializeOwned;
use views::words::{self as w, t};
use views::{Answer, Config, Failure, Markup, Page, Setting};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement};

use crate::announce::{focus_heading, page_drawn, set_title};
use crate::api::Load;
use crate::navigation::Address;
use crate::saved;
use crate::{sheet, takeover};

/// The council's settings, the clock and the address.
#[derive(Clone, Copy)]
pub struct Stage {
    config: StoredValue<Config>,
    clock: fn() -> Instant,
    /// The address in the address bar.
    pub address: Address,
    /// Whether the page may be made; the frame around it comes first.
    pub begun: RwSignal<bool>,
    /// Grows when a person asks to try again.
    pub again: RwSignal<usize>,
    /// When the hub was last heard (RFC 3339), where what is on the screen was kept on this device; else empty.
    pub heard: RwSignal<String>,
}

thread_local! {
    static STAGE: Cell<Option<Stage>> = const { Cell::new(None) };
    /// How many pages have yet to be made below their top.
    static UNPAINTED: Cell<usize> = const { Cell::new(0) };
}

impl Stage {
    pub(crate) fn provide(config: Config, clock: fn() -> Instant, address: Address) -> Self {
        let stage = Self {
            config: StoredValue::new(config),
            clock,
            address,
            begun: RwSignal::new(false),
            again: RwSignal::new(0),
            heard: RwSignal::new(String::new()),
        };
        STAGE.set(Some(stage));
        stage
    }

    /// The moment. Nothing else in the app reads a clock.
    #[must_use]
    pub fn now(self) -> Instant {
        (self.clock)()
    }

    /// Today in London.
    #[must_use]
    pub fn today(self) -> Date {
        self.now().london_date()
    }

    /// The API's origin; empty for the same.
    #[must_use]
    pub fn api(self) -> String {
        self.config.read_value().api.clone()
    }

    /// The hub's name, the end of every title.
    #[must_use]
    pub fn title(self) -> String {
        self.config.read_value().title.clone()
    }

    /// Draws something in the settings and the moment.
    pub fn draw(self, draw: impl FnOnce(Setting<'_>) -> Markup) -> String {
        draw(Setting { config: &self.config.read_value(), now: Some(self.now()) }).into_string()
    }

    /// Draws a page and names it.
    pub fn page(self, draw: impl FnOnce(Setting<'_>) -> Page) -> String {
        self.draw(|setting| name(draw(setting)))
    }
}

/// Names the page; what is left is what stands in `main`.
pub fn name(page: Page) -> Markup {
    set_title(&page.title);
    page.main
}

/// The stage, from anywhere in the app once it has begun.
#[must_use]
pub fn use_stage() -> Stage {
    match STAGE.get() {
        Some(stage) => stage,
        None => wasm_bindgen::throw_str("the app has not begun"),
    }
}

/// A piece of a page, drawn again when what it reads changes.
pub struct Part(Memo<String>);

/// Makes a piece of a page. One that comes out the same is left alone on the screen.
pub fn part(draw: impl Fn() -> String + 'static) -> Part {
    // One boxed type for all pieces: one copy of the machinery.
    let draw: SendWrapper<Box<dyn Fn() -> String>> = SendWrapper::new(Box::new(draw));
    Part(Memo::new(move |_| draw()))
}

/// Whether what stands below the top of a new page may be made: once the top is painted, which is what a person waits
/// for. A page that is taken over stood there whole, and is made whole.
pub fn use_top_painted() -> RwSignal<bool> {
    let painted = RwSignal::new(!takeover::is_done());
    if takeover::is_done() {
        UNPAINTED.set(UNPAINTED.get() + 1);
        let below = move || {
            UNPAINTED.set(UNPAINTED.get() - 1);
            let _ = painted.try_set(true);
            page_drawn();
        };
        request_animation_frame(move || set_timeout(below, Duration::ZERO));
    }
    painted
}

/// Whether more of the page is still to be made.
#[must_use]
pub fn is_unpainted() -> bool {
    UNPAINTED.get() > 0
}

/// Does something again whenever what it reads changes.
pub fn effect(act: impl Fn() + 'static) {
    let act: Box<dyn Fn()> = Box::new(act);
    Effect::new(move |_| act());
}

/// A page that waits for one answer.
pub fn whole<T: DeserializeOwned + 'static>(load: Load, draw: fn(Setting<'_>, &T) -> Page) -> AnyView {
    let stage = use_stage();
    main_of(vec![part(move || {
        let answer = load.read::<T>();
        name_failure(&answer);
        stage.draw(|setting| answer.page(setting, |value| name(draw(setting, value))))
    })])
}

/// Names a page whose answer has not come by what happened.
pub fn name_failure<T>(answer: &Answer<T>) {
    if let Answer::Failed(failure) = answer {
        set_title(t(if *failure == Failure::NotFound { w::NOT_FOUND_TITLE } else { w::LOADING_FAILED_PAGE }));
    }
}

/// `main`, made of pieces.
pub fn main_of(parts: Vec<Part>) -> AnyView {
    let parts: Vec<AnyView> = parts.into_iter().map(|part| drawn("drawn", None, part)).collect();
    view! {
        <main class="page__main" id="main" tabindex="-1">
            {parts}
        </main>
    }
    .into_any()
}

/// `main` with a head, and filters beside results. Filters are drawn apart, so that choosing one while results
/// arrive loses nothing.
pub fn beside(head: Part, filters: Part, results: Part) -> AnyView {
    let head = drawn("drawn", None, head);
    let filters = drawn("drawn", None, filters);
    let results = drawn("stack stack--loose", Some("results"), results);
    view! {
        <main class="page__main" id="main" tabindex="-1">
            {head}
            <div class="wrap wrap--wide">
                <div class="beside beside--filters">{filters} {results}</div>
            </div>
        </main>
    }
    .into_any()
}

fn drawn(class: &'static str, id: Option<&'static str>, Part(html): Part) -> AnyView {
    let node = NodeRef::<leptos::html::Div>::new();
    let first = html.get_untracked();
    // What is on the screen already is left alone: something may have been typed into it meanwhile.
    let shown = RefCell::new(first.clone());
    effect(move || {
        let html = html.get();
        if let Some(node) = node.get()
            && *shown.borrow() != html
        {
            redraw(&node, &html);
            shown.replace(html);
        }
        if let Some(node) = node.get_untracked() {
            saved::mark(&node);
        }
    });
    view! { <div class=class id=id node_ref=node inner_html=first></div> }.into_any()
}

/// Draws anew, with the focus and the caret where they were if what had them is still there.
fn redraw(node: &HtmlElement, html: &str) {
    let focused = document().active_element().filter(|element| node.contains(Some(element)));
    let id = focused.as_ref().map(|element| element.id()).filter(|id| !id.is_empty());
    let on_heading = focused.as_ref().is_some_and(|element| element.tag_name() == "H1");
    let caret = focused.as_ref().and_then(caret);
    let screen = sheet::remember(node);
    node.set_inner_html(html);
    sheet::restore(screen);
    if on_heading {
        focus_heading();
    }
    let Some(element) = id.and_then(|id| document().get_element_by_id(&id)) else { return };
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
    let Some(at) = caret else { return };
    if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        let _ = input.set_selection_range(at, at);
    } else if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
        let _ = area.set_selection_range(at, at);
    }
}

fn caret(field: &Element) -> Option<u32> {
    match field.dyn_ref::<HtmlInputElement>() {
        Some(input) => input.selection_start().ok()?,
        None => field.dyn_ref::<HtmlTextAreaElement>()?.selection_start().ok()?,
    }
}
