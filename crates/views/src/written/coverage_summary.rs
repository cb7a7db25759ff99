//! Coverage on one page of plain sentences, made from the figures alone.

use domain::coverage::{Area, Coverage, Distances, Mark};
use domain::outcome::{Changed, Tally};
use domain::unmet::UnmetSearchCount;
use domain::{Date, Metres};
use maud::{Markup, html};

use super::figures::miles;
use super::outcomes::{all_words, changed_words};
use super::{Written, counted, listed, say};
use crate::Setting;
use crate::moment;
use crate::pieces::back_link;
use crate::route::ServerPage;
use crate::words::written as w;

/// The most needs that one sentence names.
const MOST_NAMED: usize = 6;
/// The most searches that are named.
const MOST_SEARCHES: usize = 10;

/// The page, as of this day.
#[must_use]
pub fn page(
    setting: Setting<'_>,
    coverage: &Coverage,
    searches: &[UnmetSearchCount],
    outcomes: Option<&Tally>,
    today: Date,
) -> Written {
    let day = moment::date_with_year(today);
    let main = html! {
        div.wrap {
            article.stack.stack--loose {
                (back_link(&ServerPage::Coverage.href(), w::SUMMARY_BACK))
                div.stack {
                    h1 { (w::SUMMARY_TITLE) }
                    p.lead { (say(w::SUMMARY_LEAD, &[("council", &setting.config.council), ("date", &day)])) }
                }
                (part(w::SUMMARY_THERE_IS, &there_is(coverage)))
                (part(w::SUMMARY_GAPS, &gaps(coverage)))
                (part(w::SUMMARY_FAR, &far(coverage)))
                (part(w::SUMMARY_SOUGHT, &[sought(searches)]))
                (part(w::OUTCOMES_SUMMARY_TITLE, &told(outcomes)))
                p.small.soft { (w::SUMMARY_HONEST) }
            }
        }
    };
    Written::new(w::SUMMARY_TITLE, w::SUMMARY_DESCRIPTION, main)
}

fn part(title: &str, sentences: &[String]) -> Markup {
    html! {
        @if !sentences.is_empty() {
            section.stack.stack--tight { h2 { (title) } @for sentence in sentences { p { (sentence) } } }
        }
    }
}

/// How many services there are, in all and in each area.
fn there_is(coverage: &Coverage) -> Vec<String> {
    let (services, afar) = (coverage.services.to_string(), coverage.from_afar.to_string());
    let all = say(w::SUMMARY_SERVICES, &[("services", &services), ("from_afar", &afar)]);
    let area = |area: &Area| {
        let text = counted(w::SUMMARY_AREA_ONE, w::SUMMARY_AREA_OTHER, area.services as usize);
        say(&text, &[("area", &area.name)])
    };
    [all].into_iter().chain(coverage.localities.iter().map(area)).collect()
}

/// What there is nothing to go to for, in each area.
fn gaps(coverage: &Coverage) -> Vec<String> {
    let of = |(at, area): (usize, &Area)| {
        let missing: Vec<_> = coverage.missing(at, None).collect();
        if missing.is_empty() {
            return say(w::SUMMARY_GAP_NONE, &[("area", &area.name)]);
        }
        let names = |only: &dyn Fn(Mark) -> bool| {
            named(
                missing
                    .iter()
                    .filter(|(_, mark)| only(*mark))
                    .map(|(need, _)| small_start(&need.name))
                    .collect(),
            )
        };
        let needs = names(&|_| true);
        let text = say(w::SUMMARY_GAP_SOME, &[("area", &area.name), ("needs", &needs)]);
        let nothing = names(&|mark| mark == Mark::Gap);
        if nothing.is_empty() {
            return text;
        }
        format!("{text} {}", say(w::SUMMARY_GAP_NOTHING, &[("needs", &nothing)]))
    };
    coverage.localities.iter().enumerate().map(of).collect()
}

/// The longest way to a core service in each area, and those that are nowhere.
fn far(coverage: &Coverage) -> Vec<String> {
    let of = |(at, area): (usize, &Area)| {
        let way = |one: &Distances| one.spans.get(at).copied().flatten().map(|span| span.longest);
        let ways = coverage.distances.iter().filter_map(|one| Some((way(one)?, one)));
        let (longest, one): (Metres, _) = ways.max_by_key(|(way, _)| *way)?;
        let values =
            [("area", area.name.as_str()), ("service", &small_start(&one.name)), ("miles", &miles(longest))];
        Some(say(w::SUMMARY_FAR_AREA, &values))
    };
    let nowhere = coverage.distances.iter().filter(|one| one.spans.iter().all(Option::is_none));
    let nowhere: Vec<String> = nowhere.map(|one| small_start(&one.name)).collect();
    let mut sentences: Vec<String> = coverage.localities.iter().enumerate().filter_map(of).collect();
    if !nowhere.is_empty() {
        sentences.push(say(w::SUMMARY_FAR_MISSING, &[("services", &named(nowhere))]));
    }
    sentences
}

fn sought(searches: &[UnmetSearchCount]) -> String {
    if searches.is_empty() {
        return w::SUMMARY_SOUGHT_NONE.to_owned();
    }
    let mut words: Vec<String> = searches.iter().map(|one| format!("“{}”", one.search.words)).collect();
    words.dedup();
    words.truncate(MOST_SEARCHES);
    say(w::SUMMARY_SOUGHT_SOME, &[("words", &listed(&words, w::SUMMARY_AND))])
}

/// What families said that it did for them; nothing while too few have.
fn told(outcomes: Option<&Tally>) -> Vec<String> {
    let Some(tally) = outcomes else { return Vec::new() };
    let most = Changed::ALL.into_iter().max_by_key(|one| tally.changed[*one as usize]);
    let most = most.filter(|one| tally.changed[*one as usize] > 0);
    let changed = most.map(|one| say(w::OUTCOMES_SUMMARY_CHANGED, &[("words", changed_words(one))]));
    [all_words(w::OUTCOMES_SUMMARY, tally)].into_iter().chain(changed).collect()
}

/// The first names, and how many more there are.
fn named(mut names: Vec<String>) -> String {
    let more = names.len().saturating_sub(MOST_NAMED);
    // "and 1 more" takes as much room as the name itself.
    if more > 1 {
        names.truncate(MOST_NAMED);
        names.push(counted(w::SUMMARY_MORE_ONE, w::SUMMARY_MORE_OTHER, more));
    }
    listed(&names, w::SUMMARY_AND)
}

/// A category's name inside a sentence: "Infant feeding" becomes "infant feeding", "SEND groups" stays.
fn small_start(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(name.chars().skip(1)).collect()
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use domain::coverage::{Counts, Need, Span};
    use domain::{AgeRange, CategoryId};

    use super::*;
    use crate::Config;

    fn counts(number: u32) -> Counts {
        let mut counts = Counts::default();
        (0..number).for_each(|_| counts.add(AgeRange::ALL));
        counts
    }

    fn need(id: &str, here: [u32; 2], from_afar: u32) -> Need {
        Need {
            id: id.parse().unwrap(),
            name: id.to_owned(),
            group: Some("group".parse().unwrap()),
            here: here.map(counts).to_vec(),
            from_afar: counts(from_afar),
            total: counts(here[0] + here[1] + from_afar),
        }
    }

    #[test]
    fn a_summary_says_the_figures_and_no_more() {
        let area = |id: &str, name: &str, services| Area {
            id: id.parse().unwrap(),
            name: name.to_owned(),
            services,
        };
        let id = |text: &str| text.parse::<CategoryId>().unwrap();
        let coverage = Coverage {
            localities: vec![area("east", "East", 1), area("west", "West", 12)],
            needs: vec![need("Sleep", [0, 2], 1), need("SEND", [0, 1], 0), need("Play", [1, 3], 0)],
            distances: vec![
                Distances {
                    id: id("sleep"),
                    name: "Sleep".to_owned(),
                    spans: vec![Some(Span { shortest: Metres(0), longest: Metres(1609) }), None],
                },
                Distances { id: id("maths"), name: "Maths".to_owned(), spans: vec![None, None] },
            ],
            services: 14,
            from_afar: 1,
        };
        let config = Config { council: "Bridgewater".to_owned(), ..Config::default() };
        let setting = Setting { config: &config, now: None };
        let page = page(setting, &coverage, &[], None, "2026-11-23".parse().unwrap());
        let text = page.main.into_string();
        for sentence in [
            "on 23 November 2026.",
            "14 services are running; families can use 1 of them online",
            "In East there is 1 service that families can go to.",
            "In West there are 12 services that families can go to.",
            "In East there is nothing to go to for sleep and SEND. For SEND there is nothing online, by phone or at home either.",
            "In West there is something to go to for every need.",
            "In East, the farthest of the core services is sleep: up to 1.0 miles from a hub",
            "There is no place at all for maths.",
            "No search found nothing as many as five times.",
        ] {
            assert!(text.contains(sentence), "{sentence} is not in {text}");
        }
        assert!(!text.contains("In West, the farthest"), "{text}");
    }

    #[test]
    fn a_long_list_is_cut() {
        let names = |count: usize| (0..count).map(|n| n.to_string()).collect::<Vec<_>>();
        assert_eq!(named(names(7)), "0, 1, 2, 3, 4, 5 and 6");
        assert_eq!(named(names(8)), "0, 1, 2, 3, 4, 5 and 2 more needs");
    }
}
