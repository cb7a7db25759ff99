//! The guide: Markdown with typed front matter, checked, and rendered to safe HTML; and the paths to help, in TOML.
//!
//! A file's path is its address: `content/guides/starting-solid-food.md` is read at
//! `/guide/starting-solid-food`. [`Library::load`] reads everything once and answers with either
//! a library that needs no second check, or with every [`Fault`] in it, each with its file, line
//! and what to do about it.
//!
//! This crate runs when the site is built. It never reaches a family's phone.

mod fault;
mod front_matter;
mod help;
mod library;
mod markdown;
mod rates;
mod reading_age;

pub use fault::{Fault, FaultKind, Faults};
pub use front_matter::{BadDate, IsoDate, Source};
pub use help::{Answer, Branch, Choice, Help, Line};
pub use library::{Category, Guide, Library, Page, Stage, Topic};
pub use markdown::Heading;
pub use rates::Rate;
pub use reading_age::{reading_age, syllables, word_count};
