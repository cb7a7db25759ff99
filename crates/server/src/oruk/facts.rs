//! What filters ask of a service, packed side by side so that a hundred thousand are looked through in a millisecond.

use core::ops::Range;

use domain::{AgeRange, Instant, Service, TimeOfDay, Weekday};

use super::taxonomy::Terms;

/// What filters ask of every service, by number.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    services: Vec<OfService>,
    terms: Vec<u32>,
    times: Vec<OfTime>,
}

#[derive(Clone, Debug)]
struct OfService {
    ages: AgeRange,
    /// The number of who runs it.
    organisation: u32,
    last_modified: Option<Instant>,
    terms: Range<u32>,
    times: Range<u32>,
}

/// A regular time: a bit for each day of the week, and its hours.
#[derive(Clone, Copy, Debug)]
struct OfTime {
    days: u8,
    opens: TimeOfDay,
    closes: TimeOfDay,
}

/// What a service has to be. All that is asked has to hold.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// For each service whether it has the words.
    pub words: Option<Vec<bool>>,
    /// At least one of these terms.
    pub terms: Option<Vec<u32>>,
    /// At least one term from this range of them.
    pub taxonomy: Option<Range<u32>>,
    /// It is for nobody younger than this, in months.
    pub minimum_age: Option<f64>,
    /// It is for nobody older than this, in months. A service without a limit is.
    pub maximum_age: Option<f64>,
    /// One of its times begins at this time or later; the same time meets all that is asked of times.
    pub start: Option<TimeOfDay>,
    /// … ends at this time or earlier.
    pub end: Option<TimeOfDay>,
    /// … is on this day.
    pub day: Option<Weekday>,
    /// It changed then or later, or nobody knows when.
    pub modified_after: Option<Instant>,
    /// The number of who runs it.
    pub organisation: Option<u32>,
}

/// Ages are written in years with four decimals, so what is read back is a little off its whole month.
const HALF_A_DAY: f64 = 0.02;

impl Facts {
    /// Adds the next service.
    pub fn add(&mut self, service: &Service, organisation: u32, terms: &Terms) {
        let first_term = self.terms.len() as u32;
        self.terms.extend(terms.of_service(service));
        let first_time = self.times.len() as u32;
        self.times.extend(service.times.iter().map(|time| OfTime {
            days: time.days.iter().fold(0, |days, day| days | bit(*day)),
            opens: time.opens,
            closes: time.closes,
        }));
        self.services.push(OfService {
            ages: service.ages,
            organisation,
            last_modified: service.last_modified,
            terms: first_term..self.terms.len() as u32,
            times: first_time..self.times.len() as u32,
        });
    }

    /// Whether the service with this number is all that is wanted.
    pub fn meet(&self, number: u32, wanted: &Wanted) -> bool {
        let Some(service) = self.services.get(number as usize) else { return false };
        let terms = || part(&self.terms, &service.terms).iter();
        let ages = service.ages;
        wanted.words.as_ref().is_none_or(|words| words.get(number as usize).is_some_and(|has| *has))
            && wanted.organisation.is_none_or(|organisation| service.organisation == organisation)
            && wanted.terms.as_ref().is_none_or(|any| terms().any(|term| any.contains(term)))
            && wanted.taxonomy.as_ref().is_none_or(|range| terms().any(|term| range.contains(term)))
            && wanted.minimum_age.is_none_or(|months| f64::from(ages.from.0) + HALF_A_DAY >= months)
            && wanted
                .maximum_age
                .is_none_or(|months| ages.to.is_some_and(|to| f64::from(to.0) <= months + HALF_A_DAY))
            && wanted.modified_after.is_none_or(|since| service.last_modified.is_none_or(|at| at >= since))
            && (!wanted.asks_of_times()
                || part(&self.times, &service.times).iter().any(|time| wanted.is_met_by(*time)))
    }
}

impl Wanted {
    fn asks_of_times(&self) -> bool {
        self.start.is_some() || self.end.is_some() || self.day.is_some()
    }

    fn is_met_by(&self, time: OfTime) -> bool {
        self.start.is_none_or(|start| time.opens >= start)
            && self.end.is_none_or(|end| time.closes <= end)
            && self.day.is_none_or(|day| time.days & bit(day) != 0)
    }
}

fn bit(day: Weekday) -> u8 {
    1 << day as u8
}

fn part<'a, T>(all: &'a [T], range: &Range<u32>) -> &'a [T] {
    all.get(range.start as usize..range.end as usize).unwrap_or_default()
}
