//! The sessions of a day, and one session.

use domain::team_session::{RegisterLine, TeamSession};
use domain::{Availability, BookingStatus, Date, Instant, Locality, Record};
use maud::{Markup, html};

use super::{Drawn, Names, empty, records};
use crate::moment;
use crate::pieces::{Field, back_link, fact, small};
use crate::route::{Link, TeamPage};
use crate::words::written as w;
use crate::written::{counted, say};

/// What the list of a day is drawn from.
pub struct Day<'a> {
    /// The day in London.
    pub on: Date,
    /// The moment.
    pub now: Instant,
    /// The areas to choose from.
    pub areas: &'a [Locality],
    /// The area chosen, by its id; empty for all.
    pub chosen: &'a str,
    /// The sessions of that day and area.
    pub sessions: &'a [TeamSession],
}

/// The sessions of a day.
#[must_use]
pub fn day(day: &Day<'_>) -> Drawn {
    let today = day.now.london_date();
    let title = match day.on.days() - today.days() {
        0 => w::TEAM_SESSIONS_TODAY.to_owned(),
        1 => w::TEAM_SESSIONS_TOMORROW.to_owned(),
        -1 => w::TEAM_SESSIONS_YESTERDAY.to_owned(),
        _ => moment::full_date(day.on),
    };
    let main = html! {
        div.stack.stack--loose {
            div.stack.stack--tight {
                h1 { (title) }
                p.lead { (moment::full_date(day.on)) ": " (counted(w::TEAM_SESSIONS_LEAD_ONE, w::TEAM_SESSIONS_LEAD_OTHER, day.sessions.len())) }
            }
            (choose(day, today))
            @if day.sessions.is_empty() { (empty(w::TEAM_SESSIONS_NONE, w::TEAM_SESSIONS_NONE_WORDS)) }
            @else { ul.session-list role="list" { @for one in day.sessions { (row(one, day.now)) } } }
        }
    };
    Drawn::new(&title, TeamPage::Sessions, main)
}

fn choose(day: &Day<'_>, today: Date) -> Markup {
    let to = |on: Date, words: &str| {
        let query =
            domain::query::QueryWriter::default().with("on", &on.to_string()).with("locality", day.chosen);
        html! { li { a.chip href=(query.after(&TeamPage::Sessions.href())) aria-current=[(on == day.on).then_some("page")] { (words) } } }
    };
    let mut areas = vec![(String::new(), w::TEAM_SESSIONS_EVERYWHERE.to_owned())];
    areas.extend(day.areas.iter().map(|area| (area.id.to_string(), area.name.clone())));
    let is_other = !day.chosen.is_empty() || !(-1..=1).contains(&(day.on.days() - today.days()));
    let date = Field { id: "on", label: w::TEAM_SESSIONS_ON, hint: "", error: None };
    let area = Field { id: "locality", label: w::TEAM_SESSIONS_LOCALITY, hint: "", error: None };
    html! {
        div.stack.no-print {
            nav aria-label=(w::TEAM_SESSIONS_DAYS) {
                ul.chips role="list" {
                    (to(today.plus_days(-1), w::TEAM_SESSIONS_YESTERDAY))
                    (to(today, w::TEAM_SESSIONS_TODAY))
                    (to(today.plus_days(1), w::TEAM_SESSIONS_TOMORROW))
                }
            }
            details.disclosure open[is_other] {
                summary.disclosure__summary { (w::TEAM_SESSIONS_DATE) }
                div.disclosure__body {
                    form.team-choice method="get" action=(TeamPage::Sessions.href()) {
                        (date.date(&day.on.to_string()))
                        (area.choice(day.chosen, &areas))
                        button.button.button--quiet type="submit" { (w::TEAM_SESSIONS_SHOW) }
                    }
                }
            }
        }
    }
}

fn row(one: &TeamSession, now: Instant) -> Markup {
    let session = &one.session;
    let is_off = session.availability(now) == Availability::Cancelled;
    let (start, end) = (session.starts_at.london().1, session.ends_at.london().1);
    html! {
        li.session-row .session-row--off[is_off] {
            p.session-row__time {
                span.session-row__start { (moment::time(start)) }
                span.session-row__end { (moment::time(end)) }
            }
            div {
                h2.session-row__title { a.session-row__link href=(TeamPage::Session(session.id.clone()).href()) { (one.title) } }
                p.session-row__where { (one.location) }
                p.session-row__where { (places(one)) @if session.waiting > 0 { " · " (waits(session.waiting)) } }
            }
            div.session-row__act {
                (state(one, now))
                @if session.capacity.is_some() && !is_off {
                    a.button.button--quiet.button--small href=(TeamPage::Register(session.id.clone()).href()) {
                        (small("tick")) (w::TEAM_SESSIONS_REGISTER) span.hidden-visually { " " (one.title) ", " (moment::time(start)) }
                    }
                }
            }
        }
    }
}

/// "6 of 8 places taken"
fn taken(one: &TeamSession) -> String {
    let Some(capacity) = one.session.capacity else { return w::TEAM_SESSIONS_DROP_IN.to_owned() };
    say(
        w::TEAM_SESSIONS_TAKEN,
        &[("taken", &one.session.places_taken.to_string()), ("capacity", &capacity.to_string())],
    )
}

/// The same, or who came once the register is ticked.
fn places(one: &TeamSession) -> String {
    let counts = &one.attendance;
    if one.session.capacity.is_none() || counts.came + counts.stayed_away == 0 {
        return taken(one);
    }
    say(w::TEAM_SESSIONS_CAME, &[("came", &counts.came.to_string()), ("booked", &counts.booked.to_string())])
}

fn waits(families: u16) -> String {
    counted(w::TEAM_SESSIONS_WAITING_ONE, w::TEAM_SESSIONS_WAITING_OTHER, usize::from(families))
}

fn state(one: &TeamSession, now: Instant) -> Markup {
    let session = &one.session;
    let state = match session.availability(now) {
        Availability::Cancelled => Some((w::TEAM_SESSIONS_CANCELLED, "tag tag--urgent")),
        Availability::Finished => Some((w::TEAM_SESSIONS_OVER, "tag")),
        _ if session.starts_at <= now => Some((w::TEAM_SESSIONS_ON_NOW, "tag tag--warm")),
        Availability::Full => Some((w::TEAM_SESSIONS_FULL, "tag")),
        _ => None,
    };
    html! { @if let Some((words, class)) = state { span class=(class) { (words) } } }
}

/// What one session is drawn from.
pub struct One<'a> {
    /// The session.
    pub one: &'a TeamSession,
    /// Those with a place, an offer, or waiting.
    pub bookings: &'a [RegisterLine],
    /// What was done to it, the latest first.
    pub records: &'a [Record],
    /// The moment.
    pub now: Instant,
    /// The names of areas.
    pub names: Names<'a>,
}

/// One session.
#[must_use]
pub fn one(drawn: &One<'_>) -> Drawn {
    let (one, now) = (drawn.one, drawn.now);
    let session = &one.session;
    let id = || session.id.clone();
    let is_over = matches!(session.availability(now), Availability::Cancelled | Availability::Finished);
    let area = one.locality.as_ref().map(|id| drawn.names.of(id));
    let place = [Some(one.location.clone()), area].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let main = html! {
        div.stack.stack--loose {
            div.stack.stack--tight {
                (back_link(&to_day(session.starts_at.london_date()), w::TEAM_TO_SESSIONS))
                h1 { (one.title) }
                div.row { (state(one, now)) }
            }
            ul.facts.facts--list role="list" {
                (fact("clock", &when(one)))
                (fact("pin", &place))
                (fact("people", &taken(one)))
                @if session.waiting > 0 { (fact("people", &waits(session.waiting))) }
                (fact("tick", &came(one)))
            }
            div.row.no-print {
                @if session.capacity.is_some() {
                    a.button href=(TeamPage::Register(id()).href()) { (small("tick")) (w::TEAM_SESSIONS_REGISTER) }
                }
                @if !is_over && session.capacity.is_some() {
                    a.button.button--quiet href=(TeamPage::Book(id()).href()) { (w::TEAM_SESSION_BOOK) }
                }
                @if !is_over {
                    a.button.button--quiet href=(TeamPage::Change(id()).href()) { (w::TEAM_SESSION_CHANGE) }
                    a.button.button--quiet href=(TeamPage::Cancel(id()).href()) { (w::TEAM_SESSION_CANCEL) }
                }
            }
            (waiting_list(drawn.bookings))
            section.stack {
                h2 { (w::TEAM_SESSION_RECORDS_TITLE) }
                (records::list(drawn.records, false))
            }
            p.no-print { a href=(Link::Session(id()).href()) { (w::TEAM_SESSION_PUBLIC) } }
        }
    };
    Drawn::new(&one.title, TeamPage::Session(id()), main)
}

/// The address of a day's list.
#[must_use]
pub fn to_day(on: Date) -> String {
    domain::query::QueryWriter::default().with("on", &on.to_string()).after(&TeamPage::Sessions.href())
}

/// "Tuesday 24 November 2026, 10am to 11:30am"
pub(super) fn when(one: &TeamSession) -> String {
    let session = &one.session;
    let day = moment::full_date(session.starts_at.london_date());
    [day, moment::times(session.starts_at, session.ends_at)].join(", ")
}

fn came(one: &TeamSession) -> String {
    let counts = &one.attendance;
    if one.session.capacity.is_none() || counts.came + counts.stayed_away == 0 {
        return String::new();
    }
    let open = counts.booked.saturating_sub(counts.came + counts.stayed_away);
    say(
        w::TEAM_SESSION_ATTENDANCE_WORDS,
        &[
            ("came", &counts.came.to_string()),
            ("away", &counts.stayed_away.to_string()),
            ("open", &open.to_string()),
        ],
    )
}

fn waiting_list(bookings: &[RegisterLine]) -> Markup {
    let waiting: Vec<&RegisterLine> =
        bookings.iter().filter(|one| one.status != BookingStatus::Booked).collect();
    html! {
        @if !waiting.is_empty() {
            section.stack {
                h2 { (w::TEAM_SESSION_WAITING_TITLE) }
                ul.link-list role="list" {
                    @for one in waiting {
                        li.link-list__item {
                            p.team-line { strong { (one.name.as_str()) } " " span.soft { (standing(one)) ", " bdi dir="ltr" { (one.reference) } } }
                        }
                    }
                }
            }
        }
    }
}

/// "number 2", "offered until 1pm"
pub(super) fn standing(one: &RegisterLine) -> String {
    match (one.status, one.position) {
        (BookingStatus::Offered { until }, _) => {
            say(w::TEAM_SESSION_OFFERED, &[("time", &moment::time(until.london().1))])
        }
        (_, Some(position)) => say(w::TEAM_SESSION_POSITION, &[("number", &position.to_string())]),
        _ => String::new(),
    }
}
