//! Sessions: a day's, one with its register, and what is done to one.

use axum::http::StatusCode;
use domain::session_change::MoveAsked;
use domain::team_session::{SessionChange, TeamSession};
use domain::{AgeRange, BookingId, Date, FieldProblem, Location, PrivateToken, RawBooking, SessionId};
use views::words::written as w;
use views::written::say;
use views::written::team::change::{self, RawChange, RawFamily, ages, booking_problems};
use views::written::team::{Drawn, Names, Problems, register as register_view, sessions as view, told};

use super::{Answer, again, sentence};
use crate::handlers::request::random;
use crate::hub::Hub;
use crate::problem::Refusal;
use crate::team::acts::{self, Member, Refused};

/// The most places of a session that is changed here.
const MOST_PLACES: u16 = 999;

pub(super) async fn day(hub: &Hub, member: &Member, query: &str) -> Result<Drawn, Refusal> {
    let (now, mut on, mut area) = (hub.now(), None, String::new());
    for (name, value) in domain::query::pairs(query) {
        match name.as_str() {
            "on" => on = value.parse::<Date>().ok(),
            "locality" => area = value,
            _ => {}
        }
    }
    let on = on.unwrap_or_else(|| now.london_date());
    let directory = hub.directory();
    let areas: Vec<_> =
        directory.localities().iter().filter(|one| member.scope.covers(Some(&one.id))).cloned().collect();
    let mut sessions = acts::sessions(&*hub.store, &member.scope, on, on).await?;
    let chosen = areas.iter().find(|one| one.id.as_str() == area);
    if let Some(chosen) = chosen {
        sessions.retain(|one| one.locality.as_ref() == Some(&chosen.id));
    }
    let chosen = chosen.map_or("", |one| one.id.as_str());
    Ok(view::day(&view::Day { on, now, areas: &areas, chosen, sessions: &sessions }))
}

pub(super) async fn one(hub: &Hub, member: &Member, id: &SessionId) -> Result<Drawn, Refusal> {
    let (one, bookings) = acts::register_of(&*hub.store, &member.scope, id).await?;
    let records = acts::records(&*hub.store, &member.scope, id).await?;
    let directory = hub.directory();
    let name = |id: &domain::LocalityId| directory.locality(id).map(|one| one.name.clone());
    let drawn =
        view::One { one: &one, bookings: &bookings, records: &records, now: hub.now(), names: Names(&name) };
    Ok(view::one(&drawn))
}

pub(super) async fn register(hub: &Hub, member: &Member, id: &SessionId) -> Result<Drawn, Refusal> {
    let (one, bookings) = acts::register_of(&*hub.store, &member.scope, id).await?;
    Ok(register_view::page(&one, &bookings, hub.now()))
}

/// The places that a session may be moved to: the network's own within the scope, and where it is now.
fn places(hub: &Hub, member: &Member, one: &TeamSession) -> Vec<Location> {
    let directory = hub.directory();
    let mut places: Vec<Location> = directory
        .sites()
        .into_iter()
        .filter(|site| member.scope.covers(site.locality.as_ref()))
        .cloned()
        .collect();
    let here = &one.session.location_id;
    if !places.iter().any(|place| place.id == *here)
        && let Some(place) = directory.location(here)
    {
        places.insert(0, place.clone().public());
    }
    places
}

pub(super) async fn change_form(hub: &Hub, member: &Member, id: &SessionId) -> Result<Drawn, Refusal> {
    let one = acts::session(&*hub.store, &member.scope, id).await?;
    Ok(change::page(&one, &RawChange::of(&one), &places(hub, member, &one), &Vec::new(), ""))
}

pub(super) async fn change(hub: &Hub, member: &Member, id: &SessionId, form: &str) -> Answer {
    let one = acts::session(&*hub.store, &member.scope, id).await?;
    let sent = RawChange::read(form);
    // The other form of the page stays as the session is.
    let before = RawChange::of(&one);
    let raw = if sent.what == "places" {
        RawChange { places: sent.places, what: sent.what, ..before }
    } else {
        RawChange { places: before.places, ..sent }
    };
    let asked = match parsed(&raw) {
        Ok(asked) => asked,
        Err(problems) => {
            return Ok(again(change::page(&one, &raw, &places(hub, member, &one), &problems, "")));
        }
    };
    match acts::change_session(&*hub.store, member, id, &asked, hub.now()).await {
        Ok(families) => {
            hub.outbox.notify_one();
            let after = acts::session(&*hub.store, &member.scope, id).await?;
            let said = if after.session == one.session {
                w::TEAM_CHANGE_DONE_NOTHING.to_owned()
            } else if let SessionChange::Move(_) = asked {
                [w::TEAM_CHANGE_DONE_MOVED, &told(families)].join(" ")
            } else {
                w::TEAM_CHANGE_DONE_PLACES.to_owned()
            };
            Ok((StatusCode::OK, self::one(hub, member, id).await?.saying(said)))
        }
        Err(Refused::Change(reason)) => {
            Ok(again(change::page(&one, &raw, &places(hub, member, &one), &Vec::new(), &sentence(&reason))))
        }
        Err(refused) => Err(refused.into()),
    }
}

fn parsed(raw: &RawChange) -> Result<SessionChange, Problems> {
    let mut problems = Vec::new();
    let mut wrong = |field: &str, words: &str| problems.push((field.to_owned(), words.to_owned()));
    if raw.what == "places" {
        let capacity = raw.places.trim().parse().ok().filter(|places| (1..=MOST_PLACES).contains(places));
        if capacity.is_none() {
            wrong("places", w::TEAM_CHANGE_NOT_A_NUMBER);
        }
        return capacity.map(|capacity| SessionChange::Capacity { capacity }).ok_or(problems);
    }
    let asked = MoveAsked {
        date: raw.date.parse().ok(),
        start_time: raw.start.parse().ok(),
        end_time: raw.end.parse().ok(),
        location_id: raw.location.parse().ok(),
    };
    for (field, is_missing, words) in [
        ("date", asked.date.is_none(), w::TEAM_CHANGE_NOT_A_DATE),
        ("start", asked.start_time.is_none(), w::TEAM_CHANGE_NOT_A_TIME),
        ("end", asked.end_time.is_none(), w::TEAM_CHANGE_NOT_A_TIME),
        ("location", asked.location_id.is_none(), w::TEAM_CHANGE_NOT_A_PLACE),
    ] {
        if is_missing {
            wrong(field, words);
        }
    }
    if problems.is_empty() { Ok(SessionChange::Move(asked)) } else { Err(problems) }
}

pub(super) async fn cancel_form(hub: &Hub, member: &Member, id: &SessionId) -> Result<Drawn, Refusal> {
    let (one, bookings) = acts::register_of(&*hub.store, &member.scope, id).await?;
    Ok(change::cancel(&one, bookings.len(), "", &Vec::new(), ""))
}

pub(super) async fn cancel(hub: &Hub, member: &Member, id: &SessionId, form: &str) -> Answer {
    let given = domain::query::pairs(form).into_iter().find(|(name, _)| name == "reason");
    let reason = given.map(|(_, reason)| reason).unwrap_or_default();
    let asked = SessionChange::Cancel { reason: reason.clone() };
    let (problems, against) = match acts::change_session(&*hub.store, member, id, &asked, hub.now()).await {
        Ok(families) => {
            hub.outbox.notify_one();
            let drawn = one(hub, member, id).await?;
            return Ok((StatusCode::OK, drawn.saying(change::cancelled(families))));
        }
        Err(Refused::Reason) => {
            (vec![("reason".to_owned(), w::TEAM_CANCEL_REASON_LONG.to_owned())], String::new())
        }
        Err(Refused::Change(against)) => (Vec::new(), sentence(&against)),
        Err(refused) => return Err(refused.into()),
    };
    let (one, bookings) = acts::register_of(&*hub.store, &member.scope, id).await?;
    Ok(again(change::cancel(&one, bookings.len(), &reason, &problems, &against)))
}

fn ages_of(hub: &Hub, one: &TeamSession) -> AgeRange {
    hub.directory().series(&one.session.series_id).map_or(AgeRange::ALL, |series| series.ages)
}

pub(super) async fn book_form(hub: &Hub, member: &Member, id: &SessionId) -> Result<Drawn, Refusal> {
    let one = acts::session(&*hub.store, &member.scope, id).await?;
    let raw = RawFamily {
        id: BookingId::from_random(random()?).to_string(),
        ages: String::new(),
        booking: RawBooking {
            session_id: id.clone(),
            token: PrivateToken::from_random(random()?).expose().to_owned(),
            adults: 1,
            children: Vec::new(),
            name: String::new(),
            contact: String::new(),
            access_needs: String::new(),
            on_behalf: None,
            waiting: false,
            course: hub
                .directory()
                .series(&one.session.series_id)
                .is_some_and(|series| series.course.is_some()),
        },
    };
    Ok(change::book(&one, &raw, &Vec::new(), ""))
}

fn read_family(session_id: &SessionId, form: &str) -> RawFamily {
    let mut raw = RawFamily {
        id: String::new(),
        ages: String::new(),
        booking: RawBooking {
            session_id: session_id.clone(),
            token: String::new(),
            adults: 0,
            children: Vec::new(),
            name: String::new(),
            contact: String::new(),
            access_needs: String::new(),
            on_behalf: None,
            waiting: false,
            course: false,
        },
    };
    for (name, value) in domain::query::pairs(form) {
        match name.as_str() {
            "id" => raw.id = value,
            "token" => raw.booking.token = value,
            "name" => raw.booking.name = value,
            "contact" => raw.booking.contact = value,
            "adults" => raw.booking.adults = value.parse().unwrap_or(0),
            "children" => raw.ages = value,
            "access_needs" => raw.booking.access_needs = value,
            "waiting" => raw.booking.waiting = value == "yes",
            "course" => raw.booking.course = value == "yes",
            _ => {}
        }
    }
    raw.booking.children = ages(&raw.ages);
    raw
}

pub(super) async fn book(hub: &Hub, member: &Member, id: &SessionId, form: &str) -> Answer {
    let one = acts::session(&*hub.store, &member.scope, id).await?;
    let raw = read_family(id, form);
    let booking_id: BookingId = raw.id.parse().map_err(|_| Refusal::not_found())?;
    let problems = |problems: &[FieldProblem]| {
        Ok(again(change::book(&one, &raw, &booking_problems(problems, ages_of(hub, &one)), "")))
    };
    let booking = match raw.booking.parse(booking_id) {
        Ok(booking) => booking,
        Err(found) => return problems(&found),
    };
    let done: Result<_, NotBooked> =
        acts::book(&*hub.store, member, &booking, hub.now(), || random::<8>().map_err(NotBooked::Problem))
            .await;
    match done {
        Ok((_, line)) => {
            hub.outbox.notify_one();
            let reference = line.reference.to_string();
            let said = match line.position {
                Some(position) => say(
                    w::TEAM_BOOK_DONE_WAITING,
                    &[("number", &position.to_string()), ("reference", &reference)],
                ),
                None => say(w::TEAM_BOOK_DONE, &[("reference", &reference)]),
            };
            Ok((StatusCode::OK, self::one(hub, member, id).await?.saying(said)))
        }
        Err(NotBooked::Refused(Refused::Book(domain::booking::BookOutcome::DoesNotFit(found)))) => {
            problems(&found)
        }
        Err(NotBooked::Refused(refused @ (Refused::Book(_) | Refused::Change(_)))) => {
            Ok(again(change::book(&one, &raw, &Vec::new(), &sentence(&refused.to_string()))))
        }
        Err(NotBooked::Refused(refused)) => Err(refused.into()),
        Err(NotBooked::Problem(problem)) => Err(problem),
    }
}

/// Why a family is not booked: the act refused, or there are no random bits.
enum NotBooked {
    Refused(Refused),
    Problem(Refusal),
}

impl From<Refused> for NotBooked {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}
