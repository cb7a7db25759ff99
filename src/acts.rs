//! What drawn pages ask for: taps, typing and forms, heard once for the whole app.
//!
//! Anything tapped may carry a `data-action`; a form with an `action` leads to an address; the rest is the
//! page's own, which says with [`on_act`] that it listens.

use std::cell::RefCell;
use std::rc::Rc;

use domain::query::QueryWriter;
use leptos::prelude::*;
use leptos::task::spawn_local;
use views::guide::file;
use views::route::Link;
use views::words::{self as w, t};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element, EventTarget, HtmlAnchorElement, HtmlFormElement, HtmlInputElement, HtmlSelectElement,
    HtmlTextAreaElement,
};

use crate::announce::{focus_on, owe_heading, show};
use crate::device;
use crate::stage::use_stage;
use crate::{api, here, navigation, saved, sheet, suggest, takeover, turns};

/// Something a person did that is the page's own business.
pub enum Act<'a> {
    /// Tapped what carries this action; its element says the rest.
    Tapped(&'a str, &'a Element),
    /// Typed or chose something: the field's id and its value.
    Typed(&'a str, &'a str),
    /// Settled on a value, by leaving the field.
    Settled(&'a str, &'a str),
    /// Sent the form with this id.
    Sent(&'a str),
}

type Listener = Rc<dyn Fn(Act<'_>)>;

thread_local! {
    static LISTENER: RefCell<Option<Listener>> = const { RefCell::new(None) };
}

/// The page that is being made listens, until the next one is made.
pub fn on_act(listen: impl Fn(Act<'_>) + 'static) {
    LISTENER.set(Some(Rc::new(listen)));
}

/// No page listens; called before each page is made.
pub fn forget_listener() {
    LISTENER.set(None);
    suggest::close();
    sheet::forget();
}

/// Hears what a person does anywhere, from when the app has taken over.
pub fn listen() {
    let hear = |name, hear: fn(web_sys::Event)| {
        let _ = window_event_listener_untyped(name, move |event| {
            if takeover::is_done() {
                hear(event);
            }
        });
    };
    hear("click", |event| click(&event.unchecked_into()));
    hear("pointerdown", |event| reach(&event));
    hear("submit", |event| submit(&event));
    hear("input", |event| input(&event));
    hear("change", |event| change(&event));
    hear("keydown", |event| key(&event.unchecked_into()));
}

fn tell(act: Act<'_>) {
    // The page may be replaced by what it does, so it is not borrowed while it does it.
    let listener = LISTENER.with_borrow(Clone::clone);
    if let Some(listener) = listener {
        listener(act);
    }
}

fn element(target: Option<EventTarget>) -> Option<Element> {
    target?.dyn_into().ok()
}

fn nearest<T: JsCast>(element: &Element, selector: &str) -> Option<T> {
    element.closest(selector).ok().flatten()?.dyn_into().ok()
}

/// A tap anywhere.
fn click(event: &leptos::ev::MouseEvent) {
    turns::end();
    let Some(tapped) = element(event.target()) else { return };
    suggest::close_beside(&tapped);
    // A tap beside the sheet closes it.
    if sheet::is_open() && nearest::<Element>(&tapped, "#filters").is_none() {
        return sheet::toggle();
    }
    if let Some(asked) = nearest::<Element>(&tapped, "[data-action]") {
        let action = asked.get_attribute("data-action").unwrap_or_default();
        if asked.tag_name() == "A" {
            event.prevent_default();
        }
        act(&action, &asked);
    } else if let Some(link) = nearest::<HtmlAnchorElement>(&tapped, "a[href]") {
        navigation::follow(event, &link);
    }
}

/// A finger comes down. It lifts a tenth of a second later, and by then a guide page can be here.
fn reach(event: &web_sys::Event) {
    let Some(link) = element(event.target()).and_then(|on| nearest::<HtmlAnchorElement>(&on, "a[href]"))
    else {
        return;
    };
    if link.origin() == window().location().origin().unwrap_or_default()
        && let Some(Link::Guide(slug)) = Link::read(&link.pathname())
    {
        api::read_ahead(file(&slug));
    }
}

fn act(action: &str, asked: &Element) {
    match action {
        // A page that is the server's own has to come from it.
        "retry" if Link::read(&takeover::path()).is_none() => {
            let _ = window().location().reload();
        }
        "retry" => {
            owe_heading();
            use_stage().again.update(|times| *times += 1);
        }
        "save" => saved::toggle(asked),
        "share" => spawn_local(share()),
        "print" => {
            let _ = window().print();
        }
        "filters" => sheet::toggle(),
        "near-me" => here::look(),
        "suggestion" => suggest::choose(asked.get_attribute("data-value").and_then(|at| at.parse().ok())),
        "exit" => leave(asked),
        "focus" => focus_on(&asked.get_attribute("data-field").unwrap_or_default()),
        "language" => {
            device::keep_language(&asked.get_attribute("data-value").unwrap_or_default());
            let _ = window().location().reload();
        }
        other => tell(Act::Tapped(other, asked)),
    }
}

/// Typing or choosing in any field.
fn input(event: &web_sys::Event) {
    turns::end();
    if let Some((id, value)) = element(event.target()).and_then(|field| field_value(&field)) {
        if id == suggest::FIELD {
            suggest::typed(&value);
        } else {
            suggest::close();
        }
        tell(Act::Typed(&id, &value));
    }
}

/// Leaving any field changed. A filter takes effect at once.
fn change(event: &web_sys::Event) {
    turns::end();
    let Some(field) = element(event.target()) else { return };
    if let Some(form) = nearest::<HtmlFormElement>(&field, "form#filters") {
        navigation::go_on(&address_of(&form, &form.get_attribute("action").unwrap_or_default()));
    } else if let Some((id, value)) = field_value(&field) {
        tell(Act::Settled(&id, &value));
    }
}

/// A key anywhere: Escape closes what is open, and the search box has keys of its own.
fn key(event: &leptos::ev::KeyboardEvent) {
    turns::end();
    if element(event.target()).is_some_and(|field| field.id() == suggest::FIELD) {
        suggest::key(event);
    } else if event.key() == "Escape" && sheet::is_open() {
        sheet::toggle();
    }
}

fn field_value(field: &Element) -> Option<(String, String)> {
    let value = if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        input.value()
    } else if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
        select.value()
    } else {
        field.dyn_ref::<HtmlTextAreaElement>()?.value()
    };
    Some((field.id(), value))
}

/// Any form. One that leads to an address goes there without a reload.
fn submit(event: &web_sys::Event) {
    turns::end();
    event.prevent_default();
    let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else {
        return;
    };
    let Some(action) = form.get_attribute("action") else {
        tell(Act::Sent(&form.id()));
        return;
    };
    let next = address_of(&form, &action);
    suggest::close();
    if form.id() == sheet::FILTERS {
        sheet::to_results();
    }
    if navigation::is_elsewhere(&next) {
        navigation::go(&next);
    }
}

/// The address that a form leads to. A place to search from is kept on the device once it can be one; what is wrong
/// with it the next page says, beside it.
fn address_of(form: &HtmlFormElement, action: &str) -> String {
    let values = values(form);
    let near = values.iter().find(|(name, _)| name == "near").map(|(_, near)| near.trim());
    if let Some(near) = near.filter(|near| domain::Near::parse(near).is_ok()) {
        device::keep_origin(near);
    }
    let query =
        values.iter().fold(QueryWriter::default(), |query, (name, value)| query.with(name, value.trim()));
    query.after(action)
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
    device::forget_suggestion();
    document().set_title("");
    let _ = window().location().replace(&link.get_attribute("href").unwrap_or_default());
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
    let can_copy =
        js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| clipboard.is_object());
    let copied = can_copy && JsFuture::from(navigator.clipboard().write_text(&address)).await.is_ok();
    show(t(if copied { w::SHARE_COPIED } else { w::SHARE_FAILED }));
}

fn closed_by_person(error: &JsValue) -> bool {
    js_sys::Reflect::get(error, &"name".into())
        .is_ok_and(|name| name.as_string().as_deref() == Some("AbortError"))
}
