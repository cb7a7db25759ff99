//! The app that families open: guide, search and booking in one place.
//!
//! Pages are drawn by `views`, the same functions that write the site's files and that the server fills its
//! shells with. The app asks the API, waits, fails and remembers; it has no SQL and no clock of its own.
//!
//! Of `leptos` it uses the signals; what is on the screen is HTML (`screen.rs`). What is generic there is used at one
//! type each (texts, boxed functions), because every further type adds its own copy of the machinery to what a family
//! downloads.

pub mod acts;
pub mod announce;
pub mod api;
pub mod device;
pub mod draft;
pub mod here;
pub mod navigation;
pub mod pages;
pub mod party;
pub mod planner;
pub mod saved;
pub mod screen;
pub mod sheet;
pub mod stage;
pub mod suggest;
pub mod takeover;
pub mod turns;

use domain::Instant;
use leptos::prelude::*;
use views::Config;

use stage::Stage;

/// Starts the app in the page that is there, with the council's settings and the entry's clock.
pub fn begin(config: Config, now: fn() -> Instant) {
    let owner = Owner::new();
    owner.with(|| {
        announce::provide();
        let address = navigation::provide();
        let stage = Stage::provide(config, now, address);
        announce::follow(stage);
        saved::provide();
        acts::listen();
        takeover::begin(stage);
    });
    // As long as the tab is open.
    std::mem::forget(owner);
}
