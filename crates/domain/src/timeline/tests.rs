use icalendar::parser::{read_calendar, unfold};
use proptest::prelude::*;

use super::calendar::File;
use super::*;
use crate::Instant;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn id() -> ChildId {
    ChildId::from_random([7; 16])
}

fn child(told: Told) -> Child {
    Child { id: id(), nickname: String::new(), told }
}

fn born(day: &str) -> Child {
    child(Told::Born { birth: date(day), due: None })
}

fn due(day: &str, first: bool) -> Child {
    child(Told::Due { due: date(day), first, many: false })
}

const TODAY: &str = "2026-11-23";

fn all(child: &Child) -> Vec<Entry> {
    entries(child, date(TODAY))
}

/// Key, first and last day of every entry of these keys.
fn days(child: &Child, keys: &[Key]) -> Vec<(Key, String, String)> {
    let all = all(child);
    keys.iter()
        .flat_map(|key| all.iter().filter(move |entry| entry.key == *key))
        .map(|entry| (entry.key, entry.from.to_string(), entry.to.to_string()))
        .collect()
}

fn has(child: &Child, key: Key) -> bool {
    !days(child, &[key]).is_empty()
}

fn check(child: &Child, table: &[(Key, &str, &str)]) {
    for (key, from, to) in table {
        assert_eq!(days(child, &[*key]), [(*key, (*from).to_owned(), (*to).to_owned())], "{child:?}");
    }
}

#[test]
fn a_pregnancy_is_counted_back_from_its_due_date() {
    // 40 weeks before 2 June 2027 is 26 August 2026.
    let child = due("2027-06-02", true);
    check(
        &child,
        &[
            (Key::Booking, "2026-10-21", "2026-11-04"),
            (Key::DatingScan, "2026-11-04", "2026-12-02"),
            (Key::WhoopingCough, "2026-12-16", "2027-06-02"),
            (Key::AnomalyScan, "2026-12-30", "2027-01-20"),
            (Key::Rsv, "2027-03-10", "2027-06-02"),
            (Key::ReviewBeforeBirth, "2027-03-10", "2027-06-02"),
            // The week of 2 June begins on Sunday 30 May; 15 weeks before is 14 February.
            (Key::Employer, "2027-01-13", "2027-02-14"),
            (Key::SureStart, "2027-03-17", "2027-12-02"),
            (Key::Register, "2027-06-02", "2027-07-14"),
            // From conception, not from 1 September.
            (Key::FluInPregnancy, "2026-09-09", "2027-03-31"),
        ],
    );
}

#[test]
fn a_due_week_that_begins_on_the_due_day_is_that_week() {
    for (due_day, employer) in [("2027-05-29", "2027-02-07"), ("2027-05-30", "2027-02-14")] {
        assert_eq!(days(&due(due_day, false), &[Key::Employer])[0].2, employer, "{due_day}");
    }
}

#[test]
fn a_first_baby_has_three_more_visits_and_twins_have_a_plan_of_their_own() {
    let weeks = |child: &Child| -> Vec<i32> {
        all(child).iter().filter(|entry| entry.key == Key::Visit).map(|entry| entry.number).collect()
    };
    let first = due("2027-06-02", true);
    assert_eq!(weeks(&first), [16, 25, 28, 31, 34, 36, 38, 40, 41]);
    assert_eq!(weeks(&due("2027-06-02", false)), [16, 28, 34, 36, 38, 41]);
    let sixteen = all(&first).into_iter().find(|entry| entry.number == 16).unwrap();
    assert_eq!((sixteen.from, sixteen.to), (date("2026-12-16"), date("2026-12-22")));

    let twins = child(Told::Due { due: date("2027-06-02"), first: true, many: true });
    assert!(weeks(&twins).is_empty());
    check(&twins, &[(Key::VisitsOfMany, "2026-12-16", "2027-06-02")]);
    assert!(has(&twins, Key::AnomalyScan) && has(&twins, Key::SureStart));
}

#[test]
fn a_pregnancy_sees_every_winter_it_touches() {
    for (due_day, winters) in [
        ("2026-12-01", vec![("2026-03-10", "2026-03-31"), ("2026-09-01", "2026-12-01")]),
        ("2027-01-10", vec![("2026-09-01", "2027-01-10")]),
        ("2026-08-31", vec![("2025-12-08", "2026-03-31")]),
        ("2027-09-01", vec![("2026-12-09", "2027-03-31"), ("2027-09-01", "2027-09-01")]),
    ] {
        let found = days(&due(due_day, false), &[Key::FluInPregnancy]);
        let found: Vec<(&str, &str)> =
            found.iter().map(|(_, from, to)| (from.as_str(), to.as_str())).collect();
        assert_eq!(found, winters, "{due_day}");
    }
}

#[test]
fn an_unborn_child_has_its_first_year_and_no_more() {
    let child = due("2027-06-02", true);
    let end = date("2028-06-02");
    assert!(all(&child).iter().all(|entry| entry.from < end));
    assert!(has(&child, Key::ReviewNineMonths) && has(&child, Key::WorkingApply));
    assert!(!has(&child, Key::Jabs1Year) && !has(&child, Key::SchoolApply));
}

#[test]
fn the_first_weeks_are_counted_in_days() {
    check(
        &born("2026-11-01"),
        &[
            (Key::Register, "2026-11-01", "2026-12-13"),
            (Key::ReviewNewBirth, "2026-11-11", "2026-11-15"),
            (Key::ReviewSixWeeks, "2026-12-13", "2026-12-27"),
            (Key::Jabs8Weeks, "2026-12-27", "2027-01-23"),
            (Key::Jabs12Weeks, "2027-01-24", "2027-02-20"),
            (Key::Jabs16Weeks, "2027-02-21", "2027-03-20"),
            (Key::ChildBenefit, "2026-11-01", "2027-02-01"),
            (Key::SureStart, "2026-11-01", "2027-05-01"),
            (Key::ReviewThreeMonths, "2027-02-01", "2027-03-01"),
            (Key::ReviewSixMonths, "2027-05-01", "2027-06-01"),
            (Key::ReviewNineMonths, "2027-08-01", "2027-11-01"),
            (Key::ReviewTwoYears, "2028-11-01", "2029-05-01"),
        ],
    );
}

#[test]
fn nothing_is_due_before_its_age_is_reached() {
    for (birth, months, day) in [
        ("2024-02-29", 12, "2025-03-01"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-02-29", 9, "2024-11-29"),
        ("2024-08-31", 18, "2026-03-01"),
        ("2025-05-31", 9, "2026-03-01"),
        ("2026-10-31", 1, "2026-12-01"),
        ("2026-11-30", 3, "2027-03-01"),
        ("2026-12-31", 2, "2027-03-01"),
    ] {
        assert_eq!(age_reached(date(birth), months), date(day), "{birth} and {months} months");
    }
}

#[test]
fn vaccinations_go_by_the_day_of_birth() {
    use Vaccine::{FourInOne, HibMenC, MenB, Mmr, Mmrv, Pcv, Rotavirus, SixInOne};
    let six_menb_rota: &[Vaccine] = &[SixInOne, MenB, Rotavirus];
    for (key, birth, wanted) in [
        (Key::Jabs8Weeks, "2020-01-01", six_menb_rota),
        (Key::Jabs8Weeks, "2026-11-01", six_menb_rota),
        // Visits from 1 July 2025 on: 12 weeks after 8 April.
        (Key::Jabs12Weeks, "2025-04-07", &[SixInOne, Pcv, Rotavirus]),
        (Key::Jabs12Weeks, "2025-04-08", six_menb_rota),
        (Key::Jabs16Weeks, "2025-04-07", &[SixInOne, MenB]),
        (Key::Jabs16Weeks, "2025-04-08", &[SixInOne, Pcv]),
        (Key::Jabs1Year, "2024-06-30", &[HibMenC, Pcv, MenB, Mmr]),
        (Key::Jabs1Year, "2024-07-01", &[Pcv, MenB, Mmr]),
        (Key::Jabs1Year, "2024-12-31", &[Pcv, MenB, Mmr]),
        (Key::Jabs1Year, "2025-01-01", &[Pcv, MenB, Mmrv]),
        (Key::Jabs18Months, "2024-06-30", &[]),
        (Key::Jabs18Months, "2024-07-01", &[SixInOne, Mmrv]),
        (Key::JabsPreSchool, "2022-08-31", &[FourInOne, Mmr]),
        (Key::JabsPreSchool, "2022-09-01", &[FourInOne, Mmrv]),
        (Key::JabsPreSchool, "2024-06-30", &[FourInOne, Mmrv]),
        (Key::JabsPreSchool, "2024-07-01", &[FourInOne, Mmrv]),
        (Key::JabsPreSchool, "2024-12-31", &[FourInOne, Mmrv]),
        (Key::JabsPreSchool, "2025-01-01", &[FourInOne]),
        (Key::Register, "2025-01-01", &[]),
    ] {
        assert_eq!(vaccines(key, date(birth)), wanted, "{key:?}, born {birth}");
    }
}

#[test]
fn the_visit_at_18_months_is_for_those_born_since_july_2024() {
    for (birth, there) in [("2024-06-30", false), ("2024-07-01", true)] {
        assert_eq!(has(&born(birth), Key::Jabs18Months), there, "{birth}");
    }
    check(
        &born("2024-07-01"),
        &[
            (Key::Jabs1Year, "2025-07-01", "2025-09-01"),
            (Key::Jabs18Months, "2026-01-01", "2026-03-01"),
            (Key::JabsPreSchool, "2027-11-01", "2028-01-01"),
        ],
    );
    check(&born("2024-02-29"), &[(Key::Jabs1Year, "2025-03-01", "2025-04-29")]);
}

#[test]
fn where_the_old_programme_is_not_told_less_is_said() {
    for (birth, early, catch_up) in [
        ("2019-12-31", false, false),
        ("2020-01-01", true, true),
        ("2022-08-31", true, true),
        ("2022-09-01", true, false),
    ] {
        assert_eq!(has(&born(birth), Key::Jabs8Weeks), early, "{birth}");
        assert_eq!(has(&born(birth), Key::MmrvCatchUp), catch_up, "{birth}");
    }
    assert!(!has(&born("2006-08-31"), Key::Hpv) && has(&born("2006-09-01"), Key::Hpv));
}

#[test]
fn flu_comes_every_winter_from_two_to_year_11() {
    for (birth, today, winter) in [
        // Two on 31 August, or a day too late.
        ("2024-08-31", "2026-11-23", Some("2026-09-01")),
        ("2024-09-01", "2026-11-23", None),
        ("2024-09-01", "2027-04-01", Some("2027-09-01")),
        // The season runs to 31 March.
        ("2022-01-01", "2027-03-31", Some("2026-09-01")),
        ("2022-01-01", "2027-04-01", Some("2027-09-01")),
        // In Year 11 in 2026, and a year on.
        ("2010-09-01", "2026-11-23", Some("2026-09-01")),
        ("2010-08-31", "2026-11-23", None),
    ] {
        let found = entries(&born(birth), date(today)).into_iter().find(|entry| entry.key == Key::Flu);
        assert_eq!(found.map(|entry| entry.from), winter.map(date), "born {birth}, on {today}");
    }
}

#[test]
fn free_hours_begin_in_the_term_after_the_age() {
    // Birth; the term after nine months; the best time to apply for it.
    for (birth, start, from, to) in [
        ("2025-06-30", "2026-04-01", "2026-01-15", "2026-02-28"),
        ("2025-07-01", "2026-09-01", "2026-06-15", "2026-07-31"),
        ("2025-11-30", "2026-09-01", "2026-06-15", "2026-07-31"),
        ("2025-12-01", "2027-01-01", "2026-10-15", "2026-11-30"),
        ("2026-03-31", "2027-01-01", "2026-10-15", "2026-11-30"),
        ("2026-04-01", "2027-04-01", "2027-01-15", "2027-02-28"),
    ] {
        let child = born(birth);
        assert_eq!(days(&child, &[Key::WorkingStart])[0].1, start, "{birth}");
        check(&child, &[(Key::WorkingApply, from, to)]);
    }
    // Birthdays at the edges of terms, at two and at three.
    for (birth, two, three) in [
        ("2024-12-31", "2027-01-01", "2028-01-01"),
        ("2025-01-01", "2027-04-01", "2028-04-01"),
        ("2025-03-31", "2027-04-01", "2028-04-01"),
        ("2025-04-01", "2027-09-01", "2028-09-01"),
        ("2025-08-31", "2027-09-01", "2028-09-01"),
        ("2025-09-01", "2028-01-01", "2029-01-01"),
        ("2024-02-29", "2026-04-01", "2027-04-01"),
    ] {
        let child = born(birth);
        assert_eq!(days(&child, &[Key::TwoStart])[0].1, two, "{birth}");
        assert_eq!(days(&child, &[Key::ThreeStart])[0].1, three, "{birth}");
    }
    check(
        &born("2025-04-01"),
        &[
            (Key::TwoApply, "2027-01-01", "2027-08-31"),
            (Key::TwoStart, "2027-09-01", "2027-10-01"),
            (Key::ThreeApply, "2028-06-15", "2028-07-31"),
        ],
    );
}

#[test]
fn hours_are_told_only_from_the_term_in_which_there_first_were_any() {
    use Key::{ThreeApply, ThreeStart, TwoApply, TwoStart, WorkingApply, WorkingStart};
    // The last birthday before a scheme's first term, and the first in it.
    for (birth, wanted) in [
        ("2007-03-31", &[][..]),
        ("2007-04-01", &[ThreeStart][..]),
        ("2011-03-31", &[ThreeStart]),
        ("2011-04-01", &[TwoApply, TwoStart, ThreeStart]),
        ("2014-03-31", &[TwoApply, TwoStart, ThreeStart]),
        ("2014-04-01", &[TwoApply, TwoStart, ThreeApply, ThreeStart]),
        ("2024-06-30", &[TwoApply, TwoStart, ThreeApply, ThreeStart]),
        ("2024-07-01", &[WorkingApply, WorkingStart, TwoApply, TwoStart, ThreeApply, ThreeStart]),
    ] {
        let hours = [WorkingApply, WorkingStart, TwoApply, TwoStart, ThreeApply, ThreeStart];
        let told: Vec<Key> = hours.into_iter().filter(|key| has(&born(birth), *key)).collect();
        assert_eq!(told, wanted, "{birth}");
    }
}

#[test]
fn school_begins_in_the_september_after_the_fourth_birthday() {
    for (birth, apply, start, secondary_apply, secondary) in [
        ("2023-08-31", "2027-01-15", "2027-09-01", "2033-10-31", "2034-09-01"),
        ("2023-09-01", "2028-01-15", "2028-09-01", "2034-10-31", "2035-09-01"),
        ("2024-02-29", "2028-01-15", "2028-09-01", "2034-10-31", "2035-09-01"),
        ("2016-08-31", "2020-01-15", "2020-09-01", "2026-10-31", "2027-09-01"),
        ("2016-09-01", "2021-01-15", "2021-09-01", "2027-10-31", "2028-09-01"),
    ] {
        let child = born(birth);
        let last = |key| days(&child, &[key])[0].2.clone();
        let first = |key| days(&child, &[key])[0].1.clone();
        assert_eq!(last(Key::SchoolApply), apply, "{birth}");
        assert_eq!(first(Key::SchoolStart), start, "{birth}");
        assert_eq!(last(Key::SecondaryApply), secondary_apply, "{birth}");
        assert_eq!(first(Key::SecondaryStart), secondary, "{birth}");
    }
    check(
        &born("2014-08-31"),
        &[
            (Key::SecondaryApply, "2024-09-01", "2024-10-31"),
            // Year 7 in September 2025: Year 8 a year on, Year 9 the next.
            (Key::Hpv, "2026-09-01", "2027-07-31"),
            (Key::Teenage, "2027-09-01", "2028-07-31"),
        ],
    );
}

#[test]
fn a_child_born_early_keeps_its_birthday_and_gains_a_corrected_age() {
    let early = |birth: &str, due: &str| child(Told::Born { birth: date(birth), due: Some(date(due)) });
    // Eight weeks early: every review, jab and school date is that of the birth.
    let baby = early("2026-06-01", "2026-07-27");
    let own = [Key::SureStart, Key::CorrectedTwo];
    let but_own = |child: &Child| -> Vec<Entry> {
        all(child).into_iter().filter(|entry| !own.contains(&entry.key)).collect()
    };
    assert_eq!(but_own(&baby), but_own(&born("2026-06-01")));
    check(
        &baby,
        &[(Key::CorrectedTwo, "2028-07-27", "2028-07-27"), (Key::SureStart, "2026-05-11", "2026-12-01")],
    );
    for (today, wanted) in [
        ("2026-06-01", Some(Early { weeks: 8, due: date("2026-07-27") })),
        ("2028-07-26", Some(Early { weeks: 8, due: date("2026-07-27") })),
        ("2028-07-27", None),
    ] {
        assert_eq!(baby.early(date(today)), wanted, "{today}");
    }
    // 37 weeks exactly is not early.
    assert_eq!(early("2026-06-01", "2026-06-22").early(date("2026-07-01")), None);
    assert!(early("2026-06-01", "2026-06-23").early(date("2026-07-01")).is_some());
    // A school year is never another one because a baby came early.
    assert_eq!(
        days(&early("2022-08-31", "2022-10-26"), &[Key::SchoolStart]),
        days(&born("2022-08-31"), &[Key::SchoolStart])
    );
    // Born before claims open: they are open from the birth.
    check(&early("2026-03-01", "2026-07-01"), &[(Key::SureStart, "2026-03-01", "2026-09-01")]);
}

#[test]
fn an_entry_is_now_from_its_first_day_to_its_last() {
    let entry = Entry { from: date("2026-11-10"), to: date("2026-11-20"), key: Key::Booking, number: 0 };
    for (today, place) in [
        ("2026-05-10", Place::Later),
        ("2026-05-11", Place::Coming),
        ("2026-11-09", Place::Coming),
        ("2026-11-10", Place::Now),
        ("2026-11-20", Place::Now),
        ("2026-11-21", Place::Past),
    ] {
        assert_eq!(entry.place(date(today)), place, "{today}");
    }
}

#[test]
fn weeks_of_pregnancy() {
    let child = due("2027-06-02", true);
    for (today, weeks) in [
        ("2026-08-25", None),
        ("2026-08-26", Some(0)),
        ("2026-11-23", Some(12)),
        ("2027-06-02", Some(40)),
        ("2027-06-22", Some(42)),
        ("2027-06-23", None),
    ] {
        assert_eq!(child.weeks_pregnant(date(today)), weeks, "{today}");
    }
    assert_eq!(born("2026-06-01").weeks_pregnant(date(TODAY)), None);
}

#[test]
fn what_is_typed_is_told_back_when_it_cannot_be() {
    use ChildField::{Date as Day, Due, Nickname};
    use ChildProblem::{FarFromBirth, LongPassed, NotADate, NotBornYet, TooFarAway, TooLong, TooOld};
    let long = "é".repeat(41);
    for (is_born, day, due_day, nickname, wanted) in [
        (false, "", "", "", vec![(Day, NotADate)]),
        (false, "2027-02-29", "", "", vec![(Day, NotADate)]),
        (true, "soon", "later", "", vec![(Day, NotADate), (Due, NotADate)]),
        // 42 weeks from 23 November 2026 is 13 September 2027.
        (false, "2027-09-13", "", "", vec![]),
        (false, "2027-09-14", "", "", vec![(Day, TooFarAway)]),
        (false, "2026-11-02", "", "", vec![]),
        (false, "2026-11-01", "", "", vec![(Day, LongPassed)]),
        (true, "2026-11-23", "", "", vec![]),
        (true, "2026-11-24", "", "", vec![(Day, NotBornYet)]),
        (true, "2006-11-23", "", "", vec![]),
        (true, "2006-11-22", "", "", vec![(Day, TooOld)]),
        // From three weeks late to 18 weeks early.
        (true, "2026-06-22", "2026-06-01", "", vec![]),
        (true, "2026-06-23", "2026-06-01", "", vec![(Due, FarFromBirth)]),
        (true, "2026-06-01", "2026-10-05", "", vec![]),
        (true, "2026-06-01", "2026-10-06", "", vec![(Due, FarFromBirth)]),
        // The due date of the other form does not count.
        (false, "2027-06-02", "2020-01-01", "", vec![]),
        (false, "2027-06-02", "", &long[2..], vec![]),
        (false, "", "", &long, vec![(Day, NotADate), (Nickname, TooLong)]),
    ] {
        let raw = RawChild {
            born: is_born,
            date: day.to_owned(),
            due: due_day.to_owned(),
            nickname: nickname.to_owned(),
            ..RawChild::new(id())
        };
        let found = raw.parse(date(TODAY)).err().unwrap_or_default();
        assert_eq!(found, wanted, "{raw:?}");
    }
}

#[test]
fn what_is_kept_and_odd_is_left_out() {
    let good = kept(&[born("2026-06-01")]);
    for (text, count) in [
        (String::new(), 0),
        ("rubbish".to_owned(), 0),
        (good.repeat(9), MOST_CHILDREN),
        (format!("x\n{good}"), 1),
        (good.replace("2026-06-01", "2026-13-01"), 0),
        (good.replace("07", "0G"), 0),
    ] {
        assert_eq!(read(&text).len(), count, "{text:?}");
    }
}

#[test]
fn the_numbers_of_the_keys_never_change() {
    for (key, number) in [
        (Key::Booking, 0),
        (Key::Visit, 3),
        (Key::SureStart, 10),
        (Key::Register, 11),
        (Key::ReviewTwoYears, 18),
        (Key::Jabs8Weeks, 19),
        (Key::Flu, 26),
        (Key::CorrectedTwo, 29),
        (Key::SecondaryStart, 39),
    ] {
        assert_eq!(key as usize, number, "{key:?}");
    }
}

/// A file of these entries, each with this name.
fn file(entries: &[Entry], name: &str, now: &str) -> String {
    let mut file = File::begun(now.parse().unwrap());
    for entry in entries {
        file.add(&id(), entry, name, &format!("{name}\nmore; of, it\\"), "Oak Lane, East");
    }
    file.done()
}

/// UID, first day and the day after the last of every event, read by another's parser.
fn events(text: &str) -> Vec<[String; 3]> {
    let unfolded = unfold(text);
    let calendar = read_calendar(&unfolded).unwrap();
    let value = |component: &icalendar::parser::Component, name: &str| {
        component.find_prop(name).unwrap().val.to_string()
    };
    calendar
        .components
        .iter()
        .map(|component| ["UID", "DTSTART", "DTEND"].map(|name| value(component, name)))
        .collect()
}

#[test]
fn a_calendar_reads_back_what_was_written() {
    let all = all(&born("2026-11-01"));
    let now: Instant = "2026-11-23T09:00:00Z".parse().unwrap();
    let name = "Jabs for Zoë 👶🏽, Ada; and a name that is longer than one line of a calendar file can be \\o/";
    let text = file(&all, name, "2026-11-23T09:00:00Z");
    assert!(text.lines().all(|line| line.len() <= 75), "lines are folded");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "lines end in CRLF");

    let unfolded = unfold(&text);
    let calendar = read_calendar(&unfolded).unwrap();
    assert_eq!(calendar.components.len(), all.len());
    for component in &calendar.components {
        let value = |name: &str| component.find_prop(name).unwrap().val.to_string();
        assert_eq!(component.name, "VEVENT");
        assert_eq!(value("DTSTAMP"), "20261123T090000Z");
        assert_eq!(value("SEQUENCE"), (now.unix() / 60).to_string());
        let start = component.find_prop("DTSTART").unwrap();
        assert_eq!(start.params[0].val.as_ref().unwrap().to_string(), "DATE");
    }
    // The builder of the same library reads texts and dates as a calendar would.
    let calendar: icalendar::Calendar = text.parse().unwrap();
    use icalendar::{CalendarComponent, Component, EventLike};
    let CalendarComponent::Event(first) = &calendar.components[0] else { panic!("an event") };
    assert_eq!(first.get_summary(), Some(name));
    assert_eq!(first.get_description(), Some(format!("{name}\nmore; of, it\\").as_str()));
    assert_eq!(first.get_location(), Some("Oak Lane, East"));
    assert!(matches!(first.get_start(), Some(icalendar::DatePerhapsTime::Date(_))));
}

#[test]
fn a_later_file_takes_the_place_of_an_earlier_one() {
    let child = due("2027-06-02", true);
    let here = Child { nickname: "Ada".to_owned(), ..child.clone() };
    let here = Child { told: Told::Born { birth: date("2027-05-20"), due: None }, ..here };
    let uid = |child: &Child| {
        let entry = *all(child).iter().find(|entry| entry.key == Key::Jabs8Weeks).unwrap();
        events(&file(&[entry], "A", "2026-11-23T09:00:00Z"))[0][0].clone()
    };
    assert_eq!(uid(&child), uid(&here));
    assert_eq!(uid(&child), format!("{}-19-0", "07".repeat(16)));
    let sequence = |now: &str| -> u64 {
        let text = file(&all(&child)[..1], "A", now);
        text.lines().find_map(|line| line.strip_prefix("SEQUENCE:")).unwrap().parse().unwrap()
    };
    assert!(sequence("2026-11-23T09:01:00Z") > sequence("2026-11-23T09:00:00Z"));
}

#[test]
fn only_short_runs_of_days_are_marked_from_end_to_end() {
    let child = born("2026-06-01");
    for (key, from, to) in [
        (Key::ReviewNewBirth, "2026-06-11", "2026-06-15"),
        (Key::ReviewNineMonths, "2027-03-01", "2027-03-01"),
        (Key::SchoolApply, "2030-01-15", "2030-01-15"),
        (Key::SchoolStart, "2030-09-01", "2030-09-01"),
        (Key::Jabs1Year, "2027-06-01", "2027-06-01"),
    ] {
        let entry = *all(&child).iter().find(|entry| entry.key == key).unwrap();
        let [_, start, end] = events(&file(&[entry], "A", "2026-11-23T09:00:00Z"))[0].clone();
        let plain = |day: Date| day.to_string().replace('-', "");
        assert_eq!((start, end), (plain(date(from)), plain(date(to).plus_days(1))), "{key:?}");
    }
}

fn any_child() -> impl Strategy<Value = Child> {
    // 2006 to 2030
    let day = (13_149i32..22_280).prop_map(Date::from_days);
    let told = prop_oneof![
        (day.clone(), any::<(bool, bool)>()).prop_map(|(due, (first, many))| Told::Due { due, first, many }),
        (day, proptest::option::of(-21i32..=126))
            .prop_map(|(birth, after)| Told::Born { birth, due: after.map(|days| birth.plus_days(days)) }),
    ];
    ("[^\\p{C}\\s]{0,40}", told).prop_map(|(nickname, told)| Child { id: id(), nickname, told })
}

proptest! {
    #[test]
    fn every_window_is_in_order_and_after_conception(child in any_child(), today in 13_149i32..22_280) {
        let all = entries(&child, Date::from_days(today));
        let conception = match child.told {
            Told::Due { due, .. } | Told::Born { due: Some(due), .. } => due.plus_days(-266),
            Told::Born { birth, .. } => birth.plus_days(-266),
        };
        for entry in &all {
            prop_assert!(entry.from <= entry.to, "{entry:?}");
            prop_assert!(entry.from >= conception, "{entry:?}");
            let has_number = matches!(entry.key, Key::Visit | Key::Flu | Key::FluInPregnancy);
            prop_assert_eq!(entry.number != 0, has_number);
        }
        // No two have the same UID, and the order is that of the days.
        let mut names: Vec<(Key, i32)> = all.iter().map(|entry| (entry.key, entry.number)).collect();
        names.sort_unstable();
        names.dedup();
        prop_assert_eq!(names.len(), all.len());
        prop_assert!(all.is_sorted_by_key(|entry| (entry.from, entry.to, entry.key, entry.number)));
        prop_assert_eq!(entries(&child, Date::from_days(today)), all);
    }

    #[test]
    fn only_flu_depends_on_today(child in any_child(), one in 13_149i32..22_280, other in 13_149i32..22_280) {
        let but_flu = |today| {
            let mut all = entries(&child, Date::from_days(today));
            all.retain(|entry| entry.key != Key::Flu);
            all
        };
        prop_assert_eq!(but_flu(one), but_flu(other));
    }

    #[test]
    fn ages_are_reached_in_order(birth in 0i32..30_000, months in 0i32..240) {
        let birth = Date::from_days(birth);
        let day = age_reached(birth, months);
        prop_assert!(day < age_reached(birth, months + 1));
        prop_assert_eq!(i32::from(months_old(birth, day)), months);
        if months > 0 {
            prop_assert_eq!(i32::from(months_old(birth, day.plus_days(-1))), months - 1);
        }
    }

    #[test]
    fn the_device_keeps_what_it_was_given(children in proptest::collection::vec(any_child(), 0..=MOST_CHILDREN)) {
        prop_assert_eq!(read(&kept(&children)), children);
    }

    #[test]
    fn what_the_form_shows_is_what_was_told(child in any_child()) {
        // Seen from a day on which the dates are still in reach.
        let today = match child.told {
            Told::Due { due, .. } => due.plus_days(-100),
            Told::Born { birth, .. } => birth.plus_days(100),
        };
        prop_assert_eq!(child.raw().parse(today), Ok(child));
    }

    #[test]
    fn no_text_breaks_the_form_or_the_file(text in "\\PC{0,60}", day in "\\PC{0,12}") {
        let raw = RawChild { nickname: text.clone(), date: day.clone(), due: day, ..RawChild::new(id()) };
        let _ = raw.parse(Date::from_days(20_000));
        let _ = read(&text);
        let entry = Entry { from: Date::from_days(0), to: Date::from_days(1), key: Key::Flu, number: 2026 };
        let file = file(&[entry], &text, "2026-11-23T09:00:00Z");
        prop_assert!(file.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
        prop_assert!(read_calendar(&unfold(&file)).is_ok());
    }
}
