//! The rules, one function for each thing a family may get.

use super::dates::{best_days, september_after, term_after};
use super::{Answers, Chance, Child, Entitlement, Home, Income, Kind, Need, Reply, Support, When, Why, Work};
use crate::time::Date;
use crate::timeline::employer_told_by;

/// How far ahead is worth telling, in months.
const SOON: i32 = 12;
/// The same for the hours of working parents, which a family plans its return to work by.
const PLANNED: i32 = 24;
/// The day from which every household on Universal Credit has free school meals.
const MEALS_FOR_ALL: (i32, u8, u8) = (2026, 9, 1);

/// Whether a rule fits, or why not.
type Verdict = Result<Chance, Why>;

/// What this family may get, in the order of [`Kind`]. What is for no one of their ages is left out.
#[must_use]
pub fn entitlements(answers: &Answers, today: Date) -> Vec<Entitlement> {
    let mut finder = Finder { answers, today, found: [const { None }; Kind::ALL.len()] };
    if let Some(due) = answers.due {
        finder.baby(due);
    }
    for child in &answers.children {
        finder.child(*child);
    }
    finder.found.into_iter().flatten().collect()
}

struct Finder<'a> {
    answers: &'a Answers,
    today: Date,
    /// Each at the place of its kind.
    found: [Option<Entitlement>; Kind::ALL.len()],
}

impl Finder<'_> {
    /// Adds what has not ended. Of several children, those with the best chance stand for the family.
    fn add(&mut self, kind: Kind, verdict: Verdict, mut when: When) {
        let today = self.today;
        if when.until.is_some_and(|until| until < today || Some(until) < when.opens) {
            return;
        }
        when.by = when.by.filter(|by| *by >= today);
        when.apply = when.apply.filter(|(_, last)| *last >= today);
        let (chance, why) = match verdict {
            Ok(chance) => (chance, None),
            Err(why) => (Chance::NotNow, Some(why)),
        };
        let found = &mut self.found[kind as usize];
        match found {
            Some(better) if better.chance > chance => {}
            Some(same) if same.chance == chance => {
                if !same.whens.contains(&when) {
                    same.whens.push(when);
                }
            }
            _ => *found = Some(Entitlement { kind, chance, why, whens: vec![when] }),
        }
    }

    /// What there is for a baby on the way.
    fn baby(&mut self, due: Date) {
        let home = &self.answers.home;
        // Ten weeks of pregnancy are gone when 30 of the 40 are left.
        let when = When { opens: Some(due.plus_days(-210)), ..When::default() };
        let young = home.under_18 == Reply::Yes;
        self.add(Kind::HealthyStart, if young { Ok(Chance::Likely) } else { low_income(home, false) }, when);

        let when = When { until: Some(due.plus_months(12)), ..When::default() };
        self.add(Kind::Prescriptions, Ok(Chance::Likely), when);

        // From 11 weeks before the due date to six months after the birth.
        let (opens, by) = (Some(due.plus_days(-77)), Some(due.plus_months(6)));
        self.add(Kind::MaternityGrant, self.first_child(None), When { opens, by, ..When::default() });

        // An employer is told 15 weeks before the week of the due date. How long somebody has had a job is not asked, so pay is
        // never more than worth checking.
        let theirs = match home.partner {
            Reply::Yes => works(home.partner_work),
            Reply::No => 0,
            _ => 1,
        };
        let employed = works(home.work).max(theirs) > 0;
        let verdict = if employed { Ok(Chance::Check) } else { Err(Why::NoEmployer) };
        let when = When { by: Some(employer_told_by(due)), ..When::default() };
        self.add(Kind::MaternityPay, verdict, when);
        // From 26 weeks of pregnancy.
        let when = When { opens: Some(due.plus_days(-98)), ..When::default() };
        self.add(Kind::MaternityAllowance, Ok(Chance::Check), when);

        let when = When { opens: Some(due), by: Some(due.plus_months(3)), ..When::default() };
        self.add(Kind::ChildBenefit, Ok(Chance::Likely), when);
        self.working_hours(None, due);
    }

    /// What there is for a child.
    fn child(&mut self, child: Child) {
        let home = &self.answers.home;
        let Child { born, need } = child;
        let this = When { born: Some(born), ..When::default() };
        let lasting = |opens, end: Date| When { opens, until: Some(end.plus_days(-1)), ..this };

        self.add(Kind::HealthyStart, low_income(home, false), lasting(None, born.plus_months(48)));
        let when = When { until: Some(born.plus_months(12)), ..this };
        self.add(Kind::Prescriptions, Ok(Chance::Likely), when);
        let by = Some(born.plus_months(6));
        self.add(Kind::MaternityGrant, self.first_child(Some(born)), When { by, until: by, ..this });

        // Paid for three months back. After 16 it goes on in education, which is not asked.
        let autumn = september_after(born, 16);
        let (chance, end) = if autumn > self.today {
            (Chance::Likely, autumn)
        } else {
            (Chance::Check, born.plus_months(240))
        };
        let when = When { by: Some(born.plus_months(3)), ..lasting(Some(born), end) };
        self.add(Kind::ChildBenefit, Ok(chance), when);

        self.working_hours(Some(born), born);
        let school = september_after(born, 4);
        let (two, three) = (term_after(born.plus_months(24)), term_after(born.plus_months(36)));
        if self.is_near(two, SOON) {
            let by_child = matches!(need, Need::Dla | Need::Plan | Need::Care);
            let verdict = if by_child { Ok(Chance::Likely) } else { low_income(home, true) };
            self.add(Kind::TwoYearOldHours, verdict, lasting(Some(two), three));
        }
        if self.is_near(three, SOON) {
            self.add(Kind::UniversalHours, Ok(Chance::Likely), lasting(Some(three), school));
        }

        let (credit, tax_free) = paid_childcare(home);
        self.add(Kind::CreditChildcare, credit, lasting(None, autumn));
        let end = september_after(born, if need == Need::Dla { 16 } else { 11 });
        self.add(Kind::TaxFreeChildcare, tax_free, lasting(None, end));

        if self.is_near(school, SOON) {
            self.meals(school, september_after(born, 7), lasting(None, september_after(born, 18)));
        }
    }

    /// Lunch for everyone in the first three years at school; at any age with Universal Credit, from September 2026.
    fn meals(&mut self, school: Date, third_year: Date, at_school: When) {
        let infant = When { opens: Some(school), until: Some(third_year.plus_days(-1)), ..at_school };
        self.add(Kind::InfantMeals, Ok(Chance::Likely), infant);
        let verdict = benefit(&self.answers.home);
        let (year, month, day) = MEALS_FOR_ALL;
        let opens = match verdict {
            // Who eats free as an infant need not hear that a benefit is missing.
            Err(_) if third_year > self.today => return,
            Ok(Chance::Likely) => Date::new(year, month, day).max(Some(school)),
            _ => Some(school),
        };
        self.add(Kind::SchoolMeals, verdict, When { opens, ..at_school });
    }

    fn is_near(&self, day: Date, months: i32) -> bool {
        day <= self.today.plus_months(months)
    }

    /// From the term after nine months to the start of school, with a code before that term.
    fn working_hours(&mut self, born: Option<Date>, day: Date) {
        let school = september_after(day, 4);
        let opens = term_after(day.plus_months(9)).max(term_after(self.today));
        if opens < school && self.is_near(opens, PLANNED) {
            let when = When {
                born,
                opens: Some(opens),
                apply: Some(best_days(opens)),
                by: Some(opens.plus_days(-1)),
                until: Some(school.plus_days(-1)),
            };
            self.add(Kind::WorkingHours, working_parents(&self.answers.home), when);
        }
    }

    /// The verdict on a benefit that is for a first child: twins leave it open, an older child speaks against it.
    fn first_child(&self, born: Option<Date>) -> Verdict {
        let mut at_once = 0;
        let mut older = false;
        for child in &self.answers.children {
            at_once += i32::from(Some(child.born) == born);
            let is_child = child.born.plus_months(192) > self.today;
            older |= is_child && born.is_none_or(|born| child.born < born);
        }
        match benefit(&self.answers.home) {
            Ok(_) if older && at_once < 2 => Err(Why::NotFirst),
            Ok(_) if older => Ok(Chance::Check),
            benefit => benefit,
        }
    }
}

/// Universal Credit and Tax-Free Childcare towards the bill: never both.
fn paid_childcare(home: &Home) -> (Verdict, Verdict) {
    let working = working_parents(home);
    match home.support {
        Support::Other | Support::None => (Err(Why::NoUniversalCredit), working),
        Support::UniversalCredit => {
            let credit = match both(home, works) {
                0 => Err(Why::NotWorking),
                1 => Ok(Chance::Check),
                _ => Ok(Chance::Likely),
            };
            (credit, working.and(Err(Why::UniversalCredit)))
        }
        _ => (Ok(Chance::Check), working.and(Ok(Chance::Check))),
    }
}

/// Universal Credit fits, none does not; which of the older benefits counts where is left to those who decide.
fn benefit(home: &Home) -> Verdict {
    match home.support {
        Support::UniversalCredit => Ok(Chance::Likely),
        Support::None => Err(Why::NoBenefit),
        _ => Ok(Chance::Check),
    }
}

/// The same where Universal Credit needs a take-home income under a line: the higher of the two lines, or the lower.
fn low_income(home: &Home, higher: bool) -> Verdict {
    match (benefit(home), home.income) {
        (Ok(Chance::Likely), Income::Above) => Err(Why::Income),
        (Ok(Chance::Likely), Income::Middle) if !higher => Err(Why::Income),
        (Ok(Chance::Likely), Income::Unanswered | Income::NotSure) => Ok(Chance::Check),
        (verdict, _) => verdict,
    }
}

/// The rule that the hours of working parents share with Tax-Free Childcare.
fn working_parents(home: &Home) -> Verdict {
    match (both(home, earns), home.over_limit) {
        (0, _) => Err(Why::Earnings),
        (_, Reply::Yes) => Err(Why::OverLimit),
        (2, Reply::No) => Ok(Chance::Likely),
        _ => Ok(Chance::Check),
    }
}

/// Whether somebody earns enough: 0 no, 1 perhaps, 2 yes.
fn earns(work: Work) -> u8 {
    match work {
        Work::Enough => 2,
        Work::NotSure | Work::Unanswered => 1,
        Work::Less | Work::Cannot | Work::None => 0,
    }
}

/// Whether somebody works at all, in the same numbers.
fn works(work: Work) -> u8 {
    match work {
        Work::Enough | Work::Less | Work::NotSure => 2,
        Work::Unanswered => 1,
        Work::Cannot | Work::None => 0,
    }
}

/// Whether everybody who has to work does. With two in the home, one who cannot leaves it open.
fn both(home: &Home, measure: fn(Work) -> u8) -> u8 {
    let mine = measure(home.work);
    match (home.partner, home.work, home.partner_work) {
        (Reply::No, ..) => mine,
        (Reply::Yes, Work::Cannot, Work::Cannot) => 0,
        (Reply::Yes, Work::Cannot, theirs) => measure(theirs).min(1),
        (Reply::Yes, _, Work::Cannot) => mine.min(1),
        (Reply::Yes, _, theirs) => mine.min(measure(theirs)),
        (_, Work::Cannot, _) => 1,
        _ => mine.min(1),
    }
}
