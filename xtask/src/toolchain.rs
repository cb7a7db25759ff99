//! What a machine needs to build and test the hub, and how to put it there.
//!
//! Everything is looked for before it is fetched, so a machine that is ready answers in a fraction of a second.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use sha2::{Digest as _, Sha256};

use crate::{
    error::{At, Error},
    postgres::{self, is_root},
    step::{cargo, on_path, read, run, step},
};

const TARGET: &str = "wasm32-unknown-unknown";
const NODE_MAJOR: u32 = 20;
/// Debian's own Rust for building web pages, with the source of the standard library.
const DEBIAN_RUST: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];
const NPM_STAMP: &str = "node_modules/.ready";

/// How much has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Enough to build and serve.
    Build,
    /// A browser, a database and the checks as well.
    Test,
}

/// Where the compiler for the browser comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Road {
    /// rustup's, with its ready-made standard library.
    Rustup,
    /// Debian's, which compiles the standard library itself.
    Debian,
}

/// A machine that is ready.
#[derive(Debug, Clone, Copy)]
pub struct Toolchain {
    road: Road,
    /// Whether the standard library's source is there, to be compiled for size along with the app.
    source: bool,
}

/// Where the small build puts what it makes: apart, because its flags differ from those of every other build.
pub const SMALL: &str = "target/small";

impl Toolchain {
    /// Looks for everything, fetches what is missing, and says so when it cannot.
    pub fn ready(extent: Extent) -> Result<Toolchain, Error> {
        node_is_ready()?;
        let road = compiler_is_ready()?;
        packages_are_ready(extent)?;
        if extent == Extent::Test {
            checks_are_ready(road)?;
            test_programs_are_ready()?;
        }
        Ok(Toolchain { road, source: road == Road::Debian || source_is_ready()? })
    }

    /// A cargo build of the app, as small as it can be made; the caller adds the rest of the arguments.
    ///
    /// The standard library is compiled along, for size and without the words of panics: 12 % less to download.
    /// Both are unstable features of a stable compiler; without its source the build is the ordinary one.
    pub fn small_build(self) -> Command {
        let mut command = match self.road {
            Road::Rustup => cargo(&["build"]),
            Road::Debian => debian_cargo("build"),
        };
        command.args(["--target", TARGET, "--target-dir", SMALL]);
        if self.source {
            command
                .args(["-Zbuild-std=std", "-Zbuild-std-features=optimize_for_size"])
                .env("RUSTC_BOOTSTRAP", "1")
                .env("RUSTFLAGS", "-Cpanic=immediate-abort -Zunstable-options");
        }
        command
    }

    /// A cargo that can compile for the browser; the caller adds the rest of the arguments.
    pub fn app_cargo(self, subcommand: &str) -> Command {
        let mut command = match self.road {
            Road::Rustup => cargo(&[subcommand]),
            Road::Debian => debian_cargo(subcommand),
        };
        command.args(["--target", TARGET, "--target-dir", "target/app"]);
        if self.road == Road::Debian {
            command.arg("-Zbuild-std=std,panic_abort");
        }
        command
    }
}

/// Debian's cargo and rustc, untouched by what rustup put into the environment.
fn debian_cargo(subcommand: &str) -> Command {
    let mut command = Command::new("/usr/bin/cargo");
    let path = std::env::var("PATH").unwrap_or_default();
    command
        .arg(subcommand)
        .env("PATH", format!("/usr/bin:{path}"))
        .env("RUSTC", "/usr/bin/rustc")
        // Building the standard library is an unstable feature; the packages are of a stable version.
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove("CARGO")
        .env_remove("LD_LIBRARY_PATH")
        .env_remove("RUSTUP_TOOLCHAIN");
    command
}

/// The browser for tests: CHROMIUM_PATH, or the first on PATH.
pub fn chromium() -> Result<PathBuf, Error> {
    let named = std::env::var_os("CHROMIUM_PATH").map(PathBuf::from).filter(|path| path.is_file());
    let here = || ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| on_path(name));
    named.or_else(here).ok_or_else(|| Error::Missing {
        what: "there is no Chromium on this machine.".into(),
        remedy: "Run: cargo xtask toolchain --test".into(),
    })
}

fn node_is_ready() -> Result<(), Error> {
    let remedy = format!("Install Node {NODE_MAJOR} or newer, npm included, and run this again.");
    if on_path("node").is_none() || on_path("npm").is_none() {
        return Err(Error::Missing { what: "Node is not installed, or not on PATH.".into(), remedy });
    }
    let version = read(Command::new("node").arg("--version"))?;
    match node_major(&version) {
        Some(major) if major >= NODE_MAJOR => Ok(()),
        _ => Err(Error::Missing { what: format!("Node is too old: this is {}.", version.trim()), remedy }),
    }
}

/// `v20.20.2` as 20.
fn node_major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn compiler_is_ready() -> Result<Road, Error> {
    let sysroot = sysroot("rustc")?;
    if has_target(&sysroot) {
        return Ok(Road::Rustup);
    }
    if debian_rust_is_there() {
        return Ok(Road::Debian);
    }
    if on_path("rustup").is_some() {
        let added = step("Adding the compiler's browser target with rustup", || {
            run(Command::new("rustup").args(["target", "add", TARGET]))
        });
        if added.is_ok() && has_target(&sysroot) {
            return Ok(Road::Rustup);
        }
        println!("  rustup could not fetch it, so Debian's packages are next.");
    }
    step("Installing Debian's Rust for the web", || {
        apt_install(&DEBIAN_RUST)?;
        match linker_package() {
            Some(package) => apt_install(&[package.as_str()]),
            None => Ok(()),
        }
    })?;
    Ok(Road::Debian)
}

/// Whether the standard library's source is there; fetched where rustup can.
fn source_is_ready() -> Result<bool, Error> {
    let manifest = sysroot("rustc")?.join("lib/rustlib/src/rust/library/Cargo.toml");
    if !manifest.is_file() && on_path("rustup").is_some() {
        let added = step("Adding the standard library's source with rustup", || {
            run(Command::new("rustup").args(["component", "add", "rust-src"]))
        });
        if added.is_err() {
            println!("  rustup could not fetch it, so the app will be about an eighth larger.");
        }
    }
    Ok(manifest.is_file())
}

fn sysroot(rustc: &str) -> Result<PathBuf, Error> {
    read(Command::new(rustc).args(["--print", "sysroot"])).map(|path| PathBuf::from(path.trim()))
}

fn has_target(sysroot: &Path) -> bool {
    sysroot.join("lib/rustlib").join(TARGET).join("lib").is_dir()
}

fn debian_rust_is_there() -> bool {
    let linker = fs::canonicalize("/usr/bin/rust-lld").is_ok_and(|path| path.is_file());
    linker && are_installed(&DEBIAN_RUST)
}

/// `/usr/bin/rust-lld` points into a version of LLVM whose linker is a package of its own.
fn linker_package() -> Option<String> {
    let link = fs::read_link("/usr/bin/rust-lld").ok()?;
    linker_of(&link.to_string_lossy())
}

/// `../lib/llvm-22/bin/lld` or `lld-22` as `lld-22`.
fn linker_of(link: &str) -> Option<String> {
    let after = link.rsplit_once("llvm-").or_else(|| link.rsplit_once("lld-"))?.1;
    let version: String = after.chars().take_while(char::is_ascii_digit).collect();
    (!version.is_empty()).then(|| format!("lld-{version}"))
}

/// npm's packages, exactly as the lock file has them. Serving needs two; testing needs the rest.
fn packages_are_ready(extent: Extent) -> Result<(), Error> {
    let lock = fs::read("package-lock.json").at("read", "package-lock.json")?;
    let lock = Sha256::digest(&lock).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let (build, test) = (format!("build {lock}\n"), format!("test {lock}\n"));
    let stamp = fs::read_to_string(NPM_STAMP).unwrap_or_default();
    if stamp == test || (stamp == build && extent == Extent::Build) {
        return Ok(());
    }
    step("Installing the npm packages", || {
        let mut npm = Command::new("npm");
        // Install scripts would fetch browsers and other programs that are not in the lock file.
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
        if extent == Extent::Build {
            npm.arg("--omit=dev");
        }
        run(npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")).map_err(|error| Error::Missing {
            what: error.to_string(),
            remedy: "If it names EAI_AGAIN, ENOTFOUND, ETIMEDOUT or ECONNREFUSED, this machine has no network or cannot reach npm's \
                     registry: connect it and run this again."
                .into(),
        })
    })?;
    fs::write(NPM_STAMP, if extent == Extent::Test { test } else { build }).at("write", NPM_STAMP)
}

fn checks_are_ready(road: Road) -> Result<(), Error> {
    let bin = sysroot("rustc")?.join("bin");
    if !bin.join("cargo-fmt").is_file() || !bin.join("cargo-clippy").is_file() {
        step("Adding rustfmt and clippy with rustup", || {
            run(Command::new("rustup").args(["component", "add", "rustfmt", "clippy"]))
        })?;
    }
    if road == Road::Debian && !are_installed(&["rust-web-clippy"]) {
        step("Installing clippy for Debian's Rust", || apt_install(&["rust-web-clippy"]))?;
    }
    Ok(())
}

fn test_programs_are_ready() -> Result<(), Error> {
    let mut missing = Vec::new();
    if chromium().is_err() {
        missing.push("chromium");
    }
    // Without a font of its own a browser draws boxes for letters.
    if !Path::new("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf").is_file() {
        missing.push("fonts-dejavu-core");
    }
    if postgres::binaries().is_none() {
        missing.push("postgresql");
    }
    if missing.is_empty() {
        return Ok(());
    }
    step(&format!("Installing {} with apt-get", missing.join(", ")), || apt_install(&missing))
}

fn are_installed(packages: &[&str]) -> bool {
    let query = Command::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status} "])
        .args(packages)
        .stderr(Stdio::null())
        .output();
    query.is_ok_and(|output| {
        let states = String::from_utf8_lossy(&output.stdout).into_owned();
        states.split_whitespace().count() == packages.len()
            && states.split_whitespace().all(|state| state == "installed")
    })
}

fn apt_install(packages: &[&str]) -> Result<(), Error> {
    let names = packages.join(" ");
    if on_path("apt-get").is_none() {
        return Err(Error::Missing {
            what: format!("these programs are missing, and this is not a Debian machine: {names}"),
            remedy: "Install what your system calls them and run this again.".into(),
        });
    }
    if !is_root() {
        return Err(Error::Missing {
            what: format!("these Debian packages are missing: {names}"),
            remedy: format!(
                "Run this once, then try again:\n  \
                 sudo apt-get update && sudo apt-get install --yes --no-install-recommends {names}"
            ),
        });
    }
    let apt = |arguments: &[&str]| {
        run(Command::new("apt-get").arg("--quiet=2").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    let install = [&["install", "--yes", "--no-install-recommends"], packages].concat();
    apt(&["update"]).and_then(|()| apt(&install)).map_err(|error| Error::Missing {
        what: error.to_string(),
        remedy: format!("If this machine has no network, connect it; Debian's packages {names} are needed."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_node() {
        for (text, major) in [("v20.20.2\n", Some(20)), ("v8.0.0", Some(8)), ("20.1", None), ("", None)] {
            assert_eq!(node_major(text), major, "{text}");
        }
    }

    #[test]
    fn the_linker_is_a_package_of_the_same_llvm() {
        for (link, package) in [
            ("../lib/llvm-22/bin/lld", Some("lld-22")),
            ("lld-19", Some("lld-19")),
            ("/usr/lib/llvm-14/bin/rust-lld", Some("lld-14")),
            ("rust-lld", None),
        ] {
            assert_eq!(linker_of(link).as_deref(), package, "{link}");
        }
    }
}
