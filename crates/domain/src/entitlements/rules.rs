//! The rules, one function for each thing a family may get.

use super::dates::{best_days, september_after, term_after};
use super::{Answers, Chance, Child, Entitlement, Home, Income, Kind, Need, Reply, Support, When, Why, Work};
use crate::time::Date;

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
    let mut finder = Finder { home: &answers.home, answers, today, found: Vec::new() };
    finder.healthy_start();
    finder.prescriptions();
    finder.maternity_grant();
    finder.maternity_pay();
    finder.child_benefit();
    finder.working_hours();
    finder.two_year_old_hours();
    finder.universal_hours();
    finder.paid_childcare();
    finder.meals();
    finder.found
}

struct Finder<'a> {
    home: &'a Home,
    answers: &'a Answers,
    today: Date,
    found: Vec<Entitlement>,
}

impl Finder<'_> {
    /// Adds what has not ended. Of several children, those with the best chance stand for the family.
    fn add(&mut self, kind: Kind, verdict: Verdict, when: When) {
        let today = self.today;
        if when.until.is_some_and(|until| until < today) {
            return;
        }
        let when = When {
            by: when.by.filter(|by| *by >= today),
            apply: when.apply.filter(|(_, last)| *last >= today),
            ..when
        };
        let (chance, why) = match verdict {
            Ok(chance) => (chance, None),
            Err(why) => (Chance::NotNow, Some(why)),
        };
        match self.found.iter_mut().find(|found| found.kind == kind) {
            None => self.found.push(Entitlement { kind, chance, why, whens: vec![when] }),
            Some(found) if found.chance < chance => {
                *found = Entitlement { kind, chance, why, whens: vec![when] };
            }
            Some(found) if found.chance == chance && !found.whens.contains(&when) => found.whens.push(when),
            Some(_) => {}
        }
    }

    fn is_near(&self, day: Date, months: i32) -> bool {
        day <= self.today.plus_months(months)
    }

    /// From 10 weeks of pregnancy to the fourth birthday.
    fn healthy_start(&mut self) {
        let verdict = low_income(self.home, false);
        if let Some(due) = self.answers.due {
            // Ten weeks are gone when 30 of the 40 are left.
            let opens = Some(due.plus_days(-210));
            let verdict = if self.home.under_18 == Reply::Yes { Ok(Chance::Likely) } else { verdict };
            self.add(Kind::HealthyStart, verdict, When { opens, ..When::default() });
        }
        for Child { born, .. } in &self.answers.children {
            let until = Some(born.plus_months(48).plus_days(-1));
            self.add(Kind::HealthyStart, verdict, When { born: Some(*born), until, ..When::default() });
        }
    }

    /// In pregnancy, and until 12 months after the birth.
    fn prescriptions(&mut self) {
        let births = self.answers.children.iter().map(|child| Some(child.born));
        for born in self.answers.due.map(|_| None).into_iter().chain(births) {
            let until = born.or(self.answers.due).map(|day| day.plus_months(12));
            self.add(Kind::Prescriptions, Ok(Chance::Likely), When { born, until, ..When::default() });
        }
    }

    /// From 11 weeks before the due date to six months after the birth, for a first child or more than one at once.
    fn maternity_grant(&mut self) {
        let benefit = benefit(self.home);
        if let Some(due) = self.answers.due {
            let verdict = self.first(benefit, None);
            let when =
                When { opens: Some(due.plus_days(-77)), by: Some(due.plus_months(6)), ..When::default() };
            self.add(Kind::MaternityGrant, verdict, when);
        }
        for Child { born, .. } in &self.answers.children {
            let verdict = self.first(benefit, Some(*born));
            let by = Some(born.plus_months(6));
            let when = When { born: Some(*born), by, until: by, ..When::default() };
            self.add(Kind::MaternityGrant, verdict, when);
        }
    }

    /// The verdict on a benefit where it is for a first child: twins leave it open, an older child speaks against it.
    fn first(&self, benefit: Verdict, born: Option<Date>) -> Verdict {
        let mut at_once = 0;
        let mut older = false;
        for child in &self.answers.children {
            at_once += i32::from(Some(child.born) == born);
            let is_child = child.born.plus_months(192) > self.today;
            older |= is_child && born.is_none_or(|born| child.born < born);
        }
        match benefit {
            Ok(_) if older && at_once < 2 => Err(Why::NotFirst),
            Ok(_) if older => Ok(Chance::Check),
            benefit => benefit,
        }
    }

    /// An employer is told 15 weeks before the due date; Maternity Allowance is claimed from 26 weeks of pregnancy.
    /// How long somebody has had a job is not asked, so neither is ever more than worth checking.
    fn maternity_pay(&mut self) {
        let Some(due) = self.answers.due else { return };
        let theirs = match self.home.partner {
            Reply::Yes => works(self.home.partner_work),
            Reply::No => 0,
            _ => 1,
        };
        let employed = works(self.home.work).max(theirs) > 0;
        let verdict = if employed { Ok(Chance::Check) } else { Err(Why::NoEmployer) };
        self.add(Kind::MaternityPay, verdict, When { by: Some(due.plus_days(-105)), ..When::default() });
        let opens = Some(due.plus_days(-98));
        self.add(Kind::MaternityAllowance, Ok(Chance::Check), When { opens, ..When::default() });
    }

    /// From the birth, paid for three months back. After 16 it goes on in education, which is not asked.
    fn child_benefit(&mut self) {
        if let Some(due) = self.answers.due {
            let when = When { opens: Some(due), by: Some(due.plus_months(3)), ..When::default() };
            self.add(Kind::ChildBenefit, Ok(Chance::Likely), when);
        }
        for Child { born, .. } in &self.answers.children {
            let autumn = september_after(*born, 16);
            let (chance, end) = if autumn > self.today {
                (Chance::Likely, autumn)
            } else {
                (Chance::Check, born.plus_months(240))
            };
            let when = When {
                born: Some(*born),
                opens: Some(*born),
                by: Some(born.plus_months(3)),
                until: Some(end.plus_days(-1)),
                ..When::default()
            };
            self.add(Kind::ChildBenefit, Ok(chance), when);
        }
    }

    /// From the term after nine months to the start of school, with a code before that term.
    fn working_hours(&mut self) {
        let verdict = working_parents(self.home);
        let births = self.answers.children.iter().map(|child| Some(child.born));
        for born in self.answers.due.map(|_| None).into_iter().chain(births) {
            let Some(day) = born.or(self.answers.due) else { continue };
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
                self.add(Kind::WorkingHours, verdict, when);
            }
        }
    }

    /// From the term after the second birthday to the term after the third.
    fn two_year_old_hours(&mut self) {
        for child in &self.answers.children {
            let opens = term_after(child.born.plus_months(24));
            let until = term_after(child.born.plus_months(36)).plus_days(-1);
            let by_child = matches!(child.need, Need::Dla | Need::Plan | Need::Care);
            let verdict = if by_child { Ok(Chance::Likely) } else { low_income(self.home, true) };
            if self.is_near(opens, SOON) {
                let when = When {
                    born: Some(child.born),
                    opens: Some(opens),
                    until: Some(until),
                    ..When::default()
                };
                self.add(Kind::TwoYearOldHours, verdict, when);
            }
        }
    }

    /// From the term after the third birthday to the start of school, for everyone.
    fn universal_hours(&mut self) {
        for Child { born, .. } in &self.answers.children {
            let opens = term_after(born.plus_months(36));
            let until = september_after(*born, 4).plus_days(-1);
            if self.is_near(opens, SOON) {
                let when =
                    When { born: Some(*born), opens: Some(opens), until: Some(until), ..When::default() };
                self.add(Kind::UniversalHours, Ok(Chance::Likely), when);
            }
        }
    }

    /// Universal Credit or Tax-Free Childcare towards the bill: never both.
    fn paid_childcare(&mut self) {
        let credit = match self.home.support {
            Support::Other | Support::None => Err(Why::NoUniversalCredit),
            Support::UniversalCredit => match both(self.home, works) {
                0 => Err(Why::NotWorking),
                1 => Ok(Chance::Check),
                _ => Ok(Chance::Likely),
            },
            _ => Ok(Chance::Check),
        };
        let tax_free = match (self.home.support, working_parents(self.home)) {
            (Support::UniversalCredit, Ok(_)) => Err(Why::UniversalCredit),
            (Support::None | Support::Other, verdict) => verdict,
            (_, verdict) => verdict.map(|chance| chance.min(Chance::Check)),
        };
        for Child { born, need } in &self.answers.children {
            let until = |years| Some(september_after(*born, years).plus_days(-1));
            let when = |years| When { born: Some(*born), until: until(years), ..When::default() };
            self.add(Kind::CreditChildcare, credit, when(16));
            self.add(Kind::TaxFreeChildcare, tax_free, when(if *need == Need::Dla { 16 } else { 11 }));
        }
    }

    /// Lunch for everyone in the first three years at school; at any age with Universal Credit, from September 2026.
    fn meals(&mut self) {
        let (year, month, day) = MEALS_FOR_ALL;
        let rule = Date::new(year, month, day).unwrap_or(self.today);
        for Child { born, .. } in &self.answers.children {
            let school = september_after(*born, 4);
            if !self.is_near(school, SOON) {
                continue;
            }
            let third_year = september_after(*born, 7);
            let infant = When {
                born: Some(*born),
                opens: Some(school),
                until: Some(third_year.plus_days(-1)),
                ..When::default()
            };
            self.add(Kind::InfantMeals, Ok(Chance::Likely), infant);
            let opens = if self.home.support == Support::UniversalCredit { school.max(rule) } else { school };
            let any_age =
                When { opens: Some(opens), until: Some(september_after(*born, 18).plus_days(-1)), ..infant };
            match benefit(self.home) {
                // Who eats free as an infant need not hear that a benefit is missing.
                Err(_) if third_year > self.today => {}
                // Who leaves school before the rule starts has nothing from it.
                _ if any_age.until < any_age.opens => {}
                verdict => self.add(Kind::SchoolMeals, verdict, any_age),
            }
        }
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
