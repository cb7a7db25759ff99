//! The planner: a module of its own with the rules of the timeline, of childcare and money and of the saved list, fetched when someone
//! comes to one of these pages (`crates/planner`, which says what each call means).

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The module, once it is here.
    #[derive(Clone)]
    pub type Planner;

    /// Opens the timeline of the children that were kept.
    #[wasm_bindgen(method)]
    pub fn timeline_open(this: &Planner, kept: &str, random: &[u8]);
    /// The inside of the timeline's `main`.
    #[wasm_bindgen(method)]
    pub fn timeline_page(this: &Planner, now: f64) -> String;
    /// Hears what a person did; what the app has to do is in `views::planner`.
    #[wasm_bindgen(method)]
    pub fn timeline_hear(this: &Planner, act: u32, name: &str, value: &str, now: f64, random: &[u8]) -> u32;
    /// The children as the device keeps them.
    #[wasm_bindgen(method)]
    pub fn timeline_kept(this: &Planner) -> String;
    /// What is still to come, as a calendar file.
    #[wasm_bindgen(method)]
    pub fn timeline_calendar(this: &Planner, now: f64) -> String;
    /// What comes of the answers about childcare and money.
    #[wasm_bindgen(method)]
    pub fn entitlements_found(this: &Planner, pieces: &str, given: &str, shown: bool, now: f64) -> String;
    /// The fields whose answers cannot be read.
    #[wasm_bindgen(method)]
    pub fn entitlements_wrong(this: &Planner, given: &str, now: f64) -> String;

    /// The family's own list.
    #[wasm_bindgen(method)]
    pub fn saved_own(this: &Planner, kept: &str, heard: &str, shown: &str, now: f64) -> String;
    /// What somebody shares or compares; empty for an answer that is none.
    #[wasm_bindgen(method)]
    pub fn saved_linked(this: &Planner, query: &str, answer: &str, shown: &str, now: f64) -> String;
    /// What the device knows of a link's services, and since when.
    #[wasm_bindgen(method)]
    pub fn saved_recalled(this: &Planner, query: &str, kept: &str, heard: &str, near: &str) -> String;
    /// A kept service with this note; empty for one that is too long.
    #[wasm_bindgen(method)]
    pub fn saved_note(this: &Planner, kept: &str, typed: &str) -> String;
    /// What was heard, service by service.
    #[wasm_bindgen(method)]
    pub fn saved_pieces(this: &Planner, heard: &str) -> String;

    /// Fetches the module; the boot script knows where it is.
    #[wasm_bindgen(js_namespace = familyHub, js_name = planner, catch)]
    async fn fetch() -> Result<JsValue, JsValue>;
}

thread_local! {
    static PLANNER: RefCell<Option<Planner>> = const { RefCell::new(None) };
}

/// The module, once it is here.
#[must_use]
pub fn planner() -> Option<Planner> {
    PLANNER.with_borrow(Clone::clone)
}

/// Waits for the module; whether it came.
pub async fn arrived() -> bool {
    if planner().is_none() {
        let came = fetch().await.map(JsCast::unchecked_into);
        PLANNER.set(came.ok());
    }
    planner().is_some()
}
