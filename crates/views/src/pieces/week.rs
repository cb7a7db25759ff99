use domain::Date;
use domain::session::SessionSummary;
use maud::{Markup, html};

use super::places;
use crate::moment;
use crate::route::Link;
use crate::words::{self as w, t};

/// Seven days of what is on anywhere: side by side where there is room, else one under the other.
#[must_use]
pub fn week(today: Date, from: Date, sessions: &[SessionSummary]) -> Markup {
    html! {
        div.timetable.timetable--week { @for ahead in 0..7 { (day(today, from.plus_days(ahead), sessions)) } }
    }
}

fn day(today: Date, day: Date, sessions: &[SessionSummary]) -> Markup {
    let mut on = sessions.iter().filter(|session| session.starts_at.london_date() == day).peekable();
    html! {
        section.timetable__day .timetable__day--today[day == today] {
            h3.timetable__name { (moment::day_from(day, today)) }
            @if on.peek().is_none() { p.timetable__none { (t(w::PLACE_NOTHING_ON)) } }
            @for session in on {
                a.timetable__session.timetable__session--told.stage--baby href=(Link::Session(session.id.clone()).href()) {
                    span.timetable__time { (moment::time(session.starts_at.london().1)) } " "
                    span.timetable__what {
                        span.timetable__title { (session.title) } " "
                        span.timetable__where { (session.location.name) } " "
                        (places(session.availability))
                    }
                }
            }
        }
    }
}
