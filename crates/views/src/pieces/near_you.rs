use domain::session::SessionList;
use maud::{Markup, html};

use super::{all_week, session_list};
use crate::words::{self as w, t};
use crate::{Answer, Setting};

/// The next sessions on what a page is about, bookable here.
#[must_use]
pub fn near_you(setting: Setting<'_>, sessions: &Answer<SessionList>) -> Markup {
    html! {
        section.stack aria-labelledby="near-you" {
            h2 #near-you { (t(w::GUIDE_NEAR_YOU)) }
            div.session-strip {
                (sessions.part(setting, 3, |list| html! {
                    @if list.sessions.is_empty() { p { (t(w::GUIDE_NEAR_YOU_NONE)) } }
                    @else { (session_list(setting, &list.sessions, true)) }
                }))
            }
            (all_week())
        }
    }
}
