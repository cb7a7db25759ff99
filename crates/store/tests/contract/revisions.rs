use std::slice::from_ref;

use domain::{BankHoliday, NamedDates, Session, Term};
use serde_json::json;
use store::{Mark, Revision};
use tokio::task::JoinSet;

use crate::hub::Hub;
use crate::sample::{at, booking, location, message, now, reference, service, session_on};

const ALL: u16 = 1000;

async fn after(hub: &Hub, mark: &Mark) -> Vec<Revision<Session>> {
    hub.store.session_revisions(mark, at("2026-11-19T00:00:00Z"), ALL).await.unwrap()
}

fn mark<T>(revision: &Revision<T>) -> Mark {
    Mark { number: revision.number, id: revision.id.clone() }
}

fn ids<T>(revisions: &[Revision<T>]) -> Vec<(&str, bool)> {
    revisions.iter().map(|revision| (revision.id.as_str(), revision.now.is_some())).collect()
}

pub async fn each_change_of_a_session_is_told_once(hub: &Hub) {
    let (series, first) = hub.with_series(json!({})).await;
    let second = session_on(&series, "2026-12-01");
    hub.store.put_series(&[], from_ref(&second)).await.unwrap();
    let all = after(hub, &Mark::default()).await;
    assert_eq!(ids(&all), [(first.id.as_str(), true), (second.id.as_str(), true)]);
    assert_eq!(all[0].now.as_ref(), Some(&first));
    let seen = mark(&all[1]);
    assert_eq!(after(hub, &seen).await, []);
    // The same timetable again is no change.
    hub.store.put_series(from_ref(&series), &[first.clone(), second.clone()]).await.unwrap();
    assert_eq!(after(hub, &seen).await, []);

    hub.store.book(&booking(1, &first), &reference(1), &message(1), now()).await.unwrap();
    let told = after(hub, &seen).await;
    assert_eq!(ids(&told), [(first.id.as_str(), true)]);
    assert_eq!(told[0].now.as_ref().unwrap().places_taken, 1);
    // One that is refused is none.
    let seen = mark(&told[0]);
    hub.store.book(&booking(1, &first), &reference(2), &message(2), now()).await.unwrap();
    assert_eq!(after(hub, &seen).await, []);

    hub.store.drop_unbooked(&[first.id.clone(), second.id.clone()]).await.unwrap();
    let told = after(hub, &seen).await;
    assert_eq!(ids(&told), [(second.id.as_str(), false)], "the booked one stays");
    hub.store.put_series(&[], from_ref(&second)).await.unwrap();
    assert_eq!(ids(&after(hub, &mark(&told[0])).await), [(second.id.as_str(), true)]);
    // Page by page it is the same, and what ended before is left out.
    let one = hub.store.session_revisions(&Mark::default(), now(), 1).await.unwrap();
    assert_eq!(ids(&one), [(first.id.as_str(), true)]);
    let late = at("2026-11-30T00:00:00Z");
    let late = hub.store.session_revisions(&Mark::default(), late, ALL).await.unwrap();
    assert_eq!(ids(&late), [(second.id.as_str(), true)]);
}

pub async fn a_series_changes_with_its_service_and_its_location(hub: &Hub) {
    let (one, _) = hub.with_series(json!({})).await;
    let (other, _) = hub.with_series(json!({ "id": "another" })).await;
    let read = |mark: Mark| async move { hub.store.series_revisions(&mark, ALL).await.unwrap() };
    let all = read(Mark::default()).await;
    assert_eq!(ids(&all), [(one.id.as_str(), true), (other.id.as_str(), true)]);
    let mut seen = mark(&all[1]);
    hub.store.put_services(&[service("massage")], &[location("oak-lane")]).await.unwrap();
    hub.store.put_series(&[one.clone(), other.clone()], &[]).await.unwrap();
    assert_eq!(read(seen.clone()).await, [], "nothing is new");
    let renamed = domain::Service { name: "Massage for babies".to_owned(), ..service("massage") };
    let moved = domain::Location { name: "Elm Lane".to_owned(), ..location("oak-lane") };
    let retold = domain::Series { title: "Tiny massage".to_owned(), ..one.clone() };
    for changed in 0..3 {
        match changed {
            0 => hub.store.put_services(from_ref(&renamed), &[]).await.unwrap(),
            1 => hub.store.put_services(&[], from_ref(&moved)).await.unwrap(),
            _ => drop(hub.store.put_series(from_ref(&retold), &[]).await.unwrap()),
        }
        let told = read(seen.clone()).await;
        let mut named = ids(&told);
        named.sort_unstable();
        let both = [(other.id.as_str(), true), (one.id.as_str(), true)];
        assert_eq!(named, if changed < 2 { &both[..] } else { &both[1..] }, "change {changed}");
        seen = mark(told.last().unwrap());
    }
}

pub async fn calendars_are_told_of_times_and_not_of_places(hub: &Hub) {
    let (series, session) = hub.with_series(json!({})).await;
    let ids = [session.id.clone(), session_on(&series, "2027-01-05").id];
    let first = hub.store.calendar_stamps(&ids).await.unwrap();
    assert_eq!((first.len(), first[&session.id].sequence), (1, 0));
    hub.store.book(&booking(1, &session), &reference(1), &message(1), now()).await.unwrap();
    assert_eq!(hub.store.calendar_stamps(&ids).await.unwrap()[&session.id].sequence, 0);
    hub.execute("update sessions set status = 'cancelled'").await;
    hub.execute("update revisions set changed_at = 7").await;
    assert_eq!(hub.store.calendar_stamps(&ids).await.unwrap()[&session.id].sequence, 1);
    hub.execute("update sessions set starts_at = starts_at + 60").await;
    let moved = hub.store.calendar_stamps(&ids).await.unwrap()[&session.id];
    assert_eq!(moved.sequence, 2);
    assert!(moved.changed_at > at("2026-01-01T00:00:00Z"), "{moved:?}");
}

/// A reader who walks on while many book at once, and has come to the end, holds what is kept.
pub async fn a_reader_beside_many_writers_misses_nothing(hub: &Hub) {
    const SESSIONS: u64 = 12;
    const BOOKINGS: u64 = 8;
    let (series, _) = hub.with_series(json!({ "rule": "FREQ=DAILY", "opens_days_before": 90 })).await;
    let first: domain::Date = "2026-11-24".parse().unwrap();
    let sessions: Vec<Session> =
        (0..SESSIONS as i32).map(|n| Session::of(&series, first.plus_days(n)).unwrap()).collect();
    hub.store.put_series(&[], &sessions).await.unwrap();
    let mut writers = JoinSet::new();
    for (n, session) in (0..SESSIONS * BOOKINGS).zip(sessions.iter().cycle().cloned()) {
        let store = hub.store.clone();
        writers.spawn(async move {
            store.book(&booking(n, &session), &reference(n), &message(n), now()).await.unwrap();
        });
    }
    let mut known = std::collections::BTreeMap::new();
    let mut seen = Mark::default();
    let mut writing = true;
    loop {
        // Asked before reading: only an empty page after the last writer is the end.
        writing = writing && writers.try_join_next().is_none_or(|_| !writers.is_empty());
        let page = hub.store.session_revisions(&seen, now(), 3).await.unwrap();
        if page.is_empty() && !writing {
            break;
        }
        for revision in page {
            assert!((revision.number, &revision.id) > (seen.number, &seen.id));
            seen = mark(&revision);
            known.insert(revision.id, revision.now.unwrap().places_taken);
        }
        tokio::task::yield_now().await;
    }
    assert_eq!(known.len() as u64, SESSIONS);
    assert!(known.values().all(|places| u64::from(*places) == BOOKINGS), "{known:?}");
}

pub async fn named_dates_replace_one_another_by_kind(hub: &Hub) {
    let term = |first: &str, last: &str| Term {
        name: "Autumn “first”".to_owned(),
        first: first.parse().unwrap(),
        last: last.parse().unwrap(),
        source: "https://example.org/terms".to_owned(),
    };
    let holiday = |date: &str| BankHoliday {
        name: "Christmas Day".to_owned(),
        date: date.parse().unwrap(),
        source: "https://example.org/days".to_owned(),
    };
    let store = &hub.store;
    assert_eq!(store.named_dates().await, Ok(NamedDates::default()));
    let terms = [term("2026-09-02", "2026-10-23"), term("2026-11-02", "2026-12-18")];
    store.put_named_dates(Some(&[terms[1].clone(), terms[0].clone()]), None).await.unwrap();
    store.put_named_dates(None, Some(&[holiday("2026-12-25")])).await.unwrap();
    store.put_named_dates(None, Some(&[holiday("2026-12-25"), holiday("2026-11-02")])).await.unwrap();
    let known = store.named_dates().await.unwrap();
    assert_eq!(known.terms, terms, "in order");
    assert_eq!(known.bank_holidays, [holiday("2026-11-02"), holiday("2026-12-25")]);
    store.put_named_dates(Some(&[]), None).await.unwrap();
    let known = store.named_dates().await.unwrap();
    assert_eq!((known.terms.len(), known.bank_holidays.len()), (0, 2));
}
