//! The records of a JSON feed, one at a time: no more than one of them is in memory.
//!
//! A feed is one or more JSON values after one another: lists of records, pages with a list of records in them, or
//! records by themselves (one on each line, NDJSON). The outline of each record is found first and the record is then
//! read by itself, so that one that is broken spoils no other.

use std::io::{BufRead, Read};

use serde_json::{Map, Value};

use super::letters::Letters;

/// The largest record that is read, in bytes.
pub const LARGEST_RECORD: usize = 32 * 1024 * 1024;
/// Where a page keeps its records: Open Referral 3, version 1, and exports without a page.
const LISTS: [&str; 3] = ["contents", "content", "services"];
/// So many things that are not JSON are told one by one; a file with more is not a feed.
const MOST_FAULTS: usize = 1000;

/// Why a feed cannot be read as a whole.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// It stopped coming, or is not text.
    #[error("{0}")]
    Unreadable(#[from] std::io::Error),
    /// It ends in the middle.
    #[error("it ends in the middle, after {whole} whole records: it was cut off")]
    CutOff {
        /// How many records came before the end.
        whole: usize,
    },
    /// It is not a list, a page or lines of records.
    #[error("expected services: a list of them, a page with \"contents\", or one on each line")]
    NoRecords,
}

/// A record, or what is wrong with what stands in its place.
pub type Record = Result<Value, String>;

/// The records of a feed.
pub struct Records<R> {
    letters: Letters<R>,
    state: State,
    /// How many records were found, whether or not they could be read.
    found: usize,
    faults: usize,
    has_list: bool,
    /// The members of the page or record that is being read, and of the last page after it.
    members: Map<String, Value>,
    /// Why the object that is being read is not a record, and how long it is.
    broken: Option<String>,
    length: usize,
}

#[derive(Clone, Copy)]
enum State {
    /// Between values.
    Outside,
    /// Among the members of an object: a page once it has had its list, a record when it ends without one.
    Object { has_list: bool },
    /// Among the records of a list.
    List { in_object: bool },
    /// At the end, or past mending.
    Ended,
}

impl<R: Read> Records<R> {
    /// Reads from here.
    pub fn new(from: R) -> Self {
        Self {
            letters: Letters::new(from),
            state: State::Outside,
            found: 0,
            faults: 0,
            has_list: false,
            members: Map::new(),
            broken: None,
            length: 0,
        }
    }

    /// What the last page said of itself, once it has been read: `total_pages` and the like.
    pub fn page(&self) -> &Map<String, Value> {
        &self.members
    }

    /// How many bytes so far were not UTF-8.
    pub fn put_right(&self) -> usize {
        self.letters.put_right()
    }

    fn read_on(&mut self) -> Result<Option<Record>, FeedError> {
        loop {
            let Some(byte) = self.peek()? else { return self.end() };
            match (self.state, byte) {
                // Some feeds end a list with one.
                (_, b',') => self.letters.consume(1),
                (State::Outside, b'[') => self.begin_list(false),
                (State::Outside, b'{') => self.begin_object(),
                (State::Outside, _) => return self.fault("before or after the records is something else"),
                (State::Object { has_list }, b'}') => {
                    self.letters.consume(1);
                    self.state = State::Outside;
                    if !has_list {
                        return self.record().map(Some);
                    }
                }
                (State::Object { .. }, b'"') => {
                    if !self.member()? {
                        return self.fault("a member of an object has no value");
                    }
                }
                (State::Object { .. }, _) => return self.fault("a member of an object has no name"),
                (State::List { in_object }, b']') => {
                    self.letters.consume(1);
                    self.state = if in_object { State::Object { has_list: true } } else { State::Outside };
                }
                (State::List { .. }, _) => {
                    self.found += 1;
                    return self.value().map(|bytes| Some(read(bytes)));
                }
                (State::Ended, _) => return Ok(None),
            }
        }
    }

    fn end(&mut self) -> Result<Option<Record>, FeedError> {
        match self.state {
            State::Ended => Ok(None),
            State::List { .. } | State::Object { .. } => Err(FeedError::CutOff { whole: self.found }),
            _ if self.found == 0 && !self.has_list => Err(FeedError::NoRecords),
            _ => {
                self.state = State::Ended;
                Ok(None)
            }
        }
    }

    fn begin_list(&mut self, in_object: bool) {
        self.letters.consume(1);
        self.has_list = true;
        self.state = State::List { in_object };
    }

    fn begin_object(&mut self) {
        self.letters.consume(1);
        self.members.clear();
        (self.broken, self.length) = (None, 0);
        self.state = State::Object { has_list: false };
    }

    /// Reads one member, or its name alone when the list of the page begins. Says whether it was one.
    fn member(&mut self) -> Result<bool, FeedError> {
        let name = self.value()?;
        if self.peek()? != Some(b':') {
            return Ok(false);
        }
        self.letters.consume(1);
        let name = read(name).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default();
        match self.peek()? {
            Some(b'[') if LISTS.contains(&name.as_str()) => self.begin_list(true),
            None | Some(b',' | b'}' | b']') => return Ok(false),
            Some(_) => {
                let bytes = self.value()?;
                self.length += name.len() + bytes.as_ref().map_or(LARGEST_RECORD, Vec::len);
                match read(bytes) {
                    Ok(value) if self.length <= LARGEST_RECORD => drop(self.members.insert(name, value)),
                    Ok(_) => self.broken = Some(too_large()),
                    Err(reason) => self.broken = Some(reason),
                }
            }
        }
        Ok(true)
    }

    /// The object that has just ended, if it is a record.
    fn record(&mut self) -> Result<Record, FeedError> {
        let members = std::mem::take(&mut self.members);
        if let Some(reason) = self.broken.take() {
            self.found += 1;
            return Ok(Err(reason));
        }
        if members.contains_key("id") || members.contains_key("name") {
            self.found += 1;
            return Ok(Ok(Value::Object(members)));
        }
        Ok(Err("it is an object that has neither an id nor a name".to_owned()))
    }

    /// Passes over the rest of a line that is not as it should be.
    fn fault(&mut self, reason: &str) -> Result<Option<Record>, FeedError> {
        self.faults += 1;
        if self.faults > MOST_FAULTS {
            return Err(FeedError::NoRecords);
        }
        self.state = State::Outside;
        loop {
            let letters = self.letters.fill_buf()?;
            let (length, is_end) = match letters.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (letters.len(), letters.is_empty()),
            };
            self.letters.consume(length);
            if is_end {
                return Ok(Some(Err(format!("it is not JSON: {reason}"))));
            }
        }
    }

    /// The next byte that is not white space.
    fn peek(&mut self) -> Result<Option<u8>, FeedError> {
        loop {
            let letters = self.letters.fill_buf()?;
            if letters.is_empty() {
                return Ok(None);
            }
            // What is below a space is white space, or a mark between texts that some programs write (RFC 7464).
            match letters.iter().position(|byte| *byte > b' ') {
                Some(at) => {
                    let byte = letters[at];
                    self.letters.consume(at);
                    return Ok(Some(byte));
                }
                None => {
                    let length = letters.len();
                    self.letters.consume(length);
                }
            }
        }
    }

    /// The bytes of the value that begins here, at least one; nothing when there are too many of them.
    fn value(&mut self) -> Result<Option<Vec<u8>>, FeedError> {
        let (mut bytes, mut is_too_large, mut is_first) = (Vec::new(), false, true);
        let (mut depth, mut in_text, mut is_escaped) = (0_usize, false, false);
        loop {
            let letters = self.letters.fill_buf()?;
            if letters.is_empty() {
                return Err(FeedError::CutOff { whole: self.found.saturating_sub(1) });
            }
            let mut end = None;
            for (at, byte) in letters.iter().enumerate() {
                let after = at + 1;
                match byte {
                    _ if is_escaped => is_escaped = false,
                    b'\\' if in_text => is_escaped = true,
                    b'"' => {
                        in_text = !in_text;
                        end = (!in_text && depth == 0).then_some(after);
                    }
                    _ if in_text => {}
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' if depth > 0 => {
                        depth -= 1;
                        end = (depth == 0).then_some(after);
                    }
                    b'}' | b']' | b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' if depth == 0 => {
                        end = Some(if is_first { after } else { at });
                    }
                    _ => {}
                }
                is_first = false;
                if end.is_some() {
                    break;
                }
            }
            let length = end.unwrap_or(letters.len());
            is_too_large = is_too_large || bytes.len() + length > LARGEST_RECORD;
            if is_too_large {
                bytes = Vec::new();
            } else {
                bytes.extend_from_slice(&letters[..length]);
            }
            self.letters.consume(length);
            if end.is_some() {
                return Ok((!is_too_large).then_some(bytes));
            }
        }
    }
}

impl<R: Read> Iterator for Records<R> {
    type Item = Result<Record, FeedError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.read_on();
        if next.is_err() {
            self.state = State::Ended;
        }
        next.transpose()
    }
}

fn too_large() -> String {
    format!("it is larger than {} MB", LARGEST_RECORD / 1024 / 1024)
}

fn read(bytes: Option<Vec<u8>>) -> Record {
    let mut bytes = bytes.ok_or_else(too_large)?;
    match serde_json::from_slice(&bytes) {
        Ok(value) => Ok(value),
        Err(first) => {
            // JSON forbids line breaks and other control characters in texts; feeds made by hand have them.
            for byte in &mut bytes {
                *byte = if *byte < b' ' { b' ' } else { *byte };
            }
            serde_json::from_slice(&bytes).map_err(|_| format!("it is not JSON: {first}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &[u8]) -> (Vec<Record>, Option<FeedError>, usize) {
        let mut records = Records::new(text);
        let (mut read, mut error) = (Vec::new(), None);
        for record in &mut records {
            match record {
                Ok(record) => read.push(record),
                Err(e) => error = Some(e),
            }
        }
        (read, error, records.page().len())
    }

    /// The ids of records, with `!` for each that cannot be read and at the end for a feed that cannot.
    fn ids(text: &[u8]) -> String {
        let (read, error, _) = read_all(text);
        let mut ids: Vec<String> = read
            .iter()
            .map(|record| match record {
                Ok(value) => value.get("id").unwrap_or(value).to_string(),
                Err(_) => "!".to_owned(),
            })
            .collect();
        ids.extend(error.map(|error| match error {
            FeedError::CutOff { whole } => format!("cut off after {whole}"),
            FeedError::NoRecords => "no records".to_owned(),
            FeedError::Unreadable(error) => error.to_string(),
        }));
        ids.join(" ")
    }

    #[test]
    fn records_are_found_in_every_shape_of_feed() {
        let deep = format!(r#"[{{"id":1,"x":{}1{}}},{{"id":2}}]"#, "[".repeat(5000), "]".repeat(5000));
        for (text, found) in [
            (r#"[{"id":1},{"id":2}]"#, "1 2"),
            ("[]", ""),
            (r#"{"total_pages":1,"contents":[{"id":1}],"empty":false}"#, "1"),
            (r#"{"content":[{"id":1},{"id":2}],"totalElements":2}"#, "1 2"),
            (r#"{"contents":[]}"#, ""),
            ("{\"id\":1}\r\n{\"id\":2}\n\n{\"id\":3}", "1 2 3"),
            ("\u{1e}{\"id\":1}\n\u{1e}{\"name\":2}", "1 {\"name\":2}"),
            (r#"{"contents":[{"id":1}]}{"contents":[{"id":2}]}"#, "1 2"),
            ("\u{feff}[{\"id\":1}]", "1"),
            (r#"[{"id":1},]"#, "1"),
            (r#"[{"id":1} {"id":2}]"#, "1 2"),
            (r#"[{"id":"a\"]}"},{"id":"\\"}]"#, r#""a\"]}" "\\""#),
            (r#"[null,7,"x",true,{"id":1}]"#, r#"null 7 "x" true 1"#),
            ("[{\"id\":1,\"name\":\"two\nlines\"}]", "1"),
            (r#"[{"id":1,"x":NaN},{"id":2}]"#, "! 2"),
            (r#"[{"id":1,"x":"\ud800"},{"id":2}]"#, "! 2"),
            (r#"[{"id":1,"x":1e999},{"id":2}]"#, "! 2"),
            (r#"[{"id":1,}},{"id":2}]"#, "! ! 2"),
            (r#"[{"id":1}] and so on"#, "1 !"),
            ("{\"id\":1}\noops\n{\"id\":2}", "1 ! 2"),
            ("{\"id\":1}\n{\"id\":oops}\n{\"id\":2}", "1 ! 2"),
            ("{\"id\":1}\n{oops}\n{\"id\":2}", "1 ! 2"),
            ("{\"id\":1}\n{\"id\":}\n{\"id\":2}", "1 ! 2"),
            ("{\"id\":1}\n{\"a\":1}\n{\"id\":2}", "1 ! 2"),
            (r#"[{"id":1},{"id":2"#, "1 cut off after 1"),
            (r#"[{"id":1},{"id":2}"#, "1 2 cut off after 2"),
            (r#"{"contents":[{"id":1}],"total"#, "1 cut off after 0"),
            (r#"{"contents":[{"id":1}]"#, "1 cut off after 1"),
            (r#"[{"id":"1]"#, "cut off after 0"),
            ("", "no records"),
            ("{}", "! no records"),
            ("7", "! no records"),
            ("not json", "! no records"),
            (r#"{"contents":7}"#, "! no records"),
            (deep.as_str(), "! 2"),
        ] {
            assert_eq!(ids(text.as_bytes()), found, "{text:.60}");
        }
        assert!(ids(b"\xff\xfe[\0]\0").contains("UTF-16"));
        assert_eq!(ids("x\n".repeat(2000).as_bytes()).split_whitespace().count(), MOST_FAULTS + 2);
    }

    #[test]
    fn a_page_says_what_it_says_of_itself() {
        let mut records = Records::new(&br#"{"total_pages":3,"contents":[{"id":1}],"last_page":false}"#[..]);
        assert_eq!(records.by_ref().count(), 1);
        assert_eq!(records.page()["total_pages"], 3);
        assert_eq!(records.page()["last_page"], false);
    }

    #[test]
    fn a_record_that_is_too_large_spoils_no_other() {
        let long = "x".repeat(LARGEST_RECORD);
        for text in [
            format!(r#"[{{"id":1,"x":"{long}"}},{{"id":2}}]"#),
            format!("{{\"id\":1,\"x\":\"{long}\"}}\n{{\"id\":2}}"),
        ] {
            assert_eq!(ids(text.as_bytes()), "! 2");
        }
    }
}
