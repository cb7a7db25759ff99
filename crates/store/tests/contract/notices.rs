use domain::team_session::Tick;
use domain::{Actor, Contact, PrivateToken};
use serde_json::json;
use store::{DueNotice, Message, Notice};

use crate::hub::Hub;
use crate::sample::{at, booking, booking_with, message, now, reference, session_on};

/// A family that waits behind one that is booked, and the notice that it has joined.
async fn with_notice(hub: &Hub) -> DueNotice {
    let (_, session) = hub.with_series(json!({ "capacity": 1 })).await;
    for n in 1..=2 {
        let new = booking_with(n, &session, |raw| raw.waiting = true);
        hub.store.book(&new, &reference(n), &message(n), now()).await.unwrap();
    }
    let mut due = hub.store.notices_to_compose(9).await.unwrap();
    assert_eq!(due.len(), 1);
    due.pop().unwrap()
}

pub async fn a_notice_becomes_one_message_with_a_link_of_its_own(hub: &Hub) {
    let due = with_notice(hub).await;
    let second = booking(2, &hub.session(&due.booking.session.id).await);
    assert_eq!((&due.notice, due.created_at), (&Notice::Joined { position: 1 }, now()));
    assert_eq!((&due.booking.id, due.booking.contact.as_str()), (&second.id, "sam2@example.org"));
    assert_eq!(hub.store.messages_waiting().await, Ok(2));
    let taken = hub.store.take_due_messages(now(), now().plus_minutes(5), 9).await.unwrap();
    assert_eq!(taken.len(), 1, "one without words is not handed over");
    let fresh = PrivateToken::from_random([77; 16]);
    let words = Message { recipient: "sam2@example.org".to_owned(), ..message(&due.id) };
    let later = now().plus_minutes(1);
    assert_eq!(hub.store.booking(&second.id, &fresh).await, Ok(None));
    assert_eq!(hub.store.compose(&words, Some(&fresh), later).await, Ok(true));
    let other = Message { text: "Other words".to_owned(), ..words.clone() };
    let slow = PrivateToken::from_random([78; 16]);
    assert_eq!(hub.store.compose(&other, Some(&slow), later).await, Ok(false), "another was quicker");
    assert_eq!(hub.store.booking(&second.id, &slow).await, Ok(None));
    assert!(hub.store.booking(&second.id, &fresh).await.unwrap().is_some());
    assert!(hub.store.booking(&second.id, &second.token).await.unwrap().is_some());
    assert_eq!(hub.store.notices_to_compose(9).await, Ok(vec![]));
    let taken = hub.store.take_due_messages(later, later.plus_minutes(5), 9).await.unwrap();
    assert_eq!((taken.len(), &taken[0].message, taken[0].created_at), (1, &words, now()));
}

pub async fn a_notice_is_dropped_once(hub: &Hub) {
    let due = with_notice(hub).await;
    assert_eq!(hub.store.drop_notice("1").await, Ok(false), "a message is no notice");
    assert_eq!(hub.store.drop_notice(&due.id).await, Ok(true));
    assert_eq!(hub.store.drop_notice(&due.id).await, Ok(false));
    assert_eq!(hub.store.compose(&message(&due.id), None, now()).await, Ok(false));
    assert_eq!(hub.store.messages_waiting().await, Ok(1));
}

pub async fn reminders_are_kept_once_for_tomorrow(hub: &Hub) {
    let (series, session) = hub.with_series(json!({})).await;
    let later = session_on(&series, "2026-12-01");
    hub.store.put_series(&[], std::slice::from_ref(&later)).await.unwrap();
    for (n, session) in [(1, &session), (2, &session), (3, &later)] {
        hub.store.book(&booking(n, session), &reference(n), &message(n), now()).await.unwrap();
    }
    let gone = booking(2, &session);
    hub.store.cancel(&gone.id, &gone.token, &message(9), now()).await.unwrap();
    for (now, reminded) in [
        ("2026-11-22T23:59:59Z", 0),
        ("2026-11-23T00:00:00Z", 1),
        ("2026-11-23T20:00:00Z", 0),
        ("2026-11-24T00:00:00Z", 0),
        ("2026-11-30T12:00:00Z", 1),
    ] {
        assert_eq!(hub.store.remind(at(now)).await, Ok(reminded), "{now}");
    }
    // A session that is moved to another day is told of again the day before that.
    let to = domain::session_change::SessionMove {
        starts_at: at("2026-12-03T10:00:00Z"),
        ends_at: at("2026-12-03T11:00:00Z"),
        location_id: later.location_id.clone(),
    };
    let desk = Actor::parse("Front desk").unwrap();
    hub.store.move_session(&later.id, &to, &desk, at("2026-11-30T13:00:00Z")).await.unwrap();
    assert_eq!(hub.store.remind(at("2026-12-02T09:00:00Z")).await, Ok(1));
    let due = hub.store.notices_to_compose(9).await.unwrap();
    assert_eq!(due.iter().filter(|due| due.notice == Notice::Reminder).count(), 3);
}

pub async fn how_it_was_is_asked_once_the_day_after(hub: &Hub) {
    let (series, session) = hub.with_series(json!({})).await;
    let later = session_on(&series, "2026-12-01");
    hub.store.put_series(&[], std::slice::from_ref(&later)).await.unwrap();
    for (n, session) in [(1, &session), (2, &session), (3, &session), (4, &session), (5, &later)] {
        hub.store.book(&booking(n, session), &reference(n), &message(n), now()).await.unwrap();
    }
    let gone = booking(2, &session);
    hub.store.cancel(&gone.id, &gone.token, &message(9), now()).await.unwrap();
    let (stayed_away, came) = (booking(3, &session), booking(4, &session));
    let (desk, evening) = (Actor::parse("Front desk").unwrap(), at("2026-11-24T17:00:00Z"));
    for (family, came) in [(&stayed_away, false), (&came, true)] {
        let tick = Tick { came: Some(came), at: evening };
        hub.store.mark_attended(&family.id, None, tick, &desk, evening).await.unwrap();
    }
    for (now, asked) in [
        ("2026-11-24T23:59:59Z", 0),
        ("2026-11-25T00:00:00Z", 2),
        ("2026-11-25T20:00:00Z", 0),
        ("2026-11-26T00:00:00Z", 0),
        ("2026-12-02T09:00:00Z", 1),
        ("2026-12-02T09:00:01Z", 0),
    ] {
        assert_eq!(hub.store.ask_how_it_was(at(now)).await, Ok(asked), "{now}");
    }
    let due = hub.store.notices_to_compose(9).await.unwrap();
    let asked: Vec<_> =
        due.iter().filter(|due| due.notice == Notice::HowWasIt).map(|due| &due.booking.id).collect();
    assert_eq!(asked.len(), 3);
    for quiet in [&gone, &stayed_away] {
        assert!(!asked.contains(&&quiet.id));
    }
}

pub async fn servers_at_once_ask_each_family_once(hub: &Hub) {
    let (_, session) = hub.with_series(json!({ "capacity": 30 })).await;
    for n in 1..=12 {
        hub.store.book(&booking(n, &session), &reference(n), &message(n), now()).await.unwrap();
    }
    let morning = at("2026-11-25T09:00:00Z");
    let all = futures_util::future::join_all((0..8).map(|_| hub.store.ask_how_it_was(morning))).await;
    assert_eq!(all.into_iter().map(Result::unwrap).sum::<u32>(), 12);
    let due = hub.store.notices_to_compose(99).await.unwrap();
    assert_eq!(due.iter().filter(|due| due.notice == Notice::HowWasIt).count(), 12);
}

pub async fn lost_links_are_sent_again_and_not_too_often(hub: &Hub) {
    let (series, session) = hub.with_series(json!({})).await;
    let later = session_on(&series, "2026-12-01");
    hub.store.put_series(&[], std::slice::from_ref(&later)).await.unwrap();
    for (n, session) in [(1, &session), (2, &later), (3, &session)] {
        let new = booking_with(n, session, |raw| {
            if n < 3 {
                raw.contact = "Sam@example.org".to_owned();
            }
        });
        hub.store.book(&new, &reference(n), &message(n), now()).await.unwrap();
    }
    let contact = Contact::parse("sam@EXAMPLE.org").unwrap();
    let stranger = Contact::parse("alex@example.org").unwrap();
    assert_eq!(hub.store.send_links(&stranger, now()).await, Ok(0));
    assert_eq!(hub.store.send_links(&contact, now()).await, Ok(2));
    assert_eq!(hub.store.send_links(&contact, now().plus_minutes(9)).await, Ok(0));
    assert_eq!(hub.store.send_links(&contact, now().plus_minutes(10)).await, Ok(2));
    assert_eq!(hub.store.send_links(&contact, session.ends_at).await, Ok(1), "what is over is not sent");
    let due = hub.store.notices_to_compose(9).await.unwrap();
    assert!(due.iter().all(|due| due.notice == Notice::Link && due.booking.contact.key() == contact.key()));
    assert_eq!(due.len(), 5);
}

pub async fn a_new_link_revokes_all_others(hub: &Hub) {
    let due = with_notice(hub).await;
    let second = booking(2, &hub.session(&due.booking.session.id).await);
    let (sent, new) = (PrivateToken::from_random([77; 16]), PrivateToken::from_random([78; 16]));
    hub.store.compose(&message(&due.id), Some(&sent), now()).await.unwrap();
    let stranger = PrivateToken::from_random([9; 16]);
    assert_eq!(hub.store.replace_links(&second.id, &stranger, &new, now()).await, Ok(false));
    assert_eq!(hub.store.replace_links(&second.id, &sent, &new, now()).await, Ok(true));
    assert_eq!(hub.store.replace_links(&second.id, &sent, &new, now()).await, Ok(true), "a retry");
    for revoked in [&sent, &second.token, &stranger] {
        assert_eq!(hub.store.booking(&second.id, revoked).await, Ok(None));
    }
    assert!(hub.store.booking(&second.id, &new).await.unwrap().is_some());
    assert_eq!(hub.number("select count(*) from private_links").await, 0);
}
