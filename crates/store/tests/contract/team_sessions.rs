use std::slice::from_ref;

use domain::session_change::{AddSessionOutcome, ExtraSession};
use domain::team_session::{Attendance, Tick};
use domain::{Actor, CourseRule, Date, Recorded, Series, Session};
use serde_json::json;
use store::{FeedRun, Notice};

use crate::courses;
use crate::hub::Hub;
use crate::sample::{at, booking, booking_with, location, message, now, reference};

fn desk() -> Actor {
    Actor::parse("Front desk").unwrap()
}

fn extra(series: &Series, date: &str) -> Session {
    let date: Date = date.parse().unwrap();
    let asked = ExtraSession { date, start_time: None, end_time: None, location_id: None, capacity: Some(3) };
    Session::extra(series, &asked, now()).unwrap()
}

pub async fn an_extra_session_is_added_once_and_stays_as_it_is(hub: &Hub) {
    let (series, session) = hub.with_series(json!({})).await;
    let version = hub.store.version().await.unwrap();
    let saturday = extra(&series, "2026-11-28");
    let add = async |one| hub.store.add_session(one, &desk(), now()).await;
    assert_eq!(add(&saturday).await, Ok(AddSessionOutcome::Added));
    assert_eq!(add(&saturday).await, Ok(AddSessionOutcome::AlreadyThere));
    assert_eq!(add(&session).await, Ok(AddSessionOutcome::AlreadyThere));
    assert_eq!(hub.store.version().await, Ok(version + 1), "what changed nothing is not read again");
    // An import that comes to the same date changes nothing about it.
    let imported = Session::of(&series, "2026-11-28".parse().unwrap()).unwrap();
    hub.store.put_series(from_ref(&series), from_ref(&imported)).await.unwrap();
    assert_eq!(hub.session(&saturday.id).await, saturday);
    let records = hub.store.records(&saturday.id).await.unwrap();
    assert_eq!(records.len(), 1);
    assert_eq!(
        (&records[0].what, records[0].session_id.as_ref()),
        (&Recorded::SessionAdded, Some(&saturday.id))
    );
    let orphan =
        Session { series_id: "none".parse().unwrap(), id: "none-1".parse().unwrap(), ..saturday.clone() };
    assert_eq!(add(&orphan).await, Err(store::StoreError::Orphan));
}

pub async fn a_course_that_is_booked_gains_no_week(hub: &Hub) {
    hub.with_session().await;
    let rule = CourseRule { join_until_week: 1, single_weeks: false };
    let (series, sessions) = courses::course("massage-course", rule, json!({ "capacity": 1 }));
    hub.store.put_series(from_ref(&series), &sessions).await.unwrap();
    let add = async |date: &str| hub.store.add_session(&extra(&series, date), &desk(), now()).await.unwrap();
    assert_eq!(add("2026-12-15").await, AddSessionOutcome::Added, "while nobody holds it");
    for (n, course) in [(1, true), (2, true)] {
        let new = booking_with(n, &sessions[0], |raw| (raw.course, raw.waiting) = (course, true));
        hub.store.book(&new, &reference(n), &message(n), now()).await.unwrap();
    }
    assert_eq!(add("2026-12-22").await, AddSessionOutcome::CourseIsBooked);
    assert_eq!(hub.number("select count(*) from sessions where series_id = 'massage-course'").await, 4);
    hub.store.cancel_by_team(&booking(1, &sessions[0]).id, &desk(), now()).await.unwrap();
    assert_eq!(add("2026-12-22").await, AddSessionOutcome::CourseIsBooked, "it is offered");
    hub.store.cancel_by_team(&booking(2, &sessions[0]).id, &desk(), now()).await.unwrap();
    assert_eq!(add("2026-12-22").await, AddSessionOutcome::Added);
}

pub async fn sessions_are_listed_with_counts_that_outlive_the_families(hub: &Hub) {
    let (series, session) = hub.with_series(json!({})).await;
    for n in 1..=4 {
        hub.store.book(&booking(n, &session), &reference(n), &message(n), now()).await.unwrap();
    }
    hub.store.cancel_by_team(&booking(4, &session).id, &desk(), now()).await.unwrap();
    let day = session.starts_at;
    for (n, came) in [(1, true), (2, false)] {
        let tick = Tick { came: Some(came), at: day };
        hub.store.mark_attended(&booking(n, &session).id, None, tick, &desk(), day).await.unwrap();
    }
    let saturday = extra(&series, "2026-11-28");
    hub.store.add_session(&saturday, &desk(), now()).await.unwrap();
    let expected = Attendance {
        booked: 3,
        adults: 3,
        children: 3,
        came: 1,
        adults_came: 1,
        children_came: 1,
        stayed_away: 1,
        cancelled: 1,
    };
    let one = hub.store.team_session(&session.id).await.unwrap().unwrap();
    assert_eq!((one.title.as_str(), one.attendance), ("Baby massage", expected));
    assert_eq!(one.locality.map(|id| id.to_string()).as_deref(), Some("east"));
    assert_eq!(one.session, hub.session(&session.id).await);
    assert_eq!(hub.store.team_session(&"none".parse().unwrap()).await, Ok(None));
    let listed = async |from, to, limit| {
        let found = hub.store.team_sessions(at(from), at(to), limit).await.unwrap();
        found.into_iter().map(|one| one.session.id.to_string()).collect::<Vec<_>>()
    };
    let (first, second) = (session.id.to_string(), saturday.id.to_string());
    assert_eq!(listed("2026-11-24T10:00:00Z", "2026-11-28T10:00:01Z", 9).await, [first.clone(), second]);
    assert_eq!(listed("2026-11-24T10:00:00Z", "2026-11-28T10:00:00Z", 9).await, from_ref(&first));
    assert_eq!(listed("2026-11-24T10:00:00Z", "2026-11-29T00:00:00Z", 1).await, [first]);
    assert!(listed("2026-11-24T10:00:01Z", "2026-11-28T10:00:00Z", 9).await.is_empty());

    assert_eq!(hub.store.forget_before(at("2027-01-01T00:00:00Z")).await, Ok(4));
    let after = hub.store.team_session(&session.id).await.unwrap().unwrap();
    assert_eq!(after.attendance, expected, "counts stay");
    assert!(hub.store.register(&session.id).await.unwrap().unwrap().bookings.is_empty());
}

pub async fn places_series_and_bookings_are_found_by_id(hub: &Hub) {
    let (series, session) = hub.with_series(json!({})).await;
    let first = booking(1, &session);
    hub.store.book(&first, &reference(1), &message(1), now()).await.unwrap();
    assert_eq!(hub.store.session_of_booking(&first.id).await, Ok(Some(session.id.clone())));
    assert_eq!(hub.store.session_of_booking(&booking(2, &session).id).await, Ok(None));
    assert_eq!(hub.store.series(&series.id).await, Ok(Some(series.clone())));
    assert_eq!(hub.store.series(&"none".parse().unwrap()).await, Ok(None));
    assert_eq!(hub.store.location(&series.location_id).await, Ok(Some(location("oak-lane"))));
    assert_eq!(hub.store.location(&"none".parse().unwrap()).await, Ok(None));
}

pub async fn an_imported_timetable_is_recorded(hub: &Hub) {
    let (series, session) = hub.with_series(json!({})).await;
    let other: Series = Series { id: "other".parse().unwrap(), ..series.clone() };
    let sessions = [session.clone(), Session::of(&other, "2026-11-24".parse().unwrap()).unwrap()];
    let new = hub.store.put_timetable(&[series, other], &sessions, 1, &desk(), now()).await;
    assert_eq!(new, Ok(1));
    hub.store.set_capacity(&session.id, 9, &desk(), now()).await.unwrap();
    let all = hub.store.all_records().await.unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].session_id.as_ref(), Some(&session.id), "the latest first");
    assert_eq!(all[1].session_id, None);
    assert_eq!(all[1].what, Recorded::TimetableImported { added: 1, updated: 1, new_sessions: 1 });
}

pub async fn a_session_with_a_record_does_not_hold_a_withdrawal_up(hub: &Hub) {
    let (_, session) = hub.with_series(json!({})).await;
    hub.store.set_capacity(&session.id, 9, &desk(), now()).await.unwrap();
    let withdrawn = ["massage".parse().unwrap()];
    let run = FeedRun { withdrawn: &withdrawn, ..crate::feed::run(&[]) };
    hub.store.run_feed(&run).await.unwrap();
    assert!(hub.store.catalogue(now()).await.unwrap().services.is_empty());
    assert_eq!(hub.store.records(&session.id).await.unwrap().len(), 1, "what was done stays recorded");
    assert_eq!(hub.session(&session.id).await.status, domain::SessionStatus::Cancelled);
    let due = hub.store.notices_to_compose(9).await.unwrap();
    assert!(due.iter().all(|due| due.notice != Notice::SessionCancelled));
}
