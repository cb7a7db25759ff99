//! The app that families open: guide, search and booking in one place.
//!
//! Pages are drawn by `views`, the same functions that write the site's files and that the server fills its
//! shells with. The app asks the API, waits, fails and remembers; it has no SQL and no clock of its own.

pub mod acts;
pub mod announce;
pub mod api;
pub mod device;
pub mod draft;
pub mod pages;
pub mod stage;
pub mod takeover;
pub mod ui;

use domain::Instant;
use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;
use views::Config;

use announce::{Announcements, FollowNavigation};
use pages::{
    AboutDataPage, AccessibilityPage, BookPage, BookingPage, CancelPage, CheckAnswersPage, GuidePage, GuidesPage,
    HomePage, LocalityPage, MyBookingsPage, NotFoundPage, PlacePage, PrivacyPage, ServicePage, ServicesPage,
    SessionPage, UrgentHelpPage, WhatsOnPage,
};
use stage::Stage;

/// The whole app.
#[component]
pub fn App(
    /// The council's settings.
    config: Config,
    /// Tells the moment; the entry's clock.
    now: fn() -> Instant,
) -> impl IntoView {
    let stage = Stage::new(config, now);
    provide_context(stage);
    announce::provide();
    let head = stage.draw(|setting| views::frame::head(setting, &takeover::path()));
    let foot = stage.draw(views::frame::foot);
    view! {
        <Router>
            <div class="drawn" on:click=acts::click on:submit=acts::submit>
                <div class="drawn" inner_html=head></div>
                <FlatRoutes fallback=NotFoundPage>
                    <Route path=path!("/") view=HomePage />
                    <Route path=path!("/guide") view=GuidesPage />
                    <Route path=path!("/guide/:slug") view=GuidePage />
                    <Route path=path!("/services") view=ServicesPage />
                    <Route path=path!("/services/:id") view=ServicePage />
                    <Route path=path!("/whats-on") view=WhatsOnPage />
                    <Route path=path!("/sessions/:id") view=SessionPage />
                    <Route path=path!("/sessions/:id/book") view=BookPage />
                    <Route path=path!("/sessions/:id/book/check") view=CheckAnswersPage />
                    <Route path=path!("/bookings/:id") view=BookingPage />
                    <Route path=path!("/bookings/:id/cancel") view=CancelPage />
                    <Route path=path!("/my-bookings") view=MyBookingsPage />
                    <Route path=path!("/localities/:id") view=LocalityPage />
                    <Route path=path!("/places/:slug") view=PlacePage />
                    <Route path=path!("/urgent-help") view=UrgentHelpPage />
                    <Route path=path!("/accessibility") view=AccessibilityPage />
                    <Route path=path!("/privacy") view=PrivacyPage />
                    <Route path=path!("/about-data") view=AboutDataPage />
                </FlatRoutes>
                <div class="drawn" inner_html=foot></div>
                <Announcements />
                <FollowNavigation />
                <acts::Navigation />
            </div>
        </Router>
    }
}
