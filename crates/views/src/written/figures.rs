use domain::Metres;
use domain::coverage::{AgeGroup, Span};
use maud::{Markup, html};

use super::say;
use crate::words::written as w;

/// "2 to 4"
pub(super) fn ages(group: AgeGroup) -> &'static str {
    match group {
        AgeGroup::Baby => w::AGE_GROUP_BABY,
        AgeGroup::Toddler => w::AGE_GROUP_TODDLER,
        AgeGroup::EarlyYears => w::AGE_GROUP_EARLY_YEARS,
        AgeGroup::Primary => w::AGE_GROUP_PRIMARY,
        AgeGroup::Secondary => w::AGE_GROUP_SECONDARY,
        AgeGroup::YoungAdult => w::AGE_GROUP_YOUNG_ADULT,
    }
}

/// "1.2"
pub(super) fn miles(way: Metres) -> String {
    let tenths = way.tenths_of_a_mile();
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// "0.3 to 1.4 miles"
pub(super) fn span(span: Span) -> String {
    let (from, to) = (miles(span.shortest), miles(span.longest));
    if from == to {
        say(w::COVERAGE_WAY_ONE, &[("from", &from)])
    } else if from == miles(Metres(0)) {
        // One of the sites has it.
        say(w::COVERAGE_WAY_UP, &[("to", &to)])
    } else {
        say(w::COVERAGE_WAY_SPAN, &[("from", &from), ("to", &to)])
    }
}

/// A group of bars: its name, and a number for each name of the series.
pub(super) struct Bars<'a> {
    pub(super) name: &'a str,
    pub(super) values: Vec<(&'a str, u32)>,
}

const WIDTH: u32 = 360;
/// Where the bars begin, after their names.
const LEFT: u32 = 84;
/// Room for the number after the longest bar.
const RIGHT: u32 = 44;
const TITLE: u32 = 28;
const BAR: u32 = 24;

/// Bars that lie, with name and number beside each: it reads without colour. The table says the same, so to a screen
/// reader it is one picture.
pub(super) fn chart(title: &str, groups: &[Bars<'_>]) -> Markup {
    let most =
        groups.iter().flat_map(|group| &group.values).map(|(_, value)| *value).max().unwrap_or(0).max(1);
    let height: u32 = groups.iter().map(|group| TITLE + BAR * group.values.len() as u32).sum();
    let tops = groups.iter().scan(0, |top, group| {
        let own = *top;
        *top += TITLE + BAR * group.values.len() as u32;
        Some(own)
    });
    html! {
        svg.chart viewBox={ "0 0 " (WIDTH) " " (height) } role="img" aria-label=(title) {
            @for (group, top) in groups.iter().zip(tops) {
                text.chart__name x="0" y=(top + 20) { (group.name) }
                @for (i, (name, value)) in group.values.iter().enumerate() {
                    (bar(name, *value, most, top + TITLE + BAR * i as u32))
                }
            }
        }
    }
}

fn bar(name: &str, value: u32, most: u32, top: u32) -> Markup {
    let room = WIDTH - LEFT - RIGHT;
    let width = (value * room).div_ceil(most);
    html! {
        text.chart__label x="0" y=(top + 16) { (name) }
        rect.chart__bar x=(LEFT) y=(top + 3) width=(width) height=(BAR - 6) rx="4" {}
        text.chart__value x=(LEFT + width + 6) y=(top + 16) { (value) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_said_in_miles() {
        for (shortest, longest, words) in [
            (0, 0, "0.0 miles"),
            (483, 2253, "0.3 to 1.4 miles"),
            (0, 2253, "up to 1.4 miles"),
            (1609, 1620, "1.0 miles"),
        ] {
            let of = Span { shortest: Metres(shortest), longest: Metres(longest) };
            assert_eq!(span(of), words);
        }
    }

    #[test]
    fn a_bar_is_as_long_as_its_number() {
        let groups = [
            Bars { name: "Health", values: vec![("East", 10), ("West", 5)] },
            Bars { name: "<Play>", values: vec![("East", 0), ("West", 1)] },
        ];
        let drawn = chart("Services", &groups).into_string();
        let widths: Vec<&str> = drawn
            .match_indices("width=\"")
            .map(|(at, _)| &drawn[at + 7..])
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert_eq!(widths, ["232", "116", "0", "24"]);
        assert!(drawn.contains("viewBox=\"0 0 360 152\"") && drawn.contains("&lt;Play&gt;"), "{drawn}");
        assert!(chart("None", &[]).into_string().contains("<svg"));
    }
}
