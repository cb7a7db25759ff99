//! What sessions and requests did for families: the form of one minute, and the figures made of it.

use domain::outcome::{Changed, Helped, Next, Report, Tally};
use domain::{Date, LocalityId, ServiceId};
use maud::{Markup, html};

use super::ask::choices;
use super::figures::{Bars, chart};
use super::share::unlisted;
use super::{Written, say};
use crate::moment;
use crate::pieces::error_summary_in_focus;
use crate::route::{Link, ServerPage};
use crate::words::written as w;

/// "Yes, a lot"
#[must_use]
pub fn helped_words(helped: Helped) -> &'static str {
    match helped {
        Helped::ALot => w::HOW_WAS_IT_HELPED_A_LOT,
        Helped::ALittle => w::HOW_WAS_IT_HELPED_A_LITTLE,
        Helped::No => w::HOW_WAS_IT_HELPED_NO,
    }
}

/// "I met other people"
#[must_use]
pub fn changed_words(changed: Changed) -> &'static str {
    match changed {
        Changed::Confident => w::HOW_WAS_IT_CHANGED_CONFIDENT,
        Changed::Know => w::HOW_WAS_IT_CHANGED_KNOW,
        Changed::Calmer => w::HOW_WAS_IT_CHANGED_CALMER,
        Changed::Met => w::HOW_WAS_IT_CHANGED_MET,
        Changed::Child => w::HOW_WAS_IT_CHANGED_CHILD,
        Changed::Nothing => w::HOW_WAS_IT_CHANGED_NOTHING,
    }
}

/// "I will come again"
#[must_use]
pub fn next_words(next: Next) -> &'static str {
    match next {
        Next::Again => w::HOW_WAS_IT_NEXT_AGAIN,
        Next::Else => w::HOW_WAS_IT_NEXT_ELSE,
        Next::More => w::HOW_WAS_IT_NEXT_MORE,
        Next::Done => w::HOW_WAS_IT_NEXT_DONE,
    }
}

/// The form. `about` says what it is about, `mark` makes sending it twice count once.
#[must_use]
pub fn form(page: &ServerPage, about: &str, mark: &str, missing: bool) -> Written {
    let told: Vec<(String, String)> =
        missing.then(|| ("helped".to_owned(), w::HOW_WAS_IT_PROBLEM.to_owned())).into_iter().collect();
    let helped = Helped::ALL.map(|one| (one.slug(), helped_words(one)));
    let changed = Changed::ALL.map(|one| (one.slug(), changed_words(one)));
    let next = Next::ALL.map(|one| (one.slug(), next_words(one)));
    let one =
        |name, title, all: &[(&str, &str)], error| choices(name, title, "radio", all, &|_| false, error);
    let main = html! {
        div.wrap {
            div.stack.stack--loose.flow {
                (error_summary_in_focus(&told))
                div.stack.stack--tight { h1 { (w::HOW_WAS_IT_TITLE) } p.lead { (about) } p { (w::HOW_WAS_IT_LEAD) } }
                form.stack.stack--loose method="post" action=(page.href()) {
                    input type="hidden" name="mark" value=(mark);
                    (one("helped", w::HOW_WAS_IT_HELPED, &helped, missing.then_some(w::HOW_WAS_IT_PROBLEM)))
                    (one("changed", w::HOW_WAS_IT_CHANGED, &changed, None))
                    (one("next", w::HOW_WAS_IT_NEXT, &next, None))
                    p.small.soft { (w::HOW_WAS_IT_PRIVATE) }
                    button.button.button--wide type="submit" { (w::HOW_WAS_IT_SEND) }
                }
            }
        }
    };
    let written = Written::of_form(w::HOW_WAS_IT_TITLE, w::HOW_WAS_IT_DESCRIPTION, main, missing);
    Written { head: unlisted(), ..written }
}

/// It is counted.
#[must_use]
pub fn thanks() -> Written {
    said(w::HOW_WAS_IT_THANKS, w::HOW_WAS_IT_THANKS_WORDS, w::HOW_WAS_IT_THANKS_MORE)
}

/// The session is still to come.
#[must_use]
pub fn early() -> Written {
    said(w::HOW_WAS_IT_EARLY, w::HOW_WAS_IT_EARLY_WORDS, "")
}

fn said(title: &str, words: &str, more: &str) -> Written {
    let main = html! {
        div.wrap {
            div.stack.flow {
                h1 { (title) }
                p.lead { (words) }
                @if !more.is_empty() { p { a href=(ServerPage::Ask.href()) { (more) } } }
            }
        }
    };
    Written { head: unlisted(), ..Written::new(title, w::HOW_WAS_IT_DESCRIPTION, main) }
}

/// What the figures say, with the names of what they are about.
pub struct Named<'a> {
    /// What may be told.
    pub report: &'a Report,
    /// The name of a service; `None` for one that is not listed any more.
    pub service: &'a dyn Fn(&ServiceId) -> Option<String>,
    /// The name of a locality.
    pub locality: &'a dyn Fn(&LocalityId) -> Option<String>,
}

/// The figures.
#[must_use]
pub fn page(named: &Named<'_>) -> Written {
    let report = named.report;
    let services: Vec<(Markup, &Tally)> = report
        .services
        .iter()
        .map(|(id, tally)| {
            let name = match (named.service)(id) {
                Some(name) => html! { a href=(Link::Service(id.clone()).href()) { (name) } },
                None => html! { (w::OUTCOMES_GONE) },
            };
            (name, tally)
        })
        .collect();
    let localities: Vec<(Markup, &Tally)> = report
        .localities
        .iter()
        .map(|(id, tally)| {
            let name = (named.locality)(id).unwrap_or_else(|| id.to_string());
            (html! { (name) }, tally)
        })
        .collect();
    let months: Vec<(Markup, &Tally)> =
        report.months.iter().map(|(month, tally)| (html! { (month_words(*month)) }, tally)).collect();
    let main = html! {
        div.wrap {
            div.stack.stack--airy {
                div.stack.stack--tight { h1 { (w::OUTCOMES_TITLE) } p.lead { (w::OUTCOMES_LEAD) } }
                @match &report.all {
                    None => p { (w::OUTCOMES_NONE) },
                    Some(all) => {
                        p.lead { strong { (all_words(w::OUTCOMES_ALL, all)) } }
                        (bars(w::OUTCOMES_CHANGED, Changed::ALL.map(|one| (changed_words(one), all.changed[one as usize])).to_vec()))
                        (bars(w::OUTCOMES_NEXT, Next::ALL.map(|one| (next_words(one), all.next[one as usize])).to_vec()))
                        (table("services", w::OUTCOMES_SERVICES, w::OUTCOMES_NAME_SERVICE, &services))
                        (table("localities", w::OUTCOMES_LOCALITIES, w::OUTCOMES_NAME_LOCALITY, &localities))
                        (trend(report))
                        (table("months", w::OUTCOMES_TREND, w::OUTCOMES_NAME_MONTH, &months))
                        p.no-print { a href=(ServerPage::OutcomesTable.href()) { (w::OUTCOMES_TABLE) } }
                    }
                }
            }
        }
    };
    Written::new(w::OUTCOMES_TITLE, w::OUTCOMES_DESCRIPTION, main)
}

/// A sentence with the share and number of a tally in it.
pub(super) fn all_words(text: &str, tally: &Tally) -> String {
    say(text, &[("percent", &tally.helped_percent().to_string()), ("answers", &tally.answers.to_string())])
}

/// "November 2026"
fn month_words(month: Date) -> String {
    format!("{} {}", moment::month(month), month.civil().0)
}

fn bars(title: &str, values: Vec<(&str, u32)>) -> Markup {
    let rows: Vec<Bars<'_>> =
        values.into_iter().map(|(name, value)| Bars { name, values: vec![("", value)] }).collect();
    html! { section.stack { h2 { (title) } (chart(title, &rows)) } }
}

/// How the share went from month to month.
fn trend(report: &Report) -> Markup {
    let names: Vec<String> =
        report.months.iter().map(|(month, _)| moment::month(*month).chars().take(3).collect()).collect();
    let values = names
        .iter()
        .zip(&report.months)
        .map(|(name, (_, tally))| (name.as_str(), tally.helped_percent()))
        .collect();
    html! {
        @if report.months.len() > 1 {
            (chart(w::OUTCOMES_TREND_CHART, &[Bars { name: w::OUTCOMES_TREND_CHART, values }]))
        }
    }
}

fn table(id: &str, title: &str, first: &str, rows: &[(Markup, &Tally)]) -> Markup {
    html! {
        @if !rows.is_empty() {
            section.stack aria-labelledby=(id) {
                h2 #(id) { (title) }
                div.figures tabindex="0" role="group" aria-labelledby=(id) {
                    table.figures__table {
                        thead {
                            tr {
                                th.figures__need scope="col" { (first) }
                                th.figures__head scope="col" { (w::OUTCOMES_ANSWERS) }
                                th.figures__head scope="col" { (w::OUTCOMES_HELPED) }
                            }
                        }
                        tbody {
                            @for (name, tally) in rows {
                                tr.figures__row {
                                    th.figures__need scope="row" { (name) }
                                    td.figures__cell { (tally.answers) }
                                    td.figures__cell { (tally.helped_percent()) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
