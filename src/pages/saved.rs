//! The saved list, a list that somebody shares, and services side by side. The address says which.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use domain::saved::{Asked, ById, LinkIds, Note, NoteTooLong, Saved, ServicesById, in_order};
use domain::{Instant, ServiceId, api};
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use views::pages::saved::{self as pages, NOTE_FIELD, NOTE_FORM, Noting, OwnList, Row, TICK, TO_MINE, Taken};
use views::words::{self as w, Word, fill, t};
use views::{Answer, Failure};
use web_sys::Element;

use crate::acts::{Act, on_act};
use crate::announce::{focus_heading, focus_on, owe_heading, page_drawn, say, set_title};
use crate::api::{Load, use_load};
use crate::device;
use crate::saved;
use crate::stage::{Stage, effect, main_of, part, use_stage};

/// What is on the screen besides what the device keeps.
#[derive(Default)]
struct Shown {
    /// The note being written: on which service, as typed, and what is wrong with it.
    noting: Option<(ServiceId, String, Option<NoteTooLong>)>,
    ticked: Vec<ServiceId>,
    /// Removed while this page is open.
    removed: Vec<ServiceId>,
    /// What the hub last failed with, when it was asked about the list.
    failed: Option<Failure>,
    /// What a shared list has given to this one.
    taken: Taken,
    cleared: bool,
}

type Shared = SendWrapper<Rc<RefCell<Shown>>>;

/// The list of this address.
pub(super) fn page() -> AnyView {
    set_title(t(w::SAVED_TITLE));
    let stage = use_stage();
    let query = stage.address.query;
    let asked = move || Asked::from_query(&query.get());
    let shown: Shared = SendWrapper::new(Rc::default());
    ask_about_own(stage, asked, shown.clone());
    // A place that the hub does not know is no reason to know nothing.
    let nowhere = RwSignal::new(false);
    let path = move || {
        let near = if nowhere.get() { None } else { device::near() };
        let (Asked::Shared(LinkIds { ids, .. }) | Asked::Compared(LinkIds { ids, .. })) = asked() else {
            return None;
        };
        (!ids.is_empty()).then(|| api::services_by_id(&ById { ids, near }))
    };
    let load = use_load(path);
    effect(move || {
        if let Answer::Failed(Failure::Problem(_)) = load.read::<ServicesById>() {
            nowhere.set(true);
        }
    });
    let (first, left) = (Cell::new(true), shown.clone());
    effect(move || {
        query.track();
        if !first.replace(false) {
            left.borrow_mut().taken = Taken::default();
            owe_heading();
            page_drawn();
            saved::changed();
        }
    });
    let drawn = shown.clone();
    let html = part(move || {
        saved::track();
        let shown = drawn.borrow();
        match asked() {
            Asked::Own => draw_own(stage, &shown),
            Asked::Shared(link) => {
                let answer = current(load, path());
                let taken = Taken { all: has_all(&answer), ..shown.taken };
                stage.page(|setting| pages::shared(setting, &link, &answer, taken))
            }
            Asked::Compared(link) => {
                let answer = from_device(current(load, path()), &link.ids, stage);
                stage.page(|setting| pages::compare(setting, &link, &answer))
            }
        }
    });
    on_act(move |act| {
        let list = || load.ready::<ServicesById>();
        // The page is drawn again only when nothing holds it any more.
        if shown.borrow_mut().hear(&act, list) {
            saved::changed();
        }
    });
    main_of(vec![html])
}

/// The answer to what the address asks now.
fn current(load: Load, path: Option<String>) -> Answer<ServicesById> {
    let answered = load.answered.get();
    match load.read() {
        Answer::Ready(_) if path.is_some_and(|path| path != answered) => Answer::Quiet,
        answer => answer,
    }
}

/// With no signal, what the device knows of its own services stands for the answer.
fn from_device(answer: Answer<ServicesById>, ids: &[ServiceId], stage: Stage) -> Answer<ServicesById> {
    if answer != Answer::Failed(Failure::Offline) {
        return answer;
    }
    let kept: Vec<Saved> = ids.iter().filter_map(|id| device::saved_one(id.as_str())).collect();
    let Some(as_of) = heard_at(&kept) else { return answer };
    stage.heard.set(as_of.to_string());
    let near = device::origin();
    let services = kept.iter().filter_map(|saved| saved.known(&near)).collect();
    Answer::Ready(ServicesById { services, gone: Vec::new(), origin: None })
}

/// When the oldest of what is known was heard.
fn heard_at(list: &[Saved]) -> Option<Instant> {
    list.iter().filter_map(|saved| Some(saved.heard.as_ref()?.at)).min()
}

fn has_all(answer: &Answer<ServicesById>) -> bool {
    let Answer::Ready(list) = answer else { return false };
    list.services.iter().all(|one| device::saved_one(one.summary.id.as_str()).is_some())
}

fn draw_own(stage: Stage, shown: &Shown) -> String {
    let mut list = device::saved();
    let offline = shown.failed == Some(Failure::Offline) && stage.heard.with(String::is_empty);
    let as_of = heard_at(&list);
    list.extend(device::removed().into_iter().filter(|saved| shown.removed.contains(&saved.id)));
    in_order(&mut list);
    let rows = list
        .into_iter()
        .map(|saved| Row { removed: device::saved_one(saved.id.as_str()).is_none(), saved })
        .collect();
    let near = device::near();
    let list = OwnList {
        rows,
        near: near.as_ref().map_or("", |near| near.as_str()),
        noting: shown.noting.as_ref().map(|(id, typed, problem)| Noting { id, typed, problem: *problem }),
        ticked: &shown.ticked,
        offline,
        as_of,
        unchecked: shown.failed.as_ref().is_some_and(|failed| *failed != Failure::Offline),
        cleared: shown.cleared,
    };
    stage.page(|setting| pages::page(setting, &list))
}

/// Asks the hub about every service of the list, a request's worth at a time.
fn ask_about_own(stage: Stage, asked: impl Fn() -> Asked + 'static, shown: Shared) {
    effect(move || {
        stage.again.get();
        if asked() != Asked::Own {
            return;
        }
        let ids: Vec<ServiceId> = device::saved().into_iter().map(|saved| saved.id).collect();
        let shown = shown.clone();
        spawn_local(async move {
            let mut failed = None;
            for ids in ids.chunks(domain::saved::MOST_SHARED) {
                failed = failed.or(saved::hear(ids).await.err());
            }
            shown.borrow_mut().failed = failed;
            saved::changed();
            page_drawn();
        });
    });
}

impl Shown {
    /// What a person did; whether the page changes by it.
    fn hear(&mut self, act: &Act<'_>, list: impl Fn() -> Option<ServicesById>) -> bool {
        match *act {
            Act::Typed(NOTE_FIELD, value) => {
                if let Some((_, typed, _)) = &mut self.noting {
                    value.clone_into(typed);
                }
                false
            }
            Act::Settled(field, id) if field.starts_with(TICK) => {
                self.tick(id);
                false
            }
            Act::Sent(NOTE_FORM) => self.keep_note(),
            Act::Tapped("save-all", _) => list().is_some_and(|list| self.take(&list)),
            Act::Tapped("clear", _) => {
                device::clear();
                *self = Self { cleared: true, ..Self::default() };
                say(t(w::MINE_CLEARED));
                focus_heading();
                true
            }
            Act::Tapped("leave-note", _) => {
                self.close_note();
                true
            }
            Act::Tapped(action, button) => self.tapped(action, button),
            _ => false,
        }
    }

    /// A button of one service; whether the page changes by it.
    fn tapped(&mut self, action: &str, button: &Element) -> bool {
        let Some(id) = saved::service_of(button) else { return false };
        let Some(saved) = device::saved_one(id.as_str())
            .or_else(|| device::removed().into_iter().rev().find(|saved| saved.id == id))
        else {
            return true;
        };
        let tell = |word: Word| say(&fill(word, &[("name", &saved.name)]));
        match action {
            "note" => {
                self.noting = Some((id, saved.note.as_str().to_owned(), None));
                focus_on(NOTE_FIELD);
            }
            "remove" => {
                device::remove_saved(&id);
                self.ticked.retain(|one| *one != id);
                tell(w::SAVED_REMOVED);
                focus_on(&["undo-", id.as_str()].concat());
                self.removed.push(id);
            }
            "undo" => {
                if saved::put_back(&id) {
                    tell(w::SAVED_BACK);
                    focus_on(&["saved-", id.as_str()].concat());
                }
            }
            _ => return false,
        }
        true
    }

    fn tick(&mut self, id: &str) {
        let before = self.ticked.len();
        self.ticked.retain(|one| one.as_str() != id);
        if self.ticked.len() == before
            && let Ok(id) = id.parse()
        {
            self.ticked.push(id);
        }
    }

    /// Keeps the note on what the list has now, which another tab may have changed meanwhile.
    fn keep_note(&mut self) -> bool {
        let Some((id, typed, problem)) = &mut self.noting else { return false };
        match Note::try_from(typed.clone()) {
            Err(too_long) => {
                *problem = Some(too_long);
                focus_on(NOTE_FIELD);
            }
            Ok(note) => {
                let kept =
                    device::saved_one(id.as_str()).is_some_and(|saved| saved::keep(&Saved { note, ..saved }));
                if kept {
                    say(t(w::SAVED_NOTE_KEPT));
                    self.close_note();
                }
            }
        }
        true
    }

    fn close_note(&mut self) {
        if let Some((id, ..)) = self.noting.take() {
            focus_on(&["note-", id.as_str()].concat());
        }
    }

    /// Saves everything that a shared list has; what is on this one already stays as it is.
    fn take(&mut self, list: &ServicesById) -> bool {
        let services: Vec<(ServiceId, String)> =
            list.services.iter().map(|one| (one.summary.id.clone(), one.summary.name.clone())).collect();
        let (new, left_out) = saved::save(&services);
        if new > 0 {
            self.taken = Taken { all: false, new: Some(new as u32), left_out: left_out as u32 };
            focus_on(TO_MINE);
        }
        true
    }
}
