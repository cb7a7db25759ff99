//! The standard's own shapes (Open Referral UK 3.0), member by member. Optional members that have nothing to say are
//! left out, as the standard's guidance on compliance asks.
//!
//! Members beyond the UK profile, which it allows, are the international standard's own: `phones` of a contact and
//! `name` of a language.

use domain::{Date, TimeOfDay};
use serde::Serialize;

use super::identity::Id;

/// What the feed is.
#[derive(Serialize)]
pub struct About<'a> {
    pub version: &'a str,
    pub profile: &'a str,
    pub openapi_url: &'a str,
}

/// One page of a list.
#[derive(Serialize)]
pub struct Page<T> {
    pub total_items: usize,
    /// 0 when there are no items.
    pub total_pages: usize,
    /// From 1.
    pub page_number: u64,
    /// How many items are on this page.
    pub size: usize,
    pub first_page: bool,
    /// Whether no page follows.
    pub last_page: bool,
    pub empty: bool,
    pub contents: Vec<T>,
}

/// A service. In a list it has only what it has one of.
#[derive(Serialize)]
pub struct Service<'a> {
    pub id: Id<'a>,
    pub organization_id: Id<'a>,
    pub name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub email: &'a str,
    pub status: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub fees: &'a str,
    /// In years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_age: Option<f64>,
    /// In years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_age: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assured_date: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    pub organization: Organisation<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub schedules: Vec<Schedule<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub service_areas: Vec<ServiceArea<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub service_at_locations: Vec<ServiceAtLocation<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Language<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cost_options: Vec<CostOption<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute<'a>>,
}

/// Who runs services.
#[derive(Serialize)]
pub struct Organisation<'a> {
    pub id: Id<'a>,
    pub name: &'a str,
    pub description: &'a str,
}

/// When a service runs, as parts of an RFC 5545 rule. Times are on London's clock.
#[derive(Serialize)]
pub struct Schedule<'a> {
    pub id: Id<'a>,
    pub service_id: Id<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_at_location_id: Option<Id<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dtstart: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub freq: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<u16>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub byday: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bymonthday: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub description: &'a str,
    pub opens_at: TimeOfDay,
    pub closes_at: TimeOfDay,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule_link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attending_type: Option<&'static str>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub notes: String,
}

/// Where a service is for.
#[derive(Serialize)]
pub struct ServiceArea<'a> {
    pub id: Id<'a>,
    pub service_id: Id<'a>,
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extent_type: Option<&'static str>,
}

/// A service at one of its locations.
#[derive(Serialize)]
pub struct ServiceAtLocation<'a> {
    pub id: Id<'a>,
    pub service_id: Id<'a>,
    pub location_id: Id<'a>,
    pub location: Location<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<Service<'a>>,
}

/// A place, physical or not.
#[derive(Serialize)]
pub struct Location<'a> {
    pub id: Id<'a>,
    pub location_type: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addresses: Option<[Address<'a>; 1]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accessibility: Vec<Accessibility<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<[Attribute<'a>; 1]>,
}

/// An address. The standard requires all of it: what the directory does not know is an empty text.
#[derive(Serialize)]
pub struct Address<'a> {
    pub id: Id<'a>,
    pub location_id: Id<'a>,
    pub address_1: String,
    pub city: &'a str,
    pub state_province: &'a str,
    pub postal_code: &'a str,
    pub country: &'static str,
    pub address_type: &'static str,
}

/// Something a place has for access.
#[derive(Serialize)]
pub struct Accessibility<'a> {
    pub id: Id<'a>,
    pub location_id: Id<'a>,
    pub description: &'a str,
}

/// A language in which a service is given.
#[derive(Serialize)]
pub struct Language<'a> {
    pub id: Id<'a>,
    pub service_id: Id<'a>,
    pub name: &'a str,
}

/// What a service costs.
#[derive(Serialize)]
pub struct CostOption<'a> {
    pub id: Id<'a>,
    pub service_id: Id<'a>,
    pub option: &'static str,
    /// In pounds.
    pub amount: f64,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub amount_description: &'a str,
}

/// Whom to ask: a role, never a person's name.
#[derive(Serialize)]
pub struct Contact<'a> {
    pub id: Id<'a>,
    pub service_id: Id<'a>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phones: Option<[Phone<'a>; 1]>,
}

/// A number to call.
#[derive(Serialize)]
pub struct Phone<'a> {
    pub id: Id<'a>,
    pub contact_id: Id<'a>,
    pub number: &'a str,
}

/// That a term applies to something.
#[derive(Serialize)]
pub struct Attribute<'a> {
    pub id: Id<'a>,
    pub link_id: Id<'a>,
    pub taxonomy_term_id: Id<'a>,
    pub link_type: &'static str,
    pub taxonomy_term: TaxonomyTerm<'a>,
}

/// A list of terms.
#[derive(Serialize)]
pub struct Taxonomy<'a> {
    pub id: Id<'a>,
    pub name: &'a str,
    pub description: &'a str,
    pub uri: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taxonomy_terms: Vec<TaxonomyTerm<'a>>,
}

/// A term of a taxonomy.
#[derive(Serialize)]
pub struct TaxonomyTerm<'a> {
    pub id: Id<'a>,
    pub name: &'a str,
    pub description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<Id<'a>>,
    pub taxonomy: &'a str,
    pub taxonomy_id: Id<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term_uri: Option<String>,
    /// Its short name.
    pub term: &'a str,
}
