//! What is kept of a search that found nothing.

use domain::unmet::{LONGEST, MOST_WORDS, UnmetSearch};
use domain::{Near, Postcode, ServiceSearch};

use crate::text;

/// Digits from which a text may be a phone number, a date of birth or another number of a person's own.
const TELLING_DIGITS: usize = 5;

/// The search as it may be counted, or `None` when nothing of it may be kept.
///
/// Nothing is kept of what looks like an email address, a number of five digits or more or a full postcode, nor of
/// what is longer than five words or sixty characters, for that may be about one person. A search with filters is not
/// counted either: it may be they that left nothing. Pages after the first are the same search again.
#[must_use]
pub fn unmet(search: &ServiceSearch) -> Option<UnmetSearch> {
    let plain = ServiceSearch {
        words: search.words.clone(),
        near: search.near.clone(),
        page: 1,
        ..ServiceSearch::default()
    };
    let digits = search.words.chars().filter(|character| character.is_numeric()).count();
    if *search != plain || search.words.contains('@') || digits >= TELLING_DIGITS {
        return None;
    }
    let mut words: Vec<String> = text::tokens(&search.words).into_iter().map(|token| token.folded).collect();
    if words.is_empty() || words.len() > MOST_WORDS || has_postcode(&words) {
        return None;
    }
    words.sort_unstable();
    words.dedup();
    let words = words.join(" ");
    (words.chars().count() <= LONGEST).then(|| UnmetSearch { words, outward: outward(search.near.as_ref()) })
}

/// Whether some of the words, one after the other, are a full postcode.
fn has_postcode(words: &[String]) -> bool {
    (1..=3).any(|length| words.windows(length).any(|window| window.concat().parse::<Postcode>().is_ok()))
}

/// The outward half, never more: a sector is a few thousand homes, a district some ten thousand.
fn outward(near: Option<&Near>) -> String {
    match near {
        Some(Near::Postcode(postcode)) => postcode.outward().to_owned(),
        Some(Near::Partial(part)) => part.as_str().split(' ').next().unwrap_or_default().to_owned(),
        Some(Near::Place(_)) | None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use domain::RawSearch;
    use proptest::prelude::*;

    use super::*;

    fn read(query: &str) -> Option<(String, String)> {
        unmet(&RawSearch::from_query(query).parse().unwrap()).map(|kept| (kept.words, kept.outward))
    }

    #[test]
    fn little_is_kept() {
        for (query, wanted) in [
            ("q=Zeppelin+rides", Some(("rides zeppelin", ""))),
            ("q=rides+ZEPPELIN,+rides!&near=WA5+1AB", Some(("rides zeppelin", "WA5"))),
            ("q=Cr%C3%A8che&near=WA5+1", Some(("creche", "WA5"))),
            ("q=creche&near=wa5", Some(("creche", "WA5"))),
            ("q=creche&near=Oak+Lane", Some(("creche", ""))),
            ("q=one+two+three+four+five", Some(("five four one three two", ""))),
            ("q=one+two+three+four+five+six", None),
            ("q=sam@example.org", None),
            ("q=sam+at+example.org", Some(("at example org sam", ""))),
            ("q=ring+01632+960123", None),
            ("q=born+1+2+2019", None),
            ("q=class+of+2019", Some(("2019 class of", ""))),
            ("q=WA5+1AB", None),
            ("q=help+wa51ab", None),
            ("q=help+w+a5+1ab", None),
            ("q=wa5", Some(("wa5", ""))),
            ("q=zeppelin&free=1", None),
            ("q=zeppelin&age=5", None),
            ("q=zeppelin&category=health", None),
            ("q=zeppelin&page=2", None),
            ("q=", None),
            ("q=!!!", None),
        ] {
            let wanted = wanted.map(|(words, outward)| (words.to_owned(), outward.to_owned()));
            assert_eq!(read(query), wanted, "{query}");
        }
        let long = |letters: usize| read(&format!("q={}", "x".repeat(letters))).is_some();
        assert_eq!([long(LONGEST), long(LONGEST + 1)], [true, false]);
        assert_eq!(
            format!("{:?}", unmet(&RawSearch::from_query("q=secret").parse().unwrap())),
            "Some(UnmetSearch)"
        );
    }

    proptest! {
        #[test]
        fn what_is_kept_says_no_more_than_it_may(words in "[a-z0-9@ .,-]{0,70}", postcode in "WA[1-5] [1-9]A[AB]") {
            let search = ServiceSearch { words, near: Near::parse(&postcode).unwrap(), page: 1, ..ServiceSearch::default() };
            if let Some(kept) = unmet(&search) {
                prop_assert!(kept.words.chars().count() <= LONGEST && kept.words.split(' ').count() <= MOST_WORDS);
                prop_assert!(!kept.words.contains('@'));
                prop_assert!(kept.words.chars().filter(char::is_ascii_digit).count() < TELLING_DIGITS);
                prop_assert_eq!(kept.outward, postcode.split(' ').next().unwrap_or_default());
            }
        }
    }
}
