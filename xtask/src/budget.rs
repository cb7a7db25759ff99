//! What a phone may have to download. Past these limits the build fails.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    bundle::{is_of_the_map, is_of_the_server, is_of_the_team},
    compression::{beside, list},
    error::{At, Error},
};

/// All limits are bytes after brotli; a kB is 1,000 bytes.
/// 150,000 for finding and booking, 15,000 for the guide, 25,000 for the search with its filters and saved lists, 25,000
/// for what is on, the waiting list, changes and courses; less than all of these together.
const WASM: u64 = 213_000;
const SCRIPT: u64 = 221_000;
/// Fetched by those alone who come to the timeline, the checkers or their saved list.
const PLANNER: u64 = 80_000;
const STYLE: u64 = 12_000;
/// Script and style of the map together, which no visit pays for unless it is asked for.
const MAP: u64 = 10_000;
/// Script, style and worker of the team's pages together, which no family pays for.
const TEAM: u64 = 10_000;
const PAGE: u64 = 14_000;

/// The sizes of one file.
#[derive(Debug)]
struct Size {
    path: PathBuf,
    plain: u64,
    brotli: u64,
}

/// The sizes of everything that was compressed in a built site.
#[derive(Debug)]
pub struct Sizes(Vec<Size>);

impl Sizes {
    /// Reads the sizes from the folder of a built site.
    pub fn of(dist: &Path) -> Result<Sizes, Error> {
        let mut files = Vec::new();
        list(dist, &mut files)?;
        let bytes = |path: &Path| fs::metadata(path).map(|data| data.len()).at("read", path);
        let mut sizes = Vec::new();
        for path in files {
            let br = beside(&path, "br");
            if br.is_file() {
                let (plain, brotli) = (bytes(&path)?, bytes(&br)?);
                let path = path.strip_prefix(dist).map(Path::to_owned).unwrap_or(path);
                sizes.push(Size { path, plain, brotli });
            }
        }
        Ok(Sizes(sizes))
    }

    /// Prints one line for each file that a first visit or a page costs, and one for each limit.
    pub fn print(&self) {
        println!("{:<52} {:>10} {:>10}", "file", "bytes", "brotli");
        let (pages, rest): (Vec<&Size>, Vec<&Size>) = self.0.iter().partition(|size| is_page(&size.path));
        for size in rest {
            print_row(&size.path.display().to_string(), size);
        }
        let mut pages = pages;
        pages.sort_by_key(|size| std::cmp::Reverse(size.brotli));
        for size in pages.iter().take(5) {
            print_row(&size.path.display().to_string(), size);
        }
        if pages.len() > 5 {
            println!("… and {} smaller pages", pages.len() - 5);
        }
        println!();
        for limit in self.limits() {
            let verdict = if limit.is_kept() { "within" } else { "OVER" };
            println!("{:<52} {:>10} {:>10} {verdict}", limit.what, limit.bytes, limit.most);
        }
    }

    /// Fails with the list of limits that are passed.
    pub fn check(&self) -> Result<(), Error> {
        let over: Vec<String> = self
            .limits()
            .iter()
            .filter(|limit| !limit.is_kept())
            .map(|limit| format!("{} is {} bytes, {} allowed", limit.what, limit.bytes, limit.most))
            .collect();
        if over.is_empty() { Ok(()) } else { Err(Error::Budget(over.join("; "))) }
    }

    fn limits(&self) -> Vec<Limit> {
        let total = |matches: &dyn Fn(&Size) -> bool| -> u64 {
            self.0.iter().filter(|size| matches(size)).map(|size| size.brotli).sum()
        };
        let asset = |size: &Size, extension: &str| {
            size.path.starts_with("assets")
                && size.path.extension().is_some_and(|own| own == extension)
                && !is_of_the_map(&size.path)
                && !is_of_the_server(&size.path)
                && !is_of_the_team(&size.path)
        };
        let app = |size: &Size, extension: &str| asset(size, extension) && is_app(&size.path);
        let wasm = total(&|size| app(size, "wasm"));
        let planner = total(&|size| asset(size, "wasm") && !is_app(&size.path));
        let mut limits = vec![
            Limit { what: "wasm".into(), bytes: wasm, most: WASM },
            Limit { what: "all script".into(), bytes: wasm + total(&|size| app(size, "js")), most: SCRIPT },
            Limit { what: "planner".into(), bytes: planner, most: PLANNER },
            Limit { what: "style".into(), bytes: total(&|size| asset(size, "css")), most: STYLE },
            Limit { what: "map".into(), bytes: total(&|size| is_of_the_map(&size.path)), most: MAP },
            Limit {
                what: "team".into(),
                bytes: total(&|size| is_of_the_team(&size.path) && !is_page(&size.path)),
                most: TEAM,
            },
        ];
        for size in self.0.iter().filter(|size| is_weighed_page(&size.path)) {
            limits.push(Limit { what: size.path.display().to_string(), bytes: size.brotli, most: PAGE });
        }
        limits
    }
}

struct Limit {
    what: String,
    bytes: u64,
    most: u64,
}

impl Limit {
    fn is_kept(&self) -> bool {
        self.bytes <= self.most
    }
}

fn print_row(name: &str, size: &Size) {
    println!("{name:<52} {:>10} {:>10}", size.plain, size.brotli);
}

/// What everyone downloads; other assets come when they are asked for.
fn is_app(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("app"))
}

fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "html")
}

/// Home and every guide page; the first paint's style is inside them.
fn is_weighed_page(path: &Path) -> bool {
    is_page(path)
        && (path == Path::new("index.html") || path.starts_with("guide") || path == Path::new("guide.html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(path: &str, brotli: u64) -> Size {
        Size { path: path.into(), plain: brotli * 3, brotli }
    }

    #[test]
    fn a_site_within_its_budget_passes() {
        let sizes = Sizes(vec![
            size("assets/app_bg.1.wasm", WASM),
            size("assets/app.1.js", SCRIPT - WASM),
            size("assets/planner_bg.1.wasm", PLANNER),
            size("assets/planner.1.js", 9_000),
            size("assets/main.1.css", STYLE),
            size("assets/map.1.js", MAP - 1000),
            size("assets/map.1.css", 1000),
            // Nothing of the team counts to what a family downloads.
            size("assets/team.1.js", TEAM - 2000),
            size("assets/team.1.css", 1000),
            size("team-worker.js", 1000),
            size("_shells/team.html", PAGE),
            size("index.html", PAGE),
        ]);
        sizes.check().unwrap();
    }

    #[test]
    fn each_limit_is_named_when_it_is_passed() {
        let sizes = Sizes(vec![
            size("assets/app_bg.1.wasm", WASM + 1),
            size("assets/planner_bg.1.wasm", PLANNER + 1),
            size("assets/app.1.js", SCRIPT - WASM),
            size("assets/main.1.css", STYLE + 1),
            size("assets/map.1.js", MAP + 1),
            size("assets/team.1.js", TEAM + 1),
            size("guide/sleep/index.html", PAGE + 1),
            size("privacy/index.html", 20_000),
        ]);
        let text = sizes.check().unwrap_err().to_string();
        for (what, limit) in [
            ("wasm", WASM),
            ("all script", SCRIPT),
            ("planner", PLANNER),
            ("style", STYLE),
            ("map", MAP),
            ("team", TEAM),
            ("guide/sleep/index.html", PAGE),
        ] {
            assert!(text.contains(&format!("{what} is {} bytes", limit + 1)), "{text}");
        }
        assert!(!text.contains("privacy"), "{text}");
    }
}
