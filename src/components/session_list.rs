use domain::Date;
use domain::session::{Availability, SessionSummary};
use leptos::prelude::*;

use super::Places;
use crate::clock::use_today;
use crate::moment;
use crate::route::Link;
use crate::words::{self as w, t};

/// Sessions one after the other.
#[component]
pub fn SessionList(
    /// The sessions, soonest first.
    sessions: Vec<SessionSummary>,
    /// Whether each row says its date: not where the day is a heading above it.
    #[prop(optional)]
    dated: bool,
    /// The level of a row's heading, 2 to 6.
    #[prop(default = 3)]
    level: u8,
) -> impl IntoView {
    view! {
        <ol class="session-list" role="list">
            {sessions.into_iter().map(|session| view! { <SessionRow session dated level /> }).collect_view()}
        </ol>
    }
}

/// Sessions under the heading of each day.
#[component]
pub fn SessionDays(
    /// The sessions, soonest first.
    sessions: Vec<SessionSummary>,
) -> impl IntoView {
    let today = use_today();
    let mut days: Vec<(Date, Vec<SessionSummary>)> = Vec::new();
    for session in sessions {
        let day = session.starts_at.london_date();
        match days.last_mut() {
            Some((last, list)) if *last == day => list.push(session),
            _ => days.push((day, vec![session])),
        }
    }
    days.into_iter().map(|(day, sessions)| view! { <Day day today sessions /> }).collect_view()
}

#[component]
fn Day(day: Date, today: Option<Date>, sessions: Vec<SessionSummary>) -> impl IntoView {
    let near = today.map(|today| day.days() - today.days()).filter(|away| (0..=1).contains(away));
    let (title, count) = match (near, today) {
        (Some(_), Some(today)) => (moment::day_from(day, today), Some(moment::date(day))),
        _ => (moment::date(day), None),
    };
    let id = format!("day-{day}");
    let title_id = id.clone();
    view! {
        <section class="day" aria-labelledby=id>
            <h2 class="day__title" id=title_id>
                {title}
                {count.map(|count| view! { " " <span class="day__count">{count}</span> })}
            </h2>
            <SessionList sessions />
        </section>
    }
}

#[component]
fn SessionRow(session: SessionSummary, dated: bool, level: u8) -> impl IntoView {
    let (day, start) = session.starts_at.london();
    let end = session.ends_at.london().1;
    let start_words = moment::time(start);
    let date = dated.then(|| use_today().map_or_else(|| moment::date(day), |today| moment::day_from(day, today)));
    let where_words = [
        date,
        Some(session.location.name.clone()),
        session.distance.map(moment::distance),
        Some(moment::ages(session.ages)),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" · ");
    let off = session.availability == Availability::Cancelled;
    let bookable = session.availability.is_bookable();
    let link = Link::Session(session.id.clone()).href();
    let title = session.title.clone();
    let heading = view! {
        <a class="session-row__link" href=link>
            {title}
        </a>
    };
    view! {
        <li class=if off { "session-row session-row--off" } else { "session-row" }>
            <p class="session-row__time">
                <time class="session-row__start" datetime=session.starts_at.to_string()>
                    {start_words.clone()}
                </time>
                <span class="session-row__end">{t(w::SESSION_UNTIL)} " " {moment::time(end)}</span>
            </p>
            <div>
                {if level == 2 {
                    view! { <h2 class="session-row__title">{heading}</h2> }.into_any()
                } else {
                    view! { <h3 class="session-row__title">{heading}</h3> }.into_any()
                }} <p class="session-row__where">{where_words}</p>
            </div>
            <div class="session-row__act">
                <Places availability=session.availability />
                {bookable
                    .then(|| {
                        view! {
                            <a class="button button--small" href=Link::Book(session.id.clone()).href()>
                                {t(w::SESSION_BOOK)}
                                <span class="hidden-visually">
                                    " " {session.title.clone()} ", " {moment::date(day)} ", " {start_words.clone()}
                                </span>
                            </a>
                        }
                    })}
            </div>
        </li>
    }
}
