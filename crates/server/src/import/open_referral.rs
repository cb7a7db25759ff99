//! One service in the Open Referral shape, read as liberally as feeds are written: HSDS-UK 3.0, the international HSDS
//! 3, and version 1 (`eligibilitys`, `regular_schedules`, `service_taxonomys`, `physical_addresses`).

use std::collections::HashMap;

use domain::opening::Recurrence;
use domain::service::{AttendingType, Referral, RegularTime};
use domain::{
    AgeRange, Category, CategoryId, Cost, Date, Instant, Months, OrganisationId, Service, ServiceId,
    ServiceStatus,
};
use serde_json::Value;
use url::Url;
use views::vocabulary::language_of_code;

use super::areas;
use super::fields::{
    add, age, amount, clock, closing, day, list, moment, number, paragraphs, plain, text, weekdays, words,
};
use super::report::Report;
use super::venues::Venues;

/// A year in months.
const YEAR: f64 = 12.0;
/// The largest amount that is one, in pounds.
const LARGEST_AMOUNT: f64 = 100_000.0;
/// The longest address of a page that is kept, in bytes.
const LONGEST_URL: usize = 2000;

/// The hub's categories, by what a feed may call them.
pub struct Categories(HashMap<String, CategoryId>);

impl Categories {
    /// Those of the hub, by id and by name.
    #[must_use]
    pub fn new(categories: &[Category]) -> Self {
        let by_name = categories.iter().map(|category| (category.name.to_lowercase(), category.id.clone()));
        let by_id = categories.iter().map(|category| (category.id.to_string(), category.id.clone()));
        Self(by_name.chain(by_id).collect())
    }
}

/// Whether the feed says that the service is no longer offered.
#[must_use]
pub fn has_ended(record: &Value) -> bool {
    matches!(text(record, "status").to_lowercase().as_str(), "inactive" | "defunct")
}

/// Reads a service; what has to be left out of it is told in the report under this name.
///
/// # Errors
/// Why the record is none.
pub fn service(
    record: &Value,
    name: &str,
    categories: &Categories,
    venues: &mut Venues,
    now: Instant,
    report: &mut Report,
) -> Result<Service, String> {
    let id = id(record)?;
    let title = words(record, "name");
    if title.is_empty() {
        return Err("its name is missing".to_owned());
    }
    let status = match text(record, "status").to_lowercase().replace(['_', '-'], " ").as_str() {
        "" | "active" => ServiceStatus::Active,
        "temporarily closed" => ServiceStatus::TemporarilyClosed,
        other => return Err(format!("its status \"{other:.40}\" is not one that is listed")),
    };
    let organisation =
        record.get("organization").or_else(|| record.get("organisation")).unwrap_or(&Value::Null);
    let organisation_id = [text(organisation, "id"), text(record, "organization_id"), id.to_string()]
        .iter()
        .find_map(|id| id.parse::<OrganisationId>().ok())
        .ok_or("its organisation has no id")?;
    let terms = terms(record);
    let of = |suffix: &str| -> Vec<String> {
        terms.iter().filter(|t| t.taxonomy.ends_with(suffix)).map(|t| t.slug.clone()).collect()
    };
    let (mut access, mut locations) = (Vec::new(), Vec::new());
    for at in list(record, "service_at_locations") {
        let Some(found) = at.get("location").filter(|l| l.is_object()) else { continue };
        match venues.meet(found, name, report) {
            Some((location, features)) => {
                for feature in features {
                    add(&mut access, feature);
                }
                add(&mut locations, location);
            }
            None => report.warn(name, "a location without an id is left out"),
        }
    }
    let (contact_role, contact_phone) = contact(record);
    let alert = paragraphs(record, "alert");
    let mut description = paragraphs(record, "description");
    if !alert.is_empty() {
        description = if description.is_empty() { alert } else { format!("{description}\n\n{alert}") };
    }
    let schedules = schedules(record);
    let (areas, area_extents) = areas::of_service(record, name, report);
    let (cost, fees) = cost_and_fees(record, name, report);
    Ok(Service {
        description,
        organisation: Some(words(organisation, "name"))
            .filter(|n| !n.is_empty())
            .unwrap_or_else(|| title.clone()),
        name: title,
        organisation_id,
        status,
        url: web_address(&text(record, "url"), name, report),
        email: email(&text(record, "email"), name, report),
        phone: [contact_phone, phone(record)].into_iter().find(|p| !p.is_empty()).unwrap_or_default(),
        contact_role,
        ages: ages(record, name, report),
        cost,
        fees,
        assured_on: assured_on(record, name, now, report),
        categories: categories_of(&terms, categories),
        send_needs: of("-send-needs"),
        attending: attending(record, &schedules, &of("-attending")),
        referral: if of("-referral").iter().any(|slug| slug.contains("professional")) {
            Referral::Professional
        } else {
            Referral::None
        },
        languages: languages(record),
        access,
        times: all_times(&schedules, name, report),
        locations,
        areas,
        area_extents,
        last_modified: last_modified(record, name, now, report),
        first_seen: None,
        changed_at: None,
        id,
    })
}

/// The id of a service.
///
/// # Errors
/// When it has none, or one with other than letters, digits and hyphens.
pub fn id(record: &Value) -> Result<ServiceId, String> {
    if !record.is_object() {
        return Err("it is not an object".to_owned());
    }
    text(record, "id").parse().map_err(|_| "its id is missing or is not an id".to_owned())
}

/// When the feed says that the listing last changed. A moment that is still to come is none.
pub fn last_modified(record: &Value, name: &str, now: Instant, report: &mut Report) -> Option<Instant> {
    let words = text(record, "last_modified");
    let of_day = || format!("{}T00:00:00Z", day(&words)?).parse().ok();
    let Some(said) = moment(&words).or_else(of_day) else {
        if !words.is_empty() {
            report.warn(name, "when it last changed is not a date and is left out");
        }
        return None;
    };
    if said > now.plus_minutes(24 * 60) {
        report.warn(name, "it says that it was changed in the future, which is left out");
        return None;
    }
    Some(said)
}

/// The day somebody last checked the listing. A day that is still to come is none.
fn assured_on(record: &Value, name: &str, now: Instant, report: &mut Report) -> Option<Date> {
    let said = text(record, "assured_date");
    let checked = day(&said);
    let is_to_come = checked.is_some_and(|date| date > now.london_date().plus_days(1));
    if is_to_come {
        report.warn(name, "it says that it was checked in the future, which is left out");
    } else if checked.is_none() && !said.is_empty() {
        report.warn(name, "when it was last checked is not a date and is left out");
    }
    checked.filter(|_| !is_to_come)
}

/// A taxonomy term as its taxonomy, its slug and its name.
pub struct Term {
    /// The taxonomy's name.
    pub taxonomy: String,
    /// The short name of the term.
    pub slug: String,
    name: String,
    is_a_category: bool,
}

/// The terms of a record: those of its `attributes`, and of version 1's `service_taxonomys`.
#[must_use]
pub fn terms(value: &Value) -> Vec<Term> {
    let mut found = Vec::new();
    for attribute in list(value, "attributes") {
        let term = attribute.get("taxonomy_term").unwrap_or(attribute);
        let uri = text(term, "term_uri");
        let taxonomy = match term.get("taxonomy") {
            Some(taxonomy @ Value::Object(_)) => text(taxonomy, "name"),
            _ => text(term, "taxonomy"),
        };
        let end = uri.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
        let slug = if end.is_empty() { text(term, "term") } else { end };
        let name = text(term, "name");
        let is_a_category = uri.contains("/categories/") || taxonomy.ends_with("-categories");
        if !slug.is_empty() || !name.is_empty() {
            found.push(Term { taxonomy, slug, name, is_a_category });
        }
    }
    for given in list(value, "service_taxonomys") {
        let term = given.get("taxonomy").filter(|term| term.is_object()).unwrap_or(given);
        let (taxonomy, name) = (text(term, "vocabulary"), text(term, "name"));
        let slug = text(term, "id").rsplit([':', '/']).next().unwrap_or_default().to_owned();
        let is_a_category = taxonomy.ends_with("-categories");
        found.push(Term { taxonomy, slug, name, is_a_category });
    }
    found
}

/// Terms that say they are categories, and others that the hub has a category for.
fn categories_of(terms: &[Term], categories: &Categories) -> Vec<CategoryId> {
    let mut found = Vec::new();
    for term in terms {
        let is_of_another_kind = ["-send-needs", "-referral", "-attending", "-flags"]
            .iter()
            .any(|kind| term.taxonomy.ends_with(kind));
        let category = if term.is_a_category {
            term.slug.parse().ok()
        } else if is_of_another_kind {
            None
        } else {
            [&term.slug, &term.name].iter().find_map(|said| categories.0.get(&said.to_lowercase()).cloned())
        };
        if let Some(category) = category {
            add(&mut found, category);
        }
    }
    found
}

fn contact(record: &Value) -> (String, String) {
    let contact = list(record, "contacts").first().unwrap_or(&Value::Null);
    // The title is a role; a contact's name would be a person's and is left where it is.
    (words(contact, "title"), phone(contact))
}

/// The first number of a record's phones.
#[must_use]
pub fn phone(value: &Value) -> String {
    let number = list(value, "phones").first().map(|phone| words(phone, "number")).unwrap_or_default();
    let number = number.trim_start_matches("tel:").to_owned();
    if number.chars().any(|c| c.is_ascii_digit()) { number } else { String::new() }
}

fn email(said: &str, name: &str, report: &mut Report) -> String {
    let email = said.trim_start_matches("mailto:");
    let is_one = email.split_once('@').is_some_and(|(mailbox, host)| {
        !mailbox.is_empty() && host.contains('.') && !host.contains('@') && email.len() <= 254
    });
    if is_one && !email.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"".contains(c)) {
        return email.to_owned();
    }
    if !email.is_empty() {
        report.warn(name, "its email address is not one and is left out");
    }
    String::new()
}

/// A page elsewhere, as an `https:` address; one without a scheme is given it.
fn web_address(said: &str, name: &str, report: &mut Report) -> String {
    let rest = match said.split_once("://") {
        Some((scheme, rest)) => match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => rest,
            _ => "",
        },
        None => said.trim_start_matches("//"),
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = host.contains('.') && !host.contains(['@', ' ']) && !host.starts_with('.');
    let address = format!("https://{rest}");
    if is_host
        && address.len() <= LONGEST_URL
        && !rest.contains(char::is_whitespace)
        && Url::parse(&address).is_ok()
    {
        return address;
    }
    if !said.is_empty() {
        report.warn(name, "its web address is not one and is left out");
    }
    String::new()
}

/// Years to months: a feed's `maximum_age` of 4.9167 is 59 months. Version 1 has them in its `eligibilitys`, of which
/// the widest range counts.
fn ages(record: &Value, name: &str, report: &mut Report) -> AgeRange {
    let mut is_odd = false;
    let mut read = |record: &Value, member: &str| {
        let months = age(record, member).filter(|months| (0.0..=150.0 * YEAR).contains(months));
        is_odd |= months.is_none() && !text(record, member).is_empty();
        months
    };
    let mut from = read(record, "minimum_age");
    let mut to = read(record, "maximum_age");
    for eligibility in list(record, "eligibilitys").iter().chain(list(record, "eligibility")) {
        let lowest = read(eligibility, "minimum_age");
        from = Some(from.unwrap_or(f64::MAX).min(lowest.unwrap_or(f64::MAX))).filter(|age| *age < f64::MAX);
        to = [to, read(eligibility, "maximum_age")].into_iter().flatten().reduce(f64::max);
    }
    if is_odd {
        report.warn(name, "an age that is not one is left out");
    }
    let oldest = f64::from(domain::age::OLDEST.0);
    let months = |age: f64| Months(age.min(oldest).round() as u16);
    // Swapped ages are put in order before what is past our own last age becomes no limit at all.
    let (from, to) = match (from, to) {
        (Some(from), Some(to)) if to < from => (Some(to), Some(from)),
        other => other,
    };
    AgeRange::new(from.map_or(Months(0), months), to.filter(|age| *age <= oldest).map(months))
}

/// The lowest amount, and what is said of money in words.
fn cost_and_fees(record: &Value, name: &str, report: &mut Report) -> (Cost, String) {
    let (mut lowest, mut all_words, mut is_odd) = (None, Vec::new(), false);
    for option in list(record, "cost_options") {
        let said = words(option, "amount");
        let (pounds, has_more) = match number(option, "amount") {
            Some(pounds) => (Some(pounds), false),
            None => amount(&said),
        };
        if has_more {
            add(&mut all_words, said);
        }
        let kept = pounds.filter(|pounds| (0.0..=LARGEST_AMOUNT).contains(pounds));
        is_odd |= pounds.is_some() && kept.is_none();
        lowest = [lowest, kept].into_iter().flatten().reduce(f64::min);
    }
    if is_odd {
        report.warn(name, "an amount that is not one is left out");
    }
    let mut fees = fees(record);
    for said in all_words.iter().filter(|said| !said.is_empty()) {
        if !fees.contains(said.as_str()) {
            fees = if fees.is_empty() { said.clone() } else { format!("{fees}\n\n{said}") };
        }
    }
    let is_free = || text(record, "fees").to_lowercase().starts_with("free");
    let cost = match lowest.map(|pounds| (pounds * 100.0).round() as u32) {
        Some(0) => Cost::Free,
        Some(pence) => Cost::From { pence },
        None if is_free() => Cost::Free,
        None => Cost::Unknown,
    };
    (cost, fees)
}

fn fees(record: &Value) -> String {
    let said = paragraphs(record, "fees");
    if !said.is_empty() {
        return said;
    }
    list(record, "cost_options")
        .first()
        .map(|option| paragraphs(option, "amount_description"))
        .unwrap_or_default()
}

/// Languages by name, whether the feed has names or codes (ISO 639).
fn languages(record: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for said in names(record, "languages", &["name", "language", "code"]) {
        add(&mut found, language_of_code(&said).map_or(said, str::to_owned));
    }
    found
}

/// The names of a list whose items are objects with one of these members, or texts.
fn names(record: &Value, member: &str, called: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for item in list(record, member) {
        let name = match item {
            Value::String(_) => plain(item),
            _ => called.iter().map(|name| words(item, name)).find(|n| !n.is_empty()).unwrap_or_default(),
        };
        if !name.is_empty() {
            add(&mut found, name);
        }
    }
    found
}

/// A record's schedules, and those of the places where it runs.
fn schedules(record: &Value) -> Vec<&Value> {
    let all_of = |value| ["schedules", "regular_schedules", "regular_schedule"].map(|name| list(value, name));
    let own = all_of(record).into_iter().flatten();
    let at_places = list(record, "service_at_locations").iter().flat_map(all_of).flatten();
    own.chain(at_places).collect()
}

fn attending(record: &Value, schedules: &[&Value], slugs: &[String]) -> Vec<AttendingType> {
    let of_schedules = schedules.iter().map(|schedule| text(schedule, "attending_type"));
    let said: Vec<String> = std::iter::once(text(record, "attending_type")).chain(of_schedules).collect();
    let mut found = Vec::new();
    for word in slugs.iter().chain(&said) {
        let kind = match word.to_lowercase().replace(['_', ' '], "-").as_str() {
            "in-person" | "venue" => AttendingType::InPerson,
            "online" | "virtual" => AttendingType::Online,
            "phone" | "telephone" => AttendingType::Phone,
            "outreach" | "home-visit" => AttendingType::Outreach,
            _ => continue,
        };
        add(&mut found, kind);
    }
    found
}

/// The regular times of all schedules. Why one is left out is told once.
fn all_times(schedules: &[&Value], name: &str, report: &mut Report) -> Vec<RegularTime> {
    let (mut found, mut reasons) = (Vec::new(), Vec::new());
    for schedule in schedules {
        match times(schedule) {
            Ok((times, doubt)) => {
                found.extend(times);
                doubt.into_iter().for_each(|doubt| add(&mut reasons, doubt));
            }
            Err(reason) => add(&mut reasons, reason),
        }
    }
    reasons.iter().for_each(|reason| report.warn(name, reason));
    found
}

/// The regular times of a schedule: one, or one for each week of the month that it names; and what of its days was not
/// understood.
///
/// # Errors
/// Why it has none.
fn times(schedule: &Value) -> Result<(Vec<RegularTime>, Option<String>), String> {
    if !schedule.is_object() {
        let said = plain(schedule);
        return match said.is_empty() {
            true => Ok((Vec::new(), None)),
            false => Err(format!("its times are in words (\"{said:.40}\") and are left out")),
        };
    }
    let said = match schedule.get("byday") {
        Some(Value::Array(items)) => items.iter().map(plain).collect::<Vec<_>>().join(","),
        _ => [text(schedule, "byday"), text(schedule, "weekday")]
            .into_iter()
            .find(|s| !s.is_empty())
            .unwrap_or_default(),
    };
    // The time of day may stand with the dates alone.
    let clock_of = |member: &str, date: &str| {
        let said = text(schedule, member);
        let of_date = text(schedule, date);
        if said.is_empty() && of_date.len() > 10 { of_date } else { said }
    };
    let (opens_at, closes_at) = (clock_of("opens_at", "dtstart"), clock_of("closes_at", "dtend"));
    let freq = text(schedule, "freq");
    let note = words(schedule, "description");
    if [&said, &opens_at, &closes_at, &freq, &note].iter().all(|part| part.is_empty()) {
        return Ok((Vec::new(), None));
    }
    let (Some(opens), Some(closes)) = (clock(&opens_at), closing(&closes_at)) else {
        let shown = format!("{said} {opens_at} {closes_at}");
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        return Err(match (shown.is_empty(), closes_at.is_empty()) {
            (true, _) => "a time that is in words alone is left out".to_owned(),
            (_, true) => format!("a time without an end (\"{shown:.40}\") is left out"),
            _ => format!("a time that is not one (\"{shown:.40}\") is left out"),
        });
    };
    if closes <= opens {
        return Err(format!("a time that ends before it begins ({opens} to {closes_at:.20}) is left out"));
    }
    let date = |name: &str| text(schedule, name).get(..10).and_then(|date| date.parse::<Date>().ok());
    let (mut named, is_clear) = weekdays(&said);
    if said.is_empty() && freq.eq_ignore_ascii_case("daily") {
        named = weekdays("daily").0;
    }
    // RFC 5545: what is weekly and names no day is on the day of its start.
    if said.is_empty()
        && freq.eq_ignore_ascii_case("weekly")
        && let Some(start) = date("dtstart")
    {
        named.push((String::new(), start.weekday()));
    }
    if named.is_empty() {
        return Err(match said.as_str() {
            "" => "a time without a day of the week is left out".to_owned(),
            said => format!("a time whose days (\"{said:.40}\") are not plain is left out"),
        });
    }
    let doubt = (!is_clear).then(|| {
        let kept: Vec<&str> = named.iter().map(|(_, day)| day.code()).collect();
        format!("of the days \"{said:.40}\" only {} is kept", kept.join(", "))
    });
    // `3TU` is the third Tuesday.
    let days = named.into_iter().map(|(number, day)| (day, recurrence(schedule, &number)));
    let mut times: Vec<RegularTime> = Vec::new();
    for (day, recurrence) in days {
        match times.iter_mut().find(|time| time.recurrence == recurrence) {
            Some(time) => add(&mut time.days, day),
            None => times.push(RegularTime {
                days: vec![day],
                opens,
                closes,
                note: note.clone(),
                recurrence,
                from: date("valid_from"),
                until: date("valid_to"),
            }),
        }
    }
    Ok((times, doubt))
}

fn recurrence(schedule: &Value, which: &str) -> Recurrence {
    let every = number(schedule, "interval").unwrap_or(1.0) <= 1.0;
    match (text(schedule, "freq").to_uppercase().as_str(), every, which) {
        ("MONTHLY", true, "1") => Recurrence::First,
        ("MONTHLY", true, "2") => Recurrence::Second,
        ("MONTHLY", true, "3") => Recurrence::Third,
        ("MONTHLY", true, "4") => Recurrence::Fourth,
        ("MONTHLY", true, "-1") => Recurrence::Last,
        // A numbered day is one of a month, whatever else is said.
        ("MONTHLY", ..) | ("", _, "1" | "2" | "3" | "4" | "5" | "-1") => Recurrence::Monthly,
        ("WEEKLY" | "DAILY" | "", true, _) => Recurrence::Weekly,
        _ => Recurrence::SomeWeeks,
    }
}
