//! Members of a record as they are meant, however they are written: numbers as texts, texts as lists, nulls.

use domain::{Date, Instant, TimeOfDay, Weekday};
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
    value.get(name).and_then(as_number)
}

/// A value as a number, also when it is written as text, such as `£1,000.50`, or `3,50` with a decimal comma.
pub fn as_number(value: &Value) -> Option<f64> {
    let number: Option<f64> = match value {
        Value::Number(number) => number.as_f64(),
        other => {
            let said = plain(other);
            let said = said.trim_start_matches('£').trim_start();
            match said.rsplit_once(',') {
                // Thousands are parted by three digits, and by points where the comma is a decimal one.
                Some((whole, part)) if (1..=2).contains(&part.len()) && !whole.contains(',') => {
                    format!("{}.{part}", whole.replace('.', "")).parse().ok()
                }
                _ => said.replace(',', "").parse().ok(),
            }
        }
    };
    number.filter(|number| number.is_finite())
}

/// An amount of money in pounds, and whether there is more in the words than the amount: `£3.50 per session`.
pub fn amount(said: &str) -> (Option<f64>, bool) {
    let said = said.trim().to_lowercase();
    let nothing = ["free", "no charge", "no cost", "nil", "none", "n/a"];
    if let Some(word) = nothing.iter().find(|word| said.starts_with(**word)) {
        // Some places are free for some and dear to others; the lowest counts.
        let is_a_word = !said[word.len()..].starts_with(char::is_alphanumeric);
        return match *word {
            "none" | "n/a" => (None, false),
            _ if is_a_word => (Some(0.0), said.len() > word.len()),
            _ => (None, true),
        };
    }
    let start = said.strip_prefix("from ").unwrap_or(&said).trim_start_matches(['£', ' ']);
    let digits = start.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')).count();
    let (number, rest) = start.split_at(digits);
    let Some(number) = as_number(&Value::from(number.trim_end_matches(['.', ',']))) else {
        return (None, !said.is_empty());
    };
    let rest = rest.trim();
    let unit = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let has_sign = said.contains('£');
    match unit {
        "" if rest.is_empty() => (Some(number), false),
        "p" | "pence" if !has_sign => (Some(number / 100.0), rest.len() > unit.len()),
        // What is no pounds: `3 sessions`, `5% off`, `10am`.
        _ if has_sign || ["per", "a", "each", "to", "or", "pound", "pounds", "gbp"].contains(&unit) => {
            (Some(number), true)
        }
        "" if rest.starts_with(['/', '-', '–', '+', '(']) => (Some(number), true),
        _ => (None, true),
    }
}

/// What a cell or member says that is to be yes or no.
pub enum Said {
    /// Nothing at all.
    Nothing,
    /// A plain no.
    No,
    /// A plain yes.
    Yes,
    /// Something else.
    Unclear(String),
}

impl Said {
    /// What this value says.
    pub fn of(value: &Value) -> Self {
        let said = plain(value);
        if matches!(value, Value::Object(members) if !members.is_empty()) {
            return Self::Unclear("an object".to_owned());
        }
        match said.to_lowercase().as_str() {
            "" => Self::Nothing,
            "no" | "n" | "false" | "f" | "0" | "off" | "none" | "public" | "unmasked" | "not masked" => {
                Self::No
            }
            "yes" | "y" | "true" | "t" | "1" | "on" | "x" | "masked" | "secret" | "private" | "hidden" => {
                Self::Yes
            }
            _ => Self::Unclear(said),
        }
    }
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
        "noon" | "midday" | "12 noon" | "12noon" | "12 midday" => return TimeOfDay::new(12, 0),
        "midnight" | "12 midnight" | "12midnight" => return TimeOfDay::new(0, 0),
        _ => {}
    }
    // Four digits are hours and minutes.
    if said.len() == 4 && said.bytes().all(|byte| byte.is_ascii_digit()) {
        return TimeOfDay::new(said[..2].parse().ok()?, said[2..].parse().ok()?);
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

/// The time at which something closes. Midnight is then the end of the day, which is kept as its last minute.
pub fn closing(text: &str) -> Option<TimeOfDay> {
    let said = text.trim();
    let is_end = ["24:00", "24.00", "2400", "24:00:00"].contains(&said);
    let time = if is_end { Some(TimeOfDay::MIDNIGHT) } else { clock(said) }?;
    if time == TimeOfDay::MIDNIGHT { TimeOfDay::new(23, 59) } else { Some(time) }
}

const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// The days that a text names, each with the number that it has in a month (`3TU`), and whether all of it was understood:
/// `MO,WE`, `Mondays and Wednesdays`, `Mon-Fri`, `Monday to Friday`, `weekdays`, `daily`.
pub fn weekdays(text: &str) -> (Vec<(String, Weekday)>, bool) {
    let mut said = text.to_lowercase().replace("https://schema.org/", " ").replace("http://schema.org/", " ");
    for (words, word) in [
        ("every day", "daily"),
        ("each day", "daily"),
        ("all days", "daily"),
        ("all week", "daily"),
        ("7 days a week", "daily"),
        ("seven days a week", "daily"),
        ("7 days", "daily"),
    ] {
        said = said.replace(words, word);
    }
    // A hyphen before a number belongs to it: `-1TU` is the last Tuesday. Any other is a range.
    let mut apart = String::new();
    let mut letters = said.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '-' if letters.peek().is_some_and(char::is_ascii_digit) => apart.push_str(" -"),
            '-' | '–' | '—' => apart.push_str(" to "),
            ',' | ';' | '/' | '&' | '+' | '.' | ':' | '(' | ')' if letter != '+' || !apart.ends_with(' ') => {
                apart.push(' ')
            }
            other => apart.push(other),
        }
    }
    let (mut days, mut is_clear, mut is_range) = (Vec::<(String, Weekday)>::new(), true, false);
    for word in apart.split_whitespace() {
        let named: &[Weekday] = match word {
            "and" | "on" | "every" | "each" | "from" | "only" => continue,
            "to" | "until" | "till" | "through" | "thru" => {
                is_clear &= !days.is_empty() && !is_range;
                is_range = true;
                continue;
            }
            // `Not on Mondays`: which days it is on nobody says.
            "not" | "no" | "except" | "excluding" | "excl" | "apart" | "closed" | "but" => {
                return (Vec::new(), false);
            }
            "weekdays" | "weekday" => &WEEK[..5],
            "weekends" | "weekend" => &WEEK[5..],
            "daily" | "everyday" => &WEEK,
            _ => &[],
        };
        if !named.is_empty() {
            named.iter().for_each(|day| add(&mut days, (String::new(), *day)));
            continue;
        }
        let Some(day) = weekday(word) else {
            is_clear = false;
            continue;
        };
        if std::mem::take(&mut is_range)
            && let Some((_, from)) = days.last()
        {
            let start = WEEK.iter().position(|one| one == from).unwrap_or_default();
            for one in WEEK.iter().cycle().skip(start + 1).take(6) {
                add(&mut days, (String::new(), *one));
                if *one == day {
                    break;
                }
            }
        } else {
            let number = word.trim_end_matches(|c: char| !c.is_ascii_digit()).trim_start_matches('+');
            add(&mut days, (number.to_owned(), day));
        }
    }
    (days, is_clear && !is_range)
}

/// A day: `2025-12-31`, with or without a time behind it, or `31/12/2025` as people here write it.
pub fn day(text: &str) -> Option<Date> {
    if let Some(date) = text.get(..10).and_then(|date| date.parse().ok()) {
        return Some(date);
    }
    let mut parts = text.split(' ').next()?.split(['/', '.', '-']).map(str::parse::<u16>);
    let (Some(Ok(day)), Some(Ok(month)), Some(Ok(year)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    if year < 1000 { None } else { Date::new(year.into(), month.try_into().ok()?, day.try_into().ok()?) }
}

/// A day of the week: `TU`, `2TU` (the second Tuesday), `tues`, `Tuesday`, `Mondays`.
pub fn weekday(text: &str) -> Option<Weekday> {
    let name = text.trim().trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+'));
    let name = name.to_uppercase();
    let singular = if name.len() > 3 { name.trim_end_matches('S') } else { &name };
    let days = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
    let code = singular.get(..2).filter(|_| days.iter().any(|day| day.starts_with(singular)))?;
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
        let numbers = json!({ "a": "£1,000.50", "b": [3], "c": "x", "d": "inf", "e": null, "f": {}, "g": "3,50",
            "h": "1,250", "i": "1.250,50", "j": "-2,6" });
        for (name, read) in [
            ("a", Some(1000.5)),
            ("b", Some(3.0)),
            ("c", None),
            ("d", None),
            ("e", None),
            ("f", None),
            ("g", Some(3.5)),
            ("h", Some(1250.0)),
            ("i", Some(1250.5)),
            ("j", Some(-2.6)),
        ] {
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
            ("0900", "09:00"),
            ("1730", "17:30"),
            ("9.30am", "09:30"),
            ("12 noon", "12:00"),
            ("midnight", "00:00"),
        ] {
            assert_eq!(clock(said), Some(time.parse().unwrap()), "{said}");
        }
        for said in [
            "",
            "10",
            "2500",
            "1060",
            "930",
            "25:00",
            "10:60",
            "13pm",
            "0am",
            "ten",
            "10:00x",
            ":30",
            "10:",
            "١٠:٠٠",
        ] {
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
            ("Mondays", Some("MO")),
            ("Tues", Some("TU")),
            ("weds", Some("WE")),
            ("thursdays", Some("TH")),
            ("daysun", None),
            ("aytu", None),
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
    fn several_days_are_read_as_people_write_them() {
        for (said, days, is_clear) in [
            ("TU", "TU", true),
            ("MO,WE", "MO WE", true),
            ("Monday and Wednesday", "MO WE", true),
            ("Mondays & Wednesdays", "MO WE", true),
            ("Mon/Wed", "MO WE", true),
            ("Mon-Fri", "MO TU WE TH FR", true),
            ("Mon – Fri", "MO TU WE TH FR", true),
            ("Monday to Friday", "MO TU WE TH FR", true),
            ("Mon to Wed, Sat", "MO TU WE SA", true),
            ("Mon-Tue; Thu-Fri", "MO TU TH FR", true),
            ("Friday to Monday", "FR SA SU MO", true),
            ("Weekdays", "MO TU WE TH FR", true),
            ("weekends", "SA SU", true),
            ("Weekdays and Saturday", "MO TU WE TH FR SA", true),
            ("daily", "MO TU WE TH FR SA SU", true),
            ("Every day", "MO TU WE TH FR SA SU", true),
            ("every Tuesday", "TU", true),
            ("https://schema.org/Monday", "MO", true),
            ("3TU", "3TU", true),
            ("-1TU,+2WE", "-1TU 2WE", true),
            ("", "", true),
            ("Tuesday mornings", "TU", false),
            ("every other day", "", false),
            ("not Mondays", "", false),
            ("Daily except Sunday", "", false),
            ("Monday to", "MO", false),
            ("to Friday", "FR", false),
            ("XX", "", false),
        ] {
            let (found, clear) = weekdays(said);
            let found: Vec<String> = found.iter().map(|(n, day)| format!("{n}{}", day.code())).collect();
            assert_eq!((found.join(" ").as_str(), clear), (days, is_clear), "{said}");
        }
    }

    #[test]
    fn a_day_ends_at_midnight() {
        for (said, time) in [
            ("17:00", Some("17:00")),
            ("24:00", Some("23:59")),
            ("2400", Some("23:59")),
            ("00:00", Some("23:59")),
            ("midnight", Some("23:59")),
            ("12am", Some("23:59")),
            ("late", None),
        ] {
            assert_eq!(closing(said), time.map(|time| time.parse().unwrap()), "{said}");
        }
    }

    #[test]
    fn days_of_the_year_are_read_as_people_here_write_them() {
        for (said, date) in [
            ("2025-12-31", Some("2025-12-31")),
            ("2025-12-31T10:00:00Z", Some("2025-12-31")),
            ("31/12/2025", Some("2025-12-31")),
            ("1/2/2025 10:30", Some("2025-02-01")),
            ("31.12.2025", Some("2025-12-31")),
            ("12/31/2025", None),
            ("31/12/25", None),
            ("20251231", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(day(said), date.map(|date| date.parse().unwrap()), "{said}");
        }
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (said, pounds, has_more) in [
            ("3.50", Some(3.5), false),
            ("£3.50", Some(3.5), false),
            ("3,50", Some(3.5), false),
            ("2,5", Some(2.5), false),
            ("1,250", Some(1250.0), false),
            ("£1,200.50", Some(1200.5), false),
            ("0", Some(0.0), false),
            ("50p", Some(0.5), false),
            ("50p each", Some(0.5), true),
            ("Free", Some(0.0), false),
            ("No charge", Some(0.0), false),
            ("free for under fives", Some(0.0), true),
            ("£3.50 per session", Some(3.5), true),
            ("£3.50/session", Some(3.5), true),
            ("from £2", Some(2.0), false),
            ("3 to 5", Some(3.0), true),
            ("donation", None, true),
            ("freedom pass", None, true),
            ("3 sessions", None, true),
            ("", None, false),
        ] {
            assert_eq!(amount(said), (pounds, has_more), "{said}");
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
