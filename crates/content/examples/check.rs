//! Checks a content folder while somebody writes: `cargo run -p content --example check -- content 2026-11-21`.

use std::path::PathBuf;
use std::process::ExitCode;

use content::Library;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let folder = PathBuf::from(words.next().unwrap_or_else(|| "content".to_owned()));
    let today = words.next();
    match Library::load(&folder, today.as_deref()) {
        Ok(library) => {
            for guide in library.guides {
                println!(
                    "{:>5.1} years {:>4} words  guide/{}",
                    guide.reading_age, guide.word_count, guide.slug
                );
            }
            ExitCode::SUCCESS
        }
        Err(faults) => {
            eprintln!("{faults}");
            ExitCode::FAILURE
        }
    }
}
