//! The picture that a preview of a family page shows: its name, the next date and whose it is, under the bridge of the
//! hub's mark. Drawn by us, as PNG, because previews show neither SVG nor text.

use tiny_skia::{Color, FillRule, LineCap, Paint, Path, PathBuilder, Pixmap, Stroke, Transform};
use ttf_parser::{Face, OutlineBuilder};
use views::words::written as w;
use views::written::family_page::{Family, theme_words};
use views::written::say;

/// The letters of headings, of the same typeface as on the pages (SIL Open Font Licence, `public/fonts/lexend-OFL.txt`).
const LETTERS: &[u8] = include_bytes!("../../assets/lexend.ttf");

/// The size that previews ask for, in pixels.
const WIDTH: u32 = 1200;
const HEIGHT: u32 = 630;
const MARGIN: f32 = 80.0;

/// What the bridge takes of the room beside it.
const BRIDGE: f32 = 230.0;

const PAPER: [u8; 3] = [0xff, 0xfa, 0xf3];
const INK: [u8; 3] = [0x1d, 0x2b, 0x33];
const TEAL: [u8; 3] = [0x0b, 0x5d, 0x5e];
const SAGE: [u8; 3] = [0xdc, 0xeb, 0xe3];
const MARIGOLD: [u8; 3] = [0xf2, 0xa3, 0x3a];

/// The picture as PNG; `None` when the machine has no memory for it.
pub(super) fn draw(family: &Family, hub: &str) -> Option<Vec<u8>> {
    let face = Face::parse(LETTERS, 0).ok()?;
    let mut sheet = Sheet { pixels: Pixmap::new(WIDTH, HEIGHT)?, face };
    sheet.pixels.fill(colour(PAPER));
    sheet.bridge();
    let room = WIDTH as f32 - 2.0 * MARGIN;
    let mut top = MARGIN - 16.0;
    for line in sheet.lines(theme_words(family.theme), 84.0, room).into_iter().take(2) {
        top += 92.0;
        sheet.text(&line, 84.0, top, INK);
    }
    top += 26.0;
    let chosen = say(w::FAMILY_CHOSEN, &[("organisation", &family.organisation)]);
    let next = family.next();
    for (words, size, ink) in [(chosen.as_str(), 38.0, INK), (next.as_str(), 38.0, TEAL)] {
        for line in sheet.lines(words, size, room - BRIDGE).into_iter().take(2) {
            top += size * 1.35;
            sheet.text(&line, size, top, ink);
        }
    }
    sheet.text(hub, 32.0, HEIGHT as f32 - 44.0, PAPER);
    sheet.pixels.encode_png().ok()
}

fn colour([red, green, blue]: [u8; 3]) -> Color {
    Color::from_rgba8(red, green, blue, 255)
}

fn paint(ink: [u8; 3]) -> Paint<'static> {
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color(colour(ink));
    paint
}

struct Sheet<'a> {
    pixels: Pixmap,
    face: Face<'a>,
}

impl Sheet<'_> {
    fn fill(&mut self, path: Option<Path>, ink: [u8; 3]) {
        if let Some(path) = path {
            self.pixels.fill_path(&path, &paint(ink), FillRule::Winding, Transform::identity(), None);
        }
    }

    /// The arc and its stone, and the river of teal below.
    fn bridge(&mut self) {
        let mut river = PathBuilder::new();
        river.move_to(0.0, HEIGHT as f32 - 120.0);
        river.quad_to(WIDTH as f32 * 0.3, HEIGHT as f32 - 150.0, WIDTH as f32, HEIGHT as f32 - 104.0);
        river.line_to(WIDTH as f32, HEIGHT as f32);
        river.line_to(0.0, HEIGHT as f32);
        river.close();
        self.fill(river.finish(), TEAL);
        let (middle, foot, reach) = (1030.0, HEIGHT as f32 - 114.0, 96.0);
        let mut arc = PathBuilder::new();
        arc.move_to(middle - reach, foot);
        // A half circle as two cubic curves.
        let bend = reach * 0.552_28;
        arc.cubic_to(middle - reach, foot - bend, middle - bend, foot - reach, middle, foot - reach);
        arc.cubic_to(middle + bend, foot - reach, middle + reach, foot - bend, middle + reach, foot);
        if let Some(arc) = arc.finish() {
            let stroke = Stroke { width: 28.0, line_cap: LineCap::Round, ..Stroke::default() };
            self.pixels.stroke_path(&arc, &paint(SAGE), &stroke, Transform::identity(), None);
        }
        self.fill(PathBuilder::from_circle(middle, foot - reach - 44.0, 20.0), MARIGOLD);
    }

    /// Words with their first letter at the margin and their foot at this height.
    fn text(&mut self, words: &str, size: f32, foot: f32, ink: [u8; 3]) {
        let scale = size / f32::from(self.face.units_per_em());
        let mut letters = Letters { path: PathBuilder::new(), scale, x: MARGIN, y: foot };
        for letter in words.chars().filter_map(|letter| self.face.glyph_index(letter)) {
            self.face.outline_glyph(letter, &mut letters);
            letters.x += f32::from(self.face.glyph_hor_advance(letter).unwrap_or(0)) * scale;
        }
        let path = letters.path.finish();
        self.fill(path, ink);
    }

    fn width(&self, words: &str, size: f32) -> f32 {
        let letters = words.chars().filter_map(|letter| self.face.glyph_index(letter));
        let units: u32 = letters.map(|one| u32::from(self.face.glyph_hor_advance(one).unwrap_or(0))).sum();
        units as f32 * size / f32::from(self.face.units_per_em())
    }

    /// Words broken into lines of at most this width; a word that is wider stands by itself.
    fn lines(&self, words: &str, size: f32, room: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in words.split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}"), size) <= room => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }
}

/// Takes the outlines of letters, which point up from their foot, to where they stand on the sheet.
struct Letters {
    path: PathBuilder,
    scale: f32,
    x: f32,
    y: f32,
}

impl Letters {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl OutlineBuilder for Letters {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

#[cfg(test)]
mod tests {
    use domain::family_page::Theme;

    use super::*;

    fn family(theme: Theme, organisation: &str) -> Family {
        Family { theme, organisation: organisation.to_owned(), items: vec![], gone: 0 }
    }

    #[test]
    fn a_picture_has_the_size_that_previews_ask_for_and_says_whose_it_is() {
        let one = draw(&family(Theme::Reception, "Oak Lane School"), "Bridgewater").unwrap();
        assert_eq!(&one[..8], b"\x89PNG\r\n\x1a\n");
        let size = |at: usize| u32::from_be_bytes(one[at..at + 4].try_into().unwrap());
        assert_eq!((size(16), size(20)), (WIDTH, HEIGHT));
        let other = draw(&family(Theme::Reception, "Elm School"), "Bridgewater").unwrap();
        assert_ne!(one, other, "the organisation's name is drawn");
        assert!(one.len() < 150_000, "{}", one.len());
    }

    #[test]
    fn long_and_strange_names_stay_on_the_sheet() {
        let sheet = Sheet { pixels: Pixmap::new(1, 1).unwrap(), face: Face::parse(LETTERS, 0).unwrap() };
        let words = "Support for your child’s special needs and much more besides that never seems to end";
        let lines = sheet.lines(words, 84.0, 1040.0);
        assert!(lines.len() > 2 && lines.iter().all(|line| sheet.width(line, 84.0) <= 1040.0), "{lines:?}");
        assert_eq!(lines.join(" "), words);
        for name in ["", "学校", "مدرسة", &"x".repeat(500)] {
            assert!(draw(&family(Theme::Send, name), name).is_some());
        }
    }
}
