//! What is kept on this device, and one place to clear it all.
//!
//! Bookings, saved services, the place to search from and the timeline's children stay in local storage; a half-filled form lives in
//! session storage and goes with the tab. What a family answers about its money is kept in memory alone, and goes when
//! the page is left or loaded again. Storage that holds something odd is treated as empty; where it is full or blocked,
//! bookings and forms are in memory until the page is loaded again.

use std::cell::RefCell;

use domain::booking::RawParty;
use domain::query::QueryWriter;
use domain::{
    Booking, BookingId, Instant, KeptBooking, Near, PrivateToken, RawBooking, RawListingChange, ServiceId,
};
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
const PARTY: &str = "party";
/// Each saved service has an entry of its own, this and its id: what one tab keeps never overwrites what another does.
const SAVED: &str = "saved:";
/// And another for what was last heard of it.
const HEARD: &str = "heard:";
/// The most bookings kept; the oldest go first.
const MOST_BOOKINGS: usize = 50;

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

/// Keeps a booking, or the newer word on it, with what is remembered of the older.
pub fn keep_booking(token: PrivateToken, booking: Booking, as_of: Instant) -> KeptBooking {
    let before = self::booking(&booking.id);
    let kept = KeptBooking::heard(before.as_ref(), token, booking, as_of);
    put(&kept);
    kept
}

/// Keeps the secret that is about to take the place of a booking's.
pub fn keep_next_token(id: &BookingId, next: &PrivateToken) {
    if let Some(kept) = booking(id) {
        put(&KeptBooking { next_token: Some(next.clone()), ..kept });
    }
}

/// The secret that was to take the other's place has done so.
pub fn take_next_token(id: &BookingId) {
    if let Some(kept) = booking(id)
        && let Some(token) = kept.next_token
    {
        put(&KeptBooking { token, next_token: None, ..kept });
    }
}

/// Keeps nothing of a booking any more.
pub fn forget_booking(id: &BookingId) {
    let mut all = bookings();
    all.retain(|other| other.booking.id != *id);
    write(local(), BOOKINGS, &all);
}

fn put(kept: &KeptBooking) {
    let mut all = bookings();
    all.retain(|other| other.booking.id != kept.booking.id);
    all.push(kept.clone());
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

/// The ids of the services saved on this device, each with its turn.
#[must_use]
pub fn saved() -> Vec<(ServiceId, u32)> {
    let turn = |(key, text): (String, String)| {
        Some((key.strip_prefix(SAVED)?.parse().ok()?, json::from_str::<Brief>(&text).ok()?.turn))
    };
    entries(SAVED).into_iter().filter_map(turn).collect()
}

/// What is kept of the saved services, and of those removed that can come back: a JSON text in each line, first what the
/// family saved, then what was heard of it.
#[must_use]
pub fn saved_texts(removed: &[ServiceId]) -> [String; 2] {
    let [mut saved, mut heard] = [SAVED, HEARD].map(entries);
    for one in removed_now().into_iter().filter(|one| removed.contains(&one.id)) {
        saved.push((String::new(), one.saved));
        heard.push((String::new(), one.heard));
    }
    [saved, heard].map(|entries| entries.into_iter().map(|(_, text)| text + "\n").collect())
}

/// The note on one of them; empty for none.
#[must_use]
pub fn saved_note(id: &str) -> String {
    json::from_str::<Brief>(&saved_text(id)).map(|brief| brief.note).unwrap_or_default()
}

/// What is kept of one of them; empty when it is not saved.
#[must_use]
pub fn saved_text(id: &str) -> String {
    text(&[SAVED, id].concat())
}

/// Keeps a service, by its JSON text; whether the device could.
#[must_use]
pub fn keep_saved(id: &ServiceId, text: &str) -> bool {
    keep_text(&[SAVED, id.as_str()].concat(), text)
}

/// Keeps what was heard of a service that is saved, by its JSON text. Less of it offline is no harm.
pub fn keep_heard(id: &str, text: &str) {
    if !saved_text(id).is_empty() {
        let _ = keep_text(&[HEARD, id].concat(), &text.replace('\n', " "));
    }
}

/// Takes a service off the list. Until the page is loaded again it can come back as it was.
pub fn remove_saved(id: &ServiceId) {
    let keys = [SAVED, HEARD].map(|kind| [kind, id.as_str()].concat());
    let [saved, heard] = keys.each_ref().map(|key| text(key));
    if let Some(storage) = local() {
        for key in keys {
            let _ = storage.remove_item(&key);
        }
    }
    REMOVED.with_borrow_mut(|removed| {
        removed.retain(|one| one.id != *id);
        removed.push(Removed { id: id.clone(), saved, heard });
    });
}

/// Puts a service back that was taken off; `None` when it never was, else whether the device could.
pub fn put_back(id: &ServiceId) -> Option<bool> {
    let one = removed_now().into_iter().find(|one| one.id == *id)?;
    let kept = keep_saved(id, &one.saved);
    keep_heard(id.as_str(), &one.heard);
    Some(kept)
}

/// Those taken off that are not on the list again.
fn removed_now() -> Vec<Removed> {
    let mut removed = REMOVED.with_borrow(Clone::clone);
    removed.retain(|one| saved_text(one.id.as_str()).is_empty());
    removed
}

/// Every key that begins so, with what is kept there.
fn entries(kind: &str) -> Vec<(String, String)> {
    let Some(storage) = local() else { return Vec::new() };
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|i| storage.key(i).ok().flatten());
    keys.filter(|key| key.starts_with(kind))
        .map(|key| {
            let text = text(&key);
            (key, text)
        })
        .collect()
}

fn text(key: &str) -> String {
    local().and_then(|storage| storage.get_item(key).ok().flatten()).unwrap_or_default()
}

fn keep_text(key: &str, text: &str) -> bool {
    local().is_some_and(|storage| storage.set_item(key, text).is_ok())
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

/// The other party for this booking under way.
#[must_use]
pub fn party(booking: &BookingId) -> Option<RawParty> {
    let mut kept = read::<Vec<String>>(tab(), PARTY)?.into_iter();
    let of = kept.next()?;
    let adults = kept.next()?.parse().ok()?;
    (of == booking.as_str()).then(|| RawParty { adults, children: kept.collect() })
}

/// Keeps the other party under way: as a list, like a change to a listing.
pub fn keep_party(booking: &BookingId, party: &RawParty) {
    let mut kept = vec![booking.to_string(), party.adults.to_string()];
    kept.extend(party.children.iter().cloned());
    write(tab(), PARTY, &kept);
}

/// Forgets the other party under way.
pub fn forget_party() {
    forget(PARTY);
}

fn forget(key: &str) {
    UNKEPT.with_borrow_mut(|unkept| unkept.retain(|(other, _)| *other != key));
    if let Some(storage) = tab() {
        let _ = storage.remove_item(key);
    }
}

/// What the app reads of a saved service.
#[derive(Deserialize)]
struct Brief {
    turn: u32,
    #[serde(default)]
    note: String,
}

/// A saved service that was taken off the list, as it was kept.
#[derive(Clone)]
struct Removed {
    id: ServiceId,
    saved: String,
    heard: String,
}

thread_local! {
    /// What storage would not take, by its key.
    static UNKEPT: RefCell<Vec<(&'static str, String)>> = const { RefCell::new(Vec::new()) };
    static REMOVED: RefCell<Vec<Removed>> = const { RefCell::new(Vec::new()) };
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
    REMOVED.take();
    UNKEPT.take();
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

fn read<T: DeserializeOwned>(storage: Option<Storage>, key: &'static str) -> Option<T> {
    json::from_str(&kept(storage, key)?).ok()
}

fn kept(storage: Option<Storage>, key: &'static str) -> Option<String> {
    let unkept = UNKEPT.with_borrow(|unkept| unkept.iter().find(|(other, _)| *other == key).cloned());
    unkept.map(|(_, text)| text).or_else(|| storage?.get_item(key).ok()?)
}

fn write<T: Serialize>(storage: Option<Storage>, key: &'static str, value: &T) {
    if let Ok(text) = serde_json::to_string(value) {
        keep(storage, key, text);
    }
}

fn keep(storage: Option<Storage>, key: &'static str, text: String) {
    let took = storage.is_some_and(|storage| storage.set_item(key, &text).is_ok());
    UNKEPT.with_borrow_mut(|unkept| {
        unkept.retain(|(other, _)| *other != key);
        if !took {
            unkept.push((key, text));
        }
    });
}
