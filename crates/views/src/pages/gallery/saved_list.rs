//! The saved list, shared lists and services side by side.

use domain::saved::{Known, LinkIds, Note, NoteTooLong, Saved, ServiceOutline, ServicesById};
use domain::service::RegularTime;
use domain::{Availability, Cost, ServiceId, ServiceStatus, Weekday};
use maud::Markup;

use super::{LONG_NAME, card, now, piece, read};
use crate::Setting;
use crate::pages::saved::{Noting, OwnList, Row, Taken, compare, page, shared};

pub(super) fn pieces(setting: Setting<'_>) -> Markup {
    let own = |list: OwnList<'_>| page(setting, &list);
    let id: ServiceId = read("saved-1");
    let noting = |typed, problem| Some(Noting { id: &id, typed, problem });
    let list =
        ServicesById { services: (1..5).map(outline).collect(), gone: vec![read("gone")], origin: None };
    let link = |count: usize, left_out| LinkIds {
        ids: list.services.iter().take(count).map(|one| one.summary.id.clone()).collect(),
        left_out,
    };
    let from_link = |taken| shared(setting, &link(4, 1), &list, taken);
    let beside = |count: usize, left_out| {
        let services = list.services.iter().take(count).cloned().collect();
        compare(setting, &link(count, left_out), &ServicesById { services, ..list.clone() })
    };
    maud::html! {
        (piece("Saved services", vec![
            ("None", own(OwnList::default())),
            ("Cleared", own(OwnList { cleared: true, ..OwnList::default() })),
            ("Some: with a note, removed, gone, never heard of", own(OwnList { rows: rows(), ..OwnList::default() })),
            ("Writing a note", own(OwnList { rows: rows(), noting: noting("Ask for Priya", None), ..OwnList::default() })),
            ("A note that is too long", own(OwnList {
                rows: rows(),
                noting: noting("Ask", Some(NoteTooLong { length: 512 })),
                ..OwnList::default()
            })),
            ("As the device last heard", own(OwnList { rows: rows(), offline: true, ..OwnList::default() })),
            ("Offline, and nothing was heard yet", own(OwnList { rows: vec![never_heard_of()], offline: true, ..OwnList::default() })),
            ("The hub could not tell", own(OwnList { rows: rows(), unchecked: true, ..OwnList::default() })),
            ("Full", own(OwnList { rows: (0..100).map(|i| row(i, false)).collect(), ..OwnList::default() })),
        ]))
        (piece("A shared list", vec![
            ("Of somebody else", from_link(Taken::default())),
            ("Just saved, as far as there was room", from_link(Taken { all: false, new: Some(1), left_out: 3 })),
            ("One’s own", from_link(Taken { all: true, ..Taken::default() })),
            ("Nothing in it", shared(setting, &LinkIds::default(), &list, Taken::default())),
        ]))
        (piece("Services side by side", vec![
            ("Two", beside(2, 0)),
            ("Four of six", beside(4, 2)),
            ("Too few", beside(1, 0)),
        ]))
    }
}

fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> = (1..5).map(|number| row(number, number == 2)).collect();
    rows[0].known.saved.note = Note::try_from("Ask for Priya".to_owned()).unwrap_or_default();
    rows[2].known.gone = true;
    rows.push(never_heard_of());
    rows
}

fn never_heard_of() -> Row {
    let row = row(5, false);
    Row { known: Known { service: None, as_of: None, ..row.known }, ..row }
}

fn row(number: u32, removed: bool) -> Row {
    let service = outline(number);
    let (id, name) = (service.summary.id.clone(), service.summary.name.clone());
    let saved = Saved { id, name, turn: number, note: Note::default() };
    Row { known: Known { saved, service: Some(service), gone: false, as_of: Some(now()) }, removed }
}

fn outline(number: u32) -> ServiceOutline {
    let name = if number == 4 { LONG_NAME } else { "Infant feeding support" };
    let mut summary = card(name, Cost::Free, Some(Availability::DropIn));
    summary.id = read(&format!("saved-{number}"));
    if number == 3 {
        summary.status = ServiceStatus::TemporarilyClosed;
        summary.place = None;
        summary.next_session = None;
    }
    let tuesday = RegularTime {
        days: vec![Weekday::Tuesday, Weekday::Thursday],
        opens: read("10:00"),
        closes: read("11:30"),
        note: "term time".to_owned(),
        recurrence: domain::opening::Recurrence::Weekly,
        from: None,
        until: None,
    };
    ServiceOutline {
        summary,
        phone: "01632 960114".to_owned(),
        times: if number == 3 { Vec::new() } else { vec![tuesday] },
        address: vec!["12 Oak Lane".to_owned(), "Westbrook".to_owned()],
        access: vec!["Step-free entrance".to_owned(), "Changing table".to_owned()],
    }
}
