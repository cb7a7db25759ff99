//! What one run of a feed of services brings, and what came of it.

use std::collections::HashMap;

use domain::{Category, Instant, Location, LocationId, Service, ServiceId};

/// What has to be known of the hub before a feed is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KnownServices {
    /// Every service that is listed, with the source it last came from; empty when it came from none.
    pub services: HashMap<ServiceId, String>,
    /// The locations that have a page of their own.
    pub sites: Vec<Location>,
    /// The hub's categories, groups first.
    pub categories: Vec<Category>,
    /// When the last whole run of the source that was asked about began.
    pub last_run: Option<Instant>,
}

/// One run of a feed: all of it is applied, or nothing.
#[derive(Clone, Copy, Debug)]
pub struct FeedRun<'a> {
    /// What the feed is remembered by.
    pub source: &'a str,
    /// Services to add or update, each id once.
    pub services: &'a [Service],
    /// Locations to add or update, each id once.
    pub locations: &'a [Location],
    /// Services the feed says are no longer offered: they stay listed, as closed.
    pub closed: &'a [ServiceId],
    /// Services to take out of the directory.
    pub withdrawn: &'a [ServiceId],
    /// Whether the run has all that the feed has. Only then may it say that an address is secret no longer: in a part
    /// of a feed the service that says so may be missing. And it may say so only of what the same source kept secret.
    pub is_complete: bool,
    /// Whether to remember that the feed was read at `now`.
    pub is_remembered: bool,
    /// When the run began.
    pub now: Instant,
}

/// What came of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedOutcome {
    /// How many services were there already, with the very same listing.
    pub unchanged: usize,
    /// Services that were to be withdrawn and stay, closed: families have booked sessions of theirs to come.
    pub kept_for_bookings: Vec<ServiceId>,
    /// Locations that the run names without a word of secrecy and that stay secret all the same.
    pub kept_secret: Vec<LocationId>,
}
