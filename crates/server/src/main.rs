//! The server's program: the only reader of the machine's clock.

use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Instant as Stopwatch, SystemTime, UNIX_EPOCH};

use clap::Parser;
use domain::Instant;
use server::cli::{self, Cli, Command};
use server::hub::Clock;
use tracing_subscriber::EnvFilter;

/// Answers are many small texts: a week's list of sessions is 1.4 times as many a second as with the system's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let Cli { clock, command } = Cli::parse();
    // Only a server tells of each request; a command prints what it did.
    let usual = if matches!(command, Command::Serve(_)) { "warn,server=info" } else { "warn" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours).init();
    match cli::run(command, read_clock(clock), told_to_stop()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("family-hub-server: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The machine's clock, or one that starts at a given moment and runs on from there.
fn read_clock(start: Option<Instant>) -> Clock {
    let started = Stopwatch::now();
    match start {
        Some(start) => Arc::new(move || {
            Instant::from_unix(start.unix().saturating_add_unsigned(started.elapsed().as_secs()))
        }),
        None => Arc::new(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Instant::from_unix(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
        }),
    }
}

/// Waits for Ctrl-C, or for the signal by which a service manager stops a program.
async fn told_to_stop() {
    let interrupted = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                () = interrupted => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    interrupted.await;
}
