//! One file per route.

mod book;
mod booked;
mod cancel;
mod check_answers;
mod guide;
mod guides;
mod home;
mod locality;
mod my_bookings;
mod not_found;
mod place;
mod service;
mod services;
mod session;
mod text;
mod urgent_help;
mod whats_on;

#[cfg(feature = "gallery")]
mod gallery;

pub use book::BookPage;
pub use booked::BookedPage;
pub use cancel::CancelPage;
pub use check_answers::CheckAnswersPage;
#[cfg(feature = "gallery")]
pub use gallery::GalleryPage;
pub use guide::GuidePageView;
pub use guides::GuidesPage;
pub use home::HomePage;
pub use locality::LocalityPage;
pub use my_bookings::MyBookingsPage;
pub use not_found::NotFoundPage;
pub use place::PlacePage;
pub use service::ServicePageView;
pub use services::ServicesPage;
pub use session::SessionPage;
pub use text::{AboutDataPage, AccessibilityPage, PrivacyPage};
pub use urgent_help::UrgentHelpPage;
pub use whats_on::WhatsOnPage;
