//! "Near me": where the phone says it is, asked for only on a tap.
//!
//! What leaves the phone is the hundredth of a degree, about a kilometre, and goes to our own API alone; it is not in
//! the address of any page. The postcode sector that comes back is put into the field, as if it had been typed.

use domain::api::{self, PostcodeDetail};
use leptos::prelude::*;
use leptos::task::spawn_local;
use views::words::{self as w, Word, fill, t};
use wasm_bindgen::prelude::*;
use web_sys::HtmlInputElement;

use crate::announce::{focus_on, say, show};
use crate::device;

const FIELD: &str = "near";

#[wasm_bindgen]
extern "C" {
    type Position;
    #[wasm_bindgen(method, getter)]
    fn coords(this: &Position) -> Coordinates;
    type Coordinates;
    #[wasm_bindgen(method, getter)]
    fn latitude(this: &Coordinates) -> f64;
    #[wasm_bindgen(method, getter)]
    fn longitude(this: &Coordinates) -> f64;
    #[wasm_bindgen(js_namespace = ["navigator", "geolocation"], js_name = getCurrentPosition, catch)]
    fn ask_phone(found: &JsValue, refused: &JsValue, how: &JsValue) -> Result<(), JsValue>;
}

/// Asks the phone, then for the postcode sector there.
pub fn look() {
    say(t(w::SEARCH_LOCATING));
    let found = Closure::once_into_js(|position: Position| {
        let hundredth = |degrees: f64| (degrees * 100.0).round() as i32;
        let at = position.coords();
        spawn_local(name_place(hundredth(at.latitude()), hundredth(at.longitude())));
    });
    let refused = Closure::once_into_js(|_: JsValue| sorry(w::SEARCH_NOT_LOCATED));
    let how = js_sys::Object::new();
    // A place from a quarter of an hour ago will do, and nobody waits longer than ten seconds.
    for (name, milliseconds) in [("maximumAge", 900_000.0), ("timeout", 10_000.0)] {
        let _ = js_sys::Reflect::set(&how, &name.into(), &JsValue::from_f64(milliseconds));
    }
    if ask_phone(&found, &refused, &how).is_err() {
        sorry(w::SEARCH_NOT_LOCATED);
    }
}

async fn name_place(north: i32, east: i32) {
    let answer = crate::api::read::<PostcodeDetail>(&api::postcode_at(north, east), None).await;
    let Ok(place) = answer else { return sorry(w::SEARCH_NOT_NEAR) };
    if let Some(field) = field() {
        field.set_value(&place.postcode);
    }
    device::keep_origin(&place.postcode);
    focus_on(FIELD);
    say(&fill(w::SEARCH_LOCATED, &[("place", &place.postcode)]));
}

fn sorry(words: Word) {
    show(t(words));
    focus_on(FIELD);
}

fn field() -> Option<HtmlInputElement> {
    document().get_element_by_id(FIELD)?.dyn_into().ok()
}
