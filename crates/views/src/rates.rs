//! What benefits pay and where limits lie, as the build writes them into pages.

use domain::Date;

use crate::guide::GuideSource;
use crate::words::written::CHECKERS_NO_RATE;

/// One amount, and the days on which it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Its name in texts.
    pub id: String,
    /// The amount as it is read, such as "£27.05 a week".
    pub amount: String,
    /// The first day it holds.
    pub valid_from: Date,
    /// The last day it holds, where that is known.
    pub valid_to: Option<Date>,
    /// The page that says so.
    pub source: GuideSource,
}

/// The rate of this id.
#[must_use]
pub fn find<'a>(rates: &'a [Rate], id: &str) -> Option<&'a Rate> {
    rates.iter().find(|rate| rate.id == id)
}

/// The words with each `{id}` replaced by the rate's amount; one that is not there is said to be on GOV.UK.
#[must_use]
pub fn amounts(words: &str, rates: &[Rate]) -> String {
    let mut rest = words;
    let mut filled = String::new();
    while let Some((before, after)) = rest.split_once('{') {
        let (id, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(before);
        filled.push_str(find(rates, id).map_or(CHECKERS_NO_RATE, |rate| &rate.amount));
        rest = after;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(valid_to: Option<&str>) -> Rate {
        Rate {
            id: "healthy-start-income".to_owned(),
            amount: "£408 a month".to_owned(),
            valid_from: "2026-04-06".parse().unwrap(),
            valid_to: valid_to.map(|date| date.parse().unwrap()),
            source: GuideSource { title: "GOV.UK".to_owned(), url: "https://www.gov.uk".to_owned() },
        }
    }

    #[test]
    fn amounts_stand_where_they_are_named() {
        let rates = [rate(None)];
        for (words, rates, filled) in [
            ("{healthy-start-income} or less", rates.as_slice(), "£408 a month or less"),
            ("{healthy-start-income} or less", &[], "the amount on GOV.UK or less"),
            ("Yes", &[], "Yes"),
        ] {
            assert_eq!(amounts(words, rates), filled);
        }
    }
}
