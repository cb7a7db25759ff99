//! The answers: as they are given, and as the rules read them.

use crate::time::Date;
use crate::timeline::{FARTHEST_DUE, LATEST_DUE};

/// The most children that are asked about.
pub const MOST_CHILDREN: usize = 8;
/// The fields of each child: its birth date and what it has.
const FIELDS: [(&str, &str); MOST_CHILDREN] = [
    ("born-1", "need-1"),
    ("born-2", "need-2"),
    ("born-3", "need-3"),
    ("born-4", "need-4"),
    ("born-5", "need-5"),
    ("born-6", "need-6"),
    ("born-7", "need-7"),
    ("born-8", "need-8"),
];
/// The oldest child that anything here is for, in months: Child Benefit ends at 20.
const OLDEST: i32 = 240;

/// Answers that are numbered in the order in which they are offered; 0 is none yet.
macro_rules! replies {
    ($($(#[$about:meta])* $name:ident { $($(#[$each:meta])* $variant:ident),+ $(,)? })+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum $name {
            /// Not answered yet.
            #[default]
            Unanswered,
            $($(#[$each])* $variant),+
        }

        impl $name {
            /// All of them, each at its own number.
            pub const ALL: &'static [Self] = &[Self::Unanswered, $(Self::$variant),+];

            fn read(number: usize) -> Self {
                Self::ALL.get(number).copied().unwrap_or_default()
            }
        }
    )+};
}

replies! {
    /// Yes or no.
    Reply {
        /// Yes.
        Yes,
        /// No.
        No,
        /// Not sure.
        NotSure,
    }
    /// Whether somebody is in paid work, and what they expect to earn over the next three months.
    Work {
        /// In work, and earning at least the lowest amount for their age.
        Enough,
        /// In work, and earning less.
        Less,
        /// In work, and not sure how much.
        NotSure,
        /// Not in work because of illness, disability or caring.
        Cannot,
        /// Not in work.
        None,
    }
    /// The benefit a household gets.
    Support {
        /// Universal Credit.
        UniversalCredit,
        /// An older income-based benefit, Pension Credit or asylum support.
        Other,
        /// None of these.
        None,
        /// Not sure.
        NotSure,
    }
    /// What a household on Universal Credit takes home, without benefits.
    Income {
        /// At most the line of Healthy Start.
        Lowest,
        /// Over that, and at most the line of the hours for two-year-olds.
        Middle,
        /// Over both.
        Above,
        /// Not sure.
        NotSure,
    }
    /// What a child has that opens doors at any income.
    Need {
        /// Disability Living Allowance.
        Dla,
        /// An education, health and care plan.
        Plan,
        /// Is looked after by the council, or has left its care.
        Care,
        /// None of these.
        None,
    }
}

/// What is asked about the home and those who work in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Home {
    /// Whether the person who is pregnant is under 18.
    pub under_18: Reply,
    /// Whether there is a partner in the home.
    pub partner: Reply,
    /// The work of the person who answers.
    pub work: Work,
    /// Their partner's.
    pub partner_work: Work,
    /// Whether either of them is over the upper limit of income.
    pub over_limit: Reply,
    /// The benefit they get.
    pub support: Support,
    /// What they take home, if they get Universal Credit.
    pub income: Income,
}

/// One child, as given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawChild {
    /// The birth date, ISO 8601; empty for none.
    pub born: String,
    /// What the child has.
    pub need: Need,
}

/// The answers as they are given. What is no longer asked keeps its answer, and the rules do not look at it: a due
/// date with no baby on the way, the work of a partner who is not there, an income without Universal Credit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawAnswers {
    /// Whether a baby is on the way.
    pub expecting: Reply,
    /// When, ISO 8601.
    pub due: String,
    /// As many as [`MOST_CHILDREN`]; one without a birth date is none.
    pub children: [RawChild; MOST_CHILDREN],
    /// The home.
    pub home: Home,
}

/// One child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Child {
    /// The birth date, not in the future.
    pub born: Date,
    /// What the child has.
    pub need: Need,
}

/// The answers as the rules read them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// When the baby on the way is due.
    pub due: Option<Date>,
    /// The children.
    pub children: Vec<Child>,
    /// The home.
    pub home: Home,
}

impl RawAnswers {
    /// Takes one answer by the name of its field: a number as [`Reply::ALL`] counts them, or a date. The fields of a
    /// child end in its number, counted from 1: `born-1`, `need-1`. Any other name is left alone.
    pub fn write(&mut self, field: &str, value: &str) {
        let number = value.parse::<usize>().unwrap_or_default();
        let home = &mut self.home;
        match field {
            "expecting" => self.expecting = Reply::read(number),
            "due" => value.clone_into(&mut self.due),
            "under-18" => home.under_18 = Reply::read(number),
            "partner" => home.partner = Reply::read(number),
            "work" => home.work = Work::read(number),
            "partner-work" => home.partner_work = Work::read(number),
            "over-limit" => home.over_limit = Reply::read(number),
            "support" => home.support = Support::read(number),
            "income" => home.income = Income::read(number),
            _ => {
                for (child, (birth, need)) in self.children.iter_mut().zip(FIELDS) {
                    if field == birth {
                        value.clone_into(&mut child.born);
                    } else if field == need {
                        child.need = Need::read(number);
                    }
                }
            }
        }
    }

    /// The answers that can be read, and every field to put right: a due date that is none or too far from today, a
    /// birth date in the future or more than 20 years ago, or the first birth date where nobody is there at all.
    #[must_use]
    pub fn read(&self, today: Date) -> (Answers, Vec<&'static str>) {
        let mut wrong = Vec::new();
        let mut due = None;
        if self.expecting == Reply::Yes {
            let days = |date: &Date| date.days() - today.days();
            due = self.due.parse().ok().filter(|date| (-LATEST_DUE..=FARTHEST_DUE).contains(&days(date)));
            if due.is_none() {
                wrong.push("due");
            }
        }
        let mut children = Vec::new();
        for (child, (field, _)) in self.children.iter().zip(FIELDS) {
            if child.born.is_empty() {
                continue;
            }
            match read_birth(&child.born, today) {
                Some(born) => children.push(Child { born, need: child.need }),
                None => wrong.push(field),
            }
        }
        if due.is_none() && children.is_empty() && wrong.is_empty() {
            wrong.push(FIELDS[0].0);
        }
        (Answers { due, children, home: self.home }, wrong)
    }
}

fn read_birth(text: &str, today: Date) -> Option<Date> {
    text.parse().ok().filter(|born: &Date| *born <= today && born.plus_months(OLDEST) > today)
}
