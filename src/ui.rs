//! Pieces that know nothing of the hub: icons, fields, notices, waiting, paging.

mod disclosure;
mod error_summary;
mod facts;
mod field;
mod get_form;
mod icon;
mod loading;
mod notice;
mod pagination;
mod scene;
mod stepper;

pub use disclosure::Disclosure;
pub use error_summary::{ERROR_SUMMARY, ErrorSummary, SummaryItem};
pub use facts::{Fact, Facts};
pub use field::{SelectField, TextArea, TextField};
pub use get_form::GetForm;
pub use icon::{Icon, Size};
pub use loading::{Failed, FillMarker, Loading};
pub use notice::{Notice, Tone};
pub use pagination::Pagination;
pub use scene::Scene;
pub use stepper::Stepper;
