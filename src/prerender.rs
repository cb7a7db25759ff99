//! The same app as HTML files, written when the site is built (feature `ssr`).
//!
//! Every page whose content is known then becomes a whole page. Pages whose content is the server's become
//! shells, in which it fills in a title, a description and a readable summary; a plain static host serves
//! the same shells unfilled.

#[cfg(feature = "ssr")]
mod site;
#[cfg(feature = "ssr")]
pub use site::{Places, PrerenderError, write};
