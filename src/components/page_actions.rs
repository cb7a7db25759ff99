use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use crate::announce::use_announcer;
use crate::ui::{Icon, Size};
use crate::words::{self as w, t};

/// Share and print.
#[component]
pub fn PageActions(
    /// What is shared is called this.
    title: String,
) -> impl IntoView {
    let announcer = use_announcer();
    let said = RwSignal::new(String::new());
    let say = move |text: &'static str| {
        let _ = said.try_set(text.to_owned());
        if let Some(announcer) = announcer {
            announcer.say(text.to_owned());
        }
    };
    let share = move |_| {
        let title = title.clone();
        spawn_local(async move {
            match share_or_copy(&title).await {
                Shared::Offered => {}
                Shared::Copied => say(t(w::SHARE_COPIED)),
                Shared::Neither => say(t(w::SHARE_FAILED)),
            }
        });
    };
    let print = move |_| {
        let _ = window().print();
    };
    view! {
        <div class="page-actions">
            <button class="page-actions__button" type="button" on:click=share>
                <Icon name="share" size=Size::Small />
                {t(w::SHARE_SHARE)}
            </button>
            <button class="page-actions__button" type="button" on:click=print>
                <Icon name="print" size=Size::Small />
                {t(w::SHARE_PRINT)}
            </button>
            <p class="page-actions__said small" aria-hidden="true">
                {move || said.get()}
            </p>
        </div>
    }
}

enum Shared {
    /// The phone's own sheet took over, whatever the person then did.
    Offered,
    /// The link is on the clipboard.
    Copied,
    /// Neither could be done.
    Neither,
}

async fn share_or_copy(title: &str) -> Shared {
    let address = window().location().href().unwrap_or_default();
    let navigator = window().navigator();
    let data = web_sys::ShareData::new();
    data.set_title(title);
    data.set_url(&address);
    // Browsers without a share sheet have no such function at all.
    let can_share = js_sys::Reflect::has(&navigator, &"share".into()).unwrap_or(false);
    if can_share {
        match JsFuture::from(navigator.share_with_data(&data)).await {
            Ok(_) => return Shared::Offered,
            Err(error) if aborted(&error) => return Shared::Offered,
            Err(_) => {}
        }
    }
    let can_copy = js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| clipboard.is_object());
    if can_copy && JsFuture::from(navigator.clipboard().write_text(&address)).await.is_ok() {
        return Shared::Copied;
    }
    Shared::Neither
}

/// Whether the person closed the sheet.
fn aborted(error: &wasm_bindgen::JsValue) -> bool {
    js_sys::Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string()).is_some_and(|name| name == "AbortError")
}
