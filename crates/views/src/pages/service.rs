//! One service: when, where, who for and what it costs; how to come along; its next sessions; then the rest.

use domain::Location;
use domain::api::CalendarKind;
use domain::opening::of_service;
use domain::service::{AttendingType, Referral, RegularTime, Service, ServiceDetail, ServiceStatus};
use domain::service_area::{AreaReach, ReachWay};
use domain::session::SessionSummary;
use maud::{Markup, html};

use crate::moment;
use crate::pieces::{
    Tone, back_link, band, disclosure, fact, fact_of, getting_here, hours, notice, open_now, open_words,
    reach_words, ring_button, service_actions, session_list, small, subscribe,
};
use crate::route::Link;
use crate::words::{self as w, Word, fill, plural, t};
use crate::{Page, Setting, vocabulary};

/// One service.
#[must_use]
pub fn page(setting: Setting<'_>, detail: &ServiceDetail) -> Page {
    let service = &detail.service;
    let head = html! {
        (back_link(&Link::all_services().href(), t(w::SERVICE_BACK)))
        h1 { (service.name) }
        p.lead { (fill(w::SERVICE_BY, &[("organisation", &service.organisation)])) }
        @if !detail.categories.is_empty() {
            p.row { @for name in detail.categories.iter().take(3) { span.tag.tag--plain { (name) } " " } }
        }
    };
    let main = html! {
        (band("", true, None, head))
        div.wrap.wrap--wide.listing {
            div.beside {
                div.stack.stack--loose {
                    (warnings(detail))
                    // "Tomorrow" on a fridge door is the day after this one.
                    @if let Some(today) = setting.today() { p.print-only { (fill(w::SERVICE_PRINTED, &[("date", &moment::full_date(today))])) } }
                    (four_answers(setting, detail))
                    (come_along(service))
                    article.prose {
                        h2 { (t(w::SERVICE_WHAT)) }
                        @for paragraph in service.description.split("\n\n") { p { (paragraph) } }
                    }
                    @if !detail.next_sessions.is_empty() {
                        section.stack.listing__sessions aria-labelledby="next" {
                            h2 #next { (t(w::SERVICE_SESSIONS)) }
                            (session_list(setting, &detail.next_sessions, true))
                            (subscribe(setting, CalendarKind::Service, service.id.as_str()))
                        }
                    }
                }
                @if !detail.locations.is_empty() {
                    section.beside__aside.stack.stack--loose #places aria-labelledby="getting" {
                        h2 #getting { (t(w::PLACE_GETTING_HERE)) }
                        @for location in &detail.locations { (place(setting, location, detail.locations.len() == 1)) }
                    }
                }
            }
        }
        div.wrap.wrap--wide {
            div.stack {
                (service_actions(&service.id, &service.name))
                p.small.soft {
                    @if let Some(checked) = service.assured_on { (fill(w::SERVICE_CHECKED, &[("date", &moment::date_with_year(checked))])) " " }
                    a.no-print href=(Link::Suggest(service.id.clone()).href()) { (t(w::SUGGEST_LINK)) }
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

/// When, where, who for, what it costs.
fn four_answers(setting: Setting<'_>, detail: &ServiceDetail) -> Markup {
    let service = &detail.service;
    let answer = |question, main: &str, more: Markup| {
        html! {
            div.answer {
                dt.answer__question { (t(question)) }
                dd { p.answer__main { (main) } div.answer__more.soft { (more) } }
            }
        }
    };
    let (place, where_more) = place_answer(detail);
    let needs = vocabulary::needs(service);
    let cost = moment::cost(service.cost).unwrap_or_else(|| t(w::SERVICE_ASK).to_owned());
    let fees = if service.fees == cost { "" } else { service.fees.as_str() };
    html! {
        dl.answers {
            (answer(w::SERVICE_WHEN, &when(setting, detail), regular_times(setting, detail)))
            (answer(w::SERVICE_WHERE, &place, where_more))
            (answer(w::SERVICE_WHO_FOR, &moment::ages(service.ages), html! {
                @if !needs.is_empty() { (fill(w::SERVICE_SET_UP_FOR, &[("needs", &needs)])) }
            }))
            (answer(w::SERVICE_COST, &cost, html! { (fees) }))
        }
    }
}

/// Its next session; without any, whether it is open now. Where neither is certain, only what is regular is told.
fn when(setting: Setting<'_>, detail: &ServiceDetail) -> String {
    let service = &detail.service;
    if service.status == ServiceStatus::TemporarilyClosed {
        return t(w::SERVICE_NOT_NOW).to_owned();
    }
    if let (Some(next), Some(today)) = (detail.next_sessions.first(), setting.today()) {
        let (day, time) = next.starts_at.london();
        let (day, time) = (moment::day_from(day, today), moment::time(time));
        return fill(w::SERVICE_NEXT, &[("day", &day), ("time", &time)]);
    }
    let opening =
        setting.now.and_then(|now| Some(open_words(of_service(&service.times, now)?, now.london_date())));
    opening.unwrap_or_else(|| t(w::SERVICE_ASK).to_owned())
}

/// Its regular times, once each. Where the next sessions show them all they are for paper, which has the first few
/// sessions alone.
fn regular_times(setting: Setting<'_>, detail: &ServiceDetail) -> Markup {
    let is_over = |time: &RegularTime| setting.today().is_some_and(|today| time.is_over(today));
    let all = &detail.service.times;
    let repeated = all.iter().all(|time| is_over(time) || is_shown(time, &detail.next_sessions));
    let once = all.iter().enumerate().filter(|(i, time)| !is_over(time) && !all[..*i].contains(time));
    html! {
        @if !all.is_empty() {
            ul .print-only[repeated] role="list" {
                @for (_, time) in once {
                    @let (days, times) = moment::days_and_times(time, setting.today());
                    li.answer__time { span.answer__days { (days) } " " span.answer__times { (times) } }
                }
            }
        }
    }
}

/// Whether one of the sessions is of this time, and says no less than it does.
fn is_shown(time: &RegularTime, sessions: &[SessionSummary]) -> bool {
    sessions.iter().any(|session| {
        let (day, opens) = session.starts_at.london();
        time.days == [day.weekday()]
            && time.opens == opens
            && (time.note.is_empty() || time.note == session.title)
    })
}

fn place_answer(detail: &ServiceDetail) -> (String, Markup) {
    let ways: Vec<&str> = detail
        .service
        .attending
        .iter()
        .filter(|way| **way != AttendingType::InPerson || detail.locations.is_empty())
        .map(|way| t(attending(*way)))
        .collect();
    let areas = areas(&detail.service);
    let also = html! { @if !ways.is_empty() { p { (t(w::SERVICE_ALSO)) " " (ways.join(", ")) } } (areas) };
    match detail.locations.as_slice() {
        [] if ways.is_empty() => (t(w::SERVICE_NO_PLACE).to_owned(), html! {}),
        [] => (ways.join(", "), areas),
        [one] if one.masked => (one.name.clone(), html! { p { (t(w::PLACE_MASKED)) } (also) }),
        [one] => (one.name.clone(), html! { p { (crate::pieces::address(one)) } (also) }),
        all => {
            let names = all.iter().map(|place| place.name.as_str()).collect::<Vec<_>>().join(", ");
            (plural(w::SERVICE_PLACES, all.len() as u32), html! { p { (names) } (also) })
        }
    }
}

/// Where it comes to families: "Comes to you in East, West".
fn areas(service: &Service) -> Markup {
    let in_person = service.attending.is_empty() || service.attending.contains(&AttendingType::Outreach);
    let way = if in_person { ReachWay::ComesToYou } else { ReachWay::Covers };
    html! {
        @if service.comes_to_families() && !service.areas.is_empty() {
            p { (reach_words(&AreaReach { way, area: service.areas.join(", ") })) }
        }
    }
}

fn attending(way: AttendingType) -> Word {
    match way {
        AttendingType::InPerson => w::SERVICE_IN_PERSON,
        AttendingType::Online => w::SERVICE_ONLINE,
        AttendingType::Phone => w::SERVICE_BY_PHONE,
        AttendingType::Outreach => w::SERVICE_OUTREACH,
    }
}

/// Whether to just come, whom to ask, and in which languages.
fn come_along(service: &Service) -> Markup {
    let referral = t(match service.referral {
        Referral::None => w::SERVICE_NO_REFERRAL,
        Referral::Professional => w::SERVICE_REFERRAL_LONG,
    });
    html! {
        section.stack aria-labelledby="come" {
            h2 #come { (t(w::SERVICE_COME)) }
            ul.facts.facts--list role="list" {
                (fact("door", referral))
                @if !service.languages.is_empty() {
                    (fact("language", &fill(w::SERVICE_SPEAKS, &[("languages", &vocabulary::languages(&service.languages))])))
                }
                @if !service.contact_role.is_empty() {
                    (fact("people", &fill(w::PLACE_ASK_FOR, &[("role", &service.contact_role)])))
                }
            }
            div.row.contact {
                (ring_button(&service.phone, "button"))
                @if !service.email.is_empty() {
                    a.button.button--quiet href={ "mailto:" (service.email) } data-print=(service.email) { (small("mail")) (t(w::SERVICE_EMAIL)) }
                }
                @if service.url.starts_with("https://") {
                    a.button.button--quiet href=(service.url) data-print=(service.url) rel="noopener noreferrer external" { (t(w::SERVICE_WEBSITE)) }
                }
            }
        }
    }
}

/// One of its places: open today, how to get there and in.
fn place(setting: Setting<'_>, location: &Location, alone: bool) -> Markup {
    html! {
        div.stack.listing__place {
            h3 {
                @match &location.slug {
                    Some(slug) => a href=(Link::Place(slug.clone()).href()) { (location.name) },
                    None => (location.name),
                }
            }
            @if let Some(open) = setting.now.and_then(|now| open_now(&location.opening_hours, now)) {
                ul.facts.facts--list.no-print role="list" { (fact_of("clock", html! { strong { (open) } })) }
            }
            // Where it is the only one, the first answers have said so.
            @if location.masked && !alone { p { (t(w::PLACE_MASKED)) } }
            (getting_here(location))
            @if !location.opening_hours.is_empty() {
                (disclosure(t(w::HOURS_TITLE), html! { (hours(setting, &location.opening_hours)) }))
            }
            @if !location.opening_notes.is_empty() { p.small.soft { (location.opening_notes) } }
        }
    }
}
