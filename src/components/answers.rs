use domain::session::SessionDetail;
use domain::{Availability, Counts};
use leptos::prelude::*;

use super::places_words;
use crate::moment;
use crate::words::{self as w, Word, plural, t};

/// The four answers first: when, where, who for, places left.
#[component]
pub fn FourAnswers(
    /// The session.
    detail: SessionDetail,
) -> impl IntoView {
    let session = detail.session;
    let location = detail.location;
    let address = location.address.iter().cloned().chain(location.postcode.iter().map(ToString::to_string)).collect::<Vec<_>>().join(", ");
    let where_more = if location.masked { t(w::PLACE_MASKED).to_owned() } else { address };
    let room = match (session.availability, detail.capacity) {
        (Availability::Finished | Availability::Cancelled, _) | (_, None) => String::new(),
        (_, Some(capacity)) => plural(
            match detail.counts {
                Counts::Families => w::SESSION_ROOM_FAMILIES,
                Counts::Children => w::SESSION_ROOM_CHILDREN,
                Counts::People => w::SESSION_ROOM_PEOPLE,
            },
            u32::from(capacity),
        ),
    };
    let with_carer = if session.ages.to.is_some() { t(w::SESSION_WITH_CARER) } else { "" };
    let cost = moment::price(session.cost_pence);
    let places_more = if room.is_empty() { cost } else { format!("{room}. {cost}") };
    view! {
        <dl class="answers">
            <Answer question=w::SESSION_WHEN time=true main=moment::times(session.starts_at, session.ends_at) more=moment::date(session.starts_at.london_date()) />
            <Answer question=w::SESSION_WHERE main=location.name.clone() more=where_more />
            <Answer question=w::SESSION_WHO_FOR main=moment::ages(session.ages) more=with_carer.to_owned() />
            <Answer
                question=w::SESSION_PLACES
                main=places_words(session.availability)
                more=places_more
            />
        </dl>
    }
}

#[component]
fn Answer(
    question: Word,
    main: String,
    more: String,
    /// Whether the answer is a time.
    #[prop(optional)]
    time: bool,
) -> impl IntoView {
    view! {
        <div class="answer">
            <dt class="answer__question">{t(question)}</dt>
            <dd>
                <p class="answer__main" class=("answer__main--time", time)>{main}</p>
                {(!more.is_empty()).then(|| view! { <p class="answer__more soft">{more}</p> })}
            </dd>
        </div>
    }
}
