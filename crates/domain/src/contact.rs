//! Who is coming and how to reach them.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::problem::ProblemCode;
use crate::typed;

/// The name of the person booking, 1 to 80 characters, as they typed it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
#[serde(transparent)]
pub struct CarerName(String);

impl CarerName {
    /// Reads a name, in any script.
    ///
    /// # Errors
    /// Says what to put right: nothing typed, too long, or characters that no name has.
    pub fn parse(text: &str) -> Result<Self, ProblemCode> {
        let name: String = text.chars().filter(|c| !typed::turns(*c)).collect();
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err(ProblemCode::NameMissing);
        }
        if name.chars().count() > 80 {
            return Err(ProblemCode::NameTooLong);
        }
        if name.chars().any(char::is_control) || !name.chars().any(char::is_alphabetic) {
            return Err(ProblemCode::NameNotAName);
        }
        Ok(Self(name))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CarerName {
    // Names never reach a log line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CarerName(hidden)")
    }
}

/// Who books for a family they support: an organisation or a role, 1 to 80 characters.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
#[serde(transparent)]
pub struct OnBehalf(String);

impl OnBehalf {
    /// Reads an organisation or role; `None` when nothing is typed: the family books for itself.
    ///
    /// # Errors
    /// When it is too long.
    pub fn parse(text: &str) -> Result<Option<Self>, ProblemCode> {
        let words = typed::line(text);
        if words.chars().count() > 80 {
            return Err(ProblemCode::OnBehalfTooLong);
        }
        Ok((!words.is_empty()).then_some(Self(words)))
    }

    /// The organisation or role.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for OnBehalf {
    // People write their own names here too.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnBehalf(hidden)")
    }
}

/// One way to reach the person booking.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "by", content = "address", rename_all = "snake_case")]
pub enum Contact {
    /// An email address.
    Email(String),
    /// A UK mobile or landline number in national form, digits only: `07700900123`.
    Phone(String),
}

impl Contact {
    /// Reads an email address or a UK phone number, whichever was typed.
    ///
    /// # Errors
    /// Says what to put right: nothing typed, or neither an email address nor a UK number.
    pub fn parse(text: &str) -> Result<Self, ProblemCode> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ProblemCode::ContactMissing);
        }
        if text.contains('@') {
            return if is_email(text) {
                Ok(Self::Email(text.to_owned()))
            } else {
                Err(ProblemCode::ContactNotAnEmail)
            };
        }
        phone(text).map(Self::Phone).ok_or(ProblemCode::ContactNotUnderstood)
    }

    /// The address or number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let (Self::Email(text) | Self::Phone(text)) = self;
        text
    }

    /// The form under which two bookings are from the same family: letter case does not matter.
    #[must_use]
    pub fn key(&self) -> String {
        self.as_str().to_lowercase()
    }
}

impl fmt::Debug for Contact {
    // Contact details never reach a log line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Contact(hidden)")
    }
}

/// What mail servers in practice accept: one `@`, a local part of at most 64 bytes, a dotted domain.
///
/// Only the confirmation arriving proves an address; this catches slips of the thumb.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let local_good = (1..=64).contains(&local.len())
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.bytes().all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b));
    let labels: Vec<&str> = domain.split('.').collect();
    let domain_good = domain.len() <= 190
        && labels.len() >= 2
        && labels.iter().all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                // A name in any script: the mailer writes it in ASCII (IDNA).
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
        && labels.last().is_some_and(|top| top.len() >= 2 && top.contains(char::is_alphabetic));
    local_good && domain_good
}

fn phone(text: &str) -> Option<String> {
    if text.len() > 24 || !text.chars().all(|c| c.is_ascii_digit() || " +-().".contains(c)) {
        return None;
    }
    if text.chars().skip(1).any(|c| c == '+') {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let national = if text.starts_with('+') || digits.starts_with("0044") {
        let rest = digits.trim_start_matches("00").strip_prefix("44")?;
        // "+44 (0)7700 900123" carries the national zero in brackets.
        format!("0{}", rest.strip_prefix('0').unwrap_or(rest))
    } else {
        digits
    };
    let shape = national.starts_with("01")
        || national.starts_with("02")
        || national.starts_with("03")
        || national.starts_with("07");
    (shape && (10..=11).contains(&national.len())).then_some(national)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_every_family_fit() {
        for (text, good) in [
            ("Sam Okafor", true),
            ("  Zoë  ", true),
            ("李小龍", true),
            ("O'Neill-Smith", true),
            ("", false),
            ("   ", false),
            ("12345", false),
            ("Sam\u{0}", false),
            ("\u{202e}", false),
        ] {
            assert_eq!(CarerName::parse(text).is_ok(), good, "{text:?}");
        }
        assert_eq!(
            CarerName::parse("  Sam   Okafor ").map(|n| n.as_str().to_owned()),
            Ok("Sam Okafor".to_owned())
        );
        assert_eq!(
            CarerName::parse("\u{202e}maS\u{202c} O").map(|n| n.as_str().to_owned()),
            Ok("maS O".to_owned())
        );
        assert!(CarerName::parse(&"x".repeat(81)).is_err());
    }

    #[test]
    fn who_books_for_a_family_says_so_in_few_words() {
        let long = "x".repeat(81);
        for (text, read) in [
            ("", Ok(None)),
            (" \u{0}\n ", Ok(None)),
            (" Health  visitor,\nSankey ", Ok(Some("Health visitor, Sankey"))),
            (&long[..80], Ok(Some(&long[..80]))),
            (&long, Err(ProblemCode::OnBehalfTooLong)),
        ] {
            let found = OnBehalf::parse(text);
            assert_eq!(
                found.as_ref().map(|one| one.as_ref().map(OnBehalf::as_str)),
                read.as_ref().copied(),
                "{text:?}"
            );
        }
        assert!(!format!("{:?}", OnBehalf::parse("Ana")).contains("Ana"));
    }

    #[test]
    fn contacts_are_an_email_or_a_uk_number() {
        let email = |t: &str| Ok(Contact::Email(t.to_owned()));
        let number = |t: &str| Ok(Contact::Phone(t.to_owned()));
        for (text, contact) in [
            ("sam@example.org", email("sam@example.org")),
            (" Sam+hub@mail.example.co.uk ", email("Sam+hub@mail.example.co.uk")),
            ("sam@exämple.org", email("sam@exämple.org")),
            ("sam@пример.рф", email("sam@пример.рф")),
            ("säm@example.org", Err(ProblemCode::ContactNotAnEmail)),
            ("sam@exam\u{202e}ple.org", Err(ProblemCode::ContactNotAnEmail)),
            ("07700 900123", number("07700900123")),
            ("+44 7700 900123", number("07700900123")),
            ("+44 (0)7700 900123", number("07700900123")),
            ("0044 7700 900123", number("07700900123")),
            ("(01925) 555-555", number("01925555555")),
            ("", Err(ProblemCode::ContactMissing)),
            ("sam@", Err(ProblemCode::ContactNotAnEmail)),
            ("sam@example", Err(ProblemCode::ContactNotAnEmail)),
            ("sam@@example.org", Err(ProblemCode::ContactNotAnEmail)),
            ("sam@example..org", Err(ProblemCode::ContactNotAnEmail)),
            ("a b@example.org", Err(ProblemCode::ContactNotAnEmail)),
            ("sam@example.org\r\nBcc: x@y.zz", Err(ProblemCode::ContactNotAnEmail)),
            ("0770", Err(ProblemCode::ContactNotUnderstood)),
            ("+1 202 555 0100", Err(ProblemCode::ContactNotUnderstood)),
            ("sam", Err(ProblemCode::ContactNotUnderstood)),
        ] {
            assert_eq!(Contact::parse(text), contact, "{text:?}");
        }
    }

    #[test]
    fn the_same_family_is_found_whatever_the_case() {
        let key = |text| Contact::parse(text).unwrap().key();
        assert_eq!(key("Sam@Example.org"), key("sam@example.org"));
        assert_eq!(key("sam@EXÄMPLE.org"), key("sam@exämple.org"));
        assert_eq!(key("07700 900123"), key("+447700900123"));
    }

    proptest! {
        #[test]
        fn what_parses_parses_again_to_the_same(text in "\\PC{0,40}") {
            if let Ok(contact) = Contact::parse(&text) {
                prop_assert_eq!(Contact::parse(contact.as_str()), Ok(contact));
            }
            let _ = CarerName::parse(&text);
        }
    }
}
