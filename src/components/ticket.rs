use domain::session::SessionSummary;
use leptos::prelude::*;

use crate::moment;
use crate::words::{self as w, t};

/// The session a booking is for, always in view.
#[component]
pub fn Ticket(
    /// The session.
    session: SessionSummary,
    /// Whether it stays in view while the page scrolls.
    #[prop(optional)]
    follows: bool,
    /// What can be done with it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let day = session.starts_at.london_date();
    let place = match &session.location.postcode {
        Some(postcode) => format!("{}, {postcode}", session.location.name),
        None => session.location.name.clone(),
    };
    view! {
        <section class=if follows { "ticket ticket--follows" } else { "ticket" } aria-label=t(w::BOOK_TICKET)>
            <p class="ticket__when">
                <span class="ticket__time">{moment::times(session.starts_at, session.ends_at)}</span>
                " "
                <span>{moment::date(day)}</span>
            </p>
            <div class="ticket__what">
                <p class="ticket__title">{session.title.clone()}</p>
                <p class="ticket__where">{place}</p>
            </div>
            {children.map(|children| view! { <div class="ticket__act">{children()}</div> })}
        </section>
    }
}
