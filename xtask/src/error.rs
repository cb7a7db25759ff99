//! Why a command stopped, in words that say what to do next.

use std::{io, path::PathBuf, process::Command};

/// What went wrong in a step.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something this machine lacks and that xtask cannot put there by itself.
    #[error("{what}\n  {remedy}")]
    Missing { what: String, remedy: String },

    /// A program that could not be started at all.
    #[error("could not start `{command}`: {source}.")]
    NotStarted { command: String, source: io::Error },

    /// A program that ran and said no.
    #[error("`{command}` failed ({status}). Its own message is above.{}", room())]
    Failed { command: String, status: String },

    /// A file or folder that could not be read or written.
    #[error("could not {action} {}: {source}.{}", path.display(), room())]
    File { action: &'static str, path: PathBuf, source: io::Error },

    /// Another program listens on the port.
    #[error(
        "Port {port} is taken. Stop the other program or choose another: cargo xtask {command} --port {}",
        port.saturating_add(1)
    )]
    PortTaken { port: u16, command: &'static str },

    /// The address cannot be used for another reason than being taken.
    #[error("port {port} cannot be used: {source}. Choose another with --port.")]
    Port { port: u16, source: io::Error },

    /// The module that cargo built could not be made ready for a browser.
    #[error("could not make the wasm module ready for a browser: {0}")]
    Wasm(String),

    /// A file whose content is not what it should be.
    #[error("{}: {reason}", path.display())]
    Content { path: PathBuf, reason: String },

    /// What is sent to a phone grew past a limit.
    #[error(
        "over the size budget: {0}. Take something out, or argue for a new limit in xtask/src/budget.rs."
    )]
    Budget(String),

    /// Text checks found something.
    #[error("tidy found {0} to put right, listed above.")]
    Untidy(String),

    /// Tests or checks failed; the tally above says which.
    #[error("{0} failed.")]
    Tests(String),
}

/// A full disk shows itself as a hundred different messages, so every failure looks once.
fn room() -> String {
    const LOW: u64 = 300 * 1024;
    let free = Command::new("df")
        .args(["--output=avail", "-k", "."])
        .output()
        .ok()
        .and_then(|output| String::from_utf8(output.stdout).ok())
        .and_then(|text| text.lines().nth(1).and_then(|line| line.trim().parse::<u64>().ok()));
    match free {
        Some(kib) if kib < LOW => {
            format!("\n  The disk is full or nearly so ({} MB left). Make room and run it again.", kib / 1024)
        }
        _ => String::new(),
    }
}

/// Adds the path and the attempted action to an input or output error.
pub trait At<T> {
    /// `action` completes "could not …".
    fn at(self, action: &'static str, path: impl Into<PathBuf>) -> Result<T, Error>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, action: &'static str, path: impl Into<PathBuf>) -> Result<T, Error> {
        self.map_err(|source| Error::File { action, path: path.into(), source })
    }
}
