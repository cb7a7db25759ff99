//! Identifiers. An id is not a number and never a default: each kind has its own type.

use core::fmt;
use core::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The text given is not an id of this kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id: expected 1 to 64 letters, digits or hyphens")
    }
}

impl core::error::Error for NotAnId {}

/// The longest id accepted, in characters. A UUID has 36.
pub const LONGEST_ID: usize = 64;

fn is_id(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

// Every id shows itself as its text, and is read as it is parsed.
macro_rules! as_text {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

// A copy of an id shares its text: a million sessions name a few thousand series, services and places.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as it stands in URLs and in the database.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                if is_id(text) { Ok(Self(text.into())) } else { Err(NotAnId) }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        as_text!($name);
    )*};
}

ids! {
    /// A service in the directory (Open Referral `service.id`).
    ServiceId,
    /// An organisation that runs services (Open Referral `organization.id`).
    OrganisationId,
    /// A venue, physical or online (Open Referral `location.id`).
    LocationId,
    /// An area of the hub network, such as `east`.
    LocalityId,
    /// A taxonomy term, such as `infant-feeding`.
    CategoryId,
    /// Sessions that share a schedule, such as `baby-massage-oak-lane`.
    SeriesId,
    /// One dated occurrence: its series' id and its date, such as `baby-massage-oak-lane-2026-11-24`.
    SessionId,
}

/// A UUID of version 4 (RFC 9562) made of these random bits.
fn uuid(mut bits: [u8; 16]) -> String {
    bits[6] = (bits[6] & 0x0f) | 0x40;
    bits[8] = (bits[8] & 0x3f) | 0x80;
    let mut text = String::with_capacity(36);
    for (i, byte) in bits.iter().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        push_hex(&mut text, *byte);
    }
    text
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

macro_rules! uuids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = "uuid"))]
        pub struct $name(String);

        impl $name {
            /// Makes an id from 128 random bits.
            #[must_use]
            pub fn from_random(bits: [u8; 16]) -> Self {
                Self(uuid(bits))
            }

            /// The id in lower-case hyphenated form.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                if is_uuid(text) { Ok(Self(text.to_ascii_lowercase())) } else { Err(NotAnId) }
            }
        }

        as_text!($name);
    )*};
}

uuids! {
    /// A booking's id: a random UUID (RFC 9562 version 4) chosen by the client.
    ///
    /// The client picks the id, so a retry after a lost signal cannot book twice.
    BookingId,
    /// The id of a change suggested to a listing: a random UUID chosen by the client, so that a retry tells it once.
    ChangeId,
}

/// The secret of a booking's private link: 128 random bits as 32 hexadecimal digits.
///
/// It travels in a header or a URL fragment only, is stored hashed, and never prints: `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, min_length = 32, max_length = 32))]
pub struct PrivateToken(String);

impl PrivateToken {
    /// Makes a token from 128 random bits.
    #[must_use]
    pub fn from_random(bits: [u8; 16]) -> Self {
        Self(hex(bits))
    }

    /// The token's text, for a header, a link's fragment or a hash; nowhere else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for PrivateToken {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if is_hex(text) { Ok(Self(text.to_ascii_lowercase())) } else { Err(NotAnId) }
    }
}

impl fmt::Debug for PrivateToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateToken(hidden)")
    }
}

impl<'de> Deserialize<'de> for PrivateToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// 128 bits as 32 lower-case hexadecimal digits.
pub(crate) fn hex(bits: [u8; 16]) -> String {
    let mut text = String::with_capacity(32);
    for byte in bits {
        push_hex(&mut text, byte);
    }
    text
}

/// Whether a text is 32 hexadecimal digits.
pub(crate) fn is_hex(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn push_hex(text: &mut String, byte: u8) {
    for nibble in [byte >> 4, byte & 15] {
        text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_accept_slugs_and_uuids_only() {
        let long = "a".repeat(65);
        for (text, good) in [
            ("baby-massage-oak-lane-2026-11-24", true),
            ("7d0c0f3e-1111-4222-8333-444455556666", true),
            ("", false),
            ("a/b", false),
            ("a b", false),
            ("é", false),
            (long.as_str(), false),
        ] {
            assert_eq!(text.parse::<SessionId>().is_ok(), good, "{text}");
        }
    }

    #[test]
    fn a_booking_id_is_a_version_4_uuid_and_reads_back() {
        let id = BookingId::from_random([0xff; 16]);
        assert_eq!(id.as_str(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(id.as_str().to_uppercase().parse::<BookingId>(), Ok(id));
        assert!("ffffffff-ffff-4fff-bfff-fffffffffff".parse::<BookingId>().is_err());
        assert!("ffffffffffff-4fff-bfff-ffffffffffff--".parse::<BookingId>().is_err());
    }

    #[test]
    fn a_token_never_prints_itself() {
        let token = PrivateToken::from_random([0xab; 16]);
        assert_eq!(token.expose(), "ab".repeat(16));
        assert!(!format!("{token:?}").contains("ab"));
    }
}
