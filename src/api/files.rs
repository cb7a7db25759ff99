//! Files that were read lately: going back to one, or to one that is reached for, waits for nothing.

use std::cell::RefCell;

/// How many are kept, the latest read; about 5 kB each.
const MOST: usize = 24;

thread_local! {
    /// Path and text, the latest read first.
    static READ: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// The text of a file that was read lately.
pub(super) fn read(path: &str) -> Option<String> {
    READ.with_borrow(|read| read.iter().find(|(own, _)| own == path).map(|(_, text)| text.clone()))
}

/// Keeps the text of a file.
pub(super) fn keep(path: String, text: &str) {
    READ.with_borrow_mut(|read| {
        read.retain(|(own, _)| *own != path);
        read.insert(0, (path, text.to_owned()));
        read.truncate(MOST);
    });
}
