//! One booking: booked, with what comes next, or cancelled.

use domain::{Booking, BookingId, BookingStatus, Contact, PrivateToken};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;

use crate::announce::set_title;
use crate::api::{self, ApiError, address};
use crate::clock::use_now;
use crate::components::{Step, StonePath, Ticket};
use crate::config::use_config;
use crate::device::{self, KeptBooking};
use crate::moment;
use crate::route::Link;
use crate::ui::{Icon, Notice, Scene, Size};
use crate::words::{self as w, fill, t};

use super::check_answers::party_words;

/// What is known of a booking on this device.
#[derive(Clone, PartialEq)]
pub(super) enum Known {
    /// Asking.
    Waiting,
    /// As the server tells it, or as this device last heard it.
    Here {
        kept: Box<KeptBooking>,
        /// Whether the server could not be asked just now.
        offline: bool,
    },
    /// The link is wrong, or lost its end.
    WrongLink,
    /// It could not be asked, and this device knows nothing.
    Failed,
}

/// The booking of this address: what the device has at once, then what the server says.
///
/// A private link carries its secret after the `#`, which no browser sends and no log sees; it is taken off
/// the address and kept on the device.
pub(super) fn use_booking() -> (impl Fn() -> Option<BookingId> + Copy + Send + Sync + 'static, RwSignal<Known>) {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).and_then(|id| id.parse::<BookingId>().ok());
    let known = RwSignal::new(Known::Waiting);
    let origin = use_config().api;
    let now = use_now();
    Effect::new(move |_| {
        let Some(id) = id() else {
            known.set(Known::WrongLink);
            return;
        };
        let kept = device::booking(&id);
        let token = token_of_link().or_else(|| kept.as_ref().map(|kept| kept.token.clone()));
        if let Some(kept) = &kept {
            known.set(Known::Here { kept: Box::new(kept.clone()), offline: false });
        }
        let Some(token) = token else {
            known.set(Known::WrongLink);
            return;
        };
        let origin = origin.clone();
        spawn_local(async move {
            let answer = api::booking(&origin, &id, token.expose()).await;
            let _ = known.try_set(match (answer, kept, now) {
                (Ok(booking), _, Some(as_of)) => {
                    let kept = KeptBooking { token, booking, as_of };
                    device::keep_booking(kept.clone());
                    Known::Here { kept: Box::new(kept), offline: false }
                }
                (Err(ApiError::NotFound), _, _) => Known::WrongLink,
                (_, Some(kept), _) => Known::Here { kept: Box::new(kept), offline: true },
                _ => Known::Failed,
            });
        });
    });
    (id, known)
}

/// The secret after the `#`, taken off the address.
fn token_of_link() -> Option<PrivateToken> {
    let location = window().location();
    let token = location.hash().ok()?.strip_prefix('#')?.parse().ok()?;
    let path = location.pathname().ok()?;
    let history = window().history().ok()?;
    let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path));
    Some(token)
}

/// One booking.
#[component]
pub fn BookedPage() -> impl IntoView {
    let (_, known) = use_booking();
    let shown = Memo::new(move |_| known.get());
    view! {
        <div class="wrap">
            {move || match shown.get() {
                Known::Waiting => view! { <h1>{t(w::LOADING_TITLE)}</h1> }.into_any(),
                Known::WrongLink => view! { <WrongLink /> }.into_any(),
                Known::Failed => view! { <Unreachable /> }.into_any(),
                Known::Here { kept, offline } => match kept.booking.status {
                    BookingStatus::Booked => view! { <Booked booking=kept.booking as_of=offline.then_some(kept.as_of) /> }.into_any(),
                    BookingStatus::Cancelled { .. } => view! { <Cancelled booking=kept.booking /> }.into_any(),
                },
            }}
        </div>
    }
}

#[component]
fn Booked(booking: Booking, as_of: Option<domain::Instant>) -> impl IntoView {
    let session = booking.session.clone();
    let day = moment::date(session.starts_at.london_date());
    set_title(t(w::BOOKED_TITLE));
    let calendar = address(&use_config().api, &domain::api::session_calendar(&session.id));
    let place = session.location.slug.clone().map(|slug| Link::Place(slug).href());
    let told = match &booking.contact {
        Contact::Email(email) => fill(w::BOOKED_EMAIL, &[("contact", email)]),
        Contact::Phone(phone) => fill(w::BOOKED_PHONE, &[("contact", phone)]),
    };
    view! {
        <div class="stack stack--loose flow">
            <StonePath step=Step::Done />
            <section class="scene">
                <img class="scene__picture" src="/art/booked.svg" alt="" width="320" height="180" />
                <h1>{t(w::BOOKED_TITLE)}</h1>
                <p class="scene__text">{fill(w::BOOKED_SEE_YOU, &[("date", &day)])} " " {told}</p>
            </section>
            {as_of.map(|as_of| view! { <AsOf as_of /> })}
            <p class="reference">
                <span class="reference__label">{t(w::BOOKED_REFERENCE)}</span>
                " "
                <strong class="reference__value">{booking.reference.to_string()}</strong>
            </p>
            <Ticket session=session.clone()>
                <div class="row">
                    <a class="button button--small" href=calendar rel="external">
                        <Icon name="calendar" size=Size::Small />
                        {t(w::SESSION_CALENDAR)}
                    </a>
                    {place
                        .map(|place| {
                            view! {
                                <a class="button button--small button--quiet" href=place>
                                    <Icon name="map" size=Size::Small />
                                    {t(w::BOOKED_DIRECTIONS)}
                                </a>
                            }
                        })}
                </div>
            </Ticket>
            <p>{fill(w::BOOKED_FOR, &[("party", &party_words(booking.party.adults(), booking.party.children().len())), ("name", booking.name.as_str())])}</p>
            <section class="stack stack--tight" aria-labelledby="plans">
                <h2 id="plans">{t(w::BOOKED_PLANS)}</h2>
                <p>{t(w::BOOKED_PLANS_WORDS)}</p>
                <p>
                    <a class="button button--quiet" href=Link::CancelBooking(booking.id).href()>
                        {t(w::BOOKED_CANCEL)}
                    </a>
                </p>
            </section>
            <p>
                <a href=Link::Session(session.id).href()>{t(w::BOOKED_SESSION)}</a>
                " · "
                <a href=Link::MyBookings.href()>{t(w::BOOKED_ALL)}</a>
            </p>
        </div>
    }
}

#[component]
fn Cancelled(booking: Booking) -> impl IntoView {
    set_title(t(w::CANCEL_DONE));
    let day = moment::date(booking.session.starts_at.london_date());
    let words = fill(w::CANCEL_DONE_WORDS, &[("title", &booking.session.title), ("date", &day)]);
    view! {
        <Scene picture="booked" title=t(w::CANCEL_DONE).to_owned() words heading=true>
            <a class="button" href=Link::whats_on().href()>
                {t(w::CANCEL_WHATS_ON)}
            </a>
        </Scene>
    }
}

/// Says that this is what the device last heard.
#[component]
pub(super) fn AsOf(as_of: domain::Instant) -> impl IntoView {
    let (day, time) = as_of.london();
    let words = fill(w::BOOKED_AS_OF, &[("date", &moment::date(day)), ("time", &moment::time(time))]);
    view! { <Notice icon="wifi-off" title=words /> }
}

/// The link opens nothing.
#[component]
pub(super) fn WrongLink() -> impl IntoView {
    set_title(t(w::WRONG_LINK_TITLE));
    let phone = use_config().phone;
    view! {
        <div class="stack stack--loose">
            <h1>{t(w::WRONG_LINK_TITLE)}</h1>
            <Notice title=t(w::WRONG_LINK_WHY).to_owned()>
                <p>{t(w::WRONG_LINK_WORDS)}</p>
                <p>
                    <a href=format!("tel:{}", phone.replace(' ', ""))>{fill(w::LOADING_RING, &[("phone", &phone)])}</a>
                </p>
            </Notice>
            <p>
                <a class="button button--quiet" href=Link::MyBookings.href()>
                    {t(w::NAV_BOOKINGS)}
                </a>
            </p>
        </div>
    }
}

/// The server could not be asked, and this device knows nothing of the booking.
#[component]
pub(super) fn Unreachable() -> impl IntoView {
    view! {
        <Scene picture="offline" title=t(w::OFFLINE_TITLE).to_owned() words=t(w::OFFLINE_BOOKING) heading=true>
            <button class="button" type="button" on:click=|_| { let _ = window().location().reload(); }>
                {t(w::LOADING_AGAIN)}
            </button>
        </Scene>
    }
}
