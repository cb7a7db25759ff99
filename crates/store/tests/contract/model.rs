//! Random bookings and cancellations against the simplest model of what should come of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::booking::{BookOutcome, CancelOutcome};
use domain::{BookingStatus, NewBooking, Session};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::json;
use store::Store;
use tokio::runtime::Handle;
use tokio::task::{JoinSet, block_in_place};

use crate::hub::Hub;
use crate::sample::{booking_with, message, now, reference, series, session};

const CAPACITY: u16 = 7;

/// What a family may do. Bookings are numbered 0 to 7; what one asks for is chosen along with its number.
#[derive(Clone, Copy, Debug)]
enum Step {
    Book { number: usize, family: u8, adults: u8, children: usize },
    Cancel { number: usize },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0usize..8, 0u8..5, 1u8..4, 0usize..3)
            .prop_map(|(number, family, adults, children)| Step::Book { number, family, adults, children }),
        1 => (0usize..8).prop_map(|number| Step::Cancel { number }),
    ]
}

/// A booking as the model remembers it.
#[derive(Clone, Debug)]
struct Kept {
    request: (u8, u8, usize),
    places: u16,
    is_booked: bool,
}

/// The session and the bookings that were ever made, by number.
#[derive(Default)]
struct Model {
    bookings: [Option<Kept>; 8],
}

impl Model {
    fn places_taken(&self) -> u16 {
        self.bookings.iter().flatten().filter(|kept| kept.is_booked).map(|kept| kept.places).sum()
    }

    fn book(&mut self, number: usize, request: (u8, u8, usize)) -> BookOutcome {
        let (family, adults, children) = request;
        let places = u16::from(adults) + children as u16;
        if let Some(kept) = &self.bookings[number] {
            return if kept.request == request { BookOutcome::AlreadyBooked } else { BookOutcome::IdInUse };
        }
        if self.bookings.iter().flatten().any(|kept| kept.is_booked && kept.request.0 == family) {
            return BookOutcome::FamilyAlreadyBooked;
        }
        let places_left = CAPACITY - self.places_taken();
        if places > places_left {
            return BookOutcome::Full { places_left };
        }
        self.bookings[number] = Some(Kept { request, places, is_booked: true });
        BookOutcome::Booked
    }

    fn cancel(&mut self, number: usize) -> CancelOutcome {
        match &mut self.bookings[number] {
            None => CancelOutcome::NotFound,
            Some(kept) if !kept.is_booked => CancelOutcome::AlreadyCancelled,
            Some(kept) => {
                kept.is_booked = false;
                CancelOutcome::Cancelled
            }
        }
    }
}

/// Numbers that no other case has used, for ids, references and messages.
struct Numbers(AtomicU64);

impl Numbers {
    fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }

    /// The first of this many.
    fn reserve(&self, count: u64) -> u64 {
        self.0.fetch_add(count, Ordering::Relaxed)
    }
}

fn request(
    first: u64,
    session: &Session,
    number: usize,
    family: u8,
    adults: u8,
    children: usize,
) -> NewBooking {
    booking_with(first + number as u64, session, |raw| {
        raw.adults = adults;
        raw.children = vec!["5".to_owned(); children];
        raw.contact = format!("family{family}@example.org");
    })
}

async fn new_session(store: &Arc<dyn Store>, numbers: &Numbers) -> Session {
    let id = format!("model-{}", numbers.next());
    let ages = json!({ "from": 0 });
    let series = series(json!({ "id": id, "ages": ages, "capacity": CAPACITY, "counts": "people" }));
    let session = session(&series);
    store.put_series(&[series], std::slice::from_ref(&session)).await.unwrap();
    session
}

/// One step after another: every outcome is the model's.
async fn in_turn(store: &Arc<dyn Store>, numbers: &Numbers, steps: &[Step]) {
    let session = new_session(store, numbers).await;
    let first = numbers.reserve(8);
    let mut model = Model::default();
    for step in steps {
        let number = numbers.next();
        match *step {
            Step::Book { number: booking, family, adults, children } => {
                let new = request(first, &session, booking, family, adults, children);
                let outcome = store.book(&new, &reference(number), &message(number), now()).await;
                assert_eq!(outcome, Ok(model.book(booking, (family, adults, children))), "{step:?}");
            }
            Step::Cancel { number: booking } => {
                let new = request(first, &session, booking, 0, 1, 0);
                let outcome = store.cancel(&new.id, &new.token, &message(number), now()).await;
                assert_eq!(outcome, Ok(model.cancel(booking)), "{step:?}");
            }
        }
        let kept = store.sessions(std::slice::from_ref(&session.id)).await.unwrap();
        assert_eq!(kept[0].places_taken, model.places_taken(), "{step:?}");
    }
}

/// All steps at once: whatever the order came to be, the places are those of the bookings that stand, no more
/// than there are, and no family has two.
async fn at_once(store: &Arc<dyn Store>, numbers: &Numbers, steps: &[Step]) {
    let session = new_session(store, numbers).await;
    let first = numbers.reserve(8);
    let mut tasks = JoinSet::new();
    for step in steps.iter().copied() {
        let (store, session, number) = (Arc::clone(store), session.clone(), numbers.next());
        tasks.spawn(async move {
            match step {
                Step::Book { number: booking, family, adults, children } => {
                    let new = request(first, &session, booking, family, adults, children);
                    store.book(&new, &reference(number), &message(number), now()).await.unwrap();
                }
                Step::Cancel { number: booking } => {
                    let new = request(first, &session, booking, 0, 1, 0);
                    store.cancel(&new.id, &new.token, &message(number), now()).await.unwrap();
                }
            }
        });
    }
    tasks.join_all().await;
    let mut places = 0;
    let mut families = Vec::new();
    for booking in 0..8 {
        let new = request(first, &session, booking, 0, 1, 0);
        if let Some(kept) = store.booking(&new.id, &new.token).await.unwrap()
            && kept.status == BookingStatus::Booked
        {
            assert_eq!(kept.places, u16::from(kept.party.adults()) + kept.party.children().len() as u16);
            places += kept.places;
            families.push(kept.contact.key());
        }
    }
    let kept = store.sessions(std::slice::from_ref(&session.id)).await.unwrap();
    assert_eq!(kept[0].places_taken, places);
    assert!(places <= CAPACITY);
    let count = families.len();
    families.sort();
    families.dedup();
    assert_eq!(families.len(), count, "a family holds two bookings");
}

pub async fn bookings_follow_the_model(hub: &Hub) {
    hub.with_session().await;
    let cases = if hub.url.starts_with("sqlite:") { 64 } else { 16 };
    let seed = RngSeed::Fixed(20_261_124);
    let mut runner =
        TestRunner::new(Config { cases, rng_seed: seed, failure_persistence: None, ..Config::default() });
    let numbers = Numbers(AtomicU64::new(1));
    block_in_place(|| {
        let run = runner.run(&prop::collection::vec(step(), 1..24), |steps| {
            Handle::current().block_on(async {
                in_turn(&hub.store, &numbers, &steps).await;
                at_once(&hub.store, &numbers, &steps).await;
            });
            Ok(())
        });
        run.unwrap();
    });
}
