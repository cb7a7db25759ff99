//! Services: what is offered, to whom and where (Open Referral `service`).

use serde::{Deserialize, Serialize};

use crate::age::AgeRange;
use crate::filter::{Facet, FilterToDrop};
use crate::geo::Metres;
use crate::id::{CategoryId, LocationId, OrganisationId, ServiceId, SessionId};
use crate::location::{HiddenAddress, Location, LocationBrief, NearestCentre, UNNAMED};
use crate::opening::Recurrence;
use crate::service_area::{AreaExtent, AreaReach};
use crate::session::{Availability, SessionSummary};
use crate::time::{Date, Instant, TimeOfDay, Weekday};

/// Open Referral UK `service.status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ServiceStatus {
    /// Running.
    Active,
    /// Not running for now.
    TemporarilyClosed,
}

/// What a service costs a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cost {
    /// Nothing.
    Free,
    /// From this many pence.
    From {
        /// The lowest price, in pence.
        pence: u32,
    },
    /// Not said.
    Unknown,
}

/// How a family comes to a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Referral {
    /// Come yourself.
    None,
    /// A professional asks for you.
    Professional,
}

/// How people take part (Open Referral UK `attending_type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AttendingType {
    /// At a place.
    InPerson,
    /// Over the internet.
    Online,
    /// By phone.
    Phone,
    /// At the family's home or out and about.
    Outreach,
}

/// A regular time at which a service runs, without its dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegularTime {
    /// The days of the week.
    pub days: Vec<Weekday>,
    /// From.
    pub opens: TimeOfDay,
    /// Until.
    pub closes: TimeOfDay,
    /// More in words: "term time", the name of the group.
    #[serde(default)]
    pub note: String,
    /// How often it comes round.
    #[serde(default)]
    pub recurrence: Recurrence,
    /// The first day on which it may be, where known.
    #[serde(default)]
    pub from: Option<Date>,
    /// The last day on which it may be, where known.
    #[serde(default)]
    pub until: Option<Date>,
}

/// A service of the directory, whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Service {
    /// Open Referral `service.id`.
    pub id: ServiceId,
    /// What it is called.
    pub name: String,
    /// Plain text; paragraphs are separated by a blank line.
    #[serde(default)]
    pub description: String,
    /// Who runs it.
    pub organisation_id: OrganisationId,
    /// The name of who runs it.
    pub organisation: String,
    /// Whether it is running.
    pub status: ServiceStatus,
    /// Its own page elsewhere; an `https:` address or empty.
    #[serde(default)]
    pub url: String,
    /// Its address for questions.
    #[serde(default)]
    pub email: String,
    /// Its number for questions.
    #[serde(default)]
    pub phone: String,
    /// The role to ask for.
    #[serde(default)]
    pub contact_role: String,
    /// Whom it is for.
    pub ages: AgeRange,
    /// What it costs.
    pub cost: Cost,
    /// What the cost covers, in words.
    #[serde(default)]
    pub fees: String,
    /// The day someone last checked this listing.
    #[serde(default)]
    pub assured_on: Option<Date>,
    /// Its categories.
    #[serde(default)]
    pub categories: Vec<CategoryId>,
    /// SEND needs it is set up for, by slug.
    #[serde(default)]
    pub send_needs: Vec<String>,
    /// How people take part.
    #[serde(default)]
    pub attending: Vec<AttendingType>,
    /// Whether a referral is needed.
    pub referral: Referral,
    /// Languages spoken, by name.
    #[serde(default)]
    pub languages: Vec<String>,
    /// What its venues have for access, in plain words.
    #[serde(default)]
    pub access: Vec<String>,
    /// When it runs.
    #[serde(default)]
    pub times: Vec<RegularTime>,
    /// Where it runs.
    #[serde(default)]
    pub locations: Vec<LocationId>,
    /// The areas it is for, by name (Open Referral `service_areas`); empty when it does not say.
    #[serde(default)]
    pub areas: Vec<String>,
    /// Where those of its areas are whose names alone do not say it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub area_extents: Vec<AreaExtent>,
    /// When its listing last changed, as its feed says, or when an import first saw the change.
    #[serde(default)]
    pub last_modified: Option<Instant>,
    /// When the hub first had it; `None` for one that was there before the hub kept account of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<Instant>,
    /// When something about it last changed that a family would notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<Instant>,
}

/// A listing nobody has checked for this many days is shown with a warning.
pub const STALE_AFTER_DAYS: i32 = 548;

impl Service {
    /// Whether it comes to the family, online, by phone or out and about; as does what says neither how people take part
    /// nor where, but for which area it is.
    #[must_use]
    pub fn comes_to_families(&self) -> bool {
        let says_where = !self.attending.is_empty() || !self.locations.is_empty();
        self.attending.iter().any(|way| *way != AttendingType::InPerson)
            || !(says_where || self.areas.is_empty())
    }

    /// Whether it comes to the family and nowhere else: there is no place for a family to go to.
    #[must_use]
    pub fn only_comes_to_families(&self) -> bool {
        self.comes_to_families() && !self.attending.contains(&AttendingType::InPerson)
    }

    /// Whether the listing was last checked more than eighteen months ago.
    #[must_use]
    pub fn is_out_of_date(&self, today: Date) -> bool {
        self.assured_on.is_some_and(|checked| today.days() - checked.days() > STALE_AFTER_DAYS)
    }

    /// The listing as an import keeps it at `now`, `before` being the one that is there: one that is the same in all
    /// else keeps the moment of its last change, and one whose feed names no moment changed now.
    ///
    /// One that is not there yet is first seen now. On the `is_first_load` of a hub a feed that says when a listing last
    /// changed is believed instead: that listing is as old as that at least. Later it has changed when a family would
    /// notice.
    #[must_use]
    pub fn dated(mut self, before: Option<&Self>, is_first_load: bool, now: Instant) -> Self {
        let said = self.last_modified;
        let noticed = before.filter(|before| self.as_noticed() == before.as_noticed());
        self.first_seen = match before {
            Some(before) => before.first_seen,
            None => (!is_first_load || said.is_none()).then_some(now),
        };
        self.changed_at = match (before, noticed) {
            (_, Some(same)) => same.changed_at,
            (Some(_), None) => Some(now),
            (None, None) => said.filter(|_| is_first_load),
        };
        self.last_modified = before.and_then(|before| before.last_modified);
        if self.last_modified.is_none() || before != Some(&self) {
            self.last_modified = said.or(Some(now));
        }
        self
    }

    /// What a family would notice of it: neither who checked it when, nor in which order its feed lists things.
    fn as_noticed(&self) -> Self {
        let mut noticed = Self {
            assured_on: None,
            last_modified: None,
            first_seen: None,
            changed_at: None,
            area_extents: Vec::new(),
            ..self.clone()
        };
        noticed.categories.sort_unstable();
        noticed.attending.sort_unstable();
        noticed.locations.sort_unstable();
        for names in
            [&mut noticed.send_needs, &mut noticed.languages, &mut noticed.access, &mut noticed.areas]
        {
            names.sort_unstable();
        }
        noticed
    }

    /// Takes a masked place's address out of its words.
    pub fn hide(&mut self, address: &HiddenAddress) {
        address.take_out_of_name(&mut self.organisation, UNNAMED);
        address.take_out_of_name(&mut self.name, &self.organisation);
        for text in
            [&mut self.description, &mut self.fees, &mut self.contact_role, &mut self.url, &mut self.email]
        {
            address.take_out_of(text);
        }
        if address.is_told_in(&self.phone) {
            // A number stays without the words behind it.
            let is_of_number = |c: &char| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-');
            self.phone = self.phone.chars().take_while(is_of_number).collect::<String>().trim().to_owned();
            address.take_out_of(&mut self.phone);
        }
        for names in [&mut self.access, &mut self.areas, &mut self.languages, &mut self.send_needs] {
            names.retain(|name| !address.is_told_in(name));
        }
        self.categories.retain(|category| !address.is_told_in(category.as_str()));
        // An outline may be drawn around the very house.
        self.area_extents.retain(|area| {
            area.outline.is_empty() && !address.is_told_in(&area.name) && !address.is_told_in(&area.words)
        });
        self.times.iter_mut().for_each(|time| address.take_out_of(&mut time.note));
    }

    /// The first sentence of the description, at most 160 characters.
    #[must_use]
    pub fn one_line(&self) -> String {
        let text = self.description.trim();
        let sentence = text.find(". ").map_or(text, |end| &text[..=end]);
        if sentence.chars().count() <= 160 {
            return sentence.to_owned();
        }
        let cut: String = sentence.chars().take(157).collect();
        let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head);
        format!("{cut} …")
    }
}

/// A service as a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceLink {
    /// The service.
    pub id: ServiceId,
    /// Its name.
    pub name: String,
}

/// The next session of a service, for a card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NextSession {
    /// The session.
    pub id: SessionId,
    /// When it starts.
    pub starts_at: Instant,
    /// What it offers now.
    pub availability: Availability,
}

/// A service in a list of results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceSummary {
    /// The service.
    pub id: ServiceId,
    /// Its name.
    pub name: String,
    /// One line on it.
    pub summary: String,
    /// Who runs it.
    pub organisation: String,
    /// Whether it is running.
    pub status: ServiceStatus,
    /// Whom it is for.
    pub ages: AgeRange,
    /// What it costs.
    pub cost: Cost,
    /// How people take part.
    #[serde(default)]
    pub attending: Vec<AttendingType>,
    /// Whether a referral is needed.
    pub referral: Referral,
    /// The nearest of its places, or the first.
    #[serde(default)]
    pub place: Option<LocationBrief>,
    /// How many more places it has.
    #[serde(default)]
    pub other_places: u16,
    /// How far the nearest place is from the origin.
    #[serde(default)]
    pub distance: Option<Metres>,
    /// How it reaches the family where they are, for a service that comes to families in an area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reach: Option<AreaReach>,
    /// Its next session.
    #[serde(default)]
    pub next_session: Option<NextSession>,
}

/// Where a search was made from, as the server understood it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Origin {
    /// What to call it: `WA5 1AB`, `Great Sankey`.
    pub name: String,
    /// Whether it lies outside the council's area.
    pub outside: bool,
}

/// One page of services.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServicePage {
    /// The services on this page.
    pub services: Vec<ServiceSummary>,
    /// How many there are on all pages.
    pub total: u32,
    /// This page, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
    /// Where the search was made from, if anywhere.
    #[serde(default)]
    pub origin: Option<Origin>,
    /// The family centre nearest to the origin.
    #[serde(default)]
    pub nearest_centre: Option<NearestCentre>,
    /// The words as they would be spelled, when nothing matched as typed.
    #[serde(default)]
    pub did_you_mean: Option<String>,
    /// What may be chosen of each kind of filter, with how many results it would leave; a kind that has nothing to
    /// choose is left out.
    #[serde(default)]
    pub facets: Vec<Facet>,
    /// When filters leave nothing: each of them with how many results there are without it, most first.
    #[serde(default)]
    pub to_drop: Vec<FilterToDrop>,
    /// When filters leave nothing: how many results there are without all of them.
    #[serde(default)]
    pub without_filters: Option<u32>,
    /// Pages of the guide on the words searched for, the best first; on the first page of results alone, at most three.
    #[serde(default)]
    pub guides: Vec<GuideHit>,
}

/// A page of the guide that a search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuideHit {
    /// Its path under `/guide/`.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// One or two sentences on it.
    pub summary: String,
}

/// A service's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceDetail {
    /// The service.
    pub service: Service,
    /// Its places, masked ones without their address.
    pub locations: Vec<Location>,
    /// Its category names.
    pub categories: Vec<String>,
    /// Whether the listing has not been checked for eighteen months.
    pub out_of_date: bool,
    /// Its next sessions, soonest first, at most eight.
    pub next_sessions: Vec<SessionSummary>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_has_one_line_an_age_and_a_moment_of_its_last_change() {
        let service = |description: &str| Service {
            id: "a".parse().unwrap(),
            name: String::new(),
            description: description.to_owned(),
            organisation_id: "o".parse().unwrap(),
            organisation: String::new(),
            status: ServiceStatus::Active,
            url: String::new(),
            email: String::new(),
            phone: String::new(),
            contact_role: String::new(),
            ages: AgeRange::ALL,
            cost: Cost::Free,
            fees: String::new(),
            assured_on: Some("2025-01-01".parse().unwrap()),
            categories: vec![],
            send_needs: vec![],
            attending: vec![],
            referral: Referral::None,
            languages: vec![],
            access: vec![],
            times: vec![],
            locations: vec![],
            areas: vec![],
            area_extents: vec![],
            last_modified: None,
            first_seen: None,
            changed_at: None,
        };
        assert_eq!(service("Come and play. Stay for tea.").one_line(), "Come and play.");
        assert_eq!(service("Come and play").one_line(), "Come and play");
        assert!(service(&"é ".repeat(200)).one_line().chars().count() <= 160);
        let at = |hour: u8| Some(format!("2026-11-23T{hour:02}:00:00Z").parse::<Instant>().unwrap());
        let dated = |hour| Service { last_modified: hour, ..service("x") };
        for (before, said, kept) in [
            (None, None, at(12)),
            (None, at(9), at(9)),
            (Some(dated(at(8))), None, at(8)),
            (Some(dated(at(8))), at(9), at(8)),
            (Some(dated(None)), at(9), at(9)),
            (Some(dated(None)), None, at(12)),
            (Some(Service { last_modified: at(8), ..service("y") }), at(9), at(9)),
            (Some(Service { last_modified: at(8), ..service("y") }), None, at(12)),
        ] {
            let now = at(12).unwrap();
            assert_eq!(
                dated(said).dated(before.as_ref(), false, now).last_modified,
                kept,
                "{before:?} {said:?}"
            );
        }
        // Before, now, and what is told to be new and to have changed.
        let seen = Service { first_seen: at(7), changed_at: at(8), last_modified: at(8), ..service("x") };
        let listed = |names: [&str; 2]| names.map(str::to_owned).to_vec();
        for (before, after, is_first, told) in [
            (None, dated(at(9)), true, (None, at(9))),
            (None, dated(None), true, (at(12), None)),
            (None, dated(at(9)), false, (at(12), None)),
            (Some(seen.clone()), dated(at(9)), false, (at(7), at(8))),
            (Some(seen.clone()), Service { assured_on: None, ..dated(at(9)) }, false, (at(7), at(8))),
            (
                Some(seen.clone()),
                Service { name: "Other".to_owned(), ..dated(at(9)) },
                false,
                (at(7), at(12)),
            ),
            (Some(seen.clone()), Service { phone: "1".to_owned(), ..dated(None) }, false, (at(7), at(12))),
            (
                Some(Service { languages: listed(["a", "b"]), ..seen.clone() }),
                Service { languages: listed(["b", "a"]), ..dated(None) },
                false,
                (at(7), at(8)),
            ),
            (Some(dated(at(8))), service("x"), false, (None, None)),
            (Some(dated(at(8))), service("y"), false, (None, at(12))),
        ] {
            let kept = after.dated(before.as_ref(), is_first, at(12).unwrap());
            assert_eq!((kept.first_seen, kept.changed_at), told, "{before:?}");
        }
        assert!(!service("x").is_out_of_date("2026-07-03".parse().unwrap()));
        assert!(service("x").is_out_of_date("2026-07-04".parse().unwrap()));
    }
}
