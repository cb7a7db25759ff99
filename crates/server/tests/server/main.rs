//! What a person, or another program, could notice of the server.

// clippy knows its tests by their attribute, and helpers of tests have none.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod api;
mod asking;
mod calendars;
mod changes;
// The file is the store's too, and what it expects of clippy it may meet only there.
#[allow(unfulfilled_lint_expectations)]
#[path = "../../../store/tests/contract/cluster.rs"]
mod cluster;
mod courses;
mod coverage;
mod crash;
mod family_pages;
mod faults;
mod feeds;
mod harness;
mod importers;
mod masked;
mod messages;
mod notices;
mod openactive;
mod oruk;
mod pages;
mod search;
mod service_areas;
mod services_by_id;
mod several_servers;
mod smtp;
mod team;
mod team_pages;
mod timetable;
mod waiting;
mod web_feeds;
mod wording;
