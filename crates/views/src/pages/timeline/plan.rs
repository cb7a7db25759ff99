//! What comes when for a family: what is due now, what comes, and what is past.

use domain::Date;
use domain::timeline::calendar::File;
use domain::timeline::{
    Child, ChildField, ChildProblem, Entry, KEYS, Key, MOST_CHILDREN, Place, RawChild, Shape, Told, entries,
    months_old, vaccines,
};
use domain::{Instant, Months};
use maud::{Markup, html};

use super::lead;
use crate::moment;
use crate::pieces::{Field, Tone, band, disclosure, error_summary, notice, small};
use crate::route::Link;
use crate::words::{self as w, Word, fill, plural, t};
use crate::{Page, Setting};

/// What each entry is called, where it happens, and the guide page on it; by the number of its key.
static ENTRIES: [(Word, Word, &str); KEYS] = [
    (w::ENTRY_BOOKING, w::ENTRY_AT_MIDWIFE, MIDWIFE),
    (w::ENTRY_DATING_SCAN, w::ENTRY_AT_HOSPITAL, MIDWIFE),
    (w::ENTRY_ANOMALY_SCAN, w::ENTRY_AT_HOSPITAL, MIDWIFE),
    (w::ENTRY_VISITS, w::ENTRY_AT_MIDWIFE, MIDWIFE),
    (w::ENTRY_VISITS_OF_MANY, w::ENTRY_AT_HOSPITAL, "twins-and-more"),
    (w::ENTRY_WHOOPING_COUGH, w::ENTRY_AT_VACCINES, VACCINES),
    (w::ENTRY_FLU_IN_PREGNANCY, w::ENTRY_AT_VACCINES, VACCINES),
    (w::ENTRY_RSV, w::ENTRY_AT_VACCINES, VACCINES),
    (w::ENTRY_REVIEW_BEFORE_BIRTH, w::ENTRY_AT_HOME, REVIEWS),
    (w::ENTRY_EMPLOYER, w::ENTRY_AT_WORK, "rights-and-pay-in-pregnancy"),
    (w::ENTRY_SURE_START, w::ENTRY_AT_GOV, "sure-start-maternity-grant"),
    (w::ENTRY_REGISTER, w::ENTRY_AT_REGISTER, "register-the-birth"),
    (w::ENTRY_CHILD_BENEFIT, w::ENTRY_AT_GOV, "child-benefit"),
    (w::ENTRY_REVIEW_NEW_BIRTH, w::ENTRY_AT_HOME, REVIEWS),
    (w::ENTRY_REVIEW_SIX_WEEKS, w::ENTRY_AT_HOME, REVIEWS),
    (w::ENTRY_REVIEW_THREE_MONTHS, w::ENTRY_AT_REVIEW, REVIEWS),
    (w::ENTRY_REVIEW_SIX_MONTHS, w::ENTRY_AT_REVIEW, REVIEWS),
    (w::ENTRY_REVIEW_NINE_MONTHS, w::ENTRY_AT_REVIEW, REVIEWS),
    (w::ENTRY_REVIEW_TWO_YEARS, w::ENTRY_AT_REVIEW, "two-year-review"),
    (w::ENTRY_JABS_8_WEEKS, w::ENTRY_AT_SURGERY, JABS),
    (w::ENTRY_JABS_12_WEEKS, w::ENTRY_AT_SURGERY, JABS),
    (w::ENTRY_JABS_16_WEEKS, w::ENTRY_AT_SURGERY, JABS),
    (w::ENTRY_JABS_1_YEAR, w::ENTRY_AT_SURGERY, JABS),
    (w::ENTRY_JABS_18_MONTHS, w::ENTRY_AT_SURGERY, JABS),
    (w::ENTRY_JABS_PRE_SCHOOL, w::ENTRY_AT_SURGERY, JABS),
    (w::ENTRY_MMRV_CATCH_UP, w::ENTRY_AT_SURGERY, JABS),
    (w::ENTRY_FLU, w::ENTRY_AT_SURGERY_OR_SCHOOL, JABS),
    (w::ENTRY_HPV, w::ENTRY_AT_SCHOOL, TEENAGE),
    (w::ENTRY_TEENAGE, w::ENTRY_AT_SCHOOL, TEENAGE),
    (w::ENTRY_CORRECTED_TWO, w::ENTRY_AT_WHEREVER, "premature-babies"),
    (w::ENTRY_WORKING_APPLY, w::ENTRY_AT_GOV, WORKING),
    (w::ENTRY_WORKING_START, w::ENTRY_AT_NURSERY, WORKING),
    (w::ENTRY_TWO_APPLY, w::ENTRY_AT_COUNCIL, AT_TWO),
    (w::ENTRY_TWO_START, w::ENTRY_AT_NURSERY, AT_TWO),
    (w::ENTRY_THREE_APPLY, w::ENTRY_AT_GOV, AT_THREE),
    (w::ENTRY_THREE_START, w::ENTRY_AT_NURSERY, AT_THREE),
    (w::ENTRY_SCHOOL_APPLY, w::ENTRY_AT_COUNCIL, "applying-for-a-school-place"),
    (w::ENTRY_SCHOOL_START, w::ENTRY_AT_SCHOOL, "getting-ready-for-school"),
    (w::ENTRY_SECONDARY_APPLY, w::ENTRY_AT_COUNCIL, SECONDARY),
    (w::ENTRY_SECONDARY_START, w::ENTRY_AT_SCHOOL, SECONDARY),
];

const MIDWIFE: &str = "your-midwife-and-scans";
const VACCINES: &str = "vaccines-in-pregnancy";
const REVIEWS: &str = "health-visitor-checks";
const JABS: &str = "vaccinations";
const TEENAGE: &str = "teenage-vaccinations";
const WORKING: &str = "childcare-for-working-parents";
const AT_TWO: &str = "childcare-for-two-year-olds";
const AT_THREE: &str = "childcare-for-three-and-four-year-olds";
const SECONDARY: &str = "moving-to-secondary-school";

/// The names of vaccines, by their numbers.
static VACCINE_NAMES: [Word; 8] = [
    w::VACCINE_SIX_IN_ONE,
    w::VACCINE_MEN_B,
    w::VACCINE_ROTAVIRUS,
    w::VACCINE_PCV,
    w::VACCINE_HIB_MEN_C,
    w::VACCINE_MMR,
    w::VACCINE_MMRV,
    w::VACCINE_FOUR_IN_ONE,
];

/// The ids of the form's fields, as the app hears of them.
pub mod field {
    /// The due date is known.
    pub const KIND_DUE: &str = "kind-due";
    /// The birth date is known.
    pub const KIND_BORN: &str = "kind-born";
    /// The due date, or the birth date.
    pub const DATE: &str = "date";
    /// The due date of a child that is born.
    pub const DUE: &str = "due";
    /// The first baby.
    pub const FIRST: &str = "first";
    /// Not the first.
    pub const NOT_FIRST: &str = "not-first";
    /// One baby.
    pub const ONE: &str = "one";
    /// Twins or more.
    pub const MANY: &str = "many";
    /// The nickname.
    pub const NICKNAME: &str = "nickname";
}

/// Everything in the order of the days, or the form while one is filled in.
#[must_use]
pub fn page(
    setting: Setting<'_>,
    children: &[Child],
    form: Option<&RawChild>,
    problems: &[(ChildField, ChildProblem)],
) -> Page {
    let today = setting.today();
    let inside = match (form, today) {
        (Some(form), _) => html! { (fields(form, problems, !children.is_empty())) },
        (None, Some(today)) => timeline(children, today),
        (None, None) => html! {},
    };
    let main = html! {
        @match today.filter(|_| form.is_none()) {
            Some(today) => (head(children, today)),
            None => (lead()),
        }
        div.wrap { div.stack.stack--airy { (inside) (leave_no_trace()) } }
    };
    Page { title: t(w::TIMELINE_TITLE).to_owned(), main }
}

/// The page before the app comes; without script, what comes in the usual order.
#[must_use]
pub fn frame() -> Page {
    let main = html! {
        (lead())
        noscript {
            div.wrap {
                section.stack aria-labelledby="general" {
                    h2 #general { (t(w::TIMELINE_GENERAL)) }
                    p { (t(w::TIMELINE_GENERAL_WORDS)) }
                    ul.stack {
                        @for &(title, _, guide) in &ENTRIES {
                            li { a href=(Link::Guide(guide.to_owned()).href()) { (t(title)) } }
                        }
                    }
                }
            }
        }
    };
    Page { title: t(w::TIMELINE_TITLE).to_owned(), main }
}

fn head(children: &[Child], today: Date) -> Markup {
    let inside = html! {
        h1 { (t(w::TIMELINE_TITLE)) }
        p.band__facts { @for child in children { span { strong { (name(child)) } @if let Some(aged) = aged(child, today) { " · " (aged) } } } }
    };
    band("band--plain", false, None, inside)
}

/// What the family calls a child, or the date it is known by.
fn name(child: &Child) -> String {
    if child.nickname.is_empty() { dated(child) } else { child.nickname.clone() }
}

fn dated(child: &Child) -> String {
    let (word, day) = match child.told {
        Told::Due { due, .. } => (w::TIMELINE_DUE, due),
        Told::Born { birth, .. } => (w::TIMELINE_BORN, birth),
    };
    fill(word, &[("date", &moment::date_with_year(day))])
}

/// "5 months today", "25 weeks today"
fn aged(child: &Child, today: Date) -> Option<String> {
    let age = match child.told {
        Told::Due { .. } => child.weeks_pregnant(today).map(|weeks| plural(w::TIMELINE_WEEKS, weeks)),
        Told::Born { birth, .. } => age(birth, today),
    };
    age.map(|age| fill(w::TIMELINE_AGE_TODAY, &[("age", &age)]))
}

/// In weeks up to 16, as those who weigh babies do; nothing in the first week.
fn age(from: Date, today: Date) -> Option<String> {
    match (today.days() - from.days()) / 7 {
        ..=0 => None,
        weeks @ 1..=16 => Some(plural(w::TIMELINE_WEEKS, weeks.unsigned_abs())),
        _ => Some(moment::age(Months(months_old(from, today)))),
    }
}

type Line<'a> = (&'a Child, Entry);

/// Puts an entry where it belongs by a day of its own, after those with the same day.
fn put<'a>(lines: &mut Vec<Line<'a>>, line: Line<'a>, day: fn(&Entry) -> Date) {
    let at = lines.partition_point(|(_, other)| day(other) <= day(&line.1));
    lines.insert(at, line);
}

fn timeline(children: &[Child], today: Date) -> Markup {
    let mut lists = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
    for child in children {
        for entry in entries(child, today) {
            let place = entry.place(today);
            // What ends first presses most; what is to come goes by its first day.
            let by: fn(&Entry) -> Date =
                if place <= Place::Now { |entry| entry.to } else { |entry| entry.from };
            put(&mut lists[place as usize], (child, entry), by);
        }
    }
    let [mut past, now, coming, later] = lists;
    // What ended last is the likeliest to be looked for.
    past.reverse();
    let many = children.len() > 1;
    html! {
        section.stack aria-labelledby="now" {
            h2 #now { (t(w::TIMELINE_NOW)) }
            @if now.is_empty() { p { (t(w::TIMELINE_NOW_NONE)) } }
            (path(&now, many, "path--now"))
            @for child in children { (notes(child, today, many)) }
        }
        section.stack aria-labelledby="coming" {
            h2 #coming { (t(w::TIMELINE_COMING)) }
            (path(&coming, many, ""))
            div {
                (folded(w::TIMELINE_LATER, "", &path(&later, many, "")))
                (folded(w::TIMELINE_PAST, t(w::TIMELINE_PAST_NOTE), &path(&past, many, "path--past")))
            }
            div.stack.stack--tight {
                p { button.button type="button" data-action="to-calendar" { (small("calendar")) (t(w::TIMELINE_CALENDAR)) } }
                p.small.soft { (t(w::TIMELINE_CALENDAR_HINT)) }
            }
        }
        (family(children))
    }
}

fn folded(title: Word, note: &str, path: &Markup) -> Markup {
    disclosure(t(title), html! { @if !note.is_empty() { p.soft { (note) } } (path) })
}

/// Entries as stones of a path.
fn path(lines: &[Line<'_>], many: bool, class: &str) -> Markup {
    html! {
        ol class={ "path " (class) } role="list" {
            @for (child, entry) in lines {
                @let (_, at, guide) = ENTRIES[entry.key as usize];
                li.path__step {
                    p.path__when { (when(entry)) @if many { " · " (name(child)) } }
                    h3.path__name { a href=(Link::Guide(guide.to_owned()).href()) { (title(entry)) } }
                    @let more = more(child, entry);
                    @if !more.is_empty() { p { (more) } }
                    p.path__place { (small("pin")) (t(at)) }
                }
            }
        }
    }
}

fn title(entry: &Entry) -> String {
    let word = if entry.key == Key::Visit { w::ENTRY_VISIT } else { ENTRIES[entry.key as usize].0 };
    fill(word, &[("number", &entry.number.to_string())])
}

/// The vaccines by name, and what those born in summer may ask; for all else nothing.
fn more(child: &Child, entry: &Entry) -> String {
    let (Told::Due { due: birth, .. } | Told::Born { birth, .. }) = child.told;
    if entry.key == Key::SchoolApply && (4..=8).contains(&birth.civil().1) {
        return t(w::ENTRY_SCHOOL_APPLY_SUMMER).to_owned();
    }
    let mut names = String::new();
    for vaccine in vaccines(entry.key, birth) {
        if !names.is_empty() {
            names.push_str(", ");
        }
        names.push_str(t(VACCINE_NAMES[*vaccine as usize]));
    }
    names
}

fn when(entry: &Entry) -> String {
    let (from, to) = (moment::full_date(entry.from), moment::full_date(entry.to));
    match entry.key.shape() {
        Shape::By => fill(w::TIMELINE_BY, &[("date", &to)]),
        Shape::From => fill(w::TIMELINE_FROM, &[("date", &from)]),
        Shape::Month => {
            let year = entry.from.civil().0.to_string();
            fill(w::TIMELINE_MONTH, &[("month", moment::month(entry.from)), ("year", &year)])
        }
        Shape::Between if from == to => from,
        Shape::Between => fill(w::TIMELINE_BETWEEN, &[("from", &from), ("to", &to)]),
    }
}

/// What to know about one child's dates.
fn notes(child: &Child, today: Date, many: bool) -> Markup {
    let who = html! { @if many { strong { (name(child)) } " · " } };
    if let Told::Due { .. } = child.told {
        return html! { p.small.soft { (who) (t(w::TIMELINE_DUE_NOTE)) } };
    }
    let Some(early) = child.early(today) else { return html! {} };
    notice(
        Tone::Plain,
        None,
        &plural(w::TIMELINE_EARLY, u32::from(early.weeks)),
        html! {
            @if let Some(age) = age(early.due, today) { p { (who) (fill(w::TIMELINE_EARLY_AGE, &[("age", &age)])) } }
            p { (t(w::TIMELINE_EARLY_NOTE)) }
        },
    )
}

/// Who is on the timeline, with the ways to change that.
fn family(children: &[Child]) -> Markup {
    html! {
        section.stack aria-labelledby="family" {
            h2 #family { (t(w::TIMELINE_ON)) }
            ul.stack role="list" {
                @for child in children {
                    @let button = |action: &str, word: Word| html! {
                        button.button.button--quiet.button--small type="button" data-action=(action) data-child=(child.id) {
                            (t(word)) span.hidden-visually { " " (name(child)) }
                        }
                    };
                    li.row.row--apart {
                        span {
                            strong { (name(child)) }
                            @if !child.nickname.is_empty() { br; (dated(child)) }
                        }
                        span.row { (button("change", w::TIMELINE_CHANGE)) (button("remove", w::TIMELINE_REMOVE)) }
                    }
                }
            }
            @if children.len() < MOST_CHILDREN {
                p { button.button.button--quiet type="button" data-action="add" { (small("plus")) (t(w::TIMELINE_ADD)) } }
            }
            p.small.soft { (t(w::TIMELINE_USUAL)) }
        }
    }
}

/// Without a child too: where a family searched from and what it read are kept as well.
fn leave_no_trace() -> Markup {
    html! {
        div.stack.stack--tight {
            p.small.soft { (t(w::TIMELINE_CLEAR_WORDS)) }
            p { button.button.button--quiet.button--small type="button" data-action="clear" { (t(w::MINE_CLEAR)) } }
        }
    }
}

fn fields(form: &RawChild, problems: &[(ChildField, ChildProblem)], can_cancel: bool) -> Markup {
    let told: Vec<(String, String)> = problems
        .iter()
        .map(|(field, problem)| (field_id(*field).to_owned(), t(problem_word(*problem)).to_owned()))
        .collect();
    let error = |id: &str| told.iter().find(|(field, _)| field == id).map(|(_, words)| words.as_str());
    let field = |id, label, hint| Field { id, label: t(label), hint: t(hint), error: error(id) };
    let (date, date_hint) = if form.born {
        (w::TIMELINE_FORM_BIRTH, w::TIMELINE_FORM_BIRTH_HINT)
    } else {
        (w::TIMELINE_FORM_DUE, w::TIMELINE_FORM_DUE_HINT)
    };
    html! {
        form.stack.stack--loose #child novalidate {
            (error_summary(&told))
            h2 { (t(w::TIMELINE_FORM_TITLE)) }
            (either(w::TIMELINE_FORM_KIND, [
                (field::KIND_DUE, w::TIMELINE_FORM_KIND_DUE, !form.born),
                (field::KIND_BORN, w::TIMELINE_FORM_KIND_BORN, form.born),
            ]))
            (field(field::DATE, date, date_hint).date(&form.date))
            @if form.born {
                (field(field::DUE, w::TIMELINE_FORM_WAS_DUE, w::TIMELINE_FORM_WAS_DUE_HINT).date(&form.due))
            } @else {
                (either(w::TIMELINE_FORM_FIRST, [
                    (field::FIRST, w::TIMELINE_FORM_YES, form.first),
                    (field::NOT_FIRST, w::TIMELINE_FORM_NO, !form.first),
                ]))
                (either(w::TIMELINE_FORM_BABIES, [
                    (field::ONE, w::TIMELINE_FORM_ONE, !form.many),
                    (field::MANY, w::TIMELINE_FORM_MANY, form.many),
                ]))
            }
            (field(field::NICKNAME, w::TIMELINE_FORM_NICKNAME, w::TIMELINE_FORM_NICKNAME_HINT).line(&form.nickname, "off", "text"))
            div.row {
                button.button type="submit" { (t(w::TIMELINE_FORM_SAVE)) }
                @if can_cancel { button.button.button--quiet type="button" data-action="cancel" { (t(w::TIMELINE_FORM_CANCEL)) } }
            }
        }
    }
}

/// A question with two answers, each by its id, its words and whether it is chosen.
fn either(question: Word, answers: [(&str, Word, bool); 2]) -> Markup {
    html! {
        fieldset.choices {
            legend.choices__title { (t(question)) }
            @for (id, words, chosen) in answers {
                label.choice {
                    input.choice__box #(id) type="radio" name=(answers[0].0) checked[chosen];
                    span { (t(words)) }
                }
            }
        }
    }
}

fn field_id(field: ChildField) -> &'static str {
    match field {
        ChildField::Date => field::DATE,
        ChildField::Due => field::DUE,
        ChildField::Nickname => field::NICKNAME,
    }
}

fn problem_word(problem: ChildProblem) -> Word {
    match problem {
        ChildProblem::NotADate => w::TIMELINE_PROBLEM_NOT_A_DATE,
        ChildProblem::TooFarAway => w::TIMELINE_PROBLEM_TOO_FAR_AWAY,
        ChildProblem::LongPassed => w::TIMELINE_PROBLEM_LONG_PASSED,
        ChildProblem::NotBornYet => w::TIMELINE_PROBLEM_NOT_BORN_YET,
        ChildProblem::TooOld => w::TIMELINE_PROBLEM_TOO_OLD,
        ChildProblem::FarFromBirth => w::TIMELINE_PROBLEM_FAR_FROM_BIRTH,
        ChildProblem::TooLong => w::TIMELINE_PROBLEM_TOO_LONG,
    }
}

/// What is still to come, as a calendar file.
#[must_use]
pub fn calendar_file(children: &[Child], now: Instant) -> String {
    let today = now.london_date();
    let mut file = File::begun(now);
    for child in children {
        for entry in entries(child, today) {
            if entry.place(today) == Place::Past {
                continue;
            }
            let mut summary = title(&entry);
            if !child.nickname.is_empty() {
                summary = fill(w::TIMELINE_EVENT, &[("title", &summary), ("name", &child.nickname)]);
            }
            let about = [when(&entry), more(child, &entry)].join("\n");
            file.add(&child.id, &entry, &summary, about.trim_end(), t(ENTRIES[entry.key as usize].1));
        }
    }
    file.done()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use domain::timeline::ChildId;

    use super::*;
    use crate::Config;

    const NOW: &str = "2026-11-23T09:00:00Z";

    fn child(nickname: &str, told: Told) -> Child {
        Child { id: ChildId::from_random([7; 16]), nickname: nickname.to_owned(), told }
    }

    fn born(day: &str) -> Told {
        Told::Born { birth: day.parse().unwrap(), due: None }
    }

    fn drawn(children: &[Child]) -> String {
        let config = Config::default();
        let setting = Setting { config: &config, now: Some(NOW.parse().unwrap()) };
        page(setting, children, None, &[]).main.into_string()
    }

    #[test]
    fn every_entry_leads_to_a_page_of_the_guide() {
        let guides = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/guides");
        for (title, _, guide) in ENTRIES {
            assert!(guides.join(format!("{guide}.md")).is_file(), "{guide}, for {}", t(title));
        }
    }

    #[test]
    fn days_are_said_as_they_are_meant() {
        let day = |text: &str| text.parse().unwrap();
        for (key, from, to, said) in [
            (
                Key::ReviewNewBirth,
                "2026-11-24",
                "2026-11-28",
                "Tuesday 24 November 2026 to Saturday 28 November 2026",
            ),
            (Key::MmrvCatchUp, "2026-11-24", "2026-11-24", "Tuesday 24 November 2026"),
            (Key::SchoolApply, "2026-09-01", "2027-01-15", "By Friday 15 January 2027"),
            (Key::Jabs8Weeks, "2026-11-24", "2026-12-21", "From Tuesday 24 November 2026"),
            (Key::SchoolStart, "2027-09-01", "2027-09-30", "September 2027"),
        ] {
            assert_eq!(when(&Entry { from: day(from), to: day(to), key, number: 0 }), said);
        }
    }

    #[test]
    fn what_is_due_comes_first_and_the_past_is_folded() {
        let html = drawn(&[child("", born("2026-09-28"))]);
        let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text} in {html}"));
        assert!(at("Born 28 September 2026</strong> · 8 weeks today") < at("id=\"now\""));
        // Eight weeks old today: the first jabs begin.
        assert!(at("id=\"now\"") < at("Vaccinations at 8 weeks"));
        assert!(at("6-in-1, MenB, rotavirus (drops)") < at("id=\"coming\""));
        assert!(at("id=\"coming\"") < at("9 to 12 month review"));
        assert!(at("<details") < at("Reception begins"));
        assert!(at("Reception begins") < at("New baby review"));
        assert_eq!(
            html.matches("Born 28 September 2026").count(),
            4,
            "one child needs no name at each entry: {html}"
        );
    }

    #[test]
    fn several_children_are_told_apart_and_nothing_typed_is_markup() {
        let unborn = Told::Due { due: "2027-06-02".parse().unwrap(), first: false, many: false };
        let html = drawn(&[child("<b>Ada</b>", born("2026-09-28")), child("", unborn)]);
        assert!(html.contains(" · &lt;b&gt;Ada&lt;/b&gt;</p>") && !html.contains("<b>Ada"));
        assert!(html.contains(" · Due 2 June 2027</p>"), "{html}");
        assert!(html.contains("12 weeks today"));
    }

    #[test]
    fn a_later_start_at_school_is_told_to_those_born_from_april_to_august() {
        for (birth, told) in [
            ("2024-03-31", false),
            ("2024-04-01", true),
            ("2024-08-31", true),
            ("2024-09-01", false),
            ("2024-12-31", false),
        ] {
            let html = drawn(&[child("", born(birth))]);
            assert_eq!(html.contains("You may ask to start a year later."), told, "{birth}");
        }
    }

    #[test]
    fn a_phone_can_be_left_without_a_trace_before_a_child_is_told_of() {
        let config = Config::default();
        let setting = Setting { config: &config, now: Some(NOW.parse().unwrap()) };
        let form = RawChild::new(ChildId::from_random([7; 16]));
        let html = page(setting, &[], Some(&form), &[]).main.into_string();
        for html in [html, drawn(&[child("", born("2024-03-31"))])] {
            assert_eq!(html.matches("data-action=\"clear\"").count(), 1, "{html}");
        }
    }

    #[test]
    fn a_child_born_early_is_told_which_age_counts() {
        let told =
            Told::Born { birth: "2026-06-01".parse().unwrap(), due: Some("2026-07-27".parse().unwrap()) };
        let html = drawn(&[child("", told)]);
        assert!(
            html.contains("Born 8 weeks early.") && html.contains("Corrected age today: 3 months."),
            "{html}"
        );
    }

    #[test]
    fn the_calendar_file_has_what_is_still_to_come() {
        let file = calendar_file(&[child("Ada", born("2026-09-28"))], NOW.parse().unwrap());
        assert!(file.contains("SUMMARY:Vaccinations at 8 weeks (Ada)\r\n"), "{file}");
        assert!(!file.contains("New baby review"));
        for uid in file.lines().filter(|line| line.starts_with("UID:")) {
            assert!(!uid.contains("Ada") && !uid.contains("2026-09"), "{uid}");
        }
    }

    #[test]
    fn without_a_moment_there_is_the_usual_order() {
        let html = frame().main.into_string();
        assert!(html.contains("<noscript>") && html.contains("/guide/your-midwife-and-scans"));
        assert_eq!(html.matches("<li>").count(), KEYS);
    }
}
