//! One file per page.

pub mod app_only;
pub mod book;
pub mod booking;
pub mod cancel;
pub mod check_answers;
pub mod checkers;
pub mod dataset;
pub mod gallery;
pub mod guide;
pub mod guides;
pub mod help;
pub mod home;
pub mod locality;
pub mod my_bookings;
pub mod not_found;
pub mod place;
#[cfg(feature = "planner")]
pub mod saved;
pub mod service;
pub mod services;
pub mod session;
pub mod suggest;
pub mod text;
pub mod timeline;
pub mod urgent_help;
pub mod whats_on;
