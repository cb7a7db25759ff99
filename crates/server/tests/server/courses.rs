//! Courses: imported, booked over the API, told by message, and kept through a kill.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use domain::problem::kind;
use domain::session_change::SessionMove;
use domain::{Actor, Instant, SessionId};
use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use server::import::{self, Kind, Report};
use server::notices::compose;
use store::{Message, Store};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::crash::{Place, Program};
use crate::harness::{MASSAGE, NOW, TestHub, family, path, store_in, token};

/// The columns of its timetables.
const HEAD: &str = "series_id,service_id,location_id,title,starts_on,rule,ends_on,start_time,end_time,age_from_months,\
     age_to_months,booking,capacity,closes_minutes_before,course,course_join_until,course_single_weeks";
pub const WEEKS: [&str; 3] = ["course-2026-11-24", "course-2026-12-01", "course-2026-12-08"];

/// A timetable with one course of three Tuesdays, for so many families.
pub fn timetable(capacity: u16) -> String {
    format!(
        "{HEAD}\ncourse,massage,oak-lane-id,Massage course,2026-11-24,FREQ=WEEKLY;COUNT=3,,13:00,14:00,2,12,book,\
         {capacity},60,yes,,\n"
    )
}

async fn import(store: &dyn Store, row: &str) -> Report {
    let text = format!("{HEAD}\nc,massage,oak-lane-id,A course,2026-11-24,{row}\n");
    import::text(store, Kind::Timetable, &text, false, NOW.parse().unwrap()).await.unwrap()
}

async fn with_course(capacity: u16) -> TestHub {
    let hub = TestHub::new().await;
    let now = hub.hub.now();
    let report =
        import::text(&*hub.hub.store, Kind::Timetable, &timetable(capacity), false, now).await.unwrap();
    assert!(report.applied, "{report}");
    hub.hub.refresh().await.unwrap();
    hub
}

/// Family `n` books the course from one of its weeks.
pub fn whole(n: u32, week: &str) -> Value {
    let mut body = family(n, week);
    body["course"] = json!(true);
    body["waiting"] = json!(true);
    body
}

async fn told(hub: &TestHub) -> Vec<Message> {
    compose(&hub.hub, || Some([9; 16])).await.unwrap();
    let now = hub.hub.now();
    let due = hub.hub.store.take_due_messages(now, now.plus_minutes(5), 99).await.unwrap();
    for message in &due {
        hub.hub.store.message_sent(&message.message.id, now).await.unwrap();
    }
    due.into_iter().map(|due| due.message).collect()
}

pub fn coming(booking: &Value) -> Vec<Option<bool>> {
    booking["course"]["weeks"].as_array().unwrap().iter().map(|week| week["coming"].as_bool()).collect()
}

fn desk() -> Actor {
    Actor::parse("Front desk").unwrap()
}

#[tokio::test]
async fn what_makes_no_course_is_told() {
    let hub = TestHub::new().await;
    let store = &*hub.hub.store;
    for (row, reason) in [
        ("FREQ=WEEKLY,,13:00,14:00,,,book,8,,yes,,", "a course needs an end"),
        ("FREQ=WEEKLY;COUNT=1,,13:00,14:00,,,book,8,,yes,,", "from 2 to 60 dates"),
        // Four of its days are bank holidays.
        (
            "FREQ=DAILY;COUNT=65,,13:00,14:00,,,book,8,,yes,,",
            "from 2 to 60 dates within 400 days, and this one has 61",
        ),
        ("FREQ=WEEKLY;COUNT=3,,13:00,14:00,,,drop_in,,,yes,,", "a course is booked"),
        ("FREQ=WEEKLY;COUNT=3,,13:00,14:00,,,book,8,,yes,4,", "later than the last of the course's 3 weeks"),
        ("FREQ=WEEKLY;COUNT=3,,13:00,14:00,,,book,8,,yes,0,", "number of a week, from 1"),
        ("FREQ=WEEKLY;COUNT=3,,13:00,14:00,,,book,8,,perhaps,,", "course must be yes or no"),
        ("FREQ=WEEKLY;COUNT=3,,13:00,14:00,,,book,8,,,2,", "course must be yes for what is said of it"),
        ("FREQ=WEEKLY;COUNT=3,,13:00,14:00,,,book,8,,no,,yes", "course must be yes for what is said of it"),
    ] {
        let report = import(store, row).await;
        assert!(!report.applied && report.rejected.len() == 1, "{row}: {report}");
        assert!(report.rejected[0].reason.contains(reason), "{row}: {report}");
    }
    let twenty = import(store, "FREQ=WEEKLY;COUNT=20,,13:00,14:00,,,book,8,,yes,2,yes").await;
    assert_eq!((twenty.applied, twenty.new_sessions), (true, 20), "all at once, however far ahead");
    assert_eq!(import(store, "FREQ=WEEKLY;COUNT=20,,13:00,14:00,,,book,8,,yes,2,yes").await.new_sessions, 0);
    let single = import(store, "FREQ=WEEKLY;COUNT=20,,13:00,14:00,,,book,8,,,,").await;
    assert!(single.rejected[0].reason.contains("give it another series_id"), "{single}");
    let now: Instant = NOW.parse().unwrap();
    let version = store.version().await.unwrap();
    assert_eq!(import::timetable::roll_forward(store, now).await.unwrap(), 0, "nothing is left to make");
    assert_eq!(store.version().await, Ok(version));
}

#[tokio::test]
async fn a_course_is_one_booking_with_weeks() {
    let hub = with_course(2).await;
    let detail = hub.get(&format!("/api/v1/sessions/{}", WEEKS[1])).await.json();
    let course = &detail["course"];
    assert_eq!(course["weeks"].as_array().unwrap().len(), 3);
    assert_eq!(course["availability"], json!({ "state": "places", "left": 2 }));
    assert_eq!(course["closes_at"], "2026-11-24T12:00:00Z");
    assert_eq!((&detail["session"]["course"], &detail["series_id"]), (&json!(true), &json!("course")));
    let single = hub.put(1, family(1, WEEKS[1])).await;
    assert_eq!((single.status, single.json()["type"].as_str()), (StatusCode::CONFLICT, Some(kind::COURSE)));
    let none = hub.put(1, whole(1, MASSAGE)).await;
    assert_eq!((none.status, none.json()["type"].as_str()), (StatusCode::CONFLICT, Some(kind::COURSE)));

    let booked = hub.put(1, whole(1, WEEKS[1])).await;
    assert_eq!(booked.status, StatusCode::CREATED, "{}", booked.text);
    let booking = booked.json();
    assert_eq!(booking["status"]["state"], "booked");
    assert_eq!(booking["session"]["id"], WEEKS[0], "the next one to come to");
    assert_eq!(coming(&booking), [Some(true); 3]);
    assert_eq!(hub.put(1, whole(1, WEEKS[1])).await.status, StatusCode::OK, "a retry");
    let messages = told(&hub).await;
    assert_eq!(messages.len(), 1, "one message for the whole");
    let message = &messages[0];
    for words in ["Massage course", "24 November", "1 December", "8 December"] {
        assert!(message.text.contains(words), "{words} is not in {}", message.text);
    }
    let calendar = message.calendar.as_deref().unwrap();
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 3);
    for week in WEEKS {
        assert!(calendar.contains(&format!("UID:{week}@hub.example.org")), "{calendar}");
        assert_eq!(hub.left(week).await, 1);
    }

    let missed = hub.change(1, &token(1), json!({ "change": "miss", "session_id": WEEKS[0] })).await;
    assert_eq!(missed.status, StatusCode::OK, "{}", missed.text);
    assert_eq!(coming(&missed.json()), [Some(false), Some(true), Some(true)]);
    assert_eq!(missed.json()["session"]["id"], WEEKS[1]);
    assert_eq!((hub.left(WEEKS[0]).await, hub.left(WEEKS[1]).await), (2, 1));
    let messages = told(&hub).await;
    assert!(messages[0].subject.starts_with("Not coming: Massage course"), "{}", messages[0].subject);
    let back = hub.change(1, &token(1), json!({ "change": "come", "session_id": WEEKS[0] })).await;
    assert_eq!(coming(&back.json()), [Some(true); 3]);
    let messages = told(&hub).await;
    assert_eq!(messages[0].calendar.as_deref().unwrap().matches("BEGIN:VEVENT").count(), 1);
    let other = hub.change(1, &token(1), json!({ "change": "miss", "session_id": MASSAGE })).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);

    // The second family fills it, the third waits, and a cancelled course is offered whole.
    assert_eq!(hub.put(2, whole(2, WEEKS[0])).await.status, StatusCode::CREATED);
    let waits = hub.put(3, whole(3, WEEKS[2])).await;
    assert_eq!((&waits.json()["status"]["state"], &waits.json()["position"]), (&json!("waiting"), &json!(1)));
    assert_eq!(coming(&waits.json()), [None; 3]);
    let detail = hub.get(&format!("/api/v1/sessions/{}", WEEKS[1])).await.json();
    assert_eq!((&detail["course"]["availability"]["state"], &detail["waiting"]), (&json!("full"), &json!(1)));
    assert_eq!(hub.cancel(1, &token(1)).await.json()["status"]["state"], "cancelled");
    assert_eq!(hub.see(3, &token(3)).await.json()["status"]["state"], "offered");
    let messages = told(&hub).await;
    assert!(messages.iter().all(|message| !message.text.contains('{')), "{messages:?}");
    let late = hub.change(1, &token(1), json!({ "change": "come", "session_id": WEEKS[0] })).await;
    assert_eq!(late.json()["type"], kind::BOOKING_CANCELLED);
}

#[tokio::test]
async fn a_week_off_or_moved_is_told_and_the_rest_stands() {
    let hub = with_course(2).await;
    hub.put(1, whole(1, WEEKS[0])).await;
    told(&hub).await;
    let (store, now) = (&hub.hub.store, hub.hub.now());
    let id = |week: &str| week.parse::<SessionId>().unwrap();
    store.cancel_session(&id(WEEKS[1]), &desk(), now).await.unwrap();
    let messages = told(&hub).await;
    assert!(messages[0].text.contains("The other dates of your course stand."), "{}", messages[0].text);
    assert!(messages[0].calendar.as_deref().unwrap().contains("STATUS:CANCELLED"));
    let first = store.sessions(&[id(WEEKS[0])]).await.unwrap().remove(0);
    let to = SessionMove {
        starts_at: "2026-11-24T15:00:00Z".parse().unwrap(),
        ends_at: "2026-11-24T16:00:00Z".parse().unwrap(),
        location_id: first.location_id,
    };
    store.move_session(&id(WEEKS[0]), &to, &desk(), now).await.unwrap();
    let messages = told(&hub).await;
    assert!(messages[0].text.contains("Before: Tuesday 24 November 2026"), "{}", messages[0].text);
    hub.hub.refresh().await.unwrap();
    let booking = hub.see(1, &token(1)).await.json();
    assert_eq!(booking["status"]["state"], "booked");
    assert_eq!(booking["moved_from"]["starts_at"], "2026-11-24T13:00:00Z", "on any device");
    assert_eq!(booking["course"]["weeks"][1]["availability"]["state"], "cancelled");
    // Who booked after the move knows no other time.
    hub.set_time("2026-11-23T09:00:01Z");
    assert_eq!(hub.put(2, whole(2, WEEKS[0])).await.json()["moved_from"], Value::Null);
}

#[tokio::test]
async fn a_moved_session_tells_its_old_time_to_a_device_that_never_knew_it() {
    let hub = TestHub::new().await;
    hub.put(1, family(1, MASSAGE)).await;
    let (store, now) = (&hub.hub.store, hub.hub.now());
    let id: SessionId = MASSAGE.parse().unwrap();
    let was = store.sessions(std::slice::from_ref(&id)).await.unwrap().remove(0);
    assert_eq!(hub.see(1, &token(1)).await.json()["moved_from"], Value::Null);
    for hours in [3, 5] {
        let to = SessionMove {
            starts_at: was.starts_at.plus_minutes(hours * 60),
            ends_at: was.ends_at.plus_minutes(hours * 60),
            location_id: was.location_id.clone(),
        };
        store.move_session(&id, &to, &desk(), now).await.unwrap();
        let seen = hub.see(1, &token(1)).await.json();
        assert_eq!(seen["moved_from"]["starts_at"], was.starts_at.to_string(), "as it was first");
    }
    let back =
        SessionMove { starts_at: was.starts_at, ends_at: was.ends_at, location_id: was.location_id.clone() };
    store.move_session(&id, &back, &desk(), now).await.unwrap();
    assert_eq!(hub.see(1, &token(1)).await.json()["moved_from"], Value::Null, "it is where it was");
}

#[tokio::test]
async fn a_family_that_still_waits_is_told_what_comes_next() {
    let hub = TestHub::new().await;
    let id: SessionId = MASSAGE.parse().unwrap();
    hub.hub.store.set_capacity(&id, 1, &desk(), hub.hub.now()).await.unwrap();
    hub.put(1, family(1, MASSAGE)).await;
    let mut waits = family(2, MASSAGE);
    waits["waiting"] = json!(true);
    hub.put(2, waits).await;
    told(&hub).await;
    let session = hub.hub.store.sessions(std::slice::from_ref(&id)).await.unwrap().remove(0);
    hub.set_time(&session.closes_at.to_string());
    // Two servers look; one of them finds it.
    let beside = hub.beside().await;
    let now = hub.hub.now();
    let (one, other) = tokio::join!(hub.hub.store.tell_closed(now), beside.hub.store.tell_closed(now));
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    let messages = told(&hub).await;
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].recipient, "sam2@example.org");
    assert!(messages[0].text.contains("is starting and no place came free"), "{}", messages[0].text);
    assert!(messages[0].text.contains("Next with room: "), "{}", messages[0].text);
    assert!(!messages[0].text.contains('{'));
}

#[tokio::test]
async fn a_timetable_from_the_command_line_says_who_did_it() {
    let place = Place::sqlite().await;
    let file = place.folder.path().join("course.csv");
    std::fs::write(&file, timetable(4)).unwrap();
    let run = |by: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_family-hub-server"))
            .args(["--clock", NOW, "import", "timetable", "--database-url", &place.database_url])
            .args(by)
            .arg(&file)
            .output()
            .unwrap();
        String::from_utf8_lossy(&done.stdout).into_owned()
    };
    assert!(run(&["--by", "Autumn planning"]).contains("recorded as done by Autumn planning"));
    assert!(run(&[]).contains("recorded as done by Command line"));
    let store = store_in(place.folder.path()).await;
    let records = store.all_records().await.unwrap();
    let who: Vec<&str> = records.iter().map(|record| record.actor.as_str()).collect();
    assert_eq!(who, ["Command line", "Autumn planning", "Command line"], "the place itself was loaded first");
    let rejected = "series_id\n";
    std::fs::write(&file, rejected).unwrap();
    run(&["--by", "Nobody"]);
    assert_eq!(store.all_records().await.unwrap().len(), 3, "what is refused is not recorded");
}

#[tokio::test]
async fn a_course_is_left_out_of_the_feeds_and_pages_say_what_it_is() {
    let hub = with_course(2).await;
    let feed = hub.get("/openactive/scheduled-sessions").await.text;
    assert!(feed.contains(MASSAGE));
    let items: Value = serde_json::from_str(&feed).unwrap();
    let of_course = items["items"].as_array().unwrap().iter().filter(|item| item["id"] == WEEKS[0]);
    for item in of_course {
        assert_eq!(item["state"], "deleted");
    }
    assert_eq!(hub.get(&format!("/openactive/scheduled-sessions/{}", WEEKS[0])).await.status, 404);
    assert_eq!(hub.get("/openactive/session-series/course").await.status, 404);
    let calendar = hub.get("/api/v1/calendars/series/course.ics").await.text;
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 3);
}

async fn book(caller: &mut server::caller::Caller, n: u32) -> Option<server::caller::Answer> {
    caller.send(Method::PUT, &path(n), None, whole(n, WEEKS[(n % 3) as usize]).to_string()).await.ok()
}

async fn lefts(program: &Program) -> Vec<u64> {
    let mut lefts = Vec::new();
    for week in WEEKS {
        lefts.push(program.left(week).await);
    }
    lefts
}

async fn killing_it_leaves_every_course_whole(place: Place) {
    const CAPACITY: u16 = 3000;
    let file = place.folder.path().join("course.csv");
    std::fs::write(&file, timetable(CAPACITY)).unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_family-hub-server"))
        .args(["--clock", NOW, "import", "timetable", "--database-url", &place.database_url])
        .arg(&file)
        .output()
        .unwrap();
    assert!(done.status.success());
    let program = place.start();
    let (confirm, mut confirmed) = mpsc::unbounded_channel();
    let next = Arc::new(AtomicU32::new(1));
    let mut senders = JoinSet::new();
    for _ in 0..6 {
        let (mut caller, confirm, next) = (program.caller().await, confirm.clone(), next.clone());
        senders.spawn(async move {
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                let Some(answer) = book(&mut caller, n).await else { return };
                assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
                confirm.send(n).unwrap();
            }
        });
    }
    drop(confirm);
    let mut kept = Vec::new();
    while kept.len() < 40 {
        kept.push(confirmed.recv().await.unwrap());
    }
    program.kill();
    senders.join_all().await;
    while let Some(n) = confirmed.recv().await {
        kept.push(n);
    }
    let program = place.start();
    let mut caller = program.caller().await;
    let sent = 1..next.load(Ordering::Relaxed);
    let mut there = 0;
    for n in sent.clone() {
        let answer = caller.send(Method::GET, &path(n), Some(&token(n)), String::new()).await.unwrap();
        let is_there = answer.status == StatusCode::OK;
        assert!(is_there || !kept.contains(&n), "a course that was confirmed is gone");
        if is_there {
            there += 1;
            let booking: Value = serde_json::from_slice(&answer.body).unwrap();
            assert_eq!(coming(&booking), [Some(true); 3], "all weeks or none");
        }
    }
    assert_eq!(lefts(&program).await, [u64::from(CAPACITY) - there; 3]);
    for n in sent.clone() {
        book(&mut caller, n).await.unwrap();
    }
    assert_eq!(lefts(&program).await, [u64::from(CAPACITY) - sent.count() as u64; 3]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killing_it_leaves_every_course_whole_on_sqlite() {
    killing_it_leaves_every_course_whole(Place::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killing_it_leaves_every_course_whole_on_postgres() {
    killing_it_leaves_every_course_whole(Place::postgres().await).await;
}
