//! The directory's searches beside the same searches in SQLite with its full-text index (FTS5): made-up services, the
//! same in every run.
//!
//! `cargo run --release -p store --example full_text`
//!
//! SQLite is given what helps it: everything in memory, one prepared connection, an index for every join, and whether
//! services are on at a time worked out beforehand. It does less: it knows no synonyms, beginnings or misspellings, and
//! it takes the Earth for flat.

use std::error::Error;
use std::time::Instant as Clock;

use directory::{Directory, Origin, Synonyms};
use domain::filter::{Miles, PartOfDay};
use domain::service::Referral;
use domain::{Catalogue, Choice, Cost, FacetKind, Point, Service, ServiceSearch, SessionStatus, Weekday};
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Connection};

// The directory's own example measures more of it; this one needs the searches alone.
#[path = "../../directory/examples/speed/made_up.rs"]
mod made_up;

use made_up::{Dice, Failure, NOW};

const SERVICES: usize = 100_000;
/// SQLite takes seconds for one.
const SEARCHES: usize = 40;
/// Metres in a degree of latitude.
const DEGREE: f64 = 111_195.0;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let catalogue = made_up::catalogue(SERVICES)?;
    let mut sqlite = SqliteConnection::connect("sqlite::memory:").await?;
    let start = Clock::now();
    fill(&mut sqlite, &catalogue).await?;
    println!("SQLite: filled in {:.1} s", start.elapsed().as_secs_f64());
    let synonyms = Synonyms::parse(include_str!("../../../content/synonyms.toml"))?;
    let start = Clock::now();
    let directory = Directory::build(catalogue, &synonyms);
    println!("directory: built in {:.1} s", start.elapsed().as_secs_f64());

    let mut dice = Dice(7);
    let mut rows = [("without words", Vec::new(), Vec::new()), ("with words", Vec::new(), Vec::new())];
    let (mut alike, mut wordless) = (0, 0);
    for _ in 0..SEARCHES {
        let search = made_up::a_search(&mut dice)?;
        let point = dice.point().ok_or("no such point")?;
        let start = Clock::now();
        let found = directory.search(&search, Some(Origin::inside(point)), NOW);
        let ours = start.elapsed();
        let start = Clock::now();
        let total = full_text(&mut sqlite, &search, point).await?;
        let theirs = start.elapsed();
        let row = &mut rows[usize::from(!search.words.is_empty())];
        row.1.push(ours.as_secs_f64() * 1000.0);
        row.2.push(theirs.as_secs_f64() * 1000.0);
        if search.words.is_empty() {
            wordless += 1;
            alike += usize::from(total == found.total);
        }
    }
    println!("\n{SERVICES} services; three filters, facet counts, distance; p50 and p99 in ms");
    println!("{:<16} {:>20} {:>20}", "", "directory", "SQLite FTS5");
    for (name, mut ours, mut theirs) in rows {
        let [ours, theirs] = [&mut ours, &mut theirs].map(|times| {
            times.sort_by(f64::total_cmp);
            (times[times.len() / 2], times[times.len() * 99 / 100])
        });
        println!("{name:<16} {:>10.2} {:>9.2} {:>10.2} {:>9.2}", ours.0, ours.1, theirs.0, theirs.1);
    }
    println!("without words both found as many services in {alike} of {wordless} searches");
    Ok(())
}

async fn fill(sqlite: &mut SqliteConnection, catalogue: &Catalogue) -> Result<(), Box<dyn Error>> {
    for statement in [
        "create virtual table words using fts5(name, organisation, description, place, content='', \
         tokenize='porter unicode61 remove_diacritics 2')",
        "create table services (n integer primary key, name text, age_from integer, age_to integer)",
        "create table tags (service integer, kind integer, value text, primary key (service, kind, value)) without rowid",
        "create table places (service integer, latitude real, longitude real)",
        "begin",
    ] {
        sqlx::query(statement).execute(&mut *sqlite).await?;
    }
    let place = |id: &domain::LocationId| {
        let at: Option<usize> = id.as_str().get(1..).and_then(|number| number.parse().ok());
        at.and_then(|at| catalogue.locations.get(at))
    };
    for (n, service) in catalogue.services.iter().enumerate() {
        let n = n as i64;
        let places: Vec<_> =
            service.locations.iter().filter_map(place).map(|place| place.clone().public()).collect();
        let there: Vec<String> =
            places.iter().map(|place| format!("{} {}", place.name, place.address.join(" "))).collect();
        sqlx::query(
            "insert into words (rowid, name, organisation, description, place) values ($1, $2, $3, $4, $5)",
        )
        .bind(n)
        .bind(&service.name)
        .bind(&service.organisation)
        .bind(&service.description)
        .bind(there.join(" "))
        .execute(&mut *sqlite)
        .await?;
        sqlx::query("insert into services values ($1, $2, $3, $4)")
            .bind(n)
            .bind(&service.name)
            .bind(i64::from(service.ages.from.0))
            .bind(service.ages.to.map_or(i64::MAX, |to| i64::from(to.0)))
            .execute(&mut *sqlite)
            .await?;
        for (kind, value) in tags(service, catalogue) {
            tag(sqlite, n, kind, &value).await?;
        }
        let points: Vec<Point> = places.iter().filter_map(|place| place.point).collect();
        for point in &points {
            sqlx::query("insert into places values ($1, $2, $3)")
                .bind(n)
                .bind(point.latitude)
                .bind(point.longitude)
                .execute(&mut *sqlite)
                .await?;
        }
        let comes = service.attending.iter().any(|way| *way != domain::service::AttendingType::InPerson);
        if points.is_empty() && (comes || places.iter().any(|place| place.masked)) {
            tag(sqlite, n, FacetKind::Within, "always").await?;
        }
    }
    for session in catalogue.sessions.iter().filter(|session| session.status == SessionStatus::Scheduled) {
        let service = session.service_id.as_str().get(1..).and_then(|n| n.parse::<i64>().ok());
        if let Some(service) = service.filter(|_| session.ends_at > NOW) {
            let (date, time) = session.starts_at.london();
            tag(sqlite, service, FacetKind::Day, &slot(date.weekday(), PartOfDay::of(time))).await?;
        }
    }
    for statement in [
        "commit",
        "create index tags_by_value on tags (kind, value, service)",
        "create index places_by_service on places (service, latitude, longitude)",
        "analyze",
    ] {
        sqlx::query(statement).execute(&mut *sqlite).await?;
    }
    Ok(())
}

async fn tag(
    sqlite: &mut SqliteConnection,
    service: i64,
    kind: FacetKind,
    value: &str,
) -> Result<(), sqlx::Error> {
    let statement = "insert or ignore into tags values ($1, $2, $3)";
    sqlx::query(statement).bind(service).bind(kind as i64).bind(value).execute(sqlite).await.map(drop)
}

/// Day and part in one text: `mon morning`.
fn slot(day: Weekday, part: PartOfDay) -> String {
    format!("{} {}", Choice::Day(day).value(), Choice::Time(part).value())
}

fn tags(service: &Service, catalogue: &Catalogue) -> Vec<(FacetKind, String)> {
    let slug = |name: &String| name.to_lowercase().replace([' ', '-'], "-").replace('é', "e");
    let mut tags = Vec::new();
    for id in &service.categories {
        tags.push((FacetKind::Category, id.to_string()));
        let parent = catalogue.categories.iter().find(|one| one.id == *id).and_then(|one| one.parent.clone());
        tags.extend(parent.map(|parent| (FacetKind::Category, parent.to_string())));
    }
    tags.extend(service.send_needs.iter().map(|need| (FacetKind::Need, need.clone())));
    tags.extend(service.access.iter().map(|name| (FacetKind::Access, slug(name))));
    tags.extend(service.languages.iter().map(|name| (FacetKind::Language, slug(name))));
    match service.cost {
        Cost::Free => tags.push((FacetKind::Cost, "free".to_owned())),
        Cost::From { .. } => tags.push((FacetKind::Cost, "paid".to_owned())),
        Cost::Unknown => {}
    }
    tags.extend(
        service
            .attending
            .iter()
            .map(|way| (FacetKind::Attending, Choice::Attending(*way).value().into_owned())),
    );
    if service.referral == Referral::None {
        tags.push((FacetKind::Referral, "none".to_owned()));
    }
    for time in &service.times {
        for part in PartOfDay::ALL.into_iter().filter(|part| part.meets(time.opens, time.closes)) {
            tags.extend(time.days.iter().map(|day| (FacetKind::Day, slot(*day, part))));
        }
    }
    tags
}

/// The total, the facets and the first page of a search, as SQLite finds them.
async fn full_text(
    sqlite: &mut SqliteConnection,
    search: &ServiceSearch,
    from: Point,
) -> Result<u32, Failure> {
    let mut kinds: Vec<FacetKind> = search.choices.iter().map(|choice| together(choice.kind())).collect();
    kinds.dedup();
    let words = search
        .words
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.len() > 2 && *word != "and");
    let words = words.map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" ");
    let squared = format!(
        "min(((latitude - {lat}) * {DEGREE}) * ((latitude - {lat}) * {DEGREE}) + ((longitude - {lon}) * {east}) * ((longitude - {lon}) * {east}))",
        lat = from.latitude,
        lon = from.longitude,
        east = DEGREE * from.latitude.to_radians().cos(),
    );
    // What passes all but one kind, for the counts of that kind; and what passes everything.
    let mut total = 0;
    for without in kinds.iter().copied().map(Some).chain([None]) {
        let mut statement = if words.is_empty() {
            "create temp table found as select n, 0.0 as score from services where 1".to_owned()
        } else {
            format!(
                "create temp table found as select words.rowid as n, bm25(words, 6.0, 2.0, 1.0, 0.7) as score from words \
                 join services on services.n = words.rowid where words match '{words}'"
            )
        };
        for kind in kinds.iter().filter(|kind| Some(**kind) != without) {
            statement.push_str(" and ");
            statement.push_str(&condition(*kind, search, &squared));
        }
        run(sqlite, "drop table if exists temp.found").await?;
        run(sqlite, &statement).await?;
        let counts = match without {
            Some(kind) => format!("and kind = {}", kind as i64),
            None => {
                let chosen: Vec<String> = kinds.iter().map(|kind| (*kind as i64).to_string()).collect();
                format!("and kind not in ({})", chosen.join(", "))
            }
        };
        run(sqlite, &format!("select kind, value, count(*) from found join tags on service = n where 1 {counts} group by kind, value")).await?;
        if without.is_none() {
            total = sqlx::query_scalar("select count(*) from found").fetch_one(&mut *sqlite).await?;
        }
    }
    let page = format!(
        "select n, (select {squared} from places where service = n) as far from found order by {} far is null, far, n limit 20",
        if words.is_empty() { "" } else { "score," }
    );
    run(sqlite, &page).await?;
    Ok(total)
}

fn condition(kind: FacetKind, search: &ServiceSearch, squared: &str) -> String {
    let values: Vec<String> = search.choices.of(kind).map(|choice| choice.value().into_owned()).collect();
    let number = kind as i64;
    let has = |values: &[String]| {
        format!(
            "n in (select service from tags where kind = {number} and value in ('{}'))",
            values.join("', '")
        )
    };
    match kind {
        FacetKind::Age => {
            let ages = values.iter().map(|age| format!("{age} between age_from and age_to"));
            ages.collect::<Vec<_>>().join(" and ")
        }
        FacetKind::Day => {
            let times: Vec<PartOfDay> = PartOfDay::ALL
                .into_iter()
                .filter(|part| {
                    search.choices.of(FacetKind::Time).next().is_none()
                        || search.choices.has(FacetKind::Time, &Choice::Time(*part).value())
                })
                .collect();
            let days = Weekday::ALL
                .into_iter()
                .filter(|day| values.is_empty() || values.contains(&Choice::Day(*day).value().into_owned()));
            let slots: Vec<String> =
                days.flat_map(|day| times.iter().map(move |part| slot(day, *part))).collect();
            has(&slots)
        }
        FacetKind::Within => {
            let miles = values.first().map_or("1", String::as_str);
            let metres = Miles::ALL
                .into_iter()
                .find(|one| Choice::Within(*one).value() == miles)
                .map_or(0.0, |miles| f64::from(miles.metres().0) + 0.5);
            format!(
                "((select {squared} from places where service = n) <= {} or n in (select service from tags where kind = {number}))",
                metres * metres
            )
        }
        _ => has(&values),
    }
}

fn together(kind: FacetKind) -> FacetKind {
    if kind == FacetKind::Time { FacetKind::Day } else { kind }
}

/// Runs a statement and reads all that it answers. Every text in it is one of this file or of a made-up slug.
async fn run(sqlite: &mut SqliteConnection, statement: &str) -> Result<(), sqlx::Error> {
    sqlx::query(AssertSqlSafe(statement.to_owned())).fetch_all(sqlite).await.map(drop)
}
