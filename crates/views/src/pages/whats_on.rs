//! What is on, by day.

use std::borrow::Borrow;

use domain::api::CalendarKind;
use domain::session::SessionList;
use domain::{Category, Date, Locality, Location, Near, RawSessionSearch, SessionSearch};
use maud::{Markup, html};

use crate::moment;
use crate::pieces::{Field, age_options, filters, scene, session_days, small, subscribe, week};
use crate::route::{Link, WhatsOn};
use crate::words::{self as w, Word, fill, plural, t};
use crate::{Answer, Setting};

/// What there is to choose from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// The areas of the network.
    pub areas: &'a [Locality],
    /// The places that have a page.
    pub places: &'a [Location],
    /// The kinds of thing that go on, groups first.
    pub categories: &'a [Category],
}

/// The first and the last day asked for, seen from today.
fn dates(raw: &WhatsOn, today: Date) -> (Date, Date) {
    let day = match raw.when.as_str() {
        "today" => Some(today),
        "tomorrow" => Some(today.plus_days(1)),
        // Of the last days of the year 9999 the week has no end that an address could name.
        date => date.parse().ok().filter(|day: &Date| day.plus_days(6).civil().0 <= 9999),
    };
    match day {
        Some(day) if !raw.is_week() => (day, day),
        day => {
            let day = day.unwrap_or(today);
            (day, day.plus_days(6))
        }
    }
}

/// The sessions this address asks for. A choice that makes no sense is left out.
#[must_use]
pub fn search(raw: &WhatsOn, today: Date, near: Option<Near>) -> SessionSearch {
    let (from, to) = dates(raw, today);
    let asked = RawSessionSearch {
        locality: raw.locality.clone(),
        category: raw.category.clone(),
        age: raw.age.clone(),
        bookable: raw.bookable.clone(),
        location: raw.place.clone(),
        ..RawSessionSearch::default()
    };
    SessionSearch { from: Some(from), to: Some(to), near, ..asked.parse().unwrap_or_default() }
}

/// The heading and the days.
#[must_use]
pub fn head(setting: Setting<'_>, raw: &WhatsOn) -> Markup {
    let short = |ahead: i32| {
        setting.today().map(|today| {
            let day = today.plus_days(ahead);
            format!("{} {}", moment::weekday_short(day.weekday()), day.civil().2)
        })
    };
    let day = |when: &str, name: &str, date: Option<String>| {
        let is_week = when == "week";
        let chosen = (raw.when == when && raw.is_week() <= is_week) || (raw.when.is_empty() && is_week);
        // A day on its own is a list.
        let view = if is_week { raw.view.clone() } else { String::new() };
        let href = Link::WhatsOn(WhatsOn { view, ..raw.on(when) }).href();
        html! {
            li {
                a.date-strip__link href=(href) aria-current=[chosen.then_some("true")] {
                    (name) " " span.date-strip__date { (date.unwrap_or_default()) }
                }
            }
        }
    };
    html! {
        div.band.band--plain {
            div.wrap.wrap--wide {
                div.stack {
                    h1 { (t(w::NAV_WHATS_ON)) }
                    nav aria-label=(t(w::WHATS_ON_CHOOSE)) {
                        ul.date-strip role="list" {
                            (day("today", t(w::MOMENT_TODAY), short(0)))
                            (day("tomorrow", t(w::MOMENT_TOMORROW), short(1)))
                            (day("week", t(w::WHATS_ON_WEEK), short(6).map(|to| format!("{} {to}", t(w::WHATS_ON_UNTIL)))))
                        }
                    }
                }
            }
        }
    }
}

/// The filters, as the address has them.
#[must_use]
pub fn filters_of(raw: &WhatsOn, known: Known<'_>) -> Markup {
    filters(&Link::whats_on().href(), t(w::FILTERS_SHOW), fields(raw, known))
}

/// The sessions, day by day, as a list or a week.
#[must_use]
pub fn results(setting: Setting<'_>, raw: &WhatsOn, list: &Answer<impl Borrow<SessionList>>) -> Markup {
    list.part(setting, 5, |list| found(setting, raw, list.borrow()))
}

fn fields(raw: &WhatsOn, known: Known<'_>) -> Markup {
    let date = raw.when.parse::<Date>().map(|date| date.to_string()).unwrap_or_default();
    let areas = known.areas.iter().map(|area| (area.id.to_string(), area.name.clone())).collect();
    let slug = |place: &Location| place.slug.clone().unwrap_or_else(|| place.id.to_string());
    let places = known.places.iter().map(|place| (slug(place), place.name.clone())).collect();
    html! {
        @if raw.is_week() { input type="hidden" name="view" value=(raw.view); }
        div.field {
            label.field__label for="when" { (t(w::WHATS_ON_DATE)) }
            input.field__input #when type="date" name="when" value=(date);
        }
        (choice("locality", w::WHATS_ON_AREA, w::WHATS_ON_EVERYWHERE, &raw.locality, areas))
        (choice("place", w::WHATS_ON_PLACE, w::WHATS_ON_ALL_PLACES, &raw.place, places))
        (choice("category", w::WHATS_ON_TYPE, w::WHATS_ON_ALL_TYPES, &raw.category, types(known.categories)))
        (Field { id: "age", label: t(w::FILTERS_AGE), hint: "", error: None }.choice(&raw.age, &age_options()))
        label.choice {
            input.choice__box #bookable type="checkbox" name="bookable" value="1" checked[raw.bookable == "1"];
            span { (t(w::WHATS_ON_BOOKABLE)) }
        }
    }
}

/// One of several, or all of them. What is chosen stays so while its name is not known yet.
fn choice(id: &str, label: Word, all: Word, chosen: &str, mut options: Vec<(String, String)>) -> Markup {
    if !options.iter().any(|(value, _)| value == chosen) && !chosen.is_empty() {
        options.push((chosen.to_owned(), chosen.to_owned()));
    }
    options.insert(0, (String::new(), t(all).to_owned()));
    Field { id, label: t(label), hint: "", error: None }.choice(chosen, &options)
}

/// Each group, and under it what belongs to it.
fn types(categories: &[Category]) -> Vec<(String, String)> {
    let mut types = Vec::new();
    for group in categories.iter().filter(|category| category.parent.is_none()) {
        types.push((group.id.to_string(), group.name.clone()));
        let under = categories.iter().filter(|category| category.parent.as_ref() == Some(&group.id));
        types.extend(under.map(|category| (category.id.to_string(), format!("– {}", category.name))));
    }
    types
}

fn found(setting: Setting<'_>, raw: &WhatsOn, list: &SessionList) -> Markup {
    let is_none = list.sessions.is_empty();
    let all = html! { a.button href=(Link::whats_on().href()) { (t(w::WHATS_ON_ALL)) } };
    html! {
        @if !is_none {
            p.lead #count tabindex="-1" { (plural(w::WHATS_ON_COUNT, list.sessions.len() as u32)) }
            @if list.more { p { (t(w::WHATS_ON_MORE)) } }
            (switch(raw))
        }
        @if raw.is_week() { @if let Some(today) = setting.today() { (weeks(raw, today)) } }
        @if is_none {
            (scene("empty", t(w::WHATS_ON_NONE), t(w::WHATS_ON_NONE_WORDS), false, all))
        } @else if let Some(today) = setting.today().filter(|_| raw.is_week()) {
            (week(today, dates(raw, today).0, &list.sessions))
        } @else {
            (session_days(setting, &list.sessions))
        }
        @if !raw.place.is_empty() {
            (subscribe(setting, CalendarKind::Place, &raw.place))
        } @else if !raw.locality.is_empty() {
            (subscribe(setting, CalendarKind::Locality, &raw.locality))
        }
    }
}

/// A list or a week: two links to the same choices.
fn switch(raw: &WhatsOn) -> Markup {
    let to = |view: &str| Link::WhatsOn(WhatsOn { view: view.to_owned(), ..raw.clone() }).href();
    html! {
        nav aria-label=(t(w::WHATS_ON_SHOWN_AS)) {
            ul.chips role="list" {
                li { a.chip #as-list href=(to("")) aria-current=[(!raw.is_week()).then_some("true")] { (t(w::MAP_LIST)) } }
                li { a.chip #as-week href=(to("week")) aria-current=[raw.is_week().then_some("true")] { (t(w::WHATS_ON_AS_WEEK)) } }
            }
        }
    }
}

/// The week shown, and the ones before and after it. What is over is not gone back to.
fn weeks(raw: &WhatsOn, today: Date) -> Markup {
    let (from, to) = dates(raw, today);
    let link = |first: Date| {
        let when = if first <= today { "week".to_owned() } else { first.to_string() };
        Link::WhatsOn(raw.on(&when)).href()
    };
    let span = [("from", &*moment::date(from)), ("to", &*moment::date(to))];
    html! {
        nav.stack aria-label=(t(w::WHATS_ON_WEEKS)) {
            h2 { (fill(w::WHATS_ON_SPAN, &span)) }
            ul.pagination role="list" {
                @if from > today {
                    li { a.pagination__link #week-before href=(link(from.plus_days(-7))) rel="prev" { (small("arrow-back")) span { (t(w::WHATS_ON_WEEK_BEFORE)) } } }
                }
                li { a.pagination__link #week-after href=(link(from.plus_days(7))) rel="next" { span { (t(w::WHATS_ON_WEEK_AFTER)) } (small("arrow-next")) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_seen_from_today() {
        let today: Date = "2026-11-23".parse().unwrap();
        for (when, from, to) in [
            ("", "2026-11-23", "2026-11-29"),
            ("week", "2026-11-23", "2026-11-29"),
            ("today", "2026-11-23", "2026-11-23"),
            ("tomorrow", "2026-11-24", "2026-11-24"),
            ("2026-12-24", "2026-12-24", "2026-12-24"),
            ("yesterday", "2026-11-23", "2026-11-29"),
            ("9999-12-25", "9999-12-25", "9999-12-25"),
            ("9999-12-26", "2026-11-23", "2026-11-29"),
        ] {
            let raw = WhatsOn::default().on(when);
            let span = dates(&raw, today);
            assert_eq!((span.0.to_string().as_str(), span.1.to_string().as_str()), (from, to), "{when}");
        }
    }

    #[test]
    fn a_week_leads_to_the_next_and_back_but_not_into_the_past() {
        let today: Date = "2026-11-23".parse().unwrap();
        for (when, before, after) in [
            ("", None, "2026-11-30"),
            ("tomorrow", Some("week"), "2026-12-01"),
            ("2026-11-30", Some("week"), "2026-12-07"),
            ("2026-12-07", Some("2026-11-30"), "2026-12-14"),
            ("2026-11-01", None, "week"),
        ] {
            let raw = WhatsOn { view: "week".to_owned(), ..WhatsOn::default().on(when) };
            let drawn = weeks(&raw, today).into_string();
            let link = |when: &str| format!("href=\"/whats-on?when={when}&amp;view=week\"");
            assert!(drawn.contains(&link(after)), "{when}: {drawn}");
            assert_eq!(drawn.contains("rel=\"prev\""), before.is_some(), "{when}");
            assert!(before.is_none_or(|before| drawn.contains(&link(before))), "{when}: {drawn}");
        }
    }

    #[test]
    fn what_is_chosen_stays_chosen_before_its_name_is_known() {
        let raw = WhatsOn::from_query("locality=east&place=oak-lane&category=feeding&view=week");
        let drawn = filters_of(&raw, Known::default()).into_string();
        for value in ["east", "oak-lane", "feeding"] {
            assert!(drawn.contains(&format!("<option value=\"{value}\" selected>")), "{drawn}");
        }
        assert!(drawn.contains("name=\"view\" value=\"week\""), "{drawn}");
    }
}
