//! Members of a record as they are meant, however they are written: numbers as texts, texts as lists, nulls.

use domain::{Instant, TimeOfDay, Weekday};
use serde_json::Value;

use crate::html::strip;

/// The longest text of a few words that is kept, in characters; a longer one is cut.
const LONGEST_WORDS: usize = 300;
/// The longest text of paragraphs that is kept, in characters.
const LONGEST_TEXT: usize = 20_000;
/// The longest text that is looked at, in bytes: markup is longer than what it says.
const LONGEST_READ: usize = 1024 * 1024;
/// How many items of a list are read.
const MOST_ITEMS: usize = 200;

/// The text of a member; a number or a truth value is read as text, of a list the first text that says something, and
/// anything else as nothing.
pub fn text(value: &Value, name: &str) -> String {
    value.get(name).map(plain).unwrap_or_default()
}

/// A value as text, as [`text`] reads one.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => match cut(text, LONGEST_READ).trim() {
            "null" | "NULL" | "undefined" => String::new(),
            text => text.to_owned(),
        },
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Array(items) => items.iter().map(plain).find(|text| !text.is_empty()).unwrap_or_default(),
        _ => String::new(),
    }
}

/// A few words, without markup, on one line.
pub fn words(value: &Value, name: &str) -> String {
    let said = strip(&text(value, name));
    shorten(&said.split_whitespace().collect::<Vec<_>>().join(" "), LONGEST_WORDS)
}

/// Paragraphs, without markup; those of a list after one another.
pub fn paragraphs(value: &Value, name: &str) -> String {
    let said = match value.get(name) {
        Some(Value::Array(items)) => {
            items.iter().take(MOST_ITEMS).map(plain).collect::<Vec<_>>().join("\n\n")
        }
        _ => text(value, name),
    };
    shorten(&strip(&said), LONGEST_TEXT)
}

/// The text, or as many whole words of it as there is room for and an ellipsis.
fn shorten(text: &str, longest: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(longest) else { return text.to_owned() };
    let cut = text[..end].rsplit_once(char::is_whitespace).map_or(&text[..end], |(head, _)| head);
    format!("{} …", cut.trim_end())
}

fn cut(text: &str, longest: usize) -> &str {
    &text[..text.floor_char_boundary(longest)]
}

/// The number of a member, also when it is written as text.
pub fn number(value: &Value, name: &str) -> Option<f64> {
    match value.get(name)? {
        Value::Number(number) => number.as_f64(),
        Value::Array(items) => items.first().and_then(|item| plain(item).parse().ok()),
        other => plain(other).trim_start_matches('£').replace(',', "").parse().ok(),
    }
    .filter(|number: &f64| number.is_finite())
}

/// The items of a member: those of a list, or a lone object or text.
pub fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    match value.get(name) {
        Some(Value::Array(items)) => &items[..items.len().min(MOST_ITEMS)],
        Some(item @ (Value::Object(_) | Value::String(_))) => std::slice::from_ref(item),
        _ => &[],
    }
}

/// An age in months, with years as the unit when none is named: `4.9167`, `"2"`, `"18 months"`, `"birth"`.
pub fn age(value: &Value, name: &str) -> Option<f64> {
    if let Some(years) = number(value, name) {
        return Some(years * 12.0);
    }
    let said = text(value, name).to_lowercase();
    let digits: String = said.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let unit = said[digits.len()..].trim();
    match (digits.parse::<f64>().ok(), unit) {
        (None, "birth" | "newborn" | "from birth") => Some(0.0),
        (Some(weeks), _) if unit.starts_with("week") || unit.starts_with("wk") => Some(weeks * 12.0 / 52.0),
        (Some(months), _) if unit.starts_with("month") || unit.starts_with("mth") => Some(months),
        (Some(years), "" | "+" | "y" | "yo") => Some(years * 12.0),
        (Some(years), _) if unit.starts_with("year") || unit.starts_with("yr") => Some(years * 12.0),
        _ => None,
    }
}

/// A time of day: `10:00`, `10:00:00`, `10:00+01:00`, `2026-09-08T10:00:00`, `10am`, `1.30 pm`, `noon`. The offset
/// counts for nothing: a feed means the clock on the wall.
pub fn clock(text: &str) -> Option<TimeOfDay> {
    let said = text.trim().to_lowercase();
    let said = match said.split_once('t') {
        Some((date, time)) if date.len() == 10 => time.trim(),
        _ => said.as_str(),
    };
    match said {
        "noon" | "midday" => return TimeOfDay::new(12, 0),
        "midnight" => return TimeOfDay::new(0, 0),
        _ => {}
    }
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let (hours, rest) = said.split_at(digits(said));
    let (minutes, rest) = match rest.strip_prefix([':', '.']) {
        Some(rest) => rest.split_at(digits(rest)),
        None => ("0", rest),
    };
    let seconds = |rest: &str| -> usize {
        match rest.strip_prefix(':') {
            Some(seconds) => 1 + seconds.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count(),
            None => 0,
        }
    };
    let rest = rest[seconds(rest)..].trim().replace('.', "");
    if !(1..=2).contains(&hours.len()) || !(1..=2).contains(&minutes.len()) {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let hours = match rest.as_str() {
        "am" if (1..=12).contains(&hours) => hours % 12,
        "pm" if (1..=12).contains(&hours) => hours % 12 + 12,
        // A number alone, without a colon, could be anything.
        "" | "z" if said.contains([':', '.']) => hours,
        offset if offset.starts_with(['+', '-']) => hours,
        _ => return None,
    };
    TimeOfDay::new(hours, minutes)
}

/// A day of the week: `TU`, `2TU` (the second Tuesday), `tues`, `Tuesday`.
pub fn weekday(text: &str) -> Option<Weekday> {
    let name = text.trim().trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+'));
    let name = name.to_uppercase();
    let is_long = "MONDAYTUESDAYWEDNESDAYTHURSDAYFRIDAYSATURDAYSUNDAYS".contains(&name);
    let code = name.get(..2).filter(|_| name.len() == 2 || is_long)?;
    Weekday::from_code(code)
}

/// A moment in the form of RFC 3339, to the second, or a date alone: its first moment in UTC. One without an offset
/// is taken to be in UTC.
pub fn moment(text: &str) -> Option<Instant> {
    let date = text.get(..10)?;
    let Some(time) = text.get(11..19) else {
        return (text.len() == 10).then(|| format!("{date}T00:00:00Z").parse().ok()).flatten();
    };
    let moment: Instant = format!("{date}T{time}Z").parse().ok()?;
    let offset = text[19..].trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let minutes = |text: &str| {
        let text =
            if text.len() == 4 { format!("{}:{}", text.get(..2)?, text.get(2..)?) } else { text.to_owned() };
        let time: TimeOfDay = text.parse().ok()?;
        Some(i64::from(time.minutes()))
    };
    match offset.chars().next() {
        Some('+') => Some(moment.plus_minutes(-minutes(&offset[1..])?)),
        Some('-') => Some(moment.plus_minutes(minutes(&offset[1..])?)),
        _ => Some(moment),
    }
}

/// Adds what is not there yet.
pub fn add<T: PartialEq>(items: &mut Vec<T>, item: T) {
    if items.len() < MOST_ITEMS && !items.contains(&item) {
        items.push(item);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_are_read_however_they_are_written() {
        let long = "word ".repeat(3_000_000);
        let value = json!({
            "text": " a ", "number": 7, "truth": true, "list": [null, "", ["b"], "c"], "object": {}, "null": null,
            "said": "NULL", "long": long, "html": "<p>One</p><ul><li>two</li></ul>", "lines": ["One", "two"],
        });
        for (name, said) in [
            ("text", "a"),
            ("number", "7"),
            ("truth", "true"),
            ("list", "b"),
            ("object", ""),
            ("null", ""),
            ("said", ""),
            ("missing", ""),
        ] {
            assert_eq!(text(&value, name), said, "{name}");
        }
        assert_eq!(text(&json!("no object"), "name"), "");
        assert_eq!(
            (words(&value, "html").as_str(), paragraphs(&value, "html").as_str()),
            ("One • two", "One\n\n• two")
        );
        assert_eq!(paragraphs(&value, "lines"), "One\n\ntwo");
        assert!(words(&value, "long").ends_with("word …") && words(&value, "long").chars().count() <= 302);
        assert!((19_000..=20_002).contains(&paragraphs(&value, "long").chars().count()));
        let numbers = json!({ "a": "£1,000.50", "b": [3], "c": "x", "d": "inf", "e": null, "f": {} });
        for (name, read) in
            [("a", Some(1000.5)), ("b", Some(3.0)), ("c", None), ("d", None), ("e", None), ("f", None)]
        {
            assert_eq!(number(&numbers, name), read, "{name}");
        }
        for (value, count) in
            [(json!([1, 2]), 2), (json!({}), 1), (json!("x"), 1), (json!(null), 0), (json!(1), 0)]
        {
            assert_eq!(list(&json!({ "x": value }), "x").len(), count);
        }
    }

    #[test]
    fn ages_are_years_unless_they_say_otherwise() {
        for (said, months) in [
            (json!(4.9167), Some(59)),
            (json!("2"), Some(24)),
            (json!("18 months"), Some(18)),
            (json!("6mths"), Some(6)),
            (json!("26 weeks"), Some(6)),
            (json!("5 years"), Some(60)),
            (json!("3yrs"), Some(36)),
            (json!("11+"), Some(132)),
            (json!("Birth"), Some(0)),
            (json!(["1"]), Some(12)),
            (json!("-1"), Some(-12)),
            (json!("old"), None),
            (json!("5 apples"), None),
            (json!(null), None),
            (json!(""), None),
            (json!("½"), None),
        ] {
            let read = age(&json!({ "x": said }), "x").map(|months| months.round() as i32);
            assert_eq!(read, months, "{said}");
        }
    }

    #[test]
    fn times_of_day_are_read_as_people_write_them() {
        for (said, time) in [
            ("10:00", "10:00"),
            ("10:00:00", "10:00"),
            ("10:00:00.000Z", "10:00"),
            ("10:00+01:00", "10:00"),
            ("10:00:00-05:00", "10:00"),
            ("9:30", "09:30"),
            ("09:30Z", "09:30"),
            ("10am", "10:00"),
            ("10 AM", "10:00"),
            ("1.30pm", "13:30"),
            ("1:30 p.m.", "13:30"),
            ("12am", "00:00"),
            ("12pm", "12:00"),
            ("12:15 am", "00:15"),
            ("noon", "12:00"),
            ("2020-01-01T09:15:00", "09:15"),
            ("14.45", "14:45"),
        ] {
            assert_eq!(clock(said), Some(time.parse().unwrap()), "{said}");
        }
        for said in
            ["", "10", "1000", "25:00", "10:60", "13pm", "0am", "ten", "10:00x", ":30", "10:", "١٠:٠٠"]
        {
            assert_eq!(clock(said), None, "{said}");
        }
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        for (said, code) in [
            ("TU", Some("TU")),
            ("2TU", Some("TU")),
            ("-1FR", Some("FR")),
            ("Tuesday", Some("TU")),
            ("thurs", Some("TH")),
            (" Wed ", Some("WE")),
            ("Sundays", Some("SU")),
            ("t", None),
            ("X", None),
            ("tomorrow", None),
            ("", None),
            ("é", None),
        ] {
            assert_eq!(weekday(said).map(Weekday::code), code, "{said}");
        }
    }

    #[test]
    fn moments_are_read_with_their_offset() {
        for (said, moment_is) in [
            ("2026-01-23T16:05:00.000Z", Some("2026-01-23T16:05:00Z")),
            ("2026-01-23T16:05:00+01:00", Some("2026-01-23T15:05:00Z")),
            ("2026-01-23T16:05:00.123-0230", Some("2026-01-23T18:35:00Z")),
            ("2026-01-23 16:05:00", Some("2026-01-23T16:05:00Z")),
            ("2026-01-23", Some("2026-01-23T00:00:00Z")),
            ("2026-01-23T16:05", None),
            ("23/01/2026", None),
            ("2026-02-30", None),
            ("é026-01-233", None),
            ("", None),
        ] {
            assert_eq!(moment(said).map(|at| at.to_string()).as_deref(), moment_is, "{said}");
        }
    }
}
