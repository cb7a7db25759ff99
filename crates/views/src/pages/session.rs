//! One session: the four answers, then book or just turn up, then what to expect.

use domain::api::{self, CalendarKind};
use domain::session::SessionDetail;
use domain::{Availability, Counts, CourseDetail};
use maud::{Markup, html};

use crate::moment;
use crate::pieces::{
    Tone, address, back_link, band, course_dates, fact, notice, page_actions, places_words, session_list,
    small, subscribe,
};
use crate::route::Link;
use crate::words::{self as w, fill, plural, t};
use crate::{Page, Setting, vocabulary};

/// One session.
#[must_use]
pub fn page(setting: Setting<'_>, detail: &SessionDetail) -> Page {
    let session = &detail.session;
    let head = html! {
        (back_link(&Link::whats_on().href(), t(w::NAV_WHATS_ON)))
        h1 { (session.title) }
        @if !detail.summary.is_empty() { p.lead { (detail.summary) } }
    };
    let main = html! {
        (band("stage--baby", false, None, head))
        div.wrap {
            div.stack.stack--loose {
                (state(session.availability))
                (four_answers(detail))
                (act(setting, detail))
                @if let Some(course) = &detail.course { (course_dates(course)) }
                @if !detail.others.is_empty() && !detail.to_book().0.is_bookable() {
                    section.stack aria-labelledby="others" {
                        h2 #others { (t(w::SESSION_OTHERS)) }
                        (session_list(setting, &detail.others, true))
                    }
                }
                (expect(detail))
                (practical(detail))
                p {
                    (fill(w::SESSION_PART_OF, &[("organisation", &detail.organisation)])) " "
                    a href=(Link::Service(session.service_id.clone()).href()) { (detail.service) }
                }
                @if !matches!(session.availability, Availability::Cancelled | Availability::Finished) {
                    p { (calendar_button(setting, &session.id, "button button--quiet")) }
                }
                @if let Some(series) = &detail.series_id { (subscribe(setting, CalendarKind::Series, series.as_str())) }
                (page_actions())
            }
        }
    };
    Page { title: format!("{}, {}", session.title, moment::date(session.starts_at.london_date())), main }
}

/// A calendar file of the session.
#[must_use]
pub fn calendar_button(setting: Setting<'_>, id: &domain::SessionId, class: &str) -> Markup {
    let href = format!("{}{}", setting.config.api.trim_end_matches('/'), api::session_calendar(id));
    html! { a class=(class) href=(href) rel="external" { (small("calendar")) (t(w::SESSION_CALENDAR)) } }
}

/// A calendar file of all of a course's weeks to come.
#[must_use]
pub fn course_calendar(setting: Setting<'_>, course: &CourseDetail) -> Markup {
    let file = api::calendar(CalendarKind::Series, course.series_id.as_str());
    let href = format!("{}{file}", setting.config.api.trim_end_matches('/'));
    html! { a.button.button--small href=(href) rel="external" { (small("calendar")) (t(w::SESSION_CALENDAR)) } }
}

/// What stands in the way, said first.
fn state(availability: Availability) -> Markup {
    match availability {
        Availability::Cancelled => notice(
            Tone::Urgent,
            None,
            t(w::SESSION_CANCELLED),
            html! { p { (t(w::SESSION_CANCELLED_WORDS)) } },
        ),
        Availability::Finished => notice(Tone::Plain, Some("clock"), t(w::SESSION_FINISHED), html! {}),
        _ => html! {},
    }
}

/// When, where, who for, places left.
fn four_answers(detail: &SessionDetail) -> Markup {
    let session = &detail.session;
    let place =
        if detail.location.masked { t(w::PLACE_MASKED).to_owned() } else { address(&detail.location) };
    let carer = if session.ages.to.is_some() { t(w::SESSION_WITH_CARER) } else { "" };
    let cost = moment::price(session.cost_pence);
    let room = detail.capacity.map(|capacity| {
        let words = match detail.counts {
            Counts::Families => w::SESSION_ROOM_FAMILIES,
            Counts::Children => w::SESSION_ROOM_CHILDREN,
            Counts::People => w::SESSION_ROOM_PEOPLE,
        };
        plural(words, u32::from(capacity))
    });
    let places = room.map_or_else(|| cost.clone(), |room| format!("{room}. {cost}"));
    let answer = |question, main: &str, more: &str, time: bool| {
        html! {
            div.answer {
                dt.answer__question { (t(question)) }
                dd {
                    p.answer__main .answer__main--time[time] { (main) }
                    @if !more.is_empty() { p.answer__more.soft { (more) } }
                }
            }
        }
    };
    html! {
        dl.answers {
            (answer(w::SESSION_WHEN, &moment::times(session.starts_at, session.ends_at), &moment::date(session.starts_at.london_date()), true))
            (answer(w::SESSION_WHERE, &detail.location.name, &place, false))
            (answer(w::SESSION_WHO_FOR, &moment::ages(session.ages), carer, false))
            (answer(w::SESSION_PLACES, &places_words(detail.to_book().0), &places, false))
        }
    }
}

/// The one thing to do.
fn act(setting: Setting<'_>, detail: &SessionDetail) -> Markup {
    let phone = if detail.location.phone.is_empty() { &setting.config.phone } else { &detail.location.phone };
    let tell = |name, title: &str, words: String| {
        notice(Tone::Plain, Some(name), title, html! { @if !words.is_empty() { p { (words) } } })
    };
    let (button, hint) = match detail.whole_course() {
        Some(_) => (w::COURSE_BOOK, w::COURSE_HINT),
        None => (w::SESSION_BOOK_PLACE, w::SESSION_BOOK_HINT),
    };
    // A week that is cancelled or over leaves its course as it is.
    match detail.to_book().0 {
        Availability::Places { .. } => html! {
            div.book-action {
                a.button.button--wide href=(Link::Book(detail.session.id.clone()).href()) { (t(button)) }
                p.small.soft { (fill(hint, &[("cost", &moment::price(detail.session.cost_pence))])) }
                @if detail.course.is_some() && detail.whole_course().is_none() { p.small.soft { (t(w::COURSE_SINGLE)) } }
            }
        },
        Availability::DropIn => tell("door", t(w::PLACES_DROP_IN), t(w::SESSION_DROP_IN_WORDS).to_owned()),
        Availability::Full => full(detail),
        Availability::NotOpen { opens_at } => {
            let (day, time) = opens_at.london();
            tell(
                "clock",
                &fill(w::SESSION_OPENS, &[("date", &moment::date(day)), ("time", &moment::time(time))]),
                String::new(),
            )
        }
        Availability::Closed if detail.whole_course().is_some() => {
            tell("clock", t(w::COURSE_CLOSED), String::new())
        }
        Availability::Closed => {
            tell("clock", t(w::SESSION_CLOSED), fill(w::SESSION_CLOSED_WORDS, &[("phone", phone)]))
        }
        Availability::Cancelled | Availability::Finished => html! {},
    }
}

/// Every place is taken: how the waiting list stands, and the way onto it.
fn full(detail: &SessionDetail) -> Markup {
    let held = u32::from(detail.places_held);
    let waiting = u32::from(detail.waiting);
    let (title, words) = match detail.whole_course() {
        Some(_) => (w::COURSE_FULL, w::COURSE_FULL_WORDS),
        None => (w::SESSION_FULL, w::SESSION_FULL_WORDS),
    };
    html! {
        (notice(Tone::Plain, Some("people"), t(title), html! {
            p { (t(words)) }
            @if held > 0 { p { (plural(w::SESSION_HELD, held)) } }
            @if waiting > 0 { p { (plural(w::SESSION_WAITING, waiting)) } }
        }))
        div.book-action {
            a.button.button--wide href=(Link::Book(detail.session.id.clone()).href()) { (t(w::SESSION_JOIN)) }
            p.small.soft { (t(w::SESSION_JOIN_HINT)) }
        }
    }
}

fn expect(detail: &SessionDetail) -> Markup {
    html! {
        article.prose {
            @if !detail.what_to_bring.is_empty() { h2 { (t(w::SESSION_BRING)) } p { (detail.what_to_bring) } }
            @if !detail.location.what_to_expect.is_empty() { h2 { (t(w::SESSION_EXPECT)) } p { (detail.location.what_to_expect) } }
        }
    }
}

fn practical(detail: &SessionDetail) -> Markup {
    let place = &detail.location;
    let run_by = if detail.run_by.is_empty() {
        String::new()
    } else {
        fill(w::SESSION_RUN_BY, &[("role", &detail.run_by)])
    };
    html! {
        section.stack aria-labelledby="practical" {
            h2 #practical { (t(w::SERVICE_GETTING_IN)) }
            ul.facts.facts--list role="list" {
                (fact("pram", &detail.pram))
                (fact("parking", &place.parking))
                (fact("bus", &place.bus))
                (fact("wheelchair", &vocabulary::all_access(&place.facilities)))
                (fact("cup", &detail.feeding_space))
                (fact("language", &vocabulary::languages(&detail.languages)))
                (fact("people", &run_by))
            }
            @if let Some(slug) = &place.slug {
                p { a href=(Link::Place(slug.clone()).href()) { (fill(w::SESSION_ABOUT_PLACE, &[("place", &place.name)])) } }
            }
        }
    }
}
