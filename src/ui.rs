//! The parts of a form that react: fields, a stepper, what is to put right.

mod error_summary;
mod field;
mod icon;
mod stepper;

pub use error_summary::{ERROR_SUMMARY, ErrorSummary, SummaryItem};
pub use field::{SelectField, TextArea, TextField};
pub use icon::Icon;
pub use stepper::Stepper;
