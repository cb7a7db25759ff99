//! The results of a search for services as points on a map: the same services as the list has, all at once.

use serde::{Deserialize, Serialize};

use crate::geo::Point;
use crate::id::{LocationId, ServiceId};
use crate::location::LocationKind;
use crate::service::ServiceStatus;
use crate::time::Instant;

/// How many points are sent at most.
pub const MOST_POINTS: usize = 2000;

/// Where the services are that a search found.
///
/// Every service is counted once in `total`. It has a point for each of its places whose position is known, or is counted
/// in `unplaced`, as is what comes to families in an area and nowhere else, or has its places counted in `private`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceMap {
    /// How many services were found, on the map or not: the total of the list.
    pub total: u32,
    /// A service at a place, in the order of the list; the places of one service in its own order.
    pub points: Vec<MapPoint>,
    /// How many further points were left out, because there are more than 2,000.
    pub left_out: u32,
    /// How many places keep their address private. Nothing else is told of them.
    pub private: u32,
    /// How many services have no place of their own: online, by phone or at home.
    pub unplaced: u32,
    /// How many services come to the family in the area that the search was made from, or are for that area by phone or
    /// online: the list tells which. Those that a family can go to as well have their points besides.
    #[serde(default)]
    pub reaching: u32,
    /// Where the search was made from, if anywhere.
    #[serde(default)]
    pub origin: Option<MapOrigin>,
    /// The family centres, found or not: what people know their way by.
    pub centres: Vec<MapCentre>,
}

/// A service at one of its places.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MapPoint {
    /// The service.
    pub id: ServiceId,
    /// The service's name.
    pub name: String,
    /// Whether the service is running.
    pub status: ServiceStatus,
    /// The place.
    pub location: LocationId,
    /// What people call the place.
    pub place: String,
    /// What kind of place it is.
    pub kind: LocationKind,
    /// Where the place is.
    pub point: Point,
    /// When the service's next session at this place starts.
    #[serde(default)]
    pub next: Option<Instant>,
}

/// Where a search was made from, to about a hundred metres: enough to find oneself, too little to find a door.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MapOrigin {
    /// What to call it.
    pub name: String,
    /// Where it is, rounded to a thousandth of a degree.
    pub point: Point,
}

/// A family centre.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MapCentre {
    /// The place.
    pub location: LocationId,
    /// What people call it.
    pub name: String,
    /// The address of its page.
    pub slug: String,
    /// Where it is.
    pub point: Point,
}
