//! The catalogue: everything a directory is built from, as read from the store at one version.

use crate::category::Category;
use crate::location::{Locality, Location};
use crate::series::Series;
use crate::service::Service;
use crate::session::Session;

/// Everything that is offered. Places taken in its sessions are as of the moment it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalogue {
    /// Grows by one with every import; a server reloads when it has changed.
    pub version: i64,
    /// Areas of the network.
    pub localities: Vec<Locality>,
    /// Categories, groups first.
    pub categories: Vec<Category>,
    /// Venues, masked ones whole: [`Location::public`] is applied before anything leaves the server.
    pub locations: Vec<Location>,
    /// Services.
    pub services: Vec<Service>,
    /// Series.
    pub series: Vec<Series>,
    /// Sessions that have not ended, and those of the last day, soonest first.
    pub sessions: Vec<Session>,
}
