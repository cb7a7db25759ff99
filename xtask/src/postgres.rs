//! A private PostgreSQL for tests: in a temporary folder, on no network port, gone afterwards.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    error::{At, Error},
    step::{on_path, read, run},
};

/// A running cluster. It stops and its folder goes when this is dropped or the command is interrupted.
#[derive(Debug)]
pub struct Postgres {
    url: String,
    cluster: Arc<Mutex<Option<Cluster>>>,
}

impl Postgres {
    /// Makes and starts a cluster for tests, in about two seconds. A machine that loses power loses the tests anyway, so
    /// the disk is not waited for.
    pub fn start() -> Result<Postgres, Error> {
        Postgres::start_with("fsync=off")
    }

    /// Makes and starts a cluster to be measured: it waits for the disk, as a council's does.
    pub fn start_durable() -> Result<Postgres, Error> {
        Postgres::start_with("fsync=on")
    }

    fn start_with(setting: &str) -> Result<Postgres, Error> {
        let cluster = Cluster::start(setting)?;
        let url = format!(
            "postgres://postgres@localhost/postgres?host={}",
            cluster.folder.to_string_lossy().replace('/', "%2F")
        );
        let cluster = Arc::new(Mutex::new(Some(cluster)));
        let interrupted = Arc::clone(&cluster);
        // Without this, Ctrl-C would leave the cluster running: it is in a session of its own.
        // A second start in one process finds the handler set already and keeps the first.
        let _ = ctrlc::set_handler(move || {
            stop(&interrupted);
            std::process::exit(130);
        });
        Ok(Postgres { url, cluster })
    }

    /// The address for `TEST_POSTGRES_URL`: over a socket in the folder.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        stop(&self.cluster);
    }
}

fn stop(cluster: &Mutex<Option<Cluster>>) {
    drop(cluster.lock().unwrap_or_else(PoisonError::into_inner).take());
}

/// Where `initdb` and `pg_ctl` are: Debian keeps them off PATH, in a folder for each version.
pub fn binaries() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").is_file() && bin.join("pg_ctl").is_file())
        .collect();
    versions.sort();
    versions.pop().or_else(|| on_path("initdb")?.parent().map(Path::to_owned))
}

#[derive(Debug)]
struct Cluster {
    bin: PathBuf,
    folder: PathBuf,
}

impl Cluster {
    fn start(setting: &str) -> Result<Cluster, Error> {
        let bin = binaries().ok_or_else(|| Error::Missing {
            what: "PostgreSQL is not installed.".into(),
            remedy: "Run: cargo xtask toolchain --test".into(),
        })?;
        // A socket's whole path has to fit in 107 bytes, so the folder is not under the repository.
        let folder = PathBuf::from(format!("/tmp/family-hub-pg-{}", std::process::id()));
        fs::create_dir(&folder).at("make", &folder)?;
        let cluster = Cluster { bin, folder };
        if is_root() {
            run(Command::new("chown").arg("postgres:").arg(&cluster.folder))?;
        }
        let data = cluster.folder.join("data");
        read(cluster.program("initdb").arg("-D").arg(&data).args([
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]))?;
        // 200 bookings at once, each on its own connection, are one of the tests.
        let options = format!(
            "-c listen_addresses='' -c unix_socket_directories={} -c max_connections=400 -c {setting}",
            cluster.folder.display()
        );
        // The server would keep our output open as its own and a pipe behind `xtask test` would never end.
        let log = cluster.folder.join("log");
        let mut start = cluster.program("pg_ctl");
        start.arg("-D").arg(&data).arg("-l").arg(&log).args(["-w", "-o", &options, "start"]);
        if let Err(error) = run(start.stdout(Stdio::null()).stdin(Stdio::null())) {
            eprintln!("{}", fs::read_to_string(&log).unwrap_or_default());
            return Err(error);
        }
        Ok(cluster)
    }

    /// PostgreSQL refuses to run as root, so root hands over to Debian's user for it.
    fn program(&self, name: &str) -> Command {
        let program = self.bin.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(&self.folder);
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.folder.join("data");
        if data.join("postmaster.pid").exists() {
            let mut stop = self.program("pg_ctl");
            stop.arg("-D").arg(&data).args(["-m", "immediate", "-w", "stop"]);
            if let Err(error) = run(stop.stdout(Stdio::null())) {
                eprintln!("{error}");
            }
        }
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("could not remove {}: {error}.", self.folder.display());
        }
    }
}

/// Whether this process may do anything at all.
pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}
