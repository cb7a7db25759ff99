//! The parameters of a search for services, told once for the list and for the map.

use utoipa::IntoParams;

/// What [`domain::RawSearch`] reads from the query, the page apart. It is there for the API's document: a query is read
/// by `RawSearch`, which tells all problems at once.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it is there for the document alone")]
pub(super) struct SearchParameters {
    /// Words, at most 120 characters.
    #[param(nullable = false)]
    q: Option<String>,
    /// A postcode, part of one, or the name of a place.
    #[param(nullable = false)]
    near: Option<String>,
    /// A category's id; those under it count too. At most 20.
    #[param(nullable = false)]
    category: Option<Vec<String>>,
    /// A child's age in completed months, 0 to 300. At most 8; a service must be for all of them.
    #[param(nullable = false)]
    age: Option<Vec<u16>>,
    /// A SEND need, by the value its facet gives. At most 20.
    #[param(nullable = false)]
    need: Option<Vec<String>>,
    /// What its venues have for access, by the value its facet gives. At most 20.
    #[param(nullable = false)]
    access: Option<Vec<String>>,
    /// A language, by the value its facet gives. At most 20.
    #[param(nullable = false)]
    language: Option<Vec<String>>,
    /// `free` or `paid`.
    #[param(nullable = false)]
    cost: Option<Vec<String>>,
    /// `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`.
    #[param(nullable = false)]
    day: Option<Vec<String>>,
    /// `morning` (before 12:00), `afternoon` or `evening` (from 17:00).
    #[param(nullable = false)]
    time: Option<Vec<String>>,
    /// `in_person`, `online`, `phone` or `outreach`.
    #[param(nullable = false)]
    attending: Option<Vec<String>>,
    /// `none`: no referral is needed.
    #[param(nullable = false)]
    referral: Option<String>,
    /// At most so many miles away: 1, 2, 5, 10 or 20. Needs `near`.
    #[param(nullable = false)]
    within: Option<u8>,
    /// `best`, `nearest` or `soonest`. Usual is the best match with words, the nearest with only a place, else by name.
    #[param(nullable = false)]
    sort: Option<String>,
}
