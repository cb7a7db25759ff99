//! The one error there is.

use core::fmt;

use serde::de::{Expected, Unexpected};

/// The text is not JSON, or not the JSON of the type asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the JSON expected")
    }
}

impl core::error::Error for Error {}

// The provided methods format a message only to hand it to `custom`. Each is replaced, so that neither the
// messages nor the names of fields and types they quote stay in the app.
impl serde::de::Error for Error {
    #[inline]
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    #[inline]
    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    #[inline]
    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    #[inline]
    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self
    }

    #[inline]
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    #[inline]
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    #[inline]
    fn missing_field(_: &'static str) -> Self {
        Self
    }

    #[inline]
    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}
