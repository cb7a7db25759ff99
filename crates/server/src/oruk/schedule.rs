//! Schedules: one for each regular time of a service, with the dates that a series on the same days and hours gives.

use domain::opening::Recurrence;
use domain::service::RegularTime;
use domain::{Date, Series, Service, Weekday};
use views::route::Link;

use super::feed::{Feed, place_id, series_key, service_id};
use super::identity::Id;
use super::standard::Schedule;
use super::taxonomy::attending_slug;

/// The schedules of a service, in the order of its times.
pub fn schedules<'a>(feed: &'a Feed, service: &'a Service) -> Vec<Schedule<'a>> {
    let mut left: Vec<&Series> = feed.series(&service.id).collect();
    (0usize..)
        .zip(&service.times)
        .map(|(at, time)| {
            let series = taken(&mut left, time);
            schedule(feed, service, at, time, series)
        })
        .collect()
}

/// The series that a regular time stands for, which no later time may have: the one whose title the time has for a
/// note, or else the first.
fn taken<'a>(left: &mut Vec<&'a Series>, time: &RegularTime) -> Option<&'a Series> {
    let runs_then = |series: &Series| {
        (series.start_time, series.end_time) == (time.opens, time.closes) && same(&days(series), &time.days)
    };
    let named = left.iter().position(|series| series.title == time.note && runs_then(series));
    let at = named.or_else(|| left.iter().position(|series| runs_then(series)))?;
    Some(left.remove(at))
}

fn schedule<'a>(
    feed: &'a Feed,
    service: &'a Service,
    at: usize,
    time: &'a RegularTime,
    series: Option<&'a Series>,
) -> Schedule<'a> {
    let said = match series {
        Some(series) => rule(series).unwrap_or_default(),
        None => recurring(time.recurrence),
    };
    let place = series.and_then(|series| {
        let location = feed.directory().location(&series.location_id)?;
        service.locations.contains(&series.location_id).then(|| place_id(service, location))
    });
    let starts_on = series.map(|series| series.starts_on);
    let link = series.map(|_| format!("{}{}", feed.public_url, Link::Service(service.id.clone()).href()));
    Schedule {
        id: match series {
            Some(series) => series_key(&series.id),
            None => Id::made("schedule", &[service.id.as_str(), &at.to_string()]),
        },
        service_id: service_id(service),
        service_at_location_id: place,
        valid_from: time.from,
        valid_to: series.and_then(|series| series.ends_on).or(time.until),
        dtstart: starts_on,
        freq: Some(said.freq).filter(|freq| !freq.is_empty()),
        interval: Some(said.interval).filter(|interval| *interval > 0),
        byday: said.byday.map_or_else(|| numbered(time), str::to_owned),
        bymonthday: said.bymonthday,
        description: &time.note,
        opens_at: time.opens,
        closes_at: time.closes,
        schedule_link: link,
        attending_type: match service.attending.as_slice() {
            [only] => Some(attending_slug(*only)),
            // Which of several it is nobody has said of this time.
            _ => None,
        },
        notes: series.map(exceptions).unwrap_or_default(),
    }
}

/// How often a regular time comes round, as far as it is known: of "every other week, or less often" the former.
fn recurring(recurrence: Recurrence) -> Rule<'static> {
    match recurrence {
        Recurrence::Weekly => Rule { freq: "WEEKLY", interval: 1, ..Rule::default() },
        Recurrence::SomeWeeks => Rule { freq: "WEEKLY", interval: 2, ..Rule::default() },
        _ => Rule { freq: "MONTHLY", interval: 1, ..Rule::default() },
    }
}

/// The days of a regular time, each with its number in the month where it has one: `TU,TH`, `2TU`.
fn numbered(time: &RegularTime) -> String {
    let number = match time.recurrence {
        Recurrence::First => "1",
        Recurrence::Second => "2",
        Recurrence::Third => "3",
        Recurrence::Fourth => "4",
        Recurrence::Last => "-1",
        _ => return codes(&time.days),
    };
    codes(&time.days).split(',').map(|day| format!("{number}{day}")).collect::<Vec<_>>().join(",")
}

/// As much of an RFC 5545 rule as the standard has members for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Rule<'a> {
    freq: &'static str,
    interval: u16,
    byday: Option<&'a str>,
    bymonthday: Option<&'a str>,
}

/// The rule of a series; `None` when the standard cannot say it whole, because half of a rule would be another one.
fn rule(series: &Series) -> Option<Rule<'_>> {
    let mut rule = Rule { interval: 1, ..Rule::default() };
    for (name, value) in parts(series) {
        match name {
            "FREQ" => {
                rule.freq = match value {
                    "WEEKLY" => "WEEKLY",
                    "MONTHLY" => "MONTHLY",
                    _ => return None,
                }
            }
            "INTERVAL" => rule.interval = value.parse().ok()?,
            "BYDAY" => rule.byday = Some(value),
            "BYMONTHDAY" => rule.bymonthday = Some(value),
            "WKST" => {}
            _ => return None,
        }
    }
    (!rule.freq.is_empty()).then_some(rule)
}

fn parts(series: &Series) -> impl Iterator<Item = (&str, &str)> {
    series.rule.split(';').filter_map(|part| part.split_once('='))
}

/// The days of the week on which a series runs; none for one that goes by days of the month.
fn days(series: &Series) -> Vec<Weekday> {
    let value = |wanted: &str| parts(series).find(|(name, _)| *name == wanted).map(|(_, value)| value);
    let without_ordinal = |part: &str| {
        part.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+')).to_owned()
    };
    match (value("BYDAY"), value("FREQ"), value("BYMONTHDAY")) {
        (Some(byday), ..) => {
            byday.split(',').filter_map(|part| Weekday::from_code(&without_ordinal(part))).collect()
        }
        (None, Some("WEEKLY"), _) => vec![series.starts_on.weekday()],
        (None, Some("DAILY"), None) => Weekday::ALL.to_vec(),
        _ => Vec::new(),
    }
}

fn same(some: &[Weekday], others: &[Weekday]) -> bool {
    !some.is_empty()
        && some.iter().all(|day| others.contains(day))
        && others.iter().all(|day| some.contains(day))
}

fn codes(days: &[Weekday]) -> String {
    days.iter().map(|day| day.code()).collect::<Vec<_>>().join(",")
}

/// What the rule alone does not tell, for which the standard has no member of its own.
fn exceptions(series: &Series) -> String {
    let listed = |words: &str, dates: &[Date]| {
        let dates: Vec<String> = dates.iter().map(ToString::to_string).collect();
        (!dates.is_empty()).then(|| format!("{words} {}", dates.join(", ")))
    };
    let told = [
        series.term_time.then(|| "In school terms only".to_owned()),
        listed("Not on", &series.excluded_dates),
        listed("Also on", &series.extra_dates),
    ];
    told.into_iter().flatten().collect::<Vec<_>>().join(". ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(rule: &str) -> Series {
        serde_json::from_value(serde_json::json!({
            "id": "s", "service_id": "s", "location_id": "l", "title": "Stay and play", "starts_on": "2026-09-01",
            "rule": rule, "start_time": "10:00", "end_time": "11:00", "ages": { "from": 0 }, "booking": "drop_in",
            "counts": "families",
        }))
        .unwrap()
    }

    #[test]
    fn a_rule_is_said_whole_or_not_at_all() {
        for (text, freq, interval, byday, bymonthday) in [
            ("FREQ=WEEKLY;BYDAY=TU", "WEEKLY", 1, Some("TU"), None),
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "WEEKLY", 2, Some("TU,TH"), None),
            ("FREQ=MONTHLY;BYDAY=-1FR", "MONTHLY", 1, Some("-1FR"), None),
            ("FREQ=MONTHLY;BYMONTHDAY=2,3", "MONTHLY", 1, None, Some("2,3")),
            ("FREQ=WEEKLY;WKST=MO", "WEEKLY", 1, None, None),
        ] {
            assert_eq!(rule(&series(text)), Some(Rule { freq, interval, byday, bymonthday }), "{text}");
        }
        for text in [
            "FREQ=DAILY",
            "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
            "FREQ=WEEKLY;BYDAY=TU;COUNT=2",
            "FREQ=WEEKLY;INTERVAL=often",
            "",
        ] {
            assert_eq!(rule(&series(text)), None, "{text}");
        }
    }

    #[test]
    fn the_days_of_a_series_are_those_its_rule_names() {
        for (text, expected) in [
            ("FREQ=WEEKLY;BYDAY=TU,TH", "TU,TH"),
            ("FREQ=MONTHLY;BYDAY=1WE,-1FR", "WE,FR"),
            // 1 September 2026 is a Tuesday.
            ("FREQ=WEEKLY", "TU"),
            ("FREQ=DAILY", "MO,TU,WE,TH,FR,SA,SU"),
            ("FREQ=MONTHLY;BYMONTHDAY=4", ""),
        ] {
            assert_eq!(codes(&days(&series(text))), expected, "{text}");
        }
    }

    #[test]
    fn each_time_takes_a_series_of_its_own_by_name_first() {
        let (mut at_oak, mut at_canal) = (series("FREQ=WEEKLY;BYDAY=TU"), series("FREQ=WEEKLY;BYDAY=TU"));
        at_oak.title = "At Oak Lane".to_owned();
        at_canal.title = "At Canal Bank".to_owned();
        let time = |note: &str, day| RegularTime {
            days: vec![day],
            opens: at_oak.start_time,
            closes: at_oak.end_time,
            note: note.to_owned(),
            recurrence: Recurrence::Weekly,
            from: None,
            until: None,
        };
        let mut left = vec![&at_oak, &at_canal];
        let mut take = |note, day| taken(&mut left, &time(note, day)).map(|series| series.title.as_str());
        assert_eq!(take("At Canal Bank", Weekday::Monday), None);
        assert_eq!(take("At Canal Bank", Weekday::Tuesday), Some("At Canal Bank"));
        assert_eq!(take("", Weekday::Tuesday), Some("At Oak Lane"));
        assert_eq!(take("", Weekday::Tuesday), None);
    }
}
