//! Style sheets and scripts, bundled and made small by esbuild.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use crate::{
    error::{At, Error},
    step::{not_started, read, tool},
};

/// The oldest browser that families' phones have: iOS 15.4.
const TARGET: &str = "--target=safari15.4";

/// One style sheet with its imports inside it, minified.
pub fn bundle(source: &Path) -> Result<String, Error> {
    // These addresses are the site's own files, which keep their names.
    let css = read(esbuild().arg(source).args(["--bundle", "--external:/art/*", "--external:/fonts/*"]))?;
    Ok(css.trim_end().to_owned())
}

/// A JavaScript module with everything it imports from beside itself, minified.
pub fn module(source: &Path, out: &Path) -> Result<(), Error> {
    read(esbuild().arg(source).args(["--bundle", "--format=esm"]).arg(format!("--outfile={}", out.display())))
        .map(drop)
}

/// A small script, minified; what it imports by address is left alone.
pub fn script(text: &str) -> Result<String, Error> {
    let mut command = esbuild();
    command.arg("--loader=js").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|source| not_started(&command, source))?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(text.as_bytes()).at("send to esbuild", "a script of src/")?;
    }
    let output = child.wait_with_output().map_err(|source| not_started(&command, source))?;
    if !output.status.success() {
        return Err(Error::Failed { command: "esbuild".into(), status: output.status.to_string() });
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn esbuild() -> Command {
    let mut command = tool("esbuild");
    command.args(["--minify", "--charset=utf8", "--log-level=warning", TARGET]);
    command
}
