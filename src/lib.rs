//! The app that families open: guide, search and booking in one place.
//!
//! The same [`App`] is prerendered to HTML when the site is built (feature `ssr`) and drawn in the browser
//! (feature `csr`). It knows `domain` and the API; it has no SQL and no clock of its own.

// Every page and every state is one type that the compiler must name; the default depth is too small.
#![recursion_limit = "256"]

pub mod announce;
pub mod api;
pub mod clock;
pub mod components;
pub mod config;
pub mod device;
pub mod draft;
pub mod guide;
pub mod moment;
pub mod pages;
pub mod prerender;
pub mod problem_words;
pub mod route;
pub mod takeover;
pub mod ui;
pub mod words;

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use announce::PageTitle;
use components::Frame;
use config::Config;
use pages::{
    AboutDataPage, AccessibilityPage, BookPage, BookedPage, CancelPage, CheckAnswersPage, GuidePageView, GuidesPage,
    HomePage, LocalityPage, MyBookingsPage, NotFoundPage, PlacePage, PrivacyPage, ServicePageView, ServicesPage,
    SessionPage, UrgentHelpPage, WhatsOnPage,
};

/// The whole app. Expects a [`clock::Clock`] in context, but for prerendering.
#[component]
pub fn App(
    /// The council's settings.
    config: Config,
) -> impl IntoView {
    provide_context(config);
    if use_context::<PageTitle>().is_none() {
        provide_context(PageTitle(RwSignal::new(String::new())));
    }
    view! {
        <Router>
            <Frame>
                <FlatRoutes fallback=NotFoundPage>
                    <Route path=path!("/") view=HomePage />
                    <Route path=path!("/guide") view=GuidesPage />
                    <Route path=path!("/guide/:slug") view=GuidePageView />
                    <Route path=path!("/services") view=ServicesPage />
                    <Route path=path!("/services/:id") view=ServicePageView />
                    <Route path=path!("/whats-on") view=WhatsOnPage />
                    <Route path=path!("/sessions/:id") view=SessionPage />
                    <Route path=path!("/sessions/:id/book") view=BookPage />
                    <Route path=path!("/sessions/:id/book/check") view=CheckAnswersPage />
                    <Route path=path!("/bookings/:id") view=BookedPage />
                    <Route path=path!("/bookings/:id/cancel") view=CancelPage />
                    <Route path=path!("/my-bookings") view=MyBookingsPage />
                    <Route path=path!("/localities/:id") view=LocalityPage />
                    <Route path=path!("/places/:slug") view=PlacePage />
                    <Route path=path!("/urgent-help") view=UrgentHelpPage />
                    <Route path=path!("/accessibility") view=AccessibilityPage />
                    <Route path=path!("/privacy") view=PrivacyPage />
                    <Route path=path!("/about-data") view=AboutDataPage />
                    <Route path=path!("/gallery") view=Gallery />
                </FlatRoutes>
            </Frame>
        </Router>
    }
}

/// Every component in every state, in development; not found anywhere else.
#[component]
fn Gallery() -> impl IntoView {
    #[cfg(feature = "gallery")]
    {
        view! { <pages::GalleryPage /> }
    }
    #[cfg(not(feature = "gallery"))]
    {
        view! { <NotFoundPage /> }
    }
}
