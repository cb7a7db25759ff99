//! The moment, as the entry passes it in. Nothing else in the app reads a clock.

use domain::{Date, Instant};
use leptos::prelude::*;

/// Tells the moment.
#[derive(Clone, Copy)]
pub struct Clock(pub fn() -> Instant);

/// The moment; while prerendering there is none.
#[must_use]
pub fn use_now() -> Option<Instant> {
    use_context::<Clock>().map(|Clock(now)| now())
}

/// Today in London; while prerendering there is none.
#[must_use]
pub fn use_today() -> Option<Date> {
    use_now().map(Instant::london_date)
}
