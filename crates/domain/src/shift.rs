//! Shifts: the time for which somebody of the hub's team is signed in on one device. One begins with a private link that
//! is sent to the address of a key, and ends by itself.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::id::PrivateToken;
use crate::record::Actor;
use crate::time::Instant;

/// How many minutes a private link is good for.
pub const LINK_MINUTES: i64 = 15;
/// How many links one key is sent within [`LINK_MINUTES`].
pub const MOST_LINKS: i64 = 5;
/// The longest shift, in minutes: twelve hours.
pub const LONGEST_MINUTES: i64 = 12 * 60;
/// After how many minutes without use a shift ends.
pub const IDLE_MINUTES: i64 = 60;

/// Whether a link made at this moment still begins a shift, if it never has.
#[must_use]
pub fn link_is_good(made_at: Instant, now: Instant) -> bool {
    now < made_at.plus_minutes(LINK_MINUTES)
}

/// When a shift began and was last used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// When the link was followed.
    pub began_at: Instant,
    /// The last request.
    pub used_at: Instant,
}

impl Times {
    /// The moment from which it opens nothing, unless it is used before.
    #[must_use]
    pub fn ends_at(self) -> Instant {
        self.used_at.plus_minutes(IDLE_MINUTES).min(self.longest())
    }

    /// The moment from which it opens nothing however much it is used.
    #[must_use]
    pub fn longest(self) -> Instant {
        self.began_at.plus_minutes(LONGEST_MINUTES)
    }

    /// Whether it opens something.
    #[must_use]
    pub fn is_on(self, now: Instant) -> bool {
        now < self.ends_at()
    }
}

/// The body of `POST /api/v1/team/links`.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskLink {
    /// The address that a key was made with.
    #[serde(default)]
    pub email: String,
}

impl fmt::Debug for AskLink {
    // Addresses never reach a log line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AskLink(hidden)")
    }
}

/// The body of `POST /api/v1/team/shifts`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BeginShift {
    /// What stood behind the `#` of the link.
    pub link: PrivateToken,
}

/// A shift that has begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Shift {
    /// Opens what the key opens, as `Authorization: Bearer`.
    pub token: PrivateToken,
    /// The key's name, under which everything is recorded.
    pub name: Actor,
    /// When it ends at the latest; sooner after an hour without use.
    pub ends_at: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(minutes: i64) -> Instant {
        Instant::from_unix(1_800_000_000).plus_minutes(minutes)
    }

    #[test]
    fn a_link_is_good_for_a_quarter_of_an_hour() {
        for (now, good) in
            [(at(0), true), (Instant::from_unix(at(15).unix() - 1), true), (at(15), false), (at(99), false)]
        {
            assert_eq!(link_is_good(at(0), now), good, "{now}");
        }
        assert!(link_is_good(at(0), at(-5)), "a clock that was set back");
    }

    #[test]
    fn a_shift_ends_an_hour_after_its_last_use_and_twelve_after_its_beginning() {
        for (used, now, on) in [
            (0, 59, true),
            (0, 60, false),
            (59, 118, true),
            (59, 119, false),
            (700, 719, true),
            (700, 720, false),
            (719, 720, false),
        ] {
            let times = Times { began_at: at(0), used_at: at(used) };
            assert_eq!(times.is_on(at(now)), on, "used at {used}, seen at {now}");
        }
        let second_before = Instant::from_unix(at(60).unix() - 1);
        assert!(Times { began_at: at(0), used_at: at(0) }.is_on(second_before));
    }

    #[test]
    fn an_address_does_not_print() {
        assert!(!format!("{:?}", AskLink { email: "ana@example.org".into() }).contains("ana"));
    }

    proptest! {
        #[test]
        fn what_is_over_stays_over(used in 0..720_i64, now in 0..2000_i64, later in 0..2000_i64) {
            let times = Times { began_at: at(0), used_at: at(used) };
            prop_assume!(!times.is_on(at(now)));
            prop_assert!(!times.is_on(at(now + later)));
        }

        #[test]
        fn use_never_shortens_a_shift(used in 0..720_i64, more in 0..720_i64) {
            let times = |used| Times { began_at: at(0), used_at: at(used) };
            prop_assert!(times(used + more).ends_at() >= times(used).ends_at());
            prop_assert!(times(used).ends_at() <= times(used).longest());
        }
    }
}
