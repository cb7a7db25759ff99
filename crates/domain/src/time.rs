//! Civil dates, times of day and UTC instants, with the Europe/London rule.
//!
//! A small calendar of our own, because a date library adds 20 to 50 kB (brotli) to what a family downloads.
//! Dates follow the proleptic Gregorian calendar (ISO 8601); instants print as RFC 3339 in UTC.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Seconds in a day; civil time has no leap seconds.
pub const DAY: i64 = 86_400;

/// A text that should be a date, a time or an instant is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATime;

impl fmt::Display for NotATime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date or time in ISO 8601 form")
    }
}

impl core::error::Error for NotATime {}

/// A day of the week, Monday first (ISO 8601).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Weekday {
    /// Monday
    #[serde(rename = "MO")]
    Monday,
    /// Tuesday
    #[serde(rename = "TU")]
    Tuesday,
    /// Wednesday
    #[serde(rename = "WE")]
    Wednesday,
    /// Thursday
    #[serde(rename = "TH")]
    Thursday,
    /// Friday
    #[serde(rename = "FR")]
    Friday,
    /// Saturday
    #[serde(rename = "SA")]
    Saturday,
    /// Sunday
    #[serde(rename = "SU")]
    Sunday,
}

impl Weekday {
    /// All seven, Monday first.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];

    /// The two letters that RFC 5545 uses: `MO`, `TU` …
    #[must_use]
    pub fn code(self) -> &'static str {
        ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][self as usize]
    }

    /// The day with this RFC 5545 code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.code() == code)
    }
}

/// A civil date, from 0001-01-01 to 9999-12-31.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Days since 1970-01-01.
    days: i32,
}

impl Date {
    /// The date of this year, month (1 to 12) and day, if there is one.
    #[must_use]
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let good = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        good.then(|| Self { days: days_from_civil(year, month, day) })
    }

    /// The date of this year (1 to 9999), month and day, both brought into range: a day that the month has not is
    /// its last.
    #[must_use]
    pub fn clamped(year: i32, month: u8, day: u8) -> Self {
        let month = month.clamp(1, 12);
        Self { days: days_from_civil(year, month, day.clamp(1, days_in_month(year, month))) }
    }

    /// The date this many days after 1970-01-01.
    #[must_use]
    pub fn from_days(days: i32) -> Self {
        Self { days }
    }

    /// Days since 1970-01-01, negative before.
    #[must_use]
    pub fn days(self) -> i32 {
        self.days
    }

    /// Year, month (1 to 12) and day (1 to 31).
    #[must_use]
    pub fn civil(self) -> (i32, u8, u8) {
        civil_from_days(self.days)
    }

    /// The date this many days later (or earlier, when negative).
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self { days: self.days.saturating_add(days) }
    }

    /// The same day of the month this many months later; the month's last day where it has no such day.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let (year, month, day) = self.civil();
        let index = year * 12 + i32::from(month) - 1 + months;
        let (year, month) = (index.div_euclid(12), index.rem_euclid(12) as u8 + 1);
        Self { days: days_from_civil(year, month, day.min(days_in_month(year, month))) }
    }

    /// The day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday.
        Weekday::ALL[(self.days + 3).rem_euclid(7) as usize]
    }

    /// The Monday of this date's week.
    #[must_use]
    pub fn monday(self) -> Self {
        self.plus_days(-(self.weekday() as i32))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Date {
    type Err = NotATime;
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(NotATime);
        }
        let (year, month, day) = (number(&bytes[..4])?, number(&bytes[5..7])?, number(&bytes[8..])?);
        Self::new(year, month as u8, day as u8).ok_or(NotATime)
    }
}

/// A time of day on the wall clock, to the minute.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay {
    minutes: u16,
}

impl TimeOfDay {
    /// 00:00, when a day begins.
    pub const MIDNIGHT: Self = Self { minutes: 0 };

    /// The time at this hour (0 to 23) and minute (0 to 59), if there is one.
    #[must_use]
    pub fn new(hour: u16, minute: u16) -> Option<Self> {
        (hour < 24 && minute < 60).then_some(Self { minutes: hour * 60 + minute })
    }

    /// Minutes since midnight.
    #[must_use]
    pub fn minutes(self) -> u16 {
        self.minutes
    }

    /// Hour (0 to 23) and minute.
    #[must_use]
    pub fn clock(self) -> (u16, u16) {
        (self.minutes / 60, self.minutes % 60)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute) = self.clock();
        write!(f, "{hour:02}:{minute:02}")
    }
}

impl fmt::Debug for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for TimeOfDay {
    type Err = NotATime;
    /// Reads `HH:MM`; seconds and an offset, which Open Referral feeds carry, are accepted and left out.
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let bytes = text.as_bytes();
        if bytes.len() < 5 || bytes[2] != b':' {
            return Err(NotATime);
        }
        if bytes.len() > 5 && !matches!(bytes[5], b':' | b'Z' | b'+' | b'-') {
            return Err(NotATime);
        }
        Self::new(number(&bytes[..2])? as u16, number(&bytes[3..5])? as u16).ok_or(NotATime)
    }
}

/// A moment in time, to the second, in UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    seconds: i64,
}

impl Instant {
    /// The moment this many seconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Self {
        Self { seconds }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn unix(self) -> i64 {
        self.seconds
    }

    /// The moment this many minutes later (or earlier, when negative).
    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Self {
        Self { seconds: self.seconds + minutes * 60 }
    }

    /// The moment at which London's clocks show this date and time.
    ///
    /// A time that the spring change skips is read as one hour later; a time that the autumn change repeats
    /// is the first of the two.
    #[must_use]
    pub fn from_london(date: Date, time: TimeOfDay) -> Self {
        let as_utc = i64::from(date.days) * DAY + i64::from(time.minutes) * 60;
        // In summer the wall clock is an hour ahead, so the moment is an hour before the same text in UTC.
        let summer = Self { seconds: as_utc - 3600 };
        if summer.london_offset() == 3600 { summer } else { Self { seconds: as_utc } }
    }

    /// The date and time that London's clocks show at this moment.
    #[must_use]
    pub fn london(self) -> (Date, TimeOfDay) {
        let local = self.seconds + self.london_offset();
        let date = Date { days: local.div_euclid(DAY) as i32 };
        (date, TimeOfDay { minutes: (local.rem_euclid(DAY) / 60) as u16 })
    }

    /// The date in London at this moment.
    #[must_use]
    pub fn london_date(self) -> Date {
        self.london().0
    }

    /// How far London is ahead of UTC at this moment, in seconds: 0 or 3600.
    ///
    /// British Summer Time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday
    /// of October (the Summer Time Order 2002).
    #[must_use]
    pub fn london_offset(self) -> i64 {
        let year = Date { days: self.seconds.div_euclid(DAY) as i32 }.civil().0;
        let start = i64::from(last_sunday(year, 3)) * DAY + 3600;
        let end = i64::from(last_sunday(year, 10)) * DAY + 3600;
        if (start..end).contains(&self.seconds) { 3600 } else { 0 }
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = Date { days: self.seconds.div_euclid(DAY) as i32 };
        let second = self.seconds.rem_euclid(DAY);
        write!(f, "{date}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Instant {
    type Err = NotATime;
    /// Reads RFC 3339 in UTC, as [`Instant`] prints it: `2026-11-24T10:00:00Z`.
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let bytes = text.as_bytes();
        if bytes.len() != 20 || bytes[10] != b'T' || bytes[16] != b':' || bytes[19] != b'Z' {
            return Err(NotATime);
        }
        let date: Date = text.get(..10).ok_or(NotATime)?.parse()?;
        let time: TimeOfDay = text.get(11..16).ok_or(NotATime)?.parse()?;
        let second = number(&bytes[17..19])?;
        if second > 59 {
            return Err(NotATime);
        }
        Ok(Self { seconds: i64::from(date.days) * DAY + i64::from(time.minutes) * 60 + i64::from(second) })
    }
}

macro_rules! as_text {
    ($($name:ty),*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

as_text!(Date, TimeOfDay, Instant);

// They travel as text, which a derived schema of their private numbers would not say.
#[cfg(feature = "openapi")]
macro_rules! text_schema {
    ($($name:ty, $format:literal, $example:literal);* $(;)?) => {$(
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .format(Some(utoipa::openapi::SchemaFormat::Custom($format.to_owned())))
                    .examples([$example])
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}
    )*};
}

#[cfg(feature = "openapi")]
text_schema! {
    Date, "date", "2026-11-24";
    TimeOfDay, "time-of-day", "10:00";
    Instant, "date-time", "2026-11-24T10:00:00Z";
}

fn number(digits: &[u8]) -> Result<i32, NotATime> {
    digits.iter().try_fold(0, |sum, b| {
        if b.is_ascii_digit() { Ok(sum * 10 + i32::from(b - b'0')) } else { Err(NotATime) }
    })
}

fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn last_sunday(year: i32, month: u8) -> i32 {
    let last = Date { days: days_from_civil(year, month, 31) };
    last.days - (last.weekday() as i32 + 1) % 7
}

// Both conversions count in 400-year eras whose years begin on 1 March, so that the leap day comes last.
fn days_from_civil(year: i32, month: u8, day: u8) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (i32::from(month) + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + i32::from(day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil_from_days(days: i32) -> (i32, u8, u8) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + i32::from(month <= 2), month as u8, day as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Datelike, NaiveDate, Offset, TimeZone, Timelike};
    use proptest::prelude::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn dates_parse_only_when_they_exist() {
        for (text, good) in [
            ("2026-11-24", true),
            ("2028-02-29", true),
            ("2026-02-29", false),
            ("2000-02-29", true),
            ("1900-02-29", false),
            ("2026-13-01", false),
            ("2026-00-10", false),
            ("2026-04-31", false),
            ("2026-4-3", false),
            ("2026-11-24 ", false),
            ("", false),
        ] {
            assert_eq!(text.parse::<Date>().is_ok(), good, "{text}");
        }
    }

    #[test]
    fn months_clamp_to_the_end_of_the_month() {
        for (from, months, to) in [
            ("2026-01-31", 1, "2026-02-28"),
            ("2028-01-31", 1, "2028-02-29"),
            ("2026-03-15", -3, "2025-12-15"),
            ("2026-12-01", 1, "2027-01-01"),
        ] {
            assert_eq!(date(from).plus_months(months), date(to));
        }
    }

    #[test]
    fn the_clock_changes_are_right_to_the_second() {
        for (utc, local) in [
            ("2026-03-29T00:59:59Z", ("2026-03-29", "00:59")),
            ("2026-03-29T01:00:00Z", ("2026-03-29", "02:00")),
            ("2026-10-25T00:59:59Z", ("2026-10-25", "01:59")),
            ("2026-10-25T01:00:00Z", ("2026-10-25", "01:00")),
            ("2026-07-01T23:30:00Z", ("2026-07-02", "00:30")),
        ] {
            let (day, time) = utc.parse::<Instant>().unwrap().london();
            assert_eq!((day, time), (date(local.0), local.1.parse().unwrap()), "{utc}");
        }
    }

    #[test]
    fn a_session_keeps_its_wall_clock_time_across_the_change() {
        let ten: TimeOfDay = "10:00".parse().unwrap();
        assert_eq!(Instant::from_london(date("2026-10-24"), ten).to_string(), "2026-10-24T09:00:00Z");
        assert_eq!(Instant::from_london(date("2026-10-26"), ten).to_string(), "2026-10-26T10:00:00Z");
        // 01:30 does not exist on 29 March 2026 and comes twice on 25 October.
        let early: TimeOfDay = "01:30".parse().unwrap();
        assert_eq!(Instant::from_london(date("2026-03-29"), early).to_string(), "2026-03-29T01:30:00Z");
        assert_eq!(Instant::from_london(date("2026-10-25"), early).to_string(), "2026-10-25T00:30:00Z");
    }

    #[test]
    fn times_read_what_feeds_carry() {
        for (text, good) in [
            ("09:30", true),
            ("09:30:00", true),
            ("09:30Z", true),
            ("24:00", false),
            ("9:30", false),
            ("09:3x", false),
            ("09:301", false),
        ] {
            assert_eq!(text.parse::<TimeOfDay>().is_ok(), good, "{text}");
        }
    }

    proptest! {
        #[test]
        fn civil_dates_agree_with_chrono(days in -700_000i32..2_900_000) {
            let theirs = NaiveDate::from_num_days_from_ce_opt(days + 719_163).unwrap();
            let ours = Date::from_days(days);
            prop_assert_eq!(ours.civil(), (theirs.year(), theirs.month() as u8, theirs.day() as u8));
            prop_assert_eq!(ours.weekday() as u32, theirs.weekday().num_days_from_monday());
            let (y, m, d) = ours.civil();
            prop_assert_eq!(Date::new(y, m, d), Some(ours));
        }

        #[test]
        fn london_agrees_with_the_time_zone_database(seconds in 852_076_800i64..2_140_000_000) {
            let ours = Instant::from_unix(seconds);
            let theirs = chrono_tz::Europe::London.timestamp_opt(seconds, 0).unwrap();
            prop_assert_eq!(ours.london_offset(), i64::from(theirs.offset().fix().local_minus_utc()));
            let (day, time) = ours.london();
            prop_assert_eq!(day.civil(), (theirs.year(), theirs.month() as u8, theirs.day() as u8));
            prop_assert_eq!(u32::from(time.minutes()), theirs.hour() * 60 + theirs.minute());
        }

        #[test]
        fn an_instant_reads_back_what_it_prints(seconds in 0i64..4_000_000_000) {
            let instant = Instant::from_unix(seconds);
            prop_assert_eq!(instant.to_string().parse(), Ok(instant));
        }

        #[test]
        fn no_text_makes_a_parser_panic(text in "\\PC{0,24}") {
            let _ = text.parse::<Date>();
            let _ = text.parse::<TimeOfDay>();
            let _ = text.parse::<Instant>();
        }
    }
}
