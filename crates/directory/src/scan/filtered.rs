//! Filters, facets, drops and orders against a plain scan.

use core::cmp::Reverse;

use domain::Facet;

use super::*;

/// A catalogue, scanned service by service.
pub(super) struct Scan<'a> {
    pub catalogue: &'a Catalogue,
    pub origin: Option<Origin>,
}

impl Scan<'_> {
    pub(super) fn passes(&self, choices: &Choices, service: &Service) -> bool {
        FacetKind::ALL.into_iter().all(|kind| {
            let chosen: Vec<&Choice> = choices.of(kind).collect();
            match kind {
                FacetKind::Time => true,
                FacetKind::Day => self.is_on(choices, service),
                FacetKind::Age => chosen.iter().all(|choice| self.fits(choice, service)),
                _ => chosen.is_empty() || chosen.iter().any(|choice| self.fits(choice, service)),
            }
        })
    }

    fn fits(&self, choice: &Choice, service: &Service) -> bool {
        let listed = |names: &[String], wanted: &str| names.iter().any(|name| slug(name) == wanted);
        match choice {
            Choice::Category(id) => under(&self.catalogue.categories, id, &service.categories),
            Choice::Age(age) => service.ages.contains(*age),
            Choice::Need(need) => listed(&service.send_needs, need.as_str()),
            Choice::Access(access) => listed(&service.access, access.as_str()),
            Choice::Language(language) => listed(&service.languages, language.as_str()),
            Choice::Cost(_) if choice.value() == "free" => service.cost == Cost::Free,
            Choice::Cost(_) => matches!(service.cost, Cost::From { .. }),
            Choice::Attending(way) => service.attending.contains(way),
            Choice::NoReferral => service.referral == Referral::None,
            Choice::Within(miles) => self.is_within(*miles, service),
            Choice::Day(_) | Choice::Time(_) => unreachable!("days and times are one filter"),
        }
    }

    /// Whether the origin lies in an area; `None` where nobody can tell.
    fn is_in(&self, service: &Service, area: &str, origin: Origin) -> Option<bool> {
        let meets = |names: &[&str]| {
            let here = origin.part?;
            Some(PARTS.iter().any(|part| Part::from(&part.parse().unwrap()) == here && names.contains(part)))
        };
        let locality = |name: &str| {
            let sites = self.catalogue.locations.iter().filter(|place| {
                matches!(place.kind, LocationKind::FamilyCentre | LocationKind::Outreach)
                    && place.locality.is_some()
                    && !place.masked
            });
            let nearest = sites
                .filter_map(|site| Some((origin.point.distance(site.point?), site.locality.as_ref()?)))
                .min_by_key(|(metres, _)| *metres);
            if origin.outside { Some(false) } else { nearest.map(|(_, id)| id.as_str() == name) }
        };
        match area {
            "East" => locality("east"),
            "west locality" => locality("west"),
            "WA7" => meets(&["WA7", "WA7 1", "WA7 2"]),
            "wa7 1 and WA4" => meets(&["WA7", "WA7 1", "WA4 3"]),
            "Whole borough" => Some(!origin.outside),
            "England" => Some(true),
            // Drawn around a place that is secret it would tell where that is.
            "Drawn" if service.locations.iter().any(|id| self.is_masked(id)) => None,
            "Drawn" => {
                let is_at = |north: f64, east: f64| origin.point == at(north, east);
                let columns = |north: f64| if north < 2.0 { 0..4 } else { 0..2 };
                let rows = [0.0, 1.0, 2.0, 3.0];
                Some(rows.into_iter().any(|north| columns(north).any(|east| is_at(north, f64::from(east)))))
            }
            _ => None,
        }
    }

    fn is_masked(&self, id: &domain::LocationId) -> bool {
        self.catalogue.locations.iter().any(|place| place.id == *id && place.masked)
    }

    /// Whether a service comes to families at the origin; `None` where its areas say nothing of it.
    fn comes_here(&self, service: &Service) -> Option<bool> {
        let origin = self.origin?;
        let says_nothing = service.attending.is_empty() && service.locations.is_empty();
        let comes = says_nothing || service.attending.iter().any(|way| *way != AttendingType::InPerson);
        if !comes || service.areas.is_empty() {
            return None;
        }
        let all: Vec<Option<bool>> =
            service.areas.iter().map(|area| self.is_in(service, area, origin)).collect();
        if all.contains(&Some(true)) {
            return Some(true);
        }
        if all.contains(&None) { None } else { Some(false) }
    }

    /// Whether a family can go to it.
    fn has_a_way_in(service: &Service) -> bool {
        service.attending.contains(&AttendingType::InPerson)
            || (service.attending.is_empty() && !service.locations.is_empty())
    }

    /// What is told of how it reaches a family at the origin.
    pub(super) fn reach(&self, service: &Service) -> Option<ReachWay> {
        let origin = self.origin?;
        let outreach = service.attending.contains(&AttendingType::Outreach) || service.attending.is_empty();
        let there = Self::has_a_way_in(service);
        match self.comes_here(service)? {
            true if outreach => Some(ReachWay::ComesToYou),
            true if there && distance(self.catalogue, service, origin.point).is_some() => None,
            true => Some(ReachWay::Covers),
            false => (!there).then_some(ReachWay::Elsewhere),
        }
    }

    /// How far it is told to be.
    fn told_distance(&self, service: &Service) -> Option<Metres> {
        let instead = self.reach(service).is_some() && !Self::has_a_way_in(service);
        if instead { None } else { distance(self.catalogue, service, self.origin?.point) }
    }

    /// As how far away it counts for the order.
    fn standing(&self, service: &Service) -> u32 {
        match (self.told_distance(service), self.reach(service)) {
            (Some(metres), _) => metres.0,
            (None, Some(ReachWay::ComesToYou)) => 1609,
            (None, Some(ReachWay::Covers)) => u32::MAX - 1,
            _ => u32::MAX,
        }
    }

    /// What a search without words finds before any filter.
    fn found<'b>(&self, all: &[&'b Service]) -> Vec<&'b Service> {
        let here = all.iter().filter(|service| self.reach(service) != Some(ReachWay::Elsewhere));
        let here: Vec<&Service> = here.copied().collect();
        if here.is_empty() { all.to_vec() } else { here }
    }

    fn is_within(&self, miles: Miles, service: &Service) -> bool {
        let Some(origin) = self.origin else { return true };
        match self.comes_here(service) {
            Some(true) => return true,
            Some(false) if !Self::has_a_way_in(service) => {
                let open = distance(self.catalogue, service, origin.point).is_some();
                return !open && service.locations.iter().any(|id| self.is_masked(id));
            }
            _ => {}
        }
        let places: Vec<&Location> =
            self.catalogue.locations.iter().filter(|place| service.locations.contains(&place.id)).collect();
        match distance(self.catalogue, service, origin.point) {
            Some(metres) => metres <= miles.metres(),
            None if places.iter().any(|place| place.masked) => true,
            None if self.comes_here(service) == Some(false) => false,
            None => !origin.outside && service.attending.iter().any(|way| *way != AttendingType::InPerson),
        }
    }

    fn is_on(&self, choices: &Choices, service: &Service) -> bool {
        let wanted = |day: Weekday, minute: u16| {
            let part = match minute {
                0..720 => "morning",
                720..1020 => "afternoon",
                _ => "evening",
            };
            let mut days = choices.of(FacetKind::Day).peekable();
            let mut parts = choices.of(FacetKind::Time).peekable();
            (days.peek().is_none() || days.any(|choice| *choice == Choice::Day(day)))
                && (parts.peek().is_none() || parts.any(|choice| choice.value() == part))
        };
        if !choices.iter().any(|choice| matches!(choice.kind(), FacetKind::Day | FacetKind::Time)) {
            return true;
        }
        let regular = service.times.iter().any(|time| {
            let mut minutes = time.opens.minutes()..time.closes.minutes();
            minutes.any(|minute| time.days.iter().any(|day| wanted(*day, minute)))
        });
        regular
            || self.coming(service).any(|session| {
                let (date, time) = session.starts_at.london();
                wanted(date.weekday(), time.minutes())
            })
    }

    /// The sessions of a service that go ahead and have not ended.
    fn coming(&self, service: &Service) -> impl Iterator<Item = &Session> {
        self.catalogue.sessions.iter().filter(|session| {
            session.service_id == service.id
                && session.ends_at > now()
                && session.status == SessionStatus::Scheduled
                && self.catalogue.locations.iter().any(|place| place.id == session.location_id)
        })
    }

    fn left(&self, choices: &Choices, found: &[&Service]) -> u32 {
        found.iter().filter(|service| self.passes(choices, service)).count() as u32
    }

    /// The values of a kind that are offered or chosen, with how many each alone of its kind would leave.
    fn options(&self, search: &ServiceSearch, found: &[&Service], kind: FacetKind) -> Vec<(String, u32)> {
        let listed = |names: fn(&Service) -> &[String]| -> Vec<String> {
            self.catalogue.services.iter().flat_map(names).map(|name| slug(name)).collect()
        };
        let fixed = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
        if kind == FacetKind::Within && self.origin.is_none() {
            return vec![];
        }
        let mut values: Vec<String> = match kind {
            FacetKind::Category => self.catalogue.categories.iter().map(|one| one.id.to_string()).collect(),
            FacetKind::Need => listed(|service| &service.send_needs),
            FacetKind::Access => listed(|service| &service.access),
            FacetKind::Language => listed(|service| &service.languages),
            FacetKind::Cost => fixed(&["free", "paid"]),
            FacetKind::Day => fixed(&["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
            FacetKind::Time => fixed(&["morning", "afternoon", "evening"]),
            FacetKind::Attending => fixed(&["in_person", "online", "phone", "outreach"]),
            FacetKind::Referral => fixed(&["none"]),
            FacetKind::Within => fixed(&["1", "2", "5", "10", "20"]),
            FacetKind::Age => vec![],
        };
        values.extend(search.choices.of(kind).map(|choice| choice.value().into_owned()));
        values.sort();
        values.dedup();
        let group_of_chosen = |value: &str| {
            let is_chosen = |id: &CategoryId| search.choices.has(kind, id.as_str());
            let inside = |one: &Category| one.parent.as_ref().is_some_and(|group| group.as_str() == value);
            let carried = |id: &CategoryId| {
                self.catalogue.services.iter().any(|service| service.categories.contains(id))
            };
            kind == FacetKind::Category
                && self
                    .catalogue
                    .categories
                    .iter()
                    .any(|one| inside(one) && is_chosen(&one.id) && carried(&one.id))
        };
        let counted = values.into_iter().map(|value| {
            let mut choices = search.choices.clone();
            choices.clear(kind);
            choices.add(Choice::parse(kind, &value).unwrap()).unwrap();
            let count = self.left(&choices, found);
            (value, count)
        });
        counted
            .filter(|(value, count)| *count > 0 || search.choices.has(kind, value) || group_of_chosen(value))
            .collect()
    }

    /// Whether totals, facets and drops of the first page are what a scan of what the words found says.
    pub(super) fn agrees_on_filters(
        &self,
        search: &ServiceSearch,
        found: &[&Service],
        page: &Found<'_>,
    ) -> Result<(), TestCaseError> {
        prop_assert_eq!(page.total, self.left(&search.choices, found));
        for kind in FacetKind::ALL {
            let facet = page.facets.iter().find(|facet| facet.kind == kind);
            prop_assert!(facet.is_none_or(|facet| !facet.options.is_empty()));
            let options = facet.map_or(&[][..], |facet| &facet.options);
            let mut counted: Vec<(String, u32)> =
                options.iter().map(|option| (option.value.clone(), option.count)).collect();
            counted.sort();
            if kind == FacetKind::Age {
                prop_assert!(counted.is_empty());
                continue;
            }
            prop_assert_eq!(counted, self.options(search, found, kind), "{:?}", kind);
            for option in options {
                prop_assert_eq!(option.chosen, search.choices.has(kind, &option.value));
                prop_assert!(!option.name.is_empty());
                let category = self.catalogue.categories.iter().find(|one| one.id.as_str() == option.value);
                let parent = category.and_then(|one| one.parent.as_ref()).map(ToString::to_string);
                if kind == FacetKind::Category && category.is_some() && option.count > 0 {
                    prop_assert_eq!(&option.parent, &parent);
                    prop_assert_eq!(Some(&option.name), category.map(|one| &one.name));
                }
                if matches!(kind, FacetKind::Access | FacetKind::Language) && option.count > 0 {
                    prop_assert_eq!(slug(&option.name), option.value.as_str());
                }
            }
            if matches!(kind, FacetKind::Need | FacetKind::Access | FacetKind::Language | FacetKind::Category)
            {
                let offered = options.iter().filter(|option| option.count > 0 && option.value != "unlisted");
                let in_order = offered.map(|one| (Reverse(one.count), one.parent.is_some(), &one.name));
                prop_assert!(in_order.is_sorted(), "{:?}", options);
            }
        }
        if page.total > 0 || !search.is_filtered() {
            prop_assert!(page.to_drop.is_empty() && page.without_filters.is_none());
            return Ok(());
        }
        let mut drops: Vec<(FacetKind, String, u32)> = search
            .chosen()
            .map(|(kind, value)| {
                let without = search.without(kind, &value);
                (kind, value.into_owned(), self.left(&without.choices, found))
            })
            .collect();
        drops.sort_by_key(|(_, _, count)| Reverse(*count));
        let told: Vec<(FacetKind, String, u32)> =
            page.to_drop.iter().map(|one| (one.kind, one.value.clone(), one.count)).collect();
        prop_assert_eq!(told, drops);
        prop_assert_eq!(page.without_filters, Some(found.len() as u32));
        Ok(())
    }
}

fn a_search(query: &str) -> ServiceSearch {
    domain::RawSearch::from_query(query).parse().unwrap()
}

fn facet(found: &Found<'_>, kind: FacetKind) -> Facet {
    found.facets.iter().find(|facet| facet.kind == kind).cloned().unwrap()
}

fn a_session(at: usize, service: usize, starts_at: &str, status: SessionStatus) -> Session {
    let starts_at: Instant = starts_at.parse().unwrap();
    Session {
        id: format!("n{at}").parse().unwrap(),
        series_id: "r0".parse().unwrap(),
        service_id: format!("s{service}").parse().unwrap(),
        location_id: "l0".parse().unwrap(),
        starts_at,
        ends_at: starts_at.plus_minutes(60),
        opens_at: None,
        closes_at: starts_at,
        capacity: None,
        places_taken: 0,
        places_held: 0,
        waiting: 0,
        status,
    }
}

#[test]
fn sessions_count_until_they_end_and_never_when_cancelled() {
    use SessionStatus::{Cancelled, Scheduled};
    let catalogue = Catalogue {
        locations: vec![a_location(0, LocationKind::Venue, "Hall".to_owned(), None)],
        services: (0..4).map(|at| a_service(at, format!("Service {at}"))).collect(),
        series: vec![series(0, (0, 0, String::new(), AgeRange::ALL))],
        // In summer London is an hour ahead: 10:59 and 11:00 there. The seventh is a Tuesday.
        sessions: vec![
            a_session(0, 0, "2026-07-07T10:59:00Z", Scheduled),
            a_session(1, 1, "2026-07-07T11:00:00Z", Scheduled),
            a_session(2, 2, "2026-07-07T10:00:00Z", Cancelled),
            a_session(3, 2, "2026-07-08T10:00:00Z", Scheduled),
        ],
        ..Catalogue::default()
    };
    let directory = Directory::build(catalogue, &Synonyms::default());
    for (query, now, wanted) in [
        ("day=tue&time=morning", "2026-07-07T09:00:00Z", vec!["s0"]),
        ("day=tue&time=afternoon", "2026-07-07T09:00:00Z", vec!["s1"]),
        ("day=tue", "2026-07-07T11:58:59Z", vec!["s0", "s1"]),
        ("day=tue", "2026-07-07T11:59:00Z", vec!["s1"]),
        ("day=tue&day=wed", "2026-07-07T12:00:00Z", vec!["s2"]),
        ("time=evening", "2026-07-07T09:00:00Z", vec![]),
        ("sort=soonest", "2026-07-07T09:00:00Z", vec!["s0", "s1", "s2", "s3"]),
        ("sort=soonest", "2026-07-07T11:59:00Z", vec!["s1", "s2", "s0", "s3"]),
        ("sort=soonest", "2026-07-09T00:00:00Z", vec!["s0", "s1", "s2", "s3"]),
    ] {
        let found = directory.search(&a_search(query), None, now.parse().unwrap());
        assert_eq!(ids(&[found]), wanted, "{query} {now}");
    }
}

#[test]
fn a_masked_place_is_as_near_from_everywhere() {
    let origin =
        |north: f64, outside| Origin { outside, ..Origin::inside(Point::new(53.0 + north, -2.6).unwrap()) };
    let place = |at, masked, point| Location {
        masked,
        ..a_location(at, LocationKind::Venue, format!("Place {at}"), point)
    };
    let here = Some(origin(0.0, false).point);
    let service = |at: usize, places: &[usize], attending: &[AttendingType]| Service {
        locations: places.iter().map(|place| format!("l{place}").parse().unwrap()).collect(),
        attending: attending.to_vec(),
        ..a_service(at, format!("Service {at}"))
    };
    use AttendingType::{InPerson, Online, Phone};
    let catalogue = Catalogue {
        locations: vec![place(0, false, here), place(1, true, here), place(2, false, None)],
        services: vec![
            service(0, &[0], &[InPerson]),
            service(1, &[1], &[InPerson]),
            // One of its places is public: that one is measured.
            service(2, &[0, 1], &[InPerson]),
            service(3, &[], &[Phone]),
            service(4, &[2], &[InPerson, Online]),
            service(5, &[2], &[InPerson]),
            service(6, &[1], &[Online]),
        ],
        ..Catalogue::default()
    };
    let directory = Directory::build(catalogue, &Synonyms::default());
    for (query, from, wanted) in [
        ("near=x&within=1", origin(0.0, false), vec!["s0", "s2", "s1", "s3", "s4", "s6"]),
        ("near=x&within=1", origin(0.5, false), vec!["s1", "s3", "s4", "s6"]),
        ("near=x&within=20", origin(5.0, true), vec!["s1", "s6"]),
        ("near=x", origin(0.5, false), vec!["s0", "s2", "s1", "s3", "s4", "s5", "s6"]),
        ("near=x&sort=nearest", origin(5.0, true), vec!["s0", "s2", "s1", "s3", "s4", "s5", "s6"]),
    ] {
        let found = directory.search(&a_search(query), Some(from), now());
        assert!(
            found
                .hits
                .iter()
                .all(|hit| hit.distance.is_some() == ["s0", "s2"].contains(&hit.service.id.as_str()))
        );
        assert_eq!(ids(&[found]), wanted, "{query}");
    }
}

#[test]
fn options_are_few_but_never_without_what_is_chosen() {
    let services = (0..100usize).map(|at| Service {
        languages: (0..=at).map(|language| format!("Language {language}")).collect(),
        ..a_service(at, String::new())
    });
    let catalogue = Catalogue { services: services.collect(), ..Catalogue::default() };
    let directory = Directory::build(catalogue, &Synonyms::default());
    let found = directory.search(&a_search("language=language-99&language=nobodys"), None, now());
    let options = facet(&found, FacetKind::Language).options;
    assert_eq!(options.len(), crate::MOST_OPTIONS + 2);
    assert_eq!((options[0].value.as_str(), options[0].count), ("language-0", 100));
    let chosen: Vec<(&str, &str, u32)> = options
        .iter()
        .filter(|option| option.chosen)
        .map(|option| (option.value.as_str(), option.name.as_str(), option.count))
        .collect();
    assert_eq!(chosen, [("language-99", "Language 99", 1), ("nobodys", "Nobodys", 0)]);
}

#[test]
fn needs_have_the_names_of_the_taxonomy() {
    let category = |id: &str, name: &str, parent: Option<&str>| Category {
        id: id.parse().unwrap(),
        name: name.to_owned(),
        parent: parent.map(|id| id.parse().unwrap()),
        summary: String::new(),
    };
    let needs = ["hearing", "social-emotional", "multi-sensory-needs", "visual"];
    let catalogue = Catalogue {
        categories: vec![
            category("send", "SEND", None),
            category("send-hearing-and-sight", "Hearing and sight", Some("send")),
            category("send-hearing", "Hearing", Some("send")),
            category("send-social-emotional-and-mental-health", "Social and mental", Some("send")),
            category("send-visually", "Something else", Some("send")),
        ],
        services: vec![Service {
            send_needs: needs.map(str::to_owned).to_vec(),
            ..a_service(0, String::new())
        }],
        ..Catalogue::default()
    };
    let directory = Directory::build(catalogue, &Synonyms::default());
    let found = directory.search(&a_search(""), None, now());
    let mut names: Vec<String> =
        facet(&found, FacetKind::Need).options.into_iter().map(|option| option.name).collect();
    names.sort();
    assert_eq!(names, ["Hearing", "Multi sensory needs", "Social and mental", "Visual"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn without_words_a_search_is_a_scan(catalogue in catalogue(), search in search(), origin in of(origin())) {
        let search = ServiceSearch { words: String::new(), ..search };
        let directory = Directory::build(catalogue.clone(), &Synonyms::default());
        let scan = Scan { catalogue: &catalogue, origin };
        let pages = all_pages(&directory, &search, origin);

        let all = scan.found(&catalogue.services.iter().collect::<Vec<_>>());
        let mut wanted: Vec<&Service> = all.iter().copied().filter(|one| scan.passes(&search.choices, one)).collect();
        wanted.sort_by_key(|service| {
            let metres = scan.standing(service);
            let next = scan.coming(service).map(|session| session.starts_at.unix()).min().unwrap_or(i64::MAX);
            let closed = service.status == ServiceStatus::TemporarilyClosed;
            let soonest = if search.sort == Some(Sort::Soonest) { next } else { 0 };
            (soonest, metres, closed, text::folded(&service.name), service.name.clone(), service.id.clone())
        });
        let wanted_ids: Vec<String> = wanted.iter().map(|service| service.id.to_string()).collect();
        prop_assert_eq!(ids(&pages), wanted_ids);
        scan.agrees_on_filters(&search, &all, &pages[0])?;

        for (at, page) in pages.iter().enumerate() {
            prop_assert_eq!(page.page as usize, at + 1);
            prop_assert_eq!(page.total as usize, wanted.len());
            prop_assert_eq!(page.pages, page.total.div_ceil(PAGE_SIZE).max(1));
            for hit in &page.hits {
                let metres = scan.told_distance(hit.service);
                prop_assert_eq!(hit.distance, metres);
                prop_assert_eq!(hit.reach.map(|(way, _)| way), scan.reach(hit.service));
                if let Some((ReachWay::ComesToYou | ReachWay::Covers, area)) = hit.reach {
                    let mut around = hit.service.areas.iter().filter(|area| scan.is_in(hit.service, area, origin.unwrap()) == Some(true));
                    prop_assert_eq!(around.next().map(String::as_str), Some(area));
                }
                if let (Some(place), Some(origin), Some(metres)) = (hit.place, origin, metres) {
                    prop_assert_eq!(place.point.map(|point| origin.point.distance(point)), Some(metres));
                }
                let mut known: Vec<_> = hit.service.locations.iter().filter(|id| directory.location(id).is_some()).collect();
                known.sort();
                known.dedup();
                prop_assert_eq!(hit.place.is_some(), !known.is_empty());
                prop_assert_eq!(usize::from(hit.other_places), known.len().saturating_sub(1));
            }
        }
        let past = directory.search(&search.on_page(5000), origin, now());
        prop_assert!(past.hits.is_empty());
        prop_assert_eq!((past.total as usize, past.page), (wanted.len(), 5000));
        prop_assert_eq!(past.facets, pages[0].facets.clone());
    }

    #[test]
    fn with_words_an_order_is_kept_too(catalogue in catalogue(), search in search(), origin in origin()) {
        let directory = Directory::build(catalogue.clone(), &synonyms());
        let scan = Scan { catalogue: &catalogue, origin: Some(origin) };
        let hits: Vec<_> = all_pages(&directory, &search, Some(origin)).into_iter().flat_map(|page| page.hits).collect();
        let next = |service: &Service| scan.coming(service).map(|session| session.starts_at.unix()).min().unwrap_or(i64::MAX);
        match search.order() {
            Sort::Nearest => prop_assert!(hits.is_sorted_by_key(|hit| scan.standing(hit.service))),
            Sort::Soonest => prop_assert!(hits.is_sorted_by_key(|hit| (next(hit.service), scan.standing(hit.service)))),
            Sort::Best => {}
        }
    }

    #[test]
    fn an_option_leaves_as_many_as_it_said(catalogue in catalogue(), search in search(), origin in of(origin())) {
        let directory = Directory::build(catalogue, &synonyms());
        for facet in directory.search(&search, origin, now()).facets {
            for option in facet.options {
                let mut alone = search.clone();
                alone.choices.clear(facet.kind);
                let alone = alone.with(facet.kind, &option.value);
                prop_assert_eq!(directory.search(&alone, origin, now()).total, option.count, "{:?} {}", facet.kind, option.value);
            }
        }
    }
}
