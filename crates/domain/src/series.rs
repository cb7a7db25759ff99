//! Series: sessions that share a schedule.

use serde::{Deserialize, Serialize};

use crate::age::AgeRange;
use crate::course::CourseRule;
use crate::id::{LocationId, SeriesId, ServiceId};
use crate::location::HiddenAddress;
use crate::named_dates::NamedDates;
use crate::party::Counts;
use crate::session::Booking;
use crate::time::{Date, TimeOfDay};

/// One activity at one place on a repeating schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Series {
    /// A readable slug, such as `baby-massage-oak-lane`.
    pub id: SeriesId,
    /// The service it belongs to.
    pub service_id: ServiceId,
    /// Where it runs.
    pub location_id: LocationId,
    /// What it is called.
    pub title: String,
    /// The first date of the schedule.
    pub starts_on: Date,
    /// An RFC 5545 recurrence rule without `UNTIL`: `FREQ=WEEKLY;BYDAY=TU`.
    pub rule: String,
    /// Dates on which it does not run.
    #[serde(default)]
    pub excluded_dates: Vec<Date>,
    /// The last date that the rule may give, included; `None` for no end.
    #[serde(default)]
    pub ends_on: Option<Date>,
    /// Dates on which it runs besides those of the rule, be they in the holidays or after the end.
    #[serde(default)]
    pub extra_dates: Vec<Date>,
    /// Whether the rule gives dates in school terms alone.
    #[serde(default)]
    pub term_time: bool,
    /// Whether the rule gives bank holidays too.
    #[serde(default)]
    pub bank_holidays: bool,
    /// When it starts, on London's clock.
    pub start_time: TimeOfDay,
    /// When it ends, on London's clock; later than the start.
    pub end_time: TimeOfDay,
    /// Whom it is for, at the date of the session.
    pub ages: AgeRange,
    /// Whether to book or just turn up.
    pub booking: Booking,
    /// Places in a session; `None` for drop-in.
    #[serde(default)]
    pub capacity: Option<u16>,
    /// What the capacity counts.
    pub counts: Counts,
    /// How many months a child may be younger or older than `ages` says; the hub's own kindness.
    #[serde(default)]
    pub grace_months: u8,
    /// Booking opens this many days before the session; `None` for as soon as it is listed.
    #[serde(default)]
    pub opens_days_before: Option<u16>,
    /// Booking closes this many minutes before the start.
    #[serde(default)]
    pub closes_minutes_before: u16,
    /// Its sessions are one course, which is booked whole; `None` where each is booked by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<CourseRule>,
    /// What it costs a family, in pence: a session, or the whole of a course.
    #[serde(default)]
    pub cost_pence: u32,
    /// What to expect, in a friendly voice.
    #[serde(default)]
    pub summary: String,
    /// What to bring.
    #[serde(default)]
    pub what_to_bring: String,
    /// The role of who runs it.
    #[serde(default)]
    pub run_by: String,
    /// Languages spoken, by name.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Where prams go.
    #[serde(default)]
    pub pram: String,
    /// Where to feed and change.
    #[serde(default)]
    pub feeding_space: String,
}

impl Series {
    /// The dates on which it runs, given those of its rule: in order, each once. What is excluded is out even where it
    /// is an extra date, as in RFC 5545 (3.8.5.1).
    #[must_use]
    pub fn runs_on(&self, of_rule: &[Date], year: &NamedDates) -> Vec<Date> {
        let regular = |date: &&Date| {
            **date >= self.starts_on
                && self.ends_on.is_none_or(|end| **date <= end)
                && (!self.term_time || year.is_in_term(**date))
                && (self.bank_holidays || !year.is_bank_holiday(**date))
        };
        let mut dates: Vec<Date> = of_rule.iter().filter(regular).chain(&self.extra_dates).copied().collect();
        dates.retain(|date| !self.excluded_dates.contains(date));
        dates.sort_unstable();
        dates.dedup();
        dates
    }

    /// Takes a masked place's address out of its words; the title becomes `name` where it tells it.
    pub fn hide(&mut self, address: &HiddenAddress, name: &str) {
        address.take_out_of_name(&mut self.title, name);
        for text in [
            &mut self.summary,
            &mut self.what_to_bring,
            &mut self.run_by,
            &mut self.pram,
            &mut self.feeding_space,
        ] {
            address.take_out_of(text);
        }
    }
}
