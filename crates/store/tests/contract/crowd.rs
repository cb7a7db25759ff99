use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::Arc;

use domain::booking::{BookOutcome, CancelOutcome};
use domain::{NewBooking, Reference, Session};
use serde_json::json;
use sqlx::{Connection as _, PgConnection};
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
    // With a single place the others find the session full, by the very booking that they are.
    for (round, capacity) in [(1_u64, 1), (2, 8), (3, 40)] {
        let (_, session) =
            hub.with_series(json!({ "id": format!("massage-{capacity}"), "capacity": capacity })).await;
        let fresh = |n: u64| round * 100 + n;
        let requests =
            (0..20).map(|n| (booking(round, &session), reference(fresh(n)), message(fresh(n)))).collect();
        let outcomes = at_once(&hub.store, requests).await;
        assert_eq!(count(&outcomes, &Ok(BookOutcome::Booked)), 1, "{outcomes:?}");
        assert_eq!(count(&outcomes, &Ok(BookOutcome::AlreadyBooked)), 19, "{outcomes:?}");
        assert_eq!(hub.places_taken(&session).await, 1);
        assert_eq!(hub.store.messages_waiting().await, Ok(round as u32));
    }
}

pub async fn one_family_at_once_books_once(hub: &Hub) {
    for (round, capacity) in [(1_u64, 1), (2, 8), (3, 40)] {
        let (_, session) =
            hub.with_series(json!({ "id": format!("massage-{capacity}"), "capacity": capacity })).await;
        let same_family = |n| booking_with(n, &session, |raw| raw.contact = "sam@example.org".to_owned());
        let fresh = |n: u64| round * 100 + n;
        let requests =
            (0..20).map(|n| (same_family(fresh(n)), reference(fresh(n)), message(fresh(n)))).collect();
        let outcomes = at_once(&hub.store, requests).await;
        assert_eq!(count(&outcomes, &Ok(BookOutcome::Booked)), 1, "{outcomes:?}");
        // Where the family has taken all there is, the session is full for whoever asks.
        let full = BookOutcome::Full { places_left: 0 };
        let lost = if capacity == 1 { full } else { BookOutcome::FamilyAlreadyBooked };
        assert_eq!(count(&outcomes, &Ok(lost)), 19, "{outcomes:?}");
        assert_eq!(hub.places_taken(&session).await, 1);
        assert_eq!(hub.store.messages_waiting().await, Ok(round as u32));
    }
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
    // Alone in its session, and among others whose places must not be given back with it.
    for (round, others) in [(1_u64, 0_u16), (2, 2)] {
        let (_, session) = hub.with_series(json!({ "id": format!("massage-{others}") })).await;
        let fresh = |n: u64| round * 100 + n;
        for n in 0..=u64::from(others) {
            let new = booking(fresh(n), &session);
            hub.store.book(&new, &reference(fresh(n)), &message(fresh(n)), now()).await.unwrap();
        }
        let waiting = hub.store.messages_waiting().await.unwrap();
        let mut tasks = JoinSet::new();
        for n in 10..20 {
            let (store, new, message) =
                (Arc::clone(&hub.store), booking(fresh(0), &session), message(fresh(n)));
            tasks.spawn(async move { store.cancel(&new.id, &new.token, &message, now()).await });
        }
        let outcomes = tasks.join_all().await;
        assert_eq!(count(&outcomes, &Ok(CancelOutcome::Cancelled)), 1, "{outcomes:?}");
        assert_eq!(count(&outcomes, &Ok(CancelOutcome::AlreadyCancelled)), 9, "{outcomes:?}");
        assert_eq!(hub.places_taken(&session).await, others);
        assert_eq!(hub.store.messages_waiting().await, Ok(waiting + 1));
    }
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

/// Starts all of these while another transaction holds the session's row, lets it go once each of them has read
/// what it needed and waits for the row, and gives their outcomes: the closest of races, the same every time.
async fn behind_a_held_row<T: Send + 'static>(
    hub: &Hub,
    session: &Session,
    operations: Vec<impl Future<Output = T> + Send + 'static>,
) -> Vec<T> {
    let mut holder = PgConnection::connect(&hub.url).await.unwrap();
    let mut held = holder.begin().await.unwrap();
    let hold = sqlx::query("select 1 from sessions where id = $1 for update").bind(session.id.as_str());
    hold.execute(&mut *held).await.unwrap();
    let count = operations.len() as i64;
    let mut tasks: JoinSet<T> = operations.into_iter().collect();
    // Some wait with an update, others by locking the row first.
    let waiting = "select count(distinct pid) from pg_locks where relation = 'sessions'::regclass \
                   and mode in ('RowExclusiveLock', 'RowShareLock') and granted and pid <> pg_backend_pid()";
    while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&mut *held).await.unwrap() < count {
        assert!(tasks.try_join_next().is_none(), "one did not wait for the row");
        tokio::task::yield_now().await;
    }
    held.rollback().await.unwrap();
    tasks.join_all().await
}

/// As many as [`store::open`] gives connections.
const CROWD: u64 = store::POSTGRES_CONNECTIONS as u64;

#[tokio::test(flavor = "multi_thread")]
async fn bookings_that_waited_for_one_another_know_why_they_lost() {
    let hub = Hub::postgres().await;
    for (round, capacity, is_retry) in
        [(1, 1, true), (2, 8, true), (3, 40, true), (4, 1, false), (5, 8, false), (6, 40, false)]
    {
        let (_, session) =
            hub.with_series(json!({ "id": format!("massage-{round}"), "capacity": capacity })).await;
        let operations = (0..CROWD)
            .map(|n| {
                let fresh = round * 100 + n;
                let id = if is_retry { round * 100 } else { fresh };
                let new = booking_with(id, &session, |raw| raw.contact = "sam@example.org".to_owned());
                let store = Arc::clone(&hub.store);
                async move { store.book(&new, &reference(fresh), &message(fresh), now()).await }
            })
            .collect();
        let outcomes = behind_a_held_row(&hub, &session, operations).await;
        let lost = match (is_retry, capacity) {
            (true, _) => BookOutcome::AlreadyBooked,
            (false, 1) => BookOutcome::Full { places_left: 0 },
            (false, _) => BookOutcome::FamilyAlreadyBooked,
        };
        assert_eq!(count(&outcomes, &Ok(BookOutcome::Booked)), 1, "{outcomes:?}");
        assert_eq!(count(&outcomes, &Ok(lost)), CROWD as usize - 1, "{outcomes:?}");
        assert_eq!(hub.places_taken(&session).await, 1);
        assert_eq!(hub.store.messages_waiting().await, Ok(round as u32));
    }
    hub.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancellations_that_waited_for_one_another_give_back_once() {
    let hub = Hub::postgres().await;
    for (round, others) in [(1_u64, 0_u16), (2, 2)] {
        let (_, session) = hub.with_series(json!({ "id": format!("massage-{others}") })).await;
        let fresh = |n: u64| round * 100 + n;
        for n in 0..=u64::from(others) {
            let new = booking(fresh(n), &session);
            hub.store.book(&new, &reference(fresh(n)), &message(fresh(n)), now()).await.unwrap();
        }
        let operations = (0..CROWD)
            .map(|n| {
                let (store, new, message) =
                    (Arc::clone(&hub.store), booking(fresh(0), &session), message(fresh(10 + n)));
                async move { store.cancel(&new.id, &new.token, &message, now()).await }
            })
            .collect();
        let outcomes = behind_a_held_row(&hub, &session, operations).await;
        assert_eq!(count(&outcomes, &Ok(CancelOutcome::Cancelled)), 1, "{outcomes:?}");
        assert_eq!(
            count(&outcomes, &Ok(CancelOutcome::AlreadyCancelled)),
            CROWD as usize - 1,
            "{outcomes:?}"
        );
        assert_eq!(hub.places_taken(&session).await, others);
    }
    hub.close().await;
}
