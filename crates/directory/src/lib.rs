//! The search engine: everything that is offered, held in memory and found by words, place and age.
//!
//! A [`Directory`] is built once from a [`domain::Catalogue`] and never changes; when the catalogue has a new
//! version a server builds another and puts it in place of the first. It does no IO, knows no async and reads
//! no clock: data and `now` go in, results come out.
//!
//! # How words find a service
//! Words are folded to lower case without accents and stemmed. A word of a search is satisfied
//! by itself or its stem, by what it begins (the last word, from three letters), by a synonym, or, when none of
//! those is anywhere in the directory, by the nearest spelling. A service is found when every word is satisfied;
//! when no service is, those that satisfy some are found, most words first.
//!
//! # How services are ordered
//! With words, by how well they match (BM25 over weighted fields), blended with nearness when there is an
//! origin; the formula stands in `ranking.rs`. Without words, nearest first from an origin, else by name.
//! The order is total, so that pages never repeat or skip a service.
//!
//! # What is deliberately absent
//! A masked location's address, postcode and position: they are dropped on building and cannot come out.

mod directory;
mod guide;
mod index;
mod map;
mod place;
mod ranking;
#[cfg(test)]
mod scan;
mod search;
mod sessions;
mod spelling;
mod synonyms;
mod text;
mod wording;

pub use directory::Directory;
pub use guide::{Guide, GuideDocument};
pub use search::{Found, Hit, MOST_CATEGORIES, PAGE_SIZE};
pub use synonyms::{Synonyms, SynonymsError};
