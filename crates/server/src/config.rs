//! What a server is told at its start.

use std::path::PathBuf;

/// The settings of one server. Every one is a flag of `serve` and a `FAMILY_HUB_…` variable.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder of the built app.
    pub dist: PathBuf,
    /// The folder for what the server writes, such as messages.
    pub var: PathBuf,
    /// The address families use, without a slash at its end.
    pub public_url: String,
    /// The origins besides its own from which a browser may call the API.
    pub allow_origins: Vec<String>,
    /// The council's GSS code, such as `E06000007`.
    pub local_authority: String,
    /// How many proxies of ours stand before the server; 0 when clients reach it themselves.
    pub trusted_proxies: usize,
    /// How many bookings and cancellations one client may send in a minute.
    pub booking_limit_per_minute: u32,
    /// How many days after a session names, contacts and needs of those booked are kept.
    pub keep_days: u16,
}
