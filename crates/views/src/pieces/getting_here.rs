use domain::{Location, Point};
use maud::{Markup, html};

use super::{address, fact};
use crate::vocabulary::all_access;
use crate::words::{self as w, t};

/// Where a place is, how to get there and in, and a map elsewhere for those who tap it. A masked place tells none of
/// where it is.
#[must_use]
pub fn getting_here(place: &Location) -> Markup {
    html! {
        ul.facts.facts--list role="list" {
            @if !place.masked { (fact("pin", &address(place))) }
            (fact("bus", &place.bus))
            (fact("parking", &place.parking))
            (fact("wheelchair", &all_access(&place.facilities)))
        }
        @if let Some(at) = place.point.filter(|_| !place.masked) {
            p.no-print { a href=(map(at)) rel="noopener noreferrer external" { (t(w::PLACE_MAP)) } }
        }
    }
}

fn map(at: Point) -> String {
    let (lat, lon) = (degrees(at.latitude), degrees(at.longitude));
    format!("https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=17/{lat}/{lon}")
}

/// Degrees to five places, about a metre. By whole numbers: printing fractions costs 4 kB of what is downloaded.
fn degrees(value: f64) -> String {
    let parts = (value * 100_000.0).round() as i64;
    let sign = if parts < 0 { "-" } else { "" };
    let parts = parts.unsigned_abs();
    format!("{sign}{}.{:05}", parts / 100_000, parts % 100_000)
}

#[cfg(test)]
mod tests {
    use super::degrees;

    #[test]
    fn degrees_are_printed_to_five_places() {
        for (value, printed) in
            [(53.39, "53.39000"), (-2.597_012_6, "-2.59701"), (-0.5, "-0.50000"), (0.0, "0.00000")]
        {
            assert_eq!(degrees(value), printed);
        }
    }
}
