use domain::booking::{AcceptOutcome, BookOutcome, CancelOutcome, MarkOutcome, PartyOutcome, RefusedStep};
use domain::session_change::{CancelSessionOutcome, CapacityOutcome, MoveOutcome, SessionMove};
use domain::team_session::Tick;
use domain::{
    Actor, Availability, BookingStatus, CancelledBy, Months, Party, Recorded, Session, SessionStatus,
};
use serde_json::json;
use store::{Caller, Notice};

use crate::hub::Hub;
use crate::sample::{at, booking, booking_with, location, message, now, reference};

fn desk() -> Actor {
    Actor::parse("Front desk").unwrap()
}

/// Family number `n` books, or joins the waiting list.
async fn ask(hub: &Hub, n: u64, session: &Session) -> BookOutcome {
    let new = booking_with(n, session, |raw| raw.waiting = true);
    hub.store.book(&new, &reference(n), &message(n), now()).await.unwrap()
}

async fn status(hub: &Hub, n: u64, session: &Session) -> BookingStatus {
    let new = booking(n, session);
    hub.store.booking(&new.id, &new.token).await.unwrap().unwrap().status
}

/// How many families are to be told this.
async fn told(hub: &Hub, matches: impl Fn(&Notice) -> bool) -> usize {
    let due = hub.store.notices_to_compose(100).await.unwrap();
    due.iter().filter(|due| matches(&due.notice)).count()
}

pub async fn a_capacity_is_changed_and_those_who_wait_are_asked(hub: &Hub) {
    let (series, session) = hub.with_series(json!({ "capacity": 2 })).await;
    for n in 1..=4 {
        ask(hub, n, &session).await;
    }
    let set = async |capacity| hub.store.set_capacity(&session.id, capacity, &desk(), now()).await.unwrap();
    assert_eq!(set(1).await, CapacityOutcome::BelowTaken { places_taken: 2 });
    assert_eq!(set(2).await, CapacityOutcome::Set { families: 0 }, "it was");
    assert_eq!(set(3).await, CapacityOutcome::Set { families: 1 });
    assert_eq!(set(3).await, CapacityOutcome::Set { families: 0 }, "a retry");
    assert!(matches!(status(hub, 3, &session).await, BookingStatus::Offered { .. }));
    assert_eq!(set(2).await, CapacityOutcome::BelowTaken { places_taken: 3 }, "what is offered is held");
    let after = hub.session(&session.id).await;
    assert_eq!((after.capacity, after.places_taken, after.places_held, after.waiting), (Some(3), 3, 1, 1));
    let unknown = "none".parse().unwrap();
    let outcome = hub.store.set_capacity(&unknown, 3, &desk(), now()).await;
    assert_eq!(outcome, Ok(CapacityOutcome::NoSuchSession));
    let (_, drop_in) = hub.with_series(json!({ "id": "drop-in", "booking": "drop_in" })).await;
    let outcome = hub.store.set_capacity(&drop_in.id, 3, &desk(), now()).await;
    assert_eq!(outcome, Ok(CapacityOutcome::NotBookable(Availability::DropIn)));
    // An import does not set it back.
    hub.store.put_series(&[series], std::slice::from_ref(&session)).await.unwrap();
    assert_eq!(hub.session(&session.id).await.capacity, Some(3));
    let records = hub.store.records(&session.id).await.unwrap();
    assert_eq!(records.len(), 1, "only what changed something is recorded");
    assert_eq!((records[0].at, &records[0].actor), (now(), &desk()));
    assert_eq!(records[0].what, Recorded::CapacityChanged { from: 2, to: 3 });
}

pub async fn a_cancelled_session_tells_everyone_once(hub: &Hub) {
    let (_, session) = hub.with_series(json!({ "capacity": 2 })).await;
    for n in 1..=4 {
        ask(hub, n, &session).await;
    }
    let gone = booking(1, &session);
    hub.store.cancel(&gone.id, &gone.token, &message(9), now()).await.unwrap();
    let version = hub.store.version().await.unwrap();
    let cancel = async |now| hub.store.cancel_session(&session.id, &desk(), now).await.unwrap();
    assert_eq!(cancel(session.ends_at).await, CancelSessionOutcome::Finished);
    assert_eq!(cancel(now()).await, CancelSessionOutcome::Cancelled { families: 3 });
    assert_eq!(cancel(now()).await, CancelSessionOutcome::AlreadyCancelled);
    assert_eq!(hub.store.version().await, Ok(version + 1));
    for n in 2..=4 {
        let by = CancelledBy::Hub;
        assert_eq!(status(hub, n, &session).await, BookingStatus::Cancelled { at: now(), by }, "{n}");
    }
    let by = CancelledBy::Family;
    assert_eq!(status(hub, 1, &session).await, BookingStatus::Cancelled { at: now(), by });
    assert_eq!(told(hub, |notice| *notice == Notice::SessionCancelled).await, 3);
    let after = hub.session(&session.id).await;
    assert_eq!(
        (after.status, after.places_taken, after.places_held, after.waiting),
        (SessionStatus::Cancelled, 0, 0, 0)
    );
    assert_eq!(hub.store.pass_on_offers(at("2026-11-21T20:00:00Z")).await, Ok(0));
    assert_eq!(ask(hub, 5, &session).await, BookOutcome::NotBookable(Availability::Cancelled));
    let records = hub.store.records(&session.id).await.unwrap();
    assert_eq!(records[0].what, Recorded::SessionCancelled { families: 3 });
    assert_eq!(
        hub.store.cancel_session(&"none".parse().unwrap(), &desk(), now()).await,
        Ok(CancelSessionOutcome::NoSuchSession)
    );
}

pub async fn a_moved_session_keeps_everyones_place(hub: &Hub) {
    let (series, session) = hub.with_series(json!({ "capacity": 1 })).await;
    hub.store.put_network(&[], &[], &[location("elm-road")]).await.unwrap();
    for n in 1..=3 {
        ask(hub, n, &session).await;
    }
    let first = booking(1, &session);
    hub.store.cancel(&first.id, &first.token, &message(9), now()).await.unwrap();
    let to = |place: &str| SessionMove {
        starts_at: at("2026-11-20T13:00:00Z"),
        ends_at: at("2026-11-20T14:00:00Z"),
        location_id: place.parse().unwrap(),
    };
    let go =
        async |place: &str| hub.store.move_session(&session.id, &to(place), &desk(), now()).await.unwrap();
    assert_eq!(go("nowhere").await, MoveOutcome::NoSuchLocation);
    assert_eq!(go("elm-road").await, MoveOutcome::Moved { families: 2 });
    assert_eq!(go("elm-road").await, MoveOutcome::AlreadyThere);
    // Booking now closes at twelve, and no offer stands beyond that.
    let until = at("2026-11-20T12:00:00Z");
    assert_eq!(status(hub, 2, &session).await, BookingStatus::Offered { until });
    let moved = Notice::SessionMoved { from: session.starts_at, from_location: "oak-lane".parse().unwrap() };
    assert_eq!(told(hub, |notice| *notice == moved).await, 2);
    hub.store.put_series(&[series], std::slice::from_ref(&session)).await.unwrap();
    let after = hub.session(&session.id).await;
    assert_eq!(
        (after.starts_at, after.closes_at),
        (to("elm-road").starts_at, until),
        "no import moves it back"
    );
    assert_eq!((after.location_id.as_str(), after.places_taken), ("elm-road", 1));
    let second = booking(2, &session);
    let left = hub.store.cancel(&second.id, &second.token, &message(10), now()).await;
    assert_eq!(left, Ok(CancelOutcome::Cancelled), "one tap leaves it");
}

pub async fn the_team_books_for_a_family_on_the_phone(hub: &Hub) {
    let (_, session) = hub.with_series(json!({ "capacity": 2, "counts": "children" })).await;
    let first = booking(1, &session);
    let book = async |n| {
        let new = booking_with(n, &session, |raw| raw.waiting = true);
        hub.store.book_by_team(&new, &reference(n), &desk(), now()).await.unwrap()
    };
    assert_eq!(book(1).await, BookOutcome::Booked);
    assert_eq!(book(1).await, BookOutcome::AlreadyBooked);
    let team = Caller::Team(desk());
    let two = Party::new(1, vec![Months(5), Months(6)]).unwrap();
    assert_eq!(hub.store.change_party(&first.id, &team, &two, now()).await, Ok(PartyOutcome::Changed));
    assert_eq!(book(2).await, BookOutcome::Joined { position: 1 });
    assert_eq!(hub.store.cancel_by_team(&first.id, &desk(), now()).await, Ok(CancelOutcome::Cancelled));
    assert_eq!(
        hub.store.cancel_by_team(&first.id, &desk(), now()).await,
        Ok(CancelOutcome::AlreadyCancelled)
    );
    let second = booking(2, &session);
    assert_eq!(hub.store.accept(&second.id, &team, now()).await, Ok(AcceptOutcome::Accepted));
    assert_eq!(told(hub, |notice| *notice == Notice::Booked).await, 1);
    assert_eq!(told(hub, |notice| *notice == Notice::Cancelled).await, 1);
    let records = hub.store.records(&session.id).await.unwrap();
    let whats: Vec<Recorded> = records.iter().map(|record| record.what.clone()).collect();
    assert_eq!(
        whats,
        [
            Recorded::OfferAccepted,
            Recorded::BookingCancelled,
            Recorded::Booked { places: 1 },
            Recorded::PartyChanged { from: 1, to: 2 },
            Recorded::Booked { places: 1 },
        ]
    );
    assert_eq!(records[4].booking_id.as_ref(), Some(&first.id));
}

pub async fn the_register_says_who_comes(hub: &Hub) {
    let (_, session) = hub.with_series(json!({ "capacity": 2 })).await;
    for n in 1..=5 {
        ask(hub, n, &session).await;
    }
    let first = booking(1, &session);
    hub.store.cancel(&first.id, &first.token, &message(9), now()).await.unwrap();
    let register = hub.store.register(&session.id).await.unwrap().unwrap();
    let rows: Vec<(&str, Option<u16>)> =
        register.bookings.iter().map(|one| (one.name.as_str(), one.position)).collect();
    assert_eq!(
        rows,
        [
            ("Sam Okafor 2", None),
            ("Sam Okafor 3", None),
            ("Sam Okafor 4", Some(1)),
            ("Sam Okafor 5", Some(2))
        ]
    );
    assert_eq!(register.session.places_taken, 2);
    assert_eq!(hub.store.register(&"none".parse().unwrap()).await, Ok(None));
    let mark = async |n, came, now| {
        let tick = Tick { came: Some(came), at: now };
        hub.store.mark_attended(&booking(n, &session).id, None, tick, &desk(), now).await.unwrap()
    };
    let day = at("2026-11-24T00:00:00Z");
    assert_eq!(mark(2, true, at("2026-11-23T23:59:59Z")).await, MarkOutcome::TooEarly);
    assert_eq!(mark(2, true, day).await, MarkOutcome::Marked);
    assert_eq!(mark(2, true, day).await, MarkOutcome::Marked, "a retry");
    assert_eq!(mark(2, false, day).await, MarkOutcome::Marked, "a slip of the pen is put right");
    assert_eq!(mark(3, true, day).await, MarkOutcome::Refused(RefusedStep::NotBooked));
    assert_eq!(mark(1, true, day).await, MarkOutcome::Refused(RefusedStep::Cancelled));
    assert_eq!(mark(9, true, day).await, MarkOutcome::NotFound);
    let register = hub.store.register(&session.id).await.unwrap().unwrap();
    assert_eq!(register.bookings[0].attended, Some(false));
    let records = hub.store.records(&session.id).await.unwrap();
    assert_eq!(records.len(), 2);
}
