//! Booking: from a form as typed, through a checked request, to what the family holds.

use serde::{Deserialize, Serialize};

use crate::age::{AgeRange, Months};
use crate::contact::{CarerName, Contact, OnBehalf};
use crate::course::{CourseDetail, CourseRule};
use crate::id::{BookingId, PrivateToken, SessionId};
use crate::party::{Counts, Party};
use crate::problem::{Field, FieldProblem, ProblemCode};
use crate::reference::Reference;
use crate::session::{Availability, Session, SessionSummary};
use crate::time::Instant;
use crate::typed;

pub use crate::booking_status::{BookingStatus, CancelledBy, RefusedStep};

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
    /// Who books, when it is for a family they support: their organisation or role, at most 80 characters. A family
    /// that books for itself leaves it out.
    #[serde(default)]
    pub on_behalf: Option<String>,
    /// Whether to join the waiting list when there are not enough places.
    #[serde(default)]
    pub waiting: bool,
    /// Whether to book the whole course that the session is one of: its weeks to come.
    #[serde(default)]
    pub course: bool,
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
    /// Who books for a family they support; `None` when the family books for itself.
    pub on_behalf: Option<OnBehalf>,
    /// Whether to join the waiting list when there are not enough places.
    pub waiting: bool,
    /// Whether it is for the whole course that the session is one of.
    pub course: bool,
}

impl RawParty {
    /// The party this form asks for.
    ///
    /// # Errors
    /// Every field to put right, children first, as the form has them.
    pub fn parse(&self) -> Result<Party, Vec<FieldProblem>> {
        party(self.adults, &self.children)
    }
}

/// A party as typed: adults, and each child's age as text. All problems are told at once.
fn party(adults: u8, ages: &[String]) -> Result<Party, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let mut children = Vec::new();
    for (i, age) in ages.iter().enumerate() {
        let code =
            if age.trim().is_empty() { ProblemCode::ChildAgeMissing } else { ProblemCode::AgeNotAnAge };
        match Months::parse(age) {
            Some(age) => children.push(age),
            None => problems.push(FieldProblem { field: Field::child(i), code }),
        }
    }
    match Party::new(adults, children) {
        Ok(party) if problems.is_empty() => Ok(party),
        Ok(_) => Err(problems),
        Err(found) => {
            problems.extend(found);
            Err(problems)
        }
    }
}

impl RawBooking {
    /// The booking this form asks for.
    ///
    /// # Errors
    /// Every field to put right, in the order of the form.
    pub fn parse(&self, id: BookingId) -> Result<NewBooking, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let party = party(self.adults, &self.children).map_err(|found| problems = found).ok();
        let mut keep = |field: &str, code| problems.push(FieldProblem::new(field, code));
        let name = CarerName::parse(&self.name).map_err(|code| keep("name", code)).ok();
        let contact = Contact::parse(&self.contact).map_err(|code| keep("contact", code)).ok();
        let access_needs = typed::lines(&self.access_needs);
        if access_needs.chars().count() > LONGEST_NEEDS {
            keep("access_needs", ProblemCode::NeedsTooLong);
        }
        let on_behalf = match self.on_behalf.as_deref().map(OnBehalf::parse) {
            None => None,
            Some(read) => read.map_err(|code| keep("on_behalf", code)).ok().flatten(),
        };
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
                on_behalf,
                waiting: self.waiting,
                course: self.course,
            }),
            _ => Err(problems),
        }
    }
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
    /// The session, as it is now; of a course, the next one that the family comes to, else the last.
    pub session: SessionSummary,
    /// The course it is for, with the weeks that the family comes to.
    #[serde(default)]
    pub course: Option<CourseDetail>,
    /// When and where the session was to be, when the hub has moved it since the booking was made.
    #[serde(default)]
    pub moved_from: Option<MovedFrom>,
    /// Who is coming.
    pub party: Party,
    /// Places it holds, held, or asks for on the waiting list.
    pub places: u16,
    /// Where it is in line, from 1, while it waits.
    #[serde(default)]
    pub position: Option<u16>,
    /// Who booked.
    pub name: CarerName,
    /// How to reach them.
    pub contact: Contact,
    /// What would help, perhaps nothing.
    pub access_needs: String,
    /// Who booked for a family they support; `None` when the family booked for itself.
    #[serde(default)]
    pub on_behalf: Option<OnBehalf>,
    /// When it was made, or the waiting list joined.
    pub booked_at: Instant,
}

/// When and where a session was to be before the hub moved it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MovedFrom {
    /// When it was to start.
    pub starts_at: Instant,
    /// The name of the place.
    pub place: String,
}

/// What came of asking to book. Every one of these is expected, and each has words of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookOutcome {
    /// The place is theirs now.
    Booked,
    /// There is no room; they are on the waiting list, as they asked.
    Joined {
        /// Where in line, from 1.
        position: u16,
    },
    /// This very booking was made before: the retry changes nothing.
    AlreadyBooked,
    /// Not enough places left for this party.
    Full {
        /// How many there are.
        places_left: u16,
    },
    /// The party is larger than the session itself: there is nothing to wait for.
    TooLarge {
        /// Places in all.
        capacity: u16,
    },
    /// As many wait as can be told a likely place.
    WaitingListFull,
    /// The same family holds another booking in this session, or waits for one.
    FamilyAlreadyBooked,
    /// Another booking has this id.
    IdInUse,
    /// There is no such session.
    NoSuchSession,
    /// The session takes no bookings at the moment.
    NotBookable(Availability),
    /// The session is one of a course and is booked with it; or the course was asked for where there is none.
    AskedOtherwise,
    /// The party does not fit the session.
    DoesNotFit(Vec<FieldProblem>),
}

/// What came of asking to cancel, to leave the waiting list or to decline an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelOutcome {
    /// The place is free again, or the entry has left the list.
    Cancelled,
    /// It was cancelled before, or its offer had lapsed: nothing changes.
    AlreadyCancelled,
    /// The places are booked, and it was asked to leave the list or to decline.
    NotWaiting,
    /// No booking has this id and token.
    NotFound,
    /// The session is over.
    Finished,
}

/// What came of asking for another party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartyOutcome {
    /// It is this party now; perhaps it was before.
    Changed,
    /// Not enough places left for the larger party. It stays as it was.
    Full {
        /// How many more there are.
        places_left: u16,
    },
    /// The party is larger than the session itself.
    TooLarge {
        /// Places in all.
        capacity: u16,
    },
    /// The party does not fit the session.
    DoesNotFit(Vec<FieldProblem>),
    /// The session takes no more people at the moment: a party can only become smaller.
    NotBookable(Availability),
    /// It is not live any more.
    Refused(RefusedStep),
    /// No booking has this id and token.
    NotFound,
    /// The session is over.
    Finished,
}

/// What came of taking an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptOutcome {
    /// The place is theirs.
    Accepted,
    /// It was theirs before: nothing changes.
    AlreadyAccepted,
    /// Why not: nothing was offered, the time is up, or it was cancelled.
    Refused(RefusedStep),
    /// No booking has this id and token.
    NotFound,
}

/// What came of noting whether a family came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkOutcome {
    /// It is noted; perhaps it was before.
    Marked,
    /// The day of the session has not come.
    TooEarly,
    /// Somebody noted something else later, and that stays.
    NotedLater {
        /// What they noted.
        came: Option<bool>,
    },
    /// The places are not theirs.
    Refused(RefusedStep),
    /// There is no such booking, or its details are deleted.
    NotFound,
}

/// What came of asking to delete what a family told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForgetOutcome {
    /// It is deleted; perhaps it was before.
    Forgotten,
    /// No booking has this id and token.
    NotFound,
}

/// The body of `PATCH /api/v1/bookings/{id}`: `{"change": "party", "adults": 1, "children": ["5"]}`, or the older
/// `{"status": "cancelled"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum BookingChange {
    /// One of the changes a family may ask for.
    Change(ChangeAsked),
    /// Give the place back, as the first edition of the API said it.
    Status {
        /// The state asked for.
        status: ChangedStatus,
    },
}

/// The changes a family may ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum ChangeAsked {
    /// Give the place back.
    Cancel,
    /// Leave the waiting list, or decline what is offered. Refused when the places are booked.
    Leave,
    /// Take what is offered.
    Accept,
    /// Come with more, fewer or other people.
    Party(RawParty),
    /// Give back one week of a course.
    Miss {
        /// The session of that week.
        session_id: SessionId,
    },
    /// Come in a week of the course after all.
    Come {
        /// The session of that week.
        session_id: SessionId,
    },
}

/// A party as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RawParty {
    /// How many adults.
    #[serde(default)]
    pub adults: u8,
    /// Each child's age on the day of the session, in completed months, as text.
    #[serde(default)]
    pub children: Vec<String>,
}

/// The state a family may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangedStatus {
    /// Give the place back.
    Cancelled,
}

/// The body of `POST /api/v1/bookings/{id}/links`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewLink {
    /// The secret of the link that is to open the booking from now on, chosen by the client, so that a retry changes
    /// nothing. Left out, the server makes one.
    #[serde(default)]
    pub token: Option<PrivateToken>,
}

/// The one private link of a booking.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Link {
    /// Its secret: 32 hexadecimal digits.
    pub token: PrivateToken,
}

/// The body of `POST /api/v1/lost-links`: where the links of all bookings to come are to be sent again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LostLink {
    /// The email address or UK phone number given with the booking.
    #[serde(default)]
    pub contact: String,
}

/// Whether a session takes this larger, smaller or other party in place of the one that holds a booking.
///
/// A party can become smaller until the session ends; more places, and children who were not in it, are for as long as
/// booking is open. The age of a child who was in it is not asked about again.
///
/// # Errors
/// What stands against it, other than room.
pub fn other_party(
    session: &Session,
    rules: &PartyRules,
    from: &Party,
    to: &Party,
    now: Instant,
) -> Result<(), PartyOutcome> {
    if now >= session.ends_at {
        return Err(PartyOutcome::Finished);
    }
    let mut known = from.children().to_vec();
    let mut is_new = Vec::new();
    for age in to.children() {
        let at = known.iter().position(|one| one == age);
        is_new.push(at.is_none());
        at.map(|at| known.swap_remove(at));
    }
    let is_larger = to.places(rules.counts) > from.places(rules.counts);
    if is_larger || to.adults() > from.adults() || is_new.contains(&true) {
        match session.availability(now) {
            Availability::Places { .. } | Availability::Full => (),
            state => return Err(PartyOutcome::NotBookable(state)),
        }
    }
    let asked_again = |problem: &FieldProblem| {
        is_new.iter().enumerate().all(|(at, new)| *new || problem.field != Field::child(at))
    };
    let mut problems = to.fits(rules.ages, rules.counts, rules.grace_months).err().unwrap_or_default();
    problems.retain(asked_again);
    if problems.is_empty() { Ok(()) } else { Err(PartyOutcome::DoesNotFit(problems)) }
}

/// What a session asks of a party, as its series says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartyRules {
    /// Whom it is for, at the date of the session.
    pub ages: AgeRange,
    /// What its capacity counts.
    pub counts: Counts,
    /// How many months a child may be younger or older than that.
    pub grace_months: u8,
    /// What its council wishes of it as a course, if it is one. Ages are then those on the day of the first session
    /// that a family comes to.
    pub course: Option<CourseRule>,
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
            on_behalf: None,
            waiting: false,
            course: false,
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
            on_behalf: Some("x".repeat(81)),
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
            ("on_behalf", ProblemCode::OnBehalfTooLong),
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
