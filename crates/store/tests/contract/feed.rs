use std::slice::from_ref;

use domain::booking::BookOutcome;
use domain::{Instant, Service, ServiceId, ServiceStatus, SessionStatus};
use serde_json::json;
use store::{FeedOutcome, FeedRun};

use crate::hub::Hub;
use crate::sample::{at, booking, location, message, now, reference, service, session_on};

pub fn run(services: &[Service]) -> FeedRun<'_> {
    FeedRun {
        source: "council",
        services,
        locations: &[],
        closed: &[],
        withdrawn: &[],
        is_complete: true,
        is_remembered: false,
        now: now(),
    }
}

fn id(text: &str) -> ServiceId {
    text.parse().unwrap()
}

fn changed_at(service: Service, at: Instant) -> Service {
    Service { last_modified: Some(at), ..service }
}

pub async fn a_run_adds_updates_and_leaves_alone(hub: &Hub) {
    let store = &hub.store;
    let first =
        [service("clinic"), service("massage"), changed_at(service("play"), at("2026-01-01T00:00:00Z"))];
    let locations = [location("oak-lane")];
    let outcome = store.run_feed(&FeedRun { locations: &locations, ..run(&first) }).await;
    assert_eq!(outcome, Ok(FeedOutcome::default()));
    let catalogue = store.catalogue(now()).await.unwrap();
    let seen_now = |one: &Service| Service { first_seen: Some(now()), ..changed_at(one.clone(), now()) };
    assert_eq!(catalogue.services[..2], [seen_now(&first[0]), seen_now(&first[1])]);
    let told_by_its_feed = Service { changed_at: first[2].last_modified, ..first[2].clone() };
    assert_eq!(catalogue.services[2], told_by_its_feed);
    assert_eq!((catalogue.version, &catalogue.locations[..]), (1, &locations[..]));

    let later = FeedRun { now: at("2026-12-24T10:00:00Z"), ..run(&first) };
    let outcome = store.run_feed(&FeedRun { locations: &locations, ..later }).await.unwrap();
    assert_eq!(outcome.unchanged, 3);
    assert_eq!(store.catalogue(now()).await, Ok(catalogue), "nothing changed, and nobody has to read again");

    let renamed = Service { name: "Baby clinic".to_owned(), ..service("clinic") };
    let outcome =
        store.run_feed(&FeedRun { services: &[renamed.clone(), service("massage")], ..later }).await;
    assert_eq!(outcome.unwrap().unchanged, 1);
    let catalogue = store.catalogue(now()).await.unwrap();
    assert_eq!(catalogue.version, 2);
    let noticed = Service { first_seen: Some(now()), changed_at: Some(later.now), ..renamed };
    assert_eq!(catalogue.services[0], changed_at(noticed, later.now));
    assert_eq!(catalogue.services[1].last_modified, Some(now()));

    let moved = domain::Location { name: "Elm Lane".to_owned(), ..location("oak-lane") };
    store.run_feed(&FeedRun { locations: from_ref(&moved), ..run(&[]) }).await.unwrap();
    let closed = [id("massage"), id("unknown")];
    store.run_feed(&FeedRun { closed: &closed, ..run(&[]) }).await.unwrap();
    let catalogue = store.catalogue(now()).await.unwrap();
    assert_eq!((catalogue.version, catalogue.locations, catalogue.services.len()), (4, vec![moved], 3));
    assert_eq!(catalogue.services[1].status, ServiceStatus::TemporarilyClosed);
    store.run_feed(&FeedRun { closed: &closed, ..run(&[]) }).await.unwrap();
    assert_eq!(store.version().await, Ok(4), "it was closed already");
}

pub async fn what_is_new_is_told_from_what_has_changed(hub: &Hub) {
    let store = &hub.store;
    let seen = async |id: &str| {
        let catalogue = hub.store.catalogue(now()).await.unwrap();
        let found = catalogue.services.into_iter().find(|one| one.id.as_str() == id).unwrap();
        (found.first_seen, found.changed_at)
    };
    let long_ago = at("2026-01-01T00:00:00Z");
    let first = [service("clinic"), changed_at(service("massage"), long_ago)];
    store.run_feed(&run(&first)).await.unwrap();
    assert_eq!(seen("clinic").await, (Some(now()), None));
    assert_eq!(seen("massage").await, (None, Some(long_ago)));

    let (tuesday, friday) = (at("2026-12-01T10:00:00Z"), at("2026-12-04T10:00:00Z"));
    let checked = Service { assured_on: Some(tuesday.london_date()), ..service("clinic") };
    let renamed = Service { name: "Massage for babies".to_owned(), ..service("massage") };
    let second = [checked.clone(), renamed.clone(), service("play")];
    store.run_feed(&FeedRun { now: tuesday, ..run(&second) }).await.unwrap();
    assert_eq!(seen("clinic").await, (Some(now()), None), "that somebody has checked it no family notices");
    assert_eq!(seen("massage").await, (None, Some(tuesday)));
    assert_eq!(seen("play").await, (Some(tuesday), None));

    let dearer = Service { fees: "Two pounds".to_owned(), ..service("play") };
    store.run_feed(&FeedRun { now: friday, ..run(&[checked, renamed, dearer.clone()]) }).await.unwrap();
    assert_eq!(seen("massage").await, (None, Some(tuesday)));
    assert_eq!(seen("play").await, (Some(tuesday), Some(friday)));

    // What was taken out and comes back has changed, and is not new, where anything of it was kept.
    let later = at("2026-12-08T10:00:00Z");
    store.run_feed(&FeedRun { closed: &[id("play")], now: later, ..run(&[]) }).await.unwrap();
    assert_eq!(seen("play").await, (Some(tuesday), Some(later)));
    let outcome = store.run_feed(&FeedRun { now: later, ..run(from_ref(&dearer)) }).await.unwrap();
    assert_eq!(outcome.unchanged, 0);
    let outcome =
        store.run_feed(&FeedRun { now: at("2026-12-09T10:00:00Z"), ..run(&[dearer]) }).await.unwrap();
    assert_eq!(outcome.unchanged, 1, "being the same is being unchanged");
}

pub async fn a_part_of_a_feed_tells_no_secret(hub: &Hub) {
    let secret = domain::Location { name: "The house".to_owned(), ..location("oak-lane") };
    let told = domain::Location { masked: false, name: "77 Hidden Street".to_owned(), ..secret.clone() };
    let elsewhere =
        domain::Location { masked: false, address: vec!["1 Other Road".to_owned()], ..secret.clone() };
    // Each run in turn: which feed, what it says of the place, whether it is whole, and what is known then.
    for (source, says, is_complete, kept) in [
        ("council", &secret, true, &secret),
        ("council", &told, false, &secret),
        // However often another feed comes round, and whatever address it has.
        ("charities", &told, true, &secret),
        ("charities", &elsewhere, true, &secret),
        ("charities", &told, true, &secret),
        // Where two keep it secret, both have to tell it.
        ("charities", &secret, true, &secret),
        ("charities", &told, true, &secret),
        ("charities", &secret, true, &secret),
        ("council", &told, true, &secret),
        ("charities", &told, false, &secret),
        ("charities", &told, true, &told),
    ] {
        let run = FeedRun { source, locations: from_ref(says), is_complete, ..run(&[]) };
        let outcome = hub.store.run_feed(&run).await.unwrap();
        assert_eq!(&hub.store.catalogue(now()).await.unwrap().locations[0], kept, "{source} {is_complete}");
        assert_eq!(outcome.kept_secret.len(), usize::from(kept.masked && !says.masked));
        let version = hub.store.version().await;
        hub.store.run_feed(&run).await.unwrap();
        assert_eq!(hub.store.version().await, version, "the same run again changes nothing");
    }
}

pub async fn a_withdrawn_service_goes_with_what_nobody_booked(hub: &Hub) {
    let (series, _) = hub.with_series(json!({})).await;
    hub.store.put_services(&[service("clinic")], &[]).await.unwrap();
    let outcome = hub.store.run_feed(&FeedRun { withdrawn: &[id("massage")], ..run(&[]) }).await;
    assert_eq!(outcome, Ok(FeedOutcome::default()));
    let catalogue = hub.store.catalogue(now()).await.unwrap();
    assert_eq!(
        (catalogue.services, catalogue.series, catalogue.sessions),
        (vec![service("clinic")], vec![], vec![])
    );
    assert_eq!(hub.number("select count(*) from services where id = 'massage'").await, 0);
    assert_eq!(hub.number("select count(*) from sessions").await, 0);
    assert_eq!(hub.store.put_series(from_ref(&series), &[]).await, Err(store::StoreError::Orphan));
}

pub async fn a_booked_service_stays_and_is_closed(hub: &Hub) {
    let (series, session) = hub.with_series(json!({})).await;
    hub.store.book(&booking(1, &session), &reference(1), &message(1), now()).await.unwrap();
    let later = session_on(&series, "2026-12-01");
    hub.store.put_series(&[], from_ref(&later)).await.unwrap();
    hub.store.put_services(&[service("clinic")], &[]).await.unwrap();
    let withdrawn = [id("massage"), id("clinic")];
    let outcome = hub.store.run_feed(&FeedRun { withdrawn: &withdrawn, ..run(&[]) }).await.unwrap();
    assert_eq!(outcome.kept_for_bookings, [id("massage")]);
    let catalogue = hub.store.catalogue(now()).await.unwrap();
    assert_eq!(catalogue.services.len(), 1);
    assert_eq!(catalogue.services[0].status, ServiceStatus::TemporarilyClosed);
    assert_eq!((catalogue.series, catalogue.sessions.len()), (vec![series], 2));
    assert_eq!(hub.places_taken(&session).await, 1);
}

pub async fn what_was_booked_in_the_past_stays_out_of_sight(hub: &Hub) {
    let (series, session) = hub.with_series(json!({})).await;
    let later = session_on(&series, "2026-12-01");
    hub.store.put_series(&[], from_ref(&later)).await.unwrap();
    for (n, session) in [(1, &session), (2, &later)] {
        let outcome = hub.store.book(&booking(n, session), &reference(n), &message(n), now()).await;
        assert_eq!(outcome, Ok(BookOutcome::Booked));
    }
    let (first, cancelled) = (booking(1, &session), booking(2, &later));
    hub.store.cancel(&cancelled.id, &cancelled.token, &message(3), now()).await.unwrap();
    // The first has ended, and nobody comes to the second any more.
    let ended = at("2026-11-24T11:30:00Z");
    let withdraw = FeedRun { withdrawn: &[id("massage")], now: ended, ..run(&[]) };
    assert_eq!(hub.store.run_feed(&withdraw).await.unwrap().kept_for_bookings, []);
    let catalogue = hub.store.catalogue(ended).await.unwrap();
    assert_eq!((catalogue.services, catalogue.series, catalogue.sessions), (vec![], vec![], vec![]));
    assert_eq!(hub.store.known_services("council").await.unwrap().services.len(), 0);
    let kept = hub.store.booking(&first.id, &first.token).await.unwrap();
    assert_eq!(kept.unwrap().session.id, session.id, "the family still reads its booking");
    assert_eq!(hub.session(&later.id).await.status, SessionStatus::Cancelled);

    let back = FeedRun { services: &[service("massage")], ..run(&[]) };
    hub.store.run_feed(&back).await.unwrap();
    let catalogue = hub.store.catalogue(ended).await.unwrap();
    assert_eq!((catalogue.services.len(), catalogue.series.len(), catalogue.sessions.len()), (1, 1, 2));
}

pub async fn a_run_is_remembered_by_its_source(hub: &Hub) {
    let store = &hub.store;
    let services = [service("massage")];
    store.run_feed(&run(&services)).await.unwrap();
    assert_eq!(store.known_services("council").await.unwrap().last_run, None, "it was not the whole feed");
    let version = store.version().await;
    for moment in ["2026-11-20T10:00:00Z", "2026-11-21T10:00:00Z"] {
        store.run_feed(&FeedRun { is_remembered: true, now: at(moment), ..run(&[]) }).await.unwrap();
        let known = store.known_services("council").await.unwrap();
        assert_eq!(known.last_run, Some(at(moment)));
        assert_eq!(known.services[&id("massage")], "council");
    }
    assert_eq!(store.version().await, version);
    assert_eq!(store.known_services("another").await.unwrap().last_run, None);
    store.run_feed(&FeedRun { source: "another", ..run(&services) }).await.unwrap();
    assert_eq!(store.known_services("council").await.unwrap().services[&id("massage")], "another");
}

pub async fn a_booking_at_once_with_a_withdrawal_is_kept_or_refused(hub: &Hub) {
    for n in 0..20 {
        let (_, session) = hub.with_series(json!({})).await;
        let withdraw =
            async { hub.store.run_feed(&FeedRun { withdrawn: &[id("massage")], ..run(&[]) }).await.unwrap() };
        let (booking, reference, message) = (booking(n, &session), reference(n), message(n));
        let book = hub.store.book(&booking, &reference, &message, now());
        let (outcome, booked) = tokio::join!(withdraw, book);
        let is_listed = hub.store.catalogue(now()).await.unwrap().services.len() == 1;
        match booked.unwrap() {
            BookOutcome::Booked => assert_eq!((outcome.kept_for_bookings.len(), is_listed), (1, true)),
            BookOutcome::NoSuchSession => {
                assert_eq!((outcome.kept_for_bookings.len(), is_listed), (0, false))
            }
            other => panic!("{other:?}"),
        }
        if is_listed {
            hub.store
                .cancel(&booking.id, &booking.token, &crate::sample::message(n + 100), now())
                .await
                .unwrap();
            hub.execute("delete from outbox; delete from bookings").await;
        }
    }
}
