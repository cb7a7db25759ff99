//! What sessions and requests did for families: the form of one minute, and the figures made of it.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use directory::Directory;
use domain::outcome::{About, Changed, Helped, Next, Outcome, Report, TOLD_WITHIN_DAYS, Tally};
use domain::support_request::RequestState;
use domain::{PrivateToken, Session, SessionId, SessionStatus};
use sha2::{Digest as _, Sha256};
use views::route::ServerPage;
use views::words::written as w;
use views::written::{Written, outcomes as view, say};

use super::{Place, body, csv_file, framed, private, with_status};
use crate::handlers::request::{hold_back, random};
use crate::hub::Hub;
use crate::problem::Refusal;

/// What a form is about, with the words that say so.
enum Subject {
    Of(About, String),
    /// It is still to come.
    Early,
}

/// What a session's form is about: its service and where it was. A session that is over is not in the directory any
/// more, but the store has it; of a day on which there was none nobody can tell anything.
async fn of_session(hub: &Hub, id: &SessionId) -> Result<Option<Subject>, Refusal> {
    let sessions = hub.store.sessions(std::slice::from_ref(id)).await?;
    let taken_place = sessions.into_iter().find(|session| session.status == SessionStatus::Scheduled);
    Ok(taken_place.and_then(|session| about_session(hub, &session)))
}

fn about_session(hub: &Hub, session: &Session) -> Option<Subject> {
    let directory = hub.directory();
    let series = directory.series(&session.series_id)?;
    let now = hub.now();
    if session.starts_at > now {
        return Some(Subject::Early);
    }
    if now.london_date().days() - session.starts_at.london_date().days() > TOLD_WITHIN_DAYS {
        return None;
    }
    let locality = directory.location(&series.location_id).and_then(|place| place.locality.clone());
    let about = About::Service(series.service_id.clone(), locality);
    Some(Subject::Of(about, say(w::HOW_WAS_IT_SESSION, &[("title", &series.title)])))
}

async fn of_request(hub: &Hub, token: &PrivateToken) -> Result<Option<Subject>, Refusal> {
    let request = hub.store.request_by_token(token).await?;
    let closed = request.filter(|request| request.state == RequestState::Closed);
    Ok(closed.map(|request| Subject::Of(About::Request(request.locality), w::HOW_WAS_IT_REQUEST.to_owned())))
}

async fn subject(hub: &Hub, page: &ServerPage) -> Result<Subject, Refusal> {
    let found = match page {
        ServerPage::HowWasIt(id) => of_session(hub, id).await?,
        ServerPage::HowWasTheAnswer(token) => of_request(hub, token).await?,
        _ => None,
    };
    found.ok_or_else(Refusal::not_found)
}

/// The form.
pub(super) async fn form(hub: &Hub, page: &ServerPage) -> Result<Response, Refusal> {
    let written = match subject(hub, page).await? {
        Subject::Of(_, about) => view::form(page, &about, &new_mark()?, false),
        Subject::Early => view::early(),
    };
    let place = Place::of(hub).await;
    Ok(private(framed(hub, &place, page, written).await))
}

/// A new mark for one form.
fn new_mark() -> Result<String, Refusal> {
    Ok(uuid::Builder::from_random_bytes(random()?).into_uuid().to_string())
}

/// The mark of what was sent: the form's own, or the one mark that a request has, because it has one answer. That is a
/// hash of another kind than the one by which the request is found, so that the two cannot be put together.
fn mark_of(page: &ServerPage, sent: Option<uuid::Uuid>) -> Result<String, Refusal> {
    match (page, sent) {
        (ServerPage::HowWasTheAnswer(token), _) => {
            let hash = Sha256::new().chain_update("how was it").chain_update(token.expose()).finalize();
            Ok(hash.iter().map(|byte| format!("{byte:02x}")).collect())
        }
        (_, Some(sent)) => Ok(sent.to_string()),
        (_, None) => new_mark(),
    }
}

/// Counts a form.
pub(super) async fn tell(hub: &Hub, page: &ServerPage, request: Request) -> Result<Response, Refusal> {
    hold_back(hub, &request)?;
    let form = body(request).await?;
    let place = Place::of(hub).await;
    let (about, words) = match subject(hub, page).await? {
        Subject::Of(about, words) => (about, words),
        Subject::Early => return Ok(private(framed(hub, &place, page, view::early()).await)),
    };
    let (mut sent, mut helped, mut changed, mut next) = (None, None, None, None);
    for (name, value) in domain::query::pairs(&form) {
        match name.as_str() {
            "mark" => sent = value.parse::<uuid::Uuid>().ok(),
            "helped" => helped = Helped::parse(&value),
            "changed" => changed = Changed::parse(&value),
            "next" => next = Next::parse(&value),
            _ => {}
        }
    }
    let mark = mark_of(page, sent)?;
    let Some(helped) = helped else {
        let again = framed(hub, &place, page, view::form(page, &words, &mark, true)).await;
        return Ok(private(with_status(StatusCode::UNPROCESSABLE_ENTITY, again)));
    };
    let today = place.now.london_date();
    let outcome = Outcome { about, helped, changed, next, week: today.monday() };
    hub.store.count_outcome(&outcome, &mark, today).await?;
    Ok(private(framed(hub, &place, page, view::thanks()).await))
}

/// The figures.
pub(super) async fn page(hub: &Hub, page: &ServerPage) -> Result<Response, Refusal> {
    let report = Report::of(&hub.store.outcomes().await?);
    let written = drawn(&hub.directory(), &report);
    let place = Place::of(hub).await;
    Ok(framed(hub, &place, page, written).await)
}

fn drawn(directory: &Directory, report: &Report) -> Written {
    view::page(&view::Named {
        report,
        service: &|id| directory.service(id).map(|service| service.name.clone()),
        locality: &|id| directory.locality(id).map(|locality| locality.name.clone()),
    })
}

/// One row for each figure that may be told.
pub(super) async fn table(hub: &Hub) -> Result<Response, Refusal> {
    let report = Report::of(&hub.store.outcomes().await?);
    let mut header: Vec<String> = ["by", "name", "answers"].map(str::to_owned).to_vec();
    header.extend(Helped::ALL.map(|one| format!("helped_{}", one.slug())));
    header.extend(Changed::ALL.map(|one| format!("changed_{}", one.slug())));
    header.extend(Next::ALL.map(|one| format!("next_{}", one.slug())));
    let mut rows = vec![header];
    let row = |by: &str, name: String, tally: &Tally| {
        let counts = [tally.answers].into_iter().chain(tally.helped).chain(tally.changed).chain(tally.next);
        [by.to_owned(), name].into_iter().chain(counts.map(|count| count.to_string())).collect::<Vec<_>>()
    };
    rows.extend(report.all.iter().map(|tally| row("all", String::new(), tally)));
    rows.extend(report.services.iter().map(|(id, tally)| row("service", id.to_string(), tally)));
    rows.extend(report.localities.iter().map(|(id, tally)| row("locality", id.to_string(), tally)));
    rows.extend(report.months.iter().map(|(month, tally)| row("month", month.to_string(), tally)));
    Ok(csv_file("outcomes.csv", &rows))
}
