//! What a family works out for itself on its own device: its timeline, what it may get, and the services it saved.
//!
//! A wasm module of its own, which the app fetches when someone comes to one of these pages, so that a family that never
//! does downloads none of the rules. It draws with `views` and decides with `domain`; it has no clock, no storage and no
//! network. The app hands over what was kept and what a person did, and does what [`views::planner`] says.

pub mod saved;
pub mod timeline;

use std::cell::RefCell;

use domain::entitlements::{RawAnswers, entitlements};
use domain::{Date, Instant};
use timeline::Timeline;
use views::pages::checkers::outcome;
use views::words::{self, Language};
use wasm_bindgen::prelude::*;

thread_local! {
    static TIMELINE: RefCell<Timeline> = RefCell::default();
}

/// Chooses the language: the text of its file, or nothing for English. Called once, before anything else.
#[wasm_bindgen]
pub fn begin(language: &str) {
    if let Ok(language) = json::from_str::<Language>(language) {
        words::choose(language);
    }
}

/// Opens the timeline of the children that were kept (the text of [`timeline_kept`]). `random` is 16 bytes.
#[wasm_bindgen]
pub fn timeline_open(kept: &str, random: &[u8]) {
    TIMELINE.set(Timeline::open(kept, random));
}

/// The inside of the page's `main`. `now` is in seconds since 1970 (Unix time), here and below.
#[wasm_bindgen]
pub fn timeline_page(now: f64) -> String {
    TIMELINE.with_borrow(|timeline| timeline.page(moment(now)))
}

/// Hears what a person did ([`timeline::Act`] by its number) and answers what the app has to do.
#[wasm_bindgen]
pub fn timeline_hear(act: u32, name: &str, value: &str, now: f64, random: &[u8]) -> u32 {
    let Some(act) = timeline::Act::from_number(act) else { return 0 };
    let today = moment(now).london_date();
    TIMELINE.with_borrow_mut(|timeline| timeline.hear(act, name, value, today, random))
}

/// The children as the device keeps them.
#[wasm_bindgen]
#[must_use]
pub fn timeline_kept() -> String {
    TIMELINE.with_borrow(Timeline::kept)
}

/// What is still to come, as a calendar file (RFC 5545).
#[wasm_bindgen]
#[must_use]
pub fn timeline_calendar(now: f64) -> String {
    TIMELINE.with_borrow(|timeline| timeline.calendar(moment(now)))
}

/// What comes of the answers, drawn between the pieces that the build has written (a JSON list of texts). The answers
/// are a query string, the last to a question counts; until `shown` there is everything, by its rules.
#[wasm_bindgen]
#[must_use]
pub fn entitlements_found(pieces: &str, given: &str, shown: bool, now: f64) -> String {
    let today = moment(now).london_date();
    let pieces: Vec<String> = json::from_str(pieces).unwrap_or_default();
    let found = shown.then(|| entitlements(&answers(given).read(today).0, today));
    outcome(today, &pieces, found.as_deref()).into_string()
}

/// The fields whose answers cannot be read, by their ids with a space between.
#[wasm_bindgen]
#[must_use]
pub fn entitlements_wrong(given: &str, now: f64) -> String {
    wrong(given, moment(now).london_date())
}

/// The family's own list. `kept` and `heard` are what the device keeps, a JSON text in a line; `shown` is what else is on
/// the screen, as a query string (`saved.rs` has its names).
#[wasm_bindgen]
#[must_use]
pub fn saved_own(kept: &str, heard: &str, shown: &str, now: f64) -> String {
    saved::own(kept, heard, shown, moment(now))
}

/// What somebody shares or compares, by the link's query string and the API's answer (JSON; empty where it asks
/// nothing); empty for an answer that is none.
#[wasm_bindgen]
#[must_use]
pub fn saved_linked(query: &str, answer: &str, shown: &str, now: f64) -> String {
    saved::linked(query, answer, shown, moment(now)).unwrap_or_default()
}

/// What the device knows of a link's services, where the API cannot be asked: when that was heard (RFC 3339), and in the
/// line after it what stands for the answer. Empty where it knows nothing.
#[wasm_bindgen]
#[must_use]
pub fn saved_recalled(query: &str, kept: &str, heard: &str, near: &str) -> String {
    saved::recalled(query, kept, heard, near).unwrap_or_default()
}

/// A kept service with this note; empty for one that is too long.
#[wasm_bindgen]
#[must_use]
pub fn saved_note(kept: &str, typed: &str) -> String {
    saved::with_note(kept, typed).unwrap_or_default()
}

/// What was heard, service by service: in each line an id, a space and the text to keep.
#[wasm_bindgen]
#[must_use]
pub fn saved_pieces(heard: &str) -> String {
    saved::pieces(heard)
}

fn wrong(given: &str, today: Date) -> String {
    answers(given).read(today).1.join(" ")
}

fn answers(given: &str) -> RawAnswers {
    let mut raw = RawAnswers::default();
    for (question, value) in domain::query::pairs(given) {
        raw.write(&question, &value);
    }
    raw
}

fn moment(now: f64) -> Instant {
    Instant::from_unix(now as i64)
}
