//! Which page of the guide comes first for the words of a parent or a young person who needs one most.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use directory::{Guide, GuideDocument, Synonyms};
use domain::ServiceSearch;
use toml::Table;

/// The pages of `content/guides`, with as much of each as a search looks at. The site's build also has the names of stages
/// and topics, which this crate cannot know.
fn guide() -> Guide {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content");
    let pages = fs::read_dir(content.join("guides")).unwrap().map(|file| {
        let path = file.unwrap().path();
        let page = fs::read_to_string(&path).unwrap();
        let mut parts = page.splitn(3, "+++\n");
        let front: Table = parts.nth(1).unwrap().parse().unwrap();
        let text = |name: &str| front[name].as_str().unwrap().to_owned();
        let words = front["session_words"].as_array().unwrap().iter().filter_map(|word| word.as_str());
        GuideDocument {
            slug: path.file_stem().unwrap().to_str().unwrap().to_owned(),
            title: text("title"),
            summary: text("summary"),
            about: words.collect::<Vec<_>>().join(", "),
            text: parts.next().unwrap().to_owned(),
        }
    });
    let synonyms = Synonyms::parse(include_str!("../../../content/synonyms.toml")).unwrap();
    Guide::build(pages.collect(), &synonyms)
}

#[test]
fn who_needs_a_page_most_finds_it_first() {
    let guide = guide();
    let low = ["your-mental-health", "for-you-when-you-feel-low"];
    let abuse = ["domestic-abuse"];
    let grief = ["grief-and-bereavement"];
    let after_birth = ["mental-health-in-pregnancy-and-after-birth", "crying"];
    for (words, first) in [
        ("I don't want to be alive anymore", &low[..]),
        ("suicide", &low),
        ("sucidal", &low),
        ("my daughter is suicidal", &low),
        ("kill myself", &low),
        ("want to die", &low),
        ("I can't go on like this", &low),
        ("my teenager took an overdose", &low),
        ("self harm", &low),
        ("my 15 year old is self harming", &low),
        ("she keeps cutting herself", &low),
        ("anorexia", &low),
        ("my husband strangled me", &abuse),
        ("scared to go home", &abuse),
        ("coercive control", &abuse),
        ("my wife hits me", &abuse),
        ("partner controls all my money", &abuse),
        ("raped", &["for-you-relationships-and-consent", "domestic-abuse"]),
        ("nudes being shared", &["online-safety", "for-you-relationships-and-consent"]),
        ("my baby died", &grief),
        ("my toddler died", &grief),
        ("miscarried", &grief),
        ("stillborn", &grief),
        ("nan passed away", &grief),
        ("how do I tell my child grandad died", &grief),
        ("I'm scared I'll hurt my baby", &after_birth),
        ("baby won't stop crying losing it", &["crying"]),
        ("12 year old carrying a knife", &["parenting-a-teenager"]),
        ("son smoking weed", &["for-you-alcohol-vapes-and-drugs"]),
        ("landlord kicking us out", &["housing"]),
        ("loan sharks", &["debt"]),
    ] {
        let search = ServiceSearch { words: words.to_owned(), ..ServiceSearch::default() };
        let found: Vec<String> = guide.search(&search, 3).into_iter().map(|page| page.slug).collect();
        assert!(found.first().is_some_and(|page| first.contains(&page.as_str())), "{words}: {found:?}");
    }
}
