use domain::session::SessionSummary;
use maud::{Markup, html};

use crate::moment;
use crate::words::{self as w, t};

/// The session a booking is for, with what can be done with it. It may follow while the page scrolls.
#[must_use]
pub fn ticket(session: &SessionSummary, follows: bool, acts: Option<Markup>) -> Markup {
    let place = match &session.location.postcode {
        Some(postcode) => format!("{}, {postcode}", session.location.name),
        None => session.location.name.clone(),
    };
    html! {
        section.ticket .ticket--follows[follows] aria-label=(t(w::BOOK_TICKET)) {
            p.ticket__when {
                span.ticket__time { (moment::times(session.starts_at, session.ends_at)) } " "
                span { (moment::date(session.starts_at.london_date())) }
            }
            div.ticket__what { p.ticket__title { (session.title) } p.ticket__where { (place) } }
            @if let Some(acts) = acts { div.ticket__act { (acts) } }
        }
    }
}
