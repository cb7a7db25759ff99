//! Rates and amounts: kept once, with their dates and sources, and named in the text.
//!
//! A text says `{{child-benefit-first}}` and a reader sees "£27.05 a week". An amount written straight into a text is
//! a fault, because nobody would find it when it changes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::fault::FaultKind;
use crate::front_matter::{self, IsoDate, Source};
use crate::markdown::LineFault;
use crate::markdown::line_of;

/// What a benefit pays, or where a limit lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rate {
    /// Its name in texts, such as `child-benefit-first`.
    pub id: String,
    /// What it is, in words.
    pub what: String,
    /// The amount as it is read, such as "£27.05 a week".
    pub amount: String,
    /// The first day it holds.
    pub valid_from: IsoDate,
    /// The last day it holds, where that is known.
    pub valid_to: Option<IsoDate>,
    /// The page that says so.
    pub source: Source,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    rates: Vec<RawRate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRate {
    id: Spanned<String>,
    what: String,
    amount: String,
    valid_from: Spanned<String>,
    valid_to: Option<Spanned<String>>,
    source: Source,
}

/// The rates by their ids.
#[derive(Debug, Default)]
pub(crate) struct Rates(BTreeMap<String, Rate>);

impl Rates {
    /// Reads `rates.toml`. With the date of `today`, a rate that has ended is a fault.
    pub(crate) fn parse(text: &str, today: Option<IsoDate>) -> Result<Self, Vec<LineFault>> {
        let raw: Raw = front_matter::from_toml(text, 1).map_err(|fault| vec![fault])?;
        let mut rates = BTreeMap::new();
        let mut faults = Vec::new();
        for raw in raw.rates {
            let line = line_of(text, raw.id.span().start);
            let mut date = |key, given: Spanned<String>| {
                let line = line_of(text, given.span().start);
                let given = given.into_inner();
                match given.parse::<IsoDate>() {
                    Ok(date) => Some((line, date)),
                    Err(_) => {
                        faults.push((line, FaultKind::BadDate { key, given }));
                        None
                    }
                }
            };
            let from = date("valid_from", raw.valid_from);
            let to = raw.valid_to.and_then(|given| date("valid_to", given));
            if let (Some((line, to)), Some(today)) = (to, today)
                && to < today
            {
                faults.push((line, FaultKind::RateEnded(to.to_string())));
            }
            let id = raw.id.into_inner();
            if !front_matter::is_slug(&id) {
                faults.push((line, FaultKind::BadSlug(id)));
                continue;
            }
            let Some((_, valid_from)) = from else { continue };
            let rate = Rate {
                id: id.clone(),
                what: raw.what,
                amount: raw.amount,
                valid_from,
                valid_to: to.map(|(_, date)| date),
                source: raw.source,
            };
            if rates.insert(id.clone(), rate).is_some() {
                faults.push((line, FaultKind::DuplicateId(id)));
            }
        }
        if faults.is_empty() { Ok(Self(rates)) } else { Err(faults) }
    }

    pub(crate) fn into_list(self) -> Vec<Rate> {
        self.0.into_values().collect()
    }

    /// The text with each rate's amount in its place. Every line stays the line it was.
    pub(crate) fn fill(&self, text: &str) -> Result<String, Vec<LineFault>> {
        let mut filled = String::with_capacity(text.len());
        let mut faults = Vec::new();
        for (line, words) in (1..).zip(text.split_inclusive('\n')) {
            let mut rest = words;
            while let Some((before, after)) = rest.split_once("{{") {
                filled.push_str(before);
                let (id, after) = after.split_once("}}").unwrap_or((after.trim_end(), ""));
                match self.0.get(id.trim()) {
                    Some(rate) => filled.push_str(&rate.amount),
                    None => faults.push((line, FaultKind::UnknownRate(id.trim().to_owned()))),
                }
                rest = after;
            }
            filled.push_str(rest);
        }
        if faults.is_empty() { Ok(filled) } else { Err(faults) }
    }
}

/// Amounts that a guide spells out instead of naming their rate.
pub(crate) fn amounts(text: &str) -> Vec<LineFault> {
    let found = (1..).zip(text.lines()).filter_map(|(line, words)| Some((line, amount(words)?)));
    found.map(|(line, amount)| (line, FaultKind::AmountInProse(amount.to_owned()))).collect()
}

fn amount(words: &str) -> Option<&str> {
    words.split_whitespace().find(|word| {
        // An address may have an escape such as `%20` in it.
        let is_percentage = word.split_once('%').is_some_and(|(before, _)| {
            before.ends_with(|c: char| c.is_ascii_digit()) && !word.contains("://")
        });
        word.contains('£') || is_percentage
    })
}
