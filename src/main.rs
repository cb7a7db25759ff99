//! The wasm entry: reads what the boot script fetched, and takes over from the page that is there.

use std::time::Duration;

use domain::Instant;
use family_hub::turns;
use leptos::prelude::*;
use views::Config;
use views::words::{self, Language};

fn main() {
    console_error_panic_hook::set_once();
    turns::begin();
    if let Ok(language) = json::from_str::<Language>(&handed_over("words")) {
        let dir = language.dir.clone();
        if words::choose(language)
            && let Some(root) = document().document_element()
        {
            let _ = root.set_attribute("dir", &dir);
        }
    }
    let config = Config::read(&handed_over("config")).unwrap_or_default();
    // In a task of its own: between two short ones a phone can answer a tap.
    set_timeout(move || family_hub::begin(config, now), Duration::ZERO);
}

/// The only place where the app reads a clock.
fn now() -> Instant {
    Instant::from_unix((js_sys::Date::now() / 1000.0) as i64)
}

/// A text that the boot script has fetched; empty when it could not.
fn handed_over(name: &str) -> String {
    js_sys::Reflect::get(&js_sys::global(), &"familyHub".into())
        .and_then(|all| js_sys::Reflect::get(&all, &name.into()))
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}
