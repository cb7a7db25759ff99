//! Where pages are drawn: the settings, the clock, and the pieces that a page is made of.

use std::cell::Cell;

use domain::{Date, Instant};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use serde::de::DeserializeOwned;
use views::words::{self as w, t};
use views::{Answer, Config, Failure, Markup, Page, Setting};

use crate::announce::{page_drawn, set_title};
use crate::api::Load;
use crate::navigation::Address;
use crate::takeover;
use crate::turns::after_paint;

/// The council's settings, the clock and the address.
#[derive(Clone, Copy)]
pub struct Stage {
    config: StoredValue<Config>,
    clock: fn() -> Instant,
    /// The address in the address bar.
    pub address: Address,
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
        let origin = window().location().origin().unwrap_or_default();
        let stage = Self {
            config: StoredValue::new(Config { origin, ..config }),
            clock,
            address,
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
pub struct Part {
    pub(crate) html: Memo<String>,
    /// Whether it may be drawn again a frame after what a person waits for.
    pub(crate) waits: bool,
}

impl Part {
    /// The same piece, drawn again once everything else that has changed is on the screen.
    #[must_use]
    pub fn after_the_rest(self) -> Self {
        Self { waits: true, ..self }
    }
}

/// Makes a piece of a page. One that comes out the same is left alone on the screen.
pub fn part(draw: impl Fn() -> String + 'static) -> Part {
    // One boxed type for all pieces: one copy of the machinery.
    let draw: SendWrapper<Box<dyn Fn() -> String>> = SendWrapper::new(Box::new(draw));
    Part { html: Memo::new(move |_| draw()), waits: false }
}

/// Whether what stands below the top of a new page may be made: once the top is painted, which is what a person waits
/// for. A page that is taken over stood there whole, and is made whole.
pub fn use_top_painted() -> RwSignal<bool> {
    let painted = RwSignal::new(!takeover::is_done());
    if takeover::is_done() {
        UNPAINTED.set(UNPAINTED.get() + 1);
        after_paint(move || {
            UNPAINTED.set(UNPAINTED.get() - 1);
            let _ = painted.try_set(true);
            page_drawn();
        });
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
pub fn whole<T: DeserializeOwned + 'static>(load: Load, draw: fn(Setting<'_>, &T) -> Page) -> Pieces {
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

/// What stands in `main`: pieces one below the other, or filters beside results.
pub struct Pieces {
    pub(crate) parts: Vec<Part>,
    pub(crate) beside: bool,
}

/// `main`, made of pieces one below the other.
pub fn main_of(parts: Vec<Part>) -> Pieces {
    Pieces { parts, beside: false }
}

/// `main` with a head, and filters beside results. Filters are drawn apart, so that choosing one while results
/// arrive loses nothing, and after the results, which are what a person waits for.
pub fn beside(head: Part, filters: Part, results: Part) -> Pieces {
    Pieces { parts: vec![head, filters.after_the_rest(), results], beside: true }
}
