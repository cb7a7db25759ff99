//! Is this right: the answers once more, then book.

use domain::problem::kind;
use domain::session::SessionDetail;
use domain::{Months, Problem};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::session::session_id;
use crate::announce::{focus_on, set_title};
use crate::api::{self, ApiError, use_load};
use crate::clock::use_now;
use crate::components::{BackLink, Step, StonePath, Ticket};
use crate::config::use_config;
use crate::device::{self, Draft, KeptBooking};
use crate::draft;
use crate::moment;
use crate::problem_words::problem_words;
use crate::route::Link;
use crate::ui::{Loading, Notice, Tone};
use crate::words::{self as w, Word, fill, plural, t};

const OUTCOME: &str = "outcome";

/// The answers, to check before booking.
#[component]
pub fn CheckAnswersPage() -> impl IntoView {
    let id = session_id();
    set_title(t(w::CHECK_TITLE));
    let load = use_load::<SessionDetail>(move || id().map(|id| domain::api::session(&id)));
    view! { <Loading load ready=|detail: SessionDetail| view! { <Check detail /> }.into_any() /> }
}

#[component]
fn Check(detail: SessionDetail) -> impl IntoView {
    let session = detail.session.clone();
    let form = Link::Book(session.id.clone()).href();
    // Someone may come here by the address, with nothing filled in or something to put right.
    let ready = device::draft(&session.id).filter(|draft| draft::problems(draft, &detail).is_empty());
    let Some(draft) = ready else {
        return view! {
            <div class="wrap">
                <div class="stack flow">
                    <h1>{t(w::CHECK_NOT_YET)}</h1>
                    <p>
                        <a class="button" href=form>
                            {t(w::CHECK_FILL_IN)}
                        </a>
                    </p>
                </div>
            </div>
        }
        .into_any();
    };
    view! {
        <div class="wrap">
            <div class="stack stack--loose flow">
                <BackLink href=form words=t(w::BOOK_STEP_FORM) />
                <StonePath step=Step::Check />
                <h1>{t(w::CHECK_TITLE)}</h1>
                <Ticket session=session.clone() />
                <Summary draft=draft.clone() />
                <Send draft detail />
            </div>
        </div>
    }
    .into_any()
}

/// "1 adult and 1 child"
#[must_use]
pub(super) fn party_words(adults: u8, children: usize) -> String {
    let adults = plural(w::PARTY_ADULTS, u32::from(adults));
    if children == 0 {
        return adults;
    }
    fill(w::PARTY_BOTH, &[("adults", &adults), ("children", &plural(w::PARTY_CHILDREN, children as u32))])
}

#[component]
fn Summary(draft: Draft) -> impl IntoView {
    let form = draft.form;
    let page = Link::Book(form.session_id.clone()).href();
    let row = move |name: Word, value: String, field: &'static str| {
        view! {
            <div class="summary-list__row">
                <dt class="summary-list__name">{t(name)}</dt>
                <dd class="summary-list__value">{value}</dd>
                <dd class="summary-list__change">
                    <a class="summary-list__link" href=format!("{page}#{field}")>
                        {t(w::CHECK_CHANGE)}
                        <span class="hidden-visually">" " {t(name)}</span>
                    </a>
                </dd>
            </div>
        }
    };
    let ages = form.children.iter().filter_map(|age| Months::parse(age)).map(moment::age).collect::<Vec<_>>().join(", ");
    view! {
        <dl class="summary-list">
            {row(w::CHECK_COMING, party_words(form.adults, form.children.len()), "adults")}
            {(!ages.is_empty()).then(|| row(w::CHECK_AGES, ages, "child-1"))} {row(w::BOOK_NAME, form.name, "name")}
            {row(w::CHECK_CONTACT, form.contact, "contact")}
            {(!form.access_needs.is_empty()).then(|| row(w::CHECK_NEEDS, form.access_needs, "access_needs"))}
        </dl>
    }
}

#[component]
fn Send(draft: Draft, detail: SessionDetail) -> impl IntoView {
    let sending = RwSignal::new(false);
    let failed = RwSignal::new(None::<ApiError>);
    let origin = use_config().api;
    let navigate = use_navigate();
    let now = use_now();
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
                    if let (Ok(token), Some(as_of)) = (draft.form.token.parse(), now) {
                        device::keep_booking(KeptBooking { token, booking, as_of });
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
        <div id=OUTCOME tabindex="-1" role="alert">
            {move || failed.get().map(|error| view! { <Outcome error detail=session.get_value() /> })}
        </div>
        <form class="stack stack--tight" novalidate on:submit=send>
            <button class="button button--wide" type="submit" aria-disabled=move || sending.get().then_some("true")>
                {move || t(if sending.get() { w::CHECK_SENDING } else { w::CHECK_BOOK })}
            </button>
            <p class="small soft">{fill(w::CHECK_HINT, &[("cost", &cost)])}</p>
        </form>
    }
}

/// Books; where an earlier try of this form got through after all, what it booked is the answer.
async fn book(origin: &str, draft: &Draft) -> Result<domain::Booking, ApiError> {
    match api::book(origin, &draft.id, &draft.form).await {
        Err(ApiError::Problem(problem)) if problem.kind == kind::ID_IN_USE => {
            api::booking(origin, &draft.id, &draft.form.token).await
        }
        outcome => outcome,
    }
}

/// What happened instead, and what to do.
#[component]
fn Outcome(error: ApiError, detail: SessionDetail) -> impl IntoView {
    let session = Link::Session(detail.session.id.clone()).href();
    let form = Link::Book(detail.session.id.clone()).href();
    let (title, words, href, link) = match &error {
        ApiError::Offline => (t(w::OUTCOME_OFFLINE).to_owned(), t(w::OUTCOME_OFFLINE_WORDS).to_owned(), None, w::CHECK_BOOK),
        ApiError::Problem(problem) => return problem_outcome(problem, &detail, session, form),
        ApiError::NotFound => (t(w::NOT_FOUND_TITLE).to_owned(), t(w::OUTCOME_GONE).to_owned(), Some(session), w::BOOK_SEE_SESSION),
        ApiError::Server => (t(w::LOADING_FAILED).to_owned(), t(w::OUTCOME_SERVER).to_owned(), None, w::CHECK_BOOK),
    };
    notice(title, words, href, link)
}

fn problem_outcome(problem: &Problem, detail: &SessionDetail, session: String, form: String) -> AnyView {
    match problem.kind.as_str() {
        kind::FULL => {
            let left = problem.places_left.unwrap_or(0);
            let words = if left == 0 { t(w::OUTCOME_FULL).to_owned() } else { plural(w::OUTCOME_FEW, u32::from(left)) };
            notice(t(w::OUTCOME_FULL_TITLE).to_owned(), words, Some(session), w::BOOK_SEE_SESSION)
        }
        kind::FAMILY_ALREADY_BOOKED => {
            notice(t(w::OUTCOME_TWICE_TITLE).to_owned(), t(w::OUTCOME_TWICE).to_owned(), Some(Link::MyBookings.href()), w::NAV_BOOKINGS)
        }
        kind::FIELDS => {
            let words = problem.errors.iter().map(|error| problem_words(error.code, Some(detail.session.ages))).collect::<Vec<_>>().join(" ");
            notice(plural(w::FORM_SUMMARY, problem.errors.len() as u32), words, Some(form), w::CHECK_FILL_IN)
        }
        kind::TOO_MANY => notice(t(w::OUTCOME_TOO_MANY).to_owned(), t(w::OUTCOME_TOO_MANY_WORDS).to_owned(), None, w::CHECK_BOOK),
        _ => notice(t(w::OUTCOME_NOT_NOW).to_owned(), t(w::BOOK_NOT_NOW).to_owned(), Some(session), w::BOOK_SEE_SESSION),
    }
}

fn notice(title: String, words: String, href: Option<String>, link: Word) -> AnyView {
    view! {
        <Notice tone=Tone::Warning title>
            <p>{words}</p>
            {href.map(|href| view! { <p><a class="button button--small" href=href>{t(link)}</a></p> })}
        </Notice>
    }
    .into_any()
}
