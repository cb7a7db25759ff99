//! JSON of any shape.

use crate::{Error, Number, parser};

/// A JSON value.
///
/// It is also a [`serde::Deserializer`], which gives its parts away as it is read.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string, its escapes resolved.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object: its members in the order of the text. A name that stands twice is kept twice.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// Parses the whole of a JSON text.
    ///
    /// # Errors
    /// The text is not JSON (RFC 8259), is more than [`crate::DEEPEST`] deep, or has a number beyond the range
    /// of an `f64`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        parser::parse(text)
    }
}
