//! Asking the hub for help, and the family's own page on what they asked.

use domain::support_request::{
    ForWhom, RawSupportRequest, RequestProblem, RequestState, SafeTime, StoredRequest, Topic, Urgency,
};
use domain::{Locality, PrivateToken};
use maud::{Markup, html};

use super::share::unlisted;
use super::{Written, say};
use crate::pieces::{Field, Tone, error_summary_in_focus, notice, ring_button, small, tel};
use crate::route::{Link, ServerPage};
use crate::words::{self as shared, t, written as w};
use crate::{Setting, moment};

/// What is wrong with the fields of the form, by their names.
pub type Problems = Vec<(&'static str, RequestProblem)>;

fn problem_words(problem: RequestProblem) -> &'static str {
    match problem {
        RequestProblem::Choose => w::ASK_PROBLEM_CHOOSE,
        RequestProblem::Missing => w::ASK_PROBLEM_MISSING,
        RequestProblem::TooLong => w::ASK_PROBLEM_TOO_LONG,
        RequestProblem::NotAName => w::ASK_PROBLEM_NOT_A_NAME,
        RequestProblem::NotAContact => w::ASK_PROBLEM_NOT_A_CONTACT,
        RequestProblem::MessageSafety => w::ASK_PROBLEM_MESSAGE,
        RequestProblem::Consent => w::ASK_PROBLEM_CONSENT,
    }
}

/// What is asked in a field, as the form has it.
fn question(field: &str) -> &'static str {
    match field {
        "urgency" => w::ASK_URGENCY,
        "asked_by" => w::ASK_ASKED_BY,
        "family_agreed" => w::ASK_FAMILY_AGREED,
        "topic" => w::ASK_TOPIC,
        "words" => w::ASK_WORDS,
        "whom" => w::ASK_WHOM,
        "locality" => w::ASK_LOCALITY,
        "name" => w::ASK_NAME,
        "contact" => w::ASK_CONTACT,
        "message" => w::ASK_MESSAGE,
        "times" => w::ASK_TIMES,
        "language" => w::ASK_LANGUAGE,
        "consent" => w::ASK_CONSENT,
        _ => "",
    }
}

/// "How soon do you need help? Choose an answer": in a list away from the fields, each line says which it is about.
fn problem_line(field: &str, problem: RequestProblem) -> String {
    let question = question(field);
    let mark = if question.ends_with('?') { "" } else { ":" };
    format!("{question}{mark} {}", problem_words(problem))
}

/// "Sleep"
#[must_use]
pub fn topic_words(topic: Topic) -> &'static str {
    match topic {
        Topic::Feeding => w::ASK_TOPIC_FEEDING,
        Topic::Sleep => w::ASK_TOPIC_SLEEP,
        Topic::Behaviour => w::ASK_TOPIC_BEHAVIOUR,
        Topic::Development => w::ASK_TOPIC_DEVELOPMENT,
        Topic::Send => w::ASK_TOPIC_SEND,
        Topic::Feelings => w::ASK_TOPIC_FEELINGS,
        Topic::Relationships => w::ASK_TOPIC_RELATIONSHIPS,
        Topic::Money => w::ASK_TOPIC_MONEY,
        Topic::Childcare => w::ASK_TOPIC_CHILDCARE,
        Topic::Other => w::ASK_TOPIC_OTHER,
    }
}

/// "A baby under 1"
#[must_use]
pub fn whom_words(whom: ForWhom) -> &'static str {
    match whom {
        ForWhom::Expecting => w::ASK_WHOM_EXPECTING,
        ForWhom::Baby => w::ASK_WHOM_BABY,
        ForWhom::EarlyYears => w::ASK_WHOM_EARLY,
        ForWhom::Primary => w::ASK_WHOM_PRIMARY,
        ForWhom::Secondary => w::ASK_WHOM_SECONDARY,
        ForWhom::YoungAdult => w::ASK_WHOM_YOUNG_ADULT,
        ForWhom::Parent => w::ASK_WHOM_PARENT,
    }
}

/// "In the morning"
#[must_use]
pub fn time_words(time: SafeTime) -> &'static str {
    match time {
        SafeTime::Morning => w::ASK_TIMES_MORNING,
        SafeTime::Afternoon => w::ASK_TIMES_AFTERNOON,
        SafeTime::LateAfternoon => w::ASK_TIMES_LATE_AFTERNOON,
        SafeTime::Any => w::ASK_TIMES_ANY,
    }
}

/// "Today"
#[must_use]
pub fn urgency_words(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Danger => w::ASK_URGENCY_DANGER,
        Urgency::Today => w::ASK_URGENCY_TODAY,
        Urgency::Soon => w::ASK_URGENCY_SOON,
    }
}

/// The form, with what has been filled in and everything to put right. `token` is a new one: it opens what the form
/// becomes, and makes sending it twice ask once.
#[must_use]
pub fn form(
    raw: &RawSupportRequest,
    problems: &Problems,
    areas: &[Locality],
    token: &PrivateToken,
) -> Written {
    let told: Vec<(String, String)> = problems
        .iter()
        .map(|(field, problem)| ((*field).to_owned(), problem_line(field, *problem)))
        .collect();
    let error = |id: &str| {
        problems.iter().find(|(field, _)| *field == id).map(|(_, problem)| problem_words(*problem))
    };
    let field = |id, label, hint| Field { id, label, hint, error: error(id) };
    let mut places = vec![(String::new(), w::ASK_LOCALITY_CHOOSE.to_owned())];
    places.extend(areas.iter().map(|area| (area.id.to_string(), area.name.clone())));
    let urgencies = Urgency::ALL.map(|one| (one.slug(), urgency_words(one)));
    let topics = Topic::ALL.map(|one| (one.slug(), topic_words(one)));
    let whom = ForWhom::ALL.map(|one| (one.slug(), whom_words(one)));
    let times = SafeTime::ALL.map(|one| (one.slug(), time_words(one)));
    let safety = [("yes", w::ASK_MESSAGE_YES), ("no", w::ASK_MESSAGE_NO)];
    let one = |id, title, all: &[(&str, &str)], chosen: &str| {
        choices(id, title, "radio", all, &|value| value == chosen, error(id))
    };
    let some = |id, title, all: &[(&str, &str)], chosen: &[String]| {
        choices(id, title, "checkbox", all, &|value| chosen.iter().any(|one| one == value), error(id))
    };
    let main = html! {
        div.wrap {
            div.stack.stack--loose.flow {
                (error_summary_in_focus(&told))
                div.stack.stack--tight { h1 { (w::ASK_TITLE) } p.lead { (w::ASK_LEAD) } }
                (danger())
                form.stack.stack--loose method="post" action=(ServerPage::Ask.href()) novalidate autocomplete="off" {
                    input type="hidden" name="token" value=(token.expose());
                    (one("urgency", w::ASK_URGENCY, &urgencies, &raw.urgency))
                    (one("topic", w::ASK_TOPIC, &topics, &raw.topic))
                    (field("words", w::ASK_WORDS, w::ASK_WORDS_HINT).lines(&raw.words))
                    (some("whom", w::ASK_WHOM, &whom, &raw.whom))
                    (field("locality", w::ASK_LOCALITY, "").choice(&raw.locality, &places))
                    (field("name", w::ASK_NAME, "").line(&raw.name, "given-name", "text"))
                    (field("contact", w::ASK_CONTACT, w::ASK_CONTACT_HINT).line(&raw.contact, "off", "email"))
                    (one("message", w::ASK_MESSAGE, &safety, &raw.message))
                    (some("times", w::ASK_TIMES, &times, &raw.times))
                    (field("language", w::ASK_LANGUAGE, w::ASK_LANGUAGE_HINT).line(&raw.language, "off", "text"))
                    (professional(raw, error("asked_by"), error("family_agreed")))
                    div.stack.stack--tight {
                        (tick("consent", w::ASK_CONSENT, raw.consent == "yes", error("consent")))
                        p.small.soft { (w::ASK_CONSENT_WORDS) " " a href=(Link::Privacy.href()) { (t(shared::FRAME_PRIVACY)) } }
                    }
                    button.button.button--wide type="submit" { (w::ASK_SEND) }
                }
            }
        }
    };
    Written::of_form(w::ASK_TITLE, w::ASK_DESCRIPTION, main, !problems.is_empty())
}

fn danger() -> Markup {
    notice(
        Tone::Urgent,
        None,
        w::ASK_DANGER_FIRST,
        html! {
            p { (w::ASK_DANGER_RING) }
            (numbers())
        },
    )
}

/// Whom to ring at any hour.
fn numbers() -> Markup {
    html! {
        p.row {
            a.button.button--urgent href=(tel("999")) { (small("phone")) "999" }
            a.button.button--quiet href=(tel("111")) { (small("phone")) "111" }
            a href=(Link::UrgentHelp.href()) { (t(shared::FRAME_URGENT)) }
        }
    }
}

/// What a professional adds. It opens by itself when something in it is filled in or wrong.
fn professional(raw: &RawSupportRequest, asked_by: Option<&str>, agreed: Option<&str>) -> Markup {
    let field = Field { id: "asked_by", label: w::ASK_ASKED_BY, hint: w::ASK_ASKED_BY_HINT, error: asked_by };
    html! {
        details.disclosure open[raw.is_by_professional()] {
            summary.disclosure__summary { (w::ASK_PROFESSIONAL_TITLE) }
            div.disclosure__body {
                (tick("professional", w::ASK_PROFESSIONAL, raw.is_by_professional(), None))
                (field.line(&raw.asked_by, "off", "text"))
                (tick("family_agreed", w::ASK_FAMILY_AGREED, raw.family_agreed == "yes", agreed))
            }
        }
    }
}

/// Several answers to one question. The first has the id of the field, so that a problem leads to it.
pub(super) fn choices(
    name: &str,
    title: &str,
    kind: &str,
    all: &[(&str, &str)],
    is_chosen: &dyn Fn(&str) -> bool,
    error: Option<&str>,
) -> Markup {
    let id = |at: usize| if at == 0 { name.to_owned() } else { format!("{name}-{at}") };
    html! {
        fieldset.choices aria-describedby=[error.map(|_| format!("{name}-error"))] {
            legend.choices__title { (title) }
            (wrong(name, error))
            @for (at, (value, words)) in all.iter().enumerate() {
                label.choice {
                    input.choice__box id=(id(at)) type=(kind) name=(name) value=(value) checked[is_chosen(value)];
                    span { (words) }
                }
            }
        }
    }
}

fn tick(name: &str, words: &str, ticked: bool, error: Option<&str>) -> Markup {
    html! {
        div.stack.stack--tight {
            (wrong(name, error))
            label.choice {
                input.choice__box #(name) type="checkbox" name=(name) value="yes" checked[ticked]
                    aria-describedby=[error.map(|_| format!("{name}-error"))] aria-invalid=[error.map(|_| "true")];
                span { (words) }
            }
        }
    }
}

fn wrong(name: &str, error: Option<&str>) -> Markup {
    html! {
        @if let Some(error) = error {
            p.field__error #{ (name) "-error" } {
                (small("warning")) span { span.hidden-visually { (t(shared::FORM_PUT_RIGHT)) } (error) }
            }
        }
    }
}

/// Where asking is switched off: whom to ring instead.
#[must_use]
pub fn off(setting: Setting<'_>, areas: &[Locality]) -> Written {
    let main = html! {
        div.wrap {
            div.stack.stack--loose.flow {
                div.stack.stack--tight { h1 { (w::ASK_TITLE) } p.lead { (w::ASK_OFF) } p { (w::ASK_OFF_WORDS) } }
                (danger())
                div.row { (ring_button(&setting.config.phone, "button")) }
                @for area in areas.iter().filter(|area| !area.phone.is_empty()) {
                    section.stack.stack--tight { h2 { (area.name) } p { (area.contact()) } div.row { (ring_button(&area.phone, "button button--quiet")) } }
                }
            }
        }
    };
    Written::new(w::ASK_TITLE, w::ASK_DESCRIPTION, main)
}

/// The family's own page on what they asked. `today` is whether they said that it cannot wait.
#[must_use]
pub fn request(
    setting: Setting<'_>,
    request: &StoredRequest,
    token: &PrivateToken,
    area: Option<&Locality>,
    today: bool,
) -> Written {
    let date = moment::date(request.answer_by);
    let body = match request.state {
        RequestState::Received => html! {
            h1 { (w::REQUEST_THANKS) }
            p.lead { (say(w::REQUEST_DUE, &[("date", &date)])) }
            @if let Some(area) = area.filter(|area| !area.contact().is_empty()) {
                p { (say(w::REQUEST_DUE_FROM, &[("contact", &area.contact()), ("area", &area.name)])) }
            }
        },
        RequestState::Assigned => html! {
            h1 { (w::REQUEST_TITLE) }
            p.lead { (say(w::REQUEST_ASSIGNED, &[("date", &date)])) }
        },
        RequestState::Closed => html! {
            h1 { (w::REQUEST_CLOSED) }
            p.lead { (w::REQUEST_CLOSED_WORDS) }
            @if request.sealed.is_empty() { p { (w::REQUEST_GONE) } }
            p { a.button href=(ServerPage::HowWasTheAnswer(token.clone()).href()) { (w::REQUEST_HOW_WAS_IT) } }
        },
        RequestState::Withdrawn => html! {
            h1 { (w::REQUEST_WITHDRAWN) }
            p.lead { (w::REQUEST_WITHDRAWN_WORDS) }
            p { a.button href=(ServerPage::Ask.href()) { (w::ASK_TITLE) } }
        },
    };
    let phone = area.map(|area| area.phone.as_str()).filter(|phone| !phone.is_empty());
    let main = html! {
        div.wrap {
            div.stack.stack--loose.flow {
                div.stack { (body) }
                div.stack.stack--tight {
                    p { (w::REQUEST_REFERENCE) }
                    p.reference { bdi dir="ltr" { (request.reference) } }
                }
                @if request.state.is_open() {
                    @if today {
                        div.stack.stack--tight {
                            p { strong { (w::REQUEST_TODAY) } }
                            div.row { (ring_button(phone.unwrap_or(&setting.config.phone), "button")) }
                            p { (w::REQUEST_TODAY_NOBODY) }
                            (numbers())
                        }
                    }
                    section.stack.stack--tight { h2 { (w::REQUEST_KEEP) } p { (w::REQUEST_KEEP_WORDS) } }
                    form.stack.stack--tight method="post" action=(ServerPage::Request(token.clone()).href()) {
                        p { (w::REQUEST_WITHDRAW_WORDS) }
                        div.row { button.button.button--quiet type="submit" { (w::REQUEST_WITHDRAW) } }
                    }
                }
            }
        }
    };
    Written { head: unlisted(), ..Written::new(w::REQUEST_TITLE, w::REQUEST_DESCRIPTION, main) }
}
