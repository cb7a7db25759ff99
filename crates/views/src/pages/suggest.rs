//! Suggest a change to a service's listing.

use domain::problem::kind;
use domain::service::ServiceDetail;
use domain::{FieldProblem, ListingFault, RawListingChange};
use maud::{Markup, html};

use super::check_answers::OUTCOME;
use crate::pieces::{Field, Tone, back_link, error_summary, notice, ring_button, small};
use crate::problem_words::problem_words;
use crate::route::Link;
use crate::words::{self as w, Word, fill, t};
use crate::{Failure, Page, Setting};

/// The words for what may be wrong.
#[must_use]
pub fn fault_words(fault: ListingFault) -> Word {
    match fault {
        ListingFault::Closed => w::SUGGEST_CLOSED,
        ListingFault::Times => w::SUGGEST_TIMES,
        ListingFault::Contact => w::SUGGEST_CONTACT,
        ListingFault::Place => w::SUGGEST_PLACE,
        ListingFault::WhoFor => w::SUGGEST_WHO_FOR,
        ListingFault::Other => w::SUGGEST_OTHER,
    }
}

/// The form with what has been typed, everything to put right, and what came of the last try.
#[must_use]
pub fn main(
    setting: Setting<'_>,
    detail: &ServiceDetail,
    form: &RawListingChange,
    problems: &[FieldProblem],
    failed: Option<&Failure>,
    sending: bool,
) -> Markup {
    let told: Vec<(String, String)> =
        problems.iter().map(|one| (one.field.0.clone(), problem_words(one.code, None))).collect();
    let error = |id: &str| told.iter().find(|(field, _)| field == id).map(|(_, words)| words.as_str());
    let field = |id, label, hint| Field { id, label: t(label), hint: t(hint), error: error(id) };
    let body = html! {
        div #(OUTCOME) tabindex="-1" role="alert" { @if let Some(failed) = failed { (outcome(setting, failed)) } }
        (error_summary(&told))
        form.stack.stack--loose #suggest novalidate {
            (faults(&form.what, error("what")))
            (field("text", w::SUGGEST_TEXT, w::SUGGEST_TEXT_HINT).lines(&form.text))
            (field("email", w::SUGGEST_EMAIL, w::SUGGEST_EMAIL_HINT).line(&form.email, "email", "email"))
            div.stack.stack--tight {
                p.small.soft { (t(w::SUGGEST_HONEST)) }
                button.button.button--wide type="submit" aria-disabled=[sending.then_some("true")] {
                    (t(if sending { w::SUGGEST_SENDING } else { w::SUGGEST_SEND }))
                }
            }
        }
    };
    around(detail, body)
}

/// What every state but the thanks begins with.
fn around(detail: &ServiceDetail, body: Markup) -> Markup {
    html! {
        div.wrap {
            div.stack.stack--loose.flow {
                (back_link(&Link::Service(detail.service.id.clone()).href(), &detail.service.name))
                div.stack.stack--tight {
                    h1 { (t(w::SUGGEST_TITLE)) }
                    p.lead { (t(w::SUGGEST_LEAD)) }
                    p.small { (t(w::SUGGEST_NOT_HELP)) " " a href=(Link::UrgentHelp.href()) { (t(w::FRAME_URGENT)) } }
                }
                (body)
            }
        }
    }
}

/// What may be wrong, one to choose. The first has the id of the field, so that a problem leads to it.
fn faults(chosen: &str, error: Option<&str>) -> Markup {
    html! {
        fieldset.choices aria-describedby=[error.map(|_| "what-error")] {
            legend.choices__title { (t(w::SUGGEST_WHAT)) }
            @if let Some(error) = error {
                p.field__error #what-error {
                    (small("warning")) span { span.hidden-visually { (t(w::FORM_PUT_RIGHT)) } (error) }
                }
            }
            @for (i, fault) in ListingFault::ALL.into_iter().enumerate() {
                label.choice {
                    input.choice__box id=(fault_id(i)) type="radio" name="what" value=(fault.as_str()) checked[fault.as_str() == chosen];
                    span { (t(fault_words(fault))) }
                }
            }
        }
    }
}

fn fault_id(index: usize) -> String {
    if index == 0 { "what".to_owned() } else { format!("what-{index}") }
}

/// It did not get through: what that means, and that nothing typed is lost.
fn outcome(setting: Setting<'_>, failure: &Failure) -> Markup {
    let words = match failure {
        Failure::Offline => t(w::SUGGEST_OFFLINE).to_owned(),
        Failure::Problem(problem) if problem.kind == kind::TOO_MANY => {
            t(w::OUTCOME_TOO_MANY_WORDS).to_owned()
        }
        _ => fill(w::SUGGEST_SERVER, &[("phone", &setting.config.phone)]),
    };
    notice(Tone::Warning, None, t(w::OUTCOME_OFFLINE), html! { p { (words) } })
}

/// It is kept.
#[must_use]
pub fn thanks(detail: &ServiceDetail, email: &str) -> Markup {
    let name = &detail.service.name;
    html! {
        div.wrap {
            div.stack.flow {
                h1 { (t(w::SUGGEST_THANKS)) }
                p {
                    (fill(w::SUGGEST_THANKS_WORDS, &[("service", name)]))
                    @if !email.is_empty() { " " (fill(w::SUGGEST_THANKS_ANSWER, &[("email", email)])) }
                }
                p { a.button href=(Link::Service(detail.service.id.clone()).href()) { (fill(w::SUGGEST_TO_SERVICE, &[("service", name)])) } }
            }
        }
    }
}

/// What the server fills in: where to say it without script.
#[must_use]
pub fn frame(setting: Setting<'_>, detail: &ServiceDetail) -> Page {
    let (phone, email) = (&setting.config.phone, &setting.config.email);
    let body = html! {
        noscript {
            div.stack {
                p { (t(w::SUGGEST_WITHOUT)) }
                div.row {
                    (ring_button(phone, "button"))
                    @if !email.is_empty() {
                        a.button.button--quiet href={ "mailto:" (email) } { (small("mail")) (email) }
                    }
                }
            }
        }
    };
    Page { title: fill(w::SUGGEST_PAGE, &[("service", &detail.service.name)]), main: around(detail, body) }
}
