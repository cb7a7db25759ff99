//! Is this right: the answers once more, then book.

use domain::problem::kind;
use domain::session::SessionDetail;
use domain::{Months, Problem, SessionId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use maud::html;
use views::pieces::{Step, Tone, back_link, notice, party_words, stone_path, ticket};
use views::problem_words::problem_words;
use views::route::Link;
use views::words::{self as w, Word, fill, plural, t};
use views::{Answer, Markup, moment};

use super::use_param;
use crate::announce::{focus_on, set_title};
use crate::api::{self, Failure, use_load};
use crate::device::{self, Draft, KeptBooking};
use crate::draft;
use crate::stage::use_stage;

const OUTCOME: &str = "outcome";

/// The answers, to check before booking.
#[component]
pub fn CheckAnswersPage() -> impl IntoView {
    let id = use_param::<SessionId>("id");
    set_title(t(w::CHECK_TITLE));
    let stage = use_stage();
    let load = use_load::<SessionDetail>(move || id().map(|id| domain::api::session(&id)));
    view! {
        <main class="page__main" id="main" tabindex="-1">
            {move || {
                let answer = load.state.get();
                // Someone may come here by the address, with nothing filled in or something to put right.
                let ready = match &answer {
                    Answer::Ready(detail) => {
                        device::draft(&detail.session.id)
                            .filter(|draft| draft::problems(draft, detail).is_empty())
                            .map(|draft| (detail.clone(), draft))
                    }
                    _ => None,
                };
                match ready {
                    Some((detail, draft)) => view! { <Check detail draft /> }.into_any(),
                    None => {
                        let html = stage.draw(|setting| answer.page(setting, not_yet));
                        view! { <div class="drawn" inner_html=html></div> }.into_any()
                    }
                }
            }}
        </main>
    }
}

fn not_yet(detail: &SessionDetail) -> Markup {
    html! {
        div.wrap {
            div.stack.flow {
                h1 { (t(w::CHECK_NOT_YET)) }
                p { a.button href=(Link::Book(detail.session.id.clone()).href()) { (t(w::CHECK_FILL_IN)) } }
            }
        }
    }
}

#[component]
fn Check(detail: SessionDetail, draft: Draft) -> impl IntoView {
    let html = html! {
        (back_link(&Link::Book(detail.session.id.clone()).href(), t(w::BOOK_STEP_FORM)))
        (stone_path(Step::Check))
        h1 { (t(w::CHECK_TITLE)) }
        (ticket(&detail.session, false, None))
        (summary(&draft))
    };
    view! {
        <div class="wrap">
            <div class="stack stack--loose flow">
                <div class="drawn" inner_html=html.into_string()></div>
                <Send draft detail />
            </div>
        </div>
    }
}

fn summary(draft: &Draft) -> Markup {
    let form = &draft.form;
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
    let ages = form.children.iter().filter_map(|age| Months::parse(age)).map(moment::age).collect::<Vec<_>>().join(", ");
    html! {
        dl.summary-list {
            (row(w::CHECK_COMING, &party_words(form.adults, form.children.len()), "adults"))
            @if !ages.is_empty() { (row(w::CHECK_AGES, &ages, "child-1")) }
            (row(w::BOOK_NAME, &form.name, "name"))
            (row(w::CHECK_CONTACT, &form.contact, "contact"))
            @if !form.access_needs.is_empty() { (row(w::CHECK_NEEDS, &form.access_needs, "access_needs")) }
        }
    }
}

#[component]
fn Send(draft: Draft, detail: SessionDetail) -> impl IntoView {
    let sending = RwSignal::new(false);
    let failed = RwSignal::new(None::<Failure>);
    let stage = use_stage();
    let origin = stage.api();
    let navigate = use_navigate();
    let cost = moment::price(detail.session.cost_pence);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        // A second tap while the first is on its way does nothing; the id would make it harmless anyway.
        if sending.get_untracked() {
            return;
        }
        sending.set(true);
        failed.set(None);
        let (draft, origin, navigate) = (draft.clone(), origin.clone(), navigate.clone());
        spawn_local(async move {
            match book(&origin, &draft).await {
                Ok(booking) => {
                    let id = booking.id.clone();
                    if let Ok(token) = draft.form.token.parse() {
                        device::keep_booking(KeptBooking { token, booking, as_of: stage.now() });
                    }
                    device::forget_draft();
                    navigate(&Link::Booking(id).href(), NavigateOptions { replace: true, ..NavigateOptions::default() });
                }
                Err(error) => {
                    let _ = sending.try_set(false);
                    let _ = failed.try_set(Some(error));
                    focus_on(OUTCOME);
                }
            }
        });
    };
    let session = StoredValue::new(detail);
    view! {
        <div
            id=OUTCOME
            tabindex="-1"
            role="alert"
            inner_html=move || failed.get().map(|error| outcome(&error, &session.read_value()).into_string()).unwrap_or_default()
        ></div>
        <form class="stack stack--tight" novalidate on:submit=send>
            <button class="button button--wide" type="submit" aria-disabled=move || sending.get().then_some("true")>
                {move || t(if sending.get() { w::CHECK_SENDING } else { w::CHECK_BOOK })}
            </button>
            <p class="small soft">{fill(w::CHECK_HINT, &[("cost", &cost)])}</p>
        </form>
    }
}

/// Books; where an earlier try of this form got through after all, what it booked is the answer.
async fn book(origin: &str, draft: &Draft) -> Result<domain::Booking, Failure> {
    match api::book(origin, &draft.id, &draft.form).await {
        Err(Failure::Problem(problem)) if problem.kind == kind::ID_IN_USE => {
            api::booking(origin, &draft.id, &draft.form.token).await
        }
        outcome => outcome,
    }
}

/// What happened instead, and what to do.
fn outcome(error: &Failure, detail: &SessionDetail) -> Markup {
    let session = Some((Link::Session(detail.session.id.clone()).href(), w::BOOK_SEE_SESSION));
    let tell = |title: Word, words: Word, next| say(t(title), t(words), next);
    match error {
        Failure::Offline => tell(w::OUTCOME_OFFLINE, w::OUTCOME_OFFLINE_WORDS, None),
        Failure::Server => tell(w::LOADING_FAILED, w::OUTCOME_SERVER, None),
        Failure::NotFound => tell(w::NOT_FOUND_TITLE, w::OUTCOME_GONE, session),
        Failure::Problem(problem) => match problem.kind.as_str() {
            kind::FULL => say(t(w::OUTCOME_FULL_TITLE), &full_words(problem), session),
            kind::FAMILY_ALREADY_BOOKED => {
                tell(w::OUTCOME_TWICE_TITLE, w::OUTCOME_TWICE, Some((Link::MyBookings.href(), w::NAV_BOOKINGS)))
            }
            kind::FIELDS => {
                let words = problem.errors.iter().map(|error| problem_words(error.code, Some(detail.session.ages)));
                let form = Some((Link::Book(detail.session.id.clone()).href(), w::CHECK_FILL_IN));
                say(&plural(w::FORM_SUMMARY, problem.errors.len() as u32), &words.collect::<Vec<_>>().join(" "), form)
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
    notice(Tone::Warning, None, title, html! {
        p { (words) }
        @if let Some((href, link)) = next { p { a.button.button--small href=(href) { (t(link)) } } }
    })
}
