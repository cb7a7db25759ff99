//! Saving services: the buttons wherever a service is shown, and the word that the list has changed.

use std::cell::Cell;

use domain::ServiceId;
use domain::saved::{Addition, ById, MOST_SAVED, MOST_SHARED, Saved, ServicesById, add};
use leptos::prelude::*;
use leptos::task::spawn_local;
use views::pages::saved::full_words;
use views::words::{self as w, Word, fill, t};
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::announce::{say, show};
use crate::api::{self, Failure};
use crate::device;
use crate::stage::use_stage;

thread_local! {
    static NEWS: Cell<Option<RwSignal<usize>>> = const { Cell::new(None) };
}

/// Listens for what other tabs keep; called once, by the app.
pub fn provide() {
    NEWS.set(Some(RwSignal::new(0)));
    // Some browsers tell a tab of its own changes too: reading them again is no harm.
    let _ = window_event_listener_untyped("storage", |_| changed());
}

/// Follows the list: what calls this is called again when the list has changed, in this tab or in another.
pub fn track() {
    if let Some(news) = NEWS.get() {
        news.track();
    }
}

/// The list has changed: whoever shows it draws it again, and every button says what is so now.
pub fn changed() {
    if let Some(news) = NEWS.get() {
        news.update(|news| *news += 1);
    }
    if let Some(body) = document().body() {
        mark(&body);
    }
}

/// Presses the buttons of services that are saved.
pub fn mark(root: &Element) {
    let Ok(buttons) = root.query_selector_all("[data-action=save]") else { return };
    for button in (0..buttons.length()).filter_map(|i| buttons.get(i)?.dyn_into::<Element>().ok()) {
        let id = button.get_attribute("data-service").unwrap_or_default();
        let pressed = if device::saved_one(&id).is_some() { "true" } else { "false" };
        let _ = button.set_attribute("aria-pressed", pressed);
    }
}

/// The service that a button is for.
#[must_use]
pub fn service_of(button: &Element) -> Option<ServiceId> {
    button.get_attribute("data-service")?.parse().ok()
}

/// Saves the service of this button, or takes it off the list.
pub fn toggle(button: &Element) {
    let Some(id) = service_of(button) else { return };
    let name = button.get_attribute("data-name").unwrap_or_default();
    let tell = |word: Word| say(&fill(word, &[("name", &name)]));
    show("");
    if device::saved_one(id.as_str()).is_some() {
        device::remove_saved(&id);
        tell(w::SAVE_UNDONE);
    } else if put_back(&id) {
        tell(w::SAVE_DONE);
    } else if save(&[(id, name.clone())]).0 == 1 {
        tell(w::SAVE_DONE);
    }
    changed();
}

/// Puts a service that was taken off the list back as it was, its note included, if there is room.
pub fn put_back(id: &ServiceId) -> bool {
    let Some(saved) = device::removed().into_iter().rev().find(|saved| saved.id == *id) else { return false };
    if device::saved().len() >= MOST_SAVED {
        show(&full_words());
        return false;
    }
    keep(&saved)
}

/// Saves these, as far as there is room; how many are new on the list, and for how many there was none.
pub fn save(services: &[(ServiceId, String)]) -> (usize, usize) {
    let Addition { new, left_out } = add(&device::saved(), services);
    let kept: Vec<ServiceId> = new.iter().filter(|saved| keep(saved)).map(|saved| saved.id.clone()).collect();
    if kept.is_empty() && left_out > 0 {
        show(&full_words());
    }
    let count = kept.len();
    // What is to be read without a signal is asked for while there is one.
    spawn_local(async move {
        if !kept.is_empty() && hear(&kept).await.is_ok() {
            changed();
        }
    });
    (count, left_out)
}

/// Keeps a service, or says that the device would not.
pub fn keep(saved: &Saved) -> bool {
    let kept = device::keep_saved(saved);
    if !kept {
        show(t(w::SAVE_NOT_KEPT));
    }
    kept
}

/// Asks the hub about these, at most as many as one request may name, and keeps what it says of those still on the list.
///
/// # Errors
/// What the server says, or that it could not be reached.
pub async fn hear(ids: &[ServiceId]) -> Result<ServicesById, Failure> {
    let stage = use_stage();
    let mut asked = ById { ids: ids.iter().take(MOST_SHARED).cloned().collect(), near: device::near() };
    let mut answer = api::services_by_id(&stage.api(), &asked).await;
    // A place that the hub does not know is no reason to know nothing.
    if let (Err(Failure::Problem(_)), Some(_)) = (&answer, &asked.near) {
        asked.near = None;
        answer = api::services_by_id(&stage.api(), &asked).await;
    }
    let answer = answer?;
    let near = asked.near.as_ref().map_or("", |near| near.as_str());
    let at = stage.now();
    for service in &answer.services {
        if let Some(saved) = device::saved_one(service.summary.id.as_str()) {
            let _ = device::keep_saved(&saved.hear(service, at, near));
        }
    }
    for id in &answer.gone {
        if let Some(saved) = device::saved_one(id.as_str()) {
            let _ = device::keep_saved(&Saved { gone: true, ..saved });
        }
    }
    Ok(answer)
}
