//! Ranking: which of two services comes first.
//!
//! With words and an origin a service's score is
//!
//! ```text
//! match × (½ + ½ × nearness),   nearness = 1 / (1 + distance / 5 km)
//! ```
//!
//! so a service on the doorstep counts in full, one 5 km away three quarters and one however far away half: a match
//! twice as good is never beaten by distance, and among equal matches the nearest is first. What has no distance
//! (online, by phone, a masked address) counts as 5 km away, and what comes to the family's home as a mile. When the search is a service's very name, a third of the
//! best possible match is added: without an origin nothing stands above it, and with one 3 km more never push it below
//! services that only mention the words, while one at the other end of the county does not hide those nearby.

use domain::Instant;

use crate::distance::BY_WIRE;

/// The distance at which nearness is one half.
const HALF_AS_NEAR: f32 = 5000.0;
/// The share of the best possible match that being the very name adds.
const VERY_NAME: f32 = 1.0 / 3.0;

/// Where a service stands among the results: one number, less for what comes first. What counts most is in its highest
/// bits and the service's own number in its lowest, so no two stand alike. Services are numbered with those running
/// first, then by name, then by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Standing(u128);

/// How well a service satisfies the words of a search: how many, then how well. 0 without words.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Quality {
    /// How many words it satisfies.
    pub words: u32,
    /// How well; 0 or more.
    pub score: f32,
}

impl Standing {
    /// The best quality first, then the nearest.
    pub(crate) fn by_match(quality: Quality, distance: u32, service: u32) -> Self {
        Self(quality.descending() << 64 | u128::from(distance) << 32 | u128::from(service))
    }

    /// The nearest first, then the best quality.
    pub(crate) fn by_distance(distance: u32, quality: Quality, service: u32) -> Self {
        Self(u128::from(distance) << 96 | quality.descending() << 32 | u128::from(service))
    }

    /// The soonest first, then the nearest; services without a session last.
    pub(crate) fn by_start(start: Option<Instant>, distance: u32, service: u32) -> Self {
        // Flipping the sign puts instants before 1970 first.
        let start = start.map_or(u64::MAX, |start| start.unix().cast_unsigned() ^ 1 << 63);
        Self(u128::from(start) << 64 | u128::from(distance) << 32 | u128::from(service))
    }

    /// The service that stands here.
    pub(crate) fn service(self) -> u32 {
        self.0 as u32
    }
}

impl Quality {
    /// Of 64 bits, and less for what is better. The bits of floats that are not negative are in the order of the floats.
    fn descending(self) -> u128 {
        u128::from(!(u64::from(self.words) << 32 | u64::from(self.score.max(0.0).to_bits())))
    }
}

/// How good a match is, given whether the search is the service's very name.
pub(crate) fn with_name(matched: f32, best_possible: f32, very_name: bool) -> f32 {
    if very_name { matched + VERY_NAME * best_possible } else { matched }
}

/// How good a match is at this distance from the origin.
pub(crate) fn with_distance(matched: f32, distance: u32) -> f32 {
    let nearness = if distance >= BY_WIRE { 0.5 } else { 1.0 / (1.0 + distance as f32 / HALF_AS_NEAR) };
    matched * (0.5 + 0.5 * nearness)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distance::NOWHERE;
    use proptest::prelude::*;

    #[test]
    fn distance_takes_at_most_half() {
        for (metres, share) in [(0, 1.0), (5000, 0.75), (NOWHERE, 0.75), (BY_WIRE, 0.75), (15_000, 0.625)] {
            assert_eq!(with_distance(1.0, metres), share, "{metres:?}");
        }
        assert!(with_distance(1.0, 40_000_000) >= 0.5);
    }

    #[test]
    fn what_counts_most_decides() {
        let quality = |words, score| Quality { words, score };
        let at = |text: &str| Some(text.parse::<Instant>().unwrap());
        for (order, standings) in [
            (
                "match",
                vec![
                    Standing::by_match(quality(2, 0.1), NOWHERE, 9),
                    Standing::by_match(quality(1, 0.9), 70, 8),
                    Standing::by_match(quality(1, 0.5), 60, 7),
                    Standing::by_match(quality(1, 0.5), 61, 5),
                    Standing::by_match(quality(1, 0.5), 61, 6),
                    Standing::by_match(quality(0, 0.0), 0, 0),
                ],
            ),
            (
                "distance",
                vec![
                    Standing::by_distance(5, quality(1, 0.2), 9),
                    Standing::by_distance(6, quality(2, 0.1), 8),
                    Standing::by_distance(6, quality(1, 0.9), 7),
                    Standing::by_distance(6, quality(1, 0.2), 5),
                    Standing::by_distance(6, quality(1, 0.2), 6),
                    Standing::by_distance(NOWHERE, quality(9, 9.0), 0),
                ],
            ),
            (
                "start",
                vec![
                    Standing::by_start(at("1969-12-31T00:00:00Z"), NOWHERE, 9),
                    Standing::by_start(at("2026-01-01T00:00:00Z"), 4, 8),
                    Standing::by_start(at("2026-01-01T00:00:00Z"), 5, 6),
                    Standing::by_start(at("2026-01-01T00:00:00Z"), 5, 7),
                    Standing::by_start(at("2026-01-01T00:00:01Z"), 0, 1),
                    Standing::by_start(None, 0, 0),
                ],
            ),
        ] {
            assert!(standings.is_sorted(), "{order}: {standings:?}");
        }
        assert_eq!(Standing::by_start(None, NOWHERE, 77).service(), 77);
    }

    #[test]
    fn the_very_name_is_not_beaten_by_three_kilometres() {
        // A name of many words has an impact of at least 0.78; a mention in a description at most 0.6.
        let (name, mention) = (with_name(0.78, 1.0, true), with_name(0.6, 1.0, false));
        for metres in [0, 500, 1000, 10_000, 50_000] {
            let near = with_distance(mention, metres);
            assert!(with_distance(name, metres + 3000) > near, "{metres}");
        }
    }

    proptest! {
        #[test]
        fn nearer_is_never_worse(matched in 0.0f32..10.0, a in 0u32..500_000, b in 0u32..500_000) {
            let at = |metres| with_distance(matched, metres);
            prop_assert!(at(a.min(b)) >= at(a.max(b)));
        }
    }
}
