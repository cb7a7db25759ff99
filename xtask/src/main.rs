//! Builds, serves and tests the family hub: `cargo xtask --help`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

use crate::{
    bundle::Finish,
    error::{At as _, Error},
    serve::Settings,
    step::step,
    toolchain::{Extent, Toolchain},
};

mod bench;
mod budget;
mod bundle;
mod compression;
mod contrast;
mod error;
mod grid;
mod postcodes;
mod postgres;
mod pseudo_locale;
mod serve;
mod step;
mod stylesheet;
mod tally;
mod tidy;
mod toolchain;
mod verification;

/// Builds, serves and tests the family hub. Start with `cargo xtask serve`.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Install what is missing on this machine: the compiler's browser target and the npm packages.
    ///
    /// Everything is looked for first, so a second run does nothing. Needs rustup's stable Rust and Node 20.
    Toolchain {
        /// Also what tests need: rustfmt, clippy, Chromium, a font and PostgreSQL.
        #[arg(long)]
        test: bool,
    },
    /// Build the site into dist/, if a source of it has changed.
    ///
    /// Compiles the app to wasm, makes it small, bundles the styles, renders the pages, compresses everything and prints
    /// the sizes.
    Build {
        /// Fail when something that families download is over its size budget.
        #[arg(long, conflicts_with = "debug")]
        check_budgets: bool,
        /// The quick build for development: nothing is optimised or compressed.
        #[arg(long)]
        debug: bool,
    },
    /// Build everything and serve the app and its API on this machine.
    ///
    /// The database is made when there is none, and the sample borough is loaded when it is empty.
    Serve {
        #[command(flatten)]
        address: Address,
        /// Serve the optimised build, which is the default.
        #[arg(long, conflicts_with = "debug")]
        release: bool,
        /// Serve the quick build.
        #[arg(long)]
        debug: bool,
    },
    /// Serve the quick build, rebuild it when a source changes, and reload the page.
    Dev {
        #[command(flatten)]
        address: Address,
    },
    /// Check format, lints (for this machine and for the browser) and the rules of `tidy`.
    Check,
    /// Check the rules that a compiler does not know: who may spell an address, speak SQL or read the clock, and the
    /// contrast of colours.
    Tidy,
    /// Run every check and test, on SQLite and a private PostgreSQL, and the journeys in a browser.
    ///
    /// The last line is `N passed, N failed`. It fails when anything did.
    Test,
    /// Run the journeys in a browser against a real server.
    E2e {
        /// Handed to Playwright: cargo xtask e2e -- --headed -g booking
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Measure: download sizes, page speed in a browser, and the API under load.
    Bench {
        /// How often each page is loaded; the median counts.
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..))]
        runs: u8,
    },
    /// Make the postcode tables again from a new edition of the ONS Postcode Directory.
    Postcodes,
}

#[derive(Debug, clap::Args)]
struct Address {
    /// The port to listen on.
    #[arg(long, default_value_t = 8080, value_parser = clap::value_parser!(u16).range(1..))]
    port: u16,
    /// Where the data is, such as postgres://user@host/name. SQLite under var/ when not given.
    #[arg(long)]
    database_url: Option<String>,
}

impl From<Address> for Settings {
    fn from(address: Address) -> Settings {
        Settings { port: address.port, database_url: address.database_url }
    }
}

fn main() -> ExitCode {
    match enter_root().and_then(|()| run(Arguments::parse().command)) {
        Ok(()) => ExitCode::SUCCESS,
        // The tally has said already what failed, and its line has to be the last.
        Err(Error::Tests(_)) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("\nerror: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<(), Error> {
    match task {
        Task::Toolchain { test } => {
            let extent = if test { Extent::Test } else { Extent::Build };
            step("Looking at the tools", || Toolchain::ready(extent)).map(drop)
        }
        Task::Build { check_budgets, debug } => {
            let toolchain = step("Looking at the tools", || Toolchain::ready(Extent::Build))?;
            bundle::build(toolchain, finish(debug))?;
            if debug { Ok(()) } else { bundle::weigh(check_budgets) }
        }
        Task::Serve { address, release: _, debug } => serve::serve(&address.into(), finish(debug)),
        Task::Dev { address } => serve::dev(&address.into()),
        Task::Check => verification::check(),
        Task::Tidy => tidy::tidy(),
        Task::Test => verification::test(),
        Task::E2e { arguments } => verification::end_to_end(&arguments),
        Task::Bench { runs } => bench::bench(runs),
        Task::Postcodes => postcodes::write(),
    }
}

fn finish(debug: bool) -> Finish {
    if debug { Finish::Debug } else { Finish::Release }
}

/// Every path in this program is from the repository's root, wherever it was called.
fn enter_root() -> Result<(), Error> {
    let own = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    let root = own.parent().unwrap_or(Path::new("."));
    std::env::set_current_dir(root).at("enter", root)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_says_what_it_does() {
        for command in Arguments::command().get_subcommands() {
            assert!(command.get_about().is_some(), "{}", command.get_name());
        }
    }
}
