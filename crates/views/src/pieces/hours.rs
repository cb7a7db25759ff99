use domain::opening::{self, Opening};
use domain::{Date, Instant, OpeningHours, TimeOfDay, Weekday};
use maud::{Markup, html};

use crate::Setting;
use crate::moment;
use crate::words::{self as w, fill, t};

/// When a place is open, today marked. On a bank holiday the usual hours are not promised, and the day says so.
#[must_use]
pub fn hours(setting: Setting<'_>, hours: &[OpeningHours]) -> Markup {
    let today = setting.today().map(|today| (today.weekday(), opening::is_bank_holiday(today)));
    html! {
        table.hours {
            caption.hidden-visually { (t(w::HOURS_TITLE)) }
            tbody { @for day in Weekday::ALL { (row(hours, day, today.filter(|today| today.0 == day).map(|today| today.1))) } }
        }
    }
}

/// `today` is whether today, if it is this day, is a bank holiday.
fn row(hours: &[OpeningHours], day: Weekday, today: Option<bool>) -> Markup {
    let spans = on(hours, day)
        .iter()
        .map(|(opens, closes)| moment::span(*opens, *closes))
        .collect::<Vec<_>>()
        .join(", ");
    let name = moment::weekday(day);
    let time = match today {
        _ if spans.is_empty() => t(w::HOURS_CLOSED),
        Some(true) => t(w::HOURS_BANK_HOLIDAY),
        _ => &spans,
    };
    let today = today.is_some();
    html! {
        tr.hours__row .hours__row--today[today] aria-current=[today.then_some("date")] {
            th.hours__day scope="row" { @if today { (fill(w::HOURS_TODAY, &[("day", name)])) } @else { (name) } }
            td.hours__time { (time) }
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
    use crate::Config;

    #[test]
    fn a_bank_holiday_is_not_told_with_the_usual_hours() {
        let friday = OpeningHours {
            days: vec![Weekday::Friday],
            opens: "08:45".parse().unwrap(),
            closes: "17:00".parse().unwrap(),
        };
        let config = Config::default();
        for (now, told) in [
            ("2026-12-24T10:00:00Z", "8:45am to 5pm"),
            ("2026-12-25T10:00:00Z", "A bank holiday today: ring before you go"),
            ("2026-12-26T10:00:00Z", "8:45am to 5pm"),
        ] {
            let setting = Setting { config: &config, now: Some(now.parse().unwrap()) };
            let html = hours(setting, std::slice::from_ref(&friday)).into_string();
            assert_eq!(html.matches(told).count(), 1, "{now}: {html}");
            assert_eq!(html.matches("Closed").count(), 6, "{now}: {html}");
        }
    }

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
