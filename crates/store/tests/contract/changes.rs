use domain::listing_change::ChangeOutcome;
use domain::{ChangeId, NewListingChange, RawListingChange};
use store::{Message, StoreError};
use tokio::task::JoinSet;

use crate::hub::Hub;
use crate::sample::{at, booking, message, now, reference};

fn id(n: u8) -> ChangeId {
    ChangeId::from_random([n; 16])
}

fn change(n: u8, text: &str) -> NewListingChange {
    let raw = RawListingChange {
        id: id(n).to_string(),
        what: "times".to_owned(),
        text: text.to_owned(),
        email: "sam@example.org".to_owned(),
    };
    raw.parse("massage".parse().unwrap()).unwrap()
}

async fn due(hub: &Hub) -> Vec<Message> {
    let (late, later) = (at("2027-09-01T00:00:00Z"), at("2027-09-01T00:05:00Z"));
    let due = hub.store.take_due_messages(late, later, 9).await.unwrap();
    due.into_iter().map(|due| due.message).collect()
}

pub async fn a_suggested_change_is_kept_with_its_message_once(hub: &Hub) {
    hub.with_session().await;
    let new = change(1, "It is \0at ten now.");
    assert_eq!(hub.store.keep_change(&new, Some(&message(1)), now()).await, Ok(ChangeOutcome::Kept));
    let again = hub.store.keep_change(&new, Some(&message(2)), now().plus_minutes(5)).await;
    assert_eq!(again, Ok(ChangeOutcome::AlreadyKept));
    let other = hub.store.keep_change(&change(1, "It is at nine."), Some(&message(3)), now()).await;
    assert_eq!(other, Ok(ChangeOutcome::IdInUse));
    let mut nowhere = change(2, "");
    nowhere.service_id = "none".parse().unwrap();
    let nowhere = hub.store.keep_change(&nowhere, Some(&message(4)), now()).await;
    assert_eq!(nowhere, Ok(ChangeOutcome::NoSuchService));
    assert_eq!(
        hub.store.keep_change(&change(3, ""), None, now().plus_minutes(1)).await,
        Ok(ChangeOutcome::Kept)
    );

    let open = hub.store.open_changes().await.unwrap();
    assert_eq!(open.iter().map(|open| open.id.clone()).collect::<Vec<_>>(), [id(1), id(3)]);
    assert_eq!((open[0].service.as_str(), open[0].text.as_str()), ("Baby massage", "It is at ten now."));
    assert_eq!((&open[0].email, open[0].received_at), (&new.email, now()));
    assert_eq!(due(hub).await, [message(1)]);

    assert_eq!(hub.store.change_done(&id(1), now()).await, Ok(true));
    assert_eq!(hub.store.change_done(&id(1), now()).await, Ok(false));
    assert_eq!(hub.store.open_changes().await.unwrap().len(), 1);
    assert_eq!(hub.store.keep_change(&new, None, now()).await, Ok(ChangeOutcome::AlreadyKept));
}

pub async fn a_change_whose_message_cannot_be_kept_is_not_kept(hub: &Hub) {
    hub.with_session().await;
    hub.store.keep_change(&change(1, ""), Some(&message(1)), now()).await.unwrap();
    let twice = hub.store.keep_change(&change(2, ""), Some(&message(1)), now()).await;
    assert!(matches!(twice, Err(StoreError::Query { .. })), "{twice:?}");
    assert_eq!(hub.store.open_changes().await.unwrap().len(), 1);
}

pub async fn one_change_sent_ten_times_at_once_is_one(hub: &Hub) {
    hub.with_session().await;
    let mut tasks = JoinSet::new();
    for n in 0..10 {
        let store = hub.store.clone();
        tasks.spawn(async move { store.keep_change(&change(1, "x"), Some(&message(n)), now()).await });
    }
    let outcomes = tasks.join_all().await;
    let kept = outcomes.iter().filter(|outcome| **outcome == Ok(ChangeOutcome::Kept)).count();
    let again = outcomes.iter().filter(|outcome| **outcome == Ok(ChangeOutcome::AlreadyKept)).count();
    assert_eq!((kept, again), (1, 9), "{outcomes:?}");
    assert_eq!(hub.store.messages_waiting().await, Ok(1));
}

pub async fn a_forgotten_change_leaves_nothing(hub: &Hub) {
    let session = hub.with_session().await;
    hub.store.book(&booking(1, &session), &reference(1), &message(9), now()).await.unwrap();
    hub.store.keep_change(&change(1, "old"), Some(&message(1)), now()).await.unwrap();
    hub.store.keep_change(&change(2, "new"), Some(&message(2)), now().plus_minutes(1)).await.unwrap();
    hub.store.change_done(&id(1), now()).await.unwrap();
    assert_eq!(hub.store.forget_changes_before(now()).await, Ok(0), "it came then, not before");
    assert_eq!(hub.store.forget_changes_before(now().plus_minutes(1)).await, Ok(1));
    assert_eq!(hub.number("select count(*) from listing_changes").await, 1);
    assert_eq!(hub.number("select count(*) from outbox where change_id is not null").await, 1);
    assert_eq!(hub.store.messages_waiting().await, Ok(2), "a booking's message is not a change's");
}
