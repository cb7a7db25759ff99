//! How many bookings one client may send in a minute.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use axum::http::HeaderMap;
use domain::Instant;

/// Counts each client's requests in the current minute of the hub's clock.
#[derive(Debug)]
pub struct BookingLimit {
    per_minute: u32,
    counts: Mutex<(i64, HashMap<IpAddr, u32>)>,
}

impl BookingLimit {
    /// At most this many a minute for each client.
    #[must_use]
    pub fn new(per_minute: u32) -> Self {
        Self { per_minute, counts: Mutex::default() }
    }

    /// Counts one request and says whether it may pass.
    #[must_use]
    pub fn allows(&self, client: IpAddr, now: Instant) -> bool {
        let minute = now.unix().div_euclid(60);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        // A new minute forgets everyone, which also keeps the table small.
        if counts.0 != minute {
            *counts = (minute, HashMap::new());
        }
        let count = counts.1.entry(client).or_default();
        *count = count.saturating_add(1);
        *count <= self.per_minute
    }
}

/// The client's address: the socket's own, or behind `proxies` trusted ones the n-th from the right of
/// `X-Forwarded-For`. Anything further left can be forged by the client.
#[must_use]
pub fn client(socket: IpAddr, headers: &HeaderMap, proxies: usize) -> IpAddr {
    if proxies == 0 {
        return socket;
    }
    let hops: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    hops.len().checked_sub(proxies).and_then(|at| hops[at].parse().ok()).unwrap_or(socket)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_has_so_many_a_minute() {
        let limit = BookingLimit::new(2);
        let (one, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        let at = |second| Instant::from_unix(second);
        assert!(limit.allows(one, at(0)));
        assert!(limit.allows(one, at(30)));
        assert!(!limit.allows(one, at(59)));
        assert!(limit.allows(other, at(59)));
        assert!(limit.allows(one, at(60)));
    }

    #[test]
    fn only_what_our_own_proxies_wrote_is_believed() {
        let socket = IpAddr::from([192, 168, 0, 1]);
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "1.1.1.1, 2.2.2.2".parse().unwrap());
        headers.append("x-forwarded-for", "3.3.3.3".parse().unwrap());
        for (proxies, found) in
            [(0, "192.168.0.1"), (1, "3.3.3.3"), (2, "2.2.2.2"), (3, "1.1.1.1"), (4, "192.168.0.1")]
        {
            assert_eq!(client(socket, &headers, proxies).to_string(), found);
        }
    }
}
