//! Importing a timetable. The script sends the file as the body, and in the query how it is to be taken.

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use views::words::written as w;
use views::written::team::Drawn;
use views::written::team::import::{self as view, Outcome, Remark};

use super::{Answer, again};
use crate::handlers::team::LARGEST_TIMETABLE;
use crate::hub::Hub;
use crate::import::report;
use crate::import::timetable::{self, ByTeam};
use crate::import::{ImportError, Report};
use crate::team::acts::Member;

pub(super) fn form() -> Drawn {
    view::page(None, false, &Vec::new())
}

pub(super) async fn file(hub: &Hub, member: &Member, request: Request) -> Answer {
    let (mut dry_run, mut skip) = (true, false);
    for (name, value) in domain::query::pairs(request.uri().query().unwrap_or_default()) {
        match name.as_str() {
            "dry_run" => dry_run = value != "false",
            "skip_rejected" => skip = value == "true",
            _ => {}
        }
    }
    let problem = || vec![("file".to_owned(), w::TEAM_IMPORT_FILE_PROBLEM.to_owned())];
    let bytes = match to_bytes(request.into_body(), LARGEST_TIMETABLE).await {
        Ok(bytes) if !bytes.is_empty() => bytes,
        _ => return Ok(again(view::page(None, skip, &problem()))),
    };
    let text = String::from_utf8_lossy(&bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let by_team = ByTeam { member, dry_run };
    let outcome = match timetable::import(&*hub.store, text, skip, Some(by_team), hub.now()).await {
        Ok(report) => outcome(report, dry_run),
        Err(ImportError::Store(error)) => return Err(error.into()),
        Err(error) => Outcome { tried: dry_run, not_understood: error.to_string(), ..Outcome::default() },
    };
    let is_good = outcome.not_understood.is_empty() && (dry_run || outcome.applied);
    let drawn = view::page(Some(&outcome), skip, &Vec::new());
    Ok(if is_good { (StatusCode::OK, drawn) } else { again(drawn) })
}

fn outcome(report: Report, tried: bool) -> Outcome {
    let remark = |one: report::Remark| Remark { line: one.record, reason: one.reason };
    Outcome {
        tried,
        applied: report.applied,
        added: report.added,
        updated: report.updated,
        new_sessions: report.new_sessions,
        rejected: report.rejected.into_iter().map(remark).collect(),
        warnings: report.warnings.into_iter().map(remark).collect(),
        not_understood: String::new(),
    }
}
