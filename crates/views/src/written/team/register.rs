//! The register of a session, to tick at the door. The script keeps it on the device while somebody is signed in.

use domain::team_session::{RegisterLine, TeamSession};
use domain::{Availability, BookingStatus, Instant, OnBehalf};
use maud::{Markup, html};

use super::sessions::{standing, when};
use super::{Drawn, empty};
use crate::moment;
use crate::pieces::{Size, back_link, icon, party_words, small};
use crate::route::TeamPage;
use crate::words::written as w;
use crate::written::say;

/// The register at this moment.
#[must_use]
pub fn page(one: &TeamSession, bookings: &[RegisterLine], now: Instant) -> Drawn {
    let session = &one.session;
    let (booked, others): (Vec<&RegisterLine>, Vec<&RegisterLine>) =
        bookings.iter().partition(|one| one.status == BookingStatus::Booked);
    let day = session.starts_at.london_date();
    let is_early = now.london_date() < day;
    let is_cancelled = session.availability(now) == Availability::Cancelled;
    let may_tick = !is_early && !is_cancelled;
    let title = say(w::TEAM_REGISTER_TITLE, &[("title", &one.title)]);
    let main = html! {
        div.stack.stack--loose data-register=(session.id) data-ends=(session.ends_at) {
            div.stack.stack--tight {
                (back_link(&TeamPage::Session(session.id.clone()).href(), w::TEAM_SESSION_BACK))
                h1 { (title) }
                p.lead { (when(one)) ", " (one.location) }
                p.small.soft data-as-of hidden {}
            }
            @if is_cancelled { p.lead { (w::TEAM_REGISTER_CANCELLED) } }
            @else if session.capacity.is_none() { p.lead { (w::TEAM_REGISTER_DROP_IN) } }
            @else if booked.is_empty() { (empty(w::TEAM_REGISTER_NOBODY, w::TEAM_REGISTER_NOBODY_WORDS)) }
            @else {
                @if is_early { p { (say(w::TEAM_REGISTER_TOO_EARLY, &[("date", &moment::full_date(day))])) } }
                (count(&booked, may_tick))
                ul.register role="list" { @for line in &booked { (row(line, may_tick)) } }
            }
            @if !others.is_empty() {
                section.stack {
                    h2 { (w::TEAM_REGISTER_WAITING) }
                    ul.register role="list" { @for line in &others { (waiting(line)) } }
                }
            }
            div.row.no-print {
                button.button.button--quiet type="button" data-do="refresh" { (w::TEAM_REGISTER_REFRESH) }
                button.button.button--quiet type="button" data-do="print" { (small("print")) (w::TEAM_REGISTER_PRINT) }
            }
        }
    };
    Drawn::new(&title, TeamPage::Register(session.id.clone()), main)
}

/// How many are here. The script counts on with each tick.
fn count(booked: &[&RegisterLine], may_tick: bool) -> Markup {
    let here = || booked.iter().filter(|line| line.attended == Some(true));
    let adults: usize = here().map(|line| usize::from(line.party.adults())).sum();
    let children: usize = here().map(|line| line.party.children().len()).sum();
    html! {
        div.register-count data-count {
            p.register-count__families data-families {
                (say(w::TEAM_REGISTER_COUNT, &[("came", &here().count().to_string()), ("booked", &booked.len().to_string())]))
            }
            p.register-count__people data-people { (people(adults, children)) }
            @if may_tick { button.button.button--quiet.button--small.no-print type="button" data-do="undo" hidden { (w::TEAM_REGISTER_UNDO) } }
        }
    }
}

/// "3 adults and 4 children"
fn people(adults: usize, children: usize) -> String {
    use crate::written::counted;
    let adults = counted(w::TEAM_SESSION_ADULTS_ONE, w::TEAM_SESSION_ADULTS_OTHER, adults);
    let children = counted(w::TEAM_SESSION_CHILDREN_ONE, w::TEAM_SESSION_CHILDREN_OTHER, children);
    say(w::TEAM_REGISTER_PEOPLE, &[("adults", &adults), ("children", &children)])
}

fn row(line: &RegisterLine, may_tick: bool) -> Markup {
    let came = match line.attended {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    let name = line.name.as_str();
    let tick = |value: &str, picture: &str, words: &str| {
        let class = if value == "yes" { "tick tick--yes" } else { "tick tick--no" };
        html! {
            button class=(class) type="button" data-tick=(value) aria-pressed=(if came == value { "true" } else { "false" }) {
                (icon(picture, Size::Middle, "")) span { (words) } span.hidden-visually { " " (name) }
            }
        }
    };
    html! {
        li.register__row data-booking=(line.booking_id) data-name=(name) data-reference=(line.reference) data-came=(came)
            data-adults=(line.party.adults()) data-children=(line.party.children().len()) {
            (who(line))
            @if may_tick {
                div.register__ticks {
                    (tick("yes", "tick", w::TEAM_REGISTER_CAME))
                    (tick("no", "cross", w::TEAM_REGISTER_AWAY))
                }
            }
        }
    }
}

fn waiting(line: &RegisterLine) -> Markup {
    html! { li.register__row { (who(line)) p.register__state { span.tag { (standing(line)) } } } }
}

fn who(line: &RegisterLine) -> Markup {
    html! {
        div.register__who {
            p.register__name { (line.name.as_str()) }
            p.register__party { (party(line)) }
            @if !line.access_needs.is_empty() { p.register__needs { (small("info")) span { (line.access_needs) } } }
            @if let Some(by) = &line.on_behalf { p.small.soft { (say(w::TEAM_REGISTER_BY, &[("who", OnBehalf::as_str(by))])) } }
            p.small.soft { bdi dir="ltr" { (line.reference) } }
        }
    }
}

/// "1 adult and 1 child, child of 5 months"
fn party(line: &RegisterLine) -> String {
    let mut said = party_words(line.party.adults(), line.party.children().len());
    for age in line.party.children() {
        said.push_str(", ");
        said.push_str(&say(w::TEAM_REGISTER_CHILD_OF, &[("age", &moment::age(*age))]));
    }
    said
}
