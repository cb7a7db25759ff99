use domain::booking::{AcceptOutcome, BookOutcome, CancelOutcome, MarkOutcome, PartyOutcome, RefusedStep};
use domain::course::WeekOutcome;
use domain::session_change::{CancelSessionOutcome, CapacityOutcome, MoveOutcome, SessionMove};
use domain::team_session::Tick;
use domain::{
    Actor, Availability, BookingStatus, CancelledBy, CourseRule, Instant, Months, NewBooking, Party, Series,
    Session,
};
use serde_json::json;
use store::{Caller, Notice, StoredBooking};
use tokio::task::JoinSet;

use crate::hub::Hub;
use crate::sample::{self, at, booking, booking_with, message, now, reference, session_on};

pub const DATES: [&str; 3] = ["2026-11-24", "2026-12-01", "2026-12-08"];

/// A course on three Tuesdays, and its sessions.
pub fn course(id: &str, rule: CourseRule, changes: serde_json::Value) -> (Series, Vec<Session>) {
    let mut all = json!({ "id": id, "rule": "FREQ=WEEKLY;COUNT=3", "starts_on": DATES[0], "course": rule });
    for (key, change) in changes.as_object().unwrap() {
        all[key] = change.clone();
    }
    let series = sample::series(all);
    let mut sessions = DATES.map(|date| session_on(&series, date)).to_vec();
    rule.set_window(&mut sessions);
    (series, sessions)
}

const FIRST_WEEK: CourseRule = CourseRule { join_until_week: 1, single_weeks: false };

async fn with_course(hub: &Hub, rule: CourseRule, changes: serde_json::Value) -> Vec<Session> {
    hub.with_session().await;
    let (series, sessions) = course("massage-course", rule, changes);
    hub.store.put_series(&[series], &sessions).await.unwrap();
    sessions
}

fn whole(n: u64, sessions: &[Session], children: usize) -> NewBooking {
    booking_with(n, &sessions[1], |raw| {
        raw.course = true;
        raw.waiting = true;
        raw.children = vec!["5".to_owned(); children];
    })
}

/// Family number `n` books the course, or waits for it.
async fn ask(hub: &Hub, n: u64, sessions: &[Session], now: Instant) -> BookOutcome {
    hub.store.book(&whole(n, sessions, 1), &reference(n), &message(n), now).await.unwrap()
}

async fn week(hub: &Hub, n: u64, session: &Session, coming: bool, now: Instant) -> WeekOutcome {
    let new = booking(n, session);
    hub.store.change_week(&new.id, &Caller::Family(new.token), &session.id, coming, now).await.unwrap()
}

async fn cancel(hub: &Hub, n: u64, sessions: &[Session], now: Instant) -> CancelOutcome {
    let new = booking(n, &sessions[0]);
    hub.store.cancel(&new.id, &new.token, &message(format!("cancel-{n}")), now).await.unwrap()
}

async fn kept(hub: &Hub, n: u64, sessions: &[Session]) -> StoredBooking {
    let new = booking(n, &sessions[0]);
    hub.store.booking(&new.id, &new.token).await.unwrap().unwrap()
}

/// Places taken in each week.
async fn taken(hub: &Hub, sessions: &[Session]) -> Vec<u16> {
    let mut taken = Vec::new();
    for session in sessions {
        taken.push(hub.session(&session.id).await.places_taken);
    }
    taken
}

/// What families are to be told and of which day, in order.
async fn notices(hub: &Hub) -> Vec<(String, Notice, String)> {
    let due = hub.store.notices_to_compose(200).await.unwrap();
    let told = due.into_iter().map(|due| {
        let family = due.booking.contact.as_str().replace("@example.org", "");
        let day = if due.notice.is_of_one_session() {
            due.booking.session.starts_at.london_date().to_string()
        } else {
            String::new()
        };
        (family, due.notice, day)
    });
    let mut told: Vec<_> = told.collect();
    told.sort_by_key(|one| format!("{one:?}"));
    told
}

fn desk() -> Actor {
    Actor::parse("Front desk").unwrap()
}

pub async fn a_course_is_booked_whole_or_not_at_all(hub: &Hub) {
    let sessions = with_course(hub, FIRST_WEEK, json!({ "capacity": 2 })).await;
    assert_eq!(ask(hub, 1, &sessions, now()).await, BookOutcome::Booked);
    assert_eq!(taken(hub, &sessions).await, [1, 1, 1]);
    assert_eq!(ask(hub, 1, &sessions, now()).await, BookOutcome::AlreadyBooked, "a retry books once");
    assert_eq!(taken(hub, &sessions).await, [1, 1, 1]);
    let again = booking_with(9, &sessions[0], |raw| {
        raw.course = true;
        raw.contact = "SAM1@example.org".to_owned();
    });
    let outcome = hub.store.book(&again, &reference(9), &message(9), now()).await;
    assert_eq!(outcome, Ok(BookOutcome::FamilyAlreadyBooked), "from whichever week it is asked");
    for family in [1, 8] {
        let single = booking_with(8, &sessions[1], |raw| raw.contact = format!("sam{family}@example.org"));
        let outcome = hub.store.book(&single, &reference(8), &message(8), now()).await;
        assert_eq!(outcome, Ok(BookOutcome::AskedOtherwise), "no week is had by itself, by {family}");
    }
    let not_one = booking_with(8, &hub.with_session().await, |raw| raw.course = true);
    let outcome = hub.store.book(&not_one, &reference(8), &message(8), now()).await;
    assert_eq!(outcome, Ok(BookOutcome::AskedOtherwise), "and not every session is one of a course");
    let old = booking_with(8, &sessions[0], |raw| {
        raw.course = true;
        raw.children = vec!["13".to_owned()];
    });
    let outcome = hub.store.book(&old, &reference(8), &message(8), now()).await.unwrap();
    assert!(matches!(outcome, BookOutcome::DoesNotFit(_)), "{outcome:?}");
    // One week without room keeps everybody out of all of them.
    assert_eq!(
        hub.store.set_capacity(&sessions[2].id, 1, &desk(), now()).await,
        Ok(CapacityOutcome::Set { families: 0 })
    );
    for family in [1, 2] {
        let none = booking_with(2, &sessions[1], |raw| {
            raw.course = true;
            raw.contact = format!("sam{family}@example.org");
        });
        let outcome = hub.store.book(&none, &reference(2), &message(2), now()).await;
        assert_eq!(outcome, Ok(BookOutcome::Full { places_left: 0 }), "whoever asks: {family}");
    }
    assert_eq!(taken(hub, &sessions).await, [1, 1, 1]);
    let stored = kept(hub, 1, &sessions).await;
    assert_eq!(stored.status, BookingStatus::Booked);
    assert_eq!(stored.weeks.len(), 3);
    assert!(sessions.iter().all(|session| stored.comes_to(&session.id) == Some(true)));
    let told = notices(hub).await;
    assert_eq!(told, [("sam1".to_owned(), Notice::Booked, String::new())]);
    assert_eq!(hub.store.messages_waiting().await, Ok(1), "one message for all of it");
    // It can be joined until booking closes for the first week.
    let late = at("2026-11-24T09:00:00Z");
    assert_eq!(ask(hub, 3, &sessions, late).await, BookOutcome::NotBookable(Availability::Closed));
    assert_eq!(cancel(hub, 1, &sessions, now()).await, CancelOutcome::Cancelled);
    assert_eq!(cancel(hub, 1, &sessions, now()).await, CancelOutcome::AlreadyCancelled);
    assert_eq!(taken(hub, &sessions).await, [0, 0, 0]);
}

pub async fn a_missed_week_frees_that_week_alone(hub: &Hub) {
    let sessions = with_course(hub, FIRST_WEEK, json!({ "capacity": 1 })).await;
    ask(hub, 1, &sessions, now()).await;
    assert_eq!(week(hub, 1, &sessions[1], false, now()).await, WeekOutcome::Changed);
    assert_eq!(week(hub, 1, &sessions[1], false, now()).await, WeekOutcome::Changed, "a retry");
    assert_eq!(taken(hub, &sessions).await, [1, 0, 1]);
    assert_eq!(kept(hub, 1, &sessions).await.comes_to(&sessions[1].id), Some(false));
    assert_eq!(week(hub, 1, &sessions[1], true, now()).await, WeekOutcome::Changed);
    assert_eq!(taken(hub, &sessions).await, [1, 1, 1]);
    // Late is better than never; what is over stays.
    let (under_way, over) = (at("2026-12-01T11:29:59Z"), at("2026-12-01T11:30:00Z"));
    assert_eq!(week(hub, 1, &sessions[1], false, under_way).await, WeekOutcome::Changed);
    let closed = WeekOutcome::NotBookable(Availability::Closed);
    assert_eq!(week(hub, 1, &sessions[1], true, under_way).await, closed);
    let finished = WeekOutcome::NotBookable(Availability::Finished);
    assert_eq!(week(hub, 1, &sessions[0], false, over).await, finished);
    // The rest is given back with the booking; what has been is not.
    assert_eq!(cancel(hub, 1, &sessions, over).await, CancelOutcome::Cancelled);
    assert_eq!(taken(hub, &sessions).await, [1, 0, 0]);
    let refused = WeekOutcome::Refused(RefusedStep::Cancelled);
    assert_eq!(week(hub, 1, &sessions[2], true, over).await, refused);
    let other = hub.with_session().await;
    assert_eq!(week(hub, 1, &other, false, over).await, WeekOutcome::NotFound);
    let stranger = Caller::Family(booking(5, &other).token);
    let outcome =
        hub.store.change_week(&booking(1, &other).id, &stranger, &sessions[2].id, false, over).await;
    assert_eq!(outcome, Ok(WeekOutcome::NotFound));
    let days: Vec<(Notice, String)> =
        notices(hub).await.into_iter().map(|(_, notice, day)| (notice, day)).collect();
    let changed = |coming| (Notice::WeekChanged { coming }, DATES[1].to_owned());
    assert_eq!(days.iter().filter(|one| **one == changed(false)).count(), 2);
    assert_eq!(days.iter().filter(|one| **one == changed(true)).count(), 1);
}

pub async fn a_course_is_waited_for_and_offered_whole(hub: &Hub) {
    let sessions = with_course(hub, FIRST_WEEK, json!({ "capacity": 2, "counts": "children" })).await;
    assert_eq!(ask(hub, 1, &sessions, now()).await, BookOutcome::Booked);
    assert_eq!(ask(hub, 2, &sessions, now()).await, BookOutcome::Booked);
    let three = whole(3, &sessions, 3);
    let outcome = hub.store.book(&three, &reference(3), &message(3), now()).await;
    assert_eq!(outcome, Ok(BookOutcome::TooLarge { capacity: 2 }));
    assert_eq!(ask(hub, 3, &sessions, now()).await, BookOutcome::Joined { position: 1 });
    assert_eq!(ask(hub, 4, &sessions, now()).await, BookOutcome::Joined { position: 2 });
    assert_eq!(kept(hub, 4, &sessions).await.position, Some(2));
    assert_eq!(hub.store.course(&sessions[0].series_id).await.unwrap().unwrap().waiting, 2);
    // One week is not the course. When every week has room, by whomever, the first in line is asked.
    week(hub, 1, &sessions[0], false, now()).await;
    week(hub, 1, &sessions[1], false, now()).await;
    assert!(matches!(kept(hub, 3, &sessions).await.status, BookingStatus::Waiting { .. }));
    week(hub, 2, &sessions[2], false, now()).await;
    let until = at("2026-11-20T14:00:00Z");
    assert_eq!(kept(hub, 3, &sessions).await.status, BookingStatus::Offered { until });
    assert_eq!(taken(hub, &sessions).await, [2, 2, 2]);
    assert_eq!(hub.session(&sessions[1].id).await.places_held, 1);
    let full = WeekOutcome::Full { places_left: 0 };
    assert_eq!(week(hub, 1, &sessions[0], true, now()).await, full, "what is offered is held");
    let no = WeekOutcome::Refused(RefusedStep::NotBooked);
    assert_eq!(week(hub, 3, &sessions[0], false, now()).await, no, "an offer is taken as a whole");
    // Nobody answers: the next is asked, and takes it.
    assert_eq!(hub.store.pass_on_offers(until).await, Ok(2));
    assert_eq!(kept(hub, 3, &sessions).await.status, BookingStatus::Lapsed { at: until });
    let next = booking(4, &sessions[0]);
    let caller = Caller::Family(next.token);
    for outcome in [AcceptOutcome::Accepted, AcceptOutcome::AlreadyAccepted] {
        assert_eq!(hub.store.accept(&next.id, &caller, until).await, Ok(outcome));
    }
    assert_eq!(taken(hub, &sessions).await, [2, 2, 2]);
    assert_eq!(hub.session(&sessions[1].id).await.places_held, 0);
    let told = notices(hub).await;
    for (family, notice) in [
        ("sam3", Notice::Joined { position: 1 }),
        ("sam3", Notice::Offered { until }),
        ("sam3", Notice::Lapsed),
        ("sam4", Notice::Accepted),
    ] {
        let count = told.iter().filter(|one| one.0 == family && one.1 == notice).count();
        assert_eq!(count, 1, "{family} {notice:?}");
    }
}

pub async fn a_course_may_be_joined_late_and_its_weeks_had_singly(hub: &Hub) {
    let rule = CourseRule { join_until_week: 2, single_weeks: true };
    let sessions = with_course(hub, rule, json!({ "capacity": 1 })).await;
    // The first week has begun: what is left is booked.
    let begun = at("2026-11-24T10:00:00Z");
    assert_eq!(ask(hub, 1, &sessions, begun).await, BookOutcome::Booked);
    assert_eq!(taken(hub, &sessions).await, [0, 1, 1]);
    assert_eq!(kept(hub, 1, &sessions).await.comes_to(&sessions[0].id), Some(false));
    week(hub, 1, &sessions[2], false, begun).await;
    let single = |n| booking_with(n, &sessions[2], |raw| raw.waiting = true);
    let book = async |n: u64, now| hub.store.book(&single(n), &reference(n), &message(n), now).await.unwrap();
    let closes = at("2026-12-01T09:00:00Z");
    assert_eq!(book(2, Instant::from_unix(closes.unix() - 1)).await, BookOutcome::AskedOtherwise);
    let own = booking_with(7, &sessions[2], |raw| {
        raw.contact = "sam1@example.org".to_owned();
        raw.waiting = true;
    });
    week(hub, 1, &sessions[2], true, closes).await;
    for (now, outcome) in [
        (Instant::from_unix(closes.unix() - 1), BookOutcome::AskedOtherwise),
        (closes, BookOutcome::FamilyAlreadyBooked),
    ] {
        let found = hub.store.book(&own, &reference(7), &message(7), now).await;
        assert_eq!(found, Ok(outcome), "the family comes with its course");
    }
    week(hub, 1, &sessions[2], false, closes).await;
    assert_eq!(book(2, closes).await, BookOutcome::Booked, "nobody can join any more: the week is free");
    assert_eq!(book(3, closes).await, BookOutcome::Joined { position: 1 });
    assert_eq!(week(hub, 1, &sessions[2], true, closes).await, WeekOutcome::Full { places_left: 0 });
    // A single place that is given back goes to who waits for it, not back to the course.
    assert_eq!(cancel(hub, 2, &sessions, closes).await, CancelOutcome::Cancelled);
    assert!(matches!(kept(hub, 3, &sessions).await.status, BookingStatus::Offered { .. }));
    assert_eq!(taken(hub, &sessions).await, [0, 1, 1]);
}

pub async fn a_week_that_is_cancelled_or_moved_leaves_the_rest(hub: &Hub) {
    let sessions = with_course(hub, FIRST_WEEK, json!({ "capacity": 1 })).await;
    ask(hub, 1, &sessions, now()).await;
    ask(hub, 2, &sessions, now()).await;
    let to = SessionMove {
        starts_at: at("2026-12-09T10:00:00Z"),
        ends_at: at("2026-12-09T11:30:00Z"),
        location_id: sessions[2].location_id.clone(),
    };
    let moved = hub.store.move_session(&sessions[2].id, &to, &desk(), now()).await;
    assert_eq!(moved, Ok(MoveOutcome::Moved { families: 1 }), "those who wait hold no week");
    let stored = kept(hub, 1, &sessions).await;
    assert_eq!(stored.moved.len(), 1);
    assert_eq!((&stored.moved[0].session_id, stored.moved[0].from), (&sessions[2].id, sessions[2].starts_at));
    assert_eq!(hub.session(&sessions[2].id).await.closes_at, sessions[2].closes_at, "no new way in");
    let outcome = hub.store.cancel_session(&sessions[1].id, &desk(), now()).await;
    assert_eq!(outcome, Ok(CancelSessionOutcome::Cancelled { families: 1 }));
    assert_eq!(kept(hub, 1, &sessions).await.status, BookingStatus::Booked);
    assert_eq!(taken(hub, &sessions).await, [1, 0, 1]);
    let off = WeekOutcome::NotBookable(Availability::Cancelled);
    assert_eq!(week(hub, 1, &sessions[1], false, now()).await, off);
    // The last but one goes, and then the last: now there is no course.
    hub.store.cancel_session(&sessions[2].id, &desk(), now()).await.unwrap();
    let outcome = hub.store.cancel_session(&sessions[0].id, &desk(), now()).await;
    assert_eq!(outcome, Ok(CancelSessionOutcome::Cancelled { families: 2 }), "who waits is told too");
    for n in [1, 2] {
        let by_hub = BookingStatus::Cancelled { at: now(), by: CancelledBy::Hub };
        assert_eq!(kept(hub, n, &sessions).await.status, by_hub);
    }
    let told = notices(hub).await;
    let of =
        |family: &str| told.iter().filter(|one| one.0 == family && one.1 == Notice::SessionCancelled).count();
    assert_eq!((of("sam1"), of("sam2")), (3, 1));
}

pub async fn a_party_in_a_course_grows_where_every_week_has_room(hub: &Hub) {
    let sessions = with_course(hub, FIRST_WEEK, json!({ "capacity": 4, "counts": "children" })).await;
    ask(hub, 1, &sessions, now()).await;
    hub.store.book(&whole(2, &sessions, 2), &reference(2), &message(2), now()).await.unwrap();
    let change = async |children: usize, now| {
        let new = booking(1, &sessions[0]);
        let party = Party::new(1, vec![Months(5); children]).unwrap();
        hub.store.change_party(&new.id, &Caller::Family(new.token), &party, now).await.unwrap()
    };
    assert_eq!(change(2, now()).await, PartyOutcome::Changed);
    assert_eq!(taken(hub, &sessions).await, [4, 4, 4]);
    assert_eq!(change(3, now()).await, PartyOutcome::Full { places_left: 0 });
    week(hub, 2, &sessions[1], false, now()).await;
    assert_eq!(change(3, now()).await, PartyOutcome::Full { places_left: 0 }, "one week is not enough");
    assert_eq!(change(5, now()).await, PartyOutcome::TooLarge { capacity: 4 });
    // After the first week it is the weeks to come that count, and the first stays as it was.
    let after = at("2026-11-25T10:00:00Z");
    week(hub, 2, &sessions[2], false, after).await;
    assert_eq!(change(4, after).await, PartyOutcome::Changed);
    assert_eq!(taken(hub, &sessions).await, [4, 4, 4]);
    assert_eq!(change(1, after).await, PartyOutcome::Changed);
    assert_eq!(taken(hub, &sessions).await, [4, 1, 1]);
    let over = at("2026-12-08T11:30:00Z");
    assert_eq!(change(2, over).await, PartyOutcome::Finished);
    let refused = PartyOutcome::NotBookable(Availability::Closed);
    assert_eq!(change(2, at("2026-12-08T10:00:00Z")).await, refused, "no week is to come");
}

pub async fn the_team_sees_and_marks_each_week(hub: &Hub) {
    let sessions = with_course(hub, FIRST_WEEK, json!({ "capacity": 2 })).await;
    let by_team = hub.store.book_by_team(&whole(1, &sessions, 1), &reference(1), &desk(), now()).await;
    assert_eq!(by_team, Ok(BookOutcome::Booked));
    ask(hub, 2, &sessions, now()).await;
    ask(hub, 3, &sessions, now()).await;
    let id = booking(2, &sessions[0]).id;
    let team = Caller::Team(desk());
    let missed = hub.store.change_week(&id, &team, &sessions[1].id, false, now()).await;
    assert_eq!(missed, Ok(WeekOutcome::Changed));
    let mut names = Vec::new();
    for session in &sessions {
        let register = hub.store.register(&session.id).await.unwrap().unwrap();
        names.push(register.bookings.iter().map(|one| one.name.as_str().to_owned()).collect::<Vec<_>>());
    }
    // Number 3 waits for the course, and comes last.
    assert_eq!(names[0], ["Sam Okafor 1", "Sam Okafor 2", "Sam Okafor 3"]);
    assert_eq!(names[1], ["Sam Okafor 1", "Sam Okafor 3"]);
    let mark = async |session: Option<&Session>, came, now| {
        let tick = Tick { came: Some(came), at: now };
        hub.store.mark_attended(&id, session.map(|one| &one.id), tick, &desk(), now).await.unwrap()
    };
    let day = at("2026-12-08T10:05:00Z");
    assert_eq!(mark(None, true, now()).await, MarkOutcome::TooEarly);
    assert_eq!(mark(None, false, at("2026-12-02T10:00:00Z")).await, MarkOutcome::Marked, "that is the first");
    assert_eq!(mark(None, true, day).await, MarkOutcome::Marked);
    assert_eq!(mark(Some(&sessions[0]), true, day).await, MarkOutcome::Marked);
    let refused = MarkOutcome::Refused(RefusedStep::NotBooked);
    assert_eq!(mark(Some(&sessions[1]), true, day).await, refused);
    assert_eq!(mark(Some(&hub.with_session().await), true, day).await, MarkOutcome::NotFound);
    let mut counts = Vec::new();
    for session in &sessions {
        let one = hub.store.team_session(&session.id).await.unwrap().unwrap().attendance;
        counts.push((one.booked, one.adults, one.children, one.came, one.cancelled));
    }
    assert_eq!(counts, [(2, 2, 2, 1, 0), (1, 1, 1, 0, 1), (2, 2, 2, 1, 0)]);
    let records = hub.store.records(&sessions[1].id).await.unwrap();
    assert_eq!(records[0].what, domain::Recorded::WeekChanged { coming: false });
}

pub async fn each_week_is_reminded_and_the_last_forgets(hub: &Hub) {
    let sessions = with_course(hub, FIRST_WEEK, json!({})).await;
    ask(hub, 1, &sessions, now()).await;
    ask(hub, 2, &sessions, now()).await;
    week(hub, 2, &sessions[1], false, now()).await;
    for (day, reminded) in [
        ("2026-11-22T09:00:00Z", 0),
        ("2026-11-23T09:00:00Z", 2),
        ("2026-11-23T10:00:00Z", 0),
        ("2026-11-30T09:00:00Z", 1),
        ("2026-12-07T09:00:00Z", 2),
    ] {
        assert_eq!(hub.store.remind(at(day)).await, Ok(reminded), "{day}");
    }
    let told = notices(hub).await;
    let days: Vec<&str> = told
        .iter()
        .filter(|one| one.0 == "sam1" && one.1 == Notice::Reminder)
        .map(|one| one.2.as_str())
        .collect();
    assert_eq!(days, DATES);
    // A lost link is of use until the last week is over.
    let contact = booking(1, &sessions[0]).contact;
    assert_eq!(hub.store.send_links(&contact, at("2026-12-08T11:29:59Z")).await, Ok(1));
    let first = at("2026-12-05T00:00:00Z");
    assert_eq!(hub.store.forget_before(first).await, Ok(0), "the course goes on");
    let last = at("2026-12-08T11:30:01Z");
    assert_eq!(hub.store.forget_before(last).await, Ok(2));
    let new = booking(1, &sessions[0]);
    assert_eq!(hub.store.booking(&new.id, &new.token).await, Ok(None));
    let attendance = hub.store.team_session(&sessions[1].id).await.unwrap().unwrap().attendance;
    assert_eq!((attendance.booked, attendance.children), (1, 1), "counts stay");
}

pub async fn a_family_in_a_course_is_forgotten_when_it_asks(hub: &Hub) {
    let sessions = with_course(hub, FIRST_WEEK, json!({ "capacity": 1 })).await;
    ask(hub, 1, &sessions, now()).await;
    ask(hub, 2, &sessions, now()).await;
    let new = booking(1, &sessions[0]);
    hub.store.forget_booking(&new.id, &new.token, now()).await.unwrap();
    assert_eq!(taken(hub, &sessions).await, [1, 1, 1], "it is offered to the next");
    assert!(matches!(kept(hub, 2, &sessions).await.status, BookingStatus::Offered { .. }));
    assert!(hub.store.drop_unbooked(&[sessions[0].id.clone()]).await.unwrap().is_empty());
}

pub async fn those_who_still_wait_are_told_once_when_booking_closes(hub: &Hub) {
    let (_, single) = hub.with_series(json!({ "capacity": 1 })).await;
    let (series, sessions) = course("massage-course", FIRST_WEEK, json!({ "capacity": 1 }));
    hub.store.put_series(&[series], &sessions).await.unwrap();
    for n in [1, 2] {
        let wait = booking_with(n, &single, |raw| raw.waiting = true);
        hub.store.book(&wait, &reference(n), &message(n), now()).await.unwrap();
    }
    ask(hub, 3, &sessions, now()).await;
    ask(hub, 4, &sessions, now()).await;
    let closes = at("2026-11-24T09:00:00Z");
    assert_eq!(hub.store.tell_closed(Instant::from_unix(closes.unix() - 1)).await, Ok(0));
    // Several servers look at once.
    let other = store::open(&hub.url).await.unwrap();
    let mut tasks = JoinSet::new();
    for store in [&hub.store, &other, &hub.store, &other] {
        let store = std::sync::Arc::clone(store);
        tasks.spawn(async move { store.tell_closed(closes).await.unwrap() });
    }
    assert_eq!(tasks.join_all().await.iter().sum::<u32>(), 2);
    assert_eq!(hub.store.tell_closed(closes.plus_minutes(5)).await, Ok(0));
    let told: Vec<String> =
        notices(hub).await.into_iter().filter(|one| one.1 == Notice::Closed).map(|one| one.0).collect();
    assert_eq!(told, ["sam2", "sam4"]);
    // When nobody looked in time there is nothing left to tell.
    let (_, over) = hub.with_series(json!({ "id": "later", "capacity": 1 })).await;
    for n in [5, 6] {
        let wait = booking_with(n, &over, |raw| raw.waiting = true);
        hub.store.book(&wait, &reference(n), &message(n), now()).await.unwrap();
    }
    assert_eq!(hub.store.tell_closed(over.ends_at).await, Ok(0));
}

pub async fn a_hundred_at_once_never_oversell_a_course(hub: &Hub) {
    let sessions = with_course(hub, FIRST_WEEK, json!({ "capacity": 10 })).await;
    let others = store::open(&hub.url).await.unwrap();
    let mut tasks = JoinSet::new();
    for n in 1..=100u64 {
        let store = std::sync::Arc::clone(if n % 2 == 0 { &hub.store } else { &others });
        let new = NewBooking { waiting: n % 3 == 0, ..whole(n, &sessions, 1) };
        let miss = sessions[(n % 3) as usize].id.clone();
        tasks.spawn(async move {
            let outcome = store.book(&new, &reference(n), &message(n), now()).await.unwrap();
            if outcome == BookOutcome::Booked && n % 4 == 0 {
                let caller = Caller::Family(new.token.clone());
                store.change_week(&new.id, &caller, &miss, false, now()).await.unwrap();
            }
            outcome
        });
    }
    let booked = tasks.join_all().await.into_iter().filter(|one| *one == BookOutcome::Booked).count();
    assert!(booked >= 10, "{booked}");
    for session in &sessions {
        let session = hub.session(&session.id).await;
        let register = hub.store.register(&session.id).await.unwrap().unwrap();
        let held = register.bookings.iter().filter(|one| one.status.holds_places());
        assert_eq!(held.map(|one| one.places).sum::<u16>(), session.places_taken);
        assert!(session.places_taken <= 10, "oversold");
    }
}
