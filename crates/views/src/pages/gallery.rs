//! Every component in every state, for those who work on the hub. Only debug builds have this page.
//!
//! Its own words are not translated. It shows one made-up moment, so that it looks the same every day.

use std::str::FromStr;

use domain::api::LocalityDetail;
use domain::location::{LocationBrief, LocationDetail, NearestCentre};
use domain::opening::Recurrence;
use domain::problem::kind;
use domain::service::{
    GuideHit, NextSession, Origin, Referral, RegularTime, ServiceDetail, ServiceLink, ServicePage,
    ServiceSummary,
};
use domain::service_area::{AreaReach, ReachWay};
use domain::session::{SessionDetail, SessionList, SessionSummary};
use domain::{
    AgeRange, Availability, Booking, BookingId, BookingStatus, CancelledBy, CarerName, Contact, Cost, Counts,
    CourseDetail, CourseWeek, Facet, FacetKind, FacetOption, Field as At, FieldProblem, Instant, Locality,
    Location, LocationKind, Metres, Months, OpeningHours, Party, Point, Problem, ProblemCode, RawBooking,
    RawSearch, Reference, Service, ServiceSearch, ServiceStatus, Weekday,
};
use maud::{Markup, PreEscaped, html};

use super::guide::Asked;
use super::whats_on::Known;
use super::{
    book, booking, cancel, check_answers, guide, guides, home, locality, my_bookings, not_found, place,
    service, services, session, text, urgent_help, whats_on,
};
use crate::guide::{GuideCard, GuideIndex, GuidePage, GuideSource, GuideStage, GuideTopic, TextPage};
use crate::pieces::{self, Field, Size, Step, Tone, icon};
use crate::route::WhatsOn;
use crate::{Answer, Failure, Page, Setting};

mod bookings;
#[cfg(feature = "planner")]
mod saved_list;

/// Every icon of the sprite.
const ICONS: [&str; 53] = [
    "home",
    "guide",
    "find",
    "calendar",
    "saved",
    "search",
    "pin",
    "clock",
    "people",
    "baby",
    "pram",
    "bus",
    "parking",
    "phone",
    "mail",
    "share",
    "copy",
    "print",
    "tick",
    "cross",
    "plus",
    "minus",
    "arrow-back",
    "arrow-next",
    "chevron",
    "warning",
    "info",
    "urgent",
    "exit",
    "moon",
    "language",
    "heart",
    "bookmark",
    "wifi-off",
    "star",
    "cup",
    "food",
    "book",
    "wheelchair",
    "door",
    "ticket",
    "download",
    "filter",
    "map",
    "stage-pregnancy",
    "stage-newborn",
    "stage-baby",
    "stage-toddler",
    "stage-starting-school",
    "stage-school-age",
    "stage-teenager",
    "stage-send",
    "stage-parent",
];

/// Every stage of family life: its slug, its name and its ages.
const STAGES: [(&str, &str, &str); 9] = [
    ("pregnancy", "Pregnancy", "before birth"),
    ("newborn", "Birth and newborn", "birth to 8 weeks"),
    ("baby", "Baby", "up to 1 year"),
    ("toddler", "Toddler", "1 to 2 years"),
    ("starting-school", "Starting school", "2 to 5 years"),
    ("school-age", "School age", "5 to 11 years"),
    ("teenager", "Teenager", "11 to 19 years"),
    ("send", "Special educational needs and disabilities (SEND)", "birth to 25 years"),
    ("parent", "You as a parent", "any age"),
];

const LONG_NAME: &str = "Perinatal mental health and parent–infant relationship psychotherapy";

/// Each state of a piece: what it is called, and the piece in it.
type States = Vec<(&'static str, Markup)>;

/// Every component in every state.
#[must_use]
pub fn page(setting: Setting<'_>) -> Page {
    let setting = Setting { now: Some(now()), ..setting };
    let main = html! {
        (pieces::band("band--plain", true, None, html! { h1 { "Gallery" } p.lead { "Every piece, in every state." } }))
        div.wrap.wrap--wide {
            div.gallery {
                (small_pieces())
                (forms())
                (known_pieces(setting))
                (answers(setting))
                (finding(setting))
                (reading(setting))
                (sessions_and_places(setting))
                (bookings::pieces())
                (bookings::one(setting))
                (bookings::after(setting))
                (kept(setting))
            }
        }
    };
    Page { title: "Gallery".to_owned(), main }
}

#[cfg(feature = "planner")]
fn kept(setting: Setting<'_>) -> Markup {
    saved_list::pieces(setting)
}

/// The app is built without what the planner draws.
#[cfg(not(feature = "planner"))]
fn kept(_: Setting<'_>) -> Markup {
    Markup::default()
}

fn piece(name: &str, states: States) -> Markup {
    let id = format!(
        "gallery-{}",
        name.to_lowercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "-")
    );
    html! {
        section.gallery__piece aria-labelledby=(id) {
            h2 #(id) { (name) }
            @for (i, (state, drawn)) in states.into_iter().enumerate() {
                div.gallery__state { p.gallery__name { (state) } (apart(drawn, &format!("{id}-{i}"))) }
            }
        }
    }
}

/// The same with ids of its own, and all that leads to them: a page that is here in many states repeats its ids.
fn apart(PreEscaped(html): Markup, prefix: &str) -> Markup {
    // Text has no plain quotation marks, so these are attributes.
    let own = REFERENCES.iter().fold(html, |html, mark| {
        let mut parts = html.split(mark);
        let mut own = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (ids, rest) = part.split_once('"').unwrap_or((part, ""));
            let ids = ids.split(' ').map(|id| format!("{prefix}-{id}")).collect::<Vec<_>>().join(" ");
            own.extend([mark, ids.as_str(), "\"", rest]);
        }
        own
    });
    PreEscaped(own)
}

/// How an id begins, and everything that names one.
const REFERENCES: [&str; 7] = [
    " id=\"",
    " for=\"",
    " href=\"#",
    " aria-labelledby=\"",
    " aria-describedby=\"",
    " aria-controls=\"",
    " data-field=\"",
];

fn small_pieces() -> Markup {
    let words = |words: &str| html! { p { (words) } };
    let to = |page: u32| format!("?page={page}");
    html! {
        (piece("Stage tints", vec![("Words stay readable on each", html! {
            div.gallery__swatches { @for (id, name, _) in STAGES { p class={ "gallery__swatch stage--" (id) } { (name) } } }
        })]))
        (piece("Buttons", vec![
            ("Main, quiet, urgent, small, waiting", html! {
                div.row {
                    button.button type="button" { "Book a place" }
                    button.button.button--quiet type="button" { "Try again" }
                    button.button.button--urgent type="button" { "Give the place back" }
                    button.button.button--small type="button" { (pieces::small("phone")) "Ring" }
                    button.button type="button" aria-disabled="true" { "Booking…" }
                }
            }),
            ("Wide", html! { button.button.button--wide type="button" { "Book a place" } }),
            ("A number to ring", html! { div.row { (pieces::ring_button("01632 960114", "button")) (pieces::ring("01632 960114")) } }),
        ]))
        (piece("Icons", vec![
            ("All", html! { div.row { @for name in ICONS { span title=(name) { (icon(name, Size::Middle, "")) } } } }),
            ("Small, middle, large", html! {
                div.row { (icon("heart", Size::Small, "")) (icon("heart", Size::Middle, "")) (icon("heart", Size::Large, "")) }
            }),
        ]))
        (piece("Tags and chips", vec![
            ("Tags", html! { div.row { span.tag { "Free" } span.tag.tag--warm { "2 places left" } span.tag.tag--urgent { "Closed for now" } } }),
            ("What was chosen", html! { ul.chips role="list" { li { a.chip href="?" { "Free" (pieces::small("cross")) } } } }),
        ]))
        (piece("Facts", vec![
            ("One below the other", html! {
                ul.facts.facts--list role="list" { (pieces::fact("bus", "Bus 17 stops outside")) (pieces::fact("wheelchair", "Step-free entrance")) }
            }),
            ("In a row", html! {
                ul.facts role="list" { (pieces::short_fact("pin", "0.6 miles")) (pieces::short_fact("baby", "2 to 12 months")) }
            }),
        ]))
        (piece("Notices", vec![
            ("Plain", pieces::notice(Tone::Plain, None, "Good to know", words("Bring a blanket."))),
            ("Warning", pieces::notice(Tone::Warning, None, "Not as it should be", words("Ring before you go."))),
            ("Urgent", pieces::notice(Tone::Urgent, None, "Matters now", words("This session is cancelled."))),
            ("With its own icon", pieces::notice(Tone::Plain, Some("door"), "Just turn up", words("No booking needed."))),
        ]))
        (piece("Scenes", vec![
            ("Nothing found", pieces::scene("empty", "Nothing found", "Try other words.", false, html! { a.button href="?" { "Show all" } })),
            ("No way on", pieces::scene("offline", "You are offline", "Try again later.", false, html! {})),
        ]))
        (piece("Bands", vec![
            ("Its own colour", pieces::band("", false, None, html! { (pieces::back_link("?", "Back")) h2 { "Band" } p.lead { "A lead." } })),
            ("Plain", pieces::band("band--plain", false, None, html! { h2 { "Band" } })),
            ("A stage's colour, with a picture", pieces::band("stage--baby", false, Some("sleep.svg"), html! { h2 { "Band" } })),
        ]))
        (piece("Link list", vec![("With and without more", html! {
            ul.link-list role="list" {
                (pieces::link_row(Some("?".to_owned()), "Sleep in the first year", "4 minutes · Sleep"))
                (pieces::link_row(Some("?".to_owned()), LONG_NAME, ""))
                (pieces::link_row(None, "Leads nowhere", ""))
            }
        })]))
        (piece("Pagination", vec![
            ("The first", pieces::pagination(1, 2, to)),
            ("In the middle", pieces::pagination(5, 9, to)),
            ("The last", pieces::pagination(9, 9, to)),
        ]))
        (piece("Disclosure", vec![("Closed until tapped", pieces::disclosure("Where this comes from", words("Sources.")))]))
        (piece("Page actions", vec![("Share and print", pieces::page_actions())]))
    }
}

fn forms() -> Markup {
    let field = |hint, error| Field { id: "name", label: "Your name", hint, error };
    let ages = [(String::new(), "Choose an age".to_owned()), ("5".to_owned(), "5 months".to_owned())];
    let stepper = |value| {
        let field = |error| Field { id: "adults", label: "Adults", hint: "Up to 6", error };
        pieces::stepper(&field((value > 6).then_some("Bring from 1 to 6 adults")), value, 1, 6)
    };
    let summary = [
        ("name".to_owned(), "Enter your name".to_owned()),
        ("contact".to_owned(), "Enter an email address".to_owned()),
    ];
    let wrong = Some("Enter your name");
    html! {
        (piece("Fields", vec![
            ("Empty, with a hint", field("What we call you at the door", None).line("", "off", "text")),
            ("Filled", field("", None).line("Sam", "off", "text")),
            ("With an error", field("What we call you at the door", wrong).line("", "off", "text")),
            ("Choose one", field("", None).choice("5", &ages)),
            ("Choose one, with an error", field("", wrong).choice("", &ages)),
            ("Long answer", field("", None).lines("A quiet corner, please.")),
            ("Long answer, with an error", field("", wrong).lines("")),
            ("Tick boxes", html! {
                label.choice { input.choice__box type="checkbox"; span { "Only free" } }
                label.choice { input.choice__box type="checkbox" checked; span { "Only what can be booked" } }
            }),
        ]))
        (piece("Stepper", vec![("At the least", stepper(1)), ("Between", stepper(3)), ("At the most", stepper(6)), ("With something to put right", stepper(7))]))
        (piece("Error summary", vec![
            ("One problem, whose field is below", html! { (pieces::error_summary(&summary[..1])) (field("", wrong).line("", "off", "text")) }),
            ("Two problems", html! {
                (pieces::error_summary(&summary))
                (field("", wrong).line("", "off", "text"))
                (Field { id: "contact", label: "Email", hint: "", error: Some("Enter an email address") }.line("", "off", "email"))
            }),
        ]))
        (piece("Search form", vec![
            ("Empty", pieces::search_form("", "", &[])),
            ("Filled", pieces::search_form("won’t sleep", "WA5 1AB", &[])),
            ("With an error", pieces::search_form("sleep", "WA5 1A", &[FieldProblem::new("near", ProblemCode::NearNotAPostcode)])),
        ]))
        (piece("Filters", vec![
            ("Of services, before the answer", services::filters_of(&RawSearch::from_query("age=6&cost=free"), None)),
            ("Of what’s on", whats_on::filters_of(&WhatsOn::default().on("2026-11-25"), Known { areas: &[area()], ..Known::default() })),
        ]))
    }
}

fn known_pieces(setting: Setting<'_>) -> Markup {
    let ticket =
        |title, follows, acts| pieces::ticket(&at(title, Availability::Places { left: 4 }), follows, acts);
    let at_night = Setting { now: Some(read("2026-11-24T22:00:00Z")), ..setting };
    let day = now().london_date();
    html! {
        (piece("Stage stones", vec![("All", pieces::stage_stones(&stages()))]))
        (piece("Places", vec![("In every state", html! {
            ul.stack.stack--tight role="list" { @for (_, availability) in availabilities() { li { (pieces::places(availability)) } } }
        })]))
        (piece("Session rows", vec![
            ("In every state, each with its date", pieces::session_list(setting, &sessions(), true)),
            ("Under their days", pieces::session_days(setting, &week())),
        ]))
        (piece("Service cards", vec![("In every state", html! {
            ul.service-list role="list" { @for one in cards() { (pieces::service_card(setting, &one)) } }
        })]))
        (piece("Nearest family centre", vec![
            ("Open now", pieces::hub_card(setting, &centre())),
            ("Closed now", pieces::hub_card(at_night, &centre())),
        ]))
        (piece("Opening hours", vec![("Today marked", pieces::hours(setting, &hours())), ("Never open", pieces::hours(setting, &[]))]))
        (piece("Timetable", vec![("A week", pieces::timetable(day, &week())), ("Nothing on", pieces::timetable(day, &[]))]))
        (piece("Stone path", vec![
            ("Form", pieces::stone_path(Step::Form, false)),
            ("Check", pieces::stone_path(Step::Check, true)),
            ("Done", pieces::stone_path(Step::Done, false)),
            ("Done, on the waiting list", pieces::stone_path(Step::Done, true)),
        ]))
        (piece("Ticket", vec![
            ("Plain", ticket("Baby massage", false, None)),
            ("With a long name; follows on a phone", ticket(LONG_NAME, true, None)),
            ("With something to do", ticket("Baby massage", false, Some(html! { a.button.button--small href="?" { "Directions" } }))),
        ]))
    }
}

fn answers(setting: Setting<'_>) -> Markup {
    let part = |answer: Answer<()>| answer.part(setting, 2, |()| html! { p { "The answer." } });
    let whole = |answer: Answer<()>| answer.page(setting, |()| html! { div.wrap { h1 { "The answer" } } });
    html! {
        (piece("Part of a page", vec![
            ("Asked a moment ago", part(Answer::Quiet)),
            ("Waiting", part(Answer::Waiting)),
            ("Answered", part(Answer::Ready(()))),
            ("Offline", part(Answer::Failed(Failure::Offline))),
            ("Not found", part(Answer::Failed(Failure::NotFound))),
            ("The server cannot answer", part(Answer::Failed(Failure::Server))),
        ]))
        (piece("Whole page", vec![
            ("Waiting", whole(Answer::Waiting)),
            ("Answered", whole(Answer::Ready(()))),
            ("Offline", whole(Answer::Failed(Failure::Offline))),
            ("Not found", whole(Answer::Failed(Failure::NotFound))),
            ("The server cannot answer", whole(Answer::Failed(Failure::Server))),
        ]))
    }
}

fn finding(setting: Setting<'_>) -> Markup {
    let all = ServiceSearch { page: 1, ..ServiceSearch::default() };
    let narrow = ServiceSearch { words: "feeding".to_owned(), ..all.clone() }
        .with(FacetKind::Category, "feeding")
        .with(FacetKind::Age, "6")
        .with(FacetKind::Cost, "free");
    let found = |search: &ServiceSearch, answer| {
        services::results(services::Shown::List, setting, &Ok(search.clone()), &answer)
    };
    let none =
        ServicePage { services: Vec::new(), total: 0, pages: 0, nearest_centre: None, ..services_found() };
    let problem = |code| vec![FieldProblem::new("near", code)];
    let outside = Origin { name: "M1 1AE".to_owned(), outside: true };
    let on = |answer| whats_on::results(setting, &WhatsOn::default(), &answer);
    let weekly = WhatsOn { view: "week".to_owned(), ..WhatsOn::default().on("2026-11-24") };
    let on_week = |answer| whats_on::results(setting, &weekly, &answer);
    let list = |sessions, more| Answer::Ready(SessionList { sessions, more, origin: None });
    let head = |when: &str| whats_on::head(setting, &WhatsOn::default().on(when));
    html! {
        (piece("Services: the search", vec![
            ("Empty", services::head(&RawSearch::default(), "", &[])),
            ("With an error", services::head(&RawSearch::default(), "WA5 1A", &problem(ProblemCode::NearNotAPostcode))),
        ]))
        (piece("Services: the results", vec![
            ("Asked a moment ago", found(&all, Answer::Quiet)),
            ("Waiting", found(&all, Answer::Waiting)),
            ("Found", found(&all, Answer::Ready(services_found()))),
            ("Found, with filters and a better spelling", found(&narrow, Answer::Ready(ServicePage {
                did_you_mean: Some("infant feeding".to_owned()),
                page: 2,
                ..services_found()
            }))),
            ("From outside the council", found(&all, Answer::Ready(ServicePage { origin: Some(outside), ..services_found() }))),
            ("None", found(&all, Answer::Ready(none.clone()))),
            ("None, with filters", found(&narrow, Answer::Ready(none))),
            ("Something to put right", services::results(services::Shown::List, setting, &Err(problem(ProblemCode::NearNotFound)), &Answer::<ServicePage>::Quiet)),
            ("The server cannot answer", found(&all, Answer::Failed(Failure::Server))),
            ("Offline", found(&all, Answer::Failed(Failure::Offline))),
        ]))
        (piece("Service", vec![
            ("Open", service::page(setting, &service_detail()).main),
            ("Closed for now, out of date, at a place that is not told", {
                let mut detail = service_detail();
                detail.service.status = ServiceStatus::TemporarilyClosed;
                detail.service.referral = Referral::Professional;
                detail.out_of_date = true;
                detail.next_sessions.clear();
                detail.locations = vec![Location { slug: None, masked: true, ..location() }.public()];
                service::page(setting, &detail).main
            }),
        ]))
        (piece("What’s on: the days", vec![("Today", head("today")), ("The week", head("")), ("Another day", head("2026-12-24"))]))
        (piece("What’s on: the results", vec![
            ("Waiting", on(Answer::Waiting)),
            ("Some", on(list(week(), false))),
            ("More than are shown", on(list(week(), true))),
            ("None", on(list(Vec::new(), false))),
            ("Offline", on(Answer::Failed(Failure::Offline))),
            ("A week", on_week(list(week(), false))),
            ("A week with nothing on", on_week(list(Vec::new(), false))),
        ]))
    }
}

fn reading(setting: Setting<'_>) -> Markup {
    let index = Answer::Ready(guide_index());
    let list = |sessions| Answer::Ready(SessionList { sessions, more: false, origin: None });
    let helpers = Answer::Ready(services_found());
    let near_you = |answer| guide::more(setting, &guide_page(), &answer, &helpers, Asked::Useful);
    let asked = |asked| guide::more(setting, &guide_page(), &Answer::Quiet, &Answer::Quiet, asked);
    let soon = |answer| home::soon(setting, &answer);
    let text_page = TextPage {
        title: "Privacy".to_owned(),
        summary: "What is kept and why.".to_owned(),
        body: "<h2>What is kept</h2><p>As little as can be.</p><ul><li>One</li><li>Two</li></ul>".to_owned(),
        near: String::new(),
    };
    html! {
        (piece("Front page", vec![
            ("One sentence, one search", home::hero("")),
            ("Where the family is is known", home::hero("WA5 1AB")),
            ("Soon, waiting", soon(Answer::Waiting)),
            ("Soon", soon(list(week()))),
            ("Soon, nothing on", soon(list(Vec::new()))),
            ("Soon, offline", soon(Answer::Failed(Failure::Offline))),
            ("Stages", home::stages(setting, &index)),
            ("Help, before it is known where the family is", home::help(setting, None)),
            ("Help, with the nearest centre", home::help(setting, Some(&centre()))),
        ]))
        (piece("The guide", vec![
            ("Waiting", guides::page(setting, &Answer::Waiting).main),
            ("All pages", guides::page(setting, &index).main),
        ]))
        (piece("A guide page", vec![
            ("Everything", guide::text(&guide_page())),
            ("Only its text", guide::text(&GuidePage { do_first: None, get_help: None, art: None, ..guide_page() })),
            ("Near you, waiting", near_you(Answer::Waiting)),
            ("Near you", near_you(list(week()))),
            ("Near you, nothing on", near_you(list(Vec::new()))),
            ("Not useful, and why", asked(Asked::Why)),
            ("Useful, thanks", asked(Asked::Thanked)),
            ("Useful, not sent", asked(Asked::Failed)),
        ]))
        (piece("Urgent help", vec![("Always", urgent_help::page().main)]))
        (piece("A fixed text", vec![("Always", text::main(&text_page))]))
        (piece("Not found", vec![("Always", not_found::page().main)]))
    }
}

fn sessions_and_places(setting: Setting<'_>) -> Markup {
    let in_state = |availability| session::page(setting, &session_detail(availability)).main;
    let outreach = Location {
        kind: LocationKind::Outreach,
        opening_hours: Vec::new(),
        name: "St Wilfrid’s Hall".to_owned(),
        ..location()
    };
    let area = |locations, sessions| {
        locality::page(setting, &LocalityDetail { locality: area(), locations, sessions }).main
    };
    html! {
        (piece("Session", availabilities().into_iter().map(|(name, availability)| (name, in_state(availability))).collect()))
        (piece("Session that is full", vec![
            ("Nobody waits", in_state(Availability::Full)),
            ("A course", session::page(setting, &of_course(Availability::Places { left: 3 })).main),
            ("A course that is full", session::page(setting, &of_course(Availability::Full)).main),
            ("A course that has begun", session::page(setting, &of_course(Availability::Closed)).main),
            ("A single week of a course", session::page(setting, &single_week()).main),
            ("A family waits, places are offered", session::page(setting, &SessionDetail { places_held: 2, waiting: 1, ..session_detail(Availability::Full) }).main),
        ]))
        (piece("Place", vec![
            ("A family centre", place::page(setting, &LocationDetail {
                location: location(),
                sessions: week(),
                services: vec![ServiceLink { id: read("feeding"), name: "Infant feeding support".to_owned() }],
                bridge_sites: vec![outreach.brief()],
            }).main),
            ("An outreach site where nothing is on", place::page(setting, &LocationDetail {
                location: outreach.clone(),
                sessions: Vec::new(),
                services: Vec::new(),
                bridge_sites: Vec::new(),
            }).main),
        ]))
        (piece("Area", vec![("With places", area(vec![location(), outreach], week())), ("Nothing on", area(Vec::new(), Vec::new()))]))
    }
}

// What is shown is made up here and always reads, which the test below sees to.

fn read<T: FromStr>(text: &str) -> T {
    text.parse().unwrap_or_else(|_| unreachable!("{text} is made up to be read"))
}

/// A Tuesday morning.
fn now() -> Instant {
    read("2026-11-24T09:30:00Z")
}

/// All that a session may offer.
fn availabilities() -> [(&'static str, Availability); 8] {
    [
        ("Places", Availability::Places { left: 8 }),
        ("Few places", Availability::Places { left: 2 }),
        ("Just turn up", Availability::DropIn),
        ("Full", Availability::Full),
        ("Not open yet", Availability::NotOpen { opens_at: read("2026-11-26T09:00:00Z") }),
        ("Booking is closed", Availability::Closed),
        ("Cancelled", Availability::Cancelled),
        ("Finished", Availability::Finished),
    ]
}

fn at(title: &str, availability: Availability) -> SessionSummary {
    let starts_at: Instant = read("2026-11-24T10:00:00Z");
    SessionSummary {
        id: read("baby-massage-2026-11-24"),
        service_id: read("baby-massage"),
        title: title.to_owned(),
        starts_at,
        ends_at: starts_at.plus_minutes(90),
        location: here(),
        ages: AgeRange::new(Months(2), Some(Months(12))),
        cost_pence: 0,
        course: false,
        availability,
        distance: Some(Metres(966)),
    }
}

/// One session in each state.
fn sessions() -> Vec<SessionSummary> {
    let long = at(LONG_NAME, Availability::Places { left: 5 });
    availabilities().into_iter().map(|(name, availability)| at(name, availability)).chain([long]).collect()
}

/// A few days with a session each, today with two.
fn week() -> Vec<SessionSummary> {
    let days = [("Baby massage", 0), ("Stay and play", 0), ("Chatter and rhyme", 1), (LONG_NAME, 3)];
    let on = |(title, days): (&str, i64)| {
        let session = at(title, Availability::Places { left: 5 });
        let later = days * 24 * 60;
        SessionSummary {
            starts_at: session.starts_at.plus_minutes(later),
            ends_at: session.ends_at.plus_minutes(later),
            ..session
        }
    };
    days.into_iter().map(on).collect()
}

fn session_detail(availability: Availability) -> SessionDetail {
    SessionDetail {
        session: at("Baby massage", availability),
        series_id: Some(read("baby-massage")),
        service: "Baby massage".to_owned(),
        organisation: "The hub".to_owned(),
        location: location(),
        counts: Counts::Families,
        capacity: Some(8),
        summary: "Learn gentle strokes that help your baby settle.".to_owned(),
        what_to_bring: "A towel and a blanket.".to_owned(),
        run_by: "a community nursery nurse".to_owned(),
        languages: vec!["English".to_owned(), "Polish".to_owned()],
        pram: "Room for prams inside".to_owned(),
        feeding_space: "A quiet corner to feed".to_owned(),
        places_held: 0,
        waiting: 0,
        grace_months: 0,
        course: None,
        others: week(),
    }
}

/// A course of five weeks, one of them full and one cancelled.
fn course(availability: Availability) -> CourseDetail {
    let first: Instant = read("2026-11-24T10:00:00Z");
    let week = |number: i64| {
        let starts_at = first.plus_minutes(number * 7 * 24 * 60);
        CourseWeek {
            id: read(&format!("course-{number}")),
            starts_at,
            ends_at: starts_at.plus_minutes(60),
            availability: match number {
                2 => Availability::Full,
                3 => Availability::Cancelled,
                _ => Availability::Places { left: 3 },
            },
            coming: None,
        }
    };
    CourseDetail {
        series_id: read("course"),
        weeks: (0..5).map(week).collect(),
        availability,
        capacity: Some(8),
        closes_at: first.plus_minutes(-60),
        single_weeks: false,
    }
}

/// One session of that course.
fn of_course(availability: Availability) -> SessionDetail {
    SessionDetail { course: Some(course(availability)), ..session_detail(Availability::Places { left: 3 }) }
}

/// A session that can be booked by itself, because its course has begun.
fn single_week() -> SessionDetail {
    let course = CourseDetail { single_weeks: true, ..course(Availability::Closed) };
    SessionDetail { course: Some(course), ..session_detail(Availability::Places { left: 1 }) }
}

fn hours() -> Vec<OpeningHours> {
    let open = |days: &[Weekday], opens, closes| OpeningHours {
        days: days.to_vec(),
        opens: read(opens),
        closes: read(closes),
    };
    vec![open(&Weekday::ALL[..5], "09:00", "17:00"), open(&Weekday::ALL[5..6], "10:00", "12:30")]
}

fn location() -> Location {
    Location {
        id: read("oak-lane"),
        slug: Some("oak-lane".to_owned()),
        kind: LocationKind::FamilyCentre,
        locality: Some(area().id),
        name: "Oak Lane Family Centre".to_owned(),
        summary: "A family centre with a garden.".to_owned(),
        what_to_expect: "Someone meets you at the door.".to_owned(),
        address: vec!["12 Oak Lane".to_owned(), "Westbrook".to_owned()],
        postcode: Some(read("WA5 1AB")),
        point: Point::new(53.39, -2.62),
        masked: false,
        phone: "01632 960114".to_owned(),
        email: "oak-lane@example.org".to_owned(),
        opening_hours: hours(),
        opening_notes: "Closed on bank holidays.".to_owned(),
        facilities: vec!["Step-free entrance".to_owned(), "Changing table".to_owned()],
        bus: "Bus 17 stops outside".to_owned(),
        parking: "Free, behind the building".to_owned(),
        ask_for: "the family support team".to_owned(),
        ask_for_name: String::new(),
        bridge_sites: Vec::new(),
    }
}

fn here() -> LocationBrief {
    location().brief()
}

fn centre() -> NearestCentre {
    NearestCentre { location: location(), distance: Metres(966) }
}

fn area() -> Locality {
    Locality {
        id: read("west"),
        name: "West".to_owned(),
        summary: "Westbrook and around.".to_owned(),
        contact_role: "the family support team".to_owned(),
        contact_name: String::new(),
        phone: "01632 960114".to_owned(),
        email: "west@example.org".to_owned(),
    }
}

fn card(name: &str, cost: Cost, availability: Option<Availability>) -> ServiceSummary {
    let next = |availability| NextSession {
        id: read("feeding-2026-11-24"),
        starts_at: read("2026-11-24T10:00:00Z"),
        availability,
    };
    ServiceSummary {
        id: read("feeding"),
        name: name.to_owned(),
        summary: "Friendly help with breast, bottle and mixed feeding, at home or at the hub.".to_owned(),
        organisation: "The hub".to_owned(),
        status: ServiceStatus::Active,
        ages: AgeRange::new(Months(0), Some(Months(12))),
        cost,
        attending: Vec::new(),
        referral: Referral::None,
        place: Some(here()),
        other_places: 0,
        distance: Some(Metres(1931)),
        reach: None,
        next_session: availability.map(next),
    }
}

/// A service that comes to families in an area.
fn reaching(name: &str, way: ReachWay, distance: Option<Metres>) -> ServiceSummary {
    let reach = Some(AreaReach { way, area: "East".to_owned() });
    ServiceSummary { distance, reach, ..card(name, Cost::Free, None) }
}

/// One service in each state.
fn cards() -> Vec<ServiceSummary> {
    let free = card("Free", Cost::Free, None);
    vec![
        card("Two places left", Cost::Free, Some(Availability::Places { left: 2 })),
        card("Just turn up", Cost::Free, Some(Availability::DropIn)),
        card("Costs", Cost::From { pence: 250 }, Some(Availability::Full)),
        card("Nobody knows what it costs", Cost::Unknown, None),
        ServiceSummary {
            name: "Needs a referral".to_owned(),
            referral: Referral::Professional,
            ..free.clone()
        },
        ServiceSummary {
            name: "Closed for now".to_owned(),
            status: ServiceStatus::TemporarilyClosed,
            ..free.clone()
        },
        ServiceSummary { name: "At several places".to_owned(), other_places: 2, ..free.clone() },
        ServiceSummary { name: LONG_NAME.to_owned(), place: None, distance: None, ..free.clone() },
        reaching("Comes to you", ReachWay::ComesToYou, None),
        reaching("Comes to you and has a place", ReachWay::ComesToYou, Some(Metres(966))),
        reaching("For the area by phone", ReachWay::Covers, None),
        reaching("For another area", ReachWay::Elsewhere, None),
        free,
    ]
}

fn services_found() -> ServicePage {
    let option = |value: &str, name: &str, count, parent: Option<&str>| FacetOption {
        value: value.to_owned(),
        name: name.to_owned(),
        count,
        chosen: false,
        parent: parent.map(str::to_owned),
    };
    let facet = |kind, options| Facet { kind, options };
    ServicePage {
        services: cards().into_iter().take(3).collect(),
        total: 14,
        page: 1,
        pages: 5,
        origin: Some(Origin { name: "WA5 1AB".to_owned(), outside: false }),
        nearest_centre: Some(centre()),
        did_you_mean: None,
        facets: vec![
            facet(
                FacetKind::Category,
                vec![
                    option("health", "Health", 14, None),
                    option("feeding", "Feeding", 9, Some("health")),
                    option("sleep", "Sleep", 5, Some("health")),
                ],
            ),
            facet(FacetKind::Cost, vec![option("free", "Free", 12, None), option("paid", "Paid", 2, None)]),
        ],
        to_drop: Vec::new(),
        without_filters: None,
        guides: vec![GuideHit {
            slug: "sleep".to_owned(),
            title: "Sleep in the first year".to_owned(),
            summary: "What to expect and what helps.".to_owned(),
        }],
    }
}

fn service_detail() -> ServiceDetail {
    let service = Service {
        id: read("feeding"),
        name: "Infant feeding support".to_owned(),
        description: "Friendly help with breast, bottle and mixed feeding.\n\nAt home or at the hub."
            .to_owned(),
        organisation_id: read("hub"),
        organisation: "The hub".to_owned(),
        status: ServiceStatus::Active,
        url: "https://example.org".to_owned(),
        email: "feeding@example.org".to_owned(),
        phone: "01632 960115".to_owned(),
        contact_role: "the feeding team".to_owned(),
        ages: AgeRange::new(Months(0), Some(Months(12))),
        cost: Cost::From { pence: 250 },
        fees: "£2.50 for a family.".to_owned(),
        assured_on: Some(read("2026-09-01")),
        categories: vec![read("feeding")],
        send_needs: Vec::new(),
        attending: Vec::new(),
        referral: Referral::None,
        languages: vec!["English".to_owned()],
        access: vec!["Step-free entrance".to_owned()],
        times: vec![RegularTime {
            days: vec![Weekday::Tuesday],
            opens: read("10:00"),
            closes: read("11:30"),
            note: "term time".to_owned(),
            recurrence: Recurrence::Weekly,
            from: None,
            until: None,
        }],
        locations: vec![here().id],
        areas: Vec::new(),
        area_extents: Vec::new(),
        last_modified: None,
        first_seen: None,
        changed_at: None,
    };
    let categories = vec!["Feeding".to_owned(), "Health".to_owned()];
    ServiceDetail {
        service,
        locations: vec![location()],
        categories,
        out_of_date: false,
        next_sessions: week(),
    }
}

fn stages() -> Vec<GuideStage> {
    let stage = |(id, name, ages): (&str, &str, &str)| GuideStage {
        id: id.to_owned(),
        name: name.to_owned(),
        ages: ages.to_owned(),
        summary: "What is found there.".to_owned(),
    };
    STAGES.into_iter().map(stage).collect()
}

fn guide_index() -> GuideIndex {
    let long = GuideCard { title: LONG_NAME.to_owned(), topics: Vec::new(), ..guide_page().card };
    let topic = |id: &str, name: &str| GuideTopic { id: id.to_owned(), name: name.to_owned() };
    let topics = vec![topic("sleep", "Sleep"), topic("health", "Health")];
    GuideIndex { stages: stages(), topics, guides: vec![guide_page().card, long] }
}

fn guide_page() -> GuidePage {
    GuidePage {
        card: GuideCard {
            slug: "sleep".to_owned(),
            title: "Sleep in the first year".to_owned(),
            summary: "What to expect and what helps.".to_owned(),
            stage: "baby".to_owned(),
            topics: vec!["Sleep".to_owned(), "Health".to_owned()],
            minutes: 4,
        },
        stage_name: "Baby".to_owned(),
        key_points: vec!["On the back, every time.".to_owned(), "A clear, flat bed.".to_owned()],
        do_first: Some("<p>Put your baby down <strong>on the back</strong>.</p>".to_owned()),
        body: "<h2>What to expect</h2><p>Short sleeps, day and night.</p><ul><li>One</li><li>Two</li></ul>"
            .to_owned(),
        get_help: Some("<p>Ring <a href=\"tel:111\">111</a> when you are worried.</p>".to_owned()),
        sources: vec![GuideSource { title: "An example".to_owned(), url: "https://example.org".to_owned() }],
        reviewed: read("2026-10-01"),
        session_words: "sleep".to_owned(),
        category: None,
        art: Some("sleep.svg".to_owned()),
    }
}

fn plain_problem(kind: &str) -> Problem {
    Problem {
        kind: kind.to_owned(),
        title: String::new(),
        status: 409,
        detail: None,
        errors: Vec::new(),
        places_left: None,
    }
}

fn problem(problem: Problem) -> Failure {
    Failure::Problem(Box::new(problem))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::Config;

    /// What stands between this mark and the next quotation mark, wherever the mark is.
    fn values<'a>(html: &'a str, mark: &str) -> Vec<&'a str> {
        html.split(mark).skip(1).filter_map(|rest| rest.split('"').next()).collect()
    }

    #[test]
    fn every_id_is_there_once_and_all_that_names_one_leads_to_it() {
        let html = page(Setting { config: &Config::default(), now: None }).main.into_string();
        let all = values(&html, " id=\"");
        let ids: BTreeSet<&str> = all.iter().copied().collect();
        let twice: Vec<_> =
            ids.iter().filter(|id| all.iter().filter(|other| other == id).count() > 1).collect();
        assert!(twice.is_empty(), "{twice:?}");
        for mark in REFERENCES {
            let lost: Vec<_> = values(&html, mark)
                .into_iter()
                .flat_map(|named| named.split(' '))
                .filter(|id| !ids.contains(id))
                .collect();
            assert!(lost.is_empty(), "{mark}: {lost:?}");
        }
    }

    #[test]
    fn every_icon_and_every_tint_is_here() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
        let sprite = std::fs::read_to_string(format!("{folder}/public/icons.svg")).unwrap();
        assert_eq!(values(&sprite, "<symbol id=\""), ICONS);
        let topics = std::fs::read_to_string(format!("{folder}/content/topics.toml")).unwrap();
        let stages: Vec<&str> = topics
            .split("[[stages]]")
            .skip(1)
            .filter_map(|one| values(one, "id = \"").first().copied())
            .collect();
        assert_eq!(stages, STAGES.map(|(id, _, _)| id));
    }
}
