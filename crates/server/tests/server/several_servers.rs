//! Several servers on one PostgreSQL, and families that book, wait, change, cancel and accept at all of them at once while
//! the hub's team changes the capacity.

use std::sync::Arc;

use domain::{Actor, BookingStatus, SessionId};
use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use server::caller::Caller;
use server::import::{self, Kind};
use store::Store;
use tokio::task::JoinSet;

use crate::courses::{WEEKS, coming, timetable, whole};
use crate::crash::{Place, Program};
use crate::harness::{NOW, bits, family, path, token};

const SUPPER: &str = "people-2026-11-26";
const FAMILIES: u32 = 24;
const ROUNDS: u32 = 12;

/// What a family does next, by a sequence that looks random and is the same every time.
fn choice(family: u32, round: u32) -> u32 {
    let mut bits = family.wrapping_mul(0x9e37_79b9) ^ round.wrapping_mul(0x85eb_ca6b);
    bits ^= bits >> 15;
    bits = bits.wrapping_mul(0x2c1b_3c6d);
    bits ^ (bits >> 13)
}

/// What a family asks of a single session.
fn of_session(family_number: u32, current: u32, chosen: u32) -> (Method, Value) {
    match (chosen >> 8) % 6 {
        0 | 1 => {
            let mut body = family(current, SUPPER);
            body["contact"] = json!(format!("family{family_number}@example.org"));
            body["adults"] = json!(1 + (current + family_number) % 3);
            body["waiting"] = json!(true);
            (Method::PUT, body)
        }
        2 => (Method::PATCH, json!({"change": "accept"})),
        3 => (Method::PATCH, json!({"change": "party", "adults": 1 + chosen % 2, "children": ["5"]})),
        4 => (Method::PATCH, json!({"change": "cancel"})),
        _ => (Method::GET, Value::Null),
    }
}

/// What a family asks of a course.
fn of_course(family_number: u32, current: u32, chosen: u32) -> (Method, Value) {
    let week = WEEKS[chosen as usize % WEEKS.len()];
    match (chosen >> 8) % 8 {
        0..=2 => {
            let mut body = whole(current, week);
            body["contact"] = json!(format!("family{family_number}@example.org"));
            (Method::PUT, body)
        }
        3 => (Method::PATCH, json!({"change": "accept"})),
        4 | 5 => (Method::PATCH, json!({"change": "miss", "session_id": week})),
        6 => (Method::PATCH, json!({"change": "come", "session_id": week})),
        _ => (Method::PATCH, json!({"change": "cancel"})),
    }
}

/// One family, over its own connections to each server. A round's booking is another one than that of the round before.
async fn family_life(
    mut servers: Vec<Caller>,
    family_number: u32,
    asks: fn(u32, u32, u32) -> (Method, Value),
) -> u32 {
    let mut current = family_number;
    let mut made = 0;
    for round in 0..ROUNDS {
        let chosen = choice(family_number, round);
        let server = chosen as usize % servers.len();
        let caller = &mut servers[server];
        let secret = token(current);
        let (method, body) = asks(family_number, current, chosen);
        let is_new = method == Method::PUT;
        let answer = caller.send(method, &path(current), Some(&secret), body.to_string()).await.unwrap();
        assert!(
            matches!(
                answer.status,
                StatusCode::OK | StatusCode::CREATED | StatusCode::NOT_FOUND | StatusCode::CONFLICT
            ),
            "{}: {}",
            answer.status,
            String::from_utf8_lossy(&answer.body)
        );
        if is_new && answer.status == StatusCode::CREATED {
            made += 1;
        }
        let state: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        if state["status"]["state"] == "cancelled" {
            current += FAMILIES;
        }
    }
    made
}

/// Every family lives at all the servers at once. Says how many bookings were made.
async fn families_live(servers: &[Program], asks: fn(u32, u32, u32) -> (Method, Value)) -> u32 {
    let mut families = JoinSet::new();
    for number in 1..=FAMILIES {
        let mut callers = Vec::new();
        for server in servers {
            callers.push(server.caller().await);
        }
        families.spawn(family_life(callers, number, asks));
    }
    families.join_all().await.into_iter().sum()
}

/// The hub's team changes its mind, again and again.
async fn change_capacity(store: Arc<dyn Store>, sessions: Vec<SessionId>) {
    let desk = Actor::parse("Front desk").unwrap();
    for turn in 0..40 {
        let session = &sessions[usize::from(turn) % sessions.len()];
        store.set_capacity(session, 4 + turn % 6, &desk, NOW.parse().unwrap()).await.unwrap();
        // Never, not even for a moment, are there more than there is room for.
        let seen = store.sessions(std::slice::from_ref(session)).await.unwrap().remove(0);
        assert!(seen.places_taken <= seen.capacity.unwrap(), "oversold");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_servers_on_one_database_never_oversell() {
    let place = Place::postgres().await;
    let servers = [place.start(), place.start(), place.start()];
    let store = store::open(&place.database_url).await.unwrap();
    let session: SessionId = SUPPER.parse().unwrap();
    let team = tokio::spawn(change_capacity(store.clone(), vec![session.clone()]));
    let made = families_live(&servers, of_session).await;
    team.await.unwrap();
    let register = store.register(&session).await.unwrap().unwrap();
    let seen = &register.session;
    let sum = |counts: fn(&BookingStatus) -> bool| -> u16 {
        register.bookings.iter().filter(|one| counts(&one.status)).map(|one| one.places).sum()
    };
    assert_eq!(seen.places_taken, sum(|status| status.holds_places()));
    assert_eq!(seen.places_held, sum(|status| matches!(status, BookingStatus::Offered { .. })));
    let capacity = seen.capacity.unwrap();
    assert!(seen.places_taken <= capacity, "oversold");
    let mut position = 0;
    for one in register.bookings.iter().filter(|one| matches!(one.status, BookingStatus::Waiting { .. })) {
        position += 1;
        assert_eq!(one.position, Some(position));
        assert!(one.places > capacity - seen.places_taken, "one waits for places that are free");
    }
    assert_eq!(seen.waiting, position);
    let mut contacts: Vec<String> = register.bookings.iter().map(|one| one.contact.key()).collect();
    let count = contacts.len();
    contacts.sort();
    contacts.dedup();
    assert_eq!(contacts.len(), count, "a family holds two bookings");
    assert!(made > 0 && count > 0, "somebody did book");
    // What each family is told is what the database holds, whichever server it asks.
    for one in &register.bookings {
        let number = (1..FAMILIES * (ROUNDS + 1))
            .find(|number| domain::BookingId::from_random(bits(*number)) == one.id)
            .unwrap();
        for server in &servers {
            let mut caller = server.caller().await;
            let answer =
                caller.send(Method::GET, &path(number), Some(&token(number)), String::new()).await.unwrap();
            let told: Value = serde_json::from_slice(&answer.body).unwrap();
            assert_eq!(told["status"], serde_json::to_value(one.status).unwrap());
            assert_eq!((&told["places"], &told["position"]), (&json!(one.places), &json!(one.position)));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_servers_book_a_course_whole_or_not_at_all() {
    let place = Place::postgres().await;
    let store = store::open(&place.database_url).await.unwrap();
    let now = NOW.parse().unwrap();
    let report = import::text(&*store, Kind::Timetable, &timetable(6), false, now).await.unwrap();
    assert!(report.applied, "{report}");
    let servers = [place.start(), place.start(), place.start()];
    let weeks: Vec<SessionId> = WEEKS.iter().map(|week| week.parse().unwrap()).collect();
    let team = tokio::spawn(change_capacity(store.clone(), weeks.clone()));
    let made = families_live(&servers, of_course).await;
    team.await.unwrap();
    assert!(made > FAMILIES, "families come, go and come again");

    // Every server tells the same of every booking that was ever asked for.
    let mut callers = Vec::new();
    for server in &servers {
        callers.push(server.caller().await);
    }
    let (mut held, mut gaps) = ([0; WEEKS.len()], 0);
    for number in 1..FAMILIES * (ROUNDS + 1) {
        let mut told = Vec::new();
        for caller in &mut callers {
            let answer =
                caller.send(Method::GET, &path(number), Some(&token(number)), String::new()).await.unwrap();
            told.push(serde_json::from_slice::<Value>(&answer.body).unwrap());
        }
        // How many places are left a server may have heard a moment ago; what is the family's own it may not.
        let own = |one: &Value| {
            let weeks = one["course"]["weeks"].as_array().into_iter().flatten();
            (one["status"].clone(), weeks.map(|week| week["coming"].clone()).collect::<Vec<_>>())
        };
        assert!(told.iter().all(|one| own(one) == own(&told[0])), "{told:?}");
        if !matches!(told[0]["status"]["state"].as_str(), Some("booked" | "offered")) {
            continue;
        }
        let places = told[0]["places"].as_u64().unwrap();
        let coming = coming(&told[0]);
        assert_eq!(coming.len(), WEEKS.len(), "all weeks");
        for (held, coming) in held.iter_mut().zip(coming) {
            if coming == Some(false) {
                gaps += 1;
            } else {
                *held += places;
            }
        }
    }
    for (week, held) in weeks.iter().zip(held) {
        let seen = store.sessions(std::slice::from_ref(week)).await.unwrap().remove(0);
        assert_eq!(u64::from(seen.places_taken), held, "{week}");
        assert!(seen.places_taken <= seen.capacity.unwrap(), "{week} is oversold");
    }
    assert!(gaps > 0 && held.iter().all(|held| *held > 0), "some weeks were given back, and all were booked");
}
