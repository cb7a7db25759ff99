use domain::booking::MarkOutcome;
use domain::support_request::{NewSupportRequest, RequestOutcome, RequestState};
use domain::team_desk::RequestStep;
use domain::team_session::Tick;
use domain::{Actor, Instant, LocalityId, PrivateToken, RawListingChange, Recorded, Reference};
use serde_json::json;

use crate::hub::Hub;
use crate::sample::{at, booking, location, message, now, reference, service};

fn desk() -> Actor {
    Actor::parse("Front desk").unwrap()
}

fn east() -> LocalityId {
    "east".parse().unwrap()
}

pub async fn each_step_of_a_request_is_recorded_once(hub: &Hub) {
    let reference: Reference = "K7M-4QX".parse().unwrap();
    let new = NewSupportRequest {
        token: PrivateToken::from_random([1; 16]),
        reference: reference.clone(),
        locality: east(),
        sealed: vec![1, 2, 3],
        answer_by: "2026-11-24".parse().unwrap(),
    };
    hub.store.keep_request(&new, None, now()).await.unwrap();
    let step =
        async |step: RequestStep| hub.store.step_request(&reference, &east(), &step, &desk(), now()).await;
    hub.store.note_request_read(&reference, &east(), &desk(), now()).await.unwrap();
    assert_eq!(step(RequestStep::Assign(Actor::parse("JO").unwrap())).await, Ok(true));
    assert_eq!(hub.store.request_by_reference(&reference).await.unwrap().unwrap().assigned_to, "JO");
    assert_eq!(step(RequestStep::Close(RequestOutcome::Helped)).await, Ok(true));
    assert_eq!(step(RequestStep::Close(RequestOutcome::Helped)).await, Ok(false), "it is closed");
    assert_eq!(step(RequestStep::Assign(desk())).await, Ok(false));
    let closed = hub.store.request_by_reference(&reference).await.unwrap().unwrap();
    assert_eq!((closed.state, closed.outcome), (RequestState::Closed, Some(RequestOutcome::Helped)));
    let records = hub.store.all_records().await.unwrap();
    let whats: Vec<&Recorded> = records.iter().map(|record| &record.what).collect();
    let (reference, locality) = (reference.clone(), east());
    assert_eq!(
        whats,
        [
            &Recorded::RequestClosed {
                reference: reference.clone(),
                locality: locality.clone(),
                outcome: RequestOutcome::Helped
            },
            &Recorded::RequestAssigned { reference: reference.clone(), locality: locality.clone() },
            &Recorded::RequestRead { reference, locality },
        ]
    );
}

pub async fn a_suggestion_is_ticked_off_once(hub: &Hub) {
    hub.store.put_services(&[service("massage")], &[location("oak-lane")]).await.unwrap();
    let raw = RawListingChange {
        id: "7d0c0f3e-1111-4222-8333-444455556666".to_owned(),
        what: "times".to_owned(),
        ..RawListingChange::default()
    };
    let change = raw.parse("massage".parse().unwrap()).unwrap();
    hub.store.keep_change(&change, None, now()).await.unwrap();
    assert_eq!(hub.store.change_done_by(&change.id, &desk(), now()).await, Ok(true));
    assert_eq!(hub.store.change_done_by(&change.id, &desk(), now()).await, Ok(false));
    let records = hub.store.all_records().await.unwrap();
    assert_eq!((records.len(), &records[0].what), (1, &Recorded::SuggestionDone { id: change.id }));
}

pub async fn records_know_their_locality(hub: &Hub) {
    let (_, session) = hub.with_series(json!({})).await;
    hub.store.set_capacity(&session.id, 12, &desk(), now()).await.unwrap();
    hub.store.note_request_read(&"K7M-4QX".parse().unwrap(), &east(), &desk(), now()).await.unwrap();
    let kept = hub.store.location(&session.location_id).await.unwrap().unwrap();
    let records = hub.store.placed_records().await.unwrap();
    let places: Vec<Option<LocalityId>> = records.iter().map(|(_, locality)| locality.clone()).collect();
    assert_eq!(places, [None, kept.locality]);
    assert_eq!(records[1].0.session_id, Some(session.id));
}

pub async fn the_latest_tap_is_what_is_noted(hub: &Hub) {
    let (_, session) = hub.with_series(json!({})).await;
    hub.store.book(&booking(1, &session), &reference(1), &message(1), now()).await.unwrap();
    let id = booking(1, &session).id;
    let day = session.starts_at;
    let second = |second: i64| Instant::from_unix(day.unix() + second);
    let tap = async |came, tapped, sent| {
        hub.store
            .mark_attended(&id, None, Tick { came, at: second(tapped) }, &desk(), second(sent))
            .await
            .unwrap()
    };
    assert_eq!(tap(Some(true), 10, 60).await, MarkOutcome::Marked);
    assert_eq!(tap(Some(false), 5, 61).await, MarkOutcome::NotedLater { came: Some(true) }, "tapped before");
    assert_eq!(tap(Some(true), 10, 62).await, MarkOutcome::Marked, "sent twice");
    assert_eq!(tap(Some(true), 30, 63).await, MarkOutcome::Marked, "tapped again elsewhere");
    assert_eq!(tap(None, 20, 64).await, MarkOutcome::NotedLater { came: Some(true) });
    assert_eq!(tap(None, 30, 65).await, MarkOutcome::Marked, "in the same second the last one counts");
    let register = hub.store.register(&session.id).await.unwrap().unwrap();
    assert_eq!(register.bookings[0].attended, None);
    assert_eq!(tap(Some(false), 31, 66).await, MarkOutcome::Marked);
    let early = hub
        .store
        .mark_attended(&id, None, Tick { came: None, at: day }, &desk(), at("2026-11-20T10:00:00Z"))
        .await;
    assert_eq!(early, Ok(MarkOutcome::TooEarly));
    let whats: Vec<Recorded> =
        hub.store.records(&session.id).await.unwrap().into_iter().map(|record| record.what).collect();
    assert_eq!(
        whats,
        [Recorded::Marked { came: false }, Recorded::Unmarked, Recorded::Marked { came: true }],
        "only what changed something is recorded"
    );
}

pub async fn family_pages_are_listed_with_their_counts(hub: &Hub) {
    use domain::family_page::{FamilyPageId, RawFamilyPage};
    let page = |theme: &str| {
        let raw = RawFamilyPage {
            theme: theme.to_owned(),
            organisation: Some("oak".parse().unwrap()),
            items: vec!["guide.sleep".to_owned()],
        };
        raw.parse().unwrap()
    };
    let (first, second) = (FamilyPageId::from_bits(1), FamilyPageId::from_bits(2));
    let (monday, tuesday) = ("2026-11-23".parse().unwrap(), "2026-11-24".parse().unwrap());
    hub.store.keep_family_page(&first, &page("baby"), monday).await.unwrap();
    hub.store.keep_family_page(&second, &page("toddler"), tuesday).await.unwrap();
    for day in [monday, monday, tuesday] {
        hub.store.count_family_page(&first, day).await.unwrap();
    }
    let list = hub.store.family_pages(tuesday).await.unwrap();
    let counts: Vec<_> = list.iter().map(|one| (&one.id, one.made_on, one.today, one.opened)).collect();
    assert_eq!(counts, [(&second, tuesday, 0, 0), (&first, monday, 1, 3)]);
    assert_eq!(list[1].page, page("baby"));
}

pub async fn a_family_page_is_taken_down_and_put_back(hub: &Hub) {
    use domain::family_page::{AtAddress, FamilyPage, FamilyPageId};
    use domain::team_desk::FamilyPageChange::{PutBack, TakeDown};
    let (id, other) = (FamilyPageId::from_bits(1), FamilyPageId::from_bits(2));
    let page = FamilyPage::from_text("baby oak guide.sleep").unwrap();
    let today = now().london_date();
    hub.store.keep_family_page(&id, &page, today).await.unwrap();
    let there = Some(AtAddress::Page(page.clone()));
    let who = desk();
    let change = |id, change| hub.store.change_family_page(id, change, &who, now());
    for (step, at_address) in [
        (PutBack, &there),
        (TakeDown, &Some(AtAddress::TakenDown)),
        (TakeDown, &Some(AtAddress::TakenDown)),
        (PutBack, &there),
        (TakeDown, &Some(AtAddress::TakenDown)),
    ] {
        assert_eq!(change(&id, step).await, Ok(true));
        assert_eq!(hub.store.family_page(&id).await.as_ref(), Ok(at_address), "{step:?}");
    }
    assert_eq!(change(&other, TakeDown).await, Ok(false));
    assert!(hub.store.family_pages(today).await.unwrap()[0].is_taken_down);
    let again = hub.store.keep_family_page(&id, &page, today).await;
    assert_eq!(again, Ok(store::FamilyPageOutcome::AlreadyKept));
    assert_eq!(hub.store.family_page(&id).await, Ok(Some(AtAddress::TakenDown)), "made again it stays down");
    let page = id;
    let records = hub.store.placed_records().await.unwrap();
    let whats: Vec<Recorded> = records.into_iter().map(|(record, _)| record.what).collect();
    let down = Recorded::FamilyPageTakenDown { page: page.clone() };
    assert_eq!(
        whats,
        [down.clone(), Recorded::FamilyPagePutBack { page }, down],
        "only what changed something"
    );
}
