//! Random steps in one course, by families, the team and time, against the simplest model of what should come of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::booking::{AcceptOutcome, BookOutcome, CancelOutcome, PartyOutcome, RefusedStep};
use domain::course::{WeekOutcome, is_to_come};
use domain::waiting::offer_until;
use domain::{
    Actor, Availability, BookingStatus, CancelledBy, Course, CourseRule, Instant, Months, NewBooking, Party,
    Session, SessionStatus,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::json;
use store::{Caller, Store};
use tokio::runtime::Handle;
use tokio::task::{JoinSet, block_in_place};

use crate::courses::{DATES, course};
use crate::hub::Hub;
use crate::sample::{booking_with, message, now, reference};

const WEEKS: usize = DATES.len();
/// How many bookings there are to play with.
const NUMBERS: usize = 6;
const RULE: CourseRule = CourseRule { join_until_week: 2, single_weeks: false };

#[derive(Clone, Copy, Debug)]
enum Step {
    Book { number: usize, family: u8, adults: u8, waiting: bool },
    Week { number: usize, week: usize, coming: bool },
    Cancel { number: usize },
    Accept { number: usize },
    Party { number: usize, adults: u8 },
    Capacity { week: usize, capacity: u16 },
    CancelSession { week: usize },
    PassOn,
    Wait { minutes: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    let number = || 0..NUMBERS;
    prop_oneof![
        12 => (number(), 0u8..5, 1u8..4, prop::bool::weighted(0.7))
            .prop_map(|(number, family, adults, waiting)| Step::Book { number, family, adults, waiting }),
        10 => (number(), 0..WEEKS, any::<bool>())
            .prop_map(|(number, week, coming)| Step::Week { number, week, coming }),
        4 => number().prop_map(|number| Step::Cancel { number }),
        5 => number().prop_map(|number| Step::Accept { number }),
        4 => (number(), 1u8..5).prop_map(|(number, adults)| Step::Party { number, adults }),
        3 => (0..WEEKS, 1u16..9).prop_map(|(week, capacity)| Step::Capacity { week, capacity }),
        1 => (0..WEEKS).prop_map(|week| Step::CancelSession { week }),
        4 => Just(Step::PassOn),
        4 => prop_oneof![0i64..300, 300i64..9000].prop_map(|minutes| Step::Wait { minutes }),
    ]
}

/// A booking as the model remembers it. Each adult takes a place.
#[derive(Clone, Debug, PartialEq)]
struct Kept {
    request: (u8, u8),
    adults: u8,
    status: BookingStatus,
    /// How many come in each week; `None` where it holds nothing there, or has given it back.
    weeks: [Option<u16>; WEEKS],
}

#[derive(Clone)]
struct Model {
    now: Instant,
    sessions: Vec<Session>,
    bookings: [Option<Kept>; NUMBERS],
    line: Vec<usize>,
}

impl Model {
    fn taken(&self, week: usize, counts: impl Fn(&BookingStatus) -> bool) -> u16 {
        let live = self.bookings.iter().flatten().filter(|kept| counts(&kept.status));
        live.filter_map(|kept| kept.weeks[week]).sum()
    }

    /// The course, with the places that its bookings hold.
    fn course(&self) -> Course {
        let session = |(week, session): (usize, &Session)| {
            let is_off = session.status == SessionStatus::Cancelled;
            let places_taken = if is_off { 0 } else { self.taken(week, |_| true) };
            Session { places_taken, ..session.clone() }
        };
        Course::new(RULE, self.sessions.iter().enumerate().map(session).collect(), 0).unwrap()
    }

    fn whole(&self) -> Session {
        self.course().whole(self.now)
    }

    fn free(&self) -> u16 {
        let whole = self.whole();
        whole.capacity.unwrap() - whole.places_taken
    }

    fn to_come(&self, week: usize) -> bool {
        is_to_come(&self.sessions[week], self.now)
    }

    fn take(&mut self, number: usize) {
        let weeks: Vec<usize> = (0..WEEKS).filter(|week| self.to_come(*week)).collect();
        let kept = self.bookings[number].as_mut().unwrap();
        for week in weeks {
            kept.weeks[week] = Some(u16::from(kept.adults));
        }
        self.line.retain(|other| *other != number);
    }

    fn settle(&mut self) {
        let whole = self.whole();
        let is_open = matches!(whole.availability(self.now), Availability::Places { .. });
        let Some(until) = offer_until(self.now, &whole).filter(|_| is_open) else { return };
        for number in self.line.clone() {
            if u16::from(self.bookings[number].as_ref().unwrap().adults) <= self.free() {
                self.bookings[number].as_mut().unwrap().status = BookingStatus::Offered { until };
                self.take(number);
            }
        }
    }

    fn book(&mut self, number: usize, family: u8, adults: u8, waiting: bool) -> BookOutcome {
        let request = (family, adults);
        if let Some(kept) = &self.bookings[number] {
            let same = kept.request == request;
            return if same { BookOutcome::AlreadyBooked } else { BookOutcome::IdInUse };
        }
        let whole = self.whole();
        match whole.availability(self.now) {
            Availability::Places { .. } | Availability::Full => (),
            state => return BookOutcome::NotBookable(state),
        }
        let (places, free, capacity) = (u16::from(adults), self.free(), whole.capacity.unwrap());
        let has_room = places <= free;
        if !has_room && waiting && places > capacity {
            return BookOutcome::TooLarge { capacity };
        }
        if !has_room && (!waiting || offer_until(self.now, &whole).is_none()) {
            return BookOutcome::Full { places_left: free };
        }
        if self.bookings.iter().flatten().any(|kept| kept.status.is_live() && kept.request.0 == family) {
            return BookOutcome::FamilyAlreadyBooked;
        }
        let kept = |status| Some(Kept { request, adults, status, weeks: [None; WEEKS] });
        if has_room {
            self.bookings[number] = kept(BookingStatus::Booked);
            self.take(number);
            return BookOutcome::Booked;
        }
        self.bookings[number] = kept(BookingStatus::Waiting { since: self.now });
        self.line.push(number);
        BookOutcome::Joined { position: self.line.len() as u16 }
    }

    fn week(&mut self, number: usize, week: usize, coming: bool) -> WeekOutcome {
        let (now, session) = (self.now, self.course().sessions()[week].clone());
        let free = session.capacity.unwrap() - session.places_taken;
        let Some(kept) = &mut self.bookings[number] else { return WeekOutcome::NotFound };
        match kept.status {
            BookingStatus::Booked => (),
            BookingStatus::Cancelled { .. } => return WeekOutcome::Refused(RefusedStep::Cancelled),
            BookingStatus::Lapsed { .. } => return WeekOutcome::Refused(RefusedStep::OfferOver),
            _ => return WeekOutcome::Refused(RefusedStep::NotBooked),
        }
        if kept.weeks[week].is_some() == coming {
            return WeekOutcome::Changed;
        }
        if session.status == SessionStatus::Cancelled {
            return WeekOutcome::NotBookable(Availability::Cancelled);
        }
        if now >= session.ends_at {
            return WeekOutcome::NotBookable(Availability::Finished);
        }
        if coming && now >= session.starts_at {
            return WeekOutcome::NotBookable(Availability::Closed);
        }
        let places = u16::from(kept.adults);
        if coming && places > free {
            return WeekOutcome::Full { places_left: free };
        }
        kept.weeks[week] = coming.then_some(places);
        self.settle();
        WeekOutcome::Changed
    }

    fn cancel(&mut self, number: usize) -> CancelOutcome {
        let (now, ends_at) = (self.now, self.course().ends_at());
        let Some(kept) = &mut self.bookings[number] else { return CancelOutcome::NotFound };
        if !kept.status.is_live() {
            return CancelOutcome::AlreadyCancelled;
        }
        if now >= ends_at {
            return CancelOutcome::Finished;
        }
        let keeps_the_past = kept.status == BookingStatus::Booked;
        kept.status = BookingStatus::Cancelled { at: now, by: CancelledBy::Family };
        for (week, session) in self.sessions.iter().enumerate() {
            if !keeps_the_past || now < session.ends_at {
                kept.weeks[week] = None;
            }
        }
        self.line.retain(|other| *other != number);
        self.settle();
        CancelOutcome::Cancelled
    }

    fn accept(&mut self, number: usize) -> AcceptOutcome {
        let (now, whole) = (self.now, self.whole());
        let free = match whole.availability(now) {
            Availability::Places { left } => left,
            _ => 0,
        };
        let Some(kept) = &mut self.bookings[number] else { return AcceptOutcome::NotFound };
        match kept.status {
            BookingStatus::Booked => return AcceptOutcome::AlreadyAccepted,
            BookingStatus::Cancelled { .. } => return AcceptOutcome::Refused(RefusedStep::Cancelled),
            BookingStatus::Lapsed { .. } => return AcceptOutcome::Refused(RefusedStep::OfferOver),
            BookingStatus::Offered { until } if now >= until => {
                return AcceptOutcome::Refused(RefusedStep::OfferOver);
            }
            BookingStatus::Offered { .. } => kept.status = BookingStatus::Booked,
            BookingStatus::Waiting { .. } => {
                if offer_until(now, &whole).is_some() || u16::from(kept.adults) > free {
                    return AcceptOutcome::Refused(RefusedStep::NotOffered);
                }
                kept.status = BookingStatus::Booked;
                self.take(number);
            }
        }
        AcceptOutcome::Accepted
    }

    fn party(&mut self, number: usize, adults: u8) -> PartyOutcome {
        let (now, course) = (self.now, self.course());
        let to_come: Vec<bool> = (0..WEEKS).map(|week| self.to_come(week)).collect();
        let Some(kept) = &mut self.bookings[number] else { return PartyOutcome::NotFound };
        match kept.status {
            BookingStatus::Cancelled { .. } => return PartyOutcome::Refused(RefusedStep::Cancelled),
            BookingStatus::Lapsed { .. } => return PartyOutcome::Refused(RefusedStep::OfferOver),
            _ => (),
        }
        if kept.adults == adults {
            return PartyOutcome::Changed;
        }
        let is_held = kept.status.holds_places();
        let own: Vec<usize> =
            (0..WEEKS).filter(|week| to_come[*week] && kept.weeks[*week].is_some()).collect();
        let weeks: Vec<&Session> = own.iter().map(|week| &course.sessions()[*week]).collect();
        let as_one = if is_held { course.held(&weeks) } else { course.whole(now) };
        if now >= as_one.ends_at {
            return PartyOutcome::Finished;
        }
        let grows = adults > kept.adults;
        match as_one.availability(now) {
            Availability::Places { .. } | Availability::Full => (),
            state if grows => return PartyOutcome::NotBookable(state),
            _ => (),
        }
        let capacity = as_one.capacity.unwrap();
        if grows && u16::from(adults) > capacity {
            return PartyOutcome::TooLarge { capacity };
        }
        let least = weeks.iter().map(|week| week.capacity.unwrap() - week.places_taken).min();
        if let Some(places_left) = least.filter(|_| is_held)
            && grows
            && u16::from(adults - kept.adults) > places_left
        {
            return PartyOutcome::Full { places_left };
        }
        kept.adults = adults;
        for week in own {
            kept.weeks[week] = Some(u16::from(adults));
        }
        self.settle();
        PartyOutcome::Changed
    }

    fn set_capacity(&mut self, week: usize, capacity: u16) {
        let session = self.course().sessions()[week].clone();
        let state = session.availability(self.now);
        if matches!(state, Availability::Cancelled | Availability::Finished)
            || capacity < session.places_taken
        {
            return;
        }
        self.sessions[week].capacity = Some(capacity);
        self.settle();
    }

    fn cancel_session(&mut self, week: usize) {
        let session = &mut self.sessions[week];
        if session.status == SessionStatus::Cancelled || self.now >= session.ends_at {
            return;
        }
        session.status = SessionStatus::Cancelled;
        let is_off = self.sessions.iter().all(|session| session.status == SessionStatus::Cancelled);
        if is_off {
            for kept in self.bookings.iter_mut().flatten().filter(|kept| kept.status.is_live()) {
                kept.status = BookingStatus::Cancelled { at: self.now, by: CancelledBy::Hub };
            }
            self.line.clear();
        } else {
            self.settle();
        }
    }

    fn pass_on(&mut self) {
        for kept in self.bookings.iter_mut().flatten() {
            if matches!(kept.status, BookingStatus::Offered { until } if until <= self.now) {
                kept.status = BookingStatus::Lapsed { at: self.now };
                kept.weeks = [None; WEEKS];
            }
        }
        self.settle();
    }
}

struct Numbers(AtomicU64);

impl Numbers {
    fn reserve(&self, count: u64) -> u64 {
        self.0.fetch_add(count, Ordering::Relaxed)
    }
}

fn request(first: u64, session: &Session, number: usize, family: u8, adults: u8) -> NewBooking {
    booking_with(first + number as u64, session, |raw| {
        raw.adults = adults;
        raw.children = Vec::new();
        raw.contact = format!("family{family}@example.org");
        raw.course = true;
    })
}

fn desk() -> Actor {
    Actor::parse("Front desk").unwrap()
}

async fn new_course(store: &Arc<dyn Store>, numbers: &Numbers) -> Vec<Session> {
    let id = format!("course-{}", numbers.reserve(1));
    let changes = json!({ "ages": { "from": 0 }, "capacity": 5, "counts": "people" });
    let (series, sessions) = course(&id, RULE, changes);
    store.put_series(&[series], &sessions).await.unwrap();
    sessions
}

/// Does a step. What came of it, where the model says what that should be.
async fn act(
    store: &dyn Store,
    sessions: &[Session],
    first: u64,
    fresh: u64,
    step: Step,
    at: Instant,
) -> String {
    let new = |number| request(first, &sessions[0], number, 0, 1);
    let caller = |number| Caller::Family(new(number).token);
    match step {
        Step::Book { number, family, adults, waiting } => {
            // From any of its weeks, but always the same one for one request.
            let from = &sessions[(number + usize::from(family)) % WEEKS];
            let new = NewBooking { waiting, ..request(first, from, number, family, adults) };
            format!("{:?}", store.book(&new, &reference(fresh), &message(fresh), at).await.unwrap())
        }
        Step::Week { number, week, coming } => {
            let id = &sessions[week].id;
            let outcome = store.change_week(&new(number).id, &caller(number), id, coming, at).await;
            format!("{:?}", outcome.unwrap())
        }
        Step::Cancel { number } => {
            let key = new(number);
            format!("{:?}", store.cancel(&key.id, &key.token, &message(fresh), at).await.unwrap())
        }
        Step::Accept { number } => {
            format!("{:?}", store.accept(&new(number).id, &caller(number), at).await.unwrap())
        }
        Step::Party { number, adults } => {
            let party = Party::new(adults, Vec::<Months>::new()).unwrap();
            let outcome = store.change_party(&new(number).id, &caller(number), &party, at).await;
            format!("{:?}", outcome.unwrap())
        }
        Step::Capacity { week, capacity } => {
            store.set_capacity(&sessions[week].id, capacity, &desk(), at).await.unwrap();
            String::new()
        }
        Step::CancelSession { week } => {
            store.cancel_session(&sessions[week].id, &desk(), at).await.unwrap();
            String::new()
        }
        Step::PassOn => {
            store.pass_on_offers(at).await.unwrap();
            String::new()
        }
        Step::Wait { .. } => String::new(),
    }
}

/// One step after another: every outcome is the model's, and so is all that is kept after it.
async fn in_turn(store: &Arc<dyn Store>, numbers: &Numbers, steps: &[Step]) {
    let sessions = new_course(store, numbers).await;
    let first = numbers.reserve(NUMBERS as u64);
    let mut model =
        Model { now: now(), sessions: sessions.clone(), bookings: Default::default(), line: Vec::new() };
    for step in steps {
        let outcome = act(&**store, &sessions, first, numbers.reserve(1), *step, model.now).await;
        let before = model.clone();
        // A week that has begun can leave room in the rest: whoever changes a booking offers that first.
        if !matches!(step, Step::CancelSession { .. } | Step::PassOn | Step::Wait { .. }) {
            model.settle();
        }
        let settled = model.clone();
        let expected = match *step {
            Step::Book { number, family, adults, waiting } => {
                format!("{:?}", model.book(number, family, adults, waiting))
            }
            Step::Week { number, week, coming } => format!("{:?}", model.week(number, week, coming)),
            Step::Cancel { number } => format!("{:?}", model.cancel(number)),
            Step::Accept { number } => format!("{:?}", model.accept(number)),
            Step::Party { number, adults } => format!("{:?}", model.party(number, adults)),
            Step::Capacity { week, capacity } => {
                model.set_capacity(week, capacity);
                String::new()
            }
            Step::CancelSession { week } => {
                model.cancel_session(week);
                String::new()
            }
            Step::PassOn => {
                model.pass_on();
                String::new()
            }
            Step::Wait { minutes } => {
                model.now = model.now.plus_minutes(minutes);
                String::new()
            }
        };
        assert_eq!(outcome, expected, "{step:?} in {steps:?}");
        // What changes nothing leaves that undone, too.
        if (&model.bookings, &model.sessions) == (&settled.bookings, &settled.sessions) {
            model = Model { now: model.now, ..before };
        }
        for (week, session) in sessions.iter().enumerate() {
            let kept = store.sessions(std::slice::from_ref(&session.id)).await.unwrap().remove(0);
            let expected = model.course().sessions()[week].clone();
            let is_off = expected.status == SessionStatus::Cancelled;
            let held = model.taken(week, |status| matches!(status, BookingStatus::Offered { .. }));
            assert_eq!(
                (kept.places_taken, kept.places_held, kept.capacity, kept.status),
                (expected.places_taken, if is_off { 0 } else { held }, expected.capacity, expected.status),
                "week {week} after {step:?} in {steps:?}"
            );
        }
        for number in 0..NUMBERS {
            let key = request(first, &sessions[0], number, 0, 1);
            let found = store.booking(&key.id, &key.token).await.unwrap();
            let position = model.line.iter().position(|other| *other == number).map(|at| at as u16 + 1);
            let expected = model.bookings[number].as_ref().map(|kept| (kept.status, position));
            assert_eq!(found.as_ref().map(|one| (one.status, one.position)), expected, "after {step:?}");
            let (Some(found), Some(kept)) = (found, &model.bookings[number]) else { continue };
            for (week, session) in sessions.iter().enumerate() {
                let there = found.weeks.iter().find(|one| one.session_id == session.id && one.coming);
                let is_off = model.sessions[week].status == SessionStatus::Cancelled;
                assert!(is_off || there.map(|one| one.places) == kept.weeks[week], "{number} after {step:?}");
            }
        }
    }
}

/// All steps at once, over two stores: whatever the order came to be, the places of each week are those of the bookings
/// that stand, no more than there are; no family has two; nobody waits while every week has room.
async fn at_once(stores: &[Arc<dyn Store>; 2], numbers: &Numbers, steps: &[Step]) {
    let sessions = Arc::new(new_course(&stores[0], numbers).await);
    let first = numbers.reserve(NUMBERS as u64);
    let mut tasks = JoinSet::new();
    for (at, step) in steps.iter().copied().enumerate() {
        let (store, sessions, fresh) = (stores[at % 2].clone(), sessions.clone(), numbers.reserve(1));
        tasks.spawn(async move { act(&*store, &sessions, first, fresh, step, now()).await });
    }
    tasks.join_all().await;
    let course = stores[0].course(&sessions[0].series_id).await.unwrap().unwrap();
    for session in course.sessions() {
        let register = stores[0].register(&session.id).await.unwrap().unwrap();
        let sum = |counts: fn(&BookingStatus) -> bool| -> u16 {
            register.bookings.iter().filter(|one| counts(&one.status)).map(|one| one.places).sum()
        };
        if session.status == SessionStatus::Cancelled {
            assert_eq!((session.places_taken, session.places_held), (0, 0));
            continue;
        }
        assert_eq!(session.places_taken, sum(|status| status.holds_places()), "{steps:?}");
        assert_eq!(session.places_held, sum(|status| matches!(status, BookingStatus::Offered { .. })));
        assert!(session.places_taken <= session.capacity.unwrap(), "oversold");
        let mut families: Vec<String> = register.bookings.iter().map(|one| one.contact.key()).collect();
        let count = families.len();
        families.sort();
        families.dedup();
        assert_eq!(families.len(), count, "a family holds two bookings");
        let waiting = register.bookings.iter().filter(|one| one.position.is_some());
        let whole = course.whole(now());
        let free = whole.capacity.unwrap() - whole.places_taken;
        for one in waiting {
            assert!(one.places > free, "one waits for a course that has room");
        }
    }
}

pub async fn courses_follow_the_model(hub: &Hub) {
    hub.with_session().await;
    let other = store::open(&hub.url).await.unwrap();
    let stores = [hub.store.clone(), other];
    let cases = if hub.url.starts_with("sqlite:") { 48 } else { 16 };
    let seed = RngSeed::Fixed(20_261_201);
    let mut runner =
        TestRunner::new(Config { cases, rng_seed: seed, failure_persistence: None, ..Config::default() });
    let numbers = Numbers(AtomicU64::new(1));
    block_in_place(|| {
        let run = runner.run(&prop::collection::vec(step(), 1..40), |steps| {
            Handle::current().block_on(async {
                in_turn(&stores[0], &numbers, &steps).await;
                at_once(&stores, &numbers, &steps).await;
            });
            Ok(())
        });
        run.unwrap();
    });
}
