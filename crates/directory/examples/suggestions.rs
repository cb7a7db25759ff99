//! How fast suggestions are made over a hundred thousand services with made-up names, the same in every run.
//!
//! `cargo run --release -p directory --example suggestions`

use std::hint::black_box;
use std::time::Instant as Clock;

use directory::{Directory, Guide, Synonyms, suggest};
use domain::suggestion::Typed;
use domain::{Catalogue, Location, Service};
use serde_json::json;

type Failure = Box<dyn std::error::Error>;

const SERVICES: usize = 100_000;
const ROUNDS: usize = 400;

/// The number after this one (a linear congruential generator), so that every run has the same names.
fn next(seed: &mut u64) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) as usize
}

/// Names of four words: two that many services have and two of some ten thousand.
fn name(seed: &mut u64) -> String {
    let activities = [
        "Baby massage",
        "Stay and play",
        "Toddler group",
        "Dads' breakfast",
        "Swimming lessons",
        "Speech support",
    ];
    let syllables =
        ["ba", "ter", "lin", "so", "mar", "ke", "dan", "ri", "pol", "wes", "ton", "chu", "gra", "fen"];
    let mut word =
        || -> String { (0..2 + next(seed) % 3).map(|_| syllables[next(seed) % syllables.len()]).collect() };
    let (first, second) = (word(), word());
    format!("{} {first} {second}", activities[next(seed) % activities.len()])
}

fn main() -> Result<(), Failure> {
    let mut seed = 2026;
    let services: Vec<Service> = (0..SERVICES)
        .map(|at| {
            serde_json::from_value(json!({
                "id": format!("s{at}"), "name": name(&mut seed), "organisation_id": "o", "organisation": "Trust",
                "status": "active", "ages": { "from": 0, "to": 60 }, "cost": { "kind": "free" }, "referral": "none",
            }))
        })
        .collect::<Result<_, _>>()?;
    let locations: Vec<Location> = (0..SERVICES / 2)
        .map(|at| {
            serde_json::from_value(json!({
                "id": format!("l{at}"), "kind": "venue", "name": "Hall", "masked": false,
                "address": [format!("{at} {} Lane", name(&mut seed))], "point": { "latitude": 53.4, "longitude": -2.6 },
            }))
        })
        .collect::<Result<_, _>>()?;
    let start = Clock::now();
    let catalogue = Catalogue { version: 1, services, locations, ..Catalogue::default() };
    let directory = Directory::build(catalogue, &Synonyms::default());
    println!("{SERVICES} services, built in {:.0} ms", start.elapsed().as_secs_f64() * 1000.0);
    let guide = Guide::default();
    println!("{:<28} {:>6} {:>9} {:>9} {:>9}", "typed", "found", "least ms", "p50 ms", "p99 ms");
    for text in [
        "b",
        "s",
        "st",
        "baby",
        "baby m",
        "stay and play",
        "stay and play ba",
        "mars",
        "babby masage",
        "swiming lesons",
        "xylofonische",
        "qqqq zzzz wwww vvvv",
        "a b c d e f g h",
    ] {
        let typed = Typed::parse(text).map_err(|_| "too long")?;
        let mut times: Vec<f64> = (0..ROUNDS)
            .map(|_| {
                let start = Clock::now();
                black_box(suggest(&directory, &guide, black_box(&typed)));
                start.elapsed().as_secs_f64() * 1000.0
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let found = suggest(&directory, &guide, &typed).len();
        println!(
            "{text:<28} {found:>6} {:>9.3} {:>9.3} {:>9.3}",
            times[0],
            times[ROUNDS / 2],
            times[ROUNDS * 99 / 100]
        );
    }
    Ok(())
}
