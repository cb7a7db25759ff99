//! What the hub costs a phone and how fast it answers, as numbers in one table.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    budget::Sizes,
    bundle::{self, DIST, Finish},
    error::{At, Error},
    postgres::Postgres,
    serve::{Running, Settings, build_server},
    step::{run, step, tool},
    toolchain::{self, Extent, Toolchain},
};

const FOLDER: &str = "target/bench";
const SEARCH: &str = "/services?q=baby+massage&near=WA5+1AA";
const SERVER: &str = "target/release/family-hub-server";

/// Builds everything, measures it and prints the tables. `runs` loads of each page; the median counts.
pub fn bench(runs: u8) -> Result<(), Error> {
    let toolchain = step("Looking at the tools", || Toolchain::ready(Extent::Test))?;
    step("Building the site", || bundle::build(toolchain, Finish::Release))?;
    step("Building the server", || build_server(Finish::Release))?;
    if Path::new(FOLDER).exists() {
        fs::remove_dir_all(FOLDER).at("remove", FOLDER)?;
    }
    fs::create_dir_all(FOLDER).at("make", FOLDER)?;

    println!("\nDownload sizes\n");
    Sizes::of(Path::new(DIST))?.print();

    let (server, port) = step("Starting a server with the sample borough", start)?;
    let pages = pages(port)?;
    let mut rows = Vec::new();
    for (name, path) in &pages {
        rows.push(step(&format!("Loading {name} {runs} times"), || audit(name, port, path, runs))?);
    }
    println!("\nPage speed: a mid-range phone on a slow connection, median of {runs}\n");
    print_audits(&rows);

    println!("\nFrom a tap to what it answers, on a processor slowed to a quarter\n");
    run(Command::new("node")
        .arg("end2end/speed.mjs")
        .arg(format!("http://localhost:{port}"))
        .arg(toolchain::chromium()?))?;

    println!("\nThe API under load\n");
    let url = format!("http://127.0.0.1:{port}");
    let postgres = step("Starting a private PostgreSQL", Postgres::start_durable)?;
    let load = run(Command::new(SERVER).args([
        "bench",
        "--url",
        &url,
        "--folder",
        FOLDER,
        "--postgres-url",
        postgres.url(),
    ]));
    drop(server);
    load?;

    println!("\nThe search engine: 100,000 services and a million sessions\n");
    example("directory", "speed")?;
    println!("\nThe same searches in SQLite with its full-text index\n");
    example("store", "full_text")
}

fn example(package: &str, name: &str) -> Result<(), Error> {
    run(Command::new("cargo").args(["run", "--quiet", "--release", "-p", package, "--example", name]))
}

/// A server of its own with a database of its own, so that what is under `var/` is neither measured nor changed.
fn start() -> Result<(Running, u16), Error> {
    // Asking for port 0 gets a free one; it is let go and taken again a moment later.
    let port = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|source| Error::Port { port: 0, source })?;
    let settings = Settings { port, database_url: Some(format!("sqlite:{FOLDER}/hub.sqlite")) };
    let mut command = settings.command(Finish::Release, FOLDER);
    // A line for each request would take its share of what is measured, and hide the tables.
    let mut server = Running::spawn(command.env("RUST_LOG", "warn").stdout(Stdio::null()))?;
    let deadline = Instant::now() + Duration::from_secs(60);
    while get(port, "/api/v1/health").is_none() {
        if server.has_ended() || Instant::now() > deadline {
            return Err(Error::Missing {
                what: "the server did not start; its reason is above.".into(),
                remedy: "Try `cargo xtask serve` and put right what it says.".into(),
            });
        }
        thread::sleep(Duration::from_millis(100));
    }
    Ok((server, port))
}

/// Home, a guide page, services with results and a session: what a family sees on its way to a place.
fn pages(port: u16) -> Result<Vec<(&'static str, String)>, Error> {
    let mut pages = vec![("home", "/".to_owned())];
    pages.extend(guide_page()?.map(|path| ("guide page", path)));
    pages.push(("services", SEARCH.to_owned()));
    match get(port, "/api/v1/sessions").as_deref().and_then(first_session) {
        Some(id) => pages.push(("session", format!("/sessions/{id}"))),
        None => println!("  There is no session to load: is the sample borough empty?"),
    }
    Ok(pages)
}

/// The heaviest guide page, since it is the one that can fail.
fn guide_page() -> Result<Option<String>, Error> {
    let guide = Path::new(DIST).join("guide");
    let mut files = Vec::new();
    if guide.is_dir() {
        crate::compression::list(&guide, &mut files)?;
    }
    files.retain(|path| path.ends_with("index.html") && path.parent() != Some(&guide));
    files.sort_by_key(|path| fs::metadata(path).map_or(0, |data| data.len()));
    let folder = files.last().and_then(|path| path.parent()?.strip_prefix(DIST).ok().map(Path::to_owned));
    Ok(folder.map(|folder| format!("/{}", folder.display())))
}

fn first_session(body: &str) -> Option<String> {
    let list: Value = serde_json::from_str(body).ok()?;
    let sessions = list.get("sessions").unwrap_or(&list);
    sessions.get(0)?.get("id")?.as_str().map(str::to_owned)
}

/// The body of an answer with status 200.
fn get(port: u16, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    // HTTP 1.0 closes the connection after the body and never sends it in chunks.
    write!(stream, "GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    head.split_whitespace().nth(1).filter(|status| *status == "200")?;
    Some(body.to_owned())
}

/// The medians of one page.
struct Audit {
    page: &'static str,
    /// Performance, accessibility, best practice and search engines, 0 to 100.
    scores: [f64; 4],
    first_paint: f64,
    largest_paint: f64,
    shift: f64,
    bytes: f64,
}

fn audit(page: &'static str, port: u16, path: &str, runs: u8) -> Result<Audit, Error> {
    let chromium = toolchain::chromium()?;
    let mut reports = Vec::new();
    for turn in 0..runs {
        let file = Path::new(FOLDER).join(format!("{}-{turn}.json", page.replace(' ', "-")));
        let load = || {
            run(tool("lighthouse")
                .arg(format!("http://localhost:{port}{path}"))
                .args([
                    "--quiet",
                    "--output=json",
                    "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
                ])
                .arg(format!("--output-path={}", file.display()))
                .env("CHROME_PATH", &chromium))
        };
        // Now and then the browser gives Lighthouse no trace; it asks to be run again.
        load().or_else(|_| load())?;
        let text = fs::read_to_string(&file).at("read", &file)?;
        let report: Value = serde_json::from_str(&text)
            .map_err(|error| Error::Content { path: file.clone(), reason: error.to_string() })?;
        reports.push(report);
    }
    let middle = |pointer: &str| {
        median(reports.iter().filter_map(|report| report.pointer(pointer)?.as_f64()).collect())
    };
    let score = |name: &str| middle(&format!("/categories/{name}/score")) * 100.0;
    let measure = |name: &str| middle(&format!("/audits/{name}/numericValue"));
    Ok(Audit {
        page,
        scores: [score("performance"), score("accessibility"), score("best-practices"), score("seo")],
        first_paint: measure("first-contentful-paint") / 1000.0,
        largest_paint: measure("largest-contentful-paint") / 1000.0,
        shift: measure("cumulative-layout-shift"),
        bytes: measure("total-byte-weight"),
    })
}

fn print_audits(audits: &[Audit]) {
    println!("page         speed  access  practice  search  first paint  largest   shift    bytes");
    for Audit { page, scores: [speed, access, practice, search], first_paint, largest_paint, shift, bytes } in
        audits
    {
        println!(
            "{page:<12} {speed:>5.0} {access:>7.0} {practice:>9.0} {search:>7.0} {first_paint:>10.2} s {largest_paint:>6.2} s \
             {shift:>7.3} {bytes:>8.0}"
        );
    }
}

/// The middle value; not a number when there is none, so that a lost measure shows.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![9.0, 1.0, 5.0]), 5.0);
        assert_eq!(median(vec![7.0]), 7.0);
        assert!(median(Vec::new()).is_nan());
    }

    #[test]
    fn the_first_session_of_a_list() {
        assert_eq!(first_session(r#"{"sessions":[{"id":"a"},{"id":"b"}]}"#).as_deref(), Some("a"));
        assert_eq!(first_session(r#"{"sessions":[]}"#), None);
        assert_eq!(first_session("not json"), None);
    }
}
