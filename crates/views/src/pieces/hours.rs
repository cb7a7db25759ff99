use domain::opening::{self, Opening};
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
    Some(open_words(opening::of_place(hours, now)?, now.london_date()))
}

/// Whether something is open, seen from this day.
#[must_use]
pub fn open_words(opening: Opening, today: Date) -> String {
    let (day, opens) = match opening {
        Opening::Until(closes) => return fill(w::HOURS_OPEN, &[("time", &moment::time(closes))]),
        Opening::AllDay => return t(w::HOURS_ALL_DAY).to_owned(),
        Opening::BankHoliday => return t(w::HOURS_BANK_HOLIDAY).to_owned(),
        Opening::Opens(day, opens) => (day, moment::time(opens)),
    };
    let ahead = day.days() - today.days();
    let word = match ahead {
        0 => w::HOURS_OPENS_TODAY,
        1 => w::HOURS_OPENS_TOMORROW,
        _ => w::HOURS_OPENS_ON,
    };
    // A weekday by itself is the next of its name.
    let day = if ahead < 7 { moment::weekday(day.weekday()).to_owned() } else { moment::date(day) };
    fill(word, &[("day", &day), ("time", &opens)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opening_is_said_as_seen_from_today() {
        let today: Date = "2026-11-23".parse().unwrap();
        let nine: TimeOfDay = "09:00".parse().unwrap();
        for (opening, words) in [
            (Opening::Until(nine), "Open now, until 9am"),
            (Opening::AllDay, "Open all day"),
            (Opening::BankHoliday, "A bank holiday today: ring before you go"),
            (Opening::Opens(today, nine), "Opens today at 9am"),
            (Opening::Opens(today.plus_days(1), nine), "Opens tomorrow at 9am"),
            (Opening::Opens(today.plus_days(6), nine), "Opens on Sunday at 9am"),
            (Opening::Opens(today.plus_days(7), nine), "Opens on Monday 30 November at 9am"),
        ] {
            assert_eq!(open_words(opening, today), words);
        }
    }
}
