//! Taxonomies: the council's categories, and the short lists that the directory itself knows.

use core::ops::Range;
use std::collections::{HashMap, HashSet};

use directory::Directory;
use domain::service::{AttendingType, Referral};
use domain::{Category, Service};
use uuid::Uuid;

use super::identity::{Id, as_uuid};

/// The lists of terms that services carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Taxonomy {
    /// The council's own list, in two levels.
    Categories,
    /// Special educational needs and disabilities that a service is set up for.
    SendNeeds,
    /// How people take part.
    Attending,
    /// Whether somebody has to refer a family.
    Referral,
    /// What a publisher says of a record.
    Flags,
}

impl Taxonomy {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 5] =
        [Self::Categories, Self::SendNeeds, Self::Attending, Self::Referral, Self::Flags];

    /// Its name, also within addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Categories => "family-hub-categories",
            Self::SendNeeds => "family-hub-send-needs",
            Self::Attending => "family-hub-attending",
            Self::Referral => "family-hub-referral",
            Self::Flags => "family-hub-flags",
        }
    }

    /// What it lists.
    pub fn description(self) -> &'static str {
        match self {
            Self::Categories => "What a service is about, in two levels.",
            Self::SendNeeds => "Special educational needs and disabilities that a service is set up for.",
            Self::Attending => "How families take part in a service.",
            Self::Referral => "Whether somebody has to refer a family to a service.",
            Self::Flags => "What the publisher says of a record.",
        }
    }

    /// Its id.
    pub fn id(self) -> Id<'static> {
        Id::made("taxonomy", &[self.name()])
    }

    /// The taxonomy with this id or name.
    pub fn find(id: &str) -> Option<Self> {
        let key = as_uuid(id);
        Self::ALL.into_iter().find(|one| one.name() == id || Some(one.id().key()) == key)
    }
}

/// A term.
#[derive(Clone, Debug)]
pub struct Term {
    pub taxonomy: Taxonomy,
    /// Its short name, unique within its taxonomy.
    pub slug: String,
    pub name: String,
    pub description: String,
    /// The number of the term it stands under.
    pub parent: Option<u32>,
}

impl Term {
    /// Its id.
    pub fn id(&self) -> Id<'_> {
        Id::of(self.taxonomy.name(), &self.slug)
    }
}

/// How a way to take part is called, here and in a schedule's `attending_type`.
pub fn attending_slug(attending: AttendingType) -> &'static str {
    match attending {
        AttendingType::InPerson => "in-person",
        AttendingType::Online => "online",
        AttendingType::Phone => "phone",
        AttendingType::Outreach => "outreach",
    }
}

const ATTENDING: [(AttendingType, &str, &str); 4] = [
    (AttendingType::InPerson, "In person", "At a place."),
    (AttendingType::Online, "Online", "Over the internet."),
    (AttendingType::Phone, "By phone", "By phone or text message."),
    (AttendingType::Outreach, "Outreach", "At the family's home, or out and about."),
];

/// The slug of the term that says a professional asks for a family.
const PROFESSIONAL_REFERRAL: &str = "professional-referral";
/// The slug of the term that says a place is kept secret.
const MASKED_ADDRESS: &str = "masked-address";

/// Every term there is, by number: taxonomy by taxonomy, each in its own order.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    terms: Vec<Term>,
    numbers: HashMap<(Taxonomy, String), u32>,
    keys: HashMap<Uuid, u32>,
    masked: u32,
}

impl Terms {
    /// The terms of this directory: its taxonomy, and what its services carry besides.
    pub fn of(directory: &Directory) -> Self {
        let mut terms = Self::default();
        for category in directory.categories() {
            terms.add(Taxonomy::Categories, category.id.as_str(), &category.name, &category.summary);
        }
        for category in directory.categories() {
            terms.put_under(category);
        }
        // What services carry that no list has a name for, in the order of the alphabet.
        let mut others: HashSet<(Taxonomy, &str)> = HashSet::new();
        for service in directory.services() {
            let categories = service.categories.iter().map(|id| (Taxonomy::Categories, id.as_str()));
            let needs = service.send_needs.iter().map(|need| (Taxonomy::SendNeeds, need.as_str()));
            others.extend(categories.chain(needs));
        }
        let mut others: Vec<(Taxonomy, &str)> = others.into_iter().collect();
        others.sort_unstable_by_key(|(taxonomy, slug)| (*taxonomy != Taxonomy::Categories, *slug));
        for (taxonomy, slug) in others {
            terms.add(taxonomy, slug, &in_words(slug), "");
        }
        for (attending, name, description) in ATTENDING {
            terms.add(Taxonomy::Attending, attending_slug(attending), name, description);
        }
        terms.add(
            Taxonomy::Referral,
            PROFESSIONAL_REFERRAL,
            "Professional referral",
            "A professional asks for a family.",
        );
        terms.masked = terms.add(
            Taxonomy::Flags,
            MASKED_ADDRESS,
            "Masked address",
            "Where this place is, is kept secret: never show an address, a postcode, a map or a distance.",
        );
        terms.keys = (0u32..).zip(&terms.terms).map(|(number, term)| (term.id().key(), number)).collect();
        terms
    }

    /// The number of a term, new or not. One without a description has its name for one: the standard requires it.
    fn add(&mut self, taxonomy: Taxonomy, slug: &str, name: &str, description: &str) -> u32 {
        let next = self.terms.len() as u32;
        let number = *self.numbers.entry((taxonomy, slug.to_owned())).or_insert(next);
        if number == next {
            let description = if description.is_empty() { name } else { description };
            self.terms.push(Term {
                taxonomy,
                slug: slug.to_owned(),
                name: name.to_owned(),
                description: description.to_owned(),
                parent: None,
            });
        }
        number
    }

    fn put_under(&mut self, category: &Category) {
        let parent = category.parent.as_ref().and_then(|id| self.number(Taxonomy::Categories, id.as_str()));
        let own = self.number(Taxonomy::Categories, category.id.as_str());
        if let Some(term) = own.and_then(|number| self.terms.get_mut(number as usize)) {
            term.parent = parent;
        }
    }

    fn number(&self, taxonomy: Taxonomy, slug: &str) -> Option<u32> {
        self.numbers.get(&(taxonomy, slug.to_owned())).copied()
    }

    /// Every term, by number.
    pub fn all(&self) -> &[Term] {
        &self.terms
    }

    /// The term with this number.
    pub fn get(&self, number: u32) -> Option<&Term> {
        self.terms.get(number as usize)
    }

    /// The term that says a place is kept secret.
    pub fn masked(&self) -> Option<&Term> {
        self.get(self.masked)
    }

    /// The term with this short name in a taxonomy.
    pub fn in_taxonomy(&self, taxonomy: Taxonomy, slug: &str) -> Option<&Term> {
        self.get(self.number(taxonomy, slug)?)
    }

    /// The number of the term with this id. A short name is the first taxonomy's that has it.
    pub fn find(&self, id: &str) -> Option<u32> {
        let by_name = || Taxonomy::ALL.into_iter().find_map(|taxonomy| self.number(taxonomy, id));
        let by_key = || self.keys.get(&as_uuid(id)?).copied();
        by_name().or_else(by_key)
    }

    /// The numbers of a taxonomy's terms: they stand together.
    pub fn range(&self, taxonomy: Taxonomy) -> Range<u32> {
        let start = self.terms.iter().position(|term| term.taxonomy == taxonomy).unwrap_or_default();
        let count = self.terms.iter().filter(|term| term.taxonomy == taxonomy).count();
        start as u32..(start + count) as u32
    }

    /// The numbers of this term and of those under it.
    pub fn with_those_under(&self, number: u32) -> Vec<u32> {
        let under = (0u32..).zip(&self.terms).filter(|(_, term)| term.parent == Some(number));
        core::iter::once(number).chain(under.map(|(number, _)| number)).collect()
    }

    /// The terms that a service carries, in the order in which it names them.
    pub fn of_service(&self, service: &Service) -> Vec<u32> {
        let categories =
            service.categories.iter().filter_map(|id| self.number(Taxonomy::Categories, id.as_str()));
        let needs = service.send_needs.iter().filter_map(|need| self.number(Taxonomy::SendNeeds, need));
        let attending = service
            .attending
            .iter()
            .filter_map(|kind| self.number(Taxonomy::Attending, attending_slug(*kind)));
        let referral = match service.referral {
            Referral::Professional => self.number(Taxonomy::Referral, PROFESSIONAL_REFERRAL),
            // Nobody has said that none is needed: a feed that says nothing reads the same.
            Referral::None => None,
        };
        categories.chain(needs).chain(attending).chain(referral).collect()
    }
}

/// A short name as words: `speech-and-language` is "Speech and language".
fn in_words(slug: &str) -> String {
    let words = slug.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
