//! Query strings: `application/x-www-form-urlencoded` both ways (WHATWG URL).

/// The pairs of a query string, decoded, in order. A leading `?` is allowed.
#[must_use]
pub fn pairs(query: &str) -> Vec<(String, String)> {
    query
        .strip_prefix('?')
        .unwrap_or(query)
        .split('&')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// Writes a query string without its `?`, leaving out empty values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueryWriter(String);

impl QueryWriter {
    /// Adds a pair, unless the value is empty.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        if !value.is_empty() {
            if !self.0.is_empty() {
                self.0.push('&');
            }
            encode(&mut self.0, name);
            self.0.push('=');
            encode(&mut self.0, value);
        }
        self
    }

    /// The address with this query, or the bare address when the query is empty.
    #[must_use]
    pub fn after(self, path: &str) -> String {
        if self.0.is_empty() { path.to_owned() } else { format!("{path}?{}", self.0) }
    }

    /// The query without a `?`.
    #[must_use]
    pub fn finish(self) -> String {
        self.0
    }
}

fn encode(out: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => {
                out.push('%');
                for nibble in [byte >> 4, byte & 15] {
                    out.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase());
                }
            }
        }
    }
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
        match bytes[i] {
            b'+' => out.push(b' '),
            b'%' => {
                if let (Some(high), Some(low)) = (hex(i + 1), hex(i + 2)) {
                    out.push((high * 16 + low) as u8);
                    i += 2;
                } else {
                    out.push(b'%');
                }
            }
            other => out.push(other),
        }
        i += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_browsers_send() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            pairs("?q=stay+%26+play&near=WA5%201AB"),
            [pair("q", "stay & play"), pair("near", "WA5 1AB")]
        );
        assert_eq!(pairs("q&&=x&bad=%zz%4"), [pair("q", ""), pair("", "x"), pair("bad", "%zz%4")]);
        assert_eq!(pairs(""), []);
        assert_eq!(pairs("x=%ff"), [pair("x", "\u{fffd}")]);
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(values in proptest::collection::vec("\\PC{1,12}", 0..5)) {
            let query = values.iter().fold(QueryWriter::default(), |w, v| w.with("q", v)).finish();
            prop_assert!(query.is_ascii());
            let read: Vec<String> = pairs(&query).into_iter().map(|(_, v)| v).collect();
            prop_assert_eq!(read, values);
        }
    }
}
