use std::slice::from_ref;

use domain::{Catalogue, Point, SessionStatus};
use serde_json::json;
use store::{PostcodeRow, StoreError};

use crate::hub::Hub;
use crate::sample::{
    at, booking, category, locality, location, message, now, reference, series, service, session, session_on,
};

pub async fn a_new_hub_is_empty(hub: &Hub) {
    assert_eq!(hub.store.version().await, Ok(0));
    assert_eq!(hub.store.catalogue(now()).await, Ok(Catalogue::default()));
    assert_eq!(hub.store.messages_waiting().await, Ok(0));
}

pub async fn what_is_put_reads_back(hub: &Hub) {
    let store = &hub.store;
    let localities = vec![locality("west"), locality("east")];
    let categories =
        vec![category("breast", Some("feeding")), category("play", None), category("feeding", None)];
    let locations = [location("oak-lane"), location("annexe")];
    store.put_network(&localities, &categories, &locations[..1]).await.unwrap();
    store.put_services(&[service("massage"), service("clinic")], &locations[1..]).await.unwrap();
    let (weekly, monthly) = (series(json!({})), series(json!({ "id": "a-clinic", "capacity": null })));
    let sessions = [session_on(&weekly, "2026-12-01"), session(&weekly), session(&monthly)].map(|session| {
        domain::Session {
            // Only bookings take places.
            places_taken: 3,
            ..session
        }
    });
    assert_eq!(store.put_series(&[weekly.clone(), monthly.clone()], &sessions).await, Ok(3));
    let catalogue = store.catalogue(now()).await.unwrap();
    assert_eq!(catalogue.version, 3);
    assert_eq!(catalogue.version, store.version().await.unwrap());
    assert_eq!(catalogue.localities, localities, "in the order given");
    assert_eq!(
        catalogue.categories,
        [&categories[1], &categories[2], &categories[0]].map(Clone::clone),
        "groups first"
    );
    assert_eq!(catalogue.locations, [location("annexe"), location("oak-lane")]);
    assert_eq!(catalogue.services, [service("clinic"), service("massage")]);
    assert_eq!(catalogue.series, [monthly.clone(), weekly.clone()]);
    let wanted = [session(&monthly), session(&weekly), session_on(&weekly, "2026-12-01")];
    assert_eq!(catalogue.sessions, wanted, "soonest first, without places taken");
}

pub async fn lists_are_replaced_and_the_rest_is_updated(hub: &Hub) {
    let store = &hub.store;
    store.put_network(&[locality("east")], &[category("play", None)], &[location("oak-lane")]).await.unwrap();
    let moved = domain::Location { name: "Elm Lane".to_owned(), ..location("oak-lane") };
    store.put_network(&[locality("south")], &[], &[moved.clone(), location("annexe")]).await.unwrap();
    let renamed = domain::Service { name: "Massage for babies".to_owned(), ..service("massage") };
    store.put_services(&[service("massage")], &[]).await.unwrap();
    store.put_services(from_ref(&renamed), &[]).await.unwrap();
    let catalogue = store.catalogue(now()).await.unwrap();
    assert_eq!(catalogue.localities, [locality("south")]);
    assert_eq!(catalogue.categories, []);
    assert_eq!(catalogue.locations, [location("annexe"), moved]);
    assert_eq!(catalogue.services, [renamed]);
    assert_eq!(catalogue.version, 4);
}

pub async fn sessions_that_ended_a_day_ago_are_left_out(hub: &Hub) {
    let session = hub.with_session().await;
    for (moment, count) in [("2026-11-25T11:30:00Z", 1), ("2026-11-25T11:30:01Z", 0)] {
        assert_eq!(hub.store.catalogue(at(moment)).await.unwrap().sessions.len(), count, "{moment}");
    }
    assert_eq!(session.ends_at, at("2026-11-24T11:30:00Z"));
}

pub async fn a_session_put_again_keeps_places_status_and_times(hub: &Hub) {
    let (first, booked) = hub.with_series(json!({})).await;
    let free = session_on(&first, "2026-12-01");
    hub.store.put_series(&[], from_ref(&free)).await.unwrap();
    hub.store.book(&booking(1, &booked), &reference(1), &message(1), now()).await.unwrap();
    let later = series(json!({ "start_time": "14:00", "end_time": "15:00", "capacity": 12 }));
    let again = [session(&later), session_on(&later, "2026-12-01"), session_on(&later, "2026-12-08")]
        .map(|session| domain::Session { status: SessionStatus::Cancelled, ..session });
    assert_eq!(hub.store.put_series(from_ref(&later), &again).await, Ok(1), "one is new");
    let expected = domain::Session { places_taken: 1, capacity: Some(12), ..booked };
    assert_eq!(hub.session(&expected.id).await, expected, "its families were told ten o'clock");
    let expected = domain::Session { status: SessionStatus::Scheduled, ..again[1].clone() };
    assert_eq!(hub.session(&expected.id).await, expected, "nobody was told anything");
    assert_eq!(hub.session(&again[2].id).await, again[2], "a new one comes as it is");
    assert_eq!(hub.store.catalogue(now()).await.unwrap().series, [later]);
}

pub async fn a_capacity_shrinks_no_further_than_the_places_taken(hub: &Hub) {
    let (_, session) = hub.with_series(json!({})).await;
    for n in 0..3 {
        hub.store.book(&booking(n, &session), &reference(n), &message(n), now()).await.unwrap();
    }
    for (capacity, kept) in [(5, 5), (2, 3), (3, 3), (4, 4)] {
        let smaller = series(json!({ "capacity": capacity }));
        hub.store.put_series(from_ref(&smaller), &[crate::sample::session(&smaller)]).await.unwrap();
        let now_there = hub.session(&session.id).await;
        assert_eq!((now_there.capacity, now_there.places_taken), (Some(kept), 3), "asked for {capacity}");
    }
    let drop_in = series(json!({ "booking": "drop_in" }));
    hub.store.put_series(from_ref(&drop_in), &[crate::sample::session(&drop_in)]).await.unwrap();
    let now_there = hub.session(&session.id).await;
    assert_eq!((now_there.capacity, now_there.places_taken), (None, 3));
}

pub async fn what_belongs_to_nothing_is_refused_whole(hub: &Hub) {
    let (_, known) = hub.with_series(json!({})).await;
    let version = hub.store.version().await.unwrap();
    let good = series(json!({ "id": "another" }));
    for (series, sessions) in [
        (vec![good.clone(), series(json!({ "id": "lost", "service_id": "nowhere" }))], vec![]),
        (vec![good.clone(), series(json!({ "id": "lost", "location_id": "nowhere" }))], vec![]),
        (vec![good.clone()], vec![session(&good), session(&series(json!({ "id": "lost" })))]),
    ] {
        assert_eq!(hub.store.put_series(&series, &sessions).await, Err(StoreError::Orphan));
    }
    let catalogue = hub.store.catalogue(now()).await.unwrap();
    assert_eq!((catalogue.version, catalogue.series.len(), catalogue.sessions), (version, 1, vec![known]));
}

pub async fn an_import_may_be_long_and_repeat_itself(hub: &Hub) {
    let mut services: Vec<_> = (0..1203).map(|n| service(&format!("service-{n:04}"))).collect();
    services.push(domain::Service { name: "The later counts".to_owned(), ..service("service-0000") });
    hub.store.put_services(&services, &[]).await.unwrap();
    let kept = hub.store.catalogue(now()).await.unwrap().services;
    assert_eq!(kept.len(), 1203);
    assert_eq!(kept[0].name, "The later counts");
    assert_eq!(kept[1..], services[1..1203]);
    assert_eq!(hub.store.put_services(&[], &[]).await, Ok(()));
}

pub async fn sessions_are_read_by_id(hub: &Hub) {
    let (series, first) = hub.with_series(json!({})).await;
    let second = session_on(&series, "2026-12-01");
    hub.store.put_series(&[], from_ref(&second)).await.unwrap();
    let unknown = session_on(&series, "2027-01-05").id;
    let mut found = hub.store.sessions(&[second.id.clone(), unknown, first.id.clone()]).await.unwrap();
    found.sort_by_key(|session| session.starts_at);
    assert_eq!(found, [first, second]);
    assert_eq!(hub.store.sessions(&[]).await, Ok(vec![]));
}

pub async fn postcodes_are_found(hub: &Hub) {
    let row = |postcode: &str, latitude, authority: &str| PostcodeRow {
        postcode: postcode.parse().unwrap(),
        point: Point::new(latitude, -2.597_012_345).unwrap(),
        local_authority: authority.to_owned(),
    };
    let rows =
        [row("WA5 1AB", 53.39, "E06000007"), row("WA5 1AD", 53.0, ""), row("WA5 1AB", 53.4, "E06000007")];
    hub.store.put_postcodes(&rows).await.unwrap();
    for (postcode, found) in [("wa51ab", Some(&rows[2])), ("WA5 1AD", Some(&rows[1])), ("WA5 1AE", None)] {
        assert_eq!(hub.store.postcode(&postcode.parse().unwrap()).await, Ok(found.cloned()), "{postcode}");
    }
    hub.store.put_postcodes(&rows[..1]).await.unwrap();
    assert_eq!(hub.store.postcode(&rows[0].postcode).await, Ok(Some(rows[0].clone())));
    assert_eq!(hub.store.version().await, Ok(2), "an import like any other");
}
