//! The app that families open: guide, search and booking in one place.
//!
//! Pages are drawn by `views`, the same functions that write the site's files and that the server fills its
//! shells with. The app asks the API, waits, fails and remembers; it has no SQL and no clock of its own.
//!
//! Everything that is generic in `leptos` is used here at one type each (texts, boxed functions), because every
//! further type adds its own copy of the reactive machinery to what a family downloads.

pub mod acts;
pub mod announce;
pub mod api;
pub mod device;
pub mod draft;
pub mod here;
pub mod navigation;
pub mod pages;
pub mod planner;
pub mod saved;
pub mod sheet;
pub mod stage;
pub mod suggest;
pub mod takeover;
pub mod turns;

use domain::Instant;
use leptos::prelude::*;
use maud::html;
use views::Config;
use views::pages::booking::last_heard;

use announce::Announcements;
use stage::Stage;

/// The whole app.
#[component]
pub fn App(
    /// The council's settings.
    config: Config,
    /// Tells the moment; the entry's clock.
    now: fn() -> Instant,
) -> impl IntoView {
    announce::provide();
    let address = navigation::provide();
    let stage = Stage::provide(config, now, address);
    announce::follow(stage);
    saved::provide();
    let head = stage.draw(|setting| views::frame::head(setting, &address.path.get_untracked()));
    let foot = stage.draw(views::frame::foot);
    view! {
        <div
            class="drawn"
            on:click=acts::click
            on:pointerdown=acts::reach
            on:submit=acts::submit
            on:input=acts::input
            on:change=acts::change
            on:keydown=acts::key
        >
            <div class="drawn" inner_html=head></div>
            <div class="drawn" inner_html=move || heard(stage)></div>
            {move || {
                stage.heard.set(String::new());
                stage.begun.get().then(|| pages::at(&address.path.get()))
            }}
            <div class="drawn" inner_html=foot></div>
            <Announcements />
        </div>
    }
}

/// How old what is on the screen is, when it was kept on this device.
fn heard(stage: Stage) -> String {
    let as_of = stage.heard.with(|heard| heard.parse().ok());
    stage.draw(|_| as_of.map(|as_of| html! { div.wrap { (last_heard(as_of)) } }).unwrap_or_default())
}
