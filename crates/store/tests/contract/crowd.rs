use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::Arc;

use domain::booking::{BookOutcome, CancelOutcome};
use domain::{NewBooking, Reference};
use serde_json::json;
use store::{Message, Store, StoreError};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::hub::Hub;
use crate::sample::{at, booking, booking_with, message, now, reference, session_on};

type Request = (NewBooking, Reference, Message);

/// Sends all of these at the same moment.
async fn at_once(store: &Arc<dyn Store>, requests: Vec<Request>) -> Vec<Result<BookOutcome, StoreError>> {
    let gate = Arc::new(Barrier::new(requests.len()));
    let mut tasks = JoinSet::new();
    for (new, reference, message) in requests {
        let (store, gate) = (Arc::clone(store), Arc::clone(&gate));
        tasks.spawn(async move {
            gate.wait().await;
            store.book(&new, &reference, &message, now()).await
        });
    }
    tasks.join_all().await
}

fn count<T: PartialEq + Debug>(outcomes: &[T], wanted: &T) -> usize {
    outcomes.iter().filter(|outcome| *outcome == wanted).count()
}

pub async fn two_hundred_at_once_for_ten_places_are_ten(hub: &Hub) {
    let (_, session) = hub.with_series(json!({ "capacity": 10 })).await;
    let requests = (0..200).map(|n| (booking(n, &session), reference(n), message(n))).collect();
    let outcomes = at_once(&hub.store, requests).await;
    assert_eq!(count(&outcomes, &Ok(BookOutcome::Booked)), 10);
    assert_eq!(count(&outcomes, &Ok(BookOutcome::Full { places_left: 0 })), 190);
    assert_eq!(hub.places_taken(&session).await, 10);
    assert_eq!(hub.number("select count(*) from bookings").await, 10);
    assert_eq!(hub.store.messages_waiting().await, Ok(10));
}

pub async fn one_booking_sent_twenty_times_at_once_is_one(hub: &Hub) {
    let session = hub.with_session().await;
    let requests = (0..20).map(|n| (booking(1, &session), reference(n), message(n))).collect();
    let outcomes = at_once(&hub.store, requests).await;
    assert_eq!(count(&outcomes, &Ok(BookOutcome::Booked)), 1, "{outcomes:?}");
    assert_eq!(count(&outcomes, &Ok(BookOutcome::AlreadyBooked)), 19, "{outcomes:?}");
    assert_eq!(hub.places_taken(&session).await, 1);
    assert_eq!(hub.store.messages_waiting().await, Ok(1));
}

pub async fn one_family_at_once_books_once(hub: &Hub) {
    let session = hub.with_session().await;
    let same_family = |n| booking_with(n, &session, |raw| raw.contact = "sam@example.org".to_owned());
    let requests = (0..20).map(|n| (same_family(n), reference(n), message(n))).collect();
    let outcomes = at_once(&hub.store, requests).await;
    assert_eq!(count(&outcomes, &Ok(BookOutcome::Booked)), 1, "{outcomes:?}");
    assert_eq!(count(&outcomes, &Ok(BookOutcome::FamilyAlreadyBooked)), 19, "{outcomes:?}");
    assert_eq!(hub.places_taken(&session).await, 1);
    assert_eq!(hub.store.messages_waiting().await, Ok(1));
}

pub async fn one_reference_at_once_is_given_once(hub: &Hub) {
    let (series, first) = hub.with_series(json!({})).await;
    let second = session_on(&series, "2026-12-01");
    hub.store.put_series(&[], std::slice::from_ref(&second)).await.unwrap();
    let requests = (0..20)
        .map(|n| (booking(n, if n % 2 == 0 { &first } else { &second }), reference(7), message(n)))
        .collect();
    let outcomes = at_once(&hub.store, requests).await;
    assert_eq!(count(&outcomes, &Ok(BookOutcome::Booked)), 1, "{outcomes:?}");
    assert_eq!(count(&outcomes, &Err(StoreError::ReferenceTaken)), 19, "{outcomes:?}");
    assert_eq!(hub.places_taken(&first).await + hub.places_taken(&second).await, 1);
}

pub async fn one_id_at_once_in_two_sessions_is_one(hub: &Hub) {
    let (series, first) = hub.with_series(json!({})).await;
    let second = session_on(&series, "2026-12-01");
    hub.store.put_series(&[], std::slice::from_ref(&second)).await.unwrap();
    let requests = (0..20)
        .map(|n| (booking(1, if n % 2 == 0 { &first } else { &second }), reference(n), message(n)))
        .collect();
    let outcomes = at_once(&hub.store, requests).await;
    assert_eq!(count(&outcomes, &Ok(BookOutcome::Booked)), 1, "{outcomes:?}");
    assert_eq!(count(&outcomes, &Ok(BookOutcome::AlreadyBooked)), 9, "{outcomes:?}");
    assert_eq!(count(&outcomes, &Ok(BookOutcome::IdInUse)), 10, "{outcomes:?}");
    assert_eq!(hub.places_taken(&first).await + hub.places_taken(&second).await, 1);
    assert_eq!(hub.store.messages_waiting().await, Ok(1));
}

pub async fn one_booking_cancelled_ten_times_at_once_gives_its_places_back_once(hub: &Hub) {
    let session = hub.with_session().await;
    for n in 0..3 {
        hub.store.book(&booking(n, &session), &reference(n), &message(n), now()).await.unwrap();
    }
    let mut tasks = JoinSet::new();
    for n in 0..10 {
        let (store, new) = (Arc::clone(&hub.store), booking(1, &session));
        tasks.spawn(async move { store.cancel(&new.id, &new.token, &message(10 + n), now()).await });
    }
    let outcomes = tasks.join_all().await;
    assert_eq!(count(&outcomes, &Ok(CancelOutcome::Cancelled)), 1, "{outcomes:?}");
    assert_eq!(count(&outcomes, &Ok(CancelOutcome::AlreadyCancelled)), 9, "{outcomes:?}");
    assert_eq!(hub.places_taken(&session).await, 2);
    assert_eq!(hub.store.messages_waiting().await, Ok(4));
}

pub async fn workers_at_once_never_take_the_same_message(hub: &Hub) {
    let (_, session) = hub.with_series(json!({ "capacity": 40 })).await;
    for n in 0..40 {
        hub.store.book(&booking(n, &session), &reference(n), &message(n), now()).await.unwrap();
    }
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let store = Arc::clone(&hub.store);
        tasks.spawn(async move {
            let mut taken = Vec::new();
            loop {
                let due = store.take_due_messages(now(), at("2026-11-20T10:05:00Z"), 3).await.unwrap();
                if due.is_empty() {
                    return taken;
                }
                taken.extend(due.into_iter().map(|due| due.message.id));
            }
        });
    }
    let taken: Vec<String> = tasks.join_all().await.into_iter().flatten().collect();
    assert_eq!(taken.len(), 40);
    assert_eq!(taken.into_iter().collect::<BTreeSet<_>>().len(), 40);
}
