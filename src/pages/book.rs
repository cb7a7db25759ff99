//! Who is coming: the booking form of a session.

use domain::party::{MOST_ADULTS, MOST_CHILDREN};
use domain::session::SessionDetail;
use domain::{Counts, FieldProblem, Months, SessionId, api};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use views::pieces::{Step, back_link, places_words, stone_path, ticket};
use views::problem_words::problem_words;
use views::route::Link;
use views::words::{self as w, fill, t};
use views::{Answer, Markup, moment};
use maud::html;

use super::use_param;
use crate::announce::{focus_on, set_title};
use crate::api::use_load;
use crate::device;
use crate::draft;
use crate::stage::use_stage;
use crate::ui::{ERROR_SUMMARY, ErrorSummary, Icon, SelectField, Stepper, SummaryItem, TextArea, TextField};

/// The booking form.
#[component]
pub fn BookPage() -> impl IntoView {
    let id = use_param::<SessionId>("id");
    set_title(t(w::BOOK_TITLE));
    let stage = use_stage();
    let load = use_load::<SessionDetail>(move || id().map(|id| api::session(&id)));
    view! {
        <main class="page__main" id="main" tabindex="-1">
            {move || {
                let answer = load.state.get();
                let open = match &answer {
                    Answer::Ready(detail) if detail.session.availability.is_bookable() => {
                        draft::open(&detail.session.id, needs_child(detail)).map(|draft| (detail.clone(), draft))
                    }
                    _ => None,
                };
                match open {
                    Some((detail, draft)) => view! { <Book detail draft /> }.into_any(),
                    None => {
                        let html = stage.draw(|setting| answer.page(setting, not_now));
                        view! { <div class="drawn" inner_html=html></div> }.into_any()
                    }
                }
            }}
        </main>
    }
}

/// The session cannot be booked now, or this browser has no randomness to name a booking with.
fn not_now(detail: &SessionDetail) -> Markup {
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

#[component]
fn Book(detail: SessionDetail, draft: device::Draft) -> impl IntoView {
    let session = &detail.session;
    let head = html! {
        (back_link(&Link::Session(session.id.clone()).href(), &session.title))
        (stone_path(Step::Form))
        (ticket(session, true, None))
    };
    view! {
        <div class="wrap">
            <div class="stack stack--loose flow">
                <div class="drawn" inner_html=head.into_string()></div>
                <Form detail draft />
            </div>
        </div>
    }
}

/// Whether nobody can come without a child.
fn needs_child(detail: &SessionDetail) -> bool {
    detail.session.ages.to.is_some() || detail.counts == Counts::Children
}

/// The id of the field that a problem is about.
pub(super) fn field_id(problem: &FieldProblem) -> String {
    match problem.field.0.strip_prefix("children/").and_then(|index| index.parse::<usize>().ok()) {
        Some(index) => format!("child-{}", index + 1),
        None => problem.field.0.clone(),
    }
}

#[component]
fn Form(detail: SessionDetail, draft: device::Draft) -> impl IntoView {
    let ages = detail.session.ages;
    let form = draft.form.clone();
    let adults = RwSignal::new(usize::from(form.adults));
    let children = RwSignal::new(form.children);
    let name = RwSignal::new(form.name);
    let contact = RwSignal::new(form.contact);
    let access_needs = RwSignal::new(form.access_needs);
    let opened = !access_needs.with_untracked(String::is_empty);
    let problems = RwSignal::new(Vec::<FieldProblem>::new());

    let kept = draft.clone();
    let current = move || {
        let mut draft = kept.clone();
        draft.form.adults = adults.get() as u8;
        draft.form.children = children.get();
        draft.form.name = name.get();
        draft.form.contact = contact.get();
        draft.form.access_needs = access_needs.get();
        draft
    };
    let current = StoredValue::new(current);
    // Nothing typed is lost, reload and back included.
    Effect::new(move |_| device::keep_draft(&current.read_value()()));

    let session = detail.session.id.clone();
    let navigate = use_navigate();
    let checked = detail.clone();
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let found = draft::problems(&untrack(|| current.read_value()()), &checked);
        let none = found.is_empty();
        problems.set(found);
        if none {
            navigate(&Link::CheckAnswers(session.clone()).href(), NavigateOptions::default());
        } else {
            focus_on(ERROR_SUMMARY);
        }
    };
    let error = move |field: String| {
        Signal::derive(move || {
            problems.with(|all| all.iter().find(|problem| problem.field.0 == field).map(|problem| problem_words(problem.code, Some(ages))))
        })
    };
    let summary = Signal::derive(move || {
        problems.with(|all| {
            all.iter().map(|problem| SummaryItem { field: field_id(problem), words: problem_words(problem.code, Some(ages)) }).collect::<Vec<_>>()
        })
    });
    let least = usize::from(needs_child(&detail));
    view! {
        <ErrorSummary items=summary />
        <h1>{t(w::BOOK_TITLE)}</h1>
        <form class="stack stack--loose" novalidate on:submit=send>
            <fieldset class="stack stack--tight">
                <legend class="hidden-visually">{t(w::BOOK_TITLE)}</legend>
                <Stepper
                    id="adults"
                    label=t(w::BOOK_ADULTS).to_owned()
                    hint=t(w::BOOK_ADULTS_HINT).to_owned()
                    least=1_usize
                    most=usize::from(MOST_ADULTS)
                    value=adults
                    on_step=move |to| adults.set(to)
                />
                <Stepper
                    id="children"
                    label=t(w::BOOK_CHILDREN).to_owned()
                    least=least
                    most=MOST_CHILDREN
                    value=Signal::derive(move || children.with(Vec::len))
                    on_step=move |to: usize| children.update(|all| all.resize(to, String::new()))
                />
            </fieldset>
            <For each=move || 0..children.with(Vec::len) key=|i| *i let:i>
                <ChildAge i children error=error(format!("children/{i}")) />
            </For>
            <TextField
                id="name"
                label=t(w::BOOK_NAME).to_owned()
                hint=t(w::BOOK_NAME_HINT).to_owned()
                error=error("name".to_owned())
                value=name
                autocomplete="name"
            />
            <TextField
                id="contact"
                label=t(w::BOOK_CONTACT).to_owned()
                hint=t(w::BOOK_CONTACT_HINT).to_owned()
                error=error("contact".to_owned())
                value=contact
                autocomplete="email"
                inputmode="email"
            />
            <details class="disclosure" open=opened>
                <summary class="disclosure__summary">{t(w::BOOK_NEEDS)}</summary>
                <div class="disclosure__body">
                    <TextArea
                        id="access_needs"
                        label=t(w::BOOK_NEEDS_LABEL).to_owned()
                        hint=t(w::BOOK_NEEDS_HINT).to_owned()
                        error=error("access_needs".to_owned())
                        value=access_needs
                    />
                </div>
            </details>
            <div class="stack stack--tight">
                <button class="button button--wide" type="submit">
                    {t(w::BOOK_CHECK)}
                    <Icon name="arrow-next" small=true />
                </button>
                <p class="small soft">{t(w::BOOK_KEPT)}</p>
            </div>
        </form>
    }
}

/// One child's age on the day, by the phone's own picker.
#[component]
fn ChildAge(i: usize, children: RwSignal<Vec<String>>, error: Signal<Option<String>>) -> impl IntoView {
    let number = (i + 1).to_string();
    let label = move || {
        if children.with(|all| all.len() > 1) { fill(w::BOOK_CHILD_AGE_OF, &[("number", &number)]) } else { t(w::BOOK_CHILD_AGE).to_owned() }
    };
    let value = Signal::derive(move || children.with(|all| all.get(i).cloned().unwrap_or_default()));
    let choose = Callback::new(move |age: String| {
        children.update(|all| {
            if let Some(slot) = all.get_mut(i) {
                *slot = age;
            }
        });
    });
    view! { <SelectField id=format!("child-{}", i + 1) name="child" label=label() error options=child_ages() value on_choose=choose /> }
}

/// Every month up to three years, then every year: exact where sessions are.
fn child_ages() -> Vec<(String, String)> {
    let ages = (0..36).chain((36..=216).step_by(12)).map(|months| (months.to_string(), said(Months(months))));
    std::iter::once((String::new(), t(w::BOOK_CHOOSE_AGE).to_owned())).chain(ages).collect()
}

fn said(age: Months) -> String {
    if age.0 == 0 { t(w::BOOK_UNDER_A_MONTH).to_owned() } else { moment::age(age) }
}
