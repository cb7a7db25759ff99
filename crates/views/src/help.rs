//! Where the app finds the steps on the way to the right help: one [`TextPage`](crate::guide::TextPage) a step, made when
//! the site is built, so that a phone need not know how.

/// The address of a step's file. A step is what [`Link::Help`](crate::route::Link::Help) holds.
#[must_use]
pub fn file(step: &str) -> String {
    let step = if step.is_empty() { "start" } else { step };
    format!("/help/{step}.json")
}
