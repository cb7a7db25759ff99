use domain::Instant;
use store::DueMessage;

use crate::hub::Hub;
use crate::sample::{at, booking, message, now, reference};

/// Keeps messages 1 to `count`, each a minute after the one before.
async fn with_messages(hub: &Hub, count: u64) {
    let session = hub.with_session().await;
    for n in 1..=count {
        let written = now().plus_minutes(n as i64);
        hub.store.book(&booking(n, &session), &reference(n), &message(n), written).await.unwrap();
    }
}

async fn take(hub: &Hub, now: Instant, limit: u16) -> Vec<(String, u32)> {
    let due = hub.store.take_due_messages(now, now.plus_minutes(5), limit).await.unwrap();
    due.into_iter().map(|due| (due.message.id, due.attempts)).collect()
}

fn taken(messages: &[(&str, u32)]) -> Vec<(String, u32)> {
    messages.iter().map(|(id, attempts)| ((*id).to_owned(), *attempts)).collect()
}

pub async fn messages_are_taken_in_turn_and_leased(hub: &Hub) {
    with_messages(hub, 3).await;
    assert_eq!(take(hub, now(), 10).await, [], "none is due yet");
    let whole = DueMessage { message: message(1), attempts: 1, created_at: now().plus_minutes(1) };
    let first = hub.store.take_due_messages(now().plus_minutes(1), now().plus_minutes(2), 10).await;
    assert_eq!(first, Ok(vec![whole]));
    assert_eq!(
        take(hub, now().plus_minutes(3), 2).await,
        taken(&[("1", 2), ("2", 1)]),
        "its lease has run out"
    );
    assert_eq!(take(hub, now().plus_minutes(3), 2).await, taken(&[("3", 1)]));
    assert_eq!(take(hub, now().plus_minutes(3), 2).await, []);
    assert_eq!(hub.store.messages_waiting().await, Ok(3), "leased is not sent");
    assert_eq!(take(hub, now().plus_minutes(8), 0).await, []);
    assert_eq!(take(hub, now().plus_minutes(8), 9).await, taken(&[("1", 3), ("2", 2), ("3", 2)]));
}

pub async fn a_message_sent_keeps_no_words(hub: &Hub) {
    with_messages(hub, 2).await;
    let late = now().plus_minutes(10);
    assert_eq!(take(hub, late, 9).await.len(), 2);
    hub.store.message_sent("1", late).await.unwrap();
    hub.store.message_sent("unknown", late).await.unwrap();
    assert_eq!(hub.store.messages_waiting().await, Ok(1));
    assert_eq!(take(hub, at("2027-01-01T00:00:00Z"), 9).await, taken(&[("2", 2)]));
    let blank = "select count(*) from outbox where recipient = '' and subject = '' and text = '' and html is null \
                 and calendar is null and sent_at is not null";
    assert_eq!(hub.number(blank).await, 1);
    // A slow worker whose lease ran out cannot bring it back.
    hub.store.message_failed("1", "too late", Some(late)).await.unwrap();
    assert_eq!(hub.store.messages_waiting().await, Ok(1));
    assert_eq!(hub.number(blank).await, 1);
}

pub async fn a_message_that_failed_is_tried_again_or_given_up(hub: &Hub) {
    with_messages(hub, 2).await;
    let late = now().plus_minutes(10);
    take(hub, late, 9).await;
    hub.store.message_failed("1", "mailbox\0busy", Some(late.plus_minutes(60))).await.unwrap();
    hub.store.message_failed("2", "no such mailbox", None).await.unwrap();
    assert_eq!(hub.store.messages_waiting().await, Ok(1));
    assert_eq!(take(hub, late.plus_minutes(59), 9).await, []);
    assert_eq!(take(hub, late.plus_minutes(60), 9).await, taken(&[("1", 2)]));
    hub.store.message_sent("1", late).await.unwrap();
    assert_eq!((hub.store.messages_waiting().await, hub.store.messages_given_up().await), (Ok(0), Ok(1)));
    let given_up = "select count(*) from outbox where id = '2' and recipient = '' and text = '' and sent_at is null \
                    and failed_reason = 'no such mailbox'";
    assert_eq!(hub.number(given_up).await, 1, "why is kept, the words are not");
}

pub async fn a_message_does_not_wait_for_a_clock_that_was_set_back(hub: &Hub) {
    with_messages(hub, 1).await;
    let written = now().plus_minutes(1);
    let longest = store::message::LONGEST_WAIT;
    assert_eq!(take(hub, written.plus_minutes(-longest), 9).await, [], "as long as any wait may be");
    assert_eq!(take(hub, written.plus_minutes(-longest - 1), 9).await, taken(&[("1", 1)]));
}
