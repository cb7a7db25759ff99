//! Family pages: a chosen set of guide pages, services, sessions and hubs under a short address, made by schools and
//! partners. A page holds references, so that it is always as current as what it refers to.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

use crate::age::Months;
use crate::id::{LocationId, NotAnId, OrganisationId, ServiceId, SessionId};
use crate::named::named;

/// The most things on one page.
pub const MOST_ITEMS: usize = 20;

/// Letters and digits of a short address: none is mistaken for another, and without vowels they spell nothing.
const ALPHABET: &[u8; 28] = b"23456789bcdfghjkmnpqrstvwxyz";
/// How many of them an address has.
const LENGTH: usize = 8;

/// The short address of a family page, eight letters and digits: `/f/k7m4qxw2`. Never given to another page.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
#[serde(transparent)]
pub struct FamilyPageId(String);

impl FamilyPageId {
    /// The id made of these bits; the caller makes them from what is on the page, so that the same page has one
    /// address however often it is made.
    #[must_use]
    pub fn from_bits(mut bits: u64) -> Self {
        let mut text = String::with_capacity(LENGTH);
        for _ in 0..LENGTH {
            text.push(char::from(ALPHABET[(bits % ALPHABET.len() as u64) as usize]));
            bits /= ALPHABET.len() as u64;
        }
        Self(text)
    }

    /// The id as it stands in an address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FamilyPageId {
    type Err = NotAnId;
    /// Reads an id; capitals are read as small letters, because people type an address from paper.
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let text = text.to_ascii_lowercase();
        let good = text.len() == LENGTH && text.bytes().all(|letter| ALPHABET.contains(&letter));
        if good { Ok(Self(text)) } else { Err(NotAnId) }
    }
}

impl fmt::Display for FamilyPageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for FamilyPageId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

named! {
    /// What a page is for. Its title is made of it and of an organisation's name; nobody writes a title freely, so that
    /// no page can say what the hub would not.
    Theme {
        /// For parents to be.
        Expecting = "expecting",
        /// With a newborn baby.
        Newborn = "newborn",
        /// With a baby of half a year.
        Baby = "baby",
        /// With a toddler.
        Toddler = "toddler",
        /// With a two-year-old.
        TwoYearOld = "two-year-old",
        /// Before nursery.
        Nursery = "nursery",
        /// Before Reception.
        Reception = "reception",
        /// In primary school.
        Primary = "primary",
        /// Before secondary school.
        Secondary = "secondary",
        /// For teenagers.
        Teenager = "teenager",
        /// With special educational needs and disabilities.
        Send = "send",
        /// For parents themselves.
        Parents = "parents",
        /// In the holidays.
        Holidays = "holidays",
    }
}

impl Theme {
    /// The age of the children it is for, in months, on which lists open; `None` where there is no one age.
    #[must_use]
    pub fn age(self) -> Option<Months> {
        let months = match self {
            Self::Newborn => 0,
            Self::Baby => 6,
            Self::Toddler => 18,
            Self::TwoYearOld => 24,
            Self::Nursery => 36,
            Self::Reception => 48,
            Self::Primary => 84,
            Self::Secondary => 132,
            Self::Teenager => 168,
            Self::Expecting | Self::Send | Self::Parents | Self::Holidays => return None,
        };
        Some(Months(months))
    }
}

/// One thing on a page, by reference.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Item {
    /// A page of the guide, by its slug.
    Guide(String),
    /// A service.
    Service(ServiceId),
    /// A session; when it is over, the next of its series stands in its place.
    Session(SessionId),
    /// A site of the network, by its slug.
    Hub(String),
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Guide(slug) => write!(f, "guide.{slug}"),
            Self::Service(id) => write!(f, "service.{id}"),
            Self::Session(id) => write!(f, "session.{id}"),
            Self::Hub(slug) => write!(f, "hub.{slug}"),
        }
    }
}

impl FromStr for Item {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        // A slug is made of what an id is made of.
        let slug = |text: &str| text.parse::<LocationId>().map(|id| id.to_string());
        match text.split_once('.') {
            Some(("guide", rest)) => Ok(Self::Guide(slug(rest)?)),
            Some(("service", rest)) => Ok(Self::Service(rest.parse()?)),
            Some(("session", rest)) => Ok(Self::Session(rest.parse()?)),
            Some(("hub", rest)) => Ok(Self::Hub(slug(rest)?)),
            _ => Err(NotAnId),
        }
    }
}

/// A family page. Valid by construction: from 1 to [`MOST_ITEMS`] things, none twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyPage {
    theme: Theme,
    organisation: OrganisationId,
    items: Vec<Item>,
}

/// What is wrong with the form of a family page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FamilyPageProblem {
    /// No such theme.
    Theme,
    /// No such organisation.
    Organisation,
    /// Nothing chosen.
    NoItems,
    /// More than [`MOST_ITEMS`] things.
    TooManyItems,
    /// Something chosen is not there.
    UnknownItem,
}

/// A page as its form is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawFamilyPage {
    /// A theme's slug.
    pub theme: String,
    /// An organisation's name or id, as the caller looks it up.
    pub organisation: Option<OrganisationId>,
    /// What is on it, each as [`Item`] prints.
    pub items: Vec<String>,
}

impl RawFamilyPage {
    /// The page that this form makes.
    ///
    /// # Errors
    /// Everything to put right, in the order of the form.
    pub fn parse(&self) -> Result<FamilyPage, Vec<FamilyPageProblem>> {
        let mut problems = Vec::new();
        let theme = Theme::parse(&self.theme);
        if theme.is_none() {
            problems.push(FamilyPageProblem::Theme);
        }
        if self.organisation.is_none() {
            problems.push(FamilyPageProblem::Organisation);
        }
        let mut items: Vec<Item> = Vec::new();
        for text in &self.items {
            match text.parse::<Item>() {
                Ok(item) if items.contains(&item) => {}
                Ok(item) => items.push(item),
                Err(_) => problems.push(FamilyPageProblem::UnknownItem),
            }
        }
        problems.dedup();
        match items.len() {
            0 => problems.push(FamilyPageProblem::NoItems),
            1..=MOST_ITEMS => {}
            _ => problems.push(FamilyPageProblem::TooManyItems),
        }
        match (problems.is_empty(), theme, self.organisation.clone()) {
            (true, Some(theme), Some(organisation)) => Ok(FamilyPage { theme, organisation, items }),
            _ => Err(problems),
        }
    }
}

impl FamilyPage {
    /// What it is for.
    #[must_use]
    pub fn theme(&self) -> Theme {
        self.theme
    }

    /// Who made it, in the directory.
    #[must_use]
    pub fn organisation(&self) -> &OrganisationId {
        &self.organisation
    }

    /// What is on it, in its order.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Everything on it as one text, the same for the same page: `reception school-1 guide.sleep hub.oak-lane`.
    #[must_use]
    pub fn text(&self) -> String {
        let items: Vec<String> = self.items.iter().map(ToString::to_string).collect();
        format!("{} {} {}", self.theme.slug(), self.organisation, items.join(" "))
    }

    /// The page whose [`FamilyPage::text`] this is.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let theme = words.next()?.to_owned();
        let organisation = words.next()?.parse().ok();
        let items = words.map(str::to_owned).collect();
        RawFamilyPage { theme, organisation, items }.parse().ok()
    }
}

/// What stands at the address of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AtAddress {
    /// The page.
    Page(FamilyPage),
    /// Nothing any more: the hub's team took it down.
    TakenDown,
}

/// How often a page was opened on one day. Nobody is told apart: a page opened twice by one person counts twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyPageCount {
    /// The page.
    pub id: FamilyPageId,
    /// The day, in London.
    pub day: crate::Date,
    /// How often.
    pub count: u64,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn raw(theme: &str, organisation: &str, items: &[&str]) -> RawFamilyPage {
        RawFamilyPage {
            theme: theme.to_owned(),
            organisation: organisation.parse().ok(),
            items: items.iter().map(|item| (*item).to_owned()).collect(),
        }
    }

    #[test]
    fn everything_to_put_right_is_told_at_once() {
        use FamilyPageProblem as P;
        let many: Vec<String> = (0..=MOST_ITEMS).map(|n| format!("guide.page-{n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        for (theme, organisation, items, wrong) in [
            ("reception", "school", &["guide.sleep"][..], &[][..]),
            ("reception", "school", &["guide.sleep", "guide.sleep"], &[]),
            ("reception", "school", &many[..MOST_ITEMS], &[]),
            ("reception", "school", &many, &[P::TooManyItems]),
            ("", "", &[], &[P::Theme, P::Organisation, P::NoItems]),
            ("reception", "school", &["guide.a/b", "sleep", "guide.", "guide.ok"], &[P::UnknownItem]),
            ("<b>", "school", &["hub.oak-lane"], &[P::Theme]),
        ] {
            let parsed = raw(theme, organisation, items).parse();
            assert_eq!(parsed.err().unwrap_or_default(), wrong, "{theme} {organisation} {items:?}");
        }
    }

    #[test]
    fn a_page_reads_back_in_its_own_order() {
        let items =
            ["session.massage-2026-11-24", "guide.sleep", "hub.oak-lane", "service.s-1", "guide.sleep"];
        let page = raw("toddler", "school", &items).parse().unwrap();
        assert_eq!(
            page.text(),
            "toddler school session.massage-2026-11-24 guide.sleep hub.oak-lane service.s-1"
        );
        assert_eq!(FamilyPage::from_text(&page.text()), Some(page.clone()));
        assert_eq!((page.theme().age(), page.items().len()), (Some(Months(18)), 4));
        assert_eq!(FamilyPage::from_text("toddler"), None);
    }

    #[test]
    fn an_address_typed_from_paper_is_read() {
        let id = FamilyPageId::from_bits(0);
        assert_eq!(id.as_str(), "22222222");
        for (text, good) in [
            ("k7m4qxw2", true),
            ("K7M4QXW2", true),
            ("k7m4qxw", false),
            ("k7m4qxw22", false),
            ("k7m4qxa2", false),
            ("k7m4qx02", false),
            ("ﬀ7m4qxw", false),
        ] {
            assert_eq!(text.parse::<FamilyPageId>().is_ok(), good, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_address_reads_back(bits: u64) {
            let id = FamilyPageId::from_bits(bits);
            prop_assert_eq!(id.as_str().parse::<FamilyPageId>(), Ok(id.clone()));
        }
    }

    #[test]
    fn every_theme_reads_back() {
        for theme in Theme::ALL {
            assert_eq!(Theme::parse(theme.slug()), Some(theme));
        }
    }
}
