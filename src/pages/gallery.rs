//! Every component in every state; built in development only.

use domain::location::{LocationBrief, NearestCentre};
use domain::service::{NextSession, Referral, ServiceStatus, ServiceSummary};
use domain::session::SessionSummary;
use domain::{AgeRange, Availability, Cost, Instant, Location, LocationKind, Metres, Months, OpeningHours, TimeOfDay, Weekday};
use leptos::prelude::*;

use crate::api::ApiError;
use crate::components::{HubCard, Hours, ServiceCard, SessionList, Step, StonePath, Ticket};
use crate::ui::{
    Disclosure, ErrorSummary, Fact, Facts, Failed, Icon, Notice, Pagination, Scene, SelectField, Size, Stepper, SummaryItem,
    TextArea, TextField, Tone,
};

/// Every component in every state. Its own words are for developers and are not translated.
#[component]
pub fn GalleryPage() -> impl IntoView {
    view! {
        <div class="wrap gallery">
            <h1>"Gallery"</h1>
            <Piece name="Buttons">
                <div class="row">
                    <button class="button" type="button">"Button"</button>
                    <button class="button button--quiet" type="button">"Quiet"</button>
                    <button class="button button--urgent" type="button">"Urgent"</button>
                    <button class="button button--small" type="button">
                        <Icon name="phone" size=Size::Small />
                        "Small"
                    </button>
                    <button class="button" type="button" aria-disabled="true">"Waiting"</button>
                </div>
            </Piece>
            <Fields />
            <Piece name="Notices">
                <Notice title="Plain".to_owned()><p>"Good to know."</p></Notice>
                <Notice tone=Tone::Warning title="Warning".to_owned()><p>"Not as it should be."</p></Notice>
                <Notice tone=Tone::Urgent title="Urgent".to_owned()><p>"Matters now."</p></Notice>
            </Piece>
            <Piece name="Failures">
                <Failed error=ApiError::Offline retry=|| {} />
                <Failed error=ApiError::Server retry=|| {} />
                <Failed error=ApiError::NotFound retry=|| {} />
            </Piece>
            <Piece name="Sessions in every state">
                <SessionList sessions=sessions() dated=true />
            </Piece>
            <Piece name="Service cards">
                <ul class="service-list" role="list">
                    {services().into_iter().map(|service| view! { <ServiceCard service /> }).collect_view()}
                </ul>
            </Piece>
            <Piece name="Nearest family centre"><HubCard centre=centre() /></Piece>
            <Piece name="Opening hours"><Hours hours=hours() /></Piece>
            <Piece name="A booking's steps">
                <StonePath step=Step::Form />
                <StonePath step=Step::Check />
                <StonePath step=Step::Done />
            </Piece>
            <Piece name="Ticket"><Ticket session=session("Baby massage", Availability::Places { left: 4 }) /></Piece>
            <Piece name="Facts">
                <Facts list=true>
                    <Fact icon="bus" large=true>"Bus 17 stops outside"</Fact>
                    <Fact icon="wheelchair" large=true>"Step-free entrance"</Fact>
                </Facts>
            </Piece>
            <Piece name="Pages"><Pagination page=5 pages=9 href=|page| format!("?page={page}") /></Piece>
            <Piece name="Folded">
                <Disclosure summary="Where this comes from".to_owned()><p>"Sources."</p></Disclosure>
            </Piece>
            <Piece name="Nothing to show"><Scene picture="empty" title="Nothing found".to_owned() words="Try other words." /></Piece>
        </div>
    }
}

#[component]
fn Piece(name: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="gallery__piece stack">
            <h2 class="gallery__name">{name}</h2>
            {children()}
        </section>
    }
}

#[component]
fn Fields() -> impl IntoView {
    let text = RwSignal::new("Sam".to_owned());
    let wrong = Signal::derive(|| Some("Enter your name".to_owned()));
    let right = Signal::derive(|| None::<String>);
    let number = RwSignal::new(1_usize);
    let problems = Signal::derive(|| vec![SummaryItem { field: "gallery-wrong".to_owned(), words: "Enter your name".to_owned() }]);
    view! {
        <Piece name="Fields">
            <ErrorSummary items=problems />
            <TextField id="gallery-right" label="Your name".to_owned() hint="What we call you at the door".to_owned() error=right value=text autocomplete="off" />
            <TextField id="gallery-wrong" label="Your name again".to_owned() error=wrong value=RwSignal::new(String::new()) autocomplete="off" />
            <TextArea id="gallery-area" label="Anything else".to_owned() error=right value=RwSignal::new(String::new()) />
            <SelectField
                id="gallery-select".to_owned()
                name="age"
                label="Age".to_owned()
                options=vec![(String::new(), "Choose an age".to_owned()), ("5".to_owned(), "5 months".to_owned())]
                value=Signal::derive(String::new)
            />
            <Stepper
                id="gallery-stepper"
                label="Adults".to_owned()
                least=1_usize
                most=6
                value=number
                on_step=move |to| number.set(to)
            />
        </Piece>
    }
}

fn session(title: &str, availability: Availability) -> SessionSummary {
    let starts_at = Instant::from_unix(1_795_514_400);
    SessionSummary {
        id: "gallery-2026-11-24".parse().unwrap_or_else(|_| unreachable!()),
        service_id: "gallery".parse().unwrap_or_else(|_| unreachable!()),
        title: title.to_owned(),
        starts_at,
        ends_at: starts_at.plus_minutes(90),
        location: place(),
        ages: AgeRange::new(Months(2), Some(Months(12))),
        cost_pence: 0,
        availability,
        distance: Some(Metres(966)),
    }
}

fn sessions() -> Vec<SessionSummary> {
    [
        ("Places", Availability::Places { left: 8 }),
        ("Few places", Availability::Places { left: 2 }),
        ("Drop-in", Availability::DropIn),
        ("Full", Availability::Full),
        ("Not open", Availability::NotOpen { opens_at: Instant::from_unix(1_795_000_000) }),
        ("Closed", Availability::Closed),
        ("Cancelled", Availability::Cancelled),
        ("A very long name: perinatal mental health and parent–infant relationship psychotherapy", Availability::Finished),
    ]
    .map(|(title, availability)| session(title, availability))
    .to_vec()
}

fn place() -> LocationBrief {
    LocationBrief {
        id: "gallery".parse().unwrap_or_else(|_| unreachable!()),
        slug: Some("gallery".to_owned()),
        kind: LocationKind::FamilyCentre,
        locality: None,
        name: "Oak Lane Family Centre".to_owned(),
        postcode: None,
        masked: false,
    }
}

fn services() -> Vec<ServiceSummary> {
    let service = |name: &str, status, referral, cost, availability: Option<Availability>| ServiceSummary {
        id: "gallery".parse().unwrap_or_else(|_| unreachable!()),
        name: name.to_owned(),
        summary: "Friendly help with breast, bottle and mixed feeding, at home or at the hub.".to_owned(),
        organisation: "The hub".to_owned(),
        status,
        ages: AgeRange::new(Months(0), Some(Months(12))),
        cost,
        attending: Vec::new(),
        referral,
        place: Some(place()),
        other_places: 2,
        distance: Some(Metres(1931)),
        next_session: availability.map(|availability| NextSession {
            id: "gallery".parse().unwrap_or_else(|_| unreachable!()),
            starts_at: Instant::from_unix(1_795_514_400),
            availability,
        }),
    };
    vec![
        service("Free", ServiceStatus::Active, Referral::None, Cost::Free, None),
        service("Two places", ServiceStatus::Active, Referral::None, Cost::Free, Some(Availability::Places { left: 2 })),
        service("Costs", ServiceStatus::Active, Referral::None, Cost::From { pence: 250 }, None),
        service("Referral", ServiceStatus::Active, Referral::Professional, Cost::Free, None),
        service("Closed", ServiceStatus::TemporarilyClosed, Referral::None, Cost::Free, None),
    ]
}

fn hours() -> Vec<OpeningHours> {
    let time = |hour| TimeOfDay::new(hour, 0).unwrap_or_else(|| unreachable!());
    vec![OpeningHours { days: Weekday::ALL[..5].to_vec(), opens: time(9), closes: time(17) }]
}

fn centre() -> NearestCentre {
    let brief = place();
    let location = Location {
        id: brief.id,
        slug: brief.slug,
        kind: brief.kind,
        locality: None,
        name: brief.name,
        summary: String::new(),
        what_to_expect: String::new(),
        address: vec!["12 Oak Lane".to_owned()],
        postcode: None,
        point: None,
        masked: false,
        phone: "01632 960114".to_owned(),
        email: String::new(),
        opening_hours: hours(),
        opening_notes: String::new(),
        facilities: Vec::new(),
        bus: "Bus 17 stops outside".to_owned(),
        parking: String::new(),
        ask_for: String::new(),
        bridge_sites: Vec::new(),
    };
    NearestCentre { location, distance: Metres(966) }
}
