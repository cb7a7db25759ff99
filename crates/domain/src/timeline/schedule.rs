//! The rules: from a child's dates to everything that comes.

use super::child::TERM;
use super::vaccination::{programme_begins, vaccines};
use super::{Child, Entry, Key, Told, age_reached};
use crate::{Date, Weekday};

/// What comes at weeks of pregnancy, in days from its first day. A visit is any day of its week.
///
/// Sources: <https://www.nhs.uk/pregnancy/your-pregnancy-care/your-antenatal-appointments/> (booking, visits),
/// <https://www.nhs.uk/pregnancy/your-pregnancy-care/12-week-scan/> and `…/20-week-scan/` (scans),
/// <https://www.nhs.uk/pregnancy/keeping-well/vaccinations/> (vaccines, which can be had up to the birth),
/// <https://www.england.nhs.uk/ourwork/qual-clin-lead/hlth-vistg-prog/5-key-visits/> (health visitor).
static PREGNANCY: [(Key, i32, i32); 6] = [
    (Key::Booking, 8 * 7, 10 * 7),
    (Key::DatingScan, 10 * 7, 14 * 7),
    (Key::AnomalyScan, 18 * 7, 21 * 7),
    (Key::WhoopingCough, 16 * 7, TERM),
    (Key::Rsv, 28 * 7, TERM),
    (Key::ReviewBeforeBirth, 28 * 7, TERM),
];

/// The weeks of routine visits, and whether only those who expect their first baby have it. Source: as above.
static VISITS: [(i32, bool); 9] = [
    (16, false),
    (25, true),
    (28, false),
    (31, true),
    (34, false),
    (36, false),
    (38, false),
    (40, true),
    (41, false),
];

/// What comes in the first weeks, in days from the birth.
///
/// Sources: <https://www.gov.uk/register-birth> (42 days), the health visitor's reviews as above,
/// <https://www.nhs.uk/vaccinations/nhs-vaccinations-and-when-to-have-them/> (each visit stands until the next).
static WEEKS: [(Key, i32, i32); 6] = [
    (Key::Register, 0, 42),
    (Key::ReviewNewBirth, 10, 14),
    (Key::ReviewSixWeeks, 42, 56),
    (Key::Jabs8Weeks, 8 * 7, 12 * 7 - 1),
    (Key::Jabs12Weeks, 12 * 7, 16 * 7 - 1),
    (Key::Jabs16Weeks, 16 * 7, 20 * 7 - 1),
];

/// What comes later, in months from the birth. A visit that has only a first day stands as due for a month or two.
///
/// Sources: as above, <https://www.gov.uk/child-benefit> (paid back for three months), and
/// <https://www.gov.uk/government/publications/delivery-of-the-healthy-child-programme/part-2-health-visiting-ages-0-to-5>.
static MONTHS: [(Key, i32, i32); 8] = [
    (Key::ChildBenefit, 0, 3),
    (Key::ReviewThreeMonths, 3, 4),
    (Key::ReviewSixMonths, 6, 7),
    (Key::ReviewNineMonths, 9, 12),
    (Key::ReviewTwoYears, 24, 30),
    (Key::Jabs1Year, 12, 14),
    (Key::Jabs18Months, 18, 20),
    (Key::JabsPreSchool, 40, 42),
];

/// The first month after a due date that is not told until the birth date is: what is years away then hangs on a
/// few days.
const TOLD_OF_UNBORN: i32 = 12;

/// Everything for this child, by its first day; the order is always the same.
///
/// Of the yearly flu vaccine there is the season that runs on `today`, or else the next.
#[must_use]
pub fn entries(child: &Child, today: Date) -> Vec<Entry> {
    let mut all = Entries(Vec::with_capacity(40));
    match child.told {
        Told::Due { due, first, many } => {
            all.pregnancy(due, first, many);
            all.sure_start(due.plus_days(-77), due);
            all.childhood(due, today);
            let end = age_reached(due, TOLD_OF_UNBORN);
            all.0.retain(|entry| entry.from < end);
        }
        Told::Born { birth, due } => {
            let opens = due.map_or(birth, |due| due.plus_days(-77));
            all.sure_start(opens.min(birth), birth);
            all.childhood(birth, today);
            if let Some((_, due)) = child.premature() {
                let two = age_reached(due, 24);
                all.add(Key::CorrectedTwo, two, two);
            }
        }
    }
    all.0
}

struct Entries(Vec<Entry>);

impl Entries {
    fn add(&mut self, key: Key, from: Date, to: Date) {
        self.numbered(key, 0, from, to);
    }

    fn numbered(&mut self, key: Key, number: i32, from: Date, to: Date) {
        // A sort of this one type would be more code than the few steps of finding each its place.
        let entry = Entry { from, to, key, number };
        let place = self.0.partition_point(|other| *other < entry);
        self.0.insert(place, entry);
    }

    fn pregnancy(&mut self, due: Date, first: bool, many: bool) {
        let begin = due.plus_days(-TERM);
        for &(key, from, to) in &PREGNANCY {
            self.add(key, begin.plus_days(from), begin.plus_days(to));
        }
        if many {
            // Their visits depend on how the babies share a placenta: the team plans them.
            self.add(Key::VisitsOfMany, begin.plus_days(16 * 7), due);
        } else {
            for &(week, first_only) in &VISITS {
                if first || !first_only {
                    let from = begin.plus_days(week * 7);
                    self.numbered(Key::Visit, week, from, from.plus_days(6));
                }
            }
        }
        // From conception, two weeks in, to the due date; one pregnancy can see two winters.
        let conception = begin.plus_days(14);
        for year in conception.civil().0 - 1..=due.civil().0 {
            let (from, to) = season(year);
            if from <= due && to >= conception {
                self.numbered(Key::FluInPregnancy, year, from.max(conception), to.min(due));
            }
        }
        // The form MATB1 can be had from 20 weeks.
        self.add(Key::Employer, begin.plus_days(20 * 7), employer_told_by(due));
    }

    /// From 11 weeks before the due date until the baby is six months old
    /// (<https://www.gov.uk/sure-start-maternity-grant/how-to-claim>).
    fn sure_start(&mut self, opens: Date, birth: Date) {
        self.add(Key::SureStart, opens, age_reached(birth, 6));
    }

    fn childhood(&mut self, birth: Date, today: Date) {
        for &(key, from, to) in &WEEKS {
            self.visit(key, birth, birth.plus_days(from), birth.plus_days(to));
        }
        for &(key, from, to) in &MONTHS {
            self.visit(key, birth, age_reached(birth, from), age_reached(birth, to));
        }
        self.later_vaccinations(birth, today);
        self.childcare(birth);
        self.school(birth);
    }

    /// One of the tables' entries, unless it is a vaccination that this child is not offered.
    fn visit(&mut self, key: Key, birth: Date, from: Date, to: Date) {
        let is_vaccination = (Key::Jabs8Weeks..=Key::JabsPreSchool).contains(&key);
        if !is_vaccination || (birth >= programme_begins() && !vaccines(key, birth).is_empty()) {
            self.add(key, from, to);
        }
    }

    /// Chickenpox catch-up, winter flu, and what is given at school.
    ///
    /// Sources: the MMRV letter (see [`vaccines`]) for the catch-up of those born from 1 January 2020 to 31 August
    /// 2022; <https://www.nhs.uk/vaccinations/child-flu-vaccine/> for flu (two or three years old on 31 August, and
    /// Reception to Year 11); <https://www.nhs.uk/vaccinations/hpv-vaccine/> (Year 8; boys since those born on 1
    /// September 2006) and <https://www.nhs.uk/vaccinations/td-ipv-vaccine-3-in-1-teenage-booster/> (Year 9).
    fn later_vaccinations(&mut self, birth: Date, today: Date) {
        if (programme_begins()..Date::clamped(2022, 9, 1)).contains(&birth) {
            self.add(Key::MmrvCatchUp, Date::clamped(2026, 11, 1), Date::clamped(2028, 3, 31));
        }
        let reception = reception(birth).civil().0;
        let this = today.civil().0;
        let year = if today > season(this - 1).1 { this } else { this - 1 };
        let (from, to) = season(year);
        if age_reached(birth, 24) < from && year <= reception + 11 {
            self.numbered(Key::Flu, year, from, to);
        }
        let school_year = |year: i32| (Date::clamped(year, 9, 1), Date::clamped(year + 1, 7, 31));
        if birth >= Date::clamped(2006, 9, 1) {
            let (from, to) = school_year(reception + 8);
            self.add(Key::Hpv, from, to);
        }
        let (from, to) = school_year(reception + 9);
        self.add(Key::Teenage, from, to);
    }

    /// Free hours begin in the term after the age is reached.
    ///
    /// Sources: <https://www.gov.uk/check-eligible-free-childcare-if-youre-working> and
    /// <https://www.gov.uk/help-with-childcare-costs/free-childcare-2-year-olds-claim-benefits>; the best times to
    /// apply are those in which a code is sure to come before the term. Working parents have had 30 hours from three
    /// years since September 2017 and from nine months since September 2025; two-year-olds have had theirs since
    /// September 2013, and every three-year-old 15 hours since September 2010.
    fn childcare(&mut self, birth: Date) {
        self.term(birth, 9, (Key::WorkingApply, 2025), (Key::WorkingStart, 2025));
        self.term(birth, 24, (Key::TwoApply, 2013), (Key::TwoStart, 2013));
        self.term(birth, 36, (Key::ThreeApply, 2017), (Key::ThreeStart, 2010));
    }

    /// The term after this age, and when to apply for it: the council's hours from three months before the age on,
    /// working parents' in the best time. Each with the year in whose September there first were such hours: a term
    /// before that had nothing to apply for.
    fn term(&mut self, birth: Date, months: i32, apply: (Key, i32), start: (Key, i32)) {
        let term = term_after(age_reached(birth, months));
        let (from, to) = if apply.0 == Key::TwoApply {
            (age_reached(birth, months - 3), term.plus_days(-1))
        } else {
            best_time_before(term)
        };
        for ((key, year), from, to) in [(apply, from, to), (start, term, term.plus_days(30))] {
            if term >= Date::clamped(year, 9, 1) {
                self.add(key, from, to);
            }
        }
    }

    /// Sources: <https://www.gov.uk/schools-admissions/school-starting-age>,
    /// <https://www.gov.uk/apply-for-primary-school-place> and <https://www.gov.uk/apply-for-secondary-school-place>.
    /// Forms open in September.
    fn school(&mut self, birth: Date) {
        let start = reception(birth);
        let opens = start.plus_months(-12);
        self.add(Key::SchoolApply, opens, Date::clamped(start.civil().0, 1, 15));
        self.add(Key::SchoolStart, start, start.plus_days(29));
        let start = start.plus_months(7 * 12);
        let opens = start.plus_months(-12);
        self.add(Key::SecondaryApply, opens, Date::clamped(opens.civil().0, 10, 31));
        self.add(Key::SecondaryStart, start, start.plus_days(29));
    }
}

/// The last day to tell an employer of a baby due on this day: "at least 15 weeks before the beginning of the week the
/// baby is due" (<https://www.gov.uk/working-when-pregnant-your-rights>); that week begins on a Sunday.
pub(crate) fn employer_told_by(due: Date) -> Date {
    let sunday = if due.weekday() == Weekday::Sunday { due } else { due.monday().plus_days(-1) };
    sunday.plus_days(-15 * 7)
}

/// 1 September of the year in which Reception begins: the first after the fourth birthday. Who turns four on 1
/// September waits a year.
fn reception(birth: Date) -> Date {
    let (year, month, _) = age_reached(birth, 48).civil();
    Date::clamped(if month < 9 { year } else { year + 1 }, 9, 1)
}

/// The first 1 January, 1 April or 1 September after a day.
fn term_after(day: Date) -> Date {
    let (year, month, _) = day.civil();
    match month {
        1..=3 => Date::clamped(year, 4, 1),
        4..=8 => Date::clamped(year, 9, 1),
        _ => Date::clamped(year + 1, 1, 1),
    }
}

/// The best time to apply for a term that begins on this day.
fn best_time_before(term: Date) -> (Date, Date) {
    let (year, month, _) = term.civil();
    match month {
        1 => (Date::clamped(year - 1, 10, 15), Date::clamped(year - 1, 11, 30)),
        4 => (Date::clamped(year, 1, 15), Date::clamped(year, 2, 28)),
        _ => (Date::clamped(year, 6, 15), Date::clamped(year, 7, 31)),
    }
}

/// The months in which flu vaccine is given, of the winter that begins in this year.
fn season(year: i32) -> (Date, Date) {
    (Date::clamped(year, 9, 1), Date::clamped(year + 1, 3, 31))
}
