//! Requests for help, suggested changes, family pages and records.

use axum::http::StatusCode;
use domain::family_page::FamilyPageId;
use domain::support_request::RequestOutcome;
use domain::team_desk::{FamilyPageChange, RequestChange};
use domain::{ChangeId, LocalityId, Reference};
use views::words::written as w;
use views::written::team::{Drawn, Names, Problems, desk as view, records as records_view};

use super::{Answer, again, sentence};
use crate::hub::Hub;
use crate::problem::Refusal;
use crate::team::acts::{Member, Refused};
use crate::team::desk;
use crate::written::family_page::organisation_name;

pub(super) async fn requests(hub: &Hub, member: &Member) -> Result<Drawn, Refusal> {
    let open = desk::requests(&*hub.store, &member.scope).await?;
    let directory = hub.directory();
    let name = |id: &LocalityId| directory.locality(id).map(|one| one.name.clone());
    Ok(view::requests(&open, &Names(&name), hub.now().london_date()))
}

pub(super) async fn request(hub: &Hub, member: &Member, reference: &Reference) -> Result<Drawn, Refusal> {
    drawn(hub, member, reference, member.actor.as_str(), &Vec::new(), "").await
}

async fn drawn(
    hub: &Hub,
    member: &Member,
    reference: &Reference,
    to: &str,
    problems: &Problems,
    reason: &str,
) -> Result<Drawn, Refusal> {
    let (key, now) = (hub.config.data_key.as_ref(), hub.now());
    let (request, asked) = desk::request(&*hub.store, member, reference, key, now).await?;
    let directory = hub.directory();
    let name = |id: &LocalityId| directory.locality(id).map(|one| one.name.clone());
    Ok(view::request(&view::OneRequest {
        request: &request,
        asked: asked.as_ref(),
        to: if request.assigned_to.is_empty() { to } else { &request.assigned_to },
        names: Names(&name),
        today: now.london_date(),
        problems,
        reason,
    }))
}

pub(super) async fn change_request(hub: &Hub, member: &Member, reference: &Reference, form: &str) -> Answer {
    let (mut what, mut to, mut outcome) = (String::new(), String::new(), None);
    for (name, value) in domain::query::pairs(form) {
        match name.as_str() {
            "change" => what = value,
            "to" => to = value,
            "outcome" => outcome = RequestOutcome::parse(&value),
            _ => {}
        }
    }
    let wrong = |field: &str, words: &str| vec![(field.to_owned(), words.to_owned())];
    let (change, said) = match (what.as_str(), outcome) {
        ("close", Some(outcome)) => (RequestChange::Close { outcome }, w::TEAM_REQUESTS_DONE_CLOSED),
        ("close", None) => {
            let problems = wrong("outcome", w::TEAM_REQUESTS_OUTCOME_PROBLEM);
            return Ok(again(drawn(hub, member, reference, &to, &problems, "").await?));
        }
        _ => (RequestChange::Assign { to: to.clone() }, w::TEAM_REQUESTS_DONE_ASSIGNED),
    };
    match desk::change_request(&*hub.store, member, reference, &change, hub.now()).await {
        Ok(()) => Ok((StatusCode::OK, requests(hub, member).await?.saying(said.to_owned()))),
        Err(Refused::Who) => {
            let problems = wrong("to", w::TEAM_REQUESTS_WHO_PROBLEM);
            Ok(again(drawn(hub, member, reference, &to, &problems, "").await?))
        }
        Err(Refused::Change(reason)) => {
            Ok(again(drawn(hub, member, reference, &to, &Vec::new(), &sentence(&reason)).await?))
        }
        Err(refused) => Err(refused.into()),
    }
}

pub(super) async fn suggestions(hub: &Hub, member: &Member) -> Result<Drawn, Refusal> {
    Ok(view::suggestions(&desk::suggestions(&*hub.store, &hub.directory(), &member.scope).await?))
}

pub(super) async fn suggestion_done(hub: &Hub, member: &Member, form: &str) -> Answer {
    let done = domain::query::pairs(form).into_iter().find(|(name, _)| name == "done");
    let id: ChangeId = done.and_then(|(_, id)| id.parse().ok()).ok_or_else(Refusal::not_found)?;
    desk::suggestion_done(&*hub.store, &hub.directory(), member, &id, hub.now()).await?;
    Ok((StatusCode::OK, suggestions(hub, member).await?.saying(w::TEAM_SUGGESTIONS_SAID.to_owned())))
}

pub(super) async fn family_pages(hub: &Hub, member: &Member) -> Result<Drawn, Refusal> {
    let pages = desk::family_pages(&*hub.store, &member.scope, hub.now()).await?;
    let directory = hub.directory();
    Ok(view::family_pages(&pages, &|page| {
        let id = page.page.organisation();
        organisation_name(&directory, id).map_or_else(|| id.to_string(), str::to_owned)
    }))
}

pub(super) async fn change_family_page(hub: &Hub, member: &Member, form: &str) -> Answer {
    let (name, id) = domain::query::pairs(form).into_iter().next().ok_or_else(Refusal::not_found)?;
    let id: FamilyPageId = id.parse().map_err(|_| Refusal::not_found())?;
    let (change, said) = match name.as_str() {
        "take_down" => (FamilyPageChange::TakeDown, w::TEAM_FAMILY_PAGES_SAID_DOWN),
        "put_back" => (FamilyPageChange::PutBack, w::TEAM_FAMILY_PAGES_SAID_BACK),
        _ => return Err(Refusal::not_found()),
    };
    desk::change_family_page(&*hub.store, member, &id, change, hub.now()).await?;
    Ok((StatusCode::OK, family_pages(hub, member).await?.saying(said.to_owned())))
}

pub(super) async fn records(hub: &Hub, member: &Member) -> Result<Drawn, Refusal> {
    Ok(records_view::page(&desk::records(&*hub.store, member).await?))
}
