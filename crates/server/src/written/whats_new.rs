//! What is new for settings in one area: a page, a feed and a text.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use directory::Directory;
use domain::{Date, Instant, LocalityId};
use views::route::ServerPage;
use views::written::whats_new::{self as view, NewSeries, NewService, News};

use super::{Place, framed};
use crate::calendar;
use crate::hub::Hub;
use crate::problem::Refusal;

/// How many days are looked back on.
const DAYS: i32 = 14;
/// The most of each kind on one page.
const MOST: usize = 100;

pub(super) async fn areas(hub: &Hub, page: &ServerPage) -> Result<Response, Refusal> {
    let written = view::areas(hub.directory().localities());
    let place = Place::of(hub).await;
    Ok(framed(hub, &place, page, written).await)
}

pub(super) async fn page(hub: &Hub, page: &ServerPage, id: &LocalityId) -> Result<Response, Refusal> {
    let written = view::page(&news(hub, id).await?);
    let place = Place::of(hub).await;
    Ok(framed(hub, &place, page, written).await)
}

pub(super) async fn feed(hub: &Hub, id: &LocalityId) -> Result<Response, Refusal> {
    let url = &hub.config.public_url;
    let feed = view::feed(&news(hub, id).await?, url, calendar::host(url));
    Ok(told("application/atom+xml; charset=utf-8", feed))
}

pub(super) async fn text(hub: &Hub, id: &LocalityId) -> Result<Response, Refusal> {
    Ok(told("text/plain; charset=utf-8", view::text(&news(hub, id).await?, &hub.config.public_url)))
}

fn told(kind: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], text).into_response()
}

/// Finding what is in one area walks over the whole directory, so it keeps clear of the threads that answer.
async fn news(hub: &Hub, id: &LocalityId) -> Result<News, Refusal> {
    let (directory, today, id) = (hub.directory(), hub.now().london_date(), id.clone());
    let find = move || found(&directory, &id, today);
    tokio::task::spawn_blocking(find).await.map_err(|_| Refusal::server())?.ok_or_else(Refusal::not_found)
}

fn found(directory: &Directory, id: &LocalityId, today: Date) -> Option<News> {
    let area = directory.locality(id)?.clone();
    let from = today.plus_days(-DAYS);
    let here = directory.services_in(id);
    let mut services: Vec<NewService> = here
        .iter()
        .filter_map(|service| {
            let lately = |at: &Instant| (from..=today).contains(&at.london_date());
            let first_seen = service.first_seen.filter(lately);
            let changed = service.changed_at.filter(lately);
            Some(NewService {
                id: service.id.clone(),
                name: service.name.clone(),
                line: service.one_line(),
                first_seen,
                // What is new and was put right a day later is still new.
                changed: changed.or(first_seen)?,
            })
        })
        .collect();
    services.sort_by(|a, b| b.changed.cmp(&a.changed).then_with(|| a.name.cmp(&b.name)));
    services.truncate(MOST);
    let starts_soon = |day: Date| (from..=today.plus_days(DAYS)).contains(&day);
    let mut series: Vec<NewSeries> = directory
        .all_series()
        .iter()
        .filter(|one| starts_soon(one.starts_on))
        .filter_map(|one| {
            let place = directory.location(&one.location_id)?;
            let is_here = place.locality.as_ref() == Some(id)
                || (place.locality.is_none() && here.iter().any(|service| service.id == one.service_id));
            is_here.then(|| NewSeries {
                id: one.id.clone(),
                title: one.title.clone(),
                service: one.service_id.clone(),
                place: place.name.clone(),
                starts: one.starts_on,
            })
        })
        .collect();
    series.sort_by(|a, b| a.starts.cmp(&b.starts).then_with(|| a.title.cmp(&b.title)));
    series.truncate(MOST);
    Some(News { area, from, to: today, services, series })
}
