use domain::booking::{BookOutcome, CancelOutcome, ForgetOutcome};
use domain::{BookingStatus, Months, Party, PrivateToken};
use serde_json::json;
use store::{Caller, Message};

use crate::hub::{Hub, bytes};
use crate::sample::{at, booking, booking_with, message, now, reference, session_on};

pub async fn a_forgotten_booking_keeps_its_counts_alone(hub: &Hub) {
    let (series, session) = hub.with_series(json!({})).await;
    let later = session_on(&series, "2026-12-01");
    hub.store.put_series(&[], std::slice::from_ref(&later)).await.unwrap();
    let (old, new) = (booking(1, &session), booking(2, &later));
    hub.store.book(&old, &reference(1), &message(1), now()).await.unwrap();
    hub.store.book(&new, &reference(2), &message(2), now()).await.unwrap();
    hub.store.message_failed("1", "no such mailbox: sam@example.org", Some(now())).await.unwrap();
    assert_eq!(hub.store.forget_before(session.ends_at).await, Ok(0), "it ended then, not before");
    let after = session.ends_at.plus_minutes(1);
    assert_eq!(hub.store.forget_before(after).await, Ok(1));
    assert_eq!(hub.store.forget_before(after).await, Ok(0), "there is nothing left to forget");
    assert_eq!(hub.store.booking(&old.id, &old.token).await, Ok(None));
    assert!(hub.store.booking(&new.id, &new.token).await.unwrap().is_some());
    let cancel = hub.store.cancel(&old.id, &old.token, &message(3), now()).await;
    assert_eq!(cancel, Ok(CancelOutcome::NotFound));
    assert_eq!(hub.store.book(&old, &reference(3), &message(3), now()).await, Ok(BookOutcome::IdInUse));
    assert_eq!(hub.store.messages_waiting().await, Ok(1));
    let due =
        hub.store.take_due_messages(at("2027-01-01T00:00:00Z"), at("2027-01-01T00:05:00Z"), 9).await.unwrap();
    assert_eq!(due.into_iter().map(|due| due.message.id).collect::<Vec<_>>(), ["2"]);
    let counts = "select count(*) from bookings where reference = '322-222' and adults = 1 and children = 1 \
                  and places = 1 and name = '' and contact = '' and contact_key is null and access_needs = '' and ages = '[]'";
    assert_eq!(hub.number(counts).await, 1);
    assert_eq!(hub.number("select count(*) from outbox where failed_reason is not null").await, 0);
    assert_eq!(hub.places_taken(&session).await, 1);
}

pub async fn forgotten_families_do_not_meet(hub: &Hub) {
    let session = hub.with_session().await;
    for n in 0..5 {
        hub.store.book(&booking(n, &session), &reference(n), &message(n), now()).await.unwrap();
    }
    assert_eq!(hub.store.forget_before(at("2027-01-01T00:00:00Z")).await, Ok(5));
}

pub async fn a_family_is_forgotten_at_once_when_it_asks(hub: &Hub) {
    let (_, session) = hub.with_series(json!({ "capacity": 1 })).await;
    let new = |n| booking_with(n, &session, |raw| raw.waiting = true);
    let (first, second) = (new(1), new(2));
    hub.store.book(&first, &reference(1), &message(1), now()).await.unwrap();
    hub.store.book(&second, &reference(2), &message(2), now()).await.unwrap();
    let stranger = PrivateToken::from_random([9; 16]);
    let forget =
        async |token: &PrivateToken| hub.store.forget_booking(&first.id, token, now()).await.unwrap();
    assert_eq!(forget(&stranger).await, ForgetOutcome::NotFound);
    assert_eq!(forget(&first.token).await, ForgetOutcome::Forgotten);
    assert_eq!(forget(&first.token).await, ForgetOutcome::Forgotten, "a retry");
    assert_eq!(forget(&stranger).await, ForgetOutcome::NotFound);
    assert_eq!(hub.store.booking(&first.id, &first.token).await, Ok(None));
    let offered = hub.store.booking(&second.id, &second.token).await.unwrap().unwrap();
    assert!(matches!(offered.status, BookingStatus::Offered { .. }), "the place is free for the next");
    assert_eq!(hub.store.take_due_messages(now(), now(), 9).await.unwrap(), [], "its message goes to nobody");
    let counts = "select count(*) from bookings where reference = '322-222' and status = 'cancelled' and adults = 1 \
                  and children = 1 and name = '' and contact = '' and contact_key is null and ages = '[]'";
    assert_eq!(hub.number(counts).await, 1);
    // The same family may book again, and in the end not even the fingerprint of its token stays.
    let again = booking_with(3, &session, |raw| {
        raw.contact = first.contact.as_str().to_owned();
        raw.waiting = true;
    });
    let joined = hub.store.book(&again, &reference(3), &message(3), now()).await;
    assert_eq!(joined, Ok(BookOutcome::Joined { position: 1 }));
    assert_eq!(hub.store.forget_before(at("2027-01-01T00:00:00Z")).await, Ok(2));
    assert_eq!(forget(&first.token).await, ForgetOutcome::NotFound);
    assert_eq!(hub.number("select count(*) from outbox where notice is not null").await, 0);
}

/// Whether these bytes have this text in them, in any case.
fn has(files: &[u8], mark: &str) -> bool {
    let mark = mark.as_bytes();
    files.windows(mark.len()).any(|window| window.eq_ignore_ascii_case(mark))
}

/// Every trace of a family in the files, whoever may find the disk.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_forgotten_is_in_no_file() {
    let hub = Hub::sqlite().await;
    let (_, session) = hub.with_series(json!({ "capacity": 200 })).await;
    let marks = ["Quillfeather", "quill.feather", "Lavender ramp", "Dear Quill", "07700900123"];
    for n in 0..120 {
        let new = booking_with(n, &session, |raw| {
            raw.name = "Quillfeather".to_owned();
            raw.contact =
                if n == 0 { "07700 900123".to_owned() } else { format!("Quill.Feather{n}@example.org") };
            raw.access_needs = "Lavender ramp ".repeat(n as usize % 30);
        });
        let words = Message {
            recipient: new.contact.as_str().to_owned(),
            text: "Dear Quill, ".repeat(n as usize),
            ..message(n)
        };
        let outcome = hub.store.book(&new, &reference(n), &words, now()).await;
        assert_eq!(outcome, Ok(BookOutcome::Booked));
        match n % 4 {
            0 => hub.store.message_sent(&n.to_string(), now()).await.unwrap(),
            1 => hub.store.message_failed(&n.to_string(), "Dear Quill is unknown", None).await.unwrap(),
            2 => {
                let words = Message { id: format!("cancel-{n}"), ..words };
                let outcome = hub.store.cancel(&new.id, &new.token, &words, now()).await;
                assert_eq!(outcome, Ok(CancelOutcome::Cancelled));
            }
            _ => (),
        }
    }
    let files = bytes(&hub.folder());
    assert!(marks.iter().all(|mark| has(&files, mark)), "the search itself works");
    assert_eq!(hub.store.forget_before(at("2027-01-01T00:00:00Z")).await, Ok(120));
    let files = bytes(&hub.folder());
    for mark in marks {
        assert!(!has(&files, mark), "{mark} is still there");
    }
    assert!(has(&files, "baby-massage-2026-11-24"));
}

/// As above, of families that ask for it themselves: booked, waiting, offered, cancelled, changed and written to.
#[tokio::test(flavor = "multi_thread")]
async fn what_families_have_deleted_is_in_no_file() {
    let hub = Hub::sqlite().await;
    let (_, session) = hub.with_series(json!({ "capacity": 40, "counts": "children" })).await;
    let marks =
        ["Quillfeather", "quill.feather", "Lavender ramp", "Dear Quill", "Marigold nursery", "[5,7,11]"];
    let requests: Vec<_> = (0..80)
        .map(|n| {
            booking_with(n, &session, |raw| {
                raw.name = "Quillfeather".to_owned();
                raw.contact = format!("Quill.Feather{n}@example.org");
                raw.access_needs = "Lavender ramp ".repeat(n as usize % 30);
                raw.on_behalf = Some("Marigold nursery".to_owned());
                raw.waiting = true;
            })
        })
        .collect();
    for (n, new) in (0..).zip(&requests) {
        let words = Message { text: "Dear Quill, ".repeat(n as usize), ..message(n) };
        hub.store.book(new, &reference(n), &words, now()).await.unwrap();
    }
    let larger = Party::new(1, vec![Months(5), Months(7), Months(11)]).unwrap();
    for (n, new) in (0..).zip(&requests) {
        let family = Caller::Family(new.token.clone());
        match n % 4 {
            0 => drop(hub.store.change_party(&new.id, &family, &larger, now()).await.unwrap()),
            1 => drop(hub.store.cancel(&new.id, &new.token, &message(format!("c{n}")), now()).await.unwrap()),
            2 => drop(hub.store.accept(&new.id, &family, now()).await.unwrap()),
            _ => (),
        }
    }
    for (n, due) in (0..).zip(hub.store.notices_to_compose(50).await.unwrap()) {
        let words = Message { id: due.id, text: "Dear Quill".to_owned(), ..message("") };
        hub.store.compose(&words, Some(&PrivateToken::from_random([n; 16])), now()).await.unwrap();
    }
    let files = bytes(&hub.folder());
    assert!(marks.iter().all(|mark| has(&files, mark)), "the search itself works");
    for new in &requests {
        assert_eq!(hub.store.forget_booking(&new.id, &new.token, now()).await, Ok(ForgetOutcome::Forgotten));
    }
    let files = bytes(&hub.folder());
    for mark in marks {
        assert!(!has(&files, mark), "{mark} is still there");
    }
    assert_eq!(hub.number("select count(*) from bookings where adults = 1 and children > 0").await, 80);
    let after = hub.session(&session.id).await;
    assert_eq!((after.places_taken, after.places_held, after.waiting), (0, 0, 0));
    assert_eq!(hub.store.messages_waiting().await, Ok(0));
}
