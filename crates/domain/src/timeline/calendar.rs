//! A calendar file of what comes (RFC 5545), made on the device: no server learns of a child.

use super::{ChildId, Entry, Shape};
use crate::{Date, Instant};

/// The longest a run of days is marked from end to end, in days. A longer one would paint months of a calendar, so
/// only its first day is marked.
const LONGEST_RUN: i32 = 31;
/// Octets of a line of the file, its end not counted (RFC 5545, 3.1).
const LINE: usize = 75;

/// A file under way.
#[derive(Clone, Debug)]
pub struct File {
    text: String,
    stamp: String,
    sequence: String,
}

impl File {
    /// A file made at this moment.
    ///
    /// `SEQUENCE` grows with the moment, so that a later file takes the place of an earlier one in a calendar that
    /// has it already.
    #[must_use]
    pub fn begun(now: Instant) -> Self {
        let mut text = String::new();
        line(&mut text, "BEGIN:VCALENDAR", "");
        line(&mut text, "VERSION:2.0", "");
        line(&mut text, "PRODID:-//Family hub//My timeline//EN", "");
        line(&mut text, "CALSCALE:GREGORIAN", "");
        // Minutes since the epoch: a whole number of 32 bits until the year 6053.
        Self { text, stamp: compact(now.to_string()), sequence: (now.unix() / 60).to_string() }
    }

    /// Adds an entry, in the words that the family reads: on its last day where that is a deadline, else on its days.
    ///
    /// The UID stands for this entry of this child in every file, whatever its date or the child's name.
    pub fn add(&mut self, child: &ChildId, entry: &Entry, summary: &str, description: &str, location: &str) {
        let (from, to) = days(entry);
        let out = &mut self.text;
        let uid = [child.as_str(), &(entry.key as i32).to_string(), &entry.number.to_string()].join("-");
        line(out, "BEGIN:VEVENT", "");
        line(out, "UID:", &uid);
        line(out, "DTSTAMP:", &self.stamp);
        line(out, "SEQUENCE:", &self.sequence);
        line(out, "DTSTART;VALUE=DATE:", &compact(from.to_string()));
        line(out, "DTEND;VALUE=DATE:", &compact(to.plus_days(1).to_string()));
        line(out, "SUMMARY:", summary);
        line(out, "DESCRIPTION:", description);
        line(out, "LOCATION:", location);
        line(out, "TRANSP:TRANSPARENT", "");
        line(out, "END:VEVENT", "");
    }

    /// The whole file.
    #[must_use]
    pub fn done(mut self) -> String {
        line(&mut self.text, "END:VCALENDAR", "");
        self.text
    }
}

/// The first and last day that a calendar marks.
fn days(entry: &Entry) -> (Date, Date) {
    match entry.key.shape() {
        Shape::By => (entry.to, entry.to),
        Shape::Between if entry.to.days() - entry.from.days() < LONGEST_RUN => (entry.from, entry.to),
        Shape::Between | Shape::From | Shape::Month => (entry.from, entry.from),
    }
}

/// `20261124`, `20261124T100000Z`
fn compact(mut text: String) -> String {
    text.retain(|letter| !matches!(letter, '-' | ':'));
    text
}

/// One line, its value escaped (RFC 5545, 3.3.11; numbers, dates and ids have nothing to escape), folded between
/// characters so that no part is longer than 75 octets.
fn line(out: &mut String, name: &str, value: &str) {
    let mut room = LINE - name.len();
    out.push_str(name);
    for letter in value.chars() {
        let mut put = |letter: char| {
            let size = letter.len_utf8();
            if size > room {
                out.push_str("\r\n ");
                room = LINE - 1;
            }
            room -= size;
            out.push(letter);
        };
        match letter {
            '\n' => {
                put('\\');
                put('n');
            }
            letter if letter.is_control() => {}
            letter => {
                if matches!(letter, '\\' | ';' | ',') {
                    put('\\');
                }
                put(letter);
            }
        }
    }
    out.push_str("\r\n");
}
