use domain::shift::MOST_LINKS;
use domain::team_key::{NewTeamKey, Scope, TeamKey};
use domain::{Actor, Contact, Instant, PrivateToken, Recorded};
use store::{Channel, Message};

use crate::hub::Hub;
use crate::sample::now;

fn named(name: &str) -> Actor {
    Actor::parse(name).unwrap()
}

fn email(text: &str) -> Contact {
    Contact::parse(text).unwrap()
}

fn token(n: u8) -> PrivateToken {
    PrivateToken::from_random([n; 16])
}

fn later(minutes: i64) -> Instant {
    now().plus_minutes(minutes)
}

fn letter(n: u8) -> Message {
    Message {
        id: format!("0192f0c1-2f6e-4c3e-8f0a-6d0d6f0c9b{n:02x}"),
        channel: Channel::Email,
        recipient: "desk@example.org".to_owned(),
        subject: "Your link".to_owned(),
        text: "A link".to_owned(),
        html: None,
        calendar: None,
    }
}

/// Makes a key with this address, and returns it.
async fn key(hub: &Hub, n: u8, name: &str, address: &str) -> NewTeamKey {
    let new = NewTeamKey { name: named(name), scope: Scope::Everywhere, expires_on: None };
    hub.store.add_team_key(&new, &TeamKey::from_random([n; 32]), now()).await.unwrap();
    assert_eq!(hub.store.set_team_key_email(&new.name, Some(&email(address))).await, Ok(true));
    new
}

/// Sends one link to this key at this moment.
async fn send(hub: &Hub, n: u8, name: &str, at: Instant) -> bool {
    hub.store.keep_team_links(&[(named(name), token(n))], &letter(n), at).await.unwrap()
}

pub async fn an_address_finds_the_keys_that_open_something(hub: &Hub) {
    key(hub, 1, "Desk South", "desk@example.org").await;
    key(hub, 2, "Desk East", "Desk@Example.org").await;
    key(hub, 3, "Other", "other@example.org").await;
    let of = async |address: &str| hub.store.team_keys_of(&email(address), now()).await.unwrap();
    assert_eq!(of("DESK@example.org").await, [named("Desk East"), named("Desk South")]);
    assert_eq!(of("nobody@example.org").await, []);
    hub.store.revoke_team_key(&named("Desk East"), now()).await.unwrap();
    assert_eq!(of("desk@example.org").await, [named("Desk South")]);
    assert_eq!(hub.store.set_team_key_email(&named("desk SOUTH"), None).await, Ok(true));
    assert_eq!(of("desk@example.org").await, []);
    assert_eq!(hub.store.set_team_key_email(&named("Nobody"), None).await, Ok(false));
    let list = hub.store.team_keys().await.unwrap();
    assert_eq!(
        list.iter().find(|kept| kept.key.name == named("Other")).unwrap().email,
        Some(email("other@example.org"))
    );
}

pub async fn a_link_begins_one_shift_within_its_time(hub: &Hub) {
    let desk = key(hub, 1, "Desk", "desk@example.org").await;
    assert!(send(hub, 1, "Desk", now()).await);
    assert!(send(hub, 2, "Desk", now()).await);
    assert_eq!(hub.store.messages_waiting().await, Ok(2), "each with its message");
    let begin = async |link, n, at| hub.store.begin_shift(&token(link), &token(n), at).await.unwrap();
    assert_eq!(begin(9, 100, now()).await, None, "unknown");
    assert_eq!(begin(1, 101, later(14)).await, Some(desk.clone()));
    assert_eq!(begin(1, 102, later(14)).await, None, "used");
    assert_eq!(begin(2, 103, later(15)).await, None, "too old");
    assert_eq!(hub.store.use_shift(&token(101), later(15)).await, Ok(Some(desk)));
    for n in [1, 2, 100, 102, 103] {
        assert_eq!(hub.store.use_shift(&token(n), later(15)).await, Ok(None), "{n} opens nothing");
    }
    let records = hub.store.all_records().await.unwrap();
    assert_eq!(
        (records.len(), &records[0].what, &records[0].actor),
        (1, &Recorded::SignedIn, &named("Desk"))
    );
    assert_eq!(hub.number("select count(*) from team_links where length(token_hash) = 32").await, 2);
    assert_eq!(hub.number("select count(*) from team_shifts where length(token_hash) = 32").await, 1);
}

pub async fn one_link_followed_by_ten_at_once_begins_one_shift(hub: &Hub) {
    key(hub, 1, "Desk", "desk@example.org").await;
    send(hub, 1, "Desk", now()).await;
    let tries = (0..10).map(|n| {
        let store = hub.store.clone();
        tokio::spawn(
            async move { store.begin_shift(&token(1), &token(100 + n), now()).await.unwrap().is_some() },
        )
    });
    let mut begun = 0;
    for one in tries.collect::<Vec<_>>() {
        begun += u32::from(one.await.unwrap());
    }
    assert_eq!(begun, 1);
    assert_eq!(hub.number("select count(*) from team_shifts").await, 1);
}

pub async fn a_shift_ends_by_time_by_hand_and_with_its_key(hub: &Hub) {
    key(hub, 1, "Desk", "desk@example.org").await;
    for n in 1..=4 {
        send(hub, n, "Desk", now()).await;
        assert!(hub.store.begin_shift(&token(n), &token(100 + n), now()).await.unwrap().is_some());
    }
    let on = async |n: u8, at| hub.store.use_shift(&token(100 + n), at).await.unwrap().is_some();
    // One is used every half-hour, another never.
    for minutes in (30..720).step_by(30) {
        assert!(on(1, later(minutes)).await, "{minutes}");
    }
    assert!(!on(1, later(720)).await, "twelve hours are over");
    assert!(on(2, Instant::from_unix(later(60).unix() - 1)).await);
    assert!(!on(2, later(120)).await, "an hour without use");
    assert!(on(3, later(10)).await);
    assert_eq!(hub.store.end_shift(&token(103)).await, Ok(true));
    assert_eq!(hub.store.end_shift(&token(103)).await, Ok(false), "again");
    assert!(!on(3, later(10)).await);
    assert!(on(4, later(10)).await);
    hub.store.revoke_team_key(&named("Desk"), later(10)).await.unwrap();
    assert!(!on(4, later(10)).await, "the key is revoked");
    send(hub, 9, "Desk", later(10)).await;
    assert_eq!(hub.store.begin_shift(&token(9), &token(109), later(10)).await, Ok(None));
}

pub async fn one_key_is_sent_so_many_links_and_no_more(hub: &Hub) {
    key(hub, 1, "Desk", "desk@example.org").await;
    key(hub, 2, "Other", "desk@example.org").await;
    let most = u8::try_from(MOST_LINKS).unwrap();
    for n in 1..=most {
        assert!(send(hub, n, "Desk", now()).await, "{n}");
    }
    let both = [(named("Other"), token(50)), (named("Desk"), token(51))];
    assert_eq!(hub.store.keep_team_links(&both, &letter(50), later(14)).await, Ok(false));
    assert_eq!(hub.store.begin_shift(&token(50), &token(150), later(14)).await, Ok(None), "nothing was kept");
    assert_eq!(hub.store.messages_waiting().await, Ok(u32::from(most)));
    assert!(send(hub, 52, "Other", later(14)).await);
    assert!(send(hub, 53, "Desk", later(15)).await, "after a quarter of an hour");
    // What opens nothing any more goes with the next link.
    assert!(send(hub, 54, "Desk", later(3 * 24 * 60)).await);
    assert_eq!(hub.number("select count(*) from team_links").await, 1);
    assert_eq!(hub.store.messages_waiting().await, Ok(1));
}
