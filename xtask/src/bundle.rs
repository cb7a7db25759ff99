//! The files of the site: everything under `dist/`, made from sources.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::UNIX_EPOCH,
};

use serde_json::json;
use sha2::{Digest as _, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    budget::Sizes,
    compression::{self, compress_folder},
    error::{At, Error},
    pseudo_locale,
    step::{cargo, run, step, tool},
    stylesheet,
    toolchain::{SMALL, Toolchain},
};

/// Where the site is when it is whole.
pub const DIST: &str = "dist";
/// Where it is put together, so that a build that fails leaves the last good one.
const NEXT: &str = "target/dist";
const BINDGEN: &str = "target/bindgen";
const OPTIMISED: &str = "target/wasm-opt";
/// Says which inputs `dist/` was made from.
const STAMP: &str = "target/dist.stamp";

/// Everything that the site is made from.
pub const INPUTS: [&str; 16] = [
    "src",
    "crates/domain",
    "crates/planner",
    "crates/views",
    "crates/json",
    "crates/content",
    "crates/prerender",
    "content",
    "locales",
    "style",
    "public",
    "xtask",
    "Cargo.toml",
    "Cargo.lock",
    "package.json",
    "package-lock.json",
];

/// How much work goes into making the site small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// What families get: optimised, compressed and weighed.
    Release,
    /// For development: ready sooner, and the page reloads itself after a rebuild.
    Debug,
}

/// Builds the site unless it is up to date.
pub fn build(toolchain: Toolchain, finish: Finish) -> Result<(), Error> {
    let stamp = format!("{finish:?} {}\n", fingerprint(&INPUTS)?);
    let is_whole =
        Path::new(DIST).join("assets.json").is_file() && Path::new(DIST).join("index.html").is_file();
    if is_whole && fs::read_to_string(STAMP).is_ok_and(|last| last == stamp) {
        println!("  The site is up to date.");
        return Ok(());
    }
    remove(Path::new(NEXT))?;
    fs::create_dir_all(Path::new(NEXT).join("assets")).at("make", NEXT)?;
    remove(Path::new(BINDGEN))?;
    let compiled = step("Compiling the app", || {
        Ok([compile(toolchain, finish, &APP)?, compile(toolchain, finish, &PLANNER)?])
    })?;
    let [app, planner] = step("Making its JavaScript", || {
        let [app, planner] = &compiled;
        Ok([bind(app, &APP, finish)?, bind(planner, &PLANNER, finish)?])
    })?;
    let [app, planner] = match finish {
        Finish::Release => step("Making the wasm small", || optimise([app, planner]))?,
        Finish::Debug => [app, planner],
    };
    step("Collecting styles, scripts and public files", || collect(&app, &planner, finish))?;
    step("Rendering the pages", || prerender(finish))?;
    if finish == Finish::Release {
        step("Writing the service workers", || service_worker().and_then(|()| team_worker()))?;
        step("Compressing", || compress_folder(Path::new(NEXT), Path::new(DIST)))?;
    }
    replace()?;
    fs::write(STAMP, stamp).at("write", STAMP)
}

/// Prints the sizes of a release build and fails past the budgets when asked to.
pub fn weigh(check: bool) -> Result<(), Error> {
    let sizes = Sizes::of(Path::new(DIST))?;
    sizes.print();
    if check { sizes.check() } else { Ok(()) }
}

/// A digest over path, size and time of change of every file under some paths; those that do not exist count as such.
pub fn fingerprint(inputs: &[&str]) -> Result<String, Error> {
    let mut digest = Sha256::new();
    for input in inputs {
        let mut files = Vec::new();
        let path = Path::new(input);
        if path.is_dir() {
            compression::list(path, &mut files)?;
        } else if path.exists() {
            files.push(path.to_owned());
        }
        for file in files {
            let data = fs::metadata(&file).at("read", &file)?;
            let changed = data.modified().at("read", &file)?.duration_since(UNIX_EPOCH).unwrap_or_default();
            digest.update(format!("{}\n{} {}\n", file.display(), data.len(), changed.as_nanos()));
        }
    }
    Ok(hex(&digest.finalize()))
}

/// A wasm module of the site.
struct Module {
    /// The name of its files.
    name: &'static str,
    /// What cargo is to build.
    target: &'static [&'static str],
}

/// What everyone downloads.
const APP: Module = Module { name: "app", target: &["-p", "family-hub", "--bin", "app"] };
/// What is fetched when somebody comes to a page that plans. Built apart, because its words and rules must not get into
/// the app by way of the features that cargo unites in one build.
const PLANNER: Module = Module { name: "planner", target: &["-p", "planner", "--lib"] };

fn compile(toolchain: Toolchain, finish: Finish, module: &Module) -> Result<PathBuf, Error> {
    let (mut command, folder) = match finish {
        Finish::Release => {
            let mut command = toolchain.small_build();
            command.args(["--profile", "wasm"]);
            (command, Path::new(SMALL).join("wasm32-unknown-unknown/wasm"))
        }
        Finish::Debug => {
            (toolchain.app_cargo("build"), PathBuf::from("target/app/wasm32-unknown-unknown/debug"))
        }
    };
    run(command.args(module.target))?;
    Ok(folder.join(format!("{}.wasm", module.name)))
}

/// A module and the JavaScript that loads it.
struct Scripts {
    js: PathBuf,
    wasm: PathBuf,
}

fn bind(compiled: &Path, module: &Module, finish: Finish) -> Result<Scripts, Error> {
    let wasm_error = |error| Error::Wasm(format!("{error:#}"));
    let name = module.name;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(compiled)
        .out_name(name)
        .web(true)
        .map_err(wasm_error)?
        .typescript(false)
        // The boot script passes the module's hashed address, so the glue need not know one.
        .omit_default_module_path(true)
        .remove_name_section(finish == Finish::Release)
        .remove_producers_section(true);
    bindgen.generate(BINDGEN).map_err(wasm_error)?;
    let file = |ending: &str| Path::new(BINDGEN).join(format!("{name}{ending}"));
    Ok(Scripts { js: file(".js"), wasm: file("_bg.wasm") })
}

/// The size pass takes ten seconds, so its result is kept for builds that change only words or styles.
fn optimise(modules: [Scripts; 2]) -> Result<[Scripts; 2], Error> {
    let kept = |module: &Scripts| {
        let hash = content_hash(&fs::read(&module.wasm).at("read", &module.wasm)?);
        Ok(Path::new(OPTIMISED).join(format!("{hash}.wasm")))
    };
    let out = [kept(&modules[0])?, kept(&modules[1])?];
    fs::create_dir_all(OPTIMISED).at("make", OPTIMISED)?;
    for old in fs::read_dir(OPTIMISED).at("read", OPTIMISED)? {
        let old = old.at("read", OPTIMISED)?.path();
        if !out.contains(&old) {
            fs::remove_file(&old).at("remove", &old)?;
        }
    }
    for (module, out) in modules.iter().zip(&out) {
        if !out.is_file() {
            make_small(&module.wasm, out)?;
        }
    }
    let ([app, planner], [small_app, small_planner]) = (modules, out);
    Ok([Scripts { wasm: small_app, ..app }, Scripts { wasm: small_planner, ..planner }])
}

fn make_small(module: &Path, out: &Path) -> Result<(), Error> {
    let unchecked = out.with_extension("unchecked");
    // Laying control flow out anew saves 1.5 % after compression.
    // No feature flags: with `--all-features` it writes encodings that no browser reads. Left alone it keeps to the
    // features that the compiler named in the module.
    run(tool("wasm-opt")
        .args(["--flatten", "--rereloop", "-Oz", "--converge"])
        .arg(module)
        .arg("-o")
        .arg(&unchecked))?;
    let check = "new WebAssembly.Module(require('fs').readFileSync(process.argv[1]))";
    run(Command::new("node").args(["-e", check]).arg(&unchecked))
        .map_err(|error| Error::Wasm(format!("wasm-opt wrote a module that does not load. {error}")))?;
    fs::rename(&unchecked, out).at("write", out)
}

fn collect(app: &Scripts, planner: &Scripts, finish: Finish) -> Result<(), Error> {
    let next = Path::new(NEXT);
    copy_folder(Path::new("public"), next)?;

    let script = |name: &str, module: &Scripts| {
        let small = module.js.with_extension("min.js");
        stylesheet::module(&module.js, &small)?;
        publish(name, "js", &fs::read(&small).at("read", &small)?)
    };
    let wasm = |name: &str, module: &Scripts| {
        publish(name, "wasm", &fs::read(&module.wasm).at("read", &module.wasm)?)
    };
    let (app_js, app_wasm) = (script("app", app)?, wasm("app_bg", app)?);
    let (planner_js, planner_wasm) = (script("planner", planner)?, wasm("planner_bg", planner)?);
    let main_css = publish("main", "css", stylesheet::bundle(Path::new("style/main.css"))?.as_bytes())?;
    let written_css =
        publish("written", "css", stylesheet::bundle(Path::new("style/written.css"))?.as_bytes())?;
    let first_css = stylesheet::bundle(Path::new("style/first.css"))?;

    let map_js = map()?;
    let (team_js, team_css) = team(finish)?;

    let mut boot = fs::read_to_string("src/boot.js").at("read", "src/boot.js")?;
    for (name, address) in [
        ("__APP_JS__", &app_js),
        ("__APP_WASM__", &app_wasm),
        ("__PLANNER_JS__", &planner_js),
        ("__PLANNER_WASM__", &planner_wasm),
        ("__MAIN_CSS__", &main_css),
        ("__MAP_JS__", &map_js),
    ] {
        boot = boot.replace(name, address);
    }
    boot = boot.replace("__WORKER__", if finish == Finish::Release { WORKER } else { "" });
    if finish == Finish::Debug {
        boot.push_str(RELOAD);
    }
    let boot = stylesheet::script(&boot)?;

    let assets = json!({
        "boot": boot,
        "app_js": app_js,
        "app_wasm": app_wasm,
        "main_css": main_css,
        "written_css": written_css,
        "first_css": first_css,
        "team_js": team_js,
        "team_css": team_css,
    });
    let path = next.join("assets.json");
    fs::write(&path, assets.to_string()).at("write", path)?;
    pseudo_locale::write(Path::new("locales/en"), &next.join("locales/en-XA.json"))
}

/// The map's script, with the address of its styles in it; both are fetched only where a map is asked for.
fn map() -> Result<String, Error> {
    let css = publish("map", "css", stylesheet::bundle(Path::new("style/map.css"))?.as_bytes())?;
    let bundled = Path::new(BINDGEN).join("map.min.js");
    stylesheet::module(Path::new("src/map/map.mjs"), &bundled)?;
    let script = fs::read_to_string(&bundled).at("read", &bundled)?;
    publish("map", "js", script.replace("__MAP_CSS__", &css).as_bytes())
}

/// The script and the styles of the hub team's pages, which families never fetch.
fn team(finish: Finish) -> Result<(String, String), Error> {
    let css = publish("team", "css", stylesheet::bundle(Path::new("style/team.css"))?.as_bytes())?;
    let bundled = Path::new(BINDGEN).join("team.min.js");
    stylesheet::module(Path::new("src/team/team.mjs"), &bundled)?;
    let script = fs::read_to_string(&bundled).at("read", &bundled)?;
    let worker = if finish == Finish::Release { TEAM_WORKER } else { "" };
    Ok((publish("team", "js", script.replace("__TEAM_WORKER__", worker).as_bytes())?, css))
}

/// Whether a file is only for the hub's team.
pub fn is_of_the_team(path: &Path) -> bool {
    path.file_name().is_some_and(|name| {
        let name = name.to_string_lossy();
        name.starts_with("team.") || name.starts_with("team-")
    })
}

/// Whether a file is only for pages that the server draws whole, which read with a signal alone.
pub fn is_of_the_server(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("written."))
}

/// Whether a file is the map's own, which no visit fetches unless the map is asked for.
pub fn is_of_the_map(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("map."))
}

/// Where the service worker stands. Its scope is every page below, so it stands at the top.
const WORKER: &str = "/service-worker.js";

/// Where that of the team's pages stands. It takes the pages of the team alone, because they are more special.
const TEAM_WORKER: &str = "/team-worker.js";

/// The outline that the map draws. A new one makes a new version of what is kept.
const AREA: &str = "/area.json";

/// The script that keeps the site readable offline, with the files it keeps and a version made of all of them.
fn service_worker() -> Result<(), Error> {
    let next = Path::new(NEXT);
    let mut files = vec!["/config.json".to_owned(), "/icons.svg".to_owned(), "/offline".to_owned()];
    for folder in ["assets", "art", "fonts"] {
        let mut found = Vec::new();
        compression::list(&next.join(folder), &mut found)?;
        let is_kept = |path: &&PathBuf| {
            path.extension().is_none_or(|extension| extension != "txt")
                && !is_of_the_map(path)
                && !is_of_the_server(path)
                && !is_of_the_team(path)
        };
        let kept = found.iter().filter(is_kept);
        files.extend(kept.filter_map(|path| Some(format!("/{}", path.strip_prefix(next).ok()?.display()))));
    }
    let mut version = Sha256::new();
    for name in files.iter().map(String::as_str).chain(["/offline.json", AREA]) {
        let path = if name == "/offline" { "/offline/index.html" } else { name };
        let path = next.join(path.trim_start_matches('/'));
        version.update(fs::read(&path).at("read", &path)?);
    }
    let version: String = hex(&version.finalize()).chars().take(12).collect();
    let source = "src/service-worker.js";
    let script = fs::read_to_string(source).at("read", source)?;
    let script = script.replace("__VERSION__", &version).replace("__FILES__", &json!(files).to_string());
    let path = next.join(WORKER.trim_start_matches('/'));
    fs::write(&path, stylesheet::script(&script)?).at("write", path)
}

/// The script that keeps a register readable offline once somebody of the team has signed in.
fn team_worker() -> Result<(), Error> {
    let next = Path::new(NEXT);
    let mut assets = Vec::new();
    compression::list(&next.join("assets"), &mut assets)?;
    let is_kept = |path: &&PathBuf| {
        is_of_the_team(path)
            || path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("main."))
    };
    let kept = assets.iter().filter(is_kept);
    let mut files: Vec<String> =
        kept.filter_map(|path| Some(format!("/{}", path.strip_prefix(next).ok()?.display()))).collect();
    files.extend(["/icons.svg", "/icon.svg", "/fonts/lexend.woff2"].map(str::to_owned));
    let mut version = Sha256::new();
    for name in files.iter().map(String::as_str).chain(["/_shells/team.html"]) {
        let path = next.join(name.trim_start_matches('/'));
        version.update(fs::read(&path).at("read", &path)?);
    }
    let version: String = hex(&version.finalize()).chars().take(12).collect();
    let source = "src/team/worker.js";
    let script = fs::read_to_string(source).at("read", source)?;
    let script = script.replace("__VERSION__", &version).replace("__FILES__", &json!(files).to_string());
    let path = next.join(TEAM_WORKER.trim_start_matches('/'));
    fs::write(&path, stylesheet::script(&script)?).at("write", path)
}

/// In development the page asks once a second whether it was rebuilt. See `serve::dev`.
const RELOAD: &str = "
{
    let seen;
    setInterval(async () => {
        const now = await fetch('/reload.txt', { cache: 'no-store' }).then((answer) => answer.text(), () => seen);
        if (seen !== undefined && now !== seen) location.reload();
        seen = now;
    }, 1000);
}
";

/// Writes one file under a name that changes with its content, and returns its address.
fn publish(name: &str, extension: &str, content: &[u8]) -> Result<String, Error> {
    let file = format!("assets/{name}.{}.{extension}", content_hash(content));
    let path = Path::new(NEXT).join(&file);
    fs::write(&path, content).at("write", path)?;
    Ok(format!("/{file}"))
}

/// Draws every page whose content is known. It reads `assets.json` and writes the pages beside it.
fn prerender(finish: Finish) -> Result<(), Error> {
    let mut command = cargo(&["run", "-p", "prerender", "--", "--dist", NEXT]);
    if finish == Finish::Debug {
        command.arg("--gallery");
    }
    run(&mut command)
}

/// Puts the new site where the old one was. A server that is running goes on with the new files.
fn replace() -> Result<(), Error> {
    let old = Path::new("target/dist-old");
    remove(old)?;
    if Path::new(DIST).exists() {
        fs::rename(DIST, old).at("move", DIST)?;
    }
    fs::rename(NEXT, DIST).at("move", NEXT)?;
    remove(old)
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), Error> {
    fs::create_dir_all(to).at("make", to)?;
    for entry in fs::read_dir(from).at("read", from)? {
        let entry = entry.at("read", from)?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy_folder(&source, &target)?;
        } else {
            fs::copy(&source, &target).at("copy", source)?;
        }
    }
    Ok(())
}

fn remove(folder: &Path) -> Result<(), Error> {
    if folder.exists() { fs::remove_dir_all(folder).at("remove", folder) } else { Ok(()) }
}

/// Ten hexadecimal digits: enough that two versions of a file never share a name.
fn content_hash(content: &[u8]) -> String {
    hex(&Sha256::digest(content))[..10].to_owned()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_follows_its_content() {
        assert_eq!(content_hash(b"hub"), content_hash(b"hub"));
        assert_ne!(content_hash(b"hub"), content_hash(b"hubs"));
        assert_eq!(content_hash(b"hub").len(), 10);
    }

    #[test]
    fn a_change_a_new_file_and_a_lost_file_are_noticed() {
        let folder = std::env::temp_dir().join(format!("family-hub-fingerprint-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let input = folder.to_string_lossy().into_owned();
        let print = || fingerprint(&[input.as_str(), "no/such/input"]).unwrap();
        let empty = print();
        fs::write(folder.join("page.md"), "one").unwrap();
        let one = print();
        assert_eq!(one, print());
        fs::write(folder.join("page.md"), "three").unwrap();
        let three = print();
        fs::remove_file(folder.join("page.md")).unwrap();
        assert_ne!(one, three);
        assert_ne!(empty, one);
        assert_eq!(empty, print());
        fs::remove_dir_all(folder).unwrap();
    }
}
