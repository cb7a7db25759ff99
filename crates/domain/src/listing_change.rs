//! What a reader says is wrong with a service's listing, for whoever keeps it.

use serde::{Deserialize, Serialize};

use crate::contact::Contact;
use crate::id::{ChangeId, ServiceId};
use crate::problem::{FieldProblem, ProblemCode};
use crate::time::Instant;
use crate::typed;

/// The longest text about what is wrong, in characters.
pub const LONGEST_CHANGE: usize = 1000;

/// What is wrong with a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListingFault {
    /// It has closed or moved.
    Closed,
    /// Its days or times.
    Times,
    /// Its phone number, email or website.
    Contact,
    /// Where it is, or how to get there and in.
    Place,
    /// Whom it is for, or what it costs.
    WhoFor,
    /// Something else, which needs words.
    Other,
}

impl ListingFault {
    /// Every fault, in the order of the form.
    pub const ALL: [Self; 6] =
        [Self::Closed, Self::Times, Self::Contact, Self::Place, Self::WhoFor, Self::Other];

    /// Its name in JSON, in the database and on a page.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Times => "times",
            Self::Contact => "contact",
            Self::Place => "place",
            Self::WhoFor => "who_for",
            Self::Other => "other",
        }
    }

    /// The fault of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.as_str() == name)
    }
}

/// The form as typed, and the body of `POST /api/v1/services/{id}/changes`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RawListingChange {
    /// A random UUID (version 4) that the client makes, the same for every try.
    #[serde(default)]
    pub id: String,
    /// What is wrong: `closed`, `times`, `contact`, `place`, `who_for` or `other`.
    #[serde(default)]
    pub what: String,
    /// The rest in words, at most 1,000 characters; needed only for `other`.
    #[serde(default)]
    pub text: String,
    /// An email address to hear back at, or nothing.
    #[serde(default)]
    pub email: String,
}

/// A change to suggest to a listing. Valid by construction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewListingChange {
    /// Chosen by the client.
    pub id: ChangeId,
    /// The service whose listing it is.
    pub service_id: ServiceId,
    /// What is wrong.
    pub what: ListingFault,
    /// The rest in words, perhaps nothing.
    pub text: ChangeText,
    /// The email address to hear back at.
    pub email: Option<Contact>,
}

/// What a reader wrote: at most [`LONGEST_CHANGE`] characters, which may say who they are.
#[derive(Clone, PartialEq, Eq)]
pub struct ChangeText(String);

impl ChangeText {
    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl core::fmt::Debug for ChangeText {
    // What a family writes never reaches a log line.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("ChangeText(hidden)")
    }
}

impl RawListingChange {
    /// The change this form suggests to the listing of this service.
    ///
    /// # Errors
    /// Every field to put right, in the order of the form.
    pub fn parse(&self, service_id: ServiceId) -> Result<NewListingChange, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut wrong = |field, code| problems.push(FieldProblem::new(field, code));
        let what = ListingFault::from_name(&self.what);
        if what.is_none() {
            wrong("what", ProblemCode::NotAChoice);
        }
        let text = typed::lines(&self.text);
        if what == Some(ListingFault::Other) && text.is_empty() {
            wrong("text", ProblemCode::WordsMissing);
        } else if text.chars().count() > LONGEST_CHANGE {
            wrong("text", ProblemCode::WordsTooLong);
        }
        let email = match self.email.trim() {
            "" => None,
            typed => match Contact::parse(typed) {
                Ok(email @ Contact::Email(_)) => Some(email),
                _ => {
                    wrong("email", ProblemCode::ContactNotAnEmail);
                    None
                }
            },
        };
        let id = self.id.parse().ok();
        if id.is_none() {
            wrong("id", ProblemCode::NotAnId);
        }
        match (problems.is_empty(), id, what) {
            (true, Some(id), Some(what)) => {
                Ok(NewListingChange { id, service_id, what, text: ChangeText(text), email })
            }
            _ => Err(problems),
        }
    }
}

/// What came of suggesting a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeOutcome {
    /// It is kept.
    Kept,
    /// This very suggestion was kept before: the retry changes nothing.
    AlreadyKept,
    /// Another suggestion has this id.
    IdInUse,
    /// There is no such service.
    NoSuchService,
}

/// A suggested change that nobody has dealt with yet, for whoever keeps the listings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenListingChange {
    /// Its id.
    pub id: ChangeId,
    /// The service whose listing it is.
    pub service_id: ServiceId,
    /// What the service is called.
    pub service: String,
    /// What is wrong.
    pub what: ListingFault,
    /// The rest in words, perhaps nothing.
    pub text: ChangeText,
    /// The email address to hear back at.
    pub email: Option<Contact>,
    /// When it came.
    pub received_at: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(what: &str, text: &str, email: &str) -> RawListingChange {
        RawListingChange {
            id: "7d0c0f3e-1111-4222-8333-444455556666".to_owned(),
            what: what.to_owned(),
            text: text.to_owned(),
            email: email.to_owned(),
        }
    }

    #[test]
    fn every_field_to_put_right_is_told_at_once() {
        let long = "é".repeat(LONGEST_CHANGE + 1);
        let just = format!("  {}  ", "é".repeat(LONGEST_CHANGE));
        for (what, text, email, wrong) in [
            ("closed", "", "", &[][..]),
            ("other", "The door is at the back.", "sam@example.org", &[]),
            ("times", &just, " sam@example.org ", &[]),
            ("", "", "", &[("what", ProblemCode::NotAChoice)]),
            ("Closed", "", "", &[("what", ProblemCode::NotAChoice)]),
            ("other", "  \n \0", "", &[("text", ProblemCode::WordsMissing)]),
            ("times", &long, "", &[("text", ProblemCode::WordsTooLong)]),
            ("times", "", "07700 900123", &[("email", ProblemCode::ContactNotAnEmail)]),
            ("times", "", "sam@example.org\r\nBcc: x@y.zz", &[("email", ProblemCode::ContactNotAnEmail)]),
            (
                "x",
                &long,
                "sam@",
                &[
                    ("what", ProblemCode::NotAChoice),
                    ("text", ProblemCode::WordsTooLong),
                    ("email", ProblemCode::ContactNotAnEmail),
                ],
            ),
        ] {
            let found = raw(what, text, email).parse("massage".parse().unwrap()).err().unwrap_or_default();
            let wanted: Vec<_> = wrong.iter().map(|(field, code)| FieldProblem::new(field, *code)).collect();
            assert_eq!(found, wanted, "{what} {email}");
        }
        let nameless = RawListingChange { id: "1".to_owned(), ..raw("closed", "", "") };
        let found = nameless.parse("massage".parse().unwrap()).unwrap_err();
        assert_eq!(found, [FieldProblem::new("id", ProblemCode::NotAnId)]);
    }

    #[test]
    fn what_a_reader_says_of_themselves_never_prints() {
        let change =
            raw("other", " I am Sam. ", "sam@example.org").parse("massage".parse().unwrap()).unwrap();
        assert_eq!(change.text.as_str(), "I am Sam.");
        let printed = format!("{change:?}");
        assert!(!printed.contains("Sam") && !printed.contains("example.org"), "{printed}");
    }

    #[test]
    fn a_fault_reads_back() {
        for fault in ListingFault::ALL {
            assert_eq!(ListingFault::from_name(fault.as_str()), Some(fault));
        }
    }
}
