//! What families are told, by email and by text message, of all that becomes of a booking.

use domain::session_change::{CancelReason, SessionMove};
use domain::team_session::Tick;
use domain::{Actor, BookingId, PrivateToken, SessionId};
use serde_json::{Value, json};
use server::notices::compose;
use store::{Channel, Message};

use crate::harness::{MASSAGE, TestHub, bits, family, token};

const SUPPER: &str = "people-2026-11-26";

fn desk() -> Actor {
    Actor::parse("Front desk").unwrap()
}

fn id(session: &str) -> SessionId {
    session.parse().unwrap()
}

/// A hub whose baby massage has one place, and whose first messages are out.
async fn full() -> TestHub {
    let hub = TestHub::new().await;
    hub.hub.store.set_capacity(&id(MASSAGE), 1, &desk(), hub.hub.now()).await.unwrap();
    hub.put(1, patient(1)).await;
    taken(&hub).await;
    hub
}

fn patient(n: u32) -> Value {
    let mut body = family(n, MASSAGE);
    body["waiting"] = json!(true);
    body
}

/// The link that the `n`th notice of a test gets.
fn link(n: u8) -> PrivateToken {
    PrivateToken::from_random([n; 16])
}

/// Writes what is to be told, each with the same link, and takes all messages that are due.
async fn told(hub: &TestHub, link: u8) -> Vec<Message> {
    compose(&hub.hub, || Some([link; 16])).await.unwrap();
    assert_eq!(hub.hub.store.notices_to_compose(9).await, Ok(vec![]));
    taken(hub).await
}

async fn taken(hub: &TestHub) -> Vec<Message> {
    let now = hub.hub.now();
    let due = hub.hub.store.take_due_messages(now, now.plus_minutes(5), 99).await.unwrap();
    for message in &due {
        hub.hub.store.message_sent(&message.message.id, now).await.unwrap();
    }
    due.into_iter().map(|due| due.message).collect()
}

async fn one(hub: &TestHub, link: u8) -> Message {
    let mut all = told(hub, link).await;
    assert_eq!(all.len(), 1, "{all:?}");
    all.pop().unwrap()
}

/// That the message says all of this, as text and as HTML, and has the link of family `n`.
async fn says(hub: &TestHub, message: &Message, n: u32, with: u8, subject: &str, wanted: &[&str]) {
    assert_eq!((message.channel, message.subject.as_str()), (Channel::Email, subject));
    assert_eq!(message.recipient, format!("sam{n}@example.org"));
    let html = message.html.as_deref().unwrap().replace("&#39;", "'");
    let booking = BookingId::from_random(bits(n));
    let link = format!("https://hub.example.org/bookings/{booking}#{}", link(with).expose());
    for wanted in wanted.iter().copied().chain(["Hello Sam Okafor,", "Baby massage", &link]) {
        assert!(message.text.contains(wanted), "{wanted} is not in {}", message.text);
        // The table of the HTML parts a heading from its words.
        let words = wanted.split_once(": ").map_or(wanted, |(_, words)| words);
        assert!(html.contains(words), "{words} is not in {html}");
    }
    assert!(!message.text.contains('{') && !message.text.contains("\n\n\n"), "{}", message.text);
    assert_eq!(message.text.matches("https://").count(), 1, "one link: {}", message.text);
    let seen = hub.see(n, self::link(with).expose()).await;
    assert_eq!(seen.status, 200, "the link opens the booking");
}

fn sequence(message: &Message) -> u32 {
    let file = message.calendar.as_deref().unwrap();
    assert!(file.contains("METHOD:PUBLISH") && file.contains("UID:massage-2026-11-24@hub.example.org"));
    let line = file.lines().find_map(|line| line.strip_prefix("SEQUENCE:")).unwrap();
    line.trim().parse().unwrap()
}

#[tokio::test]
async fn the_waiting_list_is_told_from_joining_to_taking_a_place() {
    let hub = full().await;
    hub.put(2, patient(2)).await;
    let joined = one(&hub, 1).await;
    let wanted = [
        "You are number 1 in line.",
        "in the order they joined",
        "When: Tuesday 24 November 2026, 10am to 11:30am",
    ];
    says(&hub, &joined, 2, 1, "On the waiting list: Baby massage, Tuesday 24 November 2026", &wanted).await;
    assert_eq!(joined.calendar, None);

    hub.change(1, &token(1), json!({"change": "cancel"})).await;
    let messages = told(&hub, 2).await;
    let offered = messages.iter().find(|message| message.subject.starts_with("A place")).unwrap();
    let wanted = [
        "We hold it for you until Monday 23 November, 1pm",
        "Held for you until: Monday 23 November 2026, 1pm",
        "the hours from 9pm to 8am are not taken off your time",
        "What to bring: A towel",
    ];
    says(&hub, offered, 2, 2, "A place is free for you: Baby massage, Tuesday 24 November 2026", &wanted)
        .await;

    hub.change(2, link(2).expose(), json!({"change": "accept"})).await;
    let accepted = one(&hub, 3).await;
    let wanted = ["The place is yours", "Where: Oak Lane Family Centre, 12 Oak Lane, Bridgewater, WA1 3SL"];
    says(&hub, &accepted, 2, 3, "You have a place: Baby massage, Tuesday 24 November 2026", &wanted).await;
    assert_eq!(sequence(&accepted), 0);
}

#[tokio::test]
async fn an_offer_that_lapsed_is_told_once_and_not_offered_late() {
    let hub = full().await;
    for n in 2..=3 {
        hub.put(n, patient(n)).await;
    }
    told(&hub, 1).await;
    hub.change(1, &token(1), json!({"change": "cancel"})).await;
    // Nobody has written the offer when its time is up: it goes to the next unsaid, and that it has gone is told.
    hub.set_time("2026-11-23T13:00:00Z");
    assert_eq!(hub.hub.store.pass_on_offers(hub.hub.now()).await, Ok(2));
    let messages = told(&hub, 2).await;
    let to =
        |n: u32| messages.iter().filter(move |message| message.recipient == format!("sam{n}@example.org"));
    let subjects: Vec<&str> = to(2).map(|message| message.subject.as_str()).collect();
    assert_eq!(subjects, ["No longer held for you: Baby massage, Tuesday 24 November 2026"]);
    let lapsed = to(2).next().unwrap();
    let session = format!("https://hub.example.org/sessions/{MASSAGE}");
    for wanted in [
        "did not hear back in time",
        "It may have gone to another family, or still be free.",
        "we will not write about this session again",
        &session,
    ] {
        assert!(lapsed.text.contains(wanted), "{wanted} is not in {}", lapsed.text);
        assert!(lapsed.html.as_deref().unwrap().contains(wanted), "{wanted} is not in the HTML");
    }
    assert_eq!(lapsed.text.matches("https://").count(), 1, "one link: {}", lapsed.text);
    let subjects: Vec<&str> = to(3).map(|message| message.subject.as_str()).collect();
    assert_eq!(subjects, ["A place is free for you: Baby massage, Tuesday 24 November 2026"]);
    assert_eq!(hub.hub.store.pass_on_offers(hub.hub.now()).await, Ok(0));
    assert!(told(&hub, 3).await.is_empty());
}

#[tokio::test]
async fn a_moved_and_a_cancelled_session_say_so_to_people_and_calendars() {
    let hub = TestHub::new().await;
    hub.put(1, family(1, MASSAGE)).await;
    let confirmed = taken(&hub).await.pop().unwrap();
    assert_eq!(sequence(&confirmed), 0);
    let to = |hour: &str, end: &str, location: &str| SessionMove {
        starts_at: format!("2026-11-25T{hour}:00:00Z").parse().unwrap(),
        ends_at: format!("2026-11-25T{end}:00:00Z").parse().unwrap(),
        location_id: location.parse().unwrap(),
    };
    let now = hub.hub.now();
    let store = &hub.hub.store;
    store.move_session(&id(MASSAGE), &to("13", "14", "library-id"), &desk(), now).await.unwrap();
    hub.hub.refresh().await.unwrap();
    let moved = one(&hub, 1).await;
    let wanted = [
        "When: Wednesday 25 November 2026, 1pm to 2pm",
        "Before: Tuesday 24 November 2026, 10am, Oak Lane Family Centre, 12 Oak Lane, Bridgewater, WA1 3SL",
        "You keep your place",
    ];
    says(&hub, &moved, 1, 1, "New time or place: Baby massage, Wednesday 25 November 2026", &wanted).await;
    assert_eq!(sequence(&moved), 1);
    assert!(moved.calendar.as_deref().unwrap().contains("DTSTART:20261125T130000Z"));

    store.move_session(&id(MASSAGE), &to("13", "15", "library-id"), &desk(), now).await.unwrap();
    let longer = one(&hub, 2).await;
    let wanted = ["When: Wednesday 25 November 2026, 1pm to 3pm"];
    says(&hub, &longer, 1, 2, "New time or place: Baby massage, Wednesday 25 November 2026", &wanted).await;
    assert_eq!(sequence(&longer), 2);

    store.cancel_session(&id(MASSAGE), &desk(), now).await.unwrap();
    let off = one(&hub, 3).await;
    let wanted = ["We are sorry: Baby massage is not going ahead on this day."];
    says(&hub, &off, 1, 3, "Not going ahead: Baby massage, Wednesday 25 November 2026", &wanted).await;
    assert_eq!(sequence(&off), 3);
    assert!(off.calendar.as_deref().unwrap().contains("STATUS:CANCELLED"));
    // What is downloaded says the same.
    let file = hub.get(&format!("/api/v1/sessions/{MASSAGE}/calendar.ics")).await.text;
    assert!(file.contains("SEQUENCE:3") && file.contains("STATUS:CANCELLED"), "{file}");
}

#[tokio::test]
async fn families_are_told_why_a_session_is_cancelled() {
    let hub = TestHub::new().await;
    hub.put(1, family(1, MASSAGE)).await;
    taken(&hub).await;
    let reason = CancelReason::parse("The heating is off.").unwrap();
    let store = &hub.hub.store;
    store.cancel_session_because(&id(MASSAGE), &reason, &desk(), hub.hub.now()).await.unwrap();
    let told = one(&hub, 1).await;
    assert!(told.text.contains("Why: The heating is off."), "{}", told.text);
    assert!(told.html.as_deref().unwrap().contains("The heating is off."));
}

#[tokio::test]
async fn a_reminder_has_a_link_that_cancels_and_is_dropped_when_nobody_comes() {
    let hub = TestHub::new().await;
    for n in 1..=2 {
        hub.put(n, family(n, MASSAGE)).await;
    }
    taken(&hub).await;
    assert_eq!(hub.hub.store.remind(hub.hub.now()).await, Ok(2));
    hub.change(2, &token(2), json!({"change": "cancel"})).await;
    let messages = told(&hub, 1).await;
    let reminded: Vec<&Message> =
        messages.iter().filter(|message| message.subject.starts_with("Tomorrow: ")).collect();
    assert_eq!(reminded.len(), 1);
    let wanted =
        ["booked in for Baby massage tomorrow", "See or cancel your booking", "What to bring: A towel"];
    says(&hub, reminded[0], 1, 1, "Tomorrow: Baby massage, Tuesday 24 November 2026", &wanted).await;
    assert_eq!(hub.change(1, link(1).expose(), json!({"change": "cancel"})).await.status, 200);

    // One that was held up until the morning says "today".
    hub.put(3, family(3, MASSAGE)).await;
    taken(&hub).await;
    assert_eq!(hub.hub.store.remind(hub.hub.now()).await, Ok(1));
    hub.set_time("2026-11-24T08:00:00Z");
    let late = one(&hub, 2).await;
    says(&hub, &late, 3, 2, "Today: Baby massage, Tuesday 24 November 2026", &["for Baby massage today"])
        .await;
}

#[tokio::test]
async fn changes_leaving_and_lost_links_are_told() {
    let hub = full().await;
    let party = json!({"change": "party", "adults": 2, "children": ["5"]});
    assert_eq!(hub.change(1, &token(1), party).await.status, 200);
    let changed = one(&hub, 1).await;
    let wanted = ["still booked in", "Who: 2 adults and 1 child"];
    says(&hub, &changed, 1, 1, "Changed: Baby massage, Tuesday 24 November 2026", &wanted).await;

    hub.put(2, patient(2)).await;
    told(&hub, 2).await;
    hub.change(2, &token(2), json!({"change": "leave"})).await;
    let left = one(&hub, 3).await;
    let wanted = ["no longer on the waiting list"];
    says(&hub, &left, 2, 3, "Off the waiting list: Baby massage, Tuesday 24 November 2026", &wanted).await;

    let contact = domain::Contact::parse("SAM1@example.org").unwrap();
    assert_eq!(hub.hub.store.send_links(&contact, hub.hub.now()).await, Ok(1));
    let again = one(&hub, 4).await;
    let wanted = ["asked us to send the link"];
    says(&hub, &again, 1, 4, "Your booking link: Baby massage, Tuesday 24 November 2026", &wanted).await;
}

#[tokio::test]
async fn what_the_team_does_for_a_family_is_told_as_if_it_had_done_it() {
    let hub = TestHub::new().await;
    let raw: domain::RawBooking = serde_json::from_value(family(1, MASSAGE)).unwrap();
    let booking = raw.parse(BookingId::from_random(bits(1))).unwrap();
    let (now, store) = (hub.hub.now(), &hub.hub.store);
    let reference = domain::Reference::from_random(7);
    store.book_by_team(&booking, &reference, &desk(), now).await.unwrap();
    let booked = one(&hub, 1).await;
    let wanted = [
        "booked in for Baby massage",
        &format!("Reference: {reference}"),
        "another family can have the place",
    ];
    says(&hub, &booked, 1, 1, "You're booked: Baby massage, Tuesday 24 November 2026", &wanted).await;
    assert_eq!(sequence(&booked), 0);
    store.cancel_by_team(&booking.id, &desk(), now).await.unwrap();
    let cancelled = one(&hub, 2).await;
    let wanted = ["Your booking for Baby massage is cancelled."];
    says(&hub, &cancelled, 1, 2, "Cancelled: Baby massage, Tuesday 24 November 2026", &wanted).await;
}

#[tokio::test]
async fn a_phone_gets_one_text_message_of_each_kind() {
    let hub = TestHub::new().await;
    let (now, store) = (hub.hub.now(), hub.hub.store.clone());
    store.set_capacity(&id(MASSAGE), 1, &desk(), now).await.unwrap();
    let phone = |n: u32| {
        let mut body = patient(n);
        body["contact"] = json!(format!("07700 90012{n}"));
        body
    };
    let mut texts = Vec::new();
    hub.put(1, phone(1)).await;
    hub.put(2, phone(2)).await;
    texts.extend(told(&hub, 1).await);
    hub.change(1, &token(1), json!({"change": "party", "adults": 2, "children": ["5"]})).await;
    store.remind(now).await.unwrap();
    store.send_links(&domain::Contact::parse("07700 900121").unwrap(), now).await.unwrap();
    texts.extend(told(&hub, 2).await);
    hub.change(1, &token(1), json!({"change": "cancel"})).await;
    texts.extend(told(&hub, 3).await);
    hub.change(2, &token(2), json!({"change": "accept"})).await;
    texts.extend(told(&hub, 4).await);
    let to = SessionMove {
        starts_at: "2026-11-25T13:00:00Z".parse().unwrap(),
        ends_at: "2026-11-25T14:00:00Z".parse().unwrap(),
        location_id: "oak-lane-id".parse().unwrap(),
    };
    store.move_session(&id(MASSAGE), &to, &desk(), now).await.unwrap();
    texts.extend(told(&hub, 5).await);
    store.cancel_session(&id(MASSAGE), &desk(), now).await.unwrap();
    texts.extend(told(&hub, 6).await);
    let begins = [
        "You're booked: Baby massage, Tuesday 24 November, 10am. ",
        "Waiting list: Baby massage, Tue 24 Nov, 10am, number 1: ",
        "Now 2 adults and 1 child: Baby massage, Tue",
        "Tomorrow: Baby massage, Tue 24 Nov, 10am. See or cancel: ",
        "Your link for Baby massage, Tue",
        "Cancelled, thank you: Baby massage, Tue",
        "A place is free: Baby massage, Tue 24 Nov, 10am. Yours until Mon 23 Nov, 1pm: ",
        "The place is yours: Baby massage, Tue",
        "Baby massage, Tue 24 Nov, 10am, is now Wed 25 Nov, 1pm. ",
        "Sorry, not going ahead: Baby massage, Wed",
    ];
    for begin in begins {
        let text = texts.iter().find(|text| text.text.starts_with(begin));
        let text = text.unwrap_or_else(|| {
            panic!("{begin}: {:?}", texts.iter().map(|text| &text.text).collect::<Vec<_>>())
        });
        assert_eq!((text.channel, &text.html, &text.calendar), (Channel::Text, &None, &None));
        assert!(text.recipient.starts_with("0770090012"));
        // An offer has two times to tell, which do not go into one.
        let most = if begin.starts_with("A place is free") { 185 } else { 160 };
        assert!(text.text.len() <= most, "{}: {}", text.text.len(), text.text);
        assert!(
            text.text.is_ascii() && text.text.contains("https://hub.example.org/bookings/"),
            "{}",
            text.text
        );
    }
    assert_eq!(texts.len(), begins.len());
}

#[tokio::test]
async fn two_servers_tell_each_family_once() {
    let hub = TestHub::new().await;
    let other = hub.beside().await;
    for n in 1..=5 {
        hub.put(n, family(n, MASSAGE)).await;
    }
    hub.put(6, family(6, SUPPER)).await;
    taken(&hub).await;
    let (now, again) = (hub.hub.now(), other.hub.now());
    let reminded = tokio::join!(hub.hub.store.remind(now), other.hub.store.remind(again));
    assert_eq!(reminded.0.unwrap() + reminded.1.unwrap(), 5);
    let random = || Some([3; 16]);
    let written = tokio::join!(compose(&hub.hub, random), compose(&other.hub, random));
    assert_eq!(written.0.unwrap() + written.1.unwrap(), 5);
    let mut to: Vec<String> = taken(&hub).await.into_iter().map(|message| message.recipient).collect();
    to.extend(taken(&other).await.into_iter().map(|message| message.recipient));
    to.sort();
    assert_eq!(to, [1, 2, 3, 4, 5].map(|n| format!("sam{n}@example.org")));
}

#[tokio::test]
async fn the_day_after_those_who_came_are_asked_once_by_an_address_that_names_nobody() {
    let hub = TestHub::new().await;
    let other = hub.beside().await;
    for n in 1..=4 {
        hub.put(n, family(n, MASSAGE)).await;
    }
    let mut on_the_phone = family(5, MASSAGE);
    on_the_phone["contact"] = json!("07700 900105");
    hub.put(5, on_the_phone).await;
    taken(&hub).await;
    hub.change(2, &token(2), json!({"change": "cancel"})).await;
    hub.set_time("2026-11-24T13:00:00Z");
    for (n, came) in [(1, true), (3, false)] {
        let id = BookingId::from_random(bits(n));
        let (now, desk) = (hub.hub.now(), desk());
        let tick = Tick { came: Some(came), at: now };
        hub.hub.store.mark_attended(&id, None, tick, &desk, now).await.unwrap();
    }
    hub.set_time("2026-11-25T09:00:00Z");
    taken(&hub).await;
    let (now, again) = (hub.hub.now(), other.hub.now());
    let asked = tokio::join!(hub.hub.store.ask_how_it_was(now), other.hub.store.ask_how_it_was(again));
    assert_eq!(asked.0.unwrap() + asked.1.unwrap(), 3);
    let random = || Some([3; 16]);
    let written = tokio::join!(compose(&hub.hub, random), compose(&other.hub, random));
    assert_eq!(written.0.unwrap() + written.1.unwrap(), 3);
    let mut messages = taken(&hub).await;
    messages.extend(taken(&other).await);
    let mut to: Vec<&str> = messages.iter().map(|message| message.recipient.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["07700900105", "sam1@example.org", "sam4@example.org"]);
    for message in &messages {
        let address = format!("https://hub.example.org/how-was-it/{MASSAGE}");
        assert!(message.text.contains(&address), "{}", message.text);
        assert_eq!(message.text.matches("https://").count(), 1, "{}", message.text);
        let reference = ["sam1@", "sam4@"].iter().any(|to| message.recipient.starts_with(to));
        assert_eq!(reference, message.text.contains("on Tuesday 24 November 2026"), "{}", message.text);
        assert!(!message.text.contains("/bookings/") && !message.text.contains('{'), "{}", message.text);
    }
    assert_eq!(hub.see(1, link(3).expose()).await.status, 404, "no link to the booking was made");
    let form = hub.get(&format!("/how-was-it/{MASSAGE}")).await;
    assert_eq!(form.status, 200);
    hub.set_time("2026-11-26T09:00:00Z");
    assert_eq!(hub.hub.store.ask_how_it_was(hub.hub.now()).await, Ok(0));

    // One that was held up and is of no use any more is dropped.
    hub.put(6, family(6, SUPPER)).await;
    taken(&hub).await;
    hub.set_time("2026-11-27T09:00:00Z");
    assert_eq!(hub.hub.store.ask_how_it_was(hub.hub.now()).await, Ok(1));
    hub.set_time("2026-12-01T09:00:00Z");
    assert!(told(&hub, 4).await.is_empty());
}

#[tokio::test]
async fn without_random_bits_nothing_is_told_and_nothing_lost() {
    let hub = full().await;
    hub.put(2, patient(2)).await;
    assert_eq!(compose(&hub.hub, || None).await, Ok(0));
    assert_eq!(hub.hub.store.messages_waiting().await, Ok(1));
    one(&hub, 1).await;
}
