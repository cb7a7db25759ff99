//! The words and rules of the family hub.
//!
//! This crate does no IO, reads no clock and knows no async: everything it needs is passed in. It compiles
//! to wasm for the app and to native code for the server, so that both ends parse a search, check a party's
//! ages or work out what a session offers with the very same function.
//!
//! Ages are in months, money in pence, distances in metres, instants in UTC; wall-clock rules live in
//! Europe/London (see [`time`]).

pub mod age;
pub mod api;
pub mod booking;
pub mod booking_status;
pub mod catalogue;
pub mod category;
pub mod contact;
pub mod course;
pub mod coverage;
pub mod entitlements;
pub mod family_page;
pub mod filter;
pub mod geo;
pub mod guide;
pub mod id;
pub mod kept_booking;
pub mod listing_change;
pub mod location;
mod named;
pub mod named_dates;
pub mod opening;
pub mod outcome;
pub mod party;
pub mod postcode;
pub mod problem;
pub mod query;
pub mod record;
pub mod reference;
pub mod saved;
pub mod search;
pub mod series;
pub mod service;
pub mod service_area;
pub mod service_map;
pub mod session;
pub mod session_change;
pub mod shift;
pub mod suggestion;
pub mod support_request;
pub mod team_desk;
pub mod team_key;
pub mod team_session;
pub mod time;
pub mod timeline;
pub mod typed;
pub mod unmet;
pub mod waiting;

pub use age::{AgeRange, Months};
pub use booking::{Booking, BookingStatus, CancelledBy, NewBooking, RawBooking};
pub use catalogue::Catalogue;
pub use category::Category;
pub use contact::{CarerName, Contact, OnBehalf};
pub use course::{Course, CourseDetail, CourseRule, CourseWeek};
pub use filter::{Choice, Choices, Facet, FacetKind, FacetOption, FilterToDrop};
pub use geo::{Metres, Point};
pub use guide::{GuideAnswer, GuideAnswerCount, NewGuideAnswer};
pub use id::{
    BookingId, CategoryId, ChangeId, LocalityId, LocationId, OrganisationId, PrivateToken, SeriesId,
    ServiceId, SessionId,
};
pub use kept_booking::KeptBooking;
pub use listing_change::{ListingFault, NewListingChange, OpenListingChange, RawListingChange};
pub use location::{Locality, Location, LocationKind, OpeningHours};
pub use named_dates::{BankHoliday, NamedDates, Term};
pub use party::{Counts, Party};
pub use postcode::Postcode;
pub use problem::{Field, FieldProblem, Problem, ProblemCode};
pub use record::{Actor, Record, Recorded};
pub use reference::Reference;
pub use search::{Near, RawSearch, RawSessionSearch, ServiceSearch, SessionSearch, Sort};
pub use series::Series;
pub use service::{Cost, GuideHit, Service, ServiceStatus};
pub use session::{Availability, Booking as BookingRule, Session, SessionStatus};
pub use suggestion::{Suggestion, SuggestionKind, SuggestionList};
pub use time::{Date, Instant, TimeOfDay, Weekday};
