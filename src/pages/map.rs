//! The results of a search on a map. Its script is fetched when a family asks for it, and draws by itself.

use domain::{Instant, ServiceSearch, api};
use leptos::prelude::*;
use leptos::task::spawn_local;
use views::{Answer, Failure, moment};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::api::use_load;
use crate::stage::{effect, use_stage};

#[wasm_bindgen]
extern "C" {
    /// The boot script fetches the map's own and lets it draw: points as the API sent them, and what they are for.
    #[wasm_bindgen(catch, js_namespace = familyHub, js_name = map)]
    async fn draw(points: &str, search: &str) -> Result<JsValue, JsValue>;
}

/// When something starts, in words, for the map's script; empty for what is no moment.
#[wasm_bindgen]
#[must_use]
pub fn when(start: &str) -> String {
    let start: Option<Instant> = start.parse().ok();
    start.map(|start| moment::start(start, Some(use_stage().today()))).unwrap_or_default()
}

/// Draws the map of the search that is asked for, and says whether it could be.
pub(super) fn draw_map(
    asked: impl Fn() -> Option<ServiceSearch> + Copy + 'static,
) -> RwSignal<Answer<String>> {
    let drawn = RwSignal::new(Answer::Quiet);
    let load = use_load(move || asked().map(|search| api::service_map(&search)));
    effect(move || {
        if asked().is_none() {
            return;
        }
        match load.text() {
            Answer::Failed(failure) => drawn.set(Answer::Failed(failure)),
            // The script comes while the points are on their way.
            points => {
                let points = if let Answer::Ready(points) = points { points } else { String::new() };
                let search = load.answered.get_untracked();
                spawn_local(async move {
                    let drew = draw(&points, &search).await;
                    let _ = drawn.try_set(match drew {
                        Ok(_) => Answer::Ready(String::new()),
                        Err(_) => Answer::Failed(Failure::Offline),
                    });
                });
            }
        }
    });
    drawn
}
