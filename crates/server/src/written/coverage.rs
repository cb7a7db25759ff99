//! Coverage: what there is, by need, area and age.

use axum::response::Response;
use domain::CategoryId;
use domain::coverage::{AgeGroup, Coverage};
use domain::outcome::Report;
use serde::Deserialize;
use views::route::ServerPage;
use views::written::{coverage as view, coverage_summary};

use super::{Place, csv_file, file, framed};
use crate::cli::zero_results;
use crate::hub::Hub;
use crate::problem::Refusal;

/// What of the council's settings coverage asks for.
#[derive(Deserialize)]
struct Settings {
    /// The categories that every family should have near them; the groups when none are named.
    #[serde(default)]
    core_services: Vec<CategoryId>,
}

pub(super) async fn page(hub: &Hub, page: &ServerPage, query: &str) -> Result<Response, Refusal> {
    let (coverage, searches) = (counted(hub).await?, hub.store.unmet_searches().await?);
    let place = Place::of(hub).await;
    let look = view::Look::from_query(query, &coverage);
    let drawn = view::page(place.setting(), &coverage, look, &searches);
    Ok(framed(hub, &place, page, drawn).await)
}

pub(super) async fn summary(hub: &Hub, page: &ServerPage) -> Result<Response, Refusal> {
    let (coverage, searches) = (counted(hub).await?, hub.store.unmet_searches().await?);
    let place = Place::of(hub).await;
    let report = Report::of(&hub.store.outcomes().await?);
    let (setting, today) = (place.setting(), place.now.london_date());
    let drawn = coverage_summary::page(setting, &coverage, &searches, report.all.as_ref(), today);
    Ok(framed(hub, &place, page, drawn).await)
}

/// One row for each need, area and age.
pub(super) async fn counts(hub: &Hub) -> Result<Response, Refusal> {
    let coverage = counted(hub).await?;
    let header = ["need", "name", "group", "area", "ages", "services_to_go_to", "services_from_afar", "mark"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    let ages = || [None].into_iter().chain(AgeGroup::ALL.map(Some));
    for need in &coverage.needs {
        for (at, area) in coverage.localities.iter().enumerate() {
            rows.extend(ages().map(|age| {
                vec![
                    need.id.to_string(),
                    need.name.clone(),
                    need.group.as_ref().map(ToString::to_string).unwrap_or_default(),
                    area.name.clone(),
                    age.map_or("any", AgeGroup::slug).to_owned(),
                    need.here.get(at).map_or(0, |here| here.of(age)).to_string(),
                    need.from_afar.of(age).to_string(),
                    need.mark(at, age).slug().to_owned(),
                ]
            }));
        }
    }
    Ok(csv_file("coverage.csv", &rows))
}

/// One row for each core service and area, in metres.
pub(super) async fn distances(hub: &Hub) -> Result<Response, Refusal> {
    let coverage = counted(hub).await?;
    let header = ["service", "name", "area", "shortest_metres", "longest_metres"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for one in &coverage.distances {
        rows.extend(coverage.localities.iter().zip(&one.spans).map(|(area, span)| {
            let metres = |way: Option<domain::Metres>| way.map(|way| way.0.to_string()).unwrap_or_default();
            vec![
                one.id.to_string(),
                one.name.clone(),
                area.name.clone(),
                metres(span.map(|span| span.shortest)),
                metres(span.map(|span| span.longest)),
            ]
        }));
    }
    Ok(csv_file("distances.csv", &rows))
}

pub(super) async fn searches(hub: &Hub) -> Result<Response, Refusal> {
    let text = zero_results(&hub.store.unmet_searches().await?);
    Ok(file("text/csv; charset=utf-8; header=present", "searches.csv", text))
}

/// Counting walks over the whole directory, so it keeps clear of the threads that answer.
async fn counted(hub: &Hub) -> Result<Coverage, Refusal> {
    let settings = tokio::fs::read_to_string(hub.config.dist.join("config.json")).await.unwrap_or_default();
    let core = serde_json::from_str::<Settings>(&settings).map(|read| read.core_services).unwrap_or_default();
    let directory = hub.directory();
    let count = move || {
        let groups =
            || directory.categories().iter().filter(|one| one.parent.is_none()).map(|one| one.id.clone());
        let core = if core.is_empty() { groups().collect() } else { core };
        directory.coverage(&core)
    };
    tokio::task::spawn_blocking(count).await.map_err(|_| Refusal::server())
}
