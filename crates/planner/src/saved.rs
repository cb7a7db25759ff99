//! The services that a family saved: its list, lists that others share, services side by side.
//!
//! What the device keeps comes as it is kept, one JSON text in a line. A line that cannot be read is left out.

use domain::saved::{Asked, Heard, Known, LinkIds, Note, Saved, ServiceOutline, ServicesById, list};
use domain::{Instant, ServiceId, query};
use serde::de::DeserializeOwned;
use views::pages::saved::{Noting, OwnList, Row, Taken, compare, page, shared};
use views::{Config, Setting};

/// What is on the screen besides what is kept.
#[derive(Debug, Default)]
struct Shown {
    near: String,
    note: Option<ServiceId>,
    typed: String,
    wrong: bool,
    ticked: Vec<ServiceId>,
    removed: Vec<ServiceId>,
    /// Those of a link that are on the family's own list.
    saved: Vec<ServiceId>,
    offline: bool,
    unchecked: bool,
    cleared: bool,
    taken: Taken,
}

impl Shown {
    /// Reads a query string; what it does not know is left out.
    fn read(text: &str) -> Self {
        let mut shown = Self::default();
        for (name, value) in query::pairs(text) {
            match name.as_str() {
                "near" => shown.near = value,
                "note" => shown.note = value.parse().ok(),
                "typed" => shown.typed = value,
                "wrong" => shown.wrong = true,
                "ticked" => shown.ticked.extend(value.parse().ok()),
                "removed" => shown.removed.extend(value.parse().ok()),
                "offline" => shown.offline = true,
                "unchecked" => shown.unchecked = true,
                "cleared" => shown.cleared = true,
                "saved" => shown.saved.extend(value.parse().ok()),
                "new" => shown.taken.new = value.parse().ok(),
                "left_out" => shown.taken.left_out = value.parse().unwrap_or(0),
                _ => {}
            }
        }
        shown
    }
}

/// The family's own list; `kept` has also those that were removed and can come back.
pub fn own(kept: &str, heard: &str, shown: &str, now: Instant) -> String {
    let shown = Shown::read(shown);
    let known = list(lines(kept), &lines::<Heard>(heard), &shown.near);
    let rows = known.into_iter().map(|known| Row { removed: shown.removed.contains(&known.saved.id), known });
    let problem = if shown.wrong { Note::try_from(shown.typed.clone()).err() } else { None };
    let noting = shown.note.as_ref().map(|id| Noting { id, typed: &shown.typed, problem });
    let (offline, unchecked, cleared) = (shown.offline, shown.unchecked, shown.cleared);
    let list = OwnList { rows: rows.collect(), noting, ticked: &shown.ticked, offline, unchecked, cleared };
    in_setting(now, |setting| page(setting, &list).into_string())
}

/// What somebody shares or compares, by the query string of the link and the answer to what it asks (JSON; empty where
/// the link asks nothing). `None` for an answer that is none.
pub fn linked(query: &str, answer: &str, shown: &str, now: Instant) -> Option<String> {
    let nothing = || ServicesById { services: Vec::new(), gone: Vec::new(), origin: None };
    let list = if answer.is_empty() { nothing() } else { json::from_str(answer).ok()? };
    let shown = Shown::read(shown);
    let all = list.services.iter().all(|one| shown.saved.contains(&one.summary.id));
    Some(in_setting(now, |setting| match Asked::from_query(query) {
        Asked::Own => String::new(),
        Asked::Shared(link) => shared(setting, &link, &list, Taken { all, ..shown.taken }).into_string(),
        Asked::Compared(link) => compare(setting, &link, &list).into_string(),
    }))
}

/// What was heard of the services of a link, in place of an answer: when the oldest of it was heard, and in the line after
/// that the answer. `None` where nothing was.
pub fn recalled(query: &str, kept: &str, heard: &str, near: &str) -> Option<String> {
    let (Asked::Shared(LinkIds { ids, .. }) | Asked::Compared(LinkIds { ids, .. })) =
        Asked::from_query(query)
    else {
        return None;
    };
    let known: Vec<Known> = list(lines(kept), &lines::<Heard>(heard), near);
    let of = |id: &ServiceId| known.iter().find(|known| known.saved.id == *id && known.service.is_some());
    let known: Vec<&Known> = ids.iter().filter_map(of).collect();
    let as_of = known.iter().filter_map(|known| known.as_of).min()?;
    let services: Vec<ServiceOutline> = known.iter().filter_map(|known| known.service.clone()).collect();
    let answer = serde_json::to_string(&ServicesById { services, gone: Vec::new(), origin: None }).ok()?;
    Some(format!("{as_of}\n{answer}"))
}

/// A kept service with this note; `None` for a note that is too long.
pub fn with_note(kept: &str, typed: &str) -> Option<String> {
    let saved: Saved = json::from_str(kept).ok()?;
    let note = Note::try_from(typed.to_owned()).ok()?;
    serde_json::to_string(&Saved { note, ..saved }).ok()
}

/// What was heard, service by service, as the device keeps it: in each line an id, a space and the text.
pub fn pieces(heard: &str) -> String {
    let Ok(heard) = json::from_str::<Heard>(heard) else { return String::new() };
    let line =
        |(id, piece): (ServiceId, Heard)| Some(format!("{id} {}\n", serde_json::to_string(&piece).ok()?));
    heard.each().into_iter().filter_map(line).collect()
}

fn lines<T: DeserializeOwned>(text: &str) -> Vec<T> {
    text.lines().filter_map(|line| json::from_str(line).ok()).collect()
}

fn in_setting(now: Instant, draw: impl FnOnce(Setting<'_>) -> String) -> String {
    draw(Setting { config: &Config::default(), now: Some(now) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEPT: &str = r#"{"turn":1,"id":"a","name":"Stay and play"}
not json
{"turn":2,"id":"b","name":"Baby massage","note":"Ask for Priya"}"#;

    fn now() -> Instant {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    fn answer(id: &str, name: &str) -> String {
        format!(
            r#"{{"services":[{{"summary":{{"id":"{id}","name":"{name}","summary":"","organisation":"","status":"active","ages":{{"from":0}},"cost":{{"kind":"free"}},"referral":"none"}},"phone":"01632 960100"}}],"gone":["b"]}}"#
        )
    }

    fn heard() -> String {
        format!(
            r#"{{"at":"2026-11-22T09:00:00Z","near":"","answer":{}}}"#,
            answer("a", "Stay, play and sing")
        )
    }

    #[test]
    fn the_list_is_drawn_from_what_is_kept_and_heard() {
        let drawn = own(KEPT, &heard(), "", now());
        assert!(drawn.find("Baby massage").unwrap() < drawn.find("Stay, play and sing").unwrap());
        assert!(
            drawn.contains("Ask for Priya")
                && drawn.contains("01632 960100")
                && drawn.contains("No longer listed")
        );
        let drawn = own(KEPT, "", "removed=b&note=a&typed=Bus+17&ticked=a&offline=1", now());
        assert!(drawn.contains("Baby massage is removed") && drawn.contains(">Bus 17</textarea>"));
        assert!(drawn.contains("No signal just now"));
        assert!(own("", "", "cleared=1", now()).contains("Nothing of ours is left"));
    }

    #[test]
    fn a_note_is_kept_or_told_to_be_too_long() {
        let kept = with_note(r#"{"turn":1,"id":"a","name":"A"}"#, " Bus 17 ").unwrap();
        assert_eq!(json::from_str::<Saved>(&kept).unwrap().note.as_str(), "Bus 17");
        let long = "x".repeat(501);
        assert_eq!(with_note(&kept, &long), None);
        let told = own(&kept, "", &format!("note=a&typed={long}&wrong=1"), now());
        assert!(told.contains("Use at most 500 letters. This has 501."), "{told}");
    }

    #[test]
    fn what_was_heard_stands_in_for_an_answer() {
        let told = recalled("?compare=a,b", KEPT, &heard(), "").unwrap();
        let (as_of, answer) = told.split_once('\n').unwrap();
        assert_eq!(as_of, "2026-11-22T09:00:00Z");
        assert!(linked("?ids=a,b", answer, "", now()).unwrap().contains("Stay, play and sing"));
        let both = |shown: &str| linked("?ids=a,b", answer, shown, now()).unwrap();
        assert!(both("").contains("Save all to my list") && both("saved=b").contains("Save all to my list"));
        assert!(both("saved=a").contains("All of these are on your saved list."));
        // Nothing was heard of this one, and of that one that it is gone.
        assert_eq!(
            (recalled("?compare=c", KEPT, &heard(), ""), recalled("?ids=b", KEPT, &heard(), "")),
            (None, None)
        );
    }

    #[test]
    fn what_was_heard_comes_apart() {
        let pieces = pieces(&heard());
        let lines: Vec<(&str, &str)> = pieces.lines().filter_map(|line| line.split_once(' ')).collect();
        assert_eq!(lines.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ["a", "b"]);
        let apart = format!("{}\n{}", lines[0].1, lines[1].1);
        assert_eq!(own(KEPT, &apart, "", now()), own(KEPT, &heard(), "", now()));
        assert_eq!(super::pieces("broken"), "");
    }

    #[test]
    fn a_broken_link_or_answer_breaks_nothing() {
        assert!(linked("?ids=", "", "", now()).unwrap().contains("There is nothing in this link"));
        assert!(linked("?compare=a", "", "", now()).unwrap().contains("Tick at least two to compare"));
        assert_eq!(linked("?ids=a", "{", "", now()), None);
    }
}
