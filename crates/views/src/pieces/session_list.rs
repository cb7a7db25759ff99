use domain::Date;
use domain::session::{Availability, SessionSummary};
use maud::{Markup, html};

use super::places;
use crate::Setting;
use crate::moment;
use crate::route::Link;
use crate::words::{self as w, t};

/// Sessions one after the other. Each row says its date, unless the day is a heading above it.
#[must_use]
pub fn session_list(setting: Setting<'_>, sessions: &[SessionSummary], dated: bool) -> Markup {
    html! { ol.session-list role="list" { @for session in sessions { (row(setting, session, dated)) } } }
}

/// Sessions under the heading of each day.
#[must_use]
pub fn session_days(setting: Setting<'_>, sessions: &[SessionSummary]) -> Markup {
    let day_of = |session: &SessionSummary| session.starts_at.london_date();
    html! {
        @for day in sessions.chunk_by(|a, b| day_of(a) == day_of(b)) {
            @if let Some(first) = day.first() { (one_day(setting, day_of(first), day)) }
        }
    }
}

fn one_day(setting: Setting<'_>, day: Date, sessions: &[SessionSummary]) -> Markup {
    let near = setting.today().filter(|today| (0..=1).contains(&(day.days() - today.days())));
    let id = format!("day-{day}");
    html! {
        section.day aria-labelledby=(id) {
            h2.day__title #(id) {
                @match near {
                    Some(today) => { (moment::day_from(day, today)) " " span.day__count { (moment::date(day)) } }
                    None => { (moment::date(day)) }
                }
            }
            (session_list(setting, sessions, false))
        }
    }
}

fn row(setting: Setting<'_>, session: &SessionSummary, dated: bool) -> Markup {
    let (day, start) = session.starts_at.london();
    let start = moment::time(start);
    let date = dated
        .then(|| setting.today().map_or_else(|| moment::date(day), |today| moment::day_from(day, today)));
    let facts = [
        date,
        Some(session.location.name.clone()),
        session.distance.map(moment::distance),
        Some(moment::ages(session.ages)),
        session.course.then(|| t(w::COURSE_TAG).to_owned()),
    ];
    let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    html! {
        li.session-row .session-row--off[session.availability == Availability::Cancelled] {
            p.session-row__time {
                time.session-row__start datetime=(session.starts_at) { (start) }
                span.session-row__end { (t(w::SESSION_UNTIL)) " " (moment::time(session.ends_at.london().1)) }
            }
            div {
                h3.session-row__title {
                    a.session-row__link href=(Link::Session(session.id.clone()).href()) { (session.title) }
                }
                p.session-row__where { (facts) }
            }
            div.session-row__act {
                (places(session.availability))
                @if session.availability.is_bookable() {
                    a.button.button--small href=(Link::Book(session.id.clone()).href()) {
                        (t(w::SESSION_BOOK))
                        span.hidden-visually { " " (session.title) ", " (moment::date(day)) ", " (start) }
                    }
                }
            }
        }
    }
}
