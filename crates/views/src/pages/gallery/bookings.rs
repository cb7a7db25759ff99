//! The pages of a booking, from the form to its end, in every state.

use domain::booking::{MovedFrom, RawParty};
use domain::kept_booking::clash;
use domain::{KeptBooking, OnBehalf, PrivateToken};

use super::*;
use crate::pages::booking::Trying;
use crate::pages::{change_party, lost_link, private_link};

/// The form, and the answers to check.
pub(super) fn pieces() -> Markup {
    let bookable = session_detail(Availability::Places { left: 4 });
    let full = session_detail(Availability::Full);
    let few = SessionDetail { counts: Counts::People, ..session_detail(Availability::Places { left: 2 }) };
    let empty =
        RawBooking { children: vec![String::new()], name: String::new(), contact: String::new(), ..form() };
    let wrong = RawBooking {
        children: vec![String::new(), "30".to_owned()],
        name: String::new(),
        contact: "sam@".to_owned(),
        ..form()
    };
    let three = RawBooking { children: vec!["5".to_owned(), "11".to_owned()], ..form() };
    let many = RawBooking { children: vec!["5".to_owned(); 8], ..form() };
    let behalf = RawBooking { on_behalf: Some("Health visitor".to_owned()), ..form() };
    let problems = [
        FieldProblem { field: At::child(0), code: ProblemCode::ChildAgeMissing },
        FieldProblem { field: At::child(1), code: ProblemCode::ChildTooOld },
        FieldProblem::new("name", ProblemCode::NameMissing),
        FieldProblem::new("contact", ProblemCode::ContactNotAnEmail),
    ];
    let too_long = [
        FieldProblem::new("on_behalf", ProblemCode::OnBehalfTooLong),
        FieldProblem::new("access_needs", ProblemCode::NeedsTooLong),
    ];
    let not_now = |availability| book::not_now(&session_detail(availability));
    let check = |failed: Option<Failure>, sending| {
        check_answers::main(&bookable, &form(), None, failed.as_ref(), sending)
    };
    let refused = |kind, places_left| {
        Some(problem(Problem { places_left, errors: problems.to_vec(), ..plain_problem(kind) }))
    };
    let join = |failed: Option<Failure>, sending| {
        let form = RawBooking { waiting: true, ..form() };
        check_answers::main(&full, &form, None, failed.as_ref(), sending)
    };
    let others = [kept(BOOKED)];
    let at_once = at("Stay and play", Availability::Full);
    let another = read("another");
    let other = clash(&[(&another, at_once.starts_at, at_once.ends_at)], &others);
    html! {
        (piece("Book", vec![
            ("Nothing typed yet", book::main(&bookable, &empty, &[])),
            ("Filled", book::main(&bookable, &form(), &[])),
            ("For a family somebody supports", book::main(&bookable, &behalf, &[])),
            ("One thing to put right", book::main(&bookable, &RawBooking { name: String::new(), ..form() }, &problems[2..3])),
            ("Several things to put right", book::main(&bookable, &wrong, &problems)),
            ("Things too long", book::main(&bookable, &behalf, &too_long)),
            ("Full", book::main(&full, &empty, &[])),
            ("A course", book::main(&of_course(Availability::Places { left: 3 }), &empty, &[])),
            ("Too few places left", book::main(&few, &three, &[])),
            ("More people than places", book::main(&few, &many, &[])),
            ("Closed", not_now(Availability::Closed)),
            ("Cancelled", not_now(Availability::Cancelled)),
            ("This browser cannot book", not_now(Availability::Places { left: 4 })),
        ]))
        (piece("Check answers", vec![
            ("Nothing tried yet", check(None, false)),
            ("For a family somebody supports", check_answers::main(&bookable, &behalf, None, None, false)),
            ("A course", check_answers::main(&of_course(Availability::Places { left: 3 }), &form(), None, None, false)),
            ("Something else then", check_answers::main(&bookable, &form(), other, None, false)),
            ("On its way", check(None, true)),
            ("Offline", check(Some(Failure::Offline), false)),
            ("The server cannot answer", check(Some(Failure::Server), false)),
            ("The session is gone", check(Some(Failure::NotFound), false)),
            ("Full", check(refused(kind::FULL, Some(0)), false)),
            ("Too few places left", check(refused(kind::FULL, Some(1)), false)),
            ("More people than places", check(refused(kind::PARTY_TOO_LARGE, None), false)),
            ("The family is booked already", check(refused(kind::FAMILY_ALREADY_BOOKED, None), false)),
            ("Things to put right", check(refused(kind::FIELDS, None), false)),
            ("Too many tries", check(refused(kind::TOO_MANY, None), false)),
            ("Not bookable now", check(refused(kind::CLOSED, None), false)),
            ("Nothing to check yet", check_answers::not_yet(&bookable)),
        ]))
        (piece("Check answers, to join the waiting list", vec![
            ("Full", join(None, false)),
            ("Too few places left", check_answers::main(&few, &three, None, None, false)),
            ("On its way", join(None, true)),
            ("The list is full", join(refused(kind::WAITING_LIST_FULL, None), false)),
            ("Too late to wait", join(refused(kind::FULL, Some(0)), false)),
        ]))
    }
}

/// One booking.
pub(super) fn one(setting: Setting<'_>) -> Markup {
    let as_of = Some(now().plus_minutes(-90));
    let tried = |failed| Trying { sending: false, failed };
    let show = |kept: &KeptBooking| booking::page(setting, kept, None, &Trying::default()).main;
    let on = |status| show(&kept(status));
    let with = |status, change: fn(&mut KeptBooking)| {
        let mut kept = kept(status);
        change(&mut kept);
        show(&kept)
    };
    let offer = |trying| booking::page(setting, &kept(offered()), None, &trying).main;
    html! {
        (piece("Booking", vec![
            ("Booked, told by email", on(BOOKED)),
            ("Booked, told by text message", with(BOOKED, |kept| kept.booking.contact = Contact::Phone("07700900123".to_owned()))),
            ("Booked by somebody who supports the family", with(BOOKED, |kept| {
                kept.booking.on_behalf = OnBehalf::parse("Health visitor").ok().flatten();
            })),
            ("Booked, as the device last heard", booking::page(setting, &kept(BOOKED), as_of, &Trying::default()).main),
            ("Booked, and the hub has moved it", with(BOOKED, |kept| kept.booking.moved_from = Some(moved_from()))),
            ("Booked, a course", with(BOOKED, |kept| kept.booking.course = Some(own_course()))),
            ("On the waiting list of a course", with(waiting(), |kept| kept.booking.course = Some(course(Availability::Full)))),
            ("Cancelled", on(cancelled(CancelledBy::Family))),
            ("Cancelled on the day", on(BookingStatus::Cancelled { at: now(), by: CancelledBy::Family })),
            ("Cancelled by the hub", on(cancelled(CancelledBy::Hub))),
            ("The session is over", with(BOOKED, |kept| kept.booking.session = days_ago(7, Availability::Finished))),
            ("A wrong link", booking::wrong_link(setting).main),
            ("Not known yet", booking::waiting()),
            ("Offline", booking::unreachable(setting, &Failure::Offline).main),
            ("The server cannot answer", booking::unreachable(setting, &Failure::Server).main),
        ]))
        (piece("Booking on the waiting list", vec![
            ("Second in line", on(waiting())),
            ("As the device last heard", booking::page(setting, &kept(waiting()), as_of, &Trying::default()).main),
            ("Places are free at the last minute", with(waiting(), |kept| kept.booking.session = at("Baby massage", Availability::Places { left: 1 }))),
            ("Left", with(cancelled(CancelledBy::Family), |kept| kept.never_held = true)),
            ("No place came free", with(waiting(), |kept| kept.booking.session = days_ago(7, Availability::Finished))),
        ]))
        (piece("Booking with an offer", vec![
            ("One place", on(offered())),
            ("Three places", with(offered(), |kept| kept.booking.places = 3)),
            ("On its way", offer(Trying { sending: true, failed: None })),
            ("Offline", offer(tried(Some(Failure::Offline)))),
            ("The server cannot answer", offer(tried(Some(Failure::Server)))),
            ("It stands otherwise now", offer(tried(Some(problem(plain_problem(kind::NOT_OFFERED)))))),
            ("Passed on", on(BookingStatus::Lapsed { at: now() })),
            ("Its time is up", on(BookingStatus::Offered { until: now() })),
        ]))
    }
}

/// What can be done about a booking, and the list of them.
pub(super) fn after(setting: Setting<'_>) -> Markup {
    let tried = |failed| Trying { sending: false, failed };
    let sending = || Trying { sending: true, failed: None };
    let none = Trying::default;
    let whole = Booking { course: Some(own_course()), ..booked() };
    let give_back = |status, trying| cancel::main(setting, &Booking { status, ..booked() }, &trying);
    let party = RawParty { adults: 1, children: vec!["5".to_owned(), "40".to_owned()] };
    let change =
        |problems: &[FieldProblem], trying| change_party::main(setting, &booked(), &party, problems, &trying);
    let refused = |kind, places_left| tried(Some(problem(Problem { places_left, ..plain_problem(kind) })));
    let private = |trying, stopped| private_link::main(setting, &booked(), &trying, stopped);
    let lost =
        |contact, wrong: Option<&FieldProblem>, trying| lost_link::main(setting, contact, wrong, &trying);
    let wrong = FieldProblem::new("contact", ProblemCode::ContactNotAnEmail);
    let mut moved = kept(BOOKED);
    moved.booking.moved_from = Some(moved_from());
    let mut over = kept(BOOKED);
    over.booking.session = days_ago(7, Availability::Finished);
    let all = [
        kept(offered()),
        kept(waiting()),
        kept(BOOKED),
        moved,
        kept(cancelled(CancelledBy::Hub)),
        kept(cancelled(CancelledBy::Family)),
        KeptBooking { never_held: true, ..kept(cancelled(CancelledBy::Family)) },
        kept(BookingStatus::Lapsed { at: now() }),
        over,
    ];
    let mine =
        |bookings: &[KeptBooking], as_of, cleared| my_bookings::page(setting, bookings, as_of, cleared).main;
    html! {
        (piece("Cancel", vec![
            ("Asks once", give_back(BOOKED, none())),
            ("A whole course", cancel::main(setting, &whole, &none())),
            ("Leave the waiting list", give_back(waiting(), none())),
            ("Let an offer go", give_back(offered(), none())),
            ("On its way", give_back(BOOKED, sending())),
            ("Offline", give_back(BOOKED, tried(Some(Failure::Offline)))),
            ("The server cannot answer", give_back(BOOKED, tried(Some(Failure::Server)))),
            ("A wrong link", give_back(BOOKED, tried(Some(Failure::NotFound)))),
            ("The session is over", give_back(BOOKED, refused(kind::FINISHED, None))),
        ]))
        (piece("Change who is coming", vec![
            ("As it is", change(&[], none())),
            ("Things to put right", change(&[FieldProblem { field: At::child(1), code: ProblemCode::ChildTooOld }], none())),
            ("On its way", change(&[], sending())),
            ("No more room", change(&[], refused(kind::FULL, Some(0)))),
            ("Too little room", change(&[], refused(kind::FULL, Some(1)))),
            ("Only fewer", change(&[], refused(kind::CLOSED, None))),
            ("Offline", change(&[], tried(Some(Failure::Offline)))),
        ]))
        (piece("Link and details", vec![
            ("Nothing tried yet", private(none(), false)),
            ("On its way", private(sending(), false)),
            ("Other links are stopped", private(none(), true)),
            ("Offline", private(tried(Some(Failure::Offline)), false)),
            ("Asks before it deletes", private_link::forget(setting, &booked(), &none())),
            ("Not deleted yet", private_link::forget(setting, &booked(), &tried(Some(Failure::Server)))),
            ("Deleted", private_link::forgotten().main),
        ]))
        (piece("Lost link", vec![
            ("Nothing typed yet", lost("", None, none())),
            ("To put right", lost("sam@", Some(&wrong), none())),
            ("On its way", lost("sam@example.org", None, sending())),
            ("Offline", lost("sam@example.org", None, tried(Some(Failure::Offline)))),
            ("Asked for", lost_link::asked(setting)),
            ("Without script", lost_link::frame(setting)),
        ]))
        (piece("My bookings", vec![
            ("None", mine(&[], None, false)),
            ("Cleared", mine(&[], None, true)),
            ("One in each state", mine(&all, None, false)),
            ("As the device last heard", mine(&all[2..3], Some(now()), false)),
        ]))
    }
}

fn form() -> RawBooking {
    RawBooking {
        session_id: at("", Availability::Full).id,
        token: String::new(),
        adults: 1,
        children: vec!["5".to_owned()],
        name: "Sam Example".to_owned(),
        contact: "sam@example.org".to_owned(),
        access_needs: "A quiet corner, please.".to_owned(),
        on_behalf: None,
        waiting: false,
        course: false,
    }
}

fn booked() -> Booking {
    Booking {
        id: BookingId::from_random([7; 16]),
        reference: Reference::from_random(123_456_789),
        status: BookingStatus::Booked,
        session: at("Baby massage", Availability::Places { left: 3 }),
        course: None,
        moved_from: None,
        party: Party::new(1, vec![Months(5)])
            .unwrap_or_else(|_| unreachable!("one adult and one child are a party")),
        places: 1,
        position: None,
        name: CarerName::parse("Sam Example").unwrap_or_else(|_| unreachable!("this is a name")),
        contact: Contact::Email("sam@example.org".to_owned()),
        access_needs: String::new(),
        on_behalf: None,
        booked_at: now().plus_minutes(-600),
    }
}

/// The booking as a device keeps it, in this state.
fn kept(status: BookingStatus) -> KeptBooking {
    let position = matches!(status, BookingStatus::Waiting { .. }).then_some(2);
    KeptBooking {
        token: PrivateToken::from_random([7; 16]),
        booking: Booking { status, position, ..booked() },
        as_of: now(),
        next_token: None,
        never_held: false,
    }
}

const BOOKED: BookingStatus = BookingStatus::Booked;

fn waiting() -> BookingStatus {
    BookingStatus::Waiting { since: now() }
}

fn offered() -> BookingStatus {
    BookingStatus::Offered { until: now().plus_minutes(240) }
}

fn cancelled(by: CancelledBy) -> BookingStatus {
    BookingStatus::Cancelled { at: now().plus_minutes(-24 * 60), by }
}

/// A session that was at this time yesterday, or a week ago.
fn moved_from() -> MovedFrom {
    let was = days_ago(1, Availability::Full);
    MovedFrom { starts_at: was.starts_at, place: was.location.name }
}

/// A course in which a family comes, has given a week back, and has given one back that is full now.
fn own_course() -> CourseDetail {
    let mut own = course(Availability::Places { left: 3 });
    for (week, coming) in own.weeks.iter_mut().zip([true, false, false, true, true]) {
        week.coming = Some(coming);
    }
    own
}

fn days_ago(days: i64, availability: Availability) -> SessionSummary {
    let start = at("", Availability::Full).starts_at.plus_minutes(-days * 24 * 60);
    SessionSummary { starts_at: start, ends_at: start.plus_minutes(90), ..at("Baby massage", availability) }
}
