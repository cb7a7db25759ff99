//! What people type, without what cannot be seen: it ends up in messages and on printed registers.

/// Text on one line: what cannot be seen is left out, and every run of space is one space.
#[must_use]
pub fn line(text: &str) -> String {
    let seen: String =
        text.chars().filter(|c| !turns(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text that keeps its line breaks.
#[must_use]
pub fn lines(text: &str) -> String {
    let seen: String = text.chars().filter(|c| !turns(*c) && (!c.is_control() || *c == '\n')).collect();
    seen.trim().to_owned()
}

/// Whether a character does nothing but turn the direction of those around it (`Bidi_Control` of Unicode): with one of
/// them a name can read as another, and the rest of a line run backwards. Letters have their own direction without.
#[must_use]
pub fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_left_out() {
        for (typed, one, many) in [
            ("", "", ""),
            ("  A quiet  corner ", "A quiet corner", "A quiet  corner"),
            ("Steps\r\nNuts", "Steps Nuts", "Steps\nNuts"),
            ("Be\u{7}ep\u{0}", "Be ep", "Beep"),
            ("\u{202e}maS\u{202c}", "maS", "maS"),
            ("\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}", "", ""),
            ("سارة \u{200f}حسن", "سارة حسن", "سارة حسن"),
            // What joins letters is part of a word.
            ("نمی\u{200c}دانم", "نمی\u{200c}دانم", "نمی\u{200c}دانم"),
        ] {
            assert_eq!((line(typed).as_str(), lines(typed).as_str()), (one, many), "{typed:?}");
        }
    }
}
