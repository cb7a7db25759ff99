//! Childcare and money: a few questions, and what a family may get, has to do, and by when.
//!
//! The questions and what is said of each thing are written once, by the build, in a file of [`Piece`]s that the app
//! fetches when someone comes here: a family that never does downloads none of it. The app reads the answers, works
//! out what fits and puts the days between the pieces.

#[cfg(feature = "planner")]
mod outcome;
mod written;

#[cfg(feature = "planner")]
pub use outcome::outcome;
pub use written::{page, pieces};

/// The address of the file: a list of texts, in which each [`Piece`] has its place.
pub const PIECES: &str = "/texts/childcare-and-money.json";

/// A piece of the page that the build has written, by its place in the file. The cards follow them, then the reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// What the page is, and the questions.
    Questions,
    /// Everything there is, by its rules alone.
    Everything,
    /// The heading over what was found, and which year's amounts these are.
    Found,
    /// The heading over what does not seem to fit, with somebody to ask.
    NotNow,
    /// The heading over what the answers leave open.
    Check,
    /// The heading over what fits.
    Likely,
    /// The way to clear the answers.
    End,
}

/// The id of the heading over what was found.
pub const FOUND: &str = "found";

/// The id of the place over the questions where all that is wrong is told.
pub const SUMMARY: &str = "summary";

/// The id of the form with the questions.
pub const FORM: &str = "questions";

/// The id of what is shown once a child has a birth date: what that child has, and room for the next one.
#[must_use]
pub fn more_id(child: &str) -> String {
    format!("more-{child}")
}

/// What ends the id of what is said where a field is wrong, after the field's own.
pub const ERROR: &str = "-error";
