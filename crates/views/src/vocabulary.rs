//! Names of what venues have and of languages: in the reader's language where the name is one of ours, and as the data has
//! it otherwise.

use domain::service::Service;

use crate::words::{self as w, Word, english, t};

/// What venues have for access and comfort.
const ACCESS: [Word; 13] = [
    w::ACCESS_STEP_FREE_ENTRANCE,
    w::ACCESS_ACCESSIBLE_TOILET,
    w::ACCESS_CHANGING_PLACES_TOILET,
    w::ACCESS_BABY_CHANGING,
    w::ACCESS_FEEDING_SPACE,
    w::ACCESS_QUIET_ROOM,
    w::ACCESS_HEARING_LOOP,
    w::ACCESS_PRAM_PARKING,
    w::ACCESS_BLUE_BADGE_PARKING,
    w::ACCESS_FREE_PARKING,
    w::ACCESS_OUTDOOR_PLAY,
    w::ACCESS_WI_FI,
    w::ACCESS_CAFE,
];

/// Languages, each with its code (ISO 639-1, and 639-3 where it has none).
const LANGUAGES: [(&str, Word); 39] = [
    ("en", w::LANGUAGE_EN),
    ("pl", w::LANGUAGE_PL),
    ("ro", w::LANGUAGE_RO),
    ("ur", w::LANGUAGE_UR),
    ("ar", w::LANGUAGE_AR),
    ("pa", w::LANGUAGE_PA),
    ("bn", w::LANGUAGE_BN),
    ("gu", w::LANGUAGE_GU),
    ("hi", w::LANGUAGE_HI),
    ("ta", w::LANGUAGE_TA),
    ("fa", w::LANGUAGE_FA),
    ("ps", w::LANGUAGE_PS),
    ("ku", w::LANGUAGE_KU),
    ("so", w::LANGUAGE_SO),
    ("ti", w::LANGUAGE_TI),
    ("am", w::LANGUAGE_AM),
    ("sw", w::LANGUAGE_SW),
    ("yo", w::LANGUAGE_YO),
    ("tr", w::LANGUAGE_TR),
    ("uk", w::LANGUAGE_UK),
    ("ru", w::LANGUAGE_RU),
    ("lt", w::LANGUAGE_LT),
    ("lv", w::LANGUAGE_LV),
    ("bg", w::LANGUAGE_BG),
    ("sk", w::LANGUAGE_SK),
    ("cs", w::LANGUAGE_CS),
    ("hu", w::LANGUAGE_HU),
    ("sq", w::LANGUAGE_SQ),
    ("el", w::LANGUAGE_EL),
    ("pt", w::LANGUAGE_PT),
    ("es", w::LANGUAGE_ES),
    ("fr", w::LANGUAGE_FR),
    ("it", w::LANGUAGE_IT),
    ("de", w::LANGUAGE_DE),
    ("nl", w::LANGUAGE_NL),
    ("zh", w::LANGUAGE_ZH),
    ("vi", w::LANGUAGE_VI),
    ("cy", w::LANGUAGE_CY),
    ("bfi", w::LANGUAGE_BFI),
];

/// What a venue has.
#[must_use]
pub fn access(name: &str) -> &str {
    ours(&ACCESS, name)
}

/// A list of what venues have, with commas.
#[must_use]
pub fn all_access(names: &[String]) -> String {
    names.iter().map(|name| access(name)).collect::<Vec<_>>().join(", ")
}

/// A language.
#[must_use]
pub fn language(name: &str) -> &str {
    ours(&LANGUAGES.map(|(_, word)| word), name)
}

/// A list of languages, with commas.
#[must_use]
pub fn languages(names: &[String]) -> String {
    names.iter().map(|name| language(name)).collect::<Vec<_>>().join(", ")
}

/// The English name of a language by its code, `pl` or `pl-PL`; nothing for what is no code of ours.
#[must_use]
pub fn language_of_code(code: &str) -> Option<&'static str> {
    let primary = code.split(['-', '_']).next().unwrap_or_default();
    let found = LANGUAGES.iter().find(|(known, _)| known.eq_ignore_ascii_case(primary))?;
    Some(english(found.1))
}

/// A SEND need by its slug; `None` for one that the data has made up.
#[must_use]
pub fn need(slug: &str) -> Option<&'static str> {
    Some(t(match slug {
        "autism" => w::SERVICE_SEND_AUTISM,
        "hearing" => w::SERVICE_SEND_HEARING,
        "learning" => w::SERVICE_SEND_LEARNING,
        "multi-sensory" => w::SERVICE_SEND_MULTI_SENSORY,
        "physical" => w::SERVICE_SEND_PHYSICAL,
        "social-emotional" => w::SERVICE_SEND_SOCIAL_EMOTIONAL,
        "speech-language" => w::SERVICE_SEND_SPEECH_LANGUAGE,
        "visual" => w::SERVICE_SEND_VISUAL,
        _ => return None,
    }))
}

/// The needs of a service, with commas; one that the data has made up shows its slug as words.
#[must_use]
pub fn needs(service: &Service) -> String {
    let words = service.send_needs.iter().map(|slug| match need(slug) {
        Some(word) => word.to_owned(),
        None => slug.replace('-', " "),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// The word whose English this name is, whatever its capitals and punctuation.
fn ours<'a>(words: &[Word], name: &'a str) -> &'a str {
    words.iter().find(|word| is_same(english(**word), name)).map_or(name, |word| t(*word))
}

fn is_same(a: &str, b: &str) -> bool {
    letters(a).eq(letters(b))
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_ours_are_known_and_others_stay() {
        for (name, shown) in [
            ("Step-free entrance", "Step-free entrance"),
            ("step free ENTRANCE", "Step-free entrance"),
            ("wifi", "Wi-Fi"),
            ("Step-free", "Step-free"),
            ("Sensory garden", "Sensory garden"),
            ("", ""),
        ] {
            assert_eq!(access(name), shown, "{name}");
        }
        for (name, shown) in [("polish", "Polish"), ("Polski", "Polski"), ("اردو", "اردو")] {
            assert_eq!(language(name), shown, "{name}");
        }
        for (code, name) in [
            ("pl", Some("Polish")),
            ("PL-pl", Some("Polish")),
            ("bfi", Some("British Sign Language")),
            ("Polish", None),
            ("", None),
        ] {
            assert_eq!(language_of_code(code), name, "{code}");
        }
        assert_eq!(need("visual"), Some("sight"));
        assert_eq!(need("made-up"), None);
    }
}
