//! Where pages are drawn: the settings, the clock, and the one way from HTML to the screen.

use domain::{Date, Instant};
use leptos::prelude::*;
use views::{Answer, Config, Markup, Page, Setting};

use crate::announce::set_title;
use crate::api::Load;

/// The council's settings and the clock.
#[derive(Clone, Copy)]
pub struct Stage {
    config: StoredValue<Config>,
    clock: fn() -> Instant,
    /// Grows when a person asks to try again.
    pub again: RwSignal<u32>,
}

impl Stage {
    pub(crate) fn new(config: Config, clock: fn() -> Instant) -> Self {
        Self { config: StoredValue::new(config), clock, again: RwSignal::new(0) }
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

    /// The hub's name, the middle of every title.
    #[must_use]
    pub fn title(self) -> String {
        self.config.read_value().title.clone()
    }

    /// Where quick exit leads.
    #[must_use]
    pub fn quick_exit(self) -> String {
        self.config.read_value().quick_exit.clone()
    }

    /// Draws something in the settings and the moment.
    pub fn draw(self, draw: impl FnOnce(Setting<'_>) -> Markup) -> String {
        draw(Setting { config: &self.config.read_value(), now: Some(self.now()) }).into_string()
    }

    /// Draws a page and names it.
    pub fn page(self, draw: impl FnOnce(Setting<'_>) -> Page) -> String {
        self.draw(|setting| {
            let page = draw(setting);
            set_title(&page.title);
            page.main
        })
    }
}

/// The stage, from anywhere in the app.
#[must_use]
pub fn use_stage() -> Stage {
    expect_context()
}

/// A page that waits for one answer.
pub fn whole<T>(load: Load<T>, draw: impl Fn(Setting<'_>, &T) -> Page + Send + Sync + 'static) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
{
    let stage = use_stage();
    main_of(vec![Signal::derive(move || {
        load.state.with(|answer| {
            stage.draw(|setting| {
                answer.page(setting, |value| {
                    let page = draw(setting, value);
                    set_title(&page.title);
                    page.main
                })
            })
        })
    })])
}

/// `main`, made of parts that are drawn again when what they show changes.
pub fn main_of(parts: Vec<Signal<String>>) -> impl IntoView {
    // A part that comes out the same is left alone, with whatever is typed or focused in it.
    let parts: Vec<_> = parts.into_iter().map(|part| Memo::new(move |_| part.get())).collect();
    view! {
        <main class="page__main" id="main" tabindex="-1">
            {parts.into_iter().map(|part| view! { <div class="drawn" inner_html=move || part.get()></div> }).collect_view()}
        </main>
    }
}

/// `main` with a head, and filters beside results. Filters are drawn apart, so that choosing one while results
/// arrive loses nothing.
pub fn beside(head: Signal<String>, filters: Signal<String>, results: Signal<String>) -> impl IntoView {
    let [head, filters, results] = [head, filters, results].map(|part| Memo::new(move |_| part.get()));
    view! {
        <main class="page__main" id="main" tabindex="-1">
            <div class="drawn" inner_html=move || head.get()></div>
            <div class="wrap wrap--wide">
                <div class="beside beside--filters">
                    <div class="drawn" inner_html=move || filters.get()></div>
                    <div class="stack stack--loose" id="results" inner_html=move || results.get()></div>
                </div>
            </div>
        </main>
    }
}

/// What is known of an answer, as a value.
pub fn ready<T: Clone>(answer: &Answer<T>) -> Option<T> {
    match answer {
        Answer::Ready(value) => Some(value.clone()),
        _ => None,
    }
}
