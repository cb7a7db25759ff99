//! Who is coming: the booking form of a session.

use domain::party::{MOST_ADULTS, MOST_CHILDREN};
use domain::session::{Room, SessionDetail};
use domain::{AgeRange, Counts, FieldProblem, Months, RawBooking};
use maud::{Markup, html};

use crate::moment;
use crate::pieces::{
    Field, Step, Tone, back_link, course_line, error_summary, notice, places_words, small, stepper,
    stone_path, ticket,
};
use crate::problem_words::problem_words;
use crate::route::Link;
use crate::words::{self as w, fill, plural, t};

/// Whether nobody can come without a child.
#[must_use]
pub fn needs_child(detail: &SessionDetail) -> bool {
    detail.session.ages.to.is_some() || detail.counts == Counts::Children
}

/// What the session has for the party of this form.
#[must_use]
pub fn room(detail: &SessionDetail, form: &RawBooking) -> Room {
    let places = detail.counts.places(form.adults, form.children.len());
    let (availability, capacity) = detail.to_book();
    availability.room(places, capacity)
}

/// What to know where a party does not find room; nothing where it does.
#[must_use]
pub fn room_words(detail: &SessionDetail, form: &RawBooking) -> Option<(String, String)> {
    match room(detail, form) {
        Room::Enough | Room::Shut => None,
        Room::Full => Some((t(w::BOOK_FULL).to_owned(), t(w::BOOK_FULL_WORDS).to_owned())),
        Room::Few { left } => {
            let needed = detail.counts.places(form.adults, form.children.len()).to_string();
            let words = fill(w::BOOK_FEW_WORDS, &[("needed", &needed)]);
            Some((plural(w::BOOK_FEW, u32::from(left)), words))
        }
        Room::TooMany { capacity } => {
            let title = plural(w::BOOK_TOO_MANY, u32::from(capacity));
            Some((title, t(w::BOOK_TOO_MANY_WORDS).to_owned()))
        }
    }
}

/// The id of what is said of the room there is.
pub const ROOM: &str = "room";

/// The id of the field that a problem is about.
fn field_id(problem: &FieldProblem) -> String {
    match problem.field.0.strip_prefix("children/").and_then(|index| index.parse::<usize>().ok()) {
        Some(index) => child_id(index),
        None => problem.field.0.clone(),
    }
}

/// The id of a child's age, counted from 0.
#[must_use]
pub fn child_id(index: usize) -> String {
    format!("child-{}", index + 1)
}

/// The form with what has been typed, and everything to put right.
#[must_use]
pub fn main(detail: &SessionDetail, form: &RawBooking, problems: &[FieldProblem]) -> Markup {
    let session = &detail.session;
    html! {
        div.wrap {
            div.stack.stack--loose.flow {
                (back_link(&Link::Session(session.id.clone()).href(), &session.title))
                (stone_path(Step::Form, room(detail, form).is_to_wait()))
                (ticket(session, true, None))
                (whole(detail))
                (fields(detail, form, problems))
            }
        }
    }
}

/// What else a family books along with this session: its whole course.
#[must_use]
pub fn whole(detail: &SessionDetail) -> Markup {
    let Some(course) = detail.whole_course() else { return Markup::default() };
    let count = detail.dates().len().to_string();
    html! { p { strong { (course_line(course)) } ". " (fill(w::COURSE_ABOUT, &[("count", &count)])) } }
}

fn fields(detail: &SessionDetail, form: &RawBooking, problems: &[FieldProblem]) -> Markup {
    let told = told(problems, detail.session.ages);
    let field = |id, label, hint| Field { id, label: t(label), hint: t(hint), error: error_of(&told, id) };
    let on_behalf = form.on_behalf.as_deref().unwrap_or_default();
    html! {
        (error_summary(&told))
        h1 { (t(w::BOOK_TITLE)) }
        form.stack.stack--loose #booking novalidate {
            (who(form.adults, &form.children, usize::from(needs_child(detail)), &told, false))
            @if let Some((title, words)) = room_words(detail, form) {
                div #(ROOM) tabindex="-1" { (notice(Tone::Warning, Some("people"), &title, html! { p { (words) } })) }
            }
            (field("name", w::BOOK_NAME, w::BOOK_NAME_HINT).line(&form.name, "name", "text"))
            (field("contact", w::BOOK_CONTACT, w::BOOK_CONTACT_HINT).line(&form.contact, "email", "email"))
            details.disclosure open[!on_behalf.is_empty()] {
                summary.disclosure__summary { (t(w::BOOK_BEHALF)) }
                div.disclosure__body { (field("on_behalf", w::BOOK_BEHALF_LABEL, w::BOOK_BEHALF_HINT).line(on_behalf, "organization", "text")) }
            }
            details.disclosure open[!form.access_needs.is_empty()] {
                summary.disclosure__summary { (t(w::BOOK_NEEDS)) }
                div.disclosure__body { (field("access_needs", w::BOOK_NEEDS_LABEL, w::BOOK_NEEDS_HINT).lines(&form.access_needs)) }
            }
            div.stack.stack--tight {
                button.button.button--wide type="submit" { (t(w::BOOK_CHECK)) (small("arrow-next")) }
                p.small.soft { (t(w::BOOK_KEPT)) }
            }
        }
    }
}

/// Each problem with the id of its field.
#[must_use]
pub fn told(problems: &[FieldProblem], ages: AgeRange) -> Vec<(String, String)> {
    let words = |problem: &FieldProblem| (field_id(problem), problem_words(problem.code, Some(ages)));
    problems.iter().map(words).collect()
}

fn error_of<'a>(told: &'a [(String, String)], id: &str) -> Option<&'a str> {
    told.iter().find(|(field, _)| field == id).map(|(_, words)| words.as_str())
}

/// How many adults, how many children, and the age of each. With `one_off`, any child can be taken off.
#[must_use]
pub fn who(
    adults: u8,
    children: &[String],
    least: usize,
    told: &[(String, String)],
    one_off: bool,
) -> Markup {
    let number = |id, label, hint| Field { id, label: t(label), hint, error: error_of(told, id) };
    html! {
        fieldset.stack.stack--tight {
            legend.hidden-visually { (t(w::BOOK_TITLE)) }
            (stepper(&number("adults", w::BOOK_ADULTS, t(w::BOOK_ADULTS_HINT)), usize::from(adults), 1, usize::from(MOST_ADULTS)))
            (stepper(&number("children", w::BOOK_CHILDREN, ""), children.len(), least, MOST_CHILDREN))
        }
        @for (i, age) in children.iter().enumerate() {
            @let id = child_id(i);
            @let label = child_label(i, children.len());
            @let field = Field { id: &id, label: &label, hint: "", error: error_of(told, &id) }.choice(age, &child_ages(age));
            @if one_off && children.len() > least {
                div.stack.stack--tight {
                    (field)
                    p {
                        button.button.button--small.button--quiet type="button" data-action="take-off" data-by=(i)
                            aria-label=(fill(w::PARTY_CHANGE_ONE_OFF_OF, &[("number", &(i + 1).to_string())])) { (t(w::PARTY_CHANGE_ONE_OFF)) }
                    }
                }
            } @else { (field) }
        }
    }
}

fn child_label(index: usize, children: usize) -> String {
    if children > 1 {
        fill(w::BOOK_CHILD_AGE_OF, &[("number", &(index + 1).to_string())])
    } else {
        t(w::BOOK_CHILD_AGE).to_owned()
    }
}

/// Every month up to three years, then every year: exact where sessions are. The age chosen is always among them.
fn child_ages(chosen: &str) -> Vec<(String, String)> {
    let chosen = Months::parse(chosen).map(|age| age.0);
    let said = |age: Months| if age.0 == 0 { t(w::BOOK_UNDER_A_MONTH).to_owned() } else { moment::age(age) };
    let ages = (0..=300_u16).filter(|months| {
        *months < 36 || (*months <= 216 && months.is_multiple_of(12)) || Some(*months) == chosen
    });
    let ages = ages.map(|months| (months.to_string(), said(Months(months))));
    std::iter::once((String::new(), t(w::BOOK_CHOOSE_AGE).to_owned())).chain(ages).collect()
}

/// The session cannot be booked now, or this browser cannot name a booking.
#[must_use]
pub fn not_now(detail: &SessionDetail) -> Markup {
    let (availability, _) = detail.to_book();
    html! {
        div.wrap {
            div.stack.flow {
                (back_link(&Link::Session(detail.session.id.clone()).href(), &detail.session.title))
                (ticket(&detail.session, false, None))
                @if availability.takes_bookings() { h1 { (t(w::BOOK_NO_BROWSER)) } }
                @else { h1 { (places_words(availability)) } p { (t(w::BOOK_NOT_NOW)) } }
                p { a.button href=(Link::Session(detail.session.id.clone()).href()) { (t(w::BOOK_SEE_SESSION)) } }
            }
        }
    }
}
