//! A made-up catalogue and made-up searches, the same in every run.

use std::error::Error;

use domain::service::{AttendingType, Referral, RegularTime};
use domain::{
    AgeRange, BookingRule, Catalogue, Category, Cost, Counts, Instant, Locality, Location, LocationKind,
    Months, Near, Point, Series, Service, ServiceSearch, ServiceStatus, Session, SessionStatus, TimeOfDay,
    Weekday,
};

/// What goes wrong when a made-up value is none.
pub type Failure = Box<dyn Error>;

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
const NEEDS: [&str; 8] = [
    "autism",
    "hearing",
    "learning",
    "multi-sensory",
    "physical",
    "social-emotional",
    "speech-language",
    "visual",
];
const ACCESS: [&str; 13] = [
    "Step-free entrance",
    "Accessible toilet",
    "Baby changing",
    "Pram parking",
    "Wi-Fi",
    "Blue Badge parking",
    "Hearing loop",
    "Outdoor play",
    "Feeding space",
    "Quiet room",
    "Free parking",
    "Café",
    "Changing Places toilet",
];
const LANGUAGES: [&str; 10] = [
    "Polish",
    "Urdu",
    "Romanian",
    "Arabic",
    "Ukrainian",
    "Bengali",
    "Punjabi",
    "Turkish",
    "French",
    "Somali",
];
/// Where services are for.
const AREAS: [&[&str]; 6] =
    [&["east"], &["south", "west"], &["Whole borough"], &["WA5 1, WA5 2"], &["WA1 to WA4"], &[]];
/// How many sessions a series has: most of a year of weeks.
const SESSIONS_OF_A_SERIES: usize = 40;

/// When the searches are made.
pub const NOW: Instant = Instant::from_unix(1_780_000_000);

/// A small random source (SplitMix64), so that every run has the same services.
pub struct Dice(pub u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below this one.
    pub fn below(&mut self, end: usize) -> usize {
        (self.throw() % end.max(1) as u64) as usize
    }

    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        (self.throw() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Whether something happens that does so as often as this.
    fn happens(&mut self, share: f64) -> bool {
        self.share() < share
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// Each of them as often as this.
    fn some_of(&mut self, all: &[&str], share: f64) -> Vec<String> {
        all.iter().filter(|_| self.happens(share)).map(|one| (*one).to_owned()).collect()
    }

    /// A place in a county of some 45 by 40 kilometres.
    pub fn point(&mut self) -> Option<Point> {
        Point::new(53.2 + self.share() * 0.4, -2.9 + self.share() * 0.6)
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

/// So many services with ten sessions for each: a quarter of the services have a series of forty.
pub fn catalogue(size: usize) -> Result<Catalogue, Failure> {
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
    let locations: Vec<Location> = (0..size / 2 + 1)
        .map(|n| {
            Ok(Location {
                id: format!("l{n}").parse()?,
                slug: None,
                kind: if n % 500 == 0 { LocationKind::FamilyCentre } else { LocationKind::Venue },
                locality: Some(["east", "south", "west"][n % 3].parse()?),
                name: format!("{} hall", word(&mut dice)),
                summary: String::new(),
                what_to_expect: String::new(),
                address: vec![format!("{} {} Lane", n % 200, word(&mut dice)), words[n % 300].clone()],
                postcode: None,
                point: dice.point(),
                masked: n % 20 == 0,
                phone: String::new(),
                email: String::new(),
                opening_hours: vec![],
                opening_notes: String::new(),
                facilities: vec![],
                bus: String::new(),
                parking: String::new(),
                ask_for: String::new(),
                ask_for_name: String::new(),
                bridge_sites: vec![],
            })
        })
        .collect::<Result<_, Failure>>()?;
    let services: Vec<Service> = (0..size)
        .map(|n| {
            let activity = dice.one_of(&ACTIVITIES);
            let mut description = String::new();
            for _ in 0..40 {
                description.push_str(word(&mut dice));
                description.push(' ');
            }
            description.push_str(dice.one_of(&ACTIVITIES));
            let from = dice.below(60) as u16;
            let places = usize::from(dice.happens(0.92)) + usize::from(dice.happens(0.2));
            let times = usize::from(dice.happens(0.7)) + usize::from(dice.happens(0.2));
            let ways = [
                (AttendingType::InPerson, 0.85),
                (AttendingType::Online, 0.1),
                (AttendingType::Phone, 0.12),
                (AttendingType::Outreach, 0.1),
            ];
            let cost = match dice.below(6) {
                0 => Cost::Unknown,
                1 | 2 => Cost::From { pence: 250 },
                _ => Cost::Free,
            };
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
                cost,
                fees: String::new(),
                assured_on: None,
                categories: (0..2).map(|_| categories[6 + dice.below(44)].id.clone()).collect(),
                send_needs: dice.some_of(&NEEDS, 0.08),
                attending: ways
                    .into_iter()
                    .filter(|(_, share)| dice.happens(*share))
                    .map(|(way, _)| way)
                    .collect(),
                referral: if dice.happens(0.85) { Referral::None } else { Referral::Professional },
                languages: dice.some_of(&LANGUAGES, 0.04),
                access: dice.some_of(&ACCESS, 0.4),
                times: (0..times).map(|_| regular_time(&mut dice)).collect::<Result<_, Failure>>()?,
                locations: (0..places).map(|_| locations[dice.below(locations.len())].id.clone()).collect(),
                areas: AREAS[n % AREAS.len()].iter().map(|area| (*area).to_owned()).collect(),
                area_extents: Vec::new(),
                last_modified: None,
                first_seen: None,
                changed_at: None,
            })
        })
        .collect::<Result<_, Failure>>()?;
    let series: Vec<Series> = (0..size / 4)
        .map(|n| a_series(n, &services[n * 4], &locations, &mut dice))
        .collect::<Result<_, _>>()?;
    let mut sessions = Vec::with_capacity(series.len() * SESSIONS_OF_A_SERIES);
    for one in &series {
        let first = NOW.london_date().plus_days(dice.below(14) as i32 - 7);
        for week in 0..SESSIONS_OF_A_SERIES {
            let session = Session::of(one, first.plus_days(week as i32 * 7)).ok_or("no such session")?;
            let status = if dice.happens(0.02) { SessionStatus::Cancelled } else { SessionStatus::Scheduled };
            sessions.push(Session { status, ..session });
        }
    }
    Ok(Catalogue { version: 1, localities: localities()?, categories, locations, services, series, sessions })
}

fn localities() -> Result<Vec<Locality>, Failure> {
    let locality = |id: &str| {
        Ok(Locality {
            id: id.parse()?,
            name: id.to_owned(),
            summary: String::new(),
            phone: String::new(),
            email: String::new(),
            contact_role: String::new(),
            contact_name: String::new(),
        })
    };
    ["east", "south", "west"].into_iter().map(locality).collect()
}

fn regular_time(dice: &mut Dice) -> Result<RegularTime, Failure> {
    let opens = 8 + dice.below(12) as u16;
    Ok(RegularTime {
        days: vec![dice.one_of(&Weekday::ALL)],
        opens: TimeOfDay::new(opens, 0).ok_or("no such time")?,
        closes: TimeOfDay::new(opens + 1 + dice.below(3) as u16, 30).ok_or("no such time")?,
        note: String::new(),
        recurrence: domain::opening::Recurrence::Weekly,
        from: None,
        until: None,
    })
}

fn a_series(n: usize, service: &Service, locations: &[Location], dice: &mut Dice) -> Result<Series, Failure> {
    let hour = 8 + dice.below(11) as u16;
    Ok(Series {
        id: format!("r{n}").parse()?,
        service_id: service.id.clone(),
        location_id: locations[dice.below(locations.len())].id.clone(),
        title: service.name.clone(),
        starts_on: NOW.london_date(),
        rule: String::new(),
        excluded_dates: vec![],
        ends_on: None,
        extra_dates: vec![],
        term_time: false,
        bank_holidays: false,
        start_time: TimeOfDay::new(hour, 30).ok_or("no such time")?,
        end_time: TimeOfDay::new(hour + 1, 30).ok_or("no such time")?,
        ages: service.ages,
        booking: BookingRule::Book,
        capacity: Some(12),
        counts: Counts::Families,
        opens_days_before: None,
        grace_months: 0,
        closes_minutes_before: 0,
        course: None,
        cost_pence: 0,
        summary: String::new(),
        what_to_bring: String::new(),
        run_by: String::new(),
        languages: vec![],
        pram: String::new(),
        feeding_space: String::new(),
    })
}

/// A search with three filters of different kinds, near a place, every second one with words.
pub fn a_search(dice: &mut Dice) -> Result<ServiceSearch, Failure> {
    let mut kinds = vec![
        format!("category=c{}", dice.below(50)),
        format!("age={}&age={}", dice.below(60), dice.below(60)),
        format!("need={}", dice.one_of(&NEEDS)),
        format!("access={}", dice.one_of(&["step-free-entrance", "hearing-loop", "baby-changing"])),
        format!("language={}", dice.one_of(&LANGUAGES).to_lowercase()),
        "cost=free".to_owned(),
        format!("day={}&day=sat", dice.one_of(&["mon", "tue", "wed", "thu", "fri"])),
        format!("time={}", dice.one_of(&["morning", "afternoon", "evening"])),
        format!("attending={}", dice.one_of(&["in_person", "online"])),
        format!("within={}", dice.one_of(&["1", "2", "5", "10"])),
    ];
    let chosen: Vec<String> = (0..3).map(|_| kinds.swap_remove(dice.below(kinds.len()))).collect();
    let words = if dice.happens(0.5) { dice.one_of(&ACTIVITIES) } else { "" };
    let query = format!("near=here&{}", chosen.join("&"));
    let search = domain::RawSearch::from_query(&query).parse().map_err(|_| "no such search")?;
    Ok(ServiceSearch { words: words.to_owned(), near: Some(Near::Place("here".to_owned())), ..search })
}
