//! The lines on which the rows of a table begin. What reads the cells counts a line too few for each row that ends in a
//! carriage return and a line feed, and does not tell a file that ends inside quotation marks.

use std::collections::VecDeque;
use std::io::{self, Read};

/// Where a byte of a table stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a row; lines with nothing in them are none.
    Row,
    /// Before a cell, where alone a quotation mark begins a text.
    Cell,
    Plain,
    Quoted,
    /// Behind a mark in a quoted text: its end, or the first of two.
    Mark,
}

/// Reads a table and notes the line of each of its rows.
pub(super) struct Lines<R> {
    from: R,
    delimiter: u8,
    state: State,
    line: u64,
    is_after_return: bool,
    /// The lines of rows that were read and not yet asked for.
    rows: VecDeque<u64>,
}

impl<R> Lines<R> {
    /// Of a table with this between its cells.
    pub(super) fn new(from: R, delimiter: u8) -> Self {
        Self { from, delimiter, state: State::Row, line: 1, is_after_return: false, rows: VecDeque::new() }
    }

    /// The line of the next row, beginning with the names of the columns. To be asked once for each.
    pub(super) fn next_row(&mut self) -> u64 {
        self.rows.pop_front().unwrap_or(self.line)
    }

    /// Whether what was read ends inside quotation marks: the file was cut off, or a mark is not closed.
    pub(super) fn is_cut_off(&self) -> bool {
        self.state == State::Quoted
    }

    fn note(&mut self, byte: u8) {
        let is_end = matches!(byte, b'\r' | b'\n');
        if self.state == State::Row && !is_end {
            self.rows.push_back(self.line);
            self.state = State::Cell;
        }
        self.state = match (self.state, byte) {
            (State::Quoted, b'"') => State::Mark,
            (State::Quoted, _) | (State::Cell | State::Mark, b'"') => State::Quoted,
            _ if is_end => State::Row,
            _ if byte == self.delimiter => State::Cell,
            _ => State::Plain,
        };
        if byte == b'\r' || byte == b'\n' && !self.is_after_return {
            self.line += 1;
        }
        self.is_after_return = byte == b'\r';
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        into[..read].iter().for_each(|byte| self.note(*byte));
        Ok(read)
    }
}

/// The line of each row of a table that is there already, the names of its columns first.
pub(super) fn of_rows(text: &str) -> Vec<u64> {
    let mut lines = Lines::new((), b',');
    text.bytes().for_each(|byte| lines.note(byte));
    lines.rows.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_by_the_line_they_begin_on() {
        for (text, rows) in [
            ("a,b\n1,2\n3,4\n", &[1, 2, 3][..]),
            ("a,b\r\n1,2\r\n3,4\r\n", &[1, 2, 3]),
            ("a,b\r1,2\r3,4", &[1, 2, 3]),
            ("\n\na,b\n\n1,2\r\n\r\n3,4", &[3, 5, 7]),
            ("a,b\r\n1,\"two\r\nlines\"\r\n3,4\r\n", &[1, 2, 4]),
            ("a,\"b \"\"c\"\"\nd\"\n1", &[1, 3]),
            ("a,b\"c\n1\"\n2", &[1, 2, 3]),
            ("", &[]),
        ] {
            assert_eq!(of_rows(text), rows, "{text:?}");
            let mut reader =
                csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            assert_eq!(reader.records().count(), rows.len(), "{text:?}");
        }
    }

    #[test]
    fn what_ends_inside_quotation_marks_is_cut_off() {
        for (text, is_cut_off) in [
            ("a,\"b", true),
            ("a,\"b\n1,2\n", true),
            ("a,\"b\"\"", true),
            ("a,\"b\"", false),
            ("a,b\"", false),
            ("a, \"b", false),
            ("\"", true),
            ("", false),
        ] {
            let mut lines = Lines::new(text.as_bytes(), b',');
            io::copy(&mut lines, &mut io::sink()).unwrap();
            assert_eq!(lines.is_cut_off(), is_cut_off, "{text:?}");
        }
    }
}
