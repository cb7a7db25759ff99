//! Every endpoint of the API once: its path. Methods, bodies and answers are named beside each.
//!
//! The server mounts these paths and the app calls them; neither spells one itself. Errors of every endpoint
//! are problems (RFC 9457, [`crate::problem::Problem`]).

use serde::{Deserialize, Serialize};

use crate::id::{BookingId, LocalityId, ServiceId, SessionId};
use crate::location::{Locality, Location};
use crate::query::QueryWriter;
use crate::saved::ById;
use crate::search::{ServiceSearch, SessionSearch};
use crate::suggestion::Typed;

/// Where the API begins.
pub const BASE: &str = "/api/v1";

/// `GET`: whether the server and its database answer → [`Health`].
pub const HEALTH: &str = "/api/v1/health";
/// `GET`: the OpenAPI document, 3.1.
pub const OPENAPI: &str = "/api/v1/openapi.json";
/// `GET ?q&near&sort&page` and a parameter for each [`crate::FacetKind`] → [`crate::service::ServicePage`].
pub const SERVICES: &str = "/api/v1/services";
/// `GET ?q` → [`crate::suggestion::SuggestionList`].
pub const SUGGESTIONS: &str = "/api/v1/suggestions";
/// `GET` with the parameters of [`SERVICES`] → [`crate::service_map::ServiceMap`]: all results, whatever the page.
pub const SERVICE_MAP: &str = "/api/v1/services/map";
/// `GET` → [`crate::service::ServiceDetail`].
pub const SERVICE: &str = "/api/v1/services/{id}";
/// `POST` [`crate::listing_change::RawListingChange`] → 201 when kept, 200 when it was there: what a reader says is
/// wrong with the listing.
pub const SERVICE_CHANGES: &str = "/api/v1/services/{id}/changes";
/// `GET ?id&id&near`, the id repeated → [`crate::saved::ServicesById`].
pub const SERVICES_BY_ID: &str = "/api/v1/services/by-id";
/// `GET ?from&to&q&near&locality&location&service&category&age&bookable&limit` → [`crate::session::SessionList`].
pub const SESSIONS: &str = "/api/v1/sessions";
/// `GET` → [`crate::session::SessionDetail`].
pub const SESSION: &str = "/api/v1/sessions/{id}";
/// `GET` → an iCalendar file (RFC 5545).
pub const SESSION_CALENDAR: &str = "/api/v1/sessions/{id}/calendar.ics";
/// `GET`: the sessions to come of a [`CalendarKind`]'s `id` as a calendar to subscribe to (RFC 5545); `file` is the id and
/// `.ics`.
pub const CALENDAR: &str = "/api/v1/calendars/{kind}/{file}";
/// `PUT` [`crate::booking::RawBooking`] → [`crate::booking::Booking`], 201 when made, 200 when it was there.
/// `GET` and `PATCH` [`crate::booking::BookingChange`] with `Authorization: Bearer <token>` →
/// [`crate::booking::Booking`]. `DELETE` with it → 204: what the family told is deleted.
pub const BOOKING: &str = "/api/v1/bookings/{id}";
/// `POST` [`crate::booking::NewLink`] with `Authorization: Bearer <token>` → [`crate::booking::Link`]: the one private
/// link from now on.
pub const BOOKING_LINKS: &str = "/api/v1/bookings/{id}/links";
/// `POST` [`crate::booking::LostLink`] → 202, whether there is a booking or not: its links are sent again.
pub const LOST_LINKS: &str = "/api/v1/lost-links";
/// `POST` [`crate::guide::NewGuideAnswer`] → 204: what a reader says of a guide page.
pub const GUIDE_ANSWERS: &str = "/api/v1/guides/{slug}/answers";
/// `GET` → `Vec<`[`Locality`]`>`.
pub const LOCALITIES: &str = "/api/v1/localities";
/// `GET` → [`LocalityDetail`].
pub const LOCALITY: &str = "/api/v1/localities/{id}";
/// `GET` → `Vec<`[`Location`]`>`: sites of the hub network.
pub const LOCATIONS: &str = "/api/v1/locations";
/// `GET` by id or slug → [`crate::location::LocationDetail`].
pub const LOCATION: &str = "/api/v1/locations/{id}";
/// `GET` → `Vec<`[`crate::category::Category`]`>`.
pub const CATEGORIES: &str = "/api/v1/categories";
/// `GET` → [`PostcodeDetail`].
pub const POSTCODE: &str = "/api/v1/postcodes/{postcode}";
/// `GET ?north&east` in hundredths of a degree → the [`PostcodeDetail`] of the sector there.
pub const POSTCODES: &str = "/api/v1/postcodes";

/// What the hub's team does, with `Authorization: Bearer <key>`. A key opens the localities of its scope: whatever is in
/// another is 403, whatever is not there 404.
pub mod team {
    /// `GET ?from&to`, two dates → [`crate::team_session::TeamSessionList`]. `POST`
    /// [`crate::team_session::NewSession`] → [`crate::team_session::SessionChanged`], 201.
    pub const SESSIONS: &str = "/api/v1/team/sessions";
    /// `GET` → [`crate::team_session::TeamSessionSummary`]. `PATCH` [`crate::team_session::SessionChange`] →
    /// [`crate::team_session::SessionChanged`].
    pub const SESSION: &str = "/api/v1/team/sessions/{id}";
    /// `GET` → [`crate::team_session::TeamRegister`].
    pub const REGISTER: &str = "/api/v1/team/sessions/{id}/register";
    /// `GET` → `Vec<`[`crate::Record`]`>`, the latest first.
    pub const RECORDS: &str = "/api/v1/team/sessions/{id}/records";
    /// `PUT` [`crate::booking::RawBooking`] → [`crate::team_session::RegisterLine`], 201 when made, 200 when it was
    /// there. `PATCH` [`crate::team_session::TeamBookingChange`] → 204.
    pub const BOOKING: &str = "/api/v1/team/bookings/{id}";
    /// `POST ?dry_run&skip_rejected` a timetable as CSV → the report as JSON.
    pub const TIMETABLES: &str = "/api/v1/team/timetables";
    /// `GET ?from&to`, two dates → sessions with their counts, as CSV.
    pub const EXPORT: &str = "/api/v1/team/export.csv";
    /// `POST` [`crate::shift::AskLink`], without a key → 202 whether the address is known or not.
    pub const LINKS: &str = "/api/v1/team/links";
    /// `POST` [`crate::shift::BeginShift`], without a key → [`crate::shift::Shift`], 201. Its token opens what the key
    /// opens.
    pub const SHIFTS: &str = "/api/v1/team/shifts";
    /// `DELETE` with the token of a shift → 204: it opens nothing any more.
    pub const OWN_SHIFT: &str = "/api/v1/team/shift";
    /// `GET` → `Vec<`[`crate::team_desk::TeamRequest`]`>`: requests for help that are open.
    pub const REQUESTS: &str = "/api/v1/team/requests";
    /// `GET` → [`crate::team_desk::TeamRequestDetail`]. `PATCH` [`crate::team_desk::RequestChange`] → 204.
    pub const REQUEST: &str = "/api/v1/team/requests/{reference}";
    /// `GET` → `Vec<`[`crate::team_desk::TeamSuggestion`]`>`: suggested changes to listings that are open.
    pub const SUGGESTIONS: &str = "/api/v1/team/suggestions";
    /// `PATCH` [`crate::team_desk::SuggestionChange`] → 204.
    pub const SUGGESTION: &str = "/api/v1/team/suggestions/{id}";
    /// `GET` → `Vec<`[`crate::team_desk::TeamFamilyPage`]`>`.
    pub const FAMILY_PAGES: &str = "/api/v1/team/family-pages";
    /// `PATCH` [`crate::team_desk::FamilyPageChange`] → 204.
    pub const FAMILY_PAGE: &str = "/api/v1/team/family-pages/{id}";
    /// `GET` → `Vec<`[`crate::Record`]`>`: what was done within the key's scope, the latest first.
    pub const ALL_RECORDS: &str = "/api/v1/team/records";
}

/// The directory as other software reads it: Open Referral UK 3.0, `GET` alone, in the standard's own shapes.
pub mod oruk {
    /// `GET`: the version of the standard and where it is described.
    pub const BASE: &str = "/oruk/v3";
    /// `GET`: one page of services.
    pub const SERVICES: &str = "/oruk/v3/services";
    /// `GET`: one service with all that belongs to it.
    pub const SERVICE: &str = "/oruk/v3/services/{id}";
    /// `GET`: one page of taxonomies.
    pub const TAXONOMIES: &str = "/oruk/v3/taxonomies";
    /// `GET`: one taxonomy with its terms.
    pub const TAXONOMY: &str = "/oruk/v3/taxonomies/{id}";
    /// `GET`: one term by its short name, which is unique within its taxonomy: what `term_uri` leads to.
    pub const TERM_OF_TAXONOMY: &str = "/oruk/v3/taxonomies/{id}/{term}";
    /// `GET`: one page of taxonomy terms.
    pub const TAXONOMY_TERMS: &str = "/oruk/v3/taxonomy_terms";
    /// `GET`: one taxonomy term.
    pub const TAXONOMY_TERM: &str = "/oruk/v3/taxonomy_terms/{id}";
    /// `GET`: one page of services at their locations.
    pub const SERVICE_AT_LOCATIONS: &str = "/oruk/v3/service_at_locations";
    /// `GET`: one service at one of its locations.
    pub const SERVICE_AT_LOCATION: &str = "/oruk/v3/service_at_locations/{id}";
    /// `GET`: one page of organisations.
    pub const ORGANISATIONS: &str = "/oruk/v3/organizations";
    /// `GET`: one organisation.
    pub const ORGANISATION: &str = "/oruk/v3/organizations/{id}";

    /// The address of a taxonomy, by its name.
    #[must_use]
    pub fn taxonomy(name: &str) -> String {
        format!("{TAXONOMIES}/{name}")
    }

    /// The address of a term, by the name of its taxonomy and its own.
    #[must_use]
    pub fn term(taxonomy: &str, term: &str) -> String {
        format!("{TAXONOMIES}/{taxonomy}/{term}")
    }
}

/// Sessions as other software follows them: OpenActive feeds (RPDE 1.0), `GET` alone.
pub mod openactive {
    /// `GET`: what there is, as a page and as schema.org says it.
    pub const BASE: &str = "/openactive";
    /// `GET ?afterTimestamp&afterId`: one page of series, as `SessionSeries`.
    pub const SERIES: &str = "/openactive/session-series";
    /// `GET`: one series.
    pub const ONE_SERIES: &str = "/openactive/session-series/{id}";
    /// `GET ?afterTimestamp&afterId`: one page of sessions, as `ScheduledSession`.
    pub const SESSIONS: &str = "/openactive/scheduled-sessions";
    /// `GET`: one session.
    pub const ONE_SESSION: &str = "/openactive/scheduled-sessions/{id}";

    /// The address of the page after the item with this stamp and this id.
    #[must_use]
    pub fn after(feed: &str, modified: i64, id: &str) -> String {
        crate::query::QueryWriter::default()
            .with("afterTimestamp", &modified.to_string())
            .with("afterId", id)
            .after(feed)
    }
}

/// What a calendar to subscribe to is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarKind {
    /// All that is on at a place, by its slug or id.
    Place,
    /// All that is on in a locality.
    Locality,
    /// A service's sessions, wherever they are.
    Service,
    /// The sessions of one series.
    Series,
}

impl CalendarKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Place, Self::Locality, Self::Service, Self::Series];

    /// Its name in an address.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Place => "places",
            Self::Locality => "localities",
            Self::Service => "services",
            Self::Series => "series",
        }
    }
}

/// The address of a calendar to subscribe to. A place may go by its slug.
#[must_use]
pub fn calendar(kind: CalendarKind, id: &str) -> String {
    format!("{BASE}/calendars/{}/{id}.ics", kind.as_str())
}

/// The address of a search for services.
#[must_use]
pub fn services(search: &ServiceSearch) -> String {
    search.query().after(SERVICES)
}

/// The address of what may be meant by what has been typed.
#[must_use]
pub fn suggestions(typed: &Typed) -> String {
    typed.query().after(SUGGESTIONS)
}

/// The address of all points of a search for services.
#[must_use]
pub fn service_map(search: &ServiceSearch) -> String {
    search.on_page(1).query().after(SERVICE_MAP)
}

/// The address of one service.
#[must_use]
pub fn service(id: &ServiceId) -> String {
    format!("{SERVICES}/{id}")
}

/// The address of what readers suggest to change in one service's listing.
#[must_use]
pub fn service_changes(id: &ServiceId) -> String {
    format!("{SERVICES}/{id}/changes")
}

/// The address of these services.
#[must_use]
pub fn services_by_id(asked: &ById) -> String {
    asked.query().after(SERVICES_BY_ID)
}

/// The address of a list of sessions.
#[must_use]
pub fn sessions(search: &SessionSearch) -> String {
    search.query().after(SESSIONS)
}

/// The address of one session.
#[must_use]
pub fn session(id: &SessionId) -> String {
    format!("{SESSIONS}/{id}")
}

/// The address of one session's calendar file.
#[must_use]
pub fn session_calendar(id: &SessionId) -> String {
    format!("{SESSIONS}/{id}/calendar.ics")
}

/// The address of one booking.
#[must_use]
pub fn booking(id: &BookingId) -> String {
    format!("{BASE}/bookings/{id}")
}

/// The address of the private links of one booking.
#[must_use]
pub fn booking_links(id: &BookingId) -> String {
    format!("{BASE}/bookings/{id}/links")
}

/// The address of what readers say of one guide page.
#[must_use]
pub fn guide_answers(slug: &str) -> String {
    format!("{BASE}/guides/{slug}/answers")
}

/// The address of one locality.
#[must_use]
pub fn locality(id: &LocalityId) -> String {
    format!("{LOCALITIES}/{id}")
}

/// The address of one location, by id or slug.
#[must_use]
pub fn location(id_or_slug: &str) -> String {
    format!("{LOCATIONS}/{id_or_slug}")
}

/// The address of the sector at this latitude and longitude, in hundredths of a degree: about a kilometre, and no
/// nearer.
#[must_use]
pub fn postcode_at(north: i32, east: i32) -> String {
    QueryWriter::default().with("north", &north.to_string()).with("east", &east.to_string()).after(POSTCODES)
}

/// The address of one postcode, with its space left out.
#[must_use]
pub fn postcode(postcode: &crate::postcode::Postcode) -> String {
    // A postcode is letters, digits and one space, so nothing else needs escaping.
    QueryWriter::default().after(&format!("{BASE}/postcodes/{}", postcode.as_str().replace(' ', "")))
}

/// Whether the server can do its work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Health {
    /// `ok`
    pub status: String,
    /// The server's own version.
    pub version: String,
    /// How many services are in the directory.
    pub services: u32,
    /// How many sessions are listed from now on.
    pub sessions: u32,
    /// Messages waiting to be sent.
    pub messages_waiting: u32,
    /// Messages that were given up, until what they were about is deleted: families who were not told.
    #[serde(default)]
    pub messages_given_up: u32,
}

/// A locality's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LocalityDetail {
    /// The locality.
    pub locality: Locality,
    /// Its sites: family centres first, then outreach sites, each in order of name.
    pub locations: Vec<Location>,
    /// Sessions in the locality in the next seven days, soonest first.
    pub sessions: Vec<crate::session::SessionSummary>,
}

/// What is known of a postcode.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostcodeDetail {
    /// In its printed form.
    pub postcode: String,
    /// Where it is; the middle of its sector when the exact place is not known.
    pub point: crate::geo::Point,
    /// Whether the point is exact.
    pub exact: bool,
    /// The local authority's GSS code, such as `E06000007`, where known.
    #[serde(default)]
    pub local_authority: Option<String>,
    /// Whether it lies outside the council's area.
    pub outside: bool,
}
