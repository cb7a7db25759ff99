use domain::location::NearestCentre;
use leptos::prelude::*;

use super::open_now;
use crate::clock::use_now;
use crate::moment;
use crate::route::Link;
use crate::ui::{Fact, Facts, Icon, Size};
use crate::words::{self as w, t};

/// The family centre nearest to where a family is.
#[component]
pub fn HubCard(
    /// The centre.
    centre: NearestCentre,
) -> impl IntoView {
    let location = centre.location;
    let open = use_now().and_then(|now| open_now(&location.opening_hours, now));
    let page = location.slug.clone().map(|slug| Link::Place(slug).href());
    let phone = location.phone.clone();
    view! {
        <section class="card" aria-labelledby="nearest-centre">
            <p class="small soft">{t(w::HUB_NEAREST)}</p>
            <h2 class="card__title" id="nearest-centre">
                <a href=page>{location.name.clone()}</a>
            </h2>
            <Facts>
                {open.map(|open| view! { <Fact icon="clock">{open}</Fact> })}
                <Fact icon="pin">{moment::distance(centre.distance)}</Fact>
                {(!location.bus.is_empty()).then(|| view! { <Fact icon="bus">{location.bus.clone()}</Fact> })}
            </Facts>
            {(!phone.is_empty())
                .then(|| {
                    view! {
                        <div class="row">
                            <a class="button button--quiet button--small" href=format!("tel:{}", phone.replace(' ', ""))>
                                <Icon name="phone" size=Size::Small />
                                {phone.clone()}
                            </a>
                        </div>
                    }
                })}
        </section>
    }
}
