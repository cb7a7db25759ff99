//! Reads the real content and says, page by page, what is wrong with it.

use std::path::PathBuf;

use content::{Heading, Library, reading_age};

const OLDEST_READER: f64 = 11.0;
const WORDS: std::ops::RangeInclusive<usize> = 250..=900;

#[expect(clippy::panic, reason = "a test fails by panicking, and here with one fault to a line")]
fn library() -> Library {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../content");
    // No date: an overdue review is for the build to tell, not for a test to start failing one day.
    Library::load(&folder, None).unwrap_or_else(|faults| panic!("put these right:\n{faults}"))
}

#[test]
fn every_guide_can_be_read_by_a_tired_parent() {
    let mut hard = Vec::new();
    for guide in library().guides {
        println!(
            "{:>5.1} years  {:>4} words  {:>2} min  guide/{}",
            guide.reading_age, guide.word_count, guide.reading_minutes, guide.slug
        );
        if guide.reading_age > OLDEST_READER {
            hard.push(format!(
                "guides/{}.md reads at {} years: use shorter sentences and words until it is {OLDEST_READER} or less",
                guide.slug, guide.reading_age
            ));
        }
    }
    for page in library().pages {
        println!("{:>5.1} years  {:>4} words          {}", page.reading_age, page.word_count, page.slug);
    }
    assert!(hard.is_empty(), "{}", hard.join("\n"));
}

#[test]
fn every_guide_is_long_enough_to_help_and_short_enough_to_finish() {
    for guide in library().guides {
        assert!(
            WORDS.contains(&guide.word_count),
            "guides/{}.md has {} words: keep it within {} and {}, or make it two guides",
            guide.slug,
            guide.word_count,
            WORDS.start(),
            WORDS.end()
        );
    }
}

#[test]
fn every_guide_says_where_it_comes_from_and_when_it_was_checked() {
    for guide in library().guides {
        assert!(!guide.sources.is_empty(), "guides/{}.md has no source: add one under `sources`", guide.slug);
        assert!(
            guide.review_due > guide.reviewed,
            "guides/{}.md is due for review before it was reviewed: correct `review_due`",
            guide.slug
        );
    }
}

#[test]
fn every_guide_says_what_to_do_first_and_when_to_get_help() {
    for guide in library().guides {
        assert!(
            guide.do_first_html.is_some(),
            "guides/{}.md needs a section \"## Do this first\"",
            guide.slug
        );
        assert!(
            guide.get_help_html.is_some(),
            "guides/{}.md needs a section \"## When to get help\"",
            guide.slug
        );
        assert!(guide.contents.len() >= 3, "guides/{}.md needs at least three more headings", guide.slug);
    }
}

#[test]
fn every_picture_is_there_to_be_drawn() {
    let art = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../public/art");
    for guide in library().guides {
        if let Some(name) = guide.art {
            assert!(art.join(&name).is_file(), "guides/{}.md names {name}: add it to public/art", guide.slug);
        }
    }
}

#[test]
fn headings_go_down_one_level_at_a_time() {
    let library = library();
    let guides = library.guides.iter().map(|guide| (&guide.slug, &guide.contents));
    let pages = library.pages.iter().map(|page| (&page.slug, &page.contents));
    for (slug, contents) in guides.chain(pages) {
        let mut above = 1;
        for Heading { level, text, .. } in contents {
            assert!(*level <= above + 1, "{slug}.md: \"{text}\" skips a level: take a # away");
            above = *level;
        }
    }
}

#[test]
fn the_pages_that_every_page_links_to_are_there() {
    let library = library();
    for slug in ["about-data", "accessibility", "privacy"] {
        assert!(library.page(slug).is_some(), "add content/pages/{slug}.md");
    }
}

#[test]
fn every_stage_of_family_life_is_named() {
    let stages = library().stages;
    let ids: Vec<_> = stages.iter().map(|stage| stage.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "pregnancy",
            "newborn",
            "baby",
            "toddler",
            "starting-school",
            "school-age",
            "teenager",
            "send",
            "parent"
        ]
    );
}

#[test]
fn every_path_to_help_can_be_read_by_a_tired_parent_and_ends_with_the_hub_team() {
    let help = library().help;
    let mut wrong = Vec::new();
    for branch in &help.branches {
        for answer in &branch.answers {
            let place = format!("help/{}.toml: the answer \"{}\"", branch.id, answer.id);
            let texts = answer.text.iter().chain(&answer.first);
            let age = reading_age(texts.map(String::as_str));
            println!("{age:>5.1} years  help/{}/{}", branch.id, answer.id);
            if age > OLDEST_READER {
                wrong.push(format!("{place} reads at {age} years: use shorter sentences and words"));
            }
            if !answer.call.iter().any(|line| line == "hub") {
                wrong.push(format!("{place} does not offer the hub team: add \"hub\" to its `call`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_categories_are_those_of_the_sample_council() {
    let network = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../sample/network.json");
    let network: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(network).unwrap()).unwrap();
    let ids: Vec<_> =
        network["categories"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    let listed = library().categories;
    let listed: Vec<_> = listed.iter().map(|category| category.id.as_str()).collect();
    assert_eq!(listed, ids, "make the categories of content/topics.toml those of sample/network.json");
}
