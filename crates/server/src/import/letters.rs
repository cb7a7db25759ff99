//! The bytes of a file as letters, whatever wrote them.

use std::io::{self, BufRead, Read};

use crate::html::windows_1252;

/// How many bytes are read at once.
const PIECE: usize = 64 * 1024;
/// The mark that some programs put at the start of a text in UTF-8.
const MARK: &[u8] = &[0xef, 0xbb, 0xbf];

/// Reads UTF-8. A byte that is none is read as Windows-1252, which is what old spreadsheets write, so that no letter of
/// a name is lost; a mark at the start is left out.
pub struct Letters<R> {
    from: R,
    /// What was read and is not yet letters: the first bytes of one that goes on in the next piece.
    rest: Vec<u8>,
    /// Letters, from `at` on not yet taken.
    ready: Vec<u8>,
    at: usize,
    has_begun: bool,
    has_ended: bool,
    put_right: usize,
}

impl<R: Read> Letters<R> {
    /// Reads from here.
    pub fn new(from: R) -> Self {
        Self {
            from,
            rest: Vec::new(),
            ready: Vec::new(),
            at: 0,
            has_begun: false,
            has_ended: false,
            put_right: 0,
        }
    }

    /// How many bytes so far were not UTF-8.
    pub fn put_right(&self) -> usize {
        self.put_right
    }

    fn read_on(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.at = 0;
        while self.ready.is_empty() && !self.has_ended {
            let before = self.rest.len();
            let read = (&mut self.from).take(PIECE as u64).read_to_end(&mut self.rest)?;
            self.has_ended = read == 0;
            if !self.has_begun && (self.rest.len() >= MARK.len() || self.has_ended) {
                self.has_begun = true;
                if self.rest.starts_with(&[0xff, 0xfe]) || self.rest.starts_with(&[0xfe, 0xff]) {
                    let reason = "it is written in UTF-16: save it as UTF-8";
                    return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
                }
                if self.rest.starts_with(MARK) {
                    self.rest.drain(..MARK.len());
                }
            }
            if self.has_begun && (self.rest.len() > before || self.has_ended || before == 0) {
                self.decode();
            }
        }
        Ok(())
    }

    fn decode(&mut self) {
        let mut bytes = &self.rest[..];
        loop {
            let (good, after) = match str::from_utf8(bytes) {
                Ok(_) => (bytes.len(), 0),
                // The letter may go on in the next piece.
                Err(error) if error.error_len().is_none() && !self.has_ended => {
                    self.ready.extend_from_slice(&bytes[..error.valid_up_to()]);
                    bytes = &bytes[error.valid_up_to()..];
                    break;
                }
                Err(error) => (error.valid_up_to(), 1),
            };
            self.ready.extend_from_slice(&bytes[..good]);
            if after == 0 {
                bytes = &[];
                break;
            }
            self.put_right += 1;
            let mut letter = [0; 4];
            self.ready.extend_from_slice(windows_1252(bytes[good]).encode_utf8(&mut letter).as_bytes());
            bytes = &bytes[good + 1..];
        }
        self.rest = bytes.to_vec();
    }
}

impl<R: Read> BufRead for Letters<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.ready.len() {
            self.read_on()?;
        }
        Ok(&self.ready[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.ready.len());
    }
}

impl<R: Read> Read for Letters<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut ready = self.fill_buf()?;
        let read = ready.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives few bytes at a time, as a slow network does.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let n = self.1.min(into.len());
            self.0.read(&mut into[..n])
        }
    }

    #[test]
    fn every_byte_becomes_a_letter() {
        let long = "é€😀".repeat(30_000);
        for (bytes, text, put_right) in [
            (&b"plain"[..], "plain", 0),
            (b"", "", 0),
            (b"\xef\xbb\xbfmarked", "marked", 0),
            (b"\xef\xbb", "ï»", 2),
            (b"caf\xe9 \xa32 it\x92s", "café £2 it’s", 3),
            ("café".as_bytes(), "café", 0),
            (b"cut \xf0\x9f\x98", "cut ðŸ˜", 3),
            (b"\x81", "\u{fffd}", 1),
            (long.as_bytes(), &long, 0),
        ] {
            for step in [1, 3, usize::MAX] {
                let (mut letters, mut read) = (Letters::new(Slow(bytes, step)), String::new());
                letters.read_to_string(&mut read).unwrap();
                assert_eq!((read.as_str(), letters.put_right()), (text, put_right));
            }
        }
        let error = Letters::new(&b"\xff\xfe[\0]\0"[..]).read_to_string(&mut String::new()).unwrap_err();
        assert!(error.to_string().contains("UTF-16"));
    }
}
