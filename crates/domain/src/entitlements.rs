//! What a family may get towards childcare and money, worked out from a few answers and the day.
//!
//! The rules are those of England as GOV.UK and the NHS publish them; amounts are not here but in the dated rates of
//! the content, by the ids that [`Kind::rate`] names. A rule is told as likely only where the answers settle it, and
//! nothing is ever refused: what does not seem to fit says why, so that a person can ask anyway.

mod answers;
mod dates;
mod rules;

pub use answers::{
    Answers, Child, Home, Income, MOST_CHILDREN, Need, RawAnswers, RawChild, Reply, Support, Work,
};
pub use rules::entitlements;

use crate::time::Date;

/// Something a family may get, in the order in which it matters on the way from pregnancy to school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Healthy Start: a card for milk, fruit and vegetables.
    HealthyStart,
    /// Free NHS prescriptions and dental care in pregnancy and for a year after.
    Prescriptions,
    /// The Sure Start Maternity Grant.
    MaternityGrant,
    /// Statutory Maternity Pay, from an employer.
    MaternityPay,
    /// Maternity Allowance, from the Jobcentre.
    MaternityAllowance,
    /// Child Benefit.
    ChildBenefit,
    /// Up to 30 hours of childcare for working parents, from nine months.
    WorkingHours,
    /// 15 hours of childcare for two-year-olds with support.
    TwoYearOldHours,
    /// 15 hours of childcare for every three- and four-year-old.
    UniversalHours,
    /// Universal Credit towards childcare.
    CreditChildcare,
    /// Tax-Free Childcare.
    TaxFreeChildcare,
    /// Free lunch in Reception, Year 1 and Year 2.
    InfantMeals,
    /// Free school meals at any age, for families with Universal Credit or the like.
    SchoolMeals,
}

impl Kind {
    /// All of them, in their order.
    pub const ALL: [Self; 13] = [
        Self::HealthyStart,
        Self::Prescriptions,
        Self::MaternityGrant,
        Self::MaternityPay,
        Self::MaternityAllowance,
        Self::ChildBenefit,
        Self::WorkingHours,
        Self::TwoYearOldHours,
        Self::UniversalHours,
        Self::CreditChildcare,
        Self::TaxFreeChildcare,
        Self::InfantMeals,
        Self::SchoolMeals,
    ];

    /// The id of the rate that its amount or its rule turns on, which has a date and a source; `None` where there is
    /// no amount.
    #[must_use]
    pub fn rate(self) -> Option<&'static str> {
        Some(match self {
            Self::HealthyStart => "healthy-start",
            Self::MaternityGrant => "maternity-grant",
            Self::MaternityPay | Self::MaternityAllowance => "statutory-parental-pay",
            Self::ChildBenefit => "child-benefit-first",
            Self::WorkingHours => "childcare-earnings-21",
            Self::TwoYearOldHours => "two-year-old-income",
            Self::CreditChildcare => "universal-credit-childcare",
            Self::TaxFreeChildcare => "tax-free-childcare-most",
            Self::Prescriptions | Self::UniversalHours | Self::InfantMeals | Self::SchoolMeals => {
                return None;
            }
        })
    }
}

/// How likely it is that a family gets something. Later is likelier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chance {
    /// It does not seem to fit just now.
    NotNow,
    /// The answers leave it open.
    Check,
    /// The answers fit the rule.
    Likely,
}

/// Why something does not seem to fit just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Not everybody in the home who has to work earns enough.
    Earnings,
    /// Somebody's income is over the upper limit.
    OverLimit,
    /// Not everybody in the home who has to work does.
    NotWorking,
    /// Nobody has an employer.
    NoEmployer,
    /// No benefit that it comes with.
    NoBenefit,
    /// Not on Universal Credit.
    NoUniversalCredit,
    /// Take-home income is over the line.
    Income,
    /// It cannot be had together with Universal Credit.
    UniversalCredit,
    /// It is mostly for a first child.
    NotFirst,
}

impl Why {
    /// All of them, in their order.
    pub const ALL: [Self; 9] = [
        Self::Earnings,
        Self::OverLimit,
        Self::NotWorking,
        Self::NoEmployer,
        Self::NoBenefit,
        Self::NoUniversalCredit,
        Self::Income,
        Self::UniversalCredit,
        Self::NotFirst,
    ];
}

/// When something can be had, for one child or for the baby on the way. No day in it lies before `opens`, but for
/// `apply` and `by` of the childcare hours, which have to be asked for before they begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct When {
    /// The child's birth date; `None` for a baby on the way.
    pub born: Option<Date>,
    /// The first day it can be claimed or begins; `None` where it is open to everyone now.
    pub opens: Option<Date>,
    /// The best days to apply, first and last.
    pub apply: Option<(Date, Date)>,
    /// The last day to do what has to be done, never in the past.
    pub by: Option<Date>,
    /// The last day it lasts, never in the past.
    pub until: Option<Date>,
}

/// One thing a family may get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entitlement {
    /// What it is.
    pub kind: Kind,
    /// How likely.
    pub chance: Chance,
    /// Why not, where it does not seem to fit.
    pub why: Option<Why>,
    /// For whom and when, each once.
    pub whens: Vec<When>,
}

#[cfg(test)]
mod tests;
