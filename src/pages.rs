//! Which page stands at an address. One file per page that does more than draw one answer.

mod book;
mod booking;
mod cancel;
mod change_party;
mod check_answers;
mod checkers;
mod guide;
mod help;
mod home;
mod lost_link;
mod map;
mod my_bookings;
mod private_link;
mod saved;
mod services;
mod suggest;
mod timeline;
mod whats_on;

use domain::api::{self, LocalityDetail};
use domain::location::LocationDetail;
use domain::service::ServiceDetail;
use domain::session::SessionDetail;
use leptos::prelude::{document, window};
use views::answer::failed;
use views::guide::{GuideIndex, INDEX, TextPage, text_file};
use views::route::Link;
use views::words::{self as w, t};
use views::{Failure, Page, pages};

use crate::acts;
use crate::announce::set_title;
use crate::api::{use_load, use_load_file};
use crate::stage::{Pieces, main_of, name, name_failure, part, use_stage, whole};

/// The page at this path.
#[must_use]
pub fn at(path: &str) -> Pieces {
    acts::forget_listener();
    match Link::read(path) {
        Some(Link::Home) => home::page(),
        Some(Link::Guides) => guides(),
        Some(Link::GuideStage(id)) => some_guides(id, pages::guides::stage),
        Some(Link::GuideTopic(id)) => some_guides(id, pages::guides::topic),
        Some(Link::Guide(slug)) => guide::page(slug),
        Some(Link::ChildcareAndMoney) => checkers::page(),
        Some(Link::Help(step)) => help::page(step),
        Some(Link::Services(_)) => services::page(),
        Some(Link::Service(id)) => {
            whole::<ServiceDetail>(use_load(move || Some(api::service(&id))), pages::service::page)
        }
        Some(Link::Suggest(id)) => suggest::page(id),
        Some(Link::WhatsOn(_)) => whats_on::page(),
        Some(Link::Session(id)) => {
            whole::<SessionDetail>(use_load(move || Some(api::session(&id))), pages::session::page)
        }
        Some(Link::Book(id)) => book::page(id),
        Some(Link::CheckAnswers(id)) => check_answers::page(id),
        Some(Link::Booking(id)) => booking::page(id),
        Some(Link::CancelBooking(id)) => cancel::page(id),
        Some(Link::ChangeParty(id)) => change_party::page(id),
        Some(Link::PrivateLink(id)) => private_link::page(id),
        Some(Link::ForgetBooking(id)) => private_link::forget(id),
        Some(Link::LostLink) => lost_link::page(),
        Some(Link::MyBookings) => my_bookings::page(),
        Some(Link::Saved) => saved::page(),
        Some(Link::Timeline) => timeline::page(),
        Some(Link::Locality(id)) => {
            whole::<LocalityDetail>(use_load(move || Some(api::locality(&id))), pages::locality::page)
        }
        Some(Link::Place(slug)) => {
            whole::<LocationDetail>(use_load(move || Some(api::location(&slug))), pages::place::page)
        }
        Some(Link::UrgentHelp) => fixed(pages::urgent_help::page()),
        Some(Link::Accessibility) => text("accessibility"),
        Some(Link::Privacy) => text("privacy"),
        Some(Link::AboutData) => text("about-data"),
        #[cfg(debug_assertions)]
        Some(Link::Gallery) => gallery(),
        // One of the server's own pages, which it cannot send just now.
        _ if is_unreached() => {
            let html = use_stage().draw(|setting| failed(setting, &Failure::Offline, true));
            set_title(t(w::OFFLINE_TITLE));
            main_of(vec![part(move || html.clone())])
        }
        _ => fixed(pages::not_found::page()),
    }
}

/// Whether there is no signal, or the service worker got no page from the server.
fn is_unreached() -> bool {
    let root = document().document_element();
    !window().navigator().on_line() || root.is_some_and(|root| root.has_attribute("data-unreached"))
}

/// A page that asks nothing.
fn fixed(page: Page) -> Pieces {
    let html = name(page).into_string();
    main_of(vec![part(move || html.clone())])
}

/// Every component in every state; families' builds have no such page.
#[cfg(debug_assertions)]
fn gallery() -> Pieces {
    let stage = use_stage();
    main_of(vec![part(move || stage.page(pages::gallery::page))])
}

/// All guide pages.
fn guides() -> Pieces {
    let load = use_load_file(|| Some(INDEX.to_owned()));
    let stage = use_stage();
    main_of(vec![part(move || {
        let index = load.read::<GuideIndex>();
        stage.page(|setting| pages::guides::page(setting, &index))
    })])
}

/// The guide pages of a stage or on a topic.
fn some_guides(id: String, draw: fn(&GuideIndex, &str) -> Option<Page>) -> Pieces {
    let load = use_load_file(|| Some(INDEX.to_owned()));
    let stage = use_stage();
    main_of(vec![part(move || {
        let index = load.read::<GuideIndex>();
        name_failure(&index);
        stage.draw(|setting| {
            index.page(setting, |index| name(draw(index, &id).unwrap_or_else(pages::not_found::page)))
        })
    })])
}

/// A page of content: privacy, accessibility, about the data.
fn text(slug: &'static str) -> Pieces {
    let load = use_load_file(move || Some(text_file(slug)));
    whole::<TextPage>(load, |_, page| Page { title: page.title.clone(), main: pages::text::main(page) })
}
