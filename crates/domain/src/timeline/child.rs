//! A child as the family tells of it, and as the device keeps it.

use core::fmt;

use super::age_reached;
use crate::Date;
use crate::id::{hex, is_hex};

/// The most children on one timeline.
pub const MOST_CHILDREN: usize = 8;
/// The longest nickname, in characters.
pub const LONGEST_NICKNAME: usize = 40;

/// Days from the first day of the last period to the due date: 40 weeks.
pub(super) const TERM: i32 = 280;
/// The farthest a due date can be away, in days: a pregnancy that is only just hoped for.
pub(crate) const FARTHEST_DUE: i32 = 42 * 7;
/// The longest a due date can have passed, in days: by then a baby is here.
pub(crate) const LATEST_DUE: i32 = 21;
/// The most a baby comes early and lives: at 22 weeks.
const EARLIEST_BIRTH: i32 = 18 * 7;
/// A baby born before 37 weeks is premature: more than three weeks before the due date
/// (<https://www.nhs.uk/pregnancy/labour-and-birth/signs-of-labour/premature-labour-and-birth/>).
const PREMATURE: i32 = 21;
/// The oldest child: 20 years, in months.
const OLDEST: i32 = 240;

/// Names one child on one device: 128 random bits, which say nothing about the child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildId(String);

impl ChildId {
    /// Makes an id from 128 random bits.
    #[must_use]
    pub fn from_random(bits: [u8; 16]) -> Self {
        Self(hex(bits))
    }

    /// 32 lower-case hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn parse(text: &str) -> Option<Self> {
        is_hex(text).then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for ChildId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is known of a child's day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Still to come.
    Due {
        /// The day on which 40 weeks of pregnancy are complete.
        due: Date,
        /// Whether it is the first baby: there are three more routine visits.
        first: bool,
        /// Whether there are twins or more: their visits are planned for them alone.
        many: bool,
    },
    /// Here already.
    Born {
        /// The day of birth.
        birth: Date,
        /// The day the baby was due, where the family says so.
        due: Option<Date>,
    },
}

/// A child on the timeline, or the twins of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
    /// Stays the same when dates or names are put right.
    pub id: ChildId,
    /// At most [`LONGEST_NICKNAME`] characters; may be empty.
    pub nickname: String,
    /// The dates.
    pub told: Told,
}

/// How early a premature baby came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Early {
    /// Whole weeks before the due date, 3 to 18.
    pub weeks: u16,
    /// The day from which the corrected age is counted.
    pub due: Date,
}

impl Child {
    /// How early this child came, if before 37 weeks and not yet two by corrected age: until then development is
    /// reckoned from the due date.
    #[must_use]
    pub fn early(&self, today: Date) -> Option<Early> {
        let (birth, due) = self.premature()?;
        (today < age_reached(due, 24))
            .then(|| Early { weeks: u16::try_from((due.days() - birth.days()) / 7).unwrap_or(0), due })
    }

    /// Birth and due date of a child born before 37 weeks.
    pub(super) fn premature(&self) -> Option<(Date, Date)> {
        match self.told {
            Told::Born { birth, due: Some(due) } if due.days() - birth.days() > PREMATURE => {
                Some((birth, due))
            }
            _ => None,
        }
    }

    /// Whole weeks of pregnancy today, 0 to 42; `None` once born, and for a due date that is farther away.
    #[must_use]
    pub fn weeks_pregnant(&self, today: Date) -> Option<u32> {
        let Told::Due { due, .. } = self.told else { return None };
        let weeks = u32::try_from(today.days() - due.days() + TERM).ok()? / 7;
        (weeks <= 42).then_some(weeks)
    }

    /// The child as the form shows it.
    #[must_use]
    pub fn raw(&self) -> RawChild {
        let (born, date, due, first, many) = match self.told {
            Told::Due { due, first, many } => (false, due, None, first, many),
            Told::Born { birth, due } => (true, birth, due, false, false),
        };
        RawChild {
            id: self.id.clone(),
            nickname: self.nickname.clone(),
            born,
            date: date.to_string(),
            due: due.map(|due| due.to_string()).unwrap_or_default(),
            first,
            many,
        }
    }
}

/// A child as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawChild {
    /// Chosen when the form was opened.
    pub id: ChildId,
    /// As typed.
    pub nickname: String,
    /// Whether the child is here already.
    pub born: bool,
    /// The birth date, or the due date, in ISO 8601 form.
    pub date: String,
    /// For a child that is born: the date it was due; may be empty.
    pub due: String,
    /// For a child that is due: whether it is the first.
    pub first: bool,
    /// For a child that is due: whether there are twins or more.
    pub many: bool,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChildField {
    /// The birth date or due date.
    Date,
    /// The due date of a child that is born.
    Due,
    /// The nickname.
    Nickname,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChildProblem {
    /// Not a date.
    NotADate,
    /// A due date more than 42 weeks away.
    TooFarAway,
    /// A due date more than three weeks ago.
    LongPassed,
    /// A birth date after today.
    NotBornYet,
    /// Born more than 20 years ago.
    TooOld,
    /// A due date more than 18 weeks after the birth, or more than three weeks before it.
    FarFromBirth,
    /// A nickname of more than [`LONGEST_NICKNAME`] characters.
    TooLong,
}

impl RawChild {
    /// A form not yet filled in.
    #[must_use]
    pub fn new(id: ChildId) -> Self {
        let empty = String::new;
        Self { id, nickname: empty(), born: false, date: empty(), due: empty(), first: true, many: false }
    }

    /// The child, or everything to put right, in the order of the fields.
    pub fn parse(&self, today: Date) -> Result<Child, Vec<(ChildField, ChildProblem)>> {
        let mut problems = Vec::new();
        let child = self.told();
        let apart = |day: Date| day.days() - today.days();
        match child {
            None => problems.push((ChildField::Date, ChildProblem::NotADate)),
            Some(Told::Due { due, .. }) if apart(due) > FARTHEST_DUE => {
                problems.push((ChildField::Date, ChildProblem::TooFarAway));
            }
            Some(Told::Due { due, .. }) if apart(due) < -LATEST_DUE => {
                problems.push((ChildField::Date, ChildProblem::LongPassed));
            }
            Some(Told::Born { birth, .. }) if birth > today => {
                problems.push((ChildField::Date, ChildProblem::NotBornYet));
            }
            Some(Told::Born { birth, .. }) if age_reached(birth, OLDEST) < today => {
                problems.push((ChildField::Date, ChildProblem::TooOld));
            }
            Some(_) => {}
        }
        if self.born && !self.due.is_empty() {
            match (self.due.parse::<Date>(), child) {
                (Err(_), _) => problems.push((ChildField::Due, ChildProblem::NotADate)),
                (Ok(due), Some(Told::Born { birth, .. }))
                    if !(-LATEST_DUE..=EARLIEST_BIRTH).contains(&(due.days() - birth.days())) =>
                {
                    problems.push((ChildField::Due, ChildProblem::FarFromBirth));
                }
                _ => {}
            }
        }
        let nickname = self.nickname.trim();
        if nickname.chars().count() > LONGEST_NICKNAME {
            problems.push((ChildField::Nickname, ChildProblem::TooLong));
        }
        match child {
            Some(told) if problems.is_empty() => Ok(self.child(told)),
            _ => Err(problems),
        }
    }

    fn told(&self) -> Option<Told> {
        let date: Date = self.date.parse().ok()?;
        Some(if self.born {
            Told::Born { birth: date, due: self.due.parse().ok() }
        } else {
            Told::Due { due: date, first: self.first, many: self.many }
        })
    }

    fn child(&self, told: Told) -> Child {
        // A tab or a line break would end the name in what the device keeps.
        let nickname = self.nickname.trim().replace(char::is_control, " ");
        Child { id: self.id.clone(), nickname, told }
    }
}

/// The children as the device keeps them: one a line, its fields parted by tabs.
#[must_use]
pub fn kept(children: &[Child]) -> String {
    let mut text = String::new();
    for child in children {
        let raw = child.raw();
        let mark = |yes: bool| if yes { "1" } else { "" };
        let fields = [
            raw.id.as_str(),
            mark(raw.born),
            &raw.date,
            &raw.due,
            mark(raw.first),
            mark(raw.many),
            &raw.nickname,
        ];
        text.push_str(&fields.join("\t"));
        text.push('\n');
    }
    text
}

/// Reads what [`kept`] wrote. A line that cannot be read is left out, and so is all beyond [`MOST_CHILDREN`].
#[must_use]
pub fn read(text: &str) -> Vec<Child> {
    let mut children = Vec::new();
    for line in text.split('\n') {
        let fields: Vec<&str> = line.split('\t').collect();
        let [id, born, date, due, first, many, nickname] = fields[..] else { continue };
        let Some(id) = ChildId::parse(id) else { continue };
        let raw = RawChild {
            id,
            nickname: nickname.to_owned(),
            born: !born.is_empty(),
            date: date.to_owned(),
            due: due.to_owned(),
            first: !first.is_empty(),
            many: !many.is_empty(),
        };
        // Dates were checked against today when they were told; that day has passed.
        if let Some(told) = raw.told()
            && children.len() < MOST_CHILDREN
        {
            children.push(raw.child(told));
        }
    }
    children
}
