//! Writes the site's HTML files: `prerender --dist dist --public public --content content`, and with `--gallery`
//! the page for developers too.
//!
//! Every page whose content is known when the site is built becomes a whole page. Pages whose content is the
//! server's become shells, in which it fills in a title, a description and the page itself; a plain static host
//! serves the frames unfilled, and the app draws the rest.

mod document;
mod files;
mod help;
mod site;
mod team;

use std::path::PathBuf;
use std::process::ExitCode;

use site::{Folders, write};

fn main() -> ExitCode {
    let mut folders = Folders {
        dist: PathBuf::from("dist"),
        public: PathBuf::from("public"),
        content: PathBuf::from("content"),
    };
    let mut gallery = false;
    let mut args = std::env::args().skip(1);
    while let Some(name) = args.next() {
        let slot = match name.as_str() {
            "--dist" => &mut folders.dist,
            "--public" => &mut folders.public,
            "--content" => &mut folders.content,
            "--gallery" => {
                gallery = true;
                continue;
            }
            _ => {
                eprintln!(
                    "prerender: {name} is not an option; there are --dist, --public, --content and --gallery"
                );
                return ExitCode::FAILURE;
            }
        };
        match args.next() {
            Some(value) => *slot = PathBuf::from(value),
            None => {
                eprintln!("prerender: {name} needs a folder");
                return ExitCode::FAILURE;
            }
        }
    }
    match write(&folders, gallery) {
        Ok(count) => {
            println!("{count} pages");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("prerender: {error}");
            ExitCode::FAILURE
        }
    }
}
