//! What there is, by need, area and age: for councils and partners. The table comes first; a chart stands beside it.

use domain::coverage::{AgeGroup, Coverage, Mark, Need};
use domain::unmet::UnmetSearchCount;
use maud::{Markup, html};

use super::figures::{Bars, ages, chart, span};
use super::{Written, say};
use crate::moment;
use crate::pieces::{Field, band};
use crate::route::ServerPage;
use crate::words::written as w;
use crate::{Setting, pieces};

/// The most searches without a result that the page lists; the CSV has all.
const MOST_SEARCHES: usize = 20;

/// What is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Services for these ages alone.
    pub age: Option<AgeGroup>,
    /// One area, by its number among the localities, with ages side by side.
    pub area: Option<usize>,
}

impl Look {
    /// Reads a query string. What it does not understand is as if it were not there.
    #[must_use]
    pub fn from_query(query: &str, coverage: &Coverage) -> Self {
        let mut look = Self::default();
        for (name, value) in domain::query::pairs(query) {
            match name.as_str() {
                "age" => look.age = AgeGroup::parse(&value),
                "area" => look.area = coverage.localities.iter().position(|area| area.id.as_str() == value),
                _ => {}
            }
        }
        // Ages stand side by side in one area's table.
        if look.area.is_some() {
            look.age = None;
        }
        look
    }
}

/// The page.
#[must_use]
pub fn page(setting: Setting<'_>, coverage: &Coverage, look: Look, searches: &[UnmetSearchCount]) -> Written {
    let lead = [
        ("services", coverage.services.to_string()),
        ("from_afar", coverage.from_afar.to_string()),
        ("council", setting.config.council.clone()),
    ];
    let lead: Vec<(&str, &str)> = lead.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let head = html! {
        h1 { (w::COVERAGE_TITLE) }
        p.lead { (say(w::COVERAGE_LEAD, &lead)) }
        p { a.button.button--quiet href=(ServerPage::CoverageSummary.href()) { (w::COVERAGE_TO_SUMMARY) } }
    };
    let main = html! {
        (band("", true, None, head))
        div.wrap.wrap--wide {
            div.stack.stack--airy {
                (choices(coverage, look))
                div.coverage { (table(coverage, look)) (picture(coverage, look)) }
                (key())
                (ways(coverage))
                (sought(searches))
                (files())
            }
        }
    };
    Written::new(w::COVERAGE_TITLE, w::COVERAGE_DESCRIPTION, main)
}

fn choices(coverage: &Coverage, look: Look) -> Markup {
    let option = |value: &str, words: &str| (value.to_owned(), words.to_owned());
    let mut all_ages = vec![option("", w::COVERAGE_AGE_ANY)];
    all_ages.extend(AgeGroup::ALL.map(|group| option(group.slug(), ages(group))));
    let mut areas = vec![option("", w::COVERAGE_WHERE_ALL)];
    areas.extend(coverage.localities.iter().map(|area| option(area.id.as_str(), &area.name)));
    let field = |id, label| Field { id, label, hint: "", error: None };
    let chosen = look.area.and_then(|at| coverage.localities.get(at)).map_or("", |area| area.id.as_str());
    html! {
        form.row.coverage-choice.no-print action=(ServerPage::Coverage.href()) aria-label=(w::COVERAGE_CHOOSE) {
            (field("area", w::COVERAGE_WHERE).choice(chosen, &areas))
            (field("age", w::COVERAGE_AGE).choice(look.age.map_or("", AgeGroup::slug), &all_ages))
            button.button type="submit" { (w::COVERAGE_SHOW) }
        }
    }
}

/// What is counted in a column of the table.
#[derive(Clone, Copy)]
enum Counted {
    /// Services to go to in the locality with this number; gaps are marked.
    Here(usize),
    FromAfar,
    Total,
}

/// One column of the table.
struct Column<'a> {
    name: &'a str,
    counted: Counted,
    age: Option<AgeGroup>,
}

impl Column<'_> {
    fn count(&self, need: &Need) -> u32 {
        match self.counted {
            Counted::Here(area) => need.here.get(area).map_or(0, |counts| counts.of(self.age)),
            Counted::FromAfar => need.from_afar.of(self.age),
            Counted::Total => need.total.of(self.age),
        }
    }

    fn mark(&self, need: &Need) -> Option<Mark> {
        match self.counted {
            Counted::Here(area) => Some(need.mark(area, self.age)),
            Counted::FromAfar | Counted::Total => None,
        }
    }
}

fn columns(coverage: &Coverage, look: Look) -> Vec<Column<'_>> {
    let column = |name, counted, age| Column { name, counted, age };
    if let Some(area) = look.area {
        let here = Counted::Here(area);
        let each = AgeGroup::ALL.into_iter().map(|group| column(ages(group), here, Some(group)));
        return [column(w::COVERAGE_AGE_ANY, here, None)].into_iter().chain(each).collect();
    }
    let areas = coverage.localities.iter().enumerate();
    let areas = areas.map(|(at, area)| column(area.name.as_str(), Counted::Here(at), look.age));
    let last = [
        column(w::COVERAGE_FROM_AFAR, Counted::FromAfar, look.age),
        column(w::COVERAGE_TOTAL, Counted::Total, look.age),
    ];
    areas.chain(last).collect()
}

fn caption(coverage: &Coverage, look: Look) -> String {
    if let Some(area) = look.area.and_then(|at| coverage.localities.get(at)) {
        return say(w::COVERAGE_CAPTION_AGES, &[("area", &area.name)]);
    }
    let age = match look.age {
        Some(group) => say(w::AGE_GROUP_INSIDE, &[("ages", &ages(group).to_lowercase())]),
        None => w::AGE_GROUP_ANY_INSIDE.to_owned(),
    };
    say(w::COVERAGE_CAPTION_AREAS, &[("age", &age)])
}

fn table(coverage: &Coverage, look: Look) -> Markup {
    let columns = columns(coverage, look);
    let title = caption(coverage, look);
    html! {
        div.stack {
            h2 #counts { (title) }
            div.figures tabindex="0" role="group" aria-labelledby="counts" {
                table.figures__table aria-labelledby="counts" {
                thead {
                    tr {
                        th.figures__need scope="col" { (w::COVERAGE_NEED) }
                        @for column in &columns { th.figures__head scope="col" { (column.name) } }
                    }
                }
                @for group in coverage.needs.chunk_by(|_, next| next.is_single()) {
                    tbody { @for need in group { (row(need, &columns)) } }
                }
            }
        }
        }
    }
}

fn row(need: &Need, columns: &[Column<'_>]) -> Markup {
    html! {
        tr.figures__row .figures__row--group[!need.is_single()] {
            th.figures__need scope="row" { (need.name) }
            @for column in columns {
                @let count = column.count(need);
                @match column.mark(need) {
                    Some(Mark::Gap) => td.figures__cell.figures__cell--gap { (w::COVERAGE_NONE) }
                    Some(Mark::FromAfar) => td.figures__cell.figures__cell--afar {
                        (count) " " span.figures__why { (w::COVERAGE_AFAR_ONLY) }
                    }
                    Some(Mark::One) => td.figures__cell { span.figures__one { (count) } }
                    _ => td.figures__cell { (count) }
                }
            }
        }
    }
}

fn picture(coverage: &Coverage, look: Look) -> Markup {
    let columns = columns(coverage, look);
    let groups = coverage.needs.iter().filter(|need| !need.is_single());
    let bars: Vec<Bars<'_>> = groups
        .map(|need| Bars {
            name: &need.name,
            values: columns
                .iter()
                .filter(|column| matches!(column.counted, Counted::Here(_)))
                .map(|column| (column.name, column.count(need)))
                .collect(),
        })
        .collect();
    let title = if look.area.is_some() { w::COVERAGE_CHART_AGES } else { w::COVERAGE_CHART };
    html! {
        figure.coverage__chart {
            h2 { (title) }
            (chart(title, &bars))
            figcaption.small.soft { (w::COVERAGE_CHART_WORDS) }
        }
    }
}

fn key() -> Markup {
    html! {
        section.stack aria-labelledby="key" {
            h2 #key { (w::COVERAGE_KEY) }
            ul.key role="list" {
                li.key__item { span.key__sign.figures__cell--gap { (w::COVERAGE_NONE) } span { (w::COVERAGE_KEY_NONE) } }
                li.key__item { span.key__sign.figures__cell--afar { "0" } span { (w::COVERAGE_KEY_AFAR) } }
                li.key__item { span.key__sign { span.figures__one { "1" } } span { (w::COVERAGE_KEY_ONE) } }
            }
            p.small.soft { (w::COVERAGE_KEY_COUNTED) }
        }
    }
}

fn ways(coverage: &Coverage) -> Markup {
    html! {
        @if !coverage.distances.is_empty() {
            section.stack aria-labelledby="ways" {
                h2 #ways { (w::COVERAGE_WAY_TITLE) }
                p { (w::COVERAGE_WAY_LEAD) }
                div.figures tabindex="0" role="group" aria-labelledby="ways" {
                    table.figures__table {
                        thead {
                            tr {
                                th.figures__need scope="col" { (w::COVERAGE_WAY_SERVICE) }
                                @for area in &coverage.localities { th.figures__head scope="col" { (area.name) } }
                            }
                        }
                        tbody {
                            @for one in &coverage.distances {
                                tr.figures__row {
                                    th.figures__need scope="row" { (one.name) }
                                    @for way in &one.spans {
                                        @match way {
                                            Some(way) => td.figures__cell { (span(*way)) }
                                            None => td.figures__cell.figures__cell--gap { (w::COVERAGE_WAY_NONE) }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn sought(searches: &[UnmetSearchCount]) -> Markup {
    let row = |one: &UnmetSearchCount| {
        let from =
            if one.search.outward.is_empty() { w::COVERAGE_SEARCHES_ANYWHERE } else { &one.search.outward };
        html! {
            tr.figures__row {
                th.figures__need scope="row" { (one.search.words) }
                td.figures__cell { (from) }
                td.figures__cell { (one.count) }
                td.figures__cell { (moment::date_with_year(one.last_day)) }
            }
        }
    };
    html! {
        section.stack aria-labelledby="sought" {
            h2 #sought { (w::COVERAGE_SEARCHES_TITLE) }
            @if searches.is_empty() { p { (w::COVERAGE_SEARCHES_NONE) } } @else {
                p { (w::COVERAGE_SEARCHES_LEAD) }
                div.figures tabindex="0" role="group" aria-labelledby="sought" {
                    table.figures__table {
                        thead {
                            tr {
                                th.figures__need scope="col" { (w::COVERAGE_SEARCHES_WORDS) }
                                th.figures__head scope="col" { (w::COVERAGE_SEARCHES_FROM) }
                                th.figures__head scope="col" { (w::COVERAGE_SEARCHES_COUNT) }
                                th.figures__head scope="col" { (w::COVERAGE_SEARCHES_LAST) }
                            }
                        }
                        tbody { @for one in searches.iter().take(MOST_SEARCHES) { (row(one)) } }
                    }
                }
            }
        }
    }
}

fn files() -> Markup {
    let file = |page: ServerPage, words: &str| pieces::link_row(Some(page.href()), words, "");
    html! {
        section.stack.no-print aria-labelledby="files" {
            h2 #files { (w::COVERAGE_TAKE_AWAY) }
            ul.link-list role="list" {
                (file(ServerPage::CoverageSummary, w::COVERAGE_TO_SUMMARY))
                (file(ServerPage::CoverageCounts, w::COVERAGE_CSV_COUNTS))
                (file(ServerPage::CoverageDistances, w::COVERAGE_CSV_WAYS))
                (file(ServerPage::CoverageSearches, w::COVERAGE_CSV_SEARCHES))
            }
        }
    }
}
