//! Finding pages of the guide by words, with the same reading of words as services.

use domain::{GuideHit, ServiceSearch, SuggestionKind};
use serde::Deserialize;

use crate::directory::finished;
use crate::index::{Field, IndexBuilder, Searchable};
use crate::suggest::{Name, Names};
use crate::synonyms::Synonyms;
use crate::wording::Wording;

/// A page of the guide as the site's build wrote it down for searching.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct GuideDocument {
    /// Its path under `/guide/`.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// One or two sentences on it.
    pub summary: String,
    /// Names of its stage and topics, and words that sessions about it have.
    pub about: String,
    /// All of its text.
    pub text: String,
}

/// The pages of the guide, ready to be searched. Never changes once built.
#[derive(Clone, Debug, Default)]
pub struct Guide {
    pages: Vec<GuideHit>,
    words: Searchable,
    pub(crate) names: Names,
    synonyms: Synonyms,
}

impl Guide {
    /// The guide with these pages.
    #[must_use]
    pub fn build(mut documents: Vec<GuideDocument>, synonyms: &Synonyms) -> Self {
        documents.sort_by(|a, b| (&a.title, &a.slug).cmp(&(&b.title, &b.slug)));
        let mut words = IndexBuilder::default();
        for page in &documents {
            words.add(&[
                (Field::Name, &page.title),
                (Field::Category, &page.about),
                (Field::Organisation, &page.summary),
                (Field::Description, &page.text),
            ]);
        }
        let names = Names::new(documents.iter().map(|page| Name {
            kind: SuggestionKind::Guide,
            text: page.title.clone(),
            id: Some(page.slug.clone()),
            about: String::new(),
            weight: 1,
        }));
        let pages = documents
            .into_iter()
            .map(|GuideDocument { slug, title, summary, .. }| GuideHit { slug, title, summary })
            .collect();
        Self { pages, words: finished(words, synonyms), names, synonyms: synonyms.clone() }
    }

    /// The page at this path under `/guide/`.
    #[must_use]
    pub fn page(&self, slug: &str) -> Option<&GuideHit> {
        self.pages.iter().find(|page| page.slug == slug)
    }

    /// Whether there is a page at this path under `/guide/`.
    #[must_use]
    pub fn has(&self, slug: &str) -> bool {
        self.pages.iter().any(|page| page.slug == slug)
    }

    /// At most this many pages for the words of a search, the best first; of two as good the first by title. Pages that
    /// satisfy every word; when there is none, those that satisfy most words, if that is half of them or more. No words
    /// find nothing.
    #[must_use]
    pub fn search(&self, search: &ServiceSearch, limit: usize) -> Vec<GuideHit> {
        let wording = Wording::read(&search.words, &self.words, &self.synonyms);
        let all = wording.words.len() as u32;
        let mut matches = wording.matches(&self.words.index);
        let most = matches.found.iter().map(|found| found.words).max().unwrap_or_default();
        matches.found.retain(|found| found.words == most && 2 * most >= all);
        matches.found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.document.cmp(&b.document)));
        matches.found.iter().take(limit).map(|found| self.pages[found.document as usize].clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guide() -> Guide {
        let page = |slug: &str, title: &str, about: &str, text: &str| GuideDocument {
            slug: slug.to_owned(),
            title: title.to_owned(),
            summary: String::new(),
            about: about.to_owned(),
            text: text.to_owned(),
        };
        let synonyms = Synonyms::parse("groups = [[\"potty\", \"toilet training\"]]").unwrap();
        Guide::build(
            vec![
                page("potty-training", "Learning to use the potty", "Toddler health", "Wait for the signs."),
                page("toddler-sleep", "Toddler sleep", "Toddler sleep", "A calm hour before bed."),
                page(
                    "sleep",
                    "Sleep in the first year",
                    "Baby sleep",
                    "Babies wake. Feeding and potty come later.",
                ),
            ],
            &synonyms,
        )
    }

    #[test]
    fn words_find_pages_as_they_find_services() {
        let guide = guide();
        for (words, wanted) in [
            ("potty", vec!["potty-training", "sleep"]),
            ("toilet training", vec!["potty-training", "sleep"]),
            ("slepe", vec!["sleep", "toddler-sleep"]),
            ("toddler sleep", vec!["toddler-sleep", "sleep"]),
            ("sleep giraffe", vec!["sleep", "toddler-sleep"]),
            ("sleep giraffe elephant", vec![]),
            ("giraffe", vec![]),
            ("", vec![]),
            ("…", vec![]),
        ] {
            let search = ServiceSearch { words: words.to_owned(), ..ServiceSearch::default() };
            let found: Vec<String> = guide.search(&search, 3).into_iter().map(|hit| hit.slug).collect();
            let mut sorted = found.clone();
            sorted.sort();
            let mut expected: Vec<String> = wanted.iter().map(|slug| (*slug).to_owned()).collect();
            expected.sort();
            assert_eq!(sorted, expected, "{words}");
            if words == "potty" || words == "toddler sleep" {
                assert_eq!(found[0], wanted[0]);
            }
            assert!(guide.search(&search, 1).len() <= 1);
        }
    }

    #[test]
    fn the_order_the_pages_came_in_does_not_matter() {
        let search = ServiceSearch { words: "sleep".to_owned(), ..ServiceSearch::default() };
        let page = |slug: &str| GuideDocument {
            slug: slug.to_owned(),
            title: "Sleep".to_owned(),
            text: "Sleep.".to_owned(),
            ..GuideDocument::default()
        };
        let one = Guide::build(vec![page("a"), page("b")], &Synonyms::default());
        let other = Guide::build(vec![page("b"), page("a")], &Synonyms::default());
        assert_eq!(one.search(&search, 9), other.search(&search, 9));
    }
}
