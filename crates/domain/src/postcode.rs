//! UK postcodes, whole and partial.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

/// The text is not a UK postcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPostcode;

impl fmt::Display for NotAPostcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a UK postcode")
    }
}

impl core::error::Error for NotAPostcode {}

/// A full UK postcode in its printed form, `WA5 1AB`.
///
/// The shape is the Royal Mail's (A9, A99, AA9, AA99, A9A or AA9A, a space, then 9AA with an inward part that
/// never uses C I K M O V), with `GIR 0AA`. Whether the postcode is in use is for the postcode table to say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
pub struct Postcode(String);

impl Postcode {
    /// `WA5 1AB`
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The outward half, `WA5`: the district.
    #[must_use]
    pub fn outward(&self) -> &str {
        self.0.split(' ').next().unwrap_or_default()
    }

    /// The sector, `WA5 1`.
    #[must_use]
    pub fn sector(&self) -> &str {
        &self.0[..self.outward().len() + 2]
    }
}

impl FromStr for Postcode {
    type Err = NotAPostcode;
    /// Case, spaces and full stops do not matter: `wa51ab` is `WA5 1AB`.
    fn from_str(text: &str) -> Result<Self, NotAPostcode> {
        let compact = compact(text).ok_or(NotAPostcode)?;
        if !(5..=7).contains(&compact.len()) {
            return Err(NotAPostcode);
        }
        let (outward, inward) = compact.split_at(compact.len() - 3);
        let special = compact == "GIR0AA";
        if special || (is_outward(outward) && is_inward(inward)) {
            Ok(Self(format!("{outward} {inward}")))
        } else {
            Err(NotAPostcode)
        }
    }
}

impl fmt::Display for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Postcode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Part of a postcode: a district, `WA5`, or a sector, `WA5 1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialPostcode(String);

impl PartialPostcode {
    /// `WA5` or `WA5 1`
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PartialPostcode {
    type Err = NotAPostcode;
    fn from_str(text: &str) -> Result<Self, NotAPostcode> {
        // The space decides: "WA1 1" is a sector, "WA11" a district.
        let spaced = text.split_whitespace().collect::<Vec<_>>();
        let compact = compact(text).ok_or(NotAPostcode)?;
        if let [district, sector] = spaced.as_slice()
            && sector.len() == 1
            && sector.bytes().all(|b| b.is_ascii_digit())
            && is_outward(&district.to_ascii_uppercase())
        {
            return Ok(Self(format!("{} {sector}", district.to_ascii_uppercase())));
        }
        if spaced.len() == 1 && is_outward(&compact) { Ok(Self(compact)) } else { Err(NotAPostcode) }
    }
}

/// Whether someone who typed this most likely meant a postcode: one or two letters, then a digit.
#[must_use]
pub fn looks_like_a_postcode(text: &str) -> bool {
    let text = text.trim_start();
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    (1..=2).contains(&letters) && text[letters..].trim_start().starts_with(|c: char| c.is_ascii_digit())
}

fn compact(text: &str) -> Option<String> {
    // A postcode with every separator anyone types is far shorter; longer text is something else.
    if text.len() > 16 {
        return None;
    }
    let kept: String = text.chars().filter(|c| !c.is_whitespace() && *c != '.' && *c != '-').collect();
    kept.bytes().all(|b| b.is_ascii_alphanumeric()).then(|| kept.to_ascii_uppercase())
}

fn is_outward(text: &str) -> bool {
    let bytes = text.as_bytes();
    let letters = bytes.iter().take_while(|b| b.is_ascii_uppercase()).count();
    if !(1..=2).contains(&letters) {
        return false;
    }
    let first_good = !matches!(bytes[0], b'Q' | b'V' | b'X');
    let second_good = letters == 1 || !matches!(bytes[1], b'I' | b'J' | b'Z');
    let rest = &bytes[letters..];
    let rest_good = match rest {
        [a] => a.is_ascii_digit(),
        [a, b] if b.is_ascii_digit() => a.is_ascii_digit() && *a != b'0',
        [a, b] => a.is_ascii_digit() && is_district_letter(letters, *b),
        _ => false,
    };
    first_good && second_good && rest_good
}

/// A few central districts end in a letter: `W1A`, `EC1N`.
fn is_district_letter(letters: usize, letter: u8) -> bool {
    if letters == 1 { b"ABCDEFGHJKPSTUW".contains(&letter) } else { b"ABEHMNPRVWXY".contains(&letter) }
}

fn is_inward(text: &str) -> bool {
    let allowed = |b: &u8| b.is_ascii_uppercase() && !b"CIKMOV".contains(b);
    matches!(text.as_bytes(), [digit, a, b] if digit.is_ascii_digit() && allowed(a) && allowed(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn postcodes_parse_to_their_printed_form() {
        for (text, printed) in [
            ("WA5 1AB", Some("WA5 1AB")),
            (" wa51ab ", Some("WA5 1AB")),
            ("wa 5 1 ab", Some("WA5 1AB")),
            ("M1 1AE", Some("M1 1AE")),
            ("B33 8TH", Some("B33 8TH")),
            ("CR2 6XH", Some("CR2 6XH")),
            ("DN55 1PT", Some("DN55 1PT")),
            ("W1A 1HQ", Some("W1A 1HQ")),
            ("EC1A 1BB", Some("EC1A 1BB")),
            ("gir0aa", Some("GIR 0AA")),
            ("BX1 1LT", Some("BX1 1LT")),
            ("WA5 1A", None),
            ("WA5 1ABC", None),
            ("WA5 CAB", None),
            ("QA5 1AB", None),
            ("WA5 1OV", None),
            ("12345", None),
            ("WA5 1AB; drop table", None),
            ("", None),
        ] {
            assert_eq!(text.parse::<Postcode>().ok().as_ref().map(Postcode::as_str), printed, "{text}");
        }
    }

    #[test]
    fn parts_of_a_postcode() {
        let postcode: Postcode = "WA15 8QT".parse().unwrap();
        assert_eq!((postcode.outward(), postcode.sector()), ("WA15", "WA15 8"));
        for (text, printed) in [
            ("wa5", Some("WA5")),
            ("WA5 1", Some("WA5 1")),
            ("WA11", Some("WA11")),
            ("W", None),
            ("WA5 1A", None),
            ("wa5 12", None),
        ] {
            assert_eq!(
                text.parse::<PartialPostcode>().ok().as_ref().map(PartialPostcode::as_str),
                printed,
                "{text}"
            );
        }
        assert!(looks_like_a_postcode("WA5 1A"));
        assert!(looks_like_a_postcode("w 1"));
        assert!(!looks_like_a_postcode("Warrington"));
        assert!(!looks_like_a_postcode("5 Oak Lane"));
    }

    proptest! {
        #[test]
        fn parsing_is_stable_and_never_panics(text in "\\PC{0,20}") {
            if let Ok(postcode) = text.parse::<Postcode>() {
                prop_assert_eq!(postcode.as_str().parse::<Postcode>(), Ok(postcode.clone()));
                prop_assert!(postcode.sector().starts_with(postcode.outward()));
            }
            let _ = text.parse::<PartialPostcode>();
            let _ = looks_like_a_postcode(&text);
        }
    }
}
