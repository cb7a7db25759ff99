//! Pieces that know the hub: sessions, services, booking, the frame of every page.

mod answers;
mod availability;
mod band;
mod frame;
mod hub_card;
mod opening_hours;
mod page_actions;
mod search_form;
mod service_card;
mod session_list;
mod stage_stones;
mod stone_path;
mod ticket;
mod timetable;

pub use answers::FourAnswers;
pub use availability::{Places, places_words};
pub use band::{BackLink, Band};
pub use frame::Frame;
pub use hub_card::HubCard;
pub use opening_hours::{Hours, open_now};
pub use page_actions::PageActions;
pub use search_form::SearchForm;
pub use service_card::ServiceCard;
pub use session_list::{SessionDays, SessionList};
pub use stage_stones::StageStones;
pub use stone_path::{Step, StonePath};
pub use ticket::Ticket;
pub use timetable::Timetable;
