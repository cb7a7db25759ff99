//! How fast the directory is built and searched: made-up services, the same in every run.
//!
//! `cargo run --release -p directory --example speed`

use std::hint::black_box;
use std::time::Instant as Clock;

use directory::{Directory, Synonyms};
use domain::service::Referral;
use domain::{
    AgeRange, Catalogue, Category, Cost, Instant, Location, LocationKind, Months, Point, Service,
    ServiceSearch, ServiceStatus,
};

type Failure = Box<dyn std::error::Error>;

const ACTIVITIES: [&str; 12] = [
    "Baby massage",
    "Stay and play",
    "Toddler group",
    "Infant feeding café",
    "Parenting course",
    "Dads' group",
    "Sensory room",
    "Holiday club",
    "Debt advice",
    "Speech and language drop-in",
    "Swimming lessons",
    "Health visitor clinic",
];

/// A small random source (SplitMix64), so that every run has the same services.
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.throw() % end.max(1) as u64) as usize
    }

    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        (self.throw() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Ten thousand made-up words of two to four syllables, the first ones the most common.
fn vocabulary(dice: &mut Dice) -> Vec<String> {
    let syllables = [
        "ba", "ter", "lin", "so", "mar", "ke", "dan", "ri", "pol", "wes", "ton", "chu", "gra", "fen", "mi",
        "stu",
    ];
    (0..10_000)
        .map(|_| (0..2 + dice.below(3)).map(|_| syllables[dice.below(syllables.len())]).collect())
        .collect()
}

fn catalogue(services: usize) -> Result<Catalogue, Failure> {
    let mut dice = Dice(2026);
    let words = vocabulary(&mut dice);
    // Squaring and more leans towards the common words, about as language does.
    let word = |dice: &mut Dice| words[(dice.share().powi(4) * words.len() as f64) as usize].as_str();
    let categories: Vec<Category> = (0..50)
        .map(|n| {
            let parent = if n < 6 { None } else { Some(format!("c{}", n % 6).parse()?) };
            Ok(Category {
                id: format!("c{n}").parse()?,
                name: format!("{} {}", words[n], words[n + 50]),
                parent,
                summary: String::new(),
            })
        })
        .collect::<Result<_, Failure>>()?;
    let locations: Vec<Location> = (0..services / 2 + 1)
        .map(|n| {
            Ok(Location {
                id: format!("l{n}").parse()?,
                slug: None,
                kind: if n % 500 == 0 { LocationKind::FamilyCentre } else { LocationKind::Venue },
                locality: None,
                name: format!("{} hall", word(&mut dice)),
                summary: String::new(),
                what_to_expect: String::new(),
                address: vec![format!("{} {} Lane", n % 200, word(&mut dice)), words[n % 300].clone()],
                postcode: None,
                point: Point::new(53.2 + dice.share() * 0.4, -2.9 + dice.share() * 0.6),
                masked: n % 20 == 0,
                phone: String::new(),
                email: String::new(),
                opening_hours: vec![],
                opening_notes: String::new(),
                facilities: vec![],
                bus: String::new(),
                parking: String::new(),
                ask_for: String::new(),
                bridge_sites: vec![],
            })
        })
        .collect::<Result<_, Failure>>()?;
    let services: Vec<Service> = (0..services)
        .map(|n| {
            let activity = ACTIVITIES[dice.below(ACTIVITIES.len())];
            let mut description = String::new();
            for _ in 0..40 {
                description.push_str(word(&mut dice));
                description.push(' ');
            }
            description.push_str(ACTIVITIES[dice.below(ACTIVITIES.len())]);
            let from = dice.below(60) as u16;
            Ok(Service {
                id: format!("s{n}").parse()?,
                name: format!("{activity} {}", word(&mut dice)),
                description,
                organisation_id: "o".parse()?,
                organisation: format!("{} trust", word(&mut dice)),
                status: ServiceStatus::Active,
                url: String::new(),
                email: String::new(),
                phone: String::new(),
                contact_role: String::new(),
                ages: AgeRange::new(Months(from), Some(Months(from + 48))),
                cost: if dice.below(3) == 0 { Cost::Unknown } else { Cost::Free },
                fees: String::new(),
                assured_on: None,
                categories: vec![
                    categories[6 + dice.below(44)].id.clone(),
                    categories[6 + dice.below(44)].id.clone(),
                ],
                send_needs: vec![],
                attending: vec![],
                referral: Referral::None,
                languages: vec![],
                access: vec![],
                times: vec![],
                locations: vec![locations[dice.below(locations.len())].id.clone()],
                areas: vec![],
                last_modified: None,
            })
        })
        .collect::<Result<_, Failure>>()?;
    Ok(Catalogue { version: 1, categories, locations, services, ..Catalogue::default() })
}

fn main() -> Result<(), Failure> {
    let synonyms = Synonyms::parse(include_str!("../../../content/synonyms.toml"))?;
    let now = Instant::from_unix(1_780_000_000);
    let origin = Point::new(53.4, -2.6);
    let plain = |words: &str| ServiceSearch { words: words.to_owned(), page: 1, ..ServiceSearch::default() };
    let filtered = ServiceSearch {
        age: Some(Months(5)),
        free: true,
        category: Some("c7".parse()?),
        ..plain("baby massage")
    };
    let queries = [
        ("two words", plain("baby massage"), None),
        ("two words, near", plain("baby massage"), origin),
        ("two words, near, filtered", filtered, origin),
        ("five words", plain("speech and language drop-in marston advice"), origin),
        ("a beginning", plain("toddler gro"), None),
        ("a synonym of two words", plain("breastfeeding"), None),
        ("a slip", plain("babby masage"), None),
        ("no such word", plain("xylofonische"), None),
        ("no words", plain(""), None),
        ("no words, near", plain(""), origin),
        ("no words, near, page 40", plain("").on_page(40), origin),
    ];
    for size in [5_000, 100_000] {
        let catalogue = catalogue(size)?;
        let start = Clock::now();
        let directory = Directory::build(catalogue, &synonyms);
        println!("\n{size} services, built in {:.0} ms", start.elapsed().as_secs_f64() * 1000.0);
        println!("{:<28} {:>8} {:>9} {:>9}", "", "found", "p50 ms", "p99 ms");
        for (name, search, from) in &queries {
            let rounds = 500;
            let mut times: Vec<f64> = (0..rounds)
                .map(|_| {
                    let start = Clock::now();
                    black_box(directory.search(black_box(search), *from, now));
                    start.elapsed().as_secs_f64() * 1000.0
                })
                .collect();
            times.sort_by(f64::total_cmp);
            let found = directory.search(search, *from, now).total;
            println!("{name:<28} {found:>8} {:>9.3} {:>9.3}", times[rounds / 2], times[rounds * 99 / 100]);
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
