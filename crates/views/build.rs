//! Turns `locales/en/*.toml` into a table of words with one constant each, so that a missing word is a
//! compile error and English costs no request.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=../../locales/en");
    let words = read(Path::new("../../locales/en"))?;
    let out = PathBuf::from(env::var("OUT_DIR")?).join("words.rs");
    let written = read(Path::new("../../locales/en/written"))?;
    fs::write(out, table(&words)? + &texts(&written)?)?;
    Ok(())
}

/// Every word by its full key, `section.key`, in alphabetical order: the order of the table and of every
/// other language's file.
fn read(folder: &Path) -> Result<BTreeMap<String, String>, Box<dyn std::error::Error>> {
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
    Ok(words)
}

fn table(words: &BTreeMap<String, String>) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    writeln!(out, "/// A mark of the table's keys: a language file made for other keys is not used.")?;
    writeln!(out, "pub const KEYS_MARK: &str = \"{:016x}\";", mark(words.keys()))?;
    writeln!(out, "static ENGLISH: [&str; {}] = [", words.len())?;
    for text in words.values() {
        writeln!(out, "    {text:?},")?;
    }
    writeln!(out, "];")?;
    for (index, (key, text)) in words.iter().enumerate() {
        let name = constant(key);
        if let Some(stem) =
            key.strip_suffix("_one").filter(|stem| words.contains_key(&format!("{stem}_other")))
        {
            let other = words.keys().position(|k| *k == format!("{stem}_other")).unwrap_or(index);
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
fn texts(words: &BTreeMap<String, String>) -> Result<String, std::fmt::Error> {
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
