//! How old a reader must be to read a text with ease.
//!
//! The figure is the Flesch–Kincaid grade plus 5:
//!
//! ```text
//! age = 0.39 × words ÷ sentences + 11.8 × syllables ÷ words − 15.59 + 5
//! ```
//!
//! It measures long sentences and long words and nothing else, so it is a smoke alarm and not a
//! judge: a page that fails is too hard, a page that passes may still be unclear.

/// The reading age in years, to one decimal place, of text given as blocks: paragraphs and list
/// items, without headings. The end of a block is the end of a sentence. No words at all is 0.
pub fn reading_age<'a>(blocks: impl IntoIterator<Item = &'a str>) -> f64 {
    let (mut words, mut sentences, mut sounds) = (0_usize, 0_usize, 0_usize);
    for block in blocks {
        words += word_count(block);
        sentences += sentence_count(block);
        sounds += words_of(block).map(syllables).sum::<usize>();
    }
    if words == 0 || sentences == 0 {
        return 0.0;
    }
    let (words, sentences, sounds) = (words as f64, sentences as f64, sounds as f64);
    let age = 0.39 * words / sentences + 11.8 * sounds / words - 15.59 + 5.0;
    (age * 10.0).round() / 10.0
}

/// How many words a text has. "Skin-to-skin" is one, as people count them; a dash alone is none.
pub fn word_count(text: &str) -> usize {
    words_of(text).count()
}

/// How many syllables an English word has when read aloud, by rule and a list of exceptions.
/// Parts joined by hyphens are added up, initials are spelt out ("GP" has two) and digits are
/// read one by one ("111" has three). Something with no letters or digits has none.
pub fn syllables(word: &str) -> usize {
    // An apostrophe belongs to its word; every other mark divides.
    word.split(|c: char| !c.is_alphanumeric() && !is_apostrophe(c)).map(part_syllables).sum()
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric))
}

/// Sentences in one block: at least one where there are words at all.
fn sentence_count(block: &str) -> usize {
    let mut count = 0;
    let mut open = false;
    for word in block.split_whitespace() {
        open |= word.contains(char::is_alphanumeric);
        let bare = word.trim_end_matches(['"', '\'', '”', '’', ')', ']']);
        if open && bare.ends_with(['.', '!', '?', '…']) && !ABBREVIATIONS.contains(&bare) {
            count += 1;
            open = false;
        }
    }
    count + usize::from(open)
}

const ABBREVIATIONS: [&str; 5] = ["e.g.", "i.e.", "Dr.", "Mr.", "Mrs."];

fn is_apostrophe(c: char) -> bool {
    c == '\'' || c == '’'
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

fn part_syllables(part: &str) -> usize {
    let digits = part.chars().filter(char::is_ascii_digit).count();
    let letters: String = part.chars().filter(|c| c.is_alphabetic() || is_apostrophe(*c)).collect();
    if !letters.contains(char::is_alphabetic) {
        return digits;
    }
    let spelt_out = letters.chars().count() > 1 && letters.chars().all(char::is_uppercase);
    if spelt_out {
        return digits + letters.chars().map(|c| if c == 'W' { 3 } else { 1 }).sum::<usize>();
    }
    digits + with_apostrophe(&letters.to_lowercase().replace('’', "'"))
}

/// "Baby's" sounds as "baby" does, "nurse's" has one more, and so has "couldn't" over "could".
fn with_apostrophe(word: &str) -> usize {
    if let Some(owner) = word.strip_suffix("'s") {
        return plain(owner) + usize::from(hisses(owner));
    }
    if let Some(verb) = word.strip_suffix("n't") {
        return plain(verb) + usize::from(verb == "have" || verb.ends_with(|c| !is_vowel(c)));
    }
    plain(&word.replace('\'', ""))
}

/// Whether an "s" after this needs a syllable of its own: "nurse's", "Alex's".
fn hisses(word: &str) -> bool {
    ["s", "x", "z", "ch", "sh", "ce", "se", "ze", "ge"].iter().any(|end| word.ends_with(end))
}

/// Words whose sound the rules get wrong, in a guide for parents. A plural in "s" is looked up
/// without it.
const EXCEPTIONS: [(&str, usize); 34] = [
    ("area", 3),
    ("argue", 2),
    ("business", 2),
    ("cereal", 3),
    ("create", 2),
    ("diarrhoea", 4),
    ("element", 3),
    ("evening", 2),
    ("every", 2),
    ("fluid", 2),
    ("fuel", 2),
    ("homemade", 2),
    ("hundred", 2),
    ("idea", 3),
    ("ideal", 3),
    ("lion", 2),
    ("maybe", 2),
    ("million", 2),
    ("naked", 2),
    ("onion", 2),
    ("pier", 1),
    ("poem", 2),
    ("queue", 1),
    ("quieter", 3),
    ("react", 2),
    ("recipe", 3),
    ("reliable", 4),
    ("ruin", 2),
    ("science", 2),
    ("tier", 1),
    ("trial", 2),
    ("vegetable", 3),
    ("video", 3),
    ("wednesday", 2),
];

/// Endings that are said as one syllable after a word that keeps its own sound: "safe-ly".
const SUFFIXES: [&str; 6] = ["ly", "ful", "less", "ness", "ment", "ments"];

/// Syllables of a word in small letters and nothing else, one at least unless it is empty.
fn plain(word: &str) -> usize {
    if word.is_empty() {
        return 0;
    }
    let singular = word.strip_suffix('s').unwrap_or(word);
    if let Some((_, count)) = EXCEPTIONS.iter().find(|(known, _)| *known == word || *known == singular) {
        return *count;
    }
    for (prefix, count) in [("some", 1), ("every", 2)] {
        if let Some(rest) = word.strip_prefix(prefix).filter(|rest| rest.len() > 2) {
            return count + plain(rest);
        }
    }
    for suffix in SUFFIXES {
        let stem = word.strip_suffix(suffix).filter(|stem| stem.len() > 1 && stem.contains(is_vowel));
        if let Some(stem) = stem {
            return plain(stem) + 1;
        }
    }
    let letters: Vec<char> = word.chars().collect();
    (vowel_groups(&letters) + split_groups(word) - silent_ending(word, &letters)).max(1)
}

/// Runs of vowels that sound. The "u" of "qu" does not, nor the "y" of "yes" or "player".
fn vowel_groups(letters: &[char]) -> usize {
    let mut groups = 0;
    let mut in_group = false;
    for index in 0..letters.len() {
        let sounds = sounds_as_vowel(letters, index);
        groups += usize::from(sounds && !in_group);
        in_group = sounds;
    }
    groups
}

fn sounds_as_vowel(letters: &[char], index: usize) -> bool {
    let before = index.checked_sub(1).map(|i| letters[i]);
    match letters[index] {
        'u' => before != Some('q'),
        'y' => {
            let vowel_after = letters.get(index + 1).is_some_and(|c| is_vowel(*c));
            !(vowel_after && before.is_none_or(is_vowel))
        }
        letter => is_vowel(letter),
    }
}

/// Vowels side by side that sound apart: "be-ing", "di-et", "me-di-a", "us-u-al", "autis-m".
fn split_groups(word: &str) -> usize {
    let letters: Vec<char> = word.chars().collect();
    let mut splits = 0;
    if let Some(stem) = word.strip_suffix("ing") {
        let last = stem.chars().count().wrapping_sub(1);
        splits += usize::from(last < letters.len() && sounds_as_vowel(&letters, last));
    }
    for (index, pair) in letters.windows(2).enumerate() {
        let before = index.checked_sub(1).map_or(' ', |i| letters[i]);
        let rest: String = letters[index..].iter().collect();
        splits += usize::from(match pair {
            ['i', 'a' | 'o' | 'u'] => !matches!(before, 'c' | 't' | 's' | 'g' | 'x'),
            ['i', 'e'] => {
                rest.starts_with("iet")
                    || ["ier", "iest"].contains(&rest.as_str())
                    || (rest.starts_with("ienc") || rest.starts_with("ient")) && !matches!(before, 'c' | 't')
            }
            ['u', 'a'] => !matches!(before, 'q' | 'g'),
            _ => false,
        });
    }
    splits + usize::from(word.ends_with("sm"))
}

/// 1 when the word ends in an "e", "es" or "ed" that is not said: "safe", "times", "looked".
fn silent_ending(word: &str, letters: &[char]) -> usize {
    let stem = match word.strip_suffix('e') {
        Some(stem) => stem,
        None => match word.strip_suffix("es").or_else(|| word.strip_suffix("ed")) {
            Some(stem) => stem,
            None => return 0,
        },
    };
    let length = stem.chars().count();
    if length == 0 || vowel_groups(letters) < 2 {
        return 0;
    }
    let last = letters[length - 1];
    let before_last = length.checked_sub(2).map_or(' ', |i| letters[i]);
    let vowel_before = sounds_as_vowel(letters, length - 1);
    let silent_after_vowel = word.ends_with("gue") || word.ends_with("gues");
    let said = (vowel_before && !silent_after_vowel)
        // "bot-tle", "cud-dled", but not "called" or "curled".
        || (last == 'l' && !is_vowel(before_last) && !matches!(before_last, 'l' | 'r' | 'w'))
        || (word.ends_with("ed") && matches!(last, 't' | 'd'))
        || (word.ends_with("es")
            && (matches!(last, 's' | 'x' | 'z' | 'c' | 'g') || stem.ends_with("ch") || stem.ends_with("sh")));
    usize::from(!said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_as_people_say_them() {
        let table: &[(usize, &str)] = &[
            (0, "– … &"),
            (
                1,
                "the be me a I you yes year feed feeds fruit juice guide guess build two tongue please breathe",
            ),
            (
                1,
                "safe times likes clothes called curled looked played tried need eye eyes queue friend friends",
            ),
            (
                1,
                "whole while shoe goes does blue true squeeze quick don't can't won't you're they're we'll it's",
            ),
            (
                2,
                "baby baby's babies bottle bottles cuddle cuddled gentle little people wakes-up awake needed",
            ),
            (
                2,
                "being doing trying playing seeing going quiet diet beyond nation special session anxious patient",
            ),
            (
                2,
                "safely gently only early likely careful unless moment vaccines nurses nurse's places watches",
            ),
            (
                2,
                "couldn't isn't didn't haven't something sometimes someone coffee value issue argue unique maybe",
            ),
            (
                2,
                "every evening business hundred really language reply question require number GP A&E 18 always",
            ),
            (3, "family easier earlier media radio usual actual allergy allergic allergies visitor"),
            (3, "everything everyone potatoes autism serious carefully area ideas vegetables continue video"),
            (3, "NHS 111 999 skin-to-skin massaging important supplement appointment separate"),
            (
                4,
                "vaccination bacteria temperature experience ingredient convenient variety anxiety diarrhoea",
            ),
            (5, "immediately W3C immunisation"),
        ];
        for (expected, words) in table {
            for word in words.split(' ') {
                assert_eq!(syllables(word), *expected, "syllables of {word:?}");
            }
        }
    }

    #[test]
    fn sentences_end_at_stops_and_at_the_end_of_a_block() {
        for (block, expected) in [
            ("", 0),
            ("–", 0),
            ("One sentence with no stop", 1),
            ("One. Two! Three?", 3),
            ("She said “stop.” Then (later.) she did.", 3),
            ("Use soft food, e.g. ripe pear. Stay close.", 2),
            ("Between 16 and 20.5 degrees is fine.", 1),
            ("Wait … and look.", 2),
        ] {
            assert_eq!(sentence_count(block), expected, "sentences of {block:?}");
        }
    }

    #[test]
    fn words_are_counted_as_people_count_them() {
        for (text, expected) in [("", 0), ("skin-to-skin time", 2), ("yes – no", 2), ("call 111 now.", 3)] {
            assert_eq!(word_count(text), expected, "words of {text:?}");
        }
    }

    #[test]
    fn the_formula_by_hand() {
        // 6 words, 2 sentences, 6 syllables: 0.39×3 + 11.8×1 − 15.59 + 5 = 2.38.
        assert_eq!(reading_age(["The cat sat.", "The dog ran."]), 2.4);
        // 4 words, 1 sentence, 12 syllables: 0.39×4 + 11.8×3 − 15.59 + 5 = 26.37.
        assert_eq!(reading_age(["Vaccination experience is important"]), 26.4);
        assert_eq!(reading_age([]), 0.0);
    }
}
