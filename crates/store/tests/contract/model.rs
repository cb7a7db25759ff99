//! Random steps of families, the hub's team and time against the simplest model of what should come of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::booking::{AcceptOutcome, BookOutcome, CancelOutcome, ForgetOutcome, PartyOutcome, RefusedStep};
use domain::session_change::{CancelSessionOutcome, CapacityOutcome};
use domain::waiting::offer_until;
use domain::{Actor, Availability, BookingStatus, CancelledBy, Instant, Months, NewBooking, Party, Session};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::json;
use store::{Caller, Notice, Store};
use tokio::runtime::Handle;
use tokio::task::{JoinSet, block_in_place};

use crate::hub::Hub;
use crate::sample::{booking_with, message, now, reference, series, session};

const CAPACITY: u16 = 7;
/// How many bookings there are to play with.
const NUMBERS: usize = 8;

/// Who comes: adults and children, each of whom takes a place.
type People = (u8, usize);

/// What may happen. What a booking asks for is chosen along with its number.
#[derive(Clone, Copy, Debug)]
enum Step {
    Book {
        number: usize,
        family: u8,
        people: People,
        waiting: bool,
    },
    Cancel {
        number: usize,
    },
    Accept {
        number: usize,
    },
    Party {
        number: usize,
        people: People,
    },
    Forget {
        number: usize,
    },
    Capacity {
        capacity: u16,
    },
    CancelSession,
    PassOn,
    /// Time goes by.
    Wait {
        minutes: i64,
    },
}

fn people() -> impl Strategy<Value = People> {
    (1u8..4, 0usize..3)
}

fn step() -> impl Strategy<Value = Step> {
    let number = || 0..NUMBERS;
    prop_oneof![
        12 => (number(), 0u8..6, people(), prop::bool::weighted(0.7))
            .prop_map(|(number, family, people, waiting)| Step::Book { number, family, people, waiting }),
        5 => number().prop_map(|number| Step::Cancel { number }),
        5 => number().prop_map(|number| Step::Accept { number }),
        5 => (number(), people()).prop_map(|(number, people)| Step::Party { number, people }),
        1 => number().prop_map(|number| Step::Forget { number }),
        3 => (1u16..12).prop_map(|capacity| Step::Capacity { capacity }),
        1 => Just(Step::CancelSession),
        4 => Just(Step::PassOn),
        4 => prop_oneof![0i64..300, 300i64..2000].prop_map(|minutes| Step::Wait { minutes }),
    ]
}

/// A booking as the model remembers it.
#[derive(Clone, Debug)]
struct Kept {
    request: (u8, People),
    people: People,
    status: BookingStatus,
    forgotten: bool,
}

impl Kept {
    fn places(&self) -> u16 {
        places(self.people)
    }
}

fn places((adults, children): People) -> u16 {
    u16::from(adults) + children as u16
}

/// The session and the bookings that were ever made, by number.
struct Model {
    now: Instant,
    session: Session,
    bookings: [Option<Kept>; NUMBERS],
    /// Who waits, in the order of joining.
    line: Vec<usize>,
    /// What families were to be told, by the number of their booking.
    told: Vec<(usize, &'static str)>,
}

impl Model {
    fn new(session: &Session) -> Self {
        Self {
            now: now(),
            session: session.clone(),
            bookings: Default::default(),
            line: Vec::new(),
            told: Vec::new(),
        }
    }

    fn capacity(&self) -> u16 {
        self.session.capacity.unwrap()
    }

    fn sum(&self, counts: impl Fn(&BookingStatus) -> bool) -> u16 {
        self.bookings.iter().flatten().filter(|kept| counts(&kept.status)).map(Kept::places).sum()
    }

    fn taken(&self) -> u16 {
        self.sum(|status| matches!(status, BookingStatus::Booked | BookingStatus::Offered { .. }))
    }

    fn held(&self) -> u16 {
        self.sum(|status| matches!(status, BookingStatus::Offered { .. }))
    }

    fn free(&self) -> u16 {
        self.capacity() - self.taken()
    }

    fn availability(&self) -> Availability {
        Session { places_taken: self.taken(), ..self.session.clone() }.availability(self.now)
    }

    fn is_open(&self) -> bool {
        matches!(self.availability(), Availability::Places { .. } | Availability::Full)
    }

    /// The booking, unless it was never made or its family is forgotten.
    fn known(&mut self, number: usize) -> Option<&mut Kept> {
        self.bookings[number].as_mut().filter(|kept| !kept.forgotten)
    }

    /// Offers what is free, from the front of the line.
    fn settle(&mut self) {
        let Some(until) = offer_until(self.now, &self.session) else { return };
        for number in self.line.clone() {
            let free = self.free();
            let kept = self.bookings[number].as_mut().unwrap();
            if kept.places() <= free {
                kept.status = BookingStatus::Offered { until };
                self.line.retain(|other| *other != number);
                self.told.push((number, "offered"));
            }
        }
    }

    fn book(&mut self, number: usize, family: u8, people: People, waiting: bool) -> BookOutcome {
        let request = (family, people);
        if let Some(kept) = &self.bookings[number] {
            let is_retry = !kept.forgotten && kept.request == request;
            return if is_retry { BookOutcome::AlreadyBooked } else { BookOutcome::IdInUse };
        }
        if !self.is_open() {
            return BookOutcome::NotBookable(self.availability());
        }
        let has_room = places(people) <= self.free();
        if !has_room && waiting && places(people) > self.capacity() {
            return BookOutcome::TooLarge { capacity: self.capacity() };
        }
        if !has_room && (!waiting || offer_until(self.now, &self.session).is_none()) {
            return BookOutcome::Full { places_left: self.free() };
        }
        if self.bookings.iter().flatten().any(|kept| kept.status.is_live() && kept.request.0 == family) {
            return BookOutcome::FamilyAlreadyBooked;
        }
        let (status, outcome) = if has_room {
            (BookingStatus::Booked, BookOutcome::Booked)
        } else {
            self.line.push(number);
            self.told.push((number, "joined"));
            let position = self.line.len() as u16;
            (BookingStatus::Waiting { since: self.now }, BookOutcome::Joined { position })
        };
        self.bookings[number] = Some(Kept { request, people, status, forgotten: false });
        outcome
    }

    fn cancel(&mut self, number: usize) -> CancelOutcome {
        let (now, ends_at) = (self.now, self.session.ends_at);
        let Some(kept) = self.known(number) else { return CancelOutcome::NotFound };
        if !kept.status.is_live() {
            return CancelOutcome::AlreadyCancelled;
        }
        if now >= ends_at {
            return CancelOutcome::Finished;
        }
        let was_booked = kept.status == BookingStatus::Booked;
        kept.status = BookingStatus::Cancelled { at: now, by: CancelledBy::Family };
        if !was_booked {
            self.told.push((number, "left"));
        }
        self.line.retain(|other| *other != number);
        self.settle();
        CancelOutcome::Cancelled
    }

    fn accept(&mut self, number: usize) -> AcceptOutcome {
        let (now, availability) = (self.now, self.availability());
        let no_more_offers = offer_until(now, &self.session).is_none();
        let Some(kept) = self.known(number) else { return AcceptOutcome::NotFound };
        let takes = match kept.status {
            BookingStatus::Booked => return AcceptOutcome::AlreadyAccepted,
            BookingStatus::Cancelled { .. } => return AcceptOutcome::Refused(RefusedStep::Cancelled),
            BookingStatus::Lapsed { .. } => return AcceptOutcome::Refused(RefusedStep::OfferOver),
            BookingStatus::Offered { until } if now >= until => {
                return AcceptOutcome::Refused(RefusedStep::OfferOver);
            }
            BookingStatus::Offered { .. } => true,
            BookingStatus::Waiting { .. } => {
                no_more_offers
                    && matches!(availability, Availability::Places { left } if kept.places() <= left)
            }
        };
        if !takes {
            return AcceptOutcome::Refused(RefusedStep::NotOffered);
        }
        kept.status = BookingStatus::Booked;
        self.line.retain(|other| *other != number);
        self.told.push((number, "accepted"));
        AcceptOutcome::Accepted
    }

    fn party(&mut self, number: usize, people: People) -> PartyOutcome {
        let (now, ends_at, capacity, free) = (self.now, self.session.ends_at, self.capacity(), self.free());
        let (is_open, availability) = (self.is_open(), self.availability());
        let Some(kept) = self.known(number) else { return PartyOutcome::NotFound };
        match kept.status {
            BookingStatus::Cancelled { .. } => return PartyOutcome::Refused(RefusedStep::Cancelled),
            BookingStatus::Lapsed { .. } => return PartyOutcome::Refused(RefusedStep::OfferOver),
            _ => (),
        }
        if kept.people == people {
            return PartyOutcome::Changed;
        }
        if now >= ends_at {
            return PartyOutcome::Finished;
        }
        let (from, to) = (kept.places(), places(people));
        if !is_open && (people.0 > kept.people.0 || people.1 > kept.people.1) {
            return PartyOutcome::NotBookable(availability);
        }
        if to > from && to > capacity {
            return PartyOutcome::TooLarge { capacity };
        }
        if kept.status.holds_places() && to > from && to - from > free {
            return PartyOutcome::Full { places_left: free };
        }
        kept.people = people;
        self.told.push((number, "changed"));
        self.settle();
        PartyOutcome::Changed
    }

    fn forget(&mut self, number: usize) -> ForgetOutcome {
        let (now, ends_at) = (self.now, self.session.ends_at);
        let Some(kept) = &mut self.bookings[number] else { return ForgetOutcome::NotFound };
        if !kept.forgotten {
            if kept.status.is_live() && now < ends_at {
                kept.status = BookingStatus::Cancelled { at: now, by: CancelledBy::Family };
            }
            kept.forgotten = true;
            self.line.retain(|other| *other != number);
            self.told.retain(|(other, _)| *other != number);
            self.settle();
        }
        ForgetOutcome::Forgotten
    }

    fn set_capacity(&mut self, capacity: u16) -> CapacityOutcome {
        if self.capacity() == capacity {
            return CapacityOutcome::Set { families: 0 };
        }
        match self.availability() {
            state @ (Availability::Cancelled | Availability::Finished) => CapacityOutcome::NotBookable(state),
            _ if capacity < self.taken() => CapacityOutcome::BelowTaken { places_taken: self.taken() },
            _ => {
                self.session.capacity = Some(capacity);
                let waited = self.line.len();
                self.settle();
                CapacityOutcome::Set { families: (waited - self.line.len()) as u32 }
            }
        }
    }

    fn cancel_session(&mut self) -> CancelSessionOutcome {
        match self.availability() {
            Availability::Cancelled => return CancelSessionOutcome::AlreadyCancelled,
            Availability::Finished => return CancelSessionOutcome::Finished,
            _ => self.session.status = domain::SessionStatus::Cancelled,
        }
        let mut families = 0;
        for (number, kept) in self.bookings.iter_mut().enumerate() {
            let Some(kept) = kept.as_mut().filter(|kept| kept.status.is_live()) else { continue };
            kept.status = BookingStatus::Cancelled { at: self.now, by: CancelledBy::Hub };
            self.told.push((number, "session cancelled"));
            families += 1;
        }
        self.line.clear();
        CancelSessionOutcome::Cancelled { families }
    }

    fn pass_on(&mut self) {
        for (number, kept) in self.bookings.iter_mut().enumerate() {
            if let Some(kept) = kept
                && matches!(kept.status, BookingStatus::Offered { until } if until <= self.now)
            {
                kept.status = BookingStatus::Lapsed { at: self.now };
                self.told.push((number, "lapsed"));
            }
        }
        self.settle();
    }
}

fn name_of(notice: &Notice) -> &'static str {
    match notice {
        Notice::Joined { .. } => "joined",
        Notice::Offered { .. } => "offered",
        Notice::Accepted => "accepted",
        Notice::Lapsed => "lapsed",
        Notice::PartyChanged => "changed",
        Notice::Left => "left",
        Notice::SessionCancelled => "session cancelled",
        other => panic!("nobody was to be told {other:?}"),
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
    (adults, children): People,
) -> NewBooking {
    booking_with(first + number as u64, session, |raw| {
        raw.adults = adults;
        raw.children = vec!["5".to_owned(); children];
        raw.contact = format!("family{family}@example.org");
    })
}

fn party((adults, children): People) -> Party {
    Party::new(adults, vec![Months(5); children]).unwrap()
}

fn desk() -> Actor {
    Actor::parse("Front desk").unwrap()
}

async fn new_session(store: &Arc<dyn Store>, numbers: &Numbers) -> Session {
    let id = format!("model-{}", numbers.next());
    let ages = json!({ "from": 0 });
    let series = series(json!({ "id": id, "ages": ages, "capacity": CAPACITY, "counts": "people" }));
    let session = session(&series);
    store.put_series(&[series], std::slice::from_ref(&session)).await.unwrap();
    session
}

/// One step after another: every outcome is the model's, and so is all that is kept after it.
async fn in_turn(store: &Arc<dyn Store>, numbers: &Numbers, steps: &[Step]) {
    let session = new_session(store, numbers).await;
    let first = numbers.reserve(NUMBERS as u64);
    let mut model = Model::new(&session);
    for step in steps {
        let fresh = numbers.next();
        let at = model.now;
        let key = |number| request(first, &session, number, 0, (1, 0));
        let caller = |number| Caller::Family(key(number).token);
        match *step {
            Step::Book { number, family, people, waiting } => {
                let new = NewBooking { waiting, ..request(first, &session, number, family, people) };
                let outcome = store.book(&new, &reference(fresh), &message(fresh), at).await;
                assert_eq!(outcome, Ok(model.book(number, family, people, waiting)), "{step:?}");
            }
            Step::Cancel { number } => {
                let outcome = store.cancel(&key(number).id, &key(number).token, &message(fresh), at).await;
                assert_eq!(outcome, Ok(model.cancel(number)), "{step:?}");
            }
            Step::Accept { number } => {
                let outcome = store.accept(&key(number).id, &caller(number), at).await;
                assert_eq!(outcome, Ok(model.accept(number)), "{step:?}");
            }
            Step::Party { number, people } => {
                let outcome = store.change_party(&key(number).id, &caller(number), &party(people), at).await;
                assert_eq!(outcome, Ok(model.party(number, people)), "{step:?}");
            }
            Step::Forget { number } => {
                let outcome = store.forget_booking(&key(number).id, &key(number).token, at).await;
                assert_eq!(outcome, Ok(model.forget(number)), "{step:?}");
            }
            Step::Capacity { capacity } => {
                let outcome = store.set_capacity(&session.id, capacity, &desk(), at).await;
                assert_eq!(outcome, Ok(model.set_capacity(capacity)), "{step:?}");
            }
            Step::CancelSession => {
                let outcome = store.cancel_session(&session.id, &desk(), at).await;
                assert_eq!(outcome, Ok(model.cancel_session()), "{step:?}");
            }
            Step::PassOn => {
                store.pass_on_offers(at).await.unwrap();
                model.pass_on();
            }
            Step::Wait { minutes } => model.now = model.now.plus_minutes(minutes),
        }
        let kept = store.sessions(std::slice::from_ref(&session.id)).await.unwrap().remove(0);
        assert_eq!(
            (kept.places_taken, kept.places_held, usize::from(kept.waiting), kept.capacity, kept.status),
            (model.taken(), model.held(), model.line.len(), model.session.capacity, model.session.status),
            "after {step:?}"
        );
        for number in 0..NUMBERS {
            let found = store.booking(&key(number).id, &key(number).token).await.unwrap();
            let found = found.map(|found| (found.status, found.places, found.position));
            let position = model.line.iter().position(|other| *other == number).map(|at| at as u16 + 1);
            let expected = model.known(number).map(|kept| (kept.status, kept.places(), position));
            assert_eq!(found, expected, "booking {number} after {step:?}");
        }
    }
    let mut told = Vec::new();
    for due in store.notices_to_compose(u16::MAX).await.unwrap() {
        if due.booking.session.id == session.id {
            let number =
                (0..NUMBERS).find(|number| request(first, &session, *number, 0, (1, 0)).id == due.booking.id);
            told.push((number.unwrap(), name_of(&due.notice)));
            store.drop_notice(&due.id).await.unwrap();
        }
    }
    told.sort_unstable();
    model.told.sort_unstable();
    assert_eq!(told, model.told, "each family is told each thing once");
}

/// All steps at once: whatever the order came to be, the places are those of the bookings that stand, no more than there
/// are; no family has two; nobody waits for a place that is free.
async fn at_once(store: &Arc<dyn Store>, numbers: &Numbers, steps: &[Step]) {
    let session = new_session(store, numbers).await;
    let first = numbers.reserve(NUMBERS as u64);
    let mut tasks = JoinSet::new();
    for step in steps.iter().copied() {
        let (store, session, fresh) = (Arc::clone(store), session.clone(), numbers.next());
        tasks.spawn(async move {
            let key = |number| request(first, &session, number, 0, (1, 0));
            let caller = |number| Caller::Family(key(number).token);
            match step {
                Step::Book { number, family, people, waiting } => {
                    let new = NewBooking { waiting, ..request(first, &session, number, family, people) };
                    store.book(&new, &reference(fresh), &message(fresh), now()).await.unwrap();
                }
                Step::Cancel { number } => {
                    let key = key(number);
                    store.cancel(&key.id, &key.token, &message(fresh), now()).await.unwrap();
                }
                Step::Accept { number } => {
                    store.accept(&key(number).id, &caller(number), now()).await.unwrap();
                }
                Step::Party { number, people } => {
                    let party = party(people);
                    store.change_party(&key(number).id, &caller(number), &party, now()).await.unwrap();
                }
                Step::Forget { number } => {
                    let key = key(number);
                    store.forget_booking(&key.id, &key.token, now()).await.unwrap();
                }
                Step::Capacity { capacity } => {
                    store.set_capacity(&session.id, capacity, &desk(), now()).await.unwrap();
                }
                Step::CancelSession => {
                    store.cancel_session(&session.id, &desk(), now()).await.unwrap();
                }
                // At this moment no offer is due; what it finds is what is free while somebody waits.
                Step::PassOn | Step::Wait { .. } => {
                    store.pass_on_offers(now()).await.unwrap();
                }
            }
        });
    }
    tasks.join_all().await;
    let kept = store.sessions(std::slice::from_ref(&session.id)).await.unwrap().remove(0);
    let register = store.register(&session.id).await.unwrap().unwrap();
    let sum = |counts: fn(&BookingStatus) -> bool| -> u16 {
        register.bookings.iter().filter(|one| counts(&one.status)).map(|one| one.places).sum()
    };
    assert_eq!(kept.places_taken, sum(|status| status.holds_places()));
    assert_eq!(kept.places_held, sum(|status| matches!(status, BookingStatus::Offered { .. })));
    let capacity = kept.capacity.unwrap();
    assert!(kept.places_taken <= capacity, "oversold");
    let waiting: Vec<_> = register.bookings.iter().filter(|one| one.position.is_some()).collect();
    assert_eq!(usize::from(kept.waiting), waiting.len());
    for (at, one) in waiting.iter().enumerate() {
        assert_eq!(one.position, Some(at as u16 + 1));
        assert!(one.places > capacity - kept.places_taken, "one waits for places that are free");
    }
    for one in &register.bookings {
        assert_eq!(one.places, u16::from(one.party.adults()) + one.party.children().len() as u16);
    }
    let mut families: Vec<String> = register.bookings.iter().map(|one| one.contact.key()).collect();
    let count = families.len();
    families.sort();
    families.dedup();
    assert_eq!(families.len(), count, "a family holds two bookings");
    let is_cancelled = kept.status == domain::SessionStatus::Cancelled;
    assert!(!is_cancelled || register.bookings.is_empty(), "someone is booked into a cancelled session");
}

pub async fn bookings_follow_the_model(hub: &Hub) {
    hub.with_session().await;
    let cases = if hub.url.starts_with("sqlite:") { 64 } else { 16 };
    let seed = RngSeed::Fixed(20_261_124);
    let mut runner =
        TestRunner::new(Config { cases, rng_seed: seed, failure_persistence: None, ..Config::default() });
    let numbers = Numbers(AtomicU64::new(1));
    block_in_place(|| {
        let run = runner.run(&prop::collection::vec(step(), 1..40), |steps| {
            Handle::current().block_on(async {
                in_turn(&hub.store, &numbers, &steps).await;
                at_once(&hub.store, &numbers, &steps).await;
            });
            Ok(())
        });
        run.unwrap();
    });
}
