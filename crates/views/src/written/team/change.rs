//! Changing a session, cancelling it, and booking a family into it.

use domain::team_session::TeamSession;
use domain::{FieldProblem, Location, ProblemCode, RawBooking};
use maud::{Markup, html};

use super::sessions::when;
use super::{Drawn, Problems, error, refused, told};
use crate::pieces::{Field, Tone, back_link, error_summary, notice};
use crate::problem_words::problem_words;
use crate::route::TeamPage;
use crate::words::written as w;
use crate::written::say;

/// The form of a change as it is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawChange {
    /// `move` or `places`.
    pub what: String,
    /// The date, ISO 8601.
    pub date: String,
    /// When it starts, as `13:30`.
    pub start: String,
    /// When it ends.
    pub end: String,
    /// Where, by the location's id.
    pub location: String,
    /// How many places.
    pub places: String,
}

impl RawChange {
    /// The form as the session is.
    #[must_use]
    pub fn of(one: &TeamSession) -> Self {
        let session = &one.session;
        let (date, start) = session.starts_at.london();
        Self {
            what: String::new(),
            date: date.to_string(),
            start: start.to_string(),
            end: session.ends_at.london().1.to_string(),
            location: session.location_id.to_string(),
            places: session.capacity.map(|places| places.to_string()).unwrap_or_default(),
        }
    }

    /// Reads a form.
    #[must_use]
    pub fn read(form: &str) -> Self {
        let mut raw = Self::default();
        for (name, value) in domain::query::pairs(form) {
            match name.as_str() {
                "what" => raw.what = value,
                "date" => raw.date = value,
                "start" => raw.start = value,
                "end" => raw.end = value,
                "location" => raw.location = value,
                "places" => raw.places = value,
                _ => {}
            }
        }
        raw
    }
}

/// The forms of a change, with everything to put right, and what stands against the last try.
#[must_use]
pub fn page(
    one: &TeamSession,
    raw: &RawChange,
    places: &[Location],
    problems: &Problems,
    reason: &str,
) -> Drawn {
    let page = TeamPage::Change(one.session.id.clone());
    let field = |id, label| Field { id, label, hint: "", error: error(problems, id) };
    let options: Vec<(String, String)> =
        places.iter().map(|place| (place.id.to_string(), place.name.clone())).collect();
    let main = html! {
        div.stack.stack--loose.flow {
            (head(one, w::TEAM_CHANGE_TITLE))
            (error_summary(problems))
            (refused(reason))
            form.stack method="post" action=(page.href()) novalidate {
                h2 { (w::TEAM_CHANGE_TIME_TITLE) }
                p { (w::TEAM_CHANGE_TIME_WORDS) }
                input type="hidden" name="what" value="move";
                (field("date", w::TEAM_CHANGE_DATE).date(&raw.date))
                (field("start", w::TEAM_CHANGE_START).time(&raw.start))
                (field("end", w::TEAM_CHANGE_END).time(&raw.end))
                (field("location", w::TEAM_CHANGE_LOCATION).choice(&raw.location, &options))
                div.row { button.button type="submit" { (w::TEAM_CHANGE_MOVE) } }
            }
            @if one.session.capacity.is_some() {
                form.stack method="post" action=(page.href()) novalidate {
                    h2 { (w::TEAM_CHANGE_PLACES_TITLE) }
                    p { (w::TEAM_CHANGE_PLACES_WORDS) }
                    input type="hidden" name="what" value="places";
                    (field("places", w::TEAM_CHANGE_PLACES).line(&raw.places, "off", "numeric"))
                    div.row { button.button type="submit" { (w::TEAM_CHANGE_SET_PLACES) } }
                }
            }
        }
    };
    Drawn::new(w::TEAM_CHANGE_TITLE, page, main)
}

fn head(one: &TeamSession, title: &str) -> Markup {
    html! {
        div.stack.stack--tight {
            (back_link(&TeamPage::Session(one.session.id.clone()).href(), w::TEAM_SESSION_BACK))
            h1 { (title) }
            p.lead { (one.title) }
            p { (when(one)) ", " (one.location) }
        }
    }
}

/// The step before a session is cancelled: how many families are told, and what. `against` is what stands against the last
/// try.
#[must_use]
pub fn cancel(one: &TeamSession, families: usize, reason: &str, problems: &Problems, against: &str) -> Drawn {
    let page = TeamPage::Cancel(one.session.id.clone());
    let tells = match families {
        0 => w::TEAM_CANCEL_TELLS_NONE.to_owned(),
        1 => w::TEAM_CANCEL_TELLS_ONE.to_owned(),
        many => say(w::TEAM_CANCEL_TELLS_OTHER, &[("count", &many.to_string())]),
    };
    let field = Field {
        id: "reason",
        label: w::TEAM_CANCEL_REASON,
        hint: w::TEAM_CANCEL_REASON_HINT,
        error: error(problems, "reason"),
    };
    let main = html! {
        div.stack.stack--loose.flow {
            (head(one, w::TEAM_CANCEL_TITLE))
            (error_summary(problems))
            (refused(against))
            (notice(Tone::Warning, None, &tells, html! { p { (w::TEAM_CANCEL_FOR_GOOD) } }))
            form.stack method="post" action=(page.href()) novalidate {
                (field.line(reason, "off", "text"))
                div.row {
                    button.button.button--urgent type="submit" { (w::TEAM_CANCEL_YES) }
                    a.button.button--quiet href=(TeamPage::Session(one.session.id.clone()).href()) { (w::TEAM_CANCEL_NO) }
                }
            }
        }
    };
    Drawn::new(w::TEAM_CANCEL_TITLE, page, main)
}

/// What a cancelled session came to, in words.
#[must_use]
pub fn cancelled(families: u32) -> String {
    [w::TEAM_CANCEL_DONE, &told(families)].join(" ")
}

/// The form that books a family, with what the browser sends back so that twice is once.
#[derive(Clone, PartialEq, Eq)]
pub struct RawFamily {
    /// The booking's id.
    pub id: String,
    /// The ages as they were typed, in one line.
    pub ages: String,
    /// The rest.
    pub booking: RawBooking,
}

/// The form to book for a family.
#[must_use]
pub fn book(one: &TeamSession, raw: &RawFamily, problems: &Problems, reason: &str) -> Drawn {
    let page = TeamPage::Book(one.session.id.clone());
    let field = |id, label, hint| Field { id, label, hint, error: error(problems, id) };
    let booking = &raw.booking;
    let adults: Vec<(String, String)> =
        (0..=6).map(|count: u8| (count.to_string(), count.to_string())).collect();
    let main = html! {
        div.stack.stack--loose.flow {
            (head(one, w::TEAM_BOOK_TITLE))
            p { (w::TEAM_BOOK_LEAD) }
            @if booking.course { p { (w::TEAM_BOOK_COURSE) } }
            (error_summary(problems))
            (refused(reason))
            form.stack method="post" action=(page.href()) novalidate autocomplete="off" {
                input type="hidden" name="id" value=(raw.id);
                input type="hidden" name="token" value=(booking.token);
                @if booking.course { input type="hidden" name="course" value="yes"; }
                (field("name", w::TEAM_BOOK_NAME, "").line(&booking.name, "off", "text"))
                (field("contact", w::TEAM_BOOK_CONTACT, "").line(&booking.contact, "off", "email"))
                (field("adults", w::TEAM_BOOK_ADULTS, "").choice(&booking.adults.to_string(), &adults))
                (field("children", w::TEAM_BOOK_CHILDREN, w::TEAM_BOOK_CHILDREN_HINT).line(&raw.ages, "off", "text"))
                (field("access_needs", w::TEAM_BOOK_NEEDS, w::TEAM_BOOK_NEEDS_HINT).lines(&booking.access_needs))
                label.choice {
                    input.choice__box type="checkbox" name="waiting" value="yes" checked[booking.waiting];
                    span { (w::TEAM_BOOK_WAIT) }
                }
                div.row { button.button type="submit" { (w::TEAM_BOOK_SEND) } }
            }
        }
    };
    Drawn::new(w::TEAM_BOOK_TITLE, page, main)
}

/// The fields of a booking to put right, each in words and by the id of its field: the ages share one.
#[must_use]
pub fn booking_problems(problems: &[FieldProblem], ages: domain::AgeRange) -> Problems {
    let mut told: Problems = Vec::new();
    for one in problems {
        let is_age = one.field.0.starts_with("children");
        let id = if is_age { "children" } else { one.field.0.as_str() };
        let words = match one.code {
            ProblemCode::AgeNotAnAge | ProblemCode::ChildAgeMissing => {
                w::TEAM_BOOK_CHILDREN_PROBLEM.to_owned()
            }
            code => problem_words(code, Some(ages)),
        };
        if !told.iter().any(|(field, _)| field == id) {
            told.push((id.to_owned(), words));
        }
    }
    told
}

/// The ages in a line such as `5 months, 2 years, 14`, in months as texts. Something that is no age stays as it is, to be
/// told of.
#[must_use]
pub fn ages(line: &str) -> Vec<String> {
    line.split(',').map(str::trim).filter(|text| !text.is_empty()).map(age).collect()
}

fn age(text: &str) -> String {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let unit = text[digits.len()..].trim().to_lowercase();
    let Ok(number) = digits.parse::<u16>() else { return text.to_owned() };
    match unit.as_str() {
        "" | "m" | "month" | "months" => number.to_string(),
        "y" | "year" | "years" => number.saturating_mul(12).to_string(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_read_as_people_type_them() {
        for (line, read) in [
            ("", &[][..]),
            ("5 months", &["5"]),
            ("5 months, 2 years", &["5", "24"]),
            ("1 year,14", &["12", "14"]),
            ("3y , 7m,", &["36", "7"]),
            ("two", &["two"]),
            ("2 weeks", &["2 weeks"]),
            ("é", &["é"]),
            ("9999 years", &["65535"]),
        ] {
            assert_eq!(ages(line), read, "{line}");
        }
    }

    #[test]
    fn the_problems_of_all_ages_are_told_once() {
        let problem = |field: &str, code| FieldProblem::new(field, code);
        let range = domain::AgeRange { from: domain::Months(0), to: Some(domain::Months(12)) };
        let told = booking_problems(
            &[
                problem("name", ProblemCode::NameMissing),
                problem("children/0", ProblemCode::AgeNotAnAge),
                problem("children/1", ProblemCode::AgeNotAnAge),
            ],
            range,
        );
        assert_eq!(told.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["name", "children"]);
    }
}
