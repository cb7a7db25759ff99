//! Booking: from a form as typed, through a checked request, to what the family holds.

use serde::{Deserialize, Serialize};

use crate::age::Months;
use crate::contact::{CarerName, Contact};
use crate::id::{BookingId, PrivateToken, SessionId};
use crate::party::Party;
use crate::problem::{Field, FieldProblem, ProblemCode};
use crate::reference::Reference;
use crate::session::{Availability, SessionSummary};
use crate::time::Instant;

/// The longest note on access needs, in characters.
pub const LONGEST_NEEDS: usize = 500;

/// A booking form as typed, and the body of `PUT /api/v1/bookings/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RawBooking {
    /// The session to book.
    pub session_id: SessionId,
    /// The secret of the private link: 32 hexadecimal digits, chosen by the client.
    #[serde(default)]
    pub token: String,
    /// How many adults.
    #[serde(default)]
    pub adults: u8,
    /// Each child's age on the day of the session, in completed months, as text.
    #[serde(default)]
    pub children: Vec<String>,
    /// The name of the person booking.
    #[serde(default)]
    pub name: String,
    /// An email address or a UK phone number.
    #[serde(default)]
    pub contact: String,
    /// Anything that would help; at most 500 characters, never required.
    #[serde(default)]
    pub access_needs: String,
}

/// A booking to make. Valid by construction, but for the session's own rules: ages, places, opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBooking {
    /// Chosen by the client.
    pub id: BookingId,
    /// The session.
    pub session_id: SessionId,
    /// The secret of the private link.
    pub token: PrivateToken,
    /// Who is coming.
    pub party: Party,
    /// Who booked.
    pub name: CarerName,
    /// How to reach them.
    pub contact: Contact,
    /// What would help, perhaps nothing.
    pub access_needs: String,
}

impl RawBooking {
    /// The booking this form asks for.
    ///
    /// # Errors
    /// Every field to put right, in the order of the form.
    pub fn parse(&self, id: BookingId) -> Result<NewBooking, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut children = Vec::new();
        for (i, age) in self.children.iter().enumerate() {
            let code =
                if age.trim().is_empty() { ProblemCode::ChildAgeMissing } else { ProblemCode::AgeNotAnAge };
            match Months::parse(age) {
                Some(age) => children.push(age),
                None => problems.push(FieldProblem { field: Field::child(i), code }),
            }
        }
        let party = Party::new(self.adults, children).map_err(|found| problems.extend(found)).ok();
        let mut keep = |field: &str, code| problems.push(FieldProblem::new(field, code));
        let name = CarerName::parse(&self.name).map_err(|code| keep("name", code)).ok();
        let contact = Contact::parse(&self.contact).map_err(|code| keep("contact", code)).ok();
        let access_needs = self.access_needs.trim().to_owned();
        if access_needs.chars().count() > LONGEST_NEEDS {
            keep("access_needs", ProblemCode::NeedsTooLong);
        }
        let token = self.token.parse().map_err(|_| keep("token", ProblemCode::TokenNotAToken)).ok();
        match (problems.is_empty(), party, name, contact, token) {
            (true, Some(party), Some(name), Some(contact), Some(token)) => Ok(NewBooking {
                id,
                session_id: self.session_id.clone(),
                token,
                party,
                name,
                contact,
                access_needs,
            }),
            _ => Err(problems),
        }
    }
}

/// Where a booking stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum BookingStatus {
    /// The place is theirs.
    Booked,
    /// The family has given the place back.
    Cancelled {
        /// When.
        at: Instant,
    },
}

/// A booking as the family who holds its private link sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Booking {
    /// The id the client chose.
    pub id: BookingId,
    /// What to read aloud.
    pub reference: Reference,
    /// Where it stands.
    pub status: BookingStatus,
    /// The session, as it is now.
    pub session: SessionSummary,
    /// Who is coming.
    pub party: Party,
    /// Places it holds.
    pub places: u16,
    /// Who booked.
    pub name: CarerName,
    /// How to reach them.
    pub contact: Contact,
    /// What would help, perhaps nothing.
    pub access_needs: String,
    /// When it was made.
    pub booked_at: Instant,
}

/// What came of asking to book. Every one of these is expected, and each has words of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookOutcome {
    /// The place is theirs now.
    Booked,
    /// This very booking was made before: the retry changes nothing.
    AlreadyBooked,
    /// Not enough places left for this party.
    Full {
        /// How many there are.
        places_left: u16,
    },
    /// The same family holds another booking in this session.
    FamilyAlreadyBooked,
    /// Another booking has this id.
    IdInUse,
    /// There is no such session.
    NoSuchSession,
    /// The session takes no bookings at the moment.
    NotBookable(Availability),
    /// The party does not fit the session.
    DoesNotFit(Vec<FieldProblem>),
}

/// What came of asking to cancel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelOutcome {
    /// The place is free again.
    Cancelled,
    /// It was cancelled before: nothing changes.
    AlreadyCancelled,
    /// No booking has this id and token.
    NotFound,
    /// The session is over.
    Finished,
}

/// The body of `PATCH /api/v1/bookings/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingChange {
    /// The only change there is so far.
    pub status: ChangedStatus,
}

/// The state a family may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangedStatus {
    /// Give the place back.
    Cancelled,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> BookingId {
        BookingId::from_random([7; 16])
    }

    fn raw() -> RawBooking {
        RawBooking {
            session_id: "baby-massage-oak-lane-2026-11-24".parse().unwrap(),
            token: "ab".repeat(16),
            adults: 1,
            children: vec!["5".to_owned()],
            name: "Sam Okafor".to_owned(),
            contact: "sam@example.org".to_owned(),
            access_needs: String::new(),
        }
    }

    #[test]
    fn a_good_form_becomes_a_booking() {
        let booking = raw().parse(id()).unwrap();
        assert_eq!(booking.party.children(), [Months(5)]);
        assert_eq!(booking.name.as_str(), "Sam Okafor");
    }

    #[test]
    fn every_problem_is_told_at_once_in_the_order_of_the_form() {
        let bad = RawBooking {
            adults: 0,
            children: vec![String::new(), "5".to_owned(), "old".to_owned()],
            name: " ".to_owned(),
            contact: "sam@".to_owned(),
            access_needs: "x".repeat(501),
            token: "short".to_owned(),
            ..raw()
        };
        let codes: Vec<(String, ProblemCode)> =
            bad.parse(id()).unwrap_err().into_iter().map(|p| (p.field.0, p.code)).collect();
        let wanted = [
            ("children/0", ProblemCode::ChildAgeMissing),
            ("children/2", ProblemCode::AgeNotAnAge),
            ("adults", ProblemCode::AdultsOutOfRange),
            ("name", ProblemCode::NameMissing),
            ("contact", ProblemCode::ContactNotAnEmail),
            ("access_needs", ProblemCode::NeedsTooLong),
            ("token", ProblemCode::TokenNotAToken),
        ]
        .map(|(field, code)| (field.to_owned(), code));
        assert_eq!(codes, wanted);
    }

    #[test]
    fn a_form_never_prints_who_it_is_about_once_parsed() {
        let printed = format!("{:?}", raw().parse(id()).unwrap());
        assert!(
            !printed.contains("Okafor") && !printed.contains("example.org") && !printed.contains("abab"),
            "{printed}"
        );
    }
}
