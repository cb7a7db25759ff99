//! A private PostgreSQL for the tests, which ends with the process that asked for it.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

/// Makes a cluster in a folder of its own, prints the folder, and waits for its input to end. The input is a pipe
/// that the test process holds: however that process ends, the cluster is stopped and its folder removed.
const SCRIPT: &str = r#"
folder=$(mktemp -d /tmp/hub-postgres-XXXXXX) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM HUP
"$0/initdb" -D "$folder/data" -U hub -A trust -E UTF8 --locale=C --no-sync >"$folder/log" 2>&1 ||
    { cat "$folder/log"; exit 1; }
"$0/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off -c max_connections=300 \
    >"$folder/log" 2>&1 </dev/null &
server=$!
until "$0/psql" -h "$folder" -U hub -d postgres -qc 'select 1' >/dev/null 2>&1; do
    kill -0 $server 2>/dev/null || { cat "$folder/log"; exit 1; }
    sleep 0.05
done
echo "ready $folder"
read -r _
kill -INT $server
wait $server
"#;

struct Cluster {
    url: String,
    /// Its input is held open for as long as the tests run.
    _script: Option<Child>,
}

static CLUSTER: LazyLock<Cluster> = LazyLock::new(|| match std::env::var("TEST_POSTGRES_URL") {
    Ok(url) if !url.is_empty() => Cluster { url, _script: None },
    _ => start(),
});

/// The address of a database in which the tests may make schemas.
pub fn url() -> &'static str {
    &CLUSTER.url
}

fn start() -> Cluster {
    let Some(programs) = programs() else {
        panic!(
            "the tests need PostgreSQL: set TEST_POSTGRES_URL to a database they may write to, or install it \
             (Debian and Ubuntu: apt-get install postgresql; macOS: brew install postgresql)"
        );
    };
    // PostgreSQL refuses to run as root; its own account comes with its package.
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
    let mut command = if is_root { Command::new("runuser") } else { Command::new("sh") };
    if is_root {
        command.args(["-u", "postgres", "--", "sh"]);
    }
    let mut script = command
        .arg("-c")
        .arg(SCRIPT)
        .arg(&programs)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("a private PostgreSQL could not be started: {error}"));
    let mut output = BufReader::new(script.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    let Some(folder) = line.trim().strip_prefix("ready ") else {
        let _ = output.read_to_string(&mut line);
        panic!("a private PostgreSQL could not be started: {line}");
    };
    Cluster { url: format!("postgres://hub@localhost/postgres?host={folder}"), _script: Some(script) }
}

/// The folder of the newest PostgreSQL on this machine.
pub fn programs() -> Option<PathBuf> {
    let is_whole =
        |folder: &Path| ["initdb", "postgres", "psql"].iter().all(|name| folder.join(name).is_file());
    let mut packaged: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|version| Some((version.file_name().to_str()?.parse().ok()?, version.path().join("bin"))))
        .filter(|(_, folder)| is_whole(folder))
        .collect();
    packaged.sort();
    let on_path = || std::env::split_paths(&std::env::var_os("PATH")?).find(|folder| is_whole(folder));
    packaged.pop().map(|(_, folder)| folder).or_else(on_path)
}
