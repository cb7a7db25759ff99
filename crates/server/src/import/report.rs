//! What an import did, record by record.

use core::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use domain::Actor;
use serde_json::json;

use super::ImportError;

/// A record that was not taken, or taken with something left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Which: `line 12`, `service 3 (…)`.
    pub record: String,
    /// Why.
    pub reason: String,
}

impl Remark {
    /// A remark on this record.
    pub fn new(record: impl Into<String>, reason: impl fmt::Display) -> Self {
        Self { record: record.into(), reason: reason.to_string() }
    }
}

/// The forms a report is written to a file in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For spreadsheets.
    Csv,
    /// For programs.
    Json,
}

impl Form {
    /// The form that the end of a file's name asks for.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Records not there before.
    pub added: usize,
    /// Records put in place of those there, the unchanged ones among them.
    pub updated: usize,
    /// Records that were there already and are the very same.
    pub unchanged: usize,
    /// Records passed over because they have not changed since the moment that was asked for.
    pub not_modified: usize,
    /// Sessions made from a timetable that were not there before.
    pub new_sessions: u64,
    /// Records not taken.
    pub rejected: Vec<Remark>,
    /// Records taken with something left out.
    pub warnings: Vec<Remark>,
    /// Services taken out of the directory, or that would have been.
    pub removed: Vec<Remark>,
    /// Services that were to be taken out and stay, closed.
    pub kept: Vec<Remark>,
    /// Why the run as a whole is not applied, besides rejected records.
    pub refusal: Option<String>,
    /// Who did it, where that is recorded.
    pub by: Option<Actor>,
    /// Whether anything was written.
    pub applied: bool,
}

impl Report {
    /// Notes a record that is not taken.
    pub fn reject(&mut self, record: &str, reason: impl fmt::Display) {
        self.rejected.push(Remark::new(record, reason));
    }

    /// Notes something left out of a record.
    pub fn warn(&mut self, record: &str, reason: impl fmt::Display) {
        self.warnings.push(Remark::new(record, reason));
    }

    /// Counts a record as added or updated.
    pub fn count(&mut self, was_there: bool) {
        if was_there {
            self.updated += 1;
        } else {
            self.added += 1;
        }
    }

    /// Whether the run may be applied.
    #[must_use]
    pub fn may_apply(&self, skip_rejected: bool) -> bool {
        self.refusal.is_none() && (skip_rejected || self.rejected.is_empty())
    }

    /// Every remark with its kind: rejected ones first.
    fn remarks(&self) -> impl Iterator<Item = (&'static str, &Remark)> {
        let kinds = [
            ("rejected", &self.rejected),
            ("warning", &self.warnings),
            ("removed", &self.removed),
            ("kept", &self.kept),
        ];
        kinds.into_iter().flat_map(|(kind, remarks)| remarks.iter().map(move |remark| (kind, remark)))
    }

    /// The report as JSON, for programs.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        let list = |remarks: &[Remark]| -> Vec<serde_json::Value> {
            let one = |remark: &Remark| json!({ "record": remark.record, "reason": remark.reason });
            remarks.iter().map(one).collect()
        };
        json!({
            "applied": self.applied,
            "refusal": self.refusal,
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "not_modified": self.not_modified,
            "new_sessions": self.new_sessions,
            "by": self.by,
            "rejected": list(&self.rejected),
            "warnings": list(&self.warnings),
            "removed": list(&self.removed),
            "kept": list(&self.kept),
        })
    }

    /// The remarks as CSV with the columns `kind`, `record` and `reason`, for spreadsheets. The last row is the line
    /// that says what happened.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_csv(&self, into: impl Write) -> Result<(), csv::Error> {
        let mut writer = csv::Writer::from_writer(into);
        writer.write_record(["kind", "record", "reason"])?;
        for (kind, Remark { record, reason }) in self.remarks() {
            writer.write_record([kind, &as_text(record), &as_text(reason)])?;
        }
        let kind = if self.applied { "applied" } else { "not applied" };
        writer.write_record([kind, "", &self.summary()])?;
        Ok(writer.flush()?)
    }

    /// Writes the report to a file, as JSON or CSV by the end of its name.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), ImportError> {
        let failed = |reason: String| ImportError::Report { path: path.to_owned(), reason };
        let mut file = File::create(path).map_err(|e| failed(e.to_string()))?;
        match Form::of(path) {
            Some(Form::Json) => writeln!(file, "{:#}", self.json()).map_err(|e| failed(e.to_string())),
            _ => self.write_csv(file).map_err(|e| failed(e.to_string())),
        }
    }

    /// Writes the report for people. Whoever has read enough of it may stop reading (`| head`).
    ///
    /// # Errors
    /// When it cannot be written for another reason.
    pub fn print(&self, mut into: impl Write) -> io::Result<()> {
        match writeln!(into, "{self}").and_then(|()| into.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            printed => printed,
        }
    }

    /// The line that says what happened.
    #[must_use]
    pub fn summary(&self) -> String {
        let mut line = format!("{} added, {} updated", self.added, self.updated);
        if self.unchanged > 0 {
            line += &format!(" ({} of them unchanged)", self.unchanged);
        }
        for (count, what) in [
            (self.not_modified, "not modified since"),
            (self.removed.len(), "removed"),
            (self.kept.len(), "kept for their bookings"),
        ] {
            if count > 0 {
                line += &format!(", {count} {what}");
            }
        }
        line += &format!(", {} rejected", self.rejected.len());
        if self.new_sessions > 0 {
            line += &format!(", {} new sessions", self.new_sessions);
        }
        if let Some(by) = self.by.as_ref().filter(|_| self.applied) {
            line += &format!(", recorded as done by {}", by.as_str());
        }
        match &self.refusal {
            _ if self.applied => {}
            Some(refusal) => line += &format!("; nothing was applied: {refusal}"),
            None => line += "; nothing was applied (put these right, or repeat with --skip-rejected)",
        }
        line
    }
}

/// A text that begins as a formula does is one to a spreadsheet, and names come from whoever wrote the feed.
fn as_text(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { format!("'{cell}") } else { cell.to_owned() }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, Remark { record, reason }) in self.remarks() {
            writeln!(f, "{kind:<9} {record}: {reason}")?;
        }
        write!(f, "{}", self.summary())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_says_the_same_in_every_form() {
        let mut report = Report { added: 1, updated: 2, unchanged: 1, ..Report::default() };
        report.reject("service 3 (=HYPERLINK())", "its id is missing");
        report.warn("service 4", "its web address is not one and is left out");
        report.removed.push(Remark::new("old-one", "the feed no longer has it"));
        assert!(!report.may_apply(false) && report.may_apply(true));
        let last = "1 added, 2 updated (1 of them unchanged), 1 removed, 1 rejected; nothing was applied (put these \
                    right, or repeat with --skip-rejected)";
        assert_eq!(
            report.to_string(),
            format!(
                "rejected  service 3 (=HYPERLINK()): its id is missing\n\
                 warning   service 4: its web address is not one and is left out\n\
                 removed   old-one: the feed no longer has it\n{last}"
            )
        );
        let mut csv = Vec::new();
        report.write_csv(&mut csv).unwrap();
        let csv = String::from_utf8(csv).unwrap();
        assert_eq!(csv.lines().count(), 5);
        assert!(csv.starts_with("kind,record,reason\nrejected,service 3 (=HYPERLINK()),its id is missing\n"));
        assert_eq!(as_text("=1+1"), "'=1+1");
        assert_eq!(report.json()["rejected"][0]["reason"], "its id is missing");
        report.refusal = Some("too many would go".to_owned());
        assert!(!report.may_apply(true));
        assert!(report.summary().ends_with("; nothing was applied: too many would go"));
        report.by = Actor::parse("Front desk").ok();
        assert!(report.summary().ends_with("too many would go"), "what was not done was done by nobody");
        report.applied = true;
        assert!(report.summary().ends_with(", 1 rejected, recorded as done by Front desk"));
        assert_eq!(report.json()["by"], "Front desk");
    }

    #[test]
    fn whoever_has_read_enough_may_stop() {
        struct Closed(io::ErrorKind);
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(self.0.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        for (kind, is_well) in [(io::ErrorKind::BrokenPipe, true), (io::ErrorKind::StorageFull, false)] {
            assert_eq!(Report::default().print(Closed(kind)).is_ok(), is_well);
        }
    }
}
