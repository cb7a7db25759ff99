//! What the app and the planner say to each other (`crates/planner`): what a person did, as a number, and what the app
//! has to do then, as a sum.

/// Typed or chose something: the field's id and its value.
pub const TYPED: u32 = 0;
/// Settled on a value: the field's id.
pub const SETTLED: u32 = 1;
/// Sent the form.
pub const SENT: u32 = 2;
/// Tapped a button: its action, and the child it is about.
pub const TAPPED: u32 = 3;

/// Draw the page again.
pub const REDRAW: u32 = 1;
/// Keep the children on this device.
pub const KEEP: u32 = 1 << 1;
/// Say that a child was put on the timeline or changed.
pub const SAVED: u32 = 1 << 2;
/// Say that a child was taken off.
pub const REMOVED: u32 = 1 << 3;
/// Leave no trace on this device, and say so.
pub const CLEAR: u32 = 1 << 4;
/// Go to the top of the page.
pub const TOP: u32 = 1 << 5;
/// Go to what is to be put right.
pub const ERRORS: u32 = 1 << 6;
/// Hand over the calendar file.
pub const CALENDAR: u32 = 1 << 7;

/// The id of the form in which a note on a saved service is written.
pub const NOTE_FORM: &str = "note";
/// The id of the field in it.
pub const NOTE_FIELD: &str = "note-text";
/// What the id of a saved service's tick box begins with.
pub const TICK: &str = "compare-";
/// The id of the way from a shared list to one's own.
pub const TO_MINE: &str = "to-mine";
