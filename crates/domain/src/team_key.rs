//! Keys of the hub's team: who may use the team's part of the API, where, and until when.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::contact::Contact;
use crate::id::LocalityId;
use crate::record::Actor;
use crate::time::{Date, Instant};

/// What every key begins with, so that one that has strayed into a file is recognised.
const PREFIX: &str = "fhk_";

/// A key as it is handed over once: `fhk_` and 256 random bits as 64 lower-case hexadecimal digits.
///
/// Only its fingerprint is kept, and it never prints: `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct TeamKey(String);

/// A text that is not the form of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAKey;

impl TeamKey {
    /// Makes a key from 256 random bits.
    #[must_use]
    pub fn from_random(bits: [u8; 32]) -> Self {
        let mut text = PREFIX.to_owned();
        for nibble in bits.iter().flat_map(|byte| [byte >> 4, byte & 15]) {
            text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
        Self(text)
    }

    /// The key's text, to hand it over or to take its fingerprint; for nothing else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for TeamKey {
    type Err = NotAKey;
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let digits = text.strip_prefix(PREFIX).ok_or(NotAKey)?;
        let good = digits.len() == 64 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if good { Ok(Self(text.to_owned())) } else { Err(NotAKey) }
    }
}

impl fmt::Debug for TeamKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TeamKey(hidden)")
    }
}

/// Where a key may be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// In the whole network, and for places that belong to no locality.
    Everywhere,
    /// In these localities alone.
    Localities(Vec<LocalityId>),
}

impl Scope {
    /// The scope of these localities, each once and in order; everywhere when there are none.
    #[must_use]
    pub fn of(mut localities: Vec<LocalityId>) -> Self {
        localities.sort();
        localities.dedup();
        if localities.is_empty() { Self::Everywhere } else { Self::Localities(localities) }
    }

    /// Whether something in this locality, or in none, is within the scope.
    #[must_use]
    pub fn covers(&self, locality: Option<&LocalityId>) -> bool {
        match (self, locality) {
            (Self::Everywhere, _) => true,
            (Self::Localities(_), None) => false,
            (Self::Localities(localities), Some(one)) => localities.contains(one),
        }
    }
}

/// A key to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTeamKey {
    /// Who uses it; stands in the record of all that is done with it.
    pub name: Actor,
    /// Where it may be used.
    pub scope: Scope,
    /// The last day in London on which it may be used; `None` for no end.
    pub expires_on: Option<Date>,
}

/// A key as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptTeamKey {
    /// What it was made as.
    pub key: NewTeamKey,
    /// When it was made.
    pub made_at: Instant,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Instant>,
    /// The last day in London on which it was used, if it ever was.
    pub last_used_on: Option<Date>,
    /// The email address to which private links to the team's pages are sent, if it has one.
    pub email: Option<Contact>,
}

/// Whether a key opens anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// It does.
    Active,
    /// Its last day is over.
    Expired,
    /// It was revoked.
    Revoked,
}

impl KeyState {
    /// The word in lists: `active`, `expired`, `revoked`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

impl KeptTeamKey {
    /// Whether it opens anything on this day in London.
    #[must_use]
    pub fn state(&self, today: Date) -> KeyState {
        if self.revoked_at.is_some() {
            KeyState::Revoked
        } else if self.key.expires_on.is_some_and(|last| last < today) {
            KeyState::Expired
        } else {
            KeyState::Active
        }
    }
}

/// What came of making a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddKeyOutcome {
    /// It is kept.
    Added,
    /// There is or was a key of this name, whatever its letter case: records must say who it was.
    NameTaken,
}

/// What came of revoking a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevokeKeyOutcome {
    /// It opens nothing any more.
    Revoked,
    /// It was revoked before.
    AlreadyRevoked,
    /// No key has this name.
    NoSuchKey,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn locality(id: &str) -> LocalityId {
        id.parse().unwrap()
    }

    #[test]
    fn a_key_has_one_form_and_does_not_print() {
        let key = TeamKey::from_random([0xa7; 32]);
        let text = format!("fhk_{}", "a7".repeat(32));
        assert_eq!(key.expose(), text);
        assert!(!format!("{key:?}").contains("a7"));
        for (text, is_one) in [
            (text.clone(), true),
            (text.to_uppercase(), false),
            (text.replace("a7", "A7"), false),
            (text[..67].to_owned(), false),
            (format!("{text}0"), false),
            (text.replace("fhk_", ""), false),
            (text.replacen("a", "g", 1), false),
            (String::new(), false),
        ] {
            assert_eq!(text.parse::<TeamKey>().is_ok(), is_one, "{text}");
        }
    }

    #[test]
    fn a_scope_covers_its_localities_alone() {
        let (east, west) = (locality("east"), locality("west"));
        let both = Scope::of(vec![west.clone(), east.clone(), east.clone()]);
        assert_eq!(both, Scope::Localities(vec![east.clone(), west.clone()]));
        let one = Scope::of(vec![east.clone()]);
        for (scope, asked, covered) in [
            (&Scope::of(Vec::new()), Some(&east), true),
            (&Scope::Everywhere, None, true),
            (&one, Some(&east), true),
            (&one, Some(&west), false),
            (&one, None, false),
            (&both, Some(&west), true),
            (&both, Some(&locality("eas")), false),
        ] {
            assert_eq!(scope.covers(asked), covered, "{scope:?} {asked:?}");
        }
    }

    #[test]
    fn a_key_opens_until_the_end_of_its_last_day() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let kept = |expires_on: Option<&str>, revoked| KeptTeamKey {
            key: NewTeamKey {
                name: Actor::parse("Front desk").unwrap(),
                scope: Scope::Everywhere,
                expires_on: expires_on.map(day),
            },
            made_at: Instant::from_unix(0),
            revoked_at: revoked,
            last_used_on: None,
            email: None,
        };
        let revoked = Some(Instant::from_unix(1));
        for (expires_on, revoked, today, state) in [
            (None, None, "9999-12-31", KeyState::Active),
            (Some("2026-11-24"), None, "2026-11-24", KeyState::Active),
            (Some("2026-11-24"), None, "2026-11-25", KeyState::Expired),
            (Some("2026-11-24"), revoked, "2026-11-25", KeyState::Revoked),
            (None, revoked, "2026-11-24", KeyState::Revoked),
        ] {
            assert_eq!(kept(expires_on, revoked).state(day(today)), state, "{expires_on:?} {today}");
        }
    }

    proptest! {
        #[test]
        fn every_key_reads_back(bits: [u8; 32]) {
            let key = TeamKey::from_random(bits);
            prop_assert_eq!(key.expose().parse(), Ok(key));
        }
    }
}
