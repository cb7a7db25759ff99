//! The register of a session on paper, and as a table.

use domain::team_session::{RegisterLine, TeamRegister, TeamSessionSummary};
use domain::{BookingStatus, Months, OnBehalf};
use maud::{DOCTYPE, Markup, html};

use super::commands::{harmless, written};

/// The style of the printed page: A4, with boxes large enough for a thick pen. It asks for nothing from outside.
const STYLE: &str = "@page{size:A4;margin:12mm}body{font:12pt/1.35 sans-serif;color:#000;background:#fff;margin:0}\
h1{font-size:18pt;margin:0 0 2mm}p{margin:0 0 2mm}table{border-collapse:collapse;width:100%;margin-top:5mm}\
th,td{border:1px solid #000;padding:2mm;text-align:left;vertical-align:top}thead{display:table-header-group}\
tr{break-inside:avoid}.tick{width:14mm}.box{display:inline-block;width:9mm;height:9mm;border:2px solid #000;\
text-align:center;font-size:20pt;line-height:9mm}.number{white-space:nowrap}";

/// The register as a page of its own, to be printed and put away after the session: everything is in the file.
#[must_use]
pub fn page(register: &TeamRegister) -> String {
    let TeamRegister { session, bookings } = register;
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="referrer" content="no-referrer";
                title { "Register: " (session.title) ", " (when(session)) }
                style { (maud::PreEscaped(STYLE)) }
            }
            body {
                h1 { (session.title) }
                p { (when(session)) ", " (session.location) }
                p { (taken(session)) }
                table {
                    thead {
                        tr {
                            th scope="col" { "Here" }
                            th scope="col" { "Name" }
                            th scope="col" { "Who is coming" }
                            th scope="col" { "What would help" }
                            th scope="col" { "Reference" }
                        }
                    }
                    tbody {
                        @for one in bookings { (row(one)) }
                        @if bookings.is_empty() {
                            tr { td colspan="5" { "Nobody has booked." } }
                        }
                    }
                }
            }
        }
    }
    .into_string()
}

fn row(one: &RegisterLine) -> Markup {
    let tick = match one.attended {
        Some(true) => "✓",
        Some(false) => "✗",
        None => "",
    };
    html! {
        tr {
            td.tick { @if one.status == BookingStatus::Booked { span.box { (tick) } } @else { (state(one)) } }
            td {
                (one.name.as_str())
                @if let Some(by) = &one.on_behalf { br; "booked by " (by.as_str()) }
            }
            td { (party(one)) }
            td { (one.access_needs) }
            td.number { (one.reference.as_str()) }
        }
    }
}

/// The register as CSV (RFC 4180) with a header.
#[must_use]
pub fn csv(register: &TeamRegister) -> String {
    let mut rows = csv::Writer::from_writer(Vec::new());
    // Memory takes every row.
    let _ = rows.write_record([
        "booking_id",
        "reference",
        "state",
        "name",
        "adults",
        "ages_in_months",
        "places",
        "access_needs",
        "booked_by",
        "came",
    ]);
    for one in &register.bookings {
        let ages: Vec<String> = one.party.children().iter().map(|age| age.0.to_string()).collect();
        let came = match one.attended {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        };
        let _ = rows.write_record([
            one.booking_id.as_str(),
            one.reference.as_str(),
            &state(one),
            &harmless(one.name.as_str()),
            &one.party.adults().to_string(),
            &ages.join(" "),
            &one.places.to_string(),
            &harmless(&one.access_needs),
            &harmless(one.on_behalf.as_ref().map_or("", OnBehalf::as_str)),
            came,
        ]);
    }
    written(rows)
}

fn when(session: &TeamSessionSummary) -> String {
    crate::words::when(session.starts_at, session.ends_at)
}

fn taken(session: &TeamSessionSummary) -> String {
    match session.capacity {
        Some(capacity) => {
            format!("{} of {capacity} places taken, {} waiting", session.places_taken, session.waiting)
        }
        None => "People just turn up.".to_owned(),
    }
}

fn state(one: &RegisterLine) -> String {
    match (one.status, one.position) {
        (BookingStatus::Offered { until }, _) => format!("offered until {}", until.london().1),
        (BookingStatus::Waiting { .. }, Some(position)) => format!("waiting, number {position}"),
        (BookingStatus::Waiting { .. }, None) => "waiting".to_owned(),
        (BookingStatus::Booked, _) => "booked".to_owned(),
        (BookingStatus::Lapsed { .. }, _) => "lapsed".to_owned(),
        (BookingStatus::Cancelled { .. }, _) => "cancelled".to_owned(),
    }
}

fn party(one: &RegisterLine) -> String {
    let adults = one.party.adults();
    let mut said = if adults == 1 { "1 adult".to_owned() } else { format!("{adults} adults") };
    for age in one.party.children() {
        said += ", child of ";
        said += &age_in_words(*age);
    }
    said
}

/// Months up to two years, and years from then on.
fn age_in_words(age: Months) -> String {
    match age.0 {
        1 => "1 month".to_owned(),
        months @ 0..24 => format!("{months} months"),
        months => format!("{} years", months / 12),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_said_as_people_do() {
        for (months, said) in
            [(0, "0 months"), (1, "1 month"), (23, "23 months"), (24, "2 years"), (35, "2 years")]
        {
            assert_eq!(age_in_words(Months(months)), said);
        }
    }
}
