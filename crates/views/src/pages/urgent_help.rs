//! Whom to call now. Needs no request: it is in the page and in the app.

use maud::html;

use crate::Page;
use crate::pieces::{Tone, call, notice};
use crate::words::{self as w, Word, t};

/// Numbers by what they are for, the most urgent first.
const NUMBERS: [(&str, &str, Word); 10] = [
    ("tel:999", "999", w::URGENT_999),
    ("tel:111", "111", w::URGENT_111),
    ("tel:116123", "116 123", w::URGENT_SAMARITANS),
    ("tel:08082000247", "0808 2000 247", w::URGENT_ABUSE),
    ("tel:08001111", "0800 1111", w::URGENT_CHILDLINE),
    ("tel:08088005000", "0808 800 5000", w::URGENT_NSPCC),
    ("sms:85258", "85258", w::URGENT_SHOUT),
    ("tel:08088010327", "0808 801 0327", w::URGENT_MEN),
    ("tel:101", "101", w::URGENT_101),
    ("tel:03001000212", "0300 100 0212", w::URGENT_FEEDING),
];

/// Whom to call now.
#[must_use]
pub fn page() -> Page {
    let main = html! {
        div.wrap {
            div.stack.stack--loose {
                h1 { (t(w::FRAME_URGENT)) }
                p.lead { (t(w::URGENT_LEAD)) }
                div.stack {
                    @for (href, number, what) in NUMBERS { (call(href, number, t(what))) }
                }
                (notice(Tone::Plain, Some("exit"), t(w::URGENT_EXIT), html! { p { (t(w::URGENT_EXIT_WORDS)) } }))
            }
        }
    };
    Page { title: t(w::FRAME_URGENT).to_owned(), main }
}
