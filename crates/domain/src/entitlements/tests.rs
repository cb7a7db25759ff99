use proptest::prelude::*;

use super::dates::{best_days, september_after, term_after};
use super::*;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// A couple, both earning enough, on no benefit.
fn working() -> Home {
    Home {
        partner: Reply::Yes,
        work: Work::Enough,
        partner_work: Work::Enough,
        over_limit: Reply::No,
        support: Support::None,
        ..Home::default()
    }
}

/// One parent on Universal Credit, out of work.
fn on_credit() -> Home {
    Home {
        partner: Reply::No,
        work: Work::None,
        support: Support::UniversalCredit,
        income: Income::Lowest,
        ..Home::default()
    }
}

fn with_child(born: &str, home: Home) -> Answers {
    Answers { due: None, children: vec![Child { born: date(born), need: Need::None }], home }
}

fn expecting(due: &str, home: Home) -> Answers {
    Answers { due: Some(date(due)), children: Vec::new(), home }
}

fn find(kind: Kind, answers: &Answers, today: &str) -> Option<Entitlement> {
    entitlements(answers, date(today)).into_iter().find(|found| found.kind == kind)
}

fn chance(kind: Kind, answers: &Answers, today: &str) -> Option<Chance> {
    find(kind, answers, today).map(|found| found.chance)
}

fn when(kind: Kind, answers: &Answers, today: &str) -> When {
    find(kind, answers, today).unwrap_or_else(|| panic!("{kind:?} on {today}")).whens[0]
}

#[test]
fn a_term_begins_after_the_day_never_on_it() {
    for (day, term) in [
        ("2026-12-31", "2027-01-01"),
        ("2027-01-01", "2027-04-01"),
        ("2027-03-31", "2027-04-01"),
        ("2027-04-01", "2027-09-01"),
        ("2027-08-31", "2027-09-01"),
        ("2027-09-01", "2028-01-01"),
        ("2028-02-29", "2028-04-01"),
    ] {
        assert_eq!(term_after(date(day)), date(term), "{day}");
    }
}

#[test]
fn school_begins_in_the_september_after_the_fourth_birthday() {
    for (born, school) in [
        ("2022-08-31", "2026-09-01"),
        ("2022-09-01", "2027-09-01"),
        ("2022-12-31", "2027-09-01"),
        ("2023-01-01", "2027-09-01"),
        ("2024-02-29", "2028-09-01"),
    ] {
        assert_eq!(september_after(date(born), 4), date(school), "{born}");
    }
}

#[test]
fn the_best_days_to_apply_come_before_each_term() {
    for (term, first, last) in [
        ("2027-01-01", "2026-10-15", "2026-11-30"),
        ("2028-04-01", "2028-01-15", "2028-02-28"),
        ("2027-09-01", "2027-06-15", "2027-07-31"),
    ] {
        assert_eq!(best_days(date(term)), (date(first), date(last)), "{term}");
    }
}

#[test]
fn thirty_hours_begin_the_term_after_nine_months() {
    // Nine months on 31 August, 1 September, 31 December, 1 January, 31 March and 1 April.
    for (born, opens) in [
        ("2025-11-30", "2026-09-01"),
        ("2025-12-01", "2027-01-01"),
        ("2026-03-31", "2027-01-01"),
        ("2026-04-01", "2027-04-01"),
        ("2026-06-30", "2027-04-01"),
        ("2026-07-01", "2027-09-01"),
        // 29 February has a ninth month like any other day.
        ("2024-02-29", "2026-09-01"),
    ] {
        let found = when(Kind::WorkingHours, &with_child(born, working()), "2026-08-15");
        assert_eq!(found.opens, Some(date(opens)), "{born}");
        assert_eq!(found.by, Some(date(opens).plus_days(-1)), "{born}: the code");
    }
}

#[test]
fn a_code_is_for_the_next_term_that_has_not_begun() {
    for (today, opens, by) in [
        ("2026-12-31", "2027-01-01", "2026-12-31"),
        ("2027-01-01", "2027-04-01", "2027-03-31"),
        ("2027-03-31", "2027-04-01", "2027-03-31"),
        ("2027-04-01", "2027-09-01", "2027-08-31"),
        ("2027-08-31", "2027-09-01", "2027-08-31"),
        ("2027-09-01", "2028-01-01", "2027-12-31"),
    ] {
        let found = when(Kind::WorkingHours, &with_child("2025-02-01", working()), today);
        assert_eq!((found.opens, found.by), (Some(date(opens)), Some(date(by))), "{today}");
    }
}

#[test]
fn the_best_days_are_not_told_once_they_have_gone() {
    let answers = with_child("2025-02-01", working());
    for (today, apply) in [("2026-11-30", true), ("2026-12-01", false)] {
        assert_eq!(when(Kind::WorkingHours, &answers, today).apply.is_some(), apply, "{today}");
    }
}

#[test]
fn thirty_hours_are_not_for_a_term_in_which_school_has_begun() {
    for (born, today, there) in [
        ("2022-08-31", "2026-03-31", true),
        ("2022-08-31", "2026-04-01", false),
        ("2022-09-01", "2026-04-01", true),
    ] {
        let found = find(Kind::WorkingHours, &with_child(born, working()), today);
        assert_eq!(found.is_some(), there, "{born} on {today}");
    }
}

#[test]
fn a_baby_on_the_way_has_a_first_term_too() {
    let found = when(Kind::WorkingHours, &expecting("2027-02-01", working()), "2026-11-23");
    assert_eq!((found.born, found.opens), (None, Some(date("2028-01-01"))));
}

#[test]
fn who_has_to_work_for_thirty_hours() {
    use Reply::{No, NotSure, Unanswered, Yes};
    use Work::{Cannot, Enough, Less};
    for (partner, work, partner_work, over_limit, wanted) in [
        (Yes, Enough, Enough, No, Ok(Chance::Likely)),
        (No, Enough, Work::Unanswered, No, Ok(Chance::Likely)),
        // What a partner answered before they were gone does not count.
        (No, Enough, Work::None, No, Ok(Chance::Likely)),
        (Yes, Enough, Cannot, No, Ok(Chance::Check)),
        (Yes, Cannot, Enough, No, Ok(Chance::Check)),
        (Yes, Cannot, Cannot, No, Err(Why::Earnings)),
        (No, Cannot, Work::Unanswered, No, Err(Why::Earnings)),
        (Yes, Enough, Less, No, Err(Why::Earnings)),
        (Yes, Enough, Work::None, No, Err(Why::Earnings)),
        (Yes, Enough, Work::NotSure, No, Ok(Chance::Check)),
        (Unanswered, Enough, Work::Unanswered, No, Ok(Chance::Check)),
        (Unanswered, Work::Unanswered, Work::Unanswered, Unanswered, Ok(Chance::Check)),
        (Yes, Enough, Enough, NotSure, Ok(Chance::Check)),
        (Yes, Enough, Enough, Unanswered, Ok(Chance::Check)),
        (Yes, Enough, Enough, Yes, Err(Why::OverLimit)),
    ] {
        let home =
            Home { partner, work, partner_work, over_limit, support: Support::None, ..Home::default() };
        let answers = with_child("2025-02-01", home);
        for kind in [Kind::WorkingHours, Kind::TaxFreeChildcare] {
            let found = find(kind, &answers, "2026-11-23").unwrap();
            let verdict = found.why.map_or(Ok(found.chance), Err);
            assert_eq!(verdict, wanted, "{kind:?}: {partner:?} {work:?} {partner_work:?} {over_limit:?}");
        }
    }
}

#[test]
fn two_year_olds_and_threes_begin_and_end_with_terms() {
    for (born, two, three) in [
        ("2024-08-31", "2026-09-01", "2027-09-01"),
        ("2024-09-01", "2027-01-01", "2028-01-01"),
        ("2024-12-31", "2027-01-01", "2028-01-01"),
        ("2025-01-01", "2027-04-01", "2028-04-01"),
        ("2025-03-31", "2027-04-01", "2028-04-01"),
        ("2025-04-01", "2027-09-01", "2028-09-01"),
        ("2024-02-29", "2026-04-01", "2027-04-01"),
    ] {
        let answers = with_child(born, on_credit());
        let found = when(Kind::TwoYearOldHours, &answers, "2026-10-01");
        assert_eq!(found.opens, Some(date(two)), "{born}");
        assert_eq!(found.until, Some(date(three).plus_days(-1)), "{born}");
        let found = when(Kind::UniversalHours, &answers, "2027-10-01");
        assert_eq!(found.opens, Some(date(three)), "{born}");
        let last = date(three).plus_days(-1).to_string();
        assert!(find(Kind::TwoYearOldHours, &answers, &last).is_some(), "{born}: on its last day");
        assert!(find(Kind::TwoYearOldHours, &answers, three).is_none(), "{born}: the day after");
    }
}

#[test]
fn two_year_olds_by_benefit_income_or_need() {
    use Support::{None, NotSure, Other, UniversalCredit};
    for (support, income, need, wanted) in [
        (UniversalCredit, Income::Lowest, Need::None, Ok(Chance::Likely)),
        (UniversalCredit, Income::Middle, Need::None, Ok(Chance::Likely)),
        (UniversalCredit, Income::Above, Need::None, Err(Why::Income)),
        (UniversalCredit, Income::NotSure, Need::None, Ok(Chance::Check)),
        (UniversalCredit, Income::Unanswered, Need::None, Ok(Chance::Check)),
        (Other, Income::Above, Need::None, Ok(Chance::Check)),
        (NotSure, Income::Unanswered, Need::None, Ok(Chance::Check)),
        (None, Income::Unanswered, Need::None, Err(Why::NoBenefit)),
        (None, Income::Unanswered, Need::Dla, Ok(Chance::Likely)),
        (UniversalCredit, Income::Above, Need::Plan, Ok(Chance::Likely)),
        (None, Income::Unanswered, Need::Care, Ok(Chance::Likely)),
    ] {
        let home = Home { support, income, ..Home::default() };
        let children = vec![Child { born: date("2024-06-01"), need }];
        let found = find(Kind::TwoYearOldHours, &Answers { due: Option::None, children, home }, "2026-11-23");
        let found = found.unwrap();
        let verdict = found.why.map_or(Ok(found.chance), Err);
        assert_eq!(verdict, wanted, "{support:?} {income:?} {need:?}");
    }
}

#[test]
fn every_three_and_four_year_old_has_fifteen_hours() {
    for home in [working(), on_credit(), Home::default()] {
        let answers = with_child("2023-05-01", home);
        assert_eq!(chance(Kind::UniversalHours, &answers, "2026-11-23"), Some(Chance::Likely));
    }
}

#[test]
fn healthy_start_opens_at_ten_weeks_and_ends_at_four() {
    // Due on 1 March: ten weeks on the 3 August before.
    let found = when(Kind::HealthyStart, &expecting("2027-03-01", on_credit()), "2026-07-01");
    assert_eq!(found.opens, Some(date("2026-08-03")));
    for (born, today, there) in [
        ("2022-11-23", "2026-11-22", true),
        ("2022-11-23", "2026-11-23", false),
        ("2024-02-29", "2028-02-28", true),
        ("2024-02-29", "2028-02-29", false),
    ] {
        let found = find(Kind::HealthyStart, &with_child(born, on_credit()), today);
        assert_eq!(found.is_some(), there, "{born} on {today}");
    }
}

#[test]
fn healthy_start_by_income_or_by_age_in_pregnancy() {
    for (support, income, under_18, wanted) in [
        (Support::UniversalCredit, Income::Lowest, Reply::No, Ok(Chance::Likely)),
        (Support::UniversalCredit, Income::Middle, Reply::No, Err(Why::Income)),
        (Support::UniversalCredit, Income::Above, Reply::No, Err(Why::Income)),
        (Support::UniversalCredit, Income::NotSure, Reply::No, Ok(Chance::Check)),
        (Support::Other, Income::Unanswered, Reply::No, Ok(Chance::Check)),
        (Support::None, Income::Unanswered, Reply::Unanswered, Err(Why::NoBenefit)),
        (Support::None, Income::Unanswered, Reply::Yes, Ok(Chance::Likely)),
    ] {
        let home = Home { support, income, under_18, ..Home::default() };
        let found = find(Kind::HealthyStart, &expecting("2027-03-01", home), "2026-11-23").unwrap();
        assert_eq!(found.why.map_or(Ok(found.chance), Err), wanted, "{support:?} {income:?} {under_18:?}");
    }
}

#[test]
fn the_maternity_grant_has_a_first_and_a_last_day() {
    let found = when(Kind::MaternityGrant, &expecting("2027-02-28", on_credit()), "2026-11-23");
    assert_eq!((found.opens, found.by), (Some(date("2026-12-13")), Some(date("2027-08-28"))));
    for (born, today, there) in [
        ("2026-05-23", "2026-11-23", true),
        ("2026-05-23", "2026-11-24", false),
        // A baby of 31 August is six months old on the last of February.
        ("2027-08-31", "2028-02-29", true),
        ("2027-08-31", "2028-03-01", false),
    ] {
        let found = find(Kind::MaternityGrant, &with_child(born, on_credit()), today);
        assert_eq!(found.is_some(), there, "{born} on {today}");
    }
}

#[test]
fn the_maternity_grant_is_for_a_first_child_or_more_than_one_at_once() {
    let baby = "2026-10-01";
    for (births, wanted) in [
        (vec![baby], Ok(Chance::Likely)),
        (vec![baby, baby], Ok(Chance::Likely)),
        (vec![baby, "2020-01-01"], Err(Why::NotFirst)),
        (vec![baby, baby, "2020-01-01"], Ok(Chance::Check)),
        // Sixteen is no longer a child to this rule.
        (vec![baby, "2010-11-23"], Ok(Chance::Likely)),
        (vec![baby, "2010-11-24"], Err(Why::NotFirst)),
    ] {
        let children = births.iter().map(|born| Child { born: date(born), need: Need::None }).collect();
        let answers = Answers { due: None, children, home: on_credit() };
        let found = find(Kind::MaternityGrant, &answers, "2026-11-23").unwrap();
        assert_eq!(found.why.map_or(Ok(found.chance), Err), wanted, "{births:?}");
    }
    let mut second = with_child("2020-01-01", on_credit());
    second.due = Some(date("2027-02-28"));
    assert_eq!(find(Kind::MaternityGrant, &second, "2026-11-23").unwrap().why, Some(Why::NotFirst));
}

#[test]
fn an_employer_is_told_fifteen_weeks_before_and_the_allowance_claimed_from_twenty_six() {
    let answers = expecting("2027-05-01", working());
    let pay = when(Kind::MaternityPay, &answers, "2026-11-23");
    // 1 May is a Saturday: its week began on Sunday 25 April.
    assert_eq!(pay.by, Some(date("2027-01-10")));
    for (due, by) in
        [("2027-04-16", "2026-12-27"), ("2027-04-17", "2026-12-27"), ("2027-04-18", "2027-01-03")]
    {
        let found = when(Kind::MaternityPay, &expecting(due, working()), "2026-11-23");
        assert_eq!(found.by, Some(date(by)), "due on {due}");
    }
    assert_eq!(
        when(Kind::MaternityPay, &answers, "2027-01-11").by,
        None,
        "late is not told as a date gone by"
    );
    assert_eq!(when(Kind::MaternityAllowance, &answers, "2026-11-23").opens, Some(date("2027-01-23")));
    let out_of_work = Home { work: Work::None, partner: Reply::No, ..Home::default() };
    let found = find(Kind::MaternityPay, &expecting("2027-05-01", out_of_work), "2026-11-23").unwrap();
    assert_eq!(found.why, Some(Why::NoEmployer));
}

#[test]
fn free_prescriptions_end_a_year_after_the_birth() {
    for (born, today, there) in [("2025-11-23", "2026-11-23", true), ("2025-11-23", "2026-11-24", false)] {
        let found = find(Kind::Prescriptions, &with_child(born, Home::default()), today);
        assert_eq!(found.is_some(), there, "{today}");
    }
    assert!(find(Kind::Prescriptions, &expecting("2027-01-01", Home::default()), "2026-11-23").is_some());
}

#[test]
fn child_benefit_is_paid_three_months_back() {
    let answers = with_child("2026-11-30", working());
    for (today, by) in [("2027-02-28", Some("2027-02-28")), ("2027-03-01", None)] {
        assert_eq!(when(Kind::ChildBenefit, &answers, today).by, by.map(date), "{today}");
    }
    for (born, today, wanted) in [
        ("2010-08-31", "2026-08-31", Some(Chance::Likely)),
        ("2010-08-31", "2026-09-01", Some(Chance::Check)),
        ("2010-09-01", "2026-09-01", Some(Chance::Likely)),
        ("2006-11-24", "2026-11-23", Some(Chance::Check)),
        ("2006-11-23", "2026-11-23", None),
    ] {
        assert_eq!(
            chance(Kind::ChildBenefit, &with_child(born, working()), today),
            wanted,
            "{born} on {today}"
        );
    }
}

#[test]
fn help_with_the_bill_ends_in_september_after_eleven_or_sixteen() {
    let tax_free = |born: &str, need, today: &str| {
        let mut answers = with_child(born, working());
        answers.children[0].need = need;
        find(Kind::TaxFreeChildcare, &answers, today).is_some()
    };
    assert!(tax_free("2015-08-31", Need::None, "2026-08-31"));
    assert!(!tax_free("2015-08-31", Need::None, "2026-09-01"));
    assert!(tax_free("2015-09-01", Need::None, "2027-08-31"));
    assert!(!tax_free("2015-09-01", Need::None, "2027-09-01"));
    assert!(tax_free("2015-08-31", Need::Dla, "2031-08-31"));
    assert!(!tax_free("2015-08-31", Need::Dla, "2031-09-01"));
    assert!(!tax_free("2015-08-31", Need::Plan, "2026-09-01"));
    for (today, there) in [("2031-08-31", true), ("2031-09-01", false)] {
        let home = Home { support: Support::UniversalCredit, ..working() };
        let found = find(Kind::CreditChildcare, &with_child("2015-08-31", home), today);
        assert_eq!(found.is_some(), there, "{today}");
    }
}

#[test]
fn universal_credit_and_tax_free_childcare_are_never_both_had() {
    let home = Home { support: Support::UniversalCredit, ..working() };
    let answers = with_child("2024-06-01", home);
    assert_eq!(chance(Kind::CreditChildcare, &answers, "2026-11-23"), Some(Chance::Likely));
    let tax_free = find(Kind::TaxFreeChildcare, &answers, "2026-11-23").unwrap();
    assert_eq!(tax_free.why, Some(Why::UniversalCredit));
    let answers = with_child("2024-06-01", working());
    assert_eq!(chance(Kind::TaxFreeChildcare, &answers, "2026-11-23"), Some(Chance::Likely));
    let credit = find(Kind::CreditChildcare, &answers, "2026-11-23").unwrap();
    assert_eq!(credit.why, Some(Why::NoUniversalCredit));
    let home = Home { support: Support::NotSure, ..working() };
    let answers = with_child("2024-06-01", home);
    for kind in [Kind::CreditChildcare, Kind::TaxFreeChildcare] {
        assert_eq!(chance(kind, &answers, "2026-11-23"), Some(Chance::Check), "{kind:?}");
    }
}

#[test]
fn universal_credit_asks_for_work_of_any_amount() {
    for (partner, work, partner_work, wanted) in [
        (Reply::No, Work::Less, Work::Unanswered, Ok(Chance::Likely)),
        (Reply::No, Work::None, Work::Unanswered, Err(Why::NotWorking)),
        (Reply::Yes, Work::Less, Work::None, Err(Why::NotWorking)),
        (Reply::Yes, Work::Less, Work::Cannot, Ok(Chance::Check)),
        (Reply::No, Work::Unanswered, Work::Unanswered, Ok(Chance::Check)),
    ] {
        let home = Home { partner, work, partner_work, support: Support::UniversalCredit, ..Home::default() };
        let found = find(Kind::CreditChildcare, &with_child("2024-06-01", home), "2026-11-23").unwrap();
        assert_eq!(found.why.map_or(Ok(found.chance), Err), wanted, "{partner:?} {work:?} {partner_work:?}");
    }
}

#[test]
fn infants_eat_free_for_three_years() {
    for (born, today, there) in [
        ("2022-08-31", "2026-09-01", true),
        ("2022-08-31", "2029-08-31", true),
        ("2022-08-31", "2029-09-01", false),
        ("2022-09-01", "2026-09-01", true),
        ("2022-09-01", "2026-08-31", false),
    ] {
        let found = find(Kind::InfantMeals, &with_child(born, working()), today);
        assert_eq!(found.is_some(), there, "{born} on {today}");
    }
}

#[test]
fn every_household_on_universal_credit_has_school_meals_from_the_day_the_rule_starts() {
    for (today, opens) in [("2026-08-31", "2026-09-01"), ("2026-09-01", "2026-09-01")] {
        let found = when(Kind::SchoolMeals, &with_child("2017-01-01", on_credit()), today);
        assert_eq!(found.opens, Some(date(opens)), "{today}");
    }
    let none = Home { support: Support::None, ..Home::default() };
    assert!(find(Kind::SchoolMeals, &with_child("2020-01-01", none), "2026-11-23").is_none(), "an infant");
    let found = find(Kind::SchoolMeals, &with_child("2017-01-01", none), "2026-11-23").unwrap();
    assert_eq!(found.why, Some(Why::NoBenefit));
    let found = find(Kind::SchoolMeals, &with_child("2008-09-01", on_credit()), "2026-11-23");
    assert!(found.is_some(), "in the last year of sixth form");
    let found = find(Kind::SchoolMeals, &with_child("2008-08-31", on_credit()), "2026-08-31");
    assert_eq!(found, None, "leaves school the day before the rule starts");
}

#[test]
fn of_several_children_those_with_the_best_chance_stand_for_the_family() {
    let mut answers = with_child("2024-06-01", Home { support: Support::None, ..Home::default() });
    answers.children.push(Child { born: date("2024-07-01"), need: Need::Dla });
    answers.children.push(Child { born: date("2024-07-01"), need: Need::Plan });
    let found = find(Kind::TwoYearOldHours, &answers, "2026-11-23").unwrap();
    assert_eq!((found.chance, found.why), (Chance::Likely, None));
    let births: Vec<_> = found.whens.iter().map(|when| when.born).collect();
    assert_eq!(births, [Some(date("2024-07-01"))], "twins are told once");
}

#[test]
fn answers_are_read_or_put_right() {
    let today = date("2026-11-23");
    for (expecting, due, born, wrong) in [
        (Reply::No, "", "", Some("born-1")),
        (Reply::Yes, "", "", Some("due")),
        (Reply::Yes, "2026-11-02", "", None),
        (Reply::Yes, "2026-11-01", "", Some("due")),
        (Reply::Yes, "2027-09-13", "", None),
        (Reply::Yes, "2027-09-14", "", Some("due")),
        (Reply::No, "nonsense", "2026-11-23", None),
        (Reply::No, "", "2026-11-24", Some("born-1")),
        (Reply::No, "", "2006-11-24", None),
        (Reply::No, "", "2006-11-23", Some("born-1")),
        (Reply::No, "", "0002-01-01", Some("born-1")),
    ] {
        let mut raw = RawAnswers { expecting, ..RawAnswers::default() };
        raw.write("due", due);
        raw.write("born-1", born);
        assert_eq!(raw.read(today).1, Vec::from_iter(wrong), "{expecting:?} {due} {born}");
    }
}

#[test]
fn a_field_takes_its_answer_and_nothing_else() {
    let mut raw = RawAnswers::default();
    for (field, value) in [
        ("expecting", "1"),
        ("work", "2"),
        ("need-1", "1"),
        ("support", "9"),
        ("born-9", "2026-01-01"),
        ("born-0", "2026-01-01"),
        ("nothing", "1"),
    ] {
        raw.write(field, value);
    }
    assert_eq!(
        (raw.expecting, raw.home.work, raw.home.support),
        (Reply::Yes, Work::Less, Support::Unanswered)
    );
    assert_eq!(raw.children[0], RawChild { born: String::new(), need: Need::Dla });
    assert!(raw.children[1..].iter().all(|child| *child == RawChild::default()));
}

#[test]
fn what_is_no_longer_asked_does_not_count() {
    let today = date("2026-11-23");
    let mut raw = RawAnswers::default();
    for (field, value) in [
        ("expecting", "2"),
        ("due", "2027-02-01"),
        ("born-1", "2024-06-01"),
        ("partner", "2"),
        ("work", "1"),
        ("partner-work", "5"),
        ("over-limit", "2"),
        ("support", "3"),
        ("income", "3"),
    ] {
        raw.write(field, value);
    }
    let (answers, wrong) = raw.read(today);
    assert_eq!((answers.due, wrong), (None, Vec::new()));
    for kind in [Kind::WorkingHours, Kind::TaxFreeChildcare] {
        assert_eq!(chance(kind, &answers, "2026-11-23"), Some(Chance::Likely), "{kind:?}");
    }
    let found = find(Kind::TwoYearOldHours, &answers, "2026-11-23").unwrap();
    assert_eq!(found.why, Some(Why::NoBenefit), "no line of income without Universal Credit");
}

prop_compose! {
    fn homes()(
        under_18 in 0..4_usize, partner in 0..4_usize, work in 0..6_usize, partner_work in 0..6_usize,
        over_limit in 0..4_usize, support in 0..5_usize, income in 0..5_usize,
    ) -> Home {
        Home {
            under_18: Reply::ALL[under_18],
            partner: Reply::ALL[partner],
            work: Work::ALL[work],
            partner_work: Work::ALL[partner_work],
            over_limit: Reply::ALL[over_limit],
            support: Support::ALL[support],
            income: Income::ALL[income],
        }
    }
}

prop_compose! {
    fn families()(
        due in proptest::option::of(-21..295_i32),
        children in prop::collection::vec((0..7_300_i32, 0..5_usize), 0..4),
        home in homes(),
        today in 20_454..21_915_i32,
    ) -> (Answers, Date) {
        let today = Date::from_days(today);
        let children = children
            .into_iter()
            .map(|(days, need)| Child { born: today.plus_days(-days), need: Need::ALL[need] })
            .collect();
        (Answers { due: due.map(|days| today.plus_days(days)), children, home }, today)
    }
}

/// Whether everything that was there is there still, and at least as likely.
fn keeps(before: &[Entitlement], after: &[Entitlement], but: Option<Kind>) -> Result<(), TestCaseError> {
    for one in before.iter().filter(|one| Some(one.kind) != but) {
        let now = after.iter().find(|now| now.kind == one.kind).map(|now| now.chance);
        // What did not fit before may go untold.
        prop_assert!(one.chance == Chance::NotNow || now >= Some(one.chance), "{one:?} became {now:?}");
    }
    Ok(())
}

proptest! {
    #[test]
    fn more_support_never_takes_away((answers, today) in families(), to in 1..5_usize, child in 0..4_usize) {
        let before = entitlements(&answers, today);

        // What it conflicts with aside.
        let mut on_nothing = answers.clone();
        on_nothing.home.support = Support::None;
        let mut on_something = answers.clone();
        on_something.home.support = Support::ALL[to];
        keeps(
            &entitlements(&on_nothing, today),
            &entitlements(&on_something, today),
            Some(Kind::TaxFreeChildcare),
        )?;

        let mut young = answers.clone();
        young.home.under_18 = Reply::Yes;
        keeps(&before, &entitlements(&young, today), None)?;

        for (income, lower) in [(Income::Above, Income::Middle), (Income::Middle, Income::Lowest)] {
            let mut with = answers.clone();
            with.home.income = income;
            let higher = entitlements(&with, today);
            with.home.income = lower;
            keeps(&higher, &entitlements(&with, today), None)?;
        }

        if let Some(child) = answers.children.get(child).map(|_| child) {
            let mut without = answers.clone();
            without.children[child].need = Need::None;
            let mut with = answers.clone();
            with.children[child].need = Need::Dla;
            keeps(&entitlements(&without, today), &entitlements(&with, today), None)?;
        }
    }

    #[test]
    fn earning_enough_never_takes_away((answers, today) in families()) {
        let mut earning = answers.clone();
        earning.home.work = Work::Enough;
        let mut idle = answers;
        idle.home.work = Work::None;
        keeps(&entitlements(&idle, today), &entitlements(&earning, today), None)?;
    }

    #[test]
    fn nothing_is_due_before_it_opens((answers, today) in families()) {
        let found = entitlements(&answers, today);
        for one in &found {
            prop_assert!(!one.whens.is_empty());
            prop_assert_eq!(one.why.is_some(), one.chance == Chance::NotNow);
            for when in &one.whens {
                prop_assert!(when.by.is_none_or(|by| by >= today), "{:?}", one);
                prop_assert!(when.until.is_none_or(|until| until >= today), "{:?}", one);
                prop_assert!(when.opens.is_none_or(|opens| when.until.is_none_or(|until| until >= opens)));
                if one.kind == Kind::WorkingHours {
                    // The code comes before the hours; a first application is taken at 23 weeks.
                    let taken = when.born.or(answers.due).map(|born| born.plus_days(161));
                    prop_assert_eq!(when.by, when.opens.map(|opens| opens.plus_days(-1)));
                    prop_assert!(when.by >= taken, "{:?}", one);
                    if let Some((first, last)) = when.apply {
                        prop_assert!(Some(first) >= taken && first <= last && Some(last) <= when.by, "{:?}", one);
                    }
                } else {
                    prop_assert!(when.by.is_none() || when.by >= when.opens, "{:?}", one);
                }
            }
        }
    }

    #[test]
    fn each_kind_is_told_once((answers, today) in families()) {
        let kinds: Vec<_> = entitlements(&answers, today).into_iter().map(|found| found.kind).collect();
        let mut once = kinds.clone();
        once.sort();
        once.dedup();
        prop_assert_eq!(kinds.len(), once.len());
    }

    #[test]
    fn no_text_makes_the_reader_panic(field in "[a-z0-9-]{0,16}", value in "\\PC{0,16}") {
        let mut raw = RawAnswers::default();
        raw.write(&field, &value);
        let _ = raw.read(Date::from_days(20_700));
    }
}
