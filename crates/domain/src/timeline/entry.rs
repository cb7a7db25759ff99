//! One thing that comes, and when.

use crate::Date;

/// What comes. The number of each is part of the calendar's UIDs and never changes; a new one takes the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Key {
    /// The booking appointment with a midwife.
    Booking = 0,
    /// The scan that dates the pregnancy.
    DatingScan,
    /// The 20-week scan.
    AnomalyScan,
    /// A routine visit; the entry's number is its week.
    Visit,
    /// More visits and scans, for twins and more.
    VisitsOfMany,
    /// The mother's whooping cough vaccine.
    WhoopingCough,
    /// The mother's flu vaccine; the entry's number is the year in which the season begins.
    FluInPregnancy,
    /// The mother's RSV vaccine.
    Rsv,
    /// The health visitor before the birth.
    ReviewBeforeBirth,
    /// The last day to tell an employer.
    Employer,
    /// The Sure Start Maternity Grant.
    SureStart,
    /// The birth is registered.
    Register,
    /// Child Benefit is claimed.
    ChildBenefit,
    /// The health visitor at 10 to 14 days.
    ReviewNewBirth,
    /// The health visitor at 6 to 8 weeks.
    ReviewSixWeeks,
    /// The health visitor at 3 to 4 months, in some areas.
    ReviewThreeMonths,
    /// The health visitor at 6 months, in some areas.
    ReviewSixMonths,
    /// The health visitor at 9 to 12 months.
    ReviewNineMonths,
    /// The health visitor at 2 to 2 and a half years.
    ReviewTwoYears,
    /// Vaccinations at 8 weeks.
    Jabs8Weeks,
    /// Vaccinations at 12 weeks.
    Jabs12Weeks,
    /// Vaccinations at 16 weeks.
    Jabs16Weeks,
    /// Vaccinations at one year.
    Jabs1Year,
    /// Vaccinations at 18 months.
    Jabs18Months,
    /// Vaccinations at 3 years 4 months.
    JabsPreSchool,
    /// One dose against chickenpox for children between the two programmes.
    MmrvCatchUp,
    /// The child's flu vaccine; the entry's number is the year in which the season begins.
    Flu,
    /// HPV in Year 8.
    Hpv,
    /// The boosters of Year 9.
    Teenage,
    /// Two years after the due date of a child born early.
    CorrectedTwo,
    /// The best time to apply for working parents' 30 hours from nine months.
    WorkingApply,
    /// Working parents' 30 hours can begin.
    WorkingStart,
    /// Asking the council for a two-year-old's 15 hours.
    TwoApply,
    /// A two-year-old's 15 hours can begin.
    TwoStart,
    /// The best time to apply for 30 hours at three.
    ThreeApply,
    /// Every three-year-old's 15 hours can begin.
    ThreeStart,
    /// The last day to apply for Reception.
    SchoolApply,
    /// Reception begins.
    SchoolStart,
    /// The last day to apply for secondary school.
    SecondaryApply,
    /// Secondary school begins.
    SecondaryStart,
}

/// How many keys there are.
pub const KEYS: usize = Key::SecondaryStart as usize + 1;

/// How the days of an entry are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Any day from the first to the last; one day where they are the same.
    Between,
    /// On the last day at the latest.
    By,
    /// From the first day on, as soon as can be.
    From,
    /// In the month of the first day: the day itself is told by others.
    Month,
}

impl Key {
    /// How its days are meant.
    #[must_use]
    pub fn shape(self) -> Shape {
        match self {
            Self::Booking
            | Self::Employer
            | Self::Register
            | Self::ChildBenefit
            | Self::TwoApply
            | Self::SchoolApply
            | Self::SecondaryApply => Shape::By,
            Self::WhoopingCough
            | Self::Rsv
            | Self::ReviewBeforeBirth
            | Self::VisitsOfMany
            | Self::ReviewSixMonths
            | Self::Jabs8Weeks
            | Self::Jabs12Weeks
            | Self::Jabs16Weeks
            | Self::Jabs1Year
            | Self::Jabs18Months
            | Self::JabsPreSchool
            | Self::CorrectedTwo
            | Self::WorkingStart
            | Self::TwoStart
            | Self::ThreeStart => Shape::From,
            Self::SchoolStart | Self::SecondaryStart => Shape::Month,
            _ => Shape::Between,
        }
    }
}

/// One thing that comes for one child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The first day.
    pub from: Date,
    /// The last day, itself included; never before the first.
    pub to: Date,
    /// What it is.
    pub key: Key,
    /// Tells entries of one key apart: a week of pregnancy, or the year in which a winter begins. Otherwise 0.
    pub number: i32,
}

/// Where an entry stands, seen from a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Its last day has gone.
    Past,
    /// Its days are running.
    Now,
    /// It begins within half a year.
    Coming,
    /// It begins later.
    Later,
}

impl Entry {
    /// Where it stands on this day.
    #[must_use]
    pub fn place(&self, today: Date) -> Place {
        if self.to < today {
            Place::Past
        } else if self.from <= today {
            Place::Now
        } else if self.from < today.plus_months(6) {
            Place::Coming
        } else {
            Place::Later
        }
    }
}
