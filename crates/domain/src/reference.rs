//! The booking reference: what a person reads aloud.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

use crate::id::NotAnId;

/// Letters and digits that are not mistaken for one another when spoken or written by hand.
const ALPHABET: &[u8; 28] = b"23456789ABCDEFGHJKMNPQRTVWXY";

/// A booking reference in two groups of three, `K7M-4QX`.
///
/// It identifies a booking when a family speaks to the hub; it opens nothing by itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
pub struct Reference(String);

impl Reference {
    /// Makes a reference from random bits; the caller checks that it is not taken.
    #[must_use]
    pub fn from_random(mut bits: u64) -> Self {
        let mut text = String::with_capacity(7);
        for place in 0..6 {
            if place == 3 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[(bits % 28) as usize]));
            bits /= 28;
        }
        Self(text)
    }

    /// `K7M-4QX`
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Reference {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let good = text.len() == 7
            && text.bytes().enumerate().all(|(i, b)| if i == 3 { b == b'-' } else { ALPHABET.contains(&b) });
        if good { Ok(Self(text.to_owned())) } else { Err(NotAnId) }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_reference_reads_back(bits: u64) {
            let reference = Reference::from_random(bits);
            prop_assert_eq!(reference.as_str().parse::<Reference>(), Ok(reference.clone()));
        }
    }

    #[test]
    fn no_letter_is_mistaken_for_another() {
        for confusing in b"01ILOSUZ" {
            assert!(!ALPHABET.contains(confusing));
        }
    }
}
