//! The bookings kept on this device.

use domain::{BookingStatus, Instant};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::booked::AsOf;
use super::check_answers::party_words;
use crate::announce::{focus_heading, set_title, use_announcer};
use crate::api::{self, ApiError};
use crate::clock::use_now;
use crate::components::Band;
use crate::config::use_config;
use crate::device::{self, KeptBooking};
use crate::moment;
use crate::route::Link;
use crate::ui::Scene;
use crate::words::{self as w, Word, fill, t};

/// Coming up, and before.
#[component]
pub fn MyBookingsPage() -> impl IntoView {
    set_title(t(w::NAV_BOOKINGS));
    let now = use_now();
    // Storage is the browser's: while prerendering there is none, and the list begins empty.
    let kept = RwSignal::new(Vec::<KeptBooking>::new());
    let offline_since = RwSignal::new(None::<Instant>);
    Effect::new(move |_| {
        kept.set(device::bookings());
        freshen(kept, offline_since, now);
    });
    let cleared = RwSignal::new(false);
    let announcer = use_announcer();
    let clear = Callback::new(move |()| {
        device::clear();
        kept.set(Vec::new());
        cleared.set(true);
        if let Some(announcer) = announcer {
            announcer.say(t(w::MINE_CLEARED).to_owned());
        }
        request_animation_frame(focus_heading);
    });
    move || {
        let all = kept.get();
        if all.is_empty() {
            view! { <Empty cleared=cleared.get() /> }.into_any()
        } else {
            view! { <List all now offline_since=offline_since.get() clear /> }.into_any()
        }
    }
}

/// Asks the server for each booking and keeps its word.
fn freshen(kept: RwSignal<Vec<KeptBooking>>, offline_since: RwSignal<Option<Instant>>, now: Option<Instant>) {
    let origin = use_config().api;
    let Some(as_of) = now else { return };
    for one in kept.get_untracked() {
        let origin = origin.clone();
        spawn_local(async move {
            match api::booking(&origin, &one.booking.id, one.token.expose()).await {
                Ok(booking) => {
                    device::keep_booking(KeptBooking { booking, as_of, ..one });
                    let _ = kept.try_set(device::bookings());
                }
                Err(ApiError::Offline) => {
                    let _ = offline_since.try_set(Some(one.as_of));
                }
                Err(_) => {}
            }
        });
    }
}

#[component]
fn Empty(cleared: bool) -> impl IntoView {
    let title = t(if cleared { w::MINE_CLEARED } else { w::MINE_EMPTY });
    view! {
        <div class="wrap">
            <Scene picture="empty" title=title.to_owned() words=t(w::MINE_EMPTY_WORDS) heading=true>
                <a class="button" href=Link::whats_on().href()>
                    {t(w::CANCEL_WHATS_ON)}
                </a>
            </Scene>
        </div>
    }
}

#[component]
fn List(all: Vec<KeptBooking>, now: Option<Instant>, offline_since: Option<Instant>, clear: Callback<()>) -> impl IntoView {
    let mut all = all;
    all.sort_by_key(|kept| kept.booking.session.starts_at);
    let (mut before, coming): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|kept| now.is_some_and(|now| kept.booking.session.ends_at <= now));
    before.reverse();
    let section = |title: Word, id: &'static str, list: Vec<KeptBooking>, past: bool| {
        (!list.is_empty()).then(|| {
            view! {
                <section class="stack" aria-labelledby=id>
                    <h2 id=id>{t(title)}</h2>
                    <ul class="stack" role="list">
                        {list.into_iter().map(|kept| view! { <Card kept past /> }).collect_view()}
                    </ul>
                </section>
            }
        })
    };
    view! {
        <Band tint="band--plain">
            <h1>{t(w::NAV_BOOKINGS)}</h1>
            <p class="lead">{t(w::MINE_LEAD)}</p>
        </Band>
        <div class="wrap">
            <div class="stack stack--loose">
                {offline_since.map(|as_of| view! { <AsOf as_of /> })} {section(w::MINE_COMING, "coming", coming, false)}
                {section(w::MINE_BEFORE, "before", before, true)}
                <div class="stack stack--tight">
                    <p class="small soft">{t(w::MINE_CLEAR_WORDS)}</p>
                    <p>
                        <button class="button button--quiet button--small" type="button" on:click=move |_| clear.run(())>
                            {t(w::MINE_CLEAR)}
                        </button>
                    </p>
                </div>
            </div>
        </div>
    }
}

#[component]
fn Card(kept: KeptBooking, past: bool) -> impl IntoView {
    let booking = kept.booking;
    let (day, time) = booking.session.starts_at.london();
    let cancelled = matches!(booking.status, BookingStatus::Cancelled { .. });
    let off = booking.session.availability == domain::Availability::Cancelled;
    let party = party_words(booking.party.adults(), booking.party.children().len());
    let facts = [booking.session.location.name.clone(), party, booking.reference.to_string()].join(" · ");
    let tag = if off {
        Some(w::SESSION_CANCELLED)
    } else if cancelled {
        Some(w::MINE_CANCELLED)
    } else {
        None
    };
    view! {
        <li class=if past || cancelled { "booking-card booking-card--past" } else { "booking-card" }>
            <p class="booking-card__when">
                <time class="booking-card__time" datetime=booking.session.starts_at.to_string()>
                    {moment::time(time)}
                </time>
                " "
                <span>{moment::date(day)}</span>
            </p>
            <h3>
                <a href=Link::Booking(booking.id.clone()).href()>{booking.session.title.clone()}</a>
            </h3>
            <p class="soft small">{facts}</p>
            {tag.map(|tag| view! { <p><span class="tag tag--urgent">{t(tag)}</span></p> })}
            {(!past && !cancelled)
                .then(|| {
                    view! {
                        <div class="booking-card__acts">
                            <a class="booking-card__act" href=Link::CancelBooking(booking.id.clone()).href()>
                                {t(w::BOOKED_CANCEL)}
                                <span class="hidden-visually">" " {fill(w::MINE_OF, &[("title", &booking.session.title)])}</span>
                            </a>
                        </div>
                    }
                })}
        </li>
    }
}
