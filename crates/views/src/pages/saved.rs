//! The services that a family saved on its device, and the lists that others share with it.

use domain::saved::{
    Known, LONGEST_NOTE, LinkIds, MOST_SAVED, MOST_SHARED, NoteTooLong, Saved, ServiceOutline, ServicesById,
};
use domain::service::ServiceStatus;
use domain::{ServiceId, ServiceSearch};
use maud::{Markup, html};

use super::app_only::saved_lead;
use super::booking::last_heard;
use crate::Setting;
use crate::moment;
use crate::pieces::{
    Field, Tone, band, fact, fact_of, how_far, kept_places, list_is_full, notice, print_button, scene,
    service_card, small, tel,
};
use crate::planner::{NOTE_FIELD, NOTE_FORM, TICK, TO_MINE};
use crate::route::Link;
use crate::words::{self as w, Word, fill, plural, t};

mod compare;
pub use compare::compare;

/// A family's own list, as its device knows it.
#[derive(Default)]
pub struct OwnList<'a> {
    /// Every service on it, in order, and those removed while the page is open, which can come back.
    pub rows: Vec<Row>,
    /// The note being written.
    pub noting: Option<Noting<'a>>,
    /// Those ticked to be compared.
    pub ticked: &'a [ServiceId],
    /// Whether the hub could not be asked just now.
    pub offline: bool,
    /// Whether the hub answered that it could not tell.
    pub unchecked: bool,
    /// Whether everything has just been cleared.
    pub cleared: bool,
}

/// One line of the list.
pub struct Row {
    /// What is kept and known.
    pub known: Known,
    /// Whether it has been removed, and can come back.
    pub removed: bool,
}

/// A note being written.
#[derive(Clone, Copy)]
pub struct Noting<'a> {
    /// On which service.
    pub id: &'a ServiceId,
    /// As typed.
    pub typed: &'a str,
    /// What is wrong with it.
    pub problem: Option<NoteTooLong>,
}

/// The family's own list.
#[must_use]
pub fn page(setting: Setting<'_>, list: &OwnList<'_>) -> Markup {
    if list.rows.is_empty() { empty(list.cleared) } else { own(setting, list) }
}

fn empty(cleared: bool) -> Markup {
    let title = t(if cleared { w::MINE_CLEARED } else { w::SAVED_EMPTY });
    let acts = html! { a.button href=(Link::all_services().href()) { (t(w::NOT_FOUND_FIND)) } };
    html! {
        (band("band--plain", false, None, kept_places(&Link::Saved)))
        div.wrap { (scene("empty", title, t(w::SAVED_EMPTY_WORDS), true, acts)) }
    }
}

fn own(setting: Setting<'_>, list: &OwnList<'_>) -> Markup {
    let there = list.rows.iter().filter(|row| !row.removed).count();
    html! {
        (saved_lead())
        div.wrap {
            div.stack.stack--loose {
                (notices(list, there))
                section.saved.stack aria-label=(t(w::SAVED_LIST)) {
                    (actions(&list.rows, there))
                    ul.saved__list role="list" {
                        @for row in &list.rows {
                            @if row.removed { (removed(&row.known)) } @else { (card(setting, list, &row.known, there > 1)) }
                        }
                    }
                    @if there > 1 {
                        form.saved__bar #compare action=(Link::Saved.href()) method="get" {
                            button.button.button--wide type="submit" { (t(w::SAVED_COMPARE)) }
                        }
                    }
                }
                div.stack.stack--tight {
                    p.small.soft { (t(w::MINE_CLEAR_WORDS)) }
                    p { button.button.button--quiet.button--small type="button" data-action="clear" { (t(w::MINE_CLEAR)) } }
                }
            }
        }
    }
}

fn notices(list: &OwnList<'_>, there: usize) -> Markup {
    html! {
        @match list.rows.iter().filter_map(|row| row.known.as_of).min() {
            Some(as_of) if list.offline => (last_heard(as_of)),
            None if list.offline => (notice(Tone::Plain, Some("wifi-off"), t(w::OFFLINE_TITLE), html! {
                button.button.button--small type="button" data-action="retry" { (t(w::LOADING_AGAIN)) }
            })),
            _ => {},
        }
        @if list.unchecked {
            (notice(Tone::Warning, None, t(w::SAVED_UNCHECKED), html! {
                p { (t(w::SAVED_UNCHECKED_WORDS)) }
                button.button.button--small type="button" data-action="retry" { (t(w::LOADING_AGAIN)) }
            }))
        }
        @if there >= MOST_SAVED { (notice(Tone::Plain, None, &list_is_full(), html! {})) }
    }
}

/// Share and print what is there.
fn actions(rows: &[Row], there: usize) -> Markup {
    let shared = rows
        .iter()
        .filter(|row| !row.removed)
        .take(MOST_SHARED)
        .map(|row| row.known.saved.id.clone())
        .collect();
    html! {
        @if there > 0 {
            div.saved__acts {
                a.page-actions__button href=(Link::SharedList(shared).href()) { (small("share")) (t(w::SAVED_SHARE)) }
                (print_button())
            }
            @if there > MOST_SHARED {
                p.small.soft { (fill(w::SAVED_SHARE_MOST, &[("count", &MOST_SHARED.to_string())])) }
            }
        }
    }
}

fn card(setting: Setting<'_>, list: &OwnList<'_>, known: &Known, many: bool) -> Markup {
    let Known { saved: Saved { id, note, .. }, service, gone, .. } = known;
    let noting = list.noting.filter(|noting| noting.id == id);
    html! {
        li.saved__item {
            h2.saved__name {
                @if *gone { span id={ "saved-" (id) } tabindex="-1" { (known.name()) } } @else {
                    a id={ "saved-" (id) } href=(Link::Service(id.clone()).href()) { (known.name()) }
                }
            }
            @if *gone { (no_longer_listed(known.name())) }
            @if let Some(service) = service { (facts(setting, service)) }
            @if let Some(noting) = noting { (note_form(known.name(), noting)) }
            @else if !note.as_str().is_empty() {
                p.saved__note { span.hidden-visually { (t(w::SAVED_NOTE)) ": " } (note.as_str()) }
            }
            div.saved__acts {
                @if noting.is_none() {
                    (act("note", known, if note.as_str().is_empty() { w::SAVED_NOTE_ADD } else { w::SAVED_NOTE_CHANGE }))
                }
                (act("remove", known, w::SAVED_REMOVE))
                @if many && !gone { (tick(known, list.ticked.contains(id))) }
            }
        }
    }
}

fn act(action: &str, known: &Known, word: Word) -> Markup {
    let (id, name) = (&known.saved.id, known.name());
    html! {
        button.page-actions__button id={ (action) "-" (id) } type="button" data-action=(action) data-service=(id) data-name=(name) {
            span { (t(word)) span.hidden-visually { " " (name) } }
        }
    }
}

fn tick(known: &Known, ticked: bool) -> Markup {
    let id = &known.saved.id;
    html! {
        label.choice for={ (TICK) (id) } {
            input.choice__box id={ (TICK) (id) } type="checkbox" name="compare" value=(id) form="compare" checked[ticked];
            span { (t(w::SAVED_TICK)) span.hidden-visually { " " (known.name()) } }
        }
    }
}

/// A line where a service was, until the page is left.
fn removed(known: &Known) -> Markup {
    html! {
        li.saved__item.saved__item--removed {
            span { (fill(w::SAVED_REMOVED, &[("name", known.name())])) }
            (act("undo", known, w::SAVED_UNDO))
        }
    }
}

fn no_longer_listed(name: &str) -> Markup {
    let search = ServiceSearch { words: name.to_owned(), page: 1, ..ServiceSearch::default() };
    html! {
        p { span.tag.tag--urgent { (t(w::SAVED_GONE)) } }
        p { (t(w::SAVED_GONE_WORDS)) " " a href=(Link::Services(Box::new(search)).href()) { (t(w::SAVED_GONE_FIND)) } }
    }
}

/// What a family needs at the door or on the phone.
fn facts(setting: Setting<'_>, service: &ServiceOutline) -> Markup {
    let summary = &service.summary;
    let next = next_words(setting, service).map(|when| fill(w::SAVED_NEXT, &[("when", &when)]));
    html! {
        @if summary.status == ServiceStatus::TemporarilyClosed {
            p { span.tag.tag--urgent { (t(w::SERVICE_CLOSED)) } }
        }
        ul.facts.facts--list role="list" {
            @if next.is_some() || !service.times.is_empty() { (fact_of("clock", when(setting, next.as_deref(), service))) }
            (fact_of("pin", place(service)))
            (fact("baby", &moment::ages(summary.ages)))
            @if !service.phone.is_empty() { (fact_of("phone", phone(service))) }
        }
    }
}

fn when(setting: Setting<'_>, next: Option<&str>, service: &ServiceOutline) -> Markup {
    html! {
        @if let Some(next) = next { strong { (next) } }
        @for (i, time) in service.times.iter().enumerate() {
            @if i > 0 || next.is_some() { br; }
            span.soft { (moment::regular(time, setting.today())) }
        }
    }
}

/// "Today, 10am"
fn next_words(setting: Setting<'_>, service: &ServiceOutline) -> Option<String> {
    let (day, time) = service.summary.next_session.as_ref()?.starts_at.london();
    let day = setting.today().map_or_else(|| moment::date(day), |today| moment::day_from(day, today));
    Some(fill(w::SERVICE_NEXT, &[("day", &day), ("time", &moment::time(time))]))
}

/// Its place and the address of it; how far it is.
fn place(service: &ServiceOutline) -> Markup {
    let summary = &service.summary;
    // The place of what comes to families alone is an office.
    let Some(place) =
        summary.place.as_ref().filter(|_| summary.reach.is_none() || summary.distance.is_some())
    else {
        return html! { (how_far(summary).as_deref().unwrap_or(t(w::SERVICE_NO_PLACE))) };
    };
    let others =
        (summary.other_places > 0).then(|| plural(w::SERVICE_MORE_PLACES, u32::from(summary.other_places)));
    html! {
        strong { (place.name) } @if let Some(others) = others { " " (others) }
        @if let Some(distance) = summary.distance { " · " (moment::distance(distance)) }
        br;
        span.soft {
            @if place.masked { (t(w::PLACE_MASKED)) } @else {
                (service.address.join(", "))
                @if let Some(postcode) = &place.postcode { @if !service.address.is_empty() { ", " } bdi { (postcode.as_str()) } }
            }
        }
    }
}

fn phone(service: &ServiceOutline) -> Markup {
    html! { a href=(tel(&service.phone)) { bdi { (service.phone) } } }
}

fn note_form(name: &str, noting: Noting<'_>) -> Markup {
    let label = fill(w::SAVED_NOTE_LABEL, &[("name", name)]);
    let error = noting.problem.map(|NoteTooLong { length }| {
        fill(w::SAVED_NOTE_TOO_LONG, &[("most", &LONGEST_NOTE.to_string()), ("count", &length.to_string())])
    });
    let field = Field { id: NOTE_FIELD, label: &label, hint: t(w::SAVED_NOTE_HINT), error: error.as_deref() };
    html! {
        form.stack #(NOTE_FORM) {
            (field.lines(noting.typed))
            div.row {
                button.button.button--small type="submit" { (t(w::SAVED_NOTE_KEEP)) }
                button.button.button--quiet.button--small type="button" data-action="leave-note" { (t(w::SAVED_NOTE_LEAVE)) }
            }
        }
    }
}

/// What a family has of a shared list on its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Whether every service of it is on its own list.
    pub all: bool,
    /// How many it has just taken, once it has.
    pub new: Option<u32>,
    /// For how many there was no room.
    pub left_out: u32,
}

/// A list that somebody shares: whoever has the link may save all of it or some.
#[must_use]
pub fn shared(setting: Setting<'_>, link: &LinkIds, list: &ServicesById, taken: Taken) -> Markup {
    if !link.ids.is_empty() {
        return found(setting, link, list, taken);
    }
    let acts = html! { a.button href=(Link::all_services().href()) { (t(w::NOT_FOUND_FIND)) } };
    html! { div.wrap { (scene("missing-stone", t(w::SHARED_NONE), t(w::SHARED_NONE_WORDS), true, acts)) } }
}

fn found(setting: Setting<'_>, link: &LinkIds, list: &ServicesById, taken: Taken) -> Markup {
    let gone = list.gone.len() as u32;
    let unread = link.left_out as u32;
    html! {
        (band("band--plain", false, None, html! { h1 { (t(w::SHARED_TITLE)) } p.lead { (t(w::SHARED_LEAD)) } }))
        div.wrap {
            div.stack.stack--loose {
                @if !list.services.is_empty() { (take(taken)) h2.hidden-visually { (t(w::SERVICES_LIST)) } }
                ul.service-list role="list" { @for one in &list.services { (service_card(setting, &one.summary)) } }
                @if gone > 0 { p { (plural(w::SHARED_GONE, gone)) } }
                @if unread > 0 { p { (plural(w::SHARED_UNREAD, unread)) } }
            }
        }
    }
}

/// What to do with the list: what is not done yet comes first.
fn take(taken: Taken) -> Markup {
    let done = taken.all || taken.new.is_some();
    let share = if done { "button" } else { "button button--quiet" };
    html! {
        div.stack {
            @if let Some(new) = taken.new { p { strong { (plural(w::SHARED_ALL, new)) } } }
            @if taken.left_out > 0 { p { (plural(w::SHARED_LEFT_OUT, taken.left_out)) } }
            @if taken.all && taken.new.is_none() { p { (t(w::SHARED_MINE)) } }
            div.row {
                @if !done {
                    button.button type="button" data-action="save-all" { (small("bookmark")) (t(w::SHARED_ALL_BUTTON)) }
                }
                button class=(share) type="button" data-action="share" { (small("share")) (t(w::SHARED_SHARE)) }
                @if done { a.button.button--quiet #(TO_MINE) href=(Link::Saved.href()) { (t(w::SHARED_TO_MINE)) } }
                (print_button())
            }
        }
    }
}
