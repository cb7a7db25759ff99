//! Nothing is at this address.

use leptos::prelude::*;

use crate::announce::set_title;
use crate::route::Link;
use crate::ui::Scene;
use crate::words::{self as w, t};

/// Says so, and offers two ways on.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    set_title(t(w::NOT_FOUND_TITLE));
    view! {
        <div class="wrap">
            <Scene picture="missing-stone" title=t(w::NOT_FOUND_TITLE).to_owned() words=t(w::NOT_FOUND_WORDS) heading=true>
                <a class="button" href=Link::Home.href()>
                    {t(w::NOT_FOUND_HOME)}
                </a>
                <a class="button button--quiet" href=Link::all_services().href()>
                    {t(w::NOT_FOUND_FIND)}
                </a>
            </Scene>
        </div>
    }
}
