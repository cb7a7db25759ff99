//! The count of what passed and what failed over every kind of test.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

use crate::{error::Error, step::follow};

/// A running count. Each check that is not a test runner counts as one.
#[derive(Debug, Default)]
pub struct Tally {
    passed: u64,
    failed: u64,
    failures: Vec<String>,
}

impl Tally {
    /// Counts one check by its result and goes on either way.
    pub fn check(&mut self, name: &str, result: Result<(), Error>) {
        match result {
            Ok(()) => self.passed += 1,
            Err(error) => self.fail(name, &error.to_string()),
        }
    }

    /// Runs `cargo test` and counts its tests.
    pub fn cargo_tests(&mut self, name: &str, command: &mut Command) {
        let (mut passed, mut failed) = (0, 0);
        let result = follow(command, |line| {
            if let Some(counts) = cargo_counts(line) {
                passed += counts.0;
                failed += counts.1;
            }
        });
        self.add(name, passed, failed, result);
    }

    /// Counts the report that Playwright's JSON reporter left, and the result of the run itself.
    pub fn playwright(&mut self, name: &str, report: &Path, result: Result<(), Error>) {
        let counts = fs::read_to_string(report).ok().and_then(|text| playwright_counts(&text));
        let (passed, failed) = counts.unwrap_or_default();
        self.add(name, passed, failed, result);
    }

    /// Prints what failed and, as the last line, `N passed, N failed`.
    pub fn finish(self) -> Result<(), Error> {
        println!();
        for failure in &self.failures {
            println!("FAILED {failure}");
        }
        println!("{} passed, {} failed", self.passed, self.failed);
        if self.failed == 0 { Ok(()) } else { Err(Error::Tests(self.failures.join(", "))) }
    }

    fn add(&mut self, name: &str, passed: u64, failed: u64, result: Result<(), Error>) {
        self.passed += passed;
        self.failed += failed;
        match result {
            _ if failed > 0 => self.failures.push(format!("{name}: {failed} of {}", passed + failed)),
            // A runner that fails without a failed test did not get as far as its tests.
            Err(error) => self.fail(name, &error.to_string()),
            // One that ran nothing proves nothing.
            Ok(()) if passed == 0 => self.fail(name, "no test was run"),
            Ok(()) => {}
        }
    }

    fn fail(&mut self, name: &str, reason: &str) {
        self.failed += 1;
        self.failures.push(format!("{name}: {}", reason.lines().next().unwrap_or_default()));
    }
}

/// `test result: ok. 3 passed; 1 failed; …` as (3, 1).
fn cargo_counts(line: &str) -> Option<(u64, u64)> {
    let counts = line.trim().strip_prefix("test result: ")?.split_once(". ")?.1;
    let count = |name: &str| {
        counts.split(';').find_map(|part| part.trim().strip_suffix(name)?.trim().parse::<u64>().ok())
    };
    Some((count("passed")?, count("failed")?))
}

/// A flaky test passed in the end, so it counts as passed; errors outside any test count as failed.
fn playwright_counts(report: &str) -> Option<(u64, u64)> {
    let report: Value = serde_json::from_str(report).ok()?;
    let stat = |name: &str| report["stats"][name].as_u64();
    let errors = report["errors"].as_array().map_or(0, Vec::len) as u64;
    Some((stat("expected")? + stat("flaky").unwrap_or(0), stat("unexpected")? + errors))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_lines() {
        for (line, counts) in [
            (
                "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
                Some((12, 0)),
            ),
            ("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured", Some((3, 2))),
            ("test search::finds ... ok", None),
            ("running 3 tests", None),
        ] {
            assert_eq!(cargo_counts(line), counts, "{line}");
        }
    }

    #[test]
    fn playwright_reports() {
        let report =
            r#"{"errors":[{"message":"x"}],"stats":{"expected":5,"unexpected":2,"flaky":1,"skipped":3}}"#;
        assert_eq!(playwright_counts(report), Some((6, 3)));
        assert_eq!(playwright_counts("no json"), None);
    }

    #[test]
    fn a_run_that_stops_before_its_tests_is_one_failure() {
        let mut tally = Tally::default();
        tally.cargo_tests("unit", Command::new("sh").args(["-c", "exit 101"]));
        tally.cargo_tests("none", &mut Command::new("true"));
        tally.check("fmt", Ok(()));
        assert_eq!((tally.passed, tally.failed), (1, 2));
        assert!(tally.finish().is_err());
    }

    #[test]
    fn failed_tests_are_counted_once() {
        let mut tally = Tally::default();
        let line = "echo 'test result: FAILED. 3 passed; 2 failed; 0 ignored'; exit 101";
        tally.cargo_tests("unit", Command::new("sh").args(["-c", line]));
        assert_eq!((tally.passed, tally.failed), (3, 2));
    }
}
