//! QR codes (ISO/IEC 18004) as SVG.

use core::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// White modules around the code, as the standard asks for.
const QUIET: i32 = 4;

/// The code of a text, black on white whatever the page's colours, because readers want it so. One path, one row after
/// the other, each run of black modules a rectangle. A code that is a third dirty or torn still reads. `None` when the
/// text is too long for a code.
pub(super) fn svg(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Quartile).ok()?;
    let side = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|x| code.get_module(*x, y)).count() as i32;
            if run > 0 {
                // Writing to a text never fails.
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#ffffff\" d=\"M0 0h{side}v{side}h-{side}z\"/><path fill=\"#000000\" d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws the rectangles of the black path and reads the picture as a phone does.
    fn read(svg: &str) -> String {
        let side: usize = svg.split('"').nth(3).unwrap().split(' ').nth(2).unwrap().parse().unwrap();
        let black = svg.split("d=\"").nth(2).unwrap().split('"').next().unwrap();
        let mut dark = vec![false; side * side];
        for run in black.split('M').skip(1) {
            let (at, rest) = run.split_once('h').unwrap();
            let (x, y) = at.split_once(' ').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            let length: usize = rest.split('v').next().unwrap().parse().unwrap();
            dark[y * side + x..y * side + x + length].fill(true);
        }
        let scale = 8;
        let pixel = |x: usize, y: usize| if dark[(y / scale) * side + x / scale] { 0 } else { 255 };
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side * scale, side * scale, pixel);
        picture.detect_grids()[0].decode().unwrap().1
    }

    #[test]
    fn a_code_reads_as_the_address_it_was_made_of() {
        for address in
            ["https://hub.example.org/f/k7m4qxw2", "https://a-long-name-of-a-council.gov.uk/f/22222222"]
        {
            assert_eq!(read(&svg(address).unwrap()), address);
        }
        assert_eq!(svg(&"x".repeat(5000)), None);
    }
}
