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
//! (online, by phone, a masked address) counts as 5 km away. When the search is a service's very name, a third of the
//! best possible match is added: without an origin nothing stands above it, and with one 3 km more never push it below
//! services that only mention the words, while one at the other end of the county does not hide those nearby.

use core::cmp::Ordering;

use domain::Metres;

/// The distance at which nearness is one half.
const HALF_AS_NEAR: f32 = 5000.0;
/// The share of the best possible match that being the very name adds.
const VERY_NAME: f32 = 1.0 / 3.0;

/// Where a service stands among the results.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Standing {
    /// How many words of the search it satisfies.
    pub words: u32,
    /// How well, and how near; 0 without words.
    pub score: f32,
    /// How far it is, when an origin is known and so is its place.
    pub distance: Option<Metres>,
    /// Its number; services are numbered with those running first, then by name, then by id.
    pub number: u32,
}

impl Standing {
    /// First by words, then by score, then nearest, then by number: no two services stand alike.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        let distance = |standing: &Self| standing.distance.map_or(u32::MAX, |metres| metres.0);
        other
            .words
            .cmp(&self.words)
            .then_with(|| other.score.total_cmp(&self.score))
            .then_with(|| distance(self).cmp(&distance(other)))
            .then_with(|| self.number.cmp(&other.number))
    }
}

/// How good a match is, given whether the search is the service's very name.
pub(crate) fn with_name(matched: f32, best_possible: f32, very_name: bool) -> f32 {
    if very_name { matched + VERY_NAME * best_possible } else { matched }
}

/// How good a match is at this distance from the origin.
pub(crate) fn with_distance(matched: f32, distance: Option<Metres>) -> f32 {
    let nearness = distance.map_or(0.5, |metres| 1.0 / (1.0 + metres.0 as f32 / HALF_AS_NEAR));
    matched * (0.5 + 0.5 * nearness)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn distance_takes_at_most_half() {
        for (metres, share) in [(Some(0), 1.0), (Some(5000), 0.75), (None, 0.75), (Some(15_000), 0.625)] {
            assert_eq!(with_distance(1.0, metres.map(Metres)), share, "{metres:?}");
        }
        assert!(with_distance(1.0, Some(Metres(u32::MAX))) >= 0.5);
    }

    #[test]
    fn the_very_name_is_not_beaten_by_three_kilometres() {
        // A name of many words has an impact of at least 0.78; a mention in a description at most 0.6.
        let (name, mention) = (with_name(0.78, 1.0, true), with_name(0.6, 1.0, false));
        for metres in [0, 500, 1000, 10_000, 50_000] {
            let near = with_distance(mention, Some(Metres(metres)));
            assert!(with_distance(name, Some(Metres(metres + 3000))) > near, "{metres}");
        }
    }

    proptest! {
        #[test]
        fn nearer_is_never_worse(matched in 0.0f32..10.0, a in 0u32..500_000, b in 0u32..500_000) {
            let at = |metres| with_distance(matched, Some(Metres(metres)));
            prop_assert!(at(a.min(b)) >= at(a.max(b)));
        }
    }
}
