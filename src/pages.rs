//! One file per route, but for those that are drawn from one answer and nothing else.

mod book;
mod booking;
mod cancel;
mod check_answers;
mod drawn;
mod guide;
mod home;
mod my_bookings;
mod services;
mod whats_on;

pub use book::BookPage;
pub use booking::BookingPage;
pub use cancel::CancelPage;
pub use check_answers::CheckAnswersPage;
pub use drawn::{
    AboutDataPage, AccessibilityPage, GuidesPage, LocalityPage, NotFoundPage, PlacePage, PrivacyPage, ServicePage,
    SessionPage, UrgentHelpPage,
};
pub use guide::GuidePage;
pub use home::HomePage;
pub use my_bookings::MyBookingsPage;
pub use services::ServicesPage;
pub use whats_on::WhatsOnPage;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// A part of the address, read as an id of some kind; `None` while it is none.
fn use_param<T: core::str::FromStr>(name: &'static str) -> impl Fn() -> Option<T> + Copy + Send + Sync + 'static {
    let params = use_params_map();
    move || params.with(|params| params.get(name)).and_then(|text| text.parse().ok())
}
