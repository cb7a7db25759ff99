use domain::booking::{AcceptOutcome, BookOutcome, CancelOutcome, PartyOutcome, RefusedStep};
use domain::{Availability, BookingStatus, CancelledBy, Instant, Months, Party, ProblemCode, Session};
use serde_json::json;
use store::{Caller, Notice};

use crate::hub::Hub;
use crate::sample::{at, booking, booking_with, message, now, reference, session_on};

/// The offer of a place that becomes free at [`now`].
fn until() -> Instant {
    at("2026-11-20T14:00:00Z")
}

/// Family number `n` books, or joins the waiting list, with this many children.
async fn ask(hub: &Hub, n: u64, session: &Session, children: usize) -> BookOutcome {
    let new = booking_with(n, session, |raw| {
        raw.waiting = true;
        raw.children = vec!["5".to_owned(); children];
    });
    hub.store.book(&new, &reference(n), &message(n), now()).await.unwrap()
}

async fn cancel(hub: &Hub, n: u64, session: &Session, now: Instant) -> CancelOutcome {
    let new = booking(n, session);
    hub.store.cancel(&new.id, &new.token, &message(format!("cancel-{n}")), now).await.unwrap()
}

async fn accept(hub: &Hub, n: u64, session: &Session, now: Instant) -> AcceptOutcome {
    let new = booking(n, session);
    hub.store.accept(&new.id, &Caller::Family(new.token), now).await.unwrap()
}

async fn change(hub: &Hub, n: u64, session: &Session, ages: &[u16], now: Instant) -> PartyOutcome {
    let new = booking(n, session);
    let party = Party::new(1, ages.iter().map(|age| Months(*age)).collect()).unwrap();
    hub.store.change_party(&new.id, &Caller::Family(new.token), &party, now).await.unwrap()
}

/// Where family number `n` stands, and where in line.
async fn stands(hub: &Hub, n: u64, session: &Session) -> (BookingStatus, Option<u16>) {
    let new = booking(n, session);
    let kept = hub.store.booking(&new.id, &new.token).await.unwrap().unwrap();
    (kept.status, kept.position)
}

/// Places taken and held, and how many wait.
async fn counts(hub: &Hub, session: &Session) -> (u16, u16, u16) {
    let session = hub.session(&session.id).await;
    (session.places_taken, session.places_held, session.waiting)
}

/// What is to be told, to family numbers, in the order of the notices' ids within each second.
async fn notices(hub: &Hub) -> Vec<(String, Notice)> {
    let due = hub.store.notices_to_compose(100).await.unwrap();
    let mut all: Vec<(String, Notice)> = due
        .into_iter()
        .map(|due| (due.booking.contact.as_str().replace("@example.org", ""), due.notice))
        .collect();
    all.sort_by_key(|(family, notice)| (family.clone(), format!("{notice:?}")));
    all
}

fn told(all: &[(&str, Notice)]) -> Vec<(String, Notice)> {
    all.iter().map(|(family, notice)| ((*family).to_owned(), notice.clone())).collect()
}

const WAITING: BookingStatus = BookingStatus::Waiting { since: Instant::from_unix(1_795_168_800) };

pub async fn a_full_session_has_a_waiting_list(hub: &Hub) {
    let (_, session) = hub.with_series(json!({ "capacity": 2, "counts": "children" })).await;
    assert_eq!(ask(hub, 1, &session, 1).await, BookOutcome::Booked, "while there is room nobody waits");
    assert_eq!(ask(hub, 2, &session, 1).await, BookOutcome::Booked);
    assert_eq!(ask(hub, 3, &session, 3).await, BookOutcome::TooLarge { capacity: 2 });
    assert_eq!(ask(hub, 3, &session, 2).await, BookOutcome::Joined { position: 1 });
    assert_eq!(ask(hub, 3, &session, 2).await, BookOutcome::AlreadyBooked, "a retry joins once");
    assert_eq!(ask(hub, 4, &session, 1).await, BookOutcome::Joined { position: 2 });
    assert_eq!(ask(hub, 5, &session, 1).await, BookOutcome::Joined { position: 3 });
    assert_eq!(stands(hub, 3, &session).await, (WAITING, Some(1)));
    assert_eq!(stands(hub, 5, &session).await, (WAITING, Some(3)));
    let second = booking_with(9, &session, |raw| {
        raw.contact = "SAM4@example.org".to_owned();
        raw.waiting = true;
    });
    let outcome = hub.store.book(&second, &reference(9), &message(9), now()).await;
    assert_eq!(outcome, Ok(BookOutcome::FamilyAlreadyBooked), "one that waits is live");
    assert_eq!(counts(hub, &session).await, (2, 0, 3));
    // One child's place: the first in line does not fit, keeps its place in line, and the next is asked.
    assert_eq!(cancel(hub, 1, &session, now()).await, CancelOutcome::Cancelled);
    assert_eq!(stands(hub, 4, &session).await, (BookingStatus::Offered { until: until() }, None));
    assert_eq!(stands(hub, 3, &session).await, (WAITING, Some(1)));
    assert_eq!(stands(hub, 5, &session).await, (WAITING, Some(2)));
    assert_eq!(counts(hub, &session).await, (2, 1, 2));
    let newcomer = booking(6, &session);
    let outcome = hub.store.book(&newcomer, &reference(6), &message(6), now()).await;
    assert_eq!(outcome, Ok(BookOutcome::Full { places_left: 0 }), "what is offered is held");
    assert_eq!(accept(hub, 3, &session, now()).await, AcceptOutcome::Refused(RefusedStep::NotOffered));
    assert_eq!(accept(hub, 4, &session, now()).await, AcceptOutcome::Accepted);
    assert_eq!(accept(hub, 4, &session, now()).await, AcceptOutcome::AlreadyAccepted);
    assert_eq!(counts(hub, &session).await, (2, 0, 2));
    assert_eq!(cancel(hub, 5, &session, now()).await, CancelOutcome::Cancelled, "the list can be left");
    assert_eq!(cancel(hub, 5, &session, now()).await, CancelOutcome::AlreadyCancelled);
    let by = CancelledBy::Family;
    assert_eq!(stands(hub, 5, &session).await.0, BookingStatus::Cancelled { at: now(), by });
    assert_eq!(
        notices(hub).await,
        told(&[
            ("sam3", Notice::Joined { position: 1 }),
            ("sam4", Notice::Accepted),
            ("sam4", Notice::Joined { position: 2 }),
            ("sam4", Notice::Offered { until: until() }),
            ("sam5", Notice::Joined { position: 3 }),
            ("sam5", Notice::Left),
        ])
    );
    // Both messages of booking, and the one of cancelling, came with the request.
    assert_eq!(hub.store.messages_waiting().await, Ok(9));
}

pub async fn an_offer_lapses_once_and_goes_to_the_next(hub: &Hub) {
    let (_, session) = hub.with_series(json!({ "capacity": 1 })).await;
    for n in 1..=3 {
        ask(hub, n, &session, 1).await;
    }
    cancel(hub, 1, &session, now()).await;
    assert_eq!(hub.store.pass_on_offers(at("2026-11-20T13:59:59Z")).await, Ok(0), "it stands until then");
    assert_eq!(accept(hub, 2, &session, until()).await, AcceptOutcome::Refused(RefusedStep::OfferOver));
    assert_eq!(hub.store.pass_on_offers(until()).await, Ok(2), "one is told it lapsed, the next is asked");
    assert_eq!(hub.store.pass_on_offers(until()).await, Ok(0));
    assert_eq!(stands(hub, 2, &session).await, (BookingStatus::Lapsed { at: until() }, None));
    let later = at("2026-11-20T18:00:00Z");
    assert_eq!(stands(hub, 3, &session).await, (BookingStatus::Offered { until: later }, None));
    assert_eq!(accept(hub, 2, &session, until()).await, AcceptOutcome::Refused(RefusedStep::OfferOver));
    assert_eq!(cancel(hub, 2, &session, until()).await, CancelOutcome::AlreadyCancelled);
    assert_eq!(change(hub, 2, &session, &[6], until()).await, PartyOutcome::Refused(RefusedStep::OfferOver));
    // One whose offer lapsed may join again: it is not live.
    let again = booking_with(12, &session, |raw| {
        raw.contact = "sam2@example.org".to_owned();
        raw.waiting = true;
    });
    let joined = hub.store.book(&again, &reference(12), &message(12), until()).await;
    assert_eq!(joined, Ok(BookOutcome::Joined { position: 1 }));
    // Declining passes on at once.
    assert_eq!(cancel(hub, 3, &session, until()).await, CancelOutcome::Cancelled);
    let offered = hub.store.booking(&again.id, &again.token).await.unwrap().unwrap();
    assert_eq!(offered.status, BookingStatus::Offered { until: later });
    let lapsed = notices(hub).await.into_iter().filter(|(_, notice)| *notice == Notice::Lapsed).count();
    assert_eq!(lapsed, 1);
    // When nobody waits any more the place is simply free.
    assert_eq!(hub.store.pass_on_offers(later).await, Ok(1));
    assert_eq!(counts(hub, &session).await, (0, 0, 0));
}

pub async fn near_the_closing_places_are_for_whoever_comes(hub: &Hub) {
    let (_, session) = hub.with_series(json!({ "capacity": 1 })).await;
    ask(hub, 1, &session, 1).await;
    ask(hub, 2, &session, 1).await;
    let late = at("2026-11-24T08:50:00Z");
    let none = booking_with(3, &session, |raw| raw.waiting = true);
    let outcome = hub.store.book(&none, &reference(3), &message(3), late).await;
    assert_eq!(outcome, Ok(BookOutcome::Full { places_left: 0 }), "there is no time left to wait");
    assert_eq!(cancel(hub, 1, &session, late).await, CancelOutcome::Cancelled);
    assert_eq!(counts(hub, &session).await, (0, 0, 1), "no offer is made");
    assert_eq!(
        accept(hub, 2, &session, late).await,
        AcceptOutcome::Accepted,
        "those who wait may take it too"
    );
    assert_eq!(counts(hub, &session).await, (1, 0, 0));
    assert_eq!(cancel(hub, 2, &session, at("2026-11-24T11:29:59Z")).await, CancelOutcome::Cancelled);
    assert_eq!(accept(hub, 2, &session, late).await, AcceptOutcome::Refused(RefusedStep::Cancelled));
}

pub async fn a_party_grows_if_there_is_room_and_shrinks_always(hub: &Hub) {
    let (_, session) = hub.with_series(json!({ "capacity": 4, "counts": "children" })).await;
    ask(hub, 1, &session, 2).await;
    ask(hub, 2, &session, 1).await;
    assert_eq!(
        change(hub, 1, &session, &[5, 5, 6, 6, 7], now()).await,
        PartyOutcome::TooLarge { capacity: 4 }
    );
    assert_eq!(change(hub, 1, &session, &[5, 5, 6, 6], now()).await, PartyOutcome::Full { places_left: 1 });
    assert_eq!(change(hub, 1, &session, &[5, 5, 6], now()).await, PartyOutcome::Changed);
    assert_eq!(change(hub, 1, &session, &[5, 5, 6], now()).await, PartyOutcome::Changed, "a retry");
    assert_eq!(counts(hub, &session).await, (4, 0, 0));
    let PartyOutcome::DoesNotFit(problems) = change(hub, 1, &session, &[5, 13], now()).await else {
        panic!("a child of thirteen months came in")
    };
    assert_eq!((problems.len(), problems[0].code), (1, ProblemCode::ChildTooOld));
    let PartyOutcome::DoesNotFit(problems) = change(hub, 1, &session, &[], now()).await else {
        panic!("nobody's child comes")
    };
    assert_eq!(problems[0].code, ProblemCode::ChildrenMissing);
    assert_eq!(ask(hub, 3, &session, 2).await, BookOutcome::Joined { position: 1 });
    assert_eq!(ask(hub, 4, &session, 1).await, BookOutcome::Joined { position: 2 });
    // One child off: its place is offered to the one that fits.
    assert_eq!(change(hub, 1, &session, &[5, 6], now()).await, PartyOutcome::Changed);
    assert_eq!(stands(hub, 4, &session).await.0, BookingStatus::Offered { until: until() });
    // The first in line comes with one child less, and waits on in its place.
    assert_eq!(change(hub, 3, &session, &[5], now()).await, PartyOutcome::Changed);
    assert_eq!(stands(hub, 3, &session).await, (WAITING, Some(1)));
    assert_eq!(change(hub, 2, &session, &[5, 6], now()).await, PartyOutcome::Full { places_left: 0 });
    let closed = at("2026-11-24T09:30:00Z");
    let shut = PartyOutcome::NotBookable(Availability::Closed);
    assert_eq!(change(hub, 2, &session, &[6], closed).await, shut, "another child is another booking");
    assert_eq!(change(hub, 1, &session, &[6], closed).await, PartyOutcome::Changed);
    assert_eq!(change(hub, 1, &session, &[5], session.ends_at).await, PartyOutcome::Finished);
    let stranger = Caller::Family(booking(9, &session).token);
    let party = Party::new(1, vec![Months(5)]).unwrap();
    let outcome = hub.store.change_party(&booking(1, &session).id, &stranger, &party, now()).await;
    assert_eq!(outcome, Ok(PartyOutcome::NotFound));
    let kept = booking(1, &session);
    let kept = hub.store.booking(&kept.id, &kept.token).await.unwrap().unwrap();
    assert_eq!((kept.party.children(), kept.places), (&[Months(6)][..], 1));
    // The offer has grown old in the meantime; its place is still held for it.
    assert_eq!(counts(hub, &session).await, (3, 1, 1));
}

pub async fn a_larger_capacity_by_an_import_is_offered_first(hub: &Hub) {
    let (series, session) = hub.with_series(json!({ "capacity": 1 })).await;
    ask(hub, 1, &session, 1).await;
    ask(hub, 2, &session, 1).await;
    let larger = Session { capacity: Some(2), ..session_on(&series, "2026-11-24") };
    hub.store.put_series(&[], std::slice::from_ref(&larger)).await.unwrap();
    assert_eq!(ask(hub, 3, &session, 1).await, BookOutcome::Joined { position: 1 }, "nobody jumps the queue");
    assert_eq!(stands(hub, 2, &session).await.0, BookingStatus::Offered { until: until() });
    let larger = Session { capacity: Some(3), ..larger };
    hub.store.put_series(&[], std::slice::from_ref(&larger)).await.unwrap();
    assert_eq!(hub.store.pass_on_offers(now()).await, Ok(1), "a server finds it by itself");
    assert_eq!(counts(hub, &session).await, (3, 2, 0));
}

pub async fn grace_lets_a_child_in(hub: &Hub) {
    let (_, session) = hub.with_series(json!({ "grace_months": 1 })).await;
    for (n, age, fits) in [(1, 13, true), (2, 14, false), (3, 1, true), (4, 0, false)] {
        let new = booking_with(n, &session, |raw| raw.children = vec![age.to_string()]);
        let outcome = hub.store.book(&new, &reference(n), &message(n), now()).await.unwrap();
        assert_eq!(outcome == BookOutcome::Booked, fits, "{age}: {outcome:?}");
    }
}

pub async fn who_books_for_a_family_is_kept(hub: &Hub) {
    let session = hub.with_session().await;
    let new = booking_with(1, &session, |raw| raw.on_behalf = Some("Health visitor, Sankey".to_owned()));
    hub.store.book(&new, &reference(1), &message(1), now()).await.unwrap();
    assert_eq!(hub.store.book(&new, &reference(2), &message(2), now()).await, Ok(BookOutcome::AlreadyBooked));
    let kept = hub.store.booking(&new.id, &new.token).await.unwrap().unwrap();
    assert_eq!(kept.on_behalf, new.on_behalf);
    assert!(kept.on_behalf.is_some());
}
