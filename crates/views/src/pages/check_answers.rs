//! Is this right: the answers once more, then book.

use domain::problem::kind;
use domain::session::{Room, SessionDetail};
use domain::{Booking, Instant, Months, Problem, RawBooking, SessionId};
use maud::{Markup, html};

use super::book;
use crate::Failure;
use crate::moment;
use crate::pieces::{Step, Tone, back_link, notice, party_words, stone_path, ticket};
use crate::problem_words::problem_words;
use crate::route::Link;
use crate::words::{self as w, Word, fill, plural, t};

/// The id of the place where a failed try is told.
pub const OUTCOME: &str = "outcome";

/// The answers, what came of the last try, and the button. `clash` is what the family has at that time.
#[must_use]
pub fn main(
    detail: &SessionDetail,
    form: &RawBooking,
    clash: Option<(&Booking, Instant, Instant)>,
    failed: Option<&Failure>,
    sending: bool,
) -> Markup {
    let cost = moment::price(detail.session.cost_pence);
    let joins = book::room(detail, form).is_to_wait();
    let (now, later, hint) = if joins {
        (w::CHECK_JOIN, w::CHECK_JOINING, w::CHECK_JOIN_HINT)
    } else {
        (w::CHECK_BOOK, w::CHECK_SENDING, w::CHECK_HINT)
    };
    let (now, hint) = match detail.whole_course() {
        Some(_) if !joins => (w::COURSE_BOOK, w::COURSE_HINT),
        _ => (now, hint),
    };
    html! {
        div.wrap {
            div.stack.stack--loose.flow {
                (back_link(&Link::Book(detail.session.id.clone()).href(), t(w::BOOK_STEP_FORM)))
                (stone_path(Step::Check, joins))
                h1 { (t(w::CHECK_TITLE)) }
                (ticket(&detail.session, false, None))
                (book::whole(detail))
                (summary(form))
                @if joins && failed.is_none() { (room(detail, form)) }
                @if let Some(clash) = clash { (clashes(&detail.session.id, clash)) }
                div #(OUTCOME) tabindex="-1" role="alert" { @if let Some(failed) = failed { (outcome(failed, detail, form.waiting)) } }
                form.stack.stack--tight #answers novalidate {
                    button.button.button--wide type="submit" aria-disabled=[sending.then_some("true")] {
                        (t(if sending { later } else { now }))
                    }
                    p.small.soft { (fill(hint, &[("cost", &cost)])) }
                }
            }
        }
    }
}

/// Not everybody finds room: what joining the list means.
fn room(detail: &SessionDetail, form: &RawBooking) -> Markup {
    let page = Link::Book(detail.session.id.clone()).href();
    html! {
        @if let Room::Few { left } = book::room(detail, form) {
            (notice(Tone::Warning, Some("people"), &plural(w::BOOK_FEW, u32::from(left)), html! {
                p { (t(w::CHECK_FEW_WORDS)) }
                p { a href={ (page) "#adults" } { (t(w::CHECK_FEWER)) } }
            }))
        } @else {
            (notice(Tone::Plain, Some("people"), t(w::BOOK_FULL), html! { p { (t(w::CHECK_FULL_WORDS)) } }))
        }
    }
}

/// The family has this session already, or something else at that time. It may still go on.
fn clashes(wanted: &SessionId, (other, starts_at, ends_at): (&Booking, Instant, Instant)) -> Markup {
    if other.dates().any(|(id, ..)| id == wanted) {
        let own = html! { a href=(Link::Booking(other.id.clone()).href()) { (t(w::CHECK_OWN_SEE)) } };
        return notice(
            Tone::Warning,
            Some("calendar"),
            t(w::CHECK_OWN),
            html! { p { (t(w::CHECK_OWN_WORDS)) } p { (own) } },
        );
    }
    let words = fill(
        w::CHECK_CLASH_WORDS,
        &[
            ("title", &other.session.title),
            ("date", &moment::date(starts_at.london_date())),
            ("times", &moment::times(starts_at, ends_at)),
        ],
    );
    notice(Tone::Warning, Some("calendar"), t(w::CHECK_CLASH), html! { p { (words) } })
}

/// There is nothing to check yet.
#[must_use]
pub fn not_yet(detail: &SessionDetail) -> Markup {
    html! {
        div.wrap {
            div.stack.flow {
                h1 { (t(w::CHECK_NOT_YET)) }
                p { a.button href=(Link::Book(detail.session.id.clone()).href()) { (t(w::CHECK_FILL_IN)) } }
            }
        }
    }
}

fn summary(form: &RawBooking) -> Markup {
    let page = Link::Book(form.session_id.clone()).href();
    let row = |name: Word, value: &str, field: &str| {
        html! {
            div.summary-list__row {
                dt.summary-list__name { (t(name)) }
                dd.summary-list__value { (value) }
                dd.summary-list__change {
                    a.summary-list__link href={ (page) "#" (field) } { (t(w::CHECK_CHANGE)) span.hidden-visually { " " (t(name)) } }
                }
            }
        }
    };
    let ages = form
        .children
        .iter()
        .filter_map(|age| Months::parse(age))
        .map(moment::age)
        .collect::<Vec<_>>()
        .join(", ");
    html! {
        dl.summary-list {
            (row(w::CHECK_COMING, &party_words(form.adults, form.children.len()), "adults"))
            @if !ages.is_empty() { (row(w::CHECK_AGES, &ages, "child-1")) }
            (row(w::BOOK_NAME, &form.name, "name"))
            (row(w::CHECK_CONTACT, &form.contact, "contact"))
            @if let Some(who) = form.on_behalf.as_deref().filter(|who| !who.trim().is_empty()) { (row(w::CHECK_BEHALF, who, "on_behalf")) }
            @if !form.access_needs.is_empty() { (row(w::CHECK_NEEDS, &form.access_needs, "access_needs")) }
        }
    }
}

/// What happened instead, and what to do.
fn outcome(failure: &Failure, detail: &SessionDetail, waiting: bool) -> Markup {
    let session = Some((Link::Session(detail.session.id.clone()).href(), w::BOOK_SEE_SESSION));
    let form = Some((Link::Book(detail.session.id.clone()).href(), w::CHECK_FILL_IN));
    let tell = |title: Word, words: Word, next| say(t(title), t(words), next);
    match failure {
        Failure::Offline => tell(w::OUTCOME_OFFLINE, w::OUTCOME_OFFLINE_WORDS, None),
        Failure::Server => tell(w::LOADING_FAILED, w::OUTCOME_SERVER, None),
        Failure::NotFound => tell(w::NOT_FOUND_TITLE, w::OUTCOME_GONE, session),
        Failure::Problem(problem) => match problem.kind.as_str() {
            kind::FULL if waiting => tell(w::OUTCOME_LIST_OVER_TITLE, w::OUTCOME_LIST_OVER, session),
            kind::FULL => say(t(w::OUTCOME_FULL_TITLE), &full_words(problem), session),
            kind::WAITING_LIST_FULL => tell(w::OUTCOME_LIST_FULL_TITLE, w::OUTCOME_LIST_FULL, session),
            kind::PARTY_TOO_LARGE => tell(w::OUTCOME_TOO_LARGE_TITLE, w::OUTCOME_TOO_LARGE, form),
            kind::FAMILY_ALREADY_BOOKED => tell(
                w::OUTCOME_TWICE_TITLE,
                w::OUTCOME_TWICE,
                Some((Link::MyBookings.href(), w::NAV_BOOKINGS)),
            ),
            kind::FIELDS => {
                let words =
                    problem.errors.iter().map(|error| problem_words(error.code, Some(detail.session.ages)));
                say(
                    &plural(w::FORM_SUMMARY, problem.errors.len() as u32),
                    &words.collect::<Vec<_>>().join(" "),
                    form,
                )
            }
            kind::TOO_MANY => tell(w::OUTCOME_TOO_MANY, w::OUTCOME_TOO_MANY_WORDS, None),
            _ => tell(w::OUTCOME_NOT_NOW, w::BOOK_NOT_NOW, session),
        },
    }
}

fn full_words(problem: &Problem) -> String {
    match problem.places_left {
        None | Some(0) => t(w::OUTCOME_FULL).to_owned(),
        Some(left) => plural(w::OUTCOME_FEW, u32::from(left)),
    }
}

fn say(title: &str, words: &str, next: Option<(String, Word)>) -> Markup {
    notice(
        Tone::Warning,
        None,
        title,
        html! {
            p { (words) }
            @if let Some((href, link)) = next { p { a.button.button--small href=(href) { (t(link)) } } }
        },
    )
}
