//! Ids: the standard asks for UUIDs, and a directory's own ids may be short names.

use core::fmt;

use serde::{Serialize, Serializer};
use uuid::{Uuid, uuid};

/// What all ids made here begin from. It never changes: another would give every record a new id.
const NAMESPACE: Uuid = uuid!("fd74c8f0-0a76-408d-91b6-74bd977b1de2");

/// An id as the feed writes it: the record's own when that is a UUID, else one made of it (RFC 9562 version 5), which
/// is the same for the same record on every server and at every time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Id<'a> {
    /// The record's own, letter for letter.
    Own(&'a str),
    /// One made of what the record is called.
    Made(Uuid),
}

impl<'a> Id<'a> {
    /// The id of a record of this kind with this id of its own.
    pub fn of(kind: &str, own: &'a str) -> Self {
        match as_uuid(own) {
            Some(_) => Self::Own(own),
            None => Self::made(kind, &[own]),
        }
    }

    /// The id of what has none of its own: the parts tell it apart from all others of its kind.
    pub fn made(kind: &str, parts: &[&str]) -> Self {
        // Ids have no slash, so no two lists of parts become one name.
        let name = parts.iter().fold(kind.to_owned(), |name, part| name + "/" + part);
        Self::Made(Uuid::new_v5(&NAMESPACE, name.as_bytes()))
    }

    /// The id as a number, by which records are found: letter case does not matter.
    pub fn key(self) -> Uuid {
        match self {
            Self::Own(text) => as_uuid(text).unwrap_or_default(),
            Self::Made(uuid) => uuid,
        }
    }
}

impl fmt::Display for Id<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own(text) => f.write_str(text),
            Self::Made(uuid) => uuid.fmt(f),
        }
    }
}

impl Serialize for Id<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The UUID this text is, in its hyphenated form alone.
pub fn as_uuid(text: &str) -> Option<Uuid> {
    if text.len() == 36 { Uuid::try_parse(text).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_is_a_uuid_stays_and_any_other_gets_one_for_good() {
        let own = "7D0C0F3E-1111-4222-8333-444455556666";
        assert_eq!(Id::of("service", own).to_string(), own);
        assert_eq!(Id::of("service", own).key(), Id::of("service", &own.to_lowercase()).key());
        let made = Id::of("service", "massage").to_string();
        assert_eq!(
            made, "b96e361c-a7e3-56ba-bbeb-fedf2d663b84",
            "a change of this would rename every record"
        );
        assert_ne!(made, Id::of("location", "massage").to_string());
        assert_ne!(Id::made("x", &["a", "b-c"]), Id::made("x", &["a-b", "c"]));
        for not in ["7d0c0f3e111142228333444455556666", "massage", "", "7d0c0f3e-1111-4222-8333-44445555666g"]
        {
            assert_eq!(as_uuid(not), None, "{not}");
        }
    }
}
