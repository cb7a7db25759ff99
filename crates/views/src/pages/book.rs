//! Who is coming: the booking form of a session.

use domain::party::{MOST_ADULTS, MOST_CHILDREN};
use domain::session::SessionDetail;
use domain::{Counts, FieldProblem, Months, RawBooking};
use maud::{Markup, html};

use crate::moment;
use crate::pieces::{
    Field, Step, back_link, error_summary, places_words, small, stepper, stone_path, ticket,
};
use crate::problem_words::problem_words;
use crate::route::Link;
use crate::words::{self as w, fill, t};

/// Whether nobody can come without a child.
#[must_use]
pub fn needs_child(detail: &SessionDetail) -> bool {
    detail.session.ages.to.is_some() || detail.counts == Counts::Children
}

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
                (stone_path(Step::Form))
                (ticket(session, true, None))
                (fields(detail, form, problems))
            }
        }
    }
}

fn fields(detail: &SessionDetail, form: &RawBooking, problems: &[FieldProblem]) -> Markup {
    let told: Vec<(String, String)> = problems
        .iter()
        .map(|problem| (field_id(problem), problem_words(problem.code, Some(detail.session.ages))))
        .collect();
    let error = |id: &str| told.iter().find(|(field, _)| field == id).map(|(_, words)| words.as_str());
    let field = |id, label, hint| Field { id, label: t(label), hint: t(hint), error: error(id) };
    let ages = child_ages();
    let least = usize::from(needs_child(detail));
    html! {
        (error_summary(&told))
        h1 { (t(w::BOOK_TITLE)) }
        form.stack.stack--loose #booking novalidate {
            fieldset.stack.stack--tight {
                legend.hidden-visually { (t(w::BOOK_TITLE)) }
                (stepper("adults", t(w::BOOK_ADULTS), t(w::BOOK_ADULTS_HINT), usize::from(form.adults), 1, usize::from(MOST_ADULTS)))
                (stepper("children", t(w::BOOK_CHILDREN), "", form.children.len(), least, MOST_CHILDREN))
            }
            @for (i, age) in form.children.iter().enumerate() {
                @let id = child_id(i);
                @let label = child_label(i, form.children.len());
                (Field { id: &id, label: &label, hint: "", error: error(&id) }.choice(age, &ages))
            }
            (field("name", w::BOOK_NAME, w::BOOK_NAME_HINT).line(&form.name, "name", "text"))
            (field("contact", w::BOOK_CONTACT, w::BOOK_CONTACT_HINT).line(&form.contact, "email", "email"))
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

fn child_label(index: usize, children: usize) -> String {
    if children > 1 {
        fill(w::BOOK_CHILD_AGE_OF, &[("number", &(index + 1).to_string())])
    } else {
        t(w::BOOK_CHILD_AGE).to_owned()
    }
}

/// Every month up to three years, then every year: exact where sessions are.
fn child_ages() -> Vec<(String, String)> {
    let said = |age: Months| if age.0 == 0 { t(w::BOOK_UNDER_A_MONTH).to_owned() } else { moment::age(age) };
    let ages = (0..36).chain((36..=216).step_by(12)).map(|months| (months.to_string(), said(Months(months))));
    std::iter::once((String::new(), t(w::BOOK_CHOOSE_AGE).to_owned())).chain(ages).collect()
}

/// The session cannot be booked now, or this browser cannot name a booking.
#[must_use]
pub fn not_now(detail: &SessionDetail) -> Markup {
    let availability = detail.session.availability;
    html! {
        div.wrap {
            div.stack.flow {
                (back_link(&Link::Session(detail.session.id.clone()).href(), &detail.session.title))
                (ticket(&detail.session, false, None))
                @if availability.is_bookable() { h1 { (t(w::BOOK_NO_BROWSER)) } }
                @else { h1 { (places_words(availability)) } p { (t(w::BOOK_NOT_NOW)) } }
                p { a.button href=(Link::Session(detail.session.id.clone()).href()) { (t(w::BOOK_SEE_SESSION)) } }
            }
        }
    }
}
