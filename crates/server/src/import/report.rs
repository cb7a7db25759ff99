//! What an import did, record by record.

use core::fmt;

/// A record that was not taken, or taken with something left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Which: `line 12`, `service 3 (…)`.
    pub record: String,
    /// Why.
    pub reason: String,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Records not there before.
    pub added: usize,
    /// Records put in place of those there.
    pub updated: usize,
    /// Sessions made from a timetable that were not there before.
    pub new_sessions: u64,
    /// Records not taken.
    pub rejected: Vec<Remark>,
    /// Records taken with something left out.
    pub warnings: Vec<Remark>,
    /// Whether anything was written.
    pub applied: bool,
}

impl Report {
    /// Notes a record that is not taken.
    pub fn reject(&mut self, record: &str, reason: impl fmt::Display) {
        self.rejected.push(Remark { record: record.to_owned(), reason: reason.to_string() });
    }

    /// Notes something left out of a record.
    pub fn warn(&mut self, record: &str, reason: impl fmt::Display) {
        self.warnings.push(Remark { record: record.to_owned(), reason: reason.to_string() });
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
        skip_rejected || self.rejected.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Remark { record, reason } in &self.rejected {
            writeln!(f, "rejected  {record}: {reason}")?;
        }
        for Remark { record, reason } in &self.warnings {
            writeln!(f, "warning   {record}: {reason}")?;
        }
        write!(f, "{} added, {} updated, {} rejected", self.added, self.updated, self.rejected.len())?;
        if self.new_sessions > 0 {
            write!(f, ", {} new sessions", self.new_sessions)?;
        }
        if !self.applied {
            write!(f, "; nothing was applied (put these right, or repeat with --skip-rejected)")?;
        }
        Ok(())
    }
}
