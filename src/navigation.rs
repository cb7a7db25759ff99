//! Where a person is, and how they go elsewhere.
//!
//! Links are links: a tap on one inside the app changes the address without a reload. The address is the state;
//! back and forward come from the browser, with the place on the page that a person had left.

use std::cell::Cell;

use domain::PrivateToken;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::prelude::Closure;
use views::route::Link;
use wasm_bindgen::JsValue;
use web_sys::{HtmlAnchorElement, MouseEvent, ScrollRestoration};

use crate::announce;

/// The address: its path, and its query with the `?`.
#[derive(Clone, Copy)]
pub struct Address {
    /// `/services`
    pub path: RwSignal<String>,
    /// `?q=sleep`, or empty.
    pub query: RwSignal<String>,
}

thread_local! {
    static ADDRESS: Cell<Option<Address>> = const { Cell::new(None) };
    /// How far down this page the history says that a person was, in pixels; no number when it does not say.
    static MARK: Cell<f64> = const { Cell::new(f64::NAN) };
}

/// Reads the address bar and follows it from now on; called once, by the app.
pub fn provide() -> Address {
    let address = Address { path: RwSignal::new(String::new()), query: RwSignal::new(String::new()) };
    ADDRESS.set(Some(address));
    read();
    let _ = history().set_scroll_restoration(ScrollRestoration::Manual);
    let popped = Closure::<dyn Fn()>::new(|| {
        let location = window().location();
        let secret =
            location.hash().ok().and_then(|hash| hash.strip_prefix('#')?.parse::<PrivateToken>().ok());
        if secret.is_some() {
            // A private link that was pasted over its booking's own address does not load the page anew.
            let _ = location.reload();
            return;
        }
        read();
        let mark = history().state().ok().and_then(|left| left.as_f64());
        MARK.set(mark.unwrap_or(f64::NAN));
        announce::arrived(mark);
    });
    window().set_onpopstate(Some(popped.as_ref().unchecked_ref()));
    popped.forget();
    address
}

/// Goes to an address of the app, which begins at its top.
pub fn go(href: &str) {
    leave_mark();
    push(href, 0.0);
    announce::arrived(Some(0.0));
}

/// Goes to another address of the same page and stays as far down it: what was tapped does not run away.
pub fn go_on(href: &str) {
    leave_mark();
    push(href, MARK.get());
    announce::arrived(None);
}

/// Goes to an address of the app, which takes this one's place in the history.
pub fn replace(href: &str) {
    MARK.set(0.0);
    let _ = history().replace_state_with_url(&JsValue::from_f64(0.0), "", Some(href));
    read();
    announce::arrived(Some(0.0));
}

fn push(href: &str, down: f64) {
    MARK.set(down);
    let _ = history().push_state_with_url(&JsValue::from_f64(down), "", Some(href));
    read();
}

/// Whether this address, path and query, is another than the one in the address bar.
#[must_use]
pub fn is_elsewhere(href: &str) -> bool {
    let location = window().location();
    href != location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

/// A tap on a link of the app, without a key held and meant for this tab, goes there.
pub fn follow(event: &MouseEvent, link: &HtmlAnchorElement) {
    let plain = event.button() == 0
        && !(event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key());
    let ours = link.origin() == window().location().origin().unwrap_or_default()
        && link.target().is_empty()
        && !link.has_attribute("download")
        // What is no page of the app is the server's own: a page that it draws whole, a feed, a file.
        && Link::read(&link.pathname()).is_some()
        && !link.rel().contains("external");
    if !plain || !ours || event.default_prevented() {
        return;
    }
    let here = ADDRESS.get().is_some_and(|now| {
        now.path.with_untracked(|path| *path == link.pathname())
            && now.query.with_untracked(|query| *query == link.search())
    });
    let hash = link.hash();
    // A link within the page is the browser's own business.
    if here && !hash.is_empty() {
        return;
    }
    event.prevent_default();
    go(&format!("{}{}{hash}", link.pathname(), link.search()));
    if let Some(id) = hash.strip_prefix('#') {
        announce::bring_into_view(id);
    }
}

/// Keeps in the history how far down the page a person is. A browser takes milliseconds for it, so only what is not
/// there yet.
fn leave_mark() {
    let down = window().scroll_y().unwrap_or(0.0);
    if MARK.replace(down) != down {
        let _ = history().replace_state_with_url(&JsValue::from_f64(down), "", None);
    }
}

fn read() {
    let location = window().location();
    let Some(address) = ADDRESS.get() else { return };
    // The query first: a page that is left behind must not see its path with another page's query.
    let (path, query) = (location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
    if address.path.with_untracked(|now| *now != path) {
        address.query.update_untracked(|now| *now = query);
        address.path.set(path);
    } else if address.query.with_untracked(|now| *now != query) {
        address.query.set(query);
    }
}

fn history() -> web_sys::History {
    // A window without a history is no browser's; there is nothing to go on with.
    window().history().unwrap_or_else(|_| wasm_bindgen::throw_str("no history"))
}
