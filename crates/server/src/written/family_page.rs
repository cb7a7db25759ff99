//! Family pages: what somebody chose, as it is now.

use std::sync::Arc;

use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use directory::Directory;
use domain::family_page::{AtAddress, FamilyPage, FamilyPageId, Item};
use domain::{OrganisationId, SeriesId, ServiceStatus, Session, SessionId, SessionStatus};
use views::route::ServerPage;
use views::written::family_page::{self as view, Family, Shown};

use super::{Place, framed, picture};
use crate::hub::Hub;
use crate::problem::Refusal;

/// How many page openings may wait to be counted; while there are more, one is not counted.
pub const COUNTING: usize = 64;
/// How many coming sessions of a service are looked through for the next of a series.
const LOOK_AHEAD: usize = 60;

pub(super) async fn page(
    hub: &Arc<Hub>,
    page: &ServerPage,
    id: &FamilyPageId,
    method: &Method,
) -> Result<Response, Refusal> {
    let family = find(hub, id).await?;
    if method == Method::GET {
        count(hub, id);
    }
    let place = Place::of(hub).await;
    let image = format!("{}{}", hub.config.public_url, ServerPage::Picture(id.clone()).href());
    Ok(framed(hub, &place, page, view::page(place.setting(), &family, &image)).await)
}

pub(super) async fn picture(hub: &Hub, id: &FamilyPageId) -> Result<Response, Refusal> {
    let family = find(hub, id).await?;
    let place = Place::of(hub).await;
    let hub_name = place.config.hub_network;
    // A picture takes some tens of milliseconds of work, so it keeps clear of the threads that answer.
    let draw = move || picture::draw(&family, &hub_name);
    let drawn = tokio::task::spawn_blocking(draw).await.ok().flatten().ok_or_else(Refusal::server)?;
    let headers = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "public, max-age=3600")];
    Ok((StatusCode::OK, headers, drawn).into_response())
}

/// The page at this address as it is now.
pub(super) async fn find(hub: &Hub, id: &FamilyPageId) -> Result<Family, Refusal> {
    match hub.store.family_page(id).await?.ok_or_else(Refusal::not_found)? {
        AtAddress::Page(page) => now(hub, &page).await,
        AtAddress::TakenDown => Err(Refusal::taken_down()),
    }
}

/// Each thing as it is now. What has gone is counted, and a session that is over gives way to the next of its series.
pub(super) async fn now(hub: &Hub, page: &FamilyPage) -> Result<Family, Refusal> {
    let directory = hub.directory();
    let mut items = Vec::new();
    let mut gone = 0;
    for item in page.items() {
        match shown(hub, &directory, item).await? {
            Some(shown) => items.push(shown),
            None => gone += 1,
        }
    }
    let organisation = organisation_name(&directory, page.organisation())
        .map_or_else(|| page.organisation().to_string(), str::to_owned);
    Ok(Family { theme: page.theme(), organisation, items, gone })
}

pub(super) async fn shown(hub: &Hub, directory: &Directory, item: &Item) -> Result<Option<Shown>, Refusal> {
    Ok(match item {
        Item::Guide(slug) => hub.guide.page(slug).cloned().map(Shown::Guide),
        Item::Service(id) => directory.service(id).map(|service| Shown::Service {
            id: service.id.clone(),
            name: service.name.clone(),
            line: service.one_line(),
            closed: service.status == ServiceStatus::TemporarilyClosed,
        }),
        Item::Hub(slug) => {
            directory.location_by_slug(slug).map(|site| Shown::Hub(site.clone().public().brief()))
        }
        Item::Session(id) => {
            let Some((session, instead)) = session(hub, directory, id) else { return Ok(None) };
            let live = hub.live_summaries(directory, &[session], None).await?.pop();
            live.map(|session| Shown::Session { session: Box::new(session), instead })
        }
    })
}

/// The session if it is still to come, or the next of its series, and whether it is that.
fn session<'a>(hub: &Hub, directory: &'a Directory, id: &SessionId) -> Option<(&'a Session, bool)> {
    let now = hub.now();
    if let Some(own) = directory.session(id)
        && own.ends_at > now
    {
        return Some((own, false));
    }
    let series = directory.series(&series_of(id)?)?;
    let mut coming = directory.next_sessions(&series.service_id, now).take(LOOK_AHEAD);
    let next = coming.find(|next| next.series_id == series.id && next.status != SessionStatus::Cancelled)?;
    Some((next, true))
}

/// A session's id is its series' id and its date: a session that is over is not in the directory any more, but what it
/// belonged to can be told.
pub(super) fn series_of(id: &SessionId) -> Option<SeriesId> {
    let text = id.as_str();
    let series = text.get(..text.len().checked_sub("-2026-11-24".len())?)?;
    series.parse().ok()
}

/// What an organisation is called, by a service that it runs.
pub(crate) fn organisation_name<'a>(directory: &'a Directory, id: &OrganisationId) -> Option<&'a str> {
    directory
        .services()
        .iter()
        .find(|service| service.organisation_id == *id)
        .map(|one| one.organisation.as_str())
}

/// Counts that a page was opened, out of the way of whoever opened it.
fn count(hub: &Arc<Hub>, id: &FamilyPageId) {
    let Ok(permit) = hub.counting.clone().try_acquire_owned() else { return };
    let (hub, id) = (hub.clone(), id.clone());
    tokio::spawn(async move {
        if let Err(error) = hub.store.count_family_page(&id, hub.now().london_date()).await {
            tracing::warn!(%error, "the opening of a family page is not counted");
        }
        drop(permit);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_tells_its_series() {
        for (session, series) in [
            ("baby-massage-oak-lane-2026-11-24", Some("baby-massage-oak-lane")),
            ("a-2026-11-24", Some("a")),
            ("2026-11-24", None),
            ("x", None),
        ] {
            let found = series_of(&session.parse().unwrap());
            assert_eq!(found.as_ref().map(SeriesId::as_str), series, "{session}");
        }
    }
}
