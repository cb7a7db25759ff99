//! Writes the site's HTML into `dist`: `prerender --dist dist --public public --content content`.

use std::path::PathBuf;
use std::process::ExitCode;

use family_hub::prerender::{Places, write};

fn main() -> ExitCode {
    let mut places =
        Places { dist: PathBuf::from("dist"), public: PathBuf::from("public"), content: PathBuf::from("content"), gallery: cfg!(feature = "gallery") };
    let mut args = std::env::args().skip(1);
    while let Some(name) = args.next() {
        let slot = match name.as_str() {
            "--dist" => &mut places.dist,
            "--public" => &mut places.public,
            "--content" => &mut places.content,
            _ => {
                eprintln!("prerender: {name} is not an option; there are --dist, --public and --content");
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
    match write(&places) {
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
