//! The hub on this machine: once for a look, or again and again while its sources change.

use std::{
    fs,
    io::{self, Read as _},
    net::TcpListener,
    os::unix::process::CommandExt as _,
    path::Path,
    process::{Child, Command},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{
    bundle::{self, DIST, Finish, fingerprint},
    error::{At, Error},
    step::{cargo, not_started, run, seconds, step},
    toolchain::{Extent, Toolchain},
};

/// What the server is made from, besides what the app is made from.
const SERVER_INPUTS: [&str; 4] = ["crates", "sample", "Cargo.toml", "Cargo.lock"];

/// How the server is to be started.
#[derive(Debug, Clone)]
pub struct Settings {
    pub port: u16,
    /// SQLite under `var/` when not given.
    pub database_url: Option<String>,
}

impl Settings {
    /// Where a browser on this machine finds the hub.
    pub fn url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// The server's command line. It brings its database up to date and loads the sample into an empty one by itself.
    pub fn command(&self, finish: Finish, var: &str) -> Command {
        let mut command = Command::new(binary(finish));
        command.args([
            "serve",
            "--port",
            &self.port.to_string(),
            "--dist",
            DIST,
            "--var",
            var,
            "--sample",
            "sample",
        ]);
        if let Some(url) = &self.database_url {
            command.args(["--database-url", url]);
        }
        // Links in messages lead to this server, unless the person has named another address.
        if std::env::var_os("FAMILY_HUB_PUBLIC_URL").is_none() {
            command.args(["--public-url", &self.url()]);
        }
        command
    }
}

/// The command with a key for development, kept in `var/data-key` from one start to the next, so that requests for help
/// can be tried. A real hub is told its own.
fn keyed(mut command: Command) -> Result<Command, Error> {
    const NAME: &str = "FAMILY_HUB_DATA_KEY";
    const KEPT: &str = "var/data-key";
    if std::env::var_os(NAME).is_none() {
        if !Path::new(KEPT).is_file() {
            let source = "/dev/urandom";
            let mut bits = [0; 32];
            fs::File::open(source).and_then(|mut file| file.read_exact(&mut bits)).at("read", source)?;
            let key: String = bits.iter().map(|byte| format!("{byte:02x}")).collect();
            fs::write(KEPT, key).at("write", KEPT)?;
        }
        command.env(NAME, fs::read_to_string(KEPT).at("read", KEPT)?);
    }
    Ok(command)
}

/// Makes everything ready and becomes the server.
pub fn serve(settings: &Settings, finish: Finish) -> Result<(), Error> {
    let start = Instant::now();
    port_is_free(settings.port, "serve")?;
    let toolchain = step("Looking at the tools", || Toolchain::ready(Extent::Build))?;
    step("Building the site", || bundle::build(toolchain, finish))?;
    step("Building the server", || build_server(finish))?;
    fs::create_dir_all("var").at("make", "var")?;
    println!(
        "Ready after {}. The family hub is at http://localhost:{}",
        seconds(start.elapsed()),
        settings.port
    );
    println!("Ctrl-C stops it.");
    // The server takes the place of this process, so signals and the exit status are its own.
    let mut command = keyed(settings.command(finish, "var"))?;
    let source = command.exec();
    Err(not_started(&command, source))
}

/// Serves, rebuilds when a source changes, and has the page reload itself.
pub fn dev(settings: &Settings) -> Result<(), Error> {
    port_is_free(settings.port, "dev")?;
    let toolchain = step("Looking at the tools", || Toolchain::ready(Extent::Build))?;
    fs::create_dir_all("var").at("make", "var")?;
    let stopping = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stopping);
    // So that the server is stopped too when only this process is told to end.
    let _ = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed));

    let mut server: Option<Running> = None;
    let mut served = String::new();
    while !stopping.load(Ordering::Relaxed) {
        let (app, api) = (fingerprint(&bundle::INPUTS)?, fingerprint(&SERVER_INPUTS)?);
        match rebuild(toolchain, &app, api != served) {
            Ok(()) if api != served || server.is_none() => {
                // The old one has to let go of the port first.
                drop(server.take());
                server = Some(Running::start(settings)?);
                served = api.clone();
                println!("The family hub is at {}", settings.url());
            }
            Ok(()) => {}
            Err(error) => eprintln!("{error}\n  Waiting for a change."),
        }
        while !stopping.load(Ordering::Relaxed)
            && app == fingerprint(&bundle::INPUTS)?
            && api == fingerprint(&SERVER_INPUTS)?
        {
            if server.as_mut().is_some_and(Running::has_ended) {
                eprintln!("The server has stopped; its reason is above. Waiting for a change.");
                server = None;
            }
            thread::sleep(Duration::from_millis(500));
        }
    }
    Ok(())
}

/// Builds the server's program.
pub fn build_server(finish: Finish) -> Result<(), Error> {
    let mut command =
        cargo(&["build", "-p", "server", "--bin", "family-hub-server", "--target-dir", "target"]);
    if finish == Finish::Release {
        command.arg("--release");
    }
    run(&mut command)
}

/// Fails with words that help when another program listens on the port.
pub fn port_is_free(port: u16, command: &'static str) -> Result<(), Error> {
    match TcpListener::bind(("0.0.0.0", port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(Error::PortTaken { port, command }),
        Err(source) => Err(Error::Port { port, source }),
    }
}

fn rebuild(toolchain: Toolchain, app: &str, with_server: bool) -> Result<(), Error> {
    bundle::build(toolchain, Finish::Debug)?;
    // Open pages ask for this file once a second and reload when it says something new.
    let note = Path::new(DIST).join("reload.txt");
    if fs::read_to_string(&note).ok().as_deref() != Some(app) {
        fs::write(&note, app).at("write", note)?;
    }
    if with_server { step("Building the server", || build_server(Finish::Debug)) } else { Ok(()) }
}

fn binary(finish: Finish) -> &'static str {
    match finish {
        Finish::Release => "target/release/family-hub-server",
        Finish::Debug => "target/debug/family-hub-server",
    }
}

/// A server that ends with this value.
#[derive(Debug)]
pub struct Running(Child);

impl Running {
    fn start(settings: &Settings) -> Result<Running, Error> {
        Running::spawn(&mut keyed(settings.command(Finish::Debug, "var"))?)
    }

    /// Starts a program and owns it.
    pub fn spawn(command: &mut Command) -> Result<Running, Error> {
        command.spawn().map(Running).map_err(|source| not_started(command, source))
    }

    /// Whether it has stopped by itself.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already, which is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_says_what_to_type() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let text = port_is_free(port, "serve").unwrap_err().to_string();
        assert_eq!(
            text,
            format!(
                "Port {port} is taken. Stop the other program or choose another: cargo xtask serve --port {}",
                port + 1
            )
        );
        drop(listener);
        port_is_free(port, "serve").unwrap();
    }

    #[test]
    fn the_server_is_told_everything_it_needs() {
        let settings = Settings { port: 8081, database_url: Some("postgres://hub".into()) };
        let command = settings.command(Finish::Release, "var");
        let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy().into_owned()).collect();
        let line = words.join(" ");
        let expected =
            "serve --port 8081 --dist dist --var var --sample sample --database-url postgres://hub";
        assert!(line.starts_with(expected), "{line}");
    }
}
