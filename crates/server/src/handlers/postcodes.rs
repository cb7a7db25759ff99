//! Postcodes: where one is, and whether it lies in the council's area.

use std::sync::Arc;

use crate::json::Json;
use axum::extract::{Path, Query, State};
use domain::api::{self, PostcodeDetail};
use domain::{Near, Point, ProblemCode};
use serde::Deserialize;

use crate::hub::Hub;
use crate::problem::Refusal;

/// What is known of a postcode, a sector or a district.
///
/// # Errors
/// A problem with the field `postcode` when it is not one, or when it is not known.
#[utoipa::path(
    get, path = api::POSTCODE, tag = "network", operation_id = "getPostcode",
    params(("postcode" = String, Path, description = "A postcode or part of one; spaces do not matter.")),
    responses(
        (status = 200, description = "Where it is.", body = PostcodeDetail),
        (status = 404, description = "Not known.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 422, description = "Not a postcode.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn one(
    State(hub): State<Arc<Hub>>,
    Path(text): Path<String>,
) -> Result<Json<PostcodeDetail>, Refusal> {
    let near = match Near::parse(&text) {
        Ok(Some(near @ (Near::Postcode(_) | Near::Partial(_)))) => near,
        _ => return Err(Refusal::field("postcode", ProblemCode::NearNotAPostcode)),
    };
    let directory = hub.directory();
    let ground = hub.find(&directory, &near).await?.ok_or_else(Refusal::not_found)?;
    let outside = ground.is_outside(&directory, &hub.config.local_authority);
    Ok(Json(PostcodeDetail {
        postcode: ground.name,
        point: ground.point,
        exact: ground.exact,
        local_authority: ground.local_authority,
        outside,
    }))
}

/// The farthest that a phone's place may be from the middle of its sector, in metres; beyond it lies the sea, or
/// another country.
const FARTHEST: u32 = 25_000;

/// Where a phone is, in hundredths of a degree: about a kilometre, which is as much as anyone needs to know.
#[derive(Debug, Deserialize)]
pub struct At {
    north: Option<String>,
    east: Option<String>,
}

/// The postcode sector at a point.
///
/// # Errors
/// A problem with the field at fault, or that there is no sector near.
#[utoipa::path(
    get, path = api::POSTCODES, tag = "network", operation_id = "findPostcode",
    params(
        ("north" = i32, Query, description = "Latitude in hundredths of a degree, -9000 to 9000."),
        ("east" = i32, Query, description = "Longitude in hundredths of a degree, -18000 to 18000."),
    ),
    responses(
        (status = 200, description = "The sector whose middle is nearest.", body = PostcodeDetail),
        (status = 404, description = "None within 25 km.", body = domain::Problem, content_type = "application/problem+json"),
        (status = 422, description = "Not a point.", body = domain::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn at(State(hub): State<Arc<Hub>>, Query(at): Query<At>) -> Result<Json<PostcodeDetail>, Refusal> {
    let hundredths = |text: &Option<String>, field, most: i32| {
        let number = text.as_deref().and_then(|text| text.parse::<i32>().ok());
        let number = number.filter(|number| (-most..=most).contains(number));
        number.ok_or_else(|| Refusal::field(field, ProblemCode::NotAChoice))
    };
    let north = hundredths(&at.north, "north", 9_000)?;
    let east = hundredths(&at.east, "east", 18_000)?;
    let point = Point::new(f64::from(north) / 100.0, f64::from(east) / 100.0);
    let point = point.ok_or_else(|| Refusal::field("north", ProblemCode::NotAChoice))?;
    let nearest = hub.sectors.nearest(point).filter(|(_, _, distance)| distance.0 <= FARTHEST);
    let (sector, middle, _) = nearest.ok_or_else(Refusal::not_found)?;
    let ground = crate::origin::about(sector, middle);
    let outside = ground.is_outside(&hub.directory(), &hub.config.local_authority);
    Ok(Json(PostcodeDetail {
        postcode: ground.name,
        point: ground.point,
        exact: false,
        local_authority: None,
        outside,
    }))
}
