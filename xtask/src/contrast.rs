//! The contrast of colour pairs, in light and in dark, as WCAG 2.2 counts it.
//!
//! `style/tokens.css` names each pair that is drawn together in a comment, with the ratio it needs:
//! `/* pair: --colour-ink on --colour-paper 4.5 */`.

use std::collections::BTreeMap;

use crate::tidy::Finding;

type Colours = BTreeMap<String, String>;

/// Every pair whose colours are too close, or cannot be read.
pub fn check_contrast(file: &str, css: &str) -> Vec<Finding> {
    let (light, dark) = palettes(css);
    let mut findings = Vec::new();
    for (at, line) in css.lines().enumerate() {
        let Some(rest) = line.split_once("/* pair:").map(|(_, rest)| rest) else { continue };
        let Some(pair) = Pair::parse(rest) else {
            let message = "not a pair; write /* pair: --ink on --paper 4.5 */".to_owned();
            findings.push(Finding::new(file, at + 1, message));
            continue;
        };
        for (scheme, colours) in [("light", &light), ("dark", &dark)] {
            let message = match (resolve(colours, pair.ink), resolve(colours, pair.paper)) {
                (Some(ink), Some(paper)) => {
                    let ratio = contrast(ink, paper);
                    if ratio + 0.005 >= pair.least {
                        continue;
                    }
                    format!(
                        "{} on {} is {ratio:.2} to 1 in {scheme}, and {} is needed; change one of the two",
                        pair.ink, pair.paper, pair.least
                    )
                }
                (None, _) => format!("{} has no #hex colour in {scheme}; give it one", pair.ink),
                (_, None) => format!("{} has no #hex colour in {scheme}; give it one", pair.paper),
            };
            findings.push(Finding::new(file, at + 1, message));
        }
    }
    findings
}

struct Pair<'a> {
    ink: &'a str,
    paper: &'a str,
    least: f64,
}

impl Pair<'_> {
    fn parse(text: &str) -> Option<Pair<'_>> {
        let text = text.split_once("*/")?.0;
        let mut words = text.split_whitespace();
        let (ink, on, paper, least) = (words.next()?, words.next()?, words.next()?, words.next()?);
        let is_pair =
            on == "on" && ink.starts_with("--") && paper.starts_with("--") && words.next().is_none();
        is_pair.then_some(Pair { ink, paper, least: least.parse().ok()? })
    }
}

/// The custom properties in light, and in dark where they differ. Blocks for forced colours, print or more contrast
/// have rules of their own and are passed over.
fn palettes(css: &str) -> (Colours, Colours) {
    let css = without_comments(css);
    let (mut light, mut dark) = (Colours::new(), Colours::new());
    let mut blocks: Vec<String> = Vec::new();
    let mut piece = String::new();
    for letter in css.chars() {
        match letter {
            '{' => blocks.push(std::mem::take(&mut piece)),
            ';' | '}' => {
                let context = blocks.join(" ");
                if let Some((name, value)) = declaration(&piece)
                    && !["forced-colors", "print", "prefers-contrast"]
                        .iter()
                        .any(|word| context.contains(word))
                {
                    let palette = if context.contains("dark") { &mut dark } else { &mut light };
                    palette.insert(name, value);
                }
                piece.clear();
                if letter == '}' {
                    blocks.pop();
                }
            }
            _ => piece.push(letter),
        }
    }
    let mut all = light.clone();
    all.extend(dark);
    (light, all)
}

fn declaration(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once(':')?;
    let name = name.trim();
    name.starts_with("--").then(|| (name.to_owned(), value.trim().to_owned()))
}

fn without_comments(css: &str) -> String {
    let mut out = String::new();
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

/// Follows `var(--other)`, a few steps at most.
fn resolve(colours: &Colours, name: &str) -> Option<[u8; 3]> {
    let mut value = colours.get(name)?;
    for _ in 0..8 {
        match value.strip_prefix("var(").and_then(|rest| rest.strip_suffix(')')) {
            Some(other) => value = colours.get(other.trim())?,
            None => return hex(value),
        }
    }
    None
}

fn hex(text: &str) -> Option<[u8; 3]> {
    let digits: Vec<u8> = text
        .strip_prefix('#')?
        .chars()
        .map(|digit| Some(digit.to_digit(16)? as u8))
        .collect::<Option<_>>()?;
    match digits.as_slice() {
        [r, g, b] => Some([r * 17, g * 17, b * 17]),
        [r, rr, g, gg, b, bb] => Some([r * 16 + rr, g * 16 + gg, b * 16 + bb]),
        _ => None,
    }
}

/// The ratio of WCAG 2.2, from 1 to 21.
fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: [u8; 3]) -> f64 {
    let [r, g, b] = colour.map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_that_are_known() {
        for (one, other, ratio) in
            [("#000", "#ffffff", 21.0), ("#777", "#fff", 4.48), ("#1d2b33", "#1d2b33", 1.0)]
        {
            let found = contrast(hex(one).unwrap(), hex(other).unwrap());
            assert!((found - ratio).abs() < 0.01, "{one} on {other}: {found}");
        }
    }

    #[test]
    fn both_schemes_are_measured() {
        let css = "/* pair: --ink on --paper 4.5 */\n\
                   :root { --ink: #111; --paper: var(--white); --white: #fff }\n\
                   @media (prefers-color-scheme: dark) { :root { --paper: #222; } }\n\
                   @media (forced-colors: active) { :root { --paper: #111; } }";
        let findings = check_contrast("tokens.css", css);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(
            findings[0].to_string().starts_with("tokens.css:1: --ink on --paper is 1."),
            "{}",
            findings[0]
        );
        assert!(findings[0].to_string().contains("in dark"));
    }

    #[test]
    fn a_pair_that_cannot_be_read_is_told() {
        let css = "/* pair: --ink on --paper */\n/* pair: --ink on --gone 3 */\n:root { --ink: #000; }";
        let findings: Vec<String> = check_contrast("t", css).iter().map(ToString::to_string).collect();
        assert!(findings[0].starts_with("t:1: not a pair"), "{findings:?}");
        assert!(findings[1].starts_with("t:2: --gone has no #hex colour in light"), "{findings:?}");
    }
}
