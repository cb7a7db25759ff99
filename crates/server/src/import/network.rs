//! The hub network: localities, categories and sites.

use std::collections::{HashMap, HashSet};

use domain::{
    Category, Instant, Locality, LocalityId, Location, LocationId, LocationKind, OpeningHours, TimeOfDay,
    Weekday,
};
use serde::Deserialize;
use serde_json::Value;
use store::Store;

use super::{ImportError, Report};

#[derive(Deserialize)]
struct File {
    localities: Vec<Value>,
    categories: Vec<Value>,
    sites: Vec<Value>,
}

#[derive(Deserialize)]
struct Site {
    id: LocationId,
    slug: String,
    kind: LocationKind,
    locality: Option<LocalityId>,
    name: String,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    what_to_expect: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    opening_hours: Vec<Hours>,
    #[serde(default)]
    opening_notes: String,
    #[serde(default)]
    facilities: Vec<String>,
    #[serde(default)]
    bus: String,
    #[serde(default)]
    parking: String,
    #[serde(default)]
    ask_for: String,
    #[serde(default)]
    ask_for_name: String,
    #[serde(default)]
    bridge_sites: Vec<LocationId>,
}

#[derive(Deserialize)]
struct Hours {
    days: Vec<Weekday>,
    opens: TimeOfDay,
    closes: TimeOfDay,
}

/// Imports `network.json`. Addresses and positions come with the services and are kept as they are.
///
/// # Errors
/// When the text is not such a file, or the store refuses.
pub async fn import(
    store: &dyn Store,
    text: &str,
    skip_rejected: bool,
    now: Instant,
) -> Result<Report, ImportError> {
    let file: File = serde_json::from_str(text).map_err(|e| ImportError::NotUnderstood(e.to_string()))?;
    let there = store.catalogue(now).await?;
    let known: HashMap<LocationId, Location> =
        there.locations.into_iter().map(|l| (l.id.clone(), l)).collect();
    let mut report = Report::default();
    let localities: Vec<Locality> =
        read(&file.localities, "locality", &mut report, |l: &Locality| l.id.to_string());
    let categories: Vec<Category> =
        read(&file.categories, "category", &mut report, |c: &Category| c.id.to_string());
    let categories = with_parents(categories, &mut report);
    let sites: Vec<Site> = read(&file.sites, "site", &mut report, |s: &Site| s.id.to_string());

    let (mut slugs, mut locations) = (HashSet::new(), Vec::new());
    for site in sites {
        let record = format!("site {}", site.slug);
        let stranger = site.locality.as_ref().filter(|id| !localities.iter().any(|l| l.id == **id));
        if let Some(id) = stranger {
            report.reject(&record, format_args!("there is no locality {id}"));
        } else if !slugs.insert(site.slug.clone()) {
            report.reject(&record, "another site has this slug");
        } else if site.opening_hours.iter().any(|hours| hours.closes <= hours.opens) {
            report.reject(&record, "it closes before it opens");
        } else {
            let before = known.get(&site.id);
            report.count(before.is_some());
            locations.push(site.location(before));
        }
    }
    let there_before = |found: bool, report: &mut Report| report.count(found);
    for locality in &localities {
        there_before(there.localities.iter().any(|l| l.id == locality.id), &mut report);
    }
    for category in &categories {
        there_before(there.categories.iter().any(|c| c.id == category.id), &mut report);
    }
    if report.may_apply(skip_rejected) {
        store.put_network(&localities, &categories, &locations).await?;
        report.applied = true;
    }
    Ok(report)
}

fn read<T: for<'de> Deserialize<'de>>(
    values: &[Value],
    what: &str,
    report: &mut Report,
    id: impl Fn(&T) -> String,
) -> Vec<T> {
    let mut ids = HashSet::new();
    let mut read = Vec::new();
    for (i, value) in values.iter().enumerate() {
        let record = format!("{what} {}", i + 1);
        match T::deserialize(value) {
            Ok(item) if !ids.insert(id(&item)) => report.reject(&record, "another one has this id"),
            Ok(item) => read.push(item),
            Err(error) => report.reject(&record, error),
        }
    }
    read
}

/// Groups first; a category whose group is not there cannot be shown under it.
fn with_parents(categories: Vec<Category>, report: &mut Report) -> Vec<Category> {
    let groups: HashSet<_> = categories.iter().filter(|c| c.parent.is_none()).map(|c| c.id.clone()).collect();
    let (mut kept, mut under) = (Vec::new(), Vec::new());
    for category in categories {
        match &category.parent {
            None => kept.push(category),
            Some(parent) if groups.contains(parent) => under.push(category),
            Some(parent) => report
                .reject(&format!("category {}", category.id), format_args!("there is no group {parent}")),
        }
    }
    kept.append(&mut under);
    kept
}

impl Site {
    fn location(self, before: Option<&Location>) -> Location {
        Location {
            id: self.id,
            slug: Some(self.slug),
            kind: self.kind,
            locality: self.locality,
            name: self.name,
            summary: self.summary,
            what_to_expect: self.what_to_expect,
            address: before.map(|l| l.address.clone()).unwrap_or_default(),
            postcode: before.and_then(|l| l.postcode.clone()),
            point: before.and_then(|l| l.point),
            masked: before.is_some_and(|l| l.masked),
            phone: self.phone,
            email: self.email,
            opening_hours: self
                .opening_hours
                .into_iter()
                .map(|Hours { days, opens, closes }| OpeningHours { days, opens, closes })
                .collect(),
            opening_notes: self.opening_notes,
            facilities: self.facilities,
            bus: self.bus,
            parking: self.parking,
            ask_for: self.ask_for,
            ask_for_name: self.ask_for_name,
            bridge_sites: self.bridge_sites,
        }
    }
}
