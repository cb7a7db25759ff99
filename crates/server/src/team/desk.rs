//! What the team does with requests for help, suggested changes and family pages, within a scope.

use directory::Directory;
use domain::family_page::FamilyPageId;
use domain::support_request::{StoredRequest, SupportRequest};
use domain::team_desk::{FamilyPageChange, KeptFamilyPage, RequestChange, RequestStep, sees};
use domain::team_key::Scope;
use domain::{Actor, ChangeId, Instant, OpenListingChange, Record, Reference, ServiceId};
use store::Store;

use super::acts::{Member, Refused, within};
use crate::sealing::DataKey;
use crate::written::ask::opened;

/// The most records in a list.
pub const MOST_RECORDS: usize = 300;

/// Requests for help that are open and within the scope, the one that is due first first.
///
/// # Errors
/// When the database fails.
pub async fn requests(store: &dyn Store, scope: &Scope) -> Result<Vec<StoredRequest>, Refused> {
    let mut open = store.open_requests().await?;
    open.retain(|request| scope.covers(Some(&request.locality)));
    Ok(open)
}

async fn request_within(
    store: &dyn Store,
    scope: &Scope,
    reference: &Reference,
) -> Result<StoredRequest, Refused> {
    let request = store.request_by_reference(reference).await?.ok_or(Refused::NoneSuch)?;
    within(scope, Some(&request.locality))?;
    Ok(request)
}

/// One request with what was asked, where the key opens it. Reading it is recorded.
///
/// # Errors
/// When there is none, or it is elsewhere.
pub async fn request(
    store: &dyn Store,
    member: &Member,
    reference: &Reference,
    key: Option<&DataKey>,
    now: Instant,
) -> Result<(StoredRequest, Option<SupportRequest>), Refused> {
    let request = request_within(store, &member.scope, reference).await?;
    let asked = opened(key, &request);
    if asked.is_some() {
        store.note_request_read(reference, &request.locality, &member.actor, now).await?;
    }
    Ok((request, asked))
}

/// Assigns or closes a request.
///
/// # Errors
/// When there is none, it is elsewhere or not open any more, or nobody is named.
pub async fn change_request(
    store: &dyn Store,
    member: &Member,
    reference: &Reference,
    change: &RequestChange,
    now: Instant,
) -> Result<(), Refused> {
    let request = request_within(store, &member.scope, reference).await?;
    let step = match change {
        RequestChange::Assign { to } => RequestStep::Assign(Actor::parse(to).map_err(|_| Refused::Who)?),
        RequestChange::Close { outcome } => RequestStep::Close(*outcome),
    };
    let done = store.step_request(reference, &request.locality, &step, &member.actor, now).await?;
    if done {
        Ok(())
    } else {
        Err(Refused::Change("the request is closed, or the family took it back".to_owned()))
    }
}

/// Whether a service is at a place within the scope. One without a place belongs to the whole network.
fn is_within(directory: &Directory, scope: &Scope, id: &ServiceId) -> bool {
    let places = directory.service(id).map(|service| service.locations.as_slice()).unwrap_or_default();
    let mut localities =
        places.iter().map(|place| directory.location(place).and_then(|one| one.locality.as_ref()));
    *scope == Scope::Everywhere || localities.any(|locality| scope.covers(locality))
}

/// Suggested changes that nobody has dealt with, to services within the scope, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn suggestions(
    store: &dyn Store,
    directory: &Directory,
    scope: &Scope,
) -> Result<Vec<OpenListingChange>, Refused> {
    let mut open = store.open_changes().await?;
    open.retain(|change| is_within(directory, scope, &change.service_id));
    Ok(open)
}

/// Notes that a suggested change was dealt with.
///
/// # Errors
/// When it is not open, or elsewhere.
pub async fn suggestion_done(
    store: &dyn Store,
    directory: &Directory,
    member: &Member,
    id: &ChangeId,
    now: Instant,
) -> Result<(), Refused> {
    let open = store.open_changes().await?;
    let change = open.iter().find(|change| change.id == *id).ok_or(Refused::NoneSuch)?;
    if !is_within(directory, &member.scope, &change.service_id) {
        return Err(Refused::OutOfScope);
    }
    if store.change_done_by(id, &member.actor, now).await? { Ok(()) } else { Err(Refused::NoneSuch) }
}

/// The family pages, the latest first, with how often each was opened. They belong to the whole network.
///
/// # Errors
/// When the scope is less than that.
pub async fn family_pages(
    store: &dyn Store,
    scope: &Scope,
    now: Instant,
) -> Result<Vec<KeptFamilyPage>, Refused> {
    within(scope, None)?;
    Ok(store.family_pages(now.london_date()).await?)
}

/// Takes a family page down, or puts it back.
///
/// # Errors
/// When there is none, or the scope is less than the whole network.
pub async fn change_family_page(
    store: &dyn Store,
    member: &Member,
    id: &FamilyPageId,
    change: FamilyPageChange,
    now: Instant,
) -> Result<(), Refused> {
    within(&member.scope, None)?;
    if store.change_family_page(id, change, &member.actor, now).await? {
        Ok(())
    } else {
        Err(Refused::NoneSuch)
    }
}

/// What was done within the scope or by the member, the latest first, at most [`MOST_RECORDS`].
///
/// # Errors
/// When the database fails.
pub async fn records(store: &dyn Store, member: &Member) -> Result<Vec<Record>, Refused> {
    let all = store.placed_records().await?.into_iter();
    let seen = all.filter(|(record, locality)| sees(&member.actor, &member.scope, record, locality.as_ref()));
    Ok(seen.map(|(record, _)| record).take(MOST_RECORDS).collect())
}
