//! Compressed copies of files, made once so that the server never compresses.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

use crate::error::{At, Error};

/// What compresses well; pictures and fonts are compressed already.
const EXTENSIONS: [&str; 10] =
    ["html", "js", "css", "wasm", "json", "svg", "txt", "xml", "ics", "webmanifest"];

/// Writes `.br` and `.gz` beside every file of a folder that gains by it, on all cores.
///
/// `last` is the folder of the build before: what has not changed since is copied from there.
pub fn compress_folder(folder: &Path, last: &Path) -> Result<(), Error> {
    let mut files = Vec::new();
    list(folder, &mut files)?;
    files.retain(|path| path.extension().is_some_and(|own| EXTENSIONS.iter().any(|name| own == *name)));
    let next = AtomicUsize::new(0);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let before = last.join(path.strip_prefix(folder).unwrap_or(path));
                        if !reuse(path, &before)? {
                            compress(path)?;
                        }
                    }
                    Ok(())
                })
            })
            .collect();
        for worker in workers {
            match worker.join() {
                Ok(result) => result?,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(())
    })
}

/// Every file in a folder and the folders in it, in a fixed order.
pub fn list(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).at("read", folder)? {
        entries.push(entry.at("read", folder)?.path());
    }
    entries.sort();
    for path in entries {
        if path.is_dir() {
            list(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// The path of a file's compressed copy: `index.html` to `index.html.br`.
pub fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

/// Copies the compressed copies of an equal file, if it has both.
fn reuse(path: &Path, before: &Path) -> Result<bool, Error> {
    let is_whole = ["br", "gz"].iter().all(|extension| beside(before, extension).is_file());
    let is_equal = || matches!((fs::read(path), fs::read(before)), (Ok(now), Ok(then)) if now == then);
    if !is_whole || !is_equal() {
        return Ok(false);
    }
    for extension in ["br", "gz"] {
        let copy = beside(path, extension);
        fs::copy(beside(before, extension), &copy).at("write", &copy)?;
    }
    Ok(true)
}

fn compress(path: &Path) -> Result<(), Error> {
    let plain = fs::read(path).at("read", path)?;
    let mut small = Vec::new();
    // 24 is the largest window that every browser accepts.
    let params = BrotliEncoderParams { quality: 11, lgwin: 24, size_hint: plain.len(), ..Default::default() };
    brotli::BrotliCompress(&mut plain.as_slice(), &mut small, &params).at("compress", path)?;
    let br = beside(path, "br");
    fs::write(&br, small).at("write", &br)?;

    let gz = beside(path, "gz");
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&plain).at("compress", path)?;
    fs::write(&gz, encoder.finish().at("compress", path)?).at("write", &gz)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("family-hub-compression-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn unbrotli(path: &Path) -> String {
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut fs::read(beside(path, "br")).unwrap().as_slice(), &mut plain).unwrap();
        String::from_utf8(plain).unwrap()
    }

    #[test]
    fn both_copies_hold_the_same_text() {
        let folder = folder("both");
        fs::create_dir_all(folder.join("deep")).unwrap();
        let page = folder.join("deep/index.html");
        let text = "Book a place. ".repeat(100);
        fs::write(&page, &text).unwrap();
        fs::write(folder.join("photo.webp"), "picture").unwrap();
        compress_folder(&folder, Path::new("no/such/folder")).unwrap();

        let mut gz = String::new();
        flate2::read::GzDecoder::new(fs::read(beside(&page, "gz")).unwrap().as_slice())
            .read_to_string(&mut gz)
            .unwrap();
        assert_eq!((unbrotli(&page), gz), (text.clone(), text));
        assert!(!folder.join("photo.webp.br").exists());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn only_an_equal_file_of_the_last_build_is_used_again() {
        let (last, next) = (folder("last"), folder("next"));
        for name in ["same.txt", "other.txt"] {
            fs::write(last.join(name), "same").unwrap();
        }
        compress_folder(&last, &next).unwrap();
        fs::write(next.join("same.txt"), "same").unwrap();
        fs::write(next.join("other.txt"), "changed").unwrap();
        // A mark that compressing again would not leave.
        fs::write(last.join("same.txt.gz"), "mark").unwrap();
        compress_folder(&next, &last).unwrap();
        assert_eq!(fs::read_to_string(next.join("same.txt.gz")).unwrap(), "mark");
        assert_eq!(unbrotli(&next.join("other.txt")), "changed");
        fs::remove_dir_all(last).unwrap();
        fs::remove_dir_all(next).unwrap();
    }
}
