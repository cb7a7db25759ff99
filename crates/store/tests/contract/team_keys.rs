use domain::team_key::{AddKeyOutcome, NewTeamKey, RevokeKeyOutcome, Scope, TeamKey};
use domain::{Actor, Date};

use crate::hub::Hub;
use crate::sample::{at, now};

fn named(name: &str) -> Actor {
    Actor::parse(name).unwrap()
}

fn new(name: &str, localities: &[&str], expires_on: Option<&str>) -> NewTeamKey {
    NewTeamKey {
        name: named(name),
        scope: Scope::of(localities.iter().map(|id| id.parse().unwrap()).collect()),
        expires_on: expires_on.map(|day| day.parse().unwrap()),
    }
}

fn key(n: u8) -> TeamKey {
    TeamKey::from_random([n; 32])
}

pub async fn a_key_opens_until_it_expires_or_is_revoked(hub: &Hub) {
    let desk = new("Front desk", &["south", "east"], None);
    let visitor = new("Visitor", &[], Some("2026-11-24"));
    assert_eq!(hub.store.use_team_key(&key(1), now()).await, Ok(None));
    for (new, n) in [(&desk, 1), (&visitor, 2)] {
        assert_eq!(hub.store.add_team_key(new, &key(n), now()).await, Ok(AddKeyOutcome::Added));
    }
    let taken = hub.store.add_team_key(&new("FRONT desk", &[], None), &key(3), now()).await;
    assert_eq!(taken, Ok(AddKeyOutcome::NameTaken));
    assert_eq!(hub.store.use_team_key(&key(3), now()).await, Ok(None), "nothing of it was kept");
    assert_eq!(hub.store.use_team_key(&key(1), now()).await, Ok(Some(desk.clone())));
    let last = at("2026-11-24T23:59:59Z");
    assert_eq!(hub.store.use_team_key(&key(2), last).await, Ok(Some(visitor.clone())));
    assert_eq!(hub.store.use_team_key(&key(2), last.plus_minutes(1)).await, Ok(None));

    let revoke = async |name| hub.store.revoke_team_key(&named(name), now()).await.unwrap();
    assert_eq!(revoke("Nobody").await, RevokeKeyOutcome::NoSuchKey);
    assert_eq!(revoke("front Desk").await, RevokeKeyOutcome::Revoked);
    assert_eq!(revoke("Front desk").await, RevokeKeyOutcome::AlreadyRevoked);
    assert_eq!(hub.store.use_team_key(&key(1), now()).await, Ok(None));
    let again = hub.store.add_team_key(&desk, &key(4), now()).await;
    assert_eq!(again, Ok(AddKeyOutcome::NameTaken), "records name it");
}

pub async fn a_list_of_keys_says_when_and_tells_none(hub: &Hub) {
    let desk = new("Front desk", &["east"], Some("2027-03-31"));
    hub.store.add_team_key(&new("Zoë", &[], None), &key(2), now()).await.unwrap();
    hub.store.add_team_key(&desk, &key(1), now()).await.unwrap();
    for moment in ["2026-11-25T10:00:00Z", "2026-11-26T00:30:00Z", "2026-11-25T09:00:00Z"] {
        hub.store.use_team_key(&key(1), at(moment)).await.unwrap();
    }
    hub.store.revoke_team_key(&named("Zoë"), at("2026-11-26T10:00:00Z")).await.unwrap();
    let list = hub.store.team_keys().await.unwrap();
    let names: Vec<&str> = list.iter().map(|kept| kept.key.name.as_str()).collect();
    assert_eq!(names, ["Front desk", "Zoë"]);
    assert_eq!((&list[0].key, list[0].made_at, list[0].revoked_at), (&desk, now(), None));
    assert_eq!(list[0].last_used_on, "2026-11-26".parse::<Date>().ok(), "the latest day stays");
    assert_eq!(list[1].revoked_at, Some(at("2026-11-26T10:00:00Z")));
    assert_eq!(list[1].last_used_on, None);
    // The database holds the fingerprint and not the key.
    assert_eq!(hub.number("select count(*) from team_keys where length(key_hash) = 32").await, 2);
}
