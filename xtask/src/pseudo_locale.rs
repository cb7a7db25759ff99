//! The pseudo-locale `en-XA`: English made strange.
//!
//! Every letter has an accent, every text is about 40 % longer and the page runs right to left. A word that still reads
//! as plain English was never put through the translation layer; a box that breaks was drawn for English lengths.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::json;
use toml::{Table, Value};

use crate::error::{At, Error};

/// Reads the English words and writes the pseudo-locale's file.
pub fn write(english: &Path, out: &Path) -> Result<(), Error> {
    // The app's own build script writes its table in this order and with this mark (`build.rs`); a file whose mark
    // differs is left alone by the app.
    let (mut keys, mut texts) = (Vec::new(), Vec::new());
    for folder in [english.to_owned(), english.join("planner")] {
        let (more_keys, more_texts): (Vec<_>, Vec<_>) = words_of(&folder)?.into_iter().unzip();
        keys.extend(more_keys);
        texts.extend(more_texts);
    }
    let locale = json!({ "dir": "rtl", "keys": format!("{:016x}", mark(keys.iter())), "words": texts });
    if let Some(folder) = out.parent() {
        fs::create_dir_all(folder).at("make", folder)?;
    }
    fs::write(out, locale.to_string()).at("write", out)
}

/// The words of a folder by their full keys, made strange.
fn words_of(folder: &Path) -> Result<BTreeMap<String, String>, Error> {
    let mut words = BTreeMap::new();
    let files = fs::read_dir(folder)
        .at("read", folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    for path in files {
        let text = fs::read_to_string(&path).at("read", &path)?;
        let table: Table = text
            .parse()
            .map_err(|error| Error::Content { path: path.clone(), reason: format!("{error}") })?;
        collect(&table, "", &mut words).map_err(|reason| Error::Content { path, reason })?;
    }
    Ok(words)
}

fn collect(table: &Table, prefix: &str, words: &mut BTreeMap<String, String>) -> Result<(), String> {
    for (name, value) in table {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value {
            Value::String(text) => {
                if words.insert(key.clone(), pseudo(text)).is_some() {
                    return Err(format!("{key} is defined twice; keep one of them."));
                }
            }
            Value::Table(inner) => collect(inner, &key, words)?,
            _ => return Err(format!("{key} is not text; write it as {name} = \"…\".")),
        }
    }
    Ok(())
}

/// FNV-1a, 64 bits, over every key and a line end.
fn mark<'a>(keys: impl Iterator<Item = &'a String>) -> u64 {
    keys.flat_map(|key| key.bytes().chain([b'\n']))
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// One text of the pseudo-locale. `{placeholders}` stay as they are.
pub fn pseudo(text: &str) -> String {
    let letters = text.chars().count();
    let mut missing = (letters * 2).div_ceil(5);
    let mut out = String::from("⟦");
    let mut in_placeholder = false;
    for letter in text.chars() {
        in_placeholder |= letter == '{';
        if in_placeholder {
            out.push(letter);
            in_placeholder = letter != '}';
            continue;
        }
        let accented = accent(letter);
        out.push(accented);
        // Doubled vowels keep the length inside the words, where a narrow box has to break them.
        if missing > 0 && "aeiouAEIOU".contains(letter) {
            out.push(accented);
            missing -= 1;
        }
    }
    out.extend(std::iter::repeat_n('~', missing));
    out.push('⟧');
    out
}

fn accent(letter: char) -> char {
    const PLAIN: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const ACCENTED: &str = "áƀçđéƒğĥíĵķĺɱñóþɋŕšţúṽŵẋýžÁƁÇĐÉƑĞĤÍĴĶĹṀÑÓÞɊŔŠŢÚṼŴẊÝŽ";
    PLAIN.chars().position(|plain| plain == letter).and_then(|at| ACCENTED.chars().nth(at)).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_get_accents_and_placeholders_stay() {
        assert_eq!(pseudo("Book"), "⟦Ɓóóóóķ⟧");
        assert_eq!(pseudo("{count} places left"), "⟦{count} þĺááçééš ĺééƒţ~~~~~⟧");
        assert_eq!(pseudo(""), "⟦⟧");
        assert_eq!(pseudo("999"), "⟦999~~⟧");
    }

    #[test]
    fn every_letter_of_the_alphabet_changes() {
        for letter in ('a'..='z').chain('A'..='Z') {
            assert_ne!(accent(letter), letter);
        }
    }

    #[test]
    fn sections_become_dotted_keys() {
        let table: Table = "[home]\ntitle = \"Hello {name}\"\n".parse().unwrap();
        let mut words = BTreeMap::new();
        collect(&table, "", &mut words).unwrap();
        assert_eq!(words.keys().collect::<Vec<_>>(), ["home.title"]);
        assert!(words["home.title"].contains("{name}"));
    }

    #[test]
    fn a_key_in_two_files_is_refused() {
        let table: Table = "[home]\ntitle = \"Hello\"\n".parse().unwrap();
        let mut words = BTreeMap::new();
        collect(&table, "", &mut words).unwrap();
        assert!(collect(&table, "", &mut words).unwrap_err().contains("defined twice"));
    }

    proptest! {
        #[test]
        fn every_text_is_two_fifths_longer(text in "[A-Za-z ,.]{0,80}") {
            let before = text.chars().count();
            let after = pseudo(&text).chars().count() - 2;
            prop_assert_eq!(after, before + (before * 2).div_ceil(5));
        }
    }
}
