//! School terms and bank holidays: TOML files, each of which replaces the lists that it has.

use domain::named_dates::{LONGEST_NAME, MOST_NAMED_DATES};
use domain::{BankHoliday, Date, Term};
use serde::Deserialize;
use store::Store;

use super::{ImportError, Report};

/// The longest term, in days: a whole school year.
const LONGEST_TERM: i32 = 366;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    source: String,
    #[serde(default)]
    terms: Option<Vec<RawTerm>>,
    #[serde(default)]
    bank_holidays: Option<Vec<RawBankHoliday>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTerm {
    name: String,
    first: String,
    last: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBankHoliday {
    name: String,
    date: String,
}

/// Imports the lists of one file. A list that the file does not have stays as it is.
///
/// # Errors
/// When the text is not such a file, or the store refuses.
pub async fn import(store: &dyn Store, text: &str, skip_rejected: bool) -> Result<Report, ImportError> {
    let file: File =
        toml::from_str(text).map_err(|error| ImportError::NotUnderstood(error.message().to_owned()))?;
    if file.terms.is_none() && file.bank_holidays.is_none() {
        return Err(ImportError::NotUnderstood("there are neither terms nor bank_holidays in it".to_owned()));
    }
    let lengths = [file.terms.as_ref().map(Vec::len), file.bank_holidays.as_ref().map(Vec::len)];
    if lengths.into_iter().flatten().any(|length| length > MOST_NAMED_DATES) {
        return Err(ImportError::NotUnderstood(format!("a list has more than {MOST_NAMED_DATES} entries")));
    }
    let known = store.named_dates().await?;
    let source: String = file.source.chars().take(LONGEST_NAME).collect();
    let mut report = Report::default();
    let terms = file.terms.map(|raw| {
        let mut terms: Vec<Term> = Vec::new();
        for (raw, n) in raw.iter().zip(1..) {
            match term(raw, &source) {
                Ok(term)
                    if terms.iter().any(|other| other.first <= term.last && term.first <= other.last) =>
                {
                    report.reject(&format!("term {n}"), "it overlaps another term");
                }
                Ok(term) => {
                    report.count(known.terms.iter().any(|other| other.first == term.first));
                    terms.push(term);
                }
                Err(reason) => report.reject(&format!("term {n}"), reason),
            }
        }
        terms
    });
    let bank_holidays = file.bank_holidays.map(|raw| {
        let mut holidays: Vec<BankHoliday> = Vec::new();
        for (raw, n) in raw.iter().zip(1..) {
            let record = format!("bank holiday {n}");
            match holiday(raw, &source) {
                Ok(holiday) if holidays.iter().any(|other| other.date == holiday.date) => {
                    report.reject(&record, format_args!("{} is there twice", holiday.date));
                }
                Ok(holiday) => {
                    report.count(known.bank_holidays.iter().any(|one| one.date == holiday.date));
                    holidays.push(holiday);
                }
                Err(reason) => report.reject(&record, reason),
            }
        }
        holidays
    });
    if report.may_apply(skip_rejected) {
        store.put_named_dates(terms.as_deref(), bank_holidays.as_deref()).await?;
        report.applied = true;
    }
    Ok(report)
}

fn term(raw: &RawTerm, source: &str) -> Result<Term, String> {
    let (first, last) = (date("first", &raw.first)?, date("last", &raw.last)?);
    if !(0..LONGEST_TERM).contains(&(last.days() - first.days())) {
        return Err("last must be the same day as first or later, within a year".to_owned());
    }
    Ok(Term { name: name(&raw.name)?, first, last, source: source.to_owned() })
}

fn holiday(raw: &RawBankHoliday, source: &str) -> Result<BankHoliday, String> {
    Ok(BankHoliday { name: name(&raw.name)?, date: date("date", &raw.date)?, source: source.to_owned() })
}

fn date(field: &str, text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("{field} is not a date such as 2026-12-25: \"{text}\""))
}

fn name(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("name is missing".to_owned()),
        name if name.chars().count() > LONGEST_NAME => {
            Err(format!("name is longer than {LONGEST_NAME} characters"))
        }
        name => Ok(name.to_owned()),
    }
}
