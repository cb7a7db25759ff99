//! Filters of a search for services: the kinds there are, what may be chosen in each, and what an answer says of
//! them.
//!
//! Choices of one kind widen a search (either will do) and kinds narrow it (every one must do). Ages alone must all
//! fit, because a family brings all its children.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::age::Months;
use crate::geo::Metres;
use crate::id::CategoryId;
use crate::problem::ProblemCode;
use crate::service::AttendingType;
use crate::time::{TimeOfDay, Weekday};

/// The most values that may be chosen of one kind.
pub const MOST_CHOICES: usize = 20;
/// The most ages that may be chosen: the most children a booking has.
pub const MOST_AGES: usize = 8;
/// The longest value, in characters.
pub const LONGEST_SLUG: usize = 64;

/// A kind of filter; its name is that of its query parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FacetKind {
    /// A category or a group of them.
    Category,
    /// A child's age in months; a service must fit every one.
    Age,
    /// A SEND need.
    Need,
    /// What its venues have for access.
    Access,
    /// A language spoken.
    Language,
    /// Free or paid.
    Cost,
    /// A day of the week.
    Day,
    /// A part of the day.
    Time,
    /// How people take part.
    Attending,
    /// No referral needed.
    Referral,
    /// At most so far away.
    Within,
}

impl FacetKind {
    /// All of them, in the order in which they stand in an address.
    pub const ALL: [Self; 11] = [
        Self::Category,
        Self::Age,
        Self::Need,
        Self::Access,
        Self::Language,
        Self::Cost,
        Self::Day,
        Self::Time,
        Self::Attending,
        Self::Referral,
        Self::Within,
    ];

    /// The name of its query parameter.
    #[must_use]
    pub fn name(self) -> &'static str {
        [
            "category",
            "age",
            "need",
            "access",
            "language",
            "cost",
            "day",
            "time",
            "attending",
            "referral",
            "within",
        ][self as usize]
    }

    /// The kind whose query parameter has this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// How many values of it may be chosen.
    #[must_use]
    pub fn most(self) -> usize {
        match self {
            Self::Age => MOST_AGES,
            Self::Within => 1,
            _ => MOST_CHOICES,
        }
    }
}

/// A value that data defines: 1 to 64 letters, digits or hyphens, in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

impl Slug {
    /// Reads a slug; ASCII capitals are made small.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let good = (1..=LONGEST_SLUG).contains(&text.chars().count())
            && text.chars().all(|letter| letter.is_alphanumeric() || letter == '-');
        good.then(|| Self(text.to_ascii_lowercase()))
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether something costs money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Price {
    /// Nothing to pay.
    Free,
    /// Something to pay.
    Paid,
}

/// A part of the day, on London's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartOfDay {
    /// Before noon.
    Morning,
    /// From noon until five.
    Afternoon,
    /// From five.
    Evening,
}

impl PartOfDay {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Morning, Self::Afternoon, Self::Evening];
    /// Where each begins, in minutes since midnight; one more for where the day ends.
    const BOUNDS: [u16; 4] = [0, 12 * 60, 17 * 60, 24 * 60];

    /// The part in which something starts.
    #[must_use]
    pub fn of(start: TimeOfDay) -> Self {
        if start.minutes() < Self::BOUNDS[1] {
            Self::Morning
        } else if start.minutes() < Self::BOUNDS[2] {
            Self::Afternoon
        } else {
            Self::Evening
        }
    }

    /// Whether something that is open between these times is open in this part for a while.
    #[must_use]
    pub fn meets(self, opens: TimeOfDay, closes: TimeOfDay) -> bool {
        opens.minutes() < Self::BOUNDS[self as usize + 1] && closes.minutes() > Self::BOUNDS[self as usize]
    }
}

/// A distance in whole miles that may be chosen: 1, 2, 5, 10 or 20.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Miles(u8);

impl Miles {
    /// Those there are, the shortest first.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(5), Self(10), Self(20)];

    /// The same in metres, rounded down (an international mile has 1609.344).
    #[must_use]
    pub fn metres(self) -> Metres {
        Metres(u32::from(self.0) * 1_609_344 / 1000)
    }
}

const PRICES: [(&str, Price); 2] = [("free", Price::Free), ("paid", Price::Paid)];
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const PARTS: [&str; 3] = ["morning", "afternoon", "evening"];
const ATTENDING: [(&str, AttendingType); 4] = [
    ("in_person", AttendingType::InPerson),
    ("online", AttendingType::Online),
    ("phone", AttendingType::Phone),
    ("outreach", AttendingType::Outreach),
];

/// One thing chosen. Valid by construction; ordered by kind, then as a list of its kind would be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Choice {
    /// Of this category or one under it.
    Category(CategoryId),
    /// For a child of this age.
    Age(Months),
    /// Set up for this SEND need.
    Need(Slug),
    /// With this at its venues.
    Access(Slug),
    /// In this language.
    Language(Slug),
    /// Free or paid.
    Cost(Price),
    /// On this day of the week.
    Day(Weekday),
    /// In this part of the day.
    Time(PartOfDay),
    /// In this way.
    Attending(AttendingType),
    /// Without a referral.
    NoReferral,
    /// At most this far away.
    Within(Miles),
}

impl Choice {
    /// Reads a value of a kind.
    ///
    /// # Errors
    /// [`ProblemCode::AgeNotAnAge`], or [`ProblemCode::NotAChoice`] for what the kind has not got. A slug that no
    /// service has is a choice: it finds nothing.
    pub fn parse(kind: FacetKind, text: &str) -> Result<Self, ProblemCode> {
        let text = text.trim();
        let choice = match kind {
            FacetKind::Age => {
                return Months::parse(text).map(Self::Age).ok_or(ProblemCode::AgeNotAnAge);
            }
            FacetKind::Category => text.parse().ok().map(Self::Category),
            FacetKind::Need => Slug::parse(text).map(Self::Need),
            FacetKind::Access => Slug::parse(text).map(Self::Access),
            FacetKind::Language => Slug::parse(text).map(Self::Language),
            FacetKind::Cost => {
                PRICES.iter().find(|(name, _)| *name == text).map(|(_, price)| Self::Cost(*price))
            }
            FacetKind::Day => {
                DAYS.iter().position(|day| *day == text).map(|day| Self::Day(Weekday::ALL[day]))
            }
            FacetKind::Time => {
                PARTS.iter().position(|part| *part == text).map(|part| Self::Time(PartOfDay::ALL[part]))
            }
            FacetKind::Attending => {
                ATTENDING.iter().find(|(name, _)| *name == text).map(|(_, way)| Self::Attending(*way))
            }
            FacetKind::Referral => (text == "none").then_some(Self::NoReferral),
            FacetKind::Within => {
                let miles: Option<u8> = text.parse().ok();
                Miles::ALL.into_iter().find(|one| Some(one.0) == miles).map(Self::Within)
            }
        };
        choice.ok_or(ProblemCode::NotAChoice)
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> FacetKind {
        match self {
            Self::Category(_) => FacetKind::Category,
            Self::Age(_) => FacetKind::Age,
            Self::Need(_) => FacetKind::Need,
            Self::Access(_) => FacetKind::Access,
            Self::Language(_) => FacetKind::Language,
            Self::Cost(_) => FacetKind::Cost,
            Self::Day(_) => FacetKind::Day,
            Self::Time(_) => FacetKind::Time,
            Self::Attending(_) => FacetKind::Attending,
            Self::NoReferral => FacetKind::Referral,
            Self::Within(_) => FacetKind::Within,
        }
    }

    /// Its value as it stands in an address; [`Choice::parse`] reads it back.
    #[must_use]
    pub fn value(&self) -> Cow<'_, str> {
        Cow::Borrowed(match self {
            Self::Category(id) => id.as_str(),
            Self::Age(age) => return Cow::Owned(age.0.to_string()),
            Self::Need(slug) | Self::Access(slug) | Self::Language(slug) => slug.as_str(),
            Self::Cost(price) => PRICES[*price as usize].0,
            Self::Day(day) => DAYS[*day as usize],
            Self::Time(part) => PARTS[*part as usize],
            Self::Attending(way) => ATTENDING[*way as usize].0,
            Self::NoReferral => "none",
            Self::Within(miles) => return Cow::Owned(miles.0.to_string()),
        })
    }
}

/// Everything chosen: in order, each once, of each kind at most [`FacetKind::most`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices(Vec<Choice>);

impl Choices {
    /// Adds a choice unless it is there. Of two distances the greater stays, since either will do.
    ///
    /// # Errors
    /// [`ProblemCode::ChildrenTooMany`] or [`ProblemCode::TooManyChoices`] when there are as many of its kind as may
    /// be.
    pub fn add(&mut self, choice: Choice) -> Result<(), ProblemCode> {
        let Err(at) = self.0.binary_search(&choice) else { return Ok(()) };
        let kind = choice.kind();
        if kind == FacetKind::Within {
            let farthest = self.of(kind).next().cloned().map_or(choice.clone(), |there| there.max(choice));
            self.0.retain(|one| one.kind() != kind);
            self.0.push(farthest);
            return Ok(());
        }
        if self.of(kind).count() >= kind.most() {
            let ages = kind == FacetKind::Age;
            return Err(if ages { ProblemCode::ChildrenTooMany } else { ProblemCode::TooManyChoices });
        }
        self.0.insert(at, choice);
        Ok(())
    }

    /// All of them, in order.
    pub fn iter(&self) -> core::slice::Iter<'_, Choice> {
        self.0.iter()
    }

    /// Those of one kind, in order.
    pub fn of(&self, kind: FacetKind) -> impl Iterator<Item = &Choice> {
        self.0.iter().filter(move |choice| choice.kind() == kind)
    }

    /// Whether this is chosen.
    #[must_use]
    pub fn has(&self, kind: FacetKind, value: &str) -> bool {
        self.of(kind).any(|choice| choice.value() == value)
    }

    /// Whether nothing is chosen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes a choice away; one that is not there changes nothing.
    pub fn remove(&mut self, kind: FacetKind, value: &str) {
        self.0.retain(|choice| choice.kind() != kind || choice.value() != value);
    }

    /// Takes every choice of a kind away.
    pub fn clear(&mut self, kind: FacetKind) {
        self.0.retain(|choice| choice.kind() != kind);
    }
}

/// What may be chosen of one kind, with how many results each choice would leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Facet {
    /// The kind.
    pub kind: FacetKind,
    /// What may be chosen. Days, parts of the day, ways to take part, prices and distances are in their own order,
    /// everything else with most results first; at most 60.
    pub options: Vec<FacetOption>,
}

/// One thing that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FacetOption {
    /// The value of the query parameter.
    pub value: String,
    /// What to call it, in English.
    pub name: String,
    /// How many results there are when this alone is chosen of its kind and everything else stays.
    pub count: u32,
    /// Whether it is chosen; what is chosen is listed even when it leaves nothing.
    #[serde(default)]
    pub chosen: bool,
    /// For a category the value of the group it belongs to.
    #[serde(default)]
    pub parent: Option<String>,
}

/// A filter that could be dropped when nothing is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FilterToDrop {
    /// Its kind.
    pub kind: FacetKind,
    /// Its value.
    pub value: String,
    /// How many results there are without this one filter.
    pub count: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_values() {
        for (kind, good, bad) in [
            (FacetKind::Category, vec!["infant-feeding"], vec!["a/b", "", "é"]),
            (FacetKind::Age, vec!["0", "300"], vec!["301", "-1", "x", ""]),
            (FacetKind::Need, vec!["autism", "été"], vec!["", "a b", "a&b"]),
            (FacetKind::Access, vec!["step-free-entrance"], vec!["step free"]),
            (FacetKind::Language, vec!["polish"], vec!["po/lish"]),
            (FacetKind::Cost, vec!["free", "paid"], vec!["1", "Free", ""]),
            (FacetKind::Day, DAYS.to_vec(), vec!["monday", "MO"]),
            (FacetKind::Time, PARTS.to_vec(), vec!["night"]),
            (FacetKind::Attending, vec!["in_person", "online", "phone", "outreach"], vec!["in-person"]),
            (FacetKind::Referral, vec!["none"], vec!["professional", "1"]),
            (FacetKind::Within, vec!["1", "2", "5", "10", "20"], vec!["0", "3", "5.0", "300", "-5"]),
        ] {
            assert_eq!(FacetKind::named(kind.name()), Some(kind));
            for text in good {
                let choice = Choice::parse(kind, text).unwrap();
                assert_eq!((choice.kind(), choice.value().as_ref()), (kind, text));
            }
            for text in bad {
                assert!(Choice::parse(kind, text).is_err(), "{kind:?} {text}");
            }
        }
        assert_eq!(FacetKind::named("q"), None);
        assert!(Slug::parse(&"x".repeat(64)).is_some() && Slug::parse(&"x".repeat(65)).is_none());
        assert_eq!(Choice::parse(FacetKind::Need, " Autism ").unwrap().value(), "autism");
    }

    #[test]
    fn parts_of_the_day_meet_at_noon_and_at_five() {
        let time = |text: &str| text.parse::<TimeOfDay>().unwrap();
        use PartOfDay::{Afternoon, Evening, Morning};
        for (start, part) in [
            ("00:00", Morning),
            ("11:59", Morning),
            ("12:00", Afternoon),
            ("16:59", Afternoon),
            ("17:00", Evening),
            ("23:59", Evening),
        ] {
            assert_eq!(PartOfDay::of(time(start)), part, "{start}");
        }
        for (opens, closes, parts) in [
            ("09:00", "12:00", vec![Morning]),
            ("09:00", "12:01", vec![Morning, Afternoon]),
            ("09:00", "17:30", vec![Morning, Afternoon, Evening]),
            ("12:00", "17:00", vec![Afternoon]),
            ("17:00", "18:00", vec![Evening]),
        ] {
            let met: Vec<PartOfDay> =
                PartOfDay::ALL.into_iter().filter(|part| part.meets(time(opens), time(closes))).collect();
            assert_eq!(met, parts, "{opens} {closes}");
        }
    }

    #[test]
    fn choices_are_in_order_and_few() {
        let mut choices = Choices::default();
        let add = |choices: &mut Choices, kind, value: &str| choices.add(Choice::parse(kind, value).unwrap());
        for (kind, value) in [
            (FacetKind::Within, "2"),
            (FacetKind::Age, "30"),
            (FacetKind::Day, "tue"),
            (FacetKind::Within, "10"),
            (FacetKind::Within, "5"),
            (FacetKind::Day, "mon"),
            (FacetKind::Age, "5"),
            (FacetKind::Age, "30"),
        ] {
            add(&mut choices, kind, value).unwrap();
        }
        let values: Vec<String> = choices.iter().map(|choice| choice.value().into_owned()).collect();
        assert_eq!(values, ["5", "30", "mon", "tue", "10"]);
        assert!(choices.has(FacetKind::Within, "10") && !choices.has(FacetKind::Within, "2"));
        choices.remove(FacetKind::Day, "mon");
        choices.clear(FacetKind::Age);
        assert_eq!(choices.iter().count(), 2);

        for age in 0..8 {
            add(&mut choices, FacetKind::Age, &age.to_string()).unwrap();
        }
        assert_eq!(add(&mut choices, FacetKind::Age, "8"), Err(ProblemCode::ChildrenTooMany));
        assert_eq!(add(&mut choices, FacetKind::Age, "7"), Ok(()), "one that is there is no more");
        for need in 0..20 {
            add(&mut choices, FacetKind::Need, &need.to_string()).unwrap();
        }
        assert_eq!(add(&mut choices, FacetKind::Need, "x"), Err(ProblemCode::TooManyChoices));
    }

    #[test]
    fn a_mile_is_an_international_mile() {
        let metres: Vec<u32> = Miles::ALL.into_iter().map(|miles| miles.metres().0).collect();
        assert_eq!(metres, [1609, 3218, 8046, 16_093, 32_186]);
    }
}
