//! Reads JSON (RFC 8259) in as little code as can be.
//!
//! Families download this on a phone, so size comes before everything else. Three choices keep it small:
//! the text is parsed once, by code that knows no types, into a [`Value`]; a type is then read from the value
//! through functions of a line or two; and an [`Error`] says nothing, so no message is ever put together.
//!
//! What serde_json reads, this reads to the same result, but for these:
//! - lists and maps more than [`DEEPEST`] deep are refused (serde_json stops at 128);
//! - a struct, or a variant with named fields, is read from a map, never from a list of its fields, and what has no
//!   field is dropped even where the type denies it;
//! - a float is the nearest there is (serde_json's may be a bit off), but for those under `f64::MIN_POSITIVE`;
//! - the keys of a map are text, so a `HashMap<u32, _>` cannot be read;
//! - nothing is borrowed from the text, so a `&str` cannot be read;
//! - 128-bit integers cannot be read.
//!
//! ```
//! let ages: Vec<u16> = json::from_str("[2, 12]")?;
//! assert_eq!(ages, [2, 12]);
//! # Ok::<(), json::Error>(())
//! ```

mod error;
mod number;
mod parser;
mod read;
mod value;

pub use error::Error;
pub use number::Number;
pub use parser::DEEPEST;
pub use value::Value;

use serde::de::DeserializeOwned;

/// Reads a value of any type from the whole of a JSON text.
///
/// # Errors
/// The text is not JSON, or not the JSON of this type.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    T::deserialize(Value::parse(text)?)
}
