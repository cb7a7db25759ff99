//! Plain English for dates, times, ages, money and distances, for messages and for pages without script.

use domain::{AgeRange, Availability, Cost, Date, Instant, Metres, Months, TimeOfDay};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `Tuesday 24 November 2026`
#[must_use]
pub fn date(date: Date) -> String {
    let (year, month, day) = date.civil();
    let month = MONTHS.get(usize::from(month).saturating_sub(1)).copied().unwrap_or_default();
    format!("{} {day} {month} {year}", DAYS[date.weekday() as usize])
}

/// `Monday, Tuesday: 8:45am to 5pm`
#[must_use]
pub fn hours(hours: &domain::OpeningHours) -> String {
    let days: Vec<&str> = hours.days.iter().map(|day| DAYS[*day as usize]).collect();
    format!("{}: {} to {}", days.join(", "), time(hours.opens), time(hours.closes))
}

/// `10am`, `11:30am`, `midday`, `midnight`
#[must_use]
pub fn time(time: TimeOfDay) -> String {
    let (hour, minute) = time.clock();
    match (hour, minute) {
        (0, 0) => return "midnight".to_owned(),
        (12, 0) => return "midday".to_owned(),
        _ => {}
    }
    let half = if hour < 12 { "am" } else { "pm" };
    let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    if minute == 0 { format!("{hour}{half}") } else { format!("{hour}:{minute:02}{half}") }
}

/// `Tuesday 24 November 2026, 10am to 11:30am`, on London's clock.
#[must_use]
pub fn when(starts_at: Instant, ends_at: Instant) -> String {
    let ((day, start), (last_day, end)) = (starts_at.london(), ends_at.london());
    if day == last_day {
        format!("{}, {} to {}", date(day), time(start), time(end))
    } else {
        format!("{}, {} to {}, {}", date(day), time(start), date(last_day), time(end))
    }
}

/// `Tuesday 24 November 2026, 10am`, on London's clock.
#[must_use]
pub fn moment(at: Instant) -> String {
    let (day, clock) = at.london();
    format!("{}, {}", date(day), time(clock))
}

/// `5 months`, `2 years`, `1 year 6 months`
#[must_use]
pub fn age(age: Months) -> String {
    let count = |n: u16, unit: &str| if n == 1 { format!("1 {unit}") } else { format!("{n} {unit}s") };
    match age.years_and_months() {
        (0, months) => count(months, "month"),
        (years, 0) => count(years, "year"),
        (years, months) => format!("{} {}", count(years, "year"), count(months, "month")),
    }
}

/// `Birth to 12 months`, `From 2 years`, `All ages`
#[must_use]
pub fn ages(range: AgeRange) -> String {
    let from = if range.from == Months(0) { "Birth".to_owned() } else { age(range.from) };
    match range.to {
        Some(to) => format!("{from} to {}", age(to)),
        None if range.is_everyone() => "All ages".to_owned(),
        None => format!("From {from}"),
    }
}

/// `Free`, `£3`, `£2.50`
#[must_use]
pub fn pence(pence: u32) -> String {
    match (pence / 100, pence % 100) {
        (0, 0) => "Free".to_owned(),
        (pounds, 0) => format!("£{pounds}"),
        (pounds, rest) => format!("£{pounds}.{rest:02}"),
    }
}

/// `Free`, `From £2.50`, or nothing where it is not said.
#[must_use]
pub fn cost(cost: Cost) -> String {
    match cost {
        Cost::Free => "Free".to_owned(),
        Cost::From { pence: amount } => format!("From {}", pence(amount)),
        Cost::Unknown => String::new(),
    }
}

/// `1.2 miles`
#[must_use]
pub fn miles(distance: Metres) -> String {
    let tenths = distance.tenths_of_a_mile();
    match tenths {
        10 => "1 mile".to_owned(),
        _ if tenths.is_multiple_of(10) => format!("{} miles", tenths / 10),
        _ => format!("{}.{} miles", tenths / 10, tenths % 10),
    }
}

/// `1 adult and 2 children`
#[must_use]
pub fn party(party: &domain::Party) -> String {
    let count = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    let adults = count(usize::from(party.adults()), "adult", "adults");
    match party.children().len() {
        0 => adults,
        children => format!("{adults} and {}", count(children, "child", "children")),
    }
}

/// What a session offers, as a short phrase.
#[must_use]
pub fn availability(availability: Availability) -> String {
    match availability {
        Availability::DropIn => "Drop in, no need to book".to_owned(),
        Availability::Places { left: 1 } => "1 place left".to_owned(),
        Availability::Places { left } => format!("{left} places left"),
        Availability::Full => "Full".to_owned(),
        Availability::NotOpen { opens_at } => format!("Booking opens {}", moment(opens_at)),
        Availability::Closed => "Booking has closed".to_owned(),
        Availability::Cancelled => "Cancelled".to_owned(),
        Availability::Finished => "Finished".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_people_say_them() {
        for (text, said) in [
            ("10:00", "10am"),
            ("11:30", "11:30am"),
            ("12:00", "midday"),
            ("12:15", "12:15pm"),
            ("00:00", "midnight"),
            ("00:30", "12:30am"),
            ("13:05", "1:05pm"),
        ] {
            assert_eq!(time(text.parse().unwrap()), said);
        }
        // In July London is an hour ahead of UTC.
        let (starts, ends) =
            ("2026-07-07T09:00:00Z".parse().unwrap(), "2026-07-07T10:30:00Z".parse().unwrap());
        assert_eq!(when(starts, ends), "Tuesday 7 July 2026, 10am to 11:30am");
    }

    #[test]
    fn ages_money_and_distances() {
        for (from, to, said) in [
            (0, None, "All ages"),
            (0, Some(12), "Birth to 1 year"),
            (2, Some(18), "2 months to 1 year 6 months"),
            (24, None, "From 2 years"),
        ] {
            assert_eq!(ages(AgeRange::new(Months(from), to.map(Months))), said);
        }
        for (amount, said) in [(0, "Free"), (300, "£3"), (250, "£2.50"), (5, "£0.05")] {
            assert_eq!(pence(amount), said);
        }
        for (metres, said) in [(0, "0 miles"), (1609, "1 mile"), (1931, "1.2 miles"), (3219, "2 miles")] {
            assert_eq!(miles(Metres(metres)), said);
        }
    }
}
