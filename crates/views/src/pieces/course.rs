use domain::{Availability, Booking, CourseDetail, CourseWeek};
use maud::{Markup, html};

use super::places;
use crate::Setting;
use crate::moment;
use crate::words::{self as w, Word, fill, t};

/// "A course of 5", and from when to when.
#[must_use]
pub fn course_line(course: &CourseDetail) -> Markup {
    let date = |week: Option<&CourseWeek>| {
        week.map(|week| moment::date(week.starts_at.london_date())).unwrap_or_default()
    };
    let (first, last) = (date(course.weeks.first()), date(course.weeks.last()));
    html! {
        (fill(w::COURSE_TITLE, &[("count", &course.weeks.len().to_string())])) ": "
        (fill(w::COURSE_SPAN, &[("first", &first), ("last", &last)]))
    }
}

/// What a course is, and each of its dates with the room there is.
#[must_use]
pub fn course_dates(course: &CourseDetail) -> Markup {
    let (day, time) = course.closes_at.london();
    let until = fill(w::COURSE_JOIN_UNTIL, &[("date", &moment::date(day)), ("time", &moment::time(time))]);
    html! {
        section.stack.stack--tight aria-labelledby="course" {
            h2 #course { (course_line(course)) }
            p { (t(w::COURSE_WORDS)) @if course.availability.takes_bookings() { " " (until) } }
            ul.stack.stack--tight { @for week in &course.weeks { (dated(week, places(week.availability))) } }
        }
    }
}

/// The id of the heading above a family's weeks.
pub const WEEKS: &str = "weeks";

/// The weeks of a family's course: each can be given back, and taken back while there is room.
#[must_use]
pub fn own_weeks(setting: Setting<'_>, booking: &Booking) -> Markup {
    let Some(course) = &booking.course else { return Markup::default() };
    let needs = booking.places;
    html! {
        section.stack.stack--tight aria-labelledby=(WEEKS) {
            h2 #(WEEKS) tabindex="-1" { (t(w::COURSE_YOURS)) }
            p { (t(w::COURSE_YOURS_WORDS)) }
            ul.stack.stack--tight { @for week in &course.weeks { (dated(week, own(setting, week, needs))) } }
        }
    }
}

fn own(setting: Setting<'_>, week: &CourseWeek, needs: u16) -> Markup {
    let is_over = setting.now.is_some_and(|now| week.ends_at <= now);
    let coming = week.coming == Some(true);
    match week.availability {
        Availability::Cancelled => places(week.availability),
        _ if is_over => html! { (t(w::PLACES_FINISHED)) },
        _ if coming => change(week, "miss", w::COURSE_COMING, w::COURSE_MISS),
        Availability::Places { left } if left >= needs => {
            change(week, "come", w::COURSE_MISSED, w::COURSE_COME)
        }
        _ => html! { (t(w::COURSE_GONE)) },
    }
}

fn change(week: &CourseWeek, action: &str, now: Word, act: Word) -> Markup {
    html! {
        (t(now)) " "
        button.button.button--small.button--quiet type="button" data-action=(action) data-by=(week.id) {
            (t(act)) span.hidden-visually { ", " (moment::date(week.starts_at.london_date())) }
        }
    }
}

fn dated(week: &CourseWeek, more: Markup) -> Markup {
    html! {
        li {
            (moment::date(week.starts_at.london_date())) ", " (moment::times(week.starts_at, week.ends_at)) ". " (more)
        }
    }
}
