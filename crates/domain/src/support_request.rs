//! Asking the hub for help: what is asked, how it is safe to answer, and what becomes of it.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::contact::{CarerName, Contact};
use crate::id::{LocalityId, PrivateToken};
use crate::named::named;
use crate::named_dates::NamedDates;
use crate::reference::Reference;
use crate::time::{Date, Instant, Weekday};
use crate::typed;

/// The longest text of a request, in characters.
pub const LONGEST_WORDS: usize = 1000;
/// The longest short answer, in characters.
pub const LONGEST_LINE: usize = 120;
/// An answer comes within so many working days.
pub const ANSWER_WITHIN: u32 = 2;
/// What was asked is deleted so many days after a request is closed.
pub const CLOSED_KEPT_DAYS: i64 = 30;
/// What was asked is deleted so many days after it came, whatever became of it.
pub const OPEN_KEPT_DAYS: i64 = 180;

named! {
    /// What a family asks about.
    Topic {
        /// Feeding a baby.
        Feeding = "feeding",
        /// Sleep.
        Sleep = "sleep",
        /// Crying, tantrums and behaviour.
        Behaviour = "behaviour",
        /// How a child grows, talks and learns.
        Development = "development",
        /// Special educational needs and disabilities.
        Send = "send",
        /// How the parent feels.
        Feelings = "feelings",
        /// Relationships and arguments at home.
        Relationships = "relationships",
        /// Money, food and housing.
        Money = "money",
        /// Childcare and school.
        Childcare = "childcare",
        /// Something else.
        Other = "other",
    }
}

named! {
    /// Whom the help is for.
    ForWhom {
        /// A baby that is not born yet.
        Expecting = "expecting",
        /// Under 1.
        Baby = "baby",
        /// 1 to 4.
        EarlyYears = "1-4",
        /// 5 to 10.
        Primary = "5-10",
        /// 11 to 18.
        Secondary = "11-18",
        /// 19 to 25.
        YoungAdult = "19-25",
        /// The parent or carer.
        Parent = "parent",
    }
}

named! {
    /// When it is safe to be in touch.
    SafeTime {
        /// 9am to noon.
        Morning = "morning",
        /// Noon to 3pm.
        Afternoon = "afternoon",
        /// 3pm to 5pm.
        LateAfternoon = "late-afternoon",
        /// Any time in office hours.
        Any = "any",
    }
}

named! {
    /// How soon help is needed.
    Urgency {
        /// Somebody is in danger or badly hurt now.
        Danger = "danger",
        /// It cannot wait until tomorrow.
        Today = "today",
        /// A few days are fine.
        Soon = "soon",
    }
}

named! {
    /// Where a request stands.
    RequestState {
        /// It has come; nobody has it yet.
        Received = "received",
        /// Somebody of the team has it.
        Assigned = "assigned",
        /// The team is done with it.
        Closed = "closed",
        /// The family took it back.
        Withdrawn = "withdrawn",
    }
}

impl RequestState {
    /// Whether the team has still to do something.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Received | Self::Assigned)
    }

    /// Whether one may follow the other. Nothing follows what is closed or withdrawn; an assigned request may be given
    /// to somebody else.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        self.is_open() && next != Self::Received
    }
}

named! {
    /// How the team closed a request.
    RequestOutcome {
        /// The family has what they needed.
        Helped = "helped",
        /// Another service took it on.
        PassedOn = "passed-on",
        /// Nobody could be reached.
        NotReached = "not-reached",
        /// The family did not want it any more.
        NotWanted = "not-wanted",
    }
}

/// What is wrong with one field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestProblem {
    /// Nothing is chosen.
    Choose,
    /// Nothing is typed.
    Missing,
    /// More is typed than is read.
    TooLong,
    /// Not a name.
    NotAName,
    /// Neither an email address nor a UK phone number.
    NotAContact,
    /// A phone number, and nobody said whether a message is safe.
    MessageSafety,
    /// The box is not ticked.
    Consent,
}

/// The form as it is filled in. Its field names are those of the form.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RawSupportRequest {
    /// How soon: [`Urgency`].
    pub urgency: String,
    /// What about: [`Topic`].
    pub topic: String,
    /// More in the family's words; may be empty.
    pub words: String,
    /// For whom: [`ForWhom`], one or more.
    pub whom: Vec<String>,
    /// Where: a locality's id.
    pub locality: String,
    /// Whom to ask for.
    pub name: String,
    /// An email address or a UK phone number.
    pub contact: String,
    /// Whether it is safe to leave a message: `yes` or `no`.
    pub message: String,
    /// When it is safe: [`SafeTime`], one or more.
    pub times: Vec<String>,
    /// The language to speak; empty for English.
    pub language: String,
    /// `yes` when the hub may keep and use this.
    pub consent: String,
    /// `yes` when a professional asks for a family.
    pub professional: String,
    /// The professional's name and work.
    pub asked_by: String,
    /// `yes` when the family has agreed to the professional's asking.
    pub family_agreed: String,
}

impl fmt::Debug for RawSupportRequest {
    // What a family writes never reaches a log line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RawSupportRequest(hidden)")
    }
}

/// What is asked, as the team reads it. It is kept sealed and never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportRequest {
    /// What about.
    pub topic: Topic,
    /// How soon: never [`Urgency::Danger`], which is not a request.
    pub urgency: Urgency,
    /// More in the family's words.
    pub words: String,
    /// For whom.
    pub whom: Vec<ForWhom>,
    /// Whom to ask for.
    pub name: CarerName,
    /// How to be in touch.
    pub contact: Contact,
    /// Whether it is safe to leave a message.
    pub message_is_safe: bool,
    /// When it is safe to be in touch.
    pub times: Vec<SafeTime>,
    /// The language to speak; empty for English.
    pub language: String,
    /// The professional who asks for the family, with the family's agreement; `None` when the family asks.
    pub asked_by: Option<String>,
}

impl fmt::Debug for SupportRequest {
    // What a family says of itself never reaches a log line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SupportRequest(hidden)")
    }
}

/// What a filled-in form comes to.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    /// Somebody is in danger: they need the right number, not a form.
    Danger,
    /// A request to this locality.
    Request(LocalityId, Box<SupportRequest>),
}

impl RawSupportRequest {
    /// Reads the body of a form.
    #[must_use]
    pub fn from_query(query: &str) -> Self {
        let mut raw = Self::default();
        for (name, value) in crate::query::pairs(query) {
            match name.as_str() {
                "urgency" => raw.urgency = value,
                "topic" => raw.topic = value,
                "words" => raw.words = value,
                "whom" => raw.whom.push(value),
                "locality" => raw.locality = value,
                "name" => raw.name = value,
                "contact" => raw.contact = value,
                "message" => raw.message = value,
                "times" => raw.times.push(value),
                "language" => raw.language = value,
                "consent" => raw.consent = value,
                "professional" => raw.professional = value,
                "asked_by" => raw.asked_by = value,
                "family_agreed" => raw.family_agreed = value,
                _ => {}
            }
        }
        raw
    }

    /// Whether a professional asks for a family: they said so, or filled in what only they are asked, which is never
    /// dropped because a box above it is empty.
    #[must_use]
    pub fn is_by_professional(&self) -> bool {
        self.professional == "yes" || self.family_agreed == "yes" || !typed::line(&self.asked_by).is_empty()
    }

    /// What this form asks, to one of these localities. Danger comes before everything else, so that nobody in it has to
    /// fill in the rest.
    ///
    /// # Errors
    /// Every field to put right, by its name, in the order of the form.
    pub fn parse(
        &self,
        is_locality: impl Fn(&LocalityId) -> bool,
    ) -> Result<Asked, Vec<(&'static str, RequestProblem)>> {
        let urgency = Urgency::parse(&self.urgency);
        if urgency == Some(Urgency::Danger) {
            return Ok(Asked::Danger);
        }
        let mut problems = Vec::new();
        let mut wrong = |field, problem| problems.push((field, problem));
        if urgency.is_none() {
            wrong("urgency", RequestProblem::Choose);
        }
        let by_professional = self.is_by_professional();
        let asked_by = typed::line(&self.asked_by);
        if by_professional {
            match asked_by.chars().count() {
                0 => wrong("asked_by", RequestProblem::Missing),
                1..=LONGEST_LINE => {}
                _ => wrong("asked_by", RequestProblem::TooLong),
            }
            if self.family_agreed != "yes" {
                wrong("family_agreed", RequestProblem::Consent);
            }
        }
        let topic = Topic::parse(&self.topic);
        if topic.is_none() {
            wrong("topic", RequestProblem::Choose);
        }
        let words = typed::lines(&self.words);
        if topic == Some(Topic::Other) && words.is_empty() {
            wrong("words", RequestProblem::Missing);
        } else if words.chars().count() > LONGEST_WORDS {
            wrong("words", RequestProblem::TooLong);
        }
        let whom: Vec<ForWhom> = chosen(&self.whom, ForWhom::ALL, ForWhom::slug);
        if whom.is_empty() {
            wrong("whom", RequestProblem::Choose);
        }
        let locality = self.locality.parse().ok().filter(|id| is_locality(id));
        if locality.is_none() {
            wrong("locality", RequestProblem::Choose);
        }
        let name = CarerName::parse(&self.name).ok();
        if name.is_none() {
            let missing = self.name.trim().is_empty();
            wrong("name", if missing { RequestProblem::Missing } else { RequestProblem::NotAName });
        }
        let contact = Contact::parse(&self.contact).ok();
        if contact.is_none() {
            let missing = self.contact.trim().is_empty();
            wrong("contact", if missing { RequestProblem::Missing } else { RequestProblem::NotAContact });
        }
        let safety = match self.message.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        if safety.is_none() {
            wrong("message", RequestProblem::MessageSafety);
        }
        let times = chosen(&self.times, SafeTime::ALL, SafeTime::slug);
        if times.is_empty() {
            wrong("times", RequestProblem::Choose);
        }
        let language = typed::line(&self.language);
        if language.chars().count() > LONGEST_LINE {
            wrong("language", RequestProblem::TooLong);
        }
        if self.consent != "yes" {
            wrong("consent", RequestProblem::Consent);
        }
        let known = (urgency, topic, locality, name, contact, safety);
        match (problems.is_empty(), known) {
            (true, (Some(urgency), Some(topic), Some(locality), Some(name), Some(contact), Some(safe))) => {
                let request = SupportRequest {
                    topic,
                    urgency,
                    words,
                    whom,
                    name,
                    contact,
                    message_is_safe: safe,
                    times,
                    language,
                    asked_by: by_professional.then_some(asked_by),
                };
                Ok(Asked::Request(locality, Box::new(request)))
            }
            _ => Err(problems),
        }
    }
}

/// Those that were chosen, each once, in the order in which they are offered.
fn chosen<T: Copy, const N: usize>(given: &[String], all: [T; N], slug: fn(T) -> &'static str) -> Vec<T> {
    all.into_iter().filter(|one| given.iter().any(|text| text == slug(*one))).collect()
}

/// The day by which a request has an answer: [`ANSWER_WITHIN`] working days after the day it came, in London. Weekends
/// and bank holidays, as the council's year has them, are not working days.
#[must_use]
pub fn answer_by(received: Instant, year: &NamedDates) -> Date {
    let mut day = received.london_date();
    let mut left = ANSWER_WITHIN;
    while left > 0 {
        day = day.plus_days(1);
        let is_weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        if !is_weekend && !year.is_bank_holiday(day) {
            left -= 1;
        }
    }
    day
}

/// A request to keep. What is asked comes sealed: whoever keeps it cannot read it.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSupportRequest {
    /// Opens the family's own page on it.
    pub token: PrivateToken,
    /// What the family reads aloud.
    pub reference: Reference,
    /// Whose team is asked.
    pub locality: LocalityId,
    /// A [`SupportRequest`], sealed.
    pub sealed: Vec<u8>,
    /// When an answer is due.
    pub answer_by: Date,
}

impl fmt::Debug for NewSupportRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewSupportRequest").field("reference", &self.reference).finish_non_exhaustive()
    }
}

/// A request as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredRequest {
    /// What the family reads aloud.
    pub reference: Reference,
    /// Whose team is asked.
    pub locality: LocalityId,
    /// Where it stands.
    pub state: RequestState,
    /// Who of the team has it: a role or initials; empty while nobody has.
    pub assigned_to: String,
    /// How it was closed.
    pub outcome: Option<RequestOutcome>,
    /// What is asked, sealed; empty once it is deleted.
    pub sealed: Vec<u8>,
    /// When it came.
    pub received_at: Instant,
    /// When an answer is due.
    pub answer_by: Date,
}

impl fmt::Debug for StoredRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredRequest")
            .field("reference", &self.reference)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// What came of keeping a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepOutcome {
    /// It is kept.
    Kept,
    /// One with this token was kept before: the retry changes nothing.
    AlreadyKept,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> RawSupportRequest {
        RawSupportRequest::from_query(
            "urgency=soon&topic=sleep&words=He+wakes+at+2&whom=baby&whom=parent&locality=east&name=Sam+Okafor\
             &contact=07700+900123&message=no&times=morning&language=Polish&consent=yes",
        )
    }

    fn problems(raw: &RawSupportRequest) -> Vec<(&'static str, RequestProblem)> {
        raw.parse(|id| id.as_str() == "east").err().unwrap_or_default()
    }

    #[test]
    fn a_form_is_read_whole() {
        let Ok(Asked::Request(locality, request)) = filled().parse(|_| true) else { panic!("not a request") };
        assert_eq!(locality.as_str(), "east");
        assert_eq!((request.topic, request.urgency), (Topic::Sleep, Urgency::Soon));
        assert_eq!(request.whom, [ForWhom::Baby, ForWhom::Parent]);
        assert_eq!((request.contact.as_str(), request.message_is_safe), ("07700900123", false));
        assert_eq!(
            (request.times.as_slice(), request.language.as_str()),
            (&[SafeTime::Morning][..], "Polish")
        );
        assert_eq!((request.words.as_str(), &request.asked_by), ("He wakes at 2", &None));
    }

    #[test]
    fn who_asks_for_a_family_is_kept_without_the_box_that_says_so() {
        for professional in ["", "yes"] {
            let raw = RawSupportRequest {
                professional: professional.to_owned(),
                asked_by: "Jo, health visitor".to_owned(),
                family_agreed: "yes".to_owned(),
                ..filled()
            };
            let Ok(Asked::Request(_, request)) = raw.parse(|_| true) else { panic!("not a request") };
            assert_eq!(request.asked_by.as_deref(), Some("Jo, health visitor"), "{professional:?}");
        }
    }

    #[test]
    fn danger_needs_no_other_answer() {
        let raw = RawSupportRequest { urgency: "danger".to_owned(), ..RawSupportRequest::default() };
        assert_eq!(raw.parse(|_| false), Ok(Asked::Danger));
    }

    #[test]
    fn everything_to_put_right_is_told_at_once() {
        use RequestProblem as P;
        let all = [
            ("urgency", P::Choose),
            ("topic", P::Choose),
            ("whom", P::Choose),
            ("locality", P::Choose),
            ("name", P::Missing),
            ("contact", P::Missing),
            ("message", P::MessageSafety),
            ("times", P::Choose),
            ("consent", P::Consent),
        ];
        assert_eq!(problems(&RawSupportRequest::default()), all);
        type Change = fn(&mut RawSupportRequest);
        for (change, wanted) in [
            ((|_| {}) as Change, vec![]),
            (|raw| raw.topic = "other".to_owned(), vec![]),
            (
                |raw| {
                    raw.topic = "other".to_owned();
                    raw.words = " \n\u{7}".to_owned();
                },
                vec![("words", P::Missing)],
            ),
            (|raw| raw.words = "é".repeat(LONGEST_WORDS), vec![]),
            (|raw| raw.words = "é".repeat(LONGEST_WORDS + 1), vec![("words", P::TooLong)]),
            (|raw| raw.language = "é".repeat(LONGEST_LINE), vec![]),
            (|raw| raw.language = "é".repeat(LONGEST_LINE + 1), vec![("language", P::TooLong)]),
            (|raw| raw.locality = "north".to_owned(), vec![("locality", P::Choose)]),
            (|raw| raw.name = "123".to_owned(), vec![("name", P::NotAName)]),
            (|raw| raw.contact = "sam@".to_owned(), vec![("contact", P::NotAContact)]),
            (|raw| raw.contact = "sam@example.org".to_owned(), vec![]),
            (|raw| raw.consent = "on".to_owned(), vec![("consent", P::Consent)]),
            (
                |raw| raw.professional = "yes".to_owned(),
                vec![("asked_by", P::Missing), ("family_agreed", P::Consent)],
            ),
            (
                |raw| {
                    raw.professional = "yes".to_owned();
                    raw.asked_by = "A health visitor".to_owned();
                    raw.family_agreed = "yes".to_owned();
                },
                vec![],
            ),
            // What a professional filled in counts without the box that says so.
            (|raw| raw.asked_by = "A health visitor".to_owned(), vec![("family_agreed", P::Consent)]),
            (|raw| raw.family_agreed = "yes".to_owned(), vec![("asked_by", P::Missing)]),
            (|raw| raw.asked_by = " ".to_owned(), vec![]),
        ] {
            let mut raw = filled();
            change(&mut raw);
            assert_eq!(problems(&raw), wanted);
        }
    }

    #[test]
    fn an_answer_comes_in_two_working_days() {
        for (received, by) in [
            // Monday, Thursday, Friday, Saturday, the days before Christmas and before New Year.
            ("2026-11-23T09:00:00Z", "2026-11-25"),
            ("2026-11-26T23:30:00Z", "2026-11-30"),
            ("2026-11-27T09:00:00Z", "2026-12-01"),
            ("2026-11-28T09:00:00Z", "2026-12-01"),
            ("2026-12-24T09:00:00Z", "2026-12-30"),
            ("2026-12-30T09:00:00Z", "2027-01-04"),
            // Half past midnight in London is still the day before in UTC.
            ("2026-07-05T23:30:00Z", "2026-07-08"),
        ] {
            assert_eq!(
                answer_by(received.parse().unwrap(), &NamedDates::default()),
                by.parse().unwrap(),
                "{received}"
            );
        }
    }

    #[test]
    fn a_state_is_left_only_while_it_is_open() {
        use RequestState::{Assigned, Closed, Received, Withdrawn};
        for (from, to, may) in [
            (Received, Assigned, true),
            (Received, Closed, true),
            (Received, Withdrawn, true),
            (Received, Received, false),
            (Assigned, Assigned, true),
            (Assigned, Received, false),
            (Closed, Assigned, false),
            (Closed, Withdrawn, false),
            (Withdrawn, Closed, false),
        ] {
            assert_eq!(from.may_become(to), may, "{from:?} {to:?}");
        }
    }

    #[test]
    fn nothing_of_a_request_is_ever_printed() {
        let raw = filled();
        let Ok(asked) = raw.parse(|_| true) else { panic!("not a request") };
        for printed in [format!("{raw:?}"), format!("{asked:?}")] {
            assert!(!printed.contains("Sam") && !printed.contains("07700"), "{printed}");
        }
    }
}
