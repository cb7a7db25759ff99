//! The sheet of filters on a phone: a dialog over the results while it is open.
//!
//! Its fields are drawn anew with every answer. What only the screen knows (whether it is open, which lists are
//! unfolded) stays: `redraw.js`.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::announce::focus_on;

/// The form with the filters.
pub const FILTERS: &str = "filters";
const OPEN: &str = "filters--open";
const OPENER: &str = "[data-action=filters][aria-expanded]";

fn sheet() -> Option<Element> {
    document().get_element_by_id(FILTERS)
}

fn all(selector: &str) -> Vec<Element> {
    let Ok(found) = document().query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|i| found.get(i)?.dyn_into().ok()).collect()
}

/// Whether the sheet covers the page.
#[must_use]
pub fn is_open() -> bool {
    sheet().is_some_and(|sheet| sheet.class_list().contains(OPEN))
}

/// Opens the sheet, or closes it, and takes the focus along.
pub fn toggle() {
    let open = !is_open();
    cover(open);
    let Some(sheet) = sheet() else { return };
    let first = "button, select, input:not([type=hidden])";
    let next = if open { sheet.query_selector(first) } else { document().query_selector(OPENER) };
    if let Some(next) = next.ok().flatten().and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        let _ = next.focus();
    }
}

/// Closes the sheet if it is open, and goes to what was found.
pub fn to_results() {
    if is_open() {
        cover(false);
    }
    focus_on("count");
}

/// The page is left: nothing stays covered.
pub fn forget() {
    for covered in all("[inert]") {
        let _ = covered.remove_attribute("inert");
    }
}

/// Shows or hides the sheet. While it is there, everything else on the page is out of reach.
fn cover(open: bool) {
    forget();
    let Some(sheet) = sheet() else { return };
    let _ = sheet.class_list().toggle_with_force(OPEN, open);
    for opener in all(OPENER) {
        let _ = opener.set_attribute("aria-expanded", if open { "true" } else { "false" });
    }
    if !open {
        let _ = sheet.remove_attribute("role");
        let _ = sheet.remove_attribute("aria-modal");
        return;
    }
    let _ = sheet.set_attribute("role", "dialog");
    let _ = sheet.set_attribute("aria-modal", "true");
    let mut inside = sheet;
    while let Some(parent) = inside.parent_element().filter(|_| inside.tag_name() != "BODY") {
        let around = parent.children();
        for beside in (0..around.length()).filter_map(|i| around.item(i)).filter(|one| *one != inside) {
            let _ = beside.set_attribute("inert", "");
        }
        inside = parent;
    }
}
