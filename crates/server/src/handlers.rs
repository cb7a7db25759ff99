//! One short file for each noun of the API.

pub mod bookings;
pub mod calendars;
pub mod categories;
pub mod changes;
pub mod guides;
pub mod health;
pub mod links;
pub mod localities;
pub mod locations;
pub mod openapi;
pub mod postcodes;
pub(crate) mod request;
mod search_parameters;
pub mod service_map;
pub mod services;
pub mod services_by_id;
pub mod sessions;
pub mod suggestions;
pub mod team;
