//! One service: what it is, who it is for, where, when, and its next sessions.

use domain::Location;
use domain::service::{Referral, RegularTime, Service, ServiceDetail, ServiceStatus};
use maud::{Markup, html};

use crate::moment;
use crate::pieces::{
    Tone, address, back_link, band, fact, fact_of, notice, ring_button, service_actions, session_list, small,
};
use crate::route::Link;
use crate::words::{self as w, fill, t};
use crate::{Page, Setting};

/// One service.
#[must_use]
pub fn page(setting: Setting<'_>, detail: &ServiceDetail) -> Page {
    let service = &detail.service;
    let head = html! {
        (back_link(&Link::all_services().href(), t(w::SERVICE_BACK)))
        h1 { (service.name) }
        p.lead { (fill(w::SERVICE_BY, &[("organisation", &service.organisation)])) }
        p { @for name in detail.categories.iter().take(3) { span.tag { (name) } " " } }
    };
    let main = html! {
        (band("", false, None, head))
        div.wrap {
            div.stack.stack--loose {
                (warnings(detail))
                (key_facts(service, &detail.locations))
                (contacts(service))
                @if !detail.next_sessions.is_empty() {
                    section.stack aria-labelledby="next" {
                        h2 #next { (t(w::SERVICE_SESSIONS)) }
                        (session_list(setting, &detail.next_sessions, true))
                    }
                }
                article.prose {
                    h2 { (t(w::SERVICE_WHAT)) }
                    @for paragraph in service.description.split("\n\n") { p { (paragraph) } }
                }
                (access(service, detail.locations.first()))
                (service_actions(&service.id, &service.name))
                @if let Some(checked) = service.assured_on {
                    p.small.soft { (fill(w::SERVICE_CHECKED, &[("date", &moment::date_with_year(checked))])) }
                }
            }
        }
    };
    Page { title: service.name.clone(), main }
}

fn warnings(detail: &ServiceDetail) -> Markup {
    html! {
        @if detail.service.status == ServiceStatus::TemporarilyClosed {
            (notice(Tone::Urgent, None, t(w::SERVICE_CLOSED), html! { p { (t(w::SERVICE_CLOSED_WORDS)) } }))
        }
        @if detail.out_of_date { (notice(Tone::Warning, None, t(w::SERVICE_STALE), html! { p { (t(w::SERVICE_STALE_WORDS)) } })) }
    }
}

fn key_facts(service: &Service, locations: &[Location]) -> Markup {
    let referral = t(match service.referral {
        Referral::None => w::SERVICE_NO_REFERRAL,
        Referral::Professional => w::SERVICE_REFERRAL_LONG,
    });
    html! {
        ul.facts.facts--list role="list" {
            @for time in &service.times { (fact("clock", &regular(time))) }
            @for location in locations { (place(location)) }
            (fact_of("baby", html! { strong { (moment::ages(service.ages)) } }))
            (fact_of("ticket", html! {
                @if let Some(cost) = moment::cost(service.cost) { strong { (cost) } ". " }
                (referral)
                @if !service.fees.is_empty() { br; span.soft { (service.fees) } }
            }))
            (fact("language", &service.languages.join(", ")))
        }
    }
}

/// "Tuesday, Thursday, 10am to 11:30am"
fn regular(time: &RegularTime) -> String {
    let days = time.days.iter().map(|day| moment::weekday(*day)).collect::<Vec<_>>().join(", ");
    let note = if time.note.is_empty() { String::new() } else { format!(" ({})", time.note) };
    let span = moment::span(time.opens, time.closes);
    if days.is_empty() { format!("{span}{note}") } else { format!("{days}, {span}{note}") }
}

fn place(location: &Location) -> Markup {
    let more = if location.masked { t(w::PLACE_MASKED).to_owned() } else { address(location) };
    fact_of(
        "pin",
        html! {
            strong {
                @match &location.slug {
                    Some(slug) => a href=(Link::Place(slug.clone()).href()) { (location.name) },
                    None => (location.name),
                }
            }
            br; span.soft { (more) }
        },
    )
}

fn contacts(service: &Service) -> Markup {
    html! {
        @if !(service.phone.is_empty() && service.email.is_empty() && service.url.is_empty()) {
            div.stack.stack--tight {
                div.row {
                    (ring_button(&service.phone, "button"))
                    @if !service.email.is_empty() {
                        a.button.button--quiet href={ "mailto:" (service.email) } { (small("mail")) (t(w::SERVICE_EMAIL)) }
                    }
                    @if service.url.starts_with("https://") {
                        a.button.button--quiet href=(service.url) rel="noopener noreferrer external" { (t(w::SERVICE_WEBSITE)) }
                    }
                }
                @if !service.contact_role.is_empty() {
                    p.small.soft { (fill(w::PLACE_ASK_FOR, &[("role", &service.contact_role)])) }
                }
            }
        }
    }
}

fn access(service: &Service, first: Option<&Location>) -> Markup {
    let (bus, parking) = first.map_or(("", ""), |place| (place.bus.as_str(), place.parking.as_str()));
    html! {
        @if !(service.access.is_empty() && bus.is_empty() && parking.is_empty()) {
            section.stack aria-labelledby="access" {
                h2 #access { (t(w::SERVICE_GETTING_IN)) }
                ul.facts.facts--list role="list" {
                    @for one in &service.access { (fact("wheelchair", one)) }
                    (fact("bus", bus))
                    (fact("parking", parking))
                }
            }
        }
    }
}
