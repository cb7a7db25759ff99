//! The addresses of the app that the server answers itself; every other one is a file.

use domain::{LocalityId, ServiceId, SessionId};

/// What stands behind an address of the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppPath {
    /// The results of a search: `/services`.
    Services,
    /// What's on: `/whats-on`.
    WhatsOn,
    /// One service: `/services/{id}`.
    Service(ServiceId),
    /// One session: `/sessions/{id}`.
    Session(SessionId),
    /// A site of the network by its slug: `/places/{slug}`.
    Place(String),
    /// One locality: `/localities/{id}`.
    Locality(LocalityId),
    /// A page that only the app can draw: `/bookings/{id}`, `/bookings/{id}/cancel`, `/sessions/{id}/book`,
    /// `/sessions/{id}/book/check`.
    App,
    /// A service, session or locality whose id is none.
    Nothing,
    /// A file of the built app.
    File,
}

impl AppPath {
    /// Reads the path of an address, with or without a slash at its end.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
        match segments.as_slice() {
            ["services"] => Self::Services,
            ["whats-on"] => Self::WhatsOn,
            ["services", id] => id.parse().map_or(Self::Nothing, Self::Service),
            ["sessions", id] => id.parse().map_or(Self::Nothing, Self::Session),
            ["places", slug] => Self::Place((*slug).to_owned()),
            ["localities", id] => id.parse().map_or(Self::Nothing, Self::Locality),
            ["bookings", _]
            | ["bookings", _, "cancel"]
            | ["sessions", _, "book"]
            | ["sessions", _, "book", "check"] => Self::App,
            _ => Self::File,
        }
    }

    /// Whether these segments may name a file to send: nothing hidden, no shell, no way up.
    #[must_use]
    pub fn is_public_file(path: &str) -> bool {
        path.split('/')
            .skip(1)
            .all(|segment| !segment.starts_with(['.', '_']) && !segment.contains(['\\', '%']))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_known() {
        let service = || AppPath::Service("a-1".parse().unwrap());
        for (path, found) in [
            ("/services", AppPath::Services),
            ("/services/", AppPath::Services),
            ("/whats-on", AppPath::WhatsOn),
            ("/services/a-1", service()),
            ("/services/a-1/", service()),
            ("/services/a%20b", AppPath::Nothing),
            ("/sessions/b-2026-11-24", AppPath::Session("b-2026-11-24".parse().unwrap())),
            ("/sessions/b/book", AppPath::App),
            ("/sessions/b/book/check", AppPath::App),
            ("/places/oak-lane", AppPath::Place("oak-lane".to_owned())),
            ("/localities/east", AppPath::Locality("east".parse().unwrap())),
            ("/localities/e%20", AppPath::Nothing),
            ("/bookings/x", AppPath::App),
            ("/bookings/x/cancel", AppPath::App),
            ("/bookings", AppPath::File),
            ("/", AppPath::File),
            ("/guides/sleep", AppPath::File),
        ] {
            assert_eq!(AppPath::of(path), found, "{path}");
        }
        for (path, public) in [
            ("/", true),
            ("/assets/a.js", true),
            ("/_shells/app.html", false),
            ("/../x", false),
            ("/.git", false),
        ] {
            assert_eq!(AppPath::is_public_file(path), public, "{path}");
        }
    }
}
