use domain::Date;
use domain::session::SessionSummary;
use leptos::prelude::*;

use crate::moment;
use crate::route::Link;
use crate::words::{self as w, fill, t};

/// Seven days of a place, side by side where there is room.
#[component]
pub fn Timetable(
    /// The first day.
    from: Date,
    /// The sessions, soonest first.
    sessions: Vec<SessionSummary>,
) -> impl IntoView {
    let day = move |ahead: i32| {
        let day = from.plus_days(ahead);
        let name = format!("{} {}", moment::weekday(day.weekday()), day.civil().2);
        let name = if ahead == 0 { fill(w::HOURS_TODAY, &[("day", &name)]) } else { name };
        let on: Vec<_> = sessions.iter().filter(|session| session.starts_at.london_date() == day).cloned().collect();
        view! {
            <section class=if ahead == 0 { "timetable__day timetable__day--today" } else { "timetable__day" }>
                <h3 class="timetable__name">{name}</h3>
                {on.is_empty().then(|| view! { <p class="timetable__none">{t(w::PLACE_NOTHING_ON)}</p> })}
                {on.into_iter().map(|session| view! { <Entry session /> }).collect_view()}
            </section>
        }
    };
    view! { <div class="timetable">{(0..7).map(day).collect_view()}</div> }
}

#[component]
fn Entry(session: SessionSummary) -> impl IntoView {
    view! {
        <a class="timetable__session stage--baby" href=Link::Session(session.id.clone()).href()>
            <span class="timetable__time">{moment::time(session.starts_at.london().1)}</span>
            " "
            <span>{session.title.clone()}</span>
        </a>
    }
}
