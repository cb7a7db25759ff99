//! Sealing what families ask, so that neither the database nor a copy of it tells it: XChaCha20-Poly1305, with a key that
//! only the server is told.

use core::fmt;
use core::str::FromStr;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

/// The bytes of a key.
const KEY: usize = 32;
/// The bytes of a nonce. They are so many that random ones never meet.
pub const NONCE: usize = 24;

/// The key that seals and opens: 256 bits. It never prints.
#[derive(Clone, PartialEq, Eq)]
pub struct DataKey([u8; KEY]);

/// A text that is not a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key is 64 hexadecimal digits, as `openssl rand -hex 32` prints them")]
pub struct NotAKey;

impl FromStr for DataKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let text = text.trim();
        if text.len() != 2 * KEY || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(NotAKey);
        }
        let mut key = [0; KEY];
        for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = core::str::from_utf8(digits).map_err(|_| NotAKey)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| NotAKey)?;
        }
        Ok(Self(key))
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(hidden)")
    }
}

impl DataKey {
    /// A text sealed under a name, without which it does not open: one that is moved to another row is noticed. The
    /// nonce has to be random, and new each time.
    #[must_use]
    pub fn seal(&self, text: &[u8], name: &str, nonce: [u8; NONCE]) -> Option<Vec<u8>> {
        let payload = Payload { msg: text, aad: name.as_bytes() };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload).ok()?;
        Some([&nonce[..], &sealed].concat())
    }

    /// The text that was sealed under this name; `None` when it was not, or with another key, or has been changed.
    #[must_use]
    pub fn open(&self, sealed: &[u8], name: &str) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: sealed, aad: name.as_bytes() };
        self.cipher().decrypt(&XNonce::from(*nonce), payload).ok()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(digit: &str) -> DataKey {
        digit.repeat(2 * KEY).parse().unwrap()
    }

    #[test]
    fn what_is_sealed_opens_with_its_key_and_name_alone() {
        let sealed = key("a").seal(b"Sam Okafor", "K7M-4QX", [7; NONCE]).unwrap();
        assert!(!sealed.windows(3).any(|part| part == b"Sam"));
        assert_eq!(key("a").open(&sealed, "K7M-4QX").as_deref(), Some(&b"Sam Okafor"[..]));
        assert_eq!(key("b").open(&sealed, "K7M-4QX"), None);
        assert_eq!(key("a").open(&sealed, "K7M-4QY"), None);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(key("a").open(&changed, "K7M-4QX"), None, "byte {at}");
        }
        assert_eq!(key("a").open(&sealed[..NONCE - 1], "K7M-4QX"), None);
    }

    #[test]
    fn a_key_is_sixty_four_hexadecimal_digits_and_never_prints() {
        for (text, good) in [
            ("0".repeat(64), true),
            (format!(" {}\n", "Ff".repeat(32)), true),
            ("0".repeat(63), false),
            ("g".repeat(64), false),
            ("é".repeat(32), false),
            (String::new(), false),
        ] {
            assert_eq!(text.parse::<DataKey>().is_ok(), good, "{text}");
        }
        assert_eq!(format!("{:?}", key("a")), "DataKey(hidden)");
    }
}
