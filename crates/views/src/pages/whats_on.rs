//! What is on, by day.

use domain::session::SessionList;
use domain::{Date, Locality, Near, RawSessionSearch, SessionSearch};
use maud::{Markup, html};

use crate::moment;
use crate::pieces::{Field, age_options, filters, scene, session_days};
use crate::route::{Link, WhatsOn};
use crate::words::{self as w, plural, t};
use crate::{Answer, Setting};

/// The first and the last day asked for, seen from today.
fn dates(raw: &WhatsOn, today: Date) -> (Date, Date) {
    match raw.when.as_str() {
        "today" => (today, today),
        "tomorrow" => (today.plus_days(1), today.plus_days(1)),
        date => date.parse().map_or((today, today.plus_days(6)), |date| (date, date)),
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
        let chosen = raw.when == when || (raw.when.is_empty() && when == "week");
        let href = Link::WhatsOn(WhatsOn { when: when.to_owned(), ..raw.clone() }).href();
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
pub fn filters_of(raw: &WhatsOn, areas: &[Locality]) -> Markup {
    filters(&Link::whats_on().href(), t(w::FILTERS_SHOW), fields(raw, areas))
}

/// The sessions, day by day.
#[must_use]
pub fn results(setting: Setting<'_>, list: &Answer<SessionList>) -> Markup {
    list.part(setting, 5, |list| found(setting, list))
}

fn fields(raw: &WhatsOn, areas: &[Locality]) -> Markup {
    let date = raw.when.parse::<Date>().map(|date| date.to_string()).unwrap_or_default();
    let everywhere = (String::new(), t(w::WHATS_ON_EVERYWHERE).to_owned());
    let areas: Vec<_> = std::iter::once(everywhere)
        .chain(areas.iter().map(|area| (area.id.to_string(), area.name.clone())))
        .collect();
    html! {
        input type="hidden" name="category" value=(raw.category);
        div.field {
            label.field__label for="when" { (t(w::WHATS_ON_DATE)) }
            input.field__input #when type="date" name="when" value=(date);
        }
        (Field { id: "locality", label: t(w::WHATS_ON_AREA), hint: "", error: None }.choice(&raw.locality, &areas))
        (Field { id: "age", label: t(w::FILTERS_AGE), hint: "", error: None }.choice(&raw.age, &age_options()))
        label.choice {
            input.choice__box #bookable type="checkbox" name="bookable" value="1" checked[raw.bookable == "1"];
            span { (t(w::WHATS_ON_BOOKABLE)) }
        }
    }
}

fn found(setting: Setting<'_>, list: &SessionList) -> Markup {
    if list.sessions.is_empty() {
        let all = html! { a.button href=(Link::whats_on().href()) { (t(w::WHATS_ON_ALL)) } };
        return scene("empty", t(w::WHATS_ON_NONE), t(w::WHATS_ON_NONE_WORDS), false, all);
    }
    html! {
        p.lead #count tabindex="-1" { (plural(w::WHATS_ON_COUNT, list.sessions.len() as u32)) }
        @if list.more { p { (t(w::WHATS_ON_MORE)) } }
        (session_days(setting, &list.sessions))
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
        ] {
            let raw = WhatsOn { when: when.to_owned(), ..WhatsOn::default() };
            let span = dates(&raw, today);
            assert_eq!((span.0.to_string().as_str(), span.1.to_string().as_str()), (from, to), "{when}");
        }
    }
}
