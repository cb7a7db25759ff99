use domain::Date;
use domain::session::SessionSummary;
use maud::{Markup, html};

use crate::moment;
use crate::route::Link;
use crate::words::{self as w, fill, t};

/// Seven days of a place, side by side where there is room.
#[must_use]
pub fn timetable(from: Date, sessions: &[SessionSummary]) -> Markup {
    html! { div.timetable { @for ahead in 0..7 { (day(from.plus_days(ahead), ahead == 0, sessions)) } } }
}

fn day(day: Date, today: bool, sessions: &[SessionSummary]) -> Markup {
    let name = format!("{} {}", moment::weekday(day.weekday()), day.civil().2);
    let name = if today { fill(w::HOURS_TODAY, &[("day", &name)]) } else { name };
    let mut on = sessions.iter().filter(|session| session.starts_at.london_date() == day).peekable();
    html! {
        section.timetable__day .timetable__day--today[today] {
            h3.timetable__name { (name) }
            @if on.peek().is_none() { p.timetable__none { (t(w::PLACE_NOTHING_ON)) } }
            @for session in on {
                a.timetable__session.stage--baby href=(Link::Session(session.id.clone()).href()) {
                    span.timetable__time { (moment::time(session.starts_at.london().1)) } " " span { (session.title) }
                }
            }
        }
    }
}
