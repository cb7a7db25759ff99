//! How fast the directory is built and searched and how much memory it takes: made-up services, the same in every run.
//!
//! `cargo run --release -p directory --example speed`

use std::hint::black_box;
use std::time::Instant as Clock;

use directory::{Directory, Origin, Part, Synonyms};
use domain::{RawSearch, RawSessionSearch, ServiceSearch, SessionSearch};

mod made_up;

use made_up::{Dice, Failure, NOW};

/// How many different searches with three filters are made.
const SEARCHES: usize = 1000;

fn main() -> Result<(), Failure> {
    let synonyms = Synonyms::parse(include_str!("../../../../content/synonyms.toml"))?;
    let queries = [
        ("two words", "q=baby massage"),
        ("two words, near", "q=baby massage&near=x"),
        ("two words, near, 3 filters", "q=baby massage&near=x&age=5&cost=free&category=c7"),
        ("five words", "q=speech and language drop-in marston advice&near=x"),
        ("a beginning", "q=toddler gro"),
        ("a synonym of two words", "q=breastfeeding"),
        ("a slip", "q=babby masage"),
        ("no such word", "q=xylofonische"),
        ("no words", ""),
        ("no words, near", "near=x"),
        ("no words, near, page 40", "near=x&page=40"),
        ("no words, soonest", "sort=soonest"),
        ("no words, near, 3 filters", "near=x&age=5&age=30&day=mon&day=tue&within=5"),
        ("nothing left", "near=x&need=visual&language=somali&category=c9&day=sun&time=evening&within=1"),
    ];
    for size in [5_000, 100_000] {
        let catalogue = made_up::catalogue(size)?;
        let sessions = catalogue.sessions.len();
        let before = memory("VmRSS")?;
        let start = Clock::now();
        let directory = Directory::build(catalogue, &synonyms);
        println!(
            "\n{size} services, {sessions} sessions: built in {:.0} ms; resident {} MB (with the catalogue before {} MB, \
             at most {} MB)",
            start.elapsed().as_secs_f64() * 1000.0,
            memory("VmRSS")?,
            before,
            memory("VmHWM")?,
        );
        println!("{:<28} {:>8} {:>9} {:>9}", "", "found", "p50 ms", "p99 ms");
        let mut dice = Dice(7);
        let part = "WA5 1".parse().ok().as_ref().map(Part::from);
        let here = dice.point().map(|point| Origin { part, ..Origin::inside(point) });
        for (name, query) in &queries {
            let search = RawSearch::from_query(query).parse().map_err(|_| "no such search")?;
            let origin = here.filter(|_| search.near.is_some());
            measure(&directory, name, &vec![(search, origin); 500]);
        }
        let mixed = (0..SEARCHES).map(|_| {
            let origin = dice.point().map(|point| Origin { part, ..Origin::inside(point) });
            Ok((made_up::a_search(&mut dice)?, origin))
        });
        measure(&directory, "three filters, all kinds", &mixed.collect::<Result<Vec<_>, Failure>>()?);
        for (name, query) in [
            ("on this week", ""),
            ("on this week, locality", "locality=east"),
            ("on this week, age", "age=5"),
            ("on this week, category", "category=c7"),
            ("on this week, words", "q=baby massage"),
            ("on this week, all of these", "locality=east&age=5&category=c7&q=baby massage"),
            ("on in a week's time", "from=7"),
        ] {
            measure_week(&directory, name, query)?;
        }
        let start = Clock::now();
        let rounds: u32 = 200;
        for _ in 0..rounds {
            black_box(directory.place(black_box("Nowhere in particular")));
        }
        println!(
            "a place that is none: {:.3} ms",
            start.elapsed().as_secs_f64() * 1000.0 / f64::from(rounds)
        );
    }
    Ok(())
}

/// Lists the first two hundred of a week's sessions, as "What's on" shows them, and prints how long it took.
fn measure_week(directory: &Directory, name: &str, query: &str) -> Result<(), Failure> {
    let search = RawSessionSearch::from_query(&query.replace("from=7", ""));
    let search = search.parse().map_err(|_| "no such search")?;
    let from = NOW.london_date().plus_days(if query == "from=7" { 7 } else { 0 });
    let search = SessionSearch { from: Some(from), to: Some(from.plus_days(6)), ..search };
    let mut found = 0;
    let mut times = Vec::new();
    for _ in 0..500 {
        let start = Clock::now();
        let sessions = directory.sessions(black_box(&search), NOW).take(usize::from(search.limit) + 1);
        let rows: Vec<_> =
            sessions.filter_map(|session| directory.session_summary(session, None, NOW)).collect();
        times.push(start.elapsed().as_secs_f64() * 1000.0);
        found = black_box(rows).len();
    }
    print_times(name, found, times);
    Ok(())
}

/// Makes the searches one after the other and prints how long they took.
fn measure(directory: &Directory, name: &str, searches: &[(ServiceSearch, Option<Origin>)]) {
    let mut found = 0;
    let times: Vec<f64> = searches
        .iter()
        .map(|(search, origin)| {
            let start = Clock::now();
            let page = black_box(directory.search(black_box(search), *origin, NOW));
            let time = start.elapsed().as_secs_f64() * 1000.0;
            found += page.total as usize;
            time
        })
        .collect();
    print_times(name, found / searches.len(), times);
}

fn print_times(name: &str, found: usize, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let rounds = times.len();
    println!("{name:<28} {found:>8} {:>9.3} {:>9.3}", times[rounds / 2], times[rounds * 99 / 100]);
}

/// A line of `/proc/self/status` in megabytes; 0 where there is no such file.
fn memory(line: &str) -> Result<u64, Failure> {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return Ok(0) };
    let value = status.lines().find_map(|one| one.strip_prefix(line)?.strip_prefix(':'));
    let kilobytes = value.and_then(|value| value.split_whitespace().next()).unwrap_or("0");
    Ok(kilobytes.parse::<u64>()? / 1000)
}
