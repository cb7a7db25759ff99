use domain::booking::{BookOutcome, CancelOutcome};
use domain::{Availability, BookingStatus, CancelledBy, FieldProblem, PrivateToken, ProblemCode, Session};
use serde_json::json;
use store::StoreError;

use crate::hub::Hub;
use crate::sample::{at, booking, booking_with, id, message, now, reference, session_on};

/// Books for family number `n` in the ordinary way.
async fn book(hub: &Hub, n: u64, session: &Session) -> BookOutcome {
    hub.store.book(&booking(n, session), &reference(n), &message(n), now()).await.unwrap()
}

pub async fn a_booking_takes_its_places_and_reads_back(hub: &Hub) {
    let (_, session) = hub.with_series(json!({ "counts": "people" })).await;
    let new = booking_with(1, &session, |raw| {
        raw.adults = 2;
        raw.children = vec!["5".to_owned(), "11".to_owned()];
        raw.contact = "Sam@Example.org".to_owned();
        raw.access_needs = "A quiet corner, “please” 🙂".to_owned();
    });
    assert_eq!(hub.store.book(&new, &reference(1), &message(1), now()).await, Ok(BookOutcome::Booked));
    let kept = hub.store.booking(&new.id, &new.token).await.unwrap().unwrap();
    assert_eq!((kept.id, kept.reference, kept.status), (new.id.clone(), reference(1), BookingStatus::Booked));
    assert_eq!(kept.session, Session { places_taken: 4, ..session });
    assert_eq!((kept.party, kept.places, kept.booked_at), (new.party, 4, now()));
    assert_eq!((kept.name, kept.contact, kept.access_needs), (new.name, new.contact, new.access_needs));
    assert_eq!(hub.store.booking(&new.id, &PrivateToken::from_random([9; 16])).await, Ok(None));
    assert_eq!(hub.store.booking(&id(2), &new.token).await, Ok(None));
    assert_eq!(hub.store.messages_waiting().await, Ok(1));
}

pub async fn every_rule_has_its_outcome(hub: &Hub) {
    let (series, session) = hub.with_series(json!({ "capacity": 2 })).await;
    let (_, drop_in) = hub.with_series(json!({ "id": "drop-in", "booking": "drop_in" })).await;
    let full = session_on(&series, "2026-12-01");
    let cancelled = session_on(&series, "2026-12-08");
    hub.store.put_series(&[], &[full.clone(), cancelled.clone()]).await.unwrap();
    hub.execute("update sessions set status = 'cancelled' where id = 'baby-massage-2026-12-08'").await;
    hub.execute("update sessions set places_taken = 2 where id = 'baby-massage-2026-12-01'").await;
    assert_eq!(book(hub, 1, &session).await, BookOutcome::Booked);
    let unknown = session_on(&series, "2027-01-05");
    let opens_at = at("2026-11-10T10:00:00Z");
    let old = |session| booking_with(2, session, |raw| raw.children = vec!["5".to_owned(), "13".to_owned()]);
    let too_old = vec![FieldProblem { field: domain::Field::child(1), code: ProblemCode::ChildTooOld }];
    let same_family = |session| {
        booking_with(2, session, |raw| {
            raw.name = "Alex Okafor".to_owned();
            raw.contact = "SAM1@example.ORG".to_owned();
        })
    };
    let now = now();
    let ended = at("2026-11-24T11:30:00Z");
    let table = [
        ("unknown", booking(2, &unknown), now, BookOutcome::NoSuchSession),
        ("drop-in", booking(2, &drop_in), now, BookOutcome::NotBookable(Availability::DropIn)),
        ("cancelled", booking(2, &cancelled), now, BookOutcome::NotBookable(Availability::Cancelled)),
        (
            "early",
            booking(2, &session),
            at("2026-11-10T09:59:59Z"),
            BookOutcome::NotBookable(Availability::NotOpen { opens_at }),
        ),
        (
            "late",
            booking(2, &session),
            at("2026-11-24T09:00:00Z"),
            BookOutcome::NotBookable(Availability::Closed),
        ),
        ("over", old(&session), ended, BookOutcome::NotBookable(Availability::Finished)),
        ("too old", old(&session), now, BookOutcome::DoesNotFit(too_old.clone())),
        ("too old and full", old(&full), now, BookOutcome::DoesNotFit(too_old)),
        ("same family", same_family(&session), now, BookOutcome::FamilyAlreadyBooked),
        ("same family elsewhere", same_family(&full), now, BookOutcome::Full { places_left: 0 }),
        ("full", booking(2, &full), now, BookOutcome::Full { places_left: 0 }),
    ];
    for (case, new, now, outcome) in table {
        assert_eq!(hub.store.book(&new, &reference(2), &message(2), now).await, Ok(outcome), "{case}");
        assert_eq!(hub.store.booking(&new.id, &new.token).await, Ok(None), "{case}");
    }
    assert_eq!(hub.places_taken(&session).await, 1);
    assert_eq!(hub.places_taken(&full).await, 2);
    assert_eq!(hub.store.messages_waiting().await, Ok(1));
    assert_eq!(hub.number("select count(*) from bookings").await, 1);
}

pub async fn a_request_that_cannot_succeed_tells_of_no_family(hub: &Hub) {
    let (_, full) = hub.with_series(json!({ "id": "full", "capacity": 2, "counts": "children" })).await;
    let (_, roomy) = hub.with_series(json!({ "id": "roomy", "capacity": 3, "counts": "children" })).await;
    let (_, listed) = hub.with_series(json!({ "id": "listed", "capacity": 2, "counts": "children" })).await;
    let ask = async |n: u64, session: &Session, contact: u64, children: usize, waiting: bool| {
        let new = booking_with(n, session, |raw| {
            raw.contact = format!("sam{contact}@example.org");
            raw.children = vec!["5".to_owned(); children];
            raw.waiting = waiting;
        });
        hub.store.book(&new, &reference(n), &message(n), now()).await.unwrap()
    };
    assert_eq!(ask(1, &full, 1, 2, false).await, BookOutcome::Booked);
    assert_eq!(ask(2, &roomy, 1, 1, false).await, BookOutcome::Booked);
    assert_eq!(ask(3, &listed, 1, 2, false).await, BookOutcome::Booked);
    assert_eq!(ask(4, &listed, 4, 1, true).await, BookOutcome::Joined { position: 1 });
    let no_room = |places_left| BookOutcome::Full { places_left };
    let too_large = |capacity| BookOutcome::TooLarge { capacity };
    // Family 1 is booked everywhere and 4 waits in one; nobody knows 9.
    for (case, session, known, children, waiting, outcome) in [
        ("full", &full, 1, 1, false, no_room(0)),
        ("a party too large for what is left", &roomy, 1, 3, false, no_room(2)),
        ("a party too large for all of it", &roomy, 1, 4, false, no_room(2)),
        ("and that would wait", &roomy, 1, 4, true, too_large(3)),
        ("full with a list", &listed, 4, 1, false, no_room(0)),
        ("too large for one with a list", &listed, 4, 3, true, too_large(2)),
    ] {
        for contact in [known, 9] {
            assert_eq!(ask(9, session, contact, children, waiting).await, outcome, "{case}: {contact}");
        }
    }
    // Whoever is there and asks for what could be had is told so.
    for (session, known, waiting) in [(&roomy, 1, false), (&full, 1, true), (&listed, 4, true)] {
        assert_eq!(ask(9, session, known, 1, waiting).await, BookOutcome::FamilyAlreadyBooked, "{known}");
    }
    hub.execute("update sessions set waiting = 200 where series_id = 'listed'").await;
    for contact in [4, 9] {
        assert_eq!(ask(9, &listed, contact, 1, true).await, BookOutcome::WaitingListFull, "{contact}");
    }
    // A place that became free unnoticed is for those who wait, and none for whoever asks now.
    hub.execute("update sessions set waiting = 1, capacity = 3 where series_id = 'listed'").await;
    for contact in [4, 9] {
        assert_eq!(ask(9, &listed, contact, 1, false).await, no_room(0), "{contact}");
    }
}

pub async fn a_retry_changes_nothing(hub: &Hub) {
    let (series, session) = hub.with_series(json!({ "capacity": 1 })).await;
    let other = session_on(&series, "2026-12-01");
    hub.store.put_series(&[], std::slice::from_ref(&other)).await.unwrap();
    assert_eq!(book(hub, 1, &session).await, BookOutcome::Booked);
    let after = at("2027-06-01T10:00:00Z");
    // A retry brings a fresh reference and message; neither is used.
    let retry = hub.store.book(&booking(1, &session), &reference(2), &message(2), after).await;
    assert_eq!(retry, Ok(BookOutcome::AlreadyBooked), "though the session is full and over");
    let different = [
        booking(1, &other),
        booking_with(1, &session, |raw| raw.token = "f".repeat(32)),
        booking_with(1, &session, |raw| raw.adults = 2),
        booking_with(1, &session, |raw| raw.children = vec!["6".to_owned()]),
        booking_with(1, &session, |raw| raw.name = "Sam".to_owned()),
        booking_with(1, &session, |raw| raw.contact = "07700 900123".to_owned()),
        booking_with(1, &session, |raw| raw.access_needs = "Steps".to_owned()),
    ];
    for (i, new) in different.iter().enumerate() {
        assert_eq!(
            hub.store.book(new, &reference(3), &message(3), now()).await,
            Ok(BookOutcome::IdInUse),
            "{i}"
        );
    }
    let new = booking(1, &session);
    assert_eq!(hub.store.cancel(&new.id, &new.token, &message(4), now()).await, Ok(CancelOutcome::Cancelled));
    assert_eq!(book(hub, 1, &session).await, BookOutcome::AlreadyBooked, "a late retry does not book again");
    assert_eq!(hub.places_taken(&session).await, 0);
    assert_eq!(hub.store.messages_waiting().await, Ok(2));
    assert_eq!(hub.store.booking(&new.id, &new.token).await.unwrap().unwrap().reference, reference(1));
}

pub async fn a_session_fills_up_and_empties(hub: &Hub) {
    let (_, session) = hub.with_series(json!({ "capacity": 5, "counts": "children" })).await;
    let twins = |n| booking_with(n, &session, |raw| raw.children = vec!["5".to_owned(), "5".to_owned()]);
    for (n, outcome) in
        [(1, BookOutcome::Booked), (2, BookOutcome::Booked), (3, BookOutcome::Full { places_left: 1 })]
    {
        assert_eq!(hub.store.book(&twins(n), &reference(n), &message(n), now()).await, Ok(outcome));
    }
    assert_eq!(book(hub, 4, &session).await, BookOutcome::Booked, "one child still fits");
    assert_eq!(book(hub, 5, &session).await, BookOutcome::Full { places_left: 0 });
    let twins = twins(1);
    hub.store.cancel(&twins.id, &twins.token, &message(6), now()).await.unwrap();
    assert_eq!(book(hub, 5, &session).await, BookOutcome::Booked);
    assert_eq!(hub.places_taken(&session).await, 4);
}

pub async fn a_taken_reference_asks_for_another(hub: &Hub) {
    let session = hub.with_session().await;
    assert_eq!(book(hub, 1, &session).await, BookOutcome::Booked);
    let new = booking(2, &session);
    let taken = hub.store.book(&new, &reference(1), &message(2), now()).await;
    assert_eq!(taken, Err(StoreError::ReferenceTaken));
    assert_eq!(hub.places_taken(&session).await, 1);
    assert_eq!(hub.store.messages_waiting().await, Ok(1));
    assert_eq!(book(hub, 2, &session).await, BookOutcome::Booked);
}

pub async fn a_message_that_cannot_be_kept_undoes_the_booking(hub: &Hub) {
    let session = hub.with_session().await;
    assert_eq!(book(hub, 1, &session).await, BookOutcome::Booked);
    let new = booking(2, &session);
    let failed = hub.store.book(&new, &reference(2), &message(1), now()).await.unwrap_err();
    assert!(matches!(failed, StoreError::Query { .. }), "{failed}");
    assert!(
        !failed.to_string().contains("example.org") && !format!("{failed:?}").contains("example.org"),
        "{failed}"
    );
    assert_eq!(hub.places_taken(&session).await, 1);
    assert_eq!(hub.store.booking(&new.id, &new.token).await, Ok(None));
    let first = booking(1, &session);
    assert!(hub.store.cancel(&first.id, &first.token, &message(1), now()).await.is_err());
    assert_eq!(hub.places_taken(&session).await, 1);
    let kept = hub.store.booking(&first.id, &first.token).await.unwrap().unwrap();
    assert_eq!(kept.status, BookingStatus::Booked);
}

pub async fn cancelling_gives_the_places_back_once(hub: &Hub) {
    let (_, session) = hub.with_series(json!({ "counts": "people" })).await;
    assert_eq!(book(hub, 1, &session).await, BookOutcome::Booked);
    assert_eq!(book(hub, 2, &session).await, BookOutcome::Booked);
    assert_eq!(hub.places_taken(&session).await, 4);
    let new = booking(1, &session);
    let last_moment = at("2026-11-24T11:29:59Z");
    let wrong = PrivateToken::from_random([9; 16]);
    for (case, id, token, now, outcome, places) in [
        ("wrong token", &new.id, &wrong, now(), CancelOutcome::NotFound, 4),
        ("wrong id", &id(3), &new.token, now(), CancelOutcome::NotFound, 4),
        ("over", &new.id, &new.token, at("2026-11-24T11:30:00Z"), CancelOutcome::Finished, 4),
        ("at the last moment", &new.id, &new.token, last_moment, CancelOutcome::Cancelled, 2),
        ("again", &new.id, &new.token, now(), CancelOutcome::AlreadyCancelled, 2),
        (
            "again when it is over",
            &new.id,
            &new.token,
            at("2027-01-01T00:00:00Z"),
            CancelOutcome::AlreadyCancelled,
            2,
        ),
    ] {
        assert_eq!(hub.store.cancel(id, token, &message(9), now).await, Ok(outcome), "{case}");
        assert_eq!(hub.places_taken(&session).await, places, "{case}");
    }
    assert_eq!(hub.store.messages_waiting().await, Ok(3), "two for booking, one for cancelling");
    let kept = hub.store.booking(&new.id, &new.token).await.unwrap().unwrap();
    assert_eq!(
        (kept.status, kept.places),
        (BookingStatus::Cancelled { at: last_moment, by: CancelledBy::Family }, 2)
    );
    let again = booking_with(4, &session, |raw| raw.contact = new.contact.as_str().to_owned());
    assert_eq!(hub.store.book(&again, &reference(4), &message(4), now()).await, Ok(BookOutcome::Booked));
}

pub async fn nul_characters_do_not_stop_a_booking(hub: &Hub) {
    let session = hub.with_session().await;
    let new = booking_with(1, &session, |raw| raw.access_needs = "A ramp\0please".to_owned());
    let words = store::Message { text: "A ramp\0please".to_owned(), ..message(1) };
    assert_eq!(hub.store.book(&new, &reference(1), &words, now()).await, Ok(BookOutcome::Booked));
    assert_eq!(hub.store.book(&new, &reference(1), &words, now()).await, Ok(BookOutcome::AlreadyBooked));
    let kept = hub.store.booking(&new.id, &new.token).await.unwrap().unwrap();
    assert_eq!(kept.access_needs, "A rampplease");
    assert_eq!(
        hub.store.take_due_messages(now(), at("2026-11-20T10:05:00Z"), 1).await.unwrap()[0].message.text,
        "A rampplease"
    );
}
