//! What is kept on this device, and one place to clear it all.
//!
//! Bookings, the place to search from and the timeline's children stay in local storage; a half-filled form lives in
//! session storage and goes with the tab. What a family answers about its money is kept in memory alone, and goes when
//! the page is left or loaded again. Storage that is full, blocked or holds something odd is treated as empty.

use std::cell::RefCell;

use domain::query::QueryWriter;
use domain::{Booking, BookingId, Instant, Near, PrivateToken, RawBooking, RawListingChange, ServiceId};
use leptos::prelude::window;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use web_sys::Storage;

const BOOKINGS: &str = "bookings";
const ORIGIN: &str = "origin";
const TIMELINE: &str = "timeline";
const LANGUAGE: &str = "language";
const DRAFT: &str = "draft";
const SUGGESTION: &str = "suggestion";
/// The most bookings kept; the oldest go first.
const MOST_BOOKINGS: usize = 50;

/// A booking as this device keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptBooking {
    /// The secret of its private link.
    pub token: PrivateToken,
    /// The booking as the server last told it.
    pub booking: Booking,
    /// When that was.
    pub as_of: Instant,
}

/// A booking form under way, kept through reload and back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Chosen when the form was opened, and the same for every try.
    pub id: BookingId,
    /// As typed.
    pub form: RawBooking,
}

/// Every booking kept on this device.
#[must_use]
pub fn bookings() -> Vec<KeptBooking> {
    read(local(), BOOKINGS).unwrap_or_default()
}

/// One booking kept on this device.
#[must_use]
pub fn booking(id: &BookingId) -> Option<KeptBooking> {
    bookings().into_iter().find(|kept| kept.booking.id == *id)
}

/// Keeps a booking, or the newer word on it.
pub fn keep_booking(kept: KeptBooking) {
    let mut all = bookings();
    all.retain(|other| other.booking.id != kept.booking.id);
    all.push(kept);
    let surplus = all.len().saturating_sub(MOST_BOOKINGS);
    all.drain(..surplus);
    write(local(), BOOKINGS, &all);
}

/// Where this family last searched from; empty when nowhere.
#[must_use]
pub fn origin() -> String {
    read(local(), ORIGIN).unwrap_or_default()
}

/// The same, read; `None` when nowhere.
#[must_use]
pub fn near() -> Option<Near> {
    Near::parse(&origin()).ok().flatten()
}

/// Keeps where this family searches from.
pub fn keep_origin(origin: &str) {
    write(local(), ORIGIN, &origin);
}

/// The children on this family's timeline, as the planner writes them.
#[must_use]
pub fn children() -> String {
    read(local(), TIMELINE).unwrap_or_default()
}

/// Keeps the children on this family's timeline.
pub fn keep_children(children: &str) {
    write(local(), TIMELINE, &children);
}

/// Keeps the language chosen, by its code.
pub fn keep_language(code: &str) {
    write(local(), LANGUAGE, &code);
}

/// The form under way, when it is for this session.
#[must_use]
pub fn draft(session: &domain::SessionId) -> Option<Draft> {
    read::<Draft>(tab(), DRAFT).filter(|draft| draft.form.session_id == *session)
}

/// Keeps the form under way.
pub fn keep_draft(draft: &Draft) {
    write(tab(), DRAFT, draft);
}

/// Forgets the booking form under way.
pub fn forget_draft() {
    forget(DRAFT);
}

/// The change to this service's listing under way.
#[must_use]
pub fn suggestion(service: &ServiceId) -> Option<RawListingChange> {
    let kept: Vec<String> = read(tab(), SUGGESTION)?;
    let [of, id, what, text, email] = kept.try_into().ok()?;
    (of == service.as_str()).then_some(RawListingChange { id, what, text, email })
}

/// Keeps the change under way: as a list, which costs less to download than a shape of its own.
pub fn keep_suggestion(service: &ServiceId, form: &RawListingChange) {
    write(tab(), SUGGESTION, &[service.as_str(), &form.id, &form.what, &form.text, &form.email]);
}

/// Forgets the change under way.
pub fn forget_suggestion() {
    forget(SUGGESTION);
}

fn forget(key: &str) {
    if let Some(storage) = tab() {
        let _ = storage.remove_item(key);
    }
}

thread_local! {
    static ANSWERS: RefCell<(Vec<(String, String)>, bool)> = RefCell::default();
}

/// The answers about childcare and money, by question, in the order in which they were given; the last to a question
/// counts. And whether what comes of them is shown.
#[must_use]
pub fn answers() -> (Vec<(String, String)>, bool) {
    ANSWERS.with_borrow(Clone::clone)
}

/// The same answers as a query string.
#[must_use]
pub fn answers_query() -> String {
    let one = |query: QueryWriter, (name, value): (String, String)| query.with(&name, &value);
    answers().0.into_iter().fold(QueryWriter::default(), one).finish()
}

/// Keeps an answer in memory.
pub fn keep_answer(question: &str, value: &str) {
    ANSWERS.with_borrow_mut(|(answers, _)| answers.push((question.to_owned(), value.to_owned())));
}

/// What comes of the answers is shown from now on.
pub fn show_outcome() {
    ANSWERS.with_borrow_mut(|(_, shown)| *shown = true);
}

/// Leaves no trace on this device.
pub fn clear() {
    ANSWERS.take();
    for storage in [local(), tab()].into_iter().flatten() {
        let _ = storage.clear();
    }
    // The boot script knows how, because it is what keeps pages for reading offline.
    let forget = js_sys::Reflect::get(&js_sys::global(), &"familyHub".into())
        .and_then(|hub| js_sys::Reflect::get(&hub, &"forget".into()));
    if let Some(forget) = forget.ok().and_then(|forget| forget.dyn_into::<js_sys::Function>().ok()) {
        let _ = forget.call0(&wasm_bindgen::JsValue::NULL);
    }
}

/// 128 random bits from the browser.
#[must_use]
pub fn random() -> Option<[u8; 16]> {
    let mut bits = [0; 16];
    window().crypto().ok()?.get_random_values_with_u8_array(&mut bits).ok()?;
    Some(bits)
}

fn local() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn tab() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

fn read<T: DeserializeOwned>(storage: Option<Storage>, key: &str) -> Option<T> {
    let text = storage?.get_item(key).ok()??;
    json::from_str(&text).ok()
}

fn write<T: Serialize>(storage: Option<Storage>, key: &str, value: &T) {
    if let (Some(storage), Ok(text)) = (storage, serde_json::to_string(value)) {
        let _ = storage.set_item(key, &text);
    }
}
