//! What drawn pages ask for: `data-action` on anything that is tapped, and forms that lead to an address.
//!
//! One listener on the whole app serves every drawn element, so that drawing stays plain HTML.

use std::cell::RefCell;

use domain::query::QueryWriter;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use views::words::{self as w, t};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlFormElement};

use crate::announce::show;
use crate::device;
use crate::stage::{Stage, use_stage};

type Navigate = Box<dyn Fn(&str)>;

thread_local! {
    static NAVIGATE: RefCell<Option<Navigate>> = const { RefCell::new(None) };
    static STAGE: RefCell<Option<Stage>> = const { RefCell::new(None) };
}

/// Lends the router's navigation to forms; draws nothing.
#[component]
pub fn Navigation() -> impl IntoView {
    let navigate = use_navigate();
    NAVIGATE.set(Some(Box::new(move |href| navigate(href, NavigateOptions::default()))));
    STAGE.set(Some(use_stage()));
}

/// A tap anywhere: does what the nearest `data-action` asks for.
pub fn click(event: leptos::ev::MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(asked) = target.and_then(|element| element.closest("[data-action]").ok().flatten()) else { return };
    let action = asked.get_attribute("data-action").unwrap_or_default();
    match action.as_str() {
        "retry" => {
            if let Some(stage) = STAGE.with_borrow(|stage| *stage) {
                stage.again.update(|times| *times += 1);
            }
        }
        "share" => spawn_local(share()),
        "print" => {
            let _ = window().print();
        }
        "filters" => toggle_filters(),
        "exit" => {
            event.prevent_default();
            leave(&asked);
        }
        "language" => {
            device::keep_language(&asked.get_attribute("data-value").unwrap_or_default());
            let _ = window().location().reload();
        }
        _ => {}
    }
}

/// A form that leads to an address, without a reload. Other forms are their own page's business.
pub fn submit(event: leptos::ev::SubmitEvent) {
    let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else { return };
    if !form.has_attribute("action") {
        return;
    }
    event.prevent_default();
    let values = values(&form);
    let near = values.iter().find(|(name, _)| name == "near").map(|(_, near)| near.trim());
    // A place is kept on the device once it can be one; what is wrong with it the next page says, beside it.
    if let Some(near) = near.filter(|near| domain::Near::parse(near).is_ok()) {
        device::keep_origin(near);
    }
    let query = values.iter().fold(QueryWriter::default(), |query, (name, value)| query.with(name, value.trim()));
    let href = query.after(&form.get_attribute("action").unwrap_or_default());
    NAVIGATE.with_borrow(|navigate| {
        if let Some(navigate) = navigate {
            navigate(&href);
        }
    });
}

/// Names and values as the browser would send them.
fn values(form: &HtmlFormElement) -> Vec<(String, String)> {
    let Ok(data) = web_sys::FormData::new_with_form(form) else { return Vec::new() };
    let Ok(Some(pairs)) = js_sys::try_iter(&data) else { return Vec::new() };
    let text = |pair: &JsValue, i| js_sys::Reflect::get_u32(pair, i).ok()?.as_string();
    pairs.flatten().filter_map(|pair| Some((text(&pair, 0)?, text(&pair, 1)?))).collect()
}

/// Leaves for an everyday page at once and takes this one's place in the history.
fn leave(link: &Element) {
    // What is half typed goes first: the tab's storage would outlive the page.
    device::forget_draft();
    document().set_title("");
    let _ = window().location().replace(&link.get_attribute("href").unwrap_or_default());
}

/// Opens or closes the sheet of filters and takes the focus along.
fn toggle_filters() {
    let document = document();
    let (Some(sheet), Ok(Some(opener))) =
        (document.get_element_by_id("filters"), document.query_selector("[data-action=filters][aria-expanded]"))
    else {
        return;
    };
    let open = sheet.class_list().toggle("filters--open").unwrap_or(false);
    let _ = opener.set_attribute("aria-expanded", if open { "true" } else { "false" });
    let next = if open { sheet.query_selector("button, select, input:not([type=hidden])").ok().flatten() } else { Some(opener) };
    if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        let _ = next.focus();
    }
}

/// The phone's own sheet where there is one, else a copy of the link.
async fn share() {
    let address = window().location().href().unwrap_or_default();
    let navigator = window().navigator();
    let data = web_sys::ShareData::new();
    data.set_title(&document().title());
    data.set_url(&address);
    // Browsers without a share sheet have no such function at all.
    let can_share = js_sys::Reflect::has(&navigator, &"share".into()).unwrap_or(false);
    if can_share {
        match JsFuture::from(navigator.share_with_data(&data)).await {
            Ok(_) => return,
            Err(error) if closed_by_person(&error) => return,
            Err(_) => {}
        }
    }
    let can_copy = js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| clipboard.is_object());
    let copied = can_copy && JsFuture::from(navigator.clipboard().write_text(&address)).await.is_ok();
    show(t(if copied { w::SHARE_COPIED } else { w::SHARE_FAILED }));
}

fn closed_by_person(error: &JsValue) -> bool {
    js_sys::Reflect::get(error, &"name".into()).is_ok_and(|name| name.as_string().as_deref() == Some("AbortError"))
}
