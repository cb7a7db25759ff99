use domain::family_page::{AtAddress, FamilyPage, FamilyPageCount, FamilyPageId};
use domain::outcome::{About, Changed, Helped, KEPT_DAYS, Next, Outcome};
use domain::support_request::{KeepOutcome, NewSupportRequest, RequestOutcome, RequestState};
use domain::{Date, PrivateToken, Reference};
use store::{FamilyPageOutcome, StoreError};

use crate::hub::Hub;
use crate::sample::{at, message, now};

fn today() -> Date {
    now().london_date()
}

fn page(text: &str) -> FamilyPage {
    FamilyPage::from_text(text).unwrap()
}

pub async fn a_family_page_keeps_its_address(hub: &Hub) {
    let id = FamilyPageId::from_bits(7);
    let first = page("reception school guide.sleep session.massage-2026-11-24");
    assert_eq!(hub.store.family_page(&id).await, Ok(None));
    assert_eq!(hub.store.keep_family_page(&id, &first, today()).await, Ok(FamilyPageOutcome::Kept));
    assert_eq!(hub.store.keep_family_page(&id, &first, today()).await, Ok(FamilyPageOutcome::AlreadyKept));
    let other = page("reception school guide.play");
    assert_eq!(hub.store.keep_family_page(&id, &other, today()).await, Ok(FamilyPageOutcome::IdInUse));
    assert_eq!(hub.store.family_page(&id).await, Ok(Some(AtAddress::Page(first))));
}

pub async fn a_family_page_is_counted_by_day(hub: &Hub) {
    let (one, two, gone) =
        (FamilyPageId::from_bits(1), FamilyPageId::from_bits(2), FamilyPageId::from_bits(3));
    for id in [&one, &two] {
        hub.store.keep_family_page(id, &page("baby school guide.sleep"), today()).await.unwrap();
    }
    let tomorrow = today().plus_days(1);
    for (id, day) in [(&two, today()), (&one, today()), (&one, tomorrow), (&one, today()), (&gone, today())] {
        assert_eq!(hub.store.count_family_page(id, day).await, Ok(()));
    }
    let counted = |id: &FamilyPageId, day, count| FamilyPageCount { id: id.clone(), day, count };
    let mut all = vec![counted(&one, today(), 2), counted(&one, tomorrow, 1), counted(&two, today(), 1)];
    all.sort_by_key(|one| (one.id.clone(), one.day));
    assert_eq!(hub.store.family_page_counts().await, Ok(all));
}

fn token(n: u8) -> PrivateToken {
    PrivateToken::from_random([n; 16])
}

fn reference(n: u8) -> Reference {
    Reference::from_random(u64::from(n))
}

fn request(n: u8) -> NewSupportRequest {
    NewSupportRequest {
        token: token(n),
        reference: reference(n),
        locality: "east".parse().unwrap(),
        sealed: vec![n, 0, 255],
        answer_by: today().plus_days(2),
    }
}

async fn sealed(hub: &Hub) -> i64 {
    hub.number("select count(*) from support_requests where sealed is not null").await
}

pub async fn a_request_is_kept_with_its_message_once(hub: &Hub) {
    let new = request(1);
    assert_eq!(hub.store.keep_request(&new, Some(&message(1)), now()).await, Ok(KeepOutcome::Kept));
    let again = NewSupportRequest { reference: reference(9), sealed: vec![9], ..request(1) };
    assert_eq!(hub.store.keep_request(&again, Some(&message(2)), now()).await, Ok(KeepOutcome::AlreadyKept));
    let taken = NewSupportRequest { reference: reference(1), ..request(2) };
    assert_eq!(hub.store.keep_request(&taken, None, now()).await, Err(StoreError::ReferenceTaken));
    assert_eq!(hub.store.messages_waiting().await, Ok(1));

    let found = hub.store.request_by_token(&token(1)).await.unwrap().unwrap();
    assert_eq!(hub.store.request_by_reference(&reference(1)).await, Ok(Some(found.clone())));
    assert_eq!((found.sealed.as_slice(), found.state), (&[1, 0, 255][..], RequestState::Received));
    assert_eq!((found.received_at, found.answer_by), (now(), today().plus_days(2)));
    assert_eq!((found.locality.as_str(), found.assigned_to.as_str(), found.outcome), ("east", "", None));
    assert_eq!(hub.store.request_by_token(&token(9)).await, Ok(None));
    assert_eq!(hub.store.request_by_reference(&reference(9)).await, Ok(None));
}

pub async fn a_request_is_assigned_and_closed_once(hub: &Hub) {
    let late = NewSupportRequest { answer_by: today().plus_days(5), ..request(1) };
    hub.store.keep_request(&late, None, now()).await.unwrap();
    hub.store.keep_request(&request(2), None, now().plus_minutes(5)).await.unwrap();
    let open = hub.store.open_requests().await.unwrap();
    assert_eq!(open.iter().map(|one| &one.reference).collect::<Vec<_>>(), [&reference(2), &reference(1)]);

    assert_eq!(hub.store.assign_request(&reference(2), "Duty worker").await, Ok(true));
    assert_eq!(hub.store.assign_request(&reference(7), "Nobody").await, Ok(false));
    let found = hub.store.request_by_reference(&reference(2)).await.unwrap().unwrap();
    assert_eq!((found.state, found.assigned_to.as_str()), (RequestState::Assigned, "Duty worker"));
    assert_eq!(hub.store.close_request(&reference(2), RequestOutcome::Helped, now()).await, Ok(true));
    assert_eq!(hub.store.close_request(&reference(2), RequestOutcome::NotWanted, now()).await, Ok(false));
    assert_eq!(hub.store.assign_request(&reference(2), "Late").await, Ok(false));
    assert_eq!(hub.store.withdraw_request(&token(2), now()).await, Ok(false));
    let found = hub.store.request_by_reference(&reference(2)).await.unwrap().unwrap();
    assert_eq!((found.state, found.outcome), (RequestState::Closed, Some(RequestOutcome::Helped)));
    assert_eq!(hub.store.open_requests().await.unwrap().len(), 1);
}

pub async fn a_request_taken_back_leaves_no_words(hub: &Hub) {
    hub.store.keep_request(&request(1), Some(&message(1)), now()).await.unwrap();
    hub.store.keep_request(&request(2), Some(&message(2)), now()).await.unwrap();
    assert_eq!(hub.store.withdraw_request(&token(1), now()).await, Ok(true));
    assert_eq!(hub.store.withdraw_request(&token(1), now()).await, Ok(false));
    let found = hub.store.request_by_token(&token(1)).await.unwrap().unwrap();
    assert_eq!((found.state, found.sealed.len()), (RequestState::Withdrawn, 0));
    assert_eq!(sealed(hub).await, 1);
    assert_eq!(hub.store.messages_waiting().await, Ok(1), "the message of the one that is open");
}

pub async fn requests_are_forgotten_and_counted(hub: &Hub) {
    let day = |days: i64| now().plus_minutes(days * 24 * 60);
    for n in 1..=3 {
        hub.store.keep_request(&request(n), Some(&message(n)), day(i64::from(n))).await.unwrap();
    }
    hub.store.close_request(&reference(2), RequestOutcome::PassedOn, day(4)).await.unwrap();
    assert_eq!(
        hub.store.forget_requests(day(4), day(1)).await,
        Ok(0),
        "they ended and came then, not before"
    );
    let later = day(4).plus_minutes(1);
    assert_eq!(hub.store.forget_requests(later, day(1).plus_minutes(1)).await, Ok(2));
    assert_eq!((sealed(hub).await, hub.number("select count(*) from support_requests").await), (1, 3));
    for (n, state, outcome) in [
        (1, RequestState::Closed, Some(RequestOutcome::NotReached)),
        (2, RequestState::Closed, Some(RequestOutcome::PassedOn)),
        (3, RequestState::Received, None),
    ] {
        let found = hub.store.request_by_reference(&reference(n)).await.unwrap().unwrap();
        assert_eq!((found.state, found.outcome), (state, outcome), "{n}");
    }
    assert_eq!(hub.store.messages_waiting().await, Ok(1));
    let due = hub.store.take_due_messages(at("2027-09-01T00:00:00Z"), at("2027-09-01T00:05:00Z"), 9).await;
    assert_eq!(due.unwrap()[0].message, message(3));
}

fn outcome(service: &str, locality: &str, helped: Helped) -> Outcome {
    Outcome {
        about: About::Service(service.parse().unwrap(), locality.parse().ok()),
        helped,
        changed: Some(Changed::Calmer),
        next: None,
        week: today().monday(),
    }
}

pub async fn outcomes_are_counted_once_for_each_mark(hub: &Hub) {
    let of_service = outcome("massage", "east", Helped::ALot);
    let nowhere = outcome("massage", "", Helped::ALot);
    let of_request = Outcome {
        about: About::Request("west".parse().unwrap()),
        changed: None,
        next: Some(Next::More),
        ..nowhere.clone()
    };
    for (mark, given, counts) in [
        ("a", &of_service, true),
        ("a", &of_service, false),
        ("a", &nowhere, false),
        ("b", &of_service, true),
        ("c", &nowhere, true),
        ("d", &of_request, true),
    ] {
        assert_eq!(hub.store.count_outcome(given, mark, today()).await, Ok(counts), "{mark}");
    }
    let told = hub.store.outcomes().await.unwrap();
    let count = |of: &Outcome| told.iter().find(|alike| alike.outcome == *of).map(|alike| alike.count);
    assert_eq!([count(&of_service), count(&nowhere), count(&of_request)], [Some(2), Some(1), Some(1)]);
    assert_eq!(told.len(), 3);
}

pub async fn outcomes_are_forgotten(hub: &Hub) {
    let given = outcome("massage", "east", Helped::No);
    hub.store.count_outcome(&given, "a", today()).await.unwrap();
    assert_eq!(hub.store.forget_outcomes(given.week.plus_days(KEPT_DAYS)).await, Ok(0));
    assert_eq!(hub.store.forget_outcomes(given.week.plus_days(KEPT_DAYS + 1)).await, Ok(1));
    assert_eq!(hub.store.outcomes().await, Ok(vec![]));
    // Its mark has gone long before: the same form would count again.
    assert_eq!(hub.store.count_outcome(&given, "a", today()).await, Ok(true));
}
