//! What a person, or another program, could notice of the server.

mod api;
#[path = "../../../store/tests/contract/cluster.rs"]
mod cluster;
mod crash;
mod harness;
mod importers;
mod messages;
mod pages;
