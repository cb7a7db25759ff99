//! Every check and test of the project, counted.

use std::{fs, path::Path, process::Command};

use crate::{
    bundle::{self, Finish},
    error::{At, Error},
    postgres::Postgres,
    serve::build_server,
    step::{cargo, run, step, tool},
    tally::Tally,
    tidy::tidy,
    toolchain::{Extent, Toolchain, chromium},
};

const REPORT: &str = "target/e2e.json";

/// Format, lints and text rules.
pub fn check() -> Result<(), Error> {
    let toolchain = step("Looking at the tools", || Toolchain::ready(Extent::Test))?;
    let mut tally = Tally::default();
    run_checks(toolchain, &mut tally);
    tally.finish()
}

/// Everything: checks, tests on both databases, and the journeys in a browser.
pub fn test() -> Result<(), Error> {
    let mut tally = Tally::default();
    run_everything(&mut tally);
    tally.finish()
}

/// The journeys in a browser alone.
pub fn end_to_end(arguments: &[String]) -> Result<(), Error> {
    let toolchain = step("Looking at the tools", || Toolchain::ready(Extent::Test))?;
    build_everything(toolchain)?;
    step("Running the journeys in a browser", || play(arguments))
}

fn run_everything(tally: &mut Tally) {
    let toolchain = match step("Looking at the tools", || Toolchain::ready(Extent::Test)) {
        Ok(toolchain) => toolchain,
        Err(error) => {
            eprintln!("{error}");
            return tally.check("tools", Err(error));
        }
    };
    run_checks(toolchain, tally);

    // Stopped and removed when this value goes, on every way out of the function.
    let postgres = match step("Starting a private PostgreSQL", Postgres::start) {
        Ok(postgres) => Some(postgres),
        Err(error) => {
            eprintln!("{error}");
            tally.check("PostgreSQL", Err(error));
            None
        }
    };
    let with_database = |mut command: Command| {
        if let Some(postgres) = &postgres {
            command.env("TEST_POSTGRES_URL", postgres.url());
        }
        command
    };
    let tests = cargo(&["test", "--workspace", "--exclude", "family-hub", "--no-fail-fast"]);
    count(tally, "tests of the crates", with_database(tests));

    let built = build_everything(toolchain);
    let is_built = built.is_ok();
    tally.check("build", built);
    if is_built {
        tally.check("size budgets", step("Weighing the site", || bundle::weigh(true)));
        let result = step("Running the journeys in a browser", || with_journeys(&with_database));
        tally.playwright("journeys", Path::new(REPORT), result);
    }
}

fn with_journeys(with_database: &dyn Fn(Command) -> Command) -> Result<(), Error> {
    run(&mut with_database(playwright(&[])?))
}

fn run_checks(toolchain: Toolchain, tally: &mut Tally) {
    let crates =
        ["clippy", "--workspace", "--exclude", "family-hub", "--all-targets", "--", "-D", "warnings"];
    let mut browser = toolchain.app_cargo("clippy");
    browser.args(["-p", "family-hub", "--bin", "app", "--", "-D", "warnings"]);
    for (name, mut command) in [
        ("format", cargo(&["fmt", "--all", "--check"])),
        ("lints of the crates", cargo(&crates)),
        ("lints of the app", browser),
    ] {
        tally.check(name, step(&format!("Checking {name}"), || run(&mut command)));
    }
    let scripts = || run(Command::new("node").args(["--test", "src/map/", "src/team/"]));
    tally.check("tests of the scripts", step("Testing the scripts", scripts));
    tally.check("tidy", step("Checking the rules of the project", tidy));
}

fn count(tally: &mut Tally, name: &str, mut command: Command) {
    println!("→ Running the {name}");
    tally.cargo_tests(name, &mut command);
}

fn build_everything(toolchain: Toolchain) -> Result<(), Error> {
    step("Building the site", || bundle::build(toolchain, Finish::Release))?;
    step("Building the server", || build_server(Finish::Release))
}

fn play(arguments: &[String]) -> Result<(), Error> {
    run(&mut playwright(arguments)?)
}

/// Playwright with the machine's own browser; its configuration starts the servers.
fn playwright(arguments: &[String]) -> Result<Command, Error> {
    let chromium = chromium()?;
    let root = std::env::current_dir().at("find", ".")?;
    // A report of an earlier run must not be counted.
    if Path::new(REPORT).exists() {
        fs::remove_file(REPORT).at("remove", REPORT)?;
    }
    let mut command = tool("playwright");
    command
        .args(["test", "-c", "end2end/playwright.config.ts", "--reporter=list,json"])
        .args(arguments)
        .env("CHROMIUM_PATH", chromium)
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", root.join(REPORT));
    Ok(command)
}
