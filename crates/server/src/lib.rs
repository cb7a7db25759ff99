//! The server of the family hub: the API, the pages, the importers and the command line.
//!
//! A request is answered from the directory, which is held in memory, and from the store, which knows the
//! places left at this moment. Handlers stand in [`handlers`], one short file for each noun; [`router`] says
//! which answers which address. Time comes from [`hub::Hub::now`]: only the program itself reads a clock.

pub mod bench;
pub mod booking_limit;
pub mod calendar;
pub mod caller;
pub mod cli;
pub mod config;
mod freshness;
pub mod handlers;
pub mod html;
pub mod hub;
pub mod import;
pub mod json;
pub mod live;
pub mod mail;
pub mod national_grid;
pub mod notices;
pub mod openactive;
pub mod origin;
pub mod oruk;
pub mod outbox;
pub mod pages;
pub mod postcode_sectors;
pub mod problem;
pub mod requests;
pub mod router;
pub mod sealing;
pub mod serve;
pub mod suggestions;
pub mod summary;
pub mod team;
pub mod unmet;
pub mod words;
pub mod written;
