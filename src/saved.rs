//! Saving services: the buttons wherever a service is shown, and the word that the list has changed.
//!
//! What is kept is text to the app; what it says is the planner's business (`crates/planner/src/saved.rs`).

use std::cell::Cell;

use domain::ServiceId;
use domain::saved::{Addition, ById, MOST_SAVED, MOST_SHARED, add};
use leptos::prelude::*;
use leptos::task::spawn_local;
use views::pieces::list_is_full;
use views::words::{self as w, Word, fill, t};
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::announce::{say, show};
use crate::api::{self, Failure};
use crate::device;
use crate::planner::planner;
use crate::stage::use_stage;

thread_local! {
    static NEWS: Cell<Option<RwSignal<usize>>> = const { Cell::new(None) };
}

/// Listens for what other tabs keep; called once, by the app.
pub fn provide() {
    NEWS.set(Some(RwSignal::new(0)));
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
    for button in buttons(root) {
        let pressed = if is_saved(&button) { "true" } else { "false" };
        let _ = button.set_attribute("aria-pressed", pressed);
    }
}

/// The buttons that save something.
fn buttons(root: &Element) -> Vec<Element> {
    let Ok(found) = root.query_selector_all("[data-action=save]") else { return Vec::new() };
    (0..found.length()).filter_map(|i| found.get(i)?.dyn_into().ok()).collect()
}

fn is_saved(button: &Element) -> bool {
    !device::saved_text(&button.get_attribute("data-service").unwrap_or_default()).is_empty()
}

/// The service that a button is for, by id and name.
#[must_use]
pub fn service_of(button: &Element) -> Option<(ServiceId, String)> {
    let id = button.get_attribute("data-service")?.parse().ok()?;
    Some((id, button.get_attribute("data-name").unwrap_or_default()))
}

/// Saves the service of this button, or takes it off the list.
pub fn toggle(button: &Element) {
    let Some((id, name)) = service_of(button) else { return };
    let tell = |word: Word| say(&fill(word, &[("name", &name)]));
    show("");
    if is_saved(button) {
        device::remove_saved(&id);
        tell(w::SAVE_UNDONE);
    } else if put_back(&id).unwrap_or_else(|| save(&[(id, name.clone())]).0 > 0) {
        tell(w::SAVE_DONE);
    }
    changed();
}

/// Saves everything that the page offers; how many are new on the list, and for how many there was no room.
pub fn save_all() -> (usize, usize) {
    let services: Vec<_> = document()
        .body()
        .map(|body| buttons(&body))
        .unwrap_or_default()
        .iter()
        .filter_map(service_of)
        .collect();
    save(&services)
}

/// Puts a service that was taken off the list back as it was, its note included, if there is room; `None` when it never
/// was taken off.
pub fn put_back(id: &ServiceId) -> Option<bool> {
    if device::saved().len() >= MOST_SAVED {
        show(&list_is_full());
        return Some(false);
    }
    device::put_back(id).map(told)
}

/// Says so when the device would not keep something.
pub fn told(kept: bool) -> bool {
    if !kept {
        show(t(w::SAVE_NOT_KEPT));
    }
    kept
}

fn save(services: &[(ServiceId, String)]) -> (usize, usize) {
    let Addition { mut new, left_out } = add(&device::saved(), services);
    new.retain(|saved| {
        let text = serde_json::to_string(saved).unwrap_or_default();
        told(device::keep_saved(&saved.id, &text))
    });
    if new.is_empty() && left_out > 0 {
        show(&list_is_full());
    }
    let kept: Vec<ServiceId> = new.into_iter().map(|saved| saved.id).collect();
    let count = kept.len();
    // What is to be read without a signal is asked for while there is one.
    spawn_local(async move {
        if !kept.is_empty() && hear(kept).await.is_ok() {
            changed();
        }
    });
    (count, left_out)
}

/// Asks the hub about these, at most as many as one request may name, and keeps what it says of those still on the list.
///
/// # Errors
/// What the server says, or that it could not be reached.
pub async fn hear(mut ids: Vec<ServiceId>) -> Result<(), Failure> {
    let stage = use_stage();
    ids.truncate(MOST_SHARED);
    let mut asked = ById { ids, near: device::near() };
    let mut answer = api::services_by_id(&stage.api(), &asked).await;
    // A place that the hub does not know is no reason to know nothing.
    if let (Err(Failure::Problem(_)), Some(_)) = (&answer, &asked.near) {
        asked.near = None;
        answer = api::services_by_id(&stage.api(), &asked).await;
    }
    let near = asked.near.as_ref().map_or("", |near| near.as_str());
    let near = serde_json::to_string(near).unwrap_or_default();
    let at = stage.now().to_string();
    let heard = ["{\"at\":\"", &at, "\",\"near\":", &near, ",\"answer\":", &answer?, "}"].concat();
    match (asked.ids.as_slice(), planner()) {
        ([one], _) => device::keep_heard(one.as_str(), &heard),
        (_, Some(planner)) => {
            for (id, piece) in planner.saved_pieces(&heard).lines().filter_map(|line| line.split_once(' ')) {
                device::keep_heard(id, piece);
            }
        }
        _ => {}
    }
    Ok(())
}
