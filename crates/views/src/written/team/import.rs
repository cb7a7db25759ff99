//! Importing a timetable: tried first, then done.

use maud::{Markup, html};

use super::{Drawn, Problems, error};
use crate::pieces::{Field, Tone, error_summary, notice};
use crate::route::TeamPage;
use crate::words::written as w;
use crate::written::counted;

/// A line of the file, and what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// `line 12`
    pub line: String,
    /// Why.
    pub reason: String,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Whether it was only tried.
    pub tried: bool,
    /// Whether anything was written.
    pub applied: bool,
    /// Series not there before.
    pub added: usize,
    /// Series that were there.
    pub updated: usize,
    /// Sessions not there before.
    pub new_sessions: u64,
    /// Lines not taken.
    pub rejected: Vec<Remark>,
    /// Lines taken with something left out.
    pub warnings: Vec<Remark>,
    /// Why the file was not read at all; empty when it was.
    pub not_understood: String,
}

/// The form, and what came of the file.
#[must_use]
pub fn page(outcome: Option<&Outcome>, skip: bool, problems: &Problems) -> Drawn {
    let file = Field { id: "file", label: w::TEAM_IMPORT_FILE, hint: "", error: error(problems, "file") };
    // Once a try was good the same file is imported with the other button.
    let may_do = outcome.is_some_and(|one| one.tried && one.not_understood.is_empty());
    let main = html! {
        div.stack.stack--loose.flow {
            div.stack.stack--tight { h1 { (w::TEAM_IMPORT_TITLE) } p.lead { (w::TEAM_IMPORT_LEAD) } }
            (error_summary(problems))
            @if let Some(outcome) = outcome { (report(outcome)) }
            form.stack method="post" action=(TeamPage::Import.href()) data-form="file" novalidate {
                (file.file(".csv,text/csv"))
                label.choice {
                    input.choice__box type="checkbox" name="skip_rejected" value="true" checked[skip];
                    span { (w::TEAM_IMPORT_SKIP) }
                }
                div.row {
                    button.button .button--quiet[may_do] type="submit" name="dry_run" value="true" { (w::TEAM_IMPORT_TRY) }
                    @if may_do { button.button type="submit" name="dry_run" value="false" { (w::TEAM_IMPORT_DO) } }
                }
            }
        }
    };
    Drawn::new(w::TEAM_IMPORT_TITLE, TeamPage::Import, main)
}

fn report(outcome: &Outcome) -> Markup {
    let (tone, title) = if !outcome.not_understood.is_empty() {
        (Tone::Urgent, w::TEAM_IMPORT_NOT_UNDERSTOOD)
    } else if outcome.tried {
        (Tone::Plain, w::TEAM_IMPORT_TRIED)
    } else if outcome.applied {
        (Tone::Plain, w::TEAM_IMPORT_DONE)
    } else {
        (Tone::Urgent, w::TEAM_IMPORT_NOT_DONE)
    };
    // A try makes no sessions, so it cannot count them.
    let sessions = (!outcome.tried).then(|| (w::TEAM_IMPORT_NEW_SESSIONS, outcome.new_sessions.to_string()));
    let counts = [
        (w::TEAM_IMPORT_ADDED, outcome.added.to_string()),
        (w::TEAM_IMPORT_UPDATED, outcome.updated.to_string()),
    ];
    html! {
        section.stack {
            (notice(tone, None, title, html! { @if !outcome.not_understood.is_empty() { p { (outcome.not_understood) } } }))
            @if outcome.not_understood.is_empty() {
                dl.summary-list {
                    @for (name, count) in counts.into_iter().chain(sessions) {
                        div.summary-list__row { dt.summary-list__name { (name) } dd.summary-list__value.number { (count) } }
                    }
                }
                (remarks("rejected", &counted(w::TEAM_IMPORT_REJECTED_ONE, w::TEAM_IMPORT_REJECTED_OTHER, outcome.rejected.len()), &outcome.rejected))
                (remarks("warnings", &counted(w::TEAM_IMPORT_WARNINGS_ONE, w::TEAM_IMPORT_WARNINGS_OTHER, outcome.warnings.len()), &outcome.warnings))
            }
        }
    }
}

fn remarks(id: &str, title: &str, remarks: &[Remark]) -> Markup {
    html! {
        @if !remarks.is_empty() {
            div.stack.stack--tight {
                h2 #(id) { (title) }
                div.figures tabindex="0" role="group" aria-labelledby=(id) {
                    table.figures__table {
                        thead { tr { th.figures__need scope="col" { (w::TEAM_IMPORT_LINE) } th.figures__head scope="col" { (w::TEAM_IMPORT_REASON) } } }
                        tbody {
                            @for one in remarks {
                                tr.figures__row { th.figures__need scope="row" { (one.line) } td.figures__cell { (one.reason) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
