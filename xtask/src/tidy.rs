//! Rules of the project that a compiler does not know, checked over the text of its files.
//!
//! Each rule is one function over the text of one file. ARCHITECTURE.md says why each of them holds.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use crate::{
    compression::list,
    contrast::check_contrast,
    error::{At, Error},
};

/// One place that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    file: String,
    line: usize,
    message: String,
}

impl Finding {
    pub fn new(file: &str, line: usize, message: impl Into<String>) -> Finding {
        Finding { file: file.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// Checks every rule over the project and prints what breaks one.
pub fn tidy() -> Result<(), Error> {
    let mut findings = Vec::new();
    for path in rust_files()? {
        let text = fs::read_to_string(&path).at("read", &path)?;
        let file = path.to_string_lossy().replace('\\', "/");
        findings.extend(check_rust(&file, &text));
        let lines = text.lines().count();
        if lines > LONG {
            println!(
                "warning: {file} has {lines} lines; over {LONG} it is time to find the noun that wants its own file."
            );
        }
    }
    for (file, check) in [
        ("Cargo.toml", check_app_dependencies as fn(&str, &str) -> Vec<Finding>),
        ("style/tokens.css", check_contrast),
    ] {
        let text = fs::read_to_string(file).at("read", file)?;
        findings.extend(check(file, &text));
    }
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        1 => Err(Error::Untidy("one thing".into())),
        many => Err(Error::Untidy(format!("{many} things"))),
    }
}

/// Lines of a file after which a warning asks whether it should be two.
const LONG: usize = 800;

fn rust_files() -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for folder in ["src", "crates"] {
        list(Path::new(folder), &mut files)?;
    }
    files.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    Ok(files)
}

/// All rules that concern one Rust file, by where it is.
fn check_rust(file: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Tests may set a clock, write a wrong address or speak to a database as they need.
    if file.contains("/tests/") || file.ends_with("/tests.rs") {
        return findings;
    }
    if file.starts_with("src/") {
        findings.extend(check_inline_style(file, text));
        findings.extend(check_app_paths(file, text));
    }
    if file.starts_with("crates/views/src/") {
        findings.extend(check_inline_style(file, text));
        if !file.starts_with("crates/views/src/route") {
            findings.extend(check_app_paths(file, text));
        }
    }
    if !file.starts_with("crates/store/") {
        findings.extend(check_sql(file, text));
    }
    if file.starts_with("crates/domain/") {
        findings.extend(check_domain_purity(file, text));
    } else if file.starts_with("crates/") && file != "crates/server/src/main.rs" {
        findings.extend(check_clock(file, text));
    }
    findings
}

/// Only `crates/views/src/route.rs`, with what stands below it, spells an address of the app, so that one can change without a search.
///
/// The route table in `src/lib.rs` has patterns, which the router's macro reads when it is compiled.
fn check_app_paths(file: &str, text: &str) -> Vec<Finding> {
    let message = "an address of the app is spelt here; build it with a Link from crates/views/src/route.rs";
    let has_table = file == "src/lib.rs";
    find(file, text, message, |code| {
        let is_pattern = has_table && code.contains("path!(\"");
        !is_pattern && (code.contains("href=\"/\"") || literals(code).any(is_app_path))
    })
}

/// `/services` or `/sessions/{id}`, but not `/icons.svg` and not a folder of files.
fn is_app_path(literal: &str) -> bool {
    const FOLDERS: [&str; 5] = ["/art/", "/assets/", "/fonts/", "/icons/", "/locales/"];
    let Some(rest) = literal.strip_prefix('/') else { return false };
    let is_file = literal.split(['?', '#']).next().is_some_and(|path| path.contains('.'));
    rest.starts_with(|first: char| first.is_ascii_lowercase())
        && !is_file
        && !FOLDERS.iter().any(|folder| literal.starts_with(folder))
}

/// Only the store speaks SQL, so that both databases are tested by one contract.
fn check_sql(file: &str, text: &str) -> Vec<Finding> {
    const STARTS: [&str; 7] = [
        "select ",
        "insert into ",
        "delete from ",
        "create table ",
        "create index ",
        "drop table ",
        "alter table ",
    ];
    let message = "SQL belongs in crates/store; add an operation to its trait";
    find(file, text, message, |code| {
        let speaks = |start: &str| {
            let start = start.trim_start();
            STARTS.iter().any(|word| start.starts_with(word) || start.starts_with(&word.to_uppercase()))
                || (start.starts_with("update ") && start.contains(" set "))
                || (start.starts_with("UPDATE ") && start.contains(" SET "))
        };
        code.contains("sqlx::") || literals(code).any(speaks) || speaks(code)
    })
}

/// The domain has rules only: no clock, no files, nothing to wait for.
fn check_domain_purity(file: &str, text: &str) -> Vec<Finding> {
    const OUTSIDE: [&str; 10] = [
        "SystemTime::now",
        "Instant::now",
        "Utc::now",
        "Local::now",
        "std::fs",
        "std::net",
        "std::env",
        "async fn",
        "async move",
        "tokio::",
    ];
    let message = "crates/domain has no clock, files, network or async; take the value as a parameter";
    find(file, text, message, |code| OUTSIDE.iter().any(|word| code.contains(word)))
}

/// Time is a parameter: only the server's `main.rs` reads the clock.
fn check_clock(file: &str, text: &str) -> Vec<Finding> {
    let message = "only crates/server/src/main.rs reads the clock; take `now` as a parameter";
    find(file, text, message, |code| {
        ["SystemTime::now", "Utc::now", "Local::now"].iter().any(|word| code.contains(word))
    })
}

/// Style is in `style/`: the Content-Security-Policy forbids it in attributes.
fn check_inline_style(file: &str, text: &str) -> Vec<Finding> {
    let message =
        "style in an attribute is blocked by the Content-Security-Policy; give it a class in style/";
    find(file, text, message, |code| {
        code.contains("style=\"")
            || code.split_whitespace().any(|word| word.starts_with("style={") || is_style_property(word))
    })
}

/// `style:width=…`, and not the field `style: Style`.
fn is_style_property(word: &str) -> bool {
    let Some((name, _)) = word.strip_prefix("style:").and_then(|rest| rest.split_once('=')) else {
        return false;
    };
    !name.is_empty() && name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-')
}

/// The app knows the server by its API alone.
fn check_app_dependencies(file: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut in_dependencies = false;
    for (at, line) in text.lines().enumerate() {
        if line.starts_with('[') {
            in_dependencies = line.starts_with("[dependencies") || line.starts_with("[target.");
        }
        let name = line.split(['=', '.', ' ']).next().unwrap_or_default();
        if in_dependencies && ["store", "server", "directory"].contains(&name) {
            let message = format!("the app must not depend on {name}; it knows the server by its API alone");
            findings.push(Finding::new(file, at + 1, message));
        }
    }
    findings
}

/// One finding for each line of code that breaks a rule. Comments and unit tests, which come last, are not code.
fn find(file: &str, text: &str, message: &str, breaks: impl Fn(&str) -> bool) -> Vec<Finding> {
    let tests = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
    text[..tests]
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//") && breaks(line))
        .map(|(at, _)| Finding::new(file, at + 1, message))
        .collect()
}

/// The string literals of a line, good enough for one without escaped quotes.
fn literals(code: &str) -> impl Iterator<Item = &str> {
    code.split('"').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of a text that a rule finds.
    fn check(rule: fn(&str, &str) -> Vec<Finding>, text: &str, lines: &[usize]) {
        let found: Vec<usize> = rule("file.rs", text).iter().map(|finding| finding.line).collect();
        assert_eq!(found, lines, "{text}");
    }

    #[test]
    fn app_paths() {
        for (text, lines) in [
            (r#"<A href="/services">"#, &[1][..]),
            (r#"let path = format!("/sessions/{id}");"#, &[1]),
            (r#"<a href="/">"#, &[1]),
            (r##"<use href="/icons.svg#heart" />"##, &[]),
            (r##"let icon = "/icons.svg#heart";"##, &[]),
            (r#"let scene = "/art/home";"#, &[]),
            (r#"fetch("/config.json")"#, &[]),
            (r#"path.strip_prefix("/")"#, &[]),
            (r#"// as in "/services""#, &[]),
            ("#[cfg(test)]\nmod tests {\n    \"/services\"\n}", &[]),
            ("fn a() {}\n\n    Link::Services.href() + \"/services\"", &[3]),
        ] {
            check(check_app_paths, text, lines);
        }
    }

    #[test]
    fn only_the_route_table_has_patterns() {
        let row = r#"<Route path=path!("/services") view=Services />"#;
        assert_eq!(check_app_paths("src/lib.rs", row), []);
        assert_eq!(check_app_paths("src/pages/home.rs", row).len(), 1);
        assert_eq!(check_app_paths("src/lib.rs", r#"<A href="/services">"#).len(), 1);
    }

    #[test]
    fn sql() {
        for (text, lines) in [
            (r#"query("select id from services")"#, &[1][..]),
            (r#"query("UPDATE sessions SET places = 1")"#, &[1]),
            ("r\"\n    insert into outbox values\n\"", &[2]),
            ("let pool = sqlx::SqlitePool::new();", &[1]),
            (r#"label("Select a date from the list")"#, &[]),
            (r#"say("update your details")"#, &[]),
            ("select_date();", &[]),
        ] {
            check(check_sql, text, lines);
        }
    }

    #[test]
    fn purity_and_clock() {
        check(check_domain_purity, "use std::fs;\nasync fn a() {}\nfn b(now: Time) {}", &[1, 2]);
        check(
            check_clock,
            "let now = Utc::now();\nlet at = SystemTime::now();\nlet start = Instant::now();",
            &[1, 2],
        );
        assert_eq!(check_rust("crates/server/src/main.rs", "Utc::now()"), []);
        assert_eq!(check_rust("crates/store/tests/contract.rs", "Utc::now()"), []);
        assert_eq!(check_rust("crates/server/src/outbox.rs", "Utc::now()").len(), 1);
        assert_eq!(check_rust("crates/domain/src/time.rs", "SystemTime::now()").len(), 1);
    }

    #[test]
    fn inline_style() {
        for (text, lines) in [
            (r#"<div style="color:red">"#, &[1][..]),
            ("<div style:width=move || size>", &[1]),
            ("<div style={size}>", &[1]),
            ("struct A { style: Style }", &[]),
            (r#"<div class="style">"#, &[]),
        ] {
            check(check_inline_style, text, lines);
        }
    }

    #[test]
    fn dependencies_of_the_app() {
        let text = "[workspace.dependencies]\nstore = { path = \"x\" }\n\n[dependencies]\ndomain = { workspace = true }\n\
                    store = { workspace = true }\nserver.workspace = true\n[build-dependencies]\ntoml = \"1\"";
        check(check_app_dependencies, text, &[6, 7]);
    }

    #[test]
    fn a_finding_can_be_clicked() {
        assert_eq!(Finding::new("src/a.rs", 3, "fix it").to_string(), "src/a.rs:3: fix it");
    }
}
