use proptest::prelude::*;

use super::*;
use crate::age::AgeRange;
use crate::geo::Metres;
use crate::service::{Cost, Referral, ServiceStatus};

fn id(number: usize) -> ServiceId {
    format!("service-{number}").parse().unwrap()
}

fn ids(numbers: impl IntoIterator<Item = usize>) -> Vec<ServiceId> {
    numbers.into_iter().map(id).collect()
}

fn named(numbers: impl IntoIterator<Item = usize>) -> Vec<(ServiceId, String)> {
    numbers.into_iter().map(|number| (id(number), format!("Service {number}"))).collect()
}

fn turns(list: &[Saved]) -> Vec<(ServiceId, u32)> {
    list.iter().map(|saved| (saved.id.clone(), saved.turn)).collect()
}

/// A list to which each of these was added in turn.
fn saved(numbers: impl IntoIterator<Item = usize>) -> Vec<Saved> {
    numbers.into_iter().fold(Vec::new(), |mut all, number| {
        let new = add(&turns(&all), &named([number])).new;
        all.extend(new);
        all
    })
}

fn shown(all: Vec<Saved>) -> Vec<ServiceId> {
    list(all, &[], "").into_iter().map(|known| known.saved.id).collect()
}

fn heard(at: i64, near: &str, services: Vec<ServiceOutline>, gone: Vec<ServiceId>) -> Heard {
    Heard {
        at: Instant::from_unix(at),
        near: near.to_owned(),
        answer: ServicesById { services, gone, origin: None },
    }
}

fn outline(number: usize, name: &str, distance: Option<u32>) -> ServiceOutline {
    ServiceOutline {
        summary: ServiceSummary {
            id: id(number),
            name: name.to_owned(),
            summary: String::new(),
            organisation: String::new(),
            status: ServiceStatus::Active,
            ages: AgeRange::ALL,
            cost: Cost::Free,
            attending: Vec::new(),
            referral: Referral::None,
            place: None,
            other_places: 0,
            distance: distance.map(Metres),
            reach: None,
            next_session: None,
        },
        phone: String::new(),
        times: Vec::new(),
        address: Vec::new(),
        access: Vec::new(),
    }
}

#[test]
fn what_is_saved_last_stands_first() {
    assert_eq!(shown(saved([1, 2, 3])), ids([3, 2, 1]));
    // Saving again changes nothing, also not the order.
    assert_eq!(shown(saved([1, 2, 3, 1])), ids([3, 2, 1]));
}

#[test]
fn two_tabs_that_save_at_the_same_moment_show_the_same_order() {
    let [mut one, mut other] = [saved([1, 2]), saved([1, 3])];
    one.extend(other.split_off(1));
    assert_eq!(shown(one.clone()), ids([2, 3, 1]));
    one.reverse();
    assert_eq!(shown(one), ids([2, 3, 1]));
}

#[test]
fn a_removed_service_comes_back_to_its_old_place() {
    let mut all = saved([1, 2, 3]);
    let removed = all.remove(1);
    assert_eq!(shown(all.clone()), ids([3, 1]));
    all.extend(add(&turns(&all), &named([4])).new);
    all.push(removed);
    assert_eq!(shown(all), ids([4, 3, 2, 1]));
}

#[test]
fn a_shared_list_keeps_its_order_and_overwrites_nothing() {
    let mut own = saved([1, 2]);
    let addition = add(&turns(&own), &named([5, 1, 6, 5]));
    assert_eq!(addition.left_out, 0);
    own.extend(addition.new);
    assert_eq!(shown(own), ids([5, 6, 2, 1]));
}

#[test]
fn a_list_holds_a_hundred() {
    for (there, adding, fit, left_out) in
        [(99, 1, 1, 0), (100, 1, 0, 1), (95, 20, 5, 15), (0, 20, 20, 0), (0, 101, 100, 1)]
    {
        let addition = add(&turns(&saved(0..there)), &named(1000..1000 + adding));
        assert_eq!((addition.new.len(), addition.left_out), (fit, left_out), "{there} and {adding} more");
    }
    // What is on a full list already is not left out of it.
    assert_eq!(add(&turns(&saved(0..100)), &named(0..20)), Addition::default());
}

#[test]
fn a_note_has_at_most_five_hundred_characters() {
    for (text, kept) in [
        (String::new(), Some(0)),
        ("  Ask for Priya \n".to_owned(), Some(13)),
        ("é".repeat(500), Some(500)),
        (format!(" {} ", "x".repeat(500)), Some(500)),
        ("x".repeat(501), None),
    ] {
        let note = Note::try_from(text.clone()).ok().map(|note| note.as_str().chars().count());
        assert_eq!(note, kept, "{text:.20}");
    }
    assert_eq!(Note::try_from("x".repeat(512)), Err(NoteTooLong { length: 512 }));
}

#[test]
fn what_was_heard_last_counts() {
    let old = heard(1000, "", vec![outline(1, "Old name", None), outline(2, "Two", None)], vec![]);
    let new = heard(2000, "", vec![outline(1, "New name", None)], ids([2]));
    for all in [[old.clone(), new.clone()], [new.clone(), old.clone()]] {
        let known = list(saved([3, 2, 1]), &all, "");
        let told: Vec<_> = known.iter().map(|one| (one.name(), one.gone, one.as_of)).collect();
        let at = Some(Instant::from_unix(2000));
        assert_eq!(told, [("New name", false, at), ("Service 2", true, at), ("Service 3", false, None)]);
    }
    // A service that is listed again is not gone.
    let back = heard(3000, "", vec![outline(2, "Two again", None)], vec![]);
    let known = list(saved([2]), &[new, back], "");
    assert_eq!((known[0].name(), known[0].gone), ("Two again", false));
}

#[test]
fn a_distance_counts_only_from_where_it_was_measured() {
    let heard = [heard(0, "WA5 1AB", vec![outline(1, "Stay and play", Some(800))], vec![])];
    let distance = |near| list(saved([1]), &heard, near)[0].service.as_ref().unwrap().summary.distance;
    assert_eq!((distance("WA5 1AB"), distance("WA1"), distance("")), (Some(Metres(800)), None, None));
}

#[test]
fn an_answer_comes_apart_by_service() {
    let whole = heard(7, "WA1", vec![outline(1, "One", None), outline(2, "Two", None)], ids([3]));
    let pieces = whole.each();
    assert_eq!(pieces.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>(), ids([1, 2, 3]));
    let pieces: Vec<Heard> = pieces.into_iter().map(|(_, piece)| piece).collect();
    assert_eq!(list(saved(0..5), &pieces, "WA1"), list(saved(0..5), &[whole], "WA1"));
}

#[test]
fn an_address_says_what_it_asks_for() {
    let link = |numbers: &[usize], left_out| LinkIds { ids: ids(numbers.iter().copied()), left_out };
    for (query, asked) in [
        ("", Asked::Own),
        ("?q=sleep", Asked::Own),
        ("?ids=service-1,service-2", Asked::Shared(link(&[1, 2], 0))),
        ("?ids=service-1%2Cservice-2", Asked::Shared(link(&[1, 2], 0))),
        ("?ids=service-1&ids=service-2", Asked::Shared(link(&[1, 2], 0))),
        ("?ids=service-1,,service-1, service-2", Asked::Shared(link(&[1, 2], 0))),
        ("?ids=service-1,<script>,service-2", Asked::Shared(link(&[1, 2], 1))),
        ("?ids=", Asked::Shared(link(&[], 0))),
        ("?ids=a/b", Asked::Shared(link(&[], 1))),
        ("?compare=service-1&compare=service-2", Asked::Compared(link(&[1, 2], 0))),
        (
            "?compare=service-1,service-2,service-3,service-4,service-5",
            Asked::Compared(link(&[1, 2, 3, 4], 1)),
        ),
        ("?ids=service-1&compare=service-2", Asked::Compared(link(&[2], 0))),
    ] {
        assert_eq!(Asked::from_query(query), asked, "{query}");
    }
}

#[test]
fn a_link_holds_twenty() {
    for (count, left_out) in [(19, 0), (20, 0), (21, 1), (300, 280)] {
        let all: Vec<String> = ids(0..count).iter().map(ToString::to_string).collect();
        let Asked::Shared(link) = Asked::from_query(&format!("?ids={}", all.join(","))) else { panic!() };
        assert_eq!((link.ids, link.left_out), (ids(0..count.min(20)), left_out), "{count}");
    }
}

#[test]
fn a_request_by_id_tells_all_that_is_wrong_with_it() {
    let many = |count| ids(0..count).iter().map(|id| format!("id={id}&")).collect::<String>();
    let problem = |field: &str, code| FieldProblem::new(field, code);
    for (query, problems) in [
        (String::new(), vec![problem("id", ProblemCode::IdsOutOfRange)]),
        (many(21), vec![problem("id", ProblemCode::IdsOutOfRange)]),
        ("id=".to_owned(), vec![problem("id/0", ProblemCode::IdNotAnId)]),
        (
            "id=a&id=b,c&id=d&id=%00&near=WA5+1A".to_owned(),
            vec![
                problem("id/1", ProblemCode::IdNotAnId),
                problem("id/3", ProblemCode::IdNotAnId),
                problem("near", ProblemCode::NearNotAPostcode),
            ],
        ),
    ] {
        assert_eq!(ById::from_query(&query), Err(problems), "{query:.40}");
    }
    assert_eq!(ById::from_query(&many(20)).unwrap().ids, ids(0..20));
    assert_eq!(ById::from_query("id=service-2&id=service-1&id=service-2").unwrap().ids, ids([2, 1]));
}

proptest! {
    #[test]
    fn a_request_by_id_reads_back(numbers in proptest::collection::btree_set(0_usize..99, 1..=20), near in "(WA5|WA5 1AB|Great Sankey)?") {
        let asked = ById { ids: ids(numbers), near: Near::parse(&near).unwrap() };
        prop_assert_eq!(ById::from_query(&asked.query().finish()), Ok(asked));
    }

    #[test]
    fn no_link_breaks_the_list(query in "\\PC{0,80}", prefix in "(ids=|compare=|id=)?") {
        let query = prefix + &query;
        match Asked::from_query(&query) {
            Asked::Own => {}
            Asked::Shared(link) => prop_assert!(link.ids.len() <= MOST_SHARED),
            Asked::Compared(link) => prop_assert!(link.ids.len() <= MOST_COMPARED),
        }
        if let Ok(asked) = ById::from_query(&query) {
            prop_assert!((1..=MOST_SHARED).contains(&asked.ids.len()));
        }
    }

    #[test]
    fn adding_takes_nothing_away_and_twice_is_once(
        there in proptest::collection::vec(0_usize..130, 0..120),
        shared in proptest::collection::vec(0_usize..130, 0..40),
    ) {
        let own = saved(there);
        let addition = add(&turns(&own), &named(shared.clone()));
        let mut all = own.clone();
        all.extend(addition.new.clone());
        prop_assert!(all.len() <= MOST_SAVED);
        // All is there of what is wanted, or the list is full.
        let wanted: std::collections::BTreeSet<ServiceId> = ids(shared.clone()).into_iter().collect();
        let there_now = wanted.iter().filter(|id| all.iter().any(|saved| saved.id == **id)).count();
        if addition.left_out == 0 {
            prop_assert_eq!(there_now, wanted.len());
        } else {
            prop_assert_eq!(all.len(), MOST_SAVED);
        }
        prop_assert_eq!(add(&turns(&all), &named(shared)).new, Vec::new());
        // The newcomers stand before what was there, in their own order; the rest is as it was.
        let newcomers: Vec<ServiceId> = addition.new.into_iter().map(|saved| saved.id).collect();
        let (first, rest) = shown(all).split_at_checked(newcomers.len()).map(|(a, b)| (a.to_vec(), b.to_vec())).unwrap();
        prop_assert_eq!(first, newcomers);
        prop_assert_eq!(rest, shown(own));
    }

    #[test]
    fn what_is_kept_reads_back(text in "\\PC{0,60}") {
        let mut one = saved([1]).remove(0);
        one.note = Note::try_from(text.clone()).unwrap();
        let kept = serde_json::to_string(&one).unwrap();
        prop_assert_eq!(serde_json::from_str::<Saved>(&kept).unwrap(), one);
        let told = heard(77, &text, vec![outline(1, &text, Some(5))], ids([2]));
        let kept = serde_json::to_string(&told).unwrap();
        prop_assert_eq!(serde_json::from_str::<Heard>(&kept).unwrap(), told);
    }
}
