//! Turns `locales/en/*.toml` into a table of words with one constant each, so that a missing word is a
//! compile error and English costs no request.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=../../locales/en");
    let mut words = read(Path::new("../../locales/en"))?;
    let here = words.len();
    words.extend(read(Path::new("../../locales/en/planner"))?);
    // A language's file has the planner's words too, after the others, so that one file does for both.
    let here = if env::var_os("CARGO_FEATURE_PLANNER").is_some() { words.len() } else { here };
    let out = PathBuf::from(env::var("OUT_DIR")?).join("words.rs");
    let written = read(Path::new("../../locales/en/written"))?;
    fs::write(out, table(&words, here)? + &texts(&written)?)?;
    Ok(())
}

type Words = Vec<(String, String)>;

/// Every word of a folder by its full key, `section.key`, in alphabetical order: the order of the table and of every
/// other language's file.
fn read(folder: &Path) -> Result<Words, Box<dyn std::error::Error>> {
    let mut words = BTreeMap::new();
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.sort();
    for file in files.iter().filter(|path| path.extension().is_some_and(|ext| ext == "toml")) {
        let text = fs::read_to_string(file)?;
        let sections: BTreeMap<String, BTreeMap<String, String>> =
            toml::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        for (section, entries) in sections {
            for (key, text) in entries {
                let full = format!("{section}.{key}");
                if words.insert(full.clone(), text).is_some() {
                    return Err(format!("{}: {full} is there twice", file.display()).into());
                }
            }
        }
    }
    Ok(words.into_iter().collect())
}

/// The table of the first words, `here` of them.
fn table(words: &Words, here: usize) -> Result<String, std::fmt::Error> {
    let place = |key: &str| words.iter().position(|(k, _)| k == key);
    let mut out = String::new();
    writeln!(out, "/// A mark of the table's keys: a language file made for other keys is not used.")?;
    writeln!(out, "pub const KEYS_MARK: &str = \"{:016x}\";", mark(words.iter().map(|(key, _)| key)))?;
    writeln!(out, "/// How many words a language's file has.")?;
    writeln!(out, "pub(super) const WORDS: usize = {};", words.len())?;
    writeln!(out, "static ENGLISH: [&str; {here}] = [")?;
    for (_, text) in &words[..here] {
        writeln!(out, "    {text:?},")?;
    }
    writeln!(out, "];")?;
    for (index, (key, text)) in words[..here].iter().enumerate() {
        let name = constant(key);
        let plural = key.strip_suffix("_one").and_then(|stem| Some((stem, place(&format!("{stem}_other"))?)));
        if let Some((stem, other)) = plural {
            writeln!(out, "/// {text:?} and its plural.")?;
            writeln!(
                out,
                "pub const {}: Plural = Plural {{ one: Word({index}), other: Word({other}) }};",
                constant(stem)
            )?;
        } else if !key.ends_with("_other") {
            writeln!(out, "/// {text:?}")?;
            writeln!(out, "pub const {name}: Word = Word({index});")?;
        }
    }
    Ok(out)
}

/// Words that only the build shows, as texts of their own: what the app does not name is not in it.
fn texts(words: &Words) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    writeln!(out, "/// Words that only the build writes.")?;
    writeln!(out, "pub mod written {{")?;
    for (key, text) in words {
        writeln!(out, "    /// {text:?}")?;
        writeln!(out, "    pub const {}: &str = {text:?};", constant(key))?;
    }
    writeln!(out, "}}")?;
    Ok(out)
}

fn constant(key: &str) -> String {
    key.replace(['.', '-'], "_").to_uppercase()
}

/// FNV-1a, 64 bits.
fn mark<'a>(keys: impl Iterator<Item = &'a String>) -> u64 {
    keys.flat_map(|key| key.bytes().chain([b'\n']))
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
