//! The search engine: everything that is offered, held in memory and found by words, place and age.
//!
//! A [`Directory`] is built once from a [`domain::Catalogue`] and never changes; when the catalogue has a new
//! version a server builds another and puts it in place of the first. It does no IO, knows no async and reads
//! no clock: data and `now` go in, results come out.
//!
//! # How words find a service
//! Words are folded to lower case without accents and stemmed. A word of a search is satisfied
//! by itself or its stem, by what it begins (the last word, from three letters), by a synonym or what it leads to, by
//! being written as one word or two, or, when none of those is anywhere in the directory and the word is not a known one,
//! by the nearest spelling. A search insists on those of its words that say most (`text::telling`), or, when nothing is
//! like those, on those for whom it is as well; the others only count for the order. A phrase of danger or grief says
//! most of all. A service is found when every word insisted on is satisfied; when no service is, those that satisfy some
//! are found, most words first. How well this answers what parents type is measured by `tests/relevance.rs`, and which
//! page of the guide comes first by `tests/guide.rs`.
//!
//! Days on which a service runs, whom its ages are for ("baby", "toddler", "teenager") and the groups of its categories
//! are among its words.
//!
//! # How filters narrow what is found
//! Each value that a filter may have is a set of services, made when the directory is built (`facets.rs`); a search puts
//! sets together and counts what is left (`narrowing.rs`). How far a service is and whether its sessions are still to
//! come is worked out for each search. What comes to the family, online, by phone or as outreach, is near everywhere in
//! the council's area. What is at a masked place only is near everywhere, so that no distance tells where it is.
//!
//! A service that comes to families in an area (`areas.rs`) is near, whatever the distance asked for, where the family
//! lies in the area. It is left out where the family lies elsewhere and there is no place to go to, because it is no help
//! to them; unless the words find nothing else, so that no search ends with nothing for that alone, or they are the
//! service's very name.
//!
//! # How services are ordered
//! With words, by how well they match (BM25 over weighted fields), blended with nearness when there is an
//! origin; the formula stands in `ranking.rs`. Without words, nearest first from an origin, else by name. Or, as asked,
//! nearest first or the soonest session first. Nearest first means: what a family can walk to, which is a mile; then what
//! comes to their home; then what they have to travel to; then what is for their area by phone or online; then the rest.
//! The order is total, so that pages never repeat or skip a service.
//!
//! # What is deliberately absent
//! A masked location's address, postcode and position: they are dropped on building and cannot come out.

mod areas;
mod bits;
mod by_id;
mod coverage;
mod directory;
mod distance;
mod facets;
mod guide;
mod index;
mod map;
mod narrowing;
mod place;
mod ranking;
#[cfg(test)]
mod scan;
mod search;
mod sessions;
mod spelling;
mod suggest;
mod synonyms;
mod text;
mod unmet;
mod wording;

pub use areas::Part;
pub use directory::Directory;
pub use distance::Origin;
pub use guide::{Guide, GuideDocument};
pub use narrowing::MOST_OPTIONS;
pub use search::{Found, Hit, PAGE_SIZE};
pub use suggest::suggest;
pub use synonyms::{Synonyms, SynonymsError};
pub use unmet::unmet;
