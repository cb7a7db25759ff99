use domain::{Date, Instant, OpeningHours, TimeOfDay, Weekday};
use maud::{Markup, html};

use crate::Setting;
use crate::moment;
use crate::words::{self as w, fill, t};

/// When a place is open, today marked.
#[must_use]
pub fn hours(setting: Setting<'_>, hours: &[OpeningHours]) -> Markup {
    let today = setting.today().map(Date::weekday);
    html! {
        table.hours {
            caption.hidden-visually { (t(w::HOURS_TITLE)) }
            tbody { @for day in Weekday::ALL { (row(hours, day, today == Some(day))) } }
        }
    }
}

fn row(hours: &[OpeningHours], day: Weekday, today: bool) -> Markup {
    let spans = on(hours, day)
        .iter()
        .map(|(opens, closes)| moment::span(*opens, *closes))
        .collect::<Vec<_>>()
        .join(", ");
    let name = moment::weekday(day);
    html! {
        tr.hours__row .hours__row--today[today] aria-current=[today.then_some("date")] {
            th.hours__day scope="row" { @if today { (fill(w::HOURS_TODAY, &[("day", name)])) } @else { (name) } }
            td.hours__time { @if spans.is_empty() { (t(w::HOURS_CLOSED)) } @else { (spans) } }
        }
    }
}

fn on(hours: &[OpeningHours], day: Weekday) -> Vec<(TimeOfDay, TimeOfDay)> {
    let mut spans: Vec<_> =
        hours.iter().filter(|h| h.days.contains(&day)).map(|h| (h.opens, h.closes)).collect();
    spans.sort_unstable();
    spans
}

/// "Open now, until 5pm", "Opens at 9am", "Opens tomorrow, 9am"; nothing where no hours are known.
#[must_use]
pub fn open_now(hours: &[OpeningHours], now: Instant) -> Option<String> {
    let (today, time) = now.london();
    if let Some((_, closes)) =
        on(hours, today.weekday()).into_iter().find(|(opens, closes)| *opens <= time && time < *closes)
    {
        return Some(fill(w::HOURS_OPEN, &[("time", &moment::time(closes))]));
    }
    (0..8).find_map(|ahead| {
        let day = today.plus_days(ahead);
        let (opens, _) =
            on(hours, day.weekday()).into_iter().find(|(opens, _)| ahead > 0 || *opens > time)?;
        let at = moment::time(opens);
        Some(match ahead {
            0 => fill(w::HOURS_OPENS_TODAY, &[("time", &at)]),
            1 => fill(w::HOURS_OPENS_TOMORROW, &[("time", &at)]),
            _ => fill(w::HOURS_OPENS_ON, &[("day", moment::weekday(day.weekday())), ("time", &at)]),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opening_is_told_from_the_clock_on_the_wall() {
        let hours = vec![OpeningHours {
            days: vec![Weekday::Monday, Weekday::Tuesday],
            opens: "09:00".parse().unwrap(),
            closes: "17:00".parse().unwrap(),
        }];
        for (now, words) in [
            ("2026-11-23T08:59:00Z", "Opens today at 9am"),
            ("2026-11-23T09:00:00Z", "Open now, until 5pm"),
            ("2026-11-23T16:59:00Z", "Open now, until 5pm"),
            ("2026-11-23T17:00:00Z", "Opens tomorrow at 9am"),
            ("2026-11-24T17:00:00Z", "Opens on Monday at 9am"),
            // In summer the same moment is an hour later on the wall.
            ("2026-07-06T08:00:00Z", "Open now, until 5pm"),
        ] {
            assert_eq!(open_now(&hours, now.parse().unwrap()).as_deref(), Some(words), "{now}");
        }
        assert_eq!(open_now(&[], "2026-11-23T08:59:00Z".parse().unwrap()), None);
    }
}
